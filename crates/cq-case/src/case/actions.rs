//! Receiving a case, and everything that may become of it: each in one transaction that holds the case's row.

pub mod ask;
pub mod sweep;

use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
    policy::Action,
    web::App,
};
use cq_registry::{
    calendar,
    person::{self, PersonId},
};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{
    CALL, DECIDE, HANDLE, Pillars, RECEIVE, SET, VIEW,
    clock::Desk,
    draft::{Draft, ME, NewPart, Way},
    model::{Answer, Case, CaseId, Move, Refused, Stage, State, StepId},
    rules::Rules,
    store::{
        self, Facts, OWN,
        ladder::{self, Rung},
        list::{self, Listed, Wanted},
        part::{self, Entry, Happened, Noted, Part, Progress},
        people,
    },
    told,
};

/// How far ahead notices of holidays are read.
const YEARS_AHEAD: i64 = 2;

/// Receives a case; whoever does it here is its first receiver.
pub fn receive(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<CaseId> {
    act.actor.may(&RECEIVE)?;
    let reach = act.actor.scope(&person::VIEW, person::OWN)?;
    if person::store::find(tx, &reach, act.bureau(), draft.person)?.is_none() {
        return Err(Error::Invalid(vec![("person".to_owned(), Text::new("form-choice"))]));
    }
    let hand = Hand::of(tx, act, draft.person)?;
    let case = open(tx, act, &RECEIVE, &hand, draft)?;
    let id = case.id;
    match &draft.way {
        Way::Mine | Way::Waiting => {}
        Way::Given(to) => {
            let to = people::chosen(tx, act, Some(draft.person), "way", to)?;
            save(tx, act, &hand, &case.hand(to, hand.moves(act))?, &Happening::to(Happened::Handed, to, ""))?;
        }
        Way::Unclear => {
            save(tx, act, &hand, &case.raise(hand.moves(act))?, &Happening::plain(Happened::Raised, ""))?
        }
    }
    Ok(id)
}

/// A new case, received by `hand`.
fn open(tx: &Tx<'_>, act: &Act, action: &'static Action, hand: &Hand, draft: &Draft) -> Result<Case> {
    let id: CaseId = act.new_id();
    let mine = (draft.way == Way::Mine).then_some(hand.me);
    let case = Case::received(id, draft.person, draft.urgency, mine, hand.moves(act));
    let said = draft.said.seal(&act.secrets, id.0)?;
    let facts = Facts { kind: draft.kind, channel: draft.channel, asker: draft.asker, said: &said };
    store::insert(tx, act, &case, &facts)?;
    part::note(tx, act, id, 1, &Noted { kind: Happened::Received, by: hand.me, to: None, note: "" })?;
    act.record(tx, action, subject(id), &json!({ "kind": draft.kind }))?;
    told::received(tx, act, &case, draft.asker)?;
    Ok(case)
}

/// Takes a case up that waits.
pub fn take(tx: &Tx<'_>, act: &Act, id: CaseId, seen: i64) -> Result<()> {
    change(tx, act, &HANDLE, (id, seen), |case, m| Ok((case.take(m)?, Happening::plain(Happened::Taken, ""))))
}

/// Gives a case to somebody else; who received it first stays answerable.
pub fn hand(tx: &Tx<'_>, act: &Act, id: CaseId, seen: i64, to: &str, note: &str) -> Result<()> {
    change(tx, act, &HANDLE, (id, seen), |case, m| {
        let to = people::chosen(tx, act, Some(case.person), "hand_to", to)?;
        let case = case.hand(to, m).map_err(|refused| refused.at("hand_to"))?;
        Ok((case, Happening::to(Happened::Handed, to, note)))
    })
}

/// Gives the asker a day.
pub fn promise(tx: &Tx<'_>, act: &Act, id: CaseId, seen: i64, on: Date) -> Result<()> {
    change(tx, act, &HANDLE, (id, seen), |case, m| {
        let last = case.clock().due().map_or(act.today(), cq_platform::clock::day_in_china);
        let case = case.promise(on, last, act.today(), m).map_err(|refused| refused.at("promised_on"))?;
        Ok((case, Happening::plain(Happened::Promised, &on.to_string())))
    })
}

/// Gives a part of a case to somebody.
pub fn give_part(tx: &Tx<'_>, act: &Act, id: CaseId, seen: i64, new: &NewPart) -> Result<()> {
    change(tx, act, &HANDLE, (id, seen), |case, m| {
        case.may_give_part(m)?;
        if new.due_on < act.today() {
            return Err(Refused::Past.at("part_due"));
        }
        let to = people::chosen(tx, act, Some(case.person), "part_to", &new.to)?;
        part::insert(tx, act, id, (to, new.due_on, &new.what), m.by)?;
        let open_steps = case.open_steps + 1;
        Ok((Case { open_steps, ..case }, Happening::to(Happened::Part, to, &new.what)))
    })
}

/// A part is done, with what came of it, or not needed any more, with why. Done by whoever does it or is on the case; withdrawn by
/// whoever is on the case.
pub fn end_part(
    tx: &Tx<'_>,
    act: &Act,
    id: CaseId,
    (step, seen): (StepId, i64),
    how: Progress,
    note: &str,
) -> Result<()> {
    change(tx, act, &HANDLE, (id, seen), |case, m| {
        let parts = part::list(tx, act, id)?;
        let part = parts.iter().find(|part| part.id == step).ok_or(Error::NotFound)?;
        let is_his = how == Progress::Done && part.handler == m.by;
        if !is_his && !case.is_on(m.by) {
            return Err(Refused::NotYours.into());
        }
        part::end(tx, act, id, step, how, m.by)?;
        let kind = if how == Progress::Done { Happened::PartDone } else { Happened::PartWithdrawn };
        let open_steps = case.open_steps.saturating_sub(1);
        Ok((Case { open_steps, ..case }, Happening::plain(kind, note)))
    })
}

/// What a case may come to that needs a reason and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Put before the head.
    Raise,
    /// Its clock is stopped.
    Pause,
    /// Its clock runs again.
    Resume,
    /// Somebody would refuse it.
    Refuse,
    /// A second one agrees.
    Agree,
    /// A second one does not.
    Disagree,
    /// It is done.
    Answer,
}

