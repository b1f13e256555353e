//! Lists of cases, the figures above them, and one as its page shows it.

mod filter;

use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId, policy::Scope, record};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

pub use self::filter::{After, Filter, Wanted, Whose};
use crate::case::{
    clock::Standing,
    model::{Asker, CaseId, Channel, Kind, Urgency, Verdict},
    rules::Rules,
    said::Said,
};

macro_rules! wanted {
    ($w:literal, $now:literal) => {
        concat!(
            "(",
            $w,
            " = 'open' OR (",
            $w,
            " = 'overdue' AND c.due_at <= ",
            $now,
            ") OR (",
            $w,
            " = 'near' AND c.near_at <= ",
            $now,
            " AND c.due_at > ",
            $now,
            ") OR (",
            $w,
            " = 'paused' AND c.is_open = 1 AND c.paused_at IS NOT NULL) OR (",
            $w,
            " = 'told' AND c.level >= 2) OR c.stage = ",
            $w,
            ")"
        )
    };
}
macro_rules! whose {
    ($w:literal, $me:literal, $head:literal, $today:literal) => {
        concat!(
            "(",
            $w,
            " = 'all' OR (",
            $w,
            " = 'first' AND c.first_id = ",
            $me,
            ") OR (",
            $w,
            " = 'mine' AND (c.handler_id = ",
            $me,
            " AND c.stage <> 'answered' OR c.first_id = ",
            $me,
            " AND c.stage IN ('waiting', 'answered') OR c.stage = 'raised' AND ",
            $head,
            " = ",
            $me,
            " OR c.id IN (SELECT k.case_id FROM case_step k WHERE k.bureau_id = $1 AND k.handler_id = ",
            $me,
            " AND k.state = 'open')
    OR c.id IN (SELECT g.case_id FROM case_rung g WHERE g.bureau_id = $1 AND g.told_id = ",
            $me,
            " AND g.round = c.round)
    OR EXISTS (SELECT 1 FROM absence v LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id
        AND h.person_id = c.person_id WHERE v.bureau_id = $1
        AND v.staff_id = CASE WHEN c.stage IN ('waiting', 'answered') THEN c.first_id ELSE c.handler_id END AND v.state = 'holds'
        AND v.from_on <= ",
            $today,
            " AND (v.until_on IS NULL OR v.until_on >= ",
            $today,
            ") AND COALESCE(h.substitute_id, v.substitute_id) = ",
            $me,
            "))))"
        )
    };
}
macro_rules! rows {
    ($($tail:expr),+) => {
        concat!(
            "SELECT c.id, c.person_id, p.name, a.name, c.kind, c.urgency, c.channel, c.asker, c.said, c.stage, c.first_id, f.name,
    c.handler_id, s.name, c.received_at, c.near_at, c.due_at, c.paused_at, c.level, c.promised_on, c.outcome, c.verdict, c.called_at, c.sort_at,
    c.version FROM case_file c JOIN person p ON p.bureau_id = c.bureau_id AND p.id = c.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    JOIN staff f ON f.bureau_id = c.bureau_id AND f.id = c.first_id
    LEFT JOIN staff s ON s.bureau_id = c.bureau_id AND s.id = c.handler_id WHERE c.bureau_id = $1 AND {reach} AND ",
            $($tail),+
        )
    };
}
macro_rules! narrowed {
    () => {
        concat!(
            wanted!("$4", "$5"),
            " AND ",
            whose!("$6", "$7", "$8", "$13"),
            " AND ($9 = 'any' OR c.kind = $9) AND ($10 = 'any' OR c.person_id = $11)"
        )
    };
}

const FIND: &str = rows!("c.id = $2");
const OF_PERSON: &str = rows!(
    "c.person_id = $2 ORDER BY c.bureau_id DESC, c.person_id DESC, c.received_at DESC, c.id DESC LIMIT $3"
);
const OPEN: &str = rows!(
    "c.is_open = 1 AND (c.sort_at, c.id) > ($2, $3) AND ",
    narrowed!(),
    " ORDER BY c.bureau_id, c.is_open, c.sort_at, c.id LIMIT $12"
);
const CLOSED: &str = rows!(
    "c.is_open = 0 AND (c.sort_at, c.id) < ($2, $3) AND ",
    narrowed!(),
    " ORDER BY c.bureau_id DESC, c.is_open DESC, c.sort_at DESC, c.id DESC LIMIT $12"
);
const COUNTS: &str = concat!(
    "SELECT COUNT(*), COUNT(CASE WHEN ",
    wanted!("'overdue'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'near'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'waiting'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'raised'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'refusing'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'answered'", "$2"),
    " THEN 1 END), COUNT(CASE WHEN ",
    wanted!("'told'", "$2"),
    " THEN 1 END) FROM case_file c WHERE c.bureau_id = $1 AND c.is_open = 1 AND {reach} AND ",
    whose!("$3", "$4", "$5", "$6")
);

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, OF_PERSON, OPEN, CLOSED, COUNTS];

record! {
    struct Stored {
        id: CaseId,
        person: PersonId,
        name: String,
        area: Option<String>,
        kind: Kind,
        urgency: Urgency,
        channel: Channel,
        asker: Asker,
        said: Vec<u8>,
        stage: String,
        first: StaffId,
        first_name: String,
        handler: Option<StaffId>,
        handler_name: Option<String>,
        received_at: Timestamp,
        near: Option<Timestamp>,
        due: Option<Timestamp>,
        paused: Option<Timestamp>,
        level: u32,
        promised_on: Option<Date>,
        outcome: Option<String>,
        verdict: Option<Verdict>,
        called_at: Option<Timestamp>,
        sort: i64,
        version: i64,
    }
}

/// A case as lists and its page show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Identity.
    pub id: CaseId,
    /// About whom.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// 所在镇街.
    pub area: Option<String>,
    /// What it is about.
    pub kind: Kind,
    /// How soon.
    pub urgency: Urgency,
    /// How it came in.
    pub channel: Channel,
    /// Who asked.
    pub asker: Asker,
    /// Who, how to reach them, and what, in their words.
    pub said: Said,
    /// The word of its stage; `closed` at the end.
    pub stage: String,
    /// Who received it first.
    pub first: StaffId,
    /// Their name.
    pub first_name: String,
    /// Who is at it.
    pub handler: Option<StaffId>,
    /// Their name.
    pub handler_name: Option<String>,
    /// When it was received.
    pub received_at: Timestamp,
    /// When most of its time is spent.
    pub near: Option<Timestamp>,
    /// When its time has run out; none while the clock stands still.
    pub due: Option<Timestamp>,
    /// How many rungs were told.
    pub level: u32,
    /// The day promised to the asker.
    pub promised_on: Option<Date>,
    /// `done` or `refused`.
    pub outcome: Option<String>,
    /// How the asker took it.
    pub verdict: Option<Verdict>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Guard.
    pub version: i64,
    sort: i64,
}

