//! The care pillar (亲情服务): hospitals, doctors, pairing, campaigns, rounds.

pub mod answer;
pub mod attendance;
pub mod campaign;
pub mod day_sheet;
pub mod desk;
pub mod doctor;
pub mod health;
pub mod hospital;
pub mod life_event;
pub mod need;
pub mod offline;
pub mod opening;
pub mod pairing;
pub mod round;
pub mod service;

use cq_registry::paper;
