//! All visits over all days, proven best: the best way to have made each set of visits, day after day.

use super::Sets;
use super::board::{Board, bits};
use super::model::Invalid;
use crate::rounds::{Limit, Travel};

/// The limit is asked after so many sets.
const ASKED_EVERY: usize = 256;

/// The best plan, or nothing if the limit was reached before it was proven.
pub(super) fn solve<T: Travel + ?Sized>(
    board: &mut Board<T>,
    limit: &mut dyn Limit,
) -> Result<Option<Sets>, Invalid> {
    let (visits, days) = (board.problem.visits.len(), board.problem.days.len());
    let all = (1_usize << visits) - 1;
    let mut best = vec![i64::MAX; all + 1];
    best[0] = 0;
    // By day and set made until then, what of it is made on this day.
    let mut chosen: Vec<Vec<u16>> = Vec::with_capacity(days);
    for day in 0..days {
        let mut next = best.clone();
        let mut choice = vec![0_u16; all + 1];
        if limit.reached() {
            return Ok(None);
        }
        for (at, (set, cost)) in board.sets(day)?.into_iter().enumerate() {
            if at % ASKED_EVERY == ASKED_EVERY - 1 && limit.reached() {
                return Ok(None);
            }
            let set = set as usize;
            let others = all & !set;
            let mut before = others;
            loop {
                let known = best[before];
                if known < i64::MAX && known + cost < next[before | set] {
                    next[before | set] = known + cost;
                    choice[before | set] = set as u16;
                }
                if before == 0 {
                    break;
                }
                before = (before - 1) & others;
            }
        }
        best = next;
        chosen.push(choice);
    }
    let left = |made: usize| bits((all & !made) as u64).map(|visit| board.leave(visit)).sum::<i64>();
    let made = (0..=all).filter(|&made| best[made] < i64::MAX);
    let Some((cost, mut made)) = made.map(|made| (best[made] + left(made), made)).min() else {
        return Ok(None);
    };
    let mut sets = vec![0; days];
    for day in (0..days).rev() {
        let set = usize::from(chosen[day][made]);
        sets[day] = set as u64;
        made &= !set;
    }
    Ok(Some(Sets { days: sets, cost }))
}
