//! Every kind at the front door: ballots of any shape are counted exactly or refused with the reason, over sockets and forms.

use futures_util::{StreamExt, stream};
use plenary_server::domain::ballot::contributions;
use plenary_server::domain::id::RunId;
use plenary_server::domain::kind::statements::Stance;
use plenary_server::domain::kind::{Choice, Kind, Whim};
use plenary_server::domain::person::Segment;
use plenary_server::domain::tally::{Counts, Tally};
use plenary_server::text;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::house::browser::Reply;
use crate::house::chair::Chair;
use crate::house::line::vote;
use crate::house::{Ground, House, in_both_houses, workshop};

in_both_houses!(ballots_of_any_shape_are_counted_or_refused, the_form_of_every_kind_makes_the_ballot_of_the_socket);

/// The polls of the test's workshop, one of each kind.
const POLLS: [&str; 12] = [
    "single",
    "multiple",
    "scale",
    "gradient",
    "yesno",
    "ranking",
    "points",
    "words",
    "open-text",
    "number",
    "grid",
    "statements",
];
/// A pass has ten commands at once: its half of the polls is less.
const HALF: usize = 6;
/// Ballots of each kind by each way, in the ordinary suite.
const SOME: usize = 100;
/// In the long one.
const THOUSAND: usize = 1_000;
/// Voters at a time.
const LANES: usize = 24;

struct Lean(SmallRng);

impl Whim for Lean {
    fn lean(&mut self, of: usize) -> usize {
        self.0.random_range(0..of)
    }

    fn even(&mut self, from: i32, to: i32) -> i32 {
        self.0.random_range(from..=to)
    }
}

/// A run of every kind, open beside each other, with what it should hold.
struct Asked {
    run: u64,
    kind: Kind,
    tally: Tally,
}

async fn open_all(chair: &mut Chair) -> Vec<Asked> {
    let polls = workshop::seeds().workshops.remove(0).polls;
    let mut asked = Vec::new();
    for name in POLLS {
        let kind = polls.iter().find(|poll| poll.id.as_str() == name).expect("a poll of each kind").kind.clone();
        let open = json!({ "poll": name, "rev": chair.poll(name)["rev"], "beside": true });
        let run = chair.does(json!({ "open": open })).await["made"]["run"].as_u64().unwrap();
        chair.line.until("the run", |view| view.phase(run) == "open").await;
        asked.push(Asked { run, kind, tally: Tally::default() });
    }
    asked
}

/// A choice as somebody might send it: right, of another kind, bent out of shape, or nothing of the sort.
fn any_choice(lean: &mut Lean, kind: &Kind, others: &[Kind]) -> Value {
    let right = json!(kind.pick(lean));
    match lean.0.random_range(0..10) {
        0 => json!("cant_say"),
        1 => json!(others[lean.lean(others.len())].pick(lean)),
        2..=4 => bent(lean, right),
        5 => [
            json!([]),
            json!({}),
            json!("yes"),
            json!(7),
            json!({ "one": -1 }),
            json!({ "at": [1] }),
            json!({ "a": 1 }),
        ][lean.lean(7)]
        .clone(),
        _ => right,
    }
}

/// A choice with something wrong in it, most of the time.
fn bent(lean: &mut Lean, mut choice: Value) -> Value {
    let Some(inside) = choice.as_object_mut().and_then(|choice| choice.values_mut().next()) else { return choice };
    match inside {
        Value::Array(list) => match lean.lean(4) {
            0 => list.clear(),
            1 => list.push(list.first().cloned().unwrap_or_default()),
            2 => list.push(json!(99)),
            _ => list.truncate(1),
        },
        Value::String(text) => match lean.lean(3) {
            0 => text.clear(),
            1 => "?!".clone_into(text),
            _ => *text = "x".repeat(301),
        },
        number => *number = json!([200, 5_000, -500][lean.lean(3)]),
    }
    choice
}

/// What must come of it, by the rules alone: counted, or the code of a refusal.
fn judged(kind: &Kind, choice: &Value) -> Result<plenary_server::domain::ballot::Contributions, &'static str> {
    let choice: Choice = serde_json::from_value(choice.clone()).map_err(|_| "malformed")?;
    let choice = text::choice(choice).map_err(|why| why.code())?;
    contributions(kind, &choice).map_err(|why| why.code())
}

