//! Lines that were broken hard at a margin, as in mails, joined again.
//!
//! A line was broken at the margin if the first word of the next would not have fitted on it. That alone proves nothing (a
//! short line may end there by chance), so joining begins only where the text as a whole shows a margin.

use super::labels;
use super::marker;

/// A margin wider than this is none: mails break at 72 to 78, some editors at 100.
const WIDEST: usize = 100;
/// A margin narrower than this is a list of short lines.
const NARROWEST: usize = 40;
/// So many breaks inside a sentence show that there is a margin.
const BREAKS: usize = 3;

/// The lines, joined where a margin broke them. Empty lines stand for themselves.
pub(super) fn unwrapped(lines: Vec<String>) -> Vec<String> {
    sentences_whole(without_margin(lines))
}

fn without_margin(lines: Vec<String>) -> Vec<String> {
    let width = lines.iter().map(|line| length(line)).max().unwrap_or(0);
    if !(NARROWEST..=WIDEST).contains(&width) {
        return lines;
    }
    let pairs = lines.windows(2);
    if pairs.filter(|pair| is_full(&pair[0], &pair[1], width) && is_mid_sentence(&pair[0], &pair[1])).count() < BREAKS {
        return lines;
    }
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut last = String::new();
    for line in lines {
        // People break by hand, too: a long line that ends inside a sentence was broken, whether or not it was full.
        let by_hand = length(&last) * 3 >= width * 2 && is_mid_sentence(&last, &line);
        let joins = (is_full(&last, &line, width) || by_hand) && !begins_anew(&line) && !labels::is_label(&last);
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

/// A line that ends in a word that cannot end one ("What are the") goes on in the next, margin or not.
fn sentences_whole(lines: Vec<String>) -> Vec<String> {
    const OPEN: [&str; 24] = [
        "the", "a", "an", "of", "and", "or", "to", "in", "for", "with", "by", "on", "at", "from", "their", "its", "de",
        "la", "el", "les", "des", "und", "der", "die",
    ];
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        let words: Vec<&str> = out.last().map(|last| last.split(' ').collect()).unwrap_or_default();
        let open = words.len() >= 3 && words.last().is_some_and(|word| OPEN.contains(word));
        match out.last_mut() {
            Some(last) if open && line.starts_with(char::is_lowercase) && !begins_anew(&line) => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => out.push(line),
        }
    }
    out
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
    fn lines_without_a_margin_stay() {
        let text =
            "How can schools use encrypted services\nwhich records should never leave a school\nwho decides about it";
        assert_eq!(joined(text), text);
    }
}
