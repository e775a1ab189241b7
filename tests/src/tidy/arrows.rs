//! Who may know whom: the one table of arrows between the server's modules, and what the domain and the crowd may import.

use super::code::{bare, without_tests};
use super::rules::Complaint;
use super::tree::Source;

/// Each module of the server and the modules it may name. A row names only rows above it, so there are no circles.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("config", &[]),
    ("clock", &["domain"]),
    // Bugs for the test of the judge, in a build of its own; see the module.
    ("plant", &[]),
    ("text", &["domain", "config"]),
    // What stands in a room's documents in the words of the catalogue.
    ("words", &["domain", "config"]),
    ("wire", &["domain"]),
    // The binary's own: what a person is shown when the server is ready.
    ("links", &[]),
    ("store", &["domain", "plant"]),
    ("pass", &["domain", "store"]),
    // A text packed once for many.
    ("packed", &[]),
    ("throttle", &["clock", "config"]),
    ("accept", &["config"]),
    ("frame", &["wire", "config"]),
    ("seed", &["domain", "text"]),
    // Whether a draft of a poll is fairly worded.
    ("wording", &["domain", "words"]),
    ("proposal", &["domain", "text", "words", "wording"]),
    // The binary's own: a proposal or a draft from a file, and what a person is shown of it.
    ("import", &[]),
    ("views", &["domain", "config", "wire"]),
    // A moderator's wish, judged and turned into one step of the store.
    ("moderate", &["domain", "config", "text", "words", "wire", "store", "pass"]),
    ("lobby", &["domain", "config", "store", "pass", "moderate"]),
    ("founding", &["domain", "config", "store", "pass", "seed", "moderate", "lobby"]),
    // The embedded store and its secret in one file, and a store made again from one.
    ("backup", &["domain", "store", "pass", "founding"]),
    // The binary's own: the two commands about that.
    ("copies", &[]),
    // A proposal edited on a page, made a room; and a draft's wording looked at for pages.
    ("organise", &["domain", "config", "text", "wire", "store", "pass", "proposal", "wording", "moderate", "founding"]),
    ("report", &["domain", "words", "wire", "store", "views"]),
    (
        "hub",
        &[
            "domain", "config", "clock", "plant", "wire", "store", "pass", "packed", "throttle", "frame", "views",
            "moderate",
        ],
    ),
    // What becomes of ballots afterwards.
    ("sealing", &["domain", "store", "lobby", "moderate", "hub"]),
    // The one handler of commands, whatever carried them here.
    (
        "answer",
        &[
            "domain", "config", "clock", "plant", "text", "wire", "store", "pass", "moderate", "lobby", "founding",
            "hub",
        ],
    ),
    ("socket", &["domain", "config", "clock", "wire", "store", "pass", "throttle", "frame", "views", "hub", "answer"]),
    (
        "http",
        &[
            "domain", "config", "clock", "text", "words", "wire", "store", "pass", "throttle", "accept", "seed",
            "proposal", "views", "lobby", "report", "organise", "hub", "answer", "socket",
        ],
    ),
];

/// What the crowd may import of the server: the wire, and the words the wire is made of.
const CROWD: [&str; 2] = ["wire", "domain"];

/// The parts of std that act on the world or read it; rules take facts instead.
const IMPURE: [&str; 8] = ["fs", "net", "io", "env", "process", "thread", "time::Instant", "time::SystemTime"];

/// Complaints about a file of the server that names a module it may not know.
pub(crate) fn of_server(source: &Source) -> Vec<Complaint> {
    let module = module_of(&source.path);
    // lib.rs and main.rs put the house together: they may name every room.
    if module == "lib" || module == "main" {
        return Vec::new();
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == module) else {
        return vec![Complaint::new(source, 1, format!("the module '{module}' has no row in the table of arrows"))];
    };
    let mut complaints = Vec::new();
    for (line, to) in named(source, "crate::") {
        if to != module && !allowed.contains(&to.as_str()) {
            complaints.push(Complaint::new(source, line, format!("'{module}' may not know '{to}'")));
        }
    }
    complaints
}

/// Complaints about a file of the crowd that knows more than the wire.
pub(crate) fn of_loadtest(source: &Source) -> Vec<Complaint> {
    named(source, "plenary_server::")
        .into_iter()
        .filter(|(_, to)| !CROWD.contains(&to.as_str()))
        .map(|(line, to)| Complaint::new(source, line, format!("the crowd may not know the server's '{to}'")))
        .collect()
}

/// What the domain may import: data in and out, the derive that writes the client's types, and the tables of Unicode, without
/// which two spellings of a phrase cannot be counted as one in every script.
const OF_DOMAIN: [&str; 3] = ["serde", "ts_rs", "unicode_normalization"];

