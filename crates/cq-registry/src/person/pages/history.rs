//! What is owed to a person and what has happened, in words.

use cq_platform::{audit::Entry, clock::day_in_china, messages::Text, web::Ui};
use jiff::civil::Date;

use super::show::said;
use crate::person::{
    actions::Whole,
    field as named_field,
    store::surroundings::{Owed, Responsible},
};

/// How many readers are named.
const READERS: usize = 8;

/// Something that happened.
pub(super) struct Event {
    on: Date,
    pub(super) when: String,
    pub(super) text: String,
    pub(super) by: String,
}

/// Something owed.
pub(super) struct Promise {
    pub(super) href: String,
    pub(super) what: String,
    pub(super) owner: String,
    pub(super) due: String,
    /// Names a style: `overdue`, `today`, `coming`.
    pub(super) kind: &'static str,
    pub(super) state: String,
}

impl Promise {
    pub(super) fn of(ui: &Ui, owed: &Owed, today: Date) -> Self {
        let days = |from: Date, to: Date| from.until(to).map_or(0, |span| i64::from(span.get_days()));
        let expected = owed.again_on.map_or(owed.due_on, |again| again.min(owed.due_on).max(owed.opens_on));
        let (kind, state) = if owed.due_on < today {
            ("overdue", ui.a1("person-overdue", "n", days(owed.due_on, today)).into_owned())
        } else if owed.opens_on > today {
            ("coming", ui.a1("person-opens", "day", ui.day(&owed.opens_on)).into_owned())
        } else if owed.due_on == today {
            ("today", ui.m("person-due-today").to_owned())
        } else if owed.again_on.is_some_and(|again| again >= today) {
            ("coming", ui.a1("person-again", "day", ui.day(&expected)).into_owned())
        } else {
            ("coming", ui.a1("person-due-in", "n", days(today, owed.due_on)).into_owned())
        };
        Self {
            href: format!("/tasks/{}", owed.id),
            what: named(ui, &owed.form, owed.campaign.as_deref()),
            owner: owed.owner.clone(),
            due: ui.day(&owed.due_on),
            kind,
            state,
        }
    }
}

/// What was made, changed and done, the latest first.
pub(super) fn history(ui: &Ui, whole: &Whole, today: Date) -> Vec<Event> {
    let Whole { person, responsible, done, entries, .. } = whole;
    let mut events: Vec<Event> =
        entries.iter().filter_map(|entry| changed(ui, whole, entry, today)).collect();
    for responsible in responsible {
        let Responsible { name, since, until, .. } = responsible;
        if let Some(until) = until {
            events.push(dated(
                ui,
                *until,
                ui.a1("person-event-doctor-ended", "name", name).into_owned(),
                String::new(),
            ));
        }
        events.push(dated(
            ui,
            *since,
            ui.a1("person-event-doctor-began", "name", name).into_owned(),
            String::new(),
        ));
    }
    for done in done {
        let what = named(ui, &done.form, done.campaign.as_deref());
        events.push(dated(
            ui,
            done.done_on,
            match done.state.as_str() {
                "declined" => ui.a1("person-event-declined", "what", what).into_owned(),
                "lapsed" => ui.a1("person-event-lapsed", "what", what).into_owned(),
                _ => ui.a1("person-event-done", "what", what).into_owned(),
            },
            done.owner.clone(),
        ));
    }
    let first = day_in_china(person.created_at);
    if !entries.iter().any(|entry| detail(entry).get("made").is_some()) {
        events.push(dated(ui, first, ui.m("person-event-entered").to_owned(), String::new()));
    }
    // Stable: what the log has in order of a day stays in that order.
    events.sort_by_key(|event| std::cmp::Reverse(event.on));
    events
}

/// Who last opened the page or had something shown, the latest first.
pub(super) fn readers(ui: &Ui, entries: &[Entry]) -> Vec<Event> {
    let read = entries.iter().filter_map(|entry| {
        let text = match entry.action.as_str() {
            view if view.ends_with(".view") => ui.m("person-event-viewed").to_owned(),
            "person.unmask" => {
                ui.a1("person-event-unmasked", "what", fields(ui, entry, "shown")).into_owned()
            }
            _ => return None,
        };
        Some(logged(ui, entry, text))
    });
    read.take(READERS).collect()
}

