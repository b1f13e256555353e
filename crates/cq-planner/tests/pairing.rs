//! Pairings as the bureau sees them, and what must hold of every one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

#[path = "../benches/county/mod.rs"]
mod county;

use county::county;
use cq_planner::pairing::{
    Accepts, Doctor, Earlier, Error, LatLon, LeftOver, Pairing, PairingProblem, Person, Proposal, Specialty,
    Suits, Weights, Why, WhyNot, propose,
};
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Option<LatLon> {
    Some(LatLon::new(lat, lon).unwrap())
}

/// An elder some kilometres north of the town hall; a hundredth of a degree is 1.112 km.
fn elder(hundredths: f64) -> Person {
    Person { position: at(39.0 + hundredths / 100.0, 117.0), ..Person::default() }
}

fn doctor(hundredths: f64, capacity: u32) -> Doctor {
    Doctor { position: at(39.0 + hundredths / 100.0, 117.0), capacity, ..Doctor::default() }
}

fn bureau(persons: Vec<Person>, doctors: Vec<Doctor>) -> PairingProblem {
    PairingProblem { persons, doctors, weights: Weights { detour_permille: 1000, ..Weights::default() } }
}

fn proven(problem: &PairingProblem) -> Proposal {
    let pairing = Pairing::new(problem).unwrap();
    let proposal = pairing.propose(&Earlier::default()).unwrap();
    let certificate = pairing.verify(&proposal).unwrap();
    assert_eq!((certificate.cost, certificate.bound), (proposal.cost, proposal.bound));
    assert!(proposal.optimal);
    assert_eq!(proposal.pairs.len() + proposal.left_over.len(), problem.persons.len());
    proposal
}

fn doctors_of(proposal: &Proposal) -> Vec<(u32, u32)> {
    proposal.pairs.iter().map(|pair| (pair.person, pair.doctor)).collect()
}

#[test]
fn the_nearer_doctor_has_one_place_and_it_goes_where_it_matters_most() {
    let proposal = proven(&bureau(vec![elder(1.0), elder(0.0)], vec![doctor(0.0, 1), doctor(3.0, 9)]));
    assert_eq!(doctors_of(&proposal), [(0, 1), (1, 0)]);
    let reason = proposal.pairs[0].reason;
    assert_eq!((reason.distance_m, proposal.pairs[0].cost), (Some(2224), 222));
    assert_eq!(reason.second_best.map(|next| (next.doctor, next.extra_cost)), Some((0, 0)));
}

#[test]
fn cardiology_is_worth_five_kilometres_to_who_needs_it() {
    let mut heart = elder(0.0);
    heart.conditions = vec!["M17".into(), "i25.1".into()];
    let mut cardiologist = doctor(3.0, 1);
    cardiologist.specialties =
        vec![Specialty::parse("E10-E14").unwrap(), Specialty::parse("I20-I25").unwrap()];
    let proposal =
        proven(&bureau(vec![elder(0.0), heart.clone()], vec![doctor(0.0, 2), cardiologist.clone()]));
    assert_eq!(doctors_of(&proposal), [(0, 0), (1, 1)]);
    assert_eq!(proposal.pairs[1].reason.suits, Some(Suits { condition: 1, specialty: 1 }));
    cardiologist.position = at(39.05, 117.0);
    let proposal = proven(&bureau(vec![heart], vec![doctor(0.0, 2), cardiologist]));
    assert_eq!(doctors_of(&proposal), [(0, 0)]);
}

#[test]
fn an_old_pair_stays_until_the_way_costs_more_than_the_change() {
    let known = |hundredths| Person { previous_doctor: Some(1), ..elder(hundredths) };
    let doctors = vec![doctor(0.0, 5), doctor(8.0, 5)];
    let proposal = proven(&bureau(vec![known(0.0)], doctors.clone()));
    assert_eq!((doctors_of(&proposal), proposal.pairs[0].reason.was_doctor_before), (vec![(0, 1)], true));
    let doctors = vec![doctor(0.0, 5), doctor(12.0, 5)];
    let proposal = proven(&bureau(vec![known(-2.0)], doctors));
    assert_eq!((doctors_of(&proposal), proposal.cost), (vec![(0, 0)], 1000 + 222));
}

