//! Staff: whoever owns promises. A doctor is one; liaisons, branch secretaries and station managers join as others.

mod apart;
pub mod store;

pub use apart::{apart, tail, told_apart};
pub use cq_platform::ids::StaffId;
pub use store::{Staff, told_by};
