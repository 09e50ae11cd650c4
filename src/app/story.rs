//! A story seen whole: its pages, the lines they have at a width, and which of them is selected.
//!
//! A page is a list of [`StoryLine`]s made of [`Part`]s; whoever draws needs to know nothing of stories. Every line that
//! says something of the articles has a [`Lead`] to its sentence. Lines made of one item are selected together, and a
//! mark of the timeline or a cell of the matrix with the line it stands for.

mod accounts;
mod copies;
mod lines;
mod numbers;
mod overview;
mod people;
mod wordings;

use crate::app::reader::find::compile;
use crate::library::view::{Place, SideBySide, StoryView, Telling};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, Span, StoryId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One page of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaf {
    /// Timeline, articles, people, quotes, sources.
    #[default]
    Overview,
    /// What the accounts agree on, differ in, and what one alone has.
    Accounts,
    /// The utterances in every wording.
    Wordings,
    /// Who appears with whom.
    People,
    /// A near-copy beside its original.
    Copies,
}

impl Leaf {
    /// The page in a word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Accounts => "accounts compared",
            Self::Wordings => "wordings",
            Self::People => "people",
            Self::Copies => "near-copies",
        }
    }
}

/// What a line leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// A sentence.
    Place(Place),
    /// An article from its beginning.
    Article(ArticleId),
    /// An actor's card.
    Actor(ActorId),
    /// Another story of the affair.
    Story(StoryId),
    /// An article and a near-copy of it.
    Copies(ArticleId, ArticleId),
}

/// How a part looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As running text.
    Plain,
    /// Less important.
    Dim,
    /// The title.
    Title,
    /// The head of a group.
    Heading,
    /// A sign.
    Sign,
    /// Words in quotation marks.
    Quote,
    /// A name.
    Name(ActorKind),
}

/// Where a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// From this column on.
    From(u16),
    /// Up to so many columns before the right edge.
    Until(u16),
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub column: Column,
    /// How many columns it may take.
    pub room: u16,
    /// Its words.
    pub text: Clean,
    /// What is lit in them, as byte ranges.
    pub lit: Vec<Span>,
    /// How it looks.
    pub tone: Tone,
    /// The items it is selected with, besides its own line's.
    pub with: Vec<usize>,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryLine {
    /// Its pieces.
    pub parts: Vec<Part>,
    /// The item it belongs to, if it leads somewhere.
    pub item: Option<usize>,
    /// Whether it is the first line of its item.
    pub first: bool,
}

/// An open story.
#[derive(Clone, Debug)]
pub struct StoryPage {
    /// Its articles, actors and quotes.
    pub view: Arc<StoryView>,
    /// The story told whole, once it has come.
    pub telling: Option<Arc<Telling>>,
    /// A near-copy beside its original.
    pub copies: Option<Arc<SideBySide>>,
    /// Which page is open.
    pub leaf: Leaf,
    /// Its lines at the current width.
    pub lines: Vec<StoryLine>,
    /// The selected line.
    pub cursor: usize,
    /// The first line on the screen.
    pub top: usize,
    /// Whether words are being found in it.
    pub finding: bool,
    leads: Vec<Lead>,
    height: usize,
    width: u16,
}

impl StoryPage {
    /// A story at its overview.
    #[must_use]
    pub const fn new(view: Arc<StoryView>) -> Self {
        Self {
            view,
            telling: None,
            copies: None,
            leaf: Leaf::Overview,
            lines: Vec::new(),
            cursor: 0,
            top: 0,
            finding: false,
            leads: Vec::new(),
            height: 0,
            width: 0,
        }
    }

    /// Forgets the lines: they are made again when they are needed.
    pub fn fold_up(&mut self) {
        self.lines = Vec::new();
    }

    /// Opens another page at its beginning.
    pub fn turn_to(&mut self, leaf: Leaf) {
        if self.leaf != leaf {
            self.leaf = leaf;
            (self.cursor, self.top, self.finding) = (0, 0, false);
        }
        self.fold_up();
    }

