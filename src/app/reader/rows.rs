//! The rows of an article at a width: headline, source and date, blocks, cut lines with their reason, blanks between.

use crate::app::reader::View;
use crate::library::view::Reading;
use crate::model::{Article, BlockKind, Clean, CutReason, DateBasis, RegionKind, Span};
use crate::text::wrap::{Fit, Flow, Row, WrapOptions, wrap, wrap_each};
use jiff::civil::Date;

/// What rows are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns of text.
    pub width: u16,
    /// Whether the right edge is even.
    pub justify: bool,
    /// Which view.
    pub view: View,
    /// Whether the raw file has come.
    pub raw: bool,
}

/// One row of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// What it shows.
    pub kind: RowKind,
    /// Its bytes, indent and columns; none in blanks and notes.
    pub row: Option<Row>,
}

/// What a row shows. Few rows are notes, and a long text has a million rows: their words stand apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// The headline.
    Headline,
    /// The lines under the headline.
    Dek,
    /// A section heading.
    Heading,
    /// Running text.
    Text,
    /// An item of a list; the first row of it carries the sign.
    Item(bool),
    /// A line set off.
    PullQuote,
    /// A line that was cut.
    Cut,
    /// Why the lines below were cut.
    Reason(CutReason),
    /// Source, date and author, put together.
    Note(Box<Clean>),
    /// A note of the user's, under the block it belongs to; the first row of it carries the sign.
    Remark(Box<Clean>, bool),
    /// A row of the raw file.
    Raw,
    /// Nothing.
    Blank,
}

impl RowKind {
    /// Whether it is of a paragraph, heading or item.
    #[must_use]
    pub const fn is_of_block(&self) -> bool {
        matches!(self, Self::Heading | Self::Text | Self::Item(_) | Self::PullQuote)
    }
}

impl TextRow {
    /// Its bytes.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.row.map(|row| row.span)
    }

    const fn bare(kind: RowKind) -> Self {
        Self { kind, row: None }
    }
}

/// Makes the rows.
#[must_use]
pub fn lay_out(
    reading: &Reading,
    raw: Option<&Clean>,
    notes: &[(Span, Clean)],
    layout: Layout,
) -> Vec<TextRow> {
    let mut page = Composer { article: &reading.article, notes, layout, rows: Vec::new() };
    match layout.view {
        View::Clean => page.clean(),
        View::Cut => page.with_cuts(),
        View::Raw => match raw {
            Some(raw) => page.raw(raw),
            None => page.note("reading the file…"),
        },
    }
    page.rows
}

/// Source, date and author of an article, as one line.
#[must_use]
pub fn note(article: &Article) -> String {
    let date = article.date.as_ref().map_or_else(
        || "undated".to_owned(),
        |date| match date.basis {
            DateBasis::Metadata | DateBasis::Line => written(date.day),
            DateBasis::Dateline => format!("{} (dateline)", written(date.day)),
        },
    );
    let source = article.source.as_ref().map(|field| field.text.to_string());
    let byline = article.byline.as_ref().map(|field| field.text.to_string());
    [source, Some(date), byline].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A day as the screen writes it: `3 May 2024`.
#[must_use]
pub fn written(day: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = usize::from(day.month().unsigned_abs()).saturating_sub(1);
    format!("{} {} {}", day.day(), MONTHS.get(month).copied().unwrap_or_default(), day.year())
}

struct Composer<'a> {
    article: &'a Article,
    notes: &'a [(Span, Clean)],
    layout: Layout,
    rows: Vec<TextRow>,
}

