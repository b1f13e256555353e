//! Mandates, papers and movements.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    record,
    secrets::Place,
    words,
};
use cq_registry::{person::PersonId, photo::Picture};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::errand::model::{ErrandId, Move, MoveId};

cq_platform::id_type! {
    /// A mandate.
    MandateId
    /// A receipt or a signature.
    PaperId
}

words! {
    /// What a paper is.
    pub enum Paper {
        /// 票据.
        Receipt = "receipt",
        /// 签字.
        Signature = "signature",
    }
}

words! {
    /// How far a movement has come.
    pub enum Progress {
        /// Waits for a second person.
        Proposed = "proposed",
        /// In the ledger.
        Posted = "posted",
        /// Not agreed to.
        Withdrawn = "withdrawn",
    }
}

const INSERT_MANDATE: &str = "INSERT INTO errand_mandate (bureau_id, id, person_id, signed_on, until_on, content, put_at, put_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
const MANDATE: &str = "SELECT id, signed_on, until_on FROM errand_mandate WHERE bureau_id = $1 AND person_id = $2 AND signed_on <= $3
    AND until_on >= $3 ORDER BY bureau_id, person_id, until_on DESC LIMIT 1";
const MANDATE_CONTENT: &str = "SELECT content FROM errand_mandate WHERE bureau_id = $1 AND id = $2";
const INSERT_PAPER: &str =
    "INSERT INTO errand_paper (bureau_id, id, errand_id, kind, content, put_at, put_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const PAPER: &str = "SELECT content FROM errand_paper WHERE bureau_id = $1 AND id = $2 AND errand_id = $3";
const SIGNATURE: &str =
    "SELECT id, put_at FROM errand_paper WHERE bureau_id = $1 AND errand_id = $2 AND kind = 'signature'
    ORDER BY bureau_id, put_at DESC, id DESC LIMIT 1";
const INSERT_MOVE: &str = "INSERT INTO errand_move (bureau_id, id, errand_id, kind, fen, mandate_id, note, paper_id, undoes_id, state, made_by,
    made_at, ended_by, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const END_MOVE: &str = "UPDATE errand_move SET state = $4, ended_by = $5, ended_at = $6
    WHERE bureau_id = $1 AND id = $2 AND errand_id = $3 AND state = 'proposed'";
const MOVES: &str = "SELECT m.id, m.kind, m.fen, m.mandate_id, m.note, m.paper_id, m.undoes_id, m.state, m.made_by, s.name, m.made_at,
    m.ended_by, e.name, m.ended_at, u.id FROM errand_move m JOIN staff s ON s.bureau_id = m.bureau_id AND s.id = m.made_by
    LEFT JOIN staff e ON e.bureau_id = m.bureau_id AND e.id = m.ended_by
    LEFT JOIN errand_move u ON u.bureau_id = m.bureau_id AND u.undoes_id = m.id AND u.state <> 'withdrawn'
    WHERE m.bureau_id = $1 AND m.errand_id = $2 ORDER BY m.bureau_id, m.errand_id, m.made_at, m.id";
const ADVANCED: &str = "SELECT CAST(COALESCE(SUM(c.advanced_fen), 0) AS BIGINT) FROM errand c
    WHERE c.bureau_id = $1 AND c.person_id = $2 AND c.is_open = 1";

/// For a merge of two people: mandates of the one that gives way.
const HELD: &str = "SELECT m.id, m.version, '', '', NULL, NULL, NULL, NULL, NULL FROM errand_mandate m
    WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.person_id <> $3 ORDER BY m.bureau_id, m.person_id, m.put_at";
const TAKE: &str = "UPDATE errand_mandate SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    INSERT_MANDATE,
    MANDATE,
    MANDATE_CONTENT,
    INSERT_PAPER,
    PAPER,
    SIGNATURE,
    INSERT_MOVE,
    END_MOVE,
    MOVES,
    ADVANCED,
    HELD,
    TAKE,
];

