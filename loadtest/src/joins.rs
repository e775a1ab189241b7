//! `loadtest joins`: what a phone that joins costs the server, page and socket apart, against a bare server that answers with as
//! many bytes.
//!
//! A join is a page on one connection and a socket with a hello and a first view on another. Here all phones open their pages, and
//! then all of them their sockets, so that the two can be told apart; what the server does in the two seconds after (it tells
//! everybody how many are here) is a third part. The bare server accepts as many connections, reads the same requests and writes as
//! many bytes, and knows nothing. Both are measured in turn, round by round, on the first core; the phones are on the second.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use plenary_server::domain::person::Mode;
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::bare::{self, Answers, Bare, READ};
use crate::crowd::phone::Phone;
use crate::crowd::socket::Socket;
use crate::crowd::{Door, Place, http};
use crate::floor::{on_cores, processor};
use crate::gathering::{Gathering, Venue};
use crate::turns::{Turns, spread};

/// Until who came has been told to all.
const SETTLE: Duration = Duration::from_secs(2);
/// Until what happened before is over: the server tells the store who left every second.
const QUIET: Duration = Duration::from_secs(3);

/// One round: microseconds of processor for each phone.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Round {
    /// The server's, for a page.
    pub page: f64,
    /// The server's, for a socket up to its first view.
    pub socket: f64,
    /// The server's, for telling all who came.
    pub after: f64,
    /// The bare server's, for as many bytes as the page has.
    pub bare_page: f64,
    /// The bare server's, for a handshake and as many bytes as the view has.
    pub bare_socket: f64,
}

/// One part of a round, or what several come to.
type Part = fn(&Round) -> f64;

/// All rounds.
#[derive(Debug, Clone, Serialize)]
pub struct Joins {
    /// Phones.
    pub phones: u32,
    /// Bytes of the answer to a page's request.
    pub page_bytes: usize,
    /// Bytes of the first view, its frame's header included.
    pub view_bytes: usize,
    /// The rounds, as they came.
    pub rounds: Vec<Round>,
}

impl fmt::Display for Joins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: [(&str, Part); 7] = [
            ("a page", |round| round.page),
            ("a socket with its first view", |round| round.socket),
            ("telling all who came", |round| round.after),
            ("a join in all", |round| round.page + round.socket + round.after),
            ("a bare page", |round| round.bare_page),
            ("a bare socket", |round| round.bare_socket),
            ("a bare join in all", |round| round.bare_page + round.bare_socket),
        ];
        let Self { phones, page_bytes, view_bytes, rounds } = self;
        writeln!(
            f,
            "{phones} phones, a page of {page_bytes} bytes, a view of {view_bytes}; medians of {} (least to most), in µs:",
            rounds.len()
        )?;
        for (name, of) in parts {
            let (middle, least, most) = spread(rounds.iter().map(of));
            writeln!(f, "{name}: {middle:.1} ({least:.1} to {most:.1})")?;
        }
        Ok(())
    }
}

/// Measures both, in turn; phones come `per_second`.
pub async fn joins(venue: Venue, turns: Turns, per_second: f64, seed: u64) -> anyhow::Result<Joins> {
    ensure!(turns.rounds > 0 && turns.phones > 0, "no rounds are no measurement");
    // Once before: what a server does for its first phone alone, as packing a script, is not what a phone costs.
    let (mut gathering, pid) = on_cores(venue, 1, per_second, seed).await?;
    gathering.dismiss().await?;
    let (page_bytes, view_bytes) = sizes(&gathering).await?;
    let mut done = Vec::new();
    for number in 0..turns.rounds {
        let mut round = of_server(&gathering, pid, turns.phones, per_second).await?;
        (round.bare_page, round.bare_socket) = of_bare(turns.phones, per_second, page_bytes, view_bytes).await?;
        eprintln!("round {number}: {round:.1?}");
        done.push(round);
    }
    Ok(Joins { phones: turns.phones, page_bytes, view_bytes, rounds: done })
}

fn place(gathering: &Gathering) -> Place {
    Place { door: Arc::clone(&gathering.venue.doors[0]), ..gathering.venue.links[0].place.clone() }
}

/// Bytes of a page's answer and of a first view.
async fn sizes(gathering: &Gathering) -> anyhow::Result<(usize, usize)> {
    let place = place(gathering);
    let page = http::weight(&place.door, &format!("/{}?mode=room", place.room)).await?;
    let mut phone = Phone::open_page(place, 0, Some(Mode::Room), Arc::clone(&gathering.halls[0].logbook)).await?;
    phone.join().await?;
    let view = phone.received().context("no socket")?;
    phone.leave().await;
    Ok((page, view as usize))
}

