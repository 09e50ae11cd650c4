//! Where a spelling stands in its article: what stands beside a word in its other places says what it is here
//! (context aggregation: Chieu and Ng 2003; Ratinov and Roth 2009).

use crate::extract::learn::key;
use crate::extract::lexicon::List;
use crate::extract::names::document::{Document, WordType};
use crate::extract::names::words::Words;

/// How many places of a word are looked at.
const MOST: usize = 5;

/// The first places of each capitalised spelling, by its folded number.
#[derive(Default)]
pub(super) struct Places(Vec<[u32; MOST]>);

/// Stands for no place.
const NOWHERE: u32 = u32::MAX;

impl Places {
    /// Notes where the capitalised spellings of a document stand, function words left out.
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut places = vec![[NOWHERE; MOST]; document.counts.len()];
        for at in &document.items {
            let Some(word) = document.word(*at as usize).filter(|w| w.case.starts_upper()) else { continue };
            if word.lists >> List::FunctionWords as u8 & 1 == 1 {
                continue;
            }
            let free =
                places.get_mut(word.folded as usize).and_then(|p| p.iter_mut().find(|p| **p == NOWHERE));
            if let Some(slot) = free {
                *slot = *at;
            }
        }
        Self(places)
    }

    /// What stands beside the word in all its places, if it has several.
    pub(super) fn beside(
        &self,
        word: &WordType,
        document: &Document<'_>,
        words: &Words,
        keys: &mut Vec<u32>,
    ) {
        let Some(places) = self.0.get(word.folded as usize) else { return };
        let known = places.iter().filter(|at| **at != NOWHERE);
        if known.clone().count() < 2 {
            return;
        }
        for at in known {
            let at = *at as usize;
            for (side, other) in [(0, at.checked_sub(1)), (1, Some(at + 1))] {
                let Some(other) = other.and_then(|o| document.word(o)) else { continue };
                keys.push(key(250 + side, other.lower));
                if let Some(clusters) = words.clusters(other.facts) {
                    keys.push(key(252 + side, u64::from(clusters[0])));
                    keys.push(key(254 + side, u64::from(clusters[1])));
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
    }
}
