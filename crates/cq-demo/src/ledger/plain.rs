//! The ledgers of one sheet: towns, hospitals, doctors, last year's pairs.

use rust_xlsxwriter::XlsxError;

use crate::{
    Bureau,
    county::{AREAS, COUNTY, HOSPITALS},
    ledger::{Book, Cell, Line, text_of},
};

pub(super) fn areas() -> Result<Vec<u8>, XlsxError> {
    let rows = AREAS.iter().map(|area| {
        vec![
            text_of(area.name),
            text_of(area.code),
            Cell::Number(area.centre.longitude()),
            Cell::Number(area.centre.latitude()),
        ]
    });
    one_sheet("镇街", &[("镇街名称", 16.0), ("代码", 14.0), ("经度", 12.0), ("纬度", 12.0)], rows)
}

pub(super) fn hospitals() -> Result<Vec<u8>, XlsxError> {
    let columns = [
        ("医院名称", 30.0),
        ("等级", 12.0),
        ("所在镇街", 14.0),
        ("地址", 36.0),
        ("电话", 16.0),
        ("经度", 12.0),
        ("纬度", 12.0),
    ];
    let rows = HOSPITALS.iter().map(|hospital| {
        let area = AREAS[hospital.area].name;
        vec![
            text_of(hospital.name),
            text_of(hospital.grade),
            text_of(area),
            text_of(format!("{COUNTY}{area}{}", hospital.street)),
            text_of(hospital.phone),
            Cell::Number(hospital.place.longitude()),
            Cell::Number(hospital.place.latitude()),
        ]
    });
    one_sheet("医院", &columns, rows)
}

pub(super) fn doctors(bureau: &Bureau) -> Result<Vec<u8>, XlsxError> {
    let columns = [
        ("序号", 6.0),
        ("姓名", 12.0),
        ("性别", 6.0),
        ("所在医院", 30.0),
        ("科室", 16.0),
        ("专长", 22.0),
        ("联系电话", 16.0),
        ("可联系人数", 12.0),
        ("备注", 24.0),
    ];
    let rows = (1..).zip(&bureau.doctors).map(|(serial, doctor)| {
        vec![
            Cell::Number(f64::from(serial)),
            text_of(doctor.name.as_str()),
            text_of(doctor.sex.label()),
            text_of(doctor.hospital().name),
            text_of(doctor.department),
            text_of(doctor.expertise.join("、")),
            text_of(doctor.phone.as_str()),
            Cell::Number(doctor.capacity as f64),
            text_of(doctor.remark),
        ]
    });
    one_sheet("责任医生", &columns, rows)
}

pub(super) fn pairings(bureau: &Bureau) -> Result<Vec<u8>, XlsxError> {
    let columns = [
        ("老干部姓名", 14.0),
        ("身份证号码", 23.0),
        ("责任医生", 12.0),
        ("所在医院", 30.0),
        ("结对时间", 12.0),
    ];
    let rows = bureau.past_pairings.iter().filter_map(|pairing| {
        let person = bureau.people.get(pairing.person)?;
        let doctor = bureau.doctors.get(pairing.doctor)?;
        Some(vec![
            text_of(person.name.as_str()),
            text_of(person.citizen_id.as_str()),
            text_of(doctor.name.as_str()),
            text_of(doctor.hospital().name),
            text_of(format!("{}-{:02}", pairing.since.year, pairing.since.month)),
        ])
    });
    one_sheet("亲情联系", &columns, rows)
}

/// The days of a holiday, first and last of the month, and the weekend days worked for it.
type Holiday = (&'static str, &'static [(u8, u8, u8)], &'static [(u8, u8)]);

/// 国务院办公厅关于2026年部分节假日安排的通知 (November 2025).
const NOTICE_OF_2026: &[Holiday] = &[
    ("元旦", &[(1, 1, 3)], &[(1, 4)]),
    ("春节", &[(2, 15, 23)], &[(2, 14), (2, 28)]),
    ("清明节", &[(4, 4, 6)], &[]),
    ("劳动节", &[(5, 1, 5)], &[(5, 9)]),
    ("端午节", &[(6, 19, 21)], &[]),
    ("中秋节", &[(9, 25, 27)], &[]),
    ("国庆节", &[(10, 1, 7)], &[(9, 20), (10, 10)]),
];

pub(super) fn holidays() -> Result<Vec<u8>, XlsxError> {
    let row = |name: &'static str, month: u8, day: u8, kind: &'static str| {
        vec![text_of(format!("2026-{month:02}-{day:02}")), text_of(kind), text_of(name)]
    };
    let rows = NOTICE_OF_2026.iter().flat_map(|(name, off, worked)| {
        let off = off.iter().flat_map(|(month, first, last)| (*first..=*last).map(move |day| (*month, day)));
        let off = off.map(move |(month, day)| row(name, month, day, "放假"));
        off.chain(worked.iter().map(move |(month, day)| row(name, *month, *day, "上班")))
    });
    one_sheet("2026年放假安排", &[("日期", 14.0), ("类别", 10.0), ("名称", 14.0)], rows)
}

/// The invented prefecture and its counties, one of them renamed as it became a city.
pub(super) fn divisions() -> Result<Vec<u8>, XlsxError> {
    let known: [(&str, &str, &str, &str, &str); 7] = [
        ("379700", "长宁市", "", "", ""),
        ("379701", "东城区", "", "", ""),
        ("379721", "长庆县", "", "", ""),
        ("379722", "明水县", "", "", ""),
        ("379723", "云山县", "", "1994", "379724"),
        ("379724", "云山市", "", "", ""),
        ("379725", "平湖县", "2003", "", ""),
    ];
    let row =
        |(code, name, since, until, successor)| [code, name, since, until, successor].map(text_of).to_vec();
    let columns = [("代码", 12.0), ("名称", 16.0), ("启用", 12.0), ("停用", 12.0), ("现代码", 12.0)];
    one_sheet("行政区划代码", &columns, known.into_iter().map(row))
}

/// Headers in the first row, records beneath.
pub(super) fn one_sheet(
    name: &str,
    columns: &[(&'static str, f64)],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Book::new()?;
    let widths: Vec<_> = columns.iter().map(|(_, width)| *width).collect();
    let header = Line::Header(columns.iter().map(|(word, _)| *word).collect());
    let lines: Vec<_> = std::iter::once(header).chain(rows.map(Line::Row)).collect();
    book.sheet(name, &widths, &lines)?;
    book.finish()
}
