//! One connection from hello to goodbye.

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use crate::answer::{self, Caller, Desk};
use crate::clock;
use crate::config;
use crate::domain::person::Segment;
use crate::domain::refusal::Refusal;
use crate::frame::{self, Broken, Inbox, Incoming};
use crate::hub::{Seat, Watched, Who};
use crate::throttle::Budget;
use crate::views;
use crate::wire::{Command, Frame, Hello, Refused, Said, close};

thread_local! {
    /// One read buffer a thread: an idle connection holds none, and none is part of its task.
    static READ: RefCell<[u8; 16 * 1024]> = const { RefCell::new([0; 16 * 1024]) };
}

/// Seats an upgraded connection, and serves it until it ends. What it holds meanwhile is what an idle phone costs, so it is
/// made here and moved into the task once, and whatever is needed for a moment alone is boxed.
pub fn serve(
    desk: Desk,
    room: Arc<Watched>,
    (who, segment): (Who, Segment),
    io: TcpStream,
    already_read: &[u8],
    place: OwnedSemaphorePermit,
) -> impl Future<Output = ()> + Send + use<> {
    let is_phone = matches!(who, Who::Phone { .. });
    let cap = if is_phone { config::PHONE_FRAME_IN } else { config::MODERATOR_FRAME_IN };
    let (id, seat) = room.sit(who, io, segment);
    let controls = Budget::full(config::CONTROLS_PER_SECOND, config::CONTROLS_BURST, clock::tick());
    let mut line = Line { seat, inbox: Inbox::new(cap), controls };
    line.inbox.take(already_read);
    async move {
        let ended = converse(&desk, &room, &mut line).await;
        if let Err(Some(code)) = ended {
            line.seat.end(Some(code));
            // What it still says is read and thrown away for a moment, so that the goodbye is not lost to a reset.
            let _ = Box::pin(tokio::time::timeout(Duration::from_secs(1), line.drain())).await;
        }
        room.leave(id);
        line.seat.cut();
        drop(place);
    }
}

/// The reading side of a connection.
struct Line {
    seat: Arc<Seat>,
    inbox: Inbox,
    /// Control frames are nobody's command, yet each costs a turn.
    controls: Budget,
}

/// Why a conversation ends: with this close code to say, or with nothing left to say.
type Ended = Option<u16>;

impl Line {
    /// The next text; control frames are answered on the way.
    async fn next(&mut self, room: &Watched) -> Result<String, Ended> {
        loop {
            match self.inbox.message() {
                Ok(Some(Incoming::Text(text))) => return Ok(text),
                Ok(Some(Incoming::Binary(_))) => return Err(Some(close::NOT_TEXT)),
                Ok(Some(Incoming::Ping(_) | Incoming::Pong)) if self.controls.take(clock::tick()).is_err() => {
                    return Err(Some(close::TOO_LOUD));
                }
                Ok(Some(Incoming::Ping(payload))) => self.seat.answer(frame::pong(payload)),
                Ok(Some(Incoming::Pong)) => {}
                Ok(Some(Incoming::Close(code))) => {
                    self.seat.end(code.map(|_| close::NORMAL));
                    return Err(None);
                }
                Err(Broken(code)) => return Err(Some(code)),
                Ok(None) => {
                    self.seat.readable().await.map_err(|_| None)?;
                    let (seat, inbox) = (&self.seat, &mut self.inbox);
                    let read = READ.with_borrow_mut(|buffer| {
                        let read = seat.try_read(buffer);
                        if let Ok(length) = read {
                            inbox.take(&buffer[..length]);
                        }
                        read
                    });
                    match read {
                        Ok(0) => return Err(None),
                        Ok(_) => self.seat.heard(room.shared().up_ms()),
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                        Err(_) => return Err(None),
                    }
                }
            }
        }
    }

    /// Reads and forgets until the other side closes.
    async fn drain(&mut self) {
        while self.seat.readable().await.is_ok() {
            match READ.with_borrow_mut(|buffer| self.seat.try_read(buffer)) {
                Ok(0) => return,
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
                _ => {}
            }
        }
    }
}

