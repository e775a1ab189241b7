//! The acts of the conversation in words.

use serde::Deserialize;

use super::words::{Words, fill};
use crate::domain::floor::Place;
use crate::domain::minutes::{Act, Turned};
use crate::domain::question::{Asking, Rule, Told};
use crate::words::Plural;

/// The report's words for questions, turns and the session around them.
#[derive(Debug, Deserialize)]
pub(super) struct TalkWords {
    pub(super) act_question_approved: String,
    pub(super) act_question_declined: String,
    pub(super) act_question_edited: String,
    pub(super) act_question_labelled: String,
    pub(super) act_question_replied: String,
    pub(super) act_question_answering: String,
    pub(super) act_question_answered: String,
    pub(super) act_question_archived: String,
    pub(super) act_question_restored: String,
    pub(super) act_question_merged: String,
    pub(super) act_question_unmerged: String,
    pub(super) act_talk_set: String,
    pub(super) talk_asking_open: String,
    pub(super) talk_asking_paused: String,
    pub(super) talk_hands_open: String,
    pub(super) talk_hands_closed: String,
    pub(super) talk_held: String,
    pub(super) talk_not_held: String,
    pub(super) act_turn_given: String,
    pub(super) act_turn_out_of_turn: String,
    pub(super) act_turn_ended: String,
    pub(super) act_turn_extended: String,
    pub(super) act_turn_added: String,
    pub(super) act_turn_queued: String,
    pub(super) act_turn_placed: String,
    pub(super) act_turn_placed_last: String,
    pub(super) act_turn_unplaced: String,
    pub(super) act_turn_skipped: String,
    pub(super) act_floor_rule: String,
    pub(super) act_relayed: String,
    pub(super) relayed_questions: Plural,
    pub(super) relayed_hands: Plural,
    pub(super) act_relay_undone: String,
    pub(super) act_blanked: String,
    pub(super) act_unblanked: String,
    pub(super) act_message: String,
    pub(super) act_contacts: String,
    pub(super) act_keep_days: Plural,
    pub(super) act_window: String,
    pub(super) act_began: String,
    pub(super) act_ended: String,
    pub(super) act_resumed: String,
    pub(super) act_noted: String,
    pub(super) rule_off_topic: String,
    pub(super) rule_attack: String,
    pub(super) rule_private_person: String,
    pub(super) rule_asked_already: String,
    pub(super) rule_advertising: String,
    pub(super) rule_unclear: String,
    pub(super) stage_compare: String,
    pub(super) stage_questions: String,
    pub(super) stage_question: String,
    pub(super) stage_queue: String,
    pub(super) stage_message: String,
    pub(super) stage_temperature: String,
    pub(super) stage_support: String,
    pub(super) stage_pause: String,
    pub(super) stage_next: String,
    pub(super) from_audience: String,
    pub(super) outcome_drafted: String,
    pub(super) from_temperature: String,
}

/// A published rule in words.
pub(super) fn rule(words: &Words, rule: Rule) -> &String {
    let own = &words.report_talk;
    match rule {
        Rule::OffTopic => &own.rule_off_topic,
        Rule::Attack => &own.rule_attack,
        Rule::PrivatePerson => &own.rule_private_person,
        Rule::AskedAlready => &own.rule_asked_already,
        Rule::Advertising => &own.rule_advertising,
        Rule::Unclear => &own.rule_unclear,
    }
}

/// What was done, `None` if it is no act of the conversation.
pub(super) fn act_of_talk(words: &Words, act: &Act) -> Option<String> {
    let own = &words.report_talk;
    Some(match act {
        Act::Question { told, .. } => of_question(words, *told),
        Act::Turn { turned, .. } => of_turn(words, turned),
        Act::TalkSet { asking, hands, hold, .. } => {
            let asking = match asking {
                Asking::Open => &own.talk_asking_open,
                Asking::Paused => &own.talk_asking_paused,
            };
            let hands = if *hands { &own.talk_hands_open } else { &own.talk_hands_closed };
            let hold = if *hold { &own.talk_held } else { &own.talk_not_held };
            let how = words.list(&[asking, hands, hold].map(Clone::clone));
            fill(&own.act_talk_set, &[("how", &how)])
        }
        Act::FloorRule { .. } => own.act_floor_rule.clone(),
        Act::Relayed { questions, hands } => {
            let (questions, hands) =
                (words.plural(&own.relayed_questions, *questions), words.plural(&own.relayed_hands, *hands));
            fill(&own.act_relayed, &[("questions", &questions), ("hands", &hands)])
        }
        Act::RelayUndone { .. } => own.act_relay_undone.clone(),
        Act::Blanked { on: true } => own.act_blanked.clone(),
        Act::Blanked { on: false } => own.act_unblanked.clone(),
        Act::MessageSet { text } => fill(&own.act_message, &[("text", &super::acts::quoted(words, text))]),
        Act::ContactsSet { .. } => own.act_contacts.clone(),
        Act::WindowSet { keep_days: None, .. } => own.act_window.clone(),
        Act::WindowSet { keep_days: Some(days), .. } => {
            format!("{}; {}", own.act_window, words.plural(&own.act_keep_days, u32::from(*days)))
        }
        Act::Began => own.act_began.clone(),
        Act::Ended => own.act_ended.clone(),
        Act::Resumed => own.act_resumed.clone(),
        Act::Noted { .. } => own.act_noted.clone(),
        _ => return None,
    })
}

fn of_question(words: &Words, told: Told) -> String {
    let own = &words.report_talk;
    let said = match told {
        Told::Approved => &own.act_question_approved,
        Told::Declined { rule: under } => {
            return fill(&own.act_question_declined, &[("rule", rule(words, under))]);
        }
        Told::Edited => &own.act_question_edited,
        Told::Labelled => &own.act_question_labelled,
        Told::Replied => &own.act_question_replied,
        Told::Answering => &own.act_question_answering,
        Told::Answered => &own.act_question_answered,
        Told::Archived => &own.act_question_archived,
        Told::Restored => &own.act_question_restored,
        Told::Merged { .. } => &own.act_question_merged,
        Told::Unmerged => &own.act_question_unmerged,
    };
    said.clone()
}

fn of_turn(words: &Words, turned: &Turned) -> String {
    let own = &words.report_talk;
    let said = match turned {
        Turned::Given => &own.act_turn_given,
        Turned::GivenOutOfTurn => &own.act_turn_out_of_turn,
        Turned::Ended { seconds } => return fill(&own.act_turn_ended, &[("seconds", &words.number(*seconds))]),
        Turned::Extended { seconds } => return fill(&own.act_turn_extended, &[("seconds", &words.number(*seconds))]),
        Turned::Added => &own.act_turn_added,
        Turned::Queued => &own.act_turn_queued,
        Turned::Placed { place: Place::First } => &own.act_turn_placed,
        Turned::Placed { place: Place::Last } => &own.act_turn_placed_last,
        Turned::Placed { place: Place::Rule } => &own.act_turn_unplaced,
        Turned::Skipped => &own.act_turn_skipped,
    };
    said.clone()
}
