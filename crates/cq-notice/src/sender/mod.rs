//! Who carries a notice out of the house: a mail server, or a gateway for text messages. Both are told the notice's own id, so that the
//! other side can tell a repetition from something new.

pub mod gateway;
pub mod smtp;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use jiff::Timestamp;
use uuid::Uuid;

pub use self::{gateway::Gateway, smtp::Smtp};
use crate::notice::model::{Channel, Outcome};

/// Every try ends within this, so within the lease under which it is made.
pub const TRY_TIME: Duration = Duration::from_secs(60);

/// What goes out.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The notice's own id: the same for every try.
    pub id: Uuid,
    /// Mail address or number.
    pub address: String,
    /// Who opens it.
    pub name: String,
    /// What it is about; mail alone has one.
    pub subject: String,
    /// The text as it arrives.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// What a sender gives back.
pub type Sending<'s> = Pin<Box<dyn Future<Output = Outcome> + Send + 's>>;

/// Carries notices out of the house.
pub trait Sender: Send + Sync {
    /// Tries once, within [`TRY_TIME`]. It says that something was not taken only where that is certain.
    fn send<'s>(&'s self, outgoing: &'s Outgoing) -> Sending<'s>;
}

/// What this installation has.
#[derive(Clone, Default)]
pub struct Senders {
    /// For mail.
    pub mail: Option<Arc<dyn Sender>>,
    /// For text messages.
    pub text: Option<Arc<dyn Sender>>,
}

impl Senders {
    /// Who sends what goes that way, if anybody does.
    pub fn of(&self, channel: Channel) -> Option<&Arc<dyn Sender>> {
        match channel {
            Channel::Mail => self.mail.as_ref(),
            Channel::Text => self.text.as_ref(),
            Channel::Letter | Channel::Call | Channel::Paste => None,
        }
    }
}

/// Whether mail can be sent there (RFC 5321).
pub fn is_mail_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}
