//! What of relief waits for whoever reads, above their day.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    policy::Action,
    web::{
        Ui,
        waiting::{self, Line, Part},
    },
};

use super::{
    APPROVE, ARCHIVE, FILE, PROPOSE, RECEIPT, REFUSE, REVIEW, VERIFY, VIEW,
    store::{
        self, OWN,
        list::{self, Listed, Wanted},
    },
    words::Row,
};
use crate::{batch, meeting};

/// So many are named; the others are a touch away.
const NAMED: usize = 3;

/// What waits at each stage, and what whoever sees to it has to be allowed.
const STEPS: [(Wanted, &Action); 13] = [
    (Wanted::Refusing, &REFUSE),
    (Wanted::Returned, &FILE),
    (Wanted::Drafted, &FILE),
    (Wanted::Filed, &VERIFY),
    (Wanted::Verified, &REVIEW),
    (Wanted::Reviewed, &meeting::MEET),
    (Wanted::Met, &meeting::PUBLISH),
    (Wanted::Noticed, &PROPOSE),
    (Wanted::Proposed, &APPROVE),
    (Wanted::Approved, &batch::MAKE),
    (Wanted::Batched, &batch::RELEASE),
    (Wanted::Paid, &RECEIPT),
    (Wanted::Receipted, &ARCHIVE),
];

/// Each step that waits for somebody of whoever reads' role; what is on notice once that is over.
pub fn of_day(conn: &Conn<'_>, act: &Act, ui: &Ui) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&VIEW, OWN) else { return Ok(None) };
    let rules = store::rules(conn, act.bureau(), act.today())?.0;
    let mut parts = Vec::new();
    for (wanted, action) in STEPS {
        if act.actor.may(action).is_err() {
            continue;
        }
        let found = list::waiting(conn, act, &scope, wanted)?;
        if found.is_empty() {
            continue;
        }
        let line = |listed: &Listed| {
            let row = Row::of(ui, &rules, listed, act.today());
            Line {
                href: format!("/relief/{}", row.id),
                text: ui.a2("relief-day-line", "name", row.name, "kind", row.kind).into_owned(),
                style: row.style,
                state: row.state,
                due: ui.a1("relief-day-since", "day", row.taken).into_owned(),
            }
        };
        let what = ui.w("relief-wanted", wanted);
        parts.push(Part {
            href: format!("/relief?state={wanted}"),
            text: ui.a2("relief-day-step", "what", what, "n", found.len()).into_owned(),
            lines: found.iter().take(NAMED).map(line).collect(),
        });
    }
    waiting::section("day-relief", ui.m("relief-day-title"), &parts)
}
