//! Whether somebody can be expected at a desk: it is open then, and somebody is there, or who announces them says that they come anyway.

use cq_platform::{Error, Result, actor::Act, clock::CHINA, db::Conn, messages::Text};
use jiff::{
    ToSpan,
    civil::{Date, Time},
};

use super::draft::Announcement;
use crate::desk::{Desk, hours::Stretch, roster::Roster};

/// So many days are looked ahead for the next on which a desk is open.
const LOOK_AHEAD: i64 = 62;

/// Refused at its field where the desk is shut then; where nobody is on duty, until that is confirmed.
pub(super) fn there(conn: &Conn<'_>, act: &Act, desk: &Desk, draft: &Announcement) -> Result<()> {
    let last = draft.on.saturating_add(LOOK_AHEAD.days());
    let roster = Roster::read(conn, act.bureau(), draft.on, last)?;
    let at: Option<Time> = draft.expected.as_ref().and_then(|time| format!("{time}:00").parse().ok());
    let wrong = |field: &str, text: Text| Err(Error::Invalid(vec![(field.to_owned(), text)]));
    let hospital = desk.hospital_name.as_str();
    // Of a desk whose hours nobody has entered it is not known when it is shut.
    if !desk.hours.is_never() {
        let open = desk.hours.on(draft.on, roster.calendar());
        let now = CHINA.to_datetime(act.at);
        let is_past = draft.on == act.today() && open.iter().all(|(_, to)| *to <= now.time());
        if open.is_empty() || is_past {
            let text = match next(desk, &roster, draft.on) {
                Some((day, hours)) => {
                    Text::new("attendance-desk-shut").with("day", day.to_string()).with("hours", said(&hours))
                }
                None => Text::new("attendance-desk-shut-long"),
            };
            return wrong("on", text.with("hospital", hospital));
        }
        if at.is_some_and(|at| !within(open, at)) {
            let text = Text::new("attendance-desk-shut-then").with("hospital", hospital);
            return wrong("expected", text.with("hours", said(open)));
        }
    }
    if draft.unmanned || roster.is_manned(desk, draft.on, at) {
        return Ok(());
    }
    wrong("unmanned", Text::new("attendance-desk-unmanned").with("hospital", hospital))
}

/// The next day after `day` on which the desk is open, and its hours.
fn next(desk: &Desk, roster: &Roster, day: Date) -> Option<(Date, Vec<Stretch>)> {
    let days = (1..=LOOK_AHEAD).map(|n| day.saturating_add(n.days()));
    days.map(|day| (day, desk.hours.on(day, roster.calendar()).to_vec())).find(|(_, open)| !open.is_empty())
}

fn within(open: &[Stretch], at: Time) -> bool {
    open.iter().any(|(from, to)| *from <= at && at < *to)
}

/// 08:00–12:00 14:00–17:00.
fn said(open: &[Stretch]) -> String {
    let clock = |time: &Time| format!("{:02}:{:02}", time.hour(), time.minute());
    let stretches: Vec<String> =
        open.iter().map(|(from, to)| format!("{}\u{2013}{}", clock(from), clock(to))).collect();
    stretches.join(" ")
}
