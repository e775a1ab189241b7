//! The crates: where each comes from, under which licence, and that of the large ones there is one.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;

use super::rules::Rules;
use crate::shell::{cargo, output_of};

/// Where all crates come from.
pub(crate) const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// Two versions of one of these would be two of something large, or two types that should be one.
const ONCE: [&str; 12] = [
    "axum",
    "bytes",
    "clap",
    "hyper",
    "libsqlite3-sys",
    "redis",
    "regex",
    "serde",
    "serde_json",
    "tokio",
    "tracing",
    "tungstenite",
];

/// What cargo knows of the packages that are in use on this system, their licences among it.
pub(crate) fn metadata() -> Result<Value> {
    let host = host()?;
    let text = output_of(&mut cargo(&["metadata", "--format-version", "1", "--filter-platform", &host]))?;
    Ok(serde_json::from_str(&text)?)
}

/// The system we build on, as rustc calls it.
pub(crate) fn host() -> Result<String> {
    Ok(output_of(&mut crate::shell::program("rustc", &["--print", "host-tuple"]))?.trim().to_owned())
}

fn packages(lock: &toml::Table) -> impl Iterator<Item = &toml::Value> {
    lock.get("package").and_then(toml::Value::as_array).into_iter().flatten()
}

fn word<'a>(package: &'a toml::Value, name: &str) -> &'a str {
    package.get(name).and_then(toml::Value::as_str).unwrap_or_default()
}

/// How many of the lock file's packages come from the registry.
pub(crate) fn from_registry(lock: &toml::Table) -> usize {
    packages(lock).filter(|package| word(package, "source") == REGISTRY).count()
}

/// Every package is our own, or of the registry with the sum of its contents; none is banned; large ones are there once.
pub(crate) fn of_lock(lock: &toml::Table, rules: &Rules) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages(lock) {
        let (name, version, source) = (word(package, "name"), word(package, "version"), word(package, "source"));
        versions.entry(name).or_default().push(version);
        let is_ours = source.is_empty() && (name == "xtask" || name.starts_with("plenary"));
        if !is_ours && source != REGISTRY {
            complaints.push(format!("{name} {version} comes from '{source}', not from the registry"));
        }
        let sum = word(package, "checksum");
        if source == REGISTRY && (sum.len() != 64 || !sum.chars().all(|c| c.is_ascii_hexdigit())) {
            complaints.push(format!("{name} {version} has no sum in Cargo.lock"));
        }
        if rules.ban(name, version) {
            complaints.push(format!("{name} {version} is banned (deny.toml says why)"));
        }
    }
    if versions.is_empty() {
        complaints.push("Cargo.lock has no packages".to_owned());
    }
    for name in ONCE {
        match versions.get(name).map_or(0, Vec::len) {
            1 => {}
            0 => complaints.push(format!("{name} is watched for a second version, and is not there at all")),
            _ => complaints.push(format!("{name} is there in several versions: {}", versions[name].join(", "))),
        }
    }
    complaints
}

/// The packages in use here, with what cargo says of them.
fn in_use(metadata: &Value) -> impl Iterator<Item = &Value> {
    let nodes = metadata.pointer("/resolve/nodes").and_then(Value::as_array);
    let ids: Vec<&str> = nodes.into_iter().flatten().filter_map(|node| node["id"].as_str()).collect();
    let all = metadata["packages"].as_array().into_iter().flatten();
    all.filter(move |package| package["id"].as_str().is_some_and(|id| ids.contains(&id)))
}

/// How many they are.
pub(crate) fn used(metadata: &Value) -> usize {
    in_use(metadata).count()
}

