//! What stands around a person: who answers for them, what is owed, what was done.

use cq_platform::{
    Result,
    db::Conn,
    ids::{BureauId, StaffId},
    record,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::person::PersonId;

const RESPONSIBLE: &str =
    "SELECT r.staff_id, s.name, s.phone, d.department, h.name, r.since, r.until FROM responsibility r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'doctor' ORDER BY r.bureau_id, r.person_id, r.since DESC LIMIT 20";
const OWED: &str = "SELECT t.id, t.form, c.name, s.name, t.opens_on, t.next_on, t.again_on FROM task t
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'open' ORDER BY t.bureau_id, t.person_id, t.next_on, t.id LIMIT 50";
const DONE: &str = "SELECT t.id, t.form, c.name, s.name, COALESCE(t.done_on, t.ended_on), t.state FROM task t
    JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state IN ('done', 'declined', 'lapsed')
    ORDER BY t.bureau_id DESC, t.person_id DESC, t.due_on DESC, t.id DESC LIMIT 20";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[RESPONSIBLE, OWED, DONE];

record! {
    /// Somebody who answers, or answered, for the person.
    pub struct Responsible {
        /// Who.
        pub staff: StaffId,
        /// Name.
        pub name: String,
        /// Phone.
        pub phone: Option<String>,
        /// 科室.
        pub department: Option<String>,
        /// Where.
        pub hospital: Option<String>,
        /// First day.
        pub since: Date,
        /// The day it ended; none while it holds.
        pub until: Option<Date>,
    }
}

record! {
    /// A promise not yet kept.
    pub struct Owed {
        /// The task.
        pub id: Uuid,
        /// What is to be done.
        pub form: String,
        /// In which campaign.
        pub campaign: Option<String>,
        /// By whom.
        pub owner: String,
        /// From when.
        pub opens_on: Date,
        /// At the latest.
        pub due_on: Date,
        /// To be tried again on.
        pub again_on: Option<Date>,
    }
}

record! {
    /// A promise kept, declined or lapsed.
    pub struct Done {
        /// The task.
        pub id: Uuid,
        /// What was done.
        pub form: String,
        /// In which campaign.
        pub campaign: Option<String>,
        /// By whom.
        pub owner: String,
        /// When.
        pub done_on: Date,
        /// `done`, `declined`, `lapsed`.
        pub state: String,
    }
}

/// 责任医生, now and before, the latest first.
pub fn responsible(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Vec<Responsible>> {
    conn.list(RESPONSIBLE, &[bureau, &id])
}

/// What is owed, the soonest first.
pub fn owed(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Vec<Owed>> {
    conn.list(OWED, &[bureau, &id])
}

/// What was done, declined or lapsed, the latest first.
pub fn done(conn: &Conn<'_>, bureau: &BureauId, id: PersonId) -> Result<Vec<Done>> {
    conn.list(DONE, &[bureau, &id])
}
