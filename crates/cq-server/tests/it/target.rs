//! Targets: a figure is what the records say, opens to its names, and cannot be typed in.

mod closing;
mod figure;

use axum::http::StatusCode;
use cq_platform::{Error, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    person::{Living, PersonId},
    segment::{Condition, Segment},
    target::{
        TargetId, actions,
        model::{Content, Draft, Kept, Measure, Number, Period, Within, Work},
    },
    task::model::Form as TaskForm,
};
use uuid::Uuid;

use crate::{
    ward::{Elder, Ward, elder},
    world::{Browser, PASSWORD, World, on_each_engine},
};

/// A task as the table holds it.
#[derive(Debug, Clone, Copy)]
pub struct Owed {
    pub person: Option<PersonId>,
    pub owner: StaffId,
    pub form: &'static str,
    pub due: &'static str,
    /// `open`, `done`, `declined`, `lapsed`, `cancelled`.
    pub state: &'static str,
    pub done: Option<&'static str>,
}

/// Puts tasks into the table, as if they had come about.
pub async fn owe(world: &World, tasks: Vec<Owed>) -> Vec<Uuid> {
    let act = world.hand(Role::Clerk);
    let sql = "INSERT INTO task (bureau_id, id, person_id, owner_id, form, opens_on, due_on, next_on, state, tries, done_on, report,
        ended_on, declined_by, cancelled_because, closed_at, version) VALUES ($1, $2, $3, $4, $5, '2026-01-01', $6, $6, $7, 0, $8, $9, $10, $11, $12, $13, 1)";
    let write = move |tx: &Tx<'_>| {
        let mut ids = Vec::new();
        for task in &tasks {
            let id: Uuid = act.new_id();
            let report = task.done.map(|_| vec![0_u8]);
            let ended = matches!(task.state, "declined" | "lapsed").then_some(task.due);
            let declined = (task.state == "declined").then_some("elder");
            let because = (task.state == "cancelled").then_some("withdrawn");
            let closed = (task.state != "open").then_some(act.at);
            tx.execute(
                sql,
                &[
                    act.bureau(),
                    &id,
                    &task.person,
                    &task.owner,
                    &task.form,
                    &task.due,
                    &task.state,
                    &task.done,
                    &report,
                    &ended,
                    &declined,
                    &because,
                    &closed,
                ],
            )?;
            ids.push(id);
        }
        Ok(ids)
    };
    world.app.db.write(write).await.unwrap()
}

pub fn visit(person: PersonId, owner: StaffId, due: &'static str, done: Option<&'static str>) -> Owed {
    let state = if done.is_some() { "done" } else { "open" };
    Owed { person: Some(person), owner, form: "home-visit", due, state, done }
}

pub fn four() -> Vec<Elder> {
    vec![
        elder("单国英", "1947", "I25", Some(0)),
        elder("仇德昌", "1938-05-12", "J44", Some(0)),
        elder("马玉珍", "1940", "E11", Some(1)),
        Elder { area: Some("龙山街道"), ..elder("解淑兰", "1950", "J44", None) },
    ]
}

pub fn alone() -> Kept {
    Kept(Segment::of(Condition::Living([Living::Alone].into())))
}

/// Visits of those who live alone: so many percent in each quarter.
pub fn visits(aim: i64) -> Number {
    let measure = Measure::Reached { whom: alone(), work: Work::Form(TaskForm::HomeVisit) };
    Number { measure, aim, period: Period::Quarter, within: Within::Bureau }
}

pub fn draft(name: &str, owner: StaffId, number: Number) -> Draft {
    Draft { year: 2026, parent: None, name: name.into(), owner, content: Content::Number(Box::new(number)) }
}

pub async fn make(world: &World, draft: Draft) -> Result<TargetId, Error> {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| actions::create(tx, &act, draft)).await
}

/// A number with somebody who answers for it.
pub async fn sample(world: &World, owner: StaffId) -> TargetId {
    make(world, draft("走访", owner, visits(95))).await.unwrap()
}

pub async fn revise(world: &World, id: TargetId, seen: i64, draft: Draft) -> Result<(), Error> {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| actions::revise(tx, &act, id, seen, draft)).await
}

pub async fn withdraw(world: &World, id: TargetId, seen: i64) -> Result<(), Error> {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| actions::withdraw(tx, &act, id, seen)).await
}

fn heading(name: &str, owner: StaffId, parent: Option<TargetId>) -> Draft {
    Draft { year: 2026, parent, name: name.into(), owner, content: Content::Heading }
}

/// What a clerk fills in: 独居老人每季度上门, at least 95 of a hundred.
const FIELDS: [(&str, &str); 12] = [
    ("year", "2026"),
    ("name", "独居老人走访"),
    ("parent", ""),
    ("owner", "me"),
    ("measure", "reached"),
    ("c", "living_alone"),
    ("segment", ""),
    ("work", "form.home-visit"),
    ("cover", "doctor"),
    ("aim", "95"),
    ("period", "quarter"),
    ("within", "bureau"),
];

fn with<'f>(field: &'f str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    FIELDS.iter().map(|(name, old)| (*name, if *name == field { value } else { old })).collect()
}

