//! Proposals, their rows and the rules, in the database; and what a pairing is computed from.

pub mod proposed;

use cq_platform::{
    Error, Result,
    db::{Conn, Param, Tx},
    ids::{BureauId, StaffId},
    record,
};
use cq_registry::{person::PersonId, responsibility::Ended};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::model::{Counts, Draft, Facts, NewRow, Proposal, ProposalId, Row, Rules, Share, State, Which};

const RULES: &str = "SELECT value, since FROM setting WHERE bureau_id = $1 AND name = $2 AND since <= $3
    ORDER BY bureau_id, name, since DESC LIMIT 1";
const SAVE_RULES: &str = "INSERT INTO setting (bureau_id, name, since, value) VALUES ($1, $2, $3, $4)
    ON CONFLICT (bureau_id, name, since) DO UPDATE SET value = excluded.value";
const PERSONS: &str = "SELECT p.id, COALESCE(p.latitude, a.latitude), COALESCE(p.longitude, a.longitude) FROM person p
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative' ORDER BY p.bureau_id, p.pinyin, p.id";
const CONDITIONS: &str =
    "SELECT person_id, code FROM person_condition WHERE bureau_id = $1 ORDER BY bureau_id, person_id, code";
const HISTORY: &str =
    "SELECT person_id, staff_id, until FROM responsibility WHERE bureau_id = $1 AND kind = 'doctor'
    ORDER BY bureau_id, person_id, since, id";
const PLACES: &str =
    "SELECT d.id, COALESCE(h.latitude, a.latitude), COALESCE(h.longitude, a.longitude) FROM doctor d
    JOIN hospital h ON h.bureau_id = d.bureau_id AND h.id = d.hospital_id
    LEFT JOIN area a ON a.bureau_id = h.bureau_id AND a.id = h.area_id WHERE d.bureau_id = $1";
const COVERAGE: &str =
    "SELECT COUNT(*), COUNT(r.id) FROM person p LEFT JOIN responsibility r ON r.bureau_id = p.bureau_id
    AND r.person_id = p.id AND r.kind = 'doctor' AND r.until IS NULL
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND p.category <> 'relative'";
const NAME: &str = "SELECT name FROM person WHERE bureau_id = $1 AND id = $2";
const OWES: &str = "SELECT 1 FROM task WHERE bureau_id = $1 AND person_id = $2 AND owner_id = $3 LIMIT 1";

const FIND: &str = "SELECT id, state, weights, cost, bound, made_at, published_at, version FROM proposal WHERE bureau_id = $1 AND id = $2";
const LIST: &str = "SELECT id, state, weights, cost, bound, made_at, published_at, version FROM proposal WHERE bureau_id = $1
    ORDER BY bureau_id, made_at DESC, id DESC LIMIT $2";
const INSERT: &str = "INSERT INTO proposal (bureau_id, id, state, weights, cost, bound, made_at, version)
    VALUES ($1, $2, 'draft', $3, $4, $5, $6, 1)";
const INSERT_ROW: &str = "INSERT INTO proposal_row (bureau_id, proposal_id, person_id, staff_id, before_id, by_hand, cost, distance_m, reason)";
const SAVE: &str = "UPDATE proposal SET state = $3, published_at = $4, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $5 AND state = 'draft'";
const SAVE_ROW: &str =
    "UPDATE proposal_row SET staff_id = $4, by_hand = 1, cost = $5, distance_m = $6, reason = $7
    WHERE bureau_id = $1 AND proposal_id = $2 AND person_id = $3";
const FIND_ROW: &str = "SELECT r.person_id, p.name, p.pinyin, a.name, r.staff_id, s.name, r.before_id, b.name, r.by_hand, r.cost, r.reason
    FROM proposal_row r JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN staff b ON b.bureau_id = r.bureau_id AND b.id = r.before_id
    WHERE r.bureau_id = $1 AND r.proposal_id = $2 AND r.person_id = $3 AND p.ended_on IS NULL";
