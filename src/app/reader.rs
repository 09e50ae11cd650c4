//! An open article: which view of it, its rows at the current width, the byte at the top, what is lit.
//!
//! Positions are bytes of the text; rows are made from them and thrown away with the width, so that resizing keeps the
//! top byte where it was. Rows without bytes (blank ones, the line of source and date) hang on the byte that follows.

pub mod find;
pub mod rows;

use crate::app::reader::find::Finding;
use crate::app::reader::rows::{Layout, TextRow, lay_out};
use crate::library::view::{Fresh, FreshKind, Reading};
use crate::model::{BlockKind, Clean, LocalActorId, QuoteKind, Span};
use crate::text::sentences;
use std::sync::Arc;

/// How an article is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The article alone.
    #[default]
    Clean,
    /// With the lines that were cut, dimmed and labelled.
    Cut,
    /// The file as it is.
    Raw,
}

impl View {
    /// The view after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Clean => Self::Cut,
            Self::Cut => Self::Raw,
            Self::Raw => Self::Clean,
        }
    }

    /// The view in a word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Cut => "with cut lines",
            Self::Raw => "raw file",
        }
    }
}

/// Where the top of the screen is: a byte, and how many rows without bytes stand above its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The first byte on the screen.
    pub byte: usize,
    /// Rows without bytes above it that are on the screen too.
    pub lead: usize,
    /// Nothing is above: the very beginning, whatever its byte.
    pub start: bool,
}

/// An open article.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The article and everything found in it.
    pub reading: Arc<Reading>,
    /// How it is shown.
    pub view: View,
    /// The file as shown text, once it has come.
    pub raw: Option<Clean>,
    /// Its rows at the current width.
    pub rows: Vec<TextRow>,
    /// How the rows were made; none before the first time.
    pub layout: Option<Layout>,
    /// Where the top of the screen is.
    pub anchor: Anchor,
    /// The row at the top: the anchor's, in [`Reader::rows`].
    pub top: usize,
    /// Rows on the screen.
    pub height: usize,
    /// The sentence a jump landed on.
    pub lit: Option<Span>,
    /// What the jump was for, within the lit sentence.
    pub target: Option<Span>,
    /// The quote one is at, by its index in the extraction.
    pub quote: Option<usize>,
    /// What is new in it to who has read others of its story.
    pub fresh: Option<Arc<Fresh>>,
    /// The user's notes on it, by their sentence.
    pub notes: Vec<(Span, Clean)>,
    /// The byte to bring on the screen once there are rows.
    landing: Option<usize>,
    /// What is being found in it.
    pub finding: Finding,
}

impl Reader {
    /// An article at its beginning.
    #[must_use]
    pub fn new(reading: Arc<Reading>) -> Self {
        Self {
            reading,
            view: View::Clean,
            raw: None,
            rows: Vec::new(),
            layout: None,
            anchor: Anchor { start: true, ..Anchor::default() },
            top: 0,
            height: 0,
            lit: None,
            target: None,
            quote: None,
            fresh: None,
            notes: Vec::new(),
            landing: None,
            finding: Finding::default(),
        }
    }

    /// The text that is shown: the article's, or the raw file's.
    #[must_use]
    pub fn text(&self) -> &str {
        match (&self.raw, self.view) {
            (Some(raw), View::Raw) => raw,
            _ => &self.reading.article.text,
        }
    }

    /// Makes the rows for a width, keeping the top byte; does nothing when they are made for it already.
    pub fn settle(&mut self, width: u16, height: usize, justify: bool) {
        let layout = Layout { width, justify, view: self.view, raw: self.raw.is_some() };
        if self.layout != Some(layout) {
            // A million rows are not there twice.
            self.rows = Vec::new();
            self.rows = lay_out(&self.reading, self.raw.as_ref(), &self.notes, layout);
            self.layout = Some(layout);
            self.top = self.row_of_anchor();
        }
        self.height = height;
        if let Some(byte) = self.landing.take() {
            self.scroll_to(self.row_of(byte).saturating_sub(height / 3));
        }
        let last = self.last_top();
        if self.top > last {
            self.top = last;
        }
    }

    /// The last row that may stand at the top.
    fn last_top(&self) -> usize {
        self.rows.len().saturating_sub(self.height.max(1))
    }

    fn row_of_anchor(&self) -> usize {
        if self.anchor.start {
            return 0;
        }
        let row = self.row_of(self.anchor.byte);
        let above = self.rows.iter().take(row).rev().take_while(|r| r.span().is_none()).count();
        row - above.min(self.anchor.lead)
    }

