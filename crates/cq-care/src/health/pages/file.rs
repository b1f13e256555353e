//! The question what a file is read for, and the file.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Result,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Ui, page},
};
use cq_registry::{
    assessment::Level,
    person::{PersonId, icd},
    task,
};
use jiff::civil::Date;

use super::{
    chart::{self, Chart},
    person, words,
};
use crate::health::{
    actions::{self, File, Names},
    model::{Basis, Content, Entry, EntryId, Kind, Medicine, Purpose, Severity, State},
};

#[derive(Template)]
#[template(path = "health/ask.html")]
struct AskPage {
    ui: Ui,
    id: PersonId,
    name: String,
    basis: String,
    form: Form,
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, person(&id)?);
    let asked = ctx.query("for").and_then(|word| word.parse::<Purpose>().ok());
    let chosen = asked.filter(|purpose| Purpose::CHOSEN.contains(purpose));
    let hand = act.clone();
    let (whose, basis) = ctx.app.db.read(move |conn: &Conn<'_>| actions::ask(conn, &hand, id)).await?;
    // An opening has said what for.
    let purpose = if basis == Basis::Opening { Some(Purpose::Emergency) } else { chosen };
    let Some(purpose) = purpose else {
        let ui = Ui::of(&ctx);
        let form = Form::filled([("for", first(basis).to_string())]);
        let basis = ui.w("health-basis", basis);
        return page(&AskPage { ui, id, name: whose.name, basis, form });
    };
    let today = act.today();
    let file = ctx.app.db.write(move |tx| actions::read(tx, &act, id, purpose)).await?;
    page(&FilePage::of(Ui::of(&ctx), &file, today))
}

/// What a file is read for most, by whoever reads it by that right.
fn first(basis: Basis) -> Purpose {
    if basis == Basis::Role { Purpose::Records } else { Purpose::Visit }
}

/// An allergy as it is shown.
struct AllergyRow {
    to: String,
    about: String,
    is_severe: bool,
    href: String,
}

/// A medicine as it is shown.
struct MedicineRow {
    name: String,
    dose: String,
    often: String,
    since: String,
    /// When it runs out, or until when it was taken.
    due: String,
    is_over: bool,
    is_soon: bool,
    href: String,
}

/// A kind of measurement as it is shown.
struct Measured {
    kind: Kind,
    latest: String,
    latest_on: String,
    chart: Option<Chart>,
    /// Day, value, by whom, where it is put right.
    rows: Vec<(String, String, String, String)>,
}

/// Something that no longer stands.
struct Gone {
    said: String,
    was: String,
    because: String,
}

#[derive(Template)]
#[template(path = "health/show.html")]
struct FilePage {
    ui: Ui,
    id: PersonId,
    name: String,
    about: String,
    /// By what right, what for, until when.
    reading: String,
    is_opening: bool,
    may_note: bool,
    /// What the ledger says of allergies.
    allergies_said: String,
    allergies: Vec<AllergyRow>,
    illnesses: Vec<String>,
    medicines: Vec<MedicineRow>,
    stopped: Vec<MedicineRow>,
    measured: Vec<Measured>,
    /// Day, level, points.
    assessment: Option<(String, String, String)>,
    stays: Vec<(String, String)>,
    gone: Vec<Gone>,
}

/// The days before a medicine runs out on which that is said.
const SOON_DAYS: i32 = 7;

impl FilePage {
    fn of(ui: Ui, file: &File, today: Date) -> Self {
        let id = file.person.id;
        let standing: Vec<_> =
            file.entries.iter().filter(|(entry, _)| entry.state == State::Stands).collect();
        let (mut allergies, mut medicines, mut stopped) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, _) in &standing {
            match &entry.content {
                Content::Allergy(said) => allergies.push(AllergyRow {
                    to: said.to.clone(),
                    about: format!("{} {}", ui.w("health-severity", said.severity), said.reaction),
                    is_severe: said.severity == Severity::Severe,
                    href: href(id, entry.id),
                }),
                Content::Medicine(taken) => {
                    let row = medicine(&ui, taken, href(id, entry.id), today);
                    let is_over = taken.until.is_some_and(|until| until < today);
                    if is_over { stopped.push(row) } else { medicines.push(row) }
                }
                Content::Reading(_) => {}
            }
        }
        let kinds = Kind::MEASURED.into_iter();
        let measured = kinds.filter_map(|kind| measured(&ui, id, kind, &standing)).collect();
        let facts = &file.facts;
        let level = |level: Level| ui.w("assessment-level", level);
        let assessment = file.assessments.first().map(|one| {
            (ui.day(&one.on), level(one.level()), ui.a1("health-points", "n", one.total).into_owned())
        });
        Self {
            id,
            name: file.person.name.clone(),
            about: format!("{} {}", ui.w("sex", facts.sex), task::age(&ui, facts.born, today)),
            reading: reading(&ui, file),
            is_opening: file.basis == Basis::Opening,
            may_note: file.may_note,
            allergies_said: facts.allergies.clone().unwrap_or_default(),
            allergies,
            illnesses: facts.conditions.iter().map(|code| icd::said(&ui, code)).collect(),
            medicines,
            stopped,
            measured,
            assessment,
            stays: file.stays.iter().map(|stay| stayed(&ui, stay)).collect(),
            gone: file.entries.iter().filter_map(|one| gone(&ui, one)).collect(),
            ui,
        }
    }

    fn add(&self, kind: &str) -> String {
        format!("/people/{}/health/new?kind={kind}", self.id)
    }
}

