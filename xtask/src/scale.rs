//! `cargo xtask scale`: how many phones need how much, reckoned from what one of each thing costs. docs/scale.md shows its tables.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::shell::root;

mod figures;
mod model;
mod tables;

use figures::Figures;

/// Where the tables stand in the document.
const DOCUMENT: &str = "docs/scale.md";
const BEGIN: &str = "<!-- cargo xtask scale: begin -->\n";
const END: &str = "<!-- cargo xtask scale: end -->\n";

/// `cargo xtask scale [--write]`.
pub(crate) fn scale(args: &[String]) -> Result<ExitCode> {
    let tables = tables::all(&Figures::read()?);
    match args {
        [] => print!("{tables}"),
        [word] if word == "--write" => {
            let path = root().join(DOCUMENT);
            let text = fs::read_to_string(&path).context(DOCUMENT)?;
            let (before, _, after) = around(&text)?;
            fs::write(&path, format!("{before}{tables}{after}"))?;
            println!("{DOCUMENT} has the tables");
        }
        other => bail!("`cargo xtask scale` does not know '{}'", other.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}

/// The document up to the tables, the tables, and the rest.
fn around(text: &str) -> Result<(&str, &str, &str)> {
    let begin = text.find(BEGIN).with_context(|| format!("{DOCUMENT} has no place for the tables"))? + BEGIN.len();
    let end = text.find(END).filter(|end| *end >= begin).context("the place for the tables has no end")?;
    Ok((&text[..begin], &text[begin..end], &text[end..]))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::figures::Figures;
    use super::{DOCUMENT, around, tables};
    use crate::shell::root;

    #[test]
    fn the_document_has_the_tables_that_the_command_prints() {
        let text = fs::read_to_string(root().join(DOCUMENT)).expect("it is there");
        let (_, stands, _) = around(&text).expect("it has a place for them");
        let made = tables::all(&Figures::read().expect("the figures read"));
        assert!(
            stands == made,
            "{DOCUMENT} is not what the figures say; `cargo xtask scale --write` writes it:\n{made}"
        );
    }

    #[test]
    fn a_document_without_a_place_is_refused() {
        assert!(around("nothing").is_err());
        assert!(around("<!-- cargo xtask scale: end -->\n<!-- cargo xtask scale: begin -->\n").is_err());
    }
}
