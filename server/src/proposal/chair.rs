//! Who organizes, speaks, moderates and reports: by label, or by place where the form lost its labels.

use std::ops::Range;

use super::labels::Label;
use super::sections::{Line, Section};
use super::{Doubt, Person, Proposal, Text, columns, listing, people, stacked};

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
            Some(Label::Table) if !tabled(plain, section) => {
                participants(plain, section, has(Label::Speaker), proposal);
                continue;
            }
            Some(Label::Organizer | Label::Speaker | Label::Proposer | Label::Table) => {
                listed(plain, section, next_is_online && !has(Label::Moderator), proposal)
            }
            Some(Label::ProposerOrganization) => {
                affiliate(plain, section, &mut proposal.organizers);
                continue;
            }
            Some(Label::Moderator | Label::OnlineModerator | Label::Rapporteur) if tabled(plain, section) => {
                listed(plain, section, false, proposal)
            }
            Some(Label::Moderator | Label::OnlineModerator | Label::Rapporteur) => {
                let (found, used) = listing::one(plain, &section.lines);
                if let Some(person) = found {
                    place(section.label, person, proposal);
                }
                section.lines.iter().skip(used).collect()
            }
            Some(Label::Format | Label::Duration) => section.lines.iter().skip(1).collect(),
            // Whatever stands above it, a line of its own right before the online moderator's label is in the moderator's place.
            Some(_) if next_is_online => section.lines.last().filter(|line| line.gap).into_iter().collect(),
            _ => continue,
        };
        let spans = loose.into_iter().map(|line| line.span.clone()).filter(|span| names(plain, span, proposal));
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

/// Whether the line names somebody: its groups show it, or its name stands among the people already read.
fn names(plain: &str, line: &Range<usize>, proposal: &Proposal) -> bool {
    if people::is_person(plain, line.clone()) {
        return true;
    }
    let Some(name) = people::person(plain, line.clone()).and_then(|person| person.name) else { return false };
    let known = proposal.organizers.iter().chain(&proposal.speakers).chain(&proposal.moderator);
    known.filter_map(|person| person.name.as_ref()).any(|other| other.value == name.value)
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

/// Puts the people of a list where it, or a role beside their name, says that they belong; says which lines are not theirs.
fn listed<'a>(plain: &str, section: &'a Section, next_is_online: bool, proposal: &mut Proposal) -> Vec<&'a Line> {
    if section.numbered {
        let (found, used) = listing::one(plain, &section.lines);
        if let Some(person) = found {
            place(section.label, person, proposal);
        }
        return section.lines.iter().skip(used).collect();
    }
    let mut lines: Vec<&Line> = section.lines.iter().collect();
    let mut loose = Vec::new();
    if next_is_online
        && let [first, .., last] = lines.as_slice()
        && last.gap
        && !lines.iter().all(|line| line.gap || line.span == first.span)
    {
        loose.extend(lines.pop());
    }
    let found = listing::of(plain, &lines, section.beside);
    for one in found.people {
        place(one.role.or(section.label), one.person, proposal);
    }
    let field =
        if matches!(section.label, Some(Label::Organizer | Label::Proposer)) { "organizers" } else { "speakers" };
    for line in found.unsure {
        let why = "it may be another person, or the organization of the one above";
        proposal.uncertain.push(Doubt { field, text: Text::new(plain, line), why });
    }
    for line in found.doubtful {
        let why = "the form does not know the role that this line gives";
        proposal.uncertain.push(Doubt { field, text: Text::new(plain, line), why });
    }
    loose
}

/// Somebody into the field of a role; nothing says who is in a table without a label.
fn place(role: Option<Label>, person: Person, proposal: &mut Proposal) {
    let place = match role {
        Some(Label::Speaker) => return proposal.speakers.push(person),
        Some(Label::Organizer | Label::Proposer) => return proposal.organizers.push(person),
        Some(Label::Moderator) => &mut proposal.moderator,
        Some(Label::OnlineModerator) => &mut proposal.online_moderator,
        Some(Label::Rapporteur) => &mut proposal.rapporteur,
        _ => {
            let why = "a table names this person, but not in which role";
            proposal.uncertain.extend(person.name.map(|text| Doubt { field: "speakers", text, why }));
            return;
        }
    };
    if place.is_none() {
        *place = Some(person);
    }
}

/// "Participants" speak where nobody else is said to, and where every line gives a group; otherwise who is named is uncertain,
/// and lines that name nobody are none of them.
fn participants(plain: &str, section: &Section, speakers: bool, proposal: &mut Proposal) {
    let lines: Vec<Range<usize>> = section.lines.iter().map(|line| line.span.clone()).collect();
    let grouped = |line: &Range<usize>| people::is_person(plain, line.clone()) && !plain[line.clone()].contains(": ");
    if !section.beside && !speakers && lines.iter().all(grouped) {
        proposal.speakers.extend(lines.into_iter().filter_map(|line| people::person(plain, line)));
        return;
    }
    for line in lines {
        let name = people::person(plain, line.clone()).and_then(|person| person.name);
        if people::is_person(plain, line.clone()) || name.is_some_and(|name| stacked::is_name(&name.value)) {
            let why = "it stands among participants; whether it names a speaker is not said";
            proposal.uncertain.push(Doubt { field: "speakers", text: Text::new(plain, line), why });
        }
    }
}

/// Whether the section holds a table.
fn tabled(plain: &str, section: &Section) -> bool {
    section.lines.iter().any(|line| columns::of_line(&plain[line.span.clone()]).is_some())
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
