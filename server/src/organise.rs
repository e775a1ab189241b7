//! From a pasted proposal to a room, on a page: what was found is shown with its passages, edited by a person, and made a room.
//!
//! Nothing is saved before the room is made. A quote that does not stand in the text is refused, whoever sends it; what a
//! person typed beside the text is theirs to answer for, as it is in a seed.

use crate::config;
use crate::domain::fault::{Fault, count};
use crate::domain::id::{PollId, RoomCode};
use crate::domain::language::Language;
use crate::domain::person::Role;
use crate::domain::poll::{Poll, Provenance, Source};
use crate::domain::refusal::Refusal;
use crate::domain::room::Settings;
use crate::domain::workshop::{DiscussionPoint, Person, PolicyQuestion, Workshop};
use crate::founding;
use crate::moderate::{clean_kind, clean_translations};
use crate::pass::Secret;
use crate::proposal::{self, Proposal, Unreadable};
use crate::store::{Store, StoreError};
use crate::text;
use crate::wire::organise::{MadeRoom, NewPoll, NewQuestion, NewRoom, WordingDraft, WordingFinding, WordingFindings};
use crate::wording;

mod found;

pub use found::found;

/// What a pasted text says, or why it cannot be read.
pub fn read(pasted: &str) -> Result<Proposal, Refusal> {
    proposal::read(pasted).map_err(|why| match why {
        Unreadable::Empty => Refusal::BadText { field: "text".to_owned(), why: Fault::Empty },
        Unreadable::NotUtf8 { .. } | Unreadable::TooLong { .. } => Refusal::OutOfBounds {
            field: "text".to_owned(),
            min: 1,
            max: u32::try_from(proposal::MAX_BYTES).unwrap_or(u32::MAX),
        },
    })
}

/// What a reader of another view may stumble over in a draft, told in a language.
pub fn check_wording(draft: &WordingDraft, language: Language) -> Result<WordingFindings, Refusal> {
    let checked = wording::Draft::of(&draft.prompt, &draft.kind);
    let texts = checked.answers.iter().map(String::as_str).chain([draft.prompt.as_str()]);
    if texts.map(str::len).any(|length| length > config::TEXT_BYTES) {
        return Err(Refusal::BadText { field: "prompt".to_owned(), why: text::too_heavy() });
    }
    let told = |finding: wording::Finding| {
        let (text, answer) = match finding.place {
            wording::Place::Prompt => (draft.prompt.as_str(), None),
            wording::Place::Answer(at) => (checked.answers[at].as_str(), u32::try_from(at).ok()),
            wording::Place::Draft => ("", None),
        };
        WordingFinding {
            code: finding.code.as_str().to_owned(),
            answer,
            words: text.get(finding.span).unwrap_or_default().to_owned(),
            why: finding.code.text(language).to_owned(),
        }
    };
    Ok(WordingFindings { findings: wording::check(&checked).into_iter().map(told).collect() })
}

/// Why no room was made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// For the person at the page.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Ours.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// Makes the room, unless the store holds `most` rooms already. Said again under the same id it is the same room, as it was
/// made first.
pub async fn make(
    store: &Store,
    secret: &Secret,
    new: &NewRoom,
    join_base: Option<String>,
    most: usize,
) -> Result<MadeRoom, NotMade> {
    if !(1..=config::COMMAND_ID).contains(&new.id.len()) {
        let detail = format!("an id has 1 to {} characters", config::COMMAND_ID);
        return Err(Refusal::Malformed { detail }.into());
    }
    let code = secret.room_of(&format!("made {}", new.id));
    let workshop = workshop(new)?;
    let rooms = store.rooms().await?;
    if rooms.len() >= most && !rooms.contains(&code) {
        return Err(Refusal::TooMany { what: "rooms".to_owned(), max: u32::try_from(most).unwrap_or(u32::MAX) }.into());
    }
    let settings = Settings { sign_off: new.sign_off, ..Settings::default() };
    if founding::found_one(store, code, &workshop, &settings).await? {
        tracing::info!(room = %code, reference = workshop.reference, "a room was made of a pasted proposal");
    }
    Ok(links(secret, code, join_base))
}

