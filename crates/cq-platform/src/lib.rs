//! What every feature of Changqing stands on, and nothing that names a bureau's business.
//!
//! * [`db`]: one SQL text on SQLite and PostgreSQL; a transaction is handed down as `tx`.
//! * [`clock`], [`ids`]: time and identity, taken as parameters.
//! * [`actor`], [`policy`]: who asks, and how far each role reaches.
//! * [`secrets`]: field encryption and keyed indexes.
//! * [`audit`]: the hash-chained log.
//! * [`meter`]: what is counted while the program runs.
//! * [`messages`]: every sentence on screen, by key and language.
//! * [`form`], [`web`]: raw input to values; the page frame and the guarded router.
//! * [`states`]: state machines as documents.
//! * [`identity`]: accounts, sessions, signing in.

pub mod actor;
pub mod audit;
pub mod clock;
pub mod db;
pub mod error;
pub mod form;
pub mod identity;
pub mod ids;
pub mod messages;
pub mod meter;
pub mod policy;
pub mod secrets;
pub mod states;
pub mod web;

pub use error::{Error, Result};
