//! What somebody asks for, from the one who hears it to the one who does it: nothing is closed over what is open, nothing waits unseen, no
//! secret is kept, and whoever comes second loses nothing.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::person::PersonId;

use crate::{
    errand_money::{mandated, posted},
    errands::{done, now, take, worker},
    portal::let_in,
    ward::{Ward, elder},
    world::{Browser, PASSWORD, World, on_each_engine},
};

async fn ward(world: &World) -> Ward {
    let elders = vec![elder("单国英", "1947", "I25", Some(0)), elder("仇德昌", "1938", "J44", Some(1))];
    Ward::of(world, elders).await
}

/// Somebody comes back on another day.
async fn again<'w>(world: &'w World, login: &str) -> Browser<'w> {
    let mut browser = world.browser();
    browser.sign_in(login, PASSWORD).await;
    browser
}

fn case(person: &str, urgency: &'static str, asked: &'static str) -> Vec<(&'static str, String)> {
    let fields = [
        ("kind", "errand"),
        ("urgency", urgency),
        ("channel", "phone"),
        ("asker", "elder"),
        ("asked", asked),
        ("way", "me"),
    ];
    let fields = fields.into_iter().map(|(name, value)| (name, value.to_owned()));
    fields.chain([("person", person.to_owned())]).collect()
}

/// Registers a case; returns its address.
async fn receive(clerk: &mut Browser<'_>, person: PersonId, urgency: &'static str) -> String {
    let person = person.to_string();
    let fields = case(&person, urgency, "家里没米了，腿疼出不了门");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = clerk.post("/cases", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.to.unwrap().split('?').next().unwrap().to_owned()
}

fn errand<'f>(person: &'f str, case: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("person", person),
        ("case", case),
        ("kind", "shopping"),
        ("channel", "phone"),
        ("wanted", "买一袋米"),
        ("needed_on", "2026-11-25"),
    ]
}

#[test]
fn a_case_is_not_answered_while_an_errand_made_of_it_is_open() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let at = receive(&mut zhang, ward.elders[0], "ordinary").await;
        let (person, id) = (ward.elders[0].to_string(), at.rsplit('/').next().unwrap().to_owned());
        let made = zhang.post("/errands", &errand(&person, &id)).await.to.unwrap();
        let made = made.split('?').next().unwrap().to_owned();
        for (verb, field) in [("answer", "answered"), ("refuse", "refuse_reason")] {
            let open = done_or(&mut zhang, &at, verb, &[(field, "办好了")]).await;
            assert_eq!(open.0, StatusCode::UNPROCESSABLE_ENTITY, "{verb}");
            assert!(
                open.1.contains("还有 1 件没有完") && open.1.contains(&format!("href=\"{made}\"")),
                "{}",
                open.1
            );
            assert!(open.1.contains("转成的代办还有 1 件没有完"), "the refusal says why: {}", open.1);
            assert!(open.1.contains("办好了"), "nothing typed is lost");
        }
        let tag = format!("\"{}\"", now(&mut zhang, &at).await);
        let sent = zhang
            .json(
                axum::http::Method::POST,
                &format!("/api/v1{at}/answer"),
                &[("if-match", tag.as_str())],
                &serde_json::json!({ "note": "办好了" }),
            )
            .await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "nor do programs: {}", sent.text());
        done(&mut zhang, &made, "cancel", &[("cancel_note", "家里人送来了")]).await;
        done(&mut zhang, &at, "answer", &[("answered", "米有了")]).await;
        let late = zhang.post("/errands", &errand(&person, &id)).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            late.text().contains("不能再转成代办") && late.text().contains("买一袋米"),
            "{}",
            late.text()
        );
        // As after a death that is taken back: what was cancelled is open again.
        let sql = "UPDATE errand SET stage = 'waiting', is_open = 1 WHERE bureau_id = $1";
        let bureau = world.bureau.id;
        world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await.unwrap();
        let said = [("verdict", "satisfied"), ("call_words", "谢谢")];
        let open = done_or(&mut li, &at, "call", &said).await;
        assert!(
            open.0 == StatusCode::UNPROCESSABLE_ENTITY && open.1.contains("还有 1 件没有完"),
            "{}",
            open.1
        );
        done(&mut li, &made, "cancel", &[("cancel_note", "不要了")]).await;
        done(&mut li, &at, "call", &said).await;
        assert!(zhang.get(&at).await.text().contains("办结，满意"));
    });
}

/// Takes a step as the page shows it: status and page.
async fn done_or(
    browser: &mut Browser<'_>,
    at: &str,
    verb: &str,
    fields: &[(&str, &str)],
) -> (StatusCode, String) {
    let version = now(browser, at).await;
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    let answer = browser.post(&format!("{at}/{verb}"), &fields).await;
    (answer.status, answer.text())
}

