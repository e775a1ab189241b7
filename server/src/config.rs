//! Every limit and pace, each with its reason.

use std::time::Duration;

/// A phone says nothing longer than a hello that restates fifty ballots.
pub const PHONE_FRAME_IN: usize = 4 * 1024;
/// A moderator may paste a poll with twelve long options, in any script.
pub const MODERATOR_FRAME_IN: usize = 64 * 1024;
/// The same for a body over HTTP: what is larger is no command.
pub const BODY_IN: usize = 64 * 1024;
/// What is shorter than this, in bytes, fits one packet as it is: packing it would save no time.
pub const PACKED: u64 = 1_200;
/// What a socket may owe besides the view (receipts, the rest of a frame) before it is let go.
pub const WRITE_BUFFER: usize = 64 * 1024;

/// Moderators and screens are redrawn at most so often: faster than an eye can tell, slower than votes come.
pub const STAFF_BEAT: Duration = Duration::from_millis(50);
/// Phones in a small room: as good as at once.
pub const PHONE_BEAT_SMALL: Duration = Duration::from_millis(100);
/// Phones in a large room: twice a second is enough to see a count move, and costs a tenth.
pub const PHONE_BEAT_LARGE: Duration = Duration::from_millis(500);
/// Rooms up to this size have the small beat.
pub const SMALL_ROOM: usize = 500;
/// Rooms from this size have the large beat; between, it grows in proportion.
pub const LARGE_ROOM: usize = 2_000;
/// So often it is seen to it that screens and moderators hear something: twice as long after the last view at most, so that they
/// can tell a dead link within two seconds.
pub const HEARTBEAT: Duration = Duration::from_millis(500);

/// A socket that says nothing after the upgrade is no phone.
pub const HELLO_DEADLINE: Duration = Duration::from_secs(5);
/// A phone is asked for a sign of life so often.
pub const PING_AFTER: Duration = Duration::from_secs(20);
/// So often quiet seats are looked for.
pub const PING_ROUND: Duration = Duration::from_secs(1);
/// A phone that cannot answer a ping in this time is gone; its radio is, at least.
pub const PONG_WITHIN: Duration = Duration::from_secs(10);
/// The first byte of a connection comes at once from a browser; only scanners and slow lorises wait.
pub const FIRST_BYTE: Duration = Duration::from_secs(5);
/// The header of a request fits one packet; on 2G it takes a second or two.
pub const HEADER: Duration = Duration::from_secs(10);
/// A whole request, body included, on the slowest link we serve.
pub const REQUEST: Duration = Duration::from_secs(15);
/// Whoever asked and takes nothing of the answer for so long is gone.
pub const STALLED: Duration = Duration::from_secs(15);
/// The first phones of a language wait so long for their script to be packed tightly; then it goes out as gzip packs it.
pub const PACKING: Duration = Duration::from_millis(700);
/// So long after the start the scripts of the rooms' languages are packed: links are shown by then, and a hall comes later.
pub const PACKING_AFTER: Duration = Duration::from_millis(100);
/// The longest a long-poll may ask to wait: proxies cut at thirty seconds.
pub const LONG_POLL: Duration = Duration::from_secs(25);
/// A request makes its pass "here" for so long.
pub const HERE_AFTER_REQUEST: Duration = Duration::from_mins(1);
/// How often a node tells the store who is here.
pub const ATTEND_EVERY: Duration = Duration::from_secs(1);
/// Even without a nudge a watched room is read again so often, in case one was lost.
pub const READ_AT_LEAST: Duration = Duration::from_secs(3);
/// A room nobody on this node looks at is forgotten (by the node, not the store) after so long.
pub const UNWATCH_AFTER: Duration = Duration::from_mins(2);
/// Sockets are told to come back, ballots on their way are committed and answered; then the server goes.
pub const DRAIN: Duration = Duration::from_secs(8);
/// How long a store may take before a person is told "try again".
pub const STORE_PATIENCE: Duration = Duration::from_secs(5);

