//! Writing down what a meeting decided, and putting what it granted on notice: all of it or nothing.

use cq_calendar::WorkCalendar;
use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    messages::Text,
};
use cq_registry::{calendar, task::brief::yuan};
use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{
    CONFIRM, MEET, MeetingId, PUBLISH, VIEW,
    draft::{Decided, Draft, Verdict},
    store::{self, Decision, Meeting, Minutes, NewMeeting},
};
use crate::application::{
    actions::{cap_key, overtaken, write},
    model::{Application, ReliefId},
    payee::payee_alive,
    store::{
        self as applications, OWN,
        entry::Happened,
        list::{self, Filter, Listed, Wanted},
    },
};

/// How many a meeting decides on at once.
const AGENDA_MAX: i64 = 200;
/// Days of the calendar that are read for a notice.
const NOTICE_SPAN: i64 = 120;

/// What the next meeting can decide on: what stands in minutes that wait for the chair is with those.
pub fn agenda(conn: &Conn<'_>, act: &Act) -> Result<Vec<Listed>> {
    let scope = act.actor.scope(&MEET, OWN)?;
    let waiting = store::waiting(conn, act)?;
    let mut agenda = list::list(conn, act, &scope, &Filter::by(Wanted::Reviewed), None, AGENDA_MAX)?;
    agenda.retain(|listed| !waiting.contains(&listed.id));
    Ok(agenda)
}

