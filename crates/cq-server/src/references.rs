//! Everything that refers to people, in the order in which a merge moves it: who answers comes before what is owed.

use cq_care::{
    attendance, health::reference::ENTRIES, opening::reference::OPENINGS, pairing::store::proposed::Proposed,
    round::reference::WISHES,
};
use cq_case::case;
use cq_errand::{errand, purse, repeat};
use cq_notice::{notice::NOTICES, preference::PREFERENCES};
use cq_portal::portal;
use cq_registry::{
    duplicate::{
        References,
        store::{
            reference::{
                ASSESSMENTS, LIFE_EVENTS, MEMBERSHIPS, POSTS, RELATIONS, RELATIONS_BETWEEN,
                RELATIONS_OF_OTHERS, RESPONSIBILITIES,
            },
            task::Tasks,
        },
    },
    photo::Photos,
};
use cq_relief::application::APPLICATIONS;

/// Lent to the pages that merge records. A feature that refers to people adds its line.
pub static REFERENCES: References = &[
    &RESPONSIBILITIES,
    &Tasks,
    &MEMBERSHIPS,
    &POSTS,
    &RELATIONS_BETWEEN,
    &RELATIONS,
    &RELATIONS_OF_OTHERS,
    &ASSESSMENTS,
    &LIFE_EVENTS,
    &case::FILES,
    &errand::ERRANDS,
    &purse::store::MANDATES,
    &repeat::REPEATS,
    &NOTICES,
    &PREFERENCES,
    &APPLICATIONS,
    &ENTRIES,
    &OPENINGS,
    &WISHES,
    &attendance::ATTENDANCES,
    &portal::ACCESSES,
    &Photos,
    &Proposed,
];
