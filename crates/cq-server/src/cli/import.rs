//! `changqing import`: the same import as the page.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use cq_platform::{Error, Result, policy::Role};
use cq_registry::intake::{self, Brought, Options, Report};

use super::{out, user};
use crate::{
    config::{Config, DataArgs},
    ledgers::LEDGERS,
};

#[derive(Args)]
pub struct Import {
    /// people, doctors, hospitals, areas, pairings, units, branches, clubs or memberships
    kind: String,
    /// The ledger, xlsx or csv
    file: PathBuf,
    /// The bureau's code
    #[arg(long)]
    bureau: String,
    /// Only look; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take in what is right although some rows are wrong
    #[arg(long)]
    skip_bad: bool,
    /// A row that names a unit or a town which is not on record is wrong; else they are made, and named
    #[arg(long)]
    known_names: bool,
    /// Print the report as JSON to standard output
    #[arg(long)]
    json: bool,
    /// The day whose state the ledger tells, such as 2026-10-31; today if it is not given
    #[arg(long)]
    as_of: Option<jiff::civil::Date>,
    #[command(flatten)]
    data: DataArgs,
}

/// Exit code of a file that cannot be read at all.
const UNREADABLE: u8 = 2;
/// Exit code of a file with wrong rows.
const SOME_WRONG: u8 = 3;

pub async fn run(args: Import) -> Result<ExitCode> {
    let app = super::open(&Config::decide(&args.data, None)?).await?;
    let no_bureau = || Error::internal(format!("no bureau {}", args.bureau));
    let bureau = user::bureau(&app, &args.bureau).await?.ok_or_else(no_bureau)?;
    let file_name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = match std::fs::read(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            out::tell(&format!("{}: {error}", args.file.display()));
            return Ok(ExitCode::from(UNREADABLE));
        }
    };
    let act = app.act(user::program_as(&bureau, Role::Clerk));
    let brought = Brought { kind: args.kind, file_name, bytes, as_of: args.as_of };
    let Import { dry_run, skip_bad, known_names, .. } = args;
    // Nobody is there to be asked.
    let options = Options { dry_run, skip_bad, new_names: !known_names, lang: out::lang() };
    match intake::run(&app, act, LEDGERS, brought, options).await {
        Ok(report) => Ok(told(&report, args.json)),
        Err(error @ (Error::Refused(_) | Error::Invalid(_) | Error::TooLarge)) => {
            for line in out::sentences(&app, &error) {
                out::tell(&line);
            }
            Ok(ExitCode::from(UNREADABLE))
        }
        Err(error) => Err(error),
    }
}

fn told(report: &Report, as_json: bool) -> ExitCode {
    for error in &report.errors {
        let column = error.column.as_deref().unwrap_or_default();
        out::tell(&format!("{} {column}{}: {}", error.sheet, error.row, error.message));
    }
    if as_json {
        out::say(&serde_json::to_string(report).unwrap_or_default());
    } else {
        let counts = &report.counts;
        let (new, changed, same, wrong) = (counts.new, counts.changed, counts.same, counts.wrong);
        let gone = counts.gone;
        out::tell(&format!(
            "new {new}, changed {changed}, same {same}, wrong {wrong}, gone {gone}; written: {}",
            report.written
        ));
        for name in &report.unknown {
            let said = if name.is_new { "new" } else { "not on record" };
            out::tell(&format!("{said} ({}): {}", name.noun, name.name));
        }
        for short in &report.compared.short {
            let (rows, before) = (short.rows, short.before);
            out::tell(&format!("{}: {rows} rows, {before} before; too few to tell who is gone", short.scope));
        }
    }
    if report.is_all_right() { ExitCode::SUCCESS } else { ExitCode::from(SOME_WRONG) }
}
