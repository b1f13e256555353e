//! People from a bureau's own ledgers.
//!
//! A row means somebody known if the citizen id is known, else if name, birth and unit point to one person alone. A blank
//! cell leaves what is known; a vaguer date that agrees with what is known leaves it too.

mod around;
pub mod beside;
mod columns;
mod export;
mod fields;
mod meant;
mod named;
mod row;
mod session;
pub mod store;

use std::{
    cell::Cell,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
pub use export::PersonExport;
pub(crate) use fields::{changes, put_back};
pub use named::{Named, named};
pub use row::{Row, citizen_id};
pub use session::Session;

use super::{Person, PersonId, columns::COLUMNS, store as people, store::Newcomer, term};
use crate::{
    duplicate::candidate,
    intake::{
        Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Head, Ledger, LedgerKind,
        Naming, OfAll, Read, Resembled, Standing, Verdict, tie::Ties,
    },
    relation::{self, ledger::Families},
};
use uuid::Uuid;

/// Kind `people`.
pub struct PersonLedger;

/// What is known of people, and of their families.
static WITH_FAMILY: LazyLock<Vec<Column>> =
    LazyLock::new(|| COLUMNS.iter().chain(relation::ledger::COLUMNS).copied().collect());

/// A row with what follows from it without a look at the registry.
pub struct Understood {
    said: Row,
    /// The keyed index of the citizen id.
    index: Option<[u8; 32]>,
    /// What it says of the family.
    family: Option<Arc<relation::ledger::Said>>,
    /// Whom it makes if the registry does not have them, in a pass that writes.
    newcomer: Cell<Option<Box<Newcomer>>>,
}

impl LedgerKind for PersonLedger {
    fn kind(&self) -> &'static str {
        "people"
    }

    fn columns(&self) -> &'static [Column] {
        &WITH_FAMILY
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let bureau = act.bureau();
        // Relations first: nobody depends on those whom they alone speak of.
        let (ties, rows): (Vec<&Done>, Vec<&Done>) = rows.iter().partition(|done| done.is_tie);
        let mut blocked = relation::ledger::undo(tx, act, ties)?;
        let ids: Vec<PersonId> = rows.iter().map(|done| PersonId(done.subject)).collect();
        let people: HashMap<PersonId, Person> =
            store::by_id(tx, bureau, &ids)?.into_iter().map(|person| (person.id, person)).collect();
        let depended_on = store::depended_on(tx, bureau, &ids)?;
        for done in rows {
            let person = people.get(&PersonId(done.subject)).filter(|person| person.version == done.version);
            let Some(person) = person else {
                let name = people
                    .get(&PersonId(done.subject))
                    .map(|person| person.name.as_str())
                    .unwrap_or_default();
                blocked.push(Blocked {
                    subject: done.subject,
                    text: Text::new("intake-undo-changed").with("name", name),
                });
                continue;
            };
            if !done.is_new {
                let mut facts = people::facts(tx, bureau, &act.secrets, person)?;
                // A kind is the unit's; what rows taught of it is forgotten once for all of them.
                let own = done.changes.iter().filter(|change| change.field != "unit_kind").cloned();
                let dates = fields::put_back(&mut facts, &own.collect::<Vec<_>>())?;
                people::save_since(tx, act, person, &facts, &dates)?;
            } else if depended_on.contains(&person.id) {
                blocked.push(Blocked {
                    subject: done.subject,
                    text: Text::new("intake-undo-depended-on").with("name", &person.name),
                });
            } else {
                people::delete(tx, act, person)?;
            }
        }
        Ok(blocked)
    }

    fn out_only(&self) -> &'static [Column] {
        columns::AROUND
    }

    fn tells_of_a_day(&self) -> bool {
        true
    }

    fn of_all(&self) -> Option<&'static OfAll> {
        Some(&columns::CATEGORY_OF_ALL)
    }

    fn names_scopes(&self) -> bool {
        true
    }

    fn remedies(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("/events/new?kind=death", "intake-gone-death"),
            ("/events/new?kind=move", "intake-gone-move"),
            ("/edit", "intake-gone-edit"),
        ]
    }

    fn resembled(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        row: &[FieldChange],
        made: Option<Uuid>,
    ) -> Result<Vec<Resembled>> {
        let doubted = self::row::doubted(conn, act, row)?;
        Ok(candidate::resembled(conn, act, row, made.map(PersonId))?.into_iter().chain(doubted).collect())
    }
}

