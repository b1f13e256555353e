//! People for programs: the same lists and the same reach as the pages, citizen ids masked.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Routes},
};
use serde::Serialize;

use super::{
    Category, LIST, Living, OWN, PersonId, Rank, Sex, VIEW, actions, pages,
    store::list::{self, Listed, Turn},
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/people", &LIST, index).get("/api/v1/people/{id}", &VIEW, show);
}

#[derive(Serialize)]
struct Index<'p> {
    people: Vec<Row<'p>>,
    /// Asks for what follows; none at the end.
    cursor: Option<PersonId>,
}

#[derive(Serialize)]
struct Row<'p> {
    id: PersonId,
    name: &'p str,
    pinyin: &'p str,
    sex: Sex,
    born: Option<PartialDate>,
    category: Category,
    rank: Option<Rank>,
    unit: Option<&'p str>,
    area: Option<&'p str>,
    phone: Option<&'p str>,
    living: Vec<Living>,
    doctor_id: Option<cq_platform::ids::StaffId>,
    doctor: Option<&'p str>,
    version: i64,
}

impl<'p> Row<'p> {
    fn of(listed: &'p Listed) -> Self {
        Self {
            id: listed.id,
            name: &listed.name,
            pinyin: &listed.pinyin,
            sex: listed.sex,
            born: listed.born,
            category: listed.category,
            rank: listed.rank,
            unit: listed.unit.as_deref(),
            area: listed.area.as_deref(),
            phone: listed.phone.as_deref(),
            living: listed.living.0.iter().copied().collect(),
            doctor_id: listed.doctor_id,
            doctor: listed.doctor.as_deref(),
            version: listed.version,
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&LIST, OWN)?;
    let mut form = Form::from(ctx.query_fields());
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let cursor = if form.value("cursor").is_empty() { None } else { form.choice::<PersonId>("cursor") };
    let (filter, typed) = (pages::filter(&form), form.value("q").trim().to_owned());
    form.finish(Some(()))?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let page = ctx
        .app
        .db
        .read(move |conn| {
            if typed.is_empty() {
                list::page(conn, &scope, act.bureau(), &filter, cursor.map_or(Turn::First, Turn::After), size)
            } else {
                let people = actions::search(conn, &act, &filter, &typed, size)?;
                Ok(list::Page { people, has_before: false, has_after: false })
            }
        })
        .await?;
    let cursor = page.people.last().filter(|_| page.has_after).map(|last| last.id);
    json(StatusCode::OK, &Index { people: page.people.iter().map(Row::of).collect(), cursor })
}

#[derive(Serialize)]
struct Show<'p> {
    id: PersonId,
    name: &'p str,
    pinyin: &'p str,
    sex: Sex,
    born: Option<PartialDate>,
    /// Masked.
    citizen_id: Option<String>,
    category: Category,
    rank: Option<Rank>,
    treatment: Option<Rank>,
    ethnicity: Option<&'p str>,
    politics: Option<&'p str>,
    joined_work: Option<PartialDate>,
    retired: Option<PartialDate>,
    unit: Option<&'p str>,
    area: Option<&'p str>,
    address: Option<&'p str>,
    phone: Option<&'p str>,
    latitude: Option<f64>,
    longitude: Option<f64>,
    living: &'p std::collections::BTreeSet<Living>,
    conditions: &'p std::collections::BTreeSet<String>,
    /// Whether there is one; its words are for pages, where showing them is logged.
    has_health_note: bool,
    remark: Option<&'p str>,
    doctor_id: Option<cq_platform::ids::StaffId>,
    doctor: Option<&'p str>,
    version: i64,
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let whole = actions::view(&ctx.app, &ctx.act()?, id).await?;
    let doctor = whole.responsible.iter().find(|responsible| responsible.until.is_none());
    // The page changes with the doctor too, so the tag names both.
    let since = doctor.map(|doctor| doctor.since.to_string()).unwrap_or_default();
    let tag = format!("\"{}-{since}\"", whole.person.version);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known
        .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (person, facts) = (&whole.person, &whole.facts);
        json(
            StatusCode::OK,
            &Show {
                id: person.id,
                name: &facts.name,
                pinyin: &person.pinyin,
                sex: facts.sex,
                born: facts.born,
                citizen_id: facts.citizen_id.as_ref().map(|id| id.masked()),
                category: facts.category,
                rank: facts.rank,
                treatment: facts.treatment,
                ethnicity: facts.ethnicity.as_deref(),
                politics: facts.politics.as_deref(),
                joined_work: facts.joined_work,
                retired: facts.retired,
                unit: facts.unit.as_deref(),
                area: facts.area.as_deref(),
                address: facts.address.as_deref(),
                phone: facts.phone.as_deref(),
                latitude: facts.latitude,
                longitude: facts.longitude,
                living: &facts.living,
                conditions: &facts.conditions,
                has_health_note: facts.health_note.is_some(),
                remark: facts.remark.as_deref(),
                doctor_id: doctor.map(|doctor| doctor.staff),
                doctor: doctor.map(|doctor| doctor.name.as_str()),
                version: person.version,
            },
        )?
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

fn json(status: StatusCode, body: &impl Serialize) -> Result<Response> {
    let body = serde_json::to_vec(body).map_err(Error::internal)?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "private, no-cache")];
    Ok((status, headers, body).into_response())
}
