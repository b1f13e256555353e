//! What the program does by itself: once a day, and after every start, it plans the rules of every bureau; every minute it tells who is
//! above of cases whose time has run out.

use std::time::Duration;

use cq_case::case;
use cq_errand::repeat;
use cq_notice::{notice::sending, sender::Senders};
use cq_platform::{Result, actor::Actor, identity, policy::Role, web::App};
use cq_registry::{digest, rule::plan, task};
use jiff::civil::Date;

use crate::cli::user;

/// How often it looks whether a new day has begun.
const LOOK: Duration = Duration::from_secs(600);
/// How often it looks for cases that are late: an urgent one has two hours.
const MINUTE: Duration = Duration::from_secs(60);

/// Runs until it is dropped. A bureau whose planning fails is tried again at the next look; the others do not wait for it.
pub async fn daily(app: App) {
    let mut planned: Option<Date> = None;
    loop {
        let today = app.clock.today();
        if planned != Some(today) {
            match every_bureau(&app).await {
                Ok(()) => planned = Some(today),
                Err(error) => tracing::error!(%error, "planning failed"),
            }
        }
        if let Err(error) = catch_up(&app).await {
            tracing::error!(%error, "catching up with changes failed");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Runs until it is dropped: the ladder of late cases, minute by minute.
pub async fn every_minute(app: App) {
    loop {
        if let Err(error) = escalate(&app).await {
            tracing::error!(%error, "telling of late cases failed");
        }
        tokio::time::sleep(MINUTE).await;
    }
}

/// How often it looks for notices that are due.
const NOTICES: Duration = Duration::from_secs(20);

/// Runs until it is dropped: sends notices that are due. A bureau that fails does not keep the others waiting.
pub async fn send_notices(app: App, senders: Senders) {
    loop {
        match in_every_bureau(&app).await {
            Ok(actors) => {
                for actor in actors {
                    match sending::run(&app, &actor, &senders).await {
                        Ok(tally) if tally == sending::Tally::default() => {}
                        Ok(sending::Tally { sent, later, trouble }) => {
                            tracing::info!(sent, later, trouble, "notices sent");
                        }
                        Err(error) => tracing::error!(%error, "sending notices failed"),
                    }
                }
            }
            Err(error) => tracing::error!(%error, "sending notices failed"),
        }
        tokio::time::sleep(NOTICES).await;
    }
}

/// Tells who is above of every bureau's late cases; returns of how many. A bureau that fails does not keep the others waiting.
pub async fn escalate(app: &App) -> Result<usize> {
    let (mut told, mut failed) = (0, None);
    for bureau in app.db.read(identity::store::list_bureaus).await? {
        let act = app.act(user::program_as(&bureau, Role::Clerk));
        match app.db.write(move |tx| case::sweep(tx, &act)).await {
            Ok(n) => told += n,
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(told), Err)
}

/// The program itself, in every bureau.
pub async fn in_every_bureau(app: &App) -> Result<Vec<Actor>> {
    let bureaus = app.db.read(identity::store::list_bureaus).await?;
    Ok(bureaus.iter().map(|bureau| user::program_as(bureau, Role::Clerk)).collect())
}

/// Plans whoever was noted to be planned after a change of many, where that was cut off.
pub async fn catch_up(app: &App) -> Result<()> {
    for bureau in app.db.read(identity::store::list_bureaus).await? {
        plan::catch_up(app, &app.act(user::program_as(&bureau, Role::Clerk))).await?;
    }
    Ok(())
}

/// Plans the rules of every bureau for the days ahead of the app's clock.
pub async fn every_bureau(app: &App) -> Result<()> {
    let mut failed = None;
    for bureau in app.db.read(identity::store::list_bureaus).await? {
        let act = app.act(user::program_as(&bureau, Role::Clerk));
        let hand = act.clone();
        // First what is past its time, so that what follows it is planned in the same run.
        if let Err(error) = app.db.write(move |tx| task::actions::lapse(tx, &hand)).await {
            failed = Some(error);
            continue;
        }
        let hand = act.clone();
        if let Err(error) = app.db.write(move |tx| repeat::actions::make_due(tx, &hand)).await {
            failed = Some(error);
        }
        match plan::run(app, &act, None, None).await {
            Ok(outcomes) => {
                let made: u64 = outcomes.iter().map(|outcome| outcome.counts.made).sum();
                tracing::info!(rules = outcomes.len(), made, "rules planned");
            }
            Err(error) => failed = Some(error),
        }
        // After planning, so that what was made today stands in it.
        if let Err(error) = app.db.write(move |tx| digest::write(tx, &act)).await {
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}
