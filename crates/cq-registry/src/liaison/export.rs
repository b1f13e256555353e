//! Who is whose liaison, as a file.

use std::sync::LazyLock;

use axum::response::Response;
use cq_platform::{
    Result,
    actor::Act,
    audit::Subject,
    db::Conn,
    form::Form,
    web::{Ctx, Routes, Ui},
};
use uuid::Uuid;

use super::{EXPORT, columns::COLUMNS};
use crate::{
    export,
    intake::Column,
    person::{
        PersonId,
        ledger::beside::{self, Line, ListOfPeople, TakeLines},
    },
    responsibility::{
        Kind,
        store::{self, Answering},
    },
};

const ADDRESS: &str = "/liaisons/export";
/// Pairs read at a time.
const CHUNK: i64 = 512;

/// Kind `liaisons`: everybody who has one, or, narrowed by `staff`, the people of one.
pub struct LiaisonExport;

/// The pair, and what is known of the person.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));

impl ListOfPeople for LiaisonExport {
    fn kind(&self) -> &'static str {
        "liaisons"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, narrow: &Form, take: &mut TakeLines<'_>) -> Result<()> {
        act.actor.may(&EXPORT)?;
        let staff = narrow.value("staff").parse().ok();
        let mut after = (String::new(), PersonId(Uuid::nil()));
        loop {
            let pairs = store::answering(conn, act.bureau(), Kind::Liaison, staff, &after, CHUNK)?;
            let Some(last) = pairs.last() else { return Ok(()) };
            after = (last.pinyin.clone(), last.person);
            take(pairs.into_iter().map(line).collect())?;
        }
    }
}

fn line(pair: Answering) -> Line {
    let own = vec![
        ("liaison", Some(pair.staff)),
        ("name", Some(pair.name)),
        ("area", pair.area),
        ("since", Some(pair.since.to_string())),
    ];
    Line { person: Some(pair.person), own }
}

pub(super) fn routes(routes: &mut Routes) {
    routes.get(ADDRESS, &EXPORT, take_out);
}

/// The list, or the people of the one whom the query names.
async fn take_out(ctx: Ctx) -> Result<Response> {
    let staff = ctx.query("staff").unwrap_or_default();
    let asked = export::Asked {
        export: &LiaisonExport,
        action: &EXPORT,
        subject: Subject::list("liaison"),
        address: ADDRESS.to_owned(),
        back: if staff.is_empty() { "/liaisons".to_owned() } else { format!("/liaisons/{staff}") },
        title: Ui::of(&ctx).m("liaison-index").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}
