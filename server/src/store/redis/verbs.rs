//! The contract's verbs on Redis: each one script, its arguments and its answer.

use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::super::{
    Amended, Amendment, Attendance, Cast, Changes, Epoch, GoneBack, MinutesLine, NODE_EXPIRES, Outcome, Presence,
    Refounding, RunKey, StoreError, StoredBallot, Version, Write, record,
};
use super::answers::{self, take};
use super::link::DEADLINE;
use super::nudges::Hear;
use super::{Redis, batch, closed, keys, lock, seen};
use crate::domain::gate::{Gate, GateAct};
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::person::Segment;
use crate::domain::tally::Tally;

/// People told of in one script call: some 3 ms in which Redis does nothing else.
const PEOPLE_AT_ONCE: usize = 500;
/// For so long a dropped room is told from a lost one; no node still asks for it then.
const DROPPED_FOR: Duration = Duration::from_hours(30 * 24);

impl Redis {
    pub(in crate::store) async fn found(
        &self,
        room: RoomCode,
        documents: Vec<(String, String)>,
    ) -> Result<bool, StoreError> {
        // The list of rooms is elsewhere in a cluster, so it is a step of its own; a repetition makes a missing one good.
        self.ask(redis::cmd("SADD").arg(keys::ROOMS).arg(room.as_str())).await?;
        let (epoch, places) = (Epoch::mint(), named(room, &["", "changed", "documents"]));
        let mut call = self.call(&self.shared.scripts.found, &places, (&epoch.0, 0));
        for (key, value) in documents {
            call.arg(key).arg(value);
        }
        let founded: bool = take(self.run(&self.shared.scripts.found, &call).await?)?;
        if founded {
            self.saw(room, &epoch, 1);
        }
        Ok(founded)
    }

    pub(in crate::store) async fn rooms(&self) -> Result<Vec<RoomCode>, StoreError> {
        let codes: Vec<String> = take(self.ask(redis::cmd("SMEMBERS").arg(keys::ROOMS)).await?)?;
        let parse = |code: String| code.parse().map_err(|_| StoreError::Corrupt("a room's code".to_owned()));
        codes.into_iter().map(parse).collect()
    }

    pub(in crate::store) async fn read(&self, room: RoomCode, since: Version) -> Result<Changes, StoreError> {
        let (epoch, version) = self.reader(room);
        let changes = self.read_as(room, (&epoch, version), since).await?;
        self.saw(room, &changes.epoch, changes.version);
        Ok(changes)
    }

    /// Reads for somebody who has seen this epoch and version, and notes neither that nor what is read.
    async fn read_as(&self, room: RoomCode, seen: (&str, Version), since: Version) -> Result<Changes, StoreError> {
        let places = named(room, &["", "gates", "changed", "documents"]);
        let mut call = self.call(&self.shared.scripts.read, &places, seen);
        call.arg(since);
        let changes = answers::changes(self.run(&self.shared.scripts.read, &call).await?)?;
        self.saw_time(changes.now);
        Ok(changes)
    }

    pub(in crate::store) async fn gone_back(&self, room: RoomCode) -> Result<Option<GoneBack>, StoreError> {
        let Some((known, version)) = self.shared.seen.of(room) else { return Ok(None) };
        let there = match self.read_as(room, (&known.0, version), 0).await {
            Ok(changes) if changes.epoch == known || changes.epoch.follows(&known) => return Ok(None),
            Ok(changes) => Some(changes),
            Err(StoreError::NoRoom) => {
                self.forget(room);
                return Ok(None);
            }
            Err(StoreError::WentBack) => match self.read_as(room, ("", 0), 0).await {
                // Another node was faster, between the two readings.
                Ok(changes) if changes.epoch.follows(&known) => return Ok(None),
                Ok(changes) => Some(changes),
                Err(StoreError::NoRoom) => None,
                Err(error) => return Err(error),
            },
            Err(error) => return Err(error),
        };
        Ok(Some(GoneBack { known, there }))
    }

