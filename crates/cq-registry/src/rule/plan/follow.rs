//! What follows a changed fact, at once: one subject in the very transaction; many people in stretches right after it, which a crash
//! interrupts but does not lose.
//!
//! Whoever changes a fact that rules ask about begins with [`hold`], before any other row is held, and ends with one of the others.
//! Ledgers, whose transactions are long, hold nothing: they only note ([`of_intake`]).

use cq_platform::{
    Result,
    actor::Act,
    audit::Subject as About,
    db::{Conn, Tx},
    ids::StaffId,
    web::App,
};
use jiff::ToSpan;

use super::{
    AHEAD_DAYS, AT_ONCE, Counts, Ruled,
    ask::Gone,
    carry_out,
    compare::{Due, compare},
    one::{InForce, One},
    whole,
};
use crate::{
    group::GroupId,
    person::PersonId,
    rule::{
        PLAN, Rule,
        content::{Clock, Content, Owner, Period, When},
        store::{self, member::Stretch, queue::EVERYTHING},
    },
    segment::Condition,
    task::{Subject, SubjectKind},
};

/// Of more people at once than these, the transaction only notes that they are to be planned.
const AT_HAND: usize = 40;
/// A stretch is planned as a whole where at least one in so many of its people changed; else each of them by themselves.
const DENSE: i64 = 8;
/// Stretches that whoever changed something waits for; the rest is planned behind their back.
const WAITED_FOR: usize = 4;

/// Waits until nobody else changes a task or plans. Whoever changes tasks, or what rules ask about, does this before anything else.
pub fn hold(tx: &Tx<'_>, act: &Act) -> Result<()> {
    store::queue::hold(tx, act.bureau()).map(drop)
}

/// Plans every rule in force for one person, or group, or the bureau, of which something has changed.
pub fn of_subject(tx: &Tx<'_>, act: &Act, subject: Subject) -> Result<Counts> {
    if !store::queue::hold(tx, act.bureau())? {
        return Ok(Counts::default());
    }
    one(tx, act, subject, &InForce::read(tx, act, subject.kind())?)
}

fn one(tx: &Tx<'_>, act: &Act, subject: Subject, rules: &InForce) -> Result<Counts> {
    let mut counts = Counts::default();
    if rules.of.is_empty() {
        return Ok(counts);
    }
    let one = One::read(tx, act, subject, rules)?;
    for (rule, ruled) in &rules.of {
        let due = one.due(tx, act, ruled)?;
        counts.add(within_cap(tx, act, rule, ruled, &due, 0)?);
    }
    Ok(counts)
}

/// Plans for these people, of whom something has changed: here and now, or, where they are many, in [`catch_up`].
pub fn of_people(tx: &Tx<'_>, act: &Act, people: &[PersonId]) -> Result<()> {
    if people.is_empty() || !store::queue::hold(tx, act.bureau())? {
        return Ok(());
    }
    if people.len() > AT_HAND {
        return store::queue::add(tx, act.bureau(), people);
    }
    let rules = InForce::read(tx, act, SubjectKind::Person)?;
    people.iter().try_for_each(|id| one(tx, act, Subject::Person(*id), &rules).map(drop))
}

/// Plans for these people, whose whole record changed, as by a death or a merge: also for whoever is related to them, and for the groups
/// in which they hold or held a post.
pub fn of_people_and_around(tx: &Tx<'_>, act: &Act, people: &[PersonId]) -> Result<()> {
    let bureau = act.bureau();
    let (mut all, mut groups) = (people.to_vec(), Vec::new());
    for id in people {
        for other in store::queue::around(tx, bureau, *id)? {
            if !all.contains(&other) {
                all.push(other);
            }
        }
        groups.extend(store::queue::groups_of(tx, bureau, *id)?);
    }
    of_people(tx, act, &all)?;
    groups.sort();
    groups.dedup();
    groups.into_iter().try_for_each(|group| of_group(tx, act, group, &[]))
}

/// Plans for the group, of which something has changed, and for whoever is owed something because of it: its members, and everybody
/// under a rule that names one of its posts. `also` have just left.
pub fn of_group(tx: &Tx<'_>, act: &Act, group: GroupId, also: &[PersonId]) -> Result<()> {
    if !store::queue::hold(tx, act.bureau())? {
        return Ok(());
    }
    of_subject(tx, act, Subject::Group(group))?;
    let mut people = store::queue::members_of(tx, act.bureau(), group)?;
    let left: Vec<PersonId> = also.iter().filter(|id| !people.contains(id)).copied().collect();
    people.extend(left);
    of_people(tx, act, &people)?;
    mark(tx, act, |content| matches!(content.owner, Owner::Post { group: of, .. } if of == group))
}

