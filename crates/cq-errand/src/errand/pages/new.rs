//! Taking an errand down: for whom, what, and by when.

use askama::Template;
use axum::response::Response;
use cq_bylaw::bylaw::{self, Workflow};
use cq_case::case::{self, CaseId, model::Channel};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::person::{self, PersonId, store::list::Listed};
use jiff::ToSpan;

use crate::errand::{actions, form as fields, model::First, rules::Rules, store, words};

/// People offered to be picked.
const OFFERED: usize = 12;

/// Whom an errand is for.
struct Picked {
    id: PersonId,
    name: String,
    phone: String,
    /// Why they go first.
    first: String,
}

#[derive(Template)]
#[template(path = "errand/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// By which bylaws it is done.
    basis: String,
    picked: Option<Picked>,
    /// People who answer to what was looked for.
    found: Vec<Listed>,
    /// Word, name, and how many people it takes.
    kinds: Vec<(String, String, String)>,
    channels: &'static [Channel],
    today: String,
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

    async fn of(ctx: &Ctx, mut form: Form) -> Result<Self> {
        let act = ctx.act()?;
        let (ui, today) = (Ui::of(ctx), act.today());
        let (typed, id) = (form.value("q").trim().to_owned(), form.value("person").parse::<PersonId>().ok());
        let from = form.value("case").parse::<CaseId>().ok();
        let read = move |conn: &Conn<'_>| {
            let scope = act.actor.scope(&person::VIEW, person::OWN)?;
            let case = match from {
                Some(id) => {
                    let reach = act.actor.scope(&case::VIEW, case::store::OWN)?;
                    case::store::list::find(conn, &act, &reach, id)?
                }
                None => None,
            };
            let id = id.or(case.as_ref().map(|case| case.person));
            let person = match id {
                Some(id) => person::store::find(conn, &scope, act.bureau(), id)?,
                None => None,
            };
            let facts = match &person {
                Some(person) => Some(person::store::facts(conn, act.bureau(), &act.secrets, person)?),
                None => None,
            };
            let found = match typed.is_empty() {
                true => Vec::new(),
                false => person::actions::find_anybody(conn, &act, &typed, OFFERED)?,
            };
            let rules = store::rules(conn, act.bureau(), act.today())?.0;
            Ok((case, person.zip(facts), found, rules))
        };
        let (case, person, found, rules) = ctx.app.db.read(read).await?;
        if let Some(case) = case.filter(|_| form.value("wanted").is_empty()) {
            form.set("wanted", &case.said.asked);
            form.set("channel", case.channel.as_str());
            form.set("name", &case.said.name);
            form.set("phone", &case.said.phone);
        }
        let picked = person.map(|(person, facts)| {
            let living: Vec<&str> = facts.living.iter().map(|word| word.as_str()).collect();
            let first = First::all(&living.join(" "), facts.children);
            let phone = facts.phone.unwrap_or_default();
            Picked { id: person.id, name: person.name, phone, first: words::first(&ui, &first) }
        });
        Ok(Self {
            basis: bylaw::basis(ctx, &[Workflow::Errand], today).await?,
            kinds: kinds(&ui, &rules),
            channels: Channel::ALL,
            today: today.to_string(),
            ui,
            form,
            picked,
            found,
        })
    }
}

fn kinds(ui: &Ui, rules: &Rules) -> Vec<(String, String, String)> {
    let open = rules.kinds.iter().filter(|kind| kind.open);
    let said = |kind: &crate::errand::rules::KindOf| {
        let name = words::kind(ui, rules, &kind.code);
        (kind.code.clone(), name, words::hands(ui, kind.hands()))
    };
    open.map(said).collect()
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let mut form = Form::from(ctx.query_fields());
    let tomorrow = ctx.act()?.today().saturating_add(1.day()).to_string();
    for (name, shipped) in [("channel", Channel::Phone.as_str()), ("needed_on", tomorrow.as_str())] {
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
        Ok(id) => Ok(see_other(&format!("/errands/{id}"), Some("notice-errand-taken"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(Error::Refused(text)) => invalid(&NewPage::of(&ctx, form.refused("", text)).await?),
        Err(error) => Err(error),
    }
}
