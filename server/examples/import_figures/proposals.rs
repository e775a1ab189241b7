//! The importer's figures: precision and recall of policy questions and people, exactness of the other fields.

use std::fmt::Write as _;
use std::path::Path;

use plenary_server::proposal;
use serde_json::Value;

use super::{Part, Score, corpus, ratio};

/// Fields with one value, compared whole.
const FIELDS: [&str; 10] = [
    "year",
    "number",
    "kind",
    "title",
    "format",
    "minutes",
    "moderator",
    "online_moderator",
    "rapporteur",
    "organizers",
];

/// What a part of the corpus came to.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    texts: usize,
    pub(crate) questions: Score,
    pub(crate) speakers: Score,
    /// (field, right, texts)
    pub(crate) fields: Vec<(&'static str, usize)>,
    /// Values that the key calls uncertain: right where listed and in no field.
    pub(crate) doubts: Score,
    misses: String,
}

/// Reads and scores every text of a part.
pub(crate) fn score(part: Part) -> Figures {
    let (folder, held_out) = corpus("proposals");
    score_of(&folder, |name| part.has(name, &held_out))
}

/// Reads and scores the last set that was composed without knowledge of the code; nothing was changed for it since.
pub(crate) fn blind() -> Figures {
    score_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/blind"), |_| true)
}

/// Reads and scores the texts of a folder whose names are `wanted`.
fn score_of(folder: &Path, wanted: impl Fn(&str) -> bool) -> Figures {
    let mut figures = Figures { fields: FIELDS.iter().map(|field| (*field, 0)).collect(), ..Figures::default() };
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the corpus is there")
        .filter_map(|entry| Some(entry.ok()?.path().file_name()?.to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    for name in names.iter().filter(|name| wanted(name)) {
        let text = std::fs::read(folder.join(format!("{name}.txt"))).expect("every key has its text");
        let key = std::fs::read_to_string(folder.join(format!("{name}.json"))).expect("a key can be read");
        let key: Value = serde_json::from_str(&key).expect("a key is JSON");
        let found = proposal::read_bytes(&text).expect("every text of the corpus can be read").json();
        figures.texts += 1;
        figures.compare(name, &found, &key);
    }
    figures
}

impl Figures {
    fn compare(&mut self, name: &str, found: &Value, key: &Value) {
        let (questions, speakers) = (list(found, "policy_questions"), list(found, "speakers"));
        self.list(name, "policy question", &questions, &list(key, "policy_questions"), |figures| {
            &mut figures.questions
        });
        self.list(name, "speaker", &speakers, &list(key, "speakers"), |figures| &mut figures.speakers);
        for (field, right) in &mut self.fields {
            let field = *field;
            if found[field] == key[field] {
                *right += 1;
            } else {
                let _ = writeln!(self.misses, "{name} {field}: {} is not {}", found[field], key[field]);
            }
        }
        let doubts = list(found, "uncertain");
        for doubt in list(key, "uncertain") {
            let listed = doubts.iter().any(|one| {
                one["field"] == doubt["field"] && (doubt["value"].is_null() || one["value"] == doubt["value"])
            });
            let in_field = questions.contains(&doubt["value"]);
            self.doubts.add(usize::from(listed && !in_field), 1, 1);
            if !listed {
                let _ = writeln!(self.misses, "{name} uncertain not listed: {doubt}");
            }
        }
    }

    fn list(&mut self, name: &str, what: &str, found: &[Value], wanted: &[Value], of: fn(&mut Self) -> &mut Score) {
        let mut left = wanted.to_vec();
        for one in found {
            match left.iter().position(|wanted| wanted == one) {
                Some(at) => drop(left.remove(at)),
                None => {
                    let _ = writeln!(self.misses, "{name} too much, {what}: {one}");
                }
            }
        }
        for one in &left {
            let _ = writeln!(self.misses, "{name} missed, {what}: {one}");
        }
        of(self).add(wanted.len() - left.len(), found.len(), wanted.len());
    }

    /// The share of right values over all fields and texts.
    pub(crate) fn exactness(&self) -> f64 {
        ratio(self.fields.iter().map(|(_, right)| right).sum(), self.fields.len() * self.texts)
    }

    /// For people.
    pub(crate) fn table(&self, misses: bool) -> String {
        let mut out = format!("{} proposals\n\n| what | precision | recall | of |\n|---|---|---|---|\n", self.texts);
        for (what, score) in [("policy questions", self.questions), ("speakers", self.speakers)] {
            let (precision, recall) = (score.precision(), score.recall());
            let _ = writeln!(out, "| {what} | {precision:.3} | {recall:.3} | {} |", score.wanted);
        }
        out.push_str("\n| field | right |\n|---|---|\n");
        for (field, right) in &self.fields {
            let _ = writeln!(out, "| {field} | {right} of {} |", self.texts);
        }
        let _ = writeln!(out, "| all of these | {:.3} |", self.exactness());
        let _ = writeln!(out, "| uncertain values listed as such | {} of {} |", self.doubts.right, self.doubts.wanted);
        if misses {
            let _ = write!(out, "\n{}", self.misses);
        }
        out
    }
}

fn list(object: &Value, field: &str) -> Vec<Value> {
    object[field].as_array().cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Part, blind, score, score_of};

    #[test]
    fn the_tuned_proposals_keep_their_bounds() {
        let figures = score(Part::Tuned);
        let table = figures.table(true);
        assert!(figures.texts >= 30, "{table}");
        assert!(figures.questions.precision() >= 0.95 && figures.questions.recall() >= 0.95, "{table}");
        assert!(figures.speakers.precision() >= 0.97 && figures.speakers.recall() >= 0.97, "{table}");
        assert!(figures.exactness() >= 1.0, "{table}");
    }

    #[test]
    fn what_nobody_tuned_it_on_keeps_the_aims() {
        let figures = blind();
        let table = figures.table(true);
        assert!(figures.texts == 16, "{table}");
        assert!(figures.questions.precision() >= 0.95 && figures.questions.recall() >= 0.95, "{table}");
        assert!(figures.speakers.precision() >= 0.97 && figures.speakers.recall() >= 0.97, "{table}");
    }

    #[test]
    fn the_small_texts_are_read_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus/snippets");
        let figures = score_of(&folder, |_| true);
        let table = figures.table(true);
        assert!(figures.texts >= 80, "{table}");
        for score in [figures.questions, figures.speakers, figures.doubts] {
            assert!(score.right == score.found && score.right == score.wanted, "{table}");
        }
        assert!(figures.exactness() >= 1.0, "{table}");
    }
}
