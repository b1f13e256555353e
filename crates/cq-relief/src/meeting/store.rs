//! Meetings and what they decided.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    record,
};
use jiff::civil::Date;

use super::{MeetingId, draft::Verdict};
use crate::application::{
    model::ReliefId,
    said::{open_words, place, seal_words},
    store::list::number,
};

const INSERT: &str =
    "INSERT INTO relief_meeting (bureau_id, id, held_on, place, chair_id, recorder_id, attendees, minutes, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const INSERT_DECISION: &str =
    "INSERT INTO relief_decision (bureau_id, meeting_id, application_id, verdict, fen, note)
    VALUES ($1, $2, $3, $4, $5, $6)";
const FIND: &str =
    "SELECT m.id, m.held_on, m.place, c.name, r.name, m.attendees, m.minutes FROM relief_meeting m
    JOIN staff c ON c.bureau_id = m.bureau_id AND c.id = m.chair_id
    JOIN staff r ON r.bureau_id = m.bureau_id AND r.id = m.recorder_id WHERE m.bureau_id = $1 AND m.id = $2";
const LIST: &str = "SELECT m.id, m.held_on, m.place, c.name,
    (SELECT COUNT(*) FROM relief_decision d WHERE d.bureau_id = m.bureau_id AND d.meeting_id = m.id),
    (SELECT COUNT(*) FROM relief_application a WHERE a.bureau_id = m.bureau_id AND a.meeting_id = m.id AND a.stage = 'met')
    FROM relief_meeting m JOIN staff c ON c.bureau_id = m.bureau_id AND c.id = m.chair_id
    WHERE m.bureau_id = $1 ORDER BY m.bureau_id DESC, m.held_on DESC, m.id DESC LIMIT 100";
const DECISIONS: &str = "SELECT d.application_id, a.year, a.serial, p.name, a.kind, d.verdict, d.fen, d.note FROM relief_decision d
    JOIN relief_application a ON a.bureau_id = d.bureau_id AND a.id = d.application_id
    JOIN person p ON p.bureau_id = a.bureau_id AND p.id = a.person_id
    WHERE d.bureau_id = $1 AND d.meeting_id = $2 ORDER BY a.year, a.serial";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[INSERT, INSERT_DECISION, FIND, LIST, DECISIONS];

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
    application: ReliefId,
    (verdict, fen, note): (Verdict, Option<i64>, &str),
) -> Result<()> {
    let note = seal_words(&act.secrets, place("relief_decision", "note", application.0), note)?;
    tx.execute_one(INSERT_DECISION, &[act.bureau(), &meeting, &application, &verdict, &fen, &note])
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
}

/// A meeting.
pub fn find(conn: &Conn<'_>, act: &Act, id: MeetingId) -> Result<Meeting> {
    let row = conn.find::<Stored>(FIND, &[act.bureau(), &id])?.ok_or(Error::NotFound)?;
    let minutes = act.secrets.open(place("relief_meeting", "minutes", id.0), &row.minutes)?;
    let Stored { id, held_on, place, chair, recorder, attendees, .. } = row;
    Ok(Meeting { id, held_on, place, chair, recorder, attendees, minutes })
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
}

/// What a meeting decided, in the order of the numbers.
pub fn decisions(conn: &Conn<'_>, act: &Act, meeting: MeetingId) -> Result<Vec<Decision>> {
    let rows = conn.list::<Decided>(DECISIONS, &[act.bureau(), &meeting])?.into_iter();
    let open = |row: Decided| {
        let note = open_words(&act.secrets, place("relief_decision", "note", row.application.0), row.note)?;
        let number = number(row.year, row.serial);
        let Decided { application, name, kind, verdict, fen, .. } = row;
        Ok(Decision { application, number, name, kind, verdict, fen, note })
    };
    rows.map(open).collect()
}
