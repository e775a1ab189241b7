//! Every mistake that a seed can have is refused with its file, its line and a reason.

use std::{fmt, fs};

use super::{SeedError, Seeds, parse_deck, parse_workshop, read_dir};
use crate::domain::poll::Source;

/// A seed of no mistakes; the mistakes below are made in it. Line 1 is the one with the reference.
const WORKSHOP: &str = r#"reference = "IGF 2030 WS #7"
kind = "WS"
number = 7
year = 2030
title = "Tea or coffee"
format = "Round Table"
minutes = 60
language = "en"
aims = ["Talk about both."]
expected_outcomes = []
hybrid_plan = []

[[speakers]]
name = "Ada Lovelace"

[[policy_questions]]
id = "q1"
text = "Which drink is better?"

[[policy_questions]]
id = "q2"
text = "Why is that so?"
follows = "q1"

[[discussion_points]]
id = "aim1"
text = "Talk about both."

[[polls]]
id = "better"
from = ["q1", "aim1"]
kind = "single"
prompt = "Which is better?"
quotes = ["Which drink is better?"]
options = [
  { text = "tea", quote = "Tea" },
  { text = "coffee", quote = "coffee" },
  { text = "both", added = true },
]

[[polls]]
id = "why"
from = ["q2"]
kind = "scale"
prompt = "How sure are you?"
quotes = ["Why is that so?"]
labels = ["not at all", "", "fully"]
planned = "at minute 5"

[[polls]]
id = "some"
from = ["aim1"]
kind = "multiple"
min = 1
max = 2
prompt = "Which do you drink?"
quotes = ["Talk about both."]
options = [{ text = "tea", quote = "Tea" }, { text = "coffee", quote = "coffee" }]
"#;
const WORKSHOP_SOURCE: &str = "IGF 2030 WS #7 Tea or coffee\nAda Lovelace\nRound Table - 60 Min\n\
    Which drink is better? Why is that so?\nTalk about both.\n";

const DECK: &str = r#"id = "drinks"
title = "Drinks"
about = "What each side says."
prompt = "What do you say to these?"
sides = ["tea", "coffee"]

[[statements]]
id = "drinks-1"
side = "tea"
attributed_to = "tea drinkers"
contested = true
prompt = "Tea calms."
quotes = ["tea calms"]

[[statements]]
id = "drinks-2"
side = "coffee"
attributed_to = "coffee drinkers"
contested = true
prompt = "Coffee wakes."
quotes = ["coffee wakes"]
"#;
const DECK_SOURCE: &str = "They say that tea calms; others say that coffee wakes.";

#[test]
fn a_poll_beside_questions_and_points_is_drawn_from_questions() {
    let workshop = parse_workshop("seeds/tea.toml", WORKSHOP, Some(WORKSHOP_SOURCE)).unwrap();
    let reference = String::from("WS #7");
    let sources: Vec<Source> = workshop.polls.into_iter().map(|poll| poll.provenance.source).collect();
    assert_eq!(
        sources,
        [
            Source::PolicyQuestions { reference: reference.clone(), questions: vec!["q1".into(), "aim1".into()] },
            Source::PolicyQuestions { reference: reference.clone(), questions: vec!["q2".into()] },
            Source::DiscussionPoints { reference, points: vec!["aim1".into()] },
        ]
    );
}

/// One mistake: what is replaced in a seed, by what, and the line and words of the refusal.
type Mistake<'a> = (&'a str, &'a str, usize, &'a str);

