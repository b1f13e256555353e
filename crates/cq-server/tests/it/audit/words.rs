//! Whatever the program can write into the log has words: read from the program's own source, so that nothing new is forgotten.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cq_platform::{
    audit::Subject,
    messages::Lang,
    policy::{Action, EVERYONE, Role},
};
use serde_json::{Map, Value, json};

use crate::world::{Browser, World};

/// Actions that pages ask about and nobody's entry is of.
const ASKED_ONLY: [&str; 2] = ["desk.see", "home.desk"];

/// What the log's detail holds, by the file that writes it; what only other pages and programs read stands in no such file.
#[derive(Default)]
struct Written {
    kinds: BTreeSet<String>,
    nouns: BTreeSet<String>,
    actions: BTreeSet<String>,
    facts: BTreeMap<String, PathBuf>,
}

impl Written {
    fn by_the_program() -> Self {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut written = Self::default();
        for one in fs::read_dir(crates).unwrap() {
            written.walk(&one.unwrap().path().join("src"));
        }
        written
    }

    fn walk(&mut self, folder: &Path) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                self.walk(&path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                self.read(&path, text.split("#[cfg(test)]").next().unwrap());
            }
        }
    }

    fn read(&mut self, path: &Path, text: &str) {
        for call in ["Subject::one(", "Subject::list("] {
            self.kinds.extend(quoted_behind(text, call));
        }
        let actions =
            quoted_behind(text, "Action { name: ").chain(quoted_behind(text, "Action {\n    name: "));
        for action in actions {
            let Some((noun, _)) = action.split_once('.') else { continue };
            self.nouns.insert(noun.to_owned());
            self.actions.insert(action);
        }
        if !text.contains("act.record(") && !text.contains(".record(tx") {
            return;
        }
        // What is handed to the log, in place or under a name; manifests and answers of the API are not.
        for (before, object) in text.split("json!({").zip(text.split("json!({").skip(1)) {
            let (object, after) = object.split_once("})").unwrap();
            let is_handed_on = ["&", "detail =", "said ="].iter().any(|end| before.trim_end().ends_with(end));
            if !is_handed_on || after.starts_with(".to_string()") {
                continue;
            }
            for (key, rest) in object.split('"').skip(1).step_by(2).zip(object.split('"').skip(2).step_by(2))
            {
                if rest.trim_start().starts_with(':') {
                    self.facts.entry(key.to_owned()).or_insert_with(|| path.to_owned());
                }
            }
        }
    }
}

fn quoted_behind<'t>(text: &'t str, call: &'t str) -> impl Iterator<Item = String> + 't {
    text.split(call).skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('"')?;
        Some(rest.split('"').next()?.to_owned())
    })
}

