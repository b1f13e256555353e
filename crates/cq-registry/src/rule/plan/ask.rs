//! What a version of a rule asks for of one person, from everything known of them.

use std::collections::HashMap;

use cq_calendar::WorkCalendar;
use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId};
use jiff::civil::Date;

use super::{
    Ready, Ruled,
    reconcile::{Existing, Subject, Wanted},
};
use crate::{
    person::PersonId,
    rule::{
        content::{Content, Owner, When},
        need,
        occurrence::{Facts, Held, Look, Occurrence, occurrences},
        store::{
            self,
            plan::{Member, Stretch},
        },
    },
};

/// What else a rule asks about the people of a stretch.
pub(in crate::rule) struct Surroundings {
    seen: HashMap<PersonId, Date>,
    events: HashMap<PersonId, Vec<Date>>,
}

impl Surroundings {
    pub(in crate::rule) fn read(
        conn: &Conn<'_>,
        act: &Act,
        content: &Content,
        ruled: &Ruled,
        at: Stretch,
    ) -> Result<Self> {
        let (mut seen, mut events) = (HashMap::new(), HashMap::<_, Vec<Date>>::new());
        if matches!(content.when, When::Unseen { .. }) {
            seen.extend(store::plan::seen(conn, act.bureau(), at)?);
        }
        if let When::After { event, .. } = content.when {
            for (person, on) in store::plan::events(conn, act.bureau(), at, event, ruled.horizon())? {
                let days = events.entry(person).or_default();
                if days.last() != Some(&on) {
                    days.push(on);
                }
            }
        }
        Ok(Self { seen, events })
    }
}

impl Ready {
    /// The promises, where they are the same for everybody.
    pub(in crate::rule) fn shared(&self, calendar: &WorkCalendar) -> Option<Vec<Occurrence>> {
        let nobody = Facts {
            born: None,
            birthday_by: None,
            since: Date::MIN,
            held: Vec::new(),
            seen_on: None,
            events: Vec::new(),
        };
        let is_shared = self.content.when.is_shared();
        is_shared.then(|| occurrences(&self.content, self.span, &nobody, calendar, Look::Owed))
    }

    pub(super) fn ask(
        &self,
        ruled: &Ruled,
        surroundings: &Surroundings,
        shared: Option<&[Occurrence]>,
        member: &Member,
        rows: &[Existing],
    ) -> (Subject, Vec<Wanted>) {
        let mut facts = self.facts(surroundings, member, rows, ruled.today);
        let mut found = match shared {
            Some(shared) => shared.to_vec(),
            None => occurrences(&self.content, self.span, &facts, &ruled.calendar, Look::Owed),
        };
        // Nothing is overdue as soon as it is promised: whoever comes under the rule, or is found late, begins today.
        let is_open = |one: &Occurrence| rows.iter().any(|row| row.slot == one.slot && row.state == "open");
        let is_late = |one: &Occurrence| one.due_on < ruled.today && !is_open(one);
        if self.content.when.is_rolling() && found.last().is_some_and(is_late) {
            facts.since = ruled.today;
            found = occurrences(&self.content, self.span, &facts, &ruled.calendar, Look::Owed);
        }
        let (priority, need) = need::of(member, ruled.today);
        let subject = Subject { person: member.id, since: facts.since, priority, need };
        let (owner, is_fallback) = self.owner(member);
        let (number, form) = (self.number, self.content.form);
        let want = |occurrence| Wanted { occurrence, number, form, owner, is_fallback };
        (subject, found.into_iter().map(want).collect())
    }

    pub(in crate::rule) fn owner(&self, member: &Member) -> (StaffId, bool) {
        match self.content.owner {
            Owner::Named { staff } => (staff, false),
            Owner::PairedDoctor => (member.doctor.unwrap_or(self.content.fallback), member.doctor.is_none()),
        }
    }

    pub(in crate::rule) fn facts(
        &self,
        surroundings: &Surroundings,
        member: &Member,
        rows: &[Existing],
        today: Date,
    ) -> Facts {
        let is_rolling = self.content.when.is_rolling();
        let stands = rows.iter().filter(|row| row.state != "cancelled").map(|row| row.since_on).max();
        let held = rows.iter().filter(|_| is_rolling).filter_map(|row| {
            let on = row.done_on?;
            Some(Held { slot: row.slot.clone(), on })
        });
        Facts {
            born: member.born,
            birthday_by: member.birthday_by,
            since: stands.unwrap_or(today),
            held: held.collect(),
            seen_on: surroundings.seen.get(&member.id).copied(),
            events: surroundings.events.get(&member.id).cloned().unwrap_or_default(),
        }
    }
}
