//! Errands: taken down for who cannot, done by the nearest who is free, two at the bank, and closed by a third person's call.

use axum::http::{Method, StatusCode};
use cq_case::case::model::{Answer as Said, Channel};
use cq_errand::errand::{
    ErrandId,
    actions::{self, Turn},
    draft::Draft,
    said,
    worker::{Days, Terms},
};
use cq_platform::{Error, db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    area,
    person::PersonId,
    staff::{self, store::Staff},
};
use serde_json::json;

use crate::{
    ward::{Ward, elder},
    world::{Answer, Browser, World, on_each_engine},
};

pub const WANTED: &str = "取这个月的养老金，再到药店买两盒降压药";

/// An errand for `person` that waits, and `staff` among the workers: for the matrix.
pub async fn sample(world: &World, person: PersonId, staff: StaffId) -> ErrandId {
    enlist(world, staff, "双山街道").await;
    let act = world.hand_of(Role::Clerk, staff);
    let work = move |tx: &Tx<'_>| {
        let id = actions::take(tx, &act, &draft(&act, person, "shopping"))?;
        actions::assign(tx, &act, id, 1, staff)?;
        Ok(id)
    };
    world.app.db.write(work).await.unwrap()
}

fn draft(act: &cq_platform::actor::Act, person: PersonId, kind: &str) -> Draft {
    Draft {
        person,
        case: None,
        kind: kind.into(),
        channel: Channel::Phone,
        said: said::Said { wanted: WANTED.into(), ..said::Said::default() },
        needed_on: act.today(),
        promised_on: None,
    }
}

/// Somebody is among the workers, setting out from that area, every day.
pub async fn enlist(world: &World, staff: StaffId, from: &'static str) {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let base = area::find_or_insert(tx, &act, from)?;
        let days = Days::parse("1234567").unwrap();
        let terms = Terms { base, areas: vec![], days, kinds: vec![], daily_max: 3, is_active: true };
        actions::put_worker(tx, &act, staff, None, &terms)
    };
    world.app.db.write(work).await.unwrap();
}

/// Somebody new on the staff.
pub async fn hired(world: &World, name: &'static str) -> StaffId {
    let act = world.hand(Role::Clerk);
    let work = move |tx: &Tx<'_>| {
        let id: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(id, name.into(), None))?;
        Ok(id)
    };
    world.app.db.write(work).await.unwrap()
}

/// A worker who signs in.
pub async fn worker<'w>(world: &'w World, name: &'static str, from: &'static str) -> (StaffId, Browser<'w>) {
    let id = hired(world, name).await;
    enlist(world, id, from).await;
    (id, world.signed_in_as(Role::Clerk, name, Some(id)).await)
}

pub async fn ward(world: &World) -> Ward {
    let elders = vec![elder("单国英", "1947", "I25", Some(0)), elder("仇德昌", "1938", "J44", Some(1))];
    Ward::of(world, elders).await
}

/// What a clerk fills in.
fn filled<'f>(person: &'f str, kind: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("person", person),
        ("kind", kind),
        ("channel", "phone"),
        ("wanted", WANTED),
        ("needed_on", "2026-11-25"),
    ]
}