/// Writes a meeting down, with whatever it decided; it counts once who was in the chair has confirmed it.
pub fn meet(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<MeetingId> {
    act.actor.may(&MEET)?;
    let wrong = |field: &str, key| Error::Invalid(vec![(field.to_owned(), Text::new(key))]);
    if draft.held_on > act.today() {
        return Err(wrong("held_on", "relief-meeting-not-yet"));
    }
    if draft.decisions.is_empty() {
        return Err(wrong("minutes", "relief-meeting-nothing"));
    }
    let recorder = people::me(tx, act)?;
    let chair = people::chosen(tx, act, None, "chair", &draft.chair)?;
    if chair == recorder {
        return Err(wrong("chair", "relief-refused-same"));
    }
    let id: MeetingId = act.new_id();
    let new = NewMeeting {
        id,
        held_on: draft.held_on,
        place: &draft.place,
        chair,
        recorder,
        attendees: &draft.attendees,
        minutes: &draft.minutes,
    };
    store::insert(tx, act, &new)?;
    for decided in in_order(draft.decisions.iter().collect()) {
        decide(tx, act, decided, (&new, draft.held_on))?;
        store::insert_decision(tx, act, id, decided)?;
    }
    act.record(tx, &MEET, subject(id), &json!({ "decided": draft.decisions.len() }))?;
    Ok(id)
}

/// In the order in which everybody holds them.
fn in_order(mut decisions: Vec<&Decided>) -> Vec<&Decided> {
    decisions.sort_by_key(|decided| decided.application);
    decisions
}

/// What a meeting makes of an application; nothing is saved.
fn decide(
    tx: &Tx<'_>,
    act: &Act,
    decided: &Decided,
    (meeting, held_on): (&NewMeeting<'_>, Date),
) -> Result<(Application, Happened)> {
    let application = held(tx, act, decided, held_on)?;
    Ok(match decided.verdict {
        Verdict::Agreed => {
            let fen = allowed(tx, act, &application, decided)?;
            payee_alive(tx, act, &application).map_err(|refused| match refused {
                Error::Refused(text) => Error::Invalid(vec![(format!("verdict-{}", application.id), text)]),
                other => other,
            })?;
            (application.met(meeting.id, fen)?, Happened::Agreed)
        }
        Verdict::Refused => {
            (application.refused_by_meeting(meeting.recorder, meeting.chair)?, Happened::Refused)
        }
        Verdict::Postponed => (application.postponed()?, Happened::Postponed),
    })
}

/// Confirms the minutes as who was in the chair: what was decided takes effect, all of it or nothing.
pub fn confirm(tx: &Tx<'_>, act: &Act, id: MeetingId) -> Result<()> {
    let meeting = settled(tx, act, id, (Minutes::Confirmed, ""))?;
    let decisions: Vec<Decided> = store::decisions(tx, act, id)?.into_iter().map(Decided::from).collect();
    let (chair, recorder) = meeting.by;
    let new = NewMeeting {
        id,
        held_on: meeting.held_on,
        place: &meeting.place,
        chair,
        recorder,
        attendees: &meeting.attendees,
        minutes: &meeting.minutes,
    };
    for decided in in_order(decisions.iter().collect()) {
        let (moved, happened) = decide(tx, act, decided, (&new, meeting.held_on))?;
        write(tx, act, &CONFIRM, &moved, (happened, recorder, &decided.note))?;
    }
    act.record(tx, &CONFIRM, subject(id), &json!({ "confirmed": true }))
}

/// Sends the minutes back to who wrote them, as who was in the chair; nothing was decided.
pub fn send_back(tx: &Tx<'_>, act: &Act, id: MeetingId, reason: &str) -> Result<()> {
    settled(tx, act, id, (Minutes::Returned, reason))?;
    act.record(tx, &CONFIRM, subject(id), &json!({ "confirmed": false }))
}

/// Settles minutes that wait, by who was in the chair and nobody else; whoever comes second is told what became of them.
fn settled(tx: &Tx<'_>, act: &Act, id: MeetingId, (state, reason): (Minutes, &str)) -> Result<Meeting> {
    act.actor.may(&CONFIRM)?;
    let me = people::me(tx, act)?;
    store::hold(tx, act, id)?;
    let meeting = store::find(tx, act, id)?;
    if meeting.by.0 != me {
        let text = Text::new("relief-refused-chair").with("name", meeting.chair);
        return Err(Error::Refused(text));
    }
    match meeting.state {
        Minutes::Waiting => store::settle(tx, act, id, (state, me, reason)).map(|()| meeting),
        Minutes::Confirmed => Err(Error::Overtaken(Text::new("relief-minutes-confirmed-already"))),
        Minutes::Returned => Err(Error::Overtaken(Text::new("relief-minutes-returned-already"))),
    }
}

/// Holds an application as the form showed it, which was reviewed by the day of the meeting.
fn held(tx: &Tx<'_>, act: &Act, decided: &Decided, held_on: Date) -> Result<Application> {
    let scope = act.actor.scope(&MEET, OWN)?;
    applications::hold(tx, act.bureau(), decided.application)?;
    let found = applications::find(tx, &scope, act.bureau(), decided.application)?.ok_or(Error::NotFound)?;
    if found.version != decided.seen {
        return Err(overtaken(tx, act, &found)?);
    }
    match found.stage.reviewed().map(|reviewed| reviewed.on) {
        Some(on) if held_on < on => {
            let text = Text::new("relief-meeting-before-review").with("day", on.to_string());
            Err(Error::Invalid(vec![("held_on".to_owned(), text)]))
        }
        _ => Ok(found),
    }
}

/// What the rules of the day it was taken allow.
fn allowed(conn: &Conn<'_>, act: &Act, application: &Application, decided: &Decided) -> Result<i64> {
    let field = format!("yuan-{}", decided.application);
    let rules = applications::rules_for(conn, act.bureau(), application.id)?;
    let fen = decided.fen.unwrap_or_default();
    match rules.kind(&application.kind) {
        Some(kind) if !kind.allows(fen) => {
            Err(Error::Invalid(vec![(field, Text::new(cap_key(kind)).with("yuan", yuan(kind.fen)))]))
        }
        Some(_) => Ok(fen),
        None => Err(Error::Invalid(vec![(field, Text::new("form-choice"))])),
    }
}

/// Puts everything that a meeting granted on notice, for as many working days as the bureau says.
pub fn publish(tx: &Tx<'_>, act: &Act, id: MeetingId) -> Result<()> {
    let scope = act.actor.scope(&PUBLISH, OWN)?;
    store::find(tx, act, id)?;
    let granted = list::of_meeting(tx, act, &scope, id)?;
    let mut waiting: Vec<ReliefId> =
        granted.iter().filter(|one| one.stage == "met" && one.is_open()).map(|one| one.id).collect();
    if waiting.is_empty() {
        return Err(Error::refused("relief-meeting-on-notice"));
    }
    waiting.sort();
    let days = applications::rules(tx, act.bureau(), act.today())?.0.notice_days;
    let (from, until) = notice(tx, act, days)?;
    let by = people::me(tx, act)?;
    for application in waiting {
        applications::hold(tx, act.bureau(), application)?;
        let found = applications::find(tx, &scope, act.bureau(), application)?.ok_or(Error::NotFound)?;
        let moved = found.noticed(from, until)?;
        write(tx, act, &PUBLISH, &moved, (Happened::Noticed, by, ""))?;
    }
    act.record(tx, &PUBLISH, subject(id), &json!({ "until": until }))
}

/// From today, or the next working day, for so many working days, the first of them counted.
fn notice(conn: &Conn<'_>, act: &Act, days: i32) -> Result<(Date, Date)> {
    let today = act.today();
    let last = today.saturating_add(NOTICE_SPAN.days());
    span(&calendar::store::work_calendar(conn, act.bureau(), today, last)?, today, days)
        .ok_or_else(|| Error::internal("a notice beyond all dates"))
}

fn span(calendar: &WorkCalendar, today: Date, days: i32) -> Option<(Date, Date)> {
    let from = calendar.next_working(today)?;
    Some((from, calendar.add_working_days(from, (days - 1).max(0))?))
}

/// A meeting with what it decided and where that stands since.
pub struct Shown {
    /// The meeting.
    pub meeting: Meeting,
    /// What it decided.
    pub decisions: Vec<Decision>,
    /// What it granted and nobody has put on notice.
    pub waiting: usize,
    /// Whoever looks was in the chair.
    pub is_chair: bool,
}

/// Opens a meeting's page; the log has it.
pub fn view(tx: &Tx<'_>, act: &Act, id: MeetingId) -> Result<Shown> {
    let scope = act.actor.scope(&VIEW, OWN)?;
    let meeting = store::find(tx, act, id)?;
    let granted = list::of_meeting(tx, act, &scope, id)?;
    act.record(tx, &VIEW, subject(id), &json!({}))?;
    Ok(Shown {
        is_chair: people::known(tx, act)? == Some(meeting.by.0),
        decisions: store::decisions(tx, act, id)?,
        waiting: granted.iter().filter(|one| one.stage == "met" && one.is_open()).count(),
        meeting,
    })
}

fn subject(id: MeetingId) -> Subject {
    Subject::one("relief-meeting", id.0)
}

#[cfg(test)]
mod tests {
    use cq_calendar::DayKind;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_notice_counts_working_days_and_its_first_day() {
        let plain = WorkCalendar::default();
        assert_eq!(span(&plain, date(2026, 11, 23), 5), Some((date(2026, 11, 23), date(2026, 11, 27))));
        assert_eq!(span(&plain, date(2026, 11, 28), 5), Some((date(2026, 11, 30), date(2026, 12, 4))));
        let october: WorkCalendar = (1..=7)
            .map(|day| (date(2026, 10, day), DayKind::Holiday))
            .chain([(date(2026, 10, 10), DayKind::Workday)])
            .collect();
        assert_eq!(span(&october, date(2026, 9, 30), 4), Some((date(2026, 9, 30), date(2026, 10, 10))));
    }
}
