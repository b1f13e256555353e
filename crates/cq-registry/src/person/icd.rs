//! Illnesses in words: by the block that campaigns go by, by ICD-10's category of three characters, or at least by chapter.

use cq_platform::web::Ui;

use super::Illness;

/// The chapters of ICD-10: the first code of each, and its word.
const CHAPTERS: &[(&str, &str)] = &[
    ("A00", "a"),
    ("C00", "c"),
    ("D50", "d"),
    ("E00", "e"),
    ("F00", "f"),
    ("G00", "g"),
    ("H00", "h-eye"),
    ("H60", "h-ear"),
    ("I00", "i"),
    ("J00", "j"),
    ("K00", "k"),
    ("L00", "l"),
    ("M00", "m"),
    ("N00", "n"),
    ("O00", "o"),
    ("Q00", "q"),
    ("R00", "r"),
    ("S00", "s"),
    ("U00", "u"),
    ("V00", "v"),
    ("Z00", "z"),
];

/// What `code` means; of codes outside the tables, the chapter with the code.
pub fn said(ui: &Ui, code: &str) -> String {
    if let Some(illness) = Illness::of(code) {
        return ui.w("illness", illness);
    }
    let category = code.split('.').next().unwrap_or_default();
    let word = category.to_ascii_lowercase();
    let name = ui.w("icd", &word);
    if name != format!("icd-{word}") {
        return name;
    }
    let chapter = CHAPTERS.iter().rev().find(|(first, _)| *first <= category);
    chapter.map_or_else(
        || code.to_owned(),
        |(_, word)| ui.a2("icd-said", "name", ui.w("icd-chapter", word), "code", code).into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::CHAPTERS;

    #[test]
    fn chapters_stand_in_the_order_of_their_codes() {
        assert!(CHAPTERS.is_sorted_by_key(|(first, _)| *first));
    }
}
