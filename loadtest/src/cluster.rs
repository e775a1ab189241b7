//! A Redis Cluster of our own: three primaries with a replica each, put together by hand.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::time::{Instant, sleep};

use crate::servers::{Redis, Syncs};

/// Primaries, and as many replicas.
const PRIMARIES: usize = 3;
/// The first and the last slot of each primary.
const SLOTS: [(&str, &str); PRIMARIES] = [("0", "5460"), ("5461", "10922"), ("10923", "16383")];
/// What is not well by then never will be.
const WELL_BY: Duration = Duration::from_mins(1);

/// Its nodes: three that began as primaries, then the replica of each in the same order.
#[derive(Debug)]
pub struct Cluster {
    /// In the order they were started.
    pub nodes: Vec<Redis>,
}

impl Cluster {
    /// Starts the nodes with their data in folders under this one, and puts them together.
    pub(crate) async fn start(program: &Path, folder: &Path) -> anyhow::Result<Self> {
        let mut nodes: Vec<Redis> = Vec::new();
        for number in 0..2 * PRIMARIES {
            let bus = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port().to_string();
            let settings = [
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                &bus,
                "--cluster-node-timeout",
                "2000",
                "--cluster-require-full-coverage",
                "no",
                "--repl-diskless-sync-delay",
                "0",
            ];
            let node = Redis::start_with(program, &folder.join(number.to_string()), Syncs::Always, &settings).await?;
            said_ok(&node, &["CLUSTER", "SET-CONFIG-EPOCH", &(number + 1).to_string()]).await?;
            if let Some((first, last)) = SLOTS.get(number) {
                said_ok(&node, &["CLUSTER", "ADDSLOTSRANGE", first, last]).await?;
            }
            for other in &nodes {
                said_ok(other, &["CLUSTER", "MEET", "127.0.0.1", &node.port().to_string(), &bus]).await?;
            }
            nodes.push(node);
        }
        let cluster = Self { nodes };
        let met = cluster.until("all have met", |told, _| {
            told.matches(" connected").count() == 2 * PRIMARIES && !told.contains("handshake")
        });
        met.await?;
        for number in 0..PRIMARIES {
            let id = id_of(&cluster.nodes[number]).await?;
            said_ok(&cluster.nodes[number + PRIMARIES], &["CLUSTER", "REPLICATE", &id]).await?;
        }
        cluster.until_well().await?;
        Ok(cluster)
    }

    /// Where it is: every node, so that one that is down keeps nobody out.
    pub(crate) fn url(&self) -> String {
        let hosts: Vec<String> = self.nodes.iter().map(|node| format!("127.0.0.1:{}", node.port())).collect();
        format!("redis://{}", hosts.join(","))
    }

    /// Waits until every node says that all is well, and each replica has what its primary has.
    pub(crate) async fn until_well(&self) -> anyhow::Result<()> {
        self.until("all is well", |told, info| {
            told.matches("slave ").count() == PRIMARIES
                && !told.contains("fail")
                && info.contains("cluster_state:ok")
                && (info.contains("role:master") || info.contains("master_link_status:up"))
        })
        .await
    }

    async fn until(&self, what: &str, is_so: impl Fn(&str, &str) -> bool) -> anyhow::Result<()> {
        let began = Instant::now();
        'looking: loop {
            ensure!(began.elapsed() < WELL_BY, "the cluster: {what} never came");
            sleep(Duration::from_millis(20)).await;
            for node in &self.nodes {
                let told = node.say(&["CLUSTER", "NODES"]).await?;
                let info = node.say(&["INFO", "replication"]).await? + &node.say(&["CLUSTER", "INFO"]).await?;
                if !is_so(&told, &info) {
                    continue 'looking;
                }
            }
            return Ok(());
        }
    }

    /// The slot of a room.
    pub(crate) async fn slot_of(&self, room: &str) -> anyhow::Result<u16> {
        let answer = self.nodes[0].say(&["CLUSTER", "KEYSLOT", &format!("plenary:{{{room}}}")]).await?;
        answer.trim().trim_start_matches(':').parse().context("a slot")
    }

    /// Which node has this slot, as the node `asked` tells it.
    pub(crate) async fn owner_of(&self, slot: u16, asked: usize) -> anyhow::Result<usize> {
        let told = self.nodes[asked].say(&["CLUSTER", "NODES"]).await?;
        let has = |word: &str| {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else { return false };
            (first..=last).contains(&slot)
        };
        let line = told.lines().find(|line| line.split_whitespace().skip(8).any(has)).context("nobody has the slot")?;
        let at = line.split_whitespace().nth(1).context("no address")?;
        let port = at.split('@').next().and_then(|at| at.rsplit_once(':')).context("no port")?.1;
        let owner = self.nodes.iter().position(|node| node.port().to_string() == port);
        owner.context("a node that is not ours")
    }

    /// Moves a slot to another primary, key by key.
    pub(crate) async fn move_slot(&self, slot: u16, from: usize, to: usize) -> anyhow::Result<()> {
        let (slot, ids) = (slot.to_string(), [id_of(&self.nodes[from]).await?, id_of(&self.nodes[to]).await?]);
        let (here, there) = (&self.nodes[from], &self.nodes[to]);
        said_ok(there, &["CLUSTER", "SETSLOT", &slot, "IMPORTING", &ids[0]]).await?;
        said_ok(here, &["CLUSTER", "SETSLOT", &slot, "MIGRATING", &ids[1]]).await?;
        loop {
            let answer = here.say(&["CLUSTER", "GETKEYSINSLOT", &slot, "1"]).await?;
            let Some(key) = answer.lines().nth(2) else { break };
            said_ok(here, &["MIGRATE", "127.0.0.1", &there.port().to_string(), key, "0", "5000"]).await?;
            sleep(Duration::from_millis(5)).await;
        }
        for node in [there, here] {
            said_ok(node, &["CLUSTER", "SETSLOT", &slot, "NODE", &ids[1]]).await?;
        }
        Ok(())
    }
}

async fn id_of(node: &Redis) -> anyhow::Result<String> {
    let answer = node.say(&["CLUSTER", "MYID"]).await?;
    answer.lines().nth(1).map(str::to_owned).context("an id")
}

async fn said_ok(node: &Redis, words: &[&str]) -> anyhow::Result<()> {
    let answer = node.say(words).await?;
    ensure!(answer.starts_with("+OK"), "{words:?}: {answer}");
    Ok(())
}