/// Takes an errand down; returns its address.
pub async fn take(clerk: &mut Browser<'_>, person: PersonId, kind: &str) -> String {
    let answer = clerk.post("/errands", &filled(&person.to_string(), kind)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.to.unwrap().split('?').next().unwrap().to_owned()
}

pub fn version(page: &str) -> String {
    let after = page.split("name=\"version\" value=\"").nth(1).expect("nothing can be done here");
    after.split('"').next().unwrap().to_owned()
}

/// The version an errand has now, whatever can be done on its page.
pub async fn now(browser: &mut Browser<'_>, errand: &str) -> String {
    let shown = browser.get(&format!("/api/v1{errand}")).await;
    let shown: serde_json::Value = serde_json::from_slice(&shown.body).unwrap();
    shown["version"].to_string()
}

/// Takes a step as the page shows it.
pub async fn step(browser: &mut Browser<'_>, errand: &str, verb: &str, fields: &[(&str, &str)]) -> Answer {
    let version = now(browser, errand).await;
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    browser.post(&format!("{errand}/{verb}"), &fields).await
}

pub async fn done(browser: &mut Browser<'_>, errand: &str, verb: &str, fields: &[(&str, &str)]) {
    let answer = step(browser, errand, verb, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{verb}: {}", answer.text());
}

async fn refused(browser: &mut Browser<'_>, errand: &str, verb: &str, fields: &[(&str, &str)], why: &str) {
    let answer = step(browser, errand, verb, fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{verb}");
    assert!(answer.text().contains(why), "{verb}: {}", answer.text());
}

#[test]
fn an_elder_who_lives_alone_phones_and_the_nearest_worker_does_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_far, _) = worker(&world, "远处的小钱", "龙山街道").await;
        let (near, mut zhao) = worker(&world, "近处的小赵", "双山街道").await;
        let page = clerk.get(&format!("/errands/new?person={}", ward.elders[0])).await.text();
        assert!(page.contains("先办") && page.contains("因为独居"), "{page}");
        assert!(
            page.contains(">银行业务<") && page.contains(">聊天解闷<"),
            "kinds are called by their names: {page}"
        );
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        let page = clerk.get(&errand).await.text();
        let (first, second) = (page.find("近处的小赵").unwrap(), page.find("远处的小钱").unwrap());
        assert!(first < second && page.contains("同一镇街"), "the nearest first: {page}");
        assert!(page.contains("15400005520") && page.contains("文博路 6 号"), "{page}");
        done(&mut clerk, &errand, "promise", &[("promised_on", "2026-11-26")]).await;
        assert!(clerk.get(&errand).await.text().contains("比需要的晚 1 天"));
        refused(&mut clerk, &errand, "promise", &[("promised_on", "2026-11-22")], "这一天已经过去").await;
        done(&mut clerk, &errand, "assign", &[("to", &near.to_string())]).await;
        let page = zhao.get("/errands?whose=mine").await.text();
        assert!(page.contains("单国英") && page.contains("独居"), "{page}");
        refused(&mut clerk, &errand, "done", &[("done_note", "买了")], "这件代办不在您名下").await;
        refused(&mut zhao, &errand, "done", &[("done_note", "")], "").await;
        done(&mut zhao, &errand, "done", &[("done_note", "药买了两盒")]).await;
        let said = [("verdict", "satisfied"), ("call_words", "小赵跑得勤")];
        refused(&mut zhao, &errand, "call", &said, "经手的人不自己回访").await;
        done(&mut clerk, &errand, "call", &[("verdict", "not-reached")]).await;
        done(&mut clerk, &errand, "call", &said).await;
        let page = clerk.get(&errand).await.text();
        assert!(page.contains("办结，满意") && page.contains("小赵跑得勤"), "{page}");
        assert!(!page.contains("name=\"version\""), "nothing becomes of what is closed");
        assert!(clerk.get(&format!("/people/{}", ward.elders[0])).await.text().contains("办结，满意"));
        let report = clerk.get("/errands/report?month=2026-11").await.text();
        assert!(
            report.contains("近处的小赵") && report.contains("购物买菜") && report.contains("双山街道"),
            "{report}"
        );
        let behind = format!("/errands?state=any&month=2026-11&worker={near}&came=satisfied");
        assert!(report.replace("&#38;", "&").replace("&amp;", "&").contains(&behind), "{report}");
        assert!(clerk.get(&behind).await.text().contains("单国英"));
    });
}

#[test]
fn what_came_as_a_case_becomes_an_errand_with_its_words() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let person = ward.elders[0].to_string();
        let case = [
            ("person", person.as_str()),
            ("kind", "errand"),
            ("urgency", "ordinary"),
            ("channel", "phone"),
            ("asker", "elder"),
            ("asked", "家里没米了，腿疼出不了门"),
            ("way", "me"),
        ];
        let case = clerk.post("/cases", &case).await.to.unwrap().split('?').next().unwrap().to_owned();
        let id = case.rsplit('/').next().unwrap().to_owned();
        assert!(clerk.get(&case).await.text().contains(&format!("/errands/new?case={id}")));
        let page = clerk.get(&format!("/errands/new?case={id}")).await.text();
        assert!(page.contains("家里没米了") && page.contains("单国英"), "{page}");
        let mut fields = filled(&person, "shopping");
        fields.push(("case", &id));
        assert!(!clerk.get(&case).await.text().contains("转成的代办"), "none is made of it yet");
        let errand = clerk.post("/errands", &fields).await.to.unwrap();
        assert!(clerk.get(&errand).await.text().contains(&format!("/cases/{id}")));
        let page = clerk.get(&case).await.text();
        let errand = errand.split('?').next().unwrap();
        assert!(page.contains("转成的代办") && page.contains(&format!("href=\"{errand}\"")), "{page}");
        let other = ward.elders[1].to_string();
        let mut fields = filled(&other, "shopping");
        fields.push(("case", &id));
        assert_eq!(clerk.post("/errands", &fields).await.status, StatusCode::NOT_FOUND, "another one's case");
    });
}

