//! What a row wishes: one relation for each person it names, however many of its cells name them.

use cq_platform::{actor::Act, messages::Text};

use super::{
    Families,
    said::Named,
    text::{self, Doubt},
};
use crate::person::{Sex, id_index};

/// Somebody whom a row names, and what becomes of that.
pub(super) struct Wish {
    /// Position of the row.
    pub owner: usize,
    /// Whom the cells name, the first of them.
    pub named: Named,
    /// The keyed index of the citizen id.
    pub number: Option<[u8; 32]>,
    /// What becomes of it.
    pub answer: Answer,
}

/// What becomes of a wish, in words.
pub(super) enum Answer {
    /// Not told yet; what is never told is known.
    Known(Text),
    /// It cannot be told.
    Doubt(Doubt),
    /// A new relation: position among those.
    Tie(usize, Text),
    /// A relation that holds; the other is to be called from now on: position among those.
    Call(usize, Text),
}

/// The wishes of all rows, in their order.
pub(super) fn all(act: &Act, families: &Families) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = Vec::new();
    for (owner, row) in families.rows.iter().enumerate() {
        let first = wishes.len();
        for named in row.said.iter().flat_map(|said| &said.named) {
            let of_row = wishes.get_mut(first..).unwrap_or_default();
            match of_row.iter_mut().find(|wish| wish.named.name == named.name) {
                Some(wish) => wish.join(named),
                None => wishes.push(Wish::of(act, owner, named.clone())),
            }
        }
    }
    wishes
}

impl Wish {
    fn of(act: &Act, owner: usize, named: Named) -> Self {
        let number = named.citizen_id.as_ref().map(|id| id_index(&act.secrets, id));
        Self { owner, named, number, answer: Answer::Known(text::nothing()) }
    }

    /// Another cell of the row names the same person.
    fn join(&mut self, other: &Named) {
        let named = &mut self.named;
        if named.kind.is_some() && other.kind.is_some() && named.kind != other.kind {
            let text = Text::new("relation-ledger-two-kinds").with("name", &named.name);
            self.answer = Answer::Doubt(text.into());
        }
        named.kind = named.kind.or(other.kind);
        named.is_contact |= other.is_contact;
        if named.sex == Sex::Unknown {
            named.sex = other.sex;
        }
        if named.phone.is_none() {
            named.phone.clone_from(&other.phone);
        }
    }
}
