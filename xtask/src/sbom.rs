//! `cargo xtask sbom`: the bill of materials of the program, as `CycloneDX` 1.5: everything whose code is in it or helped to make
//! it, with version, licence and sum.
//!
//! cargo-cyclonedx, which takes minutes to build, knows the crates alone: not what the pages carry, nor the `SQLite` within a crate.
//! Here the same commit and the same compiler make the same bytes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::shell::{cargo, output_of, program, root, target};
use crate::supply::{self, Lock, REGISTRY, canonical};

mod tree;

use tree::{Tree, package_of};

/// The package that is the program.
const PROGRAM: &str = "plenary";

/// `cargo xtask sbom [--out FILE]`.
pub(crate) fn write(args: &[String]) -> Result<ExitCode> {
    let out = match args {
        [] => target().join("sbom/plenary.cdx.json"),
        [word, file] if word == "--out" => PathBuf::from(file),
        other => bail!("`cargo xtask sbom` does not know '{}'", other.join(" ")),
    };
    let bill = bill()?;
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&out, format!("{bill:#}\n")).with_context(|| out.display().to_string())?;
    let components = bill["components"].as_array().map_or(0, Vec::len);
    println!("{}: {components} components, {}", out.display(), bill["serialNumber"].as_str().unwrap_or_default());
    Ok(ExitCode::SUCCESS)
}

/// All of it.
fn bill() -> Result<Value> {
    let host = supply::host()?;
    // What a derive or a build script needs runs while the program is built, and is not in it.
    let in_program = Tree::read(&trees(&host, "normal,no-proc-macro")?)?;
    let involved = Tree::read(&trees(&host, "normal,build")?)?;
    let metadata = supply::metadata()?;
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock"))?.parse().context("Cargo.lock")?;

    let mut components = Vec::new();
    for (name, version) in involved.packages() {
        let is_in_program = in_program.has(name, version);
        components.push(of_crate(name, version, is_in_program, &metadata, &lock)?);
    }
    let mut edges: Vec<(String, BTreeSet<String>)> = involved.edges();
    let mut add = |to: &str, component: Value| -> Result<()> {
        let id = reference(&component)?;
        let from = edges.iter_mut().find(|(from, _)| from == to).with_context(|| format!("nothing is called {to}"))?;
        from.1.insert(id.clone());
        edges.push((id, BTreeSet::new()));
        components.push(component);
        Ok(())
    };
    let server = id_of("plenary-server", &version_of("plenary-server", &metadata)?);
    let client = Lock::read("web-client")?;
    for name in supply::bundled()? {
        add(&server, of_npm(&name, &client)?)?;
    }
    let sqlite = package_of("libsqlite3-sys", &metadata)?;
    let version = sqlite["version"].as_str().context("a package without a version")?;
    add(&id_of("libsqlite3-sys", version), of_sqlite(sqlite)?)?;
    let program_id = id_of(PROGRAM, &version_of(PROGRAM, &metadata)?);
    add(&program_id, of_rust()?)?;

    // The program itself is what the bill is of.
    let at = components.iter().position(|component| component["bom-ref"] == program_id.as_str());
    let mut itself = components.remove(at.context("the program is not in its own tree")?);
    itself["type"] = "application".into();
    components.sort_by_key(|component| component["bom-ref"].as_str().map(str::to_owned));
    edges.sort();
    let dependencies: Vec<Value> = edges.iter().map(|(from, to)| json!({ "ref": from, "dependsOn": to })).collect();
    let mut about = json!({
        "component": itself,
        "lifecycles": [{ "phase": "build" }],
        "properties": [{ "name": "plenary:built-for", "value": host }],
        "tools": { "components": [{ "type": "application", "name": "cargo xtask sbom" }] },
    });
    if let Some(time) = time_of_commit() {
        about["timestamp"] = time.into();
    }
    let mut bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": about,
        "components": components,
        "dependencies": dependencies,
    });
    bill["serialNumber"] = serial(&bill).into();
    Ok(bill)
}

/// What cargo says that the program is made of, one package a line with its depth.
fn trees(host: &str, edges: &str) -> Result<String> {
    let asked =
        ["tree", "-p", PROGRAM, "--target", host, "-e", edges, "--prefix", "depth", "-f", "{p}", "--charset", "ascii"];
    output_of(&mut cargo(&asked))
}

fn id_of(name: &str, version: &str) -> String {
    format!("pkg:cargo/{name}@{version}")
}

