//! Rules on screen: the list, writing one, what it would do, publishing and ending it.

mod account;
mod write;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;

use super::{
    MAKE, VIEW, actions,
    content::{Content, Owner, Subjects},
    model::{Rule, RuleId, State, Version},
    plan,
    preview::{self, Preview},
    sentence, shipped, store,
};
use crate::{
    segment::{
        self, bar,
        pages::voice,
        store::{Names, names},
    },
    task::{Subject, SubjectKind},
};

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/rules", &VIEW, index)
        .get("/rules/new", &MAKE, write::new)
        .post("/rules", &MAKE, write::create)
        .post("/rules/shipped", &MAKE, take_shipped)
        .get("/rules/{id}", &VIEW, show)
        .get("/rules/{id}/edit", &MAKE, write::edit)
        .post("/rules/{id}", &MAKE, write::save)
        .get("/rules/{id}/preview", &MAKE, look)
        .get("/rules/{id}/account", &VIEW, account::account)
        .post("/rules/{id}/publish", &MAKE, publish)
        .post("/rules/{id}/end", &MAKE, end);
}

fn parse(id: &str) -> Result<RuleId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// As which version the rule was read; every page of ours sends it.
fn seen(form: &Form) -> Result<i64> {
    let version = form.value("version").parse();
    version.map_err(|_| Error::Invalid(vec![("version".into(), Text::new("form-required"))]))
}

/// What a rule says, with the names that its sentences need.
struct Named {
    content: Content,
    names: Names,
    /// None where the rule names nobody, but whoever answers.
    owner: Option<String>,
    substitute: Option<String>,
    fallback: String,
}

impl Named {
    fn of(conn: &Conn<'_>, act: &Act, content: &Content) -> Result<Self> {
        let name = |id| store::staff_name(conn, act.bureau(), id).map(Option::unwrap_or_default);
        let owner = match content.owner {
            Owner::PairedDoctor | Owner::Liaison | Owner::Secretary => None,
            Owner::Post { group, .. } => {
                Some(store::member::name(conn, act.bureau(), Subject::Group(group))?)
            }
            Owner::Named { staff } => Some(name(staff)?),
        };
        Ok(Self {
            names: names(conn, act.bureau(), content.whom.people())?,
            owner,
            substitute: content.substitute.map(name).transpose()?,
            fallback: name(content.fallback)?,
            content: content.clone(),
        })
    }

    fn whom(&self, ctx: &Ctx, ui: &Ui) -> String {
        match self.content.whom.people() {
            Some(people) => voice(ctx, &self.names).say(people),
            None => sentence::others(ui, &self.content.whom),
        }
    }

    fn owner(&self, ui: &Ui) -> String {
        let named = self.owner.clone().unwrap_or_default();
        match self.content.owner {
            Owner::PairedDoctor => ui.m("rule-paired-doctor").to_owned(),
            Owner::Liaison => ui.m("rule-liaison").to_owned(),
            Owner::Secretary if self.content.whom.kind() == SubjectKind::Group => {
                ui.m("rule-own-head").to_owned()
            }
            Owner::Secretary => ui.m("rule-secretary").to_owned(),
            Owner::Post { post, .. } => {
                ui.a2("rule-post", "group", named, "post", ui.w("segment-post", post)).into_owned()
            }
            Owner::Named { .. } => named,
        }
    }

    fn says(&self, ctx: &Ctx, ui: &Ui) -> Vec<String> {
        let named = sentence::Named {
            whom: &self.whom(ctx, ui),
            owner: &self.owner(ui),
            substitute: self.substitute.as_deref(),
            fallback: &self.fallback,
        };
        sentence::says(ui, &self.content, &named)
    }
}

/// The list of those a rule is for.
fn list_of(whom: &Subjects) -> String {
    match whom {
        Subjects::People(segment) => bar::list(segment, None),
        Subjects::Groups(_) => "/groups".to_owned(),
        Subjects::Bureau => "/tasks".to_owned(),
    }
}

/// How a rule stands: names a style, and a text.
fn standing(rule: &Rule) -> (&'static str, &'static str) {
    match &rule.state {
        State::Draft { .. } => ("coming", "rule-state-draft"),
        State::Published { next: None, .. } => ("done", "rule-state-published"),
        State::Published { next: Some(_), .. } => ("done", "rule-state-rewritten"),
        State::Ended { .. } => ("", "rule-state-ended"),
    }
}

