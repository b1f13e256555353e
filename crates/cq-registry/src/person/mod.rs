//! A person the bureau serves: a retiree or the survivor of one.

pub mod citizen_id;
pub mod model;

pub use citizen_id::CitizenId;
pub use model::{Category, Facts, Living, PersonId, Rank, Sex};

/// "Answers for this person", for [`cq_platform::policy::Scope`]; the person's table goes by `p`.
pub const OWN: &str = "EXISTS (SELECT 1 FROM responsibility own WHERE own.bureau_id = p.bureau_id AND own.staff_id = {staff}
    AND own.until IS NULL AND own.person_id = p.id)";
