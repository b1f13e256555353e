//! What the registry says now, and what was sealed.

mod closing;
mod live;
mod row;
mod seal;
mod sealed;

pub use closing::{Before, Closing, UnderWay, begin, clear, finish, go_on, list_under_way, stands, take};
pub use live::{changed, cube, moved_between, names, totals};
pub use row::Name;
pub use seal::{Seal, Stretch, look};
pub use sealed::{Closed, PeriodId, find_period, list_moves, list_periods, sealed_cube, sealed_names};

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] =
    &[live::STATEMENTS, sealed::STATEMENTS, closing::STATEMENTS, seal::STATEMENTS];
