//! Ability by GB/T 42195: by a doctor at the bed, with the sum in plain words, and only of his own elders.

use axum::http::StatusCode;
use cq_platform::{audit, db::Conn, policy::Role};
use cq_registry::assessment::model::ITEMS;

use crate::{
    desk::Desk,
    world::{Answer, Browser, World, on_each_engine},
};

/// Every item at its best, except those named.
fn scored<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let best = |most: u8| ["0", "1", "2", "3", "4"][usize::from(most)];
    let mut fields: Vec<(&str, &str)> = ITEMS
        .iter()
        .filter(|item| !other.iter().any(|(key, _)| *key == item.key))
        .map(|item| (item.key, best(item.most)))
        .collect();
    if !other.iter().any(|(key, _)| *key == "on") {
        fields.push(("on", "2026-11-20"));
    }
    fields.extend(other);
    fields
}

#[test]
fn a_doctor_assesses_his_elder_and_reads_how_the_level_came_about() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let path = format!("/people/{}/assessments", desk.his);
        let form = doctor.get(&format!("{path}/new")).await;
        assert!(form.status == StatusCode::OK && form.text().contains("床椅转移"));
        let falls = scored(&[("walking", "1"), ("stairs", "0"), ("risk_events", "2")]);
        let to = doctor.post(&path, &falls).await.to.unwrap();
        let page = doctor.get(&to).await.text();
        assert!(page.contains("总分 84 分，按分数为轻度失能（66–89 分）"), "{page}");
        assert!(page.contains("近 30 天发生意外事件 2 次") && page.contains("评估等级：中度失能"));
        assert!(page.contains("基础运动能力 9（满分 15）") && page.contains("总分 84 分（满分 90）"));
        let shown = doctor.get(&format!("/people/{}", desk.his)).await.text();
        assert!(shown.contains("中度失能") && shown.contains("84 分"));

        let foreign = format!("/people/{}/assessments", desk.other);
        assert_eq!(doctor.post(&foreign, &scored(&[])).await.status, StatusCode::NOT_FOUND);
        // Somebody's assessment under somebody else's address is nothing either.
        let mixed = format!("/people/{}/assessments/{}", desk.his, desk.assessments[1]);
        assert_eq!(doctor.get(&mixed).await.status, StatusCode::NOT_FOUND);

        let bureau = world.bureau.id;
        let sql = "SELECT scores FROM assessment WHERE bureau_id = $1";
        let sealed: Vec<(Vec<u8>,)> =
            world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap();
        assert!(sealed.iter().all(|(scores,)| !String::from_utf8_lossy(scores).contains("is_comatose")));
    });
}

#[test]
fn an_item_forgotten_is_named_and_a_coma_needs_none() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{}/assessments", desk.his);
        clerk.get(&format!("{path}/new")).await;
        let answer =
            clerk.post(&path, &scored(&[("memory", ""), ("stairs", "4"), ("risk_events", "-1")])).await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("#f-memory") && page.contains("#f-stairs") && page.contains("#f-risk_events"));
        let early = clerk.post(&path, &scored(&[("on", "2026-12-01")])).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
        let to = clerk.post(&path, &[("on", "2026-11-23"), ("coma", "yes")]).await.to.unwrap();
        assert!(clerk.get(&to).await.text().contains("评估等级：完全失能"));
    });
}

#[test]
fn the_lines_are_a_dated_setting_and_what_was_assessed_keeps_its_level() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{}/assessments", desk.his);
        clerk.get(&format!("{path}/new")).await;
        let tired = scored(&[("walking", "1"), ("stairs", "0")]);
        let before = clerk.post(&path, &tired).await.to.unwrap();
        let mut admin = world.signed_in(Role::Admin).await;
        admin.get("/assessments/thresholds").await;
        let lines = |mild| {
            [("since", "2026-11-21"), ("intact", "90"), ("mild", mild), ("moderate", "46"), ("severe", "30")]
        };
        let refused = admin.post("/assessments/thresholds", &lines("90")).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("从高到低"));
        assert_eq!(admin.post("/assessments/thresholds", &lines("85")).await.status, StatusCode::SEE_OTHER);
        assert!(clerk.get(&before).await.text().contains("评估等级：轻度失能"));
        // The 20th lies before the new lines, the 22nd behind.
        let same_day = clerk.post(&path, &tired).await.to.unwrap();
        assert!(clerk.get(&same_day).await.text().contains("评估等级：轻度失能"));
        let later = scored(&[("walking", "1"), ("stairs", "0"), ("on", "2026-11-22")]);
        let after = clerk.post(&path, &later).await.to.unwrap();
        assert!(clerk.get(&after).await.text().contains("评估等级：中度失能"));
        assert_eq!(clerk.post("/assessments/thresholds", &lines("66")).await.status, StatusCode::FORBIDDEN);
    });
}

