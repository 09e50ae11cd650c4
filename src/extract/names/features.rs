//! What the tagger looks at: the word, its neighbours, its run of capitals, gazetteers, clusters, and in the second pass
//! what the first pass made of the rest of the article.
//!
//! Features after Ratinov and Roth (2009): context aggregation, two-stage prediction, gazetteers, word clusters.

pub mod again;
mod places;
mod pools;
pub mod seen;
mod topics;

pub use again::extract_more;
pub use seen::Seen;

use crate::extract::learn::Features;
use crate::extract::learn::adder::Items;
use crate::extract::learn::features::{PoolId, key, pair};
use crate::extract::lexicon::List;
use crate::extract::names::document::{Document, Mode, WordType};
use crate::extract::names::features::places::Places;
use crate::extract::names::features::pools::Pools;
use crate::extract::names::features::topics::topic;
use crate::extract::names::words::Words;
use crate::text::tokens::Case;
use std::ops::Range;

/// Changes whenever features do: a model trained for others is refused.
pub const FINGERPRINT: u32 = 5;

/// Kinds of names, in the order of the labels.
pub const KINDS: usize = 4;

/// Words that stand for what lies beyond a sentence's ends.
const BEFORE: u64 = 1;
const BEYOND: u64 = 2;

/// The roles a word can play towards a token; each has features of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Here,
    Before,
    After,
    Before2,
    After2,
    Elsewhere,
    RunFirst,
    RunLast,
    RunBefore,
    RunAfter,
}

const PARTS: usize = 10;

/// Computes the features of one document.
pub struct Extractor<'d, 'w, I> {
    document: &'d Document<'d>,
    words: &'w Words,
    out: I,
    /// Memory to work in.
    keys: Vec<u32>,
    pools: Vec<[Option<PoolId>; PARTS]>,
    /// Gazetteers that hold a phrase of several words around each token.
    phrases: Vec<u8>,
    /// The run of capitals each token is part of.
    runs: Vec<(u32, u32)>,
    /// Where each capitalised spelling stands.
    places: Places,
    /// What the article is about.
    topic: u64,
}

/// The features of every item of a document; for the second pass with what the first one found and its own labels.
#[must_use]
pub fn extract(document: &Document<'_>, words: &Words, first: Option<(&Seen, &[u8])>) -> Features {
    all(Extractor::new(document, words, Features::new()), first)
}

/// Hands over the features of the first pass.
pub fn extract_first<I: Items>(document: &Document<'_>, words: &Words, out: I) -> I {
    all(Extractor::new(document, words, out), None)
}

fn all<I: Items>(mut extractor: Extractor<'_, '_, I>, first: Option<(&Seen, &[u8])>) -> I {
    let document = extractor.document;
    extractor.find_phrases();
    extractor.places = Places::of(document);
    extractor.topic = topic(document);
    let mut own = Vec::with_capacity(64);
    for (sequence, home) in document.sequences.iter().zip(&document.homes) {
        let Some(sentence) = document.sentences.get(*home as usize) else { continue };
        for item in sequence.clone() {
            let Some(at) = document.items.get(item).map(|t| *t as usize) else { continue };
            own.clear();
            let pools = extractor.item(at, &sentence.tokens, sentence.mode, &mut own);
            if let Some((seen, labels)) = first {
                extractor.consistency(at, &sentence.tokens, seen, labels.get(item).copied(), &mut own);
            }
            extractor.out.item(pools.all(), &own);
        }
    }
    extractor.out
}

impl<'d, 'w, I: Items> Extractor<'d, 'w, I> {
    fn new(document: &'d Document<'d>, words: &'w Words, out: I) -> Self {
        let mut extractor = Self {
            keys: Vec::with_capacity(64),
            document,
            words,
            out,
            pools: vec![[None; PARTS]; document.words.len()],
            phrases: vec![0; document.tokens.len()],
            runs: vec![(0, 0); document.tokens.len()],
            places: Places::default(),
            topic: 0,
        };
        extractor.find_runs();
        extractor
    }

