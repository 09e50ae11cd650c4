//! What queries are asked of: the same questions to a corpus in memory and to the library on disk.
//!
//! Everything is told by rows, numbered from 0 in the order lists have by themselves: articles by path, quotes by article
//! and place, actors by mentions, stories by date. [`filter`](crate::library::filter), [`pages`](crate::library::pages)
//! and [`search`](crate::library::search) are written over this, once.

use crate::library::bits::Bits;
use crate::library::index::Tags;
use crate::library::query::{Part, Phrase};
use crate::library::view::{ActorRow, QuoteRow, StoryRow};
use crate::model::{ActorId, ActorKind, Article, ArticleId, Clean, Known, QuoteId, QuoteKind, Span};
use jiff::civil::Date;
use std::sync::Arc;

/// What rows are rows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Collection {
    /// Articles: headline, dek, byline, outlet, section headings, paragraphs.
    Articles,
    /// Actors of the corpus: name, spellings, roles.
    Actors,
    /// Quotes: their words, their speakers.
    Quotes,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Articles, Self::Actors, Self::Quotes];

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Actors => "actors",
            Self::Quotes => "quotes",
        }
    }
}

/// How many words a row has. Beyond the most it can tell, a longer one ranks no lower.
pub type Length = u16;

/// A number of words as a length.
#[must_use]
pub fn length(words: u32) -> Length {
    words.try_into().unwrap_or(Length::MAX)
}

/// Rows with what their words weigh, by row.
pub type Hits = Vec<(u32, f32)>;

/// A corpus or a library, at one moment.
pub trait Ground: Sync {
    /// What is known of every article, story and quote.
    fn columns(&self) -> &Columns;

    /// How many actors there are.
    fn actors(&self) -> usize;

    /// Which actor stands in which article.
    fn pairs(&self) -> &Pairs;

    /// The articles these actors stand in.
    fn places(&self, actors: &Bits) -> Bits;

    /// Who says and who is mentioned in the quotes of these articles, `soCalled` included, by quote.
    fn voices(&self, articles: &Bits) -> Vec<Voice>;

    /// The quotes of a kind.
    fn of_kind(&self, kind: QuoteKind) -> Bits;

    /// The quotes whose speaker the text makes known like this.
    fn with_speaker(&self, known: Known) -> Bits;

    /// The actors of a kind.
    fn actors_of_kind(&self, kind: ActorKind) -> Bits;

