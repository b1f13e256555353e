//! Whatever is known of two records, whatever a clerk chooses, and whatever happens since: taking the merge apart gives exactly
//! what was before, and all that came later.

use std::collections::{BTreeMap, BTreeSet};

use cq_platform::{actor::Act, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    duplicate::{
        Case, Side,
        actions::{self, Choice},
    },
    person::{
        self, Facts, PersonId, Rank,
        past::{Dates, Since},
    },
    relation::{self, Kind, New, Other},
};
use cq_server::references::REFERENCES;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use uuid::Uuid;

use super::{choice, elder, merged, registered, undone, write};
use crate::{
    desk,
    dump::{Row, Rows, Table, dump},
    person::{doctor, pair},
    world::{World, on_each_engine},
};

/// Every table that a merge may touch, its key first; guards and instants of change move on and are left out.
const TABLES: [Table; 11] = [
    (
        "person",
        1,
        "id, name, former_name, sex, born, citizen_id, citizen_id_index, category, rank, retired, unit_id, area_id, address, phone, living, marital, remark, hobbies, health_note, ended_on, ended_because",
    ),
    ("person_past", 3, "person_id, field, held_until, value, noted_at, noted_by"),
    ("person_condition", 2, "person_id, code"),
    ("relation", 1, "id, person_id, other_id, kind, since, until, ended_because, version"),
    ("responsibility", 1, "id, person_id, kind, staff_id, since, until, ended_because, reason, version"),
    (
        "task",
        1,
        "id, person_id, owner_id, campaign_id, form, opens_on, due_on, next_on, state, again_on, tries, done_on, cancelled_because, closed_at, version",
    ),
    ("membership", 1, "id, group_id, person_id, since, until, ended_because, version"),
    ("post", 1, "id, group_id, person_id, kind, since, until, ended_because, version"),
    ("assessment", 1, "id, person_id, assessed_on, total, level, version"),
    ("life_event", 1, "id, person_id, kind, happened_on, undone_at, version"),
    ("proposal_row", 2, "proposal_id, person_id, staff_id, by_hand, cost, reason"),
];

/// Numbers that decide, one after the other; when they are used up, zeros.
struct Dice(std::vec::IntoIter<u8>);

impl Dice {
    fn of(&mut self, sides: u8) -> usize {
        usize::from(self.0.next().unwrap_or(0) % sides)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.of(u8::try_from(of.len()).unwrap())]
    }

    fn maybe<T>(&mut self, what: T) -> Option<T> {
        (self.of(2) == 1).then_some(what)
    }
}

/// Whom and what the two records have in common.
struct Around {
    doctors: Vec<StaffId>,
    people: Vec<PersonId>,
    groups: Vec<Uuid>,
    campaign: Uuid,
    proposal: Uuid,
}

impl Around {
    async fn of(world: &World) -> Self {
        let doctors = vec![doctor(world, "张丽华").await, doctor(world, "王建国").await];
        // The cases follow one another in one bureau: whether a doctor still has room is asked by a story of its own.
        let room = "UPDATE doctor SET capacity = 9999 WHERE bureau_id = $1";
        write(world, move |tx, act| tx.execute(room, &[act.bureau()])).await;
        let mut people = Vec::new();
        for name in ["李桂兰", "赵敏", "钱进", "孙丽"] {
            people.push(registered(world, elder(name, None, "水利局")).await);
        }
        let made = write(world, |tx, act| {
            let (bureau, campaign, proposal): (_, Uuid, Uuid) = (act.bureau(), act.new_id(), act.new_id());
            let mut groups = Vec::new();
            for name in ["书画社", "诗词社"] {
                let id: Uuid = act.new_id();
                tx.execute(
                    "INSERT INTO person_group (bureau_id, id, kind, name, version) VALUES ($1, $2, 'club', $3, 1)",
                    &[bureau, &id, &name],
                )?;
                groups.push(id);
            }
            tx.execute(
                "INSERT INTO campaign (bureau_id, id, name, opens_on, closes_on, conditions, made_at, version)
                VALUES ($1, $2, '随访', '2026-11-01', '2026-12-31', 'hypertension', $3, 1)",
                &[bureau, &campaign, &act.at],
            )?;
            tx.execute(
                "INSERT INTO proposal (bureau_id, id, state, weights, cost, bound, made_at, version)
                VALUES ($1, $2, 'draft', '{}', 0, 0, $3, 1)",
                &[bureau, &proposal, &act.at],
            )?;
            Ok((groups, campaign, proposal))
        });
        let (groups, campaign, proposal) = made.await;
        Self { doctors, people, groups, campaign, proposal }
    }
}

