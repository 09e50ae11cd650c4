//! Breaking text into rows that know their bytes.
//!
//! [`wrap`] takes a stretch of a text and a width and gives rows; each row is a [`Span`] of that text, so that what is
//! on the screen can be followed to its bytes and a byte to its row. The text is never copied. The words are ours
//! (`words`), the choice of breaks is textwrap's first-fit or optimal-fit. Time is linear in the text, and memory is
//! that of the rows and one batch of words.
//!
//! Blanks: in flowing text any run of blanks and line ends between two words shows as one column, so that a paragraph
//! hard-wrapped by its author flows again. Draw a row from its [`Row::pieces`], which know their columns.

mod words;

use crate::model::Span;
use crate::text::width;
use crate::text::wrap::words::{Word, Words, is_blank};
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};

/// How to break.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WrapOptions {
    /// What text it is.
    pub flow: Flow,
    /// Which breaks to prefer, in flowing text.
    pub fit: Fit,
    /// Columns left free before the first row.
    pub first_indent: u16,
    /// Columns left free before the rows after it.
    pub indent: u16,
}

/// What kind of text is wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// Running text: broken at words, a line end is a blank.
    #[default]
    Words,
    /// Text shown as it stands: a line end ends the row, blanks stay, long lines are cut at the width.
    Verbatim,
}

/// Which breaks to prefer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// As much into every row as fits.
    #[default]
    First,
    /// The breaks that leave the rows of a paragraph most even.
    Optimal,
}

/// One row of wrapped text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its bytes, without blanks at either end; in verbatim text with them, without the line end.
    pub span: Span,
    /// Columns left free before it.
    pub indent: u16,
    /// Columns it takes after the indent.
    pub columns: u16,
    /// How it ends.
    pub end: RowEnd,
    /// What kind of text it is.
    pub flow: Flow,
}

/// How a row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowEnd {
    /// Between two words.
    Blank,
    /// After a hyphen or dash that stands in the text, or between two wide characters.
    Joint,
    /// Inside a word that is wider than the row; the text has no sign there.
    Cut,
    /// With the last word of the stretch or line.
    Last,
}

/// A stretch of a row without blanks, and the column it begins at, counted from the row's indent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes.
    pub span: Span,
    /// Columns between the row's indent and its first cluster.
    pub column: u16,
    /// Columns it takes.
    pub columns: u16,
}

/// Breaks the text of `span` into rows of at most `width` columns, indents included; one wide cluster may stand in a
/// narrower row. A stretch without words gives no rows; verbatim text gives at least one row a line.
///
/// An indent that would leave no column is left out.
#[must_use]
pub fn wrap(text: &str, span: Span, width: usize, options: WrapOptions) -> Vec<Row> {
    let mut rows = Vec::new();
    wrap_each(text, span, width, options, |row| rows.push(row));
    rows
}

/// As [`wrap`], one row after the other: a million rows are nowhere together.
pub fn wrap_each(text: &str, span: Span, width: usize, options: WrapOptions, take: impl FnMut(Row)) {
    let room = Room::new(width, options);
    match options.flow {
        Flow::Verbatim => verbatim(text, span, &room, take),
        Flow::Words => flowing(text, span, &room, options.fit, take),
    }
}

/// The columns at hand.
struct Room {
    first_indent: u16,
    indent: u16,
    first: usize,
    rest: usize,
}

impl Room {
    fn new(width: usize, options: WrapOptions) -> Self {
        let width = width.clamp(1, u16::MAX.into());
        let fitting = |indent: u16| if usize::from(indent) < width { indent } else { 0 };
        let (first_indent, indent) = (fitting(options.first_indent), fitting(options.indent));
        let (first, rest) = (width - usize::from(first_indent), width - usize::from(indent));
        Self { first_indent, indent, first, rest }
    }

    /// Indent of the row with this number.
    const fn indent(&self, row: usize) -> u16 {
        if row == 0 { self.first_indent } else { self.indent }
    }

    /// Columns of the row with this number.
    const fn columns(&self, row: usize) -> usize {
        if row == 0 { self.first } else { self.rest }
    }
}

/// How many words are laid out at a time: the rows before the last of a batch are final, the last one is taken along.
const BATCH: usize = 1024;

