//! A plan: what is to be planned, what came out, and what becomes of it.

use askama::Template;
use axum::{Extension, extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    messages::Text,
    policy::Reach,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::task::CampaignId;
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::said_days;
use crate::{
    campaign, doctor,
    round::{
        OWN, PLAN, VIEW, actions, form,
        model::{DAYS_MAX, Facts, Plan, PlanId, State, Wanted, Whose},
        roads::Network,
        store::{self, Listed, Sum},
        words,
    },
};

/// Without anything else to go by, so many days are planned.
const DAYS: i64 = 13;
/// Names on one page of those left out, and of those moved.
const NAMES: i64 = 200;

/// Whose visits, as a form says it.
fn whose(text: &str) -> Option<Whose> {
    let (kind, id) = text.split_once('-')?;
    match kind {
        "doctor" => id.parse::<StaffId>().ok().map(Whose::Doctor),
        "campaign" => id.parse::<CampaignId>().ok().map(Whose::Campaign),
        _ => None,
    }
}

fn value(whose: Whose) -> String {
    match whose {
        Whose::Doctor(staff) => format!("doctor-{staff}"),
        Whose::Campaign(campaign) => format!("campaign-{campaign}"),
    }
}

#[derive(Template)]
#[template(path = "round/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// Whose visits can be planned: value and name.
    choices: Vec<(String, String)>,
    today: Date,
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let chosen = whose(asked.value("whose"));
    new_page(&ctx, chosen, None).await
}

async fn new_page(ctx: &Ctx, chosen: Option<Whose>, typed: Option<Form>) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let today = act.today();
    let own = match act.actor.may(&PLAN)? {
        Reach::Own => Some(Whose::Doctor(act.actor.staff.ok_or(Error::Forbidden)?)),
        Reach::Bureau => None,
    };
    let chosen = own.or(chosen);
    let words = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        if let Some(chosen) = chosen {
            actions::reach(conn, &act, chosen)?;
        }
        let mut choices = Vec::new();
        if own.is_none() {
            for campaign in campaign::store::list_running(conn, bureau, today)? {
                choices.push((value(Whose::Campaign(campaign.id)), campaign.name));
            }
            for one in doctor::store::list(conn, bureau)? {
                let name = words.a2("round-doctor-of", "name", one.name, "hospital", one.hospital_name);
                choices.push((value(Whose::Doctor(one.id)), name.into_owned()));
            }
        }
        Ok((choices, span(conn, &act, chosen)?))
    };
    let (choices, (from, until)) = ctx.app.db.read(read).await?;
    let wrong = typed.is_some();
    let form = typed.unwrap_or_else(|| {
        let whose = chosen.map(value).unwrap_or_default();
        Form::filled([("whose", whose), ("from", from.to_string()), ("until", until.to_string())])
    });
    let template = NewPage { ui, form, choices, today };
    if wrong { invalid(&template) } else { page(&template) }
}

/// The days that suggest themselves: from tomorrow on, as long as anything is promised.
fn span(conn: &Conn<'_>, act: &Act, chosen: Option<Whose>) -> Result<(Date, Date)> {
    let tomorrow = act.today().saturating_add(1.day());
    let (from, until) = match chosen {
        None => (tomorrow, None),
        Some(Whose::Doctor(staff)) => (tomorrow, store::due::last_due(conn, act.bureau(), staff)?),
        Some(Whose::Campaign(id)) => {
            let campaign = campaign::store::find(conn, act.bureau(), id)?;
            (campaign.opens_on.max(tomorrow), Some(campaign.closes_on))
        }
    };
    let until = until.filter(|until| *until >= from).unwrap_or_else(|| from.saturating_add(DAYS.days()));
    Ok((from, until.min(from.saturating_add(DAYS_MAX.days()))))
}

pub(super) async fn propose(
    ctx: Ctx,
    Extension(network): Extension<Network>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let days = form::days(&mut form, act.today());
    let whose = match act.actor.may(&PLAN)? {
        Reach::Own => act.actor.staff.map(Whose::Doctor),
        Reach::Bureau => whose(form.value("whose")),
    };
    let (Some((from, until)), Some(whose)) = (days, whose) else {
        if whose.is_none() {
            form.reject("whose", Text::new("round-whose-needed"));
        }
        return new_page(&ctx, whose, Some(form)).await;
    };
    match actions::propose(&ctx.app, act, Wanted { whose, from, until }, &network).await {
        Ok(id) => Ok(see_other(&format!("/rounds/plans/{id}"), None)),
        Err(Error::Refused(text)) => {
            form.reject("until", text);
            new_page(&ctx, Some(whose), Some(form)).await
        }
        Err(error) => Err(error),
    }
}