    /// The rows a phrase is found in, in the parts of these kinds, with the weights of all its places added up.
    fn find(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Hits>;

    /// The rows of [`Ground::find`] alone: where there are many, they cost less.
    fn having(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Bits>;

    /// The rows two phrases stand in at most `distance` words apart, in either order.
    fn near(&self, of: Collection, pair: (&Phrase, &Phrase), distance: u32, tags: Tags) -> Bits;

    /// Those of `among` that have a text of these kinds that fits.
    fn texts(&self, of: Collection, tags: Tags, among: &Bits, fits: &(dyn Fn(&str) -> bool + Sync)) -> Bits;

    /// How many words each row has.
    fn lengths(&self, of: Collection) -> &[Length];

    /// How many words all rows have.
    fn words(&self, of: Collection) -> u64;

    /// Where each row stands in an order of strings; equal strings have equal places.
    fn ranks(&self, by: Naming) -> Arc<[u32]>;

    /// The number an article is known by.
    fn article_id(&self, row: u32) -> ArticleId;

    /// The number an actor is known by.
    fn actor_id(&self, row: u32) -> ActorId;

    /// An article's text and structure; on disk the file is read.
    fn article(&self, row: u32) -> Option<Arc<Article>>;

    /// What an article is called.
    fn headline(&self, row: u32) -> Clean;

    /// What goes beside an article's headline, and where the headline stands.
    fn about(&self, row: u32) -> Option<(Clean, Span)>;

    /// A story's row with those of its articles that are to be listed.
    fn story_row(&self, row: u32, listed: &[u32]) -> Option<StoryRow>;

    /// An actor's row.
    fn actor_row(&self, row: u32) -> Option<ActorRow>;

    /// An actor's row without its counts over time.
    fn actor_head(&self, row: u32) -> Option<ActorRow>;

    /// An actor's spellings.
    fn spellings(&self, row: u32) -> Vec<Clean>;

    /// A quote's row.
    fn quote_row(&self, row: u32) -> Option<QuoteRow>;

    /// A quote's speakers and its words, as its row has them.
    fn quote_words(&self, row: u32) -> Option<(Option<Clean>, String)>;

    /// How many rows there are.
    fn rows(&self, of: Collection) -> usize {
        match of {
            Collection::Articles => self.columns().facts.len(),
            Collection::Actors => self.actors(),
            Collection::Quotes => self.columns().quotes(),
        }
    }

    /// The number a quote is known by.
    fn quote_id(&self, row: u32) -> QuoteId {
        let (article, index) = self.columns().place_of(row);
        QuoteId { article: self.article_id(article), index }
    }
}

/// Strings to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Naming {
    /// Articles by headline.
    Headline,
    /// Articles by outlet, those without one last.
    Source,
    /// Stories by title.
    Title,
    /// Actors by name.
    Name,
    /// Quotes by speaker, those without one last.
    Speaker,
}

/// What lists need to know of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its own date.
    pub day: Option<Date>,
    /// A hash of its content.
    pub content: u64,
    /// Its story's row.
    pub story: u32,
    /// How many mentions were found in it.
    pub mentions: u32,
    /// What it has: a bit for each [`Part`], see [`bit`].
    pub has: u8,
    /// Whether it is a near-copy of another.
    pub copy: bool,
}

/// The bit of a part in [`Facts::has`].
#[must_use]
pub fn bit(part: Part) -> u8 {
    Part::ALL.iter().position(|(_, known)| *known == part).map_or(0, |at| 1 << at)
}

/// Several lists behind each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    from: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Of items with the list they belong to, in any order; within a list they keep theirs.
    #[must_use]
    pub fn new(lists: usize, items: &[(u32, u32)]) -> Self {
        let mut from = vec![0_u32; lists + 1];
        for (list, _) in items {
            if let Some(count) = from.get_mut(*list as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut from {
            sum += *count;
            *count = sum;
        }
        let mut next = from.clone();
        let mut sorted = vec![0; items.len()];
        for (list, item) in items {
            if let Some(at) = next.get_mut(*list as usize) {
                if let Some(slot) = sorted.get_mut(*at as usize) {
                    *slot = *item;
                }
                *at += 1;
            }
        }
        Self { from, items: sorted }
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, list: u32) -> &[u32] {
        let (from, to) = self.range(list);
        self.items.get(from..to).unwrap_or_default()
    }

    /// Where the items of a list stand among all.
    #[must_use]
    pub fn range(&self, list: u32) -> (usize, usize) {
        let at = |n: usize| self.from.get(n).copied().unwrap_or_default() as usize;
        (at(list as usize), at(list as usize + 1))
    }

    /// How many lists there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.from.len().saturating_sub(1)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items of all lists behind each other.
    #[must_use]
    pub fn items(&self) -> &[u32] {
        &self.items
    }
}

/// What is known of every article, story and quote.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Articles.
    pub facts: Vec<Facts>,
    /// The articles of each story in the order of reading, near-copies behind what they copy.
    pub stories: Lists,
    /// The row of each article's first quote, and behind the last one how many there are.
    pub quotes_from: Vec<u32>,
}

impl Columns {
    /// How many quotes there are.
    #[must_use]
    pub fn quotes(&self) -> usize {
        self.quotes_from.last().copied().unwrap_or_default() as usize
    }

    /// An article's own date.
    #[must_use]
    pub fn day(&self, article: u32) -> Option<Date> {
        self.facts.get(article as usize)?.day
    }

