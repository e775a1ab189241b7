//! Lines that were broken hard at a margin, as in mails, joined again.
//!
//! A line was broken at the margin if the first word of the next would not have fitted on it. That alone proves nothing (a
//! short line may end there by chance), so joining begins only where the text as a whole shows a margin.

use super::labels::Label;
use super::{groups, header, interrogative, labels, marker, reference, sentences, stacked};

/// A margin wider than this is none: mails break at 72 to 78, some editors at 100.
const WIDEST: usize = 100;
/// A margin narrower than this is a list of short lines.
const NARROWEST: usize = 40;
/// Of so many lines one may be longer than the widest margin.
const OUTLIERS: usize = 8;
/// Lines end by at most so much before their margin.
const RAGGED: usize = 20;
/// So many breaks inside a sentence show that there is a margin.
const BREAKS: usize = 3;
/// What is shorter than so many words is a heading rather than the beginning of a question.
const BEGUN: usize = 4;
/// The same in signs, where words are not set apart.
const CJK_BEGUN: usize = 6;
/// A title stands in one of the first lines.
const HEAD: usize = 12;
/// A question stands on no more lines than these, the first aside.
const LINES_ASKED: usize = 6;

/// The lines, joined where a margin broke them. Empty lines stand for themselves.
pub(super) fn unwrapped(lines: Vec<String>) -> Vec<String> {
    sentences_whole(&without_margin(lines))
}

fn without_margin(lines: Vec<String>) -> Vec<String> {
    let Some(width) = margin(&lines) else { return lines };
    let pairs = lines.windows(2);
    if pairs.filter(|pair| is_full(&pair[0], &pair[1], width) && is_mid_sentence(&pair[0], &pair[1])).count() < BREAKS {
        return lines;
    }
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut last = String::new();
    let mut people = false;
    for line in lines {
        // People break by hand, too: a long line that ends inside a sentence was broken, whether or not it was full.
        let by_hand = length(&last) * 3 >= width * 2 && is_mid_sentence(&last, &line);
        let apart = is_row(&last) || is_row(&line) || begins_anew(&line) || labels::is_label(&last);
        // "…, Civil Society, African Group": whoever is named below is another.
        let capital = line.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase());
        let named = people && begins_with_name(&last) && begins_with_name(&line);
        let another = capital && (named || groups::ends_in_group(&last));
        people = labels::of_line(&line).map_or(people, |found| found.label.is_person());
        let joins = !apart && !another && (is_full(&last, &line, width) || by_hand);
        last.clone_from(&line);
        match out.last_mut() {
            Some(before) if joins => {
                if !before.ends_with(is_cjk) {
                    before.push(' ');
                }
                before.push_str(&line);
            }
            _ => out.push(line),
        }
    }
    out
}

/// The margin the text may have. A greeting above it, or an address in it, is longer than the margin and says nothing.
fn margin(lines: &[String]) -> Option<usize> {
    let filled = lines.iter().filter(|line| !line.is_empty() && !is_row(line));
    let (inside, beyond): (Vec<usize>, Vec<usize>) =
        filled.map(|line| length(line)).partition(|length| *length <= WIDEST);
    if beyond.len() * OUTLIERS > inside.len() {
        return None;
    }
    let broken = lines.windows(2).filter(|pair| is_mid_sentence(&pair[0], &pair[1])).map(|pair| length(&pair[0]));
    let broken = broken.filter(|length| *length <= WIDEST).max()?;
    let width = inside.into_iter().filter(|length| *length <= broken + RAGGED).max()?;
    (NARROWEST..=WIDEST).contains(&width).then_some(width)
}

/// A line that ends in a word that cannot end one ("What are the") goes on in the next, margin or not; so does a group that was
/// broken ("Civil / Society"), and a question whose rest stands below it without a mark of its own.
fn sentences_whole(lines: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut titles = Titles::default();
    for (at, line) in lines.iter().enumerate() {
        match out.last_mut() {
            Some(last)
                if !is_row(last)
                    && !is_row(line)
                    && (goes_on(last, line) || is_asked_on(last, &lines[at..]) || titles.goes_on(last, line)) =>
            {
                if !last.ends_with(is_cjk) {
                    last.push(' ');
                }
                last.push_str(line);
            }
            _ => {
                titles.then(line);
                out.push(line.clone());
            }
        }
    }
    out
}

/// Where a title may stand: behind or below its label or the session's reference, in the first lines.
#[derive(Default)]
struct Titles {
    lines: usize,
    /// The last line is, or begins, a title.
    here: bool,
    /// The next is.
    next: bool,
}

