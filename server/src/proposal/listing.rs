//! The people below a label, however they are set: a line each, a row each, a card of several lines each, or in groups under headings.

use std::ops::Range;

use super::columns::{self, Column};
use super::labels::{self, Label};
use super::sections::Line;
use super::stacked::{self, Below};
use super::{Person, Text, groups, header, people};

/// Somebody, with the role that the text gives in a column or line of its own.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) role: Option<Label>,
    pub(super) person: Person,
}

impl Listed {
    fn plain(person: Person) -> Self {
        Self { role: None, person }
    }
}

/// What a list comes to.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) people: Vec<Listed>,
    /// Lines that may name somebody in a role that the form does not know.
    pub(super) doubtful: Vec<Range<usize>>,
    /// Lines that may name somebody, or say more of who stands above.
    pub(super) unsure: Vec<Range<usize>>,
}

/// How a list that is no table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    /// A line each, perhaps with fields below.
    Lines,
    /// Stakeholder groups head those who follow.
    Groups,
    /// Name, affiliation and groups on lines of their own.
    Cards,
    /// Name and affiliation, two lines each.
    Pairs,
}

/// The people in these lines; `beside` where the first stands on the label's own line.
pub(super) fn of(plain: &str, lines: &[&Line], beside: bool) -> Listing {
    let mut listing = Listing::default();
    let mut from = 0;
    while let Some(at) = (from..lines.len()).find(|at| columns::of_line(&plain[lines[*at].span.clone()]).is_some()) {
        listed(plain, &lines[from..at], beside && from == 0, &mut listing);
        from = at + rows(plain, &lines[at..], &mut listing);
    }
    listed(plain, &lines[from..], beside && from == 0, &mut listing);
    listing
}

/// The rows of a table whose first line names the columns; says how many lines it has.
fn rows(plain: &str, lines: &[&Line], listing: &mut Listing) -> usize {
    let Some(columns) = columns::of_line(&plain[lines[0].span.clone()]) else { return 1 };
    let (mut group, mut role) = (None, None);
    let mut taken = 1;
    for line in lines[1..].iter().take_while(|line| plain[line.span.clone()].contains('\t')) {
        taken += 1;
        let cells: Vec<Range<usize>> = columns::cells(&plain[line.span.clone()])
            .into_iter()
            .map(|cell| people::trim(plain, line.span.start + cell.start..line.span.start + cell.end))
            .collect();
        let filled: Vec<&Range<usize>> = cells.iter().filter(|cell| !cell.is_empty()).collect();
        // A cell alone in its row heads the rows below it.
        if let [only] = filled.as_slice() {
            let words = &plain[(*only).clone()];
            if let Some(found) = role_of(words) {
                role = Some(found);
                continue;
            }
            if let Some(found) = groups::group_heading(plain, (*only).clone()) {
                group = Some(Text::new(plain, found));
                continue;
            }
        }
        let Some(mut found) = row(plain, &columns, &cells, role) else { continue };
        let said = columns.iter().zip(&cells).find(|(column, cell)| **column == Column::Role && !cell.is_empty());
        if let Some((_, cell)) = said.filter(|_| found.role.is_none()) {
            // In a role of two or of none that the form knows, a reader decides.
            if !people::is_nobody(&plain[cell.clone()]) {
                listing.doubtful.push(line.span.clone());
                continue;
            }
        }
        if found.person.stakeholder_group.is_none() {
            found.person.stakeholder_group.clone_from(&group);
        }
        listing.people.push(found);
    }
    taken
}

fn row(plain: &str, columns: &[Column], cells: &[Range<usize>], role: Option<Label>) -> Option<Listed> {
    let affiliated = columns.contains(&Column::Affiliation);
    let cell = |wanted: Column| {
        let found = columns.iter().zip(cells).find(|(column, _)| **column == wanted)?.1;
        (!found.is_empty() && !people::is_nobody(&plain[found.clone()])).then(|| found.clone())
    };
    let mut person = match cell(Column::Name) {
        // A comma in a name's own column still sets off its affiliation where no other column has it.
        Some(name) if !affiliated => people::person(plain, name).unwrap_or_default(),
        Some(name) => {
            let name = people::unmarked(plain, name);
            Person { name: (!name.is_empty()).then(|| Text::new(plain, name)), ..Person::default() }
        }
        None => Person::default(),
    };
    for column in [Column::Affiliation, Column::Post, Column::StakeholderGroup, Column::RegionalGroup] {
        if let Some(value) = cell(column) {
            apply(plain, &mut person, column, value);
        }
    }
    let empty = person.name.is_none() && person.affiliation.is_none() && person.stakeholder_group.is_none();
    let role = cell(Column::Role).map_or(role, |role| role_of(&plain[role]));
    (!empty).then_some(Listed { role, person })
}

