//! What the phone takes along, and how a task stands for whoever finds that somebody was first.

use axum::{
    extract::Path,
    http::{Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    form::Form,
    identity::OWN_ACCOUNT,
    web::{
        Ctx, Routes, Ui,
        api::{self, Doc, Shape},
    },
};
use cq_registry::{
    person::PersonId,
    task::{
        self, Row, Standing, TaskId,
        actions::Shown,
        illnesses,
        model::Report,
        need,
        store::list::{self as tasks, Filter, Listed, Wanted},
    },
};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{KEPT_HOURS, TAKE, store};
use crate::round::{self, store::sheet::Visit};

/// Today and tomorrow.
const DAYS: i64 = 2;
const DAYS_MAX: i64 = 7;
/// The most visits taken along; nobody makes as many in two days.
const VISITS_MAX: i64 = 200;

/// One's own visits, in words as the pages say them. Days are ISO 8601.
#[derive(Serialize, ToSchema)]
struct MyDay {
    /// Whose they are.
    account: String,
    /// Today in China.
    today: String,
    /// How long a phone may keep them.
    kept_hours: i64,
    /// What is overdue, then day by day: in the order of the round, then whoever needs it most.
    visits: Vec<DoorVisit>,
}

/// What has to be known at the door.
#[derive(Serialize, ToSchema)]
struct DoorVisit {
    id: String,
    version: i64,
    person: String,
    /// Sex and age.
    about: String,
    address: String,
    phone: String,
    /// The day that a published round gives it; empty if none.
    on: String,
    /// From when to when on that day.
    time: String,
    /// Who else is there, in a sentence; empty if nobody.
    other: String,
    /// What it is.
    what: String,
    /// Why, and what was agreed last time.
    reason: String,
    /// Why it is needed more than others.
    need: String,
    illnesses: String,
    /// The last time anybody was there.
    last: String,
    /// Not to be done before.
    opens_on: String,
    /// Promised for now.
    next_on: String,
    /// The same in words.
    promised: String,
    /// Whether it can be written down on the phone.
    may_record: bool,
}

/// How a task stands now, in words, for whoever wrote something else down.
#[derive(Serialize, ToSchema)]
struct TaskNow {
    id: String,
    version: i64,
    /// Still owed: something may be written down.
    is_open: bool,
    state: String,
    /// Closed by whoever asks.
    is_mine: bool,
    closed_by: Option<String>,
    closed_at: Option<String>,
    done_on: Option<String>,
    /// The last try that met nobody.
    last_try: Option<LastTry>,
    /// What a doctor wrote down, for whoever may read it.
    visit: Option<VisitNow>,
    /// The same, or what else was written down, line by line.
    said: Vec<SaidLine>,
}

/// A try that met nobody.
#[derive(Serialize, ToSchema)]
struct LastTry {
    tried_on: String,
    again_on: String,
}

/// A visit as it was written down.
#[derive(Serialize, ToSchema)]
struct VisitNow {
    condition: String,
    condition_note: String,
    /// Words with a space between; `needs` too.
    services: String,
    treatment: String,
    advice: String,
    needs: String,
    need_note: String,
}

/// A line of what was written down.
#[derive(Serialize, ToSchema)]
struct SaidLine {
    label: String,
    value: String,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
struct MyAccount {
    account: String,
}

const MY_DAY: Doc = Doc {
    id: "my-day",
    about: "One's own visits of today and tomorrow and what is overdue, to be taken along where there is no network.",
    query: &[("days", "How many days from today, 1 to 7; 2 without it.")],
    body: None,
    status: 200,
    answer: Shape::of::<MyDay>(),
    is_tagged: false,
    is_guarded: false,
};
const NOW: Doc = Doc {
    id: "my-day-task",
    about: "How a task stands now, in words. Reading its report stands in the log.",
    query: &[],
    answer: Shape::of::<TaskNow>(),
    ..MY_DAY
};
const WHO: Doc = Doc {
    id: "my-account",
    about: "Whose session this is, so that a phone keeps nothing of somebody else's.",
    query: &[],
    answer: Shape::of::<MyAccount>(),
    ..MY_DAY
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/my-day", &TAKE, &MY_DAY, my_day)
        .api(Method::GET, "/api/v1/my-day/{id}", &task::LIST, &NOW, now)
        .api(Method::GET, "/api/v1/my-account", &OWN_ACCOUNT, &WHO, who);
}

async fn my_day(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    act.actor.may(&TAKE)?;
    let today = act.today();
    let mut form = Form::from(ctx.query_fields());
    let days = form.number("days", 1..=DAYS_MAX, false).unwrap_or(DAYS);
    form.finish(Some(()))?;
    let last = today.saturating_add((days - 1).days());
    let account = act.actor.account.ok_or(Error::SignedOut)?.to_string();
    let may_record = act.actor.may(&task::RECORD).is_ok();
    let (owed, codes) = ctx.app.db.write(move |tx| taken(tx, &act, last)).await?;
    let ui = Ui::of(&ctx);
    let mut visits: Vec<_> = owed
        .into_iter()
        .map(|(task, slot)| DoorVisit::of(&ui, (task, slot), &codes, today, may_record))
        .collect();
    visits.sort_by_key(|(order, _)| *order);
    let visits = visits.into_iter().map(|(_, visit)| visit).collect();
    let day = MyDay { account, today: today.to_string(), kept_hours: KEPT_HOURS, visits };
    api::json(StatusCode::OK, &day)
}

/// Illnesses by ICD-10, of whom.
type Illnesses = Vec<(PersonId, String)>;

/// A visit with its day and time, where a published round gives it one.
type Timed = (Listed, Option<(Date, Visit)>);

/// What is owed until `last` by whoever asks, his own, what he stands in for and what he comes along to, in the order of his rounds; that it
/// was taken along stands in the log.
fn taken(tx: &Tx<'_>, act: &Act, last: Date) -> Result<(Vec<Timed>, Illnesses)> {
    let Some(staff) = act.actor.staff else {
        return Ok((Vec::new(), Vec::new()));
    };
    let (scope, bureau) = (act.actor.scope(&TAKE, task::OWN)?, act.bureau());
    let filter = Filter::by(Wanted::Open);
    let mut owed = tasks::list(tx, &scope, bureau, &filter, act.today(), None, VISITS_MAX)?;
    owed.retain(|task| task.next_on <= last);
    let mut codes = store::codes(tx, &scope, bureau, last)?;
    let along = act.actor.scope(&TAKE, round::ALONG)?;
    let mut timed = Vec::new();
    let mut on = act.today();
    while on <= last {
        for visit in round::store::sheet::day(tx, bureau, staff, on)? {
            if visit.is_done() || visit.is_along && visit.is_elsewhere(on) {
                continue;
            }
            let known = owed.iter().position(|task| task.id == visit.task).map(|at| owed.remove(at));
            let listed = match known {
                Some(listed) => Some(listed),
                None => tasks::find(tx, if visit.is_along { &along } else { &scope }, bureau, visit.task)?,
            };
            let Some(listed) = listed else { continue };
            if !codes.iter().any(|(person, _)| *person == visit.person) {
                let ill = tasks::codes_of(tx, bureau, visit.person)?;
                codes.extend(ill.into_iter().map(|code| (visit.person, code)));
            }
            timed.push((listed, Some((on, visit))));
        }
        on = on.saturating_add(1.day());
    }
    timed.extend(owed.into_iter().map(|task| (task, None)));
    act.record(tx, &TAKE, Subject::list("task"), &json!({ "count": timed.len() }))?;
    Ok((timed, codes))
}

impl DoorVisit {
    /// The visit, and its place among the others.
    fn of(
        ui: &Ui,
        (task, slot): Timed,
        codes: &[(PersonId, String)],
        today: Date,
        may_record: bool,
    ) -> ((Date, i64, std::cmp::Reverse<u32>), Self) {
        let codes =
            || codes.iter().filter(|(person, _)| Some(*person) == task.person).map(|(_, code)| code.as_str());
        let reasons = need::reasons(&task, codes(), today);
        let weight = reasons.iter().map(|reason| reason.weight()).sum();
        let needs: Vec<String> = reasons.iter().map(|reason| ui.w("task-need", reason)).collect();
        let illnesses = illnesses(ui, codes());
        // An agreed day that the round does not know yet goes before it.
        let slot = slot.filter(|(on, visit)| !visit.is_elsewhere(*on));
        let is_along = slot.as_ref().is_some_and(|(_, visit)| visit.is_along);
        let may_record = may_record && !task.form.is_call() && !is_along;
        let (opens_on, next_on, version) = (task.opens_on, task.next_on, task.version);
        let what = ui.w("task-form", task.form);
        let Row { id, name, about, address, phone, reason, promised, last, .. } = Row::of(ui, task, today);
        let visit = Self {
            id: id.to_string(),
            version,
            person: name,
            about,
            address,
            phone,
            reason: if reason == what { String::new() } else { reason },
            what,
            on: slot.as_ref().map(|(on, _)| on.to_string()).unwrap_or_default(),
            time: slot.as_ref().map(|(_, visit)| round::span(visit.starts, visit.ends)).unwrap_or_default(),
            other: slot.as_ref().map(|(_, visit)| round::company(ui, visit)).unwrap_or_default(),
            need: needs.join(ui.m("task-comma")),
            illnesses,
            last,
            opens_on: opens_on.to_string(),
            next_on: next_on.to_string(),
            promised,
            may_record,
        };
        let (on, starts) = slot.map_or((next_on, i64::MAX), |(on, visit)| (on, visit.starts));
        ((on, starts, std::cmp::Reverse(weight)), visit)
    }
}

async fn now(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let id: TaskId = id.parse().map_err(|_| Error::NotFound)?;
    let reader = act.clone();
    let shown = ctx.app.db.write(move |tx| task::actions::view(tx, &reader, id)).await?;
    api::json(StatusCode::OK, &TaskNow::of(&Ui::of(&ctx), &act, shown))
}

impl TaskNow {
    fn of(ui: &Ui, act: &Act, shown: Shown) -> Self {
        let Shown { listed, tries, report, .. } = shown;
        let standing = listed.standing(act.today());
        let mut said: Vec<SaidLine> = report.as_ref().map(|report| lines(ui, report)).unwrap_or_default();
        let days = [("task-on", listed.done_on), ("task-declined-on", listed.ended_on)];
        let declined = standing == Standing::Declined;
        for (label, day) in days.into_iter().filter_map(|(label, day)| Some((label, day?))) {
            if label == "task-on" || declined {
                said.insert(0, SaidLine { label: ui.m(label).to_owned(), value: ui.day(&day) });
            }
        }
        said.extend(tries.iter().map(|one| SaidLine {
            label: ui.day(&one.tried_on),
            value: ui.a1("task-try", "day", ui.day(&one.again_on)).into_owned(),
        }));
        let visit = match report {
            Some(Report::Visit(visit)) => Some(VisitNow {
                condition: visit.condition.to_string(),
                condition_note: visit.condition_note,
                services: spaced(&visit.services),
                treatment: visit.treatment,
                advice: visit.advice,
                needs: spaced(&visit.needs),
                need_note: visit.need_note,
            }),
            _ => None,
        };
        Self {
            id: listed.id.to_string(),
            version: listed.version,
            is_open: matches!(
                standing,
                Standing::Overdue | Standing::Today | Standing::Week | Standing::Later
            ),
            is_mine: listed.closed_by.is_some() && listed.closed_by == act.actor.account,
            closed_by: listed.closed_by_name.clone(),
            closed_at: listed.closed_at.map(|at| ui.instant(&at)),
            done_on: listed.done_on.map(|on| on.to_string()),
            last_try: tries.last().map(|last| LastTry {
                tried_on: last.tried_on.to_string(),
                again_on: last.again_on.to_string(),
            }),
            visit,
            said,
            state: Row::of(ui, listed, act.today()).state,
        }
    }
}

fn spaced(words: &[impl ToString]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// What was written down, line by line.
fn lines(ui: &Ui, report: &Report) -> Vec<SaidLine> {
    let line = |label: &str, value: String| SaidLine { label: ui.m(label).to_owned(), value };
    let listed = |words: Vec<String>| words.join(ui.m("task-and"));
    let lines = match report {
        Report::Visit(visit) => vec![
            line("task-condition", ui.w("task-condition", visit.condition)),
            line("task-condition-note", visit.condition_note.clone()),
            line(
                "task-services",
                listed(visit.services.iter().map(|service| ui.w("task-service", service)).collect()),
            ),
            line("task-treatment", visit.treatment.clone()),
            line("task-advice", visit.advice.clone()),
            line("task-needs", listed(visit.needs.iter().map(|need| ui.w("task-needs", need)).collect())),
            line("task-need-said", visit.need_note.clone()),
        ],
        Report::Call(call) => vec![
            line("task-answered", ui.w("task-answered", call.answered)),
            line("task-condition", ui.w("task-condition", call.condition)),
            line("task-call-said", call.said.clone()),
        ],
        Report::Care(care) => vec![
            line("task-condition", ui.w("task-condition", care.condition)),
            line("task-given", care.given.clone()),
            line("task-said", care.said.clone()),
        ],
        Report::Declined { reason } => vec![line("task-reason-declined", reason.clone())],
        Report::Note { said } => vec![line("task-said", said.clone())],
    };
    lines.into_iter().filter(|line| !line.value.is_empty()).collect()
}

async fn who(ctx: Ctx) -> Result<Response> {
    let account = ctx.act()?.actor.account.ok_or(Error::SignedOut)?.to_string();
    api::json(StatusCode::OK, &MyAccount { account })
}
