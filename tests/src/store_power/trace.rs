//! What strace wrote, as steps: writes to the store's files, syncs, names, and what the process said.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// One step of the recorded session, in the order they were done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Op {
    /// A file is there, empty if it was not.
    Create { path: PathBuf },
    /// These bytes at this place.
    Write { path: PathBuf, at: usize, bytes: Vec<u8> },
    /// Cut or grown to this length.
    Resize { path: PathBuf, length: usize },
    /// The file, or the folder with its names, is on the disk.
    Sync { path: PathBuf },
    /// Another name.
    Rename { from: PathBuf, to: PathBuf },
    /// No name any more.
    Remove { path: PathBuf },
    /// A line on standard output.
    Said(String),
}

/// The steps in `trace` that concern `folder`. Anything that would change its files and is not understood is a panic.
pub(crate) fn ops(trace: &str, folder: &Path) -> Vec<Op> {
    let mut begun: HashMap<&str, String> = HashMap::new();
    let mut all = Vec::new();
    for line in trace.lines() {
        let Some((pid, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(start) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(pid, start.to_owned());
            continue;
        }
        let whole = match rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            Some((_, end)) => begun.remove(pid).unwrap_or_default() + end,
            None => rest.to_owned(),
        };
        let Some((call, result)) = whole.rsplit_once(" = ") else { continue };
        if !result.starts_with('-') {
            all.extend(op(call.trim_end(), folder));
        }
    }
    all
}

fn op(call: &str, folder: &Path) -> Option<Op> {
    let (name, arguments) = call.split_once('(')?;
    let strings = quoted(arguments);
    let handle = arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| text(path));
    let by_handle = handle.map(PathBuf::from).filter(|path| path.starts_with(folder));
    let named = |at: usize| strings.get(at).map(|bytes| PathBuf::from(String::from_utf8_lossy(bytes).into_owned()));
    let ours = |at: usize| named(at).filter(|path| path.starts_with(folder));
    let last = || arguments.trim_end_matches(')').rsplit(", ").next()?.parse::<usize>().ok();
    match name {
        "write" if arguments.starts_with("1<") => {
            Some(Op::Said(String::from_utf8_lossy(strings.first()?).trim_end().to_owned()))
        }
        "openat" | "open" => {
            let path = ours(0)?;
            arguments.contains("O_CREAT").then_some(Op::Create { path })
        }
        "pwrite64" => Some(Op::Write { path: by_handle?, at: last()?, bytes: strings.first()?.clone() }),
        "ftruncate" => Some(Op::Resize { path: by_handle?, length: last()? }),
        "fsync" | "fdatasync" => Some(Op::Sync { path: by_handle? }),
        "rename" | "renameat" | "renameat2" => Some(Op::Rename { from: ours(0)?, to: named(1)? }),
        "unlink" | "unlinkat" => Some(Op::Remove { path: ours(0)? }),
        _ => {
            assert!(by_handle.is_none() && ours(0).is_none(), "not understood: {call}");
            None
        }
    }
}

/// The bytes of each string; strace was told to write all of them as \xNN.
fn quoted(arguments: &str) -> Vec<Vec<u8>> {
    arguments.split('"').skip(1).step_by(2).map(bytes).collect()
}

fn bytes(spelled: &str) -> Vec<u8> {
    spelled.split("\\x").skip(1).map(|hex| u8::from_str_radix(hex, 16).expect("two hex digits")).collect()
}

fn text(spelled: &str) -> String {
    if spelled.starts_with("\\x") { String::from_utf8_lossy(&bytes(spelled)).into_owned() } else { spelled.to_owned() }
}
