//! Choosing what happened, filling it in, looking at all that follows, and one event with what it did.

mod kinds;
mod left;
mod obituary;
mod section;
mod settings;
mod show;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_calendar::PartialDate;
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

pub use section::section;

use super::{
    NOTE, SETTINGS, UNDO, UNMASK, VIEW,
    actions::{self, Preview},
    consequence::{Consequences, Group, Said},
    form,
    model::{Event, Kind},
    store::held::Held,
};
use crate::{
    area::{self, Area},
    person::{self, Category, PersonId, Rank},
    rule::plan,
    unit,
};

/// Registers the pages; `consequences` is all that follows an event.
pub fn routes(routes: &mut Routes, consequences: Consequences) {
    routes
        .get("/people/{id}/events/new", &NOTE, new)
        .post("/people/{id}/events/preview", &NOTE, move |ctx, path, posted| {
            preview(ctx, path, posted, consequences)
        })
        .post("/people/{id}/events", &NOTE, move |ctx, path, posted| create(ctx, path, posted, consequences))
        .get("/events/{id}", &VIEW, move |ctx, path| show::show(ctx, path, consequences))
        .post("/events/{id}/unmask", &UNMASK, move |ctx, path, posted| {
            show::unmask(ctx, path, posted, consequences)
        })
        .post("/events/{id}/undo", &UNDO, move |ctx, path, posted| {
            show::undo(ctx, path, posted, consequences)
        })
        .get("/settings/benefits", &SETTINGS, settings::index)
        .post("/settings/benefits", &SETTINGS, settings::create)
        .post("/settings/benefits/rules", &SETTINGS, settings::save);
}

#[derive(Template)]
#[template(path = "life_event/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    held: Held,
    kind: Kind,
    areas: Vec<Area>,
    ranks: &'static [Rank],
    /// Whom the typed name may mean, where it means several.
    candidates: Vec<(PersonId, String)>,
    today: Date,
}

async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let (reader, today) = (act.clone(), act.today());
    let held = ctx.app.db.read(move |conn| actions::find(conn, &reader, id)).await?;
    match ctx.query("kind").as_deref().map(str::parse::<Kind>) {
        Some(Ok(kind)) => {
            let mut filled = vec![("kind", kind.to_string()), ("on", today.to_string())];
            if kind == Kind::Retirement {
                filled.push(("category", Category::Retired.to_string()));
                filled.push(("unit", held.unit.clone().unwrap_or_default()));
                filled.push(("rank", held.rank.map(|rank| rank.to_string()).unwrap_or_default()));
            }
            form_page(&ctx, id, kind, Form::filled(filled), Vec::new()).await
        }
        _ => page(&kinds::KindsPage::of(Ui::of(&ctx), held)),
    }
}

async fn form_page(
    ctx: &Ctx,
    id: PersonId,
    kind: Kind,
    form: Form,
    candidates: Vec<(PersonId, String)>,
) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let read = move |conn: &Conn<'_>| Ok((actions::find(conn, &act, id)?, area::list(conn, act.bureau())?));
    let (held, areas) = ctx.app.db.read(read).await?;
    let wrong = !form.errors().is_empty();
    let ranks = Rank::ALL;
    let template = NewPage { ui: Ui::of(ctx), form, held, kind, areas, ranks, candidates, today };
    if wrong { invalid(&template) } else { page(&template) }
}

/// A group of the preview with its lines.
struct Lines {
    title: String,
    lines: Vec<Said>,
}