#[test]
fn an_errand_made_of_a_case_while_it_is_answered_one_wins() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let person = ward.elders[0].to_string();
        for _ in 0..4 {
            let at = receive(&mut zhang, ward.elders[0], "ordinary").await;
            let id = at.rsplit('/').next().unwrap().to_owned();
            li.get("/errands/new").await;
            zhang.get(&at).await;
            let (verb, version) = (format!("{at}/answer"), now(&mut zhang, &at).await);
            let answer = [("answered", "办好了"), ("version", version.as_str())];
            let fields = errand(&person, &id);
            let (answered, made) = tokio::join!(zhang.post(&verb, &answer), li.post("/errands", &fields));
            let mut statuses = [answered.status, made.status];
            statuses.sort();
            assert_eq!(
                statuses,
                [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY],
                "{} {}",
                answered.text(),
                made.text()
            );
        }
    });
}

#[test]
fn what_waits_for_somebody_stands_above_their_day() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        world.signed_in_as(Role::Leader, "钱局长", None).await;
        for address in ["/", "/today"] {
            let free = zhang.get(address).await.text();
            assert!(!free.contains("day-cases") && !free.contains("day-errands"), "nothing waits: {free}");
        }
        let at = receive(&mut zhang, ward.elders[0], "urgent").await;
        world.at("2026-11-24T02:00:00Z");
        let (mut zhang, mut leader) = (again(&world, "张科员").await, again(&world, "钱局长").await);
        for address in ["/", "/today"] {
            let page = zhang.get(address).await.text();
            assert!(page.contains("等我办的 1 件，其中 1 件超时"), "{address}: {page}");
            assert!(page.contains(&format!("href=\"{at}\"")) && page.contains("href=\"/cases?whose=mine\""));
            assert!(
                page.contains("panel--overdue") && !page.contains("这几天没有要办的"),
                "{address}: {page}"
            );
            assert!(!page.contains("腿疼出不了门"), "what was asked is read on the case's page, and logged");
        }
        done(&mut zhang, &at, "refuse", &[("refuse_reason", "没有这项服务")]).await;
        let page = leader.get("/").await.text();
        assert!(page.contains("等人同意不办 1 件") && page.contains(&format!("href=\"{at}\"")), "{page}");
        done(&mut leader, &at, "agree", &[("agree_note", "")]).await;
        assert!(leader.get("/").await.text().contains("等回访 1 件"));
        let shopping = take(&mut zhang, ward.elders[0], "shopping").await;
        let page = zhang.get("/").await.text();
        assert!(page.contains("等人接的 1 件") && page.contains(&format!("href=\"{shopping}\"")), "{page}");
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        assert!(zhao.get("/today").await.text().contains("等人接的 1 件"));
        done(&mut zhao, &shopping, "claim", &[]).await;
        let page = zhao.get("/today").await.text();
        assert!(page.contains("我手里的 1 件") && !page.contains("等人接的"), "{page}");
        world.at("2026-11-27T02:00:00Z");
        let mut zhao = again(&world, "小赵").await;
        assert!(zhao.get("/today").await.text().contains("panel--overdue"), "late by then");
    });
}

#[test]
fn steps_of_relief_wait_for_those_whose_they_are() {
    on_each_engine(async |world| {
        crate::relief::sample(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/").await.text();
        assert!(page.contains("等着办的救助") && page.contains("href=\"/relief?state="), "{page}");
        let mut doctor = world.signed_in(Role::Doctor).await;
        assert!(!doctor.get("/today").await.text().contains("day-relief"));
    });
}

#[test]
fn no_secret_is_kept_in_a_case_an_asking_or_a_circular() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (mut clerk, her) = (world.signed_in_as(Role::Clerk, "张科员", None).await, ward.elders[0]);
        let person = her.to_string();
        for (asked, why) in [
            ("帮我取钱，密码是123456，钥匙在门口", "密码、验证码不能记"),
            ("帮我取钱，卡号6222021234567890123", "卡号、存折号不能记"),
        ] {
            let fields = case(&person, "ordinary", asked);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = clerk.post("/cases", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
            assert!(
                answer.text().contains(why) && answer.text().contains("id=\"f-asked-error\""),
                "{}",
                answer.text()
            );
        }
        let at = receive(&mut clerk, her, "ordinary").await;
        let given = done_or(&mut clerk, &at, "answer", &[("answered", "取了，密码 8888")]).await;
        assert!(
            given.0 == StatusCode::UNPROCESSABLE_ENTITY && given.1.contains("密码、验证码不能记"),
            "{}",
            given.1
        );
        let fields = [("subject", "通知"), ("text", "活动室密码123"), ("person", person.as_str())];
        clerk.get("/notices/new").await;
        let sent = clerk.post("/notices/preview", &fields).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", sent.text());
        assert!(sent.text().contains("密码、验证码不能记"), "{}", sent.text());
        let warned =
            [("subject", "当心"), ("text", "谁要您的密码、验证码，谁就是骗子"), ("person", person.as_str())];
        assert_eq!(clerk.post("/notices/preview", &warned).await.status, StatusCode::OK, "a warning is none");
        let kept = world
            .app
            .db
            .read(|conn| conn.one::<(i64,)>("SELECT COUNT(*) FROM case_file", &[]))
            .await
            .unwrap();
        assert_eq!(kept.0, 1, "the one without a secret");
    });
}

