//! Whatever the order of events, the tasks are those of a clean computation, save what people have done; and they are so at once,
//! without waiting for the night.

use cq_platform::db::Tx;
use cq_registry::{
    absence::{self, AbsenceId, Reason, model::Draft},
    assessment::{self, Scores},
    calendar,
    duplicate::{self, Case, actions::Choice},
    group::{self, GroupId, GroupKind, PostKind, actions::Giving},
    intake,
    liaison::{self, Chosen},
    life_event::{self, Event, EventId},
    person, relation,
    rule::content::Subjects,
    segment::condition::Tie,
    staff::{self, Staff},
};
use cq_server::{consequences::CONSEQUENCES, ledgers::LEDGERS, references::REFERENCES};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::*;
use crate::group::facts as group_facts;

/// The person has high blood pressure, or has not, as the edit form would say.
pub(super) async fn set_illness(world: &World, id: PersonId, is_ill: bool) {
    change(world, id, move |facts| {
        facts.conditions = [if is_ill { "I10" } else { "E11" }.to_owned()].into();
    })
    .await;
}

pub(super) async fn change(world: &World, id: PersonId, edit: impl FnOnce(&mut person::Facts)) {
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
    Liaison(usize, bool),
    Assess(usize, bool),
    TakeBack(usize),
    Relate(usize, usize),
    Join(usize),
    Leave(usize),
    Head(usize),
    Notice(u8),
    Import(bool),
    Merge,
    TakeApart,
    Dies(usize),
    Lives,
    Sick,
    DoctorLeaves,
    OfficerLeaves,
    Returns,
    Revise(u8),
    Visit(usize),
    Day,
    Plan,
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0usize..3;
    prop_oneof![
        (who(), any::<bool>()).prop_map(|(who, ill)| Step::Ill(who, ill)),
        (who(), any::<bool>()).prop_map(|(who, late)| Step::Born(who, late)),
        (who(), prop::option::of(0usize..3)).prop_map(|(who, by)| Step::Pair(who, by)),
        (who(), any::<bool>()).prop_map(|(who, has)| Step::Liaison(who, has)),
        (who(), any::<bool>()).prop_map(|(who, able)| Step::Assess(who, able)),
        who().prop_map(Step::TakeBack),
        (who(), who()).prop_map(|(one, other)| Step::Relate(one, other)),
        who().prop_map(Step::Join),
        who().prop_map(Step::Leave),
        who().prop_map(Step::Head),
        (1u8..28).prop_map(Step::Notice),
        any::<bool>().prop_map(Step::Import),
        Just(Step::Merge),
        Just(Step::TakeApart),
        who().prop_map(Step::Dies),
        Just(Step::Lives),
        Just(Step::Sick),
        Just(Step::DoctorLeaves),
        Just(Step::OfficerLeaves),
        Just(Step::Returns),
        (5u8..15).prop_map(Step::Revise),
        who().prop_map(Step::Visit),
        Just(Step::Day),
        Just(Step::Plan),
    ]
}

/// Every open task of the rules: rule, whom, slot, days, owner; in one order.
pub(super) async fn owed(world: &World) -> Vec<String> {
    let bureau = world.bureau.id;
    let sql = "SELECT u.name || COALESCE(p.name, g.name, '') || t.slot, t.opens_on, t.due_on, s.name, t.is_fallback FROM task t
        JOIN rule u ON u.bureau_id = t.bureau_id AND u.id = t.rule_id JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
        LEFT JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        LEFT JOIN person_group g ON g.bureau_id = t.bureau_id AND g.id = t.group_id
        WHERE t.bureau_id = $1 AND t.state = 'open' ORDER BY 1";
    let rows =
        world.app.db.read(move |conn| conn.list::<(String, String, String, String, i64)>(sql, &[&bureau]));
    rows.await
        .unwrap()
        .into_iter()
        .map(|(what, opens, due, who, f)| format!("{what} {opens} {due} {who} {f}"))
        .collect()
}

