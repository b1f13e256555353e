//! Every kind of ledger that can be taken in, in the order in which they build on one another.

use cq_care::{
    doctor::DoctorLedger,
    hospital::HospitalLedger,
    pairing::{PairingExport, PairingLedger},
};
use cq_registry::{
    area::AreaLedger,
    calendar::HolidayLedger,
    division::DivisionLedger,
    export::Exports,
    group::{BRANCH_LEDGER, CLUB_LEDGER, MembershipExport, MembershipLedger},
    intake::Ledgers,
    liaison::LiaisonExport,
    life_event::DeathLedger,
    person::{PersonExport, PersonLedger},
    task::TaskExport,
    unit::UnitLedger,
};

use crate::consequences::CONSEQUENCES;

/// Lent to the import's pages and to the command line.
pub const LEDGERS: Ledgers = &[
    &AreaLedger,
    &HospitalLedger,
    &DoctorLedger,
    &PersonLedger,
    &PairingLedger,
    &DeathLedger(CONSEQUENCES),
    &UnitLedger,
    &BRANCH_LEDGER,
    &CLUB_LEDGER,
    &MembershipLedger,
    &HolidayLedger,
    &DivisionLedger,
];

/// Every kind that the command line takes out.
pub const EXPORTS: Exports = &[
    &AreaLedger,
    &HospitalLedger,
    &DoctorLedger,
    &PersonExport,
    &PairingExport,
    &UnitLedger,
    &BRANCH_LEDGER,
    &CLUB_LEDGER,
    &MembershipExport,
    &HolidayLedger,
    &DivisionLedger,
    &LiaisonExport,
    &TaskExport,
];
