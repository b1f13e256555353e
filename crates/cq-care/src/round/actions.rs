//! What can be done: compute a plan, publish it, put it away; set hours; write down wishes, and what comes first.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    clock::CHINA,
    db::{Conn, Tx},
    messages::Text,
    web::App,
};
use cq_registry::{
    person::{self, PersonId},
    responsibility,
    task::{self, TaskId, model::State},
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    OWN, PLAN, SET, WISH,
    compute::{Computed, Input},
    model::{Draft, Facts, PlanId, Wanted, Whose},
    roads::{self, Network},
    settings::Settings,
    store::{self, wish::Kept},
    wish::Wish,
};
use crate::{campaign, day_sheet};

/// After so long the best plan found so far is taken.
const SOLVE_TIME: Duration = Duration::from_secs(25);

/// Computes a plan and lays it on the table. Nothing is written before it is whole.
pub async fn propose(app: &App, act: Act, wanted: Wanted, network: &Network) -> Result<PlanId> {
    let (today, now) = (act.today(), CHINA.to_datetime(act.at));
    let hand = act.clone();
    let load = move |conn: &Conn<'_>| {
        reach(conn, &hand, wanted.whose)?;
        let (settings, _) = store::hours::find(conn, hand.bureau(), today)?;
        let seen = store::last_number(conn, hand.bureau())?;
        Ok((Input::load(conn, hand.bureau(), wanted, settings, now)?, seen))
    };
    let (mut input, seen) = app.db.report(load).await?;
    if input.visits() == 0 {
        return Err(Error::refused("round-nothing-owed"));
    }
    let settings = input.settings;
    let roads = roads::ask(network, &mut input).await;
    let computed = solved(input).await?;
    let Computed { cost, bound, .. } = computed;
    let facts = Facts { id: act.new_id(), wanted, settings, roads, cost, bound, seen, made_at: act.at };
    let draft = Draft { facts, version: 1 };
    app.db.write(move |tx| put_down(tx, &act, &draft, &computed)).await
}

/// Computes off the threads that answer requests, and stops with the best so far when time is up. Whoever does not wait for the answer any
/// more stops it too.
async fn solved(input: Input) -> Result<Computed> {
    struct Stop(Arc<AtomicBool>);
    impl Drop for Stop {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let stop = Stop(Arc::default());
    let told = stop.0.clone();
    let mut work = tokio::task::spawn_blocking(move || input.solve(&told));
    if let Ok(done) = tokio::time::timeout(SOLVE_TIME, &mut work).await {
        return done.map_err(Error::internal)?;
    }
    drop(stop);
    work.await.map_err(Error::internal)?
}

fn put_down(tx: &Tx<'_>, act: &Act, draft: &Draft, computed: &Computed) -> Result<PlanId> {
    store::insert(tx, act, draft, &computed.visits)?;
    let id = draft.facts.id;
    let placed = computed.visits.iter().filter(|visit| visit.slot.is_some()).count();
    let left = computed.visits.len() - placed;
    act.record(tx, &PLAN, Subject::one("round-plan", id.0), &json!({ "visits": placed, "left": left }))?;
    Ok(id)
}

/// Whose visits the actor may plan: a doctor his own.
pub fn reach(conn: &Conn<'_>, act: &Act, whose: Whose) -> Result<()> {
    match whose {
        Whose::Doctor(staff) => {
            let scope = act.actor.scope(&PLAN, day_sheet::OWN)?;
            day_sheet::store::find(conn, &scope, act.bureau(), staff).map(drop)
        }
        Whose::Campaign(campaign) => match act.actor.may(&PLAN)? {
            cq_platform::policy::Reach::Bureau => {
                campaign::store::find(conn, act.bureau(), campaign).map(drop)
            }
            cq_platform::policy::Reach::Own => Err(Error::NotFound),
        },
    }
}

/// Makes a draft hold, as it was at `version`. If another plan of the same doctors was published since it was computed, nothing is done.
/// What was done, moved or taken back meanwhile is left out. Returns how many visits have their time by it.
pub fn publish(tx: &Tx<'_>, act: &Act, id: PlanId, version: i64) -> Result<u64> {
    let (bureau, scope) = (act.bureau(), act.actor.scope(&PLAN, OWN)?);
    // One at a time: what was looked at still holds when it is written.
    responsibility::store::hold(tx, bureau)?;
    let (plan, _) = store::find(tx, &scope, bureau, id)?;
    let draft = plan.into_draft().ok_or_else(|| Error::Overtaken(Text::new("round-no-draft")))?;
    if draft.version != version {
        return Err(Error::Conflict);
    }
    let Facts { seen, wanted, .. } = draft.facts;
    if wanted.from < act.today() {
        return Err(Error::Overtaken(Text::new("round-old")));
    }
    if store::is_overtaken(tx, bureau, id, seen)? {
        return Err(Error::Overtaken(Text::new("round-overtaken")));
    }
    let number = store::last_number(tx, bureau)? + 1;
    store::save(tx, bureau, version, &draft.publish(number, act.at))?;
    let visits = store::publish(tx, bureau, id)?;
    act.record(tx, &PLAN, Subject::one("round-plan", id.0), &json!({ "published": visits }))?;
    Ok(visits)
}

/// Puts a draft away.
pub fn discard(tx: &Tx<'_>, act: &Act, id: PlanId) -> Result<()> {
    let (plan, _) = store::find(tx, &act.actor.scope(&PLAN, OWN)?, act.bureau(), id)?;
    let draft = plan.into_draft().ok_or_else(|| Error::Overtaken(Text::new("round-no-draft")))?;
    store::save(tx, act.bureau(), draft.version, &draft.discard())?;
    act.record(tx, &PLAN, Subject::one("round-plan", id.0), &json!({ "result": "discarded" }))
}

/// Sets hours and lengths from a day on; plans on the table keep theirs.
pub fn set(tx: &Tx<'_>, act: &Act, since: Date, settings: &Settings) -> Result<()> {
    act.actor.may(&SET)?;
    store::hours::save(tx, act.bureau(), since, settings)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "rules": settings, "since": since }))
}

/// Writes down what somebody wishes, over the wish of version `seen`; 0 where there was none.
pub fn note_wish(tx: &Tx<'_>, act: &Act, person: PersonId, wish: Wish, seen: i64) -> Result<()> {
    let scope = act.actor.scope(&WISH, person::OWN)?;
    let found = person::store::find(tx, &scope, act.bureau(), person)?.ok_or(Error::NotFound)?;
    if found.ended().is_some() {
        return Err(Error::refused("round-wish-ended"));
    }
    match store::wish::find(tx, act.bureau(), person)? {
        None if seen == 0 => store::wish::insert(tx, act, person, &wish)?,
        Some(kept) if kept.version == seen => store::wish::save(tx, act, &Kept { wish, ..kept })?,
        _ => return Err(Error::Conflict),
    }
    let detail = json!({ "part": wish.part, "weekdays": wish.weekdays, "needs_two": wish.needs_two });
    act.record(tx, &WISH, Subject::one("person", person.0), &detail)
}

/// Says that a visit comes first, or not any more.
pub fn urge(tx: &Tx<'_>, act: &Act, id: TaskId, is_urgent: bool) -> Result<()> {
    let scope = act.actor.scope(&WISH, task::OWN)?;
    let task = task::store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if !matches!(task.state, State::Open(_)) || Settings::default().minutes(task.form).is_none() {
        return Err(Error::refused("round-not-open"));
    }
    store::wish::urge(tx, act, id, is_urgent)?;
    act.record(tx, &WISH, Subject::one("task", id.0), &json!({ "urgent": is_urgent }))
}
