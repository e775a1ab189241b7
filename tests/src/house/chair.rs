//! A moderator at work: acts as their page would send them, with the revisions the page last saw.

use std::time::Duration;

use plenary_server::domain::id::RoomCode;
use plenary_server::domain::person::Role;
use serde_json::{Value, json};

use super::browser::Browser;
use super::line::{Line, done};

/// One moderator, with a page open.
pub(crate) struct Chair {
    pub(crate) browser: Browser,
    pub(crate) line: Line,
    pub(crate) room: RoomCode,
    role: Role,
}

impl Chair {
    /// The page of a browser that holds the role's cookie.
    pub(crate) async fn of(browser: Browser, room: RoomCode, role: Role) -> Self {
        let mut line = browser.socket(room, role.as_str()).await;
        line.hello().await;
        Self { browser, line, room, role }
    }

    /// Says a command that is expected to be done, at the pace the server asks for.
    pub(crate) async fn does(&mut self, command: Value) -> Value {
        loop {
            let answer = self.line.say(command.clone()).await;
            match answer["wait_ms"].as_u64() {
                Some(wait_ms) => tokio::time::sleep(Duration::from_millis(wait_ms)).await,
                None => return done(answer),
            }
        }
    }

    /// The same over HTTP.
    pub(crate) async fn post(&mut self, verb: &str, fields: &Value) -> Value {
        let reply = self.browser.command(self.room, self.role.as_str(), verb, fields).await;
        let answer = reply.json();
        answer.get("receipt").or_else(|| answer.get("refused")).expect("one of the two").clone()
    }

    pub(crate) fn poll(&self, poll: &str) -> &Value {
        let polls = self.line.view.part("agenda")["polls"].as_array().expect("an agenda");
        polls.iter().find(|held| held["poll"] == poll).unwrap_or(&Value::Null)
    }

    /// The command that opens a poll, as this page would send it now.
    pub(crate) fn opening(&self, poll: &str) -> Value {
        let stage_rev = &self.line.view.part("stage")["rev"];
        json!({ "open": { "poll": poll, "rev": self.poll(poll)["rev"], "stage_rev": stage_rev } })
    }

    /// Opens a poll; its run.
    pub(crate) async fn open(&mut self, poll: &str) -> u64 {
        self.opened_by(self.opening(poll)).await
    }

    /// Opens a poll with a countdown; its run.
    pub(crate) async fn open_for(&mut self, poll: &str, seconds: u32) -> u64 {
        let mut opening = self.opening(poll);
        opening["open"]["seconds"] = json!(seconds);
        self.opened_by(opening).await
    }

    async fn opened_by(&mut self, opening: Value) -> u64 {
        let receipt = self.does(opening).await;
        let run = receipt["made"]["run"].as_u64().expect("an opening makes a run");
        let on_stage = |view: &super::line::View| view.part("stage")["showing"]["run"] == run;
        self.line.until("the run on the stage", |view| view.phase(run) == "open" && on_stage(view)).await;
        run
    }

    /// The fields of an act on a run's gate, as this page last saw it.
    pub(crate) fn on_gate(&self, run: u64) -> Value {
        json!({ "run": run, "rev": self.line.view.run(run)["rev"] })
    }

    pub(crate) fn closing(&self, run: u64, show: bool) -> Value {
        let mut close = self.on_gate(run);
        close["show"] = json!(show);
        json!({ "close": close })
    }

    /// Closes a run and waits until its gate has shut.
    pub(crate) async fn close(&mut self, run: u64) {
        self.does(self.closing(run, false)).await;
        self.line.until("the run closed", |view| view.phase(run) == "closed").await;
    }

    /// *Close and show*, and waits until it is shown.
    pub(crate) async fn close_and_show(&mut self, run: u64) {
        self.does(self.closing(run, true)).await;
        self.line.until("the run published", |view| view.phase(run) == "published").await;
    }

    /// Does an act on a run's gate and waits for the state it leads to.
    pub(crate) async fn gate(&mut self, act: &str, run: u64, then: &str) {
        self.does(json!({ act: self.on_gate(run) })).await;
        self.line.until(then, |view| view.phase(run) == then).await;
    }

    /// Puts something on the stage and waits until it stands there.
    pub(crate) async fn stage(&mut self, showing: Value) {
        let rev = self.line.view.part("stage")["rev"].as_u64().unwrap();
        self.does(json!({ "stage": { "rev": rev, "showing": showing } })).await;
        self.line.until("the stage changed", |view| view.part("stage")["rev"].as_u64() > Some(rev)).await;
    }

    /// Raises a poll on what was just said; its name.
    pub(crate) async fn raise(&mut self, fields: Value) -> String {
        let receipt = self.does(json!({ "raise": fields })).await;
        let poll = receipt["made"]["poll"].as_str().expect("raising makes a poll").to_owned();
        let named = poll.clone();
        let is_there = move |view: &super::line::View| {
            view.part("agenda")["polls"].as_array().is_some_and(|polls| polls.iter().any(|held| held["poll"] == named))
        };
        self.line.until("the poll on the agenda", is_there).await;
        poll
    }

    /// The acts of the minutes this page shows, oldest first: who, and what.
    pub(crate) fn minutes(&self) -> Vec<(String, String)> {
        let lines = self.line.view.part("minutes").as_array().expect("minutes");
        let of = |line: &Value| {
            let by = line["by"].as_str().unwrap_or("clock").to_owned();
            (by, line["act"].as_str().expect("an act").to_owned())
        };
        lines.iter().map(of).collect()
    }

    /// Waits until the newest line of the minutes tells of this act by that one.
    pub(crate) async fn noted(&mut self, by: &str, act: &str) {
        let by = if by == "clock" { Value::Null } else { json!(by) };
        let is_last = |view: &super::line::View| {
            let last = view.part("minutes").as_array().and_then(|lines| lines.last());
            last.is_some_and(|line| line["by"] == by && line["act"] == act)
        };
        self.line.until(&format!("the minutes to say {act}"), is_last).await;
    }
}
