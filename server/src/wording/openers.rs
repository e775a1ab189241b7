//! Beginnings that say which answer is expected.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

static OPENER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:^|[.!?…]\s+)(",
        // Asked in the negative: yes is expected.
        r"(?:do|does|did|is|are|was|were|would|should|could|can|wo|have|has)n['’]t\s+\w+|(?:would|do|should|could|can) (?:you|we|they) not\b|is it not\b",
        // Agreement is named, disagreement is not.
        r"|(?:do|would|don['’]t) you (?:not )?agree\b(?: (?:that|with))?|are you in favou?r of\b|do you (?:also )?(?:support|share) the view",
        // Said to be beyond doubt.
        r"|surely|clearly|obviously|of course|undoubtedly|undeniably|naturally|plainly|no doubt|without doubt|needless to say",
        r"|it is (?:clear|obvious|evident|well known|beyond doubt)|(?:as )?(?:we all|everyone|everybody) (?:know|knows|agree|agrees|accepts)",
        r"|nobody (?:denies|doubts)|no one (?:denies|doubts)|most (?:people|experts) (?:agree|believe|think)|experts agree",
        r"|(?:as )?(?:everyone|everybody|anyone|anybody) (?:can see|understands|would agree)|as (?:experts|studies|history|experience) (?:say|show|shows|agree|prove)",
        r"|there is no (?:doubt|question)|who (?:would|could) (?:deny|oppose|object)|is(?:n['’]t)? it (?:time|high time|not time)|it is (?:high )?time",
        r"|would it not|shouldn['’]t we|don['’]t we|let us be honest|honestly|thankfully|fortunately|unfortunately|sadly|luckily",
        // Said in passing, as if settled.
        r"|given (?:the|that|how|their|its)\b|in view of the\b|considering (?:the|that|how)\b|in light of the\b|now that\b|after the failure",
        r"|how can anyone|who would not|who wouldn['’]t|why (?:should|must) (?:we|anyone) (?:accept|tolerate|allow)",
        r")"
    ))
});

/// The leading opener of a sentence of the prompt, if there is one.
pub(super) fn leading(prompt: &str) -> Option<Range<usize>> {
    OPENER.captures(prompt).and_then(|found| found.get(1)).map(|found| found.range())
}
