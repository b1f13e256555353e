//! Positions on the globe and distances between them.

use serde::Serialize;

/// Mean radius of the earth (IUGG), in metres.
const EARTH_M: f64 = 6_371_008.8;

/// A position that is not on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("latitude must lie within ±90 and longitude within ±180 degrees")]
pub struct OffTheGlobe;

/// A position, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LatLon {
    lat_deg: f64,
    lon_deg: f64,
}

impl LatLon {
    /// A position, north and east positive.
    pub fn new(lat_deg: f64, lon_deg: f64) -> Result<Self, OffTheGlobe> {
        let on_the_globe = (-90.0..=90.0).contains(&lat_deg) && (-180.0..=180.0).contains(&lon_deg);
        on_the_globe.then_some(Self { lat_deg, lon_deg }).ok_or(OffTheGlobe)
    }

    /// Degrees north.
    #[must_use]
    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// Degrees east.
    #[must_use]
    pub fn lon_deg(self) -> f64 {
        self.lon_deg
    }

    /// The same place as a vector of length 1.
    pub(crate) fn point(self) -> Point {
        let (lat, lon) = (self.lat_deg.to_radians(), self.lon_deg.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    }
}

/// A place on the globe as a vector of length 1.
pub(crate) type Point = [f64; 3];

/// Great-circle distance in metres. With half the chord this is the haversine formula (Sinnott 1984).
#[inline]
pub(crate) fn distance_m(a: &Point, b: &Point) -> f64 {
    let square = (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2);
    let half = square.sqrt() / 2.0;
    // Up to 600 km the series is exact to a tenth of a millimetre, and much faster.
    let arc = if half < 0.05 {
        let x = half * half;
        half * (1.0 + x * (1.0 / 6.0 + x * (3.0 / 40.0 + x * (15.0 / 336.0))))
    } else {
        half.min(1.0).asin()
    };
    2.0 * EARTH_M * arc
}

/// A box of points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub low: Point,
    pub high: Point,
}

impl Bounds {
    pub fn around(points: impl IntoIterator<Item = Point>) -> Self {
        let mut bounds = Self { low: [f64::INFINITY; 3], high: [f64::NEG_INFINITY; 3] };
        for point in points {
            for (axis, at) in point.into_iter().enumerate() {
                bounds.low[axis] = bounds.low[axis].min(at);
                bounds.high[axis] = bounds.high[axis].max(at);
            }
        }
        bounds
    }

    /// The axis along which the box is longest.
    pub fn longest_axis(&self) -> usize {
        let length = |axis: usize| self.high[axis] - self.low[axis];
        (1..3).fold(0, |best, axis| if length(axis) > length(best) { axis } else { best })
    }

    /// No point of the box is nearer than this, in metres (the chord, less a metre against rounding).
    #[inline]
    pub fn nearest_m(&self, point: &Point) -> f64 {
        let mut square = 0.0;
        for (axis, at) in point.iter().enumerate() {
            let beyond = (self.low[axis] - at).max(at - self.high[axis]).max(0.0);
            square += beyond * beyond;
        }
        (EARTH_M * square.sqrt() - 1.0).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(a: (f64, f64), b: (f64, f64)) -> f64 {
        distance_m(&LatLon::new(a.0, a.1).unwrap().point(), &LatLon::new(b.0, b.1).unwrap().point())
    }

    #[test]
    fn known_distances_come_out() {
        assert!((between((0.0, 0.0), (0.0, 180.0)) - std::f64::consts::PI * EARTH_M).abs() < 1.0);
        assert!((between((90.0, 0.0), (0.0, 77.0)) - std::f64::consts::PI / 2.0 * EARTH_M).abs() < 1.0);
        assert!((between((39.0, 117.0), (40.0, 117.0)) - 111_195.08).abs() < 0.1);
        assert!(between((39.1, 180.0), (39.1, -180.0)) < 1e-3);
        assert_eq!(between((39.1, 117.2), (39.1, 117.2)), 0.0);
    }

    #[test]
    fn the_series_meets_the_arc_sine() {
        let below = between((0.0, 0.0), (0.0, 5.7319));
        assert!((below - 5.7319_f64.to_radians() * EARTH_M).abs() < 0.001, "{below}");
    }

    #[test]
    fn a_position_off_the_globe_is_refused() {
        for (lat, lon) in [(90.1, 0.0), (117.2, 39.1), (0.0, 181.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(LatLon::new(lat, lon), Err(OffTheGlobe));
        }
    }
}
