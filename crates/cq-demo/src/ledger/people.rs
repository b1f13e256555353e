//! The people ledger: one sheet a unit, each in that unit's habits, with a few wrong rows among the right ones.

use jiff::ToSpan;
use rust_xlsxwriter::XlsxError;

use crate::{
    Bureau, FaultAt,
    county::{COUNTY, UNITS},
    fault::FaultyRow,
    ledger::{Book, Cell, Field, Line, UnitStyle, person_cell},
    person::PersonRecord,
};

/// Rows above the first person: title, 填报单位, headers.
const HEAD: usize = 3;
/// A wrong row comes after so many right ones.
const BEFORE_FAULT: usize = 4;

const CLERKS: [&str; 8] = ["刘敏", "赵静", "孙丽", "周燕", "陈娟", "徐梅", "高洋", "宋萍"];

pub(super) fn workbook(bureau: &Bureau) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new()?;
    let mut sheets = sheets(bureau).peekable();
    if sheets.peek().is_none() {
        book.sheet("空表", &[12.0], &[Line::Blank])?;
    }
    for sheet in sheets {
        let fields = sheet.style.fields();
        let widths: Vec<_> = fields.iter().map(|field| field.width()).collect();
        book.sheet(UNITS[sheet.unit].name, &widths, &sheet.lines(bureau, &fields))?;
    }
    book.finish()
}

pub(super) fn faults(bureau: &Bureau) -> Vec<FaultAt> {
    let at = |sheet: Sheet| {
        let lines = sheet.entries.iter().enumerate();
        let wrong = lines.filter_map(|(at, entry)| match entry {
            Some(Entry::Wrong(fault)) => Some((at, fault.kind)),
            _ => None,
        });
        wrong
            .map(|(at, kind)| FaultAt {
                sheet: UNITS[sheet.unit].name.to_owned(),
                row: u32::try_from(HEAD + at + 1).unwrap_or(u32::MAX),
                column: sheet.style.header(kind.field()).to_owned(),
                kind,
            })
            .collect::<Vec<_>>()
    };
    sheets(bureau).flat_map(at).collect()
}

enum Entry<'a> {
    Right(&'a PersonRecord),
    Wrong(&'a FaultyRow),
}

impl Entry<'_> {
    fn cell(&self, style: UnitStyle, field: Field) -> Cell {
        match self {
            Entry::Right(person) => person_cell(style, field, person),
            Entry::Wrong(fault) if fault.kind.field() == field => fault.kind.cell(&fault.person),
            Entry::Wrong(fault) => person_cell(style, field, &fault.person),
        }
    }
}

struct Sheet<'a> {
    unit: usize,
    style: UnitStyle,
    /// `None` is a blank row.
    entries: Vec<Option<Entry<'a>>>,
}

/// The sheets that have anybody in them.
fn sheets(bureau: &Bureau) -> impl Iterator<Item = Sheet<'_>> {
    let mut members: Vec<Vec<Entry>> = UNITS.iter().map(|_| Vec::new()).collect();
    for person in &bureau.people {
        members[person.unit].push(Entry::Right(person));
    }
    for fault in &bureau.faults {
        let sheet = &mut members[fault.person.unit];
        sheet.insert(BEFORE_FAULT.min(sheet.len()), Entry::Wrong(fault));
    }
    members.into_iter().enumerate().filter(|(_, members)| !members.is_empty()).map(|(unit, members)| {
        let style = UnitStyle::of(unit);
        let mut entries = Vec::with_capacity(members.len() + members.len() / 8);
        for (at, entry) in members.into_iter().enumerate() {
            entries.push(Some(entry));
            if style.blank_after(at) {
                entries.push(None);
            }
        }
        Sheet { unit, style, entries }
    })
}

impl Sheet<'_> {
    fn lines(&self, bureau: &Bureau, fields: &[Field]) -> Vec<Line> {
        let unit = &UNITS[self.unit];
        let filled_in = bureau.scale.today.saturating_sub(((self.unit % 12) as i64 + 2).days());
        let (year, month, day) = (filled_in.year(), filled_in.month(), filled_in.day());
        let clerk = |nth: usize| CLERKS[nth % CLERKS.len()];
        let mut lines = vec![
            Line::Title(format!("{COUNTY}离退休干部及遗属台账")),
            Line::Note(format!("填报单位：{}    单位性质：{}", unit.name, unit.kind.label())),
            Line::Header(fields.iter().map(|field| self.style.header(*field)).collect()),
        ];
        debug_assert_eq!(lines.len(), HEAD);
        let mut serial = 0;
        for entry in &self.entries {
            let Some(entry) = entry else {
                lines.push(Line::Blank);
                continue;
            };
            serial += 1;
            let cells = fields.iter().map(|field| match field {
                Field::Serial => Cell::Number(f64::from(serial)),
                field => entry.cell(self.style, *field),
            });
            lines.push(Line::Row(cells.collect()));
        }
        lines.push(Line::Blank);
        lines.push(Line::Loose(format!(
            "填报人：{}    审核人：{}    填报日期：{year}年{month}月{day}日",
            clerk(self.unit),
            clerk(self.unit / 8 + 3),
        )));
        lines
    }
}