/// The holidays have changed: whatever counts in working days is planned anew, in [`catch_up`].
pub fn of_calendar(tx: &Tx<'_>, act: &Act) -> Result<()> {
    mark(tx, act, |content| {
        content.window.clock == Clock::Working
            || matches!(content.when, When::Each { period: Period::WorkingDay })
    })
}

/// The doctors of many have changed: what is owed by pairing is handed over, and rules that ask who has a doctor are planned anew, in
/// [`catch_up`]. Returns how much changed hands.
pub fn of_pairings(tx: &Tx<'_>, act: &Act) -> Result<u64> {
    hold(tx, act)?;
    let moved = store::plan::follow_pairings(tx, act.bureau())?;
    let asks = |condition: &Condition| {
        matches!(condition, Condition::HasDoctor | Condition::Doctor(_) | Condition::DoctorAt(_))
    };
    let gone = Gone::read(tx, act)?;
    mark(tx, act, |content| {
        let falls_on_leaver = gone.has(content.substitute.unwrap_or(content.fallback));
        (content.owner == Owner::PairedDoctor && falls_on_leaver)
            || content.whom.people().is_some_and(|people| people.of.conditions().any(asks))
    })?;
    Ok(moved)
}

/// A doctor has gone to another hospital: rules that ask of which hospital somebody's doctor is are planned anew, in [`catch_up`].
pub fn of_doctors(tx: &Tx<'_>, act: &Act) -> Result<()> {
    mark(tx, act, asks_for_hospital)
}

fn asks_for_hospital(content: &Content) -> bool {
    let asks = |condition: &Condition| matches!(condition, Condition::DoctorAt(_));
    content.whom.people().is_some_and(|people| people.of.conditions().any(asks))
}

/// Somebody has left for good and handed `people` over, or is back: for these people, and for everybody under a rule that names
/// whoever left, it is planned anew.
pub fn of_leaver(tx: &Tx<'_>, act: &Act, staff: StaffId, people: &[PersonId]) -> Result<()> {
    of_people(tx, act, people)?;
    mark(tx, act, |content| {
        matches!(content.owner, Owner::Named { staff: named } if named == staff)
            || content.substitute == Some(staff)
            || content.fallback == staff
    })
}

/// A ledger was taken in or taken back: notes its people, or, where it is of something else that rules may ask about, everybody. Holds
/// nothing and waits for nobody; whoever took it in has [`follow_up`] plan them.
pub fn of_intake(tx: &Tx<'_>, act: &Act, kind: &str, intake: uuid::Uuid) -> Result<()> {
    let bureau = act.bureau();
    if !store::queue::is_open(tx, bureau)? {
        return Ok(());
    }
    let asks_about_others = |content: &Content| {
        let by_post = matches!(content.owner, Owner::Secretary | Owner::Post { .. });
        let of_kin = |condition: &Condition| matches!(condition, Condition::Related(_));
        match kind {
            "people" => content.whom.people().is_some_and(|people| people.of.conditions().any(of_kin)),
            "memberships" => by_post || content.whom.kind() == SubjectKind::Group,
            "doctors" => asks_for_hospital(content),
            "hospitals" | "divisions" => false,
            // Each death is planned as it is noted.
            "deaths" => false,
            _ => true,
        }
    };
    let rules = store::in_force(tx, bureau)?;
    if rules.iter().any(|(_, versions)| versions.iter().any(|version| asks_about_others(&version.content))) {
        store::queue::add_everything(tx, bureau, act.new_id::<GroupId>().0)?;
    }
    match kind {
        "people" => store::queue::add_of_intake(tx, bureau, intake, act.new_id::<GroupId>().0, true),
        "memberships" => store::queue::add_of_intake(tx, bureau, intake, act.new_id::<GroupId>().0, false),
        _ => Ok(()),
    }
}

fn mark(tx: &Tx<'_>, act: &Act, is_touched: impl Fn(&Content) -> bool) -> Result<()> {
    let bureau = act.bureau();
    if !store::queue::hold(tx, bureau)? {
        return Ok(());
    }
    for (rule, versions) in store::in_force(tx, bureau)? {
        if versions.iter().any(|version| is_touched(&version.content)) {
            store::queue::mark(tx, bureau, rule.id)?;
        }
    }
    Ok(())
}

