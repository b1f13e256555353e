//! Comparing, merging, taking apart, and noting that two are two.

use std::collections::{BTreeMap, BTreeSet};

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    policy::Scope,
    web::App,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    DISMISS, MERGE, UNDO, VIEW, candidate, field,
    likeness::{Likeness, Probe},
    model::{Fields, Merge, MergeId, Outcome, PastChange, Side},
    past,
    reference::{Case, Held, Lapsed, References},
    store::{self, KeptStep},
};
use crate::{
    intake::FieldChange,
    person::{self, Ended, Facts, Person, PersonId},
    responsibility,
    rule::plan,
};

/// Two records side by side.
pub struct Two {
    /// The record that would be kept.
    pub kept: Person,
    /// The one that would give way.
    pub gone: Person,
    /// What is known of the first.
    pub kept_facts: Facts,
    /// And of the other.
    pub gone_facts: Facts,
}

impl Two {
    /// Both records; one that was merged already, or is no record, is not found.
    fn load(conn: &Conn<'_>, act: &Act, case: Case) -> Result<Self> {
        let one = |id: PersonId| -> Result<(Person, Facts)> {
            let person =
                person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)?;
            let facts = candidate::facts(conn, act, &person)?;
            Ok((person, facts))
        };
        if case.kept == case.gone {
            return Err(Error::NotFound);
        }
        let ((kept, kept_facts), (gone, gone_facts)) = (one(case.kept)?, one(case.gone)?);
        Ok(Self { kept, gone, kept_facts, gone_facts })
    }

    /// Where they say something else: what the kept record says, and the other. That somebody was merged is no fact of theirs; a
    /// death after a move goes with the move.
    pub fn differing(&self) -> Vec<FieldChange> {
        let mut differing = field::differing(&self.kept_facts, &self.gone_facts);
        differing.retain(|change| change.field != "died_on");
        differing
    }

    /// How much they look like one person.
    pub fn likeness(&self) -> Likeness {
        Probe::of(&self.kept_facts).likeness(&Probe::of(&self.gone_facts))
    }
}

/// What belongs to somebody, by the name of the reference that lists it.
pub type Belongings = Vec<(&'static str, Vec<Held>)>;

/// Two records, and what belongs to the one that would give way, by reference.
pub struct Comparison {
    /// The records.
    pub two: Two,
    /// What would move.
    pub held: Belongings,
    /// What ends if the merged record says that its person is served no longer, by what it may say of that.
    pub lapsing: Vec<(Ended, Belongings)>,
    /// Into whom one of them was merged already.
    pub leads_to: Option<PersonId>,
}

/// Looks at two records, on record.
pub async fn compare(app: &App, act: &Act, references: References, case: Case) -> Result<Comparison> {
    act.actor.may(&VIEW)?;
    let hand = act.clone();
    let read = move |conn: &Conn<'_>| {
        let two = Two::load(conn, &hand, case)?;
        let list = |reference: &&'static dyn super::Reference| {
            Ok((reference.name(), reference.list(conn, &hand, &case)?))
        };
        let held = references.iter().map(list).collect::<Result<Vec<_>>>()?;
        let lapsing = lapsing(conn, &hand, references, &case, &two)?;
        let bureau = hand.bureau();
        let leads_to =
            store::leads_to(conn, bureau, case.kept)?.or(store::leads_to(conn, bureau, case.gone)?);
        Ok(Comparison { two, held, lapsing, leads_to })
    };
    let comparison = app.db.read(read).await?;
    let hand = act.clone();
    let detail = json!({ "compared": [case.kept, case.gone] });
    app.db.write(move |tx| hand.record(tx, &VIEW, Subject::one("person", case.kept.0), &detail)).await?;
    Ok(comparison)
}