    /// Makes the lines for a width, if they are not made for it, and keeps the cursor on the screen.
    pub fn settle(&mut self, width: u16, height: usize) {
        if self.width != width || self.lines.is_empty() {
            let width_kept = self.width == width;
            let item = self.lines.get(self.cursor).and_then(|line| line.item);
            let page = lines::Composer::new(width);
            let (lines, leads) = match self.leaf {
                Leaf::Overview => overview::page(page, &self.view, self.telling.as_deref()),
                Leaf::Accounts => accounts::page(page, &self.view, self.telling.as_deref()),
                Leaf::Wordings => wordings::page(page, self.telling.as_deref()),
                Leaf::People => people::page(page, self.telling.as_deref()),
                Leaf::Copies => copies::page(page, self.copies.as_deref()),
            };
            (self.lines, self.leads) = (lines, leads);
            self.width = width;
            let same = item.and_then(|item| self.lines.iter().position(|line| line.item == Some(item)));
            let first = |at: &usize| self.lines.get(*at).is_some_and(|line| line.first);
            let kept = Some(self.cursor).filter(|_| width_kept).filter(first);
            self.cursor = same.or(kept).or_else(|| self.stops().next()).unwrap_or_default();
        }
        self.height = height.max(1);
        let first = self.stops().next().unwrap_or_default();
        let wanted = if self.cursor <= first { 0 } else { self.cursor };
        self.top = self.top.min(wanted).min(self.lines.len().saturating_sub(1));
        let item = self.item();
        let end = self.lines.iter().skip(self.cursor).take_while(|line| line.item == item).count();
        let last = self.cursor + end.clamp(1, self.height) - 1;
        if last >= self.top + self.height {
            self.top = last + 1 - self.height;
        }
    }

    /// The lines the cursor stops at.
    fn stops(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.lines.iter().enumerate().filter(|(_, line)| line.first).map(|(at, _)| at)
    }

    /// Moves over the lines that lead somewhere.
    pub fn step(&mut self, by: isize) {
        let stops: Vec<usize> = self.stops().collect();
        if stops.is_empty() {
            let last = self.lines.len().saturating_sub(self.height);
            self.top = self.top.saturating_add_signed(by).min(last);
            return;
        }
        let at = stops.partition_point(|stop| *stop <= self.cursor).saturating_sub(1);
        let to = at.saturating_add_signed(by).min(stops.len().saturating_sub(1));
        self.cursor = stops.get(to).copied().unwrap_or_default();
    }

    /// Puts the cursor on the item of a line, at a column of it.
    pub fn point(&mut self, line: usize, column: u16) {
        self.cursor = line.min(self.lines.len().saturating_sub(1));
        // Of two items on one line, the one under the column.
        let under = |part: &&Part| matches!(part.column, Column::From(from) if from <= column);
        let parts = self.lines.get(self.cursor).map_or(&[][..], |line| &line.parts);
        let own = parts.iter().rfind(under).and_then(|part| part.with.first().copied());
        let stop =
            own.and_then(|item| self.lines.iter().position(|line| line.first && line.item == Some(item)));
        match stop {
            Some(stop) => self.cursor = stop,
            None => self.step(0),
        }
    }

    /// Goes to the next or previous item that has a pattern in it, around the ends.
    pub fn find(&mut self, pattern: &str, forward: bool) -> bool {
        let Some(regex) = compile(pattern) else { return false };
        // The words of each item; those of two columns are not one text.
        let mut words: BTreeMap<usize, String> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.item.is_some()) {
            for part in &line.parts {
                let own = if part.with.is_empty() { line.item.as_slice() } else { &part.with };
                for item in own {
                    let words = words.entry(*item).or_default();
                    words.push_str(&part.text);
                    words.push(' ');
                }
            }
        }
        let says = |at: &usize| {
            let item = self.lines.get(*at).and_then(|line| line.item);
            item.and_then(|item| words.get(&item)).is_some_and(|words| regex.is_match(words))
        };
        let hits: Vec<usize> = self.stops().filter(says).collect();
        let next = if forward {
            hits.iter().find(|at| **at > self.cursor).or(hits.first())
        } else {
            hits.iter().rfind(|at| **at < self.cursor).or(hits.last())
        };
        let Some(at) = next.copied() else { return false };
        self.cursor = at;
        true
    }

    /// The selected item.
    #[must_use]
    pub fn item(&self) -> Option<usize> {
        self.lines.get(self.cursor)?.item
    }

    /// What the selected line leads to.
    #[must_use]
    pub fn lead(&self) -> Option<Lead> {
        self.leads.get(self.item()?).copied()
    }

    /// The article the selected line belongs to.
    #[must_use]
    pub fn article(&self) -> Option<ArticleId> {
        match self.lead()? {
            Lead::Place(place) => Some(place.article),
            Lead::Article(id) | Lead::Copies(_, id) => Some(id),
            Lead::Actor(_) | Lead::Story(_) => None,
        }
    }
}
