//! `loadtest beside`: a crowd votes alone, and beside neighbours that mean harm, in turn; what the neighbours cost the others.
//!
//! Each half of a round has a server of its own, the same seed, and so the same taps. The sum is checked in each; a phone that is
//! refused or cut off because of a neighbour is a failure. Times are told as ratios, beside ÷ alone.

use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use plenary_server::domain::poll::Visibility;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde::Serialize;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::crowd::socket::Socket;
use crate::crowd::{Place, http, screen};
use crate::gathering::{Gathering, Guests, Venue};
use crate::gauge;
use crate::latency::Percentiles;
use crate::run::raise;
use crate::schedule::{Load, Plan};
use crate::turns::spread;

/// The program that makes slow requests: <https://github.com/shekyan/slowhttptest>.
const SLOW: &str = "slowhttptest";
/// Whoever was ended comes back after this.
const AGAIN: Duration = Duration::from_millis(250);
/// A socket that never reads is given up for a new one after so long: the server would have ended it by then.
const STALLED_FOR: Duration = Duration::from_secs(40);
/// The neighbours have this time to take their places.
const AHEAD: Duration = Duration::from_secs(2);

/// Who is beside the crowd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Neighbours {
    /// Screens that were let in and never read what they are sent.
    Stalled,
    /// From the crowd's own address: connections that ask for a socket without a pass, hold on, and come again.
    Passless,
    /// slowhttptest, all four kinds at once: slow headers, slow bodies, ranges, slow reading.
    Slow,
}

/// What is measured how often.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Rounds {
    /// Who is beside the crowd.
    #[arg(value_enum)]
    pub neighbours: Neighbours,
    /// How many of them.
    #[arg(long, default_value_t = 500)]
    pub many: u32,
    /// Rounds: in each the crowd is alone first, then beside them.
    #[arg(long, default_value_t = 5)]
    pub rounds: u32,
    /// Seconds of voting in each half.
    #[arg(long, default_value_t = 20.0)]
    pub seconds: f64,
}

/// How a crowd fared.
#[derive(Debug, Clone, Serialize)]
pub struct Half {
    /// Intended arrival until the answer to the hello.
    pub join: Percentiles,
    /// Intended sending until the receipt.
    pub receipt: Percentiles,
    /// Intended sending until a screen or moderator surely sees it.
    pub seen_by_screens: Percentiles,
    /// The same for the phones that look.
    pub seen_by_phones: Percentiles,
    /// Ballots acknowledged.
    pub acknowledged: u64,
    /// The server's memory at the end of the voting, in bytes.
    pub resident: u64,
    /// What the kernel holds for all TCP sockets of this machine then, both ends, in bytes.
    pub kernel: u64,
    /// Refusals, faults, findings and differences of sums: all that must not be.
    pub wrong: Vec<String>,
}

/// What was found.
#[derive(Debug, Serialize)]
pub struct Beside {
    neighbours: Neighbours,
    many: u32,
    /// The crowd alone, then beside them, round by round.
    rounds: Vec<(Half, Half)>,
}

impl Beside {
    /// Whether nobody was refused, cut off or miscounted.
    pub fn is_sound(&self) -> bool {
        self.rounds.iter().all(|(alone, beside)| alone.wrong.is_empty() && beside.wrong.is_empty())
    }

    /// Median, least and most over the rounds.
    fn over_rounds(&self, of: impl Fn(&Half, &Half) -> f64) -> (f64, f64, f64) {
        spread(self.rounds.iter().map(|(alone, beside)| of(alone, beside)))
    }
}

