//! A death.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{
    intake::{self, Brought},
    person::PersonId,
};
use cq_server::ledgers::LEDGERS;

use super::{Home, hidden, last_event, look, note, owe, owed, task_of, texts, undo};
use crate::world::{World, on_each_engine};

const DEATH: [(&str, &str); 5] = [
    ("kind", "death"),
    ("on", "2026-11-21"),
    ("cause", "心肌梗死"),
    ("farewell", "不举行仪式"),
    ("pay", "6,800"),
];

async fn category(world: &World, person: PersonId) -> String {
    let sql = "SELECT category || ' ' || COALESCE(marital, '') || ' ' || living || ' ' || COALESCE(ended_on, '') FROM person
        WHERE bureau_id = $1 AND id = $2";
    texts(world, sql, person).await.remove(0)
}

#[test]
fn one_entry_touches_everything_and_says_so_first() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let preview = look(&mut clerk, home.husband, &DEATH).await;
        assert_eq!(preview.status, StatusCode::OK);
        let page = preview.text();
        for sentence in [
            "从名册转到已故，2026年11月21日去世",
            "马玉珍：婚姻状况：原登记的状况 → 丧偶",
            "马玉珍：类别：亲属 → 遗属",
            "马玉珍：居住情况：与配偶同住 → 未填",
            "和马玉珍的婚姻关系到此为止",
            "王建国不再任责任医生，到 2026年11月21日 为止",
            "取消：上门，王建国，原定 2026年11月30日 前",
            "不再任晚霞书画社会长",
            "不再是晚霞书画社的成员",
            "送别：单国英，由clerk在 2026年11月26日 前办",
            "抚恤金申领：单国英，由clerk在 2026年12月23日 前办",
            "丧偶关怀：马玉珍，由clerk在 2026年11月30日 前办",
        ] {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
        assert!(page.contains("那天适用的标准还没有录入"), "nobody has entered a rate");
        assert_eq!(category(&world, home.husband).await, "retired  alone ", "looking changes nothing");
        assert_eq!(owed(&world, home.husband).await, ["home-visit 王建国 2026-11-30"]);

        note(&mut clerk, home.husband, &DEATH).await;
        assert_eq!(category(&world, home.husband).await, "retired  alone 2026-11-21");
        assert_eq!(category(&world, home.wife).await, "survivor 30  ");
        let open = owed(&world, home.husband).await;
        assert_eq!(open, ["farewell clerk 2026-11-26", "benefit-claim clerk 2026-12-23"]);
        assert_eq!(owed(&world, home.wife).await, ["care-after-loss clerk 2026-11-30"]);
        let active = "SELECT s.name FROM responsibility r JOIN staff s ON s.bureau_id = r.bureau_id AND s.id = r.staff_id
            WHERE r.bureau_id = $1 AND r.person_id = $2 AND r.until IS NULL";
        assert!(texts(&world, active, home.husband).await.is_empty());
        let belongs =
            "SELECT since FROM membership WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL";
        assert!(texts(&world, belongs, home.husband).await.is_empty());
        let page = clerk.get(&format!("/people/{}", home.husband)).await.text();
        assert!(page.contains("2026年11月21日") && page.contains("/events/"), "{page}");
        let spouse = clerk.get(&format!("/people/{}", home.wife)).await.text();
        assert!(spouse.contains("去世：单国英"), "her page tells of it too");
    });
}

#[test]
fn taken_back_at_once_all_is_as_it_was() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let event = last_event(&world).await;
        let missing = clerk.post(&format!("{event}/undo"), &[("version", "1"), ("because", "")]).await;
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is asked for");
        let undone = undo(&mut clerk, &event).await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert!(undone.to.unwrap().contains("notice-life-undone"));
        assert_eq!(category(&world, home.husband).await, "retired  alone ");
        assert_eq!(category(&world, home.wife).await, "relative 21 spouse ");
        assert_eq!(owed(&world, home.husband).await, ["home-visit 王建国 2026-11-30"]);
        assert!(owed(&world, home.wife).await.is_empty());
        let page = clerk.get(&event).await.text();
        assert!(page.contains("记错了人") && page.contains("已还原") && page.contains("保留 0 处"), "{page}");
        let again = clerk.post(&format!("{event}/undo"), &[("version", "2"), ("because", "再撤")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "once only");
    });
}

