//! The parts of one audience as last drawn, encoded once, and the frames made of them.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;

use crate::domain::moment::Moment;
use crate::frame;
use crate::views::Part;

/// From where a frame takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Since {
    /// The client has nothing, or something of another epoch.
    Nothing,
    /// The client has everything up to this version of the store (a page that was just loaded).
    Version(u64),
    /// The seat was last sent this drawing.
    Drawing(u64),
}

#[derive(Debug, Clone)]
struct Kept {
    key: String,
    json: Option<Bytes>,
    version: u64,
    drawing: u64,
}

/// What one audience may see, newest part by newest part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    parts: Vec<Kept>,
    /// Where each part stands: a moderator's shelf may hold a thousand questions.
    places: HashMap<String, usize>,
}

/// What every frame of a drawing says beside its parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp<'a> {
    pub(crate) epoch: &'a str,
    pub(crate) now: Moment,
}

impl Shelf {
    /// Puts these parts on the shelf as `drawing`, whichever of them changed; returns whether any did.
    pub(crate) fn update(&mut self, parts: Vec<Part>, drawing: u64) -> bool {
        let mut changed = false;
        for part in parts {
            let place = self.places.get(&part.key).copied();
            match place.and_then(|place| self.parts.get_mut(place)) {
                Some(kept) if kept.json.as_deref() == Some(part.json.as_slice()) => {}
                Some(kept) => {
                    kept.json = Some(part.json.into());
                    kept.version = part.version;
                    kept.drawing = drawing;
                    changed = true;
                }
                None => {
                    let json = Some(part.json.into());
                    self.places.insert(part.key.clone(), self.parts.len());
                    self.parts.push(Kept { key: part.key, json, version: part.version, drawing });
                    changed = true;
                }
            }
        }
        changed
    }

    /// As [`Self::update`], and what is not among `parts` goes away.
    pub(crate) fn replace(&mut self, parts: Vec<Part>, drawing: u64) -> bool {
        let keys: HashSet<String> = parts.iter().map(|part| part.key.clone()).collect();
        let mut changed = self.update(parts, drawing);
        for kept in &mut self.parts {
            if kept.json.is_some() && !keys.contains(&kept.key) {
                kept.json = None;
                kept.drawing = drawing;
                changed = true;
            }
        }
        changed
    }

    /// Takes everything off, so that whatever is put here next is news and has the version it comes with.
    pub(crate) fn clear(&mut self) {
        self.parts.iter_mut().for_each(|kept| kept.json = None);
    }

    /// The highest version among the parts.
    pub(crate) fn version(&self) -> u64 {
        self.parts.iter().filter(|kept| kept.json.is_some()).map(|kept| kept.version).max().unwrap_or(0)
    }

    /// The drawing in which a part last changed.
    pub(crate) fn newest(&self) -> u64 {
        self.parts.iter().map(|kept| kept.drawing).max().unwrap_or(0)
    }

    /// Whether any part changed after drawing `sent`.
    pub(crate) fn has_news(&self, sent: u64) -> bool {
        self.parts.iter().any(|kept| kept.drawing > sent)
    }

    /// The bytes of a view from `since`, with `mine` beside the shared parts: the payload of a frame.
    pub(crate) fn view(&self, stamp: Stamp<'_>, since: Since, mine: Option<&Part>) -> Vec<u8> {
        self.view_at(stamp, self.version(), since, mine)
    }

    /// A whole view but for its [`ending`], which alone changes with the moment it is sent.
    pub(crate) fn view_but_ending(&self, epoch: &str, mine: &Part) -> Vec<u8> {
        self.begun(epoch, self.version(), Since::Nothing, Some(mine))
    }

    fn view_at(&self, stamp: Stamp<'_>, version: u64, since: Since, mine: Option<&Part>) -> Vec<u8> {
        let mut out = self.begun(stamp.epoch, version, since, mine);
        out.extend_from_slice(ending(stamp.now).as_bytes());
        out
    }

