//! What the rules ask for held against what is there: reading what both need, and the comparison, which needs no database.

use std::collections::HashMap;

use cq_platform::{Result, actor::Act, db::Conn};

use super::{
    Ruled, Surroundings,
    reconcile::{Change, Entitled, Existing, Wanted, reconcile},
};
use crate::{
    rule::store::{
        self,
        member::{Member, Stretch},
    },
    task::Subject,
};

/// What has to be changed for one subject.
pub(in crate::rule) struct Due {
    /// None: not under the rule (any more).
    pub subject: Option<Entitled>,
    /// Under the rule, without anything open by it: perhaps they just came under it.
    pub is_new: bool,
    /// What.
    pub changes: Vec<Change>,
}

/// What a comparison needs to know of some subjects.
#[derive(Default)]
pub(super) struct Gathered {
    /// Their tasks of the rule.
    pub existing: HashMap<Subject, Vec<Existing>>,
    /// Of each version of the rule, who is under it.
    pub members: Vec<Vec<Member>>,
    /// Of each version, what else it asks.
    pub surroundings: Vec<Surroundings>,
}

/// Compares what the rule asks for with what is there, for those in `at`. Writes nothing.
pub(in crate::rule) fn compare(
    conn: &Conn<'_>,
    act: &Act,
    ruled: &Ruled,
    at: Stretch,
    last: Option<Vec<Member>>,
) -> Result<Vec<Due>> {
    let bureau = act.bureau();
    let mut gathered = Gathered::default();
    for row in store::plan::existing(conn, bureau, ruled.id, ruled.kind(), at)? {
        gathered.existing.entry(row.subject()).or_default().push(row);
    }
    let (mut last, count) = (last, ruled.versions.len());
    for (place, ready) in ruled.versions.iter().enumerate() {
        let known = if place + 1 == count { last.take() } else { None };
        gathered.members.push(match known {
            Some(members) => members,
            None => store::member::members(conn, bureau, &ready.whom, at, i64::MAX)?,
        });
        gathered.surroundings.push(Surroundings::read(conn, act, &ready.content, ruled, at)?);
    }
    Ok(settle(ruled, gathered))
}

/// The comparison itself.
pub(super) fn settle(ruled: &Ruled, gathered: Gathered) -> Vec<Due> {
    let Gathered { mut existing, members, surroundings } = gathered;
    let mut asked: HashMap<Subject, (Entitled, Vec<Wanted>)> = HashMap::new();
    for ((ready, members), surroundings) in ruled.versions.iter().zip(members).zip(&surroundings) {
        let shared = ready.shared(&ruled.calendar);
        for member in members {
            let rows = existing.get(&member.subject).map_or(&[][..], Vec::as_slice);
            let (subject, wanted) = ready.ask(ruled, surroundings, shared.as_deref(), &member, rows);
            let entry = asked.entry(member.subject).or_insert_with(|| (subject, Vec::new()));
            for want in wanted {
                if entry.1.iter().all(|known| known.occurrence.slot != want.occurrence.slot) {
                    entry.1.push(want);
                }
            }
        }
    }
    let mut dues = Vec::new();
    for (of, (subject, wanted)) in asked {
        let rows = existing.remove(&of).unwrap_or_default();
        let changes = reconcile(&wanted, Some(&subject), &rows, ruled.today, ruled.horizon());
        let is_new = rows.iter().all(|row| row.state != "open");
        dues.push(Due { subject: Some(subject), is_new, changes });
    }
    for rows in existing.into_values() {
        let changes = reconcile(&[], None, &rows, ruled.today, ruled.horizon());
        dues.push(Due { subject: None, is_new: false, changes });
    }
    dues
}
