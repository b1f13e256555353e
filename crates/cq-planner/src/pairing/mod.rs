//! Who is whose doctor: every person at most one doctor, no doctor above capacity, least total cost.
//!
//! A pair costs travel, specialty against illness, and the change of an existing pair, all in points by the
//! bureau's [`Weights`]. The transportation problem is solved on each person's cheapest candidates only; the
//! prices then tell which missing pairs could still lower the cost (column generation: Ford and Fulkerson
//! 1958; Gilmore and Gomory 1961), found by a k-d tree (Bentley 1975) that knows the least price of each of
//! its boxes. These are added, the answer goes on from where it stood, and the end is reached when no pair
//! is missing: the proof then holds for all persons × doctors, not for the candidates only. Which candidates to
//! begin with, and at which prices, an auction says.

mod costs;
mod estimate;
mod geo;
mod model;
mod near;
mod reasons;
mod specialty;

pub use geo::{LatLon, OffTheGlobe};
pub(crate) use geo::{Point, distance_m};
pub use model::{
    Accepts, Doctor, Earlier, Error, LeftOver, Pair, PairingProblem, Person, Prices, Proposal, Reason,
    SecondBest, Suits, Terms, Weights, Why, WhyNot,
};
pub use specialty::{BadSpecialty, Specialty};

use crate::certificate::{self, Certificate};
use crate::transport::{self, Builder, Placement, Problem, Start};
use costs::Costs;
use near::{Found, Near, Query};

/// Candidates per person to begin with.
const CANDIDATES: usize = 8;
/// Missing pairs added per person and round.
const ADDED: usize = 8;

/// A pairing problem made ready: distances, specialties and the search tree.
pub struct Pairing<'a> {
    problem: &'a PairingProblem,
    costs: Costs,
    near: Near,
}

/// Proposes the pairing of least cost.
pub fn propose(problem: &PairingProblem) -> Result<Proposal, Error> {
    Pairing::new(problem)?.propose(&Earlier::default())
}

impl<'a> Pairing<'a> {
    /// Checks a problem and makes it ready.
    pub fn new(problem: &'a PairingProblem) -> Result<Self, Error> {
        let costs = Costs::new(problem)?;
        let near = Near::new(problem, &costs);
        Ok(Self { problem, costs, near })
    }

    /// Proposes the pairing of least cost. An earlier proposal makes the way shorter, never the answer worse;
    /// what keeps existing pairs together is [`Weights::change`].
    pub fn propose(&self, earlier: &Earlier) -> Result<Proposal, Error> {
        let (mut near, mut start) = (self.near.clone(), Start::default());
        if earlier.doctor_prices.len() == self.problem.doctors.len() {
            let held = earlier.doctor_prices.iter().map(|&price| price.clamp(0, transport::COST_LIMIT));
            start.column_prices = held.collect();
            near.set_prices(&start.column_prices);
        } else {
            let capacity: Vec<u64> =
                self.problem.doctors.iter().map(|doctor| doctor.capacity.into()).collect();
            estimate::auction(&self.costs, &mut near, &capacity);
            // A search from nothing ends at the least prices there are, which say most about wishes; it takes long for many.
            if self.problem.doctors.len() >= transport::AUCTION_COLUMNS {
                start.column_prices = near.prices().to_vec();
            }
        }
        let mut network = self.candidates(&near, CANDIDATES)?;
        start.placements = self.placements(&network, &earlier.pairs);
        loop {
            let solution = transport::optimise(&network, &start).map_err(transport::Error::from)?;
            near.set_prices(&solution.column_prices);
            let missing = self.missing(&near, &network, &solution.row_prices);
            if missing.is_empty() {
                let certificate = certificate::check(&network, &solution).map_err(transport::Error::from)?;
                return Ok(self.proposal(&near, &network, solution, certificate));
            }
            (network, start.placements) = self.enlarge(&network, &solution.placements, &missing)?;
            start.column_prices = solution.column_prices;
        }
    }

