//! A crowd gathered for a test: doors, rooms with their moderators and screens, phones that have joined, and their books.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::id::{PollId, RunId};
use plenary_server::domain::kind::Kind;
use plenary_server::domain::person::Mode;
use plenary_server::domain::poll::Visibility;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::crowd::logbook::{Logbook, Looks, Measures};
use crate::crowd::moderator::Moderator;
use crate::crowd::reading::ResultSeen;
use crate::crowd::screen::Screen;
use crate::crowd::voter::{self, Person, Told};
use crate::crowd::{Door, Link, Place, SOCKETS_PER_SOURCE};
use crate::schedule::Plan;
use crate::servers::{Servers, Wanted};

/// Joining, or a definite answer for every ballot, takes no longer than this even on a busy machine.
pub(crate) const LONGEST: Duration = Duration::from_mins(1);
/// Ballots that an observer has not surely seen so long after the last one are reported as unseen.
const SEEN_BY: Duration = Duration::from_secs(3);
/// A plan begins so much later than it is told, so that every phone has it by then.
pub(crate) const NOTICE: Duration = Duration::from_millis(300);

/// Where a test takes place.
#[derive(Debug)]
pub struct Venue {
    /// One way in per node.
    pub doors: Vec<Arc<Door>>,
    /// A chair's link per room.
    pub links: Vec<Link>,
    /// What we started ourselves.
    pub servers: Option<Servers>,
}

impl Venue {
    /// Servers of our own.
    pub async fn start(wanted: &Wanted) -> anyhow::Result<Self> {
        let servers = Servers::start(wanted).await?;
        let mut doors = Vec::new();
        for node in &servers.nodes {
            doors.push(Door::at(&node.ready.listening).await?);
        }
        let mut links = Vec::new();
        for room in &servers.nodes[0].ready.rooms {
            links.push(Link::parse(&room.moderator).await?);
        }
        Ok(Self { doors, links, servers: Some(servers) })
    }

    /// Servers that run already, with a moderator's link for each room to use.
    pub async fn visit(against: &[String], moderators: &[String]) -> anyhow::Result<Self> {
        let mut doors = Vec::new();
        for base in against {
            doors.push(Door::at(base).await?);
        }
        let mut links = Vec::new();
        for link in moderators {
            links.push(Link::parse(link).await?);
        }
        if links.is_empty() {
            bail!("--against needs --moderator-link, once for each room to use");
        }
        Ok(Self { doors, links, servers: None })
    }
}

/// Who is to come.
#[derive(Debug, Clone, Copy)]
pub struct Guests {
    /// Rooms to use.
    pub rooms: usize,
    /// Phones in all rooms together.
    pub phones: u32,
    /// Screens of each room.
    pub screens: u32,
    /// Share of phones that say they are online; the others say they are in the room.
    pub online_share: f64,
    /// Share of phones that vote by plain requests, without a socket.
    pub plain_share: f64,
    /// Arrivals per second.
    pub joins_per_second: f64,
    /// Phones of each room that write down when they see ballots.
    pub looking: u32,
    /// Everything random.
    pub seed: u64,
}

/// One room of the gathering.
#[derive(Debug)]
pub struct Hall {
    /// Its number, from 0.
    pub number: usize,
    /// What its people saw and were told.
    pub logbook: Arc<Logbook>,
    /// Who opens and closes.
    pub lead: Moderator,
    /// A moderator through each of the other doors.
    pub others: Vec<Moderator>,
    /// Its screens, through all doors in turn.
    pub screens: Vec<Screen>,
    /// How many phones.
    pub phones: u32,
    plan: watch::Sender<Option<Arc<Plan>>>,
}

/// The gathering.
#[derive(Debug)]
pub struct Gathering {
    /// Where.
    pub venue: Venue,
    /// The rooms.
    pub halls: Vec<Hall>,
    /// Shared counters and latencies.
    pub measures: Arc<Measures>,
    stop: watch::Sender<bool>,
    phones: JoinSet<()>,
}

