//! One form: for somebody of the registry, or for oneself.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::person::PersonId;

use super::{
    MINE, PREFER, actions, form as fields,
    model::{Contact, Way},
};
use crate::notice::{
    model::{Because, Channel},
    words,
};

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people/{id}/notices", &PREFER, show)
        .post("/people/{id}/notices", &PREFER, save)
        .get("/notices/mine", &MINE, show_mine)
        .post("/notices/mine", &MINE, save_mine);
}

#[derive(Template)]
#[template(path = "preference/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    /// Whose; none: one's own.
    person: Option<PersonId>,
    contact: Contact,
    /// Who of the family would be told in their place.
    proxy: String,
    channels: Vec<(Channel, String, String)>,
    way: String,
}

impl ShowPage {
    fn of(
        ui: Ui,
        form: Option<Form>,
        person: Option<PersonId>,
        (contact, proxy): (Contact, Option<Contact>),
    ) -> Self {
        let says = |channel: &Channel| {
            let hint = match contact.by(*channel, Because::Wished) {
                Some(Way { address, .. }) => address,
                None => ui.w("notice-lacks", channel),
            };
            (*channel, ui.w("notice-channel", channel), hint)
        };
        // Whoever works here is not called or written to.
        let offered = |channel: &&Channel| !contact.works_here || channel.is_sent();
        let channels = Channel::ALL.iter().filter(offered).map(says).collect();
        let told = match &proxy {
            Some(proxy) if contact.wish.by_proxy => proxy,
            _ => &contact,
        };
        Self {
            channels,
            way: words::way(&ui, told, &contact),
            form: form.unwrap_or_else(|| fields::filled(&contact.wish, contact.version)),
            proxy: proxy.map(|proxy| proxy.name).unwrap_or_default(),
            person,
            contact,
            ui,
        }
    }

    fn action(&self) -> String {
        self.person.map_or_else(|| "/notices/mine".to_owned(), |id| format!("/people/{id}/notices"))
    }

    fn proxy_hint(&self) -> String {
        match self.proxy.as_str() {
            "" => self.ui.m("notice-prefer-no-proxy").to_owned(),
            name => self.ui.a1("notice-prefer-proxy-is", "name", name).into_owned(),
        }
    }

    fn back(&self) -> String {
        self.person.map_or_else(|| "/".to_owned(), |id| format!("/people/{id}"))
    }
}

fn parse(id: &str) -> Result<PersonId> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn of_person(ctx: &Ctx, id: PersonId, form: Option<Form>) -> Result<ShowPage> {
    let act = ctx.act()?;
    let found = ctx.app.db.read(move |conn: &Conn<'_>| actions::view(conn, &act, id)).await?;
    Ok(ShowPage::of(Ui::of(ctx), form, Some(id), found))
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    page(&of_person(&ctx, parse(&id)?, None).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    let Some(wish) = fields::preference(&mut form) else {
        return invalid(&of_person(&ctx, id, Some(form)).await?);
    };
    let seen = form.value("version").parse().ok();
    ctx.app.db.write(move |tx: &Tx<'_>| actions::put(tx, &act, id, seen, &wish)).await?;
    Ok(see_other(&format!("/people/{id}"), Some("notice-notice-preferred")))
}

async fn of_mine(ctx: &Ctx, form: Option<Form>) -> Result<ShowPage> {
    let act = ctx.act()?;
    let (_, contact) = ctx.app.db.write(move |tx: &Tx<'_>| actions::mine(tx, &act)).await?;
    Ok(ShowPage::of(Ui::of(ctx), form, None, (contact, None)))
}

async fn show_mine(ctx: Ctx) -> Result<Response> {
    page(&of_mine(&ctx, None).await?)
}

async fn save_mine(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(wish) = fields::preference(&mut form) else {
        return invalid(&of_mine(&ctx, Some(form)).await?);
    };
    let seen = form.value("version").parse().ok();
    ctx.app.db.write(move |tx: &Tx<'_>| actions::put_mine(tx, &act, seen, &wish)).await?;
    Ok(see_other("/notices/mine", Some("notice-notice-preferred")))
}
