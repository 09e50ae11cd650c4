//! What a search finds: hits in their groups, and what each leads to.

use crate::library::view::Place;
use crate::model::{ActorId, Clean, QuoteId, Span};

/// Everything that matches a search, grouped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchResults {
    /// Articles, best first, with how many match in all.
    pub stories: Group,
    /// Actors.
    pub actors: Group,
    /// Quotes.
    pub quotes: Group,
    /// The words to light up in an opened article.
    pub words: Vec<String>,
    /// Whether there are more hits than were wanted.
    pub more: bool,
}

/// One group of hits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The best hits.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
}

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What `Enter` opens.
    pub target: Target,
    /// Headline, name, or speaker.
    pub title: Clean,
    /// What is lit in the title, as byte ranges.
    pub title_lit: Vec<Span>,
    /// The words around the match, centred on it.
    pub snippet: Clean,
    /// What is lit in the snippet, as byte ranges.
    pub lit: Vec<Span>,
}

/// What a hit leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A place in an article.
    Place(Place),
    /// An actor's card.
    Actor(ActorId),
    /// A quote.
    Quote(QuoteId),
}
