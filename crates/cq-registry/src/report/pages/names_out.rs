//! The names behind a figure, as a file.

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
        EXPORT,
        actions::{self, Asked, Behind},
        columns::COLUMNS,
        model::{
            change::Flow,
            table::{self, ChangeColumn, Kind, RANKS},
        },
    },
    column_label, day_asked, parse_kind, row_label,
};
use crate::{
    export,
    intake::Column,
    person::{
        PersonId,
        ledger::beside::{self, Line, ListOfPeople, TakeLines},
    },
};

/// Names read at a time: what changed is worked out anew for each.
const CHUNK: usize = 4_096;

/// Kind `report-names`: the names behind the figure that the query names.
struct NamesExport;

/// What they count as, and what is known of them today.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));

impl ListOfPeople for NamesExport {
    fn kind(&self) -> &'static str {
        "report-names"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut TakeLines<'_>) -> Result<()> {
        act.actor.may(&EXPORT)?;
        let asked = figure(narrow, act)?;
        let mut after = (String::new(), PersonId(Uuid::nil()));
        loop {
            let names = actions::behind(conn, act, &asked, &after, CHUNK)?;
            let Some(last) = names.last() else { return Ok(()) };
            after = (last.pinyin.clone(), last.id);
            take(names.iter().map(line).collect())?;
        }
    }
}

/// The figure that a query names: of everybody where it names none.
fn figure(form: &Form, act: &Act) -> Result<Asked> {
    let kind = parse_kind(form.value("table"))?;
    let or_all = |name: &str, all: &str| match form.value(name) {
        "" => all.to_owned(),
        value => value.to_owned(),
    };
    let all = if kind == Kind::Change { ChangeColumn::Actual.as_str() } else { "all" };
    let day = day_asked(form, act.today())?;
    Ok(Asked { kind, day, row: or_all("row", "all"), column: or_all("column", all) })
}

fn line(behind: &Behind) -> Line {
    let dims = &behind.dims;
    let codes = |(_, (from, to)): &&(&str, (&str, &str))| (*from..=*to).contains(&dims.rank.as_str());
    let rank = RANKS.iter().find(codes).map_or("unknown", |(word, _)| word);
    let step = behind.step.as_ref();
    let on = step.and_then(|(moved, step)| match step.flow {
        Flow::New => moved.retired,
        _ => moved.ended.map(|(on, _)| on),
    });
    let own = vec![
        ("name", Some(behind.name.clone())),
        ("category", Some(dims.category.to_string())),
        ("unit", Some(dims.unit.clone()).filter(|unit| !unit.is_empty())),
        ("unit_kind", Some(dims.kind.to_string())),
        ("rank", Some(rank.to_owned())),
        ("band", Some(dims.band.to_string())),
        ("flow", step.map(|(_, step)| step.flow.to_string())),
        ("on", on.map(|on| on.to_string())),
        ("adds", step.filter(|(_, step)| step.flow == Flow::Differs).map(|(_, step)| adds(step.adds))),
        ("reason", step.and_then(|(_, step)| step.reason).map(|reason| reason.to_string())),
    ];
    Line { person: Some(behind.id), own }
}

fn adds(adds: i64) -> String {
    if adds > 0 { "more".to_owned() } else { "less".to_owned() }
}

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/reports/{kind}/names/export", &EXPORT, take_out);
}

async fn take_out(ctx: Ctx, Path(kind): Path<String>) -> Result<Response> {
    let mut form = Form::from(ctx.query_fields());
    form.set("table", &kind);
    let asked = figure(&form, &ctx.act()?)?;
    let ui = Ui::of(&ctx);
    table::rows(asked.kind).iter().find(|row| row.key == asked.row).ok_or(Error::NotFound)?;
    let title = [
        ui.w("report-kind", asked.kind),
        row_label(&ui, asked.kind, &asked.row),
        column_label(&ui, asked.kind, &asked.column)?,
    ];
    let Asked { kind, day, row, column } = asked;
    let asked = export::Asked {
        export: &NamesExport,
        action: &EXPORT,
        subject: Subject::list("report"),
        address: format!("/reports/{kind}/names/export"),
        back: format!("/reports/{kind}/names?on={day}&row={row}&column={column}"),
        title: title.join(ui.m("report-colon")),
        narrowed: Some(("table", kind.to_string())),
    };
    export::answer(&ctx, asked).await
}
