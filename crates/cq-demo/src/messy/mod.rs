//! 人员台账.xlsx: the workbook that a clerk really gets, with every trap in it, and what an import must make of
//! each row when the people ledger has been loaded before.

mod draft;
mod manifest;

use rust_xlsxwriter::XlsxError;

use self::draft::{Draft, Drafts};
pub use self::manifest::{ExpectedRow, Manifest, Messy, Trap, Verdict};
use crate::{
    Bureau, FaultKind,
    county::{COUNTY, UNITS},
    ledger::{Book, Cell, DateShape, Field, Line, UnitStyle},
};

/// A row stays blank after every so many.
const BLANK_EVERY: usize = 13;

/// The rows of three units, some 120; the bureau should have at least 1,500 people, fewer give fewer rows.
pub fn messy_people(bureau: &Bureau) -> Result<Messy, XlsxError> {
    let mut drafts = Drafts::new(bureau);
    let mut book = Book::new()?;
    let mut manifest = Manifest::default();
    for (nth, unit) in largest_units(bureau).into_iter().enumerate() {
        let rows = match nth {
            0 => first_unit(&mut drafts, unit),
            1 => second_unit(&mut drafts, unit),
            _ => third_unit(&mut drafts, unit),
        };
        let sheet = Layout { unit, nth, style: UnitStyle::of(unit), fields: fields(nth, unit) };
        let widths: Vec<_> = sheet.fields.iter().map(|field| field.width()).collect();
        let lines = sheet.lines(&rows, &mut manifest);
        book.sheet(UNITS[unit].name, &widths, &lines)?;
    }
    Ok(Messy { file_name: "人员台账.xlsx".to_owned(), bytes: book.finish()?, manifest })
}

fn largest_units(bureau: &Bureau) -> Vec<usize> {
    let mut members = vec![0_usize; UNITS.len()];
    for person in &bureau.people {
        members[person.unit] += 1;
    }
    let mut units: Vec<usize> = (0..UNITS.len()).collect();
    units.sort_by_key(|unit| (std::cmp::Reverse(members[*unit]), *unit));
    units.truncate(3);
    units
}

fn first_unit(drafts: &mut Drafts, unit: usize) -> Vec<Draft> {
    let mut rows = drafts.ordinary(unit);
    rows.extend(drafts.known_with(unit, Trap::SpacedId));
    rows.extend(drafts.known_with(unit, Trap::FifteenDigitId));
    rows.extend(drafts.known_with(unit, Trap::PaddedName));
    rows.extend(drafts.new_with_birth(unit, Trap::MonthOnly, DateShape::Dash));
    rows.extend(drafts.new_with_birth(unit, Trap::ExcelDate, DateShape::Excel));
    rows.extend(drafts.moved_here(unit));
    rows.extend(drafts.known_damaged(unit));
    rows.extend(drafts.wrong(unit, FaultKind::WrongCheckDigit));
    rows.extend(drafts.wrong(unit, FaultKind::ThirtiethOfFebruary));
    drafts.shuffle(&mut rows);
    rows.extend(draft::repeated(&rows, Verdict::Unchanged));
    let other = drafts.same_id_other_name(&mut rows);
    rows.extend(other);
    rows
}

fn second_unit(drafts: &mut Drafts, unit: usize) -> Vec<Draft> {
    let mut rows = drafts.ordinary(unit);
    rows.extend(drafts.known_with(unit, Trap::LowercaseX));
    rows.extend(drafts.known_with(unit, Trap::FullWidthId));
    rows.extend(drafts.new_with_number_date(unit));
    rows.extend(drafts.new_with_old_id(unit));
    for kind in [
        FaultKind::IdBecameNumber,
        FaultKind::MonthThirteen,
        FaultKind::UnknownSex,
        FaultKind::NoName,
        FaultKind::NameIsBrokenFormula,
    ] {
        rows.extend(drafts.wrong(unit, kind));
    }
    drafts.shuffle(&mut rows);
    rows.extend(draft::repeated(&rows, Verdict::New));
    rows
}

