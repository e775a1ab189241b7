//! What an answer looks like: the one list of kinds, of choices and of findings. The rules of each kind stand in its own file.
//!
//! A new kind adds a line to each of the three lists, a line to `each!`, and a file beside this one; docs/kinds.md has the rest.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ballot::Contributions;
use super::fault::{Fault, count};
use super::person::Axis;
use super::refusal::Refusal;
use super::tally::Counts;

mod choosing;
pub mod fields;
pub mod grid;
pub mod number;
mod open_text;
pub mod phrases;
pub mod points;
pub mod ranking;
pub mod sheet;
pub mod statements;
pub mod words;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use choosing::Choosing;
use fields::{Field, Label, Posted};
use grid::{Grid, GridFound};
use number::{NumberFound, Numbers};
use open_text::OpenText;
use phrases::{Phrase, PhrasesFound};
use points::{Points, PointsFound};
use ranking::{Ranking, RankingFound};
use sheet::{Cell, Compared, Sheet};
use statements::{Stance, Statements, StatementsFound};
use words::Words;

/// What an answer looks like. "I can't say" belongs to every kind and is not an option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Exactly one of the options.
    Single {
        /// 2 to 12 of them.
        options: Vec<String>,
    },
    /// At least `min` and at most `max` of the options.
    Multiple {
        /// 2 to 12 of them.
        options: Vec<String>,
        /// At least 1.
        min: u8,
        /// At most the number of options.
        max: u8,
    },
    /// One step of a labelled scale, lowest first.
    Scale {
        /// 3 to 11 steps; the first and the last carry words, one between may be empty.
        labels: Vec<String>,
    },
    /// Gradient of agreement: support · can live with it · need more information · object.
    Gradient,
    /// Yes or no.
    YesNo,
    /// The options in one's own order, best first; one may leave out those one has no place for.
    Ranking(Ranking),
    /// So many points, all of them shared out among the options.
    Points(Points),
    /// Up to so many short phrases. They are held until a moderator approves them.
    Words(Words),
    /// One answer in one's own words. It is held until a moderator approves it.
    OpenText,
    /// A whole number.
    Number(Numbers),
    /// A place between two labelled axes.
    Grid(Grid),
    /// A deck of statements, each to agree with, to disagree with or to pass.
    Statements(Statements),
}

/// What somebody chose, as it crosses the wire: `"cant_say"`, `{"one":2}`, `{"many":[0,2]}`, …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// "I can't say": an answer to every kind, counted in n.
    CantSay,
    /// One option, step or answer, from 0 (single, scale, gradient, yes/no; yes is 0).
    One(u8),
    /// Several options, from 0, in any order, none twice (multiple).
    Many(Vec<u8>),
    /// Options from 0, best first, none twice, one at least (ranking).
    Ranked(Vec<u8>),
    /// The points of each option, in the options' order; together exactly the kind's total (points).
    Points(Vec<u16>),
    /// Phrases, one at least, no two that count as one (words).
    Words(Vec<String>),
    /// An answer in one's own words (open text).
    Text(String),
    /// A number (number).
    Value(i32),
    /// Across and up, each from 0 to 20 (grid).
    At([u8; 2]),
    /// For each statement, in order, what one says to it; `null` for one not answered (statements).
    Stances(Vec<Option<Stance>>),
}

/// What a run found, beside the number of ballots and of "I can't say": one shape a kind, told apart by `as`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum Found {
    /// Of single, multiple, scale, gradient and yes/no.
    Counts {
        /// For every option, step or answer, how many chose it.
        counts: Vec<u32>,
        /// For ordered kinds: the median step (from 0, halves possible), of those who said something.
        median: Option<f32>,
    },
    /// Of a ranking.
    Ranking(RankingFound),
    /// Of shared points.
    Points(PointsFound),
    /// Of words: the approved phrases, most said first.
    Words(PhrasesFound),
    /// Of open text: the approved answers.
    OpenText(PhrasesFound),
    /// Of a number.
    Number(NumberFound),
    /// Of a grid.
    Grid(GridFound),
    /// Of statements.
    Statements(StatementsFound),
}

