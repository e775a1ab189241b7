//! Folds text until two spellings of one word are one: case, accents, Arabic forms, full-width letters; then cuts it into words.
//!
//! By hand and for the scripts people ask in, because the domain imports no crate; a letter that is not in the tables stays.

/// A piece of text that is compared as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word between blanks.
    Word(String),
    /// A run in a script that writes no blanks.
    Run(String),
}

/// The words and runs of `text`, folded.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut word = String::new();
    let mut run = String::new();
    let chars: Vec<char> = text.chars().flat_map(char::to_lowercase).filter_map(letter).collect();
    for (at, &c) in chars.iter().enumerate() {
        if is_unspaced(c) {
            finish(&mut pieces, &mut word, Piece::Word);
            run.push(c);
            continue;
        }
        finish(&mut pieces, &mut run, Piece::Run);
        if c == 'ß' {
            word.push_str("ss");
        } else if c.is_alphanumeric() {
            word.push(c);
        } else if !(c == '\'' && is_english_ending(&chars[at + 1..])) {
            finish(&mut pieces, &mut word, Piece::Word);
        }
    }
    finish(&mut pieces, &mut word, Piece::Word);
    finish(&mut pieces, &mut run, Piece::Run);
    pieces
}

/// An Arabic word without the *and* and the article that are written as part of it, as in Larkey's light stemmer (2007).
pub(super) fn without_article(word: &str) -> &str {
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    let bare = word.strip_prefix('و').filter(|rest| rest.chars().count() >= 4).unwrap_or(word);
    ["ال", "بال", "كال", "فال", "لل"]
        .iter()
        .find_map(|article| bare.strip_prefix(article).filter(long_enough))
        .unwrap_or(bare)
}

fn finish(pieces: &mut Vec<Piece>, text: &mut String, piece: impl Fn(String) -> Piece) {
    if !text.is_empty() {
        pieces.push(piece(std::mem::take(text)));
    }
}

/// Whether an apostrophe before `rest` stands inside an English word (isn't, who's); in "l'âge" it stands between two.
fn is_english_ending(rest: &[char]) -> bool {
    let length = rest.iter().take_while(|c| c.is_alphanumeric()).count();
    matches!(&rest[..length], ['t' | 's' | 'd' | 'm'] | ['r' | 'v', 'e'] | ['l', 'l'])
}

/// Scripts that write no blanks between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}')
}

/// The letter under its accents; `None` for a mark that stands alone.
fn letter(c: char) -> Option<char> {
    const BARE: [(char, &str); 24] = [
        ('a', "àáâãäåāăąạảấầẩẫậắằẳẵặǎ"),
        ('c', "çćčĉċ"),
        ('d', "ďđð"),
        ('e', "èéêëēĕėęěẹẻẽếềểễệ"),
        ('g', "ğĝġģ"),
        ('h', "ĥħ"),
        ('i', "ìíîïĩīĭįıịỉ"),
        ('j', "ĵ"),
        ('k', "ķ"),
        ('l', "łĺļľŀ"),
        ('n', "ñńņňŋ"),
        ('o', "òóôõöøōŏőọỏốồổỗộớờởỡợơ"),
        ('r', "ŕŗř"),
        ('s', "śŝşšș"),
        ('t', "ţťŧț"),
        ('u', "ùúûüũūŭůűųụủứừửữựư"),
        ('w', "ŵ"),
        ('y', "ýÿŷỳỵỷỹ"),
        ('z', "źżž"),
        // Without the breve, as when it comes as a mark of its own.
        ('и', "й"),
        ('е', "ёѐ"),
        ('ا', "أإآٱ"),
        ('ه', "ة"),
        ('ك', "ک"),
    ];
    let folded = match c {
        // Marks: Latin and Greek accents, Hebrew points, Arabic vowels and the stretching bar, joiners, selectors.
        '\u{0300}'..='\u{036F}'
        | '\u{0591}'..='\u{05C7}'
        | '\u{0610}'..='\u{061A}'
        | '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}'
        | '\u{200C}'..='\u{200F}'
        | '\u{FE00}'..='\u{FE0F}' => return None,
        'ى' | 'ی' | 'ئ' => 'ي',
        'ؤ' => 'و',
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '\u{FF10}'..='\u{FF19}' | '\u{FF41}'..='\u{FF5A}' => char::from_u32(c as u32 - 0xFEE0)?,
        '\u{0660}'..='\u{0669}' => char::from_u32(c as u32 - 0x0660 + 0x30)?,
        '\u{06F0}'..='\u{06F9}' => char::from_u32(c as u32 - 0x06F0 + 0x30)?,
        _ if c.is_ascii() => c,
        _ => BARE.iter().find(|(_, forms)| forms.contains(c)).map_or(c, |(bare, _)| *bare),
    };
    Some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        pieces(text)
            .into_iter()
            .map(|piece| match piece {
                Piece::Word(text) | Piece::Run(text) => text,
            })
            .collect()
    }

    #[test]
    fn two_spellings_of_a_word_become_one() {
        for (one, other) in [
            ("Vérifier l’âge", "verifier l'age"),
            ("e\u{301}te\u{301}", "été"),
            ("الأطفال", "الاطفال"),
            ("حِمَايَة", "حمايه"),
            ("чей", "че\u{0438}\u{0306}"),
            ("ＡＢＣ１２", "abc12"),
            ("Isn't", "isnt"),
            ("Straße", "STRASSE"),
            ("Việt Nam", "viet nam"),
        ] {
            assert_eq!(words(one), words(other), "{one} {other}");
        }
    }

    #[test]
    fn an_arabic_word_is_found_with_and_without_its_article() {
        assert_eq!(without_article("والاطفال"), "اطفال");
        assert_eq!(without_article("للاطفال"), "اطفال");
        assert_eq!(without_article("ولد"), "ولد");
        assert_eq!(without_article("children"), "children");
    }

    #[test]
    fn words_and_runs_are_cut_where_people_cut_them() {
        assert_eq!(words("End-to-end, l'âge? who's"), ["end", "to", "end", "l", "age", "whos"]);
        assert_eq!(pieces("AI会不会"), [Piece::Word("ai".to_owned()), Piece::Run("会不会".to_owned())]);
        assert_eq!(words("?! 👩‍👧"), Vec::<String>::new());
    }
}
