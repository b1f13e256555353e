//! The lists of groups and the form of one. Its own page and what is done there stand below.

mod close;
mod members;
mod past;
mod posts;
mod sheet;
mod show;
mod since;

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    form::{FieldErrors, Form},
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use uuid::Uuid;

use super::{
    BRANCH_LEDGER, CLOSE, CLUB_LEDGER, EDIT, EXPORT, MEMBER, MembershipExport, POST, REOPEN, VIEW, actions,
    form,
    model::{Group, GroupId, GroupKind, Term},
    store::{self, Listed, Shown},
};
use crate::{
    area::{self, Area},
    export,
    rule::plan,
    unit,
};

/// Where the ledgers of groups are taken out.
const BRANCHES: &str = "/groups/branches/export";
const CLUBS: &str = "/groups/clubs/export";
const MEMBERSHIPS: &str = "/groups/memberships/export";
/// Groups on a page.
const PER_PAGE: usize = 100;
/// Terms that stand open above the list.
const TERMS_SHOWN: usize = 5;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes
        .get("/groups", &VIEW, index)
        .get("/groups/new", &EDIT, new)
        .post("/groups", &EDIT, create)
        .get("/groups/{id}", &VIEW, show::show)
        .get("/groups/{id}/edit", &EDIT, edit)
        .post("/groups/{id}", &EDIT, save)
        .get("/groups/{id}/sheet", &VIEW, sheet::show)
        .get("/groups/{id}/export", &EXPORT, take_out)
        .get("/groups/branches/export", &EXPORT, branches)
        .get("/groups/clubs/export", &EXPORT, clubs)
        .get("/groups/memberships/export", &EXPORT, memberships)
        .get("/groups/{id}/members/new", &MEMBER, members::new)
        .get("/groups/{id}/members/search", &MEMBER, members::suggest)
        .post("/groups/{id}/members", &MEMBER, members::add)
        .get("/groups/{id}/members/{member}/end", &MEMBER, members::ending)
        .post("/groups/{id}/members/{member}/end", &MEMBER, members::end)
        .post("/groups/{id}/members/{member}/reopen", &MEMBER, members::reopen)
        .get("/groups/{id}/members/past", &MEMBER, past::new_member)
        .post("/groups/{id}/members/past", &MEMBER, past::add_member)
        .get("/groups/{id}/members/{member}/correct", &MEMBER, past::member)
        .post("/groups/{id}/members/{member}/correct", &MEMBER, past::correct_member)
        .get("/groups/{id}/members/{member}/since", &MEMBER, since::member)
        .post("/groups/{id}/members/{member}/since", &MEMBER, since::save_member)
        .get("/groups/{id}/posts/past", &POST, past::new_post)
        .post("/groups/{id}/posts/past", &POST, past::add_post)
        .get("/groups/{id}/posts/{post}/correct", &POST, past::post)
        .post("/groups/{id}/posts/{post}/correct", &POST, past::correct_post)
        .get("/groups/{id}/posts/{post}/since", &POST, since::post)
        .post("/groups/{id}/posts/{post}/since", &POST, since::save_post)
        .get("/groups/{id}/posts/new", &POST, posts::new)
        .post("/groups/{id}/posts", &POST, posts::give)
        .get("/groups/{id}/posts/{post}/end", &POST, posts::ending)
        .post("/groups/{id}/posts/{post}/end", &POST, posts::end)
        .get("/groups/{id}/close", &CLOSE, close::preview)
        .post("/groups/{id}/close", &CLOSE, close::close)
        .post("/groups/{id}/reopen", &REOPEN, close::reopen);
}

/// An address with an id that is none leads nowhere.
fn id_of<T: std::str::FromStr>(id: &str) -> Result<T> {
    id.parse().map_err(|_| Error::NotFound)
}

/// The group of an address, and the hand that asked.
async fn load(ctx: &Ctx, id: &str) -> Result<(Act, Group)> {
    let (act, id) = (ctx.act()?, id_of(id)?);
    let bureau = *act.bureau();
    Ok((act, ctx.app.db.read(move |conn| store::get(conn, &bureau, id)).await?))
}

/// How a term stands, in words; `kind` names the tag's style.
struct Standing {
    kind: &'static str,
    text: String,
}

impl Standing {
    fn of(ui: &Ui, ends_on: Option<Date>, today: Date, ahead_days: i64) -> Option<Self> {
        let days = |days: i32| i64::from(days);
        match Term::of(ends_on, today, ahead_days) {
            Term::None | Term::Running => None,
            Term::EndsIn(0) => Some(Self { kind: "today", text: ui.m("group-term-today").to_owned() }),
            Term::EndsIn(n) => {
                Some(Self { kind: "coming", text: ui.a1("group-term-in", "n", days(n)).into_owned() })
            }
            Term::Overdue(n) => {
                Some(Self { kind: "overdue", text: ui.a1("group-term-over", "n", days(n)).into_owned() })
            }
        }
    }

