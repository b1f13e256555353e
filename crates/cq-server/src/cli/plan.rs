//! `changqing plan`

use std::process::ExitCode;

use clap::Args;
use cq_platform::{Error, Result, messages::Text, policy::Role};
use cq_registry::rule::plan;
use jiff::civil::Date;

use super::{out, user};
use crate::config::{Config, DataArgs};

#[derive(Args)]
pub struct Plan {
    /// The bureau's code
    #[arg(long)]
    bureau: String,
    /// Make tasks until this day [default: 90 days from today]
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Print what became of each rule as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
}

pub async fn run(args: Plan) -> Result<ExitCode> {
    let app = super::open(&Config::decide(&args.data, None)?).await?;
    let bureau = user::bureau(&app, &args.bureau).await?;
    let bureau = bureau.ok_or_else(|| Error::internal(format!("no bureau {}", args.bureau)))?;
    let act = app.act(user::program_as(&bureau, Role::Clerk));
    let outcomes = plan::run(&app, &act, args.until, None).await?;
    if args.json {
        out::say(&serde_json::to_string(&outcomes).map_err(Error::internal)?);
    } else {
        for outcome in &outcomes {
            let key = if outcome.over_cap { "cli-plan-over-cap" } else { "cli-plan-rule" };
            let counts = outcome.counts;
            let made = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
            let text = Text::new(key)
                .with("rule", outcome.name.as_str())
                .with("people", outcome.people)
                .with("made", made(counts.made))
                .with("shifted", made(counts.shifted + counts.revived))
                .with("cancelled", made(counts.cancelled))
                .with("unowned", made(counts.unowned));
            out::say(&app.messages.tell(out::lang(), &text));
        }
    }
    let is_over = outcomes.iter().any(|outcome| outcome.over_cap);
    Ok(if is_over { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
