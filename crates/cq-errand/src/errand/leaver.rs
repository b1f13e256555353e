//! What becomes of the errands of a worker who is away: for a time they stay theirs, and the desk is told which; for good they go to who
//! stands in and suits them, or wait for somebody. One whose money is not settled stays until it is.

use cq_case::case::store::people;
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
    policy::Scope,
    web::Ui,
};
use cq_registry::absence::{
    burden::{Burden, Burdens},
    model::Draft,
};

use super::{
    model::{Errand, ErrandId},
    store::{
        self,
        entry::{self, Happened, Noted},
        list::{self, Listed},
        worker as workers,
    },
    told, words,
    worker::{Fit, Wish},
};

/// See the [module](self).
pub struct Leaver;

/// What becomes of one errand.
enum Fate {
    /// It stays theirs.
    Stays,
    /// The same, its money being out.
    Unsettled,
    /// It goes to who stands in.
    Heir(StaffId, String),
    /// It waits for somebody.
    Waits,
}

impl Burdens for Leaver {
    fn list(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<Vec<Burden>> {
        let mut burdens = Vec::new();
        for (errand, listed) in in_hand(conn, act, draft.staff)? {
            if draft.until.is_some_and(|until| listed.due_on() > until) {
                continue;
            }
            let (key, heir) = match fate(conn, act, draft, &errand, &listed)? {
                Fate::Stays => ("absence-errand-stays", String::new()),
                Fate::Unsettled => ("absence-errand-money", String::new()),
                Fate::Heir(_, name) => ("absence-errand-heir", name),
                Fate::Waits => ("absence-errand-waits", String::new()),
            };
            let text = Text::new(key).with("elder", listed.name.as_str()).with("name", heir);
            burdens.push(Burden {
                id: errand.id.0,
                version: errand.version,
                text: text.with("day", listed.due_on().to_string()),
                kind: errand.kind,
                href: format!("/errands/{}", errand.id),
            });
        }
        Ok(burdens)
    }

    fn say(ui: &Ui, burden: &Burden) -> String {
        ui.t(&burden.text.clone().with("kind", words::shipped(ui, &burden.kind))).into_owned()
    }

    fn hand_over(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<usize> {
        let mut moved = 0;
        for id in workers::in_hand(tx, act.bureau(), draft.staff)? {
            store::hold(tx, act.bureau(), id)?;
            let Some((errand, listed)) = found(tx, act, id)? else { continue };
            let (from, fate) = (draft.staff, fate(tx, act, draft, &errand, &listed)?);
            let (after, kind, to) = match fate {
                Fate::Stays | Fate::Unsettled => continue,
                Fate::Heir(heir, _) => (errand.handed(from, heir, 0)?, Happened::Assigned, heir),
                Fate::Waits => (errand.left(from)?, Happened::Left, from),
            };
            store::save(tx, act.bureau(), &after)?;
            let noted = Noted { kind, by: people::me(tx, act)?, to: Some(to), note: "" };
            entry::note(tx, act, id, after.version + 1, &noted)?;
            told::assigned(tx, act, id)?;
            moved += 1;
        }
        Ok(moved)
    }
}

fn in_hand(conn: &Conn<'_>, act: &Act, staff: StaffId) -> Result<Vec<(Errand, Listed)>> {
    let ids = workers::in_hand(conn, act.bureau(), staff)?.into_iter();
    ids.filter_map(|id| found(conn, act, id).transpose()).collect()
}

fn found(conn: &Conn<'_>, act: &Act, id: ErrandId) -> Result<Option<(Errand, Listed)>> {
    let errand = store::find(conn, &Scope::BUREAU, act.bureau(), id)?;
    Ok(errand.zip(list::find(conn, act, &Scope::BUREAU, id)?))
}

fn fate(conn: &Conn<'_>, act: &Act, draft: &Draft, errand: &Errand, listed: &Listed) -> Result<Fate> {
    if !draft.reason.is_for_good() || errand.halted_on.is_some() {
        return Ok(Fate::Stays);
    }
    if errand.purse.settled().is_err() {
        return Ok(Fate::Unsettled);
    }
    let on = listed.due_on().max(act.today());
    let wish = Wish { kind: errand.kind.clone(), area: listed.area, at: listed.at, on };
    let all = workers::list(conn, act.bureau(), on)?;
    let suits = |staff: &StaffId| {
        let worker = all.iter().find(|worker| worker.staff == *staff && !errand.is_on(*staff))?;
        matches!(worker.fit(&wish), Fit::Yes { .. }).then(|| Fate::Heir(worker.staff, worker.name.clone()))
    };
    Ok(draft.substitutes.iter().find_map(suits).unwrap_or(Fate::Waits))
}
