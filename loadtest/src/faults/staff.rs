//! Moderators and screens that write down all they are shown, and moderators' acts with how they went.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use plenary_server::domain::gate::Phase;
use plenary_server::domain::id::RoomCode;
use plenary_server::domain::refusal::Refusal;
use plenary_server::wire::{self, Command, Frame, Hello, Made, Receipt};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::history::{Act, Role, RunShown, Scribe, Shown, Went, What};
use crate::crowd::Door;
use crate::crowd::reading::{Held, ResultSeen};
use crate::crowd::socket::Socket;

/// Without a word for so long (the heart beats twice a second) the page comes back on a new connection.
const SILENCE: Duration = Duration::from_secs(4);
/// An act is answered by then, or its outcome stays unknown.
const ANSWER_BY: Duration = Duration::from_secs(6);
/// The longest pause before coming back.
const PAUSE: Duration = Duration::from_millis(400);

/// How an act ended, and what it made.
type Answer = (Went, Option<Made>);

/// An act that was sent: its number, until when it is waited for, and who waits.
type Waiting = (u64, Instant, oneshot::Sender<Answer>);

/// Who sits where.
#[derive(Debug, Clone)]
pub struct Place {
    /// The observer's number.
    pub who: u32,
    /// As what.
    pub role: Role,
    /// What stands after `?as=`.
    pub asked: &'static str,
    /// The cookie that gives the right.
    pub cookie: String,
    /// The room.
    pub room: RoomCode,
    /// The node it prefers; on a bad day it comes through another.
    pub home: usize,
    /// The ways in, one for each node.
    pub doors: Vec<Arc<Door>>,
    /// Where everything is written down.
    pub scribe: Arc<Scribe>,
    /// Which doors it takes when.
    pub seed: u64,
}

/// One of them. Dropping it ends it.
#[derive(Debug)]
pub struct Staff {
    asks: mpsc::Sender<Ask>,
    held: watch::Receiver<Arc<Held>>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Ask {
    command: Command,
    act: Option<Act>,
    answer: oneshot::Sender<Answer>,
}

impl Drop for Staff {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// "run/N" as this crowd reads it, on a moderator's page or a screen.
#[derive(Debug, Deserialize)]
struct RunRead {
    run: u32,
    phase: Phase,
    flagged: bool,
    #[serde(default)]
    rev: Option<u32>,
}

/// What a held view shows of a run.
pub fn shown(held: &Held, run: u32) -> Option<RunShown> {
    let read: RunRead = held.part(&format!("run/{run}")).ok().flatten()?;
    let result: Option<ResultSeen> = held.part(&format!("result/{run}")).ok().flatten();
    let tally = result.and_then(|result| match result {
        ResultSeen::Count { at_least: true, .. } => None,
        ResultSeen::Count { n, .. } | ResultSeen::TooFew { n } => Some(Shown { n, counts: None }),
        ResultSeen::Figures { n, cant_say, found } => {
            Some(Shown { n, counts: Some((cant_say, found.counts().to_vec())) })
        }
    });
    Some(RunShown { run: read.run, phase: read.phase, flagged: read.flagged, rev: read.rev, tally })
}

impl Staff {
    /// Sits down; the first view may take a while.
    pub fn sit(place: Place) -> Self {
        let (asks, asked) = mpsc::channel(16);
        let (show, held) = watch::channel(Arc::new(Held::default()));
        let task = tokio::spawn(sit(place, asked, show));
        Self { asks, held, task }
    }

    /// The view as it is now.
    pub fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.borrow())
    }

    /// Waits until the view is as wished; `None` if it is not within this time.
    pub async fn until(&self, most: Duration, wished: impl Fn(&Held) -> bool) -> Option<Arc<Held>> {
        let mut held = self.held.clone();
        let seen = timeout(most, held.wait_for(|held| wished(held))).await.ok()?.ok()?;
        Some(Arc::clone(&seen))
    }

    /// Acts on a document, with what was made of it.
    pub async fn act(&self, command: Command, act: Act) -> Answer {
        self.ask(command, Some(act)).await
    }

    /// Does something that is not judged.
    pub async fn say(&self, command: Command) -> Answer {
        self.ask(command, None).await
    }

    async fn ask(&self, command: Command, act: Option<Act>) -> Answer {
        let (answer, answered) = oneshot::channel();
        if self.asks.send(Ask { command, act, answer }).await.is_err() {
            return (Went::Unknown, None);
        }
        // The connection may be down for longer than one waits: the act is then said when it is up, or never.
        match timeout(ANSWER_BY * 2, answered).await {
            Ok(Ok(went)) => went,
            _ => (Went::Unknown, None),
        }
    }
}

async fn sit(place: Place, mut asked: mpsc::Receiver<Ask>, show: watch::Sender<Arc<Held>>) {
    let mut rng = SmallRng::seed_from_u64(place.seed);
    let mut connection = 0;
    loop {
        let away = place.doors.len() > 1 && rng.random_bool(0.25) && connection > 0;
        let node = if away { rng.random_range(0..place.doors.len()) } else { place.home };
        let path = format!("/ws/{}?as={}", place.room, place.asked);
        let open = Socket::open(&place.doors[node], 0, &path, &place.cookie, rng.random());
        if let Ok(Ok(socket)) = timeout(SILENCE, open).await {
            connection += 1;
            if !stay(socket, &place, (connection, node), &mut asked, &show).await {
                return;
            }
            place.scribe.note(What::Left { who: place.who });
        }
        sleep(PAUSE.mul_f64(rng.random())).await;
    }
}