/// Makes a turn, with a reason. What pillars still do of the case is asked for with its row held: whoever makes something of it waits for it.
pub fn turn(
    tx: &Tx<'_>,
    act: &Act,
    (id, seen): (CaseId, i64),
    turn: Turn,
    note: &str,
    pillars: Pillars,
) -> Result<()> {
    let action = if matches!(turn, Turn::Agree | Turn::Disagree) { &DECIDE } else { &HANDLE };
    change(tx, act, action, (id, seen), |case, m| {
        let m = Move { errands: open_errands(tx, act, id, pillars)?, ..m };
        let (case, kind) = match turn {
            Turn::Raise => (case.raise(m), Happened::Raised),
            Turn::Pause => (case.pause(m), Happened::Paused),
            Turn::Resume => (case.resume(m), Happened::Resumed),
            Turn::Refuse => (case.refuse(m), Happened::Refused),
            Turn::Agree => (case.agree(m), Happened::Agreed),
            Turn::Disagree => (case.disagree(m), Happened::Disagreed),
            Turn::Answer => (case.answer(m), Happened::Answered),
        };
        Ok((case?, Happening::plain(kind, note)))
    })
}

/// The head says who does an unclear case. Where the bureau has named a head, it is they or a leader.
pub fn decide(tx: &Tx<'_>, act: &Act, id: CaseId, seen: i64, to: &str, note: &str) -> Result<()> {
    change(tx, act, &DECIDE, (id, seen), |case, m| {
        let is_leader = act.actor.role == cq_platform::policy::Role::Leader;
        if !is_leader && m.rules.head.is_some_and(|head| head != m.by) {
            return Err(Error::refused("case-refused-not-head"));
        }
        let to = if to == ME { m.by } else { people::chosen(tx, act, Some(case.person), "decide_to", to)? };
        Ok((case.decide(to, m)?, Happening::to(Happened::Decided, to, note)))
    })
}

