//! Vehicle routing: how far from the best known way, after so many CPU seconds (`CPU_SECONDS`, usually 10; three times
//! as many for a thousand customers) and with one seed (`SEED`). `ONLY` names a part of the instances' names.

use crate::clock::Cpu;
use crate::instances::{instances, setting};
use cq_planner::formats::solomon::{self, Rule};
use cq_planner::rounds::{Budget, check, fleet};
use std::path::Path;

pub fn run() {
    let Some(dir) = instances("vrptw") else { return };
    let only = std::env::var("ONLY").unwrap_or_default();
    let published: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(dir.join("BKS_vroom.json")).unwrap()).unwrap();
    let dimacs = std::fs::read_to_string(dir.join("BKS_homberger_1000_dimacs.csv")).unwrap();
    println!("| instance | best known | found | gap | routes | bound | moves |");
    println!("|---|---|---|---|---|---|---|");
    for family in ["solomon", "homberger_200", "homberger_1000"] {
        let mut files: Vec<_> =
            std::fs::read_dir(dir.join(family)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let mut gaps = Vec::new();
        for file in files {
            let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
            if !name.contains(&only) {
                continue;
            }
            // Solomon's best ways are published beside those with the fewest vehicles.
            let known = ["_distance", ""]
                .iter()
                .find_map(|kind| published.get(format!("{name}{kind}"))?.get("best_known_cost")?.as_f64());
            let line = dimacs.lines().find(|line| line.to_lowercase().starts_with(&format!("{name},")));
            let (known, rule) = match line {
                Some(line) => (line.split(',').nth(1).unwrap().parse().unwrap(), Rule::OneDecimal),
                None => (known.unwrap(), Rule::Thousandths),
            };
            gaps.push(one(&file, &name, known, rule));
        }
        if !gaps.is_empty() {
            let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
            let worst = gaps.iter().copied().fold(f64::MIN, f64::max);
            println!("{family}, {} instances: mean gap {mean:.2} %, largest {worst:.2} %", gaps.len());
        }
    }
}

fn one(file: &Path, name: &str, known: f64, rule: Rule) -> f64 {
    let instance = solomon::read(&std::fs::read_to_string(file).unwrap(), rule).unwrap();
    let seconds = setting("CPU_SECONDS", 10.0) * if instance.visits.len() > 500 { 3.0 } else { 1.0 };
    let problem = instance.problem(setting("SEED", 1.0) as u64, u64::MAX);
    let cpu = Cpu::start();
    let mut asked = 0_u64;
    let plan = fleet::solve(
        &problem,
        &mut Budget(|| {
            asked += 1;
            cpu.seconds() / seconds
        }),
    )
    .unwrap();
    check::fleet(&problem, &plan).unwrap();
    assert!(plan.left.is_empty(), "{name}: {} left", plan.left.len());
    let [cost, bound] = [plan.cost, plan.bound].map(|points| points as f64 / rule.scale() as f64);
    let gap = (cost / known - 1.0) * 100.0;
    // Each look at the limit is for 64 moves, and asks twice.
    println!(
        "| {name} | {known} | {cost:.1} | {gap:.2} % | {} | {bound:.0} | {} |",
        plan.routes.len(),
        asked * 32
    );
    gap
}
