//! Marriages: they end with a death and begin with a re-marriage.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    life_event::{
        consequence::{Case, Consequence, Done, Group, Kept, Said, Undone},
        model::Event,
        store::kin::{self, Marriage, RelationEnded},
    },
    person::PersonId,
};

/// See the [module](self).
pub struct Marriages;

/// A marriage that ends or begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Ends.
    End {
        /// Which.
        relation: Uuid,
        /// Its guard.
        version: i64,
        /// The other.
        with: PersonId,
        /// The name.
        name: String,
        /// The last day.
        until: Date,
    },
    /// Begins.
    Begin {
        /// With whom.
        with: PersonId,
        /// The name.
        name: String,
        /// The first day.
        since: Date,
    },
}

impl Consequence for Marriages {
    type Change = Change;
    const NAME: &'static str = "marriage";

    fn plan(&self, _: &Conn<'_>, _: &Act, case: &Case) -> Result<Vec<Change>> {
        let on = case.on();
        Ok(match (&case.event, &case.other) {
            // A spouse who is dead already, and whose marriage nobody ended, ends here too.
            (Event::Death { .. } | Event::Widowed { .. } | Event::Remarriage { .. }, other) => {
                let ended = |held: &crate::life_event::store::held::Held| {
                    held.ended.map_or(on, |(day, _)| day.last_day().min(on))
                };
                let ends = case.spouses.iter().map(|spouse| Change::End {
                    relation: spouse.relation,
                    version: spouse.version,
                    with: spouse.held.id,
                    name: spouse.held.name.clone(),
                    until: ended(&spouse.held),
                });
                let begins = other.iter().map(|other| Change::Begin {
                    with: other.id,
                    name: other.name.clone(),
                    since: on,
                });
                ends.chain(begins).collect()
            }
            _ => Vec::new(),
        })
    }

    fn say(&self, ui: &Ui, change: &Change) -> Said {
        let (key, with, name) = match change {
            Change::End { with, name, .. } => ("life-effect-marriage-ends", with, name),
            Change::Begin { with, name, .. } => ("life-effect-marriage-begins", with, name),
        };
        Said::new(Group::Family, ui.a1(key, "name", name)).at(format!("/people/{with}"))
    }

    fn apply(&self, tx: &Tx<'_>, act: &Act, case: &Case, change: &Change) -> Result<Done> {
        match change {
            Change::End { relation, version, until, .. } => {
                kin::end(tx, act, *relation, *version, *until)?;
                Ok(Done { subject: *relation, after_version: Some(version + 1) })
            }
            Change::Begin { with, since, .. } => {
                let id = act.new_id();
                kin::insert(tx, act, id, case.person, *with, *since)?;
                Ok(Done { subject: id, after_version: Some(1) })
            }
        }
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, change: &Change, done: Done) -> Result<Undone> {
        let Some(marriage) = kin::find(tx, act, done.subject)? else { return Ok(Undone::Kept(Kept::Gone)) };
        match change {
            Change::End { until, .. } => {
                if let Some(kept) = hindered(tx, act, &marriage, *until)? {
                    return Ok(Undone::Kept(kept));
                }
                kin::reopen(tx, act, done.subject, *until)?;
            }
            Change::Begin { .. } => {
                if Some(marriage.version) != done.after_version {
                    return Ok(Undone::Kept(Kept::Changed));
                }
                kin::delete(tx, act, done.subject, marriage.version)?;
            }
        }
        Ok(Undone::Restored)
    }
}

/// Why a marriage that ended on `until` cannot be taken up again.
fn hindered(conn: &Conn<'_>, act: &Act, marriage: &Marriage, until: Date) -> Result<Option<Kept>> {
    if marriage.until != Some(until.into()) || marriage.because != Some(RelationEnded::Died) {
        return Ok(Some(Kept::Changed));
    }
    if marriage.person_died.is_some() || marriage.other_died.is_some() {
        return Ok(Some(Kept::Died));
    }
    for person in [marriage.person, marriage.other] {
        if !kin::spouses(conn, act, person)?.is_empty() {
            return Ok(Some(Kept::Married));
        }
    }
    Ok(None)
}
