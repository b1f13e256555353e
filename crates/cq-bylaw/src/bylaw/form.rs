//! What a draft says, as it is typed.

use std::str::FromStr;

use cq_platform::{form::Form, messages::Text};

use super::{
    difference::paragraphs,
    model::{READERS, Wording, Workflow},
};

const TITLE: std::ops::RangeInclusive<usize> = 2..=60;
const NUMBER: std::ops::RangeInclusive<usize> = 2..=40;
const BODY: std::ops::RangeInclusive<usize> = 10..=30_000;
/// Paragraphs of a document; what changed is looked for among all pairs of them.
const PARAGRAPHS: usize = 500;

/// The wording, where nothing is wrong with it.
pub fn wording(form: &mut Form) -> Option<Wording> {
    let title = form.text("title", TITLE).trim_matches(['\u{300a}', '\u{300b}']).to_owned();
    let number = form.text("number", NUMBER);
    let kind = form.choice("kind");
    let issuer = form.text("issuer", TITLE);
    let from_on = form.day("from_on");
    let governs: Vec<Workflow> = chosen(form, "governs");
    let readers = chosen(form, "readers");
    if readers.is_empty() || !readers.iter().all(|role| READERS.contains(role)) {
        form.reject("readers", Text::new("bylaw-readers-nobody"));
    }
    let body = form.text("body", BODY);
    let lines = paragraphs(&body);
    if lines.len() > PARAGRAPHS {
        form.reject("body", Text::new("bylaw-body-long").with("max", PARAGRAPHS));
    }
    let body = lines.join("\n");
    let (kind, from_on) = kind.zip(from_on)?;
    let wording = Wording { title, number, kind, issuer, body, governs, readers, from_on };
    form.errors().is_empty().then_some(wording)
}

fn chosen<T: FromStr>(form: &mut Form, name: &str) -> Vec<T> {
    let values = form.values(name);
    let chosen: Vec<T> = values.iter().filter_map(|value| value.parse().ok()).collect();
    if chosen.len() < values.iter().filter(|value| !value.is_empty()).count() {
        form.reject(name, Text::new("form-choice"));
    }
    chosen
}

/// The form with a wording in it.
pub fn filled(wording: &Wording) -> Form {
    let single = [
        ("title", wording.title.clone()),
        ("number", wording.number.clone()),
        ("kind", wording.kind.to_string()),
        ("issuer", wording.issuer.clone()),
        ("from_on", wording.from_on.to_string()),
        ("body", wording.body.clone()),
    ];
    let governs = wording.governs.iter().map(|workflow| ("governs", workflow.to_string()));
    let readers = wording.readers.iter().map(|role| ("readers", role.to_string()));
    Form::filled(single.into_iter().chain(governs).chain(readers))
}
