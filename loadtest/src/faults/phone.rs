//! A phone on a bad day: taps, keeps what was not counted and says it again, through whichever node it reaches; now and then
//! it says things twice, late, out of order, or as two tabs that disagree.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use plenary_server::domain::gate::Phase;
use plenary_server::domain::id::{RoomCode, RunId};
use plenary_server::domain::kind::{Choice, Kind};
use plenary_server::wire::{self, Command, Hello, Vote};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use self::habits::{Habits, choose};
use super::history::{Said, Scribe, What};
use crate::crowd::reading::{MineSeen, PhoneFrame, PhoneView, RunSeen};
use crate::crowd::socket::{Gone, Socket};
use crate::crowd::{Door, http};

mod habits;

/// A ballot without an answer for so long: the phone gives its connection up and says it again elsewhere.
const ANSWER_BY: Duration = Duration::from_secs(3);
/// Opening a connection takes no longer than this; else another door is tried.
const CONNECT_BY: Duration = Duration::from_secs(4);
/// What the store could not take is said again after so long.
const AGAIN: Duration = Duration::from_millis(300);
/// The longest pause before coming back.
const PAUSE: Duration = Duration::from_millis(800);

/// What the phones are told while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Tap, if you like: all that do, do it at this moment.
    Tap {
        /// Of a hundred phones so many do.
        percent: u8,
        /// Counts up.
        pulse: u64,
    },
    /// Tap no more; say everything again until the answer is definite, then leave.
    Settle,
    /// Leave.
    Go,
}

/// What all phones of a room share.
#[derive(Debug)]
pub struct Room {
    /// Its code.
    pub code: RoomCode,
    /// The ways in, one for each node.
    pub doors: Vec<Arc<Door>>,
    /// Where everything is written down.
    pub scribe: Arc<Scribe>,
}

#[derive(Debug, Clone)]
struct Wish {
    run: u32,
    r: u32,
    choice: Option<Choice>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// To be said (again) from then on.
    Due(Instant),
    /// Said; the answer is to come before.
    Said(Instant),
    /// A receipt came.
    Counted,
    /// A definite no came.
    Refused,
}

#[derive(Debug, Clone)]
struct Known {
    kind: Option<Kind>,
    open: bool,
    /// This phone was told so by name: nothing of this run is asked any more.
    told_closed: bool,
    late: u32,
}

/// One phone.
pub(super) struct Phone {
    room: Arc<Room>,
    number: u32,
    cookies: String,
    rng: SmallRng,
    habits: Habits,
    runs: BTreeMap<u32, Known>,
    /// The newest wish of each run is the last.
    wishes: Vec<Wish>,
    /// Sendings without an answer on this connection, by the id their answer bears.
    pending: HashMap<String, (u64, u32, u32)>,
    epoch: String,
    version: u64,
    hello_at: u64,
    node: usize,
    twins: JoinSet<()>,
    settling: bool,
}

/// Lives until told to go. Returns false if some answer never became definite.
pub async fn live(room: Arc<Room>, number: u32, seed: u64, mut call: watch::Receiver<Call>) -> bool {
    let mut rng = SmallRng::seed_from_u64(seed);
    let node = number as usize % room.doors.len();
    let cookies = loop {
        match timeout(CONNECT_BY, http::get(&room.doors[node], 0, &format!("/{}", room.code), "")).await {
            Ok(Ok(page)) if page.cookie("plenary-pass").is_some() => break page.cookies.join("; "),
            _ => sleep(PAUSE.mul_f64(rng.random())).await,
        }
        if *call.borrow() == Call::Go {
            return false;
        }
    };
    let habits = Habits::of(number);
    let mut phone = Phone {
        room,
        number,
        cookies,
        rng,
        habits,
        runs: BTreeMap::new(),
        wishes: Vec::new(),
        pending: HashMap::new(),
        epoch: String::new(),
        version: 0,
        hello_at: 0,
        node,
        twins: JoinSet::new(),
        settling: false,
    };
    loop {
        let gone = phone.connected(&mut call).await;
        phone.lost();
        if matches!(gone, End::Settled) || *call.borrow() == Call::Go {
            while phone.twins.join_next().await.is_some() {}
            return matches!(gone, End::Settled);
        }
        let pause = PAUSE.mul_f64(phone.rng.random());
        sleep(pause).await;
        // Mostly the same door; sometimes another, as behind a proxy.
        if phone.rng.random_bool(0.4) {
            phone.node = phone.rng.random_range(0..phone.room.doors.len());
        }
    }
}

