//! What is filled in: an application to be written down.

use cq_registry::person::PersonId;

use super::{
    model::Source,
    said::{Payee, Said},
};

/// An application to be written down.
#[derive(Clone)]
pub struct Draft {
    /// For whom.
    pub person: PersonId,
    /// A word of the bureau's kinds.
    pub kind: String,
    /// Who asks.
    pub source: Source,
    /// Why.
    pub said: Said,
    /// How much is asked for, in fen.
    pub asked_fen: i64,
    /// To whom it is paid.
    pub payee: Payee,
    /// Why it is asked for once more while another one of its kind is under way; empty where it is not.
    pub again: String,
}
