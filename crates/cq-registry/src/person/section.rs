//! What other features say about a person on the person's page. A feature adds its one line to [`SECTIONS`]; the page knows
//! none of them.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    web::{Ctx, Ui},
};

use super::{Person, PersonId};
use crate::{assessment, duplicate, group, life_event, photo, relation};

/// Renders a feature's part of the page, heading included: HTML from a template. Whoever asks may see the person already; what
/// the role may not see beyond that is left out. `None` where there is nothing to say.
pub type Section = fn(&Conn<'_>, &Act, &Ui, PersonId) -> Result<Option<String>>;

/// In the order in which they stand below what is known of the person.
const SECTIONS: &[Section] =
    &[relation::of_person, life_event::section, assessment::of_person, group::of_person, duplicate::section];

/// The picture that stands beside the name, and every section that has something to say.
pub(super) async fn read(ctx: &Ctx, person: &Person) -> Result<(String, Vec<String>)> {
    let (act, ui, id, name) = (ctx.act()?, Ui::of(ctx), person.id, person.name.clone());
    let read = move |conn: &Conn<'_>| {
        let said = SECTIONS.iter().map(|section| section(conn, &act, &ui, id));
        let sections = said.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?;
        Ok((photo::of_person(conn, &act, &ui, (id, &name))?, sections))
    };
    ctx.app.db.read(read).await
}
