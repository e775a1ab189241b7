//! A copy of the whole store as of one moment, taken beside a server without keeping it from writing.

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::super::StoreError;
use super::files::Files;

/// Both databases, as files would hold them.
#[derive(Clone, PartialEq, Eq)]
pub struct Copy {
    /// The rooms.
    pub rooms: Vec<u8>,
    /// The run keys.
    pub keys: Vec<u8>,
}

impl std::fmt::Debug for Copy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Copy({} and {} bytes)", self.rooms.len(), self.keys.len())
    }
}

/// A run's key is durable before its gate is, and destroyed after its ballots are. So no key may come or go between the
/// two beginnings: then every run that the copy has open has its key in it.
pub(super) fn of(files: &Files) -> Result<Copy, StoreError> {
    let (rooms, keys) = (files.reader()?, files.keys_reader()?);
    begin(&keys, "run_keys")?;
    begin(&rooms, "rooms")?;
    // Whoever wants to write a key waits for as long as this takes; there are few.
    let keys_bytes = bytes(&keys)?;
    keys.execute_batch("COMMIT")?;
    Ok(Copy { rooms: bytes(&rooms)?, keys: keys_bytes })
}

/// From here on this connection sees one moment.
fn begin(db: &Connection, table: &str) -> Result<(), StoreError> {
    db.execute_batch("BEGIN")?;
    Ok(db.query_row(&format!("SELECT count(*) FROM {table}"), [], |_| Ok(()))?)
}

/// The database as a file would hold it, made anew so that it has nothing of what was deleted, and looked through.
fn bytes(db: &Connection) -> Result<Vec<u8>, StoreError> {
    let mut copy = Connection::open_in_memory()?;
    if Backup::new(db, &mut copy)?.step(-1)? != StepResult::Done {
        return Err(StoreError::Away("the store was busy for too long; try again".to_owned()));
    }
    copy.execute_batch("VACUUM")?;
    let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt(verdict));
    }
    Ok(copy.serialize("main")?.to_vec())
}
