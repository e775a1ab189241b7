//! The words of the report, from the one catalogue (`web-client/messages`): see `crate::words`.

use serde::Deserialize;

use crate::domain::kind::fields::Label;
use crate::domain::language::Language;
use crate::words::{self, InEach, Plural};

pub(super) use crate::words::fill;

/// The sections of the catalogue that a report speaks from.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    language: Of,
    pub(super) shared: Shared,
    pub(super) report: Own,
    pub(super) report_talk: super::acts_talk::TalkWords,
    pub(super) report_sections: super::sections::SectionWords,
}

/// Whose words they are.
#[derive(Debug, Deserialize)]
struct Of {
    tag: Language,
}

/// Words that the client says too.
#[derive(Debug, Deserialize)]
pub(super) struct Shared {
    pub(super) cant_say: String,
    pub(super) answer: String,
    pub(super) results_of: Plural,
    pub(super) median_of: String,
    pub(super) median_between: String,
    pub(super) of_unstated: String,
    pub(super) of_government: String,
    pub(super) of_civil_society: String,
    pub(super) of_private_sector: String,
    pub(super) of_technical_community: String,
    pub(super) of_intergovernmental: String,
    pub(super) of_other: String,
    pub(super) of_others: String,
    pub(super) groups_thin: Plural,
    pub(super) mode_left_out: String,
    pub(super) mode_room: String,
    pub(super) mode_online: String,
    pub(super) mode_unstated: String,
    pub(super) and: String,
    pub(super) drawn_from_question: String,
    pub(super) drawn_from_questions: String,
    pub(super) drawn_from_point: String,
    pub(super) drawn_from_points: String,
    pub(super) raised: String,
    pub(super) from_audience: String,
    pub(super) outcome_drafted: String,
    pub(super) from_temperature: String,
    pub(super) needs_code: String,
    pub(super) may_miss: String,
    pub(super) too_few: Plural,
}

/// The report's own words: each field is named like its key in the catalogue, which is where they are read.
#[derive(Debug, Deserialize)]
pub(super) struct Own {
    pub(super) for_everybody: String,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) comma: String,
    pub(super) semicolon: String,
    pub(super) sentence: String,
    pub(super) sentences: String,
    pub(super) date: String,
    pub(super) time_on: String,
    pub(super) months: String,
    pub(super) lead: String,
    pub(super) rehearsal: String,
    pub(super) rehearsal_line: String,
    pub(super) as_of: String,
    pub(super) times_local: String,
    pub(super) times_utc: String,
    pub(super) base_day: String,
    pub(super) asked: String,
    pub(super) how_to_read: String,
    pub(super) chose_itself: String,
    pub(super) chose_itself_line: String,
    pub(super) n_is: String,
    pub(super) eligible_is: String,
    pub(super) mode_is: String,
    pub(super) kept: String,
    pub(super) kept_full: String,
    pub(super) kept_relaxed: String,
    pub(super) kept_away: String,
    pub(super) policy_questions: String,
    pub(super) question: String,
    pub(super) question_labelled: String,
    pub(super) follows: String,
    pub(super) discussion_points: String,
    pub(super) positions: String,
    pub(super) raised_polls: String,
    pub(super) other_polls: String,
    pub(super) nothing_asked: String,
    pub(super) also_drawn: String,
    pub(super) not_asked: String,
    pub(super) poll: String,
    pub(super) poll_headed: String,
    pub(super) raised_at: String,
    pub(super) rests_on: String,
    pub(super) option_rests_on: String,
    pub(super) options_added: String,
    pub(super) not_same_people: String,
    pub(super) run: String,
    pub(super) opened_closed: String,
    pub(super) opened_open: String,
    pub(super) opened_until: String,
    pub(super) worded_then: String,
    pub(super) not_shown: String,
    pub(super) n_eligible: String,
    pub(super) n_rate: String,
    pub(super) n_unknown: String,
    pub(super) n_exceeds: String,
    pub(super) seen: String,
    pub(super) open_count: String,
    pub(super) at_least: String,
    pub(super) nobody: String,
    pub(super) too_few: String,
    pub(super) several: String,
    pub(super) mode_of: String,
    pub(super) mode_head: String,
    pub(super) mode_too_thin: String,
    pub(super) group_of: String,
    pub(super) equal_weight: String,
    pub(super) equal_weight_is: String,
    pub(super) who_was_here: String,
    pub(super) heads: String,
    pub(super) heads_line: String,
    pub(super) heads_room: String,
    pub(super) heads_online: String,
    pub(super) heads_none: String,
    pub(super) no_heads: String,
    pub(super) turnout: String,
    pub(super) run_head: String,
    pub(super) turnout_run: String,
    pub(super) eligible: String,
    pub(super) seen_head: String,
    pub(super) answered: String,
    pub(super) unknown: String,
    pub(super) no_runs: String,
    pub(super) minutes: String,
    pub(super) minutes_lead: String,
    pub(super) no_minutes: String,
    pub(super) time: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) role_chair: String,
    pub(super) role_on_site: String,
    pub(super) role_online: String,
    pub(super) role_rapporteur: String,
    pub(super) role_clock: String,
    pub(super) this_run: String,
    pub(super) this_void_run: String,
    pub(super) this_text: String,
    pub(super) act_opened: String,
    pub(super) act_opened_for: String,
    pub(super) act_closing: String,
    pub(super) act_closing_show: String,
    pub(super) act_kept_open: String,
    pub(super) act_extended: String,
    pub(super) act_shut: String,
    pub(super) act_shut_shown: String,
    pub(super) act_shown: String,
    pub(super) act_judged_approved: String,
    pub(super) act_judged_turned_down: String,
    pub(super) runs_compared: String,
    pub(super) act_hidden: String,
    pub(super) act_voided: String,
    pub(super) act_staged: String,
    pub(super) stage_join: String,
    pub(super) stage_aims: String,
    pub(super) stage_rules: String,
    pub(super) stage_closing: String,
    pub(super) act_raised: String,
    pub(super) act_edited: String,
    pub(super) act_signed: String,
    pub(super) act_sign_off_on: String,
    pub(super) act_sign_off_off: String,
    pub(super) act_codes_needed: String,
    pub(super) act_codes_free: String,
    pub(super) act_codes_anew: String,
    pub(super) by_code: String,
    pub(super) act_armed: String,
    pub(super) act_disarmed: String,
    pub(super) act_dropped: String,
    pub(super) act_ordered: String,
    pub(super) act_deck_added: String,
    pub(super) act_heads: String,
    pub(super) act_screen_let_in: String,
    pub(super) act_screen_named: String,
    pub(super) act_screen_pinned: String,
    pub(super) act_screen_unpinned: String,
    pub(super) act_screen_revoked: String,
    pub(super) act_handed_over: String,
    pub(super) act_took_over: String,
    pub(super) act_revoked: String,
    pub(super) sealed: String,
    pub(super) not_sealed: String,
    pub(super) act_sealed: String,
    pub(super) act_not_sealed: String,
    pub(super) act_refounded: String,
    pub(super) act_refounded_runs: String,
    pub(super) act_went_back: String,
    pub(super) act_went_back_runs: String,
    pub(super) act_unknown: String,
    pub(super) as_markdown: String,
    pub(super) nothing_shown: String,
    pub(super) back_to_vote: String,
}

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    static WORDS: InEach<Words> = InEach::new();
    WORDS.of(language)
}

