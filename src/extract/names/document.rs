//! An article as the tagger sees it: tokens, word types, sentences, and which tokens could be part of a name.
//!
//! Each spelling is looked at once; tokens carry its number. Only capitalised words and what may stand between or beside
//! them are candidates: everything else is no name and costs nothing.

mod recent;

pub(crate) use recent::{forget, remembered};

use crate::extract::learn::features::{pair, text as hash_text};
use crate::extract::lexicon::List;
use crate::extract::names::document::recent::Recent;
use crate::extract::names::words::{Facts, HashedMap, Words};
use crate::extract::split::Split;
use crate::model::{Region, RegionKind, Span};
use crate::text::tokens::{Case, Token, TokenKind};
use crate::text::wordset::WordSet;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::LazyLock;

/// One spelling of the document.
#[derive(Clone, Copy, Debug)]
pub struct WordType {
    /// Hash of the exact spelling.
    pub exact: u64,
    /// Hash of the spelling in lower case.
    pub lower: u64,
    /// Hash of the shape: `Xx`, `X.X.`, `dd`.
    pub shape: u64,
    /// How it is written.
    pub case: Case,
    /// What is known of it.
    pub facts: Facts,
    /// Bits of the word lists that hold it: titles, title modifiers, organisations, function words.
    pub lists: u8,
    /// What it may be between capitals.
    pub joint: Joint,
    /// Where it first stands, to get at its letters.
    pub first: Span,
    /// Number of its spelling in lower case.
    pub folded: u32,
}

impl WordType {
    /// Looks at a spelling.
    fn new(token: &Token, word: &str, exact: u64, table: &Words) -> Self {
        let low =
            if matches!(token.case, Case::Lower | Case::None) { None } else { Some(word.to_lowercase()) };
        let low = low.as_deref().unwrap_or(word);
        let lower = if low == word { exact } else { hash_text(low) };
        Self {
            exact,
            lower,
            shape: shape(word),
            case: token.case,
            facts: table.get(lower),
            lists: List::holding(low),
            joint: joint(token, low),
            first: token.span,
            folded: 0,
        }
    }
}

/// What a token that is not capitalised may be to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// Nothing.
    None,
    /// It may stand inside: `of`, `and`, a hyphen, a number.
    Inside,
    /// It may stand inside or open one: `von`, `al`.
    Opening,
}

/// How the capitals of a sentence are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As in running text.
    Plain,
    /// Most words begin with a capital.
    Title,
    /// No small letters.
    Upper,
}

/// A sentence: its tokens and how they use capitals.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its use of capitals.
    pub mode: Mode,
    /// What it is part of.
    pub region: RegionKind,
}

/// How often a word (in lower case) stands capitalised in mid-sentence and in small letters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Capitalised within a sentence.
    pub upper: u16,
    /// In small letters.
    pub lower: u16,
}

/// An article made ready.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// Its text.
    pub text: &'a str,
    /// Every token, in order.
    pub tokens: Vec<Token>,
    /// The word type of each token.
    pub types: Vec<u32>,
    /// The word types.
    pub words: Vec<WordType>,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// Counts for each folded spelling.
    pub counts: Vec<Counts>,
    /// The item of each token, or [`NO_ITEM`].
    pub item_of: Vec<u32>,
    /// The token of each item.
    pub items: Vec<u32>,
    /// Runs of candidates, as ranges of items.
    pub sequences: Vec<Range<usize>>,
    /// The sentence of each sequence.
    pub homes: Vec<u32>,
}

/// Marks tokens that cannot be part of a name.
pub const NO_ITEM: u32 = u32::MAX;

/// Most tokens without a capital in the middle of a name.
const GAP: usize = 3;

impl<'a> Document<'a> {
    /// Makes regions of `text` ready.
    #[must_use]
    pub fn new(text: &'a str, regions: impl IntoIterator<Item = (RegionKind, Span)>, words: &Words) -> Self {
        let regions = regions.into_iter().map(|(kind, span)| Region { kind, span }).collect();
        Self::of(text, &Split::new(text, regions), words)
    }

    /// Makes a text ready that was cut already.
    #[must_use]
    pub fn of(text: &'a str, split: &Split, words: &Words) -> Self {
        let mut document = Self {
            text,
            tokens: split.tokens.clone(),
            types: Vec::new(),
            words: Vec::new(),
            sentences: Vec::new(),
            counts: Vec::new(),
            item_of: Vec::new(),
            items: Vec::new(),
            sequences: Vec::new(),
            homes: Vec::new(),
        };
        let mut from = 0;
        for (region, tokens, sentences) in split.parts() {
            document.add(region.kind, from..from + tokens.len(), sentences);
            from += tokens.len();
        }
        document.intern(words);
        for at in 0..document.sentences.len() {
            document.look(at);
        }
        document.choose();
        document
    }

