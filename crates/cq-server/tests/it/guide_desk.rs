//! 导医台: every hospital's desk, when it is open, who stands there, and what is missing; whoever stands there sees no more than her desk.

use axum::http::StatusCode;
use cq_care::{
    attendance::{AttendanceId, actions as attendances, said::Said},
    desk::{
        DeskId, DutyId,
        actions::{self, Shift, Who},
        hours::Weekdays,
        model::Desk,
        store,
    },
    hospital::HospitalId,
};
use cq_platform::{db::Tx, ids::StaffId, policy::Role};
use cq_registry::person::PersonId;
use uuid::Uuid;

use crate::{
    ward::{Ward, elder},
    world::{Browser, PASSWORD, World, on_each_engine},
};

/// A desk with somebody at it, and an elder who came to it.
pub struct Sample {
    pub desk: DeskId,
    pub duty: DutyId,
    pub guide: StaffId,
    pub attendance: AttendanceId,
}

/// Sets up a desk in that hospital, puts somebody at it, and receives `person`.
pub async fn sample(world: &World, person: PersonId, hospital: &'static str, guide: &'static str) -> Sample {
    let desk = desk_in(world, hospital, "08:00-12:00 13:30-17:30").await;
    let (guide, duty) = posted(world, desk, guide).await;
    let attendance = received(world, desk, person, vec![]).await;
    Sample { desk, duty, guide, attendance }
}

/// A desk in that hospital, open at those hours from Monday to Friday; the hospital is made where there is none.
pub async fn desk_in(world: &World, hospital: &'static str, hours: &'static str) -> DeskId {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let new: Uuid = act.new_id();
        tx.execute(
            "INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, $3, 1) ON CONFLICT (bureau_id, name) DO NOTHING",
            &[act.bureau(), &new, &hospital],
        )?;
        let find = "SELECT id FROM hospital WHERE bureau_id = $1 AND name = $2";
        let (at,) = tx.one::<(HospitalId,)>(find, &[act.bureau(), &hospital])?;
        let desk = Desk {
            id: DeskId(Uuid::nil()),
            hospital: at,
            hospital_name: hospital.into(),
            place: "一楼大厅".into(),
            phone: Some("053183210000".into()),
            hours: format!("{hours}|{hours}|{hours}|{hours}|{hours}||").parse().unwrap(),
            version: 1,
        };
        actions::create(tx, &act, desk)
    };
    world.app.db.write(work).await.unwrap()
}

/// Somebody new stands at a desk every working day from today on.
pub async fn posted(world: &World, desk: DeskId, name: &'static str) -> (StaffId, DutyId) {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let days = Weekdays::parse("12345").unwrap();
        let shift = Shift { days, hours: None, from: act.today(), until: None };
        let staff = actions::post(tx, &act, desk, Who::New(name.into(), None), shift)?;
        let duties = store::duties(tx, act.bureau(), Some(desk))?;
        Ok((staff, duties.iter().find(|duty| duty.staff == staff).unwrap().id))
    };
    world.app.db.write(work).await.unwrap()
}

/// Somebody has come to a desk.
pub async fn received(
    world: &World,
    desk: DeskId,
    person: PersonId,
    told: Vec<cq_care::attendance::priority::Reason>,
) -> AttendanceId {
    let act = world.hand(Role::Clerk);
    let arrival = attendances::Arrival { person, told, said: Said::default() };
    world.app.db.write(move |tx| attendances::receive(tx, &act, desk, &arrival)).await.unwrap()
}

async fn hospital_id(world: &World, name: &'static str) -> String {
    let bureau = world.bureau.id;
    let find = "SELECT id FROM hospital WHERE bureau_id = $1 AND name = $2";
    let (id,) =
        world.app.db.read(move |conn| conn.one::<(HospitalId,)>(find, &[&bureau, &name])).await.unwrap();
    id.to_string()
}

/// Opened somewhere by a form: the address it led to, without its notice.
async fn made(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.to.unwrap().split(['?', '#']).next().unwrap().to_owned()
}

