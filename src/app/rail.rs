//! The rail beside a text: its actors, quotes and sections, and the other articles of its story.

use crate::app::reader::Reader;
use crate::library::view::StoryHead;
use crate::model::{ArticleId, BlockKind, Clean, LocalActorId, QuoteKind, Span};

/// One line of the rail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RailLine {
    /// The head of a group, and how many are in it.
    Head(&'static str, usize),
    /// Nothing.
    Blank,
    /// An actor of the article, with its mentions in it.
    Actor(LocalActorId, usize),
    /// A quote, by its index in the extraction.
    Quote(usize),
    /// A note of the user's on a sentence.
    Note(Span, Clean),
    /// A section, by its heading.
    Section(Span),
    /// An article of the same story.
    Article(ArticleId, Clean),
    /// Why the articles stand together.
    Why(Clean),
}

impl RailLine {
    /// Whether the cursor stops at it.
    #[must_use]
    pub const fn selectable(&self) -> bool {
        !matches!(self, Self::Head(..) | Self::Blank | Self::Why(_))
    }
}

/// The lines of the rail.
#[must_use]
pub fn lines(reader: &Reader, story: Option<&StoryHead>) -> Vec<RailLine> {
    let reading = &reader.reading;
    let mut lines = Vec::new();
    let mut actors: Vec<(LocalActorId, usize)> = (0..reading.extraction.actors.len())
        .map(|i| LocalActorId(i as u32))
        .map(|id| (id, reader.mentions(id)))
        .filter(|(_, count)| *count > 0)
        .collect();
    actors.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    group(&mut lines, "ACTORS", actors.into_iter().map(|(id, count)| RailLine::Actor(id, count)).collect());
    let quotes = reading.extraction.quotes.iter().enumerate();
    let speech =
        quotes.filter(|(_, quote)| quote.kind != QuoteKind::SoCalled).map(|(i, _)| RailLine::Quote(i));
    group(&mut lines, "QUOTES", speech.collect());
    let notes = reader.notes.iter().map(|(span, text)| RailLine::Note(*span, text.clone()));
    group(&mut lines, "YOUR NOTES", notes.collect());
    let headings = reading.article.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Heading(_)));
    group(&mut lines, "SECTIONS", headings.map(|block| RailLine::Section(block.span)).collect());
    if let Some(story) = story {
        let others = story.row.articles.iter().flat_map(|row| {
            let copy =
                |id: &ArticleId| RailLine::Article(*id, Clean::line(&format!("copy of {}", row.headline)));
            std::iter::once(RailLine::Article(row.id, row.headline.clone()))
                .chain(row.copies.iter().map(copy).collect::<Vec<_>>())
        });
        let others: Vec<RailLine> = others
            .filter(|line| !matches!(line, RailLine::Article(id, _) if *id == reading.row.id))
            .collect();
        let any = !others.is_empty();
        group(&mut lines, "SAME STORY", others);
        lines.extend(story.why.iter().filter(|_| any).cloned().map(RailLine::Why));
    }
    lines
}

fn group(lines: &mut Vec<RailLine>, head: &'static str, items: Vec<RailLine>) {
    if items.is_empty() {
        return;
    }
    if !lines.is_empty() {
        lines.push(RailLine::Blank);
    }
    lines.push(RailLine::Head(head, items.len()));
    lines.extend(items);
}

/// The selectable line some steps from another.
#[must_use]
pub fn step(lines: &[RailLine], cursor: usize, by: isize) -> usize {
    let stops: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.selectable()).map(|(i, _)| i).collect();
    let at = stops.partition_point(|stop| *stop <= cursor).saturating_sub(1);
    let to = at.saturating_add_signed(by).min(stops.len().saturating_sub(1));
    stops.get(to).copied().unwrap_or_default()
}

/// The first line of the rail that is on the screen.
#[must_use]
pub fn top(lines: &[RailLine], cursor: usize, height: u16) -> usize {
    let height = usize::from(height.max(1));
    if lines.len() <= height || cursor < height / 2 {
        return 0;
    }
    (cursor - height / 2).min(lines.len() - height)
}
