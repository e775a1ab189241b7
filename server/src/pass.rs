//! Who you are: passes, links and the keys made from them, all under one secret file that the nodes share and the store
//! never holds.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::domain::id::{PresenceKey, RoomCode, ScreenId, VoterKey};
use crate::domain::person::Role;
use crate::store::RunKey;

mod codes;

/// The nodes' secret, 256 bits.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A participant's or a screen's right to act: 128 random bits with a MAC, carried in a cookie.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pass([u8; 16]);

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pass(…)")
    }
}

/// What a pass is for: one made for a phone is none for a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassKind {
    /// A participant.
    Phone,
    /// A room screen.
    Screen,
}

impl PassKind {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Phone => b"phone pass",
            Self::Screen => b"screen pass",
        }
    }
}

/// Bits from the operating system.
///
/// # Panics
/// When the operating system has none: nothing here is safe without.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bits");
    bytes
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        // Each part with its length before it, so that no two lists of parts spell the same bytes.
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn first_16(bytes: [u8; 32]) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&bytes[..16]);
    out
}

/// A number for what somebody makes: of `who` and of what tells this wish of theirs from every other. A participant's is
/// keyed by their voter key, so that saying the same wish twice makes one thing, on whatever node.
pub fn number_of(who: &[u8], wish: &[&str]) -> [u8; 4] {
    let parts: Vec<&[u8]> = wish.iter().map(|part| part.as_bytes()).collect();
    let hash = mac(who, &parts);
    [hash[0], hash[1], hash[2], hash[3]]
}

/// A name for a text that is too long to be one: 32 hex digits of its hash, so that no two texts share one.
pub fn hash_of(text: &str) -> String {
    hex(&first_16(mac(b"text", &[text.as_bytes()])))
}

impl Secret {
    /// Of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret in `path`, made there (readable by its owner alone) if there is no file. A file of another size is
    /// refused, never overwritten.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        match fs::File::open(path) {
            Ok(mut file) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                let bytes = bytes.try_into().map_err(|_| {
                    io::Error::new(io::ErrorKind::InvalidData, format!("{} is not 32 bytes long", path.display()))
                })?;
                Ok(Self(bytes))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self(random()).make_file(path),
            Err(error) => Err(error),
        }
    }

    /// The secret itself, for a copy of everything.
    pub fn bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Makes `path` the file of this secret; what [`Self::of_file`] says of it then. A file that is there already stays, and is what
    /// comes back.
    pub fn make_file(self, path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        let Self(bytes) = self;
        // Written beside and linked into place: another node starting at the same moment sees the whole file or none.
        let beside = path.with_extension(format!("new-{}", std::process::id()));
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        let linked = fs::hard_link(&beside, path);
        fs::remove_file(&beside)?;
        match linked {
            Ok(()) => Ok(Self(bytes)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::of_file(path),
            Err(error) => Err(error),
        }
    }

    /// The bytes under which the store wraps run keys.
    pub fn wrapping_key(&self) -> [u8; 32] {
        mac(&self.0, &[b"wrap run keys"])
    }

    /// The room a workshop is held in: the same on every start and every node.
    pub fn room_of(&self, reference: &str) -> RoomCode {
        RoomCode::from_bytes(&mac(&self.0, &[b"room", reference.as_bytes()]))
    }

    /// What a link carries that tries the address of a room: good for nothing but to say that it led here.
    pub fn reach_of(&self, room: RoomCode) -> String {
        hex(&mac(&self.0, &[b"reach", room.as_str().as_bytes()])[..4])
    }

    /// A new pass, and the cookie's value for it.
    pub fn mint(&self, kind: PassKind) -> (Pass, String) {
        let pass = Pass(random());
        (pass, self.cookie_of(kind, pass))
    }

    fn cookie_of(&self, kind: PassKind, pass: Pass) -> String {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&pass.0);
        bytes[16..].copy_from_slice(&first_16(mac(&self.0, &[kind.label(), &pass.0])));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The pass of a cookie's value, if this secret made it for that purpose.
    pub fn pass_of(&self, kind: PassKind, cookie: &str) -> Option<Pass> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(cookie).ok()?.try_into().ok()?;
        let (pass, tag) = bytes.split_at(16);
        let good = first_16(mac(&self.0, &[kind.label(), pass]));
        bool::from(tag.ct_eq(&good)).then(|| Pass(pass.try_into().expect("sixteen bytes")))
    }

    /// Who is here, as the store knows it.
    pub fn presence_of(&self, room: RoomCode, pass: Pass) -> PresenceKey {
        let key = mac(&self.0, &[b"presence", room.as_str().as_bytes()]);
        PresenceKey(first_16(mac(&key, &[&pass.0])))
    }

    /// A screen's name in every room.
    pub fn screen_of(&self, pass: Pass) -> ScreenId {
        let bytes = mac(&self.0, &[b"screen", &pass.0]);
        hex(&bytes[..8]).parse().expect("sixteen hex digits")
    }

    /// The secret of a role's link in a room: the same on every start, until its generation is raised.
    pub fn link_secret(&self, room: RoomCode, role: Role, generation: u32) -> String {
        let bytes =
            mac(&self.0, &[b"link", room.as_str().as_bytes(), role.as_str().as_bytes(), &generation.to_be_bytes()]);
        URL_SAFE_NO_PAD.encode(first_16(bytes))
    }

    /// Whether `said` is that link's secret, compared in constant time.
    pub fn is_link_secret(&self, room: RoomCode, role: Role, generation: u32, said: &str) -> bool {
        self.link_secret(room, role, generation).as_bytes().ct_eq(said.as_bytes()).into()
    }

    /// A moderator's cookie: 128 random bits and a MAC over them, room, role and generation.
    pub fn session(&self, room: RoomCode, role: Role, generation: u32) -> String {
        let nonce: [u8; 16] = random();
        let tag = first_16(self.session_tag(room, role, generation, &nonce));
        URL_SAFE_NO_PAD.encode([nonce, tag].concat())
    }

    fn session_tag(&self, room: RoomCode, role: Role, generation: u32, nonce: &[u8]) -> [u8; 32] {
        let (room, role) = (room.as_str().as_bytes(), role.as_str().as_bytes());
        mac(&self.0, &[b"session", room, role, &generation.to_be_bytes(), nonce])
    }

    /// Whether a cookie's value is a session of that role and generation.
    pub fn is_session(&self, room: RoomCode, role: Role, generation: u32, cookie: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(cookie) else { return false };
        if bytes.len() != 32 {
            return false;
        }
        let (nonce, tag) = bytes.split_at(16);
        first_16(self.session_tag(room, role, generation, nonce)).ct_eq(tag).into()
    }

    /// The secret of the organisers' link: whoever has it may make rooms on this server. The same on every start; only another
    /// secret file ends it.
    pub fn organiser_link(&self) -> String {
        URL_SAFE_NO_PAD.encode(first_16(mac(&self.0, &[b"organiser link"])))
    }

    /// Whether `said` is that secret, compared in constant time.
    pub fn is_organiser_link(&self, said: &str) -> bool {
        self.organiser_link().as_bytes().ct_eq(said.as_bytes()).into()
    }

    /// An organiser's cookie: 128 random bits and a MAC over them.
    pub fn organiser_session(&self) -> String {
        let nonce: [u8; 16] = random();
        let tag = first_16(mac(&self.0, &[b"organiser session", &nonce]));
        URL_SAFE_NO_PAD.encode([nonce, tag].concat())
    }

    /// Whether a cookie's value is an organiser's.
    pub fn is_organiser_session(&self, cookie: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(cookie) else { return false };
        if bytes.len() != 32 {
            return false;
        }
        let (nonce, tag) = bytes.split_at(16);
        first_16(mac(&self.0, &[b"organiser session", nonce])).ct_eq(tag).into()
    }

    /// A new secret for a single-use link, and the hash the store keeps of it.
    pub fn handover(&self) -> (String, String) {
        let secret = URL_SAFE_NO_PAD.encode(random::<16>());
        let hash = self.handover_hash(&secret);
        (secret, hash)
    }

    /// The hash of a single-use link's secret.
    pub fn handover_hash(&self, secret: &str) -> String {
        hex(&first_16(mac(&self.0, &[b"handover", secret.as_bytes()])))
    }
}

