//! What other features say about a person on the person's page. A feature adds its one line to [`SECTIONS`]; the page knows
//! none of them.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    web::{Ctx, Ui},
};

use super::{Person, PersonId};
use crate::{assessment, duplicate, group, liaison, life_event, photo, relation};

/// Renders a feature's part of the page, heading included: HTML from a template. Whoever asks may see the person already; what
/// the role may not see beyond that is left out. `None` where there is nothing to say.
pub type Section = fn(&Conn<'_>, &Act, &Ui, PersonId) -> Result<Option<String>>;

/// Sections of pillars, which stand beside what is owed; the server lists them.
pub type Pillars = &'static [Section];

/// Where on the page a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Beside what is owed: whom one turns to.
    Around,
    /// With what has happened.
    Happened,
    /// At the end of the page, away from the rest: what changes who the person is.
    Apart,
}

/// In the order in which they stand at their place.
const SECTIONS: &[(Place, Section)] = &[
    (Place::Around, relation::of_person),
    (Place::Around, liaison::of_person),
    (Place::Happened, life_event::section),
    (Place::Happened, assessment::of_person),
    (Place::Happened, group::of_person),
    (Place::Apart, duplicate::section),
];

/// The picture that stands beside the name, and every section that has something to say, with its place.
pub(super) async fn read(
    ctx: &Ctx,
    person: &Person,
    pillars: Pillars,
) -> Result<(String, Vec<(Place, String)>)> {
    let (act, ui, id, name) = (ctx.act()?, Ui::of(ctx), person.id, person.name.clone());
    let read = move |conn: &Conn<'_>| {
        let around = pillars.iter().map(|section| (Place::Around, *section));
        let said = around
            .chain(SECTIONS.iter().copied())
            .map(|(place, section)| Ok(section(conn, &act, &ui, id)?.map(|html| (place, html))));
        let sections = said.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?;
        Ok((photo::of_person(conn, &act, &ui, (id, &name))?, sections))
    };
    ctx.app.db.read(read).await
}
