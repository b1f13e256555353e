//! Who belonged and who held a post before this was kept: written down afterwards, and put right.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};

use super::{members, posts, show::post_name};
use crate::{
    group::{
        actions::past,
        form,
        model::{Group, Left, Membership, Post, PostKind, Resigned},
        store::member::{self, Candidate, Listed},
    },
    person::{self, OWN},
    rule::plan,
};

/// Why somebody belonged no longer.
const LEFT: [Left; 5] = [Left::Left, Left::Moved, Left::Died, Left::Closed, Left::Mistake];
/// Why somebody held a post no longer.
const RESIGNED: [Resigned; 6] =
    [Resigned::Term, Resigned::Left, Resigned::Moved, Resigned::Died, Resigned::Closed, Resigned::Mistake];

#[derive(Template)]
#[template(path = "group/past_member.html")]
struct MemberPage {
    ui: Ui,
    form: Form,
    group: Group,
    /// Whose membership is put right; none where one is entered.
    name: Option<String>,
    action: String,
    /// Who may be chosen, each with what tells people of one name apart.
    found: Vec<(Candidate, String)>,
    is_vain: bool,
    reasons: Vec<Left>,
}

impl MemberPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    fn title(&self) -> String {
        match &self.name {
            Some(name) => self.ui.a1("group-correct-member", "name", name.as_str()).into_owned(),
            None => self.ui.m("group-past-member").to_owned(),
        }
    }

    /// One to be entered: who was looked for, and who is chosen.
    async fn of(ctx: &Ctx, group: Group, form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let (typed, id) = (form.value("q").trim().to_owned(), group.id);
        let (is_searched, chosen) = (!typed.is_empty(), form.value("person").parse().ok());
        let read = move |conn: &Conn<'_>| {
            let mut found = members::candidates(conn, &act, id, chosen.into_iter().collect())?;
            let others = members::search(conn, &act, id, &typed)?;
            found.extend(others.into_iter().filter(|one| Some(one.id) != chosen));
            Ok(found)
        };
        let (found, ui) = (ctx.app.db.read(read).await?, Ui::of(ctx));
        let is_vain = is_searched && found.is_empty();
        let found = found.into_iter().map(|one| (members::who(&ui, &one), one)).map(|(who, one)| (one, who));
        Ok(Self {
            action: format!("/groups/{}/members/past", group.id),
            found: found.collect(),
            name: None,
            reasons: entered(&LEFT, Left::Mistake),
            is_vain,
            group,
            form,
            ui,
        })
    }

    async fn right(ctx: &Ctx, group: Group, membership: &Membership, form: Form) -> Result<Self> {
        let (bureau, what) = (*ctx.act()?.bureau(), membership.what().clone());
        let of = what.person;
        let found = ctx.app.db.read(move |conn| member::newcomer(conn, &bureau, of)).await?;
        Ok(Self {
            action: format!("/groups/{}/members/{}/correct", group.id, what.id),
            name: Some(found.map(|person| person.name).unwrap_or_default()),
            found: Vec::new(),
            reasons: LEFT.to_vec(),
            is_vain: false,
            ui: Ui::of(ctx),
            group,
            form,
        })
    }
}

/// Nobody writes down a mistake afterwards.
fn entered<Why: PartialEq + Copy>(all: &[Why], mistake: Why) -> Vec<Why> {
    all.iter().copied().filter(|why| *why != mistake).collect()
}

pub(super) async fn new_member(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (_, group) = super::load(&ctx, &id).await?;
    let mut form = Form::from(ctx.query_fields());
    if form.value("because").is_empty() {
        form.set("because", Left::Left.as_str());
    }
    page(&MemberPage::of(&ctx, group, form).await?)
}

