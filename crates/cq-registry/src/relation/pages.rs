//! Entering a relation, and one relation's page.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    form::Form,
    messages::Text,
    web::{Ctx, Posted, Routes, Ui, invalid, page, see_other},
};

use super::{
    EDIT, actions, form,
    model::{Because, Kind, Other, Relation, RelationId},
};
use crate::person::{self, Person, PersonId, Sex, store::list::Listed};

/// People offered to be picked.
const OFFERED: usize = 12;

pub(super) fn routes(routes: &mut Routes) {
    routes
        .get("/people/{id}/relations/new", &EDIT, new)
        .post("/people/{id}/relations", &EDIT, create)
        .get("/people/{id}/relations/{relation}", &EDIT, show)
        .post("/people/{id}/relations/{relation}", &EDIT, save)
        .post("/people/{id}/relations/{relation}/end", &EDIT, end);
}

#[derive(Template)]
#[template(path = "relation/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    person: Person,
    /// People who answer to what was looked for, the person left out.
    found: Vec<Listed>,
}

impl NewPage {
    fn about(&self, listed: &Listed) -> String {
        let parts = [
            self.ui.w("category", listed.category),
            listed.born.map(|born| self.ui.partial(&born)).unwrap_or_default(),
            listed.unit.clone().unwrap_or_default(),
            listed.phone.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }

    async fn of(ctx: &Ctx, id: PersonId, form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let (person, _) = person::actions::load(&ctx.app, &act, id).await?;
        let typed = form.value("q").trim().to_owned();
        let mut found = Vec::new();
        if !typed.is_empty() {
            found = ctx
                .app
                .db
                .read(move |conn| person::actions::find_anybody(conn, &act, &typed, OFFERED))
                .await?;
            found.retain(|listed| listed.id != id);
        }
        Ok(Self { ui: Ui::of(ctx), form, person, found })
    }
}

async fn new(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let form = Form::from(ctx.query_fields());
    page(&NewPage::of(&ctx, id, form).await?)
}

async fn create(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (id, act) = (id.parse().map_err(|_| Error::NotFound)?, ctx.act()?);
    person::actions::load(&ctx.app, &act, id).await?;
    let mut form = Form::from(raw);
    let Some(new) = form::new(&mut form, act.today()) else {
        return invalid(&NewPage::of(&ctx, id, form).await?);
    };
    if let Other::New(facts) = &new.other
        && form.value("asked") != facts.name
    {
        let namesakes = namesakes(&ctx, id, &facts.name).await?;
        if !namesakes.is_empty() {
            form.set("asked", &facts.name);
            form.reject("other", Text::new("relation-namesakes").with("name", &facts.name));
            return invalid(&NewPage { found: namesakes, ..NewPage::of(&ctx, id, form).await? });
        }
    }
    match actions::add(&ctx.app, &act, id, new).await {
        Ok(_) => Ok(see_other(&format!("/people/{id}"), Some("notice-relation-added"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, id, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

/// Who has that very name already; whoever enters a relative is asked once whether it is one of them.
async fn namesakes(ctx: &Ctx, person: PersonId, name: &str) -> Result<Vec<Listed>> {
    let (act, sought) = (ctx.act()?, name.to_owned());
    let find = move |conn: &cq_platform::db::Conn<'_>| {
        let mut found = person::actions::find_anybody(conn, &act, &sought, OFFERED)?;
        found.retain(|listed| listed.name == sought && listed.id != person);
        Ok(found)
    };
    ctx.app.db.read(find).await
}

#[derive(Template)]
#[template(path = "relation/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    person: Person,
    other: Person,
    relation: Relation,
    reasons: Vec<Because>,
}

impl ShowPage {
    fn of(ctx: &Ctx, (person, other, relation): (Person, Person, Relation), form: Form) -> Self {
        let is_marriage = relation.kind == Kind::Spouse;
        let reasons =
            Because::ALL.iter().copied().filter(|because| *because != Because::Divorced || is_marriage);
        Self { ui: Ui::of(ctx), form, person, other, reasons: reasons.collect(), relation }
    }

    fn address(&self, step: &str) -> String {
        format!("/people/{}/relations/{}{step}", self.person.id, self.relation.id)
    }

    /// Who acts for whom is said from one side only; to be called may either be for the other.
    fn is_own(&self) -> bool {
        self.relation.person == self.person.id
    }
}

fn ids((id, relation): (String, String)) -> Result<(PersonId, RelationId)> {
    Ok((id.parse().map_err(|_| Error::NotFound)?, relation.parse().map_err(|_| Error::NotFound)?))
}

async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response> {
    let (id, relation) = ids(path)?;
    let whole = actions::load(&ctx.app, &ctx.act()?, id, relation).await?;
    let form = form::filled(&whole.2, whole.0.id);
    page(&ShowPage::of(&ctx, whole, form))
}

/// The relation as the form's reader saw it; another version is a conflict.
async fn seen(ctx: &Ctx, path: (String, String), form: &Form) -> Result<(Person, Person, Relation)> {
    let (id, relation) = ids(path)?;
    let whole = actions::load(&ctx.app, &ctx.act()?, id, relation).await?;
    if form.value("version") == whole.2.version.to_string() { Ok(whole) } else { Err(Error::Conflict) }
}

async fn save(ctx: Ctx, Path(path): Path<(String, String)>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let whole = seen(&ctx, path, &form).await?;
    let Some(changed) = form::changed(&mut form, &whole.2, whole.0.id, act.today()) else {
        return invalid(&ShowPage::of(&ctx, whole, form));
    };
    match actions::save(&ctx.app, &act, changed).await {
        Ok(()) => Ok(see_other(&format!("/people/{}", whole.0.id), Some("notice-relation-saved"))),
        Err(Error::Invalid(errors)) => invalid(&ShowPage::of(&ctx, whole, form.with_errors(errors))),
        Err(error) => Err(error),
    }
}

async fn end(ctx: Ctx, Path(path): Path<(String, String)>, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let whole = seen(&ctx, path, &form).await?;
    let Some((on, because)) = form::end(&mut form, act.today()) else {
        return invalid(&ShowPage::of(&ctx, whole, form));
    };
    match actions::end(&ctx.app, &act, whole.2.clone(), on, because).await {
        Ok(()) => Ok(see_other(&format!("/people/{}", whole.0.id), Some("notice-relation-ended"))),
        Err(Error::Invalid(errors)) => invalid(&ShowPage::of(&ctx, whole, form.with_errors(errors))),
        Err(error) => Err(error),
    }
}
