//! The sum: from what each voter was told, what the tally must be; every receipt is in it, nothing else is.
//!
//! For each voter and run we keep every wish that was sent (revision and choice) and what was answered. From that follows
//! which of the wishes may stand now: the newest acknowledged one, or a newer one whose answer never came. While answers are
//! missing the tally is only bounded; the crowd asks again until they are definite, and the bounds close to equality.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plenary_server::domain::ballot::contributions;
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::grid::FIELDS;
use plenary_server::domain::kind::{Choice, Found, Kind, Limits};
use plenary_server::domain::refusal::Refusal;
use plenary_server::domain::tally::Counts;

use crate::crowd::reading::ResultSeen;

/// What one run's voters sent and were told.
#[derive(Debug, Default)]
pub struct Ledger {
    voters: HashMap<u32, History>,
    contradictions: Vec<String>,
}

/// One voter's wishes in one run.
#[derive(Debug, Default)]
struct History {
    wishes: Vec<Wish>,
    /// Some revision at least as high stands: what `superseded {r}` said.
    at_least: u32,
    /// What `closed {r}` said stands (0: nothing); final.
    closed: Option<u32>,
}

#[derive(Debug)]
struct Wish {
    r: u32,
    choice: Option<Choice>,
    fate: Fate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Sent; no definite answer.
    Unknown,
    /// A receipt came.
    Acknowledged,
    /// A refusal came that says this wish was not taken.
    Refused,
}

/// The tally that follows from the histories: each number between two bounds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expected {
    /// Ballots.
    pub n: Bounds,
    /// "I can't say".
    pub cant_say: Bounds,
    /// The plain counts, in the order of the kind.
    pub counts: Vec<Bounds>,
    /// Voters whose standing ballot is not definite.
    pub open: u32,
}

/// Least and most, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
}

impl Bounds {
    fn holds(self, value: u32) -> bool {
        (self.least..=self.most).contains(&value)
    }

    fn said(self) -> String {
        if self.least == self.most { self.least.to_string() } else { format!("{} to {}", self.least, self.most) }
    }
}

impl Ledger {
    /// `voter` sends this wish (again).
    pub fn sent(&mut self, voter: u32, r: u32, choice: Option<&Choice>) {
        let history = self.voters.entry(voter).or_default();
        if !history.wishes.iter().any(|wish| wish.r == r && wish.choice.as_ref() == choice) {
            history.wishes.push(Wish { r, choice: choice.cloned(), fate: Fate::Unknown });
        }
    }

    /// The wish was answered with a receipt. True if that is news.
    pub fn acknowledged(&mut self, run: RunId, voter: u32, r: u32, choice: Option<&Choice>) -> bool {
        let history = self.voters.entry(voter).or_default();
        let twin = history
            .wishes
            .iter()
            .any(|wish| wish.r == r && wish.choice.as_ref() != choice && wish.fate == Fate::Acknowledged);
        if twin {
            self.contradictions.push(format!("run {run}, voter {voter}: two choices acknowledged at revision {r}"));
        }
        let Some(wish) = history.wishes.iter_mut().find(|wish| wish.r == r && wish.choice.as_ref() == choice) else {
            self.contradictions
                .push(format!("run {run}, voter {voter}: a receipt for revision {r}, which was not sent"));
            return false;
        };
        let is_news = wish.fate != Fate::Acknowledged;
        wish.fate = Fate::Acknowledged;
        is_news
    }

