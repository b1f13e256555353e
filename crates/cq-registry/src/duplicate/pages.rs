//! The review list, two records side by side, and a merge with what it did.

mod compare;
mod merge;
mod words;

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject,
    db::Conn,
    web::{Ctx, Posted, Routes, Ui, page, see_other},
};
use serde_json::json;

use super::{
    DISMISS, MERGE, UNDO, VIEW, actions,
    candidate::{self, Alike, Card, Pair, Review},
    likeness::{Likeness, Probe},
    reference::{Case, References},
};
use crate::person::Facts;

pub use words::reason;

/// Registers the pages over everything that refers to people.
pub fn routes(routes: &mut Routes, references: References) {
    routes
        .get("/duplicates", &VIEW, index)
        .get("/people/{id}/duplicates/{other}", &VIEW, move |ctx, path| compare::show(ctx, path, references))
        .post("/people/{id}/duplicates/{other}", &MERGE, move |ctx, path, posted| {
            compare::merge(ctx, path, posted, references)
        })
        .post("/people/{id}/duplicates/{other}/dismiss", &DISMISS, dismiss)
        .get("/merges/{id}", &VIEW, move |ctx, path| merge::show(ctx, path, references))
        .post("/merges/{id}/undo", &UNDO, move |ctx, path, posted| {
            merge::undo(ctx, path, posted, references)
        });
}

#[derive(Template)]
#[template(path = "duplicate/index.html")]
struct IndexPage {
    ui: Ui,
    review: Review,
}

impl IndexPage {
    /// What the list leaves out, a sentence each.
    fn left_out(&self) -> Vec<String> {
        let left = |key, count: usize| (count > 0).then(|| self.ui.a1(key, "count", count).into_owned());
        let ids = self.review.is_ids_cut.then(|| self.ui.m("duplicate-ids-cut").to_owned());
        let more = left("duplicate-more", self.review.more);
        [more, ids].into_iter().flatten().collect()
    }

    fn about(&self, card: &Card) -> String {
        words::about(&self.ui, card)
    }

    fn why(&self, likeness: &Likeness) -> String {
        words::why(&self.ui, likeness)
    }

    fn how(&self, likeness: &Likeness) -> String {
        words::how(&self.ui, likeness)
    }

    fn address(&self, pair: &Pair) -> String {
        format!("/people/{}/duplicates/{}", pair.one.id, pair.other.id)
    }

    fn both(&self, pair: &Pair) -> String {
        self.ui.a2("duplicate-both", "one", &pair.one.name, "other", &pair.other.name).into_owned()
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let hand = act.clone();
    let review = ctx.app.db.report(move |conn| candidate::review(conn, &hand)).await?;
    let detail = json!({ "count": review.pairs.len() });
    ctx.app.db.write(move |tx| act.record(tx, &VIEW, Subject::list("person"), &detail)).await?;
    page(&IndexPage { ui: Ui::of(&ctx), review })
}

async fn dismiss(ctx: Ctx, path: compare::Pair2, _: Posted) -> Result<Response> {
    let case: Case = compare::case(path)?;
    actions::dismiss(&ctx.app, &ctx.act()?, case).await?;
    Ok(see_other("/duplicates", Some("notice-duplicate-dismissed")))
}

#[derive(Template)]
#[template(path = "duplicate/_warning.html")]
struct Warning<'u> {
    ui: &'u Ui,
    alike: Vec<Alike>,
    /// The citizen id is somebody's already: there is nothing to confirm.
    is_same_id: bool,
}

impl Warning<'_> {
    fn about(&self, card: &Card) -> String {
        words::about(self.ui, card)
    }

    fn why(&self, likeness: &Likeness) -> String {
        words::why(self.ui, likeness)
    }
}

/// The name of the box that says: looked at, it is somebody else.
pub const LOOKED_AT: &str = "looked_at";

/// What a form says before somebody is registered who may be known already.
pub struct Warned {
    /// Who that may be, and why (HTML).
    pub html: String,
    /// The citizen id is somebody's already.
    pub is_same_id: bool,
}

/// Whom somebody about to be registered looks like; none where nobody is like them.
pub fn warning(conn: &Conn<'_>, act: &Act, ui: &Ui, facts: &Facts) -> Result<Option<Warned>> {
    let alike = candidate::like(conn, act, &Probe::of(facts), None)?;
    if alike.is_empty() {
        return Ok(None);
    }
    let is_same_id = alike.iter().any(|alike| candidate::is_same_id(&alike.likeness));
    let html = Warning { ui, alike, is_same_id }.render().map_err(cq_platform::Error::internal)?;
    Ok(Some(Warned { html, is_same_id }))
}

/// Who has the citizen id that somebody was said to have (HTML), for whoever sees both.
pub fn holder(conn: &Conn<'_>, act: &Act, ui: &Ui, facts: &Facts) -> Result<Option<String>> {
    act.actor.may(&VIEW)?;
    let Some(holder) = candidate::holder(conn, act, &Probe::of(facts))? else { return Ok(None) };
    let warning = Warning { ui, alike: vec![holder], is_same_id: true };
    warning.render().map(Some).map_err(cq_platform::Error::internal)
}
