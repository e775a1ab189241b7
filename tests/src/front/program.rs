//! The program itself, as somebody starts it: links it prints, signals it heeds, seeds it refuses.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use plenary_server::domain::id::RoomCode;
use plenary_server::domain::person::Role;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::house::PATIENCE;
use crate::house::browser::Browser;
use crate::house::chair::Chair;
use crate::house::line::Line;

/// The program as `cargo build` leaves it beside the tests.
pub(crate) fn program() -> PathBuf {
    let own = std::env::current_exe().expect("a test knows where it is");
    let folder = own.parent().and_then(Path::parent).expect("tests stand in target/PROFILE/deps");
    let program = folder.join("plenary");
    assert!(program.is_file(), "{} is missing: cargo build -p plenary", program.display());
    program
}

fn command(data: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(["--listen", "127.0.0.1:0", "--json-links", "--data"]).arg(data).args(more);
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Starts it and reads the links it prints.
pub(crate) async fn start(data: &Path, more: &[&str]) -> (Child, Value) {
    ready(command(data, more)).await
}

async fn ready(mut command: Command) -> (Child, Value) {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("it starts").unwrap();
    (child, serde_json::from_str(&line.expect("a line of links")).unwrap())
}

/// A program that serves its first room.
pub(crate) struct Running {
    child: Child,
    pub(crate) links: Value,
}

impl Running {
    pub(crate) async fn on(data: &Path) -> Self {
        Self::with(data, &[], &[]).await
    }

    /// With more arguments, and this in its environment.
    pub(crate) async fn with(data: &Path, more: &[&str], environment: &[(String, String)]) -> Self {
        let mut command = command(data, more);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let (child, links) = ready(command).await;
        Self { child, links }
    }

    pub(crate) fn room(&self) -> RoomCode {
        self.links["rooms"][0]["code"].as_str().unwrap().parse().unwrap()
    }

    pub(crate) async fn chair(&self) -> Chair {
        let mut browser = browser_at(&self.links);
        let secret = self.links["rooms"][0]["moderator"].as_str().unwrap().split_once('#').expect("a fragment").1;
        assert_eq!(browser.take_role(self.room(), secret).await, "chair");
        Chair::of(browser, self.room(), Role::Chair).await
    }

    pub(crate) async fn phone(&self) -> (Browser, Line) {
        let mut browser = browser_at(&self.links);
        assert_eq!(browser.get(&format!("/{}", self.room())).await.status, 200);
        let mut line = browser.socket(self.room(), "phone").await;
        line.hello().await;
        (browser, line)
    }

    /// kill -9.
    pub(crate) async fn killed(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Two polls of a seeded room that take one answer of several.
pub(crate) fn polls(chair: &Chair) -> [String; 2] {
    let all = chair.line.view.part("agenda")["polls"].as_array().expect("an agenda").clone();
    let is_of_one = |poll: &Value| matches!(poll["kind"].as_str(), Some("single" | "yes_no" | "scale"));
    let mut of_one = all.into_iter().filter(is_of_one);
    [(); 2].map(|()| of_one.next().expect("two such polls")["poll"].as_str().unwrap().to_owned())
}

/// Says a command of another kind to it, and waits until it ends.
pub(crate) async fn say(arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.args(arguments).env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.kill_on_drop(true).spawn().unwrap();
    tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("it ends by itself").unwrap()
}

/// Runs it to its end.
async fn run(data: &Path, more: &[&str]) -> Output {
    let child = command(data, more).spawn().unwrap();
    tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("it ends by itself").unwrap()
}

pub(crate) fn browser_at(links: &Value) -> Browser {
    let listening = links["listening"].as_str().expect("where it listens");
    Browser::new(listening.trim_start_matches("http://").parse().unwrap())
}

#[tokio::test]
async fn it_serves_prints_its_links_and_goes_down_cleanly_with_the_same_links_next_time() {
    let data = TempDir::new().unwrap();
    let mut before = Value::Null;
    for signal in ["-INT", "-TERM"] {
        let (mut child, links) = start(data.path(), &[]).await;
        let rooms = links["rooms"].as_array().unwrap().clone();
        assert_eq!(rooms.len(), 4, "the four seeded workshops");
        let mut browser = browser_at(&links);
        for room in &rooms {
            let code = room["code"].as_str().unwrap();
            assert_eq!(browser.get(&format!("/{code}")).await.status, 200);
            let secret = room["moderator"].as_str().unwrap().split_once('#').expect("a fragment").1;
            assert_eq!(browser.take_role(code.parse().unwrap(), secret).await, "chair");
        }
        let paths = |rooms: &[Value]| -> Vec<String> {
            let path = |room: &Value| room["moderator"].as_str().unwrap().splitn(4, '/').nth(3).unwrap().to_owned();
            rooms.iter().map(path).collect()
        };
        let now = Value::from(paths(&rooms));
        assert!(before.is_null() || before == now, "every start prints the same links");
        before = now;
        let pid = child.id().expect("it runs").to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().await.unwrap().success());
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await.expect("it goes down").unwrap();
        assert!(ended.success(), "{signal}: {ended}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_serves_on_when_its_log_cannot_be_written() {
    let data = TempDir::new().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut child = command(data.path(), &["--log", "debug"]).stderr(full).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("it starts").unwrap();
    let ready = serde_json::from_str(&line.expect("a line of links")).unwrap();
    assert_eq!(browser_at(&ready).get("/readyz").await.status, 200);
    assert!(child.try_wait().unwrap().is_none(), "it runs");
}

#[tokio::test]
async fn a_seed_with_a_mistake_is_refused_with_file_line_and_reason() {
    let data = TempDir::new().unwrap();
    let seeds = TempDir::new().unwrap();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("seeds");
    let toml = std::fs::read_to_string(top.join("igf-2020-ws-230.toml")).unwrap();
    let source = std::fs::read_to_string(top.join("sources/igf-2020-ws-230.txt")).unwrap();
    std::fs::create_dir(seeds.path().join("sources")).unwrap();
    std::fs::write(seeds.path().join("sources/igf-2020-ws-230.txt"), source).unwrap();
    let at = toml.lines().position(|line| line.starts_with("title = ")).expect("a title");
    let mistakes = [
        ("title = \"Another title than the proposal has\"", at + 1),
        ("title = ", at + 1),
        ("title = 7", at + 1),
        ("titel = \"x\"", at + 1),
    ];
    let folder = seeds.path().to_str().unwrap();
    for (mistake, line) in mistakes {
        let mut lines: Vec<&str> = toml.lines().collect();
        lines[at] = mistake;
        std::fs::write(seeds.path().join("igf-2020-ws-230.toml"), lines.join("\n")).unwrap();
        let output = run(data.path(), &["--seeds", folder]).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{mistake}");
        assert!(output.stdout.is_empty(), "no links are printed: {mistake}");
        let place = format!("igf-2020-ws-230.toml:{line}: ");
        let reason = said.split(&place).nth(1).unwrap_or_else(|| panic!("{mistake}: not at {place} but {said}"));
        assert!(reason.trim().len() > 5, "a reason in words: {said}");
    }
    let nowhere = run(data.path(), &["--seeds", "nowhere/at/all"]).await;
    assert!(!nowhere.status.success());
}

#[tokio::test]
async fn what_it_cannot_serve_with_it_says_and_ends() {
    let data = TempDir::new().unwrap();
    let (child, _) = start(data.path(), &[]).await;
    let second = run(data.path(), &[]).await;
    assert!(!second.status.success(), "two servers on one embedded store would count apart");
    drop(child);
    for arguments in [
        ["--store", "redis://127.0.0.1:1/"],
        ["--store", "not a url"],
        ["--listen", "256.0.0.1:80"],
        ["--public-url", "poll.example"],
        ["--public-url", "https://poll.example/votes"],
        ["--public-url", "https://Poll.Example"],
        ["--fly", "away"],
    ] {
        let output = run(TempDir::new().unwrap().path(), &arguments).await;
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
    let broken = TempDir::new().unwrap();
    std::fs::write(broken.path().join("secret"), b"short").unwrap();
    let output = run(broken.path(), &[]).await;
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("secret"), "it says what is wrong");
    let help = run(data.path(), &["--help"]).await;
    let help = String::from_utf8(help.stdout).unwrap();
    for word in ["--lan", "--store", "--data", "--listen", "--seeds"] {
        assert!(help.contains(word), "{word} is not in --help");
    }
}
