//! What can go wrong, free of transport: a message for the person, a code for the API, the cause for the log.

use crate::{db::DbError, form::FieldErrors, messages::Text};

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// The actor may see it and not do this.
    #[error("forbidden")]
    Forbidden,
    /// Nobody is signed in.
    #[error("not signed in")]
    SignedOut,
    /// The given password must be made one's own first.
    #[error("password change due")]
    PasswordFirst,
    /// Somebody was first: the thing has changed since it was read.
    #[error("changed by somebody else")]
    Conflict,
    /// Somebody was first, and what that means here can be said in words.
    #[error("overtaken: {}", .0.key)]
    Overtaken(Text),
    /// The form did not come from this site's own page, or the page was too old.
    #[error("forged or stale form")]
    Forged,
    /// Some fields are wrong; each error stands at its field.
    #[error("invalid input")]
    Invalid(FieldErrors),
    /// A rule of the domain says no, in words.
    #[error("refused: {}", .0.key)]
    Refused(Text),
    /// The request cannot be read; the text says where.
    #[error("malformed: {}", .0.key)]
    Malformed(Text),
    /// A program sent something else than JSON.
    #[error("not json")]
    NotJson,
    /// A change that does not say what its asker has seen.
    #[error("no If-Match")]
    Unguarded,
    /// What the asker has seen is not how it is any more.
    #[error("stale If-Match")]
    Stale,
    /// Another request was made under this key.
    #[error("key reused")]
    KeyReused,
    /// A request under this key is being carried out, or was and its answer is lost.
    #[error("under way")]
    Underway,
    /// The body is larger than this place takes.
    #[error("too large")]
    TooLarge,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Something that should not happen; the text is for the log alone.
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// A refusal by message key.
    pub fn refused(key: &'static str) -> Self {
        Error::Refused(Text::new(key))
    }

    /// An internal error, with its cause for the log.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Error::Internal(cause.to_string())
    }

    /// HTTP status and stable code for machines.
    pub fn status_and_code(&self) -> (u16, &'static str) {
        match self {
            Error::NotFound => (404, "not-found"),
            Error::Forbidden => (403, "forbidden"),
            Error::SignedOut => (401, "signed-out"),
            Error::PasswordFirst => (403, "password-first"),
            Error::Conflict | Error::Overtaken(_) => (409, "conflict"),
            Error::Forged => (403, "forged"),
            Error::Invalid(_) => (422, "invalid"),
            Error::Refused(_) => (422, "refused"),
            Error::Malformed(_) => (400, "malformed"),
            Error::NotJson => (415, "not-json"),
            Error::Unguarded => (428, "unguarded"),
            Error::Stale => (412, "stale"),
            Error::KeyReused => (422, "key-reused"),
            Error::Underway => (409, "underway"),
            Error::TooLarge => (413, "too-large"),
            Error::Db(_) | Error::Internal(_) => (500, "internal"),
        }
    }
}