/// Why a connection ended.
enum End {
    /// It is gone.
    Lost,
    /// Everything is definite.
    Settled,
}

impl From<Gone> for End {
    fn from(_: Gone) -> Self {
        Self::Lost
    }
}

impl Phone {
    /// One connection.
    async fn connected(&mut self, call: &mut watch::Receiver<Call>) -> End {
        let door = Arc::clone(&self.room.doors[self.node]);
        let path = format!("/ws/{}", self.room.code);
        let open = Socket::open(&door, 0, &path, &self.cookies, self.rng.random());
        let Ok(Ok(mut socket)) = timeout(CONNECT_BY, open).await else { return End::Lost };
        let hello = self.hello();
        if socket.say(&hello).await.is_err() {
            return End::Lost;
        }
        loop {
            if *call.borrow() == Call::Settle {
                self.settle();
                if self.is_settled() {
                    socket.close().await;
                    return End::Settled;
                }
            }
            if let Err(end) = self.say_what_is_due(&mut socket).await {
                return end;
            }
            let next = self.next_due();
            let mut texts: Vec<String> = Vec::new();
            tokio::select! {
                heard = socket.hear(|text| texts.push(text.to_owned())) => {
                    for text in &texts {
                        self.take(text);
                    }
                    if heard.is_err() { return End::Lost }
                }
                changed = call.changed() => {
                    let now = *call.borrow_and_update();
                    match now {
                        _ if changed.is_err() => return End::Lost,
                        Call::Tap { percent, .. } => if self.rng.random_ratio(u32::from(percent), 100) { self.tap() },
                        Call::Settle => {}
                        Call::Go => return End::Lost,
                    }
                }
                () = sleep_until(next) => {
                    if self.wishes.iter().any(|wish| matches!(wish.state, State::Said(by) if by <= Instant::now())) {
                        return End::Lost;
                    }
                }
            }
        }
    }

    fn next_due(&self) -> Instant {
        let due = |wish: &Wish| match wish.state {
            State::Due(at) | State::Said(at) => Some(at),
            State::Counted | State::Refused => None,
        };
        self.wishes.iter().filter_map(due).min().unwrap_or_else(|| Instant::now() + Duration::from_mins(1))
    }

    /// The connection is gone: what was not answered is to be said again.
    fn lost(&mut self) {
        for (_, (n, ..)) in self.pending.drain() {
            self.room.scribe.note(What::GaveUp { n });
        }
        for wish in &mut self.wishes {
            if matches!(wish.state, State::Said(_)) {
                wish.state = State::Due(Instant::now());
            }
        }
    }

    fn newest(&self, run: u32) -> Option<&Wish> {
        self.wishes.iter().rev().find(|wish| wish.run == run)
    }

    /// A new wish in one of the open runs.
    fn tap(&mut self) {
        let may = |known: &Known| known.kind.is_some() && (known.open && !known.told_closed || known.late > 0);
        let open: Vec<u32> = self.runs.iter().filter(|(_, known)| may(known)).map(|(run, _)| *run).collect();
        let Some(run) = open.choose(&mut self.rng).copied() else { return };
        let Some(known) = self.runs.get_mut(&run) else { return };
        if !known.open || known.told_closed {
            known.late -= 1;
        }
        let Some(kind) = &known.kind else { return };
        let choice = (!self.rng.random_ratio(self.habits.withdraws, 100)).then(|| choose(kind, &mut self.rng));
        let r = self.newest(run).map_or(0, |wish| wish.r) + 1;
        // Of older wishes only one whose answer may still come is of interest.
        self.wishes.retain(|wish| wish.run != run || matches!(wish.state, State::Said(_)));
        self.wishes.push(Wish { run, r, choice, state: State::Due(Instant::now()) });
    }

