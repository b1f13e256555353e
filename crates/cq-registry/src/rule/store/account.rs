//! How a rule's promises of some days were kept, with the names of those that were not.

use cq_platform::{Result, db::Conn, ids::BureauId, record, words};
use jiff::civil::Date;

use crate::{
    group::GroupId,
    person::PersonId,
    rule::RuleId,
    task::{Subject, TaskId},
};

const COUNT: &str = "SELECT CASE WHEN t.state = 'done' AND t.done_on <= t.due_on THEN 'kept' WHEN t.state = 'done' THEN 'late'
    WHEN t.state = 'open' AND t.due_on < $5 THEN 'missed' WHEN t.state = 'open' THEN 'open' ELSE 'off' END, COUNT(*)
    FROM task t WHERE t.bureau_id = $1 AND t.rule_id = $2 AND t.due_on >= $3 AND t.due_on <= $4 GROUP BY 1";
const BROKEN: &str = "SELECT t.id, t.person_id, t.group_id,
    COALESCE(p.name, g.name, (SELECT b.name FROM bureau b WHERE b.bureau_id = $1)), s.name, t.due_on, t.done_on
    FROM task t LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    WHERE t.bureau_id = $1 AND t.rule_id = $2 AND t.due_on >= $3 AND t.due_on <= $4
    AND ((t.state = 'done' AND t.done_on > t.due_on) OR (t.state = 'open' AND t.due_on < $5))
    ORDER BY t.due_on, t.id LIMIT $6";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[COUNT, BROKEN];

words! {
    enum Outcome {
        Kept = "kept",
        Late = "late",
        Missed = "missed",
        Open = "open",
        Off = "off",
    }
}

/// How many promises came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Done in time.
    pub kept: i64,
    /// Done, but after the day.
    pub late: i64,
    /// Not done, and the day has passed.
    pub missed: i64,
    /// Still in time.
    pub open: i64,
    /// Taken back: nobody is owed it any more.
    pub off: i64,
}

impl Kept {
    /// All that were to be kept by now.
    pub fn promised(&self) -> i64 {
        self.kept + self.late + self.missed
    }
}

record! {
    /// A promise that was not kept in time.
    pub struct Broken {
        /// Which.
        pub id: TaskId,
        person: Option<PersonId>,
        group: Option<GroupId>,
        /// To whom.
        pub name: String,
        /// By whom.
        pub owner: String,
        /// By when.
        pub due_on: Date,
        /// When it was done at last.
        pub done_on: Option<Date>,
    }
}

impl Broken {
    /// To whom or to what it was owed.
    pub fn subject(&self) -> Subject {
        Subject::of(self.person, self.group)
    }
}

/// What became of the promises of the rule that fell due from the first of the days to the last.
pub fn kept(
    conn: &Conn<'_>,
    bureau: &BureauId,
    rule: RuleId,
    (first, last): (Date, Date),
    today: Date,
) -> Result<Kept> {
    let mut kept = Kept::default();
    for (outcome, n) in conn.list::<(Outcome, i64)>(COUNT, &[bureau, &rule, &first, &last, &today])? {
        *match outcome {
            Outcome::Kept => &mut kept.kept,
            Outcome::Late => &mut kept.late,
            Outcome::Missed => &mut kept.missed,
            Outcome::Open => &mut kept.open,
            Outcome::Off => &mut kept.off,
        } = n;
    }
    Ok(kept)
}

/// Those not kept in time, by their day, at most so many.
pub fn broken(
    conn: &Conn<'_>,
    bureau: &BureauId,
    rule: RuleId,
    (first, last): (Date, Date),
    today: Date,
    most: i64,
) -> Result<Vec<Broken>> {
    conn.list(BROKEN, &[bureau, &rule, &first, &last, &today, &most])
}