/// Ballots folded into one step of the store: more gains nothing and makes the last one wait.
pub const BATCH: usize = 256;
/// A ballot that comes when nothing was written for so long is written at once; in a crowd's, one batch begins so long after the
/// other. Nobody sees a receipt come some milliseconds later, and what a step of the store costs is shared by more.
pub const BATCH_EVERY: Duration = Duration::from_millis(5);
/// Ballots that may wait for the store in one room; beyond it phones are told to try again.
pub const BATCH_QUEUE: usize = 20_000;
/// Ballots a hello may restate.
pub const RESTATED: usize = 50;
/// Commands of one pass: five a second with bursts of ten is faster than a thumb.
pub const COMMANDS_PER_SECOND: f64 = 5.0;
/// See [`COMMANDS_PER_SECOND`].
pub const COMMANDS_BURST: f64 = 10.0;
/// Access codes that one pass may try: whoever reads one from a card needs two or three tries, and a guess of 2^51 gets nowhere.
pub const TRIES_PER_SECOND: f64 = 0.2;
/// See [`TRIES_PER_SECOND`].
pub const TRIES_BURST: f64 = 10.0;
/// Pings and pongs of one socket. A browser sends one pong in twenty seconds; what comes faster than this is a flood.
pub const CONTROLS_PER_SECOND: f64 = 10.0;
/// See [`CONTROLS_PER_SECOND`].
pub const CONTROLS_BURST: f64 = 100.0;
/// So many refusals for haste in a row, and the socket is closed.
pub const TOO_LOUD_AFTER: u32 = 200;
/// Moderators type and click, but a page may also send a row of acts at once.
pub const MODERATOR_COMMANDS_PER_SECOND: f64 = 20.0;
/// Sockets and requests together; beyond it newcomers wait in the listen queue, and nobody seated is slowed.
pub const CONNECTIONS: usize = 60_000;
/// The listen queue: a hall that joins at once (the system default of 128 overflows).
pub const BACKLOG: u32 = 4_096;

/// Different texts of one run of words or open text: each is a counter that every node reads again when one of them changes,
/// and that a moderator has to read. A hall of ten thousand writes fewer different phrases; past it, others' still count.
pub const MAX_WRITTEN: usize = 2_000;

