//! The rows of the messy workbook before they are laid out.

use crate::{
    Bureau, FaultKind,
    citizen_id::fifteen_digits,
    dice::{Dice, Stream},
    ledger::{Cell, DateShape, Field, UnitStyle, person_cell, spaced},
    messy::{Trap, Verdict},
    person::{Month, PersonRecord},
    phone::{self, Owner},
};

const UNCHANGED: usize = 16;
const CHANGED: usize = 7;
const NEW: usize = 7;

/// A row: somebody as the unit would write him or her, but for one cell.
#[derive(Clone)]
pub(super) struct Draft {
    person: PersonRecord,
    instead: Option<(Field, Cell)>,
    pub(super) verdict: Verdict,
    pub(super) trap: Option<Trap>,
    /// The column that decides.
    pub(super) telling: Option<Field>,
}

impl Draft {
    fn plain(person: PersonRecord, verdict: Verdict) -> Self {
        Self { person, instead: None, verdict, trap: None, telling: None }
    }

    fn trapped(self, trap: Trap, field: Field, cell: Cell) -> Self {
        Self { instead: Some((field, cell)), trap: Some(trap), telling: Some(field), ..self }
    }

    pub(super) fn cell(&self, style: UnitStyle, field: Field) -> Cell {
        match &self.instead {
            Some((other, cell)) if *other == field => cell.clone(),
            _ => person_cell(style, field, &self.person),
        }
    }
}

/// The first row with that verdict and no trap, once more.
pub(super) fn repeated(rows: &[Draft], verdict: Verdict) -> Option<Draft> {
    let first = rows.iter().find(|draft| draft.verdict == verdict && draft.trap.is_none())?;
    Some(Draft {
        verdict: Verdict::Repeated,
        trap: Some(Trap::RepeatedRow),
        telling: Some(Field::CitizenId),
        ..first.clone()
    })
}

/// Hands out everybody at most once.
pub(super) struct Drafts<'a> {
    people: &'a [PersonRecord],
    used: Vec<bool>,
    newcomers: Vec<PersonRecord>,
    dice: Dice,
    changed: usize,
}

impl<'a> Drafts<'a> {
    pub(super) fn new(bureau: &'a Bureau) -> Self {
        let mut used = vec![false; bureau.people.len()];
        // The elder of the stories stays as he is.
        if let Some(first) = used.first_mut() {
            *first = true;
        }
        let newcomers = bureau.newcomers.iter().rev().cloned().collect();
        let dice = Dice::new(bureau.scale.seed, Stream::Messy);
        Self { people: &bureau.people, used, newcomers, dice, changed: 0 }
    }

    fn known(&mut self, fits: impl Fn(&PersonRecord) -> bool) -> Option<PersonRecord> {
        let people = self.people.iter().zip(&mut self.used);
        let (person, used) = people.into_iter().find(|(person, used)| !**used && fits(person))?;
        *used = true;
        Some(person.clone())
    }

    fn newcomer(&mut self, unit: usize) -> Option<PersonRecord> {
        Some(PersonRecord { unit, ..self.newcomers.pop()? })
    }

    /// Rows without any trap.
    pub(super) fn ordinary(&mut self, unit: usize) -> Vec<Draft> {
        let mut rows = Vec::new();
        for _ in 0..UNCHANGED {
            let known = self.known(|person| person.unit == unit);
            rows.extend(known.map(|person| Draft::plain(person, Verdict::Unchanged)));
        }
        for _ in 0..CHANGED {
            rows.extend(self.changed(unit));
        }
        for _ in 0..NEW {
            rows.extend(self.newcomer(unit).map(|person| Draft::plain(person, Verdict::New)));
        }
        rows
    }

    /// A new telephone number, or a move within the town.
    fn changed(&mut self, unit: usize) -> Option<Draft> {
        let mut person = self.known(|person| person.unit == unit)?;
        self.changed += 1;
        let telling = if self.changed.is_multiple_of(3) {
            person.address.push_str("（东院）");
            Field::Address
        } else {
            person.phone = Some(phone::mobile(Owner::Changed(self.changed)));
            Field::Phone
        };
        Some(Draft { telling: Some(telling), ..Draft::plain(person, Verdict::Changed) })
    }

