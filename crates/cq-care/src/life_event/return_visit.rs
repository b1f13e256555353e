//! Home from hospital: the responsible doctor visits within days. Where nobody answers, somebody named does; never nobody.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};
use cq_registry::{
    life_event::{
        Case, Consequence, Done, Event, Kind, Said, Undone,
        consequence::Owner,
        effect::opening::{self, Opening},
        store::owed,
    },
    task::{brief::About, model::Form},
};

/// See the [module](self).
pub struct ReturnVisits;

impl Consequence for ReturnVisits {
    type Change = Opening;
    const NAME: &'static str = "return-visit";
    const OPENS: bool = true;

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Opening>> {
        let is_home = !case.is_followed_by(Kind::Admission) && !case.is_followed_by(Kind::Discharge);
        let Event::Discharge { on } = case.event else { return Ok(Vec::new()) };
        if !is_home || !case.is_served() {
            return Ok(Vec::new());
        }
        let owner = match owed::responsible(conn, act, case.person)? {
            Some((id, name)) => Owner::Staff(id, name),
            None => opening::owner(conn, act, case, case.rules.visitor)?,
        };
        Ok(vec![Opening {
            form: Form::ReturnVisit,
            person: case.person,
            name: case.held.name.clone(),
            owner,
            opens_on: on,
            due_on: case.within(case.rules.return_visit_days),
            about: About::Discharged { on },
        }])
    }

    fn say(&self, ui: &Ui, opening: &Opening) -> Said {
        opening.say(ui)
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, case: &Case, opening: &Opening) -> Result<Done> {
        opening.open(tx, act, case)
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, opening: &Opening, done: Done) -> Result<Undone> {
        opening.take_back(tx, act, done)
    }
}
