//! What a row of members means, and what it would change.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use cq_calendar::PartialDate;
use cq_platform::{Error, Result, actor::Act, db::Conn, messages::Text};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Row, ending::POSTS_ENDED};
use crate::{
    group::{
        model::{
            self, Belonging, Group, GroupId, Left, Member, Membership, MembershipId, Office, Post, PostKind,
            Refused, Was, Whose,
        },
        store::{member, post},
    },
    intake::{CellError, FieldChange, Verdict, gone::UNTIL},
    person::{
        PersonId,
        ledger::{Named, named},
    },
};

/// What a pass over a file has loaded and remembers.
pub struct Session {
    /// Open groups by name; several where kinds share one.
    pub(super) groups: HashMap<String, Vec<Group>>,
    /// What the chunk in hand comes to, row after row, for writing it.
    pub(super) plans: HashMap<(PersonId, GroupId, Option<Date>), Plan>,
    /// Memberships that rows further up in the file make.
    pub(super) said: HashMap<(PersonId, GroupId), Vec<Membership>>,
    /// Heads that rows further up in the file make.
    pub(super) heads: HashMap<GroupId, String>,
    /// What the pass itself wrote must not change its findings.
    pub(super) made: HashSet<MembershipId>,
}

/// What is to be written for a row.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) group: GroupId,
    pub(super) person: PersonId,
    /// The membership as it is, if there is one.
    pub(super) member: Option<Member>,
    pub(super) since: PartialDate,
    /// Of somebody who has left: the last day, and why.
    pub(super) left: Option<(Date, Left)>,
    pub(super) posts: Vec<Office>,
}

impl Plan {
    /// What the row makes, as if it were on record.
    fn membership(&self) -> Membership {
        let what = belonging(&None, self.group, self.person, self.since);
        match self.left {
            Some((until, because)) => Membership::Ended { what, until, because, version: 1 },
            None => Membership::Open(Member { what, version: 1 }),
        }
    }
}

fn at(column: &'static str, text: Text) -> CellError {
    CellError::at(column, text)
}

impl Session {
    /// Whom and which group a row means.
    pub(super) fn meant(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        row: &Row,
    ) -> Result<std::result::Result<(PersonId, Group), CellError>> {
        let group = match self.groups.get(&row.group).map(Vec::as_slice) {
            Some([group]) => group.clone(),
            Some(_) => {
                return Ok(Err(at("group", Text::new("group-ledger-several").with("name", &row.group))));
            }
            None => return Ok(Err(at("group", Text::new("group-ledger-unknown").with("name", &row.group)))),
        };
        let Row { name, citizen_id, .. } = row;
        let person = named(conn, act, Named { name, citizen_id: citizen_id.as_ref(), unit: None })?;
        Ok(person.map(|person| (person.id, group)))
    }

    pub(super) fn verdict(
        &mut self,
        conn: &Conn<'_>,
        act: &Act,
        row: &Row,
        person: PersonId,
        group: &Group,
    ) -> Result<Verdict> {
        let mut history = member::history(conn, act.bureau(), person, group.id)?;
        history.retain(|membership| !self.made.contains(&membership.what().id));
        let open = history.iter().find_map(|membership| match membership {
            Membership::Open(member) => Some(member.clone()),
            Membership::Ended { .. } => None,
        });
        if let Some(until) = row.until {
            let was = Was { since: PartialDate::from(until), until, because: row.left.unwrap_or(Left::Left) };
            return self.gone(conn, act, row, (person, group), (history, open), was);
        }
        let since = match (&open, row.since) {
            (Some(member), Some(since)) if !agrees(since, member.what.since) => since,
            (Some(member), _) => member.what.since,
            (None, Some(since)) => since,
            (None, None) => return Ok(Verdict::Wrong(vec![at("since", Text::new("intake-cell-required"))])),
        };
        if open.as_ref().is_none_or(|member| member.what.since != since) {
            let newcomer = member::newcomer(conn, act.bureau(), person)?.ok_or(Error::NotFound)?;
            let mut others = history;
            others.retain(|membership| !matches!(membership, Membership::Open(_)));
            others.extend(self.said_of(person, group.id, None));
            if let Err(why) = model::may_join(group, &newcomer, &others, since, act.today()) {
                return Ok(refused(&why));
            }
        }
        let held = self.posts_of(conn, act, group.id)?;
        let own: Vec<PostKind> = held_by(&held, person);
        let as_member = Member { what: belonging(&open, group.id, person, since), version: 1 };
        let offices = match self.offices(act, row, &as_member, group, &held, &own) {
            Ok(offices) => offices,
            Err(why) => return Ok(refused(&why)),
        };
        let plan = Plan { group: group.id, person, member: open.clone(), since, left: None, posts: offices };
        Ok(self.found(row, group, plan, &own))
    }

