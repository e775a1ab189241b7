//! `loadtest echo`: what an acknowledged, durable ballot costs the server, against a bare echo of the same frame.
//!
//! The echo is one thread that reads a WebSocket frame, unmasks it and sends the same text back: what any server must do to answer
//! at all. The server is the whole program, its store on the disk; nobody but moderators and a screen is shown the tally, so that
//! what is paid for is the ballot. Both answer the same frames at the same pace, in turn, round by round, on the first core, and
//! whoever asks is on the second.

use std::fmt;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::Choice;
use plenary_server::domain::poll::Visibility;
use plenary_server::wire::{Command, Said, Vote};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep_until};
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::crowd::Door;
use crate::crowd::socket::Socket;
use crate::floor::{CORES, on_core, on_cores, processor, thread_seconds};
use crate::gathering::{Gathering, Venue};
use crate::run::raise;
use crate::schedule::{Load, Plan};

/// A frame that is asked for is no longer than this.
const READ: usize = 4 * 1024;

/// What is measured how often.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Rounds {
    /// Phones.
    #[arg(long, default_value_t = 2_000)]
    pub phones: u32,
    /// Rounds, in each of which both are measured; the medians are of these.
    #[arg(long, default_value_t = 7)]
    pub rounds: u32,
    /// Seconds of each measurement of a round.
    #[arg(long, default_value_t = 8.0)]
    pub seconds: f64,
    /// Ballots each second.
    #[arg(long, default_value_t = 3_000.0)]
    pub ballots_per_second: f64,
}

/// One round.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Round {
    /// Ballots acknowledged.
    pub ballots: u64,
    /// The server's processor time for each, in microseconds.
    pub server: f64,
    /// The echo's, for a frame of as many bytes.
    pub echo: f64,
}

/// All rounds.
#[derive(Debug, Clone, Serialize)]
pub struct Echo {
    /// Phones.
    pub phones: u32,
    /// The rounds, as they came.
    pub rounds: Vec<Round>,
}

impl fmt::Display for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spread = |of: fn(&Round) -> f64| {
            let mut all: Vec<f64> = self.rounds.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            (all[all.len() / 2], all[0], all[all.len() - 1])
        };
        let ((server, ..), (echo, ..)) = (spread(|round| round.server), spread(|round| round.echo));
        let (ratio, least, most) = spread(|round| round.echo / round.server);
        write!(
            f,
            "{} phones, medians of {}: a durable ballot {server:.2} µs, an echo {echo:.2} µs, the echo's share {ratio:.2} ({least:.2} to {most:.2})",
            self.phones,
            self.rounds.len()
        )
    }
}

impl Echo {
    /// Writes it as JSON.
    pub fn write(&self, file: &Path) -> anyhow::Result<()> {
        let json = serde_json::to_string_pretty(self).context("figures are JSON")?;
        std::fs::write(file, json + "\n").with_context(|| format!("writing {}", file.display()))
    }
}

/// Measures both, in turn.
pub async fn echo(venue: Venue, rounds: Rounds, joins_per_second: f64, seed: u64) -> anyhow::Result<Echo> {
    ensure!(rounds.rounds > 0, "no rounds are no measurement");
    let (mut gathering, pid) = on_cores(venue, rounds.phones, joins_per_second, seed).await?;
    let mut done = Vec::new();
    for round in 0..rounds.rounds {
        let (ballots, server) = of_server(&gathering, pid, rounds, seed ^ u64::from(round)).await?;
        let echo = of_echo(rounds).await?;
        eprintln!("round {round}: {ballots} ballots, server {server:.2} µs each, echo {echo:.2} µs");
        done.push(Round { ballots, server, echo });
    }
    gathering.dismiss().await?;
    Ok(Echo { phones: rounds.phones, rounds: done })
}

/// Ballots acknowledged and microseconds for each.
async fn of_server(gathering: &Gathering, pid: u32, rounds: Rounds, seed: u64) -> anyhow::Result<(u64, f64)> {
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let load = Load {
        phones: rounds.phones,
        per_second: rounds.ballots_per_second,
        lasting: Duration::from_secs_f64(rounds.seconds),
    };
    let acknowledged = &gathering.measures.acknowledged;
    let before = (acknowledged.load(Ordering::Relaxed), processor(pid)?);
    let ended =
        hall.hold(&poll, Visibility::Hidden, |run, start, kind| Plan::draw(run, start, load, &kind, seed)).await?;
    let after = (acknowledged.load(Ordering::Relaxed), processor(pid)?);
    ensure!(ended.differences.is_empty(), "the sum is wrong: {:?}", ended.differences);
    let ballots = after.0 - before.0;
    ensure!(ballots > 0, "no ballot was acknowledged");
    Ok((ballots, (after.1 - before.1) * 1e6 / ballots as f64))
}

