//! The suggestions and flags on questions, measured on the committed ones: `docs/questions.md` states what this finds.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use plenary_server::domain::id::QuestionId;
use plenary_server::domain::poll::Poll;
use plenary_server::domain::question::flags::flags;
use plenary_server::domain::question::similar::{Prepared, likely, prepare};
use plenary_server::domain::workshop::Workshop;

/// Where the workspace lies.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_owned()
}

/// A question of the corpus, ready to be compared.
struct Asked {
    id: QuestionId,
    name: String,
    language: String,
    prepared: Prepared,
}

/// How the suggestions of one part of the questions compare with its key.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Figures {
    questions: usize,
    suggested: usize,
    right: usize,
    /// Duplicates in the key, in one language and in two, and how many of the former were found.
    same_language: usize,
    found_in_language: usize,
    two_languages: usize,
}

impl Figures {
    /// The row as it stands in the docs.
    fn row(&self, name: &str) -> String {
        let percent =
            |part: usize, whole: usize| format!("{part} of {whole} ({:.0} %)", 100.0 * part as f64 / whole as f64);
        format!(
            "| {name} | {} | {} | {} | {} |",
            self.questions,
            percent(self.right, self.suggested),
            percent(self.found_in_language, self.same_language),
            percent(self.right, self.same_language + self.two_languages),
        )
    }
}

fn corpus(file: &str) -> String {
    read(&root().join("tests/corpus/questions").join(file))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn all_asked() -> Vec<Asked> {
    let text = corpus("questions.tsv");
    let asked = |(at, line): (usize, &str)| {
        let [name, language, text] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}")
        };
        Asked {
            id: QuestionId::from_bytes(u32::try_from(at + 1).expect("few").to_be_bytes()),
            name: name.to_owned(),
            language: language.to_owned(),
            prepared: prepare(text),
        }
    };
    text.lines().enumerate().map(asked).collect()
}

/// Plays the questions in as they arrive: each is compared with all that were there before.
fn measured(part: &[&Asked], key: &HashMap<String, usize>) -> Figures {
    let is_same = |one: &Asked, other: &Asked| key.get(&one.name).is_some_and(|set| key.get(&other.name) == Some(set));
    let mut figures = Figures { questions: part.len(), ..Figures::default() };
    for (at, new) in part.iter().enumerate() {
        let before = &part[..at];
        let found: HashSet<QuestionId> = likely(&new.prepared, before.iter().map(|old| (old.id, &old.prepared)))
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        for old in before {
            let (same, suggested, one_language) =
                (is_same(new, old), found.contains(&old.id), new.language == old.language);
            figures.suggested += usize::from(suggested);
            figures.right += usize::from(suggested && same);
            figures.same_language += usize::from(same && one_language);
            figures.found_in_language += usize::from(same && one_language && suggested);
            figures.two_languages += usize::from(same && !one_language);
        }
    }
    figures
}

fn key() -> HashMap<String, usize> {
    let text = corpus("duplicates.txt");
    let sets = text.lines().enumerate();
    sets.flat_map(|(set, line)| line.split(' ').map(move |name| (name.to_owned(), set))).collect()
}

#[test]
fn likely_duplicates_are_found_as_the_docs_say() {
    let (asked, key) = (all_asked(), key());
    assert_eq!(asked.len(), 150);
    let held: HashSet<String> = corpus("held-back.txt").lines().map(str::to_owned).collect();
    let (held, tuned): (Vec<&Asked>, Vec<&Asked>) = asked.iter().partition(|question| held.contains(&question.name));
    assert_eq!((tuned.len(), held.len()), (100, 50), "a third is held back");
    let docs = read(&root().join("docs/questions.md"));
    let rows = [("tuned", tuned), ("held back", held)].map(|(name, part)| measured(&part, &key).row(name));
    println!("{}", rows.join("\n"));
    for row in rows {
        assert!(docs.contains(&row), "docs/questions.md says otherwise than:\n{row}");
    }
}

#[test]
fn nothing_sober_is_flagged() {
    let sober = corpus("sober.txt");
    assert_eq!(sober.lines().count(), 60);
    let seeds = plenary_server::seed::built_in().expect("the seeds are sound");
    let mut texts: Vec<&str> = sober.lines().collect();
    for workshop in &seeds.workshops {
        texts.extend(texts_of(workshop));
    }
    for deck in &seeds.decks {
        texts.extend([deck.title.as_str(), &deck.about]);
        texts.extend(texts_of_poll(&deck.poll));
    }
    assert!(texts.len() > 60 + 200, "the seeds hold more than {} texts", texts.len() - 60);
    let mut flagged = String::new();
    for text in texts {
        let flags = flags(text);
        if !flags.is_empty() {
            writeln!(flagged, "  {flags:?}: {text}").expect("a String takes all that is written to it");
        }
    }
    assert!(flagged.is_empty(), "these are flagged:\n{flagged}");
}

/// Whatever of a workshop somebody might ask with: its titles, people, aims, policy questions, points and polls.
fn texts_of(workshop: &Workshop) -> Vec<&str> {
    let people = workshop.organizers.iter().chain(&workshop.speakers);
    let people = people.chain(&workshop.moderator).chain(&workshop.online_moderator).chain(&workshop.rapporteur);
    let mut texts = vec![workshop.title.as_str()];
    for person in people {
        texts.extend([&person.name, &person.affiliation].into_iter().flatten().map(String::as_str));
    }
    for list in [&workshop.aims, &workshop.expected_outcomes, &workshop.hybrid_plan] {
        texts.extend(list.iter().map(String::as_str));
    }
    texts.extend(workshop.policy_questions.iter().map(|question| question.text.as_str()));
    texts.extend(workshop.discussion_points.iter().map(|point| point.text.as_str()));
    texts.extend(workshop.polls.iter().flat_map(texts_of_poll));
    texts
}

/// A poll's prompt and what can be chosen.
fn texts_of_poll(poll: &Poll) -> Vec<&str> {
    let choices = poll.kind.options().iter().map(String::as_str).filter(|choice| !choice.is_empty());
    std::iter::once(poll.prompt.as_str()).chain(choices).collect()
}
