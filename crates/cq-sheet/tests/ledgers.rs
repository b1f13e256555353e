//! Ledgers as bureaus hold them, and files that mean harm.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use cq_sheet::*;
use jiff::civil::date;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const SPECS: &[ColumnSpec] = &[
    ColumnSpec { key: "name", synonyms: &["姓名", "名字"], required: true },
    ColumnSpec {
        key: "citizen_id", synonyms: &["身份证号", "身份证", "身份证号码"], required: true
    },
    ColumnSpec { key: "born", synonyms: &["出生年月", "出生日期"], required: false },
    ColumnSpec { key: "phone", synonyms: &["联系电话", "手机", "电话"], required: false },
];

fn open(bytes: Vec<u8>) -> Result<Workbook, SheetError> {
    Workbook::open(bytes, Limits::default())
}

/// Every row of a sheet with its number, as shown.
fn shown(book: &mut Workbook, sheet: usize) -> Result<Vec<(u32, Vec<String>)>, SheetError> {
    let mut rows = book.rows(sheet)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next_row()? {
        all.push((row.number, row.cells.iter().map(|cell| cell.shown().into_owned()).collect()));
    }
    Ok(all)
}

fn read_all(bytes: Vec<u8>) -> Result<usize, SheetError> {
    read_within(bytes, Limits::default())
}

fn read_within(bytes: Vec<u8>, limits: Limits) -> Result<usize, SheetError> {
    let mut book = Workbook::open(bytes, limits)?;
    (0..book.sheets().len()).map(|sheet| shown(&mut book, sheet).map(|rows| rows.len())).sum()
}