    /// The wish was refused.
    pub fn refused(&mut self, run: RunId, voter: u32, r: u32, choice: Option<&Choice>, why: &Refusal) {
        let history = self.voters.entry(voter).or_default();
        match why {
            // These say "send it again": whether an earlier sending was taken stays open until an answer is definite.
            Refusal::TryAgain | Refusal::SlowDown { .. } | Refusal::Draining => return,
            Refusal::Closed { r: stands } => {
                let now = stands.unwrap_or(0);
                if let Some(before) = history.closed
                    && before != now
                {
                    self.contradictions.push(format!(
                        "run {run}, voter {voter}: told after the close that r{before} stands, then that r{now} does"
                    ));
                }
                history.closed = Some(now);
                return;
            }
            Refusal::Superseded { r: stands } => {
                if *stands < r {
                    self.contradictions.push(format!(
                        "run {run}, voter {voter}: revision {r} refused in favour of the older {stands}"
                    ));
                }
                history.at_least = history.at_least.max(*stands);
            }
            _ => {}
        }
        if let Some(wish) = history.wishes.iter_mut().find(|wish| wish.r == r && wish.choice.as_ref() == choice) {
            if wish.fate == Fate::Acknowledged && matches!(why, Refusal::Superseded { r: stands } if *stands == r) {
                self.contradictions
                    .push(format!("run {run}, voter {voter}: revision {r} acknowledged, then superseded by itself"));
            }
            if wish.fate == Fate::Unknown {
                wish.fate = Fate::Refused;
            }
        }
    }

    /// The tally that must be, and what contradicts itself already.
    pub fn expected(&self, run: RunId, kind: &Kind) -> (Expected, Vec<String>) {
        let mut expected =
            Expected { counts: vec![Bounds::default(); counters(kind, None).len()], ..Expected::default() };
        let mut wrong = self.contradictions.clone();
        for (voter, history) in &self.voters {
            let standing = history.may_stand();
            match standing.as_slice() {
                [] => wrong.push(format!("run {run}, voter {voter}: {}", history.told())),
                [_] => {}
                _ => expected.open += 1,
            }
            if !standing.is_empty() {
                expected.add(kind, &standing);
            }
        }
        (expected, wrong)
    }

    /// Voters that have sent something here.
    pub fn voters(&self) -> u32 {
        self.voters.len() as u32
    }

    /// Voters whose standing ballot is not definite yet.
    pub fn open(&self) -> u32 {
        self.voters.values().filter(|history| history.may_stand().len() > 1).count() as u32
    }
}

impl History {
    /// The choices one of which stands now; `None` is "no ballot".
    fn may_stand(&self) -> Vec<Option<&Choice>> {
        let acknowledged = self.wishes.iter().filter(|wish| wish.fate == Fate::Acknowledged).map(|wish| wish.r).max();
        let floor = acknowledged.unwrap_or(0).max(self.at_least);
        let fits = |r: u32| r >= floor && self.closed.is_none_or(|closed| closed == r);
        let may = |wish: &&Wish| match wish.fate {
            Fate::Acknowledged => true,
            Fate::Unknown => !self.wishes.iter().any(|other| other.r == wish.r && other.fate == Fate::Acknowledged),
            // An earlier answer said no; only a later word that this very revision stands overrides it.
            Fate::Refused => false,
        };
        let standing = self.wishes.iter().filter(may).filter(|wish| fits(wish.r)).map(|wish| wish.choice.as_ref());
        let none = (floor == 0 && fits(0)).then_some(None);
        standing.chain(none).collect()
    }

    fn told(&self) -> String {
        let wishes: Vec<String> = self.wishes.iter().map(|wish| format!("r{} {:?}", wish.r, wish.fate)).collect();
        format!(
            "no ballot fits what it was told ({}; at least r{}; closed: {:?})",
            wishes.join(", "),
            self.at_least,
            self.closed
        )
    }
}

impl Expected {
    fn add(&mut self, kind: &Kind, standing: &[Option<&Choice>]) {
        let bounds = |says: &dyn Fn(Option<&Choice>) -> bool| Bounds {
            least: u32::from(standing.iter().all(|choice| says(*choice))),
            most: u32::from(standing.iter().any(|choice| says(*choice))),
        };
        self.n.widen(bounds(&|choice| choice.is_some()));
        self.cant_say.widen(bounds(&|choice| choice == Some(&Choice::CantSay)));
        let each: Vec<Vec<u32>> = standing.iter().map(|choice| counters(kind, *choice)).collect();
        for (at, count) in self.counts.iter_mut().enumerate() {
            let of = || each.iter().map(|counters| counters[at]);
            count.widen(Bounds { least: of().min().unwrap_or(0), most: of().max().unwrap_or(0) });
        }
    }

