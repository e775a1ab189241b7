//! Where sentences end, in any script: at their marks, but not inside abbreviations, brackets and quotations.

use std::ops::Range;

use super::words::ABBREVIATIONS;

/// Marks that end a question: Latin, Arabic, full width, Greek, Ethiopic, Armenian.
const ASKING: [char; 6] = ['?', '؟', '？', '\u{37E}', '፧', '՞'];
/// Marks that end another sentence.
const ENDING: [char; 9] = ['.', '!', '。', '！', '…', '۔', '।', '።', '｡'];
/// Marks that may follow the end of a sentence and belong to it.
const CLOSING: [char; 9] = ['"', '”', '’', '»', ')', ']', '）', '」', '』'];

/// Whether the sentence ends as a question.
pub(super) fn asks(sentence: &str) -> bool {
    let bare = sentence
        .trim_end_matches(|c: char| CLOSING.contains(&c) || c == '\'' || c.is_whitespace() || c == '!' || c == '.');
    bare.ends_with(ASKING) || (bare.ends_with(';') && bare.chars().rev().nth(1).is_some_and(is_greek))
}

/// The sentences of a passage, without blanks around them.
pub(super) fn of(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut out = Vec::new();
    let mut start = 0;
    let mut depth = 0_usize;
    let mut at = 0;
    while at < chars.len() {
        let (offset, c) = chars[at];
        match c {
            '(' | '（' if closes(&chars[at..]) => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let greek = c == ';' && at > 0 && is_greek(chars[at - 1].1);
        if depth == 0 && (ASKING.contains(&c) || ENDING.contains(&c) || greek) {
            let asking = ASKING.contains(&c) || greek;
            let mut end = at + 1;
            while end < chars.len() && (ASKING.contains(&chars[end].1) || ENDING.contains(&chars[end].1)) {
                end += 1;
            }
            let marks = end;
            while end < chars.len() && CLOSING.contains(&chars[end].1) {
                end += 1;
            }
            if ends(&chars, at, marks, end, asking, &text[start..offset]) {
                let stop = chars.get(end).map_or(text.len(), |(offset, _)| *offset);
                out.push(start..stop);
                start = stop;
            }
            at = end;
            continue;
        }
        at += 1;
    }
    out.push(start..text.len());
    // "Who pays?; who gains?": the semicolon belongs to neither.
    let bare = |range: Range<usize>| range.end - text[range.clone()].trim_start_matches([';', ' ']).len()..range.end;
    out.into_iter().map(|range| trimmed(text, bare(range))).filter(|range| !range.is_empty()).collect()
}

/// Whether the marks from `at` to `marks`, closed up to `end`, end the sentence `before` them.
fn ends(chars: &[(usize, char)], at: usize, marks: usize, end: usize, asking: bool, before: &str) -> bool {
    let mark = chars[at].1;
    let Some((_, next)) = chars.get(end) else { return true };
    if asking && *next == ';' {
        return true;
    }
    let wide = matches!(mark, '。' | '！' | '？' | '｡');
    if !next.is_whitespace() && !wide {
        // "U.S.", "3.5", "example.org"; but "Why?How?" are two.
        let east_asian = super::interrogative::is_east_asian(*next);
        return asking && (next.is_uppercase() || east_asian || matches!(next, '¿' | '“' | '«'));
    }
    let after = chars[end..].iter().map(|(_, c)| *c).find(|c| !c.is_whitespace());
    let goes_on = after.is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ')' | '，'));
    // “Would you sign this?” – reading a contract together
    let goes_on = goes_on || (end > marks && after.is_some_and(|c| matches!(c, '–' | '—' | '-')));
    if end > marks && goes_on {
        // A quotation inside the sentence: Is "can we?" the right question?
        return false;
    }
    if asking || wide {
        return !matches!(after, Some(',' | ')'));
    }
    if mark == '.' && abbreviates(before) {
        return false;
    }
    !goes_on
}

/// Whether the words end in an abbreviation or an initial.
fn abbreviates(before: &str) -> bool {
    let lower = before.to_lowercase();
    let word = lower.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“')).next().unwrap_or_default();
    // "A. Smith", "z. B."
    let initial = before.chars().next_back().is_some_and(char::is_alphabetic) && word.chars().count() == 1;
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    initial || dotted || ABBREVIATIONS.contains(&word)
}

/// Whether a bracket opened here is closed soon.
fn closes(rest: &[(usize, char)]) -> bool {
    rest.iter().take(200).any(|(_, c)| matches!(c, ')' | '）'))
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')
}

pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let begun = inner.trim_start();
    let start = range.start + inner.len() - begun.len();
    start..start + begun.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::{asks, of};

    fn split(text: &str) -> Vec<&str> {
        of(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_their_marks() {
        for sentences in [
            &["Who pays?", "Who gains (and when?) from it?", "Nobody."][..],
            &["Should the U.S. act, e.g. by law?", "Dr. A. Smith says no."],
            &["Is “can we?” the right question?", "Yes."],
            &["Faut-il une licence ?", "Oui !"],
            &["¿Quién paga?", "Y en el sur, ¿quién responde?"],
            &["Wie, z. B. durch Schlüssel?", "Wer zahlt?"],
            &["Does \"equivalent\" mean \"lower\"?", "How long, i.e. two years?"],
            &["What?!", "Why??"],
            &["“Would you sign this?” – reading a contract"],
            &["It grew by 3.5 per cent.", "Why?"],
        ] {
            assert_eq!(split(&sentences.join(" ")), sentences);
        }
        assert_eq!(split("Who?; when?; why?"), ["Who?", "when?", "why?"]);
        assert_eq!(split("标准由谁制定?由谁监督?"), ["标准由谁制定?", "由谁监督?"]);
        assert_eq!(split("谁负责？由谁承担费用？没有。"), ["谁负责？", "由谁承担费用？", "没有。"]);
        assert_eq!(split("من يراقب؟ كيف؟"), ["من يراقب؟", "كيف؟"]);
        assert_eq!(split("Ποιος πληρώνει; Γιατί;"), ["Ποιος πληρώνει;", "Γιατί;"]);
    }

    #[test]
    fn a_question_is_known_by_its_end() {
        assert!(asks("Who pays?”") && asks("من؟") && asks("Why ?!") && asks("Γιατί;"));
        assert!(!asks("Who pays.") && !asks("a; b;"));
    }
}
