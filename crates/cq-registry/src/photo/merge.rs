//! What a merge of two records does to their pictures. The kept record keeps its own, and gets the other's where it has none;
//! where both have one a clerk says which stands there, and the other stays with the record that gave way.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};
use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    duplicate::{Case, Held, Reference, Side, Step, reference::Rival},
    person::PersonId,
};

/// See the [module](self).
pub struct Photos;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Taken,
    /// The version since of the picture that came to the record which gave way.
    Exchanged {
        gone_version: i64,
    },
}

impl Reference for Photos {
    fn name(&self) -> &'static str {
        "photo"
    }

    fn list(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Held>> {
        let of = |person: PersonId| store::version(conn, act.bureau(), person);
        let Some(version) = of(case.gone)? else { return Ok(Vec::new()) };
        let rival = of(case.kept)?.map(|version| Rival { id: case.kept.0, version, label: String::new() });
        let (label, word) = (String::new(), String::new());
        Ok(vec![Held { id: case.gone.0, version, label, word, since: None, until: None, rival }])
    }

    fn say(&self, ui: &Ui, _: &Held) -> String {
        ui.m("photo-of-person").to_owned()
    }

    fn carry(&self, tx: &Tx<'_>, act: &Act, case: &Case, held: &Held, side: Side) -> Result<Vec<Step>> {
        let (done, change, after_version) = match (&held.rival, side) {
            (Some(_), Side::Kept) => return Ok(Vec::new()),
            (Some(rival), Side::Gone) => {
                let versions = (rival.version, held.version);
                let done = store::exchange(tx, act, (case.kept, case.gone), versions, 1)?;
                (done, Change::Exchanged { gone_version: held.version + 1 }, rival.version + 1)
            }
            (None, _) => {
                let done = store::hand_over(tx, act, (case.gone, case.kept), held.version, 1)?;
                (done, Change::Taken, held.version + 1)
            }
        };
        if done { Ok(vec![Step::new(held.id, &change, after_version)?]) } else { Err(Error::Conflict) }
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, case: &Case, step: &Step) -> Result<bool> {
        match step.change()? {
            Change::Taken => store::hand_over(tx, act, (case.kept, case.gone), step.after_version, -1),
            Change::Exchanged { gone_version } => {
                store::exchange(tx, act, (case.kept, case.gone), (step.after_version, gone_version), -1)
            }
        }
    }
}
