//! SECURITY.md names tests; each is one that runs.

use super::rules::Complaint;
use super::tree::{Source, Tree};

/// The page, and the heading of its column of tests.
pub(crate) const PAGE: &str = "SECURITY.md";
const COLUMN: &str = "shown by";
/// Macros that make a test of each name between their brackets.
const MAKERS: [&str; 3] = ["on_both_stores!(", "in_both_houses!(", "on_two_nodes!("];

/// Something in a cell of that column.
#[derive(Debug, PartialEq, Eq)]
enum Named<'a> {
    /// `a_function`.
    Rust(&'a str),
    /// `a_file.spec.ts` "a title".
    Browser(&'a str, &'a str),
    Neither(&'a str),
}

/// Every row names tests, and each of them is there.
pub(crate) fn tests_are_there(page: &Source, tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut rows = 0;
    let mut is_in_table = false;
    for (at, line) in page.text.lines().enumerate() {
        let Some(cells) = line.strip_prefix('|').and_then(|line| line.trim_end().strip_suffix('|')) else {
            is_in_table = false;
            continue;
        };
        let last = cells.rsplit('|').next().unwrap_or_default().trim();
        if last == COLUMN {
            is_in_table = true;
            continue;
        }
        if !is_in_table || last.starts_with("---") {
            continue;
        }
        rows += 1;
        let mut complain = |why: String| complaints.push(Complaint::new(page, at + 1, why));
        for named in of_cell(last) {
            match named {
                Named::Rust(name) if !tree.sources.iter().any(|source| has_test(source, name)) => {
                    complain(format!("there is no test {name}"));
                }
                Named::Browser(file, title) if !tree.sources.iter().any(|source| has_play(source, file, title)) => {
                    complain(format!("{file} has no test \"{title}\""));
                }
                Named::Neither(words) => complain(format!("'{words}' names no test")),
                Named::Rust(_) | Named::Browser(..) => {}
            }
        }
    }
    if rows == 0 {
        complaints.push(Complaint::new(page, 1, format!("has no table with a column '{COLUMN}'")));
    }
    complaints
}

fn of_cell(cell: &str) -> Vec<Named<'_>> {
    let mut named = Vec::new();
    let mut rest = cell;
    while !rest.is_empty() {
        let name = rest.strip_prefix('`').and_then(|rest| rest.split_once('`'));
        let Some((name, after)) = name else {
            named.push(Named::Neither(rest));
            return named;
        };
        let after = if name.ends_with(".spec.ts") {
            let title = after.trim_start().strip_prefix('"').and_then(|after| after.split_once('"'));
            let Some((title, after)) = title else {
                named.push(Named::Neither(rest));
                return named;
            };
            named.push(Named::Browser(name, title));
            after
        } else {
            named.push(Named::Rust(name));
            after
        };
        rest = after.trim_start_matches(',').trim_start();
    }
    if named.is_empty() {
        named.push(Named::Neither(cell));
    }
    named
}

/// A function of this name that is a test, by its attribute or by a macro that makes it one.
fn has_test(source: &Source, name: &str) -> bool {
    if !source.is("rs") {
        return false;
    }
    let text = &source.text;
    let function = format!("fn {name}(");
    let Some(at) = text.find(&function) else { return false };
    // From the attributes above it to the function, nothing ends in between.
    let above = text[..at].rsplit(['}', ';', '{']).next().unwrap_or_default();
    if above.contains("#[test]") || above.contains("#[tokio::test") {
        return true;
    }
    MAKERS.iter().any(|maker| {
        let lists = text.match_indices(maker).filter_map(|(at, _)| text[at + maker.len()..].split(')').next());
        lists.flat_map(|list| list.split(',')).any(|made| made.trim() == name)
    })
}

fn has_play(source: &Source, file: &str, title: &str) -> bool {
    source.path == format!("tests/e2e/{file}") && source.text.contains(&format!("test(\"{title}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn tree() -> Tree {
        Tree {
            sources: vec![
                file(
                    "a/src/a.rs",
                    "#[test]\nfn holds() {}\n\n#[tokio::test(flavor = \"x\")]\nasync fn waits() {}\nfn helps() {}\n",
                ),
                file(
                    "a/src/b.rs",
                    "in_both_houses!(\n    on_both,\n);\nasync fn on_both(house: House) {}\nasync fn left_out(house: House) {}\n",
                ),
                file("tests/e2e/a.spec.ts", "test(\"a phone votes\", async () => {});\n"),
            ],
        }
    }

    fn complaints(cell: &str) -> usize {
        let page = format!("| what | shown by |\n|---|---|\n| a ballot | {cell} |\n");
        tests_are_there(&file(PAGE, &page), &tree()).len()
    }

    #[test]
    fn a_test_that_is_there_is_found_whatever_makes_it_one() {
        assert_eq!(complaints("`holds`, `waits`, `on_both`, `a.spec.ts` \"a phone votes\""), 0);
    }

    #[test]
    fn what_is_no_test_is_seen() {
        for bad in ["`gone`", "`helps`", "`left_out`", "`a.spec.ts` \"a phone sings\"", "`a.spec.ts`", "by thought", ""]
        {
            assert_eq!(complaints(bad), 1, "{bad}");
        }
        assert_eq!(complaints("`holds`, `gone`"), 1);
        assert_eq!(tests_are_there(&file(PAGE, "no table"), &tree()).len(), 1);
    }
}
