//! What a version of a rule asks for of one subject, from everything known of it.

use std::{collections::HashMap, sync::Arc};

use cq_calendar::WorkCalendar;
use cq_platform::{Result, actor::Act, db::Conn, ids::StaffId};
use jiff::civil::Date;

use super::{
    Ready, Ruled,
    reconcile::{Entitled, Existing, Wanted},
};
use crate::{
    person::PersonId,
    rule::{
        content::{Content, Owner, When},
        need,
        occurrence::{Facts, Held, Look, Occurrence, occurrences},
        store::{
            self,
            member::{Member, Stretch},
        },
    },
    task::Subject,
};

/// What else a rule asks about the people of a stretch.
pub(in crate::rule) struct Surroundings {
    seen: HashMap<PersonId, Date>,
    events: HashMap<Subject, Vec<Date>>,
    /// Who holds the post that the rule names.
    holder: Option<StaffId>,
    gone: Arc<Gone>,
}

/// Who has left for good, and who took over.
#[derive(Default)]
pub(in crate::rule) struct Gone {
    all: HashMap<StaffId, StaffId>,
    /// Of some people somebody else took over.
    shares: HashMap<(StaffId, PersonId), StaffId>,
}

impl Gone {
    pub(super) fn read(conn: &Conn<'_>, act: &Act) -> Result<Self> {
        let all = store::member::gone(conn, act.bureau())?;
        if all.is_empty() {
            return Ok(Self::default());
        }
        let shares = store::member::gone_shares(conn, act.bureau())?.into_iter();
        Ok(Self { all, shares: shares.map(|(gone, person, to)| ((gone, person), to)).collect() })
    }

    /// Whether somebody has left.
    pub(super) fn has(&self, staff: StaffId) -> bool {
        self.all.contains_key(&staff)
    }

    /// Nobody owes after having left: whoever took over does, or whoever took over from them.
    fn present(&self, staff: StaffId, subject: Subject) -> StaffId {
        const MOST: usize = 8;
        let next = |staff: &StaffId| {
            let share = subject.person().and_then(|person| self.shares.get(&(*staff, person)));
            share.or_else(|| self.all.get(staff)).copied()
        };
        std::iter::successors(Some(staff), next).take(MOST).last().unwrap_or(staff)
    }
}

impl Surroundings {
    pub(in crate::rule) fn read(
        conn: &Conn<'_>,
        act: &Act,
        content: &Content,
        ruled: &Ruled,
        at: Stretch,
    ) -> Result<Self> {
        let (mut seen, mut events) = (HashMap::new(), HashMap::<Subject, Vec<Date>>::new());
        if matches!(content.when, When::Unseen { .. }) {
            seen.extend(store::plan::seen(conn, act.bureau(), at)?);
        }
        if let When::After { event, .. } = content.when {
            for (person, on) in store::plan::events(conn, act.bureau(), at, event, ruled.horizon())? {
                let days = events.entry(Subject::Person(person)).or_default();
                if days.last() != Some(&on) {
                    days.push(on);
                }
            }
        }
        if let When::TermEnds { .. } = content.when {
            let terms = store::member::terms(conn, act.bureau(), at)?;
            events.extend(terms.into_iter().map(|(group, end)| (Subject::Group(group), vec![end])));
        }
        let holder = match content.owner {
            Owner::Post { group, post } => store::member::holder(conn, act.bureau(), group, post)?,
            _ => None,
        };
        let gone = Arc::new(Gone::read(conn, act)?);
        Ok(Self { seen, events, holder, gone })
    }
}

impl Surroundings {
    /// Of one subject, whose facts were read already.
    pub(super) fn of_one(
        subject: Subject,
        seen_on: Option<Date>,
        events: Vec<Date>,
        holder: Option<StaffId>,
        gone: Arc<Gone>,
    ) -> Self {
        let seen = subject.person().zip(seen_on).into_iter().collect();
        Self { seen, events: [(subject, events)].into(), holder, gone }
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
    ) -> (Entitled, Vec<Wanted>) {
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
        let subject = Entitled { subject: member.subject, since: facts.since, priority, need };
        let (owner, is_fallback) = self.owner(surroundings, member);
        let (number, form) = (self.number, self.content.form);
        let want = |occurrence| Wanted { occurrence, number, form, owner, is_fallback };
        (subject, found.into_iter().map(want).collect())
    }

    /// Who owes it, and whether that is the fallback: whoever answers, else the substitute, else the fallback; never nobody.
    pub(in crate::rule) fn owner(&self, surroundings: &Surroundings, member: &Member) -> (StaffId, bool) {
        let answers = match self.content.owner {
            Owner::Named { staff } => Some(staff),
            Owner::PairedDoctor | Owner::Liaison | Owner::Secretary => member.answers,
            Owner::Post { .. } => surroundings.holder,
        };
        match answers.or(self.content.substitute) {
            Some(staff) => (surroundings.gone.present(staff, member.subject), false),
            None => (surroundings.gone.present(self.content.fallback, member.subject), true),
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
            seen_on: member.subject.person().and_then(|id| surroundings.seen.get(&id).copied()),
            events: surroundings.events.get(&member.subject).cloned().unwrap_or_default(),
        }
    }
}