/// A package made by hand; `parts` replace or add to the plain ones.
fn package(sheet_data: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |id: &str, kind: &str, target: &str| {
        format!(
            r#"<Relationships><Relationship Id="{id}" Type="{rel}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let mut all = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("_rels/.rels".into(), rels("a", "officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels".into(), rels("b", "worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml".into(),
            format!(
                r#"<workbook xmlns:r="{rel}"><sheets><sheet name="甲" sheetId="1" r:id="b"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml".into(),
            format!(
                r#"<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>{sheet_data}</sheetData></worksheet>"#
            ),
        ),
    ];
    for (name, contents) in parts {
        all.retain(|(other, _)| other != name);
        all.push(((*name).to_owned(), (*contents).to_owned()));
    }
    zipped(&all.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>())
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(contents).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A ledger with title, two people, a repeated header, a blank row and a footer.
fn ledger() -> Vec<u8> {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("教育局").unwrap();
    let months = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    let days = Format::new().set_num_format("yyyy/m/d");
    sheet.merge_range(0, 0, 0, 4, "离退休干部花名册", &Format::new()).unwrap();
    for row in [2, 6] {
        for (column, header) in
            ["序号", "姓 名", "身份证号码 ", "出生年月(公历)", "联系\n电话"].iter().enumerate()
        {
            sheet.write(row, column as u16, *header).unwrap();
        }
    }
    sheet.write(3, 0, 1).unwrap();
    sheet.write(3, 1, "王晓明").unwrap();
    sheet.write(3, 2, "370181193805120018").unwrap();
    sheet.write_with_format(3, 3, ExcelDateTime::from_ymd(1938, 5, 12).unwrap(), &days).unwrap();
    sheet.write(3, 4, 13_805_311_234_i64).unwrap();
    sheet.write(4, 0, 2).unwrap();
    sheet.write_formula(4, 1, Formula::new("=\"仇\"&\"英\"").set_result("仇英")).unwrap();
    sheet.write(4, 2, 370_181_194_001_010_018.0).unwrap();
    sheet.write_with_format(4, 3, ExcelDateTime::from_ymd(1940, 1, 1).unwrap(), &months).unwrap();
    sheet.write(5, 1, "  ").unwrap();
    sheet.write(7, 1, "=HYPERLINK()").unwrap();
    sheet.write(7, 2, "x").unwrap();
    sheet.write(8, 0, "填报人：张三").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_ledger_is_read_as_the_clerk_sees_it() {
    let mut book = open(ledger()).unwrap();
    assert_eq!(book.sheets(), [SheetInfo { name: "教育局".into(), hidden: false }]);
    let head = book.head(0, 30).unwrap();
    let header = find_header(&head, SPECS, &["错误说明"]).unwrap();
    assert_eq!((header.first_row, header.last_row), (3, 3));
    let found: Vec<_> = header.columns.iter().map(|column| column.meaning).collect();
    let exact = |key| Some((key, Confidence::Exact));
    let born = Some(("born", Confidence::WithoutBrackets));
    assert_eq!(found, [None, exact("name"), exact("citizen_id"), born, exact("phone")]);
    assert_eq!(header.missing(SPECS).count(), 0);

    let mut rows = book.rows(0).unwrap();
    let mut kinds = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        if row.number <= header.last_row {
            continue;
        }
        kinds.push((row.number, header.kind(&row)));
        let born = || row.cell(3).as_date().unwrap().unwrap().to_string();
        match row.number {
            4 => {
                assert_eq!(row.cell(2).as_id_text(), IdText::Exact("370181193805120018".into()));
                assert_eq!(row.cell(4).as_id_text(), IdText::Exact("13805311234".into()));
                assert_eq!(born(), "1938-05-12");
                assert!(!row.cell(1).formula);
            }
            5 => {
                assert!(row.cell(1).formula, "a name made by a formula is known as such");
                assert_eq!(row.cell(1).shown(), "仇英");
                assert!(matches!(row.cell(2).as_id_text(), IdText::Damaged { .. }));
                assert_eq!(born(), "1940-01", "the format shows no day");
            }
            8 => assert!(!row.cell(1).formula, "a text that begins with = is a text"),
            _ => (),
        }
    }
    use RowKind::{Blank, Data, Footer, RepeatedHeader};
    assert_eq!(kinds, [(4, Data), (5, Data), (6, Blank), (7, RepeatedHeader), (8, Data), (9, Footer)]);
}

#[test]
fn a_rested_file_gives_the_same_rows() {
    let read = |book: &mut Workbook| {
        let (mut rows, mut seen) = (book.rows(0).unwrap(), Vec::new());
        while let Some(row) = rows.next_row().unwrap() {
            seen.push(format!("{row:?}"));
        }
        seen
    };
    let mut book = open(ledger()).unwrap();
    let before = read(&mut book);
    book.rest();
    assert_eq!(read(&mut book), before);
    assert!(before.iter().any(|row| row.contains("formula: true")), "formulas are among them");
}

#[test]
fn a_header_in_two_lines_below_a_title() {
    let texts =
        |number, texts: &[&str]| HeadRow { number, texts: texts.iter().map(|t| (*t).to_owned()).collect() };
    let rows = [
        texts(1, &["某局离退休人员登记表"]),
        texts(2, &["序号", "姓名", "身份证", "联系方式", "", "配偶情况", ""]),
        texts(3, &["", "", "", "手机", "座机", "姓名", "电话"]),
        texts(4, &["1", "王晓明", "370181193805120018", "13805311234", "", "李华", ""]),
    ];
    let mut header = find_header(&rows, SPECS, &[]).unwrap();
    assert_eq!((header.first_row, header.last_row), (2, 3));
    assert_eq!(header.column("name"), Some(1));
    assert_eq!(header.column("phone"), Some(3));
    assert_eq!(header.columns[3].text, "联系方式 手机");
    header.choose(4, Some("phone"));
    assert_eq!(header.column("phone"), Some(4));
    assert_eq!(header.columns[3].meaning, None);
}

#[test]
fn a_line_of_the_form_above_the_head_is_no_part_of_it() {
    let texts =
        |number, texts: &[&str]| HeadRow { number, texts: texts.iter().map(|t| (*t).to_owned()).collect() };
    let title = texts(1, &["退休干部花名册"]);
    let head = ["姓名", "性别", "身份证", "出生年月", "联系电话", "备注"];
    for line in [
        ["2026年10月", "", "", "", "填报单位：县财政局", ""],
        ["填报单位：", "", "县财政局", "", "截至2026年10月31日", ""],
    ] {
        let rows = [title.clone(), texts(2, &line), texts(3, &head)];
        let header = find_header(&rows, SPECS, &[]).unwrap();
        assert_eq!((header.first_row, header.last_row), (3, 3), "{line:?}");
        let read: Vec<&str> = header.columns.iter().map(|column| column.text.as_str()).collect();
        assert_eq!(read, head, "{line:?}");
    }
    let groups = texts(2, &["基本情况", "", "", "", "联系方式", ""]);
    let header = find_header(&[title, groups, texts(3, &head)], SPECS, &[]).unwrap();
    assert_eq!((header.first_row, header.last_row), (2, 3));
    assert_eq!(header.columns[4].text, "联系方式 联系电话");
}

#[test]
fn another_persons_columns_are_not_taken() {
    let row = HeadRow {
        number: 1,
        texts: ["配偶姓名", "子女电话", "本人姓名", "身份证"].map(str::to_owned).into(),
    };
    let header = find_header(&[row], SPECS, &[]).unwrap();
    assert_eq!(header.column("name"), Some(2));
    assert_eq!(header.column("phone"), None);
    let prose = HeadRow { number: 1, texts: vec!["关于报送姓名的通知".into(), "张三".into()] };
    assert_eq!(find_header(&[prose], SPECS, &[]), None);
}

#[test]
fn failed_rows_come_back_in_the_same_shape() {
    let sheet = FailedSheet {
        sheet_name: "教育局".into(),
        headers: ["序号", "姓名", "身份证号码", "出生年月"].map(str::to_owned).into(),
        rows: vec![FailedRow {
            errors: "第4行：身份证号码校验位不对".into(),
            cells: vec![
                OutCell::Number(1.0),
                "=王".into(),
                "370181194001010018".into(),
                OutCell::Date(date(1940, 1, 1)),
            ],
        }],
    };
    let bytes = write_failed_rows("错误说明", vec![sheet], date(2026, 11, 23)).unwrap();
    let mut book = open(bytes.clone()).unwrap();
    let head = book.head(0, 30).unwrap();
    let header = find_header(&head, SPECS, &["错误说明"]).unwrap();
    assert!(header.columns[0].reserved);
    assert_eq!(header.column("name"), Some(2));
    let mut rows = book.rows(0).unwrap();
    rows.next_row().unwrap();
    let row = rows.next_row().unwrap().unwrap();
    assert_eq!(header.kind(&row), RowKind::Data);
    assert_eq!(row.cell(2), &Cell { value: CellValue::Text("=王".into()), formula: false });
    assert_eq!(row.cell(3).as_id_text(), IdText::Exact("370181194001010018".into()));
    assert_eq!(row.cell(4).as_date().unwrap().unwrap().to_string(), "1940-01-01");
}

#[test]
fn tables_have_title_numbers_and_footer_and_are_the_same_bytes_each_time() {
    let column = |header: &str, kind| TableColumn { header: header.into(), width: 14.0, kind };
    let spec = TableSpec {
        sheet_name: "名单".into(),
        title: Some("结对名单".into()),
        numbered: Some("序号".into()),
        columns: vec![column("姓名", ColumnKind::Text), column("出生", ColumnKind::Date)],
        footer: vec!["填报单位：某局".into(), "填报人：张三".into()],
    };
    let rows = || {
        [
            [OutCell::from("王"), OutCell::Date(date(1890, 1, 1))],
            ["仇".into(), OutCell::Date(date(1938, 5, 12))],
        ]
    };
    let bytes = write_table(&spec, rows(), date(2026, 11, 23)).unwrap();
    assert_eq!(bytes, write_table(&spec, rows(), date(2026, 11, 23)).unwrap());
    let texts: Vec<Vec<String>> =
        shown(&mut open(bytes).unwrap(), 0).unwrap().into_iter().map(|row| row.1).collect();
    let want: [&[&str]; 6] = [
        &["结对名单"],
        &["序号", "姓名", "出生"],
        &["1", "王", "1890-01-01"],
        &["2", "仇", "1938-05-12"],
        &["填报单位：某局"],
        &["填报人：张三"],
    ];
    assert_eq!(texts, want);
    let long = "长".repeat(32_768);
    let error = write_table(&spec, [[OutCell::from(long)]], date(2026, 11, 23));
    assert_eq!(error, Err(WriteError::TextTooLong { row: 0 }));
}

#[test]
fn a_column_is_as_wide_as_what_stands_in_it_up_to_a_third_of_the_page() {
    let column = |header: &str| TableColumn { header: header.into(), width: 12.0, kind: ColumnKind::Text };
    let spec = TableSpec {
        sheet_name: "医院".into(),
        numbered: Some("序号".into()),
        columns: vec![column("等级"), column("名称"), column("备注")],
        ..TableSpec::default()
    };
    let rows = [["二级".into(), OutCell::from("长庆县中西医结合医院"), "长".repeat(60).into()]];
    let bytes = write_table(&spec, rows, date(2026, 11, 23)).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    let sheet = std::io::read_to_string(part).unwrap();
    let widths: Vec<f64> = sheet
        .split("<col ")
        .skip(1)
        .map(|col| col.split(" width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    // Excel adds its padding to the width that was asked for.
    let asked: Vec<f64> = widths.iter().map(|width| width.floor()).collect();
    assert_eq!(asked, [6.0, 12.0, 22.0, 44.0], "{widths:?}");
}

#[test]
fn inline_strings_rich_text_and_1904_dates() {
    let bytes = package(
        r#"<row r="2"><c r="B2" t="inlineStr"><is><r><t>王</t></r><r><t>晓明</t></r></is></c><c r="C2" s="1"><v>12550</v></c>
           <c r="D2" t="s"><v>0</v></c><c r="E2" t="b"><v>1</v></c><c r="F2" t="e"><v>#N/A</v></c></row>"#,
        &[
            (
                "xl/workbook.xml",
                r#"<workbook xmlns:r="x"><workbookPr date1904="1"/><sheets><sheet name="甲" r:id="b"/></sheets></workbook>"#,
            ),
            (
                "xl/styles.xml",
                r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
            ),
            (
                "xl/sharedStrings.xml",
                r#"<x:sst xmlns:x="y" count="nonsense"><x:si><x:t>共</x:t></x:si></x:sst>"#,
            ),
        ],
    );
    let rows = shown(&mut open(bytes).unwrap(), 0).unwrap();
    let want = ["", "王晓明", "1938-05-12", "共", "TRUE", "#N/A"].map(str::to_owned);
    assert_eq!(rows, [(2, want.into())]);
}

#[test]
fn a_far_corner_is_named_and_a_formatted_one_ignored() {
    let far = |content: &str| {
        package(
            &format!(
                r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576">{content}</c></row>"#
            ),
            &[],
        )
    };
    let error = SheetError::RowBeyondLimit { sheet: "甲".into(), cell: "XFD1048576".into(), limit: 200_000 };
    assert_eq!(read_all(far("<v>1</v>")), Err(error));
    assert_eq!(read_all(far("")), Ok(1));
    let right = package(r#"<row r="1"><c r="XFD1"><v>1</v></c></row>"#, &[]);
    let error = SheetError::ColumnBeyondLimit { sheet: "甲".into(), cell: "XFD1".into(), limit: 256 };
    assert_eq!(read_all(right), Err(error));
}

#[test]
fn bombs_are_refused_before_they_are_parsed() {
    let zeros = " ".repeat(20 << 20);
    let bomb = package("", &[("xl/worksheets/sheet1.xml", &zeros)]);
    let part = || "xl/worksheets/sheet1.xml".to_owned();
    assert_eq!(read_all(bomb.clone()), Err(SheetError::Overcompressed { part: part(), limit: 200 }));
    let loose = Limits { ratio: u64::MAX, ..Limits::default() };
    let small = Limits { sheet_bytes: 1 << 20, ..loose };
    assert_eq!(
        read_within(bomb.clone(), small),
        Err(SheetError::PartTooLarge { part: part(), limit_bytes: 1 << 20 })
    );
    let total = Limits { total_bytes: 1 << 20, ..loose };
    assert_eq!(read_within(bomb.clone(), total), Err(SheetError::TotalTooLarge { limit_bytes: 1 << 20 }));
    assert!(matches!(read_within(bomb, loose), Err(SheetError::Damaged { .. })), "one text of 20 MiB");
    let names: Vec<String> = (0..300).map(|number| format!("x{number}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert_eq!(read_all(zipped(&many)), Err(SheetError::TooManyParts { found: 300, limit: 200 }));
}

#[test]
fn what_the_file_claims_about_itself_reserves_no_memory() {
    let part = "xl/sharedStrings.xml";
    for sst in [
        r#"<sst uniqueCount="99999999999999999999999"></sst>"#,
        r#"<sst uniqueCount="1000000000000"></sst>"#,
        r#"<sst a=">" uniqueCount='1000000000000'></sst>"#,
    ] {
        let error = SheetError::TooManyElements { part: part.into(), element: "si", limit: 4_000_000 };
        assert_eq!(read_all(package("", &[(part, sst)])), Err(error), "{sst}");
    }
    let few = Limits { strings: 2, ..Limits::default() };
    let three = package("", &[(part, "<sst><si/><x:si/><si/></sst>")]);
    assert!(matches!(read_within(three, few), Err(SheetError::TooManyElements { .. })));
}

#[test]
fn doctypes_and_hidden_encodings_are_refused() {
    let doctype = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>"#;
    let part = "xl/sharedStrings.xml";
    assert_eq!(read_all(package("", &[(part, doctype)])), Err(SheetError::Doctype { part: part.into() }));
    let fine = "<?xml version='1.0'?><!-- <!DOCTYPE --><sst><si><t><![CDATA[<!DOCTYPE]]></t></si></sst>";
    assert_eq!(read_all(package("", &[(part, fine)])), Ok(0));
    let utf16: Vec<u8> = doctype.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let parts: [(&str, &[u8]); 3] =
        [("_rels/.rels", b"<Relationships/>"), ("xl/workbook.xml", b"<workbook/>"), (part, &utf16)];
    assert_eq!(read_all(zipped(&parts)), Err(SheetError::Damaged { part: part.into(), what: "encoding" }));
}

#[test]
fn half_a_file_and_other_files() {
    let whole = ledger();
    for share in [1, 10, 50, 90, 99] {
        let half = whole[..whole.len() * share / 100].to_vec();
        assert_eq!(read_all(half), Err(SheetError::Truncated), "{share} %");
    }
    let not = |kind| Err(SheetError::NotASpreadsheet(kind));
    assert_eq!(read_all(Vec::new()), Err(SheetError::Empty));
    assert_eq!(read_all(b"%PDF-1.7".to_vec()), not(FileKind::Pdf));
    assert_eq!(read_all(b"<html><table>".to_vec()), not(FileKind::Markup));
    assert_eq!(read_all(b"\x89PNG\r\n\x1a\n".to_vec()), not(FileKind::Image));
    assert_eq!(read_all(zipped(&[("a.txt", b"a")])), not(FileKind::Zip));
    assert_eq!(read_all(zipped(&[("word/document.xml", b"<a/>")])), not(FileKind::Word));
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    assert_eq!(read_all(old.clone()), not(FileKind::OldExcel));
    let stream = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes);
    assert_eq!(read_all(old.into_iter().chain(stream).collect()), Err(SheetError::Encrypted));
    assert_eq!(open(ledger()).unwrap().rows(7).err(), Some(SheetError::NoSuchSheet { index: 7 }));
}

#[test]
fn rows_out_of_order_and_a_cut_sheet_are_damage() {
    let swapped =
        package(r#"<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>"#, &[]);
    assert_eq!(read_all(swapped), Err(SheetError::Damaged { part: "甲".into(), what: "order of rows" }));
    let cut =
        package("", &[("xl/worksheets/sheet1.xml", r#"<worksheet><sheetData><row r="1"><c r="A1"><v>1"#)]);
    assert!(matches!(read_all(cut), Err(SheetError::Truncated | SheetError::Damaged { .. })));
}

#[test]
fn a_csv_in_gb18030_has_a_header_too() {
    let (bytes, ..) =
        encoding_rs::GB18030.encode("花名册,,\r\n姓名,身份证号码,电话\r\n仇英,370181194001010018,\r\n");
    let mut book = open(bytes.into_owned()).unwrap();
    let head = book.head(0, 10).unwrap();
    let header = find_header(&head, SPECS, &[]).unwrap();
    assert_eq!((header.first_row, header.column("citizen_id")), (2, Some(1)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Bytes changed anywhere, in the package or inside a part, end in rows or in an error.
    #[test]
    fn no_bytes_make_it_panic(at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 1..40), cut in any::<bool>()) {
        let mut file = ledger();
        let at = at.index(file.len());
        for (place, byte) in file[at..].iter_mut().zip(&bytes) {
            *place = *byte;
        }
        if cut {
            file.truncate(at.max(1));
        }
        let _ = read_all(file);
        let _ = read_all(bytes);
    }

    #[test]
    fn no_markup_makes_it_panic(part in 0_usize..4, markup in markup()) {
        let name = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"][part];
        let _ = read_all(package("", &[(name, &markup)]));
    }
}

/// Pieces of the format in any order.
/// Cells with formulas as the parser finds them in a pass of its own.
fn formulas_alone(bytes: &[u8], sheet: &str) -> Vec<(u32, u32)> {
    use calamine::Reader;
    let mut book = calamine::Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_formula(sheet).unwrap();
    let (row, column) = range.start().unwrap_or_default();
    let used = range.used_cells().filter(|(_, _, formula)| !formula.is_empty());
    used.map(|(r, c, _)| (row + r as u32, column + c as u32)).collect()
}

proptest! {
    /// The first look sees the same formulas as the parser, on each of several sheets.
    #[test]
    fn formulas_are_found_where_they_stand(cells in prop::collection::vec((0_u32..12, 0_u16..6, 0_u8..4), 1..60)) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        for (name, shift) in [("一", 0), ("二", 1)] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            for &(row, column, kind) in &cells {
                match (kind + shift) % 4 {
                    0 => drop(sheet.write_formula(row, column, rust_xlsxwriter::Formula::new("=1+1").set_result("2"))),
                    1 => drop(sheet.write_string(row, column, "<f>=1</f>")),
                    2 => drop(sheet.write_number(row, column, 7)),
                    _ => drop(sheet.write_blank(row, column, &rust_xlsxwriter::Format::new().set_bold())),
                }
            }
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let mut book = open(bytes.clone()).unwrap();
        for (index, name) in ["一", "二"].into_iter().enumerate() {
            let mut ours = Vec::new();
            let mut rows = book.rows(index).unwrap();
            while let Some(row) = rows.next_row().unwrap() {
                let cells = row.cells.iter().enumerate().filter(|(_, cell)| cell.formula);
                ours.extend(cells.map(|(column, _)| (row.number - 1, column as u32)));
            }
            prop_assert_eq!(ours, formulas_alone(&bytes, name));
        }
    }
}

fn markup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<worksheet>",
        "<sheetData>",
        "</sheetData>",
        "<row r=\"1\">",
        "<row r=\"99999999999\">",
        "</row>",
        "<c r=\"A1\" s=\"7\">",
        "<c r=\"ZZZZZZZZ9\" t=\"s\">",
        "<c t=\"e\">",
        "<c t=\"d\">",
        "<c>",
        "</c>",
        "<v>",
        "</v>",
        "9e99",
        "-1",
        "#N/A",
        "<f t=\"shared\" si=\"4000000000\" ref=\"A1:B2\">",
        "</f>",
        "<is>",
        "</is>",
        "<t>",
        "</t>",
        "<sst>",
        "<si>",
        "</si>",
        "<styleSheet>",
        "<cellXfs>",
        "<xf numFmtId=\"14\"/>",
        "<numFmts>",
        "<numFmt numFmtId=\"9\" formatCode=\"[[[[\"/>",
        "</cellXfs>",
        "&#x0;",
        "&bad;",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<dimension ref=\"B2:A1\"/>",
        "\"",
        "王",
        "<workbook>",
        "<sheet name=\"甲\" id=\"b\"/>",
        "<",
        ">",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}
