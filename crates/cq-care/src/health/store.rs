//! Health files in the database: what is said lies sealed in its row.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::{AccountId, BureauId, StaffId},
    policy::Scope,
    record,
    secrets::{Place, Secrets},
};
use cq_registry::person::PersonId;
use jiff::{Timestamp, civil::Date};

use super::model::{Entry, EntryId, Kind, Mark, State};

/// "Answers for their health": the paired doctor and whoever stands in for him today. The person goes by `p`.
macro_rules! carers {
    ($more:literal) => {
        concat!(
            "p.id IN (SELECT own.person_id FROM responsibility own WHERE own.bureau_id = $1 AND own.staff_id = {staff} AND own.kind = 'doctor'
    AND own.until IS NULL UNION ALL SELECT own.person_id FROM absence v CROSS JOIN responsibility own
    LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id AND h.person_id = own.person_id
    WHERE own.bureau_id = v.bureau_id AND own.staff_id = v.staff_id AND own.kind = 'doctor' AND own.until IS NULL AND v.bureau_id = $1 AND v.state = 'holds' AND v.from_on <= {today}
    AND (v.until_on IS NULL OR v.until_on >= {today}) AND COALESCE(h.substitute_id, v.substitute_id) = {staff}",
            $more,
            ")"
        )
    };
}

/// Whose file one writes in.
pub const OWN: &str = carers!("");
/// Whose file one reads: the same, and whose one has opened.
pub const READ_OWN: &str = carers!(
    " UNION ALL SELECT o.person_id FROM health_opening o WHERE o.bureau_id = $1 AND o.staff_id = {staff} AND o.until_on >= {today}"
);

macro_rules! entries {
    () => {
        "SELECT e.id, e.person_id, e.kind, e.content, e.state, e.because, e.replaces, e.noted_at, e.noted_by, e.closed_at, e.closed_by,
    e.version FROM health_entry e "
    };
}

const FIND: &str = concat!(entries!(), "WHERE e.bureau_id = $1 AND e.person_id = $2 AND e.id = $3");
/// The newest first, as they were noted.
const OF_PERSON: &str = concat!(
    entries!(),
    "WHERE e.bureau_id = $1 AND e.person_id = $2 ORDER BY e.bureau_id DESC, e.person_id DESC, e.id DESC LIMIT 2000"
);
const INSERT: &str = "INSERT INTO health_entry (bureau_id, id, person_id, kind, content, due_on, state, replaces, noted_at, noted_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, 'stands', $7, $8, $9, 1)";
const CLOSE: &str =
    "UPDATE health_entry SET state = $4, because = $5, closed_at = $6, closed_by = $7, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'stands'";
const IS_PAIRED: &str =
    "SELECT 1 FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.staff_id = $3
    AND r.kind = 'doctor' AND r.until IS NULL";
/// Whether the person is within reach.
const REACHES: &str = "SELECT p.name FROM person p WHERE p.bureau_id = $1 AND p.id = $2 AND {reach}";
const REFILLS: &str = "SELECT p.id, p.name, p.born, a.name, p.phone, s.name, MIN(e.due_on), COUNT(*) FROM health_entry e
    JOIN person p ON p.bureau_id = e.bureau_id AND p.id = e.person_id AND p.ended_on IS NULL
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE e.bureau_id = $1 AND e.due_on IS NOT NULL AND e.due_on <= $2 AND e.state = 'stands' AND {reach}
    GROUP BY p.id, p.name, p.pinyin, p.born, a.name, p.phone, s.name ORDER BY MIN(e.due_on), p.pinyin, p.id LIMIT 300";
const ACCOUNT: &str = "SELECT name FROM account WHERE bureau_id = $1 AND id = $2";
/// Everything of somebody's, for a merge of two records.
pub(super) const HELD: &str =
    "SELECT e.id, e.version, '', e.kind, NULL, NULL, NULL, NULL, NULL FROM health_entry e
    WHERE e.bureau_id = $1 AND e.person_id = $2 AND e.person_id <> $3 ORDER BY e.bureau_id, e.person_id, e.id";
/// Gives an entry to another record of the same person.
pub(super) const TAKE: &str = "UPDATE health_entry SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] =
    &[FIND, OF_PERSON, INSERT, CLOSE, IS_PAIRED, REACHES, REFILLS, ACCOUNT, HELD, TAKE];

record! {
    struct Stored {
        id: EntryId,
        person: PersonId,
        kind: Kind,
        content: Vec<u8>,
        state: String,
        because: Option<Vec<u8>>,
        replaces: Option<EntryId>,
        noted_at: Timestamp,
        noted_by: Option<AccountId>,
        closed_at: Option<Timestamp>,
        closed_by: Option<AccountId>,
        version: i64,
    }
}

