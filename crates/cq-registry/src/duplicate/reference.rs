//! What refers to a person: the one seam at which features join a merge.
//!
//! A reference lists what belongs to the record that gives way, beside what of the kept record's cannot stand with it; moves
//! one after the other; and puts each back, as far as nobody has changed it since.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    web::Ui,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::model::Side;
use crate::person::{Ended, EndedBecause, PersonId};

/// The two records of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Whom everything shall belong to.
    pub kept: PersonId,
    /// Whom it belongs to.
    pub gone: PersonId,
}

/// Something that belongs to the record that gives way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub id: Uuid,
    /// Its guard.
    pub version: i64,
    /// What it is called: a doctor, a club, a campaign, a relative.
    pub label: String,
    /// As what: a post, a kinship; a word of its own list, or empty.
    pub word: String,
    /// From when.
    pub since: Option<PartialDate>,
    /// To when; none while it holds.
    pub until: Option<PartialDate>,
    /// What of the kept record's cannot stand beside it.
    pub rival: Option<Rival>,
}

/// What of the kept record's cannot stand beside something of the other's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// Which.
    pub id: Uuid,
    /// Its guard.
    pub version: i64,
    /// What it is called.
    pub label: String,
}

/// One thing that was moved or closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Which row.
    pub subject: Uuid,
    /// What was done and how it was before, as the reference reads it (JSON).
    pub change: String,
    /// The row's version since.
    pub after_version: i64,
}

impl Step {
    /// A step whose `change` is kept as JSON.
    pub fn new(subject: Uuid, change: &impl Serialize, after_version: i64) -> Result<Self> {
        let change = serde_json::to_string(change).map_err(Error::internal)?;
        Ok(Self { subject, change, after_version })
    }

    /// What was done.
    pub fn change<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.change).map_err(Error::internal)
    }
}

/// One feature's part in a merge.
pub trait Reference: Sync {
    /// Under which name its steps are kept; never given another.
    fn name(&self) -> &'static str;

    /// What belongs to the record that gives way, in the order in which it is moved.
    fn list(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Held>>;

    /// One thing in words.
    fn say(&self, ui: &Ui, held: &Held) -> String;

    /// Gives `held` to the kept record; of two that cannot stand side by side `side` says whose holds on. What is no longer as
    /// it was listed is a [`Error::Conflict`].
    fn carry(&self, tx: &Tx<'_>, act: &Act, case: &Case, held: &Held, side: Side) -> Result<Vec<Step>>;

    /// What else follows once everything listed was moved.
    fn settle(&self, _: &Tx<'_>, _: &Act, _: &Case) -> Result<Vec<Step>> {
        Ok(Vec::new())
    }

    /// Ends what cannot go on, since the record that was kept says that its person is served no longer.
    fn lapse(&self, _: &Tx<'_>, _: &Act, _: &Case, _: &Lapsed) -> Result<Vec<Step>> {
        Ok(Vec::new())
    }

    /// Puts a step back; `false` where it was changed since and stays.
    fn undo(&self, tx: &Tx<'_>, act: &Act, case: &Case, step: &Step) -> Result<bool>;
}

/// Why what belongs to somebody ends: the bureau serves them no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapsed {
    /// The last day; today at the latest.
    pub until: Date,
    /// Why.
    pub because: EndedBecause,
}

impl Lapsed {
    /// What `ended` means for whatever still holds.
    pub fn of(ended: Ended, today: Date) -> Self {
        Self { until: ended.on.last_day().min(today), because: ended.because }
    }
}

/// Everything that refers to people, in the order in which it is moved; put back the other way round.
pub type References = &'static [&'static dyn Reference];

/// A table whose rows belong to a person, and which has no rules beyond what its keys say.
pub struct Rows {
    /// See [`Reference::name`].
    pub name: &'static str,
    /// `$1` bureau, `$2` who gives way, `$3` who is kept; gives the columns of [`super::store::Listed`].
    pub list: &'static str,
    /// Gives the row `$2` of version `$4` to `$3`. None: it cannot be given and is closed.
    pub take: Option<&'static str>,
    /// Closes the row `$2` of version `$3` by the day `$4`.
    pub close: Option<&'static str>,
    /// Opens the row `$2` of version `$3` again, unless something stands in its place.
    pub reopen: Option<&'static str>,
    /// Whether `reopen` asks who the two are: `$4` the kept one, `$5` the other.
    pub reopens_for: bool,
    /// What ends where the person is served no longer.
    pub lapse: Option<Lapse>,
    /// See [`Reference::say`].
    pub say: fn(&Ui, &Held) -> String,
}

/// How rows of somebody who is served no longer end.
pub struct Lapse {
    /// What holds of the person `$2`: id, version, first day.
    pub list: &'static str,
    /// Ends the row `$2` of version `$3` with the day `$4`, because of `$5`.
    pub end: &'static str,
    /// The word for why; none where that is no reason to end.
    pub because: fn(EndedBecause) -> Option<&'static str>,
}

/// The statement that takes back what `take` did: the row has then the version that the step before left it with.
pub(super) fn given_back(take: &str) -> String {
    take.replace("version = version + 1", "version = version - 1")
}

/// What was done to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Change {
    Taken,
    Closed,
}