/// What is owed is taken back and put wrong, all but what is counted from when somebody came under a rule.
pub(super) async fn forget(world: &World, someone: StaffId) {
    let bureau = world.bureau.id;
    let sql = "UPDATE task SET state = 'cancelled', cancelled_because = 'rule-changed', closed_at = 0, due_on = '2026-01-01',
        opens_on = '2026-01-01', owner_id = $2, version = version + 1 WHERE bureau_id = $1 AND state = 'open' AND rule_id IS NOT NULL
        AND slot NOT LIKE 'R%'";
    world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &someone])).await.unwrap();
}

async fn officer(world: &World, name: &'static str) -> StaffId {
    let act = world.hand(Role::Clerk);
    let insert = move |tx: &Tx<'_>| {
        let id: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(id, name.into(), None))?;
        Ok(id)
    };
    world.app.db.write(insert).await.unwrap()
}

/// 来一三: somebody who is on record nowhere yet.
fn newcomer(n: usize) -> String {
    const DIGITS: [&str; 12] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百"];
    format!("来{}{}", DIGITS[n / 12 % 12], DIGITS[n % 12])
}

/// What the steps have made so far.
struct History {
    ward: Ward,
    branch: GroupId,
    /// Two who are no doctors; the first owes the bureau's activities by name.
    officers: [StaffId; 2],
    quarterly: RuleId,
    merges: Vec<duplicate::MergeId>,
    deaths: Vec<(usize, EventId)>,
    absences: Vec<AbsenceId>,
    day: i8,
    imports: usize,
}

impl History {
    async fn begin(world: &World) -> Self {
        let ward = Ward::of(world, elders()).await;
        let act = world.hand(Role::Clerk);
        let found =
            move |tx: &Tx<'_>| group::actions::create(tx, &act, &group_facts(GroupKind::Branch, "第一支部"));
        let branch = world.app.db.write(found).await.unwrap();
        let officers = [officer(world, "刘联络").await, officer(world, "孙联络").await];
        let quarterly = || quarterly(ward.chen);
        let whom = |condition: Condition| Subjects::People(Segment::of(condition));
        let unable = Condition::Ability([2, 3, 4].into());
        let mut rules = Vec::new();
        let visit_by = |owner| Content { owner, ..quarterly() };
        for (name, content) in [
            ("高血压独居", winter(ward.chen)),
            ("季度走访", quarterly()),
            ("生日", Content { when: When::Birthday, ..quarterly() }),
            ("失能", Content { whom: whom(unable), ..quarterly() }),
            ("有老伴", Content { whom: whom(Condition::Related([Tie::Spouse].into())), ..quarterly() }),
            (
                "支部成员",
                Content {
                    whom: whom(Condition::MemberOf([GroupKind::Branch].into())),
                    ..visit_by(Owner::Secretary)
                },
            ),
            ("联络员", Content { whom: Segment::default().into(), cap: 1_000, ..visit_by(Owner::Liaison) }),
            (
                "换届",
                Content {
                    whom: Subjects::Groups([GroupKind::Branch].into()),
                    when: When::TermEnds { days: 60 },
                    owner: Owner::Secretary,
                    ..quarterly()
                },
            ),
            (
                "活动",
                Content {
                    whom: Subjects::Bureau,
                    when: When::Each { period: Period::WorkingDay },
                    owner: Owner::Named { staff: officers[0] },
                    ..quarterly()
                },
            ),
        ] {
            rules.push(published(world, name, content).await);
        }
        plan(world).await;
        Self {
            ward,
            branch,
            officers,
            quarterly: rules[1],
            merges: Vec::new(),
            deaths: Vec::new(),
            absences: Vec::new(),
            day: 23,
            imports: 0,
        }
    }

