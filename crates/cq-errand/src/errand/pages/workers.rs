//! Who does errands: where, on which days, what, and how many a day.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_case::case::store::people;
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::{
    area::{self, Area, AreaId},
    staff::{self, store::Staff},
};

use crate::errand::{
    actions, form as fields,
    rules::Rules,
    store::{self, worker as workers},
    words,
    worker::Worker,
};

/// Stands for whoever fills the form in, and for somebody who is not on the staff yet.
const ME: &str = "me";
const NEW: &str = "new";

/// A worker in words.
struct WorkerRow {
    staff: StaffId,
    name: String,
    phone: String,
    base: String,
    areas: String,
    days: String,
    kinds: String,
    daily_max: u32,
    /// Names a style.
    style: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "errand/workers.html")]
struct WorkersPage {
    ui: Ui,
    form: Form,
    rows: Vec<WorkerRow>,
    terms: Choices,
    /// Who can become one: value and name.
    people: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "errand/worker.html")]
struct WorkerPage {
    ui: Ui,
    form: Form,
    staff: StaffId,
    name: String,
    version: i64,
    terms: Choices,
}

/// What a worker's form offers.
struct Choices {
    areas: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    days: Vec<(String, String)>,
}

impl Choices {
    fn of(ui: &Ui, areas: &[Area], rules: &Rules) -> Self {
        let kinds = rules.kinds.iter().map(|kind| (kind.code.clone(), words::kind(ui, rules, &kind.code)));
        Self {
            areas: areas.iter().map(|area| (area.id.to_string(), area.name.clone())).collect(),
            kinds: kinds.collect(),
            days: (1..=7).map(|day| (day.to_string(), ui.w("calendar-weekday", day))).collect(),
        }
    }
}

/// Everything that both pages are made of.
struct Known {
    workers: Vec<Worker>,
    areas: Vec<Area>,
    rules: Rules,
    people: Vec<(String, String)>,
}

async fn known(ctx: &Ctx) -> Result<Known> {
    let act = ctx.act()?;
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        let workers = workers::list(conn, bureau, act.today())?;
        let doctors = staff::told_apart(conn, bureau, workers::doctors(conn, bureau)?)?;
        let mut people: Vec<(String, String)> = people::choices(conn, &act, None)?
            .into_iter()
            .map(|choice| (choice.value, choice.name))
            .chain(doctors.into_iter().map(|(id, name)| (id.to_string(), name)))
            .collect();
        people.retain(|(value, _)| !workers.iter().any(|worker| worker.staff.to_string() == *value));
        Ok(Known {
            workers,
            areas: area::list(conn, bureau)?,
            rules: store::rules(conn, bureau, act.today())?.0,
            people,
        })
    };
    ctx.app.db.read(read).await
}

fn row(ui: &Ui, known: &Known, worker: &Worker) -> WorkerRow {
    let named = |id: &AreaId| known.areas.iter().find(|area| area.id == *id).map(|area| area.name.clone());
    let comma = ui.m("person-comma");
    let areas: Vec<String> = worker.areas.iter().filter_map(named).collect();
    let kinds: Vec<String> = worker.kinds.iter().map(|code| words::kind(ui, &known.rules, code)).collect();
    let digits = worker.days.digits();
    let days: Vec<String> = digits.chars().map(|day| ui.w("calendar-weekday", day)).collect();
    let all = |list: Vec<String>, key| if list.is_empty() { ui.m(key).to_owned() } else { list.join(comma) };
    let (style, key) = match (worker.is_active, worker.is_away) {
        (false, _) => ("done", "errand-worker-inactive"),
        (_, true) => ("near", "errand-worker-away"),
        _ => ("coming", "errand-worker-active"),
    };
    WorkerRow {
        staff: worker.staff,
        name: worker.name.clone(),
        phone: worker.phone.clone().unwrap_or_default(),
        base: worker.base_name.clone(),
        areas: all(areas, "errand-worker-everywhere"),
        days: days.join(comma),
        kinds: all(kinds, "errand-worker-everything"),
        daily_max: worker.daily_max,
        style,
        state: ui.m(key).to_owned(),
    }
}

