//! What a proposal is cited by ("IGF 2020 WS #230") and what its first lines say beside it: year, number, kind, and the title it leads to.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::header::LONGEST;
use super::labels::Label;
use super::sections::Section;
use super::words::KINDS;
use super::{Doubt, Kind, Number, Proposal, Text, header, people};

/// A reference stands in one of the first lines.
const HEAD_LINES: usize = 12;

mod cited;
mod subject;

use cited::short;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

/// The number that digits of any script we know are.
pub(super) fn digits(written: &str) -> Option<u32> {
    written.chars().try_fold(0_u32, |value, c| {
        let digit = match c {
            '٠'..='٩' => u32::from(c) - u32::from('٠'),
            '۰'..='۹' => u32::from(c) - u32::from('۰'),
            '０'..='９' => u32::from(c) - u32::from('０'),
            _ => c.to_digit(10)?,
        };
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// The year in what one of the patterns below found.
pub(super) fn year_in<'a>(found: &Captures<'a>) -> Option<Match<'a>> {
    (1..found.len()).find_map(|at| found.get(at))
}

/// What the forum is called.
const FORUM: &str = "Internet Governance Forum \\(IGF\\)|IGF|FGI|Internet Governance Forum|ФУИ|МФУИ|\
    Forum sur la gouvernance de l['’]Internet|Foro (?:de|para la) Gobernanza de Internet|\
    Fórum de Governança da Internet|Форум по управлению интернетом|\
    互联网治理论坛|منتدى حوكمة الإنترنت";

pub(super) static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?i)\b(?:{forum})[\s\-–:,(]*['’]?(20\d\d)(?:\b|年)|\b(20\d\d)\s+(?:IGF|FGI|Internet Governance Forum)\b|(20\d\d)\s*年?\s*(?:联合国)?互联网治理论坛";
    regex(&words.replace("{forum}", FORUM))
});
/// "No. 143 Roads", below a heading that names year and kind.
static NUMBERED_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?i:(?:workshop |session |proposal )?(?:no\.?|nr\.?|number)|workshop|session|open forum|proposal|n[°º]|№|#)\s*(\d{1,4})(?:\s*[.:)–—|-]\s*|\s+)(\S.*)$",
    )
});
/// "Proposal for a 90 minute workshop (round table), IGF 2025": a line below the title that says what it is of.
static PROPOSAL_FOR: LazyLock<Regex> = LazyLock::new(|| {
    let kinds: Vec<String> = KINDS.iter().map(|(words, _)| regex::escape(words)).collect();
    regex(&format!(
        r"^(?i)proposal for an? (?:(\d{{2,3}})[ -]min(?:ute)?s? )?({})(?: \(([^()]{{3,40}})\))?,? (?:at |for )?(?:the )?IGF (20\d\d)\b",
        kinds.join("|")
    ))
});
/// "IGF 2014 - Workshop proposals received", "14th Internet Governance Forum 2019, Berlin": a piece of a heading that is of a year.
static HEADING_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    let words = concat!(
        r"^(?:(?i:the|call for|proposal for|proposal to|submitted to|submitted for|submission to|application to) )*(?i:the )?(?:\d{1,2}(?:st|nd|rd|th) )?(?i:annual |un )*",
        r"(?:(?:{forum})[\s\-–,(]*['’]?(20\d\d)年?|(20\d\d) (?:IGF|FGI|Internet Governance Forum)|(20\d\d)\s*年?\s*(?:联合国)?互联网治理论坛)\)?",
        r"(?:[\s,\-–—(]+(?i:workshops?|sessions?|proposals?|open|forum|town|hall|lightning|talks?|networking|launch|award|events?|day|zero|dynamic|coalition|submissions?|received|form|programme|application|call|for|in|[A-ZÀ-Ý][a-zà-ÿ]+)\)?){0,4}$"
    );
    regex(&words.replace("{forum}", FORUM))
});
/// "Proposal for a workshop at the IGF 2016"
static PROPOSED_FOR: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:an? |our )?(?:workshop|session|open forum|proposal|submission|application|call)\b[^.?!]{0,60}\b(?:for|to|at|in)\s+(?:the )?(?:IGF|Internet Governance Forum)[\s,(]*(20\d\d)\)?\.?$",
    )
});

