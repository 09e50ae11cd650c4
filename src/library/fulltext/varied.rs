//! Files of ever other words, which are lists and no texts: what an index costs grows with each word that is new to it.

use crate::library::index::Tag;
use crate::text::words::Pieces;
use std::borrow::Cow;
use std::collections::HashSet;
use xxhash_rust::xxh3::xxh3_64;

/// How many different words of one document are found. A long novel has a fifth of it, a million lines with a number each
/// have more.
pub const DIFFERENT: usize = 1 << 17;

/// Fewer bytes cannot hold as many different words.
const BYTES: usize = DIFFERENT * 4;

/// How much of a document is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// All of it.
    Whole,
    /// What stands before the first word that is one too many.
    Beginning,
}

/// The parts of a document up to the word that is one too many.
pub(super) fn bounded<'e, 't>(parts: &'e [(Tag, &'t str)]) -> (Cow<'e, [(Tag, &'t str)]>, Found) {
    if parts.iter().map(|(_, text)| text.len()).sum::<usize>() < BYTES {
        return (Cow::Borrowed(parts), Found::Whole);
    }
    let mut seen: HashSet<u64> = HashSet::new();
    for (at, (tag, text)) in parts.iter().enumerate() {
        for piece in Pieces::of(text) {
            let word = xxh3_64(piece.span.of(text).as_bytes());
            if seen.len() == DIFFERENT && !seen.contains(&word) {
                let mut kept = parts.get(..at).unwrap_or_default().to_vec();
                kept.extend(text.get(..piece.span.from()).map(|text| (*tag, text)));
                return (Cow::Owned(kept), Found::Beginning);
            }
            seen.insert(word);
        }
    }
    (Cow::Borrowed(parts), Found::Whole)
}

#[cfg(test)]
mod tests {
    use super::{DIFFERENT, Found, bounded};

    #[test]
    fn a_list_is_cut_and_a_long_text_is_whole() {
        let words: Vec<String> = (0..DIFFERENT + 10).map(|n| format!("w{n} w0")).collect();
        let list = words.join(" ");
        let (parts, found) = ([(0, "head"), (1, list.as_str()), (1, "behind")], Found::Beginning);
        let (kept, how) = bounded(&parts);
        assert_eq!((kept.len(), kept[0].1, how), (2, "head", found));
        assert!(kept[1].1.ends_with(&format!("w{} w0 ", DIFFERENT - 2)), "the headline is a word of them");
        let text = "the same few words again ".repeat(DIFFERENT);
        let parts = [(1, text.as_str())];
        assert_eq!(bounded(&parts).1, Found::Whole);
    }
}