async fn seen(clerk: &mut Browser<'_>, path: &str) -> String {
    let page = clerk.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
    page.text()
}

#[test]
fn a_clerk_sees_the_number_before_it_is_kept_and_its_names_after() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let [shan, qiu, ma, _] = ward.elders[..] else { unreachable!() };
        owe(
            &world,
            vec![
                visit(shan, ward.wang, "2026-10-20", Some("2026-10-12")),
                visit(shan, ward.wang, "2026-11-20", Some("2026-11-12")),
                visit(qiu, ward.wang, "2026-09-20", Some("2026-09-12")),
                visit(ma, ward.zhang, "2026-12-20", None),
            ],
        )
        .await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let empty = seen(&mut clerk, "/targets").await;
        assert!(empty.contains("定第一个目标"), "it says what to do: {empty}");
        let form = seen(&mut clerk, "/targets/new").await;
        assert!(form.contains("独居</label>"), "each box says what it is for: {form}");
        let preview = clerk.post("/targets/preview", &FIELDS).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
        let preview = preview.text();
        for word in
            ["25.0%", "落后", "解淑兰", "马玉珍", "仇德昌", "至少 95%", "2026年四季度", "2026年三季度"]
        {
            assert!(preview.contains(word), "{word}: {preview}");
        }
        assert!(seen(&mut clerk, "/targets").await.contains("定第一个目标"), "looking keeps nothing");
        let made = clerk.post("/targets", &FIELDS).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let path = made.to.unwrap().split('?').next().unwrap().to_owned();
        let page = seen(&mut clerk, &path).await;
        for word in ["25.0%", "双山街道", "龙山街道", "三季度", "clerk"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        let hit = seen(&mut clerk, &format!("{path}/names?period=4&which=hit")).await;
        assert!(hit.contains("单国英") && !hit.contains("马玉珍"), "{hit}");
        assert!(hit.contains("2026年11月12日"), "the last time: {hit}");
        let missing = seen(&mut clerk, &format!("{path}/names?period=4&which=missing")).await;
        for name in ["仇德昌", "马玉珍", "解淑兰"] {
            assert!(missing.contains(name), "{name}: {missing}");
        }
        let summer = seen(&mut clerk, &format!("{path}/names?period=3&which=hit")).await;
        assert!(summer.contains("仇德昌") && !summer.contains("单国英"), "{summer}");
        let tree = seen(&mut clerk, "/targets").await;
        assert!(tree.contains("独居老人走访") && tree.contains("25.0%"), "{tree}");
        let wang = seen(&mut clerk, &format!("{path}?by=person")).await;
        assert!(wang.contains("王建国") && wang.contains("（未填）"), "{wang}");
    });
}

#[test]
fn each_mistake_stands_at_its_field_and_nothing_is_lost() {
    on_each_engine(async |world| {
        Ward::of(&world, four()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/targets/new").await;
        let absent = Uuid::max();
        let unknown = [format!("area.{absent}"), format!("hospital.{absent}"), format!("person.{absent}")];
        let mut wrong = vec![
            ("name", ""),
            ("aim", "101"),
            ("aim", "很多"),
            ("work", "rule.x"),
            ("owner", "x"),
            ("period", ""),
        ];
        wrong.extend(unknown.iter().map(|within| ("within", within.as_str())));
        let (rule, owner) = (format!("rule.{absent}"), absent.to_string());
        wrong.extend([("work", rule.as_str()), ("owner", owner.as_str()), ("parent", owner.as_str())]);
        for (field, value) in wrong {
            let answer = clerk.post("/targets", &with(field, value)).await;
            let page = answer.text();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}: {page}");
            assert!(page.contains(&format!("href=\"#f-{field}\"")), "{field}: {page}");
            assert!(page.contains("living_alone"), "whom it is about is still there: {page}");
        }
        assert_eq!(clerk.post("/targets", &FIELDS).await.status, StatusCode::SEE_OTHER);
        let again = clerk.post("/targets", &FIELDS).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text().contains("已经有叫这个名字的目标"), "{}", again.text());
        assert_eq!(clerk.get("/targets?year=1887").await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get("/targets?year=2027").await.status, StatusCode::OK);
    });
}

#[test]
fn a_leader_reads_and_writes_nothing_and_a_doctor_sees_none_of_it() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let id = make(&world, draft("走访", ward.zhang, visits(95))).await.unwrap();
        let mut leader = world.signed_in(Role::Leader).await;
        let page = seen(&mut leader, &format!("/targets/{id}")).await;
        assert!(page.contains("张丽华") && !page.contains("/edit"), "{page}");
        assert!(!seen(&mut leader, "/targets").await.contains("/targets/new"));
        for path in ["/targets", "/targets/preview"] {
            assert_eq!(leader.post(path, &FIELDS).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(leader.get("/targets/new").await.status, StatusCode::FORBIDDEN);
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        assert_eq!(doctor.get(&format!("/targets/{id}")).await.status, StatusCode::FORBIDDEN);
        let act = world.hand(Role::Leader);
        let refused = world.app.db.write(move |tx| actions::withdraw(tx, &act, id, 1)).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    });
}

