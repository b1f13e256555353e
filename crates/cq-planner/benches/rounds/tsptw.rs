//! The travelling salesman with time windows: how many are proven, against what is published.

use crate::clock::Cpu;
use crate::instances::{instances, setting};
use cq_planner::formats::tsptw;
use cq_planner::rounds::check;
use cq_planner::rounds::tour::{Outcome, solve};

pub fn run() {
    let Some(dir) = instances("tsptw") else { return };
    let most = setting("CPU_SECONDS", 60.0);
    println!(
        "| family | instances | proven optimal | equal to the best known | better | CPU s in all, with reading and checking | the longest |"
    );
    println!("|---|---|---|---|---|---|---|");
    for family in ["Dumas", "Langevin"] {
        let known = std::fs::read_to_string(dir.join(format!("best_known/{family}.txt"))).unwrap();
        let (mut count, mut proven, mut equal, mut better) = (0, 0, 0, 0);
        let (all, mut longest) = (Cpu::start(), (0.0, String::new()));
        for line in known.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let text = std::fs::read_to_string(dir.join(family).join(words[0])).unwrap();
            let instance = tsptw::read(&text).unwrap();
            let published = (words[1].parse::<f64>().unwrap() * instance.scale as f64).round() as i64;
            let cpu = Cpu::start();
            let problem = instance.problem();
            let outcome = solve(&problem, &mut || cpu.seconds() > most).unwrap();
            let seconds = cpu.seconds();
            if std::env::var_os("VERBOSE").is_some() {
                println!("{} {seconds:.3}", words[0]);
            }
            count += 1;
            if seconds > longest.0 {
                longest = (seconds, words[0].to_owned());
            }
            let Outcome::Planned(tour) = outcome else {
                println!("{}: {outcome:?}", words[0]);
                continue;
            };
            check::tour(&problem, &tour).unwrap();
            proven += u32::from(tour.optimal);
            equal += u32::from(tour.cost == published);
            better += u32::from(tour.cost < published);
            if tour.cost != published {
                println!("{}: {} and not {published}, bound {}", words[0], tour.cost, tour.bound);
            }
        }
        let total = all.seconds();
        println!(
            "| {family} | {count} | {proven} | {equal} | {better} | {total:.2} | {:.2} ({}) |",
            longest.0, longest.1
        );
    }
}
