//! What of errands waits for whoever reads, above their day.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    web::{
        Ui,
        waiting::{self, Line, Part},
    },
};

use cq_case::case::store::people;

use super::{
    ASSIGN, CALL, VIEW,
    rules::Rules,
    store::{
        self, OWN,
        list::{self, Listed},
        worker as workers,
    },
    words,
};

/// So many are named; the others are a touch away.
const NAMED: usize = 4;

/// What whoever reads works on; and what waits for a worker, or for a call, where that may be theirs to see to.
pub fn of_day(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let me = people::known(conn, act)?;
    let is_desk = act.actor.may(&ASSIGN).is_ok();
    let is_worker = match me {
        Some(me) => workers::is_active(conn, act.bureau(), me)?,
        None => false,
    };
    let mut parts = Vec::new();
    if let Some(me) = me {
        let found = list::held_by(conn, act, &scope, me)?;
        parts.extend(part(ui, act, &rules, ("errand-day-mine", "/errands?whose=mine"), &found));
    }
    if is_desk || is_worker {
        let found = list::at_stage(conn, act, &scope, "waiting")?;
        parts.extend(part(
            ui,
            act,
            &rules,
            ("errand-day-waiting", "/errands?whose=all&state=waiting"),
            &found,
        ));
    }
    if is_desk && act.actor.may(&CALL).is_ok() {
        let found = list::at_stage(conn, act, &scope, "answered")?;
        parts.extend(part(ui, act, &rules, ("errand-day-call", "/errands?whose=all&state=answered"), &found));
    }
    waiting::section("day-errands", ui.m("errand-day-title"), &parts)
}

/// Those that are found, the most pressing by name; nothing where there are none.
fn part(
    ui: &Ui,
    act: &Act,
    rules: &Rules,
    (key, href): (&'static str, &str),
    found: &[Listed],
) -> Option<Part> {
    if found.is_empty() {
        return None;
    }
    let line = |listed: &Listed| {
        let (style, state) = words::state(ui, listed, act.today());
        let kind = words::kind(ui, rules, &listed.kind);
        Line {
            href: format!("/errands/{}", listed.id),
            text: ui.a2("errand-day-line", "name", listed.name.as_str(), "kind", kind).into_owned(),
            style,
            state,
            due: ui.day(&listed.due_on()),
        }
    };
    let lines = found.iter().take(NAMED).map(line).collect();
    Some(Part { href: href.to_owned(), text: ui.a1(key, "n", found.len()).into_owned(), lines })
}
