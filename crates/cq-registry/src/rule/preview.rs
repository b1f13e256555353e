//! What a rule would do, looked at before it is published: who, on which days of the next twelve months, how much for each owner and
//! week, and what of what is owed now would change. Writes nothing.

use std::collections::{BTreeMap, HashMap};

use cq_calendar::Span;
use cq_platform::{Error, Result, actor::Act, db::Conn, ids::StaffId};
use jiff::{ToSpan, civil::Date};

use super::{
    MAKE,
    content::Content,
    model::{Rule, RuleId, Version},
    occurrence::{Look, occurrences},
    plan::{self, AHEAD_DAYS, Counts, Ruled, Surroundings, reconcile::Change},
    store::{self, member::Stretch},
};
use crate::task::Subject;

/// How many people are shown with their days.
pub const SHOWN: usize = 100;
/// How many owners are shown.
const OWNERS: usize = 50;
/// How far it looks, in months.
pub const MONTHS: i64 = 12;

/// What would be.
#[derive(Debug, Default)]
pub struct Preview {
    /// How many people it is for.
    pub people: i64,
    /// They are more than its cap: it cannot be published, and only so many were looked at.
    pub over_cap: bool,
    /// Promises in the next twelve months, were each kept on its day.
    pub promises: usize,
    /// People to whom nothing falls due in that time.
    pub idle: usize,
    /// People for whom nobody answers.
    pub unowned: usize,
    /// The first of them with their days.
    pub shown: Vec<Shown>,
    /// By owner, the busiest first.
    pub loads: Vec<Load>,
    /// How many owners there are.
    pub owners: usize,
    /// How many of them have too much in some week.
    pub overloaded: usize,
    /// By the Monday of the week.
    pub weeks: Vec<(Date, i64)>,
    /// What publishing it today would do to the tasks of the days ahead.
    pub changes: Counts,
}

/// A person and the days.
#[derive(Debug)]
pub struct Shown {
    /// Who.
    pub subject: Subject,
    /// The name.
    pub name: String,
    /// Who would owe it.
    pub owner: String,
    /// It would land on the fallback.
    pub is_fallback: bool,
    /// By when, each.
    pub days: Vec<Date>,
}

/// One owner's share.
#[derive(Debug)]
pub struct Load {
    /// The name.
    pub name: String,
    /// People.
    pub people: usize,
    /// Promises in twelve months.
    pub promises: i64,
    /// The most in a week, and which.
    pub most: (i64, Date),
    /// That is more than the rule allows.
    pub is_too_much: bool,
}

#[derive(Default)]
struct Share {
    people: usize,
    weeks: BTreeMap<Date, i64>,
}

/// What the draft of the rule would do were it published today.
pub fn preview(conn: &Conn<'_>, act: &Act, id: RuleId) -> Result<Preview> {
    act.actor.may(&MAKE)?;
    let rule = store::find(conn, act.bureau(), id)?;
    let content = rule.draft().ok_or_else(|| Error::refused("rule-refused-nothing"))?.clone();
    let ruled = as_if_published(conn, act, &rule, &content)?;
    let Some(ready) = ruled.versions.last() else { return Ok(Preview::default()) };
    let bureau = act.bureau();
    let people = store::member::count(conn, bureau, &ready.whom, i64::MAX)?;
    let cap = i64::from(content.cap);
    let mut preview = Preview { people, over_cap: people > cap, ..Preview::default() };
    let members = store::member::members(conn, bureau, &ready.whom, Stretch::ALL, cap.min(people))?;
    let year = Span { first: ruled.today, last: ruled.today.saturating_add(MONTHS.months()) };
    let surroundings = Surroundings::read(conn, act, &content, &ruled, Stretch::ALL)?;
    let mut rows: HashMap<Subject, Vec<_>> = HashMap::new();
    for row in store::plan::existing(conn, bureau, id, ruled.kind(), Stretch::ALL)? {
        rows.entry(row.subject()).or_default().push(row);
    }
    let mut names = Names { conn, act, known: HashMap::new() };
    let mut shares: HashMap<StaffId, Share> = HashMap::new();
    for member in &members {
        let existing = rows.get(&member.subject).map_or(&[][..], Vec::as_slice);
        let facts = ready.facts(&surroundings, member, existing, ruled.today);
        let found = occurrences(&content, year, &facts, &ruled.calendar, Look::Expected);
        let days: Vec<Date> =
            found.into_iter().map(|one| one.due_on).filter(|day| *day >= ruled.today).collect();
        let (owner, is_fallback) = ready.owner(&surroundings, member);
        preview.unowned += usize::from(is_fallback);
        preview.idle += usize::from(days.is_empty());
        preview.promises += days.len();
        let share = shares.entry(owner).or_default();
        share.people += 1;
        for day in &days {
            *share.weeks.entry(monday(*day)).or_default() += 1;
        }
        if preview.shown.len() < SHOWN {
            let name = store::member::name(conn, bureau, member.subject)?;
            let owner = names.of(owner)?;
            preview.shown.push(Shown { subject: member.subject, name, owner, is_fallback, days });
        }
    }
    preview.weigh(shares, &content, &mut names)?;
    if !preview.over_cap {
        preview.changes = changes(conn, act, &ruled)?;
    }
    Ok(preview)
}

