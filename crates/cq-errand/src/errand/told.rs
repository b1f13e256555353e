//! What is told of errands, in the transaction in which it happens: who comes, and when.

use cq_case::case::store::people;
use cq_notice::notice::{self, Addressee, Cause, Fact, Kind};
use cq_platform::{Result, actor::Act, db::Tx, policy::Scope};

use super::{
    model::{ErrandId, State},
    store,
};

/// Somebody has taken an errand up, or was given it: the elder is told who comes, once there are as many as it takes.
pub(super) fn assigned(tx: &Tx<'_>, act: &Act, id: ErrandId) -> Result<()> {
    let Some(errand) = store::find(tx, &Scope::BUREAU, act.bureau(), id)? else { return Ok(()) };
    recalled(tx, act, id)?;
    let State::Working { crew } = errand.state else { return Ok(()) };
    if !crew.is_enough(errand.hands) {
        return Ok(());
    }
    let names = [Some(crew.first()), crew.second()];
    let names = names.into_iter().flatten().map(|staff| people::name(tx, act.bureau(), staff));
    let facts = [
        ("worker", Fact::Names(names.collect::<Result<_>>()?)),
        ("when", Fact::Day(errand.promised_on.unwrap_or(errand.needed_on))),
    ];
    let cause = Cause { kind: Kind::ErrandAssigned, id: id.0, occasion: errand.version };
    notice::write(tx, act, &cause, Addressee::Person(errand.person), &facts).map(drop)
}

/// Who was to come does not: what still waits to say so is not said.
pub(super) fn recalled(tx: &Tx<'_>, act: &Act, id: ErrandId) -> Result<()> {
    notice::take_back(tx, act, Kind::ErrandAssigned, id.0)
}
