//! A doctor accepts or declines a pair; signed and served are two figures, and each opens to its names.

use axum::http::StatusCode;
use cq_care::answer::{
    self,
    model::{Answer, What},
    store::Wanted,
};
use cq_platform::{db::Conn, ids::StaffId, policy::Role};
use cq_registry::{
    person::PersonId,
    responsibility::{self, Active, Kind, ResponsibilityId, model::Bond},
    task::store::list::Pick,
};
use jiff::civil::date;
use uuid::Uuid;

use crate::{
    service::visited,
    ward::{Ward, elder},
    world::{Browser, World, on_each_engine},
};

/// Who answers for somebody.
pub async fn pair_of(world: &World, person: PersonId) -> Option<ResponsibilityId> {
    let bureau = world.bureau.id;
    let find = move |conn: &Conn<'_>| responsibility::store::find_active(conn, &bureau, person, Kind::Doctor);
    world.app.db.read(find).await.unwrap().map(|active| active.bond.id)
}

/// A pair of a colleague's that is over: nobody answers for it any more. For the matrix, where it is another's.
pub async fn sample(world: &World, person: PersonId, staff: StaffId) -> ResponsibilityId {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let id: ResponsibilityId = act.new_id();
        let bond =
            Bond { id, person, kind: Kind::Doctor, staff, since: date(2026, 1, 1), reason: "{}".into() };
        let past = Active { bond, version: 1 }.end(date(2026, 2, 1), responsibility::Ended::Ledger)?;
        responsibility::store::insert_many(tx, act.bureau(), &[past])?;
        Ok(id)
    };
    world.app.db.write(work).await.unwrap()
}

/// Three of Wang's, one of Zhang's, one of nobody's.
async fn ward(world: &World) -> Ward {
    let elders = vec![
        elder("单国英", "1947", "I10", Some(0)),
        elder("仇德昌", "1938", "J44", Some(0)),
        elder("解秀兰", "1936", "I10", Some(0)),
        elder("令狐守义", "1931", "I10", Some(1)),
        elder("万俟春", "1931", "I10", None),
    ];
    Ward::of(world, elders).await
}

async fn give(
    wang: &mut Browser<'_>,
    pair: ResponsibilityId,
    version: &str,
    fields: &[(&str, &str)],
) -> StatusCode {
    let mut all = vec![("version", version)];
    all.extend(fields);
    wang.post(&format!("/pairings/mine/{pair}"), &all).await.status
}

/// Every figure of the bureau with how many names stand behind it.
async fn figures(world: &World) -> Vec<(What, i64, usize)> {
    let act = world.hand(Role::Clerk);
    let (first, last) = (date(2026, 8, 26), act.today());
    let read = move |conn: &Conn<'_>| {
        let areas = answer::store::figures(conn, &act, first, last)?;
        let one = |what: &What| {
            let n = areas.iter().map(|area| area.of(what)).sum();
            let after = (String::new(), Uuid::nil());
            let wanted = Wanted { what: *what, area: Pick::Any, first, last, after };
            Ok((*what, n, answer::store::names(conn, &act, &wanted, 100)?.len()))
        };
        What::ALL.iter().map(one).collect()
    };
    world.app.db.read(read).await.unwrap()
}

#[test]
fn a_doctor_answers_for_each_of_his_pairs_and_declines_reach_the_clerk() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let pair = async |at: usize| pair_of(&world, ward.elders[at]).await.unwrap();
        let pairs = [pair(0).await, pair(1).await, pair(3).await];
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let page = wang.get("/pairings/mine").await.text();
        assert!(page.contains("有 3 位还没有回复") && !page.contains("令狐守义"), "{page}");
        assert_eq!(give(&mut wang, pairs[0], "0", &[("answer", "accepted")]).await, StatusCode::SEE_OTHER);
        assert_eq!(
            give(&mut wang, pairs[1], "0", &[("answer", "declined"), ("reason", "")]).await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let why = [("answer", "declined"), ("reason", "住得太远，单程两小时")];
        assert_eq!(give(&mut wang, pairs[1], "0", &why).await, StatusCode::SEE_OTHER);
        assert_eq!(
            give(&mut wang, pairs[1], "0", &why).await,
            StatusCode::CONFLICT,
            "seen before it was given"
        );
        assert_eq!(give(&mut wang, pairs[2], "0", &why).await, StatusCode::NOT_FOUND, "another's");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let list = clerk.get("/pairings/coverage/names?what=declined").await.text();
        assert!(list.contains("仇德昌") && list.contains("住得太远") && !list.contains("单国英"), "{list}");
        assert!(pair_of(&world, ward.elders[1]).await.is_some(), "nobody is left without a doctor by it");
        // A pair that ends takes its answer with it.
        ward.pair(&world, ward.elders[1], Some(ward.zhang)).await;
        assert!(!clerk.get("/pairings/coverage/names?what=declined").await.text().contains("仇德昌"));
        assert_eq!(give(&mut wang, pairs[1], "1", &[("answer", "accepted")]).await, StatusCode::NOT_FOUND);
    });
}

#[test]
fn two_answers_at_once_and_one_holds() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let pair = pair_of(&world, ward.elders[0]).await.unwrap();
        let hand = |answer: Answer| {
            let act = world.hand_of(Role::Doctor, ward.wang);
            move |tx: &cq_platform::db::Tx<'_>| answer::actions::give(tx, &act, pair, 0, &answer)
        };
        let (one, two) = tokio::join!(
            world.app.db.write(hand(Answer::Accepted)),
            world.app.db.write(hand(Answer::Declined { reason: "不方便上门".into() })),
        );
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    });
}

#[test]
fn signed_is_not_served_and_a_figure_is_the_number_of_its_names() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        wang.get("/pairings/mine").await;
        for at in [0, 1] {
            let pair = pair_of(&world, ward.elders[at]).await.unwrap();
            assert_eq!(give(&mut wang, pair, "0", &[("answer", "accepted")]).await, StatusCode::SEE_OTHER);
        }
        visited(&world, ward.elders[0], ward.wang, date(2026, 11, 2)).await;
        visited(&world, ward.elders[1], ward.wang, date(2026, 8, 25)).await;
        visited(&world, ward.elders[3], ward.zhang, date(2026, 11, 23)).await;
        let found = figures(&world).await;
        let expected = [
            (What::All, 5),
            (What::Paired, 4),
            (What::Signed, 2),
            (What::Waiting, 2),
            (What::Declined, 0),
            (What::Served, 2),
            (What::OnlySigned, 1),
        ];
        for ((what, n, names), (of, expected)) in found.into_iter().zip(expected) {
            assert_eq!((what, n, names), (of, expected, usize::try_from(expected).unwrap()));
        }
        let mut leader = world.signed_in(Role::Leader).await;
        let page = leader.get("/pairings/coverage?days=90").await.text();
        assert!(page.contains("只签未上门"), "{page}");
        let names = leader.get("/pairings/coverage/names?what=only-signed&days=90").await.text();
        assert!(names.contains("仇德昌") && !names.contains("单国英"), "{names}");
        let year = leader.get("/pairings/coverage/names?what=only-signed&days=365").await.text();
        assert!(!year.contains("仇德昌"), "within a year he was visited");
        assert_eq!(wang.get("/pairings/coverage").await.status, StatusCode::FORBIDDEN);
        assert_eq!(leader.get("/pairings/mine").await.status, StatusCode::FORBIDDEN);
    });
}
