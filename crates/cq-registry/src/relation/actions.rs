//! Entering a relation, changing what it says, ending it.

use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::BureauId,
    messages::Text,
    policy::Scope,
    web::App,
};
use serde_json::json;

use super::{
    EDIT,
    model::{Because, Kind, New, Other, Refused, Relation, RelationId, may_be_parent, may_begin},
    store,
};
use crate::{
    person::{self, Category, EndedBecause, OWN, Person, PersonId},
    rule::plan,
};

/// Enters a relation of `person`, and the other with it where they are new.
pub async fn add(app: &App, act: &Act, person: PersonId, new: New) -> Result<RelationId> {
    act.actor.may(&EDIT)?;
    let act = act.clone();
    app.db.write(move |tx| add_in(tx, &act, person, new)).await
}

/// [`add`] inside a transaction.
pub fn add_in(tx: &Tx<'_>, act: &Act, person: PersonId, new: New) -> Result<RelationId> {
    plan::hold(tx, act)?;
    let bureau = act.bureau();
    let New { other, kind, is_contact, is_proxy, since, remark } = new;
    let one = found(tx, act, person)?.ok_or(Error::NotFound)?;
    let other = match other {
        Other::Known(id) if id == person => return Err(Refused::Oneself.into()),
        Other::Known(id) => id,
        Other::New(facts) => {
            let id = act.new_id();
            person::store::insert(tx, act, id, &facts)?;
            act.record(tx, &person::EDIT, Subject::one("person", id.0), &json!({ "made": true }))?;
            id
        }
    };
    store::hold(tx, bureau, person, other)?;
    let nobody = || Error::Invalid(vec![("other".into(), Text::new("relation-nobody"))]);
    let two = found(tx, act, other)?.ok_or_else(nobody)?;
    let died = [&one, &two].into_iter().filter_map(|whose| whose.died()).min_by_key(|day| day.first_day());
    if died.is_some() && (is_contact || is_proxy) {
        return Err(Refused::HasDied.into());
    }
    may_hold(tx, bureau, (&one, &two), kind)?;
    if !may_begin(since, [one.born(), two.born()]) {
        return Err(Refused::BeforeBirth.into());
    }
    let relation = Relation {
        id: act.new_id(),
        person,
        other,
        kind,
        is_contact,
        is_contact_back: false,
        is_proxy,
        since,
        remark,
        version: 1,
    };
    store::insert(tx, act, &relation)?;
    let id = relation.id;
    if let Some(on) = died.filter(|_| kind == Kind::Spouse) {
        // Written down late: it ended with the death.
        let ended = relation.ended(on, Because::Died, act.today()).map_err(|_| Refused::BeginsAfterDeath)?;
        store::end(tx, act, &ended)?;
    }
    plan::of_people(tx, act, &[person, other])?;
    let detail = json!({ "relation": kind.as_str(), "other": other });
    act.record(tx, &EDIT, Subject::one("person", person.0), &detail)?;
    Ok(id)
}

fn found(tx: &Tx<'_>, act: &Act, id: PersonId) -> Result<Option<Person>> {
    person::store::find(tx, &act.actor.scope(&EDIT, OWN)?, act.bureau(), id)
}

/// Whether the second can be that to the first.
fn may_hold(conn: &Conn<'_>, bureau: &BureauId, (one, other): (&Person, &Person), kind: Kind) -> Result<()> {
    let is_merged =
        |person: &Person| person.ended().is_some_and(|ended| ended.because == EndedBecause::Merged);
    if is_merged(one) || is_merged(other) {
        return Err(Refused::Merged.into());
    }
    let held = store::between(conn, bureau, one.id, other.id)?;
    if held.contains(&kind) || (kind.is_family() && held.iter().any(|held| held.is_family())) {
        return Err(Refused::Already.into());
    }
    if kind.is_family() && store::were_family(conn, bureau, one.id, other.id)? {
        return Err(Refused::Already.into());
    }
    let (parent, child) = match kind {
        // Whom the one who was left married since is another matter.
        Kind::Spouse if one.died().is_some() || other.died().is_some() => return Ok(()),
        Kind::Spouse => {
            let is_taken =
                store::has_spouse(conn, bureau, one.id)? || store::has_spouse(conn, bureau, other.id)?;
            return if is_taken { Err(Refused::SecondSpouse.into()) } else { Ok(()) };
        }
        Kind::Child => (one, other),
        Kind::Parent => (other, one),
        _ => return Ok(()),
    };
    if store::is_ancestor(conn, bureau, child.id, parent.id)? {
        return Err(Refused::Circle.into());
    }
    if !may_be_parent(parent.born(), child.born()) {
        return Err(Refused::ParentYounger.into());
    }
    Ok(())
}

