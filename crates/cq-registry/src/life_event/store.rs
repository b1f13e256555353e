//! Events and what they did.

pub mod group;
pub mod held;
pub mod kin;
pub mod owed;
pub mod settings;

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Param, Tx},
    ids::AccountId,
    policy::Scope,
    record,
    secrets::{Place, Secrets},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{
    consequence::Kept,
    model::{EventId, Kind, LifeEvent, Mark, State},
};
use crate::person::PersonId;

/// "Answers for the person to whom it happened", for [`cq_platform::policy::Scope`]; the event's table goes by `e`.
pub const OWN: &str = concat!(
    "e.person_id IN (SELECT own.person_id FROM responsibility own WHERE own.bureau_id = $1 AND own.staff_id = {staff}
    AND own.until IS NULL UNION ALL SELECT own.person_id FROM absence v CROSS JOIN responsibility own
    LEFT JOIN absence_share h ON h.bureau_id = v.bureau_id AND h.absence_id = v.id AND h.person_id = own.person_id
    WHERE own.bureau_id = v.bureau_id AND own.staff_id = v.staff_id AND own.until IS NULL AND ",
    crate::absence::lasting!(),
    " AND COALESCE(h.substitute_id, v.substitute_id) = {staff})"
);

const FIND: &str = "SELECT e.id, e.person_id, e.kind, e.happened_on, e.detail, e.noted_at, e.noted_by, e.undone_at, e.undone_by,
    e.undone_because, e.version FROM life_event e WHERE e.bureau_id = $1 AND e.id = $2 AND {reach}";
const NOTED: &str =
    "SELECT kind, happened_on FROM life_event WHERE bureau_id = $1 AND person_id = $2 AND undone_at IS NULL
    ORDER BY bureau_id, person_id, happened_on, id";
const LIST_ABOUT: &str = "SELECT e.id, e.kind, CASE WHEN e.kind = 'death' AND e.undone_at IS NULL AND p.ended_on IS NOT NULL
        THEN COALESCE(p.died_on, p.ended_on) ELSE e.happened_on END, e.person_id, p.name, e.noted_at, k.name, e.undone_at FROM life_event e
    JOIN person p ON p.bureau_id = e.bureau_id AND p.id = e.person_id
    LEFT JOIN account k ON k.bureau_id = e.bureau_id AND k.id = e.noted_by
    WHERE e.bureau_id = $1 AND (e.person_id = $2 OR e.id IN (SELECT x.event_id FROM life_effect x WHERE x.bureau_id = $1
        AND x.subject_id = $2)) ORDER BY e.happened_on DESC, e.id DESC LIMIT 50";
const INSERT: &str = "INSERT INTO life_event (bureau_id, id, person_id, kind, happened_on, detail, noted_at, noted_by, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)";
const SAVE: &str =
    "UPDATE life_event SET undone_at = $4, undone_by = $5, undone_because = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3";
const EFFECTS: &str =
    "SELECT number, handler, subject_id, change, after_version, outcome, kept_because FROM life_effect
    WHERE bureau_id = $1 AND event_id = $2 ORDER BY bureau_id, event_id, number";
const INSERT_EFFECT: &str =
    "INSERT INTO life_effect (bureau_id, event_id, number, handler, subject_id, change, after_version)";
const SAVE_OUTCOME: &str = "UPDATE life_effect SET outcome = $4, kept_because = $5
    WHERE bureau_id = $1 AND event_id = $2 AND number = $3 AND outcome IS NULL";
// What a death or a spouse's death that was undone left as it was: the marriage that ended with it, and what records said.
const KEPT: &str = "SELECT x.event_id, x.number, x.handler, x.subject_id, x.change, x.after_version FROM life_effect x
    JOIN life_event e ON e.bureau_id = x.bureau_id AND e.id = x.event_id
    WHERE x.bureau_id = $1 AND e.undone_at IS NOT NULL AND e.kind IN ('death', 'widowed') AND x.outcome = 'kept'
    AND ((x.handler = 'record' AND x.subject_id = $2 AND x.kept_because = 'changed')
        OR (x.handler = 'marriage' AND x.kept_because = 'married' AND x.subject_id IN (SELECT r.id FROM relation r
            WHERE r.bureau_id = $1 AND (r.person_id = $2 OR r.other_id = $2))))
    ORDER BY x.event_id DESC, x.number DESC";
const SAVE_LATE_OUTCOME: &str = "UPDATE life_effect SET outcome = 'restored', kept_because = NULL
    WHERE bureau_id = $1 AND event_id = $2 AND number = $3 AND outcome = 'kept'";
