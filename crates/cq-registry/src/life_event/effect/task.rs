//! What is owed to the person: taken back when nobody is served any more, put off while they are away.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    policy::Scope,
    web::Ui,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    life_event::{
        consequence::{Case, Consequence, Done, Group, Kept, Said, Undone},
        model::{Ended, Event, Kind},
        store::owed::{self, Owed},
    },
    task::{
        self, Task, TaskId,
        model::{Because, Closed, Form, State},
    },
};

/// See the [module](self).
pub struct Tasks;

/// A task that changes, and the names by which it is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    task: TaskId,
    version: i64,
    form: Form,
    campaign: Option<String>,
    owner: String,
    due_on: Date,
    step: Step,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
enum Step {
    Cancel { because: Because },
    PutOff { before: Option<Date>, after: Option<Date> },
}

/// What the event makes of `owed`.
fn step(case: &Case, owed: &Owed) -> Option<Step> {
    if let Some(ended) = case.event.ends() {
        let because = if ended == Ended::Died { Because::Died } else { Because::Moved };
        return Some(Step::Cancel { because });
    }
    let next_on = owed.again_on.unwrap_or(owed.due_on);
    match &case.event {
        Event::Discharge { .. } if owed.form == Form::HospitalVisit => {
            Some(Step::Cancel { because: Because::Withdrawn })
        }
        Event::Away { on, until: Some(until), .. }
            if owed.form == Form::HomeVisit
                && (*on..=*until).contains(&next_on)
                && !case.is_followed_by(Kind::Return) =>
        {
            let after = Some(until.saturating_add(1.day()));
            Some(Step::PutOff { before: owed.again_on, after })
        }
        // Put off while away, without a try: promised again for its own day, or for soon.
        Event::Return { on } if owed.form == Form::HomeVisit && owed.tries == 0 => {
            let before = owed.again_on.filter(|again| again > on)?;
            let soon = case.within(case.rules.welcome_days);
            let after = (owed.due_on < *on).then_some(soon.min(before));
            Some(Step::PutOff { before: Some(before), after })
        }
        _ => None,
    }
}

impl Consequence for Tasks {
    type Change = Change;
    const NAME: &'static str = "task";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        let owed = owed::open(conn, act, case.person)?;
        let changes = owed.into_iter().filter_map(|owed| {
            let step = step(case, &owed)?;
            let Owed { id, form, campaign, owner, due_on, version, .. } = owed;
            Some(Change { task: id, version, form, campaign, owner, due_on, step })
        });
        Ok(changes.collect())
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let what = change.campaign.clone().unwrap_or_else(|| ui.w("task-form", change.form));
        let key = match &change.step {
            Step::Cancel { .. } => "life-effect-task-cancelled",
            Step::PutOff { after: Some(_), .. } => "life-effect-task-put-off",
            Step::PutOff { after: None, .. } => "life-effect-task-back",
        };
        let day = match &change.step {
            Step::PutOff { after: Some(day), .. } => *day,
            _ => change.due_on,
        };
        let text = cq_platform::messages::Text::new(key).with("what", what).with("owner", &change.owner);
        let text = ui.t(&text.with("day", ui.day(&day))).into_owned();
        Said::new(Group::Tasks, text).at(format!("/tasks/{}", change.task))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        let found = find(tx, act, change.task)?.filter(|task| task.version == change.version);
        let task = found.ok_or(Error::Conflict)?;
        let closed = Closed { at: act.at, by: act.actor.account };
        let task = match &change.step {
            Step::Cancel { because } => task.cancel(*because, closed),
            Step::PutOff { after, .. } => task.put_off(*after),
        };
        let task = task.map_err(|refused| refused.at(""))?;
        task::store::save(tx, act.bureau(), &task)?;
        Ok(Done { subject: change.task.0, after_version: Some(task.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, done: Done) -> Result<Undone> {
        let Some(task) = find(tx, act, change.task)? else { return Ok(Undone::Kept(Kept::Gone)) };
        if matches!(task.state, State::Done { .. }) {
            return Ok(Undone::Kept(Kept::Done));
        }
        let is_as_left = match (&change.step, &task.state) {
            (Step::Cancel { because }, State::Cancelled { because: is, .. }) => is == because,
            (Step::PutOff { after, .. }, State::Open(open) | State::Cancelled { before: open, .. }) => {
                open.again_on == *after
            }
            _ => false,
        };
        if !is_as_left || Some(task.version) < done.after_version {
            return Ok(Undone::Kept(Kept::Changed));
        }
        let task = match &change.step {
            Step::Cancel { .. } => task.revive(),
            Step::PutOff { before, .. } => task.not_put_off(*before),
        };
        task::store::save(tx, act.bureau(), &task.map_err(|refused| refused.at(""))?)?;
        Ok(Undone::Restored)
    }
}

fn find(conn: &Conn<'_>, act: &Act, id: TaskId) -> Result<Option<Task>> {
    task::store::find(conn, &Scope::BUREAU, act.bureau(), id)
}
