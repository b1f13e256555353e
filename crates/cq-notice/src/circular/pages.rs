//! Writing to many: the form, the preview, and making it.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};
use cq_registry::{
    person::{self, PersonId, store::list::Listed},
    segment,
};

use super::{
    CircularId, WRITE,
    actions::{self, Made, Plan},
    form as fields,
};
use crate::notice::content::text_parts;

/// People offered to be picked.
const OFFERED: usize = 12;

/// Registers the pages.
pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/notices/new", &WRITE, new)
        .post("/notices/find", &WRITE, find)
        .post("/notices/preview", &WRITE, preview)
        .post("/notices", &WRITE, create);
}

#[derive(Template)]
#[template(path = "circular/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// Saved segments: value and name.
    segments: Vec<(String, String)>,
    picked: Vec<(PersonId, String)>,
    found: Vec<Listed>,
    has_looked: bool,
}

impl NewPage {
    /// What tells two of one name apart.
    fn about(&self, listed: &Listed) -> String {
        let parts = [
            self.ui.w("category", listed.category),
            listed.born.map(|born| self.ui.partial(&born)).unwrap_or_default(),
            listed.unit.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }

    async fn of(ctx: &Ctx, form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let mut ids: Vec<PersonId> = form.values("person").iter().filter_map(|id| id.parse().ok()).collect();
        ids.sort_unstable();
        ids.dedup();
        let typed = form.value("q").trim().to_owned();
        let has_looked = !typed.is_empty();
        let read = move |conn: &Conn<'_>| {
            let scope = act.actor.scope(&person::VIEW, person::OWN)?;
            let mut picked = Vec::new();
            for id in ids {
                let person = person::store::find(conn, &scope, act.bureau(), id)?;
                picked.extend(person.map(|person| (person.id, person.name)));
            }
            let found = match typed.is_empty() {
                true => Vec::new(),
                false => person::actions::find_anybody(conn, &act, &typed, OFFERED)?,
            };
            Ok((segment::store::list(conn, &act)?, picked, found))
        };
        let (saved, picked, found) = ctx.app.db.read(read).await?;
        let segments = saved.into_iter().filter(|saved| saved.segment.is_ok());
        Ok(Self {
            segments: segments.map(|saved| (saved.id.to_string(), saved.name)).collect(),
            ui: Ui::of(ctx),
            form,
            picked,
            found,
            has_looked,
        })
    }
}

#[derive(Template)]
#[template(path = "circular/preview.html")]
struct PreviewPage {
    ui: Ui,
    form: Form,
    id: CircularId,
    plan: Plan,
    /// Way, number of people.
    by: Vec<(String, usize)>,
    /// Who the example is, its text, and as how many text messages it is charged.
    sample: (String, String, String),
    /// Things are not as they were shown before.
    has_changed: bool,
}

impl PreviewPage {
    fn of(ui: Ui, form: Form, id: CircularId, plan: Plan, has_changed: bool) -> Self {
        let sample = match &plan.sample {
            Some((name, content)) => {
                let text = content.as_text();
                let parts =
                    ui.a2("notice-parts", "signs", text.encode_utf16().count(), "parts", text_parts(&text));
                (name.clone(), text.clone(), parts.into_owned())
            }
            None => Default::default(),
        };
        let by = plan.by.iter().map(|(channel, n)| (ui.w("notice-channel", channel), *n)).collect();
        Self { ui, form, id, plan, by, sample, has_changed }
    }
}

async fn new(ctx: Ctx) -> Result<Response> {
    page(&NewPage::of(&ctx, Form::from(ctx.query_fields())).await?)
}

/// Looks for people, or takes one up that was found; nothing of what was typed is lost.
async fn find(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    page(&NewPage::of(&ctx, Form::from(raw)).await?)
}

async fn preview(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let Some(draft) = fields::draft(&mut form) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    let act = ctx.act()?;
    let id = fields::id(&form).unwrap_or_else(|| act.new_id());
    match ctx.app.db.report(move |conn: &Conn<'_>| actions::plan(conn, &act, id, &draft)).await {
        Ok(plan) => page(&PreviewPage::of(Ui::of(&ctx), form, id, plan, false)),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let mut form = Form::from(raw);
    let draft = fields::draft(&mut form);
    let (Some(draft), Some(id)) = (draft, fields::id(&form)) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    let (act, seen, asked) = (ctx.act()?, form.value("seen").to_owned(), draft.clone());
    let hand = act.clone();
    match ctx.app.db.write(move |tx: &Tx<'_>| actions::make(tx, &hand, id, &asked, &seen)).await {
        Ok(Made::Now(_)) => Ok(see_other("/notices", Some("notice-notice-made"))),
        // Made by another press of the same button: it is there once.
        Ok(Made::Before(_)) | Err(Error::Conflict) => {
            Ok(see_other("/notices", Some("notice-notice-made-before")))
        }
        Ok(Made::Otherwise) => {
            let plan =
                ctx.app.db.report(move |conn: &Conn<'_>| actions::plan(conn, &act, id, &draft)).await?;
            page(&PreviewPage::of(Ui::of(&ctx), form, id, plan, true))
        }
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}
