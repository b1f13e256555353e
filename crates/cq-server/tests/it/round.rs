//! Rounds: looked at before they hold, published once, kept to windows and wishes, planned again without turning everything over.

use axum::http::StatusCode;
use cq_care::round::{
    self,
    model::{PlanId, Wanted, Whose},
    wish::{Part, Wish},
};
use cq_platform::{Error, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    person::{self, Category, Facts, PersonId, Sex},
    task::TaskId,
};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::world::{Browser, World, on_each_engine};

/// A town with one hospital on the map, two doctors, and what one of them owes.
pub struct Town {
    pub wang: StaffId,
    pub zhang: StaffId,
    pub people: Vec<PersonId>,
    pub tasks: Vec<TaskId>,
}

/// The last day that any visit of the town has.
const LAST: Date = date(2026, 12, 11);

impl Town {
    /// `n` elders around the hospital, each owed a visit by 王建国 until [`LAST`].
    pub async fn of(world: &World, n: usize) -> Self {
        let act = world.hand(Role::Clerk);
        let work = move |tx: &Tx<'_>| {
            let bureau = act.bureau();
            let hospital: Uuid = act.new_id();
            tx.execute(
                "INSERT INTO hospital (bureau_id, id, name, latitude, longitude, version) VALUES ($1, $2, '市人民医院', 36.71, 117.53, 1)",
                &[bureau, &hospital],
            )?;
            let mut doctors = Vec::new();
            for (name, pinyin) in [("王建国", "wang jian guo"), ("张丽华", "zhang li hua")] {
                let id: StaffId = act.new_id();
                tx.execute(
                    "INSERT INTO staff (bureau_id, id, name, pinyin, phone, version) VALUES ($1, $2, $3, $4, '15400000001', 1)",
                    &[bureau, &id, &name, &pinyin],
                )?;
                tx.execute(
                    "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'male', '全科', 20)",
                    &[bureau, &id, &hospital],
                )?;
                doctors.push(id);
            }
            let (mut people, mut tasks) = (Vec::new(), Vec::new());
            for at in 0..n {
                let id: PersonId = act.new_id();
                let facts = Facts {
                    sex: Sex::Female,
                    born: "1940-05".parse().ok(),
                    address: Some(format!("文博路 {} 号", at + 1)),
                    phone: Some(format!("1540000{at:04}")),
                    ..Facts::new(NAMES[at % NAMES.len()], Category::Retired)
                };
                person::store::insert(tx, &act, id, &facts)?;
                let (north, east) = (36.71 + 0.004 * (at % 4) as f64, 117.53 + 0.005 * (at / 4) as f64);
                tx.execute(
                    "UPDATE person SET latitude = $3, longitude = $4 WHERE bureau_id = $1 AND id = $2",
                    &[bureau, &id, &north, &east],
                )?;
                people.push(id);
                tasks.push(owed(tx, &act, id, doctors[0], (act.today(), LAST))?);
            }
            Ok(Self { wang: doctors[0], zhang: doctors[1], people, tasks })
        };
        world.app.db.write(work).await.unwrap()
    }

    /// A third doctor, of the same hospital.
    pub async fn colleague(&self, world: &World, name: &'static str) -> StaffId {
        let (act, of) = (world.hand(Role::Clerk), self.wang);
        let work = move |tx: &Tx<'_>| {
            let (bureau, id): (_, StaffId) = (act.bureau(), act.new_id());
            tx.execute_one(
                "INSERT INTO staff (bureau_id, id, name, pinyin, phone, version) VALUES ($1, $2, $3, 'li', '15400000001', 1)",
                &[bureau, &id, &name],
            )?;
            tx.execute_one(
                "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity)
                 SELECT bureau_id, $2, hospital_id, sex, specialty, capacity FROM doctor WHERE bureau_id = $1 AND id = $3",
                &[bureau, &id, &of],
            )?;
            Ok(id)
        };
        world.app.db.write(work).await.unwrap()
    }

    /// A visit more.
    pub async fn owe(&self, world: &World, person: PersonId, owner: StaffId, days: (Date, Date)) -> TaskId {
        let act = world.hand(Role::Clerk);
        world.app.db.write(move |tx| owed(tx, &act, person, owner, days)).await.unwrap()
    }

    /// Makes and publishes a plan for 王建国 from tomorrow on.
    async fn published(&self, world: &World, clerk: &mut Browser<'_>) -> String {
        let plan = propose(clerk, self.wang, "2026-11-24", "2026-12-11").await;
        let answer = publish(clerk, &plan).await;
        assert_eq!(answer, StatusCode::SEE_OTHER);
        assert_eq!(times(world).await.len(), self.tasks.len());
        plan
    }
}