impl Rows {
    fn close(&self, tx: &Tx<'_>, act: &Act, id: Uuid, version: i64) -> Result<Step> {
        let close = self.close.ok_or_else(|| Error::internal(format!("{} cannot be closed", self.name)))?;
        tx.execute_one(close, &[act.bureau(), &id, &version, &act.today()])?;
        Step::new(id, &Change::Closed, version + 1)
    }
}

impl Reference for Rows {
    fn name(&self) -> &'static str {
        self.name
    }

    fn list(&self, conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Vec<Held>> {
        let rows = conn.list::<super::store::Listed>(self.list, &[act.bureau(), &case.gone, &case.kept])?;
        Ok(rows.into_iter().map(Held::from).collect())
    }

    fn say(&self, ui: &Ui, held: &Held) -> String {
        (self.say)(ui, held)
    }

    fn carry(&self, tx: &Tx<'_>, act: &Act, case: &Case, held: &Held, side: Side) -> Result<Vec<Step>> {
        let (mut steps, mut version) = (Vec::new(), held.version);
        match (&held.rival, side) {
            (Some(rival), Side::Gone) if self.take.is_some() => {
                steps.push(self.close(tx, act, rival.id, rival.version)?);
            }
            (Some(_), _) => {
                steps.push(self.close(tx, act, held.id, version)?);
                version += 1;
            }
            (None, _) => {}
        }
        if let Some(take) = self.take {
            tx.execute_one(take, &[act.bureau(), &held.id, &case.kept, &version])?;
            steps.push(Step::new(held.id, &Change::Taken, version + 1)?);
        }
        Ok(steps)
    }

    fn lapse(&self, tx: &Tx<'_>, act: &Act, case: &Case, lapsed: &Lapsed) -> Result<Vec<Step>> {
        let Some(Lapse { list, end, because }) = &self.lapse else { return Ok(Vec::new()) };
        let Some(word) = because(lapsed.because) else { return Ok(Vec::new()) };
        let holds = tx.list::<(Uuid, i64, Option<PartialDate>)>(list, &[act.bureau(), &case.kept])?;
        let ends = |(id, version, since): (Uuid, i64, Option<PartialDate>)| {
            // What began later ends on the day it began.
            let until = since.map_or(lapsed.until, |since| lapsed.until.max(since.first_day()));
            tx.execute_one(end, &[act.bureau(), &id, &version, &until, &word])?;
            Step::new(id, &Change::Closed, version + 1)
        };
        holds.into_iter().map(ends).collect()
    }

    fn undo(&self, tx: &Tx<'_>, act: &Act, case: &Case, step: &Step) -> Result<bool> {
        let (bureau, id, version) = (act.bureau(), &step.subject, &step.after_version);
        let touched = match (step.change()?, self.take, self.reopen) {
            (Change::Taken, Some(take), _) => {
                tx.execute(&given_back(take), &[bureau, id, &case.gone, version])?
            }
            (Change::Closed, _, Some(reopen)) if self.reopens_for => {
                tx.execute(reopen, &[bureau, id, version, &case.kept, &case.gone])?
            }
            (Change::Closed, _, Some(reopen)) => tx.execute(reopen, &[bureau, id, version])?,
            _ => return Err(Error::internal(format!("a step of {} that it does not know", self.name))),
        };
        Ok(touched == 1)
    }
}
