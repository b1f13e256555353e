//! The server's edge, over real connections.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_server::serve;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use crate::world::{World, on_each_engine};

/// Serves the world on a port of its own until the sender is dropped or used.
async fn served(world: &World) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let (router, _) = cq_server::site::site(&world.app);
    let server = tokio::spawn(serve::serve(listener, router, async {
        let _ = stopped.await;
    }));
    (address, stop, server)
}

async fn say(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut answer)).await;
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_dribbles_its_headers_is_let_go() {
    let world = World::on_sqlite().await;
    let (address, _stop, _server) = served(&world).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: it\r\nx-slow: ").await.unwrap();
    let began = Instant::now();
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "still open after {:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_that_it_is_alive_and_ready_and_carries_its_headers() {
    let world = World::on_sqlite().await;
    let (address, _stop, _server) = served(&world).await;
    for path in ["/healthz", "/readyz", "/sign-in"] {
        let answer =
            say(address, &format!("GET {path} HTTP/1.1\r\nhost: it\r\nconnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        for header in ["content-security-policy: default-src 'none'", "x-content-type-options: nosniff"] {
            assert!(answer.contains(header), "{path} lacks {header}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_ends() {
    let world = World::on_sqlite().await;
    let (address, stop, server) = served(&world).await;
    say(address, "GET /healthz HTTP/1.1\r\nhost: it\r\nconnection: close\r\n\r\n").await;
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), server).await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[test]
fn a_form_of_two_megabytes_is_too_large() {
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        let long = "x".repeat(2 << 20);
        assert_eq!(browser.post("/password", &[("old", &long)]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    });
}

#[test]
fn an_unknown_address_is_a_page_that_says_so() {
    on_each_engine(async |world| {
        let mut browser = world.signed_in(Role::Clerk).await;
        for path in ["/nowhere", "/people/not-an-id", "/people/../etc", "/audit?before=x"] {
            let answer = browser.get(path).await;
            assert!(
                matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN),
                "{path}: {}",
                answer.status
            );
            assert!(answer.text().contains("<h1>"), "{path} has no page");
        }
    });
}
