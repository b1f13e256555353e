//! Campaigns for programs.

use axum::{
    extract::Path,
    http::{Method, StatusCode},
    response::Response,
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    web::{
        Ctx, Routes,
        api::{self, Doc, Shape},
    },
};
use cq_registry::task::CampaignId;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    VIEW,
    store::{self, By, Figures, Progress},
};

/// A campaign and how far it has come. Days are ISO 8601.
#[derive(Serialize, ToSchema)]
struct Campaign {
    id: String,
    name: String,
    opens_on: String,
    closes_on: String,
    /// Visits owed or done.
    all: i64,
    done: i64,
    overdue: i64,
}

/// The newest first.
#[derive(Serialize, ToSchema)]
struct Campaigns {
    campaigns: Vec<Campaign>,
}

/// A campaign with its figures.
#[derive(Serialize, ToSchema)]
struct OneCampaign {
    id: String,
    name: String,
    opens_on: String,
    closes_on: String,
    /// Whom it is for.
    illnesses: Vec<String>,
    /// What the figures are split by.
    by: String,
    figures: Vec<CampaignFigures>,
    /// Elders it is for to whom no visit is owed.
    uncovered: i64,
    version: i64,
}

/// The figures of one hospital, doctor or area; without id and name of those without one.
#[derive(Serialize, ToSchema)]
struct CampaignFigures {
    id: Option<String>,
    name: Option<String>,
    done: i64,
    overdue: i64,
    /// Promised for today or one of the next seven days.
    due: i64,
    later: i64,
}

const INDEX: Doc = Doc {
    id: "list-campaigns",
    about: "Campaigns, the newest first.",
    query: &[],
    body: None,
    status: 200,
    answer: Shape::of::<Campaigns>(),
    is_tagged: false,
    is_guarded: false,
};
const SHOW: Doc = Doc {
    id: "get-campaign",
    about: "One campaign and how far it has come.",
    query: &[("by", "hospital (without it), doctor or area")],
    answer: Shape::of::<OneCampaign>(),
    ..INDEX
};

/// Registers the addresses.
pub(super) fn routes(routes: &mut Routes) {
    routes.api(Method::GET, "/api/v1/campaigns", &VIEW, &INDEX, index).api(
        Method::GET,
        "/api/v1/campaigns/{id}",
        &VIEW,
        &SHOW,
        show,
    );
}

impl From<Progress> for Campaign {
    fn from(progress: Progress) -> Self {
        let Progress { id, name, opens_on, closes_on, all, done, overdue } = progress;
        let (opens_on, closes_on) = (opens_on.to_string(), closes_on.to_string());
        Self { id: id.to_string(), name, opens_on, closes_on, all, done, overdue }
    }
}

impl From<Figures> for CampaignFigures {
    fn from(figures: Figures) -> Self {
        let Figures { key, name, done, overdue, due, later, .. } = figures;
        Self { id: key.map(|key| key.to_string()), name, done, overdue, due, later }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let campaigns = ctx.app.db.report(move |conn| store::list(conn, &bureau, today)).await?;
    api::json(StatusCode::OK, &Campaigns { campaigns: campaigns.into_iter().map(Into::into).collect() })
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let act = ctx.act()?;
    let id: CampaignId = id.parse().map_err(|_| Error::NotFound)?;
    let by = ctx.query("by").and_then(|by| by.parse().ok()).unwrap_or(By::Hospital);
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let campaign = store::find(tx, bureau, id)?;
        let figures = store::figures(tx, bureau, id, by, act.today())?;
        let uncovered = store::count_uncovered(tx, bureau, &campaign)?;
        act.record(tx, &VIEW, Subject::one("campaign", id.0), &json!({ "by": by }))?;
        Ok((campaign, figures, uncovered))
    };
    let (campaign, figures, uncovered) = ctx.app.db.write(read).await?;
    let one = OneCampaign {
        id: id.to_string(),
        name: campaign.name,
        opens_on: campaign.opens_on.to_string(),
        closes_on: campaign.closes_on.to_string(),
        illnesses: campaign.illnesses.0.iter().map(ToString::to_string).collect(),
        by: by.to_string(),
        figures: figures.into_iter().map(Into::into).collect(),
        uncovered: uncovered.iter().map(|(_, _, n)| n).sum(),
        version: campaign.version,
    };
    api::json(StatusCode::OK, &one)
}
