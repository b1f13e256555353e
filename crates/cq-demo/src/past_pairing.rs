//! Last year's pairs: near, often of the right specialty, not optimal; made by people, desk by desk.

use crate::{
    PastPairing, Scale,
    county::HOSPITALS,
    dice::{Dice, Stream},
    doctors::DoctorRecord,
    person::{Month, PersonRecord},
};

const SHARE_PAIRED: f64 = 0.86;
/// Nobody was sent farther than this.
const FARTHEST_KM: f64 = 16.0;

struct Desks<'a> {
    doctors: &'a [DoctorRecord],
    left: Vec<usize>,
    by_hospital: Vec<Vec<usize>>,
}

/// At most one per person, never above a doctor's capacity. The first doctor's list is full and begins with the
/// first person.
pub(crate) fn past_pairings(
    scale: Scale,
    people: &[PersonRecord],
    doctors: &[DoctorRecord],
) -> Vec<PastPairing> {
    let mut dice = Dice::new(scale.seed, Stream::PastPairings);
    let mut desks = Desks::new(doctors);
    let mut chosen: Vec<Option<usize>> = vec![None; people.len()];
    for person in list_of_the_first(people, doctors) {
        chosen[person] = Some(0);
        desks.left[0] -= 1;
    }
    for (person, doctor) in people.iter().zip(&mut chosen) {
        let paired = dice.chance(SHARE_PAIRED);
        if paired && doctor.is_none() {
            *doctor = desks.choose(&mut dice, person);
        }
    }
    let year = scale.today.year() - 1;
    chosen
        .into_iter()
        .enumerate()
        .filter_map(|(person, doctor)| Some((person, doctor?)))
        .map(|(person, doctor)| {
            let month = 1 + dice.weighted([2, 4, 30, 18, 8, 6, 4, 4, 6, 8, 6, 4].into_iter()) as i8;
            PastPairing { person, doctor, since: Month { year, month } }
        })
        .collect()
}

/// The nearest with an illness that the first doctor treats, until the list is full; the first person leads.
fn list_of_the_first(people: &[PersonRecord], doctors: &[DoctorRecord]) -> Vec<usize> {
    let Some(first) = doctors.first() else { return Vec::new() };
    let distance = |at: usize| people[at].home.distance_km(first.hospital().place);
    let mut suited: Vec<usize> = (1..people.len())
        .filter(|at| people[*at].illnesses.first().is_some_and(|illness| first.suits(illness)))
        .collect();
    suited.sort_by(|a, b| distance(*a).total_cmp(&distance(*b)).then(a.cmp(b)));
    let leading = if people.is_empty() { None } else { Some(0) };
    leading.into_iter().chain(suited).take(first.capacity).collect()
}

impl<'a> Desks<'a> {
    fn new(doctors: &'a [DoctorRecord]) -> Self {
        let mut by_hospital = vec![Vec::new(); HOSPITALS.len()];
        for (at, doctor) in doctors.iter().enumerate() {
            by_hospital[doctor.hospital].push(at);
        }
        Self { doctors, left: doctors.iter().map(|doctor| doctor.capacity).collect(), by_hospital }
    }

    /// A desk of the nearest hospital that still has places; mostly one of the right specialty.
    fn choose(&mut self, dice: &mut Dice, person: &PersonRecord) -> Option<usize> {
        let mut hospitals: Vec<(f64, usize)> = HOSPITALS
            .iter()
            .enumerate()
            .map(|(at, hospital)| (person.home.distance_km(hospital.place), at))
            .filter(|(km, _)| *km <= FARTHEST_KM)
            .map(|(km, at)| (km + 1.5 * dice.unit(), at))
            .collect();
        hospitals.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let by_specialty = dice.chance(0.7);
        let doctor = hospitals.into_iter().find_map(|(_, hospital)| {
            let open = || self.by_hospital[hospital].iter().copied().filter(|at| self.left[*at] > 0);
            let leading = person.illnesses.first().filter(|_| by_specialty);
            let suited = leading.and_then(|illness| open().find(|at| self.doctors[*at].suits(illness)));
            suited.or_else(|| open().max_by_key(|at| (self.left[*at], usize::MAX - at)))
        })?;
        self.left[doctor] -= 1;
        Some(doctor)
    }
}
