//! What is owed to a person. Of one campaign, and for one slot of a rule, a person has one task: where both records have one, the
//! other leaves its place, and is called off if nobody has done it yet. Open visits go to the doctor who answers after the merge.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Listed;
use crate::{
    duplicate::{
        model::Side,
        reference::{Case, Held, Lapsed, Reference, Step},
    },
    person::EndedBecause,
};

const LIST: &str = "SELECT t.id, t.version, COALESCE(c.name, ''), t.state, t.due_on, t.done_on, k.id, k.version, c.name FROM task t
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    LEFT JOIN task k ON k.bureau_id = t.bureau_id AND k.person_id = $3
    AND (k.campaign_id = t.campaign_id OR (k.rule_id = t.rule_id AND k.slot = t.slot))
    WHERE t.bureau_id = $1 AND t.person_id = $2 ORDER BY t.bureau_id, t.person_id, t.due_on, t.id";
const TAKE: &str =
    "UPDATE task SET person_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";
const CAMPAIGN: &str = "SELECT campaign_id, state FROM task WHERE bureau_id = $1 AND id = $2";
const LEAVE: &str = "UPDATE task SET campaign_id = NULL, slot = slot || $6, version = version + 1,
    state = CASE WHEN state = 'open' THEN 'cancelled' ELSE state END,
    cancelled_because = CASE WHEN state = 'open' THEN 'withdrawn' ELSE cancelled_because END,
    closed_at = CASE WHEN state = 'open' THEN $4 ELSE closed_at END,
    closed_by = CASE WHEN state = 'open' THEN $5 ELSE closed_by END WHERE bureau_id = $1 AND id = $2 AND version = $3";
const COME_BACK: &str = "UPDATE task SET campaign_id = $4, slot = REPLACE(slot, $6, ''), version = version - 1,
    state = CASE WHEN $5 = 'open' THEN 'open' ELSE state END,
    cancelled_because = CASE WHEN $5 = 'open' THEN NULL ELSE cancelled_because END,
    closed_at = CASE WHEN $5 = 'open' THEN NULL ELSE closed_at END,
    closed_by = CASE WHEN $5 = 'open' THEN NULL ELSE closed_by END WHERE bureau_id = $1 AND id = $2 AND version = $3
    AND NOT EXISTS (SELECT 1 FROM task x WHERE x.bureau_id = $1 AND x.campaign_id = $4 AND x.person_id = task.person_id)
    AND NOT EXISTS (SELECT 1 FROM task x WHERE x.bureau_id = $1 AND x.rule_id = task.rule_id AND x.person_id = task.person_id
    AND x.slot = REPLACE(task.slot, $6, ''))";
const ASTRAY: &str = "SELECT t.id, t.version, t.owner_id, r.staff_id FROM task t
    JOIN responsibility r ON r.bureau_id = t.bureau_id AND r.person_id = t.person_id AND r.kind = 'doctor' AND r.until IS NULL
    WHERE t.bureau_id = $1 AND t.person_id = $2 AND t.state = 'open' AND t.campaign_id IS NOT NULL AND t.owner_id <> r.staff_id
    ORDER BY t.bureau_id, t.person_id, t.due_on, t.id";
const HAND_OVER: &str =
    "UPDATE task SET owner_id = $3, version = version + 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

const GIVE_BACK: &str =
    "UPDATE task SET person_id = $3, version = version - 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";
/// A rule's task that nobody did since goes back whatever the planner made of it meanwhile: it is planned anew right after.
const GIVE_BACK_PLANNED: &str = "UPDATE task SET person_id = $3, since_on = $5, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND rule_id IS NOT NULL AND person_id = $4 AND state IN ('open', 'cancelled')";
/// Since when the kept record itself is under its rules.
const STANDING: &str = "SELECT t.id, t.version, t.since_on FROM task t WHERE t.bureau_id = $1 AND t.person_id = $2
    AND t.rule_id IS NOT NULL AND t.state IN ('open', 'cancelled') ORDER BY t.bureau_id, t.person_id, t.due_on, t.id";