/// A record of somebody, with whatever may belong to one.
async fn somebody(world: &World, around: &Around, dice: &mut Dice) -> PersonId {
    let mut facts = elder(["王晓明", "王小明"][dice.of(2)], None, ["教育局", "水利局"][dice.of(2)]);
    facts.phone = dice.maybe("15400001234".into());
    facts.address = Some(dice.one(&["东街 1 号", "西街 2 号", "南街 3 号"]).to_string());
    facts.rank = Some(*dice.one(&[Rank::TownshipDeputy, Rank::TownshipChief]));
    facts.conditions =
        dice.one(&[vec!["I10"], vec!["E11"], vec![]]).iter().map(|code| (*code).to_owned()).collect();
    facts.health_note = dice.maybe("血压偏高".into());
    let id = registered(world, facts).await;
    for since in ["2018-05-01", "2021-03-01"] {
        if dice.of(2) == 1 {
            let (rank, address) = (
                *dice.one(&[Rank::CountyDeputy, Rank::TownshipChief]),
                *dice.one(&["北街 4 号", "东街 1 号"]),
            );
            change(world, id, since, |facts| {
                (facts.rank, facts.address) = (Some(rank), Some(address.into()))
            })
            .await;
        }
    }
    if dice.of(3) > 0 {
        pair(world, id, *dice.one(&around.doctors)).await;
    }
    for other in &around.people {
        let kind =
            *dice.one(&[Kind::Spouse, Kind::Spouse, Kind::Sibling, Kind::Kin, Kind::Friend, Kind::Carer]);
        let (one, two) = if dice.of(2) == 1 { (id, *other) } else { (*other, id) };
        if dice.of(3) > 0 {
            let new = New {
                other: Other::Known(two),
                kind,
                is_contact: false,
                is_proxy: false,
                since: None,
                remark: None,
            };
            // A second marriage, say, is refused.
            drop(relation::add(&world.app, &world.hand(Role::Clerk), one, new).await);
        }
    }
    let rolls: Vec<usize> = (0..8).map(|_| dice.of(3)).collect();
    let (groups, doctors, campaign, proposal) =
        (around.groups.clone(), around.doctors.clone(), around.campaign, around.proposal);
    write(world, move |tx, act| belongings(tx, act, id, &rolls, (&groups, &doctors), (campaign, proposal)))
        .await;
    id
}

