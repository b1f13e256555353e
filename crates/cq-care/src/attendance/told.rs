//! The paired doctor is told: above a doctor's day stands which of his elders is at a hospital today, and how far they have come.

use askama::Template;
use cq_platform::{Error, Result, actor::Act, db::Conn, web::Ui};

use super::{
    TOLD,
    card::Card,
    model::State,
    store::{
        self, OWN_ELDER,
        list::{self},
    },
};

#[derive(Template)]
#[template(path = "attendance/_of_day.html")]
struct Head {
    ui: Ui,
    cards: Vec<Card>,
}

/// Which of one's own elders are at a hospital today; nothing where none is.
pub fn of_day(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&TOLD, OWN_ELDER) else { return Ok(None) };
    let mut day = list::of_day(conn, act, &scope, act.today())?;
    day.retain(|listed| was_there(&listed.attendance.state));
    if day.is_empty() {
        return Ok(None);
    }
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let cards = day.iter().map(|listed| Card::of(ui, listed, &rules, act.at, false)).collect();
    Head { ui: ui.clone(), cards }.render().map(Some).map_err(Error::internal)
}

/// Whether somebody came and has not left unseen: whoever is only expected is not at the hospital.
fn was_there(state: &State) -> bool {
    matches!(state, State::Waiting { .. } | State::Going { .. } | State::Closed { .. })
}
