//! Everything about one thing: an article with what was found in it, a story, an actor.

use crate::library::corpus::Corpus;
use crate::library::snippet;
use crate::library::state::Content;
use crate::library::telling;
use crate::library::view::{
    ActorCard, ActorKey, ActorRow, Arrived, ArticleRow, Extract, Place, Reading, Snippet, StoryHead,
    StoryView,
};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, Mention, QuoteId, QuoteKind, Span, StoryId};
use crate::text::fold::fold;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many characters a mention's context has.
const CONTEXT: usize = 160;

impl Corpus {
    pub(super) fn reading(&self, id: ArticleId) -> Option<Arc<Reading>> {
        let entry = self.entry(id)?;
        let name = |actor: &ActorId| (*actor, self.actor(*actor).map(|a| a.name.clone()).unwrap_or_default());
        Some(Arc::new(Reading {
            row: self.article_row(id)?,
            article: Arc::clone(&entry.article),
            extraction: Arc::clone(&entry.file.extraction),
            actors: self.actors_of(id).iter().map(name).collect(),
        }))
    }

    /// The rows of articles by what they hold, in the order asked for; those that are not there are left out.
    pub(super) fn rows_of(&self, contents: &[Content]) -> Vec<ArticleRow> {
        let mut places: HashMap<Content, ArticleId> = HashMap::new();
        for (at, entry) in self.articles().iter().enumerate().rev() {
            places.insert(entry.file.content, ArticleId(at as u32));
        }
        contents.iter().filter_map(|content| self.article_row(*places.get(content)?)).collect()
    }

    /// What is not among some contents.
    pub(super) fn arrived(&self, known: &HashSet<Content>) -> Arrived {
        let is_new =
            |id: &ArticleId| self.entry(*id).is_some_and(|entry| !known.contains(&entry.file.content));
        let all = self.articles().len();
        let mut new: Vec<ArticleId> = (0..all as u32).map(ArticleId).filter(is_new).collect();
        let stories: HashSet<StoryId> = new.iter().map(|id| self.story_of(*id)).collect();
        let found = all - new.len();
        new.sort_by_key(|id| (self.day(*id).is_none(), std::cmp::Reverse(self.day(*id)), *id));
        let contents = new.iter().filter_map(|id| self.entry(*id)).map(|entry| entry.file.content).collect();
        let rows = new.iter().take(Arrived::MOST).filter_map(|id| self.article_row(*id)).collect();
        Arrived { known: found, contents, stories: stories.len(), rows }
    }

    /// The actor of a name: of that kind if there is one, else the most mentioned.
    pub(super) fn actor_named(&self, key: &ActorKey) -> Option<ActorId> {
        let called = || (0..).map(ActorId).zip(self.actors()).filter(|(_, actor)| actor.name == key.name);
        let exact = called().find(|(_, actor)| actor.kind == key.kind);
        exact.or_else(|| called().next()).map(|(id, _)| id)
    }