/// The asker was called back; in their words.
pub fn called(
    tx: &Tx<'_>,
    act: &Act,
    (id, seen): (CaseId, i64),
    answer: Answer,
    words: &str,
    pillars: Pillars,
) -> Result<()> {
    change(tx, act, &CALL, (id, seen), |case, m| {
        let m = Move { errands: open_errands(tx, act, id, pillars)?, ..m };
        let case = case.called(answer, m)?;
        let kind = match (answer, case.state) {
            (_, State::Closed { .. }) => Happened::Closed,
            (Answer::Again, _) => Happened::Again,
            _ => Happened::NotReached,
        };
        Ok((case, Happening::plain(kind, words)))
    })
}

/// How much of what pillars made of a case is still open.
fn open_errands(conn: &Conn<'_>, act: &Act, id: CaseId, pillars: Pillars) -> Result<u32> {
    pillars.iter().map(|pillar| (pillar.open)(conn, act, id)).sum()
}

/// A case with everything its page shows.
pub struct Shown {
    /// As lists have it.
    pub listed: Listed,
    /// Its course.
    pub case: Case,
    /// Parts that others do.
    pub parts: Vec<Part>,
    /// What happened, the latest first.
    pub entries: Vec<Entry>,
    /// Who was told that it is late.
    pub rungs: Vec<Rung>,
    /// The numbers of whom it is about.
    pub phones: Vec<String>,
    /// Whom it can be given to.
    pub choices: Vec<people::Choice>,
    /// As whom the reader acts.
    pub me: Option<StaffId>,
    /// For whom the reader stands in.
    pub stands_for: Vec<StaffId>,
    /// The rules that hold.
    pub rules: Rules,
    /// Working time.
    pub desk: Desk,
}

/// Opens a case's page. What was read is shown once the log has it, and whoever reads holds nobody up who writes.
pub async fn view(app: &App, act: Act, id: CaseId) -> Result<Shown> {
    let hand = act.clone();
    let shown = app.db.read(move |conn| read(conn, &hand, id)).await?;
    app.db.write(move |tx| act.record(tx, &VIEW, subject(id), &json!({}))).await?;
    Ok(shown)
}

fn read(conn: &Conn<'_>, act: &Act, id: CaseId) -> Result<Shown> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let listed = list::find(conn, act, &scope, id)?.ok_or(Error::NotFound)?;
    let case = store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    let me = people::known(conn, act)?;
    Ok(Shown {
        stands_for: me.map_or(Ok(Vec::new()), |me| people::stood_in_for(conn, act, me, case.person))?,
        parts: part::list(conn, act, id)?,
        entries: part::entries(conn, act, id)?,
        rungs: ladder::rungs(conn, act.bureau(), id)?,
        phones: people::phones(conn, act.bureau(), case.person)?,
        choices: people::choices(conn, act, Some(case.person))?,
        me,
        rules: store::rules(conn, act.bureau(), act.today())?.0,
        desk: desk(conn, act)?,
        listed,
        case,
    })
}

/// Puts into the log that so many cases of a list were read; they are shown afterwards.
pub async fn listed(app: &App, act: Act, of: Wanted, count: usize) -> Result<()> {
    let detail = json!({ "of": of, "count": count });
    app.db.write(move |tx| act.record(tx, &VIEW, Subject::list("case"), &detail)).await
}

/// Sets the rules from today on.
pub fn set(tx: &Tx<'_>, act: &Act, rules: &Rules) -> Result<()> {
    act.actor.may(&SET)?;
    store::save_rules(tx, act.bureau(), act.today(), rules)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "rules": rules }))
}