/// Every byte as a form may send it.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// A choice as a person would fill in the form of its kind; `None` if that form cannot say it.
fn as_form(kind: &Kind, choice: &Choice) -> Option<String> {
    let named = |pairs: Vec<(String, String)>| {
        let each = pairs.iter().map(|(name, value)| format!("&{name}={}", escaped(value)));
        each.collect::<Vec<_>>().concat()
    };
    let pairs = match (kind, choice) {
        (_, Choice::CantSay) => vec![("choice".to_owned(), "?".to_owned())],
        (Kind::Multiple { .. }, Choice::Many(many)) => {
            many.iter().map(|at| ("choice".to_owned(), at.to_string())).collect()
        }
        (Kind::Single { .. } | Kind::Scale { .. } | Kind::Gradient | Kind::YesNo, Choice::One(at)) => {
            vec![("choice".to_owned(), at.to_string())]
        }
        (Kind::Ranking(_), Choice::Ranked(order)) if order.iter().all(|at| *at < 4) => {
            let place = |(place, at): (usize, &u8)| (format!("place-{at}"), (place + 1).to_string());
            order.iter().enumerate().map(place).collect()
        }
        (Kind::Points(of), Choice::Points(points)) if points.len() == of.options.len() => {
            points.iter().enumerate().map(|(at, points)| (format!("points-{at}"), points.to_string())).collect()
        }
        (Kind::Words(_), Choice::Words(words)) => words.iter().map(|word| ("word".to_owned(), word.clone())).collect(),
        (Kind::OpenText, Choice::Text(text)) => vec![("text".to_owned(), text.clone())],
        (Kind::Number(_), Choice::Value(value)) => vec![("value".to_owned(), value.to_string())],
        (Kind::Grid(_), Choice::At([across, up])) => {
            vec![("across".to_owned(), across.to_string()), ("up".to_owned(), up.to_string())]
        }
        (Kind::Statements(deck), Choice::Stances(stances)) if stances.len() <= deck.statements.len() => {
            let stance = |(at, stance): (usize, &Option<Stance>)| {
                let said = match (*stance)? {
                    Stance::Agree => "a",
                    Stance::Disagree => "d",
                    Stance::Pass => "p",
                };
                Some((format!("stance-{at}"), said.to_owned()))
            };
            stances.iter().enumerate().filter_map(stance).collect()
        }
        _ => return None,
    };
    Some(named(pairs))
}

/// Whether the form says the same twice, which its own shape turns into something else than the choice.
fn is_lost_in_a_form(choice: &Choice) -> bool {
    match choice {
        Choice::Ranked(order) => (1..order.len()).any(|at| order[..at].contains(&order[at])),
        Choice::Words(words) => words.iter().any(|word| word.trim().is_empty()),
        _ => false,
    }
}

/// What one voter chose in half of the polls: the place of each in the list of the asked.
type Hand = Vec<(usize, Value)>;

/// So many choices for each kind, in hands of one voter each.
fn hands(lean: &mut Lean, kinds: &[Kind], number: usize) -> Vec<Hand> {
    let places: Vec<usize> = (0..kinds.len()).collect();
    let one =
        |lean: &mut Lean, half: &[usize]| half.iter().map(|at| (*at, any_choice(lean, &kinds[*at], kinds))).collect();
    (0..number).flat_map(|_| places.chunks(HALF).map(|half| one(lean, half)).collect::<Vec<_>>()).collect()
}

/// Says a hand over one socket, one after the other without waiting for answers; what each was answered.
async fn over_a_socket(house: &House, asked: &[Asked], hand: Hand) -> Vec<(usize, Value, Value)> {
    let mut phone = house.phone().await;
    let mut said = Vec::new();
    for (at, choice) in hand {
        said.push((at, phone.send(vote(asked[at].run, 1, choice.clone())).await, choice));
    }
    let mut answered = Vec::new();
    for (at, id, choice) in said {
        answered.push((at, choice, phone.answer_to(&id).await));
    }
    answered
}

/// What a form of that kind cannot say comes as a form that somebody made up.
const MADE_UP: &str = "&choice=none&value=many&place-0=first&across=9";

/// Posts a hand form by form: each with what it said, if its own form can say it, and the page that came back.
async fn over_forms(house: &House, asked: &[Asked], hand: Hand) -> Vec<(usize, Value, Option<String>, Reply)> {
    let mut browser = house.with_pass();
    let path = format!("/{}/vote", house.room());
    let mut answered = Vec::new();
    for (at, choice) in hand {
        let Asked { run, kind, .. } = &asked[at];
        let form = serde_json::from_value::<Choice>(choice.clone()).ok().filter(|of| !is_lost_in_a_form(of));
        let form = form.and_then(|choice| as_form(kind, &choice));
        let reply = browser.post_form(&path, &format!("run={run}&r=1{}", form.as_deref().unwrap_or(MADE_UP))).await;
        answered.push((at, choice, form, reply));
    }
    answered
}

