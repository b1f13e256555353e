//! The morning digest: written once, read again as it was, and to each his own.

use axum::http::StatusCode;
use cq_platform::{db::Tx, policy::Role};
use cq_registry::digest;

use crate::{
    target::{four, owe, visit},
    ward::Ward,
    world::{Browser, PASSWORD, World, on_each_engine},
};

async fn seen(browser: &mut Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    page.text()
}

async fn write(world: &World) -> Option<usize> {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| digest::write(tx, &act)).await.unwrap()
}

/// Wang owes two visits, Zhang one; 解淑兰 has nobody and was never seen.
async fn morning(world: &World) -> Ward {
    let ward = Ward::of(world, four()).await;
    let [shan, qiu, ma, _] = ward.elders[..] else { unreachable!() };
    owe(
        world,
        vec![
            visit(shan, ward.wang, "2026-11-20", None),
            visit(qiu, ward.wang, "2026-11-23", None),
            visit(ma, ward.zhang, "2026-11-30", None),
            visit(ma, ward.zhang, "2026-12-01", None),
            visit(shan, ward.wang, "2026-11-12", Some("2026-11-12")),
            visit(qiu, ward.wang, "2026-11-12", Some("2026-11-12")),
            visit(ma, ward.zhang, "2026-11-12", Some("2026-11-12")),
        ],
    )
    .await;
    ward
}

#[test]
fn two_servers_write_the_day_down_once() {
    on_each_engine(async |world| {
        morning(&world).await;
        let (one, other) = tokio::join!(write(&world), write(&world));
        assert!(one.is_some() != other.is_some(), "{one:?} {other:?}");
        assert_eq!(one.or(other), Some(3), "Wang, Zhang, and whoever has nobody");
        assert_eq!(write(&world).await, None, "and not again after a restart");
        let bureau = world.bureau.id;
        let parts = "SELECT COUNT(*) FROM digest_part WHERE bureau_id = $1";
        let parts = world.app.db.read(move |conn| conn.one::<(i64,)>(parts, &[&bureau])).await.unwrap().0;
        assert_eq!(parts, 3);
        world.at("2026-11-24T01:30:00Z");
        assert!(write(&world).await.is_some(), "another day is another digest");
    });
}

#[test]
fn yesterdays_is_read_again_as_it_was() {
    on_each_engine(async |world| {
        morning(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let live = seen(&mut clerk, "/digest").await;
        assert!(live.contains("还没有写下") && live.contains("单国英"), "{live}");
        write(&world).await;
        let bureau = world.bureau.id;
        let done = "UPDATE task SET state = 'done', done_on = '2026-11-23', report = $2, closed_at = 1 WHERE bureau_id = $1 AND state = 'open'";
        world.app.db.write(move |tx: &Tx<'_>| tx.execute(done, &[&bureau, &vec![0_u8]])).await.unwrap();
        world.at("2026-11-24T01:30:00Z");
        clerk.sign_in("clerk", PASSWORD).await;
        let now = seen(&mut clerk, "/digest").await;
        assert!(!now.contains("单国英") && now.contains("/digest?day=2026-11-23"), "{now}");
        let before = seen(&mut clerk, "/digest?day=2026-11-23").await;
        for word in
            ["单国英", "仇德昌", "马玉珍", "解淑兰", "王建国", "张丽华", "没有责任医生的", "之后不再变"]
        {
            assert!(before.contains(word), "{word}: {before}");
        }
        for day in ["2026-11-22", "2026-11-25", "昨天"] {
            assert_eq!(clerk.get(&format!("/digest?day={day}")).await.status, StatusCode::NOT_FOUND, "{day}");
        }
    });
}

#[test]
fn each_reads_his_own_and_whoever_leads_reads_all() {
    on_each_engine(async |world| {
        let ward = morning(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let mut leader = world.signed_in(Role::Leader).await;
        for is_written in [false, true] {
            if is_written {
                write(&world).await;
            }
            let his = seen(&mut wang, "/digest").await;
            assert!(
                his.contains("单国英") && !his.contains("马玉珍") && !his.contains("解淑兰"),
                "{is_written}: {his}"
            );
            let all = seen(&mut leader, "/digest").await;
            assert!(
                all.contains("单国英") && all.contains("马玉珍") && all.contains("解淑兰"),
                "{is_written}: {all}"
            );
        }
        let mut auditor = world.signed_in(Role::Auditor).await;
        assert_eq!(auditor.get("/digest").await.status, StatusCode::FORBIDDEN);
    });
}
