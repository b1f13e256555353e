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
use serde_json::{Map, Value, json};

use super::{
    Category, CitizenId, FIELDS, LIST, Living, OWN, PersonId, Rank, Sex, VIEW,
    actions::{self, Whole},
    field::Kind,
    pages,
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
    ended_on: Option<PartialDate>,
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
            ended_on: listed.ended_on,
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

/// Everything known: numbers as numbers, lists as lists, the citizen id masked. Of other sealed fields only whether they hold
/// something; their words are for pages, where showing them is logged.
fn whole(whole: &Whole) -> Map<String, Value> {
    let (person, facts) = (&whole.person, &whole.facts);
    let mut all = Map::new();
    for field in FIELDS {
        let text = field.of(facts);
        let value = match (field.kind, text) {
            (Kind::CitizenId, _) => json!(facts.citizen_id.as_ref().map(CitizenId::masked)),
            (_, text) if field.is_sealed => {
                all.insert(format!("has_{}", field.key), text.is_some().into());
                continue;
            }
            (Kind::Words(_) | Kind::Illnesses, text) => {
                json!(text.unwrap_or_default().split_whitespace().collect::<Vec<_>>())
            }
            (Kind::Count(_) | Kind::Degrees(_), text) => {
                text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
            }
            (Kind::Ended, _) => {
                json!(facts.ended.map(|ended| json!({ "on": ended.on, "because": ended.because })))
            }
            (_, text) => json!(text),
        };
        all.insert(field.key.to_owned(), value);
    }
    let doctor = whole.responsible.iter().find(|responsible| responsible.until.is_none());
    all.insert("id".into(), json!(person.id));
    all.insert("pinyin".into(), json!(person.pinyin));
    all.insert("doctor_id".into(), json!(doctor.map(|doctor| doctor.staff)));
    all.insert("doctor".into(), json!(doctor.map(|doctor| &doctor.name)));
    all.insert("version".into(), json!(person.version));
    all
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
        json(StatusCode::OK, &self::whole(&whole))?
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
