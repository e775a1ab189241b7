//! The wording check's figures: of the bad drafts, how many it caught; of the sound ones, how many it flagged.

use std::fmt::Write as _;

use plenary_server::wording::{Draft, check};
use serde_json::Value;

use super::{Part, Score, corpus, ratio};

/// What a part of the corpus came to.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Bad drafts with any finding.
    pub(crate) caught: Score,
    /// Bad drafts with a finding of the fault they were written to have.
    named: Score,
    /// Sound drafts with any finding.
    pub(crate) alarms: Score,
    misses: String,
}

/// Checks every draft of a part.
pub(crate) fn score(part: Part) -> Figures {
    let (folder, held_out) = corpus("wording");
    let mut figures = Figures::default();
    // The third file was written after the code, by the same hand but without tuning: it is scored with the held back.
    let files: &[&str] = match part {
        Part::Fresh => &["fresh.json"],
        Part::Tuned | Part::HeldOut => &["bad.json", "sound.json"],
    };
    for file in files {
        let text = std::fs::read_to_string(folder.join(file)).expect("the corpus is there");
        let drafts: Vec<Value> = serde_json::from_str(&text).expect("the corpus is JSON");
        for draft in drafts.iter().filter(|draft| part.has(draft["id"].as_str().unwrap_or_default(), &held_out)) {
            figures.judge(draft);
        }
    }
    figures
}

impl Figures {
    fn judge(&mut self, draft: &Value) {
        let words = |field: &str| -> Vec<String> {
            draft[field].as_array().into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
        };
        let is_scale = draft["kind"] == "scale";
        let answers = words(if is_scale { "labels" } else { "options" });
        let prompt = draft["prompt"].as_str().unwrap_or_default();
        let cant_say = draft["cant_say"].as_bool().unwrap_or(true);
        let found = check(&Draft { prompt, answers: &answers, is_scale, cant_say });
        let codes: Vec<Value> = found.iter().filter_map(|finding| serde_json::to_value(finding.code).ok()).collect();
        let flagged = usize::from(!codes.is_empty());
        let fault = &draft["fault"];
        if fault.is_null() {
            self.alarms.add(flagged, 1, 1);
        } else {
            self.caught.add(flagged, 1, 1);
            self.named.add(usize::from(codes.contains(fault)), 1, 1);
        }
        if fault.is_null() != codes.is_empty() {
            let _ = writeln!(self.misses, "{} {fault} found {codes:?}: {prompt} {answers:?}", draft["id"]);
        }
    }

    /// The share of bad drafts that were caught.
    pub(crate) fn caught(&self) -> f64 {
        ratio(self.caught.right, self.caught.wanted)
    }

    /// The share of sound drafts that were flagged.
    pub(crate) fn alarms(&self) -> f64 {
        ratio(self.alarms.right, self.alarms.wanted)
    }

    /// For people.
    pub(crate) fn table(&self, misses: bool) -> String {
        let mut out = String::from("| drafts | flagged |\n|---|---|\n");
        for (what, score) in [
            ("bad ones", self.caught),
            ("bad ones, for the fault they were written to have", self.named),
            ("sound ones", self.alarms),
        ] {
            let _ = writeln!(out, "| {what} | {} of {} |", score.right, score.wanted);
        }
        let _ = writeln!(out, "\nbad ones caught {:.2}, sound ones flagged {:.2}", self.caught(), self.alarms());
        if misses {
            let _ = write!(out, "\n{}", self.misses);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, score};

    #[test]
    fn the_tuned_drafts_keep_their_bounds() {
        let figures = score(Part::Tuned);
        let table = figures.table(true);
        assert!(figures.caught.wanted >= 26 && figures.alarms.wanted >= 26, "{table}");
        assert!(figures.caught() >= 0.8, "{table}");
        assert!(figures.alarms() <= 0.1, "{table}");
    }
}
