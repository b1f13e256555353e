//! The first page after signing in: what there is to do, for each role.

pub mod store;

use askama::Template;
use axum::response::Response;
use cq_calendar::SolarTerm;
use cq_platform::{
    Result,
    db::Conn,
    messages::Locale,
    policy::{Action, EVERYONE, Reach, Role},
    web::{Ctx, Routes, Ui, page, see_other},
};
use cq_registry::task::Heads;
use jiff::civil::Date;
use store::Desk;

/// The first page.
pub const VIEW: Action = Action { name: "home.view", grants: EVERYONE };

/// The first page as the desk of those who look after the whole bureau; others are led on to their own work.
pub const DESK: Action =
    Action { name: "home.desk", grants: &[(Role::Clerk, Reach::Bureau), (Role::Leader, Reach::Bureau)] };

/// Texts of the first page.
pub const LOCALES: &[Locale] = cq_platform::locales!["home"];

/// Registers the page; `heads` say what waits for whoever reads.
pub fn routes(routes: &mut Routes, heads: Heads) {
    routes.get("/", &VIEW, move |ctx| show(ctx, heads));
}

#[derive(Template)]
#[template(path = "home/show.html")]
struct HomePage {
    ui: Ui,
    name: String,
    today: Date,
    desk: Desk,
    /// What waits for whoever reads, and what they have to read.
    heads: Vec<String>,
    /// Keeps the registry, and is told what to do next.
    clerk: bool,
    /// The next two solar terms, their days, and how far off they are.
    terms: Vec<(String, Date, i64)>,
}

async fn show(ctx: Ctx, heads: Heads) -> Result<Response> {
    let act = ctx.act()?;
    let clerk = match act.actor.role {
        Role::Doctor => return Ok(see_other("/today", None)),
        Role::Auditor => return Ok(see_other("/audit", None)),
        Role::Elder => return Ok(see_other("/my", None)),
        Role::Admin => return Ok(see_other("/accounts", None)),
        Role::Guide => return Ok(see_other("/queue", None)),
        role => role == Role::Clerk,
    };
    let (bureau, today) = (*act.bureau(), act.today());
    let desk = ctx.app.db.report(move |conn| store::desk(conn, &bureau, today)).await?;
    let (ui, hand) = (Ui::of(&ctx), act.clone());
    let words = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let heads = heads.iter().filter_map(|head| head(conn, &hand, &words).transpose());
        heads.collect::<Result<Vec<String>>>()
    };
    let heads = ctx.app.db.read(read).await?;
    let terms = next_terms(&ui, today);
    page(&HomePage { ui, name: act.actor.name, today, desk, heads, clerk, terms })
}

fn next_terms(ui: &Ui, today: Date) -> Vec<(String, Date, i64)> {
    let mut terms: Vec<_> = SolarTerm::ALL
        .iter()
        .filter_map(|term| {
            let on = term.next_on_or_after(today)?;
            let days = i64::from(today.until(on).ok()?.get_days());
            Some((ui.w("term", term.key()), on, days))
        })
        .collect();
    terms.sort_by_key(|(_, on, _)| *on);
    terms.truncate(2);
    terms
}
