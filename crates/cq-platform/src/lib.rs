//! What every feature of Changqing stands on, and nothing that names a bureau's business.
//!
//! * [`db`]: one SQL text on SQLite and PostgreSQL; a transaction is handed down as `tx`.
//! * [`clock`], [`ids`]: time and identity, taken as parameters.
//! * [`actor`], [`policy`]: who asks, and how far each role reaches.
//! * [`secrets`]: field encryption and keyed indexes.
//! * [`audit`]: the hash-chained log.
//! * [`installation`]: the database and the key that closes it.
//! * [`once`]: doing once what a program asks twice.
//! * [`meter`]: what is counted while the program runs.
//! * [`messages`]: every sentence on screen, by key and language.
//! * [`form`], [`web`]: raw input to values; the page frame and the guarded router.
//! * [`remote`]: another server, asked over HTTP.
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
pub mod installation;
pub mod messages;
pub mod meter;
pub mod once;
pub mod policy;
pub mod remote;
pub mod secrets;
pub mod states;
pub mod unwritten;
pub mod web;

pub use error::{Error, Result};
