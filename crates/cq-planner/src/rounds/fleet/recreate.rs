//! Puts visits back where they cost least, now and then overlooking a place.

use super::routes::{Ground, Line, Lines};
use crate::rounds::dice::Dice;

/// One place in so many is overlooked.
const BLINK: u64 = 100;

/// Puts back what is out, as far as it pays; the routes as they were are put into `before`.
pub(super) fn all(ground: &Ground, lines: &mut Lines, dice: &mut Dice, before: &mut Vec<(u16, Line)>) {
    let mut out = std::mem::take(&mut lines.out);
    sort(ground, &mut out, dice);
    for visit in out {
        let node = usize::from(visit);
        let mut best: Option<(i64, usize, usize)> = None;
        let mut fresh = false;
        for (line, route) in lines.lines.iter().enumerate() {
            if route.stops.is_empty() && std::mem::replace(&mut fresh, true) {
                continue;
            }
            let most = best.map_or(ground.leave[node], |best| best.0);
            if let Some((cost, at)) = route.place(ground, visit, most, || dice.roll().is_multiple_of(BLINK)) {
                best = Some((cost, line, at));
            }
        }
        let Some((_, line, at)) = best else {
            lines.out.push(visit);
            continue;
        };
        if !before.iter().any(|(known, _)| usize::from(*known) == line) {
            before.push((line as u16, lines.lines[line].clone()));
        }
        lines.lines[line].stops.insert(at, visit);
        lines.of[node] = line as u16;
        lines.cost -= ground.leave[node];
        lines.renew(ground, line);
    }
}

/// In which order visits are put back.
fn sort(ground: &Ground, out: &mut [u16], dice: &mut Dice) {
    for at in (1..out.len()).rev() {
        out.swap(at, dice.below(at + 1));
    }
    let window = |&visit: &u16| ground.windows[usize::from(visit)];
    match dice.below(17) {
        0..4 => {}
        4..8 => out.sort_by_key(|&visit| std::cmp::Reverse(ground.load[usize::from(visit)])),
        8..10 => out.sort_by_key(|&visit| std::cmp::Reverse(ground.minutes(0, visit))),
        10 => out.sort_by_key(|&visit| ground.minutes(0, visit)),
        11..13 => out.sort_by_key(|visit| window(visit).closes - window(visit).opens),
        13..15 => out.sort_by_key(|visit| window(visit).opens),
        _ => out.sort_by_key(|visit| std::cmp::Reverse(window(visit).closes)),
    }
}
