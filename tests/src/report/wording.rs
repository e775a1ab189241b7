//! How the report words what it finds, for rooms of 0, 1, 4, 5 and 23, and for everything that must not be overlooked.

use plenary_server::domain::ballot;
use plenary_server::domain::gate::Gate;
use plenary_server::domain::id::{PollId, RoomCode, RunId};
use plenary_server::domain::key::Key;
use plenary_server::domain::kind::statements::{Stance, Statement, Statements};
use plenary_server::domain::kind::{Choice, Kind};
use plenary_server::domain::minutes::{Act, Line};
use plenary_server::domain::moment::Moment;
use plenary_server::domain::person::{Group, Mode, Role, Segment};
use plenary_server::domain::poll::{Poll, Provenance, Source};
use plenary_server::domain::room::{Agenda, Planned, Settings};
use plenary_server::domain::run::Run;
use plenary_server::domain::tally::Tally;
use plenary_server::domain::workshop::Workshop;
use plenary_server::hub::fold;
use plenary_server::report::{Facts, Readers, Report, html, markdown};
use plenary_server::store::{Changes, Document, Durability, Epoch, MinutesLine};
use serde_json::{Value, json};

use super::reading::Read;
use crate::house::workshop;

/// 2026-11-21T12:02:00Z.
const NOON: Moment = Moment(1_795_262_520_000);

/// A room with one run of one poll, closed and shown, and what was told of it.
struct Play {
    workshop: Workshop,
    settings: Settings,
    poll: Poll,
    gate: Gate,
    tally: Tally,
    flags: Vec<RunId>,
    facts: Facts,
}

impl Play {
    fn of(kind: Kind, ballots: &[(Mode, Choice)]) -> Self {
        let workshop = workshop::seeds().workshops.remove(0);
        let poll = Poll { kind, ..workshop.polls[0].clone() };
        let mut tally = Tally::default();
        for (mode, choice) in ballots {
            let segment = Segment { mode: *mode, group: Group::Unstated };
            tally.count(segment, &ballot::contributions(&poll.kind, choice).unwrap());
        }
        let shut = Gate { shut: Some(NOON.plus_ms(150_000)), show: true, ..Gate::opened(NOON, None) };
        let turnout = vec![(RunId(1), 41, 38)];
        let now = NOON.plus_ms(600_000);
        let facts = Facts { minutes: Vec::new(), turnout, durability: Some(Durability::Full), now };
        Self { workshop, settings: Settings::default(), poll, gate: shut, tally, flags: Vec::new(), facts }
    }

    fn report(self) -> Report {
        let code: RoomCode = "abc234".parse().unwrap();
        let document = |key: &Key, value: Value| Document {
            key: key.to_text(),
            rev: 1,
            version: 1,
            value: Some(value.to_string()),
        };
        let id: PollId = self.poll.id.clone();
        let run = Run::of(&self.poll, RunId(1), 1, Role::Chair, NOON);
        let agenda = Agenda { polls: vec![id.clone()], decks: Vec::new() };
        let documents = vec![
            document(&Key::Workshop, json!(self.workshop)),
            document(&Key::Settings, json!(self.settings)),
            document(&Key::Agenda, json!(agenda)),
            document(&Key::Flags, json!(self.flags)),
            document(&Key::Poll(id), json!(Planned::of(self.poll))),
            document(&Key::Run(RunId(1)), json!(run)),
        ];
        let changes = Changes {
            epoch: Epoch("e".to_owned()),
            version: 1,
            now: NOON,
            documents,
            gates: vec![(RunId(1), 1, self.gate)],
            tallies: vec![(RunId(1), 1, self.tally)],
            swings: Vec::new(),
        };
        Report::of(&fold::found(code, changes).unwrap(), self.facts, Readers::Moderators)
    }

    fn markdown(self) -> String {
        markdown::write(&self.report())
    }

    /// The lines under the poll, the first (what kind it is) left out.
    fn run(self) -> Vec<String> {
        Read::of(&self.markdown()).polls.remove(0).1.split_off(1)
    }
}

