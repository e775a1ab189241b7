//! The words of the server's own pages, from the one catalogue (`web-client/messages`). See `crate::words`.

use serde::Deserialize;

use crate::domain::language::Language;
use crate::words::InEach;

/// The words the server says itself.
#[derive(Debug, Deserialize)]
pub struct Words {
    /// The language itself.
    pub language: Of,
    /// Words it shares with the client.
    pub shared: Shared,
    /// Words of its own.
    pub server: Own,
}

/// A language, as it calls itself.
#[derive(Debug, Deserialize)]
pub struct Of {
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
}

/// The server's own words.
#[derive(Debug, Deserialize)]
#[expect(missing_docs, reason = "each is the sentence it names; the catalogue is where they are read")]
pub struct Own {
    pub enter_code: String,
    pub join: String,
    pub no_such_room: String,
    pub choose_one: String,
    pub choose_between: String,
    pub count_my_choice: String,
    pub counted: String,
    pub changed: String,
    pub too_late: String,
    pub superseded: String,
    pub not_taken: String,
    pub moderators_only: String,
    pub try_again: String,
    pub open_page_again: String,
    pub your_choice: String,
    pub waiting: String,
    pub how_here: String,
    pub in_the_room: String,
    pub online: String,
    pub reload: String,
    pub languages: String,
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    static WORDS: InEach<Words> = InEach::new();
    WORDS.of(language)
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