fn href(id: PersonId, entry: EntryId) -> String {
    format!("/people/{id}/health/{entry}")
}

/// Why the reader may, and what for: said to the reader, since it was written down.
fn reading(ui: &Ui, file: &File) -> String {
    let basis = ui.w("health-basis", file.basis);
    match file.until {
        Some(until) => ui.a1("health-reading-opened", "until", ui.day(&until)).into_owned(),
        None => {
            let text = Text::new("health-reading").with("basis", basis);
            ui.t(&text.with("purpose", ui.w("health-purpose", file.purpose))).into_owned()
        }
    }
}

fn medicine(ui: &Ui, taken: &Medicine, href: String, today: Date) -> MedicineRow {
    let due = taken.due_on();
    let left = due.and_then(|due| today.until(due).ok()).map(|span| span.get_days());
    let said = match (due, taken.until) {
        (_, Some(until)) => ui.a1("health-until-day", "day", ui.day(&until)).into_owned(),
        (Some(due), None) => ui.a1("health-due-day", "day", ui.day(&due)).into_owned(),
        (None, None) => String::new(),
    };
    MedicineRow {
        name: taken.name.clone(),
        dose: taken.dose.clone(),
        often: taken.often.clone(),
        since: taken.since.map(|since| ui.partial(&since)).unwrap_or_default(),
        due: said,
        is_over: left.is_some_and(|left| left <= 0),
        is_soon: left.is_some_and(|left| (1..=SOON_DAYS).contains(&left)),
        href,
    }
}

/// What was measured of one kind: the latest, drawn, and all of it.
fn measured(ui: &Ui, id: PersonId, kind: Kind, standing: &[&(Entry, Names)]) -> Option<Measured> {
    let mut readings: Vec<_> = standing
        .iter()
        .filter_map(|(entry, names)| match &entry.content {
            Content::Reading(reading) if reading.value.kind() == kind => Some((reading, entry, names)),
            _ => None,
        })
        .collect();
    // The newest first; of one day what was noted last.
    readings.sort_by_key(|(reading, entry, _)| std::cmp::Reverse((reading.on.first_day(), entry.id)));
    let (latest, ..) = readings.first()?;
    let points =
        readings.iter().filter_map(|(reading, ..)| Some((reading.on.day()?, reading.value.tenths())));
    Some(Measured {
        kind,
        latest: words::value(ui, latest.value),
        latest_on: ui.partial(&latest.on),
        chart: chart::draw(ui, kind, points.collect()),
        rows: readings
            .iter()
            .map(|(reading, entry, names)| {
                let (day, value) = (ui.partial(&reading.on), words::value(ui, reading.value));
                (day, value, names.noted.clone(), href(id, entry.id))
            })
            .collect(),
    })
}

/// From when to when, and where and why.
fn stayed(ui: &Ui, stay: &actions::Stay) -> (String, String) {
    let days = match stay.until {
        Some(until) => format!("{} – {}", ui.day(&stay.from), ui.day(&until)),
        None => ui.a1("health-stay-since", "day", ui.day(&stay.from)).into_owned(),
    };
    (days, format!("{} {}", stay.hospital, stay.reason.as_deref().unwrap_or_default()).trim().to_owned())
}

/// What no longer stands: what it said, who closed it when, and why.
fn gone(ui: &Ui, (entry, names): &(Entry, Names)) -> Option<Gone> {
    let (mark, because, is_withdrawn) = match &entry.state {
        State::Stands => return None,
        State::Replaced { mark, because } => (mark, because, false),
        State::Withdrawn { mark, because } => (mark, because, true),
    };
    let key = if is_withdrawn { "health-withdrawn-by" } else { "health-replaced-by" };
    Some(Gone {
        said: format!("{} {}", ui.w("health-kind", entry.content.kind()), words::line(ui, &entry.content)),
        was: ui.a2(key, "name", names.closed.as_str(), "at", ui.instant(&mark.at)).into_owned(),
        because: because.clone(),
    })
}