fn belongings(
    tx: &Tx<'_>,
    act: &Act,
    id: PersonId,
    rolls: &[usize],
    (groups, doctors): (&[Uuid], &[StaffId]),
    (campaign, proposal): (Uuid, Uuid),
) -> cq_platform::Result<()> {
    let bureau = act.bureau();
    for (group, roll) in groups.iter().zip(rolls) {
        let until = (*roll == 2).then_some("2024-01-01");
        let because = until.map(|_| "left");
        if *roll > 0 {
            tx.execute(
                "INSERT INTO membership (bureau_id, id, group_id, person_id, since, until, ended_because, version)
                VALUES ($1, $2, $3, $4, '2020-01-01', $5, $6, 1)",
                &[bureau, &act.new_id::<Uuid>(), group, &id, &until, &because],
            )?;
            tx.execute(
                "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, until, ended_because, version)
                VALUES ($1, $2, $3, $4, 'deputy', '2021-01-01', $5, $6, 1)",
                &[bureau, &act.new_id::<Uuid>(), group, &id, &until, &because],
            )?;
        }
    }
    for (at, doctor) in doctors.iter().enumerate() {
        if rolls[2 + at] > 0 {
            let task = desk::owed(tx, act, id, *doctor)?;
            // One visit of a campaign each.
            if at == 0 && rolls[4] > 0 {
                tx.execute(
                    "UPDATE task SET campaign_id = $3 WHERE bureau_id = $1 AND id = $2",
                    &[bureau, &task, &campaign],
                )?;
            }
        }
    }
    if rolls[5] > 0 {
        tx.execute(
            "INSERT INTO assessment (bureau_id, id, person_id, assessed_on, scores, total, level, noted_at, version)
            VALUES ($1, $2, $3, '2026-05-01', $4, 80, 1, $5, 1)",
            &[bureau, &act.new_id::<Uuid>(), &id, &vec![1_u8], &act.at],
        )?;
    }
    if rolls[6] > 0 {
        tx.execute(
            "INSERT INTO proposal_row (bureau_id, proposal_id, person_id, by_hand, cost, reason) VALUES ($1, $2, $3, 0, 7, '{}')",
            &[bureau, &proposal, &id],
        )?;
    }
    if rolls[7] == 1 {
        tx.execute(
            "UPDATE person SET ended_on = '2026-11-02', ended_because = 'died' WHERE bureau_id = $1 AND id = $2",
            &[bureau, &id],
        )?;
        tx.execute(
            "UPDATE person_tally SET people = people - 1 WHERE bureau_id = $1 AND category = 'retired'",
            &[bureau],
        )?;
    }
    Ok(())
}

async fn change(world: &World, id: PersonId, since: &str, mend: impl FnOnce(&mut Facts)) {
    let act = world.hand(Role::Clerk);
    let (person, before) = person::actions::load(&world.app, &act, id).await.unwrap();
    let mut after = before.clone();
    mend(&mut after);
    let keys = ["rank", "address"].into_iter();
    let dates: Dates = keys.map(|key| (key, Since::Day(since.parse().unwrap()))).collect();
    person::actions::change_since(&world.app, &act, person, &before, after, dates).await.unwrap();
}

/// Something that happens to the one record that is left.
async fn later(world: &World, kept: PersonId, around: &Around, dice: &mut Dice) {
    let (club, owner, roll) = (*dice.one(&around.groups), *dice.one(&around.doctors), dice.of(6));
    match roll {
        0 => change(world, kept, "2026-11-20", |facts| facts.phone = Some("15400007777".into())).await,
        1 => change(world, kept, "2026-11-20", |facts| facts.address = Some("后来的住址".into())).await,
        2 => drop(write(world, move |tx, act| desk::owed(tx, act, kept, owner)).await),
        3 => {
            let end =
                "UPDATE membership SET until = '2026-11-23', ended_because = 'left', version = version + 1
                WHERE bureau_id = $1 AND person_id = $2 AND group_id = $3 AND until IS NULL";
            write(world, move |tx, act| tx.execute(end, &[act.bureau(), &kept, &club])).await;
        }
        4 => {
            let end = "UPDATE task SET state = 'done', done_on = '2026-11-23', version = version + 1
                WHERE bureau_id = $1 AND person_id = $2 AND owner_id = $3 AND state = 'open'";
            write(world, move |tx, act| tx.execute(end, &[act.bureau(), &kept, &owner])).await;
        }
        _ => {
            let remark = "UPDATE relation SET remark = '改过', version = version + 1
                WHERE bureau_id = $1 AND (person_id = $2 OR other_id = $2) AND until IS NULL";
            write(world, move |tx, act| tx.execute(remark, &[act.bureau(), &kept])).await;
        }
    }
}

