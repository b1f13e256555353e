//! A proposal, its rows and their reasons, and the rules it follows.

use cq_planner::pairing::Weights;
use cq_platform::{ids::StaffId, record, words};
use cq_registry::person::PersonId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

cq_platform::id_type! {
    /// A proposal.
    ProposalId
}

/// What the bureau finds important: a dated setting. Costs are points; [`Weights`] says what each means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Points per kilometre of road.
    pub per_km: i64,
    /// Points off for a specialty that covers an illness.
    pub specialty_match: i64,
    /// Points for illnesses that no specialty of the doctor covers.
    pub specialty_mismatch: i64,
    /// Points for getting another doctor than before.
    pub change: i64,
    /// Points for staying without a doctor.
    pub leave_over: i64,
    /// Kilometres of road beyond which no pair is made.
    pub max_km: Option<u32>,
    /// Kilometres assumed where a place is unknown.
    pub unknown_km: u32,
    /// Road over straight line, in hundredths.
    pub detour_percent: u32,
}

/// What ships: a match is worth five kilometres, keeping the doctor ten, having one a thousand; thirty kilometres is too far.
impl Default for Rules {
    fn default() -> Self {
        Self {
            per_km: 100,
            specialty_match: 500,
            specialty_mismatch: 0,
            change: 1_000,
            leave_over: 100_000,
            max_km: Some(20),
            unknown_km: 5,
            detour_percent: 130,
        }
    }
}

impl From<Rules> for Weights {
    fn from(rules: Rules) -> Self {
        Weights {
            per_km: rules.per_km,
            detour_permille: rules.detour_percent * 10,
            specialty_match: rules.specialty_match,
            specialty_mismatch: rules.specialty_mismatch,
            change: rules.change,
            max_distance_m: rules.max_km.map(|km| km * 1_000),
            unknown_distance_m: rules.unknown_km * 1_000,
            leave_over: rules.leave_over,
        }
    }
}

/// What every state of a proposal shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Identity.
    pub id: ProposalId,
    /// The rules it follows.
    pub rules: Rules,
    /// What it cost as computed, in points.
    pub cost: i64,
    /// What every pairing costs at least by these rules, in points.
    pub bound: i64,
    /// When it was computed.
    pub made_at: Timestamp,
}

/// A proposal on the table: it can be mended, published or put away.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is.
    pub facts: Facts,
    /// Counts changes by hand too; guards the next step.
    pub version: i64,
}

/// A proposal in whichever state.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposal {
    /// On the table.
    Draft(Draft),
    /// It holds.
    Published {
        /// What it is.
        facts: Facts,
        /// Since when.
        at: Timestamp,
    },
    /// Put away.
    Discarded {
        /// What it was.
        facts: Facts,
    },
}

words! {
    /// The word of a proposal's state.
    pub enum State {
        /// On the table.
        Draft = "draft",
        /// It holds.
        Published = "published",
        /// Put away.
        Discarded = "discarded",
    }
}

impl Draft {
    /// It holds from `at` on.
    pub fn publish(self, at: Timestamp) -> Proposal {
        Proposal::Published { facts: self.facts, at }
    }

    /// It is put away.
    pub fn discard(self) -> Proposal {
        Proposal::Discarded { facts: self.facts }
    }
}

impl Proposal {
    /// What it is.
    pub fn facts(&self) -> &Facts {
        match self {
            Proposal::Draft(Draft { facts, .. })
            | Proposal::Published { facts, .. }
            | Proposal::Discarded { facts } => facts,
        }
    }

    /// The state's word.
    pub fn state(&self) -> State {
        match self {
            Proposal::Draft(_) => State::Draft,
            Proposal::Published { .. } => State::Published,
            Proposal::Discarded { .. } => State::Discarded,
        }
    }

    /// The draft, while it is one.
    pub fn into_draft(self) -> Option<Draft> {
        match self {
            Proposal::Draft(draft) => Some(draft),
            Proposal::Published { .. } | Proposal::Discarded { .. } => None,
        }
    }
}

/// Why a pair is, or is not: data, said in words where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reason {
    /// A ledger said so.
    Ledger,
    /// How well the two fit.
    Pair(Fit),
    /// Nobody, and why.
    Left(Why),
}

/// How well a person and a doctor fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fit {
    /// Metres of road.
    pub distance_m: Option<u32>,
    /// The doctor's word for what covers the illness.
    pub specialty: Option<String>,
    /// The illness, ICD-10.
    pub condition: Option<String>,
    /// What they were to each other.
    pub was: Was,
}

