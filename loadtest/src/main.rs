//! The command `loadtest`: arguments in, a report and an exit code out.

use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use plenary_loadtest::arguments::{At, Crowd, Seen};
use plenary_loadtest::attend::{Choices, Visit, attend};
use plenary_loadtest::beside;
use plenary_loadtest::double::double;
use plenary_loadtest::echo;
use plenary_loadtest::faults::{command, planted};
use plenary_loadtest::floor::{Rounds, Sends, floor, on_first_core};
use plenary_loadtest::gathering::Guests;
use plenary_loadtest::growth;
use plenary_loadtest::joins;
use plenary_loadtest::kill::{Victim, back, kill};
use plenary_loadtest::questions::{List, questions};
use plenary_loadtest::rest;
use plenary_loadtest::run::{Voting, burst, run};
use plenary_loadtest::rush::rush;
use plenary_loadtest::sockets::{allow_files, allow_sockets};
use plenary_loadtest::turns::Turns;
use plenary_server::domain::id::RoomCode;
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// The same beside the floor's two ends of each socket.
const FLOORS_FILES: u64 = 50;

/// A crowd in a box: pretend phones, moderators and screens against a Plenary server.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Test(Test),
    /// A session under faults; its history must keep every promise of docs/trust.md.
    Faults(command::Asked),
    /// Plants bugs in the server, one at a time; the ordinary runs under faults must catch each.
    Planted(planted::Asked),
    /// How near the server's deliveries come to what the kernel alone takes for them.
    Floor {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        rounds: Rounds,
    },
    /// What `floor` has a process of its own do.
    #[command(hide = true)]
    Sends(Sends),
    /// What an acknowledged, durable ballot costs the server, against a bare echo of the same frame.
    Echo {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        rounds: echo::Rounds,
    },
    /// What a phone that joins costs the server, page and socket apart, against a bare server.
    Joins {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        turns: Turns,
    },
    /// A crowd votes alone, and beside neighbours that mean harm, in turn: nobody is refused or miscounted, and what it costs is told.
    Beside {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        crowd: Crowd,
        #[command(flatten)]
        rounds: beside::Rounds,
    },
    /// What a ballot costs with many rooms, with two nodes, on Redis; what a hot room does to quiet ones.
    Growth {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        rounds: growth::Rounds,
    },
    /// How long a start takes until the first page, and what a server costs while nobody is there.
    Rest {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        wish: rest::Wish,
    },
    /// Judges a history that was kept.
    Judge {
        /// The file.
        history: PathBuf,
    },
    /// People come to a room that somebody else leads, answer every run that opens, and stay until standard input is closed or
    /// the program is told to end (Ctrl-C, SIGTERM); then one line of JSON tells what they were told.
    Attend(Coming),
}