#[test]
fn the_tree_follows_its_parts_and_shows_whose_and_how() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let top = make(&world, heading("亲情服务", ward.wang, None)).await.unwrap();
        let part = Draft { parent: Some(top), ..draft("走访独居", ward.zhang, visits(95)) };
        make(&world, part).await.unwrap();
        let covered = Measure::Covered { whom: alone(), by: cq_registry::target::model::Cover::Doctor };
        let covered = Number { measure: covered, aim: 75, period: Period::Year, within: Within::Bureau };
        make(&world, Draft { parent: Some(top), ..draft("人人有医生", ward.wang, covered) }).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let tree = seen(&mut clerk, "/targets").await;
        let at = |word: &str| tree.find(word).unwrap_or_else(|| panic!("{word}: {tree}"));
        assert!(at("亲情服务") < at("走访独居") && tree.contains("target-depth-1"), "{tree}");
        assert!(tree.contains("75.0%") && tree.contains("达到") && tree.contains("落后"), "{tree}");
        let zhang = seen(&mut clerk, &format!("/targets?owner={}", ward.zhang)).await;
        assert!(zhang.contains("走访独居") && !zhang.contains("人人有医生"), "{zhang}");
        let behind = seen(&mut clerk, "/targets?standing=behind").await;
        assert!(behind.contains("走访独居") && !behind.contains("人人有医生"), "{behind}");
        let none = seen(&mut clerk, "/targets?standing=missed").await;
        assert!(none.contains("没有这样的目标"), "{none}");
        let page = seen(&mut clerk, &format!("/targets/{top}")).await;
        assert!(page.contains("走访独居") && page.contains("人人有医生"), "{page}");
        let names = clerk.get(&format!("/targets/{top}/names")).await;
        assert!(names.status.is_client_error() && names.text().contains("只归类"), "{}", names.text());
        world.at("2027-01-04T01:30:00Z");
        clerk.sign_in("clerk", PASSWORD).await;
        let over = seen(&mut clerk, "/targets?year=2026&standing=missed").await;
        assert!(over.contains("走访独居"), "the year is over: {over}");
    });
}

#[test]
fn whoever_saves_second_or_makes_a_circle_is_refused() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let one = make(&world, heading("甲", ward.wang, None)).await.unwrap();
        let two = make(&world, heading("乙", ward.wang, None)).await.unwrap();
        // Two clerks, each puts one under the other.
        let (first, second) = tokio::join!(
            revise(&world, one, 1, heading("甲", ward.wang, Some(two))),
            revise(&world, two, 1, heading("乙", ward.wang, Some(one))),
        );
        let refused: Vec<_> = [&first, &second].into_iter().filter(|done| done.is_err()).collect();
        assert_eq!(refused.len(), 1, "{first:?} {second:?}");
        assert!(matches!(refused[0], Err(Error::Invalid(errors)) if errors[0].0 == "parent"), "{refused:?}");
        let (moved, under) = if first.is_ok() { (one, two) } else { (two, one) };
        assert!(matches!(withdraw(&world, under, 1).await, Err(Error::Refused(_))), "something is under it");
        assert!(matches!(
            revise(&world, moved, 1, heading("丙", ward.wang, None)).await,
            Err(Error::Conflict)
        ));
        let (one, other) = tokio::join!(withdraw(&world, moved, 2), withdraw(&world, moved, 2));
        assert_eq!([&one, &other].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {other:?}");
        let late = make(&world, heading("丁", ward.wang, Some(moved))).await;
        assert!(matches!(late, Err(Error::Invalid(errors)) if errors[0].0 == "parent"), "under what is gone");
        withdraw(&world, under, 1).await.unwrap();
        let free = make(&world, heading("甲", ward.wang, None)).await;
        assert!(free.is_ok(), "its name is free again: {free:?}");
    });
}

#[test]
fn a_target_is_changed_and_taken_back_on_screen() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, four()).await;
        let id = make(&world, draft("走访", ward.zhang, visits(95))).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let form = seen(&mut clerk, &format!("/targets/{id}/edit")).await;
        assert!(form.contains("value=\"95\"") && form.contains("living_alone"), "{form}");
        let text = id.to_string();
        let mut fields = with("aim", "20");
        fields.extend([("id", text.as_str()), ("version", "1")]);
        let preview = clerk.post("/targets/preview", &fields).await.text();
        assert!(preview.contains(&format!("action=\"/targets/{id}\"")), "{preview}");
        let saved = clerk.post(&format!("/targets/{id}"), &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let again = clerk.post(&format!("/targets/{id}"), &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "somebody was first");
        assert!(seen(&mut clerk, &format!("/targets/{id}")).await.contains("至少 20%"));
        let gone = clerk.post(&format!("/targets/{id}/withdraw"), &[("version", "2")]).await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER);
        assert!(seen(&mut clerk, "/targets").await.contains("定第一个目标"));
        assert!(seen(&mut clerk, &format!("/targets/{id}")).await.contains("已经撤销"));
        assert_eq!(clerk.get(&format!("/targets/{}", Uuid::max())).await.status, StatusCode::NOT_FOUND);
    });
}
