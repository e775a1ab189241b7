//! `loadtest echo`: what an acknowledged, durable ballot costs the server, against a bare echo of the same frame.
//!
//! The echo is one thread that reads a WebSocket frame, unmasks it and sends the same text back: what any server must do to answer
//! at all. The server is the whole program, its store on the disk; nobody but moderators and a screen is shown the tally, so that
//! what is paid for is the ballot. Both answer the same frames at the same pace, in turn, round by round and rate by rate, on the
//! first core, and whoever asks is on the second. At the last of the rates more is asked than either answers in time.

use std::fmt;
use std::io::Cursor;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, ensure};
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::Choice;
use plenary_server::domain::poll::Visibility;
use plenary_server::wire::{Command, Said, Vote};
use serde::Serialize;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::bare::{self, Answers, Bare, READ};
use crate::crowd::Door;
use crate::crowd::socket::Socket;
use crate::floor::{on_cores, processor};
use crate::gathering::{Gathering, LONGEST, Venue};
use crate::run::raise;
use crate::schedule::{Load, Plan};
use crate::turns::spread;

/// The reading before a plan begins.
const JUST_BEFORE: Duration = Duration::from_millis(20);
/// How often receipts are looked at.
const LOOKS_EVERY: Duration = Duration::from_millis(20);
/// No receipt for so long: the last one came.
const SILENCE: Duration = Duration::from_secs(1);

/// What is measured how often.
#[derive(Debug, Clone, clap::Args)]
pub struct Rounds {
    /// Phones: as many as keep the fastest rate below what one pass may say.
    #[arg(long, default_value_t = 6_000)]
    pub phones: u32,
    /// Rounds, in each of which both are measured at every rate; the medians are of these.
    #[arg(long, default_value_t = 7)]
    pub rounds: u32,
    /// Seconds of each measurement of a round.
    #[arg(long, default_value_t = 3.0)]
    pub seconds: f64,
    /// Ballots each second, rate by rate.
    #[arg(long, value_delimiter = ',', default_values_t = [3_000.0, 8_000.0, 16_000.0, 24_000.0])]
    pub ballots_per_second: Vec<f64>,
}

/// One round at one rate.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Round {
    /// Ballots asked for, each second.
    pub rate: f64,
    /// Ballots acknowledged.
    pub ballots: u64,
    /// The same for each second, until the last of them was.
    pub acknowledged: f64,
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
        let mut rates: Vec<f64> = self.rounds.iter().map(|round| round.rate).collect();
        rates.sort_by(f64::total_cmp);
        rates.dedup();
        for rate in rates {
            let rounds: Vec<&Round> = self.rounds.iter().filter(|round| round.rate.total_cmp(&rate).is_eq()).collect();
            let of = |of: fn(&Round) -> f64| spread(rounds.iter().map(|round| of(round)));
            let (server, cheapest, dearest) = of(|round| round.server);
            let (ratio, least, most) = of(|round| round.echo / round.server);
            writeln!(
                f,
                "{} phones, {rate} ballots/s ({:.0} acknowledged), medians of {}: a durable ballot {server:.1} µs \
                 ({cheapest:.1} to {dearest:.1}), an echo {:.1} µs, the echo's share {ratio:.2} ({least:.2} to {most:.2})",
                self.phones,
                of(|round| round.acknowledged).0,
                rounds.len(),
                of(|round| round.echo).0,
            )?;
        }
        Ok(())
    }
}

/// Measures both, in turn.
pub async fn echo(venue: Venue, rounds: Rounds, joins_per_second: f64, seed: u64) -> anyhow::Result<Echo> {
    ensure!(rounds.rounds > 0 && !rounds.ballots_per_second.is_empty(), "no rounds are no measurement");
    let (mut gathering, pid) = on_cores(venue, rounds.phones, joins_per_second, seed).await?;
    let mut done = Vec::new();
    for round in 0..rounds.rounds {
        for per_second in rounds.ballots_per_second.clone() {
            let lasting = Duration::from_secs_f64(rounds.seconds);
            let load = Load { phones: rounds.phones, per_second, lasting };
            let mut of = of_server(&gathering, pid, load, seed ^ u64::from(round)).await?;
            of.echo = of_echo(load).await?;
            eprintln!(
                "round {round}: {} ballots, {:.0} a second, server {:.1} µs each, echo {:.1} µs",
                of.ballots, of.acknowledged, of.server, of.echo
            );
            done.push(of);
        }
    }
    gathering.dismiss().await?;
    Ok(Echo { phones: rounds.phones, rounds: done })
}