impl Words {
    /// "1,204".
    pub(super) fn number(&self, n: u32) -> String {
        self.language.tag.number(n)
    }

    /// "52%" of `of`, which is not 0.
    pub(super) fn share(&self, part: u32, of: u32) -> String {
        self.language.tag.share(part, of)
    }

    /// A share from 0 to 1, rounded like the others.
    pub(super) fn percent(&self, share: f32) -> String {
        self.language.tag.percent((share * 100.0 + 0.5).floor() as u64)
    }

    /// "2.4"; a whole number stays one.
    pub(super) fn decimal(&self, figure: f32) -> String {
        self.language.tag.decimal(figure)
    }

    /// A label of a kind.
    pub(super) fn label(&self, label: &Label) -> String {
        words::label(self.language.tag, label)
    }

    /// The words of the catalogue under a kind's key.
    pub(super) fn word(&self, key: &str) -> &'static str {
        words::word(self.language.tag, key)
    }

    /// The form for `n`, with `n` in its place.
    pub(super) fn plural(&self, message: &Plural, n: u32) -> String {
        message.of(self.language.tag, n)
    }

    /// "a, b and c".
    pub(super) fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [most @ .., last] if !most.is_empty() => {
                fill(&self.shared.and, &[("a", &Self::joined(&self.report.comma, most)), ("b", last)])
            }
            [only, ..] => only.clone(),
        }
    }

    /// "a, b, c".
    pub(super) fn commas(&self, items: &[String]) -> String {
        Self::joined(&self.report.comma, items)
    }

    /// "a; b; c".
    pub(super) fn semicolons(&self, items: &[String]) -> String {
        Self::joined(&self.report.semicolon, items)
    }

    /// Whole sentences, one after the other.
    pub(super) fn sentences(&self, items: &[String]) -> String {
        Self::joined(&self.report.sentences, items)
    }

    /// "A.", of what is no sentence yet.
    pub(super) fn sentence(&self, text: &str) -> String {
        fill(&self.report.sentence, &[("text", text)])
    }

    fn joined(how: &str, items: &[String]) -> String {
        let mut items = items.iter().cloned();
        let first = items.next().unwrap_or_default();
        items.fold(first, |said, next| fill(how, &[("a", &said), ("b", &next)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_well() {
        let words = words(Language::En);
        assert_eq!(words.list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(words.list(&["a".into()]), "a");
        assert_eq!(words.list(&[]), "");
        assert_eq!(words.semicolons(&["a".into(), "{b}".into()]), "a; {b}");
        assert_eq!(words.plural(&words.shared.results_of, 1), "Result of 1 answer");
    }

    #[test]
    fn every_language_has_every_word_of_the_report() {
        for language in Language::ALL {
            assert!(!words(language).report.chose_itself.is_empty());
        }
    }
}
