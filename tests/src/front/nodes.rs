//! Two nodes on one Redis, one secret: what is done on one is so on the other.

use plenary_server::domain::person::Role;
use serde_json::json;
use tempfile::TempDir;

use super::program::Running;
use crate::house::chair::Chair;
use crate::house::line::{code, one};
use crate::house::{Ground, House};

/// Each of them on two nodes over one Redis, and over one cluster.
macro_rules! on_two_nodes {
    ($($body:ident),* $(,)?) => {
        mod redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() {
                let here = crate::house::House::on(crate::house::Ground::Redis).await;
                let there = here.second_node().await;
                super::$body(here, there).await;
            })*
        }

        mod redis_cluster {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            #[ignore = "the same on a cluster takes half a minute more"]
            async fn $body() {
                let ground = crate::house::Ground::cluster(crate::redis_cluster::RedisCluster::shared());
                let here = crate::house::House::on(ground).await;
                let there = here.second_node().await;
                super::$body(here, there).await;
            })*
        }
    };
}

pub(super) use on_two_nodes;

on_two_nodes!(
    a_vote_here_is_seen_there_and_a_close_there_refuses_here,
    one_pass_on_both_in_the_same_instant_is_one_ballot,
    moderators_on_both_act_on_one_room,
    a_link_is_spent_and_revoked_on_both,
    people_are_counted_once_over_both,
    when_one_goes_the_other_carries_on,
);

async fn a_vote_here_is_seen_there_and_a_close_there_refuses_here(here: House, there: House) {
    let mut chair = there.chair().await;
    let (_, mut screen) = there.screen(&mut chair, "Wall").await;
    let (_, mut screen_here) = here.screen(&mut here.chair().await, "Side").await;
    let mut phones = here.phones(3).await;
    phones.extend(there.phones(3).await);
    let run = chair.open("live").await;
    for phone in &mut phones {
        assert_eq!(phone.counted(run, 1, one(1)).await, "counted");
    }
    for line in [&mut screen, &mut screen_here, &mut chair.line] {
        line.until("all six", |view| view.result(run)["figures"]["counts"] == json!([0, 6, 0])).await;
    }
    chair.close(run).await;
    for (at, phone) in phones.iter_mut().enumerate() {
        let late = phone.vote(run, 2, one(0)).await;
        assert_eq!((code(&late), &late["r"]), ("closed", &json!(1)), "phone {at}");
    }
    screen_here.until("closed on both", |view| view.phase(run) == "closed").await;
    chair.gate("show", run, "published").await;
    screen_here.until("shown on both", |view| view.phase(run) == "published").await;
    let result = |line: &crate::house::line::Line| line.view.result(run).clone();
    screen.until("shown", |view| view.phase(run) == "published").await;
    assert_eq!(result(&screen), result(&screen_here));
    assert_eq!(screen_here.view.version, screen.view.version, "both tell the same versions");
    assert_eq!(here.recount(run, 3).await, (6, vec![0, 6, 0]));
}

async fn one_pass_on_both_in_the_same_instant_is_one_ballot(here: House, there: House) {
    let mut chair = here.chair().await;
    let browser = here.with_pass();
    let (mut one_tab, mut other_tab) =
        (here.phone_of(&browser).await, there.phone_of(&browser.at(there.address)).await);
    for round in 0..10_u8 {
        let run = chair.open("single").await;
        let choices = [one(0), one(round % 2)];
        let vote = |at: usize| json!({ "vote": { "run": run, "r": 1, "choice": choices[at] } });
        let (first, second) = tokio::join!(one_tab.send(vote(0)), other_tab.send(vote(1)));
        let answers = [one_tab.answer_to(&first).await, other_tab.answer_to(&second).await];
        let counted = answers.iter().filter(|answer| answer["ballot"]["was"] == "counted").count();
        assert_eq!(counted, 1, "{answers:?}");
        assert_eq!(here.recount(run, 3).await.0, 1);
        chair.gate("void", run, "void").await;
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    }
}

async fn moderators_on_both_act_on_one_room(here: House, there: House) {
    let mut chair = here.chair().await;
    let mut online = there.moderator(Role::Online).await;
    // Both open in the same instant, each on its own node: one run.
    let (say_one, say_two) = (chair.opening("single"), online.opening("yesno"));
    let (first, second) = tokio::join!(chair.line.send(say_one), online.line.send(say_two));
    let answers = [chair.line.answer_to(&first).await, online.line.answer_to(&second).await];
    let refused: Vec<_> = answers.iter().filter(|answer| answer.get("code").is_some()).collect();
    assert_eq!(refused.len(), 1, "{answers:?}");
    assert!(["changed", "stage_busy"].contains(&code(refused[0])), "{refused:?}");
    let run = answers.iter().find_map(|answer| answer["made"]["run"].as_u64()).unwrap();
    for line in [&mut chair.line, &mut online.line] {
        line.until("the run on both", |view| view.phase(run) == "open").await;
    }
    // The other node's moderator closes it, and this one keeps it open.
    online.does(online.closing(run, true)).await;
    chair.line.until("closing here", |view| view.phase(run) == "closing").await;
    chair.gate("keep_open", run, "open").await;
    let rev = chair.line.view.run(run)["rev"].clone();
    online.line.until("kept open there", |view| view.run(run)["rev"] == rev).await;
    online.close_and_show(run).await;
    chair.line.until("shown here", |view| view.phase(run) == "published").await;
    chair.noted("clock", "shut").await;
    online.noted("clock", "shut").await;
    assert_eq!(chair.minutes(), online.minutes());
    let shut = chair.minutes().into_iter().filter(|(_, act)| act == "shut").count();
    assert_eq!(shut, 1, "either node may write the close, and one does");
}

