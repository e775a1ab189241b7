//! A WebSocket from the browser's side that holds hardly any memory while nothing arrives: thousands fit one process.
//!
//! All sockets of a thread read into one shared buffer; a socket keeps only the beginning of a frame that is not whole
//! yet. Headers are read and written by tungstenite's frame types.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Cursor};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use super::http;
use super::{Door, PATIENCE};

/// DESIGN §8 promises frames of at most 48 KiB; a message of more than this is a fault.
const MAX_MESSAGE: usize = 1024 * 1024;
/// What one read may take; one buffer per thread, not per socket.
const SHARED_BUFFER: usize = 64 * 1024;
/// A socket keeps a buffer of at most this much for its next half frame; a larger one is given back.
const KEPT: usize = 512;

thread_local! {
    static SHARED: RefCell<Vec<u8>> = RefCell::new(vec![0; SHARED_BUFFER]);
}

/// Why there is no socket any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// The server said goodbye with this code (1005 if without one).
    Closed(u16),
    /// The connection broke: reset, end of stream, time-out.
    Broken(String),
    /// The server broke the protocol; this is a finding.
    Nonsense(String),
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed(code) => write!(f, "closed with {code}"),
            Self::Broken(why) => write!(f, "connection broke: {why}"),
            Self::Nonsense(why) => write!(f, "the server broke the protocol: {why}"),
        }
    }
}

impl std::error::Error for Gone {}

impl From<io::Error> for Gone {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// One open WebSocket.
#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    /// Bytes of a frame that is not whole yet.
    rest: Vec<u8>,
    /// Payload of a fragmented message so far.
    fragments: Vec<u8>,
    /// Frames that are still to be written.
    out: Vec<u8>,
    /// The server said goodbye.
    closed: Option<u16>,
    /// Changes with every frame sent; masking keys need not be secret between two programs of one machine.
    mask: u32,
    /// Bytes received so far, frame headers included.
    pub received: u64,
}

impl Socket {
    /// Opens a socket to `path` with the client's cookies. `seed` makes the key and the masks.
    pub async fn open(door: &Door, source: u8, path: &str, cookies: &str, seed: u32) -> anyhow::Result<Self> {
        let key = tungstenite::handshake::client::generate_key();
        let (stream, rest) = http::upgrade(door, source, path, cookies, &key).await?;
        Ok(Self { stream, rest, fragments: Vec::new(), out: Vec::new(), closed: None, mask: seed | 1, received: 0 })
    }

    /// Sends one text message.
    pub async fn say(&mut self, text: &str) -> Result<(), Gone> {
        self.queue(OpCode::Data(Data::Text), text.as_bytes())?;
        self.flush().await
    }

    /// Makes the system keep as little as it may of what arrives: for one who does not mean to read.
    pub fn read_no_more(&self) -> io::Result<()> {
        socket2::SockRef::from(&self.stream).set_recv_buffer_size(1)
    }

    /// Says goodbye (1000); whatever comes after is not read.
    pub async fn close(mut self) {
        // The peer may be gone already; then there is nobody to say goodbye to.
        if self.queue(OpCode::Control(Control::Close), &1000_u16.to_be_bytes()).is_ok() && self.flush().await.is_ok() {
            let _ = self.stream.shutdown().await;
        }
    }

    fn queue(&mut self, opcode: OpCode, payload: &[u8]) -> Result<(), Gone> {
        self.mask = self.mask.wrapping_mul(0x9E37_79B1).wrapping_add(0x7F4A_7C15);
        let key = self.mask.to_be_bytes();
        let header = FrameHeader { is_final: true, opcode, mask: Some(key), ..FrameHeader::default() };
        self.out.reserve_exact(header.len(payload.len() as u64) + payload.len());
        header.format(payload.len() as u64, &mut self.out).map_err(|error| Gone::Nonsense(error.to_string()))?;
        self.out.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
        Ok(())
    }

