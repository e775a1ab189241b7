//! Acts on the agenda: raise, edit, arm, drop, order, add a deck.

use super::{
    Act, Agenda, Decision, Facts, Key, Kind, Made, Planned, Poll, PollId, Provenance, Refusal, Role, Room, Settings,
    Source, config, countdown, text, too_many, wire,
};
use crate::domain::language::Language;
use crate::domain::translation::{self, Translation, Translations};

/// A new poll on what was just said, next on the agenda.
pub(super) fn raise(raise: wire::Raise, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    if room.agenda.value.polls.len() >= config::MAX_POLLS {
        return Err(too_many("polls", config::MAX_POLLS));
    }
    countdown(raise.seconds)?;
    let mut number = room.polls.len();
    let id: PollId = loop {
        number += 1;
        let id = format!("raised-{number}").parse().expect("plain letters");
        if !room.polls.contains_key(&id) {
            break id;
        }
    };
    let source = match raise.from {
        wire::RaisedFrom::Discussion => Source::Discussion { at: facts.now },
        wire::RaisedFrom::Outcome => Source::Outcome { at: facts.now },
        wire::RaisedFrom::Question(question) => {
            let held = room.talk.questions.get(&question).ok_or(Refusal::UnknownQuestion)?;
            Source::Audience { question, text: held.question().text.clone() }
        }
    };
    let kind = clean_kind(raise.kind)?;
    let translations = clean_translations(raise.translations, &kind, language(room))?;
    let poll = Poll {
        id: id.clone(),
        prompt: text::line("prompt", &raise.prompt, config::TEXT_GRAPHEMES)?,
        kind,
        provenance: Provenance { source, quotes: Vec::new(), option_quotes: Vec::new() },
        visibility: raise.visibility,
        sensitive: false,
        seconds: raise.seconds,
        planned: None,
        translations,
    };
    let mut agenda = room.agenda.value.clone();
    agenda.polls.insert(next_place(room, &agenda), id.clone());
    let planned = Planned { armed: raise.armed.then_some(facts.now), author: Some(facts.role), ..Planned::of(poll) };
    Ok(Decision::default()
        .set(&Key::Poll(id.clone()), 0, &planned)
        .set(&Key::Agenda, room.agenda.rev, &agenda)
        .line(facts.role, Act::Raised { poll: id.clone() })
        .made(Made::Poll(id)))
}

/// Just behind the poll on the stage, else behind the last that was run, else first.
fn next_place(room: &Room, agenda: &Agenda) -> usize {
    let at = |id: &PollId| agenda.polls.iter().position(|poll| poll == id);
    let staged = room.staged().and_then(|held| at(&held.run.poll));
    let last_run = || room.runs.values().rev().find_map(|held| at(&held.run.poll));
    staged.or_else(last_run).map_or(0, |place| place + 1)
}

/// A kind with its texts cleaned, or why it cannot be asked. Where a text may be empty, [`Kind::check`] knows.
pub(crate) fn clean_kind(mut kind: Kind) -> Result<Kind, Refusal> {
    for (field, text) in kind.texts_mut() {
        let may_be_empty = matches!(field, "labels" | "unit");
        *text = if may_be_empty && text.trim().is_empty() {
            String::new()
        } else {
            text::line(field, text, config::TEXT_GRAPHEMES)?
        };
    }
    kind.check().map_err(|why| Refusal::BadText { field: "options".to_owned(), why })?;
    Ok(kind)
}

/// Translations with their texts cleaned, or why they cannot stand beside the poll.
pub(crate) fn clean_translations(
    translations: Translations,
    kind: &Kind,
    of: Option<Language>,
) -> Result<Translations, Refusal> {
    let clean = |text: &str| match text.trim() {
        "" => Ok(String::new()),
        some => text::line("translations", some, config::TEXT_GRAPHEMES),
    };
    let mut out = Translations::new();
    for (language, Translation { prompt, options, checked }) in translations {
        let options = options.iter().map(|option| clean(option)).collect::<Result<_, _>>()?;
        out.insert(language, Translation { prompt: clean(&prompt)?, options, checked });
    }
    translation::check(&out, kind, of).map_err(|why| Refusal::BadText { field: "translations".to_owned(), why })?;
    Ok(out)
}

/// The language that polls of this room are written in, if pages speak it.
fn language(room: &Room) -> Option<Language> {
    Language::of_tag(&room.workshop.value.language)
}

/// A poll that is not open, if it is there.
fn resting<'a>(room: &'a Room, poll: &'a PollId) -> Result<&'a Planned, Refusal> {
    let held = room.polls.get(poll).ok_or(Refusal::UnknownPoll)?;
    match room.runs_of(poll).find(|run| run.phase().is_open()) {
        Some(run) => Err(Refusal::WrongState { state: run.phase().as_str().to_owned() }),
        None => Ok(&held.value),
    }
}

