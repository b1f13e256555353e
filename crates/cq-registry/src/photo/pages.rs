//! The picture itself, its place beside the name, and the page on which it is put there or taken away.

use askama::Template;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, Upload, invalid, page, see_other},
};

use super::{PUT, REMOVE, VIEW, actions, store};
use crate::person::{Person, PersonId};

/// What a telephone offers its camera for, and what it turns its own formats into.
const ACCEPTED: &str = "image/jpeg,image/png,image/webp";

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/people/{id}/photo", &VIEW, show)
        .get("/people/{id}/photo/edit", &PUT, edit)
        .post_upload("/people/{id}/photo", &PUT, put)
        .post("/people/{id}/photo/remove", &REMOVE, remove);
}

#[derive(Template)]
#[template(path = "photo/_of_person.html")]
struct OfPerson<'p> {
    ui: &'p Ui,
    person: PersonId,
    /// Says to who does not see it whose it is.
    said: String,
    has_photo: bool,
    may_put: bool,
}

/// The picture for the head of the person's page; empty where there is none and the reader cannot put one there.
pub fn of_person(conn: &Conn<'_>, act: &Act, ui: &Ui, (id, name): (PersonId, &str)) -> Result<String> {
    let has_photo = act.actor.may(&VIEW).is_ok() && store::version(conn, act.bureau(), id)?.is_some();
    let may_put = act.actor.may(&PUT).is_ok();
    if !has_photo && !may_put {
        return Ok(String::new());
    }
    let said = ui.a1("photo-said", "name", name).into_owned();
    OfPerson { ui, person: id, said, has_photo, may_put }.render().map_err(Error::internal)
}

#[derive(Template)]
#[template(path = "photo/edit.html")]
struct EditPage {
    ui: Ui,
    form: Form,
    person: Person,
    /// Of the picture there is; 0 where there is none.
    version: i64,
    said: String,
}

impl EditPage {
    async fn of(ctx: &Ctx, id: PersonId, form: Form) -> Result<Self> {
        let (person, version) = actions::load(&ctx.app, &ctx.act()?, id).await?;
        let ui = Ui::of(ctx);
        let said = ui.a1("photo-said", "name", &person.name).into_owned();
        Ok(Self { ui, form, version: version.unwrap_or_default(), said, person })
    }

    fn title(&self) -> String {
        let key = if self.version == 0 { "photo-add-title" } else { "photo-change-title" };
        self.ui.a1(key, "name", &self.person.name).into_owned()
    }

    fn address(&self, step: &str) -> String {
        format!("/people/{}{step}", self.person.id)
    }
}

async fn show(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let kept = actions::view(&ctx.app, &ctx.act()?, id).await?;
    let tag = format!("\"{}\"", kept.version);
    // Asked for anew each time: whether the reader still may, and whether there is another.
    let kept_by = [(header::CACHE_CONTROL, "private, no-cache".to_owned()), (header::ETAG, tag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, kept_by).into_response());
    }
    Ok((kept_by, [(header::CONTENT_TYPE, kept.kind)], Body::from(kept.content)).into_response())
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    page(&EditPage::of(&ctx, id, Form::default()).await?)
}

async fn put(ctx: Ctx, Path(id): Path<String>, upload: Upload) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let (act, mut form) = (ctx.act()?, Form::from(upload.fields));
    // Whether there is such a person is answered before the file is looked at.
    actions::load(&ctx.app, &act, id).await?;
    let picture = match actions::drawn(upload.bytes).await? {
        Ok(picture) => picture,
        Err(refused) => {
            form.reject("file", Text::from(refused));
            return invalid(&EditPage::of(&ctx, id, form).await?);
        }
    };
    let seen = seen(&form)?;
    ctx.app.db.write(move |tx| actions::put(tx, &act, id, seen, &picture)).await?;
    Ok(see_other(&format!("/people/{id}"), Some("notice-photo-put")))
}

async fn remove(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let (act, form) = (ctx.act()?, Form::from(raw));
    actions::load(&ctx.app, &act, id).await?;
    let seen = seen(&form)?.ok_or(Error::Conflict)?;
    ctx.app.db.write(move |tx| actions::remove(tx, &act, id, seen)).await?;
    Ok(see_other(&format!("/people/{id}"), Some("notice-photo-removed")))
}

/// The version of the picture that the form's reader saw; none where there was none. A form that does not say has seen nothing.
fn seen(form: &Form) -> Result<Option<i64>> {
    match form.value("version").parse() {
        Ok(0) => Ok(None),
        Ok(version) => Ok(Some(version)),
        Err(_) => Err(Error::Conflict),
    }
}
