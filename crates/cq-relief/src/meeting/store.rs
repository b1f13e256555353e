//! Meetings and what they decided.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    record, words,
};
use jiff::{Timestamp, civil::Date};

use super::{MeetingId, draft::Verdict};
use crate::application::{
    model::ReliefId,
    said::{open_words, place, seal_words},
    store::list::number,
};

const INSERT: &str =
    "INSERT INTO relief_meeting (bureau_id, id, held_on, place, chair_id, recorder_id, attendees, minutes, made_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')";
const HOLD: &str = "UPDATE relief_meeting SET held_on = held_on WHERE bureau_id = $1 AND id = $2";
const SETTLE: &str = "UPDATE relief_meeting SET state = $3, settled_by = $4, settled_at = $5, reason = $6
    WHERE bureau_id = $1 AND id = $2 AND state = 'waiting'";
const WAITING: &str =
    "SELECT d.application_id FROM relief_decision d JOIN relief_meeting m ON m.bureau_id = d.bureau_id
    AND m.id = d.meeting_id WHERE d.bureau_id = $1 AND m.state = 'waiting'";
const INSERT_DECISION: &str =
    "INSERT INTO relief_decision (bureau_id, meeting_id, application_id, verdict, fen, note, seen)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FIND: &str =
    "SELECT m.id, m.held_on, m.place, c.name, r.name, m.attendees, m.minutes, m.chair_id, m.recorder_id, m.state, m.settled_at,
    m.reason FROM relief_meeting m
    JOIN staff c ON c.bureau_id = m.bureau_id AND c.id = m.chair_id
    JOIN staff r ON r.bureau_id = m.bureau_id AND r.id = m.recorder_id WHERE m.bureau_id = $1 AND m.id = $2";
const LIST: &str = "SELECT m.id, m.held_on, m.place, c.name, m.state,
    (SELECT COUNT(*) FROM relief_decision d WHERE d.bureau_id = m.bureau_id AND d.meeting_id = m.id),
    (SELECT COUNT(*) FROM relief_application a WHERE a.bureau_id = m.bureau_id AND a.meeting_id = m.id AND a.stage = 'met')
    FROM relief_meeting m JOIN staff c ON c.bureau_id = m.bureau_id AND c.id = m.chair_id
    WHERE m.bureau_id = $1 ORDER BY m.bureau_id DESC, m.held_on DESC, m.id DESC LIMIT 100";
const DECISIONS: &str = "SELECT d.application_id, a.year, a.serial, p.name, a.kind, d.verdict, d.fen, d.note, d.seen FROM relief_decision d
    JOIN relief_application a ON a.bureau_id = d.bureau_id AND a.id = d.application_id
    JOIN person p ON p.bureau_id = a.bureau_id AND p.id = a.person_id
    WHERE d.bureau_id = $1 AND d.meeting_id = $2 ORDER BY a.year, a.serial";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, INSERT_DECISION, HOLD, SETTLE, WAITING, FIND, LIST, DECISIONS];

words! {
    /// How far the minutes of a meeting have come.
    pub enum Minutes {
        /// Wait for who was in the chair.
        Waiting = "waiting",
        /// Count.
        Confirmed = "confirmed",
        /// Went back to who wrote them.
        Returned = "returned",
    }
}

/// Keeps everybody else from a meeting until the transaction ends.
pub fn hold(tx: &Tx<'_>, act: &Act, id: MeetingId) -> Result<()> {
    tx.execute(HOLD, &[act.bureau(), &id]).map(drop)
}

/// Confirms what waits, or sends it back with a reason; what does not wait is a conflict.
pub fn settle(
    tx: &Tx<'_>,
    act: &Act,
    id: MeetingId,
    (state, chair, reason): (Minutes, StaffId, &str),
) -> Result<()> {
    let reason = seal_words(&act.secrets, place("relief_meeting", "reason", id.0), reason)?;
    tx.execute_one(SETTLE, &[act.bureau(), &id, &state, &chair, &act.at, &reason])
}

/// What stands in minutes that wait.
pub fn waiting(conn: &Conn<'_>, act: &Act) -> Result<Vec<ReliefId>> {
    Ok(conn.list::<(ReliefId,)>(WAITING, &[act.bureau()])?.into_iter().map(|(id,)| id).collect())
}

/// A meeting as it is written down.
pub struct NewMeeting<'m> {
    /// Identity.
    pub id: MeetingId,
    /// The day.
    pub held_on: Date,
    /// Where.
    pub place: &'m str,
    /// 主持人.
    pub chair: StaffId,
    /// 记录人.
    pub recorder: StaffId,
    /// 参加人员, in words.
    pub attendees: &'m str,
    /// What was said.
    pub minutes: &'m str,
}

