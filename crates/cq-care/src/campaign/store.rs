//! Campaigns in the database: whom they are for, and how far they have come.

use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::BureauId,
    messages::Text,
    record, words,
};
use cq_registry::{
    person::{PersonId, model::Illness},
    task::{CampaignId, model::WEEK_DAYS, store::list::Pick},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use uuid::Uuid;

use super::model::{Campaign, Elder, Illnesses};

macro_rules! elders {
    () => {
        "SELECT p.id, p.name, p.pinyin, p.born, a.name, r.staff_id, s.name, h.name FROM person p
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN doctor d ON d.bureau_id = r.bureau_id AND d.id = r.staff_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id "
    };
}

/// The elders still served with an illness in one of the blocks whose marks are `$2`.
macro_rules! ill {
    () => {
        "WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' AND (p.illness_marks & $2) <> 0 "
    };
}

/// Without a task of the campaign `$3` that is owed or done.
macro_rules! without_task {
    () => {
        "AND NOT EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = $1 AND t.campaign_id = $3 AND t.person_id = p.id
    AND t.state <> 'cancelled') "
    };
}

const ELDERS: &str = concat!(elders!(), ill!(), "ORDER BY p.bureau_id, p.pinyin, p.id");
const NEWCOMERS: &str = concat!(
    elders!(),
    ill!(),
    "AND r.staff_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = $1 AND t.campaign_id = $3 AND t.person_id = p.id)
    ORDER BY p.bureau_id, p.pinyin, p.id"
);
const UNCOVERED: &str = concat!(
    elders!(),
    ill!(),
    without_task!(),
    "AND ($4 = 'any' OR ($4 = 'none' AND p.area_id IS NULL) OR p.area_id = $5) AND (p.pinyin, p.id) > ($6, $7)
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $8"
);
const UNCOVERED_BY_AREA: &str = concat!(
    "SELECT a.id, a.name, COUNT(*) FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id ",
    ill!(),
    without_task!(),
    "GROUP BY a.id, a.name"
);
const COUNT_ILL: &str =
    "SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'
    AND (p.illness_marks & $2) <> 0";
const COUNT_UNKNOWN: &str =
    "SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'
    AND p.illness_marks = 0";

const FIND: &str = "SELECT id, name, opens_on, closes_on, conditions, ends_hard, made_at, version FROM campaign WHERE bureau_id = $1 AND id = $2";
const LIST_RUNNING: &str =
    "SELECT id, name, opens_on, closes_on, conditions, ends_hard, made_at, version FROM campaign
    WHERE bureau_id = $1 AND closes_on >= $2 ORDER BY bureau_id, opens_on, id";
const INSERT: &str =
    "INSERT INTO campaign (bureau_id, id, name, opens_on, closes_on, conditions, made_at, ends_hard, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";

/// Done; overdue on day `$3`; owed until day `$4`; owed from then on.
macro_rules! tally {
    () => {
        "COUNT(CASE WHEN t.state = 'done' THEN 1 END), COUNT(CASE WHEN t.state = 'open' AND t.next_on < $3 THEN 1 END),
    COUNT(CASE WHEN t.state = 'open' AND t.next_on >= $3 AND t.next_on < $4 THEN 1 END),
    COUNT(CASE WHEN t.state = 'open' AND t.next_on >= $4 THEN 1 END), COUNT(CASE WHEN t.state = 'declined' THEN 1 END),
    COUNT(CASE WHEN t.state = 'lapsed' THEN 1 END) "
    };
}

const LIST: &str = "SELECT c.id, c.name, c.opens_on, c.closes_on, COUNT(CASE WHEN t.state <> 'cancelled' THEN 1 END),
    COUNT(CASE WHEN t.state = 'done' THEN 1 END), COUNT(CASE WHEN t.state = 'open' AND t.next_on < $2 THEN 1 END)
    FROM campaign c LEFT JOIN task t ON t.bureau_id = c.bureau_id AND t.campaign_id = c.id
    WHERE c.bureau_id = $1 GROUP BY c.id, c.name, c.opens_on, c.closes_on ORDER BY c.opens_on DESC, c.id LIMIT 200";
