//! Rules that make tasks: what a clerk writes is what is owed, once, whoever plans and whatever happens in between.

use cq_calendar::TermWindow;
use cq_platform::{actor::Act, ids::StaffId, policy::Role};
use cq_registry::{
    person::{Illness, Living, PersonId},
    rule::{
        self, Content, RuleId,
        content::{Clock, Counted, Owner, Period, Unit, When, Window},
        plan::{self, Counts},
    },
    segment::{Condition, Segment, condition::Ailment},
    task::{
        self, TaskId,
        model::{Condition as Found, Form, Report, Service, VisitReport},
    },
};
use jiff::civil::{Date, date};

mod history;
mod pages;
mod subject;
mod year;

use crate::{
    ward::{Elder, Ward, elder},
    world::{World, on_each_engine},
};

/// 2026-11-23, in the winter that began on 7 November.
const TODAY: Date = date(2026, 11, 23);

fn elders() -> Vec<Elder> {
    vec![
        elder("单国英", "1947-03-02", "I10", Some(0)),
        elder("仇德昌", "1938-05-12", "I11", None),
        elder("马玉珍", "1940-01-01", "E11", Some(1)),
    ]
}

/// "Hypertension, living alone: every 14 days from 立冬 to 立春, by the paired doctor."
fn winter(fallback: StaffId) -> Content {
    Content {
        whom: Segment::all([
            Condition::Ill([Ailment::Block(Illness::Hypertension)].into()),
            Condition::Living([Living::Alone].into()),
        ])
        .into(),
        when: When::Cycle { every: 14, unit: Unit::Days, counted: Counted::Rolling },
        window: Window { before: 14, grace: 3, clock: Clock::Calendar },
        owner: Owner::PairedDoctor,
        substitute: None,
        fallback,
        form: Form::HomeVisit,
        season: Some(TermWindow::WINTER),
        ends_hard: false,
        cap: 100,
        weekly: 10,
    }
}

fn quarterly(fallback: StaffId) -> Content {
    Content { when: When::Each { period: Period::Quarter }, season: None, ..winter(fallback) }
}

/// Writes a rule and publishes it from today on; the caller plans.
async fn published(world: &World, name: &str, content: Content) -> RuleId {
    let (act, name) = (world.hand(Role::Clerk), name.to_owned());
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        let id = rule::actions::create(tx, &act, name, content)?;
        rule::actions::publish(tx, &act, id, 1, act.today())?;
        Ok(id)
    };
    world.app.db.write(write).await.unwrap()
}

/// A rule that is still being written.
pub(crate) async fn drafted(world: &World, fallback: StaffId) -> RuleId {
    let act = world.hand(Role::Clerk);
    let content = quarterly(fallback);
    world.app.db.write(move |tx| rule::actions::create(tx, &act, "草稿".into(), content)).await.unwrap()
}

async fn plan(world: &World) -> Counts {
    let outcomes = plan::run(&world.app, &world.hand(Role::Clerk), None, None).await.unwrap();
    outcomes.iter().fold(Counts::default(), |mut all, outcome| {
        all.made += outcome.counts.made;
        all.shifted += outcome.counts.shifted;
        all.revived += outcome.counts.revived;
        all.cancelled += outcome.counts.cancelled;
        all.unowned += outcome.counts.unowned;
        all
    })
}

/// Elder, owner, slot, due day and state of every task of a rule.
async fn tasks(world: &World) -> Vec<(String, String, String, String, String)> {
    let bureau = world.bureau.id;
    let sql = "SELECT p.name, s.name, t.slot, t.due_on, t.state FROM task t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id WHERE t.bureau_id = $1 AND t.rule_id IS NOT NULL
        ORDER BY t.slot, t.due_on, p.name";
    world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap()
}

async fn open(world: &World) -> Vec<String> {
    let all = tasks(world).await;
    let open = all.into_iter().filter(|(.., state)| state == "open");
    open.map(|(elder, owner, slot, due, _)| format!("{elder} {owner} {slot} {due}")).collect()
}