    pub(in crate::store) async fn amend(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        amendment: Amendment,
    ) -> Result<Amended, StoreError> {
        let places = named(room, &["", "gates", "changed", "documents", "minutes", "keys"]);
        let mut call = self.call(&self.shared.scripts.amend, &places, self.writer(room, epoch));
        call.arg(amendment.documents.len());
        for document in &amendment.documents {
            let (write, value) = match &document.write {
                Write::Keep => ("keep", ""),
                Write::Set(value) => ("set", value.as_str()),
                Write::Delete => ("delete", ""),
            };
            call.arg(&document.key).arg(document.expect).arg(write).arg(value);
        }
        call.arg(amendment.gates.len());
        for gate in &amendment.gates {
            let (act, argument) = spelled(gate.act);
            let fresh = match gate.act {
                GateAct::Open { .. } => self.shared.wrap.wrap(room, gate.run.key_run(), &RunKey::mint()),
                _ => Vec::new(),
            };
            call.arg(gate.run.0).arg(gate.expect).arg(act).arg(argument).arg(fresh);
        }
        call.arg(amendment.carries.len());
        for carry in &amendment.carries {
            call.arg(carry.from.0).arg(carry.into.0).arg(u8::from(carry.back));
        }
        call.arg(&amendment.minutes);
        let amended = answers::amended(self.run(&self.shared.scripts.amend, &call).await?)?;
        if let Amended::Done { version, at } = amended {
            self.saw(room, epoch, version);
            self.saw_time(at);
        }
        Ok(amended)
    }

    pub(in crate::store) async fn cast(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        casts: Vec<Cast>,
    ) -> Result<(Vec<Outcome>, Version), StoreError> {
        let groups = batch::by_run(casts.iter().map(|cast| cast.run));
        let places = batch::keys_of(room, &groups);
        let mut call = self.call(&self.shared.scripts.cast, &places, self.writer(room, epoch));
        batch::add_casts(&mut call, &groups, &casts);
        let mut spelled: Vec<i64> = take(self.run(&self.shared.scripts.cast, &call).await?)?;
        let short = || StoreError::Corrupt("an answer for each ballot".to_owned());
        let version = spelled.pop().and_then(|version| Version::try_from(version).ok()).ok_or_else(short)?;
        if spelled.len() != casts.len() {
            return Err(short());
        }
        let mut outcomes = vec![Outcome::NoRun; casts.len()];
        let order = groups.iter().flat_map(|(_, places)| places);
        for (place, spelled) in order.zip(spelled) {
            outcomes[*place] = batch::outcome(spelled)?;
        }
        self.saw(room, epoch, version);
        Ok((outcomes, version))
    }

    pub(in crate::store) async fn resegment(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        moves: Vec<(RunId, VoterKey, Segment)>,
    ) -> Result<Version, StoreError> {
        let groups = batch::by_run(moves.iter().map(|(run, ..)| *run));
        let places = batch::keys_of(room, &groups);
        let mut call = self.call(&self.shared.scripts.resegment, &places, self.writer(room, epoch));
        batch::add_moves(&mut call, &groups, &moves);
        let version = take(self.run(&self.shared.scripts.resegment, &call).await?)?;
        self.saw(room, epoch, version);
        Ok(version)
    }

    /// Two steps: which gates are due is read, then each is shut if it still is what was read, with its line.
    pub(in crate::store) async fn shut_due(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        line: fn(RunId, &Gate) -> String,
    ) -> Result<Vec<(RunId, Gate)>, StoreError> {
        let scripts = &self.shared.scripts;
        let look = self.call(&scripts.due, &named(room, &["", "gates"]), self.writer(room, epoch));
        let (now, due) = answers::due(self.run(&scripts.due, &look).await?)?;
        let now = self.saw_time(now);
        let due: Vec<(RunId, u32, Gate)> =
            due.into_iter().filter_map(|(run, gate)| Some((run, gate.rev, gate.shut_if_due(now)?))).collect();
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let places = named(room, &["", "gates", "changed", "minutes"]);
        let mut call = self.call(&scripts.shut, &places, self.writer(room, epoch));
        for (run, rev, gate) in &due {
            call.arg(run.0).arg(*rev).arg(line(*run, gate));
        }
        let shut: Vec<u32> = take(self.run(&scripts.shut, &call).await?)?;
        Ok(due.into_iter().filter(|(run, ..)| shut.contains(&run.0)).map(|(run, _, gate)| (run, gate)).collect())
    }

    pub(in crate::store) async fn ballots(
        &self,
        room: RoomCode,
        voters: Vec<(RunId, VoterKey)>,
    ) -> Result<Vec<Option<StoredBallot>>, StoreError> {
        let groups = batch::by_run(voters.iter().map(|(run, _)| *run));
        let commands = groups.iter().map(|(run, places)| {
            let mut command = redis::cmd("HMGET");
            command.arg(keys::ballots(room, *run));
            for place in places {
                command.arg(&voters[*place].1.0);
            }
            command
        });
        let answers = self.ask_room(room, commands.collect()).await?;
        let mut ballots = vec![None; voters.len()];
        for ((_, places), answer) in groups.iter().zip(answers) {
            for (place, text) in places.iter().zip(take::<Vec<Option<String>>>(answer)?) {
                ballots[*place] = text.as_deref().map(batch::ballot).transpose()?;
            }
        }
        Ok(ballots)
    }

