//! Liaisons: named, given to many, handed over; what rules owe by the liaison goes along, whatever happens to the elder.

use axum::http::StatusCode;
use cq_platform::{db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    duplicate::{self, Case, actions::Choice},
    liaison::{self, Chosen, store::Named},
    life_event::{self, Event},
    person::PersonId,
    rule::{
        self, Content,
        content::{Clock, Owner, Period, When, Window},
        plan::{self, Counts},
        shipped,
    },
    segment::Segment,
    staff::{self, Staff},
    task::model::Form,
};
use cq_server::{consequences::CONSEQUENCES, references::REFERENCES};
use jiff::civil::date;

use crate::{
    ward::{Elder, Ward, elder},
    world::{Browser, World, on_each_engine},
};

fn elders() -> Vec<Elder> {
    let mut elders = vec![
        elder("单国英", "1947-03-02", "I10", Some(0)),
        elder("仇德昌", "1938-05-12", "I11", None),
        elder("马玉珍", "1940-01-01", "E11", Some(1)),
    ];
    elders[2].area = Some("龙山街道");
    elders
}

pub async fn colleague(world: &World, name: &'static str) -> StaffId {
    let act = world.hand(Role::Clerk);
    let insert = move |tx: &Tx<'_>| {
        let id: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(id, name.into(), None))?;
        Ok(id)
    };
    world.app.db.write(insert).await.unwrap()
}

/// A visit a quarter to everybody, by the liaison.
async fn quarterly(world: &World, fallback: StaffId) {
    let act = world.hand(Role::Clerk);
    let content = Content {
        whom: Segment::default().into(),
        when: When::Each { period: Period::Quarter },
        window: Window { before: 7, grace: 0, clock: Clock::Calendar },
        owner: Owner::Liaison,
        substitute: None,
        fallback,
        form: Form::HomeVisit,
        season: None,
        ends_hard: false,
        cap: 1_000,
        weekly: 20,
    };
    let publish = move |tx: &Tx<'_>| {
        let id = rule::actions::create(tx, &act, "联络员走访".into(), content)?;
        rule::actions::publish(tx, &act, id, 1, act.today())
    };
    world.app.db.write(publish).await.unwrap();
    plan(world).await;
}

async fn plan(world: &World) -> Counts {
    let outcomes = plan::run(&world.app, &world.hand(Role::Clerk), None, None).await.unwrap();
    outcomes.into_iter().next().map(|outcome| outcome.counts).unwrap_or_default()
}

/// To whom, by whom, and whether that is the fallback, of every open task.
async fn owed(world: &World) -> Vec<(String, String, bool)> {
    let bureau = world.bureau.id;
    let sql = "SELECT p.name, s.name, t.is_fallback FROM task t JOIN person p ON p.bureau_id = t.bureau_id AND p.id = t.person_id
        JOIN staff s ON s.bureau_id = t.bureau_id AND s.id = t.owner_id
        WHERE t.bureau_id = $1 AND t.state = 'open' AND t.rule_id IS NOT NULL ORDER BY p.name, t.slot";
    world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap()
}

async fn owner_of(world: &World, name: &str) -> Vec<(String, bool)> {
    owed(world).await.into_iter().filter(|(of, ..)| of == name).map(|(_, by, is)| (by, is)).collect()
}

async fn history(world: &World, person: PersonId) -> Vec<Named> {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| liaison::store::of_person(conn, &bureau, person)).await.unwrap()
}

async fn names(world: &World, person: PersonId) -> Vec<(String, bool)> {
    let all = history(world, person).await.into_iter();
    all.map(|named| (named.name, named.until.is_none())).collect()
}

fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split(&mark).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Looks at who it is, and names another; `staff` is a value of the list.
async fn name(clerk: &mut Browser<'_>, person: PersonId, staff: &str, by_name: &str) -> crate::world::Answer {
    let path = format!("/people/{person}/liaison");
    let seen = hidden(&clerk.get(&path).await.text(), "seen");
    clerk.post(&path, &[("seen", &seen), ("staff", staff), ("name", by_name)]).await
}

