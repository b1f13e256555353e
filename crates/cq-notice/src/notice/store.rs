//! Notices in the database: written once, saved under their guard, found when they are due. Lists are in [`list`].

pub mod call;
pub mod hold;
pub mod list;

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    model::{Addressee, Because, Cause, Channel, Fault, Handed, Kind, Notice, NoticeId, State, Tries, Why},
    rules::Rules,
};

macro_rules! columns {
    ($($tail:expr),+) => {
        concat!(
            "SELECT n.id, n.cause, n.cause_id, n.occasion, n.person_id, n.staff_id, n.turn, n.channel, n.because, n.state, n.not_before, n.tries,
    n.lease_id, n.due_at, n.fault, n.code, n.receipt, n.ended_at, n.ended_by, n.why, n.content, n.version FROM notice n WHERE n.bureau_id = $1 AND ",
            $($tail),+
        )
    };
}

const FIND: &str = columns!("n.id = $2");
const DUE: &str =
    columns!("n.channel = $2 AND n.due_at <= $3 ORDER BY n.bureau_id, n.channel, n.due_at, n.id LIMIT $4");
const OPEN_OF: &str = columns!(
    "n.person_id = $2 AND n.is_open = 1 AND n.state = 'waiting' ORDER BY n.bureau_id, n.person_id, n.written_at, n.id"
);
const WAITING_OF: &str = columns!(
    "n.cause = $2 AND n.cause_id = $3 AND n.state = 'waiting' ORDER BY n.bureau_id, n.cause, n.cause_id, n.occasion, n.id"
);
/// Whoever moves a notice holds its row, so that a second one sees what the first did.
const HOLD: &str = "UPDATE notice SET version = version WHERE bureau_id = $1 AND id = $2";
const IS_WRITTEN: &str = "SELECT n.id FROM notice n WHERE n.bureau_id = $1 AND n.cause = $2 AND n.cause_id = $3 AND n.occasion = $4
    AND n.addressee_id = $5 ORDER BY n.turn LIMIT 1";
const INSERT: &str = "INSERT INTO notice (bureau_id, id, cause, cause_id, occasion, person_id, staff_id, addressee_id, turn, channel, because,
    content, written_at, written_by, state, not_before, tries, due_at, fault, is_open, version)";
const WIDTH: usize = 21;
const SAVE: &str = "UPDATE notice SET state = $4, not_before = $5, tries = $6, lease_id = $7, due_at = $8, fault = $9, code = $10, receipt = $11,
    ended_at = $12, ended_by = $13, why = $14, is_open = $15, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $3";
const RULES: &str =
    "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = 'notice' AND since <= $2
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE_RULES: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, 'notice', $2, $3)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";

/// For a merge of two people: what belongs to the one that gives way, and how it comes to the other.
pub(super) const HELD: &str = "SELECT n.id, n.version, '', n.channel, NULL, NULL, NULL, NULL, NULL FROM notice n
    WHERE n.bureau_id = $1 AND n.person_id = $2 AND n.person_id <> $3 ORDER BY n.bureau_id, n.person_id, n.written_at";
pub(super) const TAKE: &str = "UPDATE notice SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, DUE, OPEN_OF, WAITING_OF, HOLD, IS_WRITTEN, SAVE, RULES, SAVE_RULES, HELD, TAKE];

record! {
    struct Stored {
        id: NoticeId,
        kind: Kind,
        cause: Uuid,
        occasion: i64,
        person: Option<PersonId>,
        staff: Option<StaffId>,
        turn: u32,
        channel: Channel,
        because: Because,
        state: String,
        not_before: Timestamp,
        tries: u32,
        lease: Option<Uuid>,
        due: Option<Timestamp>,
        fault: Option<Fault>,
        code: Option<u32>,
        receipt: Option<String>,
        ended_at: Option<Timestamp>,
        ended_by: Option<StaffId>,
        why: Option<Why>,
        content: Vec<u8>,
        version: i64,
    }
}

impl Stored {
    fn tries(&self) -> Tries {
        Tries { count: self.tries, last: self.fault.map(|fault| (fault, self.code)) }
    }

