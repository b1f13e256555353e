//! The watch: what goes wrong quietly is named, and each sees only his own.

use axum::http::StatusCode;
use cq_platform::{db::Tx, policy::Role};
use cq_registry::watch::{model::Limits, store};

use crate::{
    target::{Owed, four, owe, visit},
    ward::Ward,
    world::{Browser, World, on_each_engine},
};

async fn seen(browser: &mut Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    page.text()
}

async fn execute(world: &World, sql: &'static str, ids: Vec<uuid::Uuid>) {
    let bureau = world.bureau.id;
    let write = move |tx: &Tx<'_>| {
        for id in &ids {
            tx.execute(sql, &[&bureau, id])?;
        }
        Ok(())
    };
    world.app.db.write(write).await.unwrap();
}

async fn tally(world: &World, limits: Limits) -> store::Tally {
    let act = world.hand(Role::Clerk);
    world.app.db.read(move |conn| store::tally(conn, &act, limits)).await.unwrap()
}

#[test]
fn whoever_lives_alone_and_was_not_heard_of_is_named_until_somebody_was_there() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let [shan, qiu, ma, xie] = ward.elders[..] else { unreachable!() };
        owe(
            &world,
            vec![
                visit(shan, ward.wang, "2026-11-20", Some("2026-11-12")),
                visit(qiu, ward.wang, "2026-10-20", Some("2026-10-25")),
                visit(ma, ward.zhang, "2026-10-20", Some("2026-10-23")),
            ],
        )
        .await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let names = seen(&mut clerk, "/watch/alone").await;
        assert!(names.contains("解淑兰") && names.contains("从来没有"), "{names}");
        assert!(names.contains("马玉珍") && names.contains("31 天前"), "{names}");
        assert!(!names.contains("单国英") && !names.contains("仇德昌"), "heard of within 30 days: {names}");
        assert_eq!(tally(&world, Limits::default()).await.alone, 2, "as many as there are names");
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        let his = seen(&mut zhang, "/watch/alone").await;
        assert!(his.contains("马玉珍") && !his.contains("解淑兰"), "only whom he answers for: {his}");
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        assert!(seen(&mut wang, "/watch").await.contains("现在没有要提醒的"));
        owe(&world, vec![visit(xie, ward.chen, "2026-11-23", Some("2026-11-23"))]).await;
        assert!(!seen(&mut clerk, "/watch/alone").await.contains("解淑兰"), "somebody was there");
    });
}

#[test]
fn the_bureau_says_how_long_is_too_long_and_how_much_too_much() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let [shan, _, ma, _] = ward.elders[..] else { unreachable!() };
        let mut tasks = vec![visit(shan, ward.wang, "2026-11-20", Some("2026-11-12"))];
        tasks.extend((0..5).map(|_| visit(shan, ward.wang, "2026-11-29", None)));
        tasks.push(visit(shan, ward.wang, "2026-11-20", None));
        // Later than a week from now: not yet a load.
        tasks.extend((0..9).map(|_| visit(ma, ward.zhang, "2026-12-20", None)));
        owe(&world, tasks).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        seen(&mut clerk, "/settings/watch").await;
        for (days, load) in [("0", "5"), ("366", "5"), ("10", "0"), ("10", ""), ("x", "5")] {
            let wrong = clerk.post("/settings/watch", &[("alone_days", days), ("load", load)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{days} {load}");
        }
        assert!(seen(&mut clerk, "/settings/watch").await.contains("还没有定过"), "nothing was kept");
        let set = clerk.post("/settings/watch", &[("alone_days", "10"), ("load", "5")]).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text());
        assert!(seen(&mut clerk, "/watch/alone").await.contains("单国英"), "11 days are too long now");
        let loads = seen(&mut clerk, "/watch/load").await;
        assert!(loads.contains("王建国") && loads.contains(">6<"), "{loads}");
        assert!(!loads.contains("张丽华"), "{loads}");
        let mut leader = world.signed_in(Role::Leader).await;
        assert!(seen(&mut leader, "/watch").await.contains("10 天"));
        assert_eq!(leader.get("/settings/watch").await.status, StatusCode::FORBIDDEN);
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        assert!(
            !seen(&mut zhang, "/watch/load").await.contains("王建国"),
            "another's load is not his to see"
        );
        assert_eq!(zhang.get("/watch/rules").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn what_somebody_owes_who_is_gone_or_nobody_answers_for_is_named() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let [shan, _, ma, _] = ward.elders[..] else { unreachable!() };
        let call = Owed { form: "phone-call", ..visit(ma, ward.zhang, "2026-11-30", None) };
        let ids = owe(&world, vec![visit(shan, ward.wang, "2026-11-20", None), call]).await;
        let none = tally(&world, Limits::default()).await;
        assert_eq!((none.left, none.fallback), (0, 0));
        execute(&world, "UPDATE task SET is_fallback = 1 WHERE bureau_id = $1 AND id = $2", vec![ids[1]])
            .await;
        // Wang's account is closed and nobody stands in for him.
        world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        execute(
            &world,
            "UPDATE account SET closed_at = 1 WHERE bureau_id = $1 AND staff_id = $2",
            vec![ward.wang.0],
        )
        .await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let left = seen(&mut clerk, "/watch/left").await;
        assert!(left.contains("单国英") && left.contains("逾期") && !left.contains("马玉珍"), "{left}");
        let fallback = seen(&mut clerk, "/watch/fallback").await;
        assert!(
            fallback.contains("马玉珍") && fallback.contains("电话") && !fallback.contains("单国英"),
            "{fallback}"
        );
        let both = tally(&world, Limits::default()).await;
        assert_eq!((both.left, both.fallback), (1, 1));
        // Somebody stands in: it is looked after.
        let sql = "INSERT INTO absence (bureau_id, id, staff_id, reason, from_on, until_on, substitute_id, state, made_at, version)
            SELECT $1, $2, $2, 'leave', '2026-11-20', '2026-11-30', s.id, 'holds', 0, 1 FROM staff s WHERE s.bureau_id = $1 AND s.name = '陈志强'";
        execute(&world, sql, vec![ward.wang.0]).await;
        assert_eq!(tally(&world, Limits::default()).await.left, 0);
        // He resigns.
        let sql = "UPDATE absence SET reason = 'resigned', until_on = NULL WHERE bureau_id = $1 AND id = $2";
        execute(&world, sql, vec![ward.wang.0]).await;
        assert_eq!(tally(&world, Limits::default()).await.left, 1);
    });
}

#[test]
fn a_rule_that_makes_nothing_says_why() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let rule = crate::rule::drafted(&world, ward.zhang).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(
            seen(&mut clerk, "/watch/rules").await.contains("每条规则都派出了任务"),
            "a draft makes nothing yet"
        );
        let act = world.hand(Role::Clerk);
        let publish = move |tx: &Tx<'_>| {
            let version = cq_registry::rule::store::find(tx, act.bureau(), rule)?.version;
            cq_registry::rule::actions::publish(tx, &act, rule, version, act.today())
        };
        world.app.db.write(publish).await.unwrap();
        let page = seen(&mut clerk, "/watch/rules").await;
        assert!(page.contains(&rule.to_string()) && page.contains("还没有排过"), "{page}");
        let act = world.hand(Role::Clerk);
        cq_registry::rule::plan::run(&world.app, &act, None, None).await.unwrap();
        let page = seen(&mut clerk, "/watch/rules").await;
        assert!(!page.contains("还没有排过"), "{page}");
    });
}
