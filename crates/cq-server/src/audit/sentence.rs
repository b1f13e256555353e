//! What an entry says, in words: the facts beside it are JSON, and none of it is shown as such.

use cq_platform::{
    messages::{Arg, Text},
    web::Ui,
};
use cq_registry::{person, task::brief::yuan};
use serde_json::Value;

/// Facts whose sentence holds the fact: key in the entry, message with `$value`.
const FACTS: &[(&str, &str)] = &[
    ("added", "audit-fact-added"),
    ("again", "audit-fact-again"),
    ("because", "audit-fact-because"),
    ("by", "audit-fact-by"),
    ("cancelled", "audit-fact-cancelled"),
    ("changed", "audit-fact-changed"),
    ("closed", "audit-fact-closed"),
    ("column", "audit-fact-column"),
    ("columns", "audit-fact-columns"),
    ("closes", "audit-fact-closes"),
    ("compared", "audit-fact-compared"),
    ("conditions", "audit-fact-conditions"),
    ("count", "audit-fact-count"),
    ("day", "audit-fact-day"),
    ("days_late", "audit-fact-days-late"),
    ("done", "audit-fact-done"),
    ("effects", "audit-fact-effects"),
    ("ended", "audit-fact-ended"),
    ("ending", "audit-fact-ending"),
    ("field", "audit-fact-field"),
    ("fields", "audit-fact-fields"),
    ("format", "audit-fact-format"),
    ("given", "audit-fact-given"),
    ("gone", "audit-fact-gone"),
    ("happened", "audit-fact-happened"),
    ("hours", "audit-fact-hours"),
    ("illnesses", "audit-fact-illnesses"),
    ("income_fen", "audit-fact-income"),
    ("income_fen_before", "audit-fact-income-before"),
    ("into", "audit-fact-into"),
    ("kept", "audit-fact-kept"),
    ("kind", "audit-fact-kind"),
    ("left", "audit-fact-left"),
    ("made", "audit-fact-made"),
    ("members", "audit-fact-members"),
    ("months", "audit-fact-months"),
    ("months_before", "audit-fact-months-before"),
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
    ("posts", "audit-fact-posts"),
    ("preview", "audit-fact-preview"),
    ("printed", "audit-fact-printed"),
    ("published", "audit-fact-published"),
    ("rate_since", "audit-fact-rate"),
    ("reason", "audit-fact-because"),
    ("relation", "audit-fact-relation"),
    ("released", "audit-fact-released"),
    ("reopened", "audit-fact-reopened"),
    ("replaced", "audit-fact-replaced"),
    ("restored", "audit-fact-restored"),
    ("result", "audit-fact-result"),
    ("revised", "audit-fact-revised"),
    ("revived", "audit-fact-revived"),
    ("role", "audit-fact-role"),
    ("row", "audit-fact-row"),
    ("rows", "audit-fact-rows"),
    ("rule", "audit-fact-rule"),
    ("same", "audit-fact-same"),
    ("searched", "audit-fact-searched"),
    ("settled", "audit-fact-settled"),
    ("shared_with", "audit-fact-shared-with"),
    ("shifted", "audit-fact-shifted"),
    ("shipped", "audit-fact-shipped"),
    ("show", "audit-fact-show"),
    ("shown", "audit-fact-shown"),
    ("since", "audit-fact-since"),
    ("stayed", "audit-fact-stayed"),
    ("table", "audit-fact-table"),
    ("tasks", "audit-fact-tasks"),
    ("uncovered", "audit-fact-uncovered"),
    ("undone", "audit-fact-undone"),
    ("unowned", "audit-fact-unowned"),
    ("visits", "audit-fact-visits"),
    ("wrong", "audit-fact-wrong"),
];

/// Facts that only a program makes sense of.
const SILENT: &[&str] = &[
    "as",
    "assessment",
    "bound",
    "cost",
    "from",
    "other",
    "person",
    "proposal",
    "rules",
    "thresholds",
    "to",
];

/// What an entry tells of beyond what has a sentence, by the action: what was set as a whole.
const WHOLE: &[(&str, &str)] = &[("rules", "audit-fact-rules"), ("thresholds", "audit-fact-thresholds")];

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
    if let Some((_, message)) = WHOLE.iter().find(|(known, _)| *known == key).filter(|_| value.is_object()) {
        return Some(ui.m(message).to_owned());
    }
    if is_nothing || SILENT.contains(&key) {
        return None;
    }
    let value = match (key.contains("_fen"), value.as_i64()) {
        (true, Some(fen)) => yuan(fen),
        _ => self::value(ui, value),
    };
    // A rule that ended, a draft that was revised: the word says all.
    if value.is_empty() && is_said(&ui.w("audit-word", key), key) {
        return Some(ui.w("audit-word", key));
    }
    // Of a person it says that the record is new, of a plan how many tasks are.
    let key = if key == "made" && !value.is_empty() { "opened" } else { key };
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
        return ui.a1("audit-id", "number", short(id)).into_owned();
    }
    if text.contains('-') && is_said(&ui.w("group-post", text), text) {
        return ui.w("group-post", text);
    }
    let words: Vec<String> = text.split(' ').map(|one| word(ui, one)).collect();
    words.join(ui.m("person-and"))
}

/// A word of the program's in the reader's language, as far as there is one.
fn word(ui: &Ui, word: &str) -> String {
    if let Some(field) = person::field(word) {
        return ui.m(&field.title()).to_owned();
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
        ui.w("relation-kind", &word),
        ui.w("relation-because", &word),
        ui.w("group-kind", &word),
        ui.w("group-left", &word),
        ui.w("group-resigned", &word),
        ui.w("calendar-kind", &word),
        ui.w("report-title", &word),
        ui.w("segment-shared", &word),
        ui.w("case-happened", &word),
        ui.w("case-kind", &word),
        ui.w("case-wanted", &word),
        ui.w("notice-happened", &word),
        ui.w("notice-wanted", &word),
        ui.w("notice-channel", &word),
        ui.w("attendance-happened", &word),
        ui.w("attendance-step", &word),
        ui.w("errand-happened", &word),
        ui.w("errand-wanted", &word),
        ui.w("errand-kind", &word),
    ];
    said.into_iter().find(|said| is_said(said, &word)).unwrap_or(word)
}

/// Whether there is a text: a key that is no message is said as it is.
fn is_said(said: &str, word: &str) -> bool {
    !said.ends_with(&format!("-{word}"))
}

/// The end of an id, enough to tell two apart on a page.
pub(super) fn short(id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    text.get(text.len().saturating_sub(6)..).unwrap_or_default().to_owned()
}
