//! What some elders of the demo bureau wish of visits, as a clerk would have noted it on the telephone.

use cq_care::round::{
    actions,
    wish::{ALL_DAYS, Part, Wish},
};
use cq_platform::{Result, db::Tx, identity::store, policy::Role, web::App};
use cq_registry::responsibility::{self, Kind};

use crate::cli::user;

/// Every so manieth elder wishes something.
const EVERY: usize = 7;

/// Mornings only; not on Tuesdays; afternoons from Monday to Thursday; two to come.
const WISHES: [Wish; 4] = [
    Wish { part: Part::Morning, weekdays: ALL_DAYS, needs_two: false },
    Wish { part: Part::Any, weekdays: ALL_DAYS & !0b10, needs_two: false },
    Wish { part: Part::Afternoon, weekdays: 0b1111, needs_two: false },
    Wish { part: Part::Any, weekdays: ALL_DAYS, needs_two: true },
];

/// Notes the wishes.
pub(super) async fn wish(app: &App, bureau: &store::Bureau) -> Result<()> {
    let (id, act) = (bureau.id, app.act(user::program_as(bureau, Role::Clerk)));
    let pairs = app.db.read(move |conn| responsibility::store::list_active(conn, &id, Kind::Doctor)).await?;
    let note = move |tx: &Tx<'_>| {
        for (pair, wish) in pairs.iter().step_by(EVERY).zip(WISHES.iter().cycle()) {
            actions::note_wish(tx, &act, pair.bond.person, *wish, 0)?;
        }
        Ok(())
    };
    app.db.write(note).await
}
