//! How likely two articles are about one event: words, headlines, names, occasions, and days where both are known.
//!
//! Only articles that share a telling word are ever compared: candidates come from an inverted index whose longest lists
//! are left out. The features go through a logistic model (weights in [`Model`]) to one probability.

use crate::library::stories::doc::{Doc, NameCount};
use crate::parse::hashes::Map;
use std::cmp::Ordering;

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

/// The articles as weighted vectors; a word is its place among all words, in the order of their hashes.
pub struct Pairs<'a> {
    docs: &'a [&'a Doc],
    /// In how many articles each word stands.
    df: Vec<u32>,
    body: Vec<Vec<(u32, f32)>>,
    head: Vec<Vec<(u32, f32)>>,
    names: Vec<Vec<(u32, f32)>>,
}

/// Two articles, by position, and how likely they are about one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one that stands first.
    pub a: u32,
    /// The other.
    pub b: u32,
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
        let rare = |df: u32| (1.0 + total / df.max(1) as f32).ln();
        let (place, df) = counted(docs.iter().flat_map(|doc| doc.terms.iter().map(|(term, _)| *term)));
        let (name_place, name_df) =
            counted(docs.iter().flat_map(|doc| doc.names.iter().map(|name| name.key)));
        let word = |term: u32, times: f32| {
            let at = *place.get(&u64::from(term))?;
            Some((at, times * rare(df[at as usize])))
        };
        let name = |n: &NameCount| {
            let at = *name_place.get(&u64::from(n.key))?;
            Some((at, (1.0 + (n.count as f32).ln()) * rare(name_df[at as usize])))
        };
        let body =
            |d: &&Doc| unit(d.terms.iter().filter_map(|(t, tf)| word(*t, f32::from(*tf) / 16.0)).collect());
        let head = |d: &&Doc| unit(d.head.iter().filter_map(|t| word(*t, 1.0)).collect());
        let names = |d: &&Doc| unit(d.names.iter().filter_map(name).collect());
        let (body, head, names) = (
            docs.iter().map(body).collect(),
            docs.iter().map(head).collect(),
            docs.iter().map(names).collect(),
        );
        Self { docs, df, body, head, names }
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
        Pair { a: a as u32, b: b as u32, likely: chance(sum - apart), kin: chance(sum) }
    }

    /// The pairs worth comparing: articles that share telling words, the closest ones of each.
    #[must_use]
    pub fn candidates(&self) -> Vec<(u32, u32)> {
        let lists = Lists::new(&self.body, &self.df, LONGEST.max(self.docs.len() / 50));
        let mut found: Vec<(u32, u32)> = Vec::new();
        let mut score = vec![0.0_f32; self.docs.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut probes: Vec<(u32, f32)> = Vec::new();
        for (at, vector) in self.body.iter().enumerate() {
            probes.clear();
            probes.extend(vector);
            let probes = nearest(&mut probes, PROBES, |x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
            // In one order, for sums of the same numbers differ with it.
            probes.sort_unstable_by_key(|(term, _)| *term);
            for &mut (term, weight) in probes {
                for (other, theirs) in lists.of(term) {
                    let score = &mut score[*other as usize];
                    if *score == 0.0 {
                        touched.push(*other);
                    }
                    *score += weight * theirs;
                }
            }
            let at = at as u32;
            touched.retain(|other| *other != at);
            score[at as usize] = 0.0;
            let near = nearest(&mut touched, LOOKED_AT, |x, y| {
                let by = score[*y as usize].total_cmp(&score[*x as usize]);
                by.then_with(|| self.docs[*x as usize].content.cmp(&self.docs[*y as usize].content))
            });
            found.extend(near.iter().map(|other| (at.min(*other), at.max(*other))));
            for other in touched.drain(..) {
                score[other as usize] = 0.0;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The candidate pairs with their probability, each article's likeliest ones, from `least` on.
    #[must_use]
    pub fn neighbours(&self, model: &Model, least: f32) -> Vec<Pair> {
        let pairs = self.candidates().into_iter().map(|(a, b)| self.likely(a as usize, b as usize, model));
        let mut pairs: Vec<Pair> = pairs.filter(|pair| pair.kin >= least).collect();
        let content = |at: u32| self.docs[at as usize].content;
        let key = |p: &Pair| (content(p.a).min(content(p.b)), content(p.a).max(content(p.b)));
        pairs.sort_unstable_by(|x, y| y.likely.total_cmp(&x.likely).then_with(|| key(x).cmp(&key(y))));
        let mut kept = vec![0_usize; self.docs.len()];
        pairs.retain(|pair| {
            let both = [pair.a as usize, pair.b as usize];
            for at in both {
                kept[at] += 1;
            }
            both.iter().any(|at| kept[*at] <= NEIGHBOURS)
        });
        pairs
    }
}

/// Which articles each word stands in, and how much it weighs there.
struct Lists {
    /// Where the list of each word begins.
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Lists {
    /// Words that stand in one article only, or in more than `longest`, have none.
    fn new(body: &[Vec<(u32, f32)>], df: &[u32], longest: usize) -> Self {
        let listed = |term: u32| (2..=longest).contains(&(df[term as usize] as usize));
        let mut ends = Vec::with_capacity(df.len() + 1);
        let mut end = 0;
        for (term, df) in df.iter().enumerate() {
            ends.push(end);
            end += if listed(term as u32) { *df } else { 0 };
        }
        ends.push(end);
        let mut entries = vec![(0, 0.0); end as usize];
        // Each list grows from its start until it meets the next; then its end is where it began.
        for (at, vector) in body.iter().enumerate() {
            for (term, weight) in vector.iter().filter(|(term, _)| listed(*term)) {
                let next = &mut ends[*term as usize];
                entries[*next as usize] = (at as u32, *weight);
                *next += 1;
            }
        }
        ends.rotate_right(1);
        ends[0] = 0;
        Self { starts: ends, entries }
    }

    fn of(&self, term: u32) -> &[(u32, f32)] {
        let at = term as usize;
        &self.entries[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Numbers in the order of their keys, and how often each key comes.
fn counted(keys: impl Iterator<Item = u32>) -> (Map<u32>, Vec<u32>) {
    let mut counts: Map<u32> = Map::default();
    for key in keys {
        *counts.entry(u64::from(key)).or_default() += 1;
    }
    let mut order: Vec<u64> = counts.keys().copied().collect();
    order.sort_unstable();
    let df = order.iter().map(|key| counts[key]).collect();
    for (at, key) in order.into_iter().enumerate() {
        counts.insert(key, at as u32);
    }
    (counts, df)
}

/// The first `most` by an order, in any order.
fn nearest<T>(all: &mut [T], most: usize, order: impl Fn(&T, &T) -> Ordering) -> &mut [T] {
    if all.len() <= most {
        return all;
    }
    all.select_nth_unstable_by(most, order).0
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
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if few.len() * 8 < many.len() {
        return searched(few, many);
    }
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some((x, v)), Some((y, w))) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                sum += v * w;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The same when one is much shorter.
fn searched<K: Ord>(few: &[(K, f32)], mut many: &[(K, f32)]) -> f32 {
    let mut sum = 0.0;
    for (key, weight) in few {
        many = &many[many.partition_point(|(other, _)| other < key)..];
        sum += many.first().filter(|(other, _)| other == key).map_or(0.0, |(_, theirs)| weight * theirs);
    }
    sum
}
