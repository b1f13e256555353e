//! What has to be changed so that one subject's tasks of one rule are what they should be: a pure comparison.

use cq_platform::{ids::StaffId, record};
use jiff::civil::Date;

use crate::{
    group::GroupId,
    person::PersonId,
    rule::{RuleId, occurrence::Occurrence},
    task::{
        Subject, TaskId,
        model::{Because, Form},
    },
};

record! {
    /// A task of a rule as its row says.
    pub struct Existing {
        /// Of which rule.
        pub rule: RuleId,
        /// Identity.
        pub id: TaskId,
        /// To whom it is owed, where that is a person.
        pub person: Option<PersonId>,
        /// To which group it is owed.
        pub group: Option<GroupId>,
        /// Which promise.
        pub slot: String,
        /// `open`, `done`, `declined`, `lapsed`, `cancelled`.
        pub state: String,
        /// Why it was taken back.
        pub because: Option<Because>,
        /// Not before.
        pub opens_on: Date,
        /// In time until.
        pub due_on: Date,
        /// Who owes it.
        pub owner: StaffId,
        /// It landed on the fallback.
        pub is_fallback: bool,
        /// What it is.
        pub form: Form,
        /// The version that said so.
        pub number: i64,
        /// The how manieth.
        pub nth: u32,
        /// Since when the person is under the rule.
        pub since_on: Date,
        /// The day it was really done, or came to an end without: declined, or lapsed.
        pub done_on: Option<Date>,
        /// How much it is needed.
        pub priority: u32,
        /// Why.
        pub need: String,
        /// Guard.
        pub version: i64,
    }
}

/// A promise that the rule asks for, by the version that does.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// When.
    pub occurrence: Occurrence,
    /// Which version says so.
    pub number: i64,
    /// What has to be done.
    pub form: Form,
    /// Who owes it.
    pub owner: StaffId,
    /// Nobody answers, so that it lands on the fallback.
    pub is_fallback: bool,
}

impl Existing {
    /// To whom or to what it is owed.
    pub fn subject(&self) -> Subject {
        Subject::of(self.person, self.group)
    }
}

/// What is the same for all promises to one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Entitled {
    /// To whom.
    pub subject: Subject,
    /// Since when under the rule.
    pub since: Date,
    /// How much it is needed.
    pub priority: u32,
    /// Why, words a space apart.
    pub need: String,
}

/// One thing to be changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A promise that nobody has made yet.
    Make(Wanted),
    /// A promise that stands, otherwise; or that was taken back and stands again.
    Shift(Shift),
    /// A promise that no longer holds.
    Cancel {
        /// The row.
        id: TaskId,
        /// As which version it was read.
        version: i64,
        /// Why.
        because: Because,
    },
}

/// A row that is to say something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The row.
    pub id: TaskId,
    /// As which version it was read.
    pub version: i64,
    /// How it should be.
    pub to: Wanted,
    /// It was taken back.
    pub revives: bool,
}

/// Compares. What is done stays done; what is past is not promised anew; what somebody withdrew stays withdrawn; open promises from
/// before `horizon` are out of sight and stay as long as the person is under the rule.
pub fn reconcile(
    wanted: &[Wanted],
    subject: Option<&Entitled>,
    existing: &[Existing],
    today: Date,
    horizon: Date,
) -> Vec<Change> {
    let mut changes = Vec::new();
    if let Some(subject) = subject {
        for want in wanted {
            match existing.iter().find(|row| row.slot == want.occurrence.slot) {
                None if want.occurrence.due_on < today => {}
                None => changes.push(Change::Make(want.clone())),
                Some(row) => changes.extend(shifted(row, want, subject)),
            }
        }
    }
    let because = if subject.is_some() { Because::RuleChanged } else { Because::Left };
    let is_wanted = |row: &Existing| {
        subject.is_some()
            && (row.due_on < horizon || wanted.iter().any(|want| want.occurrence.slot == row.slot))
    };
    let gone = existing.iter().filter(|row| row.state == "open" && !is_wanted(row));
    changes.extend(gone.map(|row| Change::Cancel { id: row.id, version: row.version, because }));
    changes
}

