//! The workshops the tests hold: two rooms, a poll of every kind, and a deck.

use std::collections::BTreeMap;

use plenary_server::domain::kind::Kind;
use plenary_server::domain::kind::grid::{Ends, Grid};
use plenary_server::domain::kind::number::Numbers;
use plenary_server::domain::kind::points::Points;
use plenary_server::domain::kind::ranking::Ranking;
use plenary_server::domain::kind::statements::{Statement, Statements};
use plenary_server::domain::kind::words::Words;
use plenary_server::domain::poll::{Poll, Provenance, Source, Visibility};
use plenary_server::domain::workshop::{Deck, Person, PolicyQuestion, Workshop};
use plenary_server::seed::Seeds;

fn poll(id: &str, kind: Kind) -> Poll {
    let source = Source::PolicyQuestions { reference: "WS #1".to_owned(), questions: vec!["q1".to_owned()] };
    Poll {
        id: id.parse().unwrap(),
        prompt: format!("What about {id}?"),
        kind,
        provenance: Provenance { source, quotes: Vec::new(), option_quotes: Vec::new() },
        visibility: Visibility::Hidden,
        sensitive: false,
        seconds: None,
        planned: None,
        translations: BTreeMap::new(),
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// A poll of every kind: "single" (3 options), "multiple" (4, 1 to 3 of them), "scale" (5 steps), "gradient", "yesno", then
/// single choices that are "live", "after-vote" and "sensitive", then the kinds that are more than a list of answers.
fn polls() -> Vec<Poll> {
    let single = || Kind::Single { options: words(&["red", "green", "blue"]) };
    vec![
        poll("single", single()),
        poll("multiple", Kind::Multiple { options: words(&["a", "b", "c", "d"]), min: 1, max: 3 }),
        poll("scale", Kind::Scale { labels: words(&["never", "", "", "", "always"]) }),
        poll("gradient", Kind::Gradient),
        poll("yesno", Kind::YesNo),
        Poll { visibility: Visibility::Live, ..poll("live", single()) },
        Poll { visibility: Visibility::AfterVote, ..poll("after-vote", single()) },
        Poll { sensitive: true, visibility: Visibility::Live, ..poll("sensitive", single()) },
        poll("ranking", Kind::Ranking(Ranking { options: words(&["a", "b", "c", "d"]) })),
        poll("points", Kind::Points(Points { options: words(&["a", "b", "c"]), total: 100 })),
        poll("words", Kind::Words(Words { most: 3 })),
        poll("open-text", Kind::OpenText),
        poll("number", Kind::Number(Numbers { min: -10, max: 120, unit: "years".to_owned() })),
        poll("grid", Kind::Grid(Grid { across: ends("slow", "fast"), up: ends("cheap", "dear") })),
        poll("statements", deck("said")),
    ]
}

fn ends(low: &str, high: &str) -> Ends {
    Ends { low: low.to_owned(), high: high.to_owned() }
}

fn deck(name: &str) -> Kind {
    let statement = |at: usize| Statement {
        text: format!("{name} {at}."),
        attributed_to: Some("one side".to_owned()),
        contested: at == 1,
        quotes: Vec::new(),
    };
    Kind::Statements(Statements { statements: (1..=4).map(statement).collect() })
}

fn workshop(number: u32) -> Workshop {
    Workshop {
        reference: format!("TEST 2026 WS #{number}"),
        title: format!("Workshop {number}"),
        year: 2026,
        number,
        kind: "WS".to_owned(),
        format: "Round Table".to_owned(),
        minutes: 90,
        language: "en".to_owned(),
        organizers: Vec::new(),
        speakers: vec![Person {
            name: Some("Chiamaka “Chi” Eze".to_owned()),
            affiliation: None,
            stakeholder_group: None,
            regional_group: None,
        }],
        moderator: None,
        online_moderator: None,
        rapporteur: None,
        aims: words(&["To find out."]),
        expected_outcomes: Vec::new(),
        hybrid_plan: Vec::new(),
        policy_questions: vec![PolicyQuestion {
            id: "q1".to_owned(),
            label: None,
            text: "Who answers?".to_owned(),
            follows: None,
            uncertain: None,
        }],
        discussion_points: Vec::new(),
        polls: polls(),
    }
}

/// Two workshops with the same polls, and the deck "said" of four statements.
pub(crate) fn seeds() -> Seeds {
    let deck = Deck {
        id: "said".to_owned(),
        title: "What they said".to_owned(),
        about: "One side's statements.".to_owned(),
        poll: poll("said", deck("Position")),
    };
    Seeds { workshops: vec![workshop(1), workshop(2)], decks: vec![deck] }
}