/// Working days around today, and the hours of each.
pub fn desk(conn: &Conn<'_>, act: &Act) -> Result<Desk> {
    let (bureau, today) = (act.bureau(), act.today());
    let (first, last) = (today.saturating_sub(1.year()), today.saturating_add(YEARS_AHEAD.years()));
    let calendar = calendar::store::work_calendar(conn, bureau, first, last)?;
    Ok(Desk { calendar, hours: calendar::store::desk_hours(conn, bureau, today)?.0 })
}

/// Who moves, and under which rules.
struct Hand {
    me: StaffId,
    rules: Rules,
    desk: Desk,
    stands_for: Vec<StaffId>,
}

impl Hand {
    /// Whoever acts, in what is about `person`.
    fn of(tx: &Tx<'_>, act: &Act, person: PersonId) -> Result<Self> {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let me = people::me(tx, act)?;
        let stands_for = people::stood_in_for(tx, act, me, person)?;
        Ok(Self { me, rules, desk: desk(tx, act)?, stands_for })
    }

    fn moves(&self, act: &Act) -> Move<'_> {
        Move {
            by: self.me,
            at: act.at,
            desk: &self.desk,
            rules: &self.rules,
            stands_for: &self.stands_for,
            errands: 0,
        }
    }
}

/// What is noted beside a change.
struct Happening {
    kind: Happened,
    to: Option<StaffId>,
    note: String,
}

impl Happening {
    fn plain(kind: Happened, note: &str) -> Self {
        Self { kind, to: None, note: note.to_owned() }
    }

    fn to(kind: Happened, to: StaffId, note: &str) -> Self {
        Self { to: Some(to), ..Self::plain(kind, note) }
    }
}

/// Holds the case, finds it within reach of `action` as the page showed it, changes it, and notes who did what.
fn change(
    tx: &Tx<'_>,
    act: &Act,
    action: &'static Action,
    (id, seen): (CaseId, i64),
    to: impl FnOnce(Case, Move<'_>) -> Result<(Case, Happening)>,
) -> Result<()> {
    let scope = act.actor.scope(action, OWN)?;
    store::hold(tx, act.bureau(), id)?;
    let case = store::find(tx, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
    if case.version != seen {
        return Err(overtaken(tx, act, &case)?);
    }
    let hand = Hand::of(tx, act, case.person)?;
    let (case, said) = to(case, hand.moves(act))?;
    act.record(tx, action, subject(id), &json!({ "happened": said.kind }))?;
    save(tx, act, &hand, &case, &said)
}

fn save(tx: &Tx<'_>, act: &Act, hand: &Hand, case: &Case, said: &Happening) -> Result<()> {
    store::save(tx, act.bureau(), case, hand.rules.callback_apart)?;
    let noted = Noted { kind: said.kind, by: hand.me, to: said.to, note: &said.note };
    part::note(tx, act, case.id, case.version + 1, &noted)
}

/// Whoever comes second is told who was first; who sent one form twice, that it was kept once.
fn overtaken(conn: &Conn<'_>, act: &Act, case: &Case) -> Result<Error> {
    let Some((last, by)) = part::last_hand(conn, act.bureau(), case.id)? else { return Ok(Error::Conflict) };
    let is_own = people::known(conn, act)? == Some(by);
    let key = match (case.state, is_own) {
        (State::Closed { .. }, false) => "case-overtaken-closed",
        (State::Closed { .. }, true) => "case-overtaken-closed-self",
        (State::Open { stage: Stage::Working { .. }, .. }, false) => "case-overtaken-working",
        (State::Open { stage: Stage::Working { .. }, .. }, true) => "case-overtaken-working-self",
        (State::Open { .. }, false) => "case-overtaken",
        (State::Open { .. }, true) => "case-overtaken-self",
    };
    let at = match (case.state, case.handler()) {
        (State::Open { stage: Stage::Working { .. }, .. }, Some(handler)) => {
            people::name(conn, act.bureau(), handler)?
        }
        _ => String::new(),
    };
    Ok(Error::Overtaken(Text::new(key).with("name", last).with("handler", at)))
}

fn subject(id: CaseId) -> Subject {
    Subject::one("case", id.0)
}
