//! Everything about one thing of the library: a story, an actor.

use crate::library::disk::answers::View;
use crate::library::disk::names::name_of;
use crate::library::disk::pack::{unpack_actors, unpack_blocks, unpack_mentions};
use crate::library::disk::tallies::locals_of;
use crate::library::ground::spark;
use crate::library::snippet;
use crate::library::view::{ActorCard, ActorRow, Place, QuoteRow, Snippet, StoryHead, StoryView};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, Mention, QuoteKind, Span, StoryId};
use crate::text::fold::fold;
use rusqlite::OptionalExtension;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// How many characters a mention's context has.
pub(crate) const CONTEXT: usize = 160;

/// Of how many articles a card shows mentions and quotes: nobody reads more in a row, and a query finds the others.
pub(crate) const SHOWN: usize = 300;

type Read<T> = rusqlite::Result<T>;

/// An actor in an article.
struct Appearance {
    article: u32,
    mentions: u32,
    said: u32,
    about: u32,
}

impl View<'_> {
    /// Everything about a story.
    pub(crate) fn story_view(&self, id: StoryId) -> Read<Option<Arc<StoryView>>> {
        let Some(row) = self.story_row_of(id.0, None)? else { return Ok(None) };
        let articles: Vec<u32> = self.members(id.0)?.into_iter().map(|(article, _)| article).collect();
        let mut counts: HashMap<u32, Vec<Appearance>> = HashMap::new();
        for article in self.by_path(&articles)? {
            let locals: BTreeSet<u32> = locals_of(&self.db(), article)?.into_iter().collect();
            for actor in locals {
                counts.entry(actor).or_default().extend(self.appearance(actor, article)?);
            }
        }
        let mut actors = Vec::new();
        for (actor, here) in counts {
            actors.extend(self.row_within(actor, &here)?);
        }
        actors.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| self.before(a, b)));
        let mut quotes = Vec::new();
        for &article in &articles {
            for n in 0..self.quotes_of(article)?.map_or(0, |quotes| quotes.len()) as u32 {
                quotes.extend(self.quote_row_of(article, n)?);
            }
        }
        Ok(Some(Arc::new(StoryView { row, actors, quotes, why: self.why(id.0)? })))
    }

    /// A story's row, and why its articles stand together.
    pub(crate) fn story_head(&self, id: StoryId) -> Read<Option<Arc<StoryHead>>> {
        let Some(row) = self.story_row_of(id.0, None)? else { return Ok(None) };
        Ok(Some(Arc::new(StoryHead { row, why: self.why(id.0)? })))
    }

    /// The order of actors that are mentioned as often: that of the whole list.
    fn before(&self, a: &ActorRow, b: &ActorRow) -> std::cmp::Ordering {
        let all = |row: &ActorRow| self.mentions_of(row.id.0);
        all(b).cmp(&all(a)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
    }

    fn mentions_of(&self, actor: u32) -> u32 {
        let db = self.db();
        let read = db
            .prepare_cached("SELECT mentions FROM actor WHERE id = ?1")
            .and_then(|mut found| found.query_row([actor], |row| row.get(0)));
        read.unwrap_or_default()
    }

    fn why(&self, story: u32) -> Read<Vec<Clean>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT why FROM story WHERE id = ?1")?;
        let why: Option<String> = statement.query_row([story], |row| row.get(0)).optional()?;
        Ok(why.unwrap_or_default().lines().map(Clean::line).collect())
    }

    /// Articles in the order of their paths.
    fn by_path(&self, articles: &[u32]) -> Read<Vec<u32>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT place FROM article WHERE id = ?1")?;
        let places = articles.iter().map(|&id| Ok((statement.query_row([id], |row| row.get(0))?, id)));
        let mut places: Vec<(i64, u32)> = places.collect::<Read<_>>()?;
        places.sort_unstable();
        Ok(places.into_iter().map(|(_, id)| id).collect())
    }

    fn appearance(&self, actor: u32, article: u32) -> Read<Option<Appearance>> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT mentions, said, about FROM appearance WHERE actor = ?1 AND article = ?2",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Appearance { article, mentions: row.get(0)?, said: row.get(1)?, about: row.get(2)? })
        };
        statement.query_row([actor, article], read).optional()
    }

    /// An actor's articles, in the order of paths.
    fn appearances(&self, actor: u32) -> Read<Vec<Appearance>> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT appearance.article, appearance.mentions, said, about
             FROM appearance JOIN article ON article.id = appearance.article WHERE actor = ?1 ORDER BY place",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Appearance {
                article: row.get(0)?,
                mentions: row.get(1)?,
                said: row.get(2)?,
                about: row.get(3)?,
            })
        };
        statement.query_map([actor], read)?.collect()
    }

    /// An actor's row with the counts of some articles alone.
    fn row_within(&self, id: u32, here: &[Appearance]) -> Read<Option<ActorRow>> {
        let Some(row) = self.actor_head_of(id)? else { return Ok(None) };
        let days = self.days()?;
        let mut counts = Vec::new();
        for appearance in here {
            let day = self.day_of_article(appearance.article)?;
            counts.push((day, appearance.mentions));
        }
        Ok(Some(ActorRow {
            mentions: here.iter().map(|a| a.mentions).sum(),
            articles: here.len() as u32,
            said: here.iter().map(|a| a.said).sum(),
            spark: spark(days, counts.into_iter()),
            ..row
        }))
    }

    fn day_of_article(&self, article: u32) -> Read<Option<jiff::civil::Date>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT date FROM article WHERE id = ?1")?;
        let date: Option<Option<i64>> = statement.query_row([article], |row| row.get(0)).optional()?;
        Ok(date.flatten().and_then(crate::library::disk::day_of))
    }

    /// Everything about an actor.
    pub(crate) fn actor_card(&self, id: ActorId) -> Read<Option<Arc<ActorCard>>> {
        let Some(row) = self.actor_row_of(id.0)? else { return Ok(None) };
        let places = self.appearances(id.0)?;
        let shown: Vec<u32> = places.iter().take(SHOWN).map(|place| place.article).collect();
        let (said, about) = self.quotes_with(id.0, &places)?;
        let mut mentions = Vec::new();
        let mut shared: HashMap<u32, u32> = HashMap::new();
        for &article in &shown {
            let found = self.mentions_in(article)?;
            let locals = locals_of(&self.db(), article)?;
            let actor = |mention: &Mention| locals.get(mention.actor?.0 as usize).copied();
            mentions.extend(
                self.contexts(article, found.iter().filter(|m| actor(m) == Some(id.0)).map(|m| m.span))?,
            );
            for block in self.blocks(article)? {
                let here: HashSet<u32> =
                    found.iter().filter(|m| block.holds(m.span.from())).filter_map(actor).collect();
                if here.contains(&id.0) {
                    here.into_iter().filter(|o| *o != id.0).for_each(|o| *shared.entry(o).or_default() += 1);
                }
            }
        }
        // A place that was once taken for somebody has no office.
        let kind = row.kind;
        Ok(Some(Arc::new(ActorCard {
            row,
            variants: self.variants(id.0)?,
            roles: if kind == ActorKind::Person { self.roles(id.0, &shown)? } else { Vec::new() },
            said,
            about,
            met: self.met(id, &shown)?,
            with: self.together_with(shared)?,
            mentions,
        })))
    }

    /// Actors with the paragraphs they share, most shared first.
    fn together_with(&self, shared: HashMap<u32, u32>) -> Read<Vec<(ActorRow, u32)>> {
        let mut with = Vec::new();
        for (actor, n) in shared {
            with.extend(self.actor_row_of(actor)?.map(|row| (row, n)));
        }
        with.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.before(&a.0, &b.0)));
        Ok(with)
    }

    /// Every spelling of an actor with its number of mentions, most frequent first.
    pub(crate) fn variants(&self, actor: u32) -> Read<Vec<(Clean, u32)>> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT text, mentions FROM variant JOIN name ON name.id = variant.name WHERE actor = ?1 ORDER BY n",
        )?;
        let read = |row: &rusqlite::Row<'_>| Ok((Clean::line(row.get_ref(0)?.as_str()?), row.get(1)?));
        statement.query_map([actor], read)?.collect()
    }

    /// What an actor said, and what others said of him.
    fn quotes_with(&self, id: u32, places: &[Appearance]) -> Read<(Vec<QuoteRow>, Vec<QuoteRow>)> {
        let (mut said, mut about) = (Vec::new(), Vec::new());
        for place in places.iter().filter(|place| place.said + place.about > 0).take(SHOWN) {
            let locals = locals_of(&self.db(), place.article)?;
            let mentions = self.mentions_in(place.article)?;
            let is_him = |local: Option<crate::model::LocalActorId>| {
                local.and_then(|local| locals.get(local.0 as usize)) == Some(&id)
            };
            for (n, quote) in self.quotes_of(place.article)?.unwrap_or_default().iter().enumerate() {
                if quote.kind == QuoteKind::SoCalled {
                    continue;
                }
                let row = || self.quote_row_of(place.article, n as u32);
                if quote.speakers.iter().any(|s| is_him(s.actor)) {
                    said.extend(row()?);
                } else if mentions.iter().any(|m| quote.content.covers(m.span) && is_him(m.actor)) {
                    about.extend(row()?);
                }
            }
        }
        Ok((said, about))
    }

    fn packed(&self, article: u32, column: &str) -> Read<Vec<u8>> {
        let db = self.db();
        let sql = format!("SELECT {column} FROM analysis WHERE article = ?1");
        let bytes: Option<Option<Vec<u8>>> =
            db.prepare_cached(&sql)?.query_row([article], |row| row.get(0)).optional()?;
        Ok(bytes.flatten().unwrap_or_default())
    }

    /// The mentions found in an article.
    pub(crate) fn mentions_in(&self, article: u32) -> Read<Vec<Mention>> {
        Ok(unpack_mentions(&self.packed(article, "mentions")?).unwrap_or_default())
    }

    /// Where an article's blocks stand.
    fn blocks(&self, article: u32) -> Read<Vec<Span>> {
        let blocks = unpack_blocks(&self.packed(article, "blocks")?).unwrap_or_default();
        Ok(blocks.iter().map(|block| block.span).collect())
    }

    /// Titles and roles in the articles' words, each wording once.
    fn roles(&self, id: u32, articles: &[u32]) -> Read<Vec<(Clean, Place)>> {
        let mut seen = HashSet::new();
        let mut roles = Vec::new();
        for &article in articles {
            let locals = locals_of(&self.db(), article)?;
            let actors = unpack_actors(&self.packed(article, "actors")?).unwrap_or_default();
            for (_, actor) in locals.iter().zip(&actors).filter(|(local, _)| **local == id) {
                for (span, name) in &actor.roles {
                    let words = Clean::line(&name_of(&self.db(), *name)?);
                    if seen.insert(fold(&words)) {
                        roles.push((words, Place { article: ArticleId(article), span: *span }));
                    }
                }
            }
        }
        Ok(roles)
    }

    /// Mentions in the words around them.
    fn contexts(&self, article: u32, spans: impl Iterator<Item = Span>) -> Read<Vec<Snippet>> {
        let spans: Vec<Span> = spans.collect();
        let (Some(text), Some(row)) = (self.text_of(article)?, self.article_row_of(article)?) else {
            return Ok(Vec::new());
        };
        let regions = text.regions();
        let context = |span: Span| {
            let bounds = regions.iter().find(|r| r.span.covers(span));
            let bounds = bounds.map_or(Span::new(0, text.text.len()), |r| r.span);
            let cut = snippet::around(&text.text, bounds, span, CONTEXT);
            let lit = cut.place(span).into_iter().collect();
            let place = Place { article: ArticleId(article), span };
            Snippet { place, headline: row.headline.clone(), text: cut.text, lit }
        };
        Ok(spans.into_iter().map(context).collect())
    }
}
