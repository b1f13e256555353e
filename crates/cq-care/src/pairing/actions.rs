//! What can be done with a pairing: compute, mend, publish, put away; and the rules.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::{BureauId, StaffId},
    messages::Text,
    web::App,
};
use cq_registry::{
    person::PersonId,
    responsibility::{self, Active, Kind, Responsibility, model::Bond},
    rule,
};
use serde_json::json;

use super::{
    EDIT, PROPOSE, PUBLISH,
    compute::{Choice, Computed, Input, Sums},
    model::{Draft, Facts, NewRow, Proposal, ProposalId, Reason, Row, Rules, Why},
    store,
};
use crate::campaign;

/// Computes a proposal of least cost by today's rules and lays it on the table.
pub async fn propose(app: &App, act: Act) -> Result<ProposalId> {
    act.actor.may(&PROPOSE)?;
    let (bureau, today) = (*act.bureau(), act.today());
    let load = move |conn: &Conn<'_>| {
        let (rules, _) = store::rules(conn, &bureau, today)?;
        Input::load(conn, &bureau, rules)
    };
    let input = app.db.report(load).await?;
    let solve = move || input.solve().map(|computed| (input.rules, computed));
    let (rules, computed) = tokio::task::spawn_blocking(solve).await.map_err(Error::internal)??;
    app.db.write(move |tx| put_down(tx, &act, rules, &computed)).await
}

fn put_down(tx: &Tx<'_>, act: &Act, rules: Rules, computed: &Computed) -> Result<ProposalId> {
    if computed.rows.is_empty() {
        return Err(Error::refused("pairing-nobody"));
    }
    let Computed { rows, cost, bound } = computed;
    let facts = Facts { id: act.new_id(), rules, cost: *cost, bound: *bound, made_at: act.at };
    let draft = Draft { facts, version: 1 };
    store::insert(tx, act.bureau(), &draft, rows)?;
    let id = draft.facts.id;
    let detail = json!({ "people": rows.len(), "cost": cost, "bound": bound });
    act.record(tx, &PROPOSE, Subject::one("proposal", id.0), &detail)?;
    Ok(id)
}

/// Gives `person` the doctor `choice`, or nobody. The doctor must have a free place in the proposal.
pub async fn change(
    app: &App,
    act: Act,
    id: ProposalId,
    person: PersonId,
    choice: Option<StaffId>,
) -> Result<()> {
    act.actor.may(&EDIT)?;
    let bureau = *act.bureau();
    let look = move |conn: &Conn<'_>| {
        let draft = find_draft(conn, &bureau, id)?;
        let before = store::find_row(conn, &bureau, id, person)?.ok_or(Error::NotFound)?;
        let (choices, leave_cost) = Input::load(conn, &bureau, draft.facts.rules)?.choices(person)?;
        Ok((draft, before, choices, leave_cost))
    };
    let (draft, before, choices, leave_cost) = app.db.report(look).await?;
    let chosen = match choice {
        None => None,
        Some(staff) => {
            let found = choices.into_iter().find(|choice| choice.doctor.id == staff);
            Some(found.ok_or_else(|| Error::refused("pairing-choice-too-far"))?)
        }
    };
    app.db.write(move |tx| decide(tx, &act, draft, &before, chosen, leave_cost)).await
}

fn decide(
    tx: &Tx<'_>,
    act: &Act,
    draft: Draft,
    before: &Row,
    chosen: Option<Choice>,
    leave_cost: i64,
) -> Result<()> {
    let (bureau, id, version) = (act.bureau(), draft.facts.id, draft.version);
    store::save(tx, bureau, version, &Proposal::Draft(draft))?;
    let row = match chosen {
        None => NewRow {
            person: before.person,
            staff: None,
            before: before.before,
            cost: leave_cost,
            distance_m: None,
            reason: Reason::Left(Why::ByHand),
        },
        Some(Choice { doctor, cost, fit }) => {
            let places = store::free_places(tx, bureau, id)?;
            let free = places.iter().find(|(of, _)| *of == doctor.id).map_or(0, |(_, free)| *free);
            if before.staff != Some(doctor.id) && free < 1 {
                return Err(Error::Refused(Text::new("pairing-choice-full").with("name", &doctor.name)));
            }
            NewRow {
                person: before.person,
                staff: Some(doctor.id),
                before: before.before,
                cost,
                distance_m: fit.distance_m,
                reason: Reason::Pair(fit),
            }
        }
    };
    store::save_row(tx, bureau, id, &row)?;
    let detail = json!({ "proposal": id, "from": before.staff, "to": row.staff });
    act.record(tx, &EDIT, Subject::one("person", before.person.0), &detail)
}

