//! A crowd in a box: pretend phones, moderators and screens that use a Plenary server as browsers do, over real sockets, and
//! check that it keeps its promises.
//!
//! ```text
//! cargo build --release --bin plenary --bin loadtest
//! target/release/loadtest run --phones 1000 --votes-per-second 500 --polls 3 --seconds 30
//! target/release/loadtest run --store redis --nodes 2 --phones 2000
//! target/release/loadtest run --store cluster --nodes 2 --rooms 4 --phones 600
//! target/release/loadtest burst --ballots 10000 --store redis
//! target/release/loadtest rush --ballots 600
//! target/release/loadtest double --store redis --nodes 2
//! target/release/loadtest attend --against http://127.0.0.1:7300 --room abc234 --phones 15 --online 6
//! target/release/loadtest floor --phones 5000 --rounds 7
//! target/release/loadtest beside stalled --many 500 --phones 1000
//! target/release/loadtest back --phones 10000
//! target/release/loadtest echo --rounds 7
//! target/release/loadtest rest --rooms 1000 --history
//! target/release/loadtest growth rooms --rounds 5
//! target/release/loadtest joins --phones 5000 --joins-per-second 5000 --rounds 7
//! target/release/loadtest kill --what redis --store redis --times 5
//! target/release/loadtest faults --store sqlite --store redis --store cluster --seed 1 --minutes 5
//! target/release/loadtest run --against http://127.0.0.1:7300 --moderator-link 'http://127.0.0.1:7300/abc234/moderate#…'
//! ```
//!
//! **What a phone does** ([`crowd::phone`]): opens the room's page and keeps its cookies, reads the page's data block, opens
//! the socket, says hello, reads views, votes, changes its mind, and after every lost connection says its ballots of open runs
//! again with the same revision, as docs/protocol.md asks of phones. Some vote by plain requests instead. An idle phone keeps
//! no buffers, so many thousands fit one process.
//!
//! **The sum** ([`sum`]): every wish that is sent and every answer is written down. From the answers follows which ballot of
//! each voter stands; what stands must be what the moderators' and screens' result says after the close, number by number.
//! Ballots without an answer are said again until the answer is definite, so the comparison is an equality. If it fails, the
//! difference is printed and the exit code is 1.
//!
//! **Honest latencies**: the schedule ([`schedule`]) is drawn from the seed before anything is sent, and every latency counts
//! from the *intended* moment, so a server that stalls cannot hide the wait (no coordinated omission). How a ballot is
//! recognised on a screen that shows only a number is told at [`latency::Sightings`].
//!
//! It depends on the server's wire types and the domain types these are made of, and on nothing else of the server: it can
//! test any server that speaks the protocol.

pub mod arguments;
pub mod attend;
mod bare;
pub mod beside;
pub mod cluster;
mod copies;
pub mod crowd;
pub mod double;
pub mod echo;
pub mod faults;
pub mod floor;
pub mod gathering;
pub mod gauge;
pub mod growth;
pub mod joins;
pub mod kill;
pub mod latency;
pub mod questions;
pub mod report;
pub mod rest;
pub mod run;
pub mod rush;
pub mod schedule;
pub mod servers;
pub mod sockets;
pub mod sum;
pub mod turns;
