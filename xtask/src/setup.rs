//! Sets up the programs the suites need that cargo and npm cannot bring: a redis-server, strace, faketime, a Chromium, Node,
//! systemd's tools.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell::{output_of, program, run, which};

/// Names under which systems install Chromium.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// The oldest Node the web tools run on, major and minor.
const NODE: (u32, u32) = (20, 19);
/// The oldest Redis whose scripts and settings we use.
const REDIS: u32 = 7;

/// The redis-server that the tests start, installed if it was missing.
pub(crate) fn redis() -> Result<PathBuf> {
    let found = found_or_installed(&["redis-server", "valkey-server"], &["redis-server"])?;
    let version = output_of(&mut program(&found.to_string_lossy(), &["--version"]))?;
    match major_after(&version, "v=") {
        Some(major) if major >= REDIS => Ok(found),
        _ => bail!("redis-server {REDIS} or newer is needed; this is {}", version.trim()),
    }
}

/// What lets the tests make a disk fail, the power go and a clock jump, installed if it was missing.
pub(crate) fn mishaps() -> Result<()> {
    found_or_installed(&["strace"], &["strace"])?;
    found_or_installed(&["faketime"], &["faketime"])?;
    Ok(())
}

/// The browser that the pages are played in, installed if it was missing.
pub(crate) fn chromium() -> Result<PathBuf> {
    found_or_installed(&CHROMIUM, &["chromium", "fonts-liberation", "fonts-noto-core"])
}

/// What judges the units in packaging, installed if it was missing.
pub(crate) fn systemd_analyze() -> Result<PathBuf> {
    found_or_installed(&["systemd-analyze"], &["systemd"])
}

/// The two programs that give the browser tests a network of their own (see tests/e2e/hall.sh).
pub(crate) fn network() -> Result<()> {
    found_or_installed(&["unshare"], &["util-linux"])?;
    found_or_installed(&["ip"], &["iproute2"])?;
    Ok(())
}

/// Node and npm, installed if they were missing. Systems' own packages are often too old: then it says what to get.
pub(crate) fn node() -> Result<()> {
    let (major, minor) = NODE;
    let advice = format!("Node {major}.{minor} or newer with npm is needed for the web client: see https://nodejs.org");
    for name in ["node", "npm"] {
        found_or_installed(&[name], &["nodejs", "npm"]).with_context(|| advice.clone())?;
    }
    let version = output_of(&mut program("node", &["--version"]))?;
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < NODE {
        bail!("{advice}; this is {}", version.trim());
    }
    Ok(())
}

/// Valgrind, whose callgrind counts instructions.
pub(crate) fn valgrind() -> Result<PathBuf> {
    found_or_installed(&["valgrind"], &["valgrind"])
}

/// The first of `names` on the `PATH`, after installing `packages` through the system if there is none and we may.
fn found_or_installed(names: &[&str], packages: &[&str]) -> Result<PathBuf> {
    let look = || names.iter().find_map(|name| which(name));
    if let Some(found) = look() {
        return Ok(found);
    }
    let typed = format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    if which("apt-get").is_none() {
        bail!("{} is missing: install it with this system's package manager", names[0]);
    }
    if !is_root()? {
        bail!("{} is missing. Type:\n    sudo sh -c '{typed}'", names[0]);
    }
    println!("{} is missing: installing it", names[0]);
    run(program("sh", &["-c", &typed]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    look().with_context(|| format!("{} is still missing after `{typed}`", names[0]))
}

fn is_root() -> Result<bool> {
    match env::var("EUID") {
        Ok(id) => Ok(id == "0"),
        Err(_) => Ok(output_of(&mut program("id", &["-u"]))?.trim() == "0"),
    }
}

/// The whole number that follows `mark` in a program's own words about its version.
fn major_after(words: &str, mark: &str) -> Option<u32> {
    let (_, after) = words.split_once(mark)?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_after;

    #[test]
    fn reads_the_version_of_redis() {
        assert_eq!(major_after("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc", "v="), Some(7));
        assert_eq!(major_after("Valkey server v=8.1.0", "v="), Some(8));
        assert_eq!(major_after("nothing of the kind", "v="), None);
    }
}
