//! Every kind against the same sentences: what is taken comes back, counts add up, and each mistake has its own refusal.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::grid::{Ends, Grid};
use super::number::{Numbers, quantile};
use super::points::Points;
use super::ranking::{Ranking, RankingFound, schulze};
use super::samples::{Leaning, choices, fitting, kinds};
use super::statements::{Stance, Statement, Statements};
use super::words::Words;
use super::{Choice, Found, Kind, Limits, phrases};
use crate::domain::ballot::{CANT_SAY, Contributions, choice_of, contributions};
use crate::domain::breakdown;
use crate::domain::fault::Fault;
use crate::domain::person::{Axis, Group, Mode, Segment};
use crate::domain::refusal::Refusal;
use crate::domain::result::Totals;
use crate::domain::tally::{Counts, Tally};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn ranking() -> Kind {
    Kind::Ranking(Ranking { options: words(&["a", "b", "c", "d"]) })
}

fn deck(n: usize) -> Kind {
    let statement =
        |at| Statement { text: format!("S{at}."), attributed_to: None, contested: false, quotes: Vec::new() };
    Kind::Statements(Statements { statements: (0..n).map(statement).collect() })
}

fn grid() -> Kind {
    let ends = || Ends { low: "low".to_owned(), high: "high".to_owned() };
    Kind::Grid(Grid { across: ends(), up: ends() })
}

fn number(min: i32, max: i32) -> Kind {
    Kind::Number(Numbers { min, max, unit: String::new() })
}

fn counts(kind: &Kind, choices: &[Choice]) -> Counts {
    let mut tally = Tally::default();
    for choice in choices {
        tally.count(Segment::default(), &contributions(kind, choice).unwrap());
    }
    tally.total()
}

fn found(kind: &Kind, choices: &[Choice]) -> Found {
    kind.found(&counts(kind, choices), Limits { k: 5, approved: &BTreeSet::new() })
}

/// The same choice, whatever the order in which it was said.
fn settled(choice: Choice, kind: &Kind) -> Choice {
    match (choice, kind) {
        (Choice::Many(mut many), _) => {
            many.sort_unstable();
            Choice::Many(many)
        }
        (Choice::Words(mut words), _) => {
            words.sort_by_key(|word| phrases::key_of('w', word));
            Choice::Words(words)
        }
        (Choice::Stances(mut stances), Kind::Statements(deck)) => {
            stances.resize(deck.statements.len(), None);
            Choice::Stances(stances)
        }
        (plain, _) => plain,
    }
}

/// The figures of each mode that may be published.
fn by_mode(kind: &Kind, tally: &Tally, limits: Limits<'_>) -> Vec<Totals> {
    let rows = if kind.breaks_down() { breakdown::along::<Mode>(tally, limits.k) } else { Vec::new() };
    rows.iter().map(|row| Totals::of(kind, &row.counts, limits)).collect()
}