    async fn take(&mut self, world: &World, step: &Step) {
        let (ward, branch) = (&self.ward, self.branch);
        let act = world.hand(Role::Clerk);
        match *step {
            Step::Ill(who, ill) if self.is_here(who) => set_illness(world, ward.elders[who], ill).await,
            Step::Born(who, late) if self.is_here(who) => {
                let born = if late { "1941-12-20" } else { "1941-12-05" };
                change(world, ward.elders[who], |facts| facts.born = born.parse().ok()).await;
            }
            Step::Pair(who, by) if self.is_here(who) => {
                let doctor = by.map(|by| [ward.wang, ward.zhang, ward.chen][by]);
                if let Some(doctor) = doctor
                    && self.has_left(world, doctor).await
                {
                    return;
                }
                ward.pair(world, ward.elders[who], doctor).await;
                plan::catch_up(&world.app, &act).await.unwrap();
            }
            Step::Liaison(who, has) => {
                let (person, staff) = (ward.elders[who], has.then_some(Chosen::Staff(self.officers[0])));
                let name = move |tx: &Tx<'_>| {
                    let named = liaison::store::of_person(tx, act.bureau(), person)?;
                    let seen = named.into_iter().find(|named| named.until.is_none()).map(|named| named.staff);
                    liaison::actions::assign(tx, &act, person, staff.as_ref(), seen)
                };
                drop(world.app.db.write(name).await);
            }
            Step::Assess(who, able) => {
                let points = assessment::model::ITEMS.map(|item| if able { item.most } else { 0 });
                let answers = assessment::Answers {
                    on: act.today(),
                    scores: Scores::new(points).unwrap(),
                    is_comatose: false,
                    has_mental_illness: false,
                    risk_events: 0,
                    assessor: None,
                };
                drop(assessment::assess(&world.app, &act, ward.elders[who], answers).await);
            }
            Step::TakeBack(who) => {
                let (bureau, person) = (world.bureau.id, ward.elders[who]);
                let all = move |conn: &cq_platform::db::Conn<'_>| {
                    assessment::store::of_person(conn, &bureau, person)
                };
                if let Some(last) = world.app.db.read(all).await.unwrap().first() {
                    let because = "评错了".to_owned();
                    drop(assessment::withdraw(&world.app, &act, person, last.id, 1, because).await);
                }
            }
            Step::Relate(one, other) => {
                let new = relation::New {
                    other: relation::Other::Known(ward.elders[other]),
                    kind: relation::Kind::Spouse,
                    is_contact: false,
                    is_proxy: false,
                    since: None,
                    remark: None,
                };
                drop(relation::add(&world.app, &act, ward.elders[one], new).await);
            }
            Step::Join(who) => {
                let person = ward.elders[who];
                let join =
                    move |tx: &Tx<'_>| group::actions::add(tx, &act, branch, &[person], act.today().into());
                drop(world.app.db.write(join).await);
            }
            Step::Leave(who) => {
                let person = ward.elders[who];
                let leave = move |tx: &Tx<'_>| {
                    let open = group::store::member::list_open_of_person(tx, act.bureau(), person)?;
                    let Some(member) = open.into_iter().next() else { return Ok(()) };
                    let (id, version) = (member.what.id, member.version);
                    let (until, because) = (act.today(), group::model::Left::Left);
                    group::actions::end_member(
                        tx,
                        &act,
                        branch,
                        id,
                        group::actions::Ending { version, until, because },
                    )
                };
                drop(world.app.db.write(leave).await);
            }
            Step::Head(who) => {
                let giving = Giving {
                    person: ward.elders[who],
                    kind: PostKind::Head,
                    since: act.today().into(),
                    term_ends_on: Some(date(2027, 1, 31)),
                    replaces: true,
                };
                drop(world.app.db.write(move |tx| group::actions::give(tx, &act, branch, giving)).await);
            }
            Step::Notice(day) => {
                let day = date(2026, 12, i8::try_from(day).unwrap());
                let (hand, kind) = (act.clone(), calendar::Kind::Holiday);
                let note = move |tx: &Tx<'_>| {
                    calendar::actions::note(tx, &hand, day, Some((kind, "放假".into())), 0)
                };
                drop(world.app.db.write(note).await);
                plan::catch_up(&world.app, &act).await.unwrap();
            }
            Step::Import(ill) => {
                self.imports += 1;
                let code = if ill { "高血压" } else { "糖尿病" };
                let name = newcomer(self.imports);
                let csv = format!("姓名,人员类别,居住情况,所患疾病\n{name},退休,独居,{code}\n");
                let brought = intake::Brought {
                    kind: "people".into(),
                    file_name: "新来.csv".into(),
                    bytes: csv.into(),
                    as_of: None,
                };
                let options = intake::Options { skip_bad: true, ..intake::Options::default() };
                intake::run(&world.app, act, LEDGERS, brought, options).await.unwrap();
            }
            Step::Merge => {
                let case = Case { kept: ward.elders[0], gone: ward.elders[1] };
                let merge = move |tx: &Tx<'_>| {
                    let sql = "SELECT version FROM person WHERE bureau_id = $1 AND id = $2";
                    let version =
                        |id: PersonId| tx.one::<(i64,)>(sql, &[act.bureau(), &id]).map(|(version,)| version);
                    let versions = (version(case.kept)?, version(case.gone)?);
                    let choice = Choice { versions, ..Choice::default() };
                    duplicate::actions::merge_in(tx, &act, REFERENCES, case, &choice)
                };
                self.merges.extend(world.app.db.write(merge).await.ok());
            }
            Step::TakeApart => {
                if let Some(id) = self.merges.pop()
                    && duplicate::actions::undo(&world.app, &act, REFERENCES, id).await.is_err()
                {
                    self.merges.push(id);
                }
            }
            Step::Dies(who) if self.is_here(who) => {
                let (person, on) = (ward.elders[who], act.today());
                let note = move |tx: &Tx<'_>| {
                    let event = Event::Death {
                        on,
                        known: None,
                        cause: None,
                        farewell: None,
                        at_work: false,
                        pay_fen: None,
                    };
                    let seen =
                        life_event::actions::preview(tx, &act, CONSEQUENCES, person, event.clone())?.seen;
                    life_event::actions::note(tx, &act, CONSEQUENCES, person, event, &seen)
                };
                let died = world.app.db.write(note).await.ok();
                self.deaths.extend(died.map(|id| (who, id)));
            }
            Step::Lives => {
                if let Some((_, id)) = self.deaths.pop() {
                    let undo = move |tx: &Tx<'_>| {
                        life_event::actions::undo(tx, &act, CONSEQUENCES, id, 1, "误报".into())
                    };
                    world.app.db.write(undo).await.unwrap();
                }
            }
            Step::Sick => {
                let until = Some(date(2026, 12, 4));
                self.leave(world, self.ward.wang, self.ward.zhang, Reason::Sick, until).await;
            }
            Step::DoctorLeaves => {
                self.leave(world, self.ward.wang, self.ward.zhang, Reason::Resigned, None).await;
            }
            Step::OfficerLeaves => {
                self.leave(world, self.officers[0], self.officers[1], Reason::Transferred, None).await;
            }
            Step::Returns => {
                if let Some(id) = self.absences.pop() {
                    let hand = act.clone();
                    let undo = move |tx: &Tx<'_>| absence::actions::undo(tx, &hand, id, 1);
                    world.app.db.write(undo).await.unwrap();
                    plan::catch_up(&world.app, &act).await.unwrap();
                }
            }
            Step::Revise(before) => self.revise(world, before).await,
            Step::Visit(who) => self.visit(world, who).await,
            Step::Day if self.day < 30 => {
                self.day += 1;
                world.at(&format!("2026-11-{}T01:30:00Z", self.day));
                plan(world).await;
            }
            Step::Plan => drop(plan(world).await),
            _ => {}
        }
    }

    /// Whether the record has not given way to another, and lives.
    fn is_here(&self, who: usize) -> bool {
        (who != 1 || self.merges.is_empty()) && self.deaths.iter().all(|(dead, _)| *dead != who)
    }

    /// Nobody is given to a doctor who has left for good: the pairing leaves him out, the ledger refuses.
    async fn has_left(&self, world: &World, doctor: StaffId) -> bool {
        let bureau = world.bureau.id;
        let find =
            move |conn: &cq_platform::db::Conn<'_>| cq_care::doctor::store::find(conn, &bureau, doctor);
        world.app.db.read(find).await.unwrap().unwrap().left_on.is_some()
    }

    async fn leave(&mut self, world: &World, who: StaffId, to: StaffId, reason: Reason, until: Option<Date>) {
        let act = world.hand(Role::Clerk);
        let from = act.today();
        let draft = Draft { staff: who, reason, from, until, substitutes: vec![to], chosen: Vec::new() };
        let hand = act.clone();
        let make = move |tx: &Tx<'_>| {
            let seen =
                absence::actions::preview::<cq_errand::errand::leaver::Leaver>(tx, &hand, &draft)?.seen;
            absence::actions::make::<cq_errand::errand::leaver::Leaver>(tx, &hand, &draft, &seen)
        };
        self.absences.extend(world.app.db.write(make).await.ok());
        plan::catch_up(&world.app, &act).await.unwrap();
    }

    /// The quarterly visit opens some days earlier from today on.
    async fn revise(&self, world: &World, before: u8) {
        let (act, id) = (world.hand(Role::Clerk), self.quarterly);
        let hand = act.clone();
        let revise = move |tx: &Tx<'_>| {
            let rule = rule::store::find(tx, hand.bureau(), id)?;
            let (last, _) = rule::store::versions(tx, hand.bureau(), id)?.pop().unwrap();
            let window = Window { before: before.into(), ..last.content.window };
            let content = Content { window, ..last.content };
            rule::actions::revise(tx, &hand, id, rule.version, rule.name, content)?;
            let rule = rule::store::find(tx, hand.bureau(), id)?;
            rule::actions::publish(tx, &hand, id, rule.version, hand.today())
        };
        drop(world.app.db.write(revise).await);
        plan::run(&world.app, &act, None, Some(id)).await.unwrap();
    }

    async fn visit(&self, world: &World, who: usize) {
        let (bureau, person, today) =
            (world.bureau.id, self.ward.elders[who], world.hand(Role::Clerk).today());
        let sql = "SELECT t.id, t.version, t.owner_id FROM task t
            JOIN doctor d ON d.bureau_id = t.bureau_id AND d.id = t.owner_id WHERE t.bureau_id = $1 AND t.person_id = $2
            AND t.state = 'open' AND t.opens_on <= $3 ORDER BY t.due_on, t.slot LIMIT 1";
        let found: Option<(TaskId, i64, StaffId)> =
            world.app.db.read(move |conn| conn.find(sql, &[&bureau, &person, &today])).await.unwrap();
        if let Some((id, version, owner)) = found {
            visit(world, world.hand_of(Role::Doctor, owner), (id, version), today).await;
        }
    }
}

