//! The frames: forms of question that a kind of poll fits, and the prompt each makes of the question's own words.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Text;
use super::says::{labels, says};
use super::{listed, passage};
use crate::domain::kind::Kind;
use crate::domain::kind::number::Numbers;
use crate::domain::kind::points::Points;
use crate::domain::kind::ranking::Ranking;

/// A prompt, its kind, and the passages its options rest on.
pub(super) struct Frame {
    pub(super) prompt: String,
    pub(super) kind: Kind,
    pub(super) option_quotes: Vec<Option<Text>>,
}

impl Frame {
    fn plain(prompt: impl Into<String>, kind: Kind) -> Self {
        Self { prompt: prompt.into(), kind, option_quotes: Vec::new() }
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

static HOW_SHOULD: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?i:how (?:should|can|could|must) )"));
static ROLES: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?i:what roles? (?:should|can|could|do|must) )"));
static PLAY: LazyLock<Regex> = LazyLock::new(|| regex(r"^ play in (.+?)\s*\?$"));
static BALANCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:how (?:do|can|should|could|must|to) (?:[\w ]{1,40} )?(?:balance|reconcile) (?:between )?)(.+?) (and|with) (.+?)\s*\?$",
    )
});
static RECONCILED: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?i:how (?:can|could|should|might) )(.+?) be (?:best )?(?:reconciled|balanced) with (.+?)\s*\?$")
});
static BENEFITS: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^(?i:what are the (?:main |key )?)(benefits|advantages|opportunities|gains|risks|challenges|drawbacks|harms|costs|dangers|disadvantages|problems)",
        r" and (?:the )?(benefits|advantages|opportunities|gains|risks|challenges|drawbacks|harms|costs|dangers|disadvantages|problems) (?:of|in) (.+?)\s*\?$"
    ))
});
static EXTENT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?i:to what extent|how far) (?i:should|can|could|do|does|is|are|must) .+\?$"));
static YES_NO: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?i:should|is|are|can|could|do|does|must|will|would) [^?]+\?$"));
/// What is asked for is an order, not one of the list.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:comes? first|go(?:es)? first|in (?:what|which) order|priorit(?:y|ies|i[sz]e|i[sz]ed)|how should .+ be ranked)\b",
    )
});
/// Of what can be divided; of "data", sharing means something else.
static DIVIDED: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^((?i:how (?:should|could|can|must) )[^?]*?\b(?i:budgets?|funds?|funding|money|resources|efforts?|costs?|spending|investments?|revenues?|burden)\b",
        r"[^?]*? be (?i:split|divided|shared|distributed|allocated|apportioned))(?: (?i:between|among|amongst|across) |: )([^?]+?)\s*\?$"
    ))
});
static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:what (?:share|percentage|proportion|per ?cent) of) [^?]+ (?i:should|must|could|can|is|are|will) [^?]+\?$",
    )
});
/// A share is from nothing to all of it.
const WHOLE: i32 = 100;
/// What there is to share out, as people share out a hundred.
const POINTS: u16 = 100;
static EITHER: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)\b(?:or|versus|vs)\b"));

/// The first frame that fits the question.
pub(super) fn of(plain: &str, question: &Text) -> Option<Frame> {
    let text = question.value.as_str();
    if let Some(frame) = divided(plain, question).or_else(|| choices(plain, question)) {
        return Some(frame);
    }
    if let Some(start) = HOW_SHOULD.find(text).map(|found| found.end())
        && let Some((_, end)) = listed::actors(&text[start..])
    {
        let rest = text[start + end..].trim().trim_end_matches(['?', ' ']);
        return (!rest.is_empty())
            .then(|| actors(plain, question, start, says().most_effort.replace("{rest}", rest)))?;
    }
    if let Some(start) = ROLES.find(text).map(|found| found.end())
        && let Some((_, end)) = listed::actors(&text[start..])
        && let Some(rest) = PLAY.captures(&text[start + end..]).and_then(|found| found.get(1))
    {
        return actors(plain, question, start, says().largest_part.replace("{rest}", rest.as_str()));
    }
    let extent = || Kind::Scale { labels: labels(&says().extent_labels) };
    let both = BALANCE.captures(text).map(|found| (found.get(1), found.get(3)));
    if let Some((Some(one), Some(other))) =
        both.or_else(|| RECONCILED.captures(text).map(|found| (found.get(1), found.get(2))))
    {
        let (one, other) = (one.as_str(), other.as_str());
        // With a third thing nobody can tell which two are meant.
        let two = !one.contains([',', ';'])
            && !other.contains([',', ';'])
            && !other.contains(" and ")
            && !one.contains(" and ");
        return two
            .then(|| Frame::plain(says().both_achieved.replace("{one}", one).replace("{other}", other), extent()));
    }
    if let Some(found) = BENEFITS.captures(text) {
        return benefits(found.get(1)?.as_str(), found.get(2)?.as_str(), found.get(3)?.as_str());
    }
    if SHARE.is_match(text) {
        return Some(Frame::plain(text, Kind::Number(Numbers { min: 0, max: WHOLE, unit: "%".to_owned() })));
    }
    if EXTENT.is_match(text) {
        return Some(Frame::plain(text, extent()));
    }
    // "A or B?" is no yes and no no.
    (YES_NO.is_match(text) && !EITHER.is_match(text)).then(|| Frame::plain(text, Kind::YesNo))
}

