//! Ten thousand at once: every receipt is in the tally, and nothing else is.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use plenary_server::pass::PassKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::house::{House, in_both_houses};

in_both_houses!(ten_thousand_ballots_on_one_option_are_ten_thousand, a_hall_changes_its_mind_and_the_sum_holds);

const VOTERS: usize = 10_000;
/// Connections that carry them; a phone's page votes on a connection that is open already.
const CONNECTIONS: usize = 100;

/// One connection that posts ballots, one after the other, each under a pass of its own.
struct Post {
    stream: TcpStream,
    address: SocketAddr,
    read: Vec<u8>,
}

impl Post {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, address, read: Vec::new() }
    }

    /// Posts a ballot; the answer's body.
    async fn vote(&mut self, path: &str, pass: &str, body: &str) -> String {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncookie: plenary-pass={pass}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        loop {
            if let Some(answer) = self.answer() {
                return answer;
            }
            let mut chunk = [0; 2048];
            let length = self.stream.read(&mut chunk).await.unwrap();
            assert_ne!(length, 0, "the connection stays open");
            self.read.extend_from_slice(&chunk[..length]);
        }
    }

    fn answer(&mut self) -> Option<String> {
        let head = self.read.windows(4).position(|four| four == b"\r\n\r\n")?;
        let text = std::str::from_utf8(&self.read[..head]).unwrap().to_ascii_lowercase();
        let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
        let end = head + 4 + length.trim().parse::<usize>().unwrap();
        let body = self.read.get(head + 4..end)?.to_vec();
        self.read.drain(..end);
        Some(String::from_utf8(body).unwrap())
    }
}

/// Every voter posts the ballot that `choice` says; how many were answered with each word.
async fn all_vote(
    house: &House,
    passes: &Arc<Vec<String>>,
    run: u64,
    r: u32,
    choice: fn(usize) -> usize,
) -> (usize, usize) {
    let mut tasks = JoinSet::new();
    for part in 0..CONNECTIONS {
        let (passes, address, path) = (passes.clone(), house.address, format!("/api/rooms/{}/vote", house.room()));
        tasks.spawn(async move {
            let mut post = Post::open(address).await;
            let (mut counted, mut changed) = (0, 0);
            for at in (part..passes.len()).step_by(CONNECTIONS) {
                let body = format!(r#"{{"run":{run},"r":{r},"choice":{{"one":{}}}}}"#, choice(at));
                let answer = post.vote(&path, &passes[at], &body).await;
                assert!(answer.contains(r#""was":"#), "not taken: {answer}");
                counted += usize::from(answer.contains(r#""was":"counted""#));
                changed += usize::from(answer.contains(r#""was":"changed""#));
            }
            (counted, changed)
        });
    }
    let answers = tasks.join_all().await;
    answers.into_iter().fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
}

fn passes(house: &House, number: usize) -> Arc<Vec<String>> {
    Arc::new((0..number).map(|_| house.secret.mint(PassKind::Phone).1).collect())
}

async fn ten_thousand_ballots_on_one_option_are_ten_thousand(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("live").await;
    let passes = passes(&house, VOTERS);
    // The chair listens meanwhile, as a page does: who answers no ping is taken to be gone.
    let mut voting = pin!(all_vote(&house, &passes, run, 1, |_| 1));
    let answered = loop {
        tokio::select! {
            answered = &mut voting => break answered,
            is_there = chair.line.hear() => assert!(is_there, "the chair's socket ended while a hall voted"),
        }
    };
    assert_eq!(answered, (VOTERS, 0));
    assert_eq!(house.recount(run, 3).await, (VOTERS as u32, vec![0, VOTERS as u64, 0]));
    chair.line.until("all of them", |view| view.result(run)["figures"]["n"] == VOTERS).await;
    assert_eq!(chair.line.view.result(run)["figures"]["counts"][1], VOTERS);
    // The counts a screen saw never went down on the way.
    let seen: Vec<u64> = (chair.line.heard.iter())
        .filter_map(|frame| serde_json::from_str::<serde_json::Value>(frame).ok())
        .filter_map(|frame| frame["view"]["parts"][format!("result/{run}")]["figures"]["n"].as_u64())
        .collect();
    assert!(seen.is_sorted(), "{seen:?}");
}

async fn a_hall_changes_its_mind_and_the_sum_holds(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("live").await;
    let passes = passes(&house, 900);
    assert_eq!(all_vote(&house, &passes, run, 1, |at| at % 3).await, (900, 0));
    assert_eq!(house.recount(run, 3).await, (900, vec![300, 300, 300]));
    // Two thirds go to another option at the same moment; a third says the same again.
    assert_eq!(all_vote(&house, &passes, run, 2, |at| if at % 3 == 2 { 2 } else { 0 }).await, (0, 900));
    assert_eq!(house.recount(run, 3).await, (900, vec![600, 0, 300]));
    chair.line.until("the sum", |view| view.result(run)["figures"]["counts"] == serde_json::json!([600, 0, 300])).await;
}
