//! People from a bureau's own ledgers.
//!
//! A row means somebody known if the citizen id is known, else if name, birth and unit point to one person alone. A blank
//! cell leaves what is known; a vaguer date that agrees with what is known leaves it too.

mod export;
mod fields;
mod row;
pub mod store;

use std::{
    cell::Cell,
    collections::{BTreeSet, HashMap, HashSet},
};

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
pub use export::PersonExport;
pub(crate) use fields::{changes, put_back};
pub use row::{Row, citizen_id};
use store::Namesake;

use super::{Facts, Person, PersonId, columns::COLUMNS, pinyin, store as people, store::Newcomer, term};
use crate::{
    duplicate::candidate,
    intake::{
        Applied, Blocked, CellError, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Place, Read,
        Resembled, Verdict,
    },
};
use uuid::Uuid;

/// Kind `people`.
pub struct PersonLedger;

/// A row with what follows from it without a look at the registry.
pub struct Understood {
    said: Row,
    /// The keyed index of the citizen id.
    index: Option<[u8; 32]>,
    /// Whom it makes if the registry does not have them, in a pass that writes.
    newcomer: Cell<Option<Box<Newcomer>>>,
}

/// What a pass over a file remembers.
#[derive(Default)]
pub struct Session {
    /// The registry has nobody yet, so that no row can mean somebody known.
    is_first: bool,
    /// Somebody in the registry has no citizen id: a row with an unknown one may be that person.
    some_lack_ids: bool,
    /// Those of the chunk in hand whom the registry knows.
    known: HashMap<PersonId, (Person, Facts)>,
    /// Those of earlier chunks as they were then: what the pass itself wrote must not change its findings.
    earlier: HashMap<PersonId, Namesake>,
    made: HashSet<PersonId>,
    /// New people of this file by name.
    new: HashMap<String, Vec<NewInFile>>,
    /// Search terms of the people made and not yet found by them.
    terms: people::Terms,
}

/// Somebody new further up in the file.
struct NewInFile {
    place: Place,
    born: Option<PartialDate>,
    unit: Option<String>,
    has_citizen_id: bool,
}

/// Whom a row means.
enum Meant {
    Nobody,
    One(PersonId),
    Unclear(Text),
}

impl Ledger for PersonLedger {
    type Row = Understood;
    type Session = Session;