pub const NAMES: [&str; 8] = ["赵秀英", "钱德昌", "孙淑兰", "李玉珍", "周国强", "吴桂芳", "郑文华", "冯志明"];

fn owed(
    tx: &Tx<'_>,
    act: &cq_platform::actor::Act,
    person: PersonId,
    owner: StaffId,
    (opens, due): (Date, Date),
) -> cq_platform::Result<TaskId> {
    let id: TaskId = act.new_id();
    tx.execute(
        "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, version)
         VALUES ($1, $2, $3, $4, 'home-visit', $5, $6, $6, 'open', 0, 1)",
        &[act.bureau(), &id, &person, &owner, &opens, &due],
    )?;
    Ok(id)
}

/// A draft for one doctor, for the test of all routes.
pub async fn sample(world: &World, staff: StaffId) -> PlanId {
    let wanted = Wanted { whose: Whose::Doctor(staff), from: date(2026, 11, 24), until: date(2026, 12, 4) };
    round::actions::propose(&world.app, world.hand(Role::Clerk), wanted, &None).await.unwrap()
}

pub async fn propose(clerk: &mut Browser<'_>, doctor: StaffId, from: &str, until: &str) -> String {
    clerk.get("/rounds/plans/new").await;
    let whose = format!("doctor-{doctor}");
    let made = clerk.post("/rounds/plans", &[("whose", &whose), ("from", from), ("until", until)]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.to.unwrap()
}

pub async fn publish(clerk: &mut Browser<'_>, plan: &str) -> StatusCode {
    clerk.post(&format!("{plan}/publish"), &[("version", "1")]).await.status
}

/// What holds: elder, doctor, day, from when.
pub async fn times(world: &World) -> Vec<(String, String, String, i64)> {
    let bureau = world.bureau.id;
    let sql = "SELECT p.name, s.name, v.on_day, v.starts FROM round_visit v JOIN task t ON t.bureau_id = v.bureau_id AND t.id = v.task_id
        JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id JOIN staff s ON s.bureau_id = v.bureau_id AND s.id = v.staff_id
        WHERE v.bureau_id = $1 ORDER BY v.on_day, v.starts, p.name";
    world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap()
}

async fn place(world: &World, person: PersonId, north: Option<f64>, east: Option<f64>) {
    let bureau = world.bureau.id;
    let sql = "UPDATE person SET latitude = $3, longitude = $4 WHERE bureau_id = $1 AND id = $2";
    world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &person, &north, &east])).await.unwrap();
}

#[test]
fn a_plan_is_looked_at_and_holds_when_it_is_published() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 6).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let index = clerk.get("/rounds").await.text();
        assert!(index.contains("王建国") && index.contains("还没排"), "{index}");
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let page = clerk.get(&plan).await.text();
        for word in ["赵秀英", "文博路 1 号", "草案", "发布", "为什么是这天"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        assert!(times(&world).await.is_empty(), "looking changes nothing");
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        assert!(doctor.get("/rounds").await.text().contains("还没有排好的日子"));
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        let held = times(&world).await;
        assert_eq!(held.len(), 6);
        let first = held[0].clone();
        let week = doctor.get("/rounds").await.text();
        assert!(NAMES[..6].iter().all(|name| week.contains(name)), "{week}");
        let day = doctor.get(&format!("/rounds/doctors/{}?on={}", town.wang, first.2)).await.text();
        for word in [first.0.as_str(), "tel:1540000", "路上", "从市人民医院出发", "回到医院", "上门"]
        {
            assert!(day.contains(word), "{word}: {day}");
        }
        let found = clerk.get(&format!("/people/{}", town.people[0])).await.text();
        assert!(found.contains("下次上门") && found.contains("王建国"), "{found}");
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::CONFLICT, "once");
    });
}

