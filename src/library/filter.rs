//! What a query lets through.
//!
//! One rule for every list: an article is listed when the query holds for it; an actor or a story when it holds for at
//! least one of its articles; a quote when it holds for the quote in its article. Words without a field are looked for
//! in what the list shows: the whole text of an article, the names and roles of an actor, the words and speakers of a
//! quote. `docs/QUERIES.md` says it with examples.
//!
//! A query is made ready once (each condition becomes the set of rows it holds for), then asked row by row.

mod sets;

use crate::library::corpus::Corpus;
use crate::library::query::{Node, Query, Test};
use crate::library::state::UserState;
use crate::model::{ActorId, ArticleId, QuoteId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sets::{Holds, Rows};

/// What a query is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The query.
    pub query: &'a Query,
    /// What the user marked.
    pub marks: &'a UserState,
    /// The day that `newer:1w` counts from.
    pub today: Date,
    /// Whether the last word is finished.
    pub typing: Typing,
}

/// Whether a query is finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typing {
    /// It is.
    #[default]
    Done,
    /// Its last word may go on.
    Live,
}

impl<'a> Asking<'a> {
    /// A finished query, asked today (in UTC).
    #[must_use]
    pub fn today(query: &'a Query, marks: &'a UserState) -> Self {
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        Self { query, marks, today, typing: Typing::Done }
    }
}

/// A query made ready for one list of one corpus.
#[derive(Debug)]
pub struct Filter<'c> {
    corpus: &'c Corpus,
    root: Option<Ready>,
}

/// A query whose conditions have been looked up.
#[derive(Debug)]
enum Ready {
    All(Vec<Ready>),
    Any(Vec<Ready>),
    Not(Box<Ready>),
    Test(Holds),
}

impl<'c> Filter<'c> {
    /// For the list of articles, or of stories.
    #[must_use]
    pub fn of_articles(corpus: &'c Corpus, asking: &Asking<'_>) -> Self {
        Self::new(corpus, Rows::Articles, asking)
    }

    /// For the list of actors.
    #[must_use]
    pub fn of_actors(corpus: &'c Corpus, asking: &Asking<'_>) -> Self {
        Self::new(corpus, Rows::Actors, asking)
    }

    /// For the list of quotes.
    #[must_use]
    pub fn of_quotes(corpus: &'c Corpus, asking: &Asking<'_>) -> Self {
        Self::new(corpus, Rows::Quotes, asking)
    }

    fn new(corpus: &'c Corpus, rows: Rows, asking: &Asking<'_>) -> Self {
        let sets = sets::Sets { corpus, rows, asking };
        Self { corpus, root: asking.query.root().map(|root| ready(root, &|test| sets.of(test))) }
    }

    /// Whether everything passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.root.is_none()
    }

    /// Whether an article passes.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> bool {
        self.holds(id.0, id.0)
    }

    /// Whether an actor passes in one of its articles.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> bool {
        let Some(actor) = self.corpus.actor(id) else { return false };
        self.is_open() || actor.places.iter().any(|place| self.holds(id.0, place.article.0))
    }

    /// Whether a quote passes; `row` is its place among [`Corpus::quotes`].
    #[must_use]
    pub fn quote(&self, row: usize, id: QuoteId) -> bool {
        self.holds(row as u32, id.article.0)
    }

    fn holds(&self, row: u32, article: u32) -> bool {
        self.root.as_ref().is_none_or(|root| root.holds(row, article))
    }
}

fn ready(node: &Node, look_up: &dyn Fn(&Test) -> Holds) -> Ready {
    let list = |nodes: &[Node]| nodes.iter().map(|node| ready(node, look_up)).collect();
    match node {
        Node::All(nodes) => Ready::All(list(nodes)),
        Node::Any(nodes) => Ready::Any(list(nodes)),
        Node::Not(node) => Ready::Not(Box::new(ready(node, look_up))),
        Node::Test(test) => Ready::Test(look_up(test)),
    }
}

impl Ready {
    fn holds(&self, row: u32, article: u32) -> bool {
        match self {
            Self::All(all) => all.iter().all(|part| part.holds(row, article)),
            Self::Any(any) => any.iter().any(|part| part.holds(row, article)),
            Self::Not(part) => !part.holds(row, article),
            Self::Test(holds) => holds.holds(row, article),
        }
    }
}

#[cfg(test)]
mod tests;
