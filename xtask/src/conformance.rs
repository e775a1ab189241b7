//! `cargo xtask conformance`: Autobahn's suite of the WebSocket protocol against an echo over the server's own accept loop, handshake and
//! frames (server/examples/echo.rs). What it found is written to docs/conformance.md.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::shell::{cargo, program, root, run, target, which};

/// The suite is frozen on a Python that ended in 2020; these are the last versions that run on it.
const PYTHON: &str = "python2.7";
const VIRTUALENV: &str = "virtualenv==20.15.1";
const SUITE: &str = "autobahntestsuite==25.10.1";
/// Compression (RFC 7692), which is not offered here.
const NOT_OFFERED: [&str; 2] = ["12.*", "13.*"];
/// What the suite's chapters are about.
const CHAPTERS: [(&str, &str); 9] = [
    ("1", "text and binary messages"),
    ("2", "pings and pongs"),
    ("3", "reserved bits"),
    ("4", "reserved opcodes"),
    ("5", "fragments"),
    ("6", "UTF-8"),
    ("7", "goodbyes"),
    ("9", "messages up to 16 MiB, fragments down to 64 bytes"),
    ("10", "a message in fragments of its own"),
];

/// Runs the suite; a case that failed is a failure.
pub(crate) fn conform() -> Result<()> {
    let folder = target().join("conformance");
    let wstest = suite(&folder)?;
    run(&mut cargo(&["build", "-p", "plenary-server", "--example", "echo"]))?;
    let (echo, address) = Echo::start()?;
    let reports = folder.join("reports");
    let spec = json!({
        "outdir": reports, "cases": ["*"], "exclude-cases": NOT_OFFERED, "exclude-agent-cases": {},
        "servers": [{ "agent": "plenary", "url": format!("ws://{address}") }],
    });
    let written = folder.join("spec.json");
    fs::write(&written, spec.to_string())?;
    run(&mut program(&wstest, &["-m", "fuzzingclient", "-s", &written.to_string_lossy()]))?;
    drop(echo);
    let found: Value = serde_json::from_str(&fs::read_to_string(reports.join("index.json"))?)?;
    let found = found["plenary"].as_object().context("the report says nothing of this server")?;
    let cases: Vec<(&str, &Value)> = found.iter().map(|(case, found)| (case.as_str(), found)).collect();
    let page = page(&cases);
    fs::write(root().join("docs/conformance.md"), &page.text)?;
    println!("{}", page.text);
    println!("the whole report is {}", reports.join("index.html").display());
    ensure!(page.failed.is_empty(), "failed: {}", page.failed.join(", "));
    Ok(())
}

/// The suite's program, installed into a folder of its own.
fn suite(folder: &Path) -> Result<String> {
    let has_python = Command::new(PYTHON).arg("--version").output().is_ok_and(|said| said.status.success());
    if which(PYTHON).is_none() || !has_python {
        bail!(
            "Autobahn's suite needs Python 2.7, on which it is frozen: `pyenv install 2.7.18 && PYENV_VERSION=2.7.18 cargo xtask \
             conformance`, or a {PYTHON} of the system's on the PATH"
        );
    }
    let (tool, own) = (folder.join("virtualenv"), folder.join("env"));
    let wstest = own.join("bin/wstest");
    if !wstest.is_file() {
        fs::create_dir_all(folder)?;
        let at = tool.to_string_lossy().into_owned();
        run(&mut program(PYTHON, &["-m", "pip", "install", "--quiet", "--upgrade", "--target", &at, VIRTUALENV]))?;
        let make = ["-m", "virtualenv", "--no-periodic-update", &own.to_string_lossy()];
        run(program(PYTHON, &make).env("PYTHONPATH", &tool))?;
        run(&mut program(&own.join("bin/pip").to_string_lossy(), &["install", "--quiet", SUITE]))?;
    }
    Ok(wstest.to_string_lossy().into_owned())
}

