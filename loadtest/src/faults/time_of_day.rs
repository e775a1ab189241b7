//! A node's time of day, which can jump: libfaketime stands between it and the machine's, and leaves alone the clock that only
//! goes forward.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// One node's.
#[derive(Debug)]
pub struct TimeOfDay {
    file: PathBuf,
    library: String,
}

impl TimeOfDay {
    /// As the machine has it, told by a file in `folder`. An error if libfaketime is not there.
    pub fn of_node(number: usize, folder: &Path) -> anyhow::Result<Self> {
        // Its own wrapper knows where the library is.
        let asked = Command::new("faketime").args(["-m", "-f", "+0s", "printenv", "LD_PRELOAD"]).output();
        let library = asked.context("starting faketime (apt-get install faketime)")?.stdout;
        let library = String::from_utf8(library)?.trim().to_owned();
        ensure!(library.contains("libfaketime"), "faketime does not say where its library is: {library:?}");
        let time = Self { file: folder.join(format!("time-{number}")), library };
        time.jumps("+0s")?;
        Ok(time)
    }

    /// It is so much later or earlier than the machine's ("+1h", "-1d"), from now on.
    pub fn jumps(&self, by: &str) -> anyhow::Result<()> {
        let beside = self.file.with_extension("new");
        std::fs::write(&beside, by)?;
        std::fs::rename(&beside, &self.file).context("a node's time of day")
    }

    /// What the node is started with.
    pub fn environment(&self) -> Vec<(String, String)> {
        let file = self.file.display().to_string();
        [
            ("LD_PRELOAD", self.library.as_str()),
            ("FAKETIME_TIMESTAMP_FILE", &file),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("DONT_FAKE_MONOTONIC", "1"),
            ("FAKETIME_DISABLE_SHM", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }
}
