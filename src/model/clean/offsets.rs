//! The way back from sanitised text to the text it was made from.

use crate::model::Span;

/// Maps byte offsets of a sanitised text to those of the text it was made from. Without changes it holds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// In the order of the text.
    edits: Vec<Edit>,
}

/// One change: `clean` stands for what was `source`. Between two changes the texts are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) clean: Span,
    pub(crate) source: Span,
}

impl OffsetMap {
    /// Whether both texts are the same.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.edits.is_empty()
    }

    /// Where the character that begins at the offset `at` of the clean text began; for the end of the text, its end.
    #[must_use]
    pub fn start(&self, at: u32) -> u32 {
        let before = self.edits.partition_point(|edit| edit.clean.start <= at);
        let Some(edit) = before.checked_sub(1).and_then(|index| self.edits.get(index)) else { return at };
        if at < edit.clean.end { edit.source.start } else { edit.source.end + (at - edit.clean.end) }
    }

    /// Where the character that ends at the offset `at` of the clean text ended.
    #[must_use]
    pub fn end(&self, at: u32) -> u32 {
        let before = self.edits.partition_point(|edit| edit.clean.start < at);
        let Some(edit) = before.checked_sub(1).and_then(|index| self.edits.get(index)) else { return at };
        if at < edit.clean.end { edit.source.end } else { edit.source.end + (at - edit.clean.end) }
    }

    /// The bytes a span of the clean text was made from; what was taken out at either end is left out.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        let start = self.start(span.start);
        let end = if span.is_empty() { start } else { self.end(span.end) };
        Span { start, end: end.max(start) }
    }
}

/// Who wants to know about changes.
pub(crate) trait Edits {
    /// A change, in the order of the text.
    fn push(&mut self, edit: Edit);
    /// How many there are.
    fn count(&self) -> usize;
    /// Takes all back but the first ones.
    fn keep_first(&mut self, count: usize);
}

/// Nobody does.
pub(crate) struct NoEdits;

impl Edits for NoEdits {
    fn push(&mut self, _: Edit) {}

    fn count(&self) -> usize {
        0
    }

    fn keep_first(&mut self, _: usize) {}
}

impl Edits for OffsetMap {
    fn push(&mut self, edit: Edit) {
        match self.edits.last_mut() {
            // What goes in one piece is one change: a text of nothing but controls costs no memory.
            Some(last)
                if last.clean.end == edit.clean.start
                    && last.source.end == edit.source.start
                    && last.clean.is_empty()
                    && edit.clean.is_empty() =>
            {
                last.source.end = edit.source.end;
            }
            _ => self.edits.push(edit),
        }
    }

    fn count(&self) -> usize {
        self.edits.len()
    }

    fn keep_first(&mut self, count: usize) {
        self.edits.truncate(count);
    }
}

/// A copy of a text with changes: what lies between them is copied in one piece, and nothing at all without one.
pub(crate) struct Rewrite<'a, 'e, E> {
    text: &'a str,
    out: String,
    /// How much of the text is in `out`, changed or not.
    copied: usize,
    edits: &'e mut E,
}

impl<'a, 'e, E: Edits> Rewrite<'a, 'e, E> {
    pub(crate) fn new(text: &'a str, edits: &'e mut E) -> Self {
        Self { text, out: String::new(), copied: 0, edits }
    }

    /// Puts `with` in place of the bytes `from..to`, which begin where the last change ended or after.
    pub(crate) fn replace(&mut self, from: usize, to: usize, with: &str) {
        if self.copied == 0 && self.out.is_empty() {
            self.out.reserve(self.text.len());
        }
        self.out.push_str(self.text.get(self.copied..from).unwrap_or_default());
        let start = self.out.len();
        self.out.push_str(with);
        self.copied = to;
        self.edits.push(Edit { clean: Span::new(start, self.out.len()), source: Span::new(from, to) });
    }

    /// Where the byte `at` of the text, which no change has reached, will lie in the new text.
    pub(crate) fn place(&self, at: usize) -> usize {
        self.out.len() + at - self.copied
    }

    /// How many changes were made.
    pub(crate) fn edits(&self) -> usize {
        self.edits.count()
    }

    /// The new text from `place`, which the byte `from` of the text lies at, as it is when the text is read up to `to`.
    pub(crate) fn since(&mut self, from: usize, place: usize, to: usize) -> &str {
        if self.copied <= from {
            return self.text.get(from..to).unwrap_or_default();
        }
        self.out.push_str(self.text.get(self.copied..to).unwrap_or_default());
        self.copied = to;
        self.out.get(place..).unwrap_or_default()
    }

    /// Takes back what was changed from the byte `from` of the text, which lay at `place` when `edits` were made.
    pub(crate) fn take_back(&mut self, from: usize, place: usize, edits: usize) {
        if self.copied > from {
            self.out.truncate(place);
            self.copied = from;
            self.edits.keep_first(edits);
        }
    }

    /// The new text, or nothing when there was no change.
    pub(crate) fn finish(mut self) -> Option<String> {
        if self.copied == 0 {
            return None;
        }
        self.out.push_str(self.text.get(self.copied..).unwrap_or_default());
        Some(self.out)
    }
}
