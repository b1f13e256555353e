//! What a row wishes: one relation for each person it names, however many of its cells name them.

use cq_platform::{actor::Act, messages::Text};

use super::{Families, said::Named, text};
use crate::{
    person::{CitizenId, Sex, id_index},
    relation::Kind,
};

/// Somebody whom a row names, and what becomes of that.
pub(super) struct Wish {
    /// Position of the row.
    pub owner: usize,
    /// The first column that names them.
    pub column: &'static str,
    /// As it is written.
    pub name: String,
    /// What they are, where it is said.
    pub kind: Option<Kind>,
    /// To be called.
    pub is_contact: bool,
    /// As far as it is said.
    pub sex: Sex,
    /// Digits.
    pub phone: Option<String>,
    /// Where the ledger has it.
    pub citizen_id: Option<CitizenId>,
    /// Its keyed index.
    pub number: Option<[u8; 32]>,
    /// What becomes of it.
    pub answer: Answer,
}

/// What becomes of a wish, in words.
pub(super) enum Answer {
    /// Not told yet; what is never told is known.
    Known(Text),
    /// It cannot be told.
    Doubt(Text),
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
            match of_row.iter_mut().find(|wish| wish.name == named.name) {
                Some(wish) => wish.join(named),
                None => wishes.push(Wish::of(act, owner, named)),
            }
        }
    }
    wishes
}

impl Wish {
    fn of(act: &Act, owner: usize, named: &Named) -> Self {
        let Named { column, name, kind, is_contact, sex, phone, citizen_id } = named.clone();
        let number = citizen_id.as_ref().map(|id| id_index(&act.secrets, id));
        Self {
            owner,
            column,
            name,
            kind,
            is_contact,
            sex,
            phone,
            citizen_id,
            number,
            answer: Answer::Known(text::nothing()),
        }
    }

    /// Another cell of the row names the same person.
    fn join(&mut self, named: &Named) {
        if self.kind.is_some() && named.kind.is_some() && self.kind != named.kind {
            self.answer = Answer::Doubt(Text::new("relation-ledger-two-kinds").with("name", &self.name));
        }
        self.kind = self.kind.or(named.kind);
        self.is_contact |= named.is_contact;
        if self.sex == Sex::Unknown {
            self.sex = named.sex;
        }
        if self.phone.is_none() {
            self.phone.clone_from(&named.phone);
        }
    }
}