    fn begun(&self, epoch: &str, version: u64, since: Since, mine: Option<&Part>) -> Vec<u8> {
        let full = since == Since::Nothing;
        let head = format!(r#"{{"epoch":"{epoch}","version":{version},"full":{full},"parts":{{"#);
        let mut out = Vec::with_capacity(256);
        out.extend_from_slice(head.as_bytes());
        let start = out.len();
        for kept in &self.parts {
            let wanted = match since {
                Since::Nothing => kept.json.as_deref().is_some_and(|json| json != b"null"),
                // Parts without a version are always news to a page that was loaded before.
                Since::Version(have) => kept.version == 0 || kept.version > have || kept.json.is_none(),
                Since::Drawing(sent) => kept.drawing > sent,
            };
            if wanted {
                push_part(&mut out, start, &kept.key, kept.json.as_deref().unwrap_or(b"null"));
            }
        }
        if let Some(mine) = mine {
            push_part(&mut out, start, &mine.key, &mine.json);
        }
        out.push(b'}');
        out
    }

    /// A frame with one part alone.
    pub(crate) fn frame_of(&self, stamp: Stamp<'_>, key: &str) -> Bytes {
        let parts = self.parts.iter().filter(|kept| kept.key == key).cloned().collect();
        let alone = Self { parts, places: HashMap::new() };
        let view = alone.view_at(stamp, 0, Since::Drawing(0), None);
        frame::text(&[br#"{"view":"#, &view, b"}"])
    }

    /// The same as a whole frame.
    pub(crate) fn frame(&self, stamp: Stamp<'_>, since: Since, mine: Option<&Part>) -> Bytes {
        frame::text(&[br#"{"view":"#, &self.view(stamp, since, mine), b"}"])
    }
}

/// What every view ends with.
pub(crate) fn ending(now: Moment) -> String {
    format!(r#","now":{}}}"#, now.0)
}

fn push_part(out: &mut Vec<u8>, start: usize, key: &str, json: &[u8]) {
    if out.len() > start {
        out.push(b',');
    }
    out.push(b'"');
    out.extend_from_slice(key.as_bytes());
    out.extend_from_slice(b"\":");
    out.extend_from_slice(json);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(key: &str, version: u64, json: &str) -> Part {
        Part { key: key.into(), version, json: json.into() }
    }

    fn view(shelf: &Shelf, since: Since) -> serde_json::Value {
        let stamp = Stamp { epoch: "e", now: Moment(7) };
        serde_json::from_slice(&shelf.view(stamp, since, None)).unwrap()
    }

    #[test]
    fn a_view_holds_what_changed_and_nulls_what_went() {
        let mut shelf = Shelf::default();
        assert!(shelf.replace(vec![part("stage", 1, "1"), part("run/1", 2, "2"), part("here", 0, "9")], 1));
        assert!(!shelf.update(vec![part("stage", 5, "1")], 2), "the same bytes are no news");
        assert!(shelf.replace(vec![part("stage", 6, "3"), part("here", 0, "9")], 3));
        assert_eq!(view(&shelf, Since::Drawing(3))["parts"], serde_json::json!({}));
        assert_eq!(view(&shelf, Since::Drawing(2))["parts"], serde_json::json!({"stage": 3, "run/1": null}));
        assert_eq!(view(&shelf, Since::Nothing)["parts"], serde_json::json!({"stage": 3, "here": 9}));
        assert_eq!(view(&shelf, Since::Version(6))["parts"], serde_json::json!({"here": 9, "run/1": null}));
        assert_eq!(view(&shelf, Since::Nothing)["version"], 6);
        assert_eq!(view(&shelf, Since::Nothing)["full"], true);
    }

    #[test]
    fn what_is_the_same_in_another_history_has_the_version_it_has_there() {
        let mut shelf = Shelf::default();
        shelf.replace(vec![part("run/1", 9, "1"), part("result/1", 12, "2")], 1);
        shelf.clear();
        assert!(shelf.replace(vec![part("run/1", 5, "1"), part("result/1", 7, "2")], 2));
        assert_eq!(view(&shelf, Since::Nothing)["version"], 7);
        // What comes next, above it, reaches a page that has this view.
        shelf.update(vec![part("run/1", 8, "3")], 3);
        assert_eq!(view(&shelf, Since::Version(7))["parts"], serde_json::json!({"run/1": 3}));
    }
}