#[test]
fn nobody_loses_a_doctor_because_somebody_without_one_lives_nearer() {
    let far = Person { previous_doctor: Some(0), ..elder(10.0) };
    let near = elder(0.0);
    let doctors = vec![doctor(0.0, 1)];
    let once = proven(&bureau(vec![far.clone(), near.clone()], doctors.clone()));
    assert_eq!(doctors_of(&once), [(1, 0)], "whoever had one once has no more right to it than others");
    let has = Person { has_doctor: true, ..far };
    let proposal = proven(&bureau(vec![has.clone(), near.clone()], doctors));
    assert_eq!(doctors_of(&proposal), [(0, 0)]);
    assert_eq!(proposal.left_over[0].person, 1);
    // The doctor left: of the places that remain, one is for whoever had one.
    let gone = vec![doctor(0.0, 0), doctor(-1.0, 1)];
    let proposal = proven(&bureau(vec![near.clone(), has.clone()], gone));
    assert_eq!(doctors_of(&proposal), [(1, 1)]);
    // Fewer places than people who have a doctor: one loses, and it is the one who costs more.
    let closer = Person { previous_doctor: Some(0), has_doctor: true, ..near };
    let proposal = proven(&bureau(vec![closer, has], vec![doctor(0.0, 1)]));
    assert_eq!((doctors_of(&proposal), proposal.left_over[0].person), (vec![(0, 0)], 1));
}

#[test]
fn an_elder_without_address_is_paired_at_the_distance_the_bureau_assumes() {
    let mut problem = bureau(vec![Person::default()], vec![doctor(0.0, 1)]);
    problem.weights.max_distance_m = Some(1);
    let proposal = proven(&problem);
    assert_eq!((proposal.cost, proposal.pairs[0].reason.distance_m), (500, None));
}

#[test]
fn everybody_left_over_is_told_why() {
    let why = |problem: &PairingProblem| proven(problem).left_over[0].why;
    let mut problem = bureau(vec![elder(0.0)], vec![]);
    assert_eq!(why(&problem), Why::NobodyAccepts);
    problem.doctors = vec![doctor(2.0, 0), Doctor { accepts: Accepts::Nobody, ..doctor(0.0, 3) }];
    assert_eq!(why(&problem), Why::NobodyAccepts);
    problem.doctors = vec![doctor(2.0, 1), doctor(9.0, 1)];
    problem.weights.max_distance_m = Some(2000);
    assert_eq!(why(&problem), Why::NobodyWithinDistance { doctor: 0, distance_m: 2224 });
    problem.weights.max_distance_m = Some(3000);
    problem.persons[0].refused = vec![0];
    assert_eq!(why(&problem), Why::Refused { doctor: 0 });
    problem.persons[0].refused.clear();
    problem.weights.leave_over = 200;
    assert_eq!(why(&problem), Why::DearerThanLeaving { doctor: 0, extra_cost: 22 });
    problem.weights.leave_over = 1000;
    problem.persons.push(elder(2.0));
    assert_eq!(why(&problem), Why::AllFull { doctor: 0, extra_cost: 0 });
    let pairing = Pairing::new(&problem).unwrap();
    let exactly = pairing.price_of_wish(&proven(&problem), 0, 0).unwrap();
    assert_eq!(exactly, Some(222), "the other one would be left over instead, who lives next door");
}

#[test]
fn a_wish_has_its_price_or_its_obstacle() {
    let mut problem = bureau(vec![elder(0.0), elder(0.0), elder(0.0)], vec![doctor(0.0, 1), doctor(3.0, 5)]);
    problem.doctors.push(Doctor { accepts: Accepts::OwnOnly, ..doctor(0.0, 1) });
    problem.doctors.push(doctor(80.0, 1));
    problem.weights.max_distance_m = Some(20_000);
    problem.persons[2].refused = vec![0];
    problem.persons[1].previous_doctor = Some(2);
    let pairing = Pairing::new(&problem).unwrap();
    let proposal = proven(&problem);
    assert_eq!(pairing.price_of_wish(&proposal, 0, 1), Ok(Some(334)));
    assert_eq!(pairing.price_of_wish(&proposal, 0, 0), Ok(Some(0)));
    assert_eq!(pairing.price_of_wish(&proposal, 2, 0), Ok(None));
    assert_eq!(pairing.price_of_wish(&proposal, 9, 9), Ok(None));
    let why_not = |person, doctor| pairing.why_not(&proposal, person, doctor);
    assert_eq!(doctors_of(&proposal), [(0, 0), (1, 2), (2, 1)]);
    assert_eq!(why_not(0, 0), WhyNot::Paired);
    assert_eq!(why_not(0, 1), WhyNot::Costs { extra_cost: 334, for_others: 0 });
    assert_eq!(why_not(0, 2), WhyNot::NotAccepting);
    assert_eq!(why_not(2, 0), WhyNot::Refused);
    assert!(matches!(why_not(2, 3), WhyNot::TooFar { distance_m: 88_000..=89_999 }));
    assert_eq!((why_not(0, 4), why_not(3, 0)), (WhyNot::Unknown, WhyNot::Unknown));
}

