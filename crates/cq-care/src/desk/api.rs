//! Guide desks for programs.

use axum::{
    http::{Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Result,
    db::Conn,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    LIST,
    actions::{self, Manned},
    gap::Gap,
};

/// A guide desk.
#[derive(Serialize, ToSchema)]
struct Desk {
    id: String,
    hospital_id: String,
    hospital: String,
    place: String,
    phone: Option<String>,
    /// The hours of seven weekdays, a Monday first, such as `08:00-12:00 14:00-17:00`; empty where it is shut.
    hours: Vec<String>,
    /// Who stands there now or later.
    guides: Vec<Guide>,
    gaps: Vec<Missing>,
}

/// Somebody who stands at a desk.
#[derive(Serialize, ToSchema)]
struct Guide {
    id: String,
    name: String,
    /// Days of the week as digits, 1 a Monday.
    days: String,
    from: String,
    until: Option<String>,
}

/// Something that is missing.
#[derive(Serialize, ToSchema)]
struct Missing {
    /// `no-phone`, `no-hours` or `unmanned`.
    kind: String,
    /// Of `unmanned`: the day.
    on: Option<String>,
    /// Of `unmanned`: from and until.
    hours: Vec<String>,
}

/// Every desk.
#[derive(Serialize, ToSchema)]
struct Desks {
    desks: Vec<Desk>,
}

const INDEX: Doc = Doc {
    id: "list-desks",
    about: "Every guide desk with who stands there and what is missing in the seven days from today.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Desks>(),
    is_tagged: false,
    is_guarded: false,
};

/// Registers the address.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/desks", &LIST, &INDEX, index);
}

impl From<Manned> for Desk {
    fn from(manned: Manned) -> Self {
        let Manned { desk, duties, gaps } = manned;
        let guides = duties.into_iter().map(|duty| Guide {
            id: duty.staff.to_string(),
            name: duty.name,
            days: duty.days.digits(),
            from: duty.from.to_string(),
            until: duty.until.map(|until| until.to_string()),
        });
        Self {
            id: desk.id.to_string(),
            hospital_id: desk.hospital.to_string(),
            hospital: desk.hospital_name,
            place: desk.place,
            phone: desk.phone,
            hours: desk.hours.to_string().split('|').map(str::to_owned).collect(),
            guides: guides.collect(),
            gaps: gaps.into_iter().map(Missing::from).collect(),
        }
    }
}

impl From<Gap> for Missing {
    fn from(gap: Gap) -> Self {
        let plain = |kind: &str| Self { kind: kind.to_owned(), on: None, hours: Vec::new() };
        match gap {
            Gap::NoPhone => plain("no-phone"),
            Gap::NoHours => plain("no-hours"),
            Gap::Unmanned { day, stretches } => {
                let hours = stretches.iter().map(|(from, to)| {
                    format!("{:02}:{:02}-{:02}:{:02}", from.hour(), from.minute(), to.hour(), to.minute())
                });
                Self { on: Some(day.to_string()), hours: hours.collect(), ..plain("unmanned") }
            }
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    act.actor.may(&LIST)?;
    let read = move |conn: &Conn<'_>| actions::manned(conn, &act);
    let desks = ctx.app.db.read(read).await?.into_iter().map(Into::into).collect();
    api::json(StatusCode::OK, &Desks { desks })
}
