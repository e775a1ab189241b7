//! A process with an embedded store in it, for the tests that let its disk fail or its power go: it works through one fixed
//! session, says on standard output what was acknowledged, a line each, and tries again what was not.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use plenary_server::domain::ballot::Contributions;
use plenary_server::domain::gate::GateAct;
use plenary_server::domain::id::{RoomCode, RunId, VoterKey};
use plenary_server::domain::person::Segment;
use plenary_server::pass::hex;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{
    Amended, Amendment, Cast, DocumentWrite, Epoch, GateWrite, Outcome, Scrubbed, Sealing, Store, StoreError,
    Write as Put,
};

/// The run that stays open.
const RUN: RunId = RunId(1);
/// The run that is sealed.
const SEALED: RunId = RunId(2);
/// A disk that fails once is well again by then.
const TRIES: u32 = 4;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let folder = std::env::args().nth(1).expect("the folder of the store");
    let done = session(Path::new(&folder)).await;
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Standard output is what the test believes: said at once, whole, or not at all.
fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{what}\n").as_bytes()).and_then(|()| out.flush()).expect("the test listens");
}

/// Again until it is done: after `Away` it is not known whether it was.
async fn tried<T>(what: &str, mut act: impl AsyncFnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut left = TRIES;
    loop {
        left -= 1;
        match act().await {
            // A read that fails may be taken for damage; phones try again whatever a store says that is not well.
            Err(error @ (StoreError::Away(_) | StoreError::Corrupt(_))) if left > 0 => {
                say(&format!("again {what}: {error}"));
            }
            other => return other,
        }
    }
}

async fn session(folder: &Path) -> Result<(), StoreError> {
    let store = Store::Sqlite(tried("opening", async || Sqlite::open(folder)).await?);
    let room: RoomCode = "aaaaaa".parse().expect("a code");
    let gone: RoomCode = "bbbbbb".parse().expect("a code");
    for code in [room, gone] {
        let documents = vec![("workshop".to_owned(), "{}".repeat(600))];
        tried("founding", async || store.found(code, documents.clone()).await).await?;
        say(&format!("founded {code}"));
    }
    let epoch = tried("reading", async || store.read(room, 0).await).await?.epoch;
    open(&store, room, &epoch, RUN).await?;
    for r in 1..=3 {
        for voter in 0..8 {
            vote(&store, room, &epoch, (RUN, voter, r)).await?;
        }
        write(&store, room, &epoch, r).await?;
    }
    open(&store, room, &epoch, SEALED).await?;
    for voter in 0..3 {
        vote(&store, room, &epoch, (SEALED, voter, 1)).await?;
    }
    amend(&store, room, &epoch, GateWrite { run: SEALED, expect: 1, act: GateAct::Void }).await?;
    let sealing = Sealing { run: SEALED, key: "seal/2".to_owned(), expect: 0, value: "{}".to_owned() };
    tried("sealing", async || store.seal(room, &epoch, &sealing).await).await?;
    say("sealed");
    let scrubbed = tried("scrubbing", async || store.scrub().await).await?;
    assert_eq!(scrubbed, Scrubbed::Done);
    say("scrubbed");
    let of_gone = tried("reading", async || store.read(gone, 0).await).await?.epoch;
    open(&store, gone, &of_gone, RUN).await?;
    tried("dropping", async || store.drop_room(gone).await).await?;
    say(&format!("dropped {gone}"));
    vote(&store, room, &epoch, (RUN, 0, 4)).await?;
    store.close().await?;
    say("closed");
    Ok(())
}

async fn open(store: &Store, room: RoomCode, epoch: &Epoch, run: RunId) -> Result<(), StoreError> {
    amend(store, room, epoch, GateWrite { run, expect: 0, act: GateAct::Open { for_ms: None } }).await?;
    let key = tried("reading a key", async || store.run_key(room, run).await).await?.expect("an open run has a key");
    say(&format!("open {room} {run} {}", hex(&key.0)));
    Ok(())
}

async fn amend(store: &Store, room: RoomCode, epoch: &Epoch, gate: GateWrite) -> Result<(), StoreError> {
    let amendment = Amendment { gates: vec![gate], ..Amendment::default() };
    // Repeated after it was done, it is told to have been changed.
    let amended = tried("a gate", async || store.amend(room, epoch, amendment.clone()).await).await?;
    assert!(matches!(amended, Amended::Done { .. } | Amended::Changed { .. }), "{amended:?}");
    Ok(())
}

async fn write(store: &Store, room: RoomCode, epoch: &Epoch, rev: u32) -> Result<(), StoreError> {
    let put =
        DocumentWrite { key: "notes".to_owned(), expect: rev - 1, write: Put::Set("x".repeat(3_000 * rev as usize)) };
    let amendment = Amendment { documents: vec![put], minutes: vec![format!("line {rev}")], ..Amendment::default() };
    tried("a document", async || store.amend(room, epoch, amendment.clone()).await).await?;
    say(&format!("wrote {rev}"));
    Ok(())
}

async fn vote(store: &Store, room: RoomCode, epoch: &Epoch, vote: (RunId, u8, u32)) -> Result<(), StoreError> {
    let (run, voter, r) = vote;
    // What a voter says is known from who and when, so that the test knows it too.
    let ballot = Some(Contributions::stored(&((u32::from(voter) + r) % 3).to_string()));
    let cast = Cast { run, voter: VoterKey([voter + 1; 16]), r, segment: Segment::default(), ballot };
    let (outcomes, _) = tried("a vote", async || store.cast(room, epoch, vec![cast.clone()]).await).await?;
    assert!(matches!(outcomes[..], [Outcome::Counted | Outcome::Changed | Outcome::Same]), "{outcomes:?}");
    say(&format!("ack {run} {voter} {r}"));
    Ok(())
}