/// Microseconds of a bare echo for each frame, at the same pace from as many sockets.
async fn of_echo(rounds: Rounds) -> anyhow::Result<f64> {
    let (says_where, port) = tokio::sync::oneshot::channel();
    let over = Arc::new(AtomicBool::new(false));
    let until = Arc::clone(&over);
    let thread = std::thread::spawn(move || -> anyhow::Result<(u64, f64)> {
        on_core(None, CORES[0])?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let before = thread_seconds();
        let echoed = LocalSet::new().block_on(&runtime, serve(says_where, until))?;
        Ok((echoed, thread_seconds() - before))
    });
    let door = Door::at(&format!("http://127.0.0.1:{}", port.await.context("the echo did not start")?)).await?;
    let vote = Vote { run: RunId(1), opened: None, r: 1, choice: Some(Choice::One(1)) };
    let text = serde_json::to_string(&Said { id: "1.1".to_owned(), command: Command::Vote(vote) })?;
    let mut asking = JoinSet::new();
    let each = Duration::from_secs_f64(f64::from(rounds.phones) / rounds.ballots_per_second);
    let start = Instant::now();
    for phone in 0..rounds.phones {
        let (door, text) = (Arc::clone(&door), text.clone());
        let first = start + each.mul_f64(f64::from(phone) / f64::from(rounds.phones));
        let last = start + Duration::from_secs_f64(rounds.seconds);
        asking.spawn(async move {
            let mut socket = Socket::open(&door, 0, "/echo", "", phone).await?;
            let mut at = first;
            while at < last {
                sleep_until(at).await;
                socket.say(&text).await?;
                let mut heard = false;
                while !heard {
                    socket.hear(|echo| heard |= echo == text).await?;
                }
                at += each;
            }
            anyhow::Ok(())
        });
    }
    while let Some(asked) = asking.join_next().await {
        asked.context("whoever asks the echo")??;
    }
    over.store(true, Ordering::Relaxed);
    // One more connection wakes it.
    drop(TcpStream::connect(("127.0.0.1", door.port())).await?);
    let ended = tokio::task::spawn_blocking(move || thread.join()).await.context("the echo's thread")?;
    let (echoed, spent) = ended.map_err(|_| anyhow::anyhow!("the echo's thread panicked"))??;
    ensure!(echoed > 0, "nothing was echoed");
    Ok(spent * 1e6 / echoed as f64)
}

/// Accepts and echoes until told that it is over; how many frames there were.
async fn serve(says_where: tokio::sync::oneshot::Sender<u16>, over: Arc<AtomicBool>) -> anyhow::Result<u64> {
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse()?)?;
    let listener: TcpListener = socket.listen(4_096)?;
    // Whoever asked is gone only if this program ends.
    let _ = says_where.send(listener.local_addr()?.port());
    let echoed = Arc::new(AtomicU64::new(0));
    loop {
        let (stream, _) = listener.accept().await?;
        if over.load(Ordering::Relaxed) {
            return Ok(echoed.load(Ordering::Relaxed));
        }
        let echoed = Arc::clone(&echoed);
        tokio::task::spawn_local(async move {
            if let Err(error) = reply(stream, &echoed).await {
                eprintln!("the echo: {error:#}");
            }
        });
    }
}

/// The handshake, and then each frame back as it came. A frame comes whole here: it is small, and both sides are on one machine.
async fn reply(mut stream: TcpStream, echoed: &AtomicU64) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = [0; READ];
    let mut length = 0;
    let key = loop {
        let read = stream.read(&mut buffer[length..]).await?;
        ensure!(read > 0, "half a request");
        length += read;
        let mut headers = [httparse::EMPTY_HEADER; 16];
        let mut request = httparse::Request::new(&mut headers);
        if request.parse(&buffer[..length])?.is_complete() {
            let key = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("sec-websocket-key"));
            break key.context("no key")?.value.to_owned();
        }
    };
    let accept = tungstenite::handshake::derive_accept_key(&key);
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await?;
    let mut out = Vec::with_capacity(READ);
    loop {
        stream.readable().await?;
        let read = match stream.try_read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            // Whoever asked is gone.
            Err(_) => return Ok(()),
        };
        let mut cursor = Cursor::new(&buffer[..read]);
        let (header, length) = FrameHeader::parse(&mut cursor)?.context("half a header")?;
        let start = cursor.position() as usize;
        ensure!(start + length as usize == read, "not one whole frame");
        if header.opcode != OpCode::Data(Data::Text) {
            return Ok(());
        }
        let mask = header.mask.context("a client's frame is masked")?;
        out.clear();
        let plain = FrameHeader { is_final: true, opcode: header.opcode, ..FrameHeader::default() };
        plain.format(length, &mut out)?;
        out.extend(buffer[start..read].iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        stream.write_all(&out).await?;
        echoed.fetch_add(1, Ordering::Relaxed);
    }
}
