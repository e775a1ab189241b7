//! How late it is in Redis, and whether it takes ballots.

use tokio::join;

use super::super::{Health, StoreError};
use super::answers::take;
use super::{Redis, keys, slots};
use crate::domain::id::RoomCode;
use crate::domain::moment::Moment;

impl Redis {
    pub(in crate::store) async fn now(&self) -> Result<Moment, StoreError> {
        let (seconds, micros): (u64, u64) = take(self.ask(&redis::cmd("TIME")).await?)?;
        Ok(self.saw_time(Moment(seconds * 1_000 + micros / 1_000)))
    }

    pub(in crate::store) fn at_least(&self) -> Moment {
        self.shared.clock.at_least()
    }

    pub(in crate::store) async fn health(&self) -> Result<Health, StoreError> {
        // What is claimed is what was just read, never what was true before.
        let (settings, away, now) = join!(self.shared.settle(), self.shared.servers.try_write(), self.now());
        let (settings, away) = (settings?, away?);
        self.fit()?;
        now?;
        let gone: usize = away.iter().flat_map(|lost| &lost.places).map(ExactSizeIterator::len).sum();
        match away.first() {
            Some(lost) if gone == usize::from(slots::SLOTS) => Err(StoreError::Away(lost.why.clone())),
            _ => Ok(Health { durability: settings.durability, away }),
        }
    }

    pub(in crate::store) fn place_of(&self, room: RoomCode) -> Option<u16> {
        self.shared.servers.is_cluster().then(|| slots::slot_of(keys::room(room).as_bytes()))
    }
}
