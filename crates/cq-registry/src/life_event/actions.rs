//! Looking at all that an event would do, noting it, taking it back, and reading it again.

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
};
use serde_json::json;

use super::{
    NOTE, UNDO, UNMASK, VIEW,
    consequence::{AnyConsequence, Case, Consequences, Done, Undone},
    effect::next::left_undone,
    model::{self, Ended, Event, EventId, Kind, LifeEvent, Mark, Other, Standing},
    notice,
    store::{
        self, Effect,
        held::{self, Held},
        kin::{self, Spouse},
        settings,
    },
};
use crate::{
    person::{self, PersonId},
    relation,
    rule::plan,
    task::model::Form,
};

/// All that an event would do, looked at before anything is done.
pub struct Preview {
    /// What it is about.
    pub case: Case,
    /// What would change, in the order in which it is done.
    pub planned: Vec<Planned>,
    /// What to think of.
    pub notices: Vec<Text>,
    /// What a death calls for and is not opened, since it was so long ago.
    pub left: Vec<Form>,
    /// Stands for exactly this: noted later, it must still be the same.
    pub seen: String,
}

/// One change, and whose it is.
pub struct Planned {
    /// Whose.
    pub by: &'static dyn AnyConsequence,
    /// As data.
    pub change: String,
}

/// What [`note`] would do now. Writes nothing.
pub fn preview(
    conn: &Conn<'_>,
    act: &Act,
    consequences: Consequences,
    person: PersonId,
    event: Event,
) -> Result<Preview> {
    let case = case_of(conn, act, person, event)?;
    model::check(&case.event, &case.standing, case.today).map_err(|refused| refused.error())?;
    agrees(conn, act, &case)?;
    let mut planned = Vec::new();
    for by in consequences {
        let changes = by.plan(conn, act, &case)?;
        planned.extend(changes.into_iter().map(|change| Planned { by: *by, change }));
    }
    let seen = fingerprint(act, &case, &planned)?;
    let opens = planned.iter().any(|planned| planned.by.opens());
    let mut notices = notice::notices(&case, opens);
    let mut left = Vec::new();
    if case.event.kind() == Kind::Death {
        left = left_undone(conn, act, &case)?;
        let later = store::begun_after(conn, act, person, case.on())?;
        notices.extend(later.iter().map(notice::begun_later));
    }
    if let (Event::Return { .. }, Some((day, Ended::Moved))) = (&case.event, case.standing.ended) {
        notices.extend(notice::come_back(&case, &store::left_behind(conn, act, person, day)?));
    }
    Ok(Preview { notices, left, case, planned, seen })
}

/// Whether a retirement goes with what else is known of the person: what the form of the record refuses is refused here too.
fn agrees(conn: &Conn<'_>, act: &Act, case: &Case) -> Result<()> {
    let Event::Retirement { on, category, rank, .. } = &case.event else { return Ok(()) };
    let nobody = cq_platform::policy::Scope::BUREAU;
    let person = person::store::find(conn, &nobody, act.bureau(), case.person)?.ok_or(Error::NotFound)?;
    let before = person::store::facts(conn, act.bureau(), &act.secrets, &person)?;
    let mut after = before.clone();
    (after.category, after.retired, after.rank) = (*category, Some((*on).into()), rank.or(before.rank));
    let known = person::agree::contradictions(&before);
    let new = person::agree::contradictions(&after).into_iter().filter(|one| !known.contains(one));
    let at = |field| if field == "retired" { "on" } else { field };
    let wrong: Vec<_> = new.map(|(field, text)| (at(field).to_owned(), Text::new(text))).collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Notes what happened and does everything that follows. If that is not what was `seen`, it is a [`Error::Conflict`] and
/// nothing is done.
pub fn note(
    tx: &Tx<'_>,
    act: &Act,
    consequences: Consequences,
    person: PersonId,
    event: Event,
    seen: &str,
) -> Result<EventId> {
    plan::hold(tx, act)?;
    held::hold(tx, act, &find(tx, act, person)?)?;
    let Preview { case, planned, seen: present, .. } = preview(tx, act, consequences, person, event)?;
    if present != seen {
        return Err(Error::Conflict);
    }
    let noted = Mark { at: act.at, by: act.actor.account };
    let event = LifeEvent::note(case.id, person, case.event.clone(), noted);
    store::insert(tx, act, &event)?;
    let mut effects = Vec::with_capacity(planned.len());
    for (Planned { by, change }, number) in planned.into_iter().zip(1..) {
        let Done { subject, after_version } = by.apply(tx, act, &case, &change)?;
        let handler = by.name().to_owned();
        effects.push(Effect { number, handler, subject, change, after_version, outcome: None });
    }
    store::insert_effects(tx, act, case.id, &effects)?;
    plan::of_people_and_around(tx, act, &concerned(&event))?;
    let detail = json!({ "kind": event.event.kind(), "on": event.event.on(), "person": person, "effects": effects.len() });
    act.record(tx, &NOTE, subject(case.id), &detail)?;
    Ok(case.id)
}

/// Of whom something changed.
fn concerned(event: &LifeEvent) -> Vec<PersonId> {
    match event.event {
        Event::Remarriage { spouse, .. } => vec![event.person, spouse],
        _ => vec![event.person],
    }
}

/// How much was put back, and how much was not because something happened since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PutBack {
    /// As it was.
    pub restored: usize,
    /// Left.
    pub kept: usize,
}