impl Listed {
    fn of(row: Stored, act: &Act) -> Result<Self> {
        let said = Said::open(&act.secrets, row.id.0, &row.said)?;
        Ok(Self {
            id: row.id,
            person: row.person,
            name: row.name,
            area: row.area,
            kind: row.kind,
            urgency: row.urgency,
            channel: row.channel,
            asker: row.asker,
            said,
            stage: row.stage,
            first: row.first,
            first_name: row.first_name,
            handler: row.handler,
            handler_name: row.handler_name,
            received_at: row.received_at,
            near: row.near,
            due: row.due,
            level: row.level,
            promised_on: row.promised_on,
            outcome: row.outcome,
            verdict: row.verdict,
            closed_at: row.called_at,
            version: row.version,
            sort: row.sort,
        })
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }

    /// How its clock stands at `now`; nothing once it is closed.
    pub fn standing(&self, now: Timestamp) -> Option<Standing> {
        match (self.closed_at, self.near, self.due) {
            (Some(_), ..) => None,
            (None, Some(near), Some(due)) => Some(if due <= now {
                Standing::Overdue
            } else if near <= now {
                Standing::Near
            } else {
                Standing::Fine
            }),
            _ => Some(Standing::Paused),
        }
    }

    /// Where a page that ends with it ended.
    pub fn after(&self) -> After {
        After { sort: self.sort, id: self.id }
    }
}

