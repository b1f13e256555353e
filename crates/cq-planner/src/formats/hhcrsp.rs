//! Home health care routing and scheduling (Mankowska, Meisel and Bierwirth 2014) as JSON: patients with one service
//! or two that meet, caregivers with abilities, one office, and distances with the office first. Numbers are kept to
//! the thousandth as whole numbers; what is paid for is the sum of distance, delay and longest delay (the published
//! cost is a third of it).

use super::Error;
use crate::rounds::team::{Meeting, Task, TeamProblem, TeamWeights, Visit, Worker};
use crate::rounds::{Matrix, Time, Window};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thousandths.
pub const SCALE: i64 = 1_000;
/// Numbers beyond this are refused.
const MOST: f64 = 60_000.0;

/// An instance. Place 0 is the office; place `p + 1` is patient `p`'s.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Travel times.
    pub travel: Matrix,
    /// Caregivers.
    pub workers: Vec<Worker>,
    /// Patients.
    pub visits: Vec<Visit>,
}

impl Instance {
    /// As a team's day.
    #[must_use]
    pub fn problem(&self, seed: u64, moves: u64) -> TeamProblem<'_, Matrix> {
        let weights = TeamWeights { travel: 1, late: 1, latest: 1 };
        TeamProblem {
            travel: &self.travel,
            workers: &self.workers,
            visits: &self.visits,
            weights,
            seed,
            moves,
        }
    }
}

#[derive(Deserialize)]
struct File {
    patients: Vec<Patient>,
    services: Vec<Service>,
    caregivers: Vec<Caregiver>,
    distances: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Patient {
    time_window: [f64; 2],
    required_caregivers: Vec<Required>,
    synchronization: Option<Synchronization>,
}

#[derive(Deserialize)]
struct Required {
    service: String,
    duration: f64,
}

#[derive(Deserialize)]
struct Synchronization {
    distance: Option<[f64; 2]>,
}

#[derive(Deserialize)]
struct Service {
    id: String,
}

#[derive(Deserialize)]
struct Caregiver {
    abilities: Vec<String>,
}

/// Reads an instance.
pub fn read(text: &str) -> Result<Instance, Error> {
    let malformed = |what| Error::Malformed { line: 1, what };
    let file: File = serde_json::from_str(text).map_err(|error| Error::Malformed {
        line: error.line(),
        what: "patients, services, caregivers, distances",
    })?;
    let skills: BTreeMap<&str, u32> =
        file.services.iter().map(|service| service.id.as_str()).zip(0..).collect();
    let skill =
        |name: &String| skills.get(name.as_str()).copied().ok_or(malformed("a service that is listed"));
    let size = file.patients.len() + 1;
    if file.distances.len() != size || file.distances.iter().any(|row| row.len() != size) {
        return Err(malformed("distances between all patients and the office"));
    }
    let minutes = file.distances.iter().flatten().map(|&distance| thousandths(distance).map(Some));
    let travel = Matrix::new(size as u32, minutes.collect::<Result<Vec<_>, Error>>()?);
    let task = |required: &Required| -> Result<Task, Error> {
        Ok(Task {
            skill: skill(&required.service)?,
            length: thousandths(required.duration)?,
            refused: Vec::new(),
        })
    };
    let visit = |(place, patient): (u32, &Patient)| -> Result<Visit, Error> {
        let [opens, closes] = patient.time_window;
        let after = patient.synchronization.as_ref().and_then(|meets| meets.distance).unwrap_or([0.0, 0.0]);
        let after = Window::new(thousandths(after[0])?, thousandths(after[1])?);
        let (task, meeting) = match &patient.required_caregivers[..] {
            [one] => (task(one)?, None),
            [one, other] => (task(one)?, Some(Meeting { task: task(other)?, after })),
            _ => return Err(malformed("one service or two for each patient")),
        };
        Ok(Visit { place, window: Window::new(thousandths(opens)?, thousandths(closes)?), task, meeting })
    };
    let hours = Window::new(0, crate::rounds::team::MOST_MINUTES);
    let worker = |caregiver: &Caregiver| -> Result<Worker, Error> {
        let skills = caregiver.abilities.iter().map(skill).collect::<Result<_, Error>>()?;
        Ok(Worker { from: 0, to: 0, hours, skills })
    };
    Ok(Instance {
        travel: travel.map_err(|_| malformed("distances that are not negative"))?,
        workers: file.caregivers.iter().map(worker).collect::<Result<_, Error>>()?,
        visits: (1..).zip(&file.patients).map(visit).collect::<Result<_, Error>>()?,
    })
}

fn thousandths(number: f64) -> Result<Time, Error> {
    let sound = number.is_finite() && number.abs() <= MOST;
    sound.then(|| (number * SCALE as f64).round() as Time).ok_or(Error::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"patients": [{"time_window": [10.0, 20.5], "required_caregivers":
        [{"service": "s1", "duration": 5.0}, {"service": "s2", "duration": 6.0}],
        "synchronization": {"type": "sequential", "distance": [3, 9]}}],
        "services": [{"id": "s1"}, {"id": "s2"}], "caregivers": [{"abilities": ["s2"]}],
        "distances": [[0.0, 1.25], [1.25, 0.0]]}"#;

    #[test]
    fn an_instance_is_read_to_the_thousandth() {
        let instance = read(ONE).unwrap();
        assert_eq!(crate::rounds::Travel::minutes(&instance.travel, 0, 1), Some(1_250));
        assert_eq!(instance.visits[0].window, Window::new(10_000, 20_500));
        assert_eq!(instance.visits[0].meeting.as_ref().unwrap().after, Window::new(3_000, 9_000));
        assert_eq!(instance.workers[0].skills, [1]);
    }

    #[test]
    fn what_is_no_instance_is_refused() {
        assert!(matches!(read("{"), Err(Error::Malformed { .. })));
        assert!(matches!(read(&ONE.replace("[0.0, 1.25], ", "")), Err(Error::Malformed { .. })));
        assert!(matches!(read(&ONE.replace(r#"["s2"]"#, r#"["s9"]"#)), Err(Error::Malformed { .. })));
        assert!(matches!(read(&ONE.replace("1.25", "1e300")), Err(Error::TooLarge)));
        assert!(matches!(read(&ONE.replace("1.25", "-1")), Err(Error::Malformed { .. })));
    }
}
