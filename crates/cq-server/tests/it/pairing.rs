//! From a proposal to pairs that hold, and what may not happen on the way.

use std::collections::HashMap;

use axum::http::StatusCode;
use cq_care::{
    doctor::{self, Doctor},
    hospital::{self, Hospital},
    pairing::{self, Proposal, ProposalId, model::Which, store::Filter},
};
use cq_platform::{Error, Result, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    absence,
    intake::{self, Brought},
    person::{self, Category, Facts, PersonId, Sex, pinyin},
    responsibility::{self, Active, Ended, Kind, Responsibility, model::Bond},
};
use cq_server::ledgers::LEDGERS;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::{World, on_each_engine};

/// One hospital in the middle; elders live so many hundredths of a degree (1.1 km) north of it.
pub struct County {
    pub doctors: Vec<Doctor>,
    pub persons: Vec<PersonId>,
}

fn hospital_of(id: hospital::HospitalId) -> Hospital {
    Hospital {
        id,
        name: "县人民医院".into(),
        grade: Some("二级甲等".into()),
        area: Some("永宁街道".into()),
        address: None,
        phone: None,
        latitude: Some(36.7),
        longitude: Some(117.5),
        version: 1,
    }
}

pub fn doctor_of(
    id: StaffId,
    hospital: hospital::HospitalId,
    name: &str,
    specialty: &str,
    capacity: u32,
) -> Doctor {
    Doctor {
        id,
        name: name.into(),
        pinyin: pinyin::sort_key(name),
        phone: None,
        hospital,
        hospital_name: "县人民医院".into(),
        sex: Sex::Female,
        department: None,
        specialty: specialty.into(),
        capacity,
        remark: None,
        version: 1,
        elders: 0,
        left_on: None,
    }
}

pub fn facts_of(name: &str, north: f64, conditions: &[&str]) -> Facts {
    Facts {
        sex: Sex::Male,
        area: Some("永宁街道".into()),
        latitude: Some(36.7 + north / 100.0),
        longitude: Some(117.5),
        conditions: conditions.iter().map(|code| (*code).to_owned()).collect(),
        ..Facts::new(name, Category::Retired)
    }
}

impl County {
    /// Two doctors with two places each, five elders.
    pub async fn of(world: &World) -> Self {
        let doctors = [("张丽华", "心血管", 2), ("陈志强", "糖尿病", 2)];
        let elders: [(&str, f64, &[&str]); 5] = [
            ("王晓明", 1.0, &["I25"]),
            ("曾庆福", 2.0, &["E11"]),
            ("区锦华", 3.0, &["I10"]),
            ("单玉兰", 4.0, &["E11"]),
            ("马守田", 12.0, &[]),
        ];
        Self::with(world, &doctors, &elders).await
    }

    pub async fn with(world: &World, doctors: &[(&str, &str, u32)], elders: &[(&str, f64, &[&str])]) -> Self {
        let act = world.hand(Role::Clerk);
        let hospital = hospital_of(act.new_id());
        let doctors: Vec<Doctor> = doctors
            .iter()
            .map(|(name, specialty, capacity)| {
                doctor_of(act.new_id(), hospital.id, name, specialty, *capacity)
            })
            .collect();
        let elders: Vec<(PersonId, Facts)> =
            elders.iter().map(|(name, north, ill)| (act.new_id(), facts_of(name, *north, ill))).collect();
        let (made, people) = (doctors.clone(), elders.clone());
        let write = move |tx: &Tx<'_>| {
            hospital::store::insert(tx, &act, &hospital)?;
            for doctor in &made {
                doctor::store::insert(tx, act.bureau(), doctor)?;
            }
            for (id, facts) in &people {
                person::store::insert(tx, &act, *id, facts)?;
            }
            Ok(())
        };
        world.app.db.write(write).await.unwrap();
        Self { doctors, persons: elders.iter().map(|(id, _)| *id).collect() }
    }

    pub async fn propose(&self, world: &World) -> ProposalId {
        pairing::propose(&world.app, world.hand(Role::Clerk)).await.unwrap()
    }
}

async fn change(world: &World, id: ProposalId, person: PersonId, choice: Option<StaffId>) -> Result<()> {
    pairing::change(&world.app, world.hand(Role::Clerk), id, person, choice).await
}

async fn publish(world: &World, id: ProposalId) -> Result<()> {
    let version = version(world, id).await;
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| pairing::publish(tx, &act, id, version)).await
}

