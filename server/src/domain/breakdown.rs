//! Which breakdowns of a run may be published: by mode and by group, never crossed, so that no few are given away.

use serde::{Deserialize, Serialize};

use super::person::{Group, Mode, OnAxis};
use super::tally::{Counts, Tally};

/// One row of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row<A> {
    /// One mode or group; or, in the last row, all that have no row of their own, whether or not anybody is of them.
    pub of: Vec<A>,
    /// Their counts together.
    pub counts: Counts,
}

/// The breakdowns of a run that may be published beside its totals. An empty one is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdowns {
    /// By mode.
    pub by_mode: Vec<Row<Mode>>,
    /// By stakeholder group.
    pub by_group: Vec<Row<Group>>,
    /// By mode there would be one, but beside the one by group it would give some away.
    pub mode_left_out: bool,
}

/// What may be published of a run that is over, in a room whose smallest group is `k`: each breakdown by itself as
/// [`along`] has it, and both only if they are [`safe_together`]. Groups of which none has a row of its own say nothing, and
/// are no reason to leave out the one by mode.
pub fn published(tally: &Tally, k: u32) -> Breakdowns {
    let (by_mode, mut by_group) = (along(tally, k), along(tally, k));
    if !by_group.iter().any(|row: &Row<Group>| row.of.len() == 1 && row.of[0] != Group::UNSTATED) {
        by_group.clear();
    }
    if safe_together(tally, &by_mode, &by_group, k) {
        Breakdowns { by_mode, by_group, mode_left_out: false }
    } else {
        Breakdowns { by_mode: Vec::new(), by_group, mode_left_out: true }
    }
}

/// The breakdown along one axis: whoever has at least `k` ballots has a row, all others have one together, which takes in
/// the smallest row beside it until it reaches `k` too; where that leaves one row, there is none. Merging and not
/// suppressing: rows add up to the total, so that no difference of published figures is of fewer than `k`.
pub fn along<A: OnAxis>(tally: &Tally, k: u32) -> Vec<Row<A>> {
    let each = A::ALL.iter().map(|of| Row { of: vec![*of], counts: tally.along(*of) });
    let (mut rows, few): (Vec<_>, Vec<_>) =
        each.filter(|row| row.counts.ballots > 0).partition(|row| row.counts.ballots >= k);
    if !few.is_empty() {
        let mut others = Counts::default();
        for row in &few {
            others.add(&row.counts);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.counts.ballots));
        while others.ballots < k
            && let Some(smallest) = rows.pop()
        {
            others.add(&smallest.counts);
        }
        // Named by whom it leaves over, not by who is in it: that five groups share five ballots would say one each.
        let mut of: Vec<A> = A::ALL.iter().copied().filter(|of| rows.iter().all(|row| row.of[0] != *of)).collect();
        of.sort_by_key(|of| (*of == A::UNSTATED, *of));
        rows.push(Row { of, counts: others });
    }
    if rows.len() < 2 {
        return Vec::new();
    }
    rows.sort_by_key(|row| (row.of.len(), row.of[0] == A::UNSTATED, row.of[0]));
    rows
}

/// Whether two breakdowns of one run may stand side by side.
///
/// Whoever reads both can bound what they do not show: of `total` ballots with an answer, `a` in these rows of the one and
/// `b` in those rows of the other, at least `a + b - total` and at most `min(a, b)` stand in both (Fréchet's bounds, which
/// are sharp for a table with given margins: Dobra & Fienberg, PNAS 97, 2000). So they may, if of every such crossing with
/// fewer than `k` ballots no answer is shown to have been given there, nor is its answer narrowed to one by both where
/// neither alone does that. That reasons on ballots with one answer; where a ballot has several parts, which one bound says
/// about the others is not bounded so, and every crossing must be empty or reach `k`.
fn safe_together<A: OnAxis, B: OnAxis>(tally: &Tally, ones: &[Row<A>], others: &[Row<B>], k: u32) -> bool {
    if ones.is_empty() || others.is_empty() {
        return true;
    }
    let total = tally.total();
    let one_answer_each = total.keys.values().sum::<u64>() == u64::from(total.ballots);
    let is_safe = |some: u32, of_others: u32| {
        let (a, b) = (chosen(ones, some), chosen(others, of_others));
        let ballots: u32 = (tally.segments())
            .filter(|(segment, _)| holds(ones, some, A::of(*segment)) && holds(others, of_others, B::of(*segment)))
            .map(|(_, counts)| counts.ballots)
            .sum();
        match ballots {
            0 => true,
            few if few >= k => true,
            _ if !one_answer_each => false,
            _ => hides(&total, &a, &b),
        }
    };
    // Rows are seven at most, so sets of them are few.
    (1..1_u32 << ones.len()).all(|some| (1..1_u32 << others.len()).all(|of_others| is_safe(some, of_others)))
}

