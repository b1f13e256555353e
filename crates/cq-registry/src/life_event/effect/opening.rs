//! A task that an event opens, for consequences that open some.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    policy::Scope,
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    life_event::{
        consequence::{Case, Done, Group, Kept, Owner, Said, Undone},
        store::settings,
    },
    person::PersonId,
    staff::{self, Staff},
    task::{
        self, Task, TaskId,
        brief::{About, Brief},
        model::{Because, Closed, Form, State},
    },
};

/// A task to be opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// What it is.
    pub form: Form,
    /// To whom it is owed.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Who is to do it.
    pub owner: Owner,
    /// Not to be done before.
    pub opens_on: Date,
    /// To be done by.
    pub due_on: Date,
    /// What has to be known to do it.
    pub about: About,
}

/// Who does what an event opens: `named` first, else whoever the bureau has settled on, else whoever notes it. Never nobody.
pub fn owner(conn: &Conn<'_>, act: &Act, case: &Case, named: Option<StaffId>) -> Result<Owner> {
    for id in [named, case.rules.owner].into_iter().flatten() {
        if let Some((id, name)) = settings::staff(conn, act.bureau(), id)? {
            return Ok(Owner::Staff(id, name));
        }
    }
    Ok(Owner::Noter(act.actor.name.clone()))
}

impl Opening {
    /// In words.
    pub fn say(&self, ui: &Ui) -> Said {
        let (Owner::Staff(_, owner) | Owner::Noter(owner)) = &self.owner;
        let text = cq_platform::messages::Text::new("life-effect-opens")
            .with("what", ui.w("task-form", self.form))
            .with("name", &self.name)
            .with("owner", owner)
            .with("day", ui.day(&self.due_on));
        let mut text = ui.t(&text).into_owned();
        if let About::Claim { amount, .. } = &self.about {
            text.push_str(&amount.say(ui));
        }
        Said::new(Group::Next, text)
    }

    /// Opens it.
    pub fn open(&self, tx: &Tx<'_>, act: &Act, case: &Case) -> Result<Done> {
        let id: TaskId = act.new_id();
        let brief = Brief { event: case.id.0, about: self.about.clone() };
        let owner = staff_of(tx, act, &self.owner)?;
        let task = Task {
            form: self.form,
            brief: Some(brief.seal(&act.secrets, id)?),
            ..Task::new(id, self.person, owner, None, self.opens_on, self.due_on)
        };
        task::store::insert_all(tx, act.bureau(), &[task])?;
        Ok(Done { subject: id.0, after_version: Some(1) })
    }

    /// Takes it back: as if it had never been, if nobody has touched it; else cancelled; what is done stays done.
    pub fn take_back(&self, tx: &Tx<'_>, act: &Act, done: Done) -> Result<Undone> {
        let id = TaskId(done.subject);
        let Some(task) = task::store::find(tx, &Scope::BUREAU, act.bureau(), id)? else {
            return Ok(Undone::Kept(Kept::Gone));
        };
        match &task.state {
            State::Open(_) if Some(task.version) == done.after_version => {
                task::store::delete(tx, act.bureau(), id, task.version)?;
            }
            State::Open(_) => {
                let closed = Closed { at: act.at, by: act.actor.account };
                let task = task.cancel(Because::Withdrawn, closed).map_err(|refused| refused.at(""))?;
                task::store::save(tx, act.bureau(), &task)?;
            }
            State::Done { .. } => return Ok(Undone::Kept(Kept::Done)),
            State::Declined { .. } | State::Lapsed { .. } => return Ok(Undone::Kept(Kept::Changed)),
            State::Cancelled { .. } => {}
        }
        Ok(Undone::Restored)
    }
}

/// The staff record of an owner; one is made for the account that notes the event where it has none.
fn staff_of(tx: &Tx<'_>, act: &Act, owner: &Owner) -> Result<StaffId> {
    let name = match owner {
        Owner::Staff(id, _) => return Ok(*id),
        Owner::Noter(name) => name,
    };
    if let Some(account) = act.actor.account {
        return settings::on_staff(tx, act, account, name);
    }
    if let Some(staff) = staff::store::find_by_name(tx, act.bureau(), name)? {
        return Ok(staff.id);
    }
    let id: StaffId = act.new_id();
    staff::store::insert(tx, act.bureau(), &Staff::new(id, name.clone(), None))?;
    Ok(id)
}
