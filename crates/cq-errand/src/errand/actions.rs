//! Taking errands down, and everything that may become of one: each in one transaction that holds the errand's row.

use cq_case::case::{self, CaseId, model::Answer, store::people};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
    policy::{Action, Scope},
    web::App,
};
use cq_registry::person::{self, PersonId};
use jiff::civil::Date;
use serde_json::json;

use super::{
    ASSIGN, CALL, DO, SET, TAKE, VIEW,
    draft::Draft,
    model::{By, Errand, ErrandId, Refused, State, Way},
    note,
    rules::Rules,
    store::{
        self, Facts, OWN,
        entry::{self, Entry, Happened, Noted},
        list::{self, Listed, Wanted},
        worker as workers,
    },
    told,
    worker::{Terms, Wish, Worker},
};

/// Takes an errand down.
pub fn take(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<ErrandId> {
    act.actor.may(&TAKE)?;
    served(tx, act, draft.person)?;
    from_case(tx, act, draft.case, draft.person)?;
    let hand = Hand::of(tx, act)?;
    let wrong = |field: &str, key| Error::Invalid(vec![(field.to_owned(), Text::new(key))]);
    let kind = hand.rules.kind(&draft.kind).filter(|kind| kind.open);
    let kind = kind.ok_or_else(|| wrong("kind", "form-choice"))?;
    let id: ErrandId = act.new_id();
    let mut errand =
        Errand::taken(id, draft.person, (kind.code.clone(), kind.hands()), draft.needed_on, hand.by)
            .map_err(|refused| refused.at("needed_on"))?;
    if let Some(on) = draft.promised_on {
        errand = errand.promised(on, hand.by).map_err(|refused| refused.at("promised_on"))?;
    }
    let said = draft.said.seal(&act.secrets, id.0)?;
    let facts = Facts { channel: draft.channel, case: draft.case, said: &said, taken_by: hand.by.staff };
    store::insert(tx, act, &errand, &facts)?;
    entry::note(tx, act, id, 1, &Noted { kind: Happened::Taken, by: hand.by.staff, to: None, note: "" })?;
    act.record(tx, &TAKE, subject(id), &json!({ "kind": draft.kind }))?;
    Ok(id)
}

/// Whether the person is within reach and served.
fn served(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<()> {
    let wrong = |key| Error::Invalid(vec![("person".to_owned(), Text::new(key))]);
    let reach = act.actor.scope(&person::VIEW, person::OWN)?;
    let person = person::store::find(conn, &reach, act.bureau(), id)?.ok_or_else(|| wrong("form-choice"))?;
    match person.ended() {
        Some(_) => Err(wrong("errand-person-ended")),
        None => Ok(()),
    }
}

/// Whether the person is served no more; of an errand within reach, so that the person need not be.
fn has_ended(conn: &Conn<'_>, act: &Act, id: PersonId) -> Result<bool> {
    let person = person::store::find(conn, &Scope::BUREAU, act.bureau(), id)?.ok_or(Error::NotFound)?;
    Ok(person.ended().is_some())
}

/// Whether the case is within reach, about the same person, and not answered yet. Its row is held: whoever answers it waits, or was first.
fn from_case(tx: &Tx<'_>, act: &Act, id: Option<CaseId>, person: PersonId) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let reach = act.actor.scope(&case::VIEW, case::store::OWN)?;
    case::store::hold(tx, act.bureau(), id)?;
    let found = case::store::find(tx, &reach, act.bureau(), id)?;
    let case = found.filter(|case| case.person == person).ok_or(Error::NotFound)?;
    Ok(case.may_become_errand()?)
}

/// Takes an errand up, alone or as the second where it takes two. Whoever does it is one of the workers.
pub fn claim(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64) -> Result<()> {
    change(tx, act, &DO, (id, seen), |errand, by| {
        if !workers::is_active(tx, act.bureau(), by.staff)? {
            return Err(Error::refused("errand-refused-no-worker"));
        }
        Ok((errand.joined(by.staff)?, Happening::plain(Happened::Claimed, "")))
    })?;
    told::assigned(tx, act, id)
}

/// Gives an errand to a worker.
pub fn assign(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, to: StaffId) -> Result<()> {
    change(tx, act, &ASSIGN, (id, seen), |errand, _| {
        if !workers::is_active(tx, act.bureau(), to)? {
            return Err(Error::Invalid(vec![("to".to_owned(), Text::new("form-choice"))]));
        }
        let errand = errand.joined(to).map_err(|refused| refused.at("to"))?;
        Ok((errand, Happening { to: Some(to), ..Happening::plain(Happened::Assigned, "") }))
    })?;
    told::assigned(tx, act, id)
}

/// What may become of an errand with a reason and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A worker gives it back.
    Leave,
    /// It is done.
    Done,
    /// It cannot be done.
    Impossible,
    /// It is not wanted any more.
    Cancel,
}

/// Makes a turn, with what is said of it.
pub fn turn(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, turn: Turn, note: &str) -> Result<()> {
    let action = if turn == Turn::Cancel { &ASSIGN } else { &DO };
    change(tx, act, action, (id, seen), |errand, by| {
        // Who struck it did so as the desk, whoever was on it.
        let to = by.acts_for.filter(|_| turn != Turn::Cancel);
        let (errand, kind) = match turn {
            Turn::Leave => (errand.left(to.unwrap_or(by.staff)), Happened::Left),
            Turn::Done => (errand.done(by), Happened::Done),
            Turn::Impossible => (errand.impossible(by), Happened::Impossible),
            Turn::Cancel => (errand.cancelled(), Happened::Cancelled),
        };
        Ok((errand?, Happening { to, ..Happening::plain(kind, note) }))
    })?;
    told::recalled(tx, act, id)
}

/// Takes an errand from a worker, so that it waits for somebody, or gives it to `to` in their place: with the money, if any of it is held,
/// which `fen` names.
pub fn recall(
    tx: &Tx<'_>,
    act: &Act,
    id: ErrandId,
    seen: i64,
    (from, to, fen): (StaffId, Option<StaffId>, i64),
    why: &str,
) -> Result<()> {
    change(tx, act, &ASSIGN, (id, seen), |errand, _| {
        let Some(to) = to else {
            let left = errand.left(from)?;
            return Ok((left, Happening { to: Some(from), ..Happening::plain(Happened::Left, why) }));
        };
        if !workers::is_active(tx, act.bureau(), to)? {
            return Err(Error::Invalid(vec![("heir".to_owned(), Text::new("form-choice"))]));
        }
        let note = note::Money { kind: None, fen, way: Way::Forth, words: why.to_owned() };
        let errand = errand.handed(from, to, fen).map_err(|refused| refused.at("heir"))?;
        Ok((errand, Happening { to: Some(to), ..Happening::plain(Happened::Assigned, &note.to_string()) }))
    })?;
    told::recalled(tx, act, id)?;
    if to.is_some() { told::assigned(tx, act, id) } else { Ok(()) }
}

/// Whom of an errand's workers the desk acts for, as whoever asks may: one who signs in nowhere. Nobody does so who is on it.
pub(crate) fn acts_for(
    conn: &Conn<'_>,
    act: &Act,
    errand: &Errand,
    me: Option<StaffId>,
) -> Result<Option<StaffId>> {
    let Some(crew) = errand.crew().filter(|_| errand.is_open() && act.actor.may(&ASSIGN).is_ok()) else {
        return Ok(None);
    };
    if me.is_some_and(|me| crew.has(me)) {
        return Ok(None);
    }
    for staff in [Some(crew.first()), crew.second()].into_iter().flatten() {
        if !workers::signs_in(conn, act.bureau(), staff)? {
            return Ok(Some(staff));
        }
    }
    Ok(None)
}

/// Gives the elder a day.
pub fn promise(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, on: Date) -> Result<()> {
    change(tx, act, &DO, (id, seen), |errand, by| {
        let errand = errand.promised(on, by).map_err(|refused| refused.at("promised_on"))?;
        Ok((errand, Happening::plain(Happened::Promised, &on.to_string())))
    })?;
    told::assigned(tx, act, id)
}

/// The elder was called; in their words.
pub fn called(tx: &Tx<'_>, act: &Act, id: ErrandId, seen: i64, answer: Answer, words: &str) -> Result<()> {
    change(tx, act, &CALL, (id, seen), |errand, by| {
        if answer == Answer::Again && has_ended(tx, act, errand.person)? {
            return Err(Error::refused("errand-refused-again-ended"));
        }
        if entry::had_a_hand(tx, act.bureau(), id, by.staff)? {
            return Err(Refused::OwnWork.into());
        }
        let errand = errand.called(answer, by)?;
        let kind = match (answer, errand.state) {
            (_, State::Closed { .. }) => Happened::Closed,
            (Answer::Again, _) => Happened::Again,
            _ => Happened::NotReached,
        };
        Ok((errand, Happening::plain(kind, words)))
    })
}

/// An errand with everything its page shows.
pub struct Shown {
    /// As lists have it.
    pub listed: Listed,
    /// Its course.
    pub errand: Errand,
    /// What happened, the latest first.
    pub entries: Vec<Entry>,
    /// Everybody who does errands, as they stand on the day it is owed.
    pub workers: Vec<Worker>,
    /// What they are measured by.
    pub wish: Wish,
    /// As whom the reader acts.
    pub me: Option<StaffId>,
    /// The rules that hold.
    pub rules: Rules,
    /// Whether the person is served no more.
    pub has_ended: bool,
    /// The worker whom the reader may act for.
    pub acts_for: Option<StaffId>,
    /// Whether the reader had a hand in it, and so does not call.
    pub had_a_hand: bool,
}

/// Opens an errand's page. What was read is shown once the log has it, and whoever reads holds nobody up who writes.
pub async fn view(app: &App, act: Act, id: ErrandId) -> Result<Shown> {
    let hand = act.clone();
    let shown = app.db.read(move |conn| read(conn, &hand, id)).await?;
    app.db.write(move |tx| act.record(tx, &VIEW, subject(id), &json!({}))).await?;
    Ok(shown)
}

fn read(conn: &Conn<'_>, act: &Act, id: ErrandId) -> Result<Shown> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let listed = list::find(conn, act, &scope, id)?.ok_or(Error::NotFound)?;
    let errand = store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let on = listed.due_on().max(act.today());
    let wish = Wish { kind: errand.kind.clone(), area: listed.area, at: listed.at, on };
    let me = people::known(conn, act)?;
    Ok(Shown {
        entries: entry::list(conn, act, id)?,
        workers: workers::list(conn, act.bureau(), on)?,
        acts_for: acts_for(conn, act, &errand, me)?,
        had_a_hand: match me {
            Some(me) => entry::had_a_hand(conn, act.bureau(), id, me)?,
            None => false,
        },
        me,
        rules: store::rules(conn, act.bureau(), act.today())?.0,
        has_ended: has_ended(conn, act, errand.person)?,
        wish,
        listed,
        errand,
    })
}

/// Puts into the log that so many errands of a list were read; they are shown afterwards.
pub async fn listed(app: &App, act: Act, of: Wanted, count: usize) -> Result<()> {
    let detail = json!({ "of": of, "count": count });
    app.db.write(move |tx| act.record(tx, &VIEW, Subject::list("errand"), &detail)).await
}

/// Sets the rules from today on.
pub fn set(tx: &Tx<'_>, act: &Act, rules: &Rules) -> Result<()> {
    act.actor.may(&SET)?;
    store::save_rules(tx, act.bureau(), act.today(), rules)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "rules": rules }))
}

