//! Why a pair was made, why a person is left over, and what a wish would cost.

use super::Pairing;
use super::costs::Rules;
use super::model::{Prices, Proposal, Reason, SecondBest, Suits, Why, WhyNot};
use super::near::{Found, Near, Query};
use super::specialty::plain;

/// Why a pair was made. The tree must hold the prices; `known` are pairs of this person with their costs, among
/// them the existing one, which save most of the search for the second best.
pub(super) fn reason(
    pairing: &Pairing,
    near: &Near,
    prices: &Prices,
    (person, doctor): (u32, u32),
    known: impl Iterator<Item = (u32, i64)>,
) -> Reason {
    let others = known.filter(|&(other, _)| other != doctor);
    let known = others.map(|(other, cost)| (cost + prices.doctors[other as usize], other)).min();
    let below = known.map_or(i64::MAX, |(reduced, _)| reduced);
    let query = Query { below, except: Some(doctor), ..Query::default() };
    let next = first(pairing, near, person, &query).map(|found| (found.reduced, found.doctor)).or(known);
    let price = prices.persons[person as usize];
    let previous = pairing.problem.persons[person as usize].previous_doctor;
    Reason {
        distance_m: pairing.costs.distance_m(person, doctor),
        suits: suits(pairing, person, doctor),
        was_doctor_before: previous == Some(doctor),
        second_best: next.map(|(reduced, doctor)| SecondBest { doctor, extra_cost: reduced - price }),
    }
}

/// The first illness that the doctor covers.
pub(super) fn suits(pairing: &Pairing, person: u32, doctor: u32) -> Option<Suits> {
    let specialties = &pairing.problem.doctors[doctor as usize].specialties;
    let conditions = pairing.problem.persons[person as usize].conditions.iter();
    conditions.map(|condition| plain(condition)).zip(0..).find_map(|(code, condition)| {
        let specialty = specialties.iter().position(|specialty| specialty.covers(&code))?;
        Some(Suits { condition, specialty: specialty as u32 })
    })
}

/// Why a person is left over.
pub(super) fn why_left(pairing: &Pairing, prices: &Prices, person: u32) -> Why {
    let cheapest = |rules| first(pairing, &pairing.near, person, &Query { rules, ..Query::default() });
    let leave = pairing.costs.leave(person);
    let previous = pairing.problem.persons[person as usize].previous_doctor;
    let previous = previous.and_then(|doctor| Some((pairing.costs.pair(person, doctor)?, doctor)));
    let allowed =
        cheapest(Rules::All).map(|found| (found.cost, found.doctor)).into_iter().chain(previous).min();
    if let Some((cost, doctor)) = allowed {
        return if cost > leave {
            Why::DearerThanLeaving { doctor, extra_cost: cost - leave }
        } else {
            Why::AllFull { doctor, extra_cost: cost + prices.doctors[doctor as usize] - leave }
        };
    }
    if let Some(found) = cheapest(Rules::EvenRefused) {
        return Why::Refused { doctor: found.doctor };
    }
    let distant = cheapest(Rules::EvenDistant).map(|found| found.doctor);
    match distant.and_then(|doctor| Some((doctor, pairing.costs.distance_m(person, doctor)?))) {
        Some((doctor, distance_m)) => Why::NobodyWithinDistance { doctor, distance_m },
        None => Why::NobodyAccepts,
    }
}

/// What stands against a wish.
pub(super) fn why_not(pairing: &Pairing, proposal: &Proposal, person: u32, doctor: u32) -> WhyNot {
    let prices =
        proposal.prices.persons.get(person as usize).zip(proposal.prices.doctors.get(doctor as usize));
    let known = (person as usize) < pairing.problem.persons.len()
        && (doctor as usize) < pairing.problem.doctors.len();
    let Some((price, rent)) = prices.filter(|_| known) else { return WhyNot::Unknown };
    let place = proposal.pairs.binary_search_by_key(&person, |pair| pair.person);
    if place.is_ok_and(|place| proposal.pairs[place].doctor == doctor) {
        return WhyNot::Paired;
    }
    if pairing.costs.is_refused(person, doctor) {
        return WhyNot::Refused;
    }
    if !pairing.costs.takes(person, doctor) {
        return WhyNot::NotAccepting;
    }
    match (pairing.costs.pair(person, doctor), pairing.costs.distance_m(person, doctor)) {
        (Some(cost), _) => WhyNot::Costs { extra_cost: cost + rent - price, for_others: *rent },
        (None, Some(distance_m)) => WhyNot::TooFar { distance_m },
        (None, None) => WhyNot::NotAccepting,
    }
}

fn first(pairing: &Pairing, near: &Near, person: u32, query: &Query) -> Option<Found> {
    let mut found = Vec::with_capacity(1);
    near.search(&pairing.costs, person, query, &mut found);
    found.first().copied()
}
