//! `cargo xtask import-figures`: how well the importer and the wording check do on their corpora, both parts of each.

use std::process::ExitCode;

use anyhow::Result;

use crate::shell::{cargo, output_of};

/// Prints the figures of the tuned part and of the part that was held back.
pub(crate) fn of_import(rest: &[String]) -> Result<ExitCode> {
    for (title, part) in [("The tuned part", None), ("The part held back", Some("--held-out"))] {
        let mut command = cargo(&["run", "--quiet", "-p", "plenary-server", "--example", "import_figures", "--"]);
        command.args(part).args(rest);
        println!("# {title}\n\n{}", output_of(&mut command)?);
    }
    Ok(ExitCode::SUCCESS)
}
