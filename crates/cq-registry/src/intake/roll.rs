//! Short ledgers: of something there is so little of that all of it is held in memory while a file is gone through. What a row
//! leaves blank stays as it is.

use std::{collections::HashMap, fmt::Display, str::FromStr};

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::BureauId,
    messages::Text,
};
use uuid::Uuid;

use super::{
    cells::Cells,
    gone::Standing,
    ledger::{
        Applied, Blocked, CellError, Column, Done, Errors, FieldChange, Finding, Ledger, LedgerKind, Read,
        Verdict,
    },
    naming::{Naming, Noun},
};

/// Field and value as stored.
pub type Field = (&'static str, Option<String>);

/// What `after` says otherwise than `before`; `before` may say nothing of a field.
pub fn changed(before: &[Field], after: Vec<Field>) -> Vec<FieldChange> {
    let held =
        |field: &str| before.iter().find(|(name, _)| *name == field).and_then(|(_, value)| value.clone());
    after
        .into_iter()
        .map(|(field, after)| FieldChange { field: field.to_owned(), before: held(field), after })
        .filter(|change| change.before != change.after)
        .collect()
}

/// A stored number, day or word read back.
pub fn stored<T: FromStr<Err: Display>>(text: Option<&String>) -> Result<Option<T>> {
    text.map(|text| text.parse().map_err(Error::internal)).transpose()
}

/// A ledger of things that are each known by a name. `area::ledger` is an example.
pub trait Roll: Send + Sync + 'static {
    /// What a row says, parsed.
    type Row: Send;
    /// What the registry has.
    type Item: Clone + Send;

    /// See [`LedgerKind::kind`].
    const KIND: &'static str;
    /// See [`LedgerKind::columns`].
    const COLUMNS: &'static [Column];
    /// Whether a file lists all there is, so that what it lacks is shown as gone.
    const LISTS_ALL: bool = false;

    /// Columns that name what stands on a list of its own.
    const NAMES: &'static [(&'static str, Noun)] = &[];

    /// What is wrong with a value that the registry does not hold yet.
    fn wrong(_field: &str, _value: &str) -> Option<Text> {
        None
    }

    /// See [`Ledger::label`].
    fn label(cells: &Cells<'_>) -> String {
        cells.shown("name")
    }

    /// See [`Ledger::read`].
    fn read(cells: &Cells<'_>, errors: &mut Errors) -> Option<Self::Row>;

    /// By what the row's item is known.
    fn meant(row: &Self::Row) -> String;

    /// A new item of the row's name that says nothing else.
    fn blank(row: &Self::Row, id: Uuid) -> Self::Item;

    /// `item` as the row would have it.
    fn onto(row: &Self::Row, item: &Self::Item) -> Self::Item;

    /// All there are.
    fn list(conn: &Conn<'_>, bureau: &BureauId) -> Result<Vec<Self::Item>>;

    /// By what it is known; no two share it.
    fn name(item: &Self::Item) -> String;

    /// Identity and version.
    fn guard(item: &Self::Item) -> (Uuid, i64);

    /// What it says, column by column.
    fn fields(item: &Self::Item) -> Vec<Field>;

    /// Gives a field of [`Roll::fields`] back what it said. The name is none of those.
    fn put_back(item: &mut Self::Item, field: &str, before: Option<&String>) -> Result<()>;

    /// Makes it.
    fn insert(tx: &Tx<'_>, act: &Act, item: &Self::Item) -> Result<()>;

    /// Changes it, guarded by its version.
    fn save(tx: &Tx<'_>, act: &Act, item: &Self::Item) -> Result<()>;

    /// Removes it, guarded by its version.
    fn delete(tx: &Tx<'_>, act: &Act, item: &Self::Item) -> Result<()>;

    /// Message key of why it cannot be removed, given its `name`; none where nothing depends on it.
    fn needed(_tx: &Tx<'_>, _bureau: &BureauId, _item: &Self::Item) -> Result<Option<&'static str>> {
        Ok(None)
    }

    /// Where it can be looked at, if [`Roll::LISTS_ALL`].
    fn href(_item: &Self::Item) -> String {
        String::new()
    }
}

impl<R: Roll> LedgerKind for R {
    fn kind(&self) -> &'static str {
        R::KIND
    }

    fn columns(&self) -> &'static [Column] {
        R::COLUMNS
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let all = R::list(tx, act.bureau())?;
        let all: HashMap<Uuid, &R::Item> = all.iter().map(|item| (R::guard(item).0, item)).collect();
        let mut blocked = Vec::new();
        for done in rows {
            let item = all.get(&done.subject).copied();
            let reason = match item.filter(|item| R::guard(item).1 == done.version) {
                Some(item) => take_back::<R>(tx, act, done, item)?,
                None => Some("intake-undo-changed"),
            };
            if let Some(key) = reason {
                let text = Text::new(key).with("name", item.map(R::name).unwrap_or_default());
                blocked.push(Blocked { subject: done.subject, text });
            }
        }
        Ok(blocked)
    }
}

/// All there are, by name, and the names that their columns use.
pub struct Session<I> {
    items: HashMap<String, I>,
    naming: Option<Naming>,
}

impl<R: Roll> Ledger for R {
    type Row = R::Row;
    type Session = Session<R::Item>;

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Self::Session> {
        let items = R::list(conn, act.bureau())?.into_iter().map(|item| (R::name(&item), item)).collect();
        let naming = if R::NAMES.is_empty() { None } else { Some(Naming::begin(conn, act.bureau())?) };
        Ok(Session { items, naming })
    }

    fn naming<'s>(&self, session: &'s mut Self::Session) -> Option<&'s mut Naming> {
        session.naming.as_mut()
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        R::label(cells)
    }

    fn read(&self, _: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<R::Row> {
        R::read(cells, errors)
    }

    fn check(
        &self,
        _: &Conn<'_>,
        _: &Act,
        session: &mut Self::Session,
        rows: &[Read<R::Row>],
    ) -> Result<Vec<Finding>> {
        let Session { items, naming } = session;
        let finding = |Read { row, .. }: &Read<R::Row>| {
            let name = R::meant(row);
            let verdict = match items.get(&name) {
                None => Verdict::New(changed(&[], R::fields(&R::onto(row, &R::blank(row, Uuid::nil()))))),
                Some(known) => match changed(&R::fields(known), R::fields(&R::onto(row, known))) {
                    none if none.is_empty() => Verdict::Same { subject: R::guard(known).0 },
                    changes => Verdict::Changed { subject: R::guard(known).0, changes },
                },
            };
            let finding = Finding::new(name, checked::<R>(verdict, naming.as_mut()));
            if R::LISTS_ALL { finding.within("") } else { finding }
        };
        Ok(rows.iter().map(finding).collect())
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Self::Session,
        rows: &[(&Read<R::Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let write =
            |(Read { row, .. }, _): &(&Read<R::Row>, &Verdict)| match session.items.get(&R::meant(row)) {
                Some(known) => {
                    R::save(tx, act, &R::onto(row, known))?;
                    let (subject, version) = R::guard(known);
                    Ok(Applied { subject, version: version + 1 })
                }
                None => {
                    let item = R::onto(row, &R::blank(row, act.new_id()));
                    R::insert(tx, act, &item)?;
                    let (subject, version) = R::guard(&item);
                    Ok(Applied { subject, version })
                }
            };
        rows.iter().map(write).collect()
    }

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        if !R::LISTS_ALL {
            return Ok(Vec::new());
        }
        let all = R::list(conn, act.bureau())?.into_iter();
        let standing = all.filter(|item| subjects.contains(&R::guard(item).0)).map(|item| Standing {
            subject: R::guard(&item).0,
            href: R::href(&item),
            label: R::name(&item),
            scope: String::new(),
        });
        Ok(standing.collect())
    }
}

/// A verdict, wrong where it would give the registry what cannot be, or a name that nobody said to be new.
fn checked<R: Roll>(verdict: Verdict, naming: Option<&mut Naming>) -> Verdict {
    let (Verdict::New(changes) | Verdict::Changed { changes, .. }) = &verdict else { return verdict };
    let values =
        || changes.iter().filter_map(|change| Some((change.field.as_str(), change.after.as_deref()?)));
    let column = |field: &str| R::COLUMNS.iter().map(|column| column.spec.key).find(|key| *key == field);
    let wrong =
        values().filter_map(|(field, value)| Some(CellError::at(column(field)?, R::wrong(field, value)?)));
    let mut errors: Vec<CellError> = wrong.collect();
    let names = values().filter_map(|(field, value)| {
        R::NAMES.iter().find(|(key, _)| *key == field).map(|(key, noun)| (*key, *noun, value))
    });
    errors.extend(naming.map(|naming| naming.wrong(names)).unwrap_or_default());
    if errors.is_empty() { verdict } else { Verdict::Wrong(errors) }
}

/// Takes a row back, or says why not.
fn take_back<R: Roll>(tx: &Tx<'_>, act: &Act, done: &Done, item: &R::Item) -> Result<Option<&'static str>> {
    if done.is_new {
        let needed = R::needed(tx, act.bureau(), item)?;
        if needed.is_none() {
            R::delete(tx, act, item)?;
        }
        return Ok(needed);
    }
    let mut before = item.clone();
    for change in &done.changes {
        R::put_back(&mut before, &change.field, change.before.as_ref())?;
    }
    R::save(tx, act, &before)?;
    Ok(None)
}
