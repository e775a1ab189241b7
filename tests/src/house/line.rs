//! One socket from the client's side: it says commands, hears frames, and folds them into the view it has.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::PATIENCE;

/// What a client holds: parts by key, as its frames have it.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) epoch: String,
    pub(crate) version: u64,
    pub(crate) parts: BTreeMap<String, Value>,
    /// Views heard, heartbeats without parts included.
    pub(crate) frames: u32,
}

impl View {
    /// Takes a view over.
    pub(crate) fn fold(&mut self, view: &Value) {
        let epoch = view["epoch"].as_str().expect("a view has its epoch");
        if view["full"] == true || epoch != self.epoch {
            self.parts.clear();
        }
        // A frame that brings no shared part (a heartbeat, "mine" alone) says nothing about the version of what is held.
        let version = view["version"].as_u64().expect("a view has its version");
        self.version = if epoch == self.epoch { version.max(self.version) } else { version };
        epoch.clone_into(&mut self.epoch);
        self.frames += 1;
        for (key, part) in view["parts"].as_object().expect("a view has parts") {
            if part.is_null() {
                self.parts.remove(key);
            } else {
                self.parts.insert(key.clone(), part.clone());
            }
        }
    }

    /// A part, `null` if there is none.
    pub(crate) fn part(&self, key: &str) -> &Value {
        self.parts.get(key).unwrap_or(&Value::Null)
    }

    pub(crate) fn run(&self, run: u64) -> &Value {
        self.part(&format!("run/{run}"))
    }

    pub(crate) fn result(&self, run: u64) -> &Value {
        self.part(&format!("result/{run}"))
    }

    /// The state of a run, "" if it is not in the view.
    pub(crate) fn phase(&self, run: u64) -> &str {
        self.run(run)["phase"].as_str().unwrap_or("")
    }
}

/// One socket.
pub(crate) struct Line {
    stream: WebSocketStream<TcpStream>,
    pub(crate) view: View,
    /// Every text frame as it came.
    pub(crate) heard: Vec<String>,
    answers: HashMap<String, Value>,
    said: u64,
    ended: bool,
    close_code: Option<u16>,
}

/// The request of an upgrade as a browser makes it.
pub(crate) fn upgrade(address: SocketAddr, path: &str, cookies: &str) -> Request {
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{address}").parse().unwrap());
    headers.insert("sec-websocket-protocol", plenary_server::wire::SUBPROTOCOL.parse().unwrap());
    if !cookies.is_empty() {
        headers.insert("cookie", cookies.parse().unwrap());
    }
    request
}

impl Line {
    /// Upgraded, and nothing said yet.
    pub(crate) async fn open(address: SocketAddr, path: &str, cookies: &str) -> Self {
        let tcp = TcpStream::connect(address).await.unwrap();
        tcp.set_nodelay(true).unwrap();
        let upgraded = tokio_tungstenite::client_async(upgrade(address, path, cookies), tcp).await;
        let (stream, _) = upgraded.unwrap_or_else(|error| panic!("no upgrade of {path}: {error}"));
        let (view, answers) = (View::default(), HashMap::new());
        Self { stream, view, heard: Vec::new(), answers, said: 0, ended: false, close_code: None }
    }

    /// Says hello with nothing in hand and waits for the first view.
    pub(crate) async fn hello(&mut self) {
        self.hello_with(json!({})).await;
    }

    /// Says that hello and waits for the view.
    pub(crate) async fn hello_with(&mut self, hello: Value) {
        let before = self.view.frames;
        self.send(json!({ "hello": hello })).await;
        self.until("the first view", |view| view.frames > before).await;
    }

    /// Sends a command; the id it went under.
    pub(crate) async fn send(&mut self, command: Value) -> String {
        let id = self.said.to_string();
        self.said += 1;
        self.send_text(json!({ "id": id, "do": command }).to_string()).await;
        id
    }

    pub(crate) async fn send_text(&mut self, text: String) {
        self.stream.send(Message::text(text)).await.expect("the socket takes a frame");
    }