    pub(in crate::store) async fn run_key(&self, room: RoomCode, run: RunId) -> Result<Option<RunKey>, StoreError> {
        let key_run = run.key_run();
        let mut key = redis::cmd("HGET");
        key.arg(keys::of(room, "keys")).arg(key_run.0);
        let mut gate = redis::cmd("HEXISTS");
        gate.arg(keys::of(room, "gates")).arg(run.0);
        let mut answers = self.ask_room(room, vec![key, gate]).await?.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        let (wrapped, opened): (Option<Vec<u8>>, bool) = (take(next())?, take(next())?);
        let there = wrapped.filter(|_| opened || run.is_of_questions());
        there.map(|wrapped| self.shared.wrap.unwrap(room, key_run, &wrapped)).transpose()
    }

    pub(in crate::store) async fn recount(&self, room: RoomCode, run: RunId) -> Result<Tally, StoreError> {
        let mut all = redis::cmd("HVALS");
        all.arg(keys::ballots(room, run));
        let mut tally = Tally::default();
        for answer in self.ask_room(room, vec![all]).await? {
            for text in take::<Vec<String>>(answer)? {
                let stored = batch::ballot(&text)?;
                if let Some(ballot) = &stored.ballot {
                    tally.count(stored.segment, ballot);
                }
            }
        }
        Ok(tally)
    }

    pub(in crate::store) async fn minutes(&self, room: RoomCode, after: u64) -> Result<Vec<MinutesLine>, StoreError> {
        let mut range = redis::cmd("LRANGE");
        range.arg(keys::of(room, "minutes")).arg(i64::try_from(after).unwrap_or(i64::MAX)).arg(-1);
        let mut answers = self.ask_room(room, vec![range]).await?;
        answers::minutes(answers.pop().unwrap_or_default(), after)
    }

    /// In pieces if many people came at once; the numbers are those after the last.
    pub(in crate::store) async fn attend(
        &self,
        room: RoomCode,
        node: &str,
        tell: Attendance,
    ) -> Result<Presence, StoreError> {
        let script = &self.shared.scripts.attend;
        let mut places = named(room, &["", "nodes", "here", "present", "attended", "attendance"]);
        places.push(keys::of(room, &format!("node:{node}")));
        places.push(keys::of(room, "notes"));
        let mut afresh = tell.afresh;
        let (mut came, mut left) = (tell.came.as_slice(), tell.left.as_slice());
        let set = |sets: &[(RunId, Vec<_>)], letter: char| -> Vec<_> {
            sets.iter()
                .flat_map(|(run, those)| those.iter().map(move |who| (format!("{run}|{letter}"), *who)))
                .collect()
        };
        let attended = [set(&tell.eligible, 'e'), set(&tell.seen, 's')].concat();
        let mut attended = attended.as_slice();
        loop {
            let (epoch, version) = self.reader(room);
            let mut call = self.call(script, &places, (&epoch, version));
            call.arg(node).arg(u8::from(afresh)).arg(NODE_EXPIRES.as_millis() as u64).arg(&tell.note);
            let mut room_left = PEOPLE_AT_ONCE;
            let piece = piece(&mut came, &mut room_left);
            call.arg(piece.len());
            for (who, mode) in piece {
                call.arg(&who.0).arg(*mode as u8);
            }
            let piece = self::piece(&mut left, &mut room_left);
            call.arg(piece.len());
            for who in piece {
                call.arg(&who.0);
            }
            let piece = self::piece(&mut attended, &mut room_left);
            call.arg(piece.len());
            for (run, who) in piece {
                call.arg(run).arg(&who.0);
            }
            for run in &tell.ask {
                call.arg(run.0);
            }
            let presence = answers::presence(self.run(script, &call).await?, &tell.ask)?;
            if came.is_empty() && left.is_empty() && attended.is_empty() {
                return Ok(presence);
            }
            afresh = false;
        }
    }

