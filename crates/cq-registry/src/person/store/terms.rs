//! Search terms on their way into the index.

use std::cmp::Ordering;

use cq_platform::{
    Result,
    actor::Act,
    db::{Param, Tx},
};

use super::super::PersonId;

const INSERT: &str = "INSERT INTO search_term (bureau_id, term, person_id)";

/// Terms that are gathered before they are written: some ten a person.
const MOST: usize = 200_000;
/// Terms handed to the engine at a time.
const AT_ONCE: usize = 4_096;

/// Terms of many people. The index takes them several times as fast in its own order as in that of the people, so whoever
/// loads a registry gathers them here, and writes them when told that they are many, and at the end.
#[derive(Default)]
pub struct Terms {
    /// All of them, one behind the other.
    text: String,
    places: Vec<Place>,
}

/// A term of somebody.
struct Place {
    /// The first bytes, by which most terms are told apart.
    head: u64,
    begins: usize,
    ends: usize,
    person: PersonId,
}

impl Terms {
    /// Adds terms of a person; none twice.
    pub(super) fn add(&mut self, person: PersonId, terms: &[String]) {
        for term in terms {
            let begins = self.text.len();
            self.text.push_str(term);
            self.places.push(Place { head: head(term), begins, ends: self.text.len(), person });
        }
    }

    /// Whether it is time to write them.
    pub fn are_many(&self) -> bool {
        self.places.len() >= MOST
    }

    /// Writes what was gathered.
    pub fn write(&mut self, tx: &Tx<'_>, act: &Act) -> Result<()> {
        let mut places = std::mem::take(&mut self.places);
        places.sort_unstable_by(|one, other| order(&self.text, one, other));
        for some in places.chunks(AT_ONCE) {
            let terms: Vec<&str> = some.iter().map(|place| self.term(place)).collect();
            let rows = some.iter().zip(&terms);
            let cells: Vec<&dyn Param> =
                rows.flat_map(|(place, term)| [act.bureau() as &dyn Param, term, &place.person]).collect();
            tx.insert_many(INSERT, 3, &cells)?;
        }
        self.text = String::new();
        Ok(())
    }

    fn term(&self, place: &Place) -> &str {
        self.text.get(place.begins..place.ends).unwrap_or_default()
    }
}

fn order(text: &str, one: &Place, other: &Place) -> Ordering {
    let term = |place: &Place| text.get(place.begins..place.ends);
    let by_term = one.head.cmp(&other.head).then_with(|| term(one).cmp(&term(other)));
    by_term.then_with(|| one.person.cmp(&other.person))
}

/// The first eight bytes as a number that sorts as they do.
fn head(term: &str) -> u64 {
    let mut head = [0; 8];
    for (slot, byte) in head.iter_mut().zip(term.bytes()) {
        *slot = byte;
    }
    u64::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn terms_sort_as_texts(terms in prop::collection::vec("[a-c晓]{1,10}", 0..40)) {
            let mut all = Terms::default();
            all.add(PersonId(uuid::Uuid::nil()), &terms);
            let text = all.text.clone();
            all.places.sort_unstable_by(|one, other| order(&text, one, other));
            let sorted: Vec<&str> = all.places.iter().map(|place| all.term(place)).collect();
            let mut expected: Vec<&str> = terms.iter().map(String::as_str).collect();
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }
    }
}
