//! One look at a file: what its columns mean, and what it comes to when it is held against the registry.

use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    web::App,
};
use cq_sheet::{Limits, Workbook};
use jiff::civil::Date;

use super::{
    actions::Chosen,
    any_ledger::AnyLedger,
    aside::{Aside, Laying},
    collect::{Collected, Collector, To},
    engine::{Ended, File},
    gone::Endings,
    layout::{Heads, Layout, refused},
    model::{Counts, IntakeId, Row},
    naming::Agreed,
    store,
};

/// A file and what to make of it.
#[derive(Clone)]
pub(super) struct Look {
    pub(super) ledger: &'static dyn AnyLedger,
    pub(super) bytes: Vec<u8>,
    pub(super) reserved: Vec<String>,
    pub(super) chosen: Chosen,
    pub(super) heads: Heads,
    pub(super) agreed: Agreed,
    pub(super) as_of: Option<Date>,
    pub(super) endings: Endings,
}

impl Look {
    fn open(self) -> Result<(Workbook, Layout, &'static dyn AnyLedger, Endings)> {
        let Self { ledger, bytes, reserved, chosen, heads, agreed, as_of, endings } = self;
        let mut book = Workbook::open(bytes, Limits::default()).map_err(refused)?;
        let found = Layout::find(&mut book, ledger.columns(), ledger.of_all(), &reserved, &chosen, &heads)?;
        Ok((book, Layout { as_of, agreed, ..found }, ledger, endings))
    }

    /// Holds the file against the registry.
    pub(super) fn examine(self, conn: &Conn<'_>, act: &Act, id: IntakeId) -> Result<Examined> {
        let (mut book, layout, ledger, endings) = self.open()?;
        let mut collector = Collector::new(act, id, To::Aside(Laying::begin()?));
        let mut file = File { book: &mut book, layout: &layout, endings: &endings };
        let ended = ledger.check(conn, act, &mut file, &mut |passed| collector.take(passed))?;
        Ok(Examined::of(layout, ended, collector.end()?))
    }

    /// Writes what the file says, except for what is wrong with it, and its rows as those of the import `id`, which stands
    /// in the database already.
    pub(super) fn apply(self, tx: &Tx<'_>, act: &Act, id: IntakeId) -> Result<Examined> {
        let (mut book, layout, ledger, endings) = self.open()?;
        let mut collector = Collector::new(act, id, To::Database(tx, Vec::new()));
        let mut file = File { book: &mut book, layout: &layout, endings: &endings };
        let ended = ledger.apply(tx, act, &mut file, &mut |passed| collector.take(passed))?;
        store::insert_scopes(tx, act.bureau(), id, &ended.scopes)?;
        Ok(Examined::of(layout, ended, collector.end()?))
    }
}

impl Examined {
    fn of(layout: Layout, ended: Ended, collected: Collected) -> Self {
        let Ended { compared, unknown, .. } = ended;
        let layout =
            Layout { findings: collected.findings, untied: collected.untied, compared, unknown, ..layout };
        Self { layout, counts: collected.counts, wrong: collected.wrong, aside: collected.aside }
    }

    /// Writes the rows of a check as those of the import `id`.
    pub(super) fn keep_rows(self, tx: &Tx<'_>, act: &Act, id: IntakeId) -> Result<()> {
        self.aside.map_or(Ok(()), |aside| aside.each(|rows| store::insert_rows(tx, act.bureau(), id, rows)))
    }
}

/// Examines on a thread of its own: a large file takes seconds, and a file may bring its reader down.
pub(super) async fn examined(app: &App, act: &Act, look: Look, id: IntakeId) -> Result<Examined> {
    let (db, act) = (app.db.clone(), act.clone());
    let handle = tokio::runtime::Handle::current();
    let examining = tokio::task::spawn_blocking(move || {
        handle.block_on(db.read(move |conn| look.examine(conn, &act, id)))
    });
    examining.await.map_err(|_| Error::refused("intake-file-damaged"))?
}

/// What a look at a file found.
pub(super) struct Examined {
    pub(super) layout: Layout,
    pub(super) counts: Counts,
    /// Rows that are wrong.
    pub(super) wrong: Vec<Row>,
    /// Every row of a check.
    aside: Option<Aside>,
}