fn reference(component: &Value) -> Result<String> {
    Ok(component["bom-ref"].as_str().context("a component without a name to be called by")?.to_owned())
}

fn version_of(name: &str, metadata: &Value) -> Result<String> {
    Ok(package_of(name, metadata)?["version"].as_str().context("a package without a version")?.to_owned())
}

fn of_crate(name: &str, version: &str, is_in_program: bool, metadata: &Value, lock: &toml::Table) -> Result<Value> {
    let all = metadata["packages"].as_array().into_iter().flatten();
    let package = all.clone().find(|package| package["name"] == name && package["version"] == version);
    let package = package.with_context(|| format!("cargo does not know {name} {version}, which it uses"))?;
    let licence = package["license"].as_str().with_context(|| format!("{name} says no licence"))?;
    let id = id_of(name, version);
    let mut component = json!({
        "bom-ref": id,
        "type": "library",
        "name": name,
        "version": version,
        "licenses": [{ "expression": canonical(licence)? }],
        "scope": if is_in_program { "required" } else { "excluded" },
    });
    if package["source"] == REGISTRY {
        component["purl"] = id.into();
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum_of(name, version, lock)? }]);
    }
    if let Some(address) = package["repository"].as_str().filter(|address| address.starts_with("https://")) {
        component["externalReferences"] = json!([{ "type": "vcs", "url": address }]);
    }
    Ok(component)
}

fn sum_of(name: &str, version: &str, lock: &toml::Table) -> Result<String> {
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let is_it = |package: &&toml::Value| {
        package.get("name").and_then(toml::Value::as_str) == Some(name)
            && package.get("version").and_then(toml::Value::as_str) == Some(version)
    };
    let mut found = packages.filter(is_it);
    let sum = found.next().and_then(|package| package.get("checksum")).and_then(toml::Value::as_str);
    Ok(sum.with_context(|| format!("Cargo.lock has no sum of {name} {version}"))?.to_owned())
}

fn of_npm(name: &str, lock: &Lock) -> Result<Value> {
    let package = lock.package(name).with_context(|| format!("the lock file has no {name}"))?;
    let word = |key: &str| package[key].as_str().with_context(|| format!("npm's {name} has no {key}"));
    let sum = word("integrity")?.strip_prefix("sha512-").with_context(|| format!("npm's {name} has another sum"))?;
    let sum = STANDARD.decode(sum).with_context(|| format!("the sum of npm's {name}"))?;
    let id = format!("pkg:npm/{}@{}", name.replace('@', "%40"), word("version")?);
    Ok(json!({
        "bom-ref": id,
        "purl": id,
        "type": "library",
        "name": name,
        "version": word("version")?,
        "licenses": [{ "expression": canonical(word("license")?)? }],
        "hashes": [{ "alg": "SHA-512", "content": hex(&sum) }],
        "scope": "required",
    }))
}

/// `SQLite` comes as C within a crate; scanners look for it under its own name.
fn of_sqlite(sys: &Value) -> Result<Value> {
    let manifest = sys["manifest_path"].as_str().context("a package without a place")?;
    let header = Path::new(manifest).with_file_name("sqlite3").join("sqlite3.h");
    let header = fs::read_to_string(&header).with_context(|| header.display().to_string())?;
    let version =
        header.lines().find_map(|line| line.strip_prefix("#define SQLITE_VERSION ")).context("SQLite's version")?;
    let version = version.trim().trim_matches('"');
    let id = format!("pkg:generic/sqlite@{version}");
    Ok(json!({
        "bom-ref": id,
        "purl": id,
        "cpe": format!("cpe:2.3:a:sqlite:sqlite:{version}:*:*:*:*:*:*:*"),
        "type": "library",
        "name": "SQLite",
        "version": version,
        "licenses": [{ "license": { "id": "blessing" } }],
        "scope": "required",
    }))
}

/// The standard library is linked in, too; its version is the compiler's.
fn of_rust() -> Result<Value> {
    let said = output_of(&mut program("rustc", &["--version"]))?;
    let version = said.split_whitespace().nth(1).context("rustc's version")?;
    let id = format!("pkg:generic/rust-std@{version}");
    Ok(json!({
        "bom-ref": id,
        "purl": id,
        "cpe": format!("cpe:2.3:a:rust-lang:rust:{version}:*:*:*:*:*:*:*"),
        "type": "library",
        "name": "rust-std",
        "version": version,
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        "scope": "required",
    }))
}

