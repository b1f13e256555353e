//! One installation: a database and the master key by which its fields are closed. With another key nothing would open and the
//! log would look forged, so that is said before anything is done.

pub mod store;

use crate::{Error, Result, db::Db, secrets::Secrets};

/// Notes whose key closes this database, the first time; later, makes sure that it is still that one.
pub async fn agree(db: &Db, secrets: &Secrets) -> Result<()> {
    let given = secrets.fingerprint();
    let ours = given.clone();
    let kept = db.write(move |tx| store::keep_or_find(tx, &ours)).await?;
    same(&kept, &given)
}

/// Whether `db`, such as a copy of ours, is closed by this key. One from before keys were noted is believed.
pub async fn check(db: &Db, secrets: &Secrets) -> Result<()> {
    match db.report(store::find).await? {
        Some(kept) => same(&kept, &secrets.fingerprint()),
        None => Ok(()),
    }
}

fn same(kept: &str, given: &str) -> Result<()> {
    if kept == given {
        return Ok(());
    }
    Err(Error::internal(format!(
        "this database was closed with the key {kept}, and the key file holds {given}: put the right key file in its place"
    )))
}
