//! Starts the servers under test (and their Redis), kills them, starts them again on the same data, and ends them.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::cluster::Cluster;
use crate::copies;

/// A server that is not ready by then never will be.
const READY_BY: Duration = Duration::from_secs(30);
/// A server that was told to end has by then, whatever was under way.
const ENDED_BY: Duration = Duration::from_secs(30);
/// So many lines of a server's log are shown when it fails.
const LOG_SHOWN: usize = 25;

/// Which store the servers keep ballots in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    /// Embedded, one node.
    Sqlite,
    /// A Redis of our own, with `appendfsync always`; any number of nodes.
    Redis,
    /// A Redis Cluster of our own, three primaries with a replica each; any number of nodes.
    Cluster,
}

/// What to start.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The store.
    pub store: Store,
    /// How many nodes.
    pub nodes: usize,
    /// So many rooms, each a copy of one; without, those that a server comes with.
    pub rooms: Option<usize>,
    /// The `plenary` binary; without, the one beside this program.
    pub server: Option<PathBuf>,
    /// The `redis-server` binary.
    pub redis: PathBuf,
    /// Leave data and logs behind, and say where.
    pub keep: bool,
}

/// The line a server prints when it is ready.
#[derive(Debug, Clone, Deserialize)]
pub struct Ready {
    /// Where it listens: `http://127.0.0.1:PORT`.
    pub listening: String,
    /// Its rooms.
    pub rooms: Vec<ReadyRoom>,
}

/// One room of [`Ready`].
#[derive(Debug, Clone, Deserialize)]
pub struct ReadyRoom {
    /// The chair's link.
    pub moderator: String,
}

/// Everything that was started; all of it ends when this is dropped.
#[derive(Debug)]
pub struct Servers {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The Redis, if there is one.
    pub redis: Option<Redis>,
    /// The cluster, if there is one.
    pub cluster: Option<Cluster>,
    /// Kept for its end: the data goes with it.
    _data: TempDir,
}

impl Servers {
    /// Starts Redis, if wanted, and the nodes one after another, and waits until each is ready.
    pub async fn start(wanted: &Wanted) -> anyhow::Result<Self> {
        if wanted.store == Store::Sqlite && wanted.nodes != 1 {
            bail!("the embedded store has one node; use --store redis for {} nodes", wanted.nodes);
        }
        let program = server_program(wanted.server.as_deref())?;
        let data = tempfile::Builder::new()
            .prefix("plenary-loadtest-")
            .disable_cleanup(wanted.keep)
            .tempdir()
            .context("a folder for the data")?;
        if wanted.keep {
            eprintln!("data and logs are kept in {}", data.path().display());
        }
        let (mut redis, mut cluster) = (None, None);
        let folder = data.path().join("redis");
        match wanted.store {
            Store::Sqlite => {}
            Store::Redis => redis = Some(Redis::start(&wanted.redis, &folder, Syncs::Always).await?),
            Store::Cluster => cluster = Some(Cluster::start(&wanted.redis, &folder).await?),
        }
        let mut environment = Vec::new();
        if let Some(rooms) = wanted.rooms {
            let seeds = copies::write(data.path(), rooms)?;
            environment.push(("PLENARY_SEEDS".to_owned(), seeds.display().to_string()));
        }
        let mut nodes = Vec::new();
        for number in 0..wanted.nodes {
            let store = redis.as_ref().map(Redis::url).or(cluster.as_ref().map(Cluster::url));
            nodes.push(Node::start(&program, data.path(), number, store, &environment).await?);
        }
        Ok(Self { nodes, redis, cluster, _data: data })
    }

    /// Process ids of all that was started.
    pub fn pids(&self) -> Vec<u32> {
        [self.node_pids(), self.redis_pids()].concat()
    }

    /// Process ids of the nodes.
    pub fn node_pids(&self) -> Vec<u32> {
        self.nodes.iter().filter_map(|node| node.child.id()).collect()
    }

