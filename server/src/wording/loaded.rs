//! Words that judge: a reader of the other view would not have chosen them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// Judgements of what is asked about, of those who hold a view, and pictures that stand for a judgement.
const JUDGING: &str = concat!(
    // of a measure or an idea
    r"short[ -]?sighted|reckless(?:ly)?|disast(?:er|rous(?:ly)?)|catastroph(?:e|ic)|draconian|orwellian|dystopian|absurd|ridiculous",
    r"|outrageous|shameful|scandalous|heavy[ -]handed|burdensome|crippling|misguided|ill[ -]conceived|botched|flawed|foolish|senseless",
    r"|pointless|useless|wasteful|excessive|oppressive|tyrannical|intrusive|invasive|so[ -]called|common[ -]sense|long[ -]overdue|sensible",
    r"|enlightened|backward|outdated|obsolete|failed|failing|broken system|obvious(?:ly)?|blatant(?:ly)?|unacceptable|intolerable|alarming",
    r"|shocking|horrific|terrible|awful|nightmare|dream|miracle|silver bullet|snake oil|vital freedoms?|sacred|much[ -]needed|desperately",
    r"|brutal(?:ly)?|cruel(?:ly)?|vile|appalling|disgraceful|dreadful|horrendous|monstrous|evil|devastating|ruthless|toxic|notorious|infamous",
    r"|excellent|wonderful|brilliant|fantastic|marvellous|groundbreaking|visionary|world[ -]class|heroic|courageous|brave|noble|priceless",
    r"|unjust(?:ified|ifiable)?|unfair(?:ly)?|dangerous (?:practice|idea|trend|path|game|precedent|experiment)|insane|crazy|stupid|silly|laughable",
    r"|half[ -]baked|half[ -]hearted|toothless|bloated|endless|needless(?:ly)?|unnecessary red tape|red tape|rubber[ -]stamp(?:ed|ing)?|lip service",
    r"|rampant|rife|unchecked|out of control|lawless|epidemic of|flood of|tsunami of|plagued?",
    // of people and companies
    r"|greed(?:y)?|irresponsible|naive|naïve|shadowy|sinister|rogue|cynical|hypocritical|arrogant|incompetent|lazy|corrupt|unelected",
    r"|innocent|helpless|defenceless|defenseless|ordinary people|hard[ -]working|bureaucrats?|elites?|big tech|tech giants|cronies|fanatics?|cosy|pathetic|runaway",
    r"|extremists? who|bullies|our (?:children|kids|families|way of life)|shield(?:s|ing)? criminals",
    // pictures
    r"|free pass|blank che(?:que|ck)|witch[ -]hunts?|nanny state|wild west|slippery slope|war on|assault on|crackdown|cracking down",
    r"|at the mercy of|under the guise|under the excuse|spy(?:ing)? on|snoop(?:ing|s)?|surveillance (?:machine|state)|big brother",
    r"|stifl(?:e|es|ed|ing)|strangl(?:e|es|ed|ing)|kill(?:s|ing)? (?:off )?(?:innovation|competition|privacy|creativity|the)|destroy(?:s|ed|ing)?",
    r"|ruin(?:s|ed|ing)?|wreck(?:s|ed|ing)?|poison(?:s|ed|ing)|robs? |steal(?:s|ing)?|betray(?:s|ed|ing|al)?|trampl(?:e|es|ed|ing)",
    r"|threatens? (?:the|our|everyone|every)|refus(?:e|es|ed|ing) to|fail(?:s|ed|ing)? to|ignor(?:e|es|ed|ing)|get(?:s|ting)? away with",
    r"|profit(?:s|ing)? from (?:the )?(?:suffering|misery|hate|abuse)|turn(?:s|ed|ing)? (?:us|people|users) into|force(?:s|d)? (?:us|people|everyone)",
    r"|playground for|haven for|put(?:s|ting)? (?:everyone|everybody|every citizen|every child|lives|people) at risk|sacrific(?:e|es|ed|ing)",
    r"|gutt(?:ed|ing)|gut(?:s)? the|hijack(?:ed|ing)?|weaponi[sz](?:e|ed|ing)|turn(?:s|ing)? a blind eye|hand(?:s|ing)? (?:over )?our",
);

static WORDS: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"\b(?:{JUDGING})\b")));

/// The judging words of a text.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    WORDS.find_iter(text).map(|found| found.range()).collect()
}
