//! The embedded store's files: reopened, locked, private, and refused rather than overwritten.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use plenary_server::domain::gate::GateAct;
use plenary_server::domain::id::{PresenceKey, RoomCode, RunId};
use plenary_server::domain::moment::Moment;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{Attendance, Outcome, Refounding, Store, StoreError};
use tempfile::TempDir;

use crate::store_bench::{Bench, QUESTIONS, RUN, cast, documents, refused, set, upvote};

fn open(dir: &Path) -> Store {
    Store::Sqlite(Sqlite::open(dir).unwrap())
}

/// A store in a folder of its own, and a room in it that votes.
async fn voting() -> (TempDir, Bench) {
    let dir = TempDir::new().unwrap();
    let store = open(dir.path());
    let bench = Bench::of(store.clone(), store, None).await;
    bench.open(RUN).await;
    (dir, bench)
}

/// A store that held a room with one ballot, closed again.
async fn left_behind() -> (TempDir, RoomCode) {
    let (dir, bench) = voting().await;
    bench.cast_one(cast(1, 4, "a")).await;
    bench.store.close().await.unwrap();
    (dir, bench.room)
}

#[tokio::test]
async fn everything_is_there_after_reopening() {
    let (dir, bench) = voting().await;
    bench.amend(documents(vec![set("a", 0, "1")])).await;
    bench.cast(vec![cast(1, 4, "a"), cast(2, 1, "b")]).await;
    let saw = Attendance { seen: vec![(RUN, vec![PresenceKey([1; 16])])], ..Attendance::default() };
    bench.store.attend(bench.room, "one", saw).await.unwrap();
    let (before, key) = (bench.read(0).await, bench.store.run_key(bench.room, RUN).await.unwrap());
    bench.store.close().await.unwrap();
    let store = open(dir.path());
    let after = store.read(bench.room, 0).await.unwrap();
    assert!(before.now <= after.now);
    assert_eq!(plenary_server::store::Changes { now: before.now, ..after }, before);
    assert_eq!(store.run_key(bench.room, RUN).await.unwrap(), key);
    assert_eq!(store.rooms().await.unwrap(), [bench.room]);
    let ask = Attendance { ask: vec![RUN], ..Attendance::default() };
    assert_eq!(store.attend(bench.room, "one", ask).await.unwrap().runs, [(RUN, 0, 1)]);
    let again = store.cast(bench.room, &bench.epoch, vec![cast(1, 4, "a"), cast(1, 3, "b")]).await.unwrap();
    assert_eq!(again, (vec![Outcome::Same, Outcome::Superseded { r: 4 }], before.version));
}

#[tokio::test]
async fn who_watches_is_told_how_the_counts_moved_and_everybody_else_the_counts() {
    let (_dir, bench) = voting().await;
    let opened = bench.version().await;
    bench.cast_one(cast(1, 1, "a")).await;
    let (unwatched, whole) = (bench.read(opened).await, bench.tally(RUN).await);
    assert_eq!((unwatched.tallies, unwatched.swings), (vec![(RUN, opened + 1, whole.clone())], vec![]));

    let _watched = bench.store.watch(bench.room).await.unwrap();
    bench.cast_one(cast(2, 1, "b")).await;
    bench.cast_one(cast(1, 2, "b")).await;
    let told = bench.read(opened + 1).await;
    assert_eq!((told.tallies, told.swings.len()), (vec![], 1));
    let (run, version, swing) = &told.swings[0];
    let mut moved = whole;
    assert!(moved.swing(swing));
    assert_eq!((*run, *version, moved), (RUN, opened + 3, bench.tally(RUN).await));
    assert_eq!(bench.read(opened).await.tallies.len(), 1, "of what nobody watched the counts are read");

    bench.amend(documents(vec![set("a", 0, "1")])).await;
    let read = bench.read(opened + 2).await;
    assert_eq!((read.documents.len(), read.tallies.len(), read.swings), (1, 1, vec![]));
}

#[tokio::test]
async fn a_second_opener_is_refused_until_the_first_has_closed() {
    let dir = TempDir::new().unwrap();
    let first = open(dir.path());
    let StoreError::Away(why) = refused(Sqlite::open(dir.path())) else { panic!() };
    assert!(why.contains("another Plenary is using"), "{why}");
    first.close().await.unwrap();
    open(dir.path()).health().await.unwrap();
}