    /// Process ids of the Redis, or of all that are the cluster.
    pub fn redis_pids(&self) -> Vec<u32> {
        let cluster = self.cluster.iter().flat_map(|cluster| &cluster.nodes);
        self.redis.iter().chain(cluster).filter_map(Redis::pid).collect()
    }
}

/// The binary that was named, or the one beside this program.
pub(crate) fn server_program(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let program = match named {
        Some(program) => program.to_owned(),
        None => std::env::current_exe().context("where this program is")?.with_file_name("plenary"),
    };
    if !program.is_file() {
        bail!(
            "{}: no such file; build the server first (cargo build --release --bin plenary), or name it with --server-bin, \
             or test a running one with --against",
            program.display()
        );
    }
    Ok(program)
}

/// One server process.
#[derive(Debug)]
pub struct Node {
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    log: PathBuf,
    child: Child,
    /// What it said when it was ready.
    pub ready: Ready,
}

impl Node {
    /// Starts a node of that number with its data under `data`, on the embedded store or on that Redis.
    pub(crate) async fn start(
        program: &Path,
        data: &Path,
        number: usize,
        store: Option<String>,
        environment: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let own = data.join(format!("node-{number}"));
        let own = own.display();
        let mut arguments = vec!["serve".to_owned(), "--json-links".to_owned(), format!("--data={own}")];
        if let Some(store) = store {
            // Nodes of one Redis share the secret under which passes are made.
            let secret = data.join("secret");
            arguments.extend([format!("--store={store}"), format!("--secret-file={}", secret.display())]);
        }
        let log = data.join(format!("node-{number}.log"));
        let environment = environment.to_vec();
        let (child, ready) = spawn(program, &arguments, &environment, "127.0.0.1:0", &log).await?;
        Ok(Self { program: program.to_owned(), arguments, environment, log, child, ready })
    }

    /// The process, if it runs.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it ended by itself, and how; `None` while it runs.
    pub(crate) fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// kill -9, and waits until it is gone.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("kill -9 of a node")
    }

    /// Tells it to end (SIGTERM), as whoever upgrades it does, and waits until it has.
    pub(crate) async fn end_in_order(&mut self) -> anyhow::Result<()> {
        let pid = self.child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        kill_process(pid.context("the node is gone")?, Signal::TERM).context("telling a node to end")?;
        let ended =
            timeout(ENDED_BY, self.child.wait()).await.context("the node did not end when it was told to")??;
        ensure!(ended.success(), "the node was told to end, and ended with {ended}");
        Ok(())
    }

    /// Starts it again on the same port and data, and waits until it is ready.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.start_with(&[]).await
    }

    /// The same with more in its environment, this once.
    pub(crate) async fn start_with(&mut self, more: &[(String, String)]) -> anyhow::Result<()> {
        let listen = self.ready.listening.trim_start_matches("http://").to_owned();
        let environment = [self.environment.as_slice(), more].concat();
        (self.child, _) = spawn(&self.program, &self.arguments, &environment, &listen, &self.log).await?;
        Ok(())
    }
}