/// Takes an event back as it stood at `version`: the last thing it did first.
pub fn undo(
    tx: &Tx<'_>,
    act: &Act,
    consequences: Consequences,
    id: EventId,
    version: i64,
    because: String,
) -> Result<PutBack> {
    plan::hold(tx, act)?;
    let scope = act.actor.scope(&UNDO, store::OWN)?;
    let event = store::find(tx, act, &scope, id)?.ok_or(Error::NotFound)?;
    is_last_word(tx, act, &event)?;
    let mark = Mark { at: act.at, by: act.actor.account };
    let stood = event.version;
    let event = event.undo(mark, because)?;
    if stood != version {
        return Err(Error::Conflict);
    }
    store::save(tx, act, &event)?;
    let mut put_back = PutBack { restored: 0, kept: 0 };
    for effect in store::effects(tx, act, id)?.iter().rev() {
        let Effect { number, handler, subject, change, after_version, .. } = effect;
        let done = Done { subject: *subject, after_version: *after_version };
        let kept = match consequence(consequences, handler)?.undo(tx, act, change, done)? {
            Undone::Restored => None,
            Undone::Kept(kept) => Some(kept),
        };
        *(if kept.is_some() { &mut put_back.kept } else { &mut put_back.restored }) += 1;
        store::save_outcome(tx, act, id, *number, kept)?;
    }
    if let Event::Remarriage { .. } = event.event {
        for person in concerned(&event) {
            catch_up(tx, act, consequences, person)?;
        }
    }
    plan::of_people_and_around(tx, act, &concerned(&event))?;
    let PutBack { restored, kept } = put_back;
    act.record(tx, &UNDO, subject(id), &json!({ "restored": restored, "not_restored": kept }))?;
    Ok(put_back)
}

/// Whoever is known to have died after moving away did move away: the death is taken back first.
fn is_last_word(conn: &Conn<'_>, act: &Act, event: &LifeEvent) -> Result<()> {
    let Event::Move { leaves: true, .. } = event.event else { return Ok(()) };
    let held = held::find(conn, act, &cq_platform::policy::Scope::BUREAU, event.person)?;
    match held.and_then(|held| held.died_on) {
        Some(_) => Err(Error::refused("life-refused-undo-death-first")),
        None => Ok(()),
    }
}

/// Puts back what a death that was taken back before could not, since the one who was left had married again: that marriage never was.
fn catch_up(tx: &Tx<'_>, act: &Act, consequences: Consequences, person: PersonId) -> Result<()> {
    for (event, effect) in store::kept(tx, act, person)? {
        let done = Done { subject: effect.subject, after_version: effect.after_version };
        let undone = consequence(consequences, &effect.handler)?.undo(tx, act, &effect.change, done)?;
        if undone == Undone::Restored {
            store::save_late_outcome(tx, act, event, effect.number)?;
        }
    }
    Ok(())
}

/// An event as its page shows it.
pub struct Shown {
    /// The event.
    pub event: LifeEvent,
    /// To whom it happened.
    pub held: Held,
    /// Of a re-marriage: the other's name.
    pub other: Option<String>,
    /// All that it did.
    pub effects: Vec<Effect>,
    /// Who noted it.
    pub noted_by: Option<String>,
    /// Who took it back.
    pub undone_by: Option<String>,
}

