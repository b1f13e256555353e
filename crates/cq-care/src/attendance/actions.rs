//! Receiving and announcing people, and everything that may become of an attendance: each in one transaction that holds its row.

use cq_case::case::{self, CaseId, store::people};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
    policy::{Action, Reach, Scope},
};
use cq_registry::{
    person::{
        self, PersonId,
        store::{list::Listed as Person, search::Search},
    },
    segment::{self, Segment, model::Whom},
};
use jiff::civil::Date;
use serde_json::json;

pub use super::draft::{Announcement, Arrival, Turn};
use super::{
    ANNOUNCE, MARK, RECEIVE, SET, VIEW, expected,
    model::{Attendance, AttendanceId, By, Step},
    priority::{OnRecord, Priority, Reason},
    reach::Within,
    rules::Rules,
    store::{
        self, Facts, Happened,
        list::{self, Listed},
    },
};
use crate::desk::{self, DeskId, roster};

/// Most people that a search at a desk shows.
const FOUND_MAX: usize = 8;
/// A search at a desk takes so many signs, so that nobody leafs through the registry.
pub const TYPED_MIN: usize = 2;

/// Finds who has come among those whom the bureau serves, by name, pinyin, phone, or the last four of the citizen id; the log has it.
/// A guide finds anybody served: whoever comes to the desk may be anybody.
pub fn look_for(tx: &Tx<'_>, act: &Act, typed: &str) -> Result<Vec<Person>> {
    act.actor.may(&RECEIVE)?;
    if typed.chars().count() < TYPED_MIN {
        return Ok(Vec::new());
    }
    let served = segment::store::bind(tx, act.bureau(), Segment::everyone(Whom::Served), act.today())?;
    let search = Search {
        bureau: act.bureau(),
        reach: Reach::Bureau,
        scope: &Scope::BUREAU,
        own: None,
        secrets: &act.secrets,
        segment: &served,
        limit: FOUND_MAX,
        is_wide: false,
    };
    let found: Vec<Person> = search.run(tx, typed)?.into_iter().map(|hit| hit.listed).collect();
    act.record(tx, &RECEIVE, Subject::list("person"), &json!({ "count": found.len() }))?;
    Ok(found)
}

/// Gives somebody who has come the desk's next number of the day.
pub fn receive(tx: &Tx<'_>, act: &Act, id: DeskId, arrival: &Arrival) -> Result<AttendanceId> {
    desk::store::hold(tx, act.bureau(), id)?;
    roster::desk(tx, act, &RECEIVE, id)?;
    let hand = Hand::of(tx, act)?;
    let place = Place { id: act.new_id(), desk: id, person: arrival.person, on: act.today() };
    let priority = served(tx, act, &hand.rules, place, &arrival.told)?;
    let token = store::next_token(tx, act.bureau(), id, act.today())?;
    let attendance = Attendance::walked_in(place.id, (id, arrival.person), priority, token, hand.by);
    let said = arrival.said.seal(&act.secrets, attendance.id.0)?;
    store::insert(tx, act, &attendance, &Facts { case: None, expected: None, said: &said })?;
    store::note(tx, act, (attendance.id, 1), (Happened::Arrived, None), hand.staff)?;
    act.record(tx, &RECEIVE, subject(attendance.id), &json!({ "desk": id, "token": token }))?;
    Ok(attendance.id)
}

