//! `changqing pair`

use std::process::ExitCode;

use clap::Args;
use cq_care::pairing::{compute::Input, store};
use cq_platform::{Error, Result, ids::StaffId};
use cq_registry::person::PersonId;
use serde::Serialize;

use super::{out, user};
use crate::config::{Config, DataArgs};

#[derive(Args)]
pub struct Pair {
    /// The bureau's code
    #[arg(long)]
    bureau: String,
    /// Print the whole proposal as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArgs,
}

/// What `--json` prints. Nobody is named: people and doctors stand by their ids.
#[derive(Serialize)]
struct Printed {
    cost: i64,
    bound: i64,
    optimal: bool,
    pairs: Vec<PrintedPair>,
    left_over: Vec<PrintedLeftOver>,
}

#[derive(Serialize)]
struct PrintedPair {
    person_id: PersonId,
    doctor_id: StaffId,
    cost: i64,
    reason: serde_json::Value,
}

#[derive(Serialize)]
struct PrintedLeftOver {
    person_id: PersonId,
    why: serde_json::Value,
}

pub async fn run(args: Pair) -> Result<ExitCode> {
    let app = super::open(&Config::decide(&args.data, None)?).await?;
    let bureau = user::bureau(&app, &args.bureau).await?;
    let bureau = bureau.ok_or_else(|| Error::internal(format!("no bureau {}", args.bureau)))?.id;
    let today = app.clock.today();
    let input =
        app.db.report(move |conn| Input::load(conn, &bureau, store::rules(conn, &bureau, today)?.0)).await?;
    let computed = tokio::task::spawn_blocking(move || input.solve()).await.map_err(Error::internal)??;
    let optimal = computed.is_optimal();
    let mut printed = Printed {
        cost: computed.cost,
        bound: computed.bound,
        optimal,
        pairs: Vec::new(),
        left_over: Vec::new(),
    };
    for row in computed.rows {
        let reason = serde_json::to_value(&row.reason).map_err(Error::internal)?;
        match row.staff {
            Some(doctor_id) => {
                printed.pairs.push(PrintedPair { person_id: row.person, doctor_id, cost: row.cost, reason })
            }
            None => printed.left_over.push(PrintedLeftOver { person_id: row.person, why: reason }),
        }
    }
    if args.json {
        out::say(&serde_json::to_string(&printed).map_err(Error::internal)?);
    } else {
        let Printed { cost, bound, pairs, left_over, .. } = &printed;
        let proof = if optimal { "proven optimal" } else { "not proven optimal" };
        out::say(&format!(
            "{} paired, {} left over, cost {cost}, bound {bound}: {proof}",
            pairs.len(),
            left_over.len()
        ));
    }
    Ok(if optimal { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
