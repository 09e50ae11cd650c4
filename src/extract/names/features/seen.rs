//! What the first pass found, gathered by word: the second pass compares every word with its other places.

use crate::extract::learn::features::pair;
use crate::extract::learn::tag::stretches;
use crate::extract::names::document::{Document, WordType};
use crate::extract::names::features::KINDS;
use crate::extract::names::words::HashedMap;

/// What the first pass found in the article, by word.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// By folded spelling: how often as each kind, and outside.
    pub(crate) tokens: Vec<[u16; KINDS + 1]>,
    /// Last words of longer names.
    pub(crate) last: HashedMap<u32, [u16; KINDS]>,
    /// First words of longer names.
    pub(crate) first: HashedMap<u32, [u16; KINDS]>,
    /// Initials of longer names.
    pub(crate) initials: HashedMap<u64, u16>,
    /// Whole names.
    pub(crate) whole: HashedMap<u64, [u16; KINDS]>,
}

impl Seen {
    /// Collects it from the labels of the first pass, one for each item.
    #[must_use]
    pub fn of(document: &Document<'_>, labels: &[u8]) -> Self {
        let mut seen = Self { tokens: vec![[0; KINDS + 1]; document.counts.len()], ..Self::default() };
        let word = |item: usize| document.items.get(item).and_then(|t| document.word(*t as usize));
        for (item, label) in labels.iter().enumerate() {
            let Some(counts) = word(item).and_then(|w| seen.tokens.get_mut(w.folded as usize)) else {
                continue;
            };
            let kind = label.checked_sub(1).map_or(KINDS, |l| (l / 2) as usize);
            if let Some(count) = counts.get_mut(kind) {
                *count = count.saturating_add(1);
            }
        }
        for (range, kind) in stretches(labels) {
            let words: Vec<&WordType> = range.clone().filter_map(word).collect();
            let bump = |counts: &mut [u16; KINDS]| {
                if let Some(count) = counts.get_mut(kind) {
                    *count = count.saturating_add(1);
                }
            };
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            if words.len() > 1 {
                bump(seen.last.entry(last.folded).or_default());
                bump(seen.first.entry(first.folded).or_default());
                seen.initials.insert(initials(document, &words), kind as u16);
            }
            bump(seen.whole.entry(whole(words.into_iter())).or_default());
        }
        seen
    }
}

/// A hash of the capitals that words begin with.
fn initials(document: &Document<'_>, words: &[&WordType]) -> u64 {
    let mut all = String::new();
    for word in words {
        all.extend(word.first.of(document.text).chars().next().filter(|c| c.is_uppercase()));
    }
    crate::extract::learn::features::text(&all)
}

/// A hash of whole names.
pub(crate) fn whole<'a>(words: impl Iterator<Item = &'a WordType>) -> u64 {
    words.fold(11, |hash, word| pair(hash, word.lower))
}

/// The most frequent kind of counts.
pub(crate) fn most(counts: &[u16]) -> Option<(usize, u16)> {
    let (at, top) = counts.iter().enumerate().max_by_key(|(at, c)| (**c, std::cmp::Reverse(*at)))?;
    (*top > 0).then_some((at, *top))
}