/// Polls of one agenda: three decks and a day of discussion.
pub const MAX_POLLS: usize = 200;
/// Runs of one room: more than a long day of sessions asks.
pub const MAX_RUNS: usize = 200;
/// Runs open at the same time: decks and advance polls.
pub const MAX_OPEN_RUNS: usize = 30;
/// Published runs a phone's view still holds, newest first.
pub const PHONE_PAST_RUNS: usize = 8;
/// Screens of one room.
pub const MAX_SCREENS: usize = 30;
/// Pretend phones of a rehearsal.
pub const MAX_REHEARSAL: u32 = 200;
/// A rehearsal nobody ends goes away by itself.
pub const REHEARSAL_ENDS: Duration = Duration::from_hours(2);
/// A run is sealed so long after it is over, unless the server is told otherwise: until the next day a report can be checked
/// against the ballots, and a store that went back gets them from the phones.
pub const SEAL_AFTER: Duration = Duration::from_hours(24);
/// So often rooms whose time is over are looked for: retention is counted in days.
pub const TIDY_EVERY: Duration = Duration::from_hours(1);
/// A pairing code is good for so long.
pub const PAIRING_ENDS: Duration = Duration::from_mins(10);
/// Screens that wait to be let in, in all rooms together; a script that asks for more gets none.
pub const MAX_PAIRINGS: usize = 200;
/// A single-use link for another device is good for so long.
pub const HANDOVER_ENDS: Duration = Duration::from_mins(10);
/// Lines of the minutes a moderator's page shows.
pub const MINUTES_SHOWN: usize = 40;
/// With so many rooms in the store, none is made on the page any more: ten meetings of two hundred sessions.
pub const MAX_ROOMS: usize = 2_000;
/// Organisers at their pages, all together: pasting and making take a person longer than this allows them.
pub const ORGANISING_PER_SECOND: f64 = 2.0;
/// See [`ORGANISING_PER_SECOND`].
pub const ORGANISING_BURST: f64 = 20.0;
/// A pasted proposal of the greatest length with every byte escaped, and what was made of it.
pub const PROPOSAL_IN: usize = 2 * 1024 * 1024;
/// People, questions or paragraphs of one field of a proposal.
pub const MAX_PASSAGES: usize = 60;
/// The id of a command, in bytes: room for a UUID and a word before it.
pub const COMMAND_ID: usize = 40;
/// The longest text a person writes here, in what they count as letters …
pub const TEXT_GRAPHEMES: usize = 300;
/// … and in bytes.
pub const TEXT_BYTES: usize = 2_000;
/// A screen's name.
pub const NAME_GRAPHEMES: usize = 40;
/// Questions of one room: a lively week before, and a session.
pub const MAX_QUESTIONS: usize = 2_000;
/// Turns of one room, had or waited for.
pub const MAX_TURNS: usize = 2_000;
/// What one moderator's act may take on at once (approve, relay).
pub const AT_ONCE: usize = 50;
/// Questions of one person that may wait for a moderator, at most.
pub const MAX_WAITING: u8 = 20;
/// Labels of a question.
pub const MAX_LABELS: usize = 5;
/// The first lines of the question list that are sent as they change; the rest is fetched by scrolling.
pub const LISTED: usize = 30;
/// Questions of one fetched page.
pub const QUESTIONS_PAGE: usize = 50;
/// Turns that phones and screens see coming; moderators see [`QUEUED_STAFF`].
pub const QUEUED: usize = 10;
/// See [`QUEUED`].
pub const QUEUED_STAFF: usize = 60;
/// Days that a room is kept after its session: a day at least, so that the report can be fetched; two years at most, because
/// what people said is not kept for ever.
pub const KEEP_DAYS: std::ops::RangeInclusive<u16> = 1..=730;
/// Support contacts: what fits one screen.
pub const MAX_CONTACTS: usize = 8;
/// A contact's name, or how to reach them.
pub const CONTACT_GRAPHEMES: usize = 120;
/// Notes of one room.
pub const MAX_NOTES: usize = 300;
/// What phones told the moderators, at most.
pub const MAX_TOLD: usize = 300;
/// Messages among moderators that their pages show.
pub const BACKSTAGE_SHOWN: usize = 20;
/// The standing poll of how the discussion goes.
pub const TEMPERATURE: &str = "temperature";
/// How long one reading of it takes.
pub const TEMPERATURE_SECONDS: u32 = 60;
/// Shortest and longest countdown, in seconds.
pub const COUNTDOWN: std::ops::RangeInclusive<u32> = 5..=3_600;
/// More people than any hall holds.
pub const MAX_HEADS: u32 = 100_000;

/// The beat of phones in a room of `seats`.
pub fn phone_beat(seats: usize) -> Duration {
    if seats <= SMALL_ROOM {
        return PHONE_BEAT_SMALL;
    }
    if seats >= LARGE_ROOM {
        return PHONE_BEAT_LARGE;
    }
    let share = (seats - SMALL_ROOM) as f64 / (LARGE_ROOM - SMALL_ROOM) as f64;
    PHONE_BEAT_SMALL + PHONE_BEAT_LARGE.saturating_sub(PHONE_BEAT_SMALL).mul_f64(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beat_grows_with_the_room() {
        assert_eq!(phone_beat(1), Duration::from_millis(100));
        assert_eq!(phone_beat(500), Duration::from_millis(100));
        assert_eq!(phone_beat(1_250), Duration::from_millis(300));
        assert_eq!(phone_beat(2_000), Duration::from_millis(500));
        assert_eq!(phone_beat(9_900), Duration::from_millis(500));
    }
}
