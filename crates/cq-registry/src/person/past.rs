//! What a field said at other times.

use std::collections::BTreeMap;

use cq_calendar::PartialDate;
use jiff::civil::Date;

/// From when a changed field says what it says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// From that day, or from the first day it can mean.
    Day(PartialDate),
    /// It never said otherwise: what stood there was wrong.
    Always,
}

/// For fields that change, by name, from when; a field not named changes today.
pub type Dates = BTreeMap<&'static str, Since>;

/// What one field says and said. A value holds up to, and without, its last day; the last value holds now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    past: Vec<Held>,
    now: Option<String>,
}

/// What a field said until a day, exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The day it changed, as exactly as known; the first day it can mean counts.
    pub until: PartialDate,
    /// What it said; none where nothing was known.
    pub value: Option<String>,
}

impl Timeline {
    /// From what is kept: `past` in the order of time.
    pub fn new(past: Vec<Held>, now: Option<String>) -> Self {
        Self { past, now }
    }

    /// What it says now.
    pub fn now(&self) -> Option<&str> {
        self.now.as_deref()
    }

    /// What it said before, the earliest first.
    pub fn past(&self) -> &[Held] {
        &self.past
    }

    /// What it said on `day`.
    pub fn on(&self, day: Date) -> Option<&str> {
        self.past.get(self.at(day)).map_or(self.now.as_deref(), |held| held.value.as_deref())
    }

    /// It says `value` from `from` up to the next change known.
    #[must_use]
    pub fn changed(mut self, from: PartialDate, value: Option<String>) -> Self {
        let at = self.at(from.first_day());
        let begins_there = at.checked_sub(1).and_then(|before| self.past.get(before));
        if begins_there.is_some_and(|before| before.until.first_day() == from.first_day()) {
            *self.value_mut(at) = value;
        } else {
            let before = std::mem::replace(self.value_mut(at), value);
            self.past.insert(at, Held { until: from, value: before });
        }
        self.joined()
    }

    /// Up to `until`, and back to the change before, it said `value`; from then on what was known.
    #[must_use]
    pub fn held(mut self, until: PartialDate, value: Option<String>) -> Self {
        let at = self.at(until.first_day());
        match at.checked_sub(1).and_then(|before| self.past.get_mut(before)) {
            Some(before) if before.until.first_day() == until.first_day() => before.value = value,
            _ => self.past.insert(at, Held { until, value }),
        }
        self.joined()
    }

    /// What it says now it always said since the last change: the value was wrong.
    #[must_use]
    pub fn corrected(mut self, value: Option<String>) -> Self {
        self.now = value;
        self.joined()
    }

    /// The change on `day` never was: what held before went on holding.
    #[must_use]
    pub fn never(mut self, day: Date) -> Self {
        if let Some(at) = self.past.iter().position(|held| held.until.first_day() == day) {
            let held = self.past.remove(at);
            *self.value_mut(at) = held.value;
        }
        self.joined()
    }

    /// Takes up a new value as `since` says. What was never known before is learned, not changed.
    #[must_use]
    pub fn taken_up(self, value: Option<String>, since: Option<Since>, today: Date) -> Self {
        match since {
            Some(Since::Always) => self.corrected(value),
            Some(Since::Day(day)) => self.changed(day, value),
            None if self.now.is_none() && self.past.is_empty() => self.corrected(value),
            None => self.changed(today.into(), value),
        }
    }

    /// The place of the value that holds on `day`.
    fn at(&self, day: Date) -> usize {
        self.past.partition_point(|held| held.until.first_day() <= day)
    }

    fn value_mut(&mut self, at: usize) -> &mut Option<String> {
        self.past.get_mut(at).map_or(&mut self.now, |held| &mut held.value)
    }

