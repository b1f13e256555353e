//! What is needed and waits, above a clerk's day.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    web::{
        Ui,
        waiting::{self, Line, Part},
    },
};
use jiff::civil::Date;

use super::{
    SETTLE,
    model::WAITS_DAYS,
    store::{self, Named, OWN, Wanted},
};

/// So many are named; the others are a touch away.
const NAMED: i64 = 4;

/// What nobody has seen to, for whoever may; nothing where nothing is.
pub fn of_day(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&SETTLE, OWN) else { return Ok(None) };
    let n = store::count(conn, act, &scope)?;
    if n == 0 {
        return Ok(None);
    }
    let found = store::list(conn, act, &scope, Wanted::Open, None, NAMED)?;
    let lines = found.iter().map(|need| line(ui, need, act.today())).collect();
    let text = ui.a1("need-day", "n", n).into_owned();
    waiting::section("day-needs", ui.m("need-index"), &[Part { href: "/needs".into(), text, lines }])
}

/// What has waited for long stands out.
pub(super) fn style(days: i64) -> &'static str {
    if days > WAITS_DAYS { "overdue" } else { "coming" }
}

fn line(ui: &Ui, need: &Named, today: Date) -> Line {
    let what = ui.w("task-needs", need.said.need);
    let waited = need.said.waited(today);
    Line {
        href: format!("/needs/{}", need.said.id),
        text: ui.a2("need-day-line", "name", need.name.as_str(), "need", what).into_owned(),
        style: style(waited),
        state: ui.a1("need-waited", "n", waited).into_owned(),
        due: String::new(),
    }
}
