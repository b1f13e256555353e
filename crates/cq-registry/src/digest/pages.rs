//! The digest on screen and, by the browser's print, on paper.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    web::{Ctx, Routes, Ui, page},
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    VIEW,
    model::{Digest, Heap, Owed, Part},
    store,
};

/// Registers the page.
pub fn routes(routes: &mut Routes) {
    routes.get("/digest", &VIEW, show);
}

#[derive(Template)]
#[template(path = "digest/show.html")]
struct ShowPage {
    ui: Ui,
    digest: Digest,
    heaps: &'static [Heap],
    is_today: bool,
    /// The last one before.
    before: Option<Date>,
}

impl ShowPage {
    fn sum(&self, of: fn(&Part) -> i64) -> i64 {
        self.digest.parts.iter().map(of).sum()
    }

    fn total(&self, heap: &Heap) -> String {
        self.ui.n(self.digest.parts.iter().map(|part| part.count(*heap)).sum::<i64>())
    }

    fn alone(&self) -> String {
        self.ui.n(self.sum(|part| part.counts.alone))
    }

    fn owner(&self, part: &Part) -> String {
        if part.name.is_empty() { self.ui.m("digest-nobody").to_owned() } else { part.name.clone() }
    }

    fn count(&self, part: &Part, heap: &Heap) -> i64 {
        part.count(*heap)
    }

    fn owed<'p>(&self, part: &'p Part, heap: &Heap) -> Vec<&'p Owed> {
        part.heap(*heap).collect()
    }

    /// How many more there are than are named.
    fn more(&self, part: &Part, heap: &Heap) -> i64 {
        part.count(*heap) - i64::try_from(part.heap(*heap).count()).unwrap_or(0)
    }

    fn more_alone(&self, part: &Part) -> i64 {
        part.counts.alone - i64::try_from(part.names.alone.len()).unwrap_or(0)
    }
}

async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let day: Date = match ctx.query("day").as_deref() {
        None | Some("") => today,
        Some(text) => text.parse().map_err(|_| Error::NotFound)?,
    };
    let read = move |tx: &Tx<'_>| {
        let digest = super::read(tx, &act, day)?;
        let before = store::before(tx, act.bureau(), day)?;
        act.record(tx, &VIEW, Subject::list("digest"), &json!({ "day": day, "count": digest.parts.len() }))?;
        Ok((digest, before))
    };
    let (digest, before) = ctx.app.db.write(read).await?;
    page(&ShowPage { ui: Ui::of(&ctx), digest, heaps: Heap::ALL, is_today: day == today, before })
}
