//! A health file opened in an emergency: for a reason, for a day, and looked at by somebody else.

use axum::http::StatusCode;
use cq_care::opening::{
    self, Opening, OpeningId,
    model::{State, Verdict},
};
use cq_platform::{
    Error,
    actor::Actor,
    identity::{self, NewAccount},
    ids::{AccountId, StaffId},
    policy::Role,
};
use cq_registry::person::PersonId;
use jiff::ToSpan;

use crate::{
    health::{file, readings, ward},
    ward::Ward,
    world::{Browser, PASSWORD, World, on_each_engine},
};

/// An opening of some days ago, long over: for the matrix.
pub async fn sample(world: &World, staff: StaffId, person: PersonId, login: &str) -> OpeningId {
    let by = account(world, login).await;
    let act = world.hand(Role::Doctor);
    let work = move |tx: &cq_platform::db::Tx<'_>| {
        let on = act.today().saturating_sub(5.days());
        let opening = Opening {
            id: act.new_id(),
            person,
            staff,
            by,
            at: act.at,
            on,
            until: on,
            reason: "夜间急诊，昏迷送来".into(),
            state: State::Unreviewed,
            version: 1,
        };
        opening::store::insert(tx, &act, &opening)?;
        Ok(opening.id)
    };
    world.app.db.write(work).await.unwrap()
}

/// Somebody's account; a doctor has one alone.
async fn account(world: &World, login: &str) -> AccountId {
    let new = NewAccount {
        login: login.into(),
        name: login.into(),
        role: Role::Clerk,
        staff: None,
        password: PASSWORD.into(),
        must_change: false,
    };
    identity::create_account(&world.app, world.hand(Role::Admin), new).await.unwrap();
    let (bureau, login) = (world.bureau.id, login.to_owned());
    let find = move |conn: &cq_platform::db::Conn<'_>| identity::store::find(conn, &bureau, &login);
    world.app.db.read(find).await.unwrap().unwrap().id
}

const REASON: &str = "夜间急诊，昏迷送来，家属不知道用药";

fn wanted<'f>(name: &'f str, born: &'f str, reason: &'f str) -> [(&'f str, &'f str); 3] {
    [("name", name), ("born", born), ("reason", reason)]
}

/// Zhang opens the file of one of Wang's.
async fn opened(world: &World) -> (Ward, Browser<'_>) {
    let ward = ward(world).await;
    let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
    zhang.get("/health/openings/new").await;
    let answer = zhang.post("/health/openings", &wanted("单国英", "1947-03-08", REASON)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(answer.to.unwrap().starts_with(&file(ward.elders[0])));
    (ward, zhang)
}

#[test]
fn a_file_is_opened_for_a_reason_is_read_for_a_day_and_is_gone_again() {
    on_each_engine(async |world| {
        let (ward, mut zhang) = opened(&world).await;
        let own = file(ward.elders[0]);
        let page = zhang.get(&own).await.text();
        assert!(page.contains("这是紧急查阅，能看到2026年11月24日为止"), "{page}");
        let said = readings(&world, ward.elders[0]).await;
        assert_eq!((&said[0]["purpose"], &said[0]["basis"]), (&"emergency".into(), &"opening".into()));
        assert!(said[0]["opening"].is_string());
        // The file and no more: nothing is written by an opening, nor is the person's page seen.
        assert_eq!(zhang.get(&format!("{own}/new")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(zhang.get(&format!("/people/{}", ward.elders[0])).await.status, StatusCode::NOT_FOUND);
        assert_eq!(zhang.get(&file(ward.elders[1])).await.status, StatusCode::NOT_FOUND, "nobody else's");
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.chen)).await;
        assert_eq!(chen.get(&own).await.status, StatusCode::NOT_FOUND, "nor does anybody else read by it");
        world.at("2026-11-24T15:59:00Z");
        zhang.sign_in("zhang", PASSWORD).await;
        assert_eq!(zhang.get(&own).await.status, StatusCode::OK, "a minute before midnight");
        world.at("2026-11-24T16:00:00Z");
        zhang.sign_in("zhang", PASSWORD).await;
        assert_eq!(zhang.get(&own).await.status, StatusCode::NOT_FOUND, "it is over");
        assert_eq!(readings(&world, ward.elders[0]).await.len(), 2);
    });
}

#[test]
fn it_is_not_opened_without_a_reason_by_guessing_or_where_it_is_open_already() {
    on_each_engine(async |world| {
        let (ward, mut zhang) = opened(&world).await;
        let refused = async |zhang: &mut Browser<'_>, fields: [(&str, &str); 3], said: &str| {
            let answer = zhang.post("/health/openings", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            let page = answer.text();
            assert!(page.contains(said), "{said} in {page}");
        };
        refused(&mut zhang, wanted("仇德昌", "1938-01", "看看"), "至少").await;
        refused(&mut zhang, wanted("仇德昌", "1938", REASON), "请写出生年月").await;
        refused(&mut zhang, wanted("仇德昌", "1939-01", REASON), "没有这个姓名和出生年月").await;
        refused(&mut zhang, wanted("仇德", "1938-01", REASON), "没有这个姓名和出生年月").await;
        refused(&mut zhang, wanted("令狐守义", "1931-05", REASON), "您本来就能看").await;
        refused(&mut zhang, wanted("单国英", "1947-03", REASON), "您本来就能看").await;
        for role in [Role::Clerk, Role::Leader, Role::Auditor, Role::Admin] {
            let mut other = world.signed_in(role).await;
            other.get("/").await;
            let answer = other.post("/health/openings", &wanted("仇德昌", "1938-01", REASON)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role}");
        }
        assert!(readings(&world, ward.elders[1]).await.is_empty());
    });
}

#[test]
fn two_clicks_open_a_file_once() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Doctor, "zhang", Some(ward.zhang)).await;
        zhang.get("/health/openings/new").await;
        let (mut one, mut two) = (zhang.clone(), zhang.clone());
        let fields = wanted("单国英", "1947-03", REASON);
        let (one, two) =
            tokio::join!(one.post("/health/openings", &fields), two.post("/health/openings", &fields));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
        assert_eq!(zhang.get("/health/openings").await.text().matches("单国英").count(), 1);
    });
}

