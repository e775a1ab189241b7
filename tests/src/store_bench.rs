//! A store to test on: the same test body runs on each backend, in a room of its own, seen from two nodes.

use std::time::Duration;

use plenary_server::domain::ballot::Contributions;
use plenary_server::domain::gate::{Gate, GateAct};
use plenary_server::domain::id::{RoomCode, RunId, VoterKey};
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::domain::tally::Tally;
use plenary_server::store::redis::Redis;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{
    Amended, Amendment, Cast, Changes, DocumentWrite, Epoch, GateWrite, Outcome, Store, StoreError, Version, Write,
};
use tempfile::TempDir;

use crate::redis_cluster::RedisCluster;
use crate::redis_server::RedisServer;

/// The secret that the nodes of a test share.
pub(crate) const SECRET: [u8; 32] = *b"the secret of all nodes of a tes";

/// The run most tests vote in.
pub(crate) const RUN: RunId = RunId(1);

/// The questions that tests upvote.
pub(crate) const QUESTIONS: [RunId; 3] =
    [RunId(RunId::QUESTIONS.0 + 350), RunId(RunId::QUESTIONS.0 + 351), RunId(RunId::QUESTIONS.0 + 1)];

/// A room in a store, as two nodes see it.
pub(crate) struct Bench {
    pub(crate) store: Store,
    /// Another node's way to the same store (the embedded store has one node: the same).
    pub(crate) other: Store,
    pub(crate) room: RoomCode,
    pub(crate) epoch: Epoch,
    _dir: Option<TempDir>,
}

impl Bench {
    /// On the embedded store, in a folder of its own.
    pub(crate) async fn sqlite() -> Self {
        let dir = TempDir::new().unwrap();
        let store = Store::Sqlite(Sqlite::open(dir.path()).unwrap());
        Self::of(store.clone(), store, Some(dir)).await
    }

    /// On Redis, from two nodes.
    pub(crate) async fn redis() -> Self {
        let url = RedisServer::shared().url();
        let connect = || async { Store::Redis(Redis::connect(&url, &SECRET, None).await.unwrap()) };
        Self::of(connect().await, connect().await, None).await
    }

    /// On a Redis Cluster, from two nodes.
    pub(crate) async fn cluster() -> Self {
        let url = RedisCluster::shared().url();
        let connect = || async { Store::Redis(Redis::connect(&url, &SECRET, None).await.unwrap()) };
        Self::of(connect().await, connect().await, None).await
    }

    /// In a room newly founded in this store.
    pub(crate) async fn of(store: Store, other: Store, dir: Option<TempDir>) -> Self {
        Self::in_room(any_room(), store, other, dir).await
    }

    /// In this room, newly founded.
    pub(crate) async fn in_room(room: RoomCode, store: Store, other: Store, dir: Option<TempDir>) -> Self {
        assert!(store.found(room, vec![]).await.unwrap());
        let epoch = store.read(room, 0).await.unwrap().epoch;
        Self { store, other, room, epoch, _dir: dir }
    }

    /// The same room under the epoch it has now.
    pub(crate) async fn reread(self) -> Self {
        let epoch = self.store.read(self.room, 0).await.unwrap().epoch;
        Self { epoch, ..self }
    }

    /// Does an act on one gate that is expected to be done.
    pub(crate) async fn gate(&self, run: RunId, expect: u32, act: GateAct) -> Amended {
        let gates = vec![GateWrite { run, expect, act }];
        self.amend(Amendment { gates, ..Amendment::default() }).await
    }

    /// Opens a run until closed.
    pub(crate) async fn open(&self, run: RunId) {
        let opened = self.gate(run, 0, GateAct::Open { for_ms: None }).await;
        assert!(matches!(opened, Amended::Done { .. }), "{opened:?}");
    }

    pub(crate) async fn amend(&self, amendment: Amendment) -> Amended {
        self.store.amend(self.room, &self.epoch, amendment).await.unwrap()
    }

    pub(crate) async fn cast(&self, casts: Vec<Cast>) -> (Vec<Outcome>, Version) {
        self.store.cast(self.room, &self.epoch, casts).await.unwrap()
    }

    /// The outcome of one cast alone.
    pub(crate) async fn cast_one(&self, cast: Cast) -> Outcome {
        self.cast(vec![cast]).await.0[0]
    }

    pub(crate) async fn read(&self, since: Version) -> Changes {
        self.store.read(self.room, since).await.unwrap()
    }

    pub(crate) async fn version(&self) -> Version {
        self.read(0).await.version
    }