    /// Marks phrases of two to four words that a gazetteer holds.
    fn find_phrases(&mut self) {
        for sentence in &self.document.sentences {
            for at in sentence.tokens.clone() {
                let Some(first) = self.document.word(at).filter(|w| w.case.starts_upper()) else { continue };
                let mut hash = pair(11, first.lower);
                for end in at + 1..(at + 4).min(sentence.tokens.end) {
                    let Some(next) = self.document.word(end) else { break };
                    hash = pair(hash, next.lower);
                    let held = self.words.get(hash).gazetteers;
                    if held != 0 {
                        for mark in self.phrases.get_mut(at..=end).into_iter().flatten() {
                            *mark |= held;
                        }
                    }
                }
            }
        }
    }

    /// Marks runs of capitals, with `of`, `and` and their like inside.
    fn find_runs(&mut self) {
        for sequence in &self.document.sequences {
            let mut start = None;
            let mut end = 0;
            let mut close = |from: Option<usize>, to: usize| {
                let Some(from) = from else { return };
                for run in self.runs.get_mut(from..to).into_iter().flatten() {
                    *run = (from as u32, to as u32);
                }
            };
            for item in sequence.clone() {
                let Some(at) = self.document.items.get(item).map(|t| *t as usize) else { continue };
                let Some(word) = self.document.word(at) else { continue };
                if word.case.starts_upper() {
                    start.get_or_insert(at);
                    end = at + 1;
                } else if word.case == Case::None
                    && self.document.tokens.get(at).is_some_and(|t| t.span.of(self.document.text) == ",")
                {
                    close(start.take(), end);
                }
            }
            close(start, end);
        }
    }

    fn word(&self, at: Option<usize>, sentence: &Range<usize>) -> Option<&WordType> {
        at.filter(|a| sentence.contains(a)).and_then(|a| self.document.word(a))
    }

    /// The pool of a word in a part.
    fn pool(&mut self, at: Option<usize>, sentence: &Range<usize>, part: Part) -> Option<PoolId> {
        let at = at.filter(|a| sentence.contains(a))?;
        let id = *self.document.types.get(at)? as usize;
        if let Some(pool) = self.pools.get(id).and_then(|p| p.get(part as usize)).copied().flatten() {
            return Some(pool);
        }
        let word = *self.document.words.get(id)?;
        // Pools are remembered by spelling and part, except what the article itself says of a word; training needs their
        // features and remembers none.
        let name = if part == Part::Elsewhere { 0 } else { pair(word.exact, part as u64) };
        let pool = if let Some(pool) = self.out.known(name) {
            pool
        } else {
            let mut keys = std::mem::take(&mut self.keys);
            keys.clear();
            match part {
                Part::Here => self.here(&word, &mut keys),
                Part::Elsewhere => self.places.beside(&word, self.document, self.words, &mut keys),
                _ => self.beside(&word, part, &mut keys),
            }
            let pool = self.out.pool(name, &keys);
            self.keys = keys;
            pool
        };
        if let Some(slot) = self.pools.get_mut(id).and_then(|p| p.get_mut(part as usize)) {
            *slot = Some(pool);
        }
        Some(pool)
    }

    /// What the word itself says.
    fn here(&self, word: &WordType, keys: &mut Vec<u32>) {
        let text = word.first.of(self.document.text);
        keys.extend([key(0, 0), key(1, word.lower), key(2, word.exact), key(3, word.shape)]);
        let low = text.to_lowercase();
        let letters: Vec<(usize, char)> = low.char_indices().collect();
        for length in 1..=4.min(letters.len()) {
            let end = letters.get(length).map_or(low.len(), |l| l.0);
            let start = letters.get(letters.len() - length).map_or(0, |l| l.0);
            keys.push(key(10 + length as u32, hash(low.get(..end).unwrap_or_default())));
            keys.push(key(15 + length as u32, hash(low.get(start..).unwrap_or_default())));
        }
        if letters.len() > 5 {
            let start = letters.get(letters.len() - 5).map_or(0, |l| l.0);
            keys.push(key(9, hash(low.get(start..).unwrap_or_default())));
        }
        keys.push(key(20, u64::from(word.facts.gazetteers)));
        keys.push(key(21, u64::from(word.lists & List::NAMES)));
        for bit in 0..8 {
            if word.facts.gazetteers >> bit & 1 == 1 {
                keys.push(key(22, bit));
            }
        }
        if let Some(clusters) = self.words.clusters(word.facts) {
            for (grain, cluster) in clusters.into_iter().enumerate() {
                keys.push(key(24 + grain as u32, u64::from(cluster)));
                keys.push(key(27 + grain as u32, pair(u64::from(cluster), word.shape)));
            }
        }
        if word.case.starts_upper() {
            keys.push(key(30, u64::from(word.facts.caps)));
            keys.push(key(31, u64::from(word.facts.caps & 15)));
            if !I::REMEMBERS {
                keys.push(self.use_of_capitals(word));
            }
        }
    }

