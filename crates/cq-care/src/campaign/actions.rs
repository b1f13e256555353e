//! Looking at a campaign before it is made, making it, and keeping it in step with the pairings.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
};
use cq_registry::{
    rule,
    task::{self, CampaignId, Followed, Task},
};
use serde_json::json;

use super::{
    MAKE,
    model::{self, Campaign, Draft, Plan, Visit},
    store,
};

/// A plan looked at before anything is made, and its fingerprint.
pub struct Preview {
    /// Who, by whom, by when.
    pub plan: Plan,
    /// Stands for exactly this plan: made later, it must still be the same.
    pub seen: String,
}

/// What [`create`] would do now. Writes nothing.
pub fn preview(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<Preview> {
    act.actor.may(&MAKE)?;
    let elders = store::list_elders(conn, act.bureau(), &draft.illnesses)?;
    let plan = model::plan(elders, draft.days, act.today())?;
    let seen = fingerprint(act, draft, &plan);
    Ok(Preview { plan, seen })
}

/// Makes the campaign and one task for each elder with a doctor. If it would not be what was `seen`, it is a
/// [`Error::Conflict`] and nothing is made.
pub fn create(tx: &Tx<'_>, act: &Act, draft: &Draft, seen: &str) -> Result<CampaignId> {
    let Preview { plan, seen: present } = preview(tx, act, draft)?;
    if present != seen {
        return Err(Error::Conflict);
    }
    let id = act.new_id();
    let campaign = Campaign {
        id,
        name: draft.name.clone(),
        opens_on: draft.days.first,
        closes_on: draft.days.last,
        illnesses: draft.illnesses.clone(),
        ends_hard: draft.ends_hard,
        made_at: act.at,
        version: 1,
    };
    store::insert(tx, act.bureau(), &campaign, act.at)?;
    task::store::insert_all(tx, act.bureau(), &tasks(act, &campaign, &plan.visits))?;
    let detail = json!({
        "opens": campaign.opens_on, "closes": campaign.closes_on, "illnesses": campaign.illnesses.text(),
        "tasks": plan.visits.len(), "uncovered": plan.uncovered.len(),
    });
    act.record(tx, &MAKE, Subject::one("campaign", id.0), &detail)?;
    Ok(id)
}

/// To be called whenever pairings change, in the same transaction: every open task goes to whoever answers for its
/// person now, is taken back where nobody does, and comes back when somebody does again; elders of running campaigns
/// who got their first doctor are planned over the days left. Returns how many of each.
pub fn follow_pairings(tx: &Tx<'_>, act: &Act) -> Result<(Followed, usize)> {
    rule::plan::hold(tx, act)?;
    let followed = task::follow_pairings(tx, act)?;
    rule::plan::of_pairings(tx, act)?;
    let mut opened = 0;
    for campaign in store::list_running(tx, act.bureau(), act.today())? {
        let newcomers = store::list_newcomers(tx, act.bureau(), &campaign)?;
        let plan = model::plan(newcomers, campaign.days(), act.today())?;
        task::store::insert_all(tx, act.bureau(), &tasks(act, &campaign, &plan.visits))?;
        opened += plan.visits.len();
    }
    let detail = json!({
        "moved": followed.moved, "released": followed.released, "revived": followed.revived, "opened": opened,
    });
    act.record(tx, &task::FOLLOW, Subject::list("task"), &detail)?;
    Ok((followed, opened))
}

fn tasks(act: &Act, campaign: &Campaign, visits: &[Visit]) -> Vec<Task> {
    let task = |visit: &Visit| {
        Task::new(
            act.new_id(),
            visit.elder.id,
            visit.owner,
            Some(campaign.id),
            campaign.opens_on,
            visit.due_on,
        )
    };
    visits.iter().map(task).collect()
}

fn fingerprint(act: &Act, draft: &Draft, plan: &Plan) -> String {
    let mut text =
        format!("{} {} {} {}\n", draft.name, draft.days.first, draft.days.last, draft.illnesses.text());
    if draft.ends_hard {
        text.push_str("ends hard\n");
    }
    for Visit { elder, owner, due_on } in &plan.visits {
        text.push_str(&format!("{} {owner} {due_on}\n", elder.id));
    }
    for elder in &plan.uncovered {
        text.push_str(&format!("{}\n", elder.id));
    }
    act.secrets.index("campaign-plan", &text).iter().map(|byte| format!("{byte:02x}")).collect()
}
