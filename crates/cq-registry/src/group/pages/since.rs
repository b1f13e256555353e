//! Since when somebody belongs or holds a post who still does: put right.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::{members, posts, show::post_name};
use crate::{
    group::{
        actions::past,
        form,
        model::{Group, Held, Member, Membership, Post},
        store::member,
    },
    rule::plan,
};

#[derive(Template)]
#[template(path = "group/since.html")]
struct SincePage {
    ui: Ui,
    form: Form,
    group: Group,
    title: String,
    action: String,
    /// What ends it instead.
    end: String,
    /// A post has a term, too.
    is_post: bool,
}

impl SincePage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    async fn of_member(ctx: &Ctx, group: Group, member: &Member, form: Form) -> Result<Self> {
        let (bureau, what) = (*ctx.act()?.bureau(), &member.what);
        let (person, address) = (what.person, format!("/groups/{}/members/{}", group.id, what.id));
        let found = ctx.app.db.read(move |conn| member::newcomer(conn, &bureau, person)).await?;
        let (ui, name) = (Ui::of(ctx), found.map(|person| person.name).unwrap_or_default());
        let title = ui.a1("group-correct-member", "name", name.as_str()).into_owned();
        let (action, end) = (format!("{address}/since"), format!("{address}/end"));
        Ok(Self { title, action, end, is_post: false, group, form, ui })
    }

    fn of_post(ctx: &Ctx, group: Group, held: &Held, name: &str, form: Form) -> Self {
        let (ui, what) = (Ui::of(ctx), &held.what);
        let post = post_name(&ui, group.facts.kind, what.kind);
        let title = ui.a2("group-correct-post", "name", name, "post", post.as_str()).into_owned();
        let address = format!("/groups/{}/posts/{}", group.id, what.id);
        let (action, end) = (format!("{address}/since"), format!("{address}/end"));
        Self { title, action, end, is_post: true, group, form, ui }
    }
}

fn version(form: &Form) -> i64 {
    form.value("version").parse().unwrap_or(0)
}

async fn belonging(ctx: &Ctx, group: &str, id: &str) -> Result<(Group, Member)> {
    match members::membership(ctx, group, id).await? {
        (_, group, Membership::Open(member)) => Ok((group, member)),
        _ => Err(Error::Conflict),
    }
}

pub(super) async fn member(ctx: Ctx, Path((group, id)): Path<(String, String)>) -> Result<Response> {
    let (group, member) = belonging(&ctx, &group, &id).await?;
    let form =
        Form::filled([("version", member.version.to_string()), ("since", member.what.since.to_string())]);
    page(&SincePage::of_member(&ctx, group, &member, form).await?)
}

pub(super) async fn save_member(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, (group, member)) = (ctx.act()?, belonging(&ctx, &group, &id).await?);
    let mut form = Form::from(raw);
    let Some(since) = form::since(&mut form, act.today()) else {
        return invalid(&SincePage::of_member(&ctx, group, &member, form).await?);
    };
    let (of, id, version) = (group.id, member.what.id, version(&form));
    match ctx.app.db.write(move |tx| past::correct_since(tx, &act, of, id, version, since)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{of}"), Some("notice-group-past-saved")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&SincePage::of_member(&ctx, group, &member, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

async fn holding(ctx: &Ctx, group: &str, id: &str) -> Result<(Group, Held, String)> {
    match posts::found(ctx, group, id).await? {
        (_, group, Post::Held(held), name) => Ok((group, held, name)),
        _ => Err(Error::Conflict),
    }
}

pub(super) async fn post(ctx: Ctx, Path((group, id)): Path<(String, String)>) -> Result<Response> {
    let (group, held, name) = holding(&ctx, &group, &id).await?;
    let term = held.what.term_ends_on.map(|day| day.to_string()).unwrap_or_default();
    let form = Form::filled([
        ("version", held.version.to_string()),
        ("since", held.what.since.to_string()),
        ("term_ends_on", term),
    ]);
    page(&SincePage::of_post(&ctx, group, &held, &name, form))
}

pub(super) async fn save_post(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, (group, held, name)) = (ctx.act()?, holding(&ctx, &group, &id).await?);
    let mut form = Form::from(raw);
    let Some(said) = form::held(&mut form, act.today()) else {
        return invalid(&SincePage::of_post(&ctx, group, &held, &name, form));
    };
    let (of, id, version) = (group.id, held.what.id, version(&form));
    match ctx.app.db.write(move |tx| past::correct_held(tx, &act, of, id, version, said)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{of}"), Some("notice-group-past-saved")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&SincePage::of_post(&ctx, group, &held, &name, form.with_errors(errors)))
        }
        Err(error) => Err(error),
    }
}
