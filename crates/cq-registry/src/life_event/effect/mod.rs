//! What the registry itself does when something happens: the person's and the spouse's records, marriages, tasks, groups, and
//! what is to be done next.

mod group;
mod marriage;
pub(super) mod next;
pub mod opening;
mod record;
mod task;

pub use group::Groups;
pub use marriage::Marriages;
pub use next::Next;
pub use record::Records;
pub use task::Tasks;
