//! Ranking: options in one's own order, counted by Borda; the export has Schulze's order beside it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::{Field, Label, Pick, Posted};
use super::sheet::{Cell, Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, check_options, mean, said};
use crate::domain::ballot::Contributions;
use crate::domain::fault::Fault;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// The options to put in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ranking {
    /// 2 to 12 of them.
    pub options: Vec<String>,
}

/// What a ranking found; every list is in the options' order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RankingFound {
    /// Ballots that ranked something: the n of these figures.
    pub said: u32,
    /// The mean Borda score of each option, 0 (last on every ballot) to options − 1 (first on every ballot).
    pub scores: Vec<f32>,
    /// Ballots that put it first.
    pub first: Vec<u32>,
    /// Ballots that gave it a place at all.
    pub ranked: Vec<u32>,
    /// The options by score, highest first; of equal ones the earlier option first.
    pub order: Vec<u8>,
}

impl Rules for Ranking {
    fn check(&self) -> Result<(), Fault> {
        check_options(&self.options)
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Ranked(ranked) = choice else { return Err(Refusal::WrongKind) };
        let most = self.options.len();
        if ranked.iter().any(|at| usize::from(*at) >= most) {
            return Err(Refusal::UnknownOption);
        }
        if (1..ranked.len()).any(|at| ranked[..at].contains(&ranked[at])) {
            return Err(Refusal::ChosenTwice);
        }
        if ranked.is_empty() {
            return Err(Refusal::WrongCount { min: 1, max: most as u8 });
        }
        // One key, the whole order, so that a ballot moves one counter. "r" keeps a single option apart from other kinds' keys.
        let places: Vec<String> = ranked.iter().map(u8::to_string).collect();
        Ok(Contributions::of_keys([format!("r{}", places.join("."))]))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        order_of(stored.iter().next()?.0).map(Choice::Ranked)
    }

    fn found(&self, counts: &Counts, _: Limits<'_>) -> Found {
        let options = self.options.len();
        let (mut twice, mut first, mut ranked) = (vec![0_u64; options], vec![0; options], vec![0; options]);
        for (order, ballots) in orders(counts) {
            let small = u32::try_from(ballots).unwrap_or(u32::MAX);
            for (at, score) in twice_borda(&order, options).into_iter().enumerate() {
                twice[at] += ballots * score;
            }
            for at in &order {
                ranked[usize::from(*at)] += small;
            }
            first[usize::from(order[0])] += small;
        }
        let said = said(counts);
        let mut order: Vec<u8> = (0..options as u8).collect();
        order.sort_by_key(|at| std::cmp::Reverse(twice[usize::from(*at)]));
        let scores = twice.iter().map(|sum| mean(*sum, said) / 2.0).collect();
        Found::Ranking(RankingFound { said, scores, first, ranked, order })
    }

    fn described(&self) -> Label {
        Label::of("kind_ranking", &[("options", &self.options.len())])
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let ranked: &[u8] = if let Some(Choice::Ranked(ranked)) = standing { ranked } else { &[] };
        let menu = |(at, option): (usize, &String)| {
            let mine = ranked.iter().position(|one| usize::from(*one) == at);
            let mut places = vec![Pick::of(&"", Label::word("no_place"), mine.is_none())];
            places.extend(
                (0..self.options.len())
                    .map(|place| Pick::of(&(place + 1), Label::Text((place + 1).to_string()), mine == Some(place))),
            );
            Field::Menu(format!("place-{at}"), Label::text(option), places)
        };
        let mut fields = vec![Field::Hint(Label::word("rank_hint"))];
        fields.extend(self.options.iter().enumerate().map(menu));
        fields
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        let mut places: Vec<(u32, u8)> = Vec::new();
        for at in 0..self.options.len() {
            if let Some(place) = posted.number(&format!("place-{at}"))? {
                places.push((place, at as u8));
            }
        }
        places.sort_unstable();
        // The same place twice is no order.
        if places.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Refusal::ChosenTwice);
        }
        Ok(Choice::Ranked(places.into_iter().map(|(_, at)| at).collect()))
    }

    fn sheet(&self, found: &Found, _: u32) -> Sheet {
        let Found::Ranking(of) = found else { return Sheet::default() };
        let mut sheet = Sheet::of(&["answer", "mean_score", "first_places", "placed"]);
        let most = self.options.len().saturating_sub(1);
        for at in of.order.iter().map(|at| usize::from(*at)) {
            let cells =
                vec![Cell::Figure(of.scores[at], of.said), Cell::Count(of.first[at]), Cell::Count(of.ranked[at])];
            sheet.row(Label::text(&self.options[at]), cells, Some((of.scores[at], most as f32)));
        }
        sheet.notes.push(Label::of("borda_note", &[("most", &most), ("n", &of.said)]));
        sheet
    }

    fn compared(&self, found: &Found, _: u32) -> Vec<Compared> {
        let Found::Ranking(of) = found else { return Vec::new() };
        let line = |(option, score): (&String, &f32)| (Label::text(option), Cell::Figure(*score, of.said));
        self.options.iter().zip(&of.scores).map(line).collect()
    }

    fn spoken(&self, before: &Found) -> Option<usize> {
        let Found::Ranking(of) = before else { return None };
        (of.said > 0).then(|| of.order.first().copied().map(usize::from)).flatten()
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let options = self.options.len();
        let wanted = usize::try_from(whim.even(1, i32::try_from(options).unwrap_or(1))).unwrap_or(1);
        let mut order: Vec<u8> = Vec::new();
        while order.len() < wanted {
            let one = whim.lean(options) as u8;
            if !order.contains(&one) {
                order.push(one);
            }
        }
        Choice::Ranked(order)
    }
}

