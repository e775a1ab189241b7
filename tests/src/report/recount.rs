//! What a report must say, worked out from the store alone: ballots counted afresh, gates, attendance, minutes.

use plenary_server::domain::gate::Gate;
use plenary_server::domain::id::{PollId, RunId};
use plenary_server::domain::kind::Kind;
use plenary_server::domain::minutes::{Act, Line};
use plenary_server::domain::moment::Moment;
use plenary_server::domain::person::Mode;
use plenary_server::domain::poll::{Source, Visibility};
use plenary_server::domain::room::{HeldRun, Room};
use plenary_server::domain::run::Run;
use plenary_server::domain::tally::{Counts, Tally};
use plenary_server::store::{Attendance, Store};

/// What the report of a room in UTC must say.
pub(crate) struct Expected {
    pub(crate) polls: Vec<(String, Vec<String>)>,
    pub(crate) who_was_here: Vec<String>,
    pub(crate) minutes: Vec<String>,
    pub(crate) summary: String,
}

impl Expected {
    pub(crate) fn titles(&self) -> Vec<&str> {
        self.polls.iter().map(|(title, _)| title.as_str()).collect()
    }
}

/// One run with its ballots counted afresh.
struct Counted<'a> {
    held: &'a HeldRun,
    tally: Tally,
    eligible: u32,
    seen: u32,
}

pub(crate) async fn of(store: &Store, room: &Room) -> Expected {
    let ask = Attendance { ask: room.runs.keys().copied().collect(), ..Attendance::default() };
    let attended = store.attend(room.code, "a test", ask).await.unwrap().runs;
    let mut runs = Vec::new();
    for held in room.runs.values().filter(|held| !held.gate.void) {
        let tally = store.recount(room.code, held.run.id).await.unwrap();
        let (_, eligible, seen) = *attended.iter().find(|(run, ..)| *run == held.run.id).unwrap();
        runs.push(Counted { held, tally, eligible, seen });
    }
    let asked = |raised: bool| {
        let is_asked = |id: &&_| runs.iter().any(|run| run.held.run.poll == **id);
        let is_raised = |id: &&_| matches!(room.polls[*id].value.poll.provenance.source, Source::Discussion { .. });
        room.agenda.value.polls.iter().filter(is_asked).filter(move |id| is_raised(id) == raised)
    };
    let mut expected = Expected {
        polls: Vec::new(),
        who_was_here: heads(room, store).await,
        minutes: Vec::new(),
        summary: String::new(),
    };
    let mut turnout = table(&["Run", "Eligible", "Seen by", "Answered"]);
    let order: Vec<_> = asked(false).chain(asked(true)).collect();
    for (number, id) in (1..).zip(&order) {
        let of_poll: Vec<&Counted<'_>> = runs.iter().filter(|run| run.held.run.poll == **id).collect();
        let last = &of_poll.last().unwrap().held.run;
        let mut lines = vec![about(last)];
        if of_poll.len() > 1 {
            let said = "This poll was asked more than once; those who answered are not necessarily the same people.";
            lines.push(said.to_owned());
        }
        for run in &of_poll {
            lines.extend(run_lines(run, &last.prompt));
            let round = run.held.run.round;
            turnout.push(format!("| Poll {number}, run {round} | {} | {} | {} |", run.eligible, run.seen, n(run)));
        }
        expected.polls.push((format!("Poll {number}: {}", last.prompt), lines));
    }
    expected.who_was_here.push("*Phones, run by run*".to_owned());
    expected.who_was_here.extend(turnout);
    expected.summary = format!("Polls asked: {}. Runs: {}.", order.len(), runs.len());
    expected.minutes = minutes(room, store, &order).await;
    expected
}

fn time(at: Moment) -> String {
    let minutes = at.0 / 60_000;
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

fn table(head: &[&str]) -> Vec<String> {
    let rule: Vec<&str> = head.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }).collect();
    vec![format!("| {} |", head.join(" | ")), format!("| {} |", rule.join(" | "))]
}

fn about(run: &Run) -> String {
    let kind = match &run.kind {
        Kind::Single { options } => format!("One of {} answers", options.len()),
        Kind::Multiple { options, min, max } => format!("{min} to {max} of {} answers", options.len()),
        Kind::Scale { labels } => format!("A labelled scale of {} steps", labels.len()),
        Kind::Gradient => "A gradient of agreement".to_owned(),
        Kind::YesNo => "Yes or no".to_owned(),
        other => panic!("nobody asked {other:?}"),
    };
    match run.provenance.source {
        Source::Discussion { at } => format!("{kind}; raised in the discussion, {}.", time(at)),
        _ => format!("{kind}; drawn from WS #1, question 1."),
    }
}

