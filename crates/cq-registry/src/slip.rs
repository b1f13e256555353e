//! Names written with a slip of the pen.

/// The name that was most likely meant by `name`, if any is near enough.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = names.map(|known| (slips(name, known), known)).min()?;
    (near.0 * 2 <= name.chars().count().min(4)).then_some(near.1)
}

/// How many characters have to be put in, left out or changed to make one name of the other.
fn slips(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((of, above), (left_above, index)) in
            other.iter().zip(row.iter().skip(1)).zip(row.iter().zip(0usize..))
        {
            let left = next.get(index).copied().unwrap_or(at);
            next.push((left_above + usize::from(*of != c)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{nearest, slips};

    #[test]
    fn slips_of_the_pen_are_counted() {
        for (one, other, count) in [
            ("明湖街道", "明湖街道", 0),
            ("明胡街道", "明湖街道", 1),
            ("明湖", "明湖街道", 2),
            ("", "明湖", 2),
        ] {
            assert_eq!((slips(one, other), slips(other, one)), (count, count), "{one} {other}");
        }
    }

    #[test]
    fn only_what_is_near_is_offered() {
        let units = ["县财政局", "县教育局", "文昌街道"];
        let of = |name| nearest(name, units.into_iter());
        assert_eq!(of("县财证局"), Some("县财政局"));
        assert_eq!(of("文昌街到"), Some("文昌街道"));
        assert_eq!(of("月球镇"), None);
        assert_eq!(nearest("县财政局", std::iter::empty()), None);
    }
}
