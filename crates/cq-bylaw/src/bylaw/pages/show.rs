//! A version: what it says, on which days, who wrote and published it, and what can be done with it; what changed; who has read it.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Tx,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::{days, figure, governs, parse_both, state};
use crate::bylaw::{
    COVERAGE, PUBLISH, READ, WITHDRAW, WRITE,
    actions::{self, Shown},
    basis::called,
    difference::{Became, difference, paragraphs},
    model::{BylawId, State, VersionId, in_force, last_day},
    store::{self, Listed},
};

/// Another version of the same document.
struct Other {
    href: String,
    name: String,
    days: String,
    style: &'static str,
    state: String,
    is_this: bool,
}

/// What whoever reads the page can do now.
#[derive(Default)]
struct Can {
    read: bool,
    edit: bool,
    publish: bool,
    withdraw: bool,
    next: bool,
}

impl Can {
    fn of(act: &Act, shown: &Shown) -> Self {
        let may = |action| act.actor.may(action).is_ok();
        let version = &shown.found.version;
        let is_draft = version.state == State::Draft;
        let is_published = matches!(version.state, State::Published { .. });
        let spans = shown.document.spans();
        let must_read = shown.found.wording.readers.contains(&act.actor.role);
        let is_last =
            spans.iter().filter(|span| span.ever_began()).all(|span| span.from_on <= version.from_on);
        Self {
            read: is_published && must_read && shown.read_at.is_none() && may(&READ),
            edit: is_draft && may(&WRITE),
            publish: is_draft && may(&PUBLISH) && act.actor.account != Some(version.writer),
            withdraw: is_published
                && (is_last || in_force(&spans, act.today()).is_some_and(|now| now.id == version.id))
                && may(&WITHDRAW),
            next: !is_draft && is_last && shown.document.draft().is_none() && may(&WRITE),
        }
    }
}

#[derive(Template)]
#[template(path = "bylaw/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    at: String,
    bylaw: BylawId,
    version: i64,
    name: String,
    sub: String,
    style: &'static str,
    state: String,
    days: String,
    governs: String,
    readers: String,
    written: String,
    published: String,
    ended: String,
    reason: String,
    /// When the reader said that they have read it.
    read_at: String,
    coverage: String,
    has_changes: bool,
    /// Written by whoever looks at it: another one publishes it.
    waits: bool,
    paragraphs: Vec<String>,
    others: Vec<Other>,
    can: Can,
}

impl ShowPage {
    fn step(&self, step: &str) -> String {
        format!("{}/{step}", self.at)
    }

    /// Whether a form was sent and came back.
    fn is_wrong(&self, field: &str) -> bool {
        self.form.error(field).is_some()
    }

    fn of(ctx: &Ctx, act: &Act, form: Form, shown: &Shown) -> Self {
        let ui = Ui::of(ctx);
        let (found, document, today) = (&shown.found, &shown.document, act.today());
        let (wording, version) = (&found.wording, &found.version);
        let listed = document.version(version.id);
        let spans = document.spans();
        let last = |listed: &Listed| listed.span.and_then(|span| last_day(&spans, &span));
        let (style, said) = match listed {
            Some(listed) => state(&ui, document, listed, today),
            None => ("", ui.m("bylaw-state-dropped").to_owned()),
        };
        let by = |by: &Option<(String, jiff::Timestamp)>| match by {
            Some((name, at)) => format!("{name}{}{}", ui.m("bylaw-comma"), ui.instant(at)),
            None => String::new(),
        };
        let readers: Vec<String> = wording.readers.iter().map(|role| ui.w("role", role)).collect();
        let can = Can::of(act, shown);
        Self {
            at: format!("/bylaws/{}/versions/{}", version.bylaw, version.id),
            bylaw: version.bylaw,
            version: version.version,
            name: listed.map_or_else(|| wording.title.clone(), |listed| called(&ui, listed)),
            sub: [ui.w("bylaw-kind", wording.kind), wording.number.clone(), wording.issuer.clone()]
                .join(ui.m("bylaw-comma")),
            style,
            state: said,
            days: days(&ui, wording.from_on, listed.and_then(last)),
            governs: governs(&ui, &wording.governs),
            readers: readers.join(ui.m("bylaw-comma")),
            written: by(&Some(found.written.clone())),
            published: by(&found.published),
            ended: by(&found.ended),
            reason: found.reason.clone(),
            read_at: shown.read_at.map(|at| ui.instant(&at)).unwrap_or_default(),
            coverage: match (listed, act.actor.may(&COVERAGE).is_ok()) {
                (Some(listed), true) if listed.span.is_some() => figure(&shown.readers, listed),
                _ => String::new(),
            },
            has_changes: before(shown).is_some(),
            waits: version.state == State::Draft && !can.publish && act.actor.may(&PUBLISH).is_ok(),
            paragraphs: paragraphs(&wording.body).into_iter().map(str::to_owned).collect(),
            others: document
                .versions
                .iter()
                .rev()
                .map(|other| {
                    let (style, said) = state(&ui, document, other, today);
                    Other {
                        href: format!("/bylaws/{}/versions/{}", document.id, other.id),
                        name: called(&ui, other),
                        days: days(&ui, other.from_on, last(other)),
                        style,
                        state: said,
                        is_this: other.id == version.id,
                    }
                })
                .collect(),
            can,
            form,
            ui,
        }
    }
}

