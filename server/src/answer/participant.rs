//! Participants' own acts beside voting: ask, upvote, raise a hand, tell the moderators. Each is numbered by who says it and
//! the id of their command, so that saying it twice, to whatever node, does it once; none of them can lose to another's.

use std::sync::Arc;

use super::{Caller, Done, counted, no_store};
use crate::config;
use crate::domain::fault::Fault;
use crate::domain::floor::{Turn, TurnOf, TurnState};
use crate::domain::gate::GateAct;
use crate::domain::id::{QuestionId, RunId, TurnId, VoterKey};
use crate::domain::key::Key;
use crate::domain::person::{Group, Segment};
use crate::domain::question::{Asker, Asking, Question, State, flags, gate_act};
use crate::domain::refusal::Refusal;
use crate::domain::room::Room;
use crate::domain::session::Told;
use crate::hub::Watched;
use crate::moderate::{self, json};
use crate::pass::{self, Pass};
use crate::store::{Amended, Amendment, Cast, DocumentWrite, GateWrite, Write};
use crate::text;
use crate::wire::{Ask, BallotReceipt, LowerHand, Made, RaiseHand, TakeBack, Tell, Upvote};

/// The one upvote there is, as a contribution's key.
const UP: &str = "1";

/// Who acts, under the room's question key. The first in a room makes that key.
async fn voter(room: &Arc<Watched>, pass: Pass) -> Result<VoterKey, Refusal> {
    if let Some(voter) = room.asker(pass).await.map_err(no_store)? {
        return Ok(voter);
    }
    let gate = GateWrite { run: RunId::QUESTIONS, expect: 0, act: GateAct::Open { for_ms: None } };
    // Losing the race means that it is there.
    room.amend_quietly(Amendment { gates: vec![gate], ..Amendment::default() }).await.map_err(no_store)?;
    room.refresh().await.map_err(no_store)?;
    room.asker(pass).await.map_err(no_store)?.ok_or(Refusal::TryAgain)
}

/// Writes one new document; that it is there already means that this wish was carried out before.
async fn make(room: &Arc<Watched>, key: &Key, value: String, gates: Vec<GateWrite>) -> Result<(), Refusal> {
    let document = DocumentWrite { key: key.to_text(), expect: 0, write: Write::Set(value) };
    let amendment = Amendment { documents: vec![document], gates, ..Amendment::default() };
    match room.amend_quietly(amendment).await.map_err(no_store)? {
        Amended::Done { .. } | Amended::Changed { .. } => Ok(()),
        Amended::WrongState { .. } => Err(Refusal::TryAgain),
    }
}

fn made(made: Made) -> Done {
    Done { ballot: None, made: Some(made) }
}

fn too_many(what: &str, max: usize) -> Refusal {
    Refusal::TooMany { what: what.to_owned(), max: u32::try_from(max).unwrap_or(u32::MAX) }
}

pub(super) async fn ask(
    room: &Arc<Watched>,
    caller: Caller<'_>,
    pass: Pass,
    id: &str,
    ask: Ask,
) -> Result<Done, Refusal> {
    let folded = room.room();
    moderate::still_on(&folded, room.store_now())?;
    let text = text::line("text", &ask.text, config::TEXT_GRAPHEMES)?;
    let is_speaker =
        |name: &String| folded.workshop.value.speakers.iter().any(|speaker| speaker.name.as_ref() == Some(name));
    if ask.to.as_ref().is_some_and(|name| !is_speaker(name)) {
        return Err(Refusal::BadText { field: "to".to_owned(), why: Fault::NoSpeaker });
    }
    let voter = voter(room, pass).await?;
    let question_id = QuestionId::from_bytes(pass::number_of(&voter.0, &["ask", id]));
    let asker = Asker::Phone(voter.to_text());
    let folded = room.room();
    let talk = &folded.talk;
    if talk.questions.get(&question_id).is_some_and(|held| held.question().asker == asker) {
        return Ok(made(Made::Question(question_id)));
    }
    let rules = &talk.talk.value;
    if rules.asking == Asking::Paused {
        return Err(Refusal::Paused);
    }
    if talk.waiting_of(&asker) >= usize::from(rules.per_person) {
        return Err(too_many("questions waiting", usize::from(rules.per_person)));
    }
    if talk.questions.len() >= config::MAX_QUESTIONS {
        return Err(too_many("questions", config::MAX_QUESTIONS));
    }
    let flags = flags::flags(&ask.text);
    let new = Question {
        to: ask.to,
        flags,
        group: caller.segment.group,
        ..Question::asked(text, asker, caller.segment.mode, room.store_now())
    };
    // Without a moderator to look at it at once, it waits whatever the room's rule says.
    let new = if rules.hold || !room.has_moderator() {
        new
    } else {
        let at = new.at;
        new.tend(crate::domain::question::Fate::Approve, crate::domain::person::Role::Chair, at, talk.upvotes())?
    };
    let gate = gate_act(&new.state, None).map(|act| GateWrite { run: question_id.ballots(), expect: 0, act });
    // Before it is written: the next reading may come at once, and whoever asked is told of it.
    room.remember(pass, &voter);
    make(room, &Key::Question(question_id), json(&new), gate.into_iter().collect()).await?;
    Ok(made(Made::Question(question_id)))
}