/// What would end with the person, by each of the two records that says that they are served no longer.
fn lapsing(
    conn: &Conn<'_>,
    act: &Act,
    references: References,
    case: &Case,
    two: &Two,
) -> Result<Vec<(Ended, Belongings)>> {
    let mut said: Vec<Ended> = [two.kept_facts.ended, two.gone_facts.ended].into_iter().flatten().collect();
    said.dedup();
    let of = |ended: Ended| {
        let lapsed = Lapsed::of(ended, act.today());
        let list = |reference: &&'static dyn super::Reference| {
            Ok((reference.name(), reference.lapsing(conn, act, case, &lapsed)?))
        };
        Ok((ended, references.iter().map(list).collect::<Result<Vec<_>>>()?))
    };
    said.into_iter().map(of).collect()
}

/// What a clerk chose.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The versions of the two records that were looked at: kept, then gone.
    pub versions: (i64, i64),
    /// Fields that shall say what the record says that gives way; the others stay.
    pub fields: BTreeMap<String, Side>,
    /// Keep the illnesses of both.
    pub both_conditions: bool,
    /// Whose holds on, of two that cannot stand side by side; the kept record's where nothing is said.
    pub rivals: BTreeMap<Uuid, Side>,
}

/// Makes one record of two.
pub async fn merge(
    app: &App,
    act: &Act,
    references: References,
    case: Case,
    choice: Choice,
) -> Result<MergeId> {
    act.actor.may(&MERGE)?;
    let hand = act.clone();
    let id = app.db.write(move |tx| merge_in(tx, &hand, references, case, &choice)).await?;
    plan::follow_up(app, act).await;
    Ok(id)
}

/// [`merge`] within a transaction.
pub fn merge_in(
    tx: &Tx<'_>,
    act: &Act,
    references: References,
    case: Case,
    choice: &Choice,
) -> Result<MergeId> {
    plan::hold(tx, act)?;
    // Two who merge the same two, in whichever direction, wait for each other here.
    responsibility::store::hold(tx, act.bureau())?;
    let two = Two::load(tx, act, case)?;
    let is_merged = |id| Ok::<_, Error>(store::leads_to(tx, act.bureau(), id)?.is_some());
    if (two.kept.version, two.gone.version) != choice.versions
        || is_merged(case.kept)?
        || is_merged(case.gone)?
    {
        return Err(Error::Conflict);
    }
    let fields = chosen(tx, act, &two, choice)?;
    let id: MergeId = act.new_id();
    let (account, at) = (act.actor.account, act.at);
    let merge =
        Merge { id, kept: case.kept, gone: case.gone, fields, at, by: account, undone_at: None, version: 1 };
    store::insert(tx, act, &merge)?;
    // Who gives way gives the citizen id away first: nobody else may have it meanwhile.
    save(tx, act, &two.gone, &two.gone_facts, &merge.fields.gone)?;
    save(tx, act, &two.kept, &two.kept_facts, &merge.fields.kept)?;
    for change in &merge.fields.past {
        store::past::replace(tx, act, case.kept, &change.field, &change.after)?;
    }
    let mut steps = carry(tx, act, references, &case, choice)?;
    steps.extend(lapsed(tx, act, references, &case, steps.len())?);
    store::insert_steps(tx, act, id, &steps)?;
    plan::of_people_and_around(tx, act, &[case.kept, case.gone])?;
    let names: Vec<&str> = merge.fields.kept.iter().map(|change| change.field.as_str()).collect();
    let detail = json!({ "fields": names, "moved": steps.len() });
    act.record(tx, &MERGE, Subject::one("person", case.kept.0), &detail)?;
    act.record(tx, &MERGE, Subject::one("person", case.gone.0), &json!({ "into": case.kept }))?;
    Ok(id)
}