/// Two records made one: what either had signed holds for the one that is kept.
pub static MANDATES: cq_registry::duplicate::reference::Rows = cq_registry::duplicate::reference::Rows {
    name: "errand-mandate",
    list: HELD,
    take: Some(TAKE),
    close: None,
    reopen: None,
    reopens_for: false,
    lapse: None,
    lapses: |_, _| false,
    say: |ui, _| ui.m("duplicate-held-mandate").to_owned(),
};

record! {
    /// A mandate that holds.
    pub struct Mandate {
        /// Identity.
        pub id: MandateId,
        /// The day the elder signed it.
        pub signed_on: Date,
        /// The last day it holds.
        pub until_on: Date,
    }
}

/// The mandate of a person that holds on `day`.
pub fn mandate(conn: &Conn<'_>, bureau: &BureauId, person: PersonId, day: Date) -> Result<Option<Mandate>> {
    conn.find(MANDATE, &[bureau, &person, &day])
}

/// A mandate, as it was scanned.
pub fn put_mandate(
    tx: &Tx<'_>,
    act: &Act,
    person: PersonId,
    (signed_on, until_on): (Date, Date),
    picture: &Picture,
    by: StaffId,
) -> Result<()> {
    let id: MandateId = act.new_id();
    let content = act.secrets.seal_bytes(place("errand_mandate", id.0), picture.jpeg())?;
    tx.execute_one(
        INSERT_MANDATE,
        &[act.bureau(), &id, &person, &signed_on, &until_on, &content, &act.at, &by],
    )
}

/// The JPEG of a mandate.
pub fn mandate_content(conn: &Conn<'_>, act: &Act, id: MandateId) -> Result<Vec<u8>> {
    let (sealed,) = conn.find::<(Vec<u8>,)>(MANDATE_CONTENT, &[act.bureau(), &id])?.ok_or(Error::NotFound)?;
    act.secrets.open_bytes(place("errand_mandate", id.0), &sealed)
}

/// A receipt or a signature.
pub fn put_paper(
    tx: &Tx<'_>,
    act: &Act,
    errand: ErrandId,
    kind: Paper,
    picture: &Picture,
    by: StaffId,
) -> Result<PaperId> {
    let id: PaperId = act.new_id();
    let content = act.secrets.seal_bytes(place("errand_paper", id.0), picture.jpeg())?;
    tx.execute_one(INSERT_PAPER, &[act.bureau(), &id, &errand, &kind, &content, &act.at, &by])?;
    Ok(id)
}

/// The JPEG of a paper of an errand.
pub fn paper_content(conn: &Conn<'_>, act: &Act, errand: ErrandId, id: PaperId) -> Result<Vec<u8>> {
    let (sealed,) = conn.find::<(Vec<u8>,)>(PAPER, &[act.bureau(), &id, &errand])?.ok_or(Error::NotFound)?;
    act.secrets.open_bytes(place("errand_paper", id.0), &sealed)
}

/// The elder's last signature for an errand, and when it was given.
pub fn signature(
    conn: &Conn<'_>,
    bureau: &BureauId,
    errand: ErrandId,
) -> Result<Option<(PaperId, Timestamp)>> {
    conn.find(SIGNATURE, &[bureau, &errand])
}

record! {
    struct Stored {
        id: MoveId,
        kind: Move,
        fen: i64,
        mandate: MandateId,
        note: Option<Vec<u8>>,
        paper: Option<PaperId>,
        undoes: Option<MoveId>,
        state: Progress,
        made_by: StaffId,
        made_name: String,
        made_at: Timestamp,
        ended_by: Option<StaffId>,
        ended_name: Option<String>,
        ended_at: Option<Timestamp>,
        undone_by: Option<MoveId>,
    }
}

