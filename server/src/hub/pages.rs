//! The pages of a room that many phones read alike, written and packed once for each drawing of what phones see.

use std::collections::HashMap;
use std::sync::Arc;

use super::Watched;
use super::seat::lock;
use super::shelf;
use crate::domain::language::Language;
use crate::domain::person::{Group, Mode};
use crate::packed::Packed;
use crate::views::{Audience, Part};

/// What the page of somebody who has nothing of their own yet depends on, beside the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reads {
    /// The page's.
    pub language: Language,
    /// How they take part.
    pub mode: Mode,
    /// Of which group, if they were asked and answered.
    pub group: Option<Group>,
    /// What can wait is fetched only when they ask for it.
    pub spares: bool,
}

/// The pages of one drawing; the next one begins anew, so they are never more than there are ways to read a room.
#[derive(Debug, Default)]
pub(super) struct Pages {
    epoch: String,
    drawing: u64,
    by: HashMap<Reads, Arc<Packed>>,
}

impl Watched {
    /// The page for somebody who reads so and has nothing of their own but `mine`, and what is to stand behind it now. `write`
    /// gets their view without its end, and writes the page up to there.
    pub fn page(&self, reads: Reads, mine: &Part, write: impl FnOnce(Vec<u8>) -> String) -> (Arc<Packed>, String) {
        let audience = Audience::Phones(Vec::new());
        self.ensure(&audience);
        let drawn = self.drawn();
        let seen = &drawn.shelves[&audience];
        let drawing = seen.newest();
        let mut pages = lock(&self.pages);
        if (pages.drawing, &pages.epoch) != (drawing, &drawn.epoch) {
            *pages = Pages { epoch: drawn.epoch.clone(), drawing, by: HashMap::new() };
        }
        // Written under the lock: whoever comes at the same moment waits for this one, and does not write it, too.
        let page = pages.by.entry(reads).or_insert_with(|| {
            let view = seen.view_but_ending(&drawn.epoch, mine);
            Arc::new(Packed::of(write(view)))
        });
        (page.clone(), shelf::ending(self.store_now()))
    }
}
