//! The corpus in memory as what queries are asked of: rows are the numbers it has anyway.

use crate::library::bits::Bits;
use crate::library::corpus::Corpus;
use crate::library::goto::Names;
use crate::library::ground::{
    Collection, Columns, Facts, Ground, Hits, Length, Lists, Naming, Pairs, Voice, bit, ranks,
};
use crate::library::index::{Document, Index, Tags};
use crate::library::lookup::{part, weight_in};
use crate::library::query::{Part, Phrase};
use crate::library::view::{ActorRow, QuoteRow, StoryRow};
use crate::model::{
    ActorId, ActorKind, Article, ArticleId, BlockKind, Clean, Known, LocalActorId, QuoteId, QuoteKind, Span,
    StoryId,
};
use std::sync::Arc;

impl Corpus {
    /// Every name and headline, for fuzzy matching.
    #[must_use]
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let headlines = (0..self.entries.len() as u32).map(|n| self.headline(ArticleId(n)));
            Names::new(self.actors().iter().map(|actor| actor.name.clone()), headlines)
        })
    }

    fn facts(&self, article: u32) -> Facts {
        let id = ArticleId(article);
        let Some(entry) = self.entry(id) else { return Facts::default() };
        let (text, found) = (&*entry.article, entry.extraction());
        let story = self.story_of(id);
        let has = [
            (Part::Quotes, found.quotes.iter().any(|q| q.kind != QuoteKind::SoCalled)),
            (Part::Actors, !found.actors.is_empty()),
            (Part::Date, text.date.is_some()),
            (Part::Author, text.byline.is_some()),
            (Part::Source, text.source.is_some()),
            (Part::Headline, text.headline.is_some()),
            (Part::Sections, text.blocks.iter().any(|b| matches!(b.kind, BlockKind::Heading(_)))),
        ];
        Facts {
            day: self.day(id),
            content: entry.file.content,
            story: story.0,
            mentions: found.mentions.len() as u32,
            has: has.iter().filter(|(_, there)| *there).fold(0, |all, (part, _)| all | bit(*part)),
            copy: self.story(story).is_some_and(|s| s.copies.iter().any(|(copy, _)| *copy == id)),
        }
    }

    fn index_of(&self, of: Collection) -> &Index {
        match of {
            Collection::Articles => self.article_index(),
            Collection::Actors => self.actor_index(),
            Collection::Quotes => self.quote_index(),
        }
    }

    /// The parts of a row that can be searched.
    fn parts(&self, of: Collection, row: u32) -> Document<'_> {
        match of {
            Collection::Articles => self.article_parts(ArticleId(row)),
            Collection::Quotes => {
                self.quotes.get(row as usize).map_or_else(Vec::new, |id| self.quote_parts(*id))
            }
            Collection::Actors => {
                let Some(actor) = self.actor(ActorId(row)) else { return Vec::new() };
                let spellings = actor.variants.iter().map(|(name, _)| (part::ALIAS, &**name));
                std::iter::once((part::NAME, &*actor.name)).chain(spellings).collect()
            }
        }
    }

    fn quote_at(&self, row: u32) -> Option<QuoteId> {
        self.quotes.get(row as usize).copied()
    }
}

impl Ground for Corpus {
    fn columns(&self) -> &Columns {
        self.columns.get_or_init(|| {
            let members = self.stories().iter().enumerate().flat_map(|(n, story)| {
                story.all_articles().into_iter().map(move |article| (n as u32, article.0))
            });
            let mut quotes_from = vec![0];
            let mut sum = 0;
            for entry in &self.entries {
                sum += entry.extraction().quotes.len() as u32;
                quotes_from.push(sum);
            }
            Columns {
                facts: (0..self.entries.len() as u32).map(|n| self.facts(n)).collect(),
                stories: Lists::new(self.stories().len(), &members.collect::<Vec<_>>()),
                quotes_from,
            }
        })
    }

    fn actors(&self) -> usize {
        self.merged().all.len()
    }

    fn pairs(&self) -> &Pairs {
        self.pairs.get_or_init(|| {
            let (mut items, mut mentions): (Vec<(u32, u32)>, Vec<u32>) = Default::default();
            for (n, actor) in self.merged().all.iter().enumerate() {
                for place in &actor.places {
                    let pair = (n as u32, place.article.0);
                    if items.last() == Some(&pair) {
                        mentions.last_mut().into_iter().for_each(|count| *count += place.mentions);
                    } else {
                        items.push(pair);
                        mentions.push(place.mentions);
                    }
                }
            }
            Pairs { articles: Lists::new(self.merged().all.len(), &items), mentions }
        })
    }

    fn places(&self, actors: &Bits) -> Bits {
        let pairs = self.pairs();
        Bits::from_rows(
            self.entries.len(),
            actors.rows().flat_map(|actor| pairs.articles.of(actor).iter().copied()),
        )
    }

