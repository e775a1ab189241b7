//! Pasted source of a wiki, an editor or a forum → Markdown, the one markup that the rest of the importer reads.
//!
//! A dialect is told by marks that plain text does not have, and is then rewritten by its rules, in their order: lists first
//! (a "#" before an item of a wiki is a heading in Markdown), then headings with their level, bold words, links. Nothing is
//! left out but marks, comments and what pages do not show. What no dialect explains stays as it is.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::plain::visible;

mod blocks;

/// What stands in the place of what a rule finds.
enum Becomes {
    /// These words, with the groups of the pattern.
    Words(&'static str),
    /// A heading; the first group is its level, as a digit or as so many signs, the second its words.
    Heading,
    /// An item with the next number; the items of a list stand below each other.
    Item,
}
use Becomes::{Heading, Item, Words};

/// A markup, how often its marks must stand in a text to show it, and how it is rewritten.
struct Dialect {
    shown_by: &'static str,
    at_least: usize,
    /// What takes more than a line: tables, headings with a line below.
    blocks: fn(&str) -> String,
    rules: &'static [(&'static str, Becomes)],
}

/// In the order in which they are tried.
const DIALECTS: [Dialect; 8] = [BULLETIN_BOARD, LATEX, ORG, TEXTILE, WIKI, ASCIIDOC, REST, MARKDOWN];

/// Marks in square brackets, as forums have them.
const BULLETIN_BOARD: Dialect = Dialect {
    shown_by: r"(?i)\[/?(?:b|i|u|s|list|url|size|color|quote|h[1-6]|table|tr|td|th|center|\*)(?:=[^\]\n]*)?\]",
    at_least: 3,
    blocks: str::to_owned,
    rules: &[
        (r"(?i)\[(?:img|youtube|video)[^\]\n]*\][^\[\n]*\[/\w+\]", Words("")),
        (r"(?i)[ \t]*\[\*\][ \t]*", Words("\n- ")),
        (r"(?i)\[/(?:td|th)\]\s*\[(?:td|th)(?:=[^\]\n]*)?\]", Words(" | ")),
        (r"(?i)\[tr\]\s*\[(?:td|th)(?:=[^\]\n]*)?\]", Words("\n| ")),
        (r"(?i)\[/(?:td|th)\]\s*\[/tr\]", Words(" |\n")),
        (r"(?im)^[ \t]*\[h([1-6])\](.*?)\[/h[1-6]\][ \t]*$", Heading),
        (r"(?im)^[ \t]*\[size=[^\]\n]*\]\s*\[b\](.*?)\[/b\]\s*\[/size\][ \t]*$", Words("## $1")),
        (r"(?i)\[b\][ \t]*([^\[\]\n*]*[^\[\]\s*])[ \t]*\[/b\]", Words("**$1**")),
        (
            r"(?i)\[/?(?:b|i|u|s|list|url|email|size|color|font|quote|code|h[1-6]|table|tr|td|th|center|left|right|hr|indent)(?:=[^\]\n]*)?\]",
            Words(""),
        ),
    ],
};

