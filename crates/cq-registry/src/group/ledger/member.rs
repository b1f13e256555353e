//! Members from ledgers: who belongs to which group since when, and which posts they hold. A person is known by the citizen id,
//! else by a name that nobody else has; a group by its name. What a row leaves blank stays as it is.

use std::collections::{HashMap, HashSet};

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
};
use cq_sheet::normalise;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    group::{
        columns::{BETWEEN, MEMBERS, NO_POST, POSTS},
        model::{
            self, Belonging, Group, GroupId, Member, Membership, MembershipId, Office, Post, PostKind,
            Refused,
        },
        store::{self, member, post},
    },
    intake::{
        Applied, Blocked, CellError, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, Read, Verdict,
    },
    person::{CitizenId, PersonId, ledger::citizen_id, store as people},
};

/// Kind `memberships`.
pub struct MembershipLedger;

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    citizen_id: Option<CitizenId>,
    group: String,
    since: Option<PartialDate>,
    posts: Vec<PostKind>,
    post_since: Option<PartialDate>,
    term_ends_on: Option<Date>,
}

/// What a pass over a file has loaded and remembers.
pub struct Session {
    /// Open groups by name; several where kinds share one.
    groups: HashMap<String, Vec<Group>>,
    /// What the chunk in hand comes to, row after row, for writing it.
    plans: HashMap<(PersonId, GroupId), Plan>,
    /// Heads that rows further up in the file make.
    heads: HashMap<GroupId, String>,
    /// What the pass itself wrote must not change its findings.
    made: HashSet<MembershipId>,
}

/// What is to be written for a row.
#[derive(Debug, Clone)]
struct Plan {
    group: GroupId,
    person: PersonId,
    /// The membership as it is, if there is one.
    member: Option<Member>,
    since: PartialDate,
    posts: Vec<Office>,
}

impl Ledger for MembershipLedger {
    type Row = Row;
    type Session = Session;

    fn kind(&self) -> &'static str {
        "memberships"
    }

    fn columns(&self) -> &'static [Column] {
        MEMBERS
    }

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        let mut groups: HashMap<String, Vec<Group>> = HashMap::new();
        for group in store::list_open(conn, act.bureau(), None)? {
            groups.entry(group.facts.name.clone()).or_default().push(group);
        }
        Ok(Session { groups, plans: HashMap::new(), heads: HashMap::new(), made: HashSet::new() })
    }

    fn label(&self, cells: &Cells<'_>) -> String {
        format!("{} {}", cells.shown("name"), cells.shown("group")).chars().take(40).collect()
    }

    fn read(&self, act: &Act, cells: &Cells<'_>, errors: &mut Errors) -> Option<Row> {
        let today = act.today();
        let name = cells.person_name("name", errors);
        let group = cells.required_text("group", 40, errors);
        Some(Row {
            citizen_id: citizen_id(cells, "citizen_id", today, errors),
            since: cells.past("since", today, errors),
            posts: posts(cells, errors),
            post_since: cells.past("post_since", today, errors),
            term_ends_on: cells.date("term_ends_on", errors).map(PartialDate::last_day),
            name: name?,
            group: group?,
        })
    }

    fn check(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[Read<Row>],
    ) -> Result<Vec<Finding>> {
        let mut findings = Vec::with_capacity(rows.len());
        for Read { row, .. } in rows {
            let (person, group) = match session.meant(conn, act, row)? {
                Ok(meant) => meant,
                Err(error) => {
                    findings.push(Finding { key: String::new(), verdict: Verdict::Wrong(vec![error]) });
                    continue;
                }
            };
            let key = format!("{} {}", person, group.id);
            let verdict = session.verdict(conn, act, row, person, &group)?;
            findings.push(Finding { key, verdict });
        }
        Ok(findings)
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        session: &mut Session,
        rows: &[(&Read<Row>, &Verdict)],
    ) -> Result<Vec<Applied>> {
        let (mut applied, mut new, mut offices) = (Vec::with_capacity(rows.len()), Vec::new(), Vec::new());
        for (Read { row, .. }, _) in rows {
            let Ok((person, group)) = session.meant(tx, act, row)? else { return Err(Error::Conflict) };
            let plan = session.plans.remove(&(person, group.id)).ok_or(Error::Conflict)?;
            let subject = match plan.member {
                Some(member) if member.what.since != plan.since => {
                    member::save_since(tx, act.bureau(), member.what.id, member.version, plan.since)?;
                    applied.push(Applied { subject: member.what.id.0, version: member.version + 1 });
                    member.what.id
                }
                Some(member) => {
                    applied.push(Applied { subject: member.what.id.0, version: member.version });
                    member.what.id
                }
                None => {
                    let id = act.new_id();
                    new.push(Belonging { id, group: plan.group, person: plan.person, since: plan.since });
                    applied.push(Applied { subject: id.0, version: 1 });
                    id
                }
            };
            session.made.insert(subject);
            offices.extend(plan.posts);
        }
        member::insert_many(tx, act.bureau(), &new)?;
        post::insert_many(tx, act.bureau(), &offices)?;
        Ok(applied)
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, rows: &[Done]) -> Result<Vec<Blocked>> {
        let mut blocked = Vec::new();
        for done in rows {
            if let Some(text) = take_back(tx, act, done)? {
                blocked.push(Blocked { subject: done.subject, text });
            }
        }
        Ok(blocked)
    }
}

