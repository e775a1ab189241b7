//! A place that is always taken: a moderator's or screen's socket, opened again whenever it is lost, and the view it holds.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use plenary_server::domain::id::RunId;
use plenary_server::domain::refusal::Refusal;
use plenary_server::wire::{self, Command, Frame, Hello, Receipt, Said};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::logbook::Logbook;
use super::reading::{Held, ResultSeen};
use super::socket::{Gone, Socket};
use super::{PATIENCE, Place};

/// The pause before a lost socket is opened again; there are few seats, so it need not grow.
const PAUSE: Duration = Duration::from_millis(200);

/// How an act ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Acted {
    /// Done.
    Done(Receipt),
    /// Not done.
    Refused(Refusal),
    /// The socket was lost before the answer: look whether it was done.
    Unknown,
}

/// Who sits where.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// The room and the door.
    pub place: Place,
    /// What stands after `?as=`.
    pub role: &'static str,
    /// The cookie that gives the right.
    pub cookie: String,
    /// Where to write down what is seen.
    pub logbook: Arc<Logbook>,
    /// As which observer, if the number of ballots is looked at.
    pub observer: Option<usize>,
}

/// A taken seat. Dropping it leaves it.
#[derive(Debug)]
pub struct Seat {
    acts: mpsc::Sender<(Command, oneshot::Sender<Acted>)>,
    held: watch::Receiver<Arc<Held>>,
    task: JoinHandle<()>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seat {
    /// Sits down, and waits until the first view is here.
    pub async fn take(sitting: Sitting) -> anyhow::Result<Self> {
        let (acts, asked) = mpsc::channel(16);
        let (show, held) = watch::channel(Arc::new(Held::default()));
        let role = sitting.role;
        let task = tokio::spawn(sit(sitting, asked, show));
        let seat = Self { acts, held, task };
        seat.until(|held| !held.epoch.is_empty()).await.with_context(|| format!("the first view as {role}"))?;
        Ok(seat)
    }

    /// The view as it is now.
    pub fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.borrow())
    }

    /// Waits until the view is as wished; gives up after [`PATIENCE`].
    pub async fn until(&self, wished: impl Fn(&Held) -> bool) -> anyhow::Result<Arc<Held>> {
        let mut held = self.held.clone();
        let seen = timeout(PATIENCE, held.wait_for(|held| wished(held))).await;
        let seen = seen.with_context(|| format!("not seen within {} s", PATIENCE.as_secs()))?;
        let seen = seen.context("the seat was left")?;
        Ok(Arc::clone(&seen))
    }

    /// Does something and waits for the answer.
    pub async fn act(&self, command: Command) -> anyhow::Result<Acted> {
        let (answer, answered) = oneshot::channel();
        self.acts.send((command, answer)).await.context("the seat was left")?;
        // Nobody left to answer means the socket was lost with the question.
        let acted =
            timeout(PATIENCE, answered).await.with_context(|| format!("no answer in {} s", PATIENCE.as_secs()))?;
        Ok(acted.unwrap_or(Acted::Unknown))
    }
}

async fn sit(
    sitting: Sitting,
    mut asked: mpsc::Receiver<(Command, oneshot::Sender<Acted>)>,
    show: watch::Sender<Arc<Held>>,
) {
    let mut sat = 0;
    loop {
        let path = format!("/ws/{}?as={}", sitting.place.room, sitting.role);
        match Socket::open(&sitting.place.door, 0, &path, &sitting.cookie, sat).await {
            Ok(socket) => match stay(socket, &sitting, &mut asked, &show).await {
                None => return,
                Some(gone) => {
                    sitting.logbook.measures.lost(&gone);
                    if matches!(gone, Gone::Closed(wire::close::REVOKED | wire::close::ROOM_GONE)) {
                        return;
                    }
                }
            },
            Err(error) => sitting.logbook.measures.failed(&format!("{error:#}")),
        }
        sat += 1;
        sleep(PAUSE).await;
    }
}

/// One socket's life; `None` when nobody wants the seat any more.
async fn stay(
    mut socket: Socket,
    sitting: &Sitting,
    asked: &mut mpsc::Receiver<(Command, oneshot::Sender<Acted>)>,
    show: &watch::Sender<Arc<Held>>,
) -> Option<Gone> {
    let mut waiting: HashMap<String, oneshot::Sender<Acted>> = HashMap::new();
    let mut acts = 0_u32;
    let hello = {
        let held = show.borrow();
        let epoch = (!held.epoch.is_empty()).then(|| held.epoch.clone());
        let have = epoch.is_some().then_some(held.version);
        Said { id: "0".to_owned(), command: Command::Hello(Hello { epoch, have, ..Hello::default() }) }
    };
    if let Err(gone) = socket.say(&text_of(&hello)).await {
        return Some(gone);
    }
    loop {
        let mut frames = Vec::new();
        tokio::select! {
            heard = socket.hear(|text| frames.push(serde_json::from_str::<Frame>(text).map_err(|e| format!("{e}: {text}")))) => {
                if let Err(gone) = heard { return Some(gone) }
            }
            act = asked.recv() => {
                let (command, answer) = act?;
                acts += 1;
                let id = acts.to_string();
                if let Err(gone) = socket.say(&text_of(&Said { id: id.clone(), command })).await {
                    return Some(gone);
                }
                waiting.insert(id, answer);
            }
        }
        for frame in frames {
            match frame {
                Ok(Frame::View(view)) => take(view, sitting, show),
                Ok(Frame::Receipt(receipt)) => answer(&mut waiting, &receipt.id.clone(), Acted::Done(receipt)),
                Ok(Frame::Refused(refused)) => answer(&mut waiting, &refused.id, Acted::Refused(refused.why)),
                Err(what) => sitting.logbook.measures.found(format!("a frame that is none: {what}")),
            }
        }
    }
}

fn answer(waiting: &mut HashMap<String, oneshot::Sender<Acted>>, id: &str, acted: Acted) {
    if let Some(asker) = waiting.remove(id) {
        // The asker may have lost patience; then nobody reads this.
        let _ = asker.send(acted);
    }
}

fn take(view: wire::View, sitting: &Sitting, show: &watch::Sender<Arc<Held>>) {
    if let Some(observer) = sitting.observer {
        for (key, part) in &view.parts {
            let Some(run) = key.strip_prefix("result/").and_then(|run| run.parse().ok()).map(RunId) else {
                continue;
            };
            if part.is_null() {
                continue;
            }
            match serde_json::from_value::<ResultSeen>(part.clone()) {
                Ok(result) => result.n().into_iter().for_each(|n| sitting.logbook.shown(observer, run, n)),
                Err(error) => sitting.logbook.measures.found(format!("part {key}: {error}")),
            }
        }
    }
    show.send_modify(|held| Arc::make_mut(held).take(view));
}

fn text_of(said: &Said) -> String {
    serde_json::to_string(said).expect("a command is JSON")
}