#[test]
fn a_liaison_is_named_and_what_they_owe_is_theirs_at_once() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let liu = colleague(&world, "刘联络").await;
        quarterly(&world, ward.chen).await;
        assert_eq!(owner_of(&world, "单国英").await, [("陈志强".to_owned(), true)], "nobody answers yet");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let person = ward.elders[0];
        let page = clerk.get(&format!("/people/{person}")).await.text();
        assert!(page.contains("还没有指定联络员") && page.contains("王建国"), "{page}");
        let answer = name(&mut clerk, person, &liu.to_string(), "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(owner_of(&world, "单国英").await, [("刘联络".to_owned(), false)]);
        assert_eq!(plan(&world).await, Counts::default(), "right at once");
        // Somebody who is on no list yet.
        let answer = name(&mut clerk, person, "other", "周新来").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(names(&world, person).await, [("周新来".to_owned(), true), ("刘联络".to_owned(), false)]);
        assert_eq!(owner_of(&world, "单国英").await, [("周新来".to_owned(), false)]);
        let page = clerk.get(&format!("/people/{person}")).await.text();
        assert!(page.contains("以前的联络员（1人）") && page.contains("刘联络"), "{page}");
        assert!(!page.contains("以前的责任医生"), "a liaison is no doctor: {page}");
        // And nobody at all.
        assert_eq!(name(&mut clerk, person, "", "").await.status, StatusCode::SEE_OTHER);
        assert_eq!(owner_of(&world, "单国英").await, [("陈志强".to_owned(), true)]);
        assert_eq!(plan(&world).await, Counts::default());
    });
}

#[test]
fn what_cannot_be_is_said_at_its_place() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let liu = colleague(&world, "刘联络").await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let person = ward.elders[0];
        let answer = name(&mut clerk, person, "other", "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "no name");
        let answer = name(&mut clerk, person, "other", "刘联络").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("已经有一位同名的"), "{}", answer.text());
        let answer = name(&mut clerk, person, &ward.wang.to_string(), "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "a doctor is no liaison");
        let answer = name(&mut clerk, person, "nonsense", "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(history(&world, person).await.is_empty(), "nothing was done");
        // Looked at before somebody else was faster.
        let path = format!("/people/{person}/liaison");
        assert_eq!(name(&mut clerk, person, &liu.to_string(), "").await.status, StatusCode::SEE_OTHER);
        let late = clerk.post(&path, &[("seen", ""), ("staff", "me")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("刚才有人改过"), "{}", late.text());
        died(&world, person).await;
        let answer = clerk.get(&path).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "needs none any more");
        assert!(answer.text().contains("不用指定联络员"), "{}", answer.text());
        assert!(!clerk.get(&format!("/people/{person}")).await.text().contains(&path));
    });
}

#[test]
fn two_clerks_name_a_liaison_at_once_and_one_wins() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let (liu, sun) = (colleague(&world, "刘联络").await, colleague(&world, "孙联络").await);
        quarterly(&world, ward.chen).await;
        let person = ward.elders[0];
        let claim = |staff: StaffId| {
            let (act, app) = (world.hand(Role::Clerk), world.app.clone());
            async move {
                let assign = move |tx: &Tx<'_>| {
                    liaison::actions::assign(tx, &act, person, Some(&Chosen::Staff(staff)), None)
                };
                app.db.write(assign).await
            }
        };
        let (one, other) = tokio::join!(claim(liu), claim(sun));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(history(&world, person).await.len(), 1);
        assert_eq!(plan(&world).await, Counts::default());
    });
}

