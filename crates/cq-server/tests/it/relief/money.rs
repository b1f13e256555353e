//! Money under many hands: one wins and the other is told, nothing is overdrawn, nobody pays alone, the dead are not paid.

use axum::http::StatusCode;
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    ids::StaffId,
};
use cq_registry::life_event::{self, Event, store as events};
use cq_relief::{
    application::{
        ReliefId,
        actions::{self, Turn},
        model::{Course, Stage},
    },
    batch::{self, BatchId},
    budget::store::Way,
};
use cq_server::consequences::CONSEQUENCES;
use jiff::civil::date;
use uuid::Uuid;

use super::{Desk, Hands, PASSBOOK, browser, left, now, payee, version};
use crate::world::{World, on_each_engine};

async fn batched(world: &World, desk: &Desk, ids: Vec<ReliefId>) -> BatchId {
    let hands = desk.hands(world);
    world.app.db.write(move |tx| batch::actions::make(tx, &hands.zhang, &ids)).await.unwrap()
}

#[test]
fn two_approve_at_once_and_the_second_is_told_who_did() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 1_000_000).await;
        let ids = desk.proposed(&world, 1, 100_000).await;
        let at = format!("/relief/{}", ids[0]);
        let (mut li, mut chen) = (browser(&world, "李局长").await, browser(&world, "陈局长").await);
        let seen = version(&li.get(&at).await.text());
        chen.get(&at).await;
        let (path, fields) = (format!("{at}/approve"), [("version", seen.as_str())]);
        let (one, other) = tokio::join!(li.post(&path, &fields), chen.post(&path, &fields));
        let (first, second) = if one.status == StatusCode::SEE_OTHER { (one, other) } else { (other, one) };
        assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::CONFLICT));
        let by = now(&world, ids[0]).await.stage.approved().unwrap().by;
        let name = if by == desk.li { "李局长" } else { "陈局长" };
        assert!(second.text().contains(&format!("{name}已经先审批了")), "{}", second.text());
        assert_eq!(left(&world, "").await, 900_000, "set aside once");
    });
}

#[test]
fn who_proposes_does_not_approve_and_a_kind_has_its_own_budget() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 500_000).await;
        desk.granted(&world, Way::Allotted, "urgent", 150_000).await;
        let ids = desk.proposed(&world, 2, 100_000).await;
        let hands = desk.hands(&world);
        let (first, second) = (ids[0], ids[1]);
        let work = move |tx: &Tx<'_>| {
            // Taken up by the leader who then would approve it.
            actions::put_payee(tx, &hands.zhang, second, 7, &payee("欧阳德昌", PASSBOOK))?;
            actions::turn(tx, &hands.li, second, 8, Turn::Propose, "")
        };
        world.app.db.write(work).await.unwrap();
        let hands = desk.hands(&world);
        let alone = world.app.db.write(move |tx| actions::approve(tx, &hands.li, second, 9)).await;
        assert!(matches!(alone, Err(Error::Refused(text)) if text.key == "relief-refused-same"));
        let hands = desk.hands(&world);
        world.app.db.write(move |tx| actions::approve(tx, &hands.li, first, 7)).await.unwrap();
        assert_eq!((left(&world, "urgent").await, left(&world, "").await), (50_000, 350_000));
        let hands = desk.hands(&world);
        let beyond = world.app.db.write(move |tx| actions::approve(tx, &hands.chen, second, 9)).await;
        assert!(matches!(beyond, Err(Error::Refused(text)) if text.key == "relief-refused-budget"));
    });
}

#[test]
fn a_kind_from_which_everything_was_taken_back_is_paid_from_the_whole_again() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 500_000).await;
        desk.granted(&world, Way::Allotted, "urgent", 150_000).await;
        desk.granted(&world, Way::Recalled, "urgent", 150_000).await;
        let ids = desk.approved(&world, 1, 100_000).await;
        assert_eq!(now(&world, ids[0]).await.stage.word(), "approved");
        assert_eq!((left(&world, "urgent").await, left(&world, "").await), (0, 400_000));
        desk.granted(&world, Way::Allotted, "urgent", 120_000).await;
        desk.approved(&world, 1, 100_000).await;
        assert_eq!(
            (left(&world, "urgent").await, left(&world, "").await),
            (20_000, 280_000),
            "and has its own anew"
        );
    });
}