impl Composer<'_> {
    fn clean(&mut self) {
        if let Some(headline) = &self.article.headline {
            self.put(&RowKind::Headline, headline.span, WrapOptions::default());
        }
        self.note(&note(self.article));
        if let Some(dek) = &self.article.dek {
            self.put(&RowKind::Dek, dek.span, WrapOptions::default());
        }
        self.blank();
        for block in &self.article.blocks {
            self.block(block.kind, block.span);
        }
        self.trim_end();
    }

    /// Everything in the order of the text, under the line of source and date.
    fn with_cuts(&mut self) {
        self.note(&note(self.article));
        self.blank();
        let mut parts: Vec<(Span, Result<RegionKind, CutReason>)> =
            self.article.regions().iter().map(|region| (region.span, Ok(region.kind))).collect();
        parts.extend(self.article.cut.iter().map(|cut| (cut.span, Err(cut.reason))));
        parts.sort_by_key(|(span, _)| *span);
        for (span, part) in parts {
            match part {
                Ok(RegionKind::Headline) => self.put(&RowKind::Headline, span, WrapOptions::default()),
                Ok(RegionKind::Dek) => self.put(&RowKind::Dek, span, WrapOptions::default()),
                Ok(RegionKind::Block(kind)) => {
                    self.block(kind, span);
                    continue;
                }
                Err(reason) => self.cut(span, reason),
            }
            self.blank();
        }
        self.trim_end();
    }

    fn cut(&mut self, span: Span, reason: CutReason) {
        let before = self.rows.iter().rev().find_map(|row| match row.kind {
            RowKind::Reason(reason) => Some(Some(reason)),
            RowKind::Cut | RowKind::Blank => None,
            _ => Some(None),
        });
        if before == Some(Some(reason)) {
            self.trim_end();
        } else {
            self.rows.push(TextRow::bare(RowKind::Reason(reason)));
        }
        let options = WrapOptions { flow: Flow::Verbatim, ..WrapOptions::default() };
        let text = self.article.text.as_str();
        wrap_each(text, span, usize::from(self.layout.width), options, |row| {
            if !row.span.of(text).trim().is_empty() {
                self.rows.push(TextRow { kind: RowKind::Cut, row: Some(row) });
            }
        });
    }

    fn block(&mut self, kind: BlockKind, span: Span) {
        let fit = if self.layout.justify { Fit::Optimal } else { Fit::First };
        let indented = |indent| WrapOptions { fit, first_indent: indent, indent, ..WrapOptions::default() };
        let (row, options) = match kind {
            BlockKind::Heading(_) => (RowKind::Heading, WrapOptions::default()),
            BlockKind::Paragraph => (RowKind::Text, indented(0)),
            BlockKind::ListItem => (RowKind::Item(true), indented(2)),
            BlockKind::PullQuote => (RowKind::PullQuote, indented(4)),
        };
        // Items of one list stand together.
        let item_before = self.rows.iter().rev().nth(1).is_some_and(|r| matches!(r.kind, RowKind::Item(_)));
        if kind == BlockKind::ListItem && item_before {
            self.rows.pop();
        }
        self.put(&row, span, options);
        self.remarks(span);
        self.blank();
    }

    /// The user's notes on sentences of a block.
    fn remarks(&mut self, block: Span) {
        let width = usize::from(self.layout.width.saturating_sub(2)).max(1);
        for (_, text) in self.notes.iter().filter(|(span, _)| block.holds(span.from())) {
            let rows = wrap(text, Span::new(0, text.len()), width, WrapOptions::default());
            self.rows.extend(rows.iter().enumerate().map(|(at, row)| {
                TextRow::bare(RowKind::Remark(Box::new(Clean::line(row.span.of(text))), at == 0))
            }));
        }
    }

    fn raw(&mut self, raw: &str) {
        let options = WrapOptions { flow: Flow::Verbatim, ..WrapOptions::default() };
        let all = Span::new(0, raw.trim_end_matches('\n').len());
        wrap_each(raw, all, usize::from(self.layout.width), options, |row| {
            self.rows.push(TextRow { kind: RowKind::Raw, row: Some(row) });
        });
    }

    fn put(&mut self, kind: &RowKind, span: Span, options: WrapOptions) {
        let before = self.rows.len();
        wrap_each(&self.article.text, span, usize::from(self.layout.width), options, |row| {
            let later = self.rows.len() > before;
            let kind =
                if later && *kind == RowKind::Item(true) { RowKind::Item(false) } else { kind.clone() };
            self.rows.push(TextRow { kind, row: Some(row) });
        });
    }

    fn note(&mut self, text: &str) {
        self.rows.push(TextRow::bare(RowKind::Note(Box::new(Clean::line(text)))));
    }

    fn blank(&mut self) {
        self.rows.push(TextRow::bare(RowKind::Blank));
    }

    fn trim_end(&mut self) {
        while self.rows.last().is_some_and(|row| row.kind == RowKind::Blank) {
            self.rows.pop();
        }
    }
}