/// What the two records come to say.
fn chosen(conn: &Conn<'_>, act: &Act, two: &Two, choice: &Choice) -> Result<Fields> {
    let mut merged = two.kept_facts.clone();
    for change in two.differing() {
        if choice.fields.get(&change.field) == Some(&Side::Gone) {
            field::put(&mut merged, &change.field, change.after)?;
        }
    }
    // A death after a move goes with the move; the same move may have been followed in one record only.
    let (end, other) = match choice.fields.get(field::ENDED) {
        Some(Side::Gone) => (&two.gone_facts, &two.kept_facts),
        _ => (&two.kept_facts, &two.gone_facts),
    };
    merged.died_on = end.died_on.or(other.died_on.filter(|_| end.ended == other.ended));
    if choice.both_conditions {
        merged.conditions = two.kept_facts.conditions.union(&two.gone_facts.conditions).cloned().collect();
    }
    let mut gone = two.gone_facts.clone();
    field::put(&mut gone, field::CITIZEN_ID, None)?;
    field::put(&mut gone, field::ENDED, Some(format!("{} merged", act.today())))?;
    let kept = field::differing(&two.kept_facts, &merged);
    let of = |person: &Person| store::past::list(conn, act.bureau(), person.id);
    let pasts = (&of(&two.kept)?, &of(&two.gone)?);
    let past = past::merged(pasts, &two.gone_facts, &merged, &kept);
    Ok(Fields { kept, gone: field::differing(&two.gone_facts, &gone), past })
}

/// Makes `person` say what `changes` say after them.
fn save(tx: &Tx<'_>, act: &Act, person: &Person, facts: &Facts, changes: &[FieldChange]) -> Result<()> {
    let mut after = facts.clone();
    for change in changes {
        field::put(&mut after, &change.field, change.after.clone())?;
    }
    person::store::save_since(tx, act, person, &after, &field::corrections(changes))
}

fn carry(
    tx: &Tx<'_>,
    act: &Act,
    references: References,
    case: &Case,
    choice: &Choice,
) -> Result<Vec<KeptStep>> {
    let mut kept: Vec<KeptStep> = Vec::new();
    let mut keep = |reference: &str, held: Option<&Held>, steps: Vec<super::Step>| {
        for step in steps {
            let number = i64::try_from(kept.len() + 1).unwrap_or(i64::MAX);
            let (reference, held) = (reference.to_owned(), held.cloned());
            kept.push(KeptStep { number, reference, held, step, outcome: None });
        }
    };
    for reference in references {
        for held in reference.list(tx, act, case)? {
            let side = choice.rivals.get(&held.id).copied().unwrap_or(Side::Kept);
            let steps = reference.carry(tx, act, case, &held, side)?;
            keep(reference.name(), Some(&held), steps);
        }
        let settled = reference.settle(tx, act, case)?;
        keep(reference.name(), None, settled);
    }
    Ok(kept)
}

/// What ends because the kept record says, since the merge, that its person is served no longer: nobody visits, pairs or plans for
/// the dead. `before` steps were taken before.
fn lapsed(
    tx: &Tx<'_>,
    act: &Act,
    references: References,
    case: &Case,
    before: usize,
) -> Result<Vec<KeptStep>> {
    let kept = person::store::find(tx, &Scope::BUREAU, act.bureau(), case.kept)?.ok_or(Error::NotFound)?;
    let Some(ended) = kept.ended() else { return Ok(Vec::new()) };
    let lapsed = Lapsed::of(ended, act.today());
    let mut steps = Vec::new();
    for reference in references {
        for step in reference.lapse(tx, act, case, &lapsed)? {
            let number = i64::try_from(before + steps.len() + 1).unwrap_or(i64::MAX);
            let reference = reference.name().to_owned();
            steps.push(KeptStep { number, reference, held: None, step, outcome: None });
        }
    }
    Ok(steps)
}

/// A merge with what it did.
pub struct Whole {
    /// The merge.
    pub merge: Merge,
    /// Who was kept.
    pub kept: Person,
    /// Who gave way.
    pub gone: Person,
    /// What was moved and closed.
    pub steps: Vec<KeptStep>,
}

/// Reads a merge, on record.
pub async fn view(app: &App, act: &Act, id: MergeId) -> Result<Whole> {
    act.actor.may(&VIEW)?;
    let hand = act.clone();
    let read = move |conn: &Conn<'_>| {
        let merge = store::find(conn, &hand, id)?.ok_or(Error::NotFound)?;
        let one = |id| person::store::find(conn, &Scope::BUREAU, hand.bureau(), id)?.ok_or(Error::NotFound);
        let (kept, gone) = (one(merge.kept)?, one(merge.gone)?);
        Ok(Whole { steps: store::steps(conn, &hand, id)?, merge, kept, gone })
    };
    let whole = app.db.read(read).await?;
    let hand = act.clone();
    app.db.write(move |tx| hand.record(tx, &VIEW, Subject::one("merge", id.0), &json!({}))).await?;
    Ok(whole)
}