proptest! {
    #[test]
    fn what_is_taken_comes_back_as_the_same_choice(kind in kinds(), choice in choices()) {
        if let Ok(stored) = contributions(&kind, &choice) {
            prop_assert_eq!(choice_of(&kind, &stored), Some(settled(choice, &kind)));
        }
    }

    #[test]
    fn what_a_crowd_picks_fits(pair in fitting()) {
        let (kind, choice) = pair;
        prop_assert!(contributions(&kind, &choice).is_ok(), "{:?} {:?}", kind, choice);
    }

    #[test]
    fn what_is_taken_is_plain_in_a_store(kind in kinds(), choice in choices()) {
        if let Ok(stored) = contributions(&kind, &choice) {
            let keys: Vec<&str> = stored.iter().map(|(key, _)| key).collect();
            prop_assert!(!keys.is_empty() && keys.len() <= 20, "few keys, and never none");
            prop_assert!(keys.iter().all(|key| !key.is_empty() && !key.contains([',', ':', '|'])));
            prop_assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
            prop_assert!((choice == Choice::CantSay) == keys.contains(&CANT_SAY));
        }
    }

    /// Whatever was cast, cast again, withdrawn and declared anew, the tally is that of the last ballots.
    #[test]
    fn the_tally_is_that_of_the_last_ballots(
        kind in kinds(),
        steps in prop::collection::vec((0_usize..6, 0_usize..3, 0_usize..7, prop::option::weighted(0.8, choices())), 0..40),
    ) {
        let mut last: BTreeMap<usize, (Segment, Option<Contributions>)> = BTreeMap::new();
        // Counted as a store does: what was there goes out, what comes goes in.
        let mut moved: BTreeMap<(Segment, String), i64> = BTreeMap::new();
        let mut count = |segment: Segment, ballot: &Contributions, by: i64| {
            for (key, weight) in std::iter::once(("", 1)).chain(ballot.iter()) {
                *moved.entry((segment, key.to_owned())).or_default() += by * weight;
            }
        };
        for (voter, mode, group, choice) in steps {
            let segment = Segment { mode: Mode::ALL[mode], group: Group::ALL[group] };
            let wish = match choice.map(|choice| contributions(&kind, &choice)).transpose() {
                Ok(wish) => wish,
                // Refused: the ballot that stands stays, and is now declared of another segment.
                Err(_) => last.get(&voter).and_then(|(_, ballot)| ballot.clone()),
            };
            if let Some((old, Some(ballot))) = last.get(&voter) {
                count(*old, ballot, -1);
            }
            if let Some(ballot) = &wish {
                count(segment, ballot, 1);
            }
            last.insert(voter, (segment, wish));
        }
        let mut expected = Tally::default();
        for (segment, ballot) in last.values() {
            if let Some(ballot) = ballot {
                expected.count(*segment, ballot);
            }
        }
        moved.retain(|_, weight| *weight != 0);
        let spelled = expected.segments().flat_map(|(segment, counts)| {
            let ballots = ((segment, String::new()), i64::from(counts.ballots));
            std::iter::once(ballots).chain(counts.keys.iter().map(move |(key, weight)| ((segment, key.clone()), weight.cast_signed())))
        });
        prop_assert_eq!(moved, spelled.collect::<BTreeMap<_, _>>());
    }

    #[test]
    fn figures_of_groups_add_up_to_those_of_all(
        kind in kinds(), numbers in prop::collection::vec(any::<u32>(), 30..90), k in 1_u32..8,
    ) {
        let mut tally = Tally::default();
        for (at, chunk) in numbers.chunks(6).enumerate() {
            let segment = Segment { mode: Mode::ALL[at % 3], group: Group::Unstated };
            tally.count(segment, &contributions(&kind, &kind.pick(&mut Leaning::of(chunk.to_vec()))).unwrap());
        }
        let limits = Limits { k, approved: &BTreeSet::new() };
        let all = Totals::of(&kind, &tally.total(), limits);
        let groups = by_mode(&kind, &tally, limits);
        prop_assert!(groups.iter().all(|group| group.n >= k));
        prop_assert!(groups.is_empty() || groups.iter().map(|group| group.n).sum::<u32>() == all.n);
        // Whatever is found can be told, and has a figure for each group on each line.
        let lines = kind.compared(&all.found, all.n).len();
        prop_assert!(groups.iter().all(|group| kind.compared(&group.found, group.n).len() == lines));
        let sheet = kind.sheet(&all.found, all.n);
        prop_assert!(sheet.rows.iter().all(|row| row.cells.len() + 1 == sheet.head.len()));
        prop_assert!(kind.before_and_after((&all.found, all.n), (&all.found, all.n)).is_none_or(|(_, a, b)| a == b));
    }

    #[test]
    fn a_fold_of_a_fold_is_itself(text in "\\PC{0,20}") {
        let folded = phrases::fold(&text);
        prop_assert_eq!(phrases::fold(&folded), folded);
    }

    #[test]
    fn a_key_gives_its_text_back(text in "\\PC{1,20}") {
        prop_assert_eq!(phrases::text_of('w', &phrases::key_of('w', &text)), Some(text));
    }

    #[test]
    fn a_ballot_gives_the_same_points_however_much_of_it_is_ranked(pair in fitting()) {
        let (kind, choice) = pair;
        if let (Kind::Ranking(of), Choice::Ranked(_)) = (&kind, &choice) {
            let Found::Ranking(RankingFound { scores, .. }) = found(&kind, &[choice]) else { unreachable!() };
            let options = of.options.len();
            prop_assert!((scores.iter().sum::<f32>() - (options * (options - 1)) as f32 / 2.0).abs() < 1e-3);
        }
    }
}

