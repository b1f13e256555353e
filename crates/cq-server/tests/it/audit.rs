//! The log: nobody alters it unnoticed.

use cq_platform::{
    audit::{self, Subject, Verdict},
    policy::{Action, EVERYONE, Role},
};
use serde_json::json;

use crate::world::{World, on_each_engine};

const SEEN: Action = Action { name: "person.view", grants: EVERYONE };

async fn write(world: &World, entries: usize) {
    for n in 0..entries {
        let act = world.hand(Role::Clerk);
        world
            .app
            .db
            .write(move |tx| act.record(tx, &SEEN, Subject::list("person"), &json!({ "n": n })))
            .await
            .unwrap();
    }
}

async fn verdict(world: &World, kept: Option<audit::Checkpoint>) -> Verdict {
    let (secrets, bureau) = (world.app.secrets.clone(), world.bureau.id);
    world.app.db.read(move |conn| audit::verify(conn, &secrets, &bureau, kept.as_ref())).await.unwrap()
}

async fn tamper(world: &World, sql: &'static str) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await.unwrap();
}

#[test]
fn an_untouched_log_is_whole() {
    on_each_engine(async |world| {
        write(&world, 5).await;
        assert!(matches!(verdict(&world, None).await, Verdict::Whole { entries: 5, .. }));
    });
}

#[test]
fn an_altered_a_removed_and_a_cut_off_entry_are_named() {
    on_each_engine(async |world| {
        write(&world, 5).await;
        tamper(&world, "UPDATE audit_entry SET name = 'nobody' WHERE bureau_id = $1 AND seq = 3").await;
        assert_eq!(verdict(&world, None).await, Verdict::Broken { seq: 3 });
        tamper(&world, "DELETE FROM audit_entry WHERE bureau_id = $1 AND seq = 2").await;
        assert_eq!(verdict(&world, None).await, Verdict::Broken { seq: 2 });
    });
    on_each_engine(async |world| {
        write(&world, 5).await;
        tamper(&world, "DELETE FROM audit_entry WHERE bureau_id = $1 AND seq = 5").await;
        assert_eq!(verdict(&world, None).await, Verdict::Broken { seq: 5 });
    });
}

#[test]
fn a_log_cut_short_with_its_head_set_back_is_found_by_the_kept_checkpoint() {
    on_each_engine(async |world| {
        write(&world, 5).await;
        let Verdict::Whole { checkpoint: Some(kept), .. } = verdict(&world, None).await else {
            panic!("whole")
        };
        write(&world, 1).await;
        tamper(&world, "DELETE FROM audit_entry WHERE bureau_id = $1 AND seq > 4").await;
        tamper(
            &world,
            "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_entry e WHERE e.bureau_id = $1 AND e.seq = 4) WHERE bureau_id = $1",
        )
        .await;
        assert!(
            matches!(verdict(&world, None).await, Verdict::Whole { entries: 4, .. }),
            "unnoticed without a checkpoint"
        );
        assert_eq!(verdict(&world, Some(kept)).await, Verdict::Broken { seq: 5 });
    });
}

#[test]
fn writers_at_once_leave_one_chain() {
    on_each_engine(async |world| {
        let writes: Vec<_> = (0..24)
            .map(|n| {
                let (db, act) = (world.app.db.clone(), world.hand(Role::Clerk));
                tokio::spawn(async move {
                    db.write(move |tx| act.record(tx, &SEEN, Subject::list("person"), &json!({ "n": n })))
                        .await
                })
            })
            .collect();
        for write in writes {
            write.await.unwrap().unwrap();
        }
        assert!(matches!(verdict(&world, None).await, Verdict::Whole { entries: 24, .. }));
    });
}
