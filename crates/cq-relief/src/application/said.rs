//! What is said of an application in words, and to whom it is paid: sealed to its row.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
};
use cq_registry::person::PersonId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{account::Account, model::Relation};

/// Why relief is asked for, and whom to call.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Why, in their words.
    pub why: String,
    /// Who spoke for the person; empty where it was the person.
    pub name: String,
    /// Whom to call; empty where the person's own number is meant.
    pub phone: String,
}

/// To whom it is paid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payee {
    /// 户名.
    pub name: String,
    /// What they are to the person.
    pub relation: Relation,
    /// 开户行.
    pub bank: String,
    /// 账号.
    pub account: Account,
    /// Who of the registry that is; none where they are not on record, or the person is paid.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Why somebody is paid who is not on record; empty where they are.
    #[serde(default)]
    pub unlisted: String,
}

/// Why and to whom lie in `said` and `payee` of the application; a line of a batch has a payee of its own.
pub(crate) fn place(table: &'static str, column: &'static str, row: Uuid) -> Place {
    Place { table, column, row }
}

/// Seals a value as JSON.
pub(crate) fn seal<T: Serialize>(secrets: &Secrets, place: Place, value: &T) -> Result<Vec<u8>> {
    secrets.seal(place, &serde_json::to_string(value).map_err(Error::internal)?)
}

/// Opens what [`seal`] sealed.
pub(crate) fn open<T: DeserializeOwned>(secrets: &Secrets, place: Place, sealed: &[u8]) -> Result<T> {
    serde_json::from_str(&secrets.open(place, sealed)?).map_err(Error::internal)
}

/// Seals words; none where there are none.
pub(crate) fn seal_words(secrets: &Secrets, place: Place, words: &str) -> Result<Option<Vec<u8>>> {
    match words {
        "" => Ok(None),
        words => secrets.seal(place, words).map(Some),
    }
}

/// Opens what [`seal_words`] sealed.
pub(crate) fn open_words(secrets: &Secrets, place: Place, sealed: Option<Vec<u8>>) -> Result<String> {
    Ok(sealed.map(|sealed| secrets.open(place, &sealed)).transpose()?.unwrap_or_default())
}