/// A visit of a plan as the page says it.
struct Line {
    task: String,
    person: String,
    name: String,
    place: String,
    doctor: String,
    what: String,
    /// From when to when it may be made.
    window: String,
    /// Day and time; the time alone where the day stands above.
    when: String,
    time: String,
    way: String,
    why: String,
    /// Where it stood before; empty where it stood nowhere or there still.
    before: String,
    is_urgent: bool,
    needs_two: bool,
    pause: String,
    back: String,
}

impl Line {
    fn of(ui: &Ui, row: &Listed) -> Self {
        let time =
            row.starts.zip(row.ends).map(|(starts, ends)| words::span(starts, ends)).unwrap_or_default();
        let place = [row.area.as_deref(), row.address.as_deref()];
        let stays =
            row.on == row.before_on && row.starts == row.before_starts && row.before_staff == Some(row.staff);
        let before = row.before_on.zip(row.before_starts).filter(|_| !stays).map(|(on, starts)| {
            let time = format!("{} {}", words::day(ui, on), words::clock(starts));
            let other = row.before_doctor.clone().filter(|_| row.before_staff != Some(row.staff));
            [Some(time), other].into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        Self {
            task: row.task.to_string(),
            person: row.person.to_string(),
            name: row.name.clone(),
            place: place.into_iter().flatten().collect::<Vec<_>>().join(" "),
            doctor: row.doctor.clone(),
            what: ui.w("task-form", row.form),
            window: ui
                .a2("task-window", "from", ui.day(&row.opens_on), "to", ui.day(&row.next_on))
                .into_owned(),
            when: row.on.map(|on| format!("{} {time}", words::day(ui, on))).unwrap_or_default(),
            way: row.travel.map(|way| words::minutes(ui, way)).unwrap_or_default(),
            why: words::reason(ui, &row.reason),
            before: before.unwrap_or_default(),
            is_urgent: row.urgent.is_some(),
            needs_two: row.needs_two.unwrap_or(false),
            pause: row
                .pause
                .map(|at| ui.a1("round-pause", "time", words::clock(at)).into_owned())
                .unwrap_or_default(),
            back: row.back.map(|way| words::minutes(ui, way)).unwrap_or_default(),
            time,
        }
    }
}

/// One day of one doctor.
struct Day {
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "round/plan.html")]
struct PlanPage {
    ui: Ui,
    plan: Plan,
    name: String,
    days: String,
    sums: Vec<Sum>,
    total: Total,
    left: Vec<Line>,
    moved: Vec<Line>,
    /// The doctor looked at, and his days.
    doctor: Option<(StaffId, String)>,
    of_doctor: Vec<Day>,
    roads: String,
    proof: String,
    may_plan: bool,
}

/// A plan in figures.
#[derive(Default)]
struct Total {
    placed: i64,
    left: i64,
    moved: i64,
    new: i64,
    lost: i64,
    kept: i64,
    travel: i64,
}

impl Total {
    fn of(sums: &[Sum]) -> Self {
        let sum = |of: fn(&Sum) -> i64| sums.iter().map(of).sum::<i64>();
        let (placed, moved, new) = (sum(|s| s.placed), sum(|s| s.moved), sum(|s| s.new));
        Self {
            placed,
            left: sum(|s| s.all) - placed,
            moved,
            new,
            lost: sum(|s| s.lost),
            kept: placed - moved - new,
            travel: sum(|s| s.travel),
        }
    }
}

impl PlanPage {
    fn facts(&self) -> &Facts {
        self.plan.facts()
    }

    fn is_draft(&self) -> bool {
        self.plan.state() == State::Draft
    }

    fn version(&self) -> i64 {
        match &self.plan {
            Plan::Draft(draft) => draft.version,
            Plan::Published { .. } | Plan::Discarded { .. } => 0,
        }
    }

    /// Something stood before: the page says what changes.
    fn is_again(&self) -> bool {
        self.total.placed + self.total.lost > self.total.new
    }

