//! Closing a group: first what it would end, then the end.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use cq_platform::{
    Error, Result,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use uuid::Uuid;

use super::show::post_name;
use crate::rule::plan;
use crate::{
    group::{
        actions::{self, Closing, reopen},
        model::Group,
        store::{self, member, post},
    },
    person::{self, OWN, PersonId},
};

/// Names shown; the rest is counted.
const NAMED: i64 = 60;

#[derive(Template)]
#[template(path = "group/close.html")]
struct ClosePage {
    ui: Ui,
    form: Form,
    group: Group,
    seen: String,
    /// How many would leave, and the first of their names.
    count: usize,
    names: Vec<(PersonId, String)>,
    /// Posts that would end, with their holders.
    posts: Vec<(String, String)>,
    below: Vec<store::Listed>,
    /// It is no longer what was looked at.
    changed: bool,
}

impl ClosePage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    fn unnamed(&self) -> usize {
        self.count.saturating_sub(self.names.len())
    }
}

async fn close_page(ctx: &Ctx, group: Group, form: Form, changed: bool) -> Result<ClosePage> {
    let act = ctx.act()?;
    let (scope, id) = (act.actor.scope(&person::LIST, OWN)?, group.id);
    let start = (String::new(), PersonId(Uuid::nil()));
    let (closing, members, posts) = ctx
        .app
        .db
        .read(move |conn| {
            let closing = actions::closing(conn, &act, id)?;
            let members = member::list(conn, &scope, act.bureau(), id, &start, NAMED)?;
            Ok((closing, members, post::list_of_group(conn, act.bureau(), id)?))
        })
        .await?;
    let Closing { group, members: open, posts: held, below, seen } = closing;
    if !group.is_open() {
        return Err(Error::refused("group-is-closed"));
    }
    let ui = Ui::of(ctx);
    let is_held = |id| held.iter().any(|held| held.what.id == id);
    let posts = posts.into_iter().filter(|(post, _)| is_held(post.what().id));
    Ok(ClosePage {
        posts: posts.map(|(post, name)| (post_name(&ui, group.facts.kind, post.what().kind), name)).collect(),
        names: members.into_iter().map(|one| (one.person, one.name)).collect(),
        count: open.len(),
        below,
        group,
        form,
        seen,
        changed,
        ui,
    })
}

pub(super) async fn preview(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    page(&close_page(&ctx, group, Form::filled([("until", act.today().to_string())]), false).await?)
}

pub(super) async fn close(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    let Some(on) = form.day("until") else {
        return invalid(&close_page(&ctx, group, form, false).await?);
    };
    let (id, seen) = (group.id, form.value("seen").to_owned());
    match ctx.app.db.write(move |tx| actions::close(tx, &act, id, on, &seen)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-closed")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&close_page(&ctx, group, form.with_errors(errors), false).await?)
        }
        Err(Error::Conflict) => {
            let shown = page(&close_page(&ctx, group, form, true).await?)?;
            Ok((StatusCode::CONFLICT, shown).into_response())
        }
        Err(error) => Err(error),
    }
}

/// Takes a closing back. Whoever could not belong again is counted in the notice.
pub(super) async fn reopen(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let id = group.id;
    if Form::from(raw).value("version") != group.version.to_string() {
        return Err(Error::Conflict);
    }
    let left = ctx.app.db.write(move |tx| reopen::reopen(tx, &act, id, group.version)).await?;
    plan::follow_up(&ctx.app, &ctx.act()?).await;
    let notice = if left == 0 { "notice-group-open-again" } else { "notice-group-open-again-in-part" };
    Ok(see_other(&format!("/groups/{id}"), Some(notice)))
}