/// The echo, until it is dropped.
struct Echo(Child);

impl Echo {
    fn start() -> Result<(Self, String)> {
        let path = target().join("debug/examples/echo");
        let mut child = Command::new(&path)
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", path.display()))?;
        let out = child.stdout.take().context("its output was to be a pipe")?;
        let echo = Self(child);
        let mut address = String::new();
        BufReader::new(out).read_line(&mut address)?;
        Ok((echo, address.trim().to_owned()))
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        // It may have ended by itself; then the suite has said so.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Page {
    text: String,
    failed: Vec<String>,
}

/// What a case came to: the worse of how messages and the close were.
fn verdict(found: &Value) -> &str {
    let [messages, close] = ["behavior", "behaviorClose"].map(|part| found[part].as_str().unwrap_or("nothing said"));
    if close == "OK" || close == "INFORMATIONAL" { messages } else { close }
}

/// The report as it is committed.
fn page(cases: &[(&str, &Value)]) -> Page {
    let mut chapters: BTreeMap<u32, (BTreeMap<&str, u32>, u32)> = BTreeMap::new();
    let (mut odd, mut failed) = (Vec::new(), Vec::new());
    for (case, found) in cases {
        let verdict = verdict(found);
        let number = case.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        let (counts, all) = chapters.entry(number).or_default();
        *counts.entry(verdict).or_default() += 1;
        *all += 1;
        match verdict {
            "OK" => {}
            "NON-STRICT" | "INFORMATIONAL" => odd.push(format!("{case} {}", verdict.to_lowercase())),
            _ => failed.push(format!("{case} {}", verdict.to_lowercase())),
        }
    }
    let mut text = format!(
        "# Conformance\n\nWhat `cargo xtask conformance` writes: {} ({}) against an echo over the server's own accept loop, handshake and \
         frames\n(`server/examples/echo.rs`, caps raised). It needs Python 2.7, on which the suite is frozen, and about a minute. Compression \
         (chapters 12 and 13,\n216 cases) is not offered, so they do not apply.\n\n| chapter | cases | OK | non-strict | informational | failed \
         |\n|---|---|---|---|---|---|\n",
        "Autobahn's fuzzing client", SUITE,
    );
    for (number, (counts, all)) in &chapters {
        let of = |verdict: &str| counts.get(verdict).copied().unwrap_or(0);
        let (ok, lax, told) = (of("OK"), of("NON-STRICT"), of("INFORMATIONAL"));
        let name =
            CHAPTERS.iter().find(|(chapter, _)| *chapter == number.to_string()).map_or("other", |(_, name)| name);
        let _ = writeln!(text, "| {number} {name} | {all} | {ok} | {lax} | {told} | {} |", all - ok - lax - told);
    }
    let _ = writeln!(text, "\nIn all {} cases, {} failed.", cases.len(), failed.len());
    if !odd.is_empty() {
        let _ = writeln!(
            text,
            "\nNot plain OK: {}. *Non-strict* is a text that is no UTF-8 in the middle of a frame, refused when the frame is whole and not before; \
             *informational* cases have no wrong answer.",
            odd.join(", ")
        );
    }
    Page { text, failed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_that_failed_in_either_part_is_a_failure() {
        let found = |messages: &str, close: &str| json!({ "behavior": messages, "behaviorClose": close });
        let all = [found("OK", "OK"), found("FAILED", "OK"), found("OK", "WRONG CODE"), found("NON-STRICT", "OK")];
        let cases: Vec<(&str, &Value)> = ["1.1.1", "2.1", "7.1.5", "6.4.3"].into_iter().zip(&all).collect();
        let page = page(&cases);
        assert_eq!(page.failed, ["2.1 failed", "7.1.5 wrong code"]);
        assert!(page.text.contains("| 7 goodbyes | 1 | 0 | 0 | 0 | 1 |"), "{}", page.text);
        assert!(page.text.contains("In all 4 cases, 2 failed."));
    }
}
