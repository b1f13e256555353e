//! Whatever the records: the figure is what a plain count gives, its parts add up to it, and behind each stand as many names.

use cq_platform::{db::Conn, ids::StaffId, policy::Role};
use cq_registry::{
    person::{PersonId, model::AreaId},
    target::{
        actions,
        model::{Actual, Cover, Measure, Number, Period, Within, Work},
        store::figure::{Asked, Behind, By, Line, Which},
    },
    task::{model::Form as TaskForm, store::list::Pick},
};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Owed, alone, four, owe, visits};
use crate::{
    ward::Ward,
    world::{World, on_each_engine},
};

const DAYS: [&str; 6] = ["2026-09-30", "2026-10-01", "2026-11-02", "2026-11-22", "2026-11-23", "2026-12-31"];
const DONE: [&str; 5] = ["2026-09-30", "2026-10-01", "2026-11-05", "2026-11-22", "2026-11-23"];
const STATES: [&str; 5] = ["open", "done", "declined", "lapsed", "cancelled"];
const TODAY: &str = "2026-11-23";

/// Some three hundred tasks of every kind, always the same.
fn tasks(ward: &Ward) -> Vec<Owed> {
    let owners = [ward.wang, ward.zhang, ward.chen];
    let mut dice = 7_u64;
    let mut throw = |n: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % n
    };
    let task = |_| {
        let state = STATES[throw(STATES.len())];
        let done = DONE[throw(DONE.len())];
        let to = throw(5);
        Owed {
            person: ward.elders.get(to).copied(),
            owner: owners[throw(3)],
            form: ["home-visit", "phone-call"][throw(2)],
            due: DAYS[throw(DAYS.len())],
            state,
            done: (state == "done").then_some(done),
        }
    };
    (0..300).map(task).collect()
}

fn in_quarter(day: &str) -> bool {
    ("2026-10-01"..="2026-12-31").contains(&day)
}

fn late(due: &str, done: &str) -> i64 {
    let [due, done]: [Date; 2] = [due, done].map(|day| day.parse().unwrap());
    i64::from(due.until(done).unwrap().get_days()).max(0)
}

/// The same figure counted by hand.
fn by_hand(number: &Number, ward: &Ward, tasks: &[Owed], of: &[(PersonId, Option<StaffId>)]) -> Actual {
    let form = |task: &Owed| match number.measure.work() {
        Some(Work::Form(form)) => task.form == form.as_str(),
        _ => true,
    };
    let of_person = |person: PersonId| of.iter().find(|(id, _)| *id == person).and_then(|(_, staff)| *staff);
    let owed = |task: &&Owed| {
        form(task)
            && match number.within {
                Within::Person(staff) => task.owner == staff,
                Within::Area(_) => task.person == Some(ward.elders[3]),
                _ => true,
            }
    };
    let people = ward.elders.iter().filter(|person| match number.within {
        Within::Person(staff) => of_person(**person) == Some(staff),
        Within::Area(_) => **person == ward.elders[3],
        _ => true,
    });
    let all = tasks.iter().filter(owed);
    match number.measure {
        Measure::Reached { .. } => {
            let reached = |person: &PersonId| {
                let mut of = tasks.iter().filter(|task| task.person == Some(*person) && form(task));
                of.any(|task| task.done.is_some_and(in_quarter))
            };
            let people: Vec<PersonId> = people.copied().collect();
            let hit = people.iter().filter(|person| reached(person)).count();
            Actual { hit: hit as i64, of: people.len() as i64 }
        }
        Measure::Covered { .. } => {
            let people: Vec<PersonId> = people.copied().collect();
            let hit = people.iter().filter(|person| of_person(**person).is_some()).count();
            Actual { hit: hit as i64, of: people.len() as i64 }
        }
        Measure::Done { .. } => {
            let (done, rest): (Vec<&Owed>, Vec<&Owed>) =
                all.partition(|task| task.done.is_some_and(in_quarter));
            let owed = rest
                .iter()
                .filter(|task: &&&Owed| ["open", "lapsed"].contains(&task.state) && in_quarter(task.due));
            Actual { hit: done.len() as i64, of: (done.len() + owed.count()) as i64 }
        }
        Measure::InTime { .. } => {
            let promised = all.filter(|task| {
                in_quarter(task.due)
                    && (task.state == "done" || ["open", "lapsed"].contains(&task.state) && task.due < TODAY)
            });
            promised.fold(Actual::default(), |sum, task| {
                let hit = i64::from(task.done.is_some_and(|done| done <= task.due));
                Actual { hit: sum.hit + hit, of: sum.of + 1 }
            })
        }
        Measure::DaysLate { .. } => all.fold(Actual::default(), |sum, task| match task.done {
            Some(done) if in_quarter(done) => Actual { hit: sum.hit + late(task.due, done), of: sum.of + 1 },
            _ => sum,
        }),
    }
}

