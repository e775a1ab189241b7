//! Who may do what: the one table of role × act. docs/roles.md shows it, and a test goes through all of it on the wire.

use crate::domain::person::Role;
use crate::wire::Command;

/// What a right is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Participants' own acts: never a moderator's.
    TakePart,
    /// What the room sees and does: polls, stage, questions, floor, screens, relay.
    Lead,
    /// When the session begins and ends.
    Session,
    /// Others' links, access codes, rehearsals, and whether each poll needs a second reader.
    Own,
    /// Notes for the report, and what moderators tell each other.
    Write,
    /// A link for another device of the same role.
    HandOver,
}

/// The right that a command needs.
pub fn needed(command: &Command) -> Right {
    match command {
        Command::Hello(_)
        | Command::Vote(_)
        | Command::Mode(_)
        | Command::Group(_)
        | Command::Seen(_)
        | Command::Ask(_)
        | Command::TakeBack(_)
        | Command::Upvote(_)
        | Command::Upvotes(_)
        | Command::RaiseHand(_)
        | Command::LowerHand(_)
        | Command::Tell(_) => Right::TakePart,
        Command::Note(_) | Command::Backstage(_) | Command::Acknowledge(_) => Right::Write,
        Command::Begin(_) | Command::End(_) | Command::Resume(_) | Command::SetWindow(_) => Right::Session,
        Command::Revoke(_)
        | Command::Rehearse(_)
        | Command::EndRehearsal(_)
        | Command::SetSignOff(_)
        | Command::SetCodes(_) => Right::Own,
        Command::HandOver(_) => Right::HandOver,
        Command::Tend(_)
        | Command::ApproveAll(_)
        | Command::Merge(_)
        | Command::Unmerge(_)
        | Command::SetTalk(_)
        | Command::Relay(_)
        | Command::UndoRelay(_)
        | Command::SetFloor(_)
        | Command::GiveFloor(_)
        | Command::EndTurn(_)
        | Command::ExtendTurn(_)
        | Command::AddTurn(_)
        | Command::QueueQuestion(_)
        | Command::PlaceTurn(_)
        | Command::SkipTurn(_)
        | Command::TakeTop(_)
        | Command::Blank(_)
        | Command::SetMessage(_)
        | Command::SetContacts(_)
        | Command::TakeTemperature(_)
        | Command::Settle(_)
        | Command::Open(_)
        | Command::Close(_)
        | Command::KeepOpen(_)
        | Command::Extend(_)
        | Command::Show(_)
        | Command::Hide(_)
        | Command::Void(_)
        | Command::Judge(_)
        | Command::Stage(_)
        | Command::Raise(_)
        | Command::Edit(_)
        | Command::Sign(_)
        | Command::Arm(_)
        | Command::Drop(_)
        | Command::Order(_)
        | Command::AddDeck(_)
        | Command::Heads(_)
        | Command::LetIn(_)
        | Command::TestVote(_)
        | Command::NameScreen(_)
        | Command::PinScreen(_)
        | Command::BlinkScreen(_)
        | Command::RevokeScreen(_) => Right::Lead,
    }
}

/// Whether `role` has the right.
pub fn has(role: Role, right: Right) -> bool {
    match (right, role) {
        (Right::TakePart, _) => false,
        (Right::Write | Right::HandOver, _) => true,
        (Right::Lead, role) => role != Role::Rapporteur,
        (Right::Session, role) => matches!(role, Role::Chair | Role::OnSite),
        (Right::Own, role) => role == Role::Chair,
    }
}

/// Whether `role` may say `command`.
pub fn may(role: Role, command: &Command) -> bool {
    has(role, needed(command))
}
