//! The demo's own ledgers: a whole bureau with everything that is wrong in it.

use std::collections::HashMap;

use cq_demo::{Bureau, Messy, Scale, Verdict};
use cq_platform::policy::Role;
use cq_registry::intake::{self, Report};
use jiff::civil::date;

use super::{brought, count, run_bad};
use crate::world::{World, on_each_engine};

fn small() -> Bureau {
    cq_demo::bureau(Scale { people: 400, doctors: 20, ..Scale::article(date(2026, 11, 23)) })
}

/// Loads the demo bureau's areas and people.
async fn load(world: &World, bureau: &Bureau) -> Report {
    let ledgers = cq_demo::ledgers(bureau).unwrap();
    let of = |kind: &str| ledgers.iter().find(|ledger| ledger.kind == kind).unwrap().bytes.clone();
    let areas = run_bad(world, "areas", of("areas")).await;
    assert_eq!((areas.counts.new, areas.errors), (20, vec![]));
    run_bad(world, "people", of("people")).await
}

#[test]
fn a_bureaus_own_ledger_goes_in_and_each_wrong_row_is_named() {
    let bureau = small();
    let faults = cq_demo::people_faults(&bureau);
    on_each_engine(async |world| {
        let report = load(&world, &bureau).await;
        assert_eq!(
            (report.counts.new, report.counts.wrong),
            (400, faults.len() as i64),
            "{:#?}",
            report.errors
        );
        assert_eq!(count(&world, SERVED).await, 400);
        assert!(count(&world, COUPLES).await > 3, "some are married to one another");
        for fault in &faults {
            let at = |error: &&intake::ReportError| {
                error.sheet == fault.sheet && error.row == i64::from(fault.row)
            };
            let error = report.errors.iter().find(at).unwrap_or_else(|| panic!("{fault:?} was not found"));
            assert_eq!(error.header.as_deref(), Some(fault.column.as_str()), "{error:?}");
        }
        let again = load_people_again(&world, &bureau).await;
        assert_eq!(
            (again.counts.same, again.counts.changed, again.counts.new, again.counts.tying),
            (400, 0, 0, 0),
            "the same ledger says the same"
        );
        assert!(!again.written);
    });
}

const SERVED: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND category <> 'relative'";
const COUPLES: &str = "SELECT COUNT(*) FROM relation r JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    JOIN person o ON o.bureau_id = r.bureau_id AND o.id = r.other_id WHERE r.bureau_id = $1 AND r.kind = 'spouse'
    AND p.category <> 'relative' AND o.category <> 'relative'";

async fn load_people_again(world: &World, bureau: &Bureau) -> Report {
    let ledgers = cq_demo::ledgers(bureau).unwrap();
    let people = ledgers.into_iter().find(|ledger| ledger.kind == "people").unwrap();
    run_bad(world, "people", people.bytes).await
}

fn expected(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::New => Some("new"),
        Verdict::Changed => Some("changed"),
        Verdict::Unchanged => Some("same"),
        Verdict::Repeated | Verdict::Wrong => Some("wrong"),
        Verdict::Ignored => None,
    }
}

#[test]
fn every_row_of_the_messy_ledger_comes_to_what_it_must() {
    let bureau = cq_demo::bureau(Scale { people: 1_500, doctors: 20, ..Scale::article(date(2026, 11, 23)) });
    let Messy { bytes, manifest, .. } = cq_demo::messy_people(&bureau).unwrap();
    on_each_engine(async |world| {
        load(&world, &bureau).await;
        let mut browser = world.signed_in(Role::Clerk).await;
        let (address, _) = brought(&mut browser, "people", &bytes).await;
        let id = address.rsplit('/').next().unwrap().parse::<intake::IntakeId>().unwrap();
        let rows = rows(&world, id).await;
        for row in &manifest.rows {
            let found =
                rows.get(&(row.sheet.clone(), i64::from(row.row))).map(|(verdict, _)| verdict.as_str());
            let detail = rows.get(&(row.sheet.clone(), i64::from(row.row)));
            assert_eq!(found, expected(row.verdict), "{row:?} {detail:?}");
        }
        let wrong = rows.values().filter(|(verdict, _)| verdict == "wrong").count();
        assert_eq!(
            wrong,
            manifest.count(Verdict::Wrong) + manifest.count(Verdict::Repeated),
            "no row but those"
        );
    });
}

/// Verdict and detail of every row by sheet and number.
async fn rows(world: &World, id: intake::IntakeId) -> HashMap<(String, i64), (String, String)> {
    use intake::model::Outcome;
    let act = world.hand(Role::Clerk);
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let mut all = HashMap::new();
        for outcome in Outcome::ALL.iter().filter(|outcome| !matches!(outcome, Outcome::Gone | Outcome::Tie))
        {
            for row in intake::store::rows_after(conn, act.bureau(), id, *outcome, 0, 10_000)? {
                let detail = intake::actions::detail(&act, id, &row)?;
                let said = format!("{:?} {:?}", detail.changes, detail.errors);
                all.insert((row.sheet.to_string(), row.row_number), (outcome.to_string(), said));
            }
        }
        Ok(all)
    };
    world.app.db.read(read).await.unwrap()
}