/// The first frame is a hello, and comes soon.
async fn introduce(desk: &Desk, room: &Arc<Watched>, line: &mut Line) -> Result<(), Ended> {
    let first = tokio::time::timeout(config::HELLO_DEADLINE, line.next(room)).await;
    let first = first.map_err(|_| Some(close::TOO_QUIET))??;
    match parse(&first) {
        Ok(Said { id, command: Command::Hello(hello) }) => greet(desk, room, &line.seat, id, hello).await,
        Ok(Said { id, .. }) => {
            let why = Refusal::Malformed { detail: "the first frame is a hello".to_owned() };
            send(&line.seat, &Frame::Refused(Refused { id, why }));
            Err(Some(close::PROTOCOL))
        }
        Err(refused) => {
            send(&line.seat, &Frame::Refused(refused));
            Err(Some(close::PROTOCOL))
        }
    }
}

async fn converse(desk: &Desk, room: &Arc<Watched>, line: &mut Line) -> Result<(), Ended> {
    Box::pin(introduce(desk, room, line)).await?;
    let pace = config::MODERATOR_COMMANDS_PER_SECOND;
    let mut haste = Haste { budget: Budget::full(pace, pace, clock::tick()), refused: 0 };
    loop {
        let text = line.next(room).await?;
        Box::pin(heed(desk, room, &line.seat, &mut haste, text)).await?;
    }
}

/// How hasty one connection is.
struct Haste {
    /// A screen's or a moderator's own; that of a phone is its pass's.
    budget: Budget,
    /// So many refusals for haste in a row.
    refused: u32,
}

/// Does what one text asks for, and answers it.
async fn heed(
    desk: &Desk,
    room: &Arc<Watched>,
    seat: &Arc<Seat>,
    haste: &mut Haste,
    text: String,
) -> Result<(), Ended> {
    if !seat.is_open() {
        // It was told to go (its link was revoked, the server drains): what it still says is not done.
        return Err(None);
    }
    let taken = match &seat.who {
        // One budget for all sockets and requests of a pass.
        Who::Phone { presence, .. } => desk.hub.shared().spend(*presence),
        Who::Screen(_) | Who::Moderator { .. } => haste.budget.take(clock::tick()),
    };
    if let Err(wait_ms) = taken {
        haste.refused += 1;
        if haste.refused > config::TOO_LOUD_AFTER {
            return Err(Some(close::TOO_LOUD));
        }
        let id = parse(&text).map_or_else(|refused| refused.id, |said| said.id);
        send(seat, &Frame::Refused(Refused { id, why: Refusal::SlowDown { wait_ms } }));
        return Ok(());
    }
    haste.refused = 0;
    match parse(&text) {
        Ok(said) => {
            // Whatever ends this seat meanwhile, its own act may be: the answer is heard first.
            seat.begin_answer();
            let frame = answered(desk, room, seat, said.id, said.command).await;
            seat.end_answer(encode(&frame));
        }
        Err(refused) => send(seat, &Frame::Refused(refused)),
    }
    Ok(())
}

/// A text frame as a command, or the refusal of it, with its id if one can be read.
pub fn parse(text: &str) -> Result<Said, Refused> {
    let said: Said = serde_json::from_str(text).map_err(|error| {
        let id = serde_json::from_str::<OnlyId>(text).map(|only| only.id).unwrap_or_default();
        Refused { id: bounded(id), why: malformed(&error) }
    })?;
    if said.id.is_empty() || said.id.len() > config::COMMAND_ID {
        let why = Refusal::Malformed { detail: format!("an id has 1 to {} characters", config::COMMAND_ID) };
        return Err(Refused { id: bounded(said.id), why });
    }
    Ok(said)
}

#[derive(serde::Deserialize)]
struct OnlyId {
    id: String,
}

fn bounded(id: String) -> String {
    if id.len() <= config::COMMAND_ID { id } else { String::new() }
}

/// Where the parser stopped, without a word of what it read: that may be somebody's text.
pub fn malformed(error: &serde_json::Error) -> Refusal {
    let what = match error.classify() {
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof => "not JSON",
        serde_json::error::Category::Data => "not a command of this protocol",
        serde_json::error::Category::Io => "not readable",
    };
    Refusal::Malformed { detail: format!("{what}, at line {} column {}", error.line(), error.column()) }
}

fn send(seat: &Arc<Seat>, message: &Frame) {
    seat.answer(encode(message));
}

fn encode(message: &Frame) -> Bytes {
    let json = serde_json::to_vec(message).expect("frames are plain data");
    frame::text(&[&json])
}

async fn answered(desk: &Desk, room: &Arc<Watched>, seat: &Arc<Seat>, id: String, command: Command) -> Frame {
    let changes_mine = matches!(command, Command::Mode(_) | Command::Group(_));
    let caller = Caller { who: &seat.who, segment: seat.segment(), seat: Some(seat) };
    match answer::answer(desk, room, caller, id, command).await {
        Ok(receipt) => {
            if changes_mine {
                send_mine(room, seat).await;
            }
            Frame::Receipt(receipt)
        }
        Err(refused) => Frame::Refused(refused),
    }
}

