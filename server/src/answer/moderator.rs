//! Moderators' commands: decided on the room, written by the store, repeated only where no revision was named.

use std::sync::Arc;

use super::{Desk, Done, Rehearsal, TRIES, no_store, not_written};
use crate::config;
use crate::domain::id::RoomCode;
use crate::domain::key::Key;
use crate::domain::minutes::{Act, Line};
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::room::{Handover, Links, Screen};
use crate::founding;
use crate::hub::Watched;
use crate::lobby;
use crate::moderate::{self, Decision, Facts, json};
use crate::store::{Amendment, DocumentWrite, Write};
use crate::text;
use crate::wire::{Command, HandOver, LetIn, Made, Rehearse, Revoke};

pub(super) async fn act(
    desk: &Desk,
    room: &Arc<Watched>,
    role: Role,
    id: &str,
    command: Command,
) -> Result<Done, Refusal> {
    if !moderate::rights::may(role, &command) {
        return Err(Refusal::NotAllowed);
    }
    let decide = |command, tries| decide(desk, room, role, id, command, tries);
    match command {
        Command::HandOver(hand) => hand_over(room, role, &hand).await,
        Command::Revoke(revoke) => self::revoke(room, role, &revoke).await,
        Command::LetIn(let_in) => self::let_in(desk, room, role, &let_in).await,
        Command::Rehearse(rehearse) => self::rehearse(desk, room, role, &rehearse).await,
        Command::EndRehearsal(_) => end_rehearsal(desk, room, role),
        Command::TestVote(_) => {
            founding::tried::a_vote(&desk.hub.shared().store, &room.room().workshop.value).await.map_err(no_store)?;
            Ok(Done::default())
        }
        Command::RevokeScreen(on) => {
            let screen = on.screen.clone();
            let done = decide(Command::RevokeScreen(on), 1).await?;
            lobby::settle(&desk.hub.shared().store, &screen, None).await.map_err(no_store)?;
            Ok(done)
        }
        // These name no revision of the agenda: they are made anew on what is there.
        command @ (Command::Raise(_)
        | Command::Drop(_)
        | Command::Relay(_)
        | Command::UndoRelay(_)
        | Command::TakeTop(_)
        | Command::Blank(_)
        | Command::TakeTemperature(_)
        | Command::Acknowledge(_)
        | Command::Settle(_)) => decide(command, TRIES).await,
        command => decide(command, 1).await,
    }
}

async fn decide(
    desk: &Desk,
    room: &Arc<Watched>,
    role: Role,
    id: &str,
    command: Command,
    tries: usize,
) -> Result<Done, Refusal> {
    let mut refreshed = false;
    for attempt in 1.. {
        let facts = Facts { role, now: room.store_now(), command: id, decks: &desk.hub.shared().decks };
        let decided = moderate::decide(command.clone(), &room.room(), facts);
        let Decision { amendment, made } = match decided {
            Ok(decision) => decision,
            // What this node does not know yet another may have just written: look once before saying no.
            Err(why) if refreshed || why == Refusal::NotAllowed => return Err(why),
            Err(_) => {
                refreshed = true;
                room.refresh().await.map_err(no_store)?;
                continue;
            }
        };
        if amendment == Amendment::default() {
            // It is so already.
            return Ok(Done { ballot: None, made });
        }
        let amended = room.amend(amendment).await.map_err(no_store)?;
        match not_written(&amended) {
            None => return Ok(Done { ballot: None, made }),
            Some(why) if attempt >= tries => return Err(why),
            Some(_) => room.refresh().await.map_err(no_store)?,
        }
    }
    unreachable!("the loop ends by returning")
}

/// Writes an amendment made anew from the room until it fits.
async fn write(
    room: &Arc<Watched>,
    make: impl Fn(&crate::domain::room::Room) -> Result<Amendment, Refusal>,
) -> Result<(), Refusal> {
    for _ in 0..TRIES {
        room.refresh().await.map_err(no_store)?;
        let amended = room.amend(make(&room.room())?).await.map_err(no_store)?;
        if not_written(&amended).is_none() {
            return Ok(());
        }
    }
    Err(Refusal::TryAgain)
}

fn amendment(key: &Key, expect: u32, write: Write, role: Role, act: Act) -> Amendment {
    Amendment {
        documents: vec![DocumentWrite { key: key.to_text(), expect, write }],
        minutes: vec![json(&Line { by: Some(role), act })],
        ..Amendment::default()
    }
}

fn link_to(room: RoomCode, secret: &str) -> String {
    format!("/{room}/moderate#{secret}")
}

async fn hand_over(room: &Arc<Watched>, role: Role, hand: &HandOver) -> Result<Done, Refusal> {
    if hand.role != role && role != Role::Chair {
        return Err(Refusal::NotAllowed);
    }
    let (secret, hash) = room.shared().secret.handover();
    let until = room.store_now().plus_ms(config::HANDOVER_ENDS.as_millis() as u64);
    write(room, |folded| {
        let key = Key::Handover(hash.clone());
        let generation = folded.links.value.generation(hand.role);
        let handover = Write::Set(json(&Handover { role: hand.role, until, generation }));
        Ok(amendment(&key, 0, handover, role, Act::HandedOver { role: hand.role }))
    })
    .await?;
    let made = Made::Link { link: link_to(room.code, &secret), until: Some(until) };
    Ok(Done { ballot: None, made: Some(made) })
}

