//! 纸单录入: what a doctor wrote on his printed day sheet, keyed back by a clerk in one grid, in the sheet's order. Every row that says
//! something is right, or nothing is saved and each wrong row is marked where it stands.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    form::{FieldErrors, Form},
    ids::StaffId,
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;

use super::card::Card;
use crate::task::{
    ENTER, OWN, TaskId,
    actions::{self, Kept},
    form::services,
    model::{Condition, Report, Source, VisitReport},
    report::{Answered, CallReport, Service},
    store::list::{self, Filter, Listed, Wanted},
};

/// The most rows of one sheet: as many as one prints, and some more.
const ROWS_MAX: i64 = 100;
/// The longest text of a cell, in characters.
const CELL_MAX: usize = 2_000;

#[derive(Template)]
#[template(path = "task/sheet.html")]
struct SheetPage {
    ui: Ui,
    form: Form,
    doctors: Vec<(String, String)>,
    rows: Vec<Card>,
    conditions: &'static [Condition],
    services: &'static [Service],
    today: Date,
    /// A doctor was chosen.
    is_chosen: bool,
}

impl SheetPage {
    fn field(&self, name: &str, card: &Card) -> String {
        format!("{name}-{}", card.id)
    }

    fn about(&self, key: &'static str, card: &Card) -> String {
        self.ui.a1(key, "name", card.name.as_str()).into_owned()
    }

    /// Whether any cell of the row is wrong.
    fn is_wrong(&self, card: &Card) -> bool {
        let id = card.id.to_string();
        self.form.errors().iter().any(|(field, _)| field.ends_with(&id))
    }
}

/// Whose sheet, and of which day.
fn asked(form: &Form, today: Date) -> (Option<StaffId>, Date) {
    (form.value("doctor").parse().ok(), form.value("on").parse().unwrap_or(today))
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let today = ctx.act()?.today();
    let mut form = Form::from(ctx.query_fields());
    if form.value("on").is_empty() {
        form.set("on", &today.to_string());
    }
    show(&ctx, form).await
}

async fn show(ctx: &Ctx, form: Form) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let (doctor, on) = asked(&form, today);
    let read = move |tx: &Tx<'_>| {
        let doctors = list::choices(tx, act.bureau(), true)?.doctors;
        let Some(doctor) = doctor else { return Ok((doctors, Vec::new())) };
        let rows = rows(tx, &act, doctor, on)?;
        act.record(tx, &ENTER, Subject::one("staff", doctor.0), &json!({ "sheet": on, "rows": rows.len() }))?;
        Ok((doctors, rows))
    };
    let (doctors, rows) = ctx.app.db.write(read).await?;
    let ui = Ui::of(ctx);
    let is_wrong = !form.errors().is_empty();
    let template = SheetPage {
        rows: rows.into_iter().map(|task| Card::of(&ui, task, &[], today)).collect(),
        doctors: doctors.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        conditions: Condition::ALL,
        services: Service::ALL,
        is_chosen: doctor.is_some(),
        ui,
        form,
        today,
    };
    if is_wrong { invalid(&template) } else { page(&template) }
}

/// What the sheet of that day has on it and nobody has written down yet, in its order.
fn rows(tx: &Tx<'_>, act: &cq_platform::actor::Act, doctor: StaffId, on: Date) -> Result<Vec<Listed>> {
    let scope = act.actor.scope(&ENTER, OWN)?;
    let filter = Filter { owner: Some(doctor), ..Filter::by(Wanted::Open) };
    let mut rows = list::list(tx, &scope, act.bureau(), &filter, act.today(), None, ROWS_MAX)?;
    rows.retain(|task| task.next_on <= on);
    Ok(rows)
}

/// A row that says something.
struct Entered {
    id: TaskId,
    seen: i64,
    on: Date,
    report: Report,
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let (doctor, on) = asked(&form, act.today());
    let entered = read(&mut form);
    if form.errors().is_empty() && entered.is_empty() {
        form.reject("doctor", Text::new("task-sheet-empty"));
    }
    if !form.errors().is_empty() {
        return show(&ctx, form).await;
    }
    let count = entered.len();
    let write = move |tx: &Tx<'_>| save_all(tx, &act, &entered);
    match ctx.app.db.write(write).await {
        Ok(()) => {
            let doctor = doctor.map(|id| id.to_string()).unwrap_or_default();
            let notice = if count == 1 { "notice-task-sheet-one" } else { "notice-task-sheet" };
            Ok(see_other(&format!("/sheets?doctor={doctor}&on={on}"), Some(notice)))
        }
        Err(Error::Invalid(errors)) => show(&ctx, form.with_errors(errors)).await,
        Err(error) => Err(error),
    }
}

/// All of them, or none: what is wrong with each is said together.
fn save_all(tx: &Tx<'_>, act: &cq_platform::actor::Act, entered: &[Entered]) -> Result<()> {
    let mut wrong: FieldErrors = Vec::new();
    for Entered { id, seen, on, report } in entered {
        let field = format!("date-{id}");
        let from = Some(Source::Paper);
        let kept = Kept { action: &ENTER, seen: *seen, on: *on, report, from, field: &field };
        match actions::keep(tx, act, *id, &kept) {
            Ok(()) => {}
            Err(Error::Invalid(errors)) => wrong.extend(errors),
            Err(Error::Conflict | Error::NotFound) => wrong.push((field, Text::new("task-sheet-taken"))),
            Err(error) => return Err(error),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// The rows of the grid that say something; what a row lacks is said at its cell.
fn read(form: &mut Form) -> Vec<Entered> {
    let ids: Vec<TaskId> =
        form.pairs().iter().filter_map(|(name, _)| name.strip_prefix("version-")?.parse().ok()).collect();
    ids.into_iter().filter_map(|id| read_row(form, id)).collect()
}

fn read_row(form: &mut Form, id: TaskId) -> Option<Entered> {
    let field = |name: &str| format!("{name}-{id}");
    let said = ["date", "condition", "treatment", "advice"];
    if said.iter().all(|name| form.value(&field(name)).trim().is_empty()) {
        return None;
    }
    let on = form.day(&field("date"));
    let condition: Option<Condition> = form.value(&field("condition")).parse().ok();
    if condition.is_none() {
        form.reject(&field("condition"), Text::new("task-condition-needed"));
    }
    let is_call = form.value(&field("call")) == "yes";
    let services = if is_call { Vec::new() } else { services(form, &field("services")) };
    let treatment = form.text(&field("treatment"), 0..=CELL_MAX);
    if treatment.is_empty() {
        form.reject(&field("treatment"), Text::new("task-treatment-needed"));
    }
    let advice = form.text(&field("advice"), 0..=CELL_MAX);
    if advice.is_empty() && !is_call {
        form.reject(&field("advice"), Text::new("task-advice-needed"));
    }
    let seen = form.number(&field("version"), 1..=i64::MAX, true);
    let report = if is_call {
        let said =
            [treatment, advice].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n");
        Report::Call(CallReport { answered: Answered::Elder, condition: condition?, said })
    } else {
        Report::Visit(VisitReport {
            services,
            treatment,
            advice,
            condition: condition?,
            condition_note: String::new(),
            needs: Vec::new(),
            need_note: String::new(),
        })
    };
    Some(Entered { id, seen: seen?, on: on?, report })
}