/// The server's part of a round: what was acknowledged, and microseconds for each. From the first ballot to the last receipt: what
/// it takes to show a poll to so many phones, and to close it, is not a ballot's.
async fn of_server(gathering: &Gathering, pid: u32, load: Load, seed: u64) -> anyhow::Result<Round> {
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let (tell, told) = oneshot::channel();
    let held = hall.hold(&poll, Visibility::Hidden, |run, start, kind| {
        // Whoever hears it is in this function.
        let _ = tell.send(start);
        Plan::draw(run, start, load, &kind, seed)
    });
    let acknowledged = &gathering.measures.acknowledged;
    let reading = || anyhow::Ok((Instant::now(), acknowledged.load(Ordering::Relaxed), processor(pid)?));
    let read = async {
        sleep_until(told.await.context("the poll was not opened")? - JUST_BEFORE).await;
        let before = reading()?;
        let mut after = before;
        while after.0.elapsed() < if after.1 == before.1 { LONGEST } else { SILENCE } {
            sleep(LOOKS_EVERY).await;
            let now = reading()?;
            if now.1 > after.1 {
                after = now;
            }
        }
        anyhow::Ok((before, after))
    };
    let (ended, (before, after)) = tokio::try_join!(held, read)?;
    ensure!(ended.differences.is_empty(), "the sum is wrong: {:?}", ended.differences);
    let ballots = after.1 - before.1;
    ensure!(ballots > 0, "no ballot was acknowledged");
    let acknowledged = ballots as f64 / after.0.duration_since(before.0 + JUST_BEFORE).as_secs_f64();
    let server = (after.2 - before.2) * 1e6 / ballots as f64;
    Ok(Round { rate: load.per_second, ballots, acknowledged, server, echo: 0.0 })
}

/// Microseconds of a bare echo for each frame, at the same pace from as many sockets.
async fn of_echo(load: Load) -> anyhow::Result<f64> {
    let bare = Bare::start(reply).await?;
    let door = Door::at(&bare.base()).await?;
    let vote = Vote { run: RunId(1), opened: None, r: 1, choice: Some(Choice::One(1)) };
    let text = serde_json::to_string(&Said { id: "1.1".to_owned(), command: Command::Vote(vote) })?;
    let mut sockets = Vec::new();
    for phone in 0..load.phones {
        sockets.push(Socket::open(&door, 0, "/echo", "", phone).await?);
    }
    // The server's phones had joined, too.
    bare.count_from_now().await?;
    let mut asking = JoinSet::new();
    let each = Duration::from_secs_f64(f64::from(load.phones) / load.per_second);
    let start = Instant::now();
    for (phone, mut socket) in sockets.into_iter().enumerate() {
        let text = text.clone();
        let first = start + each.mul_f64(phone as f64 / f64::from(load.phones));
        let last = start + load.lasting;
        asking.spawn(async move {
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
            // Kept open until all have been answered: goodbyes are not counted on the other side either.
            anyhow::Ok(socket)
        });
    }
    let mut asked = Vec::new();
    while let Some(socket) = asking.join_next().await {
        asked.push(socket.context("whoever asks the echo")??);
    }
    bare.end().await
}

/// The handshake, and then each frame back as it came. A frame comes whole here: it is small, and both sides are on one machine.
async fn reply(mut stream: TcpStream, echoed: Answers) -> anyhow::Result<()> {
    let mut buffer = [0; READ];
    let key = bare::head(&mut stream, &mut buffer).await?.context("no key")?;
    stream.write_all(bare::switching(&key).as_bytes()).await?;
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
        echoed.set(echoed.get() + 1);
    }
}
