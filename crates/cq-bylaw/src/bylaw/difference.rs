//! What changed between two texts, paragraph by paragraph: the longest common part is kept, the rest came or went.

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is as it was.
    Kept,
    /// It is new.
    Came,
    /// It is there no more.
    Went,
}

/// The paragraphs of a text; empty lines part them and are none.
pub fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// Every paragraph of `old` and `new` in order; where some went and others came, those that went first.
pub fn difference<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Became, &'t str)> {
    let longest = longest_common(old, new);
    let common = |i: usize, j: usize| longest.get(i * (new.len() + 1) + j).copied().unwrap_or(0);
    let (mut rows, mut i, mut j) = (Vec::new(), 0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(was), Some(is)) if was == is => {
                rows.push((Became::Kept, *is));
                (i, j) = (i + 1, j + 1);
            }
            (Some(was), is) if is.is_none() || common(i + 1, j) >= common(i, j + 1) => {
                rows.push((Became::Went, *was));
                i += 1;
            }
            (_, Some(is)) => {
                rows.push((Became::Came, *is));
                j += 1;
            }
            (_, None) => return rows,
        }
    }
}

/// How many paragraphs are common from each pair of places on.
fn longest_common(old: &[&str], new: &[&str]) -> Vec<usize> {
    let width = new.len() + 1;
    let mut longest = vec![0; (old.len() + 1) * width];
    for (i, was) in old.iter().enumerate().rev() {
        for (j, is) in new.iter().enumerate().rev() {
            let at = |i: usize, j: usize| longest.get(i * width + j).copied().unwrap_or(0);
            let here = if was == is { at(i + 1, j + 1) + 1 } else { at(i + 1, j).max(at(i, j + 1)) };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = here;
            }
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn only<'t>(rows: &[(Became, &'t str)], not: Became) -> Vec<&'t str> {
        rows.iter().filter(|(became, _)| *became != not).map(|(_, text)| *text).collect()
    }

    proptest! {
        /// Both texts can be read off it, and nothing common to both at one place is called changed.
        #[test]
        fn both_texts_stand_in_it(old in text(), new in text()) {
            let (old, new) = (paragraphs(&old), paragraphs(&new));
            let rows = difference(&old, &new);
            prop_assert_eq!(only(&rows, Became::Came), old.clone());
            prop_assert_eq!(only(&rows, Became::Went), new.clone());
            if old == new {
                prop_assert!(rows.iter().all(|(became, _)| *became == Became::Kept));
            }
        }
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec("[甲乙丙丁]{0,2}", 0..12).prop_map(|lines| lines.join("\n"))
    }

    #[test]
    fn one_paragraph_changed_among_others_is_that_one() {
        let rows = difference(&["一", "二", "三"], &["一", "两", "三", "四"]);
        let said: Vec<_> = rows.iter().map(|(became, text)| (*became, *text)).collect();
        let expected = [
            (Became::Kept, "一"),
            (Became::Went, "二"),
            (Became::Came, "两"),
            (Became::Kept, "三"),
            (Became::Came, "四"),
        ];
        assert_eq!(said, expected);
    }
}
