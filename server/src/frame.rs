//! Bytes ↔ WebSocket frames (RFC 6455), and nothing else. Headers are read and written with tungstenite's frame types.

use std::io::Cursor;

use bytes::{Bytes, BytesMut};
use tungstenite::protocol::frame::coding::{CloseCode, Control, Data, OpCode};
use tungstenite::protocol::frame::{CloseFrame, Frame, FrameHeader};

use crate::wire::close;

/// What came in, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A text message, its fragments joined.
    Text(String),
    /// The same of bytes, where they are taken.
    Binary(Vec<u8>),
    /// Answer with a pong of the same bytes.
    Ping(Vec<u8>),
    /// A sign of life.
    Pong,
    /// The other side says goodbye, with this code or none.
    Close(Option<u16>),
}

/// Why the connection must end: the close code to say so with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken(pub u16);

/// A message may have so many fragments of nothing. Some clients send one at its beginning or end; a million are an attack.
const EMPTY_FRAGMENTS: u8 = 8;

/// The reading side of one connection: what has arrived of a frame, and of a message in fragments. Idle, it holds nothing.
#[derive(Debug)]
pub struct Inbox {
    cap: usize,
    takes_binary: bool,
    bytes: Vec<u8>,
    message: Option<Box<Message>>,
}

/// What has arrived of a message.
#[derive(Debug, Default)]
struct Message {
    is_binary: bool,
    bytes: Vec<u8>,
    /// So many of them are known to be UTF-8; the rest is part of one letter.
    letters: usize,
    empty_fragments: u8,
}

impl Inbox {
    /// For text messages of at most `cap` bytes.
    pub fn new(cap: usize) -> Self {
        Self { cap, takes_binary: false, bytes: Vec::new(), message: None }
    }

    /// For text and binary messages: what a suite of tests sends to be echoed.
    pub fn of_all(cap: usize) -> Self {
        Self { takes_binary: true, ..Self::new(cap) }
    }

    /// Takes the bytes that arrived; the whole messages in them come out through [`Self::message`].
    pub fn take(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message, `None` if more bytes are needed.
    pub fn message(&mut self) -> Result<Option<Incoming>, Broken> {
        loop {
            let Some((header, payload)) = self.frame()? else {
                if self.bytes.is_empty() {
                    self.bytes = Vec::new();
                }
                return Ok(None);
            };
            match header.opcode {
                OpCode::Control(control) => return Ok(Some(control_frame(control, payload)?)),
                OpCode::Data(data) => {
                    if let Some(message) = self.data(data, header.is_final, payload)? {
                        return Ok(Some(message));
                    }
                }
            }
        }
    }

    /// The next whole frame, unmasked.
    fn frame(&mut self) -> Result<Option<(FrameHeader, Vec<u8>)>, Broken> {
        let mut cursor = Cursor::new(self.bytes.as_slice());
        let Some((header, length)) = FrameHeader::parse(&mut cursor).map_err(|_| Broken(close::PROTOCOL))? else {
            return Ok(None);
        };
        let start = usize::try_from(cursor.position()).expect("it stands within the bytes");
        let mask = self.admit(&header, length)?;
        let end = start + usize::try_from(length).map_err(|_| Broken(close::TOO_BIG))?;
        if self.bytes.len() < end {
            return Ok(None);
        }
        let mut payload = self.bytes[start..end].to_vec();
        self.bytes.drain(..end);
        for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
            *byte ^= mask;
        }
        Ok(Some((header, payload)))
    }

    /// Refuses a frame by its header alone, before a byte of its payload is waited for.
    fn admit(&self, header: &FrameHeader, length: u64) -> Result<[u8; 4], Broken> {
        if header.rsv1 || header.rsv2 || header.rsv3 {
            return Err(Broken(close::PROTOCOL));
        }
        let mask = header.mask.ok_or(Broken(close::PROTOCOL))?;
        match header.opcode {
            OpCode::Control(_) if !header.is_final || length > 125 => Err(Broken(close::PROTOCOL)),
            OpCode::Control(_) => Ok(mask),
            OpCode::Data(data) => {
                match (data, &self.message) {
                    (Data::Binary, _) if !self.takes_binary => return Err(Broken(close::NOT_TEXT)),
                    (Data::Continue, None) | (Data::Text | Data::Binary, Some(_)) | (Data::Reserved(_), _) => {
                        return Err(Broken(close::PROTOCOL));
                    }
                    (Data::Continue, Some(message)) if length == 0 && message.empty_fragments == EMPTY_FRAGMENTS => {
                        return Err(Broken(close::PROTOCOL));
                    }
                    (Data::Continue, Some(_)) | (Data::Text | Data::Binary, None) => {}
                }
                let so_far = self.message.as_ref().map_or(0, |message| message.bytes.len()) as u64;
                if so_far.saturating_add(length) > self.cap as u64 {
                    return Err(Broken(close::TOO_BIG));
                }
                Ok(mask)
            }
        }
    }