#[test]
fn each_mistake_has_its_own_refusal() {
    let multiple = Kind::Multiple { options: words(&["a", "b", "c"]), min: 1, max: 2 };
    let points = Kind::Points(Points { options: words(&["a", "b"]), total: 100 });
    let phrases = Kind::Words(Words { most: 2 });
    let of = |kind: &Kind, choice| contributions(kind, &choice).unwrap_err();
    assert_eq!(of(&Kind::YesNo, Choice::One(2)), Refusal::UnknownOption);
    assert_eq!(of(&Kind::YesNo, Choice::Many(vec![0])), Refusal::WrongKind);
    assert_eq!(of(&multiple, Choice::One(0)), Refusal::WrongKind);
    assert_eq!(of(&multiple, Choice::Many(vec![])), Refusal::WrongCount { min: 1, max: 2 });
    assert_eq!(of(&multiple, Choice::Many(vec![0, 1, 2])), Refusal::WrongCount { min: 1, max: 2 });
    assert_eq!(of(&multiple, Choice::Many(vec![1, 1])), Refusal::ChosenTwice);
    assert_eq!(of(&multiple, Choice::Many(vec![3])), Refusal::UnknownOption);
    assert_eq!(of(&ranking(), Choice::Many(vec![0])), Refusal::WrongKind);
    assert_eq!(of(&ranking(), Choice::Ranked(vec![])), Refusal::WrongCount { min: 1, max: 4 });
    assert_eq!(of(&ranking(), Choice::Ranked(vec![0, 2, 0])), Refusal::ChosenTwice);
    assert_eq!(of(&ranking(), Choice::Ranked(vec![4])), Refusal::UnknownOption);
    assert_eq!(of(&points, Choice::Points(vec![40, 50])), Refusal::WrongTotal { total: 100, given: 90 });
    assert_eq!(
        of(&points, Choice::Points(vec![u16::MAX, u16::MAX])),
        Refusal::WrongTotal { total: 100, given: 131_070 }
    );
    assert_eq!(of(&points, Choice::Points(vec![100])), Refusal::UnknownOption);
    assert_eq!(of(&phrases, Choice::Words(vec![])), Refusal::WrongCount { min: 1, max: 2 });
    assert_eq!(of(&phrases, Choice::Words(words(&["Trust", "ＴＲＵＳＴ"]))), Refusal::ChosenTwice);
    assert_eq!(of(&phrases, Choice::Text("trust".into())), Refusal::WrongKind);
    assert!(matches!(of(&phrases, Choice::Words(words(&[""]))), Refusal::BadText { .. }));
    assert!(matches!(of(&Kind::OpenText, Choice::Text(String::new())), Refusal::BadText { .. }));
    assert_eq!(of(&number(-5, 5), Choice::Value(6)), Refusal::OutOfRange { min: -5, max: 5 });
    assert_eq!(of(&grid(), Choice::At([0, 21])), Refusal::OutOfRange { min: 0, max: 20 });
    assert_eq!(of(&deck(2), Choice::Stances(vec![None, None])), Refusal::WrongCount { min: 1, max: 2 });
    assert_eq!(of(&deck(2), Choice::Stances(vec![Some(Stance::Pass); 3])), Refusal::UnknownOption);
}

#[test]
fn a_kind_says_why_it_cannot_be_asked() {
    let options = |n: usize| (0..n).map(|at| format!("option {at}")).collect::<Vec<_>>();
    assert!(Kind::Single { options: options(2) }.check().is_ok());
    assert!(Kind::Single { options: options(1) }.check() == Err(Fault::Options { n: 1, min: 2, max: 12 }));
    assert!(Kind::Single { options: options(13) }.check().is_err());
    assert!(
        Kind::Single { options: words(&["a", "a"]) }.check() == Err(Fault::OptionTwice { n: 2, text: "a".to_owned() })
    );
    assert!(Kind::Multiple { options: options(3), min: 1, max: 2 }.check().is_ok());
    for (min, max) in [(0, 2), (3, 2), (1, 4)] {
        assert!(Kind::Multiple { options: options(3), min, max }.check().is_err());
    }
    assert!(Kind::Scale { labels: words(&["low", "", "high"]) }.check().is_ok());
    assert!(Kind::Scale { labels: words(&["low", "high"]) }.check().is_err());
    assert!(Kind::Scale { labels: words(&["", "b", "c"]) }.check().is_err());
    assert!(Kind::Ranking(Ranking { options: options(1) }).check().is_err());
    for total in [0, 1, 1_001] {
        assert!(
            Kind::Points(Points { options: options(3), total }).check()
                == Err(Fault::Points { n: total.into(), min: 2, max: 1_000 })
        );
    }
    assert!(Kind::Words(Words { most: 0 }).check().is_err() && Kind::Words(Words { most: 6 }).check().is_err());
    for (min, max) in [(5, 5), (6, 5), (0, 10_001), (i32::MIN, 0), (0, i32::MAX)] {
        assert!(number(min, max).check().is_err(), "{min} {max}");
    }
    let same = || Ends { low: "same".to_owned(), high: "same".to_owned() };
    assert!(Kind::Grid(Grid { across: same(), up: same() }).check().is_err());
    assert!(deck(1).check().is_err() && deck(20).check().is_ok() && deck(21).check().is_err());
}

