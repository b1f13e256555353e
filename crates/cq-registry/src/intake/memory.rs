//! What a clerk said about the headers of a kind of ledger is offered the next time.

use cq_platform::{Result, actor::Act, db::Tx, web::App};

use super::{actions::Chosen, any_ledger::AnyLedger, layout::Layout, of_all, store};

/// What clerks of the bureau said about headers of this kind of ledger before.
pub(super) async fn remembered(app: &App, act: &Act, ledger: &dyn AnyLedger) -> Result<Chosen> {
    let (bureau, kind) = (*act.bureau(), ledger.kind());
    app.db.read(move |conn| store::memory(conn, &bureau, kind)).await
}

/// What of `chosen` says otherwise than the layout had it: worth remembering.
pub(super) fn news(layout: &Layout, chosen: &Chosen) -> Chosen {
    let headings = layout.headings();
    let of_all = of_all::header(layout);
    let is_new = |header: &str, key: &Option<String>| {
        headings.iter().any(|heading| heading.text == *header && heading.key != *key)
            || (header == of_all && layout.chosen.get(header) != Some(key))
    };
    chosen
        .iter()
        .filter(|(header, key)| is_new(header, key))
        .map(|(header, key)| (header.clone(), key.clone()))
        .collect()
}

/// Keeps it for the next time.
pub(super) fn keep(tx: &Tx<'_>, act: &Act, kind: &str, news: &Chosen) -> Result<()> {
    news.iter()
        .try_for_each(|(header, key)| store::remember(tx, act.bureau(), kind, header, key.as_deref(), act.at))
}
