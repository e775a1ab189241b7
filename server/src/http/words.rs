//! The words of the server's own pages, from the one catalogue (`web-client/messages`). See `crate::words`.

use serde::Deserialize;

use crate::domain::kind::fields::Label;
use crate::domain::language::Language;
use crate::domain::question::{Rule, State};
use crate::words::{self, InEach, Plural};

/// The words the server says itself.
#[derive(Debug, Deserialize)]
pub struct Words {
    /// The language itself.
    pub language: Of,
    /// Words it shares with the client.
    pub shared: Shared,
    /// Words of its own.
    pub server: Own,
    /// The rules of the room, which the stage shows, too, and how questions are asked.
    pub talk: Talk,
    /// What pages without scripts have in common.
    pub report: OfReport,
}

/// Words of the report's pages.
#[derive(Debug, Deserialize)]
pub struct OfReport {
    /// The way back.
    pub back_to_vote: String,
}

/// The rules of the room, and how questions are asked.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "each is the sentence it names; the catalogue is where they are read")]
pub struct Talk {
    pub rules: String,
    pub rule_change: String,
    pub rule_names: String,
    pub rule_hidden: String,
    pub rule_cant_say: String,
    pub rule_chose: String,
    pub ask_label: String,
    pub ask_to: String,
    pub ask_to_all: String,
    pub ask_send: String,
    pub ask_done: String,
    pub ask_done_held: String,
    pub words_kept: String,
    pub no_paused: String,
    pub no_too_many: Plural,
    pub no_full: String,
    pub no_early: String,
    pub no_over: String,
    pub no_bad_text: String,
    pub no_other: String,
    pub no_take_back: String,
    pub no_lower: String,
    pub decline_rules: String,
    pub decline_rules_lead: String,
    pub decline_rules_more: String,
    pub rule_off_topic: String,
    pub rule_attack: String,
    pub rule_private_person: String,
    pub rule_asked_already: String,
    pub rule_advertising: String,
    pub rule_unclear: String,
    pub mine_head: String,
    pub fate_in_review: String,
    pub fate_approved: String,
    pub fate_answering: String,
    pub fate_answered: String,
    pub fate_declined: String,
    pub fate_archived: String,
    pub fate_withdrawn: String,
    pub fate_merged: String,
    pub reason: String,
    pub reply: String,
    pub take_back: String,
}

impl Talk {
    /// The published rule that a question may be declined under.
    pub fn rule(&self, rule: Rule) -> &str {
        match rule {
            Rule::OffTopic => &self.rule_off_topic,
            Rule::Attack => &self.rule_attack,
            Rule::PrivatePerson => &self.rule_private_person,
            Rule::AskedAlready => &self.rule_asked_already,
            Rule::Advertising => &self.rule_advertising,
            Rule::Unclear => &self.rule_unclear,
        }
    }

    /// What has become of a question, told to whoever asked it.
    pub fn fate(&self, state: &State) -> String {
        match state {
            State::InReview => self.fate_in_review.clone(),
            State::Approved => self.fate_approved.clone(),
            State::Answering => self.fate_answering.clone(),
            State::Answered => self.fate_answered.clone(),
            State::Declined { rule, .. } => self.fate_declined.replace("{rule}", self.rule(*rule)),
            State::Archived => self.fate_archived.clone(),
            State::Withdrawn => self.fate_withdrawn.clone(),
            State::Merged { .. } => self.fate_merged.clone(),
        }
    }
}

/// A language, as it calls itself.
#[derive(Debug, Deserialize)]
pub struct Of {
    /// Which.
    pub tag: Language,
    /// "Français".
    pub name: String,
}

/// Words it shares with the client.
#[derive(Debug, Deserialize)]
pub struct Shared {
    /// "I can't say".
    pub cant_say: String,
    /// The answers of a yes/no poll and of a gradient of agreement, in order.
    pub yes: String,
    /// See [`Self::yes`].
    pub no: String,
    /// See [`Self::yes`].
    pub gradient_support: String,
    /// See [`Self::yes`].
    pub gradient_live: String,
    /// See [`Self::yes`].
    pub gradient_info: String,
    /// See [`Self::yes`].
    pub gradient_object: String,
    /// What stands beside words that are not the poll's own.
    pub translated: String,
    /// See [`Self::translated`].
    pub unchecked: String,
    /// See [`Self::translated`].
    pub original: String,
    /// The stakeholder groups' names.
    pub of_government: String,
    /// See [`Self::of_government`].
    pub of_civil_society: String,
    /// See [`Self::of_government`].
    pub of_private_sector: String,
    /// See [`Self::of_government`].
    pub of_technical_community: String,
    /// See [`Self::of_government`].
    pub of_intergovernmental: String,
    /// See [`Self::of_government`].
    pub of_other: String,
}

/// The server's own words.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "each is the sentence it names; the catalogue is where they are read")]
pub struct Own {
    pub enter_code: String,
    pub join: String,
    pub no_such_room: String,
    pub choose_one: String,
    pub count_my_choice: String,
    pub counted: String,
    pub changed: String,
    pub too_late: String,
    pub superseded: String,
    pub not_taken: String,
    pub wrong_count: String,
    pub wrong_total: String,
    pub out_of_range: String,
    pub chosen_twice: String,
    pub bad_text: String,
    pub moderators_only: String,
    pub try_again: String,
    pub open_page_again: String,
    pub your_choice: String,
    pub waiting: String,
    pub over: String,
    pub read_report: String,
    pub how_here: String,
    pub in_the_room: String,
    pub online: String,
    pub group_ask: String,
    pub group_now: String,
    pub group_rather_not: String,
    pub no_network: String,
    pub no_network_more: String,
    pub results_text: String,
    pub reload: String,
    pub languages: String,
    pub enter_needed: String,
    pub enter_head: String,
    pub enter_label: String,
    pub enter_lead: String,
    pub enter_go: String,
    pub enter_wrong: String,
    pub enter_slow: String,
    pub enter_again: String,
    pub enter_later: String,
    pub enter_done: String,
    pub enter_on: String,
    pub codes_head: String,
    pub codes_made: Plural,
    pub codes_needed: String,
    pub codes_not_needed: String,
    pub codes_lead: String,
    pub codes_how_many: String,
    pub codes_need: String,
    pub codes_save: String,
    pub codes_anew: String,
    pub codes_anew_lead: String,
    pub codes_print: String,
    pub codes_part: String,
    pub codes_bounds: String,
    pub codes_open: String,
    pub codes_changed: String,
    pub codes_not_done: String,
    pub codes_chair: String,
    pub card_how: String,
    pub known: String,
    pub known_code: String,
    pub known_pass: String,
    pub known_ballots: String,
    pub known_questions: String,
    pub known_mode: String,
    pub known_group: String,
    pub known_presence: String,
    pub known_told: String,
    pub known_kept: Plural,
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    static WORDS: InEach<Words> = InEach::new();
    WORDS.of(language)
}

impl Words {
    /// A label of a kind.
    pub fn label(&self, label: &Label) -> String {
        words::label(self.language.tag, label)
    }

    /// The form of a message for `n`, with `n` in its place.
    pub fn plural(&self, message: &Plural, n: u32) -> String {
        message.of(self.language.tag, n)
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::language::Language;

    #[test]
    fn the_catalogue_has_every_word_the_server_says() {
        for language in Language::ALL {
            assert!(!super::words(language).server.counted.is_empty());
        }
    }
}
