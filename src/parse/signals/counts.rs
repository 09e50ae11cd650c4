//! The words and signs of one line, counted in one pass.

use crate::parse::signals::Signals;
use crate::text::language::{Guess, Languages, WordHash};
use std::sync::LazyLock;

/// The counts, in one pass.
pub(super) fn count(raw: &str, language: Guess, content: &mut Vec<u64>) -> Signals {
    let mut s = Signals::default();
    let (mut word, mut key) = (WordHash::default(), WordHash::default());
    // The part of a word before its apostrophe.
    let mut stem: Option<WordHash> = None;
    let mut bytes = 0;
    let (mut len, mut wide, mut capital, mut function) = (0u32, 0u32, false, 0u32);
    // A sentence end was seen: 1 right behind it, 2 behind the blank.
    let mut ended = 0u8;
    let mut chars = raw.chars();
    let most = content.len() + MOST_WORDS;
    loop {
        // Runs of ASCII letters and digits are most of a text.
        let rest = chars.as_str();
        let mut run = 0;
        for letter in rest.bytes().take_while(u8::is_ascii_alphanumeric) {
            key.push_ascii(letter);
            word.push_ascii(letter);
            s.digits += u32::from(letter.is_ascii_digit());
            run += 1;
        }
        if let Some(first) = rest.as_bytes().first().filter(|_| run > 0) {
            if ended == 2 && (first.is_ascii_uppercase() || first.is_ascii_digit()) {
                s.breaks += 1;
            }
            ended = 0;
            if len == 0 {
                capital = first.is_ascii_uppercase();
            }
            len += run as u32;
            bytes += if stem.is_none() { run } else { 0 };
            chars = rest.get(run..).unwrap_or_default().chars();
        }
        let Some(c) = chars.next() else { break };
        let letter = c.is_alphanumeric();
        if letter {
            if ended == 2 && (c.is_uppercase() || c.is_ascii_digit()) {
                s.breaks += 1;
            }
            ended = 0;
            if len == 0 {
                capital = c.is_uppercase();
            }
            len += 1;
            bytes += if stem.is_none() { c.len_utf8() } else { 0 };
            wide += u32::from(
                c >= '\u{e00}'
                    && matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}'),
            );
            key.push(c);
            s.digits += u32::from(c.is_ascii_digit());
            word.push(c);
            continue;
        }
        if matches!(c, '\'' | '’') && len > 0 && chars.clone().next().is_some_and(char::is_alphabetic) {
            stem = stem.or(Some(word));
            word.push(c);
            continue;
        }
        if len > 0 {
            let languages = word.languages();
            let content_word = content_word(stem.take(), word, languages, bytes);
            content.extend(content_word.filter(|_| content.len() < most));
            function += finish(&mut s, word, languages, (len, wide), capital, language);
            bytes = 0;
            (len, wide, word) = (0, 0, WordHash::default());
        }
        match c {
            '.' | '!' | '?' | '。' => ended = 1,
            '"' | '“' | '”' | '„' | '«' => s.quote = true,
            c if c.is_whitespace() && ended > 0 => ended = 2,
            '’' | '\'' | ')' | '‘' | '(' | '»' => {}
            _ if ended == 1 => ended = 0,
            _ => {}
        }
    }
    if len > 0 {
        let languages = word.languages();
        let content_word = content_word(stem, word, languages, bytes);
        content.extend(content_word.filter(|_| content.len() < most));
        function += finish(&mut s, word, languages, (len, wide), capital, language);
    }
    s.key = key.value();
    s.function = function as f32 / s.words.max(1) as f32;
    let bare = raw.trim_end_matches(['"', '”', '’', '\'', ')', '»', ']', ' ']);
    s.ends = bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟']);
    s.dots = bare.ends_with("...") || bare.ends_with('…');
    s.colon = bare.ends_with(':');
    s
}

/// So many content words of a line are compared with those of others: no line that stands around articles has more.
const MOST_WORDS: usize = 4096;

/// A word of more than three bytes that is no function word of any language; its stem counts if it has one.
fn content_word(stem: Option<WordHash>, word: WordHash, languages: Languages, bytes: usize) -> Option<u64> {
    let (word, languages) = stem.map_or((word, languages), |stem| (stem, stem.languages()));
    (bytes > 3 && !languages.any()).then_some(word.value())
}

/// Counts a finished word; 1 for a function word.
fn finish(
    s: &mut Signals,
    word: WordHash,
    languages: Languages,
    (len, wide): (u32, u32),
    capital: bool,
    language: Guess,
) -> u32 {
    // Scripts without blanks: two characters stand for a word.
    s.words += if wide > 0 { len.div_ceil(2) } else { 1 };
    s.capitals += u32::from(capital);
    s.said |= SAID.holds(word);
    s.addresses |= ADDRESS.holds(word);
    match language {
        Guess::Listed(listed) => u32::from(languages.holds(listed)),
        // Without a list every other word passes for one.
        Guess::Script(_) => len.div_ceil(4),
        Guess::Unknown => u32::from(languages.any()),
    }
}

static SAID: LazyLock<Few> =
    LazyLock::new(|| Few::of(&["said", "says", "told", "added", "dit", "sagte", "dijo", "disse"]));

static ADDRESS: LazyLock<Few> = LazyLock::new(|| Few::of(&["you", "your", "we", "our", "us", "my", "i"]));

/// A few words, and a bit for each that most others lack.
struct Few {
    bits: u64,
    words: Vec<u64>,
}

impl Few {
    fn of(words: &[&str]) -> Self {
        let words: Vec<u64> = words.iter().map(|word| WordHash::of(word).value()).collect();
        Self { bits: words.iter().fold(0, |bits, word| bits | 1 << (word >> 58)), words }
    }

    fn holds(&self, word: WordHash) -> bool {
        self.bits >> (word.value() >> 58) & 1 == 1 && self.words.contains(&word.value())
    }
}