fn links(secret: &Secret, code: RoomCode, join_base: Option<String>) -> MadeRoom {
    MadeRoom {
        code,
        join_base,
        phone: format!("/{code}"),
        moderator: format!("/{code}/moderate#{}", secret.link_secret(code, Role::Chair, 1)),
        screen: "/screen".to_owned(),
    }
}

/// The workshop of an edited proposal, with everything cleaned, or why it is none.
pub fn workshop(new: &NewRoom) -> Result<Workshop, Refusal> {
    let source = read(&new.text)?;
    let is_there = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    let missing: Vec<String> = [
        ("title", is_there(&new.title)),
        ("year", new.year.is_some()),
        ("kind", is_there(&new.kind)),
        ("number", new.number.is_some()),
        ("format", is_there(&new.format)),
        ("minutes", new.minutes.is_some()),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(field, _)| field.to_owned())
    .collect();
    if !missing.is_empty() {
        return Err(Refusal::Missing { fields: missing });
    }
    let year = bounded("year", new.year.unwrap_or_default(), 1_990, 2_200)?;
    let number = bounded("number", new.number.unwrap_or_default(), 0, 99_999)?;
    let minutes = bounded("minutes", new.minutes.unwrap_or_default(), 1, 24 * 60)?;
    let of = |field: &str, text: &Option<String>| {
        text::line(field, text.as_deref().unwrap_or_default(), config::TEXT_GRAPHEMES)
    };
    let kind = of("kind", &new.kind)?;
    let short = format!("{kind} #{number}");
    let reference = match &new.reference {
        Some(cited) if cited.trim_end().ends_with(&short) => text::line("reference", cited, config::TEXT_GRAPHEMES)?,
        _ => format!("IGF {year} {short}"),
    };
    let policy_questions = questions(&new.policy_questions)?;
    let aims = passages("aims", &new.aims)?;
    Ok(Workshop {
        reference,
        title: of("title", &new.title)?,
        year: year as u16,
        number,
        format: of("format", &new.format)?,
        minutes: minutes as u16,
        language: text::line("language", &new.language, 35)?,
        organizers: people("organizers", &new.organizers)?,
        speakers: people("speakers", &new.speakers)?,
        moderator: new.moderator.as_ref().map(|one| person("moderator", one)).transpose()?,
        online_moderator: new.online_moderator.as_ref().map(|one| person("online_moderator", one)).transpose()?,
        rapporteur: new.rapporteur.as_ref().map(|one| person("rapporteur", one)).transpose()?,
        expected_outcomes: passages("expected_outcomes", &new.expected_outcomes)?,
        hybrid_plan: passages("hybrid_plan", &new.hybrid_plan)?,
        discussion_points: (aims.iter().enumerate())
            .map(|(at, text)| DiscussionPoint { id: format!("aim{}", at + 1), text: text.clone() })
            .collect(),
        polls: polls(new, &short, &source)?,
        aims,
        kind,
        policy_questions,
    })
}

fn bounded(field: &str, value: u32, min: u32, max: u32) -> Result<u32, Refusal> {
    if (min..=max).contains(&value) {
        return Ok(value);
    }
    Err(Refusal::OutOfBounds { field: field.to_owned(), min, max })
}

fn at_most(what: &str, count: usize, max: usize) -> Result<(), Refusal> {
    if count <= max {
        return Ok(());
    }
    Err(Refusal::TooMany { what: what.to_owned(), max: u32::try_from(max).unwrap_or(u32::MAX) })
}

fn passages(field: &str, texts: &[String]) -> Result<Vec<String>, Refusal> {
    at_most(field, texts.len(), config::MAX_PASSAGES)?;
    texts.iter().enumerate().map(|(at, text)| text::block(&format!("{field}.{at}"), text)).collect()
}

fn people(field: &str, people: &[Person]) -> Result<Vec<Person>, Refusal> {
    at_most(field, people.len(), config::MAX_PASSAGES)?;
    people.iter().enumerate().map(|(at, one)| person(&format!("{field}.{at}"), one)).collect()
}

