//! npm's packages: the lock files name every one with the sum of its contents, and what pages carry may be given away.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::rules::Rules;
use crate::shell::root;

/// Where npm's packages come from.
const REGISTRY: &str = "https://registry.npmjs.org/";

/// A lock file.
pub(crate) struct Lock {
    folder: String,
    version: u64,
    /// By where they are installed: `node_modules/svelte`.
    pub(crate) packages: BTreeMap<String, Value>,
}

impl Lock {
    /// Reads a folder's.
    pub(crate) fn read(folder: &str) -> Result<Self> {
        let path = root().join(folder).join("package-lock.json");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Self::of(folder, &text)
    }

    fn of(folder: &str, text: &str) -> Result<Self> {
        let lock: Value = serde_json::from_str(text).with_context(|| format!("{folder}/package-lock.json"))?;
        let packages = lock["packages"].as_object().context("a lock file without packages")?;
        // The empty place is the folder itself.
        let packages = packages.iter().filter(|(place, _)| !place.is_empty());
        Ok(Self {
            folder: folder.to_owned(),
            version: lock["lockfileVersion"].as_u64().unwrap_or(0),
            packages: packages.map(|(place, package)| (place.clone(), package.clone())).collect(),
        })
    }

    /// The package that pages get under this name.
    pub(crate) fn package(&self, name: &str) -> Option<&Value> {
        self.packages.get(&format!("node_modules/{name}"))
    }
}

/// The packages whose code stands in the built client, as its build wrote them down.
pub(crate) fn bundled() -> Result<Vec<String>> {
    let path = root().join("web-client/bundled.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// Every package is of the registry, with its sum, and runs nothing when it is installed.
pub(crate) fn of_lock(lock: &Lock) -> Vec<String> {
    let mut complaints = Vec::new();
    if lock.version != 3 || lock.packages.is_empty() {
        complaints.push(format!("{}/package-lock.json is of version {}, or empty", lock.folder, lock.version));
    }
    for (place, package) in &lock.packages {
        let mut complain = |why: String| complaints.push(format!("{}: {place} {why}", lock.folder));
        // Without an address it is the registry's that npm is set to; the sum says which bytes.
        let from = package["resolved"].as_str().unwrap_or(REGISTRY);
        if !from.starts_with(REGISTRY) || package["link"] == true {
            complain(format!("comes from '{from}', not from the registry"));
        }
        if !package["integrity"].as_str().is_some_and(|sum| sum.starts_with("sha512-") && sum.len() == 95) {
            complain("has no sum".to_owned());
        }
        // An optional part for another system is not installed here, and may.
        if package["hasInstallScript"] == true && package["optional"] != true {
            complain("runs a script when it is installed".to_owned());
        }
        if package["license"].as_str().is_none_or(str::is_empty) {
            complain("says no licence".to_owned());
        }
    }
    complaints
}

/// What pages carry is in the lock file, and may be given away as we do.
pub(crate) fn of_bundled(lock: &Lock, bundled: &[String], rules: &Rules) -> Vec<String> {
    let mut complaints = Vec::new();
    if bundled.is_empty() {
        complaints.push("web-client/bundled.json names nothing; `cargo xtask web` writes it".to_owned());
    }
    for name in bundled {
        let licence = lock.package(name).map(|package| package["license"].as_str().unwrap_or_default());
        match licence.map(|licence| (licence, rules.allow(licence))) {
            Some((_, Ok(true))) => {}
            Some((licence, _)) => {
                complaints.push(format!("pages carry {name}, under '{licence}', which deny.toml does not allow"));
            }
            None => complaints.push(format!("pages carry {name}, which the lock file does not name")),
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Lock, of_bundled, of_lock};
    use crate::supply::rules::Rules;

    fn lock(package: &Value) -> Lock {
        let text = json!({ "lockfileVersion": 3, "packages": { "": {}, "node_modules/a": package } }).to_string();
        Lock::of("web-client", &text).expect("it is one")
    }

    fn good() -> Value {
        json!({ "version": "1.0.0", "license": "MIT", "integrity": format!("sha512-{}==", "A".repeat(86)) })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut package = good();
        package[name] = value;
        package
    }

    #[test]
    fn a_package_without_sum_or_from_elsewhere_or_with_a_script_is_seen() {
        assert_eq!(of_lock(&lock(&good())), Vec::<String>::new());
        assert_eq!(
            of_lock(&lock(&with("resolved", json!("https://registry.npmjs.org/a/-/a-1.0.0.tgz")))),
            Vec::<String>::new()
        );
        for bad in [
            with("integrity", json!(null)),
            with("integrity", json!("sha1-AAAA")),
            with("resolved", json!("git+ssh://git@a.example/a.git#1")),
            with("resolved", json!("https://a.example/a.tgz")),
            with("link", json!(true)),
            with("hasInstallScript", json!(true)),
            with("license", json!(null)),
        ] {
            assert_eq!(of_lock(&lock(&bad)).len(), 1, "{bad}");
        }
        assert!(Lock::of("web-client", "{}").is_err(), "no packages, no lock file");
    }

    #[test]
    fn what_pages_carry_is_known_and_allowed() {
        let rules = Rules::read("licenses.allow = [\"MIT\"]\nbans.deny = []").expect("they read");
        let carry = |names: &[&str], package: &Value| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            of_bundled(&lock(package), &names, &rules).len()
        };
        assert_eq!(carry(&["a"], &good()), 0);
        assert_eq!(carry(&["a"], &with("license", json!("GPL-3.0-only"))), 1);
        assert_eq!(carry(&["b"], &good()), 1);
        assert_eq!(carry(&[], &good()), 1);
    }
}