#[test]
fn todays_round_stands_whole_on_one_page_without_parameters() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-23", "2026-11-23").await;
        publish(&mut clerk, &plan).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        let page = doctor.get("/rounds/today").await;
        assert_eq!(page.status, StatusCode::OK);
        let page = page.text();
        assert!(
            page.contains("2026年11月23日") && NAMES[..3].iter().all(|name| page.contains(name)),
            "{page}"
        );
        assert!(
            times(&world).await.iter().all(|(_, _, _, starts)| *starts >= 9 * 60 + 35),
            "nobody sets out before now"
        );
        assert!(clerk.get("/rounds/today").await.text().contains("您没有自己的巡诊"));
        // Done at the bedside, it stays on the sheet as done.
        let (task, bureau) = (town.tasks[0], world.bureau.id);
        let done = "UPDATE task SET state = 'done', done_on = '2026-11-23', report = $3, closed_at = 0 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(done, &[&bureau, &task, &[0_u8].as_slice()])).await.unwrap();
        assert!(doctor.get("/rounds/today").await.text().contains("已上门"));
    });
}

#[test]
fn of_two_who_publish_one_wins_and_of_two_plans_the_first() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 5).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let other = propose(&mut clerk, town.wang, "2026-11-25", "2026-12-11").await;
        let id: PlanId = plan.rsplit('/').next().unwrap().parse().unwrap();
        let both = [world.hand(Role::Clerk), world.hand(Role::Clerk)].map(|act| {
            let db = world.app.db.clone();
            tokio::spawn(async move { db.write(move |tx| round::actions::publish(tx, &act, id, 1)).await })
        });
        let mut won = 0;
        for one in both {
            match one.await.unwrap() {
                Ok(visits) => {
                    assert_eq!(visits, 5);
                    won += 1;
                }
                Err(error) => assert!(matches!(error, Error::Conflict | Error::Overtaken(_)), "{error}"),
            }
        }
        assert_eq!(won, 1);
        let before = times(&world).await;
        let late = clerk.post(&format!("{other}/publish"), &[("version", "1")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("发布了别的日程"), "{}", late.text());
        assert_eq!(times(&world).await, before);
        assert!(clerk.get(&other).await.text().contains("草案"), "it is still there to be put away");
        assert_eq!(clerk.post(&format!("{other}/discard"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(publish(&mut clerk, &other).await, StatusCode::CONFLICT);
    });
}

#[test]
fn wishes_are_kept_and_what_cannot_be_is_said() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 4).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let form = clerk.get(&format!("/people/{}/wish", town.people[0])).await.text();
        assert!(form.contains("什么时候方便"), "{form}");
        let wish = format!("/people/{}/wish", town.people[0]);
        let nothing = clerk.post(&wish, &[("part", "morning"), ("version", "0")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("至少要勾一天"));
        let fields = [("part", "morning"), ("weekday", "4"), ("version", "0")];
        assert_eq!(clerk.post(&wish, &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&wish, &fields).await.status, StatusCode::CONFLICT, "somebody was first");
        let person = clerk.get(&format!("/people/{}", town.people[0])).await.text();
        assert!(person.contains("只要上午") && person.contains("星期五"), "{person}");
        // Nobody goes out on Sundays.
        let sunday = [("part", "any"), ("weekday", "7"), ("version", "0")];
        clerk.post(&format!("/people/{}/wish", town.people[1]), &sunday).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let page = clerk.get(&plan).await.text();
        assert!(page.contains("老人都不方便"), "{page}");
        publish(&mut clerk, &plan).await;
        let held = times(&world).await;
        assert_eq!(held.len(), 3);
        let (_, _, on, starts) = held.iter().find(|(name, ..)| name == NAMES[0]).unwrap();
        let on: Date = on.parse().unwrap();
        assert_eq!(on.weekday(), jiff::civil::Weekday::Thursday);
        assert!(*starts <= 650, "over before the break: {starts}");
    });
}

