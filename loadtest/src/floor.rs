//! `loadtest floor`: how near the server's deliveries come to what the kernel alone takes to hand one frame to every phone.
//!
//! The floor is one thread, one frame that was encoded before, one send for each socket, at the pace of a large room's beat, to
//! as many sockets as there are phones, read by the same kind of tasks. The server is the whole program while ballots arrive:
//! all the processor time it used divided by the views that reached phones. Both are measured in turn, round by round, on the
//! first core, and whoever reads is on the second; what the machine does beside shows in the spread.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use plenary_server::domain::poll::Visibility;
use rustix::process::Pid;
use rustix::thread::{CpuSet, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::gathering::{Gathering, Guests, Venue};
use crate::gauge;
use crate::run::raise;
use crate::schedule::{Load, Plan};
use crate::turns::{Turns, spread};

/// The server's part of the machine, and everybody else's.
pub(crate) const CORES: [usize; 2] = [0, 1];
/// The beat of a large room.
const BEAT: Duration = Duration::from_millis(500);
/// A receiver's buffer: no frame of a tally is larger.
const READ: usize = 4 * 1024;

/// What is measured how often.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Rounds {
    /// Phones, and how often.
    #[command(flatten)]
    pub turns: Turns,
    /// Seconds of each measurement of a round.
    #[arg(long, default_value_t = 8.0)]
    pub seconds: f64,
    /// Ballots that arrive meanwhile, each second: two in a beat of a large room, so that each has news.
    #[arg(long, default_value_t = 4.0)]
    pub ballots_per_second: f64,
}

/// One round.
#[derive(Debug, Clone, Serialize)]
pub struct Round {
    /// Views that reached phones.
    pub views: u64,
    /// Bytes of each, on average, frame headers included.
    pub bytes: u64,
    /// The server's processor time for each, in microseconds.
    pub server: f64,
    /// The same by the names of its threads, as far as they are still there, and of the kernel's thread for packets.
    pub threads: BTreeMap<String, f64>,
    /// The floor's, for a frame of as many bytes.
    pub floor: f64,
}

/// All rounds.
#[derive(Debug, Clone, Serialize)]
pub struct Floor {
    /// Phones.
    pub phones: u32,
    /// The rounds, as they came.
    pub rounds: Vec<Round>,
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Round { views, bytes, server, threads, floor } in &self.rounds {
            let threads: Vec<String> = threads.iter().map(|(name, each)| format!("{name} {each:.2}")).collect();
            writeln!(
                f,
                "{views} views of {bytes} bytes: server {server:.2} µs each ({}), floor {floor:.2} µs: {:.2}",
                threads.join(", "),
                floor / server
            )?;
        }
        let of = |of: fn(&Round) -> f64| spread(self.rounds.iter().map(of));
        let ((server, ..), (floor, ..)) = (of(|round| round.server), of(|round| round.floor));
        let (ratio, least, most) = of(|round| round.floor / round.server);
        write!(
            f,
            "{} phones, medians of {}: server {server:.2} µs, floor {floor:.2} µs, the floor's share {ratio:.2} ({least:.2} to {most:.2})",
            self.phones,
            self.rounds.len()
        )
    }
}

/// Measures both, in turn.
pub async fn floor(venue: Venue, rounds: Rounds, joins_per_second: f64, seed: u64) -> anyhow::Result<Floor> {
    ensure!(rounds.turns.rounds > 0, "no rounds are no measurement");
    let (mut gathering, pid) = on_cores(venue, rounds.turns.phones, joins_per_second, seed).await?;
    let mut done = Vec::new();
    for round in 0..rounds.turns.rounds {
        let mut of = of_server(&gathering, pid, rounds, seed ^ u64::from(round)).await?;
        let sends = Sends { sockets: rounds.turns.phones, length: of.bytes as usize, seconds: rounds.seconds };
        of.floor = of_kernel(sends).await?;
        eprintln!("round {round}: server {:.2} µs, floor {:.2} µs", of.server, of.floor);
        done.push(of);
    }
    gathering.dismiss().await?;
    Ok(Floor { phones: rounds.turns.phones, rounds: done })
}

/// Starts what is measured on the first core, as on a machine that has no more: its runtime makes one thread for it.
pub async fn on_first_core<T>(starting: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    on_core(None, CORES[0])?;
    let started = starting.await;
    on_core(None, CORES[1])?;
    started
}

/// A crowd that has joined one server of ours, and that server's process: it on the first core, and everybody else on the second.
pub(crate) async fn on_cores(
    venue: Venue,
    phones: u32,
    joins_per_second: f64,
    seed: u64,
) -> anyhow::Result<(Gathering, u32)> {
    let Some(servers) = &venue.servers else { bail!("only a server that is started here can be measured") };
    let [pid] = servers.node_pids()[..] else { bail!("one node is measured") };
    let guests = Guests {
        rooms: 1,
        phones,
        screens: 1,
        online_share: 0.4,
        plain_share: 0.0,
        joins_per_second,
        looking: 0,
        seed,
    };
    let mut gathering = Gathering::seat(venue, &guests).await?;
    gathering.invite(&guests).await?;
    pin(pid, CORES[0])?;
    pin(std::process::id(), CORES[1])?;
    Ok((gathering, pid))
}

/// Puts all threads of a process on one core.
pub(crate) fn pin(pid: u32, core: usize) -> anyhow::Result<()> {
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let thread = task?.file_name().to_string_lossy().parse().context("a thread's number")?;
        on_core(Pid::from_raw(thread), core)?;
    }
    Ok(())
}

