//! People: registered, found by whatever a clerk has at hand, seen by whom they concern, masked, and on record.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use cq_platform::{
    Error, audit,
    form::{Form, Raw},
    ids::StaffId,
    policy::{Role, Scope},
};
use cq_registry::{
    person::{
        Category, CitizenId, Facts, LIST, Living, OWN, PersonId, Sex, actions, pinyin,
        store::{
            self,
            list::{self, Turn},
        },
    },
    segment::{
        self, Clause, Condition, Segment,
        condition::{Ailment, Field},
    },
};
use proptest::prelude::*;

use crate::world::{World, on_each_engine};

/// Somebody of that name of whom little is known.
pub fn known(name: &str) -> Facts {
    Facts { sex: Sex::Male, ..Facts::new(name, Category::Retired) }
}

fn wang_xiaoming() -> Facts {
    Facts {
        born: "1949-12-31".parse().ok(),
        citizen_id: CitizenId::parse("11010519491231002X").ok(),
        unit: Some("长庆县教育局".into()),
        area: Some("明湖街道".into()),
        phone: Some("13800004417".into()),
        latitude: Some(36.7),
        longitude: Some(117.5),
        living: [Living::Alone, Living::EmptyNest].into(),
        conditions: ["I25".to_owned(), "E11".to_owned()].into(),
        health_note: Some("装有起搏器".into()),
        ..known("王晓明")
    }
}

pub async fn register(world: &World, facts: &Facts) -> PersonId {
    actions::create(&world.app, &world.hand(Role::Clerk), facts.clone()).await.unwrap()
}

/// A doctor, as the rows say it.
pub async fn doctor(world: &World, name: &'static str) -> StaffId {
    let act = world.hand(Role::Clerk);
    let (staff, hospital) = (act.new_id::<StaffId>(), act.new_id::<uuid::Uuid>());
    world
        .app
        .db
        .write(move |tx| {
            tx.execute_one("INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, $3, 1)", &[act.bureau(), &hospital, &format!("{name}的医院")])?;
            tx.execute_one("INSERT INTO staff (bureau_id, id, name, pinyin, version) VALUES ($1, $2, $3, $3, 1)", &[act.bureau(), &staff, &name])?;
            tx.execute_one(
                "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'female', 'general', 12)",
                &[act.bureau(), &staff, &hospital],
            )
        })
        .await
        .unwrap();
    staff
}

/// Makes `staff` answer for `person`.
pub async fn pair(world: &World, person: PersonId, staff: StaffId) {
    let act = world.hand(Role::Clerk);
    let sql = "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, reason, version)
        VALUES ($1, $2, $3, 'doctor', $4, '2026-10-01', '{}', 1)";
    let id = act.new_id::<uuid::Uuid>();
    world.app.db.write(move |tx| tx.execute_one(sql, &[act.bureau(), &id, &person, &staff])).await.unwrap();
}

/// The names that `typed` finds for whoever `act` is the hand of.
async fn found(world: &World, act: cq_platform::actor::Act, typed: &str) -> Vec<String> {
    let typed = typed.to_owned();
    let people = world.app.db.read(move |conn| actions::find_anybody(conn, &act, &typed, 12)).await.unwrap();
    people.into_iter().map(|listed| listed.name).collect()
}

async fn facts_of(world: &World, id: PersonId) -> Option<Facts> {
    let act = world.hand(Role::Clerk);
    let read = world.app.db.read(move |conn| {
        let Some(person) = store::find(conn, &Scope::BUREAU, act.bureau(), id)? else { return Ok(None) };
        store::facts(conn, act.bureau(), &act.secrets, &person).map(Some)
    });
    read.await.unwrap()
}