    /// Writes what is queued. Cancel-safe: what is not written yet stays queued.
    async fn flush(&mut self) -> Result<(), Gone> {
        while !self.out.is_empty() {
            match self.stream.try_write(&self.out) {
                Ok(count) if count == self.out.len() => self.out = Vec::new(),
                Ok(count) => drop(self.out.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if timeout(PATIENCE, self.stream.writable()).await.is_err() {
                        return Err(Gone::Broken("the server reads nothing any more".to_owned()));
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Waits until something arrives and hands each whole text to `each`. Pings are answered here. Cancel-safe.
    pub async fn hear(&mut self, mut each: impl FnMut(&str)) -> Result<(), Gone> {
        self.flush().await?;
        if let Some(code) = self.closed {
            return Err(Gone::Closed(code));
        }
        if self.received > 0 || !self.hear_what_came_with_the_upgrade(&mut each)? {
            loop {
                self.stream.readable().await?;
                match self.read(&mut each) {
                    Ok(()) => break,
                    Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(ReadError::Io(error)) => return Err(error.into()),
                    Err(ReadError::Gone(gone)) => return Err(gone),
                }
            }
        }
        self.flush().await
    }

    /// The first bytes may have come with the answer to the upgrade. False if they were no whole frame.
    fn hear_what_came_with_the_upgrade(&mut self, each: &mut impl FnMut(&str)) -> Result<bool, Gone> {
        let rest = std::mem::take(&mut self.rest);
        self.received += rest.len() as u64;
        let used = self.frames(&rest, each)?;
        self.rest.extend_from_slice(&rest[used..]);
        Ok(used > 0)
    }

    fn read(&mut self, each: &mut impl FnMut(&str)) -> Result<(), ReadError> {
        SHARED.with_borrow_mut(|shared| {
            let count = self.stream.try_read(shared).map_err(ReadError::Io)?;
            if count == 0 {
                return Err(ReadError::Gone(Gone::Broken("end of stream".to_owned())));
            }
            self.received += count as u64;
            if self.rest.is_empty() {
                let used = self.frames(&shared[..count], each)?;
                self.rest.extend_from_slice(&shared[used..count]);
            } else {
                let mut rest = std::mem::take(&mut self.rest);
                rest.extend_from_slice(&shared[..count]);
                let used = self.frames(&rest, each)?;
                rest.drain(..used);
                if rest.capacity() > KEPT {
                    rest.shrink_to(rest.len());
                }
                self.rest = rest;
            }
            Ok(())
        })
    }

    /// Takes whole frames from the front of `bytes`; how many bytes they were.
    fn frames(&mut self, bytes: &[u8], each: &mut impl FnMut(&str)) -> Result<usize, Gone> {
        let nonsense = |why: &str| Gone::Nonsense(why.to_owned());
        let mut used = 0;
        loop {
            let mut cursor = Cursor::new(&bytes[used..]);
            let parsed = FrameHeader::parse(&mut cursor).map_err(|error| Gone::Nonsense(error.to_string()))?;
            let Some((header, length)) = parsed else {
                return Ok(used);
            };
            let length = usize::try_from(length).map_err(|_| nonsense("a frame of unthinkable length"))?;
            if length > MAX_MESSAGE || self.fragments.len() + length > MAX_MESSAGE {
                return Err(Gone::Nonsense(format!("a message of more than {MAX_MESSAGE} bytes")));
            }
            if header.mask.is_some() {
                return Err(nonsense("a server's frame is masked"));
            }
            let start = used + cursor.position() as usize;
            let Some(payload) = bytes.get(start..start + length) else {
                return Ok(used);
            };
            used = start + length;
            match header.opcode {
                OpCode::Data(Data::Text | Data::Continue) if !header.is_final => self.fragments.extend(payload),
                OpCode::Data(Data::Continue) => {
                    let mut whole = std::mem::take(&mut self.fragments);
                    whole.extend_from_slice(payload);
                    each(std::str::from_utf8(&whole).map_err(|_| nonsense("a text that is not UTF-8"))?);
                }
                OpCode::Data(Data::Text) => {
                    each(std::str::from_utf8(payload).map_err(|_| nonsense("a text that is not UTF-8"))?);
                }
                OpCode::Control(Control::Ping) => self.queue(OpCode::Control(Control::Pong), payload)?,
                OpCode::Control(Control::Pong) => {}
                OpCode::Control(Control::Close) => {
                    let code = payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                    self.closed = Some(code);
                    return Ok(used);
                }
                _ => return Err(nonsense("a frame that is neither text nor control")),
            }
        }
    }
}

enum ReadError {
    Io(io::Error),
    Gone(Gone),
}

impl From<Gone> for ReadError {
    fn from(gone: Gone) -> Self {
        Self::Gone(gone)
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use tungstenite::protocol::frame::{CloseFrame, Frame};
    use tungstenite::{Message, WebSocket};

    use super::*;

    /// A server of one connection, made of tungstenite's own server side.
    async fn against<T: Send + 'static>(
        play: impl FnOnce(&mut WebSocket<std::net::TcpStream>) -> T + Send + 'static,
    ) -> (Socket, thread::JoinHandle<T>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let mut socket = tungstenite::accept(stream);
            play(socket.as_mut().unwrap())
        });
        let door = Door::at(&base).await.unwrap();
        (Socket::open(&door, 0, "/ws/abc234", "a=b", 1).await.unwrap(), server)
    }

    async fn hear_texts(socket: &mut Socket, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < count {
            socket.hear(|text| texts.push(text.to_owned())).await.unwrap();
        }
        texts
    }

    #[tokio::test]
    async fn says_and_hears_texts_of_every_length() {
        let lengths = [0, 1, 125, 126, 65_535, 65_536, 200_000];
        let (mut socket, server) = against(move |server| {
            for _ in lengths {
                let heard = server.read().unwrap();
                server.send(heard).unwrap();
            }
        })
        .await;
        for length in lengths {
            let text = "ü".repeat(length / 2) + &"x".repeat(length % 2);
            socket.say(&text).await.unwrap();
            assert!(hear_texts(&mut socket, 1).await == [text], "{length} bytes");
        }
        server.join().unwrap();
    }

    #[tokio::test]
    async fn joins_fragments_answers_pings_and_tells_the_close_code() {
        let (mut socket, server) = against(|server| {
            let piece =
                |text: &'static str, opcode, last| Message::Frame(Frame::message(text, OpCode::Data(opcode), last));
            server.send(piece("one ", Data::Text, false)).unwrap();
            server.send(Message::Ping("still there?".into())).unwrap();
            server.send(piece("text", Data::Continue, true)).unwrap();
            assert_eq!(server.read().unwrap(), Message::Pong("still there?".into()));
            server.close(Some(CloseFrame { code: 1012.into(), reason: "".into() })).unwrap();
        })
        .await;
        assert_eq!(hear_texts(&mut socket, 1).await, ["one text"]);
        let gone = loop {
            if let Err(gone) = socket.hear(|text| panic!("{text}")).await {
                break gone;
            }
        };
        assert_eq!(gone, Gone::Closed(1012));
        server.join().unwrap();
    }

    #[tokio::test]
    async fn a_binary_frame_is_a_finding() {
        let (mut socket, server) = against(|server| server.send(Message::Binary(vec![1, 2].into())).unwrap()).await;
        let gone = socket.hear(|text| panic!("{text}")).await.unwrap_err();
        assert!(matches!(gone, Gone::Nonsense(_)), "{gone}");
        server.join().unwrap();
    }
}
