//! The log: nobody alters it unnoticed.

mod words;

use cq_platform::{
    audit::{self, Subject, Verdict},
    policy::{Action, EVERYONE, Role},
};
use serde_json::json;

use crate::{
    desk::Desk,
    world::{World, on_each_engine},
};

const SEEN: Action = Action { name: "person.view", grants: EVERYONE };

async fn write(world: &World, entries: usize) {
    for n in 0..entries {
        let act = world.hand(Role::Clerk);
        world
            .app
            .db
            .write(move |tx| act.record(tx, &SEEN, Subject::list("person"), &json!({ "n": n })))
            .await
            .unwrap();
    }
}

async fn verdict(world: &World, kept: Option<audit::Checkpoint>) -> Verdict {
    let (secrets, bureau) = (world.app.secrets.clone(), world.bureau.id);
    world.app.db.read(move |conn| audit::verify(conn, &secrets, &bureau, kept.as_ref())).await.unwrap()
}

async fn tamper(world: &World, sql: &'static str) {
    let bureau = world.bureau.id;
    world.app.db.write(move |tx| tx.execute(sql, &[&bureau])).await.unwrap();
}

#[test]
fn an_untouched_log_is_whole() {
    on_each_engine(async |world| {
        write(&world, 5).await;
        assert!(matches!(verdict(&world, None).await, Verdict::Whole { entries: 5, .. }));
    });
}

#[test]
fn an_altered_a_removed_and_a_cut_off_entry_are_named() {
    on_each_engine(async |world| {
        write(&world, 5).await;
        tamper(&world, "UPDATE audit_entry SET name = 'nobody' WHERE bureau_id = $1 AND seq = 3").await;
        assert_eq!(verdict(&world, None).await, Verdict::Broken { seq: 3 });
        tamper(&world, "DELETE FROM audit_entry WHERE bureau_id = $1 AND seq = 2").await;
        assert_eq!(verdict(&world, None).await, Verdict::Broken { seq: 2 });
    });
    on_each_engine(async |world| {
        write(&world, 5).await;
        tamper(&world, "DELETE FROM audit_entry WHERE bureau_id = $1 AND seq = 5").await;
        assert_eq!(verdict(&world, None).await, Verdict::Broken { seq: 5 });
    });
}

#[test]
fn a_log_cut_short_with_its_head_set_back_is_found_by_the_kept_checkpoint() {
    on_each_engine(async |world| {
        write(&world, 5).await;
        let Verdict::Whole { checkpoint: Some(kept), .. } = verdict(&world, None).await else {
            panic!("whole")
        };
        write(&world, 1).await;
        tamper(&world, "DELETE FROM audit_entry WHERE bureau_id = $1 AND seq > 4").await;
        tamper(
            &world,
            "UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_entry e WHERE e.bureau_id = $1 AND e.seq = 4) WHERE bureau_id = $1",
        )
        .await;
        assert!(
            matches!(verdict(&world, None).await, Verdict::Whole { entries: 4, .. }),
            "unnoticed without a checkpoint"
        );
        assert_eq!(verdict(&world, Some(kept)).await, Verdict::Broken { seq: 5 });
    });
}

#[test]
fn writers_at_once_leave_one_chain() {
    on_each_engine(async |world| {
        let writes: Vec<_> = (0..24)
            .map(|n| {
                let (db, act) = (world.app.db.clone(), world.hand(Role::Clerk));
                tokio::spawn(async move {
                    db.write(move |tx| act.record(tx, &SEEN, Subject::list("person"), &json!({ "n": n })))
                        .await
                })
            })
            .collect();
        for write in writes {
            write.await.unwrap().unwrap();
        }
        assert!(matches!(verdict(&world, None).await, Verdict::Whole { entries: 24, .. }));
    });
}