/// Address, town and place on the map, a bar between.
async fn lives(world: &World, person: PersonId) -> String {
    let sql = "SELECT COALESCE(p.address, '') || '|' || COALESCE(a.name, '') || '|' || CASE WHEN p.latitude IS NULL THEN '' ELSE 'placed' END
        FROM person p LEFT JOIN area a ON a.bureau_id = p.bureau_id AND a.id = p.area_id
        WHERE p.bureau_id = $1 AND p.id = $2";
    texts(world, sql, person).await.remove(0)
}

/// What is known of where the wife lives: an address and the name of a town, or nothing. The husband's home has a place on the map.
async fn knows_of_her_home(
    world: &World,
    home: &Home,
    address: Option<&'static str>,
    area: Option<&'static str>,
) {
    let (bureau, husband, wife) = (world.bureau.id, home.husband, home.wife);
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        tx.execute(
            "UPDATE person SET latitude = 36.65, longitude = 117.12 WHERE bureau_id = $1 AND id = $2",
            &[&bureau, &husband],
        )?;
        tx.execute(
            "UPDATE person SET address = $3, area_id = (SELECT a.id FROM area a WHERE a.bureau_id = $1 AND a.name = $4)
             WHERE bureau_id = $1 AND id = $2",
            &[&bureau, &wife, &address, &area],
        )
    };
    world.app.db.write(write).await.unwrap();
}

#[test]
fn a_new_survivor_of_whom_no_home_is_known_has_the_one_they_shared() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        knows_of_her_home(&world, &home, None, None).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = note(&mut clerk, home.husband, &DEATH).await;
        for sentence in [
            "马玉珍：住址：未填 → 文博路 6 号 1 单元 102",
            "马玉珍：所在镇街：未填 → 双山街道",
            "马玉珍：地图上的位置随住址一并沿用",
        ] {
            assert!(page.contains(sentence), "{sentence}\n{page}");
        }
        assert_eq!(lives(&world, home.wife).await, "文博路 6 号 1 单元 102|双山街道|placed");
        let event = last_event(&world).await;
        assert_eq!(undo(&mut clerk, &event).await.status, StatusCode::SEE_OTHER);
        assert_eq!(lives(&world, home.wife).await, "||", "as it was before");
        assert!(clerk.get(&event).await.text().contains("保留 0 处"));
    });
}

#[test]
fn a_new_survivor_who_is_known_to_live_elsewhere_stays_there() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for (address, area) in [(Some("龙山路 9 号"), None), (None, Some("龙山街道"))] {
            knows_of_her_home(&world, &home, address, area).await;
            let page = look(&mut clerk, home.husband, &DEATH).await.text();
            assert!(page.contains("马玉珍：类别：亲属 → 遗属"), "{page}");
            assert!(!page.contains("马玉珍：住址") && !page.contains("马玉珍：所在镇街"), "{page}");
            assert!(!page.contains("马玉珍：地图"), "{page}");
        }
        knows_of_her_home(&world, &home, Some("文博路 6 号 1 单元 102"), None).await;
        let page = look(&mut clerk, home.husband, &DEATH).await.text();
        assert!(page.contains("马玉珍：所在镇街：未填 → 双山街道"), "the town of the same address: {page}");
    });
}