    pub(crate) async fn gate_of(&self, run: RunId) -> Gate {
        let gates = self.read(0).await.gates;
        gates.into_iter().find(|(of, ..)| *of == run).map(|(.., gate)| gate).expect("the run was opened")
    }

    /// The tally of a run as every node reads it, after checking it against a recount.
    pub(crate) async fn tally(&self, run: RunId) -> Tally {
        let tallies = self.other.read(self.room, 0).await.unwrap().tallies;
        let tally = tallies.into_iter().find(|(of, ..)| *of == run).map(|(.., tally)| tally).unwrap_or_default();
        assert_eq!(tally, self.store.recount(self.room, run).await.unwrap(), "the tally is the sum of the ballots");
        tally
    }

    /// Ballots and the weights under these keys, all segments together.
    pub(crate) async fn counts<const N: usize>(&self, run: RunId, keys: [&str; N]) -> (u32, [u64; N]) {
        let total = self.tally(run).await.total();
        (total.ballots, keys.map(|key| total.of(key)))
    }

    /// Waits until some due gate was shut by the store's clock, and says which.
    pub(crate) async fn wait_for_shut(&self) -> Vec<(RunId, Gate)> {
        loop {
            let shut = self.store.shut_due(self.room, &self.epoch, shut_line).await.unwrap();
            if !shut.is_empty() {
                return shut;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// The line that the tests have written when a gate shuts.
pub(crate) fn shut_line(run: RunId, gate: &Gate) -> String {
    format!("{{\"shut\":{run},\"rev\":{}}}", gate.rev)
}

/// A room no other test uses.
pub(crate) fn any_room() -> RoomCode {
    RoomCode::from_bytes(&rand::random::<[u8; 16]>())
}

pub(crate) fn voter(number: u64) -> VoterKey {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&number.to_le_bytes());
    // Bytes that a text protocol could stumble over.
    key[8..].copy_from_slice(b"\0\r\n|:,\xff'");
    VoterKey(key)
}

pub(crate) fn ballot(text: &str) -> Contributions {
    let pairs: Vec<(&str, u32)> = text
        .split(',')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once(':').map_or((part, 1), |(key, weight)| (key, weight.parse().unwrap())))
        .collect();
    Contributions::of(pairs)
}

/// A ballot of somebody who said nothing about themselves.
pub(crate) fn cast(number: u64, r: u32, text: &str) -> Cast {
    Cast { run: RUN, voter: voter(number), r, segment: Segment::default(), ballot: Some(ballot(text)) }
}

pub(crate) fn withdraw(number: u64, r: u32) -> Cast {
    Cast { ballot: None, ..cast(number, r, "") }
}

/// An upvote of a question.
pub(crate) fn upvote(run: RunId, number: u64, r: u32) -> Cast {
    Cast { run, ..cast(number, r, "1") }
}

/// An upvote taken back by whoever gave it.
pub(crate) fn taken_back(run: RunId, number: u64, r: u32) -> Cast {
    Cast { run, ..withdraw(number, r) }
}

pub(crate) fn segment(mode: Mode, group: Group) -> Segment {
    Segment { mode, group }
}

pub(crate) fn set(key: &str, expect: u32, value: &str) -> DocumentWrite {
    DocumentWrite { key: key.to_owned(), expect, write: Write::Set(value.to_owned()) }
}

pub(crate) fn documents(documents: Vec<DocumentWrite>) -> Amendment {
    Amendment { documents, ..Amendment::default() }
}

/// What a verb said when it was refused.
pub(crate) fn refused<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> StoreError {
    answer.expect_err("the store should have refused")
}

/// Makes of each named test body a test on every backend, on Redis alone and on a cluster. There they are long, and run only with
/// all others (`cargo xtask test --all`), unless the list begins with `on a cluster always:`.
macro_rules! on_both_stores {
    (on a cluster always: $($body:ident),* $(,)?) => {
        crate::store_bench::on_both_stores!(#[cfg(test)] $($body),*);
    };
    ($($body:ident),* $(,)?) => {
        crate::store_bench::on_both_stores!(#[ignore = "the same on a cluster takes half a minute more"] $($body),*);
    };
    (#[$on_a_cluster:meta] $($body:ident),*) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() {
                super::$body(crate::store_bench::Bench::sqlite().await).await;
            })*
        }

        mod redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() {
                super::$body(crate::store_bench::Bench::redis().await).await;
            })*
        }

        mod redis_cluster {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[$on_a_cluster]
            async fn $body() {
                super::$body(crate::store_bench::Bench::cluster().await).await;
            })*
        }
    };
}
pub(crate) use on_both_stores;