const LATEX: Dialect = Dialect {
    shown_by: r"\\(?:(?:sub)*section\*?|title|begin|end|textbf|item|documentclass|paragraph)\b",
    at_least: 2,
    blocks: str::to_owned,
    rules: &[
        (r"(?m)(^|[^\\])%.*$", Words("$1")),
        (r"\\end\{document\}(?s:.*)", Words("")),
        (
            r"(?m)^[ \t]*\\(?:documentclass|usepackage|newcommand|maketitle|author|date|label|vspace|hspace)\b.*$",
            Words(""),
        ),
        (r"\\(?:begin|end)\{[^{}\n]*\}(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\})?", Words("")),
        (
            r"\\(?:hline|toprule|midrule|bottomrule|noindent|newpage|bigskip|medskip|smallskip|centering)\b[ \t]*",
            Words(""),
        ),
        (r"\\(?:title)\{([^{}]*)\}", Words("# $1")),
        (r"\\(?:part|chapter|section)\*?\{([^{}]*)\}", Words("\n## $1\n")),
        (r"\\(?:sub)+section\*?\{([^{}]*)\}", Words("\n### $1\n")),
        (r"\\paragraph\*?\{([^{}\n]*)\}", Words("\n**$1**")),
        (r"\\item\[([^\]\n]*)\][ \t]*", Words("\n- **$1** ")),
        (r"\\item[ \t]*", Words("\n- ")),
        (r"\\textbf\{([^{}*\n]*)\}", Words("**$1**")),
        (r"\\href\{[^{}\n]*\}\{([^{}\n]*)\}", Words("$1")),
        (r"\\(?:emph|textit|texttt|textsc|underline|url|mbox)\{([^{}\n]*)\}", Words("$1")),
        (r"(?m)^[ \t]*([^&\n]*[^&\\\n]&.*?)[ \t]*\\\\[ \t]*$", Words("| $1 |")),
        (r"([^\\])&", Words("$1|")),
        (r"\\\\(?:\[[^\]\n]*\])?[ \t]*", Words("\n")),
        (r"\\([&%$#_{}])", Words("$1")),
        (r"---", Words("—")),
        (r"~|\\[,;]", Words(" ")),
    ],
};

const ORG: Dialect = Dialect {
    shown_by: r"(?m)^[ \t]*(?i:#\+(?:title|author|date|options|language|email|begin_\w+|startup)|:PROPERTIES):",
    at_least: 1,
    blocks: str::to_owned,
    rules: &[
        (r"(?ms)^[ \t]*:PROPERTIES:.*?^[ \t]*:END:[ \t]*$", Words("")),
        (r"(?m)^[ \t]*#[ \t].*$", Words("")),
        (r"(?mi)^[ \t]*#\+title:[ \t]*(.*)$", Words("# $1")),
        (r"(?m)^[ \t]*#\+\S*.*$", Words("")),
        (r"(?m)^[ \t]*[-+][ \t]+([^\n:]+?)[ \t]+::[ \t]+", Words("- **$1:** ")),
        (r"(?m)^(\*{1,6})[ \t]+(?:(?:TO-?DO|DONE)[ \t]+)?(\S.*?)(?:[ \t]+:[\w:@]+:)?[ \t]*$", Heading),
        (r"\[\[[^\[\]\n]*\]\[([^\[\]\n]*)\]\]", Words("$1")),
        (r"(?m)(^|[\s(|])\*([^\s*](?:[^*\n]*[^\s*])?)\*([\s:.,;)|]|$)", Words("$1**$2**$3")),
        (r"(?m)(^|[\s(])/([^\s/](?:[^/\n]*[^\s/])?)/([\s:.,;)]|$)", Words("$1$2$3")),
    ],
};

