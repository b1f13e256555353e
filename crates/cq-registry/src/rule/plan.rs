//! The planner: keeps the tasks of the rules in force equal to what a clean computation from the facts gives, save what people have
//! already done.
//!
//! It goes through the people of a rule in the order of their ids, a stretch at a time, each stretch in one transaction that holds the
//! rule's row: so two planners never make anything twice, and one that is cut off has done whole stretches and leaves the rest to the
//! next. Running it again changes nothing. The same [`stretch`], for one person, follows a changed fact.

mod ask;
mod compare;
mod follow;
mod one;
pub mod reconcile;

use std::{collections::BTreeSet, sync::Arc};

use cq_calendar::{Span, WorkCalendar};
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject as About,
    db::{Conn, Tx},
    web::App,
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

pub use self::follow::{
    catch_up, follow_up, hold, of_calendar, of_doctors, of_group, of_intake, of_leaver, of_pairings,
    of_people, of_people_and_around, of_subject,
};
pub(super) use self::{ask::Surroundings, compare::compare};
use self::{
    compare::Due,
    reconcile::{Change, Shift},
};
use super::{
    PLAN,
    content::{Content, Owner, Subjects},
    model::{Rule, RuleId, Version},
    store::{
        self,
        member::{Asked, Member, Stretch},
    },
};
use crate::{calendar, segment, task::SubjectKind};

/// How far ahead tasks are made where nobody says otherwise, in days.
pub const AHEAD_DAYS: i64 = 90;
/// How far back promises are held against the table, in days; older open ones stay as they are.
const BACK_DAYS: i64 = 400;
/// People in one transaction.
const AT_ONCE: i64 = 500;

/// What the planner did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Tasks made.
    pub made: u64,
    /// Tasks that stand, otherwise than before.
    pub shifted: u64,
    /// Tasks that had been taken back and stand again.
    pub revived: u64,
    /// Tasks taken back.
    pub cancelled: u64,
    /// Of those made, how many found nobody who answers and landed on the fallback.
    pub unowned: u64,
}

impl Counts {
    /// Whether nothing had to be done.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// As the log holds it.
    fn said(&self) -> serde_json::Value {
        json!({
            "made": self.made, "shifted": self.shifted, "revived": self.revived, "cancelled": self.cancelled,
            "unowned": self.unowned,
        })
    }

    fn add(&mut self, other: Counts) {
        self.made += other.made;
        self.shifted += other.shifted;
        self.revived += other.revived;
        self.cancelled += other.cancelled;
        self.unowned += other.unowned;
    }
}

/// What became of one rule when it was planned as a whole.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Outcome {
    /// Which.
    pub rule: RuleId,
    /// What it is called.
    pub name: String,
    /// For how many people.
    pub people: i64,
    /// More people than its cap: nothing was made, nothing taken back.
    pub over_cap: bool,
    /// What was done.
    pub counts: Counts,
}

/// A version that may have promises in the days looked at, ready to be asked.
pub(super) struct Ready {
    pub number: i64,
    pub content: Content,
    pub whom: Asked,
    pub span: Span,
}

/// A rule ready to be planned.
pub(super) struct Ruled {
    pub id: RuleId,
    pub version: i64,
    pub versions: Vec<Ready>,
    pub calendar: Arc<WorkCalendar>,
    pub until: Date,
    pub today: Date,
}

impl Ruled {
    /// `versions` from the first on. The days looked at reach back so far that what is overdue is seen.
    pub(super) fn of(
        conn: &Conn<'_>,
        act: &Act,
        rule: &Rule,
        versions: &[Version],
        until: Date,
        calendar: Arc<WorkCalendar>,
    ) -> Result<Self> {
        let today = act.today();
        let until = rule.planned.map_or(until, |planned| planned.until.max(until));
        let first = today.saturating_sub(BACK_DAYS.days());
        let mut ready = Vec::new();
        for (at, version) in versions.iter().enumerate() {
            let next = versions.get(at + 1).and_then(|next| next.from_on.yesterday().ok());
            let span = Span { first: version.from_on.max(first), last: until.min(next.unwrap_or(Date::MAX)) };
            if span.first > span.last {
                continue;
            }
            let whom = asked(conn, act, &version.content)?;
            ready.push(Ready { number: version.number, content: version.content.clone(), whom, span });
        }
        Ok(Self { id: rule.id, version: rule.version, versions: ready, calendar, until, today })
    }

