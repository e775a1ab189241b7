//! What a watched room knows of its conversation beside the folded copy: who asks from which seat, and who upvoted before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use super::Watched;
use super::keeper::News;
use super::seat::{Seat, Who, lock};
use crate::config;
use crate::domain::floor::TurnOf;
use crate::domain::id::{RunId, VoterKey};
use crate::domain::key::Key;
use crate::domain::question::{Asker, State};
use crate::domain::room::Room;
use crate::pass::{self, Pass};
use crate::store::{Amended, Amendment, Document, StoreError};
use crate::views;

/// Kept in memory only: a node that lost it asks the store once more, or sends a phone's own part with its next hello.
#[derive(Debug, Default)]
pub(super) struct Speakers {
    /// The seats of those who asked something or wish for the floor, by their voter key as text.
    seats: HashMap<String, Vec<Weak<Seat>>>,
    /// Those whose ballot in the list itself was cast by this node.
    voters: HashSet<VoterKey>,
}

impl Watched {
    /// Who a pass is under the room's question key; `None` while the room has no such key.
    pub async fn asker(&self, pass: Pass) -> Result<Option<VoterKey>, StoreError> {
        if self.room().talk.gate.rev == 0 {
            return Ok(None);
        }
        Ok(self.run_key(RunId::QUESTIONS).await?.map(|key| pass::voter_of(&key, pass)))
    }

    /// Carries out an act of which the beat is soon enough: a participant's, of which hundreds may come in a second.
    pub async fn amend_quietly(&self, amendment: Amendment) -> Result<Amended, StoreError> {
        let epoch = self.epoch();
        let amended = tokio::time::timeout(config::STORE_PATIENCE, self.store().amend(self.code, &epoch, amendment))
            .await
            .map_err(|_| StoreError::Away("an act took too long".to_owned()))
            .flatten();
        if let Err(error) = &amended {
            self.store_failed(error);
        }
        amended
    }

    /// Whether a moderator is here, on whatever node: with the page open, or within a minute of a request.
    pub fn has_moderator(&self) -> bool {
        self.has_moderator_here() || self.moderator_elsewhere.load(Ordering::Relaxed)
    }

    /// Whether one is on this node.
    pub(super) fn has_moderator_here(&self) -> bool {
        self.shared.up_ms() < self.moderator_until_ms.load(Ordering::Relaxed)
            || lock(&self.seats).staff.values().any(|seat| matches!(seat.who, Who::Moderator { .. }))
    }

    /// A moderator whose page holds no socket asked something over HTTP.
    pub fn moderator_asks(&self) {
        let until = self.shared.up_ms() + config::HERE_AFTER_REQUEST.as_millis() as u64;
        self.moderator_until_ms.store(until, Ordering::Relaxed);
    }

    /// Whether this voter's ballot in the question list was not cast from here yet; asked once per voter.
    pub fn is_new_voter(&self, voter: VoterKey) -> bool {
        lock(&self.speakers).voters.insert(voter)
    }

    /// Under another epoch every ballot in the list is cast anew.
    pub(super) fn forget_voters(&self) {
        lock(&self.speakers).voters.clear();
    }

    /// From now on this pass's seats here are told what becomes of what it asked: also when it asked over HTTP, while its
    /// socket was being made.
    pub fn remember(&self, pass: Pass, voter: &VoterKey) {
        let is_own = |seat: &&Arc<Seat>| matches!(seat.who, Who::Phone { pass: of, .. } if of == pass);
        let own: Vec<_> = lock(&self.seats).phones.values().filter(is_own).map(Arc::downgrade).collect();
        if !own.is_empty() {
            lock(&self.speakers).seats.insert(voter.to_text(), own);
        }
    }

    /// A phone that comes back is told what becomes of what it asked before. To be called before its own part is drawn, so
    /// that nothing falls between the two.
    pub async fn recall(&self, pass: Pass) -> Result<(), StoreError> {
        if let Some(voter) = self.asker(pass).await?
            && views::has_spoken(&self.room(), &voter.to_text())
        {
            self.remember(pass, &voter);
        }
        Ok(())
    }

    /// Sends those of `askers` who sit here their own part anew.
    pub(super) async fn tell_own(self: &Arc<Self>, askers: BTreeSet<String>) {
        let seats: Vec<Arc<Seat>> = {
            let speakers = lock(&self.speakers);
            let seats = askers.iter().filter_map(|asker| speakers.seats.get(asker)).flatten();
            seats.filter_map(Weak::upgrade).collect()
        };
        for seat in seats {
            let Who::Phone { pass, .. } = seat.who else { continue };
            match self.mine(pass, seat.segment()).await {
                Ok((mine, _)) => self.send_mine(&seat, &mine),
                Err(error) => self.store_failed(&error),
            }
        }
    }
}

/// Which of the documents that changed are the conversation's, and whether they can wait for the beat: what participants do
/// can, since hundreds may do it in a second; what moderators do (and what hides a text) is drawn at once.
pub(super) fn weigh(before: &Room, after: &Room, documents: &[Document], news: &mut News) {
    let spoke = |room: &Room| {
        let held = room.talk.turns.get(&room.talk.floor.value.speaking?)?;
        held.value.voter.clone()
    };
    for document in documents {
        match Key::of_text(&document.key) {
            Some(Key::Question(id)) => {
                let question = after.talk.questions[&id].question();
                let is_new = !before.talk.questions.contains_key(&id);
                news.control |= !is_new || question.state != State::InReview;
                news.questions.push(id);
                // What is told of those that are like it may be new, too.
                let like =
                    after.talk.questions.iter().filter(|(_, held)| held.like.iter().any(|(like, _)| *like == id));
                news.questions.extend(like.map(|(other, _)| *other));
                if let Asker::Phone(asker) = &question.asker {
                    news.askers.insert(asker.clone());
                }
            }
            Some(Key::Turn(id)) => {
                let turn = &after.talk.turns[&id].value;
                let is_new = !before.talk.turns.contains_key(&id);
                news.control |= !is_new || turn.of != TurnOf::Hand || turn.from_chat;
                news.queue = true;
                news.askers.extend(turn.voter.clone());
            }
            Some(Key::Told(_)) => news.queue = true,
            Some(Key::Floor) => {
                news.control = true;
                news.askers.extend(spoke(before));
                news.askers.extend(spoke(after));
            }
            _ => news.control = true,
        }
    }
}