async fn task_of(world: &World, person: PersonId, slot: &'static str) -> (TaskId, i64) {
    let bureau = world.bureau.id;
    let sql = "SELECT id, version FROM task WHERE bureau_id = $1 AND person_id = $2 AND slot = $3";
    world.app.db.read(move |conn| conn.one(sql, &[&bureau, &person, &slot])).await.unwrap()
}

/// The doctor visits on `on` and says so.
async fn visit(world: &World, act: Act, id: (TaskId, i64), on: Date) {
    let report = Report::Visit(VisitReport {
        services: vec![Service::Treatment],
        needs: Vec::new(),
        need_note: String::new(),
        treatment: "量血压".into(),
        advice: "少盐".into(),
        condition: Found::Good,
        condition_note: String::new(),
    });
    let record = move |tx: &cq_platform::db::Tx<'_>| task::actions::done(tx, &act, id.0, id.1, on, &report);
    world.app.db.write(record).await.unwrap();
}

#[test]
fn the_winter_rule_makes_one_visit_at_a_time_and_follows_the_true_dates() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        published(&world, "高血压独居", winter(ward.chen)).await;
        let counts = plan(&world).await;
        assert_eq!(counts, Counts { made: 2, unowned: 1, ..Counts::default() });
        // Under the rule since today: 14 days, and three of grace. Nobody answers for the second, so the fallback does.
        let made = ["仇德昌 陈志强 R2026.1 2026-12-10", "单国英 王建国 R2026.1 2026-12-10"];
        let mut owed = open(&world).await;
        owed.sort();
        assert_eq!(owed, made);
        let first = task_of(&world, ward.elders[0], "R2026.1").await;
        visit(&world, world.hand_of(Role::Doctor, ward.wang), first, TODAY).await;
        let owed = open(&world).await;
        assert!(
            owed.contains(&"单国英 王建国 R2026.2 2026-12-10".to_owned()),
            "the cycle moved on: {owed:?}"
        );
        assert_eq!(plan(&world).await, Counts::default(), "nothing is left to do");
    });
}

#[test]
fn planning_twice_at_once_or_again_makes_nothing_twice() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        published(&world, "季度走访", quarterly(ward.chen)).await;
        let (act, app) = (world.hand(Role::Clerk), world.app.clone());
        let runs: Vec<_> = (0..4)
            .map(|_| {
                let (act, app) = (act.clone(), app.clone());
                tokio::spawn(async move { plan::run(&app, &act, None, None).await })
            })
            .collect();
        let mut made = 0;
        for run in runs {
            made += run.await.unwrap().unwrap().iter().map(|outcome| outcome.counts.made).sum::<u64>();
        }
        assert_eq!(made, 2, "this quarter for two people; the next one ends beyond 90 days");
        assert_eq!(open(&world).await.len(), 2);
        assert_eq!(plan(&world).await, Counts::default());
    });
}

#[test]
fn tasks_follow_pairings_illnesses_deaths_and_the_end_of_the_rule() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let rule = published(&world, "季度走访", quarterly(ward.chen)).await;
        plan(&world).await;
        ward.pair(&world, ward.elders[1], Some(ward.zhang)).await;
        assert!(open(&world).await.contains(&"仇德昌 张丽华 P2026Q4 2027-01-03".to_owned()));
        ward.pair(&world, ward.elders[1], None).await;
        assert!(open(&world).await.contains(&"仇德昌 陈志强 P2026Q4 2027-01-03".to_owned()), "the fallback");
        assert_eq!(plan(&world).await, Counts::default(), "a clean computation finds the same");
        history::set_illness(&world, ward.elders[0], false).await;
        assert_eq!(open(&world).await.len(), 1, "no longer among those it is for");
        history::set_illness(&world, ward.elders[0], true).await;
        assert_eq!(open(&world).await.len(), 2, "and again");
        let act = world.hand(Role::Clerk);
        let end = move |tx: &cq_platform::db::Tx<'_>| {
            let seen = rule::store::find(tx, act.bureau(), rule)?.version;
            rule::actions::end(tx, &act, rule, seen)
        };
        assert_eq!(world.app.db.write(end).await.unwrap(), 2);
        assert_eq!(plan(&world).await, Counts::default());
        assert!(open(&world).await.is_empty());
    });
}

