//! The log's page.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::{self, Entry, Verdict},
    clock::CHINA,
    db::Conn,
    form::{Form, Raw},
    identity,
    ids::{AccountId, BureauId},
    web::{Ctx, Posted, Routes, Ui, page},
};
use cq_registry::staff;
use jiff::civil::Date;
use uuid::Uuid;

use super::{
    NOUNS, VIEW,
    names::{self, Names},
    sentence,
};

/// Entries on a page.
const PER_PAGE: usize = 50;
/// Entries read at a time, and the most that one page looks through.
const CHUNK: i64 = 1_000;
const LOOKED_AT_MAX: i64 = 20_000;

/// Registers the pages.
pub fn routes(routes: &mut Routes) {
    routes.get("/audit", &VIEW, index).post("/audit/verify", &VIEW, verify);
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Program,
    Account(AccountId),
}

/// What the page is narrowed to.
#[derive(Debug, Clone, Default)]
struct Filter {
    from: Option<Date>,
    to: Option<Date>,
    who: Option<Who>,
    noun: Option<String>,
    about: Option<(String, Uuid)>,
}

impl Filter {
    /// A day that is none is said at its field; a word nobody knows narrows nothing.
    fn of(form: &mut Form) -> Self {
        let day =
            |form: &mut Form, name: &str| if form.value(name).is_empty() { None } else { form.day(name) };
        let subject = form.value("subject").parse().ok();
        Self {
            from: day(form, "from"),
            to: day(form, "to"),
            who: match form.value("who") {
                "program" => Some(Who::Program),
                id => id.parse().ok().map(Who::Account),
            },
            noun: Some(form.value("noun").to_owned()).filter(|noun| NOUNS.contains(&noun.as_str())),
            about: subject.map(|subject| (form.value("kind").to_owned(), subject)),
        }
    }

    fn admits(&self, entry: &Entry) -> bool {
        let who = entry.account.map_or(Who::Program, Who::Account);
        self.who.is_none_or(|wanted| wanted == who)
            && self.noun.as_deref().is_none_or(|noun| noun_of(&entry.action) == noun || entry.kind == noun)
    }

    /// The first position, and the one after the last, of the days asked for.
    fn bounds(&self, conn: &Conn<'_>, bureau: &BureauId) -> Result<(i64, i64)> {
        let begin = |day: Date| CHINA.to_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
        let at = |day: Option<Date>| -> Result<Option<i64>> {
            let Some(at) = day.and_then(|day| begin(day).ok()) else { return Ok(None) };
            audit::store::seq_at(conn, bureau, at).map(Some)
        };
        let next = self.to.and_then(|day| day.tomorrow().ok());
        Ok((at(self.from)?.unwrap_or(1), at(next)?.unwrap_or(i64::MAX)))
    }
}

fn noun_of(action: &str) -> &str {
    action.split('.').next().unwrap_or_default()
}

/// A page of the log.
struct Looked {
    entries: Vec<Entry>,
    /// Where looking on begins; none where everything has been looked at.
    before: Option<i64>,
    names: Names,
    /// Namesakes told apart.
    accounts: Vec<(AccountId, String)>,
}

fn look(conn: &Conn<'_>, act: &Act, filter: &Filter, before: i64) -> Result<Looked> {
    let (first, end) = filter.bounds(conn, act.bureau())?;
    let (mut at, mut looked_at, mut entries) = (before.min(end), 0, Vec::new());
    let mut ended = false;
    while !ended && entries.len() < PER_PAGE && looked_at < LOOKED_AT_MAX {
        let chunk = match &filter.about {
            Some((kind, id)) => audit::store::list_about_before(conn, act.bureau(), (kind, *id), at, CHUNK)?,
            None => audit::store::list_before(conn, act.bureau(), at, CHUNK)?,
        };
        ended = (chunk.len() as i64) < CHUNK;
        for entry in chunk {
            if entry.seq < first {
                ended = true;
                break;
            }
            at = entry.seq;
            looked_at += 1;
            if filter.admits(&entry) {
                entries.push(entry);
            }
            if entries.len() == PER_PAGE {
                ended = at <= first;
                break;
            }
        }
    }
    let names = names::of(conn, act, &entries)?;
    let accounts = identity::store::list(conn, act.bureau())?.into_iter();
    let named = accounts.map(|account| ((account.id, account.login), account.name)).collect();
    let accounts = staff::apart(named, |(_, login)| Ok(login.clone()))?;
    let accounts = accounts.into_iter().map(|((id, _), name)| (id, name)).collect();
    Ok(Looked { entries, before: (!ended).then_some(at), names, accounts })
}

