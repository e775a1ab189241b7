//! The policy questions: one for each question sentence of their section, without marker, heading and lead-in.
//!
//! The forms put the questions first, often followed by a description that has lost its label and may ask things too. So
//! blocks that are lists, or nothing but questions, are taken; prose that asks among statements is taken only where nothing
//! better stands there, and is otherwise a doubt.

use std::ops::Range;

use super::labels::Label;
use super::sections::Section;
use super::{Doubt, Proposal, Question, Text, header, interrogative, marker, people, sentences};

mod announced;
mod line;

use line::{Asked, Reading};

/// A statement of so many words below the questions is the beginning of a description.
const DESCRIPTION: usize = 10;

/// Reads them into the proposal.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let policy = sections.iter().any(|section| section.is(Label::PolicyQuestions));
    let mut labelled = false;
    for (at, section) in sections.iter().enumerate() {
        if section.is(Label::Summary) && !policy {
            labelled = true;
            announced::in_summary(plain, section, proposal);
            continue;
        }
        // "Questions" count where nothing else is called policy questions, or right below that label.
        let below = at > 0 && sections[at - 1].is(Label::PolicyQuestions) && sections[at - 1].lines.len() <= 1;
        if !(section.is(Label::PolicyQuestions) || section.is(Label::Questions) && (!policy || below)) {
            continue;
        }
        labelled = true;
        // In the forms where one of these labels comes next, no description stands between.
        let next = sections.get(at + 1).and_then(|next| next.label);
        let bounded = matches!(
            next,
            Some(Label::Gain | Label::Description | Label::Relevance | Label::PolicyQuestions | Label::Questions)
        );
        take(plain, &section.blocks(), bounded, proposal);
    }
    if labelled {
        // What the labels hold is all there is.
    } else if let Some(blocks) = in_their_place(plain, sections) {
        take(plain, &blocks, true, proposal);
    } else {
        announced::read(plain, sections, proposal);
    }
    once(&mut proposal.policy_questions);
    follow(&mut proposal.policy_questions);
}

/// A question that the text asks twice, in two places of the form, is one.
fn once(questions: &mut Vec<Question>) {
    let mut asked = std::collections::HashSet::new();
    questions.retain(|one| {
        let words: Vec<String> = one.text.value.split_whitespace().map(str::to_lowercase).collect();
        asked.insert(words.join(" "))
    });
}

/// What a block of lines is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Marked items, or lines that each ask.
    List,
    /// Nothing but questions, lead-ins and headings.
    Pure,
    /// Statements among the questions.
    Mixed,
    /// It asks nothing.
    Silent,
}

struct Block {
    readings: Vec<Reading>,
    shape: Shape,
    /// It ends in a colon: what it leads to are the questions.
    leads: bool,
    words: usize,
}

fn block(plain: &str, lines: &[Range<usize>]) -> Block {
    let mut heading = None;
    let mut readings = Vec::new();
    let lines = before_agenda(plain, lines);
    for line in lines {
        let mut reading = line::read(plain, line.clone());
        if reading.heading_only {
            heading.clone_from(&reading.label);
        } else if reading.label.is_none() {
            reading.label.clone_from(&heading);
        }
        readings.push(reading);
    }
    let asking = readings.iter().filter(|reading| !reading.asked.is_empty()).count();
    let marked = readings.iter().any(|reading| reading.marked && !reading.asked.is_empty());
    let each = asking >= 2 && readings.iter().all(|reading| reading.asked.is_empty() || reading.statements == 0);
    let statements: usize = readings.iter().map(|reading| reading.statements).sum();
    let headed = readings.iter().filter(|reading| !reading.asked.is_empty()).all(|reading| reading.label.is_some());
    let shape = match () {
        () if asking == 0 => Shape::Silent,
        () if marked || each => Shape::List,
        () if statements == 0 || headed => Shape::Pure,
        () => Shape::Mixed,
    };
    let last = lines.last().map_or("", |line| &plain[line.clone()]);
    let words = lines.iter().map(|line| plain[line.clone()].split_whitespace().count()).sum();
    Block { readings, shape, leads: last.ends_with([':', '：']), words }
}

