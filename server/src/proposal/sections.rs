//! The plain text, divided at the labels of the form.

use std::ops::Range;

use super::labels::{self, Label};

/// A line of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) span: Range<usize>,
    /// An empty line stands before it.
    pub(super) gap: bool,
}

/// A label and what stands under it, up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// Nothing for what stands before the first label.
    pub(super) label: Option<Label>,
    /// "Speaker 2", not "Speakers".
    pub(super) numbered: bool,
    /// The first line stands on the label's own.
    pub(super) beside: bool,
    pub(super) lines: Vec<Line>,
}

impl Section {
    pub(super) fn is(&self, label: Label) -> bool {
        self.label == Some(label)
    }

    pub(super) fn first(&self) -> Option<&Line> {
        self.lines.first()
    }

    /// The lines between empty ones.
    pub(super) fn blocks(&self) -> Vec<Vec<Range<usize>>> {
        let mut blocks: Vec<Vec<Range<usize>>> = Vec::new();
        for line in &self.lines {
            match blocks.last_mut() {
                Some(block) if !line.gap => block.push(line.span.clone()),
                _ => blocks.push(vec![line.span.clone()]),
            }
        }
        blocks
    }
}

/// The sections of a text, in its order.
pub(super) fn of(plain: &str) -> Vec<Section> {
    let mut sections = vec![Section { label: None, numbered: false, beside: false, lines: Vec::new() }];
    let mut start = 0;
    let mut gap = false;
    for line in plain.split('\n') {
        let span = start..start + line.len();
        start = span.end + 1;
        if line.is_empty() {
            gap = true;
            continue;
        }
        let moderators = sections.last().is_some_and(|section| {
            matches!(section.label, Some(Label::Moderator | Label::OnlineModerator)) && section.lines.len() < 2
        });
        match labels::of_line(line).or_else(|| labels::of_moderators_line(line).filter(|_| moderators)) {
            Some(found) => {
                let mut lines = Vec::new();
                let beside = !found.rest.is_empty();
                if beside {
                    // The rest ends where the line ends.
                    let length = found.rest.len();
                    let from = line.rfind(found.rest).map_or(span.end - length, |at| span.start + at);
                    lines.push(Line { span: from..from + length, gap: false });
                }
                sections.push(Section { label: Some(found.label), numbered: found.numbered, beside, lines });
            }
            None => {
                if let Some(section) = sections.last_mut() {
                    section.lines.push(Line { span, gap });
                }
            }
        }
        gap = false;
    }
    sections
}
