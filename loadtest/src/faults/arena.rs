//! What is put to the test: real nodes, a real Redis, and a link that can fail before each of them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, bail};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use tempfile::TempDir;

use super::proxy::Link;
use super::time_of_day::TimeOfDay;
use crate::cluster::Cluster;
use crate::crowd::{Door, Link as ChairLink};
use crate::servers::{Node, Redis, Store, Syncs, server_program};

/// Everything that was started; all of it ends when this is dropped.
#[derive(Debug)]
pub struct Arena {
    /// Between the crowd and each node.
    pub to_nodes: Vec<Link>,
    /// Between each node and Redis; none with the embedded store.
    pub to_store: Vec<Link>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The Redis that nodes are led to.
    pub redis: Option<Redis>,
    /// The cluster that nodes find their own way in.
    pub cluster: Option<Cluster>,
    /// One that was replaced and still runs.
    pub former: Option<Redis>,
    /// The chair's link of the first room.
    pub chair: ChairLink,
    /// The nodes' ways in, through their links.
    pub doors: Vec<Arc<Door>>,
    /// The nodes' times of day, if they can jump.
    pub(super) times: Vec<TimeOfDay>,
    /// Bytes that Redis had written and not synced when its power went.
    pub(super) bytes_cut: u64,
    redis_program: PathBuf,
    data: TempDir,
    copies: u32,
}

/// What to start.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The store.
    pub store: Store,
    /// How many nodes.
    pub nodes: usize,
    /// The server; without, the one beside this program.
    pub server: Option<PathBuf>,
    /// The `redis-server` binary.
    pub redis: PathBuf,
    /// Everything random.
    pub seed: u64,
    /// What is set in the nodes' environment.
    pub environment: Vec<(String, String)>,
    /// The nodes' clocks can jump.
    pub clocks: bool,
    /// Redis acknowledges up to a second before it syncs (`appendfsync everysec`).
    pub relaxed: bool,
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

impl Arena {
    /// Starts Redis, if wanted, and the nodes, each behind its links.
    pub async fn start(wanted: &Wanted) -> anyhow::Result<Self> {
        let program = server_program(wanted.server.as_deref())?;
        let data = tempfile::Builder::new().prefix("plenary-faults-").tempdir().context("a folder for the data")?;
        let syncs = if wanted.relaxed { Syncs::EverySecond } else { Syncs::Always };
        let (mut redis, mut cluster) = (None, None);
        let folder = data.path().join("redis");
        match wanted.store {
            Store::Sqlite if wanted.nodes != 1 => bail!("the embedded store has one node"),
            Store::Sqlite => {}
            Store::Redis => redis = Some(Redis::start(&wanted.redis, &folder, syncs).await?),
            Store::Cluster => cluster = Some(Cluster::start(&wanted.redis, &folder).await?),
        }
        let (mut nodes, mut to_nodes, mut to_store, mut doors) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut times = Vec::new();
        for number in 0..wanted.nodes {
            let mut environment = wanted.environment.clone();
            if wanted.clocks {
                let time = TimeOfDay::of_node(number, data.path())?;
                environment.extend(time.environment());
                times.push(time);
            }
            let seed = wanted.seed.wrapping_add(number as u64);
            let mut url = cluster.as_ref().map(Cluster::url);
            if let Some(redis) = &redis {
                let link = Link::to(local(redis.port()), seed ^ 0xfeed).await?;
                url = Some(format!("redis://{}", link.listens));
                to_store.push(link);
            }
            let node = Node::start(&program, data.path(), number, url, &environment).await?;
            let listens = node.ready.listening.trim_start_matches("http://").parse().context("where a node listens")?;
            let link = Link::to(listens, seed).await?;
            doors.push(Door::at(&format!("http://{}", link.listens)).await?);
            to_nodes.push(link);
            nodes.push(node);
        }
        let chair = ChairLink::parse(&nodes[0].ready.rooms[0].moderator).await?;
        let redis_program = wanted.redis.clone();
        Ok(Self {
            to_nodes,
            to_store,
            nodes,
            redis,
            cluster,
            former: None,
            chair,
            doors,
            times,
            bytes_cut: 0,
            redis_program,
            data,
            copies: 0,
        })
    }

    /// Leaves data and logs behind; where they are.
    pub fn keep(&mut self) -> PathBuf {
        self.data.disable_cleanup(true);
        self.data.path().to_owned()
    }

    /// The cluster.
    pub fn cluster(&mut self) -> anyhow::Result<&mut Cluster> {
        self.cluster.as_mut().context("there is no cluster")
    }

    /// The Redis that nodes are led to.
    pub fn redis(&mut self) -> anyhow::Result<&mut Redis> {
        self.redis.as_mut().context("there is no Redis")
    }

