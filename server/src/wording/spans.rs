//! Property tests: no text makes the check panic, and every finding points into its text.

use proptest::prelude::*;

use super::{Code, Draft, Place, check};

#[test]
fn each_finding_has_a_text() {
    for code in
        [Code::LoadedWords, Code::TwoQuestions, Code::UnbalancedScale, Code::MissingCantSay, Code::LeadingOpener]
    {
        assert!(code.text(crate::domain::language::Language::En).len() > 20, "{code:?}");
    }
}

proptest! {
    #[test]
    fn spans_lie_in_their_texts(prompt in "(\\PC{0,20}|[Dd]on't you |and who |Big Tech |\\? |\\. ){0,8}", answers in proptest::collection::vec("(\\PC{0,8}|good|bad|very ){0,3}", 0..6), is_scale: bool, cant_say: bool) {
        for finding in check(&Draft { prompt: &prompt, answers: &answers, is_scale, cant_say }) {
            let text = match finding.place {
                Place::Prompt => prompt.as_str(),
                Place::Answer(at) => answers[at].as_str(),
                Place::Draft => "",
            };
            prop_assert!(text.get(finding.span.clone()).is_some());
            prop_assert!(finding.code == Code::UnbalancedScale || finding.place == Place::Draft || !finding.span.is_empty());
        }
    }
}
