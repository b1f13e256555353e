//! The names behind a figure, and those missing from it.

use askama::Template;
use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    audit::Subject,
    db::Tx,
    form::Form,
    web::{Ctx, Ui, page},
};
use serde_json::json;

use super::{
    super::{
        VIEW, actions,
        model::{MeasureKind, Target},
        sentence::{self, Known},
        store::{
            self,
            figure::{Asked, Behind, By, Name, Which},
        },
    },
    after, asked_period, names_out, parse,
};
use crate::task::store::list::Pick;

const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "target/names.html")]
struct NamesPage {
    ui: Ui,
    target: Target,
    period: String,
    says: String,
    kind: MeasureKind,
    which: Which,
    /// Whose they are; empty for everybody's.
    part: String,
    rows: Vec<Name>,
    /// The period is closed: they are as they were.
    is_sealed: bool,
    back: String,
    next: String,
    /// Where they are taken out.
    export: String,
}

impl NamesPage {
    fn title(&self) -> String {
        names_title(&self.ui, self.kind, self.which)
    }

    fn page_of(&self, row: &Name) -> String {
        if self.kind.is_of_people() { format!("/people/{}", row.id) } else { format!("/tasks/{}", row.id) }
    }

    fn due(&self, row: &Name) -> String {
        row.due_on.map(|day| self.ui.day(&day)).unwrap_or_default()
    }

    fn done(&self, row: &Name) -> String {
        row.done.map(|day| self.ui.partial(&day)).unwrap_or_default()
    }

    /// By how many days it was late; empty where it was not.
    fn late(&self, row: &Name) -> String {
        let days = row.due_on.zip(row.done).and_then(|(due, done)| due.until(done.last_day()).ok());
        let late = days.map_or(0, |span| i64::from(span.get_days()));
        if late > 0 { self.ui.a1("target-late", "n", late).into_owned() } else { String::new() }
    }
}

/// Which names a query asks for.
pub(super) fn behind(form: &Form) -> Result<Behind> {
    let which = match form.value("which") {
        "" => Which::Hit,
        word => word.parse().map_err(|_| Error::NotFound)?,
    };
    let by = form.value("by").parse().unwrap_or(By::Area);
    let part = Pick::parse(form.value("key")).ok_or(Error::NotFound)?;
    Ok(Behind { which, by, part })
}

/// What the list of these names is called.
pub(super) fn names_title(ui: &Ui, kind: MeasureKind, which: Which) -> String {
    ui.m(&format!("target-names-{kind}-{which}")).to_owned()
}

pub(super) async fn names(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    let target = ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?.target;
    let (number, year) =
        (target.number().cloned().ok_or_else(|| Error::refused("target-no-number"))?, target.year);
    let nth = asked_period(&ctx, &number, year)?;
    let span = number.period.span(year, nth).ok_or(Error::NotFound)?;
    let behind = behind(&Form::from(ctx.query_fields()))?;
    let Behind { which, by, part } = behind;
    let from = after(&ctx.query("after").unwrap_or_default());
    let asked = number.clone();
    let read = move |tx: &Tx<'_>| {
        let closed = actions::closed(tx, &act, id)?.into_iter().find(|closed| closed.nth == nth);
        let asked = closed.as_ref().map_or(asked, |closed| closed.number.clone());
        let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
        let (rows, lines) = match &closed {
            Some(closed) => {
                (closed.names(tx, act.bureau(), behind, &from, limit)?, closed.lines(tx, act.bureau(), by)?)
            }
            None => {
                let ready = Asked::of(tx, &act, &asked, span)?;
                let lines = if part == Pick::Any { Vec::new() } else { ready.lines(tx, &act, by)? };
                (ready.names(tx, &act, behind, &from, limit)?, lines)
            }
        };
        let detail = json!({ "names": which, "by": by, "period": nth, "count": rows.len() });
        act.record(tx, &VIEW, Subject::one("target", id.0), &detail)?;
        Ok((rows, lines, Known::of(tx, &act, &asked)?, asked, closed.is_some()))
    };
    let (mut rows, lines, known, number, is_sealed) = ctx.app.db.write(read).await?;
    let ui = Ui::of(&ctx);
    let is_cut = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let query = format!("period={nth}&which={which}&by={by}&key={part}");
    let here = format!("/targets/{id}/names?{query}");
    let last = rows.last().filter(|_| is_cut);
    let part = match part {
        Pick::Any => String::new(),
        _ => {
            let line = lines.into_iter().find(|line| Pick::exactly(line.part) == part);
            line.and_then(|line| line.name).unwrap_or_else(|| ui.m("target-without").to_owned())
        }
    };
    page(&NamesPage {
        period: sentence::period(&ui, number.period, year, nth),
        says: known.say(&ctx, &ui, &number),
        kind: number.measure.kind(),
        which,
        part,
        next: last
            .map(|last| format!("{here}&after={}.{}", last.id, last.sorted.replace(' ', "+")))
            .unwrap_or_default(),
        back: format!("/targets/{id}?period={nth}&by={by}"),
        export: names_out::address(id, &query),
        rows,
        target,
        is_sealed,
        ui,
    })
}