    /// Kills what stores, for a node on the embedded store the node itself.
    pub async fn kill_all(&mut self) -> anyhow::Result<()> {
        for node in &mut self.nodes {
            node.kill().await?;
        }
        for redis in self.redis.iter_mut().chain(self.cluster.iter_mut().flat_map(|cluster| &mut cluster.nodes)) {
            redis.kill().await?;
        }
        Ok(())
    }

    /// Starts again what [`Self::kill_all`] killed.
    pub async fn start_all(&mut self) -> anyhow::Result<()> {
        for redis in self.redis.iter_mut().chain(self.cluster.iter_mut().flat_map(|cluster| &mut cluster.nodes)) {
            redis.start_again().await?;
        }
        if let Some(cluster) = &self.cluster {
            cluster.until_well().await?;
        }
        for node in &mut self.nodes {
            node.start_again().await?;
        }
        Ok(())
    }

    /// A name for a file that is not there yet.
    pub(super) fn new_file(&mut self, what: &str) -> PathBuf {
        self.copies += 1;
        self.data.path().join(format!("{what}-{}", self.copies))
    }

    /// A copy of what Redis has written down so far.
    pub fn copy_of_log(&mut self) -> anyhow::Result<PathBuf> {
        let from = self.redis()?.log_of_writes();
        let copy = self.new_file("copy");
        std::fs::create_dir_all(&copy)?;
        copy_all(&from, &copy)?;
        Ok(copy)
    }

    /// Redis is killed, and started on this copy of its log (none: on nothing).
    pub async fn go_back_to(&mut self, copy: Option<&Path>) -> anyhow::Result<()> {
        let redis = self.redis()?;
        redis.kill().await?;
        let log = redis.log_of_writes();
        std::fs::remove_dir_all(&log)?;
        if let Some(copy) = copy {
            std::fs::create_dir_all(&log)?;
            copy_all(copy, &log)?;
        }
        redis.start_again().await
    }

    /// A second Redis that follows the first, in step with it; through `link`, so that it can be cut off.
    pub async fn replica(&mut self) -> anyhow::Result<(Redis, Link)> {
        let folder = self.new_file("replica");
        let replica = Redis::start(&self.redis_program, &folder, Syncs::Always).await?;
        let link = Link::to(local(self.redis()?.port()), 7).await?;
        let port = link.listens.port().to_string();
        replica.say(&["REPLICAOF", "127.0.0.1", &port]).await?;
        Ok((replica, link))
    }

    /// Leads these nodes to another Redis.
    pub fn lead_to(&self, nodes: impl Iterator<Item = usize>, redis: &Redis) {
        for node in nodes {
            self.to_store[node].lead_to(local(redis.port()));
        }
    }
}

fn copy_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| format!("{}", from.display()))? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Sends a signal to a process of ours.
pub(super) fn signal(pid: Option<u32>, signal: Signal) -> anyhow::Result<()> {
    let pid = pid.and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw).context("the process is gone")?;
    kill_process(pid, signal).with_context(|| format!("signal {signal:?}"))
}

/// Bounds the size of the files a process may write; `None` takes the bound away.
pub(super) fn limit_files(pid: Option<u32>, bytes: Option<u64>) -> anyhow::Result<()> {
    let pid = pid.and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw).context("the process is gone")?;
    prlimit(Some(pid), Resource::Fsize, Rlimit { current: bytes, maximum: None }).context("limiting files")?;
    Ok(())
}

/// Makes every sync of a process's files late, or fail, until dropped. An error if strace cannot be started.
#[derive(Debug)]
pub(super) struct BadDisk(std::process::Child);

impl BadDisk {
    /// Every sync takes so much longer.
    pub(super) fn slow(pid: Option<u32>, micros: u32) -> anyhow::Result<Self> {
        Self::begin(pid, &format!("delay_enter={micros}"))
    }

    /// No sync is done, and each is told to have failed.
    pub(super) fn failing(pid: Option<u32>) -> anyhow::Result<Self> {
        Self::begin(pid, "error=EIO")
    }

    fn begin(pid: Option<u32>, how: &str) -> anyhow::Result<Self> {
        let pid = pid.context("the process is gone")?.to_string();
        let inject = format!("inject=fdatasync,fsync:{how}");
        let child = Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e", &inject, "-p", &pid])
            .spawn()
            .context("starting strace (apt-get install strace)")?;
        Ok(Self(child))
    }
}

impl Drop for BadDisk {
    fn drop(&mut self) {
        // SIGTERM makes it let go of the process; killed, it would leave it stopped.
        let _ = signal(Some(self.0.id()), Signal::TERM);
        let _ = self.0.wait();
    }
}