async fn version(world: &World, id: ProposalId) -> i64 {
    let bureau = world.bureau.id;
    let proposal =
        world.app.db.read(move |conn| pairing::store::find(conn, &bureau, id)).await.unwrap().unwrap();
    proposal.into_draft().map_or(0, |draft| draft.version)
}

/// Whose doctor is who today.
async fn pairs(world: &World) -> HashMap<PersonId, StaffId> {
    let bureau = world.bureau.id;
    let active = world
        .app
        .db
        .read(move |conn| responsibility::store::list_active(conn, &bureau, Kind::Doctor))
        .await
        .unwrap();
    let count = active.len();
    let pairs: HashMap<_, _> =
        active.into_iter().map(|active| (active.bond.person, active.bond.staff)).collect();
    assert_eq!(pairs.len(), count, "somebody has two doctors");
    pairs
}

async fn pair_by_hand(world: &World, person: PersonId, staff: StaffId) -> Result<()> {
    let act = world.hand(Role::Clerk);
    let write = move |tx: &Tx<'_>| {
        let bond = Bond {
            id: act.new_id(),
            person,
            kind: Kind::Doctor,
            staff,
            since: act.today(),
            reason: "{\"kind\":\"ledger\"}".into(),
        };
        responsibility::store::insert_many(
            tx,
            act.bureau(),
            &[Responsibility::Active(Active { bond, version: 1 })],
        )
    };
    world.app.db.write(write).await
}

async fn set_capacity(world: &World, doctor: StaffId, capacity: i64) {
    let bureau = world.bureau.id;
    let sql = "UPDATE doctor SET capacity = $3 WHERE bureau_id = $1 AND id = $2";
    world.app.db.write(move |tx| tx.execute_one(sql, &[&bureau, &doctor, &capacity])).await.unwrap();
}

#[test]
fn nobody_loses_a_doctor_to_somebody_nearer_and_who_must_is_named_above_all() {
    on_each_engine(async |world| {
        let doctors = [("张丽华", "心血管", 1), ("陈志强", "糖尿病", 1)];
        let elders: [(&str, f64, &[&str]); 2] = [("马守田", 8.0, &[]), ("王晓明", 0.5, &["I25"])];
        let county = County::with(&world, &doctors, &elders).await;
        let ([zhang, chen], [ma, wang]) =
            ([county.doctors[0].id, county.doctors[1].id], [county.persons[0], county.persons[1]]);
        let mut clerk = world.signed_in(Role::Clerk).await;
        set_capacity(&world, chen, 0).await;
        pair_by_hand(&world, ma, zhang).await.unwrap();
        let id = county.propose(&world).await;
        let page = clerk.get(&format!("/pairings/proposals/{id}?rows=all")).await.text();
        assert!(page.contains("已证明最优") && !page.contains("id=\"lost\""), "{page}");
        publish(&world, id).await.unwrap();
        assert_eq!(
            pairs(&world).await,
            HashMap::from([(ma, zhang)]),
            "he lives far and has no illness of hers"
        );
        // Both have a doctor, and one of the doctors goes: somebody must lose one.
        set_capacity(&world, chen, 1).await;
        pair_by_hand(&world, wang, chen).await.unwrap();
        set_capacity(&world, chen, 0).await;
        let id = county.propose(&world).await;
        let page = clerk.get(&format!("/pairings/proposals/{id}")).await.text();
        assert!(page.contains("已证明最优"), "{page}");
        let lost = page.split("id=\"lost\"").nth(1).unwrap_or_else(|| panic!("nobody is named: {page}"));
        let lost = lost.split("</ul>").next().unwrap();
        for said in ["马守田", "现在是张丽华医生", "够得着的医生都满了"] {
            assert!(lost.contains(said), "{said}: {lost}");
        }
        assert!(!lost.contains("王晓明"), "{lost}");
        let rows = clerk.get(&format!("/pairings/proposals/{id}?rows=lost")).await.text();
        let table = rows.split("id=\"pairs\"").nth(1).unwrap().split("</table>").next().unwrap();
        assert_eq!(table.matches("<tr><th scope=\"row\">").count(), 1, "{table}");
    });
}

