//! The list of imports, the form that brings a file, the check page, and what can be done from there.

mod gone;
mod head;

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    audit::Subject,
    form::{Form, Raw},
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, Upload, invalid, page, see_other},
};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{
    APPLY, BRING, DISCARD, FAILED, UNDO, VIEW,
    actions::{self, Brought, Chosen, Mended, TakenIn},
    any_ledger::{AnyLedger, Ledgers},
    failed,
    model::{Intake, IntakeId, State},
    naming::Agreed,
    show::{self, View},
    store,
};

const PAGE: i64 = 50;

/// The kind of ledger that is chosen beforehand: what most files are, and what names nothing to be written over.
const USUAL: &str = "people";

/// Registers the pages over the kinds of ledger that the server lends.
pub fn routes(routes: &mut Routes, ledgers: Ledgers) {
    routes
        .get("/imports", &VIEW, index)
        .get("/imports/new", &BRING, move |ctx| new(ctx, ledgers))
        .post_upload("/imports", &BRING, move |ctx, upload| bring(ctx, upload, ledgers))
        .get("/imports/{id}", &VIEW, move |ctx, path| show(ctx, path, ledgers))
        .post("/imports/{id}/columns", &BRING, move |ctx, path, posted| columns(ctx, path, posted, ledgers))
        .get("/imports/{id}/header", &BRING, head::show)
        .post("/imports/{id}/header", &BRING, move |ctx, path, posted| {
            head::choose(ctx, path, posted, ledgers)
        })
        .post("/imports/{id}/gone", &BRING, move |ctx, path, posted| gone::end(ctx, path, posted, ledgers))
        .post("/imports/{id}/done", &APPLY, move |ctx, path, posted| done(ctx, path, posted, ledgers))
        .post("/imports/{id}/undo", &UNDO, move |ctx, path, posted| undo(ctx, path, posted, ledgers))
        .post("/imports/{id}/discard", &DISCARD, discard)
        .get("/imports/{id}/failed.xlsx", &FAILED, failed_rows);
}

/// An address with an id that is none leads nowhere.
fn id_of(Path(id): Path<String>) -> Result<IntakeId> {
    id.parse().map_err(|_| Error::NotFound)
}

#[derive(Template)]
#[template(path = "intake/index.html")]
struct IndexPage {
    ui: Ui,
    imports: Vec<Intake>,
    next: String,
    is_first: bool,
}

impl IndexPage {
    fn kind(&self, intake: &Intake) -> String {
        self.ui.w("intake-kind", &intake.kind)
    }

    fn by(&self, intake: &Intake) -> String {
        intake.by.clone().unwrap_or_else(|| self.ui.m("intake-by-program").to_owned())
    }

    fn tag(&self, intake: &Intake) -> &'static str {
        match intake.state {
            State::Done => "done",
            State::Checked => "today",
            State::Undone | State::Discarded => "",
        }
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let asked = ctx.query("before");
    let before = asked.as_deref().and_then(cursor).unwrap_or((Timestamp::MAX, IntakeId(Uuid::max())));
    let mut imports = ctx.app.db.read(move |conn| store::list(conn, &bureau, before, PAGE + 1)).await?;
    let more = imports.len() as i64 > PAGE;
    imports.truncate(PAGE as usize);
    let last = imports.last().filter(|_| more);
    let next = last.map_or(String::new(), |last| {
        format!("/imports?before={}_{}", last.made_at.as_millisecond(), last.id)
    });
    page(&IndexPage { ui: Ui::of(&ctx), imports, next, is_first: asked.is_none() })
}

fn cursor(text: &str) -> Option<(Timestamp, IntakeId)> {
    let (at, id) = text.split_once('_')?;
    Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, id.parse().ok()?))
}

#[derive(Template)]
#[template(path = "intake/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    kinds: Vec<&'static str>,
    max_mib: usize,
}

