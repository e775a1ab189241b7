//! The writing side of one connection: the newest view wins, answers are kept in order, nothing grows without bound.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io::{self, Read};
use std::net::Shutdown;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bytes::{Buf, Bytes};
use socket2::SockRef;
use tokio::io::Interest;
use tokio::net::TcpStream;

use super::Watched;
use crate::config;
use crate::domain::id::{PresenceKey, RunId, ScreenId};
use crate::domain::person::{Role, Segment};
use crate::domain::refusal::Refusal;
use crate::domain::room::Room;
use crate::frame;
use crate::pass::Pass;
use crate::views::Audience;

/// Who sits there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A participant.
    Phone {
        /// The right to vote.
        pass: Pass,
        /// Who is here, as the store knows it.
        presence: PresenceKey,
        /// The generation of the access code that stands in the place of a pass, if one does.
        by_code: Option<u32>,
    },
    /// A room screen.
    Screen(ScreenId),
    /// A moderator, by a link of that generation.
    Moderator {
        /// As what.
        role: Role,
        /// Of which generation of links.
        generation: u32,
    },
}

impl Who {
    /// Whether they are still let in: a moderator's link, a screen or an access code may have been revoked meanwhile, and a room may
    /// have begun to need codes.
    pub fn is_let_in(&self, room: &Room) -> Result<(), Refusal> {
        let is_good = match self {
            Self::Phone { by_code, .. } => return room.settings.value.codes.let_in(*by_code),
            Self::Screen(screen) => room.screens.contains_key(screen),
            Self::Moderator { role, generation } => room.links.value.generation(*role) == *generation,
        };
        if is_good { Ok(()) } else { Err(Refusal::NotAllowed) }
    }
}

/// One connection.
#[derive(Debug)]
pub struct Seat {
    /// Who sits there.
    pub who: Who,
    io: TcpStream,
    writing: Mutex<Writing>,
    heard_ms: AtomicU64,
    segment: AtomicU8,
    room: Weak<Watched>,
}

#[derive(Debug, Default)]
struct Writing {
    /// The drawing this seat was last sent, once it had its first view.
    sent: Option<u64>,
    /// The *after your own vote* runs that are open and that this participant voted in, in order.
    voted: Vec<RunId>,
    /// What waits for the socket to take more, and a task with it. A sweep passes thousands of seats: those that keep up hold none.
    behind: Option<Box<Behind>>,
    /// A command is being carried out, and its answer is to be the last word at the earliest.
    answering: bool,
    /// What to end with behind that answer.
    end_with: Option<u16>,
    standing: Standing,
}