    /// Where the result differs from what must be; empty if it does not.
    pub fn differences(&self, result: &ResultSeen) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: &str, bounds: Bounds, shown: u32| {
            if !bounds.holds(shown) {
                differences.push(format!("{what}: expected {}, the result says {shown}", bounds.said()));
            }
        };
        match result {
            ResultSeen::Count { at_least: true, n } => {
                compare("n (a step)", Bounds { least: 0, most: self.n.most }, *n);
            }
            ResultSeen::Count { n, .. } | ResultSeen::TooFew { n } => compare("n", self.n, *n),
            ResultSeen::Figures { n, cant_say, found } => {
                let counts = found.counters();
                compare("n", self.n, *n);
                compare("can't say", self.cant_say, *cant_say);
                // A plane with few on it, and texts that are held, show none of their counts.
                for (at, (bounds, shown)) in self.counts.iter().zip(&counts).enumerate() {
                    compare(&format!("count {at}"), *bounds, *shown);
                }
                let is_shown = !counts.is_empty() || !matches!(found, Found::Grid(_));
                if is_shown && counts.len() < self.counts.len() {
                    differences.push(format!("the result lacks {} counts", self.counts.len() - counts.len()));
                }
                if counts.len() > self.counts.len() {
                    let more = counts.len() - self.counts.len();
                    differences.push(format!("the result has {more} counts more than the poll"));
                }
            }
        }
        differences
    }
}

/// The plain counts that one ballot makes.
fn counters(kind: &Kind, choice: Option<&Choice>) -> Vec<u32> {
    let mut counts = Counts::default();
    if let Some(Ok(ballot)) = choice.map(|choice| contributions(kind, choice)) {
        counts.ballots = 1;
        counts.keys.extend(ballot.iter().map(|(key, weight)| (key.to_owned(), weight.unsigned_abs())));
    }
    // Nothing is hidden from whoever knows the ballots.
    let mut found = kind.found(&counts, Limits { k: 0, approved: &BTreeSet::new() });
    if let Found::Grid(of) = &mut found {
        of.density.get_or_insert_with(|| vec![vec![0; FIELDS]; FIELDS]);
    }
    found.counters()
}

impl Bounds {
    fn widen(&mut self, by: Self) {
        self.least += by.least;
        self.most += by.most;
    }
}