    fn add(&mut self, region: RegionKind, tokens: Range<usize>, sentences: &[Span]) {
        let mut from = tokens.start;
        for sentence in sentences {
            let rest = self.tokens.get(from..tokens.end).unwrap_or_default();
            let count = rest.iter().take_while(|t| t.span.start < sentence.end).count();
            if count > 0 {
                self.sentences.push(Sentence { tokens: from..from + count, mode: Mode::Plain, region });
            }
            from += count;
        }
        if from < tokens.end {
            self.sentences.push(Sentence { tokens: from..tokens.end, mode: Mode::Plain, region });
        }
    }

    /// Gives every token the number of its spelling.
    fn intern(&mut self, table: &Words) {
        let room = self.tokens.len() / 3;
        let mut known: HashedMap<u64, u32> =
            HashMap::with_capacity_and_hasher(room, BuildHasherDefault::default());
        let mut folds: HashedMap<u64, u32> =
            HashMap::with_capacity_and_hasher(room, BuildHasherDefault::default());
        self.types.reserve(self.tokens.len());
        let mut recent = Recent::of(table);
        for token in &self.tokens {
            let word = token.span.of(self.text);
            let exact = hash_text(word);
            let id = *known.entry(exact).or_insert_with(|| {
                let known = recent.word(exact, || WordType::new(token, word, exact, table));
                let next = folds.len() as u32;
                let folded = *folds.entry(known.lower).or_insert(next);
                self.words.push(WordType { first: token.span, folded, ..known });
                self.words.len() as u32 - 1
            });
            self.types.push(id);
        }
        self.counts = vec![Counts::default(); folds.len()];
        recent.keep();
    }

    /// Tells a sentence's use of capitals and counts its words.
    fn look(&mut self, at: usize) {
        let Some(range) = self.sentences.get(at).map(|s| s.tokens.clone()) else { return };
        let tokens = self.tokens.get(range.clone()).unwrap_or_default();
        let count = |test: fn(Case) -> bool| tokens.iter().filter(|t| test(t.case)).count();
        let words = count(|c| c != Case::None);
        let upper = count(Case::starts_upper);
        let small = count(|c| !matches!(c, Case::None | Case::Upper));
        let mode = if small == 0 && words > 1 {
            Mode::Upper
        } else if words > 3 && upper * 10 >= words * 7 {
            Mode::Title
        } else {
            Mode::Plain
        };
        if let Some(sentence) = self.sentences.get_mut(at) {
            sentence.mode = mode;
        }
        if mode != Mode::Plain {
            return;
        }
        for (place, (token, kind)) in tokens.iter().zip(self.types.get(range).unwrap_or_default()).enumerate()
        {
            let Some(word) = self.words.get(*kind as usize) else { continue };
            let Some(counts) = self.counts.get_mut(word.folded as usize) else { continue };
            if token.case == Case::Lower {
                counts.lower = counts.lower.saturating_add(1);
            } else if place > 0 && token.case.starts_upper() {
                counts.upper = counts.upper.saturating_add(1);
            }
        }
    }

    /// Chooses the tokens that could be part of a name.
    fn choose(&mut self) {
        let mut chosen = vec![false; self.tokens.len()];
        for sentence in &self.sentences {
            let mut last: Option<usize> = None;
            for at in sentence.tokens.clone() {
                let Some(token) = self.tokens.get(at) else { continue };
                let capital = token.case.starts_upper() || token.case == Case::Inner;
                if !capital || matches!(token.kind, TokenKind::Clitic | TokenKind::Link) {
                    // A number behind a capital may belong to it.
                    if token.kind == TokenKind::Number
                        && last.is_some_and(|l| at - l <= 2 && self.fits(l + 1..at))
                    {
                        chosen.get_mut(last.unwrap_or(at)..=at).into_iter().flatten().for_each(|c| *c = true);
                    }
                    if !capital {
                        continue;
                    }
                }
                let mut from = at;
                while from > sentence.tokens.start && at - from < 2 && self.opens(from - 1) {
                    from -= 1;
                }
                if let Some(l) = last.filter(|l| at - l <= GAP + 1 && self.fits(l + 1..at)) {
                    from = from.min(l + 1);
                }
                chosen.get_mut(from..=at).into_iter().flatten().for_each(|c| *c = true);
                last = Some(at);
            }
        }
        self.item_of = vec![NO_ITEM; self.tokens.len()];
        for (home, sentence) in self.sentences.iter().enumerate() {
            let mut start = self.items.len();
            for at in sentence.tokens.clone() {
                if chosen.get(at).copied().unwrap_or_default() {
                    if let Some(slot) = self.item_of.get_mut(at) {
                        *slot = self.items.len() as u32;
                    }
                    self.items.push(at as u32);
                } else if self.items.len() > start {
                    self.sequences.push(start..self.items.len());
                    self.homes.push(home as u32);
                    start = self.items.len();
                }
            }
            if self.items.len() > start {
                self.sequences.push(start..self.items.len());
                self.homes.push(home as u32);
            }
        }
    }

