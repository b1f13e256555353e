//! A closed period is as it was, whatever comes later; what comes later is shown beside it.

use axum::http::StatusCode;
use cq_platform::{
    Error,
    db::{Conn, Tx},
    ids::StaffId,
    policy::Role,
};
use cq_registry::{
    target::{
        TargetId, actions, closing,
        model::{Actual, Measure, Number, Period, Work},
        store::figure::Asked,
    },
    task::model::Form as TaskForm,
};

use super::{draft, four, make, owe, revise, visit, visits, withdraw};
use crate::{
    ward::Ward,
    world::{Browser, PASSWORD, World, on_each_engine},
};

async fn close(world: &World, id: TargetId, nth: i8) -> Result<(), Error> {
    let actor = world.hand(Role::Clerk).actor;
    closing::close(&world.app, &actor, id, nth).await
}

async fn third_quarter(world: &World, id: TargetId) -> Actual {
    let act = world.hand(Role::Clerk);
    let read = move |conn: &Conn<'_>| {
        let target = cq_registry::target::store::find(conn, act.bureau(), id)?.target;
        let closed = actions::closed(conn, &act, id)?;
        actions::outcome(conn, &act, target.number().unwrap(), &closed, 2026, 3)
    };
    world.app.db.read(read).await.unwrap().actual.unwrap()
}

async fn seen(browser: &mut Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    page.text()
}

/// Two visits in summer of which one was done, and who answers for the target.
async fn summer(world: &World) -> (Ward, TargetId, TargetId, StaffId) {
    let ward = Ward::of(world, four()).await;
    let [shan, qiu, ..] = ward.elders[..] else { unreachable!() };
    owe(
        world,
        vec![
            visit(shan, ward.wang, "2026-08-20", Some("2026-08-12")),
            visit(qiu, ward.wang, "2026-09-20", None),
        ],
    )
    .await;
    let reached = make(world, draft("走访独居", ward.zhang, visits(95))).await.unwrap();
    let done = Measure::Done { work: Work::Form(TaskForm::HomeVisit) };
    let done = Number { measure: done, aim: 2, period: Period::Quarter, ..visits(95) };
    let done = make(world, draft("上门次数", ward.zhang, done)).await.unwrap();
    let zhang = ward.zhang;
    (ward, reached, done, zhang)
}

#[test]
fn nothing_that_comes_later_changes_a_closed_figure_or_its_names() {
    on_each_engine(async |world| {
        let (ward, reached, done, zhang) = summer(&world).await;
        for id in [reached, done] {
            close(&world, id, 3).await.unwrap();
        }
        let before = (third_quarter(&world, reached).await, third_quarter(&world, done).await);
        assert_eq!(before, (Actual { hit: 1, of: 4 }, Actual { hit: 1, of: 2 }));
        // The next day somebody finds a note: 仇德昌 and 马玉珍 were visited in September. 单国英 dies, 解淑兰 is called otherwise.
        world.at("2026-11-24T01:30:00Z");
        let [shan, qiu, ma, xie] = ward.elders[..] else { unreachable!() };
        owe(
            &world,
            vec![
                visit(qiu, ward.wang, "2026-09-20", Some("2026-09-18")),
                visit(ma, ward.zhang, "2026-09-21", Some("2026-09-19")),
            ],
        )
        .await;
        let bureau = world.bureau.id;
        let change = move |tx: &Tx<'_>| {
            tx.execute(
                "UPDATE person SET ended_on = '2026-11-24', ended_because = 'died' WHERE bureau_id = $1 AND id = $2",
                &[&bureau, &shan],
            )?;
            tx.execute("UPDATE person SET name = '谢淑兰' WHERE bureau_id = $1 AND id = $2", &[&bureau, &xie])
        };
        world.app.db.write(change).await.unwrap();
        let heading = draft("改了名的", zhang, visits(10));
        revise(&world, reached, 1, heading).await.unwrap();
        assert_eq!((third_quarter(&world, reached).await, third_quarter(&world, done).await), before);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = seen(&mut clerk, &format!("/targets/{reached}?period=3")).await;
        for word in ["25.0%", "至少 95%", "关账", "关账以后补记的", "仇德昌", "马玉珍", "没达到"]
        {
            assert!(page.contains(word), "{word}: {page}");
        }
        let names = seen(&mut clerk, &format!("/targets/{reached}/names?period=3&which=all")).await;
        for word in ["单国英", "解淑兰", "名单是当时的"] {
            assert!(names.contains(word), "{word}: {names}");
        }
        assert!(!names.contains("谢淑兰"), "as it was: {names}");
        let hit = seen(&mut clerk, &format!("/targets/{reached}/names?period=3&which=hit")).await;
        assert!(hit.contains("单国英") && !hit.contains("仇德昌"), "{hit}");
        let late = seen(&mut clerk, &format!("/targets/{done}?period=3")).await;
        assert!(late.contains("有 2 条是关账以后才记上的"), "{late}");
        let running = seen(&mut clerk, &format!("/targets/{reached}?period=4")).await;
        assert!(running.contains("至少 10%") && !running.contains("关账以后补记的"), "{running}");
    });
}

