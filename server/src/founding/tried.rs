//! A test vote: a ballot cast and counted again in a room that exists for nothing else, and goes away.

use super::documents;
use crate::config;
use crate::domain::ballot::contributions;
use crate::domain::gate::GateAct;
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::kind::{Choice, Kind};
use crate::domain::person::Segment;
use crate::domain::room::Settings;
use crate::domain::workshop::Workshop;
use crate::pass;
use crate::store::{Amended, Amendment, Cast, GateWrite, Outcome, Store, StoreError};

const RUN: RunId = RunId(1);

/// Opens a run, casts one ballot, closes nothing and counts: what is told counted is in the tally and in the ballots.
pub async fn a_vote(store: &Store, workshop: &Workshop) -> Result<(), StoreError> {
    let code = RoomCode::from_bytes(&pass::random::<16>());
    // Should this process die before it drops the room, it goes with the rehearsals whose time is over.
    let ends = store.now().await?.plus_ms(config::REHEARSAL_ENDS.as_millis() as u64);
    let settings = Settings { rehearsal_ends: Some(ends), ..Settings::default() };
    store.found(code, documents(workshop, &settings, &[])).await?;
    let done = cast_and_recount(store, code).await;
    store.drop_room(code).await?;
    done
}

async fn cast_and_recount(store: &Store, code: RoomCode) -> Result<(), StoreError> {
    let epoch = store.read(code, 0).await?.epoch;
    let open = GateWrite { run: RUN, expect: 0, act: GateAct::Open { for_ms: None } };
    let amended = store.amend(code, &epoch, Amendment { gates: vec![open], ..Amendment::default() }).await?;
    let wrong = |what: &str| StoreError::Corrupt(format!("a test vote {what}"));
    if !matches!(amended, Amended::Done { .. }) {
        return Err(wrong("was not opened"));
    }
    let ballot = contributions(&Kind::YesNo, &Choice::One(0)).map_err(|_| wrong("is no ballot"))?;
    let voter = VoterKey(pass::random());
    let cast = Cast { run: RUN, voter, r: 1, segment: Segment::default(), ballot: Some(ballot) };
    let (outcomes, _) = store.cast(code, &epoch, vec![cast]).await?;
    let tally = store.recount(code, RUN).await?;
    match (outcomes.as_slice(), tally.total().ballots) {
        ([Outcome::Counted], 1) => Ok(()),
        _ => Err(wrong("was not counted")),
    }
}