/// Where an answer leads, without what it says there.
fn address(answer: Answer) -> String {
    answer.to.unwrap().split('?').next().unwrap().to_owned()
}

/// Answers the form of an assessment's page, as its reader saw it.
async fn take_back(browser: &mut Browser<'_>, address: &str, because: &str) -> Answer {
    let page = browser.get(address).await.text();
    let version = if page.contains("name=\"version\" value=\"1\"") { "1" } else { "0" };
    browser.post(&format!("{address}/withdraw"), &[("version", version), ("because", because)]).await
}

/// Whether the person is among those whose ability is at `level`.
async fn is_among(clerk: &mut Browser<'_>, desk: &Desk, level: &str) -> bool {
    let list = clerk.get(&format!("/people?c=ability_{level}")).await.text();
    list.contains(&format!("/people/{}\"", desk.his))
}

#[test]
fn a_wrong_assessment_is_taken_back_and_the_one_before_it_counts_again() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut doctor = world.signed_in_as(Role::Doctor, "wang", Some(desk.doctor)).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{}/assessments", desk.his);
        doctor.get(&format!("{path}/new")).await;
        let coma = [("on", "2026-11-23"), ("coma", "yes"), ("assessor", "李护士")];
        let wrong = address(doctor.post(&path, &coma).await);
        assert!(is_among(&mut clerk, &desk, "4").await && !is_among(&mut clerk, &desk, "1").await);

        let silent = take_back(&mut doctor, &wrong, " ").await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(silent.text().contains("#f-because") && is_among(&mut clerk, &desk, "4").await);
        let hidden = take_back(&mut doctor, &wrong, "评到\u{202e}别人身上").await;
        assert!(
            hidden.status == StatusCode::UNPROCESSABLE_ENTITY && hidden.text().contains("看不见的控制字符")
        );
        let foreign = format!("/people/{}/assessments/{}/withdraw", desk.other, desk.assessments[1]);
        let reason = [("version", "1"), ("because", "评错人了")];
        assert_eq!(doctor.post(&foreign, &reason).await.status, StatusCode::NOT_FOUND);
        let mixed = format!("{path}/{}/withdraw", desk.assessments[1]);
        assert_eq!(clerk.post(&mixed, &reason).await.status, StatusCode::NOT_FOUND);
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.post(&format!("{wrong}/withdraw"), &reason).await.status, StatusCode::FORBIDDEN);

        let done = take_back(&mut doctor, &wrong, "评到同名的另一位身上").await;
        assert_eq!(address(done), format!("/people/{}", desk.his));
        let page = doctor.get(&wrong).await.text();
        assert!(page.contains("这次评估已经撤回") && page.contains("评到同名的另一位身上"), "{page}");
        assert!(page.contains("wang于") && page.contains("<del>评估等级：完全失能</del>"), "{page}");
        assert!(!page.contains("name=\"because\""), "nobody is asked twice");
        let shown = clerk.get(&format!("/people/{}", desk.his)).await.text();
        assert!(shown.contains("撤回的评估（1 次）") && shown.contains("<del>完全失能</del>"), "{shown}");
        assert!(shown.contains("<b>轻度失能</b>"), "the one before counts: {shown}");
        assert!(!is_among(&mut clerk, &desk, "4").await && is_among(&mut clerk, &desk, "1").await);
        let file = clerk.get(&format!("/people/{}/health?for=records", desk.his)).await.text();
        assert!(file.contains("<b>轻度失能</b>") && !file.contains("完全失能"), "{file}");
        assert_eq!(clerk.post(&format!("{wrong}/withdraw"), &reason).await.status, StatusCode::CONFLICT);

        let rest = format!("{path}/{}", desk.assessments[0]);
        assert_eq!(take_back(&mut clerk, &rest, "从来没有评过").await.status, StatusCode::SEE_OTHER);
        let none = clerk.get(&format!("/people/{}", desk.his)).await.text();
        assert!(none.contains("现在没有等级") && !is_among(&mut clerk, &desk, "1").await, "{none}");
        said_in_the_log_without_why(&world, &desk).await;
    });
}