/// The role that the words are.
fn role_of(words: &str) -> Option<Label> {
    let placed = format!("{words}:");
    let found = labels::of_line(words).or_else(|| labels::of_moderators_line(&placed));
    found.filter(|found| found.rest.is_empty() && found.label.is_person()).map(|found| found.label)
}

/// Words of roles that are nobody's post.
const ROLES: [&str; 10] =
    ["moderat", "modérat", "moderad", "модератор", "主持", "rapporteur", "relator", "speaker", "panelist", "panellist"];

/// "Jane Doe (Open Lab) - moderator": the person without the role that the line ends in, and the role.
fn without_role(plain: &str, line: Range<usize>) -> (Range<usize>, Option<Label>) {
    let text = &plain[line.clone()];
    let divided = [" - ", " – ", " — ", ", ", " ("].iter().filter_map(|mark| Some((text.rfind(mark)?, mark.len())));
    let Some((at, length)) = divided.max() else { return (line, None) };
    let said = text[at + length..].trim_end_matches(')').trim();
    // "Reporter", "Chair" and "Coordinator" may be posts.
    let lower = said.to_lowercase();
    let plain_role = ROLES.iter().any(|stem| lower.contains(stem));
    match role_of(said).filter(|_| at > 0 && plain_role) {
        Some(role) => (line.start..line.start + at, Some(role)),
        None => (line, None),
    }
}

/// A value into its field, if nothing stands there yet.
fn apply(plain: &str, person: &mut Person, column: Column, value: Range<usize>) {
    let value = people::trim(plain, value);
    if value.is_empty() || people::is_nobody(&plain[value.clone()]) {
        return;
    }
    let place = match column {
        Column::Affiliation | Column::Post => &mut person.affiliation,
        Column::StakeholderGroup => &mut person.stakeholder_group,
        Column::RegionalGroup => &mut person.regional_group,
        Column::Name | Column::GivenName | Column::Role | Column::Other => return,
    };
    if place.is_none() {
        *place = Some(Text::new(plain, value));
    }
}

fn listed(plain: &str, lines: &[&Line], beside: bool, listing: &mut Listing) {
    match set(plain, lines) {
        Set::Cards => cards(plain, lines, listing),
        Set::Pairs => {
            for pair in lines.chunks(2) {
                let Some(mut person) = people::person(plain, pair[0].span.clone()) else { continue };
                apply(plain, &mut person, Column::Affiliation, people::unmarked(plain, pair[1].span.clone()));
                listing.people.push(Listed::plain(person));
            }
        }
        set => by_line(plain, lines, beside, set, listing),
    }
}

fn set(plain: &str, lines: &[&Line]) -> Set {
    let text = |line: &Line| &plain[line.span.clone()];
    let heads: Vec<bool> = lines.iter().map(|line| groups::group_heading(plain, line.span.clone()).is_some()).collect();
    let any = heads.iter().any(|head| *head);
    if any && !heads.iter().all(|head| *head) {
        let colon = lines.iter().zip(&heads).any(|(line, head)| *head && text(line).ends_with([':', '：']));
        return if heads[0] || colon { Set::Groups } else { Set::Cards };
    }
    let pairs = lines.len() >= 4
        && lines.len().is_multiple_of(2)
        && lines.chunks(2).enumerate().all(|(at, pair)| {
            let name = text(pair[0]);
            let simple = !name.contains([',', '(', ':', '|', '\t', '，'])
                && ![" – ", " — ", " - "].iter().any(|dash| name.contains(dash));
            let apart = (at == 0 || pair[0].gap) && !pair[1].gap;
            simple
                && apart
                && pair.iter().all(|line| columns::field(text(line)).is_none() && people::may_be_person(text(line)))
        });
    if pairs { Set::Pairs } else { Set::Lines }
}

