//! Somebody has died: what still waited to reach them is withdrawn, and waits again if the death is taken back.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};
use cq_registry::life_event::{Case, Consequence, Done, Group, Kept, Said, Undone, model::Ended};
use serde::{Deserialize, Serialize};

use super::{
    model::{Channel, NoticeId, State, Why},
    store,
};

/// See the [module](self).
pub struct Withdrawals;

/// A notice that is withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    id: NoticeId,
    version: i64,
    channel: Channel,
    kind: String,
}

impl Consequence for Withdrawals {
    type Change = Change;
    const NAME: &'static str = "notice";

    fn plan(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Change>> {
        if !matches!(case.event.ends(), Some(Ended::Died)) {
            return Ok(Vec::new());
        }
        let open = store::open_of(conn, act.bureau(), case.person)?;
        let change = |notice: super::Notice| Change {
            id: notice.id,
            version: notice.version,
            channel: notice.channel,
            kind: notice.cause.kind.to_string(),
        };
        Ok(open.into_iter().map(|(notice, _)| change(notice)).collect())
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let (kind, channel) = (ui.w("notice-kind", &change.kind), ui.w("notice-channel", change.channel));
        Said::new(Group::Tasks, ui.a2("notice-event-withdrawn", "kind", kind, "channel", channel))
            .at(format!("/notices/{}", change.id))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, _: &Case, change: &Change) -> Result<Done> {
        store::hold(tx, act.bureau(), change.id)?;
        let (notice, _) = store::find(tx, act.bureau(), change.id)?.ok_or(Error::Conflict)?;
        if notice.version != change.version {
            return Err(Error::Conflict);
        }
        let notice = notice.withdrawn(act.at, act.actor.staff, Why::Died)?;
        store::save(tx, act, &notice)?;
        Ok(Done { subject: change.id.0, after_version: Some(change.version + 1) })
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, _: Done) -> Result<Undone> {
        store::hold(tx, act.bureau(), change.id)?;
        let Some((notice, _)) = store::find(tx, act.bureau(), change.id)? else {
            return Ok(Undone::Kept(Kept::Gone));
        };
        if !matches!(notice.state, State::Withdrawn { why: Why::Died, .. }) {
            return Ok(Undone::Kept(Kept::Changed));
        }
        store::save(tx, act, &notice.restored()?)?;
        Ok(Undone::Restored)
    }
}