/// Who asks for a list, and under which rules.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The hand.
    pub act: &'a Act,
    /// How far it reaches.
    pub scope: &'a Scope,
    /// As whom; nobody who owes anything.
    pub me: Option<StaffId>,
    /// Who decides what is unclear.
    pub rules: &'a Rules,
}

impl Asking<'_> {
    fn me(&self) -> Uuid {
        self.me.map_or(Uuid::nil(), |me| me.0)
    }

    fn head(&self) -> Uuid {
        // Nobody is not the head of a bureau that has not said who is.
        self.rules.head.map_or(Uuid::max(), |head| head.0)
    }
}

/// A page of cases: those under way by when they are due, closed ones the latest first.
pub fn list(
    conn: &Conn<'_>,
    asking: Asking<'_>,
    filter: &Filter,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let (bureau, is_closed) = (asking.act.bureau(), filter.wanted == Wanted::Closed);
    let start = if is_closed { (i64::MAX, Uuid::max()) } else { (i64::MIN, Uuid::nil()) };
    let (sort, id) = after.map_or(start, |after| (after.sort, after.id.0));
    let kind = filter.kind.map_or("any", Kind::as_str);
    let (one, person) = filter.person.map_or(("any", Uuid::nil()), |person| ("one", person.0));
    let sql = if is_closed { CLOSED } else { OPEN };
    let (me, head, today) = (asking.me(), asking.head(), asking.act.today());
    let rows = conn.list_in::<Stored>(
        asking.scope,
        sql,
        &[
            bureau,
            &sort,
            &id,
            &filter.wanted,
            &asking.act.at,
            &filter.whose,
            &me,
            &head,
            &kind,
            &one,
            &person,
            &limit,
            &today,
        ],
    )?;
    rows.into_iter().map(|row| Listed::of(row, asking.act)).collect()
}

/// What was asked about somebody, the latest first.
pub fn of_person(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, OF_PERSON, &[act.bureau(), &person, &limit])?;
    rows.into_iter().map(|row| Listed::of(row, act)).collect()
}

/// A case within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: CaseId) -> Result<Option<Listed>> {
    let row = conn.find_in::<Stored>(scope, FIND, &[act.bureau(), &id])?;
    row.map(|row| Listed::of(row, act)).transpose()
}

record! {
    /// The figures above a list; each is the length of the list it leads to.
    pub struct Counts {
        /// Under way.
        pub open: i64,
        /// Late.
        pub overdue: i64,
        /// Nearly late.
        pub near: i64,
        /// Nobody is at them.
        pub waiting: i64,
        /// The head is to decide.
        pub raised: i64,
        /// A second one is to agree.
        pub refusing: i64,
        /// To be called back.
        pub answered: i64,
        /// Head or leader were told.
        pub told: i64,
    }
}

/// The figures of those under way.
pub fn counts(conn: &Conn<'_>, asking: Asking<'_>, whose: Whose) -> Result<Counts> {
    let (me, head, today) = (asking.me(), asking.head(), asking.act.today());
    let found = conn.find_in::<Counts>(
        asking.scope,
        COUNTS,
        &[asking.act.bureau(), &asking.act.at, &whose, &me, &head, &today],
    )?;
    found.ok_or(cq_platform::Error::NotFound)
}
