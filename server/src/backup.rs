//! The embedded store and its secret in one file, and a store made again from one.
//!
//! The file: a line that names the format, a line of JSON that says how long its parts are, the parts one after the other, and
//! a SHA-256 of all that. Whatever was cut off, added or changed is found before anything is written.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::domain::id::{RoomCode, RunId};
use crate::domain::moment::Moment;
use crate::founding::again;
use crate::pass::Secret;
use crate::store::sqlite::{Copy, Sqlite};
use crate::store::{Store, StoreError};

/// What every format begins with; its number and the end of the line follow.
const MAGIC: &[u8] = b"Plenary backup ";
/// The one format there is.
const FORMAT: &[u8] = b"1\n";
/// Bytes of the digest at the end.
const DIGEST: usize = 32;
/// A folder in which a store is made whole before it is put in place.
const DRAFT: &str = "restoring";

/// Everything a node on the embedded store needs to go on elsewhere.
#[derive(Debug, Clone)]
pub struct Backup {
    /// When it was taken, on the store's clock.
    pub taken: Moment,
    secret: Secret,
    copy: Copy,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    taken_ms: u64,
    secret: u64,
    keys: u64,
    rooms: u64,
}

/// Why there is no backup, or no store of one. Nothing was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file begins like no backup.
    #[error("this is not a backup of Plenary")]
    Foreign,
    /// Another version of Plenary wrote it.
    #[error("this backup is of another format than this Plenary knows ({}); a newer Plenary may read it", FORMAT[0] as char)]
    OtherFormat,
    /// Something is missing at its end.
    #[error("this backup is cut short: {there} of {whole} bytes are there")]
    CutShort {
        /// Bytes there are.
        there: u64,
        /// Bytes there were.
        whole: u64,
    },
    /// It is not what was written.
    #[error("this backup is damaged: its digest is not that of its contents")]
    Damaged,
    /// A file could not be used.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The links and passes of the store in the backup are made under another secret than the one that is there.
    #[error("{path} holds another secret than the backup; nothing was changed", path = path.display())]
    OtherSecret {
        /// The file that is there.
        path: PathBuf,
    },
    /// The store did not do it.
    #[error("{}", plain(.0))]
    Store(#[from] StoreError),
}

/// Whoever types a command is told why, and not that a store did not answer.
fn plain(error: &StoreError) -> String {
    match error {
        StoreError::Away(why) | StoreError::Corrupt(why) => why.clone(),
        other => other.to_string(),
    }
}

/// What was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How many rooms.
    pub rooms: usize,
    /// The runs some of whose ballots may be missing: those that the backup has open, and those that were flagged before.
    pub flagged: Vec<(RoomCode, RunId)>,
}

impl Backup {
    /// Of the store in `data` and the secret in `secret_file`, also while a server uses them. Blocks on the disk.
    pub fn take(data: &Path, secret_file: &Path, taken: Moment) -> Result<Self, BackupError> {
        // The store first: where there is none, no secret is made.
        let copy = Sqlite::copy_of(data)?;
        let no_secret = |error| BackupError::File { path: secret_file.to_owned(), error };
        fs::metadata(secret_file).map_err(no_secret)?;
        let secret = Secret::of_file(secret_file).map_err(no_secret)?;
        Ok(Self { taken, secret, copy })
    }

