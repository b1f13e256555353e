//! A bound for routes: everything is followed by something (assignment relaxation: Carpaneto and Toth 1980). Whether
//! the pieces make routes is not asked; the assignment is solved with its proof by [`crate::transport`].

use crate::transport::{self, Builder, COST_LIMIT};

/// What successors cost at least, for `size` rows with the successors that each may have and what these cost (never
/// negative); nothing if they cannot all have one, or if numbers are too large for a proof.
pub(super) fn least(
    size: usize,
    widest: i64,
    mut successors: impl FnMut(usize) -> Vec<(u32, i64)>,
) -> Result<Option<i64>, transport::Error> {
    // Dearer than every chain of successors, so that nothing is left without one.
    let leave = widest.saturating_add(1).saturating_mul((size as i64 + 2) * 2);
    if leave > COST_LIMIT {
        return Ok(None);
    }
    let mut builder = Builder::new(vec![1; size])?;
    for row in 0..size {
        builder.row(1, leave, successors(row))?;
    }
    let (_, certificate) = transport::solve(&builder.build())?;
    Ok(i64::try_from(certificate.bound).ok().filter(|&bound| bound < leave))
}
