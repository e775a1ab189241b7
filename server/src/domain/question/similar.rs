//! Likely duplicates among questions: how alike two texts are, from their words alone.
//!
//! Texts are folded, cut into words and weighed; then every word looks for its like in the other text. What counts is how
//! much of both finds one, less where *both* have words the other lacks ("who pays", "who decides"), where they ask for
//! something else, where one says *no*, and where the same words stand the other way round. It is arithmetic on letters:
//! it does not understand, and misses a question asked in quite other words or in another language. A suggestion that is
//! wrong costs a moderator more than one that is missing, so the bar is high; and nothing is ever merged by itself.
//! `docs/questions.md` has the figures.

mod fold;
mod words;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::super::id::QuestionId;
use fold::Piece;

/// From here on a pair is called likely. Chosen on the tuned two thirds of the committed questions, for precision.
pub const LIKELY: f32 = 0.62;

/// A question made ready to be compared, once; a comparison is then a few thousand machine instructions.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The folded words: two texts that agree in these are the same text.
    folded: String,
    terms: Vec<Term>,
    /// The sum of the terms' weights.
    weight: f32,
    /// Which of [`words::ASKING`] it asks for, as bits.
    asks: u8,
    /// Whether it holds a word for *no*.
    denies: bool,
    /// Whether it holds a word that turns it round ("off", "without").
    turns: bool,
}

/// A word that says something, as numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Term {
    /// The whole word.
    hash: u64,
    /// Its beginning, 0 if it is too short to have one of its own.
    stem: u64,
    /// Its pairs of letters, one bit each; 0 for a piece of a run, which is like itself only.
    pairs: u128,
    weight: f32,
}

/// So many letters are a beginning: "encryption" is like "encrypted".
const STEM: usize = 5;

/// Two words with the same beginning are this much alike.
const SAME_STEM: f32 = 0.9;

/// Words that share fewer of their letter pairs than this are different words, not one word with a slip.
const SLIP: f32 = 0.6;

/// A pair of signs in a script without blanks says less than a word.
const RUN_WEIGHT: f32 = 0.6;

/// How much it costs when both texts have words the other lacks, against the weight of the shorter.
const CROSSED: f32 = 1.0;

/// What stays when they ask for different things (*who*, *when*, *where*, *why*, *how*).
const OTHER_ASKING: f32 = 0.85;

/// What stays when one of them says *no* and the other does not.
const OTHER_SIGN: f32 = 0.8;

/// What stays when one of them is turned round ("off", "without").
const TURNED: f32 = 0.6;

/// What two texts must have in common at least, as weight.
const ENOUGH: f32 = 2.0;

/// What stays when the same words stand in the opposite order; in the same order nothing is lost.
const OTHER_ORDER: f32 = 0.2;

/// How far a long text that holds all of a short one counts as the short one.
const HOLDS: f32 = 0.65;

/// Makes a question ready to be compared.
pub fn prepare(text: &str) -> Prepared {
    let mut made =
        Prepared { folded: String::new(), terms: Vec::new(), weight: 0.0, asks: 0, denies: false, turns: false };
    for piece in fold::pieces(text) {
        match piece {
            Piece::Word(word) => {
                made.add_to_folded(&word);
                made.add_word(&word);
            }
            Piece::Run(run) => {
                made.add_to_folded(&run);
                made.add_run(&run);
            }
        }
    }
    made.weight = made.terms.iter().map(|term| term.weight).sum();
    made
}

/// How alike two questions are, 0 to 1; the same both ways, and 1 for the same words.
pub fn likeness(a: &Prepared, b: &Prepared) -> f32 {
    if a.folded == b.folded {
        return 1.0;
    }
    // One order, whatever order they came in: sums of floats depend on it.
    let (a, b) = if a.folded < b.folded { (a, b) } else { (b, a) };
    if a.terms.is_empty() || b.terms.is_empty() {
        return 0.0;
    }
    let found_a = a.found_in(b);
    let found_b = b.found_in(a);
    let shared = (found_a + found_b) / (a.weight + b.weight);
    if shared <= 0.0 {
        return 0.0;
    }
    let shorter = a.weight.min(b.weight);
    let held = if a.weight < b.weight { found_a / a.weight } else { found_b / b.weight };
    let crossed = (a.weight - found_a).min(b.weight - found_b).max(0.0) / shorter;
    // A single word that stands in a long text makes them no duplicates: holding counts from three words on.
    let holding = HOLDS * ((shorter - 1.0) / 2.0).clamp(0.0, 1.0);
    let mut likeness = (1.0 - holding) * shared + holding * held.max(shared);
    likeness *= 1.0 - CROSSED * crossed.min(1.0);
    if a.asks != 0 && b.asks != 0 && a.asks & b.asks == 0 {
        likeness *= OTHER_ASKING;
    }
    if a.denies != b.denies {
        likeness *= OTHER_SIGN;
    }
    if a.turns != b.turns {
        likeness *= TURNED;
    }
    // One word in common, and nothing else to say, is a topic.
    likeness *= (found_a.min(found_b) / ENOUGH).min(1.0);
    // Comparing the order takes long, and only lowers what is likely so far.
    if likeness >= LIKELY {
        likeness *= OTHER_ORDER + (1.0 - OTHER_ORDER) * order(&a.places_in(b));
    }
    likeness.clamp(0.0, 1.0)
}