#[test]
fn a_clerk_computes_mends_publishes_and_the_history_says_so() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let [zhang, chen] = [county.doctors[0].id, county.doctors[1].id];
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/pairings").await;
        let proposed = clerk.post("/pairings/proposals", &[]).await;
        assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());
        let address = proposed.to.unwrap().split('?').next().unwrap().to_owned();
        let id: ProposalId = address.rsplit('/').next().unwrap().parse().unwrap();
        assert!(pairs(&world).await.is_empty(), "nobody's doctor changes before it is published");

        let shown = clerk.get(&address).await.text();
        for said in ["已证明最优", "心血管专长对冠心病", "1.4 公里", "没配上", "曾庆福"]
        {
            assert!(shown.contains(said), "{said} is missing in\n{shown}");
        }
        let left = clerk.get(&format!("{address}?rows=left")).await.text();
        assert!(left.contains("马守田") && left.contains("够得着的医生都满了"), "{left}");
        let found = clerk.get(&format!("{address}?name=wxm")).await.text();
        assert!(found.contains("王晓明") && !found.contains("曾庆福"));

        let wang = county.persons[0];
        let choose = format!("{address}/rows/{wang}");
        assert!(clerk.get(&choose).await.text().contains("够得着的医生都没有空位了"), "both are full");
        let full = clerk.post(&choose, &[("doctor", &chen.to_string())]).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(full.text().contains("陈志强医生在这个方案里已经满了"));
        let freed =
            clerk.post(&format!("{address}/rows/{}", county.persons[1]), &[("doctor", "nobody")]).await;
        assert_eq!(freed.status, StatusCode::SEE_OTHER);
        assert!(clerk.get(&choose).await.text().contains("陈志强"), "now there is a place");
        assert_eq!(clerk.post(&choose, &[("doctor", &chen.to_string())]).await.status, StatusCode::SEE_OTHER);

        let seen_before = clerk.post(&format!("{address}/publish"), &[("version", "1")]).await;
        assert_eq!(seen_before.status, StatusCode::CONFLICT, "she publishes what she saw, or nothing");
        let version = version(&world, id).await.to_string();
        let published = clerk.post(&format!("{address}/publish"), &[("version", &version)]).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
        let now = pairs(&world).await;
        assert_eq!((now.get(&wang), now.get(&county.persons[2]), now.len()), (Some(&chen), Some(&zhang), 3));
        let doctor = clerk.get(&format!("/doctors/{chen}")).await.text();
        assert!(doctor.contains("王晓明") && doctor.contains("2026年11月23日"), "{doctor}");
        assert_eq!(clerk.post(&format!("{address}/discard"), &[]).await.status, StatusCode::CONFLICT);

        world.at("2027-03-01T01:00:00Z");
        let next = county.propose(&world).await;
        publish(&world, next).await.unwrap();
        assert_eq!(pairs(&world).await.get(&wang), Some(&chen), "keeping the doctor is worth ten kilometres");
    });
}

#[test]
fn a_pair_that_changes_ends_and_a_pair_given_up_ends_too() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let [zhang, chen] = [county.doctors[0].id, county.doctors[1].id];
        let [wang, ou] = [county.persons[0], county.persons[2]];
        let first = county.propose(&world).await;
        publish(&world, first).await.unwrap();
        world.at("2026-12-01T01:00:00Z");
        let second = county.propose(&world).await;
        change(&world, second, ou, None).await.unwrap();
        change(&world, second, county.persons[1], None).await.unwrap();
        change(&world, second, wang, Some(chen)).await.unwrap();
        publish(&world, second).await.unwrap();
        let (bureau, db) = (world.bureau.id, &world.app.db);
        let history =
            |person| db.read(move |conn| responsibility::store::list_of_person(conn, &bureau, person));
        let of_wang = history(wang).await.unwrap();
        let of_ou = history(ou).await.unwrap();
        let [Responsibility::Past { bond, until, because }, Responsibility::Active(now)] = &of_wang[..]
        else {
            panic!("{of_wang:?}")
        };
        assert_eq!((bond.staff, *until, *because), (zhang, date(2026, 12, 1), Ended::Replaced));
        assert_eq!((now.bond.staff, now.bond.since), (chen, date(2026, 12, 1)));
        let [Responsibility::Past { because, .. }] = &of_ou[..] else { panic!("{of_ou:?}") };
        assert_eq!(*because, Ended::Released);
    });
}

#[test]
fn a_proposal_is_published_once_and_by_one() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let (one, other) = (county.propose(&world).await, county.propose(&world).await);
        let (first, second) = tokio::join!(publish(&world, one), publish(&world, one));
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let lost = if first.is_ok() { second } else { first };
        assert!(matches!(lost, Err(Error::Conflict | Error::Overtaken(_))), "{lost:?}");
        let stale = publish(&world, other).await.unwrap_err();
        assert!(matches!(&stale, Error::Overtaken(text) if text.key == "pairing-stale"), "{stale:?}");
        assert_eq!(pairs(&world).await.len(), 4);
    });
}