/// Writes a meeting down.
pub fn insert(tx: &Tx<'_>, act: &Act, new: &NewMeeting<'_>) -> Result<()> {
    let NewMeeting { id, held_on, place: at, chair, recorder, attendees, minutes } = new;
    let minutes = act.secrets.seal(place("relief_meeting", "minutes", id.0), minutes)?;
    tx.execute_one(INSERT, &[act.bureau(), id, held_on, at, chair, recorder, attendees, &minutes, &act.at])
}

/// Writes down what a meeting said of an application.
pub fn insert_decision(
    tx: &Tx<'_>,
    act: &Act,
    meeting: MeetingId,
    decided: &super::draft::Decided,
) -> Result<()> {
    let super::draft::Decided { application, verdict, seen, note, .. } = decided;
    let fen = decided.fen.filter(|_| *verdict == Verdict::Agreed);
    let note = seal_words(&act.secrets, place("relief_decision", "note", application.0), note)?;
    tx.execute_one(INSERT_DECISION, &[act.bureau(), &meeting, application, verdict, &fen, &note, seen])
}

record! {
    struct Stored {
        id: MeetingId,
        held_on: Date,
        place: String,
        chair: String,
        recorder: String,
        attendees: String,
        minutes: Vec<u8>,
        chair_id: StaffId,
        recorder_id: StaffId,
        state: Minutes,
        settled_at: Option<Timestamp>,
        reason: Option<Vec<u8>>,
    }
}

/// A meeting.
pub struct Meeting {
    /// Identity.
    pub id: MeetingId,
    /// The day.
    pub held_on: Date,
    /// Where.
    pub place: String,
    /// 主持人.
    pub chair: String,
    /// 记录人.
    pub recorder: String,
    /// 参加人员.
    pub attendees: String,
    /// What was said.
    pub minutes: String,
    /// Who was in the chair, as a worker, and who wrote it down.
    pub by: (StaffId, StaffId),
    /// Whether the chair has confirmed it.
    pub state: Minutes,
    /// When the chair did, or sent it back.
    pub settled_at: Option<Timestamp>,
    /// Why it was sent back.
    pub reason: String,
}

/// A meeting.
pub fn find(conn: &Conn<'_>, act: &Act, id: MeetingId) -> Result<Meeting> {
    let row = conn.find::<Stored>(FIND, &[act.bureau(), &id])?.ok_or(Error::NotFound)?;
    let minutes = act.secrets.open(place("relief_meeting", "minutes", id.0), &row.minutes)?;
    let reason = open_words(&act.secrets, place("relief_meeting", "reason", id.0), row.reason)?;
    let Stored { id, held_on, place, chair, recorder, attendees, state, settled_at, .. } = row;
    let by = (row.chair_id, row.recorder_id);
    Ok(Meeting { id, held_on, place, chair, recorder, attendees, minutes, by, state, settled_at, reason })
}

record! {
    /// A meeting in a list.
    pub struct Listed {
        /// Identity.
        pub id: MeetingId,
        /// The day.
        pub held_on: Date,
        /// Where.
        pub place: String,
        /// 主持人.
        pub chair: String,
        /// Whether the chair has confirmed it.
        pub state: Minutes,
        /// How many it decided on.
        pub decided: i64,
        /// How many of what it granted are not on notice yet.
        pub waiting: i64,
    }
}

/// The latest hundred meetings.
pub fn list(conn: &Conn<'_>, act: &Act) -> Result<Vec<Listed>> {
    conn.list(LIST, &[act.bureau()])
}

record! {
    struct Decided {
        application: ReliefId,
        year: i64,
        serial: i64,
        name: String,
        kind: String,
        verdict: Verdict,
        fen: Option<i64>,
        note: Option<Vec<u8>>,
        seen: i64,
    }
}

/// What a meeting said of one application.
pub struct Decision {
    /// Which.
    pub application: ReliefId,
    /// `2026-0007`.
    pub number: String,
    /// For whom.
    pub name: String,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// What was said.
    pub verdict: Verdict,
    /// How much, in fen.
    pub fen: Option<i64>,
    /// Why.
    pub note: String,
    /// The application as it stood.
    pub seen: i64,
}

impl From<Decision> for super::draft::Decided {
    fn from(decision: Decision) -> Self {
        let Decision { application, verdict, fen, note, seen, .. } = decision;
        Self { application, seen, verdict, fen, note }
    }
}

/// What a meeting decided, in the order of the numbers.
pub fn decisions(conn: &Conn<'_>, act: &Act, meeting: MeetingId) -> Result<Vec<Decision>> {
    let rows = conn.list::<Decided>(DECISIONS, &[act.bureau(), &meeting])?.into_iter();
    let open = |row: Decided| {
        let note = open_words(&act.secrets, place("relief_decision", "note", row.application.0), row.note)?;
        let number = number(row.year, row.serial);
        let Decided { application, name, kind, verdict, fen, seen, .. } = row;
        Ok(Decision { application, number, name, kind, verdict, fen, note, seen })
    };
    rows.map(open).collect()
}
