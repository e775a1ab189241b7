//! The units of systemd in packaging: understood by systemd, and as closed as we say (`systemd-analyze security`).

use std::fs;

use anyhow::{Context, Result};

use crate::setup;
use crate::shell::{program, root, target};

/// The most that `systemd-analyze security` may find exposed, in tenths, as its `--threshold` counts.
const EXPOSED: u32 = 15;
/// The units that are judged, and one that only says when.
const SERVICES: [&str; 2] = ["plenary.service", "plenary-backup.service"];
const TIMER: &str = "plenary-backup.timer";
/// What the units start. It need not be installed here for them to be looked at.
const BINARY: &str = "/usr/local/bin/plenary";

/// What was found.
pub(crate) struct Fenced {
    /// A line for each unit.
    pub(crate) units: Vec<String>,
    pub(crate) complaints: Vec<String>,
}

/// Looks at all of them, after installing systemd's tools if they were missing and we may.
pub(crate) fn look() -> Result<Fenced> {
    let analyze = setup::systemd_analyze()?.to_string_lossy().into_owned();
    let copies = target().join("units");
    fs::create_dir_all(&copies)?;
    for unit in SERVICES.iter().chain(&[TIMER]) {
        let text =
            fs::read_to_string(root().join("packaging").join(unit)).with_context(|| format!("packaging/{unit}"))?;
        // Something that is there, in the place of what may not be.
        fs::write(copies.join(unit), text.replace(BINARY, "/bin/true"))?;
    }
    let mut fenced = Fenced { units: Vec::new(), complaints: Vec::new() };
    for unit in SERVICES.iter().chain(&[TIMER]) {
        let path = copies.join(unit);
        let said = program(&analyze, &["verify", "--man=no"]).arg(&path).output().context("systemd-analyze verify")?;
        let words = [said.stdout, said.stderr].concat();
        let words = String::from_utf8_lossy(&words).trim().to_owned();
        if !said.status.success() || !words.is_empty() {
            fenced.complaints.push(format!("systemd does not understand packaging/{unit}: {words}"));
        }
    }
    for unit in SERVICES {
        let asked = ["security", "--offline=true", "--no-pager", &format!("--threshold={EXPOSED}")];
        let said = program(&analyze, &asked).arg(copies.join(unit)).output().context("systemd-analyze security")?;
        let words = String::from_utf8_lossy(&said.stdout).into_owned();
        let level = level(&words).with_context(|| {
            format!("systemd-analyze says no exposure of {unit}: {}", String::from_utf8_lossy(&said.stderr).trim())
        })?;
        if said.status.success() && level * 10.0 <= f64::from(EXPOSED) {
            fenced.units.push(format!("packaging/{unit}: exposure {level}"));
        } else {
            let why: Vec<&str> = words.lines().filter(|line| line.starts_with('✗')).collect();
            fenced.complaints.push(format!("packaging/{unit} is exposed by {level}:\n    {}", why.join("\n    ")));
        }
    }
    Ok(fenced)
}

/// The sum of it in the tool's own words: "→ Overall exposure level for plenary.service: 1.1 OK".
fn level(words: &str) -> Option<f64> {
    let line = words.lines().find(|line| line.contains("Overall exposure level"))?;
    line.rsplit_once(": ")?.1.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn reads_the_exposure() {
        assert_eq!(level("✗ PrivateNetwork=  0.5\n\n→ Overall exposure level for a.service: 1.1 OK 🙂\n"), Some(1.1));
        assert_eq!(level("→ Overall exposure level for a.service: 9.6 UNSAFE"), Some(9.6));
        assert_eq!(level("nothing of the kind"), None);
    }
}
