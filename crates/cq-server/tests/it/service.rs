//! What doctors did, whom nobody has seen, and what elders say of it when somebody else asks.

use axum::http::StatusCode;
use cq_care::service::{self, model::Said};
use cq_platform::{
    Error,
    actor::Actor,
    identity,
    ids::{AccountId, StaffId},
    policy::Role,
};
use cq_registry::{
    person::PersonId,
    task::{self, Task, TaskId},
};
use jiff::civil::{Date, date};

use crate::{
    ward::{Ward, elder},
    world::{World, on_each_engine},
};

/// A visit by `doctor`, done on that day.
pub async fn visited(world: &World, person: PersonId, doctor: StaffId, on: Date) -> TaskId {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let task = Task::new(act.new_id(), person, doctor, None, on, on);
        task::store::insert_all(tx, act.bureau(), std::slice::from_ref(&task))?;
        tx.execute(
            "UPDATE task SET state = 'done', done_on = $3 WHERE bureau_id = $1 AND id = $2",
            &[act.bureau(), &task.id, &on],
        )?;
        Ok(task.id)
    };
    world.app.db.write(work).await.unwrap()
}

async fn ward(world: &World) -> Ward {
    let elders = vec![
        elder("单国英", "1947", "I10", Some(0)),
        elder("仇德昌", "1938", "J44", Some(0)),
        elder("令狐守义", "1931", "I10", Some(1)),
        elder("万俟春", "1931", "I10", None),
    ];
    Ward::of(world, elders).await
}

#[test]
fn who_was_not_seen_is_listed_for_the_bureau_and_for_each_doctor() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        visited(&world, ward.elders[0], ward.wang, date(2026, 10, 1)).await;
        visited(&world, ward.elders[1], ward.wang, date(2026, 8, 25)).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let quarter = clerk.get("/services/unseen?days=90").await.text();
        assert!(
            quarter.contains("仇德昌") && quarter.contains("90 天") && quarter.contains("令狐守义"),
            "{quarter}"
        );
        assert!(
            !quarter.contains("单国英") && !quarter.contains("万俟春"),
            "seen; without a doctor: {quarter}"
        );
        let month = clerk.get(&format!("/services/unseen?days=30&doctor={}", ward.wang)).await.text();
        assert!(month.contains("单国英") && !month.contains("令狐守义"), "{month}");
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        let his = zhang.get(&format!("/services/unseen?days=90&doctor={}", ward.wang)).await.text();
        assert!(!his.contains("仇德昌"), "another doctor's: {his}");
        assert!(zhang.get("/services/unseen?days=90").await.text().contains("令狐守义"));
        let load = clerk.get("/services?days=90").await.text();
        assert!(load.contains("王建国") && load.contains("2 / 20"), "{load}");
        for (address, status) in [
            (format!("/services/{}/month.pdf?month=2026-10", ward.wang), StatusCode::NOT_FOUND),
            ("/services".to_owned(), StatusCode::FORBIDDEN),
            ("/feedback".to_owned(), StatusCode::FORBIDDEN),
        ] {
            assert_eq!(zhang.get(&address).await.status, status, "{address}");
        }
        let own = zhang.get(&format!("/services/{}/month.pdf?month=2026-13", ward.zhang)).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "no such month");
    });
}

#[test]
fn an_elder_is_asked_once_and_a_call_that_reached_nobody_is_made_again() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let task = visited(&world, ward.elders[0], ward.wang, date(2026, 11, 20)).await;
        let old = visited(&world, ward.elders[1], ward.wang, date(2026, 10, 1)).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let list = clerk.get("/feedback").await.text();
        assert!(list.contains("单国英") && !list.contains("仇德昌"), "{list}");
        assert_eq!(
            clerk.get(&format!("/feedback/{old}")).await.status,
            StatusCode::NOT_FOUND,
            "too long ago"
        );
        let own = format!("/feedback/{task}");
        clerk.get(&own).await;
        let wrong = clerk.post(&own, &[("version", "0"), ("outcome", "asked"), ("score", "6")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let missed = [("version", "0"), ("outcome", "not-reached")];
        assert_eq!(clerk.post(&own, &missed).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&own, &missed).await.status, StatusCode::CONFLICT, "clicked twice");
        assert!(!clerk.get("/feedback").await.text().contains("单国英"), "not again today");
        world.at("2026-11-24T01:30:00Z");
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        assert!(clerk.get("/feedback").await.text().contains("1 次没打通"));
        clerk.get(&own).await;
        let asked = [("version", "1"), ("outcome", "asked"), ("score", "5"), ("words", "量了血压，讲得很细")];
        let (mut one, mut two) = (clerk.clone(), clerk.clone());
        let (one, two) = tokio::join!(one.post(&own, &asked), two.post(&own, &asked));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both[0], StatusCode::SEE_OTHER);
        assert!(matches!(both[1], StatusCode::CONFLICT | StatusCode::NOT_FOUND), "asked once: {both:?}");
        let page = clerk.get("/feedback").await.text();
        assert!(page.contains("量了血压，讲得很细") && page.contains("5 很满意"), "{page}");
        assert!(clerk.get("/services?days=30").await.text().contains("5.0 分（问了 1 位）"));
    });
}

#[test]
fn nobody_asks_about_their_own_visit() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let task = visited(&world, ward.elders[0], ward.wang, date(2026, 11, 20)).await;
        // A doctor who keeps the bureau's papers, too.
        world.signed_in_as(Role::Clerk, "both", Some(ward.wang)).await;
        let bureau = world.bureau.id;
        let find = move |conn: &cq_platform::db::Conn<'_>| identity::store::find(conn, &bureau, "both");
        let account: AccountId = world.app.db.read(find).await.unwrap().unwrap().id;
        let actor = cq_server::cli::user::program_as(&world.bureau, Role::Clerk);
        let act = world.app.act(Actor { account: Some(account), staff: Some(ward.wang), ..actor });
        let hand = act.clone();
        let said = Said::Asked { score: 5, words: String::new() };
        let work = move |tx: &cq_platform::db::Tx<'_>| {
            assert!(service::actions::list(tx, &hand)?.is_empty(), "nor is it on their list");
            service::actions::ask(tx, &hand, task, 0, &said)
        };
        let refused = world.app.db.write(work).await;
        assert!(matches!(&refused, Err(Error::Refused(text)) if text.key == "service-own"), "{refused:?}");
        // Nor does the table take it.
        let (doctor, at) = (ward.wang, act.at);
        let by_hand = move |tx: &cq_platform::db::Tx<'_>| {
            tx.execute(
                "INSERT INTO visit_feedback (bureau_id, task_id, doctor_id, outcome, score, tries, asked_on, asked_at, asked_by,
                 asked_by_staff, version) VALUES ($1, $2, $3, 'asked', 5, 1, '2026-11-23', $4, $5, $3, 1)",
                &[&bureau, &task, &doctor, &at, &account],
            )
        };
        assert!(
            matches!(world.app.db.write(by_hand).await, Err(Error::Db(cause)) if cause.violated().is_some())
        );
    });
}
