//! Sign in, sign out, change the password, and the switches anybody may set.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{MANAGE, OWN_ACCOUNT, SESSION_COOKIE, VISITOR_COOKIE, actions, model::Account, store};
use crate::{
    Error, Result,
    form::Form,
    ids::AccountId,
    messages::Text,
    policy::Role,
    web::{Ctx, PUBLIC, Posted, Routes, Ui, invalid, page, see_other},
};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/sign-in", &PUBLIC, sign_in)
        .post("/sign-in", &PUBLIC, enter)
        .post("/sign-out", &OWN_ACCOUNT, sign_out)
        .get("/password", &OWN_ACCOUNT, password)
        .post("/password", &OWN_ACCOUNT, change_password)
        .get("/accounts", &MANAGE, accounts)
        .post("/accounts", &MANAGE, create)
        .post("/accounts/{id}/password", &MANAGE, reset)
        .post("/accounts/{id}/close", &MANAGE, close)
        .post("/preferences", &PUBLIC, prefer);
}

#[derive(Template)]
#[template(path = "identity/sign_in.html")]
struct SignInPage {
    ui: Ui,
    form: Form,
    /// Asked for only where the installation serves several.
    bureaus: Vec<store::Bureau>,
    refused: Option<String>,
}

async fn sign_in(ctx: Ctx) -> Result<Response> {
    if ctx.actor.is_some() {
        return Ok(see_other("/", None));
    }
    // A kept visitor's cookie keeps a form in another tab valid; the cookie of an ended session goes.
    let visitor = ctx.visitor.clone().unwrap_or_else(|| URL_SAFE_NO_PAD.encode(ctx.app.ids.random::<32>()));
    let mut fresh = ctx.clone();
    fresh.csrf = ctx.app.secrets.form_token(&visitor);
    let mut response = sign_in_page(&fresh, Form::default(), None).await?;
    set_cookie(&ctx, &mut response, VISITOR_COOKIE, &visitor, "");
    if ctx.session.is_some() {
        set_cookie(&ctx, &mut response, SESSION_COOKIE, "", "; Max-Age=0");
    }
    Ok(response)
}

async fn sign_in_page(ctx: &Ctx, form: Form, refused: Option<Text>) -> Result<Response> {
    let bureaus = ctx.app.db.read(store::list_bureaus).await?;
    let ui = Ui::of(ctx);
    let refused = refused.map(|text| ui.t(&text).into_owned());
    let failed = refused.is_some() || !form.errors().is_empty();
    let template = SignInPage { ui, form, bureaus, refused };
    if failed { invalid(&template) } else { page(&template) }
}

async fn enter(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let login = form.text("login", 1..=64);
    let given = form.text("password", 1..=super::model::PASSWORD_MAX);
    let code = Some(form.text("bureau", 0..=64)).filter(|code| !code.is_empty());
    if !form.errors().is_empty() {
        return sign_in_page(&ctx, form, None).await;
    }
    match actions::sign_in(&ctx.app, code, login, given).await {
        Ok(cookie) => {
            let mut response = see_other("/", None);
            set_cookie(&ctx, &mut response, SESSION_COOKIE, &cookie, "");
            Ok(response)
        }
        Err(Error::Refused(text)) => sign_in_page(&ctx, form, Some(text)).await,
        Err(error) => Err(error),
    }
}

async fn sign_out(ctx: Ctx, _: Posted) -> Result<Response> {
    actions::sign_out(&ctx.app, ctx.session.as_deref().unwrap_or_default()).await?;
    let mut response = see_other("/sign-in", Some("notice-signed-out"));
    set_cookie(&ctx, &mut response, SESSION_COOKIE, "", "; Max-Age=0");
    // What a phone took along for the road goes with the session, whether or not a script runs.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    Ok(response)
}

#[derive(Template)]
#[template(path = "identity/password.html")]
struct PasswordPage {
    ui: Ui,
    form: Form,
    /// The password was given by somebody else.
    forced: bool,
}

async fn password(ctx: Ctx) -> Result<Response> {
    let forced = ctx.actor.as_ref().is_some_and(|actor| actor.must_change_password);
    page(&PasswordPage { ui: Ui::of(&ctx), form: Form::default(), forced })
}

