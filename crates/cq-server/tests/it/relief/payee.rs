//! To whom relief is paid, for whom it is, and how often: relatives are those on record and alive, the same is asked for once.

use axum::http::StatusCode;
use cq_platform::{Error, db::Tx, policy::Role};
use cq_registry::relation::{self, Kind, New, Other};
use cq_relief::application::{ReliefId, actions, model::Relation};

use super::{Desk, PASSBOOK, browser, draft, filled, payee};
use crate::world::{World, on_each_engine};

/// The two elders are married.
async fn married(world: &World, desk: &Desk) {
    let other = Other::Known(desk.elders[1]);
    let new =
        New { other, kind: Kind::Spouse, is_contact: false, is_proxy: false, since: None, remark: None };
    relation::add(&world.app, &world.hand(Role::Clerk), desk.elders[0], new).await.unwrap();
}

const SPOUSE: [(&str, &str); 3] = [("kind", "urgent"), ("yuan", "2000"), ("payee_relation", "spouse")];

#[test]
fn a_relative_is_paid_who_is_on_record_and_lives_and_another_one_with_a_reason() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = browser(&world, "张科员").await;
        let person = desk.elders[0].to_string();
        let asked = |name: &'static str, why: &'static str| {
            let changed = [&SPOUSE[..], &[("payee_name", name), ("payee_unlisted", why)]].concat();
            filled(&person, &changed)
                .into_iter()
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect::<Vec<_>>()
        };
        let mut post = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            clerk.post("/relief", &fields).await
        };
        let unknown = post(asked("欧阳德昌", "")).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unknown.text().contains("不在单国英登记的这类家属里"), "{}", unknown.text());
        married(&world, &desk).await;
        let made = post(asked("欧阳德昌", "")).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let twice = post(asked("邻居老马", "子女在外地，邻居代收")).await;
        assert!(
            twice.text().contains("还没办完") && twice.text().contains("近一年的救助申请"),
            "{}",
            twice.text()
        );
        let mut again = asked("邻居老马", "子女在外地，邻居代收");
        again.push(("again".to_owned(), "又遭了水".to_owned()));
        let again = post(again).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        let shown = clerk.get(again.to.unwrap().split('?').next().unwrap()).await.text();
        assert!(shown.contains("邻居代收") && shown.contains("id=\"earlier\""), "{shown}");
    });
}

#[test]
fn of_many_who_write_the_same_down_at_once_one_does() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let hands = desk.hands(&world);
        // The second time each connection is there and knows the statements, so that all four begin as one.
        for kind in ["illness", "urgent"] {
            let take = || {
                let of = draft(desk.elders[0], "单国英", kind, 200_000);
                let of = cq_relief::application::draft::Draft { again: String::new(), ..of };
                let act = hands.zhang.clone();
                world.app.db.write(move |tx| actions::take(tx, &act, &of))
            };
            let all = tokio::join!(take(), take(), take(), take());
            let refused = |taken: &Result<ReliefId, Error>| matches!(taken, Err(Error::Invalid(errors)) if errors[0].1.key == "relief-again-why");
            let refused = [&all.0, &all.1, &all.2, &all.3].iter().filter(|taken| refused(taken)).count();
            assert_eq!(refused, 3, "{all:?}");
        }
    });
}

#[test]
fn nobody_is_paid_in_the_name_of_a_spouse_who_has_died() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        married(&world, &desk).await;
        let hands = desk.hands(&world);
        let spouse = || cq_relief::application::said::Payee {
            relation: Relation::Spouse,
            ..payee("欧阳德昌", PASSBOOK)
        };
        let of = draft(desk.elders[0], "单国英", "urgent", 200_000);
        let of = cq_relief::application::draft::Draft { payee: spouse(), ..of };
        let (act, first) = (hands.zhang.clone(), of.clone());
        let id: ReliefId = world.app.db.write(move |tx| actions::take(tx, &act, &first)).await.unwrap();
        crate::repeat::died(&world, desk.elders[1]).await;
        let act = hands.zhang.clone();
        let filed = world.app.db.write(move |tx: &Tx<'_>| actions::file(tx, &act, id, 1)).await;
        assert!(matches!(filed, Err(Error::Refused(text)) if text.key == "relief-payee-died"));
        let act = hands.zhang.clone();
        let taken = world.app.db.write(move |tx| actions::take(tx, &act, &of)).await;
        assert!(matches!(taken, Err(Error::Invalid(errors)) if errors[0].1.key == "relief-payee-died"));
        let mut clerk = browser(&world, "张科员").await;
        let page = clerk.get(&format!("/relief/{id}")).await.text();
        assert!(page.contains("收款人欧阳德昌已于") && !page.contains("/file\""), "{page}");
        let act = hands.zhang.clone();
        let own = payee("单国英", PASSBOOK);
        world.app.db.write(move |tx| actions::put_payee(tx, &act, id, 1, &own)).await.unwrap();
        let act = hands.zhang.clone();
        world.app.db.write(move |tx| actions::file(tx, &act, id, 2)).await.unwrap();
    });
}

#[test]
fn what_is_a_survivors_is_for_survivors() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let (hands, of) = (desk.hands(&world), draft(desk.elders[0], "单国英", "survivor", 200_000));
        let taken = world.app.db.write(move |tx| actions::take(tx, &hands.zhang, &of)).await;
        assert!(matches!(taken, Err(Error::Invalid(errors)) if errors[0].1.key == "relief-kind-not-for"));
        let mut clerk = browser(&world, "张科员").await;
        let page = clerk.get(&format!("/relief/new?person={}", desk.elders[0])).await.text();
        assert!(!page.contains("value=\"survivor\"") && page.contains("value=\"urgent\""), "{page}");
    });
}