/// Those of a town, then all who are left, then the whole set to somebody else.
#[test]
fn people_are_given_and_handed_over_as_a_set() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let (liu, sun) = (colleague(&world, "刘联络").await, colleague(&world, "孙联络").await);
        quarterly(&world, ward.chen).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/liaisons").await.text();
        assert!(page.contains("还有3位老干部没有联络员") && page.contains("双山街道（2人）"), "{page}");
        let town = page.split("<option value=\"").find(|option| option.contains("双山街道")).unwrap();
        let town = town.split('"').next().unwrap().to_owned();
        let give = |area: String, staff: StaffId| [("area", area), ("staff", staff.to_string())];
        let fields = give(town.clone(), liu);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(clerk.post("/liaisons", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            clerk.post("/liaisons", &fields).await.status,
            StatusCode::CONFLICT,
            "they are gone by now"
        );
        assert_eq!(owner_of(&world, "马玉珍").await, [("陈志强".to_owned(), true)], "of another town");
        let answer = clerk.post("/liaisons", &[("area", "any 1"), ("staff", &liu.to_string())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = clerk.get("/liaisons").await.text();
        assert!(page.contains("每位老干部都有联络员") && page.contains("刘联络"), "{page}");
        assert!(owed(&world).await.iter().all(|(_, by, is_fallback)| by == "刘联络" && !is_fallback));

        let own = format!("/liaisons/{liu}");
        let page = clerk.get(&own).await.text();
        assert!(page.contains("联系3位老干部") && page.contains("全部3人"), "{page}");
        let (seen, to) = (hidden(&page, "seen"), sun.to_string());
        let hand_over = format!("{own}/hand-over");
        let one = ward.elders[0].to_string();
        let wrong = [
            vec![("which", "marked"), ("staff", &to)],
            vec![("which", ""), ("staff", &to)],
            vec![("which", "all"), ("staff", "")],
        ];
        for mut fields in wrong {
            fields.push(("seen", &seen));
            let answer = clerk.post(&hand_over, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        }
        let to_himself = liu.to_string();
        let same = clerk.post(&hand_over, &[("which", "all"), ("staff", &to_himself), ("seen", &seen)]).await;
        assert!(same.text().contains("本来就是他"), "{}", same.text());
        let marked = [("which", "marked"), ("person", one.as_str()), ("staff", &to), ("seen", &seen)];
        assert_eq!(clerk.post(&hand_over, &marked).await.status, StatusCode::SEE_OTHER);
        assert_eq!(owner_of(&world, "单国英").await, [("孙联络".to_owned(), false)]);
        assert_eq!(owner_of(&world, "仇德昌").await, [("刘联络".to_owned(), false)]);
        let all = [("which", "all"), ("staff", to.as_str()), ("seen", &seen)];
        let stale = clerk.post(&hand_over, &all).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "seen before one of them went");
        let seen = hidden(&stale.text(), "seen");
        let all = [("which", "all"), ("staff", to.as_str()), ("seen", &seen)];
        assert_eq!(clerk.post(&hand_over, &all).await.status, StatusCode::SEE_OTHER);
        assert!(owed(&world).await.iter().all(|(_, by, _)| by == "孙联络"));
        let was = history(&world, ward.elders[1]).await;
        assert_eq!(was.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), ["孙联络", "刘联络"]);
        assert_eq!((was[0].until, was[1].until), (None, Some(date(2026, 11, 23))), "dated");
        assert_eq!(plan(&world).await, Counts::default());
    });
}

/// So many that they are planned in stretches after the change; an answer is given when that is done.
#[test]
fn a_hundred_people_are_handed_over_and_their_tasks_go_along() {
    on_each_engine(async |world| {
        let many = (0..100).map(|at| elder(&format!("老人{at:03}"), "1940-01-01", "I10", None)).collect();
        let ward = Ward::of(&world, many).await;
        let (liu, sun) = (colleague(&world, "刘联络").await, colleague(&world, "孙联络").await);
        quarterly(&world, ward.chen).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let answer = clerk.post("/liaisons", &[("area", "any 100"), ("staff", &liu.to_string())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert!(owed(&world).await.iter().all(|(_, by, _)| by == "刘联络"));
        // Cut off between the handover and the planning: the queue remembers.
        let (act, to) = (world.hand(Role::Clerk), Chosen::Staff(sun));
        let hand_over = move |tx: &Tx<'_>| {
            let people = liaison::store::people(tx, act.bureau(), liu)?;
            let seen = liaison::actions::fingerprint(&act, &people);
            liaison::actions::hand_over(tx, &act, liu, &liaison::actions::Which::All, &to, &seen)
        };
        world.app.db.write(hand_over).await.unwrap();
        assert!(owed(&world).await.iter().all(|(_, by, _)| by == "刘联络"), "not yet");
        let (one, other) = (world.hand(Role::Clerk), world.hand(Role::Clerk));
        let (one, other) = tokio::join!(plan::catch_up(&world.app, &one), plan::catch_up(&world.app, &other));
        one.unwrap();
        other.unwrap();
        let owed = owed(&world).await;
        assert_eq!(owed.len(), 100, "two at once do nothing twice");
        assert!(owed.iter().all(|(_, by, _)| by == "孙联络"));
        assert_eq!(plan(&world).await, Counts::default());
    });
}

async fn died(world: &World, person: PersonId) -> life_event::EventId {
    let act = world.hand(Role::Clerk);
    let on = act.today();
    let note = move |tx: &Tx<'_>| {
        let event =
            Event::Death { on, known: None, cause: None, farewell: None, at_work: false, pay_fen: None };
        let seen = life_event::actions::preview(tx, &act, CONSEQUENCES, person, event.clone())?.seen;
        life_event::actions::note(tx, &act, CONSEQUENCES, person, event, &seen)
    };
    world.app.db.write(note).await.unwrap()
}