#[tokio::test]
async fn only_its_owner_can_read_it() {
    let parent = TempDir::new().unwrap();
    let dir = parent.path().join("deep/data");
    let store = open(&dir);
    let bench = Bench::of(store.clone(), store, None).await;
    bench.open(RUN).await;
    assert_eq!(fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    let mut files = 0;
    for file in fs::read_dir(&dir).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
        files += 1;
    }
    assert!(files >= 4, "two databases, a log, a lock");
}

/// Spoils a file of a store left behind; the store must refuse to open, say why, and leave every byte alone.
async fn refuses(file: &str, says: &str, spoil: impl FnOnce(&Path)) {
    let (dir, _) = left_behind().await;
    let path = dir.path().join(file);
    spoil(&path);
    let bytes = fs::read(&path).ok();
    let StoreError::Corrupt(why) = refused(Sqlite::open(dir.path())) else { panic!("{file}") };
    assert!(why.contains(says) && why.contains(file), "{why}");
    assert_eq!(fs::read(&path).ok(), bytes, "{file} was left as it was");
}

#[tokio::test]
async fn a_damaged_file_is_refused_and_left_alone() {
    for file in ["plenary.db", "keys.db"] {
        refuses(file, "not a database", |path| {
            fs::write(path, b"this was a database once, it is none now").unwrap();
        })
        .await;
        refuses(file, "empty", |path| fs::write(path, b"").unwrap()).await;
        refuses(file, "missing", |path| fs::remove_file(path).unwrap()).await;
        refuses(file, "left as it is", |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        })
        .await;
    }
    refuses("plenary.db", "left as it is", |path| {
        let mut bytes = fs::read(path).unwrap();
        for page in bytes.chunks_mut(4_096).skip(2) {
            page[..512].fill(0xa5);
        }
        fs::write(path, bytes).unwrap();
    })
    .await;
}

/// A store left behind is opened on damaged bytes: it is refused and every byte is left alone, or nothing of it was harmed.
async fn refused_or_whole(file: &str, what: &str, spoil: impl FnOnce(&mut Vec<u8>)) -> bool {
    let (dir, room) = left_behind().await;
    let path = dir.path().join(file);
    let mut bytes = fs::read(&path).unwrap();
    spoil(&mut bytes);
    fs::write(&path, &bytes).unwrap();
    match Sqlite::open(dir.path()) {
        Err(error) => {
            assert!(matches!(error, StoreError::Corrupt(_)), "{file}, {what}: {error}");
            assert_eq!(fs::read(&path).unwrap(), bytes, "{file}, {what}: it was left as it was");
            true
        }
        Ok(store) => {
            let store = Store::Sqlite(store);
            store.health().await.unwrap_or_else(|error| panic!("{file}, {what}: {error}"));
            let tally = store.recount(room, RUN).await.unwrap();
            assert_eq!((tally.total().ballots, tally.total().of("a")), (1, 1), "{file}, {what}");
            assert_eq!(store.read(room, 0).await.unwrap().tallies[0].2, tally, "{file}, {what}");
            assert!(store.run_key(room, RUN).await.unwrap().is_some(), "{file}, {what}");
            false
        }
    }
}

#[tokio::test]
async fn a_file_cut_at_any_length_is_refused_and_left_alone() {
    for file in ["plenary.db", "keys.db"] {
        let (dir, _) = left_behind().await;
        let whole = fs::metadata(dir.path().join(file)).unwrap().len() as usize;
        let odd = [1, 15, 16, 99, 100, 511, 512, 4_095, 4_096, 4_097, whole / 3, whole - 4_096, whole - 513, whole - 1];
        for length in odd.into_iter().filter(|length| *length < whole) {
            let what = format!("{length} of {whole} bytes");
            assert!(refused_or_whole(file, &what, |bytes| bytes.truncate(length)).await, "{file}: {what} are no store");
        }
    }
}

/// Flips one bit after another; how many times the store was refused.
async fn refused_for_bits(bits: impl Iterator<Item = usize>) -> usize {
    let mut refused = 0;
    for bit in bits {
        let flip = |bytes: &mut Vec<u8>| bytes[bit / 8] ^= 1 << (bit % 8);
        refused += usize::from(refused_or_whole("plenary.db", &format!("bit {bit}"), flip).await);
    }
    refused
}