const ROWS: &str = "SELECT r.person_id, p.name, p.pinyin, a.name, r.staff_id, s.name, r.before_id, b.name, r.by_hand, r.cost, r.reason
    FROM person p JOIN proposal_row r ON r.bureau_id = p.bureau_id AND r.proposal_id = $2 AND r.person_id = p.id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN staff b ON b.bureau_id = r.bureau_id AND b.id = r.before_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND (p.pinyin, p.id) > ($3, $4) AND ($5 = 'all' OR ($5 = 'by-hand' AND r.by_hand = 1)
        OR ($5 = 'left' AND r.staff_id IS NULL) OR ($5 = 'lost' AND r.staff_id IS NULL AND r.before_id IS NOT NULL) OR ($5 = 'new' AND r.staff_id IS NOT NULL AND r.before_id IS NULL)
        OR ($5 = 'kept' AND r.staff_id = r.before_id) OR ($5 = 'changed' AND r.staff_id <> r.before_id)
        OR ($5 = 'moved' AND (r.staff_id <> r.before_id OR (r.staff_id IS NULL) <> (r.before_id IS NULL))))
    ORDER BY p.bureau_id, p.pinyin, p.id LIMIT $6";
const ROWS_OF_DOCTOR: &str = "SELECT r.person_id, p.name, p.pinyin, a.name, r.staff_id, s.name, r.before_id, b.name, r.by_hand, r.cost,
    r.reason FROM proposal_row r JOIN person p ON p.bureau_id = r.bureau_id AND p.id = r.person_id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN staff b ON b.bureau_id = r.bureau_id AND b.id = r.before_id
    WHERE r.bureau_id = $1 AND r.proposal_id = $2 AND r.staff_id = $5 AND p.ended_on IS NULL AND (p.pinyin, p.id) > ($3, $4)
    ORDER BY p.pinyin, p.id LIMIT $6";
const ROWS_BY_NAME: &str = "SELECT r.person_id, p.name, p.pinyin, a.name, r.staff_id, s.name, r.before_id, b.name, r.by_hand, r.cost,
    r.reason FROM person p JOIN proposal_row r ON r.bureau_id = p.bureau_id AND r.proposal_id = $2 AND r.person_id = p.id
    LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
    LEFT JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    LEFT JOIN staff b ON b.bureau_id = r.bureau_id AND b.id = r.before_id
    WHERE p.bureau_id = $1 AND p.ended_on IS NULL AND (p.pinyin, p.id) > ($3, $4) AND p.id IN (SELECT t.person_id FROM search_term t
        WHERE t.bureau_id = $1 AND t.term >= $5 AND t.term < $6) ORDER BY p.pinyin, p.id LIMIT $7";
const COUNTS: &str = "SELECT COUNT(*), COUNT(staff_id), COUNT(CASE WHEN staff_id = before_id THEN 1 END),
    COUNT(CASE WHEN staff_id <> before_id THEN 1 END), COUNT(CASE WHEN before_id IS NULL THEN staff_id END),
    COUNT(*) - COUNT(staff_id), COUNT(CASE WHEN staff_id IS NULL THEN before_id END), COUNT(CASE WHEN by_hand = 1 THEN 1 END), 
    (SELECT CAST(COALESCE(SUM(c.cost), 0) AS BIGINT) FROM proposal_row c WHERE c.bureau_id = $1 AND c.proposal_id = $2),
    CAST(COALESCE(SUM(distance_m) / COUNT(distance_m), 0) AS BIGINT), COALESCE(MAX(distance_m), 0)
    FROM proposal_row r WHERE bureau_id = $1 AND proposal_id = $2
    AND NOT EXISTS (SELECT 1 FROM person e WHERE e.bureau_id = $1 AND e.id = r.person_id AND e.ended_on IS NOT NULL)";
const SHARES: &str = "SELECT h.name, (SELECT CAST(COALESCE(SUM(w.capacity), 0) AS BIGINT) FROM doctor w
        WHERE w.bureau_id = h.bureau_id AND w.hospital_id = h.id AND NOT EXISTS (SELECT 1 FROM absence v WHERE v.bureau_id = w.bureau_id AND v.staff_id = w.id AND v.state = 'holds'
        AND v.until_on IS NULL)),
    CAST(COALESCE(SUM(x.people), 0) AS BIGINT), CAST(COALESCE(SUM(x.new_people), 0) AS BIGINT)
    FROM hospital h LEFT JOIN doctor d ON d.bureau_id = h.bureau_id AND d.hospital_id = h.id
    LEFT JOIN (SELECT r.staff_id AS staff_id, COUNT(*) AS people,
        COUNT(CASE WHEN r.before_id IS NULL OR r.before_id <> r.staff_id THEN 1 END) AS new_people FROM proposal_row r
        WHERE r.bureau_id = $1 AND r.proposal_id = $2 AND r.staff_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM person e WHERE e.bureau_id = $1 AND e.id = r.person_id AND e.ended_on IS NOT NULL)
        GROUP BY r.staff_id) x ON x.staff_id = d.id
    WHERE h.bureau_id = $1 GROUP BY h.bureau_id, h.id, h.name ORDER BY h.name";