/// What must be there after the merge is taken apart: of a person each field, and each field's past as a whole, as it was, unless
/// it was changed since; every other row as it was, unless it was changed since.
fn expected(before: &Rows, merged: &Rows, later: &Rows) -> Rows {
    let mut rows = Rows::new();
    for key in before.keys().chain(later.keys()).collect::<BTreeSet<_>>() {
        let (was, made, now) = (before.get(key), merged.get(key), later.get(key));
        let stays = if key.starts_with("person_past ") || key.starts_with("person_condition ") {
            if together(merged, key) == together(later, key) { was } else { now }.cloned()
        } else if let (true, Some(was), Some(made), Some(now)) = (key.starts_with("person "), was, made, now)
        {
            let column = |name: &String| {
                (name.clone(), if made[name] == now[name] { was[name].clone() } else { now[name].clone() })
            };
            Some(was.keys().map(column).collect::<Row>())
        } else if made == now && !was.is_some_and(|was| is_taken(key, was, [before, merged, later])) {
            was.cloned()
        } else {
            now.cloned()
        };
        rows.extend(stays.map(|row| (key.clone(), row)));
    }
    rows
}

/// Whether the merge took from a row a place that another row holds now, which was changed after the merge and therefore stays.
/// What the other row held before the merge, too, it did not take: a widow and her second marriage, say, hold her both.
fn is_taken(key: &str, was: &Row, [before, merged, later]: [&Rows; 3]) -> bool {
    let places = places(key, was);
    later.iter().any(|(other, row)| {
        let held = before.get(other).map(|row| self::places(other, row)).unwrap_or_default();
        let is_new = |place: &Vec<String>| places.contains(place) && !held.contains(place);
        other != key && merged.get(other) != Some(row) && self::places(other, row).iter().any(is_new)
    })
}

/// What only one row can hold: one marriage each, the same relation of the same two, one doctor, one seat in a group, one visit
/// of a campaign.
fn places(key: &str, row: &Row) -> BTreeSet<Vec<String>> {
    let table = key.split(' ').next().unwrap();
    let place = |columns: &[&str]| {
        let values = columns.iter().map(|column| row[*column].clone());
        [table.to_owned()].into_iter().chain(values).collect::<Vec<_>>()
    };
    let is_over = row.get("until").is_some_and(|until| !until.is_empty());
    BTreeSet::from_iter(match table {
        _ if is_over => Vec::new(),
        "relation" if row["kind"] == "spouse" => {
            vec![place(&["kind", "person_id"]), place(&["kind", "other_id"])]
        }
        "relation" if row["kind"] == "carer" => vec![place(&["kind", "person_id", "other_id"])],
        "relation" => {
            vec![place(&["kind", "person_id", "other_id"]), place(&["kind", "other_id", "person_id"])]
        }
        "responsibility" => vec![place(&["person_id", "kind"])],
        "membership" => vec![place(&["group_id", "person_id"])],
        "post" => vec![place(&["group_id", "person_id", "kind"])],
        "task" if !row["campaign_id"].is_empty() => vec![place(&["campaign_id", "person_id"])],
        _ => Vec::new(),
    })
}

/// All rows of the person and field, or of the person's illnesses, to which `key` belongs.
fn together<'r>(rows: &'r Rows, key: &str) -> BTreeMap<&'r String, &'r Row> {
    let parts = if key.starts_with("person_past ") { 3 } else { 2 };
    let begins = key.split(' ').take(parts).map(|part| format!("{part} ")).collect::<String>();
    rows.iter().filter(|(other, _)| format!("{other} ").starts_with(&begins)).collect()
}

/// Counters say what is there.
async fn tallies_are_right(world: &World) {
    let bureau = world.bureau.id;
    let kept =
        "SELECT category, people FROM person_tally WHERE bureau_id = $1 AND people <> 0 ORDER BY category";
    let counted = "SELECT category, COUNT(*) FROM person WHERE bureau_id = $1 AND ended_on IS NULL AND category <> 'relative'
        GROUP BY category ORDER BY category";
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        Ok((conn.list::<(String, i64)>(kept, &[&bureau])?, conn.list::<(String, i64)>(counted, &[&bureau])?))
    };
    let (kept, counted) = world.app.db.read(read).await.unwrap();
    assert_eq!(kept, counted);
}