const SINCE: &str = "SELECT since_on FROM task WHERE bureau_id = $1 AND id = $2";
const STAND_AGAIN: &str = "UPDATE task SET since_on = $3 WHERE bureau_id = $1 AND id = $2 AND rule_id IS NOT NULL AND state IN ('open', 'cancelled')";
const HAND_BACK: &str =
    "UPDATE task SET owner_id = $3, version = version - 1 WHERE bureau_id = $1 AND id = $2 AND version = $4";

/// Forms that begin with a death go on after one.
const LAPSING: &str = "SELECT id, version FROM task WHERE bureau_id = $1 AND person_id = $2 AND state = 'open'
    AND ($3 <> 'died' OR form NOT IN ('farewell', 'benefit-claim', 'visit-review')) ORDER BY bureau_id, person_id, due_on, id";
/// What [`LAPSING`] gives, of both records and as it is listed.
const LISTED_LAPSING: &str = "SELECT t.id, t.version, COALESCE(c.name, ''), t.state, t.due_on, t.done_on, NULL, NULL, NULL FROM task t
    LEFT JOIN campaign c ON c.bureau_id = t.bureau_id AND c.id = t.campaign_id
    WHERE t.bureau_id = $1 AND t.person_id IN ($2, $4) AND t.state = 'open'
    AND ($3 <> 'died' OR t.form NOT IN ('farewell', 'benefit-claim', 'visit-review')) ORDER BY t.due_on, t.id";
const CALL_OFF: &str = "UPDATE task SET state = 'cancelled', cancelled_because = $4, closed_at = $5, closed_by = $6, version = version + 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'open'";
const CALL_BACK: &str = "UPDATE task SET state = 'open', cancelled_because = NULL, closed_at = NULL, closed_by = NULL, version = version - 1
    WHERE bureau_id = $1 AND id = $2 AND version = $3 AND state = 'cancelled'";

/// For the lint that prepares every statement on both engines.
pub const STATEMENTS: &[&str] = &[
    LIST,
    TAKE,
    GIVE_BACK,
    GIVE_BACK_PLANNED,
    STANDING,
    SINCE,
    STAND_AGAIN,
    CAMPAIGN,
    LEAVE,
    COME_BACK,
    ASTRAY,
    HAND_OVER,
    HAND_BACK,
    LAPSING,
    LISTED_LAPSING,
    CALL_OFF,
    CALL_BACK,
];

/// See the [module](self).
pub struct Tasks;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Taken,
    /// The same of a rule's task: since when its person was under the rule.
    TakenPlanned {
        since: Option<Date>,
    },
    /// The kept record's own task of a rule stays; since when that person is under the rule.
    Stood {
        since: Option<Date>,
    },
    Left {
        campaign: Option<Uuid>,
        was_open: bool,
    },
    HandedOver {
        from: StaffId,
    },
    CalledOff,
}

/// What is put behind the slot of a rule's task that leaves its place to the other record's: no slot of a rule ends so.
fn aside(id: Uuid) -> String {
    format!("~{id}")
}

/// The word for why a task is called off.
fn why(lapsed: &Lapsed) -> &'static str {
    if lapsed.because == EndedBecause::Died { "died" } else { "moved" }
}

impl Tasks {
    fn leave(tx: &Tx<'_>, act: &Act, id: Uuid, version: i64) -> Result<Step> {
        let (campaign, state) = tx.one::<(Option<Uuid>, String)>(CAMPAIGN, &[act.bureau(), &id])?;
        tx.execute_one(LEAVE, &[act.bureau(), &id, &version, &act.at, &act.actor.account, &aside(id)])?;
        Step::new(id, &Change::Left { campaign, was_open: state == "open" }, version + 1)
    }
}