fn third_unit(drafts: &mut Drafts, unit: usize) -> Vec<Draft> {
    let mut rows = drafts.ordinary(unit);
    rows.extend(drafts.new_with_birth(unit, Trap::MonthOnly, DateShape::Dot));
    rows.extend(drafts.new_with_birth(unit, Trap::ChineseDate, DateShape::Chinese));
    for kind in [
        FaultKind::WrongCheckDigit,
        FaultKind::UnknownCategory,
        FaultKind::IdTooShort,
        FaultKind::LetterInId,
        FaultKind::BornInFuture,
    ] {
        rows.extend(drafts.wrong(unit, kind));
    }
    drafts.shuffle(&mut rows);
    rows.extend(draft::repeated(&rows, Verdict::New));
    rows
}

/// Not every unit fills in every column, nor in the same order.
fn fields(nth: usize, unit: usize) -> Vec<Field> {
    use Field::{
        Address, Area, Birth, Category, CitizenId, Ethnic, Illness, Joined, Living, Name, Phone, Political,
        Rank, Retired, Serial, Sex, Treatment,
    };
    match nth {
        0 => vec![Serial, Name, Sex, CitizenId, Birth, Category, Rank, Phone, Area, Address, Living, Illness],
        1 => vec![
            Serial, Name, CitizenId, Sex, Ethnic, Political, Birth, Joined, Retired, Category, Rank,
            Treatment, Phone, Address, Area, Living,
        ],
        _ => UnitStyle::of(unit).fields(),
    }
}

struct Layout {
    unit: usize,
    nth: usize,
    style: UnitStyle,
    fields: Vec<Field>,
}

impl Layout {
    /// The sheet from the top; what each row must become is added to the manifest.
    fn lines(&self, rows: &[Draft], manifest: &mut Manifest) -> Vec<Line> {
        let mut lines = self.head();
        let mut serial = 0;
        for (at, draft) in rows.iter().enumerate() {
            serial += 1;
            lines.push(Line::Row(self.cells(draft, serial)));
            let column = draft.telling.map(|field| self.style.header(field).to_owned());
            self.expect(manifest, lines.len(), column, draft.verdict, draft.trap);
            if at % BLANK_EVERY == BLANK_EVERY - 1 {
                lines.push(Line::Blank);
            }
        }
        lines.push(Line::Row(self.only_serial(serial + 1)));
        self.expect(manifest, lines.len(), None, Verdict::Ignored, Some(Trap::OnlySerial));
        if self.nth == 1 {
            lines.push(Line::Loose(format!("合计：{serial}人")));
            self.expect(manifest, lines.len(), None, Verdict::Ignored, Some(Trap::Total));
        }
        lines.push(Line::Blank);
        lines.push(Line::Loose("填报人：刘敏    审核人：周燕    联系电话：0540-6000000".to_owned()));
        self.expect(manifest, lines.len(), None, Verdict::Ignored, Some(Trap::Footer));
        lines
    }

    fn head(&self) -> Vec<Line> {
        let unit = &UNITS[self.unit];
        let title = Line::Title(format!("{COUNTY}{}离退休人员情况表", unit.name.trim_start_matches('县')));
        let filled_in_by = Line::Note(format!("填报单位：{}    单位性质：{}", unit.name, unit.kind.label()));
        let header = Line::Header(self.fields.iter().map(|field| self.style.header(*field)).collect());
        match self.nth {
            0 => vec![title, filled_in_by, header],
            1 => vec![title, header],
            _ => vec![Line::Blank, Line::Blank, title, filled_in_by, header],
        }
    }

    fn cells(&self, draft: &Draft, serial: u32) -> Vec<Cell> {
        let cell = |field: &Field| match field {
            Field::Serial => Cell::Number(f64::from(serial)),
            field => draft.cell(self.style, *field),
        };
        self.fields.iter().map(cell).collect()
    }

    fn only_serial(&self, serial: u32) -> Vec<Cell> {
        let cell = |field: &Field| match field {
            Field::Serial => Cell::Number(f64::from(serial)),
            _ => Cell::Blank,
        };
        self.fields.iter().map(cell).collect()
    }

    fn expect(
        &self,
        manifest: &mut Manifest,
        row: usize,
        column: Option<String>,
        verdict: Verdict,
        trap: Option<Trap>,
    ) {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let sheet = UNITS[self.unit].name.to_owned();
        manifest.rows.push(ExpectedRow { sheet, row, column, verdict, trap });
    }
}
