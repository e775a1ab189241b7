//! Polls proposed from the policy questions: few good ones, each option with the passage it rests on, and plain words where
//! there is none.
//!
//! Nothing is reworded freely: a prompt is the question itself, or a frame of the catalogue around its own nouns. A
//! question that takes a side, asks two things or leans on another gets no poll of its own, and neither does one whose
//! answers do not stand in the text. The frames know English; of other languages only the choice of a beginning is asked.

use std::ops::Range;

use serde::Serialize;

use super::{Proposal, Question, Text, interrogative};
use crate::domain::kind::ranking::Ranking;
use crate::domain::kind::{Kind, MAX_OPTIONS};
use crate::wording::{Draft, check};

mod frames;
mod listed;
mod says;

use frames::Frame;
use says::{labels, says};

/// A prompt or an option longer than this is not read in the time a room gives it.
const LONGEST: usize = 300;

/// A poll that a moderator may take, change or leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposed {
    /// Its name within the workshop.
    pub id: String,
    /// The questions it is drawn from, by place in [`Proposal::policy_questions`].
    pub from: Vec<usize>,
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    pub kind: Kind,
    /// The passages the prompt rests on.
    pub quotes: Vec<Text>,
    /// For each option of a choice the passage it rests on; `None` for one that was added.
    pub option_quotes: Vec<Option<Text>>,
}

/// A question without a good poll of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unasked {
    /// By place in [`Proposal::policy_questions`].
    pub question: usize,
    /// Why, in words for whoever prepares the workshop.
    pub why: &'static str,
}

/// What the policy questions come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Polls {
    /// In the order of the questions; the choice of a beginning comes first.
    pub proposed: Vec<Proposed>,
    /// "No good poll here", said of each question it holds for.
    pub unasked: Vec<Unasked>,
}

/// The polls of a proposal. Every policy question is in at least one.
pub fn propose(proposal: &Proposal) -> Polls {
    let mut polls = Polls::default();
    let questions = &proposal.policy_questions;
    beginnings(questions, &mut polls.proposed);
    for (at, question) in questions.iter().enumerate() {
        match from_question(proposal, question) {
            Ok(frame) => polls.proposed.push(Proposed {
                id: format!("q{}", at + 1),
                from: vec![at],
                prompt: frame.prompt,
                kind: frame.kind,
                quotes: vec![question.text.clone()],
                option_quotes: frame.option_quotes,
            }),
            Err(why) => polls.unasked.push(Unasked { question: at, why }),
        }
    }
    // Alone and without a good poll, a question is asked about, not asked.
    if let ([only], true) = (questions.as_slice(), polls.proposed.is_empty()) {
        polls.proposed.push(Proposed {
            id: "importance".to_owned(),
            from: vec![0],
            prompt: says().importance.clone(),
            kind: Kind::Scale { labels: labels(&says().importance_labels) },
            quotes: vec![only.text.clone()],
            option_quotes: Vec::new(),
        });
    }
    polls
}

fn from_question(proposal: &Proposal, question: &Question) -> Result<Frame, &'static str> {
    let text = &question.text.value;
    if !interrogative::begins_in_english(text) {
        return Err(&says().other_language);
    }
    if question.follows.is_some() {
        return Err(&says().leans);
    }
    if !check(&Draft::of(text, &Kind::YesNo)).is_empty() {
        return Err(&says().wording);
    }
    let frame = frames::of(&proposal.plain, &question.text).ok_or(says().open.as_str())?;
    // A frame must not bring in what the check would stumble over.
    let fits = frame.prompt.chars().count() <= LONGEST && frame.kind.check().is_ok();
    let sound = check(&Draft::of(&frame.prompt, &frame.kind)).is_empty();
    if fits && sound { Ok(frame) } else { Err(&says().open) }
}