#[test]
fn somebody_else_says_the_next_day_whether_it_was_justified() {
    on_each_engine(async |world| {
        let (ward, mut zhang) = opened(&world).await;
        let mut auditor = world.signed_in(Role::Auditor).await;
        let list = auditor.get("/health/openings").await.text();
        assert!(list.contains("单国英") && list.contains("张丽华") && list.contains("次日复核"), "{list}");
        let own = list
            .split("/health/openings/")
            .find_map(|rest| rest.get(..36).filter(|id| id.parse::<uuid::Uuid>().is_ok()));
        let own = format!("/health/openings/{}", own.unwrap());
        let review = format!("{own}/review");
        let said = [("version", "1"), ("verdict", "justified"), ("finding", "与急诊记录相符")];
        assert_eq!(
            auditor.post(&review, &said).await.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "the day is not over"
        );
        assert!(auditor.get(&own).await.text().contains(REASON));
        assert_eq!(
            zhang.post(&review, &said).await.status,
            StatusCode::FORBIDDEN,
            "a doctor reviews nothing"
        );
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.chen)).await;
        assert_eq!(chen.get(&own).await.status, StatusCode::NOT_FOUND, "and sees his own alone");
        assert!(!chen.get("/health/openings").await.text().contains("单国英"));
        world.at("2026-11-24T01:30:00Z");
        auditor.sign_in("auditor", PASSWORD).await;
        assert!(auditor.get("/health/openings").await.text().contains("有 1 次紧急查阅等着复核"));
        auditor.get(&own).await;
        let short = [("version", "1"), ("verdict", "justified"), ("finding", "行")];
        assert_eq!(auditor.post(&review, &short).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut leader = world.signed_in(Role::Leader).await;
        leader.get(&own).await;
        let other = [("version", "1"), ("verdict", "not-justified"), ("finding", "没有急诊记录")];
        let (one, two) = tokio::join!(auditor.post(&review, &said), leader.post(&review, &other));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "one finding each");
        let page = auditor.get(&own).await.text();
        assert!(page.contains("与急诊记录相符") || page.contains("没有急诊记录"), "{page}");
        assert!(!page.contains("记下复核结论"), "it is said once");
    });
}

#[test]
fn nobody_reviews_what_they_opened_whatever_they_have_become_since() {
    on_each_engine(async |world| {
        let (ward, _) = opened(&world).await;
        let bureau = world.bureau.id;
        let find = move |conn: &cq_platform::db::Conn<'_>| {
            let zhang = identity::store::find(conn, &bureau, "zhang")?.unwrap().id;
            let sql = "SELECT id FROM health_opening WHERE bureau_id = $1 AND opened_by = $2";
            Ok((zhang, conn.one::<(OpeningId,)>(sql, &[&bureau, &zhang])?.0))
        };
        let (zhang, id) = world.app.db.read(find).await.unwrap();
        world.at("2026-11-25T01:30:00Z");
        let hand = |account: AccountId, staff: Option<StaffId>| {
            let actor = cq_server::cli::user::program_as(&world.bureau, Role::Leader);
            world.app.act(Actor { account: Some(account), staff, ..actor })
        };
        let other: AccountId = world.hand(Role::Leader).new_id();
        for act in [hand(zhang, None), hand(other, Some(ward.zhang))] {
            let work = move |tx: &cq_platform::db::Tx<'_>| {
                opening::actions::review(tx, &act, id, 1, Verdict::Justified, "没有问题".into())
            };
            let answer = world.app.db.write(work).await;
            assert!(matches!(&answer, Err(Error::Refused(text)) if text.key == "opening-own"), "{answer:?}");
        }
        // Nor does the table take it, whoever writes.
        let by_hand = move |tx: &cq_platform::db::Tx<'_>| {
            tx.execute(
                "UPDATE health_opening SET verdict = 'justified', finding = reason, reviewed_at = 1, reviewed_by = opened_by
                 WHERE bureau_id = $1 AND id = $2",
                &[&bureau, &id],
            )
        };
        assert!(
            matches!(world.app.db.write(by_hand).await, Err(Error::Db(cause)) if cause.violated().is_some())
        );
    });
}

#[test]
fn how_long_it_lasts_is_a_setting() {
    on_each_engine(async |world| {
        let mut admin = world.signed_in(Role::Admin).await;
        assert!(admin.get("/health/openings/settings").await.text().contains("到当天以后第 1 天为止"));
        let set = async |admin: &mut Browser<'_>, days: &str| {
            admin.post("/health/openings/settings", &[("days", days), ("since", "2026-11-01")]).await.status
        };
        assert_eq!(set(&mut admin, "30").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(set(&mut admin, "0").await, StatusCode::SEE_OTHER);
        let (ward, mut zhang) = opened(&world).await;
        assert!(zhang.get(&file(ward.elders[0])).await.text().contains("能看到2026年11月23日为止"));
        let mut auditor = world.signed_in(Role::Auditor).await;
        auditor.get("/health/openings/settings").await;
        assert_eq!(set(&mut auditor, "7").await, StatusCode::FORBIDDEN);
    });
}
