//! The list of people taken out whole, as xlsx and as csv: how long until the first byte and the last, how much memory more.
//!
//! `PEOPLE` people (100,000 unless said otherwise) of a kept SQLite registry, every open column, through the whole program as a
//! service in this process. The client reads and forgets. Memory is the peak over what the process held before.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod measure;

use std::{future::poll_fn, pin::Pin, time::Instant};

use cq_registry::{export::Export, person::PersonExport};
use futures_core::Stream;
use measure::{
    Outcome, client::Client, forget_peak_memory, head, median, peak_memory_mib, registry, row, setting,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Each file is taken out so often; the figures are the medians.
const ROUNDS: usize = 3;

/// One file taken out.
struct Run {
    first_byte_s: f64,
    last_byte_s: f64,
    mib: f64,
    more_memory_mib: f64,
}

fn main() -> Outcome {
    let count = setting("PEOPLE", 100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (world, _) = registry::on_sqlite(count).await?;
        let client = Client::signed_in(&world).await?;
        let open = PersonExport.columns().iter().map(|column| column.spec.key);
        let columns: Vec<&str> = open.filter(|key| !PersonExport.is_sealed(key)).collect();
        head(&["file", "MiB", "first byte, seconds", "last byte, seconds", "memory more, MiB"]);
        for format in ["csv", "xlsx"] {
            let path = format!("/people/export?format={format}&columns={}", columns.join(","));
            let mut runs = Vec::new();
            for _ in 0..ROUNDS {
                runs.push(run(&client, &path).await?);
            }
            let of = |figure: fn(&Run) -> f64| median(runs.iter().map(figure));
            row(&[
                format!("{format}, {count} people, {} columns", columns.len()),
                format!("{:.1}", of(|run| run.mib)),
                format!("{:.2}", of(|run| run.first_byte_s)),
                format!("{:.2}", of(|run| run.last_byte_s)),
                format!("{:.0}", of(|run| run.more_memory_mib)),
            ]);
        }
        Ok(())
    })
}

async fn run(client: &Client, path: &str) -> Outcome<Run> {
    forget_peak_memory();
    let before = peak_memory_mib();
    let started = Instant::now();
    let mut body = client.open(path).await?.into_data_stream();
    let (mut first, mut bytes) = (None, 0);
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut body).poll_next(context)).await {
        first.get_or_insert_with(|| started.elapsed());
        bytes += chunk?.len();
    }
    Ok(Run {
        first_byte_s: first.unwrap_or_default().as_secs_f64(),
        last_byte_s: started.elapsed().as_secs_f64(),
        mib: bytes as f64 / f64::from(1 << 20),
        more_memory_mib: peak_memory_mib().saturating_sub(before) as f64,
    })
}
