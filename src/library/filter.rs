//! What a query lets through.
//!
//! One rule for every list: an article is listed when the query holds for it; an actor or a story when it holds for at
//! least one of its articles; a quote when it holds for the quote in its article. Words without a field are looked for
//! in what the list shows: the whole text of an article, the names and roles of an actor, the words and speakers of a
//! quote. `docs/QUERIES.md` says it with examples.
//!
//! Each condition becomes the set of rows it holds for, and the query the sets' and, or, not. This file is the algebra,
//! `meaning` says what a condition holds for; both are written once, over a [`Ground`] in memory or on disk.

mod meaning;

use crate::library::bits::Bits;
use crate::library::corpus::Corpus;
use crate::library::ground::{Collection, Ground, Hits};
use crate::library::index::Tags;
use crate::library::query::{Field, Node, Pattern, Phrase, Query, Test};
use crate::library::state::UserState;
use crate::model::{ActorId, ArticleId, QuoteId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::cell::RefCell;
use std::sync::Arc;

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

    /// While it is being typed, the last word of a query may go on.
    #[must_use]
    pub fn typed(&self, phrase: &Phrase) -> Phrase {
        let prefix = phrase.prefix || (phrase.open && self.typing == Typing::Live);
        Phrase { prefix, ..phrase.clone() }
    }
}

/// The rows of a list that a query lets through.
#[must_use]
pub fn matching(ground: &dyn Ground, of: Collection, asking: &Asking<'_>) -> Bits {
    matching_with(&Finds::of_rows(ground), of, asking)
}

/// As [`matching`]; what each phrase weighs in each row is kept to rank them.
pub(crate) fn matching_with(finds: &Finds<'_>, of: Collection, asking: &Asking<'_>) -> Bits {
    let ground = finds.ground;
    let Some(root) = asking.query.root() else { return Bits::all(ground.rows(of)) };
    let by_article = of == Collection::Actors && needs_article(root);
    let evaluation = Evaluation { finds, ground, of, asking, by_article };
    if !by_article {
        return evaluation.holding(root, &Bits::all(ground.rows(of)));
    }
    // All conditions must hold in one article: they are asked of pairs of actor and article.
    let pairs = ground.pairs();
    let held = evaluation.holding(root, &Bits::all(pairs.len()));
    let any = |actor: u32| {
        let (from, to) = pairs.articles.range(actor);
        (from..to).any(|pair| held.holds(pair as u32))
    };
    Bits::of(ground.actors(), any)
}

/// Words looked up for one question, each once.
pub(crate) struct Finds<'g> {
    pub(crate) ground: &'g dyn Ground,
    /// Whether what they weigh is wanted as well as where they are.
    weighed: bool,
    known: RefCell<Vec<Find>>,
}

/// A phrase looked up.
struct Find {
    of: Collection,
    tags: Tags,
    phrase: Phrase,
    hits: Arc<Hits>,
}

impl<'g> Finds<'g> {
    /// Of rows that are to be ranked.
    pub(crate) fn weighed(ground: &'g dyn Ground) -> Self {
        Self { ground, weighed: true, known: RefCell::default() }
    }

    /// Of rows alone.
    pub(crate) fn of_rows(ground: &'g dyn Ground) -> Self {
        Self { ground, weighed: false, known: RefCell::default() }
    }

    /// The rows a phrase is found in, with what its places weigh.
    pub(crate) fn find(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Hits> {
        let same = |known: &&Find| known.of == of && known.tags == tags && known.phrase == *phrase;
        if let Some(known) = self.known.borrow().iter().find(same) {
            return Arc::clone(&known.hits);
        }
        let hits = self.ground.find(of, phrase, tags);
        self.known.borrow_mut().push(Find { of, tags, phrase: phrase.clone(), hits: Arc::clone(&hits) });
        hits
    }

    /// The rows a phrase is found in.
    pub(crate) fn having(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Bits {
        if self.weighed {
            return Bits::from_rows(
                self.ground.rows(of),
                self.find(of, phrase, tags).iter().map(|(row, _)| *row),
            );
        }
        Bits::clone(&self.ground.having(of, phrase, tags))
    }
}

/// A query being asked of the rows of one collection.
struct Evaluation<'a> {
    finds: &'a Finds<'a>,
    ground: &'a dyn Ground,
    of: Collection,
    asking: &'a Asking<'a>,
    /// Whether rows are pairs of an actor and an article.
    by_article: bool,
}

impl Evaluation<'_> {
    /// Those of `among` that a part of the query holds for.
    fn holding(&self, node: &Node, among: &Bits) -> Bits {
        match node {
            Node::All(nodes) => {
                // What reads texts comes last, when few rows are left.
                let mut order: Vec<&Node> = nodes.iter().collect();
                order.sort_by_key(|node| reads_texts(node));
                order.into_iter().fold(among.clone(), |left, node| self.holding(node, &left))
            }
            Node::Any(nodes) => {
                nodes.iter().fold(Bits::none(among.len()), |all, node| all.or(&self.holding(node, among)))
            }
            Node::Not(node) => among.clone().without(&self.holding(node, among)),
            Node::Test(test) => self.test(test, among).and(among),
        }
    }
}

/// Whether a part of a query reads texts.
fn reads_texts(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(reads_texts),
        Node::Not(node) => reads_texts(node),
        Node::Test(Test::Words(_, pattern)) => !matches!(pattern, Pattern::Phrase(_)),
        Node::Test(_) => false,
    }
}

/// Whether a query asks more of an actor than its own names.
fn needs_article(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(needs_article),
        Node::Not(node) => needs_article(node),
        Node::Test(Test::Words(field, _) | Test::Near(field, ..)) => {
            !matches!(field, Field::Any | Field::Actor | Field::Person | Field::Organisation | Field::Place)
        }
        Node::Test(_) => true,
    }
}

/// A query made ready for one list of one corpus.
#[derive(Debug)]
pub struct Filter {
    held: Bits,
}

impl Filter {
    /// For the list of articles, or of stories.
    #[must_use]
    pub fn of_articles(corpus: &Corpus, asking: &Asking<'_>) -> Self {
        Self { held: matching(corpus, Collection::Articles, asking) }
    }

    /// For the list of actors.
    #[must_use]
    pub fn of_actors(corpus: &Corpus, asking: &Asking<'_>) -> Self {
        Self { held: matching(corpus, Collection::Actors, asking) }
    }

    /// For the list of quotes.
    #[must_use]
    pub fn of_quotes(corpus: &Corpus, asking: &Asking<'_>) -> Self {
        Self { held: matching(corpus, Collection::Quotes, asking) }
    }

    /// Whether an article passes.
    #[must_use]
    pub fn article(&self, id: ArticleId) -> bool {
        self.held.holds(id.0)
    }

    /// Whether an actor passes in one of its articles.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> bool {
        self.held.holds(id.0)
    }

    /// Whether a quote passes; `row` is its place among [`Corpus::quotes`].
    #[must_use]
    pub fn quote(&self, row: usize, _id: QuoteId) -> bool {
        self.held.holds(row as u32)
    }
}

#[cfg(test)]
mod tests;
