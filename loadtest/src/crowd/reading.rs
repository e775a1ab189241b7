//! What the crowd reads of the server's frames and pages: a phone as little as it can, a moderator or screen all of it.
//!
//! These types are the crowd's own and read only what it uses, so a server may say more than today without breaking it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use anyhow::Context;
use plenary_server::domain::gate::Phase;
use plenary_server::domain::id::{PollId, RunId};
use plenary_server::domain::kind::{Choice, Found, Kind};
use plenary_server::domain::poll::Visibility;
use plenary_server::domain::stage::Showing;
use plenary_server::wire::{Receipt, Refused, View};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// A frame, of which a phone reads only what it needs; everything else is skipped without being kept.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneFrame<'a> {
    /// Parts that replace parts.
    #[serde(borrow)]
    View(PhoneView<'a>),
    /// Counted.
    Receipt(Receipt),
    /// Not counted.
    Refused(Refused),
}

/// A view as a phone reads it.
#[derive(Debug, Deserialize)]
pub struct PhoneView<'a> {
    /// The room's epoch.
    pub epoch: String,
    /// The highest version in it.
    pub version: u64,
    /// Whether parts that are not in it are gone.
    pub full: bool,
    /// The parts it cares for.
    #[serde(borrow)]
    pub parts: PhoneParts<'a>,
}

/// Runs, results and `mine`, not yet read; `None` for a part that was taken away.
#[derive(Debug, Default)]
pub struct PhoneParts<'a> {
    /// "run/N".
    pub runs: Vec<(RunId, Option<&'a RawValue>)>,
    /// "result/N".
    pub results: Vec<(RunId, Option<&'a RawValue>)>,
    /// "mine".
    pub mine: Option<&'a RawValue>,
}

impl<'de: 'a, 'a> Deserialize<'de> for PhoneParts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;
        impl<'de> Visitor<'de> for Parts {
            type Value = PhoneParts<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of parts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut parts = PhoneParts::default();
                while let Some(key) = map.next_key::<String>()? {
                    let of = |prefix: &str| key.strip_prefix(prefix).and_then(|n| n.parse().ok()).map(RunId);
                    if let Some(run) = of("run/") {
                        parts.runs.push((run, map.next_value()?));
                    } else if let Some(run) = of("result/") {
                        parts.results.push((run, map.next_value()?));
                    } else if key == "mine" {
                        parts.mine = map.next_value()?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(parts)
            }
        }
        deserializer.deserialize_map(Parts)
    }
}

/// "run/N" as a phone or screen reads it.
#[derive(Debug, Clone, Deserialize)]
pub struct RunSeen {
    /// Which.
    pub run: RunId,
    /// Its state.
    pub phase: Phase,
    /// How it is answered, if this crowd knows the kind.
    #[serde(flatten)]
    pub kind: Option<Kind>,
}

/// "run/N" as a moderator reads it.
#[derive(Debug, Clone, Deserialize)]
pub struct LedRun {
    /// Which.
    pub run: RunId,
    /// Which poll it is a run of.
    pub poll: PollId,
    /// The gate's revision.
    pub rev: u32,
    /// Its state.
    pub phase: Phase,
    /// How it is answered, if this crowd knows the kind.
    #[serde(flatten)]
    pub kind: Option<Kind>,
}

/// "result/N".
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultSeen {
    /// Only the number of ballots.
    Count {
        /// Ballots.
        n: u32,
        /// It is a step: at least so many.
        at_least: bool,
    },
    /// Too few to say anything.
    TooFew {
        /// Ballots.
        n: u32,
    },
    /// The figures.
    Figures {
        /// Ballots.
        n: u32,
        /// "I can't say" among them.
        cant_say: u32,
        /// What the others say.
        #[serde(flatten)]
        found: Found,
    },
}

impl ResultSeen {
    /// The number of ballots, if it is the exact one.
    pub fn n(&self) -> Option<u32> {
        match self {
            Self::Count { at_least: true, .. } => None,
            Self::Count { n, .. } | Self::TooFew { n } | Self::Figures { n, .. } => Some(*n),
        }
    }
}

/// "mine" on a phone.
#[derive(Debug, Clone, Deserialize)]
pub struct MineSeen {
    /// The ballots that stand.
    pub ballots: Vec<MyBallotSeen>,
}

/// One ballot of "mine".
#[derive(Debug, Clone, Deserialize)]
pub struct MyBallotSeen {
    /// Which run.
    pub run: RunId,
    /// The revision that stands.
    pub r: u32,
    /// What it chose.
    pub choice: Option<Choice>,
}

/// "agenda".
#[derive(Debug, Clone, Deserialize)]
pub struct AgendaSeen {
    /// The polls in order.
    pub polls: Vec<PollSeen>,
}

/// One poll of the agenda.
#[derive(Debug, Clone, Deserialize)]
pub struct PollSeen {
    /// Its name.
    pub poll: PollId,
    /// Its revision.
    pub rev: u32,
    /// Who sees the tally when.
    pub visibility: Visibility,
    /// See `Poll::sensitive`.
    #[serde(default)]
    pub sensitive: bool,
    /// Its runs so far.
    pub runs: Vec<RunId>,
}

/// "stage".
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct StageSeen {
    /// Its revision.
    pub rev: u32,
    /// What stands there.
    pub showing: Showing,
}

/// A whole view, held by a moderator or screen: newest part by key.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// The room's epoch; empty before the first view.
    pub epoch: String,
    /// The highest version held.
    pub version: u64,
    /// Parts by key.
    pub parts: BTreeMap<String, Arc<Value>>,
}