/// Reads them into the proposal.
pub(super) fn read(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    cite(plain, sections, proposal);
    if proposal.reference.is_none() {
        proposal_for(plain, sections, proposal);
    }
    let head = sections.first().map(|section| section.lines.as_slice()).unwrap_or_default();
    let head: Vec<Range<usize>> = head.iter().take(HEAD_LINES).map(|line| line.span.clone()).collect();
    if proposal.year.is_none() {
        year_of_head(plain, &head, proposal);
    }
    subject::read(plain, proposal);
    if proposal.reference.is_none() && proposal.number.is_none() && proposal.year.is_some() {
        numbered_title(plain, &head, proposal);
    }
    if proposal.kind.is_none() {
        let found = head.iter().flat_map(|line| pieces(plain, line.clone())).find_map(|piece| {
            let short = whole_kind(&plain[piece.clone()])?;
            Some(Kind { short, written: Text::new(plain, piece) })
        });
        proposal.kind = found;
    }
}

/// The number and the title that stand together below a heading: "IGF 2014 - Workshop Proposals" and "No. 143 Roads".
fn numbered_title(plain: &str, head: &[Range<usize>], proposal: &mut Proposal) {
    let dated = |line: &Range<usize>| {
        let pieces = pieces(plain, line.clone()).into_iter().chain([line.clone()]);
        let words = &plain[line.clone()];
        PROPOSED_FOR.is_match(words) || pieces.into_iter().any(|piece| HEADING_YEAR.is_match(&plain[piece]))
    };
    let Some(heading) = head.iter().position(dated) else { return };
    let lines = head[heading + 1..].iter();
    let found = lines.filter_map(|line| NUMBERED_TITLE.captures(&plain[line.clone()]).map(|found| (line, found)));
    let Some((line, found)) = found.into_iter().next() else { return };
    let place = |at: usize| found.get(at).map(|group| line.start + group.start()..line.start + group.end());
    let (Some(number), Some(title)) = (place(1), place(2)) else { return };
    proposal.reference = Some(Text::new(plain, line.start..number.end));
    proposal.number = plain[number.clone()].parse().ok().map(|value| Number { value, span: number });
    if plain[title.clone()].chars().count() <= LONGEST {
        proposal.title = Some(Text::new(plain, title.clone()));
    }
    let heading = head[heading].clone();
    // "Workshop 62 - Roads" says it itself; else the heading does.
    let own = plain[line.start..title.start].split_whitespace().next().and_then(short);
    if let Some(kind) = own {
        let first = line.start..line.start + plain[line.clone()].find(' ').unwrap_or_default();
        proposal.kind = Some(Kind { short: kind, written: Text::new(plain, first) });
        return;
    }
    let kind = pieces(plain, heading.clone()).into_iter().find_map(|piece| {
        let words = &plain[piece.clone()];
        let rest = YEAR.find(words).map_or(0, |year| year.end());
        let piece = super::sentences::trimmed(plain, piece.start + rest..piece.end);
        let lower = plain[piece.clone()].to_lowercase();
        let one = lower.trim_end_matches(" received").trim_end_matches('s');
        Some(Kind { short: whole_kind(one)?, written: Text::new(plain, piece) })
    });
    proposal.kind = kind;
}

/// Whether a line of the head says nothing but what year or kind the session is of.
pub(super) fn is_heading(line: &str) -> bool {
    HEADING_YEAR.is_match(line) || whole_kind(line).is_some()
}

