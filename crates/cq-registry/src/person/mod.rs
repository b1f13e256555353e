//! A person the bureau serves: a retiree or the survivor of one.

pub mod citizen_id;
pub mod model;
pub mod pinyin;
pub mod store;
mod term;

pub use citizen_id::CitizenId;
pub use model::{Category, Facts, Living, PersonId, Rank, Sex};
pub use store::Person;

/// "Answers for this person", for [`cq_platform::policy::Scope`]; the person's table goes by `p`, and `$1` is the bureau.
pub const OWN: &str = "p.id IN (SELECT own.person_id FROM responsibility own WHERE own.bureau_id = $1 AND own.staff_id = {staff}
    AND own.until IS NULL)";
