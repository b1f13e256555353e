//! One person, or group, or the bureau, held against every rule in force: what rules may ask is read once for all of them.

use std::{collections::HashMap, sync::Arc};

use cq_platform::{Result, actor::Act, db::Conn};
use jiff::{ToSpan, civil::Date};

use super::{
    AHEAD_DAYS, BACK_DAYS, Ruled, Surroundings,
    ask::Gone,
    compare::{Due, Gathered, settle},
    reconcile::Existing,
    work_calendar,
};
use crate::{
    group::GroupKind,
    life_event::Kind,
    rule::{
        Rule, RuleId,
        content::{Content, Owner, When},
        store::{
            self,
            member::{Answers, Asked, Member, Stretch},
        },
    },
    segment::{self, Profile},
    task::{Subject, SubjectKind},
};

/// The rules in force for one kind of subject, ready to be planned.
pub(super) struct InForce {
    pub of: Vec<(Rule, Ruled)>,
    gone: Arc<Gone>,
}

impl InForce {
    pub(super) fn read(conn: &Conn<'_>, act: &Act, kind: SubjectKind) -> Result<Self> {
        let (calendar, gone) = (work_calendar(conn, act)?, Arc::new(Gone::read(conn, act)?));
        let until = act.today().saturating_add(AHEAD_DAYS.days());
        let mut of = Vec::new();
        for (rule, versions) in store::in_force(conn, act.bureau())? {
            if versions.last().is_some_and(|last| last.content.whom.kind() == kind) {
                let ruled = Ruled::of(conn, act, &rule, &versions, until, calendar.clone())?;
                of.push((rule, ruled));
            }
        }
        Ok(Self { of, gone })
    }

    fn waits_for_events(&self) -> bool {
        let waits = |content: &Content| matches!(content.when, When::After { .. });
        self.of.iter().any(|(_, ruled)| ruled.versions.iter().any(|ready| waits(&ready.content)))
    }
}

/// Everything that rules may ask about one subject.
pub(super) struct One {
    subject: Subject,
    /// As segments see a person.
    profile: Option<Profile>,
    member: Option<Member>,
    answers: Answers,
    rows: HashMap<RuleId, Vec<Existing>>,
    events: Vec<(Kind, Date)>,
    kind: Option<GroupKind>,
    term: Option<Date>,
    gone: Arc<Gone>,
}

impl One {
    pub(super) fn read(conn: &Conn<'_>, act: &Act, subject: Subject, rules: &InForce) -> Result<Self> {
        let bureau = act.bureau();
        let mut rows: HashMap<RuleId, Vec<Existing>> = HashMap::new();
        for row in store::plan::existing_of(conn, bureau, subject)? {
            rows.entry(row.rule).or_default().push(row);
        }
        let mut one = Self {
            subject,
            profile: None,
            member: None,
            answers: Answers::default(),
            rows,
            events: Vec::new(),
            kind: None,
            term: None,
            gone: rules.gone.clone(),
        };
        match subject {
            Subject::Person(id) => {
                one.profile = segment::store::profile::profile(conn, bureau, id)?;
                let found = store::member::person(conn, bureau, id)?;
                one.member = found.as_ref().map(|(member, _)| member.clone());
                one.answers = found.map(|(_, answers)| answers).unwrap_or_default();
                if rules.waits_for_events() {
                    let horizon = act.today().saturating_sub(BACK_DAYS.days());
                    one.events = store::plan::events_of(conn, bureau, id, horizon)?;
                }
            }
            Subject::Group(id) => {
                if let Some((kind, head)) = store::member::group(conn, bureau, id)? {
                    one.kind = Some(kind);
                    one.member = Some(Member::other(subject, head));
                }
                let terms = store::member::terms(conn, bureau, Stretch::one(subject))?;
                one.term = terms.first().map(|(_, end)| *end);
            }
            Subject::Bureau => one.member = Some(Member::other(subject, None)),
        }
        Ok(one)
    }

    /// Whether it is among those the version is for.
    fn is_under(&self, whom: &Asked) -> bool {
        match whom {
            Asked::People(bound, _) => self.profile.as_ref().is_some_and(|profile| bound.admits(profile)),
            Asked::Groups(kinds) => self.kind.is_some_and(|kind| kinds.contains(&kind)),
            Asked::Bureau => true,
        }
    }

    /// What of a rule has to be changed for it. Writes nothing.
    pub(super) fn due(&self, conn: &Conn<'_>, act: &Act, ruled: &Ruled) -> Result<Vec<Due>> {
        let mut gathered = Gathered::default();
        for ready in &ruled.versions {
            let members = self.member.iter().filter(|_| self.is_under(&ready.whom)).map(|member| Member {
                answers: self.answers.by(ready.content.owner).or(member.answers),
                ..member.clone()
            });
            gathered.members.push(members.collect());
            gathered.surroundings.push(self.surroundings(conn, act, &ready.content)?);
        }
        if let Some(rows) = self.rows.get(&ruled.id).filter(|rows| !rows.is_empty()) {
            gathered.existing.insert(self.subject, rows.clone());
        }
        Ok(settle(ruled, gathered))
    }

    fn surroundings(&self, conn: &Conn<'_>, act: &Act, content: &Content) -> Result<Surroundings> {
        let holder = match content.owner {
            Owner::Post { group, post } => store::member::holder(conn, act.bureau(), group, post)?,
            _ => None,
        };
        let mut events: Vec<Date> = match content.when {
            When::After { event, .. } => {
                self.events.iter().filter(|(kind, _)| *kind == event).map(|(_, on)| *on).collect()
            }
            When::TermEnds { .. } => self.term.into_iter().collect(),
            _ => Vec::new(),
        };
        events.dedup();
        let seen_on = self.profile.as_ref().and_then(|profile| profile.seen_on);
        Ok(Surroundings::of_one(self.subject, seen_on, events, holder, self.gone.clone()))
    }
}
