//! Mending what a field is said to have been: an older entry was wrong, was never so, or is missing. What holds now stays; it is
//! changed on the person's form.

use cq_platform::{Error, messages::Text, words};
use jiff::civil::Date;

use super::past::{Held, Timeline};

/// What is to be mended. Entries go by their place, the earliest is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// The entry at that place says, or ends, otherwise.
    Change(usize, Held),
    /// The entry at that place was a mistake.
    Remove(usize, Instead),
    /// An entry is missing: until then, and back to the change before, it was so.
    Add(Held),
}

words! {
    /// What held in place of an entry that was a mistake.
    pub enum Instead {
        /// What stood before it went on.
        Before = "before",
        /// What came after it had begun already.
        After = "after",
    }
}

/// Why something cannot be mended so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such entry.
    Gone,
    /// It would end before the entry before it, or after the one that follows.
    OutOfOrder,
    /// It would end after today: what holds today is no past.
    InFuture,
    /// The entry before or after it says the same already.
    Same,
    /// Nothing is known from before it.
    NothingBefore,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        let at = |field: &str, key| Error::Invalid(vec![(field.to_owned(), Text::new(key))]);
        match refused {
            Refused::Gone => Error::Conflict,
            Refused::OutOfOrder => at("until", "person-past-out-of-order"),
            Refused::InFuture => at("until", "person-past-in-future"),
            Refused::Same => at("until", "person-past-same"),
            Refused::NothingBefore => at("do", "person-past-nothing-before"),
        }
    }
}

