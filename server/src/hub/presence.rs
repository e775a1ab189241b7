//! Tells the store who is here, and notes who is in the room on all nodes.

use std::sync::Arc;

use super::Watched;
use super::seat::lock;
use crate::clock;
use crate::config;
use crate::domain::id::RunId;
use crate::domain::person::Mode;
use crate::wire::parts;

/// Runs until the room is no longer watched.
pub(super) async fn run(room: Arc<Watched>) {
    let mut failed = false;
    while !room.is_gone() {
        tokio::time::sleep(config::ATTEND_EVERY).await;
        let folded = room.room();
        let open: Vec<RunId> = folded.open_runs().map(|held| held.run.id).collect();
        let mut ask = open.clone();
        ask.extend(folded.staged().map(|held| held.run.id).filter(|id| !open.contains(id)));
        let tell = lock(&room.attendance).tell(clock::tick(), &open, ask);
        let answer = room.store().attend(room.code, &room.shared.node, tell.clone()).await;
        match answer {
            Ok(presence) => {
                failed = false;
                if presence.tell_afresh {
                    lock(&room.attendance).afresh();
                }
                let of = |mode| presence.here.get(&mode).copied().unwrap_or(0);
                let here = parts::Here { room: of(Mode::Room), online: of(Mode::Online), unstated: of(Mode::Unstated) };
                let turnout = presence.runs.iter().map(|(run, eligible, seen)| parts::Turnout {
                    run: *run,
                    eligible: *eligible,
                    seen: *seen,
                });
                lock(&room.known_presence).replace((here, turnout.collect()));
            }
            Err(error) => {
                lock(&room.attendance).untold(tell);
                if !std::mem::replace(&mut failed, true) {
                    tracing::warn!(room = %room.code, %error, "could not tell the store who is here");
                }
            }
        }
    }
}

impl Watched {
    /// Takes over what was last heard of who is here; whether it changed anything.
    pub(super) fn presence_changed(&self) -> bool {
        let connected = self.connected();
        let heard = lock(&self.known_presence).take();
        let mut beside = lock(&self.beside);
        let mut changed = beside.connected != connected;
        beside.connected = connected;
        let staged = self.room().staged().filter(|held| held.phase().is_open()).map(|held| held.run.id);
        let unseen = staged.map(|run| parts::Unseen { run, by_mode: lock(&self.attendance).unseen(run) });
        changed |= beside.unseen != unseen;
        beside.unseen = unseen;
        if let Some((here, turnout)) = heard {
            changed |= beside.here != here || beside.turnout != turnout;
            beside.here = here;
            beside.turnout = turnout;
        }
        changed
    }
}
