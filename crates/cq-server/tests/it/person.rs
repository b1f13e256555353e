//! People: registered, seen by whom they concern, masked, and on record.

mod day;
mod entry;
mod find;
mod list;

use axum::http::StatusCode;
use cq_platform::{
    Error, audit,
    ids::StaffId,
    policy::{Role, Scope},
};
use cq_registry::person::{
    Category, CitizenId, Facts, Living, PersonId, Sex, actions,
    store::{self, list as listed},
};

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
        let tallies = world.app.db.read(move |conn| listed::tallies(conn, &bureau)).await.unwrap();
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
        // Towns and units do not come of a slip of the pen.
        assert_eq!(clerk.post("/areas", &[("name", "明湖街道")]).await.status, StatusCode::SEE_OTHER);
        let misspelt = [&right[..4], &[("area", "明胡街道"), ("unit", "长庆县教育局")]].concat();
        let answer = clerk.post("/people", &misspelt).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = answer.text();
        assert!(page.contains("是不是“明湖街道”") && page.contains("确认是新单位请勾选"), "{page}");
        assert!(page.contains("name=\"new_unit\"") && !page.contains("name=\"new_paying_unit\""), "{page}");
        let to = clerk.post("/people", &right).await.to.unwrap();
        let path = to.split('?').next().unwrap().to_owned();
        assert!(clerk.get(&to).await.text().contains("已经登记入册"));
        let again = clerk.post("/people", &right).await;
        assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text().contains("同一个身份证号"));
        let sure = [&right[..], &[("looked_at", "yes")]].concat();
        for fields in [&right[..], &sure[..]] {
            let told = clerk.post("/people", fields).await.text();
            let link = format!("href=\"{path}\"");
            assert!(told.contains("同一个身份证号") && told.contains(&link), "whose it is: {told}");
        }

        let form = clerk.get(&format!("{path}/edit")).await.text();
        assert!(form.contains("已登记 110***********002X") && !form.contains("11010519491231002X"));
        let mended = [
            ("version", "1"),
            ("name", "王晓明"),
            ("sex", "female"),
            ("category", "survivor"),
            ("phone", "0531-8300 1188"),
            ("area", "明湖街道"),
        ];
        assert_eq!(clerk.post(&path, &mended).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&path, &mended).await.status, StatusCode::CONFLICT);
        let page = clerk.get(&path).await.text();
        assert!(
            page.contains("改了电话；类别：退休 → 遗属（2026年11月23日起）。")
                && page.contains("053183001188")
                && page.contains("110***********002X"),
            "{page}"
        );
        let late = mended.map(|(name, value)| (name, if name == "phone" { "0531-8300 1199" } else { value }));
        let told = clerk.post(&path, &late).await;
        assert_eq!(told.status, StatusCode::CONFLICT);
        let told = told.text();
        for said in ["有人改过这个人的资料", "053183001188", "1199", "name=\"version\" value=\"2\""]
        {
            assert!(told.contains(said), "{said}: {told}");
        }
        let again = late.map(|(name, value)| (name, if name == "version" { "2" } else { value }));
        assert_eq!(clerk.post(&path, &again).await.status, StatusCode::SEE_OTHER, "on top of it");
        let odd = clerk.get(&format!("{path}?on=2026-02-30")).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(odd.text().contains("value=\"2026-02-30\""), "what was typed stays");
        assert!(clerk.get(&path).await.text().contains("053183001199"));
        assert!(clerk.get("/people").await.text().contains("在册 1 人：遗属 1"));
    });
}