#[test]
fn a_hospital_without_a_desk_is_named_until_it_has_one_with_somebody_at_it() {
    on_each_engine(async |world| {
        Ward::of(&world, vec![elder("单国英", "1947", "I25", Some(0))]).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let page = clerk.get("/desks").await.text();
        assert!(page.contains("2 家医院没有导医台") && page.contains("市人民医院"), "{page}");
        let hospital = hospital_id(&world, "市人民医院").await;
        let fields = [
            ("hospital", hospital.as_str()),
            ("place", "门诊楼一楼大厅左侧"),
            ("phone", ""),
            ("hours_1", "08：00—12:00，14:00-17:00"),
            ("hours_5", "08:00-12:00"),
        ];
        let desk = made(&mut clerk, "/desks", &fields).await;
        let page = clerk.get(&desk).await.text();
        assert!(page.contains("没有电话") && page.contains("08:00–12:00，14:00–17:00"), "{page}");
        assert!(page.contains("11月27日 星期五 08:00–12:00 没有人在岗"), "{page}");
        let post = [("who", "new"), ("name", "小周"), ("days", "1"), ("days", "5")];
        made(&mut clerk, &format!("{desk}/guides"), &post).await;
        let page = clerk.get(&desk).await.text();
        assert!(page.contains("小周") && !page.contains("没有人在岗"), "{page}");
        let version = crate::errands::version(&clerk.get(&format!("{desk}/edit")).await.text());
        let fields = [
            ("place", "门诊楼一楼"),
            ("phone", "0531-8321 0000"),
            ("hours_1", "08:00-12:00"),
            ("version", &version),
        ];
        made(&mut clerk, &desk, &fields).await;
        let page = clerk.get("/desks").await.text();
        assert!(page.contains("1 家医院没有导医台") && page.contains("053183210000"), "{page}");
        assert!(page.contains("齐全"), "{page}");
        let stale = clerk.post(&desk, &fields).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "as somebody read it before");
    });
}