#[test]
fn months_later_what_happened_since_is_kept_and_named() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let event = last_event(&world).await;
        let farewell = task_of(&world, home.husband, "farewell").await;
        clerk.get(&format!("/tasks/{farewell}")).await;
        let settled = [("version", "1"), ("settled_on", "2026-11-23"), ("said", "送了花圈")];
        let answer = clerk.post(&format!("/tasks/{farewell}/settled"), &settled).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let (bureau, club, neighbour, wife) = (world.bureau.id, home.club, home.neighbour, home.wife);
        let act = world.hand(Role::Clerk);
        let later = move |tx: &cq_platform::db::Tx<'_>| {
            tx.execute(
                "INSERT INTO post (bureau_id, id, group_id, person_id, kind, since, version) VALUES ($1, $2, $3, $4, 'head', '2027-01-05', 1)",
                &[&bureau, &act.new_id::<uuid::Uuid>(), &club, &neighbour],
            )?;
            tx.execute(
                "UPDATE person SET phone = '15400009999', living = 'children', version = version + 1 WHERE bureau_id = $1 AND id = $2",
                &[&bureau, &wife],
            )
        };
        world.app.db.write(later).await.unwrap();
        world.at("2027-03-01T01:30:00Z");
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        let undone = undo(&mut clerk, &event).await;
        assert!(undone.to.unwrap().contains("notice-warn-life-undone-in-part"));
        assert_eq!(category(&world, home.husband).await, "retired  alone ");
        assert_eq!(
            category(&world, home.wife).await,
            "relative 21 children ",
            "what was changed since stays"
        );
        let page = clerk.get(&event).await.text();
        for kept in ["没有动：已经办完了", "没有动：已换届或者已撤销", "没有动：登记以后又改过", "保留 3 处"]
        {
            assert!(page.contains(kept), "{kept}\n{page}");
        }
        let head = "SELECT person_id FROM post WHERE bureau_id = $1 AND group_id = $2 AND until IS NULL AND kind = 'head'";
        let (head,): (PersonId,) =
            world.app.db.read(move |conn| conn.one(head, &[&bureau, &club])).await.unwrap();
        assert_eq!(head, neighbour);
    });
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let on = |day: &'static str| [("kind", "death"), ("on", day)];
        for (day, sentence) in [
            ("2026-11-24", "这一天还没到"),
            ("1947-02-28", "这一天早于出生日期（1947-03）"),
            ("2026-02-30", "field-error"),
            ("", "field-error"),
        ] {
            let answer = look(&mut clerk, home.husband, &on(day)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
            assert!(
                answer.text().contains(sentence) || day.is_empty(),
                "{day} {sentence}\n{}",
                answer.text()
            );
        }
        let widowed = look(&mut clerk, home.husband, &[("kind", "widowed"), ("on", "2026-11-01")]).await;
        assert!(widowed.text().contains("老伴马玉珍在册"), "{}", widowed.text());
        note(&mut clerk, home.husband, &DEATH).await;
        let twice = look(&mut clerk, home.husband, &on("2026-11-22")).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(twice.text().contains("这位已经登记去世（2026-11-21）"), "{}", twice.text());
        let after = [("kind", "admission"), ("on", "2026-11-22"), ("hospital", "市人民医院")];
        let after = look(&mut clerk, home.husband, &after).await;
        assert!(after.text().contains("在去世（2026-11-21）以后"), "{}", after.text());
        let before = [("kind", "admission"), ("on", "2026-11-19"), ("hospital", "市人民医院")];
        let page = note(&mut clerk, home.husband, &before).await;
        assert!(page.contains("只补记经历"), "noted late, and nothing is opened: {page}");
        assert!(owed(&world, home.husband).await.iter().all(|task| !task.starts_with("hospital-visit")));
    });
}

