//! The files of the embedded store: made once, locked while in use, refused rather than overwritten.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::super::StoreError;
use super::copy::Copy;

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

    /// Makes the two databases of a copy, in a folder that has none.
    pub(super) fn lay_out(dir: &Path, copy: &Copy) -> Result<(), StoreError> {
        let (files, _lock) = Self::where_there_is_none(dir)?;
        write_new(&files.keys, &copy.keys)?;
        write_new(&files.rooms, &copy.rooms)
    }

    /// Links the two databases of `from` into `dir`, so that nothing that stands there can be overwritten, and takes them
    /// away where they were.
    pub(super) fn move_in(dir: &Path, from: &Path) -> Result<(), StoreError> {
        let (files, _lock) = Self::where_there_is_none(dir)?;
        let _their_lock = lock(from)?;
        let theirs = Self { rooms: from.join("plenary.db"), keys: from.join("keys.db") };
        if let Some(log) = theirs.logs().into_iter().find(|log| log.exists()) {
            return Err(StoreError::Away(format!("{} was not closed: {} is left", from.display(), log.display())));
        }
        let pairs = [(theirs.keys, files.keys), (theirs.rooms, files.rooms)];
        for (old, new) in &pairs {
            let linked = fs::hard_link(old, new).and_then(|()| sync_dir(new));
            linked.map_err(|error| away(new, "cannot be put in place", &error))?;
        }
        for (old, _) in &pairs {
            fs::remove_file(old).map_err(|error| away(old, "cannot be removed", &error))?;
        }
        Ok(())
    }

    /// The names and the lock of a folder in which nothing of a store stands.
    pub(super) fn where_there_is_none(dir: &Path) -> Result<(Self, Lock), StoreError> {
        make_private_dir(dir).map_err(|error| away(dir, "cannot be made", &error))?;
        let lock = lock(dir)?;
        let files = Self { rooms: dir.join("plenary.db"), keys: dir.join("keys.db") };
        let [log, journal] = files.logs();
        let all = [files.rooms.clone(), files.keys.clone(), log, journal];
        match all.into_iter().find(|path| path.exists()) {
            Some(there) => Err(StoreError::Away(format!(
                "there is a store already: {}; nothing was changed. Move that folder away first, or name another",
                there.display()
            ))),
            None => Ok((files, lock)),
        }
    }

    /// A connection to the rooms that may write.
    pub(super) fn rooms(&self) -> Result<Connection, StoreError> {
        let db = connect(&self.rooms)?;
        // FULL: the log is on the disk before anything is acknowledged (fullfsync is what that takes on a Mac). MEMORY: what a step would
        // undo is kept there, and no copy of a page with ballots goes through a file of its own.
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;
             PRAGMA checkpoint_fullfsync = 1; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;
             PRAGMA temp_store = MEMORY;",
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

    /// A connection to the run keys. No write-ahead log: a key that is deleted must not live on in one. EXTRA: what commits is that
    /// the journal is gone, and with FULL alone a loss of power brings it back, and takes the key of a run that has ballots.
    pub(super) fn keys(&self) -> Result<Connection, StoreError> {
        let db = connect(&self.keys)?;
        db.execute_batch(
            "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA fullfsync = 1; PRAGMA secure_delete = ON;",
        )?;
        Ok(db)
    }

    /// A connection to the run keys that only reads.
    pub(super) fn keys_reader(&self) -> Result<Connection, StoreError> {
        let db = connect(&self.keys)?;
        db.execute_batch("PRAGMA query_only = ON;")?;
        Ok(db)
    }

    /// What lies beside the databases while they are open, or after a kill: there is more than they hold themselves.
    fn logs(&self) -> [PathBuf; 2] {
        [self.rooms.with_extension("db-wal"), self.keys.with_extension("db-journal")]
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

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = (|| {
        let mut file = private().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        sync_dir(path)
    })();
    written.map_err(|error| away(path, "cannot be written", &error))
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
    // What is refused is left byte for byte, with its log: closing the last connection would else write the one into the other.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let told = |error: rusqlite::Error| match (error.sqlite_error_code(), StoreError::from(error)) {
        // What it calls by no name of its own is, while it only looks, a format it does not know.
        (_, StoreError::Corrupt(why)) | (Some(ErrorCode::Unknown), StoreError::Away(why)) => corrupt(&why),
        (_, other) => other,
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
    if db.is_readonly("main").map_err(told)? {
        return Err(corrupt("its header, or its permissions, do not let it be written"));
    }
    // Within its last page SQLite would read on as if there were zeros. While there is a log, that has what is missing.
    let size = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
    if !size(path).is_multiple_of(number("page_size")?.into()) && size(&path.with_extension("db-wal")) == 0 {
        return Err(corrupt("the file ends within a page"));
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

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [&str; 3] = [
        "CREATE TABLE things (name TEXT NOT NULL) STRICT; INSERT INTO things VALUES ('first');",
        "ALTER TABLE things ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;",
        "UPDATE things SET weight = weight + 1;",
    ];

    fn made(steps: usize) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("plenary.db");
        create(&path, &STEPS[..steps]).unwrap();
        (dir, path)
    }

    fn holds(path: &Path) -> (u32, Option<i64>) {
        let db = connect(path).unwrap();
        let version = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        (version, db.query_row("SELECT weight FROM things", [], |row| row.get(0)).ok())
    }

    #[test]
    fn an_older_file_is_brought_up_step_by_step_and_once() {
        for from in 1..=3 {
            let (_dir, path) = made(from);
            for _ in 0..2 {
                bring_up(&path, &STEPS).unwrap();
                assert_eq!(holds(&path), (3, Some(2)), "from {from}");
            }
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_at_the_one_before() {
        let (_dir, path) = made(1);
        let wrong = [STEPS[0], STEPS[1], "UPDATE things SET weight = 7; INSERT INTO nothing VALUES (1);"];
        assert!(bring_up(&path, &wrong).is_err());
        assert_eq!(holds(&path), (2, Some(1)), "nothing of the third");
        bring_up(&path, &STEPS).unwrap();
        assert_eq!(holds(&path), (3, Some(2)));
    }
}
