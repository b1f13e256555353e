//! What an account is.

use jiff::{SignedDuration, Timestamp};

use crate::{
    ids::{AccountId, StaffId},
    policy::Role,
};

/// Wrong passwords in a row before an account is locked.
pub const ATTEMPTS: i64 = 5;
/// How long a lock holds.
pub const LOCK: SignedDuration = SignedDuration::from_mins(15);
/// A session ends after this long without use.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// Longest password, in characters: argon2 must not be fed a book.
pub const PASSWORD_MAX: usize = 128;

crate::record! {
    /// An account as it stands.
    pub struct Account {
        /// Identity.
        pub id: AccountId,
        /// What is typed to sign in; lower case.
        pub login: String,
        /// Shown on pages and in the log.
        pub name: String,
        /// What it is for.
        pub role: Role,
        /// Whose promises it sees.
        pub staff: Option<StaffId>,
        /// Argon2id, PHC string.
        pub password: String,
        /// The password is not yet the holder's own.
        pub must_change: bool,
        /// Wrong passwords since the last right one.
        pub failures: i64,
        /// Locked until then.
        pub locked_until: Option<Timestamp>,
        /// Guard.
        pub version: i64,
    }
}

impl Account {
    /// Whether it is locked at `now`.
    pub fn is_locked(&self, now: Timestamp) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }

    /// After a wrong password.
    #[must_use]
    pub fn failed(mut self, now: Timestamp) -> Self {
        self.failures += 1;
        if self.failures >= ATTEMPTS {
            self.failures = 0;
            self.locked_until = now.checked_add(LOCK).ok();
        }
        self
    }

    /// After a right one.
    #[must_use]
    pub fn entered(mut self) -> Self {
        self.failures = 0;
        self.locked_until = None;
        self
    }

    /// With a password given by somebody else.
    #[must_use]
    pub fn with_first_password(mut self, hash: String) -> Self {
        self.password = hash;
        self.must_change = true;
        self.entered()
    }

    /// With a password of the holder's own.
    #[must_use]
    pub fn with_password(mut self, hash: String) -> Self {
        self.password = hash;
        self.must_change = false;
        self
    }
}

/// Why a new password will not do, as a message key.
pub fn weak(password: &str, login: &str, name: &str) -> Option<&'static str> {
    let length = password.chars().count();
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if length < PASSWORD_MIN {
        Some("identity-password-short")
    } else if length > PASSWORD_MAX {
        Some("identity-password-long")
    } else if kinds.into_iter().filter(|kind| *kind).count() < 2 {
        Some("identity-password-plain")
    } else if password.to_lowercase().contains(login) || password.contains(name) {
        Some("identity-password-name")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            id: AccountId(uuid::Uuid::nil()),
            login: "li".into(),
            name: "李".into(),
            role: Role::Clerk,
            staff: None,
            password: String::new(),
            must_change: true,
            failures: 0,
            locked_until: None,
            version: 1,
        }
    }

    #[test]
    fn the_fifth_wrong_password_locks_for_a_quarter_of_an_hour() {
        let now = Timestamp::UNIX_EPOCH;
        let four = (0..4).fold(account(), |account, _| account.failed(now));
        assert!(!four.is_locked(now));
        let five = four.failed(now);
        assert!(five.is_locked(now + SignedDuration::from_mins(14)) && !five.is_locked(now + LOCK));
        assert!(!five.entered().is_locked(now));
    }

    #[test]
    fn weak_passwords_are_told_apart() {
        let said = ["short1", "onlyletters", "zhang-2026-x", "evergreen 2026"]
            .map(|password| weak(password, "zhang", "张"));
        let expected = [
            Some("identity-password-short"),
            Some("identity-password-plain"),
            Some("identity-password-name"),
            None,
        ];
        assert_eq!(said, expected);
    }
}
