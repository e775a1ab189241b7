//! One period of voting on a poll: the frozen copy of what was asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{PollId, RunId};
use super::kind::Kind;
use super::language::Language;
use super::moment::Moment;
use super::person::Role;
use super::poll::{Poll, Provenance, Visibility};
use super::translation::{self, Translations};

/// What was asked, frozen at the opening. Its state lives in its [`super::gate::Gate`], its counts in its tally.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number in the room.
    pub id: RunId,
    /// The poll it is a run of.
    pub poll: PollId,
    /// The how-many-th run of that poll, from 1.
    pub round: u32,
    /// The prompt as it stood at the opening.
    pub prompt: String,
    /// The kind as it stood at the opening.
    #[serde(flatten)]
    pub kind: Kind,
    /// Where the poll comes from.
    pub provenance: Provenance,
    /// Who sees the tally when.
    pub visibility: Visibility,
    /// See [`Poll::sensitive`].
    pub sensitive: bool,
    /// Who opened it.
    pub opened_by: Role,
    /// The node's clock at the opening; the gate has the store's.
    pub opened_at: Moment,
    /// Whoever voted needed an access code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_code: bool,
    /// Its words in other languages, as they stood at the opening.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: Translations,
}

impl Run {
    /// What somebody reads who reads this language: a translation, if there is one, else the words as they were written.
    pub fn worded(&self, language: Language) -> (&str, Kind) {
        match self.translations.get(&language) {
            Some(other) => (&other.prompt, translation::in_words(&self.kind, &other.options)),
            None => (&self.prompt, self.kind.clone()),
        }
    }

    /// Freezes `poll` as run `id`.
    pub fn of(poll: &Poll, id: RunId, round: u32, opened_by: Role, opened_at: Moment) -> Self {
        Self {
            id,
            poll: poll.id.clone(),
            round,
            prompt: poll.prompt.clone(),
            kind: poll.kind.clone(),
            provenance: poll.provenance.clone(),
            visibility: poll.visibility,
            sensitive: poll.sensitive,
            opened_by,
            opened_at,
            by_code: false,
            translations: poll.translations.clone(),
        }
    }
}
