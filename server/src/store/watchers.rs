//! Who on this node wants to hear of a room's changes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use super::Version;
use crate::domain::id::RoomCode;

/// One channel per watched room; it holds the newest version told of, so a slow watcher skips and never queues.
#[derive(Debug, Default)]
pub(super) struct Watchers {
    rooms: Mutex<HashMap<RoomCode, watch::Sender<Version>>>,
}

impl Watchers {
    /// Hears of the room from now on.
    pub(super) fn watch(&self, room: RoomCode) -> watch::Receiver<Version> {
        let mut rooms = self.lock();
        rooms.entry(room).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Whether somebody hears of it.
    pub(super) fn is_watched(&self, room: RoomCode) -> bool {
        self.lock().get(&room).is_some_and(|sender| sender.receiver_count() > 0)
    }

    /// Tells everyone who watches the room. Returns whether somebody does; if nobody does any more, it is forgotten.
    pub(super) fn tell(&self, room: RoomCode, version: Version) -> bool {
        let mut rooms = self.lock();
        let Some(sender) = rooms.get(&room) else { return false };
        if sender.receiver_count() == 0 {
            rooms.remove(&room);
            return false;
        }
        sender.send_replace(version);
        true
    }

    /// Tells every watcher of every room once, version unknown: something may have been missed.
    pub(super) fn tell_all(&self) {
        for sender in self.lock().values() {
            sender.send_modify(|_| {});
        }
    }

    /// The rooms somebody watches.
    pub(super) fn rooms(&self) -> Vec<RoomCode> {
        let mut rooms = self.lock();
        rooms.retain(|_, sender| sender.receiver_count() > 0);
        rooms.keys().copied().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RoomCode, watch::Sender<Version>>> {
        // Every change of the map is one call, so a panic elsewhere leaves it whole.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