/// One connection's life; whether to come back.
async fn stay(
    mut socket: Socket,
    place: &Place,
    (connection, node): (u32, usize),
    asked: &mut mpsc::Receiver<Ask>,
    show: &watch::Sender<Arc<Held>>,
) -> bool {
    let hello = {
        let held = show.borrow();
        let epoch = (!held.epoch.is_empty()).then(|| held.epoch.clone());
        let have = epoch.is_some().then_some(held.version);
        let command = Command::Hello(Hello { epoch, have, ..Hello::default() });
        text_of(&wire::Said { id: "hello".to_owned(), command })
    };
    if socket.say(&hello).await.is_err() {
        return true;
    }
    let mut waiting: Option<Waiting> = None;
    let mut heard_by = Instant::now() + SILENCE;
    loop {
        let mut frames: Vec<Frame> = Vec::new();
        let until = waiting.as_ref().map_or(heard_by, |(_, by, _)| heard_by.min(*by));
        tokio::select! {
            heard = timeout_at(until, socket.hear(|text| frames.extend(serde_json::from_str::<Frame>(text)))) => {
                if matches!(heard, Ok(Ok(()))) {
                    heard_by = Instant::now() + SILENCE;
                } else {
                    // What the last frames said is taken in all the same; what waits for an answer stays unknown.
                    for frame in frames {
                        take(frame, place, (connection, node), &mut waiting, show);
                    }
                    return true;
                }
            }
            ask = asked.recv(), if waiting.is_none() => {
                let Some(Ask { command, act, answer }) = ask else { return false };
                if answer.is_closed() {
                    continue;
                }
                let n = place.scribe.number();
                if let Some(act) = act {
                    place.scribe.note(What::Acting { n, node, act });
                }
                waiting = Some((n, Instant::now() + ANSWER_BY, answer));
                if socket.say(&text_of(&wire::Said { id: n.to_string(), command })).await.is_err() {
                    return true;
                }
            }
        }
        for frame in frames {
            take(frame, place, (connection, node), &mut waiting, show);
        }
    }
}

fn text_of(said: &wire::Said) -> String {
    serde_json::to_string(said).expect("a command is JSON")
}

fn take(
    frame: Frame,
    place: &Place,
    (connection, node): (u32, usize),
    waiting: &mut Option<Waiting>,
    show: &watch::Sender<Arc<Held>>,
) {
    let (id, went, made) = match frame {
        Frame::View(view) => return take_view(view, place, (connection, node), show),
        Frame::Receipt(Receipt { id, made, .. }) => {
            let run = if let Some(Made::Run(run)) = made { Some(run.0) } else { None };
            (id, Went::Done { run }, made)
        }
        Frame::Refused(refused) => (refused.id, went(&refused.why), None),
    };
    if waiting.as_ref().is_some_and(|(n, ..)| n.to_string() == id)
        && let Some((n, _, answer)) = waiting.take()
    {
        place.scribe.note(What::Acted { n, went: went.clone() });
        // Whoever asked may have lost patience.
        let _ = answer.send((went, made));
    }
}

fn went(why: &Refusal) -> Went {
    match why {
        Refusal::Changed { document, rev } => Went::Changed { document: document.clone(), rev: *rev },
        // The store did not say: it may have been done.
        Refusal::TryAgain => Went::Unknown,
        other => Went::Refused { code: other.code().to_owned() },
    }
}

fn take_view(view: wire::View, place: &Place, (connection, node): (u32, usize), show: &watch::Sender<Arc<Held>>) {
    let number = |key: &String| key.strip_prefix("run/").or_else(|| key.strip_prefix("result/"))?.parse::<u32>().ok();
    let mut runs: Vec<u32> = view.parts.keys().filter_map(number).collect();
    runs.sort_unstable();
    runs.dedup();
    let (epoch, version) = (view.epoch.clone(), view.version);
    show.send_modify(|held| {
        let held = Arc::make_mut(held);
        let before = held.version;
        held.take(view);
        // A frame without a version says nothing of it.
        if version == 0 {
            held.version = before;
        }
    });
    if runs.is_empty() {
        return;
    }
    let held = show.borrow();
    let runs = runs.into_iter().filter_map(|run| shown(&held, run)).collect();
    place.scribe.note(What::Saw { who: place.who, connection, node, role: place.role, epoch, version, runs });
}

/// The cookie that a chair's link gives, through this door.
pub async fn chair(door: &Door, room: RoomCode, secret: &str) -> anyhow::Result<String> {
    let body = serde_json::json!({ "secret": secret }).to_string();
    let answer = crate::crowd::http::post(door, 0, &format!("/api/rooms/{room}/moderator"), "", &body).await?;
    let name = format!("plenary-{room}-chair");
    Ok(answer.cookie(&name).with_context(|| format!("no cookie {name}"))?.to_owned())
}
