//! What the seeds ask of the importer and of the wording check, and that what was imported makes a seed.

use std::fs;
use std::path::Path;

use plenary_server::domain::kind::Kind;
use plenary_server::domain::workshop;
use plenary_server::proposal::seed::{Given, write};
use plenary_server::proposal::{Person, Text, polls, read, read_bytes};
use plenary_server::seed::{built_in, parse_workshop};
use plenary_server::wording::{Code, Draft, check};

fn texts(found: &[Text]) -> Vec<String> {
    found.iter().map(|text| text.value.clone()).collect()
}

fn person(found: &Person) -> workshop::Person {
    let field = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    workshop::Person {
        name: field(&found.name),
        affiliation: field(&found.affiliation),
        stakeholder_group: field(&found.stakeholder_group),
        regional_group: field(&found.regional_group),
    }
}

#[test]
fn the_seeds_come_out_of_their_texts() {
    let sources = [
        include_str!("../../seeds/sources/igf-2020-ws-230.txt"),
        include_str!("../../seeds/sources/igf-2021-ws-27.txt"),
        include_str!("../../seeds/sources/igf-2023-ws-267.txt"),
        include_str!("../../seeds/sources/igf-2023-ws-534.txt"),
    ];
    for (source, seed) in sources.into_iter().zip(built_in().unwrap().workshops) {
        let found = read(source).unwrap();
        let about = &seed.reference;
        let people = |found: &[Person]| found.iter().map(person).collect::<Vec<_>>();
        assert_eq!(found.year.as_ref().map(|year| year.value), Some(seed.year), "{about}");
        assert_eq!(found.number.as_ref().map(|number| number.value), Some(seed.number), "{about}");
        assert_eq!(found.kind.as_ref().map(|kind| kind.short), Some(seed.kind.as_str()), "{about}");
        assert_eq!(found.title.as_ref().map(|title| &title.value), Some(&seed.title), "{about}");
        assert_eq!(found.format.as_ref().map(|format| &format.value), Some(&seed.format), "{about}");
        assert_eq!(found.minutes.as_ref().map(|minutes| minutes.value), Some(seed.minutes), "{about}");
        assert_eq!(people(&found.organizers), seed.organizers, "{about}");
        assert_eq!(people(&found.speakers), seed.speakers, "{about}");
        assert_eq!(found.moderator.as_ref().map(person), seed.moderator, "{about}");
        assert_eq!(found.online_moderator.as_ref().map(person), seed.online_moderator, "{about}");
        assert_eq!(found.rapporteur.as_ref().map(person), seed.rapporteur, "{about}");
        assert_eq!(texts(&found.aims), seed.aims, "{about}");
        assert_eq!(texts(&found.expected_outcomes), seed.expected_outcomes, "{about}");
        assert_eq!(texts(&found.hybrid_plan), seed.hybrid_plan, "{about}");
        let certain: Vec<&workshop::PolicyQuestion> =
            seed.policy_questions.iter().filter(|question| question.uncertain.is_none()).collect();
        let asked: Vec<&String> = found.policy_questions.iter().map(|question| &question.text.value).collect();
        assert_eq!(asked, certain.iter().map(|question| &question.text).collect::<Vec<_>>(), "{about}");
        for (found, seed) in found.policy_questions.iter().zip(&certain) {
            assert_eq!(found.label.as_ref().map(|label| &label.value), seed.label.as_ref(), "{about}");
            assert_eq!(found.follows.map(|at| format!("q{}", at + 1)), seed.follows, "{about}: {}", seed.text);
        }
        let doubts: Vec<&String> = found.uncertain.iter().map(|doubt| &doubt.text.value).collect();
        let doubtful = seed.policy_questions.iter().filter(|question| question.uncertain.is_some());
        assert_eq!(doubts, doubtful.map(|question| &question.text).collect::<Vec<_>>(), "{about}");
    }
}

#[test]
fn every_seeded_poll_passes() {
    let seeds = built_in().unwrap();
    let polls = seeds.workshops.iter().flat_map(|one| &one.polls).chain(seeds.decks.iter().map(|deck| &deck.poll));
    for poll in polls {
        assert_eq!(check(&Draft::of(&poll.prompt, &poll.kind)), [], "{}: {}", poll.id, poll.prompt);
    }
}

#[test]
fn a_policy_question_that_takes_a_side_is_flagged() {
    let seeds = built_in().unwrap();
    let question = &seeds.workshops[0].policy_questions[0].text;
    assert!(question.starts_with("Why is weakening"), "#230's first question");
    let found = check(&Draft::of(question, &Kind::YesNo));
    assert_eq!(found[0].code, Code::LoadedWords);
    assert_eq!(&question[found[0].span.clone()], "short sighted");
}

/// Every proposal of the corpus, with what it does not say given, makes a seed that a server accepts.
#[test]
fn what_was_imported_can_be_held() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/proposals");
    let mut seeds = 0;
    for entry in fs::read_dir(corpus).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|ending| ending != "txt") || file.ends_with("held-out.txt") {
            continue;
        }
        let proposal = read_bytes(&fs::read(&file).unwrap()).unwrap();
        let polls = polls::propose(&proposal);
        let name = file.display();
        let asked = polls.proposed.iter().filter(|poll| poll.id.starts_with('q')).count();
        assert_eq!(
            asked + polls.unasked.len(),
            proposal.policy_questions.len(),
            "{name}: a poll, or why there is none"
        );
        for poll in &polls.proposed {
            assert_eq!(
                check(&Draft::of(&poll.prompt, &poll.kind)).first().filter(|_| poll.id != "first"),
                None,
                "{name}"
            );
        }
        let given = Given {
            year: proposal.year.is_none().then_some(2025),
            kind: proposal.kind.is_none().then(|| "WS".to_owned()),
            number: proposal.number.is_none().then_some(1),
            title: proposal.title.is_none().then(|| "A title".to_owned()),
            format: proposal.format.is_none().then(|| "Circle".to_owned()),
            minutes: proposal.minutes.is_none().then_some(45),
        };
        let seed = write(&proposal, &polls, &given).unwrap_or_else(|missing| panic!("{name}: {missing}"));
        let workshop =
            parse_workshop(&seed.name, &seed.toml, Some(&seed.source)).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(workshop.policy_questions.len(), proposal.policy_questions.len(), "{name}");
        assert_eq!(workshop.polls.len(), polls.proposed.len(), "{name}");
        seeds += 1;
    }
    assert_eq!(seeds, 123);
}
