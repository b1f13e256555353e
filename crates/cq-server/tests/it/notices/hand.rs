//! What waits for a hand, how people wish to be told, writing to many, and what cases, errands and a death have to do with it.

use axum::http::{Method, StatusCode};
use cq_notice::{
    notice::{Addressee, Channel, rules::Rules, store::list},
    preference::{self, Preference},
};
use cq_platform::{db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    person::PersonId,
    segment,
    staff::{self, store::Staff},
};
use serde_json::json;

use super::{listed, prefer, send, senders, servers::Server, set, state, tell, ward, write};
use crate::{
    life_event::{hidden, last_event, look, note, undo},
    world::{Browser, World, on_each_engine},
};

async fn step(
    browser: &mut Browser<'_>,
    notice: &str,
    verb: &str,
    fields: &[(&str, &str)],
) -> crate::world::Answer {
    let version = hidden(&browser.get(notice).await.text(), "version");
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    browser.post(&format!("{notice}/{verb}"), &fields).await
}

#[test]
fn a_call_is_written_down_whether_it_reached_anybody_or_not() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        prefer(&world, ward.elders[0], Channel::Call).await;
        let id = tell(&world, ward.elders[0], 1).await;
        let address = format!("/notices/{id}");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/notices/calls").await.text();
        assert!(
            page.contains("单国英") && page.contains("tel:15400005520") && page.contains("小张、小李"),
            "{page}"
        );
        let wrong = step(&mut clerk, &address, "called", &[("words", "喂")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "reached or not has to be said");
        let missed = step(&mut clerk, &address, "called", &[("reached", "no"), ("again_hours", "2")]).await;
        assert_eq!(missed.status, StatusCode::SEE_OTHER, "{}", missed.text());
        assert_eq!(listed(&world, id).await.not_before.to_string(), "2026-11-23T03:30:00Z");
        let page = clerk.get("/notices/calls").await.text();
        assert!(page.contains("现在没有要打的电话") && page.contains("过后再打"), "{page}");
        world.at("2026-11-23T03:30:00Z");
        let words = "女儿接的，说知道了";
        let told = step(&mut clerk, &address, "called", &[("reached", "yes"), ("words", words)]).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER);
        let page = clerk.get(&address).await.text();
        assert!(page.contains(words) && page.contains("没打通") && page.contains("已电话告知"), "{page}");
        let again = clerk.post(&format!("{address}/called"), &[("version", "3"), ("reached", "yes")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "it is told already");
        // Not reached often enough: somebody decides.
        set(&world, Rules { tries: 1, ..Rules::default() }).await;
        let id = tell(&world, ward.elders[0], 2).await;
        step(&mut clerk, &format!("/notices/{id}"), "called", &[("reached", "no")]).await;
        assert_eq!(state(&world, id).await, "given-up");
    });
}

#[test]
fn a_call_that_waits_rests_while_it_is_quiet() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        prefer(&world, ward.elders[0], Channel::Call).await;
        tell(&world, ward.elders[0], 1).await;
        world.at("2026-11-23T14:30:00Z");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/notices/calls").await.text();
        assert!(page.contains("现在是安静时段") && page.contains("单国英"), "{page}");
        assert!(!page.contains("name=\"reached\"") && !page.contains("tel:"), "{page}");
        world.at("2026-11-24T00:00:00Z");
        clerk.sign_in("clerk", crate::world::PASSWORD).await;
        let page = clerk.get("/notices/calls").await.text();
        assert!(!page.contains("安静时段") && page.contains("name=\"reached\""), "{page}");
    });
}

#[test]
fn two_who_make_the_same_call_are_one_call() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        prefer(&world, ward.elders[0], Channel::Call).await;
        let id = tell(&world, ward.elders[0], 1).await;
        let (mut zhang, mut li) = (
            world.signed_in_as(Role::Clerk, "张科员", None).await,
            world.signed_in_as(Role::Clerk, "李科员", None).await,
        );
        let path = format!("/notices/{id}/called");
        let fields = [("version", "1"), ("reached", "yes")];
        let (one, other) = tokio::join!(zhang.post(&path, &fields), li.post(&path, &fields));
        let mut both = [one.status, other.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    });
}