    fn voices(&self, articles: &Bits) -> Vec<Voice> {
        let mut voices = Vec::new();
        for article in articles.rows() {
            let id = ArticleId(article);
            let Some(entry) = self.entry(id) else { continue };
            for (quote, row) in entry.extraction().quotes.iter().zip(self.columns().quotes_of(article)) {
                let number = |local: LocalActorId| self.actor_of(id, local).map(|actor| actor.0);
                let says = quote.speakers.iter().filter_map(|s| number(s.actor?));
                voices.extend(says.map(|actor| Voice { quote: row, actor, says: true }));
                let inside = entry.extraction().mentions.iter().filter(|m| quote.content.covers(m.span));
                let about = inside.filter_map(|m| number(m.actor?));
                voices.extend(about.map(|actor| Voice { quote: row, actor, says: false }));
            }
        }
        voices
    }

    fn of_kind(&self, kind: QuoteKind) -> Bits {
        Bits::of(self.quotes.len(), |row| {
            self.quote_at(row).and_then(|id| self.quote(id)).is_some_and(|quote| quote.kind == kind)
        })
    }

    fn with_speaker(&self, known: Known) -> Bits {
        Bits::of(self.quotes.len(), |row| {
            let quote = self.quote_at(row).and_then(|id| self.quote(id));
            quote.is_some_and(|quote| quote.known() == Some(known))
        })
    }

    fn actors_of_kind(&self, kind: ActorKind) -> Bits {
        Bits::of(self.actors().len(), |row| self.actor(ActorId(row)).is_some_and(|actor| actor.kind == kind))
    }

    fn find(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Hits> {
        Arc::new(self.index_of(of).hits(phrase, tags, &|tag| weight_in(of, tag)))
    }

    fn having(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Bits> {
        let places = self.index_of(of).find(phrase, tags);
        Arc::new(Bits::from_rows(self.rows(of), places.iter().map(|place| place.doc)))
    }

    fn near(&self, of: Collection, (a, b): (&Phrase, &Phrase), distance: u32, tags: Tags) -> Bits {
        let index = self.index_of(of);
        Bits::from_rows(index.len(), index.near(a, b, distance, tags).iter().map(|place| place.doc))
    }

    fn texts(&self, of: Collection, tags: Tags, among: &Bits, fits: &(dyn Fn(&str) -> bool + Sync)) -> Bits {
        let any = |row: &u32| self.parts(of, *row).iter().any(|(tag, text)| tags.holds(*tag) && fits(text));
        Bits::from_rows(self.rows(of), among.rows().filter(any))
    }

    fn lengths(&self, of: Collection) -> &[Length] {
        self.index_of(of).lengths()
    }

    fn words(&self, of: Collection) -> u64 {
        self.index_of(of).words()
    }

    fn ranks(&self, by: Naming) -> Arc<[u32]> {
        let articles = || (0..self.entries.len() as u32).map(ArticleId);
        let keys: Vec<Option<String>> = match by {
            Naming::Headline => articles().map(|id| Some(self.headline(id).to_lowercase())).collect(),
            Naming::Source => articles()
                .map(|id| Some(self.entry(id)?.article.source.as_ref()?.text.to_lowercase()))
                .collect(),
            Naming::Title => self.stories().iter().map(|story| Some(story.title.to_lowercase())).collect(),
            Naming::Name => self.merged().all.iter().map(|actor| Some(actor.name.to_lowercase())).collect(),
            Naming::Speaker => {
                let speaker = |id: &QuoteId| Some(self.quote_row(*id)?.speaker?.to_lowercase());
                self.quotes.iter().map(speaker).collect()
            }
        };
        ranks(&keys)
    }

    fn article_id(&self, row: u32) -> ArticleId {
        ArticleId(row)
    }

    fn actor_id(&self, row: u32) -> ActorId {
        ActorId(row)
    }

    fn article(&self, row: u32) -> Option<Arc<Article>> {
        Some(Arc::clone(&self.entry(ArticleId(row))?.article))
    }

    fn headline(&self, row: u32) -> Clean {
        self.headline(ArticleId(row))
    }

    fn about(&self, row: u32) -> Option<(Clean, Span)> {
        let article = self.article_row(ArticleId(row))?;
        let headline = self.entry(ArticleId(row))?.article.headline.as_ref();
        Some((article.about(), headline.map(|field| field.span).unwrap_or_default()))
    }

    fn story_row(&self, row: u32, listed: &[u32]) -> Option<StoryRow> {
        self.story_row(StoryId(row), &listed.iter().map(|id| ArticleId(*id)).collect::<Vec<_>>())
    }

    fn actor_row(&self, row: u32) -> Option<ActorRow> {
        self.actor_row(ActorId(row))
    }

    fn actor_head(&self, row: u32) -> Option<ActorRow> {
        self.actor_row(ActorId(row))
    }

    fn spellings(&self, row: u32) -> Vec<Clean> {
        self.actor(ActorId(row))
            .map_or_else(Vec::new, |a| a.variants.iter().map(|(n, _)| n.clone()).collect())
    }

    fn quote_row(&self, row: u32) -> Option<QuoteRow> {
        self.quote_row(self.quote_at(row)?)
    }

    fn quote_words(&self, row: u32) -> Option<(Option<Clean>, String)> {
        let id = self.quote_at(row)?;
        let row = self.quote_row(id)?;
        Some((row.speaker, row.text.into_string()))
    }
}
