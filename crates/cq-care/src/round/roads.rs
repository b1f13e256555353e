//! How long the way from place to place takes: from the straight line, or from a road network where the operator has named one that answers
//! as OSRM does (`/table/v1/driving/…`, <https://project-osrm.org/docs/>).

use std::{sync::Arc, time::Duration};

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use cq_planner::{pairing::LatLon, rounds::Matrix};
use cq_platform::remote::{Remote, Silent};
use serde::Deserialize;
use tokio::time::timeout;

use super::{compute::Input, model::Roads};

/// One doctor's places are answered within this, or the straight line holds for all.
const ANSWER_TIME: Duration = Duration::from_secs(3);
/// All doctors' together.
const ALL_TIME: Duration = Duration::from_secs(30);
/// A table of 65 places has some 4,000 numbers.
const ANSWER_MAX: usize = 4 << 20;

/// Where a road network is asked; none: the straight line.
pub type Network = Option<Arc<RoadServer>>;

/// A server that answers as OSRM does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoadServer(Remote);

/// An address that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the road network's address is http://HOST[:PORT][/PATH]")]
pub struct BadAddress;

/// Why a road network did not say how long the ways are; for the log.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// It said nothing.
    #[error(transparent)]
    Silent(#[from] Silent),
    /// All of them took too long.
    #[error("no answer in time")]
    Time,
    /// It answered something else.
    #[error("answered {0}")]
    Status(StatusCode),
    /// The table is none, or has other places.
    #[error("the table does not read")]
    Table,
}

#[derive(Deserialize)]
struct Answer {
    code: String,
    /// Seconds, from the row's place to the column's; none where there is no way.
    durations: Vec<Vec<Option<f64>>>,
}

impl std::str::FromStr for RoadServer {
    type Err = BadAddress;
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        text.parse().map(Self).map_err(|_| BadAddress)
    }
}

impl RoadServer {
    /// Minutes between the places, each way, with `setting_out` added for every other place.
    pub async fn table(&self, places: &[LatLon], setting_out: i64) -> Result<Matrix, NoAnswer> {
        let at = |place: &LatLon| format!("{:.6},{:.6}", place.lon_deg(), place.lat_deg());
        let places: Vec<String> = places.iter().map(at).collect();
        let path = format!("/table/v1/driving/{}?annotations=duration", places.join(";"));
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("application/json"))]);
        let answer = self.0.ask(Method::GET, &path, headers, Vec::new(), (ANSWER_TIME, ANSWER_MAX)).await?;
        if answer.status != StatusCode::OK {
            return Err(NoAnswer::Status(answer.status));
        }
        matrix(&answer.body, places.len(), setting_out).ok_or(NoAnswer::Table)
    }
}

/// A table of so many places, read.
fn matrix(bytes: &[u8], places: usize, setting_out: i64) -> Option<Matrix> {
    let Answer { code, durations } = serde_json::from_slice(bytes).ok()?;
    if code != "Ok" || durations.len() != places || durations.iter().any(|row| row.len() != places) {
        return None;
    }
    let minutes = |seconds: f64| {
        let sound = seconds.is_finite() && (0.0..1e7).contains(&seconds);
        sound.then(|| if seconds < 1.0 { 0 } else { (seconds / 60.0).ceil() as i64 + setting_out })
    };
    let mut cells = Vec::with_capacity(places * places);
    for seconds in durations.into_iter().flatten() {
        cells.push(match seconds {
            Some(seconds) => Some(minutes(seconds)?),
            None => None,
        });
    }
    Matrix::new(u32::try_from(places).ok()?, cells).ok()
}

/// Asks the network for every doctor's ways. If it fails for one, the straight line holds for all, so that no two doctors are measured
/// differently; the log says why, without a place.
pub(super) async fn ask(network: &Network, input: &mut Input) -> Roads {
    let Some(server) = network else { return Roads::Straight };
    let setting_out = input.settings.setting_out_minutes;
    let all = async {
        let mut tables = Vec::with_capacity(input.workers.len());
        for worker in &input.workers {
            tables.push(server.table(&worker.places, setting_out).await?);
        }
        Ok::<_, NoAnswer>(tables)
    };
    match timeout(ALL_TIME, all).await.map_err(|_| NoAnswer::Time).flatten() {
        Ok(tables) => {
            for (worker, table) in input.workers.iter_mut().zip(tables) {
                worker.matrix = Some(table);
            }
            Roads::Network
        }
        Err(error) => {
            tracing::warn!(%error, "the road network did not answer");
            Roads::Fallback
        }
    }
}

#[cfg(test)]
mod tests {
    use cq_planner::rounds::Travel;

    use super::*;

    #[test]
    fn seconds_become_minutes_and_nonsense_nothing() {
        let table = matrix(br#"{"code":"Ok","durations":[[0,61.2],[null,0]]}"#, 2, 3).unwrap();
        assert_eq!((table.minutes(0, 1), table.minutes(1, 0), table.minutes(0, 0)), (Some(5), None, Some(0)));
        for wrong in [
            "",
            "{}",
            r#"{"code":"NoTable","durations":[[0,1],[1,0]]}"#,
            r#"{"code":"Ok","durations":[[0,1]]}"#,
            r#"{"code":"Ok","durations":[[0,-5],[1,0]]}"#,
            r#"{"code":"Ok","durations":[[0,1e300],[1,0]]}"#,
        ] {
            assert!(matrix(wrong.as_bytes(), 2, 3).is_none(), "{wrong}");
        }
    }
}