pub(crate) fn on_core(thread: Option<Pid>, core: usize) -> anyhow::Result<()> {
    let mut cores = CpuSet::new();
    cores.set(core);
    sched_setaffinity(thread, &cores).with_context(|| format!("core {core} (this needs two)"))
}

/// Processor seconds of a process, those of threads that have ended among them.
pub(crate) fn processor(pid: u32) -> anyhow::Result<f64> {
    Ok(gauge::read(&[pid])?.processor)
}

/// The server's part of a round, while a live run takes ballots.
async fn of_server(gathering: &Gathering, pid: u32, rounds: Rounds, seed: u64) -> anyhow::Result<Round> {
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let (views, bytes) = (&gathering.measures.views_to_phones, &gathering.measures.bytes_to_phones);
    let load = Load {
        phones: rounds.turns.phones,
        per_second: rounds.ballots_per_second,
        lasting: Duration::from_secs_f64(rounds.seconds),
    };
    let before = (views.load(Ordering::Relaxed), bytes.load(Ordering::Relaxed), processor(pid)?, by_thread(pid)?);
    let ended =
        hall.hold(&poll, Visibility::Live, |run, start, kind| Plan::draw(run, start, load, &kind, seed)).await?;
    let after = (views.load(Ordering::Relaxed), bytes.load(Ordering::Relaxed), processor(pid)?, by_thread(pid)?);
    ensure!(ended.differences.is_empty(), "the sum is wrong: {:?}", ended.differences);
    let views = after.0 - before.0;
    ensure!(views > 0, "no view reached a phone");
    let each = |seconds: f64| seconds * 1e6 / views as f64;
    let of_thread = |(name, spent): (String, f64)| {
        let spent = spent - before.3.get(&name).copied().unwrap_or_default();
        (name, each(spent))
    };
    let threads = after.3.into_iter().map(of_thread).filter(|(_, each)| *each > 0.0).collect();
    Ok(Round { views, bytes: (after.1 - before.1) / views, server: each(after.2 - before.2), threads, floor: 0.0 })
}

/// As [`gauge::by_thread`], and the kernel's thread for the packets of the server's core.
fn by_thread(pid: u32) -> anyhow::Result<BTreeMap<String, f64>> {
    let mut threads = gauge::by_thread(pid)?;
    threads.insert(format!("ksoftirqd/{}", CORES[0]), gauge::of_packets(CORES[0])?);
    Ok(threads)
}

/// What a process of its own measures: it holds both ends of as many sockets as there are phones.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Sends {
    /// Sockets.
    #[arg(long)]
    pub sockets: u32,
    /// Bytes of the frame.
    #[arg(long)]
    pub length: usize,
    /// Seconds.
    #[arg(long)]
    pub seconds: f64,
}

/// Microseconds for each send of a frame of that length.
async fn of_kernel(sends: Sends) -> anyhow::Result<f64> {
    let own = std::env::current_exe().context("this program's own file")?;
    let numbers = [sends.sockets.to_string(), sends.length.to_string(), sends.seconds.to_string()];
    let mut asked = tokio::process::Command::new(own);
    asked.arg("sends").args(["--sockets", &numbers[0], "--length", &numbers[1], "--seconds", &numbers[2]]);
    let told = asked.stderr(Stdio::inherit()).output().await.context("the floor's own process")?;
    ensure!(told.status.success(), "the floor was not measured: {}", told.status);
    String::from_utf8_lossy(&told.stdout).trim().parse().context("what the floor's own process said")
}

impl Sends {
    /// Microseconds for each.
    pub async fn measure(self) -> anyhow::Result<f64> {
        let Self { sockets, length, seconds } = self;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let mut sending = Vec::new();
        let mut receivers = JoinSet::new();
        for _ in 0..sockets {
            let receiving = TcpStream::connect(address).await?;
            let (accepted, _) = listener.accept()?;
            accepted.set_nodelay(true)?;
            accepted.set_nonblocking(true)?;
            sending.push(accepted);
            receivers.spawn(receive(receiving));
        }
        let frame = vec![b'x'; length];
        let beats = (seconds / BEAT.as_secs_f64()).ceil().max(1.0) as u32;
        let sender = tokio::task::spawn_blocking(move || -> anyhow::Result<f64> {
            on_core(None, CORES[0])?;
            let mut spent = 0.0;
            for _ in 0..beats {
                std::thread::sleep(BEAT);
                let before = thread_seconds();
                for mut socket in &sending {
                    let written = socket.write(&frame).context("a socket of the floor is full")?;
                    ensure!(written == length, "a socket of the floor took half a frame");
                }
                spent += thread_seconds() - before;
            }
            // The thread may serve others later.
            on_core(None, CORES[1])?;
            Ok(spent * 1e6 / f64::from(beats) / sending.len() as f64)
        });
        let each = sender.await.context("the floor's sender")??;
        while receivers.join_next().await.is_some() {}
        Ok(each)
    }
}

pub(crate) fn thread_seconds() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 + spent.tv_nsec as f64 / 1e9
}

/// Reads until the other side closes, as a phone does that has nothing to say.
async fn receive(socket: TcpStream) {
    let mut buffer = Vec::new();
    while socket.readable().await.is_ok() {
        buffer.resize(READ, 0);
        match socket.try_read(&mut buffer) {
            Ok(0) => return,
            Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return,
            _ => buffer = Vec::new(),
        }
    }
}
