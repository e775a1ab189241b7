//! The workshops and decks a server starts with, read from TOML and checked against the texts they were drawn from.
//!
//! `seeds/README.md` describes the format. A seed with a mistake is refused whole, with its file, line and reason: a
//! poll that misquotes its workshop must not reach a wall.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::Path;

use self::page::Page;
use crate::domain::workshop::{Deck, Workshop};

mod deck;
mod page;
mod poll;
mod shape;
mod workshop;

#[cfg(test)]
mod contents;
#[cfg(test)]
mod mistakes;

/// Everything a folder of seeds holds, in the order of the file names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeds {
    /// One room each.
    pub workshops: Vec<Workshop>,
    /// Statements that moderators can add to any room.
    pub decks: Vec<Deck>,
}

/// Why a seed was refused, for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeedError {
    /// The file as it was named to the reader.
    pub file: String,
    /// From 1; 1 also where the file as a whole is meant.
    pub line: usize,
    /// In words.
    pub reason: String,
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

impl std::error::Error for SeedError {}

impl SeedError {
    fn whole(file: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { file: file.into(), line: 1, reason: reason.into() }
    }
}

/// A name that other files must not use for the same thing, and the line it stands at.
struct Claim {
    noun: Noun,
    name: String,
    line: usize,
}

/// What a claimed name names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Noun {
    Reference,
    Deck,
    Poll,
}

impl Noun {
    fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Deck => "deck id",
            Self::Poll => "poll id",
        }
    }

    /// What else must not carry the same name in another file. A deck is a poll that can be added to every room, so it
    /// clashes with the polls of each workshop; two workshops are two rooms, so their polls never meet.
    fn clashes_with(self) -> &'static [Self] {
        match self {
            Self::Reference => &[Self::Reference],
            Self::Deck => &[Self::Deck, Self::Poll],
            Self::Poll => &[Self::Deck],
        }
    }
}

/// Reads one workshop.
///
/// `file_name` is used in messages only. `source` is the text the workshop was drawn from; without one the seed is
/// refused, because nothing in it could be checked.
pub fn parse_workshop(file_name: &str, toml: &str, source: Option<&str>) -> Result<Workshop, SeedError> {
    workshop::read(&Page { file: file_name, toml, source }).map(|(workshop, _)| workshop)
}

/// Reads one deck; the arguments are those of [`parse_workshop`].
pub fn parse_deck(file_name: &str, toml: &str, source: Option<&str>) -> Result<Deck, SeedError> {
    deck::read(&Page { file: file_name, toml, source }).map(|(deck, _)| deck)
}

macro_rules! embedded {
    ($($stem:literal),* $(,)?) => {
        [$(Page {
            file: concat!("seeds/", $stem, ".toml"),
            toml: include_str!(concat!("../../seeds/", $stem, ".toml")),
            source: Some(include_str!(concat!("../../seeds/sources/", $stem, ".txt"))),
        }),*]
    };
}

/// The seeds that every binary carries, so that an installed one needs no folder beside it.
pub fn built_in() -> Result<Seeds, SeedError> {
    let pages =
        embedded!["igf-2020-ws-230", "igf-2021-ws-27", "igf-2023-ws-267", "igf-2023-ws-534", "iwf-e2ee-positions",];
    let mut gathering = Gathering::default();
    for page in &pages {
        gathering.add(page)?;
    }
    Ok(gathering.seeds)
}

/// The seeds of a folder: every `NAME.toml` in it, with the text it was drawn from in `sources/NAME.txt`.
pub fn read_dir(path: impl AsRef<Path>) -> Result<Seeds, SeedError> {
    let folder = path.as_ref();
    let unreadable = |error: std::io::Error| SeedError::whole(folder.display().to_string(), error.to_string());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(SeedError::whole(folder.display().to_string(), "no seed (*.toml) stands here"));
    }
    files.sort();
    let mut gathering = Gathering::default();
    for file in files {
        let name = file.display().to_string();
        let toml = fs::read_to_string(&file).map_err(|error| SeedError::whole(&name, error.to_string()))?;
        let text = folder.join("sources").join(file.with_extension("txt").file_name().unwrap_or_default());
        let source = match fs::read_to_string(&text) {
            Ok(source) => Some(source),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(SeedError::whole(text.display().to_string(), error.to_string())),
        };
        gathering.add(&Page { file: &name, toml: &toml, source: source.as_deref() })?;
    }
    Ok(gathering.seeds)
}

/// Seeds as they come in, and where each name that must be unique was taken first.
#[derive(Default)]
struct Gathering {
    seeds: Seeds,
    taken: HashMap<(Noun, String), String>,
}

impl Gathering {
    fn add(&mut self, page: &Page<'_>) -> Result<(), SeedError> {
        let claims = if shape::is_deck(page)? {
            let (deck, claims) = deck::read(page)?;
            self.seeds.decks.push(deck);
            claims
        } else {
            let (workshop, claims) = workshop::read(page)?;
            self.seeds.workshops.push(workshop);
            claims
        };
        for Claim { noun, name, line } in &claims {
            let first = noun.clashes_with().iter().find_map(|other| self.taken.get(&(*other, name.clone())));
            if let Some(first) = first {
                let reason = format!("{} {name:?} stands in {first} already", noun.as_str());
                return Err(SeedError { file: page.file.to_owned(), line: *line, reason });
            }
        }
        for Claim { noun, name, .. } in claims {
            self.taken.insert((noun, name), page.file.to_owned());
        }
        Ok(())
    }
}
