//! The hospitals with how many elders each answers for.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    web::{Ctx, Routes, Ui, page},
};
use cq_registry::intake;

use super::{LIST, model::Coverage, store};

/// Registers the page.
pub fn routes(routes: &mut Routes) {
    routes.get("/hospitals", &LIST, index);
}

#[derive(Template)]
#[template(path = "hospital/index.html")]
struct IndexPage {
    ui: Ui,
    hospitals: Vec<Coverage>,
    may_import: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, may_import) = (*act.bureau(), act.actor.may(&intake::BRING).is_ok());
    let hospitals = ctx.app.db.read(move |conn| store::coverage(conn, &bureau)).await?;
    page(&IndexPage { ui: Ui::of(&ctx), hospitals, may_import })
}
