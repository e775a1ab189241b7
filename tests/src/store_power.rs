//! The power goes: whatever moment that is, what was acknowledged by then is on the disk, by what was synced by then alone.
//!
//! A session runs under strace, which writes down every write, sync, rename and receipt in order. From that a disk is played
//! that keeps of each file what its last sync put there, and of the folder what its last sync did, and may keep more: all of
//! it, some writes and not others, half a write. At every step the store is opened on such a disk.

use std::path::Path;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tempfile::TempDir;

use crate::sealing::is_found;
use crate::store_session::{under_strace, wrong};

mod disk;
mod trace;

use disk::{Disk, Keeps};
use trace::{Op, ops};

/// What changes files or tells the test something.
const CALLS: &str = "trace=openat,open,creat,pwrite64,write,pwritev,writev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat";

fn recorded() -> Vec<Op> {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("data");
    let (trace, said) = under_strace(&folder, &["-e", CALLS]);
    assert_eq!(said.last().map(String::as_str), Some("closed"));
    let ops = ops(&trace, &folder);
    let told: Vec<&str> =
        ops.iter().filter_map(|op| if let Op::Said(line) = op { Some(line.as_str()) } else { None }).collect();
    assert_eq!(told, said, "the record has every receipt");
    ops
}

/// Opens the store on the disk as it may be found after the power went.
async fn survives(disk: &Disk, keeps: Keeps, said: &[String], at: usize) {
    let place = TempDir::new().unwrap();
    disk.found_after(keeps, place.path());
    let held = wrong(place.path(), said).await;
    assert_eq!(held, Ok(()), "power lost after step {at}, {keeps:?}; last said: {:?}", said.last());
}

/// Plays every step; `mixes` more disks at each, of those that keep some of what was not synced.
async fn play(ops: &[Op], mixes: usize) -> usize {
    let mut rng = SmallRng::seed_from_u64(1);
    let (mut disk, mut said, mut looked) = (Disk::default(), Vec::new(), 0);
    for (at, op) in ops.iter().enumerate() {
        match op {
            Op::Said(line) => said.push(line.clone()),
            op => disk.does(op),
        }
        let settles = !matches!(op, Op::Write { .. });
        if settles {
            survives(&disk, Keeps::Synced, &said, at).await;
            looked += 1;
        }
        for _ in 0..mixes {
            survives(&disk, Keeps::Some(rng.random()), &said, at).await;
            looked += 1;
        }
    }
    survives(&disk, Keeps::All, &said, ops.len()).await;
    looked + 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whenever_the_power_goes_every_acknowledged_ballot_is_there() {
    let ops = recorded();
    let syncs = ops.iter().filter(|op| matches!(op, Op::Sync { .. })).count();
    let looked = play(&ops, 0).await;
    assert!(syncs > 40 && looked > 100, "{syncs} syncs, {looked} disks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "thousands of disks take minutes"]
async fn whatever_a_disk_keeps_of_what_was_not_synced_every_acknowledged_ballot_is_there() {
    let looked = play(&recorded(), 4).await;
    assert!(looked > 1_000, "{looked} disks");
}

/// A run that was sealed stays so: the power brings no key back.
#[tokio::test]
async fn whenever_the_power_goes_the_key_of_a_sealed_run_stays_gone() {
    let ops = recorded();
    let (mut disk, mut key, mut looked) = (Disk::default(), None, 0);
    let mut scrubbed = false;
    for op in &ops {
        match op {
            Op::Said(line) => {
                key = line.strip_prefix("open aaaaaa 2 ").map(bytes_of).or(key);
                scrubbed |= line == "scrubbed";
            }
            op => disk.does(op),
        }
        if scrubbed {
            let place = TempDir::new().unwrap();
            disk.found_after(Keeps::Synced, place.path());
            assert!(!is_found(place.path(), key.as_ref().expect("the run was opened")));
            looked += 1;
        }
    }
    assert!(looked > 10, "{looked} disks");
}

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex")).collect()
}

/// The disk that is played loses what a careless store would lose: else this could not fail.
#[tokio::test]
async fn a_store_that_did_not_sync_would_be_found_out() {
    let ops: Vec<Op> = recorded().into_iter().filter(|op| !matches!(op, Op::Sync { path } if is_log(path))).collect();
    let (mut disk, mut said, mut lost) = (Disk::default(), Vec::new(), 0);
    for op in &ops {
        match op {
            Op::Said(line) => said.push(line.clone()),
            op => disk.does(op),
        }
        if matches!(op, Op::Said(line) if line.starts_with("ack")) {
            let place = TempDir::new().unwrap();
            disk.found_after(Keeps::Synced, place.path());
            lost += u32::from(wrong(place.path(), &said).await.is_err());
        }
    }
    assert!(lost > 10, "{lost} times something acknowledged was lost");
}

fn is_log(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "db-wal")
}
