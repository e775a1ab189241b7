//! Whether a run takes ballots: its state and `until`, judged on the store's clock, and the acts that move it.
//!
//! The store applies [`Gate::act`] inside the step that writes it. `SQLite` calls this very function; the Redis script
//! repeats it, and a test runs the same random acts through both and compares.

use serde::{Deserialize, Serialize};

use super::id::RunId;
use super::moment::Moment;

/// After `until`, ballots on their way are still taken for so long.
pub const GRACE_MS: u64 = 1_000;
/// A close takes effect so long after it was clicked, and can be taken back meanwhile.
pub const CLOSE_AFTER_MS: u64 = 3_000;

/// The state of one run, as the store keeps it. Opening mints it with `rev` 1; every change raises `rev` by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gate {
    /// For compare-and-set.
    pub rev: u32,
    /// When the run was opened.
    pub opened: Moment,
    /// When voting ends (grace not counted); `None` is "until closed".
    pub until: Option<Moment>,
    /// A *close* was clicked: the `until` that *keep open* restores (`Some(None)` is "until closed").
    pub closing: Option<Option<Moment>>,
    /// The wish to show the result as soon as the run is closed, or, once closed, that it is shown.
    pub show: bool,
    /// When the gate shut. From then on nothing is taken, ever; only a question's may be reopened.
    pub shut: Option<Moment>,
    /// The opening was undone: the run counts for nothing.
    pub void: bool,
}

/// What a moderator, or the clock, does to a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateAct {
    /// Begins the run; with a countdown of so many milliseconds, or until closed.
    Open {
        /// Length of the countdown.
        for_ms: Option<u64>,
    },
    /// Ends voting [`CLOSE_AFTER_MS`] from now (or at `until`, if that comes first), to be shown at once if `show`.
    Close {
        /// Show the result when shut.
        show: bool,
    },
    /// Takes a close back while the gate has not shut.
    KeepOpen,
    /// Moves `until` later.
    Extend {
        /// By so many milliseconds.
        by_ms: u64,
    },
    /// Shows the result of a shut run.
    Show,
    /// Hides it again.
    Hide,
    /// Undoes the opening; the run is void.
    Void,
    /// Shuts a question's gate at once and without grace, not to be shown: archived, declined, merged away.
    Shut,
    /// Has a question that was shut take upvotes again, until closed.
    Reopen,
}

/// The state a person would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Takes ballots.
    Open,
    /// Takes ballots for the few seconds a close can be taken back.
    Closing,
    /// Takes no more; the result is not shown.
    Closed,
    /// Takes no more; the result is shown.
    Published,
    /// Undone.
    Void,
}

impl Phase {
    /// As it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Closed => "closed",
            Self::Published => "published",
            Self::Void => "void",
        }
    }

    /// Whether ballots are still taken.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Closing)
    }
}

/// The act does not fit the state the gate is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongState(pub Phase);

impl Gate {
    /// Whether a ballot that reaches the store at `now` is taken.
    pub fn takes_ballots(&self, now: Moment) -> bool {
        self.shut.is_none() && !self.void && !self.is_due(now)
    }

    /// Whether `until` and its grace are over, so that any node may write the shut.
    pub fn is_due(&self, now: Moment) -> bool {
        self.shut.is_none() && !self.void && self.until.is_some_and(|until| now > until.plus_ms(GRACE_MS))
    }

    /// The state as a person would name it.
    pub fn phase(&self) -> Phase {
        match self {
            Self { void: true, .. } => Phase::Void,
            Self { shut: Some(_), show: true, .. } => Phase::Published,
            Self { shut: Some(_), .. } => Phase::Closed,
            Self { closing: Some(_), .. } => Phase::Closing,
            _ => Phase::Open,
        }
    }

    /// The gate of a run that opens at `now`.
    pub fn opened(now: Moment, for_ms: Option<u64>) -> Self {
        Self { rev: 1, opened: now, until: for_ms.map(|ms| now.plus_ms(ms)), ..Self::default() }
    }

