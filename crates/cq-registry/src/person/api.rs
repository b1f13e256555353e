//! People for programs: the same lists and the same reach as the pages, citizen ids masked.

mod shape;
mod written;

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape, answer},
    },
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Category, CitizenId, EDIT, FIELDS, LIST, Living, Mark, OWN, PersonId, Rank, Sex, VIEW,
    actions::{self, Whole},
    field::Kind,
    pages,
    store::list::{self, Listed},
};
use crate::segment;

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

const INDEX: Doc = Doc {
    id: "list-people",
    about: "People by the reading of their names, narrowed as the page is; with q, whom a search finds.",
    query: &[
        ("q", "A name, its pinyin, or the last digits of a phone or citizen id."),
        ("segment", "A saved segment's id; further conditions as the page's address has them."),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<shape::People>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-person",
    about: "One person. Reading stands in the log.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<shape::Person>(),
    is_tagged: true,
    is_guarded: false,
};
const CREATE: Doc = Doc {
    id: "register-person",
    about: "Registers somebody.",
    body: Some(Shape::of::<shape::PersonFields>()),
    status: 201,
    ..SHOW
};
const CHANGE: Doc = Doc {
    id: "change-person",
    about: "Changes what is known of somebody; what is not named stays.",
    body: Some(Shape::of::<shape::PersonFields>()),
    is_guarded: true,
    ..SHOW
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .api(Method::GET, "/api/v1/people", &LIST, &INDEX, index)
        .api(Method::POST, "/api/v1/people", &EDIT, &CREATE, written::create)
        .api(Method::GET, "/api/v1/people/{id}", &VIEW, &SHOW, show)
        .api(Method::PATCH, "/api/v1/people/{id}", &EDIT, &CHANGE, written::change);
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&LIST, OWN)?;
    let mut form = Form::from(ctx.query_fields());
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let mark = match form.value("cursor") {
        "" => Mark::default(),
        text => Mark::opened(text, &act.secrets, act.bureau()).unwrap_or_else(|| {
            form.reject("cursor", Text::new("person-cursor-wrong"));
            Mark::default()
        }),
    };
    let (segment, typed) = (pages::asked(&form)?, form.value("q").trim().to_owned());
    form.finish(Some(()))?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let body = ctx
        .app
        .db
        .read(move |conn| {
            let segment = segment::store::bind(conn, act.bureau(), segment, act.today())?;
            let mut people = People::default();
            let end = if typed.is_empty() {
                list::each_after(conn, &scope, act.bureau(), &segment, &mark, size, |line| people.add(line))?
            } else {
                for listed in actions::search(conn, &act, &segment, &typed, size)? {
                    people.add(&Found::of(&listed))?;
                }
                None
            };
            people.finish(end.map(|end| end.sealed(&act.secrets, act.bureau())).transpose()?.as_deref())
        })
        .await?;
    Ok(answer(StatusCode::OK, body))
}

/// The list's answer, written while its rows are read.
struct People(Vec<u8>);

impl Default for People {
    fn default() -> Self {
        let mut body = Vec::with_capacity(16 << 10);
        body.extend_from_slice(b"{\"people\":[");
        Self(body)
    }
}

impl People {
    fn add(&mut self, person: &impl Serialize) -> Result<()> {
        if self.0.last() == Some(&b'}') {
            self.0.push(b',');
        }
        serde_json::to_writer(&mut self.0, person).map_err(Error::internal)
    }

    /// `cursor` asks for what follows; none at the end.
    fn finish(mut self, cursor: Option<&str>) -> Result<Vec<u8>> {
        self.0.extend_from_slice(b"],\"cursor\":");
        serde_json::to_writer(&mut self.0, &cursor).map_err(Error::internal)?;
        self.0.push(b'}');
        Ok(self.0)
    }
}

/// Somebody found by a search, in the shape of [`list::Line`].
#[derive(Serialize)]
struct Found<'p> {
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

impl<'p> Found<'p> {
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
    if let Some(kept) = actions::leads_to(&ctx.app, &ctx.act()?, id).await? {
        let to = format!("/api/v1/people/{kept}");
        return Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response());
    }
    answered(&ctx, id, &headers, StatusCode::OK).await
}

/// The person with the tag of what is shown, which changes with the doctor too.
async fn answered(ctx: &Ctx, id: PersonId, headers: &HeaderMap, status: StatusCode) -> Result<Response> {
    let whole = actions::view(&ctx.app, &ctx.act()?, id).await?;
    let doctor = whole.responsible.iter().find(|responsible| responsible.until.is_none());
    let since = doctor.map(|doctor| doctor.since.to_string()).unwrap_or_default();
    api::tagged(headers, status, &format!("{}-{since}", whole.person.version), &self::whole(&whole))
}
