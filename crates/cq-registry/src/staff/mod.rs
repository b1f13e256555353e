//! Staff: whoever owns promises. A doctor is one; liaisons, branch secretaries and station managers join as others.

pub mod store;

pub use cq_platform::ids::StaffId;
pub use store::Staff;
