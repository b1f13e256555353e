//! The watch on screen: a figure each, its names, and the two settings.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::{
    SET, VIEW,
    model::{Concern, Limits},
    store::{self, IdleRule, Load, Owed, Tally, Unheard},
};
use crate::{
    person::PersonId,
    rule,
    task::{age, store::list::After},
};

const PER_PAGE: usize = 50;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/watch", &VIEW, index)
        .get("/watch/alone", &VIEW, alone)
        .get("/watch/load", &VIEW, load)
        .get("/watch/rules", &rule::VIEW, rules)
        .get("/watch/left", &VIEW, left)
        .get("/watch/fallback", &VIEW, fallback)
        .get("/settings/watch", &SET, settings)
        .post("/settings/watch", &SET, save);
}

/// A figure and what it is about.
struct Figure {
    concern: Concern,
    count: i64,
    about: String,
}

#[derive(Template)]
#[template(path = "watch/index.html")]
struct IndexPage {
    ui: Ui,
    figures: Vec<Figure>,
    is_quiet: bool,
    may_set: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (may_set, sees_rules) = (act.actor.may(&SET).is_ok(), act.actor.may(&rule::VIEW).is_ok());
    let read = move |tx: &Tx<'_>| {
        let (limits, _) = store::limits(tx, act.bureau(), act.today())?;
        let tally = store::tally(tx, &act, limits)?;
        let idle = if sees_rules { Some(store::idle_rules(tx, &act)?.len()) } else { None };
        act.record(tx, &VIEW, Subject::list("watch"), &json!({ "names": false }))?;
        Ok((limits, tally, idle))
    };
    let (limits, tally, idle) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let figures = figures(&ui, limits, tally, idle);
    page(&IndexPage { is_quiet: figures.iter().all(|figure| figure.count == 0), ui, figures, may_set })
}

fn figures(ui: &Ui, limits: Limits, tally: Tally, idle: Option<usize>) -> Vec<Figure> {
    let figure = |concern, count| {
        let about = match concern {
            Concern::Alone => ui.a1("watch-about-alone", "days", i64::from(limits.alone_days)).into_owned(),
            Concern::Load => ui.a1("watch-about-load", "n", i64::from(limits.load)).into_owned(),
            _ => ui.w("watch-about", concern),
        };
        Figure { concern, count, about }
    };
    let idle = idle.map(|n| figure(Concern::Rules, i64::try_from(n).unwrap_or(i64::MAX)));
    let mut figures = vec![
        figure(Concern::Alone, tally.alone),
        figure(Concern::Left, tally.left),
        figure(Concern::Fallback, tally.fallback),
        figure(Concern::Load, tally.load),
    ];
    figures.extend(idle);
    figures
}

#[derive(Template)]
#[template(path = "watch/alone.html")]
struct AlonePage {
    ui: Ui,
    limits: Limits,
    rows: Vec<Unheard>,
    today: Date,
    next: String,
}

impl AlonePage {
    /// After how many days it is too long.
    fn most(&self) -> i64 {
        self.limits.alone_days.into()
    }

    fn age(&self, row: &Unheard) -> String {
        age(&self.ui, row.born, self.today)
    }

    /// Since when nobody has been in touch.
    fn last(&self, row: &Unheard) -> String {
        let Some(day) = row.last_on else { return self.ui.m("watch-never").to_owned() };
        let days = day.until(self.today).map_or(0, |span| i64::from(span.get_days()));
        self.ui.a2("watch-last", "day", self.ui.day(&day), "n", days).into_owned()
    }
}

async fn alone(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let asked = ctx.query("after").unwrap_or_default();
    let after: (String, PersonId) = asked
        .split_once('.')
        .and_then(|(id, pinyin)| Some((pinyin.to_owned(), id.parse().ok()?)))
        .unwrap_or((String::new(), PersonId(Uuid::nil())));
    let read = move |tx: &Tx<'_>| {
        let (limits, _) = store::limits(tx, act.bureau(), today)?;
        let rows = store::unheard(tx, &act, limits, &after, limit())?;
        seen(tx, &act, Concern::Alone, rows.len())?;
        Ok((limits, rows))
    };
    let (limits, mut rows) = ctx.app.db.write(read).await?;
    let is_cut = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let next = rows.last().filter(|_| is_cut);
    let next = next
        .map(|last| format!("/watch/alone?after={}.{}", last.id, last.pinyin.replace(' ', "+")))
        .unwrap_or_default();
    page(&AlonePage { ui: Ui::of(&ctx), limits, rows, today, next })
}

