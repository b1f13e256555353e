//! What a life event means for care: who answers for whom ends with a death or a move away, and whoever comes home from
//! hospital is visited.

mod announced;
mod duty;
mod return_visit;

pub use announced::Announcements;
pub use duty::Duties;
pub use return_visit::ReturnVisits;

/// Texts.
pub const LOCALES: &[cq_platform::messages::Locale] = cq_platform::locales!["care_event"];