struct Line {
    rule: Rule,
    /// Whom, when, by whom: one sentence.
    says: String,
    kind: &'static str,
    state: &'static str,
    over_cap: bool,
}

#[derive(Template)]
#[template(path = "rule/index.html")]
struct IndexPage {
    ui: Ui,
    lines: Vec<Line>,
    may_make: bool,
    /// Rules that come with the program and that the bureau has not taken yet.
    to_take: usize,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let may_make = act.actor.may(&MAKE).is_ok();
    let read = move |conn: &Conn<'_>| {
        let mut lines = Vec::new();
        for rule in store::list(conn, act.bureau())? {
            let last =
                store::versions(conn, act.bureau(), rule.id)?.pop().map(|(version, _)| version.content);
            let content = last.or_else(|| rule.draft().cloned());
            let named = content.map(|content| Named::of(conn, &act, &content)).transpose()?;
            lines.push((rule, named));
        }
        Ok((lines, store::shipped(conn, act.bureau())?))
    };
    let (rules, taken) = ctx.app.db.read(read).await?;
    let ui = Ui::of(&ctx);
    let line = |(rule, named): (Rule, Option<Named>)| {
        let (kind, state) = standing(&rule);
        let cap = named.as_ref().map_or(i64::MAX, |named| i64::from(named.content.cap));
        let over_cap = rule.is_published() && rule.planned.is_some_and(|planned| planned.people > cap);
        let says = named.map(|named| named.says(&ctx, &ui)).and_then(|says| says.into_iter().next());
        Line { rule, says: says.unwrap_or_default(), kind, state, over_cap }
    };
    let lines = rules.into_iter().map(line).collect();
    let to_take = shipped::names(str::to_owned);
    let to_take = to_take.iter().filter(|(key, _)| !taken.iter().any(|has| has == key)).count();
    page(&IndexPage { ui, lines, may_make, to_take })
}

/// Takes the rules that come with the program as drafts; those taken before stay as they are.
async fn take_shipped(ctx: Ctx, _: Posted) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(&ctx));
    let called = shipped::names(|key| ui.m(key).to_owned());
    ctx.app.db.write(move |tx| take_all(tx, &act, &called)).await?;
    Ok(see_other("/rules", Some("notice-rule-shipped")))
}

/// Takes every rule that comes with the program, called so, as a draft; their tasks fall back on whoever takes them.
pub fn take_all(tx: &Tx<'_>, act: &Act, called: &[(&'static str, String)]) -> Result<()> {
    let (taken, myself) = (store::shipped(tx, act.bureau())?, actions::myself(tx, act)?);
    for (key, content) in shipped::all(myself) {
        let name = called.iter().find(|(known, _)| *known == key).map(|(_, name)| name.clone());
        if let Some(name) = name.filter(|_| !taken.iter().any(|has| has == key)) {
            actions::draft(tx, act, name, content, Some(key))?;
        }
    }
    Ok(())
}

struct Published {
    version: Version,
    by: Option<String>,
    says: Vec<String>,
}

impl Published {
    fn headline(&self) -> &str {
        self.says.first().map(String::as_str).unwrap_or_default()
    }

    fn by(&self) -> &str {
        self.by.as_deref().unwrap_or_default()
    }
}

#[derive(Template)]
#[template(path = "rule/show.html")]
struct ShowPage {
    ui: Ui,
    rule: Rule,
    kind: &'static str,
    state: &'static str,
    /// The last first.
    versions: Vec<Published>,
    draft: Option<Vec<String>>,
    /// The list of the people it is for.
    people: String,
    may_make: bool,
    over_cap: bool,
}

async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let may_make = act.actor.may(&MAKE).is_ok();
    let read = move |conn: &Conn<'_>| {
        let rule = store::find(conn, act.bureau(), id)?;
        let versions = store::versions(conn, act.bureau(), id)?;
        let said = versions
            .into_iter()
            .map(|(version, by)| Named::of(conn, &act, &version.content).map(|named| (version, by, named)));
        let said = said.collect::<Result<Vec<_>>>()?;
        let draft = rule.draft().map(|content| Named::of(conn, &act, content)).transpose()?;
        Ok((rule, said, draft))
    };
    let (rule, said, draft) = ctx.app.db.read(read).await?;
    let ui = Ui::of(&ctx);
    let (kind, state) = standing(&rule);
    let whom = said.last().map(|(version, ..)| &version.content).or(draft.as_ref().map(|d| &d.content));
    let people = whom.map(|content| list_of(&content.whom)).unwrap_or_default();
    let cap = whom.map_or(i64::MAX, |content| i64::from(content.cap));
    let over_cap = rule.is_published() && rule.planned.is_some_and(|planned| planned.people > cap);
    let draft = draft.map(|named| named.says(&ctx, &ui));
    let version = |(version, by, named): (Version, Option<String>, Named)| Published {
        says: named.says(&ctx, &ui),
        version,
        by,
    };
    let versions = said.into_iter().rev().map(version).collect();
    page(&ShowPage { ui, rule, kind, state, versions, draft, people, may_make, over_cap })
}

