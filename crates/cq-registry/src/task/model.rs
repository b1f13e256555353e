//! A task, its states, and what may become of it.

mod refused;

use cq_platform::{
    ids::{AccountId, StaffId},
    words,
};
use jiff::{Timestamp, ToSpan, civil::Date};

pub use self::refused::{NotReached, Refused};
pub use super::duty::Form;
pub use super::report::{Condition, Need, Report, SealedReport, Service, VisitReport};
use super::{Subject, brief::SealedBrief};
use crate::person::PersonId;

/// How far ahead another try may be put, in days: an elder is not forgotten by postponing.
pub const AGAIN_MAX_DAYS: i64 = 30;
/// "This week" on lists: today and as many days after it.
pub const WEEK_DAYS: i64 = 7;
/// What is written down later than so many days after it was done says from what it is known.
pub const PROMPT_DAYS: i64 = 14;

cq_platform::id_type! {
    /// A task.
    TaskId
    /// The campaign that a task came from.
    CampaignId
    /// What an elder turned out to need at a visit.
    NeedId
}

words! {
    /// Who declined.
    pub enum Decliner {
        /// 本人.
        Elder = "elder",
        /// 家属.
        Family = "family",
        /// 别人, such as the home where the elder lives.
        Other = "other",
    }
}

words! {
    /// From what something done long ago is known.
    pub enum Source {
        /// 纸质日程表.
        Paper = "paper",
        /// 另有台账.
        Ledger = "ledger",
        /// 电话告知.
        Phone = "phone",
        /// 当事人口述.
        Told = "told",
    }
}

words! {
    /// Why a task was taken back.
    pub enum Because {
        /// The elder has no responsible doctor any more. Returns to life with the next one.
        Uncovered = "uncovered",
        /// The elder died.
        Died = "died",
        /// The elder moved to where the bureau does not serve.
        Moved = "moved",
        /// What it was for is over, or was entered by mistake.
        Withdrawn = "withdrawn",
        /// The elder is not among those a rule is for any more. Returns to life with them.
        Left = "left",
        /// The rule does not ask for it any more: it was changed, or a fact it counts from was.
        RuleChanged = "rule-changed",
        /// The rule was ended.
        RuleEnded = "rule-ended",
    }
}

words! {
    /// How a task stands on a day: derived, never stored.
    pub enum Standing {
        /// The promised day has passed.
        Overdue = "overdue",
        /// Promised for today.
        Today = "today",
        /// Promised for one of the next seven days.
        Week = "week",
        /// Promised for later.
        Later = "later",
        /// Done.
        Done = "done",
        /// Not wanted.
        Declined = "declined",
        /// Not done while there was time.
        Lapsed = "lapsed",
        /// Taken back.
        Cancelled = "cancelled",
    }
}

/// A promise to somebody: an owner, a date and, once done, a proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Identity.
    pub id: TaskId,
    /// To whom or to what it is owed.
    pub subject: Subject,
    /// Who owes it.
    pub owner: StaffId,
    /// Where it came from.
    pub campaign: Option<CampaignId>,
    /// What it is.
    pub form: Form,
    /// What has to be known to do it.
    pub brief: Option<SealedBrief>,
    /// Not to be done before.
    pub opens_on: Date,
    /// To be done by.
    pub due_on: Date,
    /// How far it has come.
    pub state: State,
    /// Guard.
    pub version: i64,
}

/// How far a task has come.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Owed.
    Open(Open),
    /// Kept.
    Done {
        /// The day it was really done.
        on: Date,
        /// The proof.
        report: SealedReport,
        /// Whether that was written down at once.
        entry: Entry,
        /// When and by whom that was written down.
        closed: Closed,
        /// What it was before, to go back to.
        before: Open,
    },
    /// Not wanted by whom it is owed to.
    Declined {
        /// The day it was said.
        on: Date,
        /// By whom.
        by: Decliner,
        /// Why, as a report.
        reason: SealedReport,
        /// When and by whom that was written down.
        closed: Closed,
        /// What it was before, to go back to.
        before: Open,
    },
    /// Not done while there was time, where whoever asked for it gave no more.
    Lapsed {
        /// The last day on which it could have been done.
        on: Date,
        /// When the program noted it.
        at: Timestamp,
        /// What it was before.
        before: Open,
    },
    /// Taken back.
    Cancelled {
        /// Why.
        because: Because,
        /// When and by whom.
        closed: Closed,
        /// What it was before.
        before: Open,
    },
}

