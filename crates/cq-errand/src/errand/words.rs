//! An errand in words.

use cq_platform::web::Ui;
use cq_registry::task::brief::yuan;
use jiff::civil::Date;

use super::{
    model::{ErrandId, First, Hands},
    rules::{Rules, Shipped},
    store::list::Listed,
};

/// How much of what is wanted a list shows, in signs.
const GIST: usize = 36;

/// What a kind is called.
pub fn kind(ui: &Ui, rules: &Rules, code: &str) -> String {
    match rules.kind(code).map(|kind| kind.name.as_str()) {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => shipped(ui, code),
    }
}

/// What a shipped kind is called; of one that the bureau added that it is one of its own.
pub(crate) fn shipped(ui: &Ui, code: &str) -> String {
    match code.parse::<Shipped>() {
        Ok(shipped) => ui.w("errand-kind", shipped),
        Err(_) => ui.m("errand-kind-own").to_owned(),
    }
}

/// 独居、无子女.
pub(super) fn first(ui: &Ui, first: &[First]) -> String {
    let words: Vec<String> = first.iter().map(|word| ui.w("living", word)).collect();
    words.join(ui.m("person-comma"))
}

/// An errand in a list.
pub(super) struct Row {
    pub id: ErrandId,
    pub name: String,
    pub area: String,
    /// Why they go first; empty where they do not.
    pub first: String,
    pub kind: String,
    pub gist: String,
    pub due: String,
    /// What was promised against what was needed; empty where both are one day.
    pub against: String,
    /// Names a style: `overdue`, `near`, `coming`, `done`.
    pub style: &'static str,
    pub state: String,
    pub workers: String,
    /// Its money that is with somebody.
    pub money: String,
}

impl Row {
    pub fn of(ui: &Ui, rules: &Rules, listed: &Listed, today: Date) -> Self {
        let (style, state) = state(ui, listed, today);
        Self {
            id: listed.id,
            name: listed.name.clone(),
            area: listed.area_name.clone().unwrap_or_default(),
            first: first(ui, &listed.first),
            kind: kind(ui, rules, &listed.kind),
            gist: gist(&listed.said.wanted),
            due: ui.day(&listed.due_on()),
            against: against(ui, listed),
            style,
            state,
            workers: workers(ui, listed),
            money: match (listed.held_fen, listed.advanced_fen) {
                (0, 0) => String::new(),
                (held, advanced) => ui.a1("errand-money-out", "yuan", yuan(held.max(advanced))).into_owned(),
            },
        }
    }
}

/// Who works on it.
pub(super) fn workers(ui: &Ui, listed: &Listed) -> String {
    let names: Vec<&str> = listed.workers.iter().map(|(_, name)| name.as_str()).collect();
    names.join(ui.m("person-comma"))
}

/// What was promised against what was needed.
pub(super) fn against(ui: &Ui, listed: &Listed) -> String {
    let Some(promised) = listed.promised_on else { return String::new() };
    let days = (promised - listed.needed_on).get_days();
    match days {
        0 => String::new(),
        1.. => ui.a1("errand-promised-later", "n", i64::from(days)).into_owned(),
        _ => ui.a1("errand-promised-earlier", "n", i64::from(-days)).into_owned(),
    }
}

fn gist(wanted: &str) -> String {
    let line: String = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= GIST {
        return line;
    }
    let cut: String = line.chars().take(GIST - 1).collect();
    format!("{cut}…")
}

/// The style and the words of how an errand stands.
pub(crate) fn state(ui: &Ui, listed: &Listed, today: Date) -> (&'static str, String) {
    let stage = match (listed.verdict, listed.stage.as_str()) {
        (Some(verdict), _) => ui.w("errand-verdict", verdict),
        (None, "answered") => ui.w("errand-answered", listed.outcome.map_or("done", |came| came.as_str())),
        (None, "working") if listed.halted_on.is_some() => ui.m("errand-stage-halted").to_owned(),
        (None, "working") if listed.is_short() => ui.m("errand-stage-short").to_owned(),
        (None, stage) => ui.w("errand-stage", stage),
    };
    if listed.is_late(today) {
        return ("overdue", ui.a1("errand-late", "stage", stage).into_owned());
    }
    match listed.stage.as_str() {
        "closed" | "cancelled" => ("done", stage),
        "waiting" if !listed.first.is_empty() => ("near", stage),
        _ => ("coming", stage),
    }
}

/// 单人、双人.
pub(super) fn hands(ui: &Ui, hands: Hands) -> String {
    ui.w("errand-hands", hands)
}

/// 1.2 公里; nothing where it is not known.
pub(super) fn distance(ui: &Ui, metres: Option<u32>) -> String {
    match metres {
        None => String::new(),
        Some(0) => ui.m("errand-same-area").to_owned(),
        Some(metres) => {
            let tenths = (metres + 50) / 100;
            ui.a1("errand-distance", "km", format!("{}.{}", tenths / 10, tenths % 10)).into_owned()
        }
    }
}
