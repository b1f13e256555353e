//! What may have been meant by a word that finds nobody: another sound where dialects make no difference, a letter too many,
//! too few or out of place, or a character of the same reading.

use std::{collections::HashSet, sync::LazyLock};

use pinyin::ToPinyin;

use super::pinyin::{Syllable, readings};

/// Most readings that are tried for one word.
const MOST: usize = 32;
/// Letters of the shortest word whose errors are looked for: of two letters almost anything is one letter away.
const SHORTEST: usize = 3;
/// Letters or characters of the longest: five long syllables. What can be meant by more of them takes ever longer to find.
const LONGEST: usize = 30;

/// Sounds that much of China does not tell apart.
const ALIKE: [(&str, &str); 9] = [
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
    ("n", "l"),
    ("h", "f"),
    ("hu", "w"),
];

/// Every syllable of the language, without tones. Not the grunts (嗯 ng, 呣 m): with them almost any letters could be read.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let characters = ('\u{4e00}'..='\u{9fa5}').filter_map(|c| c.to_pinyin());
    let syllables = characters.map(|reading| reading.plain().replace('ü', "v"));
    syllables.filter(|syllable| syllable.contains(['a', 'e', 'i', 'o', 'u', 'v'])).collect()
});
/// Every beginning of one.
static BEGINNINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let ends = |syllable: &'static String| (1..=syllable.len()).filter_map(|end| syllable.get(..end));
    SYLLABLES.iter().flat_map(ends).collect()
});

/// What may have been meant by `word`, as terms are written, the likeliest first; never the word itself.
pub(super) fn near(word: &str) -> Vec<String> {
    let mut all = if word.chars().count() > LONGEST {
        Vec::new()
    } else if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        if word.len() < SHORTEST { Vec::new() } else { misread(word) }
    } else if word.chars().count() > 1 && !word.bytes().any(|byte| byte.is_ascii()) {
        readings(word).iter().map(|reading: &Vec<Syllable>| reading.concat()).collect()
    } else {
        Vec::new()
    };
    let mut seen = HashSet::from([word.to_owned()]);
    all.retain(|other| seen.insert(other.clone()));
    all.truncate(MOST);
    all
}

fn misread(word: &str) -> Vec<String> {
    let ends: Vec<(&str, &str)> = (0..=word.len()).filter_map(|at| word.split_at_checked(at)).collect();
    let alike = ends.iter().flat_map(|(before, after)| {
        let pairs = ALIKE.iter().flat_map(|(one, other)| [(one, other), (other, one)]);
        pairs.filter_map(move |(said, meant)| Some(format!("{before}{meant}{}", after.strip_prefix(*said)?)))
    });
    let swapped = ends.iter().filter_map(|(before, after)| {
        let (first, rest) = after.split_at_checked(1)?;
        let (second, rest) = rest.split_at_checked(1)?;
        Some(format!("{before}{second}{first}{rest}"))
    });
    let left_out = ends.iter().filter_map(|(before, after)| Some(format!("{before}{}", after.get(1..)?)));
    let added = ends
        .iter()
        .flat_map(|(before, after)| ('a'..='z').map(move |letter| format!("{before}{letter}{after}")));
    alike.chain(swapped).chain(left_out).chain(added).filter(|word| can_be_read(word)).collect()
}

/// Whether a word is a row of syllables, of which the last may be unfinished.
fn can_be_read(word: &str) -> bool {
    /// Letters of the longest syllable: zhuang.
    const SYLLABLE: usize = 6;
    let mut reached = vec![false; word.len() + 1];
    for at in 0..word.len() {
        if at > 0 && !reached.get(at).copied().unwrap_or(false) {
            continue;
        }
        if word.get(at..).is_some_and(|rest| BEGINNINGS.contains(rest)) {
            return true;
        }
        for end in at + 1..=word.len().min(at + SYLLABLE) {
            if word.get(at..end).is_some_and(|syllable| SYLLABLES.contains(syllable))
                && let Some(slot) = reached.get_mut(end)
            {
                *slot = true;
            }
        }
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_near_to_what_dialects_and_fingers_make_of_it() {
        for (said, meant) in [
            ("wan", "wang"),
            ("wanxiaoming", "wangxiaoming"),
            ("zangwei", "zhangwei"),
            ("zhousan", "zhoushan"),
            ("liuying", "liuyin"),
            ("nili", "lili"),
            ("wagn", "wang"),
            ("wangxaioming", "wangxiaoming"),
            ("wangxiaomng", "wangxiaoming"),
            ("xa", ""),
            ("xaming", "xiaming"),
            ("王小明", "wangxiaoming"),
            ("覃明", "tanming"),
        ] {
            let near = near(said);
            assert!(
                near.iter().any(|one| one == meant) || meant.is_empty() && near.is_empty(),
                "{said}: {near:?}"
            );
        }
    }

    #[test]
    fn another_reading_of_the_same_character_is_not_near() {
        for (said, other) in [("dan", "shan"), ("jie", "xie"), ("chou", "qiu"), ("cha", "zha")] {
            assert!(!near(said).iter().any(|one| one == other), "{said}");
        }
        assert_eq!(near("1380"), [""; 0]);
        assert_eq!(near("王"), [""; 0]);
        assert_eq!((near(&"a".repeat(5_000)), near(&"王".repeat(5_000))), (Vec::new(), Vec::new()));
    }

    #[test]
    fn only_what_can_be_read_is_tried() {
        assert!(["wang", "wangx", "wangxi", "xian", "lv"].iter().all(|word| can_be_read(word)));
        assert!(["wbng", "qqq", "wangvx"].iter().all(|word| !can_be_read(word)));
    }
}