#[test]
fn letters_and_texts_to_paste_wait_for_a_hand() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        prefer(&world, ward.elders[0], Channel::Letter).await;
        prefer(&world, ward.elders[1], Channel::Paste).await;
        let (letter, paste) = (tell(&world, ward.elders[0], 1).await, tell(&world, ward.elders[1], 1).await);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/notices/letters").await.text();
        assert!(page.contains("双山街道文博路 6 号 1 单元 102") && page.contains("打印这 1 封"), "{page}");
        world.press.jam(true);
        let refused = clerk.post("/notices/letters", &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert_eq!(state(&world, letter).await, "waiting", "what was not printed is not marked");
        world.press.jam(false);
        let printed = clerk.post("/notices/letters", &[]).await;
        assert!(printed.text().contains("双山街道文博路 6 号 1 单元 102"), "{}", printed.text());
        assert_eq!(state(&world, letter).await, "printed");
        let act = world.hand(Role::Clerk);
        let print = move |tx: &Tx<'_>| cq_notice::notice::actions::print(tx, &act, letter, 2);
        world.app.db.write(print).await.unwrap();
        assert_eq!(listed(&world, letter).await.version, 2, "printed once more it stays as it is");
        let page = clerk.get("/notices/paste").await.text();
        assert!(
            page.contains("<textarea") && page.contains("仇德昌") && page.contains("长庆县委老干部局"),
            "{page}"
        );
        let pasted = step(&mut clerk, &format!("/notices/{paste}"), "pasted", &[]).await;
        assert_eq!(pasted.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&world, paste).await, "pasted");
    });
}

#[test]
fn another_way_is_chosen_once_and_the_first_is_withdrawn() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let id = tell(&world, ward.elders[0], 1).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/notices/{id}");
        let same = step(&mut clerk, &address, "instead", &[("channel", "text")]).await;
        assert!(same.text().contains("已经是用这个方式了"), "{}", same.text());
        let none = step(&mut clerk, &address, "instead", &[("channel", "mail")]).await;
        assert!(none.text().contains("没有可用的号码或地址"), "{}", none.text());
        let fields = [("version", "1"), ("channel", "letter")];
        let path = format!("{address}/instead");
        let mut other = clerk.clone();
        let (one, two) = tokio::join!(clerk.post(&path, &fields), other.post(&path, &fields));
        let mut both = [one.status, two.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let page = clerk.get("/notices/letters").await.text();
        assert_eq!(page.matches("/notices/0").count(), 1, "{page}");
        assert_eq!(state(&world, id).await, "withdrawn");
        // What was said is said: the same cause writes nothing new.
        assert_eq!(write(&world, ward.elders[0], 1).await, cq_notice::notice::Told::Already);
    });
}

/// A daughter who acts for her father.
async fn daughter(world: &World, father: PersonId) -> PersonId {
    let act = world.hand(Role::Clerk);
    let write = move |tx: &Tx<'_>| {
        let id: PersonId = act.new_id();
        let facts = cq_registry::person::Facts {
            phone: Some("13900001111".into()),
            ..cq_registry::person::Facts::new("单小燕", cq_registry::person::Category::Relative)
        };
        cq_registry::person::store::insert(tx, &act, id, &facts)?;
        let relation: uuid::Uuid = act.new_id();
        tx.execute(
            "INSERT INTO relation (bureau_id, id, person_id, other_id, kind, is_contact, is_contact_back, is_proxy, version)
             VALUES ($1, $2, $3, $4, 'child', 1, 0, 1, 1)",
            &[act.bureau(), &relation, &father, &id],
        )?;
        Ok(id)
    };
    world.app.db.write(write).await.unwrap()
}

