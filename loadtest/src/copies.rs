//! Many rooms for a server to start with: copies of one workshop that Plenary comes with, each under a number of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

const SEED: &str = include_str!("../../seeds/igf-2020-ws-230.toml");
const SOURCE: &str = include_str!("../../seeds/sources/igf-2020-ws-230.txt");
/// What is another in each copy.
const NUMBER: &str = "230";

/// Writes so many copies into a new folder of this one, for `plenary serve --seeds`.
pub(crate) fn write(into: &Path, rooms: usize) -> anyhow::Result<PathBuf> {
    let folder = into.join("seeds");
    let sources = folder.join("sources");
    fs::create_dir_all(&sources).with_context(|| format!("the folder {}", sources.display()))?;
    for number in (1..).take(rooms) {
        let (name, (seed, source)) = (format!("copy-{number:05}"), copy(number));
        fs::write(folder.join(format!("{name}.toml")), seed).context("writing a seed")?;
        fs::write(sources.join(format!("{name}.txt")), source).context("writing a seed's source")?;
    }
    Ok(folder)
}

/// The seed and the text it was drawn from, under another number.
fn copy(number: u32) -> (String, String) {
    let renumbered =
        |text: &str, before: &str| text.replace(&format!("{before}{NUMBER}"), &format!("{before}{number}"));
    (renumbered(&renumbered(SEED, "WS #"), "number = "), renumbered(SOURCE, "WS #"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_copy_is_a_workshop_of_its_own() {
        let read = |number| {
            let (seed, source) = copy(number);
            plenary_server::seed::parse_workshop("copy.toml", &seed, Some(&source)).unwrap()
        };
        let (one, other) = (read(1), read(2_000));
        assert_eq!((one.reference.as_str(), other.reference.as_str()), ("IGF 2020 WS #1", "IGF 2020 WS #2000"));
        assert_eq!((one.polls.len(), one.title), (other.polls.len(), other.title));
    }
}
