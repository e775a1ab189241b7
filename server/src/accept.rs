//! The accept loop: our own, because `axum::serve` waits for ever for a header that does not come.

use std::sync::Arc;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service;

use crate::config;
use crate::throttle::Place;

mod patient;

pub use patient::Patient;

/// Listens with a queue that a hall joining at once does not overflow.
pub fn listen(address: std::net::SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(config::BACKLOG)
}

/// Accepts until told to stop; requests under way are finished.
pub async fn run(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(config::CONNECTIONS));
    loop {
        // A place first: beyond the last one newcomers wait in the listen queue, and nobody seated is slowed.
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = told(&mut stop) => break,
        };
        match accepted {
            Ok((io, _)) => {
                let (router, stop) = (router.clone(), stop.clone());
                tokio::spawn(serve(io, router, stop, Place::of(place)));
            }
            Err(error) => {
                // Out of descriptors, most likely: those who leave make room.
                tracing::warn!(%error, "could not accept a connection");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let all = u32::try_from(config::CONNECTIONS).unwrap_or(u32::MAX);
    // Whoever waits for this bounds the wait.
    let _ = places.acquire_many(all).await;
}

async fn serve(io: TcpStream, router: Router, mut stop: watch::Receiver<bool>, place: Place) {
    let _ = io.set_nodelay(true);
    let mut first = [0; 1];
    match tokio::time::timeout(config::FIRST_BYTE, io.peek(&mut first)).await {
        Ok(Ok(1)) => {}
        _ => return,
    }
    let service = TowerToHyperService::new(tower::service_fn(move |mut request: hyper::Request<Incoming>| {
        let mut router = router.clone();
        request.extensions_mut().insert(place.clone());
        async move { router.call(request).await }
    }));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(config::HEADER).max_buf_size(32 * 1024);
    let connection = builder.serve_connection(TokioIo::new(Patient::new(io)), service).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // An error is the other side's: a broken request, a header too late, a reset.
        _ = connection.as_mut() => {}
        () = told(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

/// Waits until told to stop; whoever could tell being gone is the same.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
