//! Doctors for programs.

use axum::{
    extract::Path,
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    form::Form,
    ids::StaffId,
    messages::Text,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    LIST,
    model::{self, Elder},
    store,
};

const PER_PAGE: i64 = 50;
const PER_PAGE_MAX: i64 = 200;

/// A responsible doctor.
#[derive(Serialize, ToSchema)]
struct Doctor {
    id: String,
    name: String,
    phone: Option<String>,
    hospital_id: String,
    hospital: String,
    department: Option<String>,
    /// The leading one first.
    specialties: Vec<String>,
    /// How many elders the doctor can answer for.
    capacity: u32,
    /// How many the doctor answers for now.
    elders: i64,
    version: i64,
}

/// A doctor with the elders he answers for.
#[derive(Serialize, ToSchema)]
struct OneDoctor {
    #[serde(flatten)]
    doctor: Doctor,
    answers_for: Vec<DoctorsElder>,
}

/// An elder of a doctor's.
#[derive(Serialize, ToSchema)]
struct DoctorsElder {
    id: String,
    name: String,
    area: Option<String>,
    /// ISO 8601.
    since: String,
}

/// A page of doctors.
#[derive(Serialize, ToSchema)]
struct Doctors {
    doctors: Vec<Doctor>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

const INDEX: Doc = Doc {
    id: "list-doctors",
    about: "Responsible doctors by the reading of their names.",
    query: &[
        ("hospital", "A hospital's id."),
        ("limit", "1 to 200; 50 without it."),
        ("cursor", "Where the last page ended."),
    ],
    body: None,
    status: 200,
    answer: Shape::of::<Doctors>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-doctor",
    about: "One doctor with his elders.",
    query: &[],
    answer: Shape::of::<OneDoctor>(),
    is_tagged: true,
    ..INDEX
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/doctors", &LIST, &INDEX, index).api(
        Method::GET,
        "/api/v1/doctors/{id}",
        &LIST,
        &SHOW,
        show,
    );
}

impl From<model::Doctor> for Doctor {
    fn from(doctor: model::Doctor) -> Self {
        Self {
            id: doctor.id.to_string(),
            specialties: doctor.specialties().map(str::to_owned).collect(),
            name: doctor.name,
            phone: doctor.phone,
            hospital_id: doctor.hospital.to_string(),
            hospital: doctor.hospital_name,
            department: doctor.department,
            capacity: doctor.capacity,
            elders: doctor.elders,
            version: doctor.version,
        }
    }
}

impl From<Elder> for DoctorsElder {
    fn from(elder: Elder) -> Self {
        Self { id: elder.id.to_string(), name: elder.name, area: elder.area, since: elder.since.to_string() }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let mut form = Form::from(ctx.query_fields());
    let size = form.number("limit", 1..=PER_PAGE_MAX, false).unwrap_or(PER_PAGE);
    let hospital = match form.value("hospital") {
        "" => None,
        _ => form.choice("hospital"),
    };
    let cursor = match form.value("cursor") {
        "" => None,
        _ => form.choice::<StaffId>("cursor"),
    };
    form.finish(Some(()))?;
    let (mut doctors, size) = ctx
        .app
        .db
        .read(move |conn| {
            // The last row is named by its id alone: names do not belong in addresses.
            let after = match cursor {
                Some(id) => {
                    let last = store::find(conn, &bureau, id)?.ok_or_else(gone)?;
                    (last.pinyin, last.id.0)
                }
                None => (String::new(), Uuid::nil()),
            };
            Ok((store::page(conn, &bureau, hospital, &after, size + 1)?, size))
        })
        .await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = doctors.len() > size;
    doctors.truncate(size);
    let cursor = doctors.last().filter(|_| more).map(|last| last.id.to_string());
    api::json(StatusCode::OK, &Doctors { doctors: doctors.into_iter().map(Into::into).collect(), cursor })
}

fn gone() -> Error {
    Error::Invalid(vec![("cursor".into(), Text::new("person-cursor-wrong"))])
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let (bureau, id) = (*ctx.act()?.bureau(), id.parse().map_err(|_| Error::NotFound)?);
    let (doctor, elders) = ctx
        .app
        .db
        .read(move |conn| {
            let doctor = store::find(conn, &bureau, id)?.ok_or(Error::NotFound)?;
            Ok((doctor, store::elders(conn, &bureau, id)?))
        })
        .await?;
    // What is shown changes with the elders too, so the tag names the latest change of either.
    let latest = elders.iter().map(|elder| elder.since).max().map(|on| on.to_string()).unwrap_or_default();
    let tag = format!("{}-{}-{latest}", doctor.version, elders.len());
    let one = OneDoctor { doctor: doctor.into(), answers_for: elders.into_iter().map(Into::into).collect() };
    api::tagged(&headers, StatusCode::OK, &tag, &one)
}