/// "Which should we discuss first?", over as many polls as the options need.
fn beginnings(questions: &[Question], proposed: &mut Vec<Proposed>) {
    let mut options: Vec<(usize, String, Text)> = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let option = shown(questions, at);
        if options.iter().all(|(_, text, _)| *text != option) {
            options.push((at, option, question.text.clone()));
        }
    }
    if options.len() < 2 {
        return;
    }
    // Two polls of seven rather than one of twelve and one of two.
    let polls = options.len().div_ceil(MAX_OPTIONS);
    let each = options.len().div_ceil(polls);
    for (part, options) in options.chunks(each).enumerate() {
        let (kind, option_quotes) = which_first(options);
        let texts: Vec<&String> = options.iter().map(|(_, text, _)| text).collect();
        let same = questions.iter().enumerate().filter(|(at, _)| texts.contains(&&shown(questions, *at)));
        proposed.push(Proposed {
            id: if polls == 1 { "first".to_owned() } else { format!("first-{}", part + 1) },
            from: same.map(|(at, _)| at).collect(),
            prompt: if polls == 1 { says().first.clone() } else { says().first_of_these.clone() },
            kind,
            quotes: options.iter().map(|(_, _, quote)| quote.clone()).collect(),
            option_quotes,
        });
    }
}

/// The one place that says how a room orders its questions: by a ranking.
fn which_first(options: &[(usize, String, Text)]) -> (Kind, Vec<Option<Text>>) {
    let quotes = options.iter().map(|(_, _, quote)| Some(quote.clone())).collect();
    (Kind::Ranking(Ranking { options: options.iter().map(|(_, text, _)| text.clone()).collect() }), quotes)
}

/// A question as an option: its words, or its number where they are too long or take a side.
fn shown(questions: &[Question], at: usize) -> String {
    let text = &questions[at].text.value;
    let takes_side =
        check(&Draft::of(text, &Kind::YesNo)).iter().any(|finding| finding.code != crate::wording::Code::TwoQuestions);
    if takes_side || text.chars().count() > LONGEST {
        return says().question_number.replace("{n}", &(at + 1).to_string());
    }
    text.clone()
}

