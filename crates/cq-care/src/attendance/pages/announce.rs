//! Somebody will come: by phone, or from a case.

use askama::Template;
use axum::response::Response;
use cq_case::case::{self, CaseId};
use cq_platform::{
    Error, Result,
    db::Conn,
    form::Form,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::person::{self, PersonId, store::list::Listed as Person};

use crate::{
    attendance::{actions, form as fields, priority::Reason},
    desk::{self, Desk},
};

/// People offered to be picked.
const OFFERED: usize = 12;

/// Whom it is about.
struct Picked {
    id: PersonId,
    name: String,
}

#[derive(Template)]
#[template(path = "attendance/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    picked: Option<Picked>,
    found: Vec<Person>,
    /// Each desk's value and name.
    desks: Vec<(String, String)>,
    told: &'static [Reason],
    today: String,
}

/// What the page reads.
struct Read {
    person: Option<person::Person>,
    asked: String,
    found: Vec<Person>,
    desks: Vec<Desk>,
    nearest: Option<Desk>,
}

impl NewPage {
    fn about(&self, listed: &Person) -> String {
        let parts = [
            listed.born.map(|born| self.ui.partial(&born)).unwrap_or_default(),
            listed.unit.clone().unwrap_or_default(),
            listed.phone.clone().unwrap_or_default(),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(self.ui.m("person-comma"))
    }

    async fn of(ctx: &Ctx, mut form: Form) -> Result<Self> {
        let (act, ui) = (ctx.act()?, Ui::of(ctx));
        let today = act.today();
        let typed = form.value("q").trim().to_owned();
        let (person, from) = (form.value("person").parse().ok(), form.value("case").parse().ok());
        let read = ctx.app.db.read(move |conn| read(conn, &act, &typed, person, from)).await?;
        let Read { person, asked, found, desks, nearest } = read;
        if form.value("what").is_empty() {
            form.set("what", &asked);
        }
        if let (Some(desk), "") = (nearest, form.value("desk")) {
            form.set("desk", &desk.id.to_string());
        }
        if form.value("on").is_empty() {
            form.set("on", &today.to_string());
        }
        let name = |desk: &Desk| {
            let name = ui.a2("attendance-desk", "hospital", &desk.hospital_name, "place", &desk.place);
            (desk.id.to_string(), name.into_owned())
        };
        Ok(Self {
            desks: desks.iter().map(name).collect(),
            picked: person.map(|person| Picked { id: person.id, name: person.name }),
            told: Reason::TOLD,
            today: today.to_string(),
            found,
            form,
            ui,
        })
    }
}

fn read(
    conn: &Conn<'_>,
    act: &cq_platform::actor::Act,
    typed: &str,
    id: Option<PersonId>,
    from: Option<CaseId>,
) -> Result<Read> {
    let scope = act.actor.scope(&person::VIEW, person::OWN)?;
    let case = match from {
        Some(id) => {
            let reach = act.actor.scope(&case::VIEW, case::store::OWN)?;
            case::store::list::find(conn, act, &reach, id)?
        }
        None => None,
    };
    let id = id.or(case.as_ref().map(|case| case.person));
    let person = match id {
        Some(id) => person::store::find(conn, &scope, act.bureau(), id)?,
        None => None,
    };
    let nearest = match &person {
        Some(person) => desk::store::of_person(conn, act.bureau(), person.id)?,
        None => None,
    };
    let found = match typed {
        "" => Vec::new(),
        typed => person::actions::find_anybody(conn, act, typed, OFFERED)?,
    };
    let asked = case.map(|case| case.said.asked).unwrap_or_default();
    Ok(Read { person, asked, found, desks: desk::store::list(conn, act.bureau())?, nearest })
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    page(&NewPage::of(&ctx, Form::from(ctx.query_fields())).await?)
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(draft) = fields::announcement(&mut form) else {
        return invalid(&NewPage::of(&ctx, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::announce(tx, &act, &draft)).await {
        Ok(id) => Ok(see_other(&format!("/attendances/{id}"), Some("notice-attendance-announced"))),
        Err(Error::Invalid(errors)) => invalid(&NewPage::of(&ctx, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}