/// A figure of one half, and what it is called.
type Named = (&'static str, fn(&Half) -> f64);

impl fmt::Display for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let times: [Named; 7] = [
            ("join p50", |half| half.join.p50),
            ("join p99", |half| half.join.p99),
            ("receipt p50", |half| half.receipt.p50),
            ("receipt p99", |half| half.receipt.p99),
            ("on screens p99", |half| half.seen_by_screens.p99),
            ("on phones p50", |half| half.seen_by_phones.p50),
            ("on phones p99", |half| half.seen_by_phones.p99),
        ];
        writeln!(f, "beside {} of {:?}, medians of {} rounds", self.many, self.neighbours, self.rounds.len())?;
        for (what, of) in times {
            let (alone, ..) = self.over_rounds(|alone, _| of(alone));
            let (beside, ..) = self.over_rounds(|_, beside| of(beside));
            let (ratio, least, most) = self.over_rounds(|alone, beside| of(beside) / of(alone).max(0.001));
            writeln!(
                f,
                "  {what:<15} alone {alone:>8.1} ms, beside {beside:>8.1} ms, × {ratio:.2} ({least:.2} to {most:.2})"
            )?;
        }
        let many = f64::from(self.many.max(1)) * 1024.0;
        let kib = |more: fn(&Half) -> u64| {
            self.over_rounds(move |alone, beside| (more(beside) as f64 - more(alone) as f64) / many).0
        };
        writeln!(
            f,
            "  memory for each {:.1} KiB in the server, {:.1} KiB in the kernel (both ends)",
            kib(|half| half.resident),
            kib(|half| half.kernel)
        )?;
        let acknowledged: u64 = self.rounds.iter().map(|(_, beside)| beside.acknowledged).sum();
        write!(f, "  {acknowledged} ballots acknowledged beside them")?;
        for (at, (alone, beside)) in self.rounds.iter().enumerate() {
            for (half, wrong) in [("alone", &alone.wrong), ("beside", &beside.wrong)] {
                for wrong in wrong {
                    write!(f, "\n  WRONG in round {at}, {half}: {wrong}")?;
                }
            }
        }
        Ok(())
    }
}

/// Measures both halves of each round; `venue` starts a server anew.
pub async fn beside(
    venue: impl AsyncFn() -> anyhow::Result<Venue>,
    guests: Guests,
    votes_per_second: f64,
    wanted: Rounds,
) -> anyhow::Result<Beside> {
    ensure!(wanted.rounds > 0, "no rounds are no measurement");
    let mut rounds = Vec::new();
    for round in 0..wanted.rounds {
        let guests = Guests { seed: guests.seed ^ u64::from(round), ..guests };
        let alone = half(venue().await?, &guests, votes_per_second, wanted.seconds, None).await?;
        let neighbours = Some((wanted.neighbours, wanted.many));
        let beside = half(venue().await?, &guests, votes_per_second, wanted.seconds, neighbours).await?;
        eprintln!("round {round}: receipt p99 {:.1} ms alone, {:.1} ms beside", alone.receipt.p99, beside.receipt.p99);
        rounds.push((alone, beside));
    }
    Ok(Beside { neighbours: wanted.neighbours, many: wanted.many, rounds })
}

async fn half(
    venue: Venue,
    guests: &Guests,
    votes_per_second: f64,
    seconds: f64,
    neighbours: Option<(Neighbours, u32)>,
) -> anyhow::Result<Half> {
    let mut gathering = Gathering::seat(venue, guests).await?;
    let Some(servers) = &gathering.venue.servers else { bail!("only a server that is started here can be measured") };
    let pids = servers.node_pids();
    // Dropped at the end, which ends them all.
    let mut beside = JoinSet::new();
    if let Some((neighbours, many)) = neighbours {
        come(neighbours, many, &gathering, &mut beside).await?;
        sleep(AHEAD).await;
    }
    gathering.invite(guests).await?;
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let load = Load { phones: guests.phones, per_second: votes_per_second, lasting: Duration::from_secs_f64(seconds) };
    let ended =
        hall.hold(&poll, Visibility::Live, |run, start, kind| Plan::draw(run, start, load, &kind, guests.seed)).await?;
    let resident = gauge::read(&pids)?.resident;
    let kernel = gauge::kernel_sockets()?;
    if let Some(ended) = beside.try_join_next() {
        // They end with this measurement, never before.
        ended.context("a neighbour fell over")?.context("the neighbours")?;
        bail!("a neighbour left");
    }
    gathering.dismiss().await?;
    let measures = &gathering.measures;
    let refused = measures.refusals().into_iter().map(|(code, times)| format!("refused {code} × {times}"));
    let failed = measures.faults().into_iter().map(|(what, times)| format!("{what} × {times}"));
    Ok(Half {
        join: measures.joins.percentiles(),
        receipt: measures.receipts.percentiles(),
        seen_by_screens: measures.seen_by_screens.percentiles(),
        seen_by_phones: measures.seen_by_phones.percentiles(),
        acknowledged: measures.acknowledged.load(std::sync::atomic::Ordering::Relaxed),
        resident,
        kernel,
        wrong: ended.differences.into_iter().chain(measures.findings()).chain(refused).chain(failed).collect(),
    })
}