async fn change_password(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let forced = act.actor.must_change_password;
    let form = Form::from(raw);
    let [old, new, again] = ["old", "new", "again"].map(|name| form.value(name).to_owned());
    let cookie = ctx.session.clone().unwrap_or_default();
    let changed = if new == again {
        actions::change_password(&ctx.app, act, &cookie, old, new).await
    } else {
        Err(Error::Invalid(vec![("again".into(), Text::new("identity-password-differs"))]))
    };
    match changed {
        Ok(()) => Ok(see_other("/", Some("notice-password-changed"))),
        Err(Error::Invalid(errors)) => {
            invalid(&PasswordPage { ui: Ui::of(&ctx), form: Form::default().with_errors(errors), forced })
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "identity/accounts.html")]
struct AccountsPage {
    ui: Ui,
    form: Form,
    accounts: Vec<Account>,
    roles: &'static [Role],
    /// Shown once: the first password of the account just made, or given anew.
    made: Option<(String, String)>,
    me: Option<AccountId>,
}

impl AccountsPage {
    fn is_me(&self, account: &Account) -> bool {
        self.me == Some(account.id)
    }
}

async fn accounts(ctx: Ctx) -> Result<Response> {
    accounts_page(&ctx, Form::default(), None).await
}

async fn accounts_page(ctx: &Ctx, form: Form, made: Option<(String, String)>) -> Result<Response> {
    let bureau = *ctx.act()?.bureau();
    let accounts = ctx.app.db.read(move |conn| store::list(conn, &bureau)).await?;
    let wrong = !form.errors().is_empty();
    // Doctors and guides get theirs from their own pages, where the account is tied to the person.
    let roles = &[Role::Clerk, Role::Leader, Role::Auditor, Role::Admin];
    let me = ctx.actor.as_ref().and_then(|actor| actor.account);
    let template = AccountsPage { ui: Ui::of(ctx), form, accounts, roles, made, me };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let login = form.text("login", 2..=32);
    let name = form.text("name", 1..=40);
    let role =
        form.choice::<Role>("role").filter(|role| !matches!(role, Role::Doctor | Role::Guide | Role::Elder));
    let (Some(role), true) = (role, form.errors().is_empty()) else {
        return accounts_page(&ctx, form, None).await;
    };
    let password = actions::first_password(&ctx.app.ids);
    let new = actions::NewAccount {
        login: login.clone(),
        name,
        role,
        staff: None,
        password: password.clone(),
        must_change: true,
    };
    match actions::create_account(&ctx.app, act, new).await {
        Ok(_) => accounts_page(&ctx, Form::default(), Some((login, password))).await,
        Err(Error::Invalid(errors)) => accounts_page(&ctx, form.with_errors(errors), None).await,
        Err(error) => Err(error),
    }
}

async fn reset(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let made = actions::reset_password(&ctx.app, ctx.act()?, id).await?;
    accounts_page(&ctx, Form::default(), Some(made)).await
}

async fn close(ctx: Ctx, Path(id): Path<String>, _: Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, id.parse().map_err(|_| Error::NotFound)?);
    ctx.app.db.write(move |tx| actions::close_account(tx, &act, id)).await?;
    Ok(see_other("/accounts", Some("notice-account-closed")))
}

/// Sets the language, the type size or the contrast, and leads back.
async fn prefer(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let back = raw.get("back").filter(|path| path.starts_with('/') && !path.starts_with("//")).unwrap_or("/");
    let mut response = see_other(back, None);
    for (field, cookie, values) in [
        ("lang", "cq_lang", ["zh-CN", "en"]),
        ("text", "cq_text", ["normal", "large"]),
        ("contrast", "cq_contrast", ["normal", "high"]),
    ] {
        if let Some(value) = raw.get(field).filter(|value| values.contains(value)) {
            set_cookie(&ctx, &mut response, cookie, value, "; Max-Age=31536000");
        }
    }
    Ok(response)
}

fn set_cookie(ctx: &Ctx, response: &mut Response, name: &str, value: &str, more: &str) {
    let secure = if ctx.app.settings.secure_cookies { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
