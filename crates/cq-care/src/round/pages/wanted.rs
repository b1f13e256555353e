//! What is to be planned: whose visits, on which days.

use askama::Template;
use axum::{Extension, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    form::Form,
    ids::StaffId,
    messages::Text,
    policy::Reach,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use cq_registry::{staff, task::CampaignId};
use jiff::{ToSpan, civil::Date};

use crate::{
    campaign, doctor,
    round::{
        PLAN, actions, form,
        model::{DAYS_MAX, Wanted, Whose},
        roads::Network,
        store,
    },
};

/// Without anything else to go by, so many days are planned.
const DAYS: i64 = 13;
/// Whose visits, as a form says it.
fn whose(text: &str) -> Option<Whose> {
    let (kind, id) = text.split_once('-')?;
    match kind {
        "doctor" => id.parse::<StaffId>().ok().map(Whose::Doctor),
        "campaign" => id.parse::<CampaignId>().ok().map(Whose::Campaign),
        _ => None,
    }
}

pub(super) fn value(whose: Whose) -> String {
    match whose {
        Whose::Doctor(staff) => format!("doctor-{staff}"),
        Whose::Campaign(campaign) => format!("campaign-{campaign}"),
    }
}

#[derive(Template)]
#[template(path = "round/new.html")]
struct NewPage {
    ui: Ui,
    form: Form,
    /// Whose visits can be planned: value and name.
    choices: Vec<(String, String)>,
    today: Date,
}

pub(super) async fn new(ctx: Ctx) -> Result<Response> {
    let asked = Form::from(ctx.query_fields());
    let chosen = whose(asked.value("whose"));
    new_page(&ctx, chosen, None).await
}

async fn new_page(ctx: &Ctx, chosen: Option<Whose>, typed: Option<Form>) -> Result<Response> {
    let (act, ui) = (ctx.act()?, Ui::of(ctx));
    let today = act.today();
    let own = match act.actor.may(&PLAN)? {
        Reach::Own => Some(Whose::Doctor(act.actor.staff.ok_or(Error::Forbidden)?)),
        Reach::Bureau => None,
    };
    let chosen = own.or(chosen);
    let words = ui.clone();
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        if let Some(chosen) = chosen {
            actions::reach(conn, &act, chosen)?;
        }
        let mut choices = Vec::new();
        if own.is_none() {
            for campaign in campaign::store::list_running(conn, bureau, today)? {
                choices.push((value(Whose::Campaign(campaign.id)), campaign.name));
            }
            let doctors = doctor::store::list(conn, bureau)?.into_iter();
            let doctors = doctors.filter(|one| one.left_on.is_none_or(|day| day > today)).map(|one| {
                let name = words.a2("round-doctor-of", "name", one.name, "hospital", one.hospital_name);
                (one.id, name.into_owned())
            });
            let doctors = staff::told_apart(conn, bureau, doctors.collect())?;
            choices.extend(doctors.into_iter().map(|(id, name)| (value(Whose::Doctor(id)), name)));
        }
        Ok((choices, span(conn, &act, chosen)?))
    };
    let (choices, (from, until)) = ctx.app.db.read(read).await?;
    let wrong = typed.is_some();
    let form = typed.unwrap_or_else(|| {
        let whose = chosen.map(value).unwrap_or_default();
        Form::filled([("whose", whose), ("from", from.to_string()), ("until", until.to_string())])
    });
    let template = NewPage { ui, form, choices, today };
    if wrong { invalid(&template) } else { page(&template) }
}

/// The days that suggest themselves: from tomorrow on, as long as anything is promised.
fn span(conn: &Conn<'_>, act: &Act, chosen: Option<Whose>) -> Result<(Date, Date)> {
    let tomorrow = act.today().saturating_add(1.day());
    let (from, until) = match chosen {
        None => (tomorrow, None),
        Some(Whose::Doctor(staff)) => (tomorrow, store::due::last_due(conn, act.bureau(), staff)?),
        Some(Whose::Campaign(id)) => {
            let campaign = campaign::store::find(conn, act.bureau(), id)?;
            (campaign.opens_on.max(tomorrow), Some(campaign.closes_on))
        }
    };
    let until = until.filter(|until| *until >= from).unwrap_or_else(|| from.saturating_add(DAYS.days()));
    Ok((from, until.min(from.saturating_add(DAYS_MAX.days()))))
}

pub(super) async fn propose(
    ctx: Ctx,
    Extension(network): Extension<Network>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let days = form::days(&mut form, act.today());
    let whose = match act.actor.may(&PLAN)? {
        Reach::Own => act.actor.staff.map(Whose::Doctor),
        Reach::Bureau => whose(form.value("whose")),
    };
    let (Some((from, until)), Some(whose)) = (days, whose) else {
        if whose.is_none() {
            form.reject("whose", Text::new("round-whose-needed"));
        }
        return new_page(&ctx, whose, Some(form)).await;
    };
    match actions::propose(&ctx.app, act, Wanted { whose, from, until }, &network).await {
        Ok(id) => Ok(see_other(&format!("/rounds/plans/{id}"), None)),
        Err(Error::Refused(text)) => {
            form.reject("until", text);
            new_page(&ctx, Some(whose), Some(form)).await
        }
        Err(error) => Err(error),
    }
}
