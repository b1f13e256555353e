//! Every statement is understood by both engines, alike.

use cq_care::{
    answer, attendance, campaign, day_sheet, desk, doctor, health, hospital, need, offline, opening, pairing,
    round, service,
};
use cq_case::case;
use cq_errand::{errand, purse, repeat};
use cq_ledger as ledger;
use cq_notice::{circular, notice, preference};
use cq_platform::{audit, identity, installation, once};
use cq_registry::{
    absence, age, area, assessment, calendar, digest, division, duplicate, export, group, intake, life_event,
    paper, person, photo, relation, report, responsibility, rule, segment, staff, target, task, unit, watch,
};
use cq_relief::{
    application as relief, batch as relief_batch, budget as relief_budget, meeting as relief_meeting,
    notice as relief_notice, reversal as relief_reversal,
};
use cq_server::home;

use crate::world::on_each_engine;

/// Every feature's statements; those with a reach are tried without narrowing.
const ALL: &[(&str, &[&str])] = &[
    ("absence", absence::store::STATEMENTS),
    ("age", age::store::STATEMENTS),
    ("answer", answer::store::STATEMENTS),
    ("area", area::store::STATEMENTS),
    ("attendance", attendance::STATEMENTS[0]),
    ("attendance list", attendance::STATEMENTS[1]),
    ("attendance rules", attendance::STATEMENTS[2]),
    ("desk", desk::store::STATEMENTS),
    ("audit", audit::store::STATEMENTS),
    ("bylaw", cq_bylaw::bylaw::STATEMENTS),
    ("calendar", calendar::store::STATEMENTS),
    ("campaign", campaign::store::STATEMENTS),
    ("case", case::STATEMENTS[0]),
    ("case list", case::STATEMENTS[1]),
    ("case parts", case::STATEMENTS[2]),
    ("case people", case::STATEMENTS[3]),
    ("case ladder", case::STATEMENTS[4]),
    ("errand", errand::STATEMENTS[0]),
    ("errand list", errand::STATEMENTS[1]),
    ("errand course", errand::STATEMENTS[2]),
    ("errand month", errand::STATEMENTS[3]),
    ("errand workers", errand::STATEMENTS[4]),
    ("ledger", ledger::STATEMENTS),
    ("purse", purse::STATEMENTS),
    ("notice", notice::STATEMENTS[0]),
    ("notice list", notice::STATEMENTS[1]),
    ("notice calls", notice::STATEMENTS[2]),
    ("notice preference", preference::store::STATEMENTS),
    ("circular", circular::store::STATEMENTS),
    ("relief", relief::STATEMENTS[0]),
    ("relief list", relief::STATEMENTS[1]),
    ("relief course", relief::STATEMENTS[2]),
    ("relief papers", relief::STATEMENTS[3]),
    ("relief meeting", relief_meeting::STATEMENTS),
    ("relief notice", relief_notice::STATEMENTS),
    ("relief budget", relief_budget::STATEMENTS),
    ("relief reversals", relief_reversal::STATEMENTS),
    ("relief batch", relief_batch::STATEMENTS),
    ("repeat", repeat::store::STATEMENTS),
    ("day sheet", day_sheet::store::STATEMENTS),
    ("division", division::store::STATEMENTS),
    ("doctor", doctor::store::STATEMENTS),
    ("export", export::store::STATEMENTS),
    ("group", group::store::STATEMENTS),
    ("group member", group::store::member::STATEMENTS),
    ("group post", group::store::post::STATEMENTS),
    ("duplicate", duplicate::store::STATEMENTS),
    ("duplicate past", duplicate::store::past::STATEMENTS),
    ("duplicate task", duplicate::store::task::STATEMENTS),
    ("health", health::store::STATEMENTS),
    ("home", home::store::STATEMENTS),
    ("hospital", hospital::store::STATEMENTS),
    ("identity", identity::store::STATEMENTS),
    ("installation", installation::store::STATEMENTS),
    ("once", once::STATEMENTS),
    ("intake", intake::store::STATEMENTS),
    ("life event", life_event::store::STATEMENTS),
    ("life event groups", life_event::store::group::STATEMENTS),
    ("life event held", life_event::store::held::STATEMENTS),
    ("life event kin", life_event::store::kin::STATEMENTS),
    ("life event owed", life_event::store::owed::STATEMENTS),
    ("life event settings", life_event::store::settings::STATEMENTS),
    ("offline", offline::store::STATEMENTS),
    ("opening", opening::store::STATEMENTS),
    ("pairing", pairing::store::STATEMENTS),
    ("pairing merge", pairing::store::proposed::STATEMENTS),
    ("paper", paper::store::STATEMENTS),
    ("person", person::store::STATEMENTS),
    ("person ledger", person::ledger::store::STATEMENTS),
    ("person list", person::store::list::STATEMENTS),
    ("person past", person::store::past::STATEMENTS),
    ("person search", person::store::search::STATEMENTS),
    ("person surroundings", person::store::surroundings::STATEMENTS),
    ("photo", photo::store::STATEMENTS),
    ("report", report::store::STATEMENTS[0]),
    ("report sealed", report::store::STATEMENTS[1]),
    ("report closing", report::store::STATEMENTS[2]),
    ("report seal", report::store::STATEMENTS[3]),
    ("assessment", assessment::store::STATEMENTS),
    ("relation", relation::store::STATEMENTS),
    ("relation", relation::store::many::STATEMENTS),
    ("responsibility", responsibility::store::STATEMENTS),
    ("portal", cq_portal::portal::store::STATEMENTS),
    ("need", need::store::STATEMENTS),
    ("round", round::store::STATEMENTS),
    ("round due", round::store::due::STATEMENTS),
    ("round hours", round::store::hours::STATEMENTS),
    ("round listed", round::store::listed::STATEMENTS),
    ("round sheet", round::store::sheet::STATEMENTS),
    ("round wish", round::store::wish::STATEMENTS),
    ("rule", rule::STATEMENTS[0]),
    ("rule account", rule::STATEMENTS[1]),
    ("rule members", rule::STATEMENTS[2]),
    ("rule plan", rule::STATEMENTS[3]),
    ("rule queue", rule::STATEMENTS[4]),
    ("liaison", cq_registry::liaison::STATEMENTS[0]),
    ("segment", segment::store::STATEMENTS),
    ("segment people", segment::store::people::STATEMENTS),
    ("segment profile", segment::store::profile::STATEMENTS),
    ("service", service::store::STATEMENTS),
    ("staff", staff::store::STATEMENTS),
    ("target", target::store::STATEMENTS),
    ("task", task::STATEMENTS[0]),
    ("task list", task::STATEMENTS[1]),
    ("task photo", task::STATEMENTS[2]),
    ("task visit", task::STATEMENTS[3]),
    ("unit", unit::store::STATEMENTS),
    ("watch", watch::store::STATEMENTS),
    ("digest", digest::store::STATEMENTS),
];