    /// What stands against a wish, or what it would cost at least, by the prices of a proposal for the same
    /// problem.
    #[must_use]
    pub fn why_not(&self, proposal: &Proposal, person: u32, doctor: u32) -> WhyNot {
        reasons::why_not(self, proposal, person, doctor)
    }

    /// What the whole plan would cost more, exactly, in points, if a wish had to be granted: the rest is planned
    /// again around it. Nothing if the pair is not allowed.
    pub fn price_of_wish(
        &self,
        proposal: &Proposal,
        person: u32,
        doctor: u32,
    ) -> Result<Option<i128>, Error> {
        let known =
            (person as usize) < self.problem.persons.len() && (doctor as usize) < self.problem.doctors.len();
        let Some(cost) = known.then(|| self.costs.pair(person, doctor)).flatten() else { return Ok(None) };
        let mut rest = self.problem.clone();
        rest.persons[person as usize].refused = (0..rest.doctors.len() as u32).collect();
        rest.doctors[doctor as usize].capacity -= 1;
        let around = Pairing::new(&rest)?.propose(&Earlier::from(proposal))?;
        let granted = around.cost - i128::from(self.costs.leave(person)) + i128::from(cost);
        Ok(Some(granted - proposal.cost))
    }

    /// What a pair would cost and how well it fits, whatever else is planned; nothing if it may not be.
    #[must_use]
    pub fn terms(&self, person: u32, doctor: u32) -> Option<Terms> {
        let known =
            (person as usize) < self.problem.persons.len() && (doctor as usize) < self.problem.doctors.len();
        let cost = known.then(|| self.costs.pair(person, doctor)).flatten()?;
        Some(Terms {
            cost,
            distance_m: self.costs.distance_m(person, doctor),
            suits: reasons::suits(self, person, doctor),
        })
    }

    /// What it costs to leave a person without a doctor by the weights, in points: for whoever has one today without
    /// [`lose_cost`](Self::lose_cost).
    #[must_use]
    pub fn leave_cost(&self, person: u32) -> Option<i64> {
        ((person as usize) < self.problem.persons.len()).then(|| self.costs.leave_by_weights(person))
    }

    /// What it costs beyond that to leave somebody over who has a doctor today, in points: more than all that others could gain.
    #[must_use]
    pub fn lose_cost(&self) -> i64 {
        self.costs.lose()
    }

    /// The transportation problem of each person's cheapest doctors alone: what is left when a fixed number of candidates
    /// is all that is looked at. Its optimum is dearer than that of all pairs wherever the places of those are too few.
    pub fn cheapest(&self, candidates: usize) -> Result<Problem, Error> {
        self.candidates(&self.near, candidates)
    }

    /// Checks a proposal against every person × doctor, without the search tree: slow and plain.
    pub fn verify(&self, proposal: &Proposal) -> Result<Certificate, Error> {
        let doctors = self.problem.doctors.len() as u32;
        let mut builder = self.builder()?;
        for person in 0..self.problem.persons.len() as u32 {
            let all = (0..doctors).filter_map(|doctor| Some((doctor, self.costs.pair(person, doctor)?)));
            builder.row(1, self.costs.leave(person), all)?;
        }
        let network = builder.build();
        let pairs: Vec<(u32, u32)> = proposal.pairs.iter().map(|pair| (pair.person, pair.doctor)).collect();
        let solution = transport::Solution {
            placements: self.placements(&network, &pairs),
            cost: proposal.cost,
            row_prices: proposal.prices.persons.clone(),
            column_prices: proposal.prices.doctors.clone(),
        };
        Ok(certificate::check(&network, &solution).map_err(transport::Error::from)?)
    }

    fn builder(&self) -> Result<Builder, Error> {
        let capacity = self.problem.doctors.iter().map(|doctor| u64::from(doctor.capacity)).collect();
        Ok(Builder::new(capacity)?)
    }

