//! Hospital, moves, absence, retirement, marriage; and who may.

use axum::http::StatusCode;
use cq_platform::policy::Role;

use super::{Home, last_event, look, note, owed, task_of, texts, undo};
use crate::world::on_each_engine;

#[test]
fn home_from_hospital_the_responsible_doctor_comes_within_a_week() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let discharge = [("kind", "discharge"), ("on", "2026-11-22")];
        let page = look(&mut clerk, home.husband, &discharge).await.text();
        assert!(page.contains("没有登记过住院"), "a warning, no refusal: {page}");
        let admission =
            [("kind", "admission"), ("on", "2026-11-20"), ("hospital", "市人民医院"), ("reason", "肺炎")];
        let page = note(&mut clerk, home.husband, &admission).await;
        assert!(page.contains("住院探望：单国英，由clerk在 2026年11月26日 前办"), "{page}");
        let page = note(&mut clerk, home.husband, &discharge).await;
        assert!(!page.contains("没有登记过住院") && page.contains("取消：住院探望"), "{page}");
        let open = owed(&world, home.husband).await;
        assert_eq!(open, ["home-visit 王建国 2026-11-30", "return-visit 王建国 2026-11-30"]);
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(home.ward.wang)).await;
        let today = wang.get("/today").await.text();
        assert!(today.contains("出院回访"), "{today}");
        let twice = look(&mut clerk, home.husband, &discharge).await;
        assert!(twice.text().contains("同一天的同一件事已经登记过了"), "{}", twice.text());
    });
}

#[test]
fn without_a_doctor_somebody_named_visits_and_never_nobody() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        home.ward.pair(&world, home.husband, None).await;
        let discharge = [("kind", "discharge"), ("on", "2026-11-22")];
        let page = look(&mut clerk, home.husband, &discharge).await.text();
        assert!(page.contains("出院回访：单国英，由clerk在"), "{page}");
        let visitor = home.ward.chen.to_string();
        let rules = [
            ("serves_survivors", "yes"),
            ("visitor", visitor.as_str()),
            ("farewell_days", "3"),
            ("claim_days", "30"),
            ("care_days", "7"),
            ("welcome_days", "14"),
            ("hospital_visit_days", "3"),
            ("return_visit_days", "5"),
            ("review_days", "7"),
        ];
        clerk.get("/settings/benefits").await;
        clerk.post("/settings/benefits/rules", &rules).await;
        note(&mut clerk, home.husband, &discharge).await;
        let open = owed(&world, home.husband).await;
        assert!(open.contains(&"return-visit 陈志强 2026-11-28".to_owned()), "{open:?}");
    });
}

#[test]
fn a_task_of_the_bureaus_own_is_settled_by_a_clerk_and_not_by_a_doctor() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let retirement =
            [("kind", "retirement"), ("on", "2026-11-01"), ("category", "retired"), ("rank", "141")];
        let elsewhere = [&retirement[..], &[("unit", "县档案馆")]].concat();
        let asked = look(&mut clerk, home.wife, &elsewhere).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asked.text().contains("name=\"new_unit\""), "{}", asked.text());
        let ticked = [&elsewhere[..], &[("new_unit", "yes")]].concat();
        let page = look(&mut clerk, home.wife, &ticked).await.text();
        assert!(page.contains("册上还没有这个单位"), "{page}");
        let page = note(&mut clerk, home.wife, &retirement).await;
        assert!(page.contains("类别：亲属 → 退休") && page.contains("职级：未填 → 乡科级正职"), "{page}");
        assert_eq!(owed(&world, home.wife).await, ["welcome clerk 2026-12-07"]);
        let welcome = task_of(&world, home.wife, "welcome").await;
        let path = format!("/tasks/{welcome}");
        let page = clerk.get(&path).await.text();
        assert!(page.contains("荣誉退休要做的") && page.contains("办了没有"), "{page}");
        let empty =
            clerk.post(&format!("{path}/settled"), &[("version", "1"), ("settled_on", "2026-11-22")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let settled = [("version", "1"), ("settled_on", "2026-11-22"), ("said", "开了座谈会")];
        assert_eq!(clerk.post(&format!("{path}/settled"), &settled).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&format!("{path}/settled"), &settled).await.status, StatusCode::CONFLICT);
        assert!(clerk.get(&path).await.text().contains("开了座谈会"));
        assert_eq!(clerk.post(&format!("{path}/unsettled"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(owed(&world, home.wife).await, ["welcome clerk 2026-12-07"]);
        let doctors = format!("/tasks/{}/settled", home.visit);
        clerk.get(&format!("/tasks/{}", home.visit)).await;
        let said = [("version", "1"), ("settled_on", "2026-11-20"), ("said", "去过了")];
        let refused = clerk.post(&doctors, &said).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("责任医生的任务"), "{}", refused.text());
    });
}