/// Who votes, as the store knows it in this run alone.
pub fn voter_of(key: &RunKey, pass: Pass) -> VoterKey {
    VoterKey(first_16(mac(&key.0, &[&pass.0])))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes all");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> Secret {
        Secret::new([7; 32])
    }

    #[test]
    fn a_pass_is_good_for_what_it_was_made_for_alone() {
        let (pass, cookie) = secret().mint(PassKind::Phone);
        assert_eq!(secret().pass_of(PassKind::Phone, &cookie), Some(pass));
        assert_eq!(secret().pass_of(PassKind::Screen, &cookie), None);
        assert_eq!(Secret::new([8; 32]).pass_of(PassKind::Phone, &cookie), None);
        for at in 0..cookie.len() {
            let mut other = cookie.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            assert_eq!(secret().pass_of(PassKind::Phone, &other), None, "a changed letter at {at}");
        }
        assert_eq!(secret().pass_of(PassKind::Phone, ""), None);
    }

    #[test]
    fn links_and_sessions_end_with_their_generation() {
        let room = secret().room_of("IGF 2020 WS #230");
        let link = secret().link_secret(room, Role::Chair, 1);
        assert_eq!(link, secret().link_secret(room, Role::Chair, 1));
        assert!(secret().is_link_secret(room, Role::Chair, 1, &link));
        assert!(!secret().is_link_secret(room, Role::Chair, 2, &link));
        assert!(!secret().is_link_secret(room, Role::Online, 1, &link));
        let session = secret().session(room, Role::Chair, 1);
        assert!(secret().is_session(room, Role::Chair, 1, &session));
        assert!(!secret().is_session(room, Role::Chair, 2, &session));
        assert!(!secret().is_session(secret().room_of("another"), Role::Chair, 1, &session));
    }

    #[test]
    fn an_organisers_link_is_for_making_rooms_alone() {
        let link = secret().organiser_link();
        assert!(secret().is_organiser_link(&link) && !Secret::new([8; 32]).is_organiser_link(&link));
        let session = secret().organiser_session();
        assert!(secret().is_organiser_session(&session) && !secret().is_organiser_session(&link));
        let room = secret().room_of("IGF 2020 WS #230");
        assert!(!secret().is_organiser_session(&secret().session(room, Role::Chair, 1)));
        assert!(!secret().is_session(room, Role::Chair, 1, &session));
        assert!(!secret().is_organiser_session(""));
    }

    #[test]
    fn a_secret_file_is_made_once_and_a_broken_one_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        let first = Secret::of_file(&path).unwrap();
        assert_eq!(first.0, Secret::of_file(&path).unwrap().0);
        fs::write(&path, b"short").unwrap();
        assert!(Secret::of_file(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"short");
    }
}
