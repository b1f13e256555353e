//! How a promise ends otherwise than by being kept on time: declined, lapsed, entered later.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::task::{
    self, TaskId,
    model::{Decliner, State},
};

use super::{doctor, visit, ward};
use crate::world::{World, on_each_engine};

const DECLINED: [(&str, &str); 4] = [
    ("version", "1"),
    ("declined_on", "2026-11-22"),
    ("declined_by", "family"),
    ("reason", "接到女儿家去了，开春再来"),
];

async fn state(world: &World, id: TaskId) -> State {
    let bureau = world.bureau.id;
    let scope = cq_platform::policy::Scope::BUREAU;
    let task = world.app.db.read(move |conn| task::store::find(conn, &scope, &bureau, id)).await.unwrap();
    task.unwrap().state
}

#[test]
fn the_family_declines_and_is_not_asked_again() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}", tasks[0]);
        let mut empty = DECLINED.to_vec();
        empty[3] = ("reason", "");
        let answer = wang.post(&format!("{path}/declined"), &empty).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("请写谢绝的原因"));
        let answer = wang.post(&format!("{path}/declined"), &DECLINED).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert!(matches!(state(&world, tasks[0]).await, State::Declined { by: Decliner::Family, .. }));
        let page = wang.get(&path).await.text();
        assert!(page.contains("家属谢绝") && page.contains("开春再来"), "{page}");
        assert!(!wang.get("/today").await.text().contains("单国英"));
        assert!(wang.get("/tasks?state=declined").await.text().contains("单国英"));
        let mut leader = world.signed_in(Role::Leader).await;
        let seen = leader.get(&path).await.text();
        assert!(seen.contains("家属谢绝") && !seen.contains("开春再来"), "why is health, too");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let person = clerk.get(&format!("/people/{}", ward.elders[0])).await.text();
        assert!(person.contains("谢绝了"), "{person}");
        let kept = clerk.get("/people?c=owed_declined").await.text();
        assert!(kept.contains("单国英") && !kept.contains("仇德昌"), "a segment finds them");
        assert_eq!(clerk.post(&format!("{path}/undo"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wang.post(&format!("{path}/undo"), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(matches!(state(&world, tasks[0]).await, State::Open(_)));
    });
}

#[test]
fn the_doctor_was_there_while_the_family_declined_on_the_phone() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/tasks/{}", tasks[0]);
        let (done, declined) = (format!("{path}/done"), format!("{path}/declined"));
        let visit = visit("2026-11-22", "1");
        let (one, other) = tokio::join!(wang.post(&done, &visit), clerk.post(&declined, &DECLINED));
        let mut statuses = [one.status, other.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    });
}

#[test]
fn what_was_done_long_ago_says_from_what_it_is_known() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        world.at("2026-12-20T01:30:00Z");
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}", tasks[0]);
        let mut fields = visit("2026-11-19", "1");
        let answer = wang.post(&format!("{path}/done"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("依据什么补记") && answer.text().contains("血压 150/86"));
        fields.push(("source", "paper"));
        let answer = wang.post(&format!("{path}/done"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = wang.get(&path).await.text();
        assert!(
            page.contains("纸质日程表") && page.contains("2026年11月19日") && page.contains("2026年12月20日"),
            "done then, written down now, from paper: {page}"
        );
        assert!(wang.get("/tasks?state=back-filled").await.text().contains("单国英"));
        assert!(!wang.get("/tasks?state=back-filled").await.text().contains("仇德昌"));
    });
}

#[test]
fn only_where_the_window_ends_hard_does_what_is_not_done_lapse() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let (hard, soft) = (tasks[0], tasks[1]);
        let act = world.hand(Role::Clerk);
        let campaigns = move |tx: &cq_platform::db::Tx<'_>| {
            for (task, ends_hard) in [(hard, 1i64), (soft, 0)] {
                let id: uuid::Uuid = act.new_id();
                tx.execute(
                    "INSERT INTO campaign (bureau_id, id, name, opens_on, closes_on, conditions, made_at, ends_hard, version)
                     VALUES ($1, $2, $3, '2026-11-07', '2026-11-30', 'copd', 0, $4, 1)",
                    &[act.bureau(), &id, &format!("活动 {ends_hard}"), &ends_hard],
                )?;
                tx.execute(
                    "UPDATE task SET campaign_id = $3 WHERE bureau_id = $1 AND id = $2",
                    &[act.bureau(), &task, &id],
                )?;
            }
            Ok(())
        };
        world.app.db.write(campaigns).await.unwrap();
        cq_server::jobs::every_bureau(&world.app).await.unwrap();
        assert!(matches!(state(&world, hard).await, State::Open(_)), "the campaign still runs");
        world.at("2026-12-01T01:30:00Z");
        let before = task_of(&world, hard).await;
        cq_server::jobs::every_bureau(&world.app).await.unwrap();
        let act = world.hand(Role::Clerk);
        let expected = before.lapse(jiff::civil::date(2026, 11, 30), act.at, act.today()).unwrap();
        assert_eq!(state(&world, hard).await, expected.state, "in bulk as one by one");
        assert!(matches!(state(&world, soft).await, State::Open(_)), "stays overdue");
        cq_server::jobs::every_bureau(&world.app).await.unwrap();
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let page = wang.get("/today").await.text();
        assert!(page.contains("仇德昌") && !page.contains("单国英"), "{page}");
        assert!(wang.get("/tasks?state=lapsed").await.text().contains("过期作罢"));
        let path = format!("/tasks/{hard}/done");
        let late = wang.post(&path, &visit("2026-12-01", "2")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("只能补记那天以前办的"), "{}", late.text());
        assert_eq!(
            wang.post(&path, &visit("2026-11-30", "2")).await.status,
            StatusCode::SEE_OTHER,
            "done in time"
        );
    });
}

async fn task_of(world: &World, id: TaskId) -> task::Task {
    let bureau = world.bureau.id;
    let scope = cq_platform::policy::Scope::BUREAU;
    world.app.db.read(move |conn| task::store::find(conn, &scope, &bureau, id)).await.unwrap().unwrap()
}