async fn revoke(room: &Arc<Watched>, role: Role, revoke: &Revoke) -> Result<Done, Refusal> {
    if role != Role::Chair {
        return Err(Refusal::NotAllowed);
    }
    write(room, |folded| {
        let mut links = Links { generations: folded.links.value.generations.clone() };
        links.generations.insert(revoke.role, folded.links.value.generation(revoke.role) + 1);
        let set = Write::Set(json(&links));
        Ok(amendment(&Key::Links, folded.links.rev, set, role, Act::Revoked { role: revoke.role }))
    })
    .await?;
    room.refresh().await.map_err(no_store)?;
    let generation = room.room().links.value.generation(revoke.role);
    let secret = room.shared().secret.link_secret(room.code, revoke.role, generation);
    let made = Made::Link { link: link_to(room.code, &secret), until: None };
    Ok(Done { ballot: None, made: Some(made) })
}

async fn let_in(desk: &Desk, room: &Arc<Watched>, role: Role, let_in: &LetIn) -> Result<Done, Refusal> {
    if !role.may_lead() {
        return Err(Refusal::NotAllowed);
    }
    let name = text::line("name", &let_in.name, config::NAME_GRAPHEMES)?;
    let store = &desk.hub.shared().store;
    let screen = lobby::screen_at(store, let_in.pairing).await.map_err(no_store)?.ok_or(Refusal::UnknownScreen)?;
    write(room, |folded| {
        if folded.screens.len() >= config::MAX_SCREENS {
            return Err(Refusal::TooMany { what: "screens".to_owned(), max: config::MAX_SCREENS as u32 });
        }
        // A screen that was sent away and comes again has a revision to go on from; the fold forgets it, the store not.
        let expect =
            folded.screens.get(&screen).map_or_else(|| room.rev_of(&Key::Screen(screen.clone())), |held| held.rev);
        let new = Screen { name: name.clone(), pinned: None, blink: 0 };
        let act = Act::ScreenLetIn { name: name.clone() };
        Ok(amendment(&Key::Screen(screen.clone()), expect, Write::Set(json(&new)), role, act))
    })
    .await?;
    lobby::settle(store, &screen, Some(room.code)).await.map_err(no_store)?;
    Ok(Done { ballot: None, made: Some(Made::Screen(screen)) })
}

async fn rehearse(desk: &Desk, room: &Arc<Watched>, role: Role, rehearse: &Rehearse) -> Result<Done, Refusal> {
    if role != Role::Chair {
        return Err(Refusal::NotAllowed);
    }
    if !(1..=config::MAX_REHEARSAL).contains(&rehearse.phones) {
        return Err(Refusal::OutOfBounds { field: "phones".to_owned(), min: 1, max: config::MAX_REHEARSAL });
    }
    if room.room().settings.value.rehearsal_of.is_some() {
        return Err(Refusal::WrongState { state: "rehearsal".to_owned() });
    }
    let crowd = desk.crowd.clone().ok_or(Refusal::NotAllowed)?;
    let shared = desk.hub.shared();
    let code = founding::found_rehearsal(&shared.store, &room.room()).await.map_err(no_store)?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    desk.rehearsals.insert(code, stop);
    let rehearsal = Rehearsal { base: desk.base.to_string(), room: code, phones: rehearse.phones, stop: stopped };
    let (desk, ends) = (desk.clone(), config::REHEARSAL_ENDS);
    tokio::spawn(async move {
        if tokio::time::timeout(ends, crowd(rehearsal)).await.is_err() {
            drop_rehearsal(&desk, code).await;
        }
    });
    let link = link_to(code, &shared.secret.link_secret(code, Role::Chair, 1));
    Ok(Done { ballot: None, made: Some(Made::Rehearsal { room: code, link }) })
}

fn end_rehearsal(desk: &Desk, room: &Arc<Watched>, role: Role) -> Result<Done, Refusal> {
    if role != Role::Chair {
        return Err(Refusal::NotAllowed);
    }
    if room.room().settings.value.rehearsal_of.is_none() {
        return Err(Refusal::WrongState { state: "no_rehearsal".to_owned() });
    }
    let (desk, code) = (desk.clone(), room.code);
    // The receipt goes out before the room goes away.
    tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        drop_rehearsal(&desk, code).await;
    });
    Ok(Done::default())
}

async fn drop_rehearsal(desk: &Desk, code: RoomCode) {
    if let Some((_, stop)) = desk.rehearsals.remove(&code) {
        stop.send_replace(true);
    }
    if let Err(error) = desk.hub.shared().store.drop_room(code).await {
        tracing::error!(room = %code, %error, "could not drop a rehearsal; the next start tries again");
    }
    desk.hub.end(code);
}
