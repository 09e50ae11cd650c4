//! Function words: how dense they stand in a line, and which language a text is in.
//!
//! Running text is full of function words and menus are not (Pomikálek 2011, jusText); their choice gives the language
//! away. Languages with a script of their own are told by it. It does no stemming and names nothing finer than a language.

use std::sync::LazyLock;

const LIST: &str = include_str!("languages.txt");

/// Which languages a word is a function word of: one bit each, in the order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Languages(u32);

impl Languages {
    /// Whether the word is a function word of this language.
    #[must_use]
    pub const fn holds(self, language: Language) -> bool {
        self.0 >> language.0 & 1 == 1
    }

    /// Whether the word is a function word of any language.
    #[must_use]
    pub const fn any(self) -> bool {
        self.0 != 0
    }
}

/// A language of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(u8);

impl Language {
    /// English, which opens the list.
    pub const ENGLISH: Self = Self(0);
}

/// A rolling hash of one word, folded to lower case letter by letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordHash(u64);

impl WordHash {
    /// Adds a letter; both apostrophes count as one.
    pub fn push(&mut self, c: char) {
        let c = match c {
            '’' => '\'',
            c if c.is_ascii() => c.to_ascii_lowercase(),
            c => c.to_lowercase().next().unwrap_or(c),
        };
        self.0 = (self.0.rotate_left(5) ^ c as u64).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    /// Adds an ASCII letter or digit.
    pub fn push_ascii(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(byte.to_ascii_lowercase()))
            .wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    /// The hash of a whole word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let mut hash = Self::default();
        if word.is_ascii() {
            word.bytes().for_each(|byte| hash.push_ascii(byte));
        } else {
            word.chars().for_each(|c| hash.push(c));
        }
        hash
    }

    /// The hash as a number.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The languages that use the word as a function word.
    #[must_use]
    pub fn languages(self) -> Languages {
        TABLE.get(self)
    }
}

/// An open-addressing table from word hash to languages.
struct Table {
    slots: Vec<(u64, u32)>,
    codes: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { slots: vec![(0, 0); 1 << 13], codes: Vec::new() };
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let Some(code) = words.next() else { continue };
        let bit = 1 << table.codes.len();
        table.codes.push(code);
        words.for_each(|word| table.put(WordHash::of(word), bit));
    }
    table
});

impl Table {
    fn slot(&self, hash: WordHash) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash.0 >> 40) as usize & mask;
        while self.slots.get(at).is_some_and(|(key, bits)| *bits != 0 && *key != hash.0) {
            at = (at + 1) & mask;
        }
        at
    }

    fn put(&mut self, hash: WordHash, bit: u32) {
        let at = self.slot(hash);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (hash.0, slot.1 | bit);
        }
    }

    fn get(&self, hash: WordHash) -> Languages {
        Languages(self.slots.get(self.slot(hash)).map_or(0, |slot| slot.1))
    }
}

/// What language a text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// One of the list.
    Listed(Language),
    /// Told by its script alone; the list has no words of it.
    Script(&'static str),
    /// Too little to tell.
    Unknown,
}

impl Guess {
    /// The ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        match self {
            Self::Listed(language) => TABLE.codes.get(usize::from(language.0)).copied(),
            Self::Script(code) => Some(code),
            Self::Unknown => None,
        }
    }
}

/// Counts words and scripts, then guesses.
#[derive(Clone, Debug, Default)]
pub struct Counter {
    hits: [u32; 32],
    words: u32,
    scripts: [u32; SCRIPTS.len()],
    letters: u32,
}

/// Scripts that give a language away: code, first and last character.
const SCRIPTS: [(&str, char, char); 8] = [
    ("el", '\u{370}', '\u{3ff}'),
    ("he", '\u{590}', '\u{5ff}'),
    ("ar", '\u{600}', '\u{6ff}'),
    ("hi", '\u{900}', '\u{97f}'),
    ("th", '\u{e00}', '\u{e7f}'),
    ("ja", '\u{3040}', '\u{30ff}'),
    ("ko", '\u{ac00}', '\u{d7af}'),
    ("zh", '\u{4e00}', '\u{9fff}'),
];