    fn is_overdue(standing: &Option<Standing>) -> bool {
        standing.as_ref().is_some_and(|standing| standing.kind == "overdue")
    }
}

/// A group in a list, and how its terms stand.
struct Line {
    group: Listed,
    term: Option<Standing>,
}

impl Line {
    fn of(ui: &Ui, group: Listed, today: Date, ahead_days: i64) -> Self {
        let term =
            Standing::of(ui, group.term_ends_on.filter(|_| group.closed_on.is_none()), today, ahead_days);
        Self { group, term }
    }

    fn is_overdue(&self) -> bool {
        Standing::is_overdue(&self.term)
    }
}

struct Tab {
    href: String,
    text: String,
    count: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "group/index.html")]
struct IndexPage {
    ui: Ui,
    kind: GroupKind,
    shown: Shown,
    tabs: Vec<Tab>,
    sub: String,
    lines: Vec<Line>,
    /// Groups of any kind in which a term is over or soon will be: the most urgent, and the rest folded away.
    terms: Vec<Line>,
    terms_more: Vec<Line>,
    next: String,
    first: String,
    /// Takes all groups of the kind out, where there is a ledger of them.
    export: &'static str,
    /// Where everybody in every group is taken out; empty for those who may not.
    everybody: &'static str,
    may_edit: bool,
}

async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    let (bureau, today) = (*act.bureau(), act.today());
    let form = Form::from(ctx.query_fields());
    let kind = form.value("kind").parse().unwrap_or(GroupKind::Branch);
    let shown = form.value("shown").parse().unwrap_or(Shown::Open);
    let after = (form.value("after").to_owned(), form.value("id").parse().unwrap_or(Uuid::nil()));
    let begins = after.0.is_empty();
    let (counts, units, mut groups, terms, ahead) = ctx
        .app
        .db
        .read(move |conn| {
            let ahead = store::term_ahead_days(conn, &bureau, today)?;
            let until = today.saturating_add(jiff::Span::new().days(ahead));
            Ok((
                store::count(conn, &bureau)?,
                unit::store::count(conn, &bureau)?,
                store::list(conn, &bureau, kind, shown, &after, PER_PAGE as i64 + 1)?,
                store::list_terms(conn, &bureau, until)?,
                ahead,
            ))
        })
        .await?;
    let ui = Ui::of(&ctx);
    let more = groups.len() > PER_PAGE;
    groups.truncate(PER_PAGE);
    let last = groups.last().filter(|_| more);
    let next = last.map(|last| address(kind, shown, Some((&last.name, last.id)))).unwrap_or_default();
    let (open, people) =
        counts.iter().find(|(of, ..)| *of == kind).map_or((0, 0), |(_, open, people)| (*open, *people));
    let line = |group| Line::of(&ui, group, today, ahead);
    let mut terms: Vec<Line> =
        terms.into_iter().filter(|_| begins && shown == Shown::Open).map(line).collect();
    let terms_more = terms.split_off(terms.len().min(TERMS_SHOWN));
    page(&IndexPage {
        tabs: tabs(&ui, &counts, units, kind),
        sub: ui.a2("group-index-sub", "groups", open, "people", people).into_owned(),
        lines: groups.into_iter().map(line).collect(),
        terms,
        terms_more,
        first: if begins { String::new() } else { address(kind, shown, None) },
        next,
        kind,
        shown,
        export: if act.actor.may(&EXPORT).is_ok() { ledger_of(kind) } else { "" },
        everybody: if act.actor.may(&EXPORT).is_ok() { MEMBERSHIPS } else { "" },
        may_edit: act.actor.may(&EDIT).is_ok(),
        ui,
    })
}

/// Where the ledger that has groups of this kind is taken out.
fn ledger_of(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Branch | GroupKind::Committee | GroupKind::PartyGroup => BRANCHES,
        GroupKind::Club => CLUBS,
        _ => "",
    }
}

fn tabs(ui: &Ui, counts: &[(GroupKind, i64, i64)], units: i64, current: GroupKind) -> Vec<Tab> {
    let kinds = counts.iter().map(|(kind, open, _)| Tab {
        href: address(*kind, Shown::Open, None),
        text: ui.w("group-kind", kind),
        count: ui.n(*open),
        current: *kind == current,
    });
    let units = Tab {
        href: "/units".to_owned(),
        text: ui.m("unit-index").to_owned(),
        count: ui.n(units),
        current: false,
    };
    kinds.chain([units]).collect()
}

fn address(kind: GroupKind, shown: Shown, after: Option<(&str, GroupId)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("kind", kind.as_str());
    if shown == Shown::Closed {
        query.append_pair("shown", shown.as_str());
    }
    if let Some((name, id)) = after {
        query.append_pair("after", name).append_pair("id", &id.to_string());
    }
    format!("/groups?{}", query.finish())
}

