//! Saved segments: the list, saving, changing. Adding conditions is in [`add`].

mod add;

use std::time::{Duration, Instant};

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    policy::Reach,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};

use super::{
    MAKE, VIEW, actions, address, bar, form,
    model::{Segment, SegmentId, SharedWith},
    sentence::Voice,
    store::{self, Draft, Names, Saved},
};
use crate::person;

/// How long the list counts before it leaves the rest to be counted when opened.
const COUNTING: Duration = Duration::from_secs(2);

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/segments", &VIEW, index)
        .get("/segments/conditions", &VIEW, add::show)
        .get("/segments/new", &MAKE, new)
        .post("/segments", &MAKE, create)
        .get("/segments/{id}", &VIEW, open)
        .get("/segments/{id}/edit", &MAKE, edit)
        .post("/segments/{id}", &MAKE, save)
        .post("/segments/{id}/close", &MAKE, close);
}

/// The reader's voice.
pub(crate) fn voice<'v>(ctx: &'v Ctx, names: &'v Names) -> Voice<'v> {
    Voice { messages: &ctx.app.messages, lang: ctx.lang, names }
}

#[derive(Template)]
#[template(path = "segment/index.html")]
struct IndexPage {
    ui: Ui,
    segments: Vec<Line>,
    may_make: bool,
    sub: &'static str,
}

struct Line {
    saved: Saved,
    sentence: String,
    /// None: not counted.
    people: Option<i64>,
}

impl Line {
    fn open(&self) -> String {
        format!("{}?{}={}", bar::LIST, bar::OF, self.saved.id)
    }

    fn edit(&self) -> String {
        format!("/segments/{}/edit", self.saved.id)
    }

    fn is_shared(&self) -> bool {
        self.saved.shared_with == SharedWith::Bureau
    }
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (may_make, reach) = (act.actor.may(&MAKE).is_ok(), act.actor.may(&person::LIST)?);
    let (segments, names) = ctx.app.db.report(move |conn| counted(conn, &act)).await?;
    let voice = voice(&ctx, &names);
    let line = |(saved, people): (Saved, Option<i64>)| Line {
        sentence: match &saved.segment {
            Ok(segment) => voice.say(segment),
            Err(flaw) => ctx.app.messages.tell(ctx.lang, &flaw.text()).into_owned(),
        },
        saved,
        people,
    };
    let segments = segments.into_iter().map(line).collect();
    let sub = if reach == Reach::Own { "segment-index-own" } else { "segment-index-sub" };
    page(&IndexPage { ui: Ui::of(&ctx), segments, may_make, sub })
}

pub(super) type Counted = (Vec<(Saved, Option<i64>)>, Names);

/// Every segment with how many of the people within reach are in it.
pub(super) fn counted(conn: &Conn<'_>, act: &Act) -> Result<Counted> {
    let (started, scope) = (Instant::now(), act.actor.scope(&person::LIST, person::OWN)?);
    let saved = store::list(conn, act)?;
    let names =
        store::names(conn, act.bureau(), saved.iter().filter_map(|saved| saved.segment.as_ref().ok()))?;
    let mut counted = Vec::new();
    for saved in saved {
        let people = match &saved.segment {
            Ok(segment) if started.elapsed() < COUNTING => {
                let bound = store::bind(conn, act.bureau(), segment.clone(), act.today())?;
                Some(store::people::count(conn, &scope, act.bureau(), &bound)?)
            }
            _ => None,
        };
        counted.push((saved, people));
    }
    Ok((counted, names))
}

/// A segment is looked at as the list of its people.
async fn open(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let saved = found(&ctx, &id).await?;
    Ok(see_other(&format!("{}?{}={}", bar::LIST, bar::OF, saved.id), None))
}

async fn found(ctx: &Ctx, id: &str) -> Result<Saved> {
    let (act, id) = (ctx.act()?, id.parse().map_err(|_| Error::NotFound)?);
    ctx.app.db.read(move |conn| store::find(conn, &act, id)).await
}

#[derive(Template)]
#[template(path = "segment/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    /// What the page is for: the key of its place in the way back.
    here: &'static str,
    /// What is saved, in words.
    sentence: String,
    /// What it said before, where that is something else.
    before: String,
    people: i64,
    /// What the form sends along.
    kept: Vec<(&'static str, String)>,
    /// Where it is sent.
    action: String,
    /// Where it is taken out of use.
    closing: String,
    /// The segment that is changed; none is new.
    of: Option<Saved>,
    /// Back to the list.
    back: String,
}