    fn data(&mut self, data: Data, is_final: bool, payload: Vec<u8>) -> Result<Option<Incoming>, Broken> {
        let whole = self.message.is_none() && is_final;
        if whole && data == Data::Text {
            return String::from_utf8(payload)
                .map(|text| Some(Incoming::Text(text)))
                .map_err(|_| Broken(close::NOT_UTF8));
        }
        let mut message = self.message.take().unwrap_or_default();
        message.is_binary |= data == Data::Binary;
        message.add(payload)?;
        if !is_final {
            self.message = Some(message);
            return Ok(None);
        }
        let Message { is_binary, bytes, .. } = *message;
        if is_binary {
            return Ok(Some(Incoming::Binary(bytes)));
        }
        String::from_utf8(bytes).map(|text| Some(Incoming::Text(text))).map_err(|_| Broken(close::NOT_UTF8))
    }
}

impl Message {
    /// Takes a fragment. What is no UTF-8 yet and cannot become it is refused with it.
    fn add(&mut self, payload: Vec<u8>) -> Result<(), Broken> {
        if payload.is_empty() {
            self.empty_fragments += 1;
        }
        if self.bytes.is_empty() {
            self.bytes = payload;
        } else {
            self.bytes.extend_from_slice(&payload);
        }
        if self.is_binary {
            return Ok(());
        }
        match std::str::from_utf8(&self.bytes[self.letters..]) {
            Ok(_) => self.letters = self.bytes.len(),
            Err(error) if error.error_len().is_some() => return Err(Broken(close::NOT_UTF8)),
            Err(error) => self.letters += error.valid_up_to(),
        }
        Ok(())
    }
}

fn control_frame(control: Control, payload: Vec<u8>) -> Result<Incoming, Broken> {
    match control {
        Control::Ping => Ok(Incoming::Ping(payload)),
        Control::Pong => Ok(Incoming::Pong),
        Control::Reserved(_) => Err(Broken(close::PROTOCOL)),
        Control::Close => match payload.as_slice() {
            [] => Ok(Incoming::Close(None)),
            [_] => Err(Broken(close::PROTOCOL)),
            [high, low, reason @ ..] => {
                let code = u16::from_be_bytes([*high, *low]);
                if !CloseCode::from(code).is_allowed() {
                    return Err(Broken(close::PROTOCOL));
                }
                if std::str::from_utf8(reason).is_err() {
                    return Err(Broken(close::NOT_UTF8));
                }
                Ok(Incoming::Close(Some(code)))
            }
        },
    }
}

/// A text frame of these pieces, one after the other, ready to be written to any number of sockets.
pub fn text(pieces: &[&[u8]]) -> Bytes {
    data(Data::Text, pieces)
}

/// The same of bytes.
pub fn binary(bytes: &[u8]) -> Bytes {
    data(Data::Binary, &[bytes])
}

fn data(of: Data, pieces: &[&[u8]]) -> Bytes {
    let length = pieces.iter().map(|piece| piece.len()).sum::<usize>();
    let header = FrameHeader { opcode: OpCode::Data(of), ..FrameHeader::default() };
    let mut out = Vec::with_capacity(length + 10);
    header.format(length as u64, &mut out).expect("a vector takes all");
    for piece in pieces {
        out.extend_from_slice(piece);
    }
    out.into()
}

/// A ping without a payload.
pub fn ping() -> Bytes {
    encode(Frame::ping(Bytes::new()))
}

/// The answer to a ping.
pub fn pong(payload: Vec<u8>) -> Bytes {
    encode(Frame::pong(payload))
}

/// A goodbye with a code, or the echo of one without.
pub fn goodbye(code: Option<u16>) -> Bytes {
    encode(Frame::close(code.map(|code| CloseFrame { code: code.into(), reason: "".into() })))
}