#[test]
fn the_page_says_what_was_done_in_sentences_and_names_no_elder() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in_as(Role::Clerk, "zhoumin", None).await;
        clerk.get(&format!("/people/{}", desk.his)).await;
        clerk.post(&format!("/people/{}/unmask?what=citizen_id", desk.his), &[]).await;
        let mut auditor = world.signed_in(Role::Auditor).await;
        let page = auditor.get("/audit").await.text();
        for said in ["zhoumin", "看个人资料", "显示了身份证号", "登录成功", "老同志（编号"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("王晓明"), "the auditor sees nobody: {page}");
        assert!(
            !page.contains("{&#34;") && !page.contains("&quot;") && !page.contains("\":"),
            "no JSON: {page}"
        );

        let trail = auditor.get(&format!("/audit?kind=person&subject={}", desk.his)).await.text();
        assert!(trail.contains("看个人资料") && !trail.contains("登录成功"), "{trail}");
        let signing = auditor.get("/audit?noun=session").await.text();
        assert!(
            signing.contains("登录成功") && !signing.contains("<td data-label=\"做了什么\">看个人资料"),
            "{signing}"
        );
        let program = auditor.get("/audit?who=program").await.text();
        assert!(!program.contains("scope=\"row\" class=\"keep\">zhoumin"), "{program}");
        assert!(auditor.get("/audit?from=2026-11-24").await.text().contains("没有符合的记录"));
        assert!(auditor.get("/audit?to=2026-11-22").await.text().contains("没有符合的记录"));
        assert!(auditor.get("/audit?from=2026-11-23&to=2026-11-23").await.text().contains("zhoumin"));
        let odd = auditor.get("/audit?from=2026-02-30&who=x&noun=nothing&subject=y").await;
        assert_eq!(odd.status, axum::http::StatusCode::OK);
    });
}

#[test]
fn no_entry_shows_a_word_of_the_programs() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get(&format!("/people/{}", desk.his)).await;
        let rate = [
            ("since", "2026-01-01"),
            ("income", "54188"),
            ("months", "40"),
            ("multiple", "2"),
            ("multiple_at_work", "20"),
            ("source", "虚构的文号 1 号"),
        ];
        let kin = [("name", "王小丽"), ("kind", "child"), ("ties", "contact"), ("asked", "王小丽")];
        let club = [("kind", "club"), ("name", "书画社")];
        let relations = format!("/people/{}/relations", desk.his);
        for (path, fields) in [
            ("/settings/benefits", &rate[..]),
            (relations.as_str(), &kin[..]),
            ("/groups", &club[..]),
            ("/settings/ages", &[("rule", "nominal")][..]),
        ] {
            let answer = clerk.post(path, fields).await;
            assert_eq!(answer.status, axum::http::StatusCode::SEE_OTHER, "{path}: {}", answer.text());
        }
        let mut auditor = world.signed_in(Role::Auditor).await;
        let page = auditor.get("/audit").await.text();
        for said in [
            "录入2026年1月1日起的抚恤金标准",
            "上年人均可支配收入 54,188.00 元",
            "关系：子女",
            "按虚岁",
            ">书画社<",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let facts = page.split("data-label=\"内容\">").skip(1).filter_map(|rest| rest.split("</td>").next());
        for facts in facts {
            let letters = facts.split(|c: char| !c.is_ascii_lowercase() && c != '_' && c != '-');
            let longest = letters.max_by_key(|word| word.len()).unwrap_or_default();
            assert!(longest.len() < 3 || facts.contains("编号"), "a word of the program's: {facts}");
        }
    });
}

#[test]
fn every_entry_stands_on_one_page_of_the_log() {
    on_each_engine(async |world| {
        write(&world, 130).await;
        let mut auditor = world.signed_in(Role::Auditor).await;
        let (mut address, mut seen) = ("/audit".to_owned(), Vec::new());
        loop {
            let page = auditor.get(&address).await.text();
            let cells = page.split("class=\"n minor\" data-label=\"序号\">").skip(1);
            seen.extend(
                cells.map(|cell| cell.split('<').next().unwrap().replace(',', "").parse::<i64>().unwrap()),
            );
            let Some(next) = page.split("rel=\"next\" href=\"").nth(1) else { break };
            address = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        }
        let all: Vec<i64> = (1..=seen.len() as i64).rev().collect();
        assert!(seen.len() >= 130);
        assert_eq!(seen, all, "each once, the latest first");
    });
}
