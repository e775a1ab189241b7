//! What one line cites: "IGF 2020 WS #230", "Atelier n° 74", "第74号研讨会", and the title before or behind it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::super::words::KINDS;
use super::regex;

/// What stands before the number of a session.
const NUMBER_SIGNS: &str =
    r"#|number|nummer|num\.?|núm\.?|no\s?[.°º]?|nr\.?|n\s?\.?\s?[°º]|n\.|№|número|numéro|numero|номер|رقم|编号|編號|第";

static KIND: LazyLock<Regex> = LazyLock::new(|| {
    let kinds: Vec<String> = KINDS.iter().map(|(words, _)| regex::escape(words)).collect();
    regex(&format!(
        r"(?i)(?:^|[\s(\[–\-:,’'])({})\)?(?:[\s-]+(?:session|proposal|event|sitzung|vorschlag|antrag|proposition|propuesta|proposta|заявка))*\s*[:,]?\s*({NUMBER_SIGNS})?\s*(\d{{1,4}})(?:号|號)?(?:\b|$)",
        kinds.join("|")
    ))
});
/// "第 74 号研讨会": in Chinese and Japanese the number stands before the kind.
static NUMBER_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = KINDS.iter().filter(|(words, _)| !words.is_ascii()).map(|(words, _)| regex::escape(words));
    regex(&format!(r"(?:第\s*|№\s*)(\d{{1,4}})\s*(?:号|號|場|场|个|個)?\s*({})", kinds.collect::<Vec<_>>().join("|")))
});
static BARE_NUMBER: LazyLock<Regex> = LazyLock::new(|| regex(r"#\s*(\d{1,4})\b"));
/// "DC-GreenNet", "BPF-Cyber": a group under the forum, named by its kind.
static NAMED_KIND: LazyLock<Regex> = LazyLock::new(|| regex(r"^(DC|BPF|PN|NRI)-\w[\w-]*"));
/// "IGF 2019 DC", with nothing or the title behind it; "IGF 2019 of …" is of none.
static SHORT_KIND: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[\s\-–—|:]+(WS|OF|TH|LT|NS|DC|BPF|PN|NRI|DAY0)\s*(?:[:–—|-]\s|$)"));
/// "- Session of the Dynamic Coalition on Roads": whose session it is, not what it is called.
static SESSION_OF: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^[\s\-–—|:,]*(?i:(?:session|meeting|workshop|event|proposal) (?:of|by|from) (?:the |a )?)(.+)$")
});
/// "Formulaire de proposition d'atelier": what a form is, not what a session is called.
static OF_A_FORM: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:(?:workshop |session )?(?:form|application|submission|proposal)|formulaire|proposition|demande|formulario|propuesta|solicitud|formulário|proposta|modulo|antrag|vorschlag|formular|заявка|предложение|форма|提案|申请|申請|استمارة|مقترح|طلب)(?:$|[\s:–—-])",
    )
});

