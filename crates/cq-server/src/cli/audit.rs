//! `changqing audit …`

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use cq_platform::{
    Error, Result,
    audit::{self, Checkpoint, Verdict},
    db::Db,
    secrets::Secrets,
};
use serde_json::json;

use super::out;
use crate::config::{Config, DataArgs};

#[derive(Subcommand)]
pub enum Audit {
    /// Prove that nobody altered the log, or name the first entry that does not hold.
    ///
    /// Exit 0 whole, 1 broken. Keep the printed checkpoint elsewhere: with it, a log that was cut short and whose end
    /// was set back is found out too.
    /// Example: changqing audit verify --checkpoint /mnt/safe/checkpoint.json
    Verify(Verify),
    /// Write where the log now ends to a file, to be kept elsewhere.
    Checkpoint(Write),
}

#[derive(Args)]
pub struct Verify {
    /// A file made by `audit checkpoint`
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// Print the verdicts as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
}

#[derive(Args)]
pub struct Write {
    /// The file to write
    file: PathBuf,
    #[command(flatten)]
    data: DataArgs,
}

pub async fn run(command: Audit) -> Result<ExitCode> {
    match command {
        Audit::Verify(args) => verify(args).await,
        Audit::Checkpoint(args) => checkpoint(args).await,
    }
}

async fn verify(args: Verify) -> Result<ExitCode> {
    let kept: Vec<Checkpoint> = match &args.checkpoint {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Error::internal(format!("{}: {error}", file.display())))?;
            serde_json::from_str(&text)
                .map_err(|error| Error::internal(format!("{}: {error}", file.display())))?
        }
        None => Vec::new(),
    };
    let verdicts = verdicts(&args.data, kept).await?;
    let mut whole = true;
    for (bureau, verdict) in &verdicts {
        whole &= matches!(verdict, Verdict::Whole { .. });
        let line = match verdict {
            Verdict::Whole { entries, .. } => format!("{bureau}: whole, {entries} entries"),
            Verdict::Broken { seq } => format!("{bureau}: broken at entry {seq}"),
        };
        out::tell(&line);
    }
    if args.json {
        let list: Vec<_> = verdicts
            .iter()
            .map(|(bureau, verdict)| json!({ "bureau": bureau, "verdict": verdict }))
            .collect();
        out::say(&json!(list).to_string());
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn checkpoint(args: Write) -> Result<ExitCode> {
    let mut ends = Vec::new();
    for (bureau, verdict) in verdicts(&args.data, Vec::new()).await? {
        match verdict {
            Verdict::Whole { checkpoint, .. } => ends.extend(checkpoint),
            Verdict::Broken { seq } => {
                return Err(Error::internal(format!("{bureau}: broken at entry {seq}")));
            }
        }
    }
    let text = serde_json::to_string_pretty(&ends).map_err(Error::internal)?;
    std::fs::write(&args.file, text)
        .map_err(|error| Error::internal(format!("{}: {error}", args.file.display())))?;
    Ok(ExitCode::SUCCESS)
}

/// The verdict on every bureau's log, and on every bureau that a checkpoint knows and the database does not.
async fn verdicts(
    data: &DataArgs,
    kept: Vec<Checkpoint>,
) -> Result<Vec<(cq_platform::ids::BureauId, Verdict)>> {
    let config = Config::decide(data, None)?;
    let secrets = Secrets::load_or_create(&config.key_file())?;
    let db = Db::open(&config.database).await?;
    db.report(move |conn| {
        let mut bureaus = audit::store::bureaus(conn)?;
        bureaus.extend(kept.iter().map(|kept| kept.bureau));
        bureaus.sort();
        bureaus.dedup();
        let verdict = |bureau| {
            let kept = kept.iter().find(|kept| kept.bureau == bureau);
            Ok((bureau, audit::verify(conn, &secrets, &bureau, kept)?))
        };
        bureaus.into_iter().map(verdict).collect()
    })
    .await
}
