//! The program itself over the texts whose keys are known: what was compiled into it reads them as a careful reader does.
//!
//! A test of the library is no proof of that: features that another crate of the workspace turns on (of `regex`, say) may be
//! missing where the program is built alone.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use futures_util::{StreamExt, stream};
use serde_json::Value;
use tokio::process::Command;

use super::program::program;
use crate::house::PATIENCE;

/// So many programs at once.
const AT_ONCE: usize = 2;

/// The texts of a folder of the corpus that have a key.
fn texts(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut texts: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|kind| kind == "txt")).collect();
    texts.retain(|text| text.with_extension("json").is_file());
    texts.sort();
    texts
}

/// What the program prints for the text.
async fn printed(text: &Path) -> Value {
    let mut command = Command::new(program());
    command.arg("import").arg("--json").arg(text).env_clear().stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output()).await.expect("it ends by itself").unwrap();
    assert!(output.status.success(), "{}: {}", text.display(), String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// In what the object differs from the key, line by line.
fn differences(text: &Path, found: &Value, key: &Value) -> Vec<String> {
    let name = text.file_stem().unwrap_or_default().to_string_lossy();
    let mut out = Vec::new();
    for (field, wanted) in key.as_object().unwrap() {
        match field.as_str() {
            "about" => {}
            "uncertain" => {
                let doubts = found["uncertain"].as_array().unwrap();
                let listed = |doubt: &&Value| {
                    doubts.iter().any(|one| {
                        one["field"] == doubt["field"] && (doubt["value"].is_null() || one["value"] == doubt["value"])
                    })
                };
                let missing = wanted.as_array().unwrap().iter().filter(|doubt| !listed(doubt));
                out.extend(missing.map(|doubt| format!("{name}: not listed as uncertain: {doubt}")));
            }
            field if found[field] != *wanted => out.push(format!("{name} {field}: {} is not {wanted}", found[field])),
            _ => {}
        }
    }
    out
}

/// Reads every `step`th text of a folder that has at least so many.
async fn all_read(folder: &str, at_least: usize, step: usize) {
    let texts = texts(folder);
    assert!(texts.len() >= at_least, "{} texts in {folder}", texts.len());
    let read = stream::iter(texts.iter().step_by(step)).map(|text| async move {
        let key = std::fs::read_to_string(text.with_extension("json")).unwrap();
        differences(text, &printed(text).await, &serde_json::from_str(&key).unwrap())
    });
    let misses: Vec<String> = read.buffered(AT_ONCE).collect::<Vec<_>>().await.concat();
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// Every text is read by the library's own tests; here a fourth of them stands for all, in several scripts.
#[tokio::test]
async fn the_program_reads_small_texts_whole() {
    all_read("snippets", 80, 4).await;
}

#[tokio::test]
#[ignore = "a process for every text of the corpus takes two minutes"]
async fn the_program_reads_every_text_of_the_corpus() {
    all_read("snippets", 80, 1).await;
    all_read("proposals", 123, 1).await;
}
