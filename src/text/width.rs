//! How many columns text takes on a terminal, cluster by cluster, as the screen counts them.
//!
//! Printable ASCII and the plain letters and signs of European text are counted without segmentation; the rest goes
//! through grapheme clusters (UAX 29) and their widths (UAX 11). Nothing is changed or cut here but [`clip`].

use crate::model::Span;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns of `text`.
#[must_use]
pub fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    match text.chars().try_fold(0, |sum, c| is_plain(c).then_some(sum + 1)) {
        Some(count) => count,
        None => text.graphemes(true).map(UnicodeWidthStr::width).sum(),
    }
}

/// Texts of so many bytes are looked through before the first cluster is given.
const AT_A_GLANCE: usize = 512;

/// The clusters of `text`, each with its first byte, its text and its columns.
pub fn clusters(text: &str) -> impl Iterator<Item = (usize, &str, usize)> {
    // Where each character is one by itself there is nothing to be cut. Of a long text often only the first are asked for.
    let even = text.len() <= AT_A_GLANCE && is_even(text);
    let (plain, other) = if even { (text, "") } else { ("", text) };
    let single = plain.char_indices().map(|(at, c)| (at, plain.get(at..at + c.len_utf8()).unwrap_or(""), 1));
    single.chain(other.grapheme_indices(true).map(|(at, cluster)| (at, cluster, cluster.width())))
}

/// The longest start of `text` that fits `room` columns, ending in `…` when something had to go.
#[must_use]
pub fn clip(text: &str, room: usize) -> Cow<'_, str> {
    // No byte takes more than one column.
    if text.len() <= room || columns(text) <= room {
        return Cow::Borrowed(text);
    }
    let Some(room) = room.checked_sub(1) else { return Cow::Borrowed("") };
    let mut end = 0;
    if is_even(text) {
        end = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    } else {
        let mut used = 0;
        for (at, cluster, width) in clusters(text) {
            used += width;
            if used > room {
                break;
            }
            end = at + cluster.len();
        }
    }
    let mut kept = Span::new(0, end).of(text).trim_end().to_owned();
    kept.push('…');
    Cow::Owned(kept)
}

/// Whether every character of `text` takes one column by itself: such text need not be cut into clusters.
#[must_use]
pub fn is_even(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(is_plain)
}

/// Characters that are a cluster of one column by themselves and never join a neighbour that is one too.
const fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{a8}' | '\u{aa}'..='\u{ac}' | '\u{af}'..='\u{2ff}' | '\u{2010}'..='\u{2027}'
        | '\u{20a0}'..='\u{20bf}')
        && !matches!(c, '\u{203c}')
}

#[cfg(test)]
mod tests {
    use super::{clip, clusters, columns, is_even, is_plain};

    #[test]
    fn counts_columns() {
        let check = |text: &str, expect: usize| assert_eq!(columns(text), expect, "{text:?}");
        check("", 0);
        check("plain", 5);
        check("“Zoë” – 5 €…", 12);
        check("e\u{301}te\u{301}", 3);
        check("東京 5", 6);
        check("👩‍👩‍👧 🇸🇪", 5);
    }

    #[test]
    fn the_fast_path_agrees_with_segmentation() {
        for c in ('\u{20}'..'\u{3000}').filter(|c| is_plain(*c)) {
            let text = format!("a{c}{c}b");
            assert_eq!(clusters(&text).count(), 4, "{c:?}");
            assert!(clusters(&text).all(|(_, _, width)| width == 1), "{c:?}");
        }
    }

    #[test]
    fn clips_at_clusters() {
        let check = |text: &str, room: usize, expect: &str| assert_eq!(clip(text, room), expect);
        check("short", 5, "short");
        check("too long", 5, "too…");
        check("too—long “so", 9, "too—long…");
        assert!(is_even("too—long “so") && !is_even("e\u{301}") && !is_even("東") && !is_even("a\u{1b}"));
        check("東京都", 4, "東…");
        check("ab", 1, "…");
        check("ab", 0, "");
    }
}
