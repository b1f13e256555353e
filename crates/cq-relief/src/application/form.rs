//! An application as it is filled in, and the bureau's rules.

use cq_ledger::Amount;
use cq_platform::{form::Form, messages::Text};
use cq_registry::person::PersonId;
use jiff::civil::Date;

use super::{
    account::Account,
    draft::Draft,
    model::{Relation, Source},
    rules::{Gives, KINDS_MAX, KindOf, Rules, next_code},
    said::{Payee, Said},
};

/// Why relief is asked for, in signs.
const WHY_MAX: usize = 800;
/// Why a payee is not on record, why the same is asked for once more, in signs.
const REASON_MAX: usize = 200;
/// What was found, what a meeting said of one, why something is refused, in signs.
pub(crate) const NOTE_MAX: usize = 500;

/// Every field of an application to be written down.
pub(super) const FIELDS: [&str; 14] = [
    "person",
    "kind",
    "source",
    "why",
    "name",
    "phone",
    "yuan",
    "payee_name",
    "payee_relation",
    "payee_bank",
    "payee_account",
    "payee_again",
    "payee_unlisted",
    "again",
];

/// Reads an application.
pub(super) fn draft(form: &mut Form) -> Option<Draft> {
    let person = form.value("person").parse::<PersonId>().ok();
    if person.is_none() {
        form.reject("person", Text::new("case-person-needed"));
    }
    let kind = form.text("kind", 1..=40);
    let source = form.choice::<Source>("source");
    let said = said(form);
    if source.is_some_and(|source| source != Source::Own)
        && said.name.is_empty()
        && form.error("name").is_none()
    {
        form.reject("name", Text::new("relief-name-needed"));
    }
    let amount = amount(form, "yuan");
    let payee = payee(form);
    let again = form.text("again", 0..=REASON_MAX);
    let draft = Draft {
        person: person?,
        kind,
        source: source?,
        said,
        asked_fen: amount?.fen(),
        payee: payee?,
        again,
    };
    Some(draft).filter(|_| form.errors().is_empty())
}

/// Reads why, who spoke and whom to call.
pub(super) fn said(form: &mut Form) -> Said {
    let why = form.text("why", 2..=WHY_MAX);
    let name = form.text("name", 0..=40);
    let phone = form.text("phone", 0..=20);
    if !phone.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+')) {
        form.reject("phone", Text::new("case-phone-wrong"));
    }
    Said { why, name, phone }
}

/// Reads to whom it is paid; the account is typed twice.
pub(super) fn payee(form: &mut Form) -> Option<Payee> {
    let name = form.text("payee_name", 2..=40);
    let relation = form.choice::<Relation>("payee_relation");
    let bank = form.text("payee_bank", 2..=60);
    let account = account(form);
    let unlisted = form.text("payee_unlisted", 0..=REASON_MAX);
    let payee = Payee { name, relation: relation?, bank, account: account?, person: None, unlisted };
    Some(payee).filter(|_| form.errors().is_empty())
}

fn account(form: &mut Form) -> Option<Account> {
    let typed = form.text("payee_account", 1..=40);
    if form.error("payee_account").is_some() {
        return None;
    }
    let account = match Account::parse(&typed) {
        Ok(account) => account,
        Err(wrong) => {
            form.reject("payee_account", Text::from(wrong));
            return None;
        }
    };
    let again = Account::parse(form.value("payee_again").trim());
    if again.as_ref() != Ok(&account) {
        form.reject("payee_again", Text::new("relief-account-again"));
        return None;
    }
    Some(account)
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

/// Reads the rules and from when they hold; `old` are all that were ever set, the latest last. The latest is changed, and nothing before it:
/// otherwise what it adds would be missing until its day.
pub(super) fn rules(form: &mut Form, old: &[(Rules, Date)], today: Date) -> Option<(Rules, Date)> {
    let latest = old.last();
    let since = form.day("since");
    match (since, latest) {
        (Some(since), _) if since < today => form.reject("since", Text::new("relief-rules-past")),
        (Some(since), Some((_, day))) if since < *day => {
            form.reject("since", Text::new("relief-rules-later").with("day", day.to_string()));
        }
        _ => {}
    }
    let mut kinds = latest.map_or_else(|| Rules::default().kinds, |(rules, _)| rules.kinds.clone());
    for kind in &mut kinds {
        read_kind(form, kind);
    }
    if !form.value("name-new").trim().is_empty() {
        if kinds.len() >= KINDS_MAX {
            form.reject("name-new", Text::new("relief-kinds-enough").with("n", KINDS_MAX));
        }
        let mut own = KindOf {
            code: "new".into(),
            name: form.text("name-new", 2..=20),
            notice_name: String::new(),
            gives: Gives::UpTo,
            fen: 0,
            papers: 0,
            evidence: String::new(),
            open: true,
        };
        read_kind(form, &mut own);
        own.open = true;
        own.code = next_code(old.iter().map(|(rules, _)| rules));
        kinds.push(own);
    }
    if !kinds.iter().any(|kind| kind.open) {
        form.reject("open", Text::new("relief-kinds-none"));
    }
    let days = form.number("notice_days", 1..=30, true).and_then(|days| i32::try_from(days).ok());
    let objections_to = form.text("objections_to", 0..=100);
    Some((Rules { kinds, notice_days: days?, objections_to }, since?)).filter(|_| form.errors().is_empty())
}

fn read_kind(form: &mut Form, kind: &mut KindOf) {
    let code = kind.code.clone();
    kind.open = form.has("open", &code);
    if let Some(fen) = amount(form, &format!("yuan-{code}")) {
        kind.fen = fen.fen();
    }
    kind.gives = form.choice::<Gives>(&format!("gives-{code}")).unwrap_or(kind.gives);
    kind.papers = form.number(&format!("papers-{code}"), 0..=10, true).unwrap_or(kind.papers);
    kind.evidence = form.text(&format!("evidence-{code}"), 0..=100);
    kind.notice_name = form.text(&format!("notice-{code}"), 0..=20);
}

/// The rules as the form shows them, to hold from `since`.
pub(super) fn filled(rules: &Rules, since: Date) -> Form {
    let mut fields = vec![
        ("since".to_owned(), since.to_string()),
        ("notice_days".to_owned(), rules.notice_days.to_string()),
        ("objections_to".to_owned(), rules.objections_to.clone()),
        ("gives-new".to_owned(), Gives::UpTo.to_string()),
        ("papers-new".to_owned(), "1".to_owned()),
    ];
    for kind in &rules.kinds {
        let code = &kind.code;
        fields.push((format!("yuan-{code}"), plain(kind.fen)));
        fields.push((format!("gives-{code}"), kind.gives.to_string()));
        fields.push((format!("papers-{code}"), kind.papers.to_string()));
        fields.push((format!("evidence-{code}"), kind.evidence.clone()));
        fields.push((format!("notice-{code}"), kind.notice_name.clone()));
        if kind.open {
            fields.push(("open".to_owned(), code.clone()));
        }
    }
    Form::filled(fields.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

/// Fen as a field has it: `3000.00`.
pub(crate) fn plain(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