#[test]
fn two_claim_it_at_once_and_the_second_is_told_who_was_first() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (_, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let (_, mut qian) = worker(&world, "小钱", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "shopping").await;
        refused(&mut clerk, &errand, "claim", &[], "您还不是代办员").await;
        let (claim, fields) = (format!("{errand}/claim"), [("version", "1")]);
        let (a, b) = tokio::join!(zhao.post(&claim, &fields), qian.post(&claim, &fields));
        let (lost, winner) = if a.status == StatusCode::SEE_OTHER { (b, "小赵") } else { (a, "小钱") };
        assert_eq!(lost.status, StatusCode::CONFLICT, "{}", lost.text());
        assert!(lost.text().contains(&format!("现在由{winner}去办")), "{}", lost.text());
    });
}

#[test]
fn a_bank_takes_two_in_the_program_and_in_the_database() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (zhao_id, mut zhao) = worker(&world, "小赵", "双山街道").await;
        let (_, mut qian) = worker(&world, "小钱", "双山街道").await;
        let errand = take(&mut clerk, ward.elders[0], "banking").await;
        done(&mut zhao, &errand, "claim", &[]).await;
        assert!(clerk.get("/errands?state=short").await.text().contains("还差一人"));
        refused(&mut zhao, &errand, "done", &[("done_note", "取了")], "还差一个人").await;
        refused(&mut clerk, &errand, "assign", &[("to", &zhao_id.to_string())], "这个人已经在办了").await;
        done(&mut qian, &errand, "claim", &[]).await;
        let id: ErrandId = errand.rsplit('/').next().unwrap().parse().unwrap();
        let bureau = world.bureau.id;
        let sql = "UPDATE errand SET second_id = worker_id WHERE bureau_id = $1 AND id = $2";
        let same = world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &id])).await;
        assert!(matches!(same, Err(Error::Db(_))), "one and the same: {same:?}");
        done(&mut qian, &errand, "leave", &[]).await;
        done(&mut qian, &errand, "claim", &[]).await;
        done(&mut zhao, &errand, "done", &[("done_note", "取回来了")]).await;
        let sql = "UPDATE errand SET stage = 'closed', is_open = 0, called_by = second_id, called_at = 1, verdict = 'satisfied'
            WHERE bureau_id = $1 AND id = $2";
        let own = world.app.db.write(move |tx| tx.execute(sql, &[&bureau, &id])).await;
        assert!(matches!(own, Err(Error::Db(_))), "no third person: {own:?}");
        refused(
            &mut qian,
            &errand,
            "call",
            &[("verdict", "satisfied"), ("call_words", "好")],
            "经手的人不自己回访",
        )
        .await;
        done(&mut clerk, &errand, "call", &[("verdict", "again"), ("call_words", "少取了一百")]).await;
        assert!(zhao.get("/errands?whose=mine").await.text().contains("单国英"), "done again");
    });
}

#[test]
fn what_must_not_be_done_is_refused_with_what_to_do_instead() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let person = ward.elders[0].to_string();
        for (wanted, why) in [
            ("取钱，密码 123456", "密码、验证码不能记"),
            ("卡号 6222 0212 3456 7890", "卡号、存折号不能记"),
            ("到银行办贷款", "贷款、借款、担保不代办"),
            ("买两万块理财", "理财、投资"),
            ("帮着写遗嘱", "遗嘱、遗产、过户不代办"),
        ] {
            let mut fields: Vec<_> =
                filled(&person, "banking").into_iter().filter(|(name, _)| *name != "wanted").collect();
            fields.push(("wanted", wanted));
            let answer = clerk.post("/errands", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wanted}");
            assert!(answer.text().contains(why) && answer.text().contains(wanted), "{}", answer.text());
        }
        for (field, value, why) in [
            ("needed_on", "2026-11-22", "这一天已经过去"),
            ("needed_on", "2026-02-30", "id=\"f-needed_on\""),
            ("kind", "loan", "id=\"f-kind\""),
            ("person", "nobody", "请先选是哪位老干部的事"),
        ] {
            let mut fields: Vec<_> =
                filled(&person, "shopping").into_iter().filter(|(name, _)| *name != field).collect();
            fields.push((field, value));
            let answer = clerk.post("/errands", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(answer.text().contains(why), "{field}: {}", answer.text());
        }
        let log =
            world.app.db.read(|conn| conn.list::<(i64,)>("SELECT COUNT(*) FROM errand", &[])).await.unwrap();
        assert_eq!(log[0].0, 0, "nothing was kept of any");
    });
}