/// What a full socket has not taken yet.
#[derive(Debug, Default)]
struct Behind {
    /// What is still to be written of a frame that was begun.
    rest: Bytes,
    /// Answers and control frames behind it.
    answers: VecDeque<Bytes>,
    answers_bytes: usize,
    /// A newer drawing is there than could be written.
    owed: bool,
}

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Standing {
    #[default]
    Open,
    /// Closed as soon as all is written.
    Ending,
    /// Nothing more is written.
    Gone,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while holding it is a bug that was reported; the data are whole, since each change is a few plain writes.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Seat {
    pub(super) fn new(who: Who, io: TcpStream, segment: Segment, now_ms: u64, room: Weak<Watched>) -> Self {
        Self {
            who,
            io,
            writing: Mutex::default(),
            heard_ms: AtomicU64::new(now_ms),
            segment: AtomicU8::new(segment.code()),
            room,
        }
    }

    /// Waits until there is something to read. For one who waits: the waker stands with the stream, and costs no memory here.
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        poll_fn(|context| self.io.poll_read_ready(context))
    }

    /// Reads what is there. Less than the buffer takes is all there was, so the runtime is told to wait for more at once, without
    /// asking the kernel a second time.
    pub fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut all = None;
        let read = self.io.try_io(Interest::READABLE, || match (&*SockRef::from(&self.io)).read(buffer) {
            Ok(length) if 0 < length && length < buffer.len() => {
                all = Some(length);
                Err(io::ErrorKind::WouldBlock.into())
            }
            read => read,
        });
        all.map_or(read, Ok)
    }

    /// The other side gave a sign of life.
    pub fn heard(&self, now_ms: u64) {
        self.heard_ms.store(now_ms, Ordering::Relaxed);
    }

    pub(super) fn heard_ms(&self) -> u64 {
        self.heard_ms.load(Ordering::Relaxed)
    }

    /// How this participant takes part, and of which group.
    pub fn segment(&self) -> Segment {
        Segment::of_code(self.segment.load(Ordering::Relaxed)).unwrap_or_default()
    }

    /// Notes how this participant takes part, and of which group.
    pub fn set_segment(&self, segment: Segment) {
        self.segment.store(segment.code(), Ordering::Relaxed);
    }

    /// Notes that this participant's ballot of an *after your own vote* run stands (or was withdrawn); returns whether
    /// that is news, so that the audience is another now.
    pub fn set_voted(&self, run: RunId, stands: bool) -> bool {
        let voted = &mut lock(&self.writing).voted;
        let stood = voted.contains(&run);
        voted.retain(|other| *other != run);
        if stands {
            voted.push(run);
            voted.sort_unstable();
        }
        stood != stands
    }

    /// Who shares its bytes.
    pub fn audience(&self) -> Audience {
        self.audience_with(&lock(&self.writing).voted)
    }

    fn audience_with(&self, voted: &[RunId]) -> Audience {
        match self.who {
            Who::Phone { .. } => Audience::Phones(voted.to_vec()),
            Who::Screen(_) => Audience::Screens,
            Who::Moderator { .. } => Audience::Moderators,
        }
    }

    pub(super) fn is_seated(&self) -> bool {
        let writing = lock(&self.writing);
        writing.sent.is_some() && writing.standing == Standing::Open
    }

    /// Sends its first view, which every later one builds on.
    pub(super) fn first_view(self: &Arc<Self>, view: Bytes, drawing: u64) {
        let mut writing = lock(&self.writing);
        writing.sent = Some(drawing);
        self.answer_locked(writing, view);
    }

    /// Whether the connection was not told to end.
    pub fn is_open(&self) -> bool {
        lock(&self.writing).standing == Standing::Open
    }

    /// Sends a newer view, or, if the socket is full, owes the newest one.
    pub(super) fn offer(self: &Arc<Self>, view: &Bytes, drawing: u64) {
        self.offer_locked(&mut lock(&self.writing), view, drawing);
    }

    /// Sends what `frame` has for its audience since the drawing it was last sent, if that is older than `drawing` and there is
    /// anything. A sweep passes thousands of seats: each is locked once.
    pub(super) fn deliver(self: &Arc<Self>, drawing: u64, frame: impl FnOnce(Audience, u64) -> Option<Bytes>) -> bool {
        let mut writing = lock(&self.writing);
        let Some(sent) = writing.sent.filter(|sent| *sent < drawing) else { return false };
        let Some(frame) = frame(self.audience_with(&writing.voted), sent) else { return false };
        self.offer_locked(&mut writing, &frame, drawing);
        true
    }

    fn offer_locked(self: &Arc<Self>, writing: &mut Writing, view: &Bytes, drawing: u64) {
        if writing.standing != Standing::Open || writing.sent.is_none_or(|sent| sent >= drawing) {
            return;
        }
        if let Some(behind) = &mut writing.behind {
            behind.owed = true;
            return;
        }
        match self.try_write(view) {
            Some(written) if written == view.len() => writing.sent = Some(drawing),
            Some(0) => self.wait(writing, Behind { owed: true, ..Behind::default() }),
            Some(written) => {
                writing.sent = Some(drawing);
                self.wait(writing, Behind { rest: view.slice(written..), ..Behind::default() });
            }
            None => writing.standing = Standing::Gone,
        }
    }

    /// Sends an answer or a control frame, in order. A socket that owes too much is let go.
    pub fn answer(self: &Arc<Self>, bytes: Bytes) {
        self.answer_locked(lock(&self.writing), bytes);
    }

    fn answer_locked(self: &Arc<Self>, mut writing: MutexGuard<'_, Writing>, bytes: Bytes) {
        if writing.standing != Standing::Open {
            return;
        }
        let Some(behind) = &mut writing.behind else {
            match self.try_write(&bytes) {
                Some(written) if written == bytes.len() => {}
                Some(written) => {
                    self.wait(&mut writing, Behind { rest: bytes.slice(written..), ..Behind::default() });
                }
                None => writing.standing = Standing::Gone,
            }
            return;
        };
        behind.answers_bytes += bytes.len();
        behind.answers.push_back(bytes);
        if behind.answers_bytes > config::WRITE_BUFFER {
            writing.standing = Standing::Gone;
            drop(writing);
            self.cut();
        }
    }

    /// A command of this seat is being carried out: an end that comes meanwhile waits for its answer.
    pub fn begin_answer(&self) {
        lock(&self.writing).answering = true;
    }

    /// Sends the answer of the command that was begun.
    pub fn end_answer(self: &Arc<Self>, bytes: Bytes) {
        self.answer(bytes);
        let mut writing = lock(&self.writing);
        writing.answering = false;
        if let Some(code) = writing.end_with.take() {
            drop(writing);
            self.end(Some(code));
        }
    }

    /// Says goodbye with a code and ends the connection when that is written.
    pub fn end(self: &Arc<Self>, code: Option<u16>) {
        {
            let mut writing = lock(&self.writing);
            if writing.answering
                && let Some(code) = code
            {
                writing.end_with = Some(code);
                return;
            }
        }
        self.answer(frame::goodbye(code));
        let mut writing = lock(&self.writing);
        writing.standing = Standing::Ending;
        if writing.behind.is_none() {
            drop(writing);
            self.finish();
        }
    }

    /// Ends the connection at once.
    pub fn cut(&self) {
        // An error means it is closed already.
        let _ = SockRef::from(&self.io).shutdown(Shutdown::Both);
    }

    /// No more is written; the other side closes when it has read all.
    fn finish(&self) {
        let _ = SockRef::from(&self.io).shutdown(Shutdown::Write);
    }

    /// Bytes written now: 0 if the socket is full, `None` if it is broken (the reader sees that too, and ends).
    fn try_write(&self, bytes: &[u8]) -> Option<usize> {
        // Nearly always there is room. Only of a socket that is full the runtime has to know, so only then it is asked.
        let written = match SockRef::from(&self.io).send(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.io.try_write(bytes),
            written => written,
        };
        match written {
            Ok(written) => Some(written),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(0),
            Err(_) => None,
        }
    }

    /// Starts the one task that writes on when the socket takes more.
    fn wait(self: &Arc<Self>, writing: &mut Writing, behind: Behind) {
        writing.behind = Some(Box::new(behind));
        let seat = self.clone();
        tokio::spawn(async move {
            loop {
                if seat.io.writable().await.is_err() || !seat.write_on() {
                    return;
                }
            }
        });
    }

    /// Writes what the socket takes; whether there is more to wait for.
    fn write_on(self: &Arc<Self>) -> bool {
        let mut writing = lock(&self.writing);
        loop {
            let Writing { behind: Some(behind), sent, voted, standing, .. } = &mut *writing else { return false };
            if *standing == Standing::Gone {
                writing.behind = None;
                return false;
            }
            if behind.rest.is_empty() {
                if let Some(next) = behind.answers.pop_front() {
                    behind.answers_bytes -= next.len();
                    behind.rest = next;
                } else if *standing == Standing::Ending {
                    writing.behind = None;
                    drop(writing);
                    self.finish();
                    return false;
                } else {
                    let owed = std::mem::take(&mut behind.owed).then_some(()).and(*sent);
                    // Of what is locked here: to ask for the audience would wait for this very lock.
                    let audience = self.audience_with(voted);
                    let newest = self.room.upgrade().zip(owed).map(|(room, since)| room.newest(&audience, since));
                    let Some((view, drawing)) = newest else {
                        writing.behind = None;
                        return false;
                    };
                    (behind.rest, *sent) = (view, Some(drawing));
                }
            }
            match self.try_write(&behind.rest) {
                Some(0) => return true,
                Some(written) => behind.rest.advance(written),
                None => writing.standing = Standing::Gone,
            }
        }
    }
}
