//! Branches, clubs and classes, and the posts held in them: they end with a death or a move away.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::life_event::{
    consequence::{Case, Consequence, Done, Group, Kept, Said, Undone},
    model::Ended,
    store::group::{self, Belongs, By},
};

/// See the [module](self).
pub struct Groups;

/// A membership or a post that ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    by: By,
    id: Uuid,
    version: i64,
    group: Uuid,
    name: String,
    /// The kinds of the group and of the post, a dash between; empty for a membership.
    post: String,
    until: Date,
    because: Ended,
}

impl Consequence for Groups {
    type Change = Change;
    const NAME: &'static str = "group";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        let Some(because) = case.event.ends() else { return Ok(Vec::new()) };
        let mut changes = Vec::new();
        // Posts first: somebody who is no member holds none.
        for by in [By::Post, By::Membership] {
            for belongs in group::list(conn, act, by, case.person)? {
                let Belongs { id, group, name, post, since, version } = belongs;
                // What began after the day, noted late, ends on the day it began.
                let until = case.on().max(since.first_day());
                changes.push(Change { by, id, version, group, name, post, until, because });
            }
        }
        Ok(changes)
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let text = match change.by {
            By::Membership => ui.a1("life-effect-membership", "name", &change.name),
            By::Post => {
                ui.a2("life-effect-post", "name", &change.name, "post", ui.w("group-post", &change.post))
            }
        };
        Said::new(Group::Groups, text).at(format!("/groups/{}", change.group))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        let Change { by, id, version, until, because, .. } = change;
        group::end(tx, act, *by, *id, *version, *until, *because)?;
        Ok(Done { subject: *id, after_version: Some(version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, _: Done) -> Result<Undone> {
        let Change { by, id, until, because, .. } = change;
        let Some((now, why, hindrances)) = group::find_ended(tx, act, *by, *id)? else {
            return Ok(Undone::Kept(Kept::Gone));
        };
        if now != Some((*until).into()) || why.as_deref() != Some(because.as_str()) {
            return Ok(Undone::Kept(Kept::Changed));
        }
        if hindrances > 0 {
            return Ok(Undone::Kept(Kept::Taken));
        }
        group::reopen(tx, act, *by, *id, *until)?;
        Ok(Undone::Restored)
    }
}
