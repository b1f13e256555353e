//! Saving a segment, changing it, taking it out of use.

use cq_platform::{Result, actor::Act, audit::Subject, db::Tx};
use serde_json::json;

use super::{
    MAKE,
    model::SegmentId,
    store::{self, Draft},
};

/// Saves a new segment. A name in use is an error at the name.
pub fn create(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<SegmentId> {
    act.actor.may(&MAKE)?;
    let id = act.new_id();
    store::insert(tx, act, id, draft)?;
    record(tx, act, id, "made", draft)?;
    Ok(id)
}

/// Makes the segment, as it was read at `version`, say `draft`. Another's own segment is not found.
pub fn change(tx: &Tx<'_>, act: &Act, id: SegmentId, version: i64, draft: &Draft) -> Result<()> {
    act.actor.may(&MAKE)?;
    store::find(tx, act, id)?;
    store::save(tx, act, id, version, draft)?;
    record(tx, act, id, "changed", draft)
}

/// Takes the segment, as it was read at `version`, out of use.
pub fn close(tx: &Tx<'_>, act: &Act, id: SegmentId, version: i64) -> Result<()> {
    act.actor.may(&MAKE)?;
    store::find(tx, act, id)?;
    store::close(tx, act, id, version)?;
    act.record(tx, &MAKE, Subject::one("segment", id.0), &json!({ "closed": true }))
}

fn record(tx: &Tx<'_>, act: &Act, id: SegmentId, what: &str, draft: &Draft) -> Result<()> {
    let detail = json!({ what: true, "shared_with": draft.shared_with, "conditions": draft.segment.of.conditions().count() });
    act.record(tx, &MAKE, Subject::one("segment", id.0), &detail)
}