/// Those of `others` that `new` is likely a duplicate of, the likeliest first.
pub fn likely<'a>(
    new: &Prepared,
    others: impl IntoIterator<Item = (QuestionId, &'a Prepared)>,
) -> Vec<(QuestionId, f32)> {
    let mut found: Vec<(QuestionId, f32)> = others
        .into_iter()
        .map(|(id, other)| (id, likeness(new, other)))
        .filter(|(_, likeness)| *likeness >= LIKELY)
        .collect();
    found.sort_by(|(id, likeness), (other, its)| its.total_cmp(likeness).then(id.cmp(other)));
    found
}

impl Prepared {
    fn add_to_folded(&mut self, piece: &str) {
        if !self.folded.is_empty() {
            self.folded.push(' ');
        }
        self.folded.push_str(piece);
    }

    fn add_word(&mut self, word: &str) {
        let lists = &*LISTS;
        if let Some(at) = lists.asking.get(word) {
            self.asks |= 1 << at;
        }
        if lists.round.contains(word) {
            self.turns = true;
        } else if lists.no.contains(word) {
            self.denies = true;
        } else if let Some(stands_for) = lists.same.get(word) {
            self.terms.extend(stands_for.split(' ').map(Term::of_word));
        } else if !lists.quiet.contains(word) {
            self.terms.push(Term::of_word(fold::without_article(word)));
        }
    }

    /// A run becomes its pairs of neighbouring signs, the quiet ones left out.
    fn add_run(&mut self, run: &str) {
        let signs: Vec<char> = run.chars().filter(|c| !words::QUIET_SIGNS.contains(*c)).collect();
        self.denies |= run.contains(['不', '没', '無']) && !run.contains("会不会") && !run.contains("能不能");
        if let [sign] = signs[..] {
            self.terms.push(Term::of_signs(&[sign]));
        }
        self.terms.extend(signs.windows(2).map(Term::of_signs));
    }

    /// How much of this text's weight finds its like in `other`.
    fn found_in(&self, other: &Self) -> f32 {
        let best = |term: &Term| other.terms.iter().map(|its| term.like(its)).fold(0.0, f32::max);
        self.terms.iter().map(|term| term.weight * best(term)).sum()
    }

    /// Where in `other` the words of this text find their like.
    fn places_in(&self, other: &Self) -> Vec<usize> {
        let best = |term: &Term| {
            let mut best = (0.0, 0);
            for (at, its) in other.terms.iter().enumerate() {
                let like = term.like(its);
                if like > best.0 {
                    best = (like, at);
                }
            }
            (best.0 > 0.0).then_some(best.1)
        };
        self.terms.iter().filter_map(best).collect()
    }
}

/// How far `places` rise, as the share of pairs in which they do. Two clauses that changed places ("if …, what …", "what …
/// if …") are in order too, if each has two words at least.
fn order(places: &[usize]) -> f32 {
    let rises = |(one, other): (usize, usize)| u32::from(one < other);
    let length = places.len();
    let pairs = |start: usize| {
        let turned = move |at: usize| places[(start + at) % length];
        (0..length)
            .flat_map(move |at| (at + 1..length).map(move |later| (turned(at), turned(later))))
            .filter(|(one, other)| one != other)
    };
    let all = pairs(0).count();
    if all == 0 {
        return 1.0;
    }
    let starts = std::iter::once(0).chain(2..(length - 1).max(2));
    let best = starts.map(|start| pairs(start).map(rises).sum()).max().unwrap_or(0_u32);
    best as f32 / all as f32
}

impl Term {
    fn of_word(word: &str) -> Self {
        let letters: Vec<char> = word.chars().collect();
        let stem = if letters.len() >= STEM { hash(&letters[..STEM]) } else { 0 };
        // Slips are looked for in words long enough to be known in spite of one.
        let pairs = if letters.len() >= STEM {
            letters.windows(2).fold(0, |bits, pair| bits | 1 << (hash(pair) % 128))
        } else {
            0
        };
        Self { hash: hash(&letters), stem, pairs, weight: 1.0 }
    }