/// What the page says came of a form.
fn note(reply: &Reply) -> String {
    let page = reply.text();
    let note = page.split(r#"<p class="note" role="status">"#).nth(1).and_then(|rest| rest.split("</p>").next());
    note.unwrap_or_default().to_owned()
}

/// What the page says of a refusal with this code.
fn reason(code: &str) -> &'static str {
    match code {
        "wrong_count" => "choose at least",
        "wrong_total" => "add up to",
        "out_of_range" => "a whole number from",
        "chosen_twice" => "stands there twice",
        "bad_text" => "The text cannot be used: ",
        _ => "Please choose again",
    }
}

async fn ballots_of_any_shape(house: &House, number: usize) {
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut lean = Lean(SmallRng::seed_from_u64(seed));
    let mut chair = house.chair().await;
    let mut asked = open_all(&mut chair).await;
    let kinds: Vec<Kind> = asked.iter().map(|asked| asked.kind.clone()).collect();
    let (mut counted, mut refused) = (0, 0);
    let sockets = stream::iter(hands(&mut lean, &kinds, number)).map(|hand| over_a_socket(house, &asked, hand));
    let answers: Vec<_> = sockets.buffer_unordered(LANES).collect().await;
    for (at, choice, answer) in answers.into_iter().flatten() {
        let Asked { kind, tally, .. } = &mut asked[at];
        match judged(kind, &choice) {
            Ok(ballot) => {
                assert_eq!(answer["ballot"]["was"], "counted", "{kind:?} {choice}: {answer}");
                tally.count(Segment::default(), &ballot);
                counted += 1;
            }
            Err(code) => {
                assert_eq!(answer["code"], code, "{kind:?} {choice}: {answer}");
                refused += 1;
            }
        }
    }
    let forms = stream::iter(hands(&mut lean, &kinds, number)).map(|hand| over_forms(house, &asked, hand));
    let answers: Vec<_> = forms.buffer_unordered(LANES).collect().await;
    for (at, choice, form, reply) in answers.into_iter().flatten() {
        let Asked { kind, tally, .. } = &mut asked[at];
        let (says, what) = (note(&reply), judged(kind, &choice));
        match what {
            Ok(ballot) if form.is_some() => {
                assert_eq!((reply.status, says.as_str()), (200, "Counted."), "{kind:?} {choice}: {form:?}");
                tally.count(Segment::default(), &ballot);
                counted += 1;
            }
            what => {
                assert!((400..500).contains(&reply.status), "{kind:?} {choice}: {} {form:?}", reply.status);
                let said = ["Not counted: ", "Not counted. ", "That could not be counted."];
                let is_told = said.iter().any(|said| says.starts_with(said));
                assert!(is_told, "{kind:?} {choice}: refused, and the page says {says:?}");
                if let (Err(code), true) = (what, form.is_some()) {
                    assert!(says.contains(reason(code)), "{kind:?} {choice}: {code}, and the page says {says:?}");
                }
                refused += 1;
            }
        }
    }
    for Asked { run, kind, tally } in &asked {
        let held = house.store.recount(house.room(), RunId(u32::try_from(*run).unwrap())).await.unwrap();
        assert_eq!(held, *tally, "{kind:?}");
        let read = house.store.read(house.room(), 0).await.unwrap();
        let kept = read.tallies.into_iter().find(|(of, ..)| u64::from(of.0) == *run).expect("its tally").2;
        assert_eq!(kept, *tally, "{kind:?}: as it was counted, ballot by ballot");
    }
    assert_eq!(counted + refused, 2 * number * POLLS.len(), "every ballot was answered");
    assert!(counted > number * 6 && refused > number * 3, "{counted} counted and {refused} refused are no mixture");
}

