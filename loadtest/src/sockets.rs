//! As many open files as a crowd needs.

use anyhow::{Context, bail};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files beside one per socket: libraries, pipes, logs, moderators, screens.
const OTHER_FILES: u64 = 200;

/// Raises the limit of open files as far as it goes; fails if that is too little for so many phones.
pub fn allow_sockets(phones: u32) -> anyhow::Result<()> {
    // While they join, a phone has its page's connection beside its socket; few do at the same moment.
    allow_files(u64::from(phones) + u64::from(phones) / 10 + OTHER_FILES)
}

/// The same for so many files.
pub fn allow_files(wanted: u64) -> anyhow::Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).context("raising the limit of open files")?;
    match maximum {
        Some(most) if most < wanted => {
            bail!("{wanted} open files are needed, the limit is {most}: raise it (ulimit -Hn) or bring fewer phones")
        }
        _ => Ok(()),
    }
}
