//! Who may do what, and how far: one typed grant list per action, compiled to list filter and row check alike.
//!
//! A feature declares its actions as constants in its `mod.rs`. A route cannot be registered without one. The same
//! [`Scope`] goes into a list's statement and into the statement that finds one row, so the two can never disagree:
//! what is out of reach is not found (404); what is seen but not granted is forbidden (403).

use std::borrow::Cow;

use jiff::civil::Date;

use crate::{Error, Result, actor::Actor, db::Param, ids::StaffId};

crate::words! {
    /// What an account is for.
    pub enum Role {
        /// Keeps the registry, imports ledgers, pairs doctors, opens campaigns (科员).
        Clerk = "clerk",
        /// Answers for the elders paired with him (责任医生).
        Doctor = "doctor",
        /// Reads figures and the names behind them (领导).
        Leader = "leader",
        /// Reads the log of who saw and changed what (审计员).
        Auditor = "auditor",
        /// Keeps accounts and settings; sees no elder's record (管理员).
        Admin = "admin",
        /// Sees what is promised to themselves, or to those of their family they speak for, and asks (本人或家属).
        Elder = "elder",
        /// Stands at a hospital's guide desk (导医员): sees the day's queue of that desk and nothing else.
        Guide = "guide",
    }
}

/// How far a grant reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only what the actor answers for.
    Own,
    /// Everything in the actor's bureau.
    Bureau,
}

/// Something that can be done, and by whom.
#[derive(Debug)]
pub struct Action {
    /// `noun.verb`, as it stands in the log.
    pub name: &'static str,
    /// Each role that may, with its reach. A role not named may not.
    pub grants: &'static [(Role, Reach)],
}

impl Action {
    /// How far `role` reaches, if at all.
    pub fn reach(&self, role: Role) -> Option<Reach> {
        self.grants.iter().find(|(granted, _)| *granted == role).map(|(_, reach)| *reach)
    }
}

/// Every role, in the whole bureau: for pages that show only what belongs to whoever asks.
pub const EVERYONE: &[(Role, Reach)] = &[
    (Role::Clerk, Reach::Bureau),
    (Role::Doctor, Reach::Bureau),
    (Role::Leader, Reach::Bureau),
    (Role::Auditor, Reach::Bureau),
    (Role::Admin, Reach::Bureau),
    (Role::Elder, Reach::Bureau),
    (Role::Guide, Reach::Bureau),
];

/// Where the day goes in a scope's condition.
const TODAY: &str = "{today}";

/// What an actor sees of one kind of thing.
#[derive(Debug, Clone, Copy)]
pub struct Scope(Option<Own>);

#[derive(Debug, Clone, Copy)]
struct Own {
    filter: &'static str,
    staff: StaffId,
    today: Option<Date>,
}

impl Scope {
    /// No narrowing within the bureau: for work the program does by itself.
    pub const BUREAU: Scope = Scope(None);

    /// The scope that `reach` gives `actor`. `own` is the SQL condition for "answers for it", with `{staff}` for who and, where it
    /// depends on the day, `{today}`.
    pub fn of(actor: &Actor, reach: Reach, own: &'static str) -> Result<Scope> {
        match reach {
            Reach::Bureau => Ok(Scope(None)),
            Reach::Own => {
                let staff = actor.staff.ok_or(Error::Forbidden)?;
                if own.contains(TODAY) && actor.today.is_none() {
                    return Err(Error::internal("a scope that depends on the day, asked for outside a hand"));
                }
                Ok(Scope(Some(Own { filter: own, staff, today: actor.today })))
            }
        }
    }

    /// Puts the condition in the place of `{reach}`, its parameter behind the others.
    pub(crate) fn apply<'s>(
        &'s self,
        sql: &'s str,
        params: &[&'s dyn Param],
    ) -> (Cow<'s, str>, Vec<&'s dyn Param>) {
        let mut params = params.to_vec();
        let Some(own) = &self.0 else { return (sql.replace("{reach}", "1=1").into(), params) };
        params.push(&own.staff);
        let mut filter = own.filter.replace("{staff}", &format!("${}", params.len()));
        if let Some(today) = own.today.as_ref().filter(|_| filter.contains(TODAY)) {
            params.push(today);
            filter = filter.replace(TODAY, &format!("${}", params.len()));
        }
        (sql.replace("{reach}", &filter).into(), params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_narrows_the_statement_with_its_own_parameter() {
        let scope = Scope(Some(Own {
            filter: "t.owner_id = {staff}",
            staff: StaffId(uuid::Uuid::nil()),
            today: None,
        }));
        let (sql, params) = scope.apply("SELECT 1 FROM t WHERE t.a = $1 AND {reach}", &[&1i64]);
        assert_eq!((sql.as_ref(), params.len()), ("SELECT 1 FROM t WHERE t.a = $1 AND t.owner_id = $2", 2));
        let filter = "(t.owner_id = {staff} AND t.on = {today})";
        let today = Some(jiff::civil::date(2026, 11, 23));
        let scope = Scope(Some(Own { filter, staff: StaffId(uuid::Uuid::nil()), today }));
        let (sql, params) = scope.apply("SELECT 1 FROM t WHERE t.a = $1 AND {reach}", &[&1i64]);
        assert_eq!(
            (sql.as_ref(), params.len()),
            ("SELECT 1 FROM t WHERE t.a = $1 AND (t.owner_id = $2 AND t.on = $3)", 3)
        );
    }

    #[test]
    fn a_role_not_named_may_not() {
        let action = Action { name: "x.y", grants: &[(Role::Doctor, Reach::Own)] };
        assert_eq!((action.reach(Role::Doctor), action.reach(Role::Clerk)), (Some(Reach::Own), None));
    }
}
