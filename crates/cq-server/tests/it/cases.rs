//! Whatever somebody asks for: who receives it first answers for it to the end, in working time, and the asker has the last word.

use axum::http::{Method, StatusCode};
use cq_case::case::{
    self, CaseId, StepId,
    actions::{self, Turn},
    draft::{Draft, Way},
    model::{Answer, Asker, Channel, Kind, Urgency},
    said::Said,
    store::part,
};
use cq_platform::{Error, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{absence, person::PersonId};
use serde_json::json;

use crate::{
    life_event::{last_event, look, note, undo},
    ward::{Ward, elder},
    world::{Browser, World, on_each_engine},
};

const ASKED: &str = "老伴住院了，想请人陪着跑一趟医保报销";

/// A case about `person` that the doctor received and is at, and a part of it: for the matrix.
pub async fn sample(world: &World, person: PersonId, doctor: StaffId) -> (CaseId, StepId) {
    let act = world.hand_of(Role::Clerk, doctor);
    let work = move |tx: &Tx<'_>| {
        let id = actions::receive(tx, &act, &draft(person, Urgency::Ordinary, Way::Mine))?;
        Ok((id, part::insert(tx, &act, id, (doctor, act.today(), "送药"), doctor)?))
    };
    world.app.db.write(work).await.unwrap()
}

fn draft(person: PersonId, urgency: Urgency, way: Way) -> Draft {
    let said = Said { asked: ASKED.into(), ..Said::default() };
    Draft { person, kind: Kind::Medical, urgency, channel: Channel::Phone, asker: Asker::Elder, said, way }
}

async fn ward(world: &World) -> Ward {
    let elders = vec![elder("单国英", "1947", "I25", Some(0)), elder("仇德昌", "1938", "J44", Some(1))];
    Ward::of(world, elders).await
}

/// What a clerk fills in.
fn filled<'f>(person: &'f str, urgency: &'f str, way: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("person", person),
        ("kind", "medical"),
        ("urgency", urgency),
        ("channel", "phone"),
        ("asker", "elder"),
        ("asked", ASKED),
        ("way", way),
    ]
}

/// Registers a case; returns its address.
async fn receive(clerk: &mut Browser<'_>, person: PersonId, urgency: &str, way: &str) -> String {
    let answer = clerk.post("/cases", &filled(&person.to_string(), urgency, way)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.to.unwrap().split('?').next().unwrap().to_owned()
}

fn version(page: &str) -> String {
    page.split("name=\"version\" value=\"")
        .nth(1)
        .expect("nothing can be done here")
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

/// Takes a step as the page shows it.
async fn step(
    browser: &mut Browser<'_>,
    case: &str,
    verb: &str,
    fields: &[(&str, &str)],
) -> crate::world::Answer {
    let version = version(&browser.get(case).await.text());
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    browser.post(&format!("{case}/{verb}"), &fields).await
}

async fn done(browser: &mut Browser<'_>, case: &str, verb: &str, fields: &[(&str, &str)]) {
    let answer = step(browser, case, verb, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{verb}: {}", answer.text());
}

/// Somebody comes back on another day.
async fn again<'w>(world: &'w World, login: &str) -> Browser<'w> {
    let mut browser = world.browser();
    browser.sign_in(login, crate::world::PASSWORD).await;
    browser
}

/// How somebody stands among those a case can be given to.
fn choice(page: &str, name: &str) -> String {
    let before = page.split(&format!("{name}（")).next().unwrap();
    before.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn who_received_it_first_answers_for_it_while_others_do_it_and_another_calls_back() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let case = receive(&mut zhang, ward.elders[0], "ordinary", "me").await;
        let page = zhang.get(&case).await.text();
        assert!(page.contains(ASKED) && page.contains("首接责任人"), "{page}");
        assert!(
            page.contains("2026年11月23日 周一 09:30 起 7 个工作日 = 2026年12月2日 周三 09:30 到期"),
            "{page}"
        );
        let to = choice(&page, "李科员");
        done(&mut zhang, &case, "hand", &[("hand_to", &to), ("hand_note", "他管医保")]).await;
        let page = li.get(&case).await.text();
        assert!(page.contains("<b>张科员</b>") && page.contains("他管医保"), "{page}");
        assert!(li.get("/cases").await.text().contains("单国英"), "it waits for Li");
        done(&mut li, &case, "answer", &[("answered", "陪着办了，报销款月底到账")]).await;
        let refused = li
            .post(
                &format!("{case}/call"),
                &[("version", "3"), ("verdict", "satisfied"), ("call_words", "好")],
            )
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("经办人不自己回访"), "{}", refused.text());
        assert!(zhang.get("/cases").await.text().contains("等回访"), "the first receiver calls back");
        done(&mut zhang, &case, "call", &[("verdict", "not-reached")]).await;
        done(&mut zhang, &case, "call", &[("verdict", "satisfied"), ("call_words", "办得快，谢谢")]).await;
        let page = zhang.get(&case).await.text();
        assert!(
            page.contains("办结，满意") && page.contains("办得快，谢谢") && page.contains("<b>张科员</b>"),
            "{page}"
        );
        assert!(!page.contains("name=\"version\""), "nothing becomes of what is closed");
        assert!(zhang.get("/cases?whose=all&state=closed").await.text().contains("单国英"));
        assert!(zhang.get(&format!("/people/{}", ward.elders[0])).await.text().contains("办结，满意"));
    });
}

