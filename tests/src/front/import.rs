//! A proposal through the program: read from a file or a pipe, printed, saved, and held as a room.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::program::{browser_at, program, start};
use crate::house::PATIENCE;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace").to_path_buf()
}

/// Runs the program with these words and this text in its pipe.
async fn run(words: &[&str], pipe: &[u8]) -> Output {
    let mut command = Command::new(program());
    command.args(words).env_clear().kill_on_drop(true);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // Who refuses what is too long stops reading it: a pipe that broke is no failure here.
    let _ = input.write_all(pipe).await;
    drop(input);
    tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("it ends by itself").unwrap()
}

async fn import(words: &[&str], pipe: &[u8]) -> Output {
    run(&[&["import"], words].concat(), pipe).await
}

fn printed(output: &Output) -> &str {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::str::from_utf8(&output.stdout).unwrap()
}

#[tokio::test]
async fn a_pasted_proposal_is_printed_as_one_object() {
    let text = "IGF 2022 WS #7 Cables\n\nOrganizer 1: Ana Sol, Open Lab\n\nSpeaker 1: Ben Ray, Private Sector, African Group\n\n\
                Round Table - 60 Min\n\nPolicy Question(s)\n\na) Who pays?\n\nPeople wait. Do they know?\n";
    let output = import(&["--json", "-"], text.as_bytes()).await;
    let nobody = Value::Null;
    assert_eq!(
        serde_json::from_str::<Value>(printed(&output)).unwrap(),
        json!({
            "year": 2022, "number": 7, "kind": "WS", "title": "Cables", "format": "Round Table", "minutes": 60,
            "organizers": [
                {"name": "Ana Sol", "affiliation": "Open Lab", "stakeholder_group": null, "regional_group": null}
            ],
            "speakers": [{
                "name": "Ben Ray", "affiliation": null, "stakeholder_group": "Private Sector",
                "regional_group": "African Group"
            }],
            "moderator": nobody, "online_moderator": nobody, "rapporteur": nobody,
            "policy_questions": ["Who pays?"],
            "uncertain": [{
                "field": "policy_questions", "value": "Do they know?",
                "why": "it stands in a paragraph below the policy questions that may be the description's first"
            }]
        })
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_words() {
    let long = vec![b'a'; 300_000];
    for (pipe, reason) in
        [(&b" \n"[..], "no text"), (&b"IGF \xff"[..], "not UTF-8"), (&long[..], "bytes; a proposal has at most")]
    {
        let output = import(&["--json", "-"], pipe).await;
        assert!(!output.status.success() && output.stdout.is_empty(), "{reason}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(reason), "{said}");
    }
    let output = import(&["nowhere/at/all.txt"], b"").await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("nowhere/at/all.txt"), "{said}");
}

#[tokio::test]
async fn a_proposal_is_saved_and_held() {
    let rooms = TempDir::new().unwrap();
    let folder = rooms.path().to_str().unwrap();
    // A list, a run-on paragraph in HTML, Spanish, letters, a form filled in without a reference line.
    for number in ["01", "10", "13", "05", "37"] {
        let file = top().join("tests/corpus/proposals").join(format!("{number}.txt"));
        let file = file.to_str().unwrap();
        printed(&import(&[file, "--save", folder], b"").await);
        // What somebody may have edited meanwhile is not written over.
        let again = import(&[file, "--save", folder], b"").await;
        assert!(!again.status.success(), "{number}");
    }
    let lacking = top().join("tests/corpus/proposals/22.txt");
    let lacking = lacking.to_str().unwrap();
    let output = import(&[lacking, "--save", folder], b"").await;
    assert!(String::from_utf8(output.stderr).unwrap().contains("--format"), "it says what to give");
    printed(&import(&[lacking, "--save", folder, "--format", "Day of talks"], b"").await);

    let data = TempDir::new().unwrap();
    let (child, links) = start(data.path(), &["--seeds", folder]).await;
    let held = links["rooms"].as_array().unwrap().clone();
    assert_eq!(held.len(), 6);
    let mut browser = browser_at(&links);
    for room in &held {
        let page = browser.get(&format!("/{}", room["code"].as_str().unwrap())).await;
        assert_eq!(page.status, 200, "{room}");
    }
    drop(child);
}

#[tokio::test]
async fn the_wording_of_a_draft_is_judged_and_nothing_is_blocked() {
    for (words, expected) in [
        (&["Why is banning encryption such a short-sighted idea?"][..], "short-sighted"),
        (&["How well was it done?", "well", "very well", "perfectly", "--scale"][..], "side of the scale"),
        (&["Who pays first?", "states", "operators"][..], "Nothing was found"),
    ] {
        let output = run(&[&["check-wording"], words].concat(), b"").await;
        assert!(printed(&output).contains(expected), "{words:?}: {}", printed(&output));
    }
}
