//! Which node of a cluster holds which slots, put together from what its nodes tell of one another (`CLUSTER NODES`).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Slots of a cluster; each key lies in one.
pub(super) const SLOTS: u16 = 16_384;

/// The slot in which a cluster keeps a key: that of the text in its first braces, or of all of it (Redis Cluster
/// specification, *Hash tags*). CRC-16/XMODEM, whose check value is that of the specification.
pub(super) fn slot_of(key: &[u8]) -> u16 {
    let tag = key.iter().position(|byte| *byte == b'{').and_then(|open| {
        let rest = &key[open + 1..];
        rest.iter().position(|byte| *byte == b'}').filter(|close| *close > 0).map(|close| &rest[..close])
    });
    let step = |crc: u16, byte: &u8| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| (crc << 1) ^ if crc >> 15 == 1 { 0x1021 } else { 0 })
    };
    tag.unwrap_or(key).iter().fold(0, step) % SLOTS
}

/// What one node tells of a node, itself perhaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    id: String,
    address: Option<String>,
    /// The primary it copies; `None` if it is one.
    copies: Option<String>,
    /// It tells this of itself.
    is_own: bool,
    /// Most primaries agree that it is gone.
    is_lost: bool,
    /// Of two who claim a slot the one with the higher epoch has it.
    epoch: u64,
    slots: Vec<RangeInclusive<u16>>,
}

/// Reads what the node at `host` answered. Nodes that nobody has met yet are left out.
pub(super) fn told(answer: &str, host: &str) -> Vec<Told> {
    answer.lines().filter_map(|line| node(line, host)).collect()
}

fn node(line: &str, host: &str) -> Option<Told> {
    let mut words = line.split_whitespace();
    let (id, at, flags, copies) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let flags: Vec<&str> = flags.split(',').collect();
    if flags.contains(&"handshake") {
        return None;
    }
    let epoch = words.nth(2)?.parse().ok()?;
    let _link = words.next()?;
    let place = at.split('@').next()?.rsplit_once(':').filter(|_| !flags.contains(&"noaddr"));
    let address = place.map(|(named, port)| joined(if named.is_empty() { host } else { named }, port));
    // "[93-<-id]" tells of a slot on its way: it still belongs to where it was.
    let slots = words.filter(|word| !word.starts_with('[')).filter_map(range).collect();
    Some(Told {
        id: id.to_owned(),
        address,
        copies: (copies != "-").then(|| copies.to_owned()),
        is_own: flags.contains(&"myself"),
        is_lost: flags.contains(&"fail"),
        epoch,
        slots,
    })
}

fn range(word: &str) -> Option<RangeInclusive<u16>> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last && last < SLOTS).then_some(first..=last)
}

/// Host and port as one address; an IPv6 host stands in brackets.
pub(super) fn joined(host: &str, port: &str) -> String {
    if host.contains(':') && !host.starts_with('[') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// A node of the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) id: String,
    /// Where it is reached, if anybody knows.
    pub(super) address: Option<String>,
    /// The primary it copies; `None` if it is one.
    pub(super) copies: Option<String>,
    /// The others agree that it is gone.
    pub(super) is_lost: bool,
    epoch: u64,
    is_own: bool,
}

/// The cluster as its nodes tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Map {
    /// In the order of their ids.
    pub(super) members: Vec<Member>,
    /// Runs of slots in one hand, in their order; together all slots. `None`: nobody has them.
    runs: Vec<(RangeInclusive<u16>, Option<usize>)>,
}

impl Map {
    /// Puts together what several nodes tell. Whoever was cut off and tells an old story has lower epochs in it.
    pub(super) fn of(stories: &[Vec<Told>]) -> Self {
        let mut members: BTreeMap<&str, Member> = BTreeMap::new();
        let mut claims: Vec<Option<(u64, &str)>> = vec![None; usize::from(SLOTS)];
        for told in stories.iter().flatten() {
            for slot in told.slots.iter().cloned().flatten() {
                let claim = Some((told.epoch, told.id.as_str()));
                let held = &mut claims[usize::from(slot)];
                *held = claim.max(*held);
            }
            let fresh = Member {
                id: told.id.clone(),
                address: told.address.clone(),
                copies: told.copies.clone(),
                is_lost: false,
                epoch: told.epoch,
                is_own: told.is_own,
            };
            let member = members.entry(&told.id).or_insert_with(|| fresh.clone());
            let is_lost = member.is_lost || (told.is_lost && !told.is_own);
            // What it copies it knows best itself; of others', the later.
            if (told.is_own, told.epoch) >= (member.is_own, member.epoch) {
                let address = fresh.address.clone().or_else(|| member.address.clone());
                *member = Member { address, ..fresh };
            }
            member.is_lost = is_lost;
        }
        let places: BTreeMap<&str, usize> = members.keys().enumerate().map(|(place, id)| (*id, place)).collect();
        let mut runs: Vec<(RangeInclusive<u16>, Option<usize>)> = Vec::new();
        for (slot, claim) in (0..SLOTS).zip(claims) {
            let owner = claim.map(|(_, id)| places[id]);
            match runs.last_mut() {
                Some((run, of)) if *of == owner => *run = *run.start()..=slot,
                _ => runs.push((slot..=slot, owner)),
            }
        }
        Self { members: members.into_values().collect(), runs }
    }

