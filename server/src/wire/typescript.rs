//! Writes the client's types from the wire's.

use ts_rs::{Config, TS};

use super::{Command, Counted, Made, Refused, Said, parts};
use crate::domain;

/// The whole of `web-client/src/wire.ts`.
pub fn declarations() -> String {
    let cfg = Config::new().with_large_int("number");
    let mut out = String::from(HEAD);
    macro_rules! declare {
        ($($type:ty),* $(,)?) => { $(
            out.push_str("export ");
            out.push_str(&<$type as TS>::decl(&cfg));
            out.push('\n');
        )* };
    }
    declare!(
        domain::id::RoomCode,
        domain::id::PairingCode,
        domain::id::PollId,
        domain::id::RunId,
        domain::id::ScreenId,
        domain::moment::Moment,
        domain::person::Mode,
        domain::person::Group,
        domain::person::Role,
        domain::poll::Kind,
        domain::poll::Visibility,
        domain::poll::Source,
        domain::poll::Provenance,
        domain::ballot::Choice,
        domain::gate::Phase,
        domain::stage::Showing,
        domain::refusal::Refusal,
        domain::room::Act,
        Said,
        Command,
        super::Hello,
        super::Vote,
        super::SetMode,
        super::Seen,
        super::Open,
        super::OnGate,
        super::Close,
        super::Extend,
        super::SetStage,
        super::Raise,
        super::Edit,
        super::Arm,
        super::OnPoll,
        super::Order,
        super::AddDeck,
        super::Heads,
        super::LetIn,
        super::NameScreen,
        super::PinScreen,
        super::OnScreen,
        super::HandOver,
        super::Revoke,
        super::Rehearse,
        super::EndRehearsal,
        super::Receipt,
        super::BallotReceipt,
        Counted,
        Made,
        Refused,
        parts::About,
        parts::AboutQuestion,
        parts::StagePart,
        parts::NextPart,
        parts::Here,
        parts::RunPart,
        parts::ResultPart,
        parts::Figures,
        parts::ModeFigures,
        parts::MinePhone,
        parts::MyBallot,
        parts::MineModerator,
        parts::MineScreen,
        parts::ModeratorRun,
        parts::AgendaPart,
        parts::AgendaPoll,
        parts::Turnout,
        parts::HeadsPart,
        parts::ScreenPart,
        parts::Connected,
        parts::DeckPart,
        parts::StorePart,
        parts::MinutesPart,
    );
    out.push_str(TAIL);
    out
}

const HEAD: &str =
    "// All that crosses a socket. Written by `cargo xtask wire` from server/src/wire.rs; do not edit.\n\n";

/// The view's shape: parts are spliced together from bytes that were encoded once, so their map is written by hand here.
const TAIL: &str = r"
export type PhoneParts = {
  about?: About;
  stage?: StagePart;
  next?: NextPart;
  here?: Here;
  mine?: MinePhone;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined };

export type ScreenParts = {
  about?: About;
  stage?: StagePart;
  here?: Here;
  screens?: Array<ScreenPart>;
  mine?: MineScreen;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined };

export type ModeratorParts = {
  about?: About;
  stage?: StagePart;
  here?: Here;
  agenda?: AgendaPart;
  turnout?: Array<Turnout>;
  heads?: HeadsPart;
  screens?: Array<ScreenPart>;
  connected?: Connected;
  decks?: Array<DeckPart>;
  store?: StorePart;
  minutes?: Array<MinutesPart>;
  mine?: MineModerator;
} & { [run: `run/${number}`]: ModeratorRun | undefined } & { [result: `result/${number}`]: ResultPart | undefined };

/** Parts replace parts; a null part goes away; `full` means: forget the others. */
export type View<Parts> = {
  epoch: string;
  version: number;
  now: Moment;
  full: boolean;
  parts: { [Key in keyof Parts]?: Parts[Key] | null };
};

export type Frame<Parts> = { view: View<Parts> } | { receipt: Receipt } | { refused: Refused };
";