#[test]
fn two_who_write_down_a_wish_do_not_overwrite_each_other() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 1).await;
        let person = town.people[0];
        let both = [Part::Morning, Part::Afternoon].map(|part| {
            let (db, act) = (world.app.db.clone(), world.hand(Role::Clerk));
            let wish = Wish { part, ..Wish::default() };
            tokio::spawn(async move {
                db.write(move |tx| round::actions::note_wish(tx, &act, person, wish, 0)).await
            })
        });
        let mut won = 0;
        for one in both {
            match one.await.unwrap() {
                Ok(()) => won += 1,
                Err(error) => assert!(matches!(error, Error::Conflict), "{error}"),
            }
        }
        assert_eq!(won, 1);
    });
}

#[test]
fn homes_without_a_place_on_the_map_are_named_and_the_others_planned() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 5).await;
        place(&world, town.people[0], None, None).await;
        place(&world, town.people[1], Some(117.53), Some(36.71)).await;
        place(&world, town.people[2], Some(36.7), Some(122.4)).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let page = clerk.get(&plan).await.text();
        for word in ["不知道住在哪里", "填反了", "离医院 434 公里"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        publish(&mut clerk, &plan).await;
        assert_eq!(times(&world).await.len(), 2);
    });
}

#[test]
fn no_visit_leaves_its_window_and_one_that_cannot_be_met_says_so() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let (person, wang) = (town.people[0], town.wang);
        // Saturday and Sunday only.
        town.owe(&world, person, wang, (date(2026, 11, 28), date(2026, 11, 29))).await;
        town.owe(&world, person, wang, (date(2026, 12, 2), date(2026, 12, 2))).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, wang, "2026-11-24", "2026-12-11").await;
        let page = clerk.get(&plan).await.text();
        assert!(page.contains("之间没有医生出诊的日子"), "{page}");
        publish(&mut clerk, &plan).await;
        let held = times(&world).await;
        assert_eq!(held.len(), 4);
        assert!(held.iter().any(|(name, _, on, _)| name == NAMES[0] && on == "2026-12-02"), "{held:?}");
    });
}

#[test]
fn what_is_asked_wrongly_is_said_at_its_field() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 1).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/rounds/plans/new").await;
        let whose = format!("doctor-{}", town.wang);
        for (fields, word) in [
            (vec![("from", "2026-11-24"), ("until", "2026-12-01")], "请选给哪位医生"),
            (vec![("whose", whose.as_str()), ("from", "2026-11-20"), ("until", "2026-12-01")], "已经过去"),
            (vec![("whose", whose.as_str()), ("from", "2026-11-24"), ("until", "2026-11-23")], "早于开始"),
            (
                vec![("whose", whose.as_str()), ("from", "2026-11-24"), ("until", "2028-11-23")],
                "最多排 120 天",
            ),
        ] {
            let answer = clerk.post("/rounds/plans", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{word}");
            assert!(answer.text().contains(word), "{word}: {}", answer.text());
        }
        let nobody = format!("doctor-{}", town.zhang);
        let fields = [("whose", nobody.as_str()), ("from", "2026-11-24"), ("until", "2026-12-01")];
        let answer = clerk.post("/rounds/plans", &fields).await;
        assert!(answer.text().contains("没有要上门的"), "{}", answer.text());
        let absent = [
            ("whose", "doctor-01900000-0000-7000-8000-000000000000"),
            ("from", "2026-11-24"),
            ("until", "2026-12-01"),
        ];
        assert_eq!(clerk.post("/rounds/plans", &absent).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn hours_are_set_from_a_day_on_and_plans_follow() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/rounds/settings").await;
        let hours = [
            ("opens", "14:00"),
            ("closes", "17:30"),
            ("pause_from", "12:00"),
            ("pause_minutes", "0"),
            ("weekday", "3"),
            ("home_minutes", "30"),
            ("return_minutes", "30"),
            ("care_minutes", "30"),
            ("detour_percent", "130"),
            ("kmh", "30"),
            ("setting_out_minutes", "3"),
            ("farthest_km", "60"),
            ("since", "2026-11-23"),
        ];
        let mut wrong = hours;
        wrong[1] = ("closes", "13:00");
        let answer = clerk.post("/rounds/settings", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("回来的时间要晚于出门的时间"));
        assert_eq!(clerk.post("/rounds/settings", &hours).await.status, StatusCode::SEE_OTHER);
        town.published(&world, &mut clerk).await;
        for (_, _, on, starts) in times(&world).await {
            let on: Date = on.parse().unwrap();
            assert_eq!(on.weekday(), jiff::civil::Weekday::Wednesday);
            assert!((14 * 60..17 * 60).contains(&starts));
        }
    });
}