#[test]
fn a_draft_is_stale_once_somebody_got_a_doctor_otherwise() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let id = county.propose(&world).await;
        let [wang, zhang, chen] = [county.persons[0].0, county.doctors[0].id.0, county.doctors[1].id.0];
        let (one, other) = tokio::join!(
            pair_by_hand(&world, PersonId(wang), StaffId(zhang)),
            pair_by_hand(&world, PersonId(wang), StaffId(chen))
        );
        assert!(one.is_ok() != other.is_ok(), "two clerks at once: one wins");
        assert!(matches!(one.and(other), Err(Error::Conflict)));
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/pairings/proposals/{id}");
        clerk.get(&address).await;
        let answer = clerk.post(&format!("{address}/publish"), &[("version", "1")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text().contains("有 1 人的医生变了"), "{}", answer.text());
        assert_eq!(pairs(&world).await.len(), 1, "nothing was done");
    });
}

/// She resigns from today on and hands everything over to `to`.
async fn leave(world: &World, staff: StaffId, to: StaffId) {
    let act = world.hand(Role::Clerk);
    let draft = absence::model::Draft {
        staff,
        reason: absence::Reason::Resigned,
        from: act.today(),
        until: None,
        substitutes: vec![to],
        chosen: Vec::new(),
    };
    let make = move |tx: &Tx<'_>| {
        let seen = absence::actions::preview::<cq_errand::errand::leaver::Leaver>(tx, &act, &draft)?.seen;
        absence::actions::make::<cq_errand::errand::leaver::Leaver>(tx, &act, &draft, &seen)
    };
    world.app.db.write(make).await.unwrap();
}

#[test]
fn who_has_left_for_good_gets_nobody() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let [zhang, chen] = [county.doctors[0].id, county.doctors[1].id];
        let before = county.propose(&world).await;
        leave(&world, zhang, chen).await;
        let late = publish(&world, before).await.unwrap_err();
        assert!(matches!(&late, Error::Overtaken(text) if text.key == "pairing-overfull"), "{late:?}");
        assert!(pairs(&world).await.is_empty(), "nothing was done");

        let after = county.propose(&world).await;
        let refused = change(&world, after, county.persons[0], Some(zhang)).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
        publish(&world, after).await.unwrap();
        let held = pairs(&world).await;
        assert_eq!((held.len(), held.values().filter(|staff| **staff == zhang).count()), (2, 0));

        let mut clerk = world.signed_in(Role::Clerk).await;
        let ledger = "姓名,医生姓名\n王晓明,张丽华\n";
        let brought = Brought {
            kind: "pairings".into(),
            file_name: "结对.csv".into(),
            bytes: ledger.into(),
            as_of: None,
        };
        let hand = world.hand(Role::Clerk);
        let id = intake::actions::bring(&world.app, hand, LEDGERS, brought).await.unwrap();
        let page = clerk.get(&format!("/imports/{id}?rows=wrong")).await.text();
        assert!(page.contains("张丽华医生自"), "{page}");
        let page = clerk.get("/doctors").await.text();
        assert!(page.contains("1 家医院，共能负责 2 人") && page.contains("起离任"), "{page}");
        let page = clerk.get(&format!("/doctors/{zhang}")).await.text();
        assert!(page.contains("起离任，不再参加结对"), "{page}");
    });
}

#[test]
fn rules_hold_from_the_day_they_are_set() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/pairings/rules").await.text();
        assert!(page.contains("平台自带的规矩"));
        let fields = |max: &'static str| {
            [
                ("per_km", "100"),
                ("specialty_match", "0"),
                ("specialty_mismatch", "0"),
                ("change", "0"),
                ("leave_over", "100000"),
                ("max_km", max),
                ("unknown_km", "5"),
                ("detour_percent", "100"),
            ]
        };
        let wrong = clerk.post("/pairings/rules", &fields("far")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("far"), "what was typed stays");
        let tried = clerk.post("/pairings/rules/preview", &fields("far")).await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        let tried = clerk.post("/pairings/rules/preview", &fields("2")).await.text();
        for said in ["有 3 人会配给别的医生", "value=\"2\"", "曾庆福"] {
            assert!(tried.contains(said), "{said}: {tried}");
        }
        assert!(clerk.get("/pairings/rules").await.text().contains("平台自带的规矩"), "nothing was saved");
        let same =
            [("per_km", "100"), ("specialty_match", "500"), ("specialty_mismatch", "0"), ("change", "1000")];
        let same = [
            &same[..],
            &[("leave_over", "100000"), ("max_km", "20"), ("unknown_km", "5"), ("detour_percent", "130")],
        ];
        let same = clerk.post("/pairings/rules/preview", &same.concat()).await.text();
        assert!(same.contains("两套规矩配出来一模一样"), "{same}");
        assert_eq!(clerk.post("/pairings/rules", &fields("2")).await.status, StatusCode::SEE_OTHER);
        let id = county.propose(&world).await;
        let bureau = world.bureau.id;
        let counts = world.app.db.read(move |conn| pairing::store::counts(conn, &bureau, id)).await.unwrap();
        assert_eq!((counts.paired, counts.left), (1, 4), "only one lives within two kilometres");
        let mut leader = world.signed_in(Role::Leader).await;
        leader.get("/pairings").await;
        for path in ["/pairings/rules", "/pairings/rules/preview"] {
            assert_eq!(leader.post(path, &fields("9")).await.status, StatusCode::FORBIDDEN);
        }
    });
}