impl Found {
    /// The plain counts in it, in one order for a kind: each is a sum over the ballots, so that whoever knows the ballots can check
    /// them. None of texts, which are held, nor of a plane that shows nothing yet.
    pub fn counters(&self) -> Vec<u32> {
        match self {
            Self::Counts { counts, .. } => counts.clone(),
            Self::Ranking(of) => [of.first.as_slice(), &of.ranked].concat(),
            Self::Points(of) => of.sums.clone(),
            Self::Number(of) => of.bins.iter().map(|bin| bin.count).collect(),
            Self::Grid(of) => of.density.iter().flatten().flatten().copied().collect(),
            Self::Statements(of) => of.statements.iter().flat_map(|of| [of.agree, of.disagree, of.pass]).collect(),
            Self::Words(_) | Self::OpenText(_) => Vec::new(),
        }
    }

    /// How many chose each answer, where answers are counted one by one; else none.
    pub fn counts(&self) -> &[u32] {
        if let Self::Counts { counts, .. } = self { counts } else { &[] }
    }

    /// The median step, where answers are steps.
    pub fn median(&self) -> Option<f32> {
        if let Self::Counts { median, .. } = self { *median } else { None }
    }

    /// Adds what only a comparison of published groups says: what all of them agree with.
    pub fn compare<'a>(&mut self, by: Axis, groups: impl Iterator<Item = &'a Self>, k: u32) {
        let Self::Statements(all) = self else { return };
        let groups: Vec<&StatementsFound> =
            groups.filter_map(|group| if let Self::Statements(of) = group { Some(of) } else { None }).collect();
        all.across = statements::across(by, &groups, k);
    }
}

/// The keys of a kind beside its name, as they stand on the wire and in seeds; one that may be left out ends in "?".
pub fn keys_of(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "single" | "ranking" => &["options"],
        "multiple" => &["options", "min", "max"],
        "scale" => &["labels"],
        "points" => &["options", "total"],
        "words" => &["most"],
        "number" => &["min", "max", "unit?"],
        "grid" => &["across", "up"],
        "statements" => &["statements"],
        "gradient" | "yes_no" | "open_text" => &[],
        _ => return None,
    })
}

/// What a finding may rest on beside the counts.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// The smallest group whose figures are published.
    pub k: u32,
    /// The texts that a moderator approved, folded.
    pub approved: &'a BTreeSet<String>,
}

/// The most options a poll has: more do not fit a phone without scrolling past the first.
pub const MAX_OPTIONS: usize = 12;
/// A scale has at least three steps, so that there is a middle or a doubt.
pub const MIN_STEPS: usize = 3;
/// A scale has at most eleven steps: 0 to 10.
pub const MAX_STEPS: usize = 11;
/// The four answers of a gradient of agreement, after Sam Kaner's scale, folded to four.
pub const GRADIENT_STEPS: usize = 4;

