//! One fixed session of an embedded store in a process of its own (`tests/examples/store_process.rs`), under strace, and what must
//! hold of its folder afterwards: everything that was acknowledged is there, and nothing that was not said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use plenary_server::domain::id::{RoomCode, RunId, VoterKey};
use plenary_server::pass::hex;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{Store, StoreError};

const RUN: RunId = RunId(1);
const SEALED: RunId = RunId(2);

/// The process, as `cargo test` leaves it beside the tests.
fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a test knows where it is");
    let folder = own.parent().and_then(Path::parent).expect("tests stand in target/PROFILE/deps");
    let program = folder.join("examples/store_process");
    assert!(program.is_file(), "{} is missing: cargo build -p plenary-tests --examples", program.display());
    program
}

/// Runs the session in `folder` under strace with these arguments; what strace wrote and what the session said.
pub(crate) fn under_strace(folder: &Path, strace: &[&str]) -> (String, Vec<String>) {
    let log = folder.with_extension("strace");
    let output = Command::new("strace")
        .args(["-f", "-y", "-xx", "-s", "1000000", "-o"])
        .arg(&log)
        .args(strace)
        .arg(program())
        .arg(folder)
        .stdin(Stdio::null())
        .output()
        .expect("strace starts (apt-get install strace)");
    let said = lines(&output);
    assert!(output.status.success(), "{strace:?}: {}\n{}", String::from_utf8_lossy(&output.stderr), said.join("\n"));
    let trace = std::fs::read_to_string(&log).expect("what strace wrote");
    std::fs::remove_file(&log).expect("it is ours");
    (trace, said)
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

fn numbers(line: &str) -> Option<[u32; 3]> {
    let mut numbers = line.strip_prefix("ack ")?.split(' ').map(|word| word.parse().expect("a number"));
    Some([(); 3].map(|()| numbers.next().expect("three of them")))
}

/// The highest revision acknowledged to each voter of a run.
fn acknowledged(said: &[String], run: RunId) -> BTreeMap<u8, u32> {
    let mut highest = BTreeMap::new();
    for [of, voter, r] in said.iter().filter_map(|line| numbers(line)) {
        if of == run.0 {
            highest.insert(voter as u8, r);
        }
    }
    highest
}

/// Opens what is left in the folder, as the next start would, and compares it with what was said. Why it does not hold, if so.
pub(crate) async fn wrong(folder: &Path, said: &[String]) -> Result<(), String> {
    let store = Store::Sqlite(Sqlite::open(folder).map_err(|error| format!("it does not open: {error}"))?);
    let compared = compare(&store, said).await;
    store.close().await.expect("closing an idle store");
    compared
}

async fn compare(store: &Store, said: &[String]) -> Result<(), String> {
    let is_said = |what: &str| said.iter().any(|line| line == what);
    let why = |error: StoreError| error.to_string();
    let (room, gone): (RoomCode, RoomCode) = ("aaaaaa".parse().expect("a code"), "bbbbbb".parse().expect("a code"));
    if is_said("dropped bbbbbb") && store.read(gone, 0).await != Err(StoreError::NoRoom) {
        return Err("a dropped room is back".to_owned());
    }
    let changes = match store.read(room, 0).await {
        Err(StoreError::NoRoom) if !is_said("founded aaaaaa") => return Ok(()),
        other => other.map_err(why)?,
    };
    for (run, _, tally) in &changes.tallies {
        let counted = store.recount(room, *run).await.map_err(why)?;
        if counted.total().ballots > 0 && counted != *tally {
            return Err(format!("run {run}: the counts are not those of the ballots"));
        }
    }
    let sealed = is_said("sealed");
    for run in [RUN, SEALED] {
        let key = said.iter().find_map(|line| line.strip_prefix(&format!("open {room} {run} ")));
        let stored = store.run_key(room, run).await.map_err(why)?;
        let stored = stored.map(|key| hex(&key.0));
        let acks = acknowledged(said, run);
        // All three were told: from then on the run may be sealed, whether that was told or not.
        let may_be_sealed = run == SEALED && acks.len() == 3;
        if key.is_some() && stored.as_deref() != key && !may_be_sealed {
            return Err(format!("run {run} has another key, or none: nobody would find their ballot"));
        }
        for (voter, r) in &acks {
            let asked = store.ballots(room, vec![(run, VoterKey([voter + 1; 16]))]).await.map_err(why)?;
            match &asked[0] {
                None if may_be_sealed => {}
                None => return Err(format!("run {run}: the ballot of voter {voter} is lost")),
                Some(_) if sealed && run == SEALED => return Err("a sealed run has ballots".to_owned()),
                Some(ballot) => {
                    let choice = ((u32::from(*voter) + ballot.r) % 3).to_string();
                    let is_theirs = ballot.ballot.as_ref().is_some_and(|stored| stored.as_str() == choice);
                    if ballot.r < *r || !is_theirs {
                        return Err(format!("run {run}: voter {voter} was told {r}, and {ballot:?} stands"));
                    }
                }
            }
        }
    }
    if sealed {
        let tally = changes.tallies.iter().find(|(run, ..)| *run == SEALED);
        if tally.is_none_or(|(.., tally)| tally.total().ballots != 3) {
            return Err("the counts of a sealed run are not what they were".to_owned());
        }
    }
    let rev = said.iter().filter_map(|line| line.strip_prefix("wrote ")?.parse::<u32>().ok()).max().unwrap_or(0);
    let notes = changes.documents.iter().find(|document| document.key == "notes").map_or(0, |document| document.rev);
    let minutes = store.minutes(room, 0).await.map_err(why)?.len();
    if notes < rev || minutes != notes as usize {
        return Err(format!("revision {rev} was written, {notes} is there, with {minutes} lines of minutes"));
    }
    Ok(())
}