#[test]
fn a_refusal_takes_two_in_the_program_and_in_the_database() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut leader = world.signed_in_as(Role::Leader, "赵局长", None).await;
        let case = receive(&mut zhang, ward.elders[0], "ordinary", "me").await;
        let empty = step(&mut zhang, &case, "refuse", &[("refuse_reason", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "a reason");
        done(&mut zhang, &case, "refuse", &[("refuse_reason", "医保由医保局办，我们不能代收材料")]).await;
        let own = zhang.post(&format!("{case}/agree"), &[("version", "2")]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(own.text().contains("提出的人不能自己同意"), "{}", own.text());
        done(&mut leader, &case, "disagree", &[("disagree_note", "可以陪着去")]).await;
        done(&mut zhang, &case, "refuse", &[("refuse_reason", "家属已经办了")]).await;
        done(&mut leader, &case, "agree", &[]).await;
        assert!(leader.get(&case).await.text().contains("不予办理"));
        let id: CaseId = case.rsplit('/').next().unwrap().parse().unwrap();
        let bureau = world.bureau.id;
        let sql = "UPDATE case_file SET agreed_by = refused_by WHERE bureau_id = $1 AND id = $2";
        let same = world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &id])).await;
        assert!(matches!(same, Err(Error::Db(_))), "one and the same: {same:?}");
        done(&mut leader, &case, "call", &[("verdict", "again"), ("call_words", "材料还差一份")]).await;
        let page = zhang.get(&case).await.text();
        assert!(page.contains("办理中") && page.contains("来人不满意，重新办"), "{page}");
    });
}

#[test]
fn two_take_it_up_at_once_and_the_second_is_told_who_was_first() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let case = receive(&mut zhang, ward.elders[0], "urgent", "waiting").await;
        assert!(li.get("/cases?whose=all&state=waiting").await.text().contains("单国英"));
        let (take, fields) = (format!("{case}/take"), [("version", "1")]);
        let (a, b) = tokio::join!(zhang.post(&take, &fields), li.post(&take, &fields));
        let (lost, winner) =
            if a.status == StatusCode::SEE_OTHER { (b, "张科员") } else { (a, "李科员") };
        assert_eq!(lost.status, StatusCode::CONFLICT, "{}", lost.text());
        assert!(lost.text().contains(&format!("现在由{winner}办")), "{}", lost.text());
        let (mut at_it, mut other) = if winner == "张科员" { (zhang, li) } else { (li, zhang) };
        done(&mut at_it, &case, "answer", &[("answered", "车已经派了")]).await;
        let mut third = other.clone();
        let (call, fields) =
            (format!("{case}/call"), [("version", "3"), ("verdict", "satisfied"), ("call_words", "好")]);
        let (a, b) = tokio::join!(other.post(&call, &fields), third.post(&call, &fields));
        let mut statuses = [a.status, b.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let lost = if a.status == StatusCode::CONFLICT { a } else { b };
        assert!(lost.text().contains("刚才已经回访办结"), "{}", lost.text());
    });
}