#[test]
fn after_a_no_show_only_that_visit_moves() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 7).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        town.published(&world, &mut clerk).await;
        let before = times(&world).await;
        let (task, bureau) = (town.tasks[0], world.bureau.id);
        let agreed = "UPDATE task SET again_on = '2026-12-08', next_on = '2026-12-08', tries = 1, version = version + 1 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(agreed, &[&bureau, &task])).await.unwrap();
        let doctor = clerk.get(&format!("/rounds/doctors/{}", town.wang)).await.text();
        assert!(doctor.contains("有 1 次上门还没排好") && doctor.contains("去不成了"), "{doctor}");
        assert!(clerk.get("/rounds?show=stale").await.text().contains("王建国"));
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let page = clerk.get(&plan).await.text();
        assert!(page.contains("改了时间的") && page.contains("没动"), "{page}");
        publish(&mut clerk, &plan).await;
        let after = times(&world).await;
        let moved: Vec<_> =
            before.iter().filter(|one| !after.iter().any(|two| two.0 == one.0 && two.2 == one.2)).collect();
        assert_eq!(moved.len(), 1, "{before:?} {after:?}");
        assert_eq!(moved[0].0, NAMES[0]);
        assert!(after.iter().any(|(name, _, on, _)| name == NAMES[0] && on == "2026-12-08"));
    });
}

#[test]
fn a_new_urgent_visit_comes_first_and_the_others_keep_their_days() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 7).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        town.published(&world, &mut clerk).await;
        let before = times(&world).await;
        let task = town.owe(&world, town.people[6], town.wang, (date(2026, 11, 23), LAST)).await;
        let urge = format!("/rounds/visits/{task}/urgent");
        let back = format!("{}", town.wang);
        let answer = clerk.post(&urge, &[("urgent", "yes"), ("doctor", &back)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(answer.to.unwrap().starts_with(&format!("/rounds/doctors/{back}")));
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        assert!(clerk.get(&plan).await.text().contains("加急"));
        publish(&mut clerk, &plan).await;
        let after = times(&world).await;
        assert_eq!(after.len(), 8);
        assert!(after.iter().any(|(name, _, on, _)| name == NAMES[6] && on == "2026-11-24"), "{after:?}");
        let kept =
            before.iter().filter(|one| after.iter().any(|two| two.0 == one.0 && two.2 == one.2)).count();
        assert!(kept >= 6, "{before:?} {after:?}");
    });
}

#[test]
fn what_was_done_meanwhile_is_not_given_a_time() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 4).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        let (task, bureau) = (town.tasks[1], world.bureau.id);
        let gone = "UPDATE task SET state = 'cancelled', cancelled_because = 'withdrawn', closed_at = 0, version = version + 1 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(gone, &[&bureau, &task])).await.unwrap();
        assert_eq!(publish(&mut clerk, &plan).await, StatusCode::SEE_OTHER);
        assert_eq!(times(&world).await.len(), 3);
    });
}

#[test]
fn a_draft_whose_days_are_over_is_not_published() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 2).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        world.at("2026-11-25T01:30:00Z");
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        let answer = clerk.post(&format!("{plan}/publish"), &[("version", "1")]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text().contains("请重新排"));
        assert!(times(&world).await.is_empty());
    });
}