    fn way(&self, minutes: &i64) -> String {
        words::minutes(&self.ui, *minutes)
    }

    fn said(&self) -> String {
        let at = match &self.plan {
            Plan::Published { at, .. } => *at,
            Plan::Draft(_) | Plan::Discarded { .. } => self.facts().made_at,
        };
        let key = match self.plan.state() {
            State::Draft => "round-plan-draft",
            State::Published => "round-plan-published",
            State::Discarded => "round-plan-discarded",
        };
        self.ui.a1(key, "at", self.ui.instant(&at)).into_owned()
    }

    fn consequence(&self) -> String {
        let Total { placed, left, moved, .. } = self.total;
        let text =
            Text::new("round-publish-does").with("placed", placed).with("left", left).with("moved", moved);
        self.ui.t(&text).into_owned()
    }

    /// Once more with the same days.
    fn again(&self) -> String {
        format!("/rounds/plans/new?whose={}", value(self.facts().wanted.whose))
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, ui, id) = (ctx.act()?, Ui::of(&ctx), parse(&id)?);
    let asked: Option<StaffId> = ctx.query("doctor").and_then(|id| id.parse().ok());
    let may_plan = act.actor.may(&PLAN).is_ok();
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let (plan, name) = store::find(tx, &act.actor.scope(&VIEW, OWN)?, bureau, id)?;
        let sums = store::sums(tx, bureau, id)?;
        let first = if sums.len() == 1 { sums.first().map(|sum| sum.staff) } else { None };
        let shown = sums.iter().find(|sum| Some(sum.staff) == asked.or(first));
        let shown = shown.map(|sum| (sum.staff, sum.name.clone()));
        let rows = match &shown {
            Some((staff, _)) => store::rows(tx, bureau, id, *staff)?,
            None => Vec::new(),
        };
        let (left, moved) = (store::left(tx, bureau, id, NAMES)?, store::moved(tx, bureau, id, NAMES)?);
        act.record(
            tx,
            &VIEW,
            Subject::one("round-plan", id.0),
            &json!({ "count": left.len() + rows.len() }),
        )?;
        Ok((plan, name, sums, shown, rows, left, moved))
    };
    let (plan, name, sums, doctor, rows, left, moved) = ctx.app.db.write(read).await?;
    let of_doctor = rows.chunk_by(|a, b| a.on == b.on).filter_map(|day| {
        let title = words::day(&ui, day.first()?.on?);
        Some(Day { title, lines: day.iter().map(|row| Line::of(&ui, row)).collect() })
    });
    let Facts { wanted, roads, cost, bound, .. } = plan.facts();
    let proof = if cost == bound { "round-proof-best" } else { "round-proof-near" };
    // How far from the best it can be at most, in hundredths.
    let off = (cost - bound).saturating_mul(100).checked_div((*bound).max(1)).unwrap_or(0);
    let (days, roads) = (said_days(&ui, wanted.from, wanted.until), words::roads(&ui, *roads));
    let proof = ui.a1(proof, "percent", off.max(1)).into_owned();
    page(&PlanPage {
        of_doctor: of_doctor.collect(),
        left: left.iter().map(|row| Line::of(&ui, row)).collect(),
        moved: moved.iter().map(|row| Line::of(&ui, row)).collect(),
        total: Total::of(&sums),
        plan,
        name,
        days,
        sums,
        doctor,
        roads,
        proof,
        may_plan,
        ui,
    })
}

pub(super) async fn publish(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let hand = act.clone();
    let known =
        move |conn: &Conn<'_>| store::find(conn, &hand.actor.scope(&PLAN, OWN)?, hand.bureau(), id).map(drop);
    ctx.app.db.read(known).await?;
    let version = form.number("version", 0..=i64::MAX, true);
    let version = form.finish(version)?;
    ctx.app.db.write(move |tx| actions::publish(tx, &act, id, version)).await?;
    Ok(see_other(&format!("/rounds/plans/{id}"), Some("notice-round-published")))
}

pub(super) async fn discard(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    ctx.app.db.write(move |tx| actions::discard(tx, &act, id)).await?;
    Ok(see_other("/rounds", Some("notice-round-discarded")))
}

fn parse(id: &str) -> Result<PlanId> {
    id.parse().map_err(|_| Error::NotFound)
}