impl NewPage {
    fn of(ctx: &Ctx, form: Form, ledgers: Ledgers) -> Self {
        let kinds = ledgers.iter().map(|ledger| ledger.kind()).collect();
        Self { ui: Ui::of(ctx), form, kinds, max_mib: ctx.app.settings.upload_max_bytes >> 20 }
    }

    fn hint(&self) -> String {
        self.ui.a1("intake-file-hint", "max", self.max_mib).into_owned()
    }
}

async fn new(ctx: Ctx, ledgers: Ledgers) -> Result<Response> {
    let kind = ctx.query("kind").unwrap_or_else(|| USUAL.to_owned());
    page(&NewPage::of(&ctx, Form::filled([("kind", kind)]), ledgers))
}

async fn bring(ctx: Ctx, upload: Upload, ledgers: Ledgers) -> Result<Response> {
    let mut form = Form::from(upload.fields);
    let kind = form.value("kind").to_owned();
    if actions::ledger_of(ledgers, &kind).is_none() {
        form.reject("kind", Text::new("form-choice"));
    }
    if upload.bytes.is_empty() && upload.file_name.is_empty() {
        form.reject("file", Text::new("intake-file-choose"));
    }
    let act = ctx.act()?;
    let as_of = if form.value("as_of").is_empty() { None } else { form.day("as_of") };
    if as_of.is_some_and(|day| day > act.today()) {
        form.reject("as_of", Text::new("intake-as-of-ahead"));
    }
    if !form.errors().is_empty() {
        return invalid(&NewPage::of(&ctx, form, ledgers));
    }
    let brought = Brought { kind, file_name: upload.file_name, bytes: upload.bytes.to_vec(), as_of };
    match actions::bring(&ctx.app, act, ledgers, brought).await {
        Ok(id) => Ok(see_other(&format!("/imports/{id}"), None)),
        Err(Error::Refused(text)) => {
            form.reject("file", text);
            invalid(&NewPage::of(&ctx, form, ledgers))
        }
        Err(error) => Err(error),
    }
}

async fn show(ctx: Ctx, path: Path<String>, ledgers: Ledgers) -> Result<Response> {
    page(&checked(&ctx, id_of(path)?, ledgers).await?)
}

/// The page as it stands, with why the step asked for was not taken.
async fn refused(ctx: &Ctx, id: IntakeId, ledgers: Ledgers, why: &Text) -> Result<Response> {
    let mut page = checked(ctx, id, ledgers).await?;
    page.refuse(why);
    invalid(&page)
}

async fn checked(ctx: &Ctx, id: IntakeId, ledgers: Ledgers) -> Result<show::ShowPage> {
    let act = ctx.act()?;
    let today = act.today().to_string();
    let asked =
        show::Asked { show: ctx.query("show"), after: ctx.query("after"), before: ctx.query("before") };
    let hand = act.clone();
    let (intake, ledger, earlier, outcome, rows, alike) = ctx
        .app
        .db
        .read(move |conn| {
            let intake = store::get(conn, hand.bureau(), id)?;
            let earlier = store::taken_in(conn, hand.bureau(), &intake.file_hash, id)?;
            let outcome = asked.outcome(&intake);
            let rows = asked.rows(conn, hand.bureau(), id, outcome)?;
            let ledger = known(ledgers, &intake)?;
            let alike = show::resembled(conn, &hand, ledger, &intake, &rows)?;
            Ok((intake, ledger, earlier, outcome, rows, alike))
        })
        .await?;
    let view =
        View::of(&Ui::of(ctx), &act, ledger, &intake, outcome, &rows)?.with_alike(&Ui::of(ctx), &alike);
    let detail = json!({ "show": outcome, "rows": view.rows.len() });
    ctx.app.db.write(move |tx| act.record(tx, &VIEW, Subject::one("intake", id.0), &detail)).await?;
    let form = Form::filled([("until", today)]);
    let page = show::ShowPage::of(Ui::of(ctx), ledger, intake, earlier, view)?;
    page.ending_on(form).fitting(ledgers)
}

