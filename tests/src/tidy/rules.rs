//! The rules about one file at a time, each with the sample it catches.

use std::fmt;

use super::code::{bare, without_tests};
use super::tree::{Source, Tree};

/// Something a rule found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    place: String,
    why: String,
}

impl Complaint {
    /// A complaint about a line, counted from 1.
    pub(crate) fn new(source: &Source, line: usize, why: impl Into<String>) -> Self {
        Self { place: format!("{}:{line}", source.path), why: why.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// A file longer than this is two things.
const LINES: usize = 450;

/// Where time may be read, and why there.
const CLOCKS: &[(&str, &str)] = &[
    ("server/src/clock.rs", "the one place where a node reads the time"),
    ("server/src/store/sqlite/clock.rs", "the clock of the embedded store, on which its gates are judged"),
    ("server/src/store/redis/clock.rs", "how much has passed since Redis told the time"),
    ("xtask/src/shell.rs", "a developer is shown how long things took"),
];

/// The file is one thing.
pub(crate) fn short(source: &Source) -> Vec<Complaint> {
    let lines = source.text.lines().count();
    if lines <= LINES {
        return Vec::new();
    }
    vec![Complaint::new(source, LINES + 1, format!("{lines} lines; at most {LINES}: is it still one thing?"))]
}

/// The file says at once what it is for.
pub(crate) fn opens_with_a_sentence(source: &Source) -> Vec<Complaint> {
    let openings: &[&str] = match () {
        () if source.is("rs") => &["//! "],
        () if source.is("svelte") => &["<!--"],
        () if source.is("lua") => &["-- "],
        () => &["/*", "// "],
    };
    let rest = openings.iter().find_map(|opening| source.text.strip_prefix(opening)).unwrap_or_default();
    // A word or two ("stub", "types") is no sentence.
    let words = rest.split("\n\n").next().unwrap_or_default().split_whitespace().filter(|word| word.len() > 1).count();
    if words >= 3 {
        return Vec::new();
    }
    vec![Complaint::new(source, 1, "does not open with a comment that says what it is for")]
}

/// Every Rust file is declared by the one above it; else it is not compiled, and its tests never run.
pub(crate) fn every_file_is_a_module(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for source in tree.sources.iter().filter(|source| source.is("rs") && source.path.contains("/src/")) {
        let Some((folder, file)) = source.path.rsplit_once('/') else { continue };
        let name = file.trim_end_matches(".rs");
        let is_root = folder.ends_with("/src") && (name == "main" || name == "lib");
        if is_root {
            continue;
        }
        let above = [format!("{folder}.rs"), format!("{folder}/main.rs"), format!("{folder}/lib.rs")];
        let declares = |text: &str| bare(text).lines().any(|line| line.trim_end().ends_with(&format!("mod {name};")));
        if !tree.sources.iter().any(|other| above.contains(&other.path) && declares(&other.text)) {
            complaints.push(Complaint::new(
                source,
                1,
                format!("no `mod {name};` names this file, so nothing compiles it"),
            ));
        }
    }
    complaints
}

/// Time is read in the listed places only; everything else is handed it.
pub(crate) fn clock(source: &Source) -> Vec<Complaint> {
    if CLOCKS.iter().any(|(path, _)| source.path == *path) {
        return Vec::new();
    }
    lines_with(
        source,
        &["Instant::now", "SystemTime::now", "UNIX_EPOCH.elapsed"],
        "reads the clock; ask server/src/clock.rs",
    )
}

/// Output is for mains; everything else logs.
pub(crate) fn prints_nothing(source: &Source) -> Vec<Complaint> {
    let text = bare(without_tests(&source.text));
    let mut complaints = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for macro_name in ["println!", "print!", "eprintln!", "eprint!", "dbg!"] {
            let whole_word = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if line.match_indices(macro_name).any(|(at, _)| whole_word(at)) {
                complaints.push(Complaint::new(source, at + 1, format!("{macro_name} outside a main")));
            }
        }
    }
    complaints
}

/// A log line never carries what a person chose, said, or is let in with.
pub(crate) fn logs_keep_secrets(source: &Source) -> Vec<Complaint> {
    const MACROS: [&str; 12] = [
        "trace!(",
        "debug!(",
        "info!(",
        "warn!(",
        "error!(",
        "event!(",
        "span!(",
        "trace_span!(",
        "debug_span!(",
        "info_span!(",
        "warn_span!(",
        "error_span!(",
    ];
    const SECRETS: [&str; 7] = ["choice", "choices", "pass", "prompt", "voter", "secret", "cookie"];
    let text = bare(&source.text);
    let mut complaints = Vec::new();
    for name in MACROS {
        for (at, _) in text.match_indices(name) {
            if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let inside = up_to_closing(&text[at + name.len()..]);
            let mut words = inside.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
            if let Some(word) = words.find(|word| SECRETS.contains(&word.as_str())) {
                let line = text[..at].matches('\n').count() + 1;
                complaints.push(Complaint::new(source, line, format!("a log line that mentions '{word}'")));
            }
        }
    }
    complaints
}

/// Every member of the workspace takes the workspace's lints, and those forbid unsafe code.
pub(crate) fn forbids_unsafe(tree: &Tree) -> Vec<Complaint> {
    let manifests = tree.sources.iter().filter(|source| source.path.ends_with("Cargo.toml"));
    let top = tree.sources.iter().filter(|source| source.path == "Cargo.toml");
    let in_top = top.filter(|source| !source.text.contains("unsafe_code = \"forbid\""));
    let members = manifests.filter(|source| !source.text.contains("[lints]\nworkspace = true"));
    in_top.chain(members).map(|source| Complaint::new(source, 1, "does not forbid unsafe code")).collect()
}

/// No unsafe code, and no way around the lint.
pub(crate) fn no_unsafe(source: &Source) -> Vec<Complaint> {
    lines_with(source, &["unsafe {", "unsafe fn", "unsafe impl", "allow(unsafe_code)"], "unsafe code")
}

/// Nothing says on whose machine, or with which tools of that machine, it was written.
pub(crate) fn names_no_machine(source: &Source) -> Vec<Complaint> {
    // Put together here, so that this file does not say them either.
    let words = [["/wo", "rk/"], ["/ro", "ot/"], ["farm", "-studio"], ["farm", "-bench"]].map(|halves| halves.concat());
    let mut complaints = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        for word in words.iter().filter(|word| line.contains(word.as_str())) {
            complaints.push(Complaint::new(source, at + 1, format!("names '{word}', which only one machine has")));
        }
    }
    complaints
}

/// Nothing is left for later: what is missing is an issue, not a mark in the code.
pub(crate) fn finished(source: &Source) -> Vec<Complaint> {
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X:"], ["todo", "!("], ["unimplemented", "!("]]
        .map(|halves| halves.concat());
    let mut complaints = Vec::new();
    for (at, line) in source.text.lines().enumerate() {
        for mark in marks.iter().filter(|mark| line.contains(mark.as_str())) {
            complaints.push(Complaint::new(source, at + 1, format!("'{mark}' leaves something for later")));
        }
    }
    complaints
}

/// A complaint for every line of code that has one of these.
fn lines_with(source: &Source, marks: &[&str], why: &str) -> Vec<Complaint> {
    let text = bare(&source.text);
    let has = |line: &str| marks.iter().any(|mark| line.contains(mark));
    text.lines().enumerate().filter(|(_, line)| has(line)).map(|(at, _)| Complaint::new(source, at + 1, why)).collect()
}

/// The text up to the bracket that closes the one before it.
fn up_to_closing(text: &str) -> &str {
    let mut depth = 1_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(text: &str) -> Source {
        Source { path: "server/src/sample.rs".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_long_file_is_seen() {
        assert!(short(&rust(&"\n".repeat(LINES))).is_empty());
        assert_eq!(short(&rust(&"\n".repeat(LINES + 1))).len(), 1);
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_for_is_seen() {
        assert!(opens_with_a_sentence(&rust("//! What a phone may do to a poll.\n")).is_empty());
        for bad in
            ["", "use std::fmt;\n", "//! stub\n", "// What a phone may do to a poll.\n", "\n//! What a phone may do.\n"]
        {
            assert_eq!(opens_with_a_sentence(&rust(bad)).len(), 1, "{bad}");
        }
        let page =
            Source { path: "a.svelte".to_owned(), text: "<!-- What the wall shows while people vote. -->".to_owned() };
        assert!(opens_with_a_sentence(&page).is_empty());
        let bare_page = Source { path: "a.svelte".to_owned(), text: "<script></script>".to_owned() };
        assert_eq!(opens_with_a_sentence(&bare_page).len(), 1);
    }

    #[test]
    fn a_forgotten_file_is_seen() {
        let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let tree = |parent: &str| Tree {
            sources: vec![
                file("tests/src/main.rs", "mod store;"),
                file("tests/src/store.rs", parent),
                file("tests/src/store/acts.rs", "#[test] fn never_runs() {}"),
            ],
        };
        assert!(every_file_is_a_module(&tree("pub(crate) mod acts;\n")).is_empty());
        assert_eq!(every_file_is_a_module(&tree("// mod acts;\n")).len(), 1);
    }

    #[test]
    fn a_second_clock_is_seen() {
        assert_eq!(clock(&rust("let t = std::time::Instant::now();")).len(), 1);
        assert!(clock(&rust("// Instant::now() is read elsewhere\nlet t = clock::now();")).is_empty());
    }

    #[test]
    fn a_print_is_seen() {
        assert_eq!(prints_nothing(&rust("fn f() { println!(\"x\"); }")).len(), 1);
        assert_eq!(prints_nothing(&rust("fn f() { eprint!(\"x\"); }")).len(), 1);
        assert!(
            prints_nothing(&rust("fn f() { log(\"println!\"); }\n#[cfg(test)]\nmod tests { println!() }")).is_empty()
        );
    }

    #[test]
    fn a_log_line_with_a_choice_is_seen() {
        for bad in [
            "tracing::info!(?choice, \"counted\");",
            "debug!(run = 3, key = %voter.key(), \"x\");",
            "warn!(\n    pass = %p,\n    \"x\");",
            "info!(\"said {prompt}\");",
            "info_span!(\"socket\", my_pass = 1);",
        ] {
            assert_eq!(logs_keep_secrets(&rust(bad)).len(), 1, "{bad}");
        }
        assert!(logs_keep_secrets(&rust("info!(passes = 3, \"no pass was given\");")).is_empty());
    }

    #[test]
    fn a_crate_without_the_lints_is_seen() {
        let manifest = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let good = "unsafe_code = \"forbid\"\n[lints]\nworkspace = true\n";
        let tree = Tree { sources: vec![manifest("Cargo.toml", good), manifest("server/Cargo.toml", "[package]")] };
        assert_eq!(forbids_unsafe(&tree).len(), 1);
        let tree = Tree { sources: vec![manifest("Cargo.toml", "[lints]\nworkspace = true\n")] };
        assert_eq!(forbids_unsafe(&tree).len(), 1);
        assert_eq!(no_unsafe(&rust("fn f() { unsafe { g() } }")).len(), 1);
    }

    #[test]
    fn a_path_of_a_machine_is_seen() {
        let path = ["/ro", "ot/.cargo"].concat();
        assert_eq!(names_no_machine(&rust(&format!("// see {path}"))).len(), 1);
        assert!(names_no_machine(&rust("// see /etc/hosts and the root/branch")).is_empty());
    }

    #[test]
    fn a_mark_for_later_is_seen() {
        let mark = ["// TO", "DO: count"].concat();
        assert_eq!(finished(&rust(&mark)).len(), 1);
        assert!(finished(&rust("// counted")).is_empty());
    }
}
