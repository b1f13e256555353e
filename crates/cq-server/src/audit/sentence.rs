//! What an entry says, in words: the facts beside it are JSON, and none of it is shown as such.

use cq_platform::{
    messages::{Arg, Text},
    web::Ui,
};
use cq_registry::{person, report, task::brief::yuan};
use serde_json::Value;

/// Facts whose sentence holds the fact: key in the entry, message with `$value`.
const FACTS: &[(&str, &str)] = &[
    ("account", "audit-fact-account"),
    ("added", "audit-fact-added"),
    ("again", "audit-fact-again"),
    ("aim", "audit-fact-aim"),
    ("alone_days", "audit-fact-alone-days"),
    ("answer", "audit-fact-answer"),
    ("area", "audit-fact-area"),
    ("basis", "audit-fact-basis"),
    ("because", "audit-fact-because"),
    ("before", "audit-fact-before"),
    ("by", "audit-fact-by"),
    ("cancelled", "audit-fact-cancelled"),
    ("changed", "audit-fact-changed"),
    ("closed", "audit-fact-closed"),
    ("closes", "audit-fact-closes"),
    ("column", "audit-fact-column"),
    ("columns", "audit-fact-columns"),
    ("compared", "audit-fact-compared"),
    ("conditions", "audit-fact-conditions"),
    ("confirmed", "audit-fact-confirmed"),
    ("count", "audit-fact-count"),
    ("day", "audit-fact-day"),
    ("days", "audit-fact-days"),
    ("days_late", "audit-fact-days-late"),
    ("decided", "audit-fact-decided"),
    ("declined", "audit-fact-declined"),
    ("desk", "audit-fact-desk"),
    ("done", "audit-fact-done"),
    ("edition", "audit-fact-edition"),
    ("effects", "audit-fact-effects"),
    ("ended", "audit-fact-ended"),
    ("ending", "audit-fact-ending"),
    ("field", "audit-fact-field"),
    ("fields", "audit-fact-fields"),
    ("format", "audit-fact-format"),
    ("given", "audit-fact-given"),
    ("gone", "audit-fact-gone"),
    ("happened", "audit-fact-happened"),
    ("goes_on", "audit-fact-goes-on"),
    ("hit", "audit-fact-hit"),
    ("hours", "audit-fact-hours"),
    ("illnesses", "audit-fact-illnesses"),
    ("income_fen", "audit-fact-income"),
    ("income_fen_before", "audit-fact-income-before"),
    ("into", "audit-fact-into"),
    ("kept", "audit-fact-kept"),
    ("kind", "audit-fact-kind"),
    ("lapsed", "audit-fact-lapsed"),
    ("left", "audit-fact-left"),
    ("liaison", "audit-fact-liaison"),
    ("load", "audit-fact-load"),
    ("made", "audit-fact-made"),
    ("measure", "audit-fact-measure"),
    ("members", "audit-fact-members"),
    ("month", "audit-fact-month"),
    ("months", "audit-fact-months"),
    ("months_before", "audit-fact-months-before"),
    ("moved", "audit-fact-moved"),
    ("names", "audit-fact-names"),
    ("needs_two", "audit-fact-needs-two"),
    ("new", "audit-fact-new"),
    ("not_reached", "audit-fact-not-reached"),
    ("not_restored", "audit-fact-not-restored"),
    ("number", "audit-fact-number"),
    ("of", "audit-fact-of"),
    ("on", "audit-fact-on"),
    ("opened", "audit-fact-opened"),
    ("opens", "audit-fact-opens"),
    ("outcome", "audit-fact-result"),
    ("owner", "audit-fact-owner"),
    ("paired", "audit-fact-paired"),
    ("paper", "audit-fact-paper"),
    ("part", "audit-fact-part"),
    ("people", "audit-fact-people"),
    ("period", "audit-fact-period"),
    ("photo", "audit-fact-photo"),
    ("posted", "audit-fact-posted"),
    ("posts", "audit-fact-posts"),
    ("preview", "audit-fact-preview"),
    ("printed", "audit-fact-printed"),
    ("published", "audit-fact-published"),
    ("purpose", "audit-fact-purpose"),
    ("put_off", "audit-fact-put-off"),
    ("rate_since", "audit-fact-rate"),
    ("reason", "audit-fact-because"),
    ("relation", "audit-fact-relation"),
    ("released", "audit-fact-released"),
    ("removed", "audit-fact-removed"),
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
    ("rule.account", "audit-fact-year"),
    ("said", "audit-fact-said"),
    ("same", "audit-fact-same"),
    ("searched", "audit-fact-searched"),
    ("settled", "audit-fact-settled"),
    ("shared_with", "audit-fact-shared-with"),
    ("sheet", "audit-fact-sheet"),
    ("shifted", "audit-fact-shifted"),
    ("shipped", "audit-fact-shipped"),
    ("show", "audit-fact-show"),
    ("shown", "audit-fact-shown"),
    ("since", "audit-fact-since"),
    ("staff", "audit-fact-staff"),
    ("stayed", "audit-fact-stayed"),
    ("step", "audit-fact-result"),
    ("substitutes", "audit-fact-substitutes"),
    ("table", "audit-fact-table"),
    ("target.of", "audit-fact-target-of"),
    ("tasks", "audit-fact-tasks"),
    ("term_ends_on", "audit-fact-term-ends"),
    ("ties", "audit-fact-ties"),
    ("to_ask", "audit-fact-to-ask"),
    ("tying", "audit-fact-tying"),
    ("uncovered", "audit-fact-uncovered"),
    ("undone", "audit-fact-undone"),
    ("unowned", "audit-fact-unowned"),
    ("until", "audit-fact-until"),
    ("urgent", "audit-fact-urgent"),
    ("verdict", "audit-fact-verdict"),
    ("visits", "audit-fact-visits"),
    ("was", "audit-fact-was"),
    ("way", "audit-fact-result"),
    ("weekdays", "audit-fact-weekdays"),
    ("what", "audit-fact-names"),
    ("withdrawn", "audit-fact-withdrawn"),
    ("wrong", "audit-fact-wrong"),
    ("year", "audit-fact-year"),
];