/// A line each; below it fields of the same person, above it perhaps the group.
fn by_line(plain: &str, lines: &[&Line], beside: bool, set: Set, listing: &mut Listing) {
    let mut group: Option<Text> = None;
    let mut awaited: Option<Column> = None;
    let stacks = stacks(plain, lines, set);
    let undecided = if set == Set::Groups { stacked::undecided(plain, lines) } else { vec![false; lines.len()] };
    let items = set == Set::Lines && lines.len() > 1 && is_item(plain, lines[0]) && {
        lines[1..].iter().any(|line| is_item(plain, line))
    };
    // The last line named somebody, or was below a name.
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        let span = line.span.clone();
        let text = &plain[span.clone()];
        // Beside its label a list goes on only without an empty line, in lines that name people.
        let goes_on = at == 0 || !beside || !line.gap;
        if let Some(column) = awaited.take() {
            field(plain, column, people::unmarked(plain, span), listing);
            continue;
        }
        if let Some((column, value)) = columns::field(text) {
            if value == text.len() {
                awaited = Some(column);
            } else {
                field(plain, column, span.start + value..span.end, listing);
            }
            continue;
        }
        if set == Set::Groups
            && let Some(found) = groups::group_heading(plain, span.clone())
        {
            group = Some(Text::new(plain, found));
            open = false;
            continue;
        }
        if undecided[at] {
            listing.unsure.push(span);
            continue;
        }
        if at > 0
            && !line.gap
            && let Some(last) = listing.people.last_mut()
        {
            let below = match () {
                () if stacks && open => below_name(plain, span.clone(), &mut last.person),
                () if items && !is_item(plain, line) => stacked::below_item(plain, span.clone(), &mut last.person),
                () => Below::Other,
            };
            match below {
                Below::Theirs => continue,
                Below::Unsure => {
                    listing.unsure.push(span);
                    continue;
                }
                Below::Other => {}
            }
        }
        let (own, rest) = match groups::grouped(plain, span.clone()) {
            Some((own, rest)) => (Some(Text::new(plain, own)), rest),
            None => (None, span.clone()),
        };
        let words = &plain[rest.clone()];
        if !goes_on || header::is_format(words) || !people::may_be_person(words) {
            break;
        }
        if own.is_none() && words.contains(": ") && !people::is_person(plain, rest.clone()) {
            // "Keynote: Jane Doe" and "Report: see below" look alike.
            if line.gap && at > 0 {
                break;
            }
            listing.doubtful.push(rest);
            continue;
        }
        for part in people::several(plain, rest) {
            let (part, role) = without_role(plain, part);
            let Some(mut person) = people::person(plain, part) else { continue };
            let last = listing.people.last_mut().map(|last| &mut last.person);
            if let Some(last) = last.filter(|last| !line.gap && own.is_none() && people::goes_on(last, &person)) {
                last.stakeholder_group = person.stakeholder_group;
                last.regional_group = person.regional_group;
                continue;
            }
            if person.stakeholder_group.is_none() {
                person.stakeholder_group = own.clone().or_else(|| group.clone());
            }
            open = stacked::is_bare(text);
            listing.people.push(Listed { role, person });
        }
    }
}

fn is_item(plain: &str, line: &Line) -> bool {
    people::unmarked(plain, line.span.clone()).start > line.span.start
}

/// The same where a heading gave the group: that is not the person's own line.
fn below_name(plain: &str, line: Range<usize>, person: &mut Person) -> Below {
    let said = person.stakeholder_group.take();
    let below = stacked::below(plain, line, person);
    person.stakeholder_group = said;
    below
}

/// Whether names stand above their organisations: below headings of groups, or more than once.
fn stacks(plain: &str, lines: &[&Line], set: Set) -> bool {
    let text = |line: &Line| &plain[people::unmarked(plain, line.span.clone())];
    let stacked = lines
        .windows(2)
        .filter(|pair| !pair[1].gap && stacked::is_name(text(pair[0])) && stacked::is_body(text(pair[1])));
    stacked.count() >= if set == Set::Groups { 1 } else { 2 }
}

/// A field of whoever was named last; a name begins the next.
fn field(plain: &str, column: Column, value: Range<usize>, listing: &mut Listing) {
    let found = match column {
        Column::Name => {
            listing.people.extend(people::person(plain, value).map(Listed::plain));
            return;
        }
        Column::Role => {
            if let (Some(last), Some(role)) = (listing.people.last_mut(), role_of(&plain[value])) {
                last.role = Some(role);
            }
            return;
        }
        column => column,
    };
    if let Some(last) = listing.people.last_mut() {
        apply(plain, &mut last.person, found, value);
    }
}