/// What the page says of `details`, each its own entry.
async fn said(
    world: &World,
    auditor: &mut Browser<'_>,
    action: &'static Action,
    details: Vec<Value>,
) -> Vec<String> {
    let act = world.hand(Role::Clerk);
    let count = details.len();
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        details.iter().rev().try_for_each(|detail| act.record(tx, action, Subject::list("person"), detail))
    };
    world.app.db.write(write).await.unwrap();
    let page = auditor.get(&format!("/audit?noun={}", action.name.split('.').next().unwrap())).await.text();
    let cells = page.split("data-label=\"内容\">").skip(1).map(|cell| cell.split("</td>").next().unwrap());
    cells.take(count).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_kind_and_every_fact_has_words_in_both_languages() {
    static ACTION: Action = Action { name: "home.view", grants: EVERYONE };
    let (world, written) = (World::on_sqlite().await, Written::by_the_program());
    assert!(
        written.kinds.len() > 30 && written.nouns.len() > 30 && written.facts.len() > 80,
        "too few found"
    );
    for lang in Lang::ALL {
        let has = |family: &str, word: &str| {
            let key = format!("audit-{family}-{}", word.replace([' ', '_'], "-"));
            world.app.messages.say(lang, &key) != key
        };
        let without: Vec<_> = written.kinds.iter().filter(|kind| !has("kind", kind)).collect();
        assert!(without.is_empty(), "{lang:?}: kinds without words: {without:?}");
        let said = |action: &str| {
            let key = format!("action-{}", action.replace('.', "-"));
            world.app.messages.say(lang, &key) != key
        };
        let without: Vec<_> = written
            .actions
            .iter()
            .filter(|action| !said(action) && !ASKED_ONLY.contains(&action.as_str()))
            .collect();
        assert!(without.is_empty(), "{lang:?}: actions without words: {without:?}");
        // What everybody may is of nobody in particular.
        let nouns = written.nouns.iter().filter(|noun| *noun != "public");
        let without: Vec<_> = nouns
            .filter(|noun| !has("noun", noun) || !cq_server::audit::NOUNS.contains(&noun.as_str()))
            .collect();
        assert!(without.is_empty(), "{lang:?}: not in the filter, or without words: {without:?}");
        assert!(cq_server::audit::NOUNS.iter().all(|noun| has("noun", noun)));
    }
    let mut auditor = world.signed_in(Role::Auditor).await;
    let facts: Vec<&String> = written.facts.keys().collect();
    let mut wrong = Vec::new();
    for value in [json!(7), json!(true), json!("2026-11-23")] {
        for some in facts.chunks(40) {
            let details =
                some.iter().map(|key| Value::Object(Map::from_iter([((*key).clone(), value.clone())])));
            for (key, cell) in some.iter().zip(said(&world, &mut auditor, &ACTION, details.collect()).await) {
                // Left of the value nothing but words of the reader's.
                if cell.contains(key.as_str()) || cell.contains(&key.replace('_', "-")) {
                    wrong.push(format!("{key} ({}): {cell}", written.facts[*key].display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "facts without words:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn values_are_said_as_people_say_them() {
    let world = World::on_sqlite().await;
    let mut auditor = world.signed_in(Role::Auditor).await;
    macro_rules! action {
        ($name:literal) => {{
            static ACTION: Action = Action { name: $name, grants: EVERYONE };
            &ACTION
        }};
    }
    for (action, detail, wanted) in [
        (action!("target.view"), json!({ "year": 2026, "count": 3 }), "共 3 条；2026年"),
        (
            action!("target.close"),
            json!({ "period": 2, "step": "finish", "hit": 41, "of": 57 }),
            "做到 41；共 57；第 2 段；封存完成",
        ),
        (action!("target.view"), json!({ "by": "area", "period": 1 }), "按镇街；第 1 段"),
        (
            action!("target.make"),
            json!({ "made": true, "measure": "in-time", "period": "quarter" }),
            "新登记；数的是：按时办了几成；每季度",
        ),
        (
            action!("round.wish"),
            json!({ "part": "morning", "weekdays": 127, "needs_two": true }),
            "要两个人一起去；时段：上午；哪几天：每天",
        ),
        (
            action!("round.wish"),
            json!({ "part": "any", "weekdays": 0b101, "needs_two": false }),
            "时段：都行；哪几天：星期一、星期三",
        ),
        (
            action!("report.view"),
            json!({ "table": "basic", "on": "2026-12-31", "row": "all", "column": "all" }),
            "2026年12月31日那天",
        ),
        (
            action!("report.view"),
            json!({ "table": "change", "on": "2026-12-31", "row": "all", "column": "died" }),
            "去世",
        ),
        (action!("relief.budget"), json!({ "year": 2026, "way": "granted" }), "财政下达；2026年"),
        (action!("relief.file"), json!({ "happened": "sent-back" }), "退回补充核实"),
        (
            action!("health.read"),
            json!({ "purpose": "medicine", "basis": "paired", "opening": null }),
            "为了",
        ),
        (
            action!("answer.give"),
            json!({ "pair": "0192a4d0-7b1c-7000-8000-000000000001", "answer": "declined" }),
            "医生婉拒",
        ),
        (action!("opening.review"), json!({ "verdict": "not-justified" }), "复核：不应当"),
        (
            action!("absence.make"),
            json!({ "reason": "sick", "until": "2026-12-01" }),
            "原因：病假；到2026年12月1日",
        ),
        (action!("watch.view"), json!({ "names": "alone", "count": 2 }), "独居、久无音信的"),
        (action!("errand.export"), json!({ "month": "2026-10" }), "2026年10月"),
        (action!("service.ask"), json!({ "outcome": "not-reached" }), "没打通"),
        (action!("rule.account"), json!({ "account": 2026, "names": 4 }), "2026年"),
    ] {
        let cells = said(&world, &mut auditor, action, vec![detail.clone()]).await;
        let cell = cells[0].as_str();
        assert!(cell.contains(wanted), "{} {detail}: {cell}", action.name);
        assert!(!cell.chars().any(|c| c.is_ascii_alphabetic()), "{} {detail}: {cell}", action.name);
    }
}