    /// Known and unchanged, but one cell is written in an uncommon way.
    pub(super) fn known_with(&mut self, unit: usize, trap: Trap) -> Option<Draft> {
        let two_characters = |person: &PersonRecord| person.name.chars().count() == 2;
        let person = self.known(|person| {
            person.unit == unit
                && match trap {
                    Trap::LowercaseX => person.citizen_id.ends_with('X'),
                    Trap::PaddedName => two_characters(person),
                    _ => true,
                }
        })?;
        let id = &person.citizen_id;
        let (field, text) = match trap {
            Trap::SpacedId => (Field::CitizenId, spaced(id)),
            Trap::LowercaseX => (Field::CitizenId, id.to_lowercase()),
            Trap::FullWidthId => (Field::CitizenId, full_width(id)),
            Trap::FifteenDigitId => (Field::CitizenId, fifteen_digits(id)),
            Trap::PaddedName => {
                (Field::Name, person.name.chars().map(String::from).collect::<Vec<_>>().join(" "))
            }
            _ => return None,
        };
        Some(Draft::plain(person, Verdict::Unchanged).trapped(trap, field, Cell::Text(text)))
    }

    /// Known, but the ID lost its end.
    pub(super) fn known_damaged(&mut self, unit: usize) -> Option<Draft> {
        let person = self.known(|person| person.unit == unit)?;
        Some(wrong(person, FaultKind::IdBecameNumber))
    }

    /// Somebody whom the people ledger has at another unit.
    pub(super) fn moved_here(&mut self, unit: usize) -> Option<Draft> {
        let person = self.known(|person| person.unit != unit)?;
        // Written as the former unit wrote the birth: only the unit is new.
        let birth = person_cell(UnitStyle::of(person.unit), Field::Birth, &person);
        let draft = Draft::plain(person, Verdict::Changed).trapped(Trap::OtherUnit, Field::Birth, birth);
        Some(Draft { telling: None, ..draft })
    }

    pub(super) fn new_with_birth(&mut self, unit: usize, trap: Trap, shape: DateShape) -> Option<Draft> {
        let person = self.newcomer(unit)?;
        let style = UnitStyle { dates: shape, ..UnitStyle::of(unit) };
        let born = Month { year: person.birth.year(), month: person.birth.month() };
        let cell = if trap == Trap::MonthOnly { style.month(born) } else { style.day(person.birth) };
        Some(Draft::plain(person, Verdict::New).trapped(trap, Field::Birth, cell))
    }

    /// 1942.5 typed as a number. October would read as January, so nobody born then is taken.
    pub(super) fn new_with_number_date(&mut self, unit: usize) -> Option<Draft> {
        let at = self.newcomers.iter().rposition(|person| person.birth.month() < 10)?;
        let person = PersonRecord { unit, ..self.newcomers.remove(at) };
        let number = f64::from(person.birth.year()) + f64::from(person.birth.month()) / 10.0;
        let draft = Draft::plain(person, Verdict::New);
        Some(draft.trapped(Trap::NumberDate, Field::Birth, Cell::Number(number)))
    }

    pub(super) fn new_with_old_id(&mut self, unit: usize) -> Option<Draft> {
        let person = self.newcomer(unit)?;
        let old = Cell::Text(fifteen_digits(&person.citizen_id));
        Some(Draft::plain(person, Verdict::New).trapped(Trap::FifteenDigitId, Field::CitizenId, old))
    }

    pub(super) fn wrong(&mut self, unit: usize, kind: FaultKind) -> Option<Draft> {
        Some(wrong(self.newcomer(unit)?, kind))
    }

    /// The ID of the first newcomer above, with the name of somebody else: nobody can say whose it is, so both rows are wrong.
    pub(super) fn same_id_other_name(&mut self, rows: &mut [Draft]) -> Option<Draft> {
        let first = rows.iter_mut().find(|draft| draft.verdict == Verdict::New && draft.trap.is_none())?;
        let at = self.newcomers.iter().rposition(|other| other.name != first.person.name)?;
        let other = self.newcomers.remove(at);
        let person = PersonRecord { name: other.name, ..first.person.clone() };
        let clash = |draft: Draft| Draft {
            verdict: Verdict::Wrong,
            trap: Some(Trap::SameIdOtherName),
            telling: Some(Field::CitizenId),
            ..draft
        };
        *first = clash(first.clone());
        Some(clash(Draft::plain(person, Verdict::Wrong)))
    }

    pub(super) fn shuffle(&mut self, rows: &mut [Draft]) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, self.dice.below(at + 1));
        }
    }
}

fn wrong(person: PersonRecord, kind: FaultKind) -> Draft {
    let cell = kind.cell(&person);
    Draft::plain(person, Verdict::Wrong).trapped(Trap::Fault(kind), kind.field(), cell)
}

fn full_width(id: &str) -> String {
    let widened = |digit: char| match digit {
        '!'..='~' => char::from_u32(digit as u32 + 0xFEE0).unwrap_or(digit),
        other => other,
    };
    id.chars().map(widened).collect()
}