#[derive(Template)]
#[template(path = "life_event/preview.html")]
struct PreviewPage {
    ui: Ui,
    held: Held,
    title: String,
    event: Vec<(String, String)>,
    notices: Vec<String>,
    groups: Vec<Lines>,
    /// The form's fields, to be sent again.
    fields: Vec<(&'static str, String)>,
    seen: String,
    count: usize,
    /// The unit is not on record, and said to be new.
    is_new_unit: bool,
    is_death: bool,
    /// What follows has changed since it was looked at.
    changed: bool,
}

async fn preview(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    consequences: Consequences,
) -> Result<Response> {
    let (id, mut form) = (parse(&id)?, Form::from(raw));
    let Some((kind, event)) = read_event(&ctx, id, &mut form).await? else {
        return again(&ctx, id, form).await;
    };
    if form.value("step") == "back" {
        return form_page(&ctx, id, kind, form, Vec::new()).await;
    }
    preview_page(&ctx, id, form, event, consequences, false).await
}

async fn preview_page(
    ctx: &Ctx,
    id: PersonId,
    form: Form,
    event: Event,
    consequences: Consequences,
    changed: bool,
) -> Result<Response> {
    let act = ctx.act()?;
    let read = move |conn: &Conn<'_>| {
        let unit = match &event {
            Event::Retirement { unit, .. } => unit.clone(),
            _ => None,
        };
        let preview = actions::preview(conn, &act, consequences, id, event)?;
        let is_new = match unit {
            Some(unit) => unit::store::find(conn, act.bureau(), &unit)?.is_none(),
            None => false,
        };
        Ok((preview, is_new))
    };
    let (Preview { case, planned, notices, left, seen }, is_new_unit) = match ctx.app.db.read(read).await {
        Err(Error::Invalid(errors)) => return again(ctx, id, form.with_errors(errors)).await,
        Err(Error::Refused(why)) if changed => return Err(Error::Overtaken(why)),
        Err(Error::Refused(why)) => {
            return again(ctx, id, form.with_errors(vec![("on".into(), why)])).await;
        }
        read => read?,
    };
    let ui = Ui::of(ctx);
    let said =
        planned.iter().map(|planned| planned.by.say(&ui, &planned.change)).collect::<Result<Vec<_>>>()?;
    let fields = form::FIELDS
        .iter()
        .map(|name| (*name, form.value(name).to_owned()))
        .filter(|(_, value)| !value.is_empty());
    let template = PreviewPage {
        title: ui
            .a2("life-title", "what", ui.w("life-kind", case.event.kind()), "name", &case.held.name)
            .into_owned(),
        is_new_unit,
        event: facts(&ui, &case.event, case.other.as_ref().map(|other| other.name.as_str()), true),
        notices: notices
            .iter()
            .map(|notice| ui.t(notice).into_owned())
            .chain(left::said(&ui, &left))
            .collect(),
        count: said.len(),
        groups: grouped(&ui, &said),
        fields: fields.collect(),
        is_death: case.event.kind() == Kind::Death,
        held: case.held,
        seen,
        changed,
        ui,
    };
    let shown = page(&template)?;
    Ok(if changed { (StatusCode::CONFLICT, shown).into_response() } else { shown })
}

async fn create(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
    consequences: Consequences,
) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let Some((_, event)) = read_event(&ctx, id, &mut form).await? else {
        return again(&ctx, id, form).await;
    };
    let (seen, noted) = (form.value("seen").to_owned(), event.clone());
    match ctx.app.db.write(move |tx| actions::note(tx, &act, consequences, id, noted, &seen)).await {
        Ok(_) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/people/{id}"), Some("notice-life-noted")))
        }
        Err(Error::Invalid(errors)) => again(&ctx, id, form.with_errors(errors)).await,
        Err(Error::Refused(why)) => Err(Error::Overtaken(why)),
        Err(Error::Conflict) => preview_page(&ctx, id, form, event, consequences, true).await,
        Err(error) => Err(error),
    }
}

/// The event as the form says it, if all of it reads. Whether there is such a person within reach is answered first.
async fn read_event(ctx: &Ctx, id: PersonId, form: &mut Form) -> Result<Option<(Kind, Event)>> {
    let (act, area) = (ctx.act()?, form.value("area").to_owned());
    let read = move |conn: &Conn<'_>| {
        actions::find(conn, &act, id)?;
        let is_on_record =
            area.is_empty() || area::list(conn, act.bureau())?.iter().any(|listed| listed.name == area);
        Ok((is_on_record, unit::store::list(conn, act.bureau())?))
    };
    let (is_on_record, units) = ctx.app.db.read(read).await?;
    let Ok(kind) = form.value("kind").parse::<Kind>() else {
        form.reject("kind", Text::new("form-choice"));
        return Ok(None);
    };
    if kind == Kind::Move && !is_on_record {
        form.reject("area", Text::new("form-choice"));
    }
    if kind == Kind::Remarriage && form.value("spouse_id").is_empty() {
        let found = candidates(ctx, form).await?;
        match found.as_slice() {
            [(spouse, _)] => form.set("spouse_id", &spouse.to_string()),
            [] if form.value("spouse").trim().is_empty() => {}
            [] => form.reject("spouse", Text::new("life-spouse-not-found")),
            _ => form.reject("spouse", Text::new("life-spouse-several")),
        }
    }
    let today = ctx.act()?.today();
    let event = form::event(form, kind, today);
    if let Some(Event::Retirement { unit: Some(unit), .. }) = &event
        && !form.has("new_unit", "yes")
        && units.iter().all(|listed| listed.name != *unit)
    {
        form.reject("unit", Text::new("person-unit-new"));
        return Ok(None);
    }
    Ok(event.map(|event| (kind, event)))
}