#[test]
fn of_two_who_close_one_wins_and_a_closed_period_stays_closed() {
    on_each_engine(async |world| {
        let (_, id, _, zhang) = summer(&world).await;
        let (one, other) = tokio::join!(close(&world, id, 3), close(&world, id, 3));
        let lost = if one.is_ok() { &other } else { &one };
        assert!(one.is_ok() != other.is_ok() && matches!(lost, Err(Error::Conflict)), "{one:?} {other:?}");
        assert!(matches!(close(&world, id, 3).await, Err(Error::Conflict)), "closed for good");
        let monthly = Number { period: Period::Month, ..visits(95) };
        let moved = revise(&world, id, 1, draft("走访独居", zhang, monthly)).await;
        assert!(matches!(moved, Err(Error::Invalid(errors)) if errors[0].0 == "period"));
        withdraw(&world, id, 1).await.unwrap();
        assert_eq!(third_quarter(&world, id).await.hit, 1, "what was sealed outlives the target");
        assert!(matches!(close(&world, id, 2).await, Err(Error::Refused(_))), "it was taken back");
    });
}

#[test]
fn what_is_not_over_is_not_closed_and_only_clerks_close() {
    on_each_engine(async |world| {
        let (ward, id, ..) = summer(&world).await;
        assert!(matches!(close(&world, id, 4).await, Err(Error::Refused(_))), "it runs");
        assert!(matches!(close(&world, id, 5).await, Err(Error::NotFound)), "there is no fifth quarter");
        let actor = world.hand(Role::Leader).actor;
        let led = closing::close(&world.app, &actor, id, 3).await;
        assert!(matches!(led, Err(Error::Forbidden)), "{led:?}");
        let mut leader = world.signed_in(Role::Leader).await;
        assert!(!seen(&mut leader, "/targets").await.contains("全部关账"));
        let mut clerk = world.signed_in(Role::Clerk).await;
        let wrong = clerk.post(&format!("/targets/{id}/close"), &[("period", "第三")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let early = clerk.post(&format!("/targets/{id}/close"), &[("period", "4")]).await;
        assert!(early.status.is_client_error() && early.text().contains("还没有过完"), "{}", early.text());
        let page = seen(&mut clerk, &format!("/targets/{id}?period=3")).await;
        assert!(page.contains("不能再打开"), "it says what closing means: {page}");
        let tree = seen(&mut clerk, "/targets").await;
        assert!(tree.contains("有 6 段已经过完"), "three quarters of two: {tree}");
        let all = clerk.post("/targets/close", &[("year", "2026")]).await;
        assert_eq!(all.status, StatusCode::SEE_OTHER, "{}", all.text());
        let tree = seen(&mut clerk, "/targets").await;
        assert!(tree.contains("已关账") && !tree.contains("全部关账"), "{tree}");
        world.at("2027-01-04T01:30:00Z");
        clerk.sign_in("clerk", PASSWORD).await;
        assert!(seen(&mut clerk, "/targets?year=2026").await.contains("有 2 段已经过完"));
        drop(ward);
    });
}

#[test]
fn a_closing_that_was_cut_off_is_taken_over_and_its_former_hand_is_refused() {
    on_each_engine(async |world| {
        let (_, id, ..) = summer(&world).await;
        let act = world.hand(Role::Clerk);
        let cut = world.app.db.write(move |tx| closing::begin(tx, &act, id, 3)).await.unwrap();
        assert!(matches!(close(&world, id, 3).await, Err(Error::Conflict)), "somebody is at it");
        let act = world.hand(Role::Clerk);
        let names = move |conn: &Conn<'_>| {
            let span = Period::Quarter.span(2026, 3).unwrap();
            let asked = Asked::of(conn, &act, &visits(95), span)?;
            asked.actual(conn, &act)?;
            closing::look(conn, &act, &visits(95), span).map(|(_, names)| names)
        };
        let names = world.app.db.read(names).await.unwrap();
        let (act, written) = (world.hand(Role::Clerk), names.clone());
        let cut = world.app.db.write(move |tx| closing::put(tx, &act, cut, &written)).await.unwrap();
        assert_eq!(third_quarter(&world, id).await.of, 4, "nobody is shown what is not finished");
        world.at("2026-11-23T01:33:00Z");
        close(&world, id, 3).await.unwrap();
        let act = world.hand(Role::Clerk);
        let late = world.app.db.write(move |tx| closing::put(tx, &act, cut, &names)).await;
        assert!(matches!(late, Err(Error::Conflict)), "it is another's by now");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = seen(&mut clerk, &format!("/targets/{id}/names?period=3&which=all")).await;
        assert_eq!(page.matches("class=\"row-link\"").count(), 4, "nothing twice: {page}");
    });
}