/// Writes down where, when and what a worker does.
pub fn put_worker(tx: &Tx<'_>, act: &Act, staff: StaffId, seen: Option<i64>, terms: &Terms) -> Result<()> {
    act.actor.may(&SET)?;
    let known = workers::list(tx, act.bureau(), act.today())?.iter().any(|worker| worker.staff == staff);
    if known && seen.is_none() {
        return Err(Error::Invalid(vec![("who".to_owned(), Text::new("errand-worker-known"))]));
    }
    workers::put(tx, act, staff, seen, terms)?;
    act.record(tx, &SET, Subject::one("staff", staff.0), &json!({ "new": seen.is_none() }))
}

/// What is noted beside a change.
pub(crate) struct Happening {
    /// What happened.
    pub kind: Happened,
    /// To whom it was given.
    pub to: Option<StaffId>,
    /// Why, or in whose words.
    pub note: String,
}

impl Happening {
    /// Without anybody it is given to.
    pub(crate) fn plain(kind: Happened, note: &str) -> Self {
        Self { kind, to: None, note: note.to_owned() }
    }
}

/// Who moves, and under which rules.
struct Hand {
    by: By,
    rules: Rules,
}

impl Hand {
    fn of(tx: &Tx<'_>, act: &Act) -> Result<Self> {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let by = By {
            staff: people::me(tx, act)?,
            at: act.at,
            today: act.today(),
            tries: rules.tries,
            acts_for: None,
        };
        Ok(Self { by, rules })
    }
}