    /// Who has this slot.
    pub(super) fn owner(&self, slot: u16) -> Option<&Member> {
        let at = self.runs.partition_point(|(run, _)| *run.end() < slot);
        self.members.get(self.runs.get(at)?.1?)
    }

    /// Each owner of slots with its slots, and, under `None`, those nobody has.
    pub(super) fn shards(&self) -> Vec<(Option<&Member>, Vec<RangeInclusive<u16>>)> {
        let mut shards: BTreeMap<Option<usize>, Vec<RangeInclusive<u16>>> = BTreeMap::new();
        for (run, owner) in &self.runs {
            shards.entry(*owner).or_default().push(run.clone());
        }
        shards.into_iter().map(|(owner, runs)| (owner.map(|at| &self.members[at]), runs)).collect()
    }

    /// The member at this address.
    pub(super) fn member_at(&self, address: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.address.as_deref() == Some(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "\
        aa 127.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-5460\n\
        bb 127.0.0.1:7001@17001,host,shard-id=1 master - 0 1 2 connected 5461-10922 [93-<-aa]\n\
        cc 127.0.0.1:7002@17002 master - 0 1 3 connected 10923-16382 16383\n\
        dd 127.0.0.1:7003@17003 slave aa 0 1 1 connected\n\
        ee :0@0 master,noaddr - 0 1 0 disconnected\n\
        ff 127.0.0.1:7009@17009 handshake - 0 1 0 connected\n";

    fn owner(map: &Map, slot: u16) -> Option<&str> {
        map.owner(slot).and_then(|member| member.address.as_deref())
    }

    #[test]
    fn keys_lie_where_redis_says() {
        assert_eq!(slot_of(b"123456789"), 0x31C3 % SLOTS);
        // As `CLUSTER KEYSLOT` answers.
        assert_eq!(slot_of(b"foo"), 12_182);
        assert_eq!(slot_of(b"plenary:{foo}:run:1:tally"), 12_182);
        assert_eq!(slot_of(b"foo{}{bar}"), 8_363);
        assert_eq!(slot_of(b"foo{{bar}}zap"), 4_015);
    }

    #[test]
    fn a_story_is_read_and_each_slot_has_its_owner() {
        let map = Map::of(&[told(ONE, "10.0.0.1")]);
        assert_eq!(map.members.len(), 5, "whom nobody met is left out");
        assert_eq!(owner(&map, 0), Some("127.0.0.1:7000"));
        assert_eq!(owner(&map, 93), Some("127.0.0.1:7000"), "a slot on its way is still where it was");
        assert_eq!(owner(&map, 5_461), Some("127.0.0.1:7001"));
        assert_eq!(owner(&map, 16_383), Some("127.0.0.1:7002"));
        assert_eq!(map.member_at("127.0.0.1:7003").unwrap().copies.as_deref(), Some("aa"));
        assert!(map.members.iter().any(|member| member.address.is_none()));
        assert_eq!(map.shards().iter().map(|(_, runs)| runs.len()).collect::<Vec<_>>(), [1, 1, 1]);
    }

    #[test]
    fn of_two_who_claim_a_slot_the_later_has_it() {
        // A replica was promoted; the old primary was cut off and tells of itself what was true before.
        let new = "\
            aa 127.0.0.1:7000@17000 master,fail - 0 0 1 connected\n\
            dd 127.0.0.1:7003@17003 myself,master - 0 1 4 connected 0-5460\n";
        for stories in [[ONE, new], [new, ONE]] {
            let map = Map::of(&stories.map(|story| told(story, "h")));
            assert_eq!(owner(&map, 5_460), Some("127.0.0.1:7003"));
            assert!(map.member_at("127.0.0.1:7000").unwrap().is_lost);
            assert_eq!(map.member_at("127.0.0.1:7003").unwrap().copies, None, "it knows best itself");
        }
    }

    #[test]
    fn slots_nobody_has_are_said() {
        let map = Map::of(&[told("aa :7000@17000 myself,master - 0 0 1 connected 5 7-9\n", "10.0.0.1")]);
        assert_eq!(owner(&map, 5), Some("10.0.0.1:7000"), "a node that has met nobody does not know its host");
        assert_eq!(owner(&map, 6), None);
        assert_eq!(map.shards()[0], (None, vec![0..=4, 6..=6, 10..=16_383]));
        assert!(Map::default().owner(3).is_none());
        assert_eq!(joined("::1", "7000"), "[::1]:7000");
    }

    #[test]
    fn what_is_no_line_is_passed_over() {
        for odd in ["", "aa", "aa b c", "aa 1:2@3 master - 0 0 x connected 1", "aa 1:2@3 master - 0 0 1 up 9-3 99999 z"]
        {
            assert!(told(odd, "h").iter().all(|told| told.slots.is_empty()), "{odd}");
        }
    }
}