#[test]
fn a_changed_rule_touches_only_what_is_not_done() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let id = published(&world, "高血压独居", winter(ward.chen)).await;
        plan(&world).await;
        visit(
            &world,
            world.hand_of(Role::Doctor, ward.wang),
            task_of(&world, ward.elders[0], "R2026.1").await,
            TODAY,
        )
        .await;
        let act = world.hand(Role::Clerk);
        let revise = move |tx: &cq_platform::db::Tx<'_>| {
            let content = Content {
                when: When::Cycle { every: 7, unit: Unit::Days, counted: Counted::Rolling },
                ..winter(ward.chen)
            };
            let seen = rule::store::find(tx, act.bureau(), id)?.version;
            rule::actions::revise(tx, &act, id, seen, "高血压独居".into(), content)?;
            rule::actions::publish(tx, &act, id, seen + 1, act.today())
        };
        world.app.db.write(revise).await.unwrap();
        let counts = plan(&world).await;
        assert_eq!((counts.made, counts.shifted, counts.cancelled), (0, 2, 0));
        let all = tasks(&world).await;
        let done: Vec<_> = all.iter().filter(|(.., state)| state == "done").collect();
        assert_eq!((done.len(), done[0].3.as_str()), (1, "2026-12-10"), "what is done keeps its day");
        assert!(
            all.iter().filter(|(.., state)| state == "open").all(|task| task.3 == "2026-12-03"),
            "{all:?}"
        );
    });
}

#[test]
fn more_people_than_the_cap_are_refused_and_never_planned() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let act = world.hand(Role::Clerk);
        let content = Content { cap: 1, ..winter(ward.chen) };
        let write = move |tx: &cq_platform::db::Tx<'_>| {
            let id = rule::actions::create(tx, &act, "独居".into(), content)?;
            rule::actions::publish(tx, &act, id, 1, act.today())
        };
        let refused = world.app.db.write(write).await;
        assert!(matches!(refused, Err(cq_platform::Error::Invalid(_))), "{refused:?}");
        // Within the cap when it is published, beyond it later.
        let content = Content { cap: 2, ..winter(ward.chen) };
        published(&world, "独居", content).await;
        history::set_illness(&world, ward.elders[2], true).await;
        let outcomes = plan::run(&world.app, &world.hand(Role::Clerk), None, None).await.unwrap();
        assert_eq!((outcomes[0].over_cap, outcomes[0].people, outcomes[0].counts.made), (true, 3, 0));
    });
}

#[test]
fn whoever_publishes_second_is_told_and_a_leader_may_not() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        published(&world, "高血压独居", winter(ward.chen)).await;
        let act = world.hand(Role::Clerk);
        let (fallback, leader) = (ward.chen, world.hand(Role::Leader));
        let again = move |tx: &cq_platform::db::Tx<'_>| {
            let id = rule::actions::create(tx, &act, "另一条".into(), winter(fallback))?;
            rule::actions::publish(tx, &act, id, 1, act.today())?;
            rule::actions::publish(tx, &act, id, 1, act.today())
        };
        assert!(matches!(world.app.db.write(again).await, Err(cq_platform::Error::Conflict)));
        let made = world
            .app
            .db
            .write(move |tx| rule::actions::create(tx, &leader, "不行".into(), winter(fallback)))
            .await;
        assert!(matches!(made, Err(cq_platform::Error::Forbidden)));
    });
}