/// What each kind has to say for itself.
trait Rules {
    /// Whether it can be asked at all, and if not, why, in words for whoever wrote it.
    fn check(&self) -> Result<(), Fault>;
    /// What `choice` adds to the tally, or why it is no ballot here. "I can't say" does not come here.
    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal>;
    /// The choice that stored contributions stand for.
    fn choice_of(&self, stored: &Contributions) -> Option<Choice>;
    /// What these counts say.
    fn found(&self, counts: &Counts, limits: Limits<'_>) -> Found;
    /// Whether figures of a mode or a group alone say something: not of single texts.
    fn breaks_down(&self) -> bool {
        true
    }
    /// The kind in a few words, with its bounds.
    fn described(&self) -> Label;
    /// What the plain form asks, with the ballot that stands.
    fn fields(&self, standing: Option<&Choice>) -> Vec<Field>;
    /// What a posted form chose.
    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal>;
    /// A finding of this kind as a table; `n` is the number of ballots.
    fn sheet(&self, found: &Found, n: u32) -> Sheet;
    /// What of a finding groups are compared by, line by line.
    fn compared(&self, found: &Found, n: u32) -> Vec<Compared>;
    /// The line of [`Self::compared`] that two runs are compared by: settled by the first run alone, never by looking for what
    /// changed most. `None` where no line says it.
    fn spoken(&self, before: &Found) -> Option<usize>;
    /// A choice that somebody of a pretend crowd makes.
    fn pick(&self, whim: &mut dyn Whim) -> Choice;
}

/// Where a pretend crowd leans.
pub trait Whim {
    /// One of so many, from 0; some far more often than others.
    fn lean(&mut self, of: usize) -> usize;
    /// A number between these two, both included, each as often as every other.
    fn even(&mut self, from: i32, to: i32) -> i32;
}

/// Does the same with whichever kind it is.
macro_rules! each {
    ($kind:expr, $rules:ident => $done:expr) => {
        match $kind {
            Kind::Ranking($rules) => $done,
            Kind::Points($rules) => $done,
            Kind::Words($rules) => $done,
            Kind::OpenText => {
                let $rules = &OpenText;
                $done
            }
            Kind::Number($rules) => $done,
            Kind::Grid($rules) => $done,
            Kind::Statements($rules) => $done,
            Kind::Single { .. } | Kind::Multiple { .. } | Kind::Scale { .. } | Kind::Gradient | Kind::YesNo => {
                let $rules = &Choosing($kind);
                $done
            }
        }
    };
}

impl Kind {
    /// Whether the kind can be asked at all, and if not, why, in words for whoever wrote it.
    pub fn check(&self) -> Result<(), Fault> {
        each!(self, rules => rules.check())
    }

    /// What `choice` adds to a run of this kind, or why it is no ballot there.
    pub(super) fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        each!(self, rules => rules.contributions(choice))
    }

