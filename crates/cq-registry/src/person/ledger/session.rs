//! Whom rows of the people ledger mean, and what becomes of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{Result, actor::Act, db::Conn, messages::Text};

use jiff::civil::Date;

use super::{
    Understood, fields,
    meant::{Meant, may_be_one, meant_by_name, of},
    row::{Row, noun},
    store::{self, Namesake},
};
use crate::{
    intake::{CellError, FieldChange, Naming, Place, Read, Verdict},
    person::{
        CitizenId, FIELDS, Facts, Person, PersonId,
        agree::{Contradiction, contradictions},
        field::Field,
        past::{Dates, Since},
        pinyin, store as people,
    },
    relation::ledger::{Families, Met},
};

/// What a pass over a file remembers.
#[derive(Default)]
pub struct Session {
    /// The registry has nobody yet, so that no row can mean somebody known.
    pub(super) is_first: bool,
    /// Somebody in the registry has no citizen id: a row with an unknown one may be that person.
    pub(super) some_lack_ids: bool,
    /// Those of the chunk in hand whom the registry knows.
    pub(super) known: HashMap<PersonId, (Person, Facts)>,
    /// Those of earlier chunks as they were then: what the pass itself wrote must not change its findings.
    pub(super) earlier: HashMap<PersonId, Namesake>,
    pub(super) made: HashSet<PersonId>,
    /// New people of this file by name.
    pub(super) new: HashMap<String, Vec<NewInFile>>,
    /// By the digits of citizen ids: the first row of the file that says one, and whose it says that it is.
    pub(super) numbers: HashMap<u64, (Place, Box<str>)>,
    /// The day whose state the file tells, where that is not today.
    pub(super) as_of: Option<Date>,
    /// Of those of the chunk in hand, which fields changed after that day, by their keys.
    pub(super) newer: HashSet<(PersonId, String)>,
    /// The names of units and towns.
    pub(super) naming: Option<Naming>,
    /// Families, if the file has their columns.
    pub(super) families: Option<Families>,
    /// Search terms of the people made and not yet found by them.
    pub(super) terms: people::Terms,
}

/// Somebody new further up in the file.
pub(super) struct NewInFile {
    place: Place,
    born: Option<PartialDate>,
    unit: Option<String>,
    has_citizen_id: bool,
}

