//! What a plan is computed from: visits that are owed, where, and what stands already.

use cq_platform::{
    Result,
    db::{Conn, Param},
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::{
    person::PersonId,
    task::{CampaignId, TaskId, model::Form},
};
use jiff::civil::Date;
use uuid::Uuid;

use super::sheet::still_made;
use crate::round::wish::Part;

/// A visit at somebody's home that is owed and may be made until `$3`.
macro_rules! owed {
    () => {
        "SELECT t.id, t.person_id, p.name, t.owner_id, t.form, t.opens_on, t.next_on, t.again_on, t.version, c.closes_on,
    COALESCE(p.latitude, a.latitude), COALESCE(p.longitude, a.longitude), w.part, w.weekdays, w.needs_two, u.task_id, v.staff_id, v.on_day,
    v.starts FROM task t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    LEFT JOIN visit_wish w ON w.bureau_id = t.bureau_id AND w.person_id = t.person_id AND w.until IS NULL
    LEFT JOIN visit_urgency u ON u.bureau_id = t.bureau_id AND u.task_id = t.id
    LEFT JOIN round_visit v ON v.bureau_id = t.bureau_id AND v.task_id = t.id
    WHERE t.bureau_id = $1 AND t.state = 'open' AND t.opens_on <= $3 AND t.form IN ('home-visit', 'return-visit', 'care-visit')
    AND p.ended_on IS NULL "
    };
}

const OF_OWNER: &str =
    concat!(owed!(), "AND t.owner_id = $2 ORDER BY t.bureau_id, t.owner_id, t.state, t.next_on, t.id");
const OF_CAMPAIGN: &str =
    concat!(owed!(), "AND t.campaign_id = $2 ORDER BY t.bureau_id, t.campaign_id, t.state, t.next_on, t.id");
/// What stands in these days, whosever it is, unless another day was agreed meanwhile.
const STANDING: &str = "SELECT v.task_id, p.name, v.staff_id, v.on_day, v.starts, v.ends, COALESCE(p.latitude, a.latitude),
    COALESCE(p.longitude, a.longitude) FROM round_visit v JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id AND t.state = 'open'
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE v.bureau_id = $1 AND v.on_day >= $2 AND v.on_day <= $3 AND (t.again_on IS NULL OR t.again_on = v.on_day)
    ORDER BY v.bureau_id, v.on_day, v.staff_id, v.starts, v.task_id";
/// The same of those who come along: they are free again where whoever should make the visit does not.
const STANDING_ALONG: &str = concat!(
    "SELECT v.task_id, p.name, k.staff_id, v.on_day, v.starts, v.ends, COALESCE(p.latitude, a.latitude),
    COALESCE(p.longitude, a.longitude) FROM round_visit v
    JOIN round_company k ON k.bureau_id = v.bureau_id AND k.plan_id = v.plan_id AND k.task_id = v.task_id
    JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id AND t.state = 'open'
    JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id AND p.ended_on IS NULL
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE v.bureau_id = $1 AND v.on_day >= $2 AND v.on_day <= $3 AND (t.again_on IS NULL OR t.again_on = v.on_day)
    AND NOT EXISTS (SELECT 1 FROM absence e WHERE e.bureau_id = v.bureau_id AND e.staff_id = v.staff_id AND e.state = 'holds'
        AND e.from_on <= v.on_day AND (e.until_on IS NULL OR e.until_on >= v.on_day))",
    still_made!(),
    " ORDER BY v.bureau_id, v.on_day, v.staff_id, v.starts, v.task_id"
);
/// Who could come along: every doctor, and where he sets out.
const DOCTORS: &str = "SELECT d.id, s.name, COALESCE(h.latitude, a.latitude), COALESCE(h.longitude, a.longitude) FROM doctor d
    JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id WHERE d.bureau_id = $1 ORDER BY d.bureau_id, d.id";
const AWAY: &str = "SELECT v.id, v.staff_id, v.from_on, v.until_on, v.substitute_id, s.name, d.id FROM absence v
    JOIN staff s ON s.bureau_id = v.bureau_id AND s.id = v.substitute_id
    LEFT JOIN doctor d ON d.bureau_id = v.bureau_id AND d.id = v.substitute_id
    WHERE v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= $3 AND (v.until_on IS NULL OR v.until_on >= $2)
    ORDER BY v.bureau_id, v.from_on, v.id";
const SHARES: &str = "SELECT h.absence_id, h.person_id, h.substitute_id, s.name, d.id FROM absence v
    JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id
    JOIN staff s ON s.bureau_id = h.bureau_id AND s.id = h.substitute_id
    LEFT JOIN doctor d ON d.bureau_id = h.bureau_id AND d.id = h.substitute_id
    WHERE v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= $3 AND (v.until_on IS NULL OR v.until_on >= $2)
    ORDER BY v.bureau_id, v.from_on, v.id";
const LAST_DUE: &str =
    "SELECT MAX(t.next_on) FROM task t WHERE t.bureau_id = $1 AND t.owner_id = $2 AND t.state = 'open'
    AND t.form IN ('home-visit', 'return-visit', 'care-visit')";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[OF_OWNER, OF_CAMPAIGN, STANDING, STANDING_ALONG, DOCTORS, AWAY, SHARES, LAST_DUE];

record! {
    /// A visit that is owed.
    pub struct Due {
        /// Which.
        pub task: TaskId,
        /// To whom.
        pub person: PersonId,
        /// The name.
        pub name: String,
        /// By whom.
        pub owner: StaffId,
        /// What it is.
        pub form: Form,
        /// Not before.
        pub opens_on: Date,
        /// The day it is promised for now.
        pub next_on: Date,
        /// The day that was agreed.
        pub again_on: Option<Date>,
        /// Guard.
        pub version: i64,
        /// The last day of its campaign.
        pub closes_on: Option<Date>,
        /// Degrees north, of the home or of the middle of the area.
        pub north: Option<f64>,
        /// Degrees east.
        pub east: Option<f64>,
        /// At what time of the day.
        pub part: Option<Part>,
        /// Weekdays that suit, as bits.
        pub weekdays: Option<i64>,
        /// Two have to come.
        pub needs_two: Option<bool>,
        /// Somebody said that it comes first.
        pub urgent: Option<Uuid>,
        /// With whom it stands.
        pub before_staff: Option<StaffId>,
        /// On which day.
        pub before_on: Option<Date>,
        /// From when, minutes since midnight.
        pub before_starts: Option<i64>,
    }
}

record! {
    /// A visit that has its time already.
    pub struct Standing {
        /// Which.
        pub task: TaskId,
        /// To whom.
        pub name: String,
        /// With whom.
        pub staff: StaffId,
        /// On which day.
        pub on: Date,
        /// From when, minutes since midnight.
        pub starts: i64,
        /// Until when.
        pub ends: i64,
        /// Degrees north.
        pub north: Option<f64>,
        /// Degrees east.
        pub east: Option<f64>,
    }
}

record! {
    /// Somebody who makes visits.
    pub struct Doctor {
        /// Who.
        pub staff: StaffId,
        /// The name.
        pub name: String,
        /// Degrees north, of the hospital or of the middle of its area.
        pub north: Option<f64>,
        /// Degrees east.
        pub east: Option<f64>,
    }
}

record! {
    /// Somebody is away.
    pub struct Away {
        /// Which absence.
        pub absence: Uuid,
        /// Who.
        pub staff: StaffId,
        /// The first day.
        pub from: Date,
        /// The last; none for good.
        pub until: Option<Date>,
        /// Who stands in.
        pub substitute: StaffId,
        /// The name.
        pub name: String,
        /// The same, where that is a doctor.
        pub doctor: Option<StaffId>,
    }
}

record! {
    /// Whom somebody else looks after meanwhile.
    pub struct Share {
        /// Which absence.
        pub absence: Uuid,
        /// Whom.
        pub person: PersonId,
        /// Who stands in.
        pub substitute: StaffId,
        /// The name.
        pub name: String,
        /// The same, where that is a doctor.
        pub doctor: Option<StaffId>,
    }
}

/// What `owner` owes that may be made until `until`, by promised day.
pub fn of_owner(conn: &Conn<'_>, bureau: &BureauId, owner: StaffId, until: Date) -> Result<Vec<Due>> {
    conn.list(OF_OWNER, &[bureau, &owner, &until])
}

/// What is owed in a campaign, by promised day.
pub fn of_campaign(
    conn: &Conn<'_>,
    bureau: &BureauId,
    campaign: CampaignId,
    until: Date,
) -> Result<Vec<Due>> {
    conn.list(OF_CAMPAIGN, &[bureau, &campaign, &until])
}

/// What has its time in these days, with whoever makes it and whoever comes along.
pub fn standing(conn: &Conn<'_>, bureau: &BureauId, from: Date, until: Date) -> Result<Vec<Standing>> {
    let mut standing: Vec<Standing> = conn.list(STANDING, &[bureau, &from, &until])?;
    standing.extend(conn.list::<Standing>(STANDING_ALONG, &[bureau, &from, &until])?);
    Ok(standing)
}

/// Every doctor, and where he sets out.
pub fn doctors(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Doctor>> {
    conn.list(DOCTORS, &[bureau])
}

/// Who is away in these days, and whom others look after meanwhile.
pub fn away(conn: &Conn<'_>, bureau: &BureauId, from: Date, until: Date) -> Result<(Vec<Away>, Vec<Share>)> {
    let params: [&dyn Param; 3] = [bureau, &from, &until];
    Ok((conn.list(AWAY, &params)?, conn.list(SHARES, &params)?))
}

/// The last day for which `owner` has promised a visit.
pub fn last_due(conn: &Conn<'_>, bureau: &BureauId, owner: StaffId) -> Result<Option<Date>> {
    Ok(conn.one::<(Option<Date>,)>(LAST_DUE, &[bureau, &owner])?.0)
}