/// Name, affiliation and groups on lines of their own: the group ends a card, a region may follow it.
fn cards(plain: &str, lines: &[&Line], listing: &mut Listing) {
    let spaced = lines.iter().skip(1).all(|line| line.gap);
    let mut fresh = true;
    for line in lines {
        let span = people::unmarked(plain, line.span.clone());
        let text = &plain[span.clone()];
        if let Some((column, value)) = columns::field(text) {
            field(plain, column, span.start + value..span.end, listing);
            continue;
        }
        if header::is_format(text) || !people::may_be_person(text) {
            break;
        }
        let last = listing.people.last_mut().filter(|_| !fresh && (spaced || !line.gap)).map(|last| &mut last.person);
        if let Some(last) = last {
            if continues(plain, span.clone(), last) {
                continue;
            }
            if last.affiliation.is_none() && last.stakeholder_group.is_none() {
                apply(plain, last, Column::Affiliation, span);
                continue;
            }
            match stacked::below(plain, span.clone(), last) {
                Below::Theirs => continue,
                Below::Unsure => {
                    listing.unsure.push(span);
                    continue;
                }
                Below::Other => {}
            }
        }
        listing.people.extend(people::person(plain, span).map(Listed::plain));
        fresh = listing.people.is_empty();
    }
}

/// Takes a line that holds nothing but groups of the person above it.
fn continues(plain: &str, span: Range<usize>, last: &mut Person) -> bool {
    if groups::is_region(&plain[span.clone()]) {
        apply(plain, last, Column::RegionalGroup, span);
        return true;
    }
    let Some(found) = people::person(plain, span) else { return false };
    let taken = people::goes_on(last, &found);
    if taken {
        last.stakeholder_group = found.stakeholder_group;
        last.regional_group = found.regional_group;
    }
    taken
}

/// The one person of a label, and how many lines the person has.
pub(super) fn one(plain: &str, lines: &[Line]) -> (Option<Person>, usize) {
    let Some(first) = lines.first() else { return (None, 0) };
    let text = &plain[first.span.clone()];
    let mut person = match columns::field(text) {
        Some((Column::Name, value)) => people::person(plain, first.span.start + value..first.span.end),
        Some((column, value)) => {
            let mut person = Person::default();
            apply(plain, &mut person, column, first.span.start + value..first.span.end);
            Some(person)
        }
        None if header::is_format(text) || !people::may_be_person(text) => return (None, 0),
        None => people::person(plain, first.span.clone()),
    }
    .unwrap_or_default();
    let mut used = 1;
    let mut awaited = None;
    while let Some(line) = lines.get(used) {
        let text = &plain[line.span.clone()];
        if let Some(column) = awaited.take() {
            apply(plain, &mut person, column, line.span.clone());
        } else if let Some((column, value)) = columns::field(text) {
            match column {
                Column::Name if person.name.is_some() => break,
                Column::Name => {
                    let named = people::person(plain, line.span.start + value..line.span.end).unwrap_or_default();
                    person.name = named.name;
                    person.affiliation = person.affiliation.or(named.affiliation);
                }
                _ if value == text.len() => awaited = Some(column),
                _ => apply(plain, &mut person, column, line.span.start + value..line.span.end),
            }
        } else if line.gap
            || !(continues(plain, people::unmarked(plain, line.span.clone()), &mut person)
                || between(plain, &lines[used..], &mut person)
                || stacked::below(plain, people::unmarked(plain, line.span.clone()), &mut person) == Below::Theirs)
        {
            break;
        }
        used += 1;
    }
    let empty = person.name.is_none() && person.affiliation.is_none() && person.stakeholder_group.is_none();
    ((!empty).then_some(person), used)
}

/// An affiliation between a name and the line of its group.
fn between(plain: &str, lines: &[Line], person: &mut Person) -> bool {
    let [line, next, ..] = lines else { return false };
    let open = person.name.is_some() && person.affiliation.is_none() && person.stakeholder_group.is_none();
    let group = !next.gap && groups::group_heading(plain, people::unmarked(plain, next.span.clone())).is_some();
    let fits = open && group && people::may_be_person(&plain[line.span.clone()]);
    if fits {
        apply(plain, person, Column::Affiliation, people::unmarked(plain, line.span.clone()));
    }
    fits
}
