//! A doctor's paper sheet, keyed back by a clerk.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::task::TaskId;

use super::{doctor, visit, ward};
use crate::world::{World, on_each_engine};

/// A row of the grid as it is filled in.
fn row(id: TaskId, on: &str, treatment: &str) -> Vec<(String, String)> {
    let cells = [
        ("version", "1"),
        ("date", on),
        ("condition", "fair"),
        ("services", "treatment"),
        ("treatment", treatment),
        ("advice", "少盐"),
    ];
    cells.into_iter().map(|(name, value)| (format!("{name}-{id}"), value.to_owned())).collect()
}

async fn done(world: &World) -> i64 {
    let bureau = world.bureau.id;
    let sql = "SELECT COUNT(*) FROM task WHERE bureau_id = $1 AND state = 'done' AND entered_from = 'paper'";
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap().0
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn all_rows_are_saved_or_none_and_nothing_typed_is_lost() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/sheets?doctor={}&on=2026-11-23", ward.wang)).await.text();
        assert!(
            page.find("单国英") < page.find("仇德昌") && !page.contains("令狐守义"),
            "in the sheet's order: {page}"
        );
        let early = clerk.get(&format!("/sheets?doctor={}&on=2026-11-21", ward.wang)).await.text();
        assert!(early.contains("单国英") && !early.contains("仇德昌"), "what was on that sheet only");
        let head = [("doctor".to_owned(), ward.wang.to_string()), ("on".to_owned(), "2026-11-23".to_owned())];
        let with = |rows: &[Vec<(String, String)>]| [head.to_vec(), rows.concat()].concat();
        let fields = with(&[row(tasks[0], "2026-11-20", "血压 150/86"), row(tasks[1], "2026-11-24", "听诊")]);
        let answer = clerk.post("/sheets", &pairs(&fields)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(
            page.contains("这一天还没到") && page.contains("血压 150/86") && page.contains("听诊"),
            "{page}"
        );
        assert_eq!(page.matches("class=\"is-wrong\"").count(), 1, "the wrong row only");
        assert_eq!(done(&world).await, 0, "none");
        let fields = with(&[row(tasks[0], "2026-11-20", ""), row(tasks[1], "2026-11-23", "听诊")]);
        let page = clerk.post("/sheets", &pairs(&fields)).await.text();
        assert!(page.contains("请写做了什么诊疗"), "{page}");
        let mut unsaid = with(&[row(tasks[0], "2026-11-20", "血压 150/86")]);
        unsaid.retain(|(name, _)| !name.starts_with("services-"));
        let page = clerk.post("/sheets", &pairs(&unsaid)).await.text();
        assert!(page.contains("请选这次做了哪些服务"), "{page}");
        let none = clerk.post("/sheets", &pairs(&with(&[]))).await;
        assert!(none.text().contains("一行都还没有填"));
        let fields = with(&[row(tasks[0], "2026-11-20", "血压 150/86"), row(tasks[1], "2026-11-23", "听诊")]);
        let answer = clerk.post("/sheets", &pairs(&fields)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(done(&world).await, 2);
        let page = clerk.get(&format!("/tasks/{}", tasks[0])).await.text();
        assert!(page.contains("纸质日程表") && page.contains("2026年11月20日"), "{page}");
        assert_eq!(clerk.post(&format!("/tasks/{}/undo", tasks[0]), &[]).await.status, StatusCode::SEE_OTHER);
        let mut wang = doctor(&world, "wang", ward.wang).await;
        assert_eq!(wang.get("/sheets").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn the_doctor_was_faster_with_one_row() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get(&format!("/sheets?doctor={}&on=2026-11-23", ward.wang)).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}/done", tasks[0]);
        assert_eq!(wang.post(&path, &visit("2026-11-20", "1")).await.status, StatusCode::SEE_OTHER);
        let rows = [row(tasks[0], "2026-11-20", "血压 150/86"), row(tasks[1], "2026-11-23", "听诊")].concat();
        let head = [("doctor".to_owned(), ward.wang.to_string()), ("on".to_owned(), "2026-11-23".to_owned())];
        let answer = clerk.post("/sheets", &pairs(&[head.to_vec(), rows].concat())).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("已经有人记了"), "{}", answer.text());
        assert_eq!(done(&world).await, 0);
    });
}