#[test]
fn places_without_an_option_are_shared() {
    let kind = ranking();
    let ballots = [Choice::Ranked(vec![1]), Choice::Ranked(vec![1, 0, 2, 3]), Choice::CantSay];
    let Found::Ranking(of) = found(&kind, &ballots) else { unreachable!() };
    // On the first ballot three options share 2 + 1 + 0 points: one each.
    assert_eq!(of.scores, [1.5, 3.0, 1.0, 0.5]);
    assert_eq!((of.said, of.first, of.ranked), (2, vec![0, 2, 0, 0], vec![1, 2, 1, 1]));
    assert_eq!(of.order, [1, 0, 2, 3]);
}

/// The example that opens Schulze's paper: 45 ballots on five options, and the order E > A > C > B > D.
#[test]
fn schulze_orders_his_own_example() {
    let kind = Kind::Ranking(Ranking { options: words(&["a", "b", "c", "d", "e"]) });
    let ballots = [
        (5, "acbed"),
        (5, "adecb"),
        (8, "bedac"),
        (3, "cabed"),
        (7, "caebd"),
        (2, "cbade"),
        (7, "dceba"),
        (8, "ebadc"),
    ];
    let order = |said: &str| Choice::Ranked(said.bytes().map(|one| one - b'a').collect());
    let ballots: Vec<Choice> =
        ballots.iter().flat_map(|(times, said)| std::iter::repeat_n(order(said), *times)).collect();
    let found = schulze(5, &counts(&kind, &ballots));
    assert_eq!(found.places, [2, 4, 3, 5, 1]);
    assert_eq!(found.preferred[0], [0, 20, 26, 30, 22]);
    let partial = schulze(3, &counts(&ranking(), &[Choice::Ranked(vec![2]), Choice::Ranked(vec![2, 0])]));
    assert_eq!(partial.places, [2, 3, 1], "what has a place stands above what has none");
}

#[test]
fn quartiles_are_the_second_definitions() {
    let of = |values: &[i32]| {
        let each: Vec<(i32, u32)> = values.iter().map(|value| (*value, 1)).collect();
        [1, 2, 3].map(|quarters| quantile(&each, quarters))
    };
    assert_eq!(of(&[]), [None; 3]);
    assert_eq!(of(&[7]), [Some(7.0); 3]);
    assert_eq!(of(&[1, 2, 3, 4]), [Some(1.5), Some(2.5), Some(3.5)]);
    assert_eq!(of(&[1, 2, 3, 4, 5]), [Some(2.0), Some(3.0), Some(4.0)]);
    assert_eq!(quantile(&[(-3, 5), (0, 1), (9, 2)], 2), Some(-3.0));
    let Found::Number(of) = found(&number(0, 100), &[Choice::Value(0), Choice::Value(100), Choice::CantSay]) else {
        unreachable!()
    };
    assert_eq!((of.said, of.median), (2, Some(50.0)));
    assert_eq!(of.bins.iter().map(|bin| bin.count).sum::<u32>(), 2);
    assert_eq!((of.bins.first().unwrap().from, of.bins.last().unwrap().to), (0, 100));
}

