//! The acts of the minutes in words.

use super::Report;
use super::acts_talk::act_of_talk;
use super::told::counts;
use super::words::{Words, fill};
use crate::domain::id::{PollId, RunId};
use crate::domain::kind::phrases::Verdict;
use crate::domain::minutes::Act;
use crate::domain::person::Role;
use crate::domain::room::HeadCounts;
use crate::domain::stage::Showing;

/// Who acted, in words.
pub(super) fn role(words: &Words, role: Role) -> &String {
    let own = &words.report;
    match role {
        Role::Chair => &own.role_chair,
        Role::OnSite => &own.role_on_site,
        Role::Online => &own.role_online,
        Role::Rapporteur => &own.role_rapporteur,
    }
}

pub(super) fn quoted(words: &Words, text: &str) -> String {
    fill(&words.report.this_text, &[("text", text)])
}

impl Report {
    /// What was done.
    pub(super) fn act(&self, act: &Act) -> String {
        let words = self.words();
        let own = &words.report;
        match act {
            Act::Opened { run, seconds: None, .. } => self.of_run(&own.act_opened, *run),
            Act::Opened { run, seconds: Some(seconds), .. } => {
                fill(&own.act_opened_for, &[("run", &self.run_name(*run)), ("seconds", &words.number(*seconds))])
            }
            Act::Closing { run, show: false } => self.of_run(&own.act_closing, *run),
            Act::Closing { run, show: true } => self.of_run(&own.act_closing_show, *run),
            Act::KeptOpen { run } => self.of_run(&own.act_kept_open, *run),
            Act::Extended { run, seconds } => {
                fill(&own.act_extended, &[("run", &self.run_name(*run)), ("seconds", &words.number(*seconds))])
            }
            Act::Shut { run, shown: false } => self.of_run(&own.act_shut, *run),
            Act::Shut { run, shown: true } => self.of_run(&own.act_shut_shown, *run),
            Act::Shown { run } => self.of_run(&own.act_shown, *run),
            Act::Hidden { run } => self.of_run(&own.act_hidden, *run),
            Act::Judged { run, verdict, phrases } => {
                let said = match verdict {
                    Verdict::Approved => &own.act_judged_approved,
                    Verdict::TurnedDown => &own.act_judged_turned_down,
                };
                fill(said, &[("run", &self.run_name(*run)), ("n", &words.number(*phrases))])
            }
            Act::Voided { run } => fill(&own.act_voided, &[("poll", &self.poll_of(*run))]),
            Act::Staged { showing } => fill(&own.act_staged, &[("what", &self.showing(*showing))]),
            Act::Raised { poll } => self.of_poll(&own.act_raised, poll),
            Act::Edited { poll } => self.of_poll(&own.act_edited, poll),
            Act::Signed { poll } => self.of_poll(&own.act_signed, poll),
            Act::SignOffSet { on: true } => own.act_sign_off_on.clone(),
            Act::SignOffSet { on: false } => own.act_sign_off_off.clone(),
            Act::CodesSet { made, needed, anew } => {
                let said = match (anew, needed) {
                    (true, _) => &own.act_codes_anew,
                    (false, true) => &own.act_codes_needed,
                    (false, false) => &own.act_codes_free,
                };
                fill(said, &[("n", &words.number(*made))])
            }
            Act::Armed { poll, armed: true } => self.of_poll(&own.act_armed, poll),
            Act::Armed { poll, armed: false } => self.of_poll(&own.act_disarmed, poll),
            Act::Dropped { poll } => self.of_poll(&own.act_dropped, poll),
            Act::Ordered => own.act_ordered.clone(),
            Act::DeckAdded { deck } => fill(&own.act_deck_added, &[("deck", deck)]),
            Act::Heads { room, online } => {
                let heads = HeadCounts { room: *room, online: *online };
                fill(&own.act_heads, &[("counts", &counts(words, &heads))])
            }
            Act::HandedOver { role } => fill(&own.act_handed_over, &[("role", self::role(words, *role))]),
            Act::TookOver { role } => fill(&own.act_took_over, &[("role", self::role(words, *role))]),
            Act::Revoked { role } => fill(&own.act_revoked, &[("role", self::role(words, *role))]),
            Act::Sealed { run } => self.of_run(&own.act_sealed, *run),
            Act::NotSealed { run } => self.of_run(&own.act_not_sealed, *run),
            Act::Refounded { flagged } if flagged.is_empty() => own.act_refounded.clone(),
            Act::Refounded { flagged } => {
                let runs: Vec<String> = flagged.iter().map(|run| self.run_name(*run)).collect();
                fill(&own.act_refounded_runs, &[("runs", &words.list(&runs))])
            }
            Act::WentBack { flagged } if flagged.is_empty() => own.act_went_back.clone(),
            Act::WentBack { flagged } => {
                let runs: Vec<String> = flagged.iter().map(|run| self.run_name(*run)).collect();
                fill(&own.act_went_back_runs, &[("runs", &words.list(&runs))])
            }
            Act::ScreenLetIn { .. }
            | Act::ScreenNamed { .. }
            | Act::ScreenPinned { .. }
            | Act::ScreenRevoked { .. } => self.act_on_screen(act),
            of_talk => act_of_talk(words, of_talk).unwrap_or_else(|| own.act_unknown.clone()),
        }
    }

