//! All that crosses a socket: the commands that come in and the frames that go out, as the one source of the protocol.
//!
//! Text frames of JSON. In: [`Said`], a command with an id made by the client. Out: [`Frame`]. The same commands come over
//! HTTP (`POST /api/rooms/{code}/{verb}` with the verb's fields as the body), the same view over long-poll. The client's
//! types are written from these by [`typescript::declarations`]; a test fails when they part.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::id::{PollId, QuestionId, RoomCode, RunId, ScreenId, TurnId};
use crate::domain::moment::Moment;
use crate::domain::refusal::Refusal;

mod commands;
pub mod organise;
pub mod parts;
mod talk;
pub mod typescript;

pub use commands::*;
pub use talk::*;

/// The WebSocket subprotocol that names this version of the wire.
pub const SUBPROTOCOL: &str = "plenary.v1";

/// What a client says: `{"id":"7","do":{"vote":{…}}}`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// Made by the client, 1 to 40 characters; the answer carries it back.
    pub id: String,
    /// The wish.
    #[serde(rename = "do")]
    pub command: Command,
}

/// A wish. The verb's name is its key: `{"vote":{"run":3,"r":1,"choice":{"one":2}}}`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// The first frame on every socket: what I have, and my ballots of open runs, restated.
    Hello(Hello),
    /// My ballot in this run is this.
    Vote(Vote),
    /// I am in the room, or online.
    Mode(SetMode),
    /// I am of this stakeholder group; "unstated" is "rather not say".
    Group(SetGroup),
    /// My page drew this run while it was visible.
    Seen(Seen),
    /// I ask this.
    Ask(Ask),
    /// I take my question back.
    TakeBack(TakeBack),
    /// I support this question, or no more.
    Upvote(Upvote),
    /// The same for many at once: what a phone restates after a store went back.
    Upvotes(Upvotes),
    /// I wish for the floor.
    RaiseHand(RaiseHand),
    /// I no longer do.
    LowerHand(LowerHand),
    /// I tell the moderators alone.
    Tell(Tell),
    /// Moderator: what becomes of a question.
    Tend(Tend),
    /// Moderator: all of these become visible.
    ApproveAll(ApproveAll),
    /// Moderator: two questions become one, with the union of their upvotes.
    Merge(Merge),
    /// Moderator: a merged question becomes one of its own again.
    Unmerge(OnQuestion),
    /// Moderator: how the room takes questions and hands.
    SetTalk(SetTalk),
    /// Moderator: bring comments and hands over from the meeting tool's chat.
    Relay(Relay),
    /// Moderator: take back what was brought over.
    UndoRelay(UndoRelay),
    /// Moderator: how turns are ordered.
    SetFloor(SetFloor),
    /// Moderator: give the floor; whoever has it gives it back in the same step.
    GiveFloor(GiveFloor),
    /// Moderator: the turn that has the floor is over.
    EndTurn(OnTurn),
    /// Moderator: the turn that has the floor gets more time.
    ExtendTurn(ExtendTurn),
    /// Moderator: put somebody without a phone on the queue.
    AddTurn(AddTurn),
    /// Moderator: put an approved question on the queue, to be read out.
    QueueQuestion(OnQuestion),
    /// Moderator: put a turn first, or back under the rule.
    PlaceTurn(PlaceTurn),
    /// Moderator: pass a turn over for good.
    SkipTurn(OnTurn),
    /// Moderator: put the first questions of the list on the queue.
    TakeTop(TakeTop),
    /// Moderator: all screens blank at once, or back.
    Blank(Blank),
    /// Moderator: write the stage's line.
    SetMessage(SetMessage),
    /// Moderator: whom people can turn to.
    SetContacts(SetContacts),
    /// Moderator: ask for a minute how well the discussion covers people's concerns.
    TakeTemperature(TakeTemperature),
    /// Moderator: the session begins.
    Begin(OnSession),
    /// Moderator: the session is over; what is open is closed.
    End(OnSession),
    /// Moderator: it goes on after all.
    Resume(OnSession),
    /// Moderator: from when people may come before the session, and when it is planned.
    SetWindow(SetWindow),
    /// Moderator or rapporteur: a note that stands in the report.
    Note(WriteNote),
    /// Moderator or rapporteur: tell the other moderators.
    Backstage(SayBackstage),
    /// Moderator or rapporteur: I have seen that.
    Acknowledge(OnNumber),
    /// Moderator: what a phone told us is dealt with.
    Settle(OnNumber),
    /// Moderator: open a poll as a new run, on the stage.
    Open(Open),
    /// Moderator: end voting three seconds from now.
    Close(Close),
    /// Moderator: take the close back while the gate has not shut.
    KeepOpen(OnGate),
    /// Moderator: move the end later.
    Extend(Extend),
    /// Moderator: show the result of a closed run.
    Show(OnGate),
    /// Moderator: hide it again.
    Hide(OnGate),
    /// Moderator: undo the opening; the run is void.
    Void(OnGate),
    /// Moderator: everybody may read these texts that were written in a run, or nobody.
    Judge(Judge),
    /// Moderator: put something on the stage.
    Stage(SetStage),
    /// Moderator: write a poll on what was just said.
    Raise(Raise),
    /// Moderator: change a poll that is not open; runs that were are not touched.
    Edit(Edit),
    /// Moderator: I have read this poll as it is worded now, and did not word it.
    Sign(OnPoll),
    /// Chair: a second moderator reads each poll before it opens, or not.
    SetSignOff(SetSignOff),
    /// Chair: so many access codes, needed to take part or not; or all of them anew.
    SetCodes(SetCodes),
    /// Moderator: mark a poll to be opened next, or no more. It never opens by itself.
    Arm(Arm),
    /// Moderator: take a poll off the agenda; its runs stay.
    Drop(OnPoll),
    /// Moderator: put the polls in this order.
    Order(Order),
    /// Moderator: add a statements deck to the agenda.
    AddDeck(AddDeck),
    /// Moderator: how many people are about, counted by eye.
    Heads(Heads),
    /// Moderator: let in the screen that shows this code.
    LetIn(LetIn),
    /// Moderator: name a screen.
    NameScreen(NameScreen),
    /// Moderator: pin a screen to something, or let it follow the stage.
    PinScreen(PinScreen),
    /// Moderator: make a screen blink, to see which it is.
    BlinkScreen(OnScreen),
    /// Moderator: send a screen away.
    RevokeScreen(OnScreen),
    /// Moderator: a single-use link that gives this role to another device.
    HandOver(HandOver),
    /// Chair: end every link and session of a role, and make a new link.
    Revoke(Revoke),
    /// Chair: begin a rehearsal with so many pretend phones, in a room of its own.
    Rehearse(Rehearse),
    /// Chair: end the rehearsal; its room and all in it go away.
    EndRehearsal(EndRehearsal),
    /// Moderator: before the session, cast a ballot and count it again, in a room that exists for nothing else.
    TestVote(TestVote),
}

