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
    export::{self, Chosen, Export, Take},
    intake::{Column, changed},
    person::ledger::beside,
    task::{CampaignId, store::list::Pick},
};

use super::super::{
    EXPORT,
    columns::COLUMNS,
    store::{self, By},
};

/// People read at a time.
const CHUNK: i64 = 512;

/// Kind `uncovered`: everybody ill to whom the campaign owes nothing, or those of one area.
struct UncoveredExport;

/// What the list says of somebody, and what is known of them.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));

impl Export for UncoveredExport {
    fn kind(&self) -> &'static str {
        "uncovered"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn is_sealed(&self, key: &str) -> bool {
        beside::is_sealed(key)
    }

    fn may_unmask(&self, act: &Act) -> bool {
        beside::may_unmask(act)
    }

    fn each(
        &self,
        conn: &Conn<'_>,
        act: &Act,
        narrow: &Form,
        chosen: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()> {
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
            let people: Vec<_> = elders.iter().map(|elder| elder.id).collect();
            let known = beside::read(conn, act, &people, COLUMNS, chosen)?;
            for elder in elders {
                let own = vec![
                    ("name", Some(elder.name)),
                    ("area", elder.area),
                    ("doctor", elder.doctor_name),
                    ("hospital", elder.hospital),
                ];
                let mut row = changed(&[], own);
                row.extend(known.get(&elder.id).into_iter().flatten().cloned());
                take(&row)?;
            }
        }
    }
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