async fn ballots_of_any_shape_are_counted_or_refused(house: House) {
    ballots_of_any_shape(&house, SOME).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a thousand ballots of every kind by both ways take a minute"]
async fn sqlite_a_thousand_ballots_of_every_kind() {
    ballots_of_any_shape(&House::on(Ground::sqlite()).await, THOUSAND).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a thousand ballots of every kind by both ways take a minute"]
async fn redis_a_thousand_ballots_of_every_kind() {
    ballots_of_any_shape(&House::on(Ground::Redis).await, THOUSAND).await;
}

/// For every kind beyond a list of answers: a form as somebody fills it in, and the choice that a script would send.
async fn the_form_of_every_kind_makes_the_ballot_of_the_socket(house: House) {
    let mut chair = house.chair().await;
    let path = format!("/{}/vote", house.room());
    for (poll, names, form, choice) in [
        ("ranking", vec!["place-0", "place-3"], "place-0=2&place-1=&place-2=1&place-3=", json!({ "ranked": [2, 0] })),
        ("points", vec!["points-0", "points-2"], "points-0=60&points-1=&points-2=40", json!({ "points": [60, 0, 40] })),
        ("words", vec!["word"], "word=+Trust+&word=&word=%E9%9A%90%E7%A7%81", json!({ "words": ["Trust", "隐私"] })),
        (
            "open-text",
            vec!["text"],
            "text=Say+who%2C+and%0D%0Awhy%3A+100%25",
            json!({ "text": "Say who, and why: 100%" }),
        ),
        ("number", vec!["value"], "value=-7", json!({ "value": -7 })),
        ("grid", vec!["across", "up"], "across=3&up=20", json!({ "at": [3, 20] })),
        (
            "statements",
            vec!["stance-0", "stance-3"],
            "stance-0=a&stance-3=d",
            json!({ "stances": ["agree", null, null, "disagree"] }),
        ),
    ] {
        let run = chair.open(poll).await;
        let mut browser = house.browser();
        let page = browser.get(&format!("/{}", house.room())).await.text();
        for name in names {
            assert!(page.contains(&format!(r#"name="{name}""#)), "{poll} asks for {name}: {page}");
        }
        let answer = browser.post_form(&path, &format!("run={run}&r=1&{form}&send=1")).await;
        assert_eq!(answer.status, 200, "{poll}");
        assert!(answer.text().contains(r#"name="r" value="2""#), "{poll}: a form for another wish");
        let mut phone = house.phone_of(&browser).await;
        assert_eq!(phone.view.part("mine")["ballots"][0]["choice"], choice, "{poll}");
        assert_eq!(
            phone.counted(run, 1, choice.clone()).await,
            "same",
            "{poll}: the same over a socket is the same ballot"
        );
        // What the answer page has filled in makes the same ballot again.
        let again = browser.post_form(&path, &format!("run={run}&r=2&{}&send=1", filled_in(&answer.text()))).await;
        assert_eq!(again.status, 200, "{poll}");
        let phone = house.phone_of(&browser).await;
        assert_eq!(phone.view.part("mine")["ballots"][0], json!({ "run": run, "r": 2, "choice": choice }), "{poll}");
        // "I can't say" stands beside every form, whatever is filled in.
        let last = browser.post_form(&path, &format!("run={run}&r=3&{form}&choice=%3F")).await;
        assert_eq!(last.status, 200, "{poll}");
        let held: Counts = house.store.recount(house.room(), RunId(u32::try_from(run).unwrap())).await.unwrap().total();
        assert_eq!((held.ballots, held.of("?"), held.keys.len()), (1, 1, 1), "{poll}");
        chair.gate("void", run, "void").await;
    }
}

/// What a browser would send of this page's form as it stands.
fn filled_in(page: &str) -> String {
    let form = page.split(r#"<form class="ballot""#).nth(1).and_then(|rest| rest.split("</form>").next()).unwrap();
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!(r#" {name}=""#)).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("").to_owned()
    };
    let escaped = |text: &str| escaped(&text.replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&"));
    let mut pairs = Vec::new();
    for tag in form.split('<').filter_map(|rest| rest.split_once('>')) {
        let (tag, text) = tag;
        let (name, value) = (attribute(tag, "name"), attribute(tag, "value"));
        if tag.starts_with("select") {
            let options =
                form.split(&format!(r#"name="{name}">"#)).nth(1).and_then(|rest| rest.split("</select>").next());
            let chosen = options.unwrap().split("<option").find(|option| option.contains(" selected"));
            pairs.push((name, attribute(chosen.expect("one is selected"), "value")));
        } else if tag.starts_with("textarea") {
            pairs.push((name, text.to_owned()));
        } else if tag.starts_with("input") {
            let is_box = tag.contains(r#"type="radio""#) || tag.contains(r#"type="checkbox""#);
            if !(tag.contains(r#"type="hidden""#) || is_box && !tag.ends_with(" checked")) {
                pairs.push((name, value));
            }
        }
    }
    pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}