/// The year that headings above the first label name, if they name one only.
fn year_of_head(plain: &str, head: &[Range<usize>], proposal: &mut Proposal) {
    let mut years: Vec<Range<usize>> = Vec::new();
    for line in head {
        for piece in pieces(plain, line.clone()).into_iter().chain([line.clone()]) {
            let words = &plain[piece.clone()];
            let found = HEADING_YEAR.captures(words).or_else(|| PROPOSED_FOR.captures(words));
            let year = found.as_ref().and_then(year_in);
            years.extend(year.map(|year| piece.start + year.start()..piece.start + year.end()));
        }
    }
    let Some(first) = years.first().cloned() else { return };
    if years.iter().all(|year| plain[year.clone()] == plain[first.clone()]) {
        proposal.year = plain[first.clone()].parse().ok().map(|value| Number { value, span: first });
        return;
    }
    for year in years {
        let why = "the first lines name more than one year";
        proposal.uncertain.push(Doubt { field: "year", text: Text::new(plain, year), why });
    }
}

/// What stands between the marks that divide a heading: "Home » IGF 2015 » Workshop proposals".
fn pieces(plain: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let text = &plain[line.clone()];
    // "NRI session, IGF 2021"
    let dated = YEAR.is_match(text);
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let between = |c: char| {
            matches!(c, '»' | '›' | '>' | '|' | '/' | ':' | '·' | '•' | '–' | '—' | '\t') || (c == ',' && dated)
        };
        let dash = c == '-' && text[..at].ends_with(' ') && text[at + 1..].starts_with(' ');
        if between(c) || dash {
            out.push(start..at);
            start = at + c.len_utf8();
        }
    }
    out.push(start..text.len());
    let trimmed = out.into_iter().map(|piece| super::sentences::trimmed(text, piece));
    trimmed.filter(|piece| !piece.is_empty()).map(|piece| line.start + piece.start..line.start + piece.end).collect()
}

/// What may stand before the kind where a heading names it.
const OF_KIND: [&str; 16] = [
    "igf ",
    "formulario de ",
    "formulaire de ",
    "formulário de ",
    "propuesta de ",
    "proposition d’",
    "proposition d'",
    "proposition de ",
    "proposta de ",
    "proposta di ",
    "proposal for an ",
    "proposal for a ",
    "vorschlag für einen ",
    "заявка на ",
    "مقترح ",
    "طلب ",
];

/// The kind that the words are, and nothing else: "Dynamic Coalition session".
pub(super) fn whole_kind(words: &str) -> Option<&'static str> {
    let lower = words.to_lowercase();
    let mut bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    for prefix in OF_KIND {
        bare = bare.strip_prefix(prefix).unwrap_or(bare);
    }
    for suffix in [" form", " submission", " proposal", " session", " event", "-vorschlag", "提案", "申请表", "申请"]
    {
        let exact = KINDS.iter().any(|(words, _)| *words == bare);
        bare = if exact { bare } else { bare.strip_suffix(suffix).unwrap_or(bare) };
    }
    KINDS.iter().find(|(words, _)| words.len() > 2 && *words == bare).map(|(_, short)| *short)
}

/// The first line that cites the session.
fn cite(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let head = sections.iter().filter(|section| {
        matches!(section.label, None | Some(Label::Reference | Label::Title))
            || (matches!(section.label, Some(Label::Type | Label::Other)) && section.beside)
    });
    let lines: Vec<Range<usize>> =
        head.flat_map(|section| &section.lines).map(|line| line.span.clone()).take(HEAD_LINES).collect();
    for (at, line) in lines.iter().enumerate() {
        let text = &plain[line.clone()];
        if text.chars().count() > LONGEST {
            continue;
        }
        let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
        let year = YEAR
            .captures(text)
            .and_then(|found| year_in(&found).map(|year| (found.get(0).map(|whole| whole.range()), year.range())));
        let Some(cited) = cited::of_line(text, year.as_ref().and_then(|(whole, _)| whole.clone())) else { continue };
        if let Some((_, year)) = &year {
            let (value, span) = (digits(&plain[place(year.clone())]), place(year.clone()));
            proposal.year = value.and_then(|value| Some(Number { value: u16::try_from(value).ok()?, span }));
        }
        let written = cited.kind.as_ref().map(|(_, written)| written.clone());
        if let Some((short, written)) = cited.kind {
            proposal.kind = Some(Kind { short, written: Text::new(plain, place(written)) });
        }
        if let Some(number) = cited.number {
            let (value, span) = (digits(&plain[place(number.clone())]), place(number));
            proposal.number = value.map(|value| Number { value, span });
        }
        proposal.reference = Some(Text::new(plain, place(cited.whole.clone())));
        proposal.title = cited::title(text, &cited.whole, written.as_ref())
            .map(|range| Text::new(plain, place(range)))
            .or_else(|| {
                let next = lines.get(at + 1)?;
                let words = &plain[next.clone()];
                let fits = words.chars().count() <= LONGEST
                    && !header::is_format(words)
                    && !is_heading(words)
                    && !people::is_person(plain, next.clone());
                fits.then(|| Text::new(plain, next.clone()))
            });
        return;
    }
}

