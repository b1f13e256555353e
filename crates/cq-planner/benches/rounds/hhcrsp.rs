//! Home health care: how far from the best known, after so many CPU seconds (`CPU_SECONDS`, usually 60) and with one seed
//! (`SEED`). `ONLY` names a part of the instances' names.

use crate::clock::Cpu;
use crate::instances::{instances, setting};
use cq_planner::formats::hhcrsp;
use cq_planner::rounds::{check, team};

pub fn run() {
    let Some(dir) = instances("hhcrsp") else { return };
    let (most, seed) = (setting("CPU_SECONDS", 60.0), setting("SEED", 1.0) as u64);
    let only = std::env::var("ONLY").unwrap_or_default();
    let known = std::fs::read_to_string(dir.join("best_known.csv")).unwrap();
    println!("| instance | best known | found | gap | bound | proven |");
    println!("|---|---|---|---|---|---|");
    let mut gaps: Vec<(String, f64)> = Vec::new();
    for line in known.lines().skip(1).filter(|line| line.contains(&only)) {
        let fields: Vec<&str> = line.split(',').collect();
        let published: f64 = fields[5].parse().unwrap();
        let text = std::fs::read_to_string(dir.join(format!("{}.json", fields[1]))).unwrap();
        let instance = hhcrsp::read(&text).unwrap();
        let problem = instance.problem(seed, u64::MAX);
        let cpu = Cpu::start();
        let plan = team::solve(&problem, &mut || cpu.seconds() > most).unwrap();
        check::team(&problem, &plan).unwrap();
        assert!(plan.left.is_empty());
        let mean = |points: i64| points as f64 / hhcrsp::SCALE as f64 / 3.0;
        let gap = (mean(plan.cost) / published - 1.0) * 100.0;
        let name = fields[1].trim_start_matches("InstanzCPLEX_HCSRP_");
        let (cost, bound) = (mean(plan.cost), mean(plan.bound));
        let proven = if plan.optimal { "yes" } else { "" };
        println!("| {name} | {published:.3} | {cost:.3} | {gap:.2} % | {bound:.1} | {proven} |");
        gaps.push((name.split('_').next().unwrap_or_default().to_owned(), gap));
    }
    for size in ["10", "25", "50"] {
        let of: Vec<f64> = gaps.iter().filter(|(name, _)| name == size).map(|(_, gap)| *gap).collect();
        if !of.is_empty() {
            let mean = of.iter().sum::<f64>() / of.len() as f64;
            let worst = of.iter().copied().fold(f64::MIN, f64::max);
            println!(
                "{size} patients, {} instances, {most} CPU s each: mean gap {mean:.2} %, largest {worst:.2} %",
                of.len()
            );
        }
    }
}
