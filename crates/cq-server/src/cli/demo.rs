//! `changqing demo`: an invented bureau, loaded through the import that a clerk would use, then served.

mod bylaws;
mod cases;
mod desks;
mod errands;
mod notices;
mod portal;
mod relief;
mod rounds;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, builder::RangedU64ValueParser};
use cq_demo::{BUREAU, Bureau, DOCTOR_OF_THE_STORIES, STAFF, Scale};
use cq_platform::{
    Error, Result,
    db::Tx,
    identity::{self, NewAccount, store},
    messages::Text,
    policy::Role,
    web::App,
};
use cq_registry::{
    intake::{self, Brought, Options},
    life_event::{benefit::Rate, store::settings},
    rule, staff, target,
};
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{demo_health, out, user};
use crate::{
    config::{Config, DataArgs},
    ledgers::LEDGERS,
};

/// The demo bureau's code.
const CODE: &str = "demo";
/// The day on which its ledgers were filled in: fixed, so that the same seed gives the same files in any year.
const FILLED_IN: Date = date(2026, 11, 20);

#[derive(Args)]
pub struct Demo {
    /// Retirees and survivors; among fewer, some of what is told of them has nobody
    #[arg(long, default_value_t = 4_000, value_parser = RangedU64ValueParser::<usize>::new().range(180..))]
    people: usize,
    /// Responsible doctors
    #[arg(long, default_value_t = 391)]
    doctors: usize,
    /// Another seed, another bureau
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Address of the web side [default: 127.0.0.1:8080]
    #[arg(long, env = "CHANGQING_LISTEN")]
    listen: Option<SocketAddr>,
    /// End when everything is loaded
    #[arg(long)]
    once: bool,
    /// Print {"url", "accounts": [{"role", "user", "password"}]} to standard output when ready
    #[arg(long)]
    json: bool,
    /// Only write the ledgers that such a bureau would hold into this folder
    #[arg(long, value_name = "DIR")]
    ledgers: Option<PathBuf>,
    #[command(flatten)]
    data: DataArgs,
}

/// A sign-in of the demo bureau.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SignIn {
    role: Role,
    user: String,
    password: String,
}

pub async fn run(mut args: Demo) -> Result<ExitCode> {
    let scale = Scale { people: args.people, doctors: args.doctors, seed: args.seed, today: FILLED_IN };
    if let Some(folder) = &args.ledgers {
        return write_ledgers(&cq_demo::bureau(scale), folder).map(|()| ExitCode::SUCCESS);
    }
    args.data.data.get_or_insert_with(|| "data/demo".into());
    let config = Config::decide(&args.data, args.listen)?;
    let app = super::open(&config).await?;
    let kept = config.data.join("demo-accounts.json");
    let accounts = match user::bureau(&app, CODE).await? {
        Some(_) => read_accounts(&kept)?,
        None => {
            let accounts = load(&app, &cq_demo::bureau(scale)).await?;
            keep_accounts(&kept, &accounts)?;
            accounts
        }
    };
    if args.once {
        announce(&app, args.json, None, &accounts);
        return Ok(ExitCode::SUCCESS);
    }
    let said = app.clone();
    super::serve_until_stopped(&config, app, move |address| {
        announce(&said, args.json, Some(address), &accounts);
        Ok(())
    })
    .await
}

async fn load(app: &App, demo: &Bureau) -> Result<Vec<SignIn>> {
    tell(
        app,
        &Text::new("cli-demo-making").with("people", demo.people.len()).with("doctors", demo.doctors.len()),
    );
    let bureau = user::make_bureau(app, CODE.into(), BUREAU.into()).await?;
    let ledgers = cq_demo::ledgers(demo).map_err(Error::internal)?;
    for ledger in ledgers {
        tell(app, &Text::new("cli-demo-loading").with("file", ledger.file_name.as_str()));
        let act = app.act(user::program_as(&bureau, Role::Clerk));
        let brought = Brought {
            kind: ledger.kind.into(),
            file_name: ledger.file_name,
            bytes: ledger.bytes,
            as_of: None,
        };
        let options = Options { skip_bad: true, new_names: true, lang: out::lang(), ..Options::default() };
        let counts = intake::run(app, act, LEDGERS, brought, options).await?.counts;
        tell(app, &Text::new("cli-demo-loaded").with("new", counts.new).with("wrong", counts.wrong));
    }
    let mut accounts = make_accounts(app, &bureau).await?;
    take_rules(app, &bureau).await?;
    enter_rate(app, &bureau).await?;
    bylaws::publish(app, &bureau).await?;
    cases::receive(app, &bureau).await?;
    errands::run(app, &bureau).await?;
    accounts.extend(portal::let_in(app, &bureau).await?);
    notices::tell(app, &bureau).await?;
    relief::run(app, &bureau).await?;
    demo_health::note(app, &bureau, demo.scale.seed).await?;
    rounds::wish(app, &bureau).await?;
    accounts.extend(desks::run(app, &bureau).await?);
    Ok(accounts)
}

