//! The sheet.

use axum::{Extension, extract::Path, response::Response};
use cq_paper::{DaySheet, DaySheetLabels, Press, Visit};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    ids::StaffId,
    web::{Ctx, Routes, Ui},
};
use cq_registry::{
    person::PersonId,
    task::{
        self, Row, illnesses,
        model::Service,
        store::list::{self as tasks, Filter, Listed, Wanted},
    },
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{OWN, PRINT, store};
use crate::{paper, round};

/// The most visits on one sheet.
const VISITS_MAX: i64 = 60;
/// Illnesses are read of everybody to whom anything is owed within so many days.
const ANY_DAYS: i64 = 400;
/// Empty rows for visits nobody planned.
const SPARE_ROWS: u8 = 2;

/// Registers the sheet.
pub fn routes(routes: &mut Routes) {
    routes.get("/doctors/{id}/day.pdf", &PRINT, day);
}

async fn day(ctx: Ctx, Path(id): Path<String>, Extension(press): Extension<Press>) -> Result<Response> {
    let act = ctx.act()?;
    let id: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    let today = act.today();
    let on = match ctx.query("on") {
        Some(text) => text.parse().map_err(|_| Error::refused("day-sheet-no-day"))?,
        None => today,
    };
    let (ui, said) = (Ui::of(&ctx), Ui::of(&ctx));
    let (scope, clerk) = (act.actor.scope(&PRINT, OWN)?, act.actor.name.clone());
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let doctor = store::find(tx, &scope, bureau, id)?;
        let filter = Filter { owner: Some(id), ..Filter::by(Wanted::Open) };
        let mut visits =
            tasks::list(tx, &act.actor.scope(&PRINT, task::OWN)?, bureau, &filter, today, None, VISITS_MAX)?;
        let timed = timed(tx, &act, &said, id, on)?;
        let later = round::store::sheet::later(tx, bureau, id, on)?;
        visits.retain(|task| {
            let stands = later.contains(&task.id) || timed.iter().any(|(other, _)| other.id == task.id);
            task.next_on <= on && !stands
        });
        let visits: Vec<_> = timed.into_iter().chain(visits.into_iter().map(|task| (task, None))).collect();
        let conditions = tasks::conditions_of_owner(tx, bureau, id, on.saturating_add(ANY_DAYS.days()))?;
        act.record(tx, &PRINT, Subject::one("staff", id.0), &json!({ "on": on, "visits": visits.len() }))?;
        Ok((doctor, visits, conditions, paper::store::bureau_name(tx, bureau)?))
    };
    let (doctor, visits, conditions, bureau) = ctx.app.db.write(read).await?;
    let weekday = ui.w("task-weekday", on.weekday().to_monday_one_offset());
    let sheet = DaySheet {
        imprint: paper::imprint(&bureau, today),
        title: ui.m("day-sheet-title").to_owned(),
        doctor: doctor.name,
        hospital: doctor.hospital,
        phone: doctor.phone.unwrap_or_default(),
        date: format!("{} {weekday}", ui.day(&on)),
        labels: labels(&ui),
        visits: visits
            .into_iter()
            .zip(1..)
            .map(|((task, slot), order)| {
                timed_visit(&ui, slot, visit(&ui, order, task, &conditions, on, today))
            })
            .collect(),
        spare_rows: SPARE_ROWS,
        foot: paper::foot(&ui, &bureau, &clerk, today),
        bureau,
    };
    paper::print(&press, sheet, "day.pdf").await
}

/// A visit with its hours and who else is there.
type Timed = (Listed, Option<(String, String)>);

/// What has its time on that day, in the order of the round, each with its hours.
fn timed(tx: &Tx<'_>, act: &Act, ui: &Ui, id: StaffId, on: Date) -> Result<Vec<Timed>> {
    let bureau = act.bureau();
    let (own, along) = (act.actor.scope(&PRINT, task::OWN)?, act.actor.scope(&PRINT, round::ALONG)?);
    let mut timed = Vec::new();
    for visit in round::store::sheet::day(tx, bureau, id, on)? {
        if visit.is_done() || visit.is_along && visit.is_elsewhere(on) {
            continue;
        }
        let scope = if visit.is_along { &along } else { &own };
        let Some(listed) = tasks::find(tx, scope, bureau, visit.task)? else { continue };
        let other = round::company(ui, &visit);
        timed.push((listed, Some((round::span(visit.starts, visit.ends), other))));
    }
    Ok(timed)
}

fn timed_visit(ui: &Ui, slot: Option<(String, String)>, visit: Visit) -> Visit {
    let Some((time, other)) = slot else { return visit };
    let reason = [visit.reason, other].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Visit { time: Some(time), reason: reason.join(ui.m("day-sheet-and")), ..visit }
}

fn visit(
    ui: &Ui,
    order: u32,
    task: Listed,
    conditions: &[(PersonId, String)],
    on: Date,
    today: Date,
) -> Visit {
    let codes =
        conditions.iter().filter(|(person, _)| Some(*person) == task.person).map(|(_, code)| code.as_str());
    let illnesses = illnesses(ui, codes);
    let overdue = task.next_on < on;
    let Row { name, about, address, phone, reason, last, .. } = Row::of(ui, task, today);
    let reason =
        if illnesses.is_empty() { reason } else { format!("{reason}{}{illnesses}", ui.m("day-sheet-and")) };
    Visit {
        order,
        time: None,
        elder: name,
        sex_and_age: about,
        address,
        phone,
        reason,
        last_visit: Some(last).filter(|last| !last.is_empty()),
        overdue,
    }
}

fn labels(ui: &Ui) -> DaySheetLabels {
    let m = |key| ui.m(key).to_owned();
    DaySheetLabels {
        bureau: m("day-sheet-bureau"),
        doctor: m("day-sheet-doctor"),
        hospital: m("day-sheet-hospital"),
        doctor_phone: m("day-sheet-doctor-phone"),
        date: m("day-sheet-date"),
        order: m("day-sheet-order"),
        time: m("day-sheet-time"),
        elder: m("day-sheet-elder"),
        sex_and_age: m("day-sheet-sex-and-age"),
        address: m("day-sheet-address"),
        phone: m("day-sheet-phone"),
        reason: m("day-sheet-reason"),
        last_visit: m("day-sheet-last-visit"),
        actual_date: m("day-sheet-actual-date"),
        services: Service::ALL.iter().map(|service| ui.w("task-service-short", service)).collect(),
        treatment: m("day-sheet-treatment"),
        advice: m("day-sheet-advice"),
        condition: m("day-sheet-condition"),
        signature: m("day-sheet-signature"),
        overdue: m("day-sheet-overdue"),
        no_visits: m("day-sheet-no-visits"),
    }
}