#[test]
fn each_is_told_as_they_wish_and_otherwise_as_they_can_be() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let person = ward.elders[0];
        let path = format!("/people/{person}/notices");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&path).await.text();
        assert!(page.contains("现在通知单国英：短信 15400005520（没说过，按常用方式）"), "{page}");
        let wrong = clerk.post(&path, &[("channel", "mail"), ("mail", "不是邮箱")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("这不是邮箱地址") && wrong.text().contains("value=\"不是邮箱\""));
        let needed = clerk.post(&path, &[("channel", "mail"), ("mail", "")]).await;
        assert!(needed.text().contains("选了邮件，请写邮箱"));
        let saved =
            clerk.post(&path, &[("channel", "mail"), ("mail", "shan@elders.example"), ("lang", "en")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let stale = clerk.post(&path, &[("channel", "call"), ("version", "7")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "somebody was first");
        let id = tell(&world, person, 1).await;
        let mail = listed(&world, id).await;
        assert_eq!((mail.channel, mail.content.address.as_str()), (Channel::Mail, "shan@elders.example"));
        assert!(
            mail.content.text.contains("come") && mail.content.subject == "Your errand is arranged",
            "in English"
        );
        // Her father's notices go to the daughter who acts for him, to her own number.
        daughter(&world, person).await;
        let fields = [("by_proxy", "yes"), ("channel", "text"), ("version", "1"), ("mail", "")];
        assert_eq!(clerk.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
        let id = tell(&world, person, 2).await;
        let through = listed(&world, id).await.content;
        assert_eq!((through.through.as_deref(), through.address.as_str()), (Some("单小燕"), "13900001111"));
        let page = clerk.get(&format!("/people/{person}")).await.text();
        assert!(page.contains("现在通知单小燕") && page.contains("代办安排"), "{page}");
        // By another way it is the daughter who is told, too.
        let instead = step(&mut clerk, &format!("/notices/{id}"), "instead", &[("channel", "call")]).await;
        assert_eq!(instead.status, StatusCode::SEE_OTHER, "{}", instead.text());
        let act = world.hand(Role::Clerk);
        let lately = world.app.db.read(move |conn| list::of_person(conn, &act, person, 50)).await.unwrap();
        let called = &lately.iter().find(|one| one.channel == Channel::Call).expect("a call").content;
        assert_eq!((called.through.as_deref(), called.address.as_str()), (Some("单小燕"), "13900001111"));
        // A doctor writes it down for his own elders alone.
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(ward.wang)).await;
        assert_eq!(doctor.get(&path).await.status, StatusCode::OK);
        let other = format!("/people/{}/notices", ward.elders[1]);
        assert_eq!(doctor.get(&other).await.status, StatusCode::NOT_FOUND);
        assert_eq!(doctor.get("/notices").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn whoever_cannot_be_reached_is_named_and_not_forgotten() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let person = ward.elders[0];
        let bare = "UPDATE person SET phone = NULL, address = NULL WHERE bureau_id = $1 AND id = $2";
        let bureau = world.bureau.id;
        world.app.db.write(move |tx| tx.execute(bare, &[&bureau, &person])).await.unwrap();
        let id = tell(&world, person, 1).await;
        assert_eq!(state(&world, id).await, "given-up");
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/notices?state=trouble").await.text().contains("没有号码或地址"));
        let again = step(&mut clerk, &format!("/notices/{id}"), "again", &[]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text());
        let found = "UPDATE person SET phone = '13800002222' WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute(found, &[&bureau, &person])).await.unwrap();
        let chosen = step(&mut clerk, &format!("/notices/{id}"), "instead", &[("channel", "text")]).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
        let (mail, text) = (Server::mail(), Server::text());
        assert_eq!(send(&world, &senders(&mail, &text)).await.sent, 1);
        text.seen(|seen| assert_eq!(seen.taken[0].1, "13800002222"));
    });
}

#[test]
fn a_death_withdraws_what_still_waits_and_taken_back_lets_it_wait_again() {
    on_each_engine(async |world| {
        let home = crate::life_event::Home::of(&world).await;
        let (waits, sent) = (tell(&world, home.husband, 1).await, tell(&world, home.neighbour, 1).await);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let death = [("kind", "death"), ("on", "2026-11-21")];
        let preview = look(&mut clerk, home.husband, &death).await.text();
        assert!(preview.contains("撤回还没送到的通知：代办安排（短信）"), "{preview}");
        note(&mut clerk, home.husband, &death).await;
        assert_eq!(
            (state(&world, waits).await, state(&world, sent).await),
            ("withdrawn".into(), "waiting".into())
        );
        assert_eq!(write(&world, home.husband, 2).await, cq_notice::notice::Told::Unwanted);
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        assert_eq!(send(&world, &senders).await.sent, 1, "the neighbour's alone");
        let event = last_event(&world).await;
        assert_eq!(undo(&mut clerk, &event).await.status, StatusCode::SEE_OTHER);
        assert_eq!(state(&world, waits).await, "waiting");
        assert_eq!(send(&world, &senders).await.sent, 1);
    });
}

async fn everybody_with_a_doctor(world: &World) -> segment::SegmentId {
    let act = world.hand(Role::Clerk);
    let asked = segment::Segment::of(segment::Condition::HasDoctor);
    let draft = segment::store::Draft {
        name: "有医生的".into(),
        shared_with: segment::SharedWith::Bureau,
        segment: asked,
    };
    world.app.db.write(move |tx| segment::actions::create(tx, &act, &draft)).await.unwrap()
}

#[test]
fn one_text_to_many_is_seen_first_and_made_once() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        prefer(&world, ward.elders[1], Channel::Letter).await;
        let segment = everybody_with_a_doctor(&world).await.to_string();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/notices/new").await.text();
        assert!(page.contains("有医生的"), "{page}");
        let text = "{姓名}同志：冬日送温暖就要开始，您的责任医生会提前打电话约时间。";
        let nobody = clerk.post("/notices/preview", &[("subject", "送温暖"), ("text", text)]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            nobody.text().contains("请选一个人群") && nobody.text().contains("冬日送温暖"),
            "nothing is lost"
        );
        let fields = [("segment", segment.as_str()), ("subject", "送温暖"), ("text", text)];
        let preview = clerk.post("/notices/preview", &fields).await;
        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
        let page = preview.text();
        assert!(page.contains("发给这 2 人") && page.contains("【长庆县委老干部局】单国英同志"), "{page}");
        assert!(clerk.get("/notices").await.text().contains("没有还没办完的通知"), "looking sends nothing");
        let (id, seen) = (hidden(&page, "id"), hidden(&page, "seen"));
        let mut made = fields.to_vec();
        made.extend([("id", id.as_str()), ("seen", seen.as_str())]);
        // Somebody's number changes in between: nothing is made, and it is shown again.
        prefer(&world, ward.elders[0], Channel::Call).await;
        let changed = clerk.post("/notices", &made).await;
        assert!(
            changed.status == StatusCode::OK && changed.text().contains("什么也没有发"),
            "{}",
            changed.text()
        );
        let seen = hidden(&changed.text(), "seen");
        let last = made.len() - 1;
        made[last] = ("seen", seen.as_str());
        let mut other = clerk.clone();
        let (one, two) = tokio::join!(clerk.post("/notices", &made), other.post("/notices", &made));
        assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        let mut to = [one.to.unwrap(), two.to.unwrap()];
        to.sort();
        assert_eq!(to, ["/notices?notice=notice-notice-made", "/notices?notice=notice-notice-made-before"]);
        let page = clerk.get("/notices").await.text();
        assert_eq!(page.matches("class=\"row-link\"").count(), 2, "{page}");
        assert!(page.contains("送温暖"));
    });
}

