//! Guide desks of the demo bureau, who stands at them, and who came over the last days and this morning.

use cq_calendar::WorkCalendar;
use cq_care::{
    attendance::{
        actions::{self, Announcement, Arrival, Turn},
        model::{Outcome, Step},
        priority::Reason,
        said::Said,
        store as attendances,
    },
    desk::{
        self, Desk, DeskId,
        actions::{Shift, Who},
        hours::Weekdays,
    },
    hospital,
};
use cq_demo::{ANNOUNCED, GUIDES, PLACES, SEEN_FOR};
use cq_platform::{
    Error, Result,
    actor::{Act, Actor},
    clock::CHINA,
    db::Tx,
    identity::{self, NewAccount, store},
    ids::StaffId,
    policy::{Role, Scope},
    web::App,
};
use cq_registry::{liaison, person::PersonId};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use super::{SignIn, cases::actor};
use crate::cli::user;

/// Of so many hospitals the last has no desk.
const WITHOUT: usize = 1;
/// Days of the past on which people came.
const DAYS: i64 = 12;
/// So many came on each of them, and this morning.
const A_DAY: usize = 4;

/// Sets desks up, puts people at them, and receives who came; returns the account of who stands at the first.
pub(super) async fn run(app: &App, bureau: &store::Bureau) -> Result<Option<SignIn>> {
    let clerk = actor(app, bureau, Role::Clerk, "clerk").await?;
    let act = app.act(clerk.clone());
    let desks = app.db.write(move |tx| set_up(tx, &act)).await?;
    let Some((first, guide)) = desks.first().copied() else { return Ok(None) };
    let id = bureau.id;
    let people = app.db.read(move |conn| liaison::store::people_without(conn, &id, None)).await?;
    let mut people = people.into_iter().step_by(5);
    for days in (0..=DAYS).rev() {
        for n in 0..A_DAY {
            let Some(person) = people.next() else { break };
            let visit = Visit::of(app, bureau, (first, guide), person, days, n);
            app.db.write(move |tx| visit.make(tx)).await?;
        }
    }
    for (n, person) in people.take(ANNOUNCED.len()).enumerate() {
        let act = Act::new(clerk.clone(), yesterday(app), app.ids.clone(), app.secrets.clone());
        let today = app.clock.today();
        app.db.write(move |tx| announce(tx, &act, (first, today), person, n)).await?;
    }
    account(app, bureau, guide).await.map(Some)
}

async fn account(app: &App, bureau: &store::Bureau, guide: StaffId) -> Result<SignIn> {
    let id = bureau.id;
    let name = app.db.read(move |conn| desk::store::guide(conn, &id, guide)).await?;
    let password = identity::first_password(&app.ids);
    let new = NewAccount {
        login: "guide".into(),
        name: name.unwrap_or_default(),
        role: Role::Guide,
        staff: Some(guide),
        password: password.clone(),
        must_change: false,
    };
    identity::create_account(app, app.act(user::program_as(bureau, Role::Admin)), new).await?;
    Ok(SignIn { role: Role::Guide, user: "guide".into(), password })
}

/// A desk in every hospital but the last; the first is open every day, the second has nobody on Fridays, the third no phone.
fn set_up(tx: &Tx<'_>, act: &Act) -> Result<Vec<(DeskId, StaffId)>> {
    let hospitals = hospital::store::list(tx, act.bureau())?;
    let mut desks = Vec::new();
    let with = hospitals.len().saturating_sub(WITHOUT).max(1);
    for (n, hospital) in hospitals.into_iter().take(with).enumerate() {
        let week = "08:00-12:00 13:30-17:30";
        let sunday = if n == 0 { "08:00-12:00" } else { "" };
        let hours = format!("{week}|{week}|{week}|{week}|{week}|08:00-12:00|{sunday}");
        let place = PLACES.get(n % PLACES.len()).copied().unwrap_or_default();
        let phone = hospital.phone.clone().or_else(|| Some(format!("0531832100{n:02}")));
        let new = Desk {
            id: DeskId(Uuid::nil()),
            hospital: hospital.id,
            hospital_name: hospital.name,
            place: place.into(),
            phone: phone.filter(|_| n != 2),
            hours: hours.parse().map_err(Error::internal)?,
            version: 1,
        };
        let id = desk::actions::create(tx, act, new)?;
        let days = Weekdays::parse(["1234567", "1234"].get(n).copied().unwrap_or("123456"));
        let days = days.ok_or_else(|| Error::internal("days of no week"))?;
        let from = act.today().saturating_sub((DAYS + 20).days());
        let shift = Shift { days, hours: None, from, until: None };
        let name = GUIDES.get(n % GUIDES.len()).copied().unwrap_or_default();
        desks.push((id, desk::actions::post(tx, act, id, Who::New(name.into(), None), shift)?));
    }
    Ok(desks)
}

