//! How far somebody sees and moves attendances: a guide those of today at the desks where she is on duty, a doctor those of his own
//! elders, others all.

use cq_platform::{
    Result,
    actor::Act,
    db::Conn,
    policy::{Action, Role, Scope},
};
use jiff::civil::Date;

use super::{model::Attendance, store::OWN_ELDER};
use crate::desk::roster::{self, Reached};

/// What `action` lets somebody reach.
pub struct Within {
    /// What a statement is narrowed to.
    pub scope: Scope,
    day: Option<Date>,
    desks: Reached,
}

impl Within {
    /// For a hand, read before what it asks for.
    pub fn of(conn: &Conn<'_>, act: &Act, action: &Action) -> Result<Self> {
        if act.actor.role == Role::Guide {
            let desks = roster::reached(conn, act, action)?;
            return Ok(Self { scope: Scope::BUREAU, day: Some(act.today()), desks });
        }
        Ok(Self { scope: act.actor.scope(action, OWN_ELDER)?, day: None, desks: Reached::All })
    }

    /// Whether an attendance that was read by the scope is within it.
    pub fn has(&self, attendance: &Attendance) -> bool {
        self.day.is_none_or(|day| attendance.on == day) && self.desks.has(attendance.desk)
    }
}
