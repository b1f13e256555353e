//! Lists of errands, the figures above them, and one as its page shows it.

mod filter;

use cq_case::case::{
    CaseId,
    model::{Channel, Verdict},
};
use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param},
    ids::StaffId,
    policy::Scope,
    record,
};
use cq_registry::{area::AreaId, person::PersonId};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

pub use self::{
    counts::{Counts, counts},
    filter::{After, Came, Filter, Wanted, Whose},
    of::{at_stage, held_by, of_case, of_person, open_of_case},
};
use crate::errand::{
    model::{ErrandId, First, Hands, Outcome},
    said::Said,
    worker::Point,
};

/// Who goes first: 独居、空巢、无子女、失独.
macro_rules! rank {
    () => {
        "CAST(CASE WHEN p.living LIKE '%alone%' OR p.living LIKE '%empty-nest%' OR p.living LIKE '%childless%' OR p.living LIKE '%bereaved%'
    OR p.children = 0 THEN 0 ELSE 1 END AS BIGINT)"
    };
}
macro_rules! late {
    ($today:literal) => {
        concat!("(c.stage IN ('waiting', 'working') AND c.halted_on IS NULL AND COALESCE(c.promised_on, c.needed_on) < ", $today, ")")
    };
}
/// `$w` a word of [`Wanted`].
macro_rules! wanted {
    ($w:literal, $today:literal) => {
        concat!(
            "(",
            $w,
            " = 'any' OR (",
            $w,
            " = 'open' AND c.is_open = 1) OR (",
            $w,
            " = 'late' AND ",
            late!($today),
            ") OR (",
            $w,
            " = 'first' AND c.stage IN ('waiting', 'working') AND c.halted_on IS NULL AND ",
            rank!(),
            " = 0) OR (",
            $w,
            " = 'short' AND c.stage = 'working' AND c.halted_on IS NULL AND c.hands = 2 AND c.second_id IS NULL) OR (",
            $w,
            " = 'money' AND c.is_open = 1 AND (c.held_fen > 0 OR c.advanced_fen > 0 OR c.pending > 0)) OR c.stage = ",
            $w,
            ")"
        )
    };
}
macro_rules! whose {
    ($w:literal, $me:literal) => {
        concat!("(", $w, " = 'all' OR c.worker_id = ", $me, " OR c.second_id = ", $me, ")")
    };
}
/// `$w` a word of [`Came`].
macro_rules! came {
    ($w:literal) => {
        concat!(
            "(",
            $w,
            " = 'any' OR (",
            $w,
            " = 'open' AND c.is_open = 1 AND c.outcome IS NULL) OR c.outcome = ",
            $w,
            " OR (",
            $w,
            " = 'cancelled' AND c.stage = 'cancelled') OR (",
            $w,
            " = 'late' AND c.outcome = 'done' AND c.answered_on > COALESCE(c.promised_on, c.needed_on)) OR c.verdict = ",
            $w,
            ")"
        )
    };
}
macro_rules! rows {
    ($($tail:expr),+) => {
        concat!(
            "SELECT c.id, c.person_id, p.name, p.area_id, a.name, p.living, p.children, p.phone, p.address,
    COALESCE(p.latitude, a.latitude), COALESCE(p.longitude, a.longitude), c.case_id, c.kind, c.hands, c.channel, c.said, c.stage, t.name,
    c.taken_at, c.taken_on, c.needed_on, c.promised_on, c.worker_id, s.name, c.second_id, z.name, c.outcome, c.answered_on, c.verdict,
    c.held_fen, c.advanced_fen, c.pending, c.repeat_id, c.halted_on, ",
            rank!(),
            ", c.version FROM errand c JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    JOIN staff t ON t.bureau_id = c.bureau_id AND t.id = c.taken_by
    LEFT JOIN staff s ON s.bureau_id = c.bureau_id AND s.id = c.worker_id
    LEFT JOIN staff z ON z.bureau_id = c.bureau_id AND z.id = c.second_id WHERE c.bureau_id = $1 AND {reach} AND ",
            $($tail),+
        )
    };
}
macro_rules! narrowed {
    () => {
        concat!(
            wanted!("$2", "$3"),
            " AND ",
            whose!("$4", "$5"),
            " AND ($6 = 'any' OR c.kind = $6) AND ($7 = 'any' OR c.person_id = $8) AND ($9 = 'any' OR c.taken_on LIKE $9)
    AND ($10 = 'any' OR c.worker_id = $11 OR c.second_id = $11) AND ($12 = 'any' OR p.area_id = $13) AND ",
            came!("$14")
        )
    };
}