/// Lets the neighbours come.
async fn come(
    neighbours: Neighbours,
    many: u32,
    gathering: &Gathering,
    beside: &mut JoinSet<anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let place = gathering.venue.links[0].place.clone();
    match neighbours {
        Neighbours::Stalled => {
            let (_, cookie) = screen::let_in(&place.door, &gathering.halls[0].lead, "stalled").await?;
            for number in 0..many {
                beside.spawn(stall(place.clone(), cookie.clone(), number));
            }
        }
        Neighbours::Passless => {
            for number in 0..many {
                beside.spawn(knock(place.clone(), number));
            }
        }
        Neighbours::Slow => {
            let asked = Command::new(SLOW).arg("-h").stdout(Stdio::null()).stderr(Stdio::null()).status().await;
            asked.with_context(|| format!("{SLOW} is needed: apt-get install {SLOW}"))?;
            let page = format!("http://{}/{}", place.door.authority(), place.room);
            let vote = format!("http://{}/api/rooms/{}/vote", place.door.authority(), place.room);
            // -H and -B send a little every few seconds, -R asks for many ranges, -X takes a few bytes now and then.
            for (kind, url) in [("-H", &page), ("-B", &vote), ("-R", &page), ("-X", &page)] {
                beside.spawn(slow(kind, url.clone(), many.div_ceil(4)));
            }
        }
    }
    Ok(())
}

/// Sits down as a screen, and never reads.
async fn stall(place: Place, cookie: String, number: u32) -> anyhow::Result<()> {
    let path = format!("/ws/{}?as=screen", place.room);
    loop {
        // Refused or reset: that is the server's right. It comes again.
        if let Ok(mut socket) = Socket::open(&place.door, 0, &path, &cookie, number).await {
            socket.read_no_more()?;
            if socket.say(r#"{"id":"0","do":{"hello":{}}}"#).await.is_ok() {
                sleep(STALLED_FOR).await;
            }
        }
        sleep(AGAIN).await;
    }
}

/// Asks for a socket without a pass, and holds on to the connection for as long as it is left; each in a rhythm of its own, as
/// strangers have.
async fn knock(place: Place, number: u32) -> anyhow::Result<()> {
    let path = format!("/ws/{}", place.room);
    let mut rng = SmallRng::seed_from_u64(u64::from(number));
    loop {
        sleep(AHEAD.mul_f64(rng.random())).await;
        let let_in = http::knock(&place.door, place.source, &path).await;
        ensure!(!matches!(let_in, Ok(101)), "a socket was given to somebody without a pass");
    }
}

/// One kind of slow request, again whenever the program ends because all its connections were closed.
async fn slow(kind: &'static str, url: String, many: u32) -> anyhow::Result<()> {
    let many = many.to_string();
    loop {
        let mut program = Command::new(SLOW);
        program.args([kind, "-c", &many, "-r", &many, "-i", "2", "-l", "3600", "-p", "30", "-u", &url]);
        let program = program.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        program.status().await.with_context(|| format!("running {SLOW}"))?;
        sleep(AGAIN).await;
    }
}