    fn kind(&self) -> &'static str {
        "people"
    }

    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        Ok(Session {
            is_first: store::is_empty(conn, act.bureau())?,
            some_lack_ids: store::lacks_citizen_ids(conn, act.bureau())?,
            ..Session::default()
        })
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        cells.shown("name").chars().take(20).collect()
    }

    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Understood> {
        let said = Row::read(cells, act.today(), errors)?;
        let index = said.citizen_id.as_ref().map(|id| term::id_index(&act.secrets, id));
        Some(Understood { said, index, newcomer: Cell::default() })
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
        let mut findings = Vec::with_capacity(rows.len());
        for (read, meant) in rows.iter().zip(meant) {
            findings.push(Finding { key: read.row.said.key(), verdict: session.verdict(read, meant) });
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
                people::save(tx, act, person, &read.row.said.onto(facts.clone())).map_err(overtaken)?;
                applied.push(Applied { subject: *subject, version: person.version + 1 });
            } else {
                let newcomer =
                    read.row.newcomer.take().ok_or_else(|| Error::internal("a row not made ready"))?;
                applied.push(Applied { subject: newcomer.id().0, version: 1 });
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

    fn end(&self, tx: &Tx<'_>, act: &Act, session: &mut Session) -> Result<()> {
        session.terms.write(tx, act)
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let bureau = act.bureau();
        let ids: Vec<PersonId> = rows.iter().map(|done| PersonId(done.subject)).collect();
        let people: HashMap<PersonId, Person> =
            store::by_id(tx, bureau, &ids)?.into_iter().map(|person| (person.id, person)).collect();
        let depended_on = store::depended_on(tx, bureau, &ids)?;
        let mut blocked = Vec::new();
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
                let dates = fields::put_back(&mut facts, &done.changes)?;
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

/// A citizen id that somebody else entered a moment ago.
fn overtaken(error: Error) -> Error {
    if matches!(error, Error::Invalid(_)) { Error::Conflict } else { error }
}

impl Understood {
    /// What somebody new brings; of those who are written the registry has it.
    fn brings(&self) -> Vec<FieldChange> {
        let newcomer = self.newcomer.take();
        let brings = if newcomer.is_some() { Vec::new() } else { fields::all(&self.said.as_new()) };
        self.newcomer.set(newcomer);
        brings
    }
}

impl Session {
    /// Whom each row means. Fills `known` for those whom the registry has.
    fn meant(&mut self, conn: &Conn<'_>, act: &Act, rows: &[Read<Understood>]) -> Result<Vec<Meant>> {
        if self.is_first {
            return Ok(rows.iter().map(|_| Meant::Nobody).collect());
        }
        let wanted: Vec<[u8; 32]> = rows.iter().filter_map(|read| read.row.index).collect();
        let mut people = store::by_citizen_id(conn, act.bureau(), &wanted)?;
        people.retain(|person| !self.made.contains(&person.id));
        let mut by_number: HashMap<String, PersonId> = HashMap::new();
        for person in &people {
            if let Some(id) = person.citizen_id(&act.secrets)? {
                by_number.insert(id.as_str().to_owned(), person.id);
            }
        }
        let by_id = |row: &Row| by_number.get(row.citizen_id.as_ref()?.as_str()).copied();
        let by_name: Vec<&Row> = rows
            .iter()
            .map(|read| &read.row.said)
            .filter(|row| self.goes_by_name(row) && by_id(row).is_none())
            .collect();
        let namesakes = self.namesakes(conn, act, &by_name)?;
        let meant: Vec<Meant> = rows
            .iter()
            .map(|read| match by_id(&read.row.said) {
                Some(id) => Meant::One(id),
                None if self.goes_by_name(&read.row.said) => {
                    meant_by_name(&read.row.said, namesakes.get(&read.row.said.name))
                }
                None => Meant::Nobody,
            })
            .collect();
        let found: HashSet<PersonId> = people.iter().map(|person| person.id).collect();
        let more: Vec<PersonId> = meant
            .iter()
            .filter_map(|meant| if let Meant::One(id) = meant { Some(*id) } else { None })
            .filter(|id| !found.contains(id))
            .collect();
        people.extend(store::by_id(conn, act.bureau(), &more)?);
        self.remember(conn, act, people)?;
        Ok(meant)
    }

    fn goes_by_name(&self, row: &Row) -> bool {
        row.citizen_id.is_none() || self.some_lack_ids
    }

    /// People of these names, as they were before this pass.
    fn namesakes(&self, conn: &Conn<'_>, act: &Act, rows: &[&Row]) -> Result<HashMap<String, Vec<Namesake>>> {
        let readings: BTreeSet<String> = rows.iter().map(|row| pinyin::sort_key(&row.name)).collect();
        let readings: Vec<String> = readings.into_iter().collect();
        let mut namesakes: HashMap<String, Vec<Namesake>> = HashMap::new();
        for found in store::namesakes(conn, act.bureau(), &readings)? {
            if !self.made.contains(&found.id) {
                let found = self.earlier.get(&found.id).cloned().unwrap_or(found);
                namesakes.entry(found.name.clone()).or_default().push(found);
            }
        }
        Ok(namesakes)
    }

    fn remember(&mut self, conn: &Conn<'_>, act: &Act, people: Vec<Person>) -> Result<()> {
        self.known.clear();
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let mut conditions = store::conditions(conn, act.bureau(), &ids)?;
        for person in people {
            let facts = person.facts(&act.secrets, conditions.remove(&person.id).unwrap_or_default())?;
            self.earlier.entry(person.id).or_insert_with(|| Namesake {
                id: person.id,
                name: person.name.clone(),
                born: person.born(),
                unit: person.unit().map(str::to_owned),
                has_citizen_id: person.has_citizen_id(),
            });
            self.known.insert(person.id, (person, facts));
        }
        Ok(())
    }

    fn verdict(&mut self, read: &Read<Understood>, meant: Meant) -> Verdict {
        let row = &read.row.said;
        match meant {
            Meant::Unclear(text) => wrong("name", text),
            Meant::One(id) => match self.known.get(&id) {
                Some((_, facts)) => {
                    let after = row.onto(facts.clone());
                    if facts.is_served() && after.ended.is_some() {
                        return wrong("ended", Text::new("intake-person-ended").with("name", &facts.name));
                    }
                    if after == *facts {
                        return Verdict::Same { subject: id.0 };
                    }
                    Verdict::Changed { subject: id.0, changes: fields::changes(facts, &after) }
                }
                None => wrong("name", Text::new("intake-person-gone")),
            },
            Meant::Nobody if row.category.is_none() => {
                wrong("category", Text::new("intake-person-no-category"))
            }
            Meant::Nobody => match self.twin(read) {
                Some(first) => {
                    let text = Text::new("intake-person-twin")
                        .with("sheet", first.sheet.as_ref())
                        .with("row", first.row);
                    wrong("name", text)
                }
                None => Verdict::New(read.row.brings()),
            },
        }
    }

    /// A new person further up who may be this one: same name, births that agree, and not both with a citizen id.
    fn twin(&mut self, read: &Read<Understood>) -> Option<Place> {
        let row = &read.row.said;
        let of_name = self.new.entry(row.name.clone()).or_default();
        let may_be = |other: &&NewInFile| {
            let one_lacks_id = row.citizen_id.is_none() || !other.has_citizen_id;
            one_lacks_id
                && may_be_one(row.born, other.born)
                && (row.unit == other.unit || row.unit.is_none() || other.unit.is_none())
        };
        if let Some(first) = of_name.iter().find(may_be) {
            return Some(first.place.clone());
        }
        of_name.push(NewInFile {
            place: read.place.clone(),
            born: row.born,
            unit: row.unit.clone(),
            has_citizen_id: row.citizen_id.is_some(),
        });
        None
    }
}

/// Whether two births may be the same day.
fn may_be_one(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    one.first_day() <= other.last_day() && other.first_day() <= one.last_day()
}

fn meant_by_name(row: &Row, namesakes: Option<&Vec<Namesake>>) -> Meant {
    // Two different citizen ids are two people.
    let may_be = |other: &&Namesake| {
        may_be_one(row.born, other.born) && !(row.citizen_id.is_some() && other.has_citizen_id)
    };
    let all: Vec<&Namesake> = namesakes.into_iter().flatten().filter(may_be).collect();
    let of_unit: Vec<&&Namesake> =
        all.iter().filter(|other| row.unit.is_some() && other.unit == row.unit).collect();
    match (of_unit.as_slice(), all.as_slice()) {
        ([one], _) => Meant::One(one.id),
        ([], []) => Meant::Nobody,
        ([], [one]) if row.unit.is_none() && row.born.is_some() => Meant::One(one.id),
        ([], _) if row.unit.is_some() && row.citizen_id.is_some() => Meant::Nobody,
        ([], _) => Meant::Unclear(Text::new("intake-person-elsewhere").with("count", all.len())),
        _ => Meant::Unclear(Text::new("intake-person-several").with("count", of_unit.len())),
    }
}

fn wrong(column: &'static str, text: Text) -> Verdict {
    Verdict::Wrong(vec![CellError { column: Some(column), text }])
}
