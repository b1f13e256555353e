//! The site: every feature's routes behind one frame of limits and headers.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::from_fn_with_state,
    response::IntoResponse,
    routing::get,
};
use cq_bylaw::bylaw;
use cq_care::{
    answer, attendance, campaign, day_sheet, desk, doctor, health, hospital, need, offline, opening, pairing,
    round, round::roads::Network, service,
};
use cq_case::case;
use cq_errand::{errand, purse, repeat};
use cq_ledger as ledger;
use cq_notice::{circular, notice, preference, sender::Senders};
use cq_platform::{
    Result,
    clock::{Clock, SystemClock},
    db::Db,
    identity,
    ids::Ids,
    messages::{Locale, Messages},
    meter::WebMeter,
    secrets::Secrets,
    web::{App, Inner, Route, Routes, Settings, api::problems, asset_routes},
};
use cq_portal::portal;
use cq_registry::{
    absence, age, area, assessment, calendar, digest, division, duplicate, export, group, intake, liaison,
    life_event, paper as printed, person, photo, relation, report, responsibility, rule, segment, target,
    task, unit, watch,
};
use cq_relief::{
    application as relief, batch as relief_batch, budget as relief_budget, meeting as relief_meeting,
    notice as relief_notice, reversal as relief_reversal,
};
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer, timeout::TimeoutLayer};

use crate::{
    audit, cli,
    config::Config,
    consequences::CONSEQUENCES,
    home,
    ledgers::LEDGERS,
    menu::{self, MENU},
    metrics, openapi,
    paper::{self, Press},
    references::REFERENCES,
};

/// Texts of every feature.
const LOCALES: &[&[Locale]] = &[
    absence::LOCALES,
    age::LOCALES,
    answer::LOCALES,
    attendance::LOCALES,
    desk::LOCALES,
    audit::LOCALES,
    bylaw::LOCALES,
    calendar::LOCALES,
    campaign::LOCALES,
    case::LOCALES,
    notice::LOCALES,
    errand::LOCALES,
    ledger::LOCALES,
    relief::LOCALES,
    relief_meeting::LOCALES,
    relief_notice::LOCALES,
    relief_budget::LOCALES,
    relief_batch::LOCALES,
    purse::LOCALES,
    repeat::LOCALES,
    cli::LOCALES,
    day_sheet::LOCALES,
    doctor::LOCALES,
    digest::LOCALES,
    division::LOCALES,
    duplicate::LOCALES,
    export::LOCALES,
    group::LOCALES,
    health::LOCALES,
    home::LOCALES,
    hospital::LOCALES,
    identity::LOCALES,
    intake::LOCALES,
    liaison::LOCALES,
    life_event::LOCALES,
    menu::LOCALES,
    cq_care::life_event::LOCALES,
    offline::LOCALES,
    need::LOCALES,
    opening::LOCALES,
    pairing::LOCALES,
    person::LOCALES,
    photo::LOCALES,
    report::LOCALES,
    assessment::LOCALES,
    relation::LOCALES,
    responsibility::LOCALES,
    round::LOCALES,
    rule::LOCALES,
    portal::LOCALES,
    segment::LOCALES,
    service::LOCALES,
    printed::LOCALES,
    target::LOCALES,
    task::LOCALES,
    unit::LOCALES,
    area::LOCALES,
    watch::LOCALES,
];

/// What pillars say on a person's page.
const OF_PERSON: person::section::Pillars = &[
    case::of_person,
    errand::of_person,
    relief::of_person,
    health::of_person,
    round::of_person,
    desk::of_person,
    attendance::of_person,
    need::of_person,
    notice::of_person,
    portal::of_person,
];

/// What pillars make of a case.
pub(crate) const OF_CASE: case::Pillars = &[errand::OF_CASE];

/// What pillars say above a worker's day.
const OF_DAY: task::Heads =
    &[bylaw::of_day, case::of_day, errand::of_day, relief::of_day, attendance::of_day, need::of_day];

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Longest time a request may take, its body included.
const REQUEST_TIME: Duration = Duration::from_secs(120);

/// Puts the program together over an open database.
pub fn app(config: &Config, db: Db) -> Result<App> {
    std::fs::create_dir_all(&config.data).map_err(cq_platform::Error::internal)?;
    app_with(
        db,
        Arc::new(SystemClock),
        Secrets::load_or_create(&config.key_file())?,
        Settings { secure_cookies: config.secure_cookies, upload_max_bytes: config.upload_max_bytes },
    )
}

