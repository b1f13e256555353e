//! Pictures that show that a task was done.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{
    photo::Picture,
    task::{self, TaskId},
};

use super::{doctor, visit, ward};
use crate::{
    photo::file,
    world::{World, on_each_engine},
};

/// A picture to any task, for the matrix.
pub async fn put(world: &World, task: TaskId) {
    let (act, picture) = (world.hand(Role::Clerk), Picture::of(&file(40)).unwrap());
    world.app.db.write(move |tx| task::store::photo::insert(tx, &act, task, &picture)).await.unwrap();
}

#[test]
fn a_photo_is_put_to_what_is_done_and_seen_by_whoever_reads_the_report() {
    on_each_engine(async |world| {
        let (ward, tasks) = ward(&world).await;
        let mut wang = doctor(&world, "wang", ward.wang).await;
        let path = format!("/tasks/{}", tasks[0]);
        wang.get(&path).await;
        let photos = format!("{path}/photos");
        let early = wang.upload(&photos, &[], "门口.jpg", &file(40)).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(early.text().contains("记好以后才能加照片"));
        wang.post(&format!("{path}/done"), &visit("2026-11-20", "1")).await;
        let wrong = wang.upload(&photos, &[], "信.txt", b"no picture").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wang.upload(&photos, &[], "门口.jpg", &file(40)).await.status, StatusCode::SEE_OTHER);
        assert!(wang.get(&path).await.text().contains(&format!("src=\"{photos}/1\"")));
        let seen = wang.get(&format!("{photos}/1")).await;
        assert_eq!(seen.headers["content-type"], "image/jpeg");
        let mut leader = world.signed_in(Role::Leader).await;
        assert!(!leader.get(&path).await.text().contains("/photos/1"), "it may show how the elder is");
        assert_eq!(leader.get(&format!("{photos}/1")).await.status, StatusCode::FORBIDDEN);
        let mut zhang = doctor(&world, "zhang", ward.zhang).await;
        assert_eq!(zhang.get(&format!("{photos}/1")).await.status, StatusCode::NOT_FOUND);
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get(&path).await;
        let remove = format!("{photos}/1/remove");
        assert_eq!(clerk.post(&remove, &[("version", "7")]).await.status, StatusCode::CONFLICT);
        assert_eq!(clerk.post(&remove, &[("version", "1")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.get(&format!("{photos}/1")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(wang.upload(&photos, &[], "门口.jpg", &file(90)).await.status, StatusCode::SEE_OTHER);
        assert!(wang.get(&path).await.text().contains("/photos/2"), "a number is not given twice");
    });
}
