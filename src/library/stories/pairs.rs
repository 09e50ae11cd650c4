//! How likely two articles are about one event: words, headlines, names, occasions, and days where both are known.
//!
//! Only articles that share a telling word are ever compared: candidates come from an inverted index whose longest lists
//! are left out. The features go through a logistic model (weights in [`Model`]) to one probability.

use crate::library::stories::doc::{Doc, NameCount};
use std::collections::{HashMap, HashSet};

/// How many features a pair has.
pub const FEATURES: usize = 10;

/// The weights of the pair model; the last one is the constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// One weight a feature, then the constant.
    pub weights: [f32; FEATURES + 1],
    /// What is taken off when the occasions differ.
    pub apart: f32,
}

impl Default for Model {
    /// Fitted by logistic regression on the candidate pairs of four public corpora of annotated events; see docs/STORIES.md.
    fn default() -> Self {
        Self { weights: [2.77, 7.06, 1.9, 0.97, 0.16, -0.13, -0.47, 2.2, -0.45, 0.7, -3.6], apart: 2.0 }
    }
}

/// As if so many unrelated articles stood beside: in a handful of articles on one affair the affair's own words would
/// else count for nothing.
const BACKGROUND: f32 = 100.0;
/// The most telling words of an article that candidates are looked up by.
const PROBES: usize = 40;
/// How many candidates of an article are looked at closely.
const LOOKED_AT: usize = 80;
/// How many neighbours an article keeps.
pub(crate) const NEIGHBOURS: usize = 48;
/// A word of more articles than this, and of more than a fiftieth of all, finds no candidates.
const LONGEST: usize = 256;

/// The articles as weighted vectors.
pub struct Pairs<'a> {
    docs: &'a [&'a Doc],
    body: Vec<Vec<(u32, f32)>>,
    head: Vec<Vec<(u32, f32)>>,
    names: Vec<Vec<(u32, f32)>>,
}

/// Two articles, by position, and how likely they are about one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one that stands first.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// How likely they are about one event, 0 to 1.
    pub likely: f32,
    /// How likely they are about one affair, 0 to 1.
    pub kin: f32,
}

