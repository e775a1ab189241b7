//! The machine's clock jumps, by an hour or a day, either way: no ballot is lost or doubled, and polls close when they should.
//!
//! libfaketime stands between a process and its machine's time of day; the clock that only goes forward is left as it is.

use plenary_loadtest::faults::time_of_day::TimeOfDay;
use tempfile::TempDir;

use super::program::{self, Running};
use crate::house::chair::Chair;
use crate::house::line::{Line, one};
use crate::house::{Ground, House};
use crate::redis_server::{DURABLE, RedisServer};

/// Opens with a countdown, votes, has the clock jump, votes again, and waits for the end: the run took ballots after the jump and
/// shut when its countdown said.
async fn one_run_over_a_jump(chair: &mut Chair, phone: &mut Line, poll: &str, jump: impl FnOnce()) -> u64 {
    let run = chair.open_for(poll, 6).await;
    let until = chair.line.view.run(run)["until"].as_u64().unwrap();
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    jump();
    assert_eq!(phone.counted(run, 2, one(1)).await, "changed", "its countdown is not over");
    chair.line.until("the run closed", |view| view.phase(run) == "closed").await;
    assert_eq!(chair.line.view.run(run)["shut"], until + 1_000, "at the moment it was due");
    assert_eq!(phone.vote(run, 3, one(0)).await["code"], "closed");
    run
}

/// What every jump must leave as it was, now and after a start.
fn stands(chair: &Chair, runs: &[u64]) {
    for run in runs {
        let result = chair.line.view.result(*run);
        assert_eq!(result["figures"]["n"], 1, "run {run}: {result}");
        assert_eq!(result["figures"]["counts"][1], 1, "run {run}: the ballot that was acknowledged last: {result}");
    }
}

async fn a_node_whose_clock_jumps(more: &[&str], jumps: &[&str]) {
    let (data, beside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let clock = TimeOfDay::of_node(0, beside.path()).unwrap();
    let node = Running::with(data.path(), more, &clock.environment()).await;
    let mut chair = node.chair().await;
    let (_, mut phone) = node.phone().await;
    let [poll, _] = program::polls(&chair);
    let mut runs = Vec::new();
    for by in jumps {
        runs.push(one_run_over_a_jump(&mut chair, &mut phone, &poll, || clock.jumps(by).unwrap()).await);
    }
    stands(&chair, &runs);
    node.killed().await;
    // The next start has the machine's time again.
    let node = Running::with(data.path(), more, &[]).await;
    let mut chair = node.chair().await;
    stands(&chair, &runs);
    let (_, mut phone) = node.phone().await;
    let run = chair.open(&poll).await;
    assert_eq!(phone.counted(run, 1, one(1)).await, "counted");
    chair.close(run).await;
    stands(&chair, &[run]);
    node.killed().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_a_node_whose_clock_jumps_forward_and_back_closes_on_time() {
    a_node_whose_clock_jumps(&[], &["+1d", "-1h"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_a_node_whose_clock_jumps_forward_and_back_closes_on_time() {
    let redis = RedisServer::private(DURABLE);
    a_node_whose_clock_jumps(&["--store", &redis.url()], &["+1d", "-1h"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "every jump takes ten seconds"]
async fn redis_and_sqlite_nodes_bear_every_jump() {
    let jumps = ["+1h", "-1h", "+1d", "-1d", "+0s", "-1d", "+1d", "-1h", "+1h"];
    let redis = RedisServer::private(DURABLE);
    let url = redis.url();
    let on_redis = ["--store", url.as_str()];
    tokio::join!(a_node_whose_clock_jumps(&[], &jumps), a_node_whose_clock_jumps(&on_redis, &jumps));
}

/// libfaketime and Redis's allocator do not bear each other, so what is moved is the latest moment that Redis decided by: an hour
/// ahead of its clock, it is as if that had been set back by an hour.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_whose_clock_was_set_back_closes_on_time_and_one_set_forward_loses_nothing() {
    let ground = Ground::private_redis();
    let house = House::on(ground.clone()).await;
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let room = format!("plenary:{{{}}}", house.room());
    let ahead = |ms: &str| ground.redis(|redis| drop(redis.command(&["HINCRBY", &room, "clock", ms])));
    let mut runs = Vec::new();
    for ms in ["3600000", "86400000"] {
        ahead(ms);
        runs.push(one_run_over_a_jump(&mut chair, &mut phone, "single", || ()).await);
    }
    // Forward, its countdowns are over: nobody can tell that from a Redis that stood still. What was counted stays.
    let run = chair.open_for("single", 600).await;
    for (r, choice, was) in [(1, one(0), "counted"), (2, one(1), "changed")] {
        assert_eq!(phone.counted(run, r, choice).await, was);
    }
    ahead("86400000");
    chair.line.until("the run closed", |view| view.phase(run) == "closed").await;
    assert_eq!(phone.vote(run, 3, one(0)).await["code"], "closed");
    runs.push(run);
    runs.push(one_run_over_a_jump(&mut chair, &mut phone, "single", || ()).await);
    stands(&chair, &runs);
}
