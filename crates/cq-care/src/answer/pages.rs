//! A doctor's pairs, how far pairs are signed and served, and the names behind each figure.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::{responsibility::ResponsibilityId, task, task::store::list::Pick};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{
    GIVE, OWN, VIEW, actions,
    model::{Answer, Said, WINDOW_FIRST, WINDOWS, What},
    store::{self, Figures, Name, Pair, Wanted},
};
use crate::doctor::pages::{after, cursor};

/// Names on a page.
const ON_A_PAGE: usize = 100;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/pairings/mine", &GIVE, mine)
        .post("/pairings/mine/{id}", &GIVE, give)
        .get("/pairings/coverage", &VIEW, coverage)
        .get("/pairings/coverage/names", &VIEW, names);
}

#[derive(Template)]
#[template(path = "answer/mine.html")]
struct MinePage {
    ui: Ui,
    form: Form,
    /// What was typed belongs to this one.
    wrong: Option<ResponsibilityId>,
    pairs: Vec<Pair>,
    today: Date,
}

impl MinePage {
    fn about(&self, pair: &Pair) -> String {
        let age = task::age(&self.ui, pair.born, self.today);
        format!("{age} {}", pair.area.as_deref().unwrap_or_default()).trim().to_owned()
    }

    fn waiting(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.answer.is_none()).count()
    }

    fn is_accepted(&self, pair: &Pair) -> bool {
        pair.answer == Some(Answer::Accepted)
    }

    fn declined<'p>(&self, pair: &'p Pair) -> Option<&'p str> {
        match &pair.answer {
            Some(Answer::Declined { reason }) => Some(reason),
            _ => None,
        }
    }

    fn is_wrong(&self, pair: &Pair) -> bool {
        self.wrong == Some(pair.id)
    }
}

async fn mine(ctx: Ctx) -> Result<Response> {
    let template = mine_page(&ctx, Form::default(), None).await?;
    page(&template)
}

async fn mine_page(ctx: &Ctx, form: Form, wrong: Option<ResponsibilityId>) -> Result<MinePage> {
    let act = ctx.act()?;
    let today = act.today();
    let read = move |conn: &Conn<'_>| store::mine(conn, &act, &act.actor.scope(&GIVE, OWN)?);
    let pairs = ctx.app.db.read(read).await?;
    Ok(MinePage { ui: Ui::of(ctx), form, wrong, pairs, today })
}

async fn give(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let id: ResponsibilityId = id.parse().map_err(|_| Error::NotFound)?;
    let hand = act.clone();
    let find = move |conn: &Conn<'_>| store::find(conn, &hand, &hand.actor.scope(&GIVE, OWN)?, id);
    ctx.app.db.read(find).await?.ok_or(Error::NotFound)?;
    let answer = match form.choice::<Said>("answer") {
        Some(Said::Accepted) => Some(Answer::Accepted),
        Some(Said::Declined) => Some(Answer::Declined { reason: form.text("reason", 4..=300) }),
        None => None,
    };
    let (Some(answer), true) = (answer, form.errors().is_empty()) else {
        return invalid(&mine_page(&ctx, form, Some(id)).await?);
    };
    let seen = form.value("version").parse().map_err(|_| Error::Conflict)?;
    let notice = match answer {
        Answer::Accepted => "notice-answer-accepted",
        Answer::Declined { .. } => "notice-answer-declined",
    };
    ctx.app.db.write(move |tx| actions::give(tx, &act, id, seen, &answer)).await?;
    Ok(see_other("/pairings/mine", Some(notice)))
}

/// The window that is asked for, as its first day and its length.
fn window(form: &Form, today: Date) -> (Date, i64) {
    let asked = form.value("days").parse().ok().filter(|days| WINDOWS.contains(days));
    let days = asked.unwrap_or(WINDOW_FIRST);
    (today.saturating_sub((days - 1).days()), days)
}

#[derive(Template)]
#[template(path = "answer/coverage.html")]
struct CoveragePage {
    ui: Ui,
    days: i64,
    areas: Vec<Figures>,
}

impl CoveragePage {
    fn total(&self, what: &What) -> i64 {
        self.areas.iter().map(|area| area.of(what)).sum()
    }

    fn share(&self, what: &What) -> String {
        match self.total(&What::All) {
            0 => String::new(),
            all => format!("{}%", self.total(what) * 100 / all),
        }
    }

    fn href(&self, what: &What, area: &str) -> String {
        format!("/pairings/coverage/names?what={what}&days={}&area={area}", self.days)
    }

    fn area(&self, area: &Figures) -> String {
        area.area.map_or_else(|| "none".to_owned(), |id| id.to_string())
    }

    fn window(&self, days: &i64) -> String {
        format!("/pairings/coverage?days={days}")
    }
}

async fn coverage(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let (first, days) = window(&Form::from(ctx.query_fields()), today);
    let areas = ctx.app.db.report(move |conn| store::figures(conn, &act, first, today)).await?;
    page(&CoveragePage { ui: Ui::of(&ctx), days, areas })
}

#[derive(Template)]
#[template(path = "answer/names.html")]
struct NamesPage {
    ui: Ui,
    what: What,
    days: i64,
    names: Vec<Name>,
    next: String,
    today: Date,
}

impl NamesPage {
    fn about(&self, name: &Name) -> String {
        let age = task::age(&self.ui, name.born, self.today);
        format!("{age} {}", name.area.as_deref().unwrap_or_default()).trim().to_owned()
    }

    fn answer(&self, name: &Name) -> String {
        match &name.answer {
            Some(answer) => self.ui.w("answer-said", answer.said()),
            None if name.doctor.is_some() => self.ui.m("answer-waiting").to_owned(),
            None => String::new(),
        }
    }

    fn reason<'n>(&self, name: &'n Name) -> &'n str {
        match &name.answer {
            Some(Answer::Declined { reason }) => reason,
            _ => "",
        }
    }
}

async fn names(ctx: Ctx) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(ctx.query_fields()));
    let today = act.today();
    let (first, days) = window(&form, today);
    let what = form.value("what").parse().unwrap_or(What::All);
    let area = match form.value("area") {
        "none" => Pick::Without,
        id => id.parse().map_or(Pick::Any, Pick::One),
    };
    let wanted = Wanted { what, area, first, last: today, after: after(&form) };
    let read = move |tx: &Tx<'_>| {
        let names = store::names(tx, &act, &wanted, ON_A_PAGE as i64 + 1)?;
        let detail = json!({ "what": wanted.what, "count": names.len() });
        act.record(tx, &VIEW, Subject::list("person"), &detail)?;
        Ok(names)
    };
    let mut names = ctx.app.db.write(read).await?;
    let more = names.len() > ON_A_PAGE;
    names.truncate(ON_A_PAGE);
    let last = names.last().filter(|_| more);
    let next = last.map(|last| {
        let own = format!("/pairings/coverage/names?what={what}&days={days}&area={}", form.value("area"));
        format!("{own}&{}", cursor(&last.pinyin, last.person.0))
    });
    page(&NamesPage { ui: Ui::of(&ctx), what, days, names, next: next.unwrap_or_default(), today })
}
