//! Writes sample sheets into the folder named as first argument and says how long a warm print takes:
//! `cargo run -p cq-paper --example samples -- /tmp/paper`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]
#![allow(clippy::print_stdout)]

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use cq_paper::{DaySheet, Document, NameList, Orientation, Printer, TypstPrinter};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    let printer = TypstPrinter::new();
    for (name, document) in documents() {
        let started = Instant::now();
        let pdf = printer.print(&document)?;
        println!("{name}: {} bytes, {:.1?}", pdf.len(), started.elapsed());
        std::fs::write(folder.join(name).with_extension("pdf"), pdf)?;
    }
    // Other words in every cell each time, so that no layout is found ready.
    for round in 1..=5 {
        let mut sheet = samples::day_sheet(40);
        for visit in &mut sheet.visits {
            for words in [&mut visit.elder, &mut visit.sex_and_age, &mut visit.address, &mut visit.reason] {
                words.push_str(&format!("{round}{}", visit.order));
            }
        }
        let started = Instant::now();
        printer.print(&sheet.into())?;
        println!("40 visits, warm, round {round}: {:.1?}", started.elapsed());
    }
    Ok(())
}

fn documents() -> Vec<(&'static str, Document)> {
    let spare = DaySheet { spare_rows: 2, ..samples::day_sheet(3) };
    let landscape = NameList { orientation: Orientation::Landscape, ..samples::name_list(40) };
    vec![
        ("day-0", samples::day_sheet(0).into()),
        ("day-1", samples::day_sheet(1).into()),
        ("day-3-spare", spare.into()),
        ("day-9", samples::day_sheet(9).into()),
        ("day-40", samples::day_sheet(40).into()),
        ("day-200", samples::day_sheet(200).into()),
        ("day-hostile", samples::hostile_day_sheet().into()),
        ("list-0", samples::name_list(0).into()),
        ("dossier-3", samples::dossier(3, &[samples::PICTURE, samples::PICTURE]).into()),
        ("dossier-120", samples::dossier(120, &[]).into()),
        ("list-1", samples::name_list(1).into()),
        ("list-40-landscape", landscape.into()),
        ("list-200", samples::name_list(200).into()),
        ("list-1000", samples::name_list(1000).into()),
        ("list-hostile", samples::hostile_name_list().into()),
        ("letters-3", samples::letters(3).into()),
    ]
}
