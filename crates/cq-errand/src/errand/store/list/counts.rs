//! The figures above a list of errands.

use cq_platform::{Error, Result, db::Conn, record};

use super::{Asking, Whose};

pub(super) const COUNTS: &str = concat!(
    "SELECT COUNT(*), COUNT(CASE WHEN ",
    wanted!("'late'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'waiting'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'first'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'short'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'money'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'answered'", "$2"),
    " THEN 1 END) FROM errand c JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    WHERE c.bureau_id = $1 AND c.is_open = 1 AND {reach} AND ",
    whose!("$3", "$4")
);

record! {
    /// The figures above a list; each is the length of the list it leads to.
    pub struct Counts {
        /// Under way.
        pub open: i64,
        /// Late.
        pub late: i64,
        /// Nobody is on them.
        pub waiting: i64,
        /// Of those who go first.
        pub first: i64,
        /// A second person is missing.
        pub short: i64,
        /// Money of them is with somebody.
        pub money: i64,
        /// To be called back.
        pub answered: i64,
    }
}

/// The figures of those under way.
pub fn counts(conn: &Conn<'_>, asking: Asking<'_>, whose: Whose) -> Result<Counts> {
    let (me, today) = (asking.me(), asking.act.today());
    let found = conn.find_in::<Counts>(asking.scope, COUNTS, &[asking.act.bureau(), &today, &whose, &me])?;
    found.ok_or(Error::NotFound)
}