/// The version before: of a draft, the last that was published.
fn before(shown: &Shown) -> Option<&Listed> {
    let this = shown.document.version(shown.found.version.id)?;
    let earlier = |listed: &&Listed| match (listed.span, this.span) {
        (Some(one), Some(this)) => one.edition < this.edition,
        (one, None) => one.is_some(),
        (None, _) => false,
    };
    shown.document.versions.iter().filter(earlier).max_by_key(|listed| listed.span.map(|span| span.edition))
}

async fn opened(ctx: &Ctx, (bylaw, id): (BylawId, VersionId)) -> Result<(Act, Shown)> {
    let act = ctx.act()?;
    let hand = act.clone();
    let shown = ctx.app.db.read(move |conn| actions::view(conn, &hand, bylaw, id)).await?;
    Ok((act, shown))
}

pub(super) async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    let (act, shown) = opened(&ctx, parse_both(&path)?).await?;
    page(&ShowPage::of(&ctx, &act, Form::default(), &shown))
}

/// Makes a step; what is refused is said at `field`, with everything that was typed.
async fn made<F>(
    ctx: Ctx,
    path: &(String, String),
    form: Form,
    (field, notice): (&str, &str),
    step: F,
) -> Result<Response>
where
    F: FnOnce(&Tx<'_>, &Act, VersionId, i64) -> Result<()> + Send + 'static,
{
    let (bylaw, id) = parse_both(path)?;
    // Whether it is there is answered before what was typed is looked at.
    let (act, shown) = opened(&ctx, (bylaw, id)).await?;
    let seen = form.value("version").parse().unwrap_or(0);
    let form = if form.errors().is_empty() {
        let hand = act.clone();
        match ctx.app.db.write(move |tx| step(tx, &hand, id, seen)).await {
            Ok(()) => return Ok(see_other(&format!("/bylaws/{bylaw}/versions/{id}"), Some(notice))),
            Err(Error::Refused(text)) => form.with_errors(vec![(field.to_owned(), text)]),
            Err(error) => return Err(error),
        }
    } else {
        form
    };
    invalid(&ShowPage::of(&ctx, &act, form, &shown))
}

pub(super) async fn publish(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    made(ctx, &path, Form::from(raw), ("publish", "notice-bylaw-published"), actions::publish).await
}

pub(super) async fn withdraw(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let mut form = Form::from(raw);
    let reason = form.text("reason", 2..=200);
    made(ctx, &path, form, ("reason", "notice-bylaw-withdrawn"), move |tx, act, id, seen| {
        actions::withdraw(tx, act, id, seen, &reason)
    })
    .await
}

pub(super) async fn read(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    made(ctx, &path, Form::from(raw), ("read", "notice-bylaw-read"), |tx, act, id, _| {
        actions::read(tx, act, id)
    })
    .await
}

pub(super) async fn discard(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let both = parse_both(&path)?;
    let (_, shown) = opened(&ctx, both).await?;
    let (act, form) = (ctx.act()?, Form::from(raw));
    let seen = form.value("version").parse().unwrap_or(0);
    ctx.app.db.write(move |tx| actions::discard(tx, &act, both.1, seen)).await?;
    let is_new = shown.document.spans().is_empty();
    let to = if is_new { "/bylaws".to_owned() } else { format!("/bylaws/{}", both.0) };
    Ok(see_other(&to, Some("notice-bylaw-dropped")))
}

#[derive(Template)]
#[template(path = "bylaw/changes.html")]
struct ChangesPage {
    ui: Ui,
    at: String,
    name: String,
    /// What it is held against; empty where there is nothing before it.
    against: String,
    /// What changed beside the text: what, was, is.
    facts: Vec<(&'static str, String, String)>,
    rows: Vec<(&'static str, String)>,
}

pub(super) async fn changes(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    let (act, shown) = opened(&ctx, parse_both(&path)?).await?;
    let earlier = before(&shown).map(|listed| listed.id);
    let find = move |conn: &cq_platform::db::Conn<'_>| match earlier {
        Some(id) => store::find(conn, act.bureau(), id),
        None => Ok(None),
    };
    let old = ctx.app.db.read(find).await?;
    let (ui, new) = (Ui::of(&ctx), &shown.found);
    let listed = shown.document.version(new.version.id);
    let against = before(&shown).map(|listed| called(&ui, listed)).unwrap_or_default();
    let (mut facts, mut rows) = (Vec::new(), Vec::new());
    if let Some(old) = &old {
        let (was, is) = (&old.wording, &new.wording);
        let readers = |of: &crate::bylaw::model::Wording| {
            of.readers.iter().map(|role| ui.w("role", role)).collect::<Vec<_>>().join(ui.m("bylaw-comma"))
        };
        facts = vec![
            ("bylaw-title", was.title.clone(), is.title.clone()),
            ("bylaw-number", was.number.clone(), is.number.clone()),
            ("bylaw-issuer", was.issuer.clone(), is.issuer.clone()),
            ("bylaw-governs", governs(&ui, &was.governs), governs(&ui, &is.governs)),
            ("bylaw-readers", readers(was), readers(is)),
        ];
        facts.retain(|(_, was, is)| was != is);
        let (was, is) = (paragraphs(&was.body), paragraphs(&is.body));
        rows =
            difference(&was, &is).into_iter().map(|(became, text)| (word(became), text.to_owned())).collect();
    }
    page(&ChangesPage {
        at: format!("/bylaws/{}/versions/{}", new.version.bylaw, new.version.id),
        name: listed.map_or_else(|| new.wording.title.clone(), |listed| called(&ui, listed)),
        against,
        facts,
        rows,
        ui,
    })
}

fn word(became: Became) -> &'static str {
    match became {
        Became::Kept => "",
        Became::Came => "came",
        Became::Went => "went",
    }
}

/// Somebody who works here, in words.
struct ReaderRow {
    name: String,
    role: String,
    read_at: String,
}

#[derive(Template)]
#[template(path = "bylaw/readers.html")]
struct ReadersPage {
    ui: Ui,
    at: String,
    name: String,
    unread: Vec<ReaderRow>,
    read: Vec<ReaderRow>,
}

pub(super) async fn readers(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    let (act, (bylaw, id)) = (ctx.act()?, parse_both(&path)?);
    let shown = ctx.app.db.read(move |conn| actions::coverage(conn, &act, bylaw, id)).await?;
    let ui = Ui::of(&ctx);
    let row = |reader: &store::Reader| ReaderRow {
        name: reader.name.clone(),
        role: ui.w("role", reader.role),
        read_at: reader.read_at.map(|at| ui.instant(&at)).unwrap_or_default(),
    };
    let (read, unread): (Vec<_>, Vec<_>) = shown.readers.iter().partition(|reader| reader.read_at.is_some());
    let listed = shown.document.version(id);
    page(&ReadersPage {
        at: format!("/bylaws/{bylaw}/versions/{id}"),
        name: listed.map_or_else(|| shown.found.wording.title.clone(), |listed| called(&ui, listed)),
        unread: unread.into_iter().map(row).collect(),
        read: read.into_iter().map(row).collect(),
        ui,
    })
}