/// Takes a row back, or says why not.
fn take_back(tx: &Tx<'_>, act: &Act, done: &Done) -> Result<Option<Text>> {
    let bureau = act.bureau();
    let found = member::find(tx, bureau, MembershipId(done.subject))?;
    let Some(Membership::Open(member)) = found else { return Ok(Some(Text::new("intake-undo-changed"))) };
    let name =
        member::newcomer(tx, bureau, member.what.person)?.map(|person| person.name).unwrap_or_default();
    if member.version != done.version {
        return Ok(Some(Text::new("intake-undo-changed").with("name", name)));
    }
    let held = post::list_open_of_person_in(tx, bureau, member.what.person, member.what.group)?;
    let given = done.changes.iter().find(|change| change.field == "post");
    let before: Vec<&str> =
        given.and_then(|change| change.before.as_deref()).unwrap_or_default().split(' ').collect();
    let is_own = |held: &model::Held| {
        held.version == 1
            && if done.is_new {
                made_together(held.what.id.0, done.subject)
            } else {
                given.is_some() && !before.contains(&held.what.kind.as_str())
            }
    };
    let (own, others): (Vec<_>, Vec<_>) = held.into_iter().partition(is_own);
    if done.is_new && !others.is_empty() {
        return Ok(Some(Text::new("group-undo-holds-post").with("name", name)));
    }
    for held in own {
        post::remove(tx, bureau, held.what.id, held.version)?;
    }
    if done.is_new {
        member::remove(tx, bureau, member.what.id, member.version)?;
        return Ok(None);
    }
    let since = done.changes.iter().find(|change| change.field == "since");
    if let Some(since) = since.and_then(|change| change.before.as_deref()) {
        let since = since.parse().map_err(Error::internal)?;
        member::save_since(tx, bureau, member.what.id, member.version, since)?;
    }
    Ok(None)
}

/// Whether two things were made in one go: their ids carry the same instant.
fn made_together(one: Uuid, other: Uuid) -> bool {
    one.get_timestamp().map(|at| at.to_unix()) == other.get_timestamp().map(|at| at.to_unix())
}

/// 职务: several words, none of them unknown.
fn posts(cells: &Cells<'_>, errors: &mut Errors) -> Vec<PostKind> {
    let Some(text) = cells.text("post", 60, errors) else { return Vec::new() };
    let mut posts = Vec::new();
    for word in text.split(BETWEEN).map(normalise).filter(|word| !word.is_empty()) {
        if NO_POST.contains(&word.as_str()) {
            continue;
        }
        match POSTS.iter().find(|(said, _)| *said == word) {
            Some((_, post)) if !posts.contains(post) => posts.push(*post),
            Some(_) => {}
            None => errors.at("post", Text::new("intake-word-unknown").with("shown", word)),
        }
    }
    posts.sort();
    posts
}

fn at(column: &'static str, text: Text) -> CellError {
    CellError { column: Some(column), text }
}

impl Session {
    /// Whom and which group a row means.
    fn meant(
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
        if let Some(id) = &row.citizen_id {
            let found = people::find_by_citizen_id(conn, act.bureau(), &act.secrets, id)?;
            return Ok(match found {
                Some(person) if person.name == row.name => Ok((person.id, group)),
                Some(person) => {
                    Err(at("name", Text::new("group-ledger-other-name").with("name", &person.name)))
                }
                None => Err(at("citizen_id", Text::new("group-ledger-nobody").with("name", &row.name))),
            });
        }
        let namesakes = people::find_likely(conn, act.bureau(), &row.name, None)?;
        Ok(match namesakes.as_slice() {
            [person] => Ok((person.id, group)),
            [] => Err(at("name", Text::new("group-ledger-nobody").with("name", &row.name))),
            several => Err(at("name", Text::new("group-ledger-namesakes").with("n", several.len()))),
        })
    }

    fn verdict(
        &mut self,
        conn: &Conn<'_>,
        act: &Act,
        row: &Row,
        person: PersonId,
        group: &Group,
    ) -> Result<Verdict> {
        let refused = |refused: &Refused| {
            let column = match refused.field() {
                "since" => "since",
                "kind" => "post",
                "term_ends_on" => "term_ends_on",
                _ => "name",
            };
            Verdict::Wrong(vec![at(column, refused.text())])
        };
        let mut history = member::history(conn, act.bureau(), person, group.id)?;
        history.retain(|membership| !self.made.contains(&membership.what().id));
        let open = history.iter().find_map(|membership| match membership {
            Membership::Open(member) => Some(member.clone()),
            Membership::Ended { .. } => None,
        });
        let since = match (&open, row.since) {
            (Some(member), Some(since)) if !agrees(since, member.what.since) => since,
            (Some(member), _) => member.what.since,
            (None, Some(since)) => since,
            (None, None) => return Ok(Verdict::Wrong(vec![at("since", Text::new("intake-cell-required"))])),
        };
        if open.as_ref().is_none_or(|member| member.what.since != since) {
            let newcomer = member::newcomer(conn, act.bureau(), person)?.ok_or(Error::NotFound)?;
            let others: Vec<Membership> = history
                .iter()
                .filter(|membership| !matches!(membership, Membership::Open(_)))
                .cloned()
                .collect();
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
        let plan = Plan { group: group.id, person, member: open.clone(), since, posts: offices };
        Ok(self.found(row, group, plan, &own))
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
            // A second row about the same is an error of its own and must not take this one's place.
            self.plans.entry((plan.person, plan.group)).or_insert(plan);
        }
        verdict
    }
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