/// What a line cites, by place in it.
pub(super) struct Cited {
    pub(super) kind: Option<(&'static str, Range<usize>)>,
    pub(super) number: Option<Range<usize>>,
    pub(super) whole: Range<usize>,
}

pub(super) fn of_line(text: &str, year: Option<Range<usize>>) -> Option<Cited> {
    if let Some(found) = NUMBER_FIRST.captures(text) {
        let (number, words, whole) = (found.get(1)?, found.get(2)?, found.get(0)?);
        return Some(Cited {
            kind: Some((short(words.as_str())?, words.range())),
            number: Some(number.range()),
            whole: year.as_ref().map_or(whole.start(), |year| year.start.min(whole.start()))..whole.end(),
        });
    }
    for found in KIND.captures_iter(text) {
        let (words, number) = (found.get(1)?, found.get(3)?);
        let signed = found.get(2).is_some();
        let after_year = year.as_ref().is_some_and(|year| {
            year.end <= words.start() && !text[year.end..words.start()].contains(char::is_alphanumeric)
        });
        // "use of 5 keys" cites nothing: a number sign or the year of a forum does.
        if signed || after_year {
            let start = year.as_ref().map_or(words.start(), |year| year.start.min(words.start()));
            let end = year.as_ref().map_or(number.end(), |year| {
                if text[number.end()..year.end.max(number.end())].chars().filter(|c| c.is_alphabetic()).count() <= 30 {
                    year.end.max(number.end())
                } else {
                    number.end()
                }
            });
            return Some(Cited {
                kind: Some((short(words.as_str())?, words.range())),
                number: Some(number.range()),
                whole: start..end,
            });
        }
    }
    let year = year?;
    if let Some(number) = BARE_NUMBER.captures(text).and_then(|found| found.get(1)) {
        return Some(Cited {
            kind: None,
            number: Some(number.range()),
            whole: year.start.min(number.start())..number.end().max(year.end),
        });
    }
    // "IGF 2023 Open Forum: …", without a number.
    let rest = &text[year.end..];
    if let Some(found) = SHORT_KIND.captures(rest).and_then(|found| found.get(1)) {
        let place = year.end + found.start()..year.end + found.end();
        return Some(Cited {
            kind: Some((short(found.as_str())?, place.clone())),
            number: None,
            whole: year.start..place.end,
        });
    }
    if let Some(of) = SESSION_OF.captures(rest).and_then(|found| found.get(1)) {
        let lower = of.as_str().to_lowercase();
        let (words, short) = KINDS.iter().find(|(words, _)| words.len() > 2 && lower.starts_with(words))?;
        let start = year.end + of.start();
        let kind = start..start + words.len();
        text.get(kind.clone())?;
        return Some(Cited { kind: Some((short, kind)), number: None, whole: year.start..text.len() });
    }
    let bare = rest.trim_start();
    let lower = bare.to_lowercase();
    let start = year.end + rest.len() - bare.len();
    if let Some(found) = NAMED_KIND.captures(bare).and_then(|found| found.get(1)) {
        let named = NAMED_KIND.find(bare).map_or(found.end(), |whole| whole.end());
        return Some(Cited {
            kind: Some((short(found.as_str())?, start..start + found.end())),
            number: None,
            whole: year.start..start + named,
        });
    }
    let (words, short) = KINDS.iter().find(|(words, _)| words.len() > 2 && lower.starts_with(words))?;
    let end = start + words.len();
    // "Workshop proposals received": more than one is none.
    let whole_word = !text.get(end..)?.starts_with(char::is_alphabetic);
    whole_word.then_some(Cited { kind: Some((short, start..end)), number: None, whole: year.start..end })
}

pub(super) fn short(words: &str) -> Option<&'static str> {
    let lower = words.to_lowercase();
    KINDS.iter().find(|(long, _)| *long == lower).map(|(_, short)| *short)
}

/// What stands behind the reference, or before it in brackets' stead.
pub(super) fn title(text: &str, whole: &Range<usize>, kind: Option<&Range<usize>>) -> Option<Range<usize>> {
    let separator =
        |c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | ')' | ']' | '：' | ',' | '.' | '/');
    let rest = &text[whole.end..];
    let behind = rest.trim_start_matches(separator);
    // "IGF 2023 DC-Roads session" has no title behind it.
    let noun = |words: &str| {
        ["session", "proposal", "workshop", "event", "submission", "reference", "ref"]
            .contains(&words.to_lowercase().as_str())
    };
    if behind.chars().any(char::is_alphanumeric) && !noun(behind) {
        // "Best Practice Forum on Gender": the kind's words belong to its name.
        let named = kind.filter(|kind| kind.end == whole.end && behind.to_lowercase().starts_with("on "));
        return Some(named.map_or(text.len() - behind.len(), |kind| kind.start)..text.len());
    }
    let before = text[..whole.start].trim_end_matches(|c: char| separator(c) || matches!(c, '(' | '['));
    (before.chars().any(char::is_alphanumeric) && !noun(before) && !OF_A_FORM.is_match(before))
        .then_some(0..before.len())
}