#[test]
fn an_elder_who_types_a_password_is_told_not_to() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let her = ward.elders[0];
        // Somebody is there to receive what is asked.
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        receive(&mut clerk, her, "ordinary").await;
        world.signed_in_as(Role::Elder, "13900001111", None).await;
        let_in(&world, "13900001111", her).await;
        let mut own = world.browser();
        own.sign_in("13900001111", PASSWORD).await;
        let page = format!("/my/{her}/ask");
        own.get(&page).await;
        let asked = "帮我取钱，密码是123456，卡号6222021234567890123";
        let fields = [("kind", "errand"), ("asked", asked), ("phone", "")];
        let answer = own.post(&page, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        assert!(answer.text().contains("不能记") && answer.text().contains(asked), "{}", answer.text());
        let ask = [("kind", "errand"), ("asked", "银行卡密码忘了，想请人陪着去银行"), ("phone", "")];
        let answer = own.post(&page, &ask).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "a question about one is none: {}", answer.text());
    });
}

#[test]
fn whoever_comes_second_with_money_keeps_what_they_typed_and_is_told_the_truth() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let (_, mut qian) = worker(&world, "小钱", "双山街道").await;
        let at = take(&mut clerk, ward.elders[0], "banking").await;
        done(&mut zhao, &at, "claim", &[]).await;
        done(&mut qian, &at, "claim", &[]).await;
        mandated(&mut zhao, &at).await;
        let version = now(&mut zhao, &at).await;
        posted(&mut zhao, &at, "from-elder", "100", &[]).await;
        let typed =
            [("version", version.as_str()), ("move", "from-elder"), ("yuan", "217"), ("note", "买药找零")];
        qian.get(&format!("{at}/money")).await;
        let second = qian.upload(&format!("{at}/money"), &typed, "", &[]).await;
        let page = second.text();
        assert_eq!(second.status, StatusCode::CONFLICT, "{page}");
        assert!(page.contains("小赵刚才记了一笔钱") && !page.contains("现在由"), "{page}");
        assert!(page.contains("217") && page.contains("买药找零") && page.contains("100.00"), "{page}");
        let again = zhao.upload(&format!("{at}/money"), &typed, "", &[]).await;
        assert!(again.text().contains("您自己刚才记了一笔钱"), "{}", again.text());
        let now = now(&mut qian, &at).await;
        assert!(page.contains(&format!("name=\"version\" value=\"{now}\"")), "sent again it is kept: {page}");
    });
}

#[test]
fn whoever_calls_back_has_the_elders_number_before_them() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut li = world.signed_in_as(Role::Clerk, "李科员", None).await;
        let at = receive(&mut zhang, ward.elders[0], "ordinary").await;
        done(&mut zhang, &at, "answer", &[("answered", "送去了")]).await;
        let page = li.get(&at).await.text();
        let call = page.split("id=\"call\"").nth(1).expect("li calls");
        assert!(call.contains("href=\"tel:15400005520\""), "{page}");
    });
}

#[test]
fn a_refusal_that_is_no_fields_fault_names_none() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let at = take(&mut clerk, ward.elders[0], "shopping").await;
        done(&mut zhao, &at, "claim", &[]).await;
        done(&mut zhao, &at, "done", &[("done_note", "买了")]).await;
        let said = [("verdict", "satisfied"), ("call_words", "好")];
        let (status, page) = done_or(&mut zhao, &at, "call", &said).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let summary = page.split("error-summary-title").nth(2).unwrap().split("</ul>").next().unwrap();
        assert!(summary.contains("经手的人不自己回访") && !summary.contains("原话"), "{summary}");
        assert!(!summary.contains("href=\"#f-"), "it points at no field: {summary}");
    });
}

#[test]
fn an_errand_is_made_of_what_was_asked_for_on_the_screen() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut zhang = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let at = receive(&mut zhang, ward.elders[0], "ordinary").await;
        // As the elder's own page takes it down.
        let bureau = world.bureau.id;
        let sql = "UPDATE case_file SET channel = 'screen' WHERE bureau_id = $1";
        world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await.unwrap();
        let (person, id) = (ward.elders[0].to_string(), at.rsplit('/').next().unwrap().to_owned());
        let form = zhang.get(&format!("/errands/new?case={id}")).await.text();
        let chosen = form.split("value=\"screen\"").nth(1).unwrap_or_else(|| panic!("{form}"));
        assert!(chosen.split('>').next().unwrap().contains("checked"), "as it was asked for: {form}");
        let mut fields = errand(&person, &id);
        fields.retain(|(name, _)| *name != "channel");
        fields.push(("channel", "screen"));
        let made = zhang.post("/errands", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    });
}
