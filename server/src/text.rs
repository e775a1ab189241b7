//! What people type, before it may stand anywhere: trimmed, composed, bounded, and nothing in it that hides or reorders.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::config;
use crate::domain::fault::{Fault, count};
use crate::domain::kind::{Choice, words};
use crate::domain::refusal::Refusal;

mod stacks;

/// `text` as it may stand on a wall: NFC, white space folded to single blanks, control and bidirectional override
/// characters dropped (joiners and marks of direction that scripts need are kept), stacked marks cut. Refused if nothing
/// is left or it is longer than `graphemes` or [`config::TEXT_BYTES`].
pub fn line(field: &str, text: &str, graphemes: usize) -> Result<String, Refusal> {
    let bad = |why: Fault| Refusal::BadText { field: field.to_owned(), why };
    if text.len() > 4 * config::TEXT_BYTES {
        return Err(bad(too_heavy()));
    }
    let plain: String = text.nfc().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !hides(*c)).collect();
    let mut out = String::with_capacity(plain.len());
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(stacks::tamed(word));
    }
    if !out.chars().any(|c| c.is_alphanumeric() || !c.is_ascii()) {
        return Err(bad(Fault::Empty));
    }
    if out.len() > config::TEXT_BYTES {
        return Err(bad(too_heavy()));
    }
    let length = out.graphemes(true).count();
    if length > graphemes {
        return Err(bad(Fault::Long { n: count(length), max: count(graphemes) }));
    }
    Ok(out)
}

/// Why a text is refused that needs too many bytes, in however few characters.
pub fn too_heavy() -> Fault {
    Fault::Heavy { max: count(config::TEXT_BYTES) }
}

/// A choice with what was typed in it as it may stand on a wall; other choices are left as they are.
pub fn choice(choice: Choice) -> Result<Choice, Refusal> {
    Ok(match choice {
        Choice::Words(words) => {
            let clean = words.iter().map(|word| line("words", word, words::PHRASE_GRAPHEMES));
            Choice::Words(clean.collect::<Result<_, _>>()?)
        }
        Choice::Text(text) => Choice::Text(line("text", &text, config::TEXT_GRAPHEMES)?),
        plain => plain,
    })
}

/// As [`line`], but several lines: a note of the rapporteur's, bounded in bytes alone.
pub fn block(field: &str, text: &str) -> Result<String, Refusal> {
    let lines: Vec<String> = (text.lines().filter(|line| !line.trim().is_empty()))
        .map(|text| line(field, text, config::TEXT_BYTES))
        .collect::<Result<_, _>>()?;
    let out = lines.join("\n");
    if out.is_empty() {
        return Err(Refusal::BadText { field: field.to_owned(), why: Fault::Empty });
    }
    if out.len() > config::TEXT_BYTES {
        return Err(Refusal::BadText { field: field.to_owned(), why: too_heavy() });
    }
    Ok(out)
}

/// Characters that are not seen but change what is: controls, bidirectional overrides and isolates, invisible fillers.
/// Kept: ZWJ and ZWNJ (emoji, Persian, Hindi), LRM, RLM and ALM (they order a word, they cannot reorder a neighbour).
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
        || ('\u{E000}'..='\u{F8FF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_count_to_the_same_bounds() {
        let typed = include_str!("../../web-client/src/shared/typed.ts");
        let (text, contact, name) = (config::TEXT_GRAPHEMES, config::CONTACT_GRAPHEMES, config::NAME_GRAPHEMES);
        assert!(typed.contains(&format!("{{ text: {text}, contact: {contact}, name: {name} }}")));
        assert!(typed.replace('_', "").contains(&format!("MOSTTYPED = {}", config::TEXT_BYTES)));
    }

    fn clean(text: &str) -> Result<String, Refusal> {
        line("prompt", text, 300)
    }

    #[test]
    fn writing_in_every_script_survives() {
        for text in [
            "Tiếng Việt có dấu",
            "ภาษาไทยไม่มีช่องว่าง",
            "हिन्दी में प्रश्न",
            "من يحمي الأطفال؟",
            "می‌خواهم",
            "谁来保护儿童？",
            "שָׁלוֹם",
            "👩‍👩‍👧‍👦 👍🏽",
            "Кто отвечает?",
        ] {
            assert_eq!(clean(text).unwrap(), text.nfc().collect::<String>(), "{text}");
        }
    }

    #[test]
    fn no_text_can_reorder_what_stands_beside_it() {
        // Overrides, embeddings and isolates, opened, closed, or left open at the end.
        for c in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}') {
            assert_eq!(clean(&format!("{c}abc{c}")).unwrap(), "abc", "{c:?}");
        }
        // A mark of direction orders its own word and no other: mixed sentences need it.
        assert_eq!(clean("C++\u{200E} مفيد").unwrap(), "C++\u{200E} مفيد");
    }

    proptest::proptest! {
        /// Cleaned once is clean: nothing that was dropped or cut makes something new.
        #[test]
        fn cleaning_is_done_in_one_go(text in "[\\PC\u{202E}\u{0301}\u{0E35}\u{0E48}\u{0F71}\u{200D}\u{FE0F} ]{0,80}") {
            if let Ok(once) = clean(&text) {
                proptest::prop_assert!(!once.chars().any(hides));
                proptest::prop_assert_eq!(clean(&once).unwrap(), once);
            }
        }
    }

    #[test]
    fn what_hides_or_reorders_is_gone() {
        assert_eq!(clean("a\u{202E}b\u{2066}c\u{0007}d\u{200B}e").unwrap(), "abcde");
        assert_eq!(clean("  two \n\t lines ").unwrap(), "two lines");
        let pile = format!("a{}", "\u{0301}\u{0316}".repeat(250));
        assert!(clean(&pile).unwrap().chars().count() <= 8);
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        for text in ["", "   ", "\u{202E}", "?!"] {
            assert!(matches!(clean(text), Err(Refusal::BadText { .. })), "{text:?}");
        }
        assert!(clean(&"é".repeat(300)).is_ok());
        assert!(clean(&"é".repeat(301)).is_err());
        assert!(clean(&"字".repeat(700)).is_err());
        assert!(clean(&"x".repeat(1_000_000)).is_err());
    }
}
