//! The conditions above a list: each a chip with a link that takes it away, and where to go on from here.

use cq_platform::web::Ui;
use uuid::Uuid;

use super::{
    address,
    model::{Clause, Segment, SegmentId},
    sentence::Voice,
    store::Saved,
};

/// Where lists of people are.
pub const LIST: &str = "/people";
/// Names the saved segment that a list began with.
pub const OF: &str = "of";

/// One condition.
#[derive(Debug, Clone)]
pub struct Chip {
    /// In words.
    pub text: String,
    /// The list without it.
    pub without: String,
    /// Where another way to satisfy it is added.
    pub or_else: String,
}

/// Everything about a list's conditions that is shown with it.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Each that must hold.
    pub chips: Vec<Chip>,
    /// All of them in one sentence; empty where there are none.
    pub sentence: String,
    /// Where more are added.
    pub more: String,
    /// Where it is saved; empty for whoever may not.
    pub save: String,
    /// The saved segment that the list began with.
    pub of: Option<Named>,
}

/// A saved segment, and whether the list still asks what it says.
#[derive(Debug, Clone)]
pub struct Named {
    /// What it is called.
    pub name: String,
    /// The list asks something else by now.
    pub is_changed: bool,
}

impl Bar {
    /// Of a list that asks `segment`, and began with `of`.
    pub fn new(voice: &Voice<'_>, segment: &Segment, of: Option<&Saved>, may_make: bool) -> Self {
        let id = of.map(|saved| saved.id);
        let named = of.map(|saved| Named {
            name: saved.name.clone(),
            is_changed: saved.segment.as_ref() != Ok(segment),
        });
        let parts = segment.parts();
        let chip = |at: usize, part: &Clause| {
            let others =
                parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part.clone());
            let without = Segment { whom: segment.whom, of: Clause::All(others.collect()) };
            let mut pairs = pairs(segment, id);
            pairs.push(("at", at.to_string()));
            Chip {
                text: voice.say_part(part),
                without: list(&without, id),
                or_else: href("/segments/conditions", &pairs),
            }
        };
        let is_changed = named.as_ref().is_none_or(|named| named.is_changed);
        let save = match id {
            _ if !may_make || !is_changed || segment.is_open() => String::new(),
            Some(id) => href(&format!("/segments/{id}/edit"), &pairs(segment, None)),
            None => href("/segments/new", &pairs(segment, None)),
        };
        Self {
            chips: parts.iter().enumerate().map(|(at, part)| chip(at, part)).collect(),
            sentence: if segment.is_open() { String::new() } else { voice.say(segment) },
            more: href("/segments/conditions", &pairs(segment, id)),
            save,
            of: named,
        }
    }

    /// What is asked, for the line that the questions fold up behind.
    pub fn asked(&self, ui: &Ui) -> String {
        let chips: Vec<&str> = self.chips.iter().map(|chip| chip.text.as_str()).collect();
        chips.join(ui.m("segment-and"))
    }

    /// What the link that saves says.
    pub fn save_text(&self, ui: &Ui) -> String {
        match &self.of {
            Some(named) => ui.a1("segment-save-back", "name", named.name.as_str()).into_owned(),
            None => ui.m("segment-save").to_owned(),
        }
    }
}

/// The list that asks `segment`.
pub fn list(segment: &Segment, of: Option<SegmentId>) -> String {
    href(LIST, &pairs(segment, of))
}

/// What an address holds of a list.
pub fn pairs(segment: &Segment, of: Option<SegmentId>) -> Vec<(&'static str, String)> {
    let mut pairs = address::write(segment);
    if let Some(SegmentId(id)) = of {
        // Without a condition it is to be told from the saved segment as it stands.
        if segment.parts().is_empty() {
            pairs.push((address::PART, String::new()));
        }
        pairs.push((OF, Uuid::to_string(&id)));
    }
    pairs
}

/// `path` with a query.
pub fn href(path: &str, pairs: &[(&'static str, String)]) -> String {
    if pairs.is_empty() {
        return path.to_owned();
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
