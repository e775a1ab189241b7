//! Marks that stack above and below a letter: as many as its script writes, and no pile that runs out of its line.

use unicode_normalization::char::is_combining_mark;

/// Marks of no script of their own (accents): Vietnamese writes two on a letter, the phonetic alphabet and transliterations three
/// (The Unicode Standard 17.0, sections 2.11 and 7.9).
const ACCENTS: usize = 3;
/// Thai and Lao: a vowel, a tone and a sign of silence or nasality; Lao has its semivowel below as well (WTT 2.0, and sections
/// 16.1 and 16.2 of the standard). Of tones a syllable has one.
const THAI: usize = 3;
const TONES: usize = 1;
/// Tibetan: consonants under one another, then vowels. Everyday words have up to four; the longest syllable that is written, the
/// monogram of the Kalachakra, has eight (section 13.4).
const TIBETAN: usize = 8;
/// All others: pointed Hebrew with cantillation has five on a letter (J. Hudson, *SBL Hebrew Font User Manual*), Burmese with its
/// medials six (section 16.3), Arabic, the scripts of India and Khmer fewer.
const OTHERS: usize = 6;

/// How many marks the letter has had that is being read.
#[derive(Default)]
struct Stack {
    accents: usize,
    thai: usize,
    tones: usize,
    tibetan: usize,
    others: usize,
}

impl Stack {
    /// Whether one more mark still is writing.
    fn takes(&mut self, mark: char) -> bool {
        let (count, most) = match mark {
            '\u{0300}'..='\u{036F}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE20}'..='\u{FE2F}' => (&mut self.accents, ACCENTS),
            '\u{0E48}'..='\u{0E4B}' | '\u{0EC8}'..='\u{0ECB}' if self.tones == TONES => return false,
            '\u{0E00}'..='\u{0EFF}' => {
                self.tones += usize::from(matches!(mark, '\u{0E48}'..='\u{0E4B}' | '\u{0EC8}'..='\u{0ECB}'));
                (&mut self.thai, THAI)
            }
            '\u{0F00}'..='\u{0FFF}' => (&mut self.tibetan, TIBETAN),
            _ => (&mut self.others, OTHERS),
        };
        *count += 1;
        *count <= most
    }
}

/// A word without what is piled up on a letter beyond what its script writes. A letter is what takes room on the line: in a
/// conjunct of Hindi each consonant is one, in a family of emoji each person.
pub(super) fn tamed(word: &str) -> impl Iterator<Item = char> {
    let mut stack = Stack::default();
    word.chars().filter(move |c| {
        if is_combining_mark(*c) {
            return stack.takes(*c);
        }
        // Joiners and marks of direction stand between marks without being letters.
        if !matches!(c, '\u{200C}'..='\u{200F}' | '\u{061C}') {
            stack = Stack::default();
        }
        true
    })
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::tamed;
    use crate::text::line;

    fn clean(text: &str) -> String {
        line("prompt", text, 300).unwrap()
    }

    /// What nobody may lose: stacks that are writing, and signs that are long by nature.
    #[test]
    fn stacks_that_are_writing_are_not_piles() {
        for text in [
            // Vietnamese with two marks a letter, typed apart and composed; Thai with a vowel and a tone over one consonant.
            "Ngườ\u{69}\u{302}\u{301} thế hệ kỹ thuật số",
            "ที่ปรึกษาผู้เชี่ยวชาญนี้",
            // Hindi and Bengali conjuncts, Tamil, Khmer, Tibetan stacks, pointed Arabic and Hebrew with accents.
            "क्ष्म्य स्त्री कर्त्तव्य",
            "স্ত্রী ক্ষুদ্র",
            "ஸ்ரீ க்ஷௌ",
            "ស្ត្រី",
            "བསྒྲུབས་",
            "الْعَرَبِيَّةُ الْفُصْحَىٰ",
            "בְּרֵאשִׁ֖ית",
            // A family, a skin tone, a flag of regional letters, one of tags, a keycap, a heart on fire.
            "👨‍👩‍👧‍👦 👩🏽‍🚒 🇺🇳 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} 1️⃣ ❤️‍🔥",
        ] {
            assert_eq!(clean(text), text.nfc().collect::<String>(), "{text}");
        }
    }

    /// The fullest stacks that are writing.
    #[test]
    fn the_fullest_letters_of_each_script_are_whole() {
        for text in [
            // Thai: vowel and tone; tone and sign of silence; Lao: semivowel, vowel and tone.
            "กี่ ปิ้ง ลื้อ สิทธิ์ น้ำ ที่",
            "ກຼີ່ ເຂົ້າ ຕົ້ນ",
            // Vietnamese typed apart, and a letter of the phonetic alphabet: long, nasal, high.
            "e\u{302}\u{323} o\u{31b}\u{301} ɛ\u{303}\u{301}\u{330}",
            // A conjunct of five consonants, with nasality; Vedic accents.
            "कार्त्स्न्यं राष्ट्र्यं अ॒ग्निमी॑ळे",
            // The monogram of the Kalachakra; Sanskrit in Tibetan.
            "\u{F67}\u{F90}\u{FB5}\u{FA8}\u{FB3}\u{FBA}\u{FBC}\u{FBB}\u{F82} ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ",
            // Genesis 1:1 and a letter with point, dagesh, vowel, meteg and accent; the Quran; Burmese.
            "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים שּׁ\u{5B8}\u{5BD}\u{596}",
            "ٱلرَّحْمَـٰنِ ٱلرَّحِيمِ",
            "မြွှို့ ကျွန်ုပ်",
            "👨🏽‍👩🏽‍👧🏽‍👦🏽 1️⃣ ❤️‍🔥",
        ] {
            assert_eq!(clean(text), text.nfc().collect::<String>(), "{text}");
        }
    }

    #[test]
    fn a_pile_is_cut_to_what_its_script_writes() {
        for (letter, mark, left) in [
            ('ก', '\u{E48}', 1),
            ('ก', '\u{E4C}', 3),
            ('ກ', '\u{EC9}', 1),
            ('x', '\u{331}', 3),
            ('ཀ', '\u{F90}', 8),
            ('ש', '\u{596}', 6),
        ] {
            let pile = format!("{letter}{}", mark.to_string().repeat(20));
            assert_eq!(clean(&pile).chars().count(), 1 + left, "{mark:?}");
            // Nor by joiners between them.
            let joined = format!("{letter}{}", format!("{mark}\u{200D}").repeat(20));
            assert_eq!(clean(&joined).matches(mark).count(), left, "{mark:?}");
        }
        let tones = "ก\u{E48}\u{E49}\u{E4A}\u{E4B}\u{E48}\u{E49}";
        assert_eq!(tamed(tones).collect::<String>(), "ก\u{E48}");
    }
}
