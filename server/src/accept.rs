//! The accept loop: our own, because `axum::serve` waits for ever for a header that does not come.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::Service;

use crate::config;

pub mod handshake;
mod patient;

use patient::Patient;

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
                tokio::spawn(serve(io, router, stop, place));
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

/// What a connection goes on with once it was upgraded: its stream, what was read behind the request, and its place.
pub type Next = Box<dyn FnOnce(TcpStream, Bytes, OwnedSemaphorePermit) + Send>;

/// Where the handler of an upgrade leaves word of what comes next. Every request of a connection carries it.
#[derive(Clone, Default)]
pub struct Then(Arc<Mutex<Option<Next>>>);

impl Then {
    /// After this answer the connection goes on with `next`.
    pub fn go_on(&self, next: Next) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(next);
    }

    fn next(&self) -> Option<Next> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

async fn serve(io: TcpStream, router: Router, mut stop: watch::Receiver<bool>, place: OwnedSemaphorePermit) {
    let _ = io.set_nodelay(true);
    // Waited for and not looked at: whatever comes, hyper reads it.
    let Ok(Ok(())) = tokio::time::timeout(config::FIRST_BYTE, io.readable()).await else { return };
    let then = Then::default();
    let of_this = then.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(of_this.clone());
        // Boxed, so that it can be moved: the stream is to be had back.
        Box::pin(router.clone().call(request))
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(config::HEADER).max_buf_size(32 * 1024);
    let mut connection = builder.serve_connection(TokioIo::new(Patient::new(io)), service);
    let served = tokio::select! {
        served = poll_fn(|context| connection.poll_without_shutdown(context)) => served,
        () = told(&mut stop) => {
            Pin::new(&mut connection).graceful_shutdown();
            poll_fn(|context| connection.poll_without_shutdown(context)).await
        }
    };
    // An error is the other side's: a broken request, a header too late, a reset.
    if let (Ok(()), Some(next)) = (served, then.next()) {
        let parts = connection.into_parts();
        next(parts.io.into_inner().into_inner(), parts.read_buf, place);
    }
}

/// Waits until told to stop; whoever could tell being gone is the same.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
