//! Lists of applications, the figures above them and of a year, and one as its page shows it.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param},
    policy::Scope,
    record, words,
};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    application::{
        model::{ReliefId, Source},
        said::{Payee, Said},
    },
    batch::BatchId,
    meeting::MeetingId,
};

words! {
    /// Which applications are wanted, by how they stand now.
    pub enum Wanted {
        /// All under way.
        Open = "open",
        /// Filled in, not handed in.
        Drafted = "drafted",
        /// To be looked into.
        Filed = "filed",
        /// To be read through.
        Verified = "verified",
        /// For the next meeting.
        Reviewed = "reviewed",
        /// To go on notice.
        Met = "met",
        /// On notice, or to be proposed.
        Noticed = "noticed",
        /// To be approved.
        Proposed = "proposed",
        /// To be paid.
        Approved = "approved",
        /// In a batch.
        Batched = "batched",
        /// At the bank.
        Sent = "sent",
        /// The bank could not pay.
        Returned = "returned",
        /// To be signed for.
        Paid = "paid",
        /// To go into the archive.
        Receipted = "receipted",
        /// To be refused by a second one, or not.
        Refusing = "refusing",
        /// In the archive.
        Archived = "archived",
        /// Refused.
        Refused = "refused",
        /// Withdrawn.
        Withdrawn = "withdrawn",
        /// Stopped by a death.
        Stopped = "stopped",
        /// Approved, whatever came after.
        Granted = "granted",
        /// Paid, whatever came after.
        PaidOut = "paid-out",
        /// However they stand.
        Any = "any",
    }
}

/// `$w` a word of [`Wanted`].
macro_rules! wanted {
    ($w:literal) => {
        concat!(
            "(",
            $w,
            " = 'any' OR (",
            $w,
            " = 'open' AND c.course IN ('open', 'refusing')) OR c.course = ",
            $w,
            " OR (c.course IN ('open', 'done') AND c.stage = ",
            $w,
            ") OR (",
            $w,
            " = 'granted' AND c.approved_by IS NOT NULL) OR (",
            $w,
            " = 'paid-out' AND c.paid_on IS NOT NULL))"
        )
    };
}
macro_rules! columns {
    () => {
        "c.id, c.year, c.serial, c.person_id, p.name, p.phone, u.name, c.kind, c.source, c.asked_fen, c.fen, c.stage, c.course, c.taken_at,
    c.taken_on, t.name, c.filed_on, c.noticed_from, c.noticed_until, c.objections, c.meeting_id, c.batch_id, c.said, c.payee, c.version"
    };
}
macro_rules! tables {
    () => {
        " FROM relief_application c JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    JOIN staff t ON t.bureau_id = c.bureau_id AND t.id = c.taken_by
    LEFT JOIN unit u ON u.bureau_id = p.bureau_id AND u.id = p.unit_id WHERE c.bureau_id = $1 AND "
    };
}

const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    tables!(),
    wanted!("$2"),
    " AND ($3 = 'any' OR c.kind = $3) AND (c.year = $4 OR $4 = 0) AND ($5 = 'any' OR c.person_id = $6)
    AND ($7 = 'any' OR c.meeting_id = $8) AND (c.taken_at, c.id) < ($9, $10) AND {reach}
    ORDER BY c.bureau_id DESC, c.taken_at DESC, c.id DESC LIMIT $11"
);
const FIND: &str = concat!("SELECT ", columns!(), tables!(), "c.id = $2 AND {reach}");
const ON_NOTICE: &str = concat!(
    "SELECT ",
    columns!(),
    tables!(),
    "c.course = 'open' AND c.noticed_until >= $2 AND c.stage IN ('noticed', 'proposed') AND {reach}
    ORDER BY c.bureau_id, c.year, c.serial"
);
const OF_MEETING: &str = concat!(
    "SELECT ",
    columns!(),
    tables!(),
    "c.meeting_id = $2 AND {reach} ORDER BY c.bureau_id, c.year, c.serial"
);
/// What waits at a stage, or for a second one to refuse it, the oldest first; what is on notice once that is over.
const WAITING: &str = concat!(
    "SELECT ",
    columns!(),
    tables!(),
    "c.course = $2 AND (c.stage = $3 OR $3 = 'any') AND (c.stage <> 'noticed' OR c.course <> 'open' OR c.noticed_until < $4) AND {reach}
    ORDER BY c.taken_at, c.id LIMIT 500"
);
const COUNTS: &str =
    "SELECT c.stage, c.course, CAST(COUNT(*) AS BIGINT) FROM relief_application c WHERE c.bureau_id = $1
    AND c.course IN ('open', 'refusing') AND {reach} GROUP BY c.stage, c.course";