    /// What becomes of a row that says when somebody left; `was` is all but its first day.
    fn gone(
        &mut self,
        conn: &Conn<'_>,
        act: &Act,
        row: &Row,
        (person, group): (PersonId, &Group),
        (mut history, open): (Vec<Membership>, Option<Member>),
        was: Was<Left>,
    ) -> Result<Verdict> {
        if !row.posts.is_empty() {
            return Ok(Verdict::Wrong(vec![at("post", Text::new("group-ledger-left-holds"))]));
        }
        let began = |what: &Belonging| row.since.is_none_or(|since| agrees(since, what.since));
        let is_known = |one: &&Membership| match one {
            Membership::Ended { what, until, because, .. } => {
                *until == was.until && row.left.is_none_or(|said| said == *because) && began(what)
            }
            Membership::Open(_) => false,
        };
        if let Some(known) = history.iter().find(is_known) {
            return Ok(Verdict::Same { subject: known.what().id.0 });
        }
        let change = |field: &str, after: String| FieldChange {
            field: field.to_owned(),
            before: None,
            after: Some(after),
        };
        let mut changes = vec![change(UNTIL, was.until.to_string()), change("left", was.because.to_string())];
        let plan = |member, since| Plan {
            group: group.id,
            person,
            member,
            since,
            left: Some((was.until, was.because)),
            posts: Vec::new(),
        };
        if let Some(member) = open.filter(|member| began(&member.what)) {
            let posts = post::list_open_of_person_in(conn, act.bureau(), person, group.id)?;
            if let Some(later) = posts.iter().find(|post| post.what.since.first_day() > was.until) {
                return Ok(refused(&Refused::EndsBeforeItBegan { since: later.what.since }));
            }
            if let Err(why) = member.clone().end(was.until, was.because, act.today()) {
                return Ok(refused(&why));
            }
            if !posts.is_empty() {
                let ids: Vec<String> = posts.iter().map(|post| post.what.id.to_string()).collect();
                changes.push(change(POSTS_ENDED, ids.join(" ")));
            }
            let (subject, since) = (member.what.id.0, member.what.since);
            self.plan(plan(Some(member), since));
            return Ok(Verdict::Changed { subject, changes });
        }
        let Some(since) = row.since else {
            return Ok(Verdict::Wrong(vec![at("since", Text::new("intake-cell-required"))]));
        };
        let newcomer = member::newcomer(conn, act.bureau(), person)?.ok_or(Error::NotFound)?;
        history.extend(self.said_of(person, group.id, Some(was.until)));
        let whose = Whose { name: newcomer.name, born: newcomer.born, ended_on: newcomer.ended_on };
        if let Err(why) =
            model::may_have_belonged(group, &whose, &history, &Was { since, ..was }, act.today())
        {
            return Ok(refused(&why));
        }
        self.plan(plan(None, since));
        let said = [change("name", row.name.clone()), change("group", group.facts.name.clone())];
        let said = said.into_iter().chain([change("since", since.to_string())]);
        Ok(Verdict::New(said.chain(changes).collect()))
    }

    /// The posts of a group that the registry has, without what this pass gave.
    fn posts_of(&self, conn: &Conn<'_>, act: &Act, group: GroupId) -> Result<Vec<(Post, String)>> {
        post::list_of_group(conn, act.bureau(), group)
    }

    /// The posts that the row gives beyond those held already.
    fn offices(
        &self,
        act: &Act,
        row: &Row,
        member: &Member,
        group: &Group,
        held: &[(Post, String)],
        own: &[PostKind],
    ) -> std::result::Result<Vec<Office>, Refused> {
        let since = row.post_since.unwrap_or(member.what.since);
        let new = row.posts.iter().filter(|kind| !own.contains(kind));
        let mut offices = Vec::new();
        for kind in new {
            let office = Office {
                id: act.new_id(),
                group: group.id,
                person: member.what.person,
                kind: *kind,
                since,
                term_ends_on: row.term_ends_on.or_else(|| group.term_ends(since.first_day())),
            };
            let members = [Membership::Open(member.clone())];
            model::may_hold(group, &office, &members, held, act.today())?;
            if *kind == PostKind::Head
                && let Some(name) = self.heads.get(&group.id)
            {
                return Err(Refused::HasHead { name: name.clone(), since });
            }
            offices.push(office);
        }
        Ok(offices)
    }

