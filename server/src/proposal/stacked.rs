//! Lines without commas below a name: whether one is the person's post or organisation, by the words that only those have.

use std::ops::Range;

use super::sections::Line;
use super::{Person, Text, columns, groups, people};

/// Words of organisations' names, whole or as their ends, in lower case.
const ORGANIZATIONS: &str = "university|college|school|institute|institut|lab|labs|laboratory|foundation|ministry|agency|authority|\
    association|council|commission|committee|centre|center|network|networks|union|federation|society|initiative|coalition|alliance|\
    company|corporation|inc|inc.|ltd|ltd.|llc|gmbh|ag|bank|library|exchange|registry|office|bureau|secretariat|department|forum|\
    consortium|cooperative|trust|group|project|platform|chamber|organization|organisation|ngo|fund|telecom|embassy|parliament|\
    université|ministère|fondation|agence|autorité|réseau|observatoire|centro|universidad|ministerio|fundación|agencia|red|\
    asociación|instituto|universidade|ministério|fundação|agência|associação|universität|ministerium|stiftung|verein|behörde|\
    университет|министерство|фонд|агентство|центр|институт|лаборатория|ассоциация|компания";
/// Words that posts begin with or are.
const POSTS: &str = "head|director|professor|lecturer|officer|manager|ceo|cto|coo|president|vice-president|chair|chairperson|minister|\
    secretary|advisor|adviser|analyst|researcher|engineer|coordinator|lead|founder|co-founder|consultant|fellow|commissioner|\
    executive|senior|deputy|policy|programme|program|chief|counsel|lawyer|directeur|directrice|responsable|professeur|directora|\
    profesor|profesora|diretor|diretora|leiter|leiterin|директор|профессор|руководитель";

/// What a line below a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    /// The person's: it was taken, or adds nothing to what the form asks.
    Theirs,
    /// It may be the person's, who has an affiliation already.
    Unsure,
    /// Somebody else's.
    Other,
}

fn has(text: &str, list: &str) -> bool {
    let lower = text.to_lowercase();
    lower.split([' ', '-', '/', '«', '»', '“', '”']).any(|word| list.split('|').any(|one| one == word))
}

/// A post and nothing else: "Head of Policy".
fn is_post(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    has(first, POSTS) && !has(text, ORGANIZATIONS)
}

/// Whether only an organisation or a post can be called so.
pub(super) fn is_body(text: &str) -> bool {
    is_bare(text) && (has(text, ORGANIZATIONS) || is_post(text))
}

/// A line that nothing divides and no field or group stands in.
pub(super) fn is_bare(text: &str) -> bool {
    !text.contains([',', '(', ':', '|', '\t', ';', '，'])
        && ![" – ", " — ", " - ", " / "].iter().any(|dash| text.contains(dash))
        && columns::field(text).is_none()
        && !groups::is_stakeholder_group(text)
        && people::may_be_person(text)
}

/// A few capital words that no organisation shows by its own.
pub(super) fn is_name(text: &str) -> bool {
    let words = text.split(' ').count();
    let small =
        |word: &str| matches!(word, "de" | "da" | "dos" | "del" | "van" | "von" | "der" | "bin" | "al" | "el" | "la");
    (2..=5).contains(&words)
        && is_bare(text)
        && !is_body(text)
        && text.split(' ').all(|word| small(word) || word.starts_with(|c: char| !c.is_lowercase() && !c.is_numeric()))
}

/// Takes the line into the person above it, if only an organisation or a post can be called so.
pub(super) fn below(plain: &str, line: Range<usize>, person: &mut Person) -> Below {
    let text = &plain[line.clone()];
    let named = person.name.as_ref().is_some_and(|name| is_name(&name.value));
    if !named || person.stakeholder_group.is_some() && person.affiliation.is_some() || !is_body(text) {
        return Below::Other;
    }
    match &person.affiliation {
        Some(above) if !is_post(&above.value) && !is_post(text) => return Below::Unsure,
        Some(_) if is_post(text) => {}
        _ => person.affiliation = Some(Text::new(plain, line)),
    }
    Below::Theirs
}

/// Takes a line without a mark below an item of a marked list into the item's person: "1. Jane Doe" and "Open Lab, Civil Society".
pub(super) fn below_item(plain: &str, line: Range<usize>, person: &mut Person) -> Below {
    let taken = below(plain, line.clone(), person);
    if taken != Below::Other {
        return taken;
    }
    let Some(found) = people::person(plain, line.clone()) else { return Below::Other };
    let text = &plain[line];
    match (&found.stakeholder_group, &person.stakeholder_group) {
        (Some(_), None) => {
            let open = person.affiliation.as_ref().is_none_or(|above| is_post(&above.value));
            if let Some(name) = found.name.filter(|_| open) {
                let end = found.affiliation.map_or(name.span.end, |rest| rest.span.end.max(name.span.end));
                person.affiliation = Some(Text::new(plain, name.span.start..end));
            }
            person.stakeholder_group = found.stakeholder_group;
            person.regional_group = found.regional_group;
            Below::Theirs
        }
        (None, _) if is_bare(text) => Below::Unsure,
        _ => Below::Other,
    }
}

/// Which lines below headings of groups may be two people or a name and its organisation: empty lines divide those of one
/// group, and nothing tells what the second of a block is.
pub(super) fn undecided(plain: &str, lines: &[&Line]) -> Vec<bool> {
    let mut out = vec![false; lines.len()];
    let text = |at: usize| &plain[lines[at].span.clone()];
    let heads = |at: usize| groups::group_heading(plain, lines[at].span.clone()).is_some();
    let mut blocks: Vec<(usize, Range<usize>)> = Vec::new();
    let mut group = 0;
    for (at, line) in lines.iter().enumerate() {
        match blocks.last_mut() {
            _ if heads(at) => group += 1,
            Some((of, block)) if *of == group && block.end == at && !line.gap => block.end = at + 1,
            _ => blocks.push((group, at..at + 1)),
        }
    }
    for (group, block) in &blocks {
        let divided = blocks.iter().filter(|(of, _)| of == group).count() > 1;
        let bare = block.clone().all(|at| is_bare(text(at)) && !is_body(text(at)));
        if divided && block.len() > 1 && bare {
            out[block.clone()].fill(true);
        }
    }
    out
}
