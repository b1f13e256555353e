//! The units people retired from, known by name.

pub mod store;

pub use crate::person::model::UnitId;
pub use store::{Unit, find, find_by_id, find_or_insert, list};

cq_platform::words! {
    /// 单位性质, by which the yearly tables count.
    pub enum UnitKind {
        /// 机关.
        Organ = "organ",
        /// 事业.
        Institution = "institution",
        /// 企业.
        Enterprise = "enterprise",
        /// Anything else.
        Other = "other",
    }
}