    fn found(&mut self, row: &Row, group: &Group, plan: Plan, own: &[PostKind]) -> Verdict {
        if plan.posts.iter().any(|office| office.kind == PostKind::Head) {
            self.heads.insert(group.id, row.name.clone());
        }
        let after: Vec<PostKind> =
            own.iter().copied().chain(plan.posts.iter().map(|office| office.kind)).collect();
        let words = |posts: &[PostKind]| {
            let mut posts = posts.to_vec();
            posts.sort();
            let words: Vec<&str> = posts.iter().map(|post| post.as_str()).collect();
            Some(words.join(" ")).filter(|words| !words.is_empty())
        };
        let change = |field: &str, before: Option<String>, after: Option<String>| FieldChange {
            field: field.to_owned(),
            before,
            after,
        };
        let verdict = match &plan.member {
            None => Verdict::New(
                [
                    change("name", None, Some(row.name.clone())),
                    change("group", None, Some(group.facts.name.clone())),
                    change("since", None, Some(plan.since.to_string())),
                    change("post", None, words(&after)),
                ]
                .into_iter()
                .filter(|change| change.after.is_some())
                .collect(),
            ),
            Some(member) => {
                let before = member.what.since;
                let changes: Vec<FieldChange> = [
                    change("since", Some(before.to_string()), Some(plan.since.to_string())),
                    change("post", words(own), words(&after)),
                ]
                .into_iter()
                .filter(|change| change.before != change.after)
                .collect();
                let subject = member.what.id.0;
                if changes.is_empty() {
                    Verdict::Same { subject }
                } else {
                    Verdict::Changed { subject, changes }
                }
            }
        };
        if matches!(verdict, Verdict::New(_) | Verdict::Changed { .. }) {
            self.plan(plan);
        }
        verdict
    }

    /// Notes what a row comes to. A second row about the same is an error of its own and must not take this one's place.
    fn plan(&mut self, plan: Plan) {
        let until = plan.left.map(|(until, _)| until);
        if let Entry::Vacant(free) = self.plans.entry((plan.person, plan.group, until)) {
            let of = self.said.entry((plan.person, plan.group)).or_default();
            of.extend(plan.member.is_none().then(|| plan.membership()));
            free.insert(plan);
        }
    }

    /// What rows further up make of the same person in the same group, save one with the same last day: that is the row once more.
    fn said_of(
        &self,
        person: PersonId,
        group: GroupId,
        until: Option<Date>,
    ) -> impl Iterator<Item = Membership> {
        let last = |membership: &Membership| match membership {
            Membership::Open(_) => None,
            Membership::Ended { until, .. } => Some(*until),
        };
        let said = self.said.get(&(person, group)).into_iter().flatten();
        said.filter(move |membership| last(membership) != until).cloned()
    }
}

/// What is refused, at the column that says it.
fn refused(refused: &Refused) -> Verdict {
    let column = match refused.field() {
        "since" => "since",
        "until" => "until",
        "kind" => "post",
        "term_ends_on" => "term_ends_on",
        _ => "name",
    };
    let text = match refused {
        // In a sheet nothing can be ticked.
        Refused::HasHead { .. } => Text { key: "group-ledger-has-head", ..refused.text() },
        _ => refused.text(),
    };
    Verdict::Wrong(vec![at(column, text)])
}

/// A vaguer day than is known says nothing new.
fn agrees(said: PartialDate, known: PartialDate) -> bool {
    said == known || (said.first_day() <= known.first_day() && known.last_day() <= said.last_day())
}

fn held_by(posts: &[(Post, String)], person: PersonId) -> Vec<PostKind> {
    let held = posts.iter().filter_map(|(post, _)| match post {
        Post::Held(held) if held.what.person == person => Some(held.what.kind),
        _ => None,
    });
    held.collect()
}

fn belonging(open: &Option<Member>, group: GroupId, person: PersonId, since: PartialDate) -> Belonging {
    let id = open.as_ref().map_or(MembershipId(Uuid::nil()), |member| member.what.id);
    Belonging { id, group, person, since }
}