    /// Writes the shut that is due; `None` if there is nothing to write. The moment is when it was due, not when a node
    /// came to write it, so all nodes write the same.
    #[must_use]
    pub fn shut_if_due(self, now: Moment) -> Option<Self> {
        if !self.is_due(now) {
            return None;
        }
        let at = self.until?.plus_ms(GRACE_MS);
        Some(Self { rev: self.rev + 1, shut: Some(at), closing: None, ..self })
    }

    /// The gate of `run` after `act` at the store's `now`, or the state in which that act makes no sense. The run is asked
    /// for because a question's gate can be reopened and a poll's never: what is closed there takes nothing more, ever.
    pub fn act(self, run: RunId, act: GateAct, now: Moment) -> Result<Self, WrongState> {
        // A gate that is due is shut, whether or not a node has written it yet.
        let gate = self.shut_if_due(now).unwrap_or(self);
        let next = match act {
            GateAct::Close { show } if gate.phase() == Phase::Open => {
                let soon = now.plus_ms(CLOSE_AFTER_MS);
                let until = gate.until.map_or(soon, |until| until.min(soon));
                Self { until: Some(until), closing: Some(gate.until), show, ..gate }
            }
            // "Close" while closing changes only the wish to show.
            GateAct::Close { show } if gate.phase() == Phase::Closing => Self { show, ..gate },
            GateAct::KeepOpen if gate.phase() == Phase::Closing => {
                // A former countdown that is over by now would shut the gate at once: then it is open until closed.
                let until = gate.closing.flatten().filter(|until| *until > now);
                Self { until, closing: None, show: false, ..gate }
            }
            GateAct::Extend { by_ms } if gate.phase() == Phase::Open && gate.until.is_some() => {
                Self { until: gate.until.map(|until| until.max(now).plus_ms(by_ms)), ..gate }
            }
            GateAct::Show if gate.phase() == Phase::Closed => Self { show: true, ..gate },
            GateAct::Hide if gate.phase() == Phase::Published => Self { show: false, ..gate },
            GateAct::Void if gate.phase().is_open() => Self { void: true, closing: None, ..gate },
            GateAct::Shut if run.is_of_questions() && gate.phase().is_open() => {
                Self { shut: Some(now), closing: None, show: false, ..gate }
            }
            GateAct::Reopen if run.is_of_questions() && matches!(gate.phase(), Phase::Closed | Phase::Published) => {
                Self { shut: None, until: None, show: false, ..gate }
            }
            _ => return Err(WrongState(gate.phase())),
        };
        Ok(Self { rev: self.rev + 1, ..next })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOON: Moment = Moment(1_000_000);
    const POLL: RunId = RunId(1);
    const QUESTION: RunId = RunId(RunId::QUESTIONS.0 + 1);

    #[test]
    fn a_close_takes_effect_after_three_seconds_and_the_grace() {
        let gate = Gate::opened(NOON, None).act(POLL, GateAct::Close { show: true }, NOON).unwrap();
        assert_eq!(gate.phase(), Phase::Closing);
        assert!(gate.takes_ballots(NOON.plus_ms(4_000)));
        assert!(!gate.takes_ballots(NOON.plus_ms(4_001)));
        let shut = gate.shut_if_due(NOON.plus_ms(60_000)).unwrap();
        assert_eq!(shut.shut, Some(NOON.plus_ms(4_000)));
        assert_eq!(shut.phase(), Phase::Published);
    }

    #[test]
    fn keep_open_restores_what_was() {
        let open = Gate::opened(NOON, Some(60_000));
        let closing = open.act(POLL, GateAct::Close { show: true }, NOON.plus_ms(1)).unwrap();
        let kept = closing.act(POLL, GateAct::KeepOpen, NOON.plus_ms(2_000)).unwrap();
        assert_eq!(kept.until, open.until);
        assert_eq!(kept.phase(), Phase::Open);
        assert!(!kept.show);
        let late = closing.act(POLL, GateAct::KeepOpen, NOON.plus_ms(10_000)).unwrap_err();
        assert_eq!(late, WrongState(Phase::Published));
    }

    #[test]
    fn a_close_in_the_last_seconds_of_a_countdown_does_not_lengthen_it() {
        let gate = Gate::opened(NOON, Some(1_000)).act(POLL, GateAct::Close { show: false }, NOON).unwrap();
        assert_eq!(gate.until, Some(NOON.plus_ms(1_000)));
    }

    #[test]
    fn showing_can_be_taken_back_and_an_open_run_cannot_be_shown() {
        let open = Gate::opened(NOON, Some(10));
        assert_eq!(open.act(POLL, GateAct::Show, NOON), Err(WrongState(Phase::Open)));
        let later = NOON.plus_ms(5_000);
        let shown = open.act(POLL, GateAct::Show, later).unwrap();
        assert_eq!(shown.phase(), Phase::Published);
        let hidden = shown.act(POLL, GateAct::Hide, later).unwrap();
        assert_eq!(hidden.phase(), Phase::Closed);
        assert_eq!(hidden.act(POLL, GateAct::Void, later), Err(WrongState(Phase::Closed)));
    }

    fn acts() -> impl Strategy<Value = GateAct> {
        prop_oneof![
            any::<bool>().prop_map(|show| GateAct::Close { show }),
            Just(GateAct::KeepOpen),
            (1_u64..100_000).prop_map(|by_ms| GateAct::Extend { by_ms }),
            Just(GateAct::Show),
            Just(GateAct::Hide),
            Just(GateAct::Void),
            Just(GateAct::Shut),
            Just(GateAct::Reopen),
        ]
    }

    #[test]
    fn a_question_is_shut_at_once_and_reopened_and_a_poll_is_neither() {
        for act in [GateAct::Shut, GateAct::Reopen] {
            let open = Gate::opened(NOON, None);
            assert_eq!(open.act(POLL, act, NOON), Err(WrongState(Phase::Open)));
            let closed = Gate { shut: Some(NOON), ..open };
            assert_eq!(closed.act(POLL, act, NOON), Err(WrongState(Phase::Closed)));
        }
        let later = NOON.plus_ms(5);
        let closing = Gate::opened(NOON, Some(9_000)).act(QUESTION, GateAct::Close { show: true }, NOON).unwrap();
        let shut = closing.act(QUESTION, GateAct::Shut, later).unwrap();
        assert_eq!((shut.phase(), shut.shut), (Phase::Closed, Some(later)));
        assert!(!shut.takes_ballots(later));
        assert_eq!(shut.act(QUESTION, GateAct::Shut, later), Err(WrongState(Phase::Closed)));
        let reopened = shut.act(QUESTION, GateAct::Reopen, later).unwrap();
        assert_eq!((reopened.phase(), reopened.show), (Phase::Open, false));
        assert!(reopened.takes_ballots(NOON.plus_ms(90_000)), "a countdown of old does not shut it again");
        assert_eq!(reopened.act(QUESTION, GateAct::Reopen, later), Err(WrongState(Phase::Open)));
        let void = reopened.act(QUESTION, GateAct::Void, later).unwrap();
        for act in [GateAct::Shut, GateAct::Reopen] {
            assert_eq!(void.act(QUESTION, act, later), Err(WrongState(Phase::Void)));
        }
    }

    proptest! {
        #[test]
        fn once_shut_a_polls_gate_never_takes_a_ballot_again(
            for_ms in prop::option::of(1_u64..20_000),
            steps in prop::collection::vec((acts(), 0_u64..5_000), 1..40),
        ) {
            let mut now = NOON;
            let mut gate = Gate::opened(now, for_ms);
            let mut was_shut = false;
            for (act, wait) in steps {
                now = now.plus_ms(wait);
                was_shut |= !gate.takes_ballots(now);
                if let Ok(next) = gate.act(POLL, act, now) {
                    prop_assert_eq!(next.rev, gate.rev + 1);
                    gate = next;
                }
                was_shut |= gate.void;
                prop_assert!(!(was_shut && gate.takes_ballots(now)));
            }
        }
    }
}
