//! Whatever the order of events, the tasks are those of a clean computation, save what people have done.

use cq_registry::person;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::*;

/// The person has high blood pressure, or has not, as the edit form would say.
pub(super) async fn set_illness(world: &World, id: PersonId, is_ill: bool) {
    change(world, id, move |facts| {
        facts.conditions = [if is_ill { "I10" } else { "E11" }.to_owned()].into();
    })
    .await;
}

async fn change(world: &World, id: PersonId, edit: impl FnOnce(&mut person::Facts)) {
    let act = world.hand(Role::Clerk);
    let (person, before) = person::actions::load(&world.app, &act, id).await.unwrap();
    let mut facts = before.clone();
    edit(&mut facts);
    person::actions::change(&world.app, &act, person, &before, facts).await.unwrap();
}

#[derive(Debug, Clone)]
enum Step {
    Ill(usize, bool),
    Born(usize, bool),
    Pair(usize, Option<usize>),
    Visit(usize),
    Day,
    Plan,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..3, any::<bool>()).prop_map(|(who, ill)| Step::Ill(who, ill)),
        (0usize..3, any::<bool>()).prop_map(|(who, late)| Step::Born(who, late)),
        (0usize..3, prop::option::of(0usize..3)).prop_map(|(who, by)| Step::Pair(who, by)),
        (0usize..3).prop_map(Step::Visit),
        Just(Step::Day),
        Just(Step::Plan),
    ]
}

/// Every open task of the rules: person, rule, slot, days, owner; in one order.
async fn owed(world: &World) -> Vec<String> {
    let bureau = world.bureau.id;
    let sql = "SELECT u.name || p.name || t.slot, t.opens_on, t.due_on, s.name, t.is_fallback FROM task t
        JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id JOIN rule u ON u.bureau_id = t.bureau_id AND u.id = t.rule_id
        JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id WHERE t.bureau_id = $1 AND t.state = 'open'
        ORDER BY 1";
    let rows =
        world.app.db.read(move |conn| conn.list::<(String, String, String, String, i64)>(sql, &[&bureau]));
    rows.await
        .unwrap()
        .into_iter()
        .map(|(what, opens, due, who, f)| format!("{what} {opens} {due} {who} {f}"))
        .collect()
}

async fn take(world: &World, ward: &Ward, step: &Step, day: &mut i8) {
    let doctors = [ward.wang, ward.zhang, ward.chen];
    match step {
        Step::Ill(who, ill) => set_illness(world, ward.elders[*who], *ill).await,
        Step::Born(who, late) => {
            let born = if *late { "1941-12-20" } else { "1941-12-05" };
            change(world, ward.elders[*who], |facts| facts.born = born.parse().ok()).await;
        }
        Step::Pair(who, by) => ward.pair(world, ward.elders[*who], by.map(|by| doctors[by])).await,
        Step::Visit(who) => {
            let (bureau, person, today) =
                (world.bureau.id, ward.elders[*who], world.hand(Role::Clerk).today());
            let sql = "SELECT id, version, owner_id FROM task WHERE bureau_id = $1 AND person_id = $2 AND state = 'open'
                AND opens_on <= $3 ORDER BY due_on, slot LIMIT 1";
            let found: Option<(TaskId, i64, StaffId)> =
                world.app.db.read(move |conn| conn.find(sql, &[&bureau, &person, &today])).await.unwrap();
            if let Some((id, version, owner)) = found {
                visit(world, world.hand_of(Role::Doctor, owner), (id, version), today).await;
            }
        }
        Step::Day if *day >= 30 => {}
        Step::Day => {
            *day += 1;
            world.at(&format!("2026-11-{day:02}T01:30:00Z"));
        }
        Step::Plan => drop(plan(world).await),
    }
}

#[test]
fn any_history_ends_where_a_clean_computation_does() {
    let mut runner = TestRunner::new(Config { cases: 6, failure_persistence: None, ..Config::default() });
    runner
        .run(&prop::collection::vec(step(), 1..10), |steps| {
            on_each_engine(async |world| {
                let ward = Ward::of(&world, elders()).await;
                published(&world, "高血压独居", winter(ward.chen)).await;
                published(&world, "季度走访", quarterly(ward.chen)).await;
                published(&world, "生日", Content { when: When::Birthday, ..quarterly(ward.chen) }).await;
                plan(&world).await;
                let mut day = 23;
                for step in &steps {
                    take(&world, &ward, step, &mut day).await;
                }
                plan(&world).await;
                let kept = owed(&world).await;
                assert_eq!(plan(&world).await, Counts::default(), "planned already after {steps:?}");
                // From nothing but what people did and since when each is under which rule.
                let bureau = world.bureau.id;
                let forget = "UPDATE task SET state = 'cancelled', cancelled_because = 'rule-changed', closed_at = 0, due_on = '2026-01-01',
                    opens_on = '2026-01-01', owner_id = $2, version = version + 1 WHERE bureau_id = $1 AND state = 'open' AND slot NOT LIKE 'R%'";
                let someone = ward.zhang;
                world.app.db.write(move |tx| tx.execute(forget, &[&bureau, &someone])).await.unwrap();
                plan(&world).await;
                assert_eq!(owed(&world).await, kept, "after {steps:?}");
            });
            Ok(())
        })
        .unwrap();
}
