//! What is owed to a person, and what was done after a day, with the names by which it is said.

use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId, record};
use jiff::civil::Date;

use crate::{
    person::PersonId,
    task::{TaskId, model::Form},
};

const OPEN: &str = "SELECT t.id, t.form, c.name, s.name, t.due_on, t.again_on, t.tries, t.version FROM task t
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'open' ORDER BY t.bureau_id, t.person_id, t.due_on, t.id";
const DONE_AFTER: &str = "SELECT t.id, t.form, s.name, t.done_on FROM task t
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'done' AND t.done_on > $3
    AND t.form IN ('home-visit', 'return-visit', 'hospital-visit') ORDER BY t.bureau_id, t.person_id, t.due_on, t.id";
const RESPONSIBLE: &str = "SELECT s.id, s.name FROM responsibility r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'doctor' AND r.until IS NULL";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[OPEN, DONE_AFTER, RESPONSIBLE];

record! {
    /// Something owed.
    pub struct Owed {
        /// Which.
        pub id: TaskId,
        /// What.
        pub form: Form,
        /// In which campaign.
        pub campaign: Option<String>,
        /// By whom.
        pub owner: String,
        /// By when.
        pub due_on: Date,
        /// Agreed or put off to.
        pub again_on: Option<Date>,
        /// Tries that met nobody.
        pub tries: i64,
        /// Guard.
        pub version: i64,
    }
}

/// What is owed, the soonest first.
pub fn open(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<Owed>> {
    conn.list(OPEN, &[act.bureau(), &person])
}

/// Visits written down for days after `day`: which, what, by whom, for which day.
pub fn done_after(
    conn: &Conn<'_>,
    act: &Act,
    person: PersonId,
    day: Date,
) -> Result<Vec<(TaskId, Form, String, Date)>> {
    conn.list(DONE_AFTER, &[act.bureau(), &person, &day])
}

/// The responsible doctor, by name.
pub fn responsible(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Option<(StaffId, String)>> {
    conn.find(RESPONSIBLE, &[act.bureau(), &person])
}
