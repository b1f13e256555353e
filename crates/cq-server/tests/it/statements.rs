//! Every statement is understood by both engines, alike.

use cq_care::{campaign, day_sheet, doctor, hospital, pairing, paper};
use cq_platform::{audit, identity};
use cq_registry::{area, intake, person, responsibility, segment, staff, task, unit};
use cq_server::home;

use crate::world::on_each_engine;

/// Every feature's statements; those with a reach are tried without narrowing.
const ALL: &[(&str, &[&str])] = &[
    ("area", area::store::STATEMENTS),
    ("audit", audit::store::STATEMENTS),
    ("campaign", campaign::store::STATEMENTS),
    ("day sheet", day_sheet::store::STATEMENTS),
    ("doctor", doctor::store::STATEMENTS),
    ("home", home::store::STATEMENTS),
    ("hospital", hospital::store::STATEMENTS),
    ("identity", identity::store::STATEMENTS),
    ("intake", intake::store::STATEMENTS),
    ("pairing", pairing::store::STATEMENTS),
    ("paper", paper::store::STATEMENTS),
    ("person", person::store::STATEMENTS),
    ("person ledger", person::ledger::store::STATEMENTS),
    ("person list", person::store::list::STATEMENTS),
    ("person past", person::store::past::STATEMENTS),
    ("person search", person::store::search::STATEMENTS),
    ("person surroundings", person::store::surroundings::STATEMENTS),
    ("responsibility", responsibility::store::STATEMENTS),
    ("segment", segment::store::STATEMENTS),
    ("segment profile", segment::store::profile::STATEMENTS),
    ("staff", staff::store::STATEMENTS),
    ("task", task::STATEMENTS[0]),
    ("task list", task::STATEMENTS[1]),
    ("unit", unit::store::STATEMENTS),
];

#[test]
fn every_statement_prepares_on_both_engines_with_equal_parameters_and_columns() {
    let seen = std::sync::Mutex::new(std::collections::HashMap::new());
    on_each_engine(async |world| {
        for (feature, statements) in ALL {
            for sql in *statements {
                let whole = sql.replace("{reach}", "1=1");
                let shape = world.app.db.read(move |conn| conn.prepare(&whole)).await;
                let shape = shape.unwrap_or_else(|error| panic!("{feature}: {sql}\n{error}"));
                let before = *seen.lock().unwrap().entry(*sql).or_insert(shape);
                assert_eq!(before, shape, "{feature}: {sql}");
            }
        }
    });
}