#[test]
fn a_planner_cut_off_leaves_nothing_behind() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 6).await;
        let wanted = Wanted { whose: Whose::Doctor(town.wang), from: date(2026, 11, 24), until: LAST };
        let (app, act) = (world.app.clone(), world.hand(Role::Clerk));
        let cut = tokio::spawn(async move { round::actions::propose(&app, act, wanted, &None).await });
        tokio::task::yield_now().await;
        cut.abort();
        let _ = cut.await;
        let bureau = world.bureau.id;
        let halves = "SELECT COUNT(*) FROM round_plan q WHERE q.bureau_id = $1 AND NOT EXISTS (SELECT 1 FROM round_plan_visit r
            WHERE r.bureau_id = q.bureau_id AND r.plan_id = q.id)";
        let (halves,) = world.app.db.read(move |conn| conn.one::<(i64,)>(halves, &[&bureau])).await.unwrap();
        assert_eq!(halves, 0, "a plan is there whole or not at all");
        assert!(times(&world).await.is_empty());
        let mut clerk = world.signed_in(Role::Clerk).await;
        town.published(&world, &mut clerk).await;
    });
}

#[test]
fn a_doctor_plans_and_sees_his_own_only() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 4).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = town.published(&world, &mut clerk).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(town.wang)).await;
        assert_eq!(wang.get(&plan).await.status, StatusCode::OK);
        let again = propose(&mut wang, town.zhang, "2026-11-24", "2026-12-11").await;
        assert!(wang.get(&again).await.text().contains("王建国"), "whatever he asks for, it is his own");
        assert_eq!(publish(&mut wang, &again).await, StatusCode::SEE_OTHER);
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(town.zhang)).await;
        for path in [
            plan.clone(),
            format!("/rounds/doctors/{}", town.wang),
            format!("/people/{}/wish", town.people[0]),
        ] {
            assert_eq!(zhang.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(publish(&mut zhang, &plan).await, StatusCode::NOT_FOUND);
        let mut leader = world.signed_in(Role::Leader).await;
        assert!(leader.get("/rounds").await.text().contains("王建国"));
        assert_eq!(leader.get("/rounds/plans/new").await.status, StatusCode::FORBIDDEN);
        assert_eq!(leader.get("/rounds/settings").await.status, StatusCode::FORBIDDEN);
        // Whom he does not answer for any more is on his sheet no longer.
        let (task, to, bureau) = (town.tasks[0], town.zhang, world.bureau.id);
        let moved = "UPDATE task SET owner_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(moved, &[&bureau, &task, &to])).await.unwrap();
        assert!(!wang.get("/rounds").await.text().contains(NAMES[0]));
        assert!(zhang.get("/rounds").await.text().contains(NAMES[0]), "it is hers to plan");
    });
}

#[test]
fn who_stands_in_finds_the_others_visits_among_her_own() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let (wang, zhang) = (town.wang, town.zhang);
        let act = world.hand(Role::Clerk);
        let away = move |tx: &Tx<'_>| {
            let (id, bureau): (Uuid, _) = (act.new_id(), act.bureau());
            tx.execute(
                "INSERT INTO absence (bureau_id, id, staff_id, reason, from_on, until_on, substitute_id, state, made_at, version)
                 VALUES ($1, $2, $3, 'leave', '2026-11-23', '2026-12-31', $4, 'holds', 0, 1)",
                &[bureau, &id, &wang, &zhang],
            )
        };
        world.app.db.write(away).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let his = propose(&mut clerk, wang, "2026-11-24", "2026-12-11").await;
        let page = clerk.get(&his).await.text();
        assert!(page.contains("由张丽华代办"), "{page}");
        let hers = propose(&mut clerk, zhang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &hers).await, StatusCode::SEE_OTHER);
        let held = times(&world).await;
        assert_eq!(held.len(), 3);
        assert!(held.iter().all(|(_, doctor, ..)| doctor == "张丽华"), "{held:?}");
        let mut doctor = world.signed_in_as(Role::Doctor, "zhang", Some(zhang)).await;
        assert!(doctor.get("/rounds").await.text().contains(NAMES[0]));
        // A plan for him has none of them, and takes none from her.
        let his = propose(&mut clerk, wang, "2026-11-24", "2026-12-11").await;
        assert_eq!(publish(&mut clerk, &his).await, StatusCode::SEE_OTHER);
        assert_eq!(times(&world).await, held);
    });
}

