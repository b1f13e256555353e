//! Argon2id, away from the threads that answer requests and never too many at once.

use std::sync::OnceLock;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Memory for this many hashes at once.
static PLACES: Semaphore = Semaphore::const_new(4);

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password with a fresh salt.
pub(super) async fn hash(password: String) -> Result<String> {
    on_a_worker(move || {
        Ok(argon2()?.hash_password(password.as_bytes()).map_err(Error::internal)?.to_string())
    })
    .await
}

/// Whether `password` fits `known`. Without a known hash as much work is done, so that time does not tell who has an account.
pub(super) async fn fits(password: String, known: Option<String>) -> Result<bool> {
    static NOBODY: OnceLock<String> = OnceLock::new();
    on_a_worker(move || {
        let hash = match &known {
            Some(hash) => hash.as_str(),
            None => match NOBODY.get() {
                Some(hash) => hash,
                None => {
                    let made = argon2()?.hash_password(b"nobody").map_err(Error::internal)?.to_string();
                    NOBODY.get_or_init(|| made)
                }
            },
        };
        let hash = PasswordHash::new(hash).map_err(Error::internal)?;
        Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok() && known.is_some())
    })
    .await
}

async fn on_a_worker<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _place = PLACES.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
