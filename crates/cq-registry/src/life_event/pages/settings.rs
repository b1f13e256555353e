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
    messages::Text,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::civil::Date;
use serde_json::json;

use crate::{
    life_event::{SETTINGS, benefit::Rate, form, rules::Rules, store::settings},
    staff,
};

#[derive(Template)]
#[template(path = "life_event/settings.html")]
struct SettingsPage {
    ui: Ui,
    /// A rate being entered, or corrected.
    rate: Form,
    /// The first day of the rate being corrected.
    corrects: Option<Date>,
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
    let asked = ctx.query("since").map(|day| day.parse::<Date>().map_err(|_| Error::NotFound)).transpose()?;
    let mut shown = read(&ctx, None, None).await?;
    if let Some(day) = asked {
        let rate = shown.rates.iter().find(|rate| rate.since == day).ok_or(Error::NotFound)?;
        (shown.rate, shown.corrects) = (said(rate), Some(day));
    }
    page(&shown)
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
    let corrects = rate.as_ref().and_then(|rate| rate.value("corrects").parse().ok());
    let rate = rate.unwrap_or_else(|| blank(rates.first(), today));
    let rules = rules.unwrap_or_else(|| filled(&held));
    Ok(SettingsPage { ui: Ui::of(ctx), rate, corrects, rules, rates, since, officers, today })
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

/// A rate to be corrected, with what it says now, by which somebody faster is noticed.
fn said(rate: &Rate) -> Form {
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    Form::filled([
        ("since", rate.since.to_string()),
        ("corrects", rate.since.to_string()),
        ("income", yuan(rate.urban_income_fen)),
        ("months", rate.months_pay.to_string()),
        ("multiple", rate.income_multiple.to_string()),
        ("multiple_at_work", rate.income_multiple_at_work.to_string()),
        ("source", rate.source.clone()),
        ("was", fingerprint(rate)),
    ])
}

fn fingerprint(rate: &Rate) -> String {
    let Rate { urban_income_fen, months_pay, income_multiple, income_multiple_at_work, source, .. } = rate;
    format!("{urban_income_fen} {months_pay} {income_multiple} {income_multiple_at_work} {source}")
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
    let (corrects, was) = (form.value("corrects").parse::<Date>().ok(), form.value("was").to_owned());
    let save = move |tx: &Tx<'_>| match corrects {
        Some(day) => correct(tx, &act, day, &was, &rate),
        None => insert(tx, &act, &rate),
    };
    match ctx.app.db.write(save).await {
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

/// What was worked out by the rate before stays as it was worked out.
fn correct(tx: &Tx<'_>, act: &Act, day: Date, was: &str, rate: &Rate) -> Result<()> {
    act.actor.may(&SETTINGS)?;
    let held = settings::rates(tx, act.bureau())?.into_iter().find(|held| held.since == day);
    let held = held.ok_or(Error::NotFound)?;
    if fingerprint(&held) != was {
        return Err(Error::Conflict);
    }
    settings::save_rate(tx, act.bureau(), &held, rate)?;
    let detail = json!({
        "rate_since": day, "income_fen": rate.urban_income_fen, "months": rate.months_pay,
        "income_fen_before": held.urban_income_fen, "months_before": held.months_pay,
    });
    act.record(tx, &SETTINGS, Subject::list("setting"), &detail)
}

pub(super) async fn save(ctx: Ctx, Posted(raw): Posted) -> Result<Response> {
    let (act, mut form) = (ctx.act()?, Form::from(raw));
    let Some(rules) = form::rules(&mut form) else { return invalid(&read(&ctx, None, Some(form)).await?) };
    let save = move |tx: &Tx<'_>| {
        act.actor.may(&SETTINGS)?;
        for (field, chosen) in [("owner", rules.owner), ("visitor", rules.visitor)] {
            if let Some(id) = chosen
                && staff::store::find(tx, act.bureau(), id)?.is_none()
            {
                return Err(Error::Invalid(vec![(field.into(), Text::new("form-choice"))]));
            }
        }
        settings::save_rules(tx, act.bureau(), act.today(), &rules)?;
        act.record(tx, &SETTINGS, Subject::list("setting"), &json!({ "rules": rules }))
    };
    match ctx.app.db.write(save).await {
        Ok(()) => Ok(see_other("/settings/benefits", Some("notice-life-rules-saved"))),
        Err(Error::Invalid(errors)) => invalid(&read(&ctx, None, Some(form.with_errors(errors))).await?),
        Err(error) => Err(error),
    }
}
