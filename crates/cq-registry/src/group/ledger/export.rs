//! Groups and their members taken out in the shape of their ledgers.

use cq_platform::{Result, actor::Act, db::Conn, form::Form, policy::Scope};
use uuid::Uuid;

use super::GroupLedger;
use crate::{
    export::{Chosen, Export, Take},
    group::{
        columns::MEMBERS,
        model::{Group, GroupId, GroupKind, Post},
        store::{
            self,
            member::{self, Listed},
            post,
        },
    },
    intake::{Column, FieldChange, Ledger, changed},
    person::{self, OWN, PersonId, UNMASK, store as people},
};

/// Kind `memberships`: everybody in every group, or, narrowed by `group`, the members of one; with [`FORMER`], who has left too.
pub struct MembershipExport;

const FORMER: &str = "former";

impl Export for GroupLedger {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn columns(&self) -> &'static [Column] {
        self.columns
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, _: &Form, _: Chosen<'_>, take: &mut Take<'_>) -> Result<()> {
        // What stands above comes first, so that the ledger can be taken in from the top.
        let kinds = match self.usual {
            GroupKind::Branch => vec![GroupKind::Committee, GroupKind::Branch, GroupKind::PartyGroup],
            kind => vec![kind],
        };
        let session = self.begin(conn, act)?;
        for kind in kinds {
            for group in store::list_open(conn, act.bureau(), Some(kind))? {
                take(&changed(&[], session.fields(&group.facts, None)))?;
            }
        }
        Ok(())
    }
}

impl Export for MembershipExport {
    fn kind(&self) -> &'static str {
        "memberships"
    }

    fn columns(&self) -> &'static [Column] {
        MEMBERS
    }

    fn tick(&self) -> Option<(&'static str, &'static str)> {
        Some((FORMER, "group-export-former"))
    }

    fn is_sealed(&self, key: &str) -> bool {
        key == "citizen_id"
    }

    fn may_unmask(&self, act: &Act) -> bool {
        act.actor.may(&UNMASK).is_ok()
    }

    fn each(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        narrow: &Form,
        _: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()> {
        let groups = match narrow.value("group").parse::<GroupId>() {
            Ok(id) => vec![store::get(conn, act.bureau(), id)?],
            Err(_) => store::list_open(conn, act.bureau(), None)?,
        };
        let with_former = narrow.value(FORMER) == "yes";
        groups.iter().try_for_each(|group| {
            members(conn, act, group, take)?;
            if with_former { former(conn, act, group, take) } else { Ok(()) }
        })
    }
}

/// Who belonged to the group once, the last to leave first.
fn former(conn: &Conn<'_>, act: &Act, group: &Group, take: &mut Take<'_>) -> Result<()> {
    let scope = act.actor.scope(&person::LIST, OWN)?;
    for one in member::list_former(conn, &scope, act.bureau(), group.id, i64::MAX)? {
        take(&fields(group, &one, citizen_id(conn, act, &scope, one.person)?, &[]))?;
    }
    Ok(())
}

fn members(conn: &Conn<'_>, act: &Act, group: &Group, take: &mut Take<'_>) -> Result<()> {
    const CHUNK: i64 = 512;
    let scope = act.actor.scope(&person::LIST, OWN)?;
    let posts = post::list_of_group(conn, act.bureau(), group.id)?;
    let mut after = (String::new(), PersonId(Uuid::nil()));
    loop {
        let members = member::list(conn, &scope, act.bureau(), group.id, &after, CHUNK)?;
        let Some(last) = members.last() else { return Ok(()) };
        after = (last.pinyin.clone(), last.person);
        for one in &members {
            take(&fields(group, one, citizen_id(conn, act, &scope, one.person)?, &posts))?;
        }
    }
}

fn citizen_id(conn: &Conn<'_>, act: &Act, scope: &Scope, person: PersonId) -> Result<Option<String>> {
    let found = people::find(conn, scope, act.bureau(), person)?;
    let id = found.map(|person| person.citizen_id(&act.secrets)).transpose()?.flatten();
    Ok(id.map(|id| id.as_str().to_owned()))
}

fn fields(
    group: &Group,
    one: &Listed,
    citizen_id: Option<String>,
    posts: &[(Post, String)],
) -> Vec<FieldChange> {
    let held: Vec<_> = posts
        .iter()
        .filter_map(|(post, _)| match post {
            Post::Held(held) if held.what.person == one.person => Some(&held.what),
            _ => None,
        })
        .collect();
    let words: Vec<String> =
        held.iter().map(|office| format!("{}-{}", group.facts.kind, office.kind)).collect();
    let first = held.first();
    let field = |field: &str, after: Option<String>| FieldChange {
        field: field.to_owned(),
        before: None,
        after: after.filter(|text| !text.is_empty()),
    };
    vec![
        field("name", Some(one.name.clone())),
        field("citizen_id", citizen_id),
        field("group", Some(group.facts.name.clone())),
        field("since", Some(one.since.to_string())),
        field("until", one.until.map(|day| day.to_string())),
        field("left", one.because.map(|because| because.to_string())),
        field("post", Some(words.join(" "))),
        field("post_since", first.map(|office| office.since.to_string())),
        field("term_ends_on", first.and_then(|office| office.term_ends_on).map(|day| day.to_string())),
    ]
}
