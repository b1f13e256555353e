//! Times one county on the command line: persons, doctors, repetitions, and anything to check all pairs.

#[path = "../benches/county/mod.rs"]
mod county;
use cq_planner::pairing::*;
fn main() {
    let a: Vec<usize> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let c = county::county(a[0], a[1], 2);
    for _ in 0..a[2] {
        let t = std::time::Instant::now();
        let p = Pairing::new(&c).unwrap();
        let t1 = t.elapsed();
        let r = p.propose(&Earlier::default()).unwrap();
        eprintln!(
            "ready {t1:?} total {:?} cost {} pairs {} left {}",
            t.elapsed(),
            r.cost,
            r.pairs.len(),
            r.left_over.len()
        );
        if a.len() > 3 {
            let t = std::time::Instant::now();
            println!("{:?} {:?}", p.verify(&r).unwrap(), t.elapsed());
            let e = Earlier::from(&r);
            let mut c2 = c.clone();
            c2.persons[17].position = c2.persons[18].position;
            let t = std::time::Instant::now();
            let p2 = Pairing::new(&c2).unwrap();
            let r2 = p2.propose(&e).unwrap();
            println!(
                "warm {:?} cost {} cold {}",
                t.elapsed(),
                r2.cost,
                p2.propose(&Earlier::default()).unwrap().cost
            );
        }
    }
}
