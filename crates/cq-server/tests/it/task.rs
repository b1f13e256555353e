//! The doctor's day: what is owed, recorded with its true date, once.

mod day;
mod ends;
pub mod photo;
mod sheet;

use axum::http::StatusCode;
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::task::{self, Task, TaskId};
use jiff::civil::{Date, date};

use crate::{
    ward::{Ward, elder},
    world::{Browser, PASSWORD, World, on_each_engine},
};

const OPENS: Date = date(2026, 11, 7);

/// A ward with two elders of Wang's and one of Zhang's, each owed a visit: overdue, today, in a week.
async fn ward(world: &World) -> (Ward, Vec<TaskId>) {
    let elders = vec![
        elder("单国英", "1947", "I25", Some(0)),
        elder("仇德昌", "1938", "J44", Some(0)),
        elder("令狐守义", "1931", "I10", Some(1)),
    ];
    let ward = Ward::of(world, elders).await;
    let owed = [
        (ward.elders[0], ward.wang, date(2026, 11, 20)),
        (ward.elders[1], ward.wang, date(2026, 11, 23)),
        (ward.elders[2], ward.zhang, date(2026, 11, 23)),
    ];
    let act = world.hand(Role::Clerk);
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let tasks: Vec<Task> = owed
            .iter()
            .map(|(person, owner, due)| Task::new(act.new_id(), *person, *owner, None, OPENS, *due))
            .collect();
        task::store::insert_all(tx, act.bureau(), &tasks)?;
        Ok(tasks.iter().map(|task| task.id).collect())
    };
    let tasks = world.app.db.write(work).await.unwrap();
    (ward, tasks)
}

async fn doctor<'w>(world: &'w World, login: &str, staff: StaffId) -> Browser<'w> {
    world.signed_in_as(Role::Doctor, login, Some(staff)).await
}

fn visit<'f>(on: &'f str, version: &'f str) -> Vec<(&'static str, &'f str)> {
    vec![
        ("on", on),
        ("version", version),
        ("condition", "fair"),
        ("services", "treatment"),
        ("treatment", "血压 150/86"),
        ("advice", "少盐"),
    ]
}

#[test]
fn dr_wang_sees_his_own_day_and_nobody_elses() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let page = wang.get("/today").await.text();
        assert!(page.contains("逾期 3 天") && page.contains("单国英") && page.contains("仇德昌"), "{page}");
        assert!(
            page.contains("冠心病") && page.contains("tel:15400005520") && page.contains("文博路"),
            "{page}"
        );
        assert!(page.find("仇德昌") < page.find("单国英"), "today first");
        assert!(!page.contains("令狐守义"));
        assert!(!wang.get("/tasks?state=all").await.text().contains("令狐守义"));
        let others = format!("/tasks/{}", tasks[2]);
        assert_eq!(wang.get(&others).await.status, StatusCode::NOT_FOUND);
        let answer = wang.post(&format!("{others}/done"), &visit("2026-11-23", "1")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(wang.post(&format!("{others}/not-reached"), &[]).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_visit_is_recorded_with_its_true_date_and_read_by_whoever_may() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}", tasks[0]);
        let done = format!("{path}/done");
        for (on, sentence) in [
            ("2026-11-24", "这一天还没到"),
            ("2026-11-06", "2026-11-07"),
            ("11/20", "日子不对"),
            ("", "要填"),
        ] {
            let answer = wang.post(&done, &visit(on, "1")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}");
            assert!(
                answer.text().contains(sentence) && answer.text().contains("血压 150/86"),
                "{on}: what was typed stays"
            );
        }
        assert_eq!(
            wang.post(&done, &visit("2026-11-19", "1")).await.status,
            StatusCode::SEE_OTHER,
            "a late entry"
        );
        let mine = wang.get(&path).await.text();
        assert!(mine.contains("2026年11月19日") && mine.contains("血压 150/86"), "{mine}");
        assert!(!wang.get("/today").await.text().contains("单国英"));
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get(&path).await.text().contains("血压 150/86"));
        let mut leader = world.signed_in(Role::Leader).await;
        let seen = leader.get(&path).await.text();
        assert!(seen.contains("2026年11月19日") && !seen.contains("血压 150/86"), "done or not, no health");
        assert_eq!(readings(&world).await, 2, "the doctor's and the clerk's");
        let stored = "SELECT report FROM task WHERE bureau_id = $1 AND state = 'done'";
        let bureau = world.bureau.id;
        let (report,): (Vec<u8>,) =
            world.app.db.read(move |conn| conn.one(stored, &[&bureau])).await.unwrap();
        assert!(!String::from_utf8_lossy(&report).contains("150"), "sealed");
    });
}