    /// The article of a quote, and its place there.
    #[must_use]
    pub fn place_of(&self, quote: u32) -> (u32, u32) {
        let article = self.quotes_from.partition_point(|from| *from <= quote).saturating_sub(1);
        (article as u32, quote - self.quotes_from.get(article).copied().unwrap_or_default())
    }

    /// The rows of an article's quotes.
    #[must_use]
    pub fn quotes_of(&self, article: u32) -> std::ops::Range<u32> {
        let at = |n: usize| self.quotes_from.get(n).copied().unwrap_or_default();
        at(article as usize)..at(article as usize + 1)
    }

    /// The first and the last day of all dated articles.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = self.facts.iter().filter_map(|facts| facts.day);
        days.clone().min().zip(days.max())
    }
}

/// Which actor stands in which article: pairs, by actor and article.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// The articles of each actor.
    pub articles: Lists,
    /// The mentions of each pair.
    pub mentions: Vec<u32>,
}

impl Pairs {
    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.items().len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of a pair.
    #[must_use]
    pub fn at(&self, actor: u32, article: u32) -> Option<u32> {
        let (from, _) = self.articles.range(actor);
        self.articles.of(actor).binary_search(&article).ok().map(|at| (from + at) as u32)
    }

    /// An actor's articles with the mentions there.
    pub fn of(&self, actor: u32) -> impl Iterator<Item = (u32, u32)> + Clone + '_ {
        let (from, _) = self.articles.range(actor);
        let mentions = self.mentions.get(from..).unwrap_or_default();
        self.articles.of(actor).iter().copied().zip(mentions.iter().copied())
    }
}

/// Somebody in a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// The quote.
    pub quote: u32,
    /// The actor.
    pub actor: u32,
    /// Whether he says it; else it mentions him.
    pub says: bool,
}

/// The places of strings in their order, the missing ones last.
#[must_use]
pub fn ranks(keys: &[Option<String>]) -> Arc<[u32]> {
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    let key = |row: &u32| keys.get(*row as usize).and_then(Option::as_deref);
    order.sort_by_key(|row| (key(row).is_none(), key(row)));
    let mut ranks = vec![0; keys.len()];
    let (mut rank, mut last) = (0, None);
    for row in &order {
        if last.is_some_and(|last| last != key(row)) {
            rank += 1;
        }
        last = Some(key(row));
        if let Some(slot) = ranks.get_mut(*row as usize) {
            *slot = rank;
        }
    }
    ranks.into()
}

/// Into how many stretches of time a sparkline divides the corpus.
const SPARK: usize = 16;

/// Counts over time: over stretches of the corpus' days when it has several, else article by article.
#[must_use]
pub fn spark(days: Option<(Date, Date)>, counts: impl Iterator<Item = (Option<Date>, u32)>) -> Vec<u32> {
    let Some((first, last)) = days.filter(|(first, last)| first < last) else {
        return counts.map(|(_, n)| n).take(SPARK).collect();
    };
    let number = |day: Date| i64::from((day - first).get_days());
    let range = number(last) + 1;
    let stretches = range.min(SPARK as i64);
    let mut spark = vec![0; stretches as usize];
    for (day, n) in counts.filter_map(|(day, n)| Some((day?, n))) {
        if let Some(slot) = spark.get_mut((number(day) * stretches / range) as usize) {
            *slot += n;
        }
    }
    spark
}

#[cfg(test)]
mod tests {
    use super::{Lists, ranks};

    #[test]
    fn lists_keep_their_order() {
        let lists = Lists::new(3, &[(2, 7), (0, 5), (2, 6), (0, 9)]);
        assert_eq!([lists.of(0), lists.of(1), lists.of(2), lists.of(3)], [&[5, 9][..], &[], &[7, 6], &[]]);
        assert_eq!((lists.len(), lists.range(2)), (3, (2, 4)));
    }

    #[test]
    fn equal_strings_have_equal_ranks() {
        let keys = ["b", "a", "", "b"].map(|key| (!key.is_empty()).then(|| key.to_owned()));
        assert_eq!(*ranks(&keys), [1, 0, 2, 1]);
    }
}
