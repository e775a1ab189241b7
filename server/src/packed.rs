//! A text that many are sent, each with a short ending of its own: packed (RFC 1951, RFC 1952) once for all of them.

use bytes::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

/// Of a gzip stream without name or time.
const HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// The last block of a stream, and as it is: its length and the complement of that follow.
const LAST_AS_IT_IS: u8 = 1;

/// The text that all have in common.
#[derive(Debug)]
pub struct Packed {
    plain: Bytes,
    /// Whole blocks that end on a byte.
    blocks: Vec<u8>,
    crc: Crc,
}

impl Packed {
    /// Packs it well: it is made anew whenever the room changes and somebody asks, and then sent to all who come.
    pub fn of(text: String) -> Self {
        let mut pack = Compress::new(Compression::best(), false);
        let mut blocks = Vec::with_capacity(text.len() / 2 + 64);
        loop {
            let rest = &text.as_bytes()[pack.total_in() as usize..];
            pack.compress_vec(rest, &mut blocks, FlushCompress::Full).expect("it is given bytes in order");
            // Room left over means that all came out that was to come.
            if pack.total_in() as usize == text.len() && blocks.len() < blocks.capacity() {
                break;
            }
            blocks.reserve(text.len() / 4 + 64);
        }
        blocks.shrink_to_fit();
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        Self { plain: text.into(), blocks, crc }
    }

    /// The whole text.
    pub fn with(&self, ending: &str) -> Vec<u8> {
        [&self.plain, ending.as_bytes()].concat()
    }

    /// The whole text as gzip has it.
    ///
    /// # Panics
    /// If the ending has 64 KiB or more: it is not short.
    pub fn zipped_with(&self, ending: &str) -> Vec<u8> {
        let length = u16::try_from(ending.len()).expect("an ending is short");
        let (mut own, mut whole) = (Crc::new(), Crc::new());
        own.update(ending.as_bytes());
        whole.combine(&self.crc);
        whole.combine(&own);
        let mut out = Vec::with_capacity(HEAD.len() + self.blocks.len() + 5 + ending.len() + 8);
        out.extend_from_slice(&HEAD);
        out.extend_from_slice(&self.blocks);
        out.push(LAST_AS_IT_IS);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(ending.as_bytes());
        out.extend_from_slice(&whole.sum().to_le_bytes());
        out.extend_from_slice(&whole.amount().to_le_bytes());
        out
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;
    use proptest::prelude::*;

    use super::*;

    fn unzipped(bytes: &[u8]) -> String {
        let mut text = String::new();
        let mut decoder = GzDecoder::new(bytes);
        decoder.read_to_string(&mut text).unwrap();
        assert!(decoder.into_inner().is_empty(), "nothing stands behind the end");
        text
    }

    #[test]
    fn a_page_is_packed_well_below_a_half() {
        let text = (0..4_000).fold(String::new(), |text, n| text + &format!("<li>line {n} of a page</li>\n"));
        let packed = Packed::of(text.clone());
        assert!(packed.blocks.len() < text.len() / 2, "{} of {}", packed.blocks.len(), text.len());
        assert_eq!(unzipped(&packed.zipped_with("the end")), text + "the end");
    }

    proptest! {
        #[test]
        fn whatever_is_packed_comes_out_with_each_ending(text in ".{0,3000}", endings in prop::collection::vec(".{0,60}", 1..4)) {
            let packed = Packed::of(text.clone());
            for ending in endings {
                let whole = text.clone() + &ending;
                prop_assert_eq!(unzipped(&packed.zipped_with(&ending)), whole.clone());
                prop_assert_eq!(packed.with(&ending), whole.into_bytes());
            }
        }
    }
}
