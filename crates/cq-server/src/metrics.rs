//! `/metrics` for Prometheus, on an address of its own that only the operator's network reaches.
//!
//! Off unless `--metrics-listen` names an address. What is shown counts requests by route and outcome, time, the database's
//! writes and open sessions; it names nobody.

use std::{fmt::Write, sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use cq_platform::{Result, identity, web::App};
use prometheus_client::{encoding::text, registry::Registry};

/// How the text says what it is: the OpenMetrics text format, which Prometheus reads.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What a request is counted under when no route knows it.
const NOWHERE: &str = "none";

/// Counts each answer under its route's template.
pub async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or(NOWHERE, MatchedPath::as_str);
    app.meter.answered(&method, route, response.status(), begun.elapsed());
    response
}

/// The router of the separate address.
pub fn router(app: &App) -> Router {
    let mut registry = Registry::with_prefix("changqing");
    app.meter.register(&mut registry);
    app.db.meter().register(&mut registry);
    let (app, registry) = (app.clone(), Arc::new(registry));
    Router::new().route("/metrics", get(move || show(app.clone(), registry.clone())))
}

async fn show(app: App, registry: Arc<Registry>) -> Response {
    match written(&app, &registry).await {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(cause = %error, "metrics failed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Everything in the text format; the sessions are counted at each look, as no event tells that one has grown old.
async fn written(app: &App, registry: &Registry) -> Result<String> {
    let mut all = String::new();
    text::encode_registry(&mut all, registry).map_err(cq_platform::Error::internal)?;
    let sessions = identity::sessions(app).await?;
    writeln!(
        all,
        "# HELP changqing_sessions Sessions that are still open.\n# TYPE changqing_sessions gauge\nchangqing_sessions {sessions}"
    )
    .and_then(|()| text::encode_eof(&mut all))
    .map_err(cq_platform::Error::internal)?;
    Ok(all)
}
