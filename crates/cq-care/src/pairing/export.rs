//! Who is whose doctor, as a file in the shape of its ledger.

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
use cq_registry::{
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
use uuid::Uuid;

use super::{EXPORT, columns::COLUMNS};

const ADDRESS: &str = "/pairings/export";
/// Pairs read at a time.
const CHUNK: i64 = 512;

/// Kind `pairings`: everybody who has a doctor.
pub struct PairingExport;

/// The ledger's columns, and what is known of the person.
static OUT: LazyLock<Vec<Column>> = LazyLock::new(|| beside::columns(COLUMNS));
/// Those that the ledger leaves out when it comes back.
pub(super) static OUT_ONLY: LazyLock<Vec<Column>> = LazyLock::new(|| beside::more(COLUMNS));

impl ListOfPeople for PairingExport {
    fn kind(&self) -> &'static str {
        "pairings"
    }

    fn columns(&self) -> &'static [Column] {
        &OUT
    }

    fn each(&self, conn: &Conn<'_>, act: &Act, _: &Form, take: &mut TakeLines<'_>) -> Result<()> {
        act.actor.may(&EXPORT)?;
        let mut after = (String::new(), PersonId(Uuid::nil()));
        loop {
            let pairs = store::answering(conn, act.bureau(), Kind::Doctor, None, &after, CHUNK)?;
            let Some(last) = pairs.last() else { return Ok(()) };
            after = (last.pinyin.clone(), last.person);
            take(pairs.into_iter().map(line).collect())?;
        }
    }
}

fn line(pair: Answering) -> Line {
    let own = vec![
        ("name", Some(pair.name)),
        ("doctor", Some(pair.staff)),
        ("hospital", pair.hospital),
        ("since", Some(pair.since.to_string())),
    ];
    Line { person: Some(pair.person), own }
}

pub(super) fn routes(routes: &mut Routes) {
    routes.get(ADDRESS, &EXPORT, take_out);
}

async fn take_out(ctx: Ctx) -> Result<Response> {
    let asked = export::Asked {
        export: &PairingExport,
        action: &EXPORT,
        subject: Subject::list("pairing"),
        address: ADDRESS.to_owned(),
        back: "/pairings".to_owned(),
        title: Ui::of(&ctx).m("intake-kind-pairings").to_owned(),
        narrowed: None,
    };
    export::answer(&ctx, asked).await
}