/// That somebody took it back stands in the log; why lies sealed.
async fn said_in_the_log_without_why(world: &World, desk: &Desk) {
    let (bureau, person) = (world.bureau.id, desk.his.0);
    let read = move |conn: &Conn<'_>| audit::store::list_about(conn, &bureau, "person", person, 100);
    let entries = world.app.db.read(read).await.unwrap();
    let said: Vec<_> = entries.iter().filter(|entry| entry.action == "assessment.withdraw").collect();
    assert!(said.len() == 2 && said.iter().all(|entry| !entry.detail.contains("评")), "{}", said.len());
    let sql = "SELECT because FROM assessment WHERE bureau_id = $1 AND withdrawn_at IS NOT NULL";
    let sealed: Vec<(Vec<u8>,)> = world.app.db.read(move |conn| conn.list(sql, &[&bureau])).await.unwrap();
    assert!(sealed.iter().all(|(because,)| !String::from_utf8_lossy(because).contains("评")));
}

#[test]
fn of_two_who_take_the_same_one_back_one_does() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut one = world.signed_in(Role::Clerk).await;
        let mut two = world.signed_in_as(Role::Clerk, "second", None).await;
        let address = format!("/people/{}/assessments/{}", desk.his, desk.assessments[0]);
        let step = format!("{address}/withdraw");
        one.get(&address).await;
        two.get(&address).await;
        let (first, second) =
            ([("version", "1"), ("because", "甲说错了")], [("version", "1"), ("because", "乙说错了")]);
        let (first, second) = tokio::join!(one.post(&step, &first), two.post(&step, &second));
        let mut both = [first.status, second.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
        let page = one.get(&address).await.text();
        let first_was = first.status == StatusCode::SEE_OTHER;
        assert!(page.contains(if first_was { "甲说错了" } else { "乙说错了" }), "{page}");
    });
}

/// Statements that read assessments whether they stand or not, by a part of their text, with the reason.
const READ_ALL: &[(&str, &str)] = &[
    ("s.withdrawn_by, s.because", "one, as it was made, to be read"),
    ("s.withdrawn_at IS NOT NULL", "those taken back, to be read"),
    ("a.assessed_on, a.assessed_on", "a merge moves all of them"),
    (
        "UNION SELECT person_id FROM assessment",
        "somebody's record is not taken back while anything hangs on it",
    ),
];

#[test]
fn every_statement_that_reads_assessments_leaves_out_those_taken_back() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut folders, mut sources) = (vec![crates.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_product = path.is_dir() && !path.ends_with("tests") && !path.ends_with("target");
            if is_product {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                sources.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let (mut read, mut used) = (0, std::collections::BTreeSet::new());
    for text in sources.iter().flat_map(|source| source.split('"')) {
        let reads = text.matches("FROM assessment").count() + text.matches("JOIN assessment").count();
        if reads == 0 {
            continue;
        }
        if let Some((part, _)) = READ_ALL.iter().find(|(part, _)| text.contains(part)) {
            used.insert(*part);
            continue;
        }
        read += reads;
        let left_out = text.matches("withdrawn_at IS NULL").count();
        assert_eq!(left_out, reads, "counts what was taken back: {text}");
    }
    assert!(read >= 4, "lists, segments in the database and in memory: {read}");
    assert_eq!(used.len(), READ_ALL.len(), "an exception that nobody needs: {used:?}");
}
