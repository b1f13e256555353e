//! Travel times between places: the seam behind which a straight line or a road network stands.

use super::{TIME_LIMIT, Time};
use crate::pairing::LatLon;
use crate::pairing::{Point, distance_m};

/// Travel between places.
pub trait Travel {
    /// Minutes from one place to another; nothing if there is no way or no such place. Never negative; not asked
    /// from a place to itself.
    fn minutes(&self, from: u32, to: u32) -> Option<Time>;
}

/// Travel times that were looked up beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    size: u32,
    minutes: Vec<Option<Time>>,
}

/// A matrix that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a travel matrix is square and holds times from 0 to {TIME_LIMIT}")]
pub struct BadMatrix;

impl Matrix {
    /// Times row by row, from the row's place to the column's; nothing where there is no way.
    pub fn new(size: u32, minutes: Vec<Option<Time>>) -> Result<Self, BadMatrix> {
        let square = (size as usize).checked_mul(size as usize) == Some(minutes.len());
        let sound = minutes.iter().flatten().all(|minutes| (0..=TIME_LIMIT).contains(minutes));
        (square && sound).then_some(Self { size, minutes }).ok_or(BadMatrix)
    }

    /// How many places.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }
}

impl Travel for Matrix {
    fn minutes(&self, from: u32, to: u32) -> Option<Time> {
        let known = from < self.size && to < self.size;
        known.then(|| self.minutes[from as usize * self.size as usize + to as usize]).flatten()
    }
}

/// The straight line times a factor for detours, at one speed, and something for setting out: until a road
/// network has been asked.
#[derive(Debug, Clone)]
pub struct Straight {
    points: Vec<Point>,
    minutes_per_m: f64,
    setting_out: Time,
}

impl Straight {
    /// Places, how much longer roads are than the line (1.3 is usual in the countryside), kilometres an hour, and
    /// minutes for setting out and parking between two different places.
    #[must_use]
    pub fn new(places: &[LatLon], detour: f64, kmh: f64, setting_out: Time) -> Self {
        let per_m = (detour.max(1.0) * 60.0 / 1000.0) / kmh.max(1.0);
        let minutes_per_m = if per_m.is_finite() { per_m } else { 0.06 };
        let points = places.iter().map(|place| place.point()).collect();
        Self { points, minutes_per_m, setting_out: setting_out.clamp(0, TIME_LIMIT) }
    }
}

impl Travel for Straight {
    fn minutes(&self, from: u32, to: u32) -> Option<Time> {
        let (a, b) = (self.points.get(from as usize)?, self.points.get(to as usize)?);
        let metres = distance_m(a, b);
        if metres < 1.0 {
            return Some(0);
        }
        let minutes = (metres * self.minutes_per_m).ceil().min(TIME_LIMIT as f64) as Time;
        Some(minutes + self.setting_out)
    }
}
