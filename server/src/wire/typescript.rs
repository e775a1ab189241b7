//! Writes the client's types from the wire's.

use ts_rs::{Config, TS};

use super::{Command, Counted, Made, Refused, Said, organise, parts};
use crate::domain;

/// The whole of `web-client/src/wire.ts`.
#[expect(clippy::too_many_lines, reason = "one list of the types, in the order they are read")]
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
        domain::id::QuestionId,
        domain::id::TurnId,
        domain::language::Language,
        domain::translation::Translation,
        domain::moment::Moment,
        domain::person::Mode,
        domain::person::Group,
        domain::person::Axis,
        domain::person::Role,
        domain::kind::Kind,
        domain::kind::ranking::Ranking,
        domain::kind::ranking::RankingFound,
        domain::kind::points::Points,
        domain::kind::points::PointsFound,
        domain::kind::words::Words,
        domain::kind::phrases::PhrasesFound,
        domain::kind::phrases::Phrase,
        domain::kind::phrases::Verdict,
        domain::kind::number::Numbers,
        domain::kind::number::NumberFound,
        domain::kind::number::Bin,
        domain::kind::grid::Grid,
        domain::kind::grid::Ends,
        domain::kind::grid::GridFound,
        domain::kind::statements::Statements,
        domain::kind::statements::Statement,
        domain::kind::statements::Stance,
        domain::kind::statements::StatementsFound,
        domain::kind::statements::StanceCounts,
        domain::kind::statements::Across,
        domain::poll::Visibility,
        domain::poll::Source,
        domain::poll::Provenance,
        domain::kind::Choice,
        domain::kind::Found,
        domain::gate::Phase,
        domain::stage::Showing,
        domain::fault::Fault,
        domain::refusal::Refusal,
        domain::minutes::Act,
        domain::minutes::Turned,
        domain::question::State,
        domain::question::Rule,
        domain::question::Fate,
        domain::question::Told,
        domain::question::Edit,
        domain::question::flags::Flag,
        domain::question::Asking,
        domain::question::Talk,
        domain::question::sort::Sort,
        domain::floor::Rule,
        domain::floor::OneIn,
        domain::floor::Place,
        domain::floor::order::Why,
        domain::floor::ledger::Ledger,
        domain::floor::ledger::Heard,
        domain::session::Session,
        domain::session::Contact,
        domain::session::Note,
        domain::session::Backstage,
        domain::session::Told,
        domain::workshop::Person,
        organise::PastedProposal,
        organise::FoundText,
        organise::FoundNumber,
        organise::FoundPerson,
        organise::FoundQuestion,
        organise::FoundDoubt,
        organise::FoundPoll,
        organise::FoundUnasked,
        organise::FoundProposal,
        organise::NewQuestion,
        organise::NewPoll,
        organise::NewRoom,
        organise::MadeRoom,
        organise::WordingDraft,
        organise::WordingFinding,
        organise::WordingFindings,
        Said,
        Command,
        super::Hello,
        super::Vote,
        super::SetMode,
        super::SetGroup,
        super::SetSignOff,
        super::SetCodes,
        super::Seen,
        super::Ask,
        super::TakeBack,
        super::Upvote,
        super::Upvotes,
        super::RaiseHand,
        super::LowerHand,
        super::Tell,
        super::Tend,
        super::OnQuestion,
        super::ApproveAll,
        super::Merge,
        super::SetTalk,
        super::Relay,
        super::RelayLine,
        super::UndoRelay,
        super::SetFloor,
        super::GiveFloor,
        super::OnTurn,
        super::ExtendTurn,
        super::AddTurn,
        super::PlaceTurn,
        super::TakeTop,
        super::Blank,
        super::SetMessage,
        super::SetContacts,
        super::TakeTemperature,
        super::OnSession,
        super::SetWindow,
        super::WriteNote,
        super::SayBackstage,
        super::OnNumber,
        super::RaisedFrom,
        super::Open,
        super::OnGate,
        super::Close,
        super::Extend,
        super::Judge,
        super::OnPhrase,
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
        super::TestVote,
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
        parts::GroupFigures,
        parts::PhrasePart,
        parts::MinePhone,
        parts::MyBallot,
        parts::MineModerator,
        parts::MineScreen,
        parts::ModeratorRun,
        parts::SignOffPart,
        parts::AgendaPart,
        parts::AgendaPoll,
        parts::Turnout,
        parts::HeadsPart,
        parts::ScreenPart,
        parts::Connected,
        parts::DeckPart,
        parts::StorePart,
        parts::MinutesPart,
        parts::TalkPart,
        parts::SessionPart,
        parts::QuestionsPart,
        parts::Listed,
        parts::QuestionPart,
        parts::ModeratorQuestion,
        parts::QuestionsPage,
        parts::PageQuestion,
        parts::MyUpvote,
        parts::QueuePart,
        parts::HandsPart,
        parts::QueuedPart,
        parts::NowPart,
        parts::TurnPart,
        parts::MessagePart,
        parts::ContactsPart,
        parts::Translated,
        parts::Reading,
        parts::UpcomingPart,
        parts::NotePart,
        parts::BackstagePart,
        parts::ToldPart,
        parts::Unseen,
        parts::ReachedPart,
        parts::MyQuestion,
        parts::MyTurn,
    );
    out.push_str(TAIL);
    out
}

const HEAD: &str =
    "// All that crosses a socket. Written by `cargo xtask wire` from server/src/wire.rs; do not edit.\n\n";

/// The view's shape: parts are spliced together from bytes that were encoded once, so their map is written by hand here.
const TAIL: &str = r"
/** What everybody's view holds of the conversation. */
export type TalkParts = {
  talk?: TalkPart;
  session?: SessionPart;
  message?: MessagePart;
  contacts?: ContactsPart;
  temperature?: Array<Reading>;
  questions?: QuestionsPart;
  queue?: QueuePart;
};

export type PhoneParts = TalkParts & {
  about?: About;
  stage?: StagePart;
  next?: NextPart;
  here?: Here;
  mine?: MinePhone;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined } & {
  [question: `question/${number}`]: QuestionPart | undefined;
};

export type ScreenParts = TalkParts & {
  upcoming?: UpcomingPart | null;
  about?: About;
  stage?: StagePart;
  here?: Here;
  screens?: Array<ScreenPart>;
  mine?: MineScreen;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined } & {
  [question: `question/${number}`]: QuestionPart | undefined;
};

export type ModeratorParts = TalkParts & {
  ledger?: Ledger;
  told?: Array<ToldPart>;
  notes?: Array<NotePart>;
  backstage?: Array<BackstagePart>;
  unseen?: Unseen[];
  reached?: ReachedPart;
  about?: About;
  stage?: StagePart;
  here?: Here;
  agenda?: AgendaPart;
  sign_off?: SignOffPart;
  turnout?: Array<Turnout>;
  heads?: HeadsPart;
  screens?: Array<ScreenPart>;
  connected?: Connected;
  decks?: Array<DeckPart>;
  store?: StorePart;
  minutes?: Array<MinutesPart>;
  mine?: MineModerator;
} & { [run: `run/${number}`]: ModeratorRun | undefined } & { [result: `result/${number}`]: ResultPart | undefined } & {
  [phrases: `phrases/${number}`]: Array<PhrasePart> | undefined;
} & { [question: `question/${number}`]: ModeratorQuestion | undefined };

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