#[test]
fn a_death_ends_it_and_undoing_the_death_brings_it_back() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let liu = colleague(&world, "刘联络").await;
        quarterly(&world, ward.chen).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let person = ward.elders[0];
        name(&mut clerk, person, &liu.to_string(), "").await;
        let fields = [("kind", "death"), ("on", "2026-11-22")];
        let preview = clerk.post(&format!("/people/{person}/events/preview"), &fields).await.text();
        assert!(preview.contains("刘联络不再任联络员"), "{preview}");
        let event = died(&world, person).await;
        assert_eq!(names(&world, person).await, [("刘联络".to_owned(), false)]);
        assert!(owner_of(&world, "单国英").await.is_empty());
        let act = world.hand(Role::Clerk);
        let undo =
            move |tx: &Tx<'_>| life_event::actions::undo(tx, &act, CONSEQUENCES, event, 1, "误报".into());
        let put_back = world.app.db.write(undo).await.unwrap();
        assert_eq!(put_back.kept, 0, "a liaison is never full");
        assert_eq!(names(&world, person).await, [("刘联络".to_owned(), true)]);
        assert_eq!(owner_of(&world, "单国英").await, [("刘联络".to_owned(), false)]);
        assert_eq!(plan(&world).await, Counts::default());
    });
}

#[test]
fn a_merge_keeps_one_liaison_and_taken_apart_each_has_their_own() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let (liu, sun) = (colleague(&world, "刘联络").await, colleague(&world, "孙联络").await);
        quarterly(&world, ward.chen).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        name(&mut clerk, ward.elders[0], &liu.to_string(), "").await;
        name(&mut clerk, ward.elders[1], &sun.to_string(), "").await;
        let before = owed(&world).await;
        let case = Case { kept: ward.elders[0], gone: ward.elders[1] };
        let act = world.hand(Role::Clerk);
        let merge = move |tx: &Tx<'_>| {
            let sql = "SELECT version FROM person WHERE bureau_id = $1 AND id = $2";
            let version =
                |id: PersonId| tx.one::<(i64,)>(sql, &[act.bureau(), &id]).map(|(version,)| version);
            let choice = Choice { versions: (version(case.kept)?, version(case.gone)?), ..Choice::default() };
            duplicate::actions::merge_in(tx, &act, REFERENCES, case, &choice)
        };
        let merge = world.app.db.write(merge).await.unwrap();
        let now = names(&world, case.kept).await;
        assert_eq!(now.iter().filter(|(_, holds)| *holds).count(), 1, "{now:?}");
        assert!(
            now.contains(&("孙联络".to_owned(), false)),
            "the other's time stays in the history: {now:?}"
        );
        assert_eq!(owner_of(&world, "单国英").await, [("刘联络".to_owned(), false)]);
        assert_eq!(plan(&world).await, Counts::default());
        duplicate::actions::undo(&world.app, &world.hand(Role::Clerk), REFERENCES, merge).await.unwrap();
        assert_eq!(names(&world, case.gone).await, [("孙联络".to_owned(), true)]);
        assert_eq!(owed(&world).await, before);
        assert_eq!(plan(&world).await, Counts::default());
    });
}

/// 1+1+5亲情服务, as it comes with the program.
#[test]
fn the_package_of_one_liaison_and_five_acts_finds_the_liaison() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, elders()).await;
        let liu = colleague(&world, "刘联络").await;
        let (act, chen) = (world.hand(Role::Clerk), ward.chen);
        let publish = move |tx: &Tx<'_>| {
            let by_liaison =
                shipped::all(chen).into_iter().filter(|(_, content)| content.owner == Owner::Liaison);
            let mut rules = 0;
            for (key, content) in by_liaison {
                let content = Content { whom: Segment::default().into(), ..content };
                let id = rule::actions::create(tx, &act, key.to_owned(), content)?;
                rule::actions::publish(tx, &act, id, 1, act.today())?;
                rules += 1;
            }
            Ok(rules)
        };
        assert_eq!(world.app.db.write(publish).await.unwrap(), 5);
        plan::run(&world.app, &world.hand(Role::Clerk), None, None).await.unwrap();
        let fallen = owed(&world).await.iter().filter(|(.., is_fallback)| *is_fallback).count();
        assert!(fallen > 3, "{fallen}");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let answer = clerk.post("/liaisons", &[("area", "any 3"), ("staff", &liu.to_string())]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let owed = owed(&world).await;
        assert!(
            owed.len() >= fallen && owed.iter().all(|(_, by, is_fallback)| by == "刘联络" && !is_fallback)
        );
    });
}