async fn area(world: &World) -> AreaId {
    let bureau = world.bureau.id;
    let sql = "SELECT id FROM area WHERE bureau_id = $1 AND name = '龙山街道'";
    AreaId(world.app.db.read(move |conn| conn.one::<(Uuid,)>(sql, &[&bureau])).await.unwrap().0)
}

#[test]
fn a_figure_is_what_a_plain_count_gives_and_has_as_many_names() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let tasks = tasks(&ward);
        owe(&world, tasks.clone()).await;
        let of = [
            (ward.elders[0], Some(ward.wang)),
            (ward.elders[1], Some(ward.wang)),
            (ward.elders[2], Some(ward.zhang)),
            (ward.elders[3], None),
        ];
        let works = [Work::Any, Work::Form(TaskForm::HomeVisit)];
        let mut measures = vec![Measure::Covered { whom: alone(), by: Cover::Doctor }];
        for work in works {
            measures.extend([
                Measure::Reached { whom: alone(), work },
                Measure::Done { work },
                Measure::InTime { work },
                Measure::DaysLate { work },
            ]);
        }
        let withins = [Within::Bureau, Within::Person(ward.wang), Within::Area(area(&world).await)];
        let mut counted = 0;
        for measure in &measures {
            for within in withins {
                let number =
                    Number { measure: measure.clone(), within, period: Period::Quarter, ..visits(50) };
                let expected = by_hand(&number, &ward, &tasks, &of);
                let told = format!("{number:?}");
                let act = world.hand(Role::Clerk);
                let read = move |conn: &Conn<'_>| {
                    let outcome = actions::outcome(conn, &act, &number, &[], 2026, 4)?;
                    let asked = Asked::of(conn, &act, &number, outcome.span)?;
                    let count = |which, by, part| {
                        let none = (String::new(), Uuid::nil());
                        asked
                            .names(conn, &act, Behind { which, by, part }, &none, 1_000)
                            .map(|names| names.len() as i64)
                    };
                    let mut parts = Vec::new();
                    for by in By::ALL {
                        let lines = asked.lines(conn, &act, *by)?;
                        for line in &lines {
                            let one = Pick::exactly(line.part);
                            parts.push((
                                line.actual,
                                count(Which::Hit, *by, one)?,
                                count(Which::All, *by, one)?,
                            ));
                        }
                        parts.push((
                            Line::sum(&lines),
                            count(Which::Hit, *by, Pick::Any)?,
                            count(Which::All, *by, Pick::Any)?,
                        ));
                        assert_eq!(Some(Line::sum(&lines)), outcome.actual, "the parts add up: {number:?}");
                    }
                    Ok((outcome.actual.unwrap(), parts, number.measure.kind()))
                };
                let (actual, parts, kind) = world.app.db.read(read).await.unwrap();
                assert_eq!(actual, expected, "{told}");
                for (part, hit, all) in parts {
                    assert_eq!(part.of, all, "{told}");
                    let is_mean = kind.as_str() == "days-late";
                    assert!(is_mean || part.hit == hit, "{told}: {part:?} {hit}");
                }
                counted += actual.of;
            }
        }
        assert!(counted > 500, "there was something to count: {counted}");
    });
}
