//! A disk as it may be found after the power went: it has what was synced, and perhaps some of what was not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::trace::Op;

/// How much a disk keeps of what was not synced.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Keeps {
    /// Nothing.
    Synced,
    /// Some, drawn from this seed: of each file any of the writes since its last sync, the last perhaps by half; of the names the old or the new.
    Some(u64),
    /// Everything, as after a kill -9.
    All,
}

#[derive(Debug, Clone, Default)]
struct File {
    now: Vec<u8>,
    synced: Vec<u8>,
    /// What was done to it since.
    since: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Resize(usize),
}

impl Change {
    fn done_to(&self, content: &mut Vec<u8>, length: usize) {
        match self {
            Self::Write { at, bytes } => {
                let bytes = &bytes[..length.min(bytes.len())];
                if content.len() < at + bytes.len() {
                    content.resize(at + bytes.len(), 0);
                }
                content[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Self::Resize(length) => content.resize(*length, 0),
        }
    }
}

/// The files of one folder, and its names.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
}

impl Disk {
    /// Does one step.
    pub(crate) fn does(&mut self, op: &Op) {
        match op {
            Op::Create { path } => {
                let next = self.files.len();
                if *self.names.entry(path.clone()).or_insert(next) == next {
                    self.files.push(File::default());
                }
            }
            Op::Write { path, at, bytes } => self.change(path, Change::Write { at: *at, bytes: bytes.clone() }),
            Op::Resize { path, length } => self.change(path, Change::Resize(*length)),
            Op::Sync { path } => match self.names.get(path) {
                Some(file) => {
                    let file = &mut self.files[*file];
                    file.synced.clone_from(&file.now);
                    file.since.clear();
                }
                None => self.synced_names.clone_from(&self.names),
            },
            Op::Rename { from, to } => {
                let file = self.names.remove(from).expect("what is renamed was there");
                self.names.insert(to.clone(), file);
            }
            Op::Remove { path } => drop(self.names.remove(path).expect("what is removed was there")),
            Op::Said(_) => {}
        }
    }

    fn change(&mut self, path: &Path, change: Change) {
        let file = *self.names.get(path).expect("what is written was there");
        let file = &mut self.files[file];
        change.done_to(&mut file.now, usize::MAX);
        file.since.push(change);
    }

    /// Writes what would be found into a folder.
    pub(crate) fn found_after(&self, keeps: Keeps, folder: &Path) {
        let mut rng = SmallRng::seed_from_u64(if let Keeps::Some(seed) = keeps { seed } else { 0 });
        let names = match keeps {
            Keeps::All => &self.names,
            Keeps::Some(_) if rng.random() => &self.names,
            Keeps::Synced | Keeps::Some(_) => &self.synced_names,
        };
        for (path, file) in names {
            let name = path.file_name().expect("a file's name");
            // The index of the log lives in memory that processes share; nothing rests on what the disk has of it.
            if !name.to_string_lossy().ends_with("-shm") {
                std::fs::write(folder.join(name), self.files[*file].found(keeps, &mut rng))
                    .expect("a folder of the test's own");
            }
        }
    }
}

impl File {
    fn found(&self, keeps: Keeps, rng: &mut SmallRng) -> Vec<u8> {
        match keeps {
            Keeps::Synced => self.synced.clone(),
            Keeps::All => self.now.clone(),
            Keeps::Some(_) => {
                let mut content = self.synced.clone();
                for (at, change) in self.since.iter().enumerate() {
                    let is_last = at + 1 == self.since.len();
                    // Disks write sectors of 512 bytes whole.
                    let length = if is_last && rng.random() { rng.random_range(0..8) * 512 } else { usize::MAX };
                    if rng.random_bool(0.7) {
                        change.done_to(&mut content, length);
                    }
                }
                content
            }
        }
    }
}