    fn of_signs(signs: &[char]) -> Self {
        Self { hash: hash(signs), stem: 0, pairs: 0, weight: RUN_WEIGHT }
    }

    fn like(&self, other: &Self) -> f32 {
        if self.hash == other.hash {
            return 1.0;
        }
        if self.stem != 0 && self.stem == other.stem {
            return SAME_STEM;
        }
        let all = self.pairs.count_ones() + other.pairs.count_ones();
        if self.pairs == 0 || other.pairs == 0 {
            return 0.0;
        }
        let dice = 2.0 * (self.pairs & other.pairs).count_ones() as f32 / all as f32;
        if dice < SLIP { 0.0 } else { dice }
    }
}

/// FNV-1a over the letters, never 0; see <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn hash(letters: &[char]) -> u64 {
    let fold = |hash: u64, c: &char| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
    letters.iter().fold(0xcbf2_9ce4_8422_2325, fold).max(1)
}

/// The lists of [`words`], to be looked up in.
struct Lists {
    quiet: HashSet<&'static str>,
    no: HashSet<&'static str>,
    round: HashSet<&'static str>,
    asking: HashMap<&'static str, usize>,
    same: HashMap<&'static str, &'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    quiet: words::QUIET.iter().flat_map(|list| list.split_whitespace()).collect(),
    no: words::NO.split_whitespace().collect(),
    round: words::ROUND.split_whitespace().collect(),
    asking: words::ASKING
        .iter()
        .enumerate()
        .flat_map(|(at, list)| list.split_whitespace().map(move |word| (word, at)))
        .collect(),
    same: words::SAME.into_iter().collect(),
});

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn between(a: &str, b: &str) -> f32 {
        likeness(&prepare(a), &prepare(b))
    }

    fn id(n: u8) -> QuestionId {
        QuestionId::from_bytes([0, 0, 0, n])
    }

    #[test]
    fn spelling_and_manners_make_no_difference() {
        for (one, other) in [
            ("Who audits the hash lists?", "hi, who audits the hash lists please"),
            ("¿Quién audita las listas?", "quien audita las listas"),
            ("من يراقب الشركات الكبيرة؟", "شكرا، من يراقب الشركات الكبيره"),
            ("谁监管社交媒体平台？", "请问谁监管社交媒体平台"),
        ] {
            assert!(between(one, other) >= LIKELY, "{one} {other}: {}", between(one, other));
        }
    }

    #[test]
    fn the_same_words_may_ask_something_else() {
        for (one, other) in [
            ("Who pays for moderation?", "Who decides on moderation?"),
            ("Should the tax on apps be on?", "Should the tax on apps be off?"),
            ("Should cities watch citizens online?", "Should citizens watch cities online?"),
            ("Why was the hotline closed in May?", "When was the helpdesk closed in May?"),
            ("Privacy?", "What about privacy in hospitals?"),
        ] {
            assert!(between(one, other) < LIKELY, "{one} {other}: {}", between(one, other));
        }
    }

    #[test]
    fn the_likeliest_comes_first_and_strangers_do_not_come() {
        let texts = ["who audits hash lists in practice", "Is there lunch?", "Who audits the hash lists?"].map(prepare);
        let others = texts.iter().enumerate().map(|(at, other)| (id(at as u8), other));
        let found: Vec<QuestionId> =
            likely(&prepare("who audits the hash lists"), others).into_iter().map(|(id, _)| id).collect();
        assert_eq!(found, [id(2), id(0)]);
    }

    /// Words that share letters, order and signs often, and any text at all.
    fn any_text() -> impl Strategy<Value = String> {
        let near = proptest::sample::select(vec![
            "who",
            "pays",
            "decides",
            "not",
            "without",
            "encryption",
            "encrypted",
            "children",
            "隐私保护",
            "الأطفال",
            "e2ee",
            "?",
        ]);
        prop_oneof![
            proptest::collection::vec(near, 0..9).prop_map(|words| words.join(" ")),
            "(?s).{0,60}",
            "\\PC{0,60}"
        ]
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways_and_bounded(a in any_text(), b in any_text()) {
            let (a, b) = (prepare(&a), prepare(&b));
            let there = likeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&there), "{there}");
            prop_assert_eq!(there.to_bits(), likeness(&b, &a).to_bits());
        }

        #[test]
        fn a_question_is_like_itself(a in any_text()) {
            prop_assert!(likeness(&prepare(&a), &prepare(&a)) >= 1.0);
        }
    }
}
