//! `loadtest rush`: many tap in the last second before a poll shuts, and some too late.

use std::time::Duration;

use anyhow::{Context, ensure};
use plenary_server::domain::gate::{CLOSE_AFTER_MS, GRACE_MS};
use plenary_server::domain::kind::Choice;
use plenary_server::domain::poll::Visibility;
use tokio::time::Instant;

use crate::gathering::{Ended, Gathering, Guests, LONGEST, Venue, wait};
use crate::report::{Progress, Report};
use crate::run::{Meter, finish, raise};
use crate::schedule::{Plan, Tap};

/// Of so many taps in time one more comes too late.
const ONE_LATE_IN: u32 = 20;

/// A moderator closes; in the last of the seconds that remain `ballots` phones tap, and after them those who are late. Whoever
/// was in time has a receipt and is counted, whoever was late is told *closed*.
pub async fn rush(venue: Venue, guests: Guests, ballots: u32) -> anyhow::Result<Report> {
    let late = ballots / ONE_LATE_IN;
    ensure!(guests.phones >= ballots + late, "{} phones are needed for {ballots} ballots", ballots + late);
    let mut gathering = Gathering::seat(venue, &guests).await?;
    let _progress = Progress::begin(gathering.measures.clone(), guests.phones);
    let mut meter = Meter::begin(&gathering)?;
    let joining = gathering.invite(&guests).await?;
    meter.joined(&gathering, guests.phones).await?;
    let hall = &gathering.halls[0];
    let poll = raise(hall).await?;
    let run = hall.lead.open(&poll, Visibility::Live).await?;
    hall.logbook.begins(run);
    let kind = hall.lead.run(run)?.and_then(|led| led.kind).context("the kind of the poll")?;
    let begun = Instant::now();
    let shuts = Duration::from_millis(CLOSE_AFTER_MS);
    let last_second = shuts.saturating_sub(Duration::from_secs(1));
    let too_late = shuts + Duration::from_millis(GRACE_MS + 300);
    let after = |phone: u32| match phone.checked_sub(ballots) {
        None => last_second + Duration::from_secs(1).mul_f64(f64::from(phone) / f64::from(ballots)),
        Some(_) => too_late,
    };
    let tap = |phone| Tap { phone, after: after(phone), choice: Choice::One((phone % 4) as u8) };
    hall.follow(Plan::of(run, begun, (0..ballots + late).map(tap).collect()));
    hall.lead.close(run, true).await?;
    let told = || gathering.measures.refusals().values().sum::<u64>() >= u64::from(late);
    wait(LONGEST, told).await;
    hall.all_are_answered(run).await;
    // Read again: the last of those in time may have been counted a moment after the gate's last word.
    let result = hall.lead.close(run, true).await?;
    let (expected, mut differences) = hall.logbook.check(run, &kind, &result);
    let refused = gathering.measures.refusals();
    if refused.iter().map(|(code, times)| (*code, *times)).ne([("closed", u64::from(late))]) {
        differences.push(format!("{late} were late, and this was refused: {refused:?}"));
    }
    if expected.open > 0 {
        differences.push(format!("{} voters never got a definite answer", expected.open));
    }
    let n = result.n().unwrap_or_default();
    if n != ballots {
        differences.push(format!("{ballots} were in time, the result says {n}"));
    }
    let ended = Ended {
        room: hall.number,
        run,
        n,
        expected: expected.n.most,
        indefinite: expected.open,
        unseen: hall.logbook.unseen(run),
        taps: (ballots + late) as usize,
        differences,
    };
    let mut report = finish(&mut gathering, joining, vec![ended], meter, begun.elapsed()).await?;
    // All of them within one second.
    report.acknowledged_per_second = report.acknowledged as f64;
    Ok(report)
}
