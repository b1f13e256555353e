//! Identity: UUIDv7 made by the program, one type per noun.
//!
//! Ids are made before the write, so that a write whose answer was lost can be read back and compared.

use jiff::Timestamp;
use uuid::{ContextV7, Uuid};

/// Makes ids that sort by time.
pub struct Ids {
    context: std::sync::Mutex<ContextV7>,
    random: Random,
}

/// Fills bytes with randomness; the system's generator, or a seeded one in tests.
pub type Random = fn(&mut [u8]);

impl Ids {
    /// Ids from the system's randomness.
    pub fn system() -> Self {
        Self { context: std::sync::Mutex::new(ContextV7::new()), random: system_random }
    }

    /// A new id for something that came into being at `at`.
    pub fn next<T: From<Uuid>>(&self, at: Timestamp) -> T {
        let ms = u64::try_from(at.as_millisecond()).unwrap_or(0);
        let stamp = {
            let context = self.context.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            uuid::Timestamp::from_unix(
                &*context,
                ms / 1000,
                u32::try_from(ms % 1000).unwrap_or(0) * 1_000_000,
            )
        };
        T::from(Uuid::new_v7(stamp))
    }

    /// `N` random bytes, for tokens and nonces.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }
}

/// The ids, as the first and the one after the last, of what one act at `at` made. Ids of a running program only grow, so an
/// act that began a little before another may have been given later ones: an hour is let pass.
pub fn ids_of(at: Timestamp) -> (Uuid, Uuid) {
    const HOUR_MS: u64 = 3_600_000;
    let first = u64::try_from(at.as_millisecond()).unwrap_or(0);
    let id = |ms: u64| Uuid::from_u128(u128::from(ms) << 80);
    (id(first), id(first + HOUR_MS))
}

/// The operating system's generator. A machine that cannot give randomness cannot be trusted with secrets, so it stops here.
pub fn system_random(bytes: &mut [u8]) {
    if let Err(cause) = getrandom::fill(bytes) {
        tracing::error!(%cause, "the operating system gave no randomness");
        std::process::abort();
    }
}

/// Declares typed ids: `id_type! { /// A person. PersonId }`.
#[macro_export]
macro_rules! id_type {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl $crate::db::Param for $name {
            fn value(&self) -> $crate::db::Value<'_> {
                $crate::db::Value::Id(self.0)
            }
        }

        impl $crate::db::Col for $name {
            fn col(cell: $crate::db::Value<'_>) -> Option<Self> {
                <uuid::Uuid as $crate::db::Col>::col(cell).map(Self)
            }
        }
    )+};
}

id_type! {
    /// A bureau: the tenant, first column of every key.
    BureauId
    /// An account that can sign in.
    AccountId
    /// Somebody who owns promises: a doctor, a clerk, a liaison.
    StaffId
}
