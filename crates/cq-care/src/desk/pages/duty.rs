//! One desk: what is missing, and who stands at it on which days.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::Conn,
    form::Form,
    ids::StaffId,
    web::{Ctx, Posted, Ui, invalid, page, see_other},
};
use jiff::ToSpan;

use super::{parse, words};
use crate::desk::{
    Desk, DeskId, Duty, DutyId, EDIT, LIST,
    actions::{self, Manned},
    form, store,
};

/// Somebody who stands at the desk, in words.
struct GuideRow {
    id: DutyId,
    staff: StaffId,
    name: String,
    phone: String,
    days: String,
    hours: String,
    period: String,
    signs_in: bool,
    /// Ends later than today.
    goes_on: bool,
    version: i64,
}

#[derive(Template)]
#[template(path = "desk/show.html")]
struct ShowPage {
    ui: Ui,
    form: Form,
    desk: Desk,
    hours: Vec<String>,
    today: String,
    gaps: Vec<String>,
    guides: Vec<GuideRow>,
    /// Who can be put here: value and name.
    known: Vec<(String, String)>,
    weekdays: Vec<(String, String)>,
    first_day: String,
    may_edit: bool,
}

impl ShowPage {
    async fn of(ctx: &Ctx, id: DeskId, form: Form) -> Result<Self> {
        let act = ctx.act()?;
        act.actor.may(&LIST)?;
        let ui = Ui::of(ctx);
        let (may_edit, first_day) = (act.actor.may(&EDIT).is_ok(), act.today().to_string());
        let read = move |conn: &Conn<'_>| read(conn, &act, id).map(|read| (act.today(), read));
        let (now, (manned, known, calendar)) = ctx.app.db.read(read).await?;
        let Manned { desk, duties, gaps } = manned;
        let weekdays = (1..=7i64).map(|n| (n.to_string(), ui.w("task-weekday", n))).collect();
        Ok(Self {
            hours: words::week(&ui, &desk.hours),
            today: words::open_today(&ui, desk.hours.on(now, &calendar)),
            gaps: gaps.iter().map(|gap| words::gap(&ui, gap)).collect(),
            guides: duties.iter().map(|duty| guide(&ui, duty, now)).collect(),
            known: known.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
            weekdays,
            first_day,
            may_edit,
            desk,
            form,
            ui,
        })
    }

    fn is_wrong(&self) -> bool {
        !self.form.errors().is_empty()
    }

    fn ends(&self, duty: &DutyId) -> String {
        format!("/desks/{}/guides/{duty}/end", self.desk.id)
    }
}

type Read = (Manned, Vec<(StaffId, String)>, cq_calendar::WorkCalendar);

fn read(conn: &Conn<'_>, act: &Act, id: DeskId) -> Result<Read> {
    let manned = actions::manned(conn, act)?.into_iter().find(|one| one.desk.id == id);
    let known = store::guides(conn, act.bureau())?;
    Ok((manned.ok_or(Error::NotFound)?, known, actions::calendar_ahead(conn, act)?))
}

fn guide(ui: &Ui, duty: &Duty, today: jiff::civil::Date) -> GuideRow {
    let hours = duty.hours.as_ref().map(|hours| words::stretches(ui, hours.stretches()));
    let from = ui.day(&duty.from);
    let period = match duty.until {
        Some(until) => ui.a2("desk-duty-period", "from", from, "until", ui.day(&until)),
        None => ui.a1("desk-duty-since", "from", from),
    };
    GuideRow {
        id: duty.id,
        staff: duty.staff,
        name: duty.name.clone(),
        phone: duty.phone.clone().unwrap_or_default(),
        days: words::days(ui, duty.days),
        hours: hours.unwrap_or_else(|| ui.m("desk-duty-whole").to_owned()),
        period: period.into_owned(),
        signs_in: duty.signs_in,
        goes_on: duty.until.is_none_or(|until| until > today),
        version: duty.version,
    }
}

pub(super) async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let form = Form::filled([1, 2, 3, 4, 5].map(|day: i64| ("days", day.to_string())));
    page(&ShowPage::of(&ctx, parse(&id)?, form).await?)
}

pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id, mut form) = (ctx.act()?, parse(&id)?, Form::from(raw));
    super::load(&ctx, &id.to_string()).await?;
    let Some((who, shift)) = form::post(&mut form, act.today()) else {
        return invalid(&ShowPage::of(&ctx, id, form).await?);
    };
    match ctx.app.db.write(move |tx| actions::post(tx, &act, id, who, shift)).await {
        Ok(_) => Ok(see_other(&format!("/desks/{id}"), Some("notice-desk-posted"))),
        Err(Error::Invalid(errors)) => invalid(&ShowPage::of(&ctx, id, form.with_errors(errors)).await?),
        Err(error) => Err(error),
    }
}

/// Ends a duty with yesterday, so that from today on somebody else is missed there.
pub(super) async fn end(
    ctx: Ctx,
    Path((id, duty)): Path<(String, String)>,
    Posted(raw): Posted,
) -> Result<Response> {
    let (act, asked) = (ctx.act()?, Form::from(raw));
    let (id, duty) = (parse(&id)?, duty.parse::<DutyId>().map_err(|_| Error::NotFound)?);
    let (seen, last) = (asked.value("version").parse().unwrap_or(0), act.today().saturating_sub(1.days()));
    ctx.app.db.write(move |tx| actions::end(tx, &act, (id, duty), seen, last)).await?;
    Ok(see_other(&format!("/desks/{id}"), Some("notice-desk-ended")))
}