/// The rules that come with the program, as drafts, and two targets; the clerk's are those that nobody else answers for.
async fn take_rules(app: &App, bureau: &store::Bureau) -> Result<()> {
    let (id, called) = (bureau.id, rule::shipped::names(|key| app.messages.say(out::lang(), key).to_owned()));
    let clerk = app.db.read(move |conn| store::find(conn, &id, "clerk")).await?;
    let mut actor = user::program_as(bureau, Role::Clerk);
    actor.account = clerk.as_ref().map(|account| account.id);
    actor.name = STAFF.clerk.into();
    let act = app.act(actor);
    let goals = target::shipped::NAMES.map(|key| app.messages.say(out::lang(), key).to_owned());
    let take = move |tx: &Tx<'_>| {
        rule::pages::take_all(tx, &act, &called)?;
        let owner = rule::actions::myself(tx, &act)?;
        for draft in target::shipped::all(owner, act.today().year(), goals) {
            target::actions::create(tx, &act, draft)?;
        }
        Ok(())
    };
    app.db.write(take).await
}

/// A rate of the survivor's benefit, invented like everything else here, which its source says.
async fn enter_rate(app: &App, bureau: &store::Bureau) -> Result<()> {
    let (id, source) = (bureau.id, app.messages.say(out::lang(), "cli-demo-rate-source").to_owned());
    let rate = Rate {
        since: date(2026, 1, 1),
        urban_income_fen: 5_000_000,
        months_pay: 40,
        income_multiple: 2,
        income_multiple_at_work: 20,
        source,
    };
    app.db.write(move |tx| settings::insert_rate(tx, &id, &rate)).await
}

/// One account a role; the doctor's is that of the doctor in the stories.
async fn make_accounts(app: &App, bureau: &store::Bureau) -> Result<Vec<SignIn>> {
    let id = bureau.id;
    let doctor =
        app.db.read(move |conn| staff::store::find_by_name(conn, &id, DOCTOR_OF_THE_STORIES)).await?;
    let people = [
        (Role::Clerk, "clerk", STAFF.clerk, None),
        (Role::Doctor, "doctor", DOCTOR_OF_THE_STORIES, doctor.map(|doctor| doctor.id)),
        (Role::Leader, "leader", STAFF.leader, None),
        (Role::Auditor, "auditor", STAFF.auditor, None),
        (Role::Admin, "admin", STAFF.admin, None),
    ];
    let mut accounts = Vec::new();
    for (role, login, name, staff) in people {
        let password = identity::first_password(&app.ids);
        let new = NewAccount {
            login: login.into(),
            name: name.into(),
            role,
            staff,
            password: password.clone(),
            must_change: false,
        };
        identity::create_account(app, app.act(user::program_as(bureau, Role::Admin)), new).await?;
        accounts.push(SignIn { role, user: login.into(), password });
    }
    Ok(accounts)
}

fn announce(app: &App, as_json: bool, address: Option<SocketAddr>, accounts: &[SignIn]) {
    let url = address.map(|address| format!("http://{address}"));
    if as_json {
        out::say(&json!({ "url": url, "accounts": accounts }).to_string());
        return;
    }
    for account in accounts {
        let role = app.messages.say(out::lang(), &format!("role-{}", account.role)).to_owned();
        let line = Text::new("cli-demo-account")
            .with("role", role)
            .with("user", &account.user)
            .with("password", &account.password);
        tell(app, &line);
    }
    if let Some(url) = url {
        tell(app, &Text::new("cli-demo-ready").with("url", url));
    }
}

fn write_ledgers(demo: &Bureau, folder: &Path) -> Result<()> {
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(failed)?;
    for ledger in cq_demo::ledgers(demo).map_err(Error::internal)? {
        std::fs::write(folder.join(&ledger.file_name), &ledger.bytes).map_err(failed)?;
        out::say(&format!("{}\t{}", ledger.kind, folder.join(&ledger.file_name).display()));
    }
    let messy = cq_demo::messy_people(demo).map_err(Error::internal)?;
    std::fs::write(folder.join(&messy.file_name), &messy.bytes).map_err(failed)?;
    out::say(&format!("people\t{}", folder.join(&messy.file_name).display()));
    Ok(())
}

fn read_accounts(file: &Path) -> Result<Vec<SignIn>> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Error::internal(format!("{}: {error}", file.display())))?;
    serde_json::from_str(&text).map_err(|error| Error::internal(format!("{}: {error}", file.display())))
}

fn keep_accounts(file: &Path, accounts: &[SignIn]) -> Result<()> {
    let text = serde_json::to_string(accounts).map_err(Error::internal)?;
    out::write_private(file, &text).map_err(|error| Error::internal(format!("{}: {error}", file.display())))
}

fn tell(app: &App, text: &Text) {
    out::tell(&app.messages.tell(out::lang(), text));
}
