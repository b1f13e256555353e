//! What was asked for in the demo bureau over the last weeks, received and done by the same steps as on the pages.

use cq_calendar::WorkCalendar;
use cq_case::case::{
    CaseId,
    actions::{self, Turn},
    draft::{Draft, Way},
    model::{Answer, Asker},
    said::Said,
    sweep,
};
use cq_demo::{ASKED, Asked, REFUSED, STAFF, STOPPED, THANKS};
use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    clock::CHINA,
    db::Tx,
    identity::store,
    policy::Role,
    web::App,
};
use cq_registry::{liaison, person::PersonId};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::site::OF_CASE;

use super::user;

/// Cases of so many are made.
const CASES: usize = 40;
/// So many of them, the oldest, are closed by now.
const DONE: usize = 26;
/// One out of so many people asks for something.
const EVERY: usize = 5;

/// Receives what was asked for, and takes most of it as far as it has come.
pub(super) async fn receive(app: &App, bureau: &store::Bureau) -> Result<()> {
    let (clerk, leader) =
        (actor(app, bureau, Role::Clerk, "clerk").await?, actor(app, bureau, Role::Leader, "leader").await?);
    let id = bureau.id;
    // Nobody has a liaison yet, so these are all whom the bureau serves.
    let people = app.db.read(move |conn| liaison::store::people_without(conn, &id, None)).await?;
    let at = |actor: &Actor, days: usize, n: usize| {
        let at = morning(app, days, n);
        Act::new(actor.clone(), at, app.ids.clone(), app.secrets.clone())
    };
    for (n, person) in people.into_iter().step_by(EVERY).take(CASES).enumerate() {
        let Some(asked) = ASKED.get(n % ASKED.len()) else { continue };
        // The oldest first: from six weeks ago to yesterday.
        let days = CASES - n;
        let hands = Hands {
            clerk: at(&clerk, days, n),
            later: at(&clerk, days - days / 3, n),
            leader: at(&leader, days - days / 2, n),
        };
        app.db.write(move |tx| one(tx, &hands, person, asked, n)).await?;
    }
    let act = app.act(clerk);
    app.db.write(move |tx| sweep(tx, &act).map(drop)).await
}

/// A working day's morning so many days ago.
fn morning(app: &App, days: usize, n: usize) -> Timestamp {
    let day = app.clock.today().saturating_sub(i64::try_from(days).unwrap_or(0).days());
    let day = WorkCalendar::default().last_working(day).unwrap_or(day);
    let minutes = i64::try_from(n % 8 * 25).unwrap_or(0);
    let at = CHINA.to_timestamp(day.at(8, 40, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

pub(super) async fn actor(
    app: &App,
    bureau: &store::Bureau,
    role: Role,
    login: &'static str,
) -> Result<Actor> {
    let id = bureau.id;
    let account = app.db.read(move |conn| store::find(conn, &id, login)).await?;
    let name = if role == Role::Leader { STAFF.leader } else { STAFF.clerk };
    let account = account.map(|account| account.id);
    Ok(Actor { account, name: name.into(), ..user::program_as(bureau, role) })
}

/// Who does it, each at their time.
struct Hands {
    clerk: Act,
    later: Act,
    leader: Act,
}

/// One case, as far as its place in the row says.
fn one(tx: &Tx<'_>, hands: &Hands, person: PersonId, asked: &Asked, n: usize) -> Result<()> {
    // What is old was done long ago, save what was stopped.
    let turn = match (n % 10, n < DONE) {
        (5, _) => 5,
        (_, true) => 0,
        (turn, false) => turn,
    };
    let way = match turn {
        7 => Way::Waiting,
        8 => Way::Unclear,
        _ => Way::Mine,
    };
    let id = actions::receive(tx, &hands.clerk, &draft(person, asked, way)?)?;
    match turn {
        0..=3 => closed(tx, hands, id, asked, n),
        4 => actions::turn(tx, &hands.later, (id, 1), Turn::Answer, asked.done, OF_CASE),
        5 => actions::turn(tx, &hands.later, (id, 1), Turn::Pause, STOPPED, OF_CASE),
        6 => actions::turn(tx, &hands.later, (id, 1), Turn::Refuse, REFUSED, OF_CASE),
        _ => Ok(()),
    }
}

fn closed(tx: &Tx<'_>, hands: &Hands, id: CaseId, asked: &Asked, n: usize) -> Result<()> {
    actions::turn(tx, &hands.later, (id, 1), Turn::Answer, asked.done, OF_CASE)?;
    let words = THANKS.get(n % THANKS.len()).copied().unwrap_or_default();
    actions::called(tx, &hands.leader, (id, 2), Answer::Satisfied, words, OF_CASE)
}

fn draft(person: PersonId, asked: &Asked, way: Way) -> Result<Draft> {
    let asker = if asked.by.is_empty() { Asker::Elder } else { Asker::Family };
    let said = Said { name: asked.by.into(), phone: String::new(), asked: asked.asked.into() };
    Ok(Draft {
        person,
        kind: asked.kind.parse().map_err(Error::internal)?,
        urgency: asked.urgency.parse().map_err(Error::internal)?,
        channel: asked.channel.parse().map_err(Error::internal)?,
        asker,
        said,
        way,
    })
}
