//! What the search indexes of a corpus are made of: which parts of articles, actors and quotes can be found, and where.

use crate::library::corpus::Corpus;
use crate::library::ground::Collection;
use crate::library::index::{Document, Index, Tag, Tags};
use crate::library::query::Field;
use crate::model::{Article, ArticleId, BlockKind, QuoteId};
use std::sync::OnceLock;

/// The indexes of one corpus, each made when it is first needed.
#[derive(Debug, Default)]
pub struct Indexes {
    articles: OnceLock<Index>,
    actors: OnceLock<Index>,
    quotes: OnceLock<Index>,
}

/// Parts of an article.
pub(crate) mod part {
    use crate::library::index::Tag;

    pub(crate) const HEADLINE: Tag = 0;
    pub(crate) const DEK: Tag = 1;
    pub(crate) const BYLINE: Tag = 2;
    pub(crate) const SOURCE: Tag = 3;
    pub(crate) const SECTION: Tag = 4;
    pub(crate) const BODY: Tag = 5;
    /// An actor's canonical name, a quote's words.
    pub(crate) const NAME: Tag = 0;
    /// An actor's roles, a quote's speaker.
    pub(crate) const ROLE: Tag = 1;
    /// An actor's spellings.
    pub(crate) const ALIAS: Tag = 2;
}

/// The parts of an article a field stands for.
#[must_use]
pub fn tags_of(field: Field) -> Tags {
    match field {
        Field::Headline | Field::Story => Tags::one(part::HEADLINE),
        Field::Body => Tags::one(part::BODY).and(part::DEK),
        Field::Source => Tags::one(part::SOURCE),
        Field::Author => Tags::one(part::BYLINE),
        Field::Section => Tags::one(part::SECTION),
        _ => Tags::ALL,
    }
}

/// What a word is worth in a part of a document.
#[must_use]
pub fn weight_in(of: Collection, tag: Tag) -> f32 {
    match tag {
        _ if of != Collection::Articles => 1.0,
        part::HEADLINE => 4.0,
        part::DEK => 2.0,
        part::SECTION => 1.5,
        _ => 1.0,
    }
}

/// The parts of an article that can be searched.
pub(crate) fn parts_of(article: &Article) -> Document<'_> {
    let fields = [
        (part::HEADLINE, &article.headline),
        (part::DEK, &article.dek),
        (part::BYLINE, &article.byline),
        (part::SOURCE, &article.source),
    ];
    let fields = fields.into_iter().filter_map(|(tag, field)| Some((tag, &*field.as_ref()?.text)));
    let blocks = article.blocks.iter().map(|block| {
        let tag = if matches!(block.kind, BlockKind::Heading(_)) { part::SECTION } else { part::BODY };
        (tag, article.at(block.span))
    });
    fields.chain(blocks).collect()
}

impl Corpus {
    /// The words of every article.
    #[must_use]
    pub fn article_index(&self) -> &Index {
        self.indexes()
            .articles
            .get_or_init(|| Index::build(self.articles().len(), |doc| self.article_parts(ArticleId(doc))))
    }

    /// The names and roles of every actor.
    #[must_use]
    pub fn actor_index(&self) -> &Index {
        let document = |doc: u32| -> Document<'_> {
            let Some(actor) = self.actors().get(doc as usize) else { return Vec::new() };
            let mut parts: Document<'_> = vec![(part::NAME, &*actor.name)];
            parts.extend(actor.variants.iter().map(|(name, _)| (part::ALIAS, &**name)));
            for place in &actor.places {
                let Some(entry) = self.entry(place.article) else { continue };
                let Some(local) = entry.extraction().actor(place.local) else { continue };
                parts.extend(local.roles.iter().map(|role| (part::ROLE, entry.article.at(*role))));
            }
            parts
        };
        self.indexes().actors.get_or_init(|| Index::build(self.actors().len(), document))
    }

    /// The words of every quote and of its speakers, in the order of [`Corpus::quotes`].
    #[must_use]
    pub fn quote_index(&self) -> &Index {
        let document =
            |doc: u32| self.quotes().get(doc as usize).map_or_else(Vec::new, |id| self.quote_parts(*id));
        self.indexes().quotes.get_or_init(|| Index::build(self.quotes().len(), document))
    }

    /// The parts of an article that can be searched.
    #[must_use]
    pub fn article_parts(&self, id: ArticleId) -> Document<'_> {
        self.entry(id).map_or_else(Vec::new, |entry| parts_of(&entry.article))
    }

    /// The parts of a quote that can be searched: its words, and its speakers' names as written and in full.
    #[must_use]
    pub fn quote_parts(&self, id: QuoteId) -> Document<'_> {
        let (Some(entry), Some(quote)) = (self.entry(id.article), self.quote(id)) else { return Vec::new() };
        let mut parts = vec![(part::NAME, entry.article.at(quote.content))];
        for speaker in &quote.speakers {
            parts.push((part::ROLE, entry.article.at(speaker.span)));
            let actor = speaker.actor.and_then(|local| self.actor_of(id.article, local));
            parts.extend(actor.and_then(|a| self.actor(a)).map(|a| (part::ROLE, &*a.name)));
        }
        parts
    }
}