#[test]
fn the_bureau_says_which_kinds_and_who_does_them() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let base = [("advance_errand", "500"), ("advance_elder", "1000"), ("tries", "3")];
        let with = |more: &[(&'static str, &'static str)]| {
            let mut fields = base.to_vec();
            fields.extend(more);
            fields
        };
        clerk.get("/settings/errands").await;
        for (fields, why) in [
            (with(&[]), "至少办一种"),
            (with(&[("open", "chat"), ("new_kind", "代办贷款")]), "贷款、借款、担保不代办"),
            (
                vec![("open", "chat"), ("advance_errand", "-5"), ("advance_elder", "1000"), ("tries", "3")],
                "金额要大于零",
            ),
            (
                vec![
                    ("open", "chat"),
                    ("advance_errand", "5.005"),
                    ("advance_elder", "1000"),
                    ("tries", "3"),
                ],
                "最小到分",
            ),
            (
                vec![("open", "chat"), ("advance_errand", "500"), ("advance_elder", "100"), ("tries", "3")],
                "不能比一件的还少",
            ),
        ] {
            let answer = clerk.post("/settings/errands", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            assert!(answer.text().contains(why), "{}", answer.text());
        }
        let fields =
            with(&[("open", "chat"), ("open", "banking"), ("new_kind", "代缴水电"), ("pair", "new")]);
        assert_eq!(clerk.post("/settings/errands", &fields).await.status, StatusCode::SEE_OTHER);
        let errand = take(&mut clerk, ward.elders[0], "own-1").await;
        let page = clerk.get(&errand).await.text();
        assert!(page.contains("代缴水电") && page.contains("要两个人一起办"), "{page}");
        let closed = clerk.post("/errands", &filled(&ward.elders[0].to_string(), "shopping")).await;
        assert_eq!(closed.status, StatusCode::UNPROCESSABLE_ENTITY, "not done at present");
        // Somebody new, then changed by two at once.
        let page = clerk.get("/errands/workers").await.text();
        let area = page.split(">双山街道<").next().unwrap().rsplit("value=\"").next().unwrap();
        let area = area.split('"').next().unwrap().to_owned();
        let new =
            [("who", "new"), ("name", "志愿者小孙"), ("base", &area), ("days", "3"), ("daily_max", "2")];
        let none: Vec<_> = new.iter().filter(|(name, _)| *name != "days").copied().collect();
        assert!(clerk.post("/errands/workers", &none).await.text().contains("至少选一天"));
        assert_eq!(clerk.post("/errands/workers", &new).await.status, StatusCode::SEE_OTHER);
        let page = clerk.get("/errands/workers").await.text();
        assert!(page.contains("志愿者小孙") && page.contains("周三"), "{page}");
        let at = page.split("志愿者小孙").next().unwrap().rsplit("href=\"").next().unwrap();
        let at = at.split('"').next().unwrap().to_owned();
        let change =
            [("version", "1"), ("base", area.as_str()), ("days", "1"), ("days", "2"), ("daily_max", "2")];
        assert_eq!(clerk.post(&at, &change).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&at, &change).await.status, StatusCode::CONFLICT, "somebody was first");
        assert!(clerk.get(&errand).await.text().contains("志愿者小孙（这天不上岗）"));
    });
}

