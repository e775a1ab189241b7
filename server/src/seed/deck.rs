//! From the shape of a deck to the domain's: one poll of statements, each side with as many as every other.

use super::page::{Once, Page};
use super::shape::{self, DeckShape, StatementShape};
use super::{Claim, Noun, SeedError};
use crate::domain::kind::Kind;
use crate::domain::kind::statements::{Statement, Statements};
use crate::domain::poll::{Poll, Provenance, Source, Visibility};
use crate::domain::translation::Translations;
use crate::domain::workshop::Deck;

/// The deck of a page, and the names that no other page may use.
pub(super) fn read(page: &Page<'_>) -> Result<(Deck, Vec<Claim>), SeedError> {
    let shape: DeckShape = shape::read(page)?;
    page.source()?;
    let mut ids = Once::new(page, "statement id");
    let mut statements = Vec::new();
    for statement in &shape.statements {
        ids.take(&statement.id)?;
        page.id(&statement.id, "statement id")?;
        statements.push(self::statement(page, statement)?);
    }
    both_sides_speak_alike(page, &shape)?;
    let kind = Kind::Statements(Statements { statements });
    kind.check().map_err(|fault| page.refuse(shape.statements[0].id.span(), fault.to_string()))?;
    let about = page.filled(&shape.about, "about")?;
    let poll = Poll {
        id: page.id(&shape.id, "deck id")?,
        prompt: page.shown(&shape.prompt, "prompt")?,
        kind,
        provenance: Provenance {
            source: Source::Positions { about: about.clone() },
            quotes: Vec::new(),
            option_quotes: Vec::new(),
        },
        visibility: Visibility::Hidden,
        sensitive: false,
        seconds: None,
        planned: None,
        translations: Translations::new(),
    };
    let deck = Deck { id: poll.id.as_str().to_owned(), title: page.filled(&shape.title, "title")?, about, poll };
    Ok((deck, vec![page.claim(Noun::Deck, &shape.id)]))
}

/// A deck has two sides or more, each with as many statements as every other.
fn both_sides_speak_alike(page: &Page<'_>, shape: &DeckShape) -> Result<(), SeedError> {
    let mut once = Once::new(page, "side");
    let mut counts: Vec<(String, usize)> = Vec::new();
    for side in shape.sides.get_ref() {
        counts.push((once.take(side)?, 0));
    }
    for statement in &shape.statements {
        let name = statement.side.get_ref();
        let Some((_, count)) = counts.iter_mut().find(|(side, _)| side == name) else {
            return Err(page.refuse(statement.side.span(), format!("side {name:?} is none of the deck's sides")));
        };
        *count += 1;
    }
    let even = counts.windows(2).all(|pair| pair[0].1 == pair[1].1);
    if counts.len() < 2 || !even || shape.statements.is_empty() {
        let found: Vec<String> = counts.iter().map(|(side, count)| format!("{side} {count}")).collect();
        let reason = format!("a deck has equally many statements from each of its sides, not {}", found.join(", "));
        return Err(page.refuse(shape.sides.span(), reason));
    }
    Ok(())
}

fn statement(page: &Page<'_>, shape: &StatementShape) -> Result<Statement, SeedError> {
    Ok(Statement {
        text: page.shown(&shape.prompt, "prompt")?,
        attributed_to: Some(page.filled(&shape.attributed_to, "attributed_to")?),
        contested: shape.contested,
        quotes: page.quotes(&shape.quotes)?,
    })
}
