//! The workbooks, opened again as an import would open them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{collections::HashMap, io::Cursor, sync::LazyLock};

use calamine::{Data, Range, Reader, Xlsx};
use cq_demo::{
    AREAS, Bureau, ELDER_OF_THE_STORIES, FaultKind, Ledger, Messy, Scale, UNITS, Verdict, bureau, citizen_id,
    ledgers, messy_people, people_faults,
};
use jiff::civil::date;

static BUREAU: LazyLock<Bureau> = LazyLock::new(|| bureau(Scale::article(date(2026, 11, 23))));
static LEDGERS: LazyLock<Vec<Ledger>> = LazyLock::new(|| ledgers(&BUREAU).unwrap());
static MESSY: LazyLock<Messy> = LazyLock::new(|| messy_people(&BUREAU).unwrap());

type Sheets = HashMap<String, Range<Data>>;

fn open(bytes: &[u8]) -> Sheets {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = book.sheet_names();
    names.into_iter().map(|name| (name.clone(), book.worksheet_range(&name).unwrap())).collect()
}

fn ledger(kind: &str) -> Sheets {
    open(&LEDGERS.iter().find(|ledger| ledger.kind == kind).unwrap().bytes)
}

fn text(sheet: &Range<Data>, row: u32, column: u32) -> String {
    sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
}

fn column(sheet: &Range<Data>, header_row: u32, word: &str) -> u32 {
    (0..60).find(|at| text(sheet, header_row, *at) == word).unwrap_or_else(|| panic!("no column {word}"))
}

#[test]
fn the_same_scale_gives_the_same_bytes() {
    let scale = Scale { people: 300, doctors: 30, ..BUREAU.scale };
    let (once, again) = (bureau(scale), bureau(scale));
    assert_eq!(ledgers(&once).unwrap(), ledgers(&again).unwrap());
    assert_eq!(messy_people(&once).unwrap(), messy_people(&again).unwrap());
    let other = bureau(Scale { seed: 2, ..scale });
    assert_ne!(ledgers(&once).unwrap()[3], ledgers(&other).unwrap()[3]);
}

#[test]
fn a_bureau_of_nobody_still_writes_workbooks() {
    for people in [0, 1, 12] {
        let small = bureau(Scale { people, doctors: people.min(3), ..BUREAU.scale });
        assert_eq!(ledgers(&small).unwrap().len(), 11);
        messy_people(&small).unwrap();
    }
}

#[test]
fn plain_ledgers_hold_every_record_under_the_forms_headers() {
    let areas = &ledger("areas")["镇街"];
    assert_eq!(areas.height(), 1 + AREAS.len());
    let hospitals = &ledger("hospitals")["医院"];
    assert_eq!(hospitals.height(), 13);
    assert_eq!(text(hospitals, 1, 0), "长庆县人民医院");
    let doctors = &ledger("doctors")["责任医生"];
    assert_eq!(doctors.height(), 392);
    assert_eq!((text(doctors, 1, 1).as_str(), text(doctors, 1, 7).as_str()), ("王建国", "14"));
    let pairings = &ledger("pairings")["亲情联系"];
    assert_eq!(pairings.height(), 1 + BUREAU.past_pairings.len());
    assert_eq!((text(pairings, 1, 0).as_str(), text(pairings, 1, 2).as_str()), ("王晓明", "王建国"));
}

#[test]
fn every_person_stands_once_in_the_sheet_of_her_unit() {
    let sheets = ledger("people");
    let mut found: HashMap<String, usize> = HashMap::new();
    for (name, sheet) in &sheets {
        assert!(UNITS.iter().any(|unit| unit.name == name));
        assert!(text(sheet, 0, 0).contains("台账"));
        assert!(text(sheet, 1, 0).contains(name));
        let ids = (0..60)
            .find(|at| text(sheet, 2, *at).contains("身份证") || text(sheet, 2, *at).contains("身份号"));
        let last = sheet.end().unwrap().0;
        assert!(text(sheet, last, 0).starts_with("填报人"));
        for row in 3..last {
            let id = text(sheet, row, ids.unwrap()).replace(' ', "").to_uppercase();
            *found.entry(id).or_default() += 1;
        }
    }
    assert_eq!(sheets.len(), 60);
    for person in &BUREAU.people {
        assert_eq!(found.get(&person.citizen_id), Some(&1), "{}", person.name);
    }
    let named = BUREAU.people.iter().filter(|person| person.name == ELDER_OF_THE_STORIES);
    assert_eq!(named.count(), 1);
}