const FREE: &str = "SELECT d.id, d.capacity - (SELECT COUNT(*) FROM proposal_row r WHERE r.bureau_id = $1 AND r.proposal_id = $2
        AND r.staff_id = d.id AND NOT EXISTS (SELECT 1 FROM person e WHERE e.bureau_id = $1 AND e.id = r.person_id AND e.ended_on IS NOT NULL)) - (SELECT COUNT(*) FROM responsibility a WHERE a.bureau_id = $1 AND a.staff_id = d.id
        AND a.kind = 'doctor' AND a.until IS NULL AND NOT EXISTS (SELECT 1 FROM proposal_row o WHERE o.bureau_id = $1
            AND o.proposal_id = $2 AND o.person_id = a.person_id))
    FROM doctor d WHERE d.bureau_id = $1";
const STALE: &str =
    "SELECT COUNT(*) FROM proposal_row r LEFT JOIN responsibility a ON a.bureau_id = r.bureau_id
    AND a.person_id = r.person_id AND a.kind = 'doctor' AND a.until IS NULL
    WHERE r.bureau_id = $1 AND r.proposal_id = $2 AND COALESCE(r.before_id, $3) <> COALESCE(a.staff_id, $3)
    AND NOT EXISTS (SELECT 1 FROM person e WHERE e.bureau_id = $1 AND e.id = r.person_id AND e.ended_on IS NOT NULL)";
const END: &str = "UPDATE responsibility SET until = $3, ended_because = $4, version = version + 1
    WHERE bureau_id = $1 AND kind = 'doctor' AND until IS NULL AND person_id IN (SELECT r.person_id FROM proposal_row r
        WHERE r.bureau_id = $1 AND r.proposal_id = $2 AND r.staff_id <> r.before_id)";
const RELEASE: &str = "UPDATE responsibility SET until = $3, ended_because = $4, version = version + 1
    WHERE bureau_id = $1 AND kind = 'doctor' AND until IS NULL AND person_id IN (SELECT r.person_id FROM proposal_row r
        WHERE r.bureau_id = $1 AND r.proposal_id = $2 AND r.staff_id IS NULL AND r.before_id IS NOT NULL)";
const BEGINNING: &str = "SELECT person_id, staff_id, reason FROM proposal_row r WHERE bureau_id = $1 AND proposal_id = $2
    AND staff_id IS NOT NULL AND (before_id IS NULL OR before_id <> staff_id)
    AND NOT EXISTS (SELECT 1 FROM person e WHERE e.bureau_id = $1 AND e.id = r.person_id AND e.ended_on IS NOT NULL)
    ORDER BY bureau_id, proposal_id, person_id";
/// Who has left for good has no places.
const OVERFULL: &str = "SELECT s.name FROM doctor d JOIN staff s ON s.bureau_id = d.bureau_id AND s.id = d.id
    WHERE d.bureau_id = $1 AND d.id IN (SELECT r.staff_id FROM proposal_row r WHERE r.bureau_id = $1 AND r.proposal_id = $2
        AND r.staff_id IS NOT NULL AND (r.before_id IS NULL OR r.before_id <> r.staff_id))
    AND (d.capacity < (SELECT COUNT(*) FROM responsibility a WHERE a.bureau_id = d.bureau_id AND a.staff_id = d.id
        AND a.kind = 'doctor' AND a.until IS NULL) OR EXISTS (SELECT 1 FROM absence v WHERE v.bureau_id = d.bureau_id
        AND v.staff_id = d.id AND v.state = 'holds' AND v.until_on IS NULL)) ORDER BY s.pinyin, s.id LIMIT 1";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    RULES,
    SAVE_RULES,
    PERSONS,
    CONDITIONS,
    HISTORY,
    NAME,
    PLACES,
    COVERAGE,
    OWES,
    FIND,
    LIST,
    INSERT,
    SAVE,
    SAVE_ROW,
    FIND_ROW,
    ROWS,
    ROWS_OF_DOCTOR,
    ROWS_BY_NAME,
    COUNTS,
    SHARES,
    FREE,
    STALE,
    END,
    RELEASE,
    BEGINNING,
    OVERFULL,
];

