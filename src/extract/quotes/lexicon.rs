//! The closed word classes that finding sources and cues rests on, and how likely a word is a cue.
//!
//! The classes are in `words.txt`. Words are known by a hash of their small letters, so that looking one up needs no string.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A word in small letters, as a number.
pub(crate) type Word = u32;

/// Classes of words, as bits.
pub(crate) mod class {
    /// A verb of saying.
    pub(crate) const SAY: u32 = 1;
    /// A word that may be a verb of saying, or a noun, or a verb of thinking.
    pub(crate) const SAY_WEAK: u32 = 1 << 1;
    /// Mostly (60 %), sometimes (30 %), now and then (10 %) part of a cue in annotated news.
    pub(crate) const CUE_OFTEN: u32 = 1 << 2;
    /// See [`CUE_OFTEN`].
    pub(crate) const CUE_SOMETIMES: u32 = 1 << 3;
    /// See [`CUE_OFTEN`].
    pub(crate) const CUE_SELDOM: u32 = 1 << 4;
    /// May stand between a speaker and his verb.
    pub(crate) const ADVERB: u32 = 1 << 5;
    /// An auxiliary verb.
    pub(crate) const AUXILIARY: u32 = 1 << 6;
    /// A preposition.
    pub(crate) const PREPOSITION: u32 = 1 << 7;
    /// A conjunction or relative pronoun.
    pub(crate) const CONJUNCTION: u32 = 1 << 8;
    /// Opens a noun phrase.
    pub(crate) const DETERMINER: u32 = 1 << 9;
    /// A pronoun that can be a subject.
    pub(crate) const PRONOUN: u32 = 1 << 10;
    /// A noun phrase in a word: others, some, critics.
    pub(crate) const PRONOUN_LIKE: u32 = 1 << 11;
    /// A title or office.
    pub(crate) const TITLE: u32 = 1 << 12;
    /// Ends in s and is no plural that speaks.
    pub(crate) const NO_PLURAL: u32 = 1 << 13;
    /// A noun that is often a source: official, report, newspaper.
    pub(crate) const SOURCE_NOUN: u32 = 1 << 14;
}

const CLASSES: [(&str, u32); 15] = [
    ("say", class::SAY),
    ("say-weak", class::SAY_WEAK),
    ("cue-often", class::CUE_OFTEN),
    ("cue-sometimes", class::CUE_SOMETIMES),
    ("cue-seldom", class::CUE_SELDOM),
    ("adverb", class::ADVERB),
    ("auxiliary", class::AUXILIARY),
    ("preposition", class::PREPOSITION),
    ("conjunction", class::CONJUNCTION),
    ("determiner", class::DETERMINER),
    ("pronoun", class::PRONOUN),
    ("pronoun-like", class::PRONOUN_LIKE),
    ("title", class::TITLE),
    ("no-plural", class::NO_PLURAL),
    ("source-noun", class::SOURCE_NOUN),
];

static LEXICON: LazyLock<HashMap<Word, u32, Plain>> = LazyLock::new(|| {
    let mut classes: HashMap<Word, u32, Plain> = HashMap::default();
    for line in include_str!("words.txt").lines() {
        let Some((name, words)) = line.split_once(": ") else { continue };
        let bit = CLASSES.iter().find(|(n, _)| *n == name).map_or(0, |(_, bit)| *bit);
        for word in words.split(' ') {
            *classes.entry(hash(word)).or_default() |= bit;
        }
    }
    classes
});

/// The classes of a word.
pub(crate) fn classes(word: Word) -> u32 {
    LEXICON.get(&word).copied().unwrap_or(0)
}

/// The hash of a word's small letters; a curly apostrophe counts as a straight one.
pub(crate) fn hash(word: &str) -> Word {
    let mut h: u32 = 0x811C_9DC5;
    let mut step = |b: u8| h = (h ^ u32::from(b)).wrapping_mul(0x0100_0193);
    for c in word.chars() {
        match c {
            '’' => step(b'\''),
            c if c.is_ascii() => step(c.to_ascii_lowercase() as u8),
            c => c.to_lowercase().for_each(|c| (c as u32).to_le_bytes().into_iter().for_each(&mut step)),
        }
    }
    h
}

/// The hash of a word known when the program is built (ASCII, small letters).
pub(crate) const fn word(text: &str) -> Word {
    let bytes = text.as_bytes();
    let mut h: u32 = 0x811C_9DC5;
    let mut at = 0;
    while at < bytes.len() {
        h = (h ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    h
}

/// The keys are hashes already.
#[derive(Clone, Copy, Default)]
pub(crate) struct Plain;

impl std::hash::BuildHasher for Plain {
    type Hasher = PlainHasher;

    fn build_hasher(&self) -> PlainHasher {
        PlainHasher(0)
    }
}

/// See [`Plain`].
pub(crate) struct PlainHasher(u64);

impl std::hash::Hasher for PlainHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26);
    }
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, class, classes, hash, word};

    #[test]
    fn words_have_their_classes() {
        assert_eq!(classes(hash("Said")) & class::SAY, class::SAY);
        assert_eq!(classes(hash("the")) & class::DETERMINER, class::DETERMINER);
        assert_eq!(classes(hash("gooseberry")), 0);
        assert_eq!(hash("it’s"), word("it's"));
        for line in include_str!("words.txt").lines() {
            let name = line.split(':').next().unwrap();
            assert!(CLASSES.iter().any(|(n, _)| *n == name), "unknown class {name}");
        }
    }
}
