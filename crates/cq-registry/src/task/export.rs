//! A list of tasks taken out, as it is narrowed.

use std::sync::LazyLock;

use axum::response::Response;
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject as About,
    db::Conn,
    form::{Form, Raw},
    policy::Reach,
    web::{Ctx, Routes, Ui},
};

use super::{
    EXPORT, OWN,
    columns::COLUMNS,
    model::Standing,
    pages,
    store::list::{self, Listed, Wanted},
};
use crate::{
    export,
    intake::Column,
    person::ledger::beside::{self, Line, ListOfPeople, TakeLines},
};

const ADDRESS: &str = "/tasks/export";
/// Tasks read at a time.
const CHUNK: i64 = 512;

/// Kind `tasks`: the list of tasks with its filters.
pub struct TaskExport;

/// What is known of a task, and of the person to whom it is owed.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));

impl ListOfPeople for TaskExport {
    fn kind(&self) -> &'static str {
        "tasks"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut TakeLines<'_>) -> Result<()> {
        let (scope, today, bureau) = (act.actor.scope(&EXPORT, OWN)?, act.today(), act.bureau());
        let filter = pages::filter(narrow, act.actor.may(&EXPORT)? == Reach::Bureau);
        let mut after = None;
        loop {
            let tasks = list::list(conn, &scope, bureau, &filter, today, after, CHUNK)?;
            let Some(last) = tasks.last() else { return Ok(()) };
            after = Some(last.after());
            take(tasks.iter().map(|task| line(task, task.standing(today))).collect())?;
        }
    }
}

fn line(task: &Listed, standing: Standing) -> Line {
    let standing = match standing {
        Standing::Overdue => Wanted::Overdue,
        Standing::Today | Standing::Week => Wanted::Due,
        Standing::Later => Wanted::Later,
        Standing::Done => Wanted::Done,
        Standing::Declined => Wanted::Declined,
        Standing::Lapsed => Wanted::Lapsed,
        Standing::Cancelled => Wanted::Cancelled,
    };
    let own = vec![
        ("name", Some(task.name.clone())),
        ("form", Some(task.form.to_string())),
        ("reason", task.campaign_name.clone().or_else(|| task.rule_name.clone())),
        ("area", task.area.clone()),
        ("owner", Some(task.doctor.clone())),
        ("hospital", task.hospital.clone()),
        ("opens_on", Some(task.opens_on.to_string())),
        ("due_on", Some(task.due_on.to_string())),
        ("next_on", Some(task.next_on.to_string())),
        ("tries", Some(task.tries.to_string())),
        ("standing", Some(standing.to_string())),
        ("done_on", task.done_on.map(|day| day.to_string())),
        ("last_done_on", task.last_done_on.map(|day| day.to_string())),
        ("entered_from", task.entered_from.map(|from| from.to_string())),
        ("declined_by", task.declined_by.map(|who| who.to_string())),
        ("ended_on", task.ended_on.map(|day| day.to_string())),
        ("because", task.because.map(|why| why.to_string())),
    ];
    Line { person: task.person, own }
}

pub(super) fn routes(routes: &mut Routes) {
    routes.get(ADDRESS, &EXPORT, take_out);
}

/// Takes out what the list with the same query shows.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &TaskExport,
        action: &EXPORT,
        subject: About::list("task"),
        address: ADDRESS.to_owned(),
        back: with_query(&ctx, "/tasks"),
        title: Ui::of(&ctx).m("task-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}

/// The address for the list that is shown.
pub(super) fn address(ctx: &Ctx) -> String {
    with_query(ctx, ADDRESS)
}

/// `path` with what narrows the list.
fn with_query(ctx: &Ctx, path: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let Raw(fields) = ctx.query_fields();
    let narrows = |name: &str| !matches!(name, "after" | "notice" | "columns" | "format");
    query.extend_pairs(fields.iter().filter(|(name, value)| narrows(name) && !value.is_empty()));
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}