#[test]
fn what_is_registered_comes_back_whole_and_lies_sealed() {
    on_each_engine(async |world| {
        let id = register(&world, &wang_xiaoming()).await;
        assert_eq!(facts_of(&world, id).await, Some(wang_xiaoming()));
        let bureau = world.bureau.id;
        let sql = "SELECT citizen_id, health_note, citizen_id_index FROM person WHERE bureau_id = $1";
        let (sealed, note, index): (Vec<u8>, Vec<u8>, Vec<u8>) =
            world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
        for cell in [sealed, note, index] {
            let text = String::from_utf8_lossy(&cell).into_owned();
            assert!(!text.contains("1949") && !text.contains("起搏器"));
        }
        let terms: Vec<(String,)> = world
            .app
            .db
            .read(move |conn| conn.list("SELECT term FROM search_term WHERE bureau_id = $1", &[&bureau]))
            .await
            .unwrap();
        assert!(
            terms.len() <= 20 && terms.iter().all(|(term,)| !term.contains("002x") && !term.contains("002X")),
            "{terms:?}"
        );
    });
}

#[test]
fn a_change_moves_the_search_terms_with_it_and_an_undo_leaves_nothing() {
    on_each_engine(async |world| {
        let id = register(&world, &wang_xiaoming()).await;
        let act = world.hand(Role::Clerk);
        let (person, before) = actions::load(&world.app, &act, id).await.unwrap();
        let after = Facts {
            name: "单晓明".into(),
            phone: Some("13900009981".into()),
            category: Category::Survivor,
            conditions: ["J44".to_owned()].into(),
            citizen_id: None,
            ..before.clone()
        };
        actions::change(&world.app, &act, person.clone(), &before, after.clone()).await.unwrap();
        assert_eq!(facts_of(&world, id).await, Some(after));
        for gone in ["wxm", "4417", "002x", "王晓"] {
            assert_eq!(found(&world, act.clone(), gone).await, [""; 0], "{gone}");
        }
        for now in ["shan", "sxm", "9981", "晓明"] {
            assert_eq!(found(&world, act.clone(), now).await, ["单晓明"], "{now}");
        }
        let late = actions::change(
            &world.app,
            &act,
            person,
            &before,
            Facts { remark: Some("晚了一步".into()), ..before.clone() },
        )
        .await;
        assert!(matches!(late, Err(Error::Conflict)));

        let (person, _) = actions::load(&world.app, &act, id).await.unwrap();
        world.app.db.write(move |tx| store::delete(tx, &act, &person)).await.unwrap();
        let bureau = world.bureau.id;
        let left = "SELECT (SELECT COUNT(*) FROM search_term WHERE bureau_id = $1), (SELECT COUNT(*) FROM person_condition WHERE bureau_id = $1)";
        assert_eq!(
            world.app.db.read(move |conn| conn.one::<(i64, i64)>(left, &[&bureau])).await.unwrap(),
            (0, 0)
        );
        let tallies = world.app.db.read(move |conn| list::tallies(conn, &bureau)).await.unwrap();
        assert!(tallies.iter().all(|(_, people)| *people == 0), "{tallies:?}");
    });
}

#[test]
fn one_citizen_id_is_one_person() {
    on_each_engine(async |world| {
        register(&world, &wang_xiaoming()).await;
        let again = actions::create(&world.app, &world.hand(Role::Clerk), wang_xiaoming()).await;
        assert!(matches!(again, Err(Error::Invalid(errors)) if errors[0].0 == "citizen_id"));
        let act = world.hand(Role::Clerk);
        let by_id = move |conn: &cq_platform::db::Conn<'_>| {
            store::find_by_citizen_id(
                conn,
                act.bureau(),
                &act.secrets,
                &CitizenId::parse("11010519491231002X").unwrap(),
            )
        };
        assert_eq!(world.app.db.read(by_id).await.unwrap().unwrap().name, "王晓明");
    });
}

#[test]
fn without_an_id_the_same_name_and_a_birth_that_may_agree_are_likely() {
    on_each_engine(async |world| {
        for (name, born) in
            [("王晓明", Some("1949-12-31")), ("王晓明", Some("1952")), ("王晓明", None), ("小王晓明", None)]
        {
            register(&world, &Facts { born: born.and_then(|born| born.parse().ok()), ..known(name) }).await;
        }
        let bureau = world.bureau.id;
        let likely = async |born: Option<&'static str>| {
            let born = born.and_then(|born| born.parse().ok());
            world
                .app
                .db
                .read(move |conn| store::find_likely(conn, &bureau, "王晓明", born))
                .await
                .unwrap()
                .len()
        };
        assert_eq!(likely(Some("1949-12")).await, 2);
        assert_eq!(likely(Some("1960")).await, 1);
        assert_eq!(likely(None).await, 3);
    });
}

