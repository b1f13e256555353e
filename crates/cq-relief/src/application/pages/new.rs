//! Writing an application down: for whom, which kind, why, and to whom it is paid.

use askama::Template;
use axum::response::Response;
use cq_bylaw::bylaw::{self, Workflow};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::{
    person::{self, Category, PersonId, store::list::Listed},
    relation,
};
use serde_json::json;

use crate::application::{
    VIEW, actions, earlier, form as fields,
    model::{Relation, Source},
    payee::kind_of,
    rules::Rules,
    store, words,
};

/// People offered to be picked.
const OFFERED: usize = 12;

#[derive(Template)]
#[template(path = "relief/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// By which bylaws it is decided.
    basis: String,
    /// For whom: id, name, unit.
    picked: Option<(PersonId, String, String)>,
    /// People who answer to what was looked for.
    found: Vec<Listed>,
    /// What was asked for them in the last twelve months.
    earlier: Vec<words::Earlier>,
    /// Their relatives on record, in words.
    relatives: String,
    /// Word, name, and what it gives on which evidence.
    kinds: Vec<(String, String, String)>,
    sources: &'static [Source],
    relations: &'static [Relation],
}

impl NewPage {
    fn about(&self, listed: &Listed) -> String {
        let parts = [
            self.ui.w("category", listed.category),
            listed.born.map(|born| self.ui.partial(&born)).unwrap_or_default(),
            listed.unit.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }

    async fn of(ctx: &Ctx, mut form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let ui = Ui::of(ctx);
        let (typed, id) = (form.value("q").trim().to_owned(), form.value("person").parse::<PersonId>().ok());
        let read = move |conn: &Conn<'_>| {
            let scope = act.actor.scope(&person::VIEW, person::OWN)?;
            let person = match id {
                Some(id) => person::store::find(conn, &scope, act.bureau(), id)?,
                None => None,
            };
            let found = match typed.is_empty() {
                true => Vec::new(),
                false => person::actions::find_anybody(conn, &act, &typed, OFFERED)?,
            };
            Ok((person, found, store::rules(conn, act.bureau(), act.today())?.0))
        };
        let (person, found, rules) = ctx.app.db.read(read).await?;
        if let Some(person) = person.as_ref().filter(|_| form.value("payee_name").is_empty()) {
            form.set("payee_name", &person.name);
        }
        let (earlier, relatives) = match &person {
            Some(person) => about(ctx, &ui, person, &rules).await?,
            None => Default::default(),
        };
        let category = person.as_ref().map(person::Person::category);
        let picked = person.map(|person| {
            let unit = person.unit().unwrap_or_default().to_owned();
            (person.id, person.name, unit)
        });
        Ok(Self {
            basis: bylaw::basis(ctx, &[Workflow::Relief], ctx.act()?.today()).await?,
            kinds: kinds(&ui, &rules, category),
            earlier,
            relatives,
            sources: Source::ALL,
            relations: Relation::ALL,
            ui,
            form,
            picked,
            found,
        })
    }
}

/// What was asked for somebody before, which the log has, and who their relatives are.
async fn about(
    ctx: &Ctx,
    ui: &Ui,
    person: &person::Person,
    rules: &Rules,
) -> Result<(Vec<words::Earlier>, String)> {
    let (act, id) = (ctx.act()?, person.id);
    let today = act.today();
    let read = move |tx: &Tx<'_>| {
        let earlier = earlier::earlier(tx, &act, id, None)?;
        if !earlier.is_empty() {
            act.record(tx, &VIEW, Subject::list("relief"), &json!({ "of": "any", "count": earlier.len() }))?;
        }
        Ok((earlier, relation::store::of_person(tx, act.bureau(), id)?))
    };
    let (earlier, related) = ctx.app.db.write(read).await?;
    let family = related.iter().filter(|one| one.until.is_none() && one.ended_on.is_none());
    let said = family.filter_map(|one| {
        let kind = ui.w("relation-kind", kind_of(one).filter(|kind| kind.is_family())?);
        Some(ui.a2("relief-payee-is", "name", one.name.as_str(), "relation", kind).into_owned())
    });
    let said: Vec<String> = said.collect();
    let relatives = match said.is_empty() {
        true => ui.m("relief-relatives-none").to_owned(),
        false => ui.a1("relief-relatives", "names", said.join(ui.m("person-comma"))).into_owned(),
    };
    Ok((words::earlier_rows(ui, rules, &earlier, today), relatives))
}

fn kinds(ui: &Ui, rules: &Rules, category: Option<Category>) -> Vec<(String, String, String)> {
    let open = rules.kinds.iter().filter(|kind| kind.open && category.is_none_or(|one| kind.is_for(one)));
    let said = |kind: &crate::application::rules::KindOf| {
        let gives = words::gives(ui, kind);
        let evidence = match (kind.papers, kind.evidence.as_str()) {
            (0, "") => ui.m("relief-papers-none").to_owned(),
            (n, "") => ui.a1("relief-papers-needed", "n", n).into_owned(),
            (n, which) => ui.a2("relief-papers-which", "n", n, "which", which).into_owned(),
        };
        let hint = format!("{gives}{}{evidence}", ui.m("person-comma"));
        (kind.code.clone(), words::kind(ui, rules, &kind.code), hint)
    };
    open.map(said).collect()
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let mut form = Form::from(ctx.query_fields());
    for (name, shipped) in [("source", Source::Own.as_str()), ("payee_relation", Relation::Own.as_str())] {
        if form.value(name).is_empty() {
            form.set(name, shipped);
        }
    }
    page(&NewPage::of(&ctx, form).await?)
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(draft) = fields::draft(&mut form) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::take(tx, &act, &draft)).await {
        Ok(id) => Ok(see_other(&format!("/relief/{id}"), Some("notice-relief-drafted"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}
