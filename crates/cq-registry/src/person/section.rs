//! What other features say about a person on the person's page. A feature adds its one line to [`SECTIONS`]; the page knows
//! none of them.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    web::{Ctx, Ui},
};

use super::PersonId;
use crate::{assessment, duplicate, group, life_event, relation};

/// Renders a feature's part of the page, heading included: HTML from a template. Whoever asks may see the person already; what
/// the role may not see beyond that is left out. `None` where there is nothing to say.
pub type Section = fn(&Conn<'_>, &Act, &Ui, PersonId) -> Result<Option<String>>;

/// In the order in which they stand below what is known of the person.
const SECTIONS: &[Section] =
    &[relation::of_person, life_event::section, assessment::of_person, group::of_person, duplicate::section];

/// Every section that has something to say.
pub(super) async fn read(ctx: &Ctx, person: PersonId) -> Result<Vec<String>> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let read = move |conn: &Conn<'_>| {
        let said = SECTIONS.iter().map(|section| section(conn, &act, &ui, person));
        said.filter_map(Result::transpose).collect()
    };
    ctx.app.db.read(read).await
}