words! {
    /// What a doctor was to a person.
    pub enum Was {
        /// The doctor until now.
        Now = "now",
        /// The doctor once.
        Once = "once",
        /// Nobody.
        Never = "never",
    }
}

/// Why a person has nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Why {
    /// No doctor has a place at all.
    NobodyAccepts,
    /// The nearest with places is too far.
    TooFar {
        /// Who.
        doctor: String,
        /// Metres of road.
        distance_m: u32,
    },
    /// Whoever is near enough is full.
    AllFull {
        /// The best of those.
        doctor: String,
    },
    /// By these rules staying without one is cheaper.
    TooDear {
        /// The best of those.
        doctor: String,
    },
    /// Somebody decided so.
    ByHand,
}

impl Reason {
    /// As stored.
    pub fn as_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As it was stored; nothing if it is in a later program's words.
    pub fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// A row as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRow {
    /// Whose.
    pub person: PersonId,
    /// The doctor proposed.
    pub staff: Option<StaffId>,
    /// The doctor until now.
    pub before: Option<StaffId>,
    /// Points.
    pub cost: i64,
    /// Metres of road.
    pub distance_m: Option<u32>,
    /// Why.
    pub reason: Reason,
}

record! {
    /// A row as it is shown.
    pub struct Row {
        /// Whose.
        pub person: PersonId,
        /// Name.
        pub name: String,
        /// Its reading; rows are sorted by it.
        pub pinyin: String,
        /// Town or sub-district.
        pub area: Option<String>,
        /// The doctor proposed.
        pub staff: Option<StaffId>,
        /// Name.
        pub doctor: Option<String>,
        /// The doctor until now.
        pub before: Option<StaffId>,
        /// Name.
        pub before_name: Option<String>,
        /// Somebody decided it.
        pub by_hand: bool,
        /// Points.
        pub cost: i64,
        /// Why, as stored.
        pub reason: String,
    }
}

words! {
    /// What a proposal does to a person.
    pub enum Turn {
        /// The doctor stays.
        Kept = "kept",
        /// Another doctor.
        Changed = "changed",
        /// A first doctor.
        New = "new",
        /// Nobody.
        Left = "left",
    }
}

impl Row {
    /// What becomes of the person.
    pub fn turn(&self) -> Turn {
        match (self.staff, self.before) {
            (None, _) => Turn::Left,
            (Some(_), None) => Turn::New,
            (Some(now), Some(before)) if now == before => Turn::Kept,
            (Some(_), Some(_)) => Turn::Changed,
        }
    }
}

words! {
    /// Which rows are asked for.
    pub enum Which {
        /// Whoever gets a doctor, another one, or loses one.
        Moved = "moved",
        /// Whoever gets another doctor.
        Changed = "changed",
        /// Whoever gets a first one.
        New = "new",
        /// Whoever keeps the doctor.
        Kept = "kept",
        /// Whoever has nobody.
        Left = "left",
        /// Whoever has a doctor now, and then nobody.
        Lost = "lost",
        /// Whatever was decided by hand.
        ByHand = "by-hand",
        /// Everybody.
        All = "all",
    }
}

record! {
    /// A proposal in figures.
    pub struct Counts {
        /// Rows.
        pub people: i64,
        /// With a doctor.
        pub paired: i64,
        /// With the doctor they had.
        pub kept: i64,
        /// With another one.
        pub changed: i64,
        /// With a first one.
        pub new: i64,
        /// Without one.
        pub left: i64,
        /// Of those, who had one until now.
        pub lost: i64,
        /// Decided by hand.
        pub by_hand: i64,
        /// Points, changes by hand included.
        pub cost: i64,
        /// Mean metres of road.
        pub mean_m: i64,
        /// Most metres of road.
        pub most_m: i64,
    }
}

record! {
    /// A hospital's part of a proposal.
    pub struct Share {
        /// Name.
        pub hospital: String,
        /// Elders its doctors can answer for.
        pub places: i64,
        /// Elders it gets.
        pub elders: i64,
        /// Of those, not its doctors' until now.
        pub arriving: i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_as_it_was_written() {
        let fit = Fit {
            distance_m: Some(2_100),
            specialty: Some("心血管".into()),
            condition: Some("I25".into()),
            was: Was::Now,
        };
        for reason in [Reason::Ledger, Reason::Pair(fit), Reason::Left(Why::AllFull { doctor: "王".into() })]
        {
            assert_eq!(Reason::of(&reason.as_text()), Some(reason));
        }
        assert_eq!(Reason::of("{\"kind\":\"oracle\"}"), None);
    }
}
