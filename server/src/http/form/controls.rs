//! The controls of the plain form as HTML; which of them a kind has, the kind itself says.

use std::fmt::Write;

use super::super::page::escape;
use super::super::words::Words;
use crate::config;
use crate::domain::kind::fields::{Field, Pick};

/// Draws what a kind asks; and a button that sends it, unless a tap on a control sends it already.
pub(super) fn draw(out: &mut String, fields: &[Field], words: &Words) {
    for field in fields {
        draw_one(out, field, words);
    }
    if !fields.iter().any(|field| matches!(field, Field::Buttons(..))) {
        let send = escape(&words.server.count_my_choice);
        let _ = write!(out, r#"<button class="answer send" name="send" value="1">{send}</button>"#);
    }
}

fn draw_one(out: &mut String, field: &Field, words: &Words) {
    match field {
        Field::Hint(hint) => {
            let _ = write!(out, r#"<p class="hint">{}</p>"#, escape(&words.label(hint)));
        }
        Field::Buttons(name, picks) => {
            for Pick { value, label, picked } in picks {
                let (value, answer, mark) = (escape(value), escape(&words.label(label)), mark(*picked, words));
                let _ = write!(
                    out,
                    r#"<button class="answer" name="{name}" value="{value}" dir="auto">{answer}{mark}</button>"#
                );
            }
        }
        Field::Boxes(name, picks) => {
            for pick in picks {
                box_to_tick(out, "checkbox", name, pick, "answer", words);
            }
        }
        Field::Radios(name, label, picks) => {
            let _ = write!(out, r#"<fieldset class="row"><legend dir="auto">{}</legend>"#, escape(&words.label(label)));
            for pick in picks {
                box_to_tick(out, "radio", name, pick, "one", words);
            }
            out.push_str("</fieldset>");
        }
        Field::Menu(name, label, picks) => {
            let _ = write!(
                out,
                r#"<label class="answer field"><span dir="auto">{}</span> <select name="{name}">"#,
                escape(&words.label(label))
            );
            for Pick { value, label, picked } in picks {
                let (value, answer) = (escape(value), escape(&words.label(label)));
                let selected = if *picked { " selected" } else { "" };
                let _ = write!(out, r#"<option value="{value}"{selected}>{answer}</option>"#);
            }
            out.push_str("</select></label>");
        }
        Field::Number(name, label, [min, max], value) => {
            // The keyboard of digits alone has no minus.
            let keyboard = if *min < 0 { "" } else { r#" inputmode="numeric""# };
            let _ = write!(
                out,
                r#"<label class="answer field"><span dir="auto">{}</span> <input type="number" name="{name}" min="{min}" max="{max}" step="1" value="{value}"{keyboard}></label>"#,
                escape(&words.label(label))
            );
        }
        Field::Line(name, label, value) => {
            let _ = write!(
                out,
                r#"<label class="answer field"><span>{}</span> <input type="text" name="{name}" dir="auto" maxlength="{}" value="{}"></label>"#,
                escape(&words.label(label)),
                config::TEXT_BYTES,
                escape(value)
            );
        }
        Field::Lines(name, label, value) => {
            let _ = write!(
                out,
                r#"<label class="answer field"><span>{}</span> <textarea name="{name}" dir="auto" rows="4" maxlength="{}">{}</textarea></label>"#,
                escape(&words.label(label)),
                config::TEXT_BYTES,
                escape(value)
            );
        }
    }
}

fn box_to_tick(out: &mut String, kind: &str, name: &str, pick: &Pick, class: &str, words: &Words) {
    let Pick { value, label, picked } = pick;
    let (value, answer) = (escape(value), escape(&words.label(label)));
    let checked = if *picked { " checked" } else { "" };
    let _ = write!(
        out,
        r#"<label class="{class}"><input type="{kind}" name="{name}" value="{value}"{checked}> <span dir="auto">{answer}</span></label>"#
    );
}

/// The mark on the ballot that stands.
pub(super) fn mark(mine: bool, words: &Words) -> String {
    if mine {
        format!(r#" <strong class="mine">✓ {}</strong>"#, escape(&words.server.your_choice))
    } else {
        String::new()
    }
}
