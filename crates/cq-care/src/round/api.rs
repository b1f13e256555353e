//! Rounds for programs.

use axum::{
    extract::Path,
    http::{Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    ids::StaffId,
    messages::Text,
    policy::Reach,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use cq_registry::task::{self, store::list as tasks};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    ALONG, VIEW, store,
    store::sheet::{Load, Visit},
    words,
};
use crate::day_sheet;

/// Doctors and what they owe at people's homes, by name; a doctor finds himself alone.
#[derive(Serialize, ToSchema)]
struct Rounds {
    rounds: Vec<Round>,
}

/// A doctor in figures. Days are ISO 8601.
#[derive(Serialize, ToSchema)]
struct Round {
    doctor_id: String,
    name: String,
    hospital: String,
    /// Visits owed at homes.
    owed: i64,
    /// Those that have a time which can be kept.
    planned: i64,
    /// Those whose time cannot be kept any more.
    stale: i64,
    /// The next day on which the doctor goes out.
    next_on: Option<String>,
    /// Minutes on the way in the coming week.
    travel_minutes: i64,
}

/// A doctor's day.
#[derive(Serialize, ToSchema)]
struct DayRound {
    doctor_id: String,
    name: String,
    hospital: String,
    on: String,
    /// In their order.
    visits: Vec<RoundVisit>,
}

/// A visit of a day. Times are `HH:MM` in China.
#[derive(Serialize, ToSchema)]
struct RoundVisit {
    task_id: String,
    person_id: String,
    name: String,
    address: Option<String>,
    phone: Option<String>,
    form: String,
    starts: String,
    ends: String,
    /// On the way there.
    travel_minutes: i64,
    is_urgent: bool,
    is_done: bool,
    /// Another doctor makes the visit and writes it down; this one comes along.
    is_along: bool,
    /// Another day that was agreed meanwhile.
    agreed_on: Option<String>,
}

const INDEX: Doc = Doc {
    id: "list-rounds",
    about: "Doctors and their visits at homes: owed, planned, and when each goes out next.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Rounds>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-round",
    about: "A doctor's visits of a day, in their order.",
    query: &[("on", "the day, ISO 8601; today without it")],
    answer: Shape::of::<DayRound>(),
    ..INDEX
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/rounds", &VIEW, &INDEX, index).api(
        Method::GET,
        "/api/v1/rounds/{id}",
        &VIEW,
        &SHOW,
        show,
    );
}

impl From<Load> for Round {
    fn from(load: Load) -> Self {
        Self {
            doctor_id: load.staff.to_string(),
            name: load.name,
            hospital: load.hospital,
            owed: load.owed,
            planned: load.planned,
            stale: load.stale,
            next_on: load.next_on.map(|day| day.to_string()),
            travel_minutes: load.travel,
        }
    }
}

impl RoundVisit {
    fn of(visit: &Visit, listed: tasks::Listed, on: Date) -> Self {
        let agreed_on = visit.again_on.filter(|_| visit.is_elsewhere(on)).map(|day| day.to_string());
        Self {
            task_id: visit.task.to_string(),
            person_id: visit.person.to_string(),
            name: listed.name,
            address: listed.address,
            phone: listed.phone,
            form: listed.form.to_string(),
            starts: words::clock(visit.starts),
            ends: words::clock(visit.ends),
            travel_minutes: visit.travel,
            is_urgent: visit.urgent.is_some(),
            is_done: visit.is_done(),
            is_along: visit.is_along,
            agreed_on,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let is_own = act.actor.may(&VIEW)? == Reach::Own;
    let read = move |tx: &Tx<'_>| {
        let today = act.today();
        let mut loads = store::sheet::loads(tx, act.bureau(), today, today.saturating_add(7.days()))?;
        loads.retain(|load| !is_own || act.actor.staff == Some(load.staff));
        act.record(tx, &VIEW, Subject::list("round-plan"), &json!({ "count": loads.len() }))?;
        Ok(loads)
    };
    let loads = ctx.app.db.write(read).await?;
    api::json(StatusCode::OK, &Rounds { rounds: loads.into_iter().map(Into::into).collect() })
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let id: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    let on = match ctx.query("on").filter(|day| !day.is_empty()) {
        None => act.today(),
        Some(day) => day.parse().map_err(|_| Error::Invalid(vec![("on".into(), Text::new("form-day"))]))?,
    };
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let doctor = day_sheet::store::find(tx, &act.actor.scope(&VIEW, day_sheet::OWN)?, bureau, id)?;
        let (own, along) = (act.actor.scope(&VIEW, task::OWN)?, act.actor.scope(&VIEW, ALONG)?);
        let mut visits = Vec::new();
        for visit in store::sheet::day(tx, bureau, id, on)? {
            let scope = if visit.is_along { &along } else { &own };
            if let Some(listed) = tasks::find(tx, scope, bureau, visit.task)? {
                visits.push(RoundVisit::of(&visit, listed, on));
            }
        }
        act.record(tx, &VIEW, Subject::one("staff", id.0), &json!({ "visits": visits.len() }))?;
        Ok((doctor, visits))
    };
    let (doctor, visits) = ctx.app.db.write(read).await?;
    let day = DayRound {
        doctor_id: id.to_string(),
        name: doctor.name,
        hospital: doctor.hospital,
        on: on.to_string(),
        visits,
    };
    api::json(StatusCode::OK, &day)
}