async fn index_page(ctx: &Ctx, form: Form) -> Result<WorkersPage> {
    let (known, ui) = (known(ctx).await?, Ui::of(ctx));
    Ok(WorkersPage {
        rows: known.workers.iter().map(|worker| row(&ui, &known, worker)).collect(),
        terms: Choices::of(&ui, &known.areas, &known.rules),
        people: known.people,
        ui,
        form,
    })
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let shipped = (1..=5).map(|day| ("days", day.to_string()));
    page(&index_page(&ctx, Form::filled(shipped.chain([("daily_max", "3".to_owned())]))).await?)
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form, known) = (ctx.act()?, Form::from(raw), known(&ctx).await?);
    let areas: Vec<AreaId> = known.areas.iter().map(|area| area.id).collect();
    let who = form.text("who", 1..=80);
    let name = form.text("name", usize::from(who == NEW)..=40);
    let phone = form.text("phone", 0..=20);
    let terms = fields::terms(&mut form, &known.rules, &areas).filter(|_| form.errors().is_empty());
    let Some(terms) = terms else {
        return invalid(&index_page(&ctx, form).await?);
    };
    let put = move |tx: &Tx<'_>| {
        let staff = chosen(tx, &act, &who, (&name, &phone))?;
        actions::put_worker(tx, &act, staff, None, &terms)
    };
    match ctx.app.db.write(put).await {
        Ok(()) => Ok(see_other("/errands/workers", Some("notice-errand-worker"))),
        Err(Error::Invalid(errors)) => invalid(&index_page(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

/// Who was chosen: whoever fills the form in, somebody on the staff, somebody who signs in, or somebody new.
fn chosen(tx: &Tx<'_>, act: &Act, who: &str, (name, phone): (&str, &str)) -> Result<StaffId> {
    match who {
        ME => people::me(tx, act),
        NEW => {
            let id: StaffId = act.new_id();
            let phone = Some(phone.to_owned()).filter(|phone| !phone.is_empty());
            staff::store::insert(tx, act.bureau(), &Staff::new(id, name.to_owned(), phone))?;
            Ok(id)
        }
        value => {
            let doctors = workers::doctors(tx, act.bureau())?;
            match doctors.iter().find(|(id, _)| id.to_string() == value) {
                Some((id, _)) => Ok(*id),
                None => people::chosen(tx, act, None, "who", value),
            }
        }
    }
}

async fn worker_page(ctx: &Ctx, id: &str, form: Option<Form>) -> Result<WorkerPage> {
    let (known, ui) = (known(ctx).await?, Ui::of(ctx));
    let id: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    let worker = known.workers.iter().find(|worker| worker.staff == id).ok_or(Error::NotFound)?;
    Ok(WorkerPage {
        form: form.unwrap_or_else(|| filled(worker)),
        staff: id,
        name: worker.name.clone(),
        version: worker.version,
        terms: Choices::of(&ui, &known.areas, &known.rules),
        ui,
    })
}

fn filled(worker: &Worker) -> Form {
    let one = [("base", worker.base.to_string()), ("daily_max", worker.daily_max.to_string())];
    let areas = worker.areas.iter().map(|area| ("areas", area.to_string()));
    let kinds = worker.kinds.iter().map(|code| ("kinds", code.clone()));
    let digits = worker.days.digits();
    let days: Vec<_> = digits.chars().map(|day| ("days", day.to_string())).collect();
    let inactive = (!worker.is_active).then(|| ("inactive", "yes".to_owned()));
    Form::filled(one.into_iter().chain(areas).chain(kinds).chain(days).chain(inactive))
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&worker_page(&ctx, &id, None).await?)
}

pub(super) async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form, known) = (ctx.act()?, Form::from(raw), known(&ctx).await?);
    let staff: StaffId = id.parse().map_err(|_| Error::NotFound)?;
    if !known.workers.iter().any(|worker| worker.staff == staff) {
        return Err(Error::NotFound);
    }
    let areas: Vec<AreaId> = known.areas.iter().map(|area| area.id).collect();
    let seen = form.value("version").parse().unwrap_or(0);
    let Some(terms) = fields::terms(&mut form, &known.rules, &areas) else {
        return invalid(&worker_page(&ctx, &id, Some(form)).await?);
    };
    ctx.app.db.write(move |tx| actions::put_worker(tx, &act, staff, Some(seen), &terms)).await?;
    Ok(see_other("/errands/workers", Some("notice-errand-worker")))
}
