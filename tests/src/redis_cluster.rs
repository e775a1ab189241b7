//! A real Redis Cluster for tests: three primaries with a replica each, put together by hand and gone when the tests are.

use std::ops::RangeInclusive;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use plenary_server::domain::id::RoomCode;

use crate::redis_server::{DURABLE, RedisServer, free_port};
use crate::store_bench::any_room;

/// Primaries, and as many replicas.
pub(crate) const PRIMARIES: usize = 3;
/// The slots each primary begins with.
const SLOTS: [RangeInclusive<u16>; PRIMARIES] = [0..=5_460, 5_461..=10_922, 10_923..=16_383];
/// A node may be silent so many milliseconds.
const NOBODY_IS_PROMOTED: &str = "60000";
/// So often something is looked for: a minute, longer than anything here takes on a busy machine.
const LOOKS: u32 = 3_000;

/// Its nodes: the primaries, then the replica of each in the same order.
pub(crate) struct RedisCluster {
    nodes: Vec<RedisServer>,
}

impl RedisCluster {
    /// The one that all tests of this process share, each in rooms of its own. Nobody is ever promoted in it.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<RedisCluster> = OnceLock::new();
        SHARED.get_or_init(|| Self::of(RedisServer::for_all_tests, &["--appendonly", "yes"], NOBODY_IS_PROMOTED))
    }

    /// One of the test's own, in which a replica is promoted when its primary has not answered for a while.
    pub(crate) fn private() -> Self {
        // With `always` a slow disk would look like a node that is gone. A kill -9 loses nothing that was written.
        Self::of(RedisServer::private, &["--appendonly", "yes"], "1500")
    }

    /// The same, in which nobody is promoted however long a primary is silent.
    pub(crate) fn private_and_patient() -> Self {
        Self::of(RedisServer::private, DURABLE, NOBODY_IS_PROMOTED)
    }

    fn of(start: impl Fn(&[&str]) -> RedisServer, durability: &[&str], patience: &str) -> Self {
        let nodes = (0..2 * PRIMARIES).map(|_| {
            let bus = free_port().to_string();
            // Nodes hear of one another the sooner the less patient they are.
            let own = ["--cluster-enabled", "yes", "--cluster-port", &bus, "--cluster-node-timeout", "1000"];
            // Where a part is lost, the rest goes on; and a replica is given its copy at once.
            let more = ["--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0"];
            start(&[durability, &own, &more].concat())
        });
        let cluster = Self { nodes: nodes.collect() };
        cluster.put_together();
        for node in &cluster.nodes {
            assert_ok(node, &["CONFIG", "SET", "cluster-node-timeout", patience]);
        }
        cluster.until_whole();
        cluster
    }

    fn put_together(&self) {
        for (number, node) in self.nodes.iter().enumerate() {
            assert_ok(node, &["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()]);
            if let Some(slots) = SLOTS.get(number) {
                let (first, last) = (slots.start().to_string(), slots.end().to_string());
                assert_ok(node, &["CLUSTER", "ADDSLOTSRANGE", &first, &last]);
            }
            let bus = node.command(&["CONFIG", "GET", "cluster-port"]);
            let bus = bus.lines().nth(4).expect("the setting").to_owned();
            for other in &self.nodes[..number] {
                assert_ok(other, &["CLUSTER", "MEET", "127.0.0.1", &node.port().to_string(), &bus]);
            }
        }
        until("all have met", || {
            self.nodes.iter().all(|node| {
                let told = node.command(&["CLUSTER", "NODES"]);
                told.matches(" connected").count() == self.nodes.len() && !told.contains("handshake")
            })
        });
        for number in 0..PRIMARIES {
            let id = self.id(number);
            assert_ok(&self.nodes[number + PRIMARIES], &["CLUSTER", "REPLICATE", &id]);
        }
        self.until_whole();
    }

    /// Waits until every node that runs says that all is well, and each replica that runs has what its primary has.
    pub(crate) fn until_whole(&self) {
        until("all is well", || {
            self.running().all(|node| {
                let (cluster, info) = (node.command(&["CLUSTER", "INFO"]), node.command(&["INFO", "replication"]));
                let told = node.command(&["CLUSTER", "NODES"]);
                cluster.contains("cluster_state:ok")
                    && cluster.contains("cluster_slots_ok:16384")
                    && told.matches(" slave ").count() + told.matches(",slave ").count() == PRIMARIES
                    && !told.contains("fail")
                    && (info.contains("role:master") || info.contains("master_link_status:up"))
            })
        });
    }

    fn running(&self) -> impl Iterator<Item = &RedisServer> {
        self.nodes.iter().filter(|node| node.runs())
    }

    /// The address of its first node.
    pub(crate) fn url(&self) -> String {
        self.nodes[0].url()
    }

    /// One of its nodes: below [`PRIMARIES`] those that began as primaries, from there their replicas.
    pub(crate) fn node(&self, number: usize) -> &RedisServer {
        &self.nodes[number]
    }

    /// The same, to kill it and to start it again.
    pub(crate) fn node_mut(&mut self, number: usize) -> &mut RedisServer {
        &mut self.nodes[number]
    }

    fn id(&self, number: usize) -> String {
        let answer = self.nodes[number].command(&["CLUSTER", "MYID"]);
        answer.lines().nth(1).expect("an id").to_owned()
    }

    /// The slot of a room, as Redis reckons it.
    pub(crate) fn slot_of(&self, room: RoomCode) -> u16 {
        let asked = self.running().next().expect("one runs");
        let answer = asked.command(&["CLUSTER", "KEYSLOT", &format!("plenary:{{{room}}}")]);
        answer.trim().trim_start_matches(':').parse().expect("a slot")
    }

    /// A room no other test uses that lies on that primary.
    pub(crate) fn room_on(&self, primary: usize) -> RoomCode {
        loop {
            let room = any_room();
            if self.is_on(room, primary) {
                return room;
            }
        }
    }

    /// Whether the room lies where that primary began.
    pub(crate) fn is_on(&self, room: RoomCode, primary: usize) -> bool {
        SLOTS[primary].contains(&self.slot_of(room))
    }

    /// Waits until the node says of itself that it is a primary.
    pub(crate) fn until_promoted(&self, number: usize) {
        until("a replica is promoted", || {
            let told = self.nodes[number].command(&["CLUSTER", "NODES"]);
            told.lines().any(|line| line.contains("myself,master"))
        });
    }

    /// Waits until a primary's replica has all it was told.
    pub(crate) fn until_copied(&self, primary: usize) {
        assert_eq!(self.nodes[primary].command(&["WAIT", "1", "10000"]).trim(), ":1");
    }

    /// A primary's replica loses its connection and gets no other: what comes now, it lacks.
    pub(crate) fn cut_off_the_replica_of(&self, primary: usize) {
        let node = &self.nodes[primary];
        node.command(&["ACL", "SETUSER", "default", "-psync", "-sync"]);
        node.command(&["CLIENT", "KILL", "TYPE", "replica"]);
        assert!(node.command(&["INFO", "replication"]).contains("connected_slaves:0"));
    }

    /// Moves a slot key by key, and waits a little after each, so that for a while its keys are on both.
    pub(crate) fn move_slot(&self, slot: u16, from: usize, to: usize) {
        let (slot, ids) = (slot.to_string(), [self.id(from), self.id(to)]);
        let (here, there) = (&self.nodes[from], &self.nodes[to]);
        assert_ok(there, &["CLUSTER", "SETSLOT", &slot, "IMPORTING", &ids[0]]);
        assert_ok(here, &["CLUSTER", "SETSLOT", &slot, "MIGRATING", &ids[1]]);
        loop {
            let answer = here.command(&["CLUSTER", "GETKEYSINSLOT", &slot, "1"]);
            let Some(key) = answer.lines().nth(2) else { break };
            let port = there.port().to_string();
            assert_ok(here, &["MIGRATE", "127.0.0.1", &port, key, "0", "5000"]);
            thread::sleep(Duration::from_millis(10));
        }
        for node in [there, here] {
            assert_ok(node, &["CLUSTER", "SETSLOT", &slot, "NODE", &ids[1]]);
        }
    }
}

fn assert_ok(node: &RedisServer, words: &[&str]) {
    let answer = node.command(words);
    assert!(answer.starts_with("+OK"), "{words:?}: {answer}");
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..LOOKS {
        if is_so() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("waited in vain: {what}");
}
