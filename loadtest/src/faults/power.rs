//! F3 for Redis: the power goes, and of its log of writes stays what a finished sync put on the disk.
//!
//! strace writes down every write and every sync of Redis while ballots come, and makes each sync slow, so that the end falls
//! between the two. Then Redis is killed, and its log is cut back to where the last sync that returned had begun.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use rustix::process::Signal;
use tokio::time::{Instant, sleep};

use super::arena::signal;

/// strace has taken hold of every thread by then.
const HELD_BY: Duration = Duration::from_secs(10);

/// A Redis whose writes and syncs are written down.
#[derive(Debug)]
pub(super) struct Recorded {
    strace: Child,
    notes: PathBuf,
    /// How long each file of the log was when this began; what was not synced then counts as synced.
    before: HashMap<PathBuf, u64>,
}

impl Recorded {
    /// Takes hold of this process, which keeps its log of writes in `log`. Each sync takes so much longer. The notes go to `notes`.
    pub(super) async fn begin(pid: u32, log: &Path, notes: PathBuf, micros: u32) -> anyhow::Result<Self> {
        signal(Some(pid), Signal::STOP)?;
        let inject = format!("inject=fdatasync,fsync:delay_enter={micros}");
        let strace = Command::new("strace")
            .args(["-f", "-y", "-qq", "-s", "0", "-e", "trace=write,fdatasync,fsync", "-e", &inject, "-o"])
            .arg(&notes)
            .args(["-p", &pid.to_string()])
            .stdin(Stdio::null())
            // It warns of what a process that is killed leaves it with.
            .stderr(Stdio::null())
            .spawn()
            .context("starting strace (apt-get install strace)")?;
        let began = Instant::now();
        while !is_held(pid)? {
            ensure!(began.elapsed() < HELD_BY, "strace did not take hold of Redis");
            sleep(Duration::from_millis(5)).await;
        }
        let mut before = HashMap::new();
        for entry in fs::read_dir(log).with_context(|| format!("{}", log.display()))? {
            let entry = entry?;
            before.insert(entry.path(), entry.metadata()?.len());
        }
        signal(Some(pid), Signal::CONT)?;
        Ok(Self { strace, notes, before })
    }

    /// Redis was killed: cuts each of its files back to what was synced; how many bytes are gone.
    pub(super) fn cut(mut self) -> anyhow::Result<u64> {
        // It ends with the process it held.
        self.strace.wait().context("waiting for strace")?;
        let notes = fs::read_to_string(&self.notes).with_context(|| format!("{}", self.notes.display()))?;
        let mut gone = 0;
        for (file, synced) in synced(&notes, self.before)? {
            let length = fs::metadata(&file).map_or(0, |data| data.len());
            if file.extension().is_some_and(|kind| kind == "aof") && length > synced {
                gone += length - synced;
                fs::File::options().write(true).open(&file)?.set_len(synced)?;
            }
        }
        Ok(gone)
    }
}

/// Whether each thread of the process is held by a tracer.
fn is_held(pid: u32) -> anyhow::Result<bool> {
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let status = fs::read_to_string(task?.path().join("status"))?;
        if status.lines().any(|line| line.split_whitespace().eq(["TracerPid:", "0"])) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One file as its writes and syncs leave it.
#[derive(Debug, Clone, Copy, Default)]
struct Kept {
    length: u64,
    synced: u64,
}

/// How much of each file a sync that returned had put on the disk, by what strace wrote down:
/// `PID call(FD<PATH>…) = RESULT`, or in two halves, `… <unfinished ...>` and `PID <... call resumed>…) = RESULT`.
fn synced(notes: &str, before: HashMap<PathBuf, u64>) -> anyhow::Result<HashMap<PathBuf, u64>> {
    let known = |length| Kept { length, synced: length };
    let mut files: HashMap<PathBuf, Kept> = before.into_iter().map(|(path, length)| (path, known(length))).collect();
    // What each thread has begun, on which file, and how long the file was then.
    let mut begun: HashMap<&str, (&str, PathBuf, u64)> = HashMap::new();
    for line in notes.lines() {
        let Some((thread, rest)) = line.split_once(char::is_whitespace) else { continue };
        let rest = rest.trim_start();
        if !rest.starts_with("<... ") {
            let Some((call, path)) = call_of(rest) else { continue };
            let length = files.get(&path).copied().unwrap_or_default().length;
            begun.insert(thread, (call, path, length));
        }
        if rest.ends_with("<unfinished ...>") {
            continue;
        }
        // A result of "?" is that of a call in which the process ended.
        let Some(result) = rest.rsplit_once(" = ").map(|(_, result)| result) else { continue };
        let Ok(result) = result.split_whitespace().next().unwrap_or_default().parse::<i64>() else { continue };
        let Some((call, path, length)) = begun.remove(thread) else { continue };
        let kept = files.entry(path).or_default();
        match (call, u64::try_from(result)) {
            ("write", Ok(written)) => kept.length += written,
            ("fsync" | "fdatasync", Ok(_)) => kept.synced = kept.synced.max(length),
            (_, Err(_)) => {}
            (other, Ok(_)) => bail!("strace tells of {other}, which was not asked for"),
        }
    }
    Ok(files.into_iter().map(|(path, kept)| (path, kept.synced)).collect())
}

/// The call and the file it is on.
fn call_of(text: &str) -> Option<(&str, PathBuf)> {
    let (call, arguments) = text.split_once('(')?;
    let (_, path) = arguments.split_once('<')?;
    let (path, _) = path.split_once('>')?;
    Some((call, PathBuf::from(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(notes: &str) -> u64 {
        let before = HashMap::from([(PathBuf::from("/d/a.incr.aof"), 100)]);
        synced(notes, before).unwrap()[Path::new("/d/a.incr.aof")]
    }

    #[test]
    fn what_a_finished_sync_covered_stays() {
        let write = r#"7 write(8</d/a.incr.aof>, ""..., 30) = 30"#;
        let sync = "7 fdatasync(8</d/a.incr.aof>) = 0 (DELAYED)";
        assert_eq!(of(""), 100);
        assert_eq!(of(write), 100);
        assert_eq!(of(&format!("{write}\n{sync}")), 130);
        assert_eq!(of(&format!("{write}\n{sync}\n{write}")), 130);
        assert_eq!(of(&format!("{write}\n7 fdatasync(8</d/a.incr.aof>) = ?")), 100);
        assert_eq!(of(&format!("{write}\n7 fdatasync(8</d/a.incr.aof>) = -1 EIO (Input/output error)")), 100);
        assert_eq!(of(&format!("7 write(9<socket:[5]>, \"\"..., 4) = 4\n{write}\n{sync}")), 130);
    }

    #[test]
    fn a_sync_in_another_thread_covers_what_was_written_before_it_began() {
        let notes = "\
            7 write(8</d/a.incr.aof>, \"\"..., 30) = 30\n\
            9 fdatasync(8</d/a.incr.aof> <unfinished ...>\n\
            7 write(8</d/a.incr.aof>, \"\"..., 5 <unfinished ...>\n\
            7 <... write resumed>) = 5\n\
            9 <... fdatasync resumed>) = 0";
        assert_eq!(of(notes), 130);
        assert_eq!(of(&format!("{notes}\n7 fdatasync(8</d/a.incr.aof>) = 0")), 135);
    }
}
