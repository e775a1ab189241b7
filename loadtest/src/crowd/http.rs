//! Just enough HTTP/1.1 for a phone: one request on a connection of its own, and the upgrade to a WebSocket.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, bail};
use flate2::read::GzDecoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{Door, PATIENCE};

/// A head larger than this is not from a Plenary server.
const MAX_HEAD: usize = 16 * 1024;
/// A body larger than this is not a page of ours.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// `name=value` of each cookie that was set.
    pub cookies: Vec<String>,
    /// The body, unchunked.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON of this shape.
    pub fn json<'a, T: serde::Deserialize<'a>>(&'a self) -> anyhow::Result<T> {
        serde_json::from_slice(&self.body)
            .with_context(|| format!("status {}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// `name=value` of the cookie of this name, as it is called over http or (with "__Host-") behind https.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let is_it = |cookie: &&str| {
            cookie
                .strip_prefix("__Host-")
                .unwrap_or(cookie)
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('='))
        };
        self.cookies.iter().map(String::as_str).find(is_it)
    }
}

/// Connects to the door, from the loopback address that [`super::Place::source`] names.
async fn connect(door: &Door, source: u8) -> anyhow::Result<TcpStream> {
    let stream = match source_address(door.address, source) {
        None => TcpStream::connect(door.address).await?,
        Some(source) => {
            let socket = TcpSocket::new_v4()?;
            socket.set_reuseaddr(true)?;
            socket.bind(SocketAddr::new(source, 0))?;
            socket.connect(door.address).await?
        }
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn source_address(to: SocketAddr, source: u8) -> Option<IpAddr> {
    let is_v4_loopback = matches!(to.ip(), IpAddr::V4(ip) if ip.is_loopback());
    (source > 0 && is_v4_loopback).then(|| IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1 + source.min(253))))
}

/// `GET path`, with `cookies` ("a=b; c=d", or empty).
pub async fn get(door: &Door, source: u8, path: &str, cookies: &str) -> anyhow::Result<Answer> {
    ask(door, source, "GET", path, cookies, None).await
}

/// Bytes of the whole answer to `GET path`, head included and packed as it came.
pub async fn weight(door: &Door, path: &str) -> anyhow::Result<usize> {
    let mut stream = connect(door, 0).await?;
    stream.write_all(getting(&head(door, "GET", path, "")).as_bytes()).await?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await.with_context(|| format!("GET {path}"))?;
    Ok(raw.len())
}

/// `POST path` with a JSON body.
pub async fn post(door: &Door, source: u8, path: &str, cookies: &str, json: &str) -> anyhow::Result<Answer> {
    ask(door, source, "POST", path, cookies, Some(json)).await
}

async fn ask(
    door: &Door,
    source: u8,
    method: &str,
    path: &str,
    cookies: &str,
    json: Option<&str>,
) -> anyhow::Result<Answer> {
    let exchange = async {
        let mut stream = connect(door, source).await?;
        let head = head(door, method, path, cookies);
        let request = match json {
            None => getting(&head),
            Some(json) => format!(
                "{head}connection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
                json.len()
            ),
        };
        stream.write_all(request.as_bytes()).await?;
        let mut raw = Vec::with_capacity(4096);
        let head = read_head(&mut stream, &mut raw).await?;
        let mut body = read_body(&mut stream, raw.split_off(head.length), &head).await?;
        if head.packed {
            body = unpacked(&body)?;
        }
        anyhow::Ok(Answer { status: head.status, cookies: head.cookies, body })
    };
    match timeout(PATIENCE, exchange).await {
        Ok(answer) => answer.with_context(|| format!("{method} {path}")),
        Err(_) => bail!("{method} {path}: no answer in {} s", PATIENCE.as_secs()),
    }
}

