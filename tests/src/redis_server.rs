//! A real redis-server for tests: started on a free port in a folder of its own, and gone when the tests are.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// What makes Redis keep every acknowledged ballot.
pub(crate) const DURABLE: &[&str] = &["--appendonly", "yes", "--appendfsync", "always"];

/// Starts Redis, says its pid, and waits for the end of its input: when the process that holds the other end goes, however
/// it goes, Redis goes too.
const WATCHDOG: &str = r#"
redis-server "$@" </dev/null >"$LOG" 2>&1 &
pid=$!
echo $pid
cat >/dev/null
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
[ -z "$REMOVE" ] || rm -rf "$REMOVE"
"#;

/// A running (or killed) Redis with its folder.
pub(crate) struct RedisServer {
    port: u16,
    settings: Vec<String>,
    dir: Option<TempDir>,
    running: Option<Running>,
}

struct Running {
    watchdog: Child,
    pid: String,
}

impl RedisServer {
    /// The one that all tests of this process share, each in rooms of its own. Durable.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<RedisServer> = OnceLock::new();
        SHARED.get_or_init(|| Self::for_all_tests(DURABLE))
    }

    /// One that nobody drops.
    pub(crate) fn for_all_tests(settings: &[&str]) -> Self {
        // Nobody drops a static: the watchdog removes the folder.
        let dir = TempDir::new().expect("a temporary folder").keep();
        let (port, running) = start_anywhere(&dir, settings, true);
        Self { port, settings: Vec::new(), dir: None, running: Some(running) }
    }

    /// One of the test's own, with these settings ("--appendonly", "yes", ...).
    pub(crate) fn private(settings: &[&str]) -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let (port, running) = start_anywhere(dir.path(), settings, false);
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        Self { port, settings, dir: Some(dir), running: Some(running) }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Whether it was not killed.
    pub(crate) fn runs(&self) -> bool {
        self.running.is_some()
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// kill -9. Returns when the port is closed.
    pub(crate) fn kill(&mut self) {
        let running = self.running.take().expect("a Redis that runs");
        stop(running, self.port);
    }

    /// Starts it again with the same settings, in the same folder, on the same port.
    pub(crate) fn restart(&mut self) {
        assert!(self.running.is_none(), "it runs");
        let dir = self.dir.as_ref().expect("the shared one is never restarted").path();
        let settings: Vec<&str> = self.settings.iter().map(String::as_str).collect();
        self.running = Some(start(dir, self.port, &settings, false).unwrap_or_else(|log| panic!("Redis: {log}")));
    }

    /// A copy of all it has on the disk.
    pub(crate) fn copy(&self) -> TempDir {
        let copy = TempDir::new().expect("a temporary folder");
        copy_log(self.dir(), copy.path());
        copy
    }

    /// kill -9, and a start on what it had when the copy was made.
    pub(crate) fn go_back_to(&mut self, copy: &TempDir) {
        self.kill();
        fs::remove_dir_all(self.dir().join(LOG_DIR)).expect("its log is removed");
        copy_log(copy.path(), self.dir());
        self.restart();
    }

    /// Settings for the next start.
    pub(crate) fn set(&mut self, settings: &[&str]) {
        self.settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
    }

    /// Its folder, with what it has on the disk.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.as_ref().expect("the shared one keeps its folder to itself").path()
    }

    /// Sends one command without any client of ours, and returns what came back.
    pub(crate) fn command(&self, words: &[&str]) -> String {
        command(self.port, words).expect("Redis answers")
    }

    /// The process, for a signal.
    pub(crate) fn signal(&self, signal: &str) {
        send_signal(&self.running.as_ref().expect("a Redis that runs").pid, signal);
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            stop(running, self.port);
        }
    }
}

/// Where Redis keeps its log.
const LOG_DIR: &str = "appendonlydir";

fn copy_log(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-a").arg(from.join(LOG_DIR)).arg(to).status().expect("cp runs");
    assert!(copied.success());
}

fn send_signal(pid: &str, signal: &str) {
    let sent = Command::new("kill").args([signal, pid]).status().expect("kill runs");
    assert!(sent.success(), "kill {signal} {pid}");
}

fn stop(mut running: Running, port: u16) {
    // A stopped process (SIGSTOP) is killed all the same.
    send_signal(&running.pid, "-9");
    drop(running.watchdog.stdin.take());
    running.watchdog.wait().expect("the watchdog ends");
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
        thread::sleep(Duration::from_millis(5));
    }
}

fn start_anywhere(dir: &Path, settings: &[&str], remove: bool) -> (u16, Running) {
    let mut log = String::new();
    // Another process may take the port between our letting go of it and Redis's taking it.
    for _ in 0..10 {
        let port = free_port();
        match start(dir, port, settings, remove) {
            Ok(running) => return (port, running),
            Err(why) => log = why,
        }
    }
    panic!("redis-server does not start; is it installed (apt-get install redis-server)?\n{log}");
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    free.local_addr().expect("a bound port").port()
}

/// Starts it and waits until it answers; its log if it does not.
fn start(dir: &Path, port: u16, settings: &[&str], remove: bool) -> Result<Running, String> {
    let log = dir.join("log");
    let mut watchdog = Command::new("sh")
        .args(["-c", WATCHDOG, "watchdog", "--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--dir", dir.to_str().expect("a plain path"), "--save", "", "--daemonize", "no"])
        .args(settings)
        .env("LOG", &log)
        .env("REMOVE", if remove { dir.as_os_str() } else { "".as_ref() })
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh runs");
    let mut pid = String::new();
    BufReader::new(watchdog.stdout.take().expect("piped")).read_line(&mut pid).expect("the watchdog says the pid");
    let pid = pid.trim().to_owned();
    for _ in 0..2_000 {
        if command(port, &["PING"]).is_some_and(|answer| answer.starts_with("+PONG")) {
            return Ok(Running { watchdog, pid });
        }
        // Signal 0 asks whether it lives.
        let lives =
            Command::new("kill").args(["-0", &pid]).stderr(Stdio::null()).status().expect("kill runs").success();
        if !lives {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    drop(watchdog.stdin.take());
    watchdog.wait().expect("the watchdog ends");
    Err(fs::read_to_string(log).unwrap_or_default())
}

fn command(port: u16, words: &[&str]) -> Option<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut request = format!("*{}\r\n", words.len());
    for word in words {
        write!(request, "${}\r\n{word}\r\n", word.len()).expect("a String takes all that is written to it");
    }
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = vec![0; 64 * 1_024];
    let read = stream.read(&mut answer).ok()?;
    answer.truncate(read);
    String::from_utf8(answer).ok()
}