const BEGUN_AFTER: &str = "SELECT 0, s.name, r.since FROM responsibility r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.until IS NULL AND r.since > $3
    UNION ALL SELECT 1, g.name, m.since FROM membership m
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.until IS NULL AND m.since > $3";
const LEFT_BEHIND: &str = "SELECT 0, s.name FROM responsibility r
    JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
    WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.kind = 'doctor' AND r.ended_because = 'moved' AND r.until >= $3
    UNION ALL SELECT 1, g.name FROM membership m
    JOIN person_group g ON g.bureau_id = m.bureau_id AND g.id = m.group_id
    WHERE m.bureau_id = $1 AND m.person_id = $2 AND m.ended_because = 'moved' AND m.until >= $3 AND g.closed_on IS NULL
    UNION ALL SELECT 2, value FROM person_past
    WHERE bureau_id = $1 AND person_id = $2 AND field = 'address' AND held_until = $3 AND value IS NOT NULL
    ORDER BY 1, 2";
const ACCOUNT: &str = "SELECT name FROM account WHERE bureau_id = $1 AND id = $2";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    FIND,
    NOTED,
    LIST_ABOUT,
    INSERT,
    SAVE,
    EFFECTS,
    SAVE_OUTCOME,
    KEPT,
    SAVE_LATE_OUTCOME,
    BEGUN_AFTER,
    LEFT_BEHIND,
    ACCOUNT,
];

record! {
    struct Stored {
        id: EventId,
        person: PersonId,
        kind: Kind,
        on: Date,
        detail: Vec<u8>,
        noted_at: Timestamp,
        noted_by: Option<AccountId>,
        undone_at: Option<Timestamp>,
        undone_by: Option<AccountId>,
        undone_because: Option<Vec<u8>>,
        version: i64,
    }
}

impl Stored {
    fn event(self, secrets: &Secrets) -> Result<LifeEvent> {
        let detail = secrets.open(place("detail", self.id), &self.detail)?;
        let state = match (self.undone_at, self.undone_because) {
            (Some(at), Some(because)) => State::Undone {
                mark: Mark { at, by: self.undone_by },
                because: secrets.open(place("undone_because", self.id), &because)?,
            },
            _ => State::Holds,
        };
        Ok(LifeEvent {
            id: self.id,
            person: self.person,
            event: serde_json::from_str(&detail).map_err(Error::internal)?,
            noted: Mark { at: self.noted_at, by: self.noted_by },
            state,
            version: self.version,
        })
    }
}

fn place(column: &'static str, id: EventId) -> Place {
    Place { table: "life_event", column, row: id.0 }
}

/// An event within reach.
pub fn find(conn: &Conn<'_>, act: &Act, scope: &Scope, id: EventId) -> Result<Option<LifeEvent>> {
    let stored = conn.find_in::<Stored>(scope, FIND, &[act.bureau(), &id])?;
    stored.map(|stored| stored.event(&act.secrets)).transpose()
}

