//! Who is away, a new absence, what it would do, and one of them.

use std::marker::PhantomData;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Tx,
    form::Form,
    ids::StaffId,
    web::{
        Ctx, Posted, Routes, Ui, invalid,
        look::{self, Looked},
        page, see_other,
    },
};
use jiff::civil::Date;
use serde_json::json;

use super::{
    AbsenceId, MAKE, VIEW,
    actions::{self, Preview},
    burden::Burdens,
    form::{self, TO},
    model::{Draft, Reason, SUBSTITUTES, Standing},
    store::{self, Named, Worker},
};
use crate::rule::plan;

/// Registers the pages; `B` keeps what else somebody has in hand.
pub fn routes<B: Burdens>(routes: &mut Routes) {
    routes
        .get("/absences", &VIEW, index)
        .get("/absences/new", &MAKE, new)
        .post("/absences/preview", &MAKE, look::preview::<Look<B>>)
        .post("/absences", &MAKE, create::<B>)
        .get("/absences/{id}", &VIEW, show)
        .post("/absences/{id}/end", &MAKE, end)
        .post("/absences/{id}/undo", &MAKE, undo);
}

/// An absence in words.
struct Row {
    id: AbsenceId,
    name: String,
    reason: String,
    days: String,
    substitute: String,
    /// Names a style.
    kind: &'static str,
    state: String,
}

impl Row {
    fn of(ui: &Ui, named: &Named, today: Date) -> Self {
        let (absence, standing) = (&named.absence, named.absence.standing(today));
        let kind = match standing {
            Standing::Current | Standing::Gone => "today",
            Standing::Planned => "coming",
            Standing::Over | Standing::Undone => "done",
        };
        Self {
            id: absence.id,
            name: named.name.clone(),
            reason: ui.w("absence-reason", absence.reason),
            days: days(ui, absence.from, absence.until),
            substitute: named.substitute.clone(),
            kind,
            state: ui.w("absence-standing", standing),
        }
    }
}

fn days(ui: &Ui, from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) => ui.a2("absence-days", "from", ui.day(&from), "until", ui.day(&until)).into_owned(),
        None => ui.a1("absence-from-on", "from", ui.day(&from)).into_owned(),
    }
}

#[derive(Template)]
#[template(path = "absence/index.html")]
struct IndexPage {
    ui: Ui,
    rows: Vec<Row>,
    may_make: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (today, may_make) = (act.today(), act.actor.may(&MAKE).is_ok());
    let read = move |tx: &Tx<'_>| {
        let found = store::list(tx, act.bureau())?;
        act.record(tx, &VIEW, Subject::list("absence"), &json!({ "count": found.len() }))?;
        Ok(found)
    };
    let found = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let rows = found.iter().map(|named| Row::of(&ui, named, today)).collect();
    page(&IndexPage { ui, rows, may_make })
}

#[derive(Template)]
#[template(path = "absence/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    workers: Vec<(String, String)>,
    reasons: &'static [Reason],
    places: Vec<(String, bool)>,
}

async fn new(ctx: Ctx) -> Result<Response> {
    let (today, staff) = (ctx.act()?.today().to_string(), ctx.query("staff").unwrap_or_default());
    let form =
        Form::filled([("staff", staff), ("from", today.clone()), ("reason", Reason::Leave.to_string())]);
    new_page(&ctx, form).await
}

async fn new_page(ctx: &Ctx, form: Form) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let workers = ctx.app.db.read(move |conn| store::workers(conn, &bureau)).await?;
    let ui = Ui::of(ctx);
    let is_wrong = !form.errors().is_empty();
    let workers = workers.iter().map(|worker| (worker.id.to_string(), said(&ui, worker))).collect();
    let places = (1..=SUBSTITUTES).map(|at| (format!("substitute_{at}"), at > 1)).collect();
    let template = NewPage { ui, form, workers, reasons: Reason::ALL, places };
    if is_wrong { invalid(&template) } else { page(&template) }
}

/// 张丽华（双山街道卫生院，12 人）.
fn said(ui: &Ui, worker: &Worker) -> String {
    let text = cq_platform::messages::Text::new(match worker.hospital {
        Some(_) => "absence-worker",
        None => "absence-worker-bureau",
    });
    let text = text.with("name", worker.name.as_str()).with("n", worker.people);
    ui.t(&text.with("hospital", worker.hospital.as_deref().unwrap_or_default())).into_owned()
}

/// Somebody behind the absent one's name, and who looks after them.
struct Line {
    field: String,
    name: String,
    area: String,
    open: i64,
    overdue: i64,
    to: String,
}

#[derive(Template)]
#[template(path = "absence/preview.html")]
struct PreviewPage {
    ui: Ui,
    form: Form,
    draft: Draft,
    preview: Preview,
    days: String,
    lines: Vec<Line>,
    open: i64,
    /// By how many each would look after, in words; and whether that is more than they may.
    loads: Vec<(String, bool)>,
    /// What else is in hand, in words, and where it is.
    burdens: Vec<(String, String)>,
    /// What was looked at has changed since.
    changed: bool,
}

/// Entering an absence.
struct Look<B>(PhantomData<B>);

impl<B: Burdens> Looked for Look<B> {
    type Draft = Draft;
    type Preview = Preview;
    const MADE: &'static str = "notice-absence-made";

    fn draft(form: &mut Form, today: Date) -> Option<Draft> {
        form::draft(form, today)
    }

