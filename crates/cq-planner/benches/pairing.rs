//! Pairing from structs to a proven plan with its reasons, on one core.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod county;

use county::county;
use cq_planner::pairing::{Earlier, Pairing, propose};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn pairing(criterion: &mut Criterion) {
    let bureau = county(4_000, 391, 1);
    criterion
        .bench_function("4,000 persons x 391 doctors", |b| b.iter(|| propose(black_box(&bureau)).unwrap()));

    let pairing = Pairing::new(&bureau).unwrap();
    let earlier = Earlier::from(&pairing.propose(&Earlier::default()).unwrap());
    let mut moved = bureau.clone();
    moved.persons[17].position = moved.persons[18].position;
    criterion.bench_function("4,000 x 391 again after one person moved", |b| {
        b.iter(|| Pairing::new(black_box(&moved)).unwrap().propose(&earlier).unwrap());
    });

    let province = county(100_000, 5_000, 2);
    let mut group = criterion.benchmark_group("large");
    group.sample_size(10);
    group.bench_function("100,000 persons x 5,000 doctors", |b| {
        b.iter(|| propose(black_box(&province)).unwrap())
    });
    group.finish();
}

criterion_group!(benches, pairing);
criterion_main!(benches);