/// Complaints about a file of the domain that imports more than std's pure parts and [`OF_DOMAIN`].
pub(crate) fn of_domain(source: &Source, crates: &[String]) -> Vec<Complaint> {
    let text = bare(without_tests(&source.text));
    let mut complaints = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let foreign = crates
            .iter()
            .filter(|name| !OF_DOMAIN.contains(&name.as_str()))
            .filter(|name| path_heads(line, &format!("{name}::")) > 0)
            .map(|name| format!("the domain may not import '{name}'"));
        let impure = IMPURE
            .iter()
            .filter(|part| line.contains(&format!("std::{part}")))
            .map(|part| format!("the domain may not reach for std::{part}"));
        complaints.extend(foreign.chain(impure).map(|why| Complaint::new(source, at + 1, why)));
    }
    complaints
}

/// The crates a manifest depends on, as code names them.
pub(crate) fn dependencies(manifest: &str) -> Vec<String> {
    let (_, after) = manifest.split_once("[dependencies]").unwrap_or_default();
    let table = after.split("\n[").next().unwrap_or_default();
    let name = |line: &str| line.split(['.', '=', ' ']).next().map(|name| name.trim().replace('-', "_"));
    table.lines().filter_map(name).filter(|name| !name.is_empty() && !name.starts_with('#')).collect()
}

/// "server/src/store/sqlite.rs" → "store".
fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("server/src/").unwrap_or(path);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// The first names after `head` (`crate::`) outside tests, with their lines; a group in braces names several.
fn named(source: &Source, head: &str) -> Vec<(usize, String)> {
    let text = bare(without_tests(&source.text));
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(head) {
        let start = from + at;
        from = start + head.len();
        if text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let line = text[..start].matches('\n').count() + 1;
        let names = match text[from..].strip_prefix('{') {
            Some(group) => names_of_group(group),
            None => vec![first_name(&text[from..])],
        };
        found.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| (line, name)));
    }
    found
}

fn first_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// `a::{b, c}, d}` → a, d.
fn names_of_group(group: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut depth = 0_u32;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().expect("it begins with one").push(c),
            _ => {}
        }
    }
    names.iter().map(|name| first_name(name.trim())).collect()
}

/// How often `head` begins a path on this line.
fn path_heads(line: &str, head: &str) -> usize {
    line.match_indices(head)
        .filter(|(at, _)| !line[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn whys(complaints: &[Complaint]) -> Vec<String> {
        complaints.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_table_has_no_circles() {
        for (at, (name, allowed)) in ARROWS.iter().enumerate() {
            for to in *allowed {
                assert!(ARROWS[..at].iter().any(|(above, _)| above == to), "{name} → {to} does not point up");
            }
        }
    }

    #[test]
    fn an_arrow_that_points_back_is_seen() {
        let text = "//! Words.\nuse crate::domain::id::RunId;\n\nfn f() { crate::hub::wake(); }\n";
        let complaints = of_server(&file("server/src/store/sqlite.rs", text));
        assert_eq!(whys(&complaints), ["server/src/store/sqlite.rs:4: 'store' may not know 'hub'"]);
    }

    #[test]
    fn a_group_in_braces_names_several() {
        let text = "use crate::{domain::{id, poll}, views, http::pages};\n";
        let complaints = of_server(&file("server/src/hub.rs", text));
        assert_eq!(whys(&complaints), ["server/src/hub.rs:1: 'hub' may not know 'http'"]);
    }

    #[test]
    fn comments_strings_and_tests_are_no_arrows() {
        let text = "//! As [`crate::hub`] does.\nconst S: &str = \"crate::hub\";\n#[cfg(test)]\nmod tests { use crate::hub; }\n";
        assert!(of_server(&file("server/src/wire.rs", text)).is_empty());
    }

    #[test]
    fn a_module_without_a_row_is_seen() {
        let complaints = of_server(&file("server/src/manager.rs", "//! Manages.\n"));
        assert_eq!(complaints.len(), 1);
    }

    #[test]
    fn a_crowd_that_knows_the_store_is_seen() {
        let text = "use plenary_server::wire::View;\nuse plenary_server::store::Store;\n";
        let complaints = of_loadtest(&file("loadtest/src/crowd.rs", text));
        assert_eq!(whys(&complaints), ["loadtest/src/crowd.rs:2: the crowd may not know the server's 'store'"]);
    }

    #[test]
    fn a_domain_that_reaches_out_is_seen() {
        let crates = dependencies(
            "[package]\nname = \"x\"\n[dependencies]\nserde.workspace = true\ntower-http = \"1\"\n[lints]\na = 1\n",
        );
        assert_eq!(crates, ["serde", "tower_http"]);
        let text = "use serde::Serialize;\nuse tower_http::limit;\nuse std::time::Instant;\nuse std::fmt;\n";
        assert_eq!(of_domain(&file("server/src/domain/poll.rs", text), &crates).len(), 2);
    }
}