fn shifted(row: &Existing, want: &Wanted, subject: &Entitled) -> Option<Change> {
    let revives = match row.state.as_str() {
        "open" => false,
        "cancelled" if row.because != Some(Because::Withdrawn) => true,
        _ => return None,
    };
    let is_same = (row.opens_on, row.due_on, row.owner, row.is_fallback)
        == (want.occurrence.opens_on, want.occurrence.due_on, want.owner, want.is_fallback)
        && (row.form, row.number, row.nth) == (want.form, want.number, want.occurrence.nth)
        && (row.priority, &row.need) == (subject.priority, &subject.need)
        && row.since_on == subject.since;
    if is_same && !revives {
        return None;
    }
    Some(Change::Shift(Shift { id: row.id, version: row.version, to: want.clone(), revives }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);
    const HORIZON: Date = date(2025, 10, 1);

    fn want(slot: &str, due_on: Date) -> Wanted {
        Wanted {
            occurrence: Occurrence { slot: slot.into(), nth: 0, opens_on: due_on, due_on },
            number: 1,
            form: Form::HomeVisit,
            owner: StaffId(Uuid::nil()),
            is_fallback: false,
        }
    }

    fn subject() -> Entitled {
        let subject = Subject::Person(PersonId(Uuid::nil()));
        Entitled { subject, since: TODAY, priority: 0, need: String::new() }
    }

    fn row(slot: &str, state: &str, due_on: Date) -> Existing {
        Existing {
            rule: RuleId(Uuid::nil()),
            id: TaskId(Uuid::nil()),
            person: subject().subject.person(),
            group: None,
            slot: slot.into(),
            state: state.into(),
            because: (state == "cancelled").then_some(Because::Left),
            opens_on: due_on,
            due_on,
            owner: StaffId(Uuid::nil()),
            is_fallback: false,
            form: Form::HomeVisit,
            number: 1,
            nth: 0,
            since_on: TODAY,
            done_on: None,
            priority: 0,
            need: String::new(),
            version: 1,
        }
    }

    fn kinds(wanted: &[Wanted], is_under: bool, rows: &[Existing]) -> Vec<&'static str> {
        let subject = subject();
        let changes = reconcile(wanted, is_under.then_some(&subject), rows, TODAY, HORIZON);
        let kind = |change: &Change| match change {
            Change::Make(_) => "make",
            Change::Shift(Shift { revives: true, .. }) => "revive",
            Change::Shift(_) => "shift",
            Change::Cancel { because: Because::Left, .. } => "left",
            Change::Cancel { .. } => "cancel",
        };
        changes.iter().map(kind).collect()
    }

    #[test]
    fn what_is_missing_is_made_and_what_is_past_is_not() {
        let (day, past) = (date(2026, 12, 1), date(2026, 11, 22));
        assert_eq!(kinds(&[want("a", day)], true, &[]), ["make"]);
        assert_eq!(kinds(&[want("a", TODAY)], true, &[]), ["make"]);
        assert!(kinds(&[want("a", past)], true, &[]).is_empty());
        assert!(kinds(&[want("a", past)], true, &[row("a", "open", past)]).is_empty(), "overdue stays owed");
    }

    #[test]
    fn what_people_did_stays() {
        let day = date(2026, 12, 1);
        assert!(kinds(&[want("a", TODAY)], true, &[row("a", "done", day)]).is_empty());
        assert!(kinds(&[], false, &[row("a", "done", day)]).is_empty());
        let withdrawn = Existing { because: Some(Because::Withdrawn), ..row("a", "cancelled", day) };
        assert!(kinds(&[want("a", day)], true, &[withdrawn]).is_empty());
    }

    #[test]
    fn what_no_longer_holds_is_taken_back_and_comes_again() {
        let day = date(2026, 12, 1);
        assert_eq!(kinds(&[], true, &[row("a", "open", day)]), ["cancel"]);
        assert_eq!(kinds(&[want("a", day)], false, &[row("a", "open", day)]), ["left"]);
        assert_eq!(kinds(&[want("a", day)], true, &[row("a", "cancelled", day)]), ["revive"]);
        assert_eq!(kinds(&[want("a", TODAY)], true, &[row("a", "open", day)]), ["shift"]);
        assert!(kinds(&[], true, &[row("a", "open", date(2025, 9, 1))]).is_empty(), "out of sight");
    }
}
