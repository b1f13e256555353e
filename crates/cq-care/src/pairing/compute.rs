//! From the registry to the planner and back: a problem of numbers goes in, rows with reasons come out.

use std::collections::{HashMap, HashSet};

use cq_planner::pairing::{self, Pairing, PairingProblem, Specialty, Suits, Terms};
use cq_platform::{
    Error, Result,
    db::Conn,
    ids::{BureauId, StaffId},
};
use cq_registry::person::PersonId;

use super::{
    model::{Fit, NewRow, Reason, Rules, Was, Why},
    store,
};
use crate::doctor::{self, Doctor, treats};

/// All that a pairing is computed from.
pub struct Input {
    /// The rules it follows.
    pub rules: Rules,
    persons: Vec<PersonId>,
    doctors: Vec<Doctor>,
    /// The words behind each doctor's specialties, place by place.
    words: Vec<Vec<String>>,
    /// Who answers now, by person's place.
    before: Vec<Option<StaffId>>,
    former: HashSet<(PersonId, StaffId)>,
    problem: PairingProblem,
}

/// A computed pairing.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// One for each person, by reading.
    pub rows: Vec<NewRow>,
    /// Points.
    pub cost: i64,
    /// What every pairing costs at least in which as few people lose their doctor, in points.
    pub bound: i64,
}

impl Computed {
    /// Cost and bound are equal: there is no better pairing.
    pub fn is_optimal(&self) -> bool {
        self.cost == self.bound
    }
}

/// What a pairing comes to, to be held against another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// People with a doctor.
    pub paired: usize,
    /// Of these, whose doctor is another than now.
    pub changed: usize,
    /// People without.
    pub left: usize,
    /// Pairs in which a specialty covers an illness.
    pub suiting: usize,
    /// Pairs whose road is known.
    pub measured: usize,
    /// All these roads, in metres.
    pub road_m: u64,
    /// The longest, in metres.
    pub farthest_m: u32,
}

impl Computed {
    /// What it comes to.
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for row in &self.rows {
            match row.staff {
                None => sums.left += 1,
                Some(staff) => {
                    sums.paired += 1;
                    sums.changed += usize::from(row.before.is_some_and(|before| before != staff));
                }
            }
            if let Reason::Pair(fit) = &row.reason {
                sums.suiting += usize::from(fit.specialty.is_some());
            }
            if let Some(metres) = row.distance_m {
                sums.measured += 1;
                sums.road_m += u64::from(metres);
                sums.farthest_m = sums.farthest_m.max(metres);
            }
        }
        sums
    }
}

/// A doctor somebody might choose for a person.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Who.
    pub doctor: Doctor,
    /// What the pair costs, in points.
    pub cost: i64,
    /// How well the two fit.
    pub fit: Fit,
}

impl Input {
    /// Reads everything in one view.
    pub fn load(conn: &Conn<'_>, bureau: &BureauId, rules: Rules) -> Result<Self> {
        let mut doctors = doctor::store::list(conn, bureau)?;
        doctors.retain(|doctor| doctor.left_on.is_none());
        let places: HashMap<StaffId, _> = store::doctor_places(conn, bureau)?
            .into_iter()
            .map(|(id, north, east)| (id, position(north, east)))
            .collect();
        let numbers: HashMap<StaffId, u32> = doctors.iter().map(|doctor| doctor.id).zip(0..).collect();
        let (words, planned) =
            doctors.iter().map(|doctor| planned(doctor, places.get(&doctor.id).copied().flatten())).unzip();
        let mut last: HashMap<PersonId, (StaffId, bool)> = HashMap::new();
        let mut former = HashSet::new();
        for (person, staff, until) in store::history(conn, bureau)? {
            former.extend(until.map(|_| (person, staff)));
            if last.get(&person).is_none_or(|(_, active)| !active) {
                last.insert(person, (staff, until.is_none()));
            }
        }
        let mut conditions: HashMap<PersonId, Vec<String>> = HashMap::new();
        for (person, code) in store::conditions(conn, bureau)? {
            conditions.entry(person).or_default().push(code);
        }
        let (mut persons, mut before, mut people) = (Vec::new(), Vec::new(), Vec::new());
        for (id, north, east) in store::persons(conn, bureau)? {
            let held = last.get(&id);
            persons.push(id);
            before.push(held.filter(|(_, active)| *active).map(|(staff, _)| *staff));
            people.push(pairing::Person {
                position: position(north, east),
                conditions: conditions.remove(&id).unwrap_or_default(),
                previous_doctor: held.and_then(|(staff, _)| numbers.get(staff).copied()),
                has_doctor: held.is_some_and(|(_, active)| *active),
                refused: Vec::new(),
            });
        }
        let problem = PairingProblem { persons: people, doctors: planned, weights: rules.into() };
        Ok(Self { rules, persons, doctors, words, before, former, problem })
    }

    /// The same people and doctors under other rules.
    pub fn under(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self.problem.weights = rules.into();
        self
    }

    /// A doctor's name.
    pub fn doctor(&self, id: StaffId) -> Option<&str> {
        self.doctors.iter().find(|doctor| doctor.id == id).map(|doctor| doctor.name.as_str())
    }