impl Counter {
    /// Counts the words of a text.
    pub fn add(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            // Words of plain letters are most of a text: hashed while their end is looked for.
            let (mut hash, mut end) = (WordHash::default(), 0);
            for &byte in
                rest.as_bytes().iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'\'')
            {
                hash.push_ascii(byte);
                end += 1;
            }
            if rest.as_bytes().get(end).is_none_or(u8::is_ascii) {
                if end > 0 {
                    self.letters += end as u32;
                    self.count(hash);
                }
                rest = rest.get(end + 1..).unwrap_or_default();
                continue;
            }
            let in_word = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
            let (word, behind) = rest.split_at(rest.find(|c| !in_word(c)).unwrap_or(rest.len()));
            if !word.is_empty() {
                self.add_word(word);
            }
            let mut behind = behind.chars();
            behind.next();
            rest = behind.as_str();
        }
    }

    /// A word, not of plain letters alone.
    fn add_word(&mut self, word: &str) {
        self.count(WordHash::of(word));
        for c in word.chars().filter(|c| !c.is_ascii()) {
            let script = SCRIPTS.iter().position(|(_, first, last)| (*first..=*last).contains(&c));
            if let Some(count) = script.and_then(|at| self.scripts.get_mut(at)) {
                *count += 1;
            }
        }
        self.letters += word.chars().count() as u32;
    }

    fn count(&mut self, word: WordHash) {
        self.words += 1;
        let mut bits = word.languages().0;
        while bits != 0 {
            if let Some(hit) = self.hits.get_mut(bits.trailing_zeros() as usize) {
                *hit += 1;
            }
            bits &= bits - 1;
        }
    }

    /// How many words were counted.
    #[must_use]
    pub const fn words(&self) -> u32 {
        self.words
    }

    /// The likeliest language, if the words or the script are clear enough.
    #[must_use]
    pub fn guess(&self) -> Guess {
        // Japanese text holds more Han than kana: a tenth of kana is enough.
        let share = |at: usize| self.scripts.get(at).copied().unwrap_or(0);
        if share(5) * 10 > self.letters {
            return Guess::Script("ja");
        }
        if let Some(at) = (0..SCRIPTS.len()).find(|&at| share(at) * 3 > self.letters) {
            return SCRIPTS.get(at).map_or(Guess::Unknown, |script| Guess::Script(script.0));
        }
        let best = (0..TABLE.codes.len()).max_by_key(|&at| (self.hits.get(at), std::cmp::Reverse(at)));
        let hits = best.and_then(|at| self.hits.get(at)).copied().unwrap_or(0);
        match best {
            Some(at) if hits >= 3 && hits * 8 >= self.words => Guess::Listed(Language(at as u8)),
            _ => Guess::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counter, Language, WordHash};

    #[track_caller]
    fn check(text: &str, code: Option<&str>) {
        let mut counter = Counter::default();
        counter.add(text);
        assert_eq!(counter.guess().code(), code, "{text}");
    }

    #[test]
    fn tells_languages_by_words_and_script() {
        check("The ferry did not leave on Monday because the crew had walked out.", Some("en"));
        check("Die Fähre ist am Montag nicht ausgelaufen, weil die Mannschaft streikt.", Some("de"));
        check("Le bac n'est pas parti lundi parce que les marins ont cessé le travail.", Some("fr"));
        check("Паром не вышел в понедельник, потому что команда не получила денег за год.", Some("ru"));
        check("フェリーは月曜日に出港しなかった。", Some("ja"));
        check("Menu Home News Sport", None);
    }

    #[test]
    fn function_words_fold_case_and_apostrophes() {
        assert!(WordHash::of("THE").languages().holds(Language::ENGLISH));
        assert!(WordHash::of("don’t").languages().holds(Language::ENGLISH));
        assert!(!WordHash::of("ferry").languages().holds(Language::ENGLISH));
    }
}