impl Ledger for PersonLedger {
    type Row = Understood;
    type Session = Session;

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        Ok(Session {
            is_first: store::is_empty(conn, act.bureau())?,
            some_lack_ids: store::lacks_citizen_ids(conn, act.bureau())?,
            naming: Some(Naming::begin(conn, act.bureau())?),
            ..Session::default()
        })
    }

    fn headed(&self, session: &mut Session, head: &Head<'_>) {
        session.as_of = head.as_of;
        session.families = Families::expected(&head.columns);
    }

    fn naming<'s>(&self, session: &'s mut Session) -> Option<&'s mut Naming> {
        session.naming.as_mut()
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name").chars().take(20).collect()
    }

    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Understood> {
        let said = Row::read(cells, act.today(), errors)?;
        let index = said.citizen_id.as_ref().map(|id| term::id_index(&act.secrets, id));
        let family = relation::ledger::read(cells, act.today());
        Some(Understood { said, index, family, newcomer: Cell::default() })
    }

    fn prepare(&self, act: &Act, row: &mut Understood) -> Result<()> {
        row.newcomer = Cell::new(Some(Box::new(Newcomer::of(act, row.said.as_new())?)));
        Ok(())
    }

    fn check(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[Read<Understood>],
    ) -> Result<Vec<Finding>> {
        let meant = session.meant(conn, act, rows)?;
        let clashes = session.clashes(rows);
        let mut findings = Vec::with_capacity(rows.len());
        for (read, meant) in rows.iter().zip(meant) {
            let unit = session.unit_of(&read.row.said, &meant);
            let (key, verdict) =
                (read.row.said.key(), session.verdict(read, meant, clashes.get(&read.place)));
            session.meet(read, &key, &verdict);
            findings.push(Finding::new(key, verdict).within(unit));
        }
        Ok(findings)
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[(&Read<Understood>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let mut applied = Vec::with_capacity(rows.len());
        let mut new: Vec<Newcomer> = Vec::new();
        for (read, verdict) in rows {
            if let Verdict::Changed { subject, .. } = verdict {
                let (person, facts) = session.known.get(&PersonId(*subject)).ok_or(Error::Conflict)?;
                let after = session.after(person.id, facts, &read.row.said);
                let dates = session.dates(facts, &after);
                people::save_since(tx, act, person, &after, &dates).map_err(overtaken)?;
                applied.push(Applied { subject: *subject, version: person.version + 1 });
            } else {
                let newcomer =
                    read.row.newcomer.take().ok_or_else(|| Error::internal("a row not made ready"))?;
                applied.push(Applied { subject: newcomer.id().0, version: 1 });
                if let Some(families) = &mut session.families {
                    families.made(&read.place, newcomer.id());
                }
                new.push(*newcomer);
            }
        }
        people::load(tx, act, &mut new, &mut session.terms).map_err(overtaken)?;
        if session.terms.are_many() {
            session.terms.write(tx, act)?;
        }
        session.made.extend(new.iter().map(Newcomer::id));
        Ok(applied)
    }

    fn ties<'s>(
        &self,
        conn: &Conn<'_>,
        tx: Option<&Tx<'_>>,
        act: &Act,
        session: &'s mut Session,
    ) -> Result<Ties<'s>> {
        // Families need room of their own; what the rows needed is let go.
        (session.new, session.earlier) = (HashMap::new(), HashMap::new());
        if let Some(tx) = tx {
            session.terms.write(tx, act)?;
        }
        match &mut session.families {
            Some(families) => families.ties(conn, tx, act, &session.made),
            None => Ok(Ties::default()),
        }
    }

    fn end(&self, tx: &Tx<'_>, act: &Act, session: &mut Session) -> Result<()> {
        session.terms.write(tx, act)
    }

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        let ids: Vec<PersonId> = subjects.iter().copied().map(PersonId).collect();
        let served = store::served(conn, act.bureau(), &ids)?.into_iter();
        let standing = served.map(|(id, name, unit)| Standing {
            subject: id.0,
            label: name,
            scope: unit.unwrap_or_default(),
            href: format!("/people/{id}"),
        });
        Ok(standing.collect())
    }
}

/// A citizen id that somebody else entered a moment ago.
fn overtaken(error: Error) -> Error {
    if matches!(error, Error::Invalid(_)) { Error::Conflict } else { error }
}

impl Understood {
    /// What somebody new brings; of those who are written the registry has it.
    fn brings(&self) -> Vec<FieldChange> {
        let newcomer = self.newcomer.take();
        let of_family = self.family.as_ref().map(|said| relation::ledger::shown(said)).unwrap_or_default();
        let all = || fields::all(&self.said.as_new()).into_iter().chain(of_family).collect();
        let brings = if newcomer.is_some() { Vec::new() } else { all() };
        self.newcomer.set(newcomer);
        brings
    }
}