    async fn say_what_is_due(&mut self, socket: &mut Socket) -> Result<(), End> {
        let now = Instant::now();
        for at in 0..self.wishes.len() {
            if !matches!(self.wishes[at].state, State::Due(due) if due <= now) {
                continue;
            }
            self.wishes[at].state = State::Said(now + ANSWER_BY);
            let wish = self.wishes[at].clone();
            let times = if self.rng.random_ratio(self.habits.doubles, 100) { 2 } else { 1 };
            for _ in 0..times {
                let (n, vote) = self.sends(&wish);
                let said = wire::Said { id: n.to_string(), command: Command::Vote(vote) };
                self.pending.insert(said.id.clone(), (n, wish.run, wish.r));
                socket.say(&serde_json::to_string(&said).expect("a command is JSON")).await?;
            }
            if self.rng.random_ratio(self.habits.twins, 100) {
                self.twin(&wish);
            }
        }
        Ok(())
    }

    /// Writes down that a ballot goes out.
    fn sends(&self, wish: &Wish) -> (u64, Vote) {
        let n = self.room.scribe.number();
        let Wish { run, r, choice, .. } = wish.clone();
        let vote = Vote { run: RunId(run), opened: None, r, choice: choice.clone() };
        self.room.scribe.note(What::Sent { n, voter: self.number, run, r, choice, node: self.node });
        (n, vote)
    }

    /// A second tab of the same browser says something through another door: the same again, an older revision, or another
    /// choice under the same one.
    fn twin(&mut self, wish: &Wish) {
        let node = self.rng.random_range(0..self.room.doors.len());
        let mut wish = wish.clone();
        match self.rng.random_range(0..3) {
            0 if wish.r > 1 => wish.r -= 1,
            1 => wish.choice = Some(Choice::CantSay),
            _ => {}
        }
        let (room, cookies, voter) = (Arc::clone(&self.room), self.cookies.clone(), self.number);
        let after = Duration::from_millis(self.rng.random_range(0..4));
        self.twins.spawn(async move {
            sleep(after).await;
            let n = room.scribe.number();
            let Wish { run, r, choice, .. } = wish;
            let body = serde_json::to_string(&Vote { run: RunId(run), opened: None, r, choice: choice.clone() });
            room.scribe.note(What::Sent { n, voter, run, r, choice, node });
            let path = format!("/api/rooms/{}/vote", room.code);
            let body = body.expect("a vote is JSON");
            let posted = timeout(CONNECT_BY, http::post(&room.doors[node], 0, &path, &cookies, &body)).await;
            let said = match posted {
                Ok(Ok(answer)) => match answer.json() {
                    Ok(PhoneFrame::Receipt(_)) => Some(Said::Counted),
                    Ok(PhoneFrame::Refused(refused)) => Some(Said::from(&refused.why)),
                    _ => None,
                },
                _ => None,
            };
            room.scribe.note(said.map_or(What::GaveUp { n }, |said| What::Told { n, said }));
        });
    }

    /// The first frame: what this phone has, and the ballots it states again.
    fn hello(&mut self) -> String {
        let id = format!("h{}", self.room.scribe.number());
        let mut ballots = Vec::new();
        for at in 0..self.wishes.len() {
            let wish = &self.wishes[at];
            let open = self.runs.get(&wish.run).is_some_and(|known| known.open);
            let again = match wish.state {
                State::Due(_) | State::Said(_) => true,
                State::Counted => open && !self.habits.forgets,
                State::Refused => false,
            };
            let is_newest = self.newest(wish.run).is_some_and(|newest| newest.r == wish.r);
            if again && is_newest && ballots.len() < 40 {
                let wish = wish.clone();
                let (n, vote) = self.sends(&wish);
                self.pending.insert(format!("{id}/{}", wish.run), (n, wish.run, wish.r));
                self.wishes[at].state = State::Said(Instant::now() + ANSWER_BY);
                ballots.push(vote);
            }
        }
        let known = !self.epoch.is_empty();
        let (epoch, have) = (known.then(|| self.epoch.clone()), known.then_some(self.version));
        self.hello_at = self.room.scribe.now();
        let command = Command::Hello(Hello { epoch, have, ballots, mode: None, group: None, utc_offset: None });
        serde_json::to_string(&wire::Said { id, command }).expect("a command is JSON")
    }

