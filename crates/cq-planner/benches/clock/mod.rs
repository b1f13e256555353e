//! Seconds of CPU.

use std::time::Instant;

/// CPU seconds of this thread since it was made; where the system does not tell, seconds of the wall clock.
#[derive(Clone, Copy)]
pub struct Cpu {
    wall: Instant,
    spent: Option<f64>,
}

impl Cpu {
    pub fn start() -> Self {
        Self { wall: Instant::now(), spent: spent() }
    }

    pub fn seconds(&self) -> f64 {
        let since = self.spent.zip(spent()).map(|(before, now)| now - before);
        since.unwrap_or_else(|| self.wall.elapsed().as_secs_f64())
    }
}

fn spent() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(line.split_ascii_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}