#[test]
fn two_give_something_at_once_to_somebody_who_was_never_given_anything() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        world.signed_in_as(Role::Clerk, "孙科员", None).await;
        let first = receive(&mut zhang, ward.elders[0], "urgent", "me").await;
        let second = receive(&mut li, ward.elders[1], "urgent", "me").await;
        let sun = choice(&zhang.get(&first).await.text(), "孙科员");
        assert!(sun.starts_with("account-"), "{sun}");
        let given = [("hand_to", sun.as_str()), ("hand_note", "他管医保")];
        let (a, b) =
            tokio::join!(step(&mut zhang, &first, "hand", &given), step(&mut li, &second, "hand", &given));
        assert_eq!(
            (a.status, b.status),
            (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER),
            "{}{}",
            a.text(),
            b.text()
        );
        let bureau = world.bureau.id;
        let sql = "SELECT COUNT(*) FROM staff WHERE bureau_id = $1 AND name = $2";
        let count = world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau, &"孙科员"])).await;
        assert_eq!(count.unwrap().0, 1, "once on the staff");
    });
}

#[test]
fn a_death_names_what_was_asked_and_is_still_open_and_its_course_says_so() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let case = receive(&mut zhang, ward.elders[0], "ordinary", "me").await;
        let death = [("kind", "death"), ("on", "2026-11-21")];
        let preview = look(&mut zhang, ward.elders[0], &death).await.text();
        assert!(preview.contains("就医类事项还没办完（张科员）") && preview.contains(&case), "{preview}");
        note(&mut zhang, ward.elders[0], &death).await;
        let page = zhang.get(&case).await.text();
        assert!(page.contains("去世登记") && page.contains("办理中"), "it is still hers: {page}");
        assert_eq!(undo(&mut zhang, &last_event(&world).await).await.status, StatusCode::SEE_OTHER);
        assert!(zhang.get(&case).await.text().contains("去世登记撤销"));
        done(&mut zhang, &case, "answer", &[("answered", "车已经派了")]).await;
        let preview = look(&mut zhang, ward.elders[0], &death).await.text();
        assert!(preview.contains(&case), "whoever asked is to be called back: {preview}");
    });
}

#[test]
fn the_ladder_climbs_by_itself_once_for_each_rung() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut leader = world.signed_in_as(Role::Leader, "赵局长", None).await;
        let page = zhang.get("/settings/cases").await.text();
        let head = choice(&page, "赵局长");
        let rules = [
            ("urgent_minutes", "120"),
            ("ordinary_days", "7"),
            ("complex_days", "15"),
            ("callback_days", "3"),
            ("near_percent", "75"),
            ("head_percent", "150"),
            ("leader_percent", "200"),
            ("tries", "3"),
            ("callback_apart", "yes"),
            ("head", head.as_str()),
            ("leader", ""),
        ];
        assert_eq!(zhang.post("/settings/cases", &rules).await.status, StatusCode::SEE_OTHER);
        world.at("2026-11-20T08:30:00Z");
        let case = receive(&mut zhang, ward.elders[0], "urgent", "me").await;
        let page = zhang.get(&case).await.text();
        assert!(
            page.contains("2026年11月20日 周五 16:30 起 2 小时 = 2026年11月23日 周一 09:30 到期"),
            "{page}"
        );
        assert_eq!(cq_server::jobs::escalate(&world.app).await.unwrap(), 0, "not yet");
        world.at("2026-11-23T01:20:00Z");
        assert!(zhang.get("/cases").await.text().contains("快到期"));
        world.at("2026-11-23T01:30:00Z");
        let page = zhang.get("/cases").await.text();
        assert!(page.contains("逾期 · 办理中") && page.contains("is-overdue"), "{page}");
        let (one, other) =
            tokio::join!(cq_server::jobs::escalate(&world.app), cq_server::jobs::escalate(&world.app));
        assert_eq!(one.unwrap() + other.unwrap(), 1, "two sweeps at once do nothing twice");
        assert_eq!(cq_server::jobs::escalate(&world.app).await.unwrap(), 0);
        assert!(zhang.get(&case).await.text().contains("提醒了首接责任人张科员"));
        assert!(!leader.get("/cases?whose=mine").await.text().contains("单国英"));
        world.at("2026-11-23T02:30:00Z");
        assert_eq!(cq_server::jobs::escalate(&world.app).await.unwrap(), 1);
        let page = leader.get(&case).await.text();
        assert!(page.contains("提醒了负责人赵局长"), "{page}");
        assert!(
            leader.get("/cases?whose=mine").await.text().contains("单国英"),
            "it is hers to look after now"
        );
        assert!(leader.get("/cases?state=told").await.text().contains("已报负责人"));
        // Stopped, it climbs no further; run again, with nothing left, it does.
        done(&mut zhang, &case, "pause", &[("pause_reason", "等老人回电话")]).await;
        world.at("2026-11-24T09:00:00Z");
        assert_eq!(cq_server::jobs::escalate(&world.app).await.unwrap(), 0);
        let mut zhang = again(&world, "张科员").await;
        assert!(zhang.get(&case).await.text().contains("暂停"));
        done(&mut zhang, &case, "resume", &[]).await;
        world.at("2026-11-25T09:00:00Z");
        assert_eq!(cq_server::jobs::escalate(&world.app).await.unwrap(), 1);
        let mut zhang = again(&world, "张科员").await;
        assert!(zhang.get(&case).await.text().contains("该提醒领导了"));
    });
}