impl<'a> Pairs<'a> {
    /// Weighs the words of all articles by how rare they are among them.
    #[must_use]
    pub fn new(docs: &'a [&'a Doc]) -> Self {
        let total = docs.len() as f32 + BACKGROUND;
        let mut df: HashMap<u32, u32> = HashMap::new();
        let mut name_df: HashMap<u32, u32> = HashMap::new();
        for doc in docs {
            for (term, _) in &doc.terms {
                *df.entry(*term).or_default() += 1;
            }
            for name in &doc.names {
                *name_df.entry(name.key).or_default() += 1;
            }
        }
        let rare = |df: u32| (1.0 + total / df.max(1) as f32).ln();
        let word = |term: u32| rare(df.get(&term).copied().unwrap_or(1));
        let name = |key: u32| rare(name_df.get(&key).copied().unwrap_or(1));
        let body = docs
            .iter()
            .map(|d| unit(d.terms.iter().map(|(t, tf)| (*t, f32::from(*tf) / 16.0 * word(*t))).collect()))
            .collect();
        let head = docs.iter().map(|d| unit(d.head.iter().map(|t| (*t, word(*t))).collect())).collect();
        let weigh = |n: &NameCount| (n.key, (1.0 + (n.count as f32).ln()) * name(n.key));
        let names = docs.iter().map(|d| unit(d.names.iter().map(weigh).collect())).collect();
        Self { docs, body, head, names }
    }

    /// What two articles share, each 0 to 1: words, their root, headline, headline in the other's body, names, whether both days
    /// are known, how short the shorter is, how near the days are, how far, and near days with the same words.
    #[must_use]
    pub fn features(&self, a: usize, b: usize) -> [f32; FEATURES] {
        let (one, two) = (self.docs[a], self.docs[b]);
        let words = dot(&self.body[a], &self.body[b]);
        let head = dot(&self.head[a], &self.head[b]);
        let crossed = f32::midpoint(dot(&self.head[a], &self.body[b]), dot(&self.head[b], &self.body[a]));
        let names = dot(&self.names[a], &self.names[b]);
        let short = 1.0 / (1.0 + (one.words.min(two.words) as f32 / 100.0));
        let (near, known, far) = match (one.date, two.date) {
            (Some(day), Some(other)) => {
                let days = day.until(other).map_or(0, |span| span.get_days().unsigned_abs()) as f32;
                ((-days / 1.5).exp(), 1.0, (1.0 + days).ln().min(6.0) / 6.0)
            }
            _ => (0.0, 0.0, 0.0),
        };
        [words, words.sqrt(), head, crossed, names, known, short, near, far, near * words]
    }

    /// How likely a pair is about one event, and about one affair: the event is less likely when both say which day or
    /// round they are about and it is not the same one.
    #[must_use]
    pub fn likely(&self, a: usize, b: usize, model: &Model) -> Pair {
        let features = self.features(a, b);
        let sum: f32 = features.iter().zip(&model.weights).map(|(x, w)| x * w).sum();
        let sum = sum + model.weights[FEATURES];
        let apart = if occasions_differ(self.docs[a], self.docs[b]) { model.apart } else { 0.0 };
        let chance = |sum: f32| 1.0 / (1.0 + (-sum).exp());
        Pair { a, b, likely: chance(sum - apart), kin: chance(sum) }
    }

    /// The pairs worth comparing: articles that share telling words, the closest ones of each.
    #[must_use]
    pub fn candidates(&self) -> Vec<(usize, usize)> {
        let mut lists: HashMap<u32, Vec<(u32, f32)>> = HashMap::new();
        for (at, vector) in self.body.iter().enumerate() {
            for (term, weight) in vector {
                lists.entry(*term).or_default().push((at as u32, *weight));
            }
        }
        let longest = LONGEST.max(self.docs.len() / 50);
        let mut found: HashSet<(usize, usize)> = HashSet::new();
        let mut score = vec![0.0_f32; self.docs.len()];
        let mut touched: Vec<u32> = Vec::new();
        for (at, vector) in self.body.iter().enumerate() {
            let mut probes: Vec<(f32, u32)> = vector.iter().map(|(term, weight)| (*weight, *term)).collect();
            probes.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            for (weight, term) in probes.into_iter().take(PROBES) {
                let Some(list) = lists.get(&term).filter(|list| list.len() <= longest) else { continue };
                for (other, theirs) in list {
                    if score[*other as usize] == 0.0 {
                        touched.push(*other);
                    }
                    score[*other as usize] += weight * theirs;
                }
            }
            touched.sort_unstable_by(|x, y| {
                let by = score[*y as usize].total_cmp(&score[*x as usize]);
                by.then_with(|| self.docs[*x as usize].content.cmp(&self.docs[*y as usize].content))
            });
            let others = touched.iter().map(|other| *other as usize).filter(|other| *other != at);
            found.extend(others.take(LOOKED_AT).map(|other| (at.min(other), at.max(other))));
            for other in touched.drain(..) {
                score[other as usize] = 0.0;
            }
        }
        let mut pairs: Vec<(usize, usize)> = found.into_iter().collect();
        pairs.sort_unstable();
        pairs
    }

    /// The candidate pairs with their probability, each article's likeliest ones, from `least` on.
    #[must_use]
    pub fn neighbours(&self, model: &Model, least: f32) -> Vec<Pair> {
        let pairs = self.candidates().into_iter().map(|(a, b)| self.likely(a, b, model));
        let mut pairs: Vec<Pair> = pairs.filter(|pair| pair.kin >= least).collect();
        let content = |at: usize| self.docs[at].content;
        let key = |p: &Pair| (content(p.a).min(content(p.b)), content(p.a).max(content(p.b)));
        pairs.sort_unstable_by(|x, y| y.likely.total_cmp(&x.likely).then_with(|| key(x).cmp(&key(y))));
        let mut kept = vec![0_usize; self.docs.len()];
        pairs.retain(|pair| {
            kept[pair.a] += 1;
            kept[pair.b] += 1;
            kept[pair.a] <= NEIGHBOURS || kept[pair.b] <= NEIGHBOURS
        });
        pairs
    }
}

/// Whether both say which day or round it is, and not the same one.
pub(crate) fn occasions_differ(a: &Doc, b: &Doc) -> bool {
    !a.occasions.is_empty() && !b.occasions.is_empty() && a.occasions.is_disjoint(&b.occasions)
}

/// Scaled to length one.
fn unit(mut vector: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut vector {
            *weight /= length;
        }
    }
    vector
}

/// The product of two vectors sorted by key.
pub(crate) fn dot<K: Ord>(a: &[(K, f32)], b: &[(K, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((x, v)), Some((y, w))) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += v * w;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}