/// The lines above the points of an agenda ("2. What do children say? (20 min)") and above the heading of these.
fn before_agenda<'a>(plain: &str, lines: &'a [Range<usize>]) -> &'a [Range<usize>] {
    let Some(timed) = lines.iter().position(|line| line::is_timed(&plain[line.clone()])) else { return lines };
    // The points stand in one list: what is marked right above belongs to it, up to the heading.
    let heads = |line: &&Range<usize>| line::read(plain, (*line).clone()).heading_only;
    match lines[..timed].iter().rposition(|line| heads(&line)) {
        Some(heading) => &lines[..heading],
        None => &[],
    }
}

fn take(plain: &str, blocks: &[Vec<Range<usize>>], bounded: bool, proposal: &mut Proposal) {
    let blocks: Vec<Block> = blocks.iter().map(|lines| block(plain, lines)).collect();
    let strong = |block: &Block| matches!(block.shape, Shape::List | Shape::Pure);
    let has_strong = blocks.iter().any(strong);
    let has_list = blocks.iter().any(|block| block.shape == Shape::List);
    let mut heading: Option<Text> = None;
    let mut any = false;
    let mut after_list = false;
    for (at, block) in blocks.iter().enumerate() {
        if let [only] = block.readings.as_slice()
            && only.heading_only
        {
            heading.clone_from(&only.label);
            continue;
        }
        let doubtful = match block.shape {
            Shape::Silent => {
                if any && !bounded && block.words >= DESCRIPTION && !block.leads {
                    break;
                }
                continue;
            }
            // "Hybrid participation: Tables online have a host. How will we …?" below a list of marked questions.
            Shape::Pure => after_list && block.readings.iter().any(|reading| reading.statements > 0),
            Shape::List => false,
            Shape::Mixed => block.leads || (bounded && has_list) || (!bounded && (has_strong || any)),
        };
        if doubtful {
            let why = if block.leads || blocks[at..].iter().any(strong) {
                "it stands in the text that leads to the policy questions"
            } else {
                "it stands in a paragraph below the policy questions that may be the description's first"
            };
            doubt(plain, block, why, proposal);
            if any && !bounded {
                break;
            }
            continue;
        }
        for reading in &block.readings {
            let label = reading.label.clone().or_else(|| heading.clone());
            proposal.policy_questions.extend(reading.asked.iter().map(|asked| question(plain, asked, label.clone())));
        }
        any = true;
        after_list |= block.readings.iter().any(|reading| reading.marked && !reading.asked.is_empty());
    }
}

fn question(plain: &str, asked: &Asked, label: Option<Text>) -> Question {
    Question { text: Text::new(plain, asked.span.clone()), label: asked.heading.clone().or(label), follows: None }
}

fn doubt(plain: &str, block: &Block, why: &'static str, proposal: &mut Proposal) {
    for asked in block.readings.iter().flat_map(|reading| &reading.asked) {
        proposal.uncertain.push(Doubt { field: "policy_questions", text: Text::new(plain, asked.span.clone()), why });
    }
}

/// The label is missing, but right below the format, where it belongs, stands a list of questions.
fn in_their_place(plain: &str, sections: &[Section]) -> Option<Vec<Vec<Range<usize>>>> {
    for section in sections {
        if section.label.is_some_and(Label::is_told) {
            continue;
        }
        let blocks = section.blocks();
        let format = blocks.iter().position(|lines| lines.iter().any(|line| header::is_format(&plain[line.clone()])));
        let after = match section.label {
            Some(Label::Format | Label::Duration) => 1,
            _ => match format {
                Some(at) => at + 1,
                None => continue,
            },
        };
        let found: Vec<_> = blocks
            .into_iter()
            .skip(after)
            .take(1)
            .filter(|lines| {
                let people = lines.iter().any(|line| people::is_person(plain, line.clone()));
                let block = block(plain, lines);
                !people && matches!(block.shape, Shape::List | Shape::Pure)
            })
            .collect();
        if !found.is_empty() {
            return Some(found);
        }
    }
    None
}

