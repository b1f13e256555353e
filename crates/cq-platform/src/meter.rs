//! What the program counts of its own work. Labels name routes and outcomes, never people.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// Upper ends of the classes of durations, in seconds: a page is meant to take 50 ms, and is given up after 120 s.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Upper ends of the classes of how many writes shared a commit; 64 is the most.
const WRITES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Counts of requests. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub struct WebMeter {
    requests: Family<Answered, Counter>,
    durations: Family<Asked, Histogram, fn() -> Histogram>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

impl Default for WebMeter {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(SECONDS)),
        }
    }
}

impl WebMeter {
    /// Counts one answer. `route` is a template such as `/people/{id}`, never an address with somebody in it.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, route) = (known(method), route.to_owned());
        let asked = Asked { method, route: route.clone() };
        self.requests.get_or_create(&Answered { method, route, status: status.as_u16() }).inc();
        self.durations.get_or_create(&asked).observe(took.as_secs_f64());
    }

    /// Lets `registry` show these counts.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests answered, by route and status", self.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time until the answer began, by route",
            Unit::Seconds,
            self.durations.clone(),
        );
    }
}

/// The methods there are: a stranger's invention is no label.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// Counts of the database's writes. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub struct DbMeter {
    waiting: Gauge,
    groups: Histogram,
}

impl Default for DbMeter {
    fn default() -> Self {
        Self { waiting: Gauge::default(), groups: Histogram::new(WRITES) }
    }
}

/// Somebody waiting for a turn to write, until dropped.
pub(crate) struct Waiting(Gauge);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl DbMeter {
    /// Counts somebody who waits until what is returned is dropped.
    pub(crate) fn waits(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    /// Counts a commit that `writes` shared.
    pub(crate) fn committed(&self, writes: usize) {
        self.groups.observe(f64::from(u32::try_from(writes).unwrap_or(u32::MAX)));
    }

    /// Lets `registry` show these counts.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("db_writes_waiting", "Writes waiting for their turn", self.waiting.clone());
        registry.register("db_commit_writes", "Writes that shared one durable commit", self.groups.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_by_template_and_a_strange_method_is_other() {
        let (meter, mut registry) = (WebMeter::default(), Registry::default());
        meter.register(&mut registry);
        let strange = Method::from_bytes(b"WANG").unwrap();
        for method in [&Method::GET, &Method::GET, &strange] {
            meter.answered(method, "/people/{id}", StatusCode::OK, Duration::from_millis(3));
        }
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        let line = |method, n| {
            format!(
                "http_requests_total{{method=\"{method}\",route=\"/people/{{id}}\",status=\"200\"}} {n}\n"
            )
        };
        assert!(text.contains(&line("GET", 2)) && text.contains(&line("other", 1)), "{text}");
        assert!(
            text.contains(
                "http_request_duration_seconds_bucket{le=\"0.005\",method=\"GET\",route=\"/people/{id}\"} 2"
            ),
            "{text}"
        );
        assert!(!text.contains("WANG"), "{text}");
    }

    #[test]
    fn who_has_had_a_turn_waits_no_more() {
        let meter = DbMeter::default();
        let (first, second) = (meter.waits(), meter.waits());
        drop(first);
        assert_eq!(meter.waiting.get(), 1);
        drop(second);
        assert_eq!(meter.waiting.get(), 0);
    }
}
