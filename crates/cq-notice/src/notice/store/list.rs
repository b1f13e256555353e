//! Lists of notices and the figures above them.

use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId, record, words};
use cq_registry::person::PersonId;
use jiff::Timestamp;
use uuid::Uuid;

use crate::notice::{
    content::Content,
    model::{Because, Channel, Fault, Kind, NoticeId, Why},
};

macro_rules! rows {
    ($($tail:expr),+) => {
        concat!(
            "SELECT n.id, n.cause, n.cause_id, n.person_id, n.staff_id, n.channel, n.because, n.content, n.written_at, n.state, n.not_before,
    n.tries, n.fault, n.code, n.receipt, n.ended_at, e.name, n.why, n.version FROM notice n
    LEFT JOIN staff e ON e.bureau_id = n.bureau_id AND e.id = n.ended_by WHERE n.bureau_id = $1 AND ",
            $($tail),+
        )
    };
}

const FIND: &str = rows!("n.id = $2");
const LIST: &str = rows!(
    "n.is_open = $2 AND (n.written_at, n.id) < ($3, $4) AND ($5 = 'any' OR n.state = $5 OR ($5 = 'trouble' AND n.state IN ('unclear', 'given-up')))
    AND ($6 = 'any' OR n.channel = $6) ORDER BY n.bureau_id DESC, n.is_open DESC, n.written_at DESC, n.id DESC LIMIT $7"
);
const BY_HAND: &str = rows!(
    "n.state = 'waiting' AND n.channel = $2 ORDER BY n.bureau_id, n.state, n.channel, n.not_before, n.id LIMIT $3"
);
const OF_PERSON: &str = rows!(
    "n.person_id = $2 ORDER BY n.bureau_id DESC, n.person_id DESC, n.written_at DESC, n.id DESC LIMIT $3"
);
const OF_CAUSE: &str = rows!("n.cause = $2 AND n.cause_id = $3 ORDER BY n.written_at, n.id LIMIT $4");
const COUNTS: &str =
    "SELECT n.state, n.channel, COUNT(*) FROM notice n WHERE n.bureau_id = $1 AND n.is_open = 1
    GROUP BY n.state, n.channel";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[FIND, LIST, BY_HAND, OF_PERSON, OF_CAUSE, COUNTS];

words! {
    /// Which notices are wanted.
    pub enum Wanted {
        /// What is not done yet.
        Open = "open",
        /// What a person has to decide.
        Trouble = "trouble",
        /// What may have arrived.
        Unclear = "unclear",
        /// What is not tried any more.
        GivenUp = "given-up",
        /// What is waiting for its time or for somebody's hand.
        Waiting = "waiting",
        /// What is done.
        Done = "done",
        /// What was withdrawn.
        Withdrawn = "withdrawn",
    }
}

impl Wanted {
    /// Whether these are open, and the state that the statement asks for.
    fn asked(self) -> (bool, &'static str) {
        match self {
            Wanted::Open => (true, "any"),
            Wanted::Trouble => (true, "trouble"),
            Wanted::Unclear | Wanted::GivenUp | Wanted::Waiting => (true, self.as_str()),
            Wanted::Done => (false, "any"),
            Wanted::Withdrawn => (false, self.as_str()),
        }
    }
}

/// Where a page ended: the next begins after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After(Timestamp, NoticeId);

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0.as_millisecond(), self.1)
    }
}

impl std::str::FromStr for After {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = Timestamp::from_millisecond(at.parse().map_err(drop)?).map_err(drop)?;
        Ok(Self(at, id.parse().map_err(drop)?))
    }
}

record! {
    struct Stored {
        id: NoticeId,
        kind: Kind,
        cause: Uuid,
        person: Option<PersonId>,
        staff: Option<StaffId>,
        channel: Channel,
        because: Because,
        content: Vec<u8>,
        written_at: Timestamp,
        state: String,
        not_before: Timestamp,
        tries: u32,
        fault: Option<Fault>,
        code: Option<u32>,
        receipt: Option<String>,
        ended_at: Option<Timestamp>,
        ended_by: Option<String>,
        why: Option<Why>,
        version: i64,
    }
}