fn yes_no(room: usize, online: usize) -> Play {
    let choice = |at: usize| [Choice::One(0), Choice::One(1), Choice::CantSay][at % 3].clone();
    let modes = std::iter::repeat_n(Mode::Room, room).chain(std::iter::repeat_n(Mode::Online, online));
    let ballots: Vec<_> = modes.enumerate().map(|(at, mode)| (mode, choice(at))).collect();
    Play::of(Kind::YesNo, &ballots)
}

#[test]
fn nobody_answered() {
    let run = yes_no(0, 0).run();
    assert_eq!(
        run,
        [
            "**Run 1:** opened 12:02, closed 12:04; n = 0 of 41 eligible (response rate 0%); seen by 38.",
            "Nobody has answered.",
        ]
    );
}

#[test]
fn one_answered() {
    let run = yes_no(1, 0).run();
    assert_eq!(
        run,
        [
            "**Run 1:** opened 12:02, closed 12:04; n = 1 of 41 eligible (response rate 2%); seen by 38.",
            "Too few to say, so these are counts without shares.",
            "*Result of 1 answer*",
            "| Answer | Answers |",
            "| --- | ---: |",
            "| Yes | 1 |",
            "| No | 0 |",
            "| I can’t say | 0 |",
            "Not broken down by mode: there are no two groups of at least 5 answers each.",
        ]
    );
}

#[test]
fn four_answered() {
    let run = yes_no(2, 2).run();
    assert_eq!(
        run,
        [
            "**Run 1:** opened 12:02, closed 12:04; n = 4 of 41 eligible (response rate 10%); seen by 38.",
            "Too few to say, so these are counts without shares.",
            "*Result of 4 answers*",
            "| Answer | Answers |",
            "| --- | ---: |",
            "| Yes | 2 |",
            "| No | 1 |",
            "| I can’t say | 1 |",
            "Not broken down by mode: there are no two groups of at least 5 answers each.",
        ]
    );
}

#[test]
fn five_answered() {
    let run = yes_no(5, 0).run();
    assert_eq!(
        run,
        [
            "**Run 1:** opened 12:02, closed 12:04; n = 5 of 41 eligible (response rate 12%); seen by 38.",
            "*Result of 5 answers*",
            "| Answer | Answers | Share |",
            "| --- | ---: | ---: |",
            "| Yes | 2 | 40% |",
            "| No | 2 | 40% |",
            "| I can’t say | 1 | 20% |",
            "Not broken down by mode: there are no two groups of at least 5 answers each.",
        ]
    );
}

#[test]
fn twenty_three_answered() {
    let run = yes_no(14, 9).run();
    assert_eq!(
        run,
        [
            "**Run 1:** opened 12:02, closed 12:04; n = 23 of 41 eligible (response rate 56%); seen by 38.",
            "*Result of 23 answers*",
            "| Answer | Answers | Share |",
            "| --- | ---: | ---: |",
            "| Yes | 8 | 35% |",
            "| No | 8 | 35% |",
            "| I can’t say | 7 | 30% |",
            "*By mode, of 23 answers*",
            "| Answer | In the room, n = 14 | Online, n = 9 |",
            "| --- | ---: | ---: |",
            "| Yes | 5 (36%) | 3 (33%) |",
            "| No | 5 (36%) | 3 (33%) |",
            "| I can’t say | 4 (29%) | 3 (33%) |",
        ]
    );
}