fn flowing(text: &str, span: Span, room: &Room, fit: Fit, mut take: impl FnMut(Row)) {
    let mut words = Words::new(text, span, room.first.min(room.rest));
    // The last row waits until it is known to be the last.
    let (mut count, mut waiting) = (0, None::<Row>);
    let mut batch: Vec<Word> = Vec::new();
    loop {
        // A paragraph is laid out evenly as a whole; first-fit needs to see no further than the row.
        let limit = if fit == Fit::Optimal { usize::MAX } else { batch.len() + BATCH };
        batch.extend(words.by_ref().take(limit - batch.len()));
        let over = batch.len() < limit;
        let widths = [room.columns(count) as f64, room.rest as f64];
        let lines = match fit {
            Fit::First => wrap_first_fit(&batch, &widths),
            // Optimal fit prefers an overfull row to a very short one, and gives up on absurd widths.
            Fit::Optimal => wrap_optimal_fit(&batch, &widths, &Penalties::new())
                .ok()
                .filter(|lines| lines.iter().enumerate().all(|(row, line)| fits(line, room.columns(row))))
                .unwrap_or_else(|| wrap_first_fit(&batch, &widths)),
        };
        let finished = if over { lines.len() } else { lines.len().saturating_sub(1) };
        let mut done = 0;
        for line in lines.iter().take(finished) {
            done += line.len();
            let (Some(first), Some(last)) = (line.first(), line.last()) else { continue };
            let columns = columns_of(line);
            let row = Row {
                span: Span { start: first.span.start, end: last.span.end },
                indent: room.indent(count),
                columns: clamp(columns),
                end: last.end,
                flow: Flow::Words,
            };
            if let Some(before) = waiting.replace(row) {
                take(before);
            }
            count += 1;
        }
        batch.drain(..done);
        if over {
            break;
        }
    }
    if let Some(last) = waiting {
        take(Row { end: RowEnd::Last, ..last });
    }
}

/// Columns of a row of words; the blank after the last one takes none.
fn columns_of(line: &[Word]) -> usize {
    let all: usize = line.iter().map(|word| usize::from(word.columns) + usize::from(word.blank)).sum();
    all - line.last().map_or(0, |word| word.blank.into())
}

fn fits(line: &[Word], room: usize) -> bool {
    line.len() < 2 || columns_of(line) <= room
}

fn verbatim(text: &str, span: Span, room: &Room, mut take: impl FnMut(Row)) {
    let mut count = 0;
    let mut line_start = span.from();
    for line in span.of(text).split('\n') {
        let mut push = |from: usize, to: usize, columns: usize, end: RowEnd| {
            let span = Span::new(line_start + from, line_start + to);
            let indent = room.indent(count);
            take(Row { span, indent, columns: clamp(columns), end, flow: Flow::Verbatim });
            count += 1;
            room.columns(count)
        };
        let (mut from, mut used, mut limit) = (0, 0, 0);
        for (at, _, columns) in width::clusters(line) {
            if limit == 0 {
                limit = room.rest.min(room.first);
            }
            if used > 0 && used + columns > limit {
                limit = push(from, at, used, RowEnd::Cut);
                (from, used) = (at, 0);
            }
            used += columns;
        }
        push(from, line.len(), used, RowEnd::Last);
        line_start += line.len() + 1;
    }
}

impl Row {
    /// What to draw: the stretches between blanks with their columns. With `justify`, the blanks between the words are
    /// widened, from the left, until the row takes that many columns; a row that ends a stretch stays as it is.
    pub fn pieces<'a>(&self, text: &'a str, justify: Option<u16>) -> impl Iterator<Item = Piece> + use<'a> {
        let start = self.span.from();
        let slice = self.span.of(text);
        let flow = self.flow;
        let spare = match (justify, self.end) {
            (Some(to), RowEnd::Blank | RowEnd::Joint) if flow == Flow::Words => {
                to.saturating_sub(self.columns)
            }
            _ => 0,
        };
        let words = || slice.split(is_blank).filter(|word| !word.is_empty()).count();
        let gaps = if spare == 0 { 0 } else { words().saturating_sub(1) as u16 };
        let (mut column, mut gap, mut at) = (0_u16, 0_u16, 0_usize);
        std::iter::from_fn(move || {
            let rest = slice.get(at..)?;
            let blanks = rest.len() - rest.trim_start_matches(is_blank).len();
            let word = rest.get(blanks..)?;
            let len = word.find(is_blank).unwrap_or(word.len());
            let word = word.get(..len).filter(|word| !word.is_empty())?;
            column = column.saturating_add(match flow {
                Flow::Verbatim => clamp(width::columns(rest.get(..blanks)?)),
                Flow::Words if blanks == 0 => 0,
                Flow::Words => {
                    gap += 1;
                    let wider = |each| each + u16::from(gap <= spare % gaps);
                    1 + spare.checked_div(gaps).map_or(0, wider)
                }
            });
            let from = start + at + blanks;
            let columns = clamp(width::columns(word));
            let piece = Piece { span: Span::new(from, from + len), column, columns };
            column = column.saturating_add(columns);
            at += blanks + len;
            Some(piece)
        })
    }
}

/// The number of the row that shows the byte `at`: the last row that begins at or before it. Rows in order; 0 when
/// there are none before it.
#[must_use]
pub fn row_of(rows: &[Row], at: u32) -> usize {
    rows.partition_point(|row| row.span.start <= at).saturating_sub(1)
}

fn clamp(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