#[tokio::test]
async fn a_bit_wrong_in_the_header_is_refused_or_harms_nothing() {
    // One bit of every other byte: the name, the page size, whose it is, its version, counters.
    let refused = refused_for_bits((0..100).step_by(2).map(|byte| byte * 8 + byte / 2 % 8)).await;
    assert!(refused > 15, "{refused}");
}

#[tokio::test]
#[ignore = "every bit of the header takes a minute or two"]
async fn whichever_bit_of_the_header_is_wrong_it_is_refused_or_harms_nothing() {
    let refused = refused_for_bits(0..800).await;
    assert!(refused > 300, "{refused}");
}

#[tokio::test]
async fn bytes_that_were_never_a_store_are_refused_and_left_alone() {
    for length in [1, 100, 4_096, 20_000] {
        let random: Vec<u8> = (0..length).map(|_| rand::random()).collect();
        for file in ["plenary.db", "keys.db"] {
            assert!(refused_or_whole(file, "random bytes", |bytes| bytes.clone_from(&random)).await);
        }
    }
}

/// What a kill left in the log is not written into a file that is refused.
#[tokio::test]
async fn a_damaged_file_with_its_log_beside_it_is_left_alone_with_it() {
    let (dir, copy) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = open(dir.path());
    let bench = Bench::of(store.clone(), store, None).await;
    bench.open(RUN).await;
    bench.cast_one(cast(1, 4, "a")).await;
    for file in ["plenary.db", "plenary.db-wal", "keys.db"] {
        fs::copy(dir.path().join(file), copy.path().join(file)).unwrap();
    }
    let db = rusqlite::Connection::open(copy.path().join("keys.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let log = copy.path().join("plenary.db-wal");
    let bytes = fs::read(&log).unwrap();
    assert!(bytes.len() > 4_096, "there is something in it");
    assert!(matches!(refused(Sqlite::open(copy.path())), StoreError::Corrupt(_)));
    let mut header = fs::read(copy.path().join("plenary.db")).unwrap();
    header[68..72].fill(9);
    fs::write(copy.path().join("plenary.db"), &header).unwrap();
    assert!(matches!(refused(Sqlite::open(copy.path())), StoreError::Corrupt(_)));
    assert_eq!(fs::read(&log).unwrap(), bytes);
    assert_eq!(fs::read(copy.path().join("plenary.db")).unwrap(), header);
}

#[tokio::test]
async fn a_newer_or_foreign_file_is_refused_and_left_alone() {
    for file in ["plenary.db", "keys.db"] {
        refuses(file, "newer Plenary", |path| {
            let db = rusqlite::Connection::open(path).unwrap();
            db.pragma_update(None, "user_version", 99).unwrap();
        })
        .await;
        refuses(file, "not a Plenary store", |path| {
            let db = rusqlite::Connection::open(path).unwrap();
            db.pragma_update(None, "application_id", 7).unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn a_start_that_was_cut_short_is_made_good() {
    let dir = TempDir::new().unwrap();
    // What a kill between the two files, and within the second, leaves behind.
    open(dir.path()).close().await.unwrap();
    fs::remove_file(dir.path().join("plenary.db")).unwrap();
    fs::write(dir.path().join("plenary.new"), b"half a file").unwrap();
    open(dir.path()).health().await.unwrap();
}

#[tokio::test]
async fn a_clock_set_back_between_two_starts_reopens_no_gate() {
    let dir = TempDir::new().unwrap();
    let store = open(dir.path());
    let bench = Bench::of(store.clone(), store, None).await;
    bench.gate(RUN, 0, GateAct::Open { for_ms: Some(1) }).await;
    bench.store.close().await.unwrap();
    // The machine's clock was an hour ahead when the store last decided something.
    let ahead = set_clock_ahead(dir.path(), 3_600_000);
    let store = open(dir.path());
    let now = store.now().await.unwrap();
    assert!(now >= ahead && now < ahead.plus_ms(60_000), "time goes on from where it was");
    let late = store.cast(bench.room, &bench.epoch, vec![cast(1, 1, "a")]).await.unwrap();
    assert_eq!(late.0, [Outcome::Shut { r: None }]);
}

fn set_clock_ahead(dir: &Path, by_ms: i64) -> Moment {
    let db = rusqlite::Connection::open(dir.join("plenary.db")).unwrap();
    db.execute("UPDATE rooms SET clock = clock + ?1", [by_ms]).unwrap();
    let ahead: i64 = db.query_row("SELECT max(clock) FROM rooms", [], |row| row.get(0)).unwrap();
    Moment(ahead.cast_unsigned())
}

#[tokio::test]
async fn questions_whose_key_is_gone_get_none_while_any_has_ballots() {
    let dir = TempDir::new().unwrap();
    let store = open(dir.path());
    let bench = Bench::of(store.clone(), store, None).await;
    let keys = rusqlite::Connection::open(dir.path().join("keys.db")).unwrap();
    let lose_key = || keys.execute("DELETE FROM run_keys WHERE run = ?1", [RunId::QUESTIONS.0]).unwrap();
    let [one, two, three] = QUESTIONS;
    bench.open(one).await;
    assert_eq!(lose_key(), 1);
    bench.open(two).await;
    assert!(bench.store.run_key(bench.room, one).await.unwrap().is_some(), "nobody had a ballot");
    bench.cast_one(upvote(two, 1, 1)).await;
    assert_eq!(lose_key(), 1);
    bench.open(three).await;
    let with = Refounding { gates: vec![(three, bench.gate_of(three).await)], ..Refounding::default() };
    assert!(bench.store.refound(bench.room, Some(&bench.epoch), &bench.epoch, with).await.unwrap());
    for run in QUESTIONS {
        assert_eq!(bench.store.run_key(bench.room, run).await.unwrap(), None);
    }
}

#[tokio::test]
async fn dropped_ballots_and_keys_leave_no_bytes_behind() {
    let (dir, bench) = voting().await;
    bench.cast_one(cast(1, 1, "a-choice-to-be-forgotten")).await;
    let key = bench.store.run_key(bench.room, RUN).await.unwrap().unwrap();
    bench.store.drop_room(bench.room).await.unwrap();
    bench.store.close().await.unwrap();
    for file in fs::read_dir(dir.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(&key.0) && !holds(b"a-choice-to-be-forgotten"), "{path:?}");
    }
}

/// Another program (a backup that locks, say) keeps the database from us for longer than we wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_acknowledges_nothing_and_is_used_again_when_it_is_back() {
    let (dir, bench) = voting().await;
    bench.cast_one(cast(1, 1, "a")).await;
    let other = rusqlite::Connection::open(dir.path().join("plenary.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let cast_all = || {
        let one = bench.store.cast(bench.room, &bench.epoch, vec![cast(1, 2, "b")]);
        let two = bench.store.cast(bench.room, &bench.epoch, vec![cast(2, 1, "b")]);
        async { tokio::join!(one, two) }
    };
    let (one, two) = cast_all().await;
    assert!(matches!(refused(one), StoreError::Away(_)) && matches!(refused(two), StoreError::Away(_)));
    assert_eq!(bench.counts(RUN, ["a", "b"]).await, (1, [1, 0]), "reading goes on, and nothing was written");
    other.execute_batch("ROLLBACK").unwrap();
    let (one, two) = cast_all().await;
    assert_eq!((one.unwrap().0[0], two.unwrap().0[0]), (Outcome::Changed, Outcome::Counted));
    assert_eq!(bench.counts(RUN, ["a", "b"]).await, (2, [0, 2]));
}

/// One act that cannot be done undoes nothing of those that happen to share its transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_act_that_fails_harms_no_other_in_its_group() {
    let (_dir, bench) = voting().await;
    let wrong = plenary_server::store::Epoch("0".repeat(32));
    let mut acts = Vec::new();
    for number in 0..200 {
        let (store, room) = (bench.store.clone(), bench.room);
        let epoch = if number % 2 == 0 { bench.epoch.clone() } else { wrong.clone() };
        acts.push(tokio::spawn(async move { store.cast(room, &epoch, vec![cast(number, 1, "a")]).await }));
    }
    for (number, act) in acts.into_iter().enumerate() {
        match act.await.unwrap() {
            Ok((outcomes, _)) => assert_eq!((number % 2, outcomes[0]), (0, Outcome::Counted)),
            Err(error) => assert_eq!((number % 2, error), (1, StoreError::WentBack)),
        }
    }
    assert_eq!(bench.counts(RUN, ["a"]).await, (100, [100]));
}