    /// Says a command and waits for what it is answered: the receipt, or the refusal with its code.
    pub(crate) async fn say(&mut self, command: Value) -> Value {
        let id = self.send(command).await;
        self.answer_to(&id).await
    }

    /// The answer to the command of that id, which was sent before.
    pub(crate) async fn answer_to(&mut self, id: &str) -> Value {
        let waiting = async {
            while !self.answers.contains_key(id) {
                assert!(self.hear().await, "the socket ended ({:?}) before it answered {id}", self.close_code);
            }
        };
        let heard = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(heard.is_ok(), "no answer to {id}, but to {:?}", self.answers);
        self.answers.remove(id).expect("it was just there")
    }

    /// Puts a ballot in; the answer.
    pub(crate) async fn vote(&mut self, run: u64, r: u32, choice: Value) -> Value {
        self.say(vote(run, r, choice)).await
    }

    /// Puts a ballot in that is expected to be taken; how it was counted.
    pub(crate) async fn counted(&mut self, run: u64, r: u32, choice: Value) -> String {
        let answer = self.vote(run, r, choice).await;
        answer["ballot"]["was"].as_str().unwrap_or_else(|| panic!("not counted: {answer}")).to_owned()
    }

    /// Hears frames until the view is as wanted.
    pub(crate) async fn until(&mut self, what: &str, is_so: impl Fn(&View) -> bool) {
        let waiting = async {
            while !is_so(&self.view) {
                let there = self.hear().await;
                assert!(there, "the socket ended ({:?}) while waiting for {what}", self.close_code);
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, waiting).await.is_ok();
        assert!(in_time, "waited too long for {what}; the view is {:#?}", self.view.parts);
    }

    /// Hears frames until so many more views came, whatever they say.
    pub(crate) async fn views(&mut self, more: u32) {
        let until = self.view.frames + more;
        self.until("more views", |view| view.frames >= until).await;
    }

    /// Waits until the server ends the connection; with which close code.
    pub(crate) async fn ended(&mut self) -> Option<u16> {
        let waiting = async { while self.hear().await {} };
        assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "the server keeps the connection");
        self.close_code
    }

    /// Hears one frame; `false` once the connection has ended.
    pub(crate) async fn hear(&mut self) -> bool {
        if self.ended {
            return false;
        }
        let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
        match next.expect("the server says something in time") {
            Some(Ok(Message::Text(text))) => self.take(text.as_str()),
            Some(Ok(Message::Close(frame))) => {
                self.ended = true;
                self.close_code = frame.map(|frame| frame.code.into());
            }
            Some(Ok(_)) => {}
            None | Some(Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Io(_) | Error::Protocol(_))) => {
                self.ended = true;
            }
            Some(Err(error)) => panic!("a frame that no browser would take: {error}"),
        }
        !self.ended
    }

    fn take(&mut self, text: &str) {
        self.heard.push(text.to_owned());
        let frame: Value = serde_json::from_str(text).expect("frames are JSON");
        let (kind, body) = frame.as_object().and_then(|frame| frame.iter().next()).expect("one key");
        match kind.as_str() {
            "view" => self.view.fold(body),
            "receipt" | "refused" => {
                let id = body["id"].as_str().expect("an answer carries its id").to_owned();
                let before = self.answers.insert(id, body.clone());
                assert!(before.is_none(), "answered twice: {body}");
            }
            other => panic!("a frame of no known kind: {other}"),
        }
    }
}

/// The command that puts a ballot in.
#[expect(clippy::needless_pass_by_value, reason = "choices are made where they are used")]
pub(crate) fn vote(run: u64, r: u32, choice: Value) -> Value {
    json!({ "vote": { "run": run, "r": r, "choice": choice } })
}

/// The choice of one answer.
pub(crate) fn one(at: u8) -> Value {
    json!({ "one": at })
}

/// The code of an answer that should be a refusal.
pub(crate) fn code(answer: &Value) -> &str {
    answer["code"].as_str().unwrap_or_else(|| panic!("not refused: {answer}"))
}

/// Expects that an answer is a receipt.
pub(crate) fn done(answer: Value) -> Value {
    assert!(answer.get("code").is_none(), "refused: {answer}");
    answer
}
