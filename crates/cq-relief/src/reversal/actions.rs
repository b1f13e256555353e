//! Noting that the bank gives back what it had paid, and finding it so: two people, each in one transaction that holds the application.

use cq_platform::{Error, Result, actor::Act, db::Tx};

use super::{AGREE, NOTE, store};
use crate::{
    application::{
        actions::change,
        model::{Application, Refused, ReliefId},
        store::entry::Happened,
    },
    batch::store::Said,
    budget::money,
};

/// Somebody notes that the bank gives it back.
pub fn note(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64, said: &Said) -> Result<()> {
    change(tx, act, &NOTE, (id, seen), |application, by| {
        noted(tx, act, &application, said, by.staff)?;
        Ok((application, Happened::Reversing, said.why.clone()))
    })
}

/// Keeps what the bank says of an application that is held.
pub(crate) fn noted(
    tx: &Tx<'_>,
    act: &Act,
    application: &Application,
    said: &Said,
    by: cq_platform::ids::StaffId,
) -> Result<()> {
    let batch = application.stage.batch().filter(|_| application.stage.is_paid()).ok_or(Refused::Stage)?;
    store::none_open(tx, act, application.id)?;
    store::insert(tx, act, (application.id, batch), said, by)
}

/// Another one finds it so, and it is to be paid again; or finds it otherwise.
pub fn end(tx: &Tx<'_>, act: &Act, id: ReliefId, seen: i64, is_so: bool, words: &str) -> Result<()> {
    change(tx, act, &AGREE, (id, seen), |application, by| {
        let open = store::open_of(tx, act, id)?.ok_or_else(|| Error::refused("relief-reversal-none"))?;
        let ended = if is_so { open.agreed(by.staff)? } else { open.denied(by.staff)? };
        store::end(tx, act, &ended, by.staff)?;
        if !is_so {
            return Ok((application, Happened::NotReversed, words.to_owned()));
        }
        let fen = application.stage.approved().map_or(0, |approved| approved.fen());
        let signed = money::two(ended.noted_by, by.staff)?;
        money::reversed(tx, act, id, ended.batch, fen, signed)?;
        Ok((application.reversed(by.today)?, Happened::Reversed, words.to_owned()))
    })
}
