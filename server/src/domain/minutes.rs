//! What the minutes tell: who did what.

use serde::{Deserialize, Serialize};

use super::floor::Place;
use super::id::{PollId, QuestionId, RunId, TurnId};
use super::kind::phrases::Verdict;
use super::moment::Moment;
use super::person::Role;
use super::stage::Showing;
use super::{floor, question};

/// What a line of the minutes tells: who did what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Who; `None` is the clock.
    pub by: Option<Role>,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// What was done in a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// A run was opened.
    Opened {
        /// Which.
        run: RunId,
        /// Of which poll.
        poll: PollId,
        /// With a countdown of so many seconds.
        seconds: Option<u32>,
    },
    /// A close was asked for.
    Closing {
        /// Which run.
        run: RunId,
        /// To be shown at once.
        show: bool,
    },
    /// The close was taken back.
    KeptOpen {
        /// Which run.
        run: RunId,
    },
    /// The end was moved later.
    Extended {
        /// Which run.
        run: RunId,
        /// By so many seconds.
        seconds: u32,
    },
    /// The gate shut; nothing was taken afterwards.
    Shut {
        /// Which run.
        run: RunId,
        /// The result was shown with it.
        shown: bool,
    },
    /// The result was shown.
    Shown {
        /// Which run.
        run: RunId,
    },
    /// The result was hidden again (it had been seen).
    Hidden {
        /// Which run.
        run: RunId,
    },
    /// The opening was undone; the run counts for nothing.
    Voided {
        /// Which run.
        run: RunId,
    },
    /// Texts that were written in a run were approved, or turned down. The minutes do not repeat them.
    Judged {
        /// Which run.
        run: RunId,
        /// What was said to them.
        verdict: Verdict,
        /// How many.
        phrases: u32,
    },
    /// Something was put on the stage.
    Staged {
        /// What.
        showing: Showing,
    },
    /// A poll was written on what was just said.
    Raised {
        /// Which.
        poll: PollId,
    },
    /// A poll was changed.
    Edited {
        /// Which.
        poll: PollId,
    },
    /// A second moderator had read a poll.
    Signed {
        /// Which.
        poll: PollId,
    },
    /// Each poll needs a second reader from now on, or no more.
    SignOffSet {
        /// On or off.
        on: bool,
    },
    /// The room's access codes were made, made anew, or taking part needs one from now on, or no more.
    CodesSet {
        /// So many there are.
        made: u32,
        /// Taking part needs one.
        needed: bool,
        /// Those that were given out before are good no more.
        anew: bool,
    },
    /// A poll was marked to be opened next, or no more.
    Armed {
        /// Which.
        poll: PollId,
        /// On or off.
        armed: bool,
    },
    /// A poll was taken off the agenda.
    Dropped {
        /// Which.
        poll: PollId,
    },
    /// The polls were put in another order.
    Ordered,
    /// A statements deck was added.
    DeckAdded {
        /// Which.
        deck: String,
    },
    /// The people about were counted.
    Heads {
        /// In the room.
        room: Option<u32>,
        /// In the meeting tool.
        online: Option<u32>,
    },
    /// A screen was let in.
    ScreenLetIn {
        /// Its name.
        name: String,
    },
    /// A screen was named.
    ScreenNamed {
        /// Its new name.
        name: String,
    },
    /// A screen was pinned, or let go.
    ScreenPinned {
        /// Its name.
        name: String,
        /// What to; `None` follows the stage.
        pinned: Option<Showing>,
    },
    /// A screen was sent away.
    ScreenRevoked {
        /// Its name.
        name: String,
    },
    /// A single-use link was made.
    HandedOver {
        /// For which role.
        role: Role,
    },
    /// A single-use link was used.
    TookOver {
        /// Which role.
        role: Role,
    },
    /// A role's links and sessions were ended.
    Revoked {
        /// Which role.
        role: Role,
    },
    /// A moderator tended a question.
    Question {
        /// Which.
        question: QuestionId,
        /// How.
        #[serde(flatten)]
        told: question::Told,
    },
    /// How the room takes questions was changed.
    TalkSet {
        /// Whether people may ask.
        asking: question::Asking,
        /// Whether raising a hand is open.
        hands: bool,
        /// Questions wait for a moderator first.
        hold: bool,
        /// How many of one person may wait.
        per_person: u8,
        /// The order that phones and screens see.
        sort: question::sort::Sort,
    },
    /// Something happened to a turn.
    Turn {
        /// Which.
        turn: TurnId,
        /// What.
        #[serde(flatten)]
        turned: Turned,
    },
    /// The rule that orders turns was changed.
    FloorRule {
        /// The new rule.
        rule: floor::Rule,
    },
    /// Comments and hands were brought over from the meeting tool's chat.
    Relayed {
        /// Questions.
        questions: u32,
        /// Hands.
        hands: u32,
    },
    /// What was brought over last was taken back.
    RelayUndone {
        /// Questions and hands.
        lines: u32,
    },
    /// All screens went blank, or came back.
    Blanked {
        /// Blank, or back.
        on: bool,
    },
    /// A line was written for the stage.
    MessageSet {
        /// The line.
        text: String,
    },
    /// The support contacts were changed.
    ContactsSet {
        /// How many there are.
        contacts: u32,
    },
    /// The window before the session was set.
    WindowSet {
        /// People may come from then on.
        from: Option<Moment>,
        /// The session is planned to begin then.
        planned: Option<Moment>,
        /// The room and all that is in it goes away so many days after the end, from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        keep_days: Option<u16>,
    },
    /// The session began.
    Began,
    /// The session ended.
    Ended,
    /// It goes on after all.
    Resumed,
    /// A note was written or changed.
    Noted {
        /// Which.
        note: u32,
    },
    /// A run was sealed: its ballots and its key are gone for good.
    Sealed {
        /// Which.
        run: RunId,
    },
    /// A run's ballots and its key are gone from the store, but its files may still hold copies.
    NotSealed {
        /// Which run.
        run: RunId,
    },
    /// The store had gone back and was written again from what a node knew.
    Refounded {
        /// Runs some of whose ballots may be missing.
        flagged: Vec<RunId>,
    },
    /// The store had gone back while no node had a copy of the room; it goes on from what the store still had.
    WentBack {
        /// Runs some of whose ballots may be missing.
        flagged: Vec<RunId>,
    },
}

/// What the minutes tell of a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Turned {
    /// It got the floor as the rule has it.
    Given,
    /// It got the floor though another came first by the rule.
    GivenOutOfTurn,
    /// The floor was given back.
    Ended {
        /// After so many seconds.
        seconds: u32,
    },
    /// More time.
    Extended {
        /// So many seconds.
        seconds: u32,
    },
    /// Somebody without a phone was put on the queue.
    Added,
    /// An approved question was put on the queue to be read out.
    Queued,
    /// It was put before or after the others by hand, or back under the rule.
    Placed {
        /// Where.
        place: Place,
    },
    /// It was passed over for good.
    Skipped,
}