#[test]
fn the_middle_answer_has_its_own_n() {
    let scale = Kind::Scale { labels: ["never", "", "always"].map(str::to_owned).to_vec() };
    let ballots = |steps: &[u8], cant_say: usize| {
        let steps = steps.iter().map(|step| (Mode::Room, Choice::One(*step)));
        steps.chain(std::iter::repeat_n((Mode::Room, Choice::CantSay), cant_say)).collect::<Vec<_>>()
    };
    let middle = |steps: &[u8], cant_say: usize| {
        let run = Play::of(scale.clone(), &ballots(steps, cant_say)).run();
        run.into_iter().find(|line| line.starts_with("Middle"))
    };
    assert_eq!(middle(&[0, 1, 1, 2], 3).as_deref(), Some("Middle answer: 2 (of 4 who said something)."));
    assert_eq!(
        middle(&[0, 0, 1, 1], 1).as_deref(),
        Some("Middle answer: between never and 2 (of 4 who said something).")
    );
    assert_eq!(middle(&[0, 0, 2, 2], 0), None, "four are too few to say");
    assert_eq!(middle(&[], 9), None, "nobody said anything");
}

#[test]
fn who_was_eligible_may_be_unknown() {
    let mut play = yes_no(3, 3);
    play.facts.turnout = vec![(RunId(1), 0, 0)];
    assert_eq!(play.run()[0], "**Run 1:** opened 12:02, closed 12:04; n = 6, eligible unknown.");
    let mut play = yes_no(3, 3);
    play.facts.turnout = vec![(RunId(1), 5, 2)];
    let said = "n = 6, more than the 5 counted as eligible, so there is no response rate; seen by 2.";
    assert_eq!(play.run()[0], format!("**Run 1:** opened 12:02, closed 12:04; {said}"));
    let mut play = yes_no(1, 0);
    play.facts.turnout = vec![(RunId(1), 4, 4)];
    assert_eq!(play.run()[0], "**Run 1:** opened 12:02, closed 12:04; n = 1 of 4 eligible; seen by 4.");
}

#[test]
fn an_open_run_gives_nothing_away() {
    let open = Gate::opened(NOON, Some(240_000));
    let play = Play { gate: open, ..yes_no(14, 9) };
    assert_eq!(
        play.run(),
        [
            "**Run 1:** opened 12:02, open until 12:06; n = 23 of 41 eligible (response rate 56%); seen by 38.",
            "Until the close only the number of answers is given.",
        ]
    );
    let mut play = Play { gate: open, ..yes_no(14, 9) };
    play.poll.sensitive = true;
    assert_eq!(play.run()[0], "**Run 1:** opened 12:02, open until 12:06; n = at least 20 of 41 eligible; seen by 38.");
}

#[test]
fn lost_data_is_said_at_the_run() {
    let play = Play { flags: vec![RunId(1)], ..yes_no(5, 0) };
    assert_eq!(play.run()[1], "> **The server lost some data while this ran; some ballots may be missing.**");
}

#[test]
fn a_statement_says_who_agreed_and_never_that_it_is_so() {
    let statement = |text: &str, contested| Statement {
        text: text.to_owned(),
        attributed_to: Some("the IWF".to_owned()),
        contested,
        quotes: vec!["harder to detect".to_owned()],
    };
    let statements = vec![statement("It is harder.", true), statement("We should look together.", false)];
    let ballot = |at: usize| {
        let first = if at < 6 { Stance::Agree } else { Stance::Disagree };
        Choice::Stances(vec![Some(first), (at < 3).then_some(Stance::Pass)])
    };
    let mut ballots: Vec<_> = (0..9).map(|at| (Mode::Online, ballot(at))).collect();
    ballots.push((Mode::Room, Choice::CantSay));
    let mut play = Play::of(Kind::Statements(Statements { statements }), &ballots);
    let source = Source::Positions { about: "Statements of one side's page.".to_owned() };
    play.poll.provenance = Provenance { source, quotes: Vec::new(), option_quotes: Vec::new() };
    let markdown = play.markdown();
    let read = Read::of(&markdown);
    assert_eq!(
        read.section("Statements of one side"),
        [
            "### Poll 1: What about single?",
            "2 statements to agree or disagree with; Statements of one side's page.",
            "It rests on these words:",
            "- “It is harder.”: “harder to detect”",
            "- “We should look together.”: “harder to detect”",
            "**Run 1:** opened 12:02, closed 12:04; n = 10 of 41 eligible (response rate 24%); seen by 38.",
            "*Result of 10 answers*",
            "| Statement | Agree | Disagree | Pass | Agree, of those who answered it |",
            "| --- | ---: | ---: | ---: | ---: |",
            "| It is harder. (the IWF; contested) | 6 | 3 | 0 | 67% |",
            "| We should look together. (the IWF) | 0 | 0 | 3 | – |",
            "What is counted is who agreed, not whether it is so. Each statement has its own number of answers.",
            "Most agreed: “It is harder.”, 6 of 9.",
            "Most divisive: “It is harder.”, 6 agree and 3 disagree, of 9.",
            "I can’t say: 1",
            "Not broken down by mode: there are no two groups of at least 5 answers each.",
        ]
    );
}

