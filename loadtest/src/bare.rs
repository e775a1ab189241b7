//! A server with nothing in it, on the core where the real one is measured: what any program must do to answer at all.
//!
//! One thread, tokio's own loop on it, and for each connection one function that reads and writes. Its processor time is that of
//! the thread; whoever asks is elsewhere.

use std::cell::Cell;
use std::rc::Rc;
use std::thread::JoinHandle;

use anyhow::{Context, ensure};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::LocalSet;

use crate::floor::{CORES, on_core, thread_seconds};

/// What is asked for in one piece is no longer than this.
pub(crate) const READ: usize = 4 * 1024;

/// How many answers a bare server gave.
pub(crate) type Answers = Rc<Cell<u64>>;

/// One that runs.
pub(crate) struct Bare {
    port: u16,
    /// Told that what counts begins now, or that it is over.
    told: mpsc::Sender<Option<oneshot::Sender<()>>>,
    thread: JoinHandle<anyhow::Result<(u64, f64)>>,
}

impl Bare {
    /// Starts it; `serve` has each connection, and counts its answers.
    pub(crate) async fn start<S, F>(serve: S) -> anyhow::Result<Self>
    where
        S: Fn(TcpStream, Answers) -> F + Send + 'static,
        F: Future<Output = anyhow::Result<()>> + 'static,
    {
        let (says_where, port) = oneshot::channel();
        let (told, mut is_told) = mpsc::channel::<Option<oneshot::Sender<()>>>(1);
        let thread = std::thread::spawn(move || {
            on_core(None, CORES[0])?;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let mut before = thread_seconds();
            let answers = LocalSet::new().block_on(&runtime, async {
                let socket = TcpSocket::new_v4()?;
                socket.bind("127.0.0.1:0".parse()?)?;
                let listener = socket.listen(4_096)?;
                // Whoever asked is gone only if this program ends.
                let _ = says_where.send(listener.local_addr()?.port());
                let answers = Answers::default();
                loop {
                    let (stream, _) = tokio::select! {
                        accepted = listener.accept() => accepted?,
                        told = is_told.recv() => match told.flatten() {
                            Some(heard) => {
                                answers.set(0);
                                before = thread_seconds();
                                // Whoever said it waits.
                                let _ = heard.send(());
                                continue;
                            }
                            None => return anyhow::Ok(answers.get()),
                        },
                    };
                    stream.set_nodelay(true)?;
                    let served = serve(stream, answers.clone());
                    tokio::task::spawn_local(async move {
                        if let Err(error) = served.await {
                            eprintln!("the bare server: {error:#}");
                        }
                    });
                }
            })?;
            Ok((answers, thread_seconds() - before))
        });
        Ok(Self { port: port.await.context("the bare server did not start")?, told, thread })
    }

    /// Where it listens.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What was done until now does not count.
    pub(crate) async fn count_from_now(&self) -> anyhow::Result<()> {
        let (heard, is_heard) = oneshot::channel();
        self.told.send(Some(heard)).await.context("the bare server is gone")?;
        is_heard.await.context("the bare server is gone")
    }

    /// Ends it: microseconds of processor for each answer.
    pub(crate) async fn end(self) -> anyhow::Result<f64> {
        let Self { told, thread, .. } = self;
        // If it is gone already it says why below.
        let _ = told.send(None).await;
        let ended = tokio::task::spawn_blocking(move || thread.join()).await.context("the bare server's thread")?;
        let (answers, spent) = ended.map_err(|_| anyhow::anyhow!("the bare server panicked"))??;
        ensure!(answers > 0, "nothing was answered");
        Ok(spent * 1e6 / answers as f64)
    }
}

/// Reads a request's head, and nothing behind it; the WebSocket key in it, if there is one.
pub(crate) async fn head(stream: &mut TcpStream, buffer: &mut [u8; READ]) -> anyhow::Result<Option<String>> {
    let mut length = 0;
    loop {
        let read = stream.read(&mut buffer[length..]).await?;
        ensure!(read > 0, "half a request");
        length += read;
        let mut headers = [httparse::EMPTY_HEADER; 16];
        let mut request = httparse::Request::new(&mut headers);
        if request.parse(&buffer[..length])?.is_complete() {
            let key = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("sec-websocket-key"));
            return key.map(|key| String::from_utf8(key.value.to_vec()).context("a key")).transpose();
        }
    }
}

/// The answer to a request for a WebSocket.
pub(crate) fn switching(key: &str) -> String {
    let accept = tungstenite::handshake::derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
    )
}