const YEAR: &str = "SELECT c.kind, CAST(COUNT(*) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN c.approved_by IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN c.approved_by IS NOT NULL THEN c.fen ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN c.paid_on IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN c.paid_on IS NOT NULL THEN c.fen ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN c.course = 'refused' THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN c.course IN ('open', 'refusing') THEN 1 ELSE 0 END), 0) AS BIGINT)
    FROM relief_application c WHERE c.bureau_id = $1 AND c.year = $2 AND {reach} GROUP BY c.kind ORDER BY c.kind";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[LIST, FIND, ON_NOTICE, OF_MEETING, WAITING, COUNTS, YEAR];

record! {
    struct Stored {
        id: ReliefId,
        year: i64,
        serial: i64,
        person: PersonId,
        name: String,
        phone: Option<String>,
        unit: Option<String>,
        kind: String,
        source: Source,
        asked_fen: i64,
        fen: Option<i64>,
        stage: String,
        course: String,
        taken_at: Timestamp,
        taken_on: Date,
        taken_by: String,
        filed_on: Option<Date>,
        noticed_from: Option<Date>,
        noticed_until: Option<Date>,
        objections: i64,
        meeting: Option<MeetingId>,
        batch: Option<BatchId>,
        said: Vec<u8>,
        payee: Vec<u8>,
        version: i64,
    }
}

/// An application as lists have it.
pub struct Listed {
    /// Identity.
    pub id: ReliefId,
    /// `2026-0007`.
    pub number: String,
    /// For whom.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their number.
    pub phone: Option<String>,
    /// Where they worked.
    pub unit: Option<String>,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// Who asks.
    pub source: Source,
    /// How much is asked for, in fen.
    pub asked_fen: i64,
    /// How much a meeting granted, in fen.
    pub fen: Option<i64>,
    /// How far it has come, a word.
    pub stage: String,
    /// Whether it is on its way, a word.
    pub course: String,
    /// When it was written down.
    pub taken_at: Timestamp,
    /// The day of it.
    pub taken_on: Date,
    /// By whom.
    pub taken_by: String,
    /// The day it was handed in: what held then decides how much it gives.
    pub filed_on: Option<Date>,
    /// The notice's first day.
    pub noticed_from: Option<Date>,
    /// Its last.
    pub noticed_until: Option<Date>,
    /// Objections that nobody has answered.
    pub objections: i64,
    /// The meeting that granted it.
    pub meeting: Option<MeetingId>,
    /// The batch it is or was in.
    pub batch: Option<BatchId>,
    /// Guard.
    pub version: i64,
    said: Vec<u8>,
    payee: Vec<u8>,
}

impl Listed {
    /// Why, and to whom it is paid. Whoever shows either in full logs it.
    pub fn opened(&self, act: &Act) -> Result<(Said, Payee)> {
        super::opened(act, self.id, &self.said, &self.payee)
    }

    /// Whether it is under way.
    pub fn is_open(&self) -> bool {
        matches!(self.course.as_str(), "open" | "refusing")
    }
}

/// `2026-0007`.
pub fn number(year: i64, serial: i64) -> String {
    format!("{year}-{serial:04}")
}