/// Facts that only a program makes sense of.
const SILENT: &[&str] = &[
    "as",
    "assessment",
    "bound",
    "cost",
    "entry",
    "from",
    "opening",
    "other",
    "pair",
    "person",
    "proposal",
    "replaces",
    "rules",
    "thresholds",
    "to",
    "token",
];

/// What an entry tells of beyond what has a sentence, by the action: what was set as a whole.
const WHOLE: &[(&str, &str)] = &[("rules", "audit-fact-rules"), ("thresholds", "audit-fact-thresholds")];

/// Whose words a fact is told in, where they are not those of what the entry is about under the fact's own name (`relief-way`): the
/// fact, or what the entry is about and the fact, and the beginning of the words.
const FAMILIES: &[(&str, &str)] = &[
    ("answer", "answer-said"),
    ("measure", "target-kind"),
    ("notice.kind", "notice-channel"),
    ("task.by", "task-by"),
    ("watch.names", "watch"),
    ("target.period", "target-each"),
];

/// Numbers that name a year, which is written as it is.
const YEARS: &[&str] = &["account", "year"];

/// The facts of an entry as one sentence; empty where there are none. `noun` is what the entry is about.
pub(super) fn facts(ui: &Ui, noun: &str, detail: &str) -> String {
    let Ok(Value::Object(mut facts)) = serde_json::from_str(detail) else { return String::new() };
    let cell = behind(ui, &mut facts);
    let said = facts.iter().filter_map(|(key, value)| fact(ui, noun, key, value)).chain(cell);
    said.collect::<Vec<_>>().join(ui.m("audit-fact-join"))
}

/// Which number of an official table was opened to its names.
fn behind(ui: &Ui, facts: &mut serde_json::Map<String, Value>) -> Option<String> {
    let text = |key: &str| facts.get(key).and_then(Value::as_str);
    let said = report::said(ui, text("table")?, text("row")?, text("column")?)?;
    for key in ["row", "column"] {
        facts.remove(key);
    }
    Some(said)
}