/// The form again, with what is wrong.
async fn again(ctx: &Ctx, id: PersonId, form: Form) -> Result<Response> {
    let Ok(kind) = form.value("kind").parse::<Kind>() else {
        return Err(Error::Invalid(form.errors().to_vec()));
    };
    let candidates = if kind == Kind::Remarriage { candidates(ctx, &form).await? } else { Vec::new() };
    form_page(ctx, id, kind, form, candidates).await
}

/// Most people to choose a spouse from.
const CANDIDATES: usize = 12;

/// Whom the typed name may mean.
async fn candidates(ctx: &Ctx, form: &Form) -> Result<Vec<(PersonId, String)>> {
    let (act, typed) = (ctx.act()?, form.value("spouse").trim().to_owned());
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let find = move |conn: &Conn<'_>| person::actions::find_anybody(conn, &act, &typed, CANDIDATES);
    let found = ctx.app.db.read(find).await?;
    let ui = Ui::of(ctx);
    let about = |born: Option<PartialDate>, unit: Option<String>, name: String| {
        let parts = [Some(name), born.map(|born| ui.partial(&born)), unit];
        parts.into_iter().flatten().collect::<Vec<_>>().join(ui.m("person-comma"))
    };
    Ok(found.into_iter().map(|listed| (listed.id, about(listed.born, listed.unit, listed.name))).collect())
}

/// Sentences by group, in the order of the groups.
fn grouped(ui: &Ui, said: &[Said]) -> Vec<Lines> {
    let lines = |group: Group| said.iter().filter(|said| said.group == group).cloned().collect::<Vec<_>>();
    let group = |group: Group| Lines { title: ui.w("life-group", group.as_str()), lines: lines(group) };
    Group::ALL.into_iter().map(group).filter(|group| !group.lines.is_empty()).collect()
}

/// An event's own facts: what they are called, and what they are. What is sensitive only `in_full`.
fn facts(ui: &Ui, event: &Event, other: Option<&str>, in_full: bool) -> Vec<(String, String)> {
    let mut facts = vec![(ui.m("life-on").to_owned(), ui.partial(&event.day()))];
    let mut add = |key: &'static str, value: Option<String>| {
        facts.extend(value.filter(|value| !value.is_empty()).map(|value| (ui.m(key).to_owned(), value)));
    };
    let sensitive = |value: &Option<String>| value.clone().filter(|_| in_full);
    match event {
        Event::Death { cause, farewell, at_work, pay_fen, .. } => {
            add("life-cause", sensitive(cause));
            add("life-at-work", at_work.then(|| ui.m("life-yes").to_owned()));
            add("life-farewell", farewell.clone());
            add(
                "life-pay",
                pay_fen.map(|fen| ui.a1("life-yuan", "n", crate::task::brief::yuan(fen)).into_owned()),
            );
        }
        Event::Admission { hospital, reason, .. } => {
            add("life-hospital", Some(hospital.clone()));
            add("life-reason", sensitive(reason));
        }
        Event::Move { address, area, leaves, .. } => {
            add("life-address", Some(address.clone()));
            add("life-area", area.clone());
            add("life-leaves", leaves.then(|| ui.m("life-yes").to_owned()));
        }
        Event::Away { until, place, .. } => {
            add("life-place", Some(place.clone()));
            add("life-until", until.map(|until| ui.day(&until)));
        }
        Event::Retirement { category, rank, unit, .. } => {
            add("life-category", Some(ui.w("category", category)));
            add("life-rank", rank.map(|rank| ui.w("rank", rank)));
            add("life-unit", unit.clone());
        }
        Event::Widowed { name, .. } => add("life-lost", name.clone()),
        Event::Remarriage { .. } => add("life-spouse", other.map(str::to_owned)),
        Event::Discharge { .. } | Event::Return { .. } => {}
    }
    facts
}

fn parse(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}
