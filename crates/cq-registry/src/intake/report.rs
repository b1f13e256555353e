//! A file taken in from the command line: the same engine, in one go.

use std::sync::{Arc, Mutex, PoisonError};

use cq_platform::{Error, Result, actor::Act, messages::Lang, policy::Action, web::App};
use serde::Serialize;

use super::{
    APPLY, BRING,
    actions::{self, Brought},
    any_ledger::{AnyLedger, Ledgers},
    failed,
    gone::{Compared, Endings},
    layout::{Heads, Layout, letters},
    look::{Examined, Look, examined},
    memory,
    model::{Counts, IntakeId},
    naming::{Agreed, Unknown},
    store,
};
use crate::rule::plan;

/// How to go about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Only looks.
    pub dry_run: bool,
    /// Takes in what is right even if some rows are wrong.
    pub skip_bad: bool,
    /// Units and towns that the registry does not have are new.
    pub new_names: bool,
    /// The language of the sentences.
    pub lang: Lang,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Kind of ledger.
    pub kind: String,
    /// How many rows came to what.
    #[serde(flatten)]
    pub counts: Counts,
    /// Of the wrong ones, in how many only what they say of families is wrong.
    pub untied: i64,
    /// How it was held against earlier ledgers.
    pub compared: Compared,
    /// Units and towns that the registry does not have.
    pub unknown: Vec<Unknown>,
    /// Whether anything was written.
    pub written: bool,
    /// The import that can be undone, if something was written.
    pub import: Option<IntakeId>,
    /// What is wrong, in the order of the file.
    pub errors: Vec<ReportError>,
}

impl Report {
    /// Whether every row was right.
    pub fn is_all_right(&self) -> bool {
        self.counts.wrong == 0
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportError {
    /// Sheet; empty for a text file.
    pub sheet: String,
    /// Row as Excel numbers it.
    pub row: i64,
    /// Column as Excel names it, if it is about one.
    pub column: Option<String>,
    /// The column's header.
    pub header: Option<String>,
    /// Stable code.
    pub code: String,
    /// The sentence.
    pub message: String,
}

/// Takes a file in. Unreadable files and unknown kinds are [`Error::Refused`] and [`Error::Invalid`]; a wrong row is not an
/// error but stands in the report, and unless `skip_bad` is set nothing is written then.
pub async fn run(
    app: &App,
    act: Act,
    ledgers: Ledgers,
    brought: Brought,
    options: Options,
) -> Result<Report> {
    act.actor.may(&BRING)?;
    take_in_whole(app, act, &APPLY, ledgers, brought, options).await
}

/// [`run`] for whoever may do `action`, such as an administrator who keeps data of the state.
pub async fn take_in_whole(
    app: &App,
    act: Act,
    action: &'static Action,
    ledgers: Ledgers,
    brought: Brought,
    options: Options,
) -> Result<Report> {
    act.actor.may(action)?;
    let Brought { kind, file_name, bytes, as_of } = brought;
    let unknown = || Error::Invalid(vec![("kind".into(), cq_platform::messages::Text::new("form-choice"))]);
    let ledger = actions::ledger_of(ledgers, &kind).ok_or_else(unknown)?;
    let id: IntakeId = act.new_id();
    let intake = actions::new_intake(&act, id, ledger, &file_name, &bytes);
    let (reserved, chosen) = (failed::reserved(app, ledger), memory::remembered(app, &act, ledger).await?);
    let (heads, endings) = (Heads::new(), Endings::new());
    let as_of = as_of.filter(|day| *day < act.today() && ledger.tells_of_a_day());
    let agreed = Agreed { all: options.new_names, ..Agreed::default() };
    let look = Look { ledger, bytes, reserved, chosen, heads, agreed, as_of, endings };
    if options.dry_run {
        let found = examined(app, &act, look, id).await?;
        found.layout.with_header(ledger.columns())?;
        return report(app, &act, ledger, id, &found, false, options.lang);
    }
    let done = Arc::new(Mutex::new(None));
    let (keep, hand) = (done.clone(), act.clone());
    let written = app.db.write(move |tx| {
        // Its rows refer to it, so it stands first.
        store::insert(tx, hand.bureau(), &intake, None)?;
        let found = look.apply(tx, &hand, id)?;
        found.layout.with_header(ledger.columns())?;
        let is_kept = (found.counts.wrong == 0 || options.skip_bad) && found.counts.writes() > 0;
        if is_kept {
            let mapping = actions::mapping(&found.layout)?;
            store::save_check(tx, hand.bureau(), &intake, "", found.counts)?;
            store::save_done(tx, hand.bureau(), &intake.later(), hand.at)?;
            store::save_mapping(tx, hand.bureau(), id, &mapping)?;
            plan::of_intake(tx, &hand, ledger.kind(), id.0)?;
            actions::record(tx, &hand, action, ledger.kind(), id, found.counts)?;
        }
        *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        // What was written on trial goes with the transaction.
        if is_kept { Ok(()) } else { Err(Error::Conflict) }
    });
    let written = written.await;
    let found = done.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (written, found) {
        (Ok(()), Some(found)) => {
            actions::after_load(app, found.counts).await;
            plan::catch_up(app, &act).await?;
            report(app, &act, ledger, id, &found, true, options.lang)
        }
        (Err(Error::Conflict), Some(found)) => report(app, &act, ledger, id, &found, false, options.lang),
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(Error::internal("an import without findings")),
    }
}

fn report(
    app: &App,
    act: &Act,
    ledger: &dyn AnyLedger,
    id: IntakeId,
    found: &Examined,
    written: bool,
    lang: Lang,
) -> Result<Report> {
    let mut errors = Vec::new();
    for row in &found.wrong {
        for error in actions::detail(act, id, row)?.errors {
            let (column, header) = place(&found.layout, &row.sheet, error.column.as_deref()).unzip();
            let message = app.messages.tell(lang, &error.text()).into_owned();
            errors.push(ReportError {
                sheet: row.sheet.to_string(),
                row: row.row_number,
                column,
                header,
                code: error.key,
                message,
            });
        }
    }
    let import = written.then_some(id);
    let (kind, compared) = (ledger.kind().to_owned(), found.layout.compared.clone());
    let (unknown, untied) = (found.layout.unknown.clone(), found.layout.untied);
    Ok(Report { kind, counts: found.counts, untied, compared, unknown, written, import, errors })
}

/// Letter and header of the column `key` on a sheet.
pub(super) fn place(layout: &Layout, sheet: &str, key: Option<&str>) -> Option<(String, String)> {
    let column = layout.sheet(sheet)?.column(key?)?;
    Some((letters(column.index), column.text.clone()))
}