/// Schulze's order, for the export: who beats whom along the strongest chain of comparisons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Schulze {
    /// How many ballots place the option of the row above that of the column.
    pub preferred: Vec<Vec<u64>>,
    /// The place of each option, from 1; options that beat each other along no chain share one.
    pub places: Vec<u32>,
}

/// The order of Schulze (*A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
/// election method*, Social Choice and Welfare 36, 2011; strength by winning votes). An option with a place stands above every
/// option without one; two without are not compared. The strongest paths are found as by Floyd and Warshall.
pub fn schulze(options: usize, counts: &Counts) -> Schulze {
    let mut preferred = vec![vec![0_u64; options]; options];
    for (order, ballots) in orders(counts) {
        for (place, above) in order.iter().map(|at| usize::from(*at)).enumerate() {
            for (below, count) in preferred[above].iter_mut().enumerate() {
                *count += if order[..=place].iter().any(|at| usize::from(*at) == below) { 0 } else { ballots };
            }
        }
    }
    let mut strength = vec![vec![0_u64; options]; options];
    for a in 0..options {
        for b in 0..options {
            strength[a][b] = if preferred[a][b] > preferred[b][a] { preferred[a][b] } else { 0 };
        }
    }
    for by in 0..options {
        for a in (0..options).filter(|a| *a != by) {
            for b in (0..options).filter(|b| *b != a && *b != by) {
                strength[a][b] = strength[a][b].max(strength[a][by].min(strength[by][b]));
            }
        }
    }
    let beaten_by = |b: usize| (0..options).filter(|a| strength[*a][b] > strength[b][*a]).count();
    let places = (0..options).map(|b| 1 + u32::try_from(beaten_by(b)).unwrap_or(u32::MAX)).collect();
    Schulze { preferred, places }
}

/// The order behind a key; `None` if it is no ranking's.
fn order_of(key: &str) -> Option<Vec<u8>> {
    key.strip_prefix('r')?.split('.').map(|at| at.parse().ok()).collect()
}

/// Every order that was cast, with its ballots.
fn orders(counts: &Counts) -> impl Iterator<Item = (Vec<u8>, u64)> {
    counts.keys.iter().filter_map(|(key, ballots)| Some((order_of(key)?, *ballots)))
}

/// Twice the Borda score that one ballot gives each option: so many points as options stand below it (Borda, *Mémoire sur
/// les élections au scrutin*, 1781). Options without a place share the mean of the places that are left, which is how
/// tied ranks are treated (Kendall, *The treatment of ties in ranking problems*, Biometrika 33, 1945): so a ballot gives
/// the same number of points, however much of it is filled in. Twice, so that halves stay whole.
fn twice_borda(order: &[u8], options: usize) -> Vec<u64> {
    let left = options.saturating_sub(order.len());
    let mut scores = vec![left.saturating_sub(1) as u64; options];
    for (place, at) in order.iter().enumerate() {
        scores[usize::from(*at)] = 2 * (options - 1 - place) as u64;
    }
    scores
}
