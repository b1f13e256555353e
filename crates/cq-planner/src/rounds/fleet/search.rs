//! Out and in again, from warm to cold.

use super::routes::{Ground, Line, Lines, OUT};
use super::{recreate, ruin};
use crate::rounds::Limit;
use crate::rounds::dice::{Dice, delays, power};

/// The heat at the beginning and at the end, as shares of the cost for each visit.
const HOT: f64 = 0.5;
const COLD: f64 = 0.005;
/// Moves between two looks at the limit and the heat.
const ASKED_EVERY: u64 = 64;

/// The best routes found.
pub(super) fn solve(ground: &Ground, (seed, moves): (u64, u64), bound: i64, limit: &mut dyn Limit) -> Lines {
    let (mut dice, delays) = (Dice::new(seed), delays());
    let mut lines = Lines::new(ground);
    recreate::all(ground, &mut lines, &mut dice, &mut Vec::new());
    let mut best = lines.clone();
    let mut heat = 0.0;
    let mut before: Vec<(u16, Line)> = Vec::new();
    for made in 0..moves {
        if made % ASKED_EVERY == 0 {
            if limit.reached() || best.cost <= bound {
                break;
            }
            let share = limit.share().unwrap_or(made as f64 / moves as f64).clamp(0.0, 1.0);
            let unit = way(&best).max(1) as f64 / ground.nodes as f64;
            heat = unit * HOT * power(COLD / HOT, share);
        }
        before.clear();
        let (cost, out) = (lines.cost, lines.out.clone());
        ruin::strings(ground, &mut lines, &mut dice, &mut before);
        recreate::all(ground, &mut lines, &mut dice, &mut before);
        let patience = delays[dice.below(delays.len())];
        if lines.cost <= cost + (heat * patience) as i64 {
            if lines.cost < best.cost {
                best = lines.clone();
            }
        } else {
            undo(&mut lines, &mut before, (cost, out));
        }
    }
    best
}

/// What the routes cost without what is left out.
fn way(lines: &Lines) -> i64 {
    lines.lines.iter().map(|line| line.cost).sum()
}

fn undo(lines: &mut Lines, before: &mut Vec<(u16, Line)>, (cost, out): (i64, Vec<u16>)) {
    for (line, old) in before.drain(..) {
        for &stop in &old.stops {
            lines.of[usize::from(stop)] = line;
        }
        lines.lines[usize::from(line)] = old;
    }
    for &visit in &out {
        lines.of[usize::from(visit)] = OUT;
    }
    (lines.cost, lines.out) = (cost, out);
}
