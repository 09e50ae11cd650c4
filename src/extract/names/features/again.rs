//! What the second pass sees more than the first: how the same words were read in the rest of the article.

use crate::extract::learn::adder::Items;
use crate::extract::learn::features::{key, pair};
use crate::extract::names::document::Document;
use crate::extract::names::features::seen::{Seen, most, whole};
use crate::extract::names::features::{Extractor, KINDS};
use crate::extract::names::words::Words;
use crate::text::tokens::Case;
use std::ops::Range;

/// Hands over what the second pass sees more than the first.
pub fn extract_more<I: Items>(
    document: &Document<'_>,
    words: &Words,
    seen: &Seen,
    first: &[u8],
    out: I,
) -> I {
    let mut extractor = Extractor::new(document, words, out);
    let mut own = Vec::with_capacity(16);
    for (sequence, home) in document.sequences.iter().zip(&document.homes) {
        let Some(sentence) = document.sentences.get(*home as usize) else { continue };
        for item in sequence.clone() {
            let Some(at) = document.items.get(item).map(|t| *t as usize) else { continue };
            own.clear();
            extractor.consistency(at, &sentence.tokens, seen, first.get(item).copied(), &mut own);
            extractor.out.item(&[], &own);
        }
    }
    extractor.out
}

/// How many words a name has at most.
const LONGEST: usize = 64;

impl<I: Items> Extractor<'_, '_, I> {
    /// What the first pass made of the same words elsewhere.
    pub(super) fn consistency(
        &self,
        at: usize,
        sentence: &Range<usize>,
        seen: &Seen,
        own: Option<u8>,
        keys: &mut Vec<u32>,
    ) {
        let Some(word) = self.document.word(at).filter(|w| w.case.starts_upper() || w.case == Case::Inner)
        else {
            return;
        };
        let own = own.and_then(|l| l.checked_sub(1)).map_or(KINDS, |l| (l / 2) as usize);
        if let Some(counts) = seen.tokens.get(word.folded as usize) {
            let mut counts = *counts;
            if let Some(count) = counts.get_mut(own) {
                *count = count.saturating_sub(1);
            }
            let total: u16 = counts.iter().sum();
            if let Some((kind, top)) = most(&counts) {
                let sure =
                    if top == total { 2 } else { u64::from(u32::from(top) * 4 >= u32::from(total) * 3) };
                keys.push(key(260, pair(kind as u64, sure)));
                keys.push(key(261, pair(kind as u64, u64::from(total.min(4)))));
            } else {
                keys.push(key(262, 0));
            }
        }
        let capital =
            |place: Option<usize>| self.word(place, sentence).is_some_and(|w| w.case.starts_upper());
        if let Some((kind, _)) = seen.last.get(&word.folded).and_then(|c| most(c)) {
            keys.push(key(263, pair(kind as u64, u64::from(capital(at.checked_sub(1))))));
        }
        if let Some((kind, _)) = seen.first.get(&word.folded).and_then(|c| most(c)) {
            keys.push(key(264, pair(kind as u64, u64::from(capital(Some(at + 1))))));
        }
        if let Some(kind) = seen.initials.get(&word.exact) {
            keys.push(key(265, u64::from(*kind)));
        }
        let (start, end) = self.runs.get(at).map_or((0, 0), |r| (r.0 as usize, r.1 as usize));
        // No name has as many words, and a headline of a million of them is not read once for each.
        if (start + 2..=start + LONGEST).contains(&end) {
            let hash = whole((start..end).filter_map(|t| self.document.word(t)));
            if let Some((kind, count)) = seen.whole.get(&hash).and_then(|c| most(c)) {
                keys.push(key(266, pair(kind as u64, u64::from(count.min(3)))));
            }
        }
        keys.push(key(267, pair(own as u64, word.shape)));
    }
}