/// How what was done came to be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// By whoever did it, soon after.
    Prompt,
    /// 补记: later, or for somebody else.
    BackFilled {
        /// From what it is known.
        from: Source,
    },
}

/// Owed, after so many tries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Open {
    /// The day agreed after the last try that met nobody.
    pub again_on: Option<Date>,
    /// Tries that met nobody.
    pub tries: u32,
}

/// When a task was closed, and by which account; none when the program did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<AccountId>,
}

impl Task {
    /// A promise to a person, just made.
    pub fn new(
        id: TaskId,
        person: PersonId,
        owner: StaffId,
        campaign: Option<CampaignId>,
        opens_on: Date,
        due_on: Date,
    ) -> Self {
        let state = State::Open(Open::default());
        Self {
            id,
            subject: Subject::Person(person),
            owner,
            campaign,
            form: Form::HomeVisit,
            brief: None,
            opens_on,
            due_on,
            state,
            version: 1,
        }
    }

    /// The day it is promised for now: the due day, or the day agreed after the last try.
    pub fn next_on(&self) -> Date {
        self.state.open().again_on.unwrap_or(self.due_on)
    }

    /// Kept on `on`, which may lie in the past but not before the task opened, and not after `today`. What was done long ago says
    /// `from` what it is known, and may have lapsed since.
    pub fn done(
        self,
        on: Date,
        report: SealedReport,
        from: Option<Source>,
        closed: Closed,
        today: Date,
    ) -> Result<Self, Refused> {
        let before = match self.state {
            State::Open(open) => open,
            State::Lapsed { on: last, .. } if on > last => return Err(Refused::AfterLapse(last)),
            State::Lapsed { before, .. } => before,
            _ => return Err(Refused::NotOpen),
        };
        happened(on, self.opens_on, today)?;
        let entry = match from {
            Some(from) => Entry::BackFilled { from },
            None if on < today.saturating_sub(PROMPT_DAYS.days()) => return Err(Refused::SourceNeeded),
            None => Entry::Prompt,
        };
        Ok(Self { state: State::Done { on, report, entry, closed, before }, ..self })
    }

    /// Declined on `on` by `by`. What is not to be done yet can be declined today.
    pub fn decline(
        self,
        on: Date,
        by: Decliner,
        reason: SealedReport,
        closed: Closed,
        today: Date,
    ) -> Result<Self, Refused> {
        let State::Open(before) = self.state else { return Err(Refused::NotOpen) };
        happened(on, self.opens_on.min(today), today)?;
        Ok(Self { state: State::Declined { on, by, reason, closed, before }, ..self })
    }

    /// Its time is over, with `last` as the last day there was, and nobody gives it more. A day agreed after a try is kept to.
    pub fn lapse(self, last: Date, at: Timestamp, today: Date) -> Result<Self, Refused> {
        let State::Open(before) = self.state else { return Err(Refused::NotOpen) };
        let on = self.next_on().max(last);
        if on >= today {
            return Err(Refused::NotOver);
        }
        Ok(Self { state: State::Lapsed { on, at, before }, ..self })
    }

    /// Tried on `on` and met nobody; another try is agreed for `again_on`.
    pub fn not_reached(self, on: Date, again_on: Date, today: Date) -> Result<Self, NotReached> {
        let State::Open(Open { tries, .. }) = self.state else {
            return Err(NotReached::Try(Refused::NotOpen));
        };
        happened(on, self.opens_on, today).map_err(NotReached::Try)?;
        let agreed = self.agree(again_on, today).map_err(NotReached::Again)?;
        Ok(Self { state: State::Open(Open { again_on: Some(again_on), tries: tries + 1 }), ..agreed })
    }

    /// Agreed for `on`, without a try.
    pub fn agree(self, on: Date, today: Date) -> Result<Self, Refused> {
        let latest = today.saturating_add(AGAIN_MAX_DAYS.days());
        if on <= today {
            return Err(Refused::AgainNotLater);
        }
        if on > latest {
            return Err(Refused::AgainTooLate(latest));
        }
        self.put_off(Some(on))
    }

    /// Put off to `again_on` because nobody is there before, without a try.
    pub fn put_off(self, again_on: Option<Date>) -> Result<Self, Refused> {
        let State::Open(Open { tries, .. }) = self.state else { return Err(Refused::NotOpen) };
        Ok(Self { state: State::Open(Open { again_on, tries }), ..self })
    }

