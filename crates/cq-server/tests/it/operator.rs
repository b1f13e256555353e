//! What the operator asks the running program: whether it lives, whether its database answers, what it has counted.

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use cq_platform::policy::Role;
use cq_server::metrics;
use tower::ServiceExt;

use crate::world::{World, on_each_engine};

async fn shown(world: &World) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let response = metrics::router(&world.app).oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

/// The value at the end of the line that begins with `name`.
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no {name} in\n{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_operator_sees_counts_and_nobody_in_them() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let elder = crate::desk::elder("周明远", "11010519491231002X");
        let hand = world.hand(Role::Clerk);
        let id = cq_registry::person::actions::create(&world.app, &hand, elder).await.unwrap().to_string();
        let person = format!("/people/{id}");
        for _ in 0..3 {
            assert_eq!(clerk.get(&person).await.status, StatusCode::OK);
        }
        clerk.get("/people?q=13800138000").await;
        assert_eq!(clerk.get("/nowhere/13800138000").await.status, StatusCode::NOT_FOUND);

        let text = shown(&world).await;
        let requests = |labels: &str| value(&text, &format!("changqing_http_requests_total{{{labels}}}"));
        assert_eq!(requests("method=\"GET\",route=\"/people/{id}\",status=\"200\""), 3.0);
        assert_eq!(requests("method=\"GET\",route=\"none\",status=\"404\""), 1.0);
        let took = "changqing_http_request_duration_seconds_count{method=\"GET\",route=\"/people/{id}\"}";
        assert_eq!(value(&text, took), 3.0);
        assert!(value(&text, "changqing_db_commit_writes_count") >= 4.0, "{text}");
        assert_eq!(value(&text, "changqing_db_writes_waiting"), 0.0);
        assert_eq!(value(&text, "changqing_sessions"), 1.0);
        assert!(text.ends_with("# EOF\n"), "{text}");
        for personal in ["13800138000", "周明远", &id, "clerk"] {
            assert!(!text.contains(personal), "{personal} in\n{text}");
        }
    });
}

#[test]
fn a_session_grown_old_is_not_open() {
    on_each_engine(async |world| {
        world.signed_in(Role::Clerk).await;
        world.at("2026-11-23T13:31:00Z");
        assert_eq!(value(&shown(&world).await, "changqing_sessions"), 0.0);
    });
}

#[test]
fn the_counts_are_not_on_the_web_side() {
    on_each_engine(async |world| {
        let mut stranger = world.browser();
        assert_eq!(stranger.get("/metrics").await.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.get("/healthz").await.text(), "ok");
        assert_eq!(stranger.get("/readyz").await.status, StatusCode::OK);
    });
}