#[test]
fn one_box_finds_him_by_everything_a_clerk_may_have() {
    on_each_engine(async |world| {
        register(&world, &wang_xiaoming()).await;
        register(&world, &Facts { unit: Some("长庆县水利局".into()), ..known("王晓英") }).await;
        register(&world, &known("张伟")).await;
        for typed in [
            "wxm",
            "WXM",
            "wangxiaoming",
            "wangxiaom",
            "晓明",
            "明",
            "王晓明",
            "xiaoming",
            "xm",
            "4417",
            "13800004417",
            "138",
            "002X",
            "002x",
            "００２Ｘ",
            "11010519491231002X",
            "王 明",
            "wang 4417",
            "王 教育局",
            "教育局",
            "晓明 002x",
        ] {
            assert_eq!(found(&world, world.hand(Role::Clerk), typed).await, ["王晓明"], "{typed}");
        }
        assert_eq!(found(&world, world.hand(Role::Clerk), "王").await, ["王晓明", "王晓英"]);
        for typed in
            ["", "  ", "zhangxiao", "张 4417", "440524188001010014", "税务局", "#", "%", "'", "\u{10FFFF}"]
        {
            assert_eq!(found(&world, world.hand(Role::Clerk), typed).await, [""; 0], "{typed}");
        }
    });
}

#[test]
fn surnames_are_found_by_the_readings_they_have_as_surnames() {
    on_each_engine(async |world| {
        let readings = [
            ("单国英", "shan"),
            ("仇德昌", "qiudechang"),
            ("解淑兰", "xieshu"),
            ("曾庆福", "zeng"),
            ("区锦华", "oujinhua"),
            ("查良才", "zha"),
            ("朴成哲", "piao"),
            ("尉迟恭", "yuchi"),
            ("万俟宏", "moqi"),
            ("长孙明", "zhangsun"),
            ("乐毅", "yue"),
            ("盖明", "ge"),
            ("缪荣", "miao"),
            ("翟志刚", "zhai"),
            ("任长霞", "ren"),
            ("覃丽", "qin"),
            ("覃丽", "tan"),
            ("燕青", "yan"),
            ("员明", "yun"),
            ("黑伯理", "he"),
            ("逄玉", "pang"),
            ("冼星海", "xian"),
            ("折可适", "she"),
            ("秘小红", "bi"),
            ("种师道", "chong"),
            ("繁钦", "po"),
            ("令狐冲", "linghuchong"),
            ("欧阳修", "ouyang"),
            ("吕布", "lvbu"),
            ("欧阳修", "oyx"),
            ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
            ("𠮷田", "𠮷"),
            ("王晓明", "wxm"),
        ];
        for name in readings.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>() {
            register(&world, &known(name)).await;
        }
        for (name, typed) in readings {
            assert!(
                found(&world, world.hand(Role::Clerk), typed).await.iter().any(|found| found == name),
                "{name} by {typed}"
            );
        }
        assert_eq!(found(&world, world.hand(Role::Clerk), "dan").await, [""; 0]);
    });
}

