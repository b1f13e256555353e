//! The names behind a figure and those missing from it, as a file.

use std::sync::LazyLock;

use axum::{extract::Path, response::Response};
use cq_platform::{
    Error, Result,
    actor::Act,
    audit::Subject,
    db::Conn,
    form::Form,
    web::{Ctx, Routes, Ui},
};
use uuid::Uuid;

use super::{
    super::{
        EXPORT, TargetId, actions,
        columns::COLUMNS,
        store::{
            self,
            figure::{Asked, Name},
        },
    },
    names::{behind, names_title},
    parse, period_named,
};
use crate::{
    export,
    intake::Column,
    person::ledger::beside::{self, Line, ListOfPeople, TakeLines},
};

/// Names read at a time.
const CHUNK: i64 = 512;

/// Kind `target-names`: the names that the query asks for, of one target's period.
struct NamesExport;

/// The name, and what is known of the person today.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));

impl ListOfPeople for NamesExport {
    fn kind(&self) -> &'static str {
        "target-names"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut TakeLines<'_>) -> Result<()> {
        act.actor.may(&EXPORT)?;
        let (id, bureau) = (parse(narrow.value("target"))?, act.bureau());
        let target = store::find(conn, bureau, id)?.target;
        let number = target.number().ok_or_else(|| Error::refused("target-no-number"))?;
        let nth = period_named(narrow.value("period"), number, target.year, act.today())?;
        let span = number.period.span(target.year, nth).ok_or(Error::NotFound)?;
        let wanted = behind(narrow)?;
        let closed = actions::closed(conn, act, id)?.into_iter().find(|closed| closed.nth == nth);
        let live = match &closed {
            Some(_) => None,
            None => Some(Asked::of(conn, act, number, span)?),
        };
        let mut after = (String::new(), Uuid::nil());
        loop {
            let names = match (&closed, &live) {
                (Some(closed), _) => closed.names(conn, bureau, wanted, &after, CHUNK)?,
                (None, Some(live)) => live.names(conn, act, wanted, &after, CHUNK)?,
                (None, None) => return Ok(()),
            };
            let Some(last) = names.last() else { return Ok(()) };
            after = (last.sorted.clone(), last.id);
            take(names.into_iter().map(line).collect())?;
        }
    }
}

fn line(name: Name) -> Line {
    let own = vec![
        ("name", Some(name.name)),
        ("area", name.area),
        ("staff", name.staff),
        ("hospital", name.hospital),
        ("due_on", name.due_on.map(|day| day.to_string())),
        ("done", name.done.map(|day| day.to_string())),
        ("counts", Some(name.is_hit.to_string())),
    ];
    Line { person: name.person, own }
}

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/targets/{id}/names/export", &EXPORT, take_out);
}

/// Where the names that the page with `query` shows are taken out.
pub(super) fn address(id: TargetId, query: &str) -> String {
    format!("/targets/{id}/names/export?{query}")
}

async fn take_out(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    let target = ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?.target;
    let number = target.number().ok_or_else(|| Error::refused("target-no-number"))?;
    let form = Form::from(ctx.query_fields());
    let nth = period_named(form.value("period"), number, target.year, act.today())?;
    let wanted = behind(&form)?;
    let title = names_title(&Ui::of(&ctx), number.measure.kind(), wanted.which);
    let asked = export::Asked {
        export: &NamesExport,
        action: &EXPORT,
        subject: Subject::one("target", id.0),
        address: format!("/targets/{id}/names/export"),
        back: format!(
            "/targets/{id}/names?period={nth}&which={}&by={}&key={}",
            wanted.which, wanted.by, wanted.part
        ),
        title: format!("{} {title}", target.name),
        narrowed: Some(("target", id.to_string())),
    };
    export::answer(&ctx, asked).await
}