/// How one run ended.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Ended {
    /// The room's number.
    pub room: usize,
    /// The run.
    pub run: RunId,
    /// Ballots in the result that moderators see.
    pub n: u32,
    /// Ballots that must be there, from the receipts.
    pub expected: u32,
    /// Voters whose standing ballot was not definite in the end.
    pub indefinite: u32,
    /// Ballots that some observer had not surely seen [`SEEN_BY`] after the last.
    pub unseen: usize,
    /// Taps that were planned.
    pub taps: usize,
    /// Where the result differs from what voters were told, or two views differ from each other.
    pub differences: Vec<String>,
}

impl Gathering {
    /// Seats moderators and screens. Phones come with [`Self::invite`].
    pub async fn seat(venue: Venue, guests: &Guests) -> anyhow::Result<Self> {
        if guests.rooms == 0 || guests.rooms > venue.links.len() {
            bail!("{} rooms wanted, {} there", guests.rooms, venue.links.len());
        }
        let measures = Arc::new(Measures::default());
        let mut halls = Vec::new();
        for (number, link) in venue.links.iter().take(guests.rooms).enumerate() {
            let logbook = Logbook::new(Arc::clone(&measures));
            let mut moderators = Vec::new();
            for door in &venue.doors {
                moderators.push(Moderator::enter(&link.through(door), &logbook, true).await?);
            }
            let lead = moderators.remove(0);
            let mut screens = Vec::new();
            for (screen, door) in (0..guests.screens).zip(venue.doors.iter().cycle()) {
                let name = format!("loadtest {screen}");
                screens.push(Screen::enter(door, &lead, &name, &logbook, true).await?);
            }
            let share = guests.phones / guests.rooms as u32;
            let phones = share + u32::from((number as u32) < guests.phones % guests.rooms as u32);
            let (plan, _) = watch::channel(None);
            halls.push(Hall { number, logbook, lead, others: moderators, screens, phones, plan });
        }
        let (stop, _) = watch::channel(false);
        Ok(Self { venue, halls, measures, stop, phones: JoinSet::new() })
    }