/// Holds the errand, finds it within reach of `action` as the page showed it, changes it, and notes who did what.
pub(crate) fn change(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static Action,
    (id, seen): (ErrandId, i64),
    to: impl FnOnce(Errand, By) -> Result<(Errand, Happening)>,
) -> Result<()> {
    let scope = act.actor.scope(action, OWN)?;
    store::hold(tx, act.bureau(), id)?;
    let errand = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if errand.version != seen {
        return Err(overtaken(tx, act, &errand)?);
    }
    let mut hand = Hand::of(tx, act)?;
    hand.by.acts_for = acts_for(tx, act, &errand, Some(hand.by.staff))?;
    let (errand, said) = to(errand, hand.by)?;
    act.record(tx, action, subject(id), &json!({ "happened": said.kind }))?;
    store::save(tx, act.bureau(), &errand)?;
    let noted = Noted { kind: said.kind, by: hand.by.staff, to: said.to, note: &said.note };
    entry::note(tx, act, id, errand.version + 1, &noted)
}

/// Whoever comes second is told who did what meanwhile; who sent one form twice, that it was kept once.
fn overtaken(conn: &Conn<'_>, act: &Act, errand: &Errand) -> Result<Error> {
    let Some((name, by, kind)) = entry::last_hand(conn, act.bureau(), errand.id)? else {
        return Ok(Error::Conflict);
    };
    if people::known(conn, act)? == Some(by) {
        return Ok(Error::Overtaken(Text::new("errand-overtaken-self").with("what", kind.as_str())));
    }
    let text = match (errand.state, kind) {
        (State::Working { crew }, Happened::Claimed | Happened::Assigned) => {
            let worker = people::name(conn, act.bureau(), crew.second().unwrap_or(crew.first()))?;
            Text::new("errand-overtaken-working").with("worker", worker)
        }
        _ => Text::new("errand-overtaken").with("what", kind.as_str()),
    };
    Ok(Error::Overtaken(text.with("name", name)))
}

pub(crate) fn subject(id: ErrandId) -> Subject {
    Subject::one("errand", id.0)
}

impl From<Refused> for Text {
    fn from(refused: Refused) -> Self {
        refused.text()
    }
}