    /// The inverse of [`Self::contributions`].
    pub(super) fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        each!(self, rules => rules.choice_of(stored))
    }

    /// What these counts say.
    pub fn found(&self, counts: &Counts, limits: Limits<'_>) -> Found {
        each!(self, rules => rules.found(counts, limits))
    }

    /// Whether figures of a mode or a group alone say something: not of single texts.
    pub fn breaks_down(&self) -> bool {
        each!(self, rules => rules.breaks_down())
    }

    /// The kind in a few words, with its bounds.
    pub fn described(&self) -> Label {
        each!(self, rules => rules.described())
    }

    /// What the plain form asks, with the ballot that stands; the button "I can't say" stands beside every form.
    pub fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        each!(self, rules => rules.fields(standing))
    }

    /// What a posted form chose.
    pub fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        each!(self, rules => rules.posted(posted))
    }

    /// A finding of this kind as a table; `n` is the number of ballots.
    pub fn sheet(&self, found: &Found, n: u32) -> Sheet {
        each!(self, rules => rules.sheet(found, n))
    }

    /// What of a finding groups are compared by, line by line.
    pub fn compared(&self, found: &Found, n: u32) -> Vec<Compared> {
        each!(self, rules => rules.compared(found, n))
    }

    /// What two runs are compared by: a line with the figure of each. Which line it is, the first run settles.
    pub fn before_and_after(&self, before: (&Found, u32), after: (&Found, u32)) -> Option<(Label, Cell, Cell)> {
        let line = each!(self, rules => rules.spoken(before.0))?;
        let (label, first) = self.compared(before.0, before.1).into_iter().nth(line)?;
        let (_, then) = self.compared(after.0, after.1).into_iter().nth(line)?;
        Some((label, first, then))
    }

    /// A choice that somebody of a pretend crowd makes.
    pub fn pick(&self, whim: &mut dyn Whim) -> Choice {
        each!(self, rules => rules.pick(whim))
    }

    /// The texts that were written in a run of this kind, by their folded form; none where answers are not texts.
    pub fn written(&self, counts: &Counts) -> BTreeMap<String, Phrase> {
        match self {
            Self::Words(_) => phrases::written(counts, words::SIGN),
            Self::OpenText => phrases::written(counts, open_text::SIGN),
            _ => BTreeMap::new(),
        }
    }

    /// Whether its answers are texts that nobody but moderators reads before they are approved.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Words(_) | Self::OpenText)
    }

    /// How many answers there are to choose among, "I can't say" not counted; 0 where there is nothing to choose among.
    pub fn answers(&self) -> usize {
        match self {
            Self::Single { options } | Self::Multiple { options, .. } => options.len(),
            Self::Ranking(ranking) => ranking.options.len(),
            Self::Points(points) => points.options.len(),
            Self::Scale { labels } => labels.len(),
            Self::Gradient => GRADIENT_STEPS,
            Self::YesNo => 2,
            Self::Statements(deck) => deck.statements.len(),
            Self::Words(_) | Self::OpenText | Self::Number(_) | Self::Grid(_) => 0,
        }
    }

    /// The answers in order, in words: options, steps, statements.
    pub fn named_answers(&self) -> Vec<Label> {
        let texts = |texts: &[String]| texts.iter().map(|text| Label::text(text)).collect();
        match self {
            Self::Ranking(ranking) => texts(&ranking.options),
            Self::Points(points) => texts(&points.options),
            Self::Statements(deck) => deck.statements.iter().map(|statement| Label::text(&statement.text)).collect(),
            Self::Words(_) | Self::OpenText | Self::Number(_) | Self::Grid(_) => Vec::new(),
            choosing => Choosing(choosing).answers(),
        }
    }

    /// The options or labels to choose among, as they were written.
    pub fn options(&self) -> &[String] {
        match self {
            Self::Single { options } | Self::Multiple { options, .. } => options,
            Self::Scale { labels } => labels,
            Self::Ranking(ranking) => &ranking.options,
            Self::Points(points) => &points.options,
            _ => &[],
        }
    }

    /// Every text of the kind, each with the field it stands in: for whoever cleans or judges the wording.
    pub fn texts_mut(&mut self) -> Vec<(&'static str, &mut String)> {
        match self {
            Self::Single { options } | Self::Multiple { options, .. } => named("options", options),
            Self::Ranking(ranking) => named("options", &mut ranking.options),
            Self::Points(points) => named("options", &mut points.options),
            Self::Scale { labels } => named("labels", labels),
            Self::Number(number) => vec![("unit", &mut number.unit)],
            Self::Grid(grid) => {
                let Grid { across, up } = grid;
                vec![
                    ("across", &mut across.low),
                    ("across", &mut across.high),
                    ("up", &mut up.low),
                    ("up", &mut up.high),
                ]
            }
            Self::Statements(deck) => {
                deck.statements.iter_mut().map(|statement| ("statements", &mut statement.text)).collect()
            }
            Self::Gradient | Self::YesNo | Self::Words(_) | Self::OpenText => Vec::new(),
        }
    }

    /// Whether the answers stand in an order, so that a median says something.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Self::Scale { .. } | Self::Gradient)
    }
}

fn named<'a>(field: &'static str, texts: &'a mut [String]) -> Vec<(&'static str, &'a mut String)> {
    texts.iter_mut().map(|text| (field, text)).collect()
}

/// Whether these options can be put to the vote.
fn check_options(options: &[String]) -> Result<(), Fault> {
    if !(2..=MAX_OPTIONS).contains(&options.len()) {
        return Err(Fault::Options { n: count(options.len()), min: 2, max: count(MAX_OPTIONS) });
    }
    for (at, option) in options.iter().enumerate() {
        if option.trim().is_empty() {
            return Err(Fault::OptionEmpty { n: count(at + 1) });
        }
        if options[..at].contains(option) {
            return Err(Fault::OptionTwice { n: count(at + 1), text: option.clone() });
        }
    }
    Ok(())
}

/// The weight under a key, as a count that a page can show.
fn weight(counts: &Counts, key: &str) -> u32 {
    u32::try_from(counts.of(key)).unwrap_or(u32::MAX)
}

/// Ballots that said something.
fn said(counts: &Counts) -> u32 {
    counts.ballots.saturating_sub(weight(counts, super::ballot::CANT_SAY))
}

/// `sum` ÷ `of`, and nothing of nothing.
fn mean(sum: u64, of: u32) -> f32 {
    if of == 0 { 0.0 } else { (sum as f64 / f64::from(of)) as f32 }
}