fn limit() -> i64 {
    i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX)
}

fn seen(tx: &Tx<'_>, act: &cq_platform::actor::Act, what: Concern, count: usize) -> Result<()> {
    act.record(tx, &VIEW, Subject::list("watch"), &json!({ "names": what, "count": count }))
}

#[derive(Template)]
#[template(path = "watch/load.html")]
struct LoadPage {
    ui: Ui,
    limits: Limits,
    rows: Vec<Load>,
}

impl LoadPage {
    /// More than so much is too much.
    fn most(&self) -> i64 {
        self.limits.load.into()
    }
}

async fn load(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let read = move |tx: &Tx<'_>| {
        let (limits, _) = store::limits(tx, act.bureau(), act.today())?;
        let rows = store::loads(tx, &act, limits)?;
        seen(tx, &act, Concern::Load, rows.len())?;
        Ok((limits, rows))
    };
    let (limits, rows) = ctx.app.db.write(read).await?;
    page(&LoadPage { ui: Ui::of(&ctx), limits, rows })
}

#[derive(Template)]
#[template(path = "watch/rules.html")]
struct RulesPage {
    ui: Ui,
    rows: Vec<IdleRule>,
}

async fn rules(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let rows = ctx.app.db.report(move |conn| store::idle_rules(conn, &act)).await?;
    page(&RulesPage { ui: Ui::of(&ctx), rows })
}

#[derive(Template)]
#[template(path = "watch/owed.html")]
struct OwedPage {
    ui: Ui,
    concern: Concern,
    rows: Vec<Owed>,
    today: Date,
    may_hand_over: bool,
    next: String,
}

async fn left(ctx: Ctx) -> Result<Response> {
    owed(&ctx, Concern::Left).await
}

async fn fallback(ctx: Ctx) -> Result<Response> {
    owed(&ctx, Concern::Fallback).await
}

async fn owed(ctx: &Ctx, concern: Concern) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let may_hand_over = act.actor.may(&crate::absence::MAKE).is_ok();
    let after: Option<After> = ctx.query("after").and_then(|text| text.parse().ok());
    let read = move |tx: &Tx<'_>| {
        let rows = match concern {
            Concern::Left => store::left(tx, &act, after, limit())?,
            _ => store::fallbacks(tx, &act, after, limit())?,
        };
        seen(tx, &act, concern, rows.len())?;
        Ok(rows)
    };
    let mut rows = ctx.app.db.write(read).await?;
    let is_cut = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let next = rows.last().filter(|_| is_cut);
    let next = next.map(|last| format!("/watch/{concern}?after={}", last.after())).unwrap_or_default();
    page(&OwedPage { ui: Ui::of(ctx), concern, rows, today, may_hand_over, next })
}

#[derive(Template)]
#[template(path = "watch/settings.html")]
struct SettingsPage {
    ui: Ui,
    form: Form,
    since: Option<Date>,
}

impl SettingsPage {
    async fn of(ctx: &Ctx, form: Option<Form>) -> Result<Self> {
        let act = ctx.act()?;
        let read = move |conn: &Conn<'_>| store::limits(conn, act.bureau(), act.today());
        let (limits, since) = ctx.app.db.read(read).await?;
        let kept = || {
            Form::filled([("alone_days", limits.alone_days.to_string()), ("load", limits.load.to_string())])
        };
        Ok(Self { ui: Ui::of(ctx), form: form.unwrap_or_else(kept), since })
    }
}

async fn settings(ctx: Ctx) -> Result<Response> {
    page(&SettingsPage::of(&ctx, None).await?)
}

async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let days = form.number("alone_days", 1..=i64::from(Limits::DAYS_MAX), true);
    let load = form.number("load", 1..=i64::from(Limits::LOAD_MAX), true);
    let read = |n: Option<i64>| n.and_then(|n| u16::try_from(n).ok());
    let Some((alone_days, load)) = read(days).zip(read(load)) else {
        return invalid(&SettingsPage::of(&ctx, Some(form)).await?);
    };
    let save = move |tx: &Tx<'_>| {
        act.actor.may(&SET)?;
        store::save(tx, act.bureau(), act.today(), Limits { alone_days, load })?;
        act.record(tx, &SET, Subject::list("setting"), &json!({ "alone_days": alone_days, "load": load }))
    };
    ctx.app.db.write(save).await?;
    Ok(see_other("/watch", Some("notice-watch-set")))
}