mod counts;
mod of;

const FIND: &str = rows!("c.id = $2");
const OPEN: &str = rows!(
    narrowed!(),
    " AND c.is_open = 1 AND (",
    rank!(),
    ", COALESCE(c.promised_on, c.needed_on), c.id) > ($15, $16, $17) ORDER BY ",
    rank!(),
    ", COALESCE(c.promised_on, c.needed_on), c.id LIMIT $18"
);
const PAST: &str =
    rows!(narrowed!(), " AND (c.taken_at, c.id) < ($15, $16) ORDER BY c.taken_at DESC, c.id DESC LIMIT $17");

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, of::PERSON, of::CASE, of::HELD_BY, of::AT_STAGE, of::OPEN_OF_CASE, OPEN, PAST, counts::COUNTS];

record! {
    struct Stored {
        id: ErrandId,
        person: PersonId,
        name: String,
        area: Option<AreaId>,
        area_name: Option<String>,
        living: String,
        children: Option<i64>,
        phone: Option<String>,
        address: Option<String>,
        north: Option<f64>,
        east: Option<f64>,
        case: Option<CaseId>,
        kind: String,
        hands: i64,
        channel: Channel,
        said: Vec<u8>,
        stage: String,
        taken_by: String,
        taken_at: Timestamp,
        taken_on: Date,
        needed_on: Date,
        promised_on: Option<Date>,
        worker: Option<StaffId>,
        worker_name: Option<String>,
        second: Option<StaffId>,
        second_name: Option<String>,
        outcome: Option<Outcome>,
        answered_on: Option<Date>,
        verdict: Option<Verdict>,
        held: i64,
        advanced: i64,
        pending: i64,
        repeat: Option<Uuid>,
        halted_on: Option<Date>,
        rank: i64,
        version: i64,
    }
}

/// An errand as lists and its page show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Identity.
    pub id: ErrandId,
    /// For whom.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// 所在镇街.
    pub area: Option<AreaId>,
    /// Its name.
    pub area_name: Option<String>,
    /// Why they go first; empty where they do not.
    pub first: Vec<First>,
    /// Their number.
    pub phone: Option<String>,
    /// Where they live.
    pub address: Option<String>,
    /// Where that is, or the middle of their area.
    pub at: Option<Point>,
    /// The case it came from.
    pub case: Option<CaseId>,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// How many people it takes.
    pub hands: Hands,
    /// How it came in.
    pub channel: Channel,
    /// What is wanted, and whom to call.
    pub said: Said,
    /// The word of its state.
    pub stage: String,
    /// Who took it down.
    pub taken_by: String,
    /// When.
    pub taken_at: Timestamp,
    /// The day of it.
    pub taken_on: Date,
    /// By when it is needed.
    pub needed_on: Date,
    /// The day that was promised.
    pub promised_on: Option<Date>,
    /// Who works on it: id and name.
    pub workers: Vec<(StaffId, String)>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The day of that.
    pub answered_on: Option<Date>,
    /// How the elder took it.
    pub verdict: Option<Verdict>,
    /// What its workers hold, in fen.
    pub held_fen: i64,
    /// What of the bureau's is out, in fen.
    pub advanced_fen: i64,
    /// Movements that wait for a second person.
    pub pending: i64,
    /// The repeat that it is of.
    pub repeat: Option<Uuid>,
    /// Since when the person is served no more, and it is only settled.
    pub halted_on: Option<Date>,
    /// Guard.
    pub version: i64,
    rank: i64,
}

