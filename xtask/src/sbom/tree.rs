//! What `cargo tree` says, read: which packages there are, and which uses which.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::id_of;

/// Name and version.
type Package = (String, String);

/// A tree of packages; what several use stands in it once.
pub(super) struct Tree(BTreeMap<Package, BTreeSet<Package>>);

impl Tree {
    /// Reads lines as `--prefix depth -f "{p}"` prints them: "2serde v1.0.0", the depth first, marks behind.
    pub(super) fn read(said: &str) -> Result<Self> {
        let mut uses: BTreeMap<Package, BTreeSet<Package>> = BTreeMap::new();
        let mut above: Vec<Package> = Vec::new();
        for line in said.lines().filter(|line| !line.is_empty()) {
            let digits = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
            let (depth, rest) = line.split_at(digits);
            let depth: usize = depth.parse().with_context(|| format!("no depth before {line:?}"))?;
            let mut words = rest.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            let Some(version) = version.strip_prefix('v').filter(|_| !name.is_empty()) else {
                bail!("no package in {line:?}");
            };
            if depth > above.len() {
                bail!("{line:?} is too deep for what stands above it");
            }
            above.truncate(depth);
            let package = (name.to_owned(), version.to_owned());
            if let Some(user) = above.last() {
                uses.entry(user.clone()).or_default().insert(package.clone());
            }
            uses.entry(package.clone()).or_default();
            above.push(package);
        }
        if uses.is_empty() {
            bail!("cargo tree printed nothing");
        }
        Ok(Self(uses))
    }

    /// Each once, in order.
    pub(super) fn packages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.keys().map(|(name, version)| (name.as_str(), version.as_str()))
    }

    /// Whether it is there.
    pub(super) fn has(&self, name: &str, version: &str) -> bool {
        self.0.contains_key(&(name.to_owned(), version.to_owned()))
    }

    /// What uses what, as they are called in the bill.
    pub(super) fn edges(&self) -> Vec<(String, BTreeSet<String>)> {
        let id = |(name, version): &Package| id_of(name, version);
        self.0.iter().map(|(user, used)| (id(user), used.iter().map(id).collect())).collect()
    }
}

/// What cargo says of the one package of this name.
pub(super) fn package_of<'a>(name: &str, metadata: &'a Value) -> Result<&'a Value> {
    let all: Vec<&Value> =
        metadata["packages"].as_array().into_iter().flatten().filter(|one| one["name"] == name).collect();
    match all[..] {
        [one] => Ok(one),
        _ => bail!("there are {} packages called {name}", all.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn a_tree_is_read_with_its_marks_and_what_stands_in_it_twice() {
        let said = "0plenary v0.1.0 (/somewhere)\n1axum v0.8.9\n2serde v1.0.0\n3serde_derive v1.0.0 (proc-macro)\n1serde v1.0.0 (*)\n";
        let tree = Tree::read(said).expect("it reads");
        assert_eq!(
            tree.packages().collect::<Vec<_>>(),
            [("axum", "0.8.9"), ("plenary", "0.1.0"), ("serde", "1.0.0"), ("serde_derive", "1.0.0")]
        );
        let edges = tree.edges();
        let of = |user: &str| edges.iter().find(|(from, _)| from.contains(user)).expect("it is there").1.len();
        assert_eq!((of("plenary"), of("axum"), of("serde@"), of("serde_derive")), (2, 1, 1, 0));
        assert!(tree.has("serde", "1.0.0") && !tree.has("serde", "2.0.0"));
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for bad in ["", "plenary v0.1.0", "0plenary", "0plenary v0.1.0\n2serde v1.0.0"] {
            assert!(Tree::read(bad).is_err(), "{bad:?}");
        }
    }
}
