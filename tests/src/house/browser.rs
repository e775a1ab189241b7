//! A browser as far as a server can tell: cookies it keeps, requests on real connections, and sockets with an origin.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;

use plenary_server::domain::id::RoomCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::PATIENCE;
use super::line::Line;

/// One browser with its cookies.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("bodies are text")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The code of the refusal, with the status that came with it.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let code = self.json()["refused"]["code"].as_str().map(str::to_owned);
        (self.status, code.unwrap_or_else(|| panic!("no refusal: {self:?}")))
    }

    /// The value of a header, if it is there.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &&str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        self.head.lines().find(of).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }

    /// The view in the page's data.
    pub(crate) fn page_view(&self) -> Value {
        let text = self.text();
        let data = text.split(r#"id="plenary">"#).nth(1).and_then(|rest| rest.split("</script>").next());
        let data: Value = serde_json::from_str(data.expect("the page has its data")).unwrap();
        data["view"].clone()
    }
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, cookies: BTreeMap::new() }
    }

    /// The same browser, sent to a server's new address.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// Puts a cookie in the jar.
    pub(crate) fn keep(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(crate) fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.request("GET", path, &[], b"").await
    }

    pub(crate) async fn post_json(&mut self, path: &str, body: &Value) -> Reply {
        self.post_text(path, &body.to_string()).await
    }

    /// A body that claims to be JSON.
    pub(crate) async fn post_text(&mut self, path: &str, body: &str) -> Reply {
        let origin = self.origin();
        let headers = [("content-type", "application/json"), ("origin", origin.as_str())];
        self.request("POST", path, &headers, body.as_bytes()).await
    }

    pub(crate) async fn post_form(&mut self, path: &str, body: &str) -> Reply {
        let origin = self.origin();
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        self.request("POST", path, &headers, body.as_bytes()).await
    }

    /// A command over HTTP, in a role.
    pub(crate) async fn command(&mut self, room: RoomCode, role: &str, verb: &str, fields: &Value) -> Reply {
        self.post_json(&format!("/api/rooms/{room}/{verb}?as={role}"), fields).await
    }

    /// Any request on a connection of its own; cookies that come back are kept.
    pub(crate) async fn request(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        if !self.cookies.is_empty() {
            write!(head, "cookie: {}\r\n", self.cookie_header()).unwrap();
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if !body.is_empty() || method == "POST" {
            write!(head, "content-length: {}\r\n", body.len()).unwrap();
        }
        head.push_str("\r\n");
        let reply = send(self.address, [head.as_bytes(), body].concat()).await;
        for line in reply.head.lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("set-cookie")
                && let Some((name, value)) = value.split(';').next().and_then(|pair| pair.trim().split_once('='))
            {
                self.keep(name, value);
            }
        }
        reply
    }

    /// Trades a link's secret for a cookie; the role it gave.
    pub(crate) async fn take_role(&mut self, room: RoomCode, secret: &str) -> String {
        let reply = self.post_json(&format!("/api/rooms/{room}/moderator"), &json!({ "secret": secret })).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["role"].as_str().expect("a role").to_owned()
    }

    /// A socket in a role, not yet greeted.
    pub(crate) async fn socket(&self, room: RoomCode, role: &str) -> Line {
        Line::open(self.address, &format!("/ws/{room}?as={role}"), &self.cookie_header()).await
    }
}

/// Sends bytes and reads until the other side closes. An answer may come, and the connection end, before all was sent.
pub(crate) async fn send(address: SocketAddr, bytes: Vec<u8>) -> Reply {
    let exchange = async {
        let stream = TcpStream::connect(address).await.unwrap();
        let (mut reading, mut writing) = stream.into_split();
        let sending = tokio::spawn(async move {
            let _ = writing.write_all(&bytes).await;
            writing
        });
        let mut raw = Vec::new();
        let mut chunk = vec![0; 16 * 1024];
        loop {
            match reading.read(&mut chunk).await {
                Ok(0) | Err(_) => break,
                Ok(length) => raw.extend_from_slice(&chunk[..length]),
            }
        }
        sending.abort();
        raw
    };
    let raw = tokio::time::timeout(PATIENCE, exchange).await.expect("a server answers and closes");
    reply_of(&raw)
}

/// The reply that these bytes spell.
pub(crate) fn reply_of(raw: &[u8]) -> Reply {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no reply but {:?}", String::from_utf8_lossy(raw)));
    let head = String::from_utf8(raw[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status line");
    Reply { status, head, body: raw[end + 4..].to_vec() }
}
