//! The store for several nodes: Redis 7 or newer, or Valkey, one alone or a cluster. One script per verb, so each is one step there too.
//!
//! All records of a room share a hash tag, and so one node of a cluster. A script is told the epoch its caller knows and the highest version its node
//! has seen, and refuses another epoch or a lower version: that Redis went back.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redis::{Cmd, Value};
use tokio::sync::mpsc;

use super::watchers::Watchers;
use super::{Durability, Epoch, StoreError, Version};
use crate::domain::id::RoomCode;
use crate::domain::moment::Moment;
use answers::take;
use clock::Clock;
use keys::Wrap;
use nudges::Hear;
use scripts::{Script, Scripts};
use seen::Seen;
use servers::Servers;
use settings::Settings;

mod answers;
mod batch;
mod clock;
mod cluster;
mod health;
mod keys;
mod link;
mod nudges;
mod scripts;
mod seal;
mod seen;
mod servers;
mod settings;
mod slots;
mod verbs;

/// A way to the store in Redis; a clone is the same way.
#[derive(Debug, Clone)]
pub struct Redis {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    servers: Servers,
    scripts: Scripts,
    wrap: Wrap,
    watchers: Arc<Watchers>,
    /// Gone when the store is closed, which ends the listening.
    wishes: Mutex<Option<mpsc::Sender<Hear>>>,
    seen: Seen,
    clock: Clock,
    settings: Mutex<Settings>,
}

impl Shared {
    /// Asks Redis for its settings again, and says what changed.
    async fn settle(&self) -> Result<Settings, StoreError> {
        let now = self.servers.settings().await?;
        let before = std::mem::replace(&mut *lock(&self.settings), now.clone());
        if before != now {
            tracing::warn!(?before, ?now, "Redis has other settings than before");
        }
        Ok(now)
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is kept under these locks is changed in single assignments, so a panic elsewhere leaves it whole.
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn closed() -> StoreError {
    StoreError::Away("the store is closed".to_owned())
}

impl Redis {
    /// Connects to the Redis at `url` (`redis://user:password@host:6379/0`), or to the cluster that it is a node of; other nodes to
    /// try may follow (`redis://host:6379,other:6379`). `secret` is the nodes' shared one; run keys are wrapped under it. In
    /// `folder` the node keeps what it has seen; without one it remembers for as long as it runs.
    ///
    /// # Errors
    /// `Away` if it does not answer, is older than 7, or may evict what it holds, or if what `folder` holds cannot be read.
    pub async fn connect(url: &str, secret: &[u8; 32], folder: Option<&Path>) -> Result<Self, StoreError> {
        let seen = Seen::in_folder(folder)?;
        let (servers, settings) = Servers::connect(url).await?;
        if let Some(why) = settings.unfit {
            return Err(StoreError::Away(why));
        }
        if let Durability::Relaxed { why } = &settings.durability {
            tracing::warn!(why, "seconds of acknowledged ballots can be lost with the machine that runs Redis");
        }
        let watchers = Arc::new(Watchers::default());
        let (wishes, to_hear) = mpsc::channel(64);
        let shared = Arc::new(Shared {
            servers,
            scripts: Scripts::new(),
            wrap: Wrap::under(secret),
            watchers: watchers.clone(),
            wishes: Mutex::new(Some(wishes)),
            seen,
            clock: Clock::new(),
            settings: Mutex::new(settings),
        });
        tokio::spawn(nudges::listen(Arc::downgrade(&shared), watchers, to_hear));
        tokio::spawn(seen::keep(Arc::downgrade(&shared)));
        Ok(Self { shared })
    }

    /// A call of `script` with what every script is told first. The first key is the room's own.
    fn call(&self, script: &Script, keys: &[String], (epoch, version): (&str, Version)) -> Cmd {
        let mut call = if self.shared.servers.is_cluster() {
            script.call(&[keys, &[format!("{}:{}", keys[0], keys::CLOSED_MEANWHILE)]].concat())
        } else {
            script.call(keys)
        };
        call.arg(epoch).arg(version).arg(self.shared.clock.at_least().0);
        call
    }

    /// What a script that writes is told: the caller's epoch, and the version it must not be below.
    fn writer<'a>(&self, room: RoomCode, epoch: &'a Epoch) -> (&'a str, Version) {
        let seen = self.shared.seen.of(room).filter(|(of, _)| of == epoch).map_or(0, |(_, version)| version);
        (&epoch.0, seen)
    }

    /// What a script that reads is told: the epoch and version last seen, if any.
    fn reader(&self, room: RoomCode) -> (String, Version) {
        self.shared.seen.of(room).map_or((String::new(), 0), |(epoch, version)| (epoch.0, version))
    }

    fn saw(&self, room: RoomCode, epoch: &Epoch, version: Version) {
        self.shared.seen.note(room, epoch, version);
    }

    pub(super) fn forget(&self, room: RoomCode) {
        self.shared.seen.forget(room);
    }

    pub(super) fn remembered(&self) -> Vec<RoomCode> {
        self.shared.seen.rooms()
    }

    fn saw_time(&self, now: Moment) -> Moment {
        self.shared.clock.saw(now)
    }

    /// Runs a script, unless this Redis must not be used or the store is closed.
    async fn run(&self, script: &Script, call: &Cmd) -> Result<Value, StoreError> {
        self.fit()?;
        self.shared.servers.run(script, call).await
    }

    async fn ask(&self, command: &Cmd) -> Result<Value, StoreError> {
        self.fit()?;
        self.shared.servers.ask(command).await
    }

    /// Asks several things of a room that is there; the answer about the room itself is checked and taken off.
    async fn ask_room(&self, room: RoomCode, commands: Vec<Cmd>) -> Result<Vec<Value>, StoreError> {
        self.fit()?;
        let mut all = redis::Pipeline::with_capacity(commands.len() + 1);
        all.cmd("HMGET").arg(keys::room(room)).arg(&["epoch", "version", "dropped"]);
        for command in commands {
            all.add_command(command);
        }
        // Compared with what was seen before asking: what others see while this answer is on its way is newer than it.
        let (seen_epoch, seen) = self.reader(room);
        let mut answers = self.shared.servers.ask_all(&all).await?;
        let (epoch, version, dropped): (Option<String>, Option<Version>, Option<u8>) = take(answers.remove(0))?;
        match (epoch, version) {
            (Some(epoch), Some(version)) if epoch == seen_epoch && version < seen => Err(StoreError::WentBack),
            (Some(_), Some(_)) => Ok(answers),
            _ if dropped.is_some() || seen_epoch.is_empty() => Err(StoreError::NoRoom),
            _ => Err(StoreError::WentBack),
        }
    }

    fn fit(&self) -> Result<(), StoreError> {
        match &lock(&self.shared.settings).unfit {
            Some(why) => Err(StoreError::Away(why.clone())),
            None => Ok(()),
        }
    }
}
