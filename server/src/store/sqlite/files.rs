//! The files of the embedded store: made once, locked while in use, refused rather than overwritten.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::super::StoreError;

/// "PLNY": tells our files from other `SQLite` files.
const APPLICATION: u32 = 0x504c_4e59;
/// Raised with every change of the tables; each step from one to the next is a script here.
const ROOMS_SCHEMA: [&str; 1] = [include_str!("rooms.sql")];
const KEYS_SCHEMA: [&str; 1] = [include_str!("keys.sql")];

/// Where the two databases are.
#[derive(Debug)]
pub(super) struct Files {
    rooms: PathBuf,
    keys: PathBuf,
}

/// Keeps other processes out of the folder for as long as it is held.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Drop for Lock {
    /// Closing the file would not do: a process that is being started beside us holds a copy of it for a moment, and
    /// the lock with it.
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "could not unlock the data folder");
        }
    }
}

impl Files {
    /// Locks `dir`, makes what is missing in an empty one, and checks what is there page by page.
    pub(super) fn open(dir: &Path) -> Result<(Self, Lock), StoreError> {
        make_private_dir(dir).map_err(|error| away(dir, "cannot be made", &error))?;
        let lock = lock(dir)?;
        let files = Self { rooms: dir.join("plenary.db"), keys: dir.join("keys.db") };
        match (files.rooms.exists(), files.keys.exists()) {
            // The keys first: a directory with keys alone is one whose making was cut short, or whose rooms were lost.
            (false, keys) => {
                if keys && files.keys_held()? > 0 {
                    return Err(StoreError::Corrupt(format!("{} is missing", files.rooms.display())));
                }
                create(&files.keys, &KEYS_SCHEMA)?;
                create(&files.rooms, &ROOMS_SCHEMA)?;
            }
            (true, false) => return Err(StoreError::Corrupt(format!("{} is missing", files.keys.display()))),
            (true, true) => {}
        }
        bring_up(&files.keys, &KEYS_SCHEMA)?;
        bring_up(&files.rooms, &ROOMS_SCHEMA)?;
        Ok((files, lock))
    }

    /// The files of `dir` for somebody who only reads, beside a server that has them or without one: nothing is locked,
    /// made or brought up to date. Refuses what another version of the tables left.
    pub(super) fn to_read(dir: &Path) -> Result<Self, StoreError> {
        let files = Self { rooms: dir.join("plenary.db"), keys: dir.join("keys.db") };
        if !files.rooms.exists() {
            return Err(StoreError::Away(format!("there is no Plenary store in {}", dir.display())));
        }
        let db = files.reader()?;
        let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
        let (ours, version, known) = (number("application_id")?, number("user_version")?, ROOMS_SCHEMA.len() as u32);
        match (ours == APPLICATION, version == known) {
            (false, _) => Err(StoreError::Corrupt(format!("{} is not a Plenary store", files.rooms.display()))),
            (true, false) => Err(StoreError::Away(format!(
                "{} has tables of version {version}, this Plenary reads {known}; start its server on it once",
                files.rooms.display()
            ))),
            (true, true) => Ok(files),
        }
    }

    /// A connection to the rooms that may write.
    pub(super) fn rooms(&self) -> Result<Connection, StoreError> {
        let db = connect(&self.rooms)?;
        // FULL: the log is on the disk before anything is acknowledged (fullfsync is what that takes on a Mac).
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;
             PRAGMA checkpoint_fullfsync = 1; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;",
        )?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(db)
    }

    /// A connection to the rooms that only reads.
    pub(super) fn reader(&self) -> Result<Connection, StoreError> {
        let db = connect(&self.rooms)?;
        db.execute_batch("PRAGMA query_only = ON;")?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(db)
    }

    /// A connection to the run keys. No write-ahead log: a key that is deleted must not live on in one.
    pub(super) fn keys(&self) -> Result<Connection, StoreError> {
        let db = connect(&self.keys)?;
        db.execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1; PRAGMA secure_delete = ON;",
        )?;
        Ok(db)
    }

    fn keys_held(&self) -> Result<i64, StoreError> {
        bring_up(&self.keys, &KEYS_SCHEMA)?;
        Ok(connect(&self.keys)?.query_row("SELECT count(*) FROM run_keys", [], |row| row.get(0))?)
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    // Without CREATE: a file that went missing under a running server is an error, not an empty store.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(path, flags)?)
}

fn lock(dir: &Path) -> Result<Lock, StoreError> {
    let path = dir.join("lock");
    let file = private().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|error| away(&path, "cannot be opened", &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Away(format!(
            "another Plenary is using {}; stop it first, or choose another folder",
            dir.display()
        ))),
        Err(fs::TryLockError::Error(error)) => Err(away(&path, "cannot be locked", &error)),
    }
}

/// Makes a database under another name first, so that a start cut short never leaves half a file under the real one.
fn create(path: &Path, schema: &[&str]) -> Result<(), StoreError> {
    let draft = path.with_extension("new");
    let made = (|| {
        if draft.exists() {
            fs::remove_file(&draft)?;
        }
        private().write(true).create_new(true).open(&draft).map(drop)
    })();
    made.map_err(|error| away(&draft, "cannot be made", &error))?;
    let db = connect(&draft)?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;")?;
    migrate(&db, 0, schema)?;
    db.close().map_err(|(_, error)| error)?;
    let placed = fs::rename(&draft, path).and_then(|()| sync_dir(path));
    placed.map_err(|error| away(path, "cannot be put in place", &error))
}

/// Refuses what is not ours, damaged or newer, before anything is written; then brings an older file up to date.
fn bring_up(path: &Path, schema: &[&str]) -> Result<(), StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("{}: {what}; it was left as it is", path.display()));
    let length = fs::metadata(path).map_err(|error| away(path, "cannot be read", &error))?.len();
    if length == 0 {
        return Err(corrupt("the file is empty"));
    }
    let db = connect(path)?;
    let told = |error: rusqlite::Error| match StoreError::from(error) {
        StoreError::Corrupt(why) => corrupt(&why),
        other => other,
    };
    let number = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, u32>(0)).map_err(told);
    if number("application_id")? != APPLICATION {
        return Err(corrupt("this is not a Plenary store"));
    }
    let version = number("user_version")?;
    let newest = schema.len() as u32;
    if version > newest {
        return Err(corrupt(&format!(
            "it was written by a newer Plenary (schema {version}, this one knows up to {newest})"
        )));
    }
    let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(told)?;
    if verdict != "ok" {
        return Err(corrupt(&verdict));
    }
    migrate(&db, version, schema)
}

fn migrate(db: &Connection, from: u32, schema: &[&str]) -> Result<(), StoreError> {
    for (step, script) in (0..).zip(schema).skip(from as usize) {
        let next: u32 = step + 1;
        db.execute_batch(&format!(
            "BEGIN IMMEDIATE; {script}\nPRAGMA application_id = {APPLICATION}; PRAGMA user_version = {next}; COMMIT;"
        ))?;
    }
    Ok(())
}

fn away(path: &Path, what: &str, error: &io::Error) -> StoreError {
    StoreError::Away(format!("{} {what}: {error}", path.display()))
}

#[cfg(unix)]
fn make_private_dir(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn make_private_dir(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)
}

/// Files that only their owner reads; `SQLite` gives its log the same permissions.
#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

/// A rename is durable only once its directory is.
#[cfg(unix)]
fn sync_dir(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

#[cfg(not(unix))]
fn sync_dir(_path: &Path) -> io::Result<()> {
    Ok(())
}