fn person(field: &str, person: &Person) -> Result<Person, Refusal> {
    let part = |text: &Option<String>| {
        let filled = text.as_ref().filter(|text| !text.trim().is_empty());
        filled.map(|text| text::line(field, text, config::TEXT_GRAPHEMES)).transpose()
    };
    Ok(Person {
        name: part(&person.name)?,
        affiliation: part(&person.affiliation)?,
        stakeholder_group: part(&person.stakeholder_group)?,
        regional_group: part(&person.regional_group)?,
    })
}

fn questions(all: &[NewQuestion]) -> Result<Vec<PolicyQuestion>, Refusal> {
    at_most("policy_questions", all.len(), config::MAX_PASSAGES)?;
    let one = |(at, new): (usize, &NewQuestion)| {
        let field = format!("policy_questions.{at}");
        let follows = match new.follows {
            Some(before) if (before as usize) < at => Some(format!("q{}", before + 1)),
            Some(_) => return Err(Refusal::BadText { field, why: Fault::LeansOnNothing }),
            None => None,
        };
        let label = new.label.as_ref().filter(|label| !label.trim().is_empty());
        Ok(PolicyQuestion {
            id: format!("q{}", at + 1),
            label: label.map(|label| text::line(&field, label, config::TEXT_GRAPHEMES)).transpose()?,
            text: text::line(&field, &new.text, config::TEXT_BYTES)?,
            follows,
            uncertain: None,
        })
    };
    all.iter().enumerate().map(one).collect()
}

fn polls(new: &NewRoom, reference: &str, source: &Proposal) -> Result<Vec<Poll>, Refusal> {
    at_most("polls", new.polls.len(), config::MAX_POLLS)?;
    new.polls.iter().enumerate().map(|(at, poll)| self::poll(at, poll, new, reference, source)).collect()
}

fn poll(at: usize, new: &NewPoll, room: &NewRoom, reference: &str, source: &Proposal) -> Result<Poll, Refusal> {
    let field = format!("polls.{at}");
    let bad = |why: Fault| Refusal::BadText { field: field.clone(), why };
    if new.from.is_empty() || new.from.iter().any(|from| *from as usize >= room.policy_questions.len()) {
        return Err(bad(Fault::DrawnFromNothing));
    }
    let quoted = new.quotes.iter().chain(new.option_quotes.iter().flatten());
    if quoted.clone().count() > config::MAX_PASSAGES {
        return Err(bad(Fault::Quotes { max: count(config::MAX_PASSAGES) }));
    }
    if let Some(quote) = quoted.into_iter().find(|quote| quote.is_empty() || !source.plain.contains(quote.as_str())) {
        return Err(bad(Fault::NotInText { text: quote.clone() }));
    }
    if !new.option_quotes.is_empty() && new.option_quotes.len() != new.kind.options().len() {
        return Err(bad(Fault::OptionQuotes));
    }
    if let Some(seconds) = new.seconds {
        bounded(&field, seconds, *config::COUNTDOWN.start(), *config::COUNTDOWN.end())?;
    }
    let in_field = |why: Refusal| match why {
        Refusal::BadText { why, .. } => bad(why),
        other => other,
    };
    let kind = clean_kind(new.kind.clone()).map_err(in_field)?;
    let of = Language::of_tag(&room.language);
    let translations = clean_translations(new.translations.clone(), &kind, of).map_err(in_field)?;
    let id: PollId = format!("p{}", at + 1).parse().expect("a letter and a number");
    Ok(Poll {
        id,
        prompt: text::line(&field, &new.prompt, config::TEXT_GRAPHEMES)?,
        kind,
        provenance: Provenance {
            source: Source::PolicyQuestions {
                reference: reference.to_owned(),
                questions: new.from.iter().map(|from| format!("q{}", from + 1)).collect(),
            },
            quotes: new.quotes.clone(),
            option_quotes: new.option_quotes.clone(),
        },
        visibility: new.visibility,
        sensitive: false,
        seconds: new.seconds,
        planned: None,
        translations,
    })
}