    /// To what kind of subject its tasks are owed; the same for each version.
    pub(super) fn kind(&self) -> SubjectKind {
        self.versions.last().map_or(SubjectKind::Person, |last| last.whom.kind())
    }

    fn horizon(&self) -> Date {
        self.today.saturating_sub(BACK_DAYS.days())
    }
}

/// For whom it is, ready to be asked.
pub(super) fn asked(conn: &Conn<'_>, act: &Act, content: &Content) -> Result<Asked> {
    Ok(match &content.whom {
        Subjects::People(segment) => {
            let bound = segment::store::bind_in_order(conn, act.bureau(), segment.clone(), act.today())?;
            Asked::People(Box::new(bound), content.owner)
        }
        Subjects::Groups(kinds) => Asked::Groups(kinds.clone()),
        Subjects::Bureau => Asked::Bureau,
    })
}

/// The working days from as far back as the planner looks.
pub(super) fn work_calendar(conn: &Conn<'_>, act: &Act) -> Result<Arc<WorkCalendar>> {
    let first = act.today().saturating_sub(BACK_DAYS.days());
    calendar::store::work_calendar(conn, act.bureau(), first, Date::MAX).map(Arc::new)
}

/// Plans every rule in force, or the one named, until `until`; [`AHEAD_DAYS`] ahead where that is not said.
pub async fn run(app: &App, act: &Act, until: Option<Date>, only: Option<RuleId>) -> Result<Vec<Outcome>> {
    let until = until.unwrap_or_else(|| act.today().saturating_add(AHEAD_DAYS.days()));
    let bureau = *act.bureau();
    let rules = app.db.read(move |conn| store::list_published(conn, &bureau)).await?;
    let mut outcomes = Vec::new();
    for rule in rules.into_iter().filter(|rule| only.is_none_or(|only| only == rule.id)) {
        outcomes.push(whole(app, act, rule, until).await?);
    }
    Ok(outcomes)
}

async fn whole(app: &App, act: &Act, rule: Rule, until: Date) -> Result<Outcome> {
    let (hand, asked) = (act.clone(), rule.clone());
    let read = move |conn: &Conn<'_>| {
        // First: what changes from here on is not in what is read below.
        let changes = store::queue::changes(conn, hand.bureau(), asked.id)?;
        let versions = store::versions(conn, hand.bureau(), asked.id)?;
        let versions: Vec<Version> = versions.into_iter().map(|(version, _)| version).collect();
        let ruled = Ruled::of(conn, &hand, &asked, &versions, until, work_calendar(conn, &hand)?)?;
        let people = match ruled.versions.last() {
            Some(last) => store::member::count(conn, hand.bureau(), &last.whom, i64::MAX)?,
            None => 0,
        };
        Ok((ruled, people, changes))
    };
    let (ruled, people, changes) = app.db.report(read).await?;
    let cap = ruled.versions.last().map_or(0, |last| i64::from(last.content.cap));
    let ruled = Arc::new(ruled);
    let (mut counts, mut after) = (Counts::default(), Some(Stretch::ALL.after));
    while let Some(from) = after.filter(|_| people <= cap) {
        let (hand, ruled) = (act.clone(), ruled.clone());
        let (done, next) = app.db.write(move |tx| next_stretch(tx, &hand, &ruled, from)).await?;
        counts.add(done);
        after = next;
    }
    let (hand, over_cap, noted) = (act.clone(), people > cap, ruled.clone());
    let finish = move |tx: &Tx<'_>| {
        store::queue::hold(tx, hand.bureau())?;
        store::plan::planned(tx, &hand, (noted.id, noted.version), noted.until, people, changes)?;
        if counts.is_nothing() && !over_cap {
            return Ok(());
        }
        let mut detail = counts.said();
        if let Some(facts) = detail.as_object_mut() {
            facts.insert("people".into(), json!(people));
            facts.insert("over_cap".into(), json!(over_cap));
        }
        hand.record(tx, &PLAN, About::one("rule", noted.id.0), &detail)
    };
    app.db.write(finish).await?;
    Ok(Outcome { rule: rule.id, name: rule.name, people, over_cap, counts })
}