/// The list above, and the tables that a merge of two records moves.
fn all() -> Vec<(&'static str, Vec<String>)> {
    let owned = |statements: &[&str]| statements.iter().map(|sql| (*sql).to_owned()).collect();
    let mut all: Vec<_> = ALL.iter().map(|(feature, statements)| (*feature, owned(statements))).collect();
    all.push(("duplicate reference", duplicate::store::reference::statements()));
    all.push(("target sealed", target::store::sealed::statements()));
    all.push(("target figure", target::store::figure::statements()));
    all
}

#[test]
fn every_statement_prepares_on_both_engines_with_equal_parameters_and_columns() {
    let seen = std::sync::Mutex::new(std::collections::HashMap::new());
    on_each_engine(async |world| {
        for (feature, statements) in all() {
            for sql in statements {
                let whole = sql.replace("{reach}", "1=1");
                let shape = world.app.db.read(move |conn| conn.prepare(&whole)).await;
                let shape = shape.unwrap_or_else(|error| panic!("{feature}: {sql}\n{error}"));
                let before = *seen.lock().unwrap().entry(sql.clone()).or_insert(shape);
                assert_eq!(before, shape, "{feature}: {sql}");
            }
        }
    });
}

/// Features asked for with nearly every page, or for people by the million: they may not sort what they read either.
const HOT: &[&str] = &[
    "area",
    "audit",
    "identity",
    "intake",
    "person",
    "person list",
    "person search",
    "person surroundings",
    "responsibility",
    "staff",
    "task",
    "task list",
    "unit",
];

