//! The report in words: which blocks, in which order.

use super::block::{Block, Row, Table};
use super::times::Times;
use super::words::{Words, fill};
use super::{Home, PollReport, Readers, Report, figures, origin};
use crate::domain::gate::Phase;
use crate::domain::result;
use crate::domain::room::HeadCounts;
use crate::store::Durability;

impl Report {
    /// The whole report, top to bottom.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut out = Vec::new();
        self.head(&mut out);
        self.policy_questions(&mut out);
        let words = self.words();
        let own = &words.report;
        self.section(&mut out, &Home::Points, &own.discussion_points);
        self.section(&mut out, &Home::Positions, &own.positions);
        self.section(&mut out, &Home::Raised, &own.raised_polls);
        self.outcomes(&mut out);
        self.temperature(&mut out);
        self.section(&mut out, &Home::Other, &own.other_polls);
        self.questions.tell(words, &mut out);
        self.floor.tell(words, &self.minutes, &mut out);
        self.notes(&mut out);
        self.moderation(&mut out);
        self.who_was_here(&mut out);
        self.how_to_read(&mut out);
        if self.readers == Readers::Moderators {
            self.minutes_table(&mut out);
        }
        if self.rehearsal {
            out.push(Block::Caution(own.rehearsal_line.clone()));
        }
        out
    }

    /// The results alone, poll by poll.
    pub(super) fn results(&self) -> Vec<Block> {
        let own = &self.words().report;
        let mut out = vec![Block::heading(1, &self.title)];
        if self.needs_code {
            out.push(Block::text(&self.words().shared.needs_code));
        }
        let nothing = out.len();
        for poll in self.polls.iter().filter(|poll| poll.home != Home::Temperature) {
            out.push(Block::heading(2, &poll.prompt));
            poll.runs.iter().for_each(|run| figures::tell(self, poll, run, &mut out));
        }
        if out.len() == nothing {
            out.push(Block::text(&own.nothing_shown));
        }
        out
    }

    /// The title, for the page's.
    pub(super) fn headline(&self) -> String {
        fill(&self.words().report.title, &[("title", &self.title)])
    }

    /// Times without a date are of the day on which voting began.
    pub(super) fn times(&self) -> Times {
        let first = self.polls.iter().flat_map(|poll| &poll.runs).map(|run| run.gate.opened).min();
        Times::new(self.words(), self.utc_offset, first.unwrap_or(self.as_of))
    }

    fn head(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report;
        let times = self.times();
        out.push(Block::heading(1, self.headline()));
        if self.rehearsal {
            out.push(Block::Caution(own.rehearsal_line.clone()));
        }
        let about = [("reference", &*self.reference), ("format", &self.format), ("code", self.code.as_str())];
        out.push(Block::text(fill(&own.about, &about)));
        if self.readers == Readers::Everybody {
            out.push(Block::text(&own.for_everybody));
        }
        out.push(Block::led(&own.chose_itself, &own.chose_itself_line));
        let polls = self.polls.iter().filter(|poll| !poll.runs.is_empty()).count();
        let runs: usize = self.polls.iter().map(|poll| poll.runs.len()).sum();
        let asked = fill(&own.asked, &[("polls", &polls.to_string()), ("runs", &runs.to_string())]);
        let as_of = [("time", &*times.hour_minute(self.as_of)), ("date", &times.date(self.as_of))];
        let clock = match self.utc_offset {
            Some(_) => fill(&own.times_local, &[("offset", &times.offset())]),
            None => own.times_utc.clone(),
        };
        let base_day = fill(&own.base_day, &[("date", &times.base_date())]);
        out.push(Block::text(words.sentences(&[asked, fill(&own.as_of, &as_of), clock, base_day])));
        self.session_times(out);
    }

    fn policy_questions(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report;
        if self.policy_questions.is_empty() {
            return;
        }
        out.push(Block::heading(2, &own.policy_questions));
        for (place, question) in self.policy_questions.iter().enumerate() {
            let name = origin::question_name(&self.policy_questions, place);
            let heading = match question.label.as_deref().filter(|label| !origin::is_short(label)) {
                Some(label) => fill(&own.question_labelled, &[("name", &name), ("label", label)]),
                None => fill(&own.question, &[("name", &name)]),
            };
            out.push(Block::heading(3, heading));
            out.push(Block::Quote(question.text.clone()));
            let leans_on = question.follows.as_deref().and_then(|id| origin::place_of(&self.policy_questions, id));
            if let Some(place) = leans_on {
                let name = origin::question_name(&self.policy_questions, place);
                out.push(Block::text(fill(&own.follows, &[("name", &name)])));
            }
            let home = Home::Question(place);
            let also: Vec<String> = (self.polls.iter())
                .filter(|poll| poll.home != home && origin::draws_on(&poll.provenance, &question.id))
                .filter_map(|poll| poll.number)
                .map(|number| fill(&own.poll, &[("number", &number.to_string())]))
                .collect();
            if also.is_empty() && !self.polls.iter().any(|poll| poll.home == home && poll.number.is_some()) {
                out.push(Block::text(&own.nothing_asked));
            }
            if !also.is_empty() {
                out.push(Block::text(fill(&own.also_drawn, &[("polls", &words.list(&also))])));
            }
            self.polls_of(out, &home, 4);
        }
    }

    pub(super) fn section(&self, out: &mut Vec<Block>, home: &Home, heading: &str) {
        if self.polls.iter().any(|poll| poll.home == *home) {
            out.push(Block::heading(2, heading));
            self.polls_of(out, home, 3);
        }
    }

    /// The polls of a section: those that were asked in full, the others by their wording.
    pub(super) fn polls_of(&self, out: &mut Vec<Block>, home: &Home, level: u8) {
        let words = self.words();
        let own = &words.report;
        let (asked, not_asked): (Vec<_>, Vec<_>) =
            self.polls.iter().filter(|poll| poll.home == *home).partition(|poll| poll.number.is_some());
        for poll in asked {
            self.poll(out, poll, level);
        }
        if !not_asked.is_empty() {
            out.push(Block::text(&own.not_asked));
            out.push(Block::Items(not_asked.iter().map(|poll| poll.prompt.clone()).collect()));
        }
    }

    fn poll(&self, out: &mut Vec<Block>, poll: &PollReport, level: u8) {
        let words = self.words();
        let own = &words.report;
        let number = poll.number.unwrap_or_default().to_string();
        out.push(Block::heading(level, fill(&own.poll_headed, &[("number", &number), ("prompt", &poll.prompt)])));
        origin::tell(self, poll, out);
        if poll.runs.len() > 1 {
            out.push(Block::text(&own.not_same_people));
        }
        for run in &poll.runs {
            figures::tell(self, poll, run, out);
        }
        for pair in poll.runs.windows(2) {
            if let Some(compared) = figures::compare(words, &pair[0], &pair[1]) {
                let rounds = [&pair[0], &pair[1]].map(|run| run.run.round.to_string());
                let lead = fill(&own.runs_compared, &[("first", &rounds[0]), ("then", &rounds[1])]);
                out.push(Block::led(lead, compared));
            }
        }
    }

    fn who_was_here(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report;
        let times = self.times();
        out.push(Block::heading(2, &own.who_was_here));
        if self.heads.is_empty() {
            out.push(Block::text(&own.no_heads));
        } else {
            let line = |(at, heads): &(_, HeadCounts)| {
                fill(&own.heads_line, &[("time", &times.stamp(*at)), ("counts", &counts(words, heads))])
            };
            out.push(Block::text(&own.heads));
            out.push(Block::Items(self.heads.iter().map(line).collect()));
        }
        let runs = || self.polls.iter().flat_map(|poll| poll.runs.iter().map(move |run| (poll, run)));
        if runs().next().is_none() {
            out.push(Block::text(&own.no_runs));
            return;
        }
        let rows = runs().map(|(poll, run)| {
            let named =
                [("number", &*poll.number.unwrap_or_default().to_string()), ("round", &run.run.round.to_string())];
            let unknown = || own.unknown.clone();
            let (eligible, seen) = match run.turnout {
                Some((eligible, seen)) => (words.number(eligible), words.number(seen)),
                None => (unknown(), unknown()),
            };
            Row::of(vec![fill(&own.turnout_run, &named), eligible, seen, figures::n_in_words(words, &run.result)])
        });
        out.push(Block::Table(Table {
            caption: own.turnout.clone(),
            head: [&own.run_head, &own.eligible, &own.seen_head, &own.answered].map(Clone::clone).to_vec(),
            rows: rows.collect(),
            wordy: false,
        }));
    }

    fn how_to_read(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report;
        out.push(Block::heading(2, &own.how_to_read));
        out.push(Block::Items(vec![
            fill(&own.n_is, &[("few", &result::FEW.to_string())]),
            own.eligible_is.clone(),
            fill(&own.mode_is, &[("k", &self.k.to_string())]),
        ]));
        let kept = match &self.durability {
            Some(Durability::Full) => own.kept_full.clone(),
            Some(Durability::Relaxed { why }) => fill(&own.kept_relaxed, &[("why", why)]),
            None => own.kept_away.clone(),
        };
        out.push(Block::led(words.sentence(&own.kept), kept));
    }

    fn minutes_table(&self, out: &mut Vec<Block>) {
        let words = self.words();
        let own = &words.report;
        out.push(Block::heading(2, &own.minutes));
        if self.minutes.is_empty() {
            out.push(Block::text(&own.no_minutes));
            return;
        }
        let times = self.times();
        let rows = self.minutes.iter().map(|(at, line)| {
            let (who, what) = match line {
                Some(line) => {
                    (line.by.map_or(&own.role_clock, |by| super::acts::role(words, by)).clone(), self.act(&line.act))
                }
                None => (own.unknown.clone(), own.act_unknown.clone()),
            };
            Row::of(vec![times.stamp(*at), who, what])
        });
        out.push(Block::Table(Table {
            caption: own.minutes_lead.clone(),
            head: [&own.time, &own.who, &own.what].map(Clone::clone).to_vec(),
            rows: rows.collect(),
            wordy: true,
        }));
    }
}

/// "41 in the room, 12 in the meeting tool".
pub(super) fn counts(words: &Words, heads: &HeadCounts) -> String {
    let own = &words.report;
    let said = |counted: &str, n: Option<u32>| n.map(|n| fill(counted, &[("n", &words.number(n))]));
    let counts: Vec<String> =
        [said(&own.heads_room, heads.room), said(&own.heads_online, heads.online)].into_iter().flatten().collect();
    if counts.is_empty() { own.heads_none.clone() } else { words.commas(&counts) }
}

/// Whether voting on a run is over.
pub(super) fn is_over(phase: Phase) -> bool {
    matches!(phase, Phase::Closed | Phase::Published)
}
