//! A clerk who cannot program writes the rule on screen, sees what it will do, publishes it; the doctor finds it in his day.

use axum::http::StatusCode;
use cq_platform::policy::Role;

use super::*;

const WINTER: &[(&str, &str)] = &[
    ("name", "高血压独居"),
    ("segment", ""),
    ("c", "ill_hypertension"),
    ("c", "living_alone"),
    ("when", "cycle"),
    ("every", "14"),
    ("unit", "days"),
    ("counted", "rolling"),
    ("season_from", "li-dong"),
    ("season_to", "li-chun"),
    ("before", "14"),
    ("grace", "3"),
    ("clock", "calendar"),
    ("owner", "doctor"),
    ("fallback", "me"),
    ("form", "home-visit"),
    ("cap", "5000"),
    ("weekly", "10"),
];

#[test]
fn written_looked_at_published_done_and_changed() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/rules/new?c=ill_hypertension&c=living_alone").await;
        let saved = clerk.post("/rules", WINTER).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let look = saved.to.unwrap();
        let preview = clerk.get(&look).await.text();
        for part in ["单国英", "仇德昌", "王建国", "从立冬到立春", "每14天", "2026年12月10日", "新排2件"]
        {
            assert!(preview.contains(part), "{part}: {preview}");
        }
        assert!(!preview.contains("马玉珍"), "not among them");
        assert!(open(&world).await.is_empty(), "looking makes nothing");
        let page = look.split("/preview").next().unwrap().to_owned();
        let wrong =
            clerk.post(&format!("{page}/publish"), &[("version", "1"), ("from_on", "2026-11-22")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "not from a day that is past");
        let published =
            clerk.post(&format!("{page}/publish"), &[("version", "1"), ("from_on", "2026-11-23")]).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
        assert_eq!(open(&world).await.len(), 2);
        let again =
            clerk.post(&format!("{page}/publish"), &[("version", "1"), ("from_on", "2026-11-23")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "somebody was first");
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let (task, _) = task_of(&world, ward.elders[0], "R2026.1").await;
        let shown = doctor.get(&format!("/tasks/{task}")).await.text();
        assert!(shown.contains("每14天 · 高血压独居 · 第1次"), "{shown}");
        assert_eq!(doctor.get(&page).await.status, StatusCode::FORBIDDEN);
        let list = clerk.get("/rules").await.text();
        assert!(list.contains("高血压独居") && list.contains("执行中"), "{list}");
        let ended = clerk.post(&format!("{page}/end"), &[("version", "2")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        assert!(open(&world).await.is_empty());
    });
}

#[test]
fn mistakes_stand_at_their_fields_and_nothing_is_lost() {
    on_each_engine(async |world| {
        Ward::of(&world, elders()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/rules/new").await;
        let mut fields: Vec<(&str, &str)> = WINTER.to_vec();
        fields.retain(|(name, _)| !["every", "season_to"].contains(name));
        fields.push(("every", "0"));
        let wrong = clerk.post("/rules", &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = wrong.text();
        assert!(page.contains("value=\"高血压独居\"") && page.contains("living_alone"), "{page}");
        assert!(page.contains("f-every") && page.contains("f-season_to"), "{page}");
        let debts: Vec<(&str, &str)> = WINTER.iter().copied().chain([("c", "owed_open")]).collect();
        let refused = clerk.post("/rules", &debts).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        clerk.post("/rules", WINTER).await;
        let taken = clerk.post("/rules", WINTER).await;
        assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "the name is taken");
    });
}

#[test]
fn the_rules_that_come_along_are_taken_once_as_drafts() {
    on_each_engine(async |world| {
        Ward::of(&world, elders()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/rules").await;
        for _ in 0..2 {
            let taken = clerk.post("/rules/shipped", &[]).await;
            assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        }
        let list = clerk.get("/rules").await.text();
        assert_eq!(list.matches("独居老人每周通话").count(), 1, "{list}");
        assert!(!list.contains("/rules/shipped"), "nothing is left to take");
        cq_server::jobs::every_bureau(&world.app).await.unwrap();
        assert!(tasks(&world).await.is_empty(), "a draft makes nothing");
    });
}
