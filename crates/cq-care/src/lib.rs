//! The care pillar (亲情服务): hospitals, doctors, pairing, campaigns.

pub mod campaign;
pub mod day_sheet;
pub mod paper;
