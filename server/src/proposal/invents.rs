//! Property tests: any text at all is read without a panic, and whatever is found stands in it.

use proptest::prelude::*;

use super::{Unreadable, read, read_bytes};

/// Pieces of proposals, so that random texts reach the rules and not only their refusals.
const PIECES: &[&str] = &[
    "IGF 2023 WS #12 ",
    "Policy Question(s)",
    "Speaker 1: ",
    "Online Moderator",
    "Organizers",
    "A, Civil Society, African Group",
    "Round Table - 60 Min",
    "Duration (minutes): 1h30",
    "What will participants gain from attending this session?",
    "• ",
    "(1) ",
    "(2) ",
    "A. ",
    "ii) ",
    "Q1: ",
    "Who pays?",
    "谁负责？",
    "من يراقب؟",
    "Title: ",
    "\u{200b}",
    "\u{200d}",
    "&amp;",
    "<li>",
    "</p>",
    "**",
    "[x](http://y)",
    "🔒",
    "e.g. ",
    "U.S. ",
    ":",
    "：",
    " – ",
    "\t",
    "\n",
    "\n\n",
    "İ",
    "ß",
    "ﬁ",
    "ſ",
    "TBC",
    "?",
    "？",
    "\"",
    "”",
    ")",
    "(",
    "İstanbul: Kim?",
    "#",
    "90",
    "Expected Outcomes",
    "Hybrid Format: ",
    "the following policy questions:",
    "|",
    ";",
    "and (ii) ",
    "か。",
    "> ",
];

fn pasted() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(PIECES).prop_map(str::to_owned),
        "\\PC{0,12}",
        any::<char>().prop_map(String::from)
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_is_invented(text in pasted()) {
        match read(&text) {
            Err(refusal) => prop_assert_eq!(refusal, Unreadable::Empty),
            Ok(found) => {
                for passage in found.passages() {
                    prop_assert_eq!(found.plain.get(passage.span.clone()), Some(passage.value.as_str()));
                    prop_assert!(!passage.value.trim().is_empty(), "an empty passage");
                    prop_assert_eq!(passage.value.trim(), passage.value.as_str());
                }
                let numbers = [&found.year.as_ref().map(|year| year.span.clone()), &found.number.as_ref().map(|one| one.span.clone()), &found.minutes.as_ref().map(|one| one.span.clone())];
                for span in numbers.into_iter().flatten() {
                    prop_assert!(found.plain.get(span.clone()).is_some_and(|words| words.chars().any(char::is_alphanumeric)));
                }
            }
        }
    }

    #[test]
    fn bytes_of_any_sort_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_bytes(&bytes);
    }
}

#[test]
fn what_is_no_proposal_is_refused_with_the_reason() {
    assert_eq!(read(" \n\u{200b}").unwrap_err(), Unreadable::Empty);
    assert_eq!(read_bytes(b"ab\xff").unwrap_err(), Unreadable::NotUtf8 { at: 2 });
    let long = "a".repeat(super::MAX_BYTES + 1);
    assert!(read(&long).unwrap_err().to_string().contains("at most"));
}
