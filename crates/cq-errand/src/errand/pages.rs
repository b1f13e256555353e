//! The list of errands; taking one down, one of them, the workers, the rules and the month are in files of their own.

mod money;
mod month;
mod new;
mod settings;
mod show;
mod steps;
mod workers;

use askama::Template;
use axum::response::Response;
use cq_case::case::store::people;
use cq_platform::{
    Result,
    db::Conn,
    form::Form,
    policy::Reach,
    web::{Ctx, Routes, Ui, page},
};

use super::{
    ASSIGN, CALL, DO, EXPORT, REPORT, SET, TAKE, VIEW, actions,
    store::{
        self, OWN,
        list::{self, After, Asking, Came, Counts, Filter, Wanted, Whose},
    },
    words::{self, Row},
};

const PER_PAGE: i64 = 50;

pub(crate) use show::parse;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/errands", &VIEW, index)
        .get("/errands/new", &TAKE, new::new)
        .post("/errands", &TAKE, new::create)
        .get("/errands/report", &REPORT, month::show)
        .get("/errands/report/money", &REPORT, money::show)
        .get("/errands/report/table.xlsx", &EXPORT, money::xlsx)
        .get("/errands/workers", &SET, workers::index)
        .post("/errands/workers", &SET, workers::create)
        .get("/errands/workers/{id}", &SET, workers::show)
        .post("/errands/workers/{id}", &SET, workers::save)
        .get("/errands/{id}", &VIEW, show::show)
        .post("/errands/{id}/claim", &DO, steps::claim)
        .post("/errands/{id}/assign", &ASSIGN, steps::assign)
        .post("/errands/{id}/leave", &DO, steps::leave)
        .post("/errands/{id}/recall", &ASSIGN, steps::recall)
        .post("/errands/{id}/promise", &DO, steps::promise)
        .post("/errands/{id}/done", &DO, steps::done)
        .post("/errands/{id}/impossible", &DO, steps::impossible)
        .post("/errands/{id}/cancel", &ASSIGN, steps::cancel)
        .post("/errands/{id}/call", &CALL, steps::call)
        .get("/settings/errands", &SET, settings::show)
        .post("/settings/errands", &SET, settings::save);
}

#[derive(Template)]
#[template(path = "errand/index.html")]
struct IndexPage {
    ui: Ui,
    form: Form,
    rows: Vec<Row>,
    counts: Counts,
    filter: Filter,
    /// What the list is narrowed to beside how its errands stand, in words.
    narrowed: String,
    /// The same as a part of an address.
    kept: String,
    next: String,
    may: May,
    of_bureau: bool,
    wanted: &'static [Wanted],
    kinds: Vec<(String, String)>,
}

/// What whoever reads the list may do besides.
struct May {
    take: bool,
    report: bool,
    set: bool,
}

impl IndexPage {
    /// The list's address, with another way to stand.
    fn standing(&self, wanted: &str) -> String {
        format!("/errands?whose={}&state={wanted}", self.filter.whose)
    }