#[test]
fn a_changed_payee_voids_the_approval_and_leaves_the_batch() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 1_000_000).await;
        let ids = desk.approved(&world, 2, 100_000).await;
        assert_eq!(left(&world, "").await, 800_000);
        let batch = batched(&world, &desk, ids.clone()).await;
        let changed = |id: ReliefId, name: &'static str, seen| {
            let hands = desk.hands(&world);
            world
                .app
                .db
                .write(move |tx| actions::put_payee(tx, &hands.zhang, id, seen, &payee(name, PASSBOOK)))
        };
        changed(ids[0], "单国英", 9).await.unwrap();
        assert_eq!(
            now(&world, ids[0]).await.stage.word(),
            "noticed",
            "it has to be proposed and approved anew"
        );
        assert_eq!(left(&world, "").await, 900_000, "what was set aside is back");
        let (hands, of) = (desk.hands(&world), batch);
        let lines = world.app.db.read(move |conn| batch::store::lines(conn, &hands.zhang, of)).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.application).collect::<Vec<_>>(), [ids[1]]);
        let hands = desk.hands(&world);
        let own = world.app.db.write(move |tx| batch::actions::release(tx, &hands.zhang, batch, 1)).await;
        assert!(matches!(own, Err(Error::Refused(text)) if text.key == "relief-refused-same"), "by two");
        let hands = desk.hands(&world);
        world.app.db.write(move |tx| batch::actions::release(tx, &hands.li, batch, 1)).await.unwrap();
        let late = changed(ids[1], "欧阳德昌", 10).await;
        assert!(
            matches!(late, Err(Error::Refused(text)) if text.key == "relief-refused-sent"),
            "at the bank"
        );
    });
}

#[test]
fn who_has_died_is_not_paid_and_a_death_taken_back_restores_the_approval() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 1_000_000).await;
        let ids = desk.approved(&world, 1, 100_000).await;
        let batch = batched(&world, &desk, ids.clone()).await;
        let event = dies(&world, &desk).await;
        assert_eq!((now(&world, ids[0]).await.course, left(&world, "").await), (Course::Stopped, 1_000_000));
        let hands = desk.hands(&world);
        let empty = world.app.db.write(move |tx| batch::actions::release(tx, &hands.li, batch, 1)).await;
        assert!(matches!(empty, Err(Error::Refused(text)) if text.key == "relief-batch-nothing"));
        let mut clerk = browser(&world, "张科员").await;
        let page = clerk.get(&format!("/relief/{}", ids[0])).await.text();
        assert!(page.contains("因去世停办"), "{page}");
        let page = clerk.get(&format!("/events/{event}")).await.text();
        assert!(page.contains(&format!("href=\"/relief/{}\"", ids[0])), "to the application: {page}");
        assert!(page.contains("一件救助申请停止发放") && !page.contains("2026-0001"), "{page}");
        lives(&world, &desk, event).await;
        let back = now(&world, ids[0]).await;
        assert!(
            matches!(back.stage, Stage::Batched(_, of) if of == batch) && back.course == Course::Open,
            "{back:?}"
        );
        assert_eq!(left(&world, "").await, 900_000, "set aside again, as two had approved");
        let hands = desk.hands(&world);
        let release = move |tx: &Tx<'_>| {
            let version = batch::store::find(tx, hands.li.bureau(), batch)?.version;
            batch::actions::release(tx, &hands.li, batch, version)
        };
        world.app.db.write(release).await.unwrap();
        assert_eq!(now(&world, ids[0]).await.stage.word(), "sent");
    });
}

/// The first elder's death is noted.
async fn dies(world: &World, desk: &Desk) -> life_event::EventId {
    let died = Event::Death {
        on: date(2026, 11, 30),
        known: None,
        cause: None,
        farewell: None,
        at_work: false,
        pay_fen: None,
    };
    let hands = desk.hands(world);
    let note = move |tx: &Tx<'_>| {
        let act = &hands.zhang;
        let seen = life_event::actions::preview(tx, act, CONSEQUENCES, hands.elders[0], died.clone())?.seen;
        life_event::actions::note(tx, act, CONSEQUENCES, hands.elders[0], died, &seen)
    };
    world.app.db.write(note).await.unwrap()
}

/// It was noted wrongly.
async fn lives(world: &World, desk: &Desk, event: life_event::EventId) {
    let hands = desk.hands(world);
    let undo = move |tx: &Tx<'_>| {
        let scope = cq_platform::policy::Scope::BUREAU;
        let noted = events::find(tx, &hands.zhang, &scope, event)?.ok_or(Error::NotFound)?;
        life_event::actions::undo(tx, &hands.zhang, CONSEQUENCES, event, noted.version, "弄错人了".into())
    };
    world.app.db.write(undo).await.unwrap();
}

