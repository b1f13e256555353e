//! Writing a target, changing it, taking it back; reading what it comes to.

use cq_calendar::Span;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
};
use serde_json::json;

use super::{
    MAKE, VIEW,
    model::{self, Actual, Content, Draft, Number, Standing, Target, TargetId, Within, Work},
    store::{
        self, Named, Thing,
        figure::Asked,
        sealed::{self, Closed, Closing},
    },
};

/// A new target. A name in use, or a parent that is none, is an error at its field.
pub fn create(tx: &Tx<'_>, act: &Act, draft: Draft) -> Result<TargetId> {
    act.actor.may(&MAKE)?;
    stands_well(tx, act, None, &draft)?;
    let target = Target::new(act.new_id(), draft);
    store::insert(tx, act, &target)?;
    record(tx, act, target.id, "made", &target)?;
    Ok(target.id)
}

/// Makes the target, as it was read at `seen`, say `draft`.
pub fn revise(tx: &Tx<'_>, act: &Act, id: TargetId, seen: i64, draft: Draft) -> Result<()> {
    let target = load(tx, act, id, seen)?;
    let draft = Draft { year: target.year, ..draft };
    stands_well(tx, act, Some(id), &draft)?;
    let has_closed = !sealed::of_target(tx, act.bureau(), id)?.is_empty();
    let target = target.revise(draft, has_closed)?;
    store::save(tx, act.bureau(), &target)?;
    record(tx, act, id, "revised", &target)
}

/// Takes the target back.
pub fn withdraw(tx: &Tx<'_>, act: &Act, id: TargetId, seen: i64) -> Result<()> {
    let target = load(tx, act, id, seen)?;
    store::hold(tx, act.bureau(), target.year)?;
    let holds_others = store::holds_others(tx, act.bureau(), id)?;
    let target = target.withdraw(act.today(), holds_others)?;
    store::save(tx, act.bureau(), &target)?;
    record(tx, act, id, "withdrawn", &target)
}

fn load(tx: &Tx<'_>, act: &Act, id: TargetId, seen: i64) -> Result<Target> {
    act.actor.may(&MAKE)?;
    let Named { target, .. } = store::find(tx, act.bureau(), id)?;
    if target.version == seen { Ok(target) } else { Err(Error::Conflict) }
}

/// Holds the year's tree, so that two who move its parts at once make no circle.
fn stands_well(tx: &Tx<'_>, act: &Act, id: Option<TargetId>, draft: &Draft) -> Result<()> {
    exist(tx, act, draft)?;
    let Some(parent) = draft.parent else { return Ok(()) };
    store::hold(tx, act.bureau(), draft.year)?;
    Ok(model::may_stand_under(id, parent, &store::tree(tx, act.bureau(), draft.year)?)?)
}

/// What a draft names is there.
fn exist(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<()> {
    let mut named = vec![("owner", Thing::Staff, draft.owner.0)];
    if let Content::Number(number) = &draft.content {
        match number.within {
            Within::Bureau => {}
            Within::Area(id) => named.push(("within", Thing::Area, id.0)),
            Within::Hospital(id) => named.push(("within", Thing::Hospital, id)),
            Within::Person(id) => named.push(("within", Thing::Staff, id.0)),
        }
        if let Some(Work::Rule(id)) = number.measure.work() {
            named.push(("work", Thing::Rule, id.0));
        }
    }
    for (field, thing, id) in named {
        if store::name(conn, act.bureau(), thing, id)?.is_none() {
            return Err(Error::Invalid(vec![(field.to_owned(), Text::new("form-choice"))]));
        }
    }
    Ok(())
}

fn record(tx: &Tx<'_>, act: &Act, id: TargetId, what: &str, target: &Target) -> Result<()> {
    let number = target.number();
    let detail = json!({
        what: true, "year": target.year, "owner": target.owner, "measure": number.map(|number| number.measure.kind()),
        "aim": number.map(|number| number.aim), "period": number.map(|number| number.period),
    });
    act.record(tx, &MAKE, Subject::one("target", id.0), &detail)
}

/// A period of a number, and what it comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The how manieth of the year.
    pub nth: i8,
    /// Its days.
    pub span: Span,
    /// What was counted; none where counting was left off.
    pub actual: Option<Actual>,
    /// How that stands today.
    pub standing: Option<Standing>,
    /// What was sealed, where it is closed.
    pub closed: Option<Closed>,
}

/// The closed periods of a target.
pub fn closed(conn: &Conn<'_>, act: &Act, id: TargetId) -> Result<Vec<Closed>> {
    let only_closed = |closing| match closing {
        Closing::Closed(closed) => Some(closed),
        Closing::UnderWay(_) => None,
    };
    Ok(sealed::of_target(conn, act.bureau(), id)?.into_iter().filter_map(only_closed).collect())
}

/// What one period of `number` comes to: what was sealed, where it is among `closed`.
pub fn outcome(
    conn: &Conn<'_>,
    act: &Act,
    number: &Number,
    closed: &[Closed],
    year: i16,
    nth: i8,
) -> Result<Outcome> {
    act.actor.may(&VIEW)?;
    let span = number.period.span(year, nth).ok_or(Error::NotFound)?;
    let closed = closed.iter().find(|closed| closed.nth == nth).cloned();
    let (actual, standing) = match &closed {
        Some(closed) => (closed.actual, closed.number.standing(closed.actual, span, act.today())),
        None => {
            let actual = Asked::of(conn, act, number, span)?.actual(conn, act)?;
            (actual, number.standing(actual, span, act.today()))
        }
    };
    Ok(Outcome { nth, span, actual: Some(actual), standing: Some(standing), closed })
}

/// Every period of `number` that has begun; the first where none has. Those for which there is no time left are not counted.
pub fn outcomes(
    conn: &Conn<'_>,
    act: &Act,
    number: &Number,
    closed: &[Closed],
    year: i16,
    has_time: impl Fn() -> bool,
) -> Result<Vec<Outcome>> {
    let at_hand = number.period.at_hand(year, act.today());
    let mut outcomes = Vec::new();
    // The one at hand first: if time runs out, it is there.
    for nth in (1..=at_hand).rev() {
        let Some(span) = number.period.span(year, nth) else { continue };
        let is_sealed = closed.iter().any(|closed| closed.nth == nth);
        outcomes.push(if is_sealed || has_time() {
            outcome(conn, act, number, closed, year, nth)?
        } else {
            Outcome { nth, span, actual: None, standing: None, closed: None }
        });
    }
    outcomes.reverse();
    Ok(outcomes)
}