const BY_HOSPITAL: &str = concat!(
    "SELECT h.id, h.name, '', ",
    tally!(),
    "FROM task t LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE t.bureau_id = $1 AND t.campaign_id = $2 AND t.state <> 'cancelled' GROUP BY h.id, h.name ORDER BY h.name"
);
const BY_DOCTOR: &str = concat!(
    "SELECT s.id, s.name, COALESCE(h.name, ''), ",
    tally!(),
    "FROM task t JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
    LEFT JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id
    LEFT JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    WHERE t.bureau_id = $1 AND t.campaign_id = $2 AND t.state <> 'cancelled' GROUP BY s.id, s.name, s.pinyin, h.name
    ORDER BY s.pinyin, s.id"
);
const BY_AREA: &str = concat!(
    "SELECT a.id, a.name, '', ",
    tally!(),
    "FROM task t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE t.bureau_id = $1 AND t.campaign_id = $2 AND t.state <> 'cancelled' GROUP BY a.id, a.name ORDER BY a.name"
);

/// What is known of the visits done: written down by whoever was there in time is what has a report.
const OUTCOME: &str = "SELECT COUNT(CASE WHEN t.done_on <= t.due_on THEN 1 END), COUNT(t.report), COUNT(t.entered_from),
    COUNT(DISTINCT t.owner_id) FROM task t WHERE t.bureau_id = $1 AND t.campaign_id = $2 AND t.state = 'done'";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    OUTCOME,
    ELDERS,
    NEWCOMERS,
    UNCOVERED,
    UNCOVERED_BY_AREA,
    COUNT_ILL,
    COUNT_UNKNOWN,
    FIND,
    LIST_RUNNING,
    INSERT,
    LIST,
    BY_HOSPITAL,
    BY_DOCTOR,
    BY_AREA,
];

/// The bits of the blocks wanted.
fn marks(illnesses: &Illnesses) -> i64 {
    illnesses.0.iter().fold(0, |marks, illness| marks | illness.mark())
}

/// Elders with any of the illnesses, and who answers for each.
pub fn list_elders(conn: &Conn<'_>, bureau: &BureauId, illnesses: &Illnesses) -> Result<Vec<Elder>> {
    conn.list(ELDERS, &[bureau, &marks(illnesses)])
}

/// Elders of a campaign for whom somebody answers and who never had a task in it.
pub fn list_newcomers(conn: &Conn<'_>, bureau: &BureauId, campaign: &Campaign) -> Result<Vec<Elder>> {
    conn.list(NEWCOMERS, &[bureau, &marks(&campaign.illnesses), &campaign.id])
}

/// Elders of a campaign to whom no visit is owed in it, in the order of their readings, at most `limit` after `after`.
pub fn list_uncovered(
    conn: &Conn<'_>,
    bureau: &BureauId,
    campaign: &Campaign,
    area: Pick,
    after: Option<(String, PersonId)>,
    limit: i64,
) -> Result<Vec<Elder>> {
    let (word, id) = match area {
        Pick::Any => ("any", Uuid::nil()),
        Pick::Without => ("none", Uuid::nil()),
        Pick::One(id) => ("one", id),
    };
    let (pinyin, person) = after.unwrap_or((String::new(), PersonId(Uuid::nil())));
    conn.list(
        UNCOVERED,
        &[bureau, &marks(&campaign.illnesses), &campaign.id, &word, &id, &pinyin, &person, &limit],
    )
}

/// How many [`list_uncovered`] gives, by area and its name.
pub fn count_uncovered(conn: &Conn<'_>, bureau: &BureauId, campaign: &Campaign) -> Result<Vec<Uncovered>> {
    conn.list(UNCOVERED_BY_AREA, &[bureau, &marks(&campaign.illnesses), &campaign.id])
}