    /// As it stands in a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let secret = self.secret.bytes();
        let Copy { rooms, keys } = &self.copy;
        let long = |part: &[u8]| part.len() as u64;
        let header = Header { taken_ms: self.taken.0, secret: long(&secret), keys: long(keys), rooms: long(rooms) };
        let mut header = serde_json::to_vec(&header).expect("numbers are JSON");
        header.push(b'\n');
        let mut bytes = [MAGIC, FORMAT, &header, &secret, keys, rooms].concat();
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        bytes
    }

    /// What a file holds, if every byte of it is as it was written.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, BackupError> {
        let named = bytes.strip_prefix(MAGIC).ok_or(BackupError::Foreign)?;
        let Some(end) = named.iter().take(8).position(|byte| *byte == b'\n') else {
            return Err(if named.len() < 8 { BackupError::Damaged } else { BackupError::Foreign });
        };
        let (format, rest) = named.split_at(end + 1);
        if format != FORMAT {
            return Err(BackupError::OtherFormat);
        }
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or(BackupError::Damaged)?;
        let header: Header = serde_json::from_slice(&rest[..end]).map_err(|_| BackupError::Damaged)?;
        let begins = (bytes.len() - rest.len() + end + 1) as u64;
        let parts = [header.secret, header.keys, header.rooms];
        let whole = (parts.iter().try_fold(begins + DIGEST as u64, |sum, part| sum.checked_add(*part)))
            .ok_or(BackupError::Damaged)?;
        let there = bytes.len() as u64;
        if there < whole {
            return Err(BackupError::CutShort { there, whole });
        }
        let (contents, digest) = bytes.split_at(bytes.len() - DIGEST);
        if there != whole || Sha256::digest(contents).as_slice() != digest {
            return Err(BackupError::Damaged);
        }
        let (secret, rest) = contents[begins as usize..].split_at(header.secret as usize);
        let (keys, rooms) = rest.split_at(header.keys as usize);
        let secret = secret.try_into().map_err(|_| BackupError::Damaged)?;
        let copy = Copy { rooms: rooms.to_vec(), keys: keys.to_vec() };
        Ok(Self { taken: Moment(header.taken_ms), secret: Secret::new(secret), copy })
    }

    /// Writes it to a file that is not there yet, for its owner alone; on the disk when this returns.
    pub fn write(&self, path: &Path) -> Result<u64, BackupError> {
        use std::os::unix::fs::OpenOptionsExt;
        let bytes = self.to_bytes();
        let of_file = |error| BackupError::File { path: path.to_owned(), error };
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(of_file)?;
        let written = file.write_all(&bytes).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a backup would be refused; better there is none. If it cannot be removed either, the error says enough.
            let _ = fs::remove_file(path);
            return Err(of_file(error));
        }
        Ok(bytes.len() as u64)
    }

    /// The backup in a file.
    pub fn read(path: &Path) -> Result<Self, BackupError> {
        let bytes = fs::read(path).map_err(|error| BackupError::File { path: path.to_owned(), error })?;
        Self::of_bytes(&bytes)
    }

    /// Makes the store again in `data`, which must have none, and its secret in `secret_file`. Every room goes on under another
    /// epoch, the runs that the backup has open are flagged, and the minutes say so. Put in place when it is whole.
    pub async fn restore(&self, data: &Path, secret_file: &Path) -> Result<Restored, BackupError> {
        let of_file = |path: &Path| {
            let path = path.to_owned();
            move |error| BackupError::File { path, error }
        };
        Sqlite::is_none_in(data)?;
        if secret_file.exists() {
            let there = Secret::of_file(secret_file).map_err(of_file(secret_file))?;
            if there.bytes() != self.secret.bytes() {
                return Err(BackupError::OtherSecret { path: secret_file.to_owned() });
            }
        }
        let draft = data.join(DRAFT);
        if draft.exists() {
            // Of a restore that was cut short: nothing of it was in use.
            fs::remove_dir_all(&draft).map_err(of_file(&draft))?;
        }
        let made = self.make(&draft).await;
        let placed = match made {
            Ok(restored) => {
                let secret = self.secret.clone().make_file(secret_file).map_err(of_file(secret_file));
                secret.and_then(|_| Ok(Sqlite::move_in(data, &draft)?)).map(|()| restored)
            }
            Err(error) => Err(error),
        };
        match fs::remove_dir_all(&draft) {
            Err(error) if placed.is_ok() => Err(of_file(&draft)(error)),
            // Why there is no store says more than what is left of the try; the next one takes it away.
            _ => placed,
        }
    }

    async fn make(&self, folder: &Path) -> Result<Restored, BackupError> {
        Sqlite::lay_out(folder, &self.copy)?;
        let store = Store::Sqlite(Sqlite::open(folder)?);
        let done = again::all_of_a_copy(&store).await;
        store.close().await?;
        let (rooms, flagged) = done?;
        Ok(Restored { rooms, flagged })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> Backup {
        let copy = Copy { rooms: (0..700).map(|n| n as u8).collect(), keys: vec![7; 90] };
        Backup { taken: Moment(1_700_000_000_000), secret: Secret::new([9; 32]), copy }
    }

    #[test]
    fn it_reads_back_as_it_was_written() {
        let read = Backup::of_bytes(&sample().to_bytes()).unwrap();
        assert_eq!((read.taken, read.secret.bytes(), read.copy), (sample().taken, [9; 32], sample().copy));
    }

    #[test]
    fn wherever_it_is_cut_it_is_refused() {
        let bytes = sample().to_bytes();
        for length in 0..bytes.len() {
            assert!(Backup::of_bytes(&bytes[..length]).is_err(), "{length} bytes");
        }
        assert!(matches!(Backup::of_bytes(&bytes[..bytes.len() - 1]), Err(BackupError::CutShort { .. })));
        assert!(matches!(Backup::of_bytes(&[bytes.as_slice(), b"x"].concat()), Err(BackupError::Damaged)));
    }

    #[test]
    fn whichever_bit_is_wrong_it_is_refused() {
        let bytes = sample().to_bytes();
        for bit in 0..bytes.len() * 8 {
            let mut wrong = bytes.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            assert!(Backup::of_bytes(&wrong).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn what_another_version_wrote_is_called_so() {
        for name in ["Plenary backup 2\n", "Plenary backup 17\n{}\n"] {
            assert!(matches!(Backup::of_bytes(name.as_bytes()), Err(BackupError::OtherFormat)), "{name}");
        }
        for other in [&b"SQLite format 3\0"[..], b"", b"Plenary backup of my own, by hand\n"] {
            assert!(matches!(Backup::of_bytes(other), Err(BackupError::Foreign)), "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..200), named in any::<bool>()) {
            let bytes = if named { [MAGIC, FORMAT, &bytes].concat() } else { bytes };
            prop_assert!(Backup::of_bytes(&bytes).is_err());
        }

        #[test]
        fn no_header_brings_the_reader_down(secret in any::<u64>(), keys in any::<u64>(), rooms in 0_u64..400) {
            let header = format!("{{\"taken_ms\":1,\"secret\":{secret},\"keys\":{keys},\"rooms\":{rooms}}}\n");
            prop_assert!(Backup::of_bytes(&[MAGIC, FORMAT, header.as_bytes(), &[0; 300]].concat()).is_err());
        }
    }
}
