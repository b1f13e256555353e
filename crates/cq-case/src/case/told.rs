//! What is told of cases, in the transaction in which it happens: a receipt to who asked, a reminder to who is above.

use std::collections::HashSet;

use cq_notice::notice::{self, Addressee, Cause, Fact, Kind, Told};
use cq_platform::{Result, actor::Act, db::Tx};

use super::{
    model::{Asker, Case},
    store::{ladder::Climbed, people},
};

/// A case is registered: whoever asked for themselves has a receipt, if they wish one. What the family or others asked is theirs: it may be
/// meant to be kept from whom it is about.
pub(super) fn received(tx: &Tx<'_>, act: &Act, case: &Case, asker: Asker) -> Result<()> {
    if asker != Asker::Elder {
        return Ok(());
    }
    let cause = Cause { kind: Kind::CaseReceived, id: case.id.0, occasion: 0 };
    let first = people::name(tx, act.bureau(), case.first.staff())?;
    let facts = [("first", Fact::Words(first)), ("due", Fact::Moment(case.clock().due().unwrap_or(act.at)))];
    notice::write(tx, act, &cause, Addressee::Person(case.person), &facts).map(drop)
}

/// The next rung was told: so that they hear of it, too.
pub(super) fn late(tx: &Tx<'_>, act: &Act, climbed: &[Climbed]) -> Result<()> {
    // Many cases may have one person above them, who is told of all or, having no address, of none.
    let mut deaf = HashSet::new();
    for one in climbed {
        let Some(who) = one.told.filter(|who| !deaf.contains(who)) else { continue };
        let cause = Cause { kind: Kind::CaseLate, id: one.case.0, occasion: one.round * 10 + one.level };
        let person = people::person_name(tx, act.bureau(), one.case)?;
        let facts = [("person", Fact::Words(person)), ("due", Fact::Moment(one.due))];
        if notice::write(tx, act, &cause, Addressee::Staff(who), &facts)? == Told::Unwanted {
            deaf.insert(who);
        }
    }
    Ok(())
}
