//! How Chinese names are read: surnames have readings of their own, and some have two.

use std::borrow::Cow;

use pinyin::ToPinyin;

use super::surnames::{DOUBLE, SINGLE};

/// How one character, or one word in Latin letters, is read.
pub type Syllable = Cow<'static, str>;

/// The readings of a name, each a list of syllables without tones; the first is the one to sort by. A character without a
/// known reading stands for itself. `·` and spaces are left out; Latin letters stay together, in lower case.
pub fn readings(name: &str) -> Vec<Vec<Syllable>> {
    let (surname, given) = surname_and_given(name);
    let given = syllables(given);
    surname
        .into_iter()
        .map(|mut reading| {
            reading.extend(given.iter().cloned());
            reading
        })
        .collect()
}

/// The text a list is sorted by: the first reading, its syllables a space apart, so that all of one surname stand together.
pub fn sort_key(name: &str) -> String {
    readings(name).into_iter().next().unwrap_or_default().join(" ")
}

fn surname_and_given(name: &str) -> (Vec<Vec<Syllable>>, &str) {
    let name = name.trim_start();
    if let Some((surname, reading)) = DOUBLE.iter().find(|(surname, _)| name.starts_with(surname)) {
        return (
            vec![reading.iter().map(|syllable| Cow::Borrowed(*syllable)).collect()],
            &name[surname.len()..],
        );
    }
    let first = name.chars().next();
    if let Some((surname, readings)) = SINGLE.iter().find(|(surname, _)| first == Some(*surname)) {
        let readings = readings.iter().map(|reading| vec![Cow::Borrowed(*reading)]).collect();
        return (readings, &name[surname.len_utf8()..]);
    }
    (vec![Vec::new()], name)
}

fn syllables(text: &str) -> Vec<Syllable> {
    let mut syllables: Vec<Syllable> = Vec::new();
    let mut in_latin = false;
    for c in text.chars().filter(|c| !is_separator(*c)) {
        if c.is_ascii() {
            let c = c.to_ascii_lowercase();
            match syllables.last_mut() {
                Some(last) if in_latin => last.to_mut().push(c),
                _ => syllables.push(Cow::Owned(c.into())),
            }
            in_latin = true;
        } else {
            in_latin = false;
            syllables.push(c.to_pinyin().map_or_else(|| Cow::Owned(c.to_string()), |one| plain(one.plain())));
        }
    }
    syllables
}

/// `ü` is typed as `v` on every keyboard in China.
fn plain(syllable: &'static str) -> Syllable {
    if syllable.contains('ü') { Cow::Owned(syllable.replace('ü', "v")) } else { Cow::Borrowed(syllable) }
}

/// What stands between the parts of a name and is never typed when looking for it.
pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '·' | '•' | '・' | '．' | '.' | '-' | '\'')
}