/// Asks for the upgrade to a WebSocket; hands over the stream and whatever came after the answer's head.
pub async fn upgrade(
    door: &Door,
    source: u8,
    path: &str,
    cookies: &str,
    key: &str,
) -> anyhow::Result<(TcpStream, Vec<u8>)> {
    let exchange = async {
        let mut stream = connect(door, source).await?;
        stream.write_all(upgrading(door, path, cookies, key).as_bytes()).await?;
        let mut raw = Vec::with_capacity(1024);
        let head = read_head(&mut stream, &mut raw).await?;
        let rest = raw.split_off(head.length);
        if head.status != 101 {
            let body = read_body(&mut stream, rest, &head).await?;
            bail!("status {} instead of the upgrade: {}", head.status, String::from_utf8_lossy(&body));
        }
        let accept = tungstenite::handshake::derive_accept_key(key.as_bytes());
        if head.accept.as_deref() != Some(accept.as_str()) {
            bail!("the answer to the upgrade was not made from our key");
        }
        anyhow::Ok((stream, rest))
    };
    match timeout(PATIENCE, exchange).await {
        Ok(upgraded) => upgraded.with_context(|| format!("upgrade of {path}")),
        Err(_) => bail!("upgrade of {path}: no answer in {} s", PATIENCE.as_secs()),
    }
}

/// Asks for the upgrade without any cookie, waits until the server ends the connection, and returns the status it answered with.
pub async fn knock(door: &Door, source: u8, path: &str) -> anyhow::Result<u16> {
    let mut stream = connect(door, source).await?;
    let key = tungstenite::handshake::client::generate_key();
    stream.write_all(upgrading(door, path, "", &key).as_bytes()).await?;
    let mut raw = Vec::new();
    let head = read_head(&mut stream, &mut raw).await?;
    while head.status != 101 && stream.read_buf(&mut raw).await? > 0 && raw.len() < MAX_HEAD {}
    Ok(head.status)
}

/// A request for what is packed, as every browser asks for it.
fn getting(head: &str) -> String {
    format!("{head}accept-encoding: gzip\r\nconnection: close\r\n\r\n")
}

/// The request for a WebSocket.
fn upgrading(door: &Door, path: &str, cookies: &str, key: &str) -> String {
    let head = head(door, "GET", path, cookies);
    format!(
        "{head}connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n\
         sec-websocket-protocol: {}\r\n\r\n",
        plenary_server::wire::SUBPROTOCOL
    )
}

fn head(door: &Door, method: &str, path: &str, cookies: &str) -> String {
    let authority = door.authority();
    let cookies = if cookies.is_empty() { String::new() } else { format!("cookie: {cookies}\r\n") };
    format!("{method} {path} HTTP/1.1\r\nhost: {authority}\r\norigin: http://{authority}\r\n{cookies}")
}

/// What we read of an answer's head.
#[derive(Debug, Default)]
struct Head {
    /// Its length in bytes.
    length: usize,
    status: u16,
    cookies: Vec<String>,
    accept: Option<String>,
    content_length: Option<usize>,
    chunked: bool,
    packed: bool,
}

async fn read_head(stream: &mut TcpStream, raw: &mut Vec<u8>) -> anyhow::Result<Head> {
    loop {
        if stream.read_buf(raw).await? == 0 {
            bail!("the connection was closed before an answer");
        }
        if let Some(head) = parse_head(raw)? {
            return Ok(head);
        }
        if raw.len() > MAX_HEAD {
            bail!("the answer's head is larger than {MAX_HEAD} bytes");
        }
    }
}

fn parse_head(raw: &[u8]) -> anyhow::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(raw).context("not an HTTP answer")? else {
        return Ok(None);
    };
    let mut head = Head { length, status: response.code.unwrap_or_default(), ..Head::default() };
    for header in response.headers.iter() {
        let value = std::str::from_utf8(header.value).unwrap_or_default();
        match header.name.to_ascii_lowercase().as_str() {
            "set-cookie" => head.cookies.extend(value.split(';').next().map(str::to_owned)),
            "sec-websocket-accept" => head.accept = Some(value.to_owned()),
            "content-length" => head.content_length = Some(value.parse().context("content-length")?),
            "content-encoding" => head.packed = value.eq_ignore_ascii_case("gzip"),
            "transfer-encoding" => head.chunked = value.eq_ignore_ascii_case("chunked"),
            _ => {}
        }
    }
    Ok(Some(head))
}

