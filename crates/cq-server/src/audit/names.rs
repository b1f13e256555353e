//! What the things in the log are called, as far as the reader may see them.

use std::collections::{HashMap, HashSet};

use cq_bylaw::bylaw::{self, BylawId};
use cq_care::{campaign, doctor};
use cq_case::case::{self, CaseId};
use cq_errand::errand::{self, ErrandId};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Entry,
    db::Conn,
    identity,
    ids::{AccountId, StaffId},
};
use cq_registry::{
    area::{self, AreaId},
    group::{self, GroupId},
    intake::{self, IntakeId},
    life_event::{self, EventId},
    person::{self, PersonId},
    rule::{self, RuleId},
    segment::{self, SegmentId},
    task::CampaignId,
    unit::{self, UnitId},
};
use cq_relief::application::{self as relief, ReliefId};
use uuid::Uuid;

/// Kind and identity to a name.
pub(super) type Names = HashMap<(String, Uuid), String>;

/// How things of one kind are called; `None` where the reader may not see this one, or it is gone.
type Called = fn(&Conn<'_>, &Act, Uuid) -> Result<Option<String>>;

/// Every kind that has names. What is nobody's, such as a campaign or a group, is named to whoever may read the log.
const KINDS: &[(&str, Called)] = &[
    ("person", called_person),
    ("relief", called_relief),
    ("account", called_account),
    ("area", called_area),
    ("bylaw", called_bylaw),
    ("campaign", called_campaign),
    ("case", called_case),
    ("errand", called_errand),
    ("group", called_group),
    ("intake", called_intake),
    ("life-event", called_life_event),
    ("rule", called_rule),
    ("segment", called_segment),
    ("staff", called_staff),
    ("unit", called_unit),
];

/// The names of what `entries` are about.
pub(super) fn of(conn: &Conn<'_>, act: &Act, entries: &[Entry]) -> Result<Names> {
    let things: HashSet<(&str, Uuid)> =
        entries.iter().filter_map(|entry| Some((entry.kind.as_str(), entry.subject?))).collect();
    let mut names = Names::new();
    for (kind, id) in things {
        let Some((_, called)) = KINDS.iter().find(|(known, _)| *known == kind) else { continue };
        if let Some(name) = called(conn, act, id)? {
            names.insert((kind.to_owned(), id), name);
        }
    }
    Ok(names)
}

fn called_person(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&person::VIEW, person::OWN) else { return Ok(None) };
    Ok(person::store::find(conn, &scope, act.bureau(), PersonId(id))?.map(|person| person.name))
}

/// Names of accounts stand in the log itself: whoever reads it reads them.
fn called_account(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(identity::store::find_by_id(conn, act.bureau(), AccountId(id))?.map(|account| account.name))
}

/// By the title of its latest version.
fn called_bylaw(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    let Ok(library) = bylaw::actions::library(conn, act) else { return Ok(None) };
    let mut documents = library.documents.into_iter().filter(|document| document.id == BylawId(id));
    Ok(documents.next().and_then(|mut document| document.versions.pop()).map(|last| last.title))
}

fn called_campaign(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(found(campaign::store::find(conn, act.bureau(), CampaignId(id)))?.map(|campaign| campaign.name))
}

fn called_group(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(group::store::find(conn, act.bureau(), GroupId(id))?.map(|group| group.facts.name))
}

/// By whom it is about.
fn called_case(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&case::VIEW, case::store::OWN) else { return Ok(None) };
    Ok(case::store::list::find(conn, act, &scope, CaseId(id))?.map(|case| case.name))
}

/// By whom it is for.
fn called_errand(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&errand::VIEW, errand::store::OWN) else { return Ok(None) };
    Ok(errand::store::list::find(conn, act, &scope, ErrandId(id))?.map(|errand| errand.name))
}

/// By whom it is for.
fn called_relief(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&relief::VIEW, relief::store::OWN) else { return Ok(None) };
    Ok(relief::store::list::find(conn, act, &scope, ReliefId(id))?.map(|listed| listed.name))
}

/// What is gone is called nothing.
fn found<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(thing) => Ok(Some(thing)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn called_intake(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    if act.actor.may(&intake::VIEW).is_err() {
        return Ok(None);
    }
    Ok(intake::store::find(conn, act.bureau(), IntakeId(id))?.map(|intake| intake.file_name))
}

/// By whom it happened to.
fn called_life_event(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    let Ok(scope) = act.actor.scope(&life_event::VIEW, life_event::store::OWN) else { return Ok(None) };
    match life_event::store::find(conn, act, &scope, EventId(id))? {
        Some(event) => called_person(conn, act, event.person.0),
        None => Ok(None),
    }
}

fn called_rule(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(found(rule::store::find(conn, act.bureau(), RuleId(id)))?.map(|rule| rule.name))
}

/// A segment that its maker keeps to himself is called nothing to others.
fn called_segment(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(found(segment::store::find(conn, act, SegmentId(id)))?.map(|segment| segment.name))
}

fn called_staff(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(doctor::store::find(conn, act.bureau(), StaffId(id))?.map(|doctor| doctor.name))
}

fn called_area(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(area::store::find_by_id(conn, act.bureau(), AreaId(id))?.map(|area| area.name))
}

fn called_unit(conn: &Conn<'_>, act: &Act, id: Uuid) -> Result<Option<String>> {
    Ok(unit::store::find_by_id(conn, act.bureau(), UnitId(id))?.map(|unit| unit.name))
}