/// What goes out. The view's frame is put together from parts that were encoded once (see `hub`); this type is its shape.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// Parts that replace parts.
    View(View),
    /// Done.
    Receipt(Receipt),
    /// Not done.
    Refused(Refused),
}

/// Parts replace parts; a `null` part goes away.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct View {
    /// The room's epoch; another one than before means: forget what you have.
    pub epoch: String,
    /// The highest part version this audience may see.
    pub version: u64,
    /// The server's clock, for countdowns.
    pub now: Moment,
    /// These are all parts there are: forget the others.
    pub full: bool,
    /// By key: "about", "stage", "here", "mine", "run/3", "result/3", …
    pub parts: serde_json::Map<String, serde_json::Value>,
}

/// The answer to a command that was carried out.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct Receipt {
    /// The command's id.
    pub id: String,
    /// For a vote: the ballot that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ballot: Option<BallotReceipt>,
    /// What was made, where something was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub made: Option<Made>,
}

/// A ballot is counted: it is stored, as durably as the store promises.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct BallotReceipt {
    /// Which run.
    pub run: RunId,
    /// The revision that stands.
    pub r: u32,
    /// How it was counted.
    pub was: Counted,
}

/// How a ballot was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// This voter's first standing ballot in the run.
    Counted,
    /// It replaced another.
    Changed,
    /// None stands now.
    Withdrawn,
    /// It stood already.
    Same,
}

/// What a moderator's act made.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// A run.
    Run(RunId),
    /// A poll.
    Poll(PollId),
    /// A question.
    Question(QuestionId),
    /// A turn.
    Turn(TurnId),
    /// What was brought over from the chat, to be undone.
    Relayed {
        /// Questions.
        questions: Vec<QuestionId>,
        /// Hands.
        turns: Vec<TurnId>,
    },
    /// A note or a message of that number.
    Number(u32),
    /// A screen was let in.
    Screen(ScreenId),
    /// A link whose last part (after `#`) is a secret.
    Link {
        /// Path and fragment: "/abc234/moderate#…".
        link: String,
        /// When it ends, if it does.
        until: Option<Moment>,
    },
    /// A rehearsal's room.
    Rehearsal {
        /// Its code.
        room: RoomCode,
        /// Path and fragment of the chair's link there.
        link: String,
    },
}

/// The answer to a command that was not carried out.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct Refused {
    /// The command's id; empty if it had none that could be read.
    pub id: String,
    /// Why, with the code.
    #[serde(flatten)]
    pub why: Refusal,
}

/// Close codes say whether to come back.
pub mod close {
    /// The server is going down: come back in a moment (RFC 6455: service restart).
    pub const COME_BACK: u16 = 1012;
    /// The pass, link or screen was revoked: do not come back by yourself.
    pub const REVOKED: u16 = 4001;
    /// The room is gone (a rehearsal that ended, retention): do not come back.
    pub const ROOM_GONE: u16 = 4004;
    /// Nothing was said in time after the upgrade, or no pong came: come back.
    pub const TOO_QUIET: u16 = 4008;
    /// More was said than the budget allows, again and again: come back later.
    pub const TOO_LOUD: u16 = 4029;
    /// Not a text frame (RFC 6455: unsupported data).
    pub const NOT_TEXT: u16 = 1003;
    /// Broken frame (RFC 6455: protocol error).
    pub const PROTOCOL: u16 = 1002;
    /// Not UTF-8 (RFC 6455: invalid payload).
    pub const NOT_UTF8: u16 = 1007;
    /// Larger than its role may send (RFC 6455: message too big).
    pub const TOO_BIG: u16 = 1009;
    /// All is well, goodbye.
    pub const NORMAL: u16 = 1000;
}