fn fact(ui: &Ui, noun: &str, key: &str, value: &Value) -> Option<String> {
    // What is refused is no less said than what is granted.
    if (key, value) == ("confirmed", &Value::Bool(false)) {
        return Some(ui.m("audit-fact-not-confirmed").to_owned());
    }
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
    let value = match (key, value.as_i64()) {
        (key, Some(fen)) if key.contains("_fen") => yuan(fen),
        (key, Some(year)) if YEARS.contains(&key) => {
            ui.a1("audit-year", "year", year.to_string()).into_owned()
        }
        ("period", Some(nth)) => ui.a1("audit-nth", "n", nth).into_owned(),
        ("weekdays", Some(days)) => weekdays(ui, days),
        _ => self::value(ui, (noun, key), value),
    };
    // A rule that ended, a draft that was revised: the word says all.
    if value.is_empty() && is_said(&ui.w("audit-word", key), key) {
        return Some(ui.w("audit-word", key));
    }
    // Of a person it says that the record is new, of a plan how many tasks are.
    let key = if key == "made" && !value.is_empty() { "opened" } else { key };
    let own = format!("{noun}.{key}");
    let message =
        [own.as_str(), key].into_iter().find_map(|key| FACTS.iter().find(|(known, _)| *known == key));
    match message {
        Some((_, message)) => {
            let text = Text { key: message, args: vec![("value", Arg::Text(value))] };
            Some(ui.t(&text).trim_end().trim_end_matches(['\u{ff1a}', ':']).to_owned())
        }
        None if value.is_empty() => Some(word(ui, key)),
        None => Some(format!("{} {value}", word(ui, key))),
    }
}

/// The days of a week that a number has bits for, Monday's the lowest.
fn weekdays(ui: &Ui, days: i64) -> String {
    if days & 0x7f == 0x7f {
        return ui.m("audit-every-day").to_owned();
    }
    let named = (0..7).filter(|day| days >> day & 1 == 1).map(|day| ui.w("task-weekday", day + 1));
    named.collect::<Vec<_>>().join(ui.m("person-and"))
}

fn value(ui: &Ui, of: (&str, &str), value: &Value) -> String {
    match value {
        Value::String(text) => said(ui, of, text),
        Value::Number(n) => n.as_i64().map_or_else(|| n.to_string(), |n| ui.n(n)),
        Value::Array(values) => {
            let said: Vec<String> = values.iter().map(|one| self::value(ui, of, one)).collect();
            said.join(ui.m("person-and"))
        }
        Value::Object(fields) => {
            let said: Vec<String> = fields
                .iter()
                .map(|(key, one)| format!("{} {}", word(ui, key), self::value(ui, of, one)))
                .collect();
            said.join(ui.m("person-and"))
        }
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// A date as people write it, a list of words in words, an id cut short.
fn said(ui: &Ui, of: (&str, &str), text: &str) -> String {
    if let Ok(day) = text.parse::<cq_calendar::PartialDate>() {
        return ui.partial(&day);
    }
    if let Ok(id) = text.parse() {
        return ui.a1("audit-id", "number", short(id)).into_owned();
    }
    if let Some(said) = own_word(ui, of, text) {
        return said;
    }
    if text.contains('-') && is_said(&ui.w("group-post", text), text) {
        return ui.w("group-post", text);
    }
    let words: Vec<String> = text.split(' ').map(|one| word(ui, one)).collect();
    words.join(ui.m("person-and"))
}

/// A word as what the entry is about has it, such as the way in which money of relief was granted.
fn own_word(ui: &Ui, (noun, key): (&str, &str), word: &str) -> Option<String> {
    let both = format!("{noun}.{key}");
    let known = |wanted: &str| FAMILIES.iter().find(|(fact, _)| *fact == wanted).map(|(_, family)| *family);
    let key = key.replace('_', "-");
    let word = word.replace(['_', '.'], "-");
    let own = [format!("{noun}-{key}"), format!("{noun}-wanted")];
    let families = known(&both).into_iter().chain(own.iter().map(String::as_str)).chain(known(&key));
    families.map(|family| ui.w(family, &word)).find(|said| is_said(said, &word))
}

/// A word of the program's in the reader's language, as far as there is one.
fn word(ui: &Ui, word: &str) -> String {
    if let Some(field) = person::field(word) {
        return ui.m(&field.title()).to_owned();
    }
    let word = word.replace(['_', '.'], "-");
    let said = [
        ui.w("audit-word", &word),
        ui.w("audit-said", &word),
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
        ui.w("relief-happened", &word),
        ui.w("relief-kind", &word),
        ui.w("absence-reason", &word),
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