/// Textile, and the wikis that write headings as it does.
const TEXTILE: Dialect = Dialect {
    shown_by: r"(?m)^[ \t]*h[1-6](?:\([^)\n]*\))?\.[ \t]+\S",
    at_least: 1,
    blocks: str::to_owned,
    rules: &[
        (r"(?m)^[ \t]*#+[ \t]+", Item),
        (r"(?m)^[ \t]*(?:\*+|#+[*-]+)[ \t]+", Words("- ")),
        (r"(?m)^[ \t]*(?:p|bq|bc|div)(?:\([^)\n]*\)|[<>=])*\.[ \t]+", Words("")),
        (r"\{(?:color|quote|panel|noformat|code|info|note|tip|toc|anchor|expand)(?::[^}\n]*)?\}", Words("")),
        (r"\{\*\}", Words("*")),
        (r"\|_?(?:[<>=~^]|[\\/]\d)*\.[ \t]+", Words("| ")),
        (r"\|\|", Words("|")),
        (r#""([^"\n]+)":(?:https?://|mailto:)[^\s|]+"#, Words("$1")),
        (r"\[([^\[\]|\n]+)\|[^\[\]\n]+\]", Words("$1")),
        (r"(?m)(^|[\s(|-])\*+([^\s*|](?:[^*|\n]*[^\s*|])?)\*+([\s:.,;)|]|$)", Words("$1**$2**$3")),
        (r"(?m)^[ \t]*h([1-6])(?:\([^)\n]*\))?\.[ \t]+(.*?)[ \t]*$", Heading),
    ],
};

/// The markup of Wikipedia, and its relatives.
const WIKI: Dialect = Dialect {
    shown_by: r"(?m)^={1,6}[^=\n][^\n]*[^=\n]={1,6}[ \t]*$|'''[^'\n]+'''|^\{\||^\{\{[\w ]+$|^;[^:\n]+:[ \t]",
    at_least: 1,
    blocks: blocks::wiki,
    rules: &[
        (r"(?s)<!--.*?-->|<ref[^<>]*/>|<ref\b.*?</ref>|__[A-Z]+__", Words("")),
        (r"(?i)</?(?:nowiki|small|big|center|div|span|onlyinclude|noinclude)(?:[ \t][^<>\n]*)?>", Words("")),
        (r"(?i)<br[ \t]*/?>", Words("\n")),
        (
            r"(?i)\[\[(?:category|file|image|kategorie|datei|catégorie|fichier|categoría|archivo|categoria|ficheiro|категория|файл|分类|文件|تصنيف|ملف):[^\[\]]*\]\]",
            Words(""),
        ),
        (r"\[\[[^\[\]|\n]*\|([^\[\]\n]*)\]\]", Words("$1")),
        (r"\[\[([^\[\]\n]*)\]\]", Words("$1")),
        (r"\[(?:https?:)?//[^\s\]]+[ \t]+([^\]\n]+)\]", Words("$1")),
        (r"(?m)^;[ \t]*([^:\n]+?)[ \t]*:[ \t]*(\S.*)$", Words("**$1:** $2")),
        (r"(?m)^;[ \t]*(\S.*?)[ \t]*:?[ \t]*$", Words("**$1:**")),
        // Two stars begin an item of a list in a list, or what DokuWiki has in bold.
        (r"(?m)^(\*\*[^*\n]+\*\*)", Words(" $1")),
        (r"\\\\[ \t]*", Words("\n")),
        (r"(?m)^#+[ \t]*([^\s#*:;])", Item),
        (r"(?m)^[#*:;]*\*[ \t]*", Words("- ")),
        (r"(?m)^[#*:;]+[ \t]*", Words("")),
        (r"'''(?:'')?([^'\n](?:[^\n]*?[^'\n])?)(?:'')?'''", Words("**$1**")),
        (r"''([^'\n]+)''", Words("$1")),
        (r"(?m)^(={1,6})[ \t]*([^=\s][^\n]*?)[ \t]*={1,6}[ \t]*$", Heading),
        (r"\{\{[^{}\n]*\}\}", Words("")),
    ],
};

const ASCIIDOC: Dialect = Dialect {
    shown_by: r"(?m)^={1,6} [^=\n]*[^=\s]$|^\|={3,}$|^[^\s:|.][^:\n]*[^\s:]::(?:[ \t]+\S.*)?$",
    at_least: 2,
    blocks: blocks::asciidoc,
    rules: &[
        (r"(?m)^//.*$|^\[[^\]\n]*\]$|^(?:-{4,}|={4,}|\*{4,}|_{4,}|\.{4,}|\+{4,}|\+|<<<|'{3,})$|[ \t]\+$", Words("")),
        (
            r"(?m)^:(?:toc|toclevels|author|email|revnumber|revdate|icons|numbered|sectnums|sectanchors|lang|doctype|experimental|imagesdir|source-highlighter|!?[a-z]+-[a-z-]+)!?:.*$",
            Words(""),
        ),
        (r"(?m)^\.{1,5} ", Item),
        (r"(?m)^[ \t]*\*{1,5} ", Words("- ")),
        (r"(?m)^([^\s:|][^:\n]*[^\s:])::(?:[ \t]+(\S.*))?$", Words("**$1:** $2")),
        (r"(?m)^\.([^\s.].*)$", Words("**$1**")),
        (r"(?:link:|mailto:|https?://|xref:)[^\s\[\]]*\[([^\]\n]+)\]", Words("$1")),
        (r"\{nbsp\}", Words(" ")),
        (r"(?m)(^|[\s(|])\*{1,2}([^\s*](?:[^*\n]*[^\s*])?)\*{1,2}([\s:.,;)|]|$)", Words("$1**$2**$3")),
        (r"(?m)^(={1,6})[ \t]+([^=\n]*\S)[ \t]*$", Heading),
    ],
};

/// reStructuredText; headings with a line of "=" or "-" alone are Markdown's, too.
const REST: Dialect = Dialect {
    shown_by: r#"(?m)^\.\. (?:[\w-]+::|_[^:\n]+:)|^:[^:\n]{2,60}:(?:[ \t]+\S.*)?$|^[^\s\n][^\n]{3,}\n(?:~{4,}|\^{4,}|"{4,}|\*{4,}|\+{4,}|#{4,}|'{4,}|`{4,})$"#,
    at_least: 2,
    blocks: blocks::rest,
    rules: &[
        (r"(?m)^\.\. (?:contents|image|figure|meta|raw|sectnum|include|toctree)::.*$|^\.\. _.*$", Words("")),
        (r"(?m)^\.\. [\w-]+::[ \t]*", Words("")),
        (r"(?m)^ {2,}:[\w-]+:.*$", Words("")),
        (r"(?m)^:([^:\n]{2,60}):[ \t]+(\S.*)$", Words("**$1:** $2")),
        (r"(?m)^:([^:\n]{2,60}):[ \t]*$", Words("**$1:**")),
        (r"(?m)^[ \t]*#\.[ \t]+", Item),
        (r"(?m)^\|[ \t]+([^|\n]*)$", Words("$1")),
        (r":[\w-]+:`([^`\n]+)`", Words("$1")),
        (r"`([^`<>\n]+?)[ \t]*<[^<>\n]*>`__?", Words("$1")),
        (r"``([^`\n]+)``|`([^`\n]+)`_*", Words("$1$2")),
        (r"[ \t]*\[#?\w*\]_", Words("")),
    ],
};

/// Markdown has line breaks that its marks do not: in the cells of a table, and a backslash at the end of a line.
const MARKDOWN: Dialect = Dialect {
    shown_by: r"(?im)^[ \t]*\|.*<br[ \t]*/?>|[^\\\s]\\$",
    at_least: 1,
    blocks: blocks::broken_cells,
    rules: &[(r"(?m)\\$", Words(""))],
};

/// Fields between lines of three dashes, above a text in Markdown.
static FRONT_MATTER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\A\s*---\n(?:[A-Za-z_][\w -]*:[^\n]*\n|[ -][^\n]*\n)+(?:---|\.\.\.)(?:\n|\z)"));

/// A chat's bold: labels between single stars, where the text has no other marks.
static STARRED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^([ \t]*(?:[-•–][ \t]*)?)\*([^\s*](?:[^*\n]{0,80}[^\s*])?)\*([ \t]*(?::|\n|\S|$))"));
/// Fewer than so many are emphasis.
const STARRED_LABELS: usize = 3;

/// The text of a page in HTML is read as that, whatever its words look like.
static PAGE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)<(?:p|div|li|td|h[1-6]|tr|body)(?:\s[^<>]*)?>"));

