//! Ability by GB/T 42195: by a doctor at the bed, with the sum in plain words, and only of his own elders.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::assessment::model::ITEMS;

use crate::{desk::Desk, world::on_each_engine};

/// Every item at its best, except those named.
fn scored<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let best = |most: u8| ["0", "1", "2", "3", "4"][usize::from(most)];
    let mut fields: Vec<(&str, &str)> = ITEMS
        .iter()
        .filter(|item| !other.iter().any(|(key, _)| *key == item.key))
        .map(|item| (item.key, best(item.most)))
        .collect();
    if !other.iter().any(|(key, _)| *key == "on") {
        fields.push(("on", "2026-11-20"));
    }
    fields.extend(other);
    fields
}

#[test]
fn a_doctor_assesses_his_elder_and_reads_how_the_level_came_about() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let path = format!("/people/{}/assessments", desk.his);
        let form = doctor.get(&format!("{path}/new")).await;
        assert!(form.status == StatusCode::OK && form.text().contains("床椅转移"));
        let falls = scored(&[("walking", "1"), ("stairs", "0"), ("risk_events", "2")]);
        let to = doctor.post(&path, &falls).await.to.unwrap();
        let page = doctor.get(&to).await.text();
        assert!(page.contains("总分 84 分，在 66–89 分之间，按分数为轻度失能"), "{page}");
        assert!(page.contains("近 30 天发生意外事件 2 次") && page.contains("评估等级：中度失能"));
        assert!(page.contains("基础运动能力 9（满分 15）") && page.contains("总分 84 分（满分 90）"));
        let shown = doctor.get(&format!("/people/{}", desk.his)).await.text();
        assert!(shown.contains("中度失能") && shown.contains("84 分"));

        let foreign = format!("/people/{}/assessments", desk.other);
        assert_eq!(doctor.post(&foreign, &scored(&[])).await.status, StatusCode::NOT_FOUND);
        // Somebody's assessment under somebody else's address is nothing either.
        let mixed = format!("/people/{}/assessments/{}", desk.his, desk.assessments[1]);
        assert_eq!(doctor.get(&mixed).await.status, StatusCode::NOT_FOUND);

        let bureau = world.bureau.id;
        let sql = "SELECT scores FROM assessment WHERE bureau_id = $1";
        let sealed: Vec<(Vec<u8>,)> =
            world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap();
        assert!(sealed.iter().all(|(scores,)| !String::from_utf8_lossy(scores).contains("is_comatose")));
    });
}

#[test]
fn an_item_forgotten_is_named_and_a_coma_needs_none() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{}/assessments", desk.his);
        clerk.get(&format!("{path}/new")).await;
        let answer =
            clerk.post(&path, &scored(&[("memory", ""), ("stairs", "4"), ("risk_events", "-1")])).await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("#f-memory") && page.contains("#f-stairs") && page.contains("#f-risk_events"));
        let early = clerk.post(&path, &scored(&[("on", "2026-12-01")])).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        let to = clerk.post(&path, &[("on", "2026-11-23"), ("coma", "yes")]).await.to.unwrap();
        assert!(clerk.get(&to).await.text().contains("评估等级：完全失能"));
    });
}

#[test]
fn the_lines_are_a_dated_setting_and_what_was_assessed_keeps_its_level() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{}/assessments", desk.his);
        clerk.get(&format!("{path}/new")).await;
        let tired = scored(&[("walking", "1"), ("stairs", "0")]);
        let before = clerk.post(&path, &tired).await.to.unwrap();
        let mut admin = world.signed_in(Role::Admin).await;
        admin.get("/assessments/thresholds").await;
        let lines = |mild| {
            [("since", "2026-11-21"), ("intact", "90"), ("mild", mild), ("moderate", "46"), ("severe", "30")]
        };
        let refused = admin.post("/assessments/thresholds", &lines("90")).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("从高到低"));
        assert_eq!(admin.post("/assessments/thresholds", &lines("85")).await.status, StatusCode::SEE_OTHER);
        assert!(clerk.get(&before).await.text().contains("评估等级：轻度失能"));
        // The 20th lies before the new lines, the 22nd behind.
        let same_day = clerk.post(&path, &tired).await.to.unwrap();
        assert!(clerk.get(&same_day).await.text().contains("评估等级：轻度失能"));
        let later = scored(&[("walking", "1"), ("stairs", "0"), ("on", "2026-11-22")]);
        let after = clerk.post(&path, &later).await.to.unwrap();
        assert!(clerk.get(&after).await.text().contains("评估等级：中度失能"));
        assert_eq!(clerk.post("/assessments/thresholds", &lines("66")).await.status, StatusCode::FORBIDDEN);
    });
}
