//! A month's waiting times by desk and step, each figure a link to the names behind it.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{Ctx, Ui, page},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use crate::{
    attendance::{
        REPORT,
        card::Card,
        figures::{self, Figure, OfDesk},
        model::{Leg, State},
        rules::Rules,
        store::{
            self, OWN_ELDER,
            list::{self, Listed},
        },
        words,
    },
    desk::DeskId,
};

/// Names on a page of them.
const NAMES_MAX: usize = 500;

/// A month, by its first day.
#[derive(Clone, Copy)]
struct Month(Date);

impl Month {
    /// From `2026-11`; the month of `today` for anything else.
    fn asked(text: &str, today: Date) -> Self {
        Self(format!("{text}-01").parse().unwrap_or_else(|_| today.first_of_month()))
    }

    fn said(self) -> String {
        format!("{:04}-{:02}", self.0.year(), self.0.month())
    }

    fn ends(self) -> (Date, Date) {
        (self.0.first_of_month(), self.0.last_of_month())
    }

    fn moved(self, months: i64) -> Self {
        Self(self.0.first_of_month().saturating_add(months.months()))
    }
}

/// A figure with the names behind it.
struct FigureRow {
    name: String,
    people: usize,
    median: String,
    p90: String,
    over: usize,
    limit: String,
    href: String,
    over_href: String,
}

struct DeskRows {
    desk: String,
    came: usize,
    left: usize,
    missed: usize,
    href: String,
    rows: Vec<FigureRow>,
}

#[derive(Template)]
#[template(path = "attendance/figures.html")]
struct FiguresPage {
    ui: Ui,
    month: String,
    before: String,
    after: String,
    desks: Vec<DeskRows>,
    may_set: bool,
}

async fn read(ctx: &Ctx, month: Month) -> Result<(Vec<Listed>, Rules)> {
    let act = ctx.act()?;
    let read = move |tx: &Tx<'_>| {
        let scope = act.actor.scope(&REPORT, OWN_ELDER)?;
        let (from, to) = month.ends();
        let listed = list::between(tx, &act, &scope, from, to)?;
        act.record(tx, &REPORT, Subject::list("attendance"), &json!({ "count": listed.len() }))?;
        Ok((listed, store::rules(tx, act.bureau(), act.today())?.0))
    };
    ctx.app.db.write(read).await
}

pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let month = Month::asked(&ctx.query("month").unwrap_or_default(), act.today());
    let (listed, rules) = read(&ctx, month).await?;
    let ui = Ui::of(&ctx);
    let desks = figures::by_desk(&listed, &rules);
    page(&FiguresPage {
        month: month.said(),
        before: month.moved(-1).said(),
        after: month.moved(1).said(),
        desks: desks.iter().map(|desk| rows(&ui, &rules, month, desk)).collect(),
        may_set: act.actor.may(&crate::attendance::SET).is_ok(),
        ui,
    })
}

fn rows(ui: &Ui, rules: &Rules, month: Month, of: &OfDesk) -> DeskRows {
    let href = format!("/attendances?month={}&desk={}", month.said(), of.desk);
    let row = |figure: &Figure| FigureRow {
        name: ui.w("attendance-wait", figure.leg),
        people: figure.people,
        median: words::minutes(ui, figure.median),
        p90: words::minutes(ui, figure.p90),
        over: figure.over,
        limit: rules.limit(figure.leg).map(|limit| words::minutes(ui, limit)).unwrap_or_default(),
        href: format!("{href}&leg={}", figure.leg),
        over_href: format!("{href}&leg={}&over=1", figure.leg),
    };
    let desk = ui.a2("attendance-desk", "hospital", &of.hospital, "place", &of.place).into_owned();
    let OfDesk { came, left, missed, .. } = *of;
    DeskRows { desk, came, left, missed, rows: of.figures.iter().map(row).collect(), href }
}

/// A name behind a figure.
struct NameRow {
    card: Card,
    person: String,
    waited: String,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "attendance/index.html")]
struct NamesPage {
    ui: Ui,
    month: String,
    /// What the list is narrowed to, in words.
    narrowed: String,
    rows: Vec<NameRow>,
    /// There are more than stand here.
    is_cut: bool,
}

/// What the list is narrowed to.
struct Filter {
    desk: Option<DeskId>,
    leg: Option<Leg>,
    over: bool,
    /// `left` or `missed`; empty for all who came.
    stage: String,
}

impl Filter {
    fn of(form: &Form) -> Self {
        Self {
            desk: form.value("desk").parse().ok(),
            leg: form.value("leg").parse().ok(),
            over: form.has("over", "1"),
            stage: form.value("stage").to_owned(),
        }
    }

    fn holds(&self, listed: &Listed, rules: &Rules) -> bool {
        let state = &listed.attendance.state;
        let stage = match self.stage.as_str() {
            "" => state.ticket().is_some(),
            word => state.word() == word,
        };
        let waited = match self.leg {
            None => true,
            Some(leg) => waited(state, leg).is_some_and(|minutes| !self.over || is_over(rules, leg, minutes)),
        };
        stage && waited && self.desk.is_none_or(|desk| listed.attendance.desk == desk)
    }
}

fn waited(state: &State, leg: Leg) -> Option<i64> {
    state.waits().into_iter().find(|(each, _)| *each == leg).map(|(_, minutes)| minutes)
}

fn is_over(rules: &Rules, leg: Leg, minutes: i64) -> bool {
    rules.limit(leg).is_some_and(|limit| minutes > limit)
}

pub(super) async fn names(ctx: Ctx) -> Result<Response> {
    let (act, form) = (ctx.act()?, Form::from(ctx.query_fields()));
    let month = Month::asked(form.value("month"), act.today());
    let filter = Filter::of(&form);
    let (listed, rules) = read(&ctx, month).await?;
    let ui = Ui::of(&ctx);
    let mut kept: Vec<&Listed> = listed.iter().filter(|one| filter.holds(one, &rules)).collect();
    if let Some(leg) = filter.leg {
        kept.sort_by_key(|one| std::cmp::Reverse(waited(&one.attendance.state, leg)));
    }
    let is_cut = kept.len() > NAMES_MAX;
    kept.truncate(NAMES_MAX);
    let row = |one: &&Listed| {
        let minutes = filter.leg.and_then(|leg| Some((leg, waited(&one.attendance.state, leg)?)));
        NameRow {
            card: Card::of(&ui, one, &rules, act.at, false),
            person: one.attendance.person.to_string(),
            waited: minutes.map(|(_, minutes)| words::minutes(&ui, minutes)).unwrap_or_default(),
            is_over: minutes.is_some_and(|(leg, minutes)| is_over(&rules, leg, minutes)),
        }
    };
    let mut parts = Vec::new();
    if let (Some(_), Some(first)) = (filter.desk, kept.first()) {
        parts.push(first.hospital.clone());
    }
    parts.extend(filter.leg.map(|leg| ui.w("attendance-wait", leg)));
    if filter.over {
        parts.push(ui.m("attendance-over").to_owned());
    }
    if ["left", "missed"].contains(&filter.stage.as_str()) {
        parts.push(ui.w("attendance-stage", &filter.stage));
    }
    page(&NamesPage {
        month: month.said(),
        narrowed: parts.join(ui.m("person-comma")),
        rows: kept.iter().map(row).collect(),
        is_cut,
        ui,
    })
}