    pub(in crate::store) async fn refound(
        &self,
        room: RoomCode,
        expect: Option<&Epoch>,
        epoch: Epoch,
        Refounding { documents, gates, keys, minutes }: Refounding,
    ) -> Result<bool, StoreError> {
        let known = documents.iter().map(|document| document.version).max().unwrap_or(0).max(self.reader(room).1);
        let places = named(room, &["", "gates", "changed", "documents", "keys", "minutes"]);
        let expected = expect.map_or("", |epoch| epoch.0.as_str());
        let mut call = self.call(&self.shared.scripts.refound, &places, (expected, known));
        call.arg(&epoch.0).arg(documents.len());
        for document in &documents {
            call.arg(&document.key).arg(answers::record_of(document));
        }
        call.arg(keys.len());
        for (run, key) in &keys {
            let run = run.key_run();
            call.arg(run.0).arg(self.shared.wrap.wrap(room, run, key));
        }
        call.arg(minutes.len()).arg(&minutes);
        for (run, gate) in &gates {
            let mintable = gate.shut.is_none() && !gate.void;
            let fresh = if mintable { self.shared.wrap.wrap(room, run.key_run(), &RunKey::mint()) } else { Vec::new() };
            call.arg(run.0).arg(record::of_gate(gate)).arg(fresh);
        }
        let won = take(self.run(&self.shared.scripts.refound, &call).await?)?;
        if won {
            self.ask(redis::cmd("SADD").arg(keys::ROOMS).arg(room.as_str())).await?;
        }
        Ok(won)
    }

    pub(in crate::store) async fn drop_room(&self, room: RoomCode) -> Result<(), StoreError> {
        let places = named(
            room,
            &[
                "",
                "gates",
                "changed",
                "documents",
                "minutes",
                "keys",
                "nodes",
                "here",
                "present",
                "attended",
                "attendance",
                "notes",
            ],
        );
        let mut call = self.call(&self.shared.scripts.drop, &places, ("", 0));
        call.arg(DROPPED_FOR.as_secs());
        let there: bool = take(self.run(&self.shared.scripts.drop, &call).await?)?;
        self.ask(redis::cmd("SREM").arg(keys::ROOMS).arg(room.as_str())).await?;
        self.forget(room);
        if there {
            // Until the log is rewritten it still holds the keys and the ballots. One that is under way will do.
            for error in self.shared.servers.tell_all(&redis::cmd("BGREWRITEAOF")).await {
                tracing::warn!(%error, "Redis did not rewrite its log after a room was dropped");
            }
        }
        Ok(())
    }

    pub(in crate::store) async fn watch(&self, room: RoomCode) -> Result<watch::Receiver<Version>, StoreError> {
        let mut epoch = redis::cmd("HGET");
        epoch.arg(keys::room(room)).arg("epoch");
        let there: Vec<Option<String>> =
            self.ask_room(room, vec![epoch]).await?.into_iter().map(take).collect::<Result<_, _>>()?;
        // Whoever begins to watch has no copy with which to find out later that this is another history.
        let there = there.into_iter().flatten().map(Epoch).next();
        if let (Some((known, _)), Some(there)) = (self.shared.seen.of(room), there)
            && there != known
            && !there.follows(&known)
        {
            return Err(StoreError::WentBack);
        }
        let receiver = self.shared.watchers.watch(room);
        let (heard, hearing) = oneshot::channel();
        let wishes = lock(&self.shared.wishes).clone().ok_or_else(closed)?;
        wishes.send(Hear { room, heard }).await.map_err(|_| closed())?;
        // While the link is down nobody answers; the watcher is then told when it is up again.
        match timeout(DEADLINE, hearing).await {
            Ok(Ok(())) | Err(_) => Ok(receiver),
            Ok(Err(_)) => Err(StoreError::Away("nudges from Redis stopped".to_owned())),
        }
    }

    pub(in crate::store) async fn close(&self) -> Result<(), StoreError> {
        self.shared.servers.close().await;
        lock(&self.shared.wishes).take();
        seen::write_down(&self.shared, true).await;
        Ok(())
    }
}

/// The names of these records of a room; "" is the room's own.
fn named(room: RoomCode, parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| if part.is_empty() { keys::room(room) } else { keys::of(room, part) }).collect()
}

/// Takes as many as there is room for off the front.
fn piece<'a, T>(all: &mut &'a [T], room_left: &mut usize) -> &'a [T] {
    let (piece, rest) = all.split_at(all.len().min(*room_left));
    *room_left -= piece.len();
    *all = rest;
    piece
}

/// An act and its argument as gate.lua knows them.
fn spelled(act: GateAct) -> (&'static str, String) {
    match act {
        GateAct::Open { for_ms } => ("open", for_ms.map(|ms| ms.to_string()).unwrap_or_default()),
        GateAct::Close { show } => ("close", u8::from(show).to_string()),
        GateAct::KeepOpen => ("keep_open", String::new()),
        GateAct::Extend { by_ms } => ("extend", by_ms.to_string()),
        GateAct::Show => ("show", String::new()),
        GateAct::Hide => ("hide", String::new()),
        GateAct::Void => ("void", String::new()),
        GateAct::Shut => ("shut", String::new()),
        GateAct::Reopen => ("reopen", String::new()),
    }
}