/// Nobody is owed a visit, paired or married once their record says that they are dead; nobody has two living spouses.
async fn nothing_holds_that_cannot(world: &World, kept: PersonId) {
    let bureau = world.bureau.id;
    let dead = "SELECT COUNT(*) FROM person p WHERE p.bureau_id = $1 AND p.id = $2 AND p.ended_on IS NOT NULL AND (
        EXISTS (SELECT 1 FROM responsibility r WHERE r.bureau_id = $1 AND r.person_id = p.id AND r.until IS NULL)
        OR EXISTS (SELECT 1 FROM membership m WHERE m.bureau_id = $1 AND m.person_id = p.id AND m.until IS NULL)
        OR EXISTS (SELECT 1 FROM task t WHERE t.bureau_id = $1 AND t.person_id = p.id AND t.state = 'open'))";
    let spouses =
        "SELECT COUNT(*) FROM relation r WHERE r.bureau_id = $1 AND (r.person_id = $2 OR r.other_id = $2)
        AND r.kind = 'spouse' AND r.until IS NULL";
    let read = move |conn: &cq_platform::db::Conn<'_>| {
        let (one,) = conn.one::<(i64,)>(dead, &[&bureau, &kept])?;
        let (two,) = conn.one::<(i64,)>(spouses, &[&bureau, &kept])?;
        Ok((one, two))
    };
    let (dead, spouses) = world.app.db.read(read).await.unwrap();
    assert_eq!(dead, 0);
    assert!(spouses <= 1, "{spouses} marriages");
}

#[test]
fn taking_a_merge_apart_gives_both_records_and_all_that_came_later() {
    on_each_engine(async |world| {
        let handle = tokio::runtime::Handle::current();
        let cases = if std::env::var_os("CASES_MANY").is_some() { 200 } else { 16 };
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
        let (around, world) = (&Around::of(&world).await, &world);
        let told = |(dice, since): (Vec<u8>, usize)| {
            let mut dice = Dice(dice.into_iter());
            tokio::task::block_in_place(|| {
                handle.block_on(async {
                    let kept = somebody(world, around, &mut dice).await;
                    let gone = somebody(world, around, &mut dice).await;
                    let case = Case { kept, gone };
                    let before = dump(world, &TABLES).await;
                    let compared = actions::compare(&world.app, &world.hand(Role::Clerk), REFERENCES, case)
                        .await
                        .unwrap();
                    let mut side = || if dice.of(2) == 1 { Side::Gone } else { Side::Kept };
                    let fields =
                        compared.two.differing().into_iter().map(|change| (change.field, side())).collect();
                    let held = compared.held.iter().flat_map(|(_, held)| held);
                    let rivals = held.map(|held| (held.id, side())).collect();
                    let both_conditions = dice.of(2) == 1;
                    let chosen = Choice { fields, rivals, both_conditions, ..choice(world, case).await };
                    let merge = merged(world, case, chosen).await.unwrap();
                    nothing_holds_that_cannot(world, kept).await;
                    tallies_are_right(world).await;
                    let as_merged = dump(world, &TABLES).await;
                    for _ in 0..since {
                        later(world, kept, around, &mut dice).await;
                    }
                    let by_then = dump(world, &TABLES).await;
                    undone(world, merge).await.unwrap();
                    let now = dump(world, &TABLES).await;
                    let expected = expected(&before, &as_merged, &by_then);
                    for (key, row) in &expected {
                        assert_eq!(
                            now.get(key),
                            Some(row),
                            "{key}\nbefore {:?}\nmerged {:?}\nlater {:?}",
                            before.get(key),
                            as_merged.get(key),
                            by_then.get(key)
                        );
                    }
                    let more: Vec<_> = now.keys().filter(|key| !expected.contains_key(*key)).collect();
                    assert_eq!(more, [""; 0]);
                    tallies_are_right(world).await;
                });
            });
            Ok(())
        };
        let story = (prop::collection::vec(any::<u8>(), 0..140), 0_usize..4);
        TestRunner::new(config).run(&story, told).unwrap();
    });
}
