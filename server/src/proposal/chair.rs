//! Who organizes, speaks, moderates and reports: by label, or by place where the form lost its labels.

use std::ops::Range;

use super::labels::Label;
use super::sections::{Line, Section};
use super::{Doubt, Person, Proposal, Text, header, people};

/// Reads the people into the proposal.
///
/// An unlabelled person line before "Online Moderator" is the moderator's; one after the online moderator's, the
/// rapporteur's.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let has = |label| sections.iter().any(|section| section.is(label));
    let online_at = sections.iter().position(|section| section.is(Label::OnlineModerator));
    let mut before: Vec<Range<usize>> = Vec::new();
    let mut after: Vec<Range<usize>> = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let next_is_online = sections.get(at + 1).is_some_and(|next| next.is(Label::OnlineModerator));
        let loose = match section.label {
            Some(label @ (Label::Organizer | Label::Speaker | Label::Proposer)) => {
                let may_hold_moderator = next_is_online && !has(Label::Moderator);
                let (found, loose) = listed(plain, section, may_hold_moderator);
                let list = if label == Label::Speaker { &mut proposal.speakers } else { &mut proposal.organizers };
                list.extend(found);
                loose
            }
            Some(Label::ProposerOrganization) => {
                affiliate(plain, section, &mut proposal.organizers);
                continue;
            }
            Some(label @ (Label::Moderator | Label::OnlineModerator | Label::Rapporteur)) => {
                let (found, loose) = one(plain, section);
                let place = match label {
                    Label::Moderator => &mut proposal.moderator,
                    Label::OnlineModerator => &mut proposal.online_moderator,
                    _ => &mut proposal.rapporteur,
                };
                if place.is_none() {
                    *place = found;
                }
                loose
            }
            Some(Label::Format | Label::Duration) => section.lines.iter().skip(1).collect(),
            _ => continue,
        };
        let spans =
            loose.into_iter().map(|line| line.span.clone()).filter(|span| people::is_person(plain, span.clone()));
        match online_at {
            Some(online) if at >= online => after.extend(spans),
            _ => before.extend(spans),
        }
    }
    if !has(Label::Moderator) {
        by_place(plain, &before, online_at.is_some(), "moderator", &mut proposal.moderator, &mut proposal.uncertain);
    }
    if !has(Label::Rapporteur) {
        by_place(plain, &after, true, "rapporteur", &mut proposal.rapporteur, &mut proposal.uncertain);
    }
}

/// One unlabelled line in the right place is taken; of several, or without the label that gives the place, none is.
fn by_place(
    plain: &str,
    lines: &[Range<usize>],
    placed: bool,
    field: &'static str,
    place: &mut Option<Person>,
    uncertain: &mut Vec<Doubt>,
) {
    if let ([only], true) = (lines, placed) {
        *place = people::person(plain, only.clone());
        return;
    }
    for line in lines {
        let why = "a person without a label stands here; the place does not say who it is";
        uncertain.push(Doubt { field, text: Text::new(plain, line.clone()), why });
    }
}

/// The people of one label, and the lines below that are not theirs.
fn listed<'a>(plain: &str, section: &'a Section, may_hold_moderator: bool) -> (Vec<Person>, Vec<&'a Line>) {
    if section.numbered {
        return one_of_many(plain, section);
    }
    let mut lines: Vec<&Line> = section.lines.iter().collect();
    let mut loose = Vec::new();
    if may_hold_moderator
        && let [first, .., last] = lines.as_slice()
        && last.gap
        && !lines.iter().all(|line| line.gap || line.span == first.span)
    {
        loose.extend(lines.pop());
    }
    let mut found = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        let text = &plain[line.span.clone()];
        // Beside its label a list goes on only without an empty line, in lines that name people.
        let goes_on = at == 0 || !section.beside || !line.gap;
        if !goes_on || header::is_format(text) || !people::may_be_person(text) {
            break;
        }
        for part in semicolons(plain, line.span.clone()) {
            found.extend(people::person(plain, part));
        }
    }
    (found, loose)
}

fn one_of_many<'a>(plain: &str, section: &'a Section) -> (Vec<Person>, Vec<&'a Line>) {
    let (found, loose) = one(plain, section);
    (found.into_iter().collect(), loose)
}

/// The person beside or right below a label, and what stands below that.
fn one<'a>(plain: &str, section: &'a Section) -> (Option<Person>, Vec<&'a Line>) {
    let Some((first, rest)) = section.lines.split_first() else { return (None, Vec::new()) };
    let text = &plain[first.span.clone()];
    if header::is_format(text) || !people::may_be_person(text) {
        return (None, section.lines.iter().collect());
    }
    (people::person(plain, first.span.clone()), rest.iter().collect())
}

/// "A, X; B, Y" on one line names two.
fn semicolons(plain: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = line.start;
    for part in plain[line].split([';', '；']) {
        parts.push(start..start + part.len());
        start += part.len() + plain[start + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    parts
}

/// The form of 2017 gives an organisation in a line of its own, below its proposer.
fn affiliate(plain: &str, section: &Section, organizers: &mut [Person]) {
    if let (Some(line), Some(last)) = (section.first(), organizers.last_mut())
        && last.affiliation.is_none()
        && !people::is_nobody(&plain[line.span.clone()])
    {
        last.affiliation = Some(Text::new(plain, line.span.clone()));
    }
}
