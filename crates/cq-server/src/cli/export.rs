//! `changqing export`: the same file as the page, with every column.

use std::{
    io::{BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use clap::Args;
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::Form,
    messages::{Lang, Text},
    policy::Role,
};
use cq_registry::{
    export::{Format, Frame, Job, write},
    person::EXPORT,
};
use serde_json::json;

use super::{out, user};
use crate::{
    config::{Config, DataArgs},
    ledgers::EXPORTS,
};

#[derive(Args)]
pub struct Export {
    /// areas, hospitals, doctors, people, pairings, units, branches, clubs, memberships, holidays, divisions, liaisons or tasks
    kind: String,
    /// The bureau's code
    #[arg(long)]
    bureau: String,
    /// Where to write it; its ending (xlsx, csv) says as what
    #[arg(long)]
    out: PathBuf,
    /// Only these columns, by key, a comma apart
    #[arg(long, value_delimiter = ',')]
    columns: Vec<String>,
    #[command(flatten)]
    data: DataArgs,
}

pub async fn run(args: Export) -> Result<ExitCode> {
    let app = super::open(&Config::decide(&args.data, None)?).await?;
    let no_bureau = || Error::internal(format!("no bureau {}", args.bureau));
    let bureau = user::bureau(&app, &args.bureau).await?.ok_or_else(no_bureau)?;
    let unknown = || Error::internal(format!("nobody knows lists of {}", args.kind));
    let export = EXPORTS.iter().copied().find(|export| export.kind() == args.kind).ok_or_else(unknown)?;
    let is_csv = args.out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let format = if is_csv { Format::Csv } else { Format::Xlsx };
    let is_asked = |key: &str| args.columns.is_empty() || args.columns.iter().any(|asked| asked == key);
    let columns: Vec<_> = export.columns().iter().filter(|column| is_asked(column.spec.key)).collect();
    let act = app.act(user::program_as(&bureau, Role::Clerk));
    act.actor.may(&EXPORT)?;
    let said = |key: &'static str| app.messages.say(Lang::Zh, key).to_owned();
    let footer = Text::new("export-footer")
        .with("bureau", &bureau.name)
        .with("by", "")
        .with("day", PartialDate::from(act.today()).chinese());
    let frame = Frame {
        title: app.messages.say(Lang::Zh, &format!("intake-kind-{}", export.kind())).to_owned(),
        footer: vec![app.messages.tell(Lang::Zh, &footer).into_owned()],
        number: said("export-number"),
    };
    let (hand, texts) = (act.clone(), app.clone());
    let keys: Vec<&str> = columns.iter().map(|column| column.spec.key).collect();
    let mut detail = json!({ "kind": export.kind(), "columns": keys, "format": format });
    let wrong = |error: std::io::Error| Error::internal(format!("{}: {error}", args.out.display()));
    let mut file = BufWriter::new(std::fs::File::create(&args.out).map_err(wrong)?);
    let rows = Arc::new(AtomicUsize::new(0));
    let count = rows.clone();
    app.db
        .report(move |conn| {
            let narrow = Form::default();
            let (act, messages, rows) = (&hand, &texts.messages, &*count);
            let job = Job { export, act, messages, narrow: &narrow, columns: &columns, format, rows };
            write(conn, &job, frame, &mut file)?;
            file.flush().map_err(Error::internal)
        })
        .await?;
    let rows = rows.load(Ordering::Relaxed);
    detail["rows"] = json!(rows);
    app.db.write(move |tx| act.record(tx, &EXPORT, Subject::list("person"), &detail)).await?;
    out::tell(&format!("{rows} rows in {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}
