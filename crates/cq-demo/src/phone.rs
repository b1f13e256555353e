//! Telephone numbers that ring nowhere: 154 was never given to a mobile operator, and no place has area code 0540.

/// Who owns a number; each kind of owner has a range of its own, so that no two numbers are the same.
#[derive(Clone, Copy)]
pub(crate) enum Owner {
    Person(usize),
    Doctor(usize),
    /// Somebody's relative.
    Relative(usize),
    /// A number that somebody changed to.
    Changed(usize),
}

/// Every eight-digit tail belongs to one position: the factor has no common divisor with 10⁸.
pub(crate) fn mobile(owner: Owner) -> String {
    let position = match owner {
        Owner::Person(nth) => nth as u64,
        Owner::Relative(nth) => 30_000_000 + nth as u64,
        Owner::Doctor(nth) => 60_004_321 + nth as u64,
        Owner::Changed(nth) => 90_008_642 + nth as u64,
    };
    format!("154{:08}", (position * 38_196_601 + 20_130_327) % 100_000_000)
}

pub(crate) fn landline(nth: usize) -> String {
    format!("0540-{:07}", 7_000_000 + (nth * 733_331) % 1_000_000)
}