async fn readings(world: &World) -> i64 {
    let bureau = world.bureau.id;
    let sql = "SELECT COUNT(*) FROM audit_entry WHERE bureau_id = $1 AND action = 'task.report.view'";
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap().0
}

#[test]
fn nobody_at_home_and_again_in_three_days() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}/not-reached", tasks[1]);
        let again = [("version", "1"), ("tried_on", "2026-11-23"), ("again", "3")];
        assert_eq!(wang.post(&path, &again).await.status, StatusCode::SEE_OTHER);
        let page = wang.get("/today").await.text();
        assert!(page.contains("2026年11月26日前") && page.contains("1 次没见到人"), "{page}");
        let far =
            [("version", "2"), ("tried_on", "2026-11-23"), ("again", "day"), ("again_on", "2027-01-30")];
        let answer = wang.post(&path, &far).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("2026-12-23"));
        assert_eq!(wang.post(&path, &again).await.status, StatusCode::CONFLICT, "the same form sent twice");
        world.at("2026-11-28T01:00:00Z");
        let mut wang = world.browser();
        wang.sign_in("wang", PASSWORD).await;
        assert!(wang.get("/today").await.text().contains("逾期 2 天"), "counted from the day agreed");
    });
}

#[test]
fn two_record_the_same_visit_at_once_and_one_wins() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut phone = doctor(&world, "wang", ward.wang).await;
        let mut tablet = phone.clone();
        let path = format!("/tasks/{}/done", tasks[0]);
        let (one, other) = (visit("2026-11-22", "1"), visit("2026-11-23", "1"));
        let (one, other) = tokio::join!(phone.post(&path, &one), tablet.post(&path, &other));
        let mut statuses = [one.status, other.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let lost = if one.status == StatusCode::CONFLICT { one } else { other };
        assert!(lost.text().contains("wang在 2026年11月23日 09:30 记过了"), "{}", lost.text());
    });
}

#[test]
fn a_record_is_taken_back_by_its_author_today() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}", tasks[0]);
        wang.post(&format!("{path}/done"), &visit("2026-11-23", "1")).await;
        assert!(wang.get(&path).await.text().contains("撤回这次记录"));
        assert_eq!(wang.post(&format!("{path}/undo"), &[]).await.status, StatusCode::SEE_OTHER);
        assert!(wang.get("/today").await.text().contains("单国英"), "owed again");
        assert_eq!(
            wang.post(&format!("{path}/undo"), &[]).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "nothing to undo"
        );
        assert_eq!(
            wang.post(&format!("{path}/done"), &visit("2026-11-23", "3")).await.status,
            StatusCode::SEE_OTHER
        );
        world.at("2026-11-23T16:30:00Z");
        wang.sign_in("wang", PASSWORD).await;
        let refused = wang.post(&format!("{path}/undo"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the next day in China");
    });
}

#[test]
fn a_clerk_narrows_the_list_and_turns_its_pages() {
    on_each_engine(async |world| {
        let (ward, _) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/tasks").await.text();
        assert!(["单国英", "仇德昌", "令狐守义"].iter().all(|name| page.contains(name)), "{page}");
        assert!(
            page.contains(">王建国</option>") && page.contains(">电话问候</option>"),
            "whom one can choose: {page}"
        );
        let overdue = clerk.get("/tasks?state=overdue").await.text();
        assert!(overdue.contains("单国英") && !overdue.contains("仇德昌"));
        let zhangs = clerk.get(&format!("/tasks?doctor={}", ward.zhang)).await.text();
        assert!(zhangs.contains("令狐守义") && !zhangs.contains("单国英"));
        assert!(clerk.get("/tasks?state=done").await.text().contains("没有符合条件的任务"));
        assert_eq!(clerk.get("/tasks?state=nonsense&after=x&doctor=y").await.status, StatusCode::OK);
    });
}