#[test]
fn a_part_goes_to_somebody_else_and_the_whole_waits_for_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.zhang)).await;
        let case = receive(&mut zhang, ward.elders[0], "ordinary", "me").await;
        assert_eq!(wang.get(&case).await.status, StatusCode::NOT_FOUND, "he is not on it");
        let page = zhang.get(&case).await.text();
        assert!(!page.contains("张丽华（"), "no doctor who does not answer for her");
        let part = [
            ("part_to", ward.wang.to_string()),
            ("part_what", "看看能不能出院".into()),
            ("part_due", "2026-11-25".into()),
        ];
        let part: Vec<(&str, &str)> = part.iter().map(|(name, value)| (*name, value.as_str())).collect();
        done(&mut zhang, &case, "parts", &part).await;
        let early = step(&mut zhang, &case, "answer", &[("answered", "好了")]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            early.text().contains("还有 1 项协办没有完") && early.text().contains("好了"),
            "nothing typed is lost"
        );
        assert_eq!(chen.get(&case).await.status, StatusCode::NOT_FOUND);
        let page = wang.get(&case).await.text();
        assert!(page.contains("看看能不能出院"), "{page}");
        let done_at = page
            .split("action=\"")
            .find(|form| form.contains("/parts/"))
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let note = format!("part_note_{}", done_at.rsplit('/').nth(1).unwrap());
        let answer = wang.post(&done_at, &[("version", &version(&page)), (&note, "周四可以出院")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let not_his = wang.post(&format!("{case}/answer"), &[("version", "3"), ("answered", "好了")]).await;
        assert_eq!(not_his.status, StatusCode::UNPROCESSABLE_ENTITY, "only a part is his");
        done(&mut zhang, &case, "answer", &[("answered", "周四出院，车已联系")]).await;
        ward.pair(&world, ward.elders[0], Some(ward.zhang)).await;
        assert_eq!(wang.get(&case).await.status, StatusCode::NOT_FOUND, "she is not his any more");
    });
}

