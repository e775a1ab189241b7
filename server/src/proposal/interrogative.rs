//! Whether a sentence without a question mark asks something.

use super::words::{EAST_ASIAN, INTERROGATIVES};

/// What may follow "What" or "Where" in a statement ("What we need is …").
const PRONOUNS: [&str; 10] = ["we", "you", "they", "i", "he", "she", "it", "follows", "matters", "nous"];
/// Verbs that open a question only where no full stop ends it ("Do not forget." asks nothing).
const VERBS: [&str; 11] = ["should", "can", "could", "is", "are", "do", "does", "will", "would", "must", "may"];

/// Whether the sentence, as an item of a list of questions, asks something though no mark says so.
pub(super) fn asks_unmarked(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches(['.', ';', ',', '。', '；', ' ']);
    if bare.chars().any(is_east_asian) {
        return bare.ends_with('か')
            || bare.ends_with('吗')
            || bare.ends_with('呢')
            || EAST_ASIAN.iter().any(|sign| bare.contains(sign));
    }
    // "Orders come in languages they cannot read, should there be a common form"
    let ends_asking = sentence.rsplit_once(", ").is_some_and(|(_, last)| {
        let mut words = last.split_whitespace();
        matches!(words.next(), Some("should" | "can" | "could" | "must"))
            && matches!(words.next(), Some("there" | "we" | "they" | "it" | "this" | "that"))
            && !last.trim_end().ends_with('.')
    });
    if ends_asking {
        return true;
    }
    begins(sentence) && !(sentence.trim_end().ends_with('.') && VERBS.contains(&first_word(sentence).as_str()))
}

/// Whether the order of words makes a question of a sentence, although a full stop ends it: "How should they act."
pub(super) fn inverts(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    // "What is needed is a treaty." is none.
    matches!(words.as_slice(), [first, second, _, _, ..]
        if matches!(*first, "how" | "what" | "which" | "who" | "where" | "why" | "when")
            && matches!(*second, "should" | "can" | "could" | "do" | "does" | "must" | "will" | "would"))
}

/// Whether the words begin as a question does.
pub(super) fn begins(sentence: &str) -> bool {
    let lower = sentence.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let lower = lower.strip_prefix('و').filter(|rest| known(rest)).unwrap_or(&lower);
    if known(lower) {
        let mut words = lower.split_whitespace();
        let first = words.next().unwrap_or_default();
        let second = words.next().unwrap_or_default();
        let states = matches!(first, "what" | "where" | "which" | "who") && PRONOUNS.contains(&second);
        let dated = second.starts_with(|c: char| c.is_ascii_digit());
        return !states && !dated;
    }
    // "When should", but not "When governments block".
    let mut words = lower.split_whitespace();
    let first = words.next().unwrap_or_default();
    matches!(first, "when" | "quand" | "cuándo") && words.next().is_some_and(|second| VERBS.contains(&second))
}

/// Whether the words lead to the question at the end of their sentence: "Given that most states never use it, what …?"
pub(super) fn leads(sentence: &str) -> bool {
    const WORDS: [&str; 28] = [
        "given",
        "considering",
        "since",
        "as",
        "if",
        "when",
        "while",
        "with",
        "because",
        "although",
        "though",
        "now",
        "once",
        "after",
        "étant",
        "puisque",
        "sachant",
        "compte",
        "dado",
        "considerando",
        "teniendo",
        "angesichts",
        "wenn",
        "da",
        "учитывая",
        "если",
        "поскольку",
        "assuming",
    ];
    sentence.starts_with(char::is_uppercase) && WORDS.contains(&first_word(sentence).trim_end_matches(','))
}

fn known(lower: &str) -> bool {
    INTERROGATIVES
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
}

/// Whether the question begins as English ones do; what follows may still be another language's name or quotation.
pub(super) fn begins_in_english(sentence: &str) -> bool {
    const WORDS: [&str; 20] = [
        "how", "what", "which", "who", "whom", "whose", "where", "why", "when", "whether", "to", "at", "in", "on",
        "under", "by", "for", "from", "has", "have",
    ];
    let first = first_word(sentence);
    WORDS.contains(&first.as_str()) || VERBS.contains(&first.as_str())
}

fn first_word(sentence: &str) -> String {
    sentence
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase()
}

pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::asks_unmarked;

    #[test]
    fn questions_without_a_mark_are_known() {
        for asks in [
            "How can schools protect pupils",
            "Whether a duty should exist.",
            "when should it end",
            "registrars receive orders they cannot read, should there be a common form",
            "各国如何互认",
            "誰が担いますか。",
            "وكيف يمكن ذلك",
            "Comment garantir la qualité",
        ] {
            assert!(asks_unmarked(asks), "{asks}");
        }
        for states in [
            "To share what worked.",
            "What we need is a treaty",
            "When networks fail, people suffer",
            "May 2020 was hard",
            "Do not forget.",
            "共同标准",
            "Digital inclusion",
        ] {
            assert!(!asks_unmarked(states), "{states}");
        }
    }
}