fn encode(frame: Frame) -> Bytes {
    let mut out = Vec::with_capacity(frame.len());
    frame.format(&mut out).expect("a vector takes all");
    BytesMut::from(out.as_slice()).freeze()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One masked frame, as a browser sends it.
    fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut out = vec![first];
        match payload.len() {
            n if n < 126 => out.push(0x80 | n as u8),
            n if n < 65_536 => {
                out.push(0x80 | 0x7e);
                out.extend((n as u16).to_be_bytes());
            }
            n => {
                out.push(0x80 | 127);
                out.extend((n as u64).to_be_bytes());
            }
        }
        let mask = [1, 2, 3, 4];
        out.extend(mask);
        out.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        out
    }

    fn read(cap: usize, bytes: &[u8]) -> Result<Vec<Incoming>, Broken> {
        let mut inbox = Inbox::new(cap);
        inbox.take(bytes);
        let mut out = Vec::new();
        while let Some(message) = inbox.message()? {
            out.push(message);
        }
        Ok(out)
    }

    #[test]
    fn fragments_are_joined_and_a_ping_between_them_is_heard() {
        let bytes = [masked(0x01, "hä".as_bytes()), masked(0x89, b"?"), masked(0x80, b"llo")].concat();
        let expected = vec![Incoming::Ping(b"?".to_vec()), Incoming::Text("hällo".into())];
        assert_eq!(read(100, &bytes), Ok(expected));
    }

    #[test]
    fn every_broken_frame_has_its_close_code() {
        let unmasked = vec![0x81, 1, b'a'];
        let cases: [(&str, Vec<u8>, u16); 16] = [
            ("unmasked", unmasked, 1002),
            ("binary", masked(0x82, b"a"), 1003),
            ("reserved bit", masked(0xC1, b"a"), 1002),
            ("reserved data opcode", masked(0x83, b"a"), 1002),
            ("reserved control opcode", masked(0x8B, b"a"), 1002),
            ("continuation of nothing", masked(0x80, b"a"), 1002),
            ("a text within a text", [masked(0x01, b"a"), masked(0x81, b"b")].concat(), 1002),
            ("empty fragments without end", [masked(0x01, b"a"), masked(0x00, b"").repeat(9)].concat(), 1002),
            ("a fragmented ping", masked(0x09, b"a"), 1002),
            ("a long ping", masked(0x89, &[b'a'; 126]), 1002),
            ("too big", masked(0x81, &[b'a'; 101]), 1009),
            ("too big in fragments", [masked(0x01, &[b'a'; 60]), masked(0x80, &[b'a'; 60])].concat(), 1009),
            ("a claim of 16 EiB", vec![0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4], 1009),
            ("not UTF-8", masked(0x81, &[0xFF]), 1007),
            ("a close of one byte", masked(0x88, &[3]), 1002),
            ("a close with a reserved code", masked(0x88, &1005_u16.to_be_bytes()), 1002),
        ];
        for (name, bytes, code) in cases {
            assert_eq!(read(100, &bytes), Err(Broken(code)), "{name}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for (bytes, opcode) in [(text(&[b"a", b"bc"]), 0x81), (ping(), 0x89), (pong(b"x".to_vec()), 0x8A)] {
            assert_eq!(bytes[0], opcode);
            assert_eq!(usize::from(bytes[1]), bytes.len() - 2);
        }
        assert_eq!(&goodbye(Some(1012))[..], [0x88, 2, 0x03, 0xF4]);
        assert_eq!(text(&[&[b'a'; 300]])[..4], [0x81, 126, 1, 44]);
    }

    proptest! {
        #[test]
        fn however_the_bytes_are_cut_the_messages_are_the_same(
            texts in prop::collection::vec(".{0,40}", 1..6), cuts in prop::collection::vec(1_usize..40, 0..40),
        ) {
            let all: Vec<u8> = texts.iter().flat_map(|text| masked(0x81, text.as_bytes())).collect();
            let mut inbox = Inbox::new(4_096);
            let (mut rest, mut out) = (all.as_slice(), Vec::new());
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                rest = later;
                inbox.take(now);
                while let Some(Incoming::Text(text)) = inbox.message().unwrap() {
                    out.push(text);
                }
            }
            prop_assert_eq!(out, texts);
        }

        #[test]
        fn no_bytes_at_all_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(64, &bytes);
        }
    }
}