pub(super) async fn add_member(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    let (person, was) = (form::person(&mut form), form::was::<Left>(&mut form, act.today()));
    let (Some(person), Some(was)) = (person, was) else {
        return invalid(&MemberPage::of(&ctx, group, form).await?);
    };
    let id = group.id;
    match ctx.app.db.write(move |tx| past::add_member(tx, &act, id, person, was)).await {
        Ok(_) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-past-added")))
        }
        Err(Error::Invalid(errors)) => invalid(&MemberPage::of(&ctx, group, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

pub(super) async fn member(ctx: Ctx, Path((group, id)): Path<(String, String)>) -> Result<Response> {
    let (_, group, membership) = members::membership(&ctx, &group, &id).await?;
    let Membership::Ended { what, until, because, version } = &membership else {
        return Err(Error::Conflict);
    };
    let form = form::of_was(*version, what.since, *until, because.as_str());
    page(&MemberPage::right(&ctx, group, &membership, form).await?)
}

pub(super) async fn correct_member(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, group, membership) = members::membership(&ctx, &group, &id).await?;
    let mut form = Form::from(raw);
    let Some(was) = form::was::<Left>(&mut form, act.today()) else {
        return invalid(&MemberPage::right(&ctx, group, &membership, form).await?);
    };
    let (of, id, version) = (group.id, membership.what().id, form.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| past::correct_member(tx, &act, of, id, version, was)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{of}"), Some("notice-group-past-saved")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&MemberPage::right(&ctx, group, &membership, form.with_errors(errors)).await?)
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "group/past_post.html")]
struct PostPage {
    ui: Ui,
    form: Form,
    group: Group,
    /// Whose post is put right, and which; none where one is entered.
    of: Option<(String, String)>,
    action: String,
    /// Who belongs or belonged, each once.
    members: Vec<Listed>,
    kinds: Vec<(PostKind, String)>,
    reasons: Vec<Resigned>,
}

impl PostPage {
    fn address(&self) -> String {
        format!("/groups/{}", self.group.id)
    }

    fn title(&self) -> String {
        match &self.of {
            Some((name, post)) => {
                self.ui.a2("group-correct-post", "name", name.as_str(), "post", post.as_str()).into_owned()
            }
            None => self.ui.m("group-past-post").to_owned(),
        }
    }

    /// A member with what tells people of one name apart.
    fn label(&self, member: &Listed) -> String {
        match &member.unit {
            Some(unit) => format!("{}\u{3000}{unit}", member.name),
            None => member.name.clone(),
        }
    }

    async fn of(ctx: &Ctx, group: Group, form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let scope = act.actor.scope(&person::LIST, OWN)?;
        let (bureau, id) = (*act.bureau(), group.id);
        let read = move |conn: &Conn<'_>| {
            let start = (String::new(), person::PersonId(uuid::Uuid::nil()));
            let mut all = member::list(conn, &scope, &bureau, id, &start, posts::OFFERED)?;
            all.extend(member::list_former(conn, &scope, &bureau, id, posts::OFFERED)?);
            Ok(all)
        };
        let mut members = ctx.app.db.read(read).await?;
        members.sort_by(|one, other| (&one.pinyin, one.person).cmp(&(&other.pinyin, other.person)));
        members.dedup_by_key(|member| member.person);
        let (ui, kind) = (Ui::of(ctx), group.facts.kind);
        let kinds = kind.posts().iter().map(|post| (*post, post_name(&ui, kind, post))).collect();
        let action = format!("/groups/{}/posts/past", group.id);
        let reasons = entered(&RESIGNED, Resigned::Mistake);
        Ok(Self { ui, form, group, of: None, action, members, kinds, reasons })
    }

    fn right(ctx: &Ctx, group: Group, post: &Post, name: String, form: Form) -> Self {
        let (ui, what) = (Ui::of(ctx), post.what());
        Self {
            of: Some((name, post_name(&ui, group.facts.kind, what.kind))),
            action: format!("/groups/{}/posts/{}/correct", group.id, what.id),
            members: Vec::new(),
            kinds: Vec::new(),
            reasons: RESIGNED.to_vec(),
            group,
            form,
            ui,
        }
    }
}

pub(super) async fn new_post(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (_, group) = super::load(&ctx, &id).await?;
    let form = Form::filled([("because", Resigned::Term.to_string())]);
    page(&PostPage::of(&ctx, group, form).await?)
}

pub(super) async fn add_post(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = super::load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    let (kind, person) = (form.choice::<PostKind>("kind"), form::person(&mut form));
    let was = form::was::<Resigned>(&mut form, act.today());
    let (Some(kind), Some(person), Some(was)) = (kind, person, was) else {
        return invalid(&PostPage::of(&ctx, group, form).await?);
    };
    let id = group.id;
    match ctx.app.db.write(move |tx| past::add_post(tx, &act, id, (person, kind), was)).await {
        Ok(_) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-past-added")))
        }
        Err(Error::Invalid(errors)) => invalid(&PostPage::of(&ctx, group, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

pub(super) async fn post(ctx: Ctx, Path((group, id)): Path<(String, String)>) -> Result<Response> {
    let (_, group, post, name) = posts::found(&ctx, &group, &id).await?;
    let Post::Past { what, until, because, version } = &post else { return Err(Error::Conflict) };
    let form = form::of_was(*version, what.since, *until, because.as_str());
    page(&PostPage::right(&ctx, group, &post, name, form))
}

pub(super) async fn correct_post(
    ctx: Ctx,
    Path((group, id)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, group, post, name) = posts::found(&ctx, &group, &id).await?;
    let mut form = Form::from(raw);
    let Some(was) = form::was::<Resigned>(&mut form, act.today()) else {
        return invalid(&PostPage::right(&ctx, group, &post, name, form));
    };
    let (of, id, version) = (group.id, post.what().id, form.value("version").parse().unwrap_or(0));
    match ctx.app.db.write(move |tx| past::correct_post(tx, &act, of, id, version, was)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{of}"), Some("notice-group-past-saved")))
        }
        Err(Error::Invalid(errors)) => {
            invalid(&PostPage::right(&ctx, group, &post, name, form.with_errors(errors)))
        }
        Err(error) => Err(error),
    }
}
