//! The page that chooses columns, and the file.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Conn,
    form::{Form, Raw},
    messages::{Lang, Text},
    policy::Action,
    web::{App, Ctx, Ui, feed, invalid, page},
};
use serde_json::json;

use super::{Export, Format, Frame, sheet, store};
use crate::intake::{Column, Shown};

/// What is taken out, as a feature's route says it.
pub struct Asked {
    /// The list.
    pub export: &'static dyn Export,
    /// The right that it takes.
    pub action: &'static Action,
    /// What the log says it is about.
    pub subject: Subject,
    /// The page's own address.
    pub address: String,
    /// The way back.
    pub back: String,
    /// What the list is called, above the table and on the page.
    pub title: String,
    /// What the address itself narrows the list to, besides its query.
    pub narrowed: Option<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "export/choose.html")]
struct ChoosePage {
    ui: Ui,
    form: Form,
    /// What the list is called.
    list: String,
    address: String,
    back: String,
    choices: Vec<Choice>,
    /// Name and words of one more choice.
    tick: Option<(&'static str, String)>,
    /// What narrows the list, to be carried on.
    kept: Vec<(String, String)>,
}

/// A column to choose.
struct Choice {
    key: &'static str,
    said: String,
    hint: String,
}

/// Answers the address: without a `format` with the page that chooses, else with the file.
pub async fn answer(ctx: &Ctx, asked: Asked) -> Result<Response> {
    let act = ctx.act()?;
    act.actor.may(asked.action)?;
    let Raw(mut fields) = ctx.query_fields();
    if let Some((name, value)) = &asked.narrowed {
        fields.retain(|(key, _)| key != name);
        fields.push(((*name).to_owned(), value.clone()));
    }
    let mut form = Form::from(Raw(fields));
    let format = form.value("format").parse::<Format>().ok();
    let chosen: Vec<String> =
        form.values("columns").iter().flat_map(|keys| keys.split(',')).map(str::to_owned).collect();
    let columns: Vec<&'static Column> = asked
        .export
        .columns()
        .iter()
        .filter(|column| chosen.iter().any(|key| key == column.spec.key))
        .collect();
    match format {
        Some(format) if !columns.is_empty() => file(ctx, asked, form, columns, format).await,
        Some(_) => {
            form.reject("columns", Text::new("export-choose-some"));
            invalid(&choose(ctx, asked, form).await?)
        }
        None => page(&choose(ctx, asked, form).await?),
    }
}

async fn choose(ctx: &Ctx, asked: Asked, mut form: Form) -> Result<ChoosePage> {
    let act = ctx.act()?;
    let kept: Vec<(String, String)> = ctx.query_fields().0;
    let kept = kept.into_iter().filter(|(name, _)| !matches!(name.as_str(), "columns" | "format" | "notice"));
    let (export, bureau, account) = (asked.export, *act.bureau(), act.actor.account);
    let last = match account {
        Some(account) => {
            ctx.app.db.read(move |conn| store::find(conn, &bureau, account, export.kind())).await?
        }
        None => None,
    };
    let may_unmask = export.may_unmask(&act);
    let offered =
        |column: &&Column| may_unmask || column.shown == Shown::Masked || !export.is_sealed(column.spec.key);
    let offered: Vec<&Column> = export.columns().iter().filter(offered).collect();
    if form.errors().is_empty() {
        let usual = |column: &&&Column| !export.is_sealed(column.spec.key);
        let keys = last.unwrap_or_else(|| {
            offered.iter().filter(usual).map(|column| column.spec.key.to_owned()).collect()
        });
        form = Form::filled(keys.into_iter().map(|key| ("columns", key)));
    }
    let ui = Ui::of(ctx);
    let tick = export.tick().map(|(name, words)| (name, ui.m(words).to_owned()));
    let kept = kept.filter(|(name, _)| tick.as_ref().is_none_or(|(tick, _)| tick != name));
    let choice = |column: &&Column| Choice {
        key: column.spec.key,
        said: ui.m(column.title).to_owned(),
        hint: match (export.is_sealed(column.spec.key), may_unmask) {
            (false, _) => String::new(),
            (true, true) => ui.m("export-in-full").to_owned(),
            (true, false) => ui.m("export-masked").to_owned(),
        },
    };
    Ok(ChoosePage {
        choices: offered.iter().map(choice).collect(),
        kept: kept.collect(),
        tick,
        list: asked.title,
        address: asked.address,
        back: asked.back,
        form,
        ui,
    })
}

async fn file(
    ctx: &Ctx,
    asked: Asked,
    narrow: Form,
    columns: Vec<&'static Column>,
    format: Format,
) -> Result<Response> {
    let act = ctx.act()?;
    let (conditions, is_searched) = conditions(ctx, &asked);
    let (export, action, subject) = (asked.export, asked.action, asked.subject);
    let frame = frame(ctx, &act, asked.title).await?;
    let keys: Vec<&'static str> = columns.iter().map(|column| column.spec.key).collect();
    let rows = Arc::new(AtomicUsize::new(0));
    let (mut feed, sent) = feed();
    let (hand, app, count) = (act.clone(), ctx.app.clone(), rows.clone());
    let read = move |conn: &Conn<'_>| {
        let (act, messages, rows) = (&hand, &app.messages, &*count);
        let job = sheet::Job { export, act, messages, narrow: &narrow, columns: &columns, format, rows };
        sheet::write(conn, &job, frame, &mut feed).map(|()| feed)
    };
    let app = ctx.app.clone();
    // Goes on when whoever asked goes away, so that what went out stands in the log in any case.
    let writing = tokio::spawn(async move {
        let read = app.db.report(read).await;
        let rows = rows.load(Ordering::Relaxed);
        let log = Log { action, subject, kind: export.kind(), keys, format, conditions, is_searched };
        if let Err(cause) = &read {
            tracing::info!(%cause, rows, "a list was broken off");
        }
        if read.is_ok() || rows > 0 {
            log.write(&app, &act, rows, read.is_ok()).await?;
        }
        // The last bytes leave once the log has them.
        read?.end().await;
        Ok::<(), Error>(())
    });
    let Some(body) = sent.begun().await else {
        writing.await.map_err(Error::internal)??;
        return Err(Error::internal("a list without a file"));
    };
    let (kind, name) = match format {
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.{name}\"", export.kind())),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}

