//! How much somebody needs what is owed, and why.

use jiff::civil::Date;

use super::store::member::Member;
use crate::person::{Living, SelfCare};

/// From which age on somebody counts as very old.
const OLD: u16 = 80;

/// The greater, the more; and why, as words a space apart that a page says: `task-need-…`.
pub fn of(member: &Member, today: Date) -> (u32, String) {
    let age = member.born.and_then(|born| born.age_on(today)).map_or(0, |age| age.least);
    let reasons = [
        (member.self_care == Some(SelfCare::None), 3, "no-self-care"),
        (member.living.0.contains(&Living::Alone), 2, "alone"),
        (age >= OLD, 1, "old"),
    ];
    let holds: Vec<_> = reasons.into_iter().filter(|(holds, ..)| *holds).collect();
    let words: Vec<&str> = holds.iter().map(|(_, _, word)| *word).collect();
    (holds.iter().map(|(_, weight, _)| weight).sum(), words.join(" "))
}
