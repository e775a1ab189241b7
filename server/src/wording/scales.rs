//! Scales with more steps on one side than on the other.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

static FOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:good|better|best|excellent(?:ly)?|outstanding|great|perfect(?:ly)?|superb|fair|fine|acceptable|well|agree|agreed|support|supportive",
        r"|approve|in favou?r|for it|helpful|useful|beneficial|effective|positive|satisfied|happy|delighted|pleased|likely|probable|easy|easier|clear|clearer|safe",
        r"|safer|secure|strong|stronger|fast|faster|cheap|cheaper|important|necessary|trustworthy|reliable|successful|better off|improved)\b"
    ))
});
static AGAINST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:bad|badly|worse|worst|poor|poorly|terrible|awful|weak|weaker|disagree|disagreed|oppose|opposed|against|reject|disapprove|harmful",
        r"|useless|ineffective|negative|dissatisfied|unhappy|unlikely|improbable|hard|harder|difficult|unclear|unsafe|insecure|slow|slower",
        r"|expensive|unimportant|unnecessary|unreliable|unsuccessful|unacceptable|worsened)\b"
    ))
});
/// Turns a word round: "less safe", "not useful", but "not at all" is nothing of either side.
static TURNED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:less|not|no|hardly)\b"));
static MIDDLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:neither|neutral|both|as \w+ as|about|equal|in the middle|undecided|no (?:change|difference)|the same|unchanged|depends|mixed|average|moderate)",
    )
});
/// The end at which there is nothing: such a scale runs from none to much, and has one side by design.
static NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:not at all|none|nothing|never|no\b|not\b|zero|0\b|very low|very little|a little|hardly|low\b)")
});
static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:some|a lot|lots|much|very much|many|a great deal|great|considerable|an? (?:enormous|huge|vast) \w+|extremely|completely|totally)\b",
    )
});

/// An answer of the side that has too many, if a scale is out of balance.
pub(super) fn heavier(labels: &[String]) -> Option<usize> {
    let ends = [labels.first()?, labels.last()?];
    if ends.iter().any(|end| NOTHING.is_match(end)) {
        return None;
    }
    let sides: Vec<i8> = labels.iter().map(|label| side(label)).collect();
    let (ups, downs) = (sides.iter().filter(|side| **side > 0).count(), sides.iter().filter(|side| **side < 0).count());
    let amounts = labels.iter().filter(|label| AMOUNT.is_match(label)).count();
    if ups == 0 && downs == 0 {
        return (amounts >= 3 && amounts == labels.len()).then_some(0);
    }
    // Among several words this list does not know, a side proves nothing.
    let known = ups + downs + labels.iter().filter(|label| label.is_empty() || MIDDLE.is_match(label)).count();
    let unknown = labels.len() - known;
    if ups == downs || unknown > 1 || (unknown == 1 && ups.abs_diff(downs) < 2) {
        return None;
    }
    sides.iter().position(|side| *side == if ups > downs { 1 } else { -1 })
}

fn side(label: &str) -> i8 {
    // A great deal is an amount, not a judgement.
    if MIDDLE.is_match(label) || label.eq_ignore_ascii_case("a great deal") {
        return 0;
    }
    let side = match (AGAINST.is_match(label), FOR.is_match(label)) {
        (true, false) => -1,
        (false, true) => 1,
        _ => return 0,
    };
    if TURNED.is_match(label) { -side } else { side }
}
