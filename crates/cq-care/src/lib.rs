//! The care pillar (亲情服务): hospitals, doctors, pairing, campaigns.

pub mod campaign;
pub mod day_sheet;
pub mod doctor;
pub mod health;
pub mod hospital;
pub mod life_event;
pub mod opening;
pub mod pairing;

use cq_registry::paper;
