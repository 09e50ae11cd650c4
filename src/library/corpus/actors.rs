//! The actors of the corpus: those of each article, merged, with what counts about them.

use crate::library::corpus::{Corpus, Entry, Stage};
use crate::library::mends::actors::NOBODY;
use crate::library::merge::{Merged, MergedActor, merge};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, Extraction, LocalActorId, QuoteId, QuoteKind};

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
        Self::of(corpus, Self::join(corpus))
    }

    /// Which of the articles' actors are one.
    pub(super) fn join(corpus: &Corpus) -> Merged {
        let extractions: Vec<&Extraction> = corpus.entries.iter().map(Entry::extraction).collect();
        let stories: Vec<u32> = match corpus.stage {
            Stage::Partial => Vec::new(),
            Stage::Whole => (0..extractions.len() as u32).map(|n| corpus.story_of(ArticleId(n)).0).collect(),
        };
        merge(&extractions, &stories)
    }

    /// Counts what the articles say of actors that are joined.
    pub(super) fn of(corpus: &Corpus, merged: Merged) -> Self {
        let groups = merged.of;
        let mut all: Vec<Actor> = merged.actors.into_iter().map(Actor::new).collect();
        for (a, entry) in corpus.entries.iter().enumerate() {
            let article = ArticleId(a as u32);
            let extraction = entry.extraction();
            let mut mentions = vec![0; extraction.actors.len()];
            for mention in &extraction.mentions {
                if let Some(count) = mention.actor.and_then(|id| mentions.get_mut(id.0 as usize)) {
                    *count += 1;
                }
            }
            let Some(groups) = groups.get(a) else { continue };
            for (l, (group, &mentions)) in groups.iter().zip(&mentions).enumerate() {
                let Some(actor) = all.get_mut(group.0 as usize) else { continue };
                actor.mentions += mentions;
                actor.places.push(Occurrence { article, local: LocalActorId(l as u32), mentions });
            }
            for (q, quote) in
                extraction.quotes.iter().enumerate().filter(|(_, q)| q.kind != QuoteKind::SoCalled)
            {
                let id = QuoteId { article, index: q as u32 };
                for speaker in quote.speakers.iter().filter_map(|s| s.actor) {
                    let group = groups.get(speaker.0 as usize);
                    let Some(actor) = group.and_then(|g| all.get_mut(g.0 as usize)) else { continue };
                    if actor.said.last() != Some(&id) {
                        actor.said.push(id);
                    }
                }
            }
        }
        Self::ordered(all, &groups)
    }

    /// Numbers actors by mentions, most first, so that the list's own order is the numbers'.
    fn ordered(all: Vec<Actor>, groups: &[Vec<ActorId>]) -> Self {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|&a, &b| {
            all[b].mentions.cmp(&all[a].mentions).then_with(|| all[a].name.cmp(&all[b].name))
        });
        let mut number = vec![ActorId(0); all.len()];
        for (new, &old) in order.iter().enumerate() {
            number[old] = ActorId(new as u32);
        }
        let new = |old: &ActorId| number.get(old.0 as usize).copied().unwrap_or(NOBODY);
        let of_article = groups.iter().map(|g| g.iter().map(new).collect()).collect();
        let mut slots: Vec<Option<Actor>> = all.into_iter().map(Some).collect();
        let all = order.into_iter().filter_map(|old| slots[old].take()).collect();
        Self { all, of_article }
    }
}

impl Actor {
    fn new(merged: MergedActor) -> Self {
        let variants = merged.variants.into_iter().map(|(name, count)| (Clean::line(&name), count));
        Self {
            name: Clean::line(&merged.name),
            kind: merged.kind,
            variants: variants.collect(),
            places: Vec::new(),
            said: Vec::new(),
            mentions: 0,
        }
    }
}
