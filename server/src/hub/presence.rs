//! Tells the store who is here, and notes who is in the room on all nodes.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::Watched;
use super::seat::lock;
use crate::clock;
use crate::config;
use crate::domain::id::{RunId, ScreenId};
use crate::domain::person::Mode;
use crate::domain::room::Room;
use crate::moderate;
use crate::store::NODE_EXPIRES;
use crate::wire::parts;

// Presence is right within ten seconds of a node's death: it is forgotten, another node hears so, and draws.
const _: () =
    assert!(NODE_EXPIRES.as_millis() + config::ATTEND_EVERY.as_millis() + config::HEARTBEAT.as_millis() <= 10_000);

/// Runs until the room is no longer watched.
pub(super) async fn run(room: Arc<Watched>) {
    let mut failed = false;
    let (mut told, mut last_note) = (clock::tick(), String::new());
    while !room.is_gone() {
        tokio::time::sleep(config::ATTEND_EVERY).await;
        let folded = room.room();
        let note = room.own_note(&folded);
        let is_old = told + config::READ_AT_LEAST <= clock::tick();
        if !is_old && note == last_note && room.is_empty() && lock(&room.attendance).is_nobody() {
            // There is nothing to tell, and nobody here who would be shown what others tell.
            continue;
        }
        (told, last_note) = (clock::tick(), note.clone());
        let open: Vec<RunId> = folded.open_runs().map(|held| held.run.id).collect();
        let mut ask = open.clone();
        ask.extend(folded.staged().map(|held| held.run.id).filter(|id| !open.contains(id)));
        let mut tell = lock(&room.attendance).tell(clock::tick(), &open, ask);
        tell.note = note;
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
                let notes = presence.notes.iter().map(|note| serde_json::from_str(note).unwrap_or_default());
                let heard = Heard { here, turnout: turnout.collect(), nodes: notes.collect() };
                lock(&room.known_presence).replace(heard);
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

/// What the store last said of who is here.
#[derive(Debug)]
pub(super) struct Heard {
    here: parts::Here,
    turnout: Vec<parts::Turnout>,
    nodes: Vec<NodeNote>,
}

/// What a node tells all nodes of those who are connected to it. A note of another version of Plenary reads as an empty one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct NodeNote {
    /// Screens with a live connection.
    screens: Vec<ScreenId>,
    /// For each open run, the phones whose page has not drawn it.
    unseen: Vec<parts::Unseen>,
    /// Which node says so.
    node: String,
    /// A moderator is there.
    moderator: bool,
}

impl Watched {
    fn own_note(&self, folded: &Room) -> String {
        let attendance = lock(&self.attendance);
        let unseen = folded.open_runs().map(|held| held.run.id);
        let unseen = unseen.map(|run| parts::Unseen { run, by_mode: attendance.unseen(run) }).collect();
        drop(attendance);
        let (node, moderator) = (self.shared.node.clone(), self.has_moderator_here());
        moderate::json(&NodeNote { screens: self.connected(), unseen, node, moderator })
    }

    /// Takes over what was last heard of who is here; whether it changed anything.
    pub(super) fn presence_changed(&self) -> bool {
        let Some(heard) = lock(&self.known_presence).take() else { return false };
        let elsewhere = heard.nodes.iter().any(|node| node.moderator && node.node != self.shared.node);
        self.moderator_elsewhere.store(elsewhere, Ordering::Relaxed);
        let mut connected: Vec<ScreenId> = heard.nodes.iter().flat_map(|node| node.screens.clone()).collect();
        connected.sort();
        connected.dedup();
        let folded = self.room();
        let unseen = folded.open_runs().map(|held| held.run.id).map(|run| {
            let of_it = heard.nodes.iter().flat_map(|node| &node.unseen).filter(|unseen| unseen.run == run);
            let by_mode = of_it
                .fold([0; 3], |sum: [u32; 3], node| std::array::from_fn(|at| sum[at].saturating_add(node.by_mode[at])));
            parts::Unseen { run, by_mode }
        });
        let unseen: Vec<_> = unseen.collect();
        let mut beside = lock(&self.beside);
        let was = (&beside.here, &beside.turnout, &beside.connected, &beside.unseen);
        let changed = was != (&heard.here, &heard.turnout, &connected, &unseen);
        (beside.here, beside.turnout) = (heard.here, heard.turnout);
        (beside.connected, beside.unseen) = (connected, unseen);
        changed
    }
}