/// A single choice among those whom the question lists.
fn actors(plain: &str, question: &Text, start: usize, prompt: String) -> Option<Frame> {
    let (items, _) = listed::actors(&question.value[start..])?;
    let quotes = items.into_iter().map(|item| passage(plain, question, start + item.start..start + item.end));
    Some(choice(prompt, quotes.collect(), &says().all_equally))
}

/// Points shared out among those between whom the question divides something: "… be divided between roads, schools and cables?"
fn divided(plain: &str, question: &Text) -> Option<Frame> {
    let found = DIVIDED.captures(&question.value)?;
    let (asked, list) = (found.get(1)?, found.get(2)?);
    let items = listed::parts(&question.value, list.range())?;
    let quotes: Vec<Text> = items.into_iter().map(|item| passage(plain, question, item)).collect();
    let options = quotes.iter().map(|quote| quote.value.clone()).collect();
    Some(Frame {
        prompt: format!("{}?", asked.as_str()),
        kind: Kind::Points(Points { options, total: POINTS }),
        option_quotes: quotes.into_iter().map(Some).collect(),
    })
}

/// A choice among what stands behind the question's colon, "…: law, code or custom?", or a ranking where an order is asked for.
fn choices(plain: &str, question: &Text) -> Option<Frame> {
    let text = question.value.as_str();
    let colon = text.find(": ")?;
    let list = colon + 2..text.trim_end_matches(['?', ' ']).len();
    if list.is_empty() || text[..colon].contains('?') {
        return None;
    }
    let items = listed::choices(text, list)?;
    let (all, items): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| {
        matches!(
            text[item.clone()].to_lowercase().as_str(),
            "all of them" | "all of these" | "all three" | "all" | "both" | "none"
        )
    });
    let quotes: Vec<Text> = items.into_iter().map(|item| passage(plain, question, item)).collect();
    if quotes.len() < 2 {
        return None;
    }
    let prompt = format!("{}?", text[..colon].trim_end());
    if ORDER.is_match(&prompt) {
        let options = quotes.iter().map(|quote| quote.value.clone()).collect();
        let kind = Kind::Ranking(Ranking { options });
        return Some(Frame { prompt, kind, option_quotes: quotes.into_iter().map(Some).collect() });
    }
    let mut frame = choice(prompt, quotes, &says().all_equally);
    if let (Kind::Single { options }, Some(last)) = (&mut frame.kind, all.first()) {
        // The text lists the rest option itself.
        if let (Some(option), Some(quote)) = (options.last_mut(), frame.option_quotes.last_mut()) {
            text[last.clone()].clone_into(option);
            *quote = Some(passage(plain, question, last.clone()));
        }
    }
    Some(frame)
}

fn choice(prompt: String, quotes: Vec<Text>, rest: &str) -> Frame {
    let options = quotes.iter().map(|quote| quote.value.clone()).chain([rest.to_owned()]).collect();
    let option_quotes = quotes.into_iter().map(Some).chain([None]).collect();
    Frame { prompt, kind: Kind::Single { options }, option_quotes }
}

/// A scale between the two that the question sets side by side, the losses first.
fn benefits(one: &str, other: &str, of: &str) -> Option<Frame> {
    let gains =
        |word: &str| matches!(word.to_lowercase().as_str(), "benefits" | "advantages" | "opportunities" | "gains");
    let (gain, loss) = match (gains(one), gains(other)) {
        (true, false) => (one, other),
        (false, true) => (other, one),
        _ => return None,
    };
    let more =
        |frame: &str, most: &str, least: &str| frame.replace("{one}", most).replace("{other}", least).to_lowercase();
    let labels = vec![
        more(&says().far_more, loss, gain),
        more(&says().more, loss, gain),
        says().as_many.clone(),
        more(&says().more, gain, loss),
        more(&says().far_more, gain, loss),
    ];
    // "open standards bring", "deploying encryption brings".
    let first = of.split_whitespace().next().unwrap_or_default();
    let head =
        of.split(" of ").next().unwrap_or(of).split(" in ").next().unwrap_or(of).split(" on ").next().unwrap_or(of);
    let several = head.ends_with('s') && !first.ends_with("ing");
    let frame = if several { &says().bring } else { &says().brings };
    Some(Frame::plain(frame.replace("{rest}", of), Kind::Scale { labels }))
}
