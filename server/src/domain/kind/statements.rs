//! Statements: a deck to agree with, to disagree with or to pass; what is agreed most, what divides, what all groups share.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::{Field, Label, Pick, Posted};
use super::sheet::{Cell, Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, weight};
use crate::domain::ballot::Contributions;
use crate::domain::fault::{Fault, count};
use crate::domain::person::Axis;
use crate::domain::refusal::Refusal;
use crate::domain::result::FEW;
use crate::domain::tally::Counts;

/// The deck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Statements {
    /// 2 to 20, in the order they are asked.
    pub statements: Vec<Statement>,
}

/// One statement, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Statement {
    /// What is put to the vote.
    pub text: String,
    /// Whose statement it is, where it is somebody's: "the IWF".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub attributed_to: Option<String>,
    /// A claim about how things are that others dispute: screens say *agreed*, never *is so*.
    #[serde(default)]
    pub contested: bool,
    /// The passages it rests on, byte for byte as they stand in the source text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub quotes: Vec<String>,
}

/// What somebody says to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// I agree.
    Agree,
    /// I disagree.
    Disagree,
    /// I pass: I have seen it and say neither.
    Pass,
}

/// What was said to a deck. A statement that fewer than five answered is in neither order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct StatementsFound {
    /// In the deck's order.
    pub statements: Vec<StanceCounts>,
    /// Statements (from 0) by how much of their answers agree, most first. Ordered by (agree + 1) / (answers + 2), so that one of six
    /// does not come before forty of fifty (the estimate Polis orders by: Small et al., *Polis: Scaling deliberation by mapping
    /// high dimensional opinion spaces*, RECERCA 26, 2021).
    pub most_agreed: Vec<u8>,
    /// Statements (from 0) by the smaller of their two sides as a share of their answers, largest first; only where both sides
    /// have somebody.
    pub most_divisive: Vec<u8>,
    /// What all groups agree with, where groups are published.
    pub across: Option<Across>,
}

/// What was said to one statement. Its answers are these three together, not n: one may leave a statement out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct StanceCounts {
    /// Agree.
    pub agree: u32,
    /// Disagree.
    pub disagree: u32,
    /// Pass.
    pub pass: u32,
}

/// What groups share: for each statement the group that agrees with it least, of those that reach k.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Across {
    /// What the groups are.
    pub by: Axis,
    /// In the deck's order; `null` where not every published group has k answers to it.
    pub least: Vec<Option<StanceCounts>>,
    /// Statements (from 0) by the agreement of their least agreeing group, most first; only those with a `least`.
    pub order: Vec<u8>,
}

/// Twenty: each answered one is a key of the ballot, and nobody answers more in a session.
pub const MAX_STATEMENTS: usize = 20;

impl StanceCounts {
    /// Ballots that answered it.
    pub fn answers(self) -> u32 {
        self.agree + self.disagree + self.pass
    }

    /// Whether a larger part of the answers agrees here than there, as [`StatementsFound::most_agreed`] orders.
    fn agreement(self) -> (u64, u64) {
        (u64::from(self.agree) + 1, u64::from(self.answers()) + 2)
    }
}

/// Shares compared exactly: a/b against c/d.
fn by_share((a, b): (u64, u64), (c, d): (u64, u64)) -> std::cmp::Ordering {
    (a * d).cmp(&(c * b))
}