/// When the commit was made; none outside of git. The time of the build would make two bills of one program.
fn time_of_commit() -> Option<String> {
    let asked = ["log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"];
    let said = output_of(program("git", &asked).env("TZ", "UTC")).ok()?;
    Some(said.trim().to_owned()).filter(|time| !time.is_empty())
}

/// A name for these very contents, in the shape of a UUID of version 8.
fn serial(bill: &Value) -> String {
    let mut bytes: [u8; 32] = Sha256::digest(bill.to_string()).into();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes[..16]);
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written to it");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::bill;

    fn list<'a>(bill: &'a Value, name: &str) -> &'a Vec<Value> {
        bill[name].as_array().unwrap_or_else(|| panic!("{name} is no list"))
    }

    fn named<'a>(bill: &'a Value, name: &str) -> Option<&'a Value> {
        list(bill, "components").iter().find(|component| component["name"] == name)
    }

    /// What `CycloneDX` 1.5 asks of every component, and what we add to that.
    fn is_whole(component: &Value) {
        let word = |key: &str| component[key].as_str().unwrap_or_else(|| panic!("no {key}: {component}"));
        assert!(["library", "application"].contains(&word("type")), "{component}");
        assert!(["required", "excluded"].contains(&word("scope")), "{component}");
        assert!(!word("name").is_empty() && !word("version").is_empty(), "{component}");
        assert_eq!(component["licenses"].as_array().map(Vec::len), Some(1), "{component}");
        let licence = &component["licenses"][0];
        assert!(licence["expression"].is_string() != licence["license"]["id"].is_string(), "{component}");
        if word("name").starts_with("plenary") {
            return;
        }
        assert!(
            word("purl").starts_with("pkg:") && word("purl").ends_with(&format!("@{}", word("version"))),
            "{component}"
        );
        if !word("purl").starts_with("pkg:generic/") {
            let sum = component["hashes"][0]["content"].as_str().expect("a sum");
            let length = if component["hashes"][0]["alg"] == "SHA-512" { 128 } else { 64 };
            assert!(sum.len() == length && sum.chars().all(|c| "0123456789abcdef".contains(c)), "{component}");
        }
    }

    #[test]
    fn the_bill_is_whole_and_the_same_every_time() {
        let bill = bill().expect("a bill");
        assert_eq!(bill.to_string(), super::bill().expect("again").to_string());

        assert_eq!(
            (&bill["bomFormat"], &bill["specVersion"], &bill["version"]),
            (&"CycloneDX".into(), &"1.5".into(), &1.into())
        );
        let serial = bill["serialNumber"].as_str().expect("a serial number").strip_prefix("urn:uuid:").expect("a UUID");
        let parts: Vec<usize> = serial.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        let itself = &bill["metadata"]["component"];
        assert_eq!((&itself["name"], &itself["type"]), (&"plenary".into(), &"application".into()));

        let components = list(&bill, "components");
        components.iter().chain([itself]).for_each(is_whole);
        let ids: BTreeSet<&str> = components.iter().chain([itself]).filter_map(|one| one["bom-ref"].as_str()).collect();
        assert_eq!(ids.len(), components.len() + 1, "no two are called the same");
        let edges = list(&bill, "dependencies");
        let from: BTreeSet<&str> = edges.iter().filter_map(|edge| edge["ref"].as_str()).collect();
        assert_eq!(from, ids, "each has its line of dependencies");
        for edge in edges {
            for to in edge["dependsOn"].as_array().expect("a list") {
                assert!(ids.contains(to.as_str().expect("a name")), "{edge} leads nowhere");
            }
        }
    }

    #[test]
    fn what_is_in_the_program_is_in_its_bill_and_what_tests_it_is_not() {
        let bill = bill().expect("a bill");
        let scope = |name: &str| named(&bill, name).map(|component| component["scope"].as_str().unwrap_or_default());
        for name in
            ["tokio", "redis", "rusqlite", "SQLite", "svelte", "uqr", "rust-std", "plenary-server", "plenary-loadtest"]
        {
            assert_eq!(scope(name), Some("required"), "{name}");
        }
        for name in ["serde_derive", "cc"] {
            assert_eq!(scope(name), Some("excluded"), "{name}");
        }
        for name in ["proptest", "stats_alloc", "tokio-tungstenite", "spdx", "vite", "typescript", "plenary-tests"] {
            assert_eq!(scope(name), None, "{name}");
        }
    }
}
