//! What deny.toml says, as far as the light look goes by it: licences that may come in, crates that may not.

use anyhow::{Context, Result};
use spdx::{Expression, LicenseReq, ParseMode};

/// The lists.
pub(crate) struct Rules {
    licences: Vec<String>,
    /// Names, some with the beginning of a version.
    banned: Vec<(String, Option<String>)>,
}

impl Rules {
    /// Reads them; a file without them is an error, not an empty list.
    pub(crate) fn read(deny: &str) -> Result<Self> {
        let deny: toml::Table = deny.parse().context("deny.toml")?;
        let list = |part: &str, name: &str| {
            deny.get(part)
                .and_then(|part| part.get(name))
                .and_then(toml::Value::as_array)
                .with_context(|| format!("deny.toml has no list {part}.{name}"))
        };
        let licences = list("licenses", "allow")?.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        let banned = list("bans", "deny")?
            .iter()
            .map(|entry| {
                let spec = entry.get("crate").and_then(toml::Value::as_str).context("a ban without a crate")?;
                Ok(match spec.split_once('@') {
                    Some((name, version)) => (name.to_owned(), Some(version.to_owned())),
                    None => (spec.to_owned(), None),
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { licences, banned })
    }

    /// Whether something under this expression may come in: one side of each OR, both of each AND.
    pub(crate) fn allow(&self, expression: &str) -> Result<bool> {
        let is_named = |wanted: &LicenseReq| self.licences.contains(&wanted.to_string());
        Ok(parse(expression)?.evaluate(is_named))
    }

    /// Whether this crate may not come in.
    pub(crate) fn ban(&self, name: &str, version: &str) -> bool {
        let is_of = |beginning: &str| version == beginning || version.starts_with(&format!("{beginning}."));
        self.banned.iter().any(|(banned, of)| banned == name && of.as_deref().is_none_or(is_of))
    }
}

fn parse(expression: &str) -> Result<Expression> {
    // Old manifests divide by a slash and mean "or".
    Expression::parse_mode(expression, ParseMode::LAX).with_context(|| format!("the licence {expression:?}"))
}

/// The expression as SPDX writes it today: "MIT/Apache-2.0" is "MIT OR Apache-2.0".
pub(crate) fn canonical(expression: &str) -> Result<String> {
    let spaced = expression.replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    Ok(parse(&words.join(" "))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Rules, canonical};

    fn rules() -> Rules {
        Rules::read(
            r#"
            [licenses]
            allow = ["MIT", "Apache-2.0", "Unicode-3.0"]
            [bans]
            deny = [{ crate = "openssl-sys", reason = "" }, { crate = "time@0.1", reason = "" }]
            "#,
        )
        .expect("they read")
    }

    #[test]
    fn a_licence_comes_in_by_one_side_of_an_or_and_by_both_of_an_and() {
        for good in ["MIT", "MIT/GPL-3.0", "GPL-3.0-only OR Apache-2.0", "(MIT OR GPL-2.0-only) AND Unicode-3.0"] {
            assert!(rules().allow(good).expect("it reads"), "{good}");
        }
        for bad in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "Apache-2.0 WITH LLVM-exception", "SSPL-1.0"] {
            assert!(!rules().allow(bad).expect("it reads"), "{bad}");
        }
        assert!(rules().allow("what you like").is_err());
    }

    #[test]
    fn a_ban_is_of_a_crate_or_of_some_of_its_versions() {
        assert!(rules().ban("openssl-sys", "0.9.1") && rules().ban("time", "0.1.45"));
        assert!(!rules().ban("time", "0.10.0") && !rules().ban("time", "0.3.1") && !rules().ban("openssl", "0.9.1"));
    }

    #[test]
    fn a_file_without_its_lists_is_no_permission() {
        assert!(Rules::read("[licenses]\nallow = []").is_err());
        assert!(Rules::read("[bans]\ndeny = []").is_err());
    }

    #[test]
    fn an_old_licence_is_written_as_today() {
        assert_eq!(canonical("MIT/Apache-2.0").expect("it reads"), "MIT OR Apache-2.0");
        assert_eq!(canonical("Apache-2.0 / MIT").expect("it reads"), "Apache-2.0 OR MIT");
        assert_eq!(canonical("Zlib").expect("it reads"), "Zlib");
    }
}
