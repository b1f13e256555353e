//! What elders turn out to need at a visit, until somebody has seen to it.

use axum::http::StatusCode;
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::{
    person::PersonId,
    task::{
        self, NeedId, Task, TaskId,
        model::{Condition, Need, Service, VisitReport},
    },
};
use jiff::civil::date;

use crate::{
    ward::{Ward, elder},
    world::{Browser, World, on_each_engine},
};

/// Something needed, found at a visit that is done.
pub async fn sample(world: &World, task: TaskId) -> NeedId {
    let act = world.hand(Role::Clerk);
    let report = VisitReport {
        services: vec![Service::Treatment],
        treatment: String::new(),
        advice: String::new(),
        condition: Condition::Good,
        condition_note: String::new(),
        needs: vec![Need::Aids],
        need_note: String::new(),
    };
    let (on, bureau) = (act.today(), world.bureau.id);
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        task::store::visit::insert(tx, &act, task, on, &report)?;
        tx.one::<(NeedId,)>(
            "SELECT id FROM visit_need WHERE bureau_id = $1 AND task_id = $2",
            &[&bureau, &task],
        )
    };
    world.app.db.write(write).await.unwrap().0
}

struct Home {
    ward: Ward,
    task: TaskId,
}

impl Home {
    async fn of(world: &World) -> Self {
        let ward = Ward::of(world, vec![elder("单国英", "1947", "I10", Some(0))]).await;
        let task = owed(world, ward.elders[0], ward.wang).await;
        Self { ward, task }
    }
}

async fn owed(world: &World, person: PersonId, doctor: StaffId) -> TaskId {
    let act = world.hand(Role::Clerk);
    let task = Task::new(act.new_id(), person, doctor, None, date(2026, 11, 1), date(2026, 11, 30));
    let id = task.id;
    world.app.db.write(move |tx| task::store::insert_all(tx, act.bureau(), &[task])).await.unwrap();
    id
}

fn visit(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let said = [
        ("version", "1"),
        ("on", "2026-11-23"),
        ("condition", "fair"),
        ("treatment", "血压 150/86"),
        ("advice", "少盐"),
    ];
    said.into_iter().chain(more.iter().copied()).collect()
}

async fn doctor<'w>(world: &'w World, login: &str, staff: StaffId) -> Browser<'w> {
    world.signed_in_as(Role::Doctor, login, Some(staff)).await
}

/// The address of the first need on a list.
fn first(page: &str) -> String {
    let id = page.split("href=\"/needs/").nth(1).expect("a need").split('"').next().unwrap();
    format!("/needs/{id}")
}

const SERVICES: [(&str, &str); 2] = [("services", "counselling"), ("services", "medication")];
const SETTLED: [(&str, &str); 3] = [("version", "1"), ("outcome", "family"), ("words", "大儿子周末带去配")];

#[test]
fn what_is_ticked_at_the_door_waits_until_somebody_has_seen_to_it() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let path = format!("/tasks/{}/done", home.task);
        let mut wang = doctor(&world, "wang", home.ward.wang).await;
        for (more, sentence) in [
            (vec![], "请选这次做了哪些服务"),
            (vec![("services", "surgery")], "请选一项"),
            (vec![SERVICES[0], ("needs", "other")], "勾了“其他”，请写明是什么"),
            (vec![SERVICES[0], ("need_note", "老花镜")], "勾一下是哪一类需求"),
        ] {
            let answer = wang.post(&path, &visit(&more)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            let page = answer.text();
            assert!(page.contains(sentence) && page.contains("血压 150/86"), "{sentence}: {page}");
        }
        let said =
            [&SERVICES[..], &[("needs", "aids"), ("needs", "other"), ("need_note", "想配老花镜")]].concat();
        assert_eq!(wang.post(&path, &visit(&said)).await.status, StatusCode::SEE_OTHER);
        let page = wang.get(&format!("/tasks/{}", home.task)).await.text();
        assert!(
            page.contains("用药指导、心理疏导") && page.contains("拐杖、扶手等辅具、其他：想配老花镜"),
            "{page}"
        );
        let mut clerk = world.signed_in(Role::Clerk).await;
        let list = clerk.get("/needs").await.text();
        assert_eq!(list.matches("row-link").count(), 2, "{list}");
        assert!(
            list.contains("单国英") && list.contains("想配老花镜") && list.contains("今天刚说"),
            "{list}"
        );
        assert_eq!(clerk.get("/needs?need=aids").await.text().matches("row-link").count(), 1);
        assert!(clerk.get("/today").await.text().contains("上门时问到的需求等着办：2 件"));
        assert!(
            clerk.get(&format!("/people/{}", home.ward.elders[0])).await.text().contains("拐杖、扶手等辅具")
        );
        // Another doctor has nothing to do with it, and nobody but a clerk sees to it.
        let mut zhang = doctor(&world, "zhang", home.ward.zhang).await;
        assert!(!zhang.get("/needs").await.text().contains("单国英"));
        let need = first(&list);
        assert_eq!(zhang.get(&need).await.status, StatusCode::NOT_FOUND);
        assert!(wang.get("/needs").await.text().contains("单国英"));
        assert_eq!(wang.post(&format!("{need}/settle"), &SETTLED).await.status, StatusCode::FORBIDDEN);
        let wrong = clerk.post(&format!("{need}/settle"), &[("version", "1"), ("outcome", "family")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "how it was seen to");
        let settle = format!("{need}/settle");
        let (mut one, mut two) = (clerk.clone(), clerk.clone());
        let (one, two) = tokio::join!(one.post(&settle, &SETTLED), two.post(&settle, &SETTLED));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "one of two");
        let mut leader = world.signed_in(Role::Leader).await;
        let done = leader.get("/needs?state=settled").await.text();
        assert!(done.contains("家属来办") && done.matches("row-link").count() == 1, "{done}");
        assert!(leader.get(&need).await.text().contains("大儿子周末带去配"));
        assert_eq!(
            clerk.post(&format!("{need}/reopen"), &[("version", "2")]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(clerk.get("/needs").await.text().matches("row-link").count(), 2);
    });
}

#[test]
fn a_report_taken_back_takes_along_what_nobody_has_seen_to() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut wang = doctor(&world, "wang", home.ward.wang).await;
        let (done, undo) = (format!("/tasks/{}/done", home.task), format!("/tasks/{}/undo", home.task));
        let said = [&SERVICES[..1], &[("needs", "aids")]].concat();
        assert_eq!(wang.post(&done, &visit(&said)).await.status, StatusCode::SEE_OTHER);
        assert_eq!(wang.post(&undo, &[]).await.status, StatusCode::SEE_OTHER);
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(!clerk.get("/needs").await.text().contains("单国英"), "it goes with the report");
        assert!(!clerk.get("/services").await.text().contains("心理疏导\">1<"), "and so does its kind");
        let again: Vec<_> = visit(&said)
            .into_iter()
            .map(|(name, value)| (name, if name == "version" { "3" } else { value }))
            .collect();
        assert_eq!(wang.post(&done, &again).await.status, StatusCode::SEE_OTHER);
        assert!(clerk.get("/services").await.text().contains("心理疏导\">1<"), "one doctor's, one visit");
        let need = first(&clerk.get("/needs").await.text());
        assert_eq!(clerk.post(&format!("{need}/settle"), &SETTLED).await.status, StatusCode::SEE_OTHER);
        let refused = wang.post(&undo, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.text().contains("局里已经在办，不能撤回"));
        assert!(
            clerk.get(&format!("/tasks/{}", home.task)).await.text().contains("心理疏导"),
            "nothing half done"
        );
    });
}
