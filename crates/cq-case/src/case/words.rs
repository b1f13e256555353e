//! A case and its clock in words.

use cq_calendar::Stretch;
use cq_platform::{clock::CHINA, messages::Text, web::Ui};
use jiff::{
    Timestamp,
    civil::{DateTime, Time},
};

use super::{
    clock::{Clock, Desk, Hand, Standing},
    model::CaseId,
    store::list::Listed,
};

/// How much of what was asked a list shows, in signs.
const GIST: usize = 40;
/// Stretches of a sum that are written out; between the first and the last ones stands how many were left out.
const WRITTEN: usize = 6;

/// A case in a list.
pub(super) struct Row {
    pub id: CaseId,
    pub name: String,
    pub kind: String,
    pub gist: String,
    pub first: String,
    pub handler: String,
    pub due: String,
    /// Names a style: `overdue`, `near`, `coming`, `done`.
    pub style: &'static str,
    pub state: String,
    /// The head or the leader were told.
    pub told: String,
}

impl Row {
    pub fn of(ui: &Ui, listed: &Listed, now: Timestamp) -> Self {
        let (style, state) = state(ui, listed, now);
        Self {
            id: listed.id,
            name: listed.name.clone(),
            kind: ui.w("case-kind", listed.kind),
            gist: gist(&listed.said.asked),
            first: listed.first_name.clone(),
            handler: listed.handler_name.clone().unwrap_or_default(),
            due: due(ui, listed),
            style,
            state,
            told: match listed.level {
                2 | 3 if !listed.is_closed() => ui.w("case-told", listed.level),
                _ => String::new(),
            },
        }
    }
}

fn gist(asked: &str) -> String {
    let line: String = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= GIST {
        return line;
    }
    let cut: String = line.chars().take(GIST - 1).collect();
    format!("{cut}…")
}

fn due(ui: &Ui, listed: &Listed) -> String {
    match (listed.closed_at, listed.due) {
        (Some(at), _) => ui.a1("case-closed-on", "when", moment(ui, at)).into_owned(),
        (None, Some(due)) => moment(ui, due),
        (None, None) => ui.m("case-clock-stopped").to_owned(),
    }
}

/// The style and the words of how a case stands: late and nearly late before its stage.
pub(super) fn state(ui: &Ui, listed: &Listed, now: Timestamp) -> (&'static str, String) {
    let stage = match listed.verdict {
        Some(verdict) => ui.w("case-verdict", verdict),
        None => ui.w("case-stage", &listed.stage),
    };
    let late = |key| ui.a1(key, "stage", stage.as_str()).into_owned();
    match listed.standing(now) {
        None => ("done", stage),
        Some(Standing::Overdue) => ("overdue", late("case-overdue")),
        Some(Standing::Near) => ("near", late("case-near")),
        Some(Standing::Paused) => ("coming", late("case-paused")),
        Some(Standing::Fine) => ("coming", stage),
    }
}

/// 11月20日 周五 16:30, with the year where it is not this one's business to guess.
pub(super) fn moment(ui: &Ui, at: Timestamp) -> String {
    spoken(ui, CHINA.to_datetime(at))
}

fn spoken(ui: &Ui, at: DateTime) -> String {
    let weekday = ui.w("calendar-weekday", at.weekday().to_monday_one_offset());
    format!("{} {weekday} {}", ui.day(&at.date()), clock_time(at.time()))
}

fn clock_time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// 2 小时, 7 个工作日, 45 分钟; a day has as many minutes as the desk is manned.
pub(super) fn length(ui: &Ui, minutes: u32, desk: &Desk) -> String {
    let day = desk.hours.minutes_a_day().max(1);
    if minutes >= day && minutes.is_multiple_of(day) {
        return ui.a1("case-days", "n", minutes / day).into_owned();
    }
    match (minutes / 60, minutes % 60) {
        (0, rest) => ui.a1("case-minutes", "n", rest).into_owned(),
        (hours, 0) => ui.a1("case-hours", "n", hours).into_owned(),
        (hours, rest) => ui.a2("case-hours-minutes", "hours", hours, "minutes", rest).into_owned(),
    }
}

/// How a clock comes to its end: the sum in one line, then the stretches of working time that it is made of.
pub(super) fn arithmetic(ui: &Ui, clock: &Clock, desk: &Desk) -> (String, Vec<String>) {
    let left = clock.allowed.saturating_sub(clock.used);
    let Hand::Running { since, rungs: [due, ..], .. } = clock.hand else {
        let text = Text::new("case-sum-paused").with("left", length(ui, left, desk));
        return (ui.t(&text).into_owned(), Vec::new());
    };
    let key = if clock.used == 0 { "case-sum" } else { "case-sum-rest" };
    let text = Text::new(key)
        .with("start", moment(ui, since))
        .with("left", length(ui, left, desk))
        .with("used", length(ui, clock.used, desk))
        .with("end", moment(ui, due));
    (ui.t(&text).into_owned(), stretches(ui, &desk.after(since, left).1))
}

fn stretches(ui: &Ui, spent: &[Stretch]) -> Vec<String> {
    let said = |stretch: &Stretch| {
        let weekday = ui.w("calendar-weekday", stretch.day.weekday().to_monday_one_offset());
        let span = format!("{}–{}", clock_time(stretch.from), clock_time(stretch.to));
        let when = format!("{} {weekday} {span}", ui.day(&stretch.day));
        ui.a2("calendar-step", "when", when, "minutes", stretch.minutes()).into_owned()
    };
    if spent.len() <= WRITTEN {
        return spent.iter().map(said).collect();
    }
    let (head, tail) = (spent.iter().take(WRITTEN / 2), spent.iter().skip(spent.len() - WRITTEN / 2));
    let between = ui.a1("case-sum-between", "n", spent.len() - WRITTEN).into_owned();
    head.map(said).chain([between]).chain(tail.map(said)).collect()
}
