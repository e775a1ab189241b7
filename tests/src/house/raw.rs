//! A socket where every byte matters: frames as no browser would send them.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::PATIENCE;

/// An upgraded connection, byte by byte.
pub(crate) struct Raw {
    pub(crate) stream: TcpStream,
    read: Vec<u8>,
}

/// A frame that came in: its first byte (FIN, RSV, opcode) and its payload.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) first: u8,
    pub(crate) payload: Vec<u8>,
}

/// The head of an upgrade as a browser sends it, with these lines more.
pub(crate) fn upgrade_head(address: SocketAddr, method: &str, path: &str, more: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    )
}

impl Raw {
    /// Upgraded with these cookies, and nothing said yet.
    pub(crate) async fn open(address: SocketAddr, path: &str, cookies: &str) -> Self {
        let more = format!("origin: http://{address}\r\nsec-websocket-protocol: plenary.v1\r\ncookie: {cookies}\r\n");
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(upgrade_head(address, "GET", path, &more).as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        Self { stream, read: Vec::new() }
    }

    /// Sends bytes; the other side may have closed already.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next frame, `None` when the connection ended.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        let reading = async {
            loop {
                if let Some(frame) = self.parse() {
                    return Some(frame);
                }
                let mut chunk = [0; 4096];
                match self.stream.read(&mut chunk).await {
                    Ok(0) | Err(_) => return None,
                    Ok(length) => self.read.extend_from_slice(&chunk[..length]),
                }
            }
        };
        tokio::time::timeout(PATIENCE, reading).await.expect("the server says something in time")
    }

    fn parse(&mut self) -> Option<Frame> {
        let [first, length, ..] = *self.read.as_slice() else { return None };
        assert_eq!(length & 0x80, 0, "a server's frame is not masked");
        let (start, length) = match length {
            126 => (4, usize::from(u16::from_be_bytes(self.read.get(2..4)?.try_into().unwrap()))),
            127 => (10, usize::try_from(u64::from_be_bytes(self.read.get(2..10)?.try_into().unwrap())).unwrap()),
            length => (2, usize::from(length)),
        };
        let payload = self.read.get(start..start + length)?.to_vec();
        self.read.drain(..start + length);
        Some(Frame { first, payload })
    }

    /// Waits for the goodbye and the end behind it; the close code.
    pub(crate) async fn close_code(&mut self) -> Option<u16> {
        let mut code = None;
        while let Some(frame) = self.next().await {
            if frame.first == 0x88 {
                code = frame.payload.get(..2).map(|code| u16::from_be_bytes(code.try_into().unwrap()));
            }
        }
        code
    }
}

/// A masked frame with this first byte (FIN, RSV, opcode).
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = head(first, payload.len() as u64, true);
    let mask = [7, 1, 2, 3];
    out.extend(mask);
    out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    out
}

/// The first bytes of a frame that claims this length.
pub(crate) fn head(first: u8, length: u64, masked: bool) -> Vec<u8> {
    let bit = if masked { 0x80 } else { 0 };
    let mut out = vec![first];
    match length {
        0..126 => out.push(bit | length as u8),
        126..65_536 => {
            out.push(bit | 0x7E);
            out.extend((length as u16).to_be_bytes());
        }
        _ => {
            out.push(bit | 0x7F);
            out.extend(length.to_be_bytes());
        }
    }
    out
}