    /// Neighbours that say the same are one.
    #[must_use]
    pub(super) fn joined(mut self) -> Self {
        let mut next = self.now.clone();
        let mut kept: Vec<Held> = Vec::with_capacity(self.past.len());
        for held in self.past.into_iter().rev() {
            if held.value != next {
                next.clone_from(&held.value);
                kept.push(held);
            }
        }
        kept.reverse();
        self.past = kept;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same as a list of beginnings, the first of which has none.
    #[derive(Debug, Clone)]
    struct Naive(Vec<(Option<Date>, Option<String>)>);

    impl Naive {
        fn on(&self, day: Date) -> Option<String> {
            let held = self.0.iter().rfind(|(from, _)| from.is_none_or(|from| from <= day));
            held.and_then(|(_, value)| value.clone())
        }

        /// Says `value` from `from` to the next beginning.
        fn put(&mut self, from: Date, value: Option<String>) {
            match self.0.iter_mut().find(|(begins, _)| *begins == Some(from)) {
                Some(same) => same.1 = value,
                None => self.0.push((Some(from), value)),
            }
            self.0.sort_by_key(|(from, _)| *from);
        }
    }

    #[derive(Debug, Clone)]
    enum Step {
        Changed(i8, u8),
        Held(i8, u8),
        Corrected(u8),
    }

    fn day(n: i8) -> Date {
        jiff::civil::date(2020, 1, 1).saturating_add(jiff::Span::new().days(i64::from(n) * 17))
    }

    fn value(n: u8) -> Option<String> {
        (n > 0).then(|| n.to_string())
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0i8..12, 0u8..4).prop_map(|(day, value)| Step::Changed(day, value)),
            (0i8..12, 0u8..4).prop_map(|(day, value)| Step::Held(day, value)),
            (0u8..4).prop_map(Step::Corrected),
        ]
    }

    proptest! {
        #[test]
        fn any_changes_asked_on_any_day_are_a_list_of_intervals(first in 0u8..4, steps in prop::collection::vec(step(), 0..12)) {
            let mut timeline = Timeline::new(Vec::new(), value(first));
            let mut naive = Naive(vec![(None, value(first))]);
            for step in steps {
                match step {
                    Step::Changed(from, said) => {
                        timeline = timeline.changed(day(from).into(), value(said));
                        naive.put(day(from), value(said));
                    }
                    Step::Held(until, said) => {
                        let after = naive.on(day(until));
                        let begins = naive.0.iter().rfind(|(from, _)| from.is_none_or(|from| from < day(until))).unwrap().0;
                        naive.0.iter_mut().find(|(from, _)| *from == begins).unwrap().1 = value(said);
                        naive.put(day(until), after);
                        timeline = timeline.held(day(until).into(), value(said));
                    }
                    Step::Corrected(said) => {
                        // Beginnings that change nothing are none.
                        naive.0.dedup_by(|later, earlier| later.1 == earlier.1);
                        naive.0.last_mut().unwrap().1 = value(said);
                        timeline = timeline.corrected(value(said));
                    }
                }
                naive.0.dedup_by(|later, earlier| later.1 == earlier.1);
                for n in -1..13 {
                    prop_assert_eq!(timeline.on(day(n)).map(str::to_owned), naive.on(day(n)), "{:?} {:?}", timeline, naive);
                }
                prop_assert!(timeline.past.is_sorted_by_key(|held| held.until));
            }
        }

        #[test]
        fn a_change_that_never_was_leaves_what_was(first in 1u8..4, from in 0i8..12, said in 1u8..4) {
            let before = Timeline::new(Vec::new(), value(first));
            let after = before.clone().changed(day(from).into(), value(said)).never(day(from));
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn what_was_not_known_is_learned_and_what_was_known_changes_today() {
        let today = jiff::civil::date(2026, 11, 23);
        let learned = Timeline::default().taken_up(value(1), None, today);
        assert_eq!((learned.past().len(), learned.now()), (0, Some("1")));
        let changed = learned.taken_up(value(2), None, today);
        assert_eq!(changed.on(jiff::civil::date(2026, 11, 22)), Some("1"));
        assert_eq!(changed.on(today), Some("2"));
        let undone = changed.taken_up(value(1), Some(Since::Always), today);
        assert_eq!(undone, Timeline::new(Vec::new(), value(1)));
    }

    #[test]
    fn a_late_entry_leaves_what_came_after() {
        let month = |text: &str| text.parse::<PartialDate>().unwrap();
        let known = Timeline::new(Vec::new(), value(1)).changed(month("2021-03"), value(3));
        let known = known.changed(month("2015-06"), value(2));
        assert_eq!(known.now(), Some("3"));
        assert_eq!(known.on(jiff::civil::date(2015, 5, 31)), Some("1"));
        assert_eq!(known.on(jiff::civil::date(2021, 2, 28)), Some("2"));
        assert_eq!(known.on(jiff::civil::date(2021, 3, 1)), Some("3"));
    }
}
