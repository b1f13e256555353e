//! A measurement over time as lines: the lines are SVG, the words around them HTML, so that they wrap and grow with the text.

use std::fmt::Write;

use cq_platform::web::Ui;
use jiff::civil::Date;

use crate::health::{form::decimal, model::Kind};

/// The drawing's size in its own units; stretched to the page.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 160.0;
/// Room above and below, so that no dot is cut.
const EDGE: f64 = 8.0;

/// A drawing with what stands around it.
pub(super) struct Chart {
    /// The steps of the scale from top to bottom, in words.
    pub scale: Vec<String>,
    /// The first day and the last, in words.
    pub days: (String, String),
    /// One for each number of the value: path of the line, path of the dots.
    pub lines: Vec<(String, String)>,
}

/// A value as it is drawn: the day, and its numbers in tenths.
pub(super) type Point = (Date, (i64, Option<i64>));

/// Draws what was measured on days that are known exactly; none where that is on fewer than two days.
pub(super) fn draw(ui: &Ui, kind: Kind, mut points: Vec<Point>) -> Option<Chart> {
    points.sort_by_key(|(day, _)| *day);
    let (first, last) = (points.first()?.0, points.last()?.0);
    if first == last {
        return None;
    }
    let (low, high) = bounds(&points, kind);
    let span = days(first, last);
    let x = |day: Date| WIDTH * days(first, day) / span;
    let y = |tenths: i64| {
        #[expect(clippy::cast_precision_loss, reason = "tenths of what is measured: some thousands")]
        let share = (tenths - low) as f64 / (high - low) as f64;
        EDGE + (HEIGHT - 2.0 * EDGE) * (1.0 - share)
    };
    let of = |number: &dyn Fn(&Point) -> Option<i64>| {
        let (mut line, mut dots) = (String::new(), String::new());
        for point in &points {
            let Some(tenths) = number(point) else { continue };
            let (x, y) = (x(point.0), y(tenths));
            let step = if line.is_empty() { 'M' } else { 'L' };
            // Writing to a text does not fail.
            let _ = write!(line, "{step}{x:.1} {y:.1}");
            let _ = write!(dots, "M{x:.1} {y:.1}h0");
        }
        (line, dots)
    };
    let lines = [of(&|point| Some(point.1.0)), of(&|point| point.1.1)];
    let said = |tenths: i64| {
        if kind.has_decimal() { decimal(tenths) } else { (tenths / 10).to_string() }
    };
    Some(Chart {
        scale: [high, (high + low) / 2, low].map(said).into(),
        days: (ui.day(&first), ui.day(&last)),
        lines: lines.into_iter().filter(|(line, _)| !line.is_empty()).collect(),
    })
}

/// The ends of the scale: whole steps around everything that was measured.
fn bounds(points: &[Point], kind: Kind) -> (i64, i64) {
    let step = if kind.has_decimal() { 20 } else { 200 };
    let numbers = points.iter().flat_map(|(_, (first, second))| [Some(*first), *second]).flatten();
    let (low, high) = numbers.fold((i64::MAX, i64::MIN), |(low, high), n| (low.min(n), high.max(n)));
    let (low, high) = (low.div_euclid(step) * step, (high.div_euclid(step) + 1) * step);
    (low, high)
}

fn days(from: Date, to: Date) -> f64 {
    f64::from(from.until(to).map_or(0, |span| span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_holds_everything_measured() {
        let day = jiff::civil::date(2026, 11, 1);
        let points = [(day, (1_500, Some(860))), (day, (1_620, Some(900)))];
        assert_eq!(bounds(&points, Kind::Pressure), (800, 1_800));
        assert_eq!(bounds(&[(day, (61, None))], Kind::Glucose), (60, 80));
    }
}