    /// The row that shows a byte, or the nearest one after it.
    #[must_use]
    pub fn row_of(&self, byte: usize) -> usize {
        let spans = || self.rows.iter().enumerate().filter_map(|(i, row)| row.span().map(|span| (i, span)));
        spans()
            .rfind(|(_, span)| span.from() <= byte && byte <= span.to())
            .map(|(i, _)| i)
            .or_else(|| {
                spans()
                    .filter(|(_, span)| span.from() >= byte)
                    .min_by_key(|(_, span)| span.start)
                    .map(|(i, _)| i)
            })
            .unwrap_or_else(|| self.rows.len().saturating_sub(1))
    }

    /// Puts a row at the top, as far as the end allows.
    pub fn scroll_to(&mut self, row: usize) {
        self.top = row.min(self.last_top());
        let mut below = self.rows.iter().enumerate().skip(self.top);
        let next = below.find_map(|(i, r)| r.span().map(|span| (i, span)));
        self.anchor = match next {
            Some((at, span)) => Anchor { byte: span.from(), lead: at - self.top, start: self.top == 0 },
            None => Anchor { byte: self.text().len(), lead: 0, start: self.top == 0 },
        };
    }

    /// Scrolls by rows.
    pub fn scroll_by(&mut self, rows: isize) {
        self.scroll_to(self.top.saturating_add_signed(rows));
    }

    /// Brings a byte on the screen, a third from the top, unless it is well on it already.
    pub fn show(&mut self, byte: usize) {
        let row = self.row_of(byte);
        let inside = row >= self.top + usize::from(self.top > 0) && row + 2 < self.top + self.height;
        if !inside {
            self.scroll_to(row.saturating_sub(self.height / 3));
        }
    }

    /// Goes on where the article was left: this byte at the top, once there are rows.
    pub fn continue_at(&mut self, byte: usize) {
        self.anchor = Anchor { byte: byte.min(self.text().len()), lead: 0, start: byte == 0 };
        self.layout = None;
    }

    /// Lands on a span: lights its sentence and brings it on the screen.
    pub fn land(&mut self, span: Span) {
        if self.view == View::Raw {
            self.view = View::Clean;
            self.layout = None;
        }
        self.lit = Some(self.sentence_of(span));
        self.target = Some(span);
        let quotes = &self.reading.extraction.quotes;
        self.quote = quotes.iter().position(|quote| quote.content == span);
        if self.layout.is_some() {
            self.show(span.from());
        } else {
            self.landing = Some(span.from());
        }
    }

    /// Lights the words of a search; none is none.
    pub(crate) fn light(&mut self, words: &[String]) {
        let regions: Vec<Span> = self.reading.article.regions().iter().map(|region| region.span).collect();
        self.finding = Finding::words(words, &self.reading.article.text, &regions);
        self.finding.start_at(self.target.map_or(0, Span::from));
    }

    /// The sentence one is at: the lit one while it is on the screen, else the first that begins there.
    #[must_use]
    pub fn sentence_here(&self) -> Option<Span> {
        let shown = || self.rows.iter().skip(self.top).take(self.height.max(1)).filter_map(TextRow::span);
        if let Some(lit) = self.lit.filter(|lit| shown().any(|span| span.overlaps(*lit))) {
            return Some(lit);
        }
        let first = shown().next()?.from();
        let last = shown().next_back()?.to();
        let article = &self.reading.article;
        let blocks =
            article.blocks.iter().filter(|block| block.span.to() > first && block.span.from() < last);
        blocks
            .flat_map(|block| sentences::split(&article.text, block.span))
            .find(|sentence| sentence.from() >= first && sentence.from() < last)
            .or_else(|| Some(self.sentence_of(Span::new(first, last.min(first + 1)))))
    }

    /// The sentences a span touches, within its region.
    fn sentence_of(&self, span: Span) -> Span {
        let article = &self.reading.article;
        let region = article.regions().into_iter().find(|region| region.span.overlaps(span)).map(|r| r.span);
        let Some(region) = region else { return span };
        let touched = sentences::split(&article.text, region).into_iter().filter(|s| s.overlaps(span));
        touched.reduce(Span::join).map_or(span, |sentence| sentence.join(span))
    }

