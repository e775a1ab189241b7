//! `cargo xtask up --redis`: a Redis that loses nothing and several nodes on it, in one command; Ctrl-C stops them all.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::setup;
use crate::shell::{cargo, program, root, run, target};

/// Ctrl-C goes to everybody in the terminal; we must outlive the nodes to end Redis after them. The mark says that a
/// shell has made us deaf to it.
const DEAF: &str = "PLENARY_XTASK_DEAF";
/// The first node's port, if it is free; the next node takes the next.
const FIRST_PORT: u16 = 7300;
/// The port of our Redis, if it is free: not 6379, where one may run for other purposes.
const REDIS_PORT: u16 = 6479;
/// A port is looked for among so many.
const PORTS_TRIED: u16 = 50;
/// How often a Redis that starts is asked whether it is there, and for how many times.
const ASK_EVERY: Duration = Duration::from_millis(50);
const ASK_TIMES: u32 = 200;

/// `cargo xtask up --redis [--nodes N]`.
pub(crate) fn up(args: &[String]) -> Result<ExitCode> {
    let nodes = parse(args)?;
    if env::var_os(DEAF).is_none() {
        let ourselves = env::current_exe().context("where is this program?")?;
        let mut deaf = Command::new("sh");
        deaf.args(["-c", "trap '' INT; exec \"$@\"", "up"]).arg(ourselves).arg("up").args(args).env(DEAF, "1");
        return Err(deaf.exec()).context("cannot start a shell");
    }
    let redis_server = setup::redis()?;
    run(&mut cargo(&["build", "--release", "-p", "plenary"]))?;

    let data = root().join("data/up");
    let (mut redis, url) = start_redis(&redis_server, &data)?;
    let started = start_nodes(nodes, &data, &url);
    let ended = started.map(wait_for_all);
    // The nodes have gone, each with its last ballots written: now Redis may.
    run(&mut program("kill", &["-TERM", &redis.id().to_string()]))?;
    redis.wait()?;
    ended
}

fn parse(args: &[String]) -> Result<u16> {
    let mut nodes = 2;
    let mut redis = false;
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--redis" => redis = true,
            "--nodes" => nodes = words.next().and_then(|n| n.parse().ok()).context("--nodes takes a number")?,
            other => bail!("`cargo xtask up` does not know '{other}'"),
        }
    }
    if !redis {
        bail!("say `cargo xtask up --redis`; one node with the embedded store is just `cargo run --release`");
    }
    if nodes == 0 || nodes > 9 {
        bail!("--nodes takes 1 to 9");
    }
    Ok(nodes)
}

/// Starts a Redis that acknowledges nothing before it is on the disk; returns it when it answers.
fn start_redis(redis_server: &Path, data: &Path) -> Result<(Child, String)> {
    let folder = data.join("redis");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let port = free_port(REDIS_PORT)?;
    let log = File::create(data.join("redis.log"))?;
    let mut redis = Command::new(redis_server)
        .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--dir"])
        .arg(&folder)
        .args(["--appendonly", "yes", "--appendfsync", "always", "--save", ""])
        .stdin(Stdio::null())
        .stdout(log)
        // A group of its own: Ctrl-C in the terminal does not reach it.
        .process_group(0)
        .spawn()
        .context("cannot start redis-server")?;
    for _ in 0..ASK_TIMES {
        if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            println!("Redis: 127.0.0.1:{port}, appendfsync always, data in {}", folder.display());
            return Ok((redis, format!("redis://127.0.0.1:{port}")));
        }
        if redis.try_wait()?.is_some() {
            break;
        }
        thread::sleep(ASK_EVERY);
    }
    redis.kill()?;
    bail!("redis-server did not start; see {}", data.join("redis.log").display())
}

/// A node and the thread that shows what it says.
type Node = (Child, JoinHandle<()>);

fn start_nodes(nodes: u16, data: &Path, redis: &str) -> Result<Vec<Node>> {
    let plenary = target().join("release/plenary");
    let mut started = Vec::new();
    let mut port = FIRST_PORT;
    for number in 1..=nodes {
        port = free_port(port)?;
        let mut node = Command::new(&plenary)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--store", redis, "--data"])
            .arg(data.join(format!("node-{number}")))
            .arg("--secret-file")
            .arg(data.join("secret"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", plenary.display()))?;
        let lines = BufReader::new(node.stdout.take().context("its output was to be a pipe")?);
        let shown = thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                println!("node {number} │ {line}");
            }
        });
        started.push((node, shown));
        port += 1;
    }
    println!("{nodes} nodes on one Redis; Ctrl-C stops them all");
    Ok(started)
}

/// Waits until every node has ended; fails if one did not end well.
fn wait_for_all(nodes: Vec<Node>) -> ExitCode {
    let mut well = true;
    for (number, (mut node, shown)) in (1..).zip(nodes) {
        match node.wait() {
            Ok(status) if status.success() => println!("node {number} has gone"),
            Ok(status) => {
                well = false;
                println!("node {number} ended with {status}");
            }
            Err(error) => {
                well = false;
                println!("node {number}: {error}");
            }
        }
        well &= shown.join().is_ok();
    }
    if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The first port from `first` that nobody listens on.
fn free_port(first: u16) -> Result<u16> {
    (first..first + PORTS_TRIED)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .with_context(|| format!("no port is free from {first} on"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn two_nodes_unless_said_otherwise() {
        assert_eq!(parse(&words("--redis")).expect("it is well said"), 2);
        assert_eq!(parse(&words("--redis --nodes 3")).expect("it is well said"), 3);
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        for line in ["--nodes 2", "--redis --nodes", "--redis --nodes many", "--redis --nodes 0", "--sqlite"] {
            assert!(parse(&words(line)).is_err(), "{line}");
        }
    }
}
