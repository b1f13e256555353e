//! On a person's page: when they wish to be visited, and when somebody comes next.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};
use cq_registry::person::PersonId;

use super::{VIEW, WISH, store, words};

#[derive(Template)]
#[template(path = "round/_of_person.html")]
struct Section {
    ui: Ui,
    person: PersonId,
    /// In words; empty where anything will do.
    wish: String,
    /// When somebody comes next; empty where no time is set.
    next: String,
    may_wish: bool,
}

/// A line on wishes and the next time; nothing for who may not see rounds.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, person: PersonId) -> Result<Option<String>> {
    if act.actor.may(&VIEW).is_err() {
        return Ok(None);
    }
    let kept = store::wish::find(conn, act.bureau(), person)?.map(|kept| kept.wish);
    let wish = kept.map(|wish| words::wish(ui, Some(wish.part), Some(wish.weekdays), Some(wish.needs_two)));
    let next =
        store::sheet::next_of_person(conn, act.bureau(), act.today(), person)?.map(|(on, starts, doctor)| {
            let time = format!("{} {}", words::day(ui, on), words::clock(starts));
            ui.a2("round-next", "time", time, "doctor", doctor).into_owned()
        });
    let (wish, next) = (wish.unwrap_or_default(), next.unwrap_or_default());
    let section = Section { ui: ui.clone(), person, wish, next, may_wish: act.actor.may(&WISH).is_ok() };
    section.render().map(Some).map_err(Error::internal)
}