fn said(n: usize) -> Said {
    Said {
        what: SEEN_FOR.get(n % SEEN_FOR.len()).copied().unwrap_or_default().into(),
        company: String::new(),
    }
}

fn announce(tx: &Tx<'_>, act: &Act, (desk, on): (DeskId, Date), person: PersonId, n: usize) -> Result<()> {
    let (expected, said) = (ANNOUNCED.get(n).map(|time| (*time).to_owned()), said(n));
    let draft =
        Announcement { person, desk, on, expected, unmanned: true, case: None, told: Vec::new(), said };
    actions::announce(tx, act, &draft).map(drop)
}

/// Somebody who came so many days ago, with the guide's hand at each moment.
struct Visit {
    desk: DeskId,
    person: PersonId,
    n: usize,
    is_today: bool,
    /// The guide's hand, so many minutes after they came.
    hands: Vec<Act>,
}

/// Minutes after coming at which the steps were taken; some took long.
const MINUTES: [[i64; 6]; 4] =
    [[0, 4, 9, 28, 61, 74], [0, 7, 15, 58, 70, 83], [0, 3, 6, 22, 40, 49], [0, 12, 20, 44, 118, 131]];

impl Visit {
    fn of(
        app: &App,
        bureau: &store::Bureau,
        (desk, guide): (DeskId, StaffId),
        person: PersonId,
        days: i64,
        n: usize,
    ) -> Self {
        let actor = Actor { staff: Some(guide), ..user::program_as(bureau, Role::Guide) };
        let is_today = days == 0;
        let came = if is_today { recently(app, n) } else { morning(app, days, n) };
        let minutes = MINUTES.get(n % MINUTES.len()).copied().unwrap_or_default();
        let hand = |minutes: i64| {
            let at = came.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(came);
            Act::new(actor.clone(), at.min(app.clock.now()), app.ids.clone(), app.secrets.clone())
        };
        Self { desk, person, n, is_today, hands: minutes.map(hand).to_vec() }
    }

    fn make(&self, tx: &Tx<'_>) -> Result<()> {
        let [came, called, registered, seen, examined, dispensed] = self.hands.as_slice() else {
            return Ok(());
        };
        let told = if self.n == 2 { vec![Reason::Urgent] } else { Vec::new() };
        let arrival = Arrival { person: self.person, told, said: said(self.n) };
        let id = actions::receive(tx, came, self.desk, &arrival)?;
        let mut turns = vec![
            (called, Turn::Call),
            (registered, Turn::Stamp(Step::Register)),
            (seen, Turn::Stamp(Step::See)),
            (examined, if self.n == 1 { Turn::Skip(Step::Examine) } else { Turn::Stamp(Step::Examine) }),
            (dispensed, Turn::Stamp(Step::Dispense)),
            (dispensed, Turn::Close(Outcome::Home)),
        ];
        if self.is_today {
            turns.truncate([3, 0, 1, 0].get(self.n).copied().unwrap_or(0));
        }
        for (hand, turn) in turns {
            let found = attendances::find(tx, &Scope::BUREAU, hand.bureau(), id)?.ok_or(Error::NotFound)?;
            actions::turn(tx, hand, id, found.version, turn)?;
        }
        Ok(())
    }
}

/// Early on a working day so many days ago.
fn morning(app: &App, days: i64, n: usize) -> Timestamp {
    let day = app.clock.today().saturating_sub(days.days());
    let day = WorkCalendar::default().last_working(day).unwrap_or(day);
    let minutes = i64::try_from(n).unwrap_or(0) * 25;
    let at = CHINA.to_timestamp(day.at(8, 10, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(at)
}

/// The afternoon before, when who comes today was announced.
fn yesterday(app: &App) -> Timestamp {
    let day = app.clock.today().saturating_sub(1.day());
    CHINA.to_timestamp(day.at(16, 0, 0, 0)).unwrap_or_else(|_| app.clock.now())
}

/// Within the last hour, and not before today began.
fn recently(app: &App, n: usize) -> Timestamp {
    let now = app.clock.now();
    let minutes = 50 - 12 * i64::try_from(n).unwrap_or(0);
    let began = CHINA.to_timestamp(app.clock.today().at(0, 0, 0, 0)).unwrap_or(now);
    now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(now).max(began)
}