impl Titles {
    /// Goes on to a line that was not joined to the one before.
    fn then(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        self.lines += 1;
        let label = labels::of_line(line);
        let titled = label.is_some_and(|found| found.label == Label::Title);
        let cites = label.is_none_or(|found| found.label == Label::Reference) && reference::YEAR.is_match(line);
        self.here = self.lines <= HEAD && ((titled || cites) || (self.next && label.is_none()));
        self.next = titled && labels::is_label(line) || cites;
    }

    /// Whether the title that `last` is goes on in `next`: small, or behind a mark that ends none.
    fn goes_on(&self, last: &str, next: &str) -> bool {
        let open = last.ends_with([',', ':', '–', '—', '&']);
        let lower = next.starts_with(char::is_lowercase);
        self.here
            && !last.is_empty()
            && !next.is_empty()
            && (open || lower)
            && !labels::is_label(last)
            && !begins_anew(next)
            && !header::is_format(next)
            && !reference::YEAR.is_match(next)
            && length(next) <= WIDEST
    }
}

fn goes_on(last: &str, next: &str) -> bool {
    const OPEN: [&str; 61] = [
        "the", "a", "an", "of", "and", "or", "to", "in", "for", "with", "by", "on", "at", "from", "their", "its", "de",
        "la", "el", "les", "des", "und", "der", "die", "&", "et", "du", "le", "un", "une", "au", "aux", "pour", "avec",
        "dans", "sur", "del", "los", "las", "y", "con", "para", "por", "do", "da", "dos", "das", "den", "dem", "für",
        "mit", "von", "и", "в", "на", "с", "для", "о", "по", "при", "от",
    ];
    let begun = next.strip_prefix("and ").unwrap_or(next);
    if last.is_empty() || next.is_empty() || begins_anew(begun) || labels::is_label(last) {
        return false;
    }
    if groups::divided_group(last, next) {
        return true;
    }
    let words: Vec<&str> = last.split(' ').collect();
    let open = words.len() >= 3 && words.last().is_some_and(|word| OPEN.contains(word));
    // "… the Ministry of / Justice": a name goes on in capitals.
    open && next.starts_with(|c: char| c.is_lowercase() || c.is_uppercase())
}

/// Whether `last` is the beginning of a question that the first of `rest` goes on with: nothing ends it, what follows has
/// neither mark nor label and does not begin as a question does, and the next mark that ends a sentence asks.
fn is_asked_on(last: &str, rest: &[String]) -> bool {
    let Some(next) = rest.first() else { return false };
    if !is_open(last)
        || next.is_empty()
        || begins_anew(next)
        || labels::of_line(last).is_some_and(|it| it.rest.is_empty())
    {
        return false;
    }
    let item = marker::strip(last);
    let begun = item.map_or(last, |marked| marked.rest);
    // "Who pays? And what of / those …": the sentence that is open is the last.
    let begun = sentences::of(begun).pop().map_or(begun, |range| &begun[range]);
    let long =
        if begun.chars().any(is_cjk) { begun.chars().count() >= CJK_BEGUN } else { begun.split(' ').count() >= BEGUN };
    let asking = interrogative::begins(begun)
        || (begun.contains(is_cjk) && interrogative::asks_unmarked(begun))
        || (interrogative::leads(begun) && item.is_some());
    let anew = interrogative::begins(next) || interrogative::leads(next);
    let lower = next.starts_with(char::is_lowercase);
    let asked = is_asked(rest);
    match (item.is_some(), lower) {
        // What begins small below an item is the item's, also where no mark ends the question.
        (true, true) => (asking && long && !anew) || asked,
        (false, true) => long && !anew && asked,
        // A heading may stand above a question that begins with a capital, or in a script that has none.
        (_, false) => long && asking && !anew && asked,
    }
}

/// Nothing ends the line: it may go on.
fn is_open(line: &str) -> bool {
    let closes = |c: char| matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '）' | ' ');
    let ended = line.trim_end_matches(closes).ends_with(['?', '؟', '？', '!', '！', ':', '：', ';', '；', '。', '…']);
    let stopped = line.trim_end_matches(closes).ends_with('.')
        && !["e.g.", "i.e.", "vs."].iter().any(|word| line.ends_with(word));
    !line.is_empty() && !ended && !stopped
}

/// Whether the sentence that goes on in these lines ends as a question, before another begins.
fn is_asked(rest: &[String]) -> bool {
    for (at, line) in rest.iter().take(LINES_ASKED).enumerate() {
        let apart = line.is_empty() || is_row(line) || begins_anew(line) || (at > 0 && interrogative::begins(line));
        if apart {
            return false;
        }
        let first = sentences::of(line).into_iter().next().map_or("", |range| &line[range]);
        if first.len() < line.len() || !is_open(line) {
            return sentences::asks(first);
        }
    }
    false
}

