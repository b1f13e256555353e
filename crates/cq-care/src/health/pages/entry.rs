//! One entry: writing it, putting it right, a new supply, taking it out.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::person::{Person, PersonId};
use jiff::civil::Date;

use super::{back, both, person};
use crate::health::{
    actions, form,
    model::{Content, Entry, EntryId, Kind, Moment, Severity, State},
};

#[derive(Template)]
#[template(path = "health/entry.html")]
struct EntryPage {
    ui: Ui,
    form: Form,
    id: PersonId,
    name: String,
    kind: Kind,
    /// The entry that is put right, and its version; none for a new one.
    entry: Option<(EntryId, i64)>,
    /// It holds no longer: nothing can be done with it.
    is_closed: bool,
    /// A medicine that is taken: a new supply can be given.
    is_taken: bool,
    today: String,
}

impl EntryPage {
    fn new(ctx: &Ctx, person: &Person, kind: Kind, form: Form, today: Date) -> Self {
        Self {
            ui: Ui::of(ctx),
            id: person.id,
            name: person.name.clone(),
            kind,
            form,
            entry: None,
            is_closed: false,
            is_taken: false,
            today: today.to_string(),
        }
    }

    fn of(ctx: &Ctx, person: &Person, entry: &Entry, form: Form, today: Date) -> Self {
        let kind = entry.content.kind();
        let is_closed = entry.state != State::Stands;
        let is_taken = matches!(&entry.content, Content::Medicine(medicine) if medicine.until.is_none());
        Self {
            entry: Some((entry.id, entry.version)),
            is_closed,
            is_taken: is_taken && !is_closed,
            ..Self::new(ctx, person, kind, form, today)
        }
    }

    fn title(&self) -> String {
        let key = if self.entry.is_some() { "health-change" } else { "health-add" };
        self.ui.w(key, self.kind)
    }

    fn action(&self) -> String {
        match self.entry {
            Some((entry, _)) => format!("/people/{}/health/{entry}", self.id),
            None => format!("/people/{}/health", self.id),
        }
    }

    fn step(&self, step: &str) -> String {
        format!("{}/{step}", self.action())
    }

    fn back(&self) -> String {
        back(self.id)
    }
}

pub(super) async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, person(&id)?);
    let kind = ctx.query("kind").and_then(|kind| kind.parse().ok()).unwrap_or(Kind::Pressure);
    let today = act.today();
    let person = ctx.app.db.read(move |conn: &Conn<'_>| actions::write_reach(conn, &act, id)).await?;
    page(&EntryPage::new(&ctx, &person, kind, form::empty(kind, today), today))
}

pub(super) async fn create(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, person(&id)?, Form::from(raw));
    let (hand, today) = (act.clone(), act.today());
    let person = ctx.app.db.read(move |conn: &Conn<'_>| actions::write_reach(conn, &hand, id)).await?;
    let kind = form.value("kind").parse().unwrap_or(Kind::Pressure);
    let Some(content) = form::content(&mut form, today) else {
        return invalid(&EntryPage::new(&ctx, &person, kind, form, today));
    };
    match ctx.app.db.write(move |tx| actions::note(tx, &act, id, content)).await {
        Ok(_) => Ok(see_other(&back(id), Some("notice-health-noted"))),
        Err(Error::Invalid(errors)) => {
            invalid(&EntryPage::new(&ctx, &person, kind, form.with_errors(errors), today))
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn edit(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    let (person, entry, today) = load(&ctx, path).await?;
    page(&EntryPage::of(&ctx, &person, &entry, form::filled(&entry.content), today))
}

pub(super) async fn replace(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (person, entry, today) = load(&ctx, path).await?;
    let (content, because) = (form::content(&mut form, today), form::because(&mut form, "because"));
    let (Some(content), Some(because)) = (content, because) else {
        return invalid(&EntryPage::of(&ctx, &person, &entry, form, today));
    };
    let (seen, id, of) = (seen(&form)?, entry.id, person.id);
    let work = move |tx: &cq_platform::db::Tx<'_>| actions::replace(tx, &act, of, id, seen, content, because);
    match ctx.app.db.write(work).await {
        Ok(_) => Ok(see_other(&back(of), Some("notice-health-replaced"))),
        Err(Error::Invalid(errors)) => {
            invalid(&EntryPage::of(&ctx, &person, &entry, form.with_errors(errors), today))
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn refill(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (person, entry, today) = load(&ctx, path).await?;
    let Some(supply) = form::supply(&mut form, today) else {
        return invalid(&EntryPage::of(&ctx, &person, &entry, kept(&entry, &form), today));
    };
    let (seen, id, of) = (seen(&form)?, entry.id, person.id);
    let because = Ui::of(&ctx).m("health-refilled").to_owned();
    let work = move |tx: &cq_platform::db::Tx<'_>| actions::refill(tx, &act, of, id, seen, supply, because);
    ctx.app.db.write(work).await?;
    Ok(see_other(&back(of), Some("notice-health-refilled")))
}

pub(super) async fn withdraw(
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let (person, entry, today) = load(&ctx, path).await?;
    let Some(because) = form::because(&mut form, "gone_because") else {
        return invalid(&EntryPage::of(&ctx, &person, &entry, kept(&entry, &form), today));
    };
    let (seen, id, of) = (seen(&form)?, entry.id, person.id);
    ctx.app.db.write(move |tx| actions::withdraw(tx, &act, of, id, seen, because)).await?;
    Ok(see_other(&back(of), Some("notice-health-withdrawn")))
}

async fn load(ctx: &Ctx, path: (String, String)) -> Result<(Person, Entry, Date)> {
    let (act, (id, entry)) = (ctx.act()?, both(path)?);
    let today = act.today();
    let (person, entry) = ctx.app.db.write(move |tx| actions::read_entry(tx, &act, id, entry)).await?;
    Ok((person, entry, today))
}

/// The version that the form's reader saw; a form that does not say has seen nothing.
fn seen(form: &Form) -> Result<i64> {
    form.value("version").parse().map_err(|_| Error::Conflict)
}

/// What was typed into one of the small forms, beside the entry as it is.
fn kept(entry: &Entry, typed: &Form) -> Form {
    let mut form = form::filled(&entry.content);
    for (name, value) in typed.pairs() {
        form.set(name, value);
    }
    form.with_errors(typed.errors().to_vec())
}