fn place(column: &'static str, id: EntryId) -> Place {
    Place { table: "health_entry", column, row: id.0 }
}

impl Stored {
    fn entry(self, secrets: &Secrets) -> Result<Entry> {
        let content = secrets.open(place("content", self.id), &self.content)?;
        let state = match (self.closed_at, self.because) {
            (Some(at), Some(because)) => {
                let because = secrets.open(place("because", self.id), &because)?;
                let mark = Mark { at, by: self.closed_by };
                match self.state.as_str() {
                    "replaced" => State::Replaced { mark, because },
                    _ => State::Withdrawn { mark, because },
                }
            }
            _ => State::Stands,
        };
        let entry = Entry {
            id: self.id,
            person: self.person,
            content: serde_json::from_str(&content).map_err(Error::internal)?,
            replaces: self.replaces,
            noted: Mark { at: self.noted_at, by: self.noted_by },
            state,
            version: self.version,
        };
        if entry.content.kind() == self.kind {
            Ok(entry)
        } else {
            Err(Error::internal("an entry of another kind than its row"))
        }
    }
}

/// One entry of somebody's file.
pub fn find(conn: &Conn<'_>, act: &Act, person: PersonId, id: EntryId) -> Result<Option<Entry>> {
    let stored = conn.find::<Stored>(FIND, &[act.bureau(), &person, &id])?;
    stored.map(|stored| stored.entry(&act.secrets)).transpose()
}

/// All that was ever said in somebody's file, the newest first.
pub fn of_person(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<Entry>> {
    let stored = conn.list::<Stored>(OF_PERSON, &[act.bureau(), &person])?;
    stored.into_iter().map(|stored| stored.entry(&act.secrets)).collect()
}

/// A new entry.
pub fn insert(tx: &Tx<'_>, act: &Act, entry: &Entry) -> Result<()> {
    let Entry { id, person, content, replaces, noted, .. } = entry;
    let said = serde_json::to_string(content).map_err(Error::internal)?;
    let sealed = act.secrets.seal(place("content", *id), &said)?;
    let (kind, due_on) = (content.kind(), content.due_on());
    tx.execute_one(
        INSERT,
        &[act.bureau(), id, person, &kind, &sealed, &due_on, replaces, &noted.at, &noted.by],
    )
}

/// Closes an entry as its transition says. Somebody faster is a conflict.
pub fn close(tx: &Tx<'_>, act: &Act, entry: &Entry) -> Result<()> {
    let (word, mark, because) = match &entry.state {
        State::Stands => return Err(Error::internal("an entry that stands is not closed")),
        State::Replaced { mark, because } => ("replaced", mark, because),
        State::Withdrawn { mark, because } => ("withdrawn", mark, because),
    };
    let because = act.secrets.seal(place("because", entry.id), because)?;
    tx.execute_one(CLOSE, &[act.bureau(), &entry.id, &entry.version, &word, &because, &mark.at, &mark.by])
}

/// Whether that doctor is the person's.
pub fn is_paired(conn: &Conn<'_>, bureau: &BureauId, person: PersonId, staff: StaffId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(IS_PAIRED, &[bureau, &person, &staff])?.is_some())
}

/// Whether the person is within `scope`.
pub fn reaches(conn: &Conn<'_>, bureau: &BureauId, scope: &Scope, person: PersonId) -> Result<bool> {
    Ok(conn.find_in::<(String,)>(scope, REACHES, &[bureau, &person])?.is_some())
}

/// The name of an account.
pub fn account_name(conn: &Conn<'_>, bureau: &BureauId, id: AccountId) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(ACCOUNT, &[bureau, &id])?.map(|(name,)| name))
}

record! {
    /// Somebody whose medicine runs out. What it is stands in the file.
    pub struct Refill {
        /// Who.
        pub person: PersonId,
        /// The name.
        pub name: String,
        /// Birth.
        pub born: Option<PartialDate>,
        /// 所在镇街.
        pub area: Option<String>,
        /// Digits.
        pub phone: Option<String>,
        /// The paired doctor.
        pub doctor: Option<String>,
        /// The first day without.
        pub due_on: Date,
        /// How many medicines.
        pub medicines: i64,
    }
}

/// Whose medicine runs out by `until`, the most urgent first.
pub fn refills(conn: &Conn<'_>, bureau: &BureauId, scope: &Scope, until: Date) -> Result<Vec<Refill>> {
    conn.list_in(scope, REFILLS, &[bureau, &until])
}
