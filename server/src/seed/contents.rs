//! What the seeds in the repository promise: the counts, the people, the quotes, an even deck.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{built_in, read_dir};
use crate::domain::kind::Kind;
use crate::domain::kind::statements::Statement;
use crate::domain::poll::{Poll, Source, Visibility};
use crate::domain::workshop::{Deck, Person, Workshop};

/// The seeds as they lie in the repository.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds")
}

fn source_of(stem: &str) -> String {
    fs::read_to_string(folder().join("sources").join(stem).with_extension("txt")).unwrap()
}

fn workshops() -> Vec<(String, Workshop)> {
    let stems = ["igf-2020-ws-230", "igf-2021-ws-27", "igf-2023-ws-267", "igf-2023-ws-534"];
    let seeds = built_in().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(seeds.workshops.len(), stems.len());
    stems.iter().map(|stem| source_of(stem)).zip(seeds.workshops).collect()
}

fn deck() -> Deck {
    let mut seeds = built_in().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(seeds.decks.len(), 1);
    seeds.decks.remove(0)
}

fn statements() -> Vec<Statement> {
    let Kind::Statements(statements) = deck().poll.kind else { panic!("a deck is statements") };
    statements.statements
}

fn ids(poll: &Poll) -> &[String] {
    match &poll.provenance.source {
        Source::PolicyQuestions { questions, .. } => questions,
        Source::DiscussionPoints { points, .. } => points,
        other => panic!("{} is drawn from {other:?}", poll.id),
    }
}

#[test]
fn a_binary_carries_the_seeds_of_the_folder() {
    assert_eq!(read_dir(folder()).unwrap(), built_in().unwrap());
}

/// Of a question its label, what it follows, and whether it is uncertain; "" is none.
type Asked<'a> = (&'a str, &'a str, bool);

