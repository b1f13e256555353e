//! The change between two days: who came, who went, and who differs without either.

use cq_calendar::PartialDate;
use cq_platform::words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Dims, Select};

words! {
    /// Why being served ended.
    pub enum Because {
        /// 去世.
        Died = "died",
        /// 转出.
        Moved = "moved",
        /// Was the same person as another entry.
        Merged = "merged",
        /// Otherwise.
        Other = "other",
    }
}

/// Somebody who is not the same on both days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Name.
    pub name: String,
    /// Its reading.
    pub pinyin: String,
    /// What they counted as on the first day: as sealed, if that day's period was closed.
    pub before: Option<Dims>,
    /// What they count as on the last.
    pub after: Option<Dims>,
    /// What they would have counted as, had they not come and gone between the days.
    pub between: Option<Dims>,
    /// Retirement.
    pub retired: Option<PartialDate>,
    /// The end, and why.
    pub ended: Option<(PartialDate, Because)>,
    /// The day of registration; none where the entry is gone.
    pub registered: Option<Date>,
}

words! {
    /// A column of the change that a name can stand in.
    pub enum Flow {
        /// 新增离退休.
        New = "new",
        /// 去世.
        Died = "died",
        /// 转入: from elsewhere, or from a unit of another kind.
        MovedIn = "moved-in",
        /// 转出.
        MovedOut = "moved-out",
        /// Neither came nor went, and yet differs.
        Differs = "differs",
    }
}

words! {
    /// Why somebody differs.
    pub enum Reason {
        /// Died before the first day, entered after it was closed.
        DiedLate = "died-late",
        /// Ended otherwise before the first day, entered after it was closed.
        EndedLate = "ended-late",
        /// Retired before the first day and was not counted then: entered late, or came from elsewhere.
        EnteredLate = "entered-late",
        /// Registered between the days; when they retired is not known.
        Undated = "undated",
        /// 离休 on one day and 退休 on the other.
        Recategorised = "recategorised",
        /// Was another entry's double.
        Merged = "merged",
        /// No longer served for another reason.
        Other = "other",
        /// Retirement or category was corrected: not counted at all any more.
        Corrected = "corrected",
        /// The entry is gone.
        Removed = "removed",
    }
}

/// One name in one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Which column.
    pub flow: Flow,
    /// What it adds: 1 or -1.
    pub adds: i64,
    /// Why, for those who differ.
    pub reason: Option<Reason>,
}

impl Step {
    fn of(flow: Flow, adds: i64) -> Self {
        Self { flow, adds, reason: None }
    }

    fn differs(adds: i64, reason: Reason) -> Self {
        Self { flow: Flow::Differs, adds, reason: Some(reason) }
    }
}

/// The days between which the change is: after the first, up to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// A year end.
    pub first: Date,
    /// The day of the table.
    pub last: Date,
}

impl Window {
    /// From the year end before `last`.
    pub fn until(last: Date) -> Self {
        let first = last.first_of_year().yesterday().unwrap_or(last);
        Self { first, last }
    }

    fn holds(self, day: PartialDate) -> bool {
        self.first < day.first_day() && day.first_day() <= self.last
    }
}

impl Moved {
    /// What somebody adds to the figures of `scope`: what counts before, plus all that is added, is what counts after.
    pub fn steps(&self, scope: &Select, window: Window) -> Vec<Step> {
        let within = |dims: &Option<Dims>| dims.as_ref().is_some_and(|dims| scope.holds(dims));
        match (within(&self.before), within(&self.after)) {
            (true, true) => Vec::new(),
            (false, true) => vec![self.came(window)],
            (true, false) => vec![self.went(window)],
            (false, false) if self.before.is_none() && self.after.is_none() && within(&self.between) => {
                vec![Step::of(Flow::New, 1), self.went(window)]
            }
            (false, false) => Vec::new(),
        }
    }