#[test]
fn spellings_that_differ_in_case_and_width_are_one_phrase() {
    let kind = Kind::Words(Words { most: 2 });
    let ballots = [&["Trust", "隐私"][..], &["ＴＲＵＳＴ"], &["trust"], &["trust", "الثقة"], &["カ"], &["ｶ"]];
    let ballots: Vec<Choice> = ballots.iter().map(|said| Choice::Words(words(said))).collect();
    let counts = counts(&kind, &ballots);
    let written = kind.written(&counts);
    assert_eq!(written.len(), 4);
    assert_eq!((written["trust"].text.as_str(), written["trust"].count), ("trust", 4), "as most wrote it");
    assert_eq!((written["カ"].text.as_str(), written["カ"].count), ("カ", 2), "of two alike the first by letters");
    let approved = BTreeSet::from(["trust".to_owned(), "nobody said this".to_owned()]);
    let Found::Words(of) = kind.found(&counts, Limits { k: 5, approved: &approved }) else { unreachable!() };
    assert_eq!((of.said, of.phrases.len(), of.held), (6, 1, 3), "what waits is a number and nothing more");
    for (one, other) in [("ﬁn", "FIN"), ("Straße", "STRASSE"), ("ΣΑΣ", "σας"), ("ﺍﻟﺜﻘﺔ", "الثقة")]
    {
        assert_eq!(phrases::fold(one), phrases::fold(other), "{one}");
    }
    assert_ne!(phrases::fold("resume"), phrases::fold("résumé"), "accents are letters");
}

#[test]
fn few_places_on_a_plane_are_not_shown() {
    let at = |n: u8| (0..n).map(|step| Choice::At([step * 3, 20 - step])).collect::<Vec<_>>();
    let of = |ballots: &[Choice]| {
        let Found::Grid(of) = found(&grid(), ballots) else { unreachable!() };
        of
    };
    let mut four = at(4);
    four.extend(std::iter::repeat_n(Choice::CantSay, 9));
    assert_eq!((of(&four).said, of(&four).density, of(&four).middle), (4, None, None));
    let five = of(&at(5));
    let density = five.density.unwrap();
    assert_eq!(density.iter().flatten().sum::<u32>(), 5);
    assert_eq!((density[6][0], density[6][1], density[6][2], density[5][3], density[5][4]), (1, 1, 1, 1, 1));
    assert_eq!(five.middle, Some([6.0, 18.0]));
}

#[test]
fn statements_are_ordered_by_what_was_said_to_them() {
    let kind = deck(4);
    let ballot = |said: &str| {
        Choice::Stances(
            said.chars()
                .map(|one| match one {
                    'a' => Some(Stance::Agree),
                    'd' => Some(Stance::Disagree),
                    'p' => Some(Stance::Pass),
                    _ => None,
                })
                .collect(),
        )
    };
    let ballots: Vec<Choice> = ["aada", "aad.", "ada.", "add.", "apd.", "aap."].map(ballot).to_vec();
    let Found::Statements(of) = found(&kind, &ballots) else { unreachable!() };
    let said: Vec<_> = of.statements.iter().map(|of| (of.agree, of.disagree, of.pass)).collect();
    assert_eq!(said, [(6, 0, 0), (3, 2, 1), (1, 4, 1), (1, 0, 0)]);
    assert_eq!(of.most_agreed, [0, 1, 2], "the last has too few answers");
    assert_eq!(of.most_divisive, [1, 2], "nobody disagrees with the first");
}

#[test]
fn what_groups_share_is_what_the_least_agreeing_one_says() {
    let kind = deck(2);
    let mut tally = Tally::default();
    let mut vote = |mode, n, said: [Stance; 2]| {
        for _ in 0..n {
            let choice = Choice::Stances(said.map(Some).to_vec());
            tally.count(Segment { mode, group: Group::Unstated }, &contributions(&kind, &choice).unwrap());
        }
    };
    // All in the room agree with the first; online hardly anybody does. Both agree with the second by half.
    vote(Mode::Room, 10, [Stance::Agree, Stance::Agree]);
    vote(Mode::Room, 10, [Stance::Agree, Stance::Disagree]);
    vote(Mode::Online, 4, [Stance::Disagree, Stance::Agree]);
    vote(Mode::Online, 3, [Stance::Disagree, Stance::Disagree]);
    let limits = Limits { k: 5, approved: &BTreeSet::new() };
    let mut all = Totals::of(&kind, &tally.total(), limits).found;
    let groups = by_mode(&kind, &tally, limits);
    all.compare(Axis::Mode, groups.iter().map(|group| &group.found), limits.k);
    let Found::Statements(of) = &all else { unreachable!() };
    assert_eq!(of.most_agreed, [0, 1], "of all together the first leads");
    let across = of.across.as_ref().unwrap();
    assert_eq!((across.by, &across.order), (Axis::Mode, &vec![1, 0]), "across the two the second does");
    assert_eq!(across.least[0].map(|of| (of.agree, of.disagree)), Some((0, 7)));
    all.compare(Axis::Mode, std::iter::empty(), limits.k);
    assert!(matches!(&all, Found::Statements(of) if of.across.is_none()), "without groups nothing is across them");
}