    /// The word type of a token.
    #[must_use]
    pub fn word(&self, at: usize) -> Option<&WordType> {
        self.types.get(at).and_then(|t| self.words.get(*t as usize))
    }

    fn fits(&self, mut between: Range<usize>) -> bool {
        between.all(|at| self.word(at).is_some_and(|w| w.joint != Joint::None))
    }

    fn opens(&self, at: usize) -> bool {
        let opening = |at: usize| self.word(at).is_some_and(|w| w.joint == Joint::Opening);
        let hyphen = || self.tokens.get(at).is_some_and(|t| t.span.of(self.text) == "-");
        opening(at) || at > 0 && hyphen() && opening(at - 1)
    }
}

/// Words that join the parts of a name; those after the blank line may also open one.
static JOINTS: LazyLock<WordSet> = LazyLock::new(|| {
    let (inside, opening) = include_str!("../lexicon/joints.txt").split_once("\n\n").unwrap_or_default();
    WordSet::new(opening.lines().map(|word| (word, OPENING)).chain(inside.lines().map(|word| (word, INSIDE))))
});
const INSIDE: u8 = 1;
const OPENING: u8 = 2;

fn joint(token: &Token, low: &str) -> Joint {
    match token.kind {
        TokenKind::Number | TokenKind::Clitic => Joint::Inside,
        TokenKind::Link => Joint::None,
        TokenKind::Mark => match low {
            "-" | "&" | "'" | "’" | "," | "/" | "." | "–" => Joint::Inside,
            _ => Joint::None,
        },
        TokenKind::Word => {
            let joint = JOINTS.get(low);
            if low.len() > 5 || joint == 0 {
                Joint::None
            } else if joint & OPENING != 0 {
                Joint::Opening
            } else {
                Joint::Inside
            }
        }
    }
}

/// The shape of a word: runs of capitals, small letters and digits as `X`, `x` and `d`, at most two of a kind in a row.
fn shape(word: &str) -> u64 {
    let mut shape = 0x51_u64;
    let (mut last, mut run) = ('\0', 0);
    for c in word.chars() {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_alphabetic() {
            'x'
        } else if c.is_numeric() {
            'd'
        } else {
            c
        };
        run = if class == last { run + 1 } else { 1 };
        if run <= 2 {
            shape = pair(shape, class as u64);
        }
        last = class;
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::{Document, Mode};
    use crate::extract::names::words::Words;
    use crate::model::{BlockKind, RegionKind, Span};

    fn check(text: &str, expect: &[&str]) {
        let words = Words::default();
        let region = RegionKind::Block(BlockKind::Paragraph);
        let document = Document::new(text, [(region, Span::new(0, text.len()))], &words);
        let found: Vec<&str> = document
            .sequences
            .iter()
            .map(|s| {
                let token = |at: usize| document.tokens[document.items[at] as usize].span;
                token(s.start).join(token(s.end - 1)).of(text)
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn candidates_are_capitals_and_what_joins_them() {
        check("In the harbour of Halm, Anna von der Lund spoke.", &["In", "Halm, Anna von der Lund"]);
        check("then al-Harun of the Bank of Northern Halm said", &["al-Harun of the Bank of Northern Halm"]);
        check("nothing here at all 12", &[]);
        check("a Mark 7 engine and an iBoat", &["Mark 7", "iBoat"]);
    }

    #[test]
    fn modes_of_capitals() {
        let mode = |text: &str| {
            let region = RegionKind::Headline;
            Document::new(text, [(region, Span::new(0, text.len()))], &Words::default()).sentences[0].mode
        };
        assert_eq!(mode("PRICES RISE AGAIN"), Mode::Upper);
        assert_eq!(mode("Prices Rise Again in Halm"), Mode::Title);
        assert_eq!(mode("Prices rise again in Halm"), Mode::Plain);
    }
}