/// Opens an event's page, sensitive details for whoever asks `in_full`; the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: EventId, in_full: bool) -> Result<Shown> {
    let action = if in_full { &UNMASK } else { &VIEW };
    let scope = act.actor.scope(action, store::OWN)?;
    let event = store::find(tx, act, &scope, id)?.ok_or(Error::NotFound)?;
    let anybody = cq_platform::policy::Scope::BUREAU;
    let held = held::find(tx, act, &anybody, event.person)?.ok_or(Error::NotFound)?;
    let name = |by: Option<_>| by.map(|by| store::account_name(tx, act, by)).transpose().map(Option::flatten);
    let undone_by = match &event.state {
        model::State::Holds => None,
        model::State::Undone { mark, .. } => name(mark.by)?,
    };
    let other = match &event.event {
        Event::Remarriage { spouse, .. } => held::find(tx, act, &anybody, *spouse)?.map(|other| other.name),
        _ => None,
    };
    act.record(tx, action, subject(id), &json!({}))?;
    let effects = store::effects(tx, act, id)?;
    Ok(Shown { noted_by: name(event.noted.by)?, undone_by, other, effects, held, event })
}

/// The consequence of that name.
pub fn consequence(consequences: Consequences, name: &str) -> Result<&'static dyn AnyConsequence> {
    let found = consequences.iter().find(|consequence| consequence.name() == name);
    found.copied().ok_or_else(|| Error::internal(format!("nobody knows the consequence {name}")))
}

/// Somebody to whom the actor may note something.
pub fn find(conn: &Conn<'_>, act: &Act, person: PersonId) -> Result<Held> {
    let scope = act.actor.scope(&NOTE, person::OWN)?;
    held::find(conn, act, &scope, person)?.ok_or(Error::NotFound)
}

fn case_of(conn: &Conn<'_>, act: &Act, person: PersonId, event: Event) -> Result<Case> {
    let held = find(conn, act, person)?;
    let today = act.today();
    let (rules, _) = settings::rules(conn, act.bureau(), today)?;
    let noted = store::noted(conn, act, person)?;
    let spouses = kin::spouses(conn, act, person)?;
    let other = match &event {
        Event::Remarriage { spouse, .. } => Some(
            held::find(conn, act, &cq_platform::policy::Scope::BUREAU, *spouse)?
                .ok_or_else(|| Error::Invalid(vec![("spouse".into(), Text::new("life-spouse-not-found"))]))?,
        ),
        _ => None,
    };
    let about_other = match &other {
        Some(other) => Some(Other {
            name: other.name.clone(),
            is_gone: other.ended.is_some(),
            spouse: living(&kin::spouses(conn, act, other.id)?),
            born: other.born,
            is_family: are_family(conn, act, person, other.id)?,
        }),
        None => None,
    };
    let ended = |person| kin::married_until(conn, act, person);
    let married_until = match &other {
        Some(other) => ended(person)?.max(ended(other.id)?),
        None => None,
    };
    let standing = Standing {
        married_until,
        person,
        born: held.born,
        ended: held.ended,
        died_on: held.died_on,
        spouse: living(&spouses),
        retired: held.retired,
        is_noted: noted.contains(&(event.kind(), event.on())) && event.kind() != Kind::Death,
        other: about_other,
    };
    Ok(Case { id: act.new_id(), person, held, event, spouses, other, standing, rules, noted, today })
}

/// Whether two are family already, otherwise than by a marriage.
fn are_family(conn: &Conn<'_>, act: &Act, one: PersonId, other: PersonId) -> Result<bool> {
    let (bureau, is_family) =
        (act.bureau(), |kind: &relation::Kind| kind.is_family() && *kind != relation::Kind::Spouse);
    Ok(relation::store::between(conn, bureau, one, other)?.iter().any(is_family)
        || relation::store::is_ancestor(conn, bureau, one, other)?
        || relation::store::is_ancestor(conn, bureau, other, one)?)
}

/// The first of them who lives, by name.
fn living(spouses: &[Spouse]) -> Option<String> {
    let lives = |spouse: &&Spouse| spouse.held.died().is_none();
    spouses.iter().find(lives).map(|spouse| spouse.held.name.clone())
}

fn fingerprint(act: &Act, case: &Case, planned: &[Planned]) -> Result<String> {
    let event = serde_json::to_string(&case.event).map_err(Error::internal)?;
    let mut text = format!("{} {} {event}\n", case.person, case.held.version);
    for Planned { by, change } in planned {
        text.push_str(&format!("{} {change}\n", by.name()));
    }
    Ok(act.secrets.index("life-event-plan", &text).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn subject(id: EventId) -> Subject {
    Subject::one("life-event", id.0)
}