/// The next stretch of people after `after`; returns where the one after it begins. A rule changed meanwhile is left to whoever
/// changed it.
fn next_stretch(
    tx: &Tx<'_>,
    act: &Act,
    ruled: &Ruled,
    after: uuid::Uuid,
) -> Result<(Counts, Option<uuid::Uuid>)> {
    let bureau = act.bureau();
    let Some(last) = ruled.versions.last() else { return Ok((Counts::default(), None)) };
    store::queue::hold(tx, bureau)?;
    if !store::plan::hold(tx, bureau, ruled.id, ruled.version, ruled.until)? {
        return Ok((Counts::default(), None));
    }
    let rest = Stretch { after, ..Stretch::ALL };
    let members = store::member::members(tx, bureau, &last.whom, rest, AT_ONCE)?;
    let is_full = i64::try_from(members.len()).is_ok_and(|n| n == AT_ONCE);
    // Groups and the bureau are read at once: there are few.
    let end = members.last().filter(|_| is_full).and_then(|member| member.subject.person()).map(|id| id.0);
    let at = Stretch { after, upto: end.unwrap_or(rest.upto) };
    Ok((stretch(tx, act, ruled, at, Some(members))?, end))
}

/// Makes the tasks of those in `at` what they should be. `last` are those of the last version, if they were read already.
fn stretch(tx: &Tx<'_>, act: &Act, ruled: &Ruled, at: Stretch, last: Option<Vec<Member>>) -> Result<Counts> {
    carry_out(tx, act, ruled, &compare(tx, act, ruled, at, last)?)
}

/// Writes down what has to be changed.
fn carry_out(tx: &Tx<'_>, act: &Act, ruled: &Ruled, dues: &[Due]) -> Result<Counts> {
    let mut counts = Counts::default();
    let (mut made, mut shifts, mut revived, mut cancels) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for due in dues {
        for change in &due.changes {
            match (change, &due.subject) {
                (Change::Make(want), Some(to)) => made.push((to, want)),
                (Change::Shift(shift), Some(to)) if shift.revives => revived.push((to, shift)),
                (Change::Shift(shift), Some(to)) => shifts.push((to, shift)),
                (Change::Cancel { id, version, because }, _) => cancels.push((*id, *version, *because)),
                (Change::Make(_) | Change::Shift(_), None) => {}
            }
        }
    }
    enrol(tx, act, ruled, dues)?;
    counts.made = made.len().try_into().unwrap_or(u64::MAX);
    counts.unowned = made.iter().map(|(_, want)| u64::from(want.is_fallback)).sum();
    counts.cancelled = store::plan::cancel_each(tx, act, &cancels)?;
    counts.revived = store::plan::shift_all(tx, act, &revived)?;
    counts.shifted = store::plan::shift_all(tx, act, &shifts)?;
    store::plan::insert_all(tx, act, ruled.id, &made)?;
    Ok(counts)
}

/// Whoever is to owe something because of a post can.
fn enrol(tx: &Tx<'_>, act: &Act, ruled: &Ruled, dues: &[Due]) -> Result<()> {
    let by_post = |ready: &&Ready| matches!(ready.content.owner, Owner::Secretary | Owner::Post { .. });
    let numbers: BTreeSet<i64> = ruled.versions.iter().filter(by_post).map(|ready| ready.number).collect();
    let wanted = dues.iter().flat_map(|due| &due.changes).filter_map(|change| match change {
        Change::Make(want) | Change::Shift(Shift { to: want, .. }) => Some(want),
        Change::Cancel { .. } => None,
    });
    let holders = wanted.filter(|want| numbers.contains(&want.number)).map(|want| want.owner).collect();
    store::member::enrol(tx, act.bureau(), &holders)
}
