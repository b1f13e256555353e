//! The first page after signing in: what there is to do, for each role.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    messages::Locale,
    policy::{Action, EVERYONE, Role},
    web::{Ctx, Routes, Ui, page, see_other},
};

/// The first page.
pub const VIEW: Action = Action { name: "home.view", grants: EVERYONE };

/// Texts of the menu and the first page.
pub const LOCALES: &[Locale] = cq_platform::locales!["home"];

/// Registers the page.
pub fn routes(routes: &mut Routes) {
    routes.get("/", &VIEW, show);
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    ui: Ui,
}

async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    match act.actor.role {
        Role::Doctor => Ok(see_other("/today", None)),
        Role::Auditor => Ok(see_other("/audit", None)),
        Role::Admin => Ok(see_other("/accounts", None)),
        Role::Clerk | Role::Leader => page(&HomePage { ui: Ui::of(&ctx) }),
    }
}