async fn send_mine(room: &Arc<Watched>, seat: &Arc<Seat>) {
    if let Who::Phone { pass, .. } = seat.who
        && let Ok((mine, _)) = room.mine(pass, seat.segment()).await
    {
        room.send_mine(seat, &mine);
    }
}

/// Answers a hello: the view, then one answer for each ballot it restates.
async fn greet(desk: &Desk, room: &Arc<Watched>, seat: &Arc<Seat>, id: String, hello: Hello) -> Result<(), Ended> {
    if hello.ballots.len() > config::RESTATED {
        let why = Refusal::TooMany { what: "ballots".to_owned(), max: config::RESTATED as u32 };
        send(seat, &Frame::Refused(Refused { id, why }));
        return Err(Some(close::PROTOCOL));
    }
    let mine = match &seat.who {
        Who::Phone { pass, presence, .. } => {
            let before = seat.segment();
            let segment =
                Segment { mode: hello.mode.unwrap_or(before.mode), group: hello.group.unwrap_or(before.group) };
            if segment != before {
                room.set_segment(*presence, segment, Some(seat));
                // What it cast by POST, before this page knew, was counted elsewhere.
                if let Err(why) = answer::resegment(room, *pass, segment).await {
                    tracing::warn!(room = %room.code, code = why.code(), "could not move a phone's ballots to its mode and group");
                }
            }
            let mine = match room.recall(*pass).await {
                Ok(()) => room.mine(*pass, seat.segment()).await,
                Err(error) => Err(error),
            };
            match mine {
                Ok((mine, voted)) => {
                    for run in voted {
                        seat.set_voted(run, true);
                    }
                    mine
                }
                Err(error) => {
                    tracing::warn!(room = %room.code, %error, "could not greet a phone");
                    return Err(Some(close::COME_BACK));
                }
            }
        }
        Who::Screen(screen) => views::mine_screen(screen.clone()),
        Who::Moderator { role, .. } => views::mine_moderator(*role),
    };
    let have = hello.epoch.as_deref().zip(hello.have);
    room.greet(seat, have, &mine);
    if let (Who::Moderator { role, .. }, Some(minutes)) = (&seat.who, hello.utc_offset) {
        answer::note_utc_offset(room, *role, minutes).await;
    }
    for vote in hello.ballots {
        let vote_id = format!("{id}/{}", vote.run);
        seat.begin_answer();
        let frame = answered(desk, room, seat, vote_id, Command::Vote(vote)).await;
        seat.end_answer(encode(&frame));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_command_is_refused_under_its_own_id_and_without_its_text() {
        let refused = parse(r#"{"id":"7","do":{"vote":{"run":1,"r":1,"choice":{"secret words":2}}}}"#).unwrap_err();
        assert_eq!(refused.id, "7");
        let Refusal::Malformed { detail } = refused.why else { panic!("another refusal") };
        assert!(!detail.contains("secret"));
        for text in ["", "[]", "nonsense", r#"{"id":"","do":{"end_rehearsal":{}}}"#, r#"{"id":"1","do":{"fly":{}}}"#] {
            assert!(matches!(parse(text).unwrap_err().why, Refusal::Malformed { .. }), "{text}");
        }
        let deep = format!(r#"{{"id":"1","do":{}}}"#, "[".repeat(100_000));
        assert!(parse(&deep).is_err());
    }

    fn size_of_task<A, B, C, D, E, F, Task>(_: impl Fn(A, B, C, D, E, F) -> Task) -> usize {
        size_of::<Task>()
    }

    /// What a phone that says nothing costs beside the kernel's part: its task, its seat, and tokio's note of its socket.
    #[test]
    fn an_idle_connection_is_a_small_task() {
        let (task, seat) = (size_of_task(serve), size_of::<Seat>());
        assert!(task <= 384 && seat <= 240, "a task of {task} bytes, a seat of {seat}");
    }

    #[test]
    fn an_unknown_field_is_a_mistake_and_not_passed_over() {
        assert!(parse(r#"{"id":"1","do":{"seen":{"run":1,"extra":2}}}"#).is_err());
        assert!(parse(r#"{"id":"1","do":{"seen":{"run":1}},"more":1}"#).is_err());
    }
}