/// Whether the rows of `set`, a bit each, take in `of`.
fn holds<A: OnAxis>(rows: &[Row<A>], set: u32, of: A) -> bool {
    rows.iter().enumerate().any(|(at, row)| set & (1 << at) != 0 && row.of.contains(&of))
}

fn chosen<A>(rows: &[Row<A>], set: u32) -> Counts {
    let mut sum = Counts::default();
    for (_, row) in rows.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0) {
        sum.add(&row.counts);
    }
    sum
}

/// Whether the answers of those who are in both `a` and `b` stay unknown to whoever knows these counts and the total.
fn hides(total: &Counts, a: &Counts, b: &Counts) -> bool {
    let shown = |all: u64, a: u64, b: u64| a + b > all;
    if shown(total.ballots.into(), a.ballots.into(), b.ballots.into())
        || total.keys.iter().any(|(key, all)| shown(*all, a.of(key), b.of(key)))
    {
        return false;
    }
    let possible = a.keys.keys().filter(|key| b.of(key) > 0).count();
    possible > 1 || a.keys.len() == 1 || b.keys.len() == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::ballot::Contributions;
    use crate::domain::person::Segment;

    /// One ballot: its mode, its group, its answers.
    type Cast = (usize, usize, Vec<u8>);

    fn tally(ballots: &[Cast]) -> Tally {
        let mut tally = Tally::default();
        for (mode, group, answers) in ballots {
            let keys: Vec<String> = answers.iter().map(u8::to_string).collect();
            let pairs = keys.iter().map(|key| (key.as_str(), 1));
            let segment = Segment { mode: Mode::ALL[*mode], group: Group::ALL[*group] };
            tally.count(segment, &Contributions::of(pairs));
        }
        tally
    }

    fn one_answer(people: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Cast>> {
        let weighed = |n: usize| prop_oneof![4 => Just(0), 2 => Just(1), 1 => 0..n];
        prop::collection::vec((weighed(3), weighed(7), (0_u8..3).prop_map(|answer| vec![answer])), people)
    }

    fn several_answers() -> impl Strategy<Value = Vec<Cast>> {
        let answers = prop::collection::btree_set(0_u8..3, 1..3).prop_map(|set| set.into_iter().collect());
        prop::collection::vec((0_usize..2, 0_usize..3, answers), 0..60)
    }

    #[test]
    fn groups_none_of_which_has_a_row_leave_the_modes_where_they_are() {
        // Room and online by turns; twelve name no group, and of five groups two people each did.
        let ballots: Vec<Cast> =
            (0..22).map(|at| (1 + at % 2, if at < 12 { 0 } else { 1 + at % 5 }, vec![0])).collect();
        let shown = published(&tally(&ballots), 5);
        assert!(shown.by_group.is_empty() && !shown.mode_left_out);
        assert_eq!(shown.by_mode.iter().map(|row| row.counts.ballots).collect::<Vec<_>>(), [11, 11]);
    }

    /// What stands on the page: for each row who is in it, and how many gave each answer.
    fn rows_shown<A: OnAxis>(rows: &[Row<A>]) -> Vec<[u32; 3]> {
        let count = |row: &Row<A>, answer: usize| u32::try_from(row.counts.of(&answer.to_string())).unwrap();
        rows.iter().map(|row| std::array::from_fn(|answer| count(row, answer))).collect()
    }

    /// Every way in which those who gave one answer can be spread over the crossings of the rows, as the attacker finds
    /// them: cell by cell, nothing but the two tables in hand.
    fn worlds(modes: &[u32], groups: &[u32]) -> Vec<Vec<u32>> {
        fn fill(at: usize, modes: &mut [u32], groups: &mut [u32], cells: &mut Vec<u32>, out: &mut Vec<Vec<u32>>) {
            let (row, column) = (at / groups.len(), at % groups.len());
            if row == modes.len() {
                if groups.iter().all(|left| *left == 0) {
                    out.push(cells.clone());
                }
                return;
            }
            let is_last = column + 1 == groups.len();
            let most = modes[row].min(groups[column]);
            for here in if is_last { modes[row]..=most } else { 0..=most } {
                (modes[row], groups[column]) = (modes[row] - here, groups[column] - here);
                cells.push(here);
                fill(at + 1, modes, groups, cells, out);
                cells.pop();
                (modes[row], groups[column]) = (modes[row] + here, groups[column] + here);
            }
        }
        let mut out = Vec::new();
        fill(0, &mut modes.to_vec(), &mut groups.to_vec(), &mut Vec::new(), &mut out);
        out
    }

    /// What really stands in the crossings.
    fn crossed(tally: &Tally, shown: &Breakdowns) -> Vec<Vec<u32>> {
        let crossing = |mode: &Row<Mode>, group: &Row<Group>, answer: usize| {
            let here = tally
                .segments()
                .filter(|(segment, _)| mode.of.contains(&segment.mode) && group.of.contains(&segment.group));
            here.map(|(_, counts)| u32::try_from(counts.of(&answer.to_string())).unwrap()).sum()
        };
        let of_answer = |answer| {
            let all = shown.by_mode.iter().flat_map(|mode| shown.by_group.iter().map(move |group| (mode, group)));
            all.map(|(mode, group)| crossing(mode, group, answer)).collect()
        };
        (0..3).map(of_answer).collect()
    }

    fn of_set(cells: &[u32], set: u32) -> u32 {
        cells.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0).map(|(_, cell)| cell).sum()
    }

    /// The crossings of some rows of the one table with some of the other, as bits of the cells.
    fn crossings(modes: usize, groups: usize) -> impl Iterator<Item = u32> {
        (1..1_u32 << modes).flat_map(move |some| (1..1_u32 << groups).map(move |others| (some, others))).map(
            move |(some, others)| {
                let cells = (0..modes * groups)
                    .filter(|at| some & (1 << (at / groups)) != 0 && others & (1 << (at % groups)) != 0);
                cells.fold(0, |set, at| set | (1 << at))
            },
        )
    }

    proptest! {
        #[test]
        fn a_breakdown_has_no_row_under_k_and_adds_up(ballots in one_answer(0..60), k in 1_u32..9) {
            fn check<A: OnAxis + std::fmt::Debug>(rows: &[Row<A>], tally: &Tally, k: u32) -> Result<(), TestCaseError> {
                prop_assert!(rows.len() != 1);
                if rows.is_empty() {
                    return Ok(());
                }
                prop_assert!(rows.iter().all(|row| row.counts.ballots >= k));
                let mut sum = Counts::default();
                for row in rows {
                    sum.add(&row.counts);
                }
                prop_assert_eq!(sum, tally.total());
                // Every mode or group stands in one row; only the last has several.
                let mut of: Vec<A> = rows.iter().flat_map(|row| row.of.clone()).filter(|of| tally.along(*of).ballots > 0).collect();
                of.sort_unstable();
                let there: Vec<A> = A::ALL.iter().copied().filter(|of| tally.along(*of).ballots > 0).collect();
                prop_assert_eq!(of, there);
                prop_assert!(rows[..rows.len() - 1].iter().all(|row| row.of.len() == 1));
                Ok(())
            }
            let tally = tally(&ballots);
            check(&along::<Mode>(&tally, k), &tally, k)?;
            check(&along::<Group>(&tally, k), &tally, k)?;
        }

        /// The attacker holds both tables, lists every world in which both would read so, and looks for a crossing of
        /// fewer than k people about whom all these worlds agree.
        #[test]
        fn both_tables_together_give_nobody_away(ballots in one_answer(4..24), k in 2_u32..5) {
            let tally = tally(&ballots);
            let shown = published(&tally, k);
            prop_assume!(!shown.by_mode.is_empty() && !shown.by_group.is_empty() && shown.by_group.len() < 5);
            let (modes, groups) = (rows_shown(&shown.by_mode), rows_shown(&shown.by_group));
            let truth = crossed(&tally, &shown);
            let of_answer = |rows: &[[u32; 3]], answer: usize| rows.iter().map(|row| row[answer]).collect::<Vec<_>>();
            let worlds: Vec<_> =
                (0..3).map(|answer| worlds(&of_answer(&modes, answer), &of_answer(&groups, answer))).collect();
            prop_assert!((0..3).all(|answer| worlds[answer].contains(&truth[answer])), "the attacker's worlds have the truth");
            for set in crossings(modes.len(), groups.len()) {
                let people: u32 = truth.iter().map(|cells| of_set(cells, set)).sum();
                if people == 0 || people >= k {
                    continue;
                }
                for (answer, worlds) in worlds.iter().enumerate() {
                    let least = worlds.iter().map(|cells| of_set(cells, set)).min().unwrap();
                    prop_assert_eq!(least, 0, "of {} in {:b} some are known to have said {}", people, set, answer);
                }
            }
        }

        #[test]
        fn where_a_ballot_has_several_answers_no_crossing_is_under_k(ballots in several_answers(), k in 2_u32..6) {
            let tally = tally(&ballots);
            let shown = published(&tally, k);
            prop_assume!(!shown.by_mode.is_empty() && !shown.by_group.is_empty());
            prop_assume!(tally.total().keys.values().sum::<u64>() != u64::from(tally.total().ballots));
            for (mode, group) in shown.by_mode.iter().flat_map(|mode| shown.by_group.iter().map(move |group| (mode, group))) {
                let here = tally.segments().filter(|(at, _)| mode.of.contains(&at.mode) && group.of.contains(&at.group));
                let people: u32 = here.map(|(_, counts)| counts.ballots).sum();
                prop_assert!(people == 0 || people >= k);
            }
        }
    }

    fn people(of: &[(Mode, Group, u8, usize)]) -> Tally {
        let at = |mode: Mode, group: Group| (mode as usize, group as usize);
        let each = of.iter().flat_map(|(mode, group, answer, n)| {
            let (mode, group) = at(*mode, *group);
            std::iter::repeat_n((mode, group, vec![*answer]), *n)
        });
        tally(&each.collect::<Vec<_>>())
    }

    #[test]
    fn a_table_that_would_tell_on_two_is_left_out() {
        use Group::{CivilSociety, Government};
        use Mode::{Online, Room};
        // The room said 0 and nobody online did: then the groups of those who said 0 are the groups of the room.
        let told = people(&[
            (Room, Government, 0, 2),
            (Room, CivilSociety, 0, 6),
            (Online, Government, 1, 6),
            (Online, CivilSociety, 1, 6),
        ]);
        assert_eq!((along::<Mode>(&told, 5).len(), along::<Group>(&told, 5).len()), (2, 2));
        let shown = published(&told, 5);
        assert!(shown.mode_left_out && shown.by_mode.is_empty() && shown.by_group.len() == 2);
        // Mixed answers say nothing of the two.
        let mixed = people(&[
            (Room, Government, 0, 1),
            (Room, Government, 1, 1),
            (Room, CivilSociety, 0, 6),
            (Room, CivilSociety, 1, 6),
            (Online, Government, 0, 5),
            (Online, Government, 1, 5),
            (Online, CivilSociety, 1, 6),
            (Online, CivilSociety, 0, 6),
        ]);
        let shown = published(&mixed, 5);
        assert_eq!((shown.by_mode.len(), shown.by_group.len(), shown.mode_left_out), (2, 2, false));
    }

    #[test]
    fn the_rest_is_named_by_whom_it_leaves_over() {
        let one_each: Vec<_> = Group::ALL[1..6].iter().map(|group| (Mode::Room, *group, 0, 1)).collect();
        let tally = people(&[&one_each[..], &[(Mode::Room, Group::Unstated, 1, 9)]].concat());
        let rows = along::<Group>(&tally, 5);
        assert_eq!(rows[0].of, [Group::Unstated]);
        // Another group has nobody in it, and is named with the rest: five ballots of five groups would be one each.
        assert_eq!((rows[1].of.as_slice(), rows[1].counts.ballots), (&Group::ALL[1..], 5));
    }
}
