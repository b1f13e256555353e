//! Everybody's own day, and the calls in it.

use axum::http::StatusCode;
use cq_platform::{ids::StaffId, policy::Role};
use cq_registry::{
    staff::{self, Staff},
    task::{self, Task, TaskId, model::Form},
};
use jiff::civil::{Date, date};

use super::{OPENS, ward};
use crate::{
    ward::Ward,
    world::{World, on_each_engine},
};

/// A liaison of the bureau, who owes three calls: overdue, today, this week; and a greeting today.
async fn liaison(world: &World, ward: &Ward) -> (StaffId, Vec<TaskId>) {
    let act = world.hand(Role::Clerk);
    let elders = ward.elders.clone();
    let owed: Vec<(usize, Form, Date)> = vec![
        (0, Form::PhoneCall, date(2026, 11, 20)),
        (1, Form::PhoneCall, date(2026, 11, 23)),
        (2, Form::PhoneCall, date(2026, 11, 26)),
        (2, Form::Greeting, date(2026, 11, 23)),
    ];
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let id: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(id, "刘联络".into(), None))?;
        let task = |(at, form, due): &(usize, Form, Date)| Task {
            form: *form,
            ..Task::new(act.new_id(), elders[*at], id, None, OPENS, *due)
        };
        let tasks: Vec<Task> = owed.iter().map(task).collect();
        task::store::insert_all(tx, act.bureau(), &tasks)?;
        Ok((id, tasks.iter().map(|task| task.id).collect()))
    };
    world.app.db.write(work).await.unwrap()
}

#[test]
fn a_liaison_has_a_day_of_her_own_and_makes_her_calls() {
    on_each_engine(async |world| {
        let (ward, _) = ward(&world).await;
        let (staff, tasks) = liaison(&world, &ward).await;
        let mut liu = world.signed_in_as(Role::Clerk, "liu", Some(staff)).await;
        let day = liu.get("/today").await.text();
        assert!(day.contains("逾期 1 位") && day.contains("今天 2 位") && day.contains("生日祝贺"), "{day}");
        assert!(
            day.contains("独居") && day.contains("90 天没见过") && day.contains("80 岁以上"),
            "why: {day}"
        );
        assert!(!day.contains("打印今天的日程表"), "the paper is the doctors'");
        let calls = liu.get("/calls").await.text();
        assert!(calls.contains("今天要打 2 个") && calls.contains("tel:15400005520"), "{calls}");
        let call = |at: usize| format!("/tasks/{}/call", tasks[at]);
        let one = [("version", "1"), ("back", "calls"), ("outcome", "well"), ("said", "")];
        let answer = liu.post(&call(0), &one).await;
        assert_eq!(
            (answer.status, answer.to.as_deref()),
            (StatusCode::SEE_OTHER, Some("/calls?notice=notice-task-called")),
            "{}",
            answer.text()
        );
        let missed = [("version", "1"), ("back", "calls"), ("outcome", "missed"), ("days", "3")];
        assert_eq!(liu.post(&call(1), &missed).await.status, StatusCode::SEE_OTHER);
        assert_eq!(liu.post(&call(1), &missed).await.status, StatusCode::CONFLICT, "touched twice");
        let later = [("version", "1"), ("outcome", "later"), ("days", "7")];
        assert_eq!(liu.post(&call(2), &later).await.status, StatusCode::SEE_OTHER);
        let calls = liu.get("/calls").await.text();
        assert!(calls.contains("今天要打 0 个") && calls.contains("2026年11月26日前"), "{calls}");
        assert!(calls.contains("1 次没接通") && calls.contains("2026年11月30日前"), "{calls}");
        let ill = [
            ("version", "2"),
            ("outcome", "reached"),
            ("answered", "family"),
            ("condition", "poor"),
            ("said", ""),
        ];
        let answer = liu.post(&call(1), &ill).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("是怎么回事"), "{}", answer.text());
        let mut ill = ill.to_vec();
        ill[4] = ("said", "咳了三天，不肯去医院");
        assert_eq!(liu.post(&call(1), &ill).await.status, StatusCode::SEE_OTHER);
        let page = liu.get(&format!("/tasks/{}", tasks[1])).await.text();
        assert!(page.contains("家属") && page.contains("咳了三天"), "{page}");
    });
}

#[test]
fn a_greeting_says_how_she_was_and_what_was_given() {
    on_each_engine(async |world| {
        let (ward, visits) = ward(&world).await;
        let (staff, tasks) = liaison(&world, &ward).await;
        let mut liu = world.signed_in_as(Role::Clerk, "liu", Some(staff)).await;
        let path = format!("/tasks/{}", tasks[3]);
        let page = liu.get(&path).await.text();
        assert!(page.contains("送了什么"), "{page}");
        let mut fields =
            vec![("version", "1"), ("settled_on", "2026-11-23"), ("said", "精神很好"), ("given", "蛋糕一个")];
        let answer = liu.post(&format!("{path}/settled"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("请选老人家现在怎么样") && answer.text().contains("蛋糕一个"));
        fields.push(("condition", "good"));
        assert_eq!(liu.post(&format!("{path}/settled"), &fields).await.status, StatusCode::SEE_OTHER);
        assert!(liu.get(&path).await.text().contains("蛋糕一个"));
        let others = format!("/tasks/{}", visits[0]);
        let tried = [("version", "1"), ("tried_on", "2026-11-23"), ("again", "3")];
        let refused = liu.post(&format!("{others}/not-reached"), &tried).await;
        assert!(refused.text().contains("责任医生的任务"), "a doctor says himself whom he met");
        let call = [("version", "1"), ("outcome", "well")];
        assert!(liu.post(&format!("{others}/call"), &call).await.text().contains("责任医生的任务"));
    });
}

#[test]
fn somebody_without_tasks_is_told_why() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/today").await.text().contains("您名下没有任务"));
        assert_eq!(clerk.get("/calls").await.status, StatusCode::OK);
        let mut auditor = world.signed_in(Role::Auditor).await;
        assert_eq!(auditor.get("/today").await.status, StatusCode::FORBIDDEN);
    });
}
