//! `plenary import` and `plenary check-wording`: a file or a pipe in, what a person reads or a seed out.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use plenary_server::domain::language::Language;
use plenary_server::proposal::polls::{self, Polls};
use plenary_server::proposal::seed::{Given, Missing, SeedFiles};
use plenary_server::proposal::{self, Person, Proposal, Text};
use plenary_server::{seed, wording};

/// Reads a workshop proposal as people paste it, and shows what it says and which polls it comes to.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The text; - reads standard input.
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
    /// Print one object of JSON and nothing else.
    #[arg(long, conflicts_with = "save")]
    json: bool,
    /// Write a seed with its source text into this folder; `plenary serve --seeds FOLDER` then holds the room.
    #[arg(long, value_name = "FOLDER")]
    save: Option<PathBuf>,
    #[command(flatten)]
    given: GivenHere,
}

/// What the text does not say, or says wrongly; for --save.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --save: what the text does not say")]
struct GivenHere {
    /// Year of the event.
    #[arg(long, requires = "save")]
    year: Option<u16>,
    /// Kind of session: WS, Open Forum, …
    #[arg(long, requires = "save")]
    kind: Option<String>,
    /// Session number.
    #[arg(long, requires = "save")]
    number: Option<u32>,
    /// The title alone.
    #[arg(long, requires = "save")]
    title: Option<String>,
    /// "Round Table"
    #[arg(long, requires = "save")]
    format: Option<String>,
    /// Planned length in minutes.
    #[arg(long, requires = "save")]
    minutes: Option<u16>,
}

/// Says what a reader of another view may stumble over in a draft of a poll. It blocks nothing.
#[derive(Debug, Args)]
pub(crate) struct CheckWording {
    /// What is asked.
    prompt: String,
    /// The options, or with --scale the labels in order.
    answers: Vec<String>,
    /// The answers are the steps of a scale.
    #[arg(long)]
    scale: bool,
    /// The draft leaves no way to say "I can't say"; the polls of this server always do.
    #[arg(long)]
    without_cant_say: bool,
}

/// Does what was asked and returns what to print.
pub(crate) fn import(wanted: Import) -> anyhow::Result<String> {
    let proposal = read(&wanted.file)?;
    if wanted.json {
        return Ok(format!("{:#}\n", proposal.json()));
    }
    let polls = polls::propose(&proposal);
    match wanted.save {
        Some(folder) => {
            let GivenHere { year, kind, number, title, format, minutes } = wanted.given;
            save(&proposal, &polls, &folder, &Given { year, kind, number, title, format, minutes })
        }
        None => Ok(shown(&proposal, &polls)),
    }
}

fn read(file: &Path) -> anyhow::Result<Proposal> {
    let mut bytes = Vec::new();
    // One byte more than fits, so that what is too long is seen and an endless pipe ends.
    let most = proposal::MAX_BYTES as u64 + 1;
    let name = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|opened| opened.take(most).read_to_end(&mut bytes))
    }
    .with_context(|| format!("could not read {name}"))?;
    proposal::read_bytes(&bytes).with_context(|| format!("{name} cannot be read as a proposal"))
}

fn save(proposal: &Proposal, polls: &Polls, folder: &Path, given: &Given) -> anyhow::Result<String> {
    let files = proposal::seed::write(proposal, polls, given).map_err(|Missing(fields)| {
        let options: Vec<String> = fields.iter().map(|field| format!("--{field} …")).collect();
        anyhow::anyhow!(
            "the text does not say, or not clearly: {}. Give it with {}",
            fields.join(", "),
            options.join(" ")
        )
    })?;
    let SeedFiles { name, toml, source } = files;
    let toml_file = folder.join(&name).with_extension("toml");
    let source_file = folder.join("sources").join(&name).with_extension("txt");
    seed::parse_workshop(&toml_file.display().to_string(), &toml, Some(&source))
        .context("what was read makes no workshop a server can hold")?;
    fs::create_dir_all(folder.join("sources")).with_context(|| format!("the folder {}", folder.display()))?;
    for (file, text) in [(&source_file, &source), (&toml_file, &toml)] {
        // A seed that somebody has edited is not written over.
        File::create_new(file)
            .and_then(|mut opened| opened.write_all(text.as_bytes()))
            .with_context(|| format!("could not write {}", file.display()))?;
    }
    let mut out = format!("{}\n{}\n", toml_file.display(), source_file.display());
    let _ = writeln!(out, "\nRead it, change what you like, then: plenary serve --seeds {}", folder.display());
    for doubt in &proposal.uncertain {
        let _ = writeln!(out, "Not taken over: {} {:?}: {}", doubt.field, doubt.text.value, doubt.why);
    }
    Ok(out)
}

