//! A backup taken beside a server, and a store made again from it: what was counted is there, what may be missing is said.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use serde_json::json;
use tempfile::TempDir;

use super::program::{self, Running};
use crate::house::line::one;

async fn backup(data: &Path, file: &Path) -> Output {
    program::say(&["backup", file.to_str().unwrap(), "--data", data.to_str().unwrap()]).await
}

async fn restore(file: &Path, data: &Path) -> Output {
    program::say(&["restore", file.to_str().unwrap(), "--data", data.to_str().unwrap()]).await
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// Refused, with this in what it says, and nothing printed that a script could take for success.
fn refused(output: &Output, why: &str) {
    assert!(!output.status.success() && output.stdout.is_empty(), "{}", said(output));
    assert!(said(output).contains(why), "not {why:?} but {}", said(output));
}

fn done(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_it_serves_is_restored_elsewhere_and_says_what_may_be_missing() {
    let (data, elsewhere, files) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let file = files.path().join("plenary.backup");
    let server = Running::on(data.path()).await;
    let mut chair = server.chair().await;
    let [first, second] = program::polls(&chair);
    let (browser, mut phone) = server.phone().await;
    let closed = chair.open(&first).await;
    assert_eq!(phone.counted(closed, 1, one(0)).await, "counted");
    chair.close_and_show(closed).await;
    let open = chair.open(&second).await;
    assert_eq!(phone.counted(open, 1, one(0)).await, "counted");
    let output = backup(data.path(), &file).await;
    done(&output);
    assert!(said(&output).contains("not sealed yet can be linked"), "{}", said(&output));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    refused(&backup(data.path(), &file).await, "exists");
    // The server went on beside it, and what it counts now the backup lacks.
    assert_eq!(phone.counted(open, 2, one(1)).await, "changed");
    let (epoch, version) = (phone.view.epoch.clone(), phone.view.version);
    server.killed().await;

    let output = restore(&file, elsewhere.path()).await;
    done(&output);
    let told = said(&output);
    assert!(told.contains("Restored 4 rooms") && told.contains(&format!("run {open} was open")), "{told}");
    let mut names: Vec<_> = fs::read_dir(elsewhere.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["keys.db", "lock", "plenary.db", "secret"]);
    for name in &names {
        let mode = fs::metadata(elsewhere.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let server = Running::on(elsewhere.path()).await;
    let mut chair = server.chair().await;
    chair.noted("clock", "went_back").await;
    let flagged = |view: &crate::house::line::View| view.run(open)["flagged"] == true;
    chair.line.until("the open run flagged", flagged).await;
    assert_eq!(chair.line.view.run(closed)["flagged"], false, "what was over lacks nothing");
    assert_eq!(chair.line.view.result(closed)["figures"]["n"], 1);
    // The same pass is the same voter; it restates what it knows was counted.
    let mut phone = browser.at(program::browser_at(&server.links).address).socket(server.room(), "phone").await;
    phone
        .hello_with(json!({ "epoch": epoch, "have": version, "ballots": [{ "run": open, "r": 2, "choice": one(1) }] }))
        .await;
    assert_eq!(phone.answer_to(&format!("0/{open}")).await["ballot"]["was"], "changed");
    assert!(phone.view.epoch != epoch, "another history: no page goes on with what it held");
    chair.close_and_show(open).await;
    chair.line.until("the flag stays", flagged).await;
    assert_eq!(chair.line.view.result(open)["figures"]["n"], 1);
    server.killed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_overwrites_nothing_and_takes_nothing_that_is_damaged() {
    let (data, files) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let file = files.path().join("plenary.backup");
    let nowhere = files.path().join("nothing-here");
    refused(&backup(&nowhere, &file).await, "there is no Plenary store");
    assert!(!nowhere.exists() && !file.exists());
    Running::on(data.path()).await.killed().await;
    done(&backup(data.path(), &file).await);
    let bytes = fs::read(&file).unwrap();

    // Where there is a store, whole or not.
    let before = contents(data.path());
    refused(&restore(&file, data.path()).await, "there is a store already");
    assert_eq!(contents(data.path()), before);
    for name in ["plenary.db", "keys.db", "plenary.db-wal"] {
        let half = TempDir::new().unwrap();
        fs::write(half.path().join(name), b"what is left").unwrap();
        refused(&restore(&file, half.path()).await, "there is a store already");
        assert_eq!(fs::read(half.path().join(name)).unwrap(), b"what is left");
    }
    let other = TempDir::new().unwrap();
    fs::write(other.path().join("secret"), [3; 32]).unwrap();
    refused(&restore(&file, other.path()).await, "another secret");
    assert_eq!(fs::read(other.path().join("secret")).unwrap(), [3; 32]);

    // What is no backup, or no whole one.
    let newer = [b"Plenary backup 2\n", &bytes[17..]].concat();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 4;
    let database = fs::read(data.path().join("plenary.db")).unwrap();
    let wrong: [(&[u8], &str); 6] = [
        (&bytes[..bytes.len() - 1], "cut short"),
        (&bytes[..bytes.len() / 2], "cut short"),
        (&flipped, "damaged"),
        (&newer, "another format"),
        (&database, "not a backup of Plenary"),
        (b"", "not a backup of Plenary"),
    ];
    for (bytes, why) in wrong {
        let (empty, wrong) = (TempDir::new().unwrap(), files.path().join("wrong"));
        fs::write(&wrong, bytes).unwrap();
        refused(&restore(&wrong, empty.path()).await, why);
        assert!(fs::read_dir(empty.path()).unwrap().next().is_none(), "nothing is made");
    }
    refused(&program::say(&["backup", "x", "--store", "redis://127.0.0.1:1/"]).await, "copied by its own means");
    assert!(!Path::new("x").exists());
}

fn contents(dir: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let read = |entry: fs::DirEntry| (entry.file_name(), fs::read(entry.path()).unwrap());
    let mut all: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| read(entry.unwrap())).collect();
    all.sort();
    // Looking at a store that a killed server left makes the index of its log anew, and may write the log into it.
    all.retain(|(name, _)| name != "plenary.db-shm");
    all
}