#[test]
fn away_visits_are_put_off_and_back_they_are_promised_again() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let away = [("kind", "away"), ("on", "2026-11-20"), ("place", "济南女儿家"), ("until", "2027-01-31")];
        let wrong =
            [("kind", "away"), ("on", "2026-11-20"), ("place", "济南女儿家"), ("until", "2026-11-19")];
        let refused = look(&mut clerk, home.husband, &wrong).await;
        assert!(refused.text().contains("不能早于走的那天"), "{}", refused.text());
        let page = note(&mut clerk, home.husband, &away).await;
        assert!(page.contains("顺延：上门，王建国，改到 2027年2月1日"), "{page}");
        let next = "SELECT next_on FROM task WHERE bureau_id = $1 AND person_id = $2 AND form = 'home-visit'";
        assert_eq!(texts(&world, next, home.husband).await, ["2027-02-01"]);
        let event = last_event(&world).await;
        let page = note(&mut clerk, home.husband, &[("kind", "return"), ("on", "2026-11-23")]).await;
        assert!(
            page.contains("恢复：上门，王建国，2026年11月30日前") && page.contains("济南女儿家 → 未填"),
            "{page}"
        );
        assert_eq!(texts(&world, next, home.husband).await, ["2026-11-30"]);
        let undone = undo(&mut clerk, &event).await;
        assert!(undone.to.unwrap().contains("in-part"), "the return has moved it since");
        assert_eq!(texts(&world, next, home.husband).await, ["2026-11-30"], "and that stays");
    });
}

#[test]
fn an_absence_that_never_was_puts_off_nothing_that_is_taken_up_again_later() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let away = [("kind", "away"), ("on", "2026-11-20"), ("place", "济南女儿家"), ("until", "2027-01-31")];
        note(&mut clerk, home.husband, &away).await;
        let absence = last_event(&world).await;
        let far = [("kind", "move"), ("on", "2026-11-21"), ("address", "青岛市市南区"), ("leaves", "yes")];
        note(&mut clerk, home.husband, &far).await;
        let departure = last_event(&world).await;
        undo(&mut clerk, &absence).await;
        assert!(owed(&world, home.husband).await.is_empty(), "he has moved away all the same");
        undo(&mut clerk, &departure).await;
        let next = "SELECT state || ' ' || next_on FROM task WHERE bureau_id = $1 AND person_id = $2 AND form = 'home-visit'";
        assert_eq!(texts(&world, next, home.husband).await, ["open 2026-11-30"]);
    });
}