impl Mend {
    /// What was done, for the log.
    pub fn word(&self) -> &'static str {
        match self {
            Mend::Change(..) => "changed",
            Mend::Remove(..) => "removed",
            Mend::Add(_) => "added",
        }
    }

    /// What `timeline` is once it is mended. No two entries overlap, none is left out, and what holds now is what held before.
    pub fn done(&self, timeline: &Timeline, today: Date) -> Result<Timeline, Refused> {
        let mut past = timeline.past().to_vec();
        match self {
            Mend::Change(at, to) => {
                *past.get_mut(*at).ok_or(Refused::Gone)? = to.clone();
            }
            Mend::Add(held) => {
                let at = past.partition_point(|other| other.until.first_day() < held.until.first_day());
                past.insert(at, held.clone());
            }
            Mend::Remove(at, instead) => {
                let gone = past.get(*at).cloned().ok_or(Refused::Gone)?;
                if *instead == Instead::Before {
                    let before = at.checked_sub(1).and_then(|before| past.get_mut(before));
                    before.ok_or(Refused::NothingBefore)?.until = gone.until;
                }
                past.remove(*at);
                // What stood on both sides of it may be the same, and is then one.
                return Ok(Timeline::new(past, timeline.now().map(str::to_owned)).joined());
            }
        }
        if past.last().is_some_and(|last| last.until.first_day() > today) {
            return Err(Refused::InFuture);
        }
        if !past.is_sorted_by(|one, next| one.until.first_day() < next.until.first_day()) {
            return Err(Refused::OutOfOrder);
        }
        let mended = Timeline::new(past, timeline.now().map(str::to_owned));
        if mended.clone().joined() == mended { Ok(mended) } else { Err(Refused::Same) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: Date = jiff::civil::date(2026, 11, 23);

    fn held(until: &str, value: &str) -> Held {
        Held {
            until: until.parse().unwrap(),
            value: Some(value.to_owned()).filter(|value| !value.is_empty()),
        }
    }

    /// 副科 to 2015-06, 正科 to 2021-03, 副处 since.
    fn ranks() -> Timeline {
        Timeline::new(vec![held("2015-06", "142"), held("2021-03", "141")], Some("132".into()))
    }

    fn said(timeline: &Timeline) -> Vec<(String, String)> {
        let entry = |held: &Held| (held.until.to_string(), held.value.clone().unwrap_or_default());
        timeline.past().iter().map(entry).collect()
    }

    #[test]
    fn an_entry_is_corrected_and_the_others_stay() {
        let mended = Mend::Change(0, held("2014-01", "142")).done(&ranks(), TODAY).unwrap();
        assert_eq!(said(&mended), [("2014-01".into(), "142".into()), ("2021-03".into(), "141".to_owned())]);
        assert_eq!(mended.now(), Some("132"));
        let value = Mend::Change(1, held("2021-03", "150")).done(&ranks(), TODAY).unwrap();
        assert_eq!(value.on(jiff::civil::date(2018, 1, 1)), Some("150"));
    }

    #[test]
    fn an_entry_entered_by_mistake_leaves_no_gap() {
        let before = Mend::Remove(1, Instead::Before).done(&ranks(), TODAY).unwrap();
        assert_eq!(said(&before), [("2021-03".into(), "142".to_owned())]);
        let after = Mend::Remove(1, Instead::After).done(&ranks(), TODAY).unwrap();
        assert_eq!(said(&after), [("2015-06".into(), "142".to_owned())]);
        assert_eq!(after.on(jiff::civil::date(2015, 7, 1)), Some("132"));
        assert_eq!(Mend::Remove(0, Instead::Before).done(&ranks(), TODAY), Err(Refused::NothingBefore));
        assert_eq!(Mend::Remove(2, Instead::After).done(&ranks(), TODAY), Err(Refused::Gone));
        // 甲 乙 甲 without 乙 is 甲 all along.
        let twice = Timeline::new(vec![held("2015", "a"), held("2016", "b")], Some("a".into()));
        assert!(Mend::Remove(1, Instead::After).done(&twice, TODAY).unwrap().past().is_empty());
    }

    #[test]
    fn a_missing_entry_is_put_in_its_place() {
        let mended = Mend::Add(held("2010", "150")).done(&ranks(), TODAY).unwrap();
        assert_eq!(mended.on(jiff::civil::date(2009, 1, 1)), Some("150"));
        assert_eq!(mended.on(jiff::civil::date(2010, 1, 1)), Some("142"));
    }

    #[test]
    fn what_would_overlap_or_say_nothing_new_is_refused() {
        let done = |mend: Mend| mend.done(&ranks(), TODAY);
        assert_eq!(done(Mend::Change(0, held("2021-03", "142"))), Err(Refused::OutOfOrder));
        assert_eq!(done(Mend::Change(1, held("2015-06-01", "141"))), Err(Refused::OutOfOrder));
        assert_eq!(done(Mend::Add(held("2015-06", "150"))), Err(Refused::OutOfOrder));
        assert_eq!(done(Mend::Change(1, held("2027", "141"))), Err(Refused::InFuture));
        assert_eq!(done(Mend::Change(1, held("2021-03", "132"))), Err(Refused::Same), "as now");
        assert_eq!(done(Mend::Change(0, held("2015-06", "141"))), Err(Refused::Same), "as after it");
    }

    fn day(n: u8) -> Date {
        jiff::civil::date(2020, 1, 1).saturating_add(jiff::Span::new().days(i64::from(n) * 17))
    }

    fn any_held() -> impl Strategy<Value = Held> {
        let value = |n: u8| (n > 0).then(|| n.to_string());
        (0u8..30, 0u8..4).prop_map(move |(until, said)| Held { until: day(until).into(), value: value(said) })
    }

    fn any_mend() -> impl Strategy<Value = Mend> {
        prop_oneof![
            (0usize..5, any_held()).prop_map(|(at, held)| Mend::Change(at, held)),
            (0usize..5, any::<bool>()).prop_map(|(at, before)| Mend::Remove(
                at,
                if before { Instead::Before } else { Instead::After }
            )),
            any_held().prop_map(Mend::Add),
        ]
    }

    proptest! {
        /// Whatever is mended: entries follow one another, neighbours differ, the present stays, and so does every day that the
        /// mended entry did not reach, before or after.
        #[test]
        fn only_what_is_mended_changes(now in 0u8..4, entries in prop::collection::vec(any_held(), 0..5), mends in prop::collection::vec(any_mend(), 1..6)) {
            let mut timeline = Timeline::new(Vec::new(), (now > 0).then(|| now.to_string()));
            for held in entries {
                timeline = timeline.held(held.until, held.value);
            }
            for mend in mends {
                let Ok(after) = mend.done(&timeline, TODAY) else { continue };
                prop_assert_eq!(after.now(), timeline.now());
                prop_assert!(after.past().is_sorted_by(|one, next| one.until.first_day() < next.until.first_day()));
                prop_assert_eq!(after.clone().joined(), after.clone());
                let ends = |timeline: &Timeline, at: usize| timeline.past().get(at).map(|held| held.until.first_day());
                let begins = |at: usize| at.checked_sub(1).and_then(|before| ends(&timeline, before)).unwrap_or(Date::MIN);
                let (first, last) = match &mend {
                    Mend::Change(at, to) => (begins(*at), ends(&timeline, *at).unwrap().max(to.until.first_day())),
                    Mend::Remove(at, _) => (begins(*at), ends(&timeline, *at).unwrap()),
                    Mend::Add(held) => (Date::MIN, held.until.first_day()),
                };
                for n in 0..32 {
                    if day(n) < first || day(n) >= last {
                        prop_assert_eq!(after.on(day(n)), timeline.on(day(n)), "{:?} {:?}", mend, timeline);
                    }
                }
                timeline = after;
            }
        }
    }
}
