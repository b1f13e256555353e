//! Every statement is understood by both engines, alike.

use cq_platform::{audit, identity};
use cq_registry::{area, person, responsibility, unit};

use crate::world::on_each_engine;

/// Every feature's statements; those with a reach are tried in both forms.
const ALL: &[(&str, &[&str])] = &[
    ("area", area::store::STATEMENTS),
    ("person", person::store::STATEMENTS),
    ("responsibility", responsibility::store::STATEMENTS),
    ("unit", unit::store::STATEMENTS),
    ("audit", audit::store::STATEMENTS),
    ("identity", identity::store::STATEMENTS),
    ("home", cq_server::home::store::STATEMENTS),
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
