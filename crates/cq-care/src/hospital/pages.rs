//! The hospitals with how many elders each answers for.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    web::{Ctx, Routes, Ui, page},
};

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
}

async fn index(ctx: Ctx) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let hospitals = ctx.app.db.read(move |conn| store::coverage(conn, &bureau)).await?;
    page(&IndexPage { ui: Ui::of(&ctx), hospitals })
}