fn known(ledgers: Ledgers, intake: &Intake) -> Result<&'static dyn AnyLedger> {
    actions::ledger_of(ledgers, &intake.kind)
        .ok_or_else(|| Error::internal(format!("nobody knows ledgers of {}", intake.kind)))
}

/// Each header comes as a pair of fields: `header-3` with its text, `column-3` with the key chosen for it; `header-all` with what holds
/// for all rows. A form of names that are not on record has a field `names`, and `new` for each that is new.
async fn columns(ctx: Ctx, path: Path<String>, Posted(raw): Posted, ledgers: Ledgers) -> Result<Response> {
    let id = id_of(path)?;
    let mut chosen = Chosen::new();
    for (name, header) in &raw.0 {
        let Some(number) = name.strip_prefix("header-") else { continue };
        let Some(key) = raw.get(&format!("column-{number}")) else { continue };
        chosen.insert(header.clone(), Some(key.to_owned()).filter(|key| !key.is_empty()));
    }
    let agreed = raw.get("names").map(|_| agreed(&raw));
    let notice = if agreed.is_some() { "notice-intake-names" } else { "notice-intake-columns" };
    let mended = Mended { chosen, agreed, ..Mended::default() };
    actions::recheck(&ctx.app, ctx.act()?, ledgers, id, mended).await?;
    Ok(see_other(&format!("/imports/{id}"), Some(notice)))
}

fn agreed(raw: &Raw) -> Agreed {
    let new = raw.0.iter().filter(|(field, _)| field == "new");
    let named = new.filter_map(|(_, value)| {
        let (noun, name) = value.split_once(':')?;
        Some((noun.parse().ok()?, name.to_owned()))
    });
    Agreed { all: raw.get("all").is_some(), names: named.collect() }
}

async fn done(ctx: Ctx, path: Path<String>, Posted(raw): Posted, ledgers: Ledgers) -> Result<Response> {
    let id = id_of(path)?;
    let mut form = Form::from(raw);
    let skip_wrong = form.value("wrong") == "skip";
    // Without the version of the page that was looked at, the present one cannot have been.
    let version = form.number("version", 1..=i64::MAX, true).unwrap_or(0);
    let notice = match actions::take_in(&ctx.app, ctx.act()?, ledgers, id, version, skip_wrong).await {
        Ok(TakenIn::Done) => "notice-intake-done",
        Ok(TakenIn::Rechecked) => "notice-warn-intake-rechecked",
        Err(Error::Refused(why)) => return refused(&ctx, id, ledgers, &why).await,
        Err(error) => return Err(error),
    };
    Ok(see_other(&format!("/imports/{id}"), Some(notice)))
}

async fn undo(ctx: Ctx, path: Path<String>, _: Posted, ledgers: Ledgers) -> Result<Response> {
    let id = id_of(path)?;
    match actions::undo(&ctx.app, ctx.act()?, ledgers, id, ctx.lang).await {
        Ok(()) => Ok(see_other(&format!("/imports/{id}"), Some("notice-intake-undone"))),
        Err(Error::Refused(why)) => refused(&ctx, id, ledgers, &why).await,
        Err(error) => Err(error),
    }
}

async fn discard(ctx: Ctx, path: Path<String>, _: Posted) -> Result<Response> {
    let id = id_of(path)?;
    actions::discard(&ctx.app, ctx.act()?, id).await?;
    Ok(see_other("/imports", Some("notice-intake-discarded")))
}

async fn failed_rows(ctx: Ctx, path: Path<String>) -> Result<Response> {
    let id = id_of(path)?;
    let act = ctx.act()?;
    let (hand, app, lang) = (act.clone(), ctx.app.clone(), ctx.lang);
    let bytes = ctx
        .app
        .db
        .read(move |conn| {
            let intake = store::get(conn, hand.bureau(), id)?;
            failed::file(conn, &hand, &app.messages, lang, &intake)
        })
        .await?;
    ctx.app.db.write(move |tx| act.record(tx, &FAILED, Subject::one("intake", id.0), &json!({}))).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"failed.xlsx\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from(bytes)).into_response())
}
