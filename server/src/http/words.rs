//! The words of the server's own pages, from the one catalogue (`web-client/messages`). See `crate::words`.

use serde::Deserialize;

use crate::domain::kind::fields::Label;
use crate::domain::language::Language;
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
    /// The rules of the room, which the stage shows, too.
    pub talk: Rules,
}

/// The rules of the room.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "each is the sentence it names; the catalogue is where they are read")]
pub struct Rules {
    pub rules: String,
    pub rule_change: String,
    pub rule_names: String,
    pub rule_hidden: String,
    pub rule_cant_say: String,
    pub rule_chose: String,
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
    pub known: String,
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