    fn came(&self, window: Window) -> Step {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) if before.category != after.category => {
                Step::differs(1, Reason::Recategorised)
            }
            (Some(_), _) => Step::of(Flow::MovedIn, 1),
            _ => match self.retired {
                Some(retired) if window.holds(retired) => Step::of(Flow::New, 1),
                Some(_) => Step::differs(1, Reason::EnteredLate),
                None => Step::differs(1, Reason::Undated),
            },
        }
    }

    fn went(&self, window: Window) -> Step {
        if let (Some(before), Some(after)) = (&self.before, &self.after) {
            return if before.category == after.category {
                Step::of(Flow::MovedOut, -1)
            } else {
                Step::differs(-1, Reason::Recategorised)
            };
        }
        match self.ended {
            _ if self.registered.is_none() => Step::differs(-1, Reason::Removed),
            Some((_, Because::Merged)) => Step::differs(-1, Reason::Merged),
            Some((on, Because::Died)) if window.holds(on) => Step::of(Flow::Died, -1),
            Some((on, Because::Moved)) if window.holds(on) => Step::of(Flow::MovedOut, -1),
            Some((on, _)) if window.holds(on) => Step::differs(-1, Reason::Other),
            Some((on, Because::Died)) if on.first_day() <= window.first => {
                Step::differs(-1, Reason::DiedLate)
            }
            Some((on, _)) if on.first_day() <= window.first => Step::differs(-1, Reason::EndedLate),
            _ => Step::differs(-1, Reason::Corrected),
        }
    }
}

/// The figures of one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// On the first day.
    pub last: i64,
    /// Newly retired.
    pub new: i64,
    /// Died.
    pub died: i64,
    /// Came from elsewhere.
    pub moved_in: i64,
    /// Went elsewhere.
    pub moved_out: i64,
    /// More or fewer than expected; each by name and reason.
    pub difference: i64,
    /// On the last day.
    pub actual: i64,
}

impl Figures {
    /// Last + new − died + moved in − moved out.
    pub fn expected(&self) -> i64 {
        self.last + self.new - self.died + self.moved_in - self.moved_out
    }