fn shown(proposal: &Proposal, polls: &Polls) -> String {
    let mut out = String::new();
    let text = |found: Option<&Text>| found.map_or_else(|| "–".to_owned(), |found| found.value.clone());
    let number = |found: Option<u32>| found.map_or_else(|| "–".to_owned(), |found| found.to_string());
    let kind = proposal.kind.as_ref().map_or("–", |kind| kind.short);
    let _ = writeln!(out, "title       {}", text(proposal.title.as_ref()));
    let _ = writeln!(out, "year        {}", number(proposal.year.as_ref().map(|year| u32::from(year.value))));
    let _ = writeln!(out, "kind        {kind}");
    let _ = writeln!(out, "number      {}", number(proposal.number.as_ref().map(|number| number.value)));
    let _ = writeln!(out, "format      {}", text(proposal.format.as_ref()));
    let _ = writeln!(out, "minutes     {}", number(proposal.minutes.as_ref().map(|minutes| u32::from(minutes.value))));
    for (what, people) in [
        ("organizer", proposal.organizers.iter().collect::<Vec<_>>()),
        ("speaker", proposal.speakers.iter().collect()),
        ("moderator", proposal.moderator.iter().collect()),
        ("online", proposal.online_moderator.iter().collect()),
        ("rapporteur", proposal.rapporteur.iter().collect()),
    ] {
        for one in people {
            let _ = writeln!(out, "{what:<11} {}", person(one));
        }
    }
    out.push_str("\nPolicy questions\n");
    for (at, question) in proposal.policy_questions.iter().enumerate() {
        let label = question.label.as_ref().map_or_else(String::new, |label| format!(" [{}]", label.value));
        let _ = writeln!(out, "  {}.{label} {}", at + 1, question.text.value);
        if let Some(none) = polls.unasked.iter().find(|none| none.question == at) {
            let _ = writeln!(out, "     {}", none.why);
        }
    }
    if !proposal.uncertain.is_empty() {
        out.push_str("\nUncertain, and in no field\n");
        for doubt in &proposal.uncertain {
            let _ = writeln!(out, "  {}: {}\n     {}", doubt.field, doubt.text.value, doubt.why);
        }
    }
    out.push_str("\nPolls\n");
    for poll in &polls.proposed {
        let _ = writeln!(out, "  {}", poll.prompt);
        if !poll.kind.options().is_empty() {
            let _ = writeln!(out, "     {}", poll.kind.options().join(" · "));
        }
    }
    out
}

fn person(person: &Person) -> String {
    let parts = [&person.name, &person.affiliation, &person.stakeholder_group, &person.regional_group];
    let parts: Vec<&str> = parts.into_iter().flatten().map(|text| text.value.as_str()).collect();
    parts.join(" · ")
}

/// One line for each finding.
pub(crate) fn check_wording(draft: &CheckWording) -> String {
    let CheckWording { prompt, answers, scale, without_cant_say } = draft;
    let found = wording::check(&wording::Draft { prompt, answers, is_scale: *scale, cant_say: !without_cant_say });
    let mut out = String::new();
    for finding in &found {
        let text = match finding.place {
            wording::Place::Prompt => prompt.get(finding.span.clone()),
            wording::Place::Answer(at) => answers.get(at).and_then(|answer| answer.get(finding.span.clone())),
            wording::Place::Draft => None,
        };
        let words = text.map_or_else(String::new, |text| format!("“{text}”: "));
        let _ = writeln!(out, "{words}{}", finding.code.text(Language::En));
    }
    if found.is_empty() {
        out.push_str("Nothing was found that a reader of another view would stumble over.\n");
    }
    out
}
