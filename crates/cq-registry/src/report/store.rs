//! What the registry says now, and what was sealed.

mod live;
mod row;
mod sealed;

pub use live::{changed, cube, moved_between, names};
pub use row::Name;
pub use sealed::{
    Closed, PeriodId, find_period, insert_moves, list_moves, list_periods, seal, sealed_cube, sealed_names,
};

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&[&str]] = &[live::STATEMENTS, sealed::STATEMENTS];
