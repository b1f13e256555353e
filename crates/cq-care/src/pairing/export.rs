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
    export::{self, Chosen, Export, Take},
    intake::{Column, changed},
    person::{PersonId, ledger::beside},
    responsibility::{Kind, store},
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
/// The columns that are read with the pair; the citizen id is the person's.
static OWN: LazyLock<Vec<Column>> =
    LazyLock::new(|| COLUMNS.iter().filter(|column| column.spec.key != "citizen_id").copied().collect());

impl Export for PairingExport {
    fn kind(&self) -> &'static str {
        "pairings"
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
        _: &Form,
        chosen: Chosen<'_>,
        take: &mut Take<'_>,
    ) -> Result<()> {
        act.actor.may(&EXPORT)?;
        let mut after = (String::new(), PersonId(Uuid::nil()));
        loop {
            let pairs = store::answering(conn, act.bureau(), Kind::Doctor, None, &after, CHUNK)?;
            let Some(last) = pairs.last() else { return Ok(()) };
            after = (last.pinyin.clone(), last.person);
            let people: Vec<_> = pairs.iter().map(|pair| pair.person).collect();
            let known = beside::read(conn, act, &people, &OWN, chosen)?;
            for pair in pairs {
                let more = known.get(&pair.person).into_iter().flatten().cloned();
                let own = vec![
                    ("name", Some(pair.name)),
                    ("doctor", Some(pair.staff)),
                    ("hospital", pair.hospital),
                    ("since", Some(pair.since.to_string())),
                ];
                let mut row = changed(&[], own);
                row.extend(more);
                take(&row)?;
            }
        }
    }
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
