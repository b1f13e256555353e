//! An errand as it is taken down, a worker, and the bureau's rules.

use cq_case::case::{CaseId, model::Channel};
use cq_ledger::Amount;
use cq_platform::{form::Form, messages::Text};
use cq_registry::{area::AreaId, person::PersonId};
use jiff::civil::Date;

use super::{
    draft::Draft,
    forbidden,
    rules::{BANKING, KINDS_MAX, KindOf, Rules},
    said::Said,
    worker::{Days, Terms},
};

/// What is wanted, in signs.
pub(crate) const WANTED_MAX: usize = 500;
/// Reasons and answers, in signs.
pub(crate) const NOTE_MAX: usize = 300;

/// Every field of an errand to be taken down.
pub(super) const FIELDS: [&str; 9] =
    ["person", "case", "kind", "channel", "wanted", "name", "phone", "needed_on", "promised_on"];

/// Text of somebody's, with nothing in it that must not be done or written down.
pub(crate) fn words(form: &mut Form, field: &str, least: usize, most: usize) -> String {
    let text = form.text(field, least..=most);
    forbidden::refuse(form, field);
    text
}

/// Reads an errand.
pub(super) fn draft(form: &mut Form) -> Option<Draft> {
    let person = form.value("person").parse::<PersonId>().ok();
    if person.is_none() {
        form.reject("person", Text::new("case-person-needed"));
    }
    let case = form.value("case").parse::<CaseId>().ok();
    let kind = form.text("kind", 1..=40);
    let channel = form.choice::<Channel>("channel");
    let wanted = words(form, "wanted", 2, WANTED_MAX);
    let name = words(form, "name", 0, 40);
    let phone = form.text("phone", 0..=20);
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')) {
        form.reject("phone", Text::new("case-phone-wrong"));
    }
    let needed_on = form.day("needed_on");
    let promised_on = optional_day(form, "promised_on");
    let draft = Draft {
        person: person?,
        case,
        kind,
        channel: channel?,
        said: Said { wanted, name, phone },
        needed_on: needed_on?,
        promised_on,
    };
    Some(draft).filter(|_| form.errors().is_empty())
}

fn optional_day(form: &mut Form, name: &str) -> Option<Date> {
    if form.value(name).trim().is_empty() { None } else { form.day(name) }
}

/// Reads where, when and what a worker does.
pub(super) fn terms(form: &mut Form, rules: &Rules, areas: &[AreaId]) -> Option<Terms> {
    let base = form.choice::<AreaId>("base").filter(|base| areas.contains(base));
    if base.is_none() && form.error("base").is_none() {
        form.reject("base", Text::new("form-choice"));
    }
    let chosen: Option<Vec<AreaId>> = form.values("areas").iter().map(|id| id.parse().ok()).collect();
    let chosen = chosen.filter(|chosen| chosen.iter().all(|area| areas.contains(area)));
    if chosen.is_none() {
        form.reject("areas", Text::new("form-choice"));
    }
    let days = Days::parse(&form.values("days").concat()).filter(|days| !days.digits().is_empty());
    if days.is_none() {
        form.reject("days", Text::new("errand-worker-days-needed"));
    }
    let kinds = form.values("kinds");
    if !kinds.iter().all(|code| rules.kind(code).is_some()) {
        form.reject("kinds", Text::new("form-choice"));
    }
    let daily_max = form.number("daily_max", 1..=20, true);
    let is_active = !form.has("inactive", "yes");
    let terms = Terms { base: base?, areas: chosen?, days: days?, kinds, daily_max: daily_max?, is_active };
    Some(terms).filter(|_| form.errors().is_empty())
}

/// Reads the rules; `old` are those that hold.
pub(super) fn rules(form: &mut Form, old: &Rules) -> Option<Rules> {
    let mut kinds: Vec<KindOf> = old.kinds.clone();
    for kind in &mut kinds {
        kind.open = form.has("open", &kind.code);
        kind.pair = kind.code == BANKING || form.has("pair", &kind.code);
    }
    let new = words(form, "new_kind", 0, 20);
    if !new.is_empty() {
        if kinds.len() >= KINDS_MAX {
            form.reject("new_kind", Text::new("errand-kinds-enough").with("n", KINDS_MAX));
        }
        let pair = form.has("pair", "new");
        kinds.push(KindOf { code: old.next_code(), name: new, pair, open: true });
    }
    if !kinds.iter().any(|kind| kind.open) {
        form.reject("open", Text::new("errand-kinds-none"));
    }
    let advance_errand = amount(form, "advance_errand");
    let advance_elder = amount(form, "advance_elder");
    if let (Some(errand), Some(elder)) = (advance_errand, advance_elder)
        && elder < errand
    {
        form.reject("advance_elder", Text::new("errand-advance-elder-less"));
    }
    let tries = form.number("tries", 1..=10, true).and_then(|n| u32::try_from(n).ok());
    let rules = Rules {
        kinds,
        advance_errand_fen: advance_errand?.fen(),
        advance_elder_fen: advance_elder?.fen(),
        tries: tries?,
    };
    Some(rules).filter(|_| form.errors().is_empty())
}

/// Reads an amount in yuan.
pub(crate) fn amount(form: &mut Form, field: &str) -> Option<Amount> {
    if form.value(field).trim().is_empty() {
        form.reject(field, Text::new("form-required"));
        return None;
    }
    match Amount::parse(form.value(field)) {
        Ok(amount) => Some(amount),
        Err(wrong) => {
            form.reject(field, Text::from(wrong));
            None
        }
    }
}

/// The rules as the form shows them.
pub(super) fn filled(rules: &Rules) -> Form {
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    let fields = [
        ("advance_errand", yuan(rules.advance_errand_fen)),
        ("advance_elder", yuan(rules.advance_elder_fen)),
        ("tries", rules.tries.to_string()),
    ];
    let open = rules.kinds.iter().filter(|kind| kind.open).map(|kind| ("open", kind.code.clone()));
    let pair = rules.kinds.iter().filter(|kind| kind.pair).map(|kind| ("pair", kind.code.clone()));
    Form::filled(fields.into_iter().chain(open).chain(pair))
}
