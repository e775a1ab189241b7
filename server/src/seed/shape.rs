//! The shape of a seed file: which keys stand where, and of which type.
//!
//! `serde` refuses unknown keys, missing keys and wrong types, with their place; what a value must *mean* is checked
//! next door, in `workshop`, `poll` and `deck`, for which every text keeps the span it was read from.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::SeedError;
use super::page::Page;
use crate::domain::poll::Visibility;

/// A text and where it stands.
pub(super) type Text = Spanned<String>;
/// Texts, and where each of them and their list stands.
pub(super) type Texts = Spanned<Vec<Text>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkshopShape {
    pub(super) reference: Text,
    pub(super) kind: Text,
    pub(super) number: u32,
    pub(super) year: u16,
    pub(super) title: Text,
    pub(super) format: Text,
    pub(super) minutes: Spanned<u16>,
    pub(super) language: Text,
    pub(super) aims: Vec<Text>,
    pub(super) expected_outcomes: Vec<Text>,
    pub(super) hybrid_plan: Vec<Text>,
    #[serde(default)]
    pub(super) organizers: Vec<PersonShape>,
    #[serde(default)]
    pub(super) speakers: Vec<PersonShape>,
    pub(super) moderator: Option<PersonShape>,
    pub(super) online_moderator: Option<PersonShape>,
    pub(super) rapporteur: Option<PersonShape>,
    pub(super) policy_questions: Vec<PolicyQuestionShape>,
    #[serde(default)]
    pub(super) discussion_points: Vec<DiscussionPointShape>,
    pub(super) polls: Vec<PollShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonShape {
    pub(super) name: Option<Text>,
    pub(super) affiliation: Option<Text>,
    pub(super) stakeholder_group: Option<Text>,
    pub(super) regional_group: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyQuestionShape {
    pub(super) id: Text,
    pub(super) label: Option<Text>,
    pub(super) text: Text,
    pub(super) follows: Option<Text>,
    pub(super) uncertain: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscussionPointShape {
    pub(super) id: Text,
    pub(super) text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PollShape {
    pub(super) id: Text,
    pub(super) from: Texts,
    pub(super) kind: Text,
    pub(super) prompt: Text,
    pub(super) quotes: Texts,
    pub(super) options: Option<Spanned<Vec<Spanned<OptionShape>>>>,
    pub(super) labels: Option<Texts>,
    pub(super) min: Option<Spanned<i64>>,
    pub(super) max: Option<Spanned<i64>>,
    pub(super) total: Option<Spanned<i64>>,
    pub(super) most: Option<Spanned<i64>>,
    pub(super) unit: Option<Text>,
    pub(super) across: Option<Spanned<EndsShape>>,
    pub(super) up: Option<Spanned<EndsShape>>,
    pub(super) statements: Option<Spanned<Vec<PollStatementShape>>>,
    #[serde(default)]
    pub(super) visibility: Visibility,
    #[serde(default)]
    pub(super) sensitive: bool,
    pub(super) seconds: Option<Spanned<u32>>,
    pub(super) planned: Option<Text>,
    #[serde(default)]
    pub(super) translations: BTreeMap<String, Spanned<TranslationShape>>,
}

/// The words of a poll in another language, under its tag.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TranslationShape {
    pub(super) prompt: Text,
    #[serde(default)]
    pub(super) options: Vec<Text>,
    /// A person who reads both languages has compared them.
    #[serde(default)]
    pub(super) checked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionShape {
    pub(super) text: Text,
    pub(super) quote: Option<Text>,
    #[serde(default)]
    pub(super) added: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndsShape {
    pub(super) low: Text,
    pub(super) high: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PollStatementShape {
    pub(super) text: Text,
    pub(super) attributed_to: Option<Text>,
    #[serde(default)]
    pub(super) contested: bool,
    pub(super) quotes: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeckShape {
    pub(super) id: Text,
    pub(super) title: Text,
    pub(super) about: Text,
    pub(super) prompt: Text,
    pub(super) sides: Texts,
    pub(super) statements: Vec<StatementShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatementShape {
    pub(super) id: Text,
    pub(super) side: Text,
    pub(super) attributed_to: Text,
    pub(super) contested: bool,
    pub(super) prompt: Text,
    pub(super) quotes: Texts,
}

/// The page in the wanted shape.
pub(super) fn read<T: DeserializeOwned>(page: &Page<'_>) -> Result<T, SeedError> {
    toml::from_str(page.toml).map_err(|error| misshapen(page, &error))
}

/// Whether the page is a deck: only decks have statements.
pub(super) fn is_deck(page: &Page<'_>) -> Result<bool, SeedError> {
    read::<toml::Table>(page).map(|table| table.contains_key("statements"))
}

fn misshapen(page: &Page<'_>, error: &toml::de::Error) -> SeedError {
    let start = error.span().map_or(0, |span| span.start);
    SeedError { file: page.file.to_owned(), line: page.line_at(start), reason: error.message().replace('\n', "; ") }
}