fn refuses<T: fmt::Debug>(seed: &str, mistakes: &[Mistake<'_>], parse: impl Fn(&str) -> Result<T, SeedError>) {
    parse(seed).unwrap_or_else(|error| panic!("the seed without a mistake: {error}"));
    for (right, wrong, line, reason) in mistakes {
        assert!(seed.contains(right), "{right} is not in the seed");
        let error = parse(&seed.replacen(right, wrong, 1)).expect_err(wrong);
        assert_eq!(error.line, *line, "{right} -> {wrong}: {error}");
        assert_eq!(error.file, "seeds/tea.toml");
        assert!(error.reason.contains(reason), "{right} -> {wrong}: {error}");
        assert_eq!(error.to_string(), format!("seeds/tea.toml:{line}: {}", error.reason));
    }
}

/// Keys and types, which the TOML reader refuses.
const SHAPE: &[Mistake<'_>] = &[
    ("minutes = 60", "minuets = 60", 7, "unknown field `minuets`"),
    ("name = \"Ada", "nom = \"Ada", 14, "unknown field `nom`"),
    ("planned = ", "plan = ", 48, "unknown field `plan`"),
    ("text = \"both\", added", "text = \"both\", extra", 38, "unknown field `extra`"),
    ("title = \"Tea or coffee\"\n", "", 1, "missing field `title`"),
    ("prompt = \"How sure are you?\"\n", "", 41, "missing field `prompt`"),
    ("quotes = [\"Why is that so?\"]\n", "", 41, "missing field `quotes`"),
    ("{ text = \"tea\", quote", "{ quote", 36, "missing field `text`"),
    ("minutes = 60", "minutes = \"60\"", 7, "invalid type: string \"60\""),
    ("minutes = 60", "minutes = 70000", 7, "expected u16"),
    ("year = 2030", "year = -3", 4, "expected u16"),
    ("from = [\"q2\"]", "from = \"q2\"", 43, "invalid type: string \"q2\", expected a sequence"),
    ("kind = \"scale\"", "kind = \"slider\"", 44, "unknown variant `slider`"),
    ("planned = ", "visibility = \"secret\"\nplanned = ", 48, "unknown variant `secret`"),
    ("year = 2030", "year = 2030\nyear = 2031", 5, "duplicate key"),
    ("language = \"en\"", "language = \"en", 8, "invalid basic string"),
    ("[[polls]]\nid = \"why\"", "[[polls]\nid = \"why\"", 41, "unclosed"),
];

#[test]
fn a_mistake_in_the_shape_is_refused_at_its_line() {
    refuses(WORKSHOP, SHAPE, |seed| parse_workshop("seeds/tea.toml", seed, Some(WORKSHOP_SOURCE)));
}

/// Names, quotes, options and lengths, which we refuse.
const MEANING: &[Mistake<'_>] = &[
    ("id = \"why\"", "id = \"better\"", 42, "poll id \"better\" stands twice, first in line 30"),
    ("id = \"why\"", "id = \"Why?\"", 42, "poll id \"Why?\" is not 1 to 40"),
    ("id = \"q2\"", "id = \"q1\"", 21, "id \"q1\" stands twice, first in line 17"),
    ("id = \"aim1\"", "id = \"q2\"", 26, "id \"q2\" stands twice, first in line 21"),
    ("from = [\"q2\"]", "from = [\"q3\"]", 43, "from names \"q3\""),
    ("from = [\"q1\", \"aim1\"]", "from = [\n  \"q1\",\n  \"aim2\",\n]", 33, "from names \"aim2\""),
    ("from = [\"q1\", \"aim1\"]", "from = [\"q1\", \"q1\"]", 31, "from \"q1\" stands twice"),
    ("from = [\"aim1\"]", "from = []", 52, "from is empty"),
    ("follows = \"q1\"", "follows = \"q9\"", 23, "follows \"q9\", which is no policy question"),
    ("follows = \"q1\"", "follows = \"q2\"", 23, "follows \"q2\", which is no policy question before"),
    ("follows = \"q1\"", "follows = \"aim1\"", 23, "follows \"aim1\""),
    ("Which drink is better?\"", "Which drink is best?\"", 18, "policy question does not stand in the source"),
    ("quotes = [\"Why is", "quotes = [\n  \"Why is\",\n  \"Why  is", 48, "quote does not stand in the source text"),
    ("quote = \"coffee\"", "quote = \"Coffee\"", 37, "quote does not stand in the source text: \"Coffee\""),
    ("quote = \"coffee\"", "quote = \"\"", 37, "quote is empty"),
    ("quotes = [\"Why is that so?\"]", "quotes = []", 46, "quotes is empty"),
    (", added = true", "", 38, "option \"both\" has no quote and is not marked added"),
    (", added = true", ", added = false", 38, "option \"both\" has no quote and is not marked added"),
    ("quote = \"coffee\"", "quote = \"coffee\", added = true", 37, "option \"coffee\" is both quoted and added"),
    ("text = \"both\"", "text = \"tea\"", 35, "option 3 stands there twice: tea"),
    ("text = \"both\"", "text = \" \"", 38, "option is empty"),
    ("\"not at all\", \"\", \"fully\"", "\"not at all\", \"fully\"", 47, "a scale has 3 to 11 steps, not 2"),
    ("\"not at all\", \"\"", "\"\", \"not at all\"", 47, "the first and the last step of a scale need a label"),
    ("max = 2", "max = 3", 58, "min 1 and max 3 do not fit 2 options"),
    ("min = 1\n", "", 53, "this kind of poll needs min"),
    ("kind = \"multiple\"\nmin = 1\nmax = 2", "kind = \"single\"\nmax = 2", 54, "this kind of poll has no max"),
    ("kind = \"scale\"", "kind = \"gradient\"", 47, "this kind of poll has no labels"),
    ("kind = \"single\"", "kind = \"yes_no\"", 35, "this kind of poll has no options"),
    ("planned = \"at", "seconds = 0\nplanned = \"at", 48, "a countdown of 0 seconds is none"),
    ("prompt = \"Which is better?\"", "prompt = \"\"", 33, "prompt is empty"),
    ("from = [\"q2\"]", "from = [\"q1\"]", 21, "no poll is drawn from policy question \"q2\""),
    ("title = \"Tea or coffee\"", "title = \"Tea or water\"", 5, "title does not stand in the source"),
    ("aims = [\"Talk", "aims = [\n\"talk", 10, "aim does not stand in the source"),
    ("name = \"Ada Lovelace\"", "name = \"Ada Byron\"", 14, "name does not stand in the source"),
    ("number = 7", "number = 8", 1, "reference does not end in \"WS #8\""),
    ("minutes = 60", "minutes = 0", 7, "0 minutes"),
];

#[test]
fn a_mistake_in_the_meaning_is_refused_at_its_line() {
    refuses(WORKSHOP, MEANING, |seed| parse_workshop("seeds/tea.toml", seed, Some(WORKSHOP_SOURCE)));
}

#[test]
fn a_prompt_that_is_too_long_is_refused_at_its_line() {
    let long = format!("prompt = \"{}\"", "é".repeat(301));
    let heavy = format!("prompt = \"{}\"", "e\u{301}\u{301}\u{301}\u{301}".repeat(250));
    let mistakes: [Mistake<'_>; 2] = [
        ("prompt = \"Which is better?\"", &long, 33, "prompt has 301 characters, at most 300"),
        ("prompt = \"Which is better?\"", &heavy, 33, "prompt has 2250 bytes, at most 2000"),
    ];
    refuses(WORKSHOP, &mistakes, |seed| parse_workshop("seeds/tea.toml", seed, Some(WORKSHOP_SOURCE)));
}

#[test]
fn a_mistake_in_a_deck_is_refused_at_its_line() {
    let mistakes = [
        ("contested = true\n", "", 7, "missing field `contested`"),
        ("sides = ", "side = ", 5, "unknown field `side`"),
        ("side = \"coffee\"", "side = \"water\"", 17, "side \"water\" is none of the deck's sides"),
        (
            "side = \"coffee\"",
            "side = \"tea\"",
            5,
            "equally many statements from each of its sides, not tea 2, coffee 0",
        ),
        ("\"tea\", \"coffee\"", "\"tea\", \"tea\"", 5, "side \"tea\" stands twice"),
        ("id = \"drinks-2\"", "id = \"drinks-1\"", 16, "statement id \"drinks-1\" stands twice, first in line 8"),
        ("id = \"drinks\"", "id = \"the drinks\"", 1, "deck id \"the drinks\" is not"),
        ("[\"coffee wakes\"]", "[\"coffee wakes up\"]", 21, "quote does not stand in the source text"),
        ("\"Tea calms.\"", "\"\\t\"", 12, "prompt is empty"),
        ("\"tea drinkers\"", "\"\"", 10, "attributed_to is empty"),
    ];
    refuses(DECK, &mistakes, |seed| parse_deck("seeds/tea.toml", seed, Some(DECK_SOURCE)));
}

#[test]
fn a_seed_without_its_text_is_refused() {
    let error = parse_workshop("seeds/tea.toml", WORKSHOP, None).unwrap_err();
    assert_eq!(error.to_string(), "seeds/tea.toml:1: the text it was drawn from is missing: sources/tea.txt");
    let error = parse_deck("tea.toml", DECK, None).unwrap_err();
    assert_eq!(error.to_string(), "tea.toml:1: the text it was drawn from is missing: sources/tea.txt");
}

/// A file's name and what stands in it.
type File<'a> = (&'a str, &'a str);

/// A folder of seeds with these files, read.
fn read_files(files: &[File<'_>]) -> (tempfile::TempDir, Result<Seeds, SeedError>) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("sources")).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let seeds = read_dir(folder.path());
    (folder, seeds)
}

#[test]
fn a_folder_is_read_in_the_order_of_its_names() {
    let second = WORKSHOP.replace("#7", "#8").replace("number = 7", "number = 8");
    let (_folder, seeds) = read_files(&[
        ("b.toml", WORKSHOP),
        ("a.toml", &second),
        ("deck.toml", DECK),
        ("notes.md", "not a seed"),
        ("sources/a.txt", &WORKSHOP_SOURCE.replace("#7", "#8")),
        ("sources/b.txt", WORKSHOP_SOURCE),
        ("sources/deck.txt", DECK_SOURCE),
    ]);
    let seeds = seeds.unwrap();
    assert_eq!(seeds.workshops.iter().map(|workshop| workshop.number).collect::<Vec<_>>(), [8, 7]);
    assert_eq!(seeds.decks.len(), 1);
}

#[test]
fn two_files_may_not_use_one_name() {
    let texts =
        [("sources/a.txt", WORKSHOP_SOURCE), ("sources/b.txt", WORKSHOP_SOURCE), ("sources/d.txt", DECK_SOURCE)];
    let clash = DECK.replace("\"drinks\"", "\"better\"");
    let cases: [(&[File<'_>], &str, usize, &str); 3] = [
        (&[("a.toml", WORKSHOP), ("b.toml", WORKSHOP)], "b.toml", 1, "reference \"IGF 2030 WS #7\" stands in "),
        (&[("a.toml", WORKSHOP), ("d.toml", &clash)], "d.toml", 1, "deck id \"better\" stands in "),
        (
            &[("d.toml", DECK), ("e.toml", DECK), ("sources/e.txt", DECK_SOURCE)],
            "e.toml",
            1,
            "deck id \"drinks\" stands in ",
        ),
    ];
    for (files, file, line, reason) in cases {
        let (folder, seeds) = read_files(&[files, &texts].concat());
        let error = seeds.unwrap_err();
        assert_eq!(error.file, folder.path().join(file).display().to_string());
        assert_eq!(error.line, line, "{error}");
        assert!(error.reason.starts_with(reason) && error.reason.ends_with("already"), "{error}");
    }
}

#[test]
fn a_folder_that_holds_no_seeds_says_so() {
    let (folder, seeds) = read_files(&[("README.md", "nothing")]);
    assert_eq!(seeds.unwrap_err().reason, "no seed (*.toml) stands here");
    let missing = folder.path().join("nowhere");
    let error = read_dir(&missing).unwrap_err();
    assert_eq!((error.file, error.line), (missing.display().to_string(), 1));
    let (folder, seeds) = read_files(&[("a.toml", WORKSHOP)]);
    let error = seeds.unwrap_err();
    assert_eq!(error.file, folder.path().join("a.toml").display().to_string());
    assert!(error.reason.ends_with("sources/a.txt"), "{error}");
}