#[derive(Debug, Subcommand)]
enum Test {
    /// A crowd votes on polls, one after another; every receipt must be in the tally.
    Run {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        crowd: Crowd,
        /// Polls of each room, one after another.
        #[arg(long, default_value_t = 3)]
        polls: usize,
        /// Seconds of voting, all polls together.
        #[arg(long, default_value_t = 30.0)]
        seconds: f64,
        /// Who sees the tally while it is open.
        #[arg(long, value_enum, default_value_t = Seen::Live)]
        visibility: Seen,
    },
    /// So many ballots at once on one option of one run; the total must be exact.
    Burst {
        #[command(flatten)]
        place: At,
        /// How many phones send one ballot each.
        #[arg(long, default_value_t = 10_000)]
        ballots: u32,
    },
    /// So many ballots in the last second before a poll shuts, and some too late: all in time are counted, all late are told.
    Rush {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        crowd: Crowd,
        /// How many phones tap in that second.
        #[arg(long, default_value_t = 600)]
        ballots: u32,
    },
    /// One pass speaks through two nodes in the same instant and makes one ballot.
    Double {
        #[command(flatten)]
        place: At,
        /// How many people do that.
        #[arg(long, default_value_t = 200)]
        people: u32,
    },
    /// A long question list, upvoted by a crowd: every receipt must be in the counts that moderators see.
    Questions {
        #[command(flatten)]
        place: At,
        /// Phones.
        #[arg(long, default_value_t = 500)]
        phones: u32,
        /// Questions on the list.
        #[arg(long, default_value_t = 1_000)]
        questions: u32,
        /// Upvotes in all.
        #[arg(long, default_value_t = 20_000)]
        upvotes: u32,
        /// Seconds they are spread over.
        #[arg(long, default_value_t = 60.0)]
        seconds: f64,
        /// Of so many upvotes one is followed until ten phones see it.
        #[arg(long, default_value_t = 20)]
        follow_one_in: u32,
    },
    /// kill -9 during voting; afterwards every acknowledged ballot must be counted, none twice.
    Kill {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        crowd: Crowd,
        /// What is killed and started again.
        #[arg(long, value_enum, default_value_t = Victim::Node)]
        what: Victim,
        /// How often.
        #[arg(long, default_value_t = 5)]
        times: u32,
    },
    /// kill -9 of the node when nearly all have voted: how long until every phone is back and shows the last tally.
    Back {
        #[command(flatten)]
        place: At,
        #[command(flatten)]
        crowd: Crowd,
    },
}

