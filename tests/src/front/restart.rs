//! The server goes down and comes up again: everybody is told, nothing is lost, everything is where it was.

use std::time::Duration;

use serde_json::json;

use crate::house::browser::Browser;
use crate::house::chair::Chair;
use crate::house::line::{one, vote};
use crate::house::{House, in_both_houses};
use plenary_server::domain::person::Role;

in_both_houses!(
    a_restart_changes_nothing_but_the_address,
    what_is_on_its_way_is_counted_and_answered_before_it_goes,
    a_countdown_that_ended_while_the_server_was_down_is_shut,
    a_countdown_ends_on_time_after_a_restart_that_nobody_came_back_to,
    a_server_that_goes_down_takes_nothing_more,
);

async fn a_restart_changes_nothing_but_the_address(house: House) {
    let mut chair = house.chair().await;
    let (screen_browser, mut screen) = house.screen(&mut chair, "Wall").await;
    let phone_browser = house.with_pass();
    let mut phone = house.phone_of(&phone_browser).await;
    let mut others = house.phones(5).await;
    let closed = chair.open("yesno").await;
    for other in &mut others {
        other.counted(closed, 1, one(0)).await;
    }
    chair.close_and_show(closed).await;
    let run = chair.open("single").await;
    assert_eq!(phone.counted(run, 3, one(2)).await, "counted");
    let minutes = chair.minutes();
    let (room, secret) = (house.room(), house.rooms[0].chair_secret.clone());
    house.begin_to_stop();
    for line in [&mut chair.line, &mut screen, &mut phone, &mut others[0]] {
        assert_eq!(line.ended().await, Some(1012), "come back");
    }
    let house = house.stopped().await.start().await;
    assert_eq!((house.room(), &house.rooms[0].chair_secret), (room, &secret), "the same links");
    let at = |browser: &Browser| browser.at(house.address);
    let mut chair = Chair::of(at(&chair.browser), room, Role::Chair).await;
    assert_eq!(chair.minutes(), minutes);
    assert_eq!((chair.line.view.phase(closed), chair.line.view.phase(run)), ("published", "open"));
    assert_eq!(chair.line.view.result(closed)["figures"]["counts"], json!([5, 0]));
    let mut screen_browser = at(&screen_browser);
    assert_eq!(
        screen_browser.post_json("/api/screens", &json!({})).await.json(),
        json!({ "room": room, "language": "en" })
    );
    let mut screen = screen_browser.socket(room, "screen").await;
    screen.hello().await;
    assert_eq!(screen.view.part("stage")["showing"]["run"], run);
    let mut phone = house.phone_of(&at(&phone_browser)).await;
    assert_eq!(phone.view.part("mine")["ballots"][0], json!({ "run": run, "r": 3, "choice": one(2) }));
    assert_eq!(phone.counted(run, 3, one(2)).await, "same", "restated, and counted once");
    assert_eq!(phone.counted(run, 4, one(1)).await, "changed");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 1, 0]));
    chair.close(run).await;
}

async fn what_is_on_its_way_is_counted_and_answered_before_it_goes(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut phones = house.phones(60).await;
    let mut said = Vec::new();
    for phone in &mut phones {
        said.push(phone.send(vote(run, 1, one(1))).await);
    }
    house.begin_to_stop();
    let mut counted = 0;
    for (phone, id) in phones.iter_mut().zip(&said) {
        // Whatever the server read it answers; what it did not read any more ends with the connection.
        while phone.hear().await {}
        let answer = phone.heard.iter().find(|frame| frame.contains(&format!(r#""id":"{id}""#)));
        if let Some(answer) = answer.filter(|answer| answer.starts_with(r#"{"receipt""#)) {
            assert!(answer.contains("counted"), "{answer}");
            counted += 1;
        } else if let Some(answer) = answer {
            assert!(answer.contains("draining"), "{answer}");
        }
        assert_eq!(phone.ended().await, Some(1012));
    }
    let house = house.stopped().await.start().await;
    let (ballots, _) = house.recount(run, 3).await;
    assert_eq!(ballots, counted, "every receipt is in the tally, and no ballot is there without one");
}

async fn a_countdown_that_ended_while_the_server_was_down_is_shut(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let run = chair.open_for("single", 5).await;
    let until = chair.line.view.run(run)["until"].as_u64().unwrap();
    let room = house.room();
    let ground = house.stopped().await;
    tokio::time::sleep(Duration::from_secs(7)).await;
    let house = ground.start().await;
    let mut phone = house.phone_of(&browser.at(house.address)).await;
    assert_eq!(phone.vote(run, 1, one(0)).await["code"], "closed", "too late, whoever was asleep");
    let mut chair = Chair::of(chair.browser.at(house.address), room, Role::Chair).await;
    chair.line.until("closed", |view| view.phase(run) == "closed").await;
    assert_eq!(chair.line.view.run(run)["shut"], until + 1_000, "at the moment it was due");
}

async fn a_countdown_ends_on_time_after_a_restart_that_nobody_came_back_to(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open_for("single", 20).await;
    let until = chair.line.view.run(run)["until"].as_u64().unwrap();
    let room = house.room();
    let house = house.stopped().await.start().await;
    let written = async || {
        let gates = house.store.read(room, 0).await.unwrap().gates;
        let (.., gate) = gates.into_iter().find(|(of, ..)| u64::from(of.0) == run).unwrap();
        gate.shut
    };
    assert_eq!(written().await, None, "there is time left");
    while house.store.now().await.unwrap().0 < until + 1_000 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut tries = 0;
    while written().await.is_none() {
        tries += 1;
        assert!(tries < 20, "nobody has written the end down two seconds after it was due");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(written().await.unwrap().0, until + 1_000, "at the moment it was due");
    let minutes = house.store.minutes(room, 0).await.unwrap();
    assert!(minutes.last().unwrap().line.contains("shut"), "{minutes:?}");
}

async fn a_server_that_goes_down_takes_nothing_more(house: House) {
    let mut chair = house.chair().await;
    let mut browser = house.with_pass();
    let run = chair.open("single").await;
    let view = browser.get(&format!("/api/rooms/{}/view", house.room())).await.json();
    let path = format!(
        "/api/rooms/{}/view?wait=25&epoch={}&have={}",
        house.room(),
        view["view"]["epoch"].as_str().unwrap(),
        view["view"]["version"]
    );
    let waiting = {
        let (mut browser, path) = (browser.clone(), path);
        tokio::spawn(async move { browser.get(&path).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    let ground = house.stopped().await;
    let answer = waiting.await.unwrap();
    assert_eq!(answer.refusal(), (503, "draining".to_owned()), "who waits for news is told to come back");
    let house = ground.start().await;
    assert_eq!(house.recount(run, 3).await.0, 0);
}