    fn handed(&self) -> Option<Handed> {
        Some(Handed { at: self.ended_at?, by: self.ended_by? })
    }

    fn state(&self) -> Option<State> {
        let (tries, not_before) = (self.tries(), self.not_before);
        Some(match self.state.as_str() {
            "waiting" => State::Waiting { not_before, tries },
            "sending" => State::Sending { lease: self.lease?, until: self.due?, tries },
            "unclear" => State::Unclear { lease: self.lease?, tries },
            "sent" => {
                let receipt = self.receipt.clone().unwrap_or_default();
                State::Sent { at: self.ended_at?, receipt, by: self.ended_by }
            }
            "printed" => State::Printed(self.handed()?),
            "pasted" => State::Pasted(self.handed()?),
            "told" => State::Told(self.handed()?),
            "given-up" => State::GivenUp { tries },
            _ => State::Withdrawn {
                at: self.ended_at?,
                by: self.ended_by,
                why: self.why?,
                before: (not_before, tries),
            },
        })
    }

    fn into_notice(self) -> Result<(Notice, Vec<u8>)> {
        let broken = || Error::internal("a notice in no state");
        let state = self.state().ok_or_else(broken)?;
        let to = match (self.person, self.staff) {
            (Some(person), _) => Addressee::Person(person),
            (None, staff) => Addressee::Staff(staff.ok_or_else(broken)?),
        };
        let notice = Notice {
            id: self.id,
            cause: Cause { kind: self.kind, id: self.cause, occasion: self.occasion },
            to,
            turn: self.turn,
            channel: self.channel,
            because: self.because,
            state,
            version: self.version,
        };
        Ok((notice, self.content))
    }
}

/// A state as its columns hold it.
struct Columns<'n> {
    word: &'static str,
    not_before: Option<Timestamp>,
    tries: Tries,
    lease: Option<Uuid>,
    receipt: Option<&'n str>,
    ended_at: Option<Timestamp>,
    ended_by: Option<StaffId>,
    why: Option<Why>,
}

impl<'n> Columns<'n> {
    fn of(state: &'n State) -> Self {
        let none = Self {
            word: state.word(),
            not_before: None,
            tries: Tries::default(),
            lease: None,
            receipt: None,
            ended_at: None,
            ended_by: None,
            why: None,
        };
        match state {
            State::Waiting { not_before, tries } => {
                Self { not_before: Some(*not_before), tries: *tries, ..none }
            }
            State::Sending { lease, tries, .. } | State::Unclear { lease, tries } => {
                Self { lease: Some(*lease), tries: *tries, ..none }
            }
            State::GivenUp { tries } => Self { tries: *tries, ..none },
            State::Sent { at, receipt, by } => {
                Self { ended_at: Some(*at), ended_by: *by, receipt: Some(receipt), ..none }
            }
            State::Printed(by) | State::Pasted(by) | State::Told(by) => {
                Self { ended_at: Some(by.at), ended_by: Some(by.by), ..none }
            }
            State::Withdrawn { at, by, why, before: (not_before, tries) } => Self {
                not_before: Some(*not_before),
                tries: *tries,
                ended_at: Some(*at),
                ended_by: *by,
                why: Some(*why),
                ..none
            },
        }
    }
}

/// A notice and its sealed content.
pub type Kept = (Notice, Vec<u8>);

/// One notice.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: NoticeId) -> Result<Option<Kept>> {
    conn.find::<Stored>(FIND, &[bureau, &id])?.map(Stored::into_notice).transpose()
}

/// Holds the notice's row until the transaction ends; whether there is one is for [`find`] to say.
pub fn hold(tx: &Tx<'_>, bureau: &BureauId, id: NoticeId) -> Result<()> {
    tx.execute(HOLD, &[bureau, &id]).map(drop)
}

/// What a program has to look at, the longest due first.
pub fn due(
    conn: &Conn<'_>,
    bureau: &BureauId,
    channel: Channel,
    at: Timestamp,
    limit: i64,
) -> Result<Vec<Kept>> {
    let rows = conn.list::<Stored>(DUE, &[bureau, &channel, &at, &limit])?;
    rows.into_iter().map(Stored::into_notice).collect()
}