impl Session {
    /// Whom each row means. Fills `known` for those whom the registry has.
    pub(super) fn meant(
        &mut self,
        conn: &Conn<'_>,
        act: &Act,
        rows: &[Read<Understood>],
    ) -> Result<Vec<Meant>> {
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

    /// What a row makes of somebody known. What changed after the file's day is newer than the file and stays.
    pub(super) fn after(&self, person: PersonId, facts: &Facts, row: &Row) -> Facts {
        let is_newer =
            |field: &Field| !self.newer.is_empty() && self.newer.contains(&(person, field.key.to_owned()));
        row.onto(facts.clone(), |field| !is_newer(field))
    }

    /// From when a change holds: from the file's day. What was not known before is learned, not changed.
    pub(super) fn dates(&self, before: &Facts, after: &Facts) -> Dates {
        let Some(day) = self.as_of else { return Dates::new() };
        let dated = FIELDS.iter().filter(|field| field.is_dated && !(field.same)(before, after));
        let changed = dated.filter(|field| field.of(before).is_some());
        changed.map(|field| (field.key, Since::Day(day.into()))).collect()
    }

    /// Of whose list a row is: the unit that it says, else the one that is known.
    pub(super) fn unit_of(&self, row: &Row, meant: &Meant) -> String {
        let known = match meant {
            Meant::One(id) => self.known.get(id).and_then(|(_, facts)| facts.unit.clone()),
            Meant::Nobody | Meant::Unclear(_) => None,
        };
        row.unit.clone().or(known).unwrap_or_default()
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
        if let Some(day) = self.as_of {
            self.newer = store::changed_after(conn, act.bureau(), &ids, day)?;
        }
        for person in people {
            let facts = person.facts(&act.secrets, conditions.remove(&person.id).unwrap_or_default())?;
            self.earlier.entry(person.id).or_insert_with(|| Namesake {
                id: person.id,
                name: person.name.clone(),
                born: person.born(),
                unit: person.unit().map(str::to_owned),
                has_citizen_id: person.has_citizen_id(),
                category: person.category(),
                phone: person.phone().map(str::to_owned),
            });
            self.known.insert(person.id, (person, facts));
        }
        Ok(())
    }

    /// Which rows have a citizen id that another row gives to somebody of another name: where the other stands, and the name.
    pub(super) fn clashes(&mut self, rows: &[Read<Understood>]) -> HashMap<Place, (Place, String)> {
        let mut clashes = HashMap::new();
        for Read { place, row } in rows {
            let Some(number) = row.said.citizen_id.as_ref().and_then(digits) else { continue };
            let name = &row.said.name;
            match self.numbers.get(&number) {
                Some((first, known)) if is_another_name(known, name) => {
                    clashes.insert(place.clone(), (first.clone(), known.to_string()));
                    // Further up than the rows in hand it has been through already.
                    clashes.entry(first.clone()).or_insert((place.clone(), name.clone()));
                }
                Some(_) => {}
                None => {
                    self.numbers.insert(number, (place.clone(), name.as_str().into()));
                }
            }
        }
        clashes
    }

    pub(super) fn verdict(
        &mut self,
        read: &Read<Understood>,
        meant: Meant,
        clash: Option<&(Place, String)>,
    ) -> Verdict {
        let row = &read.row.said;
        if let Some((other, name)) = clash {
            let text = Text::new("intake-id-two-names").with("name", name);
            return wrong("citizen_id", text.with("sheet", other.sheet.as_ref()).with("row", other.row));
        }
        match meant {
            Meant::Unclear(error) => Verdict::Wrong(vec![error]),
            Meant::One(id) => match self.known.get(&id) {
                Some((_, facts)) => {
                    let after = self.after(id, facts, row);
                    if facts.is_served() && after.ended.is_some() {
                        let text = Text::new("intake-person-ended").with("name", &facts.name);
                        return Verdict::Wrong(vec![
                            CellError::at("ended", text).about(vec![of(id, &facts.name)]),
                        ]);
                    }
                    if after == *facts {
                        return Verdict::Same { subject: id.0 };
                    }
                    let former = [&facts.former_name, &after.former_name];
                    let is_former = |name: &String| former.into_iter().flatten().any(|former| former == name);
                    if row.citizen_id.is_some()
                        && is_another_name(&facts.name, &row.name)
                        && !(is_former(&facts.name) || is_former(&row.name))
                    {
                        let text = Text::new("intake-id-other-name").with("name", &facts.name);
                        let error = CellError::at("name", text.with("said", &row.name));
                        return Verdict::Wrong(vec![error.about(vec![of(id, &facts.name)])]);
                    }
                    let known = contradictions(facts);
                    let new: Vec<Contradiction> =
                        contradictions(&after).into_iter().filter(|one| !known.contains(one)).collect();
                    if !new.is_empty() {
                        return Verdict::Wrong(new.into_iter().map(contradicted).collect());
                    }
                    let changes = fields::changes(facts, &after);
                    match self.unknown(&changes) {
                        none if none.is_empty() => Verdict::Changed { subject: id.0, changes },
                        unknown => Verdict::Wrong(unknown),
                    }
                }
                None => wrong("name", Text::new("intake-person-gone")),
            },
            Meant::Nobody if row.category.is_none() => {
                wrong("category", Text::new("intake-person-no-category"))
            }
            Meant::Nobody => self.newcomer(read),
        }
    }

    /// Units and towns that changes would give somebody and the registry does not have.
    fn unknown(&mut self, changes: &[FieldChange]) -> Vec<CellError> {
        let names = changes.iter().filter_map(|change| {
            let field = super::super::field(&change.field)?;
            Some((field.key, noun(field.key)?, change.after.as_deref()?))
        });
        self.naming.as_mut().map(|naming| naming.wrong(names)).unwrap_or_default()
    }

    /// What becomes of a row that means somebody new.
    fn newcomer(&mut self, read: &Read<Understood>) -> Verdict {
        let names = read.row.said.names();
        let unknown = self.naming.as_mut().map(|naming| naming.wrong(names)).unwrap_or_default();
        if !unknown.is_empty() {
            return Verdict::Wrong(unknown);
        }
        match self.twin(read) {
            Some(first) => {
                let text = Text::new("intake-person-twin");
                wrong("name", text.with("sheet", first.sheet.as_ref()).with("row", first.row))
            }
            None => Verdict::New(read.row.brings()),
        }
    }

    /// Takes up the family of a row that is right.
    pub(super) fn meet(&mut self, read: &Read<Understood>, key: &str, verdict: &Verdict) {
        if self.families.is_none() {
            return;
        }
        let row = &read.row;
        let (known, facts) = match verdict {
            Verdict::New(_) => (None, row.said.as_new()),
            Verdict::Changed { subject, .. } | Verdict::Same { subject } => {
                let id = PersonId(*subject);
                let Some((_, facts)) = self.known.get(&id) else { return };
                (Some(id), self.after(id, facts, &row.said))
            }
            Verdict::Wrong(_) | Verdict::Gone(_) | Verdict::Tie { .. } => return,
        };
        let (place, said) = (&read.place, row.family.clone());
        let Some(families) = &mut self.families else { return };
        families.meet(Met { place, key, known, facts: &facts, number: row.index, said });
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

/// The digits of a citizen id without the last, which follows from them.
fn digits(id: &CitizenId) -> Option<u64> {
    id.as_str().get(..17)?.parse().ok()
}

/// Whether two names have no character of the given name in common: a slip of the pen or a married name leaves one, and names
/// that sound alike are often written alike.
fn is_another_name(one: &str, other: &str) -> bool {
    let given = |name: &str| name.chars().skip(1).collect::<Vec<_>>();
    let given_other = given(other);
    !given(one).iter().any(|c| given_other.contains(c)) && pinyin::sort_key(one) != pinyin::sort_key(other)
}

fn contradicted((column, key): Contradiction) -> CellError {
    CellError::at(column, Text::new(key))
}

fn wrong(column: &'static str, text: Text) -> Verdict {
    Verdict::Wrong(vec![CellError::at(column, text)])
}
