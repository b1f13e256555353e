//! What elders and their families ask on their own page. It is received as if somebody of the bureau had heard it: by whoever answers for
//! them, who stays answerable for it.

use cq_platform::{Error, Result, actor::Act, db::Tx};
use cq_registry::person::PersonId;

use super::{Hand, desk, open};
use crate::case::{
    ASK,
    draft::{Draft, Way},
    model::{Asker, CaseId, Channel, Kind, Urgency},
    said::Said,
    store::{self, people},
};

/// So much is asked for one person in a day; more is told by telephone.
const A_DAY: i64 = 10;

/// Something asked on a page. Whether who asks may speak for the person is for the caller to know.
#[derive(Debug, Clone)]
pub struct Asked {
    /// About whom.
    pub person: PersonId,
    /// What it is about.
    pub kind: Kind,
    /// Who asks: they or their family.
    pub asker: Asker,
    /// Who, how to reach them, and what.
    pub said: Said,
}

/// Opens a case of it. Its first receiver is the person's liaison; where there is none, the head whom the bureau has named; else a clerk.
pub fn ask(tx: &Tx<'_>, act: &Act, asked: Asked) -> Result<CaseId> {
    act.actor.may(&ASK)?;
    let day = act.today();
    if store::asked_on(tx, act.bureau(), asked.person, day)? >= A_DAY {
        return Err(Error::refused("case-asked-often"));
    }
    let rules = store::rules(tx, act.bureau(), day)?.0;
    let first = people::receiver(tx, act, asked.person, &rules)?;
    let me = first.ok_or_else(|| Error::refused("case-nobody-receives"))?;
    let hand = Hand { me, rules, desk: desk(tx, act)?, stands_for: Vec::new() };
    let Asked { person, kind, asker, said } = asked;
    let (urgency, channel, way) = (Urgency::Ordinary, Channel::Screen, Way::Waiting);
    Ok(open(tx, act, &ASK, &hand, &Draft { person, kind, urgency, channel, asker, said, way })?.id)
}
