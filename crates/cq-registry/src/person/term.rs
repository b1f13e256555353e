//! Under which words a person is found: written name, reading, initials, number tails.
//!
//! A word is looked up by its beginning, so every ending of a name stands as a term: 王晓明, 晓明 and 明 together answer for
//! each part of it. Numbers of identity stand only as keyed hashes.

use cq_platform::secrets::Secrets;

use super::{CitizenId, Facts, pinyin};

/// Marks a hashed term; nothing that is typed begins with it.
const HASHED: char = '#';

/// Everything `facts` is found by, in order, nothing twice.
pub(super) fn terms(secrets: &Secrets, facts: &Facts) -> Vec<String> {
    let names = std::iter::once(facts.name.as_str()).chain(facts.former_name.as_deref());
    let phones = facts.phone.as_deref().into_iter().chain(facts.other_phone.as_deref());
    let mut terms = open_terms(names, phones);
    terms.extend(facts.citizen_id.as_ref().map(|id| id_tail_term(secrets, id.tail())));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The terms that stand as they are typed; some may stand twice.
fn open_terms<'n>(
    names: impl IntoIterator<Item = &'n str>,
    phones: impl IntoIterator<Item = &'n str>,
) -> Vec<String> {
    let mut terms = Vec::with_capacity(16);
    for name in names {
        name_terms(&mut terms, name);
    }
    for phone in phones {
        terms.push(phone.to_owned());
        terms.extend(phone.len().checked_sub(4).and_then(|at| phone.get(at..)).map(str::to_owned));
    }
    terms
}

fn name_terms(terms: &mut Vec<String>, name: &str) {
    let written = fold(name);
    terms.extend(written.char_indices().filter_map(|(at, _)| written.get(at..).map(str::to_owned)));
    for reading in pinyin::readings(name) {
        let initials: String = reading.iter().filter_map(|syllable| syllable.chars().next()).collect();
        let mut starts = initials.char_indices().map(|(at, _)| at);
        for syllables in (0..reading.len()).filter_map(|at| reading.get(at..)) {
            terms.push(syllables.concat());
            // A single initial is the beginning of its own syllable.
            let initials = starts.next().and_then(|at| initials.get(at..)).filter(|_| syllables.len() > 1);
            terms.extend(initials.map(str::to_owned));
        }
    }
}

/// Whether a folded word begins one of the terms of a name; for held against many people, so that only words in Latin
/// letters cost a reading, and none of its terms is written out.
pub(super) fn names(word: &str, name: &str) -> bool {
    fold(name).contains(word)
        || word.bytes().any(|byte| byte.is_ascii_lowercase())
            && pinyin::readings(name).iter().any(|reading| reads(word, reading))
}

/// Whether `word` begins a reading or its initials, at any of its syllables.
fn reads(word: &str, reading: &[pinyin::Syllable]) -> bool {
    let initials = |tail: &[pinyin::Syllable]| {
        let mut initials = tail.iter().filter_map(|syllable| syllable.chars().next());
        tail.len() > 1 && word.chars().all(|c| initials.next() == Some(c))
    };
    (0..reading.len()).filter_map(|at| reading.get(at..)).any(|tail| spells(word, tail) || initials(tail))
}

/// Whether `word` begins the syllables put together.
fn spells(word: &str, syllables: &[pinyin::Syllable]) -> bool {
    let mut rest = word;
    for syllable in syllables {
        match rest.strip_prefix(syllable.as_ref()) {
            Some(after) => rest = after,
            None => return syllable.starts_with(rest),
        }
    }
    rest.is_empty()
}

/// Whether a folded word begins a telephone number or its last four digits.
pub(super) fn dials(word: &str, phone: &str) -> bool {
    let tail = phone.len().checked_sub(4).and_then(|at| phone.get(at..)).unwrap_or_default();
    phone.starts_with(word) || tail.starts_with(word)
}

/// Above every term that begins with `start`.
pub(super) fn end_of(start: &str) -> String {
    format!("{start}{}", char::MAX)
}

/// Whether a folded word may be the last four characters of a citizen id.
pub(super) fn looks_like_id_tail(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 4
        && bytes.iter().take(3).all(u8::is_ascii_digit)
        && bytes.last().is_some_and(|last| last.is_ascii_digit() || *last == b'x')
}

/// The term of the last four characters of a citizen id.
pub(super) fn id_tail_term(secrets: &Secrets, tail: &str) -> String {
    let hash = secrets.index("id-tail", tail);
    let number = hash.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{HASHED}{number:08x}")
}

/// The keyed index of a whole citizen id.
pub(crate) fn id_index(secrets: &Secrets, id: &CitizenId) -> [u8; 32] {
    secrets.index("citizen-id", id.as_str())
}

/// How a word is written among the terms: lower case, full-width forms narrowed, separators left out.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .map(narrow)
        .filter(|c| !pinyin::is_separator(*c) && *c != HASHED)
        .flat_map(char::to_lowercase)
        .collect()
}

fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        'ü' | 'Ü' => 'v',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_finds_exactly_what_it_begins(name in "[王单覃欧阳明晓𠮷a· ]{1,4}", word in "[王单覃明晓𠮷wxmngatqi138]{1,3}", phone in "1[138]{6}") {
            let terms = open_terms([name.as_str()], [phone.as_str()]);
            let found = names(&word, &name) || dials(&word, &phone);
            prop_assert_eq!(found, terms.iter().any(|term| term.starts_with(&word)));
        }
    }
}
