//! Which past the kept record has after a merge. That two records were one is no event in a life: nothing of it is noted, but
//! what the record that gives way knew of earlier days is not lost either.

use crate::{
    duplicate::model::{Noted, PastChange, Pasts},
    intake::FieldChange,
    person::{
        FIELDS, Facts,
        past::{Held, Timeline},
    },
};

/// What `changes` make of the past of the kept record, which comes to say `merged`: the past goes with the value that is taken; of
/// a field that says the same in both records, or whose past the one taken does not know, whoever knows some gives it.
pub fn merged(
    (kept, gone): (&Pasts, &Pasts),
    gone_facts: &Facts,
    merged: &Facts,
    changes: &[FieldChange],
) -> Vec<PastChange> {
    let mut pasts = Vec::new();
    for field in FIELDS.iter().filter(|field| field.is_dated) {
        let of = |pasts: &Pasts| pasts.get(field.key).cloned().unwrap_or_default();
        let (before, theirs) = (of(kept), of(gone));
        let is_taken = changes.iter().any(|change| change.field == field.key);
        let says_the_same = field.of(gone_facts) == field.of(merged);
        let gives = !theirs.is_empty() && says_the_same && (is_taken || before.is_empty());
        let after = joined(if gives { theirs } else { before.clone() }, field.of(merged));
        if after != before {
            pasts.push(PastChange { field: field.key.to_owned(), before, after });
        }
    }
    pasts
}

/// Without what says no other than what came after it.
fn joined(noted: Vec<Noted>, now: Option<String>) -> Vec<Noted> {
    let held = noted.iter().map(|noted| Held { until: noted.until, value: noted.value.clone() }).collect();
    let timeline = Timeline::new(held, now.clone()).corrected(now);
    let stays = |noted: &Noted| timeline.past().iter().any(|held| held.until == noted.until);
    noted.into_iter().filter(stays).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Category;

    fn noted(until: &str, value: &str) -> Noted {
        let at = jiff::Timestamp::UNIX_EPOCH;
        Noted { until: until.parse().unwrap(), value: Some(value.to_owned()), at, by: None }
    }

    fn pasts(noted: &[Noted]) -> Pasts {
        if noted.is_empty() { Pasts::new() } else { Pasts::from([("address".to_owned(), noted.to_vec())]) }
    }

    fn living_at(address: &str) -> Facts {
        let mut facts = Facts::new("王晓明", Category::Retired);
        facts.address = Some(address.to_owned());
        facts
    }

    fn address_taken() -> FieldChange {
        FieldChange { field: "address".into(), before: Some("东街".into()), after: Some("西街".into()) }
    }

    #[test]
    fn the_past_goes_with_the_value_that_is_taken() {
        let (old, older) = (noted("2020-01-01", "北街"), noted("2015-01-01", "南街"));
        let (gone, taken) = (living_at("西街"), [address_taken()]);
        let after = |kept: &[Noted], theirs: &[Noted], now: &str, changes: &[FieldChange]| {
            let merged = merged((&pasts(kept), &pasts(theirs)), &gone, &living_at(now), changes);
            merged.into_iter().next().map(|change| change.after)
        };
        let one = std::slice::from_ref(&old);
        let other = std::slice::from_ref(&older);
        assert_eq!(after(one, other, "西街", &taken), Some(other.to_vec()));
        assert_eq!(after(one, other, "东街", &[]), None, "the kept record's value stays, with its past");
        assert_eq!(after(one, &[], "西街", &taken), None, "nothing is known otherwise");
        assert_eq!(after(&[], other, "西街", &[]), Some(other.to_vec()), "both say the same, one knows more");
        assert_eq!(after(&[], other, "东街", &[]), None, "what came before another value is not known");
    }

    #[test]
    fn what_says_the_same_as_what_comes_after_it_is_no_past() {
        let was_there = noted("2020-01-01", "西街");
        let kept = pasts(std::slice::from_ref(&was_there));
        let merged =
            merged((&kept, &Pasts::new()), &living_at("西街"), &living_at("西街"), &[address_taken()]);
        assert_eq!(merged.len(), 1);
        assert_eq!((merged[0].before.len(), merged[0].after.len()), (1, 0));
    }
}