/// The second line says it in a sentence; then the first is the title.
fn proposal_for(plain: &str, sections: &[Section], proposal: &mut Proposal) {
    let Some([title, line, ..]) = sections.first().map(|section| section.lines.as_slice()) else { return };
    let (title, line) = (title.span.clone(), line.span.clone());
    let Some(found) = PROPOSAL_FOR.captures(&plain[line.clone()]) else { return };
    let place = |at: usize| found.get(at).map(|group| line.start + group.start()..line.start + group.end());
    let (Some(kind), Some(year), Some(whole)) = (place(2), place(4), place(0)) else { return };
    let Some(short) = short(&plain[kind.clone()]) else { return };
    proposal.kind = Some(Kind { short, written: Text::new(plain, kind) });
    proposal.year = plain[year.clone()].parse().ok().map(|value| Number { value, span: year });
    proposal.format = place(3).map(|format| Text::new(plain, format));
    proposal.minutes = place(1).and_then(|span| Some(Number { value: plain[span.clone()].parse().ok()?, span }));
    proposal.reference = Some(Text::new(plain, whole));
    if plain[title.clone()].chars().count() <= LONGEST {
        proposal.title = Some(Text::new(plain, title));
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn head(text: &str) -> (Option<u16>, Option<u32>, Option<&'static str>, Option<String>) {
        let found = read(text).unwrap();
        (
            found.year.map(|year| year.value),
            found.number.map(|number| number.value),
            found.kind.map(|kind| kind.short),
            found.title.map(|title| title.value),
        )
    }

    #[test]
    fn headings_name_the_year_and_the_kind() {
        let title = || Some("Airwaves for all".to_owned());
        for (text, year, number, kind) in [
            ("IGF 2014 - Workshop proposals received p. 3\n\nWorkshop No. 87", 2014, Some(87), "WS"),
            ("IGF 2017\nDynamic Coalition session", 2017, None, "DC"),
            ("Home » IGF 2015 » Open Forums\nOpen Forum #12", 2015, Some(12), "OF"),
            ("14th Internet Governance Forum 2019, Berlin\nTown Hall", 2019, None, "TH"),
            ("Proposal for a workshop at the IGF 2016\nWorkshop proposal", 2016, None, "WS"),
            ("Internet Governance Forum (IGF) 2021 | Networking Session #4", 2021, Some(4), "NS"),
            ("FGI 2022\nCoalition dynamique", 2022, None, "DC"),
            ("IGF 2023\nEvento del día 0", 2023, None, "DAY0"),
            ("IGF 2018\nBest Practice Forum session", 2018, None, "BPF"),
            ("IGF 2019 DC", 2019, None, "DC"),
            ("IGF 2019 – OF", 2019, None, "OF"),
            ("IGF 2019 | Dynamic Coalition session", 2019, None, "DC"),
            ("2019 IGF\nSession type: Dynamic Coalition session", 2019, None, "DC"),
            ("IGF 2019\nType: Dynamic Coalition (DC) session", 2019, None, "DC"),
            ("IGF 2019\nKind of session: Town Hall meeting", 2019, None, "TH"),
        ] {
            let text = format!("{text}\n\nTitle: Airwaves for all\n\nSpeakers:\nA, B");
            assert_eq!(head(&text), (Some(year), number, Some(kind), title()), "{text}");
        }
    }

    #[test]
    fn numbers_and_kinds_are_known_by_what_they_are_called() {
        for (text, number, kind) in [
            ("FGI 2022 – Addis-Abeba\nFormulaire de proposition d’atelier (WS) n° 74", 74, "WS"),
            ("FGI 2022\nAtelier nº 74", 74, "WS"),
            ("FGI 2022, Forum ouvert numéro 12", 12, "OF"),
            ("IGF 2022\nPropuesta de taller n.º 74", 74, "WS"),
            ("IGF 2022 Taller núm. 74", 74, "WS"),
            ("IGF 2022\nProposta de oficina N.º 74", 74, "WS"),
            ("IGF 2022\nWorkshop-Vorschlag Nr. 74", 74, "WS"),
            ("IGF 2022\nWorkshop n. 74", 74, "WS"),
            ("ФУИ 2022\nСеминар № 74", 74, "WS"),
            ("IGF 2022\nОткрытый форум №12", 12, "OF"),
            ("IGF 2022\nورشة عمل رقم ٧٤", 74, "WS"),
            ("IGF 2022\nورشة رقم 74", 74, "WS"),
            ("2022年互联网治理论坛\n第74号研讨会", 74, "WS"),
            ("IGF 2022 研讨会 第 74 号", 74, "WS"),
            ("互联网治理论坛2022年\n研讨会编号74", 74, "WS"),
            ("IGF 2022\nWorkshop (WS) No 74", 74, "WS"),
        ] {
            let text = format!("{text}\n\nTitle: Airwaves for all\n\nSpeakers:\nA, B");
            let title = Some("Airwaves for all".to_owned());
            assert_eq!(head(&text), (Some(2022), Some(number), Some(kind), title), "{text}");
        }
    }

    #[test]
    fn the_subject_of_a_mail_names_year_and_kind_where_it_names_one() {
        let mail = |subject: &str| {
            head(&format!("From: R <r@mare.example>\nDate: Fri, 27 Mar 2015\n{subject}\n\nHello,\n\nTitle: Airwaves"))
        };
        for (subject, year, kind) in [
            ("Subject: proposta de workshop IGF 2015 - comentários até domingo!", Some(2015), Some("WS")),
            ("Betreff: unser Vorschlag für ein offenes Forum, IGF 2015", Some(2015), Some("OF")),
            ("Objet : notre atelier au FGI 2015", Some(2015), Some("WS")),
            ("Subject: workshop or open forum at IGF 2015?", Some(2015), None),
            ("Subject: a workshop on what came of IGF 2014 before IGF 2015", None, Some("WS")),
            ("Subject: workshop in March 2015", None, None),
            ("Subject: of all things, IGF 2015", Some(2015), None),
        ] {
            let (found, number, short, title) = mail(subject);
            assert_eq!((found, number, short), (year, None, kind), "{subject}");
            assert_eq!(title.as_deref(), Some("Airwaves"), "{subject}");
        }
        let form = head("Date: 27 March 2015\nTheme: IGF 2015 and the workshop\n\nTitle: Airwaves");
        assert_eq!((form.0, form.2), (None, None));
    }

    #[test]
    fn a_year_that_is_only_spoken_of_stays_uncertain() {
        for text in [
            "Workshop #3\n\nTitle: T\n\nDescription: We met at IGF 2019 and go on.",
            "IGF 2019\nIGF 2020\nWorkshop #3\n\nTitle: T",
        ] {
            assert_eq!(head(text).0, None, "{text}");
            assert!(read(text).unwrap().uncertain.iter().any(|doubt| doubt.field == "year"), "{text}");
        }
    }
}