#[test]
fn what_is_unclear_goes_to_the_head_and_what_is_wrong_is_said_at_its_place() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut leader = world.signed_in_as(Role::Leader, "赵局长", None).await;
        let mut wrong = filled("", "ordinary", "me");
        wrong.push(("asker_phone", "打家里"));
        let answer = zhang.post("/cases", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("请先选是哪位老干部的事"), "{}", answer.text());
        let person = ward.elders[0].to_string();
        let mut family: Vec<_> =
            filled(&person, "ordinary", "me").into_iter().filter(|(name, _)| *name != "asker").collect();
        family.push(("asker", "family"));
        let answer = zhang.post("/cases", &family).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "who of the family");
        assert!(answer.text().contains(ASKED), "nothing typed is lost");
        let case = receive(&mut zhang, ward.elders[0], "complex", "unclear").await;
        let own = zhang.post(&format!("{case}/decide"), &[("version", "2"), ("decide_to", "me")]).await;
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", own.text());
        let page = leader.get("/cases?state=raised").await.text();
        assert!(page.contains("单国英"), "{page}");
        let to = choice(&leader.get(&case).await.text(), "张科员");
        done(&mut leader, &case, "decide", &[("decide_to", &to)]).await;
        let late = step(&mut zhang, &case, "promise", &[("promised_on", "2027-01-04")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("最晚 2026-12-14"), "{}", late.text());
        done(&mut zhang, &case, "promise", &[("promised_on", "2026-12-10")]).await;
        assert!(zhang.get(&case).await.text().contains("2026年12月10日"));
    });
}

#[test]
fn whoever_came_onto_the_staff_while_a_form_was_open_is_chosen_all_the_same() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let case = receive(&mut zhang, ward.elders[0], "ordinary", "me").await;
        let to = choice(&zhang.get(&case).await.text(), "李科员");
        assert!(to.starts_with("account-"), "owed nothing yet: {to}");
        let own = receive(&mut li, ward.elders[1], "ordinary", "me").await;
        done(&mut zhang, &case, "hand", &[("hand_to", &to), ("hand_note", "他管医保")]).await;
        assert!(li.get(&case).await.text().contains("他管医保"), "it is at him");
        let named = "SELECT COUNT(*) FROM staff WHERE name = '李科员'";
        let staff = world.app.db.read(move |conn| conn.one::<(i64,)>(named, &[])).await.unwrap();
        assert_eq!(staff.0, 1, "once on the staff");
        // Who has left is not among the choices any more, whichever way they stood in the form.
        let left = "UPDATE account SET closed_at = 1 WHERE name = '李科员'";
        world.app.db.write(move |tx| tx.execute(left, &[])).await.unwrap();
        let case = receive(&mut zhang, ward.elders[0], "ordinary", "me").await;
        let refused = step(&mut zhang, &case, "hand", &[("hand_to", &to), ("hand_note", "他管医保")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(own.starts_with("/cases/"));
    });
}

#[test]
fn every_figure_is_the_length_of_the_list_behind_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        for (n, way) in ["me", "waiting", "unclear", "me", "me"].into_iter().enumerate() {
            let urgency = ["urgent", "ordinary"][n % 2];
            let case = receive(&mut zhang, ward.elders[n % 2], urgency, way).await;
            if n == 3 {
                done(&mut zhang, &case, "answer", &[("answered", "好了")]).await;
            }
            if n == 4 {
                done(&mut zhang, &case, "refuse", &[("refuse_reason", "不归我们管")]).await;
            }
        }
        world.at("2026-11-23T04:00:00Z");
        for whose in ["mine", "first", "all"] {
            let page = zhang.get(&format!("/cases?whose={whose}")).await.text();
            let figures: Vec<(String, usize)> = page
                .split("<a class=\"figure")
                .filter_map(|figure| {
                    let state = figure
                        .split_once("&state=")
                        .or_else(|| figure.split_once("&#38;state="))?
                        .1
                        .split('"')
                        .next()?;
                    let value = figure.split_once("figure__value\">")?.1.split('<').next()?;
                    Some((state.to_owned(), value.parse().ok()?))
                })
                .collect();
            assert_eq!(figures.len(), 8, "{page}");
            for (state, value) in figures {
                let list = zhang.get(&format!("/cases?whose={whose}&state={state}")).await.text();
                assert_eq!(list.matches("class=\"row-link\"").count(), value, "{whose} {state}");
            }
        }
    });
}