/// All of these, each at its moment.
async fn each<T: Send + 'static>(
    per_second: f64,
    all: impl Iterator<Item = impl Future<Output = anyhow::Result<T>> + Send + 'static>,
) -> anyhow::Result<Vec<T>> {
    let start = Instant::now();
    let mut under_way = JoinSet::new();
    for (number, one) in all.enumerate() {
        let at = start + Duration::from_secs_f64(number as f64 / per_second);
        under_way.spawn(async move {
            sleep_until(at).await;
            one.await
        });
    }
    let mut done = Vec::new();
    while let Some(one) = under_way.join_next().await {
        done.push(one.context("a phone fell over")??);
    }
    Ok(done)
}

/// The server's part of a round.
async fn of_server(gathering: &Gathering, pid: u32, phones: u32, per_second: f64) -> anyhow::Result<Round> {
    sleep(QUIET).await;
    let logbook = &gathering.halls[0].logbook;
    let begun = processor(pid)?;
    let pages = (0..phones).map(|number| {
        let (place, logbook) = (place(gathering), Arc::clone(logbook));
        async move { Phone::open_page(place, number, Some(Mode::Room), logbook).await }
    });
    let opened = each(per_second, pages).await?;
    let read = processor(pid)?;
    let sockets = opened.into_iter().map(|mut phone| async move {
        phone.join().await?;
        anyhow::Ok(phone)
    });
    let joined = each(per_second, sockets).await?;
    let seated = processor(pid)?;
    sleep(SETTLE).await;
    let told = processor(pid)?;
    for phone in joined {
        phone.leave().await;
    }
    let of = |from: f64, to: f64| (to - from) * 1e6 / f64::from(phones);
    Ok(Round { page: of(begun, read), socket: of(read, seated), after: of(seated, told), ..Round::default() })
}

/// The bare server's part: pages and sockets, in microseconds each.
async fn of_bare(phones: u32, per_second: f64, page: usize, view: usize) -> anyhow::Result<(f64, f64)> {
    let bare = Bare::start(move |stream, answers| with_page(stream, answers, page)).await?;
    let door = Door::at(&bare.base()).await?;
    let pages = (0..phones).map(|_| {
        let door = Arc::clone(&door);
        async move { http::get(&door, 0, "/abc234?mode=room", "").await }
    });
    drop(each(per_second, pages).await?);
    let of_page = bare.end().await?;
    let bare = Bare::start(move |stream, answers| with_view(stream, answers, view)).await?;
    let door = Door::at(&bare.base()).await?;
    let sockets = (0..phones).map(|phone| {
        let door = Arc::clone(&door);
        async move {
            let mut socket = Socket::open(&door, 0, "/ws/abc234", "", phone).await?;
            socket.say(r#"{"id":"1","do":{"hello":{"mode":"room","ballots":[]}}}"#).await?;
            let mut heard = false;
            while !heard {
                socket.hear(|_| heard = true).await?;
            }
            anyhow::Ok(socket)
        }
    });
    let joined = each(per_second, sockets).await?;
    let of_socket = bare.end().await?;
    drop(joined);
    Ok((of_page, of_socket))
}

/// Answers a request with so many bytes in all, and is done.
async fn with_page(mut stream: TcpStream, answers: Answers, bytes: usize) -> anyhow::Result<()> {
    bare::head(&mut stream, &mut [0; READ]).await?;
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\n";
    let length = bytes.saturating_sub(head.len() + "content-length: 00000\r\n\r\n".len());
    let answer = format!("{head}content-length: {length:05}\r\n\r\n{}", " ".repeat(length));
    stream.write_all(answer.as_bytes()).await?;
    answers.set(answers.get() + 1);
    Ok(())
}

/// The handshake, then so many bytes of a frame for the first that comes.
async fn with_view(mut stream: TcpStream, answers: Answers, bytes: usize) -> anyhow::Result<()> {
    let key = bare::head(&mut stream, &mut [0; READ]).await?.context("no key")?;
    stream.write_all(bare::switching(&key).as_bytes()).await?;
    let mut buffer = [0; 1024];
    ensure!(stream.read(&mut buffer).await? > 0, "nobody said hello");
    let mut frame = Vec::with_capacity(bytes);
    let header = FrameHeader { is_final: true, opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
    header.format(bytes.saturating_sub(4) as u64, &mut frame)?;
    frame.resize(bytes, b' ');
    stream.write_all(&frame).await?;
    answers.set(answers.get() + 1);
    // Until the other side goes.
    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    Ok(())
}
