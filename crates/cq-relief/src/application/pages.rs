//! The list of applications; writing one down, one of them, its file on paper, the rules and the year are in files of their own.

mod archive;
mod new;
mod settings;
mod show;
mod steps;
mod year;

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{Ctx, Routes, Ui, page},
};
use cq_registry::person::PersonId;
use jiff::Timestamp;
use serde_json::json;

use super::{
    APPROVE, ARCHIVE, FILE, PROPOSE, RECEIPT, REFUSE, REPORT, REVIEW, SET, UNMASK, VERIFY, VIEW,
    store::{
        self, OWN,
        list::{self, After, Filter, Wanted},
    },
    words::{self, Row},
};

const PER_PAGE: i64 = 50;

pub(crate) use show::parse;
pub(crate) use steps::made;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/relief", &VIEW, index)
        .get("/relief/new", &FILE, new::new)
        .post("/relief", &FILE, new::create)
        .get("/relief/year", &REPORT, year::show)
        .get("/relief/{id}", &VIEW, show::show)
        .post("/relief/{id}/unmask", &UNMASK, show::unmask)
        .post_upload("/relief/{id}/papers", &FILE, steps::put_paper)
        .get("/relief/{id}/papers/{paper}", &UNMASK, steps::paper)
        .post("/relief/{id}/file", &FILE, steps::file)
        .post("/relief/{id}/payee", &FILE, steps::payee)
        .post("/relief/{id}/verify", &VERIFY, steps::verify)
        .post("/relief/{id}/review", &REVIEW, steps::review)
        .post("/relief/{id}/send-back", &REVIEW, steps::send_back)
        .post("/relief/{id}/refuse", &REFUSE, steps::refuse)
        .post("/relief/{id}/refuse-too", &REFUSE, steps::refuse_too)
        .post("/relief/{id}/keep", &REFUSE, steps::keep)
        .post("/relief/{id}/withdraw", &FILE, steps::withdraw)
        .post("/relief/{id}/propose", &PROPOSE, steps::propose)
        .post("/relief/{id}/approve", &APPROVE, steps::approve)
        .post_upload("/relief/{id}/receipt", &RECEIPT, steps::receipt)
        .post("/relief/{id}/archive", &ARCHIVE, steps::archive)
        .get("/relief/{id}/archive.pdf", &ARCHIVE, archive::print)
        .get("/settings/relief", &SET, settings::show)
        .post("/settings/relief", &SET, settings::save);
}

/// How many stand somewhere, with the list behind it.
struct Count {
    value: i64,
    label: String,
    href: String,
}

#[derive(Template)]
#[template(path = "relief/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    rows: Vec<Row>,
    counts: Vec<Count>,
    filter: Filter,
    /// What the list is narrowed to beside how its applications stand, as a part of an address.
    kept: String,
    next: String,
    may_file: bool,
    may_set: bool,
    wanted: &'static [Wanted],
    kinds: Vec<(String, String)>,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&VIEW, OWN)?, act.today());
    let (may_file, may_set) = (act.actor.may(&FILE).is_ok(), act.actor.may(&SET).is_ok());
    let form = Form::from(ctx.query_fields());
    let filter = filter(&form);
    let after = after(form.value("after"));
    let asked = filter.clone();
    let read = move |tx: &Tx<'_>| {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let found = list::list(tx, &act, &scope, &asked, after, PER_PAGE + 1)?;
        let counts = list::counts(tx, &act, &scope)?;
        act.record(tx, &VIEW, Subject::list("relief"), &json!({ "of": asked.wanted, "count": found.len() }))?;
        Ok((found, counts, rules))
    };
    let (mut found, counts, rules) = ctx.app.db.write(read).await?;
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let kept = kept(&filter);
    let next = found.last().filter(|_| has_more).map(|last| {
        format!("/relief?state={}{kept}&after={}.{}", filter.wanted, last.taken_at.as_millisecond(), last.id)
    });
    let ui = Ui::of(&ctx);
    let kinds = rules.kinds.iter().map(|kind| (kind.code.clone(), words::kind(&ui, &rules, &kind.code)));
    page(&IndexPage {
        rows: found.iter().map(|listed| Row::of(&ui, &rules, listed, today)).collect(),
        counts: figures(&ui, &counts),
        next: next.unwrap_or_default(),
        wanted: Wanted::ALL,
        kinds: kinds.collect(),
        ui,
        form,
        filter,
        kept,
        may_file,
        may_set,
    })
}

/// What waits for whom, as figures above the list.
fn figures(ui: &Ui, counts: &[(String, String, i64)]) -> Vec<Count> {
    let of = |wanted: Wanted| {
        let word = wanted.as_str();
        let here = counts.iter().filter(|(stage, course, _)| match wanted {
            Wanted::Open => true,
            Wanted::Refusing => course == word,
            _ => course == "open" && stage == word,
        });
        let value = here.map(|(.., n)| n).sum();
        Count { value, label: ui.w("relief-wanted", word), href: format!("/relief?state={word}") }
    };
    let shown = [
        Wanted::Filed,
        Wanted::Verified,
        Wanted::Reviewed,
        Wanted::Noticed,
        Wanted::Proposed,
        Wanted::Approved,
        Wanted::Returned,
        Wanted::Paid,
        Wanted::Open,
    ];
    shown.map(of).into_iter().filter(|count| count.value > 0).collect()
}

/// What the query narrows the list to; words it does not know narrow nothing.
pub(super) fn filter(form: &Form) -> Filter {
    let chosen = |name: &str| Some(form.value(name).to_owned()).filter(|value| !value.is_empty());
    Filter {
        wanted: form.value("state").parse().unwrap_or(Wanted::Open),
        kind: chosen("kind"),
        year: form.value("year").parse().ok(),
        person: form.value("person").parse::<PersonId>().ok(),
        meeting: form.value("meeting").parse().ok(),
    }
}

/// Where a page ended: an instant and an id, a dot between.
pub(super) fn after(text: &str) -> Option<After> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

fn kept(filter: &Filter) -> String {
    let parts = [
        ("kind", filter.kind.clone()),
        ("year", filter.year.map(|year| year.to_string())),
        ("person", filter.person.map(|id| id.to_string())),
        ("meeting", filter.meeting.map(|id| id.to_string())),
    ];
    let said = parts.into_iter().filter_map(|(name, value)| {
        let value = value?;
        let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_plain.then(|| format!("&{name}={value}"))
    });
    said.collect()
}