impl Listed {
    fn of(row: Stored, act: &Act) -> Result<Self> {
        let said = Said::open(&act.secrets, row.id.0, &row.said)?;
        let named = |id: Option<StaffId>, name: Option<String>| id.map(|id| (id, name.unwrap_or_default()));
        let workers = [named(row.worker, row.worker_name), named(row.second, row.second_name)];
        Ok(Self {
            id: row.id,
            person: row.person,
            name: row.name,
            area: row.area,
            area_name: row.area_name,
            first: First::all(&row.living, row.children),
            phone: row.phone,
            address: row.address,
            at: row.north.zip(row.east),
            case: row.case,
            kind: row.kind,
            hands: Hands::of(row.hands),
            channel: row.channel,
            said,
            stage: row.stage,
            taken_by: row.taken_by,
            taken_at: row.taken_at,
            taken_on: row.taken_on,
            needed_on: row.needed_on,
            promised_on: row.promised_on,
            workers: workers.into_iter().flatten().collect(),
            outcome: row.outcome,
            answered_on: row.answered_on,
            verdict: row.verdict,
            held_fen: row.held,
            advanced_fen: row.advanced,
            pending: row.pending,
            repeat: row.repeat,
            halted_on: row.halted_on,
            version: row.version,
            rank: row.rank,
        })
    }

    /// The day it is owed on: as promised, else as needed.
    pub fn due_on(&self) -> Date {
        self.promised_on.unwrap_or(self.needed_on)
    }

    /// Whether it is late on `today`.
    pub fn is_late(&self, today: Date) -> bool {
        let is_under_way = matches!(self.stage.as_str(), "waiting" | "working") && self.halted_on.is_none();
        is_under_way && self.due_on() < today
    }

    /// Whether it takes one more person.
    pub fn is_short(&self) -> bool {
        let is_going_on = self.stage == "working" && self.halted_on.is_none();
        is_going_on && self.hands == Hands::Two && self.workers.len() < 2
    }

    /// Where a page that ends with it ended, in a list of those under way or of the past.
    pub fn after(&self, is_past: bool) -> After {
        match is_past {
            true => After::Past { taken_at: self.taken_at, id: self.id },
            false => After::Open { rank: self.rank, due_on: self.due_on(), id: self.id },
        }
    }
}

/// Who asks for a list.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The hand.
    pub act: &'a Act,
    /// How far it reaches.
    pub scope: &'a Scope,
    /// As whom; nobody who owes anything.
    pub me: Option<StaffId>,
}

impl Asking<'_> {
    fn me(&self) -> Uuid {
        self.me.map_or(Uuid::nil(), |me| me.0)
    }
}

/// A page of errands: those under way with who goes first above, then by the day owed; others the latest first.
pub fn list(
    conn: &Conn<'_>,
    asking: Asking<'_>,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let (today, me) = (asking.act.today(), asking.me());
    let kind = filter.kind.as_deref().unwrap_or("any");
    let one = |is_one: bool| if is_one { "one" } else { "any" };
    let person = (one(filter.person.is_some()), filter.person.map_or(Uuid::nil(), |id| id.0));
    let worker = (one(filter.worker.is_some()), filter.worker.map_or(Uuid::nil(), |id| id.0));
    let area = (one(filter.area.is_some()), filter.area.map_or(Uuid::nil(), |id| id.0));
    let month = filter.month.map_or_else(|| "any".to_owned(), |month| format!("{month}-%"));
    let mut cells: Vec<&dyn Param> = vec![
        asking.act.bureau(),
        &filter.wanted,
        &today,
        &filter.whose,
        &me,
        &kind,
        &person.0,
        &person.1,
        &month,
        &worker.0,
        &worker.1,
        &area.0,
        &area.1,
        &filter.came,
    ];
    let past = match after {
        Some(After::Past { taken_at, id }) => (taken_at, id.0),
        _ => (Timestamp::MAX, Uuid::max()),
    };
    let open = match after {
        Some(After::Open { rank, due_on, id }) => (rank, due_on, id.0),
        _ => (-1, Date::ZERO, Uuid::nil()),
    };
    let sql = if filter.wanted.is_past() {
        cells.extend([&past.0 as &dyn Param, &past.1, &limit]);
        PAST
    } else {
        cells.extend([&open.0 as &dyn Param, &open.1, &open.2, &limit]);
        OPEN
    };
    let rows = conn.list_in::<Stored>(asking.scope, sql, &cells)?;
    rows.into_iter().map(|row| Listed::of(row, asking.act)).collect()
}

/// An errand within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: ErrandId) -> Result<Option<Listed>> {
    let row = conn.find_in::<Stored>(scope, FIND, &[act.bureau(), &id])?;
    row.map(|row| Listed::of(row, act)).transpose()
}
