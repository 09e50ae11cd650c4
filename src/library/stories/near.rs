//! Which articles are compared, and how likely they are about one event; kept up as articles come and go.
//!
//! An inverted list of each telling word has the articles that are looked up by it. Two articles score by the words both
//! are looked up by, each is compared with those it scores best with, and knows its likeliest ones. An article that comes
//! or goes so changes only those that would be, or were, among its own best: the result is that of the set, whatever
//! came in which order.

use crate::library::stories::pairs::{Likely, Model, NEIGHBOURS, Sight, nearest};
use crate::library::stories::weights::Weights;
use crate::parse::hashes::Map;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Pairs less likely of one affair than this are forgotten.
const LEAST: f32 = 0.1;

/// Another article, by slot, and how likely it is about the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    pub(crate) to: u32,
    pub(crate) likely: Likely,
}

/// The articles, by slot, and what each is near to.
#[derive(Debug, Default)]
pub(crate) struct Near {
    lists: Map<Vec<(u32, f32)>>,
    articles: Vec<Article>,
}

#[derive(Clone, Debug, Default)]
struct Article {
    content: u64,
    /// Those it is compared with, by slot.
    best: Vec<u32>,
    /// The score and content of the last of them, when there may be others.
    last: Option<(f32, u64)>,
    /// The likely ones, in any order.
    edges: Vec<Edge>,
}

/// Where the articles are looked up while some come or go.
pub(crate) struct Seen<'a, L: Fn(u32) -> Sight> {
    pub(crate) weights: &'a Weights,
    pub(crate) model: &'a Model,
    /// An article's words as they weigh now.
    pub(crate) look: L,
    sights: Map<Sight>,
}

impl<'a, L: Fn(u32) -> Sight> Seen<'a, L> {
    pub(crate) fn new(weights: &'a Weights, model: &'a Model, look: L) -> Self {
        Self { weights, model, look, sights: Map::default() }
    }

    fn sight(&mut self, slot: u32) -> &Sight {
        self.sights.entry(u64::from(slot)).or_insert_with(|| (self.look)(slot))
    }

    fn probes(&mut self, slot: u32) -> Vec<(u32, f32)> {
        let weights = self.weights;
        self.sight(slot).probes(weights)
    }

    fn likely(&mut self, a: u32, b: u32) -> Likely {
        self.sight(a);
        self.sight(b);
        let model = self.model;
        match (self.sights.get(&u64::from(a)), self.sights.get(&u64::from(b))) {
            (Some(one), Some(other)) => one.likely(other, model),
            _ => Likely { event: 0.0, affair: 0.0 },
        }
    }
}

/// What a score is put in order by: the higher the earlier, then the content.
type Place = (f32, u64);

fn order(x: Place, y: Place) -> Ordering {
    y.0.total_cmp(&x.0).then(x.1.cmp(&y.1))
}

impl Near {
    /// Takes articles out and in, by slot and content; their pairs follow.
    pub(crate) fn change<L: Fn(u32) -> Sight>(
        &mut self,
        gone: &[u32],
        come: &[(u32, u64)],
        seen: &mut Seen<'_, L>,
    ) {
        let slots = come.iter().map(|(slot, _)| *slot as usize + 1).max().unwrap_or(0);
        self.articles.resize_with(self.articles.len().max(slots), Article::default);
        // What each article was compared with before, of those that may change.
        let mut before: Map<Vec<u32>> = Map::default();
        let mut left = vec![false; self.articles.len()];
        for &slot in gone {
            for (term, _) in seen.probes(slot) {
                if let Some(list) = self.lists.get_mut(&u64::from(term)) {
                    list.retain(|(other, _)| *other != slot);
                    if list.is_empty() {
                        self.lists.remove(&u64::from(term));
                    }
                }
            }
            left[slot as usize] = true;
            let article = &mut self.articles[slot as usize];
            article.last = None;
            before.insert(u64::from(slot), std::mem::take(&mut article.best));
        }
        let mut again: BTreeSet<u32> = BTreeSet::new();
        if !gone.is_empty() {
            let loses = |article: &Article| article.best.iter().any(|slot| left[*slot as usize]);
            again.extend(
                (0..).zip(&self.articles).filter(|(_, article)| loses(article)).map(|(slot, _)| slot),
            );
        }
        for &(slot, content) in come {
            self.articles[slot as usize].content = content;
            for (term, weight) in seen.probes(slot) {
                self.lists.entry(u64::from(term)).or_default().push((slot, weight));
            }
        }
        let mut scores = vec![0.0_f32; self.articles.len()];
        let mut found: Vec<u32> = Vec::new();
        let mut new = vec![false; self.articles.len()];
        for (slot, _) in come {
            new[*slot as usize] = true;
        }
        for &(slot, content) in come {
            self.score(slot, &seen.probes(slot), &mut scores, &mut found);
            // Whoever would have it among its own best looks again.
            let joins = |other: &u32| {
                let place = (scores[*other as usize], content);
                !new[*other as usize]
                    && self.articles[*other as usize].last.is_none_or(|last| order(place, last).is_lt())
            };
            again.extend(found.iter().copied().filter(joins));
            before.insert(u64::from(slot), Vec::new());
            self.choose(slot, &mut scores, &mut found);
        }
        for &slot in &again {
            self.score(slot, &seen.probes(slot), &mut scores, &mut found);
            before.insert(u64::from(slot), std::mem::take(&mut self.articles[slot as usize].best));
            self.choose(slot, &mut scores, &mut found);
        }
        self.judge(&before, seen);
    }