#[test]
fn what_cannot_be_computed_is_refused_not_guessed() {
    let refused = |change: &dyn Fn(&mut PairingProblem)| {
        let mut problem = bureau(vec![elder(0.0)], vec![doctor(0.0, 1)]);
        change(&mut problem);
        propose(&problem).unwrap_err()
    };
    assert_eq!(refused(&|p| p.weights.per_km = -1), Error::Weight("per_km"));
    assert_eq!(refused(&|p| p.weights.leave_over = i64::MAX), Error::Weight("leave_over"));
    assert_eq!(refused(&|p| p.weights.detour_permille = 999), Error::Weight("detour_permille"));
    assert_eq!(refused(&|p| p.persons[0].refused = vec![1]), Error::NoSuchDoctor { person: 0, doctor: 1 });
    assert_eq!(
        refused(&|p| p.persons[0].previous_doctor = Some(7)),
        Error::NoSuchDoctor { person: 0, doctor: 7 }
    );
}

#[test]
fn nobody_and_extremes_are_no_reason_to_fall_over() {
    assert_eq!(propose(&PairingProblem::default()).unwrap().cost, 0);
    assert_eq!(proven(&bureau(vec![], vec![doctor(0.0, 1)])).pairs, []);
    let poles = [at(90.0, 0.0), at(-90.0, 180.0), at(0.0, -180.0), at(0.0, 180.0), None];
    let persons = poles.iter().map(|&position| Person { position, ..Person::default() }).collect();
    let doctors =
        poles.iter().map(|&position| Doctor { position, capacity: u32::MAX, ..Doctor::default() }).collect();
    let mut problem = bureau(persons, doctors);
    problem.weights.unknown_distance_m = u32::MAX;
    proven(&problem);
    problem.weights = Weights { per_km: 1_000_000_000, leave_over: 1_000_000_000, ..problem.weights };
    problem.weights.detour_permille = 10_000;
    proven(&problem);
}

#[test]
fn everybody_in_the_same_house_with_the_same_doctors_is_still_proven() {
    proven(&bureau(vec![elder(0.0); 300], vec![doctor(0.0, 2); 100]));
    proven(&bureau(vec![Person::default(); 300], vec![doctor(0.0, 2); 100]));
    proven(&bureau(vec![elder(0.0); 50], vec![Doctor { capacity: 1, ..Doctor::default() }; 60]));
}

#[test]
fn a_whole_bureau_is_proven_on_all_pairs_and_comes_out_the_same_twice() {
    let problem = county(1500, 150, 7);
    let proposal = proven(&problem);
    assert_eq!(proposal, proven(&problem));
    for (person, doctor) in doctors_of(&proposal) {
        assert!(!problem.persons[person as usize].refused.contains(&doctor));
    }
}

#[test]
fn after_one_change_the_new_best_is_found_from_the_old_prices() {
    let mut problem = county(800, 80, 3);
    let earlier = Earlier::from(&propose(&problem).unwrap());
    problem.persons[17].position = problem.persons[400].position;
    problem.doctors[5].capacity = 0;
    problem.doctors[6].capacity += 9;
    problem.persons.push(elder(1.0));
    let pairing = Pairing::new(&problem).unwrap();
    let again = pairing.propose(&earlier).unwrap();
    assert_eq!(pairing.verify(&again).unwrap().cost, propose(&problem).unwrap().cost);
    let nonsense = Earlier { doctor_prices: vec![i64::MAX; 80], pairs: vec![(9_999, 3), (2, 9_999)] };
    assert_eq!(pairing.propose(&nonsense).unwrap().cost, again.cost);
}

prop_compose! {
    fn anybody(doctors: u32)(
        place in prop::option::weighted(0.9, (-20i32..20, -20i32..20)),
        ill in prop::sample::subsequence(vec!["I25.1", "E11", "J44.9"], 0..=2),
        previous_doctor in prop::option::weighted(0.4, 0..doctors),
        holds in any::<bool>(),
        refused in prop::collection::vec(0..doctors, 0..3),
    ) -> Person {
        let position = place.and_then(|(x, y)| at(39.0 + f64::from(y) / 200.0, 117.0 + f64::from(x) / 200.0));
        let conditions = ill.into_iter().map(str::to_owned).collect();
        Person { position, conditions, previous_doctor, has_doctor: holds && previous_doctor.is_some(), refused }
    }
}

prop_compose! {
    fn any_doctor()(
        place in prop::option::weighted(0.9, (-20i32..20, -20i32..20)),
        treats in prop::sample::subsequence(vec!["I20-I25", "E", "J44"], 0..=2),
        capacity in 0u32..4,
        accepts in prop_oneof![6 => Just(Accepts::Everybody), 1 => Just(Accepts::OwnOnly), 1 => Just(Accepts::Nobody)],
    ) -> Doctor {
        let position = place.and_then(|(x, y)| at(39.0 + f64::from(y) / 200.0, 117.0 + f64::from(x) / 200.0));
        let specialties = treats.into_iter().map(|part| Specialty::parse(part).unwrap()).collect();
        Doctor { position, specialties, capacity, accepts }
    }
}

