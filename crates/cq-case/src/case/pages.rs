//! The list of cases; receiving one, one of them, and the rules are in files of their own.

mod new;
mod settings;
mod show;
mod steps;

use super::{
    CALL, DECIDE, HANDLE, Pillars, RECEIVE, SET, VIEW, actions,
    model::Kind,
    store::{
        self, OWN,
        list::{self, After, Asking, Counts, Filter, Wanted, Whose},
        people,
    },
    words::Row,
};
use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    db::Conn,
    form::Form,
    policy::Reach,
    web::{Ctx, Routes, Ui, page},
};

const PER_PAGE: i64 = 50;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes, pillars: Pillars) {
    routes
        .get("/cases", &VIEW, index)
        .get("/cases/new", &RECEIVE, new::new)
        .post("/cases", &RECEIVE, new::create)
        .get("/cases/{id}", &VIEW, move |ctx, path| show::show(ctx, path, pillars))
        .post("/cases/{id}/take", &HANDLE, steps::take)
        .post("/cases/{id}/hand", &HANDLE, steps::hand)
        .post("/cases/{id}/promise", &HANDLE, steps::promise)
        .post("/cases/{id}/parts", &HANDLE, steps::give_part)
        .post("/cases/{id}/parts/{part}/done", &HANDLE, steps::part_done)
        .post("/cases/{id}/parts/{part}/withdrawn", &HANDLE, steps::part_withdrawn)
        .post("/cases/{id}/raise", &HANDLE, move |ctx, path, posted| steps::raise(ctx, path, posted, pillars))
        .post("/cases/{id}/decide", &DECIDE, steps::decide)
        .post("/cases/{id}/pause", &HANDLE, move |ctx, path, posted| steps::pause(ctx, path, posted, pillars))
        .post("/cases/{id}/resume", &HANDLE, move |ctx, path, posted| {
            steps::resume(ctx, path, posted, pillars)
        })
        .post("/cases/{id}/refuse", &HANDLE, move |ctx, path, posted| {
            steps::refuse(ctx, path, posted, pillars)
        })
        .post("/cases/{id}/agree", &DECIDE, move |ctx, path, posted| steps::agree(ctx, path, posted, pillars))
        .post("/cases/{id}/disagree", &DECIDE, move |ctx, path, posted| {
            steps::disagree(ctx, path, posted, pillars)
        })
        .post("/cases/{id}/answer", &HANDLE, move |ctx, path, posted| {
            steps::answer(ctx, path, posted, pillars)
        })
        .post("/cases/{id}/call", &CALL, move |ctx, path, posted| steps::call(ctx, path, posted, pillars))
        .get("/settings/cases", &SET, settings::show)
        .post("/settings/cases", &SET, settings::save);
}

#[derive(Template)]
#[template(path = "case/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    rows: Vec<Row>,
    counts: Counts,
    filter: Filter,
    /// The name of the person whom the list is narrowed to.
    person: String,
    next: String,
    may_receive: bool,
    may_set: bool,
    of_bureau: bool,
    wanted: &'static [Wanted],
    kinds: &'static [Kind],
}

impl IndexPage {
    /// The list's address, with another way to stand.
    fn standing(&self, wanted: &str) -> String {
        format!("/cases?whose={}&state={wanted}", self.filter.whose)
    }

    /// What the third tab is called: a doctor sees no more than what he is on.
    fn everybodys(&self) -> &'static str {
        if self.of_bureau { "case-whose-all" } else { "case-whose-on" }
    }

    fn urgency(&self) -> &'static str {
        if self.counts.overdue > 0 { "overdue" } else { "" }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, now) = (act.actor.scope(&VIEW, OWN)?, act.at);
    let (may_receive, may_set) = (act.actor.may(&RECEIVE).is_ok(), act.actor.may(&SET).is_ok());
    let of_bureau = act.actor.may(&VIEW)? == Reach::Bureau;
    let form = Form::from(ctx.query_fields());
    // A leader reads what the bureau has; whoever works begins with what is theirs.
    let whose = if act.actor.role == cq_platform::policy::Role::Leader { Whose::All } else { Whose::Mine };
    let filter = filter(&form, whose);
    let after: Option<After> = form.value("after").parse().ok();
    let hand = act.clone();
    let read = move |conn: &Conn<'_>| {
        let rules = store::rules(conn, hand.bureau(), hand.today())?.0;
        let asking = Asking { act: &hand, scope: &scope, me: people::known(conn, &hand)?, rules: &rules };
        let cases = list::list(conn, asking, &filter, after, PER_PAGE + 1)?;
        Ok((cases, list::counts(conn, asking, filter.whose)?))
    };
    let (mut cases, counts) = ctx.app.db.read(read).await?;
    actions::listed(&ctx.app, act, filter.wanted, cases.len()).await?;
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let next = cases.get(size.saturating_sub(1)).filter(|_| cases.len() > size);
    let next = next.map(|last| format!("{}&after={}", address(&filter), last.after())).unwrap_or_default();
    cases.truncate(size);
    let person = cases.first().filter(|_| filter.person.is_some()).map(|case| case.name.clone());
    let ui = Ui::of(&ctx);
    page(&IndexPage {
        rows: cases.iter().map(|case| Row::of(&ui, case, now)).collect(),
        person: person.unwrap_or_default(),
        wanted: Wanted::ALL,
        kinds: Kind::ALL,
        ui,
        form,
        counts,
        filter,
        next,
        may_receive,
        may_set,
        of_bureau,
    })
}

/// What the query narrows the list to; words it does not know narrow nothing.
pub(super) fn filter(form: &Form, whose: Whose) -> Filter {
    let person = form.value("person").parse().ok();
    // Somebody's cases are asked for whoever is at them.
    let whose = if person.is_some() { Whose::All } else { whose };
    Filter {
        wanted: form.value("state").parse().unwrap_or(Wanted::Open),
        whose: form.value("whose").parse().unwrap_or(whose),
        kind: form.value("kind").parse().ok(),
        person,
    }
}

fn address(filter: &Filter) -> String {
    let mut address = format!("/cases?whose={}&state={}", filter.whose, filter.wanted);
    if let Some(kind) = filter.kind {
        address.push_str(&format!("&kind={kind}"));
    }
    if let Some(person) = filter.person {
        address.push_str(&format!("&person={person}"));
    }
    address
}