/// What is noted of somebody, and for which days; what was undone is not.
pub fn noted(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<(Kind, Date)>> {
    conn.list(NOTED, &[act.bureau(), &person])
}

record! {
    /// An event as a person's page lists it.
    pub struct Listed {
        /// Which.
        pub id: EventId,
        /// What.
        pub kind: Kind,
        /// When, as exactly as it is known.
        pub on: PartialDate,
        /// To whom it happened: another, where it only reached this person.
        pub person: PersonId,
        /// Their name.
        pub name: String,
        /// When it was noted.
        pub noted_at: Timestamp,
        /// By whom.
        pub noted_by: Option<String>,
        /// When it was undone.
        pub undone_at: Option<Timestamp>,
    }
}

/// Events of somebody, and events of others that changed something of theirs; the latest first.
pub fn list_about(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<Listed>> {
    conn.list(LIST_ABOUT, &[act.bureau(), &person])
}

/// A new event.
pub fn insert(tx: &Tx<'_>, act: &Act, event: &LifeEvent) -> Result<()> {
    let LifeEvent { id, person, event, noted, .. } = event;
    let detail = serde_json::to_string(event).map_err(Error::internal)?;
    let detail = act.secrets.seal(place("detail", *id), &detail)?;
    let (kind, on) = (event.kind(), event.on());
    tx.execute_one(INSERT, &[act.bureau(), id, person, &kind, &on, &detail, &noted.at, &noted.by])
}

/// Writes down that an event was undone; somebody faster is a conflict.
pub fn save(tx: &Tx<'_>, act: &Act, event: &LifeEvent) -> Result<()> {
    let (at, by, because) = match &event.state {
        State::Holds => (None, None, None),
        State::Undone { mark, because } => {
            let because = act.secrets.seal(place("undone_because", event.id), because)?;
            (Some(mark.at), mark.by, Some(because))
        }
    };
    tx.execute_one(SAVE, &[act.bureau(), &event.id, &event.version, &at, &by, &because])
}

/// One thing that an event did.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Its place in the order.
    pub number: i64,
    /// Whose doing it was.
    pub handler: String,
    /// The row changed or made.
    pub subject: Uuid,
    /// Before and after, as data.
    pub change: String,
    /// The row's version afterwards.
    pub after_version: Option<i64>,
    /// What became of it when the event was undone: put back, or kept and why.
    pub outcome: Option<Option<Kept>>,
}

record! {
    struct StoredEffect {
        number: i64,
        handler: String,
        subject: Uuid,
        change: Vec<u8>,
        after_version: Option<i64>,
        outcome: Option<String>,
        kept_because: Option<Kept>,
    }
}

fn change_place(event: EventId) -> Place {
    Place { table: "life_effect", column: "change", row: event.0 }
}

/// All that an event did, in its order.
pub fn effects(conn: &Conn<'_>, act: &Act, event: EventId) -> Result<Vec<Effect>> {
    let stored = conn.list::<StoredEffect>(EFFECTS, &[act.bureau(), &event])?;
    let opened = stored.into_iter().map(|row| {
        Ok(Effect {
            number: row.number,
            handler: row.handler,
            subject: row.subject,
            change: act.secrets.open(change_place(event), &row.change)?,
            after_version: row.after_version,
            outcome: row.outcome.map(|_| row.kept_because),
        })
    });
    opened.collect()
}

/// Writes down all that an event did.
pub fn insert_effects(tx: &Tx<'_>, act: &Act, event: EventId, effects: &[Effect]) -> Result<()> {
    let sealed = effects.iter().map(|effect| act.secrets.seal(change_place(event), &effect.change));
    let sealed = sealed.collect::<Result<Vec<_>>>()?;
    let cells: Vec<&dyn Param> = effects
        .iter()
        .zip(&sealed)
        .flat_map(|(effect, change)| -> [&dyn Param; 7] {
            let Effect { number, handler, subject, after_version, .. } = effect;
            [act.bureau(), &event, number, handler, subject, change, after_version]
        })
        .collect();
    tx.insert_many(INSERT_EFFECT, 7, &cells)
}

/// Writes down what became of an effect.
pub fn save_outcome(tx: &Tx<'_>, act: &Act, event: EventId, number: i64, kept: Option<Kept>) -> Result<()> {
    let outcome = if kept.is_some() { "kept" } else { "restored" };
    tx.execute_one(SAVE_OUTCOME, &[act.bureau(), &event, &number, &outcome, &kept])
}

record! {
    struct StoredKept {
        event: EventId,
        number: i64,
        handler: String,
        subject: Uuid,
        change: Vec<u8>,
        after_version: Option<i64>,
    }
}

/// What deaths that were taken back left as it was of somebody and of their marriages; the last thing first.
pub fn kept(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Vec<(EventId, Effect)>> {
    let stored = conn.list::<StoredKept>(KEPT, &[act.bureau(), &person])?;
    let opened = stored.into_iter().map(|row| {
        let StoredKept { event, number, handler, subject, change, after_version } = row;
        let change = act.secrets.open(change_place(event), &change)?;
        Ok((event, Effect { number, handler, subject, change, after_version, outcome: None }))
    });
    opened.collect()
}

/// Writes down that an effect was put back after all.
pub fn save_late_outcome(tx: &Tx<'_>, act: &Act, event: EventId, number: i64) -> Result<()> {
    tx.execute_one(SAVE_LATE_OUTCOME, &[act.bureau(), &event, &number])
}

record! {
    /// What goes on although it began after a day.
    pub struct Begun {
        /// A membership; else somebody answers for them.
        pub is_group: bool,
        /// The group, or who answers.
        pub name: String,
        /// Since when.
        pub since: PartialDate,
    }
}

/// Who answers for somebody, and where they belong, only since after `day`.
pub fn begun_after(conn: &Conn<'_>, act: &Act, person: PersonId, day: Date) -> Result<Vec<Begun>> {
    conn.list(BEGUN_AFTER, &[act.bureau(), &person, &day])
}

/// What somebody left behind who moved away.
#[derive(Debug, Default)]
pub struct LeftBehind {
    /// The doctor, by name.
    pub doctor: Option<String>,
    /// Groups that there still are, by name.
    pub groups: Vec<String>,
    /// Where they lived.
    pub address: Option<String>,
}

/// What ended with a move away on `day`.
pub fn left_behind(conn: &Conn<'_>, act: &Act, person: PersonId, day: PartialDate) -> Result<LeftBehind> {
    let mut left = LeftBehind::default();
    for (what, name) in conn.list::<(i64, String)>(LEFT_BEHIND, &[act.bureau(), &person, &day])? {
        match what {
            0 => left.doctor = Some(name),
            1 => left.groups.push(name),
            _ => left.address = Some(name),
        }
    }
    Ok(left)
}

/// The name of an account.
pub fn account_name(conn: &Conn<'_>, act: &Act, id: AccountId) -> Result<Option<String>> {
    Ok(conn.find::<(String,)>(ACCOUNT, &[act.bureau(), &id])?.map(|(name,)| name))
}