#[test]
fn two_clerks_note_the_same_death_and_one_wins() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut one = world.signed_in_as(Role::Clerk, "zhang", None).await;
        let mut other = world.signed_in_as(Role::Clerk, "li", None).await;
        let path = format!("/people/{}/events", home.husband);
        let (first, second) =
            (look(&mut one, home.husband, &DEATH).await, look(&mut other, home.husband, &DEATH).await);
        let (first, second) = (hidden(&first.text(), "seen"), hidden(&second.text(), "seen"));
        let with = |seen: &str| {
            let mut fields: Vec<(&'static str, String)> =
                DEATH.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            fields.push(("seen", seen.to_owned()));
            fields
        };
        let (a, b) = (with(&first), with(&second));
        let a: Vec<(&str, &str)> = a.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let b: Vec<(&str, &str)> = b.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (a, b) = tokio::join!(one.post(&path, &a), other.post(&path, &b));
        let mut statuses = [a.status, b.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "{}\n{}", a.text(), b.text());
        let lost = if a.status == StatusCode::CONFLICT { a } else { b };
        assert!(lost.text().contains("已经登记去世"), "{}", lost.text());
        assert_eq!(owed(&world, home.husband).await.len(), 2, "one farewell, one claim");
    });
}

#[test]
fn what_changed_while_it_was_looked_at_is_shown_again() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let seen = hidden(&look(&mut clerk, home.husband, &DEATH).await.text(), "seen");
        let act = world.hand(Role::Clerk);
        let (husband, wang) = (home.husband, home.ward.wang);
        let more = move |tx: &cq_platform::db::Tx<'_>| {
            owe(tx, act.bureau(), act.new_id(), husband, wang, "2026-11-01", "2026-12-15")
        };
        world.app.db.write(more).await.unwrap();
        let mut fields = DEATH.to_vec();
        fields.push(("seen", &seen));
        let answer = clerk.post(&format!("/people/{}/events", home.husband), &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        let page = answer.text();
        assert!(page.contains("请再看一遍") && page.contains("原定 2026年12月15日 前"), "{page}");
        assert_eq!(owed(&world, home.husband).await.len(), 2, "nothing was done");
    });
}

#[test]
fn three_weeks_late_visits_after_the_death_are_looked_at_and_never_deleted() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(home.ward.wang)).await;
        let path = format!("/tasks/{}", home.visit);
        wang.get(&path).await;
        let visit = [
            ("version", "1"),
            ("on", "2026-11-20"),
            ("condition", "fair"),
            ("services", "treatment"),
            ("treatment", "血压 150/86"),
            ("advice", "少盐"),
        ];
        let done = wang.post(&format!("{path}/done"), &visit).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let (bureau, husband) = (world.bureau.id, home.husband);
        let paired_since = move |tx: &cq_platform::db::Tx<'_>| {
            let sql =
                "UPDATE responsibility SET since = '2026-11-10' WHERE bureau_id = $1 AND person_id = $2";
            tx.execute(sql, &[&bureau, &husband])
        };
        world.app.db.write(paired_since).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let late = [("kind", "death"), ("on", "2026-11-02")];
        let page = note(&mut clerk, home.husband, &late).await;
        assert!(page.contains("补记 21 天以前的事"), "{page}");
        assert!(page.contains("核对去世后的上门记录：单国英"), "{page}");
        let review = task_of(&world, home.husband, "visit-review").await;
        let page = clerk.get(&format!("/tasks/{review}")).await.text();
        assert!(page.contains("有 1 次上门记在那天以后") && page.contains(&path), "{page}");
        let state = "SELECT state FROM task WHERE bureau_id = $1 AND person_id = $2 AND form = 'home-visit'";
        assert_eq!(texts(&world, state, home.husband).await, ["done"]);
        let until = "SELECT until FROM responsibility WHERE bureau_id = $1 AND person_id = $2";
        assert_eq!(texts(&world, until, home.husband).await, ["2026-11-10"], "it began after the death");
    });
}