/// Changes a document of one's own, whatever else happens to it meanwhile.
async fn change(room: &Watched, change: impl Fn(&Room) -> Result<Option<Amendment>, Refusal>) -> Result<(), Refusal> {
    for _ in 0..super::TRIES {
        let Some(amendment) = change(&room.room())? else { return Ok(()) };
        match room.amend_quietly(amendment).await.map_err(no_store)? {
            Amended::Done { .. } => return Ok(()),
            Amended::Changed { .. } | Amended::WrongState { .. } => room.refresh().await.map_err(no_store)?,
        }
    }
    Err(Refusal::TryAgain)
}

pub(super) async fn take_back(room: &Arc<Watched>, pass: Pass, on: TakeBack) -> Result<Done, Refusal> {
    let asker = Asker::Phone(voter(room, pass).await?.to_text());
    room.refresh().await.map_err(no_store)?;
    change(room, |folded| {
        // When the session is over, what stands in its report is no longer one person's to change.
        if folded.session.value.ended.is_some() {
            moderate::still_on(folded, room.store_now())?;
        }
        let held = folded.talk.questions.get(&on.question).filter(|held| held.question().asker == asker);
        let held = held.ok_or(Refusal::UnknownQuestion)?;
        match held.question().state {
            State::Withdrawn => return Ok(None),
            State::InReview | State::Approved | State::Declined { .. } => {}
            // What the room has taken up, or made one with another's, is no longer one person's to take back.
            _ => return Err(held.question().wrong_state()),
        }
        let after = Question { state: State::Withdrawn, ..held.question().clone() };
        let open = (held.gate.rev > 0).then(|| held.gate.phase().is_open());
        let gate = gate_act(&after.state, open).map(|act| GateWrite {
            run: on.question.ballots(),
            expect: held.gate.rev,
            act,
        });
        let write = Write::Set(json(&after));
        let key = Key::Question(on.question).to_text();
        let mut documents = vec![DocumentWrite { key, expect: held.held.rev, write }];
        documents.extend(moderate::off_the_queue(folded, on.question));
        Ok(Some(Amendment { documents, gates: gate.into_iter().collect(), ..Amendment::default() }))
    })
    .await?;
    Ok(Done::default())
}

pub(super) async fn upvote(room: &Arc<Watched>, caller: Caller<'_>, pass: Pass, vote: Upvote) -> Result<Done, Refusal> {
    if vote.r == 0 {
        return Err(Refusal::OutOfBounds { field: "r".to_owned(), min: 1, max: u32::MAX });
    }
    moderate::still_on(&room.room(), room.store_now())?;
    let voter = voter(room, pass).await?;
    let mut refreshed = false;
    loop {
        let folded = room.room();
        match folded.talk.head(vote.question) {
            Some((question, held)) if held.question().state.takes_upvotes() => {
                match cast(room, caller, voter, question, &vote).await {
                    // Another node may just have merged it away, or taken it off.
                    Err(Refusal::Closed { .. } | Refusal::UnknownRun) if !refreshed => {}
                    done => return done,
                }
            }
            Some((_, held)) if refreshed => return Err(held.question().wrong_state()),
            None if refreshed => return Err(Refusal::UnknownQuestion),
            _ => {}
        }
        refreshed = true;
        room.refresh().await.map_err(no_store)?;
    }
}

/// What a phone restates: all of it, or the first refusal (what was counted before it stays counted).
pub(super) async fn upvotes(
    room: &Arc<Watched>,
    caller: Caller<'_>,
    pass: Pass,
    votes: Vec<Upvote>,
) -> Result<Done, Refusal> {
    if votes.len() > config::RESTATED {
        return Err(too_many("upvotes", config::RESTATED));
    }
    let all = votes.into_iter().map(|vote| upvote(room, caller, pass, vote));
    for done in futures_util::future::join_all(all).await {
        match done {
            // A newer wish of theirs stands, or the question is over: nothing to restate.
            Ok(_) | Err(Refusal::Superseded { .. } | Refusal::WrongState { .. } | Refusal::UnknownQuestion) => {}
            Err(why) => return Err(why),
        }
    }
    Ok(Done::default())
}

async fn cast(
    room: &Arc<Watched>,
    caller: Caller<'_>,
    voter: VoterKey,
    question: QuestionId,
    vote: &Upvote,
) -> Result<Done, Refusal> {
    let epoch = room.epoch();
    let segment = Segment { group: Group::Unstated, ..caller.segment };
    let up = vote.up.then(|| crate::domain::ballot::Contributions::of([(UP, 1)]));
    let run = question.ballots();
    let of_question = Cast { run, voter, r: vote.r, segment, ballot: up };
    // Counts who upvoted anything, once for good: the second time it stands already.
    let of_list = vote.up.then(|| {
        let ballot = Some(crate::domain::ballot::Contributions::of([(UP, 1)]));
        Cast { run: RunId::QUESTIONS, voter, r: 1, segment, ballot }
    });
    let (outcome, _) = tokio::join!(room.cast(of_question, epoch.clone()), async {
        match of_list {
            Some(cast) if room.is_new_voter(voter) => room.cast(cast, epoch.clone()).await,
            _ => None,
        }
    });
    let was = counted(outcome.ok_or(Refusal::TryAgain)?)?;
    metrics::counter!("plenary_upvotes_total").increment(1);
    Ok(Done { ballot: Some(BallotReceipt { run, r: vote.r, was }), made: None })
}