/// Who comes to which room.
#[derive(Debug, Args)]
struct Coming {
    /// The running server: "http://host:port".
    #[arg(long)]
    against: String,
    /// The room's code.
    #[arg(long)]
    room: RoomCode,
    /// How many people.
    #[arg(long, default_value_t = 15)]
    phones: u32,
    /// So many of them, the first ones, are online; the others are in the room.
    #[arg(long, default_value_t = 0)]
    online: u32,
    /// What each answers to the first run they see open: `[{"one":0},{"many":[0,2]},"cant_say",null]`. Again for the second
    /// run, and so on; runs after these get no answer. Without any, every run is answered at random.
    #[arg(long)]
    choose: Vec<Choices>,
    /// Everything random comes from it; without, one is drawn and printed.
    #[arg(long)]
    seed: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime.context("starting").and_then(|runtime| runtime.block_on(done(arguments.command)));
    match outcome {
        Ok((report, is_sound)) => {
            println!("{report}");
            if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("loadtest: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// What was asked for: what it prints, and whether it is sound.
async fn done(asked: Command) -> anyhow::Result<(String, bool)> {
    match asked {
        // Whoever comes hears by itself that it is to end.
        Command::Attend(coming) => come(coming).await,
        Command::Faults(asked) => or_interrupted(command::run(&asked)).await,
        Command::Planted(asked) => Box::pin(or_interrupted(planted::run(&asked))).await,
        Command::Judge { history } => command::judge(&history),
        Command::Floor { place, rounds } => or_interrupted(measure_floor(place, rounds)).await,
        Command::Sends(sends) => or_interrupted(measure_sends(sends)).await,
        Command::Echo { place, rounds } => or_interrupted(measure_echo(place, rounds)).await,
        Command::Joins { place, turns } => or_interrupted(measure_joins(place, turns)).await,
        Command::Beside { place, crowd, rounds } => or_interrupted(measure_beside(place, crowd, rounds)).await,
        Command::Growth { place, rounds } => or_interrupted(measure_growth(place, rounds)).await,
        Command::Rest { place, wish } => or_interrupted(measure_rest(place, wish)).await,
        Command::Test(test) => or_interrupted(carry_out(test)).await,
    }
}

/// What was started ends with the future that holds it.
async fn or_interrupted<T>(test: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::select! {
        done = test => done,
        _ = tokio::signal::ctrl_c() => bail!("interrupted"),
    }
}

/// The seed that was given, or a new one; it is printed.
fn seed(given: Option<u64>) -> u64 {
    // 32 bits: short to type, and exact in whatever reads the JSON.
    let seed = given.unwrap_or_else(|| u64::from(rand::random::<u32>()));
    eprintln!("seed {seed} (give --seed {seed} for the same crowd)");
    seed
}

/// Lets people come until the program is told to end; what they were told, and whether nothing is wrong with it.
async fn come(coming: Coming) -> anyhow::Result<(String, bool)> {
    allow_sockets(coming.phones)?;
    let Coming { against, room, phones, online, choose: choices, seed: given } = coming;
    let (stop, stopped) = watch::channel(false);
    let input_closed = stop.clone();
    // A thread of its own: the program does not wait for it when it is told to end in another way.
    std::thread::spawn(move || {
        // An error ends the input as well.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        input_closed.send_replace(true);
    });
    let mut terminate = signal(SignalKind::terminate()).context("hearing signals")?;
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        stop.send_replace(true);
    });
    let visit = Visit { against, room, phones, online, choices, seed: seed(given) };
    let attended = attend(visit, stopped).await?;
    let is_sound = attended.findings.is_empty() && attended.joined == u64::from(phones);
    Ok((serde_json::to_string(&attended)?, is_sound))
}

/// Writes what was found where a report goes, and hands over how it reads.
fn told<T: Serialize + Display>(at: &At, found: &T, is_sound: bool) -> anyhow::Result<(String, bool)> {
    if let Some(file) = &at.json {
        let json = serde_json::to_string_pretty(found).context("figures are JSON")?;
        std::fs::write(file, json + "\n").with_context(|| format!("writing {}", file.display()))?;
    }
    Ok((found.to_string(), is_sound))
}

/// Measures the server and the floor; prints both, and writes them where a report goes.
async fn measure_floor(at: At, rounds: Rounds) -> anyhow::Result<(String, bool)> {
    allow_sockets(rounds.turns.phones)?;
    let found = floor(on_first_core(at.venue()).await?, rounds, at.joins_per_second, seed(at.seed)).await?;
    told(&at, &found, true)
}

/// Microseconds for each of the floor's sends.
async fn measure_sends(sends: Sends) -> anyhow::Result<(String, bool)> {
    allow_files(u64::from(sends.sockets) * 2 + FLOORS_FILES)?;
    Ok((sends.measure().await?.to_string(), true))
}

/// Measures the server's ballots and the echo; prints both, and writes them where a report goes.
async fn measure_echo(at: At, rounds: echo::Rounds) -> anyhow::Result<(String, bool)> {
    // As many again for the echo, at both ends.
    allow_sockets(rounds.phones * 3)?;
    let found = echo::echo(on_first_core(at.venue()).await?, rounds, at.joins_per_second, seed(at.seed)).await?;
    told(&at, &found, true)
}

/// Measures the server's joins and a bare server's; prints both, and writes them where a report goes.
async fn measure_joins(at: At, turns: Turns) -> anyhow::Result<(String, bool)> {
    // The bare server's ends are here, too.
    allow_sockets(turns.phones * 2)?;
    let found = joins::joins(on_first_core(at.venue()).await?, turns, at.joins_per_second, seed(at.seed)).await?;
    told(&at, &found, true)
}

/// Measures a crowd alone and beside its neighbours; prints it, and writes it where a report goes.
async fn measure_beside(at: At, crowd: Crowd, rounds: beside::Rounds) -> anyhow::Result<(String, bool)> {
    if !at.against.is_empty() {
        bail!("only servers that are started here are measured: leave out --against");
    }
    allow_sockets(crowd.phones + 2 * rounds.many)?;
    let guests = crowd.guests(&at, seed(at.seed));
    let found = beside::beside(async || at.venue().await, guests, crowd.votes_per_second, rounds).await?;
    told(&at, &found, found.is_sound())
}

/// Measures a ballot's cost in two halves; prints it, and writes it where a report goes.
async fn measure_growth(at: At, rounds: growth::Rounds) -> anyhow::Result<(String, bool)> {
    allow_sockets(rounds.sockets())?;
    let found = growth::growth(&at, rounds, seed(at.seed)).await?;
    told(&at, &found, true)
}

/// Measures a server at rest; prints it, and writes it where a report goes.
async fn measure_rest(at: At, wish: rest::Wish) -> anyhow::Result<(String, bool)> {
    allow_sockets(wish.sockets())?;
    let found = rest::rest(&at, wish, seed(at.seed)).await?;
    told(&at, &found, true)
}

async fn carry_out(command: Test) -> anyhow::Result<(String, bool)> {
    let at = match &command {
        Test::Run { place, .. }
        | Test::Burst { place, .. }
        | Test::Rush { place, .. }
        | Test::Double { place, .. }
        | Test::Questions { place, .. }
        | Test::Kill { place, .. }
        | Test::Back { place, .. } => place.clone(),
    };
    let seed = seed(at.seed);
    let arguments = arguments_as_typed(std::env::args().skip(2));
    let few = |phones| Guests {
        rooms: 1,
        phones,
        screens: 1,
        online_share: 0.4,
        plain_share: 0.0,
        joins_per_second: at.joins_per_second,
        looking: 0,
        seed,
    };
    let (name, mut report) = match command {
        Test::Run { crowd, polls, seconds, visibility, .. } => {
            allow_sockets(crowd.phones)?;
            let voting =
                Voting { polls, votes_per_second: crowd.votes_per_second, seconds, visibility: visibility.into() };
            ("run", run(at.venue().await?, crowd.guests(&at, seed), voting).await?)
        }
        Test::Burst { ballots, .. } => {
            allow_sockets(ballots)?;
            ("burst", burst(at.venue().await?, few(ballots)).await?)
        }
        Test::Rush { crowd, ballots, .. } => {
            allow_sockets(crowd.phones)?;
            let guests = Guests { plain_share: 0.0, ..crowd.guests(&at, seed) };
            ("rush", rush(at.venue().await?, guests, ballots).await?)
        }
        Test::Double { people, .. } => {
            allow_sockets(people * 2)?;
            ("double", double(at.venue().await?, few(people)).await?)
        }
        Test::Questions { phones, questions: asked, upvotes, seconds, follow_one_in, .. } => {
            allow_sockets(phones)?;
            let list = List { questions: asked, upvotes, seconds, follow_one_in };
            ("questions", questions(at.venue().await?, Guests { looking: 10, ..few(phones) }, list).await?)
        }
        Test::Kill { crowd, what, times, .. } => {
            allow_sockets(crowd.phones)?;
            let guests = crowd.guests(&at, seed);
            ("kill", kill(at.venue().await?, guests, what, times, crowd.votes_per_second).await?)
        }
        Test::Back { crowd, .. } => {
            allow_sockets(crowd.phones)?;
            ("back", back(at.venue().await?, crowd.guests(&at, seed), crowd.votes_per_second).await?)
        }
    };
    report.seed = seed;
    name.clone_into(&mut report.command);
    report.arguments = arguments;
    if let Some(file) = &at.json {
        report.write(file)?;
    }
    Ok((report.to_string(), report.is_sound()))
}

/// The arguments after the command, without the secrets of links.
fn arguments_as_typed(arguments: impl Iterator<Item = String>) -> String {
    let open = |argument: String| match argument.split_once('#') {
        Some((before, _)) => format!("{before}#…"),
        None => argument,
    };
    arguments.map(open).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_no_secret() {
        let typed = ["--moderator-link", "http://h/abc234/moderate#s3cret", "--polls", "2"].map(str::to_owned);
        let shown = arguments_as_typed(typed.into_iter());
        assert_eq!(shown, "--moderator-link http://h/abc234/moderate#… --polls 2");
    }

    #[test]
    fn the_arguments_are_sound() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
