//! What else a seed holds of a proposal: what the session is for, what it hopes for, how room and online are held together.

use std::ops::Range;

use super::labels::Label;
use super::sections::Section;
use super::{Proposal, Text, header, marker, people, sentences};

/// A paragraph with fewer words is a theme or a goal.
const PARAGRAPH: usize = 8;

/// Reads them into the proposal.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let lines_of = |label| {
        let sections = sections.iter().filter(move |section: &&Section| section.is(label));
        sections.flat_map(|section| section.lines.iter().map(|line| line.span.clone())).collect::<Vec<_>>()
    };
    let points =
        |lines: &[Range<usize>]| lines.iter().map(|line| Text::new(plain, unmarked(plain, line.clone()))).collect();
    // Under this label the first paragraph; the form lost the label of the description below it.
    let gained = sections.iter().find(|section| section.is(Label::Gain));
    proposal.aims = match gained {
        Some(section) => section.blocks().first().map(|lines| points(lines)).unwrap_or_default(),
        None => numbered(plain, sections).unwrap_or_else(|| issues(plain, sections)),
    };
    let hybrid = lines_of(Label::Hybrid);
    let outcomes: Vec<Range<usize>> = sections
        .iter()
        .find(|section| section.is(Label::Outcomes))
        .map(|section| section.lines.iter().map(|line| line.span.clone()).collect())
        .unwrap_or_default();
    // Until 2021 the form had no label for how a session is held together: it is the paragraph below the outcomes.
    let split = if hybrid.is_empty() && gained.is_none() { outcomes.len().min(1) } else { outcomes.len() };
    proposal.expected_outcomes = points(&outcomes[..split]);
    proposal.hybrid_plan = points(&outcomes[split..]);
    proposal.hybrid_plan.extend::<Vec<Text>>(points(&hybrid));
    proposal.hybrid_plan.extend::<Vec<Text>>(points(&lines_of(Label::OnlineParticipation)));
}

fn unmarked(plain: &str, line: Range<usize>) -> Range<usize> {
    let text = &plain[line.clone()];
    let rest = marker::strip(text).filter(|marked| marked.letter.is_none()).map_or(text, |marked| marked.rest);
    line.end - rest.len()..line.end
}

/// The numbered points of a description, if it has some.
fn numbered(plain: &str, sections: &[Section]) -> Option<Vec<Text>> {
    let prose = sections.iter().filter(|section| {
        !matches!(
            section.label,
            Some(Label::PolicyQuestions | Label::Organizer | Label::Speaker | Label::Format | Label::Duration)
        )
    });
    for block in prose.flat_map(Section::blocks) {
        let is_marked =
            |line: &Range<usize>| marker::strip(&plain[line.clone()]).is_some_and(|marked| marked.letter.is_none());
        let long = block.iter().all(|line| plain[line.clone()].split_whitespace().count() >= 4);
        if block.len() >= 2 && long && block.iter().all(is_marked) {
            return Some(block.into_iter().map(|line| Text::new(plain, unmarked(plain, line))).collect());
        }
    }
    None
}

/// The form of 2020 has a paragraph on issues and challenges below its policy questions, without a label.
fn issues(plain: &str, sections: &[Section]) -> Vec<Text> {
    let section = sections.iter().find(|section| section.is(Label::PolicyQuestions));
    let blocks = section.map(Section::blocks).unwrap_or_default();
    let Some(lines) = blocks.into_iter().nth(1) else { return Vec::new() };
    let [line] = lines.as_slice() else { return Vec::new() };
    let text = &plain[line.clone()];
    if text.split_whitespace().count() < PARAGRAPH || header::is_format(text) || people::is_person(plain, line.clone())
    {
        return Vec::new();
    }
    let found = sentences::of(text).into_iter();
    found.map(|range| Text::new(plain, line.start + range.start..line.start + range.end)).collect()
}
