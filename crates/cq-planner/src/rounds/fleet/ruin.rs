//! Takes strings of neighbouring visits out of neighbouring routes.

use super::routes::{Ground, Line, Lines, OUT};
use crate::rounds::dice::Dice;

/// Visits taken out on average, and the longest string.
const MEAN_OUT: f64 = 10.0;
const LONGEST: f64 = 10.0;

/// Takes strings out; the routes as they were are put into `before`.
pub(super) fn strings(ground: &Ground, lines: &mut Lines, dice: &mut Dice, before: &mut Vec<(u16, Line)>) {
    let many = ground.nodes - 1;
    if many == 0 {
        return;
    }
    let used = lines.lines.iter().filter(|line| !line.stops.is_empty()).count().max(1);
    let longest = LONGEST.min((many - lines.out.len()) as f64 / used as f64).max(1.0);
    let most = (4.0 * MEAN_OUT / (1.0 + longest) - 1.0).max(1.0);
    let strings = 1 + (dice.share() * most) as usize;
    let seed = 1 + dice.below(many);
    let mut cut = 0;
    for &visit in &ground.near[seed] {
        if cut == strings {
            break;
        }
        let line = lines.of[usize::from(visit)];
        if line == OUT || before.iter().any(|(known, _)| *known == line) {
            continue;
        }
        before.push((line, lines.lines[usize::from(line)].clone()));
        string(lines, line.into(), visit, longest, dice);
        lines.renew(ground, line.into());
        cut += 1;
    }
    for &(line, ref old) in before.iter() {
        let line = usize::from(line);
        for &stop in &old.stops {
            if !lines.lines[line].stops.contains(&stop) {
                lines.of[usize::from(stop)] = OUT;
                lines.out.push(stop);
                lines.cost += ground.leave[usize::from(stop)];
            }
        }
    }
}

/// Takes a string with a visit out of its route, sometimes sparing a piece in its middle.
fn string(lines: &mut Lines, line: usize, visit: u16, longest: f64, dice: &mut Dice) {
    let stops = &mut lines.lines[line].stops;
    let Some(at) = stops.iter().position(|&stop| stop == visit) else { return };
    let most = longest.min(stops.len() as f64);
    let length = (1 + (dice.share() * most) as usize).min(stops.len());
    let mut spared = 0;
    if length < stops.len() && dice.below(2) == 0 {
        spared = 1;
        while length + spared < stops.len() && dice.share() > 0.5 {
            spared += 1;
        }
    }
    let span = length + spared;
    let earliest = (at + 1).saturating_sub(span);
    let latest = at.min(stops.len() - span);
    let first = earliest + dice.below(latest - earliest + 1);
    let keep = first + if spared > 0 { 1 + dice.below(length) } else { span };
    let mut place = 0;
    stops.retain(|_| {
        let gone = (first..first + span).contains(&place) && !(keep..keep + spared).contains(&place);
        place += 1;
        !gone
    });
}