    /// Counts the steps of everybody who moved; what counted on either day comes from elsewhere.
    pub fn of<'m>(scope: &Select, window: Window, moved: impl IntoIterator<Item = &'m Moved>) -> Self {
        let mut figures = Self::default();
        for step in moved.into_iter().flat_map(|moved| moved.steps(scope, window)) {
            match step.flow {
                Flow::New => figures.new += 1,
                Flow::Died => figures.died += 1,
                Flow::MovedIn => figures.moved_in += 1,
                Flow::MovedOut => figures.moved_out += 1,
                Flow::Differs => figures.difference += step.adds,
            }
        }
        figures
    }

    /// Whether what was expected and every difference explained make what was counted.
    pub fn adds_up(&self) -> bool {
        self.expected() + self.difference == self.actual
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::{prelude::*, sample::select};

    use super::super::{
        Counted, UnitKind,
        rule::{Known, tests::known},
    };
    use super::*;

    /// Whether of one kind of unit, of which category, and the figures held against each other.
    type Total = (bool, Option<Counted>, i64, i64, i64, i64);

    const YEAR: Window = Window { first: date(2025, 12, 31), last: date(2026, 12, 31) };

    /// What becomes of somebody known as `then` when the first day was closed, and as `now` today.
    fn moved(then: &Known, now: &Known, because: Because) -> Moved {
        let day = |known: &Known, day: Option<PartialDate>| day.and_then(|day| known.on(day.first_day()));
        let (before, after) = (then.on(YEAR.first), now.on(YEAR.last));
        let passing = now.retired.filter(|retired| YEAR.holds(*retired)).filter(|_| !now.is_merged);
        Moved {
            name: "王晓明".into(),
            pinyin: "wang xiao ming".into(),
            between: if before.is_none() && after.is_none() { day(now, passing) } else { None },
            before,
            after,
            retired: now.retired,
            ended: now.ended_on.map(|on| (on, because)),
            registered: Some(date(2020, 1, 1)),
        }
    }

    fn steps(then: &Known, now: &Known, because: Because) -> Vec<(Flow, i64, Option<Reason>)> {
        let steps = moved(then, now, because).steps(&Select::ALL, YEAR);
        steps.into_iter().map(|step| (step.flow, step.adds, step.reason)).collect()
    }

    fn ended(on: &str) -> Known {
        Known { ended_on: on.parse().ok(), ..known() }
    }

    #[test]
    fn every_way_of_coming_and_going_has_its_column() {
        let new = Known { retired: "2026-06".parse().ok(), ..known() };
        assert_eq!(steps(&new, &new, Because::Other), [(Flow::New, 1, None)]);
        let died = ended("2026-03-01");
        assert_eq!(steps(&died, &died, Because::Died), [(Flow::Died, -1, None)]);
        assert_eq!(steps(&died, &died, Because::Moved), [(Flow::MovedOut, -1, None)]);
        let brief = Known { ended_on: "2026-09-01".parse().ok(), ..new };
        assert_eq!(steps(&brief, &brief, Because::Died), [(Flow::New, 1, None), (Flow::Died, -1, None)]);
    }

    #[test]
    fn what_is_entered_late_differs_and_says_why() {
        let why = |then: &Known, now: &Known, because| {
            steps(then, now, because).first().map(|(_, adds, reason)| (*adds, reason.unwrap()))
        };
        assert_eq!(why(&known(), &ended("2025-11-03"), Because::Died), Some((-1, Reason::DiedLate)));
        assert_eq!(why(&known(), &ended("2025-11-03"), Because::Moved), Some((-1, Reason::EndedLate)));
        let absent = Known { category: None, ..known() };
        assert_eq!(why(&absent, &known(), Because::Other), Some((1, Reason::EnteredLate)));
        let undated = Known { retired: None, ..known() };
        assert_eq!(why(&undated, &undated, Because::Other), Some((1, Reason::Undated)));
        assert_eq!(
            why(&known(), &Known { is_merged: true, ..ended("2026-02-01") }, Because::Merged),
            Some((-1, Reason::Merged))
        );
        assert_eq!(
            why(&known(), &Known { retired: "2027-01".parse().ok(), ..known() }, Because::Other),
            Some((-1, Reason::Corrected))
        );
    }

    #[test]
    fn a_move_between_kinds_of_unit_cancels_in_the_total() {
        let school = Known { kind: UnitKind::Institution, ..known() };
        let moved = moved(&known(), &school, Because::Other);
        let kind = |kind| Select { kind: Some(kind), ..Select::ALL };
        assert_eq!(moved.steps(&kind(UnitKind::Organ), YEAR), [Step::of(Flow::MovedOut, -1)]);
        assert_eq!(moved.steps(&kind(UnitKind::Institution), YEAR), [Step::of(Flow::MovedIn, 1)]);
        assert_eq!(moved.steps(&Select::ALL, YEAR), []);
    }

    fn anybody() -> impl Strategy<Value = Known> {
        let day =
            || prop::option::of((2024i16..2029, 1i8..13, 1i8..29).prop_map(|(y, m, d)| date(y, m, d).into()));
        let words = (
            select(vec![None, Some(Counted::Honoured), Some(Counted::Retired)]),
            select(UnitKind::ALL),
            prop::bool::ANY,
        );
        (words, day(), day()).prop_map(|((category, kind, is_merged), retired, ended_on)| Known {
            category,
            kind,
            is_merged,
            retired,
            ended_on,
            ..known()
        })
    }

    proptest! {
        #[test]
        fn last_plus_all_that_is_added_is_actual(
            people in prop::collection::vec((anybody(), anybody(), select(Because::ALL)), 0..40),
        ) {
            let moved: Vec<Moved> = people.iter().map(|(then, now, because)| moved(then, now, *because)).collect();
            let categories = [None, Some(Counted::Honoured), Some(Counted::Retired)];
            let kinds = UnitKind::ALL.iter().copied().map(Some).chain([None]);
            let mut totals = Vec::new();
            for kind in kinds {
                for category in categories {
                    let scope = Select { category, kind, ..Select::ALL };
                    let count = |of: fn(&Moved) -> &Option<Dims>| {
                        moved.iter().filter(|moved| of(moved).as_ref().is_some_and(|dims| scope.holds(dims))).count() as i64
                    };
                    let figures = Figures {
                        last: count(|moved| &moved.before),
                        actual: count(|moved| &moved.after),
                        ..Figures::of(&scope, YEAR, &moved)
                    };
                    prop_assert!(figures.adds_up(), "{:?}: {:?}", scope, figures);
                    totals.push((kind.is_some(), category, figures.last, figures.actual, figures.new, figures.died));
                }
            }
            // 不重不漏: the kinds of unit add up to the total.
            for category in categories {
                let of_kinds = |of: fn(&Total) -> i64| -> i64 {
                    totals.iter().filter(|total| total.0 && total.1 == category).map(of).sum()
                };
                let whole = totals.iter().find(|total| !total.0 && total.1 == category).unwrap();
                prop_assert_eq!(of_kinds(|t| t.2), whole.2);
                prop_assert_eq!(of_kinds(|t| t.3), whole.3);
                prop_assert_eq!(of_kinds(|t| t.4), whole.4);
                prop_assert_eq!(of_kinds(|t| t.5), whole.5);
            }
        }
    }
}