impl From<Stored> for Listed {
    fn from(row: Stored) -> Self {
        Self {
            id: row.id,
            number: number(row.year, row.serial),
            person: row.person,
            name: row.name,
            phone: row.phone,
            unit: row.unit,
            kind: row.kind,
            source: row.source,
            asked_fen: row.asked_fen,
            fen: row.fen,
            stage: row.stage,
            course: row.course,
            taken_at: row.taken_at,
            taken_on: row.taken_on,
            taken_by: row.taken_by,
            filed_on: row.filed_on,
            noticed_from: row.noticed_from,
            noticed_until: row.noticed_until,
            objections: row.objections,
            meeting: row.meeting,
            batch: row.batch,
            version: row.version,
            said: row.said,
            payee: row.payee,
        }
    }
}

/// What a list is narrowed to.
#[derive(Debug, Clone)]
pub struct Filter {
    /// How they stand.
    pub wanted: Wanted,
    /// Of what kind.
    pub kind: Option<String>,
    /// Written down in that year.
    pub year: Option<i64>,
    /// For whom.
    pub person: Option<PersonId>,
    /// Granted by which meeting.
    pub meeting: Option<MeetingId>,
}

impl Filter {
    /// By how they stand alone.
    pub fn by(wanted: Wanted) -> Self {
        Self { wanted, kind: None, year: None, person: None, meeting: None }
    }
}

/// Where a page ended: the next begins after it.
pub type After = (Timestamp, ReliefId);

/// Applications within reach, the latest first.
pub fn list(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let one = |is_one: bool| if is_one { "one" } else { "any" };
    let (at, id) = after.map_or((Timestamp::MAX, Uuid::max()), |(at, id)| (at, id.0));
    let cells: [&dyn Param; 11] = [
        act.bureau(),
        &filter.wanted,
        &filter.kind.as_deref().unwrap_or("any"),
        &filter.year.unwrap_or(0),
        &one(filter.person.is_some()),
        &filter.person.map_or(Uuid::nil(), |id| id.0),
        &one(filter.meeting.is_some()),
        &filter.meeting.map_or(Uuid::nil(), |id| id.0),
        &at,
        &id,
        &limit,
    ];
    Ok(conn.list_in::<Stored>(scope, LIST, &cells)?.into_iter().map(Listed::from).collect())
}

/// An application within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: ReliefId) -> Result<Option<Listed>> {
    Ok(conn.find_in::<Stored>(scope, FIND, &[act.bureau(), &id])?.map(Listed::from))
}

/// What is on notice on `day`, in the order of its numbers.
pub fn on_notice(conn: &Conn<'_>, act: &Act, scope: &Scope, day: Date) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, ON_NOTICE, &[act.bureau(), &day])?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// What a meeting granted.
pub fn of_meeting(conn: &Conn<'_>, act: &Act, scope: &Scope, meeting: MeetingId) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, OF_MEETING, &[act.bureau(), &meeting])?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// What of those that are wanted waits for somebody today, the oldest first.
pub fn waiting(conn: &Conn<'_>, act: &Act, scope: &Scope, wanted: Wanted) -> Result<Vec<Listed>> {
    let (course, stage) = match wanted {
        Wanted::Refusing => (wanted.as_str(), "any"),
        _ => ("open", wanted.as_str()),
    };
    let rows = conn.list_in::<Stored>(scope, WAITING, &[act.bureau(), &course, &stage, &act.today()])?;
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// How many under way stand where: stage and course, with how many.
pub fn counts(conn: &Conn<'_>, act: &Act, scope: &Scope) -> Result<Vec<(String, String, i64)>> {
    conn.list_in(scope, COUNTS, &[act.bureau()])
}

record! {
    /// A year's figures of a kind.
    pub struct Figures {
        /// A word of the bureau's kinds.
        pub kind: String,
        /// Written down.
        pub asked: i64,
        /// Approved.
        pub granted: i64,
        /// So much, in fen.
        pub granted_fen: i64,
        /// Paid.
        pub paid: i64,
        /// So much, in fen.
        pub paid_fen: i64,
        /// Refused.
        pub refused: i64,
        /// Under way.
        pub open: i64,
    }
}

/// A year's figures by kind.
pub fn year(conn: &Conn<'_>, act: &Act, scope: &Scope, year: i64) -> Result<Vec<Figures>> {
    conn.list_in(scope, YEAR, &[act.bureau(), &year])
}
