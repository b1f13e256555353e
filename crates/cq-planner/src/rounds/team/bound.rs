//! No plan costs less: every task follows something and is followed by something that the same worker could do, and
//! what even the first possible start leaves late.

use super::timing::{Job, Timing};
use crate::rounds::successors;
use crate::transport;

pub(super) fn least(timing: &Timing) -> Result<i64, transport::Error> {
    Ok(travel(timing)? + late(timing))
}

/// Rows and columns: the tasks, then the workers; a worker who follows herself stays at home.
fn travel(timing: &Timing) -> Result<i64, transport::Error> {
    let (jobs, workers) = (timing.jobs.len(), timing.from.len());
    let points = |from: usize, to: usize| timing.weights.travel * timing.minutes(from, to);
    let places: Vec<usize> = timing
        .jobs
        .iter()
        .map(|job| job.place)
        .chain(timing.from.iter().chain(&timing.to).copied())
        .collect();
    let widest =
        places.iter().flat_map(|&from| places.iter().map(move |&to| points(from, to))).max().unwrap_or(0);
    let share = |one: &Job, other: &Job| one.able.iter().any(|worker| other.able.contains(worker));
    let able = |worker: usize, job: &Job| job.able.contains(&(worker as u16));
    let successors = |row: usize| -> Vec<(u32, i64)> {
        let next = (0..).zip(&timing.jobs);
        let Some(job) = timing.jobs.get(row) else {
            let worker = row - jobs;
            let first = next.filter(|(_, job)| able(worker, job));
            let first = first.map(|(to, job)| (to, points(timing.from[worker], job.place)));
            return first.chain([(row as u32, 0)]).collect();
        };
        let next = next.filter(|&(_, other)| other.visit != job.visit && share(job, other));
        let next = next.map(|(to, other)| (to, points(job.place, other.place)));
        let home = (0..workers).filter(|&worker| able(worker, job));
        let home = home.map(|worker| ((jobs + worker) as u32, points(job.place, timing.to[worker])));
        next.chain(home).collect()
    };
    Ok(successors::least(jobs + workers, widest, successors)?.unwrap_or(0))
}

/// What is late even for the worker who is there first.
fn late(timing: &Timing) -> i64 {
    let late = |job: &Job| {
        let there = job.able.iter().map(|&worker| {
            let worker = usize::from(worker);
            timing.hours[worker].opens + timing.minutes(timing.from[worker], job.place)
        });
        (there.min().unwrap_or(job.window.opens).max(job.window.opens) - job.window.closes).max(0)
    };
    let (mut sum, mut most) = (0, 0);
    for job in &timing.jobs {
        let late = late(job);
        (sum, most) = (sum + late, most.max(late));
    }
    timing.weights.late * sum + timing.weights.latest * most
}
