//! Whether a file looks like a ledger of another kind than the one that was chosen.

use cq_sheet::{ColumnSpec, HeadRow, header_at};

use super::{any_ledger::Ledgers, layout::Layout};

/// How many more headers another kind has to recognise.
const MORE: usize = 2;

/// The kind that recognises the most of the file's headers: clearly more than `kind`, and twice as many, since lists about people
/// (of deaths, of pairs) carry some columns of the people ledger by right.
pub(super) fn fits_better(layout: &Layout, kind: &str, ledgers: Ledgers) -> Option<&'static str> {
    let headings = layout.headings();
    let own = headings.iter().filter(|heading| heading.key.is_some()).count();
    let row = [HeadRow { number: 1, texts: headings.into_iter().map(|heading| heading.text).collect() }];
    let others = ledgers.iter().filter(|ledger| ledger.kind() != kind);
    let (most, best) = others
        .map(|ledger| {
            let specs: Vec<ColumnSpec> = ledger.columns().iter().map(|column| column.spec).collect();
            let found = header_at(&row, 1, &specs, &[]);
            let columns = found.iter().flat_map(|found| &found.columns);
            (columns.filter(|column| column.meaning.is_some()).count(), ledger.kind())
        })
        .max_by_key(|(count, _)| *count)?;
    (most >= own + MORE && most >= own * 2).then_some(best)
}
