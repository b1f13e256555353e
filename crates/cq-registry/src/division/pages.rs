//! Looking a code up, and what the bureau has entered.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Routes, Ui, page},
};

use super::{
    DivisionLedger, EXPORT, VIEW,
    model::{Division, Place},
    store,
};
use crate::{export, intake};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.get("/divisions", &VIEW, index).get("/divisions/export", &EXPORT, take_out);
}

#[derive(Template)]
#[template(path = "division/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    /// What the code that was asked for names, in words; empty where none was.
    answer: String,
    own: Vec<Division>,
    may_import: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(ctx.query_fields());
    let code = form.value("code").trim().to_owned();
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !code.is_empty() && !is_code {
        form.reject("code", Text::new("division-code-wrong").with("shown", &code));
    }
    let (bureau, today, asked) = (*act.bureau(), act.today(), code.clone());
    let read = move |conn: &Conn<'_>| {
        let place = is_code.then(|| store::place(conn, &bureau, &asked, today)).transpose()?;
        Ok((place, store::list(conn, &bureau)?))
    };
    let (place, own) = ctx.app.db.read(read).await?;
    let ui = Ui::of(&ctx);
    let answer = match place {
        Some(place) if place.name.is_empty() => ui.a1("division-nothing", "code", &code).into_owned(),
        Some(place) => ui.a2("division-answer", "code", &code, "place", said(&ui, &place)).into_owned(),
        None => String::new(),
    };
    let may_import = act.actor.may(&intake::BRING).is_ok();
    page(&IndexPage { ui, form, answer, own, may_import })
}

/// What the bureau has entered, as a file.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &DivisionLedger,
        action: &EXPORT,
        subject: Subject::list("division"),
        address: "/divisions/export".to_owned(),
        back: "/divisions".to_owned(),
        title: Ui::of(&ctx).m("division-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

/// A place in words: 山东省济南市章丘市（2016 年停用，现 370114 章丘区）.
pub fn said(ui: &Ui, place: &Place) -> String {
    if place.lacks_county {
        return ui.a1("division-lacks-county", "place", &place.name).into_owned();
    }
    let Some(ceased) = place.ceased else { return place.name.clone() };
    let (code, name) = place.successor.clone().unwrap_or_default();
    let text = Text::new(if code.is_empty() { "division-ceased" } else { "division-became" });
    let text = text.with("place", &place.name).with("year", ceased.to_string());
    ui.t(&text.with("code", code).with("name", name)).into_owned()
}
