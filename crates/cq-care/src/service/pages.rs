//! What doctors did, whom nobody has seen, the month on paper, and asking elders.

mod ask;
mod month;

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::Tx,
    form::Form,
    ids::StaffId,
    web::{Ctx, Routes, Ui, page},
};
use cq_registry::task::{self, model::Service};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{
    ASK, PRINT, UNSEEN, VIEW,
    store::{self, Load, Unseen, Wanted},
};
use crate::{
    answer::model::{WINDOW_FIRST, WINDOWS},
    doctor::pages::{after, cursor},
};

/// People on a page.
const ON_A_PAGE: usize = 100;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/services", &VIEW, index)
        .get("/services/unseen", &UNSEEN, unseen)
        .get("/services/{id}/month.pdf", &PRINT, month::month)
        .get("/feedback", &VIEW, ask::index)
        .get("/feedback/{id}", &ASK, ask::edit)
        .post("/feedback/{id}", &ASK, ask::save);
}

/// The length of the window that is asked for, days.
fn window(form: &Form) -> i64 {
    form.value("days").parse().ok().filter(|days| WINDOWS.contains(days)).unwrap_or(WINDOW_FIRST)
}

/// The first of so many days of which the last is `today`.
fn first(today: Date, days: i64) -> Date {
    today.saturating_sub((days - 1).days())
}

#[derive(Template)]
#[template(path = "service/index.html")]
struct IndexPage {
    ui: Ui,
    days: i64,
    /// Each doctor with what elders say, in words; empty where nobody was asked.
    doctors: Vec<(Load, String)>,
    kinds: Vec<(StaffId, Service, i64)>,
    /// `2026-11`.
    month: String,
}

impl IndexPage {
    fn window(&self, days: &i64) -> String {
        format!("/services?days={days}")
    }

    /// How many visits of a doctor were of a kind.
    fn of_kind(&self, doctor: &StaffId, kind: &Service) -> i64 {
        self.kinds.iter().find(|(of, service, _)| (of, service) == (doctor, kind)).map_or(0, |(.., n)| *n)
    }

    /// How many visits of all were of a kind.
    fn kind_sum(&self, kind: &Service) -> String {
        let of_kind = self.kinds.iter().filter(|(_, service, _)| service == kind);
        self.ui.n(of_kind.map(|(.., n)| n).sum::<i64>())
    }

    /// What stands below each column.
    fn sums(&self) -> [(&'static str, String); 6] {
        let sum = |key, of: fn(&Load) -> i64| {
            (key, self.ui.n(self.doctors.iter().map(|(load, _)| of(load)).sum::<i64>()))
        };
        [
            sum("service-elders", |load| load.elders),
            sum("service-seen", |load| load.seen),
            sum("service-home", |load| load.home),
            sum("service-after-stay", |load| load.after_stay),
            sum("service-calls", |load| load.calls),
            sum("service-other", |load| load.other),
        ]
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (days, today) = (window(&Form::from(ctx.query_fields())), act.today());
    let from = first(today, days);
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let (loads, kinds) = (store::loads(conn, &act, from, today)?, store::kinds(conn, &act, from, today)?);
        Ok((loads, kinds, store::scores(conn, &act, from, today)?))
    };
    let (loads, kinds, scores) = ctx.app.db.report(read).await?;
    let ui = Ui::of(&ctx);
    let said = |id: StaffId| {
        let Some((_, n, sum)) = scores.iter().find(|(of, ..)| *of == id) else { return String::new() };
        let tenths = sum * 10 / n;
        let score = format!("{}.{}", tenths / 10, tenths % 10);
        ui.a2("service-score", "score", score, "n", *n).into_owned()
    };
    let doctors =
        loads.into_iter().map(|load| (said(load.id), load)).map(|(said, load)| (load, said)).collect();
    let month = today.strftime("%Y-%m").to_string();
    page(&IndexPage { days, doctors, kinds, month, ui })
}

#[derive(Template)]
#[template(path = "service/unseen.html")]
struct UnseenPage {
    ui: Ui,
    form: Form,
    days: i64,
    areas: Vec<(String, String)>,
    people: Vec<Unseen>,
    next: String,
    today: Date,
}

impl UnseenPage {
    fn about(&self, one: &Unseen) -> String {
        let age = task::age(&self.ui, one.born, self.today);
        format!("{age} {}", one.area.as_deref().unwrap_or_default()).trim().to_owned()
    }

    fn ago(&self, one: &Unseen) -> String {
        match one.seen_on.and_then(|day| day.until(self.today).ok()) {
            Some(span) => self.ui.a1("service-ago", "n", i64::from(span.get_days())).into_owned(),
            None => self.ui.m("service-never").to_owned(),
        }
    }

    fn asked(&self) -> String {
        self.ui.a1("service-unseen-days", "n", self.days).into_owned()
    }
}

async fn unseen(ctx: Ctx) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(ctx.query_fields()));
    let (days, today) = (window(&form), act.today());
    form.set("days", &days.to_string());
    let wanted = Wanted {
        since: first(today, days),
        doctor: form.value("doctor").parse().ok(),
        area: form.value("area").parse().ok(),
        after: after(&form),
    };
    let read = move |tx: &Tx<'_>| {
        let scope = act.actor.scope(&UNSEEN, super::OWN)?;
        let people = store::unseen(tx, &act, &scope, &wanted, ON_A_PAGE as i64 + 1)?;
        act.record(tx, &UNSEEN, Subject::list("person"), &json!({ "days": days, "count": people.len() }))?;
        Ok((people, store::areas(tx, &act)?))
    };
    let (mut people, areas) = ctx.app.db.write(read).await?;
    let more = people.len() > ON_A_PAGE;
    people.truncate(ON_A_PAGE);
    let last = people.last().filter(|_| more);
    let next = last.map(|last| {
        let (doctor, area) = (form.value("doctor"), form.value("area"));
        let own = format!("/services/unseen?days={days}&doctor={doctor}&area={area}");
        format!("{own}&{}", cursor(&last.pinyin, last.person.0))
    });
    let areas = areas.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    page(&UnseenPage { ui: Ui::of(&ctx), form, days, areas, people, next: next.unwrap_or_default(), today })
}
