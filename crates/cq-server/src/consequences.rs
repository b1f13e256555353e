//! Everything that follows a life event, in the order in which it is carried out; undone the other way round (so a marriage is
//! taken up again once its two are there again). A pillar joins the
//! cascade by a line here.

use cq_care::life_event::{Announcements, Duties, ReturnVisits};
use cq_case::case::Cases;
use cq_errand::errand::event::Errands;
use cq_notice::notice::Withdrawals;
use cq_portal::portal::Accounts;
use cq_registry::life_event::{
    Consequences,
    effect::{Groups, Marriages, Next, Records, Tasks},
};
use cq_relief::application::Reliefs;

/// Lent to the pages of life events.
pub const CONSEQUENCES: Consequences = &[
    &Marriages,
    &Records,
    &Duties,
    &Tasks,
    &Cases,
    &Errands,
    &Announcements,
    &Groups,
    &Next,
    &ReturnVisits,
    &Withdrawals,
    &Reliefs,
    &Accounts,
];