    /// Lets the phones come, and waits until all have joined. How long that took from the first intended arrival.
    pub async fn invite(&mut self, guests: &Guests) -> anyhow::Result<Duration> {
        let mut rng = SmallRng::seed_from_u64(guests.seed);
        let start = Instant::now() + NOTICE;
        let mut wanted = 0_u32;
        // Doors and rooms in turn, so that each node has a share of each room.
        for (hall, number) in (0..guests.phones).map(|at| (at as usize % guests.rooms, at / guests.rooms as u32)) {
            let hall = &self.halls[hall];
            let door = &self.venue.doors[(number as usize) % self.venue.doors.len()];
            let person = Person {
                place: Place {
                    door: Arc::clone(door),
                    room: self.venue.links[hall.number].place.room,
                    source: (wanted / SOCKETS_PER_SOURCE) as u8,
                },
                number,
                mode: Some(if rng.random_bool(guests.online_share) { Mode::Online } else { Mode::Room }),
                arrives: start + Duration::from_secs_f64(f64::from(wanted) / guests.joins_per_second),
                is_plain: rng.random_bool(guests.plain_share),
                looks_as: (number < guests.looking).then(|| hall.logbook.observer(Looks::Phone)),
                seed: rng.random(),
            };
            // A plain phone has no socket to look through.
            let person = Person { is_plain: person.is_plain && person.looks_as.is_none(), ..person };
            let told = Told { plan: hall.plan.subscribe(), stop: self.stop.subscribe() };
            self.phones.spawn(voter::attend(person, Arc::clone(&hall.logbook), told));
            wanted += 1;
        }
        let deadline = start + Duration::from_secs_f64(f64::from(wanted) / guests.joins_per_second) + LONGEST;
        while self.measures.joined.load(Ordering::Relaxed) < u64::from(wanted) {
            if Instant::now() > deadline {
                let joined = self.measures.joined.load(Ordering::Relaxed);
                let faults = self.measures.faults();
                bail!("of {wanted} phones {joined} joined; what went wrong: {faults:?}");
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(start.elapsed())
    }

    /// Sends everybody home, with a goodbye.
    pub async fn dismiss(&mut self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        while let Some(left) = self.phones.join_next().await {
            left.context("a phone fell over")?;
        }
        Ok(())
    }
}

impl Hall {
    /// Lets the phones follow a plan.
    pub fn follow(&self, plan: Plan) {
        self.plan.send_replace(Some(Arc::new(plan)));
    }

    /// Waits until every voter of a run has a definite answer; the sum tells of those who have none.
    pub async fn all_are_answered(&self, run: RunId) {
        wait(LONGEST, || self.logbook.open(run) == 0).await;
    }

    /// Opens a poll, lets the phones follow the plan, closes it, and checks its sum.
    pub async fn hold(
        &self,
        poll: &PollId,
        visibility: Visibility,
        plan: impl FnOnce(RunId, Instant, Kind) -> Plan,
    ) -> anyhow::Result<Ended> {
        let (run, kind) = self.open(poll, visibility).await?;
        let taps = self.vote(plan(run, Instant::now() + NOTICE, kind.clone())).await;
        self.end(run, &kind, taps).await
    }

    /// Opens a poll.
    pub async fn open(&self, poll: &PollId, visibility: Visibility) -> anyhow::Result<(RunId, Kind)> {
        let run = self.lead.open(poll, visibility).await?;
        self.logbook.begins(run);
        let kind = self.lead.run(run)?.and_then(|led| led.kind).with_context(|| format!("the kind of {poll}"))?;
        Ok((run, kind))
    }

    /// Lets the phones follow the plan, and waits until all have an answer; how many taps that were.
    pub async fn vote(&self, plan: Plan) -> usize {
        let (run, start, taps, lasting) = (plan.run, plan.start, plan.len(), plan.lasting());
        self.follow(plan);
        tokio::time::sleep_until(start + lasting).await;
        self.all_are_answered(run).await;
        taps
    }

    /// Closes a run in which there were so many taps, and checks its sum.
    pub async fn end(&self, run: RunId, kind: &Kind, taps: usize) -> anyhow::Result<Ended> {
        wait(SEEN_BY, || self.logbook.unseen(run) == 0).await;
        let unseen = self.logbook.unseen(run);
        let result = self.lead.close(run, true).await?;
        // What was unanswered at the close is asked for once more and told what stands.
        self.all_are_answered(run).await;
        let (expected, mut differences) = self.logbook.check(run, kind, &result);
        differences.extend(self.who_sees_otherwise(run, &result).await);
        let n = result.n().unwrap_or_default();
        let (room, indefinite) = (self.number, expected.open);
        if indefinite > 0 {
            differences.push(format!("run {run}: {indefinite} voters never got a definite answer"));
        }
        Ok(Ended { room, run, n, expected: expected.n.most, indefinite, unseen, taps, differences })
    }

    /// The moderators and screens that do not come to show this result.
    async fn who_sees_otherwise(&self, run: RunId, result: &ResultSeen) -> Vec<String> {
        let moderators = self.others.iter().map(|moderator| ("moderator", &moderator.seat));
        let screens = self.screens.iter().map(|screen| ("screen", &screen.seat));
        let mut otherwise = Vec::new();
        for (number, (what, seat)) in moderators.chain(screens).enumerate() {
            let same = seat.until(|held| matches!(held.result(run), Ok(Some(seen)) if is_same(&seen, result))).await;
            if same.is_err() {
                let shown = seat.held().result(run);
                otherwise.push(format!("run {run}: {what} {number} shows {shown:?}, the lead sees {result:?}"));
            }
        }
        otherwise
    }
}

/// Screens show "too few" where a moderator sees figures; then only n is to agree.
fn is_same(seen: &ResultSeen, lead: &ResultSeen) -> bool {
    match seen {
        ResultSeen::Figures { .. } => seen == lead,
        ResultSeen::TooFew { n } => Some(*n) == lead.n(),
        ResultSeen::Count { .. } => false,
    }
}

/// Waits until it is so, or the time is over; whoever waits checks again.
pub(crate) async fn wait(most: Duration, is_so: impl Fn() -> bool) {
    let until = Instant::now() + most;
    while !is_so() && Instant::now() < until {
        sleep(Duration::from_millis(20)).await;
    }
}
