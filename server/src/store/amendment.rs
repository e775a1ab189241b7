//! What a moderator's act asks of the store, and what became of it.

use super::Version;
use crate::domain::ballot::Contributions;
use crate::domain::gate::{GateAct, Phase};
use crate::domain::id::{QuestionId, RunId};
use crate::domain::moment::Moment;

/// One document's part in an [`Amendment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentWrite {
    /// Which document.
    pub key: String,
    /// The revision it must have; 0 if it must never have existed.
    pub expect: u32,
    /// What to do with it.
    pub write: Write,
}

/// What an amendment does to a document it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// Nothing: the amendment only rests on it (its revision stays).
    Keep,
    /// Replaces its JSON.
    Set(String),
    /// Deletes it.
    Delete,
}

/// One gate's part in an [`Amendment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateWrite {
    /// Which run.
    pub run: RunId,
    /// The revision the gate must have; 0 with [`GateAct::Open`], which also mints the key of [`RunId::key_run`] if there is
    /// none and nobody has a ballot under it. A run that was never opened can only be opened: any other act is told
    /// `Changed` with revision 0.
    pub expect: u32,
    /// The act, judged by [`Gate::act`](crate::domain::gate::Gate::act) on the store's clock. An act on a gate that is due writes the shut with it, but not
    /// the shut's line in the minutes: call [`Store::shut_due`](super::Store::shut_due) first.
    pub act: GateAct,
}

/// The upvotes of one question counted for another too, when they are merged, or taken out again. One person's upvotes on
/// two questions are told by the voter key, which all questions of a room share.
///
/// Gates have no say: the question merged away is shut in the same step, and may have been before. `from` is left as it is.
/// Carries happen one after the other, after documents and gates were judged; each finds what those before it left, so
/// *out, then in again* brings `into` up to date with what has become of `from` in one step. A repeated carry changes
/// nothing.
///
/// **There** (`back: false`): whoever has a standing ballot in `from` and none standing in `into` (none at all, or a withdrawn
/// one) gets one in `into`: contributions `m` and the number of `from` ([`Self::mark`]), counted in the segment it has in
/// `from`, its revision one above the higher of the person's two (the highest there is stays the highest). So a wish for
/// `into` of before the merge is `Superseded`, and the person's next one, at that revision + 1, withdraws it, or makes it
/// their own by choosing it. The ballots in `into` are then the union, each person once.
///
/// **Back** (`back: true`): every ballot that stands in `into` under the mark of `from` is withdrawn, its revision unchanged:
/// what it superseded stays superseded. Whoever withdrew it meanwhile, or upvoted `into` themselves, is left alone.
///
/// In a chain, C into B and B into A, those whom B has of C come to A under the mark of B, and go with it. While B is in A, C
/// is taken out of B alone: A keeps them until B is taken out of it.
///
/// The step takes as long as the two questions have upvotes, and Redis does nothing else meanwhile: some 15 ms for 5,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carry {
    /// The question merged away.
    pub from: RunId,
    /// The question that counts for both. Either must have been opened, or `Changed` comes back with revision 0.
    pub into: RunId,
    /// Takes out again what was carried.
    pub back: bool,
}

impl Carry {
    /// What a carried ballot adds: one under a key that says where it stands by the person's own will.
    pub fn mark(&self) -> Contributions {
        Contributions::of_keys([format!("m{}", self.from)])
    }

    /// Whether both are questions. Ballots of polls are never carried, nor is the list itself.
    pub(super) fn is_between_questions(&self) -> bool {
        [self.from, self.into].into_iter().all(|run| QuestionId::of_ballots(run).is_some())
    }
}

/// A moderator's act: all of it happens, or nothing. A document named twice is written as the last of the two says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Amendment {
    /// The documents it rests on or changes.
    pub documents: Vec<DocumentWrite>,
    /// The gates it moves.
    pub gates: Vec<GateWrite>,
    /// The upvotes it carries, once documents and gates are judged.
    pub carries: Vec<Carry>,
    /// The minutes' lines (JSON), stamped by the store with number and time.
    pub minutes: Vec<String>,
}

/// What became of an [`Amendment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amended {
    /// Written; the room's version and the store's clock.
    Done {
        /// The version it made, or that stands if there was nothing to write.
        version: Version,
        /// When, on the store's clock.
        at: Moment,
    },
    /// A document or gate ("gate/3") has another revision; nothing was written.
    Changed {
        /// Its key.
        key: String,
        /// The revision it has (0: never existed).
        rev: u32,
    },
    /// A gate is not in a state for the act; nothing was written.
    WrongState {
        /// Which run.
        run: RunId,
        /// The state it is in.
        phase: Phase,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_one_plain_key() {
        for run in [RunId::QUESTIONS.0 + 1, 2_147_483_999, u32::MAX] {
            let mark = Carry { from: RunId(run), into: RunId(u32::MAX), back: false }.mark();
            assert_eq!(mark.iter().collect::<Vec<_>>(), [(mark.as_str(), 1)]);
            assert_eq!(mark.as_str(), format!("m{run}"));
            assert!(!mark.as_str().contains([',', ':', '|']));
        }
    }

    #[test]
    fn polls_and_the_list_itself_are_not_carried() {
        let question = RunId(RunId::QUESTIONS.0 + 1);
        for (from, into) in [(RunId(1), question), (question, RunId(1)), (RunId::QUESTIONS, question)] {
            assert!(!Carry { from, into, back: false }.is_between_questions());
        }
        assert!(Carry { from: question, into: RunId(u32::MAX), back: true }.is_between_questions());
    }
}