/// The ledgers of one room, by run.
pub type Ledgers = BTreeMap<RunId, Ledger>;

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: RunId = RunId(1);
    const A: Option<&Choice> = Some(&Choice::One(0));
    const B: Option<&Choice> = Some(&Choice::One(1));

    fn figures(n: u32, cant_say: u32, counts: &[u32]) -> ResultSeen {
        ResultSeen::Figures { n, cant_say, found: Found::Counts { counts: counts.to_vec(), median: None } }
    }

    #[test]
    fn the_last_acknowledged_wish_is_the_one_that_counts() {
        let mut ledger = Ledger::default();
        for (r, choice) in [(1, A), (2, B)] {
            ledger.sent(7, r, choice);
            assert!(ledger.acknowledged(RUN, 7, r, choice));
        }
        assert!(!ledger.acknowledged(RUN, 7, 2, B), "a restated ballot is no news");
        let (expected, wrong) = ledger.expected(RUN, &Kind::YesNo);
        assert_eq!((expected.open, wrong.len()), (0, 0));
        assert!(expected.differences(&figures(1, 0, &[0, 1])).is_empty());
        assert_eq!(expected.differences(&figures(1, 0, &[1, 0])).len(), 2);
        assert_eq!(expected.differences(&figures(2, 0, &[1, 1])).len(), 2);
    }

    #[test]
    fn a_lost_receipt_is_a_contradiction_only_when_the_tally_lacks_it() {
        let mut ledger = Ledger::default();
        ledger.sent(1, 1, A);
        assert_eq!(ledger.open(), 1);
        let (unknown, _) = ledger.expected(RUN, &Kind::YesNo);
        assert!(unknown.differences(&figures(0, 0, &[0, 0])).is_empty());
        assert!(unknown.differences(&figures(1, 0, &[1, 0])).is_empty());
        assert!(!unknown.differences(&figures(2, 0, &[2, 0])).is_empty());
        ledger.acknowledged(RUN, 1, 1, A);
        let (known, _) = ledger.expected(RUN, &Kind::YesNo);
        assert!(!known.differences(&figures(0, 0, &[0, 0])).is_empty(), "a lost vote is found");
    }

    #[test]
    fn an_unanswered_change_leaves_both_open_until_the_close_says_which() {
        let mut ledger = Ledger::default();
        ledger.sent(1, 1, A);
        ledger.acknowledged(RUN, 1, 1, A);
        ledger.sent(1, 2, B);
        let (expected, _) = ledger.expected(RUN, &Kind::YesNo);
        assert_eq!((expected.open, expected.n), (1, Bounds { least: 1, most: 1 }));
        ledger.refused(RUN, 1, 2, B, &Refusal::TryAgain);
        assert_eq!(ledger.open(), 1, "\"try again\" is no definite answer");
        ledger.refused(RUN, 1, 2, B, &Refusal::Closed { r: Some(2) });
        let (expected, wrong) = ledger.expected(RUN, &Kind::YesNo);
        assert!(wrong.is_empty() && expected.differences(&figures(1, 0, &[0, 1])).is_empty());
        assert!(!expected.differences(&figures(1, 0, &[1, 0])).is_empty());
    }

    #[test]
    fn a_close_that_forgets_a_receipt_is_caught() {
        let mut ledger = Ledger::default();
        ledger.sent(1, 1, A);
        ledger.acknowledged(RUN, 1, 1, A);
        ledger.sent(1, 2, B);
        ledger.refused(RUN, 1, 2, B, &Refusal::Closed { r: None });
        let (_, wrong) = ledger.expected(RUN, &Kind::YesNo);
        assert_eq!(wrong.len(), 1, "{wrong:?}");
    }

    #[test]
    fn of_two_choices_at_one_revision_one_stands() {
        let mut ledger = Ledger::default();
        ledger.sent(1, 1, A);
        ledger.sent(1, 1, B);
        ledger.acknowledged(RUN, 1, 1, B);
        ledger.refused(RUN, 1, 1, A, &Refusal::Superseded { r: 1 });
        let (expected, wrong) = ledger.expected(RUN, &Kind::YesNo);
        assert!(wrong.is_empty() && expected.differences(&figures(1, 0, &[0, 1])).is_empty());
        ledger.acknowledged(RUN, 1, 1, A);
        let (_, wrong) = ledger.expected(RUN, &Kind::YesNo);
        assert!(wrong.iter().any(|line| line.contains("two choices")), "{wrong:?}");
    }

    #[test]
    fn an_older_revision_never_wins() {
        let mut ledger = Ledger::default();
        ledger.sent(1, 3, B);
        ledger.sent(1, 1, A);
        ledger.acknowledged(RUN, 1, 3, B);
        ledger.refused(RUN, 1, 1, A, &Refusal::Superseded { r: 3 });
        let (expected, wrong) = ledger.expected(RUN, &Kind::YesNo);
        assert!(wrong.is_empty() && expected.differences(&figures(1, 0, &[0, 1])).is_empty());
        ledger.sent(2, 2, A);
        ledger.refused(RUN, 2, 2, A, &Refusal::Superseded { r: 1 });
        assert!(!ledger.expected(RUN, &Kind::YesNo).1.is_empty(), "refused in favour of an older one");
    }

    #[test]
    fn cant_say_many_and_withdrawn_are_counted_where_they_belong() {
        let mut ledger = Ledger::default();
        let kind = Kind::Multiple { options: ["a", "b", "c"].map(str::to_owned).to_vec(), min: 1, max: 3 };
        let many = Choice::Many(vec![0, 2]);
        for (voter, choice) in [(1, Some(&Choice::CantSay)), (2, Some(&many)), (3, None)] {
            ledger.sent(voter, 1, choice);
            ledger.acknowledged(RUN, voter, 1, choice);
        }
        let (expected, wrong) = ledger.expected(RUN, &kind);
        assert!(wrong.is_empty() && expected.differences(&figures(2, 1, &[1, 0, 1])).is_empty());
    }
}