/// A notice as lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Identity.
    pub id: NoticeId,
    /// What happened.
    pub kind: Kind,
    /// To which thing.
    pub cause: Uuid,
    /// To whom, if it is somebody of the registry.
    pub person: Option<PersonId>,
    /// To whom, if it is somebody who works here.
    pub staff: Option<StaffId>,
    /// By which way.
    pub channel: Channel,
    /// Why by that way.
    pub because: Because,
    /// What it says, to whom and where.
    pub content: Content,
    /// When it was written.
    pub written_at: Timestamp,
    /// Where it stands, by its word.
    pub state: String,
    /// Not before.
    pub not_before: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// What went wrong last.
    pub fault: Option<Fault>,
    /// With which code.
    pub code: Option<u32>,
    /// Under which name the other side took it.
    pub receipt: Option<String>,
    /// When it was done.
    pub ended_at: Option<Timestamp>,
    /// By whom.
    pub ended_by: Option<String>,
    /// Why it was withdrawn.
    pub why: Option<Why>,
    /// Guard.
    pub version: i64,
}

impl Listed {
    fn of(act: &Act, row: Stored) -> Result<Self> {
        let content = Content::open(&act.secrets, row.id.0, &row.content)?;
        Ok(Self {
            id: row.id,
            kind: row.kind,
            cause: row.cause,
            person: row.person,
            staff: row.staff,
            channel: row.channel,
            because: row.because,
            content,
            written_at: row.written_at,
            state: row.state,
            not_before: row.not_before,
            tries: row.tries,
            fault: row.fault,
            code: row.code,
            receipt: row.receipt.filter(|receipt| !receipt.is_empty()),
            ended_at: row.ended_at,
            ended_by: row.ended_by,
            why: row.why,
            version: row.version,
        })
    }

    /// Where the page after this one begins.
    pub fn after(&self) -> After {
        After(self.written_at, self.id)
    }

    /// Whether something may still become of it.
    pub fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "waiting" | "sending" | "unclear" | "given-up")
    }
}

fn opened(act: &Act, rows: Vec<Stored>) -> Result<Vec<Listed>> {
    rows.into_iter().map(|row| Listed::of(act, row)).collect()
}

/// One notice as lists show it.
pub fn find(conn: &Conn<'_>, act: &Act, id: NoticeId) -> Result<Option<Listed>> {
    conn.find::<Stored>(FIND, &[act.bureau(), &id])?.map(|row| Listed::of(act, row)).transpose()
}

/// A page of notices, the latest first.
pub fn list(
    conn: &Conn<'_>,
    act: &Act,
    (wanted, channel): (Wanted, Option<Channel>),
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Listed>> {
    let (is_open, state) = wanted.asked();
    let After(at, id) = after.unwrap_or(After(Timestamp::MAX, NoticeId(Uuid::max())));
    let channel = channel.map_or("any", Channel::as_str);
    opened(act, conn.list(LIST, &[act.bureau(), &is_open, &at, &id, &state, &channel, &limit])?)
}

/// What waits for somebody's hand, by when it is to be done.
pub fn by_hand(conn: &Conn<'_>, act: &Act, channel: Channel, limit: i64) -> Result<Vec<Listed>> {
    opened(act, conn.list(BY_HAND, &[act.bureau(), &channel, &limit])?)
}

/// What somebody was told lately.
pub fn of_person(conn: &Conn<'_>, act: &Act, person: PersonId, limit: i64) -> Result<Vec<Listed>> {
    opened(act, conn.list(OF_PERSON, &[act.bureau(), &person, &limit])?)
}

/// Who is told of something.
pub fn of_cause(conn: &Conn<'_>, act: &Act, (kind, cause): (Kind, Uuid), limit: i64) -> Result<Vec<Listed>> {
    opened(act, conn.list(OF_CAUSE, &[act.bureau(), &kind, &cause, &limit])?)
}

/// How many are open: state, way, number.
pub fn counts(conn: &Conn<'_>, act: &Act) -> Result<Vec<(String, Channel, i64)>> {
    conn.list(COUNTS, &[act.bureau()])
}
