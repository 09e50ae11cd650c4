//! The words around a match: a window of text centred on it, cut at words, that still knows where everything stands.

use crate::model::{Clean, Span};

/// A piece of a text, ready to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The words, with `…` where they were cut off.
    pub text: Clean,
    /// What of the whole text it shows.
    shown: Span,
    /// Bytes put before the first shown one.
    lead: usize,
}

impl Window {
    /// Where a span of the whole text stands in the window, as far as it is in view.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Span> {
        let start = span.from().max(self.shown.from());
        let end = span.to().min(self.shown.to());
        (start < end)
            .then(|| Span::new(start - self.shown.from() + self.lead, end - self.shown.from() + self.lead))
    }
}

/// About `width` characters of `text` within `bounds`, with `centre` in the middle.
#[must_use]
pub fn around(text: &str, bounds: Span, centre: Span, width: usize) -> Window {
    let inside = bounds.of(text);
    let from = centre.from().clamp(bounds.from(), bounds.to()) - bounds.from();
    let to = centre.to().clamp(bounds.from(), bounds.to()) - bounds.from();
    let middle = inside.get(from..to).unwrap_or_default().chars().count();
    let spare = width.saturating_sub(middle);
    let before = inside.get(..from).unwrap_or_default();
    let after = inside.get(to..).unwrap_or_default();
    let (left_all, right_all) = (before.chars().count(), after.chars().count());
    // What one side does not need, the other may have.
    let left = (spare / 2).max(spare.saturating_sub(right_all)).min(left_all);
    let right = (spare - left.min(spare)).min(right_all);
    let start = if left == left_all { 0 } else { cut_left(before, left) };
    let end = if right == right_all { inside.len() } else { to + cut_right(after, right) };
    let shown = Span::new(bounds.from() + start, bounds.from() + end);
    let (head, tail) = (if start > 0 { "…" } else { "" }, if end < inside.len() { "…" } else { "" });
    // A line end is as long as a blank, so that places stay.
    let words = shown.of(text).replace('\n', " ");
    Window { text: Clean::lines(&format!("{head}{words}{tail}")), shown, lead: head.len() }
}

/// Where the last `keep` characters begin, moved right to the beginning of a word when one is near.
fn cut_left(text: &str, keep: usize) -> usize {
    let at = text.char_indices().rev().nth(keep.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let at = if keep == 0 { text.len() } else { at };
    let tail = text.get(at..).unwrap_or_default();
    tail.find(char::is_whitespace)
        .map_or(at, |blank| at + blank + tail.get(blank..).map_or(0, |t| t.len() - t.trim_start().len()))
}

/// Where the first `keep` characters end, moved left to the end of a word when one is near.
fn cut_right(text: &str, keep: usize) -> usize {
    let at = text.char_indices().nth(keep).map_or(text.len(), |(at, _)| at);
    let head = text.get(..at).unwrap_or_default();
    head.rfind(char::is_whitespace).map_or(at, |blank| head.get(..blank).unwrap_or_default().trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::around;
    use crate::model::Span;

    const TEXT: &str = "The long ferry crossed the cold bay\nbefore anybody was awake to see it";

    fn check(word: &str, width: usize, expect: &str) {
        let at = TEXT.find(word).unwrap();
        let span = Span::new(at, at + word.len());
        let window = around(TEXT, Span::new(0, TEXT.len()), span, width);
        assert_eq!(&*window.text, expect);
        assert_eq!(window.place(span).unwrap().of(&window.text), word);
    }

    #[test]
    fn centres_and_cuts_at_words() {
        check("bay", 23, "…the cold bay before…");
        check("The", 20, "The long ferry…");
        check("it", 20, "…was awake to see it");
        check("cold", 500, &TEXT.replace('\n', " "));
    }

    #[test]
    fn a_match_longer_than_the_window_stays_whole() {
        check("ferry crossed the cold", 5, "…ferry crossed the cold…");
    }

    #[test]
    fn bounds_hold() {
        let window = around(TEXT, Span::new(4, 14), Span::new(9, 14), 80);
        assert_eq!(&*window.text, "long ferry");
        assert_eq!(window.place(Span::new(30, 33)), None);
    }
}