    pub(super) fn story_view(&self, id: StoryId) -> Option<Arc<StoryView>> {
        let story = self.story(id)?;
        let articles = story.all_articles();
        let mut counts: HashMap<ActorId, ActorRow> = HashMap::new();
        for &article in &articles {
            let mut seen = HashSet::new();
            for actor in self.actors_of(article) {
                if !seen.insert(*actor) {
                    continue;
                }
                if let Some(row) = self.row_within(*actor, &articles) {
                    counts.entry(*actor).or_insert(row);
                }
            }
        }
        let mut actors: Vec<ActorRow> = counts.into_values().collect();
        actors.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.id.cmp(&b.id)));
        let quotes = articles.iter().flat_map(|id| self.quotes_in(*id)).filter_map(|id| self.quote_row(id));
        Some(Arc::new(StoryView {
            row: self.story_row(id, &articles)?,
            actors,
            quotes: quotes.collect(),
            why: story.why.clone(),
        }))
    }

    /// A story's row, and why its articles stand together.
    pub(super) fn story_head(&self, id: StoryId) -> Option<Arc<StoryHead>> {
        let story = self.story(id)?;
        Some(Arc::new(StoryHead { row: self.story_row(id, &story.all_articles())?, why: story.why.clone() }))
    }

    /// An actor's row with the counts of some articles alone.
    fn row_within(&self, id: ActorId, articles: &[ArticleId]) -> Option<ActorRow> {
        let actor = self.actor(id)?;
        let places = actor.places.iter().filter(|p| articles.contains(&p.article));
        let distinct: HashSet<ArticleId> = places.clone().map(|p| p.article).collect();
        Some(ActorRow {
            mentions: places.clone().map(|p| p.mentions).sum(),
            articles: distinct.len() as u32,
            said: actor.said.iter().filter(|q| articles.contains(&q.article)).count() as u32,
            spark: self.spark(places.map(|p| (p.article, p.mentions))),
            ..self.actor_row(id)?
        })
    }

    pub(super) fn actor_card(&self, id: ActorId) -> Option<Arc<ActorCard>> {
        let actor = self.actor(id)?;
        let mut articles: Vec<ArticleId> = actor.places.iter().map(|p| p.article).collect();
        articles.dedup();
        let about = articles.iter().flat_map(|a| self.quotes_in(*a)).filter(|q| self.mentions_actor(*q, id));
        Some(Arc::new(ActorCard {
            row: self.actor_row(id)?,
            variants: actor.variants.clone(),
            roles: if actor.kind == ActorKind::Person { self.roles_of(id, &articles) } else { Vec::new() },
            said: actor.said.iter().filter_map(|q| self.quote_row(*q)).collect(),
            about: about.filter(|q| !actor.said.contains(q)).filter_map(|q| self.quote_row(q)).collect(),
            met: self.met(id, &articles),
            with: self.together_with(id, &articles),
            mentions: articles.iter().flat_map(|a| self.contexts(*a, id)).collect(),
        }))
    }

    /// The ids of an article's quotes, `soCalled` included.
    fn quotes_in(&self, article: ArticleId) -> impl Iterator<Item = QuoteId> + use<> {
        let count = self.entry(article).map_or(0, |e| e.extraction().quotes.len()) as u32;
        (0..count).map(move |index| QuoteId { article, index })
    }

    /// The actors mentioned inside a quote's content.
    #[must_use]
    pub fn actors_in(&self, id: QuoteId) -> Vec<ActorId> {
        let (Some(entry), Some(quote)) = (self.entry(id.article), self.quote(id)) else { return Vec::new() };
        let inside = entry.extraction().mentions.iter().filter(|m| quote.content.covers(m.span));
        let mut actors: Vec<ActorId> =
            inside.filter_map(|m| m.actor).filter_map(|local| self.actor_of(id.article, local)).collect();
        actors.sort_unstable();
        actors.dedup();
        actors
    }

    fn mentions_actor(&self, quote: QuoteId, actor: ActorId) -> bool {
        self.quote(quote).is_some_and(|q| q.kind != QuoteKind::SoCalled)
            && self.actors_in(quote).contains(&actor)
    }

    /// Titles and roles in the articles' words, each wording once.
    fn roles_of(&self, id: ActorId, articles: &[ArticleId]) -> Vec<(Clean, Place)> {
        let mut seen = HashSet::new();
        let mut roles = Vec::new();
        for &article in articles {
            let Some(entry) = self.entry(article) else { continue };
            for (local, actor) in self.actors_of(article).iter().zip(&entry.extraction().actors) {
                for &span in actor.roles.iter().filter(|_| *local == id) {
                    let words = Clean::line(entry.article.at(span));
                    if seen.insert(fold(&words)) {
                        roles.push((words, Place { article, span }));
                    }
                }
            }
        }
        roles
    }

    /// Whom it met or spoke with, as sentences say so.
    fn met(&self, id: ActorId, articles: &[ArticleId]) -> Vec<(ActorRow, Extract)> {
        let read = articles.iter().take(telling::MET_IN).filter_map(|article| self.reading(*article));
        let met = telling::met(&read.collect::<Vec<_>>(), id);
        met.into_iter().filter_map(|(other, told)| Some((self.actor_row(other)?, told))).collect()
    }

    /// Actors of the same paragraphs, most shared first.
    fn together_with(&self, id: ActorId, articles: &[ArticleId]) -> Vec<(ActorRow, u32)> {
        let mut shared: HashMap<ActorId, u32> = HashMap::new();
        for &article in articles {
            let Some(entry) = self.entry(article) else { continue };
            for block in &entry.article.blocks {
                let here: HashSet<ActorId> = self.actors_within(article, block.span).collect();
                if here.contains(&id) {
                    here.into_iter()
                        .filter(|other| *other != id)
                        .for_each(|o| *shared.entry(o).or_default() += 1);
                }
            }
        }
        let mut with: Vec<(ActorId, u32)> = shared.into_iter().collect();
        with.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        with.into_iter().filter_map(|(other, n)| Some((self.actor_row(other)?, n))).collect()
    }

    fn actors_within(&self, article: ArticleId, span: Span) -> impl Iterator<Item = ActorId> {
        let mentions = self.entry(article).map_or(&[][..], |e| &e.extraction().mentions);
        let from = mentions.partition_point(|m| m.span.start < span.start);
        mentions
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(move |m| m.span.start < span.end)
            .filter_map(move |m| self.actor_of(article, m.actor?))
    }

    /// Every mention of an actor in an article, in the words around it.
    fn contexts(&self, article: ArticleId, id: ActorId) -> Vec<Snippet> {
        let Some(entry) = self.entry(article) else { return Vec::new() };
        let of_actor = |m: &&Mention| m.actor.and_then(|l| self.actor_of(article, l)) == Some(id);
        let headline = self.headline(article);
        entry
            .extraction()
            .mentions
            .iter()
            .filter(of_actor)
            .map(|m| {
                let bounds = entry.article.regions().into_iter().find(|r| r.span.covers(m.span));
                let bounds = bounds.map_or(Span::new(0, entry.article.text.len()), |r| r.span);
                let cut = snippet::around(&entry.article.text, bounds, m.span, CONTEXT);
                let lit = cut.place(m.span).into_iter().collect();
                let place = Place { article, span: m.span };
                Snippet { place, headline: headline.clone(), text: cut.text, lit }
            })
            .collect()
    }

    /// Whether an actor said anything in an article.
    #[must_use]
    pub fn said_in(&self, id: ActorId, article: ArticleId) -> bool {
        self.actor(id).is_some_and(|actor| actor.said.iter().any(|q| q.article == article))
    }

    /// Whether a quote of an article mentions an actor.
    #[must_use]
    pub fn is_talked_about(&self, id: ActorId, article: ArticleId) -> bool {
        self.quotes_in(article).any(|quote| self.mentions_actor(quote, id))
    }
}
