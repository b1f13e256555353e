//! A plan: what came out, and what becomes of it.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    messages::Text,
    web::{Ctx, Posted, Ui, page, see_other},
};
use serde_json::json;

use super::{said_days, wanted::value};
use crate::round::{
    OWN, PLAN, VIEW, actions,
    model::{Facts, Plan, PlanId, State},
    store::{
        self,
        listed::{self, Listed, Sum},
    },
    words,
};

/// Names on one page of those left out, and of those moved.
const NAMES: i64 = 200;

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
    /// Who else is there, in a sentence; empty if nobody.
    other: String,
    pause: String,
    back: String,
}

impl Line {
    /// As it is in the round of `staff`, who makes the visit or comes along.
    fn of(ui: &Ui, row: &Listed, staff: StaffId) -> Self {
        let along = row.with_staff == Some(staff) && row.staff != staff;
        let (travel, back, pause) = if along {
            (row.with_travel, row.with_back, row.with_pause)
        } else {
            (row.travel, row.back, row.pause)
        };
        let other = if along { Some(row.doctor.as_str()) } else { row.with_doctor.as_deref() };
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
            way: travel.map(|way| words::minutes(ui, way)).unwrap_or_default(),
            why: words::reason(ui, &row.reason),
            before: before.unwrap_or_default(),
            is_urgent: row.urgent.is_some(),
            needs_two: row.needs_two.unwrap_or(false),
            other: words::other(ui, other, along),
            pause: pause
                .map(|at| ui.a1("round-pause", "time", words::clock(at)).into_owned())
                .unwrap_or_default(),
            back: back.map(|way| words::minutes(ui, way)).unwrap_or_default(),
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
        let sums = listed::sums(tx, bureau, id)?;
        let first = if sums.len() == 1 { sums.first().map(|sum| sum.staff) } else { None };
        let shown = sums.iter().find(|sum| Some(sum.staff) == asked.or(first));
        let shown = shown.map(|sum| (sum.staff, sum.name.clone()));
        let rows = match &shown {
            Some((staff, _)) => listed::rows(tx, bureau, id, *staff)?,
            None => Vec::new(),
        };
        let (left, moved) = (listed::left(tx, bureau, id, NAMES)?, listed::moved(tx, bureau, id, NAMES)?);
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
        Some(Day {
            title,
            lines: day
                .iter()
                .map(|row| Line::of(&ui, row, doctor.as_ref().map_or(row.staff, |one| one.0)))
                .collect(),
        })
    });
    let Facts { wanted, roads, cost, bound, .. } = plan.facts();
    let proof = if cost == bound { "round-proof-best" } else { "round-proof-near" };
    // How far from the best it can be at most, in hundredths.
    let off = (cost - bound).saturating_mul(100).checked_div((*bound).max(1)).unwrap_or(0);
    let (days, roads) = (said_days(&ui, wanted.from, wanted.until), words::roads(&ui, *roads));
    let proof = ui.a1(proof, "percent", off.max(1)).into_owned();
    page(&PlanPage {
        of_doctor: of_doctor.collect(),
        left: left.iter().map(|row| Line::of(&ui, row, row.staff)).collect(),
        moved: moved.iter().map(|row| Line::of(&ui, row, row.staff)).collect(),
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