prop_compose! {
    fn any_problem()(
        doctors in prop::collection::vec(any_doctor(), 1..40),
    )(
        persons in prop::collection::vec(anybody(doctors.len() as u32), 0..60),
        doctors in Just(doctors),
        leave_over in prop_oneof![Just(300i64), Just(100_000)],
        max_distance_m in prop::option::of(1000u32..20_000),
        per_km in prop_oneof![Just(0i64), Just(100)],
        specialty_mismatch in prop_oneof![Just(0i64), Just(300)],
    ) -> PairingProblem {
        let weights = Weights { leave_over, max_distance_m, per_km, specialty_mismatch, ..Weights::default() };
        PairingProblem { persons, doctors, weights }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_pairing_is_proven_on_all_pairs_and_every_reason_is_true(problem in any_problem()) {
        let proposal = proven(&problem);
        let pairing = Pairing::new(&problem).unwrap();
        for pair in &proposal.pairs {
            prop_assert!(!problem.persons[pair.person as usize].refused.contains(&pair.doctor));
            // The second best is the cheapest of all other wishes that can be had.
            let others = (0..problem.doctors.len() as u32).filter_map(|doctor| {
                match pairing.why_not(&proposal, pair.person, doctor) {
                    WhyNot::Costs { extra_cost, .. } => Some(extra_cost),
                    _ => None,
                }
            });
            prop_assert_eq!(pair.reason.second_best.map(|next| next.extra_cost), others.min());
        }
        for (person, doctor) in (0..3).zip(0..problem.doctors.len() as u32) {
            if let WhyNot::Costs { extra_cost, .. } = pairing.why_not(&proposal, person, doctor) {
                // The price by duals never promises too little; the exact one is that of having nobody else.
                let mut forced = problem.clone();
                forced.persons[person as usize].refused = (0..problem.doctors.len() as u32).collect();
                forced.persons[person as usize].refused.remove(doctor as usize);
                let cost = propose(&forced).unwrap();
                let exactly = pairing.price_of_wish(&proposal, person, doctor).unwrap().unwrap();
                prop_assert!(i128::from(extra_cost) <= exactly);
                if cost.pairs.iter().any(|pair| pair.person == person) {
                    prop_assert_eq!(exactly, cost.cost - proposal.cost);
                }
            }
        }
        for left in &proposal.left_over {
            let reachable = (0..problem.doctors.len() as u32)
                .filter(|&doctor| matches!(pairing.why_not(&proposal, left.person, doctor), WhyNot::Costs { .. }));
            let full = matches!(left.why, Why::AllFull { .. } | Why::DearerThanLeaving { .. });
            prop_assert_eq!(reachable.count() > 0, full);
        }
    }

    #[test]
    fn with_places_for_all_who_have_a_doctor_none_of_them_ends_without(problem in any_problem()) {
        let mut problem = problem;
        problem.doctors.iter_mut().for_each(|doctor| doctor.capacity = 1);
        let stays: Vec<bool> = {
            let pairing = Pairing::new(&problem).unwrap();
            let may = |person: u32, doctor: Option<u32>| doctor.is_some_and(|doctor| pairing.terms(person, doctor).is_some());
            let stays = |(person, number): (&Person, u32)| person.has_doctor && may(number, person.previous_doctor);
            problem.persons.iter().zip(0..).map(stays).collect()
        };
        let mut held = vec![0; problem.doctors.len()];
        for (person, stays) in problem.persons.iter_mut().zip(stays) {
            person.has_doctor = stays;
            if let Some(doctor) = person.previous_doctor.filter(|_| stays) {
                held[doctor as usize] += 1;
            }
        }
        // Just enough for them: whoever else gets a place takes it from one of them.
        problem.doctors.iter_mut().zip(held).for_each(|(doctor, held)| doctor.capacity = held);
        let proposal = proven(&problem);
        for left in &proposal.left_over {
            prop_assert!(!problem.persons[left.person as usize].has_doctor, "{} lost a doctor", left.person);
        }
    }

    #[test]
    fn as_few_as_can_be_lose_their_doctor_whatever_it_costs(problem in any_problem()) {
        let is_lost = |left: &LeftOver| problem.persons[left.person as usize].has_doctor;
        let lost = proven(&problem).left_over.iter().filter(|left| is_lost(left)).count();
        // Those alone, and nothing counts but how many have a place.
        let weights = Weights { per_km: 0, specialty_match: 0, specialty_mismatch: 0, change: 0, leave_over: 1, ..problem.weights };
        let persons = problem.persons.iter().filter(|person| person.has_doctor).cloned().collect();
        let alone = PairingProblem { persons, weights, ..problem.clone() };
        prop_assert_eq!(lost, proven(&alone).left_over.len());
    }
}