#[test]
fn the_benefit_is_worked_out_from_the_rate_of_the_day() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/settings/benefits").await.text();
        assert!(page.contains("还没有录入标准"));
        let wrong = [("since", "2026-01-01"), ("income", "five"), ("months", "40"), ("multiple", "2")];
        let answer = clerk.post("/settings/benefits", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("请写成金额"));
        for (since, income) in [("2025-01-01", "50000"), ("2026-01-01", "54188"), ("2026-11-22", "60000")] {
            let rate = [
                ("since", since),
                ("income", income),
                ("months", "40"),
                ("multiple", "2"),
                ("multiple_at_work", "20"),
                ("source", "虚构的文号 1 号"),
            ];
            let answer = clerk.post("/settings/benefits", &rate).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
            let again = clerk.post("/settings/benefits", &rate).await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "one rate a day");
        }
        let page = look(&mut clerk, home.husband, &DEATH).await.text();
        assert!(page.contains("抚恤金 380,376.00 元（2 × 54,188.00 元 + 40 个月 × 6,800.00 元）"), "{page}");
        let mut at_work = DEATH.to_vec();
        at_work.push(("at_work", "yes"));
        let page = note(&mut clerk, home.husband, &at_work).await;
        assert!(page.contains("抚恤金 1,355,760.00 元"), "{page}");
        let claim = task_of(&world, home.husband, "benefit-claim").await;
        let page = clerk.get(&format!("/tasks/{claim}")).await.text();
        assert!(page.contains("抚恤金 1,355,760.00 元"), "{page}");
        let no_pay = [("kind", "death"), ("on", "2026-11-21")];
        let page = look(&mut clerk, home.neighbour, &no_pay).await.text();
        assert!(page.contains("月费还没有填"), "{page}");
    });
}

#[test]
fn a_rate_entered_after_the_death_is_in_the_claim_that_is_still_open() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let claim = format!("/tasks/{}", task_of(&world, home.husband, "benefit-claim").await);
        assert!(clerk.get(&claim).await.text().contains("那天适用的标准还没有录入"));
        let rate = [
            ("since", "2026-01-01"),
            ("income", "54188"),
            ("months", "40"),
            ("multiple", "2"),
            ("multiple_at_work", "20"),
            ("source", "虚构的文号 1 号"),
        ];
        assert_eq!(clerk.post("/settings/benefits", &rate).await.status, StatusCode::SEE_OTHER);
        let page = clerk.get(&claim).await.text();
        assert!(page.contains("抚恤金 380,376.00 元") && !page.contains("还没有录入"), "{page}");
    });
}

#[test]
fn a_retired_widow_stays_what_she_is_and_a_bureau_may_serve_no_survivors() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let rules = [
            ("farewell_days", "3"),
            ("claim_days", "30"),
            ("care_days", "7"),
            ("welcome_days", "14"),
            ("hospital_visit_days", "3"),
            ("return_visit_days", "7"),
            ("review_days", "7"),
        ];
        clerk.get("/settings/benefits").await;
        let saved = clerk.post("/settings/benefits/rules", &rules).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let page = look(&mut clerk, home.husband, &DEATH).await.text();
        assert!(!page.contains("亲属 → 遗属") && page.contains("本局现在不服务遗属"), "{page}");
        assert!(!page.contains("丧偶关怀"), "{page}");
        let (bureau, wife) = (world.bureau.id, home.wife);
        let retire = move |tx: &cq_platform::db::Tx<'_>| {
            tx.execute(
                "UPDATE person SET category = 'retired' WHERE bureau_id = $1 AND id = $2",
                &[&bureau, &wife],
            )
        };
        world.app.db.write(retire).await.unwrap();
        note(&mut clerk, home.husband, &DEATH).await;
        assert!(category(&world, home.wife).await.starts_with("retired 30"));
        assert_eq!(owed(&world, home.wife).await, ["care-after-loss clerk 2026-11-30"]);
    });
}

