//! The log on screen, for the auditor.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    audit::{self, Entry, Verdict},
    messages::Locale,
    policy::{Action, Reach, Role},
    web::{Ctx, Posted, Routes, Ui, page},
};

/// Reads the log.
pub const VIEW: Action = Action { name: "audit.view", grants: &[(Role::Auditor, Reach::Bureau)] };

/// Texts of the log.
pub const LOCALES: &[Locale] = cq_platform::locales!["audit"];

const PER_PAGE: i64 = 50;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.get("/audit", &VIEW, index).post("/audit/verify", &VIEW, verify);
}

#[derive(Template)]
#[template(path = "audit/index.html")]
struct AuditPage {
    ui: Ui,
    lines: Vec<Line>,
    /// Address of the next older page.
    older: Option<String>,
    verdict: Option<Verdict>,
}

/// An entry in words.
struct Line {
    seq: String,
    at: String,
    who: String,
    what: String,
    subject: String,
    detail: String,
}

impl Line {
    fn of(ui: &Ui, entry: Entry) -> Self {
        Self {
            seq: ui.n(entry.seq),
            at: ui.instant(&entry.at),
            who: entry.name,
            what: ui.w("action", entry.action.replace('.', "-")),
            // The auditor checks what was done, not whom it was about: elders stand here by number only.
            subject: entry.subject.map(|id| id.to_string()).unwrap_or_default(),
            detail: if entry.detail == "{}" { String::new() } else { entry.detail },
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    show(&ctx, None).await
}

async fn verify(ctx: Ctx, _: Posted) -> Result<Response> {
    let act = ctx.act()?;
    let verdict =
        ctx.app.db.report(move |conn| audit::verify(conn, &act.secrets, act.bureau(), None)).await?;
    show(&ctx, Some(verdict)).await
}

async fn show(ctx: &Ctx, verdict: Option<Verdict>) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let before = match ctx.query("before") {
        Some(text) => text.parse().map_err(|_| Error::NotFound)?,
        None => i64::MAX,
    };
    let entries =
        ctx.app.db.read(move |conn| audit::store::list_before(conn, &bureau, before, PER_PAGE)).await?;
    let older = entries
        .last()
        .map(|entry| entry.seq)
        .filter(|seq| *seq > 1)
        .map(|seq| format!("/audit?before={seq}"));
    let ui = Ui::of(ctx);
    let lines = entries.into_iter().map(|entry| Line::of(&ui, entry)).collect();
    page(&AuditPage { ui, lines, older, verdict })
}