#[test]
fn what_was_asked_and_why_lies_sealed() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (act, other) = (world.hand(Role::Clerk), world.hand_of(Role::Clerk, ward.zhang));
        let person = ward.elders[0];
        let work = move |tx: &Tx<'_>| {
            let id = actions::receive(tx, &act, &draft(person, Urgency::Ordinary, Way::Mine))?;
            actions::turn(tx, &act, (id, 1), Turn::Pause, "等医院", &[])?;
            actions::turn(tx, &act, (id, 2), Turn::Resume, "", &[])?;
            actions::turn(tx, &act, (id, 3), Turn::Answer, "办好了", &[])?;
            actions::called(tx, &other, (id, 4), Answer::Satisfied, "谢谢", &[])?;
            let sealed = tx.list::<(Vec<u8>,)>(
                "SELECT said FROM case_file UNION ALL SELECT note FROM case_entry WHERE note IS NOT NULL",
                &[],
            )?;
            let log = tx.list::<(String,)>("SELECT detail FROM audit_entry", &[])?;
            Ok((sealed, log))
        };
        let (sealed, log) = world.app.db.write(work).await.unwrap();
        assert_eq!(sealed.len(), 4);
        let has = |bytes: &[u8], words: &str| bytes.windows(words.len()).any(|part| part == words.as_bytes());
        for words in [ASKED, "等医院", "办好了", "谢谢"] {
            assert!(sealed.iter().all(|(bytes,)| !has(bytes, words)), "{words} lies open");
            assert!(log.iter().all(|(text,)| !text.contains(words)), "{words} stands in the log");
        }
    });
}

#[test]
fn no_statement_changes_who_received_it_first() {
    let statements: Vec<&str> = case::STATEMENTS.iter().flat_map(|of| of.iter().copied()).collect();
    let changes: Vec<&str> =
        statements.iter().copied().filter(|sql| sql.contains("UPDATE case_file SET")).collect();
    assert!(changes.len() >= 3, "the statements were read: {changes:?}");
    for sql in changes {
        let set = sql.split(" SET ").nth(1).unwrap().split(" WHERE ").next().unwrap();
        assert!(!set.contains("first_id") && !set.contains("received_at"), "{sql}");
    }
}

#[test]
fn a_program_receives_lists_and_takes_up() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let body = json!({
            "person": ward.elders[0].to_string(), "kind": "benefit", "urgency": "urgent", "channel": "desk", "asker": "family",
            "asker_name": "单小红", "asker_phone": "15400001234", "asked": ASKED, "way": "waiting",
        });
        let made = zhang.json(Method::POST, "/api/v1/cases", &[], &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let one: serde_json::Value = serde_json::from_slice(&made.body).unwrap();
        assert_eq!(
            (one["first_receiver"].as_str(), one["asker_name"].as_str()),
            (Some("张科员"), Some("单小红"))
        );
        assert_eq!(one["due_at"], "2026-11-23T03:30:00Z");
        let at = format!("/api/v1/cases/{}", one["id"].as_str().unwrap());
        let list: serde_json::Value =
            serde_json::from_slice(&zhang.get("/api/v1/cases?state=waiting").await.body).unwrap();
        assert_eq!(list["cases"].as_array().unwrap().len(), 1);
        let take = format!("{at}/take");
        let unguarded = zhang.json(Method::POST, &take, &[], &json!({})).await;
        assert_eq!(unguarded.status, StatusCode::PRECONDITION_REQUIRED);
        let taken = zhang.json(Method::POST, &take, &[("if-match", "\"1\"")], &json!({})).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        let again = zhang.json(Method::POST, &take, &[("if-match", "\"1\"")], &json!({})).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
        assert!(again.text().contains("现在由张科员办"), "{}", again.text());
        let wrong = json!({ "person": "nobody", "kind": "benefit", "hobby": "x" });
        let wrong = zhang.json(Method::POST, "/api/v1/cases", &[], &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("hobby") && wrong.text().contains("asked"), "{}", wrong.text());
    });
}

