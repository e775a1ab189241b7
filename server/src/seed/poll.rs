//! From the shape of a poll to the domain's: drawn from what the workshop has, each option quoted or added.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Value, json};
use toml::Spanned;

use super::SeedError;
use super::page::{Once, Page};
use super::shape::{EndsShape, OptionShape, PollShape, PollStatementShape, Text, Texts, TranslationShape};
use crate::domain::kind::{self, Kind};
use crate::domain::language::Language;
use crate::domain::poll::{Poll, Provenance, Source};
use crate::domain::translation::{self, Translation, Translations};

/// What the polls of a workshop can be drawn from.
pub(super) struct Origins<'a> {
    /// As it stands on the wall: "WS #230".
    pub(super) reference: String,
    pub(super) questions: BTreeSet<&'a str>,
    pub(super) points: BTreeSet<&'a str>,
    /// The language the polls are written in, if pages speak it.
    pub(super) language: Option<Language>,
}

impl Origins<'_> {
    /// A poll drawn from policy questions and points beside them counts as drawn from policy questions.
    fn source(&self, page: &Page<'_>, from: &Texts) -> Result<Source, SeedError> {
        if from.get_ref().is_empty() {
            return Err(page.refuse(from.span(), "from is empty: a poll is drawn from something"));
        }
        let mut once = Once::new(page, "from");
        let mut ids = Vec::new();
        for id in from.get_ref() {
            let name = once.take(id)?;
            if !self.questions.contains(name.as_str()) && !self.points.contains(name.as_str()) {
                let reason = format!("from names {name:?}, which is no policy question or discussion point");
                return Err(page.refuse(id.span(), reason));
            }
            ids.push(name);
        }
        let reference = self.reference.clone();
        Ok(if ids.iter().any(|id| self.questions.contains(id.as_str())) {
            Source::PolicyQuestions { reference, questions: ids }
        } else {
            Source::DiscussionPoints { reference, points: ids }
        })
    }
}

pub(super) fn poll(page: &Page<'_>, shape: &PollShape, origins: &Origins<'_>) -> Result<Poll, SeedError> {
    let kind = kind(page, shape)?;
    let option_quotes = match &shape.options {
        Some(options) => options.get_ref().iter().map(|one| option_quote(page, one)).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Poll {
        id: page.id(&shape.id, "poll id")?,
        prompt: page.shown(&shape.prompt, "prompt")?,
        translations: translations(page, shape, &kind, origins.language)?,
        kind,
        provenance: Provenance {
            source: origins.source(page, &shape.from)?,
            quotes: page.quotes(&shape.quotes)?,
            option_quotes,
        },
        visibility: shape.visibility,
        sensitive: shape.sensitive,
        seconds: seconds(page, shape)?,
        planned: shape.planned.as_ref().map(|planned| page.filled(planned, "planned")).transpose()?,
    })
}

fn translations(
    page: &Page<'_>,
    shape: &PollShape,
    kind: &Kind,
    own: Option<Language>,
) -> Result<Translations, SeedError> {
    let mut out = Translations::new();
    for (tag, shape) in &shape.translations {
        let Some(language) = Language::ALL.into_iter().find(|language| language.tag() == tag) else {
            let known = Language::ALL.map(Language::tag).join(", ");
            return Err(page.refuse(shape.span(), format!("no page speaks {tag:?}; there are {known}")));
        };
        let TranslationShape { prompt, options, checked } = shape.get_ref();
        // A step that goes without words goes without them in every language.
        let option =
            |text: &Text| if text.get_ref().is_empty() { Ok(String::new()) } else { page.shown(text, "option") };
        let translation = Translation {
            prompt: page.shown(prompt, "prompt")?,
            options: options.iter().map(option).collect::<Result<_, _>>()?,
            checked: *checked,
        };
        translation::check(&Translations::from([(language, translation.clone())]), kind, own)
            .map_err(|fault| page.refuse(shape.span(), fault.to_string()))?;
        out.insert(language, translation);
    }
    Ok(out)
}

fn seconds(page: &Page<'_>, shape: &PollShape) -> Result<Option<u32>, SeedError> {
    match &shape.seconds {
        Some(seconds) if *seconds.get_ref() == 0 => {
            Err(page.refuse(seconds.span(), "a countdown of 0 seconds is none"))
        }
        seconds => Ok(seconds.as_ref().map(|seconds| *seconds.get_ref())),
    }
}