    /// Goes to the next or previous quote that is speech, seen from the current one or from the top of the screen.
    pub fn step_quote(&mut self, forward: bool) -> bool {
        let here = self.target.filter(|_| self.quote.is_some()).map_or(self.anchor.byte, Span::from);
        let from = if self.quote.is_none() && forward { here.checked_sub(1) } else { Some(here) };
        let quotes = self.reading.extraction.quotes.iter().filter(|q| q.kind != QuoteKind::SoCalled);
        let next = if forward {
            quotes.map(|q| q.content).find(|c| from.is_none_or(|from| c.from() > from))
        } else {
            quotes.map(|q| q.content).rfind(|c| c.from() < here)
        };
        next.inspect(|span| self.land(*span)).is_some()
    }

    /// Whether some of it was met before, so that the rest is new.
    #[must_use]
    pub fn known(&self) -> Option<&Fresh> {
        self.fresh.as_deref().filter(|fresh| !fresh.against.is_empty() && self.view != View::Raw)
    }

    /// Goes to the next sentence or quote that is new, seen from where one landed or from the top of the screen.
    pub fn step_fresh(&mut self) -> bool {
        let Some(fresh) = self.known() else { return false };
        let landed = self.lit.filter(|lit| lit.to() > self.anchor.byte);
        let here = landed.map_or(self.anchor.byte, Span::to);
        let big = |kind: FreshKind| matches!(kind, FreshKind::Sentence | FreshKind::Quote);
        let starts = fresh.items.iter().filter(|item| big(item.kind)).map(|item| item.span);
        let next = starts.filter(|span| span.from() >= here).min_by_key(|span| span.start);
        next.inspect(|span| self.land(*span)).is_some()
    }

    /// Goes to the next or previous block, or section heading.
    pub fn step_block(&mut self, forward: bool, headings: bool) -> bool {
        let article = &self.reading.article;
        let head = article.headline.as_ref().map(|field| field.span.from());
        let wanted = |kind: BlockKind| !headings || matches!(kind, BlockKind::Heading(_));
        let blocks = article.blocks.iter().filter(|block| wanted(block.kind)).map(|block| block.span.from());
        let rows: Vec<usize> = head.into_iter().chain(blocks).map(|byte| self.row_of(byte)).collect();
        let to = if forward {
            rows.into_iter().find(|row| *row > self.top)
        } else {
            rows.into_iter().rfind(|row| *row < self.top)
        };
        let Some(row) = to else { return false };
        self.scroll_to(row);
        true
    }

    /// The quote a byte lies in.
    #[must_use]
    pub fn quote_at(&self, byte: usize) -> Option<usize> {
        self.reading.extraction.quotes.iter().position(|quote| quote.content.holds(byte))
    }

    /// The row, among those on the screen, of a position line: block number, number of blocks, and percent read.
    #[must_use]
    pub fn position(&self) -> (usize, usize, usize) {
        let blocks = self.reading.article.blocks.len();
        let mut shown = self.rows.iter().skip(self.top).take(self.height.max(1));
        let starts = shown.find(|row| row.kind.is_of_block()).and_then(TextRow::span);
        let before = |byte| self.reading.article.blocks.partition_point(|block| block.span.start <= byte);
        let block = starts.map_or(0, |span| before(span.start));
        let last = self.last_top();
        let percent = (self.top * 100).checked_div(last).unwrap_or(100);
        (block, blocks, percent)
    }

    /// How often an actor of the article is mentioned.
    #[must_use]
    pub fn mentions(&self, actor: LocalActorId) -> usize {
        self.reading.extraction.mentions_of(actor).count()
    }

    /// Changes the view, keeping the place by its line of the file.
    pub fn set_view(&mut self, view: View) {
        let to_raw = view == View::Raw && self.view != View::Raw;
        let from_raw = view != View::Raw && self.view == View::Raw;
        if let (Some(raw), true) = (&self.raw, to_raw || from_raw) {
            let text = self.reading.article.text.as_str();
            let (old, new) = if to_raw { (text, raw.as_str()) } else { (raw.as_str(), text) };
            self.anchor.byte = same_line(old, self.anchor.byte, new);
            self.anchor.lead = 0;
        }
        if to_raw || from_raw {
            self.finding = Finding::default();
        }
        self.view = view;
        self.layout = None;
    }
}

/// The start of the line of `new` that has the number of the line of `old` in which the byte stands.
fn same_line(old: &str, byte: usize, new: &str) -> usize {
    let line = old.bytes().take(byte).filter(|b| *b == b'\n').count();
    let Some(before) = line.checked_sub(1) else { return 0 };
    new.match_indices('\n').nth(before).map_or(new.len(), |(at, _)| at + 1)
}
