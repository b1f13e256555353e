//! The hospitals with how many elders each answers for, and their list as a file.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    web::{Ctx, Routes, Ui, page},
};
use cq_registry::{export, intake};

use super::{EXPORT, HospitalLedger, LIST, model::Coverage, store};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.get("/hospitals", &LIST, index).get("/hospitals/export", &EXPORT, take_out);
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

async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &HospitalLedger,
        action: &EXPORT,
        subject: Subject::list("hospital"),
        address: "/hospitals/export".to_owned(),
        back: "/hospitals".to_owned(),
        title: Ui::of(&ctx).m("hospital-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}