#[derive(Template)]
#[template(path = "group/form.html")]
struct FormPage {
    ui: Ui,
    form: Form,
    title: String,
    action: String,
    back: String,
    /// The kind of a group that exists stays.
    kind: Option<GroupKind>,
    /// Groups that others can stand under, with their kind.
    above: Vec<(GroupId, String)>,
    areas: Vec<Area>,
}

async fn form_page(ctx: &Ctx, form: Form, group: Option<&Group>) -> Result<FormPage> {
    let bureau = *ctx.act()?.bureau();
    let own = group.map(|group| group.id);
    let kind = group.map(|group| group.facts.kind);
    let (groups, areas) = ctx
        .app
        .db
        .read(move |conn| Ok((store::list_open(conn, &bureau, None)?, area::list(conn, &bureau)?)))
        .await?;
    let ui = Ui::of(ctx);
    let wanted = kind.or_else(|| form.value("kind").parse().ok()).and_then(GroupKind::above);
    let fits = |of: &Group| Some(of.id) != own && Some(of.facts.kind) == wanted;
    let above = groups.into_iter().filter(fits).map(|group| (group.id, group.facts.name)).collect();
    let title = match group {
        Some(group) => ui.a1("group-edit", "name", group.facts.name.as_str()).into_owned(),
        None => ui.m("group-new").to_owned(),
    };
    let address = own.map_or_else(|| "/groups".to_owned(), |id| format!("/groups/{id}"));
    Ok(FormPage { action: address.clone(), back: address, title, kind, above, areas, form, ui })
}

async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let kind = asked.value("kind").parse().unwrap_or(GroupKind::Branch);
    let form = Form::filled([("kind", kind.to_string()), ("parent", asked.value("parent").to_owned())]);
    page(&form_page(&ctx, form, None).await?)
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let act = ctx.act()?;
    let mut form = Form::from(raw);
    let Some(facts) = form::facts(&mut form, act.today()) else {
        return invalid(&form_page(&ctx, form, None).await?);
    };
    match ctx.app.db.write(move |tx| actions::create(tx, &act, &facts)).await {
        Ok(id) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-made")))
        }
        Err(Error::Invalid(errors)) => wrong(&ctx, form, errors, None).await,
        Err(error) => Err(error),
    }
}

async fn wrong(ctx: &Ctx, form: Form, errors: FieldErrors, group: Option<&Group>) -> Result<Response> {
    invalid(&form_page(ctx, form.with_errors(errors), group).await?)
}

async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (_, group) = load(&ctx, &id).await?;
    page(&form_page(&ctx, form::filled(&group.facts, group.version), Some(&group)).await?)
}

async fn save(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, group) = load(&ctx, &id).await?;
    let mut form = Form::from(raw);
    let version = form.value("version").parse().unwrap_or(0);
    let Some(facts) = form::facts(&mut form, act.today()) else {
        return invalid(&form_page(&ctx, form, Some(&group)).await?);
    };
    let id = group.id;
    match ctx.app.db.write(move |tx| actions::change(tx, &act, id, version, facts)).await {
        Ok(()) => {
            plan::follow_up(&ctx.app, &ctx.act()?).await;
            Ok(see_other(&format!("/groups/{id}"), Some("notice-group-saved")))
        }
        Err(Error::Invalid(errors)) => wrong(&ctx, form, errors, Some(&group)).await,
        Err(error) => Err(error),
    }
}

/// All branches, committees and party groups as a file.
async fn branches(ctx: Ctx) -> Result<Response> {
    ledger(ctx, &BRANCH_LEDGER, GroupKind::Branch, BRANCHES).await
}

/// All clubs as a file.
async fn clubs(ctx: Ctx) -> Result<Response> {
    ledger(ctx, &CLUB_LEDGER, GroupKind::Club, CLUBS).await
}

async fn ledger(
    ctx: Ctx,
    export: &'static dyn export::Export,
    kind: GroupKind,
    address: &str,
) -> Result<Response> {
    let asked = export::Asked {
        export,
        action: &EXPORT,
        subject: Subject::list("group"),
        address: address.to_owned(),
        back: format!("/groups?kind={kind}"),
        title: Ui::of(&ctx).w("group-kind", kind),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

/// Everybody in every group as a file.
async fn memberships(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &MembershipExport,
        action: &EXPORT,
        subject: Subject::list("group"),
        address: MEMBERSHIPS.to_owned(),
        back: "/groups".to_owned(),
        title: Ui::of(&ctx).m("intake-kind-memberships").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

/// The members as a file.
async fn take_out(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (_, group) = load(&ctx, &id).await?;
    let asked = export::Asked {
        export: &MembershipExport,
        action: &EXPORT,
        subject: Subject::one("group", group.id.0),
        address: format!("/groups/{}/export", group.id),
        back: format!("/groups/{}", group.id),
        title: group.facts.name,
        narrowed: Some(("group", group.id.to_string())),
    };
    export::answer(&ctx, asked).await
}