    fn take(&mut self, text: &str) {
        match serde_json::from_str(text) {
            Ok(PhoneFrame::View(view)) => self.take_view(&view),
            Ok(PhoneFrame::Receipt(receipt)) => self.told(&receipt.id, &Said::Counted),
            Ok(PhoneFrame::Refused(refused)) => self.told(&refused.id, &Said::from(&refused.why)),
            // The ordinary load test judges the shape of frames; a phone goes on.
            Err(_) => {}
        }
    }

    fn told(&mut self, id: &str, said: &Said) {
        let Some((n, run, r)) = self.pending.remove(id) else { return };
        self.room.scribe.note(What::Told { n, said: said.clone() });
        let now = Instant::now();
        if let Said::Closed { .. } = said
            && let Some(known) = self.runs.get_mut(&run)
        {
            known.told_closed = true;
        }
        for wish in self.wishes.iter_mut().filter(|wish| wish.run == run && wish.r == r) {
            wish.state = match said {
                Said::Counted => State::Counted,
                Said::Again { .. } if matches!(wish.state, State::Said(_) | State::Due(_)) => {
                    State::Due(now + AGAIN.mul_f64(1.0 + f64::from(self.number % 16) / 16.0))
                }
                Said::Again { .. } => wish.state,
                _ => State::Refused,
            };
        }
    }

    fn take_view(&mut self, view: &PhoneView<'_>) {
        let first = self.hello_at > 0;
        if view.full || (!view.epoch.is_empty() && view.epoch != self.epoch) {
            self.runs.values_mut().for_each(|known| known.open = false);
        }
        self.epoch.clone_from(&view.epoch);
        if view.version > 0 {
            self.version = view.version;
        }
        let mut shown = Vec::new();
        for (run, part) in &view.parts.runs {
            let seen = part.and_then(|part| serde_json::from_str::<RunSeen>(part.get()).ok());
            let open = seen.as_ref().is_some_and(|seen| matches!(seen.phase, Phase::Open | Phase::Closing));
            let kind = seen.and_then(|seen| seen.kind);
            let late = self.habits.late;
            let known = self.runs.entry(run.0).or_insert(Known { kind, open, told_closed: false, late });
            known.open = open;
            // A store that went back may have open again what was closed: then the phone restates.
            known.told_closed &= !open;
            if open {
                shown.push(run.0);
            }
        }
        let Some(mine) = view.parts.mine.filter(|_| first) else { return };
        let Ok(mine) = serde_json::from_str::<MineSeen>(mine.get()) else { return };
        let (voter, asked) = (self.number, std::mem::take(&mut self.hello_at));
        for run in self.runs.iter().filter(|(_, known)| known.open).map(|(run, _)| *run) {
            let stands = mine.ballots.iter().find(|ballot| ballot.run.0 == run);
            // What is not named in a view that does not show the run as open says nothing.
            if stands.is_none() && !shown.contains(&run) {
                continue;
            }
            let (r, choice) = stands.map_or((0, None), |ballot| (ballot.r, ballot.choice.clone()));
            let epoch = view.epoch.clone();
            self.room.scribe.note(What::Mine { voter, run, r, choice, asked, epoch });
        }
    }

    /// Once, when all is over: every run's newest wish is said again, so that the answer tells what stands.
    fn settle(&mut self) {
        if std::mem::replace(&mut self.settling, true) {
            return;
        }
        let now = Instant::now();
        let runs: Vec<u32> = self.runs.keys().copied().collect();
        for run in runs {
            let Some(newest) = self.newest(run).map(|wish| wish.r) else { continue };
            for wish in self.wishes.iter_mut().filter(|wish| wish.run == run) {
                wish.state = if wish.r == newest { State::Due(now) } else { State::Refused };
            }
        }
    }

    fn is_settled(&self) -> bool {
        self.settling && self.wishes.iter().all(|wish| matches!(wish.state, State::Counted | State::Refused))
    }
}