#[test]
fn what_a_desk_must_not_be_is_refused_at_its_place() {
    on_each_engine(async |world| {
        Ward::of(&world, vec![]).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let hospital = hospital_id(&world, "市人民医院").await;
        clerk.get("/desks/new").await;
        let good = [("hospital", hospital.as_str()), ("place", "一楼大厅"), ("hours_1", "08:00-12:00")];
        for (field, value, why) in [
            ("hospital", "nowhere", "id=\"f-hospital\""),
            ("place", "", "id=\"f-place\""),
            ("phone", "12", "电话"),
            ("hours_1", "八点到十二点", "写成 08:00-12:00 14:00-17:00 这样"),
            ("hours_1", "12:00-08:00", "时间要从早到晚"),
        ] {
            let mut fields: Vec<_> = good.iter().copied().filter(|(name, _)| *name != field).collect();
            fields.push((field, value));
            let answer = clerk.post("/desks", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(answer.text().contains(why), "{field}: {}", answer.text());
        }
        made(&mut clerk, "/desks", &good).await;
        let twice = clerk.post("/desks", &good).await;
        assert!(twice.text().contains("这个位置已经有导医台了"), "{}", twice.text());
        let desk = desk_in(&world, "双山街道卫生院", "08:00-12:00").await;
        for (field, value, why) in [
            ("who", "nobody", "id=\"f-who\""),
            ("name", "", "id=\"f-name\""),
            ("days", "", "至少选一天"),
            ("shift", "早上", "写成 08:00-12:00"),
            ("until", "2026-11-01", "不能早于开始的那天"),
        ] {
            let mut fields = vec![("who", "new"), ("name", "小周"), ("days", "1")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let answer = clerk.post(&format!("/desks/{desk}/guides"), &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(answer.text().contains(why), "{field}: {}", answer.text());
        }
    });
}

#[test]
fn whoever_is_away_leaves_the_desk_unmanned_and_a_holiday_does_not() {
    on_each_engine(async |world| {
        let desk = desk_in(&world, "市人民医院", "08:00-12:00").await;
        let (guide, duty) = posted(&world, desk, "小周").await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let page = format!("/desks/{desk}");
        assert!(!clerk.get(&page).await.text().contains("没有人在岗"));
        let act = world.hand(Role::Clerk);
        let away = move |tx: &Tx<'_>| {
            tx.execute(
                "INSERT INTO absence (bureau_id, id, staff_id, reason, from_on, until_on, substitute_id, state, made_at, version)
                 VALUES ($1, $2, $3, 'leave', '2026-11-25', '2026-11-26', $3, 'holds', 0, 1)",
                &[act.bureau(), &act.new_id::<Uuid>(), &guide],
            )
        };
        world.app.db.write(away).await.unwrap();
        let text = clerk.get(&page).await.text();
        assert!(text.contains("11月25日 星期三") && text.contains("11月26日 星期四"), "{text}");
        assert!(!text.contains("11月27日"), "{text}");
        let act = world.hand(Role::Clerk);
        let holiday = move |tx: &Tx<'_>| {
            tx.execute(
                "INSERT INTO calendar_day (bureau_id, id, day, kind, name, version) VALUES ($1, $2, '2026-11-25', 'holiday', '放假', 1)",
                &[act.bureau(), &act.new_id::<Uuid>()],
            )
        };
        world.app.db.write(holiday).await.unwrap();
        let text = clerk.get(&page).await.text();
        assert!(!text.contains("11月25日") && text.contains("11月26日"), "shut, so nobody is missed: {text}");
        let end = clerk.post(&format!("/desks/{desk}/guides/{duty}/end"), &[("version", "1")]).await;
        assert_eq!(end.status, StatusCode::SEE_OTHER);
        let text = clerk.get(&page).await.text();
        assert!(text.contains("还没有安排导医员") && text.contains("11月23日"), "{text}");
        let again = clerk.post(&format!("/desks/{desk}/guides/{duty}/end"), &[("version", "1")]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "is gone: it never held");
    });
}

#[test]
fn a_guide_signs_in_and_sees_her_own_desk_today_and_nothing_else() {
    on_each_engine(async |world| {
        let ward = Ward::of(
            &world,
            vec![elder("单国英", "1947", "I25", Some(0)), elder("仇德昌", "1938", "J44", None)],
        )
        .await;
        let mine = sample(&world, ward.elders[0], "市人民医院", "小周").await;
        let theirs = sample(&world, ward.elders[1], "双山街道卫生院", "小吴").await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        clerk.get(&format!("/guides/{}/account", mine.guide)).await;
        let account = clerk.post(&format!("/guides/{}/account", mine.guide), &[("login", "xiaozhou")]).await;
        assert!(account.text().contains("账号建好了"), "{}", account.text());
        let password = account
            .text()
            .rsplit("<code class=\"code\">")
            .next()
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned();
        let twice = clerk.post(&format!("/guides/{}/account", mine.guide), &[("login", "xiaozhou2")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "one account each");
        let mut guide = world.browser();
        assert_eq!(guide.sign_in("xiaozhou", &password).await.status, StatusCode::SEE_OTHER);
        let change = [("old", password.as_str()), ("new", "evergreen 2027"), ("again", "evergreen 2027")];
        guide.get("/password").await;
        assert_eq!(guide.post("/password", &change).await.status, StatusCode::SEE_OTHER);
        assert_eq!(guide.get("/").await.to.as_deref(), Some("/queue"));
        let queue = format!("/desks/{}/queue", mine.desk);
        assert_eq!(guide.get("/queue").await.to.as_deref(), Some(queue.as_str()), "she has but one");
        let page = guide.get(&queue).await.text();
        assert!(page.contains("单国英") && !page.contains("仇德昌"), "{page}");
        for closed in [
            format!("/desks/{}/queue", theirs.desk),
            format!("/desks/{}/arrivals", theirs.desk),
            format!("/attendances/{}", theirs.attendance),
        ] {
            assert_eq!(guide.get(&closed).await.status, StatusCode::NOT_FOUND, "{closed}");
        }
        for forbidden in ["/people", "/desks", "/attendances", "/attendances/figures", "/cases"] {
            assert_eq!(guide.get(forbidden).await.status, StatusCode::FORBIDDEN, "{forbidden}");
        }
        let person = format!("/people/{}", ward.elders[0]);
        assert_eq!(guide.get(&person).await.status, StatusCode::FORBIDDEN);
        // Tomorrow what was yesterday is not hers any more.
        world.at("2026-11-24T01:30:00Z");
        guide.sign_in("xiaozhou", "evergreen 2027").await;
        clerk.sign_in("张科员", PASSWORD).await;
        assert_eq!(
            guide.get(&format!("/attendances/{}", mine.attendance)).await.status,
            StatusCode::NOT_FOUND
        );
        let page = guide.get(&queue).await.text();
        assert!(!page.contains("单国英"), "{page}");
        assert!(clerk.get("/queue").await.text().contains("2 位前几天的就诊没有收尾"));
    });
}