/// A passage of a question, by place in it.
fn passage(plain: &str, question: &Text, range: Range<usize>) -> Text {
    Text::new(plain, question.span.start + range.start..question.span.start + range.end)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::{Polls, propose};
    use crate::domain::kind::Kind;
    use crate::domain::kind::ranking::Ranking;

    fn of(questions: &str) -> Polls {
        propose(&read(&format!("Policy Question(s)\n\n{questions}")).unwrap())
    }

    fn prompt(question: &str) -> Option<String> {
        of(&format!("{question}\nWhat else is there?"))
            .proposed
            .into_iter()
            .find(|poll| poll.id == "q1")
            .map(|poll| poll.prompt)
    }

    #[test]
    fn prompts_are_made_of_the_question_s_own_words() {
        for (question, expected) in [
            (
                "How should governments, Internet businesses and other stakeholders protect citizens against exploitation?",
                "Who should carry most of the effort to protect citizens against exploitation?",
            ),
            (
                "How can stakeholders successfully balance privacy and safety on encrypted platforms?",
                "How far can privacy and safety on encrypted platforms both be achieved?",
            ),
            (
                "How can protection of child rights be reconciled with privacy protection for all?",
                "How far can protection of child rights and privacy protection for all both be achieved?",
            ),
            ("Should producers pay for collection?", "Should producers pay for collection?"),
            ("What are the benefits and risks of open standards?", "All in all, open standards bring…"),
            ("At what level should norms be set: national, regional or global?", "At what level should norms be set?"),
            ("To what extent should carriers share data?", "To what extent should carriers share data?"),
            ("Which comes first: law, code or custom?", "Which comes first?"),
            (
                "How should the budget of a fund be divided between roads, schools and cables?",
                "How should the budget of a fund be divided?",
            ),
            (
                "What share of a licence fee should go to rural areas?",
                "What share of a licence fee should go to rural areas?",
            ),
            (
                "What roles can governments, operators and users play in keeping networks up?",
                "Who should play the largest part in keeping networks up?",
            ),
        ] {
            assert_eq!(prompt(question).as_deref(), Some(expected), "{question}");
        }
    }

    /// A kind, and its options with the passages they rest on.
    #[test]
    fn a_kind_fits_what_is_asked_and_its_options_stand_in_the_text() {
        for (question, kind, options) in [
            ("Which comes first: law, code or custom?", "ranking", &["law", "code", "custom"][..]),
            ("In which order should a city act: sensors, maps, or rules?", "ranking", &["sensors", "maps", "rules"]),
            (
                "At what level should norms be set: national, regional or global?",
                "single",
                &["national", "regional", "global"],
            ),
            (
                "How should the cost of repairs be shared among owners, states, and insurers?",
                "points",
                &["owners", "states", "insurers"],
            ),
            ("What percentage of spectrum should be kept free of charge?", "number", &[]),
            ("Should producers pay for collection?", "yes_no", &[]),
        ] {
            let polls = of(&format!("{question}\nWhat else is there?")).proposed;
            let poll = polls.iter().find(|poll| poll.id == "q1").unwrap_or_else(|| panic!("{question}: {polls:?}"));
            assert_eq!(serde_json::to_value(&poll.kind).unwrap()["kind"], kind, "{question}");
            let quoted: Vec<&str> = poll.option_quotes.iter().flatten().map(|quote| quote.value.as_str()).collect();
            assert_eq!(quoted, options, "{question}");
            assert_eq!(poll.kind.options().get(..options.len()).unwrap(), options, "{question}");
        }
        // Sharing data is not dividing it.
        assert_eq!(prompt("How should data be shared among states, operators and users?"), None);
    }

    #[test]
    fn where_there_is_no_good_poll_that_is_said() {
        for question in [
            "What are acceptable compromises?",
            "Why is weakening encryption a short sighted solution?",
            "Should carriers share data, and who should pay?",
            "Comment financer la recherche ?",
            "Should states or companies act?",
        ] {
            let polls = of(&format!("{question}\nHow do networks last?"));
            assert!(polls.unasked.iter().any(|one| one.question == 0 && one.why.len() > 20), "{question}");
            assert!(polls.proposed.iter().all(|poll| poll.id != "q1"), "{question}");
            assert_eq!(polls.proposed[0].id, "first");
        }
        assert_eq!(of("What are acceptable compromises?").proposed[0].id, "importance");
        assert_eq!(of("Nothing is asked.").proposed, []);
    }

    #[test]
    fn a_room_chooses_where_to_begin() {
        let questions: Vec<String> = (1..=14).map(|n| format!("{n}. Who pays for part {n}?")).collect();
        let polls = of(&questions.join("\n")).proposed;
        let counts: Vec<usize> =
            polls.iter().filter(|poll| poll.id.starts_with("first")).map(|poll| poll.kind.answers()).collect();
        assert_eq!(counts, [7, 7]);
        let polls = of("Why is weakening encryption a short sighted solution?\nWho pays?").proposed;
        let Kind::Ranking(Ranking { options }) = &polls[0].kind else { panic!("{polls:?}") };
        assert_eq!(options[0], "Question 1", "a question that takes a side is not put on the wall");
        assert_eq!(options[1], "Who pays?");
    }

    #[test]
    fn every_quote_stands_in_the_text() {
        let text = "Policy Question(s)\n\nHow should governments, regulators and civil society act?\nWhich comes first: law, code or custom?";
        let proposal = read(text).unwrap();
        for poll in propose(&proposal).proposed {
            poll.kind.check().unwrap();
            for quote in poll.quotes.iter().chain(poll.option_quotes.iter().flatten()) {
                assert_eq!(&proposal.plain[quote.span.clone()], quote.value);
            }
        }
    }
}
