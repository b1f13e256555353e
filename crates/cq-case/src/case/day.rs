//! What of cases waits for whoever reads, above their day.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    policy::{Reach, Role},
    web::{
        Ui,
        waiting::{self, Line, Part},
    },
};

use super::{
    CALL, DECIDE, VIEW,
    store::{
        self, OWN,
        list::{self, Asking, Filter, Listed, Wanted, Whose},
        people,
    },
    words,
};

/// So many are named; the others are a touch away.
const NAMED: i64 = 4;

/// What waits for whoever reads: at them, received by them first, a part of it theirs, told of it, to be decided by them; and what waits for
/// any second person.
pub fn of_day(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let asking = Asking { act, scope: &scope, me: people::known(conn, act)?, rules: &rules };
    let mut parts = Vec::new();
    if asking.me.is_some() {
        let counts = list::counts(conn, asking, Whose::Mine)?;
        if counts.open > 0 {
            let text = match counts.overdue {
                0 => ui.a1("case-day-mine", "n", counts.open),
                late => ui.a2("case-day-mine-late", "n", counts.open, "late", late),
            };
            let found = list::list(conn, asking, &filter(Whose::Mine, Wanted::Open), None, NAMED)?;
            parts.push(part(ui, act, "/cases?whose=mine".into(), text.into_owned(), &found));
        }
    }
    // A second person agrees or calls; it may be anybody who sees the bureau's.
    let decides = rules.head.is_none() || (act.actor.role == Role::Leader && rules.head != asking.me);
    let of_anybody = [
        (Wanted::Raised, &DECIDE, decides),
        (Wanted::Refusing, &DECIDE, true),
        (Wanted::Answered, &CALL, true),
    ];
    for (wanted, action, is_theirs) in of_anybody {
        if !is_theirs || act.actor.may(action).ok() != Some(Reach::Bureau) {
            continue;
        }
        let n = list::at_stage(conn, act, &scope, wanted)?;
        if n > 0 {
            let found = list::first_at_stage(conn, act, &scope, wanted, NAMED)?;
            let href = format!("/cases?whose=all&state={wanted}");
            let text = ui.a2("case-day-second", "what", ui.w("case-wanted", wanted), "n", n).into_owned();
            parts.push(part(ui, act, href, text, &found));
        }
    }
    waiting::section("day-cases", ui.m("case-day-title"), &parts)
}

fn part(ui: &Ui, act: &Act, href: String, text: String, found: &[Listed]) -> Part {
    let line = |listed: &Listed| {
        let row = words::Row::of(ui, listed, act.at);
        let about = ui.a2("case-day-line", "name", listed.name.as_str(), "kind", row.kind).into_owned();
        Line {
            href: format!("/cases/{}", listed.id),
            text: about,
            style: row.style,
            state: row.state,
            due: row.due,
        }
    };
    Part { href, text, lines: found.iter().map(line).collect() }
}

fn filter(whose: Whose, wanted: Wanted) -> Filter {
    Filter { wanted, whose, kind: None, person: None }
}