#[test]
fn a_death_taken_back_leaves_what_was_proposed_as_it_was() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 300_000).await;
        // Two of her own, one of somebody else.
        let ids = desk.proposed(&world, 3, 200_000).await;
        let (hands, third) = (desk.hands(&world), ids[2]);
        let work = move |tx: &Tx<'_>| {
            actions::approve(tx, &hands.li, third, 7)?;
            let refusing = hands.reviewed(tx, hands.elders[0], "单国英")?;
            actions::turn(tx, &hands.zhang, refusing, 4, Turn::Refuse, "收入超过标准")?;
            Ok(refusing)
        };
        let refusing = world.app.db.write(work).await.unwrap();
        let event = dies(&world, &desk).await;
        for id in [ids[0], ids[2], refusing] {
            assert_eq!(now(&world, id).await.course, Course::Stopped);
        }
        assert_eq!(left(&world, "").await, 300_000);
        // Meanwhile the money is set aside for another one.
        let (hands, second) = (desk.hands(&world), ids[1]);
        world.app.db.write(move |tx| actions::approve(tx, &hands.chen, second, 7)).await.unwrap();
        lives(&world, &desk, event).await;
        for id in [ids[0], ids[2]] {
            let back = now(&world, id).await;
            assert_eq!((back.stage.word(), back.course), ("proposed", Course::Open));
            assert_eq!(back.stage.proposed().map(|proposed| proposed.by), Some(desk.zhang));
        }
        assert_eq!(now(&world, refusing).await.course, Course::Refusing { by: desk.zhang });
        assert_eq!(left(&world, "").await, 100_000, "nothing is overdrawn");
        let (hands, first) = (desk.hands(&world), ids[0]);
        let seen = now(&world, first).await.version;
        let beyond = world.app.db.write(move |tx| actions::approve(tx, &hands.li, first, seen)).await;
        assert!(matches!(beyond, Err(Error::Refused(text)) if text.key == "relief-refused-budget"));
    });
}

#[test]
fn the_dead_are_refused_at_every_step_towards_money() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 1_000_000).await;
        let proposed = desk.proposed(&world, 1, 100_000).await[0];
        let (bureau, person) = (world.bureau.id, desk.elders[0]);
        // Noted by a ledger, say: no cascade has stopped it.
        let sql = "UPDATE person SET ended_on = '2026-11-30', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &person])).await.unwrap();
        let mut li = browser(&world, "李局长").await;
        let at = format!("/relief/{proposed}");
        let page = li.get(&at).await.text();
        assert!(page.contains("不能发放") && !page.contains("审批同意</button>"), "shown why: {page}");
        let answer = li.post(&format!("{at}/approve"), &[("version", "7")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("单国英已于 2026-11-30 去世，不能发放"), "{}", answer.text());
    });
}

/// Numbers that look random and are the same each time (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below).unwrap()).unwrap()
    }
}

/// One step of one of the four, at whatever the application's version is.
fn random_step(tx: &Tx<'_>, hands: &Hands, id: ReliefId, roll: (usize, usize)) -> Result<()> {
    let act = [&hands.zhang, &hands.liu, &hands.li, &hands.chen][roll.1];
    let scope = cq_platform::policy::Scope::BUREAU;
    let seen =
        cq_relief::application::store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?.version;
    let turn = |turn| actions::turn(tx, act, id, seen, turn, "说明");
    match roll.0 {
        0 | 1 => turn(Turn::Propose),
        2..=4 => actions::approve(tx, act, id, seen),
        5 => actions::put_payee(tx, act, id, seen, &payee("单国英", PASSBOOK)),
        6 | 7 => batch::actions::make(tx, act, &[id]).map(drop),
        8 => turn(Turn::Withdraw),
        9 => turn(Turn::Refuse),
        _ => {
            let made = batch::store::list(tx, act.bureau(), None)?;
            let made: Vec<_> = made.into_iter().filter(|one| one.state == "made").collect();
            let Some(one) = made.get(roll.1 % made.len().max(1)) else { return Err(Error::NotFound) };
            batch::actions::release(tx, act, one.id, batch::store::find(tx, act.bureau(), one.id)?.version)
        }
    }
}

/// How many random steps are made at once on each engine; set CHANGQING_HISTORIES for more.
const STEPS: usize = 1_500;