#[test]
fn programs_write_down_how_somebody_wishes_to_be_told() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/api/v1/people/{}/notice-preference", ward.elders[0]);
        let shown: serde_json::Value = serde_json::from_slice(&clerk.get(&path).await.body).unwrap();
        assert_eq!((shown["way"].as_str(), shown["version"].as_i64()), (Some("text"), Some(0)));
        let wish = json!({ "channel": "letter", "receipts": "yes" });
        let saved = clerk.json(Method::POST, &path, &[("if-match", "\"0\"")], &wish).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        let stale = clerk.json(Method::POST, &path, &[("if-match", "\"0\"")], &wish).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let wrong = json!({ "channel": "pigeon" });
        let wrong = clerk.json(Method::POST, &path, &[("if-match", "\"1\"")], &wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let shown: serde_json::Value = serde_json::from_slice(&clerk.get(&path).await.body).unwrap();
        assert_eq!((shown["channel"].as_str(), shown["receipts"].as_bool()), (Some("letter"), Some(true)));
    });
}

/// Somebody on the staff with a mobile.
async fn colleague(world: &World, name: &'static str, phone: &'static str) -> StaffId {
    let act = world.hand(Role::Clerk);
    let hire = move |tx: &Tx<'_>| {
        let id: StaffId = act.new_id();
        staff::store::insert(tx, act.bureau(), &Staff::new(id, name.into(), Some(phone.into())))?;
        Ok(id)
    };
    world.app.db.write(hire).await.unwrap()
}

#[test]
fn a_case_gives_a_receipt_to_who_wishes_one_and_a_late_one_is_told_upwards_once() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let first = colleague(&world, "张首接", "13700001111").await;
        let act = world.hand(Role::Clerk);
        let wish = Preference { receipts: true, ..Preference::default() };
        let person = ward.elders[0];
        world.app.db.write(move |tx| preference::put(tx, &act, person, None, &wish)).await.unwrap();
        crate::cases::sample(&world, ward.elders[0], first).await;
        crate::cases::sample(&world, ward.elders[1], first).await;
        let (mail, text) = (Server::mail(), Server::text());
        let senders = senders(&mail, &text);
        assert_eq!(send(&world, &senders).await.sent, 1, "only who wishes it has a receipt");
        text.seen(|seen| assert!(seen.taken[0].2.contains("首接责任人张首接"), "{:?}", seen.taken[0].2));
        world.at("2026-12-14T02:00:00Z");
        for _ in 0..2 {
            cq_server::jobs::escalate(&world.app).await.unwrap();
        }
        assert_eq!(send(&world, &senders).await.sent, 2, "two cases, one rung each");
        text.seen(|seen| {
            assert_eq!(seen.taken.last().unwrap().1, "13700001111");
            assert!(seen.taken.last().unwrap().2.contains("已过办理时限"), "{:?}", seen.taken.last());
        });
    });
}