#[test]
fn who_moves_away_is_no_longer_served_until_he_comes_back() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let near = [("kind", "move"), ("on", "2026-11-10"), ("address", "龙山路 9 号"), ("area", "龙山街道")];
        let page = note(&mut clerk, home.husband, &near).await;
        assert!(page.contains("住址：文博路 6 号 1 单元 102 → 龙山路 9 号"), "{page}");
        assert!(page.contains("所在镇街：双山街道 → 龙山街道"), "{page}");
        let past = "SELECT field || ' ' || held_until || ' ' || value FROM person_past WHERE bureau_id = $1 AND person_id = $2
            ORDER BY field";
        let kept = texts(&world, past, home.husband).await;
        assert_eq!(kept, ["address 2026-11-10 文博路 6 号 1 单元 102", "area 2026-11-10 双山街道"]);
        let earlier = [("kind", "move"), ("on", "2026-11-02"), ("address", "别处 1 号")];
        let page = look(&mut clerk, home.husband, &earlier).await.text();
        assert!(page.contains("以后来的为准") && page.contains("只记进经历"), "{page}");
        let far = [("kind", "move"), ("on", "2026-11-20"), ("address", "青岛市市南区"), ("leaves", "yes")];
        let page = note(&mut clerk, home.husband, &far).await;
        assert!(page.contains("不再由本局服务") && page.contains("王建国不再任责任医生"), "{page}");
        assert!(owed(&world, home.husband).await.is_empty());
        let refused =
            look(&mut clerk, home.husband, &[("kind", "away"), ("on", "2026-11-22"), ("place", "青岛")])
                .await;
        assert!(refused.text().contains("先登记“回来”"), "{}", refused.text());
        let page = note(&mut clerk, home.husband, &[("kind", "return"), ("on", "2026-11-23")]).await;
        for sentence in [
            "重新由本局服务",
            "住址还是迁去的“青岛市市南区”",
            "迁走以前住在龙山路 9 号",
            "以前是王建国",
            "迁走以前参加晚霞书画社",
        ] {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
        assert!(clerk.get("/people").await.text().contains("单国英"));
    });
}

#[test]
fn a_widow_marries_again_and_nobody_marries_twice_at_once() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let marries = |name| [("kind", "remarriage"), ("on", "2026-11-22"), ("spouse", name)];
        let refused = look(&mut clerk, home.wife, &marries("仇德昌")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("还有在世的配偶单国英"), "{}", refused.text());
        let other = look(&mut clerk, home.neighbour, &marries("马玉珍")).await;
        assert!(other.text().contains("马玉珍还有在世的配偶单国英"), "{}", other.text());
        let nobody = look(&mut clerk, home.neighbour, &marries("令狐冲")).await;
        assert!(nobody.text().contains("册上没有找到这个人"), "{}", nobody.text());
        note(&mut clerk, home.husband, &[("kind", "death"), ("on", "2026-11-20")]).await;
        let death = last_event(&world).await;
        let dead = look(&mut clerk, home.neighbour, &marries("单国英")).await;
        assert!(dead.text().contains("单国英已经去世"), "{}", dead.text());
        let page = note(&mut clerk, home.wife, &marries("仇德昌")).await;
        assert!(page.contains("登记和仇德昌的婚姻关系") && page.contains("请按规定核对"), "{page}");
        let undone = undo(&mut clerk, &death).await;
        assert!(undone.to.unwrap().contains("in-part"));
        let page = clerk.get(&death).await.text();
        assert!(page.contains("没有动：其中一位已经再婚"), "{page}");
    });
}

#[test]
fn each_role_reaches_as_far_as_it_answers() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let admission =
            [("kind", "admission"), ("on", "2026-11-20"), ("hospital", "市人民医院"), ("reason", "肺炎")];
        note(&mut clerk, home.husband, &admission).await;
        let event = last_event(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(home.ward.wang)).await;
        let page = wang.get(&event).await.text();
        assert!(
            page.contains("市人民医院") && !page.contains("肺炎") && !page.contains("撤销登记"),
            "{page}"
        );
        assert!(wang.post(&format!("{event}/unmask"), &[]).await.text().contains("肺炎"), "he treats him");
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(home.ward.chen)).await;
        assert_eq!(chen.get(&event).await.status, StatusCode::NOT_FOUND);
        let new = format!("/people/{}/events/new", home.husband);
        assert_eq!(wang.get(&new).await.status, StatusCode::FORBIDDEN);
        let mut admin = world.signed_in(Role::Admin).await;
        assert_eq!(admin.get("/settings/benefits").await.status, StatusCode::OK);
        assert_eq!(admin.get(&event).await.status, StatusCode::FORBIDDEN);
        assert!(clerk.get(&new).await.text().contains("去世"));
        let nonsense =
            clerk.post(&format!("/people/{}/events/preview", home.husband), &[("kind", "x")]).await;
        assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}