/// [`catch_up`] after a change that is there for all to see. Whoever made it waits for some of it; what is left after that, or fails, is
/// gone on with behind their back, and at the latest by the daily run.
pub async fn follow_up(app: &App, act: &Act) {
    let (app, act) = (app.clone(), act.clone());
    for _ in 0..WAITED_FOR {
        match step(&app, &act).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::error!(%error, "planning what changed is left to the next run"),
        }
    }
    tokio::spawn(async move {
        if let Err(error) = catch_up(&app, &act).await {
            tracing::error!(%error, "planning what changed is left to the next run");
        }
    });
}

/// Plans whoever and whatever is noted to be planned, stretch after stretch, each once: who is planned is crossed off in the same
/// transaction.
pub async fn catch_up(app: &App, act: &Act) -> Result<()> {
    while step(app, act).await? {}
    Ok(())
}

/// One stretch of those noted, or one rule that is to be planned as a whole. False: there was none.
async fn step(app: &App, act: &Act) -> Result<bool> {
    let bureau = *act.bureau();
    if !app.db.read(move |conn| store::queue::is_any(conn, &bureau)).await? {
        return Ok(false);
    }
    let hand = act.clone();
    if app.db.write(move |tx| next(tx, &hand)).await? {
        return Ok(true);
    }
    let read = move |conn: &Conn<'_>| {
        let first = store::queue::marked(conn, &bureau)?.first().copied();
        first.map(|id| store::find(conn, &bureau, id)).transpose()
    };
    let Some(rule) = app.db.read(read).await? else { return Ok(false) };
    whole(app, act, rule, act.today().saturating_add(AHEAD_DAYS.days())).await?;
    Ok(true)
}

/// The next stretch of those noted. False: there was none.
fn next(tx: &Tx<'_>, act: &Act) -> Result<bool> {
    let bureau = act.bureau();
    if !store::queue::hold(tx, bureau)? {
        return Ok(false);
    }
    let mut people = store::queue::take(tx, bureau, AT_ONCE)?;
    if people.first() == Some(&EVERYTHING) {
        people.remove(0);
        mark(tx, act, |_| true)?;
    }
    let (Some(first), Some(PersonId(upto))) = (people.first().copied(), people.last().copied()) else {
        return Ok(false);
    };
    let at = Stretch { upto, ..Stretch::one(Subject::Person(first)) };
    let many = i64::try_from(people.len()).unwrap_or(i64::MAX).saturating_mul(DENSE);
    let rules = InForce::read(tx, act, SubjectKind::Person)?;
    if store::queue::among(tx, bureau, at, many)? >= many {
        people.iter().try_for_each(|id| one(tx, act, Subject::Person(*id), &rules).map(drop))?;
        return Ok(true);
    }
    let waiting = store::queue::waiting(tx, bureau)?;
    for (rule, ruled) in &rules.of {
        let dues = compare(tx, act, ruled, at, None)?;
        within_cap(tx, act, rule, ruled, &dues, waiting)?;
    }
    Ok(true)
}

/// Carries out what is due, unless there are more people under the rule than its cap: then nothing is made and nothing taken back. How
/// many there are at most is counted on from the last planning as a whole; only where that is too many are they counted.
/// `waiting` may come under it too, but are not planned yet.
fn within_cap(
    tx: &Tx<'_>,
    act: &Act,
    rule: &Rule,
    ruled: &Ruled,
    dues: &[Due],
    waiting: i64,
) -> Result<Counts> {
    let (Some(last), bureau) = (ruled.versions.last(), act.bureau()) else {
        return Ok(Counts::default());
    };
    let cap = i64::from(last.content.cap);
    let new = i64::try_from(dues.iter().filter(|due| due.is_new).count()).unwrap_or(i64::MAX);
    let people = store::queue::people(tx, bureau, rule.id)?;
    if people + new + waiting > cap {
        let is_over = store::member::count(tx, bureau, &last.whom, cap.saturating_add(1))? > cap;
        // Over it, or no longer: the rule as a whole is another than it was.
        if is_over != (people > cap) {
            store::queue::mark(tx, bureau, rule.id)?;
        }
        if is_over {
            return Ok(Counts::default());
        }
    }
    if new > 0 {
        store::queue::joined(tx, bureau, rule.id, new)?;
    }
    let done = carry_out(tx, act, ruled, dues)?;
    if !done.is_nothing() {
        act.record(tx, &PLAN, About::one("rule", rule.id.0), &done.said())?;
    }
    Ok(done)
}