#[test]
fn a_program_carries_a_case_to_its_end_by_the_same_rules() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let body = json!({
            "person": ward.elders[0].to_string(), "kind": "benefit", "urgency": "ordinary", "channel": "desk", "asker": "elder",
            "asked": ASKED, "way": "me",
        });
        let made = zhang.json(Method::POST, "/api/v1/cases", &[], &body).await;
        let one: serde_json::Value = serde_json::from_slice(&made.body).unwrap();
        let at = format!("/api/v1/cases/{}", one["id"].as_str().unwrap());
        let step = async |who: &mut Browser<'_>, verb: &str, version: u32, body: serde_json::Value| {
            let tag = format!("\"{version}\"");
            let told = who.json(Method::POST, &format!("{at}/{verb}"), &[("if-match", &tag)], &body).await;
            let said = serde_json::from_slice::<serde_json::Value>(&told.body).unwrap();
            (told.status, said["stage"].as_str().unwrap_or_default().to_owned(), told.text())
        };
        let note = || json!({ "note": "等医保局的单据" });
        let (status, _, said) = step(&mut zhang, "pause", 1, json!({})).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && said.contains("note"), "{said}");
        let (status, stage, said) = step(&mut zhang, "pause", 1, note()).await;
        assert_eq!((status, stage.as_str()), (StatusCode::OK, "working"), "{said}");
        assert!(said.contains("\"standing\":\"paused\""), "{said}");
        assert_eq!(
            step(&mut zhang, "resume", 1, json!({})).await.0,
            StatusCode::CONFLICT,
            "seen before the pause"
        );
        assert_eq!(step(&mut zhang, "resume", 2, json!({})).await.0, StatusCode::OK);
        let (status, _, said) = step(&mut zhang, "promise", 3, json!({ "on": "2025-01-01" })).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && said.contains("\"on\""), "{said}");
        assert_eq!(step(&mut zhang, "promise", 3, json!({ "on": "2026-11-25" })).await.0, StatusCode::OK);
        let (_, stage, said) = step(&mut zhang, "refuse", 4, note()).await;
        assert_eq!(stage, "refusing", "{said}");
        let (status, ..) = step(&mut zhang, "agree", 5, json!({})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody refuses alone");
        assert_eq!(step(&mut li, "disagree", 5, note()).await.1, "working");
        assert_eq!(step(&mut zhang, "answer", 6, json!({ "note": "办好了" })).await.1, "answered");
        let satisfied = || json!({ "verdict": "satisfied", "words": "谢谢" });
        assert_eq!(step(&mut zhang, "call", 7, satisfied()).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(step(&mut li, "call", 7, satisfied()).await.1, "closed");
    });
}

#[test]
fn whoever_stands_in_sees_what_waits_and_takes_it_over() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (wang, zhang, elder) = (ward.wang, ward.zhang, ward.elders[0]);
        let act = world.hand_of(Role::Clerk, wang);
        let receive =
            move |tx: &Tx<'_>| actions::receive(tx, &act, &draft(elder, Urgency::Ordinary, Way::Mine));
        let id = world.app.db.write(receive).await.unwrap();
        let at = format!("/cases/{id}");
        let mut other = world.signed_in_as(Role::Doctor, "zhang", Some(zhang)).await;
        assert_eq!(other.get(&at).await.status, StatusCode::NOT_FOUND, "another's patient");
        let act = world.hand(Role::Clerk);
        let away = move |tx: &Tx<'_>| {
            let draft = absence::model::Draft {
                staff: wang,
                reason: absence::Reason::Leave,
                from: act.today(),
                until: Some(act.today()),
                substitutes: vec![zhang],
                chosen: Vec::new(),
            };
            absence::store::insert(tx, &act, act.new_id(), &draft, zhang, &[])
        };
        world.app.db.write(away).await.unwrap();
        assert!(other.get("/cases").await.text().contains(&at), "it waits for whoever stands in");
        let page = other.get(&at).await.text();
        assert!(page.contains("我来接办"), "{page}");
        done(&mut other, &at, "take", &[]).await;
        done(&mut other, &at, "answer", &[("answered", "替王医生办好了")]).await;
        world.at("2026-11-24T01:30:00Z");
        assert_eq!(
            again(&world, "zhang").await.get("/cases").await.text().matches(&at).count(),
            0,
            "the next day it is over"
        );
    });
}