/// What still waits to reach somebody.
pub fn open_of(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<Vec<Kept>> {
    conn.list::<Stored>(OPEN_OF, &[bureau, &person])?.into_iter().map(Stored::into_notice).collect()
}

/// What still waits to tell of something.
pub fn waiting_of(conn: &Conn<'_>, bureau: &BureauId, kind: Kind, cause: Uuid) -> Result<Vec<Kept>> {
    conn.list::<Stored>(WAITING_OF, &[bureau, &kind, &cause])?.into_iter().map(Stored::into_notice).collect()
}

/// Whether somebody was told of that already, or is to be, by whatever way.
pub fn is_written(conn: &Conn<'_>, bureau: &BureauId, cause: &Cause, to: Addressee) -> Result<bool> {
    let key: [&dyn Param; 5] = [bureau, &cause.kind, &cause.id, &cause.occasion, &to.id()];
    Ok(conn.find::<(NoticeId,)>(IS_WRITTEN, &key)?.is_some())
}

/// Notices just written, each with its sealed content. One that is there already, by its cause, addressee and turn, is left as it is.
pub fn insert(tx: &Tx<'_>, act: &Act, by: Option<StaffId>, written: &[Kept]) -> Result<()> {
    struct Row<'n> {
        notice: &'n Notice,
        content: &'n [u8],
        keys: (Option<PersonId>, Option<StaffId>, Uuid),
        columns: Columns<'n>,
        not_before: Timestamp,
        due: Option<Timestamp>,
        fault: Option<Fault>,
    }
    let rows: Vec<Row<'_>> = written
        .iter()
        .map(|(notice, content)| {
            let columns = Columns::of(&notice.state);
            let (not_before, fault) =
                (columns.not_before.unwrap_or(act.at), columns.tries.last.map(|(fault, _)| fault));
            let keys = (notice.to.person(), notice.to.staff(), notice.to.id());
            Row { notice, content, keys, columns, not_before, due: notice.due_at(), fault }
        })
        .collect();
    let (open, first) = (true, 1_i64);
    let cells: Vec<&dyn Param> = rows
        .iter()
        .flat_map(|row| -> [&dyn Param; WIDTH] {
            let Notice { id, cause, turn, channel, because, .. } = row.notice;
            let (person, staff, addressee) = &row.keys;
            [
                act.bureau(),
                id,
                &cause.kind,
                &cause.id,
                &cause.occasion,
                person,
                staff,
                addressee,
                turn,
                channel,
                because,
                &row.content,
                &act.at,
                &by,
                &row.columns.word,
                &row.not_before,
                &row.columns.tries.count,
                &row.due,
                &row.fault,
                &open,
                &first,
            ]
        })
        .collect();
    tx.insert_missing(INSERT, WIDTH, &cells)
}

/// Writes down what a transition made; `notice` still has the version it was read with.
pub fn save(tx: &Tx<'_>, act: &Act, notice: &Notice) -> Result<()> {
    let c = Columns::of(&notice.state);
    let (fault, code) = (c.tries.last.map(|(fault, _)| fault), c.tries.last.and_then(|(_, code)| code));
    let (not_before, due, is_open) = (c.not_before.unwrap_or(act.at), notice.due_at(), notice.is_open());
    let cells: [&dyn Param; 15] = [
        act.bureau(),
        &notice.id,
        &notice.version,
        &c.word,
        &not_before,
        &c.tries.count,
        &c.lease,
        &due,
        &fault,
        &code,
        &c.receipt,
        &c.ended_at,
        &c.ended_by,
        &c.why,
        &is_open,
    ];
    tx.execute_one(SAVE, &cells)
}

/// The rules that hold on `day`, and since when; the shipped ones where none were set.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &day])? {
        Some((text, since)) => Ok((serde_json::from_str(&text).map_err(Error::internal)?, Some(since))),
        None => Ok((Rules::default(), None)),
    }
}

/// Sets the rules from `since` on.
pub fn save_rules(tx: &Tx<'_>, bureau: &BureauId, since: Date, rules: &Rules) -> Result<()> {
    let value = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute(SAVE_RULES, &[bureau, &since, &value]).map(drop)
}
