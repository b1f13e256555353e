//! Writes the ledgers of a bureau into a folder: `cargo run --release -p cq-demo --example write -- DIR [PEOPLE]`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use std::{error::Error, fs, path::PathBuf};

use cq_demo::{Scale, bureau, ledgers, messy_people};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let folder = PathBuf::from(words.next().ok_or("name a folder")?);
    let people = words.next().map_or(Ok(4_000), |word| word.parse())?;
    let scale = Scale { people, ..Scale::article(jiff::civil::date(2026, 11, 23)) };
    let bureau = bureau(scale);
    fs::create_dir_all(&folder)?;
    for ledger in ledgers(&bureau)? {
        eprintln!("{}: {} bytes", ledger.file_name, ledger.bytes.len());
        fs::write(folder.join(ledger.file_name), ledger.bytes)?;
    }
    let messy = messy_people(&bureau)?;
    fs::write(folder.join(messy.file_name), messy.bytes)?;
    Ok(())
}