async fn spawn(
    program: &Path,
    arguments: &[String],
    environment: &[(String, String)],
    listen: &str,
    log: &Path,
) -> anyhow::Result<(Child, Ready)> {
    let output = File::options().create(true).append(true).open(log).context("the server's log")?;
    let mut child = bearing_limits(program)
        .args(arguments)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .arg(format!("--listen={listen}"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(output)
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let mut lines = BufReader::new(child.stdout.take().context("the server's output")?).lines();
    match timeout(READY_BY, ready_line(&mut lines)).await {
        Ok(Ok(ready)) => {
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            Ok((child, ready))
        }
        Ok(Err(error)) => Err(error.context(tail(log))),
        Err(_) => bail!("the server was not ready in {} s\n{}", READY_BY.as_secs(), tail(log)),
    }
}

/// A program for which a limit on the size of its files is an error like a full disk, and not its end.
fn bearing_limits(program: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", r#"trap "" XFSZ; exec "$0" "$@""#]).arg(program);
    command
}

async fn ready_line(lines: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<Ready> {
    while let Some(line) = lines.next_line().await.context("the server's output")? {
        if line.starts_with("{\"listening\"") {
            return serde_json::from_str(&line).with_context(|| format!("the server's ready line: {line}"));
        }
    }
    bail!("the server ended before it was ready")
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_else(|error| format!("(no log: {error})"));
    let lines: Vec<&str> = text.lines().collect();
    format!("its log ends:\n{}", lines[lines.len().saturating_sub(LOG_SHOWN)..].join("\n"))
}

/// When Redis syncs what it writes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syncs {
    /// Before it acknowledges: every acknowledged write is on disk.
    Always,
    /// Every second: what was acknowledged in the last can be lost with the machine.
    EverySecond,
}

/// A Redis of our own.
#[derive(Debug)]
pub struct Redis {
    syncs: Syncs,
    program: PathBuf,
    folder: PathBuf,
    settings: Vec<String>,
    port: u16,
    child: Child,
}

impl Redis {
    /// Starts one with its data in this folder, on a port that is free.
    pub(crate) async fn start(program: &Path, folder: &Path, syncs: Syncs) -> anyhow::Result<Self> {
        Self::start_with(program, folder, syncs, &[]).await
    }

    /// The same with more settings ("--cluster-enabled", "yes").
    pub(crate) async fn start_with(
        program: &Path,
        folder: &Path,
        syncs: Syncs,
        settings: &[&str],
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("folder {}", folder.display()))?;
        // Redis cannot be asked to choose a port; one that was free a moment ago is.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let child = Self::spawn(program, folder, &settings, port, syncs).await?;
        Ok(Self { syncs, program: program.to_owned(), folder: folder.to_owned(), settings, port, child })
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Where it keeps its log of writes.
    pub(crate) fn log_of_writes(&self) -> PathBuf {
        self.folder.join("appendonlydir")
    }

    /// The process, if it runs.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Says something to it, past every link, and hands over the answer as it came.
    pub(crate) async fn say(&self, words: &[&str]) -> anyhow::Result<String> {
        say(self.port, words).await.with_context(|| format!("{words:?} to Redis"))
    }

    /// kill -9, and waits until it is gone.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("kill -9 of Redis")
    }

    /// Starts it again on the same port and data, and waits until it has loaded them.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.child = Self::spawn(&self.program, &self.folder, &self.settings, self.port, self.syncs).await?;
        Ok(())
    }

    async fn spawn(
        program: &Path,
        folder: &Path,
        settings: &[String],
        port: u16,
        syncs: Syncs,
    ) -> anyhow::Result<Child> {
        let syncs = if syncs == Syncs::Always { "always" } else { "everysec" };
        let log = File::options().create(true).append(true).open(folder.join("redis.log"))?;
        let mut child = bearing_limits(program)
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--dir", &folder.display().to_string()])
            .args(["--appendonly", "yes", "--appendfsync", syncs, "--save", ""])
            .args(settings)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let started = Instant::now();
        while started.elapsed() < READY_BY && matches!(child.try_wait(), Ok(None)) {
            if matches!(say(port, &["PING"]).await, Ok(answer) if answer.starts_with("+PONG")) {
                return Ok(child);
            }
            sleep(Duration::from_millis(20)).await;
        }
        let program = program.display();
        bail!("{program} was not ready (is Redis installed?)\n{}", tail(&folder.join("redis.log")))
    }
}

/// One command and the first piece of its answer, on a connection of its own.
async fn say(port: u16, words: &[&str]) -> anyhow::Result<String> {
    let exchange = async {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
        stream.write_all(format!("*{}\r\n", words.len()).as_bytes()).await?;
        for word in words {
            stream.write_all(format!("${}\r\n{word}\r\n", word.len()).as_bytes()).await?;
        }
        let mut answer = vec![0; 64 * 1024];
        let read = stream.read(&mut answer).await?;
        answer.truncate(read);
        anyhow::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    timeout(Duration::from_secs(2), exchange).await.context("no answer in two seconds")?
}