    /// How the word is written elsewhere in the article: what its pool says of this article only.
    fn use_of_capitals(&self, word: &WordType) -> u32 {
        let counts = self.document.counts.get(word.folded as usize).copied().unwrap_or_default();
        key(32, pair(u64::from(counts.upper.min(3)), u64::from(counts.lower.min(3))))
    }

    /// What a word says of one beside it.
    fn beside(&self, word: &WordType, part: Part, keys: &mut Vec<u32>) {
        let base = 40 + 10 * part as u32;
        keys.push(key(base, word.lower));
        let clusters = self.words.clusters(word.facts);
        for (grain, cluster) in clusters.into_iter().flatten().enumerate() {
            keys.push(key(base + 1 + grain as u32, u64::from(cluster)));
        }
        if matches!(part, Part::Before2 | Part::After2) {
            return;
        }
        keys.push(key(base + 4, pair(u64::from(word.facts.gazetteers), u64::from(word.case.starts_upper()))));
        keys.push(key(base + 5, u64::from(word.lists & List::NAMES)));
        if matches!(part, Part::Before | Part::After) {
            keys.push(key(base + 6, word.shape));
            let text = word.first.of(self.document.text);
            let tail = text.char_indices().rev().nth(2).map_or(0, |c| c.0);
            keys.push(key(base + 7, hash(&text.get(tail..).unwrap_or_default().to_lowercase())));
        }
        if part == Part::RunLast {
            keys.push(key(base + 8, u64::from(word.facts.caps & 15)));
        }
    }