#[derive(Template)]
#[template(path = "rule/preview.html")]
struct PreviewPage {
    ui: Ui,
    form: Form,
    rule: Rule,
    says: Vec<String>,
    preview: Preview,
    weekly: i64,
    cap: i64,
    longest: i64,
    today: Date,
    /// The list of those it is for.
    people: String,
}

impl PreviewPage {
    /// Not everybody is shown.
    fn is_cut(&self) -> bool {
        i64::try_from(self.preview.shown.len()).is_ok_and(|shown| shown < self.preview.people)
    }

    fn days(&self, days: &[Date]) -> String {
        const SAID: usize = 4;
        let mut said: Vec<String> = days.iter().take(SAID).map(|day| self.ui.day(day)).collect();
        if days.len() > SAID {
            said.push(self.ui.a1("rule-preview-days", "n", days.len()).into_owned());
        }
        said.join(self.ui.m("task-comma"))
    }
}

async fn look(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (id, today) = (parse(&id)?, ctx.act()?.today());
    preview_page(&ctx, id, Form::filled([("from_on", today.to_string())])).await
}

async fn preview_page(ctx: &Ctx, id: RuleId, form: Form) -> Result<Response> {
    let act = ctx.act()?;
    let today = act.today();
    let read = move |conn: &Conn<'_>| {
        let rule = store::find(conn, act.bureau(), id)?;
        let content = rule.draft().ok_or_else(|| Error::refused("rule-refused-nothing"))?;
        let named = Named::of(conn, &act, content)?;
        Ok((preview::preview(conn, &act, id)?, rule, named))
    };
    let (preview, rule, named) = ctx.app.db.report(read).await?;
    let act = ctx.act()?;
    let detail = serde_json::json!({ "preview": true, "people": preview.people });
    let about = cq_platform::audit::Subject::one("rule", id.0);
    ctx.app.db.write(move |tx| act.record(tx, &MAKE, about, &detail)).await?;
    let ui = Ui::of(ctx);
    let wrong = !form.errors().is_empty();
    let template = PreviewPage {
        says: named.says(ctx, &ui),
        people: list_of(&named.content.whom),
        weekly: i64::from(named.content.weekly),
        cap: i64::from(named.content.cap),
        longest: preview.weeks.iter().map(|(_, n)| *n).max().unwrap_or(0),
        ui,
        form,
        rule,
        preview,
        today,
    };
    if wrong { invalid(&template) } else { page(&template) }
}

async fn publish(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?;
    let mut form = Form::from(raw);
    let version = seen(&form)?;
    let Some(from_on) = form.day("from_on") else { return preview_page(&ctx, id, form).await };
    let hand = act.clone();
    match ctx.app.db.write(move |tx| actions::publish(tx, &hand, id, version, from_on)).await {
        Ok(()) => {}
        Err(Error::Invalid(errors)) => return preview_page(&ctx, id, form.with_errors(errors)).await,
        Err(error) => return Err(error),
    }
    plan::run(&ctx.app, &act, None, Some(id)).await?;
    Ok(see_other(&format!("/rules/{id}"), Some("notice-rule-published")))
}

async fn end(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?;
    let version = seen(&Form::from(raw))?;
    ctx.app.db.write(move |tx| actions::end(tx, &act, id, version)).await?;
    Ok(see_other(&format!("/rules/{id}"), Some("notice-rule-ended")))
}

/// The saved segments that a rule may be for.
fn segments(conn: &Conn<'_>, act: &Act) -> Result<Vec<segment::store::Saved>> {
    Ok(segment::store::list(conn, act)?.into_iter().filter(|saved| saved.segment.is_ok()).collect())
}
