//! A county bureau that does not exist, made from a seed: its people, doctors and hospitals, and the workbooks in
//! which such a bureau would hold them. The program loads those through its ordinary import; nothing here knows a
//! database. The same [`Scale`] gives the same bytes on every machine.
//!
//! Nobody is meant: the county, its towns and units are invented, no citizen ID can belong to anyone (see
//! [`citizen_id`]), no telephone number can ring. Chinese strings here are data, not user interface.

mod asked;
mod bylaws;
pub mod citizen_id;
mod county;
mod dice;
mod doctors;
mod family;
mod fault;
mod health;
mod health_file;
mod ledger;
mod messy;
mod names;
mod past_pairing;
mod people;
mod person;
mod phone;
mod relieved;
mod seen;
mod wanted;

use jiff::civil::Date;

pub use crate::{
    asked::{ASKED, Asked, REFUSED, STOPPED, THANKS},
    bylaws::{BYLAWS, BylawRecord, BylawText},
    county::{AREAS, Area, BUREAU, COUNTY, HOSPITALS, Hospital, Place, UNITS, Unit, UnitKind},
    doctors::DoctorRecord,
    fault::{FaultAt, FaultKind, FaultyRow},
    health::{ILLNESSES, Illness},
    health_file::{HealthFile, Measured, Taken, health_file},
    ledger::{Ledger, ledgers, people_faults},
    messy::{ExpectedRow, Manifest, Messy, Trap, Verdict, messy_people},
    names::{DOCTOR_OF_THE_STORIES, ELDER_OF_THE_STORIES, STAFF, Staff},
    person::{Category, Family, Kin, Living, Month, PersonRecord, Rank, Sex},
    relieved::{
        NOT_RELIEVED, RELIEF_ANSWER, RELIEF_BANK, RELIEF_DOCUMENT, RELIEF_MINUTES, RELIEF_OBJECTION,
        RELIEF_OFFICE, RELIEF_PAPERS, RELIEF_PLACE, RELIEF_RETURNED, RELIEF_WITHDRAWN, RELIEVED, Relieved,
        VERIFIED,
    },
    seen::{ANNOUNCED, GUIDES, PLACES, SEEN_FOR},
    wanted::{IMPOSSIBLE, SAID, UNWANTED, WANTED, WORKERS, Wanted, slip},
};

/// People whom the bureau does not know yet: material for [`messy_people`].
const NEWCOMERS: usize = 60;

/// How large the bureau is, and which of all possible bureaus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Retirees and survivors whose rows are right.
    pub people: usize,
    /// Responsible doctors.
    pub doctors: usize,
    /// Another seed, another bureau.
    pub seed: u64,
    /// The day on which the ledgers are filled in.
    pub today: Date,
}

impl Scale {
    /// The article's scale: 4,000 people, 391 doctors.
    pub fn article(today: Date) -> Self {
        Self { people: 4_000, doctors: 391, seed: 1, today }
    }
}

/// Everything the bureau holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Bureau {
    /// What it was made from.
    pub scale: Scale,
    /// The first is [`ELDER_OF_THE_STORIES`]; nobody else has that name.
    pub people: Vec<PersonRecord>,
    /// The first is [`DOCTOR_OF_THE_STORIES`]; nobody else has that name.
    pub doctors: Vec<DoctorRecord>,
    /// Last year's pairs, at most one a person.
    pub past_pairings: Vec<PastPairing>,
    /// Rows of the people ledger that an import must refuse, beside those of `people`.
    pub faults: Vec<FaultyRow>,
    newcomers: Vec<PersonRecord>,
}

/// A person and the responsible doctor of last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastPairing {
    /// Position in [`Bureau::people`].
    pub person: usize,
    /// Position in [`Bureau::doctors`].
    pub doctor: usize,
    /// 结对时间
    pub since: Month,
}

/// The whole bureau of that scale.
pub fn bureau(scale: Scale) -> Bureau {
    let mut makers = people::People::new(scale);
    let mut people: Vec<_> = makers.by_ref().take(scale.people).collect();
    family::settle(&mut people, scale);
    let faults = FaultKind::ALL
        .into_iter()
        .zip(makers.by_ref())
        .enumerate()
        .map(|(nth, (kind, person))| FaultyRow { person: PersonRecord { unit: nth * 5, ..person }, kind })
        .collect();
    let newcomers = makers.take(NEWCOMERS).collect();
    let doctors = doctors::doctors(scale);
    let past_pairings = past_pairing::past_pairings(scale, &people, &doctors);
    Bureau { scale, people, doctors, past_pairings, faults, newcomers }
}

/// The people of [`bureau`], one after another, without holding them all: to fill a registry of a million.
pub fn people_stream(scale: Scale) -> impl Iterator<Item = PersonRecord> {
    people::People::new(scale).take(scale.people)
}