#[test]
fn the_rows_add_up_to_the_cost_that_was_proven() {
    on_each_engine(async |world| {
        let county = County::of(&world).await;
        let id = county.propose(&world).await;
        let bureau = world.bureau.id;
        let look = move |conn: &cq_platform::db::Conn<'_>| {
            let proposal = pairing::store::find(conn, &bureau, id)?.unwrap();
            let after = (String::new(), Uuid::nil());
            let rows = pairing::store::rows(conn, &bureau, id, &Filter::Which(Which::All), &after, 100)?;
            Ok((proposal, pairing::store::counts(conn, &bureau, id)?, rows))
        };
        let (proposal, counts, rows) = world.app.db.read(look).await.unwrap();
        let Proposal::Draft(draft) = proposal else { panic!("{proposal:?}") };
        assert_eq!((draft.facts.cost, draft.facts.bound), (counts.cost, counts.cost));
        assert_eq!(
            (rows.len() as i64, rows.iter().map(|row| row.cost).sum::<i64>()),
            (counts.people, counts.cost)
        );
    });
}

/// What a clerk may try with a draft.
#[derive(Debug, Clone)]
enum Try {
    Change(usize, Option<usize>),
    Publish,
    Propose,
    PairByHand(usize, usize),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = prop_oneof![
        4 => (0..6usize, proptest::option::of(0..3usize)).prop_map(|(person, doctor)| Try::Change(person, doctor)),
        2 => Just(Try::Publish),
        2 => Just(Try::Propose),
        1 => (0..6usize, 0..3usize).prop_map(|(person, doctor)| Try::PairByHand(person, doctor)),
    ];
    proptest::collection::vec(one, 1..14)
}

#[test]
fn whatever_is_tried_nobody_has_two_doctors_and_no_doctor_too_many() {
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 6, ..ProptestConfig::default() });
    runner
        .run(&tries(), |tries| {
            on_each_engine(|world| try_all(world, tries.clone()));
            Ok(())
        })
        .unwrap();
}

async fn try_all(world: World, tries: Vec<Try>) {
    let doctors = [("张丽华", "心血管", 1), ("陈志强", "糖尿病", 2), ("李文博", "神经", 1)];
    let names = ["王晓明", "曾庆福", "区锦华", "单玉兰", "马守田", "韩桂芝"];
    let elders: Vec<(&str, f64, &[&str])> =
        (1..).zip(names).map(|(at, name)| (name, f64::from(at), &["I25"][..])).collect();
    let county = County::with(&world, &doctors, &elders).await;
    let mut id = county.propose(&world).await;
    for tried in tries {
        // A refusal is as good as a success here: what counts is what holds afterwards.
        match tried {
            Try::Change(person, doctor) => {
                let choice = doctor.map(|doctor| county.doctors[doctor].id);
                let _ = change(&world, id, county.persons[person], choice).await;
            }
            Try::Publish => drop(publish(&world, id).await),
            Try::Propose => id = county.propose(&world).await,
            Try::PairByHand(person, doctor) => {
                let free =
                    pairs(&world).await.values().filter(|staff| **staff == county.doctors[doctor].id).count();
                if free < county.doctors[doctor].capacity as usize {
                    let _ = pair_by_hand(&world, county.persons[person], county.doctors[doctor].id).await;
                }
            }
        }
        let now = pairs(&world).await;
        for doctor in &county.doctors {
            let elders = now.values().filter(|staff| **staff == doctor.id).count();
            assert!(elders <= doctor.capacity as usize, "{} answers for {elders}", doctor.name);
        }
    }
}