    /// What put it off did not happen: the day agreed before it holds, as it does when a promise taken back is taken up again.
    pub fn not_put_off(mut self, again_on: Option<Date>) -> Result<Self, Refused> {
        match &mut self.state {
            State::Open(open) | State::Cancelled { before: open, .. } => open.again_on = again_on,
            _ => return Err(Refused::NotOpen),
        }
        Ok(self)
    }

    /// Taken back.
    pub fn cancel(self, because: Because, closed: Closed) -> Result<Self, Refused> {
        let State::Open(before) = self.state else { return Err(Refused::NotOpen) };
        Ok(Self { state: State::Cancelled { because, closed, before }, ..self })
    }

    /// Taken back by mistake: open again, as it was.
    pub fn revive(self) -> Result<Self, Refused> {
        let State::Cancelled { before, .. } = self.state else { return Err(Refused::NotOpen) };
        Ok(Self { state: State::Open(before), ..self })
    }

    /// Written down by mistake: open again, as it was. For its author, on the day `now` is on, only.
    pub fn reopen(self, now: Closed, day: impl Fn(Timestamp) -> Date) -> Result<Self, Refused> {
        let (State::Done { closed, before, .. } | State::Declined { closed, before, .. }) = self.state else {
            return Err(Refused::NotDone);
        };
        if closed.by != now.by {
            return Err(Refused::NotTheAuthor);
        }
        if day(closed.at) != day(now.at) {
            return Err(Refused::DayOver);
        }
        Ok(Self { state: State::Open(before), ..self })
    }
}

impl State {
    /// Owed as it is, or as it was before it was closed.
    pub fn open(&self) -> Open {
        let (State::Open(open)
        | State::Done { before: open, .. }
        | State::Declined { before: open, .. }
        | State::Lapsed { before: open, .. }
        | State::Cancelled { before: open, .. }) = self;
        *open
    }
}

fn happened(on: Date, opens_on: Date, today: Date) -> Result<(), Refused> {
    if on > today {
        return Err(Refused::InFuture);
    }
    if on < opens_on {
        return Err(Refused::BeforeOpening(opens_on));
    }
    Ok(())
}

/// How something open and promised for `next_on` stands on `today`.
pub fn standing(next_on: Date, today: Date) -> Standing {
    if next_on < today {
        Standing::Overdue
    } else if next_on == today {
        Standing::Today
    } else if next_on <= today.saturating_add(WEEK_DAYS.days()) {
        Standing::Week
    } else {
        Standing::Later
    }
}

#[cfg(test)]
mod tests {
    use cq_platform::clock::day_in_china;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn task() -> Task {
        let id = Uuid::from_u128(1);
        Task::new(TaskId(id), PersonId(id), StaffId(id), None, date(2026, 11, 7), date(2026, 11, 30))
    }

    fn closed(by: u128, at: &str) -> Closed {
        Closed { at: at.parse().unwrap(), by: Some(AccountId(Uuid::from_u128(by))) }
    }

    fn done(on: Date) -> Result<Task, Refused> {
        task().done(on, SealedReport(vec![1]), None, closed(1, "2026-11-23T01:00:00Z"), TODAY)
    }

    #[test]
    fn a_visit_is_written_down_with_its_true_date() {
        assert!(done(TODAY).is_ok());
        assert!(done(date(2026, 11, 10)).is_ok(), "late entry");
        assert_eq!(done(date(2026, 11, 24)), Err(Refused::InFuture));
        assert_eq!(done(date(2026, 11, 6)), Err(Refused::BeforeOpening(date(2026, 11, 7))));
    }

    #[test]
    fn what_is_done_is_done_once() {
        let twice = done(TODAY).unwrap().done(
            TODAY,
            SealedReport(vec![2]),
            None,
            closed(2, "2026-11-23T02:00:00Z"),
            TODAY,
        );
        assert_eq!(twice, Err(Refused::NotOpen));
        assert_eq!(
            done(TODAY).unwrap().cancel(Because::Uncovered, closed(2, "2026-11-23T02:00:00Z")),
            Err(Refused::NotOpen)
        );
        assert!(done(TODAY).unwrap().not_reached(TODAY, date(2026, 11, 26), TODAY).is_err());
    }

