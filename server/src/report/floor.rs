//! Turns and the ledger. How somebody took part was there for all to see, so modes are told as they were. A declared group
//! was not: groups are told under the rule of k, where k counts people who are told apart, because one person can have k turns.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{Block, Row, Table};
use super::figures::{group_name, mode_name};
use super::words::{Words, fill};
use super::{Moment, Room};
use crate::domain::floor::ledger::{Heard, Ledger, ledger};
use crate::domain::floor::{Rule, Turn};
use crate::domain::minutes::{Act, Line, Turned};
use crate::domain::person::{Group, Mode};

/// What is told of turns: never who, nor what they were called by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Floor {
    ledger: Ledger,
    groups: Vec<(Vec<Group>, Heard)>,
    rule: Rule,
    k: u32,
}

impl Floor {
    pub(super) fn of(room: &Room, now: Moment) -> Self {
        let ledger = ledger(room.talk.turns.iter().map(|(id, held)| (*id, &held.value)), now);
        let k = room.settings.value.k;
        let mut people: BTreeMap<Group, BTreeSet<String>> = BTreeMap::new();
        for turn in room.talk.turns.values().map(|held| &held.value).filter(|turn| turn.state.began().is_some()) {
            if let Some(person) = person(turn) {
                people.entry(turn.group).or_default().insert(person);
            }
        }
        let groups = merged(&ledger, &people, k);
        Self { ledger, groups, rule: room.talk.floor.value.rule.clone(), k }
    }

    pub(super) fn tell(&self, words: &Words, minutes: &[(Moment, Option<Line>)], out: &mut Vec<Block>) {
        let own = &words.report_sections;
        if self.ledger.all.turns == 0 {
            return;
        }
        out.push(Block::heading(2, &own.turns));
        let first = words.plural(&own.first_timers, self.ledger.first.turns);
        out.push(Block::text(words.sentences(&[words.plural(&own.turns_had, self.ledger.all.turns), first])));
        let modes = [Mode::Room, Mode::Online, Mode::Unstated].into_iter();
        let heard = modes.filter_map(|mode| Some((mode_name(words, mode), *self.ledger.modes.get(&mode)?)));
        out.push(table(words, &own.turns_caption, &own.side, heard.filter(|(_, heard)| heard.turns > 0)));
        if self.groups.is_empty() {
            out.push(Block::text(fill(&own.groups_thin, &[("k", &self.k.to_string())])));
        } else {
            let named = self.groups.iter().map(|(groups, heard)| {
                let names: Vec<String> = groups.iter().map(|group| group_name(words, *group)).collect();
                (words.list(&names), *heard)
            });
            out.push(table(words, &own.groups_caption, &own.group, named));
        }
        let by_hand = |(_, line): &&(Moment, Option<Line>)| {
            matches!(line, Some(Line { act: Act::Turn { turned: Turned::GivenOutOfTurn, .. }, .. }))
        };
        let times = u32::try_from(minutes.iter().filter(by_hand).count()).unwrap_or(u32::MAX);
        out.push(Block::text(words.plural(&own.out_of_turn, times)));
        out.push(Block::text(fill(
            &own.rule,
            &[("rule", &self.rule(words)), ("seconds", &self.rule.seconds.to_string())],
        )));
    }

    fn rule(&self, words: &Words) -> String {
        let own = &words.report_sections;
        let mut parts = Vec::new();
        match self.rule.online_one_in {
            _ if self.rule.round_robin => parts.push(own.rule_alternate.clone()),
            Some(n) => parts.push(fill(&own.rule_one_in, &[("n", &n.turns().to_string())])),
            None => {}
        }
        if self.rule.first_timers_first {
            parts.push(own.rule_first.clone());
        }
        if self.rule.least_heard_group {
            parts.push(own.rule_least.clone());
        }
        parts.push(own.rule_longest.clone());
        words.semicolons(&parts)
    }
}

/// Who this was, if that can be told; whoever nobody is known by may be anybody, and counts for nobody.
fn person(turn: &Turn) -> Option<String> {
    let name = || turn.name.as_ref().map(|name| name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "));
    turn.voter.clone().or_else(name)
}

/// Groups of at least `k` people each, smaller ones merged; none if fewer than two are left. A person who declared several
/// groups in turn counts once in a merged one.
fn merged(ledger: &Ledger, people: &BTreeMap<Group, BTreeSet<String>>, k: u32) -> Vec<(Vec<Group>, Heard)> {
    type Side = (Vec<Group>, Heard, BTreeSet<String>);
    let heard = ledger.groups.iter().filter(|(_, heard)| heard.turns > 0);
    let mut sides: Vec<Side> =
        heard.map(|(group, heard)| (vec![*group], *heard, people.get(group).cloned().unwrap_or_default())).collect();
    let few = |side: &Side| side.2.len() < k as usize;
    while sides.len() > 1 && sides.iter().any(few) {
        sides.sort_by_key(|side| std::cmp::Reverse(side.2.len()));
        if let Some(least) = sides.pop()
            && let Some(others) = sides.last_mut()
        {
            others.0.extend(least.0);
            others.1 = Heard { turns: others.1.turns + least.1.turns, ms: others.1.ms + least.1.ms };
            others.2.extend(least.2);
        }
    }
    sides.sort_by_key(|side| (side.0.len(), side.0.clone()));
    if sides.len() < 2 { Vec::new() } else { sides.into_iter().map(|(groups, heard, _)| (groups, heard)).collect() }
}

fn table(words: &Words, caption: &str, first: &str, heard: impl Iterator<Item = (String, Heard)>) -> Block {
    let own = &words.report_sections;
    let row = |(name, heard): (String, Heard)| {
        let seconds = heard.ms / 1_000;
        let time =
            fill(&own.minutes_seconds, &[("m", &(seconds / 60).to_string()), ("s", &(seconds % 60).to_string())]);
        Row::of(vec![name, words.number(heard.turns), time])
    };
    Block::Table(Table {
        caption: caption.to_owned(),
        head: vec![first.to_owned(), own.turns_head.clone(), own.time_head.clone()],
        rows: heard.map(row).collect(),
        wordy: false,
    })
}
