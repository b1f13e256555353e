//! The steps of the green channel, one after the other.

use cq_platform::words;
use jiff::Timestamp;

use super::{Leg, Refused};

words! {
    /// A step of the green channel.
    pub enum Step {
        /// 优先挂号.
        Register = "register",
        /// 优先就诊.
        See = "see",
        /// 优先检查.
        Examine = "examine",
        /// 优先取药.
        Dispense = "dispense",
        /// 优先住院.
        Admit = "admit",
    }
}

impl Step {
    /// What one waits for until it is taken.
    pub fn leg(self) -> Leg {
        match self {
            Step::Register => Leg::Register,
            Step::See => Leg::See,
            Step::Examine => Leg::Examine,
            Step::Dispense => Leg::Dispense,
            Step::Admit => Leg::Admit,
        }
    }
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// Nothing yet.
    #[default]
    Open,
    /// It was taken.
    Done(Timestamp),
    /// It was not needed.
    Skipped(Timestamp),
}

impl Mark {
    /// When something became of it.
    pub fn at(self) -> Option<Timestamp> {
        match self {
            Mark::Open => None,
            Mark::Done(at) | Mark::Skipped(at) => Some(at),
        }
    }
}

/// The five steps: something has become of the first few, of the rest nothing yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Course([Mark; 5]);

impl Course {
    /// From what became of each; nothing where one was marked before the one ahead of it.
    pub fn of(marks: [Mark; 5]) -> Option<Self> {
        let times: Vec<Option<Timestamp>> = marks.iter().map(|mark| mark.at()).collect();
        let in_order = times.windows(2).all(|pair| match pair {
            [_, None] => true,
            [Some(before), Some(after)] => before <= after,
            _ => false,
        });
        in_order.then_some(Self(marks))
    }

    /// What became of a step.
    pub fn mark(&self, step: Step) -> Mark {
        self.each().find(|(each, _)| *each == step).map_or(Mark::Open, |(_, mark)| mark)
    }

    /// The next step of which nothing has become.
    pub fn next(&self) -> Option<Step> {
        self.each().find(|(_, mark)| *mark == Mark::Open).map(|(step, _)| step)
    }

    /// The last step of which something became, and when.
    pub fn last(&self) -> Option<(Step, Timestamp)> {
        self.each().filter_map(|(step, mark)| Some((step, mark.at()?))).last()
    }

    /// Each step and what became of it, in order.
    pub fn each(&self) -> impl Iterator<Item = (Step, Mark)> {
        Step::ALL.iter().copied().zip(self.0)
    }

    /// Something becomes of the next step.
    pub(super) fn marked(self, step: Step, mark: Mark) -> Result<Self, Refused> {
        if self.mark(step) != Mark::Open {
            return Err(Refused::Already(step));
        }
        match self.next() {
            Some(next) if next == step => Ok(self.with(step, mark)),
            Some(next) => Err(Refused::Next(next)),
            None => Err(Refused::Already(step)),
        }
    }

    /// Nothing has become of the last step after all.
    pub(super) fn reopened(self, step: Step) -> Self {
        self.with(step, Mark::Open)
    }

    /// What is open was not needed.
    pub(super) fn ended(self, at: Timestamp) -> Self {
        Self(self.0.map(|mark| if mark == Mark::Open { Mark::Skipped(at) } else { mark }))
    }

    /// The same of a day that has passed, on which whoever was admitted may not have been noted as that.
    pub(super) fn caught_up(self, is_admitted: bool, at: Timestamp) -> Self {
        let is_open = self.mark(Step::Admit) == Mark::Open;
        let course = self.ended(at);
        if is_open && is_admitted { course.with(Step::Admit, Mark::Done(at)) } else { course }
    }

    /// The other way round; where its day had passed, also of what was noted as done by that.
    pub(super) fn resumed(self, at: Timestamp, had_passed: bool) -> Self {
        let is_of_it = |mark: Mark| mark == Mark::Skipped(at) || (had_passed && mark == Mark::Done(at));
        Self(self.0.map(|mark| if is_of_it(mark) { Mark::Open } else { mark }))
    }

    fn with(self, step: Step, mark: Mark) -> Self {
        let mut marks = self.0;
        for (place, each) in marks.iter_mut().zip(Step::ALL) {
            if *each == step {
                *place = mark;
            }
        }
        Self(marks)
    }
}
