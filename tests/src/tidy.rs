//! The house rules, as tests: what a reviewer would otherwise have to say again and again.
//!
//! Each rule is a function from source text to complaints, tried on a bad sample beside it, and run over the tree here.

use std::fmt::Write as _;

mod arrows;
mod code;
mod named;
mod rules;
mod tree;

use rules::Complaint;
use tree::{Source, Tree};

/// Fails with every complaint, one to a line.
fn no_complaints(complaints: &[Complaint]) {
    let mut all = String::new();
    for complaint in complaints {
        writeln!(all, "  {complaint}").expect("a String takes all that is written to it");
    }
    assert!(complaints.is_empty(), "house rules are broken:\n{all}");
}

/// Complaints of one rule over every file that `applies`; at least one file must, or the rule watches nothing.
fn over(tree: &Tree, applies: impl Fn(&Source) -> bool, rule: impl Fn(&Source) -> Vec<Complaint>) {
    let files: Vec<&Source> = tree.sources.iter().filter(|source| applies(source)).collect();
    assert!(!files.is_empty(), "the rule watches no file at all");
    let complaints: Vec<Complaint> = files.into_iter().flat_map(rule).collect();
    no_complaints(&complaints);
}

#[test]
fn arrows_between_modules_point_one_way() {
    let tree = Tree::read();
    over(&tree, |source| source.path.starts_with("server/src/"), arrows::of_server);
    over(&tree, |source| source.path.starts_with("loadtest/src/"), arrows::of_loadtest);
}

#[test]
fn the_domain_imports_std_serde_and_tables_only() {
    let tree = Tree::read();
    let manifest = tree.text("server/Cargo.toml");
    let crates = arrows::dependencies(manifest);
    assert!(crates.iter().any(|name| name == "tokio"), "the manifest was not understood: {crates:?}");
    over(&tree, |source| source.path.starts_with("server/src/domain"), |source| arrows::of_domain(source, &crates));
}

#[test]
fn a_file_stays_short() {
    over(&Tree::read(), Source::is_written_by_hand, rules::short);
}

#[test]
fn a_file_opens_with_a_sentence() {
    over(&Tree::read(), Source::is_written_by_hand, rules::opens_with_a_sentence);
}

#[test]
fn no_file_is_forgotten() {
    no_complaints(&rules::every_file_is_a_module(&Tree::read()));
}

#[test]
fn the_clock_is_read_in_one_place() {
    // The crowd and the tests measure and wait by trade; the server is handed the time.
    let is_handed_time =
        |source: &Source| source.path.starts_with("server/src/") || source.path.starts_with("xtask/src/");
    over(&Tree::read(), is_handed_time, rules::clock);
}

#[test]
fn only_mains_print() {
    // `loadtest` is a program that a person watches; but its crowd runs inside the server, in a rehearsal.
    let is_silent = |source: &Source| {
        let in_server = source.path.starts_with("server/src/") && source.path != "server/src/main.rs";
        in_server || source.path.starts_with("loadtest/src/crowd")
    };
    over(&Tree::read(), is_silent, rules::prints_nothing);
}

#[test]
fn logs_carry_no_choice_pass_or_text() {
    over(&Tree::read(), |source| source.is("rs"), rules::logs_keep_secrets);
}

#[test]
fn every_crate_forbids_unsafe() {
    let tree = Tree::read();
    no_complaints(&rules::forbids_unsafe(&tree));
    over(&tree, |source| source.is("rs"), rules::no_unsafe);
}

#[test]
fn every_test_that_security_names_exists() {
    let tree = Tree::read();
    over(&tree, |source| source.path == named::PAGE, |page| named::tests_are_there(page, &tree));
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    over(&Tree::read(), |_| true, rules::names_no_machine);
}

#[test]
fn nothing_is_left_for_later() {
    over(&Tree::read(), Source::is_written_by_hand, rules::finished);
}

#[test]
fn the_client_has_the_types_of_the_wire() {
    let tree = Tree::read();
    let made = plenary_server::wire::typescript::declarations();
    assert!(
        tree.text("web-client/src/wire.ts") == made,
        "web-client/src/wire.ts is not what the Rust types say; `cargo xtask wire` writes it"
    );
}