    /// Sums up what an article shares with each other, and finds which they are.
    fn score(&self, slot: u32, probes: &[(u32, f32)], scores: &mut [f32], found: &mut Vec<u32>) {
        for (term, weight) in probes {
            for (other, theirs) in self.lists.get(&u64::from(*term)).into_iter().flatten() {
                let score = &mut scores[*other as usize];
                if *score == 0.0 {
                    found.push(*other);
                }
                *score += weight * theirs;
            }
        }
        found.retain(|other| *other != slot);
        scores[slot as usize] = 0.0;
    }

    /// Takes the best of those found; the scores are cleared.
    fn choose(&mut self, slot: u32, scores: &mut [f32], found: &mut Vec<u32>) {
        let place = |slot: u32| (scores[slot as usize], self.articles[slot as usize].content);
        let best = nearest(found, NEIGHBOURS, |x, y| order(place(*x), place(*y)));
        best.sort_unstable();
        let best = best.to_vec();
        let full = best.len() == NEIGHBOURS;
        let last = best.iter().map(|slot| place(*slot)).max_by(|x, y| order(*x, *y)).filter(|_| full);
        for other in found.drain(..) {
            scores[other as usize] = 0.0;
        }
        let article = &mut self.articles[slot as usize];
        (article.best, article.last) = (best, last);
    }

    /// Judges the pairs that are new, forgets those that are no longer compared.
    fn judge<L: Fn(u32) -> Sight>(&mut self, before: &Map<Vec<u32>>, seen: &mut Seen<'_, L>) {
        let has = |list: &[u32], slot: u32| list.binary_search(&slot).is_ok();
        let now = |slot: u32| self.articles[slot as usize].best.as_slice();
        let then = |slot: u32| before.get(&u64::from(slot)).map_or_else(|| now(slot), Vec::as_slice);
        let mut pairs: Vec<(u32, u32, bool)> = Vec::new();
        for slot in before.keys().map(|slot| *slot as u32) {
            for &other in then(slot).iter().chain(now(slot)) {
                let was = has(then(slot), other) || has(then(other), slot);
                let is = has(now(slot), other) || has(now(other), slot);
                if was != is {
                    pairs.push((slot.min(other), slot.max(other), is));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        // They are kept for long: no more room than they need.
        let mut more = vec![0_usize; self.articles.len()];
        for (a, b, _) in pairs.iter().filter(|(.., is)| *is) {
            more[*a as usize] += 1;
            more[*b as usize] += 1;
        }
        for (article, more) in self.articles.iter_mut().zip(more) {
            article.edges.reserve_exact(more);
        }
        for (a, b, is) in pairs {
            if !is {
                for (from, to) in [(a, b), (b, a)] {
                    self.articles[from as usize].edges.retain(|edge| edge.to != to);
                }
                continue;
            }
            let likely = seen.likely(a, b);
            if likely.affair >= LEAST {
                self.articles[a as usize].edges.push(Edge { to: b, likely });
                self.articles[b as usize].edges.push(Edge { to: a, likely });
            }
        }
    }

    /// The articles an article is likely about the same with. Each pair stands on both its sides.
    pub(crate) fn edges(&self, slot: u32) -> &[Edge] {
        self.articles.get(slot as usize).map_or(&[], |article| &article.edges)
    }
}