#[test]
fn the_workshops_have_their_questions_word_for_word() {
    let practices = "Cybersecurity practices and mechanisms";
    let expected: [(u32, &[Asked<'_>]); 4] = [
        (230, &[("", "", false), ("", "", false), ("", "q2", false), ("", "", false)]),
        (
            27,
            &[
                (practices, "", false),
                (practices, "q1", false),
                ("Ensuring a safe digital space", "", false),
                ("", "", true),
            ],
        ),
        (267, &[("A", "", false), ("A", "", false), ("B", "", false), ("C", "", false), ("C", "q4", false)]),
        (534, &[("", "", false); 3]),
    ];
    for ((source, workshop), (number, questions)) in workshops().iter().zip(expected) {
        assert_eq!(workshop.number, number);
        let found: Vec<_> = workshop
            .policy_questions
            .iter()
            .map(|question| {
                let words = |text: &Option<String>| text.clone().unwrap_or_default();
                (words(&question.label), words(&question.follows), question.uncertain.is_some())
            })
            .collect();
        let questions: Vec<_> = questions
            .iter()
            .map(|(label, follows, doubt)| (String::from(*label), String::from(*follows), *doubt))
            .collect();
        assert_eq!(found, questions, "{}", workshop.reference);
        for question in &workshop.policy_questions {
            assert!(source.contains(&question.text), "{}", question.text);
            assert!(question.text.ends_with('?') && question.text.matches('?').count() == 1, "{}", question.text);
        }
    }
}

#[test]
fn every_question_mark_of_the_policy_section_is_in_a_question() {
    // Below the heading stands one paragraph of policy questions; in #27 a second holds the uncertain one.
    for (source, workshop) in workshops() {
        let section = source.split("Policy Question(s)\n\n").nth(1).expect("a policy section");
        let paragraphs = if workshop.number == 27 { 2 } else { 1 };
        let asked: usize = section.split("\n\n").take(paragraphs).map(|text| text.matches('?').count()).sum();
        assert_eq!(workshop.policy_questions.len(), asked, "{}", workshop.reference);
    }
}

#[test]
fn the_people_stand_where_the_text_puts_them() {
    let name = |person: Option<Person>| person.and_then(|person| person.name);
    let people: Vec<_> = workshops()
        .into_iter()
        .map(|(_, one)| {
            let counts = (one.number, one.organizers.len(), one.speakers.len(), one.minutes, one.format);
            (counts, [name(one.moderator), name(one.online_moderator), name(one.rapporteur)])
        })
        .collect();
    let named = |names: [&str; 3]| names.map(|name| (!name.is_empty()).then(|| name.to_owned()));
    assert_eq!(
        people,
        [
            ((230, 3, 3, 90, "Round Table - U-shape".into()), named(["", "", ""])),
            ((27, 1, 3, 60, "Round Table - Circle".into()), named(["Serge Droz", "", ""])),
            (
                (267, 6, 4, 90, "Round Table".into()),
                named(["Desara Dushi", "Nicolas Fiumarelli", "Nils Langensteiner"])
            ),
            ((534, 3, 4, 60, "Round Table".into()), named(["Michael Tunks", "Susie Hargreaves", "Andrew Campling"])),
        ]
    );
    let odd = &workshops()[1].1.speakers[1];
    assert_eq!(odd.regional_group.as_deref(), Some("Intergovernmental Organization"));
    let page_artefacts = workshops().into_iter().flat_map(|(_, one)| one.organizers).filter_map(|one| one.affiliation);
    assert!(page_artefacts.into_iter().all(|affiliation| !affiliation.contains('🔒') && !affiliation.is_empty()));
}

#[test]
fn every_quote_stands_in_its_source_byte_for_byte() {
    let mut quotes = 0;
    let deck_source = source_of("iwf-e2ee-positions");
    for statement in statements() {
        assert!(!statement.quotes.is_empty(), "{}", statement.text);
        for quote in &statement.quotes {
            assert!(!quote.trim().is_empty() && deck_source.contains(quote.as_str()), "{quote}");
            quotes += 1;
        }
    }
    let polls = workshops().into_iter().flat_map(|(source, workshop)| {
        let source = source.clone();
        workshop.polls.into_iter().map(move |poll| (source.clone(), poll))
    });
    for (source, poll) in polls {
        assert!(!poll.provenance.quotes.is_empty(), "{}", poll.id);
        for quote in poll.provenance.quotes.iter().chain(poll.provenance.option_quotes.iter().flatten()) {
            assert!(!quote.trim().is_empty() && source.contains(quote.as_str()), "{}: {quote}", poll.id);
            quotes += 1;
        }
        // Steps of a scale are the poll's own words; options are the source's, or marked as added.
        let options = if matches!(poll.kind, Kind::Scale { .. }) { 0 } else { poll.kind.options().len() };
        assert_eq!(poll.provenance.option_quotes.len(), options, "{}", poll.id);
    }
    assert!(quotes > 60, "only {quotes} quotes were read");
}

#[test]
fn every_policy_question_has_a_poll_and_every_poll_an_origin() {
    for (_, workshop) in workshops() {
        let asked: BTreeSet<&String> = workshop.polls.iter().flat_map(ids).collect();
        for question in &workshop.policy_questions {
            assert!(asked.contains(&question.id), "{} {}", workshop.reference, question.id);
        }
        assert!((5..=8).contains(&workshop.polls.len()), "{}", workshop.reference);
        for poll in &workshop.polls {
            poll.kind.check().unwrap();
            assert_eq!(poll.visibility, Visibility::Hidden, "{}", poll.id);
            let (Source::PolicyQuestions { reference, .. } | Source::DiscussionPoints { reference, .. }) =
                &poll.provenance.source
            else {
                panic!("{} is drawn from neither questions nor points", poll.id);
            };
            assert_eq!(*reference, format!("WS #{}", workshop.number));
        }
    }
}

#[test]
fn no_poll_repeats_its_question_or_offers_to_abstain() {
    for (_, workshop) in workshops() {
        for poll in &workshop.polls {
            assert!(
                workshop.policy_questions.iter().all(|question| question.text != poll.prompt),
                "{} puts a policy question on the wall as it stands",
                poll.id
            );
            for word in poll.kind.options() {
                let word = word.to_lowercase();
                assert!(!["can't", "can’t", "don't know", "not sure", "no opinion"].iter().any(|no| word.contains(no)));
            }
        }
    }
}

#[test]
fn the_deck_lets_both_sides_speak_alike() {
    let statements = statements();
    let is_privacy = |statement: &Statement| {
        statement.attributed_to.as_deref().expect("whose it is").starts_with("privacy advocates")
    };
    let of = |privacy: bool| statements.iter().filter(move |statement| is_privacy(statement) == privacy);
    let contested = |statement: &&Statement| statement.contested;
    assert_eq!(of(true).count(), of(false).count());
    assert_eq!(of(true).filter(contested).count(), of(false).filter(contested).count());
    assert!(of(true).count() >= 5);
    for (at, statement) in statements.iter().enumerate() {
        assert!(statement.text.ends_with('.'), "{} is no plain statement", statement.text);
        // Neither side has the first word twice running.
        assert_eq!(is_privacy(statement), at % 2 == 0, "{}", statement.text);
    }
}

#[test]
fn the_deck_is_one_poll_that_no_workshop_has() {
    let deck = deck();
    assert_eq!(deck.poll.id.as_str(), deck.id);
    let Source::Positions { about } = &deck.poll.provenance.source else { panic!("{:?}", deck.poll.provenance) };
    assert!(about.contains("one side's text"));
    assert_eq!(deck.poll.visibility, Visibility::Hidden);
    for (_, workshop) in workshops() {
        assert!(workshop.polls.iter().all(|poll| !matches!(poll.kind, Kind::Statements(_))), "{}", workshop.reference);
    }
}