    /// The pairing of least cost. Takes a second or so for thousands: keep it off the threads that answer requests.
    pub fn solve(&self) -> Result<Computed> {
        let proposal = pairing::propose(&self.problem).map_err(Error::internal)?;
        let pairing = Pairing::new(&self.problem).map_err(Error::internal)?;
        let mut rows: Vec<(u32, NewRow)> = Vec::with_capacity(self.persons.len());
        for pair in &proposal.pairs {
            let fit = self.fit(pair.person, pair.doctor, pair.reason.distance_m, pair.reason.suits);
            let staff = self.doctors.get(pair.doctor as usize).map(|doctor| doctor.id);
            rows.push((pair.person, self.row(pair.person, staff, pair.cost, Reason::Pair(fit))?));
        }
        for left in &proposal.left_over {
            let cost = pairing.leave_cost(left.person).unwrap_or_default();
            rows.push((left.person, self.row(left.person, None, cost, Reason::Left(self.why(left.why)))?));
        }
        rows.sort_by_key(|(person, _)| *person);
        // That few lose their doctor comes before all points, and is none itself; cost and bound are proved with it.
        let has_doctor = |left: &&pairing::LeftOver| {
            self.problem.persons.get(left.person as usize).is_some_and(|person| person.has_doctor)
        };
        let lost = proposal.left_over.iter().filter(has_doctor).count();
        let lost = i128::try_from(lost).map_err(Error::internal)? * i128::from(pairing.lose_cost());
        let number = |points: i128| i64::try_from(points - lost).map_err(Error::internal);
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Ok(Computed { rows, cost: number(proposal.cost)?, bound: number(proposal.bound)? })
    }

    /// Every doctor that may be chosen for `person`, the most fitting first, and what it costs to choose nobody.
    pub fn choices(&self, person: PersonId) -> Result<(Vec<Choice>, i64)> {
        let at = self.persons.iter().position(|id| *id == person).ok_or(Error::NotFound)?;
        let one = self.problem.persons.get(at).cloned().ok_or(Error::NotFound)?;
        let problem = PairingProblem {
            persons: vec![one],
            doctors: self.problem.doctors.clone(),
            weights: self.problem.weights,
        };
        let pairing = Pairing::new(&problem).map_err(Error::internal)?;
        let number = u32::try_from(at).map_err(Error::internal)?;
        let choice = |(doctor, place): (&Doctor, u32)| {
            let Terms { cost, distance_m, suits } = pairing.terms(0, place)?;
            Some(Choice { doctor: doctor.clone(), cost, fit: self.fit(number, place, distance_m, suits) })
        };
        let mut choices: Vec<Choice> = self.doctors.iter().zip(0..).filter_map(choice).collect();
        choices.sort_by(|one, other| (one.cost, &one.doctor.pinyin).cmp(&(other.cost, &other.doctor.pinyin)));
        Ok((choices, pairing.leave_cost(0).unwrap_or_default()))
    }

    fn row(&self, person: u32, staff: Option<StaffId>, cost: i64, reason: Reason) -> Result<NewRow> {
        let place = person as usize;
        let id = self.persons.get(place).ok_or_else(|| Error::internal("the planner named nobody"))?;
        let distance_m = match &reason {
            Reason::Pair(fit) => fit.distance_m,
            Reason::Left(_) | Reason::Ledger => None,
        };
        Ok(NewRow {
            person: *id,
            staff,
            before: self.before.get(place).copied().flatten(),
            cost,
            distance_m,
            reason,
        })
    }

    fn fit(&self, person: u32, doctor: u32, distance_m: Option<u32>, suits: Option<Suits>) -> Fit {
        let (place, number) = (person as usize, doctor as usize);
        let suits = suits.and_then(|Suits { condition, specialty }| {
            let word = self.words.get(number)?.get(specialty as usize)?;
            Some((word.clone(), self.problem.persons.get(place)?.conditions.get(condition as usize)?.clone()))
        });
        let pair = self.persons.get(place).copied().zip(self.doctors.get(number).map(|doctor| doctor.id));
        let was = match pair {
            Some((_, staff)) if self.before.get(place).copied().flatten() == Some(staff) => Was::Now,
            Some(pair) if self.former.contains(&pair) => Was::Once,
            _ => Was::Never,
        };
        let (specialty, condition) = suits.unzip();
        Fit { distance_m, specialty, condition, was }
    }

    fn why(&self, why: pairing::Why) -> Why {
        let name = |doctor: u32| {
            self.doctors.get(doctor as usize).map(|doctor| doctor.name.clone()).unwrap_or_default()
        };
        match why {
            // Nobody is refused here: wishes of that kind are not kept yet.
            pairing::Why::NobodyAccepts | pairing::Why::Refused { .. } => Why::NobodyAccepts,
            pairing::Why::NobodyWithinDistance { doctor, distance_m } => {
                Why::TooFar { doctor: name(doctor), distance_m }
            }
            pairing::Why::AllFull { doctor, .. } => Why::AllFull { doctor: name(doctor) },
            pairing::Why::DearerThanLeaving { doctor, .. } => Why::TooDear { doctor: name(doctor) },
        }
    }
}

fn position(north: Option<f64>, east: Option<f64>) -> Option<pairing::LatLon> {
    north.zip(east).and_then(|(north, east)| pairing::LatLon::new(north, east).ok())
}

/// The doctor as the planner knows one, and the word behind each of the specialties.
fn planned(doctor: &Doctor, position: Option<pairing::LatLon>) -> (Vec<String>, pairing::Doctor) {
    let parts = doctor.specialties().flat_map(|word| treats(word).map(move |block| (word.to_owned(), block)));
    let (words, specialties) =
        parts.filter_map(|(word, block)| Some((word, Specialty::parse(block).ok()?))).unzip();
    (
        words,
        pairing::Doctor {
            position,
            specialties,
            capacity: doctor.capacity,
            accepts: pairing::Accepts::Everybody,
        },
    )
}