#[test]
fn how_safe_it_is_kept_is_said() {
    let kept = |durability| {
        let mut play = yes_no(1, 0);
        play.facts.durability = durability;
        Read::of(&play.markdown()).section("How to read this").pop().unwrap()
    };
    assert!(kept(Some(Durability::Full)).contains("survives a crash and a power cut"));
    let why = "appendfsync is \"everysec\"".to_owned();
    assert!(
        kept(Some(Durability::Relaxed { why }))
            .ends_with("may be lost if its machine fails (appendfsync is \"everysec\").")
    );
    assert!(kept(None).contains("does not answer right now"));
}

#[test]
fn times_are_those_of_the_rooms_clock_or_utc() {
    let mut play = yes_no(1, 0);
    play.settings.utc_offset = Some(345);
    play.facts.now = NOON.plus_ms(7 * 3_600_000);
    let heads = Line { by: Some(Role::OnSite), act: Act::Heads { room: Some(41), online: None } };
    play.facts.minutes = vec![
        MinutesLine { number: 1, at: NOON, line: json!(heads).to_string() },
        MinutesLine { number: 2, at: NOON.plus_ms(7 * 3_600_000), line: "{\"by\":null,\"act\":\"danced\"}".to_owned() },
    ];
    let markdown = play.markdown();
    assert!(markdown.contains("As of 00:47, 22 November 2026. Times are by the first moderator’s clock (UTC+05:45). A time without a date is of 21 November 2026."), "{markdown}");
    assert_eq!(
        Read::of(&markdown).section("Minutes")[3..],
        [
            "| 17:47 | On-site moderator | counted heads: 41 in the room |",
            "| 00:47 on 22 November 2026 | unknown | something this version does not know |",
        ]
    );
    assert!(yes_no(1, 0).markdown().contains("Times are in UTC, because no moderator’s page has told its clock yet."));
}

#[test]
fn a_rehearsal_says_so_first_last_and_on_every_printed_page() {
    let mut play = yes_no(5, 5);
    play.settings.rehearsal_of = Some("abc235".parse().unwrap());
    let report = play.report();
    let said = "> **Rehearsal: no audience said any of this, and all of it goes away.**";
    let markdown = markdown::write(&report);
    let lines: Vec<&str> = markdown.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!((lines[1], *lines.last().unwrap()), (said, said));
    let page = html::write(&report, None, "");
    assert!(page.contains("<body class=\"pretend\"><header class=\"rehearsal\">Rehearsal</header><main>"));
    assert!(html::STYLE.contains(".pretend .rehearsal {\n    display: table-header-group;"));
    assert!(!html::write(&yes_no(5, 5).report(), None, "").contains("class=\"rehearsal\""));
}

#[test]
fn a_question_without_an_asked_poll_still_stands_there() {
    let mut play = yes_no(5, 5);
    let mut second = play.workshop.policy_questions[0].clone();
    second.id = "q2".to_owned();
    second.label = Some("Safety first".to_owned());
    second.follows = Some("q1".to_owned());
    second.text = "And who pays?".to_owned();
    play.workshop.policy_questions.push(second);
    assert_eq!(
        Read::of(&play.markdown()).section("Policy questions").split_off(17),
        [
            "### Question 2: Safety first",
            "> And who pays?",
            "It follows on question 1.",
            "No poll drawn from this question was asked.",
        ]
    );
}
