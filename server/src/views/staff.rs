//! The parts that only moderators see.

use std::sync::Arc;

use super::{Audience, Beside, Part, part, phrases_part, result_part, run_of, screens, screens_version};
use crate::domain::room::Room;
use crate::wire::parts;

/// Adds them to what everybody sees.
pub(super) fn draw(room: &Room, beside: &Beside, out: &mut Vec<Part>) {
    let agenda_version = room.polls.values().map(|held| held.version).max().unwrap_or(0).max(room.agenda.version);
    let runs_version = room.runs.values().map(|held| held.gate_version).max().unwrap_or(0);
    out.push(part("agenda", agenda_version.max(runs_version), &agenda(room)));
    let settings = &room.settings;
    let sign_off = parts::SignOffPart { rev: settings.rev, on: settings.value.sign_off };
    out.push(part("sign_off", settings.version, &sign_off));
    out.push(part("turnout", 0, &beside.turnout));
    let heads = &room.heads;
    let heads_part = parts::HeadsPart { rev: heads.rev, room: heads.value.room, online: heads.value.online };
    out.push(part("heads", heads.version, &heads_part));
    out.push(part("screens", screens_version(room), &screens(room)));
    out.push(part("connected", 0, &parts::Connected { screens: beside.connected.clone() }));
    let decks: Vec<_> = (beside.decks.iter().cloned())
        .map(|deck| parts::DeckPart { added: room.agenda.value.decks.contains(&deck.deck), ..deck })
        .collect();
    out.push(part("decks", room.agenda.version, &decks));
    out.push(part("unseen", 0, &beside.unseen));
    let reached = (room.reached.rev > 0).then_some(&room.reached.value);
    let reached = parts::ReachedPart {
        token: beside.reach.clone(),
        host: reached.map(|reached| reached.host.clone()),
        at: reached.map(|reached| reached.at),
    };
    out.push(part("reached", room.reached.version, &reached));
    out.push(part("store", 0, &beside.store));
    out.push(part("minutes", 0, &beside.minutes));
    for held in room.runs.values() {
        let version = held.gate_version.max(room.flags.version);
        let run = parts::ModeratorRun {
            run: run_of(room, held),
            poll: held.run.poll.clone(),
            rev: held.gate.rev,
            show: held.gate.show,
            sensitive: held.run.sensitive,
            opened_by: held.run.opened_by,
            shut: held.gate.shut,
        };
        out.push(part(format!("run/{}", held.run.id), version, &run));
        out.extend(result_part(room, held, &Audience::Moderators));
        out.extend(phrases_part(held, &Audience::Moderators));
    }
}

fn agenda(room: &Room) -> parts::AgendaPart {
    let polls = room.agenda.value.polls.iter().filter_map(|id| room.polls.get(id).map(Arc::as_ref));
    let poll_part = |held: &crate::domain::room::Held<crate::domain::room::Planned>| {
        let poll = held.value.poll.clone();
        let runs = room.runs_of(&poll.id).map(|run| run.run.id).collect();
        parts::AgendaPoll {
            poll: poll.id,
            rev: held.rev,
            prompt: poll.prompt,
            kind: poll.kind,
            provenance: poll.provenance,
            visibility: poll.visibility,
            sensitive: poll.sensitive,
            seconds: poll.seconds,
            planned: poll.planned,
            armed: held.value.armed,
            author: held.value.author,
            signed_by: held.value.signed_by,
            runs,
            translations: poll.translations,
        }
    };
    parts::AgendaPart { rev: room.agenda.rev, polls: polls.map(poll_part).collect() }
}
