//! Every kind of ledger that can be taken in, in the order in which they build on one another.

use cq_care::{doctor::DoctorLedger, hospital::HospitalLedger, pairing::PairingLedger};
use cq_registry::{area::AreaLedger, calendar::HolidayLedger, intake::Ledgers, person::PersonLedger};

/// Lent to the import's pages and to the command line.
pub const LEDGERS: Ledgers =
    &[&AreaLedger, &HospitalLedger, &DoctorLedger, &PersonLedger, &PairingLedger, &HolidayLedger];