fn unpacked(body: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut plain = Vec::new();
    // One byte more than a page may have, so that a larger one is seen.
    let mut packed = GzDecoder::new(body).take(MAX_BODY as u64 + 1);
    packed.read_to_end(&mut plain).context("a body that is not packed as it says")?;
    if plain.len() > MAX_BODY {
        bail!("a body of more than {MAX_BODY} bytes");
    }
    Ok(plain)
}

async fn read_body(stream: &mut TcpStream, mut body: Vec<u8>, head: &Head) -> anyhow::Result<Vec<u8>> {
    loop {
        if head.chunked {
            if let Some(whole) = unchunk(&body)? {
                return Ok(whole);
            }
        } else if let Some(length) = head.content_length
            && body.len() >= length
        {
            body.truncate(length);
            return Ok(body);
        }
        if body.len() > MAX_BODY {
            bail!("the body is larger than {MAX_BODY} bytes");
        }
        if stream.read_buf(&mut body).await? == 0 {
            if head.chunked || head.content_length.is_some() {
                bail!("the connection was closed within the body");
            }
            return Ok(body);
        }
    }
}

/// The body that these chunks spell (RFC 9112, 7.1), or `None` if the last is not here yet.
fn unchunk(mut raw: &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
    let mut whole = Vec::with_capacity(raw.len());
    loop {
        let httparse::Status::Complete((start, size)) =
            httparse::parse_chunk_size(raw).map_err(|_| anyhow::anyhow!("a chunk without a size"))?
        else {
            return Ok(None);
        };
        if size == 0 {
            return Ok(Some(whole));
        }
        let end = start + usize::try_from(size)?;
        if raw.len() < end + 2 {
            return Ok(None);
        }
        whole.extend_from_slice(&raw[start..end]);
        raw = &raw[end + 2..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_yields_status_cookies_and_length() {
        let raw = b"HTTP/1.1 200 OK\r\nSet-Cookie: plenary-pass=x.y; HttpOnly\r\nset-cookie: a=b\r\nContent-Length: 2\r\n\r\nhi";
        let head = parse_head(raw).unwrap().unwrap();
        assert_eq!((head.status, head.content_length, head.length), (200, Some(2), raw.len() - 2));
        let answer = Answer { status: head.status, cookies: head.cookies, body: Vec::new() };
        assert_eq!(answer.cookie("plenary-pass"), Some("plenary-pass=x.y"));
        assert_eq!(answer.cookie("plenary"), None);
        assert!(parse_head(&raw[..30]).unwrap().is_none());
        assert!(parse_head(b"SSH-2.0-x\r\n\r\n").is_err());
    }

    #[test]
    fn chunks_make_a_body_when_all_are_here() {
        let raw = b"4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n";
        assert_eq!(unchunk(raw).unwrap().unwrap(), b"Wikipedia");
        for cut in 0..raw.len() - 4 {
            assert_eq!(unchunk(&raw[..cut]).unwrap(), None, "{cut}");
        }
        assert!(unchunk(b"zz\r\n").is_err());
    }

    #[test]
    fn another_source_address_is_for_loopback_only() {
        let loopback = "127.0.0.1:80".parse().unwrap();
        assert_eq!(source_address(loopback, 0), None);
        assert_eq!(source_address(loopback, 2), Some("127.0.0.3".parse().unwrap()));
        assert_eq!(source_address("192.0.2.1:80".parse().unwrap(), 2), None);
    }
}