pub(super) async fn raise_hand(
    room: &Arc<Watched>,
    caller: Caller<'_>,
    pass: Pass,
    id: &str,
    raise: RaiseHand,
) -> Result<Done, Refusal> {
    moderate::still_on(&room.room(), room.store_now())?;
    let word = raise.word.filter(|word| !word.trim().is_empty());
    let name = word.map(|word| text::line("word", &word, config::NAME_GRAPHEMES)).transpose()?;
    let voter = voter(room, pass).await?;
    let turn = TurnId(u32::from_be_bytes(pass::number_of(&voter.0, &["hand", id])));
    let folded = room.room();
    let by = voter.to_text();
    let waits = |held: &crate::domain::floor::Turn| {
        held.voter.as_ref() == Some(&by) && held.of == TurnOf::Hand && held.state == TurnState::Waiting
    };
    if let Some((id, _)) = folded.talk.turns.iter().find(|(_, held)| waits(&held.value)) {
        // One hand a person; raising it again is no second wish.
        return Ok(made(Made::Turn(*id)));
    }
    if !folded.talk.talk.value.hands {
        return Err(Refusal::Paused);
    }
    if folded.talk.turns.len() >= config::MAX_TURNS {
        return Err(too_many("turns", config::MAX_TURNS));
    }
    let new = Turn {
        of: TurnOf::Hand,
        voter: Some(by),
        name,
        mode: caller.segment.mode,
        group: caller.segment.group,
        from_chat: false,
        at: room.store_now(),
        put: None,
        more: 0,
        state: TurnState::Waiting,
    };
    room.remember(pass, &voter);
    make(room, &Key::Turn(turn), json(&new), Vec::new()).await?;
    Ok(made(Made::Turn(turn)))
}

pub(super) async fn lower_hand(room: &Arc<Watched>, pass: Pass, on: LowerHand) -> Result<Done, Refusal> {
    let by = voter(room, pass).await?.to_text();
    room.refresh().await.map_err(no_store)?;
    change(room, |folded| {
        let held = folded.talk.turns.get(&on.turn).filter(|held| held.value.voter.as_ref() == Some(&by));
        let held = held.ok_or(Refusal::UnknownTurn)?;
        if held.value.state == TurnState::Withdrawn {
            return Ok(None);
        }
        let write = Write::Set(json(&held.value.withdraw()?));
        let document = DocumentWrite { key: Key::Turn(on.turn).to_text(), expect: held.rev, write };
        Ok(Some(Amendment { documents: vec![document], ..Amendment::default() }))
    })
    .await?;
    Ok(Done::default())
}

/// Puts the turns of this voter that wait on the side they now say they are on.
pub(super) async fn move_turns(room: &Watched, voter: VoterKey, segment: Segment) -> Result<(), Refusal> {
    let by = voter.to_text();
    change(room, |folded| {
        let waits = |turn: &Turn| turn.voter.as_ref() == Some(&by) && turn.state == TurnState::Waiting;
        let is_there = |turn: &Turn| turn.mode == segment.mode && turn.group == segment.group;
        let moved = folded.talk.turns.iter().filter(|(_, held)| waits(&held.value) && !is_there(&held.value));
        let documents = moved.map(|(id, held)| {
            let after = Turn { mode: segment.mode, group: segment.group, ..held.value.clone() };
            DocumentWrite { key: Key::Turn(*id).to_text(), expect: held.rev, write: Write::Set(json(&after)) }
        });
        let documents: Vec<_> = documents.collect();
        Ok((!documents.is_empty()).then(|| Amendment { documents, ..Amendment::default() }))
    })
    .await
}

/// Nothing of who told it is kept: a moderator cannot answer, and nobody can ask who it was.
pub(super) async fn tell(
    room: &Arc<Watched>,
    caller: Caller<'_>,
    pass: Pass,
    id: &str,
    tell: Tell,
) -> Result<Done, Refusal> {
    let text = text::line("text", &tell.text, config::TEXT_GRAPHEMES)?;
    if room.room().talk.told.len() >= config::MAX_TOLD {
        return Err(too_many("messages", config::MAX_TOLD));
    }
    let voter = voter(room, pass).await?;
    let number = u32::from_be_bytes(pass::number_of(&voter.0, &["tell", id]));
    let told = Told { mode: caller.segment.mode, at: room.store_now(), text, settled: None };
    make(room, &Key::Told(number), json(&told), Vec::new()).await?;
    Ok(Done::default())
}
