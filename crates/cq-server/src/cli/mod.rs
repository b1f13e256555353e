//! The command line. Results for machines go to standard output with `--json`; progress and messages to standard error.

mod audit;
mod database;
mod demo;
mod demo_health;
mod export;
mod import;
mod out;
mod pair;
mod plan;
mod solve;
pub mod user;

use std::{net::SocketAddr, process::ExitCode};

use clap::{Parser, Subcommand};
use cq_platform::{Result, db::Db, installation, web::App};
use cq_registry::report;

use crate::{
    config::{Config, DataArgs},
    jobs, metrics, serve, site,
};

/// Changqing (常青): the service platform of a bureau for retired officials.
///
/// Settings are taken from flags, then the environment (CHANGQING_*), then changqing.toml.
/// Exit codes: 0 done, 1 a check found something or the command failed, 2 unreadable input or wrong use,
/// 3 some rows of a ledger are wrong.
#[derive(Parser)]
#[command(name = "changqing", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an invented bureau through the ordinary import, and serve it.
    ///
    /// Example: changqing demo --people 4000 --doctors 391 --listen 127.0.0.1:8080
    Demo(demo::Demo),
    /// Take a ledger in: the same import as the page. Exit 0 all good, 3 some rows wrong, 2 unreadable.
    ///
    /// Example: changqing import people 人员台账.xlsx --bureau demo --dry-run
    Import(import::Import),
    /// Take a list out as xlsx or csv, in the shape of its ledger.
    ///
    /// Example: changqing export people --bureau demo --out 人员.xlsx
    Export(export::Export),
    /// Run the server.
    ///
    /// /healthz says that the program runs, /readyz that its database answers. Examples:
    ///   changqing serve --listen 127.0.0.1:8080 --data /var/lib/changqing
    ///   changqing serve --metrics-listen 127.0.0.1:9100
    #[command(verbatim_doc_comment)]
    Serve(Serve),
    /// Look at the log of who saw and changed what.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Accounts.
    #[command(subcommand)]
    User(user::User),
    /// Compute a pairing proposal with its proof, without writing it down.
    ///
    /// Example: changqing pair --bureau zq --json
    Pair(pair::Pair),
    /// Plan: make the tasks what the rules in force say. Running it again changes nothing. Exit 1 if a rule is for more people than
    /// its cap.
    ///
    /// Example: changqing plan --bureau zq --until 2027-02-28 --json
    Plan(plan::Plan),
    /// Solve a public benchmark file with a planner's core.
    ///
    /// Example: changqing solve assignment assign100.txt --json
    #[command(subcommand)]
    Solve(solve::Solve),
    /// Bring the database's schema up to this program's, then end. `serve` does the same by itself.
    ///
    /// Example: changqing migrate --database postgres://changqing@db.example/changqing
    Migrate(DataArgs),
    /// Make a consistent copy of the embedded database while it is in use, and verify it.
    ///
    /// The copy is read page by page, and the log in it from end to end. For PostgreSQL use pg_dump. The key file is not in
    /// the copy: without it nobody reads the sealed fields, so keep it apart and keep it safe.
    /// Example: changqing backup /mnt/backup/2026-11-23.db
    Backup(database::Backup),
    /// Put a verified copy in the place of the embedded database. The server must not be running.
    ///
    /// What stood there is kept beside it. A copy that another key closed is not taken.
    /// Example: changqing restore /mnt/backup/2026-11-23.db --data /var/lib/changqing
    Restore(database::Restore),
    /// Check the settings without starting anything.
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Show what was decided, whether the database opens, and whether the key file is the one that closes it.
    ///
    /// Exit 0 all is well, 1 something is not. Nothing is made or changed.
    /// Example: changqing config check --data /var/lib/changqing
    Check(database::Check),
}

#[derive(clap::Args)]
struct Serve {
    /// Address of the web side [default: 127.0.0.1:8080]
    #[arg(long, env = "CHANGQING_LISTEN")]
    listen: Option<SocketAddr>,
    /// Address of /metrics, for Prometheus [default: none, nothing is shown]
    #[arg(long, env = "CHANGQING_METRICS_LISTEN")]
    metrics_listen: Option<SocketAddr>,
    #[command(flatten)]
    data: DataArgs,
}

/// Texts of the command line.
pub const LOCALES: &[cq_platform::messages::Locale] = cq_platform::locales!["cli"];

/// Runs the command that was asked for.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return out::failed(&error),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(error) => out::failed(&error),
    }
}

async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve(args) => {
            let config = Config::decide(&args.data, args.listen)?.with_metrics(args.metrics_listen);
            let app = open(&config).await?;
            serve_until_stopped(&config, app, |_| Ok(())).await
        }
        Command::Demo(args) => demo::run(args).await,
        Command::Import(args) => import::run(args).await,
        Command::Export(args) => export::run(args).await,
        Command::Audit(command) => audit::run(command).await,
        Command::User(command) => user::run(command).await,
        Command::Pair(args) => pair::run(args).await,
        Command::Plan(args) => plan::run(args).await,
        Command::Solve(command) => Ok(solve::run(command)),
        Command::Migrate(data) => open(&Config::decide(&data, None)?).await.map(|_| ExitCode::SUCCESS),
        Command::Backup(args) => database::backup(args).await,
        Command::Restore(args) => database::restore(args).await,
        Command::Config(ConfigCommand::Check(args)) => database::check(args).await,
    }
}

/// Opens the database, brings its schema up to date and puts the program together.
async fn open(config: &Config) -> Result<App> {
    std::fs::create_dir_all(&config.data).map_err(cq_platform::Error::internal)?;
    let db = Db::open(&config.database).await?;
    db.migrate().await?;
    let app = site::app(config, db)?;
    installation::agree(&app.db, &app.secrets).await?;
    Ok(app)
}

/// Serves until told to stop; `ready` is given the address once it answers.
async fn serve_until_stopped(
    config: &Config,
    app: App,
    ready: impl FnOnce(SocketAddr) -> Result<()>,
) -> Result<ExitCode> {
    let listener = serve::bind(config.listen).await?;
    let address = listener.local_addr().map_err(cq_platform::Error::internal)?;
    let (network, senders) = (config.roads.clone(), config.senders.clone());
    let (router, _) = site::site_with(&app, site::Edge { network, senders, ..site::Edge::default() });
    let daily = tokio::spawn(jobs::daily(app.clone()));
    let minutes = tokio::spawn(jobs::every_minute(app.clone()));
    let notices = tokio::spawn(jobs::send_notices(app.clone(), config.senders.clone()));
    let closings = tokio::spawn(report::closing::watch(app.clone(), jobs::in_every_bureau));
    let counts = match config.metrics_listen {
        Some(listen) => Some(serve::bind(listen).await?),
        None => None,
    };
    tracing::info!(%address, metrics = ?config.metrics_listen, "serving");
    ready(address)?;
    let pages = serve::serve(listener, router, serve::told_to_stop());
    match counts {
        Some(counts) => {
            tokio::join!(pages, serve::serve(counts, metrics::router(&app), serve::told_to_stop()));
        }
        None => pages.await,
    }
    // Whatever stretch it is in is either committed or not; the next start goes on from there.
    daily.abort();
    minutes.abort();
    notices.abort();
    closings.abort();
    Ok(ExitCode::SUCCESS)
}

/// One JSON object a line on standard error; `RUST_LOG` narrows or widens it.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| "warn,cq_server=info".into());
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}