/// A movement of an errand's money.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Identity; of its posting too.
    pub id: MoveId,
    /// Which way.
    pub kind: Move,
    /// How much, in fen.
    pub fen: i64,
    /// By which mandate.
    pub mandate: MandateId,
    /// What for.
    pub note: String,
    /// Its receipt.
    pub paper: Option<PaperId>,
    /// The movement that it takes back.
    pub undoes: Option<MoveId>,
    /// The movement that takes it back, or is to.
    pub undone_by: Option<MoveId>,
    /// How far it has come.
    pub state: Progress,
    /// Who made it.
    pub made_by: StaffId,
    /// Their name.
    pub made_name: String,
    /// When.
    pub made_at: Timestamp,
    /// Who posted or withdrew it.
    pub ended_by: Option<StaffId>,
    /// Their name.
    pub ended_name: Option<String>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

/// The movements of an errand, the first first.
pub fn moves(conn: &Conn<'_>, act: &Act, errand: ErrandId) -> Result<Vec<Moved>> {
    let rows = conn.list::<Stored>(MOVES, &[act.bureau(), &errand])?.into_iter();
    let open = |row: Stored| {
        let note = row.note.map(|note| act.secrets.open(note_place(row.id.0), &note)).transpose()?;
        Ok(Moved {
            id: row.id,
            kind: row.kind,
            fen: row.fen,
            mandate: row.mandate,
            note: note.unwrap_or_default(),
            paper: row.paper,
            undoes: row.undoes,
            undone_by: row.undone_by,
            state: row.state,
            made_by: row.made_by,
            made_name: row.made_name,
            made_at: row.made_at,
            ended_by: row.ended_by,
            ended_name: row.ended_name,
            ended_at: row.ended_at,
        })
    };
    rows.map(open).collect()
}

/// A movement to be written down.
pub struct NewMove<'n> {
    /// Identity.
    pub id: MoveId,
    /// Which way.
    pub kind: Move,
    /// How much, in fen.
    pub fen: i64,
    /// By which mandate.
    pub mandate: MandateId,
    /// What for.
    pub note: &'n str,
    /// Its receipt.
    pub paper: Option<PaperId>,
    /// The movement that it takes back.
    pub undoes: Option<MoveId>,
    /// It waits for a second person.
    pub is_proposed: bool,
}

/// Writes a movement down.
pub fn insert_move(tx: &Tx<'_>, act: &Act, errand: ErrandId, new: &NewMove<'_>, by: StaffId) -> Result<()> {
    let note = match new.note {
        "" => None,
        note => Some(act.secrets.seal(note_place(new.id.0), note)?),
    };
    let state = if new.is_proposed { Progress::Proposed } else { Progress::Posted };
    let (ended_by, ended_at) = if new.is_proposed { (None, None) } else { (Some(by), Some(act.at)) };
    let NewMove { id, kind, fen, mandate, paper, undoes, .. } = new;
    tx.execute_one(
        INSERT_MOVE,
        &[
            act.bureau(),
            id,
            &errand,
            kind,
            fen,
            mandate,
            &note,
            paper,
            undoes,
            &state,
            &by,
            &act.at,
            &ended_by,
            &ended_at,
        ],
    )
    .map_err(|error| match &error {
        Error::Db(cause) if cause.violated().is_some_and(|name| name.contains("undo")) => Error::Conflict,
        _ => error,
    })
}

/// Ends a proposed movement; one that is not proposed any more is a conflict.
pub fn end_move(
    tx: &Tx<'_>,
    act: &Act,
    errand: ErrandId,
    id: MoveId,
    state: Progress,
    by: StaffId,
) -> Result<()> {
    tx.execute_one(END_MOVE, &[act.bureau(), &id, &errand, &state, &by, &act.at])
}

/// What of the bureau's is out for a person, in fen.
pub fn advanced(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(ADVANCED, &[bureau, &person])?.0)
}

fn place(table: &'static str, row: Uuid) -> Place {
    Place { table, column: "content", row }
}

fn note_place(row: Uuid) -> Place {
    Place { table: "errand_move", column: "note", row }
}
