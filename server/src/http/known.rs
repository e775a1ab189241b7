//! The rules of the room, and what this server knows about whoever takes part: a page of its own, one tap from the ballot, so that
//! the ballot's page need not carry it.

use std::fmt::Write;

use axum::extract::{Path, State};
use axum::response::Response;

use super::language::{self, Reader};
use super::page::{escape, not_here};
use super::report::as_page_with;
use super::words::words;
use super::{App, guest};
use crate::domain::language::Language;
use crate::domain::room::Room;
use crate::report::html::STYLE;

/// `GET /{code}/known`.
pub(super) async fn page(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Response {
    match guest::room(&app, &code).await {
        Ok(room) => {
            let folded = room.room();
            as_page_with(write(&folded, reader.or(folded.language())), STYLE, "'none'")
        }
        Err(why) => not_here(&app, reader, &why),
    }
}

fn write(room: &Room, language: Language) -> String {
    let words = words(language);
    let (own, rules, settings) = (&words.server, &words.talk, &room.settings.value);
    let known_mode = own.known_mode.replace("{k}", &settings.k.to_string());
    let known_group = own.known_group.replace("{k}", &settings.k.to_string());
    let kept = words.plural(&own.known_kept, settings.keep_days.into());
    let all = [&rules.rule_change, &rules.rule_names, &rules.rule_hidden, &rules.rule_cant_say, &rules.rule_chose];
    let known = [
        if settings.codes.needed { &own.known_code } else { &own.known_pass },
        &own.known_ballots,
        &own.known_questions,
        &known_mode,
        &known_group,
        &own.known_presence,
        &own.known_told,
        &kept,
    ];
    let workshop = &room.workshop.value;
    let mut out = String::new();
    let _ = write!(out, r#"<p>{}</p><h1 dir="auto">{}</h1>"#, escape(&workshop.reference), escape(&workshop.title));
    for (id, head, lines) in [("rules", &rules.rules, &all[..]), ("known", &own.known, &known[..])] {
        let _ = write!(out, r#"<h2 id="{id}">{}</h2><ul>"#, escape(head));
        for line in lines {
            let _ = write!(out, "<li>{}</li>", escape(line));
        }
        out.push_str("</ul>");
    }
    let (tag, dir, code) = (language.tag(), language.dir(), room.code);
    let (title, back) = (escape(&own.known), escape(&words.report.back_to_vote));
    let switch = language::switch(language, &format!("/{code}/known"));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><link rel=\"icon\" href=\"data:,\">\
         <style>{STYLE}</style></head>\n<body><main>\n{out}</main>\
         <footer class=\"also\"><a href=\"/{code}\">{back}</a></footer>{switch}</body></html>\n"
    )
}
