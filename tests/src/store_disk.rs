//! The disk fails once, at every call in turn: nothing that was acknowledged is lost, and the store is back with the disk.

use tempfile::TempDir;

use crate::store_session::{under_strace, wrong};

/// What a disk can fail at, and how.
const CALLS: [&str; 7] = ["pwrite64", "fsync", "fdatasync", "ftruncate", "pread64", "unlink", "rename"];
const ERRORS: [&str; 2] = ["EIO", "ENOSPC"];

/// One session whose `nth` such call fails, of each thread; whether any did.
async fn fails_at(call: &str, error: &str, nth: usize) -> bool {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("data");
    let files = [
        "plenary.db",
        "plenary.db-wal",
        "plenary.db-journal",
        "plenary.new",
        "plenary.new-journal",
        "keys.db",
        "keys.db-journal",
        "keys.new",
        "keys.new-journal",
        "",
    ];
    let files = files.map(|name| folder.join(name).to_string_lossy().trim_end_matches('/').to_owned());
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:error={error}:when={nth}"));
    let mut arguments: Vec<&str> = vec!["-e", &trace, "-e", &inject];
    for file in &files {
        arguments.extend(["-P", file]);
    }
    let (trace, said) = under_strace(&folder, &arguments);
    assert_eq!(said.last().map(String::as_str), Some("closed"));
    let held = wrong(&folder, &said).await;
    assert_eq!(held, Ok(()), "{call} {nth} failed with {error}");
    trace.contains("(INJECTED)")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_once_loses_nothing_acknowledged_and_is_used_again() {
    // Making the files, the first commits, the last.
    for (call, nth) in [
        ("fsync", 1),
        ("fdatasync", 1),
        ("fdatasync", 4),
        ("fdatasync", 9),
        ("fdatasync", 30),
        ("pwrite64", 2),
        ("pwrite64", 60),
        ("pread64", 3),
    ] {
        for error in ERRORS {
            assert!(fails_at(call, error, nth).await, "there is no {call} {nth}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "every call in turn takes minutes"]
async fn whichever_call_a_disk_fails_at_nothing_acknowledged_is_lost() {
    for call in CALLS {
        for error in ERRORS {
            let mut nth = 1;
            while fails_at(call, error, nth).await {
                nth += 1;
            }
            println!("{call} {error}: {} calls, each failed once", nth - 1);
        }
    }
}