#[test]
fn any_history_ends_where_a_clean_computation_does() {
    let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, ..Config::default() });
    runner
        .run(&prop::collection::vec(step(), 4..18), |steps| {
            on_each_engine(async |world| {
                let mut history = History::begin(&world).await;
                for step in &steps {
                    history.take(&world, step).await;
                    assert_eq!(
                        plan(&world).await,
                        Counts::default(),
                        "right at once after {step:?} of {steps:?}"
                    );
                }
                let kept = owed(&world).await;
                // From nothing but what people did and since when each is under which rule.
                forget(&world, history.ward.zhang).await;
                plan(&world).await;
                assert_eq!(owed(&world).await, kept, "after {steps:?}");
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_assessment_taken_back_takes_back_what_was_owed_for_it() {
    on_each_engine(async |world| {
        let mut history = History::begin(&world).await;
        let before = owed(&world).await;
        history.take(&world, &Step::Assess(2, false)).await;
        assert!(owed(&world).await.iter().any(|task| task.starts_with("失能马玉珍")));
        history.take(&world, &Step::TakeBack(2)).await;
        assert_eq!(owed(&world).await, before, "at once");
        assert_eq!(plan(&world).await, Counts::default());
    });
}

#[test]
fn a_merge_taken_apart_leaves_no_task_moved() {
    on_each_engine(async |world| {
        let mut history = History::begin(&world).await;
        // A day later the bureau owes itself one activity more.
        let of_people = async || {
            let all = owed(&world).await.into_iter();
            all.filter(|task| !task.starts_with("活动")).collect::<Vec<_>>()
        };
        let before = of_people().await;
        history.take(&world, &Step::Merge).await;
        let merged = of_people().await;
        assert!(!merged.iter().any(|task| task.contains("仇德昌")), "one record, one promise: {merged:?}");
        assert_eq!(plan(&world).await, Counts::default(), "right at once");
        history.take(&world, &Step::Day).await;
        world.at("2026-11-23T01:30:00Z");
        history.take(&world, &Step::TakeApart).await;
        assert_eq!(of_people().await, before);
        assert_eq!(plan(&world).await, Counts::default());
    });
}

#[test]
fn a_ledger_of_many_is_planned_right_after_and_a_crash_loses_nothing() {
    on_each_engine(async |world| {
        let history = History::begin(&world).await;
        let rows: String = (0..120).map(|n| format!("{},退休,独居,高血压\n", newcomer(n))).collect();
        let csv = format!("姓名,人员类别,居住情况,所患疾病\n{rows}");
        let brought = intake::Brought {
            kind: "people".into(),
            file_name: "新来.csv".into(),
            bytes: csv.into(),
            as_of: None,
        };
        let options = intake::Options { skip_bad: true, ..intake::Options::default() };
        let report =
            intake::run(&world.app, world.hand(Role::Clerk), LEDGERS, brought, options).await.unwrap();
        assert_eq!(
            (report.counts.new, report.counts.wrong),
            (100.max(report.counts.new), 0),
            "{:?}",
            report.errors
        );
        let bureau = world.bureau.id;
        let waiting = "SELECT COUNT(*) FROM replan WHERE bureau_id = $1";
        let left = world.app.db.read(move |conn| conn.one::<(i64,)>(waiting, &[&bureau])).await.unwrap();
        assert_eq!(left, (0,), "nobody waits");
        let made = owed(&world).await.iter().filter(|task| task.starts_with("季度走访来")).count();
        // The cap is 100: it is passed, so nothing is made and the rule says so.
        assert_eq!(made, 0);
        let list = world.signed_in(Role::Clerk).await.get("/rules").await.text();
        assert!(list.contains("名单超过上限"), "{list}");
        // Cut off before anybody was planned: the next look goes on with it.
        let person = history.ward.elders[2];
        let wrong = "UPDATE task SET state = 'cancelled', cancelled_because = 'left', closed_at = 0, version = version + 1
            WHERE bureau_id = $1 AND person_id = $2 AND state = 'open'";
        let noted = "INSERT INTO replan (bureau_id, person_id, cause_id) VALUES ($1, $2, $2)";
        let cut = move |tx: &Tx<'_>| {
            tx.execute(wrong, &[&bureau, &person])?;
            tx.execute(noted, &[&bureau, &person])
        };
        let before = owed(&world).await;
        world.app.db.write(cut).await.unwrap();
        let (one, two) =
            tokio::join!(cq_server::jobs::catch_up(&world.app), cq_server::jobs::catch_up(&world.app));
        one.unwrap();
        two.unwrap();
        assert_eq!(owed(&world).await, before, "each once, by two at once");
    });
}

#[test]
fn whoever_comes_one_by_one_does_not_pass_the_cap() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        published(&world, "独居", Content { cap: 2, ..winter(ward.chen) }).await;
        plan(&world).await;
        assert_eq!(open(&world).await.len(), 2);
        set_illness(&world, ward.elders[2], true).await;
        assert_eq!(open(&world).await.len(), 2, "the third is one too many");
        plan::catch_up(&world.app, &world.hand(Role::Clerk)).await.unwrap();
        let list = world.signed_in(Role::Clerk).await.get("/rules").await.text();
        assert!(list.contains("名单超过上限"), "and the rule says so: {list}");
        set_illness(&world, ward.elders[0], false).await;
        plan::catch_up(&world.app, &world.hand(Role::Clerk)).await.unwrap();
        plan(&world).await;
        let owed = open(&world).await;
        assert!(owed.len() == 2 && owed.iter().any(|task| task.starts_with("马玉珍")), "{owed:?}");
    });
}
