//! A place in the list of people, as an address carries it.
//!
//! It holds what the list is sorted by, so that going on needs no second look at the database and works even where the
//! person it was taken from has gone since. That is the reading of a name, so it travels sealed: no name stands in an
//! address, and a mark that the program did not make does not open.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cq_platform::{
    Result,
    ids::BureauId,
    secrets::{Place, Secrets},
};
use uuid::Uuid;

use super::PersonId;

/// Before whom, or after whom; the default is before everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The reading of the name.
    pub pinyin: String,
    /// Which of those who read alike.
    pub id: PersonId,
}

impl Default for Mark {
    fn default() -> Self {
        Self { pinyin: String::new(), id: PersonId(Uuid::nil()) }
    }
}

impl Mark {
    /// As an address carries it, for lists of `bureau` only.
    pub fn sealed(&self, secrets: &Secrets, bureau: &BureauId) -> Result<String> {
        let plain = [self.id.0.as_bytes(), self.pinyin.as_bytes()].concat();
        Ok(URL_SAFE_NO_PAD.encode(secrets.seal_bytes(place(bureau), &plain)?))
    }

    /// The inverse of [`Mark::sealed`]; anything else is no mark.
    pub fn opened(text: &str, secrets: &Secrets, bureau: &BureauId) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = secrets.open_bytes(place(bureau), &sealed).ok()?;
        let (id, pinyin) = plain.split_first_chunk::<16>()?;
        Some(Self { pinyin: String::from_utf8(pinyin.to_vec()).ok()?, id: Uuid::from_bytes(*id).into() })
    }
}

fn place(bureau: &BureauId) -> Place {
    Place { table: "person", column: "mark", row: bureau.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_opens_in_its_bureau_only_and_shows_no_name() {
        let (secrets, bureau) = (Secrets::from_master(&[7; 32]), BureauId(Uuid::from_u128(1)));
        let mark = Mark { pinyin: "wang xiao ming".into(), id: PersonId(Uuid::from_u128(2)) };
        let text = mark.sealed(&secrets, &bureau).unwrap();
        assert_eq!(Mark::opened(&text, &secrets, &bureau), Some(mark.clone()));
        assert_eq!(Mark::opened(&text, &secrets, &BureauId(Uuid::from_u128(3))), None);
        assert_eq!(Mark::opened(&mark.id.to_string(), &secrets, &bureau), None);
        let plain = URL_SAFE_NO_PAD.decode(&text).unwrap();
        assert!(!plain.windows(4).any(|bytes| bytes == b"wang"));
    }
}