fn option_quote(page: &Page<'_>, option: &Spanned<OptionShape>) -> Result<Option<String>, SeedError> {
    let OptionShape { text, quote, added } = option.get_ref();
    match (quote, added) {
        (Some(quote), false) => page.verbatim(quote, "quote").map(Some),
        (None, true) => Ok(None),
        (Some(_), true) => {
            let reason = format!("option {:?} is both quoted and added", text.get_ref());
            Err(page.refuse(option.span(), reason))
        }
        (None, false) => {
            let reason = format!("option {:?} has no quote and is not marked added", text.get_ref());
            Err(page.refuse(option.span(), reason))
        }
    }
}

/// The kind with the keys that belong to it; a key of another kind is refused, because it would have no effect.
fn kind(page: &Page<'_>, shape: &PollShape) -> Result<Kind, SeedError> {
    let name = shape.kind.get_ref();
    let Some(keys) = kind::keys_of(name) else {
        return Err(page.refuse(shape.kind.span(), format!("unknown variant `{name}`: there is no such kind of poll")));
    };
    let mut fields = serde_json::Map::from_iter([("kind".to_owned(), json!(name))]);
    let mut place = None;
    for (key, value) in given(page, shape)? {
        let wanted = keys.iter().any(|known| known.trim_end_matches('?') == key);
        match value {
            Some((span, _)) if !wanted => return Err(page.refuse(span, format!("this kind of poll has no {key}"))),
            None if keys.contains(&key) => {
                return Err(page.refuse(shape.kind.span(), format!("this kind of poll needs {key}")));
            }
            Some((span, value)) => {
                fields.insert(key.to_owned(), value);
                place.get_or_insert(span);
            }
            None => {}
        }
    }
    let place = place.unwrap_or_else(|| shape.kind.span());
    let kind: Kind =
        serde_json::from_value(Value::Object(fields)).map_err(|error| page.refuse(place.clone(), error.to_string()))?;
    kind.check().map_err(|fault| page.refuse(place, fault.to_string()))?;
    Ok(kind)
}

/// A key that some kinds have, and what stands there.
type Given = (&'static str, Option<(Range<usize>, Value)>);

/// Every key that a kind may have, as the kind's own type reads it.
fn given(page: &Page<'_>, shape: &PollShape) -> Result<Vec<Given>, SeedError> {
    let options = shape.options.as_ref().map(|all| {
        let texts = all.get_ref().iter().map(|option| page.shown(&option.get_ref().text, "option"));
        texts.collect::<Result<Vec<_>, _>>().map(|texts| (all.span(), json!(texts)))
    });
    let labels = shape.labels.as_ref().map(|all| {
        // A step between the ends may go without words; Kind::check guards the ends.
        let text =
            |label: &Text| if label.get_ref().is_empty() { Ok(String::new()) } else { page.shown(label, "label") };
        let texts = all.get_ref().iter().map(text);
        texts.collect::<Result<Vec<_>, _>>().map(|texts| (all.span(), json!(texts)))
    });
    let number = |value: &Option<Spanned<i64>>| value.as_ref().map(|value| (value.span(), json!(value.get_ref())));
    let unit = shape.unit.as_ref().map(|unit| page.shown(unit, "unit").map(|text| (unit.span(), json!(text))));
    let ends = |ends: &Option<Spanned<EndsShape>>| {
        ends.as_ref().map(|ends| {
            let low = page.shown(&ends.get_ref().low, "low")?;
            let high = page.shown(&ends.get_ref().high, "high")?;
            Ok((ends.span(), json!({ "low": low, "high": high })))
        })
    };
    let statements = shape.statements.as_ref().map(|all| {
        let statement = |shape: &PollStatementShape| {
            let who = shape.attributed_to.as_ref().map(|who| page.filled(who, "attributed_to")).transpose()?;
            let (text, quotes) = (page.shown(&shape.text, "statement")?, page.quotes(&shape.quotes)?);
            Ok(json!({ "text": text, "attributed_to": who, "contested": shape.contested, "quotes": quotes }))
        };
        all.get_ref().iter().map(statement).collect::<Result<Vec<_>, _>>().map(|texts| (all.span(), json!(texts)))
    });
    Ok(vec![
        ("options", options.transpose()?),
        ("labels", labels.transpose()?),
        ("min", number(&shape.min)),
        ("max", number(&shape.max)),
        ("total", number(&shape.total)),
        ("most", number(&shape.most)),
        ("unit", unit.transpose()?),
        ("across", ends(&shape.across).transpose()?),
        ("up", ends(&shape.up).transpose()?),
        ("statements", statements.transpose()?),
    ])
}