pub(super) fn edit(edit: wire::Edit, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let planned = resting(room, &edit.poll)?;
    countdown(edit.seconds)?;
    let kind = clean_kind(edit.kind)?;
    let mut poll = planned.poll.clone();
    if kind != poll.kind {
        // The passages were options' own; new options rest on nothing yet.
        poll.provenance.option_quotes.clear();
    }
    let prompt = text::line("prompt", &edit.prompt, config::TEXT_GRAPHEMES)?;
    poll.translations = match edit.translations {
        Some(translations) => clean_translations(translations, &kind, language(room))?,
        // They say what the former words said.
        None if prompt != poll.prompt || translation::own_words(&kind) != translation::own_words(&poll.kind) => {
            Translations::new()
        }
        None => poll.translations,
    };
    poll.prompt = prompt;
    poll.kind = kind;
    poll.visibility = edit.visibility;
    poll.seconds = edit.seconds;
    let reworded = (&poll.prompt, &poll.kind) != (&planned.poll.prompt, &planned.poll.kind);
    let after = if reworded {
        // Whoever read it read other words.
        Planned { author: Some(role), armed: planned.armed, ..Planned::of(poll) }
    } else {
        Planned { poll, ..planned.clone() }
    };
    let decision = Decision::default().set(&Key::Poll(edit.poll.clone()), edit.rev, &after);
    Ok(decision.line(role, Act::Edited { poll: edit.poll }))
}

/// A second moderator has read it as it stands.
pub(super) fn sign(on: &wire::OnPoll, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let planned = resting(room, &on.poll)?;
    if planned.author == Some(role) {
        return Err(Refusal::OwnWording);
    }
    let planned = Planned { signed_by: Some(role), ..planned.clone() };
    let decision = Decision::default().set(&Key::Poll(on.poll.clone()), on.rev, &planned);
    Ok(decision.line(role, Act::Signed { poll: on.poll.clone() }))
}

/// Whether a second moderator reads each poll before it opens.
pub(super) fn set_sign_off(set: &wire::SetSignOff, room: &Room, role: Role) -> Decision {
    let settings = Settings { sign_off: set.on, ..room.settings.value.clone() };
    Decision::default().set(&Key::Settings, set.rev, &settings).line(role, Act::SignOffSet { on: set.on })
}

pub(super) fn arm(arm: &wire::Arm, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let planned = resting(room, &arm.poll)?;
    let planned = Planned { armed: arm.armed.then_some(facts.now), ..planned.clone() };
    let decision = Decision::default().set(&Key::Poll(arm.poll.clone()), arm.rev, &planned);
    Ok(decision.line(facts.role, Act::Armed { poll: arm.poll.clone(), armed: arm.armed }))
}

pub(super) fn drop(on: &wire::OnPoll, room: &Room, role: Role) -> Result<Decision, Refusal> {
    resting(room, &on.poll)?;
    let mut agenda = room.agenda.value.clone();
    if !agenda.polls.contains(&on.poll) {
        return Err(Refusal::UnknownPoll);
    }
    agenda.polls.retain(|poll| *poll != on.poll);
    Ok(Decision::default()
        .document(&Key::Poll(on.poll.clone()), on.rev, super::Write::Keep)
        .set(&Key::Agenda, room.agenda.rev, &agenda)
        .line(role, Act::Dropped { poll: on.poll.clone() }))
}

pub(super) fn order(order: wire::Order, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let sorted = |polls: &[PollId]| {
        let mut polls = polls.to_vec();
        polls.sort();
        polls
    };
    if sorted(&order.polls) != sorted(&room.agenda.value.polls) {
        return Err(Refusal::Changed { document: Key::Agenda.to_text(), rev: room.agenda.rev });
    }
    let agenda = Agenda { polls: order.polls, ..room.agenda.value.clone() };
    Ok(Decision::default().set(&Key::Agenda, order.rev, &agenda).line(role, Act::Ordered))
}

pub(super) fn add_deck(add: &wire::AddDeck, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let deck = facts.decks.iter().find(|deck| deck.id == add.deck).ok_or(Refusal::UnknownDeck)?;
    if room.agenda.value.decks.contains(&add.deck) {
        return Err(Refusal::WrongState { state: "added".to_owned() });
    }
    let mut agenda = room.agenda.value.clone();
    if agenda.polls.len() >= config::MAX_POLLS {
        return Err(too_many("polls", config::MAX_POLLS));
    }
    agenda.decks.push(deck.id.clone());
    agenda.polls.push(deck.poll.id.clone());
    Ok(Decision::default()
        .set(&Key::Poll(deck.poll.id.clone()), 0, &Planned::of(deck.poll.clone()))
        .set(&Key::Agenda, add.rev, &agenda)
        .line(facts.role, Act::DeckAdded { deck: deck.id.clone() }))
}