    fn act_on_screen(&self, act: &Act) -> String {
        let words = self.words();
        let own = &words.report;
        let (said, name, pinned) = match act {
            Act::ScreenLetIn { name } => (&own.act_screen_let_in, name, None),
            Act::ScreenNamed { name } => (&own.act_screen_named, name, None),
            Act::ScreenPinned { name, pinned: None } => (&own.act_screen_unpinned, name, None),
            Act::ScreenPinned { name, pinned: Some(showing) } => (&own.act_screen_pinned, name, Some(*showing)),
            Act::ScreenRevoked { name } => (&own.act_screen_revoked, name, None),
            _ => return own.act_unknown.clone(),
        };
        let what = pinned.map_or_else(String::new, |showing| self.showing(showing));
        fill(said, &[("name", &quoted(words, name)), ("what", &what)])
    }

    fn of_run(&self, said: &str, run: RunId) -> String {
        fill(said, &[("run", &self.run_name(run))])
    }

    fn of_poll(&self, said: &str, poll: &PollId) -> String {
        fill(said, &[("poll", &self.poll_name(poll, None))])
    }

    /// "Poll 2, run 1".
    fn run_name(&self, run: RunId) -> String {
        let words = self.words();
        let own = &words.report;
        let poll = self.poll_of(run);
        match self.asked.get(&run) {
            None => poll,
            Some(asked) if asked.void => fill(&own.this_void_run, &[("poll", &poll)]),
            Some(asked) => fill(&own.this_run, &[("poll", &poll), ("round", &asked.round.to_string())]),
        }
    }

    /// The poll that a run is of; one that has no number here is named by its words.
    fn poll_of(&self, run: RunId) -> String {
        match self.asked.get(&run) {
            Some(asked) => self.poll_name(&asked.poll, Some(&asked.prompt)),
            None => self.words().report.unknown.clone(),
        }
    }

    fn poll_name(&self, poll: &PollId, worded: Option<&str>) -> String {
        let words = self.words();
        let own = &words.report;
        if let Some(number) = self.number_of(poll) {
            return fill(&own.poll, &[("number", &number.to_string())]);
        }
        worded
            .or(self.planned.get(poll).map(String::as_str))
            .map_or_else(|| own.unknown.clone(), |text| quoted(words, text))
    }

    fn showing(&self, showing: Showing) -> String {
        let words = self.words();
        let (own, talk) = (&words.report, &words.report_talk);
        match showing {
            Showing::Join => own.stage_join.clone(),
            Showing::Aims => own.stage_aims.clone(),
            Showing::Rules => own.stage_rules.clone(),
            Showing::Run { run } => self.run_name(run),
            Showing::Compare { before, after } => {
                fill(&talk.stage_compare, &[("before", &self.run_name(before)), ("after", &self.run_name(after))])
            }
            Showing::Questions => talk.stage_questions.clone(),
            Showing::Question { .. } => talk.stage_question.clone(),
            Showing::Queue => talk.stage_queue.clone(),
            Showing::Message => talk.stage_message.clone(),
            Showing::Temperature => talk.stage_temperature.clone(),
            Showing::Support => talk.stage_support.clone(),
            Showing::Pause => talk.stage_pause.clone(),
            Showing::Next => talk.stage_next.clone(),
            Showing::Closing => own.stage_closing.clone(),
        }
    }
}
