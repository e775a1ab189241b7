//! The subject of a mail: the year of the forum and the kind of session that it names in running words, if it names one only.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::words::KINDS;
use super::super::{Kind, Number, Proposal, Text};
use super::{HEAD_LINES, YEAR, regex, year_in};

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^\**(?i:subject|betreff|objet|asunto|assunto|oggetto|тема|主题|主旨|件名|الموضوع)\**\s*[:：]\**\s*(\S.*)$")
});
/// Other lines of a mail's head: without one, "Тема:" is the theme of a form.
static MAIL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\**(?i:from|to|cc|sent|date|von|an|gesendet|datum|de|à|envoyé|date|para|enviado|enviado em|fecha|data|da|от|кому|дата|发件人|收件人|发送时间|日期|差出人|宛先|من|إلى|التاريخ)\**\s*[:：].*(?:@|20\d\d)",
    )
});

/// Reads them into the proposal, where nothing else gave them.
pub(super) fn read(plain: &str, proposal: &mut Proposal) {
    let mut start = 0;
    let lines = plain.split('\n').map(|line| {
        let span = start..start + line.len();
        start = span.end + 1;
        span
    });
    let head: Vec<Range<usize>> = lines.filter(|line| !line.is_empty()).take(HEAD_LINES).collect();
    if !head.iter().any(|line| MAIL.is_match(&plain[line.clone()])) {
        return;
    }
    let found = head.iter().find_map(|line| {
        let said = SUBJECT.captures(&plain[line.clone()])?.get(1)?;
        Some(line.start + said.start()..line.start + said.end())
    });
    let Some(subject) = found else { return };
    let words = &plain[subject.clone()];
    let place = |found: Range<usize>| subject.start + found.start..subject.start + found.end;
    let years: Vec<Range<usize>> =
        YEAR.captures_iter(words).filter_map(|found| Some(place(year_in(&found)?.range()))).collect();
    let listed = proposal.uncertain.iter().any(|doubt| doubt.field == "year");
    if let Some(year) = only(plain, &years).filter(|_| proposal.year.is_none() && !listed) {
        proposal.year = plain[year.clone()].parse().ok().map(|value| Number { value, span: year });
    }
    // A mail about anything may speak of a workshop; one about the forum's speaks of its own.
    if proposal.kind.is_none() && !years.is_empty() {
        proposal.kind = kind(words).map(|(short, found)| Kind { short, written: Text::new(plain, place(found)) });
    }
}

/// The one value of these passages.
fn only(plain: &str, passages: &[Range<usize>]) -> Option<Range<usize>> {
    let first = passages.first()?;
    passages.iter().all(|other| plain[other.clone()] == plain[first.clone()]).then(|| first.clone())
}

/// The kind that stands among the words, if it is one only.
fn kind(words: &str) -> Option<(&'static str, Range<usize>)> {
    let mut found: Option<(&'static str, Range<usize>)> = None;
    for (said, short) in KINDS.iter() {
        let place = whole_word(words, said);
        let Some(place) = place.filter(|place| said.len() > 4 || words[place.clone()].chars().all(char::is_uppercase))
        else {
            continue;
        };
        match &found {
            // "Open Forum" also holds what a shorter word calls it.
            Some((_, held)) if held.start <= place.start && place.end <= held.end => {}
            Some((other, _)) if other != short => return None,
            Some(_) => {}
            None => found = Some((short, place)),
        }
    }
    found
}

/// Where `said`, in small letters, stands as a word of its own.
fn whole_word(words: &str, said: &str) -> Option<Range<usize>> {
    let pattern = if said.is_ascii() || said.chars().any(char::is_lowercase) {
        format!(r"(?i)(?:^|\W)({})(?:\W|$)", regex::escape(said))
    } else {
        format!("({})", regex::escape(said))
    };
    Some(regex(&pattern).captures(words)?.get(1)?.range())
}