/// What the list was narrowed by, as the address says it, and whether somebody was looked for in it: what was typed may be a name,
/// which the log does not hold.
fn conditions(ctx: &Ctx, asked: &Asked) -> (Vec<String>, bool) {
    let fields = ctx.query_fields().0;
    let is_searched = fields.iter().any(|(name, typed)| name == "q" && !typed.trim().is_empty());
    let narrows = |name: &str| !matches!(name, "columns" | "format" | "notice" | "after" | "before" | "q");
    let said = fields.into_iter().filter(|(name, value)| narrows(name) && !value.is_empty());
    let said = said.chain(asked.narrowed.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    (said.map(|(name, value)| format!("{name}={value}")).collect(), is_searched)
}

/// What the log says of a list taken out.
struct Log {
    action: &'static Action,
    subject: Subject,
    kind: &'static str,
    keys: Vec<&'static str>,
    format: Format,
    conditions: Vec<String>,
    is_searched: bool,
}

impl Log {
    /// Writes it, and keeps which columns were chosen. `is_whole` unless the list was broken off after so many rows.
    async fn write(self, app: &App, act: &Act, rows: usize, is_whole: bool) -> Result<()> {
        let Log { action, subject, kind, keys, format, conditions, is_searched } = self;
        let mut detail = json!({
            "kind": kind, "rows": rows, "columns": keys, "format": format, "conditions": conditions, "searched": is_searched,
        });
        if !is_whole {
            detail["broken_off"] = json!(true);
        }
        let act = act.clone();
        app.db
            .write(move |tx| {
                if let Some(account) = act.actor.account {
                    store::save(tx, act.bureau(), account, kind, &keys)?;
                }
                act.record(tx, action, subject, &detail)
            })
            .await
    }
}

/// Title and footer as an office wants them, in Chinese: the file is for the upper level.
async fn frame(ctx: &Ctx, act: &Act, title: String) -> Result<Frame> {
    let bureau = *act.bureau();
    let bureaus = ctx.app.db.read(cq_platform::identity::store::list_bureaus).await?;
    let name = bureaus.into_iter().find(|one| one.id == bureau).map(|one| one.name).unwrap_or_default();
    let day = cq_calendar::PartialDate::from(act.today()).chinese();
    let footer = Text::new("export-footer").with("bureau", name).with("by", &act.actor.name).with("day", day);
    Ok(Frame {
        title,
        footer: vec![ctx.app.messages.tell(Lang::Zh, &footer).into_owned()],
        number: ctx.app.messages.say(Lang::Zh, "export-number").to_owned(),
    })
}