impl Rules for Statements {
    fn check(&self) -> Result<(), Fault> {
        if !(2..=MAX_STATEMENTS).contains(&self.statements.len()) {
            return Err(Fault::Statements { n: count(self.statements.len()), min: 2, max: count(MAX_STATEMENTS) });
        }
        for (at, statement) in self.statements.iter().enumerate() {
            if statement.text.trim().is_empty() {
                return Err(Fault::StatementEmpty { n: count(at + 1) });
            }
            if self.statements[..at].iter().any(|other| other.text == statement.text) {
                return Err(Fault::StatementTwice { n: count(at + 1), text: statement.text.clone() });
            }
        }
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::Stances(stances) = choice else { return Err(Refusal::WrongKind) };
        if stances.len() > self.statements.len() {
            return Err(Refusal::UnknownOption);
        }
        let keys: Vec<String> =
            stances.iter().enumerate().filter_map(|(at, stance)| Some(key_of(at, (*stance)?))).collect();
        if keys.is_empty() {
            return Err(Refusal::WrongCount { min: 1, max: self.statements.len() as u8 });
        }
        Ok(Contributions::of_keys(keys))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        let mut stances = vec![None; self.statements.len()];
        for (key, _) in stored.iter() {
            let (at, stance) = key.split_at_checked(key.len().checked_sub(1)?)?;
            *stances.get_mut(at.parse::<usize>().ok()?)? = Some(Stance::of_letter(stance)?);
        }
        Some(Choice::Stances(stances))
    }

    fn found(&self, counts: &Counts, _: Limits<'_>) -> Found {
        let of = |at: usize| StanceCounts {
            agree: weight(counts, &key_of(at, Stance::Agree)),
            disagree: weight(counts, &key_of(at, Stance::Disagree)),
            pass: weight(counts, &key_of(at, Stance::Pass)),
        };
        let statements: Vec<StanceCounts> = (0..self.statements.len()).map(of).collect();
        let enough = |of: &StanceCounts| of.answers() >= FEW;
        let most_agreed = ordered(&statements, enough, StanceCounts::agreement);
        let smaller = |of: StanceCounts| of.agree.min(of.disagree);
        let most_divisive = ordered(
            &statements,
            |of| enough(of) && smaller(*of) > 0,
            |of| (u64::from(smaller(of)), u64::from(of.answers())),
        );
        Found::Statements(StatementsFound { statements, most_agreed, most_divisive, across: None })
    }

    fn described(&self) -> Label {
        Label::of("kind_statements", &[("n", &self.statements.len())])
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let mine: &[Option<Stance>] = if let Some(Choice::Stances(mine)) = standing { mine } else { &[] };
        let row = |(at, statement): (usize, &Statement)| {
            let mine = mine.get(at).copied().flatten();
            let picks =
                Stance::ALL.map(|stance| Pick::of(&stance.letter(), Label::word(stance.word()), mine == Some(stance)));
            Field::Radios(format!("stance-{at}"), statement.label(), picks.to_vec())
        };
        let mut fields = vec![Field::Hint(Label::word("stances_hint"))];
        fields.extend(self.statements.iter().enumerate().map(row));
        fields
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        let stance = |at: usize| match posted.0.iter().find(|(name, _)| *name == format!("stance-{at}")) {
            None => Ok(None),
            Some((_, value)) => Stance::of_letter(value).map(Some).ok_or(Refusal::UnknownOption),
        };
        (0..self.statements.len()).map(stance).collect::<Result<_, _>>().map(Choice::Stances)
    }

