//! Hospitals for programs.

use axum::{
    http::{Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Result,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{LIST, model::Coverage, store};

/// A hospital and how far its doctors reach.
#[derive(Serialize, ToSchema)]
struct Hospital {
    id: String,
    name: String,
    grade: Option<String>,
    area: Option<String>,
    /// Responsible doctors.
    doctors: i64,
    /// Elders they can answer for.
    places: i64,
    /// Elders they answer for.
    elders: i64,
}

/// Every hospital.
#[derive(Serialize, ToSchema)]
struct Hospitals {
    hospitals: Vec<Hospital>,
}

const INDEX: Doc = Doc {
    id: "list-hospitals",
    about: "Every hospital with its doctors, their places and their elders.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Hospitals>(),
    is_tagged: false,
    is_guarded: false,
};

/// Registers the address.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/hospitals", &LIST, &INDEX, index);
}

impl From<Coverage> for Hospital {
    fn from(coverage: Coverage) -> Self {
        let Coverage { id, name, grade, area, doctors, places, elders } = coverage;
        Self { id: id.to_string(), name, grade, area, doctors, places, elders }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let hospitals = ctx.app.db.read(move |conn| store::coverage(conn, &bureau)).await?;
    api::json(StatusCode::OK, &Hospitals { hospitals: hospitals.into_iter().map(Into::into).collect() })
}
