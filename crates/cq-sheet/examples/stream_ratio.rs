//! How much slower than calamine alone our checked streaming is, on 100,000 people × 18 columns:
//! `cargo run --release -p cq-sheet --example stream_ratio [rows]`. Peak memory by `/usr/bin/time -v`, with
//! `ours` as second argument to leave calamine out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]
#![allow(clippy::print_stdout)]

use calamine::{DataRef, Reader, Xlsx};
use cq_sheet::{ColumnKind, Limits, OutCell, TableColumn, TableSpec, Workbook, write_table};
use jiff::civil::date;
use std::error::Error;
use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

const COLUMNS: usize = 18;

fn main() -> Result<(), Box<dyn Error>> {
    let rows = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    let only_ours = std::env::args().nth(2).is_some_and(|word| word == "ours");
    let started = Instant::now();
    let bytes = ledger(rows)?;
    println!("written   {rows} × {COLUMNS}: {} KiB in {:.2?}", bytes.len() / 1024, started.elapsed());
    for round in 1..=3 {
        if only_ours {
            println!("round {round}: ours {:.2?}", timed(|| ours(&bytes))?);
            continue;
        }
        let alone = timed(|| calamine_alone(&bytes))?;
        let checked = timed(|| ours(&bytes))?;
        let ratio = checked.as_secs_f64() / alone.as_secs_f64();
        println!("round {round}: calamine alone {alone:.2?}, ours {checked:.2?}, ratio {ratio:.2}");
    }
    Ok(())
}

fn timed(
    work: impl FnOnce() -> Result<usize, Box<dyn Error>>,
) -> Result<std::time::Duration, Box<dyn Error>> {
    let started = Instant::now();
    let cells = work()?;
    black_box(cells);
    Ok(started.elapsed())
}

fn calamine_alone(bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec()))?;
    let mut reader = book.worksheet_cells_reader("人员")?;
    let mut cells = 0;
    while let Some(cell) = reader.next_cell()? {
        cells += usize::from(*black_box(cell.get_value()) != DataRef::Empty);
    }
    Ok(cells)
}

fn ours(bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
    let mut book = Workbook::open(bytes.to_vec(), Limits::default())?;
    let mut rows = book.rows(0)?;
    let mut cells = 0;
    while let Some(row) = rows.next_row()? {
        cells += black_box(row.cells).iter().filter(|cell| !cell.is_empty()).count();
    }
    Ok(cells)
}

fn ledger(rows: usize) -> Result<Vec<u8>, Box<dyn Error>> {
    let columns = (0..COLUMNS)
        .map(|at| TableColumn { header: format!("列{at}"), width: 14.0, kind: ColumnKind::Text })
        .collect();
    let spec = TableSpec { sheet_name: "人员".into(), columns, ..TableSpec::default() };
    Ok(write_table(&spec, (0..rows).map(person), date(2026, 11, 23))?)
}

fn person(at: usize) -> Vec<OutCell<'static>> {
    let born = date(1930 + (at % 30) as i16, 1 + (at % 12) as i8, 1 + (at % 28) as i8);
    (0..COLUMNS)
        .map(|column| match column {
            0 => OutCell::Number(at as f64),
            1 => format!("姓名{at}").into(),
            2 => format!("370181{}{:04}", born.strftime("%Y%m%d"), at % 10_000).into(),
            3 => OutCell::Date(born),
            4 => format!("138{at:08}").into(),
            5 => format!("双山街道福泰社区{}号楼{}单元", at % 97, at % 5).into(),
            _ => format!("第{column}列的值{}", at % 61).into(),
        })
        .collect()
}
