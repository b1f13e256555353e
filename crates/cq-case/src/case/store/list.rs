//! Lists of cases, the figures above them, and one as its page shows it.

mod filter;
mod sql;

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Param},
    ids::StaffId,
    policy::Scope,
    record,
};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

pub use self::filter::{After, Filter, Wanted, Whose};
use self::sql::{
    AT_STAGE, CLOSED, CLOSED_FIRST, CLOSED_MINE, COUNTS, COUNTS_FIRST, COUNTS_MINE, FIND, FIRST_AT_STAGE,
    OF_PERSON, OPEN, OPEN_FIRST, OPEN_MINE,
};
use crate::case::{
    clock::Standing,
    model::{Asker, CaseId, Channel, Kind, Urgency, Verdict},
    rules::Rules,
    said::Said,
};

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    OF_PERSON,
    OPEN,
    OPEN_MINE,
    OPEN_FIRST,
    CLOSED,
    CLOSED_MINE,
    CLOSED_FIRST,
    COUNTS,
    COUNTS_MINE,
    COUNTS_FIRST,
    AT_STAGE,
    FIRST_AT_STAGE,
];

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
    fn whom(&self) -> Whom {
        Whom {
            me: self.me.map_or(Uuid::nil(), |me| me.0),
            // Nobody is not the head of a bureau that has not said who is.
            head: self.rules.head.map_or(Uuid::max(), |head| head.0),
            today: self.act.today(),
        }
    }
}

/// For whom the cases of a list wait, on which day.
struct Whom {
    me: Uuid,
    head: Uuid,
    today: Date,
}

impl Whom {
    /// What a statement of these wants to know, behind what all want.
    fn cells(&self, whose: Whose) -> Vec<&dyn Param> {
        match whose {
            Whose::All => Vec::new(),
            Whose::First => vec![&self.me],
            Whose::Mine => vec![&self.me, &self.head, &self.today],
        }
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
    let sql = match (filter.whose, is_closed) {
        (Whose::All, false) => OPEN,
        (Whose::All, true) => CLOSED,
        (Whose::Mine, false) => OPEN_MINE,
        (Whose::Mine, true) => CLOSED_MINE,
        (Whose::First, false) => OPEN_FIRST,
        (Whose::First, true) => CLOSED_FIRST,
    };
    let cells: [&dyn Param; 9] =
        [bureau, &sort, &id, &filter.wanted, &asking.act.at, &kind, &one, &person, &limit];
    let whom = asking.whom();
    let rows =
        conn.list_in::<Stored>(asking.scope, sql, &[&cells, whom.cells(filter.whose).as_slice()].concat())?;
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
    let sql = match whose {
        Whose::All => COUNTS,
        Whose::Mine => COUNTS_MINE,
        Whose::First => COUNTS_FIRST,
    };
    let cells: [&dyn Param; 2] = [asking.act.bureau(), &asking.act.at];
    let whom = asking.whom();
    let found =
        conn.find_in::<Counts>(asking.scope, sql, &[&cells, whom.cells(whose).as_slice()].concat())?;
    found.ok_or(cq_platform::Error::NotFound)
}

/// How many stand at the stage that is wanted, up to a thousand.
pub fn at_stage(conn: &Conn<'_>, act: &Act, scope: &Scope, wanted: Wanted) -> Result<i64> {
    let found = conn.find_in::<(i64,)>(scope, AT_STAGE, &[act.bureau(), &wanted])?;
    Ok(found.map_or(0, |(n,)| n))
}

/// The most pressing of those.
pub fn first_at_stage(
    conn: &Conn<'_>,
    act: &Act,
    scope: &Scope,
    wanted: Wanted,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = conn.list_in::<Stored>(scope, FIRST_AT_STAGE, &[act.bureau(), &wanted, &limit])?;
    rows.into_iter().map(|row| Listed::of(row, act)).collect()
}