    fn sheet(&self, found: &Found, _: u32) -> Sheet {
        let Found::Statements(of) = found else { return Sheet::default() };
        let mut sheet = Sheet::of(&["statement", "agree", "disagree", "pass", "agree_share"]);
        for (statement, of) in self.statements.iter().zip(&of.statements) {
            let share = if of.answers() == 0 { Cell::Nothing } else { Cell::Share(of.agree, of.answers()) };
            let cells = vec![Cell::Count(of.agree), Cell::Count(of.disagree), Cell::Count(of.pass), share];
            sheet.row(statement.label(), cells, Some((of.agree as f32, of.answers() as f32)));
        }
        let top = |key: &'static str, order: &[u8], counts: &dyn Fn(usize) -> Option<StanceCounts>| {
            let at = usize::from(*order.first()?);
            let of = counts(at)?;
            let values: [(&str, &dyn std::fmt::Display); 4] = [
                ("statement", &self.statements[at].text),
                ("agree", &of.agree),
                ("disagree", &of.disagree),
                ("n", &of.answers()),
            ];
            Some(Label::of(key, &values))
        };
        let all = |at: usize| of.statements.get(at).copied();
        sheet.notes.push(Label::word("statements_note"));
        sheet.notes.extend(top("most_agreed", &of.most_agreed, &all));
        sheet.notes.extend(top("most_divisive", &of.most_divisive, &all));
        if let Some(across) = &of.across {
            let key = if across.by == Axis::Mode { "agreed_across_modes" } else { "agreed_across_groups" };
            sheet.notes.extend(top(key, &across.order, &|at| across.least[at]));
        }
        sheet
    }

    fn compared(&self, found: &Found, _: u32) -> Vec<Compared> {
        let Found::Statements(of) = found else { return Vec::new() };
        let line = |(statement, of): (&Statement, &StanceCounts)| {
            let share = if of.answers() == 0 { Cell::Nothing } else { Cell::Share(of.agree, of.answers()) };
            (statement.label(), share)
        };
        self.statements.iter().zip(&of.statements).map(line).collect()
    }

    fn spoken(&self, before: &Found) -> Option<usize> {
        let Found::Statements(of) = before else { return None };
        of.most_agreed.first().copied().map(usize::from)
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let mut stances: Vec<Option<Stance>> = (self.statements.iter())
            // One of six is left out.
            .map(|_| (whim.even(1, 6) > 1).then(|| Stance::ALL[whim.lean(3)]))
            .collect();
        if stances.iter().all(Option::is_none) {
            stances[0] = Some(Stance::Pass);
        }
        Choice::Stances(stances)
    }
}

impl Stance {
    const ALL: [Self; 3] = [Self::Agree, Self::Disagree, Self::Pass];

    fn letter(self) -> char {
        match self {
            Self::Agree => 'a',
            Self::Disagree => 'd',
            Self::Pass => 'p',
        }
    }

    fn of_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| letter.chars().eq([stance.letter()]))
    }

    fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::Pass => "pass",
        }
    }
}

impl Statement {
    /// The statement, and whose it is; a contested one is marked.
    fn label(&self) -> Label {
        let key = match (&self.attributed_to, self.contested) {
            (Some(_), true) => "statement_contested",
            (Some(_), false) => "statement_attributed",
            (None, true) => "statement_disputed",
            (None, false) => return Label::text(&self.text),
        };
        Label::of(key, &[("text", &self.text), ("who", &self.attributed_to.as_deref().unwrap_or_default())])
    }
}

/// The places of those that `fit`, by falling share; of equal ones the earlier first.
fn ordered(
    all: &[StanceCounts],
    fit: impl Fn(&StanceCounts) -> bool,
    share: impl Fn(StanceCounts) -> (u64, u64),
) -> Vec<u8> {
    let mut places: Vec<u8> = (0..all.len()).filter(|at| fit(&all[*at])).map(|at| at as u8).collect();
    places.sort_by(|a, b| by_share(share(all[usize::from(*b)]), share(all[usize::from(*a)])));
    places
}

/// What all published groups agree with: the least agreement over the groups, so that no majority speaks for a group.
pub fn across(by: Axis, groups: &[&StatementsFound], k: u32) -> Option<Across> {
    let first = groups.first()?;
    let least: Vec<Option<StanceCounts>> = (0..first.statements.len())
        .map(|at| {
            let of = groups.iter().map(|group| group.statements[at]);
            let all_reach = groups.iter().all(|group| group.statements[at].answers() >= k.max(1));
            if all_reach { of.min_by(|a, b| by_share(a.agreement(), b.agreement())) } else { None }
        })
        .collect();
    let known: Vec<StanceCounts> = least.iter().map(|least| least.unwrap_or_default()).collect();
    let order = ordered(&known, |of| of.answers() > 0, StanceCounts::agreement);
    Some(Across { by, least, order })
}

fn key_of(at: usize, stance: Stance) -> String {
    format!("{at}{}", stance.letter())
}
