//! What this node has seen of each room: its epoch and highest version, in memory and in a small file of the node's own.
//!
//! The file is there for one case: that Redis goes back while no node runs. It holds what was seen until a few seconds ago, is
//! replaced whole, and is never needed to serve: without it only that one case goes unseen.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::{MissedTickBehavior, interval};

use super::super::{Epoch, StoreError, Version};
use super::Shared;
use crate::domain::id::RoomCode;

/// The file's name in the node's data folder.
const FILE: &str = "seen.json";
/// Where a file goes that does not read as one.
const UNREADABLE: &str = "seen.json.unreadable";
/// What changed is written down so often: a node that is killed forgets the last so many seconds.
const WRITE_EVERY: Duration = Duration::from_secs(2);

/// The file: format 1, and each room by its code.
#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    format: u32,
    rooms: BTreeMap<RoomCode, NotedRoom>,
}

const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct NotedRoom {
    epoch: String,
    version: Version,
}

/// What this node has seen, and where it writes it down.
#[derive(Debug)]
pub(super) struct Seen {
    memory: Mutex<Memory>,
    file: Option<PathBuf>,
    /// Held while the file is replaced: the newest memory is written last.
    writing: Mutex<()>,
}

#[derive(Debug, Default)]
struct Memory {
    rooms: HashMap<RoomCode, (Epoch, Version)>,
    /// Rooms that must not come back out of the file.
    forgotten: HashSet<RoomCode>,
    /// Whether the file lacks something.
    changed: bool,
}