/// Each of them may be given away as we do.
pub(crate) fn licences(metadata: &Value, rules: &Rules) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in in_use(metadata) {
        let name = package["name"].as_str().unwrap_or_default();
        match package["license"].as_str().map(|licence| (licence, rules.allow(licence))) {
            Some((_, Ok(true))) => {}
            Some((licence, Ok(false))) => {
                complaints.push(format!("{name} is under {licence}, which deny.toml does not allow"));
            }
            Some((_, Err(error))) => complaints.push(format!("{name}: {error:#}")),
            None => complaints.push(format!("{name} says no licence")),
        }
    }
    if used(metadata) == 0 {
        complaints.push("cargo names no package that is in use".to_owned());
    }
    complaints
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ONCE, REGISTRY, licences, of_lock};
    use crate::supply::rules::Rules;

    fn rules() -> Rules {
        let text = "licenses.allow = [\"MIT\"]\nbans.deny = [{ crate = \"rsa\", reason = \"\" }]";
        Rules::read(text).expect("they read")
    }

    /// A good lock file with these packages beside the watched ones.
    fn lock(more: &str) -> toml::Table {
        let one = |name: &&str| {
            let sum = "0".repeat(64);
            format!(
                "[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\nsource = \"{REGISTRY}\"\nchecksum = \"{sum}\"\n"
            )
        };
        let text = format!("{}\n{more}", ONCE.iter().map(one).collect::<String>());
        text.parse().expect("it is TOML")
    }

    #[test]
    fn a_package_from_elsewhere_or_without_its_sum_is_seen() {
        assert_eq!(of_lock(&lock(""), &rules()), Vec::<String>::new());
        let ours = "[[package]]\nname = \"plenary-server\"\nversion = \"0.1.0\"\n";
        assert_eq!(of_lock(&lock(ours), &rules()), Vec::<String>::new());
        for (bad, why) in [
            ("name = \"a\"\nversion = \"1.0.0\"\nsource = \"git+https://a.example/a#1\"", "not from the registry"),
            ("name = \"a\"\nversion = \"1.0.0\"", "not from the registry"),
            (&format!("name = \"a\"\nversion = \"1.0.0\"\nsource = \"{REGISTRY}\""), "no sum"),
        ] {
            let complaints = of_lock(&lock(&format!("[[package]]\n{bad}\n")), &rules());
            assert!(complaints.len() == 1 && complaints[0].contains(why), "{bad}: {complaints:?}");
        }
    }

    #[test]
    fn a_banned_package_and_a_second_runtime_are_seen() {
        let of = |name: &str| {
            let sum = "1".repeat(64);
            format!(
                "[[package]]\nname = \"{name}\"\nversion = \"2.0.0\"\nsource = \"{REGISTRY}\"\nchecksum = \"{sum}\"\n"
            )
        };
        let banned = of_lock(&lock(&of("rsa")), &rules());
        assert!(banned.len() == 1 && banned[0].contains("banned"), "{banned:?}");
        let twice = of_lock(&lock(&of("tokio")), &rules());
        assert!(twice.len() == 1 && twice[0].contains("1.0.0, 2.0.0"), "{twice:?}");
        assert!(!of_lock(&toml::Table::new(), &rules()).is_empty(), "an empty lock file is none");
    }

    #[test]
    fn a_licence_that_is_not_allowed_is_seen_where_it_is_in_use() {
        let metadata = |licence: serde_json::Value, id: &str| {
            json!({
                "packages": [{ "id": "a 1", "name": "a", "license": "MIT" }, { "id": "b 1", "name": "b", "license": licence }],
                "resolve": { "nodes": [{ "id": "a 1" }, { "id": id }] },
            })
        };
        assert_eq!(licences(&metadata(json!("MIT"), "b 1"), &rules()), Vec::<String>::new());
        assert_eq!(licences(&metadata(json!("GPL-3.0-only"), "b 1"), &rules()).len(), 1);
        assert_eq!(licences(&metadata(json!(null), "b 1"), &rules()).len(), 1);
        assert_eq!(licences(&metadata(json!("GPL-3.0-only"), "another system's"), &rules()), Vec::<String>::new());
        assert!(!licences(&json!({}), &rules()).is_empty(), "nothing in use is a mistake");
    }
}
