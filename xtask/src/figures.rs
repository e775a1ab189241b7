//! `cargo xtask import-figures`: how well the importer and the wording check do on their corpora, both parts of each.

use std::process::ExitCode;

use anyhow::Result;

use crate::shell::{cargo, output_of};

/// Prints the figures of the tuned part, of the part that was held back, and of the last set that strangers composed.
pub(crate) fn of_import(rest: &[String]) -> Result<ExitCode> {
    let parts = [
        ("The tuned part", None),
        ("The part held back", Some("--held-out")),
        ("The last set by strangers, for which nothing was changed", Some("--blind")),
    ];
    for (title, part) in parts {
        let mut command = cargo(&["run", "--quiet", "-p", "plenary-server", "--example", "import_figures", "--"]);
        command.args(part).args(rest);
        println!("# {title}\n\n{}", output_of(&mut command)?);
    }
    Ok(ExitCode::SUCCESS)
}