impl Seen {
    /// What the file in `folder` holds; without a folder, nothing is kept. A file that does not read as one is put aside and said:
    /// it only guards, and a session must not wait for it.
    pub(super) fn in_folder(folder: Option<&Path>) -> Result<Self, StoreError> {
        let mut memory = Memory::default();
        if let Some(folder) = folder {
            let path = folder.join(FILE);
            match read(&path) {
                Ok(rooms) => memory.rooms = rooms,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    let aside = folder.join(UNREADABLE);
                    fs::rename(&path, &aside).map_err(|error| away(&path, &error))?;
                    tracing::error!(
                        file = %path.display(), aside = %aside.display(), %error,
                        "what this node had seen of the store cannot be read; it was put aside, and if the store went back \
                         while no node ran, this goes unseen"
                    );
                }
                Err(error) => return Err(away(&path, &error)),
            }
        }
        Ok(Self { memory: Mutex::new(memory), file: folder.map(|folder| folder.join(FILE)), writing: Mutex::default() })
    }

    /// The epoch and the highest version seen of a room.
    pub(super) fn of(&self, room: RoomCode) -> Option<(Epoch, Version)> {
        self.memory().rooms.get(&room).cloned()
    }

    /// The rooms of which anything was seen.
    pub(super) fn rooms(&self) -> Vec<RoomCode> {
        self.memory().rooms.keys().copied().collect()
    }

    /// Notes what was read or written. A lower version under the same epoch is an older answer that came late.
    pub(super) fn note(&self, room: RoomCode, epoch: &Epoch, version: Version) {
        let mut memory = self.memory();
        match memory.rooms.get_mut(&room) {
            Some((of, seen)) if of == epoch && version <= *seen => return,
            Some((of, seen)) if of == epoch => *seen = version,
            _ => drop(memory.rooms.insert(room, (epoch.clone(), version))),
        }
        memory.forgotten.remove(&room);
        memory.changed = true;
    }

    /// Forgets a room.
    pub(super) fn forget(&self, room: RoomCode) {
        let mut memory = self.memory();
        memory.rooms.remove(&room);
        memory.forgotten.insert(room);
        memory.changed = true;
    }

    /// Writes down what changed. Blocks on the disk.
    pub(super) fn write(&self) -> io::Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut rooms, forgotten) = {
            let mut memory = self.memory();
            if !std::mem::take(&mut memory.changed) {
                return Ok(());
            }
            (memory.rooms.clone(), memory.forgotten.clone())
        };
        // Another node may use the same folder: the file keeps what either has seen.
        for (room, theirs) in read(path).unwrap_or_default() {
            if !forgotten.contains(&room) {
                let ours = rooms.remove(&room);
                rooms.insert(room, newer(ours, theirs));
            }
        }
        let written = replace(path, rooms);
        if written.is_err() {
            self.memory().changed = true;
        }
        written
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // What is kept here only ever guards; a panic elsewhere leaves each entry whole.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes down what changed every few seconds, until the store is dropped.
pub(super) async fn keep(shared: Weak<Shared>) {
    let mut every = interval(WRITE_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut well = true;
    loop {
        every.tick().await;
        let Some(shared) = shared.upgrade() else { return };
        well = write_down(&shared, well).await;
    }
}

/// Writes down what changed; returns whether that went well. A failure is said if it went well before.
pub(super) async fn write_down(shared: &Arc<Shared>, well_before: bool) -> bool {
    let shared = shared.clone();
    let written = tokio::task::spawn_blocking(move || shared.seen.write()).await;
    match written.map_err(io::Error::from).flatten() {
        Ok(()) => true,
        Err(error) => {
            if well_before {
                tracing::error!(%error, "what this node has seen of the store cannot be written down");
            }
            false
        }
    }
}

/// What is to be kept of two that saw the same room: the later epoch, of the same epoch the higher version.
fn newer(ours: Option<(Epoch, Version)>, theirs: (Epoch, Version)) -> (Epoch, Version) {
    match ours {
        None => theirs,
        Some(ours) if ours.0 == theirs.0 => (ours.0, ours.1.max(theirs.1)),
        Some(ours) if theirs.0.follows(&ours.0) => theirs,
        Some(ours) => ours,
    }
}

/// `InvalidData` if the file is not one of these.
fn read(path: &Path) -> io::Result<HashMap<RoomCode, (Epoch, Version)>> {
    let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
    let noted: Noted = serde_json::from_slice(&fs::read(path)?).map_err(|error| invalid(error.to_string()))?;
    if noted.format != FORMAT {
        return Err(invalid(format!("it has format {}, this Plenary knows {FORMAT}", noted.format)));
    }
    Ok(noted.rooms.into_iter().map(|(room, noted)| (room, (Epoch(noted.epoch), noted.version))).collect())
}

/// Written beside and renamed: whoever reads sees the old file or the new one.
fn replace(path: &Path, rooms: HashMap<RoomCode, (Epoch, Version)>) -> io::Result<()> {
    let rooms =
        rooms.into_iter().map(|(room, (epoch, version))| (room, NotedRoom { epoch: epoch.0, version })).collect();
    let text = serde_json::to_vec_pretty(&Noted { format: FORMAT, rooms })?;
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = fs::File::create(&beside)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

fn away(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Away(format!("{} cannot be used: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(letters: &str) -> RoomCode {
        letters.parse().unwrap()
    }

    fn epoch(text: &str) -> Epoch {
        Epoch(text.to_owned())
    }

    #[test]
    fn what_was_seen_is_there_at_the_next_start() {
        let folder = tempfile::TempDir::new().unwrap();
        let seen = Seen::in_folder(Some(folder.path())).unwrap();
        seen.note(room("aaaaaa"), &epoch("1"), 7);
        seen.note(room("aaaaaa"), &epoch("1"), 5);
        seen.note(room("bbbbbb"), &epoch("2"), 1);
        seen.note(room("cccccc"), &epoch("3"), 1);
        seen.write().unwrap();
        seen.forget(room("bbbbbb"));
        seen.note(room("cccccc"), &epoch("4"), 1);
        seen.write().unwrap();
        let again = Seen::in_folder(Some(folder.path())).unwrap();
        assert_eq!(again.of(room("aaaaaa")), Some((epoch("1"), 7)));
        assert_eq!(again.of(room("bbbbbb")), None);
        assert_eq!(again.of(room("cccccc")), Some((epoch("4"), 1)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn it_is_written_only_when_something_changed() {
        let folder = tempfile::TempDir::new().unwrap();
        let seen = Seen::in_folder(Some(folder.path())).unwrap();
        seen.write().unwrap();
        assert!(!folder.path().join(FILE).exists());
        seen.note(room("aaaaaa"), &epoch("1"), 7);
        seen.write().unwrap();
        fs::remove_file(folder.path().join(FILE)).unwrap();
        seen.note(room("aaaaaa"), &epoch("1"), 6);
        seen.write().unwrap();
        assert!(!folder.path().join(FILE).exists());
    }

    #[test]
    fn two_nodes_in_one_folder_keep_what_either_has_seen() {
        let folder = tempfile::TempDir::new().unwrap();
        let [one, two] = [(); 2].map(|()| Seen::in_folder(Some(folder.path())).unwrap());
        one.note(room("aaaaaa"), &epoch("1"), 9);
        let next = epoch("1").next();
        one.note(room("bbbbbb"), &next, 4);
        one.write().unwrap();
        two.note(room("aaaaaa"), &epoch("1"), 8);
        two.note(room("bbbbbb"), &epoch("1"), 12);
        two.note(room("cccccc"), &epoch("1"), 2);
        two.write().unwrap();
        let both = Seen::in_folder(Some(folder.path())).unwrap();
        assert_eq!(both.of(room("aaaaaa")), Some((epoch("1"), 9)));
        assert_eq!(both.of(room("bbbbbb")), Some((next, 4)));
        assert_eq!(both.of(room("cccccc")), Some((epoch("1"), 2)));
    }

    #[test]
    fn a_file_that_does_not_read_as_one_is_put_aside() {
        let newer = r#"{"format": 2, "rooms": {}}"#;
        for wrong in ["", "{", "[]", newer, r#"{"format": 1, "rooms": {"no code": {"epoch": "1", "version": 1}}}"#] {
            let folder = tempfile::TempDir::new().unwrap();
            fs::write(folder.path().join(FILE), wrong).unwrap();
            let seen = Seen::in_folder(Some(folder.path())).unwrap();
            assert!(seen.rooms().is_empty(), "{wrong}");
            assert_eq!(fs::read_to_string(folder.path().join(UNREADABLE)).unwrap(), wrong, "it is kept");
            assert!(!folder.path().join(FILE).exists());
        }
        let folder = tempfile::TempDir::new().unwrap();
        fs::create_dir(folder.path().join(FILE)).unwrap();
        assert!(matches!(Seen::in_folder(Some(folder.path())), Err(StoreError::Away(_))), "no file at all is no start");
    }
}
