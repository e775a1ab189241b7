//! Reads the tree as a fresh clone would have it: every text file that .gitignore does not name.

use std::fs;
use std::path::Path;

/// A file of the tree.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// From the top of the tree, with forward slashes: "server/src/wire.rs".
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl Source {
    /// It has this ending.
    pub(crate) fn is(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == ending)
    }

    /// It is source that we write and read ourselves: not made by a program, not a configuration or data file.
    pub(crate) fn is_written_by_hand(&self) -> bool {
        const MADE: [&str; 2] = ["web-client/dist/", "web-client/src/wire.ts"];
        const ENDINGS: [&str; 6] = ["rs", "ts", "js", "svelte", "css", "lua"];
        ENDINGS.iter().any(|ending| self.is(ending)) && !MADE.iter().any(|made| self.path.starts_with(made))
    }
}

/// All of them.
pub(crate) struct Tree {
    /// In the order of their paths.
    pub(crate) sources: Vec<Source>,
}

impl Tree {
    /// Reads the tree this test was built from.
    pub(crate) fn read() -> Self {
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in the workspace");
        let ignored = fs::read_to_string(top.join(".gitignore")).expect("there is a .gitignore");
        let mut sources = Vec::new();
        let mut folders = vec![top.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder of the tree can be read") {
                let path = entry.expect("an entry can be read").path();
                let relative = path.strip_prefix(top).expect("it lies below the top");
                let name = relative.to_string_lossy().replace('\\', "/");
                if is_ignored(&name, &ignored) {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(text) = fs::read_to_string(&path) {
                    // Pictures and fonts are no UTF-8 and no source.
                    sources.push(Source { path: name, text });
                }
            }
        }
        sources.sort_by(|a, b| a.path.cmp(&b.path));
        Self { sources }
    }

    /// The text of one file that must be there.
    pub(crate) fn text(&self, path: &str) -> &str {
        let found = self.sources.iter().find(|source| source.path == path);
        &found.unwrap_or_else(|| panic!("{path} is missing")).text
    }
}

/// .gitignore as far as ours goes: a name anywhere, a path from the top (`/target`), a beginning (`/target-*`).
fn is_ignored(path: &str, ignored: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == ".git"
        || ignored.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).any(|line| {
            let (whole, line) = match line.strip_prefix('/') {
                Some(rest) => (path, rest),
                None => (name, line),
            };
            let line = line.trim_end_matches('/');
            match line.strip_suffix('*') {
                Some(beginning) => whole.starts_with(beginning),
                None => whole == line,
            }
        })
}

#[test]
fn ignores_what_git_ignores() {
    let ignored = "/target\n/target-*\nnode_modules\n# words\n";
    for path in ["target", "target-fuzz", "node_modules", "web-client/node_modules", ".git"] {
        assert!(is_ignored(path, ignored), "{path}");
    }
    for path in ["server/target", "targets", "server/src/node_modules.rs", "words"] {
        assert!(!is_ignored(path, ignored), "{path}");
    }
}
