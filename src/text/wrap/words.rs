//! The words of a stretch of text, as the wrapper sees them: pieces that must not be broken, with their columns.
//!
//! A word ends at a blank, after a hyphen (unless the word has figures) or dash inside it, between two wide characters (where the second may begin a
//! row), and, when nothing else helps, where it would be wider than a row.

use crate::model::Span;
use crate::text::width;
use crate::text::wrap::RowEnd;
use textwrap::core::Fragment;

/// A piece that stays together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) columns: u16,
    /// Columns of blank after it: 1 when it ends at a blank.
    pub(crate) blank: u16,
    /// How a row ends that ends here.
    pub(crate) end: RowEnd,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.columns.into()
    }

    fn whitespace_width(&self) -> f64 {
        self.blank.into()
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// Iterates over the words of a stretch.
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    /// The widest a word may be.
    widest: usize,
    /// Where the run of non-blanks ends that `at` is in.
    run_end: usize,
    /// Whether that run is plain ASCII.
    ascii: bool,
    /// Whether that run must be looked at cluster by cluster: it may hold a place to break, or be too wide.
    slow: bool,
    /// Whether it has figures: "COVID-19", "2024-03-05" and "F-16" are read whole.
    figures: bool,
    /// Columns of that run, unless it is to be looked at.
    run_columns: usize,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str, span: Span, widest: usize) -> Self {
        let end = if span.of(text).is_empty() { span.from() } else { span.to() };
        let at = span.from().min(end);
        Self { text, at, end, widest, run_end: at, ascii: true, slow: false, figures: false, run_columns: 0 }
    }

    /// Moves to the next run of non-blanks; false at the end.
    fn next_run(&mut self) -> bool {
        let bytes = self.text.as_bytes().get(..self.end).unwrap_or_default();
        let mut at = self.at;
        loop {
            match bytes.get(at) {
                None => return false,
                Some(b' ' | b'\t'..=b'\r') => at += 1,
                Some(0..=0x7f) => break,
                Some(_) => match self.char_at(at) {
                    Some(c) if is_blank(c) => at += c.len_utf8(),
                    _ => break,
                },
            }
        }
        self.at = at;
        let (mut ascii, mut joint, mut figures) = (true, false, false);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t'..=b'\r' => break,
                b'-' => joint = true,
                b'0'..=b'9' => figures = true,
                0..=0x7f => {}
                _ => {
                    let Some(c) = self.char_at(at) else { break };
                    if is_blank(c) {
                        break;
                    }
                    ascii = false;
                    joint |= matches!(c, '\u{2010}' | '\u{2013}' | '\u{2014}') || c >= '\u{1100}';
                    at += c.len_utf8();
                    continue;
                }
            }
            at += 1;
        }
        self.run_end = at;
        self.ascii = ascii;
        // A run far too long to fit is not measured as a whole: that would be done again for each of its parts.
        let too_long = at - self.at > 4 * self.widest;
        self.run_columns = match (ascii, too_long) {
            (_, true) => usize::MAX,
            (true, false) => at - self.at,
            (false, false) => width::columns(self.text.get(self.at..at).unwrap_or_default()),
        };
        self.figures = figures;
        self.slow = joint || self.run_columns > self.widest;
        true
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..self.end)?.chars().next()
    }

    /// The next part of a run that may be broken.
    fn part(&self) -> (usize, usize, RowEnd) {
        let run = self.text.get(self.at..self.run_end).unwrap_or_default();
        let (mut used, mut previous): (usize, Option<(char, usize)>) = (0, None);
        let mut clusters: Box<dyn Iterator<Item = (usize, &str, usize)>> = if self.ascii {
            Box::new(
                run.char_indices().map(|(at, c)| (at, run.get(at..at + c.len_utf8()).unwrap_or_default(), 1)),
            )
        } else {
            Box::new(width::clusters(run))
        };
        let cut = clusters.find_map(|(at, cluster, columns)| {
            let first = cluster.chars().next()?;
            if let Some((before, before_columns)) = previous {
                if used + columns > self.widest {
                    return Some((at, RowEnd::Cut));
                }
                let whole = self.figures && before == '-';
                if !whole && may_break(before, before_columns, first, columns, at) {
                    return Some((at, RowEnd::Joint));
                }
            }
            previous = Some((first, columns));
            used += columns;
            None
        });
        match cut {
            Some((at, end)) => (self.at + at, used, end),
            None => (self.run_end, used, RowEnd::Blank),
        }
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        if self.at >= self.run_end && !self.next_run() {
            return None;
        }
        let (to, columns, end) =
            if self.slow { self.part() } else { (self.run_end, self.run_columns, RowEnd::Blank) };
        let span = Span::new(self.at, to);
        self.at = to;
        let columns = u16::try_from(columns).unwrap_or(u16::MAX);
        Some(Word { span, columns, blank: u16::from(end == RowEnd::Blank), end })
    }
}

/// Blanks at which a row may end. No-break spaces are not among them.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Whether a row may end between two clusters that no blank parts; `at` is where the second begins in its word.
fn may_break(before: char, before_columns: usize, after: char, columns: usize, at: usize) -> bool {
    match before {
        // "well-known" breaks, "-5" and "X-" do not.
        '-' | '\u{2010}' => at > before.len_utf8() && after.is_alphanumeric(),
        '\u{2013}' | '\u{2014}' => at > before.len_utf8() && (after.is_alphanumeric() || is_opening(after)),
        _ => before_columns == 2 && columns == 2 && !is_opening(before) && !is_closing(after),
    }
}

/// Signs that stay with what follows them.
const fn is_opening(c: char) -> bool {
    matches!(c, '“' | '‘' | '«' | '(' | '[' | '「' | '『' | '（' | '《' | '【' | '〈' | '〔')
}

/// Wide signs that stay with what goes before them.
const fn is_closing(c: char) -> bool {
    matches!(
        c,
        '、' | '。'
            | '，'
            | '．'
            | '！'
            | '？'
            | '：'
            | '；'
            | '」'
            | '』'
            | '）'
            | '》'
            | '】'
            | '〉'
            | '〕'
            | 'ー'
            | '々'
    )
}
