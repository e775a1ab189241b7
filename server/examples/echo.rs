//! Sends back what it hears, over the server's own accept loop, handshake and frames, with caps raised: what a suite of
//! conformance tests talks to (`cargo xtask conformance`). `echo 127.0.0.1:9001`; prints the address when it listens.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, Request};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use plenary_server::accept::{self, Then, handshake};
use plenary_server::frame::{self, Broken, Inbox, Incoming};
use plenary_server::wire::close;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// The largest message of the suite has 16 MiB.
const CAP: usize = 64 * 1024 * 1024;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9001".to_owned());
    let listener = accept::listen(address.parse().map_err(io::Error::other)?)?;
    println!("{}", listener.local_addr()?);
    let (_stop, stopped) = watch::channel(false);
    accept::run(listener, Router::new().route("/", get(upgrade)), stopped).await;
    Ok(())
}

async fn upgrade(Extension(then): Extension<Then>, request: Request) -> Response {
    match handshake::key(&request) {
        Ok(key) => {
            then.go_on(Box::new(|io, read, place| {
                tokio::spawn(async move {
                    let _place = place;
                    // An error is the other side's: it went away.
                    let _ = echo(io, &read).await;
                });
            }));
            handshake::accepted(&key, None)
        }
        Err(answer) => *answer,
    }
}

async fn echo(mut io: TcpStream, already_read: &[u8]) -> io::Result<()> {
    let mut inbox = Inbox::of_all(CAP);
    let mut read = vec![0; 16 * 1024];
    inbox.take(already_read);
    let goodbye = loop {
        match inbox.message() {
            Ok(Some(Incoming::Text(text))) => io.write_all(&frame::text(&[text.as_bytes()])).await?,
            Ok(Some(Incoming::Binary(bytes))) => io.write_all(&frame::binary(&bytes)).await?,
            Ok(Some(Incoming::Ping(payload))) => io.write_all(&frame::pong(payload)).await?,
            Ok(Some(Incoming::Pong)) => {}
            Ok(Some(Incoming::Close(code))) => break frame::goodbye(code.map(|_| close::NORMAL)),
            Err(Broken(code)) => break frame::goodbye(Some(code)),
            Ok(None) => match io.read(&mut read).await? {
                0 => return Ok(()),
                length => inbox.take(&read[..length]),
            },
        }
    };
    leave(io, goodbye).await
}

/// Says goodbye, and reads on for a moment, so that it is not lost to a reset.
async fn leave(mut io: TcpStream, goodbye: Bytes) -> io::Result<()> {
    io.write_all(&goodbye).await?;
    io.shutdown().await?;
    let mut nowhere = tokio::io::sink();
    let drained = tokio::io::copy(&mut io, &mut nowhere);
    let _ = tokio::time::timeout(Duration::from_secs(1), drained).await;
    Ok(())
}
