//! Those to whom a campaign owes nothing, as a file. What it owes is taken out with the list of tasks.

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
use cq_registry::{
    export,
    intake::Column,
    person::ledger::beside::{self, Line, ListOfPeople, TakeLines},
    task::{CampaignId, store::list::Pick},
};

use super::super::{
    EXPORT,
    columns::COLUMNS,
    model::Elder,
    store::{self, By},
};

/// People read at a time.
const CHUNK: i64 = 512;

/// Kind `uncovered`: everybody ill to whom the campaign owes nothing, or those of one area.
struct UncoveredExport;

/// What the list says of somebody, and what is known of them.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));

impl ListOfPeople for UncoveredExport {
    fn kind(&self) -> &'static str {
        "uncovered"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut TakeLines<'_>) -> Result<()> {
        act.actor.may(&EXPORT)?;
        let campaign = store::find(conn, act.bureau(), parse(narrow.value("campaign"))?)?;
        let by_area = narrow.has("by", By::Area.as_str());
        let key = Pick::parse(narrow.value("key")).ok_or(Error::NotFound)?;
        let area = if by_area { key } else { Pick::Any };
        let mut after = None;
        loop {
            let elders = store::list_uncovered(conn, act.bureau(), &campaign, area, after, CHUNK)?;
            let Some(last) = elders.last() else { return Ok(()) };
            after = Some((last.pinyin.clone(), last.id));
            take(elders.into_iter().map(line).collect())?;
        }
    }
}

fn line(elder: Elder) -> Line {
    let own = vec![
        ("name", Some(elder.name)),
        ("area", elder.area),
        ("doctor", elder.doctor_name),
        ("hospital", elder.hospital),
    ];
    Line { person: Some(elder.id), own }
}

fn parse(id: &str) -> Result<CampaignId> {
    id.parse().map_err(|_| Error::NotFound)
}

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/campaigns/{id}/uncovered/export", &EXPORT, take_out);
}

/// Where the names behind a figure are taken out: tasks with their list, else here.
pub(super) fn address(id: CampaignId, by: By, key: Pick, state: &str) -> String {
    if state == "uncovered" {
        return format!("/campaigns/{id}/uncovered/export?by={by}&key={key}");
    }
    let of = match by {
        By::Hospital => "hospital",
        By::Area => "area",
        By::Doctor => "doctor",
    };
    format!("/tasks/export?state={state}&campaign={id}&{of}={key}")
}

async fn take_out(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let (act, id) = (ctx.act()?, parse(&id)?);
    let bureau = *act.bureau();
    let campaign = ctx.app.db.read(move |conn| store::find(conn, &bureau, id)).await?;
    let form = Form::from(ctx.query_fields());
    let (by, key) = (form.value("by"), form.value("key"));
    let asked = export::Asked {
        export: &UncoveredExport,
        action: &EXPORT,
        subject: Subject::one("campaign", id.0),
        address: format!("/campaigns/{id}/uncovered/export"),
        back: format!("/campaigns/{id}/names?by={by}&key={key}&state=uncovered"),
        title: format!("{} {}", campaign.name, Ui::of(&ctx).w("campaign-state", "uncovered")),
        narrowed: Some(("campaign", id.to_string())),
    };
    export::answer(&ctx, asked).await
}
