//! A digest as a value.

use cq_platform::{ids::StaffId, words};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    person::PersonId,
    task::{
        TaskId,
        model::{Form, Standing, standing},
    },
};

/// As many names of each heap are kept; the rest are counted.
pub const NAMES: usize = 20;

words! {
    /// Where something stands in a digest.
    pub enum Heap {
        /// Promised for a day before.
        Overdue = "overdue",
        /// Promised for the day.
        Today = "today",
        /// Promised for one of the next seven days.
        Week = "week",
    }
}

impl Heap {
    /// Where a promise for `next_on` stands on `day`; none: it is for later.
    pub fn of(next_on: Date, day: Date) -> Option<Self> {
        match standing(next_on, day) {
            Standing::Overdue => Some(Heap::Overdue),
            _ if next_on == day => Some(Heap::Today),
            _ if next_on <= day.saturating_add(jiff::Span::new().days(7)) => Some(Heap::Week),
            _ => None,
        }
    }
}

/// A digest of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// Which day.
    pub day: Date,
    /// When it was written; none: it is not written yet, and this is how it would be now.
    pub made_at: Option<Timestamp>,
    /// By owner, in the order of their readings.
    pub parts: Vec<Part>,
}

/// What one owner has before them.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Who; nil: people for whom nobody answers.
    pub owner: StaffId,
    /// The name.
    pub name: String,
    /// Its reading.
    pub sorted: String,
    /// How much.
    pub counts: Counts,
    /// The first of it.
    pub names: Names,
}

/// How much somebody has before them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Overdue.
    pub overdue: i64,
    /// Due on the day.
    pub today: i64,
    /// Due in the seven days after.
    pub week: i64,
    /// People living alone and not heard of.
    pub alone: i64,
}

/// The first names of each.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// What is owed, heap after heap.
    pub owed: Vec<Owed>,
    /// Who lives alone and has not been heard of.
    pub alone: Vec<Alone>,
}

/// Something owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// Which.
    pub task: TaskId,
    /// To whom or to what.
    pub name: String,
    /// What.
    pub form: Form,
    /// For which day.
    pub on: Date,
    /// Where it stands.
    pub heap: Heap,
}

/// Somebody who lives alone and has not been heard of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alone {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The last time; none: never.
    pub last: Option<Date>,
}

impl Part {
    /// Of somebody who has nothing yet.
    pub fn new(owner: StaffId, name: String, sorted: String) -> Self {
        Self { owner, name, sorted, counts: Counts::default(), names: Names::default() }
    }

    /// Something more is owed.
    pub fn owe(&mut self, owed: Owed) {
        let count = match owed.heap {
            Heap::Overdue => &mut self.counts.overdue,
            Heap::Today => &mut self.counts.today,
            Heap::Week => &mut self.counts.week,
        };
        *count += 1;
        if self.names.owed.iter().filter(|other| other.heap == owed.heap).count() < NAMES {
            self.names.owed.push(owed);
        }
    }

    /// Somebody more was not heard of.
    pub fn miss(&mut self, alone: Alone) {
        self.counts.alone += 1;
        if self.names.alone.len() < NAMES {
            self.names.alone.push(alone);
        }
    }

    /// What of it stands there.
    pub fn heap(&self, heap: Heap) -> impl Iterator<Item = &Owed> {
        self.names.owed.iter().filter(move |owed| owed.heap == heap)
    }

    /// How much of it stands there.
    pub fn count(&self, heap: Heap) -> i64 {
        match heap {
            Heap::Overdue => self.counts.overdue,
            Heap::Today => self.counts.today,
            Heap::Week => self.counts.week,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_is_more_than_a_page_is_counted_and_not_named() {
        let mut part = Part::new(StaffId(Uuid::nil()), "王建国".into(), "wang".into());
        let day = date(2026, 11, 23);
        for n in 0..50_i8 {
            let on = date(2026, 11, 20 + n % 5);
            let heap = Heap::of(on, day).unwrap();
            part.owe(Owed {
                task: TaskId(Uuid::nil()),
                name: String::new(),
                form: Form::HomeVisit,
                on,
                heap,
            });
        }
        assert_eq!((part.counts.overdue, part.counts.today, part.counts.week), (30, 10, 10));
        assert_eq!((part.heap(Heap::Overdue).count(), part.heap(Heap::Today).count()), (NAMES, 10));
        assert_eq!(Heap::of(date(2026, 11, 30), day), Some(Heap::Week));
        assert_eq!(Heap::of(date(2026, 12, 1), day), None);
    }
}