/// n as the report may say it.
fn n(run: &Counted<'_>) -> String {
    let n = run.tally.total().ballots;
    if run.held.run.sensitive && run.held.gate.shut.is_none() {
        format!("at least {}", n - n % 5)
    } else {
        n.to_string()
    }
}

fn percent(part: u32, of: u32) -> String {
    format!("{:.0}%", (f64::from(part) * 100.0 / f64::from(of)).round())
}

fn when(gate: &Gate) -> String {
    let opened = time(gate.opened);
    match gate.shut {
        Some(shut) => format!("opened {opened}, closed {}", time(shut)),
        None => format!("opened {opened}, still open"),
    }
}

fn run_lines(run: &Counted<'_>, prompt: &str) -> Vec<String> {
    let (asked, gate) = (&run.held.run, &run.held.gate);
    let (total, open) = (run.tally.total(), gate.shut.is_none());
    let of = format!("n = {} of {} eligible", n(run), run.eligible);
    let of = if n(run).starts_with("at least") {
        of
    } else {
        format!("{of} (response rate {})", percent(total.ballots, run.eligible))
    };
    let mut lines = vec![format!("**Run {}:** {}; {of}; seen by {}.", asked.round, when(gate), run.seen)];
    if asked.prompt != prompt {
        lines.push(format!("Its wording then: {}", asked.prompt));
    }
    if !open && !gate.show {
        lines.push("The result has not been shown to the room.".to_owned());
    }
    if open && (asked.visibility != Visibility::Live || asked.sensitive) {
        lines.push("Until the close only the number of answers is given.".to_owned());
    } else if total.ballots == 0 {
        lines.push("Nobody has answered.".to_owned());
    } else {
        lines.extend(result(&asked.kind, &total));
        if !open {
            lines.extend(by_mode(&asked.kind, &run.tally));
        }
    }
    lines
}

fn answers(kind: &Kind) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match kind {
        Kind::Single { options } | Kind::Multiple { options, .. } => options.clone(),
        Kind::Scale { .. } => words(&["never", "2", "3", "4", "always"]),
        Kind::Gradient => words(&["I support it", "I can live with it", "I need more information", "I object"]),
        Kind::YesNo => words(&["Yes", "No"]),
        other => panic!("nobody asked {other:?}"),
    }
}

/// Each answer with its key in the tally, "I can't say" last.
fn keyed(kind: &Kind) -> Vec<(String, String)> {
    let mut keyed: Vec<_> =
        answers(kind).into_iter().enumerate().map(|(at, answer)| (answer, at.to_string())).collect();
    keyed.push(("I can’t say".to_owned(), "?".to_owned()));
    keyed
}

fn result(kind: &Kind, total: &Counts) -> Vec<String> {
    let n = total.ballots;
    let mut lines = Vec::new();
    if n < 5 {
        lines.push("Too few to say, so these are counts without shares.".to_owned());
    }
    if let Kind::Multiple { min, max, .. } = kind {
        lines.push(format!("Each could choose {min} to {max} answers, so shares can add up to more than 100%."));
    }
    lines.push(format!("*Result of {n} answers*"));
    lines.extend(if n < 5 { table(&["Answer", "Answers"]) } else { table(&["Answer", "Answers", "Share"]) });
    for (answer, key) in keyed(kind) {
        let count = u32::try_from(total.of(&key)).unwrap();
        lines.push(match n {
            0..5 => format!("| {answer} | {count} |"),
            _ => format!("| {answer} | {count} | {} |", percent(count, n)),
        });
    }
    // The median from the ballots laid out in a row.
    let row: Vec<usize> =
        (0..answers(kind).len()).flat_map(|at| vec![at; usize::try_from(total.of(&at.to_string())).unwrap()]).collect();
    if matches!(kind, Kind::Scale { .. } | Kind::Gradient) && n >= 5 && !row.is_empty() {
        // Of an even number of ballots the step between the two in the middle, or the two steps about that place.
        let twice = row[(row.len() - 1) / 2] + row[row.len() / 2];
        let (low, high) = (&answers(kind)[twice / 2], &answers(kind)[twice.div_ceil(2)]);
        let middle = if low == high { low.clone() } else { format!("between {low} and {high}") };
        lines.push(format!("Middle answer: {middle} (of {} who said something).", row.len()));
    }
    lines
}