impl Reference for Tasks {
    fn name(&self) -> &'static str {
        "task"
    }

    fn list(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Held>> {
        let rows = conn.list::<Listed>(LIST, &[act.bureau(), &case.gone, &case.kept])?;
        Ok(rows.into_iter().map(Held::from).collect())
    }

    fn say(&self, ui: &Ui, held: &Held) -> String {
        let what = if held.label.is_empty() { ui.m("duplicate-held-task") } else { held.label.as_str() };
        let day = held.until.or(held.since).map(|day| ui.partial(&day)).unwrap_or_default();
        let state = ui.w("duplicate-task", &held.word);
        let text = cq_platform::messages::Text::new("duplicate-held-visit").with("what", what);
        ui.t(&text.with("day", day).with("state", state)).into_owned()
    }

    fn carry(&self, tx: &Tx<'_>, act: &Act, case: &Case, held: &Held, side: Side) -> Result<Vec<Step>> {
        let (mut steps, mut version) = (Vec::new(), held.version);
        if let Some(rival) = &held.rival {
            match side {
                Side::Kept => {
                    steps.push(Self::leave(tx, act, held.id, version)?);
                    version += 1;
                }
                Side::Gone => steps.push(Self::leave(tx, act, rival.id, rival.version)?),
            }
        }
        let (since,) = tx.one::<(Option<Date>,)>(SINCE, &[act.bureau(), &held.id])?;
        tx.execute_one(TAKE, &[act.bureau(), &held.id, &case.kept, &version])?;
        let change = if since.is_some() { Change::TakenPlanned { since } } else { Change::Taken };
        steps.push(Step::new(held.id, &change, version + 1)?);
        Ok(steps)
    }

    fn settle(&self, tx: &Tx<'_>, act: &Act, case: &Case) -> Result<Vec<Step>> {
        let astray = tx.list::<(Uuid, i64, StaffId, StaffId)>(ASTRAY, &[act.bureau(), &case.kept])?;
        let hand_over = |(id, version, from, to): (Uuid, i64, StaffId, StaffId)| {
            tx.execute_one(HAND_OVER, &[act.bureau(), &id, &to, &version])?;
            Step::new(id, &Change::HandedOver { from }, version + 1)
        };
        let mut steps: Vec<Step> = astray.into_iter().map(hand_over).collect::<Result<_>>()?;
        for (id, version, since) in
            tx.list::<(Uuid, i64, Option<Date>)>(STANDING, &[act.bureau(), &case.kept])?
        {
            steps.push(Step::new(id, &Change::Stood { since }, version)?);
        }
        Ok(steps)
    }

    fn lapsing(&self, conn: &Conn<'_>, act: &Act, case: &Case, lapsed: &Lapsed) -> Result<Vec<Held>> {
        let because = why(lapsed);
        let rows = conn.list::<Listed>(LISTED_LAPSING, &[act.bureau(), &case.kept, &because, &case.gone])?;
        Ok(rows.into_iter().map(Held::from).collect())
    }

    fn lapse(&self, tx: &Tx<'_>, act: &Act, case: &Case, lapsed: &Lapsed) -> Result<Vec<Step>> {
        let because = why(lapsed);
        let open = tx.list::<(Uuid, i64)>(LAPSING, &[act.bureau(), &case.kept, &because])?;
        let call_off = |(id, version): (Uuid, i64)| {
            tx.execute_one(CALL_OFF, &[act.bureau(), &id, &version, &because, &act.at, &act.actor.account])?;
            Step::new(id, &Change::CalledOff, version + 1)
        };
        open.into_iter().map(call_off).collect()
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, case: &Case, step: &Step) -> Result<bool> {
        let (bureau, id, version) = (act.bureau(), &step.subject, &step.after_version);
        let touched = match step.change()? {
            Change::Taken => tx.execute(GIVE_BACK, &[bureau, id, &case.gone, version])?,
            Change::TakenPlanned { since } => {
                match tx.execute(GIVE_BACK_PLANNED, &[bureau, id, &case.gone, &case.kept, &since])? {
                    0 => tx.execute(GIVE_BACK, &[bureau, id, &case.gone, version])?,
                    given => given,
                }
            }
            Change::Stood { since } => {
                tx.execute(STAND_AGAIN, &[bureau, id, &since])?;
                1
            }
            Change::HandedOver { from } => tx.execute(HAND_BACK, &[bureau, id, &from, version])?,
            Change::CalledOff => tx.execute(CALL_BACK, &[bureau, id, version])?,
            Change::Left { campaign, was_open } => tx.execute(
                COME_BACK,
                &[bureau, id, version, &campaign, &(if was_open { "open" } else { "" }), &aside(*id)],
            )?,
        };
        Ok(touched == 1)
    }
}