/// Announces somebody within reach who will come.
pub fn announce(tx: &Tx<'_>, act: &Act, draft: &Announcement) -> Result<AttendanceId> {
    act.actor.may(&ANNOUNCE)?;
    let reach = act.actor.scope(&person::VIEW, person::OWN)?;
    let wrong = |field: &str| Error::Invalid(vec![(field.to_owned(), Text::new("form-choice"))]);
    person::store::find(tx, &reach, act.bureau(), draft.person)?.ok_or_else(|| wrong("person"))?;
    let desk = desk::store::find(tx, act.bureau(), draft.desk)?.ok_or_else(|| wrong("desk"))?;
    from_case(tx, act, draft.case, draft.person)?;
    let hand = Hand::of(tx, act)?;
    let id = act.new_id();
    let place = Place { id, desk: draft.desk, person: draft.person, on: draft.on };
    let priority = served(tx, act, &hand.rules, place, &draft.told)?;
    let attendance = Attendance::announced(id, (draft.desk, draft.person), draft.on, priority, hand.by)?;
    expected::there(tx, act, &desk, draft)?;
    let said = draft.said.seal(&act.secrets, id.0)?;
    let facts = Facts { case: draft.case, expected: draft.expected.clone(), said: &said };
    store::insert(tx, act, &attendance, &facts)?;
    store::note(tx, act, (id, 1), (Happened::Announced, None), hand.staff)?;
    act.record(tx, &ANNOUNCE, subject(id), &json!({ "desk": draft.desk, "on": draft.on }))?;
    Ok(id)
}

/// Whether the case is within reach and about the same person.
fn from_case(conn: &Conn<'_>, act: &Act, id: Option<CaseId>, person: PersonId) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    let reach = act.actor.scope(&case::VIEW, case::store::OWN)?;
    match case::store::find(conn, &reach, act.bureau(), id)?.filter(|case| case.person == person) {
        Some(_) => Ok(()),
        None => Err(Error::NotFound),
    }
}

/// Who is at which desk on which day, as [`served`] asks for it.
#[derive(Clone, Copy)]
struct Place {
    id: AttendanceId,
    desk: DeskId,
    person: PersonId,
    on: Date,
}

/// How far ahead somebody stands who is served and is nowhere else that day.
fn served(tx: &Tx<'_>, act: &Act, rules: &Rules, place: Place, told: &[Reason]) -> Result<Priority> {
    let Place { id, desk, person, on } = place;
    let wrong = |text: Text| Error::Invalid(vec![("person".to_owned(), text)]);
    let known = store::hold_served(tx, act.bureau(), person)?;
    let known = known.ok_or_else(|| wrong(Text::new("attendance-not-served")))?;
    if let Some(hospital) = store::there_already(tx, act.bureau(), (id, desk), person, on)? {
        return Err(wrong(Text::new("attendance-there-already").with("hospital", hospital)));
    }
    Ok(rules.priority(told, on_record(&known, on)))
}

fn on_record(known: &store::Known, on: Date) -> OnRecord {
    let age = known.born.and_then(|born| born.age_on(on)).map(|age| i64::from(age.most));
    OnRecord { age, category: known.category, self_care: known.self_care }
}

/// Notes it. Returns at which desk.
pub fn turn(tx: &Tx<'_>, act: &Act, id: AttendanceId, seen: i64, turn: Turn) -> Result<DeskId> {
    let desk = held(tx, act, id, turn)?;
    let attendance = find(tx, act, &MARK, id)?;
    if attendance.version != seen {
        return Err(overtaken(tx, act, &attendance)?);
    }
    let Hand { by, rules, staff } = Hand::of(tx, act)?;
    let (kind, step) = happened(turn);
    let after = match turn {
        Turn::Arrive => {
            let told: Vec<Reason> = told(&attendance.priority).collect();
            let place = Place { id, desk, person: attendance.person, on: attendance.on };
            let priority = served(tx, act, &rules, place, &told)?;
            let token = store::next_token(tx, act.bureau(), desk, act.today())?;
            attendance.arrived(priority, token, by)
        }
        Turn::Call => attendance.called(by),
        Turn::Stamp(step) => attendance.stamped(step, by),
        Turn::Skip(step) => attendance.skipped(step, by),
        Turn::Undo => {
            let is_over = !attendance.is_open();
            let place = Place { id, desk, person: attendance.person, on: attendance.on };
            let undone = attendance.undone(by)?;
            if is_over {
                served(tx, act, &rules, place, &[])?;
            }
            Ok(undone)
        }
        Turn::Close(outcome) => attendance.closed(outcome, by),
        Turn::Leave => attendance.left(by),
        Turn::Miss => attendance.missed(by),
    }?;
    act.record(tx, &MARK, subject(id), &json!({ "happened": kind, "step": step }))?;
    store::save(tx, act.bureau(), &after)?;
    store::note(tx, act, (id, after.version + 1), (kind, step), staff)?;
    Ok(desk)
}

