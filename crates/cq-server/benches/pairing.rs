//! Pairing the demo bureau: 4,000 people × 391 doctors, from structs to a plan with its proof, on one core.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use cq_demo::{Bureau, DoctorRecord, PersonRecord, Place, Scale};
use cq_planner::pairing::{Doctor, LatLon, Pairing, PairingProblem, Person, Specialty, Weights, propose};
use measure::{Outcome, head, median, row, setting, timed};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Outcome {
    let today = jiff::civil::date(2026, 11, 23);
    let (people, doctors) = (setting("PEOPLE", 4_000), setting("DOCTORS", 391));
    let mut rows = Vec::new();
    for seed in 1..=3 {
        let bureau = cq_demo::bureau(Scale { people, doctors, seed, today });
        let problem = problem(&bureau)?;
        let mut seconds = Vec::new();
        for _ in 0..setting("ROUNDS", 9) {
            let (proposal, took) = timed(|| propose(&problem).map(std::hint::black_box));
            drop(proposal?);
            seconds.push(took.wall.as_secs_f64());
        }
        let proposal = propose(&problem)?;
        // Once more against all persons × doctors, by a check that shares no code with the solver.
        let checked = Pairing::new(&problem)?.verify(&proposal).map_err(|why| format!("{why:?}"))?;
        let slowest = seconds.iter().copied().fold(0.0, f64::max);
        rows.push([
            format!("{people} × {doctors}, seed {seed}"),
            format!("{:.0}", median(seconds) * 1e3),
            format!("{:.0}", slowest * 1e3),
            proposal.cost.to_string(),
            checked.bound.to_string(),
            (if proposal.optimal && checked.cost == checked.bound { "yes" } else { "NO" }).to_owned(),
            proposal.left_over.len().to_string(),
        ]);
    }
    head(&["people × doctors", "median ms", "slowest ms", "cost", "bound", "optimal", "left over"]);
    rows.iter().for_each(|cells| row(cells));
    Ok(())
}

fn problem(bureau: &Bureau) -> Outcome<PairingProblem> {
    let mut persons = bureau.people.iter().map(person).collect::<Outcome<Vec<_>>>()?;
    for past in &bureau.past_pairings {
        if let Some(person) = persons.get_mut(past.person) {
            person.previous_doctor = Some(u32::try_from(past.doctor)?);
        }
    }
    let doctors = bureau.doctors.iter().map(doctor).collect::<Outcome<Vec<_>>>()?;
    Ok(PairingProblem { persons, doctors, weights: Weights::default() })
}

fn person(record: &PersonRecord) -> Outcome<Person> {
    Ok(Person {
        position: Some(position(record.home)?),
        conditions: record.illnesses.iter().map(|illness| illness.code.to_owned()).collect(),
        ..Person::default()
    })
}

fn doctor(record: &DoctorRecord) -> Outcome<Doctor> {
    let blocks = record.expertise.iter().flat_map(|word| blocks(word));
    Ok(Doctor {
        position: Some(position(record.hospital().place)?),
        specialties: blocks.map(|block| Specialty::parse(block)).collect::<Result<_, _>>()?,
        capacity: u32::try_from(record.capacity)?,
        ..Doctor::default()
    })
}

fn position(place: Place) -> Outcome<LatLon> {
    LatLon::new(place.latitude(), place.longitude()).map_err(|_| "off the globe".into())
}

/// What a word of 专长 covers.
fn blocks(word: &str) -> &'static [&'static str] {
    match word {
        "心血管" => &["I10-I15", "I20-I25", "I48", "I50", "E78"],
        "高血压" => &["I10-I15"],
        "神经" => &["I60-I69", "G20", "F03"],
        "脑卒中" => &["I60-I69"],
        "糖尿病" => &["E10-E14"],
        "呼吸" => &["J40-J47"],
        "慢阻肺" => &["J44"],
        "消化" => &["K20-K31"],
        "骨关节" | "针灸推拿" => &["M00-M99"],
        "骨质疏松" => &["M80-M82"],
        "肾病" => &["N17-N19"],
        "肿瘤" => &["C00-C97"],
        "泌尿" => &["N40"],
        "眼病" => &["H25-H28"],
        "精神心理" => &["F00-F09", "F32"],
        "痴呆" => &["F00-F03"],
        _ => &[],
    }
}
