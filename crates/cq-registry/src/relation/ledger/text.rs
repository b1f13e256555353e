//! What is said of a relation at its cell.

use cq_platform::messages::{Arg, Text};

use super::{Row, Who, weigh::Candidate, wish::Wish};
use crate::{
    intake::{About, Place},
    relation::{Kind, store::many::Held},
};

/// Why something cannot be told, and who of the registry is named in it.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    pub text: Text,
    pub about: Vec<About>,
}

impl From<Text> for Doubt {
    fn from(text: Text) -> Self {
        Self { text, about: Vec::new() }
    }
}

/// Of nothing.
pub(super) fn nothing() -> Text {
    Text::new("relation-ledger-held")
}

/// A new relation to `to`, by where they are.
pub(super) fn new(wish: &Wish, kind: Kind, to: To<'_>) -> Text {
    let key = match to {
        To::Row(_) => "relation-ledger-new-row",
        To::Registered(..) => "relation-ledger-new-known",
        To::Nobody => "relation-ledger-new-person",
        To::Same(_) => "relation-ledger-new-same",
    };
    let text = Text { key, args: vec![("kind", Arg::Message(word(kind)))] };
    let text =
        text.with("name", &wish.named.name).with("contact", if wish.named.is_contact { "yes" } else { "no" });
    match to {
        To::Row(place) | To::Same(place) => at(text, place),
        To::Registered(about) => text.with("about", about),
        To::Nobody => text,
    }
}

/// Whom a new relation is to.
pub(super) enum To<'t> {
    /// Somebody of this file.
    Row(&'t Place),
    /// Somebody of the registry, with what tells them apart.
    Registered(String),
    /// Somebody new.
    Nobody,
    /// Somebody new whom another row names too.
    Same(&'t Place),
}

/// A relation that the registry has.
pub(super) fn held(wish: &Wish, held: &Held) -> Text {
    let kind = held.kind().unwrap_or(held.written);
    Text { key: "relation-ledger-held", args: vec![("kind", Arg::Message(word(kind)))] }
        .with("name", &wish.named.name)
}

/// One whom to call from now on.
pub(super) fn call(wish: &Wish, held: &Held) -> Text {
    Text { key: "relation-ledger-call", ..self::held(wish, held) }
}

/// A relation that has ended.
pub(super) fn over(wish: &Wish, held: &Held) -> Text {
    let day = held.until.map(|until| until.to_string()).unwrap_or_default();
    Text { key: "relation-ledger-over", ..self::held(wish, held) }.with("day", day)
}

/// The registry or another cell says something else of the two.
pub(super) fn other_kind(wish: &Wish, known: Kind, said: Kind) -> Text {
    let args = vec![("known", Arg::Message(word(known))), ("said", Arg::Message(word(said)))];
    Text { key: "relation-ledger-other-kind", args }.with("name", &wish.named.name)
}

/// The same two, named from the other side or once more.
pub(super) fn same(wish: &Wish, first: &Row) -> Text {
    at(Text::new("relation-ledger-same").with("name", &wish.named.name), &first.place)
}

/// Several may be meant, or one who need not be.
pub(super) fn several(wish: &Wish, of: &[&Candidate<'_>]) -> Doubt {
    let key = if of.len() == 1 { "relation-ledger-perhaps" } else { "relation-ledger-several" };
    let places: Vec<String> = of.iter().take(3).map(|one| one.about()).collect();
    let linked = |(one, name): (&&Candidate<'_>, &String)| match one.who {
        Who::Known(id) if !name.is_empty() => {
            Some(About { name: name.clone(), href: format!("/people/{id}") })
        }
        _ => None,
    };
    let about = of.iter().zip(&places).filter_map(linked).collect();
    let text = Text::new(key).with("name", &wish.named.name).with("count", of.len());
    Doubt { text: text.with("where", places.join("; ")), about }
}

/// `name` is somebody else's spouse, or said to be.
pub(super) fn second_spouse(name: &str, other: &str) -> Text {
    Text::new("relation-ledger-second-spouse").with("name", name).with("other", other)
}

fn at(text: Text, place: &Place) -> Text {
    text.with("sheet", place.sheet.as_ref()).with("row", place.row)
}

/// The message of a kind.
const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Spouse => "relation-kind-spouse",
        Kind::Child => "relation-kind-child",
        Kind::Parent => "relation-kind-parent",
        Kind::Sibling => "relation-kind-sibling",
        Kind::Kin => "relation-kind-kin",
        Kind::Carer => "relation-kind-carer",
        Kind::Friend => "relation-kind-friend",
    }
}
