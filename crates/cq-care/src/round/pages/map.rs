//! A day on a map: where the homes lie and in which order they are visited, drawn from coordinates alone. The same stands in words beside it.

use std::fmt::Write;

use cq_platform::web::Ui;

/// The drawing's width in its own units; its height follows from where the places lie.
const WIDTH: f64 = 640.0;
const HEIGHT_LEAST: f64 = 240.0;
const HEIGHT_MOST: f64 = 520.0;
/// Room around the outermost places.
const EDGE: f64 = 36.0;
/// Places nearer than this are drawn as one.
const NEAR: f64 = 26.0;
/// Metres between two degrees of latitude.
const METRES_A_DEGREE: f64 = 111_200.0;
/// Lengths of the scale bar, in metres.
const BARS: [f64; 9] = [100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0];

/// A place of a day.
pub(super) struct Place {
    /// Its place in the order; nothing for the hospital.
    pub order: Option<usize>,
    /// Degrees north.
    pub north: f64,
    /// Degrees east.
    pub east: f64,
}

/// A drawn day.
pub(super) struct Map {
    /// The drawing's size.
    pub height: i64,
    /// The way from place to place.
    pub way: String,
    /// Where each home, or several close together, stands, and its numbers.
    pub homes: Vec<(i64, i64, String)>,
    /// Where the hospital stands.
    pub start: Option<(i64, i64)>,
    /// The scale bar's length on the drawing, and what it stands for.
    pub bar: (i64, String),
}

impl Map {
    /// The drawing's width.
    pub const WIDTH: i64 = WIDTH as i64;

    /// Draws a day: the hospital first, then the homes in their order; none where there is nothing to see.
    pub fn draw(ui: &Ui, places: &[Place]) -> Option<Self> {
        places.iter().find(|place| place.order.is_some())?;
        let frame = Frame::around(places)?;
        let start = places.iter().find(|place| place.order.is_none()).map(|place| frame.at(place));
        let mut way = String::new();
        let stops = places.iter().map(|place| frame.at(place)).chain(start);
        for (at, (x, y)) in stops.enumerate() {
            // Writing to a text does not fail.
            let _ = write!(way, "{}{x:.0} {y:.0}", if at == 0 { 'M' } else { 'L' });
        }
        let mut homes: Vec<(f64, f64, String)> = Vec::new();
        for place in places {
            let Some(order) = place.order else { continue };
            let (x, y) = frame.at(place);
            match homes.iter_mut().find(|(a, b, _)| (a - x).hypot(b - y) < NEAR) {
                Some((_, _, numbers)) => {
                    let _ = write!(numbers, " {order}");
                }
                None => homes.push((x, y, order.to_string())),
            }
        }
        let round = |(x, y): (f64, f64)| (x.round() as i64, y.round() as i64);
        Some(Self {
            height: frame.height.round() as i64,
            way,
            homes: homes
                .into_iter()
                .map(|(x, y, numbers)| (x.round() as i64, y.round() as i64, numbers))
                .collect(),
            start: start.map(round),
            bar: frame.bar(ui),
        })
    }

    /// Numbers stand in a box as wide as they are.
    pub fn half(numbers: &str) -> i64 {
        i64::try_from(numbers.chars().count()).unwrap_or(1) * 6 + 9
    }
}

/// From degrees to the drawing.
struct Frame {
    west: f64,
    north: f64,
    /// Units a metre.
    scale: f64,
    /// A degree of longitude over one of latitude, here.
    narrow: f64,
    left: f64,
    top: f64,
    height: f64,
}

impl Frame {
    fn around(places: &[Place]) -> Option<Self> {
        let ends = |of: fn(&Place) -> f64| {
            places.iter().map(of).fold(None, |ends: Option<(f64, f64)>, at| {
                Some(ends.map_or((at, at), |(low, high)| (low.min(at), high.max(at))))
            })
        };
        let (south, north) = ends(|place| place.north)?;
        let (west, east) = ends(|place| place.east)?;
        let narrow = ((south + north) / 2.0).to_radians().cos().max(0.01);
        let wide = ((east - west) * narrow * METRES_A_DEGREE).max(1.0);
        let high = ((north - south) * METRES_A_DEGREE).max(1.0);
        let scale = ((WIDTH - 2.0 * EDGE) / wide).min((HEIGHT_MOST - 2.0 * EDGE) / high).min(1.0);
        let height = (high * scale + 2.0 * EDGE).max(HEIGHT_LEAST);
        let (left, top) = ((WIDTH - wide * scale) / 2.0, (height - high * scale) / 2.0);
        Some(Self { west, north, scale, narrow, left, top, height })
    }

    fn at(&self, place: &Place) -> (f64, f64) {
        let x = (place.east - self.west) * self.narrow * METRES_A_DEGREE * self.scale + self.left;
        let y = (self.north - place.north) * METRES_A_DEGREE * self.scale + self.top;
        (x, y)
    }

    /// The longest bar that takes no more than a third of the width.
    fn bar(&self, ui: &Ui) -> (i64, String) {
        let metres = BARS.into_iter().rfind(|metres| metres * self.scale <= WIDTH / 3.0).unwrap_or(BARS[0]);
        let said = if metres < 1_000.0 {
            ui.a1("round-map-metres", "n", metres as i64).into_owned()
        } else {
            ui.a1("round-map-km", "n", (metres / 1_000.0) as i64).into_owned()
        };
        ((metres * self.scale).round() as i64, said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(order: Option<usize>, north: f64, east: f64) -> Place {
        Place { order, north, east }
    }

    #[test]
    fn all_places_lie_on_the_drawing_and_north_is_up() {
        let places = [place(None, 36.71, 117.53), place(Some(1), 36.75, 117.5), place(Some(2), 36.69, 117.6)];
        let frame = Frame::around(&places).unwrap();
        for place in &places {
            let (x, y) = frame.at(place);
            assert!(
                (EDGE - 0.5..=WIDTH - EDGE + 0.5).contains(&x) && (0.0..=frame.height).contains(&y),
                "{x} {y}"
            );
        }
        assert!(frame.at(&places[1]).1 < frame.at(&places[2]).1, "north is up");
        assert!(frame.at(&places[1]).0 < frame.at(&places[2]).0, "east is right");
    }

    #[test]
    fn one_place_alone_stands_in_the_middle() {
        let frame = Frame::around(&[place(Some(1), 36.7, 117.5)]).unwrap();
        let (x, y) = frame.at(&place(Some(1), 36.7, 117.5));
        assert!((x - WIDTH / 2.0).abs() < 1.0 && (y - HEIGHT_LEAST / 2.0).abs() < 1.0, "{x} {y}");
    }
}
