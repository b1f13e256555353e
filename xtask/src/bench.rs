//! The benchmarks behind `docs/benchmarks.md`, built as the program is shipped and run one after another.

use std::fs;
use std::process::Command;

use crate::arguments::Arguments;
use crate::{Result, process, root};

/// Runs the benchmark that was named, or all of them.
pub fn command(mut words: Arguments) -> Result<()> {
    let named = words.next();
    words.finish()?;
    let known = names()?;
    let chosen = match named {
        Some(name) if known.contains(&name) => vec![name],
        Some(name) => {
            return Err(format!("there is no benchmark {name}; there are {}", known.join(", ")).into());
        }
        None => known,
    };
    for name in chosen {
        println!("\n## {name}\n");
        // Typesetting is no part of any figure and takes longest to build.
        let words = ["bench", "--quiet", "-p", "cq-server", "--no-default-features", "--bench", &name];
        process::run(Command::new("cargo").args(words))?;
    }
    Ok(())
}

/// Benchmarks are the files of one folder.
fn names() -> Result<Vec<String>> {
    let files = fs::read_dir(root().join("crates/cq-server/benches"))?;
    let paths = files.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
    let sources = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let mut names: Vec<String> =
        sources.filter_map(|path| path.file_stem()).map(|stem| stem.to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}