async fn a_link_is_spent_and_revoked_on_both(here: House, there: House) {
    let mut chair = here.chair().await;
    let receipt = chair.does(json!({ "hand_over": { "role": "on_site" } })).await;
    let secret = receipt["made"]["link"]["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let path = format!("/api/rooms/{}/moderator", here.room());
    let tries = (0..20).map(|at| {
        let mut browser = if at % 2 == 0 { here.browser() } else { there.browser() };
        let (path, body) = (path.clone(), json!({ "secret": secret }));
        async move { (browser.post_json(&path, &body).await.status, browser) }
    });
    let mut answers = futures_util::future::join_all(tries).await;
    answers.sort_by_key(|(status, _)| *status);
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 1, "good once, wherever it is used");
    // The cookie is good on both nodes, and ends on both.
    let browser = answers.remove(0).1;
    let mut old_page = Chair::of(browser.at(here.address), here.room(), Role::OnSite).await;
    let mut other_page = Chair::of(browser.at(there.address), here.room(), Role::OnSite).await;
    chair.does(json!({ "revoke": { "role": "on_site" } })).await;
    assert_eq!(old_page.line.ended().await, Some(4001));
    assert_eq!(other_page.line.ended().await, Some(4001));
    // A screen paired on one is known on the other.
    let (browser, _) = here.screen(&mut chair, "Wall").await;
    let mut screen = browser.at(there.address).socket(here.room(), "screen").await;
    screen.hello().await;
    chair.line.until("the screen", |view| view.part("screens")[0].is_object()).await;
    let held = chair.line.view.part("screens")[0].clone();
    chair.does(json!({ "revoke_screen": { "screen": held["screen"], "rev": held["rev"] } })).await;
    assert_eq!(screen.ended().await, Some(4001));
}

async fn people_are_counted_once_over_both(here: House, there: House) {
    let mut chair = here.chair().await;
    let mut online = there.moderator(Role::Online).await;
    let both = here.with_pass();
    let _phones = (
        here.phone_of(&both).await,
        there.phone_of(&both.at(there.address)).await,
        here.phone().await,
        there.phone().await,
        there.phone().await,
    );
    let wanted = json!({ "room": 0, "online": 0, "unstated": 4 });
    chair.line.until("four people", |view| view.part("here") == &wanted).await;
    online.line.until("four people", |view| view.part("here") == &wanted).await;
    let run = chair.open("single").await;
    let eligible = |view: &crate::house::line::View| view.part("turnout")[0]["eligible"] == 4;
    chair.line.until("four who may vote", eligible).await;
    online.line.until("four who may vote", eligible).await;
    assert_eq!(online.line.view.phase(run), "open");
}

async fn when_one_goes_the_other_carries_on(here: House, there: House) {
    let mut chair = here.chair().await;
    let browser = there.with_pass();
    let mut phone = there.phone_of(&browser).await;
    let run = chair.open("single").await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    there.begin_to_stop();
    assert_eq!(phone.ended().await, Some(1012));
    // It comes back to the node that is left, and restates.
    let mut again = browser.at(here.address).socket(here.room(), "phone").await;
    again.hello_with(json!({ "ballots": [{ "run": run, "r": 1, "choice": one(0) }] })).await;
    assert_eq!(again.answer_to(&format!("0/{run}")).await["ballot"]["was"], "same");
    assert_eq!(again.counted(run, 2, one(1)).await, "changed");
    let there = there.stopped().await.start().await;
    let back = there.phone_of(&browser.at(there.address)).await;
    assert_eq!(back.view.part("mine")["ballots"], json!([{ "run": run, "r": 2, "choice": one(1) }]));
    chair.close(run).await;
    assert_eq!(here.recount(run, 3).await, (1, vec![0, 1, 0]));
}

/// Two processes, and one is killed: whoever was on it alone is soon not counted any more on the other's pages. How soon is the sum
/// of three intervals, which is held to ten seconds where they are used (`hub/presence.rs`).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_whoever_was_on_a_killed_node_is_not_here_any_more() {
    let ground = Ground::private_redis();
    let url = ground.redis(|redis| redis.url());
    let [shared, one, other] = [(); 3].map(|()| TempDir::new().unwrap());
    let secret = shared.path().join("secret").to_string_lossy().into_owned();
    let arguments = ["--store", &url, "--secret-file", &secret];
    let here = Running::with(one.path(), &arguments, &[]).await;
    let there = Running::with(other.path(), &arguments, &[]).await;
    let mut chair = here.chair().await;
    let (_, _stays) = here.phone().await;
    let (_, _goes) = there.phone().await;
    chair.line.until("both are here", |view| view.part("here")["unstated"] == 2).await;
    there.killed().await;
    chair.line.until("one is", |view| view.part("here")["unstated"] == 1).await;
}
