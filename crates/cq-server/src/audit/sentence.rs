//! What an entry says, in words: the facts beside it are JSON, and none of it is shown as such.

use cq_platform::{
    messages::{Arg, Text},
    web::Ui,
};
use serde_json::Value;

/// Facts whose sentence holds the fact: key in the entry, message with `$value`.
const FACTS: &[(&str, &str)] = &[
    ("again", "audit-fact-again"),
    ("by", "audit-fact-by"),
    ("changed", "audit-fact-changed"),
    ("closes", "audit-fact-closes"),
    ("compared", "audit-fact-compared"),
    ("conditions", "audit-fact-conditions"),
    ("count", "audit-fact-count"),
    ("days_late", "audit-fact-days-late"),
    ("done", "audit-fact-done"),
    ("effects", "audit-fact-effects"),
    ("fields", "audit-fact-fields"),
    ("illnesses", "audit-fact-illnesses"),
    ("into", "audit-fact-into"),
    ("kept", "audit-fact-kept"),
    ("kind", "audit-fact-kind"),
    ("left", "audit-fact-left"),
    ("made", "audit-fact-made"),
    ("moved", "audit-fact-moved"),
    ("names", "audit-fact-names"),
    ("new", "audit-fact-new"),
    ("not_reached", "audit-fact-not-reached"),
    ("not_restored", "audit-fact-not-restored"),
    ("of", "audit-fact-of"),
    ("on", "audit-fact-on"),
    ("opened", "audit-fact-opened"),
    ("opens", "audit-fact-opens"),
    ("paired", "audit-fact-paired"),
    ("people", "audit-fact-people"),
    ("preview", "audit-fact-preview"),
    ("printed", "audit-fact-printed"),
    ("rate", "audit-fact-rate"),
    ("released", "audit-fact-released"),
    ("restored", "audit-fact-restored"),
    ("result", "audit-fact-result"),
    ("revived", "audit-fact-revived"),
    ("role", "audit-fact-role"),
    ("rows", "audit-fact-rows"),
    ("same", "audit-fact-same"),
    ("searched", "audit-fact-searched"),
    ("settled", "audit-fact-settled"),
    ("show", "audit-fact-show"),
    ("shown", "audit-fact-shown"),
    ("stayed", "audit-fact-stayed"),
    ("tasks", "audit-fact-tasks"),
    ("uncovered", "audit-fact-uncovered"),
    ("undone", "audit-fact-undone"),
    ("visits", "audit-fact-visits"),
    ("wrong", "audit-fact-wrong"),
];

/// Facts that only a program makes sense of.
const SILENT: &[&str] = &["bound", "cost", "from", "other", "person", "proposal", "rules", "to"];

/// The facts of an entry as one sentence; empty where there are none.
pub(super) fn facts(ui: &Ui, detail: &str) -> String {
    let Ok(Value::Object(facts)) = serde_json::from_str(detail) else { return String::new() };
    let said = facts.iter().filter_map(|(key, value)| fact(ui, key, value));
    said.collect::<Vec<_>>().join(ui.m("audit-fact-join"))
}

fn fact(ui: &Ui, key: &str, value: &Value) -> Option<String> {
    // What did not happen, or did not happen to anybody, is no news.
    let is_nothing = match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(n) => n.as_i64() == Some(0),
        Value::Array(values) => values.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(true) | Value::Object(_) => false,
    };
    if is_nothing || SILENT.contains(&key) {
        return None;
    }
    let value = self::value(ui, value);
    match FACTS.iter().find(|(known, _)| *known == key) {
        Some((_, message)) => {
            let text = Text { key: message, args: vec![("value", Arg::Text(value))] };
            Some(ui.t(&text).into_owned())
        }
        None if value.is_empty() => Some(word(ui, key)),
        None => Some(format!("{} {value}", word(ui, key))),
    }
}

fn value(ui: &Ui, value: &Value) -> String {
    match value {
        Value::String(text) => said(ui, text),
        Value::Number(n) => n.as_i64().map_or_else(|| n.to_string(), |n| ui.n(n)),
        Value::Array(values) => {
            let said: Vec<String> = values.iter().map(|one| self::value(ui, one)).collect();
            said.join(ui.m("person-and"))
        }
        Value::Object(fields) => {
            let said: Vec<String> = fields
                .iter()
                .map(|(key, one)| format!("{} {}", word(ui, key), self::value(ui, one)))
                .collect();
            said.join(ui.m("person-and"))
        }
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// A date as people write it, a list of words in words, an id cut short.
fn said(ui: &Ui, text: &str) -> String {
    if let Ok(day) = text.parse::<cq_calendar::PartialDate>() {
        return ui.partial(&day);
    }
    if let Ok(id) = text.parse() {
        return short(id);
    }
    let words: Vec<String> = text.split(' ').map(|one| word(ui, one)).collect();
    words.join(ui.m("person-and"))
}

/// A word of the program's in the reader's language, as far as there is one.
fn word(ui: &Ui, word: &str) -> String {
    let field = ui.w("person-field", word);
    if !field.starts_with("person-field-") {
        return field;
    }
    let word = word.replace(['_', '.'], "-");
    let said = [
        ui.w("audit-word", &word),
        ui.w("person", &word),
        ui.w("role", &word),
        ui.w("intake-kind", &word),
        ui.w("intake-outcome", &word),
        ui.w("illness", &word),
        ui.w("life-kind", &word),
        ui.w("pairing-rows", &word),
    ];
    // A key that is no message is said as it is.
    let is_said = |said: &String| !said.ends_with(&format!("-{word}"));
    said.into_iter().find(is_said).unwrap_or(word)
}

/// The end of an id, enough to tell two apart on a page.
pub(super) fn short(id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    text.get(text.len().saturating_sub(6)..).unwrap_or_default().to_owned()
}
