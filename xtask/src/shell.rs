//! Runs a program the way a person would type it: says what it runs, shows what it prints, and says how it ended.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The workspace's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A program to run in the workspace's folder, with colours and progress bars off so that its output can be read.
pub(crate) fn program(name: &str, args: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(args).current_dir(root()).env("NO_COLOR", "1").env("FORCE_COLOR", "0");
    command
}

/// `cargo` itself, the one that runs us. Whatever reads Cargo.lock takes it as it is: a version that is not in it is a failure,
/// not a change on the way.
pub(crate) fn cargo(args: &[&str]) -> Command {
    const READ_THE_LOCK: [&str; 7] = ["build", "clippy", "metadata", "pkgid", "run", "test", "tree"];
    let mut words = args.to_vec();
    if words.first().is_some_and(|word| READ_THE_LOCK.contains(word)) {
        words.insert(1, "--locked");
    }
    program(&env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), &words)
}

/// The program with this name on the `PATH`.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// How the command would be typed.
pub(crate) fn typed(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name.to_string_lossy().into_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// Begins to measure how long something takes.
#[expect(clippy::disallowed_methods, reason = "how long something took is shown to a person and decides nothing")]
pub(crate) fn stopwatch() -> Instant {
    Instant::now()
}

/// Runs it with its output shown; an error if it cannot be started or does not end well.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let typed = typed(command);
    println!("$ {typed}");
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start `{typed}`"))?;
    if !status.success() {
        bail!("`{typed}` ended with {status}");
    }
    Ok(())
}

/// How a program ended whose output was shown and kept.
pub(crate) struct Ended {
    /// What it printed, both streams, line by line as they came.
    pub(crate) output: String,
    /// It ended with zero.
    pub(crate) well: bool,
}

/// Runs it with its output shown and kept; an error only if it cannot be started.
pub(crate) fn run_and_keep(command: &mut Command) -> Result<Ended> {
    let typed = typed(command);
    println!("$ {typed}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{typed}`"))?;
    let out = child.stdout.take().context("its output was to be a pipe")?;
    let err = child.stderr.take().context("its errors were to be a pipe")?;
    let errors = thread::spawn(move || show_and_keep(err, std::io::stderr()));
    let mut output = show_and_keep(out, std::io::stdout())?;
    output.push_str(&errors.join().expect("the thread that reads lines does not panic")?);
    let status = child.wait()?;
    if !status.success() {
        println!("`{typed}` ended with {status}");
    }
    Ok(Ended { output, well: status.success() })
}

/// What it prints on its output, not shown; an error if it does not end well.
pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let typed = typed(command);
    let ended = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{typed}`"))?;
    if !ended.status.success() {
        bail!("`{typed}` ended with {}", ended.status);
    }
    Ok(String::from_utf8(ended.stdout)?)
}

/// Copies lines to where a person sees them, and returns them all.
fn show_and_keep(from: impl Read, mut to: impl Write) -> Result<String> {
    let mut kept = String::new();
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        to.write_all(&line)?;
        to.flush()?;
        kept.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(kept)
}