#[test]
fn nobody_visits_the_dead() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 3).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let plan = town.published(&world, &mut clerk).await;
        let (person, bureau) = (town.people[0], world.bureau.id);
        let died = "UPDATE person SET ended_on = '2026-11-23', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(died, &[&bureau, &person])).await.unwrap();
        for path in [plan, format!("/rounds/doctors/{}", town.wang)] {
            assert!(!clerk.get(&path).await.text().contains(NAMES[0]), "{path}");
        }
        let again = propose(&mut clerk, town.wang, "2026-11-24", "2026-12-11").await;
        assert!(!clerk.get(&again).await.text().contains(NAMES[0]));
    });
}

/// A road network of one's own: every way takes `seconds`, or it says something else.
async fn roads(answer: impl Fn(usize) -> String + Send + Sync + 'static) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = std::sync::Arc::new(answer);
    let table = move |axum::extract::Path(places): axum::extract::Path<String>| {
        let answer = answer.clone();
        async move { answer(places.split(';').count()) }
    };
    let router = axum::Router::new().route("/osrm/table/v1/driving/{places}", axum::routing::get(table));
    tokio::spawn(cq_server::serve::serve(listener, router, std::future::pending()));
    format!("http://{address}/osrm")
}

fn table(places: usize, seconds: f64) -> String {
    let row = |at: usize| (0..places).map(|to| if to == at { 0.0 } else { seconds }).collect::<Vec<_>>();
    serde_json::json!({ "code": "Ok", "durations": (0..places).map(row).collect::<Vec<_>>() }).to_string()
}

/// The longest way of a plan, in minutes, and how the ways came to be known.
async fn longest(world: &World, town: &Town, network: &str) -> (i64, String) {
    let wanted = Wanted { whose: Whose::Doctor(town.wang), from: date(2026, 11, 24), until: LAST };
    let network = Some(std::sync::Arc::new(network.parse().unwrap()));
    let id = round::actions::propose(&world.app, world.hand(Role::Clerk), wanted, &network).await.unwrap();
    let bureau = world.bureau.id;
    let sql = "SELECT MAX(r.travel_minutes), q.roads FROM round_plan q JOIN round_plan_visit r ON r.bureau_id = q.bureau_id AND r.plan_id = q.id
        WHERE q.bureau_id = $1 AND q.id = $2 GROUP BY q.roads";
    world.app.db.read(move |conn| conn.one(sql, &[&bureau, &id])).await.unwrap()
}

#[test]
fn a_road_network_is_asked_and_without_it_the_straight_line_holds() {
    on_each_engine(async |world| {
        let town = Town::of(&world, 4).await;
        let far = roads(|places| table(places, 1_500.0)).await;
        assert_eq!(longest(&world, &town, &far).await, (28, "network".into()), "25 minutes and 3 to set out");
        for nonsense in ["", "{}", r#"{"code":"NoTable"}"#, r#"{"code":"Ok","durations":[[0]]}"#] {
            let broken = roads(move |_| nonsense.to_owned()).await;
            let (minutes, how) = longest(&world, &town, &broken).await;
            assert!(minutes < 10 && how == "fallback", "{nonsense}: {minutes} {how}");
        }
        // Nobody listens there.
        let (minutes, how) = longest(&world, &town, "http://127.0.0.1:9").await;
        assert!(minutes < 10 && how == "fallback", "{minutes} {how}");
        // It listens and never answers.
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", silent.local_addr().unwrap());
        let (minutes, how) = longest(&world, &town, &address).await;
        assert!(minutes < 10 && how == "fallback", "{minutes} {how}");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let index = clerk.get("/rounds").await.text();
        let plan = index
            .split("/rounds/plans/")
            .filter_map(|rest| rest.get(..36))
            .find(|id| id.parse::<PlanId>().is_ok())
            .unwrap();
        assert!(clerk.get(&format!("/rounds/plans/{plan}")).await.text().contains("路网服务没有回答"));
    });
}
