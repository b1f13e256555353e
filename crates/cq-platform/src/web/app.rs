//! What every request shares.

use std::sync::Arc;

use super::MenuSection;
use crate::{
    actor::{Act, Actor},
    clock::Clock,
    db::Db,
    ids::Ids,
    messages::Messages,
    meter::WebMeter,
    secrets::Secrets,
};

/// The running program. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What a program is made of.
pub struct Inner {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Ids and randomness.
    pub ids: Arc<Ids>,
    /// Keys.
    pub secrets: Arc<Secrets>,
    /// Texts.
    pub messages: Messages,
    /// The main menu, in order.
    pub menu: &'static [MenuSection],
    /// Counts of what is answered.
    pub meter: WebMeter,
    /// What the operator chose.
    pub settings: Settings,
}

/// What the operator chose for the web side.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Send cookies over TLS only. Off only where the program listens on the machine itself.
    pub secure_cookies: bool,
    /// Largest upload, in bytes.
    pub upload_max_bytes: usize,
}

impl App {
    /// Puts the parts together.
    pub fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// The hand of `actor`, now.
    pub fn act(&self, actor: Actor) -> Act {
        Act::new(actor, self.clock.now(), self.ids.clone(), self.secrets.clone())
    }
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
