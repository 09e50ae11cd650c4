//! The way back from sanitised text to the text it was made from.

use crate::model::Span;

/// Maps byte offsets of a sanitised text to those of the text it was made from. Without changes it holds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// One list for each step of the sanitizer that changed something, in the order of the steps.
    steps: Vec<Vec<Edit>>,
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
        self.steps.is_empty()
    }

    /// Where the character that begins at the offset `at` of the clean text began; for the end of the text, its end.
    #[must_use]
    pub fn start(&self, at: u32) -> u32 {
        self.steps.iter().rev().fold(at, |at, edits| {
            let before = edits.partition_point(|edit| edit.clean.start <= at);
            let Some(edit) = before.checked_sub(1).and_then(|index| edits.get(index)) else { return at };
            if at < edit.clean.end { edit.source.start } else { edit.source.end + (at - edit.clean.end) }
        })
    }

    /// Where the character that ends at the offset `at` of the clean text ended.
    #[must_use]
    pub fn end(&self, at: u32) -> u32 {
        self.steps.iter().rev().fold(at, |at, edits| {
            let before = edits.partition_point(|edit| edit.clean.start < at);
            let Some(edit) = before.checked_sub(1).and_then(|index| edits.get(index)) else { return at };
            if at < edit.clean.end { edit.source.end } else { edit.source.end + (at - edit.clean.end) }
        })
    }

    /// The bytes a span of the clean text was made from; what was taken out at either end is left out.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        let start = self.start(span.start);
        let end = if span.is_empty() { start } else { self.end(span.end) };
        Span { start, end: end.max(start) }
    }
}

/// Where a step writes its changes.
pub(crate) trait Edits {
    /// A change, in the order of the text.
    fn push(&mut self, edit: Edit);
}

/// Who wants to know about changes.
pub(crate) trait Record {
    type List: Edits;
    /// An empty list for one step.
    fn start(&self) -> Self::List;
    /// Keeps the list of a step that changed something.
    fn keep(&mut self, edits: Self::List);
}

/// Nobody does.
pub(crate) struct NoEdits;

impl Edits for NoEdits {
    fn push(&mut self, _: Edit) {}
}

impl Record for NoEdits {
    type List = Self;

    fn start(&self) -> Self {
        Self
    }

    fn keep(&mut self, _: Self) {}
}

impl Edits for Vec<Edit> {
    fn push(&mut self, edit: Edit) {
        match self.last_mut() {
            // What goes in one piece is one change: a text of nothing but controls costs no memory.
            Some(last)
                if last.clean.end == edit.clean.start
                    && last.source.end == edit.source.start
                    && last.clean.is_empty()
                    && edit.clean.is_empty() =>
            {
                last.source.end = edit.source.end;
            }
            _ => self.push(edit),
        }
    }
}

impl Record for OffsetMap {
    type List = Vec<Edit>;

    fn start(&self) -> Vec<Edit> {
        Vec::new()
    }

    fn keep(&mut self, edits: Vec<Edit>) {
        self.steps.push(edits);
    }
}

/// A copy of a text with changes: what lies between them is copied in one piece, and nothing at all without one.
pub(crate) struct Rewrite<'a, E> {
    text: &'a str,
    out: String,
    copied: usize,
    edits: &'a mut E,
}

impl<'a, E: Edits> Rewrite<'a, E> {
    pub(crate) fn new(text: &'a str, edits: &'a mut E) -> Self {
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

    /// The new text, or nothing when there was no change.
    pub(crate) fn finish(mut self) -> Option<String> {
        if self.copied == 0 {
            return None;
        }
        self.out.push_str(self.text.get(self.copied..).unwrap_or_default());
        Some(self.out)
    }
}