#[test]
fn a_doctor_finds_and_lists_his_own_only() {
    on_each_engine(async |world| {
        let (his, others) =
            (register(&world, &wang_xiaoming()).await, register(&world, &known("王小明")).await);
        let staff = doctor(&world, "张丽华").await;
        pair(&world, his, staff).await;
        let hand = world.hand_of(Role::Doctor, staff);
        for typed in ["w", "xm", "王", "wxm", "002x", "教育局", "王 4417"] {
            assert_eq!(found(&world, hand.clone(), typed).await, ["王晓明"], "{typed}");
        }
        assert_eq!(found(&world, hand.clone(), "11010519491231002X").await, ["王晓明"]);
        assert_eq!(found(&world, hand.clone(), "小").await, [""; 0]);

        let mut browser = world.signed_in_as(Role::Doctor, "zhang", Some(staff)).await;
        let list = browser.get("/people").await.text();
        assert!(list.contains("王晓明") && !list.contains("王小明"));
        assert_eq!(browser.get(&format!("/people/{his}")).await.status, StatusCode::OK);
        assert_eq!(browser.get(&format!("/people/{others}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            browser.post(&format!("/people/{others}/unmask?what=citizen_id"), &[]).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(browser.get(&format!("/api/v1/people/{others}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get(&format!("/people?after={others}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.get("/people/new").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn pages_mask_and_whoever_looks_is_on_record() {
    on_each_engine(async |world| {
        let id = register(&world, &wang_xiaoming()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/people/{id}")).await.text();
        assert!(
            page.contains("110***********002X")
                && !page.contains("11010519491231002X")
                && !page.contains("起搏器")
        );
        assert!(page.contains("冠心病 I25") && page.contains("独居、空巢"));
        let shown = clerk.post(&format!("/people/{id}/unmask?what=citizen_id"), &[]).await.text();
        assert!(shown.contains("11010519491231002X") && !shown.contains("起搏器"));
        let shown = clerk.post(&format!("/people/{id}/unmask?what=health_note"), &[]).await.text();
        assert!(!shown.contains("11010519491231002X") && shown.contains("起搏器"));
        let mut leader = world.signed_in(Role::Leader).await;
        let page = leader.get(&format!("/people/{id}")).await.text();
        assert!(page.contains("110***********002X") && !page.contains("/unmask"));
        assert_eq!(
            leader.post(&format!("/people/{id}/unmask?what=citizen_id"), &[]).await.status,
            StatusCode::FORBIDDEN
        );
        let api = clerk.get(&format!("/api/v1/people/{id}")).await.text();
        assert!(
            api.contains("110***********002X")
                && !api.contains("11010519491231002X")
                && !api.contains("起搏器")
        );

        let bureau = world.bureau.id;
        let entries = world
            .app
            .db
            .read(move |conn| audit::store::list_about(conn, &bureau, "person", id.0, 50))
            .await
            .unwrap();
        let actions: Vec<&str> = entries.iter().rev().map(|entry| entry.action.as_str()).collect();
        assert_eq!(
            actions,
            ["person.edit", "person.view", "person.unmask", "person.unmask", "person.view", "person.view"]
        );
        assert!(
            entries.iter().all(|entry| !entry.detail.contains("1949") && !entry.detail.contains("起搏器"))
        );
    });
}

#[test]
fn a_clerk_registers_mends_and_is_told_where_it_is_wrong() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/people").await.text().contains("册子上还没有人"));
        assert_eq!(clerk.get("/people/new").await.status, StatusCode::OK);
        let wrong = [
            ("name", "王晓明"),
            ("sex", "male"),
            ("category", "retired"),
            ("citizen_id", "370181194001010018"),
            ("phone", "12"),
        ];
        let answer = clerk.post("/people", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(
            page.contains("按前 17 位算应是 2")
                && page.contains("370181194001010018")
                && page.contains("7 到 12 位")
        );
        let right = [
            ("name", "王晓明"),
            ("sex", "female"),
            ("category", "retired"),
            ("citizen_id", "11010519491231002X"),
            ("area", "明湖街道"),
        ];
        let to = clerk.post("/people", &right).await.to.unwrap();
        let path = to.split('?').next().unwrap().to_owned();
        assert!(clerk.get(&to).await.text().contains("已经登记入册"));
        let again = clerk.post("/people", &right).await;
        assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text().contains("同一个身份证号"));

        let form = clerk.get(&format!("{path}/edit")).await.text();
        assert!(form.contains("已登记 110***********002X") && !form.contains("11010519491231002X"));
        let mended = [
            ("version", "1"),
            ("name", "王晓明"),
            ("sex", "female"),
            ("category", "honoured"),
            ("phone", "0531-8300 1188"),
            ("area", "明湖街道"),
        ];
        assert_eq!(clerk.post(&path, &mended).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&path, &mended).await.status, StatusCode::CONFLICT);
        let page = clerk.get(&path).await.text();
        assert!(
            page.contains("改了类别、电话。")
                && page.contains("053183001188")
                && page.contains("110***********002X"),
            "{page}"
        );
        assert!(clerk.get("/people").await.text().contains("在册 1 人：离休 1"));
    });
}

#[test]
fn pages_follow_one_another_and_filters_agree_with_search() {
    on_each_engine(async |world| {
        let act = world.hand(Role::Clerk);
        let staff = doctor(&world, "张丽华").await;
        let people: Vec<(PersonId, Facts)> = (0..120)
            .map(|n| {
                let letters = ["伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰"];
                let facts = Facts {
                    category: Category::ALL[n % 3],
                    living: if n % 4 == 0 {
                        [Living::Alone].into()
                    } else {
                        [Living::Childless, Living::Spouse].into()
                    },
                    conditions: if n % 5 == 0 { ["I25.1".to_owned()].into() } else { BTreeSet::new() },
                    unit: Some(format!("单位{}", n % 7)),
                    area: (n % 6 != 0).then(|| format!("街道{}", n % 6)),
                    ..known(&format!("王{}{}", letters[n % 12], letters[n / 12]))
                };
                (act.new_id::<PersonId>(), facts)
            })
            .collect();
        let rows = people.clone();
        world
            .app
            .db
            .write(move |tx| {
                store::insert_all(tx, &act, &rows.iter().map(|(id, facts)| (*id, facts)).collect::<Vec<_>>())
            })
            .await
            .unwrap();
        for (id, _) in people.iter().step_by(3) {
            pair(&world, *id, staff).await;
        }
        let mut walked = Vec::new();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let mut cursor = String::new();
        loop {
            let answer: serde_json::Value =
                serde_json::from_slice(&clerk.get(&format!("/api/v1/people?limit=50{cursor}")).await.body)
                    .unwrap();
            walked.extend(
                answer["people"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|person| person["id"].as_str().unwrap().to_owned()),
            );
            let Some(next) = answer["cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let mut expected: Vec<(String, PersonId)> =
            people.iter().map(|(id, facts)| (pinyin::sort_key(&facts.name), *id)).collect();
        expected.sort();
        assert_eq!(walked, expected.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>());

        let bureau = world.bureau.id;
        let some = |segment: Segment| {
            let act = world.hand(Role::Clerk);
            let db = world.app.db.clone();
            async move {
                db.read(move |conn| {
                    let asked = segment::store::bind(conn, &bureau, segment, act.today())?;
                    let listed =
                        list::page(conn, &Scope::BUREAU, &bureau, &asked, None, &Turn::First, 200)?.people;
                    let counted = segment::store::people::count(conn, &Scope::BUREAU, &bureau, &asked)?;
                    let searched = actions::search(conn, &act, &asked, "王", 200)?;
                    let ids = |people: &[list::Listed]| {
                        people.iter().map(|listed| listed.id).collect::<BTreeSet<_>>()
                    };
                    assert_eq!((ids(&listed), counted), (ids(&searched), listed.len() as i64), "{asked:?}");
                    Ok(listed)
                })
                .await
                .unwrap()
            }
        };
        let all = some(Segment::default()).await;
        assert_eq!(all.len(), 120);
        let (unit, area) = (all[0].unit_id.unwrap(), all.iter().find_map(|listed| listed.area_id).unwrap());
        let living = |living| Condition::Living([living].into());
        let category =
            Condition::Word { field: Field::Category, any: [Category::Honoured.to_string()].into() };
        let ill = Condition::Ill([Ailment::Block(cq_registry::person::Illness::CoronaryHeart)].into());
        let segments = [
            (Segment::of(category), 40),
            (Segment::of(living(Living::Alone)), 30),
            (Segment::of(living(Living::Childless)), 90),
            (Segment::of(ill), 24),
            (Segment::of(!Clause::from(Condition::HasDoctor)), 80),
            (Segment::all([Condition::HasDoctor, living(Living::Alone)]), 10),
            (Segment::of(Condition::Area([area].into())), 20),
        ];
        for (segment, people) in segments {
            assert_eq!(some(segment.clone()).await.len(), people, "{segment:?}");
        }
        assert!(some(Segment::of(Condition::Unit([unit].into()))).await.len() >= 17);

        let first = clerk.get("/people").await.text();
        let next = first
            .split("rel=\"next\" href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        assert!(!next.contains("wang"), "no name stands in an address: {next}");
        let second = clerk.get(&next).await.text();
        assert!(second.contains("rel=\"prev\"") && second.contains("rel=\"next\""));
        let narrowed = clerk.get("/people?living=alone&doctor=none").await.text();
        assert!(narrowed.contains("符合的有 20 人"), "{narrowed}");
        assert!(clerk.get("/people?q=nobody").await.text().contains("没有找到符合的人"));
        let fragment = clerk.get("/people/search?q=wang").await.text();
        assert_eq!(fragment.matches("<li role=\"option\" data-href=\"/people/").count(), 12);
        assert_eq!(clerk.get("/api/v1/people?limit=0").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(clerk.get("/api/v1/people?cursor=x").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn every_filter_prepares_alone_and_with_a_reach() {
    on_each_engine(async |world| {
        let staff = doctor(&world, "张丽华").await;
        let scope = world.hand_of(Role::Doctor, staff).actor.scope(&LIST, OWN).unwrap();
        let bureau = world.bureau.id;
        let address = "category=retired&unit={id}&area={id}&living=alone&illness=dementia&doctor=some&c=age_80_&c=-lacks_phone";
        let fields = address.replace("{id}", &uuid::Uuid::nil().to_string());
        let fields = fields.split('&').filter_map(|pair| pair.split_once('='));
        let form = Form::from(Raw(fields.map(|(name, value)| (name.into(), value.into())).collect()));
        let asked = segment::quick::read(&form).unwrap();
        assert_eq!(asked.parts().len(), 8);
        let today = world.hand(Role::Clerk).today();
        let count = world.app.db.read(move |conn| {
            let asked = segment::store::bind(conn, &bureau, asked, today)?;
            list::page(conn, &scope, &bureau, &asked, Some(9), &Turn::First, 5)?;
            segment::store::people::count(conn, &scope, &bureau, &asked)
        });
        assert_eq!(count.await.unwrap(), 0);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever is registered is found by each of the ways promised, among others who are like them.
    #[test]
    fn everybody_is_found_by_each_way_promised(
        people in prop::collection::vec(("[王李张单仇解曾区查覃欧任]", "[一-龥]{1,2}", "1[3-9][0-9]{9}", 0u16..1000), 1..8)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = World::on_sqlite().await;
            for (surname, given, phone, order) in &people {
                let facts = Facts { phone: Some(phone.clone()), citizen_id: citizen_id(*order), ..known(&format!("{surname}{given}")) };
                if actions::create(&world.app, &world.hand(Role::Clerk), facts.clone()).await.is_err() {
                    continue; // The same number twice.
                }
                let mut ways = vec![facts.name.clone(), given.clone(), phone.clone(), phone[7..].to_owned()];
                ways.push(facts.citizen_id.as_ref().unwrap().tail().to_owned());
                ways.push(facts.citizen_id.as_ref().unwrap().as_str().to_owned());
                for reading in pinyin::readings(&facts.name) {
                    ways.push(reading.concat());
                    ways.push(reading.iter().filter_map(|syllable| syllable.chars().next()).collect());
                    ways.push(format!("{} {}", &phone[7..], reading[0]));
                }
                for way in ways {
                    assert!(found(&world, world.hand(Role::Clerk), &way).await.contains(&facts.name), "{} by {way}", facts.name);
                }
            }
        });
    }
}

/// A valid number for each order number.
fn citizen_id(order: u16) -> Option<CitizenId> {
    (0..11).find_map(|check| {
        let check = b"0123456789X"[check] as char;
        CitizenId::parse(&format!("37011419410203{order:03}{check}")).ok()
    })
}
