//! The figures of docs/scale.toml, each with the sentence it was taken from.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell::root;

/// One of them.
pub(super) struct Figure {
    pub(super) value: f64,
    pub(super) unit: String,
    pub(super) what: String,
    /// The file whose words state it.
    pub(super) from: String,
    words: String,
}

/// People who come together.
pub(super) struct Gathering {
    pub(super) name: String,
    pub(super) phones: f64,
    pub(super) rooms: f64,
    /// In so many seconds each phone votes once.
    pub(super) voting: f64,
    /// In so many seconds all of them come.
    pub(super) coming: f64,
    /// Any number of nodes on Redis; else one, with the store embedded.
    pub(super) on_redis: bool,
}

/// All of the file.
pub(super) struct Figures {
    /// By name.
    pub(super) all: BTreeMap<String, Figure>,
    /// The names in the file's order.
    pub(super) order: Vec<String>,
    pub(super) cores: f64,
    pub(super) megabits: f64,
    pub(super) planned: f64,
    pub(super) gatherings: Vec<Gathering>,
}

impl Figures {
    /// Reads them, and looks each up where it comes from.
    pub(super) fn read() -> Result<Self> {
        let text = fs::read_to_string(root().join("docs/scale.toml")).context("docs/scale.toml")?;
        let figures = Self::of(&text)?;
        for (name, figure) in &figures.all {
            let source = fs::read_to_string(root().join(&figure.from)).with_context(|| figure.from.clone())?;
            figure.stands_in(&source).with_context(|| format!("the figure {name} of docs/scale.toml"))?;
        }
        Ok(figures)
    }

    /// Reads the file alone.
    pub(super) fn of(text: &str) -> Result<Self> {
        let file: toml::Table = text.parse().context("docs/scale.toml")?;
        let mut all = BTreeMap::new();
        let mut order = Vec::new();
        for entry in list(&file, "figure")? {
            let name = word(entry, "name")?;
            let figure = Figure {
                value: number(entry, "value")?,
                unit: word(entry, "unit")?,
                what: word(entry, "what")?,
                from: word(entry, "from")?,
                words: word(entry, "words")?,
            };
            order.push(name.clone());
            if all.insert(name.clone(), figure).is_some() {
                bail!("there are two figures called {name}");
            }
        }
        let assumed = file.get("assumed").context("docs/scale.toml assumes nothing")?;
        let gatherings = list(&file, "gathering")?
            .iter()
            .map(|entry| {
                let store = word(entry, "store")?;
                if store != "redis" && store != "embedded" {
                    bail!("there is no store '{store}'");
                }
                Ok(Gathering {
                    name: word(entry, "name")?,
                    phones: number(entry, "phones")?,
                    rooms: number(entry, "rooms")?,
                    voting: number(entry, "voting")?,
                    coming: number(entry, "coming")?,
                    on_redis: store == "redis",
                })
            })
            .collect::<Result<_>>()?;
        let (cores, megabits, planned) =
            (number(assumed, "cores")?, number(assumed, "megabits")?, number(assumed, "planned")?);
        Ok(Self { all, order, cores, megabits, planned, gatherings })
    }

    /// The value of one that must be there.
    pub(super) fn value(&self, name: &str) -> f64 {
        self.all.get(name).unwrap_or_else(|| panic!("docs/scale.toml has no figure {name}")).value
    }
}

impl Figure {
    /// The words stand in the file, and the value in the words.
    fn stands_in(&self, source: &str) -> Result<()> {
        let even = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !even(source).contains(&even(&self.words)) {
            bail!("'{}' does not stand in {} (any more)", self.words, self.from);
        }
        let plain = self.words.replace([',', '_'], "");
        let mut numbers =
            plain.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|word| word.parse::<f64>().ok());
        if !numbers.any(|number| number.to_bits() == self.value.to_bits()) {
            bail!("'{}' does not say {}", self.words, self.value);
        }
        Ok(())
    }
}

fn list<'a>(file: &'a toml::Table, name: &str) -> Result<&'a Vec<toml::Value>> {
    file.get(name).and_then(toml::Value::as_array).with_context(|| format!("docs/scale.toml has no [[{name}]]"))
}

fn word(entry: &toml::Value, name: &str) -> Result<String> {
    let found = entry.get(name).and_then(toml::Value::as_str);
    Ok(found.with_context(|| format!("an entry of docs/scale.toml has no word {name}: {entry}"))?.to_owned())
}

fn number(entry: &toml::Value, name: &str) -> Result<f64> {
    let found = entry.get(name);
    let value = found.and_then(toml::Value::as_float).or_else(|| found?.as_integer().map(|whole| whole as f64));
    let value = value.with_context(|| format!("an entry of docs/scale.toml has no number {name}: {entry}"))?;
    if value <= 0.0 || !value.is_finite() {
        bail!("{name} must be more than nothing: {entry}");
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::Figure;

    fn figure(value: f64, words: &str) -> Figure {
        let word = str::to_owned;
        Figure { value, unit: word("µs"), what: word("a view"), from: word("a document"), words: word(words) }
    }

    #[test]
    fn a_figure_stands_by_the_words_it_was_taken_from() {
        let source = "A view costs\nthe server 15.1 µs, and 21,300 ballots";
        figure(15.1, "costs the server 15.1 µs").stands_in(source).expect("it is said so");
        figure(21300.0, "21,300 ballots").stands_in(source).expect("it is said so");
        assert!(figure(15.2, "costs the server 15.1 µs").stands_in(source).is_err(), "another value");
        assert!(figure(15.1, "costs the server 15.1 µs").stands_in("It costs 14 µs now").is_err(), "gone from there");
    }
}
