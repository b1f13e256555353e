//! How long the way from place to place takes: from the straight line, or from a road network where the operator has named one that answers
//! as OSRM does (`/table/v1/driving/…`, <https://project-osrm.org/docs/>).

use std::{sync::Arc, time::Duration};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use cq_planner::{pairing::LatLon, rounds::Matrix};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::{net::TcpStream, time::timeout};

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
pub struct RoadServer {
    /// Host and port.
    authority: String,
    /// What stands before `/table`.
    prefix: String,
}

/// An address that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the road network's address is http://HOST[:PORT][/PATH]")]
pub struct BadAddress;

/// Why a road network did not say how long the ways are; for the log.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// No connection, or one that broke.
    #[error("{0}")]
    Connection(String),
    /// It took too long.
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
        let rest = text.trim().strip_prefix("http://").ok_or(BadAddress)?;
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let sound = !authority.is_empty() && authority.parse::<axum::http::uri::Authority>().is_ok();
        if !sound || authority.contains('@') || path.contains(['?', '#']) {
            return Err(BadAddress);
        }
        let path = path.trim_end_matches('/');
        let prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        let named_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let authority = if named_port { authority.to_owned() } else { format!("{authority}:80") };
        Ok(Self { authority, prefix })
    }
}

impl RoadServer {
    /// Minutes between the places, each way, with `setting_out` added for every other place.
    pub async fn table(&self, places: &[LatLon], setting_out: i64) -> Result<Matrix, NoAnswer> {
        let at = |place: &LatLon| format!("{:.6},{:.6}", place.lon_deg(), place.lat_deg());
        let places: Vec<String> = places.iter().map(at).collect();
        let path = format!("{}/table/v1/driving/{}?annotations=duration", self.prefix, places.join(";"));
        let bytes = timeout(ANSWER_TIME, self.get(&path)).await.map_err(|_| NoAnswer::Time)??;
        matrix(&bytes, places.len(), setting_out).ok_or(NoAnswer::Table)
    }

    async fn get(&self, path: &str) -> Result<Vec<u8>, NoAnswer> {
        fn broken(error: impl std::fmt::Display) -> NoAnswer {
            NoAnswer::Connection(error.to_string())
        }
        let stream = TcpStream::connect(&self.authority).await.map_err(broken)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let driver = tokio::spawn(connection);
        let request = Request::get(path)
            .header(header::HOST, &self.authority)
            .header(header::ACCEPT, "application/json")
            .body(Body::empty())
            .map_err(broken)?;
        let answer = sender.send_request(request).await.map_err(broken)?;
        let status = answer.status();
        if status != StatusCode::OK {
            return Err(NoAnswer::Status(status));
        }
        let bytes = to_bytes(Body::new(answer.into_body()), ANSWER_MAX).await.map_err(broken)?;
        driver.abort();
        Ok(bytes.to_vec())
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
    fn addresses_are_read_and_others_refused() {
        let read = |text: &str| text.parse::<RoadServer>().map(|server| (server.authority, server.prefix));
        assert_eq!(read("http://127.0.0.1:5000"), Ok(("127.0.0.1:5000".into(), String::new())));
        assert_eq!(read("http://roads.local/osrm/"), Ok(("roads.local:80".into(), "/osrm".into())));
        for wrong in ["", "127.0.0.1:5000", "https://roads.local", "http://", "http://a@b", "http://a/b?c"] {
            assert_eq!(read(wrong), Err(BadAddress), "{wrong}");
        }
    }

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
