//! What else somebody has in hand beside people and tasks, of which this crate knows nothing: lent by who does.

use cq_platform::{
    Result,
    actor::Act,
    db::{Conn, Tx},
    messages::Text,
    web::Ui,
};
use uuid::Uuid;

use super::model::Draft;

/// Something of somebody's who will be away.
#[derive(Debug, Clone)]
pub struct Burden {
    /// Which.
    pub id: Uuid,
    /// As it was found.
    pub version: i64,
    /// What becomes of it; its kind is for [`Burdens::say`] to add.
    pub text: Text,
    /// The word of its kind.
    pub kind: String,
    /// Its page.
    pub href: String,
}

/// Whoever keeps such things.
pub trait Burdens: Send + Sync + 'static {
    /// What an absence is about, and what becomes of each.
    fn list(conn: &Conn<'_>, act: &Act, draft: &Draft) -> Result<Vec<Burden>>;

    /// One of them in words.
    fn say(ui: &Ui, burden: &Burden) -> String;

    /// Does what [`Burdens::list`] says of who leaves for good; returns how many went to somebody else.
    fn hand_over(tx: &Tx<'_>, act: &Act, draft: &Draft) -> Result<usize>;
}
