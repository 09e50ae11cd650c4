//! The open text: signs of quotes in the gutter, the lit sentence barred, hits ticked at the right edge.
//!
//! ```text
//! │    Central bank holds rates as inflation cools  │
//! │    Example Courier · 12 Mar 2024                │
//! │                                                 │
//! │ ❝ ▌“We are not bound to any path,” Lindqvist   ◂│
//! │   ▌told reporters on Thursday.                  │
//! ```

use crate::app::geometry::Area;
use crate::app::reader::Reader;
use crate::app::reader::rows::{RowKind, TextRow};
use crate::app::update::GUTTER;
use crate::config::Role;
use crate::library::view::FreshKind;
use crate::model::Span;
use crate::text::wrap::Row;
use crate::ui::canvas::Canvas;
use crate::ui::layers::Layers;
use ratatui::style::Style;

/// Columns before the text: the sign of a quote, and the bar of what is lit.
const BEFORE: u16 = 3;

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, reader: &Reader) {
    let Some(layout) = reader.layout else { return };
    let spare = area.width.saturating_sub(GUTTER + layout.width) / 2;
    let x = area.x + spare;
    let shown: Vec<&TextRow> = reader.rows.iter().skip(reader.top).take(usize::from(area.height)).collect();
    let span = shown.iter().filter_map(|row| row.span()).reduce(Span::join).unwrap_or_default();
    let layers = Layers::of(canvas, reader, span);
    let mut page = Page { reader, layers, layout: layout.width, justify: layout.justify };
    for (y, row) in (area.y..).zip(shown) {
        page.row(canvas, (x, y), row);
        let ticked = row.span().is_some_and(|span| reader.finding.hits.iter().any(|hit| hit.overlaps(span)));
        if ticked {
            canvas.put(area.x + area.width.saturating_sub(1), y, 1, canvas.signs.tick, Role::Sign);
        }
    }
}

struct Page<'a> {
    reader: &'a Reader,
    layers: Layers,
    layout: u16,
    justify: bool,
}

impl Page<'_> {
    fn row(&mut self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), row: &TextRow) {
        let text = x + BEFORE;
        match &row.kind {
            RowKind::Note(note) => {
                canvas.put(text, y, self.layout, note, Role::Dim);
            }
            RowKind::Remark(note, first) => {
                if *first {
                    canvas.put(text, y, 1, canvas.signs.note, Role::Sign);
                }
                canvas.put(text + 2, y, self.layout, note, Role::Sign);
            }
            RowKind::Reason(reason) => {
                let label = format!("{} {}", canvas.signs.scissors, reason.label());
                canvas.put(text, y, self.layout, &label, Role::Sign);
            }
            RowKind::Item(true) => {
                canvas.put(text, y, 1, canvas.signs.item, Role::Dim);
            }
            RowKind::PullQuote => {
                canvas.put(text + 1, y, 1, canvas.signs.border[5], Role::Dim);
            }
            _ => {}
        }
        let Some(words) = row.row else { return };
        self.gutter(canvas, (x, y), row);
        let base = canvas.style(match row.kind {
            RowKind::Headline => Role::Title,
            RowKind::Heading => Role::Heading,
            RowKind::Dek => Role::SoCalled,
            RowKind::Cut => Role::Cut,
            _ => Role::Text,
        });
        self.words(canvas, (text + words.indent, y), &words, base);
    }

    /// The sign of the quote that begins in the row, and the bar of the lit sentence.
    fn gutter(&self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), row: &TextRow) {
        let Some(span) = row.span().filter(|_| !matches!(row.kind, RowKind::Raw | RowKind::Cut)) else {
            return;
        };
        let quotes = &self.reader.reading.extraction.quotes;
        if let Some(quote) = quotes.iter().find(|quote| span.holds(quote.content.from())) {
            let sign = canvas.signs.quote(quote.kind, !quote.speakers.is_empty());
            canvas.put(x, y, 2, sign, Role::Quote);
        }
        if canvas.app.dim_known
            && let Some(fresh) = self.reader.known()
            && fresh.items.iter().any(|item| item.kind == FreshKind::Sentence && span.holds(item.span.from()))
        {
            canvas.put(x + BEFORE + self.layout, y, 1, "+", Role::Sign);
        }
        if self.reader.lit.is_some_and(|lit| lit.overlaps(span)) {
            canvas.put(x + 2, y, 1, canvas.signs.lit, Role::Sign);
        }
    }

    fn words(&self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), row: &Row, base: Style) {
        let text = self.reader.text();
        let justify = self.justify.then(|| self.layout.saturating_sub(row.indent));
        let mut before: Option<(u16, Span)> = None;
        for piece in row.pieces(text, justify) {
            if let Some((end, last)) = before {
                // The blank between two words looks like the bytes it stands for.
                let style = self.layers.style_at(last.to(), base);
                canvas.repeat(x + end, y, piece.column.saturating_sub(end), " ", style);
            }
            let mut column = x + piece.column;
            for (run, style) in self.layers.runs(piece.span, base) {
                column += canvas.put_styled(column, y, u16::MAX - column, run.of(text), style);
            }
            before = Some((piece.column + piece.columns, piece.span));
        }
    }
}
