//! Rounds as programs read them: what holds, in order, and nobody's but one's own.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use serde_json::Value;

use crate::{
    round::{NAMES, Town, propose, publish, times},
    world::{Browser, on_each_engine},
};

async fn read(browser: &mut Browser<'_>, path: &str) -> Value {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    serde_json::from_str(&answer.text()).unwrap()
}

#[test]
fn a_day_is_read_as_it_holds_and_by_whom_it_concerns() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 5).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);

        let held = times(&world).await;
        let day = held[0].2.clone();
        let read_day = read(&mut clerk, &format!("/api/v1/rounds/{}?on={day}", town.wang)).await;
        let said: Vec<(String, String)> = read_day["visits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|visit| {
                (visit["name"].as_str().unwrap().to_owned(), visit["starts"].as_str().unwrap().to_owned())
            })
            .collect();
        let meant: Vec<(String, String)> = held
            .iter()
            .filter(|(.., on, _)| *on == day)
            .map(|(name, .., at)| (name.clone(), format!("{:02}:{:02}", at / 60, at % 60)))
            .collect();
        assert!(!meant.is_empty() && NAMES.contains(&meant[0].0.as_str()));
        assert_eq!(said, meant, "{read_day}");
        let bad = clerk.get(&format!("/api/v1/rounds/{}?on=2026-02-30", town.wang)).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", bad.text());

        let all = read(&mut clerk, "/api/v1/rounds").await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        let own = read(&mut wang, "/api/v1/rounds").await;
        let count = |rounds: &Value| rounds["rounds"].as_array().unwrap().len();
        assert_eq!((count(&all), count(&own)), (2, 1), "{all} {own}");
        assert_eq!((&own["rounds"][0]["owed"], &own["rounds"][0]["planned"]), (&5.into(), &5.into()));
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(town.zhang)).await;
        let others = zhang.get(&format!("/api/v1/rounds/{}?on={day}", town.wang)).await;
        assert_eq!(others.status, StatusCode::NOT_FOUND);
    });
}
