//! One seed file beside the text it was drawn from: what any text in it can be asked, and a refusal with its line.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::shape::{Text, Texts};
use super::{Claim, Noun, SeedError};
use crate::domain::id::PollId;

/// A prompt longer than this is not read in the time a room gives it; the wire carries no longer text either.
const MAX_GRAPHEMES: usize = 300;
/// A text of few graphemes can still be of many bytes; the frame that carries it cannot.
const MAX_BYTES: usize = 2000;
/// A seed file and the text it was drawn from, as they were found.
pub(super) struct Page<'a> {
    /// As it is named in messages.
    pub(super) file: &'a str,
    pub(super) toml: &'a str,
    pub(super) source: Option<&'a str>,
}

impl Page<'_> {
    /// The line, from 1, that the byte at `offset` stands in.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        1 + self.toml.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    pub(super) fn refuse(&self, span: Range<usize>, reason: impl Into<String>) -> SeedError {
        SeedError { file: self.file.to_owned(), line: self.line_at(span.start), reason: reason.into() }
    }

    pub(super) fn source(&self) -> Result<&str, SeedError> {
        self.source.ok_or_else(|| {
            let name = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
            let text = name.strip_suffix(".toml").unwrap_or(name);
            SeedError::whole(self.file, format!("the text it was drawn from is missing: sources/{text}.txt"))
        })
    }

    /// A text that must not be blank.
    pub(super) fn filled(&self, text: &Text, what: &str) -> Result<String, SeedError> {
        if text.get_ref().trim().is_empty() {
            return Err(self.refuse(text.span(), format!("{what} is empty")));
        }
        Ok(text.get_ref().clone())
    }

    /// A text that must stand in the source byte for byte.
    pub(super) fn verbatim(&self, text: &Text, what: &str) -> Result<String, SeedError> {
        let words = self.filled(text, what)?;
        if !self.source()?.contains(&words) {
            return Err(self.refuse(text.span(), format!("{what} does not stand in the source text: {words:?}")));
        }
        Ok(words)
    }

    pub(super) fn verbatim_all(&self, texts: &[Text], what: &str) -> Result<Vec<String>, SeedError> {
        texts.iter().map(|text| self.verbatim(text, what)).collect()
    }

    /// A text that a phone shows: not blank, and short enough.
    pub(super) fn shown(&self, text: &Text, what: &str) -> Result<String, SeedError> {
        let words = self.filled(text, what)?;
        let graphemes = words.graphemes(true).count();
        if graphemes > MAX_GRAPHEMES {
            let reason = format!("{what} has {graphemes} characters, at most {MAX_GRAPHEMES} are read");
            return Err(self.refuse(text.span(), reason));
        }
        if words.len() > MAX_BYTES {
            let reason = format!("{what} has {} bytes, at most {MAX_BYTES} fit", words.len());
            return Err(self.refuse(text.span(), reason));
        }
        Ok(words)
    }

    /// A name that can stand in a link; those of decks follow the rule of those of polls.
    pub(super) fn id(&self, id: &Text, what: &str) -> Result<PollId, SeedError> {
        id.get_ref().parse().map_err(|_| {
            let reason = format!("{what} {:?} is not 1 to 40 of a-z, 0-9 and hyphen", id.get_ref());
            self.refuse(id.span(), reason)
        })
    }

    pub(super) fn quotes(&self, quotes: &Texts) -> Result<Vec<String>, SeedError> {
        if quotes.get_ref().is_empty() {
            return Err(self.refuse(quotes.span(), "quotes is empty: a prompt names the words it rests on"));
        }
        self.verbatim_all(quotes.get_ref(), "quote")
    }

    pub(super) fn claim(&self, noun: Noun, text: &Text) -> Claim {
        Claim { noun, name: text.get_ref().clone(), line: self.line_at(text.span().start) }
    }
}

/// Remembers names as they come and refuses the second use of one.
pub(super) struct Once<'a> {
    page: &'a Page<'a>,
    noun: &'static str,
    seen: BTreeMap<String, usize>,
}

impl<'a> Once<'a> {
    pub(super) fn new(page: &'a Page<'a>, noun: &'static str) -> Self {
        Self { page, noun, seen: BTreeMap::new() }
    }

    pub(super) fn take(&mut self, id: &Text) -> Result<String, SeedError> {
        let name = self.page.filled(id, self.noun)?;
        let line = self.page.line_at(id.span().start);
        if let Some(first) = self.seen.insert(name.clone(), line) {
            let reason = format!("{} {name:?} stands twice, first in line {first}", self.noun);
            return Err(self.page.refuse(id.span(), reason));
        }
        Ok(name)
    }
}
