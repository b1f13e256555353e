//! `changqing user …`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use cq_platform::{
    Error, Result,
    actor::Actor,
    identity::{self, NewAccount, store},
    policy::Role,
    web::App,
};

use super::out;
use crate::config::{Config, DataArgs};

/// `changqing user`.
#[derive(Subcommand)]
pub enum User {
    /// Make an account; its first password is printed once and must be changed at the first sign-in.
    ///
    /// Example: changqing user add --bureau zq --login zhang --name 张科员 --role clerk
    Add(Add),
}

/// What an account needs.
#[derive(Args)]
pub struct Add {
    /// The bureau's code; made if there is none, with --bureau-name
    #[arg(long)]
    bureau: String,
    /// Full name of a bureau to be made
    #[arg(long)]
    bureau_name: Option<String>,
    /// What is typed to sign in
    #[arg(long)]
    login: String,
    /// Shown name
    #[arg(long)]
    name: String,
    /// clerk, leader, auditor or admin
    #[arg(long)]
    role: String,
    #[command(flatten)]
    data: DataArgs,
}

/// Runs the command.
pub(super) async fn run(command: User) -> Result<ExitCode> {
    let User::Add(args) = command;
    let role: Role = args.role.parse().map_err(|_| Error::internal(format!("no role {}", args.role)))?;
    let app = super::open(&Config::decide(&args.data, None)?).await?;
    let bureau = match (bureau(&app, &args.bureau).await?, args.bureau_name) {
        (Some(bureau), _) => bureau,
        (None, Some(name)) => make_bureau(&app, args.bureau, name).await?,
        (None, None) => {
            return Err(Error::internal(format!("no bureau {}: give --bureau-name to make it", args.bureau)));
        }
    };
    let password = identity::first_password(&app.ids);
    let new = NewAccount {
        login: args.login,
        name: args.name,
        role,
        staff: None,
        password: password.clone(),
        must_change: true,
    };
    identity::create_account(&app, app.act(program(&bureau)), new).await?;
    out::say(&password);
    Ok(ExitCode::SUCCESS)
}

/// The bureau of that code.
pub async fn bureau(app: &App, code: &str) -> Result<Option<store::Bureau>> {
    let code = code.to_owned();
    app.db.read(move |conn| store::find_bureau(conn, &code)).await
}

/// A new bureau.
pub async fn make_bureau(app: &App, code: String, name: String) -> Result<store::Bureau> {
    let at = app.clock.now();
    let bureau = store::Bureau { id: app.ids.next(at), code, name };
    let made = bureau.clone();
    app.db.write(move |tx| store::insert_bureau(tx, &bureau, at)).await?;
    Ok(made)
}

/// The program itself, acting for whoever holds the machine, with the rights of `role`.
pub fn program_as(bureau: &store::Bureau, role: Role) -> Actor {
    Actor {
        bureau: bureau.id,
        account: None,
        name: "changqing".into(),
        role,
        staff: None,
        today: None,
        must_change_password: false,
    }
}

fn program(bureau: &store::Bureau) -> Actor {
    program_as(bureau, Role::Admin)
}