#[test]
fn an_elder_hears_who_comes_for_an_errand_once_there_are_as_many_as_it_takes() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        let worker = colleague(&world, "小张", "13700002222").await;
        crate::errands::sample(&world, ward.elders[0], worker).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/notices").await.text();
        assert!(page.contains("单国英") && page.contains("代办安排"), "{page}");
        let page = clerk.get(&format!("/people/{}", ward.elders[0])).await.text();
        assert!(page.contains("代办安排"), "{page}");
        set(&world, Rules { tells_errands: false, ..Rules::default() }).await;
        crate::errands::sample(&world, ward.elders[1], ward.zhang).await;
        assert!(!clerk.get("/notices").await.text().contains("仇德昌"), "the bureau does not want it");
    });
}

#[test]
fn rules_are_the_bureaus_own_and_wrong_ones_say_so() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/settings/notices").await.text();
        assert!(page.contains("value=\"21:00\"") && page.contains("value=\"08:00\""), "{page}");
        let right = [
            ("quiet_from", "20:30"),
            ("quiet_to", "8：15"),
            ("tries", "5"),
            ("again_hours", "3"),
            ("signature", "章丘老干部局"),
            ("tells", "late"),
        ];
        let mut wrong = right;
        wrong[0].1 = "晚上九点";
        let refused = clerk.post("/settings/notices", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("请写几点几分") && refused.text().contains("晚上九点"));
        assert_eq!(clerk.post("/settings/notices", &right).await.status, StatusCode::SEE_OTHER);
        let page = clerk.get("/settings/notices").await.text();
        assert!(page.contains("value=\"08:15\"") && page.contains("章丘老干部局"), "{page}");
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get("/settings/notices").await.status, StatusCode::FORBIDDEN);
        assert_eq!(leader.get("/notices").await.status, StatusCode::OK);
        let mine = [("channel", ""), ("mail", "li@zq.example")];
        assert_eq!(leader.post("/notices/mine", &mine).await.status, StatusCode::SEE_OTHER);
        assert!(leader.get("/notices/mine").await.text().contains("li@zq.example"));
    });
}

#[test]
fn programs_read_the_list_and_write_calls_down() {
    on_each_engine(async |world| {
        let ward = ward(&world).await;
        prefer(&world, ward.elders[0], Channel::Call).await;
        let id = tell(&world, ward.elders[0], 1).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let list: serde_json::Value =
            serde_json::from_slice(&clerk.get("/api/v1/notices").await.body).unwrap();
        assert_eq!(list["notices"][0]["channel"], "call");
        let path = format!("/api/v1/notices/{id}/called");
        let unguarded = clerk.json(Method::POST, &path, &[], &json!({ "reached": "yes" })).await;
        assert_eq!(unguarded.status, StatusCode::PRECONDITION_REQUIRED);
        let with = [("if-match", "\"1\"")];
        let wrong = clerk.json(Method::POST, &path, &with, &json!({ "reached": "maybe" })).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told =
            clerk.json(Method::POST, &path, &with, &json!({ "reached": "yes", "words": "知道了" })).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text());
        let told: serde_json::Value = serde_json::from_slice(&told.body).unwrap();
        assert_eq!(told["state"], "told");
        let stale = clerk.json(Method::POST, &path, &with, &json!({ "reached": "yes" })).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
    });
}

#[test]
fn a_staff_member_without_an_address_is_told_on_the_page_alone() {
    on_each_engine(async |world| {
        ward(&world).await;
        let act = world.hand(Role::Clerk);
        let write = move |tx: &Tx<'_>| {
            let id: StaffId = act.new_id();
            staff::store::insert(tx, act.bureau(), &Staff::new(id, "无号".into(), None))?;
            let kind = cq_notice::notice::Kind::CaseLate;
            let cause = cq_notice::notice::Cause { kind, id: uuid::Uuid::from_u128(5), occasion: 11 };
            cq_notice::notice::write(tx, &act, &cause, Addressee::Staff(id), &[])
        };
        assert_eq!(world.app.db.write(write).await.unwrap(), cq_notice::notice::Told::Unwanted);
    });
}