struct Compiled {
    shown_by: Regex,
    dialect: Dialect,
    rules: Vec<Regex>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let compiled = DIALECTS.into_iter().map(|dialect| Compiled {
        shown_by: regex(dialect.shown_by),
        rules: dialect.rules.iter().map(|(pattern, _)| regex(pattern)).collect(),
        dialect,
    });
    compiled.collect()
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

/// The text in Markdown, if it is written in another markup; else as it is.
pub(super) fn as_markdown(pasted: &str) -> Cow<'_, str> {
    if PAGE.find_iter(pasted).nth(2).is_some() {
        return Cow::Borrowed(pasted);
    }
    let mut text = visible(pasted);
    let fields = FRONT_MATTER.is_match(&text);
    if fields {
        text = blocks::front_matter(&text);
    }
    let shown = |one: &&Compiled| one.shown_by.find_iter(&text).nth(one.dialect.at_least - 1).is_some();
    if let Some(found) = COMPILED.iter().find(shown) {
        return Cow::Owned(found.rewritten(&text));
    }
    if STARRED.find_iter(&text).nth(STARRED_LABELS - 1).is_some() {
        return Cow::Owned(STARRED.replace_all(&text, "$1**$2**$3").into_owned());
    }
    if fields { Cow::Owned(text) } else { Cow::Borrowed(pasted) }
}