/// The groups are the smallest there can be: every mode with five alone, the others together with the smallest that fits.
fn by_mode(kind: &Kind, tally: &Tally) -> Vec<String> {
    let names = [(Mode::Room, "In the room"), (Mode::Online, "Online"), (Mode::Unstated, "Not stated")];
    let mut groups: Vec<(Vec<&str>, Counts)> =
        names.iter().map(|(mode, name)| (vec![*name], tally.along(*mode))).filter(|(_, c)| c.ballots > 0).collect();
    while groups.len() > 1 && groups.iter().any(|(_, counts)| counts.ballots < 5) {
        groups.sort_by_key(|(_, counts)| counts.ballots);
        let (names, counts) = groups.remove(0);
        groups[0].0.extend(names);
        groups[0].1.add(&counts);
    }
    if groups.len() < 2 {
        return vec!["Not broken down by mode: there are no two groups of at least 5 answers each.".to_owned()];
    }
    // Single modes first, as the names are ordered; then what was merged.
    groups.sort_by_key(|(group, _)| (group.len(), names.iter().position(|(_, name)| *name == group[0])));
    let mut head = vec!["Answer".to_owned()];
    head.extend(groups.iter().map(|(names, counts)| format!("{}, n = {}", names.join(" and "), counts.ballots)));
    let mut lines = vec![format!("*By mode, of {} answers*", tally.total().ballots)];
    lines.extend(table(&head.iter().map(String::as_str).collect::<Vec<_>>()));
    for (answer, key) in keyed(kind) {
        let cell = |(_, counts): &(Vec<&str>, Counts)| {
            let count = u32::try_from(counts.of(&key)).unwrap();
            format!("{count} ({})", percent(count, counts.ballots))
        };
        lines.push(format!("| {answer} | {} |", groups.iter().map(cell).collect::<Vec<_>>().join(" | ")));
    }
    lines
}

async fn lines(room: &Room, store: &Store) -> Vec<(Moment, Line)> {
    let lines = store.minutes(room.code, 0).await.unwrap();
    lines.into_iter().map(|line| (line.at, serde_json::from_str(&line.line).unwrap())).collect()
}

fn counted(room: Option<u32>, online: Option<u32>) -> String {
    let thousands = |n: u32| if n < 1_000 { n.to_string() } else { format!("{},{:03}", n / 1_000, n % 1_000) };
    let room = room.map(|n| format!("{} in the room", thousands(n)));
    let online = online.map(|n| format!("{} in the meeting tool", thousands(n)));
    room.into_iter().chain(online).collect::<Vec<_>>().join(", ")
}

async fn heads(room: &Room, store: &Store) -> Vec<String> {
    let mut out = vec!["Counted by eye by the moderators:".to_owned()];
    for (at, line) in lines(room, store).await {
        if let Act::Heads { room, online } = line.act {
            out.push(format!("- {}: {}", time(at), counted(room, online)));
        }
    }
    out
}

async fn minutes(room: &Room, store: &Store, order: &[&PollId]) -> Vec<String> {
    let poll = |id: &PollId| {
        format!("Poll {}", 1 + order.iter().position(|known| *known == id).expect("a poll that was asked"))
    };
    let named = |run: RunId| {
        let held = &room.runs[&run];
        let poll = poll(&held.run.poll);
        if held.gate.void { format!("{poll}, a run taken back") } else { format!("{poll}, run {}", held.run.round) }
    };
    let mut out =
        vec!["*Everything that was done in the room, in order, runs that were taken back included.*".to_owned()];
    out.extend(["| Time | Who | What |".to_owned(), "| --- | --- | --- |".to_owned()]);
    for (at, line) in lines(room, store).await {
        let what = match &line.act {
            Act::Opened { run, .. } => format!("opened {}", named(*run)),
            Act::Closing { run, show: false } => format!("asked to close {}", named(*run)),
            Act::Closing { run, show: true } => format!("asked to close {} and show its result", named(*run)),
            Act::Shut { run, shown: false } => format!("{} was closed", named(*run)),
            Act::Shut { run, shown: true } => format!("{} was closed and its result shown", named(*run)),
            Act::Voided { run } => {
                format!("took back a run of {}; no answer to it counts", poll(&room.runs[run].run.poll))
            }
            Act::Staged { .. } => "put on the stage: how to join".to_owned(),
            Act::Raised { poll: id } => format!("wrote {}, on what was just said", poll(id)),
            Act::Edited { poll: id } => format!("changed {}", poll(id)),
            Act::Heads { room, online } => format!("counted heads: {}", counted(*room, *online)),
            other => panic!("nobody played {other:?}"),
        };
        let who = if line.by.is_some() { "Chair" } else { "The clock" };
        out.push(format!("| {} | {who} | {what} |", time(at)));
    }
    out
}