/// Which question leans on the one before it: "What should *their* roles…", "Where do *those* mechanisms…".
fn follow(questions: &mut [Question]) {
    for (at, question) in questions.iter_mut().enumerate().skip(1) {
        if leans(&question.text.value) {
            question.follows = Some(at - 1);
        }
    }
}

fn leans(question: &str) -> bool {
    let lower = question.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let points = words.iter().enumerate().any(|(at, word)| {
        matches!(*word, "these" | "those")
            && words
                .get(at + 1)
                .is_some_and(|next| !matches!(*next, "who" | "that" | "which" | "of" | "in" | "with" | "from"))
    });
    // "What should their roles be?": nothing has been named yet that "their" could mean.
    let early =
        words.iter().take(4).skip(1).any(|word| matches!(*word, "their" | "they" | "them" | "it" | "its" | "such"));
    points || early
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn questions(section: &str) -> (Vec<String>, Vec<String>) {
        let found =
            read(&format!("IGF 2022 WS #1 T\n\nRound Table - 60 Min\n\nPolicy Question(s)\n\n{section}")).unwrap();
        let doubts = found.uncertain.iter().filter(|doubt| doubt.field == "policy_questions");
        (
            found.policy_questions.iter().map(|one| one.text.value.clone()).collect(),
            doubts.map(|doubt| doubt.text.value.clone()).collect(),
        )
    }

    #[test]
    fn headings_and_lead_ins_are_cut() {
        let (found, doubts) =
            questions("We ask the following questions: Who pays?\nTrust and law: States differ. Who decides?");
        assert_eq!(found, ["Who pays?", "Who decides?"]);
        assert!(doubts.is_empty());
    }

    #[test]
    fn one_question_announced_within_a_paragraph_is_found() {
        let text = "IGF 2016 WS194: Zero rating\n\nName of Rapporteur(s): Mr. Baraka Mushi\n\nPrices moved, habits did not. Policy question: should regulators judge case by case, and what should count? The session is a conversation. What did they find? Come and see.";
        let found = read(text).unwrap().policy_questions;
        let found: Vec<&str> = found.iter().map(|one| one.text.value.as_str()).collect();
        assert_eq!(found, ["should regulators judge case by case, and what should count?"]);
    }

    #[test]
    fn a_list_ends_where_another_heading_asks() {
        let text = "IGF 2023 Open Forum #61 T\n\nThe following policy questions guide the hour:\n• What should be law?\n• How can they avoid one vendor?\n\nHybrid participation: Tables have a host. How will we mix them? By turns.";
        let found = read(text).unwrap().policy_questions;
        let found: Vec<&str> = found.iter().map(|one| one.text.value.as_str()).collect();
        assert_eq!(found, ["What should be law?", "How can they avoid one vendor?"]);
        let (found, doubts) = questions(
            "• What should be law?\n• How can they avoid one vendor?\n\nHybrid participation: Tables have a host. How will we mix them? By turns.",
        );
        assert_eq!((found.len(), doubts), (2, vec!["How will we mix them?".to_owned()]));
    }

    #[test]
    fn questions_that_lost_their_marks_are_found() {
        let (found, _) = questions(
            "How should licences move with herds. What obligations can a regulator impose. Whether roaming is export.\n\n",
        );
        assert_eq!(found.len(), 3);
        let (found, _) = questions("- Who pays?\n- Who gains?\n\nPolicy Question(s)\n\n- Who pays?");
        assert_eq!(found, ["Who pays?", "Who gains?"]);
    }

    #[test]
    fn the_description_below_is_left_alone() {
        let (found, doubts) = questions(
            "1. Who pays?\n\nMany pay today. Must they?\n\nA long description begins here and goes on for a while. Why?",
        );
        assert_eq!((found, doubts), (vec!["Who pays?".to_owned()], vec!["Must they?".to_owned()]));
    }

    #[test]
    fn a_question_that_leans_names_the_one_before() {
        let text = "Policy Question(s)\n\nHow do stakeholders act? What should their roles be? Which of these options lasts? What protects those who report?";
        let found = read(text).unwrap().policy_questions;
        let follows: Vec<Option<usize>> = found.iter().map(|one| one.follows).collect();
        assert_eq!(follows, [None, Some(0), Some(1), None]);
    }
}
