//! What becomes of somebody's errands when they die or move to where the bureau does not serve: nobody is sent any more. What is under way
//! is cancelled; where money of it is out, it stays open until that is settled. What was done already is only closed, never done again.
//! Repeats stop.

use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
    policy::Scope,
    web::Ui,
};
use cq_registry::{
    life_event::{Case, Consequence, Done, Group, Kept, Said, Undone},
    task::brief::yuan,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    model::{Errand, ErrandId, Refused, State},
    store::{
        self,
        entry::{self, Happened, Noted},
    },
    words,
};
use crate::repeat::{self, RepeatId};

/// See the [module](self).
pub struct Errands;

/// What becomes of one errand or one repeat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Change {
    /// It is cancelled.
    Cancel {
        /// Which.
        id: ErrandId,
        /// As it was found.
        version: i64,
        /// Its kind.
        kind: String,
    },
    /// Its money is settled, and nobody is sent.
    Halt {
        /// Which.
        id: ErrandId,
        /// As it was found.
        version: i64,
        /// Its kind.
        kind: String,
        /// What its workers hold, in fen.
        held_fen: i64,
        /// What of the bureau's is not given back, in fen.
        #[serde(default)]
        advanced_fen: i64,
        /// From which day on.
        on: Date,
        /// Whether it was done already, or found impossible: what is left is the call.
        #[serde(default)]
        is_answered: bool,
    },
    /// It is repeated no more.
    Stop {
        /// Which.
        id: RepeatId,
        /// As it was found.
        version: i64,
        /// Its kind.
        kind: String,
    },
}

impl Consequence for Errands {
    type Change = Change;
    const NAME: &'static str = "errand";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        if case.event.ends().is_none() {
            return Ok(Vec::new());
        }
        let halt = |errand: Errand| match (errand.purse.settled(), errand.state) {
            (Ok(()), State::Waiting | State::Working { .. }) => {
                Change::Cancel { id: errand.id, version: errand.version, kind: errand.kind }
            }
            (_, state) => Change::Halt {
                id: errand.id,
                version: errand.version,
                kind: errand.kind,
                held_fen: errand.purse.held,
                advanced_fen: errand.purse.advanced,
                on: case.on(),
                is_answered: matches!(state, State::Answered { .. }),
            },
        };
        let errands = store::under_way(conn, act.bureau(), case.person)?.into_iter().map(halt);
        let repeats = repeat::store::running(conn, act.bureau(), case.person)?.into_iter();
        let stops = repeats.map(|(id, kind, version)| Change::Stop { id, version, kind });
        Ok(errands.chain(stops).collect())
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        match change {
            Change::Cancel { id, kind, .. } => {
                let text = ui.a1("errand-event-cancel", "kind", words::shipped(ui, kind));
                Said::new(Group::Tasks, text).at(format!("/errands/{id}"))
            }
            Change::Halt { id, kind, held_fen: 0, advanced_fen: 0, is_answered: true, .. } => {
                let text = ui.a1("errand-event-answered", "kind", words::shipped(ui, kind));
                Said::new(Group::Tasks, text).at(format!("/errands/{id}"))
            }
            Change::Halt { id, kind, held_fen, advanced_fen, .. } => {
                let open = halt_said(*held_fen, *advanced_fen).with("kind", words::shipped(ui, kind));
                Said::new(Group::Tasks, ui.t(&open)).at(format!("/errands/{id}/money"))
            }
            Change::Stop { id, kind, .. } => {
                let text = ui.a1("errand-event-stop", "kind", words::shipped(ui, kind));
                Said::new(Group::Tasks, text).at(format!("/errands/repeats/{id}"))
            }
        }
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        match change {
            Change::Cancel { id, version, .. } => {
                turned(tx, act, (*id, *version), Happened::Cancelled, Errand::cancelled)
            }
            Change::Halt { id, version, on, .. } => {
                turned(tx, act, (*id, *version), Happened::Halted, |errand| errand.halted(*on))
            }
            Change::Stop { id, version, .. } => {
                repeat::actions::stop_for(tx, act, *id, *version)?;
                Ok(Done { subject: id.0, after_version: Some(version + 1) })
            }
        }
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, done: Done) -> Result<Undone> {
        let version = done.after_version.unwrap_or_default();
        let again = match change {
            Change::Cancel { id, .. } => {
                turned(tx, act, (*id, version), Happened::Resumed, Errand::revived).map(drop)
            }
            Change::Halt { id, on, .. } => resumed(tx, act, *id, *on),
            Change::Stop { id, .. } => repeat::actions::resume(tx, act, *id, version),
        };
        match again {
            Ok(()) => Ok(Undone::Restored),
            Err(Error::Conflict) => Ok(Undone::Kept(Kept::Changed)),
            Err(Error::NotFound) => Ok(Undone::Kept(Kept::Gone)),
            Err(error) => Err(error),
        }
    }
}

/// What of a halted errand's money is open, without its kind.
fn halt_said(held_fen: i64, advanced_fen: i64) -> Text {
    match (held_fen, advanced_fen) {
        (0, 0) => Text::new("errand-event-halt-pending"),
        (held, 0) => Text::new("errand-event-halt").with("yuan", yuan(held)),
        (held, advanced) => {
            let text = Text::new("errand-event-halt-advanced");
            text.with("held", yuan(held)).with("advanced", yuan(advanced))
        }
    }
}

/// Makes a turn of an errand that is still as it was found; anything else is a conflict.
fn turned(
    tx: &Tx<'_>,
    act: &Act,
    (id, version): (ErrandId, i64),
    kind: Happened,
    to: impl FnOnce(Errand) -> Result<Errand, Refused>,
) -> Result<Done> {
    let errand = held(tx, act, id)?;
    if errand.version != version {
        return Err(Error::Conflict);
    }
    saved(tx, act, kind, to(errand))
}

/// A halted errand goes on whatever of its money was settled meanwhile, as long as it was that day's event that halted it.
fn resumed(tx: &Tx<'_>, act: &Act, id: ErrandId, on: Date) -> Result<()> {
    let errand = held(tx, act, id)?;
    if errand.halted_on != Some(on) {
        return Err(Error::Conflict);
    }
    saved(tx, act, Happened::Resumed, errand.resumed()).map(drop)
}

fn held(tx: &Tx<'_>, act: &Act, id: ErrandId) -> Result<Errand> {
    store::hold(tx, act.bureau(), id)?;
    store::find(tx, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)
}

/// Saves what a turn came to; one that was refused is a conflict.
fn saved(tx: &Tx<'_>, act: &Act, kind: Happened, after: Result<Errand, Refused>) -> Result<Done> {
    let errand = after.map_err(|_| Error::Conflict)?;
    store::save(tx, act.bureau(), &errand)?;
    let (id, version) = (errand.id, errand.version + 1);
    let noted = Noted { kind, by: people::me(tx, act)?, to: None, note: "" };
    entry::note(tx, act, id, version, &noted)?;
    Ok(Done { subject: id.0, after_version: Some(version) })
}