#[test]
fn every_figure_is_the_length_of_the_list_behind_it() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let (zhao_id, _) = worker(&world, "小赵", "双山街道").await;
        let (qian_id, _) = worker(&world, "小钱", "龙山街道").await;
        world.at("2026-11-20T01:30:00Z");
        let act = world.hand_of(Role::Clerk, zhao_id);
        let (other, third) = (world.hand_of(Role::Clerk, qian_id), world.hand(Role::Clerk));
        let elders = ward.elders.clone();
        let work = move |tx: &Tx<'_>| {
            for n in 0..8 {
                let kind = ["shopping", "banking", "chat", "cleaning"][n % 4];
                let id = actions::take(tx, &act, &draft(&act, elders[n % 2], kind))?;
                if n < 5 {
                    actions::claim(tx, &act, id, 1)?;
                    actions::claim(tx, &other, id, 2).ok();
                }
                let version = if kind == "banking" { 3 } else { 2 };
                match n {
                    0 | 1 => actions::turn(tx, &act, id, version, Turn::Done, "好了")?,
                    2 => actions::turn(tx, &act, id, version, Turn::Impossible, "关门了")?,
                    5 => actions::turn(tx, &act, id, 1, Turn::Cancel, "不要了")?,
                    _ => {}
                }
                if n == 0 {
                    actions::called(tx, &third, id, version + 1, Said::Satisfied, "谢谢")?;
                }
            }
            Ok(())
        };
        world.app.db.write(work).await.unwrap();
        world.at("2026-11-23T01:30:00Z");
        clerk.sign_in("张科员", crate::world::PASSWORD).await;
        let mut seen = 0;
        for (page, marker) in [("/errands", "<a class=\"figure"), ("/errands/report?month=2026-11", "<a ")] {
            let page = clerk.get(page).await.text().replace("&#38;", "&").replace("&amp;", "&");
            for link in page.split(marker).skip(1) {
                let Some(href) = link.split("href=\"").nth(1).map(|rest| rest.split('"').next().unwrap())
                else {
                    continue;
                };
                if !href.starts_with("/errands?") || !(href.contains("&state=") || href.contains("&came=")) {
                    continue;
                }
                let figure = link.split("figure__value\">").nth(1).filter(|_| link.contains("figure__value"));
                let value = figure.unwrap_or_else(|| link.split('>').nth(1).unwrap());
                let Ok(value) = value.split('<').next().unwrap().parse::<usize>() else { continue };
                let list = clerk.get(href).await.text();
                assert_eq!(list.matches("class=\"row-link\"").count(), value, "{href}");
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen}");
    });
}

#[test]
fn a_doctor_sees_what_he_does_and_what_waits_of_his_own_elders() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        enlist(&world, ward.wang, "双山街道").await;
        let mut clerk = world.signed_in_as(Role::Clerk, "张科员", None).await;
        let mut wang = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        let mut chen = world.signed_in_as(Role::Doctor, "chen", Some(ward.chen)).await;
        let errand = take(&mut clerk, ward.elders[0], "chat").await;
        assert!(wang.get(&errand).await.text().contains(WANTED));
        assert_eq!(chen.get(&errand).await.status, StatusCode::NOT_FOUND);
        assert_eq!(
            chen.post(&format!("{errand}/claim"), &[("version", "1")]).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(!chen.get("/errands").await.text().contains("单国英"));
        assert_eq!(wang.get("/errands/report").await.status, StatusCode::FORBIDDEN);
        let wrong = wang.post("/errands", &filled(&ward.elders[1].to_string(), "chat")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody he may not see");
        done(&mut wang, &errand, "claim", &[]).await;
        ward.pair(&world, ward.elders[0], Some(ward.zhang)).await;
        assert!(wang.get(&errand).await.text().contains(WANTED), "he does it");
        let tag = |answer: &Answer| answer.headers.get("etag").unwrap().to_str().unwrap().to_owned();
        let api = format!("/api/v1{errand}");
        assert_eq!(chen.get(&api).await.status, StatusCode::NOT_FOUND);
        let shown = wang.get(&api).await;
        assert!(shown.text().contains("\"first_because\":[\"alone\"]"), "{}", shown.text());
        let csrf = clerk.csrf.clone();
        let headers = [("if-match", tag(&shown)), ("x-csrf-token", csrf)];
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let claimed = clerk.json(Method::POST, &format!("{api}/claim"), &headers, &json!({})).await;
        assert!(claimed.status.is_client_error(), "it is taken, and she is no worker: {}", claimed.text());
    });
}

#[test]
fn what_is_wanted_and_every_reason_lies_sealed() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let (zhao, _) = worker(&world, "小赵", "双山街道").await;
        let act = world.hand_of(Role::Clerk, zhao);
        let person = ward.elders[0];
        let work = move |tx: &Tx<'_>| {
            let id = actions::take(tx, &act, &draft(&act, person, "shopping"))?;
            actions::claim(tx, &act, id, 1)?;
            actions::turn(tx, &act, id, 2, Turn::Done, "药买好了")?;
            let sealed = tx.list::<(Vec<u8>,)>(
                "SELECT said FROM errand UNION ALL SELECT note FROM errand_entry WHERE note IS NOT NULL",
                &[],
            )?;
            Ok((sealed, tx.list::<(String,)>("SELECT detail FROM audit_entry", &[])?))
        };
        let (sealed, log) = world.app.db.write(work).await.unwrap();
        assert_eq!(sealed.len(), 2);
        for words in ["降压药", "药买好了"] {
            assert!(
                sealed
                    .iter()
                    .all(|(bytes,)| !bytes.windows(words.len()).any(|part| part == words.as_bytes()))
            );
            assert!(log.iter().all(|(detail,)| !detail.contains(words)));
        }
    });
}
