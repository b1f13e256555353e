//! Relief's money in the ledger: where it stands, and the only ways it goes.
//!
//! ```text
//! outside → budget of a year ⇄ budget of a kind → set aside for one → batch → bank → paid
//! ```
//! What leaves a budget takes two, and so does what leaves a batch, which is the only way to the bank.

use cq_ledger::{self as ledger, Amount, Posting, PostingId, Signed, Terms};
use cq_platform::{
    Error, Result,
    actor::Act,
    db::{Conn, Tx},
    ids::StaffId,
    messages::Text,
};
use cq_registry::task::brief::yuan;
use uuid::Uuid;

use super::{
    BudgetId, GrantId,
    store::{self, Way},
};
use crate::{
    application::model::{Approved, ReliefId},
    batch::BatchId,
};

const SOURCE: &str = "relief-source";
const BUDGET: &str = "relief-budget";
const RESERVED: &str = "relief-reserved";
const BATCH: &str = "relief-batch";
const BANK: &str = "relief-bank";
const PAID: &str = "relief-paid";

/// Never below nothing, and what leaves takes two.
const BY_TWO: Terms = Terms { floor_fen: Some(0), takes_two: true };
/// Never below nothing.
const HELD: Terms = Terms { floor_fen: Some(0), takes_two: false };

/// One who makes and another who agrees.
pub(crate) fn two(made: StaffId, agreed: StaffId) -> Result<Signed> {
    Signed::two(made, agreed).ok_or_else(|| ledger::Refused::Alone.into())
}

/// What a budget holds that is not set aside, in fen.
pub(crate) fn left(conn: &Conn<'_>, act: &Act, budget: BudgetId) -> Result<i64> {
    let account = ledger::store::find(conn, act.bureau(), BUDGET, budget.0)?;
    Ok(account.map_or(0, |account| account.balance_fen))
}

/// A budget is changed.
pub(super) fn change(tx: &Tx<'_>, act: &Act, grant: &store::Grant, signed: Signed) -> Result<()> {
    let whole = Place(BUDGET, store::open(tx, act, grant.year, "")?.0, BY_TWO);
    let source = Place(SOURCE, act.bureau().0, Terms::OUTSIDE);
    let of_kind =
        |kind: &str| Ok::<_, Error>(Place(BUDGET, store::open(tx, act, grant.year, kind)?.0, BY_TWO));
    let (from, to) = match grant.way {
        Way::Granted => (source, whole),
        Way::Cut => (whole, source),
        Way::Allotted => (whole, of_kind(&grant.kind)?),
        Way::Recalled => (of_kind(&grant.kind)?, whole),
    };
    let GrantId(id) = grant.id;
    post(tx, act, (from, to), (id, grant.fen, grant.way.as_str(), id), signed)
}

/// So much of the budget is set aside for an application, as two have approved.
pub(crate) fn reserve(tx: &Tx<'_>, act: &Act, id: ReliefId, approved: &Approved) -> Result<()> {
    let from = Place(BUDGET, approved.budget.0, BY_TWO);
    let signed = two(approved.proposed.by, approved.by)?;
    let left = left(tx, act, approved.budget)?;
    if left < approved.fen() {
        let text =
            Text::new("relief-refused-budget").with("left", yuan(left)).with("needed", yuan(approved.fen()));
        return Err(Error::Refused(text));
    }
    moved(tx, act, (from, reserved(id)), (id, approved.fen(), "reserved"), signed)
}

/// What was set aside goes back to where it came from: no approval holds any more.
pub(crate) fn give_back(
    tx: &Tx<'_>,
    act: &Act,
    id: ReliefId,
    approved: &Approved,
    by: StaffId,
) -> Result<()> {
    let to = Place(BUDGET, approved.budget.0, BY_TWO);
    moved(tx, act, (reserved(id), to), (id, approved.fen(), "returned"), Signed::One(by))
}

/// What was set aside for an application goes to the bank, as two have released its batch.
pub(crate) fn release(
    tx: &Tx<'_>,
    act: &Act,
    id: ReliefId,
    batch: BatchId,
    fen: i64,
    by: Signed,
) -> Result<()> {
    let through = Place(BATCH, batch.0, BY_TWO);
    moved(tx, act, (reserved(id), through), (id, fen, "batched"), by)?;
    moved(tx, act, (through, bank(batch)), (id, fen, "released"), by)
}

/// The bank has paid.
pub(crate) fn paid(
    tx: &Tx<'_>,
    act: &Act,
    id: ReliefId,
    batch: BatchId,
    fen: i64,
    by: StaffId,
) -> Result<()> {
    moved(tx, act, (bank(batch), Place(PAID, id.0, Terms::OUTSIDE)), (id, fen, "paid"), Signed::One(by))
}

/// The bank has not: it is set aside again.
pub(crate) fn sent_back(
    tx: &Tx<'_>,
    act: &Act,
    id: ReliefId,
    batch: BatchId,
    fen: i64,
    by: StaffId,
) -> Result<()> {
    moved(tx, act, (bank(batch), reserved(id)), (id, fen, "sent-back"), Signed::One(by))
}

/// The bank has given back what it had paid, as two have found: the same two steps the other way, so that it is set aside again.
pub(crate) fn reversed(
    tx: &Tx<'_>,
    act: &Act,
    id: ReliefId,
    batch: BatchId,
    fen: i64,
    signed: Signed,
) -> Result<()> {
    moved(tx, act, (Place(PAID, id.0, Terms::OUTSIDE), bank(batch)), (id, fen, "reversed"), signed)?;
    moved(tx, act, (bank(batch), reserved(id)), (id, fen, "sent-back"), signed)
}

fn reserved(id: ReliefId) -> Place {
    Place(RESERVED, id.0, HELD)
}

fn bank(batch: BatchId) -> Place {
    Place(BANK, batch.0, HELD)
}

/// An account by what it is for, whose it is, and what it may do.
#[derive(Clone, Copy)]
struct Place(&'static str, Uuid, Terms);

fn moved(
    tx: &Tx<'_>,
    act: &Act,
    way: (Place, Place),
    (subject, fen, cause): (ReliefId, i64, &str),
    signed: Signed,
) -> Result<()> {
    post(tx, act, way, (act.new_id(), fen, cause, subject.0), signed)
}

fn post(
    tx: &Tx<'_>,
    act: &Act,
    (from, to): (Place, Place),
    (id, fen, cause, subject): (Uuid, i64, &str, Uuid),
    signed: Signed,
) -> Result<()> {
    let open = |Place(kind, subject, terms)| ledger::store::open(tx, act, kind, subject, terms);
    let (from, to) = (open(from)?.id, open(to)?.id);
    let amount = Amount::of(fen).map_err(|_| Error::internal("a posting of nothing"))?;
    let posting = Posting { id: PostingId(id), from, to, amount, cause, subject };
    ledger::store::post(tx, act, &posting, signed)
}
