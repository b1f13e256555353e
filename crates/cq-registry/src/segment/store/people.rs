//! Who is in a segment, within reach.

use cq_platform::{
    Result,
    db::{Conn, Param},
    ids::BureauId,
    policy::Scope,
};

use super::condition::{Where, condition, condition_in_order};
use crate::{person::PersonId, segment::Bound};

/// The segment's condition takes the place of this comment.
const SEGMENT: &str = "/* segment */";

const COUNT: &str = "SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND {reach} /* segment */";
const HOLDS: &str = "SELECT 1 FROM person p WHERE p.bureau_id = $1 AND p.id = $2 /* segment */";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[COUNT, HOLDS];

impl Where {
    /// `sql` with the condition in the place of `/* segment */`.
    pub fn within(&self, sql: &str) -> String {
        sql.replace(SEGMENT, &format!("AND {}", self.sql))
    }

    /// The statement's own parameters, as many as [`condition`] was told, and the condition's behind them.
    pub fn behind<'w>(&'w self, own: &[&'w dyn Param]) -> Vec<&'w dyn Param> {
        own.iter().copied().chain(self.given.iter().map(|given| given as &dyn Param)).collect()
    }
}

/// How many are in the segment, all of them counted.
pub fn count(conn: &Conn<'_>, scope: &Scope, bureau: &BureauId, segment: &Bound) -> Result<i64> {
    let held = condition(segment, 1);
    let counted = conn.find_in::<(i64,)>(scope, &held.within(COUNT), &held.behind(&[bureau]))?;
    Ok(counted.map_or(0, |(people,)| people))
}

/// Whether the person is in the segment, asked of the database.
pub fn holds(conn: &Conn<'_>, bureau: &BureauId, segment: &Bound, id: PersonId) -> Result<bool> {
    let held = condition_in_order(segment, 2);
    Ok(conn.find::<(i64,)>(&held.within(HOLDS), &held.behind(&[bureau, &id]))?.is_some())
}
