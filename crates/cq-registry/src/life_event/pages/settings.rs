//! Benefit rates by the day from which they hold, and who does what an event opens.

use askama::Template;
use axum::response::Response;
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::{Conn, Tx},
    form::Form,
    ids::StaffId,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;

use crate::life_event::{SETTINGS, benefit::Rate, form, rules::Rules, store::settings};

#[derive(Template)]
#[template(path = "life_event/settings.html")]
struct SettingsPage {
    ui: Ui,
    /// A rate being entered.
    rate: Form,
    /// The rules being changed.
    rules: Form,
    rates: Vec<Rate>,
    since: Option<Date>,
    officers: Vec<(StaffId, String)>,
    today: Date,
}

impl SettingsPage {
    fn yuan(&self, fen: &i64) -> String {
        crate::task::brief::yuan(*fen)
    }

    /// The newest rate that holds today.
    fn holds(&self, rate: &Rate) -> bool {
        self.rates.iter().find(|rate| rate.since <= self.today).is_some_and(|first| first.since == rate.since)
    }
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    page(&read(&ctx, None, None).await?)
}

async fn read(ctx: &Ctx, rate: Option<Form>, rules: Option<Form>) -> Result<SettingsPage> {
    let act = ctx.act()?;
    act.actor.may(&SETTINGS)?;
    let today = act.today();
    let read = move |conn: &Conn<'_>| {
        let bureau = act.bureau();
        let rules = settings::rules(conn, bureau, today)?;
        Ok((rules, settings::rates(conn, bureau)?, settings::officers(conn, bureau)?))
    };
    let ((held, since), rates, officers) = ctx.app.db.read(read).await?;
    let rate = rate.unwrap_or_else(|| blank(rates.first(), today));
    let rules = rules.unwrap_or_else(|| filled(&held));
    Ok(SettingsPage { ui: Ui::of(ctx), rate, rules, rates, since, officers, today })
}

/// A new rate begins with what the last one says; the first one with nothing: the program knows no amount.
fn blank(last: Option<&Rate>, today: Date) -> Form {
    let mut values = vec![("since", today.to_string())];
    if let Some(last) = last {
        values.push(("months", last.months_pay.to_string()));
        values.push(("multiple", last.income_multiple.to_string()));
        values.push(("multiple_at_work", last.income_multiple_at_work.to_string()));
    }
    Form::filled(values)
}

fn filled(rules: &Rules) -> Form {
    let id = |staff: Option<StaffId>| staff.map(|staff| staff.to_string()).unwrap_or_default();
    Form::filled([
        ("serves_survivors", if rules.serves_survivors { "yes".to_owned() } else { "no".to_owned() }),
        ("owner", id(rules.owner)),
        ("visitor", id(rules.visitor)),
        ("farewell_days", rules.farewell_days.to_string()),
        ("claim_days", rules.claim_days.to_string()),
        ("care_days", rules.care_days.to_string()),
        ("welcome_days", rules.welcome_days.to_string()),
        ("hospital_visit_days", rules.hospital_visit_days.to_string()),
        ("return_visit_days", rules.return_visit_days.to_string()),
        ("review_days", rules.review_days.to_string()),
    ])
}

pub(super) async fn create(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(rate) = form::rate(&mut form) else { return invalid(&read(&ctx, Some(form), None).await?) };
    match ctx.app.db.write(move |tx| insert(tx, &act, &rate)).await {
        Ok(()) => Ok(see_other("/settings/benefits", Some("notice-life-rate-saved"))),
        Err(Error::Invalid(errors)) => invalid(&read(&ctx, Some(form.with_errors(errors)), None).await?),
        Err(error) => Err(error),
    }
}

fn insert(tx: &Tx<'_>, act: &Act, rate: &Rate) -> Result<()> {
    act.actor.may(&SETTINGS)?;
    settings::insert_rate(tx, act.bureau(), rate)?;
    let detail =
        json!({ "rate_since": rate.since, "income_fen": rate.urban_income_fen, "months": rate.months_pay });
    act.record(tx, &SETTINGS, Subject::list("setting"), &detail)
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(rules) = form::rules(&mut form) else { return invalid(&read(&ctx, None, Some(form)).await?) };
    let save = move |tx: &Tx<'_>| {
        act.actor.may(&SETTINGS)?;
        settings::save_rules(tx, act.bureau(), act.today(), &rules)?;
        act.record(tx, &SETTINGS, Subject::list("setting"), &json!({ "rules": rules }))
    };
    ctx.app.db.write(save).await?;
    Ok(see_other("/settings/benefits", Some("notice-life-rules-saved")))
}
