//! The scripts' answers, read back as what the contract promises.

use std::collections::BTreeMap;

use redis::{FromRedisValue, Value};

use super::super::{Amended, Changes, Document, Epoch, MinutesLine, Presence, StoreError, Version, record};
use crate::domain::gate::{Gate, Phase};
use crate::domain::id::RunId;
use crate::domain::moment::Moment;
use crate::domain::person::Mode;
use crate::domain::tally::Tally;

/// An answer of that type, or `Corrupt`.
pub(super) fn take<T: FromRedisValue>(answer: Value) -> Result<T, StoreError> {
    T::from_redis_value(answer).map_err(|error| redis::RedisError::from(error).into())
}

fn corrupt(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} that does not read as one"))
}

/// What read.lua returns.
pub(super) fn changes(answer: Value) -> Result<Changes, StoreError> {
    let (epoch, version, now, documents, gates, tallies): (String, Version, u64, Vec<Value>, Vec<Value>, Vec<Value>) =
        take(answer)?;
    let mut documents = threes(documents, document)?;
    documents.sort_by(|a, b| a.key.cmp(&b.key));
    let mut gates = threes(gates, |run, version, gate| {
        Ok((RunId(take(run)?), take(version)?, record::gate(&take::<String>(gate)?)?))
    })?;
    gates.sort_by_key(|(run, ..)| *run);
    let mut tallies =
        threes(tallies, |run, version, counters| Ok((RunId(take(run)?), take(version)?, tally(counters)?)))?;
    tallies.sort_by_key(|(run, ..)| *run);
    let (epoch, now, swings) = (Epoch(epoch), Moment(now), Vec::new());
    Ok(Changes { epoch, version, now, documents, gates, tallies, swings })
}

fn threes<T>(
    flat: Vec<Value>,
    read: impl Fn(Value, Value, Value) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::with_capacity(flat.len() / 3);
    let mut flat = flat.into_iter();
    while let Some(first) = flat.next() {
        let (Some(second), Some(third)) = (flat.next(), flat.next()) else { return Err(corrupt("a list")) };
        all.push(read(first, second, third)?);
    }
    Ok(all)
}

/// `rev|JSON`, or `rev` alone if it was deleted.
fn document(key: Value, version: Value, record: Value) -> Result<Document, StoreError> {
    let record: String = take(record)?;
    let (rev, value) = match record.split_once('|') {
        Some((rev, value)) => (rev, Some(value.to_owned())),
        None => (record.as_str(), None),
    };
    let rev = rev.parse().map_err(|_| corrupt("a document"))?;
    Ok(Document { key: take(key)?, rev, version: take(version)?, value })
}

/// A document as the scripts keep it.
pub(super) fn record_of(document: &Document) -> String {
    document.value.as_ref().map_or_else(|| document.rev.to_string(), |value| format!("{}|{value}", document.rev))
}

fn tally(counters: Value) -> Result<Tally, StoreError> {
    let flat: Vec<(String, i64)> = take(counters)?;
    let counters = flat.iter().map(|(field, count)| {
        let (segment, key) = field.split_once('|')?;
        Some((segment.parse().ok()?, key, *count))
    });
    record::tally(counters.collect::<Option<Vec<_>>>().ok_or_else(|| corrupt("a counter"))?)
}

/// What amend.lua returns, and the moment it told.
pub(super) fn amended(answer: Value) -> Result<Amended, StoreError> {
    let (what, first, second): (String, Value, Value) = take(answer)?;
    match what.as_str() {
        "done" => Ok(Amended::Done { version: take(first)?, at: Moment(take(second)?) }),
        "changed" => Ok(Amended::Changed { key: take(first)?, rev: take(second)? }),
        "wrong_state" => Ok(Amended::WrongState { run: RunId(take(first)?), phase: phase(&take::<String>(second)?)? }),
        _ => Err(corrupt("an answer")),
    }
}

fn phase(text: &str) -> Result<Phase, StoreError> {
    let all = [Phase::Open, Phase::Closing, Phase::Closed, Phase::Published, Phase::Void];
    all.into_iter().find(|phase| phase.as_str() == text).ok_or_else(|| corrupt("a phase"))
}

/// What due.lua returns: the moment, and the gates that are due by it.
pub(super) fn due(answer: Value) -> Result<(Moment, Vec<(RunId, Gate)>), StoreError> {
    let mut flat = take::<Vec<Value>>(answer)?.into_iter();
    let now = Moment(take(flat.next().unwrap_or_default())?);
    let mut gates = Vec::new();
    while let (Some(run), Some(gate)) = (flat.next(), flat.next()) {
        gates.push((RunId(take(run)?), record::gate(&take::<String>(gate)?)?));
    }
    gates.sort_by_key(|(run, _)| *run);
    Ok((now, gates))
}

/// The minutes from line `after` + 1 on, each kept as `moment|line`.
pub(super) fn minutes(answer: Value, after: u64) -> Result<Vec<MinutesLine>, StoreError> {
    let lines: Vec<String> = take(answer)?;
    (after + 1..)
        .zip(lines)
        .map(|(number, text)| {
            let (at, line) = text.split_once('|').ok_or_else(|| corrupt("a line of the minutes"))?;
            let at = Moment(at.parse().map_err(|_| corrupt("a line of the minutes"))?);
            Ok(MinutesLine { number, at, line: line.to_owned() })
        })
        .collect()
}

/// What attend.lua returns for these runs.
pub(super) fn presence(answer: Value, asked: &[RunId]) -> Result<Presence, StoreError> {
    type Told = (bool, Vec<(usize, u32)>, Vec<u32>, Vec<String>);
    let (tell_afresh, modes, counts, notes): Told = take(answer)?;
    let mut here = BTreeMap::new();
    for (mode, count) in modes {
        let mode = *Mode::ALL.get(mode).ok_or_else(|| corrupt("a mode"))?;
        if count > 0 {
            here.insert(mode, count);
        }
    }
    let runs = asked.iter().zip(counts.chunks_exact(2)).map(|(run, pair)| (*run, pair[0], pair[1])).collect();
    Ok(Presence { tell_afresh, here, runs, notes })
}
