//! The benchmarks behind `docs/benchmarks.md`, built as the program is shipped and run one after another.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::arguments::Arguments;
use crate::{Result, process, root};

/// The crates that have some.
const CRATES: [&str; 2] = ["cq-server", "cq-planner"];

/// Runs the benchmarks that were named, or all of them.
pub fn command(mut words: Arguments) -> Result<()> {
    let named = words.next();
    words.finish()?;
    let known = names()?;
    if let Some(name) = named.as_ref().filter(|&name| !known.contains_key(name)) {
        let known: Vec<&str> = known.keys().map(String::as_str).collect();
        return Err(format!("there is no benchmark {name}; there are {}", known.join(", ")).into());
    }
    for (name, crates) in known.iter().filter(|&(name, _)| named.as_ref().is_none_or(|named| named == name)) {
        for package in crates {
            println!("\n## {name} ({package})\n");
            // Typesetting is no part of any figure and takes longest to build.
            let words = ["bench", "--quiet", "-p", package, "--no-default-features", "--bench", name];
            process::run(Command::new("cargo").args(words))?;
        }
    }
    Ok(())
}

/// Benchmarks, with the crates that have one of that name: each a file or a folder with a `main.rs`.
fn names() -> Result<BTreeMap<String, Vec<&'static str>>> {
    let mut names: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for package in CRATES {
        for entry in fs::read_dir(root().join("crates").join(package).join("benches"))? {
            let path = entry?.path();
            let is_one =
                path.extension().is_some_and(|ending| ending == "rs") || path.join("main.rs").is_file();
            if let Some(stem) = path.file_stem().filter(|_| is_one) {
                names.entry(stem.to_string_lossy().into_owned()).or_default().push(package);
            }
        }
    }
    Ok(names)
}