    #[test]
    fn nobody_at_home_moves_the_promise_but_not_for_ever() {
        let again = task().not_reached(TODAY, date(2026, 11, 26), TODAY).unwrap();
        assert_eq!((again.next_on(), again.due_on), (date(2026, 11, 26), date(2026, 11, 30)));
        assert!(matches!(again.state, State::Open(Open { tries: 1, .. })));
        let refused = |again_on| task().not_reached(TODAY, again_on, TODAY).map(|_| ());
        assert_eq!(refused(TODAY), Err(NotReached::Again(Refused::AgainNotLater)));
        assert_eq!(
            refused(date(2026, 12, 24)),
            Err(NotReached::Again(Refused::AgainTooLate(date(2026, 12, 23))))
        );
        let tomorrow = task().not_reached(date(2026, 11, 24), date(2026, 11, 27), TODAY);
        assert_eq!(tomorrow.map(|_| ()), Err(NotReached::Try(Refused::InFuture)));
    }

    #[test]
    fn its_author_takes_it_back_on_the_same_day() {
        let again = task().not_reached(TODAY, date(2026, 11, 26), TODAY).unwrap();
        let before = again.state.clone();
        let done =
            again.done(TODAY, SealedReport(vec![1]), None, closed(1, "2026-11-23T01:00:00Z"), TODAY).unwrap();
        let reopen = |by, at| done.clone().reopen(closed(by, at), day_in_china);
        assert_eq!(reopen(1, "2026-11-23T15:59:00Z").unwrap().state, before, "23:59 in China");
        assert_eq!(reopen(2, "2026-11-23T02:00:00Z"), Err(Refused::NotTheAuthor));
        assert_eq!(reopen(1, "2026-11-23T16:00:00Z"), Err(Refused::DayOver));
        assert_eq!(task().reopen(closed(1, "2026-11-23T02:00:00Z"), day_in_china), Err(Refused::NotDone));
    }

    #[test]
    fn standing_is_counted_from_today() {
        let on = |day| standing(day, TODAY);
        assert_eq!(on(date(2026, 11, 22)), Standing::Overdue);
        assert_eq!(on(TODAY), Standing::Today);
        assert_eq!((on(date(2026, 11, 30)), on(date(2026, 12, 1))), (Standing::Week, Standing::Later));
    }

    #[test]
    fn what_was_done_long_ago_says_from_what_it_is_known() {
        let old = || Task { opens_on: date(2026, 9, 1), ..task() };
        let on = date(2026, 11, 8);
        let enter = |from| {
            old()
                .done(on, SealedReport(vec![1]), from, closed(1, "2026-11-23T01:00:00Z"), TODAY)
                .map(|t| t.state)
        };
        assert_eq!(enter(None), Err(Refused::SourceNeeded));
        let entered = enter(Some(Source::Paper)).unwrap();
        assert!(matches!(entered, State::Done { entry: Entry::BackFilled { from: Source::Paper }, .. }));
    }

    #[test]
    fn what_is_declined_is_closed_and_can_be_taken_back_today() {
        let decline = |on| {
            let (reason, closed) = (SealedReport(vec![1]), closed(1, "2026-11-23T01:00:00Z"));
            task().decline(on, Decliner::Family, reason, closed, TODAY)
        };
        let declined = decline(TODAY).unwrap();
        assert_eq!(decline(date(2026, 11, 24)), Err(Refused::InFuture));
        let again = declined.clone().reopen(closed(1, "2026-11-23T02:00:00Z"), day_in_china).unwrap();
        assert_eq!(again.state, task().state);
        assert_eq!(
            declined.lapse(date(2026, 11, 30), "2026-12-05T01:00:00Z".parse().unwrap(), date(2026, 12, 5)),
            Err(Refused::NotOpen)
        );
    }

    #[test]
    fn what_lapsed_can_still_have_been_done_in_time() {
        const LAST: Date = date(2026, 11, 30);
        let at = "2026-12-05T01:00:00Z".parse().unwrap();
        assert_eq!(task().lapse(LAST, at, date(2026, 11, 30)), Err(Refused::NotOver));
        let lapsed = task().lapse(LAST, at, date(2026, 12, 1)).unwrap();
        let agreed = task().not_reached(TODAY, date(2026, 12, 3), TODAY).unwrap();
        assert_eq!(
            agreed.lapse(LAST, at, date(2026, 12, 2)),
            Err(Refused::NotOver),
            "the day agreed is kept to"
        );
        let enter = |on| {
            let closed = closed(1, "2026-12-05T01:00:00Z");
            lapsed.clone().done(on, SealedReport(vec![1]), Some(Source::Paper), closed, date(2026, 12, 5))
        };
        assert!(enter(date(2026, 11, 30)).is_ok());
        assert_eq!(enter(date(2026, 12, 1)), Err(Refused::AfterLapse(date(2026, 11, 30))));
    }
}