    /// Each person's cheapest pairs at the tree's prices, and always the existing one.
    fn candidates(&self, near: &Near, most: usize) -> Result<Problem, Error> {
        let mut builder = self.builder()?;
        let mut found: Vec<Found> = Vec::with_capacity(most);
        for person in 0..self.problem.persons.len() as u32 {
            let leave = self.costs.leave(person);
            let query = Query { most, below: leave.saturating_add(1), ..Query::default() };
            near.search(&self.costs, person, &query, &mut found);
            let known = self.problem.persons[person as usize].previous_doctor;
            let known = known.filter(|&doctor| found.iter().all(|other| other.doctor != doctor));
            let known = known.and_then(|doctor| Some((doctor, self.costs.pair(person, doctor)?)));
            builder.row(1, leave, found.iter().map(|other| (other.doctor, other.cost)).chain(known))?;
        }
        Ok(builder.build())
    }

    /// Pairs that are not in the network and would lower the cost at today's prices, by person.
    fn missing(&self, near: &Near, network: &Problem, row_prices: &[i64]) -> Vec<(u32, u32, i64)> {
        let mut missing = Vec::new();
        let mut found = Vec::with_capacity(ADDED);
        for (person, &below) in (0..).zip(row_prices) {
            let query = Query { most: ADDED, below, ..Query::default() };
            near.search(&self.costs, person, &query, &mut found);
            missing.extend(found.iter().map(|other| (person, other.doctor, other.cost)));
        }
        debug_assert!(missing.iter().all(|&(person, doctor, _)| {
            network
                .arcs_of(person as usize)
                .all(|arc| network.arc(arc).is_some_and(|(known, _)| known != doctor))
        }));
        missing
    }

    /// The network with the missing pairs, and the placements in its numbering.
    fn enlarge(
        &self,
        network: &Problem,
        placements: &[Placement],
        missing: &[(u32, u32, i64)],
    ) -> Result<(Problem, Vec<Placement>), Error> {
        let mut builder = self.builder()?;
        let (mut missing, mut placements) = (missing, placements.to_vec());
        let mut next = placements.iter_mut().peekable();
        let mut shift = 0;
        for row in 0..network.rows() {
            while let Some(place) = next.next_if(|place| place.row as usize == row) {
                place.arc += shift;
            }
            let (new, rest) =
                missing.split_at(missing.partition_point(|&(person, ..)| person as usize <= row));
            missing = rest;
            shift += new.len() as u32;
            let known = network.arcs_of(row).filter_map(|arc| network.arc(arc));
            let new = new.iter().map(|&(_, doctor, cost)| (doctor, cost));
            builder.row(1, network.leave()[row], known.chain(new))?;
        }
        Ok((builder.build(), placements))
    }

    /// Pairs as placements, as far as the network has them.
    fn placements(&self, network: &Problem, pairs: &[(u32, u32)]) -> Vec<Placement> {
        let place = |&(row, doctor): &(u32, u32)| {
            let mut arcs = network.arcs_of(row as usize);
            let arc = arcs.find(|&arc| network.arc(arc).is_some_and(|(column, _)| column == doctor))?;
            Some(Placement { row, arc: arc as u32, units: 1 })
        };
        pairs.iter().filter_map(place).collect()
    }

    fn proposal(
        &self,
        near: &Near,
        network: &Problem,
        solution: transport::Solution,
        certificate: Certificate,
    ) -> Proposal {
        let prices = Prices { persons: solution.row_prices, doctors: solution.column_prices };
        let mut paired = solution.placements.iter().peekable();
        let (mut pairs, mut left_over) = (Vec::with_capacity(solution.placements.len()), Vec::new());
        for person in 0..self.problem.persons.len() as u32 {
            let place = paired.next_if(|place| place.row == person);
            match place.and_then(|place| network.arc(place.arc as usize)) {
                Some((doctor, cost)) => {
                    let known = network.arcs_of(person as usize).filter_map(|arc| network.arc(arc));
                    let reason = reasons::reason(self, near, &prices, (person, doctor), known);
                    pairs.push(Pair { person, doctor, cost, reason });
                }
                None => left_over.push(LeftOver { person, why: reasons::why_left(self, &prices, person) }),
            }
        }
        let Certificate { cost, bound } = certificate;
        Proposal { pairs, left_over, cost, bound, optimal: cost == bound, prices }
    }
}