/// Under this name the rules stand among the settings.
const RULES_NAME: &str = "pairing.rules";

/// The rules that hold on `day` and since when; the shipped ones where the bureau never set any.
pub fn rules(conn: &Conn<'_>, bureau: &BureauId, day: Date) -> Result<(Rules, Option<Date>)> {
    match conn.find::<(String, Date)>(RULES, &[bureau, &RULES_NAME, &day])? {
        Some((value, since)) => Ok((serde_json::from_str(&value).map_err(Error::internal)?, Some(since))),
        None => Ok((Rules::default(), None)),
    }
}

/// Sets the rules from `since` on.
pub fn save_rules(tx: &Tx<'_>, bureau: &BureauId, since: Date, rules: &Rules) -> Result<()> {
    let value = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute_one(SAVE_RULES, &[bureau, &RULES_NAME, &since, &value])
}

/// Somebody's place on the map: degrees north and east.
pub type OnTheMap<Id> = (Id, Option<f64>, Option<f64>);

/// Every person's home, or the middle of the area, by reading.
pub fn persons(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<OnTheMap<PersonId>>> {
    conn.list(PERSONS, &[bureau])
}

/// Every illness, by person.
pub fn conditions(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(PersonId, String)>> {
    conn.list(CONDITIONS, &[bureau])
}

/// Every doctor anybody has or had, with the last day; by person, oldest first.
pub fn history(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<(PersonId, StaffId, Option<Date>)>> {
    conn.list(HISTORY, &[bureau])
}

/// Where each doctor's hospital stands, or the middle of its area.
pub fn doctor_places(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<OnTheMap<StaffId>>> {
    conn.list(PLACES, &[bureau])
}

/// People, and how many of them have a doctor.
pub fn coverage(conn: &Conn<'_>, bureau: &BureauId) -> Result<(i64, i64)> {
    conn.one(COVERAGE, &[bureau])
}

/// Where a page of a list begins: behind this reading and id.
pub type After = (String, Uuid);

/// Whether anything is or was owed to `person` by `staff`.
pub fn owes(conn: &Conn<'_>, bureau: &BureauId, person: PersonId, staff: StaffId) -> Result<bool> {
    Ok(conn.find::<(i64,)>(OWES, &[bureau, &person, &staff])?.is_some())
}

record! {
    struct Stored {
        id: ProposalId,
        state: State,
        rules: String,
        cost: i64,
        bound: i64,
        made_at: Timestamp,
        published_at: Option<Timestamp>,
        version: i64,
    }
}

impl Stored {
    fn proposal(self) -> Result<Proposal> {
        let rules = serde_json::from_str(&self.rules).map_err(Error::internal)?;
        let facts = Facts { id: self.id, rules, cost: self.cost, bound: self.bound, made_at: self.made_at };
        match (self.state, self.published_at) {
            (State::Draft, _) => Ok(Proposal::Draft(Draft { facts, version: self.version })),
            (State::Published, Some(at)) => Ok(Proposal::Published { facts, at }),
            (State::Published, None) => Err(Error::internal("a published proposal without its day")),
            (State::Discarded, _) => Ok(Proposal::Discarded { facts }),
        }
    }
}

/// One proposal.
pub fn find(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<Option<Proposal>> {
    conn.find::<Stored>(FIND, &[bureau, &id])?.map(Stored::proposal).transpose()
}

/// The newest proposals.
pub fn list(conn: &Conn<'_>, bureau: &BureauId, limit: i64) -> Result<Vec<Proposal>> {
    conn.list::<Stored>(LIST, &[bureau, &limit])?.into_iter().map(Stored::proposal).collect()
}

/// A new draft with its rows.
pub fn insert(tx: &Tx<'_>, bureau: &BureauId, draft: &Draft, rows: &[NewRow]) -> Result<()> {
    let Facts { id, rules, cost, bound, made_at } = &draft.facts;
    let rules = serde_json::to_string(rules).map_err(Error::internal)?;
    tx.execute_one(INSERT, &[bureau, id, &rules, cost, bound, made_at])?;
    let reasons: Vec<String> = rows.iter().map(|row| row.reason.as_text()).collect();
    let mut cells: Vec<&dyn Param> = Vec::with_capacity(rows.len() * 9);
    for (row, reason) in rows.iter().zip(&reasons) {
        cells.extend([
            bureau as &dyn Param,
            id,
            &row.person,
            &row.staff,
            &row.before,
            &false,
            &row.cost,
            &row.distance_m,
            reason,
        ]);
    }
    tx.insert_many(INSERT_ROW, 9, &cells)
}

/// Writes down what became of a draft; `version` is the draft's.
pub fn save(tx: &Tx<'_>, bureau: &BureauId, version: i64, proposal: &Proposal) -> Result<()> {
    let at = match proposal {
        Proposal::Published { at, .. } => Some(*at),
        Proposal::Draft(_) | Proposal::Discarded { .. } => None,
    };
    tx.execute_one(SAVE, &[bureau, &proposal.facts().id, &proposal.state(), &at, &version])
}

/// Writes a row that somebody decided.
pub fn save_row(tx: &Tx<'_>, bureau: &BureauId, id: ProposalId, row: &NewRow) -> Result<()> {
    let reason = row.reason.as_text();
    tx.execute_one(SAVE_ROW, &[bureau, &id, &row.person, &row.staff, &row.cost, &row.distance_m, &reason])
}

/// One person's row.
pub fn find_row(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId, person: PersonId) -> Result<Option<Row>> {
    conn.find(FIND_ROW, &[bureau, &id, &person])
}

/// Which rows a page asks for.
#[derive(Debug, Clone)]
pub enum Filter {
    /// By what becomes of the person.
    Which(Which),
    /// Those of one doctor.
    Doctor(StaffId),
    /// Whose name begins so, in characters or letters.
    Name(String),
}

/// At most `limit` rows behind `after`, by reading.
pub fn rows(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: ProposalId,
    filter: &Filter,
    after: &After,
    limit: i64,
) -> Result<Vec<Row>> {
    let (pinyin, person) = after;
    match filter {
        Filter::Which(which) => conn.list(ROWS, &[bureau, &id, pinyin, person, which, &limit]),
        Filter::Doctor(staff) => conn.list(ROWS_OF_DOCTOR, &[bureau, &id, pinyin, person, staff, &limit]),
        Filter::Name(name) => {
            let from: String = name.to_lowercase().split_whitespace().collect();
            let to = format!("{from}\u{10ffff}");
            conn.list(ROWS_BY_NAME, &[bureau, &id, pinyin, person, &from, &to, &limit])
        }
    }
}

/// A proposal in figures.
pub fn counts(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<Counts> {
    conn.one(COUNTS, &[bureau, &id])
}

/// A proposal by hospital.
pub fn shares(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<Vec<Share>> {
    conn.list(SHARES, &[bureau, &id])
}

/// Places that each doctor would still have, those of people outside the proposal counted.
pub fn free_places(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<Vec<(StaffId, i64)>> {
    conn.list(FREE, &[bureau, &id])
}

/// How many people have another doctor now than when the proposal was computed.
pub fn count_stale(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<i64> {
    Ok(conn.one::<(i64,)>(STALE, &[bureau, &id, &Uuid::nil()])?.0)
}

/// Ends the pairs that the proposal changes or gives up, with `until` as their last day.
pub fn end_pairs(tx: &Tx<'_>, bureau: &BureauId, id: ProposalId, until: Date) -> Result<()> {
    tx.execute(END, &[bureau, &id, &until, &Ended::Replaced])?;
    tx.execute(RELEASE, &[bureau, &id, &until, &Ended::Released]).map(drop)
}

/// The pairs that the proposal begins: person, doctor and reason.
pub fn beginning(
    conn: &Conn<'_>,
    bureau: &BureauId,
    id: ProposalId,
) -> Result<Vec<(PersonId, StaffId, String)>> {
    conn.list(BEGINNING, &[bureau, &id])
}

/// What somebody is called.
pub fn name(conn: &Conn<'_>, bureau: &BureauId, person: PersonId) -> Result<String> {
    Ok(conn.one::<(String,)>(NAME, &[bureau, &person])?.0)
}

/// A doctor who would get somebody and has more than places, by name.
pub fn find_overfull(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(OVERFULL, &[bureau, &id])?.map(|(name,)| name))
}