/// Statements that may read a table or index from one end to the other or, on a hot path, sort what they read; by a part of
/// their text, with the reason. Whoever adds one says how much it can grow to.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("audit", "FROM audit_head", "a row for each bureau"),
    ("identity", "FROM bureau ORDER BY code", "a row for each bureau"),
    ("identity", "staff_id = $2 AND closed_at", "accounts of a bureau, a few hundred"),
    ("person list", "p.pinyin || ''", "at most 5,000 people, found by their segment before they are sorted"),
    ("unit", "p.unit_id = $2 OR p.paying_unit_id = $2", "people of one unit, a few hundred"),
    ("task list", "t.state <> $2", "tasks of all states, a few for each person and year"),
    ("task list", "SELECT DISTINCT c.person_id", "illnesses of one doctor's elders"),
    ("task list", "FROM campaign", "campaigns, a few a year"),
];

/// On a bureau of a million people a plan without a place to begin at is a page that does not come. The program tells the
/// planner from the start that tables are large, so the plans here are those of a large bureau.
#[tokio::test]
async fn no_statement_reads_a_whole_table_and_no_hot_one_sorts() {
    let world = crate::world::World::on_sqlite().await;
    let (mut slow, mut used) = (Vec::new(), std::collections::HashSet::new());
    for (feature, statements) in all() {
        for sql in statements {
            let explain = format!("EXPLAIN QUERY PLAN {}", sql.replace("{reach}", "1=1"));
            let plan =
                world.app.db.read(move |conn| conn.list::<(i64, i64, i64, String)>(&explain, &[])).await;
            let plan: Vec<String> = plan.unwrap().into_iter().map(|(_, _, _, step)| step).collect();
            let sorts = |step: &str| HOT.contains(&feature) && step.contains("USE TEMP B-TREE");
            let Some(step) = plan.iter().find(|step| is_whole(step, &plan) || sorts(step)) else { continue };
            match ALLOWED.iter().find(|(of, part, _)| *of == feature && sql.contains(part)) {
                Some(known) => drop(used.insert(known)),
                None => slow.push(format!("{feature}: {step}\n    {sql}")),
            }
        }
    }
    assert!(slow.is_empty(), "{}\n{} in all", slow.join("\n"), slow.len());
    let idle: Vec<_> = ALLOWED.iter().filter(|known| !used.contains(known)).collect();
    assert!(idle.is_empty(), "no longer needed: {idle:#?}");
}

/// Goes through a table or an index from its beginning. What a subquery gave is no table.
fn is_whole(step: &str, plan: &[String]) -> bool {
    let Some(rest) = step.strip_prefix("SCAN ") else { return false };
    let name = rest.split(' ').next().unwrap_or_default();
    let is_given = |made: &String| {
        ["CO-ROUTINE ", "MATERIALIZE "].iter().any(|how| made.strip_prefix(how).is_some_and(|of| of == name))
    };
    !is_written_out(rest) && !plan.iter().any(is_given)
}

/// Rows that stand in the statement itself: of a `SELECT` without a table, or of a `VALUES`.
fn is_written_out(scanned: &str) -> bool {
    let counted =
        |rest: &str| rest.strip_suffix("-ROW VALUES CLAUSE").is_some_and(|n| n.parse::<u32>().is_ok());
    scanned == "CONSTANT ROW" || counted(scanned)
}