#[test]
fn random_steps_by_random_roles_all_at_once_overdraw_nothing_and_pay_nobody_alone() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        // For seven of twenty.
        desk.granted(&world, Way::Granted, "", 700_000).await;
        let ids = desk.proposed(&world, 20, 100_000).await;
        let steps = std::env::var("CHANGQING_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(STEPS);
        let mut dice = Dice(0x2545_f491_4f6c_dd1d);
        let (mut made, mut tried) = (0, 0);
        while tried < steps {
            let mut running = Vec::new();
            for _ in 0..20 {
                tried += 1;
                let (id, roll) = (ids[dice.roll(ids.len())], (dice.roll(12), dice.roll(4)));
                let (app, hands) = (world.app.clone(), desk.hands(&world));
                running.push(tokio::spawn(async move {
                    app.db.write(move |tx| random_step(tx, &hands, id, roll)).await
                }));
            }
            for step in running {
                match step.await.unwrap() {
                    Ok(()) => made += 1,
                    Err(
                        Error::Refused(_)
                        | Error::NotFound
                        | Error::Forbidden
                        | Error::Overtaken(_)
                        | Error::Conflict
                        | Error::Invalid(_),
                    ) => {}
                    Err(error) => panic!("neither done nor refused: {error:?}"),
                }
            }
        }
        assert!(made > 20, "some of it is done: {made} of {tried}");
        left(&world, "").await;
        let read = |conn: &Conn<'_>| {
            let count = |sql| Ok::<_, Error>(conn.one::<(i64,)>(sql, &[])?.0);
            Ok([
                count("SELECT COUNT(*) FROM ledger_account WHERE floor_fen IS NOT NULL AND balance_fen < floor_fen")?,
                // Whatever reaches a bank has left an account that takes two, and two have signed.
                count("SELECT COUNT(*) FROM ledger_posting p JOIN ledger_account t ON t.bureau_id = p.bureau_id AND t.id = p.to_id
                    JOIN ledger_account f ON f.bureau_id = p.bureau_id AND f.id = p.from_id
                    WHERE t.kind = 'relief-bank' AND (f.takes_two = 0 OR p.agreed_by IS NULL OR p.agreed_by = p.made_by)")?,
                // What is set aside is what applications say.
                count("SELECT COUNT(*) FROM ledger_account l JOIN relief_application c ON c.bureau_id = l.bureau_id AND c.id = l.subject_id
                    WHERE l.kind = 'relief-reserved' AND l.balance_fen <> CASE WHEN c.stage IN ('approved', 'batched', 'returned') THEN c.fen ELSE 0 END")?,
                count("SELECT COUNT(*) FROM relief_application WHERE approved_by = proposed_by")?,
            ])
        };
        assert_eq!(world.app.db.read(read).await.unwrap(), [0; 4]);
    });
}

#[test]
fn the_database_itself_lets_nobody_approve_alone_during_the_notice_or_release_alone() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        desk.granted(&world, Way::Granted, "", 1_000_000).await;
        let ids = desk.approved(&world, 1, 100_000).await;
        let batch = batched(&world, &desk, ids.clone()).await;
        let (bureau, id, zhang): (_, Uuid, StaffId) = (world.bureau.id, ids[0].0, desk.zhang);
        let refused = async |sql: &'static str, subject: Uuid| {
            let done = world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &subject])).await;
            assert!(matches!(done, Err(Error::Db(_))), "{sql}: {done:?}");
        };
        refused(
            "UPDATE relief_application SET approved_by = proposed_by WHERE bureau_id = $1 AND id = $2",
            id,
        )
        .await;
        refused(
            "UPDATE relief_application SET approved_on = noticed_until WHERE bureau_id = $1 AND id = $2",
            id,
        )
        .await;
        refused("UPDATE relief_application SET objections = 1 WHERE bureau_id = $1 AND id = $2", id).await;
        refused(
            "UPDATE relief_application SET reviewed_by = verified_by WHERE bureau_id = $1 AND id = $2",
            id,
        )
        .await;
        refused("UPDATE relief_application SET stage = 'paid' WHERE bureau_id = $1 AND id = $2", id).await;
        refused("UPDATE relief_application SET approved_by = NULL WHERE bureau_id = $1 AND id = $2", id)
            .await;
        refused("UPDATE relief_application SET fen = -1 WHERE bureau_id = $1 AND id = $2", id).await;
        refused("UPDATE relief_batch SET state = 'released', released_by = made_by, released_at = 1 WHERE bureau_id = $1 AND id = $2", batch.0).await;
        refused("UPDATE relief_batch SET state = 'released' WHERE bureau_id = $1 AND id = $2", batch.0).await;
        let sql = "UPDATE relief_application SET proposed_by = $3 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &id, &zhang])).await.unwrap();
    });
}