impl Compiled {
    fn rewritten(&self, text: &str) -> String {
        let mut text = (self.dialect.blocks)(text);
        for (pattern, (_, becomes)) in self.rules.iter().zip(self.dialect.rules) {
            text = match becomes {
                Words(words) => pattern.replace_all(&text, *words).into_owned(),
                Heading => pattern.replace_all(&text, heading).into_owned(),
                Item => numbered(pattern, &text),
            };
        }
        text
    }
}

fn heading(found: &Captures<'_>) -> String {
    let (level, words) = (&found[1], &found[2]);
    let level = level.parse().unwrap_or(level.chars().count());
    format!("{} {words}", "#".repeat(level.clamp(1, 6)))
}

/// The items with their numbers; an empty line or a heading ends a list.
fn numbered(mark: &Regex, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let (mut last, mut number) = (0, 0);
    for found in mark.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let between = &text[last..whole.start()];
        number = if between.contains("\n\n") || between.contains("\n=") { 1 } else { number + 1 };
        out.push_str(between);
        // What a pattern had to see of the item's words is the item's.
        let begun = found.get(1).map_or("", |begun| begun.as_str());
        out.extend([&number.to_string(), ". ", begun]);
        last = whole.end();
    }
    out.push_str(&text[last..]);
    out
}

#[cfg(test)]
mod tests {
    use super::as_markdown;

    /// The same small form in every markup.
    #[test]
    fn every_markup_becomes_markdown() {
        let wanted = "## Speakers\n- Jane Doe\n**Moderator:** John Roe\n## Questions\n1. Who pays?\n2. When?";
        for text in [
            "== Speakers ==\n* Jane Doe\n'''Moderator:''' John Roe\n== Questions ==\n# Who pays?\n# ''When?''",
            "== Speakers\n* Jane Doe\nModerator:: John Roe\n== Questions\n. Who pays?\n. When?",
            "h2. Speakers\n* Jane Doe\n*Moderator:* John Roe\nh2. Questions\n# Who pays?\n# When?",
            "#+TITLE: \n** Speakers\n- Jane Doe\n*Moderator:* John Roe\n** Questions\n1. Who pays?\n2. When?",
            "[h2]Speakers[/h2]\n[*] Jane Doe\n[b]Moderator:[/b] John Roe\n[h2]Questions[/h2]\n1. Who pays?\n2. [i]When?[/i]",
            "\\section{Speakers}\n\\item Jane Doe\n\\textbf{Moderator:} John Roe\n\\section{Questions}\n1. Who pays?\n2. \\emph{When?}",
            "T\n*****\n\nSpeakers\n~~~~~~~~\n- Jane Doe\n\n:Moderator: John Roe\n\nQuestions\n~~~~~~~~~\n#. Who pays?\n#. `When?`",
        ] {
            let lines = as_markdown(text);
            let lines: Vec<&str> =
                lines.lines().filter(|line| !line.trim_matches(['#', 'T', ' ']).is_empty()).collect();
            assert_eq!(lines.join("\n"), wanted, "{text}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "# Speakers\n\n* Jane Doe\n\n**Moderator:** *John Roe*\n\n1. Who pays?",
            "Speakers\n========\n\nQuestions\n---------\n1. Who pays? [1]",
            "a == b\nThe cost of 2 * 3 * 4 is 50% of what we [the users] said: 'really'.",
            "<p>== a ==</p><p>b</p><p>c</p>",
            "1. Who pays for \"roads\": users?\n:) Jane",
        ] {
            assert_eq!(as_markdown(text), text);
        }
    }
}