    /// The features of one token that depend on more than one word, and the pools of the words around it.
    fn item(&mut self, at: usize, sentence: &Range<usize>, mode: Mode, keys: &mut Vec<u32>) -> Pools {
        let (run_start, run_end) = self.runs.get(at).map_or((0, 0), |r| (r.0 as usize, r.1 as usize));
        let in_run = run_end > run_start;
        let mut pools = Pools::default();
        let around = [
            (Some(at), Part::Here),
            (at.checked_sub(1), Part::Before),
            (Some(at + 1), Part::After),
            (at.checked_sub(2), Part::Before2),
            (Some(at + 2), Part::After2),
            (Some(at), Part::Elsewhere),
        ];
        let run = [
            (Some(run_start), Part::RunFirst),
            (run_end.checked_sub(1), Part::RunLast),
            (run_start.checked_sub(1), Part::RunBefore),
            (Some(run_end), Part::RunAfter),
        ];
        for (place, part) in around.into_iter().chain(run.into_iter().filter(|_| in_run)) {
            if let Some(pool) = self.pool(place, sentence, part) {
                pools.push(pool);
            }
        }
        let Some(here) = self.document.word(at).copied() else { return pools };
        let beside: [Option<&WordType>; 5] =
            std::array::from_fn(|slot| self.word((at + slot).checked_sub(2), sentence));
        let edge = |slot: usize| if slot < 2 { BEFORE } else { BEYOND };
        let words: [u64; 5] =
            std::array::from_fn(|slot| beside[slot].map_or_else(|| edge(slot), |word| word.lower));
        let shapes: [u64; 5] =
            std::array::from_fn(|slot| beside[slot].map_or_else(|| edge(slot), |word| word.shape));
        let held: [u64; 5] = std::array::from_fn(|slot| {
            let Some(word) = beside[slot] else { return 0 };
            let phrase = self.phrases.get(at + slot - 2).copied().unwrap_or_default();
            u64::from(word.facts.gazetteers)
                | u64::from(phrase) << 8
                | u64::from(word.lists & List::NAMES) << 16
        });
        let clusters: [u64; 5] = std::array::from_fn(|slot| {
            let clusters = beside[slot].and_then(|word| self.words.clusters(word.facts));
            clusters.map_or(shapes[slot], |clusters| u64::from(clusters[1]))
        });
        let of = |list: &[u64; 5], offset: isize| list[2_usize.wrapping_add_signed(offset)];
        let word = |offset: isize| of(&words, offset);
        let shape = |offset: isize| of(&shapes, offset);
        let held = |offset: isize| of(&held, offset);
        let cluster = |offset: isize| of(&clusters, offset);
        let first = u64::from(at == sentence.start);
        let caps = u64::from(here.facts.caps & 15);
        keys.extend([
            key(200, pair(word(-1), word(0))),
            key(201, pair(word(0), word(1))),
            key(202, pair(word(-1), word(1))),
            key(203, pair(word(-2), word(-1))),
            key(204, pair(word(1), word(2))),
            key(205, pair(shape(-1), shape(0))),
            key(206, pair(shape(0), shape(1))),
            key(207, pair(pair(shape(-1), shape(0)), shape(1))),
            key(208, pair(word(-1), shape(0))),
            key(209, pair(shape(0), word(1))),
            key(210, pair(mode as u64, shape(0))),
            key(211, pair(first, shape(0))),
            key(212, pair(cluster(-1), cluster(0))),
            key(213, pair(cluster(0), cluster(1))),
            key(214, pair(pair(cluster(-1), shape(0)), cluster(1))),
            key(220, held(0)),
            key(221, pair(held(-1), held(0))),
            key(222, pair(held(0), held(1))),
            key(223, pair(held(0), shape(1))),
            key(270, pair(self.topic, held(0))),
            key(271, pair(self.topic, word(0))),
            key(272, pair(self.topic, word(1))),
            key(273, pair(self.topic, word(-1))),
            key(274, pair(self.topic, cluster(0))),
            key(275, pair(self.topic, shape(0))),
        ]);
        let phrase = self.phrases.get(at).copied().unwrap_or_default();
        for bit in 0..8 {
            if phrase >> bit & 1 == 1 {
                keys.push(key(224, bit));
            }
        }
        if at == sentence.start {
            keys.extend([key(225, word(1)), key(226, pair(shape(0), shape(1)))]);
        }
        if here.case.starts_upper() && I::REMEMBERS {
            keys.push(self.use_of_capitals(&here));
        }
        if here.case.starts_upper() {
            let counts = self.document.counts.get(here.folded as usize).copied().unwrap_or_default();
            let seen = pair(u64::from(counts.upper.min(3)), u64::from(counts.lower.min(3)));
            keys.extend([
                key(230, pair(caps, first)),
                key(231, pair(caps, mode as u64)),
                key(232, pair(seen, first)),
            ]);
        }
        if in_run {
            self.run(at, run_start..run_end, sentence, keys);
        }
        pools
    }

    /// What the run of capitals around a token says of it.
    fn run(&self, at: usize, run: Range<usize>, sentence: &Range<usize>, keys: &mut Vec<u32>) {
        let Some(here) = self.document.word(at) else { return };
        let length = run.len().min(6) as u64;
        keys.push(key(240, pair(length, (at - run.start).min(5) as u64)));
        let around = |place: Option<usize>| self.word(place, sentence).map_or(BEFORE, |w| w.lower);
        keys.push(key(241, pair(around(run.start.checked_sub(2)), around(run.start.checked_sub(1)))));
        keys.push(key(242, pair(around(Some(run.end)), around(Some(run.end + 1)))));
        keys.push(key(243, pair(around(run.start.checked_sub(1)), around(Some(run.end)))));
        keys.push(key(244, pair(around(run.end.checked_sub(1)), here.shape)));
        keys.push(key(
            245,
            pair(pair(around(run.end.checked_sub(1)), length), (at - run.start).min(5) as u64),
        ));
    }
}

fn hash(text: &str) -> u64 {
    crate::extract::learn::features::text(text)
}
