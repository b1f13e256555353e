//! The server's edge: limits on time and size before anything is read, and an orderly end.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};

/// A client that has not sent its headers by then is let go; `axum::serve` would keep it for ever.
const HEADER_TIME: Duration = Duration::from_secs(5);
/// Connections at once.
const CONNECTIONS: usize = 2_048;
/// How long running requests may take to finish when the program is told to end.
const GRACE: Duration = Duration::from_secs(10);

/// Serves `router` on `listener` until `stop` is done.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_headers(64);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let running = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file handles: waiting lets others finish.
                    tracing::warn!(%error, "accept failed");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = running.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
        tokio::spawn(async move {
            let _place = place;
            let _ = connection.await;
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, running.shutdown()).await;
}

/// Done when the operator or the system says stop.
pub async fn told_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}

/// Binds the address; the error is a sentence for the operator.
pub async fn bind(listen: SocketAddr) -> cq_platform::Result<TcpListener> {
    TcpListener::bind(listen)
        .await
        .map_err(|error| cq_platform::Error::internal(format!("{listen}: {error}")))
}
