//! A word as the words beside it see it: all they ask of it in one place.

use crate::extract::learn::features::pair;
use crate::extract::quotes::base::Base;
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::tagging::EDGE;

/// A word, or an edge of the sentence.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// Its small letters.
    pub(super) word: u64,
    /// How it is written.
    pub(super) shape: u64,
    /// What possible source it is part of.
    pub(super) candidate: u64,
    /// How it stands to quotation marks.
    pub(super) mark: u64,
    /// Its middle cluster.
    pub(super) cluster: u64,
    /// Shape, candidate and mark in one number.
    pub(super) sign: u64,
    /// The word as it is spelt, and its token.
    pub(super) spelling: (u64, usize),
}

impl Cell {
    /// An edge of the sentence, which counts as a word.
    const fn edge(word: u64) -> Self {
        Self { word, shape: 1, candidate: 0, mark: 0, cluster: 1, sign: word, spelling: (word, usize::MAX) }
    }

    /// The tokens of a sentence, with its edges.
    pub(super) fn all(reading: &Reading, base: &Base, sentence: Range) -> impl Iterator<Item = Self> {
        let tokens = sentence.indices().map(|at| Self::of(reading, base, at));
        [Self::edge(1); EDGE].into_iter().chain(tokens).chain([Self::edge(2); EDGE])
    }

    /// A token.
    fn of(reading: &Reading, base: &Base, at: usize) -> Self {
        let (shape, candidate, mark) = (base.shape[at], base.candidate[at], u64::from(base.marks[at]));
        Self {
            word: u64::from(reading.tokens[at].word),
            shape,
            candidate,
            mark,
            cluster: u64::from(base.clusters[at][1]),
            sign: pair(pair(shape, candidate), mark),
            spelling: (base.spelling[at], at),
        }
    }
}
