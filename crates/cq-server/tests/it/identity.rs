//! Signing in.

use axum::http::StatusCode;
use cq_platform::{
    identity::{self, NewAccount},
    policy::Role,
};

use crate::world::{PASSWORD, on_each_engine};

fn zhang(must_change: bool) -> NewAccount {
    NewAccount {
        login: "zhang".into(),
        name: "张科员".into(),
        role: Role::Clerk,
        staff: None,
        password: PASSWORD.into(),
        must_change,
    }
}

#[test]
fn a_clerk_signs_in_and_out() {
    on_each_engine(async |world| {
        identity::create_account(&world.app, world.hand(Role::Admin), zhang(false)).await.unwrap();
        let mut browser = world.browser();
        assert_eq!(browser.get("/").await.to.as_deref(), Some("/sign-in"));
        assert_eq!(browser.sign_in("Zhang ", PASSWORD).await.to.as_deref(), Some("/"));
        let stale = browser.clone();
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
        browser.post("/sign-out", &[]).await;
        assert_eq!(browser.get("/").await.to.as_deref(), Some("/sign-in"));
        assert_eq!(
            { stale }.get("/").await.to.as_deref(),
            Some("/sign-in"),
            "a kept cookie opens nothing any more"
        );
    });
}

#[test]
fn the_fifth_wrong_password_locks_the_account_for_a_quarter_of_an_hour() {
    on_each_engine(async |world| {
        identity::create_account(&world.app, world.hand(Role::Admin), zhang(false)).await.unwrap();
        let mut browser = world.browser();
        for _ in 0..5 {
            assert_eq!(
                browser.sign_in("zhang", "not it at all").await.status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        assert_eq!(browser.sign_in("zhang", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        world.at("2026-11-23T01:46:00Z");
        assert_eq!(browser.sign_in("zhang", PASSWORD).await.status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn a_given_password_opens_nothing_until_it_is_changed() {
    on_each_engine(async |world| {
        identity::create_account(&world.app, world.hand(Role::Admin), zhang(true)).await.unwrap();
        let mut browser = world.browser();
        browser.sign_in("zhang", PASSWORD).await;
        assert_eq!(browser.get("/").await.to.as_deref(), Some("/password"));
        let weak = [("old", PASSWORD), ("new", "short1"), ("again", "short1")];
        assert_eq!(browser.post("/password", &weak).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let same = [("old", PASSWORD), ("new", PASSWORD), ("again", PASSWORD)];
        assert_eq!(browser.post("/password", &same).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let good = [("old", PASSWORD), ("new", "winter visits 7"), ("again", "winter visits 7")];
        assert_eq!(browser.post("/password", &good).await.status, StatusCode::SEE_OTHER);
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
    });
}

#[test]
fn a_form_from_elsewhere_is_refused() {
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        assert_eq!(browser.post_raw("/sign-out", &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            browser.post_raw("/sign-out", &[("_csrf", "guessed")]).await.status,
            StatusCode::FORBIDDEN
        );
        assert_eq!(browser.get("/").await.status, StatusCode::OK, "still signed in");
    });
}

#[test]
fn nobody_learns_whether_an_account_exists() {
    on_each_engine(async |world| {
        identity::create_account(&world.app, world.hand(Role::Admin), zhang(false)).await.unwrap();
        let said = |text: String| {
            text.split("name=\"_csrf\"").next().unwrap().replace("zhang", "").replace("nobody", "")
        };
        let mut browser = world.browser();
        let known = browser.sign_in("zhang", "not it at all").await;
        let unknown = browser.sign_in("nobody", "not it at all").await;
        assert_eq!((known.status, said(known.text())), (unknown.status, said(unknown.text())));
    });
}
