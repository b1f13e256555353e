//! docs/states.md says what the code says. `UPDATE_DOCS=1` writes it anew.

use cq_platform::states::{Machine, document};

const MACHINES: &[&Machine] = &[
    &cq_registry::task::STATES,
    &cq_registry::absence::STATES,
    &cq_registry::intake::STATES,
    &cq_registry::duplicate::STATES,
    &cq_registry::life_event::STATES,
    &cq_registry::group::STATES,
    &cq_registry::group::MEMBER_STATES,
    &cq_registry::group::POST_STATES,
    &cq_registry::report::STATES,
    &cq_registry::relation::STATES,
    &cq_registry::assessment::STATES,
    &cq_registry::rule::STATES,
    &cq_registry::target::STATES,
    &cq_registry::target::PERIOD_STATES,
    &cq_care::pairing::STATES,
    &cq_care::pairing::BOND_STATES,
    &cq_registry::liaison::STATES,
    &cq_notice::notice::STATES,
    &cq_bylaw::bylaw::STATES,
    &cq_case::case::STATES,
    &cq_errand::errand::STATES,
    &cq_errand::purse::STATES,
    &cq_relief::application::STATES,
    &cq_relief::meeting::STATES,
    &cq_relief::batch::STATES,
    &cq_relief::budget::STATES,
    &cq_relief::reversal::STATES,
    &cq_errand::repeat::STATES,
    &cq_care::health::STATES,
    &cq_care::opening::STATES,
    &cq_care::answer::STATES,
    &cq_care::service::STATES,
    &cq_care::need::STATES,
    &cq_care::round::STATES,
    &cq_care::attendance::STATES,
];

#[test]
fn the_document_is_what_the_code_says() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/states.md");
    let now = document(MACHINES);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(kept, now, "docs/states.md is out of date: run with UPDATE_DOCS=1");
}
