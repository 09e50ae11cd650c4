//! Byte ranges in an article's text: the one way a fact points at its evidence.

use serde::{Deserialize, Serialize};

/// A half-open byte range `start..end` in the (sanitised) text of one article.
///
/// Spans are made on character boundaries. Taking text with one that is not yields the empty string, never a panic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; an end before the start gives an empty span at the start.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        let end = if end < start { start } else { end };
        Self { start: start as u32, end: end as u32 }
    }

    /// First byte, as an index.
    #[must_use]
    pub const fn from(self) -> usize {
        self.start as usize
    }

    /// One past the last byte, as an index.
    #[must_use]
    pub const fn to(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text it covers, or the empty string when it does not fit `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.from()..self.to()).unwrap_or_default()
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte offset lies inside.
    #[must_use]
    pub const fn holds(self, at: usize) -> bool {
        self.start as usize <= at && at < self.end as usize
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        let start = if self.start > other.start { self.start } else { other.start };
        let end = if self.end < other.end { self.end } else { other.end };
        start < end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Moved forward by `by` bytes.
    #[must_use]
    pub const fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by as u32, end: self.end + by as u32 }
    }

    /// Without blanks at either end.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let slice = self.of(text);
        let start = self.from() + (slice.len() - slice.trim_start().len());
        Self::new(start, start + slice.trim().len())
    }
}

#[cfg(test)]
mod tests {
    use super::Span;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn takes_text_and_survives_bad_bounds() {
        let text = "Zoë said";
        assert_eq!(Span::new(0, 4).of(text), "Zoë");
        assert_eq!(Span::new(0, 3).of(text), "", "inside a character");
        assert_eq!(Span::new(5, 50).of(text), "");
        assert_eq!(Span::new(7, 2), Span::new(7, 7));
    }

    #[test]
    fn trims_joins_and_compares() {
        let text = "  a b  ";
        let span = Span::new(0, text.len()).trimmed(text);
        assert_eq!(span.of(text), "a b");
        assert_eq!(Span::new(1, 3).join(Span::new(5, 6)), Span::new(1, 6));
        assert!(Span::new(1, 6).covers(Span::new(2, 6)) && !Span::new(1, 6).covers(Span::new(2, 7)));
        assert!(Span::new(1, 3).overlaps(Span::new(2, 4)) && !Span::new(1, 3).overlaps(Span::new(3, 4)));
    }

    proptest! {
        #[test]
        fn any_bounds_on_any_text_hold(text in "\\PC{0,40}", a in 0..60_usize, b in 0..60_usize, c in 0..60_usize, d in 0..60_usize) {
            let (one, two) = (Span::new(a, b), Span::new(c, d));
            prop_assert!(one.of(&text).len() <= one.len());
            let trimmed = one.trimmed(&text);
            prop_assert_eq!(trimmed.of(&text), one.of(&text).trim());
            let both = one.join(two);
            prop_assert!(both.covers(one) && both.covers(two));
            prop_assert_eq!(one.overlaps(two), (0..60).any(|at| one.holds(at) && two.holds(at)));
            prop_assert_eq!(one.covers(two) && !two.is_empty(), !two.is_empty() && (c..d).all(|at| one.holds(at)));
        }
    }
}