/// Takes a merge apart: both records are as they were, as far as nobody changed them since.
pub async fn undo(app: &App, act: &Act, references: References, id: MergeId) -> Result<()> {
    act.actor.may(&UNDO)?;
    let hand = act.clone();
    app.db.write(move |tx| undo_in(tx, &hand, references, id)).await?;
    plan::follow_up(app, act).await;
    Ok(())
}

/// [`undo`] within a transaction.
pub fn undo_in(tx: &Tx<'_>, act: &Act, references: References, id: MergeId) -> Result<()> {
    plan::hold(tx, act)?;
    responsibility::store::hold(tx, act.bureau())?;
    let merge = store::find(tx, act, id)?.ok_or(Error::NotFound)?;
    if merge.undone_at.is_some() {
        return Err(Error::refused("duplicate-undone-already"));
    }
    if store::leads_to(tx, act.bureau(), merge.kept)?.is_some() {
        return Err(Error::refused("duplicate-undo-later-first"));
    }
    store::save_undone(tx, act, &merge)?;
    let case = Case { kept: merge.kept, gone: merge.gone };
    let mut stayed = 0;
    for kept in store::steps(tx, act, id)?.iter().rev() {
        let known = references.iter().find(|reference| reference.name() == kept.reference);
        let known =
            known.ok_or_else(|| Error::internal(format!("nobody knows steps of {}", kept.reference)))?;
        let outcome =
            if known.undo(tx, act, &case, &kept.step)? { Outcome::Restored } else { Outcome::Stayed };
        stayed += i64::from(outcome == Outcome::Stayed);
        store::save_outcome(tx, act, id, kept.number, outcome)?;
    }
    let known = store::past::list(tx, act.bureau(), merge.kept)?;
    let later = put_back(tx, act, merge.kept, &merge.fields.kept)?;
    for PastChange { field, before, after } in &merge.fields.past {
        let is_untouched = known.get(field).map_or(&[][..], Vec::as_slice) == after;
        if is_untouched && !later.contains(field) {
            store::past::replace(tx, act, merge.kept, field, before)?;
        }
    }
    put_back(tx, act, merge.gone, &merge.fields.gone)?;
    plan::of_people_and_around(tx, act, &[merge.kept, merge.gone])?;
    let detail = json!({ "stayed": stayed });
    act.record(tx, &UNDO, Subject::one("person", merge.kept.0), &detail)?;
    act.record(tx, &UNDO, Subject::one("person", merge.gone.0), &detail)
}

/// Makes a record say what it said before `changes`, except where it says something else again by now: those fields come back.
fn put_back(tx: &Tx<'_>, act: &Act, id: PersonId, changes: &[FieldChange]) -> Result<BTreeSet<String>> {
    let person = person::store::find(tx, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let now = candidate::facts(tx, act, &person)?;
    let mut left = now.clone();
    for change in changes {
        field::put(&mut left, &change.field, change.after.clone())?;
    }
    let since = field::differing(&now, &left);
    let mut before = now.clone();
    let later: BTreeSet<String> = since.into_iter().map(|change| change.field).collect();
    let put_back: Vec<FieldChange> =
        changes.iter().filter(|change| !later.contains(&change.field)).cloned().collect();
    for change in &put_back {
        field::put(&mut before, &change.field, change.before.clone())?;
    }
    person::store::save_since(tx, act, &person, &before, &field::corrections(&put_back))?;
    Ok(later)
}

/// Notes that two records are two people.
pub async fn dismiss(app: &App, act: &Act, case: Case) -> Result<()> {
    act.actor.may(&DISMISS)?;
    let act = act.clone();
    app.db
        .write(move |tx| {
            Two::load(tx, &act, case)?;
            store::dismiss(tx, &act, case.kept, case.gone)?;
            act.record(tx, &DISMISS, Subject::one("person", case.kept.0), &json!({ "other": case.gone }))
        })
        .await
}