/// An attendance that `action` lets one reach.
pub(super) fn find(conn: &Conn<'_>, act: &Act, action: &Action, id: AttendanceId) -> Result<Attendance> {
    let within = Within::of(conn, act, action)?;
    let found = store::find(conn, &within.scope, act.bureau(), id)?;
    found.filter(|attendance| within.has(attendance)).ok_or(Error::NotFound)
}

/// Holds what has to be held: the desk first where a number is given out, then the attendance.
fn held(tx: &Tx<'_>, act: &Act, id: AttendanceId, turn: Turn) -> Result<DeskId> {
    let found = find(tx, act, &MARK, id)?;
    if turn == Turn::Arrive {
        desk::store::hold(tx, act.bureau(), found.desk)?;
    }
    store::hold(tx, act.bureau(), id)?;
    Ok(found.desk)
}

/// The reasons that were told, not those on record.
fn told(priority: &Priority) -> impl Iterator<Item = Reason> {
    priority.reasons.iter().copied().filter(|reason| Reason::TOLD.contains(reason))
}

fn happened(turn: Turn) -> (Happened, Option<Step>) {
    match turn {
        Turn::Arrive => (Happened::Arrived, None),
        Turn::Call => (Happened::Called, None),
        Turn::Stamp(step) => (Happened::Stamped, Some(step)),
        Turn::Skip(step) => (Happened::Skipped, Some(step)),
        Turn::Undo => (Happened::Undone, None),
        Turn::Close(_) => (Happened::Closed, None),
        Turn::Leave => (Happened::Left, None),
        Turn::Miss => (Happened::Missed, None),
    }
}

/// Whoever comes second is told who was first.
fn overtaken(conn: &Conn<'_>, act: &Act, attendance: &Attendance) -> Result<Error> {
    let name = store::last_hand(conn, act.bureau(), attendance.id)?;
    Ok(Error::Overtaken(Text::new("attendance-overtaken").with("name", name)))
}

/// An attendance with everything its page shows.
pub struct Shown {
    /// As lists have it.
    pub listed: Listed,
    /// What happened, the latest first.
    pub entries: Vec<store::Entry>,
    /// The rules that hold.
    pub rules: Rules,
}

/// Opens an attendance's page; the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: AttendanceId) -> Result<Shown> {
    let within = Within::of(tx, act, &VIEW)?;
    let listed = list::find(tx, act, &within.scope, id)?;
    let listed = listed.filter(|listed| within.has(&listed.attendance)).ok_or(Error::NotFound)?;
    let entries = store::entries(tx, act.bureau(), id)?;
    let rules = store::rules(tx, act.bureau(), act.today())?.0;
    act.record(tx, &VIEW, subject(id), &json!({}))?;
    Ok(Shown { listed, entries, rules })
}

/// Sets the rules from today on.
pub fn set(tx: &Tx<'_>, act: &Act, rules: &Rules) -> Result<()> {
    act.actor.may(&SET)?;
    store::save_rules(tx, act.bureau(), act.today(), rules)?;
    act.record(tx, &SET, Subject::list("setting"), &json!({ "rules": rules }))
}

/// Who moves, and under which rules.
struct Hand {
    by: By,
    rules: Rules,
    staff: StaffId,
}

impl Hand {
    fn of(tx: &Tx<'_>, act: &Act) -> Result<Self> {
        let rules = store::rules(tx, act.bureau(), act.today())?.0;
        let by = By { at: act.at, today: act.today(), undo_minutes: rules.undo_minutes };
        Ok(Self { by, rules, staff: people::me(tx, act)? })
    }
}

fn subject(id: AttendanceId) -> Subject {
    Subject::one("attendance", id.0)
}

/// For pages that show what an action opens.
pub(super) fn may(act: &Act, action: &Action) -> bool {
    act.actor.may(action).is_ok()
}
