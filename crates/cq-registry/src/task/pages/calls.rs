//! 电话单: the calls that a worker has to make, each with its number and one touch for what came of it.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    db::Tx,
    form::Form,
    web::{Ctx, Posted, Ui, page, see_other},
};
use jiff::{ToSpan, civil::Date};

use super::{
    card::Card,
    show::{self, Forms},
    today::{self, Day},
};
use crate::task::{
    Standing, TODAY, actions,
    form::{self, Called},
    store::list::Wanted,
};

/// After so many days one may be reminded with one touch.
const LATER: [i64; 4] = [1, 3, 7, 14];

#[derive(Template)]
#[template(path = "task/calls.html")]
struct CallsPage {
    ui: Ui,
    today: Date,
    /// To be made by today.
    due: Vec<Card>,
    /// To be made this week.
    coming: Vec<Card>,
    later: [i64; 4],
    overdue: usize,
    done_today: &'static str,
}

impl CallsPage {
    fn in_days(&self, days: &i64) -> String {
        let day = self.ui.day(&self.today.saturating_add(days.days()));
        self.ui.a2("task-call-in-days", "n", *days, "day", day).into_owned()
    }
}

pub(super) async fn index(ctx: Ctx) -> Result<Response> {
    let act = ctx.act()?;
    act.actor.may(&TODAY)?;
    let on = act.today();
    let tasks = match act.actor.staff {
        Some(staff) => ctx.app.db.write(move |tx| Day::read(tx, &act, staff)).await?,
        None => Day::empty(),
    };
    let ui = Ui::of(&ctx);
    let (mut due, mut coming, mut overdue) = (Vec::new(), Vec::new(), 0);
    for (task, cover) in tasks.tasks.into_iter().filter(|(task, _)| task.form.is_call()) {
        let standing = task.standing(on);
        overdue += usize::from(standing == Standing::Overdue);
        let group = if standing == Standing::Week { &mut coming } else { &mut due };
        group.push(Card {
            cover: today::said_cover(&ui, cover),
            ..Card::of(&ui, task, &tasks.conditions, on)
        });
    }
    due.sort_by_key(|card| std::cmp::Reverse((card.kind == "overdue", card.priority)));
    page(&CallsPage { today: on, due, coming, later: LATER, overdue, done_today: Wanted::Done.as_str(), ui })
}

pub(super) async fn call(ctx: Ctx, Path(id): Path<String>, Posted(raw): Posted) -> Result<Response> {
    let (act, id) = (ctx.act()?, show::parse(&id)?);
    let today = act.today();
    let mut form = Form::from(raw);
    let from_list = form.value("back") == "calls";
    let seen = form.number("version", 1..=i64::MAX, true);
    let called = form::call(&mut form, today);
    let (Some(called), Some(seen)) = (called, seen) else {
        return show::show_with(&ctx, id, Forms { call: form, ..Forms::blank(today) }).await;
    };
    let notice = match called {
        Called::Reached(..) => "notice-task-called",
        Called::Missed(..) => "notice-task-call-missed",
        Called::Later(_) => "notice-task-call-later",
    };
    let write = move |tx: &Tx<'_>| match called {
        Called::Reached(on, report) => actions::called(tx, &act, id, seen, on, &report),
        Called::Missed(on, again) => actions::not_reached(tx, &act, id, seen, on, again),
        Called::Later(until) => actions::put_off(tx, &act, id, seen, until),
    };
    match ctx.app.db.write(write).await {
        Ok(()) if from_list => Ok(see_other("/calls", Some(notice))),
        Ok(()) => Ok(see_other(&format!("/tasks/{id}"), Some(notice))),
        Err(Error::Invalid(errors)) => {
            let call = form.with_errors(errors);
            show::show_with(&ctx, id, Forms { call, ..Forms::blank(today) }).await
        }
        Err(Error::Conflict) => show::taken(&ctx, id).await,
        Err(error) => Err(error),
    }
}