/// [`app`] with a clock and keys of one's own.
pub fn app_with(db: Db, clock: Arc<dyn Clock>, secrets: Secrets, settings: Settings) -> Result<App> {
    Ok(App::new(Inner {
        db,
        clock,
        ids: Arc::new(Ids::system()),
        secrets: Arc::new(secrets),
        messages: Messages::load(LOCALES)?,
        menu: MENU,
        meter: WebMeter::default(),
        settings,
    }))
}

/// What the program reaches beyond its own database.
pub struct Edge {
    /// A road network to ask.
    pub network: Network,
    /// What sends mail and text messages.
    pub senders: Senders,
    /// What prints.
    pub press: Press,
}

impl Default for Edge {
    fn default() -> Self {
        Self { network: None, senders: Senders::default(), press: paper::press() }
    }
}

/// The router, and the table of every guarded route in it.
pub fn site(app: &App) -> (Router, Vec<Route>) {
    site_with(app, Edge::default())
}

/// [`site`] with an edge of one's own.
pub fn site_with(app: &App, edge: Edge) -> (Router, Vec<Route>) {
    let mut routes = Routes::new(app.clone());
    absence::routes::<cq_errand::errand::leaver::Leaver>(&mut routes);
    age::routes(&mut routes);
    answer::routes(&mut routes);
    attendance::routes(&mut routes);
    desk::routes(&mut routes);
    audit::routes(&mut routes);
    bylaw::routes(&mut routes);
    calendar::routes(&mut routes);
    campaign::routes(&mut routes);
    case::routes(&mut routes, OF_CASE);
    circular::routes(&mut routes);
    notice::routes(&mut routes);
    preference::routes(&mut routes);
    errand::routes(&mut routes);
    purse::routes(&mut routes);
    relief::routes(&mut routes);
    relief_meeting::routes(&mut routes);
    relief_notice::routes(&mut routes);
    relief_budget::routes(&mut routes);
    relief_reversal::routes(&mut routes);
    relief_batch::routes(&mut routes);
    repeat::routes(&mut routes);
    day_sheet::routes(&mut routes);
    digest::routes(&mut routes);
    division::routes(&mut routes);
    doctor::routes(&mut routes);
    group::routes(&mut routes);
    duplicate::routes(&mut routes, REFERENCES);
    health::routes(&mut routes);
    home::routes(&mut routes, OF_DAY);
    hospital::routes(&mut routes);
    identity::routes(&mut routes);
    intake::routes(&mut routes, LEDGERS);
    life_event::routes(&mut routes, CONSEQUENCES);
    need::routes(&mut routes);
    offline::routes(&mut routes);
    opening::routes(&mut routes);
    pairing::routes(&mut routes);
    person::routes(&mut routes, OF_PERSON);
    round::routes(&mut routes);
    portal::routes(&mut routes);
    photo::routes(&mut routes);
    segment::routes(&mut routes);
    service::routes(&mut routes);
    report::routes(&mut routes);
    assessment::routes(&mut routes);
    relation::routes(&mut routes);
    rule::routes(&mut routes);
    liaison::routes(&mut routes);
    target::routes(&mut routes);
    task::routes(&mut routes, OF_DAY);
    unit::routes(&mut routes);
    area::routes(&mut routes);
    watch::routes(&mut routes);
    openapi::routes(&mut routes);
    let (pages, table) = routes.finish();
    let router = pages
        .layer((Extension(edge.press), Extension(edge.network), Extension(edge.senders)))
        .merge(asset_routes())
        .merge(heartbeat(app.clone()))
        .layer((
            header_layer("content-security-policy", CSP),
            header_layer("x-content-type-options", "nosniff"),
            header_layer("referrer-policy", "same-origin"),
            header_layer("permissions-policy", "camera=(), microphone=(), geolocation=()"),
            header_layer("cross-origin-opener-policy", "same-origin"),
            TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME),
            CatchPanicLayer::new(),
        ));
    let router = router.layer(from_fn_with_state(app.clone(), problems));
    let router = router.layer(from_fn_with_state(app.clone(), metrics::counted));
    (router, table)
}

fn header_layer(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// `/healthz`: the program runs. `/readyz`: its database answers.
fn heartbeat(app: App) -> Router {
    let ready = move || {
        let db = app.db.clone();
        async move {
            let answer = db.read(identity::store::list_bureaus).await;
            let status = if answer.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            (status, [(header::CACHE_CONTROL, "no-store")]).into_response()
        }
    };
    Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(ready))
}
