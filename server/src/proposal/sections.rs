//! The plain text, divided at the labels of the form.

use std::ops::Range;

use super::columns::{self, Column};
use super::labels::{self, Label};
use super::{interrogative, longer, sentences};

/// How an explanation of a label begins.
const PLEASE: [&str; 9] =
    ["please ", "kindly ", "veuillez ", "merci de ", "por favor", "bitte ", "пожалуйста", "请", "يرجى "];

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

    /// Whether the line is a field of a person in this section: "Organization: Open Lab".
    fn holds_field(&self, line: &str) -> bool {
        let Some((column, _)) = columns::field(line).filter(|_| self.label.is_some_and(Label::is_person)) else {
            return false;
        };
        match labels::of_line(line).map(|found| found.label) {
            // "Title" is a person's only among other fields; elsewhere it is the session's.
            Some(Label::Title) => column == Column::Post && self.lines.len() >= 2,
            Some(label) => !label.is_person(),
            None => true,
        }
    }

    /// Whether the line is a question under a heading of its own that is also a field's name: "Diversity: Who is missing?"
    fn holds_theme(&self, line: &str) -> bool {
        let asked = matches!(self.label, Some(Label::PolicyQuestions | Label::Questions)) && !self.lines.is_empty();
        let theme = |label| matches!(label, Label::Other | Label::Duration | Label::Format | Label::Type);
        asked
            && labels::of_line(line).is_some_and(|found| {
                let heading = line[..line.len() - found.rest.len()].trim_end_matches([':', ' ', '\t']);
                theme(found.label)
                    && sentences::asks(found.rest)
                    && interrogative::begins(found.rest)
                    && longer::asked(line).is_none()
                    && !longer::is_course(heading)
            })
    }

    /// Whether the line, right below the label, is the form's explanation of it: "Please list the policy questions. What are they?"
    fn explained_by(&self, line: &str) -> bool {
        let asks_for = PLEASE.iter().any(|word| line.to_lowercase().starts_with(word));
        let other =
            labels::of_line(line).filter(|found| found.label != Label::Other && Some(found.label) != self.label);
        self.label.is_some() && self.lines.is_empty() && asks_for && other.is_none()
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

/// The section that a line belongs to as a row of a table of people: the label's above it, or one of its own.
fn in_table<'a>(
    line: &str,
    sections: &'a mut Vec<Section>,
    columns: &mut Option<Vec<Column>>,
) -> Option<&'a mut Section> {
    if let Some(cells) = columns::of_line(line) {
        *columns = Some(cells.clone());
        // "Speaker" may head the names; otherwise the label above says who they are.
        let name = cells.iter().position(|column| *column == Column::Name);
        let own = name.and_then(|at| columns::people(line.split('\t').nth(at)?));
        let above = sections.last().and_then(|section| section.label).filter(|label| label.is_person());
        if above.is_none() || own.is_some_and(|own| Some(own) != above) {
            let label = Some(own.unwrap_or(Label::Table));
            sections.push(Section { label, numbered: false, beside: false, lines: Vec::new() });
        }
        return sections.last_mut();
    }
    // "Moderator:	Jane Doe" below a table is a field of the form, unless a column holds the roles.
    let first = line.split('\t').next().unwrap_or_default();
    let roles = |cells: &Vec<Column>| cells.contains(&Column::Role) && !first.ends_with([':', '：']);
    let goes_on = |cells: &Vec<Column>| line.contains('\t') && (roles(cells) || !labels::is_label(first));
    *columns = columns.take().filter(goes_on);
    columns.is_some().then(|| sections.last_mut()).flatten()
}

/// The sections of a text, in its order; `ending` is the heading that ends the policy questions, if one does.
pub(super) fn of(plain: &str, ending: Option<&str>) -> Vec<Section> {
    let mut sections = vec![Section { label: None, numbered: false, beside: false, lines: Vec::new() }];
    let mut start = 0;
    let mut gap = false;
    let mut columns = None;
    for line in plain.split('\n') {
        let span = start..start + line.len();
        start = span.end + 1;
        if line.is_empty() {
            gap = true;
            continue;
        }
        if let Some(table) = in_table(line, &mut sections, &mut columns) {
            table.lines.push(Line { span, gap: std::mem::take(&mut gap) });
            continue;
        }
        if let Some(section) = sections.last_mut().filter(|section| section.holds_field(line)) {
            section.lines.push(Line { span, gap: std::mem::take(&mut gap) });
            continue;
        }
        if let Some(section) = sections.last_mut().filter(|section| !gap && section.holds_theme(line)) {
            section.lines.push(Line { span, gap });
            continue;
        }
        let asked = sections.last().is_some_and(|section| {
            matches!(section.label, Some(Label::PolicyQuestions | Label::Questions)) && !section.lines.is_empty()
        });
        if asked && ending.is_some_and(|ending| ending == line.trim_end_matches([':', ' '])) {
            sections.push(Section { label: Some(Label::Other), numbered: false, beside: false, lines: Vec::new() });
            gap = false;
            continue;
        }
        if sections.last().is_some_and(|section| section.explained_by(line)) {
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