#[derive(Template)]
#[template(path = "audit/index.html")]
struct AuditPage {
    ui: Ui,
    form: Form,
    /// What the filters ask, said; empty where they ask nothing.
    asked: String,
    accounts: Vec<(AccountId, String)>,
    lines: Vec<Line>,
    /// Whom or what the page is narrowed to, said.
    about: String,
    /// Address of what lies further back.
    older: String,
    /// Address of the newest.
    newest: String,
    is_narrowed: bool,
    verdict: Option<Verdict>,
}

/// An entry in words.
struct Line {
    seq: String,
    at: String,
    who: String,
    what: String,
    whom: String,
    /// Address of everything about the same thing.
    trail: String,
    facts: String,
}

impl Line {
    fn of(ui: &Ui, names: &Names, entry: &Entry) -> Self {
        let whom = entry.subject.map(|id| called(ui, names, &entry.kind, id));
        Self {
            seq: ui.n(entry.seq),
            at: ui.instant(&entry.at),
            who: entry.name.clone(),
            what: ui.w("action", entry.action.replace('.', "-")),
            whom: whom.unwrap_or_default(),
            trail: entry
                .subject
                .map(|id| format!("/audit?kind={}&subject={id}", entry.kind))
                .unwrap_or_default(),
            facts: sentence::facts(ui, noun_of(&entry.action), &entry.detail),
        }
    }
}

/// By name where the reader may see it, else by kind and number.
fn called(ui: &Ui, names: &Names, kind: &str, id: Uuid) -> String {
    names.get(&(kind.to_owned(), id)).cloned().unwrap_or_else(|| {
        ui.a2(
            "audit-numbered",
            "kind",
            ui.w("audit-kind", kind.replace(' ', "-")),
            "number",
            sentence::short(id),
        )
        .into_owned()
    })
}

async fn index(ctx: Ctx) -> Result<Response> {
    show(&ctx, None).await
}

async fn verify(ctx: Ctx, _: Posted) -> Result<Response> {
    let act = ctx.act()?;
    let verdict =
        ctx.app.db.report(move |conn| audit::verify(conn, &act.secrets, act.bureau(), None)).await?;
    show(&ctx, Some(verdict)).await
}

async fn show(ctx: &Ctx, verdict: Option<Verdict>) -> Result<Response> {
    let mut form = Form::from(ctx.query_fields());
    let before = match form.value("before") {
        "" => i64::MAX,
        text => text.parse().map_err(|_| Error::NotFound)?,
    };
    let filter = Filter::of(&mut form);
    let (act, asked) = (ctx.act()?, filter.clone());
    let looked = ctx.app.db.report(move |conn| look(conn, &act, &asked, before)).await?;
    let ui = Ui::of(ctx);
    let about = filter.about.map(|(kind, id)| called(&ui, &looked.names, &kind, id)).unwrap_or_default();
    let lines = looked.entries.iter().map(|entry| Line::of(&ui, &looked.names, entry)).collect();
    let is_narrowed = !address(ctx, None).ends_with("/audit");
    page(&AuditPage {
        asked: asked_for(&ui, &form, &looked.accounts),
        about,
        lines,
        older: looked.before.map(|before| address(ctx, Some(before))).unwrap_or_default(),
        newest: if before == i64::MAX { String::new() } else { address(ctx, None) },
        is_narrowed,
        accounts: looked.accounts,
        verdict,
        form,
        ui,
    })
}

/// What the filters ask, in words.
fn asked_for(ui: &Ui, form: &Form, accounts: &[(AccountId, String)]) -> String {
    let day = |name: &str| form.value(name).parse().ok().map(|day: Date| ui.day(&day));
    let who = match form.value("who") {
        "program" => Some(ui.m("audit-program").to_owned()),
        id => accounts.iter().find(|(account, _)| account.to_string() == id).map(|(_, name)| name.clone()),
    };
    let said = |key: &'static str, value: Option<String>| value.map(|value| format!("{} {value}", ui.m(key)));
    let noun = Some(form.value("noun")).filter(|noun| NOUNS.contains(noun));
    let noun = noun.map(|noun| ui.w("audit-noun", noun));
    let parts = [said("audit-from", day("from")), said("audit-to", day("to")), who, noun];
    parts.into_iter().flatten().collect::<Vec<_>>().join(ui.m("person-and"))
}

/// The page with the same filters, from `before` back.
fn address(ctx: &Ctx, before: Option<i64>) -> String {
    let Raw(fields) = ctx.query_fields();
    let kept = |(name, value): &&(String, String)| {
        !value.is_empty() && matches!(name.as_str(), "from" | "to" | "who" | "noun" | "kind" | "subject")
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields.iter().filter(kept));
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    let query = query.finish();
    if query.is_empty() { "/audit".to_owned() } else { format!("/audit?{query}") }
}
