//! Members from ledgers: who belongs to which group since when, and which posts they hold. A person is known by the citizen id,
//! else by a name that nobody else has; a group by its name. What a row leaves blank stays as it is.

mod ending;
mod session;

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
        actions::leave,
        columns::{BETWEEN, LEFT, MEMBERS, NO_POST, POSTS},
        model::{self, Belonging, Group, Left, Membership, MembershipId, PostKind},
        store::{self, member, post},
    },
    intake::{
        Applied, Blocked, Cells, Column, Done, Errors, FieldChange, Finding, Ledger, LedgerKind, Read,
        Standing, Verdict, gone::UNTIL,
    },
    person::{CitizenId, ledger::citizen_id},
};
pub use session::Session;

/// Kind `memberships`.
pub struct MembershipLedger;

/// What a row says.
#[derive(Debug, Clone)]
pub struct Row {
    name: String,
    citizen_id: Option<CitizenId>,
    group: String,
    since: Option<PartialDate>,
    /// The last day, of somebody who has left.
    until: Option<Date>,
    left: Option<Left>,
    posts: Vec<PostKind>,
    post_since: Option<PartialDate>,
    term_ends_on: Option<Date>,
}

impl LedgerKind for MembershipLedger {
    fn kind(&self) -> &'static str {
        "memberships"
    }

    fn columns(&self) -> &'static [Column] {
        MEMBERS
    }

    fn names_scopes(&self) -> bool {
        true
    }

    fn ends_gone(&self) -> bool {
        true
    }

    fn may_end(&self, conn: &Conn<'_>, act: &Act, subject: Uuid, on: Date) -> Result<Option<Text>> {
        ending::may_end(conn, act, MembershipId(subject), on)
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

impl Ledger for MembershipLedger {
    type Row = Row;
    type Session = Session;

    fn begin(&self, conn: &Conn<'_>, act: &Act) -> Result<Session> {
        let mut groups: HashMap<String, Vec<Group>> = HashMap::new();
        for group in store::list_open(conn, act.bureau(), None)? {
            groups.entry(group.facts.name.clone()).or_default().push(group);
        }
        Ok(Session {
            groups,
            plans: HashMap::new(),
            said: HashMap::new(),
            heads: HashMap::new(),
            made: HashSet::new(),
        })
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
            until: cells.past("until", today, errors).map(|day| day.last_day().min(today)),
            left: cells.word("left", LEFT, errors),
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
                    findings.push(Finding::new("", Verdict::Wrong(vec![error])).within(&*row.group));
                    continue;
                }
            };
            // Somebody may have left and be back: each membership is a row of its own.
            let until = row.until.map(|day| day.to_string()).unwrap_or_default();
            let key = format!("{} {} {until}", person, group.id);
            let verdict = session.verdict(conn, act, row, person, &group)?;
            findings.push(Finding::new(key, verdict).within(&*row.group));
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
            let plan = session.plans.remove(&(person, group.id, row.until)).ok_or(Error::Conflict)?;
            let subject = match plan.member {
                Some(member) if plan.left.is_some() => {
                    let (id, version) = (member.what.id, member.version + 1);
                    let (on, because) = plan.left.ok_or(Error::Conflict)?;
                    let held = post::list_open_of_person_in(
                        tx,
                        act.bureau(),
                        member.what.person,
                        member.what.group,
                    )?;
                    leave(tx, act, member, held, on, because)?;
                    applied.push(Applied { subject: id.0, version });
                    id
                }
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
                    let what = Belonging { id, group: plan.group, person: plan.person, since: plan.since };
                    match plan.left {
                        Some((until, because)) => {
                            let was = Membership::Ended { what, until, because, version: 1 };
                            member::insert_past(tx, act.bureau(), &was)?;
                        }
                        None => new.push(what),
                    }
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

    fn standing(&self, conn: &Conn<'_>, act: &Act, subjects: &[Uuid]) -> Result<Vec<Standing>> {
        let mut standing = Vec::new();
        for subject in subjects {
            if let Some(open) = member::open_of(conn, act.bureau(), MembershipId(*subject))? {
                standing.push(Standing {
                    subject: *subject,
                    label: format!("{} {}", open.name, open.group_name).chars().take(40).collect(),
                    scope: open.group_name,
                    href: format!("/people/{}", open.person),
                });
            }
        }
        Ok(standing)
    }

    fn end_gone(
        &self,
        tx: &Tx<'_>,
        act: &Act,
        subject: Uuid,
        on: Date,
    ) -> Result<(Applied, Vec<FieldChange>)> {
        ending::end(tx, act, MembershipId(subject), on)
    }
}

/// Takes a row back, or says why not.
fn take_back(tx: &Tx<'_>, act: &Act, done: &Done) -> Result<Option<Text>> {
    let bureau = act.bureau();
    if !done.is_new && done.changes.iter().any(|change| change.field == UNTIL) {
        return ending::take_back(tx, act, done);
    }
    let found = member::find(tx, bureau, MembershipId(done.subject))?;
    if let Some(Membership::Ended { what, version, .. }) = &found
        && done.is_new
        && *version == done.version
    {
        member::remove(tx, bureau, what.id, *version)?;
        return Ok(None);
    }
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
                given.is_some() && !before.iter().any(|word| is_of(word, held.what.kind))
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

/// Whether a stored word names the post: `branch-head` the head.
fn is_of(word: &str, post: PostKind) -> bool {
    word.strip_suffix(post.as_str()).is_some_and(|rest| rest.ends_with('-'))
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