/// A row of a table stands for itself.
fn is_row(line: &str) -> bool {
    line.contains('\t') && labels::of_line(line).is_none_or(|_| line.matches('\t').count() > 1)
}

fn length(line: &str) -> usize {
    line.chars().count()
}

/// The first word of the next line would not have fitted on this one.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    if line.is_empty() || next.is_empty() {
        return false;
    }
    let first = next.split(' ').next().unwrap_or(next);
    length(line) + 1 + length(first) > width
}

/// "Jane Doe, Open Lab" and nothing that only the end of somebody's line has: "Foreign Affairs, Government".
fn begins_with_name(line: &str) -> bool {
    let divided =
        line.find([',', '(', '，']).into_iter().chain([" – ", " — ", " - "].iter().filter_map(|dash| line.find(dash)));
    let Some(end) = divided.min() else { return false };
    let second = groups::second_part(line);
    stacked::is_name(line[..end].trim()) && !second.is_some_and(groups::is_stakeholder_group)
}

fn is_mid_sentence(line: &str, next: &str) -> bool {
    line.ends_with(|c: char| c.is_lowercase() || c == ',') && next.starts_with(char::is_lowercase)
}

/// A line with a bullet, a number or a label of the form begins something, however full the line before it was.
fn begins_anew(line: &str) -> bool {
    marker::strip(line).is_some() || labels::of_line(line).is_some()
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    fn joined(text: &str) -> String {
        unwrapped(text.split('\n').map(str::to_owned).collect()).join("\n")
    }

    #[test]
    fn a_margin_is_undone_and_items_stay_apart() {
        let text = "The work is often done far away from the offices of the\nplatform, by people who have signed that they will\nnever speak of it to anybody. What do we owe to them, and\nwhat do they owe to us?\n1. One item that is long enough to be broken at the margin\nof the mail it was sent in?\n2. Two";
        let out = "The work is often done far away from the offices of the platform, by people who have signed that they will\nnever";
        assert!(joined(text).starts_with(&out[..60]));
        assert!(joined(text).contains("broken at the margin of the mail it was sent in?\n2. Two"));
    }

    #[test]
    fn names_groups_and_questions_are_whole() {
        for (text, out) in [
            ("Speaker 1: A, Civil Society, Western European and\nOthers Group (WEOG)", 1),
            ("A, Civil Society, Western European\nand Others Group (WEOG)", 1),
            ("A, Open Lab, Civil\nSociety, African\nGroup", 1),
            ("A, Open Lab, Civil Society, Asia-Pacific\nGroup\nB, Lab, Government, African Group", 2),
            ("A, Ministry of\nJustice\nB, Lab", 2),
            ("1. How can workers who share no language take part in setting\nthe standards that govern them?", 1),
            ("A, Open Lab\nCivil Society", 2),
        ] {
            assert_eq!(joined(text).split('\n').count(), out, "{text}");
        }
    }

    #[test]
    fn questions_broken_by_hand_are_whole() {
        for (text, lines) in [
            (
                "(ii) How long should the records be kept, and who should verify that they have been\ndeleted?\n(iii) When?",
                2,
            ),
            (
                "2) Обязаны ли подрядчики публиковать эти списки и причины, по\nкоторым сайт в них попал? Как школа может это обжаловать?",
                1,
            ),
            ("3) С какого возраста мнение учеников следует учитывать при\nнастройке фильтра?", 1),
            ("Should mayors or the state decide about the new\ncameras?", 1),
            ("i. What must a platform that shuts\ndown offer to its users\nbefore the servers are switched off?", 1),
            ("- How should African regulators and the Internet Society\nBoard share the work?", 1),
            ("• How can states agree on a common\nset of rules for roads", 1),
            ("• ¿Cómo pueden los municipios pequeños de la\nRegión Andina pagar sus redes?", 1),
            ("• كيف يمكن للحكومات أن تضمن تغطية الواحات\nالتي لا تهم الشركات الكبرى؟", 1),
            ("1. 各国政府应当如何保护偏远地区的\n网络用户？", 1),
            ("1. Who pays (states, users or both)\nand when?", 1),
            ("a) Trust in the network\nShould states pay?\nb) When?", 3),
            ("Why roads matter to us\nMembers pay. Who else?", 2),
            ("1. How can we trust a network\nWho should pay for it?", 2),
            ("Trust and safety on the net\nis it the same as privacy?", 2),
            ("1. Who should pay for the roads?\ndeleted?", 2),
        ] {
            assert_eq!(joined(text).split('\n').count(), lines, "{text}");
        }
    }

    #[test]
    fn lines_without_a_margin_stay() {
        let text =
            "How can schools use encrypted services\nwhich records should never leave a school\nwho decides about it";
        assert_eq!(joined(text), text);
    }
}
