//! Policy questions that no label heads: announced in the text, or held by a description that says it presents them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::line::{self, Asked};
use super::{Block, Proposal, Shape, block, doubt, question, sentences};
use crate::proposal::sections::{Line, Section};
use crate::proposal::{Doubt, Text};

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i)\W*policy question\s*(?:#|no\.?)?\s*\d").expect("a pattern written here is tried by every test")
});

static ANNOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bpolicy questions?(?:\(s\))?(?: [^.:?!;\n]{1,40})?\s*:")
        .expect("a pattern written here is tried by every test")
});

/// Neither label nor place: a list that is announced as policy questions counts, one announced as questions is a doubt.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    // "Policy question 1: …", each in a line of its own.
    let lines = sections.iter().flat_map(|section| &section.lines);
    for line in lines.filter(|line| NUMBERED.is_match(&plain[line.span.clone()])) {
        let reading = line::read(plain, line.span.clone());
        proposal
            .policy_questions
            .extend(reading.asked.iter().map(|asked| question(plain, asked, reading.label.clone())));
    }
    if !proposal.policy_questions.is_empty() {
        return;
    }
    for section in sections {
        let lines: Vec<Range<usize>> = section.lines.iter().map(|line| line.span.clone()).collect();
        for (at, line) in lines.iter().enumerate() {
            let text = &plain[line.clone()];
            let lower = text.to_lowercase();
            if announced_here(plain, line.clone(), proposal) {
                return;
            }
            let announces = text.ends_with([':', '：']) && line::leads_in(&lower);
            if !announces {
                continue;
            }
            let rest: Vec<Range<usize>> = lines[at + 1..].to_vec();
            // A list of marked items ends where, behind an empty line, one without a mark follows.
            let mut marked = false;
            let goes_on = |(line, below): (&Range<usize>, &Line)| {
                let reading = line::read(plain, line.clone());
                let ends = reading.asked.is_empty() || (marked && below.gap && !reading.marked);
                marked |= reading.marked;
                !ends
            };
            let items = rest.iter().zip(&section.lines[at + 1..]).map(goes_on).take_while(|goes_on| *goes_on).count();
            let block = block(plain, &rest[..items]);
            if block.shape == Shape::Silent {
                continue;
            }
            let policy = [
                "policy question",
                "preguntas de pol",
                "questions de pol",
                "perguntas de pol",
                "questões de pol",
                "вопрос",
                "政策问题",
            ];
            if policy.iter().any(|words| lower.contains(words)) {
                for reading in &block.readings {
                    proposal
                        .policy_questions
                        .extend(reading.asked.iter().map(|asked| question(plain, asked, reading.label.clone())));
                }
            } else {
                doubt(plain, &block, "a list of questions in the text, not announced as policy questions", proposal);
            }
            return;
        }
    }
    mentioned(plain, sections, proposal);
}

/// "The main questions are: Who pays? Who gains?" within a paragraph, not called policy questions.
fn mentioned(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    for line in sections.iter().flat_map(|section| &section.lines).map(|line| line.span.clone()) {
        let text = &plain[line.clone()];
        if !text.contains([':', '：']) || !text.to_lowercase().contains("question") {
            continue;
        }
        let reading = line::read(plain, line.clone());
        let Some(place) = led_to(plain, line, &reading.asked) else { continue };
        let why = "the text announces questions here, but does not call them policy questions";
        let asked = reading.asked.iter().filter(|one| place.start <= one.span.start && one.span.end <= place.end);
        proposal.uncertain.extend(asked.map(|one| Doubt {
            field: "policy_questions",
            text: Text::new(plain, one.span.clone()),
            why,
        }));
        return;
    }
}

/// "…. Key policy questions: 1. Who pays? 2. When?" within a line.
fn announced_here(plain: &str, line: Range<usize>, proposal: &mut Proposal) -> bool {
    let text = &plain[line.clone()];
    let Some(end) = ANNOUNCED.find(text).map(|words| words.end()) else { return false };
    let rest = sentences::trimmed(plain, line.start + end..line.end);
    // What the paragraph goes on with is none of them.
    let asking = sentences::of(&plain[rest.clone()])
        .into_iter()
        .take_while(|one| sentences::asks(&plain[rest.clone()][one.clone()]));
    let rest = rest.start..asking.last().map_or(rest.end, |last| rest.start + last.end);
    let reading = line::read(plain, rest);
    proposal.policy_questions.extend(reading.asked.iter().map(|asked| question(plain, asked, None)));
    !reading.asked.is_empty()
}

/// A description that says that it presents the policy questions: what it announces, or asks in one breath, are these; what it
/// asks on the way is a doubt.
pub(super) fn in_summary(plain: &str, section: &Section, proposal: &mut Proposal) {
    let blocks: Vec<Block> = section.blocks().iter().map(|lines| block(plain, lines)).collect();
    let listed = blocks.iter().any(|block| block.shape == Shape::List);
    for (lines, block) in section.blocks().iter().zip(&blocks) {
        let whole = block.shape == Shape::List || (block.shape == Shape::Pure && !listed);
        for (line, reading) in lines.iter().zip(&block.readings) {
            let certain = match () {
                () if whole && reading.statements == 0 => line.clone(),
                () if listed && !whole => line.start..line.start,
                () => presented(plain, line.clone(), &reading.asked).unwrap_or(line.start..line.start),
            };
            for asked in &reading.asked {
                if certain.start <= asked.span.start && asked.span.end <= certain.end {
                    proposal.policy_questions.push(question(plain, asked, reading.label.clone()));
                } else {
                    let why = "it stands in the description that presents the policy questions, but apart from them";
                    proposal.uncertain.push(Doubt {
                        field: "policy_questions",
                        text: Text::new(plain, asked.span.clone()),
                        why,
                    });
                }
            }
        }
    }
}

/// Where a paragraph asks the questions it announces, or at least two in a row.
fn presented(plain: &str, line: Range<usize>, asked: &[Asked]) -> Option<Range<usize>> {
    led_to(plain, line, asked).or_else(|| {
        let first = (0..asked.len()).find(|first| run(plain, asked, *first) > *first)?;
        Some(asked[first].span.start..asked[run(plain, asked, first)].span.end)
    })
}

/// Where a paragraph asks what its words before a colon announce.
fn led_to(plain: &str, line: Range<usize>, asked: &[Asked]) -> Option<Range<usize>> {
    let text = &plain[line.clone()];
    let mut colons = text.char_indices().filter(|(_, c)| matches!(c, ':' | '：'));
    let (lead, _) = colons.find(|(at, _)| {
        let before = sentences::of(&text[..*at]).pop().map_or("", |range| &text[range]);
        line::leads_in(&before.to_lowercase())
    })?;
    let first = asked.iter().position(|one| one.span.start >= line.start + lead)?;
    Some(asked[first].span.start..asked[run(plain, asked, first)].span.end)
}

/// The last of the questions that follow the one at `first` at once: marks such as "(b)" may stand between them, no words.
fn run(plain: &str, asked: &[Asked], first: usize) -> usize {
    let letters =
        |pair: &[Asked]| plain[pair[0].span.end..pair[1].span.start].chars().filter(|c| c.is_alphanumeric()).count();
    first + asked[first..].windows(2).take_while(|pair| letters(pair) <= 3).count()
}
