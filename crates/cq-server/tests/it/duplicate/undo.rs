//! A merge taken apart: both records as they were, and all that came later.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{
    duplicate::{
        Case, Side,
        actions::{self, Choice},
    },
    person::{self, CitizenId, Facts},
};
use cq_server::references::REFERENCES;
use proptest::prelude::*;

use super::{HIS, Twins, choice, count, dump, elder, facts, merged, registered, undone, write};
use crate::{
    desk,
    world::{World, on_each_engine},
};

#[test]
fn what_happened_since_stays_with_the_record_that_was_kept() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let Case { kept, gone } = twins.case;
        let chosen = Choice {
            fields: BTreeMap::from([("phone".to_owned(), Side::Gone), ("citizen_id".to_owned(), Side::Gone)]),
            ..choice(&world, twins.case).await
        };
        let merge = merged(&world, twins.case, chosen).await.unwrap();
        let act = world.hand(Role::Clerk);
        let (person, known) = person::actions::load(&world.app, &act, kept).await.unwrap();
        let newer = Facts { phone: Some("15400007777".into()), ..known.clone() };
        person::actions::change(&world.app, &act, person, &known, newer).await.unwrap();
        let owner = twins.doctors[0];
        let later = write(&world, move |tx, act| desk::owed(tx, act, kept, owner)).await;
        let class =
            "UPDATE membership SET until = '2026-11-23', ended_because = 'left', version = version + 1
            WHERE bureau_id = $1 AND person_id = $2 AND since = '2022-01-01'";
        write(&world, move |tx, act| tx.execute_one(class, &[act.bureau(), &kept])).await;
        undone(&world, merge).await.unwrap();
        assert_eq!(facts(&world, kept).await.phone.as_deref(), Some("15400007777"), "changed since");
        assert_eq!(facts(&world, kept).await.citizen_id, None, "given back");
        assert_eq!(facts(&world, gone).await.citizen_id.as_ref().map(CitizenId::as_str), Some(HIS));
        let belongs = "SELECT COUNT(*) FROM task WHERE bureau_id = $1 AND id = $2 AND person_id IN (SELECT kept_id FROM person_merge)";
        assert_eq!(count(&world, belongs, later).await, 1);
        let left = "SELECT COUNT(*) FROM membership WHERE bureau_id = $1 AND person_id = $2 AND ended_because = 'left'";
        assert_eq!(count(&world, left, kept.0).await, 1, "what was ended since stays");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/merges/{merge}")).await.text();
        assert!(page.contains("后来有变动，没有归还") && page.contains("已归还"), "{page}");
        assert_eq!(
            clerk.get(&format!("/people/{gone}")).await.status,
            StatusCode::OK,
            "a record of its own again"
        );
    });
}

#[test]
fn a_merge_of_a_merge_is_taken_apart_from_the_outside() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let third = registered(&world, elder("王晓鸣", None, "教育局")).await;
        let before = dump(&world).await;
        let inner = merged(&world, twins.case, choice(&world, twins.case).await).await.unwrap();
        let outer_case = Case { kept: third, gone: twins.case.kept };
        let outer = merged(&world, outer_case, choice(&world, outer_case).await).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let led = clerk.get(&format!("/people/{}", twins.case.gone)).await;
        assert!(led.to.unwrap().starts_with(&format!("/people/{third}")), "through both");
        let refused = clerk.post(&format!("/merges/{inner}/undo"), &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        undone(&world, outer).await.unwrap();
        undone(&world, inner).await.unwrap();
        assert_eq!(dump(&world).await, before);
    });
}

#[test]
fn merge_then_undo_is_as_if_nothing_had_been_whichever_way_round() {
    on_each_engine(async |world| {
        let twins = Twins::of(&world).await;
        let turned = Case { kept: twins.case.gone, gone: twins.case.kept };
        let before = dump(&world).await;
        for case in [twins.case, turned] {
            let merge = merged(&world, case, choice(&world, case).await).await.unwrap();
            assert_ne!(dump(&world).await, before);
            undone(&world, merge).await.unwrap();
            assert_eq!(dump(&world).await, before);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever is chosen, on the page or against it.
    #[test]
    fn any_merge_can_be_undone_without_a_trace(
        sides in prop::collection::vec(any::<bool>(), 64), both in any::<bool>(), turned in any::<bool>(), gaps in 0u8..16
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::on_sqlite().await;
            let twins = Twins::of(&world).await;
            if gaps & 1 == 1 {
                write(&world, |tx, act| tx.execute("DELETE FROM relation WHERE bureau_id = $1", &[act.bureau()])).await;
            }
            if gaps & 2 == 2 {
                write(&world, |tx, act| tx.execute("UPDATE task SET campaign_id = NULL WHERE bureau_id = $1", &[act.bureau()])).await;
            }
            if gaps & 4 == 4 {
                let doctor = twins.doctors[0];
                write(&world, move |tx, act| tx.execute("DELETE FROM responsibility WHERE bureau_id = $1 AND staff_id = $2", &[act.bureau(), &doctor])).await;
            }
            if gaps & 8 == 8 {
                let person = twins.case.kept;
                write(&world, move |tx, act| tx.execute("DELETE FROM person_photo WHERE bureau_id = $1 AND person_id = $2", &[act.bureau(), &person])).await;
            }
            let Case { kept, gone } = twins.case;
            let case = if turned { Case { kept: gone, gone: kept } } else { twins.case };
            let before = dump(&world).await;
            let compared = actions::compare(&world.app, &world.hand(Role::Clerk), REFERENCES, case).await.unwrap();
            let mut sides = sides.into_iter().cycle().map(|side| if side { Side::Gone } else { Side::Kept });
            let fields = compared.two.differing().into_iter().map(|change| (change.field, sides.next().unwrap())).collect();
            let held = compared.held.iter().flat_map(|(_, held)| held);
            let rivals = held.map(|held| (held.id, sides.next().unwrap())).collect();
            let chosen = Choice { fields, rivals, both_conditions: both, ..choice(&world, case).await };
            let merge = merged(&world, case, chosen).await.unwrap();
            undone(&world, merge).await.unwrap();
            assert_eq!(dump(&world).await, before);
        });
    }
}