/// The rule as it would be: what is written follows what is in force from today on.
fn as_if_published(conn: &Conn<'_>, act: &Act, rule: &Rule, content: &Content) -> Result<Ruled> {
    let versions = store::versions(conn, act.bureau(), rule.id)?;
    let mut versions: Vec<Version> = versions.into_iter().map(|(version, _)| version).collect();
    let from_on = versions.last().map_or(act.today(), |last| last.from_on.max(act.today()));
    versions.push(Version {
        number: rule.number() + 1,
        content: content.clone(),
        from_on,
        published_at: act.at,
        published_by: None,
    });
    let until = act.today().saturating_add(AHEAD_DAYS.days());
    Ruled::of(conn, act, rule, &versions, until, plan::work_calendar(conn, act)?)
}

fn changes(conn: &Conn<'_>, act: &Act, ruled: &Ruled) -> Result<Counts> {
    let mut counts = Counts::default();
    for due in plan::compare(conn, act, ruled, Stretch::ALL, None)? {
        for change in due.changes {
            match change {
                Change::Make(want) => {
                    counts.made += 1;
                    counts.unowned += u64::from(want.is_fallback);
                }
                Change::Shift(shift) if shift.revives => counts.revived += 1,
                Change::Shift(_) => counts.shifted += 1,
                Change::Cancel { .. } => counts.cancelled += 1,
            }
        }
    }
    Ok(counts)
}

impl Preview {
    fn weigh(
        &mut self,
        shares: HashMap<StaffId, Share>,
        content: &Content,
        names: &mut Names<'_, '_>,
    ) -> Result<()> {
        let limit = i64::from(content.weekly);
        let mut weeks: BTreeMap<Date, i64> = BTreeMap::new();
        let mut loads = Vec::new();
        for (owner, share) in shares {
            let most = share
                .weeks
                .iter()
                .map(|(week, n)| (*n, *week))
                .max_by_key(|(n, week)| (*n, std::cmp::Reverse(*week)));
            for (week, n) in &share.weeks {
                *weeks.entry(*week).or_default() += n;
            }
            let promises = share.weeks.values().sum::<i64>();
            self.overloaded += usize::from(most.is_some_and(|(n, _)| n > limit));
            loads.push((most.map_or(0, |(n, _)| n), promises, share.people, most, owner));
        }
        self.owners = loads.len();
        loads.sort_by_key(|(most, promises, _, _, owner)| std::cmp::Reverse((*most, *promises, *owner)));
        for (_, promises, people, most, owner) in loads.into_iter().take(OWNERS) {
            let most = most.unwrap_or((0, Date::MIN));
            self.loads.push(Load {
                name: names.of(owner)?,
                people,
                promises,
                most,
                is_too_much: most.0 > limit,
            });
        }
        self.weeks = weeks.into_iter().collect();
        Ok(())
    }
}

fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

/// What owners are called, each looked up once.
struct Names<'n, 'c> {
    conn: &'n Conn<'c>,
    act: &'n Act,
    known: HashMap<StaffId, String>,
}

impl Names<'_, '_> {
    fn of(&mut self, id: StaffId) -> Result<String> {
        if let Some(name) = self.known.get(&id) {
            return Ok(name.clone());
        }
        let name = store::staff_name(self.conn, self.act.bureau(), id)?.unwrap_or_default();
        self.known.insert(id, name.clone());
        Ok(name)
    }
}
