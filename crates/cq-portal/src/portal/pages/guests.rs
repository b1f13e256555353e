//! Who may see a person's page: let in by a clerk, with a slip to hand over.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    identity::{self, NewAccount},
    ids::AccountId,
    policy::Role,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::{
    person::{self, PersonId},
    relation::{self, RelationId},
};

use crate::portal::{
    actions, form as fields,
    model::AsWho,
    store::{self, Guest},
};

/// Somebody of the family who can be let in, as the form may be filled.
struct Relative {
    id: RelationId,
    name: String,
    phone: String,
    is_proxy: bool,
}

#[derive(Template)]
#[template(path = "portal/guests.html")]
struct GuestsPage {
    ui: Ui,
    form: Form,
    person: PersonId,
    name: String,
    relatives: Vec<Relative>,
    guests: Vec<Guest>,
}

impl GuestsPage {
    fn action(&self) -> String {
        format!("/people/{}/portal", self.person)
    }

    /// The form filled for one of the family, whose name and number stand in no address.
    fn filled(&self, relative: &Relative) -> String {
        format!("{}?relative={}", self.action(), relative.id)
    }
}

async fn load(ctx: &Ctx, id: &str, form: Form) -> Result<GuestsPage> {
    let (act, id): (_, PersonId) = (ctx.act()?, id.parse().map_err(|_| Error::NotFound)?);
    let read = move |conn: &Conn<'_>| {
        let scope = act.actor.scope(&person::VIEW, person::OWN)?;
        let person = person::store::find(conn, &scope, act.bureau(), id)?.ok_or(Error::NotFound)?;
        let phone = person::store::facts(conn, act.bureau(), &act.secrets, &person)?.phone;
        let related = relation::store::of_person(conn, act.bureau(), id)?;
        Ok((person.name, phone, related, store::of_person(conn, act.bureau(), id)?))
    };
    let (name, phone, related, guests) = ctx.app.db.read(read).await?;
    let mut relatives: Vec<Relative> = related
        .into_iter()
        .filter(|one| one.until.is_none() && one.ended_on.is_none())
        .map(|one| Relative { id: one.id, name: one.name, phone: one.phone.unwrap_or_default(), is_proxy: one.is_proxy })
        .collect();
    relatives.sort_by_key(|one| !one.is_proxy);
    let mut form = form;
    let chosen = relatives.iter().find(|one| one.id.to_string() == form.value("relative"));
    if let Some(one) = chosen {
        form.set("as_who", AsWho::Family.as_str());
        form.set("guest", &one.name);
        form.set("login", &one.phone);
    }
    if form.value("as_who").is_empty() {
        form.set("as_who", AsWho::Oneself.as_str());
        form.set("guest", &name);
        form.set("login", phone.as_deref().unwrap_or_default());
    }
    Ok(GuestsPage { ui: Ui::of(ctx), form, person: id, name, relatives, guests })
}

pub(in crate::portal) async fn form(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let form = Form::from(ctx.query_fields());
    page(&load(&ctx, &id, form).await?)
}

/// What is handed over: shown once.
#[derive(Template)]
#[template(path = "portal/slip.html")]
struct SlipPage {
    ui: Ui,
    person: PersonId,
    name: String,
    login: String,
    password: String,
}

pub(in crate::portal) async fn let_in(
    ctx: Ctx,
    Path(id): Path<String>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(guest) = fields::guest(&mut form) else {
        return invalid(&load(&ctx, &id, form).await?);
    };
    let person: PersonId = id.parse().map_err(|_| Error::NotFound)?;
    let password = identity::first_password(&ctx.app.ids);
    let new = NewAccount {
        login: guest.login.clone(),
        name: guest.name.clone(),
        role: Role::Elder,
        staff: None,
        password: password.clone(),
        must_change: true,
    };
    let account = new.hashed(&act).await?;
    let as_who = guest.as_who;
    match ctx.app.db.write(move |tx| actions::let_in(tx, &act, person, &account, as_who)).await {
        Ok(true) => {
            page(&SlipPage { ui: Ui::of(&ctx), person, name: guest.name, login: guest.login, password })
        }
        Ok(false) => Ok(see_other(&format!("/people/{person}"), Some("notice-portal-let-in"))),
        Err(Error::Invalid(errors)) => invalid(&load(&ctx, &id, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

pub(in crate::portal) async fn reset(
    ctx: Ctx,
    Path((id, account)): Path<(String, String)>,
    _: Posted,
) -> Result<Response> {
    let (person, account) = ids(&id, &account)?;
    let (act, found) = (ctx.act()?, load(&ctx, &id, Form::default()).await?);
    let name = found.guests.into_iter().find(|guest| guest.account == account).map(|guest| guest.name);
    let name = name.ok_or(Error::NotFound)?;
    let (login, password) = identity::reset_password(&ctx.app, act, account).await?;
    page(&SlipPage { ui: Ui::of(&ctx), person, name, login, password })
}

pub(in crate::portal) async fn end(
    ctx: Ctx,
    Path((id, account)): Path<(String, String)>,
    _: Posted,
) -> Result<Response> {
    let (person, account) = ids(&id, &account)?;
    let (act, found) = (ctx.act()?, load(&ctx, &id, Form::default()).await?);
    if !found.guests.iter().any(|guest| guest.account == account) {
        return Err(Error::NotFound);
    }
    ctx.app.db.write(move |tx| actions::end(tx, &act, person, account)).await?;
    Ok(see_other(&format!("/people/{person}"), Some("notice-portal-ended")))
}

fn ids(person: &str, account: &str) -> Result<(PersonId, AccountId)> {
    let id = |_| Error::NotFound;
    Ok((person.parse().map_err(id)?, account.parse().map_err(id)?))
}