/// Makes the draft hold from today on, as it was at `version`: pairs it changes end, pairs it makes begin. If anybody got
/// another doctor since it was computed, nothing is done. What is owed follows the pairs.
pub fn publish(tx: &Tx<'_>, act: &Act, id: ProposalId, version: i64) -> Result<()> {
    act.actor.may(&PUBLISH)?;
    rule::plan::hold(tx, act)?;
    let (bureau, today) = (act.bureau(), act.today());
    let draft = find_draft(tx, act.bureau(), id)?;
    if draft.version != version {
        return Err(Error::Conflict);
    }
    store::save(tx, bureau, version, &draft.publish(act.at))?;
    responsibility::store::hold(tx, bureau)?;
    let stale = store::count_stale(tx, bureau, id)?;
    if stale > 0 {
        return Err(Error::Overtaken(Text::new("pairing-stale").with("count", stale)));
    }
    let counts = store::counts(tx, bureau, id)?;
    store::end_pairs(tx, bureau, id, today)?;
    let begins = |(person, staff, reason)| {
        let bond = Bond { id: act.new_id(), person, kind: Kind::Doctor, staff, since: today, reason };
        Responsibility::Active(Active { bond, version: 1 })
    };
    let new: Vec<_> = store::beginning(tx, bureau, id)?.into_iter().map(begins).collect();
    responsibility::store::insert_many(tx, bureau, &new)?;
    if let Some(name) = store::find_overfull(tx, bureau, id)? {
        return Err(Error::Overtaken(Text::new("pairing-overfull").with("name", name)));
    }
    let detail = json!({ "paired": counts.paired, "new": counts.new, "changed": counts.changed, "kept": counts.kept, "left": counts.left });
    act.record(tx, &PUBLISH, Subject::one("proposal", id.0), &detail)?;
    campaign::follow_pairings(tx, act).map(drop)
}

/// Puts the draft away.
pub fn discard(tx: &Tx<'_>, act: &Act, id: ProposalId) -> Result<()> {
    act.actor.may(&EDIT)?;
    let draft = find_draft(tx, act.bureau(), id)?;
    store::save(tx, act.bureau(), draft.version, &draft.discard())?;
    act.record(tx, &EDIT, Subject::one("proposal", id.0), &json!({ "result": "discarded" }))
}

/// Names shown of those whom other rules would give another doctor.
const NAMED: usize = 100;

/// What other rules would come to beside those of today.
#[derive(Debug)]
pub struct Preview {
    /// By the rules of today.
    pub now: Sums,
    /// By the others.
    pub then: Sums,
    /// How many would have another doctor by the others than by those of today.
    pub moved: usize,
    /// The first [`NAMED`] of them, by reading.
    pub names: Vec<Moved>,
}

/// Whom the others would give another doctor.
#[derive(Debug)]
pub struct Moved {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// The doctor by the rules of today; none: left without.
    pub now: Option<String>,
    /// The doctor by the others.
    pub then: Option<String>,
}

/// Computes what today's rules and `others` come to over the same people and doctors. Nothing is laid on the table, nothing saved.
pub async fn preview(app: &App, act: Act, others: Rules) -> Result<Preview> {
    act.actor.may(&PROPOSE)?;
    let (bureau, today) = (*act.bureau(), act.today());
    let load = move |conn: &Conn<'_>| {
        let (rules, _) = store::rules(conn, &bureau, today)?;
        Input::load(conn, &bureau, rules)
    };
    let input = app.db.report(load).await?;
    let solve = move || {
        let now = input.solve()?;
        let input = input.under(others);
        let then = input.solve()?;
        let pairs = now.rows.iter().zip(&then.rows).filter(|(now, then)| now.staff != then.staff);
        let name = |staff: Option<StaffId>| staff.and_then(|id| input.doctor(id)).map(str::to_owned);
        let moved: Vec<_> =
            pairs.map(|(now, then)| (now.person, name(now.staff), name(then.staff))).collect();
        Ok::<_, Error>((now.sums(), then.sums(), moved))
    };
    let (now, then, mut moved) = tokio::task::spawn_blocking(solve).await.map_err(Error::internal)??;
    let count = moved.len();
    moved.truncate(NAMED);
    let name = move |tx: &Tx<'_>| {
        let named = |(person, now, then)| {
            Ok(Moved { person, name: store::name(tx, act.bureau(), person)?, now, then })
        };
        let names = moved.into_iter().map(named).collect::<Result<Vec<Moved>>>()?;
        let detail = json!({ "result": "previewed", "changed": count });
        act.record(tx, &PROPOSE, Subject::list("setting"), &detail)?;
        Ok(Preview { now, then, moved: count, names })
    };
    app.db.write(name).await
}

/// Sets the rules from today on; proposals already on the table keep theirs.
pub fn save_rules(tx: &Tx<'_>, act: &Act, rules: &Rules) -> Result<()> {
    act.actor.may(&PROPOSE)?;
    store::save_rules(tx, act.bureau(), act.today(), rules)?;
    act.record(tx, &PROPOSE, Subject::list("setting"), &json!({ "rules": rules }))
}

fn find_draft(conn: &Conn<'_>, bureau: &BureauId, id: ProposalId) -> Result<Draft> {
    let proposal = store::find(conn, bureau, id)?.ok_or(Error::NotFound)?;
    proposal.into_draft().ok_or_else(|| Error::Overtaken(Text::new("pairing-no-draft")))
}