    fn look(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<Preview> {
        let preview = actions::preview::<B>(tx, act, draft)?;
        let detail = json!({ "preview": true, "people": preview.people.len() });
        act.record(tx, &MAKE, Subject::one("staff", draft.staff.0), &detail)?;
        Ok(preview)
    }

    fn make(tx: &Tx<'_>, act: &Act, draft: &Draft, seen: &str) -> Result<String> {
        Ok(format!("/absences/{}", actions::make::<B>(tx, act, draft, seen)?))
    }

    async fn form_page(ctx: &Ctx, form: Form) -> Result<Response> {
        new_page(ctx, form).await
    }

    fn preview_page(
        ctx: &Ctx,
        form: Form,
        draft: Draft,
        preview: Preview,
        changed: bool,
    ) -> Result<Response> {
        let ui = Ui::of(ctx);
        let say = |burden| (B::say(&ui, burden), burden.href.clone());
        let burdens = preview.burdens.iter().map(say).collect();
        page(&PreviewPage { burdens, ..PreviewPage::of(ui, form, draft, preview, changed) })
    }
}

async fn create<B: Burdens>(ctx: Ctx, posted: Posted) -> Result<Response> {
    let (app, act) = (ctx.app.clone(), ctx.act()?);
    let answer = look::create::<Look<B>>(ctx, posted).await?;
    plan::follow_up(&app, &act).await;
    Ok(answer)
}

impl PreviewPage {
    fn of(ui: Ui, form: Form, draft: Draft, preview: Preview, changed: bool) -> Self {
        let lines: Vec<Line> = preview
            .people
            .iter()
            .map(|(charge, to)| Line {
                field: format!("{TO}{}", charge.id),
                name: charge.name.clone(),
                area: charge.area.clone().unwrap_or_default(),
                open: charge.open,
                overdue: charge.overdue,
                to: to.to_string(),
            })
            .collect();
        let loads = preview.substitutes.iter().map(|worker| load(&ui, worker, &preview)).collect();
        Self {
            days: days(&ui, draft.from, draft.until),
            open: lines.iter().map(|line| line.open).sum(),
            ui,
            form,
            draft,
            preview,
            lines,
            loads,
            burdens: Vec::new(),
            changed,
        }
    }
}

fn load(ui: &Ui, worker: &Worker, preview: &Preview) -> (String, bool) {
    let more = preview.people.iter().filter(|(_, to)| *to == worker.id).count();
    let all = worker.people + i64::try_from(more).unwrap_or(0);
    let is_over = worker.capacity.is_some_and(|capacity| all > capacity);
    let text = cq_platform::messages::Text::new(if is_over { "absence-load-over" } else { "absence-load" });
    let text = text.with("name", worker.name.as_str()).with("more", more).with("all", all);
    (ui.t(&text.with("capacity", worker.capacity.unwrap_or(0))).into_owned(), is_over)
}

#[derive(Template)]
#[template(path = "absence/show.html")]
struct ShowPage {
    ui: Ui,
    row: Row,
    version: i64,
    is_for_good: bool,
    /// Who looks after whom: name of who stands in, and how many.
    shares: Vec<(String, usize)>,
    /// All the others go to the first.
    rest: bool,
    moved: usize,
    may_end: bool,
    may_undo: bool,
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let (today, may_make) = (act.today(), act.actor.may(&MAKE).is_ok());
    let read = move |tx: &Tx<'_>| {
        let bureau = act.bureau();
        let named = store::find(tx, bureau, id)?.ok_or(Error::NotFound)?;
        let (shares, moves) = (store::shares(tx, bureau, id)?, store::moves(tx, bureau, id)?);
        let workers = store::workers(tx, bureau)?;
        act.record(tx, &VIEW, Subject::one("absence", id.0), &json!({}))?;
        Ok((named, shares, moves.len(), workers))
    };
    let (named, shares, moved, workers) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let name = |id: StaffId| {
        workers.iter().find(|worker| worker.id == id).map(|worker| worker.name.clone()).unwrap_or_default()
    };
    let mut counted: Vec<(StaffId, usize)> = Vec::new();
    for (_, to) in &shares {
        match counted.iter_mut().find(|(id, _)| id == to) {
            Some((_, n)) => *n += 1,
            None => counted.push((*to, 1)),
        }
    }
    let standing = named.absence.standing(today);
    page(&ShowPage {
        row: Row::of(&ui, &named, today),
        version: named.absence.version,
        is_for_good: named.absence.reason.is_for_good(),
        rest: !counted.is_empty(),
        shares: counted.into_iter().map(|(id, n)| (name(id), n)).collect(),
        moved,
        may_end: may_make && standing == Standing::Current,
        may_undo: may_make && standing != Standing::Undone,
        ui,
    })
}

async fn end(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let seen = found(&ctx, id, &Form::from(raw)).await?;
    ctx.app.db.write(move |tx| actions::end(tx, &act, id, seen)).await?;
    Ok(see_other(&format!("/absences/{id}"), Some("notice-absence-ended")))
}

async fn undo(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let seen = found(&ctx, id, &Form::from(raw)).await?;
    let hand = act.clone();
    let kept = ctx.app.db.write(move |tx| actions::undo(tx, &hand, id, seen)).await?;
    plan::follow_up(&ctx.app, &act).await;
    let notice = if kept == 0 { "notice-absence-undone" } else { "notice-absence-undone-partly" };
    Ok(see_other(&format!("/absences/{id}"), Some(notice)))
}

/// The version that the form's reader saw; a form that does not say has seen nothing. Whether there is such an absence comes first.
async fn found(ctx: &Ctx, id: AbsenceId, form: &Form) -> Result<i64> {
    let bureau = *ctx.act()?.bureau();
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?.ok_or(Error::NotFound)?;
    form.value("version").parse().map_err(|_| Error::Conflict)
}

fn parse(id: &str) -> Result<AbsenceId> {
    id.parse().map_err(|_| Error::NotFound)
}
