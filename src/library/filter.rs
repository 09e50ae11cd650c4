//! What a query lets through.

use crate::library::corpus::Corpus;
use crate::library::query::Query;
use crate::model::{ActorId, ArticleId, QuoteId};
use crate::text::fold::fold;

/// A query made ready for one corpus.
#[derive(Debug)]
pub struct Filter<'c> {
    corpus: &'c Corpus,
    words: Vec<String>,
}

impl<'c> Filter<'c> {
    /// Makes a query ready.
    #[must_use]
    pub fn new(corpus: &'c Corpus, query: &Query) -> Self {
        Self { corpus, words: query.text().split_whitespace().map(fold).collect() }
    }

    /// Whether an article matches.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> bool {
        self.words.is_empty() || self.corpus.entry(id).is_some_and(|e| self.holds(&e.article.text))
    }

    /// Whether an actor matches.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> bool {
        self.words.is_empty() || self.corpus.actor(id).is_some_and(|a| self.holds(&a.name))
    }

    /// Whether a quote matches.
    #[must_use]
    pub fn quote(&self, id: QuoteId) -> bool {
        self.words.is_empty() || self.corpus.quote_row(id).is_some_and(|q| self.holds(&q.text))
    }

    fn holds(&self, text: &str) -> bool {
        let text = fold(text);
        self.words.iter().all(|w| text.contains(w))
    }
}