async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let segment = address::read(&asked).map_err(|flaw| Error::Refused(flaw.text()))?;
    let form = Form::filled([("shared_with", SharedWith::Bureau.to_string())]);
    form_page(&ctx, form, segment, None).await
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let saved = found(&ctx, &id).await?;
    let asked = Form::from(ctx.query_fields());
    let segment =
        if asked.values(address::PART).is_empty() { saved.segment.clone() } else { address::read(&asked) };
    let segment = segment.map_err(|flaw| Error::Refused(flaw.text()))?;
    let form = Form::filled([("name", saved.name.clone()), ("shared_with", saved.shared_with.to_string())]);
    form_page(&ctx, form, segment, Some(saved)).await
}

async fn form_page(ctx: &Ctx, form: Form, segment: Segment, of: Option<Saved>) -> Result<Response> {
    let (act, asked) = (ctx.act()?, segment.clone());
    let before = of.as_ref().and_then(|saved| saved.segment.clone().ok()).filter(|before| *before != segment);
    let also = before.clone();
    let read = move |conn: &Conn<'_>| {
        let scope = act.actor.scope(&person::LIST, person::OWN)?;
        let bound = store::bind(conn, act.bureau(), asked, act.today())?;
        let people = store::people::count(conn, &scope, act.bureau(), &bound)?;
        Ok((people, store::names(conn, act.bureau(), also.iter().chain([&bound.segment]))?))
    };
    let (people, names) = ctx.app.db.report(read).await?;
    let voice = voice(ctx, &names);
    let id = of.as_ref().map(|saved| saved.id);
    let mut kept = address::write(&segment);
    kept.extend(of.as_ref().map(|saved| ("version", saved.version.to_string())));
    let wrong = !form.errors().is_empty();
    let template = FormPage {
        ui: Ui::of(ctx),
        here: if of.is_some() { "segment-change" } else { "segment-save" },
        form,
        sentence: voice.say(&segment),
        before: before.map(|before| voice.say(&before)).unwrap_or_default(),
        people,
        kept,
        closing: id.map(|id| format!("/segments/{id}/close")).unwrap_or_default(),
        action: id.map_or_else(|| "/segments".to_owned(), |id| format!("/segments/{id}")),
        back: bar::list(&segment, id),
        of,
    };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    written(&ctx, Form::from(raw), None, actions::create).await
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let saved = found(&ctx, &id).await?;
    let (form, id) = (Form::from(raw), saved.id);
    let version = version(&form)?;
    let change = move |tx: &Tx<'_>, act: &Act, draft: &Draft| {
        actions::change(tx, act, id, version, draft).map(|()| id)
    };
    written(&ctx, form, Some(saved), change).await
}

/// Reads the form and saves; what is wrong is shown with everything as it was filled in.
async fn written(
    ctx: &Ctx,
    mut form: Form,
    of: Option<Saved>,
    write: impl FnOnce(&Tx<'_>, &Act, &Draft) -> Result<SegmentId> + Send + 'static,
) -> Result<Response> {
    let segment = address::read(&form).map_err(|flaw| Error::Refused(flaw.text()))?;
    if segment.is_open() && of.is_none() {
        form.reject("name", Text::new("segment-nothing-asked"));
    }
    let Some((name, shared_with)) = form::named(&mut form).filter(|_| form.errors().is_empty()) else {
        return form_page(ctx, form, segment, of).await;
    };
    let (act, draft) = (ctx.act()?, Draft { name, shared_with, segment: segment.clone() });
    match ctx.app.db.write(move |tx| write(tx, &act, &draft)).await {
        Ok(id) => Ok(see_other(&format!("{}?{}={id}", bar::LIST, bar::OF), Some("notice-segment-saved"))),
        Err(Error::Invalid(errors)) => form_page(ctx, form.with_errors(errors), segment, of).await,
        Err(error) => Err(error),
    }
}

async fn close(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let saved = found(&ctx, &id).await?;
    let version = version(&Form::from(raw))?;
    let act = ctx.act()?;
    ctx.app.db.write(move |tx| actions::close(tx, &act, saved.id, version)).await?;
    Ok(see_other("/segments", Some("notice-segment-closed")))
}

/// As which version the segment was read; every page of ours sends it.
fn version(form: &Form) -> Result<i64> {
    let version = form.value("version").parse();
    version.map_err(|_| Error::Invalid(vec![("version".into(), Text::new("form-required"))]))
}