    fn everybodys(&self) -> &'static str {
        if self.of_bureau { "errand-whose-all" } else { "errand-whose-on" }
    }

    fn urgency(&self) -> &'static str {
        if self.counts.late > 0 { "overdue" } else { "" }
    }

    fn is_mine(&self) -> bool {
        self.filter.whose == Whose::Mine
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (scope, today) = (act.actor.scope(&VIEW, OWN)?, act.today());
    let may = |action| act.actor.may(action).is_ok();
    let may = May { take: may(&TAKE), report: may(&REPORT), set: may(&SET) };
    let of_bureau = act.actor.may(&VIEW)? == Reach::Bureau;
    let form = Form::from(ctx.query_fields());
    let filter = filter(&form);
    let after: Option<After> = form.value("after").parse().ok();
    let (asked, hand) = (filter.clone(), act.clone());
    let read = move |conn: &Conn<'_>| {
        let rules = store::rules(conn, hand.bureau(), hand.today())?.0;
        let asking = Asking { act: &hand, scope: &scope, me: people::known(conn, &hand)? };
        let errands = list::list(conn, asking, &asked, after, PER_PAGE + 1)?;
        Ok((errands, list::counts(conn, asking, asked.whose)?, rules))
    };
    let (mut errands, counts, rules) = ctx.app.db.read(read).await?;
    actions::listed(&ctx.app, act, filter.wanted, errands.len()).await?;
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let next = errands.get(size.saturating_sub(1)).filter(|_| errands.len() > size);
    let next = next.map(|last| format!("{}&after={}", address(&filter), last.after(filter.wanted.is_past())));
    let next = next.unwrap_or_default();
    errands.truncate(size);
    let ui = Ui::of(&ctx);
    let kinds = rules.kinds.iter().map(|kind| (kind.code.clone(), words::kind(&ui, &rules, &kind.code)));
    page(&IndexPage {
        rows: errands.iter().map(|errand| Row::of(&ui, &rules, errand, today)).collect(),
        narrowed: narrowed(&ui, &filter, &errands),
        kept: kept(&filter),
        wanted: Wanted::ALL,
        kinds: kinds.collect(),
        ui,
        form,
        counts,
        filter,
        next,
        may,
        of_bureau,
    })
}

/// What the query narrows the list to; words it does not know narrow nothing.
pub(super) fn filter(form: &Form) -> Filter {
    let chosen = |name: &str| Some(form.value(name).to_owned()).filter(|value| !value.is_empty());
    Filter {
        wanted: form.value("state").parse().unwrap_or(Wanted::Open),
        whose: form.value("whose").parse().unwrap_or(Whose::All),
        kind: chosen("kind"),
        person: form.value("person").parse().ok(),
        month: form.value("month").parse().ok(),
        worker: form.value("worker").parse().ok(),
        area: form.value("area").parse().ok(),
        came: form.value("came").parse().unwrap_or(Came::Any),
    }
}

fn kept(filter: &Filter) -> String {
    let mut address = String::new();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let value: String = form_value(&value);
            address.push_str(&format!("&{name}={value}"));
        }
    };
    add("person", filter.person.map(|id| id.to_string()));
    add("month", filter.month.map(|month| month.to_string()));
    add("worker", filter.worker.map(|id| id.to_string()));
    add("area", filter.area.map(|id| id.to_string()));
    add("came", (filter.came != Came::Any).then(|| filter.came.to_string()));
    address
}

/// Words, ids and months need no escaping; anything else came from somebody's hand and is left out.
fn form_value(value: &str) -> String {
    value.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
}

fn address(filter: &Filter) -> String {
    let kind = filter.kind.as_deref().map(|kind| format!("&kind={}", form_value(kind)));
    let kind = kind.unwrap_or_default();
    format!("/errands?whose={}&state={}{kind}{}", filter.whose, filter.wanted, kept(filter))
}

fn narrowed(ui: &Ui, filter: &Filter, errands: &[list::Listed]) -> String {
    let mut parts = Vec::new();
    let first = errands.first();
    if let (Some(_), Some(listed)) = (filter.person, first) {
        parts.push(listed.name.clone());
    }
    if let Some(month) = filter.month {
        parts.push(ui.a1("errand-in-month", "month", month.to_string()).into_owned());
    }
    if let (Some(_), Some(listed)) = (filter.area, first) {
        parts.extend(listed.area_name.clone());
    }
    if let Some(worker) = filter.worker {
        let named = errands.iter().flat_map(|listed| &listed.workers).find(|(id, _)| *id == worker);
        parts.extend(named.map(|(_, name)| name.clone()));
    }
    if filter.came != Came::Any {
        parts.push(ui.w("errand-came", filter.came));
    }
    parts.join(ui.m("person-comma"))
}
