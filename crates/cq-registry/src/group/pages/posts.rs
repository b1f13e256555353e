//! Giving a post and ending one.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use uuid::Uuid;

use super::show::post_name;
use crate::rule::plan;
use crate::{
    group::{
        actions::{self, Ending},
        form,
        model::{Group, Post, PostId, PostKind, Resigned},
        store::{member, post},
    },
    person::{self, OWN, PersonId},
};

/// Most members that the form offers.
pub(super) const OFFERED: i64 = 2_000;
/// Why a clerk ends a post; a group that is closed ends its own.
const REASONS: [Resigned; 5] =
    [Resigned::Term, Resigned::Left, Resigned::Moved, Resigned::Died, Resigned::Mistake];

#[derive(Template)]
#[template(path = "group/give_post.html")]
struct GivePage {
    ui: Ui,
    form: Form,
    group: Group,
    members: Vec<member::Listed>,
    kinds: Vec<(PostKind, String)>,
    /// Who is the head, and since when.
    head: Option<(String, String)>,
}

impl GivePage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    /// A member with what tells people of one name apart.
    fn label(&self, member: &member::Listed) -> String {
        match &member.unit {
            Some(unit) => format!("{}\u{3000}{unit}", member.name),
            None => member.name.clone(),
        }
    }

    fn head_name(&self) -> String {
        post_name(&self.ui, self.group.facts.kind, PostKind::Head)
    }
}

async fn give_page(ctx: &Ctx, group: Group, form: Form) -> Result<GivePage> {
    let act = ctx.act()?;
    let scope = act.actor.scope(&person::LIST, OWN)?;
    let (bureau, id) = (*act.bureau(), group.id);
    let start = (String::new(), PersonId(Uuid::nil()));
    let (members, posts) = ctx
        .app
        .db
        .read(move |conn| {
            Ok((
                member::list(conn, &scope, &bureau, id, &start, OFFERED)?,
                post::list_of_group(conn, &bureau, id)?,
            ))
        })
        .await?;
    let ui = Ui::of(ctx);
    let kind = group.facts.kind;
    let kinds = kind.posts().iter().map(|post| (*post, post_name(&ui, kind, post))).collect();
    let is_head = |post: &Post| matches!(post, Post::Held(held) if held.what.kind == PostKind::Head);
    let head = posts.into_iter().find(|(post, _)| is_head(post));
    let head = head.map(|(post, name)| (name, ui.partial(&post.what().since)));
    Ok(GivePage { ui, form, group, members, kinds, head })
}

pub(super) async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let asked = Form::from(ctx.query_fields());
    let kind = asked.value("kind").to_owned();
    let form = Form::filled([
        ("kind", kind),
        ("person", asked.value("person").to_owned()),
        ("since", act.today().to_string()),
    ]);
    page(&give_page(&ctx, group, form).await?)
}

pub(super) async fn give(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    let Some(giving) = form::giving(&mut form, act.today()) else {
        return invalid(&give_page(&ctx, group, form).await?);
    };
    let form::Giving { person, kind, since, term_ends_on, replaces } = giving;
    let (id, giving) = (group.id, actions::Giving { person, kind, since, term_ends_on, replaces });
    match ctx.app.db.write(move |tx| actions::give(tx, &act, id, giving)).await {
        Ok(_) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-given")))
        }
        Err(Error::Invalid(errors)) => invalid(&give_page(&ctx, group, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "group/end_post.html")]
struct EndPage {
    ui: Ui,
    form: Form,
    group: Group,
    post: PostId,
    what: String,
    name: String,
    since: String,
    reasons: [Resigned; 5],
}

impl EndPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }
}

/// A post of the group in the address, and its holder's name.
pub(super) async fn found(ctx: &Ctx, group: &str, id: &str) -> Result<(Act, Group, Post, String)> {
    let (act, group) = super::load(ctx, group).await?;
    let (bureau, id): (_, PostId) = (*act.bureau(), super::id_of(id)?);
    let found = ctx.app.db.read(move |conn| post::find(conn, &bureau, id)).await?;
    let (post, name) = found.filter(|(post, _)| post.what().group == group.id).ok_or(Error::NotFound)?;
    Ok((act, group, post, name))
}

fn end_page(ctx: &Ctx, group: Group, post: &Post, name: String, form: Option<Form>) -> Result<EndPage> {
    let today = ctx.act()?.today();
    let Post::Held(held) = post else { return Err(Error::Conflict) };
    let ui = Ui::of(ctx);
    let form = form.unwrap_or_else(|| {
        Form::filled([
            ("version", held.version.to_string()),
            ("until", today.to_string()),
            ("because", Resigned::Term.to_string()),
        ])
    });
    Ok(EndPage {
        what: post_name(&ui, group.facts.kind, held.what.kind),
        since: ui.partial(&held.what.since),
        post: held.what.id,
        reasons: REASONS,
        name,
        group,
        form,
        ui,
    })
}

pub(super) async fn ending(ctx: Ctx, Path((group, id)): Path<(String, String)>) -> Result<Response> {
    let (_, group, post, name) = found(&ctx, &group, &id).await?;
    page(&end_page(&ctx, group, &post, name, None)?)
}

pub(super) async fn end(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, group, post, name) = found(&ctx, &group, &id).await?;
    let mut form = Form::from(raw);
    let Some((version, until, because)) = form::ending(&mut form, act.today(), Resigned::Mistake) else {
        return invalid(&end_page(&ctx, group, &post, name, Some(form))?);
    };
    let (of, id, ending) = (group.id, post.what().id, Ending { version, until, because });
    match ctx.app.db.write(move |tx| actions::end_post(tx, &act, of, id, ending)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{of}"), Some("notice-group-post-ended")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&end_page(&ctx, group, &post, name, Some(form.with_errors(errors)))?)
        }
        Err(error) => Err(error),
    }
}
