//! A task in words: what a card or a row of it says.

use cq_calendar::PartialDate;
use cq_platform::web::Ui;
use jiff::civil::Date;

use crate::{
    person::{PersonId, icd},
    rule,
    task::{
        model::{Form, Standing, TaskId},
        need,
        store::list::Listed,
    },
};

/// The age in words: `86 岁`, or `85–86 岁` where the birth is known only to the month or year. Empty if not known.
pub fn age(ui: &Ui, born: Option<PartialDate>, today: Date) -> String {
    match born.and_then(|born| born.age_on(today)) {
        None => String::new(),
        Some(age) if age.least == age.most => ui.a1("task-age", "age", age.least.to_string()).into_owned(),
        Some(age) => ui.a1("task-age", "age", format!("{}–{}", age.least, age.most)).into_owned(),
    }
}

/// Illnesses in words, each once; see [`icd::said`].
pub fn illnesses<'c>(ui: &Ui, codes: impl IntoIterator<Item = &'c str>) -> String {
    let mut words: Vec<String> = Vec::new();
    for code in codes {
        let word = icd::said(ui, code);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(ui.m("task-comma"))
}

/// A task as a card shows it.
pub(super) struct Card {
    pub id: TaskId,
    /// Where the page of whom it is owed to is; empty for the bureau.
    pub page: String,
    /// Owed to a person.
    pub is_person: bool,
    pub name: String,
    /// What it is, with the elder's name.
    pub title: String,
    /// A visit by a doctor.
    pub is_visit: bool,
    /// Sex and age.
    pub about: String,
    pub address: String,
    pub phone: String,
    pub illnesses: String,
    /// Why, and what was agreed last time.
    pub reason: String,
    /// Why it is needed more than others; empty where nothing says so.
    pub need: String,
    /// How much.
    pub priority: u32,
    /// Last time anybody was there.
    pub last: String,
    pub doctor: String,
    pub hospital: String,
    /// From when and by when.
    pub window: String,
    /// Names a style: `overdue`, `today`, `coming`, `done`.
    pub kind: &'static str,
    /// The same in words.
    pub state: String,
    /// What it is, in a word.
    pub what: String,
    /// For whom one stands in, and until when; empty for one's own.
    pub cover: String,
    /// Done on the telephone.
    pub is_call: bool,
    pub done_on: String,
    /// How it ended otherwise: who declined and when, until when there was time, why it was taken back.
    pub ended: String,
    /// From what it is known that it was done; empty where that was written down at once.
    pub entered: String,
    /// Who closed it; empty while it is open, or where the program did it.
    pub closed_by: String,
    pub closed_at: String,
    pub version: i64,
}

impl Card {
    pub fn of(ui: &Ui, task: Listed, conditions: &[(PersonId, String)], today: Date) -> Self {
        let standing = task.standing(today);
        let codes = || {
            conditions
                .iter()
                .filter(|(person, _)| Some(*person) == task.person)
                .map(|(_, code)| code.as_str())
        };
        let needs = need::reasons(&task, codes(), today);
        let about = [task.sex.map(|sex| ui.w("sex", sex)).unwrap_or_default(), age(ui, task.born, today)];
        let day = |day: Option<Date>| day.map(|day| ui.day(&day)).unwrap_or_default();
        let what = ui.w("task-form", task.form);
        Self {
            need: needs
                .iter()
                .map(|reason| ui.w("task-need", reason))
                .collect::<Vec<_>>()
                .join(ui.m("task-comma")),
            priority: needs.iter().map(|reason| reason.weight()).sum(),
            illnesses: illnesses(ui, codes()),
            about: about
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(ui.m("task-comma")),
            reason: reason(ui, &task),
            window: ui
                .a2("task-window", "from", ui.day(&task.opens_on), "to", ui.day(&task.due_on))
                .into_owned(),
            last: day(task.last_done_on),
            kind: kind(standing),
            state: state(ui, &task, today),
            ended: ended(ui, &task, standing),
            entered: task.entered_from.map(|from| ui.w("task-source", from)).unwrap_or_default(),
            done_on: day(task.done_on),
            closed_at: task.closed_at.map(|at| ui.instant(&at)).unwrap_or_default(),
            id: task.id,
            page: task.subject().page().unwrap_or_default(),
            is_person: task.person.is_some(),
            title: ui.a2("task-title", "what", &what, "name", &task.name).into_owned(),
            what,
            cover: String::new(),
            is_visit: matches!(task.form, Form::HomeVisit | Form::ReturnVisit),
            is_call: task.form.is_call(),
            name: task.name,
            address: task.address.unwrap_or_default(),
            phone: task.phone.unwrap_or_default(),
            doctor: task.doctor,
            hospital: task.hospital.unwrap_or_default(),
            closed_by: task.closed_by_name.unwrap_or_default(),
            version: task.version,
        }
    }
}

/// How it ended, where it was not kept.
fn ended(ui: &Ui, task: &Listed, standing: Standing) -> String {
    let day = task.ended_on.map(|day| ui.day(&day)).unwrap_or_default();
    match standing {
        Standing::Declined => {
            let by = task.declined_by.map(|by| ui.w("task-decliner", by)).unwrap_or_default();
            ui.a2("task-declined-by", "who", by, "day", day).into_owned()
        }
        Standing::Lapsed => ui.a1("task-lapsed-on", "day", day).into_owned(),
        Standing::Cancelled => task.because.map(|why| ui.w("task-because", why)).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A task as a row shows it.
pub struct Row {
    /// Which.
    pub id: TaskId,
    /// The elder.
    pub name: String,
    /// Sex and age.
    pub about: String,
    /// Home.
    pub address: String,
    /// Digits.
    pub phone: String,
    /// 所在镇街.
    pub area: String,
    /// Who owes it.
    pub doctor: String,
    /// The owner's hospital.
    pub hospital: String,
    /// Why, and what was agreed last time.
    pub reason: String,
    /// The day it is promised for now.
    pub promised: String,
    /// Last time anybody was there; empty if never.
    pub last: String,
    /// Names a style: `overdue`, `today`, `coming`, `done`.
    pub kind: &'static str,
    /// How it stands, in words.
    pub state: String,
    /// The same where the day stands beside it.
    pub state_beside_day: String,
}

impl Row {
    /// The task in words.
    pub fn of(ui: &Ui, task: Listed, today: Date) -> Self {
        let area = task.area.clone().unwrap_or_default();
        let promised = ui.day(&task.next_on);
        let standing = task.standing(today);
        let Card { id, name, about, address, phone, doctor, hospital, reason, last, kind, state, .. } =
            Card::of(ui, task, &[], today);
        let state_beside_day = match standing {
            Standing::Week | Standing::Later => ui.m("task-standing-owed").to_owned(),
            _ => state.clone(),
        };
        Self {
            id,
            name,
            about,
            address,
            phone,
            area,
            doctor,
            hospital,
            reason,
            promised,
            last,
            kind,
            state,
            state_beside_day,
        }
    }
}

fn kind(standing: Standing) -> &'static str {
    match standing {
        Standing::Overdue => "overdue",
        Standing::Today => "today",
        Standing::Week | Standing::Later => "coming",
        Standing::Done => "done",
        Standing::Declined | Standing::Lapsed | Standing::Cancelled => "",
    }
}

fn state(ui: &Ui, task: &Listed, today: Date) -> String {
    match task.standing(today) {
        Standing::Overdue => ui.a1("task-overdue-days", "n", task.days_overdue(today)).into_owned(),
        Standing::Today => ui.m("task-standing-today").to_owned(),
        Standing::Week | Standing::Later => ui.a1("task-by-day", "day", ui.day(&task.next_on)).into_owned(),
        Standing::Done => match task.done_on {
            Some(on) if task.entered_from.is_some() => {
                ui.a1("task-entered-on", "day", ui.day(&on)).into_owned()
            }
            Some(on) if task.form == Form::HomeVisit => {
                ui.a1("task-done-on", "day", ui.day(&on)).into_owned()
            }
            Some(on) => ui.a1("task-settled-on", "day", ui.day(&on)).into_owned(),
            None => ui.m("task-standing-done").to_owned(),
        },
        standing => ui.w("task-standing", standing),
    }
}

fn reason(ui: &Ui, task: &Listed) -> String {
    let campaign = || task.campaign_name.clone().unwrap_or_else(|| ui.w("task-form", task.form));
    let why = rule::sentence::why(ui, task).unwrap_or_else(campaign);
    match task.again_on {
        Some(again) if task.done_on.is_none() => {
            let key = match (task.tries, task.form.is_call()) {
                (0, _) => "task-again-agreed",
                (_, true) => "task-again-call",
                (_, false) => "task-again",
            };
            let again = ui.a2(key, "n", task.tries, "day", ui.day(&again));
            format!("{why}{}{again}", ui.m("task-comma"))
        }
        _ => why,
    }
}
