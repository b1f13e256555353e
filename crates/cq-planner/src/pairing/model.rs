//! What goes in and what comes out. Persons and doctors are named by their place in the lists given.

use super::{LatLon, Specialty};
use crate::transport;
use serde::Serialize;

/// Everything a pairing needs.
#[derive(Debug, Clone, Default)]
pub struct PairingProblem {
    /// Who needs a doctor.
    pub persons: Vec<Person>,
    /// Who can be one.
    pub doctors: Vec<Doctor>,
    /// What the bureau finds important.
    pub weights: Weights,
}

/// Somebody who needs a doctor.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Where they live, if known.
    pub position: Option<LatLon>,
    /// Illnesses as ICD-10 codes, in any spelling of case and dots.
    pub conditions: Vec<String>,
    /// The doctor they have today, or had last.
    pub previous_doctor: Option<u32>,
    /// Somebody answers for them today. That nobody loses a doctor comes before all points: as few of these as can be are left
    /// over, whatever it costs the rest.
    pub has_doctor: bool,
    /// Doctors they, or who speaks for them, will not have, or who declined them.
    pub refused: Vec<u32>,
}

/// Whom a doctor takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Accepts {
    /// Anybody, up to the capacity.
    #[default]
    Everybody,
    /// Only who is theirs today.
    OwnOnly,
    /// Nobody at all: away, ill, gone.
    Nobody,
}

/// A doctor.
#[derive(Debug, Clone, Default)]
pub struct Doctor {
    /// Where they start from, if known.
    pub position: Option<LatLon>,
    /// What they treat.
    pub specialties: Vec<Specialty>,
    /// How many persons they can have, those of today included.
    pub capacity: u32,
    /// Whom they take.
    pub accepts: Accepts,
}

/// The bureau's weights. Costs are points and not negative; distances are metres of road.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// Points per kilometre between person and doctor.
    pub per_km: i64,
    /// Road over straight line, in thousandths: 1300 means thirty per cent longer. From 1000 to 10000.
    pub detour_permille: u32,
    /// Points taken off when a specialty of the doctor covers an illness of the person.
    pub specialty_match: i64,
    /// Points added when the person has illnesses and no specialty of the doctor covers any.
    pub specialty_mismatch: i64,
    /// Points added when a person who has a doctor gets another one, or none.
    pub change: i64,
    /// Pairs further apart are not made; a pair of unknown distance is.
    pub max_distance_m: Option<u32>,
    /// Distance assumed when a position is unknown.
    pub unknown_distance_m: u32,
    /// Points for leaving a person without a doctor.
    pub leave_over: i64,
}

/// A plain start for settings: a match is worth five kilometres, a change ten, a doctor a thousand.
impl Default for Weights {
    fn default() -> Self {
        Self {
            per_km: 100,
            detour_permille: 1300,
            specialty_match: 500,
            specialty_mismatch: 0,
            change: 1000,
            max_distance_m: None,
            unknown_distance_m: 5000,
            leave_over: 100_000,
        }
    }
}

/// Why a problem was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A weight is negative or so large that costs could not be added up exactly.
    #[error("the weight {0} is out of range")]
    Weight(&'static str),
    /// A person names a doctor that does not exist.
    #[error("person {person} names doctor {doctor}, who does not exist")]
    NoSuchDoctor {
        /// The person.
        person: u32,
        /// The doctor they name.
        doctor: u32,
    },
    /// The problem is too large.
    #[error(transparent)]
    Invalid(#[from] transport::Invalid),
    /// The solver failed.
    #[error(transparent)]
    Solver(#[from] transport::Error),
}

/// An earlier answer to start from, for the same doctors in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Prices of the doctors, as in [`Prices::doctors`].
    pub doctor_prices: Vec<i64>,
    /// Pairs as (person, doctor).
    pub pairs: Vec<(u32, u32)>,
}

impl From<&Proposal> for Earlier {
    fn from(proposal: &Proposal) -> Self {
        let pairs = proposal.pairs.iter().map(|pair| (pair.person, pair.doctor)).collect();
        Self { doctor_prices: proposal.prices.doctors.clone(), pairs }
    }
}

/// A pairing with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The pairs, by person.
    pub pairs: Vec<Pair>,
    /// Who is left over, by person.
    pub left_over: Vec<LeftOver>,
    /// Total cost, in points.
    pub cost: i128,
    /// What every pairing of these persons and doctors costs at least, in points.
    pub bound: i128,
    /// Cost and bound are equal: there is no better pairing.
    pub optimal: bool,
    /// The prices that prove it.
    pub prices: Prices,
}

/// Prices in points, for anybody to check: no pair costs less than its person's price less its doctor's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prices {
    /// What each person costs, at the margin.
    pub persons: Vec<i64>,
    /// What one more place with each doctor would save.
    pub doctors: Vec<i64>,
}

/// A person and their doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The person.
    pub person: u32,
    /// The doctor.
    pub doctor: u32,
    /// What the pair costs, in points.
    pub cost: i64,
    /// Why.
    pub reason: Reason,
}

/// Why a pair was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Metres of road; nothing if a position is unknown.
    pub distance_m: Option<u32>,
    /// The first illness that a specialty of the doctor covers.
    pub suits: Option<Suits>,
    /// The doctor was theirs before.
    pub was_doctor_before: bool,
    /// Who would be next.
    pub second_best: Option<SecondBest>,
}

/// A pair by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// What it costs, in points.
    pub cost: i64,
    /// Metres of road; nothing if a position is unknown.
    pub distance_m: Option<u32>,
    /// The first illness that a specialty of the doctor covers.
    pub suits: Option<Suits>,
}

/// An illness and the specialty that covers it, by their places in the lists of person and doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Suits {
    /// Place in [`Person::conditions`].
    pub condition: u32,
    /// Place in [`Doctor::specialties`].
    pub specialty: u32,
}

/// The next best doctor for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SecondBest {
    /// The doctor.
    pub doctor: u32,
    /// What the whole plan would cost more, at least, in points.
    pub extra_cost: i64,
}

/// A person without a doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeftOver {
    /// The person.
    pub person: u32,
    /// Why.
    pub why: Why,
}

/// Why a person is left over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// No doctor takes anybody new.
    NobodyAccepts,
    /// Whoever is near enough was refused.
    Refused {
        /// The cheapest of those.
        doctor: u32,
    },
    /// Nobody who takes anybody is near enough.
    NobodyWithinDistance {
        /// The nearest.
        doctor: u32,
        /// Metres of road.
        distance_m: u32,
    },
    /// Every doctor worth having is full, with persons for whom it matters more.
    AllFull {
        /// The cheapest of those.
        doctor: u32,
        /// What the plan would cost more, at least, in points, with this pair.
        extra_cost: i64,
    },
    /// Even the cheapest doctor costs more than the bureau gives for not leaving a person over.
    DearerThanLeaving {
        /// That doctor.
        doctor: u32,
        /// By how much, in points.
        extra_cost: i64,
    },
}

/// What stands against a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "why_not", rename_all = "snake_case")]
pub enum WhyNot {
    /// There is no such person or doctor.
    Unknown,
    /// The pair is in the proposal.
    Paired,
    /// The doctor was refused.
    Refused,
    /// The doctor takes nobody, or not this person.
    NotAccepting,
    /// Too far.
    TooFar {
        /// Metres of road.
        distance_m: u32,
    },
    /// The wish can be had at a price.
    Costs {
        /// What the whole plan would cost more, at least, in points. Zero means an equally good plan may exist.
        extra_cost: i64,
        /// The part of it for which the doctor's places are needed by others, in points.
        for_others: i64,
    },
}
