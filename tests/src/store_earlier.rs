//! What earlier versions wrote is read by this one: a backup of each schema there was, kept as it was made.
//!
//! Each is of the session of `tests/examples/store_process.rs`, closed, with a secret of 32 letters s, and written by
//! `plenary backup` of that version. A new schema leaves these as they are and adds its own.

use plenary_server::backup::Backup;
use plenary_server::domain::id::{RoomCode, RunId, VoterKey};
use plenary_server::pass::hex;
use plenary_server::store::Store;
use plenary_server::store::sqlite::Sqlite;
use tempfile::TempDir;

/// Each backup, and the key of its open run, as the session said it.
const EARLIER: [(&[u8], &str); 1] = [(
    include_bytes!("../earlier/schema-1.backup"),
    "661afe9f36973d2c08703657e1e88a800bdb87f7930fa7fddadb4e092b8b9336",
)];

#[tokio::test]
async fn a_backup_of_each_earlier_schema_is_restored_with_all_that_is_in_it() {
    for (bytes, key) in EARLIER {
        let dir = TempDir::new().unwrap();
        let secret = dir.path().join("secret");
        let made = Backup::of_bytes(bytes).unwrap().restore(dir.path(), &secret).await.unwrap();
        let room: RoomCode = "aaaaaa".parse().unwrap();
        assert_eq!((made.rooms, made.flagged), (1, vec![(room, RunId(1))]));
        assert_eq!(std::fs::read(&secret).unwrap(), [b's'; 32]);
        let store = Store::Sqlite(Sqlite::open(dir.path()).unwrap());
        assert_eq!(store.rooms().await.unwrap(), [room]);
        let stored = store.run_key(room, RunId(1)).await.unwrap().expect("it has a key");
        assert_eq!(hex(&stored.0), key);
        for voter in 0..8_u8 {
            let asked = store.ballots(room, vec![(RunId(1), VoterKey([voter + 1; 16]))]).await.unwrap();
            let ballot = asked[0].as_ref().expect("it was counted");
            let r = if voter == 0 { 4 } else { 3 };
            let choice = ((u32::from(voter) + r) % 3).to_string();
            assert_eq!((ballot.r, ballot.ballot.as_ref().unwrap().as_str()), (r, choice.as_str()));
        }
        let changes = store.read(room, 0).await.unwrap();
        let tally = |run| changes.tallies.iter().find(|(of, ..)| *of == run).unwrap().2.clone();
        assert_eq!(tally(RunId(1)), store.recount(room, RunId(1)).await.unwrap());
        assert_eq!(tally(RunId(2)).total().ballots, 3, "what was sealed kept its counts");
        assert_eq!(store.run_key(room, RunId(2)).await.unwrap(), None);
        assert_eq!(store.minutes(room, 0).await.unwrap().len(), 4, "three lines, and that the store went back");
        store.close().await.unwrap();
    }
}