/// A relation of `person` that holds, for its form, with the other.
pub(super) async fn load(
    app: &App,
    act: &Act,
    person: PersonId,
    id: RelationId,
) -> Result<(Person, Person, Relation)> {
    let (act, scope) = (act.clone(), act.actor.scope(&EDIT, OWN)?);
    app.db
        .read(move |conn| {
            let bureau = act.bureau();
            let one = person::store::find(conn, &scope, bureau, person)?.ok_or(Error::NotFound)?;
            let relation = store::find(conn, bureau, id, person)?.ok_or(Error::NotFound)?;
            let other = if relation.person == person { relation.other } else { relation.person };
            let other = person::store::find(conn, &scope, bureau, other)?.ok_or(Error::NotFound)?;
            Ok((one, other, relation))
        })
        .await
}

/// Saves what a relation says now.
pub(super) async fn save(app: &App, act: &Act, relation: Relation) -> Result<()> {
    act.actor.may(&EDIT)?;
    let act = act.clone();
    app.db
        .write(move |tx| {
            plan::hold(tx, &act)?;
            let one = found(tx, &act, relation.person)?.ok_or(Error::NotFound)?;
            let other = found(tx, &act, relation.other)?.ok_or(Error::NotFound)?;
            if !may_begin(relation.since, [one.born(), other.born()]) {
                return Err(Refused::BeforeBirth.into());
            }
            let is_called = relation.is_contact || relation.is_contact_back || relation.is_proxy;
            if is_called && (one.died().is_some() || other.died().is_some()) {
                return Err(Refused::HasDied.into());
            }
            store::save(tx, &act, &relation)?;
            plan::of_people(tx, &act, &[relation.person, relation.other])?;
            let detail = json!({ "relation": relation.kind.as_str(), "other": relation.other });
            act.record(tx, &EDIT, Subject::one("person", relation.person.0), &detail)
        })
        .await
}

/// Ends a relation. A relative who died is no longer on the list of the living either; of somebody served the death is an event
/// of its own.
pub async fn end(app: &App, act: &Act, relation: Relation, on: PartialDate, because: Because) -> Result<()> {
    act.actor.may(&EDIT)?;
    let ended = relation.ended(on, because, act.today())?;
    let act = act.clone();
    app.db
        .write(move |tx| {
            plan::hold(tx, &act)?;
            store::end(tx, &act, &ended)?;
            let relation = &ended.relation;
            if ended.because == Because::Died {
                relative_died(tx, &act, relation.other, ended.on)?;
            }
            plan::of_people(tx, &act, &[relation.person, relation.other])?;
            let detail = json!({ "relation": relation.kind.as_str(), "other": relation.other, "ended": ended.because.as_str() });
            act.record(tx, &EDIT, Subject::one("person", relation.person.0), &detail)
        })
        .await
}

fn relative_died(tx: &Tx<'_>, act: &Act, id: PersonId, on: PartialDate) -> Result<()> {
    let Some(other) = person::store::find(tx, &Scope::BUREAU, act.bureau(), id)? else { return Ok(()) };
    if other.category() != Category::Relative || other.ended().is_some() {
        return Ok(());
    }
    let mut facts = person::store::facts(tx, act.bureau(), &act.secrets, &other)?;
    facts.ended = Some(person::Ended { on, because: EndedBecause::Died });
    person::store::save(tx, act, &other, &facts)?;
    act.record(tx, &person::EDIT, Subject::one("person", id.0), &json!({ "fields": ["ended"] }))
}
