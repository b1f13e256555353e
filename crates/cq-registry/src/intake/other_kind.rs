//! Whether a file looks like a ledger of another kind than the one that was chosen.

use std::collections::BTreeSet;

use cq_sheet::{ColumnSpec, HeadRow, header_at};

use super::{
    any_ledger::{AnyLedger, Ledgers},
    layout::Layout,
};

/// How many more headers another kind has to recognise.
const MORE: usize = 2;

/// The kind that lists people and nothing else.
const PEOPLE: &str = "people";

/// The kind that recognises clearly more of the file's headers than `kind`, none that it needs missing. Lists about people (of
/// deaths, of pairs, of members) carry columns of the people ledger by right; those count as theirs.
pub(super) fn fits_better(layout: &Layout, kind: &str, ledgers: Ledgers) -> Option<&'static str> {
    let headings = layout.headings();
    let chosen = headings.iter().filter(|heading| heading.key.is_some()).count();
    let row = [HeadRow { number: 1, texts: headings.into_iter().map(|heading| heading.text).collect() }];
    let of = |kind: &str| ledgers.iter().copied().find(|ledger| ledger.kind() == kind);
    let of_people = of(PEOPLE).map(|people| recognised(&row, people).0).unwrap_or_default();
    let score = |ledger: &dyn AnyLedger| {
        let (mut known, is_whole) = recognised(&row, ledger);
        let is_about_people = ledger.columns().iter().any(|column| column.spec.key == "citizen_id");
        if is_whole && is_about_people {
            known.extend(&of_people);
        }
        (known.len(), is_whole)
    };
    let own = of(kind).map_or(0, |ledger| score(ledger).0).max(chosen);
    let needed =
        |ledger: &dyn AnyLedger| ledger.columns().iter().filter(|column| column.spec.required).count();
    let others = ledgers.iter().copied().filter(|ledger| ledger.kind() != kind);
    let (most, _, best) = others
        .filter_map(|ledger| {
            let (count, is_whole) = score(ledger);
            is_whole.then(|| (count, std::cmp::Reverse(needed(ledger)), ledger.kind()))
        })
        .max()?;
    (most >= own + MORE).then_some(best)
}

/// Which of the headers a kind of ledger knows, by their place, and whether all that it needs are among them.
fn recognised(row: &[HeadRow], ledger: &dyn AnyLedger) -> (BTreeSet<usize>, bool) {
    let columns = ledger.columns().iter().chain(ledger.out_only());
    let specs: Vec<ColumnSpec> = columns.map(|column| column.spec).collect();
    let found = header_at(row, 1, &specs, &[]);
    let known = found.iter().flat_map(|found| &found.columns);
    let known: Vec<(usize, &str)> =
        known.filter_map(|column| Some((column.index, column.meaning.as_ref()?.0))).collect();
    let is_known = |spec: &ColumnSpec| known.iter().any(|(_, key)| *key == spec.key);
    let is_whole = specs.iter().filter(|spec| spec.required).all(is_known);
    (known.iter().map(|(index, _)| *index).collect(), is_whole)
}