fn changed(ui: &Ui, whole: &Whole, entry: &Entry, today: Date) -> Option<Event> {
    let text = match entry.action.as_str() {
        "person.unmask" => return None,
        view if view.ends_with(".view") => return None,
        "person.edit" if detail(entry).get("made").is_some() => ui.m("person-event-made").to_owned(),
        "person.edit" => ui.a1("person-event-changed", "what", turns(ui, whole, entry, today)).into_owned(),
        "person.mend" => {
            let detail = detail(entry);
            let said = |key: &str| detail.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
            let what = ui.w("person-field", said("field"));
            ui.a2("person-event-mended", "what", what, "why", said("reason")).into_owned()
        }
        other => ui.a1("person-event-other", "what", ui.w("action", other.replace('.', "-"))).into_owned(),
    };
    Some(logged(ui, entry, text))
}

fn detail(entry: &Entry) -> serde_json::Value {
    serde_json::from_str(&entry.detail).unwrap_or_default()
}

/// The field names that the entry lists under `key`, said.
fn fields(ui: &Ui, entry: &Entry, key: &str) -> String {
    let said: Vec<String> = listed(entry, key).iter().map(|name| ui.w("person-field", name)).collect();
    said.join(ui.m("person-and"))
}

fn listed(entry: &Entry, key: &str) -> Vec<String> {
    let detail = detail(entry);
    let names = detail.get(key).and_then(serde_json::Value::as_array).into_iter().flatten();
    names.filter_map(serde_json::Value::as_str).map(str::to_owned).collect()
}

/// What an entry changed: of fields whose past is kept from what to what and since when, of the others their names.
fn turns(ui: &Ui, whole: &Whole, entry: &Entry, today: Date) -> String {
    let (mut names, mut turns) = (Vec::new(), Vec::new());
    for key in listed(entry, "fields") {
        match turn(ui, whole, entry, &key, today) {
            Some(turn) => turns.push(turn),
            None => names.push(ui.w("person-field", key)),
        }
    }
    let names = Some(names.join(ui.m("person-and"))).filter(|names| !names.is_empty());
    names.into_iter().chain(turns).collect::<Vec<_>>().join(ui.m("person-semicolon"))
}

fn turn(ui: &Ui, whole: &Whole, entry: &Entry, key: &str, today: Date) -> Option<String> {
    let (field, noted) = (named_field(key)?, whole.noted.get(key)?);
    // Of several noted at one instant the last is what the form said.
    let at = noted.iter().rposition(|noted| noted.at == entry.at)?;
    let words = |value: Option<&str>| {
        let known = value.filter(|value| !value.is_empty());
        known
            .map_or_else(|| ui.m("frame-unknown").to_owned(), |text| said(ui, field, text, today, whole.rule))
    };
    let now = field.of(&whole.now);
    let was = noted.get(at)?;
    let is = noted.get(at + 1).map_or(now.as_deref(), |next| next.value.as_deref());
    let text = Text::new("person-event-turn").with("what", ui.w("person-field", key));
    let text = text.with("before", words(was.value.as_deref())).with("after", words(is));
    Some(ui.t(&text.with("day", ui.partial(&was.until))).into_owned())
}

fn logged(ui: &Ui, entry: &Entry, text: String) -> Event {
    Event { on: day_in_china(entry.at), when: ui.instant(&entry.at), text, by: entry.name.clone() }
}

fn dated(ui: &Ui, on: Date, text: String, by: String) -> Event {
    Event { on, when: ui.day(&on), text, by }
}

/// What a task is, with its campaign before it.
fn named(ui: &Ui, form: &str, campaign: Option<&str>) -> String {
    let form = ui.w("person-task", form);
    campaign.map_or_else(
        || form.clone(),
        |campaign| ui.a2("person-task-of", "campaign", campaign, "what", form.as_str()).into_owned(),
    )
}