/// How many elders have each illness, and of how many none is known.
pub fn count_ill(conn: &Conn<'_>, bureau: &BureauId) -> Result<(Vec<(Illness, i64)>, i64)> {
    let count = |illness: &Illness| {
        conn.one::<(i64,)>(COUNT_ILL, &[bureau, &illness.mark()]).map(|(n,)| (*illness, n))
    };
    let counts = Illness::ALL.iter().map(count).collect::<Result<_>>()?;
    Ok((counts, conn.one::<(i64,)>(COUNT_UNKNOWN, &[bureau])?.0))
}

/// The campaign.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: CampaignId) -> Result<Campaign> {
    conn.find(FIND, &[bureau, &id])?.ok_or(Error::NotFound)
}

/// Campaigns not over on `today`.
pub fn list_running(conn: &Conn<'_>, bureau: &BureauId, today: Date) -> Result<Vec<Campaign>> {
    conn.list(LIST_RUNNING, &[bureau, &today])
}

/// A new campaign. One of the same name and first day is an error at the name.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, campaign: &Campaign, at: Timestamp) -> Result<()> {
    let Campaign { id, name, opens_on, closes_on, illnesses, ends_hard, .. } = campaign;
    let made =
        tx.execute(INSERT, &[bureau, id, name, opens_on, closes_on, &illnesses.text(), &at, ends_hard]);
    made.map(drop).map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some() => {
            Error::Invalid(vec![("name".into(), Text::new("campaign-name-taken"))])
        }
        _ => error,
    })
}

/// A group by id and name, none for those without one, and how many in it are uncovered.
pub type Uncovered = (Option<Uuid>, Option<String>, i64);

record! {
    /// A campaign and how far it has come.
    pub struct Progress {
        /// Which.
        pub id: CampaignId,
        /// What it is called.
        pub name: String,
        /// First day.
        pub opens_on: Date,
        /// Last day.
        pub closes_on: Date,
        /// Visits owed or done.
        pub all: i64,
        /// Done.
        pub done: i64,
        /// Overdue.
        pub overdue: i64,
    }
}

/// Campaigns, the newest first.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, today: Date) -> Result<Vec<Progress>> {
    conn.list(LIST, &[bureau, &today])
}

words! {
    /// What the figures are split by.
    pub enum By {
        /// The doctor's hospital.
        Hospital = "hospital",
        /// The doctor.
        Doctor = "doctor",
        /// The elder's area.
        Area = "area",
    }
}

record! {
    /// The figures of one hospital, doctor or area.
    pub struct Figures {
        /// Which; none for those without.
        pub key: Option<Uuid>,
        /// Its name.
        pub name: Option<String>,
        /// A doctor's hospital; else empty.
        pub note: String,
        /// Done.
        pub done: i64,
        /// The promised day has passed.
        pub overdue: i64,
        /// Promised for today or one of the next seven days.
        pub due: i64,
        /// Promised for later.
        pub later: i64,
        /// Not wanted.
        pub declined: i64,
        /// Not done while there was time.
        pub lapsed: i64,
    }
}

impl Figures {
    /// Owed or done, or ended otherwise.
    pub fn all(&self) -> i64 {
        self.done + self.overdue + self.due + self.later + self.declined + self.lapsed
    }
}

/// A campaign's figures, split.
pub fn figures(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: CampaignId,
    by: By,
    today: Date,
) -> Result<Vec<Figures>> {
    let sql = match by {
        By::Hospital => BY_HOSPITAL,
        By::Doctor => BY_DOCTOR,
        By::Area => BY_AREA,
    };
    conn.list(sql, &[bureau, &id, &today, &today.saturating_add((WEEK_DAYS + 1).days())])
}

record! {
    /// What is known of a campaign's visits that were made.
    pub struct Outcome {
        /// By the last day that was promised first.
        pub in_time: i64,
        /// With treatment and advice written down.
        pub written: i64,
        /// Entered later or for somebody else.
        pub back_filled: i64,
        /// Doctors who made any.
        pub doctors: i64,
    }
}

/// What the visits made came to.
pub fn outcome(conn: &Conn<'_>, bureau: &BureauId, id: CampaignId) -> Result<Outcome> {
    conn.one(OUTCOME, &[bureau, &id])
}