#[test]
fn wrong_rows_are_where_they_are_said_to_be() {
    let sheets = ledger("people");
    let faults = people_faults(&BUREAU);
    assert_eq!(faults.len(), FaultKind::ALL.len());
    for fault in faults {
        let sheet = &sheets[&fault.sheet];
        let cell = text(sheet, fault.row - 1, column(sheet, 2, &fault.column));
        let id_is_wrong = !citizen_id::is_valid(&cell);
        match fault.kind {
            FaultKind::WrongCheckDigit => assert!(cell.len() == 18 && id_is_wrong, "{cell}"),
            FaultKind::IdTooShort => assert_eq!(cell.len(), 17),
            FaultKind::LetterInId => assert!(cell.contains('O') && cell.len() == 18),
            FaultKind::IdBecameNumber => assert!(cell.ends_with("000"), "{cell}"),
            FaultKind::MonthThirteen => assert!(cell.ends_with("-13")),
            FaultKind::MonthZero => assert!(cell.ends_with("-00")),
            FaultKind::ThirtiethOfFebruary => assert!(cell.ends_with("2月30日")),
            FaultKind::BornInFuture => assert_eq!(cell, "2062-05"),
            FaultKind::UnknownSex => assert_eq!(cell, "难"),
            FaultKind::NoName => assert_eq!(cell, ""),
            FaultKind::UnknownCategory => assert_eq!(cell, "在职"),
            FaultKind::NameIsBrokenFormula => assert_eq!(cell, "#N/A"),
        }
    }
}

#[test]
fn the_ledger_shows_every_habit_of_its_units() {
    let sheets = ledger("people");
    let headers: Vec<String> =
        sheets.values().flat_map(|sheet| (0..34).map(|at| text(sheet, 2, at))).collect();
    for word in ["姓名", "名字", "身份证", "身份证号", "公民身份号码", "出生年月", "出生日期", "手机号码"]
    {
        assert!(headers.iter().any(|header| header == word), "{word}");
    }
    let cells: Vec<&Data> = sheets.values().flat_map(|sheet| sheet.used_cells()).map(|cell| cell.2).collect();
    assert!(cells.iter().any(|cell| matches!(cell, Data::DateTime(_))));
    let texts: Vec<&str> = cells
        .iter()
        .filter_map(|cell| match cell {
            Data::String(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    for part in ["高血压(I10)、冠心病(I25)", "高血压 I10；", "I10、I25", "高血压，", "独居、空巢"]
    {
        assert!(texts.iter().any(|text| text.starts_with(part)), "{part}");
    }
    for gap in [' ', '\u{3000}'] {
        let padded = |text: &str| text.chars().count() == 3 && text.chars().nth(1) == Some(gap);
        assert!(texts.iter().any(|text| padded(text)), "{gap:?}");
    }
    assert!(texts.iter().any(|text| text.contains('𠮷')));
    assert!(texts.iter().any(|text| text.contains("年") && text.ends_with('月')));
}

#[test]
fn the_messy_workbook_holds_what_its_manifest_says() {
    let sheets = open(&MESSY.bytes);
    assert_eq!(sheets.len(), 3);
    let manifest = &MESSY.manifest;
    let expected = [
        (Verdict::Unchanged, 53),
        (Verdict::Changed, 22),
        (Verdict::New, 26),
        (Verdict::Repeated, 3),
        (Verdict::Wrong, 15),
        (Verdict::Ignored, 7),
    ];
    for (verdict, rows) in expected {
        assert_eq!(manifest.count(verdict), rows, "{verdict:?}");
    }
    for row in &manifest.rows {
        let sheet = &sheets[&row.sheet];
        let filled = (0..21).filter(|at| !text(sheet, row.row - 1, *at).is_empty()).count();
        match row.verdict {
            Verdict::Ignored => assert_eq!(filled, 1),
            _ => assert!(filled > 8, "{row:?}"),
        }
        let header = (0..6).find(|at| !text(sheet, *at, 5).is_empty()).unwrap();
        if let Some(word) = &row.column {
            column(sheet, header, word);
        }
    }
    let rows_with_serials: usize = manifest.rows.len() - 4;
    let serials = sheets.values().map(|sheet| {
        (0..=sheet.end().unwrap().0)
            .filter(|row| matches!(sheet.get_value((*row, 0)), Some(Data::Float(_) | Data::Int(_))))
            .count()
    });
    assert_eq!(serials.sum::<usize>(), rows_with_serials);
}