#[test]
fn the_cause_lies_sealed_and_whoever_sees_it_stands_in_the_log() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        note(&mut clerk, home.husband, &DEATH).await;
        let event = last_event(&world).await;
        for role in [Role::Clerk, Role::Leader] {
            let mut reader = world.signed_in_as(role, &format!("reader-{role}"), None).await;
            let page = reader.get(&event).await.text();
            assert!(page.contains("去世：单国英") && !page.contains("心肌梗死"), "{role}: {page}");
        }
        let shown = clerk.post(&format!("{event}/unmask"), &[]).await.text();
        assert!(shown.contains("心肌梗死"), "{shown}");
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.post(&format!("{event}/unmask"), &[]).await.status, StatusCode::FORBIDDEN);
        let bureau = world.bureau.id;
        let sql = "SELECT COUNT(*) FROM audit_entry WHERE bureau_id = $1 AND action = 'life-event.unmask'";
        let (count,): (i64,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
        assert_eq!(count, 1);
        let sealed = "SELECT death_cause FROM person WHERE bureau_id = $1 AND death_cause IS NOT NULL";
        let (sealed,): (Vec<u8>,) =
            world.app.db.read(move |conn| conn.one(sealed, &[&bureau])).await.unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("心肌"));
        let logged = "SELECT COUNT(*) FROM audit_entry WHERE bureau_id = $1 AND (detail LIKE '%心肌%' OR detail LIKE '%单国英%')";
        let (logged,): (i64,) = world.app.db.read(move |conn| conn.one(logged, &[&bureau])).await.unwrap();
        assert_eq!(logged, 0, "the log tells of no health and no name");
    });
}

#[test]
fn the_dead_are_in_no_list_proposal_or_campaign_any_more() {
    on_each_engine(async |world| {
        let home = Home::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let proposed = clerk.post("/pairings/proposals", &[]).await;
        let proposal = proposed.to.unwrap().split('?').next().unwrap().to_owned();
        assert!(clerk.get(&format!("{proposal}?rows=all")).await.text().contains("单国英"));
        note(&mut clerk, home.husband, &DEATH).await;
        let page = clerk.get(&format!("{proposal}?rows=all")).await.text();
        assert!(!page.contains("单国英") && page.contains("仇德昌"), "{page}");
        let published = clerk.post(&format!("{proposal}/publish"), &[("version", "1")]).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text());
        let active =
            "SELECT since FROM responsibility WHERE bureau_id = $1 AND person_id = $2 AND until IS NULL";
        assert!(texts(&world, active, home.husband).await.is_empty(), "nobody is paired with the dead");
        let campaign = [
            ("name", "冬日送温暖"),
            ("season", "winter"),
            ("illness", "coronary-heart"),
            ("illness", "copd"),
        ];
        let page = clerk.post("/campaigns/preview", &campaign).await.text();
        assert!(!page.contains("单国英") && page.contains("仇德昌"), "{page}");
        let page = clerk.get("/people").await.text();
        assert!(!page.contains("单国英") && page.contains("仇德昌"), "{page}");
        let found = clerk.get("/people?q=%E5%8D%95%E5%9B%BD%E8%8B%B1").await.text();
        assert!(found.contains("单国英"), "whoever looks for him by name finds him: {found}");
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(home.ward.wang)).await;
        let today = wang.get("/today").await.text();
        assert!(!today.contains("单国英"), "{today}");
        assert_eq!(wang.get(&format!("/people/{}", home.husband)).await.status, StatusCode::NOT_FOUND);
        let ledger = Brought {
            kind: "pairings".into(),
            file_name: "结对.csv".into(),
            bytes: "老干部姓名,责任医生\n单国英,王建国\n".into(),
            as_of: None,
        };
        let brought =
            intake::actions::bring(&world.app, world.hand(Role::Clerk), LEDGERS, ledger).await.unwrap();
        let page = clerk.get(&format!("/imports/{}", brought.0)).await.text();
        assert!(page.contains("“单国英”从 2026-11-21 起不再由本局服务，不能结对"), "{page}");
        let again = clerk.post("/pairings/proposals", &[]).await.to.unwrap();
        let page = clerk.get(&format!("{}?rows=all", again.split('?').next().unwrap())).await.text();
        assert!(!page.contains("单国英"), "{page}");
    });
}
