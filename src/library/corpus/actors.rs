//! The actors of the corpus: those of each article, merged, with what counts about them.

use crate::library::corpus::Corpus;
use crate::model::{ActorId, ActorKind, ArticleId, Clean, LocalActor, LocalActorId, QuoteId, QuoteKind};
use std::collections::HashMap;

/// An actor of the corpus.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Canonical name.
    pub name: Clean,
    /// What it is.
    pub kind: ActorKind,
    /// Every spelling with its number of mentions, most frequent first.
    pub variants: Vec<(Clean, u32)>,
    /// Where it occurs: article, its number there, mentions there; by article.
    pub places: Vec<Occurrence>,
    /// What it said, `soCalled` left out.
    pub said: Vec<QuoteId>,
    /// How many mentions in all.
    pub mentions: u32,
}

/// An actor in one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The article.
    pub article: ArticleId,
    /// Its number there; an article that spells one actor in two irreconcilable ways has two occurrences.
    pub local: LocalActorId,
    /// Mentions in this article.
    pub mentions: u32,
}

impl Actor {
    /// In how many articles it occurs.
    #[must_use]
    pub fn article_count(&self) -> u32 {
        let mut last = None;
        self.places.iter().filter(|p| last.replace(p.article) != Some(p.article)).count() as u32
    }
}

/// All actors, and which of them each article's are.
#[derive(Debug, Default)]
pub(super) struct Actors {
    pub(super) all: Vec<Actor>,
    of_article: Vec<Vec<ActorId>>,
}

impl Corpus {
    /// Every actor, by [`ActorId`]: most mentioned first.
    #[must_use]
    pub fn actors(&self) -> &[Actor] {
        &self.merged().all
    }

    /// One actor.
    #[must_use]
    pub fn actor(&self, id: ActorId) -> Option<&Actor> {
        self.actors().get(id.0 as usize)
    }

    /// The actor of the corpus that an article's actor is.
    #[must_use]
    pub fn actor_of(&self, article: ArticleId, local: LocalActorId) -> Option<ActorId> {
        self.actors_of(article).get(local.0 as usize).copied()
    }

    /// The actors of an article, by local number.
    #[must_use]
    pub fn actors_of(&self, article: ArticleId) -> &[ActorId] {
        self.merged().of_article.get(article.0 as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn merged(&self) -> &Actors {
        self.actors.get_or_init(|| Actors::merge(self))
    }
}

impl Actors {
    fn merge(corpus: &Corpus) -> Self {
        let articles: Vec<&[LocalActor]> =
            corpus.entries.iter().map(|e| e.extraction().actors.as_slice()).collect();
        let groups = same_name(&articles);
        let count = groups.iter().flatten().map(|g| g + 1).max().unwrap_or(0);
        let mut all: Vec<Actor> = (0..count).map(|_| Actor::empty()).collect();
        for (a, entry) in corpus.entries.iter().enumerate() {
            let article = ArticleId(a as u32);
            let extraction = entry.extraction();
            let mut mentions = vec![0; extraction.actors.len()];
            for mention in &extraction.mentions {
                if let Some(count) = mention.actor.and_then(|id| mentions.get_mut(id.0 as usize)) {
                    *count += 1;
                }
            }
            for (l, (local, group)) in extraction.actors.iter().zip(&groups[a]).enumerate() {
                let mentions = mentions[l];
                all[*group].add(local, Occurrence { article, local: LocalActorId(l as u32), mentions });
            }
            for (q, quote) in
                extraction.quotes.iter().enumerate().filter(|(_, q)| q.kind != QuoteKind::SoCalled)
            {
                let id = QuoteId { article, index: q as u32 };
                for speaker in quote.speakers.iter().filter_map(|s| s.actor) {
                    let Some(group) = groups[a].get(speaker.0 as usize) else { continue };
                    let said = &mut all[*group].said;
                    if said.last() != Some(&id) {
                        said.push(id);
                    }
                }
            }
        }
        Self::ordered(all, &groups)
    }

    /// Numbers actors by mentions, most first, so that the list's own order is the numbers'.
    fn ordered(mut all: Vec<Actor>, groups: &[Vec<usize>]) -> Self {
        for actor in &mut all {
            actor.variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|&a, &b| {
            all[b].mentions.cmp(&all[a].mentions).then_with(|| all[a].name.cmp(&all[b].name))
        });
        let mut number = vec![ActorId(0); all.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old] = ActorId(new as u32);
        }
        let of_article = groups.iter().map(|g| g.iter().map(|&old| number[old]).collect()).collect();
        let mut slots: Vec<Option<Actor>> = all.into_iter().map(Some).collect();
        let all = order.into_iter().filter_map(|old| slots[old].take()).collect();
        Self { all, of_article }
    }
}

impl Actor {
    fn empty() -> Self {
        Self {
            name: Clean::default(),
            kind: ActorKind::Other,
            variants: Vec::new(),
            places: Vec::new(),
            said: Vec::new(),
            mentions: 0,
        }
    }

    fn add(&mut self, local: &LocalActor, place: Occurrence) {
        if self.places.is_empty() {
            self.name = Clean::line(&local.name);
            self.kind = local.kind;
        }
        self.mentions += place.mentions;
        self.places.push(place);
        for (spelling, count) in &local.variants {
            match self.variants.iter_mut().find(|(known, _)| **known == **spelling) {
                Some((_, known)) => *known += count,
                None => self.variants.push((Clean::line(spelling), *count)),
            }
        }
    }
}

/// Actors of one name and kind are one: a group number for each actor of each article.
fn same_name(articles: &[&[LocalActor]]) -> Vec<Vec<usize>> {
    let mut known: HashMap<(&str, ActorKind), usize> = HashMap::new();
    articles
        .iter()
        .map(|actors| {
            actors
                .iter()
                .map(|actor| {
                    let next = known.len();
                    *known.entry((actor.name.as_str(), actor.kind)).or_insert(next)
                })
                .collect()
        })
        .collect()
}