impl Held {
    /// Takes in a view that arrived.
    pub fn take(&mut self, view: View) {
        if view.full || view.epoch != self.epoch {
            self.parts.clear();
        }
        self.epoch = view.epoch;
        self.version = view.version;
        for (key, part) in view.parts {
            if part.is_null() {
                self.parts.remove(&key);
            } else {
                self.parts.insert(key, Arc::new(part));
            }
        }
    }

    /// A part in the shape the crowd reads; `None` if it is not there.
    pub fn part<T: serde::de::DeserializeOwned>(&self, key: &str) -> anyhow::Result<Option<T>> {
        let Some(part) = self.parts.get(key) else {
            return Ok(None);
        };
        T::deserialize(&**part).map(Some).with_context(|| format!("part {key}: {part}"))
    }

    /// "result/N".
    pub fn result(&self, run: RunId) -> anyhow::Result<Option<ResultSeen>> {
        self.part(&format!("result/{run}"))
    }
}

/// The data block of a page: `<script type="application/json" id="plenary">…</script>`.
#[derive(Debug, Deserialize)]
pub struct PageData<'a> {
    /// "phone", "moderator", "screen" or "landing".
    pub page: String,
    /// The whole view of a phone's page.
    #[serde(borrow)]
    pub view: Option<PhoneView<'a>>,
}

/// The text of a page's data block.
pub fn page_data(page: &[u8]) -> anyhow::Result<&str> {
    let page = std::str::from_utf8(page).context("the page is not UTF-8")?;
    let id = page.find(r#"id="plenary""#).context("the page has no data block")?;
    let start = id + page[id..].find('>').context("the data block's tag does not end")? + 1;
    let end = page[start..].find("</script").context("the data block does not end")?;
    Ok(&page[start..start + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_reads_runs_and_results_and_skips_the_rest() {
        let text = r#"{"view":{"epoch":"e1","version":9,"now":5,"full":false,"parts":{"about":{"a":[1,{"b":2}]},
            "run/3":{"run":3,"round":1,"prompt":"p","kind":"multiple","options":["a","b","c"],"min":1,"max":2,"phase":"open",
            "provenance":{"from":"discussion","at":1},"visibility":"live","opened":1,"until":null,"flagged":false},
            "run/2":null,"result/3":{"figures":{"n":2,"cant_say":1,"as":"counts","counts":[1,0,0],"median":null,"by_mode":[]}}}}}"#;
        let PhoneFrame::View(view) = serde_json::from_str(text).unwrap() else { panic!("not a view") };
        assert_eq!((view.epoch.as_str(), view.version, view.full), ("e1", 9, false));
        let (run, part) = view.parts.runs[0];
        let seen: RunSeen = serde_json::from_str(part.unwrap().get()).unwrap();
        assert_eq!((run, seen.run, seen.phase), (RunId(3), RunId(3), Phase::Open));
        let options = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(seen.kind, Some(Kind::Multiple { options, min: 1, max: 2 }));
        assert!(view.parts.runs[1].1.is_none());
        let result: ResultSeen = serde_json::from_str(view.parts.results[0].1.unwrap().get()).unwrap();
        let found = Found::Counts { counts: vec![1, 0, 0], median: None };
        assert_eq!(result, ResultSeen::Figures { n: 2, cant_say: 1, found });
    }

    #[test]
    fn a_run_of_a_kind_nobody_knows_is_read_all_the_same() {
        let seen: RunSeen = serde_json::from_str(r#"{"run":3,"phase":"open","kind":"dance","steps":7}"#).unwrap();
        assert_eq!((seen.run, seen.kind), (RunId(3), None));
    }

    #[test]
    fn a_receipt_and_a_refusal_are_read() {
        let receipt = r#"{"receipt":{"id":"3.1","ballot":{"run":3,"r":1,"was":"counted"}}}"#;
        assert!(matches!(serde_json::from_str(receipt).unwrap(), PhoneFrame::Receipt(_)));
        let refused = r#"{"refused":{"id":"3.1","code":"superseded","r":2}}"#;
        let PhoneFrame::Refused(refused) = serde_json::from_str(refused).unwrap() else { panic!("not a refusal") };
        assert_eq!(refused.why.code(), "superseded");
    }

    #[test]
    fn parts_replace_parts_and_a_full_view_forgets_the_others() {
        let view = |text: &str| serde_json::from_str::<View>(text).unwrap();
        let mut held = Held::default();
        held.take(view(r#"{"epoch":"a","version":1,"now":0,"full":true,"parts":{"x":1,"y":2}}"#));
        held.take(view(r#"{"epoch":"a","version":2,"now":0,"full":false,"parts":{"x":null,"z":3}}"#));
        assert_eq!(held.parts.keys().collect::<Vec<_>>(), ["y", "z"]);
        held.take(view(r#"{"epoch":"b","version":1,"now":0,"full":false,"parts":{"q":1}}"#));
        assert_eq!(held.parts.keys().collect::<Vec<_>>(), ["q"]);
    }

    #[test]
    fn the_data_block_is_found_in_a_page() {
        let page = br#"<html><script type="application/json" id="plenary">{"page":"phone","room":"abc234","view":null}</script>"#;
        let data: PageData<'_> = serde_json::from_str(page_data(page).unwrap()).unwrap();
        assert_eq!(data.page, "phone");
        assert!(data.view.is_none());
        assert!(page_data(b"<html></html>").is_err());
    }
}
